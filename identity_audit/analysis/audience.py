"""Who reacts to what: circles against facets, how many facets each person touches, how far reactions leave home.

Figures count *people* and *reactions* (engagements: one contact on one post). Unknown is NA, never 0. Source:
reference/reach.md sections 1, 4.1 and 7; design section 5 for the matrix.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.analysis.engagement import Opportunities, episodes
from identity_audit.dataset import Dataset

#: shares and replays need this much; below, only counts are shown
MIN_ENGAGEMENTS, MIN_PEOPLE = 30, 10
LEVEL = 0.95
BOOTSTRAPS = 500
PERMUTATIONS = 200  # the chance level is a mean: 200 shuffles fix it to a small fraction of the interval's width

Counts = npt.NDArray[np.float64]


def matrix(
    dataset: Dataset, engagements: pd.DataFrame, opportunities: Opportunities, groups: Iterable[str] | None = None
) -> pd.DataFrame:
    """How many people of each circle engaged with each facet, and how many could have?

    One row per circle (with at least one member; only `groups` if given) and facet, in the order of their ids.
    A circle holds everybody who ever was its member.
      people, engagements: on every list, complete or not (a lower bound where lists are partial);
      exposed, opportunities: the circle's people who could have seen a complete-list post, contacts x posts;
      people_complete, engagements_complete: the same people and reactions on complete-list posts only, so that
      "9 of 41" compares like with like.
    The last four are NA where the facet has no complete-list post on any platform where the circle can be met.
    """
    wanted = dataset.memberships[["contact_id", "group_id"]].drop_duplicates()
    if groups is not None:
        wanted = wanted[wanted["group_id"].isin(list(groups))]
    key = ["group_id", "topic"]
    every = pd.MultiIndex.from_product([sorted(wanted["group_id"].unique()), opportunities.topics], names=key)

    placed = engagements[engagements["topic"].notna()].astype({"topic": "int64"})
    engaged = wanted.merge(placed, on="contact_id").groupby(key)
    could = wanted.merge(opportunities.cells, on="contact_id")
    acted = could[could["engagements"] > 0]
    met = wanted.merge(opportunities.platforms, on="contact_id").merge(opportunities.known, on="platform")
    told = every.isin(pd.MultiIndex.from_frame(pd.concat([met[key], could[key]])))
    table = pd.DataFrame(
        {
            "people": engaged["contact_id"].nunique().reindex(every, fill_value=0),
            "engagements": engaged.size().reindex(every, fill_value=0),
            "exposed": could.groupby(key).size().reindex(every, fill_value=0),
            "opportunities": could.groupby(key)["opportunities"].sum().reindex(every, fill_value=0),
            "people_complete": acted.groupby(key).size().reindex(every, fill_value=0),
            "engagements_complete": acted.groupby(key)["engagements"].sum().reindex(every, fill_value=0),
        },
        index=every,
    )
    complete = ["exposed", "opportunities", "people_complete", "engagements_complete"]
    table[complete] = table[complete].astype("Int64")
    table.loc[~told, complete] = pd.NA
    types = {"group_id": "str", "topic": "int64", "people": "int64", "engagements": "int64"}
    return table.reset_index().astype(types)


@dataclass(frozen=True)
class Breadth:
    """How many facets do the people who engage touch?

    engagers: people with at least one engagement. distribution: (number of facets, people), summing to the engagers;
    0 facets = only on posts without words. in_two_or_more: people in at least two facets. once: people with a single
    episode, who could not be in two whatever they like. Who is so beyond reasonable doubt: see `bridges`.
    """

    engagers: int
    in_two_or_more: int
    distribution: tuple[tuple[int, int], ...]
    once: int


def breadth(engagements: pd.DataFrame) -> Breadth:
    """How many facets does each person who engages touch, counted in episodes?"""
    people = engagements["contact_id"].drop_duplicates()
    per_person = episodes(engagements).groupby("contact_id")["topic"].agg(["nunique", "size"])
    facets = per_person["nunique"].reindex(people, fill_value=0)
    sizes, counts = np.unique(facets.to_numpy(dtype=np.int64), return_counts=True)
    return Breadth(
        engagers=len(people),
        in_two_or_more=int((facets >= 2).sum()),
        distribution=tuple(zip(sizes.tolist(), counts.tolist(), strict=True)),
        once=int((per_person["size"] == 1).sum()),
    )


@dataclass(frozen=True)
class CrossFacet:
    """Which share of the reactions falls outside each person's main facet?

    share: of reactions, 0 to 1, with its bootstrap interval low..high at `level`. chance: the share expected if
    the episodes had found their facets at random. mixing_index = share / chance: 0 = an audience already split by
    facet, 1 = as if there were no split; None where chance is 0 (a single facet).
    n, people: the reactions to posts with a facet, and how many people made them. Below 30 by 10 people there are
    only these counts, and every share is None.
    """

    share: float | None
    low: float | None
    high: float | None
    level: float
    chance: float | None
    mixing_index: float | None
    n: int
    people: int


def cross_facet(engagements: pd.DataFrame, seed: int = 0) -> CrossFacet:
    """Do people react outside the facet they react to most, and more or less than by chance?

    Units. The share counts *reactions*: 1 - sum of each person's reactions to their home / all reactions; home =
    the facet with most of their reactions over the whole period (hindsight, ties by facet id). The interval draws
    *people* with replacement. The chance level shuffles the facets over *episodes* (every person keeps their number
    of episodes and every facet its own: fixed margins), each episode carrying its reactions with it, and measures
    the same share of reactions on the result. So share, chance and their ratio are in one unit, while a burst of
    reactions in one thread moves as the single moment that it was.
    """
    units = Units.of(engagements)
    total = units.table().sum(axis=1)
    n, people = int(total.sum()), len(total)
    if n < MIN_ENGAGEMENTS or people < MIN_PEOPLE:
        return CrossFacet(None, None, None, LEVEL, None, None, n, people)
    outside = total - units.table().max(axis=1)
    share = float(outside.sum() / n)
    low, high = share_interval(outside, total, seed)
    rng = np.random.default_rng([seed, 1])
    shuffled = [units.shuffled(rng).table() for _ in range(PERMUTATIONS)]
    chance = float(np.mean([1 - table.max(axis=1).sum() / n for table in shuffled]))
    return CrossFacet(share, low, high, LEVEL, chance, share / chance if chance > 0 else None, n, people)


@dataclass(frozen=True)
class Units:
    """Episodes as arrays: whose (row of `people`), which facet (column of `facets`), how many reactions."""

    people: tuple[str, ...]
    facets: tuple[int, ...]
    person: npt.NDArray[np.int64]
    facet: npt.NDArray[np.int64]
    reactions: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls, engagements: pd.DataFrame, people: tuple[str, ...] | None = None, facets: tuple[int, ...] | None = None
    ) -> Units:
        """The episodes of these engagements; by default over their own people and facets, in the order of their ids."""
        found = episodes(engagements)
        if people is None:
            people = tuple(sorted(found["contact_id"].unique()))
        if facets is None:
            facets = tuple(sorted(found["topic"].unique().tolist()))
        return cls(
            people,
            facets,
            pd.Index(people, dtype="str").get_indexer(pd.Index(found["contact_id"])).astype(np.int64),
            np.searchsorted(np.asarray(facets, dtype=np.int64), found["topic"].to_numpy()).astype(np.int64),
            found["engagements"].to_numpy(dtype=np.int64),
        )

    def table(self, *, of_episodes: bool = False) -> Counts:
        """Reactions (or episodes) per person and facet: people x facets."""
        shape = (len(self.people), len(self.facets))
        cell = self.person * shape[1] + self.facet
        weights = None if of_episodes else self.reactions
        return np.bincount(cell, weights, shape[0] * shape[1]).reshape(shape).astype(float)

    def shuffled(self, rng: np.random.Generator) -> Units:
        """The same episodes with their facets dealt out anew: fixed margins, bursts kept whole."""
        return Units(self.people, self.facets, self.person, rng.permutation(self.facet), self.reactions)


def share_interval(part: Counts, whole: Counts, seed: int) -> tuple[float, float]:
    """How sure is sum(part) / sum(whole), if other people of the same kind had been drawn?

    part, whole: one number per person, in the order of their ids. Percentile bootstrap over people (500 draws) at
    `LEVEL`.
    """
    rng = np.random.default_rng([seed, 0])
    draws = rng.multinomial(len(whole), np.full(len(whole), 1 / len(whole)), size=BOOTSTRAPS)
    shares = (draws @ part) / (draws @ whole)
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
