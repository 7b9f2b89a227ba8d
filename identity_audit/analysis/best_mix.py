"""Which facets to show to which circles, so that most people are still reached and the least is exposed?

Solved exactly on sampled futures (maximum coverage under a budget, mixed integer programming); by a greedy rule only
above 20 circles x 20 facets. Source: reference/reach.md 4.3.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from identity_audit.analysis.forecast import Forecast, Range

Grid = npt.NDArray[np.bool_]
PlanName = Literal["cautious", "balanced", "open"]


@dataclass(frozen=True)
class Mix:
    """One solution: who sees what, what it reaches and what it exposes.

    show: circles x facets of the forecast's history. reached: mean people reached over the sampled futures;
    spent: its cost. lists: the audiences a person has to keep (sets of circles), each with its facets; facets in none
    of them go to everybody. exact: proven best on the sampled futures.
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
    hidden: tuple[tuple[str, int], ...]
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
    futures: Grid, member: Grid, cost: npt.NDArray[np.float64], budget: float, *,
    forbidden: Grid | None = None, most_lists: int | None = None, all_must_allow: bool = False,
) -> Mix:  # fmt: skip
    """The grid that reaches most people in these futures (futures x people x facets) for at most `budget`.

    member: people x circles; cost: circles x facets; forbidden: circles x facets that stay closed. People in no circle
    see everything. A person of several circles sees what any shows, or, with lists of the excluded
    (`all_must_allow`), what all show. most_lists: how many audiences the person is ready to keep.
    """
    raise NotImplementedError


def plans(found: Forecast, sensitive: Set[int], forbidden: Grid | None = None, most_lists: int = 2,
          seed: int = 0) -> tuple[Plan, ...]:  # fmt: skip
    """Three ready plans: cautious, balanced, open. Empty where no circle has a person who engages."""
    raise NotImplementedError


def curve(found: Forecast, sensitive: Set[int], forbidden: Grid | None = None, seed: int = 0) -> tuple[Point, ...]:
    """People kept against what is exposed, in eleven steps, with what the last fifth of the history says of it."""
    raise NotImplementedError
