"""Do the people who react come back to the same facets, or vary, more than chance would have it? Counts, never names.

Chance: the facets of the episodes of one network and one twelve months are dealt out anew among the people who
reacted there, whole episodes at a time, so that everybody keeps how often, where and when they reacted and every facet
its popularity. What the test looks at is how likely two episodes of one person are on different facets (unbiased
Simpson); the figure beside it is an effective number of facets. Nobody is judged below five episodes.
Source: reference/reach.md sections 1 (breadth) and 2 (specialist / broader than chance). There chance deals over
everybody; a network or a year in which a person never was would then make them look choosy, so it is dealt apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.analysis.audience import LEVEL, MIN_PEOPLE, PERMUTATIONS, share_interval
from identity_audit.analysis.bridges import accepted
from identity_audit.analysis.surprises import LEAST_EPISODES

FEWEST_EPISODES = 5
SHUFFLES = 2_000
_TWELVE_MONTHS = pd.Timedelta(days=365.25)
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(32)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facets:
    """To how many equally common facets do people react, on average (`value`, low..high at `level`), and by chance?"""

    value: float
    low: float
    high: float
    level: float
    chance: float


@dataclass(frozen=True)
class Spread:
    """How widely people react.

    people: one row per person judged: contact_id, episodes, p_narrow, p_wide, p_circle (wider than by chance within
    each of their circles: the largest p of them; NaN where no circle is known well enough). For tests and benchmarks:
    nobody is listed or ordered by it.
    too_few: people with fewer than five episodes. narrow, wide: judged people who come back to the same facets, or
    vary, more than chance would have it; wider_than_circle of in_circle: who vary more than their own circles do, of
    those with a circle whose others have 20 episodes. Each at a false-discovery rate of 5 % (Benjamini-Hochberg); of
    the others nothing is known, never "they are like everybody".
    facets: None below ten people judged.
    """

    people: pd.DataFrame
    too_few: int
    narrow: int
    wide: int
    in_circle: int
    wider_than_circle: int
    facets: Facets | None

    @property
    def judged(self) -> int:
        return len(self.people)


def spread(engagements: pd.DataFrame, memberships: pd.DataFrame, seed: int = 0) -> Spread | None:
    """How widely do people react? None with fewer than two facets, between which nobody can choose.

    engagements: of `engagement.engagements`; memberships: contact_id, group_id.
    """
    moments = _moments(engagements)
    people, facets = sorted(moments["contact_id"].unique()), sorted(moments["topic"].unique())
    if len(facets) < 2:
        return None
    who = np.searchsorted(people, moments["contact_id"])
    topic = np.searchsorted(facets, moments["topic"])
    episodes = np.bincount(who, minlength=len(people))
    judged = np.flatnonzero(episodes >= FEWEST_EPISODES)
    cards = _Cards(who, topic, moments["where"].to_numpy(), judged, len(facets))
    narrow, wide = _tails(cards, np.random.default_rng([seed, 11]))
    circle = _in_circles(moments.assign(who=who, facet=topic), episodes, memberships, len(facets), seed)[judged]
    known = ~np.isnan(circle)
    return Spread(
        people=pd.DataFrame({
            "contact_id": pd.Series(np.asarray(people, dtype=object)[judged], dtype="str"),
            "episodes": episodes[judged], "p_narrow": narrow, "p_wide": wide, "p_circle": circle,
        }),
        too_few=len(people) - len(judged), narrow=int(accepted(narrow).sum()), wide=int(accepted(wide).sum()),
        in_circle=int(known.sum()), wider_than_circle=int(accepted(circle[known]).sum()),
        facets=_average(cards, seed),
    )  # fmt: skip


def _moments(engagements: pd.DataFrame) -> pd.DataFrame:
    """One row per episode: contact_id, topic, episode, where (network and twelve months from the first post on)."""
    placed = engagements[engagements["topic"].notna()].astype({"topic": "int64"})
    placed = placed.sort_values(["time", "post_id"])
    first = placed.drop_duplicates(["contact_id", "topic", "episode"])
    months = ((first["time"] - first["time"].min()) // _TWELVE_MONTHS).fillna(-1).astype("int64")
    where = first["platform"].astype("str") + " " + months.astype("str")
    found = first[["contact_id", "topic", "episode"]].assign(where=pd.factorize(where, sort=True)[0])
    return found.sort_values(["contact_id", "topic", "episode"], ignore_index=True)


@dataclass(frozen=True)
class _Cards:
    """Episodes to deal out: whose (row), which facet (column), within which part; only the rows `judged` are read."""

    row: Ints
    facet: Ints
    part: Ints
    judged: Ints
    facets: int

    def table(self, facet: Ints | None = None) -> Ints:
        """Episodes of each judged row and facet."""
        cell = self.row * self.facets + (self.facet if facet is None else facet)
        rows = int(self.row.max(initial=-1)) + 1
        return np.bincount(cell, minlength=rows * self.facets).reshape(rows, self.facets)[self.judged]

    def dealt(self, times: int, rng: np.random.Generator) -> Iterator[Ints]:
        """The same table so many times, the facets dealt out anew within each part."""
        order = np.argsort(self.part, kind="stable")
        part, sorted_ = (
            self.part[order],
            _Cards(self.row[order], self.facet[order], self.part, self.judged, self.facets),
        )
        for _time in range(times):
            yield sorted_.table(sorted_.facet[np.argsort(part + rng.random(len(part)))])


def _tails(cards: _Cards, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """How rarely does chance make a row at least as narrow, and at least as wide, as it is?

    With n episodes in a row, Simpson's figure falls as the sum of squares rises, and whole numbers are compared. What
    is equal counts whole: with half of it (mid-p, as in the reference) 5.3 % of p-values fell under 5 % by chance. The
    row itself counts as one deal more: no p is 0, which so few deals could not vouch for.
    """
    squares = (cards.table() ** 2).sum(axis=1)
    above, below = np.zeros(len(squares)), np.zeros(len(squares))
    if len(squares):
        for table in cards.dealt(SHUFFLES, rng):
            by_chance = (table**2).sum(axis=1)
            above += by_chance >= squares
            below += by_chance <= squares
    return (1 + above) / (SHUFFLES + 1), (1 + below) / (SHUFFLES + 1)


def _in_circles(moments: pd.DataFrame, episodes: Ints, memberships: pd.DataFrame, facets: int, seed: int) -> Floats:
    """Per person the largest p, over their circles, of varying more than by chance among the people of the circle.

    The largest: who is as wide as one of their circles has nothing unexpected. NaN in no circle that is known.
    """
    largest = np.full(len(episodes), np.nan)
    pairs = memberships[["contact_id", "group_id"]].drop_duplicates()
    inside = moments.merge(pairs, on="contact_id").sort_values(["group_id", "contact_id", "facet", "episode"])
    row, names = pd.factorize(pd.MultiIndex.from_frame(inside[["group_id", "who"]]), sort=True)
    if not len(names):
        return largest
    group = pd.factorize(names.get_level_values(0), sort=True)[0]
    person = names.get_level_values(1).to_numpy(dtype=np.int64)
    own = np.bincount(row, minlength=len(names))
    others = np.bincount(group, own).astype(np.int64)[group] - own
    judged = np.flatnonzero((own >= FEWEST_EPISODES) & (others >= LEAST_EPISODES))
    kept = np.isin(group[row], group[judged])
    part = pd.factorize(pd.MultiIndex.from_arrays([group[row], inside["where"]]), sort=True)[0]
    cards = _Cards(row[kept], inside["facet"].to_numpy()[kept], part[kept], judged, facets)
    np.fmax.at(largest, person[judged], _tails(cards, np.random.default_rng([seed, 12]))[1])
    return largest


def _average(cards: _Cards, seed: int) -> Facets | None:
    """The effective number of facets, on average over people drawn anew, and dealt by chance to the same people."""
    if len(cards.judged) < MIN_PEOPLE:
        return None
    found = effective(cards.table())
    low, high = share_interval(found, np.ones(len(found)), seed)
    deals = cards.dealt(PERMUTATIONS, np.random.default_rng([seed, 13]))
    chance = float(np.mean([effective(table).mean() for table in deals]))
    return Facets(float(found.mean()), low, high, LEVEL, chance)


def effective(table: Ints) -> Floats:
    """exp(entropy) of each row: as many facets of equal size would be as hard to foretell. At most all columns.

    Entropy after Chao, Wang and Jost (2013), the least biased where many people are averaged: what a few episodes did
    not show is worked out from the facets met once and twice. Every row holds something.
    """
    from scipy.special import digamma

    n = table.sum(axis=1)
    met = np.maximum(table, 1)  # a facet that was not met weighs 0 whatever stands here
    seen = (table / n[:, None] * (digamma(n)[:, None] - digamma(met))).sum(axis=1)
    once, twice = (table == 1).sum(axis=1), (table == 2).sum(axis=1)
    known = np.where(twice > 0, 2 * twice, 2)
    more = (n - 1) * np.where(twice > 0, once, np.maximum(once - 1, 0))
    unseen = once / n * _tail(n, more / (more + known))
    return np.asarray(np.minimum(np.exp(seen + unseen), table.shape[1]), dtype=np.float64)


def _tail(n: Ints, q: Floats) -> Floats:
    """q/n + q^2/(n+1) + q^3/(n+2) + ...: the integral over u from 0 to 1 of q / (n (1 - q u^(1/n))), to eight digits.

    The series crawls where q is near 1, and its closed form loses its digits there.
    """
    v = (_POINTS + 1) / 2  # u = v^2 gives the steep end at 0 more points
    under = 1 - q[:, None] * v ** (2 / n[:, None])
    return np.asarray((_WEIGHTS * v / under).sum(axis=1) * q / n, dtype=np.float64)
