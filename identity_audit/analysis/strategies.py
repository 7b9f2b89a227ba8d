"""One profile or several, on what already happened: which reactions would separate profiles have blocked?

A replay uses no model: it takes the reactions that were received and asks which of them a strategy would not have
let happen. It can only count losses, so it favours the single profile by construction; placing people with hindsight
favours separate ones. Screens say both. Source: design section 2 ("Strategies, exactly"), reference/reach.md 4.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.analysis.audience import (
    LEVEL,
    MIN_ENGAGEMENTS,
    MIN_PEOPLE,
    PERMUTATIONS,
    Counts,
    Units,
    share_interval,
)

MIN_TO_SPLIT = 200
LITTLE = 0.10  # a tenth of the reactions: under it separating changes little, from it on separating cuts

StrategyId = Literal["unified", "per_facet", "per_circle", "work_private", "today", "teacher", "limits", "plan"]
Placed = Literal["past", "hindsight"]
Code = Literal["separating_cuts", "changes_little", "mixed", "cannot_decide", "no_received"]
Grid = npt.NDArray[np.bool_]
#: reactions and episodes of the past (people x facets) -> what each person still sees (people x facets)
Allow = Callable[[Counts, Counts], Grid]


@dataclass(frozen=True)
class FacetReplay:
    """The judged reactions to one facet, and how many of them the strategy blocks."""

    topic: int
    engagements: int
    blocked: int


@dataclass(frozen=True)
class Replay:
    """What would a strategy have blocked of the reactions that were received?

    blocked: share of the judged people's reactions (0 to 1), low..high its bootstrap interval at `level`; chance:
    the share blocked if the episodes had found their facets at random, in the same unit (None for a rule that reads
    nothing from the reactions: nobody was placed by them).
    judged: the judged people by id; reached: those of them who keep at least one reaction.
    placed: "past" = people are placed by what they did up to the moment `since` and judged on the posts after it;
    "hindsight" = placed and judged on everything, since = None.
    people, engagements: the judged people and their reactions. contacts_keep / _lose_part / _lost: of these people,
    how many lose none, some, all. single: how many are judged on a single reaction.
    newcomers: people who only engaged after `since`; left_out: people who did not engage again after it.
    without_circle: judged people in no circle of which anything is known, who see everything (per_circle only).
    without_facet, without_time: reactions that could not be replayed: the post has no facet; it has no date and
    people are placed by the past.
    by_topic: the judged reactions facet by facet, in the order of the facets' ids.
    """

    strategy: StrategyId
    blocked: float
    low: float
    high: float
    level: float
    chance: float | None
    contacts_keep: int
    contacts_lose_part: int
    contacts_lost: int
    people: int
    engagements: int
    newcomers: int
    left_out: int
    since: datetime | None
    placed: Placed
    single: int
    without_circle: int
    without_facet: int
    without_time: int
    by_topic: tuple[FacetReplay, ...]
    judged: tuple[str, ...] = ()
    reached: frozenset[str] = frozenset()


def replay_unified(engagements: pd.DataFrame, seed: int = 0) -> Replay | None:
    """One profile for all: the same people and reactions as the other strategies, nothing blocked."""
    return _replay("unified", _Split.of(engagements), lambda reactions, _: np.ones(reactions.shape, dtype=bool), seed)


def replay_per_facet(engagements: pd.DataFrame, seed: int = 0) -> Replay | None:
    """One profile per facet: what if everybody only followed the facet they engaged with most?

    engagements: the table of `engagement.engagements`. None below 30 reactions (with a facet) by 10 people.
    """
    return _replay("per_facet", _Split.of(engagements), lambda reactions, _: _home(reactions), seed)


def replay_per_circle(engagements: pd.DataFrame, memberships: pd.DataFrame, seed: int = 0) -> Replay | None:
    """One profile per circle: what if every circle only saw the facets that hold 80 % of its episodes?

    memberships: contact_id, group_id (whoever ever was a member). A judged person is left out of the profile of
    their own circles; in several circles they see the union, in none everything. A circle in which nobody else
    engaged tells nothing and counts as none. None below 30 reactions by 10 people, and where no judged person is in
    any circle: a strategy that separates nobody has not been tested.
    """
    split = _Split.of(engagements)
    if split is None:
        return None
    pairs = memberships[["contact_id", "group_id"]].drop_duplicates()
    pairs = pairs[pairs["contact_id"].isin(split.past.people)].sort_values(["contact_id", "group_id"])
    person = pd.Index(split.past.people, dtype="str").get_indexer(pd.Index(pairs["contact_id"]))
    group, groups = pd.factorize(pairs["group_id"], sort=True)

    def profiles(episodes: Counts) -> tuple[Grid, Grid]:
        """What each person's circles show them (people x facets), and who is in a circle that tells anything."""
        circle = np.zeros((len(groups), episodes.shape[1]))
        np.add.at(circle, group, episodes[person])
        others = circle[group] - episodes[person]
        seen: Grid = np.zeros(episodes.shape, dtype=bool)
        np.logical_or.at(seen, person, smallest_set(others))
        placed: Grid = np.asarray(seen.any(axis=1))
        return seen, placed

    def allow(_: Counts, episodes: Counts) -> Grid:
        seen, placed = profiles(episodes)
        return seen | ~placed[:, None]

    _, placed = profiles(split.past.table(of_episodes=True))
    without = int((split.judged & ~placed).sum())
    if without == split.judged.sum():
        return None
    return _replay("per_circle", split, allow, seed, without_circle=without)


#: people and facets, in this order -> what each person sees (people x facets)
Sees = Callable[[Sequence[str], Sequence[int]], Grid]


def replay_rule(strategy: StrategyId, engagements: pd.DataFrame, rule: Sees, seed: int = 0) -> Replay | None:
    """What would a rule have blocked that says beforehand who sees what, whatever anybody reacted to?

    The same people are judged on the same reactions as by the other strategies.
    """
    return next(iter(replay_rules(strategy, engagements, [rule], seed)), None)


def replay_rules(strategy: StrategyId, engagements: pd.DataFrame, rules: Sequence[Sees], seed: int = 0) -> list[Replay]:
    """The same for many rules; none where there is too little to replay."""
    split = _Split.of(engagements)
    if split is None:
        return []
    grids = (rule(split.past.people, split.past.facets) for rule in rules)
    found = (_replay(strategy, split, lambda *_, seen=seen: seen, seed, chance=False) for seen in grids)
    return [replay for replay in found if replay is not None]


@dataclass(frozen=True)
class _Split:
    """The reactions that place people (`past`) and those they are judged on (`rest`), over the same people and facets.

    judged: which people are in both. With hindsight past and rest are the same object.
    """

    past: Units
    rest: Units
    judged: Grid
    since: datetime | None
    newcomers: int
    left_out: int
    without_facet: int
    without_time: int

    @classmethod
    def of(cls, engagements: pd.DataFrame) -> _Split | None:
        placed = engagements[engagements["topic"].notna()]
        without_facet = len(engagements) - len(placed)
        everything = Units.of(placed)
        people, facets = everything.people, everything.facets
        if len(placed) < MIN_ENGAGEMENTS or len(people) < MIN_PEOPLE:
            return None
        hindsight = cls(everything, everything, np.ones(len(people), dtype=bool), None, 0, 0, without_facet, 0)
        dated = placed[placed["time"].notna()]
        if len(dated) < MIN_TO_SPLIT:
            return hindsight
        # whole numbers: 0.6 n in floating point can pass a whole number and take the next engagement
        nth = -(-3 * len(dated) // 5)
        since = dated["time"].sort_values().iloc[nth - 1]
        past = Units.of(dated[dated["time"] <= since], people, facets)
        rest = Units.of(dated[dated["time"] > since], people, facets)
        before, after = past.table().sum(axis=1) > 0, rest.table().sum(axis=1) > 0
        judged = before & after
        if judged.sum() < MIN_PEOPLE or rest.table()[judged].sum() < MIN_ENGAGEMENTS:
            return hindsight
        mine = judged[rest.person]
        rest = Units(people, facets, rest.person[mine], rest.facet[mine], rest.reactions[mine])
        return cls(
            past, rest, judged, since.to_pydatetime(), int((after & ~before).sum()), int((before & ~after).sum()),
            without_facet, len(placed) - len(dated),
        )  # fmt: skip


def _replay(
    strategy: StrategyId, split: _Split | None, allow: Allow, seed: int, without_circle: int = 0, *, chance: bool = True
) -> Replay | None:
    if split is None:
        return None
    seen = allow(split.past.table(), split.past.table(of_episodes=True))
    judged = split.rest.table()[split.judged]
    lost = judged * ~seen[split.judged]
    per_person, total = lost.sum(axis=1), judged.sum(axis=1)
    low, high = share_interval(per_person, total, seed)
    by_topic = (
        FacetReplay(topic, int(n), int(blocked))
        for topic, n, blocked in zip(split.past.facets, judged.sum(axis=0), lost.sum(axis=0), strict=True)
    )
    keep, gone = int((per_person == 0).sum()), int((per_person == total).sum())
    people = np.asarray(split.past.people, dtype=object)[split.judged]
    return Replay(
        strategy=strategy,
        blocked=float(per_person.sum() / total.sum()),
        low=low,
        high=high,
        level=LEVEL,
        chance=(0.0 if strategy == "unified" else _chance(split, allow, seed)) if chance else None,
        contacts_keep=keep,
        contacts_lose_part=len(total) - keep - gone,
        contacts_lost=gone,
        people=len(total),
        engagements=int(total.sum()),
        newcomers=split.newcomers,
        left_out=split.left_out,
        since=split.since,
        placed="hindsight" if split.since is None else "past",
        single=int((total == 1).sum()),
        without_circle=without_circle,
        without_facet=split.without_facet,
        without_time=split.without_time,
        by_topic=tuple(row for row in by_topic if row.engagements),
        judged=tuple(people),
        reached=frozenset(people[per_person < total]),
    )


def _chance(split: _Split, allow: Allow, seed: int) -> float:
    """What would the strategy block if the episodes had found their facets at random?

    Facets are shuffled over the episodes of each part apart (margins of people and of facets kept, each episode
    carrying its reactions), people are placed anew, and the same share is measured: the mean of 200 shuffles.
    """
    rng = np.random.default_rng([seed, 1])
    shares = []
    for _ in range(PERMUTATIONS):
        past = split.past.shuffled(rng)
        rest = past if split.rest is split.past else split.rest.shuffled(rng)
        table = rest.table()
        seen = allow(past.table(), past.table(of_episodes=True))
        shares.append(1 - float((table * seen).sum() / table.sum()))
    return float(np.mean(shares))


def _home(reactions: Counts) -> Grid:
    """Everybody's facet with most reactions; the first by id among equals."""
    seen = np.zeros(reactions.shape, dtype=bool)
    seen[np.arange(len(reactions)), reactions.argmax(axis=1)] = True
    return seen


def smallest_set(episodes: Counts) -> Grid:
    """Per row the fewest facets that hold at least 80 % of its episodes (ties by facet id); none where it has none."""
    order = np.argsort(-episodes, axis=1, kind="stable")
    sorted_ = np.take_along_axis(episodes, order, axis=1)
    before = np.cumsum(sorted_, axis=1) - sorted_
    # a facet is needed while those before it hold less than 80 %; in whole numbers, so that 80 % exactly is enough
    needed = 5 * before < 4 * episodes.sum(axis=1, keepdims=True)
    carried = np.zeros(episodes.shape, dtype=bool)
    np.put_along_axis(carried, order, needed, axis=1)
    return carried


def shapes(replay: Replay) -> tuple[int, int, int]:
    """Of 100 people who reacted, how many keep everything, lose a part, are no longer reached?"""
    keep, part, lost = out_of((replay.contacts_keep, replay.contacts_lose_part, replay.contacts_lost), 100)
    return keep, part, lost


def out_of(counts: Sequence[int], total: int) -> tuple[int, ...]:
    """Counts scaled to whole numbers that add up to `total` (largest remainder; the earlier one among equals).

    >>> out_of([1, 1, 1], 100)
    (34, 33, 33)
    """
    whole = sum(counts)
    if whole == 0:
        return tuple(0 for _ in counts)
    floors = [count * total // whole for count in counts]
    largest_first = sorted(range(len(counts)), key=lambda i: (-(counts[i] * total % whole), i))
    for i in largest_first[: total - sum(floors)]:
        floors[i] += 1
    return tuple(floors)


def verdict(per_facet: Replay | None, per_circle: Replay | None, n_engagements: int) -> Code:
    """One profile or several? The answer that these replays allow.

    Little = the interval ends under a tenth of the reactions; cuts = it begins at a tenth or above; else open.
    """
    if n_engagements == 0:
        return "no_received"
    facet, circle = _judge(per_facet), _judge(per_circle)
    if facet == "open":
        return "cannot_decide"
    if {facet, circle} == {"little", "cuts"}:
        return "mixed"
    return "separating_cuts" if facet == "cuts" else "changes_little"


def _judge(replay: Replay | None) -> Literal["little", "cuts", "open"]:
    if replay is None:
        return "open"
    if replay.high < LITTLE:
        return "little"
    return "cuts" if replay.low >= LITTLE else "open"
