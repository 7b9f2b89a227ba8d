"""What if: two people whose outcome can be written down, and what must hold for any strategy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import exp

import numpy as np
import pytest
from reach_world import world

from identity_audit.analysis.forecast import Drift, Forecast, predicted
from identity_audit.analysis.rates import Rates
from identity_audit.analysis.what_if import (
    ASSUMPTIONS,
    Assumed,
    Strategy,
    aimed_share,
    break_even,
    influences,
    unlock_from,
    what_if,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def of(expected: list[list[float]], could: list[list[float]], draws: int = 4000, lost: float = 1.0) -> Forecast:
    """A forecast in which so many engagements are expected in every draw."""
    mean = np.array(expected, dtype=np.float32)
    return Forecast(
        history=world(0, people=len(mean), posts=60, facets=mean.shape[1]),
        rates=Rates(mean.astype(float), ((None, 1.0),)),
        draws=np.broadcast_to(mean, (draws, *mean.shape)),
        could=np.array(could),
        since=NOW,
        until=NOW,
        drift=Drift(0, 0.15, 0.1, 1, 1, lost, True),
    )


#: ann engages at home (facet 0) and abroad, bob abroad only
TWO = of([[0.7, 0.4], [0.0, 0.5]], [[30, 20], [30, 20]])
HOME = Strategy(np.array([[True, False], [True, False]]), np.array([False, True]))
OPEN = Strategy(np.ones((2, 2), dtype=bool), np.array([False, True]))


def engages(expected: float) -> float:
    return 1 - exp(-expected)


def test_two_people_counted_by_hand() -> None:
    found = what_if(TWO, HOME)
    unified = engages(1.1) + engages(0.5)
    assert found.unified.value == pytest.approx(unified, abs=0.03)
    assert found.engaged.value == pytest.approx(engages(0.7), abs=0.03)
    assert (found.unified_could_see, found.could_see) == (100, 60)
    assert (found.people, found.shown) == (2, 2)
    assert found.lost.low <= found.lost.value <= found.lost.high
    assert found.assumed == Assumed()


@pytest.mark.parametrize(
    ("assumed", "ann", "bob", "could_see"),
    [
        (Assumed(cross_follow=0.5), 0.7 + 0.5 * 0.4, 0.5 * 0.5, 60 + 20),
        # two fifths of what they could see are taken out of their feed
        (Assumed(dilution=1.0), 0.7 * 1.4, 0, 60),
        (Assumed(dilution=1.0, cross_follow=0.5), (0.7 + 0.2) * 1.2, 0.25 * 1.2, 80),
        (Assumed(effort=0.3), 0.7 * 0.7, 0, 42),
        # the sensitive facet is closed to both: what is unlocked on it is seen by those who follow both
        (Assumed(unlock=0.2, cross_follow=1.0), 0.7 + 0.4 * 1.2, 0.5 * 1.2, 60 + 48),
    ],
)
def test_each_assumption_counted_by_hand(assumed: Assumed, ann: float, bob: float, could_see: float) -> None:
    found = what_if(TWO, HOME, assumed)
    reached, unified = engages(ann) + engages(bob), engages(1.1) + engages(0.5)
    assert found.engaged.value == pytest.approx(reached, abs=0.03)
    assert found.could_see == pytest.approx(could_see)
    if reached < unified:
        assert found.lost.value == pytest.approx(1 - reached / unified, abs=0.03)


def test_a_strategy_that_closes_nothing_costs_nothing() -> None:
    for assumed in (Assumed(), Assumed(dilution=1, effort=0.3, unlock=0.2, mis_sort=0.2, cross_follow=0.1)):
        found = what_if(TWO, OPEN, assumed)
        assert (found.lost.low, found.lost.value, found.lost.high) == (0, 0, 0)
        assert found.could_see == found.unified_could_see
    assert break_even(TWO, OPEN).dilution == 0


def test_a_wrong_segment_shows_what_another_person_is_shown() -> None:
    found = of([[1.0, 0.0], [0.0, 1.0]] * 10, [[10, 10]] * 20, draws=400)
    home = Strategy(np.array([[True, False], [False, True]] * 10), np.zeros(2, dtype=bool))
    right, wrong = (what_if(found, home, Assumed(mis_sort=share)) for share in (0.0, 0.5))
    assert right.lost.value == 0
    # of ten people filed anew about half get the row of somebody with their own home
    assert 0.1 < wrong.lost.value < 0.4


def test_losses_shrink_as_they_proved_to_be() -> None:
    full, half = (what_if(replace(TWO, drift=replace(TWO.drift, lost=lost)), HOME) for lost in (1.0, 0.5))
    assert half.lost.value == pytest.approx(full.lost.value / 2)
    assert half.unified == full.unified


def test_the_aimed_circles_share_of_all_people_reached() -> None:
    bob = np.array([False, True])
    one, home = (aimed_share(TWO, strategy, bob) for strategy in (OPEN, HOME))
    assert one is not None
    assert one.value == pytest.approx(engages(0.5) / (engages(1.1) + engages(0.5)), abs=0.02)
    # with the home facet alone bob is shown nothing of his
    assert home is not None
    assert home.value == 0
    nothing = Strategy(np.zeros((2, 2), dtype=bool), np.zeros(2, dtype=bool))
    assert aimed_share(TWO, nothing, bob) is None


def test_break_even_counted_by_hand() -> None:
    """One person with 1.0 at home and 0.5 abroad, in a feed of which half is taken out."""
    one = of([[1.0, 0.5]], [[10, 10]])
    home = Strategy(np.array([[True, False]]), np.zeros(2, dtype=bool))
    found = break_even(one, home)
    # 1.0 x (1 + d / 2) = 1.5; 1.0 x (1 + u) = 1.5
    assert found.dilution == pytest.approx(1.0, abs=1e-3)
    assert found.unlock == pytest.approx(0.5, abs=1e-3)
    # 1 - exp(-(1 + x / 2)) = 0.95 x (1 - exp(-1.5))
    x = 2 * (-np.log(1 - 0.95 * engages(1.5)) - 1)
    assert found.cross_follow == pytest.approx(x, abs=1e-3)


def test_what_nothing_can_win_back_has_no_break_even() -> None:
    nobody = of([[0.0, 0.5]], [[10, 10]])
    found = break_even(nobody, Strategy(np.array([[True, False]]), np.zeros(2, dtype=bool)))
    assert (found.dilution, found.unlock) == (None, None)
    assert found.cross_follow is not None


def test_at_its_break_even_a_strategy_loses_nothing() -> None:
    past = world(8, people=40, posts=500, level=0.02, keen=2)
    found = predicted(past, past.could_next(480))
    home = np.eye(3, dtype=bool)[past.counts(0, 500)[0].argmax(axis=1)]
    strategy = Strategy(home, np.zeros(3, dtype=bool))
    turn = break_even(found, strategy)
    assert turn.dilution is not None
    assert what_if(found, strategy, Assumed(dilution=turn.dilution)).lost.value == pytest.approx(0, abs=0.03)
    assert turn.cross_follow
    assert what_if(found, strategy, Assumed(cross_follow=turn.cross_follow)).lost.value == pytest.approx(0.05, abs=0.03)


def test_the_most_influential_assumption_comes_first() -> None:
    found = influences(TWO, HOME)
    assert {influence.name for influence in found} == {assumption.name for assumption in ASSUMPTIONS}
    spans = [influence.span for influence in found]
    assert spans == sorted(spans, reverse=True)
    assert found[0].name == "cross_follow"
    by_name = {influence.name: influence for influence in found}
    assert by_name["cross_follow"].at_low > by_name["cross_follow"].at_high
    assert by_name["effort"].at_low < by_name["effort"].at_high


def test_what_is_held_back_becomes_what_is_unlocked() -> None:
    assert unlock_from(0) == 0
    assert unlock_from(5) == 0.5
    assert unlock_from(2) == pytest.approx(0.125)
    assert unlock_from(10) == unlock_from(9.5) == pytest.approx(9.5)
