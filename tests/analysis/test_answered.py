"""Which posts go with more answers: a hand-counted table, a plainer computation, and no finding where there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from identity_audit.analysis import answered
from identity_audit.analysis.answered import Answered, Group, compare, counted_answers, kinds, named_answers
from identity_audit.schema import Post, frame

START = datetime(2023, 1, 2, tzinfo=UTC)


def posts(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame(
        "posts",
        [Post(f"p{i}", **{"platform": "net", "reactions_known": "complete", "time": START, **row})
         for i, row in enumerate(rows)],
    )  # fmt: skip


def group(found: Answered | None, key: int | str) -> Group:
    assert found is not None
    return next(group for group in found.groups if group.key == key)


def test_by_hand() -> None:
    # net: photos 2 answers each, texts 1 each; other: photos 8, texts 4. Twice in both, though "other" answers more and
    # holds mostly texts: without strata, photos would look worse.
    rows = []
    for week in range(20):
        at = {"time": START + timedelta(weeks=week)}
        rows += [{**at, "media": "photo", "platform": "net"}] * 3 + [{**at, "platform": "net"}]
        rows += [{**at, "media": "photo", "platform": "other"}] + [{**at, "platform": "other"}] * 3
    found = posts(*rows)
    answers = {("photo", "net"): 2, ("none", "net"): 1, ("photo", "other"): 8, ("none", "other"): 4}
    found["answers"] = [answers[key] for key in zip(found["media"], found["platform"], strict=True)]
    result = compare(found, kinds(found), "named")
    assert group(result, "photo") == Group("photo", 80, 280, pytest.approx(2), pytest.approx(2), pytest.approx(2))
    assert group(result, "text").ratio == pytest.approx(0.5)
    assert group(result, "photo").clearly_more and not group(result, "text").clearly_more
    assert result is not None and (result.posts, result.strata, result.since) == (160, 2, START)
    raw = found.groupby("media")["answers"].mean()
    assert raw["photo"] / raw["none"] < 1.1


def test_the_ratio_of_mantel_and_haenszel_against_a_plainer_computation() -> None:
    rng = np.random.default_rng(3)
    n = 300
    found = posts(*({"time": START + timedelta(days=int(d)), "platform": p, "media": m}
                    for d, p, m in zip(rng.integers(0, 900, n), rng.choice(["a", "b"], n),
                                       rng.choice(["none", "photo", "video", "poll"], n), strict=True)))  # fmt: skip
    found["answers"] = rng.poisson(2, n)
    result = compare(found, kinds(found), "counted")
    for kind in ("photo", "video", "text"):
        top = bottom = 0.0
        for _, stratum in found[kinds(found).notna()].groupby([found["platform"], found["time"].dt.year]):
            mine = kinds(stratum) == kind
            top += stratum.loc[mine, "answers"].sum() * (~mine).sum() / len(stratum)
            bottom += stratum.loc[~mine, "answers"].sum() * mine.sum() / len(stratum)
        assert group(result, kind).ratio == pytest.approx(top / bottom)


def test_little_is_not_compared() -> None:
    rows = [{"time": START + timedelta(weeks=w), "media": m} for w in range(12) for m in ("photo", "none")]
    found = posts(*rows, *({"time": START + timedelta(weeks=w), "media": "video"} for w in range(9)))
    found["answers"] = 2
    assert group(compare(found, kinds(found), "named"), "photo").ratio == pytest.approx(1)
    assert group(compare(found, kinds(found), "named"), "video").ratio is None  # nine posts
    found["answers"] = np.where(kinds(found) == "photo", 0, 2)
    assert group(compare(found, kinds(found), "named"), "photo").ratio is None  # no answer: not "nothing"
    in_a_week = found.assign(time=START)
    assert group(compare(in_a_week.assign(answers=2), kinds(in_a_week), "named"), "photo").ratio is None
    alone = found[kinds(found) == "text"]
    assert compare(alone, kinds(alone), "named") is None
    assert compare(found.iloc[:0], kinds(found.iloc[:0]), "named") is None


def test_named_and_counted_answers_are_two_sorts_of_evidence() -> None:
    found = posts(
        {"n_reactions": 5, "n_comments": 1},
        {"reactions_known": "partial", "n_shares": 0},
        {"reactions_known": "count", "n_reactions": 3, "n_views": 90},
        {"time": None, "n_reactions": 3},
        {},
    )
    engaged = pd.DataFrame({"post_id": ["p0", "p0", "p1", "p3"]})
    assert dict(zip(*named_answers(found, engaged)[["post_id", "answers"]].to_numpy().T, strict=True)) == {
        "p0": 2, "p4": 0,
    }  # fmt: skip
    assert dict(zip(*counted_answers(found)[["post_id", "answers"]].to_numpy().T, strict=True)) == {
        "p0": 6, "p1": 0, "p2": 3,
    }  # fmt: skip


def test_where_nothing_differs_hardly_anything_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "_RESAMPLES", 200)
    rng = np.random.default_rng(1)
    wrong = 0
    for seed in range(60):
        weeks = rng.integers(0, 52, 240)
        found = posts(*({"time": START + timedelta(weeks=int(w)), "media": m}
                        for w, m in zip(weeks, rng.choice(["none", "photo", "video"], 240), strict=True)))  # fmt: skip
        # answers come in bursts: some weeks everybody answers
        burst = rng.gamma(1, 2, 52)
        found["answers"] = rng.poisson(burst[weeks])
        result = compare(found, kinds(found), "named", seed)
        assert result is not None
        wrong += any(g.clearly_more or (g.high is not None and g.high < 1) for g in result.groups)
    assert wrong <= 8  # 3 expected at 95 %; more than 8 by chance once in 200
