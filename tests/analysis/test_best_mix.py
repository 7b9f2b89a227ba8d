"""The best mix against every grid tried one by one, against greedy, and on a case that can be read."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from reach_world import world

from identity_audit.analysis import best_mix as module
from identity_audit.analysis.best_mix import Grid, Mix, best_mix, curve, greedy_mix, plans, sampled, visible
from identity_audit.analysis.forecast import Forecast, forecast

SIZES = ((2, 3), (3, 2), (2, 2), (3, 3))


def every_grid(
    futures: Grid, member: Grid, cost: np.ndarray, budget: float, *, forbidden: Grid, most_lists: int | None,
    all_must_allow: bool,
) -> float:  # fmt: skip
    """People reached by the best of all grids, in plain loops."""
    circles, facets = cost.shape
    best = -1.0
    for bits in product((False, True), repeat=cost.size):
        show = np.array(bits).reshape(cost.shape)
        lists = {tuple(column) for column in show.T.tolist() if not all(column)}
        if (show & forbidden).any() or (cost * show).sum() > budget + 1e-9:
            continue
        if most_lists is not None and len(lists) > most_lists:
            continue
        reached = 0
        for future in futures:
            for person, wants in zip(member, future, strict=True):
                mine = [g for g in range(circles) if person[g]]
                rule = all if all_must_allow else any
                reached += any(wants[k] and (not mine or rule(show[g, k] for g in mine)) for k in range(facets))
        best = max(best, reached / len(futures))
    return best


def lists_of(mix: Mix) -> int:
    return len({tuple(column) for column in mix.show.T.tolist() if not all(column)})


@pytest.mark.parametrize("most_lists", [None, 1, 2])
@pytest.mark.parametrize("all_must_allow", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_trying_everything(seed: int, all_must_allow: bool, most_lists: int | None) -> None:
    rng = np.random.default_rng(seed)
    circles, facets = SIZES[seed]
    futures, member = rng.random((3, 8, facets)) < 0.3, rng.random((8, circles)) < 0.5
    cost, forbidden = rng.integers(0, 5, (circles, facets)).astype(float), rng.random((circles, facets)) < 0.15
    budget = float(rng.uniform(0, cost.sum()))
    asked = {"forbidden": forbidden, "most_lists": most_lists, "all_must_allow": all_must_allow}
    found = best_mix(futures, member, cost, budget, **asked)
    assert found.exact
    assert found.reached == pytest.approx(every_grid(futures, member, cost, budget, **asked))
    greedy = greedy_mix(futures, member, cost, budget, **asked)
    for mix in (found, greedy):
        assert mix.spent == pytest.approx((cost * mix.show).sum())
        assert mix.spent <= budget + 1e-9
        assert not (mix.show & forbidden).any()
        assert len(mix.lists) == lists_of(mix)
        assert most_lists is None or len(mix.lists) <= most_lists
    assert greedy.reached <= found.reached + 1e-9


@given(st.integers(0, 10_000), st.booleans(), st.sampled_from([None, 1, 2]))
@settings(max_examples=10)
def test_never_behind_greedy(seed: int, all_must_allow: bool, most_lists: int | None) -> None:
    rng = np.random.default_rng(seed)
    futures, member = rng.random((10, 20, 5)) < 0.15, rng.random((20, 4)) < 0.4
    cost = rng.gamma(1, 1, (4, 5))
    how = {"most_lists": most_lists, "all_must_allow": all_must_allow}
    best = best_mix(futures, member, cost, 0.3 * cost.sum(), **how)
    greedy = greedy_mix(futures, member, cost, 0.3 * cost.sum(), **how)
    assert best.reached >= greedy.reached - 1e-9
    assert greedy.spent <= 0.3 * cost.sum() + 1e-9


def test_a_case_that_can_be_read() -> None:
    """Two friends like the party, two pupils the lessons; one pupil would like the party, too."""
    friends, pupils = [True, False], [False, True]
    member = np.array([friends, friends, pupils, pupils])
    future = np.array([[[True, False], [True, False], [False, True], [True, False]]])
    cost = np.array([[0.0, 1.0], [5.0, 0.0]])
    closed = np.array([[False, False], [True, False]])
    free = best_mix(future, member, cost, 5.0)
    assert free.reached == 4
    # the party is shown to pupils for one of them; lessons to friends would reach nobody and stay closed
    assert free.show.tolist() == [[True, False], [True, True]]
    safe = best_mix(future, member, cost, 5.0, forbidden=closed)
    assert safe.reached == 3
    assert safe.show.tolist() == [[True, False], [False, True]]
    assert safe.lists == (((0,), (0,)), ((1,), (1,)))
    one = best_mix(future, member, cost, 5.0, forbidden=closed, most_lists=1)
    # with a single list, lessons go to everybody
    assert one.show.tolist() == [[True, True], [False, True]]
    assert one.reached == 3


def test_two_circles_of_one_person() -> None:
    show = np.array([[True, False, True], [True, True, False]])
    member = np.array([[True, True], [True, False], [False, False]])
    assert visible(show, member, all_must_allow=False).tolist() == [[True] * 3, [True, False, True], [True] * 3]
    assert visible(show, member, all_must_allow=True)[0].tolist() == [True, False, False]


def test_too_large_a_grid_goes_to_the_greedy_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    futures, member = rng.random((5, 30, 3)) < 0.2, rng.random((30, 3)) < 0.5
    cost = rng.gamma(1, 1, (3, 3))
    assert best_mix(futures, member, cost, 2.0).exact
    monkeypatch.setattr(module, "LARGEST", 2)
    rough = best_mix(futures, member, cost, 2.0)
    assert not rough.exact
    assert (rough.show == greedy_mix(futures, member, cost, 2.0).show).all()


@pytest.mark.parametrize("most_lists", [None, 2])
@pytest.mark.parametrize("all_must_allow", [False, True])
def test_of_too_many_people_the_heaviest_are_asked(
    monkeypatch: pytest.MonkeyPatch, all_must_allow: bool, most_lists: int | None
) -> None:
    rng = np.random.default_rng(5)
    futures, member = rng.random((20, 30, 5)) < 0.2, rng.random((30, 4)) < 0.4
    cost = rng.gamma(1, 1, (4, 5))
    asked = {"all_must_allow": all_must_allow, "most_lists": most_lists}
    best = best_mix(futures, member, cost, 0.4 * cost.sum(), **asked)
    assert best.exact
    monkeypatch.setattr(module, "WHOLE", 100)
    monkeypatch.setattr(module, "HEAVIEST", 600)
    rough = best_mix(futures, member, cost, 0.4 * cost.sum(), **asked)
    greedy = greedy_mix(futures, member, cost, 0.4 * cost.sum(), **asked)
    assert not rough.exact
    assert greedy.reached - 1e-9 <= rough.reached <= best.reached + 1e-9
    assert rough.spent <= 0.4 * cost.sum() + 1e-9
    assert most_lists is None or len(rough.lists) <= most_lists


def test_the_solver_is_stopped_by_counting_and_not_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question has the same answer on a busy machine: time is a guard that no question here comes near."""
    given_options: list[dict[str, float]] = []
    solve = scipy.optimize.milp

    def watched(*told: Any, **named: Any) -> Any:
        given_options.append(dict(named["options"]))
        return solve(*told, **named)

    monkeypatch.setattr(scipy.optimize, "milp", watched)
    rng = np.random.default_rng(0)
    best_mix(rng.random((5, 30, 3)) < 0.2, rng.random((30, 3)) < 0.5, rng.gamma(1, 1, (3, 3)), 2.0)
    [options] = given_options
    assert options["node_limit"] == module.NODES
    assert options["time_limit"] >= 20


@pytest.mark.parametrize("all_must_allow", [False, True])
def test_what_one_cell_more_would_gain(all_must_allow: bool) -> None:
    """The gains of all cells at once are those of opening each and counting again."""
    rng = np.random.default_rng(3)
    hopes = module._Hopes.of(rng.random((10, 20, 5)) < 0.2, rng.random((20, 4)) < 0.5)
    show = rng.random((4, 5)) < 0.6
    gains = hopes.gains(show, all_must_allow)
    for cell in np.ndindex(show.shape):
        opened = show.copy()
        opened[cell] = True
        assert gains[cell] == hopes.reached(opened, all_must_allow) - hopes.reached(show, all_must_allow)
    assert gains.max() > 0


@cache
def one_forecast() -> Forecast:
    found = forecast(world(9, people=40, posts=500, keen=3))
    assert found is not None
    return found


def test_three_plans() -> None:
    found = one_forecast()
    circles = list(found.history.circles)
    closed = np.zeros((len(circles), 3), dtype=bool)
    closed[0, 1] = True
    made = plans(found, frozenset(), circles=circles, forbidden=closed, most_lists=2)
    assert [plan.name for plan in made] == ["cautious", "balanced", "open"]
    for plan in made:
        assert (circles[0], "t1") in plan.hidden
        assert len(plan.mix.lists) <= 2
        allow = visible(plan.mix.show, found.history.member, all_must_allow=True)
        assert plan.exposures_less == (found.could * ~allow).sum()
        assert plan.kept.low <= plan.kept.value <= plan.kept.high
    assert made[2].hidden == ((circles[0], "t1"),)
    cautious, balanced, wide = made
    assert cautious.kept.value <= balanced.kept.value <= wide.kept.value
    assert cautious.exposures_less >= balanced.exposures_less >= wide.exposures_less > 0
    assert cautious.engaged.value <= wide.engaged.value


def test_what_is_sensitive_is_what_costs() -> None:
    found = one_forecast()
    made = plans(found, frozenset(["t2"]), circles=list(found.history.circles))
    assert {facet for plan in made for _, facet in plan.hidden} <= {"t2"}
    assert made[0].sensitive_less == made[0].exposures_less > 0
    assert made[2].sensitive_less == 0


def test_without_circles_there_is_no_plan() -> None:
    assert plans(one_forecast(), frozenset(), circles=[]) == ()
    assert curve(one_forecast(), frozenset(), circles=["nobody knows"]) == ()


def test_the_curve_rises_and_is_tried_on_what_came() -> None:
    found = one_forecast()
    points = curve(found, frozenset(), circles=list(found.history.circles))
    assert [round(point.budget, 1) for point in points] == [k / 10 for k in range(11)]
    kept = [point.kept for point in points]
    assert kept == sorted(kept)
    assert kept[-1] == pytest.approx(1)
    assert kept[0] < kept[5] < 1
    tried = [point.held_out for point in points]
    assert all(share is not None and 0 <= share <= 1 for share in tried)
    assert tried[-1] == 1


def test_futures_are_drawn_from_the_forecast() -> None:
    found = one_forecast()
    futures = sampled(found)
    assert futures.shape == (150, *found.could.shape)
    expected = 1 - np.exp(-found.draws[:150].astype(float))
    assert futures.mean() == pytest.approx(expected.mean(), abs=0.01)
