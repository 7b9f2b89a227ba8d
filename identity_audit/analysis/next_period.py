"""The strategies of the replay once more, in the next period: people reached with one profile, per facet, per circle.

People are placed as the replay places them (design section 2), by everything that they did so far.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.analysis.audience import Units
from identity_audit.analysis.forecast import Forecast, Range
from identity_audit.analysis.strategies import smallest_set
from identity_audit.analysis.what_if import Assumed, BreakEven, Influence, Outcome, Strategy, WhatIf, break_even
from identity_audit.analysis.what_if import influences as most_influential

Grid = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class NextPeriod:
    """What separating would change in the next period, under the same assumptions.

    per_facet: one profile per facet, and from when on it would lose nothing (`break_even`); influences: what changes
    that result the most, first. per_circle: None where nobody is in a circle of which anything is known.
    """

    forecast: Forecast
    per_facet: Outcome
    per_circle: Outcome | None
    break_even: BreakEven
    influences: tuple[Influence, ...]

    @property
    def unified(self) -> Range:
        return self.per_facet.unified


def next_period(
    found: Forecast, engagements: pd.DataFrame, memberships: pd.DataFrame, sensitive: Set[Any],
    assumed: Assumed | None = None,
) -> NextPeriod:  # fmt: skip
    """engagements: of `engagement.engagements`; memberships: contact_id, group_id; sensitive: facets so marked.

    assumed: None = every assumption at its default.
    """
    taken = assumed or Assumed()
    marked = np.isin(np.asarray(found.history.facets, dtype=object), list(sensitive))
    facet = Strategy(allow_per_facet(found, engagements), marked)
    circle = allow_per_circle(found, engagements, memberships)
    return NextPeriod(
        forecast=found,
        per_facet=WhatIf(found, facet).outcome(taken),
        per_circle=None if circle is None else WhatIf(found, Strategy(circle, marked)).outcome(taken),
        break_even=break_even(found, facet, taken),
        influences=most_influential(found, facet, taken),
    )


def allow_per_facet(found: Forecast, engagements: pd.DataFrame) -> Grid:
    """Everybody's home alone (people x facets of the forecast); who never engaged has none and sees everything."""
    table = _units(found, engagements).table()
    allow = np.zeros(table.shape, dtype=bool)
    allow[np.arange(len(table)), table.argmax(axis=1)] = True
    return np.asarray(allow | (table.sum(axis=1, keepdims=True) == 0))


def allow_per_circle(found: Forecast, engagements: pd.DataFrame, memberships: pd.DataFrame) -> Grid | None:
    """What the others of their circles make everybody see; people of no circle that tells anything see everything."""
    units = _units(found, engagements)
    episodes = units.table(of_episodes=True)
    pairs = memberships[["contact_id", "group_id"]].drop_duplicates()
    pairs = pairs[pairs["contact_id"].isin(units.people)]
    person = pd.Index(units.people, dtype="str").get_indexer(pd.Index(pairs["contact_id"]))
    group, groups = pd.factorize(pairs["group_id"], sort=True)
    circle = np.zeros((len(groups), episodes.shape[1]))
    np.add.at(circle, group, episodes[person])
    seen = np.zeros(episodes.shape, dtype=bool)
    np.logical_or.at(seen, person, smallest_set(circle[group] - episodes[person]))
    placed = seen.any(axis=1, keepdims=True)
    return np.asarray(seen | ~placed) if placed.any() else None


def _units(found: Forecast, engagements: pd.DataFrame) -> Units:
    """The episodes of the forecast's people on its facets."""
    past = found.history
    mine = engagements[engagements["contact_id"].isin(past.people) & engagements["topic"].isin(past.facets)]
    return Units.of(mine, past.people, tuple(past.facets))
