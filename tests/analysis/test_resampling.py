"""Ratios over weeks that come in bursts: the same numbers by plain loops, and how often chance passes for a change."""

from __future__ import annotations

import math
import statistics
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from identity_audit.analysis import resampling
from identity_audit.analysis.resampling import LEVEL, Difference, differences, effective_weeks, week_of


def person(seed: int, weeks: int = 60, facets: int = 5, planted: float = 0.0) -> tuple[Any, Any, Any, Any]:
    """Somebody who posts in bursts, each week with a mix of its own: (count, n, shares, late).

    Counted: each facet, and a rate of reactions. planted: from the middle on the first facet gets so much of the rest.
    """
    r = np.random.default_rng(seed)
    usual = r.dirichlet(np.ones(facets))
    rows, sizes = [], []
    for week in range(weeks):
        late = week >= weeks // 2
        mix = (1 - planted * late) * usual + planted * late * np.eye(facets)[0]
        posts = 1 + r.negative_binomial(1, 0.25)
        reactions = r.poisson(posts * r.gamma(2, 1))
        rows.append([*r.multinomial(posts, r.dirichlet(np.maximum(6 * mix, 1e-3))), reactions])
        sizes.append([posts] * (facets + 1))
    shares = np.array([True] * facets + [False])
    return np.array(rows, dtype=float), np.array(sizes, dtype=float), shares, np.arange(weeks) >= weeks // 2


def moved(found: list[Difference]) -> bool:
    return any(d.low > 0 or d.high < 0 for d in found)


def test_weeks_begin_on_monday_in_utc() -> None:
    sunday_night = pd.Timestamp("2026-01-18 23:59", tz="UTC")
    times = pd.Series([sunday_night + pd.Timedelta(minutes=m) for m in (0, 1, 7 * 24 * 60, 7 * 24 * 60 + 1)])
    assert (week_of(times) - week_of(times).iloc[0]).tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize(("sizes", "worth"), [([5, 5, 5], 3), ([9], 1), ([6, 0, 0], 1), ([4, 2], 1.8), ([0, 0], 0)])
def test_unequal_weeks_are_worth_fewer(sizes: list[float], worth: float) -> None:
    assert effective_weeks(np.array(sizes, dtype=float)) == pytest.approx(worth)


def plain(count: Any, n: Any, shares: Any, late: Any, seed: int) -> list[tuple[float, ...]]:
    """The definition once more, figure by figure and week by week; only the drawn weeks are the same."""
    rng = np.random.default_rng(seed)
    weeks = [[w for w in range(len(n)) if bool(late[w]) is side] for side in (False, True)]
    drawn = [
        rng.multinomial(len(side), [1 / len(side)] * len(side), size=resampling.RESAMPLES).tolist() for side in weeks
    ]
    order = rng.random((resampling.RESAMPLES, len(n))).argsort(axis=1).tolist()

    def ratio(chosen: list[int], f: int) -> float:
        return sum(count[w][f] for w in chosen) / sum(n[w][f] for w in chosen)

    def worth(side: list[int], f: int) -> float:
        return sum(n[w][f] for w in side) ** 2 / sum(n[w][f] ** 2 for w in side)

    figures = []
    for f in range(len(shares)):
        found, alone = 0.0, 0.0
        for side in weeks:
            c, total = sum(count[w][f] for w in side), sum(n[w][f] for w in side)
            g = worth(side, f)
            found += sum((count[w][f] - c / total * n[w][f]) ** 2 for w in side) * g / (g - 1)
            p = (c + 1) / (total + 2)
            alone += total * p * (1 - p) if shares[f] else c + 1
        bursts = max(1.0, found / alone)
        estimates, variances = [], []
        for side, times_drawn in zip(weeks, drawn, strict=True):
            c, total, g = sum(count[w][f] for w in side), sum(n[w][f] for w in side), worth(side, f)
            values = [
                ratio([w for w, times in zip(side, draw, strict=True) for _ in range(times)], f) for draw in times_drawn
            ]
            if shares[f]:
                p = (c + 1) / (total + 2)
                spread, m = p * (1 - p), c / total
                least = spread / (total + 2) * bursts
            else:
                spread, m = (c + 1) / total, c / total
                least = spread / total * bursts
            variance = max(statistics.variance(values) * g / (g - 1), least)
            cases, t = spread / variance, stats.t.ppf(0.975, g - 1)
            # the values that lie within t errors of what was seen, by their own variance
            if shares[f]:
                roots = np.roots([1 + t * t / cases, -2 * m - t * t / cases, m * m])
            else:
                roots = np.roots([1, -2 * m - t * t / cases, m * m])
            estimates += [m, *sorted(float(root.real) for root in roots)]
            variances.append(variance)
        early = len(weeks[0])
        chance = []
        for ranks in order:
            # the later part gets the places whose turn comes first
            after = [w for w in range(len(n)) if ranks[w] < len(n) - early]
            before = [w for w in range(len(n)) if ranks[w] >= len(n) - early]
            chance.append(ratio(after, f) - ratio(before, f))
        error = max(math.sqrt(sum(variances)), statistics.pstdev(chance))
        figures.append((estimates, error, [abs(d) / statistics.pstdev(chance) for d in chance]))
    farthest = sorted(max(strays) for strays in zip(*(strays for _, _, strays in figures), strict=True))
    place = LEVEL * (len(farthest) - 1)
    low, high = farthest[math.floor(place)], farthest[math.ceil(place)]
    width = max(low + (high - low) * (place - math.floor(place)), stats.norm.ppf(0.975))
    return [
        (*estimates, estimates[3] - estimates[0], estimates[3] - estimates[0] - width * error,
         estimates[3] - estimates[0] + width * error)
        for estimates, error, _ in figures
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_plain_loops_say_the_same(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(resampling, "RESAMPLES", 200)
    count, n, shares, late = person(seed, weeks=12, facets=2)
    found = differences(count, n, shares, late, seed)
    for d, expected in zip(found, plain(count.tolist(), n.tolist(), shares, late, seed), strict=True):
        got = (d.before.value, d.before.low, d.before.high, d.after.value, d.after.low, d.after.high)
        assert got == pytest.approx(expected[:6], abs=1e-9)
        assert d.value == pytest.approx(expected[6], abs=1e-9)
        limit = 1.0 if d is not found[-1] else math.inf
        assert (d.low, d.high) == pytest.approx((max(expected[7], -limit), min(expected[8], limit)), abs=1e-9)


def test_where_every_post_stands_alone_a_margin_is_wilsons() -> None:
    """Forty weeks of five posts without any burst, one in five about the facet: hardly wider than Wilson."""
    count, n = np.tile([[1.0]], (80, 1)), np.tile([[5.0]], (80, 1))
    [d] = differences(count, n, np.array([True]), np.arange(80) >= 40)
    wilson = stats.binomtest(40, 200).proportion_ci(method="wilson")
    assert (d.before.count, d.before.n, d.before.value) == (40, 200, 0.2)
    assert (d.before.low, d.before.high) == pytest.approx((wilson.low, wilson.high), abs=0.005)
    assert d.before.high - d.before.low > wilson.high - wilson.low
    assert d.low < 0 < d.high


def test_bursts_widen_every_margin() -> None:
    late = np.arange(40) >= 20
    even, n = np.full((40, 1), 2.0), np.full((40, 1), 4.0)
    bursts = np.where(np.arange(40) % 2 == 0, 4.0, 0.0)[:, None]
    [calm], [bursting] = (differences(count, n, np.array([True]), late) for count in (even, bursts))
    assert calm.before.value == bursting.before.value == 0.5
    for one, other in ((calm.before, bursting.before), (calm.after, bursting.after), (calm, bursting)):
        # four posts at a time are worth one: twice as wide
        assert 1.6 < (other.high - other.low) / (one.high - one.low) < 2.2


def test_never_in_one_part_has_a_margin_too() -> None:
    count = np.array([[0.0]] * 20 + [[2.0]] * 20)
    [d] = differences(count, np.full((40, 1), 5.0), np.array([True]), np.arange(40) >= 20)
    assert (d.before.value, d.before.low) == (0, 0)
    assert 0.02 < d.before.high < 0.06  # three in a hundred: none of a hundred posts
    assert d.low > 0
    [none] = differences(np.zeros((40, 1)), np.ones((40, 1)), np.array([False]), np.arange(40) >= 20)
    assert none.before.high > 0
    assert none.low < 0 < none.high


def test_a_margin_rests_on_at_least_a_thousand_draws() -> None:
    count, n, _shares, late = person(1)
    assert len(resampling.draw(count, n, np.random.default_rng(0))) >= 1_000
    assert len(resampling.shuffle(count, n, late, np.random.default_rng(0))) >= 1_000


parts = st.integers(0, 10_000).map(lambda seed: person(seed, weeks=10 + seed % 20, facets=2 + seed % 4))


@given(parts)
def test_swapping_the_parts_turns_the_signs(given_: tuple[Any, Any, Any, Any]) -> None:
    count, n, shares, late = given_
    for d, turned in zip(differences(count, n, shares, late), differences(count, n, shares, ~late), strict=True):
        assert turned.value == -d.value
        assert (turned.before.value, turned.after.value) == (d.after.value, d.before.value)
        # other draws: equal up to what 2,000 of them leave open
        wide = d.high - d.low
        assert (turned.low, turned.high) == pytest.approx((-d.high, -d.low), abs=0.15 * wide)


@given(parts)
def test_a_value_lies_in_its_margin_and_a_share_in_0_to_1(given_: tuple[Any, Any, Any, Any]) -> None:
    count, n, shares, late = given_
    for d, share in zip(differences(count, n, shares, late), shares, strict=True):
        assert d.low < d.value < d.high or abs(d.value) == 1
        for estimate in (d.before, d.after):
            assert 0 <= estimate.low <= estimate.value <= estimate.high
            assert estimate.low < estimate.high
            assert estimate.value == estimate.count / estimate.n
            assert not share or estimate.high <= 1
        assert not share or -1 <= d.low <= d.high <= 1


def test_where_nothing_changed_at_most_one_person_in_twenty_hears_of_a_change() -> None:
    people = 250
    alarms = naive = 0
    for seed in range(people):
        count, n, shares, late = person(seed, weeks=24 + seed % 60, facets=3 + seed % 6)
        alarms += moved(differences(count, n, shares, late, seed))
        tables = [
            [[count[side, f].sum(), (n - count)[side, f].sum()] for side in (~late, late)]
            for f in np.flatnonzero(shares)
        ]
        naive += any(stats.fisher_exact(table).pvalue < 1 - LEVEL for table in tables)
    # and not much fewer, which would miss changes (1,500 people: 62)
    assert 0.01 * people <= alarms <= 0.05 * people
    # the weeks are bursty enough to fool a test that takes every post for itself
    assert naive > 0.3 * people


def test_a_planted_change_is_found() -> None:
    found = 0
    for seed in range(50):
        first = differences(*person(seed, weeks=100, planted=0.5), seed)[0]
        found += first.low > 0
        assert not first.high < 0
    assert found >= 40
