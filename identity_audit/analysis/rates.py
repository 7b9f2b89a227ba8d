"""How often does each person engage per post of each facet: the model's point rates.

Y of a person and a facet is Poisson(E x rate); rate = general level x activity of the person x popularity of the facet
x taste of the circle for the facet x taste of the person for the facet, each factor shrunk towards 1 (gamma with mean
1) as strongly as the data ask for. E counts posts that the person could have seen and whose reactions are all known.
Y and E fade with age: rates at six half-lives are averaged, those most that would have forecast this person's own past
best. Ranking is good, absolute levels of a future period are not: `forecast` puts ranges around them.
Source: reference/reach.md sections 1 and 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaln

from identity_audit.analysis.engagement import ALWAYS, NEVER, audience_of, first_met, ticks
from identity_audit.dataset import Dataset

#: below, contact x topic adds nothing reliable over the activity of a contact: counts only (reference section 6, D1)
MIN_POSTS = MIN_ENGAGEMENTS = 200
LEAST_IN_CIRCLE = 5
DAY = 86_400_000_000  # microseconds
HALF_LIVES = (None, 720.0, 360.0, 180.0, 90.0, 45.0)
#: the past is forecast from these parts of it, a fifth of it each time
ROLLING = (0.5, 0.67, 0.83)
HORIZON = 0.2
STRENGTHS = np.geomspace(0.05, 200, 25)
SWEEPS = 8
FEW_CELLS = 2000  # so many counts are compared with every strength at once
#: reactions of one thread are not independent: 100 units of log-likelihood count as one where half-lives are weighed
TEMPERED = 100.0
MOST_LIKELY = 0.95  # as the chance that one post is engaged with

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class History:
    """What the model may know of the past: dated posts with a complete list of reactions and a known audience.

    people: contacts with at least one act in either direction, by id. facets: in the order of their ids.
    time, topic: of each post, oldest first (microseconds UTC; column of `facets`).
    who, what: the engagements, once per person and post (row of `people`, post).
    open_to: posts that everybody of a platform could see: (posts, people, known since).
    named: who could see the other posts, pair by pair: (people, posts).
    known: when each person first acted, in either direction; before, the model could not know of them.
    circles, member: people x circles, of those with a person in `people`.
    """

    people: tuple[str, ...]
    facets: tuple[Any, ...]
    time: Ints
    topic: Ints
    who: Ints
    what: Ints
    open_to: tuple[tuple[Ints, Ints, Ints], ...]
    named: tuple[Ints, Ints]
    known: Ints
    circles: tuple[str, ...]
    member: npt.NDArray[np.bool_]

    @property
    def enough(self) -> bool:
        """Is there enough for rates of a person and a facet: 200 engagements and 200 posts?"""
        return len(self.who) >= MIN_ENGAGEMENTS and len(self.time) >= MIN_POSTS

    @property
    def group(self) -> Ints:
        """The circle whose taste each person is measured against: their smallest of at least five people, -1 = none."""
        size = self.member.sum(axis=0)
        fit = np.where(self.member & (size >= LEAST_IN_CIRCLE), size, np.iinfo(np.int64).max)
        return np.where(fit.min(axis=1, initial=np.iinfo(np.int64).max) < np.iinfo(np.int64).max, _first_min(fit), -1)

    def known_by(self, stop: int) -> npt.NDArray[np.bool_]:
        """Which people had acted before post `stop` came; after the last post, everybody."""
        return self.known < self.time[stop] if stop < len(self.time) else np.ones(len(self.people), dtype=bool)

    def until(self, stop: int) -> History:
        """The past as it was when post `stop` came: the posts before it, the people known by then, all facets."""
        known = self.known_by(stop)
        row = np.cumsum(known) - 1
        acts = (self.what < stop) & known[self.who]
        named = (self.named[1] < stop) & known[self.named[0]]
        return History(
            people=tuple(np.asarray(self.people, dtype=object)[known]),
            facets=self.facets,
            time=self.time[:stop],
            topic=self.topic[:stop],
            who=row[self.who[acts]],
            what=self.what[acts],
            open_to=tuple(
                (posts[posts < stop], row[people[known[people]]], since[known[people]])
                for posts, people, since in self.open_to
            ),
            named=(row[self.named[0][named]], self.named[1][named]),
            known=self.known[known],
            circles=self.circles,
            member=self.member[known],
        )

    def could_next(self, start: int) -> Floats:
        """What the people of today could see if the posts from `start` on came once more: people x facets."""
        shape = (len(self.people), len(self.facets))
        recent = self.named[1] >= start
        cell = self.named[0][recent] * shape[1] + self.topic[self.named[1][recent]]
        could = np.bincount(cell, minlength=shape[0] * shape[1]).astype(float).reshape(shape)
        for posts, people, _since in self.open_to:
            could[people] += np.bincount(self.topic[posts[posts >= start]], minlength=shape[1])
        # who was named in an open post before they were known counts once
        return np.asarray(np.minimum(could, np.bincount(self.topic[start:], minlength=shape[1])))

    def counts(self, start: int, stop: int, half_life: float | None = None) -> tuple[Floats, Floats]:
        """Y and E (people x facets) on the posts start..stop; with a half-life, as they weigh at post `stop`."""
        weight = np.ones(len(self.time))
        if half_life is not None and stop > start:
            now = self.time[min(stop, len(self.time) - 1)]
            weight = 0.5 ** (np.maximum(now - self.time, 0) / (half_life * DAY))
        weight[:start], weight[stop:] = 0, 0
        shape = (len(self.people), len(self.facets))
        cell = self.who * shape[1] + self.topic[self.what]
        did = np.bincount(cell, weight[self.what], shape[0] * shape[1]).astype(float).reshape(shape)
        cell = self.named[0] * shape[1] + self.topic[self.named[1]]
        could = np.bincount(cell, weight[self.named[1]], shape[0] * shape[1]).astype(float).reshape(shape)
        for (posts, people, _since), (moment, nth, moments) in zip(self.open_to, self._moments, strict=True):
            cell = moment * shape[1] + self.topic[posts]
            since_each = np.bincount(cell, weight[posts], (moments + 1) * shape[1]).reshape(moments + 1, shape[1])
            could[people] += np.cumsum(since_each[::-1], axis=0)[::-1][nth + 1]
        return did, np.maximum(could, did)

    @cached_property
    def _moments(self) -> list[tuple[Ints, Ints, int]]:
        """For each way to be open: how many of the moments since which people know stand before each post, which of
        them is each person's, and how many there are.
        """
        found = []
        for posts, _people, since in self.open_to:
            moments, nth = np.unique(since, return_inverse=True)
            found.append((np.searchsorted(moments, self.time[posts], side="right"), nth, len(moments)))
        return found


@dataclass(frozen=True)
class Shrunk:
    """One fit at one half-life: rate = base x own taste; base = general level x activity x popularity x circle.

    strength: how strongly activity, popularity, circle and own taste are held to 1 (0.05 to 200).
    """

    base: Floats
    rate: Floats
    strength: tuple[float, float, float, float]


@dataclass(frozen=True)
class Rates:
    """Expected engagements per future post: people x facets, and what they rest on.

    rate: at least 0; as the chance that one post is engaged with, use at most .95.
    weights: (half-life in days, None = all posts count alike; its share in the average), of all that were tried.
    """

    rate: Floats
    weights: tuple[tuple[float | None, float], ...]

    @property
    def half_life(self) -> float | None:
        """The half-life that counts most: after so many days a post tells half as much; None = never fades."""
        return max(self.weights, key=lambda pair: pair[1])[0]


def _first_min(sizes: Ints) -> Ints:
    """Per row the column of the smallest number, the first of equals; 0 where there is no column."""
    return sizes.argmin(axis=1) if sizes.shape[1] else np.zeros(len(sizes), dtype=np.int64)


def likeliest_strength(did: Floats, expected: Floats, unsure: Floats | None = None) -> float:
    """How strongly are the counts held to what is expected: the size of the likeliest negative binomial, on a grid.

    unsure: the size that each count has already because its expectation is not known exactly; only what is beyond is
    looked for (1 / size = 1 / unsure + 1 / strength).
    """
    there = expected > 0
    y, m = did[there], expected[there]
    if len(y) == 0:
        return float(STRENGTHS[-1])
    some = y > 0
    had = None if unsure is None else unsure[there]

    def fits(strengths: Floats) -> Floats:
        s = strengths[:, None]
        if had is not None:
            s = 1 / (1 / s + 1 / had)
        at = s if had is None else s[:, some]
        told = (gammaln(at + y[some]) - gammaln(at) - y[some] * np.log(at)).sum(axis=1)
        return np.asarray(told - ((s + y) * np.log1p(m / s)).sum(axis=1))

    if y.size < FEW_CELLS:
        return float(STRENGTHS[fits(STRENGTHS).argmax()])
    # every third value, then those beside the best of them
    best = 3 * int(fits(STRENGTHS[::3]).argmax())
    near = STRENGTHS[max(best - 2, 0) : best + 3]
    return float(near[fits(near).argmax()])


def shrink(did: Floats, could: Floats, group: Ints, known: npt.NDArray[np.bool_] | None = None) -> Shrunk:
    """Empirical Bayes: eight sweeps over activity, popularity and circles, then the person's own taste.

    did, could: Y and E. known: the people to learn from; the others count as if they had never been there.

    The strength of the last is estimated leaving the cell out of the person's activity: with the cell in it, every
    taste explains itself and all people look alike.
    """
    if known is not None:
        did, could = did * known[:, None], could * known[:, None]
    people, facets = did.shape
    mu = max(did.sum(), 0.5) / max(could.sum(), 1.0)
    groups = int(group.max(initial=-1)) + 1
    inside = group >= 0
    one_hot = np.zeros((groups, people))
    one_hot[group[inside], np.flatnonzero(inside)] = 1
    did_circle = one_hot @ did
    did_person, did_facet = did.sum(axis=1), did.sum(axis=0)
    activity, popularity = np.ones(people), np.ones(facets)
    circle = np.ones((groups + 1, facets))  # the last row: in no circle
    strengths = [1.0, 1.0, 1.0]
    for sweep in range(SWEEPS):
        again = sweep % 2 == 0  # strengths settle long before the factors do
        taste = circle[group]
        expected = could * (mu * popularity) * taste
        m = expected.sum(axis=1)
        strengths[0] = likeliest_strength(did_person, m) if again else strengths[0]
        activity = (strengths[0] + did_person) / (strengths[0] + m)
        m = (could * activity[:, None] * taste).sum(axis=0) * mu
        strengths[1] = likeliest_strength(did_facet, m) if again else strengths[1]
        popularity = (strengths[1] + did_facet) / (strengths[1] + m)
        if groups:
            m = one_hot @ (could * activity[:, None]) * (mu * popularity)
            strengths[2] = likeliest_strength(did_circle, m) if again else strengths[2]
            circle[:-1] = (strengths[2] + did_circle) / (strengths[2] + m)
    shared = mu * popularity * circle[group]
    base = activity[:, None] * shared
    elsewhere = could * shared
    others = (strengths[0] + did_person[:, None] - did) / (
        strengths[0] + elsewhere.sum(axis=1, keepdims=True) - elsewhere
    )
    taste_strength = likeliest_strength(did, could * others * shared)
    rate = base * (taste_strength + did) / (taste_strength + could * base)
    return Shrunk(base, rate, (strengths[0], strengths[1], strengths[2], taste_strength))


def history(dataset: Dataset, assignment: pd.DataFrame, engagements: pd.DataFrame) -> History:
    """The past of an audit as the model reads it (engagements: those of the files, `Audit.in_files`).

    Who could see what is counted as in `engagement.opportunities`; posts without a date are left out.
    """
    could = audience_of(dataset, assignment)
    posts = could.posts[could.posts["time"].notna()].sort_values(["time", "post_id"]).reset_index(drop=True)
    facets = tuple(sorted(posts["topic"].astype("int64").unique().tolist()))
    place = pd.Index(posts["post_id"])
    acts = dataset.interactions[["contact_id", "post_id", "time"]].merge(
        dataset.posts[["post_id", "time"]], on="post_id", how="left", suffixes=("", "_post")
    )
    known = acts["time"].fillna(acts["time_post"]).groupby(acts["contact_id"]).min()
    people = pd.Index(sorted(set(known.index) & set(dataset.contacts["contact_id"])), dtype="str")
    engaged = engagements[engagements["post_id"].isin(place) & engagements["contact_id"].isin(people)]

    time = ticks(posts["time"], ALWAYS)
    met = first_met(dataset)
    met = met[met["contact_id"].isin(people)]
    platforms = posts["platform"].to_numpy()
    is_open = posts["open"].to_numpy(dtype=bool)
    open_to = tuple(
        (
            np.flatnonzero(is_open & (platforms == platform)),
            _rows(people, rows["contact_id"]),
            ticks(rows["since"], ALWAYS),
        )
        for platform, rows in met.groupby("platform")
    )
    belongs = dataset.memberships[dataset.memberships["contact_id"].isin(people)]
    circles = dataset.groups.loc[dataset.groups["kind"] != "audience", "group_id"]
    belongs = belongs[belongs["group_id"].isin(circles)]
    names = tuple(sorted(belongs["group_id"].unique()))
    member = np.zeros((len(people), len(names)), dtype=bool)
    member[_rows(people, belongs["contact_id"]), _rows(pd.Index(names), belongs["group_id"])] = True
    return History(
        people=tuple(people),
        facets=facets,
        time=time,
        topic=np.searchsorted(np.asarray(facets, dtype=np.int64), posts["topic"].astype("int64").to_numpy()),
        who=_rows(people, engaged["contact_id"]),
        what=_rows(place, engaged["post_id"]),
        open_to=open_to,
        named=_not_open(_named(could.audiences, dataset.sent_to, place, people, time), open_to, time),
        known=ticks(known.reindex(people), ALWAYS),
        circles=names,
        member=member,
    )


def _named(
    audiences: pd.DataFrame, memberships: pd.DataFrame, posts: pd.Index, people: pd.Index, time: Ints
) -> tuple[Ints, Ints]:
    """Who could see the posts that name their audience: pairs (person, post) of members at that time, and the named."""
    audiences = audiences[audiences["post_id"].isin(posts)]
    direct = audiences[audiences["contact_id"].isin(people)]
    pairs = [_rows(people, direct["contact_id"]) * len(posts) + _rows(posts, direct["post_id"])]
    members = dict(tuple(memberships[memberships["contact_id"].isin(people)].groupby("group_id")))
    for group, sent in audiences.groupby("group_id"):
        if group in members:
            rows, where = members[group], _rows(posts, sent["post_id"])
            since, until = ticks(rows["since"], ALWAYS)[:, None], ticks(rows["until"], NEVER)[:, None]
            there = (since <= time[where]) & (time[where] <= until)
            pairs.append((_rows(people, rows["contact_id"])[:, None] * len(posts) + where)[there])
    found = np.unique(np.concatenate(pairs))
    return found // max(len(posts), 1), found % max(len(posts), 1)


def _not_open(named: tuple[Ints, Ints], open_to: tuple[tuple[Ints, Ints, Ints], ...], time: Ints) -> tuple[Ints, Ints]:
    """Those of the pairs that no open post says already: who is named in a public post has one opportunity."""
    person, post = named
    already = np.zeros(len(person), dtype=bool)
    for posts, people, since in open_to:
        known = np.full(int(person.max(initial=-1)) + 1, NEVER)
        mine = people < len(known)
        known[people[mine]] = since[mine]
        already |= np.isin(post, posts) & (known[person] <= time[post])
    return person[~already], post[~already]


def _rows(index: pd.Index, ids: pd.Series) -> Ints:
    return index.get_indexer(pd.Index(ids)).astype(np.int64)


def fitted(past: History, stop: int | None = None) -> Rates:
    """The rates that this past (its first `stop` posts) suggests: an average over half-lives.

    Each half-life weighs by how well it would have forecast the person's own past: a fifth of the posts, from half,
    two thirds and five sixths of them, for the people known by then.
    """
    end = len(past.time) if stop is None else stop
    loss = np.zeros(len(HALF_LIVES))
    for start in rolling(end):
        fold = Fold.of(past, start, min(end, start + int(HORIZON * end)))
        if fold is not None:
            loss += [fold.loss(half_life) for half_life in HALF_LIVES]
    weights = np.exp(-(loss - loss.min()) / TEMPERED)
    weights /= weights.sum()
    known = past.known_by(end)
    rate = np.zeros((len(past.people), len(past.facets)))
    for half_life, weight in zip(HALF_LIVES, weights, strict=True):
        did, could = past.counts(0, end, half_life)
        rate += weight * shrink(did, could, past.group, known).rate
    return Rates(rate, tuple(zip(HALF_LIVES, weights.tolist(), strict=True)))


def rolling(end: int) -> tuple[int, ...]:
    """From which posts the past up to `end` is forecast."""
    return tuple(int(share * end) for share in ROLLING)


@dataclass(frozen=True)
class Fold:
    """What came on the posts start..stop of the people and facets known by then, and what they could see of them."""

    past: History
    start: int
    known: npt.NDArray[np.bool_]
    seen: npt.NDArray[np.bool_]
    came: Floats
    could: Floats

    @classmethod
    def of(cls, past: History, start: int, stop: int) -> Fold | None:
        """None where fewer than two people were known, or they could see nothing."""
        known = past.known_by(start)
        seen = np.bincount(past.topic[:start], minlength=len(past.facets)) > 0
        came, could = (table[np.ix_(known, seen)] for table in past.counts(start, stop))
        if known.sum() < 2 or could.sum() == 0:
            return None
        return cls(past, start, known, seen, came, could)

    def loss(self, half_life: float | None) -> float:
        """How badly do the rates at this half-life forecast what came (minus log-likelihood)?"""
        did, could = self.past.counts(0, self.start, half_life)
        rate = shrink(did, could, self.past.group, self.known).rate[np.ix_(self.known, self.seen)]
        return surprise_at(rate, self.came, self.could)


def surprise_at(rate: Floats, came: Floats, could: Floats) -> float:
    """Minus the log-likelihood of what came of what could have (people x facets), each post engaged with or not."""
    chance = np.clip(rate, 1e-7, MOST_LIKELY)
    return float(-(came * np.log(chance) + (could - came) * np.log1p(-chance)).sum())


def engagement_rates(posts: pd.DataFrame, contacts: pd.DataFrame, interactions: pd.DataFrame) -> pd.DataFrame:
    """Expected engagements of each contact per future post of each topic: index contact_id, one column per topic.

    posts: post_id, time (UTC), topic · contacts: contact_id, group, first_seen (UTC) · interactions: contact_id,
    post_id, topic, time, kind, direction; the past only. An engagement is a received act on one of these posts, once
    per contact and post, whatever its kind. A contact could see the posts since first_seen or their first act,
    whichever is earlier.
    """
    past = plain_history(posts, contacts, interactions)
    rate = fitted(past).rate
    table = pd.DataFrame(rate, index=pd.Index(past.people, name="contact_id"), columns=list(past.facets))
    return table.reindex(pd.Index(contacts["contact_id"], name="contact_id"))


def plain_history(posts: pd.DataFrame, contacts: pd.DataFrame, interactions: pd.DataFrame) -> History:
    """The past from three plain tables, every post open to everybody: see `engagement_rates`."""
    posts = posts.drop_duplicates("post_id").sort_values("time", kind="stable")
    contacts = contacts.drop_duplicates("contact_id")
    topic, facets = pd.factorize(posts["topic"], sort=True)
    place, people = pd.Index(posts["post_id"]), pd.Index(contacts["contact_id"])
    acts = interactions[interactions["contact_id"].isin(people)]
    first = ticks(acts.groupby("contact_id")["time"].min().reindex(people), NEVER)
    engaged = acts[(acts["direction"] == "received") & acts["post_id"].isin(place)]
    engaged = engaged.drop_duplicates(["contact_id", "post_id"])
    group, circles = pd.factorize(contacts["group"].replace("", pd.NA), sort=True)
    member = np.zeros((len(people), len(circles)), dtype=bool)
    member[np.flatnonzero(group >= 0), group[group >= 0]] = True
    everything = np.arange(len(posts)), np.arange(len(people))
    return History(
        people=tuple(people),
        facets=tuple(facets),
        time=ticks(posts["time"], ALWAYS),
        topic=topic.astype(np.int64),
        who=_rows(people, engaged["contact_id"]),
        what=_rows(place, engaged["post_id"]),
        open_to=((*everything, np.minimum(ticks(contacts["first_seen"], NEVER), first)),),
        named=(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)),
        known=first,
        circles=tuple(circles),
        member=member,
    )
