"""What do a dozen copied lists of reactions say about all the posts of a facet?

The person copied who reacted to posts drawn at random within facet (see `draw`). A complete list is observed evidence
with a true denominator: everybody of a circle who is not on it did not react. Still, two posts of a facet are two
posts: some do five times as well as others, so every figure about a facet is an estimate with its interval.

What is estimated: per circle and facet, reactions / opportunities over *all* posts of the facet that could be asked
about: the mean number of the circle's people who react per post, divided by the circle's size. The drawn posts are
counted as they are; only the others are predicted.

The model: how many of a circle react to a post is negative binomial (Poisson, with an effect of the post that is
Gamma with mean 1 and shape `r`: one dispersion for all lists). The rate of a cell is Gamma around the circle's own
mean, with strength `a`; the means of the circles are Gamma around the person's own. Twelve lists fix none of these
numbers, so r, a and the rest are integrated over on a grid, never plugged in, and what is reported is predictive for
the posts not drawn. A person reacts to a post once at most: no rate exceeds 1, no count its opportunities.
Posts are taken one circle at a time: that a post does well with all circles at once is not used, because posts also
differ in whom they please.

A bootstrap over the lists would be no substitute: with two posts it covers half of what it claims, and almost never
the cells in which nobody reacted (benchmarks/pasted_lists.py prints both side by side).

What twelve lists cannot say: who is surely at home in two facets, what one contact will do, how things change in
time. A list that is not complete adds people who did react ("at least"), and no rate. Source: design section 2;
gamma-Poisson shrinkage as in reference/reach.md 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaln

from identity_audit.analysis.audience import LEVEL, MIN_ENGAGEMENTS, MIN_PEOPLE
from identity_audit.analysis.strategies import smallest_set

DRAWS = 2000

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
YesNo = npt.NDArray[np.bool_]

# The grids that unknown numbers are integrated over, evenly spaced in their logarithms.
_RATES = np.geomspace(1e-5, 1, 56)  # reactions per opportunity, of a cell
_MEANS = np.geomspace(1e-4, 0.6, 28)  # the same, of a circle
_OVERALL = _MEANS[::2]  # the same, of everybody
_DISPERSION = np.geomspace(0.25, 16, 9)  # shape r of the effect of a post: 0.25 = wild, 16 = all posts alike
_STRENGTH = np.geomspace(0.3, 10, 7)  # shape a of the cells around their circle
_STRENGTH_OF_CIRCLES = np.array([0.5, 1.0, 2.0, 4.0])
# A weak prior of the dispersion, on its logarithm: posts that differ by a factor of two or so, within wide limits.
_LOG_DISPERSION, _LOG_DISPERSION_SD = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class PastedList:
    """Who reacted to a post, as copied: contact ids; `complete` where the person says that it is the whole list."""

    post_id: str
    people: tuple[str, ...]
    complete: bool


@dataclass(frozen=True)
class CircleReplay:
    """What would one profile per circle have blocked of all reactions by known people to the facets asked about?

    blocked: share (0 to 1) with its interval low..high at `level`. With hindsight: a circle's profile carries the
    smallest set of facets that holds 80 % of its estimated reactions.
    people, engagements: who reacted, and how often, on the complete lists. lists, facets: how many of them.
    without_circle: how many of these people are in no circle, and so see everything.
    """

    blocked: float
    low: float
    high: float
    level: float
    people: int
    engagements: int
    lists: int
    facets: int
    without_circle: int


@dataclass(frozen=True, slots=True)
class OutsideHome:
    """Of the `reactions` by `people` on the copied lists, `outside` at least fall outside the facet of their author.

    in_two: people who are on lists of two facets or more; all of `outside` is theirs.
    """

    reactions: int
    outside: int
    people: int
    in_two: int


def cells(
    lists: Sequence[PastedList], posts: pd.DataFrame, memberships: pd.DataFrame, met: pd.DataFrame, seed: int = 0
) -> pd.DataFrame:
    """How many of each circle react to a post of each facet?

    posts: post_id, platform, topic of every post that could be asked about (`draw.askable`).
    memberships: contact_id, group_id.  met: contact_id, platform (`Opportunities.platforms`): only people of the
    post's network count as having had the opportunity, and those on the list, who prove it.
    One row per circle and facet with a list, in the order of their ids:
      people, reactions: of the circle, on all lists, complete or not ("at least");
      size: people of the circle who can be met where the facet's posts are;
      posts: of the facet;  lists: complete ones among them;
      rate, low, high: reactions per opportunity (0 to 1) over all posts of the facet, and its interval at
      `audience.LEVEL`; NA where no list is complete, or nobody of the circle can be met there.
    Where nobody of a circle is on a complete list the interval begins at 0: nothing excludes that nobody ever reacts.
    """
    evidence = _Evidence.of(lists, posts, met)
    groups, belongs = evidence.belonging(memberships)
    counts = evidence.counts(belongs)
    on_any = np.eye(len(evidence.facets))[evidence.facet].T @ evidence.reacted  # facets x people
    reachable = evidence.posts @ evidence.met.T > 0
    columns = {
        "people": (on_any > 0) @ belongs,
        "reactions": on_any @ belongs,
        "size": reachable @ belongs,
        "posts": np.repeat(evidence.posts.sum(axis=1)[:, None], len(groups), axis=1),
        "lists": np.repeat(counts.one_hot.sum(axis=0)[:, None], len(groups), axis=1),
    }
    key = pd.MultiIndex.from_product([groups, evidence.facets], names=["group_id", "topic"])
    table = pd.DataFrame({name: values.T.ravel().astype(np.int64) for name, values in columns.items()}, index=key)
    rates = _totals(counts, seed) / np.maximum(counts.opportunities, 1)
    low, high = np.quantile(rates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    low = np.where(counts.seen > 0, low, 0.0)
    told = (table["lists"] > 0) & (table["size"] > 0)
    for name, values in (("rate", rates.mean(axis=0)), ("low", low), ("high", high)):
        table[name] = pd.Series(values.ravel(), index=key, dtype="Float64").where(told)
    return table.reset_index()


def replay_per_circle(
    lists: Sequence[PastedList], posts: pd.DataFrame, memberships: pd.DataFrame, met: pd.DataFrame, seed: int = 0
) -> CircleReplay | None:
    """One profile per circle: which share of all reactions to the facets asked about would it have blocked?

    Arguments as in `cells`. `strategies.replay_per_circle` on the lists alone would take two posts for the whole
    facet; here the same rule is applied to each of the draws behind `cells`, in which all posts have their reactions.
    People are taken together who are in the same circles, so that somebody in several sees the union; people in none
    see everything. Nobody is left out of the profile of their own circles: which person makes which reaction of the
    posts not drawn is not known, and beside the interval it matters little (measured against the rule with everybody
    left out in benchmarks/pasted_lists.py).
    None below 30 reactions by 10 people on complete lists, with complete lists of one facet only, or where nobody of
    the lists is in a circle.
    """
    last = {one.post_id: one for one in lists}
    evidence = _Evidence.of([one for one in last.values() if one.complete], posts, met)
    _, belongs = evidence.belonging(memberships)
    per_person = evidence.reacted.sum(axis=0)
    engagements, people = int(per_person.sum()), int((per_person > 0).sum())
    without = int(((per_person > 0) & ~belongs.any(axis=1)).sum())
    if engagements < MIN_ENGAGEMENTS or people < MIN_PEOPLE or len(evidence.facets) < 2 or without == people:
        return None
    # people of the same circles: one row of `circles_of` each
    circles_of, which = np.unique(belongs, axis=0, return_inverse=True)
    totals = _totals(evidence.counts(np.eye(len(circles_of))[which.ravel()]), seed)
    of_circles = np.einsum("pg,dpk->dgk", circles_of, totals)
    carried = smallest_set(of_circles.reshape(-1, totals.shape[2])).reshape(of_circles.shape)
    seen = np.einsum("pg,dgk->dpk", circles_of, carried) > 0
    seen |= ~seen.any(axis=2, keepdims=True)
    blocked = (totals * ~seen).sum(axis=(1, 2)) / totals.sum(axis=(1, 2))
    low, high = np.quantile(blocked, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return CircleReplay(
        float(blocked.mean()), float(low), float(high), LEVEL, people, engagements, len(evidence.reacted),
        len(evidence.facets), without,
    )  # fmt: skip


def outside_home(lists: Sequence[PastedList], posts: pd.DataFrame) -> OutsideHome:
    """One profile per facet: how many of the copied reactions would it have blocked, at least?

    Whichever facet is a person's, their reactions on these lists outside it are at least all but those to the facet
    that they are on most often. That holds for these reactions without any estimate, on complete and other lists; it
    is no share of all reactions, and somebody with a single reaction never counts.
    """
    read = _reactions(lists, posts)
    table = read.groupby(["contact_id", "topic"]).size().unstack(fill_value=0).to_numpy()
    outside = table.sum(axis=1) - table.max(axis=1) if table.size else np.zeros(0)
    return OutsideHome(len(read), int(outside.sum()), len(table), int((outside > 0).sum()))


@dataclass(frozen=True)
class _Counts:
    """What the model sees. Lists are the complete ones; groups are circles, or people who share all their circles.

    on_list, could: lists x groups, who reacted and who could have. facet: of each list, a column of the facets.
    rest, rest_posts: groups x facets, opportunities of the posts not drawn, and how many posts these are.
    """

    on_list: Floats
    could: Floats
    facet: Indices
    rest: Floats
    rest_posts: Floats

    @property
    def one_hot(self) -> Floats:
        """Lists x facets: which facet is a list of?"""
        return np.eye(self.rest.shape[1])[self.facet]

    @property
    def seen(self) -> Floats:
        return self.on_list.T @ self.one_hot

    @property
    def opportunities(self) -> Floats:
        return self.could.T @ self.one_hot + self.rest


@dataclass(frozen=True)
class _Evidence:
    """The lists as arrays. people, facets (those with a list), platforms and lists are the rows and columns.

    reacted: lists x people. facet, platform, complete: of each list. posts: facets x platforms, all posts.
    met: people x platforms, who can be met where.
    """

    people: pd.Index
    facets: pd.Index
    reacted: Floats
    facet: Indices
    platform: Indices
    complete: YesNo
    posts: Floats
    met: Floats

    @classmethod
    def of(cls, lists: Sequence[PastedList], posts: pd.DataFrame, met: pd.DataFrame) -> _Evidence:
        read = _reactions(lists, posts)
        known = posts[posts["topic"].notna()].astype({"topic": "int64"})
        complete = {one.post_id: one.complete for one in lists}
        asked = known[known["post_id"].isin(list(complete))]
        facets = pd.Index(sorted(asked["topic"].unique()), dtype="int64")
        known = known[known["topic"].isin(facets)]
        platforms = pd.Index(sorted(known["platform"].unique()), dtype="str")
        # a reaction proves that somebody can be met there
        places = pd.concat([met[["contact_id", "platform"]], read[["contact_id", "platform"]]]).drop_duplicates()
        people = pd.Index(sorted(places["contact_id"].unique()), dtype="str")
        return cls(
            people=people,
            facets=facets,
            reacted=_table(pd.Index(asked["post_id"]), people, read["post_id"], read["contact_id"]),
            facet=facets.get_indexer(pd.Index(asked["topic"])),
            platform=platforms.get_indexer(pd.Index(asked["platform"])),
            complete=asked["post_id"].map(complete).to_numpy(dtype=bool),
            posts=_table(facets, platforms, known["topic"], known["platform"]),
            met=_table(people, platforms, places["contact_id"], places["platform"]),
        )

    def belonging(self, memberships: pd.DataFrame) -> tuple[pd.Index, Floats]:
        """Who is in which circle: the ids of the circles, and people x circles of 0 and 1."""
        pairs = memberships[["contact_id", "group_id"]].drop_duplicates()
        groups = pd.Index(sorted(pairs["group_id"].unique()), dtype="str")
        return groups, _table(self.people, groups, pairs["contact_id"], pairs["group_id"])

    def counts(self, belongs: Floats) -> _Counts:
        """What the complete lists say about these groups (people x groups)."""
        sizes = self.met.T @ belongs
        facet, platform = self.facet[self.complete], self.platform[self.complete]
        not_drawn = self.posts.copy()
        np.subtract.at(not_drawn, (facet, platform), 1)
        return _Counts(
            on_list=self.reacted[self.complete] @ belongs,
            could=sizes[platform],
            facet=facet,
            rest=(not_drawn @ sizes).T,
            rest_posts=(not_drawn @ (sizes > 0)).T,
        )


def _reactions(lists: Sequence[PastedList], posts: pd.DataFrame) -> pd.DataFrame:
    """contact_id, post_id, topic, platform: each person once per list. Of two lists of a post the later one counts."""
    last = {one.post_id: one.people for one in lists}
    rows = [(contact, post) for post, people in last.items() for contact in dict.fromkeys(people)]
    found = pd.DataFrame(rows, columns=["contact_id", "post_id"], dtype="str")
    return found.merge(posts.loc[posts["topic"].notna(), ["post_id", "topic", "platform"]], on="post_id")


def _table(rows: pd.Index, columns: pd.Index, row: pd.Series, column: pd.Series) -> Floats:
    """How often does each pair occur? What is no row or no column is left out."""
    at, to = rows.get_indexer(pd.Index(row)), columns.get_indexer(pd.Index(column))
    counted = np.zeros((len(rows), len(columns)))
    np.add.at(counted, (at[(at >= 0) & (to >= 0)], to[(at >= 0) & (to >= 0)]), 1)
    return counted


def _totals(counts: _Counts, seed: int) -> Floats:
    """Draws of how many reactions all posts of a facet have from a group: draws x groups x facets.

    The axes of the grids, in this order: rate of a cell, dispersion, strength, mean of a group, strength of the
    groups, overall mean. Each unknown number is integrated out from the cells upwards, then drawn downwards.
    """
    rng = np.random.default_rng(seed)
    likelihood, scale = _likelihood(counts)  # groups x facets x rate x dispersion, groups x facets x dispersion
    cell_given_mean = _gamma(_RATES, _STRENGTH, _MEANS)
    mean_given_overall = _gamma(_MEANS, _STRENGTH_OF_CIRCLES, _OVERALL)
    tiny = np.finfo(float).tiny
    of_cells = np.log(np.tensordot(likelihood, cell_given_mean, ([2], [0])) + tiny) + scale[..., None, None]
    of_group = of_cells.sum(axis=1)  # groups x dispersion x strength x mean
    top = of_group.max(axis=3, keepdims=True)
    given_mean = np.exp(of_group - top)
    of_all = (np.log(np.tensordot(given_mean, mean_given_overall, ([3], [0])) + tiny) + top[..., None]).sum(axis=0)
    of_all -= (((np.log(_DISPERSION) - _LOG_DISPERSION) / _LOG_DISPERSION_SD) ** 2 / 2)[:, None, None, None]
    weights = np.exp(of_all - of_all.max()).ravel()
    drawn = rng.choice(weights.size, DRAWS, p=weights / weights.sum())
    dispersion, strength, strength_of_groups, overall = np.unravel_index(drawn, of_all.shape)

    groups, facets = counts.rest.shape
    rates = np.empty((DRAWS, groups, facets))
    for group in range(groups):
        prior = mean_given_overall[:, strength_of_groups, overall]
        mean = _pick(given_mean[group, dispersion, strength].T * prior, rng)
        prior = cell_given_mean[:, strength, mean]
        for facet in range(facets):
            rates[:, group, facet] = _RATES[_pick(likelihood[group, facet][:, dispersion] * prior, rng)]
    # anywhere between the points of the grid, so that it leaves no steps in the intervals
    step = np.log(_RATES[1] / _RATES[0])
    rates = np.minimum(rates * np.exp(rng.uniform(-step / 2, step / 2, rates.shape)), 1)
    # posts with effects of shape r add up to one effect of shape r times their number
    shape = _DISPERSION[dispersion][:, None, None] * np.maximum(counts.rest_posts, 1)
    rest = rng.poisson(rates * counts.rest * rng.gamma(shape) / shape)
    return np.asarray(counts.seen + np.minimum(rest, counts.rest), dtype=np.float64)


def _likelihood(counts: _Counts) -> tuple[Floats, Floats]:
    """How well does each rate and dispersion explain a cell? Scaled to a largest value of 1; and the log of the scale.

    Negative binomial per list, with mean m = opportunities x rate and shape r; what depends on the count alone is
    left out. groups x facets x rate x dispersion, and groups x facets x dispersion.
    """
    y, could = counts.on_list[:, :, None, None], counts.could[:, :, None, None]
    m, r = could * _RATES[:, None], _DISPERSION
    one = gammaln(y + r) - gammaln(r) + y * np.log(np.where(could > 0, m, 1) / (m + r)) + r * np.log(r / (m + r))
    cells_ = np.einsum("lgjr,lk->gkjr", one, counts.one_hot)
    scale = cells_.max(axis=2)
    return np.exp(cells_ - scale[:, :, None]), scale


def _gamma(values: Floats, shapes: Floats, means: Floats) -> Floats:
    """Gamma distributions on a logarithmic grid: values x shapes x means, adding up to 1 over the values."""
    ratio = values[:, None, None] / means
    shape = shapes[:, None]
    density = np.exp(shape * (np.log(ratio) - ratio + 1))
    return np.asarray(density / density.sum(axis=0), dtype=np.float64)


def _pick(weights: Floats, rng: np.random.Generator) -> Indices:
    """One row per column, with these odds."""
    sums = weights.cumsum(axis=0)
    below = (sums < rng.random(weights.shape[1]) * sums[-1]).sum(axis=0)
    return np.asarray(np.minimum(below, len(weights) - 1), dtype=np.intp)
