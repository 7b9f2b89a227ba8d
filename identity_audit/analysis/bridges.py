"""Who engages beyond one facet, beyond reasonable doubt?

Counted in episodes: with single reactions 29 % of tables without any structure show a false bridge, with episodes
0.7 %. What misses the bar is "not enough evidence yet", never "not a bridge". Source: reference/reach.md section 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.analysis.audience import Units
from identity_audit.analysis.strategies import smallest_set

LABELS = ("certain", "probably", "not_enough")
LEVEL = 0.05
LEAST_ERROR, ASSUMED_ERROR = 0.05, 0.10

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Bridges:
    """The people in two or more facets, and how sure we are of each.

    people: one row per person with an episode: contact_id, episodes, facets (touched), home (facet with most
    episodes), p, p_circle (in the circle that expects them least; NaN in no circle), label ("certain", "probably",
    "not_enough"; NA for people in one facet), unexpected (within their own circle, Benjamini-Hochberg), circle (in
    which they are unexpected, NA = none).
    in_two_or_more = certain + probably + not_enough. error: the share of posts taken to be in a wrong facet, at
    least 5 %. Never rank people by p: screens list them by date or name.
    """

    people: pd.DataFrame
    in_two_or_more: int
    certain: int
    probably: int
    not_enough: int
    unexpected: int
    error: float

    @property
    def undecided(self) -> int:
        """People in two or more facets of whom it is not certain."""
        return self.in_two_or_more - self.certain

    @property
    def in_circles(self) -> int:
        """People in a circle, of whom it can be asked whether they are unexpected there."""
        return int(self.people["p_circle"].notna().sum())


def bridges(engagements: pd.DataFrame, memberships: pd.DataFrame, error: float = ASSUMED_ERROR) -> Bridges:
    """Label each person. engagements: of `engagement.engagements`; memberships: contact_id, group_id.

    error: the share of posts in a wrong facet (`topic_error`); under 5 %, 5 % is taken.

    A person's p is the chance that so many of their episodes lie outside their home by wrong facets alone. In a
    circle, it is the chance that so many lie outside the circle's facets (the fewest that hold 80 % of its episodes),
    had they been dealt out at random within it: the permutation test in closed form.
    """
    from scipy.stats import binom  # takes long to load, and the first page needs none of it

    error = max(LEAST_ERROR, error)
    units = Units.of(engagements)
    table = units.table(of_episodes=True).astype(np.int64)
    n, most = table.sum(axis=1), table.max(axis=1, initial=0)
    p = binom.sf(n - most - 1, n, error)
    several = (table > 0).sum(axis=1) >= 2
    certain = several & accepted(p)
    probably = several & ~certain & (p <= LEVEL)
    label = np.where(certain, "certain", np.where(probably, "probably", "not_enough")).astype(object)
    label[~several] = pd.NA
    circle, p_circle = _unexpected(units.people, table, memberships)
    people = pd.DataFrame(
        {
            "contact_id": pd.Series(units.people, dtype="str"),
            "episodes": n,
            "facets": (table > 0).sum(axis=1),
            "home": np.asarray(units.facets, dtype=np.int64)[table.argmax(axis=1)] if len(table) else n,
            "p": p,
            "p_circle": p_circle,
            "label": pd.Series(label, dtype="str"),
            "unexpected": [name is not None for name in circle],
            "circle": pd.Series(circle, dtype="str"),
        }
    )
    return Bridges(
        people=people,
        in_two_or_more=int(several.sum()),
        certain=int(certain.sum()),
        probably=int(probably.sum()),
        not_enough=int((several & ~certain & ~probably).sum()),
        unexpected=sum(name is not None for name in circle),
        error=error,
    )


def topic_error(assignment: pd.DataFrame) -> float:
    """How many posts may be in a wrong facet? A tenth, or half of those close to a second facet if that is more.

    assignment: of `topics.Topics`. Nobody has measured it on this person; a wrong facet makes false bridges, so the
    higher figure is taken.
    """
    placed = assignment[assignment["topic"].notna()]
    return max(ASSUMED_ERROR, float(placed["unsure"].mean()) / 2 if len(placed) else 0.0)


def accepted(p: Floats) -> npt.NDArray[np.bool_]:
    """Which of these p-values hold at a false-discovery rate of 5 % (Benjamini and Hochberg)?"""
    order = np.argsort(p, kind="stable")
    under = np.flatnonzero(p[order] <= LEVEL * np.arange(1, len(p) + 1) / max(len(p), 1))
    found = np.zeros(len(p), dtype=bool)
    if len(under):
        found[order[: under[-1] + 1]] = True
    return found


def _unexpected(people: tuple[str, ...], table: Ints, memberships: pd.DataFrame) -> tuple[list[str | None], Floats]:
    """For each person the circle in which their facets are unexpected (None = in none), and their least p in any."""
    pairs = memberships[["contact_id", "group_id"]].drop_duplicates()
    pairs = pairs[pairs["contact_id"].isin(people)].sort_values(["contact_id", "group_id"])
    found: list[str | None] = [None] * len(people)
    least = np.full(len(people), np.nan)
    if pairs.empty:
        return found, least
    from scipy.stats import hypergeom

    person = pd.Index(people).get_indexer(pd.Index(pairs["contact_id"]))
    group, names = pd.factorize(pairs["group_id"], sort=True)
    circle = np.zeros((len(names), table.shape[1]))
    np.add.at(circle, group, table[person])
    outside = ~smallest_set(circle)
    size, beyond = circle.sum(axis=1), (circle * outside).sum(axis=1)
    own = (table[person] * outside[group]).sum(axis=1)
    drawn = table[person].sum(axis=1)
    p = hypergeom.sf(own - 1, size[group].astype(int), beyond[group].astype(int), drawn)
    np.fmin.at(least, person, p)
    held = np.flatnonzero(accepted(p))
    for row in held[np.argsort(p[held], kind="stable")]:
        if found[person[row]] is None:
            found[person[row]] = str(names[group[row]])
    return found, least
