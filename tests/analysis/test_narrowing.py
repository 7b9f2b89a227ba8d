"""Self-narrowing: an invented person who writes alike for mixed audiences, one who does not, and too little to tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hand_counted import build

from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.exposure import mixedness
from identity_audit.analysis.narrowing import narrowing

WORDS = "we all go out and see the beautiful extraordinary countryside together tomorrow morning early".split()


def written(seed: int, n: int = 300, variety: tuple[float, float] = (1.0, 1.0)) -> tuple[pd.DataFrame, pd.Series]:
    """Posts for one circle and for four, whose length and marks vary by so much."""
    rng = np.random.default_rng(seed)
    rows, mixed = [], {}
    for i in range(n):
        wide = bool(rng.random() < 0.5)
        size = int(np.clip(np.exp(rng.normal(2.3, 0.7 * variety[wide])), 3, 120))
        words = rng.choice(WORDS, size)
        text = " ".join(words) + "!" * int(rng.random() < 0.5 * variety[wide]) + "." * int(rng.random() < 0.5)
        rows.append((f"p{i}", "net", pd.Timestamp("2024-01-01", tz="UTC") + pd.Timedelta(days=i), text, "en"))
        mixed[f"p{i}"] = 4 if wide else 1
    posts = pd.DataFrame(rows, columns=["post_id", "platform", "time", "text", "lang"])
    return posts, pd.Series(mixed, dtype="Int64")


def test_who_writes_alike_for_mixed_audiences_is_found() -> None:
    posts, mixed = written(0, variety=(1.0, 0.3))
    found = narrowing(posts, mixed)
    assert found.answer == "narrower"
    assert found.slope is not None and found.high is not None
    assert found.slope < found.high < 0
    assert (found.n, found.level) == (300, 0.95)
    assert found.weeks == 43
    turned = narrowing(posts, 5 - mixed)
    assert turned.answer == "wider"
    assert turned.slope == pytest.approx(-found.slope)


def test_who_does_not_is_not() -> None:
    answers = [narrowing(*written(seed)).answer for seed in range(1, 9)]
    assert sum(answer in ("narrower", "wider") for answer in answers) <= 1


def test_another_tone_is_not_another_variety() -> None:
    """All posts for mixed audiences are shouted: each is like the others of its kind."""
    posts, mixed = written(2)
    loud = posts.assign(text=np.where(mixed == 4, posts["text"].str.upper(), posts["text"]))
    assert narrowing(loud, mixed).answer in ("no_change", "cannot_tell")


@pytest.mark.parametrize("case", ["few posts", "few weeks", "one audience", "unknown", "networks", "no dates"])
def test_too_little_to_tell(case: str) -> None:
    posts, mixed = written(0, variety=(1.0, 0.3))
    if case == "few posts":
        posts = posts.head(99)
    elif case == "few weeks":
        posts = posts.assign(time=posts["time"].iloc[0] + pd.to_timedelta(np.arange(300) % 70, unit="D"))
    elif case == "one audience":
        mixed = mixed.where(mixed == 4, 4)
    elif case == "unknown":
        mixed = mixed.where(mixed == 9)
    elif case == "networks":
        posts = posts.assign(platform=np.where(mixed == 4, "one", "other"))
    else:
        posts = posts.assign(time=pd.NaT)
    found = narrowing(posts, mixed)
    assert found.answer == "cannot_tell"
    assert (found.slope, found.low, found.high) == (None, None, None)


def test_how_mixed_an_audience_is_counted_by_hand() -> None:
    dataset, assignment = build(
        """
post  facet known    day platform thread kind visibility
open  0     complete 5   net      -      -    public
box   0     complete 5   net      -      -    group
early 0     complete 1   net      -      -    public
quiet 0     complete 5   net      -      -    private
some  0     complete 5   net      -      -    group
""",
        "who post kind day\nann open - 5",
        "who circle since\nann box -\nbob work 3\ncy home -",
        "post circle who\nbox box -",
        "who platform first_seen\nann net 3\nbob net 3\ncy net 3",
    )
    found = mixedness(dataset, assignment, engagements(dataset, assignment), ["box", "work", "home"])
    told = {post: None if pd.isna(n) else int(n) for post, n in found.items()}
    # a public post can be seen by all three; "some" names nobody: nothing is told of it; "quiet" went to nobody
    assert told == {"open": 3, "box": 1, "early": 3, "quiet": 0, "some": None}
