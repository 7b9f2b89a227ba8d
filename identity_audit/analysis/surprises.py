"""Moments: a reaction that nobody would have expected from somebody of that circle.

The sociologist who liked the CrossFit post. Surprise is counted against the person's own circle, without them:
log2(share of the facet among all / share of the facet in the circle). Source: reference/reach.md section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import pandas as pd

from identity_audit.analysis.audience import Units

LEAST_BITS = 2.0  # four times rarer in the circle than among everybody
LEAST_EPISODES = 20  # of the circle, without the person
KAPPA = 10.0  # episodes of everybody that are added to the circle's: a small circle expects what all expect

Why = Literal["first_of_circle", "rare_in_circle"]


@dataclass(frozen=True)
class Surprise:
    """One dated moment: who of which circle engaged with which post, and why it surprises.

    circle_episodes: episodes of the others of the circle; on_facet: how many of these are on this facet (0 with why =
    "first_of_circle": nobody else of the circle ever engaged with it).
    facet_share: share of the facet in everybody's episodes.
    """

    contact_id: str
    post_id: str
    time: datetime | None
    circle: str
    topic: int
    bits: float
    why: Why
    circle_episodes: int
    on_facet: int
    facet_share: float


def surprises(engagements: pd.DataFrame, memberships: pd.DataFrame) -> tuple[Surprise, ...]:
    """The moments of at least 2 bits, newest first: one per person and facet (the first), never a ranking of people.

    engagements: of `engagement.engagements`; memberships: contact_id, group_id. A person of several circles is judged
    in the one that expects it most: what is usual in any of their circles is no surprise.
    """
    units = Units.of(engagements)
    table = units.table(of_episodes=True)
    pairs = memberships[["contact_id", "group_id"]].drop_duplicates()
    pairs = pairs[pairs["contact_id"].isin(units.people)].sort_values(["contact_id", "group_id"])
    if pairs.empty:
        return ()
    person = pd.Index(units.people).get_indexer(pd.Index(pairs["contact_id"]))
    group, names = pd.factorize(pairs["group_id"], sort=True)
    circle = np.zeros((len(names), len(units.facets)))
    np.add.at(circle, group, table[person])
    others = circle[group] - table[person]
    size = others.sum(axis=1, keepdims=True)
    share = table.sum(axis=0) / table.sum()
    bits = np.log2(share * (size + KAPPA) / (others + KAPPA * share))
    bits[size[:, 0] < LEAST_EPISODES] = np.inf  # too few to tell what the circle expects

    placed = engagements[engagements["topic"].notna()].astype({"topic": "int64"})
    first = placed.sort_values(["time", "post_id"]).drop_duplicates(["contact_id", "topic"])
    moments = {(row["contact_id"], row["topic"]): row for row in first.to_dict("records")}
    found = []
    for who in np.unique(person):
        rows = np.flatnonzero(person == who)
        best = rows[bits[rows].argmin(axis=0)]
        for facet in np.flatnonzero(table[who] > 0):
            row = best[facet]
            if LEAST_BITS <= bits[row, facet] < np.inf:
                moment = moments[units.people[who], units.facets[facet]]
                on_facet = int(others[row, facet])
                found.append(
                    Surprise(
                        contact_id=units.people[who],
                        post_id=str(moment["post_id"]),
                        time=None if pd.isna(moment["time"]) else moment["time"].to_pydatetime(),
                        circle=str(names[group[row]]),
                        topic=units.facets[facet],
                        bits=float(bits[row, facet]),
                        why="rare_in_circle" if on_facet else "first_of_circle",
                        circle_episodes=int(size[row, 0]),
                        on_facet=on_facet,
                        facet_share=float(share[facet]),
                    )
                )
    undated = [moment for moment in found if moment.time is None]
    dated = sorted((m for m in found if m.time is not None), key=_newest, reverse=True)
    return (*dated, *sorted(undated, key=lambda m: (m.post_id, m.contact_id)))


def _newest(moment: Surprise) -> tuple[float, str, str]:
    return moment.time.timestamp() if moment.time else 0.0, moment.post_id, moment.contact_id
