"""Forecasts: the sampler against integrals, drift against an invented drift, intervals that hold what comes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from reach_world import world

from identity_audit.analysis.forecast import (
    USUAL,
    Drift,
    Forecast,
    blocked_share,
    chance_to_engage,
    drifted,
    engaged_reach,
    extra_sd,
    forecast,
    learned_drift,
    posterior,
    predicted,
    spread,
    told,
)
from identity_audit.analysis.rates import Fold


@cache
def one_forecast() -> Forecast:
    found = forecast(world(5, people=40, posts=600))
    assert found is not None
    return found


def test_under_two_hundred_posts_or_engagements_nothing_is_forecast() -> None:
    assert forecast(world(0, posts=199)) is None
    few = world(0, posts=400, level=0.004)
    assert len(few.who) < 200
    assert forecast(few) is None
    enough = world(0, posts=400)
    assert len(enough.who) >= 200
    assert forecast(enough) is not None


def test_the_sampler_agrees_with_a_gamma_where_there_is_one_cell_that_counts() -> None:
    """With very much data in every cell the posterior of a rate is Gamma(Y, E), whatever the factors."""
    did, could = np.full((6, 3), 400.0), np.full((6, 3), 1000.0)
    draws = posterior(did, could, np.full(6, -1), np.random.default_rng(0), 400)
    assert draws.mean(axis=0) == pytest.approx(0.4, rel=0.05)
    assert 0.2 * 0.02 < draws.std(axis=0).mean() < 1.3 * 0.02


def test_who_is_hardly_known_is_hardly_sure() -> None:
    did, could = np.array([[30.0, 30.0], [0.0, 0.0]]), np.array([[300.0, 300.0], [0.0, 0.0]])
    draws = posterior(np.tile(did, (5, 1)), np.tile(could, (5, 1)), np.full(10, -1), np.random.default_rng(0))
    spread_of = draws.std(axis=0) / draws.mean(axis=0)
    assert (spread_of[1::2] > 2 * spread_of[0::2]).all()


def test_drift_moves_the_draws_as_it_says() -> None:
    rng = np.random.default_rng(0)
    still = np.ones((400, 50, 4), dtype=np.float32)
    moved = drifted(still, Drift(-0.5, 0.2, 0.01, 200.0, 200.0, 1.0, True), rng)
    level = np.log(moved.mean(axis=(1, 2)))
    assert level.mean() == pytest.approx(-0.5, abs=0.04)
    assert level.std() == pytest.approx(0.2, abs=0.03)
    people = drifted(still, Drift(0, 0.01, 0.01, 0.5, 200.0, 1.0, True), rng)
    # a gamma of size 0.5 has variance 2
    assert people.mean(axis=2).var() == pytest.approx(2, rel=0.1)
    facets = drifted(still, Drift(0, 0.01, 0.4, 200.0, 200.0, 1.0, True), rng)
    assert np.log(facets.mean(axis=1)).std() == pytest.approx(0.4, rel=0.1)
    assert facets.mean() == pytest.approx(1, rel=0.05)


def test_a_steady_past_teaches_little_drift_and_a_restless_one_much() -> None:
    steady = learned_drift(world(6, people=40, posts=900))
    assert steady.learned
    assert abs(steady.mean) < 0.15
    assert steady.person > 2
    # half of the people go after half of the posts, others come
    past = world(6, people=40, posts=900)
    gone = (past.who % 2 == 0) == (past.what < 450)
    restless = learned_drift(replace(past, who=past.who[gone], what=past.what[gone]))
    assert restless.person < steady.person / 2


def test_a_past_too_short_to_forecast_itself_drifts_as_usual() -> None:
    past = world(0, people=10, posts=12)
    assert learned_drift(past) == USUAL
    assert not USUAL.learned


def test_the_interval_holds_what_comes_when_nothing_changes() -> None:
    held = 0
    for seed in range(12):
        whole = world(20 + seed, people=30, posts=500, level=0.02)
        fold, past = Fold.of(whole, 400, 500), whole.until(400)
        assert fold is not None
        could = np.zeros((len(past.people), 3))
        could[:, fold.seen] = fold.could
        reach = engaged_reach(predicted(past, could, draws=200), np.ones(could.shape, dtype=bool))
        held += reach.low <= (fold.came.sum(axis=1) > 0).sum() <= reach.high
    assert held >= 9


def test_a_forecast_says_what_it_rests_on() -> None:
    found = one_forecast()
    past = found.history
    assert found.draws.shape == (400, len(past.people), 3)
    assert found.could.sum(axis=1).tolist() == [120.0] * len(past.people)
    assert (found.until - found.since).days == 119
    assert len(found.earlier) == 2
    assert found.earlier[0].until < found.earlier[1].until
    assert found.tried is not None
    assert set(found.tried.history.people) <= set(past.people)
    off = [abs(e.expected.value - e.observed) / e.observed for e in found.earlier]
    assert found.missed == pytest.approx(np.median(off))
    assert found.held == sum(e.expected.low <= e.observed <= e.expected.high for e in found.earlier)


def test_the_same_seed_says_the_same() -> None:
    past = world(7)
    one, two, other = (forecast(past, seed) for seed in (0, 0, 1))
    assert one is not None and two is not None and other is not None
    assert (one.draws == two.draws).all()
    assert (one.draws != other.draws).any()


def test_closing_more_reaches_fewer() -> None:
    found = one_forecast()
    everything = np.ones(found.could.shape, dtype=bool)
    home = np.eye(3, dtype=bool)[found.history.counts(0, 600)[0].argmax(axis=1)]
    reach = [engaged_reach(found, allow).value for allow in (everything, home, ~everything)]
    assert reach[0] > reach[1] > reach[2]
    assert reach[2] < 1
    blocked = [blocked_share(found, allow) for allow in (everything, home, ~everything)]
    assert [share is not None for share in blocked] == [True] * 3
    assert blocked[0].value == 0  # type: ignore[union-attr]
    assert blocked[2].value == 1  # type: ignore[union-attr]
    assert 0 < blocked[1].low < blocked[1].value < blocked[1].high < 1  # type: ignore[union-attr]


def test_an_interval_is_as_wide_as_its_parts() -> None:
    counts = np.exp(np.random.default_rng(0).normal(3, 0.3, 2000))
    plain, wider = spread(counts, 0.0), spread(counts, 0.4)
    # t with six degrees of freedom: 1.4398 either way
    assert np.log(plain.high / plain.low) == pytest.approx(2 * 1.4398 * 0.3, rel=0.05)
    assert np.log(wider.high / wider.low) == pytest.approx(2 * 1.4398 * 0.5, rel=0.05)
    assert spread(counts, 0.4, most=21).high == 21
    nobody = spread(np.zeros(50), 0.18)
    assert (nobody.value, nobody.low) == (0, 0)
    assert extra_sd(0) == 0.18
    assert extra_sd(1) == 0.23


def test_losses_are_taken_as_large_as_they_proved() -> None:
    drift = replace(USUAL, lost=0.5)
    assert told(np.array([60.0, 110.0]), np.array([100.0, 100.0]), drift).tolist() == [80, 110]


def test_the_chance_of_at_least_one() -> None:
    assert chance_to_engage(np.array([0.0, 1.0])).tolist() == pytest.approx([0, 1 - np.exp(-1)])
