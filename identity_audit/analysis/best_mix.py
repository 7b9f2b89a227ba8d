"""Which facets to show to which circles, so that most people are still reached and the least is exposed?

Solved exactly on sampled futures (maximum coverage under a budget, mixed integer programming); of very many people
nearly so, and never behind a greedy rule, which alone answers above 20 circles x 20 facets.
Source: reference/reach.md 4.3.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from identity_audit.analysis.forecast import EARLIER, Forecast, Range, chance_to_engage
from identity_audit.analysis.rates import Floats, Ints
from identity_audit.analysis.strategies import smallest_set
from identity_audit.analysis.what_if import Strategy, what_if

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

FUTURES = 150
LARGEST = 20  # circles or facets; above, the greedy rule
#: what one optimum may take, counted and not timed: the same question has the same answer on a busy machine
WHOLE = 100_000  # gathered people x cells that the solver takes as they are, and ...
NODES = 20  # ... the branches it may try; what is found by then is not called exact
HEAVIEST = 48_000  # of more people, those who weigh most; no branches, and ...
GAP = 0.01  # ... near enough: their optimum is not quite everybody's
SECONDS = 60.0  # a last guard, far above what these allow

Grid = npt.NDArray[np.bool_]
PlanName = Literal["cautious", "balanced", "open"]
#: the share of what there is to spend (people x posts beyond circles' own facets) that a plan may show
BUDGETS: dict[PlanName, float] = {"cautious": 0.1, "balanced": 0.5, "open": 1.0}


@dataclass(frozen=True)
class Mix:
    """One solution: who sees what, what it reaches and what it exposes.

    show: circles x facets of the forecast's history. reached: mean people reached over the sampled futures;
    spent: its cost. lists: the audiences to keep: (circles that see, facets for them); facets in none go to everybody.
    exact: proven best on the sampled futures.
    """

    show: Grid
    reached: float
    spent: float
    lists: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    exact: bool


@dataclass(frozen=True)
class Plan:
    """A ready plan: what it costs (people no longer reached) and what it protects (exposures taken away).

    kept: share of the people one profile reaches. hidden: (circle, facet) pairs that are closed.
    exposures_less: people x posts in the next period that can no longer be seen, of which sensitive_less on facets
    that the person finds sensitive.
    """

    name: PlanName
    mix: Mix
    engaged: Range
    kept: Range
    hidden: tuple[tuple[str, Any], ...]
    exposures_less: float
    sensitive_less: float


@dataclass(frozen=True)
class Point:
    """One point of the curve: share of the possible cost, share of one profile's people kept, forecast and held out.

    held_out: the same plan, made on the first four fifths, on what the last fifth held; None where it cannot be tried.
    """

    budget: float
    kept: float
    held_out: float | None


def best_mix(
    futures: Grid, member: Grid, cost: Floats, budget: float, *,
    forbidden: Grid | None = None, most_lists: int | None = None, all_must_allow: bool = False,
) -> Mix:  # fmt: skip
    """The grid that reaches most people in these futures (futures x people x facets) for at most `budget`.

    member: people x circles; cost: circles x facets; forbidden: circles x facets that stay closed. People in no circle
    see everything. A person of several circles sees what any shows, or, with lists of the excluded
    (`all_must_allow`), what all show. most_lists: how many audiences the person is ready to keep. Among equals the
    one that closes no cell in vain and spends least.
    """
    closed = np.zeros(cost.shape, dtype=bool) if forbidden is None else forbidden
    hopes = _Hopes.of(futures, member)
    task = _Task(hopes, np.asarray(cost, dtype=float), float(budget), closed, most_lists, all_must_allow)
    if max(cost.shape) <= LARGEST:
        solved = _solved(task)
        if solved is not None and solved[1]:
            return _mix(task, *solved)
        if solved is not None:
            return max(_mix(task, *solved), _mix(task, _greedy(task), exact=False), key=lambda mix: mix.reached)
    return _mix(task, _greedy(task), exact=False)


@dataclass(frozen=True)
class _Hopes:
    """People of futures, gathered by who they are and what they would engage with.

    circles: kinds of people (kinds x circles); kind, facets, weight: of each gathered case; sure: people of no circle
    who engage, over all futures. n: futures.
    """

    circles: Grid
    kind: Ints
    facets: Grid
    weight: Floats
    sure: int
    n: int

    @classmethod
    def of(cls, futures: Grid, member: Grid) -> _Hopes:
        n, _, facets = futures.shape
        placed = member.any(axis=1)
        circles, kind = np.unique(member[placed], axis=0, return_inverse=True)
        cases = np.concatenate(
            [
                np.broadcast_to(kind.reshape(1, -1, 1), (n, len(kind), 1)),
                futures[:, placed].astype(np.int64),
            ],
            axis=2,
        ).reshape(-1, facets + 1)
        cases = cases[cases[:, 1:].any(axis=1)]
        rows, weight = np.unique(cases, axis=0, return_counts=True)
        sure = int(futures[:, ~placed].any(axis=2).sum())
        return cls(circles, rows[:, 0], rows[:, 1:].astype(bool), weight.astype(float), sure, n)

    def heaviest(self, most: int) -> _Hopes:
        """Only so many of the gathered cases, those that stand for most people."""
        kept = np.sort(np.argsort(-self.weight, kind="stable")[:most])
        return replace(self, kind=self.kind[kept], facets=self.facets[kept], weight=self.weight[kept])

    def gains(self, show: Grid, all_must_allow: bool) -> Floats:
        """People reached in addition if one cell more were open: circles x facets, zero where it is open."""
        seen = visible(show, self.circles, all_must_allow)
        missed = ~(self.facets & seen[self.kind]).any(axis=1)
        wanted = np.zeros(seen.shape)
        np.add.at(wanted, self.kind[missed], self.facets[missed] * self.weight[missed, None])
        member = self.circles.astype(float)
        # the cell opens the facet to a kind of people if it is all that they lack
        lacking = member @ (~show).astype(float) == 1 if all_must_allow else ~seen
        return np.asarray((member.T @ (wanted * lacking)) * ~show)

    def reached(self, show: Grid, all_must_allow: bool) -> float:
        """People reached over all futures if every circle is shown these facets (circles x facets)."""
        seen = visible(show, self.circles, all_must_allow)
        return self.sure + float(self.weight[(self.facets & seen[self.kind]).any(axis=1)].sum())


def visible(show: Grid, member: Grid, all_must_allow: bool) -> Grid:
    """What each person sees (people x facets) of what circles are shown; people in no circle see everything."""
    if all_must_allow:
        return np.asarray(~((member.astype(int) @ (~show).astype(int)) > 0))
    return np.asarray(((member.astype(int) @ show.astype(int)) > 0) | ~member.any(axis=1, keepdims=True))


@dataclass(frozen=True)
class _Task:
    hopes: _Hopes
    cost: Floats
    budget: float
    forbidden: Grid
    most_lists: int | None
    all_must_allow: bool

    @property
    def preference(self) -> Floats:
        """Between grids that reach as many: what costs nothing is shown, what costs is not. Less than one in all."""
        spent = self.cost / max(self.cost.sum(), 1e-9)
        return np.where(self.cost > 0, -spent, 1 / self.cost.size) / 4


def _solved(task: _Task) -> tuple[Grid, bool] | None:
    """The best grid by mixed integer programming (HiGHS), and whether it is proven; None where none was found."""
    circles, facets = task.cost.shape
    cells = circles * facets
    whole_task = len(task.hopes.kind) * cells <= WHOLE
    hopes = task.hopes if whole_task else task.hopes.heaviest(HEAVIEST // cells)
    lists = task.most_lists
    # columns: cells shown, gathered people reached, cells that kinds of people see, lists
    kinds = np.flatnonzero(hopes.circles.sum(axis=1) > 1) if task.all_must_allow else np.zeros(0, dtype=np.int64)
    first_kind = cells + len(hopes.kind)
    first_list = first_kind + len(kinds) * facets
    on_list = (lists or 0) * circles  # is circle g on list l?
    carries = ((lists or 0) + 1) * facets if lists is not None else 0  # is facet k on list l (the last: everybody)?
    both = (lists or 0) * cells
    total = first_list + on_list + carries + both
    rows = _Rows(total)

    gain = np.zeros(total)
    gain[:cells] = task.preference.ravel()
    gain[cells:first_kind] = hopes.weight
    low, high = np.zeros(total), np.ones(total)
    high[:cells][task.forbidden.ravel()] = 0
    # in units of the dearest cell: posts x people run into the millions, and the solver's tolerance is absolute
    unit = max(float(task.cost.max()), 1e-9)
    rows.at_most({int(c): float(v) / unit for c, v in enumerate(task.cost.ravel()) if v > 0}, task.budget / unit)
    place = {int(kind): i for i, kind in enumerate(kinds)}
    for which, i in place.items():
        for facet, g in product(range(facets), np.flatnonzero(hopes.circles[which]).tolist()):
            rows.at_most({first_kind + i * facets + facet: 1.0, g * facets + facet: -1.0}, 0.0)
    for case, kind in enumerate(hopes.kind):
        sees = {cells + case: 1.0}
        for facet in np.flatnonzero(hopes.facets[case]).tolist():
            if int(kind) in place:
                sees[first_kind + place[int(kind)] * facets + facet] = -1.0
            else:
                sees |= {g * facets + facet: -1.0 for g in np.flatnonzero(hopes.circles[kind]).tolist()}
        rows.at_most(sees, 0.0)
    if lists is not None:
        for facet in range(facets):
            where = [first_list + on_list + one * facets + facet for one in range(lists + 1)]
            rows.exactly(dict.fromkeys(where, 1.0), 1.0)
            for one in range(1, lists):  # lists are numbered by their first facet: no plan is met twice
                earlier = range(first_list + on_list + (one - 1) * facets, where[one - 1])
                rows.at_most({where[one]: 1.0} | dict.fromkeys(earlier, -1.0), 0.0)
            for circle in range(circles):
                shown = {circle * facets + facet: 1.0, where[-1]: -1.0}
                for one in range(lists):
                    u = first_list + one * circles + circle
                    v = first_list + on_list + carries + one * cells + circle * facets + facet
                    rows.at_most({v: 1.0, u: -1.0}, 0.0)
                    rows.at_most({v: 1.0, where[one]: -1.0}, 0.0)
                    rows.at_most({u: 1.0, where[one]: 1.0, v: -1.0}, 1.0)
                    shown[v] = -1.0
                rows.exactly(shown, 0.0)
    from scipy.optimize import Bounds, milp  # takes long to load, and the first page needs none of it

    whole = np.zeros(total)
    whole[:cells] = 1
    whole[first_list : first_list + on_list + carries] = 1
    solution = milp(
        -gain,
        integrality=whole,
        bounds=Bounds(low, high),
        constraints=rows.constraint(),
        options={
            "node_limit": NODES if whole_task else 1,
            "mip_rel_gap": 0.0 if whole_task else GAP,
            "time_limit": SECONDS,
        },
    )
    if solution.x is None:
        return None
    return np.asarray(solution.x[:cells].reshape(circles, facets) > 0.5), whole_task and solution.status == 0


class _Rows:
    """Linear constraints, written one by one."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._entries: list[tuple[int, int, float]] = []
        self._low: list[float] = []
        self._high: list[float] = []

    def at_most(self, terms: dict[int, float], bound: float) -> None:
        self._add(terms, -np.inf, bound)

    def exactly(self, terms: dict[int, float], bound: float) -> None:
        self._add(terms, bound, bound)

    def _add(self, terms: dict[int, float], low: float, high: float) -> None:
        self._entries += [(len(self._low), column, value) for column, value in terms.items()]
        self._low.append(low)
        self._high.append(high)

    def constraint(self) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        row, column, value = zip(*self._entries, strict=True) if self._entries else ((), (), ())
        table = csr_array((value, (row, column)), shape=(len(self._low), self._columns))
        return LinearConstraint(table, self._low, self._high)


def greedy_mix(
    futures: Grid, member: Grid, cost: Floats, budget: float, *,
    forbidden: Grid | None = None, most_lists: int | None = None, all_must_allow: bool = False,
) -> Mix:  # fmt: skip
    """The same by opening one cell after the other: the better of most gain and most gain per cost."""
    closed = np.zeros(cost.shape, dtype=bool) if forbidden is None else forbidden
    hopes = _Hopes.of(futures, member)
    task = _Task(hopes, np.asarray(cost, dtype=float), float(budget), closed, most_lists, all_must_allow)
    return _mix(task, _greedy(task), exact=False)


def _greedy(task: _Task) -> Grid:
    found = [_opened(task, per_cost=per_cost) for per_cost in (False, True)]
    if task.most_lists is not None:
        found = [_with_lists(task, show) for show in found]
    return np.asarray(max(found, key=lambda show: task.hopes.reached(show, task.all_must_allow)))


def _opened(task: _Task, *, per_cost: bool) -> Grid:
    """Open what is free, then the cell that gains most (per cost), until the budget is spent or nothing gains."""
    show = (task.cost == 0) & ~task.forbidden
    left = task.budget
    while True:
        gains = task.hopes.gains(show, task.all_must_allow) * (~task.forbidden & (task.cost <= left + 1e-9))
        if per_cost:
            gains = np.divide(gains, task.cost, out=np.zeros(gains.shape), where=task.cost > 0)
        best = np.unravel_index(gains.argmax(), gains.shape)
        if gains[best] <= 0:
            return np.asarray(show)
        show[best] = True
        left -= float(task.cost[best])


def _with_lists(task: _Task, show: Grid) -> Grid:
    """Close as little as needed to have no more lists: two facets come to share the circles that see both."""
    show = show.copy()
    while True:
        audiences = [column for column in {tuple(column) for column in show.T.tolist()} if not all(column)]
        if len(audiences) <= (task.most_lists or 0):
            return show
        merged = []
        for one, other in combinations([*audiences, (True,) * len(show)], 2):
            both = np.logical_and(one, other)
            tried = show.copy()
            tried[:, [tuple(column) in (one, other) for column in show.T.tolist()]] = both[:, None]
            if len({tuple(column) for column in tried.T.tolist() if not all(column)}) < len(audiences):
                merged.append(tried)
        if not merged:
            return np.zeros(show.shape, dtype=bool)
        show = max(merged, key=lambda tried: task.hopes.reached(tried, task.all_must_allow))


def _mix(task: _Task, show: Grid, exact: bool) -> Mix:
    audiences: dict[tuple[int, ...], list[int]] = {}
    for facet, column in enumerate(show.T):
        if not column.all():
            audiences.setdefault(tuple(np.flatnonzero(column).tolist()), []).append(facet)
    return Mix(
        show=show,
        reached=task.hopes.reached(show, task.all_must_allow) / task.hopes.n,
        spent=float(task.cost[show].sum()),
        lists=tuple((circles, tuple(facets)) for circles, facets in sorted(audiences.items())),
        exact=exact,
    )


def plans(
    found: Forecast,
    sensitive: Set[int],
    *,
    forbidden: Grid | None = None,
    most_lists: int = 2,
    seed: int = 0,
    circles: Sequence[str] | None = None,
) -> tuple[Plan, ...]:
    """Three ready plans: cautious, balanced, open. Empty where no circle has a person of the forecast.

    circles: those that may be closed (default: all of the history), in the order of the rows of `forbidden` and of
    `Mix.show`. A circle's own facets (the fewest that hold 80 % of its reactions) cost nothing; showing another costs
    its people x posts, where facets are marked sensitive only on those. The cautious plan spends a tenth of what
    there is to spend, the balanced one half, the open one closes only what is forbidden. A facet may be hidden from
    at most so many different sets of circles: they are lists of who is *excluded*, as networks offer them.
    """
    asked = _Asked.of(found, sensitive, circles, seed)
    if asked is None:
        return ()
    made = []
    for name, share in BUDGETS.items():
        cost = np.zeros(asked.cost.shape) if name == "open" else asked.cost
        mix = best_mix(
            asked.futures, asked.member, cost, share * asked.cost.sum(),
            forbidden=forbidden, most_lists=most_lists, all_must_allow=True,
        )  # fmt: skip
        mix = replace(mix, spent=float(asked.cost[mix.show].sum()))
        made.append(_plan(found, asked, name, mix, sensitive))
    return tuple(made)


@dataclass(frozen=True)
class _Asked:
    """What the optimiser is asked about a forecast."""

    futures: Grid
    member: Grid
    cost: Floats
    names: tuple[str, ...]

    @classmethod
    def of(cls, found: Forecast, sensitive: Set[int], circles: Sequence[str] | None, seed: int) -> _Asked | None:
        past = found.history
        names = tuple(past.circles if circles is None else circles)
        columns = [past.circles.index(name) for name in names if name in past.circles]
        member = np.zeros((len(past.people), len(names)), dtype=bool)
        member[:, [i for i, name in enumerate(names) if name in past.circles]] = past.member[:, columns]
        if not member.any():
            return None
        futures = sampled(found, seed)
        own = smallest_set(member.T.astype(float) @ past.counts(0, len(past.time))[0])
        cost = (member.T.astype(float) @ found.could) * ~own
        marked = np.isin(np.asarray(past.facets), list(sensitive))
        if marked.any():
            cost = cost * marked
        return cls(futures, member, cost, names)


def sampled(found: Forecast, seed: int = 0) -> Grid:
    """Futures: who engages with what in 150 of the draws."""
    rng = np.random.default_rng([seed, 7])
    draws = found.draws[:FUTURES]
    return np.asarray(rng.random(draws.shape, dtype=np.float32) < chance_to_engage(draws))


def _plan(found: Forecast, asked: _Asked, name: PlanName, mix: Mix, sensitive: Set[int]) -> Plan:
    allow = visible(mix.show, asked.member, all_must_allow=True)
    result = what_if(found, Strategy(allow, np.zeros(allow.shape[1], dtype=bool)))
    facets = np.asarray(found.history.facets)
    less = (found.could * ~allow).sum(axis=0)
    lost = result.lost
    return Plan(
        name=name,
        mix=mix,
        engaged=result.engaged,
        kept=Range(1 - lost.value, 1 - lost.high, 1 - lost.low),
        hidden=tuple((asked.names[g], found.history.facets[k]) for g, k in zip(*np.nonzero(~mix.show), strict=True)),
        exposures_less=float(less.sum()),
        sensitive_less=float(less[np.isin(facets, list(sensitive))].sum()),
    )


def curve(
    found: Forecast,
    sensitive: Set[int],
    *,
    forbidden: Grid | None = None,
    seed: int = 0,
    circles: Sequence[str] | None = None,
) -> tuple[Point, ...]:
    """People kept against what is exposed, in eleven steps, with what the last fifth of the history says of it.

    The held-out share: the same plan made on the first four fifths, and how many of the people known by then who
    engaged in the last fifth it would have kept.
    """
    asked = _Asked.of(found, sensitive, circles, seed)
    if asked is None:
        return ()
    before = None if found.tried is None else _Asked.of(found.tried, sensitive, circles, seed)
    everybody = asked.futures.any(axis=2).sum() / len(asked.futures)
    points = []
    for budget in np.linspace(0, 1, 11):
        mix = _best_for(asked, float(budget), forbidden)
        held_out = None
        if before is not None:
            tried = _best_for(before, float(budget), forbidden)
            held_out = _kept_later(found, visible(tried.show, before.member, all_must_allow=True))
        points.append(Point(float(budget), float(mix.reached / max(everybody, 1e-9)), held_out))
    return tuple(points)


def _best_for(asked: _Asked, budget: float, forbidden: Grid | None) -> Mix:
    return best_mix(
        asked.futures, asked.member, asked.cost, budget * asked.cost.sum(), forbidden=forbidden, all_must_allow=True
    )


def _kept_later(found: Forecast, allow: Grid) -> float | None:
    """Of the people known at four fifths who engaged in the last fifth, which share would this have kept?"""
    past = found.history
    start = int(EARLIER[-1] * len(past.time))
    came = past.counts(start, len(past.time))[0][past.known_by(start)] > 0
    reached = came.any(axis=1).sum()
    return float((came & allow).any(axis=1).sum() / reached) if reached else None
