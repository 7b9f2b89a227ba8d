"""The essays' claims: the interval alone decides, and by chance there is no more yes than the level."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hand_counted import assigned, day

from identity_audit.analysis.claims import Claim, claims
from identity_audit.analysis.conversation import openings, spoken
from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.resampling import LEVEL
from identity_audit.analysis.rhythm import brought_by
from identity_audit.analysis.weekly import Ratio
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Post

WEEKS = 60


@pytest.mark.parametrize(
    ("claimed", "low", "high", "verdict"),
    [
        (1.0, 1.01, 3.0, "yes"),
        (1.0, 0.9, 1.2, "cannot_tell"),
        (1.0, 0.8, 1.09, "no"),  # not more by a tenth
        (1.44, 1.2, 1.5, "yes"),
        (1.44, 1.2, 1.4, "no"),  # more, but less than was claimed
        (1.44, 0.9, 1.5, "cannot_tell"),
        (5.0, 1.5, 4.9, "no"),
        (1.0, None, None, "cannot_tell"),
    ],
)
def test_the_interval_alone_decides(claimed: float, low: float | None, high: float | None, verdict: str) -> None:
    found = Ratio(30, 30, None if low is None else 1.2, low, high)
    assert Claim("x", 2012, claimed, None, found).verdict == verdict


def world(rng: np.random.Generator, effect: float = 1.0) -> Dataset:
    """Posts in bursts on one network, whose reactions follow the week; photos bring `effect` times more."""
    rows: list[object] = [Contact(f"c{i}", "net", f"c{i}", first_seen=day(i * 14)) for i in range(30)]
    n = 0
    for week in range(WEEKS):
        lively = rng.gamma(2.0, 2.0)
        for _post in range(rng.poisson(rng.gamma(1.5, 3.0))):
            photo, asks = rng.random() < 0.3, rng.random() < 0.3
            media = "photo" if photo else "none"
            words = " ".join(rng.choice([f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(300)], 8))
            liked = rng.poisson(lively * rng.gamma(2.0, 0.5) * (effect if photo else 1.0))
            rows.append(Post(f"p{n:03}", "net", day(7 * week + 6.5 * rng.random()), words + "?" * asks, media=media,
                             kind="post", visibility="public", reactions_known="count", n_reactions=int(liked)))  # type: ignore[arg-type] # fmt: skip
            n += 1
    return from_rows(rows)  # type: ignore[arg-type]


def answers(data: Dataset, seed: int = 0) -> dict[str, Claim]:
    facets = assigned([(p, i % 2) for i, p in enumerate(data.posts["post_id"])])
    heard = pd.DataFrame({"time": pd.to_datetime([day(d) for d in range(1, 7 * WEEKS, 4)], utc=True), "topic": 0})
    heard = heard.astype({"time": "datetime64[us, UTC]"})
    events = spoken(data)
    brought = brought_by(data, facets, engagements(data, facets))
    return {c.id: c for c in claims(data, brought, openings(data, events), heard, seed)}


def shuffled_calendar(data: Dataset, rng: np.random.Generator) -> Dataset:
    """The same days with the same numbers of reactions, but any other post on each of them."""
    posts = data.posts.copy()
    order = rng.permutation(len(posts))
    for column in ("text", "media", "kind"):
        posts[column] = posts[column].to_numpy()[order]
    frames = {**data.frames(), "posts": posts}
    return Dataset(**frames)


def test_under_a_shuffled_calendar_no_card_says_yes_more_often_than_its_level() -> None:
    rng = np.random.default_rng(7)
    runs = 60
    said = dict.fromkeys(("photos", "real_time", "steady", "two_way", "uniform"), 0)
    told = dict(said)
    for seed in range(runs):
        found = answers(shuffled_calendar(world(rng), rng), seed)
        for name in said:
            said[name] += found[name].verdict == "yes"
            told[name] += found[name].found.value is not None
    # one-sided 2.5 % each; five cards of sixty runs: 7.5 expected at the level of 5 % two-sided halves
    assert sum(said.values()) <= (1 - LEVEL) * sum(told.values()), said
    # a single card of sixty runs: 7 or more would come about once in a hundred at 5 %
    assert max(said.values()) < 8, said
    assert told["photos"] > 0.9 * runs and told["two_way"] > 0.5 * runs


def test_what_is_there_is_found() -> None:
    found = answers(world(np.random.default_rng(1), effect=3.0))
    assert found["photos"].verdict == "yes" and found["photos"].found.value == pytest.approx(3.0, rel=0.3)
    # everything is public and nobody answers: that claim cannot be looked up
    assert found["circles"].verdict == "cannot_tell" and found["circles"].found.n == 0


def test_a_small_sample_cannot_tell_anything() -> None:
    rows = [Post(f"p{i}", "net", day(i * 9), "words?", media="photo" if i % 2 else "none", reactions_known="count",
                 n_reactions=i) for i in range(24)]  # fmt: skip
    data = from_rows([*rows, Contact("a", "net", "a", first_seen=day(50))])
    assert {claim.verdict for claim in answers(data).values()} == {"cannot_tell"}
    assert {claim.verdict for claim in answers(Dataset()).values()} == {"cannot_tell"}


def test_posts_whose_reactions_nobody_knows_are_no_posts_without_reactions() -> None:
    data = from_rows([Post(f"p{i}", "net", day(i), "words", reactions_known=known)  # type: ignore[arg-type]
                      for i, known in enumerate(["none", "partial", "count", "complete"])])  # fmt: skip
    facets = assigned([(f"p{i}", 0) for i in range(4)])
    brought = brought_by(data, facets, engagements(data, facets))
    # "count" without a number is not known either
    assert brought[["post_id", "brought"]].to_numpy().tolist() == [["p3", 0.0]]
