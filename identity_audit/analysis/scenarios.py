"""Other ways to separate: work and private, as today, a teacher's account, one profile with limits.

Each is a rule that says beforehand which circle sees which facet, replayed on what happened like the strategies of
`strategies`, and held beside who could see what. Two kinds of rules:

- *Limits*: one profile, some facets hidden from some circles. A facet is hidden from a person as soon as one of their
  circles may not see it: that is how lists of exceptions work on the networks.
- *Profiles*: circles follow some of several profiles. A person sees what any of their circles sees; who is in none of
  these circles sees everything.

Source: design section 2 ("Strategies, exactly"), reference/reach.md 4.1 and 4.3 (deny and allow).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.analysis.audience import Counts
from identity_audit.analysis.circles import Separate
from identity_audit.analysis.engagement import Opportunities, episodes
from identity_audit.analysis.strategies import Grid, Replay, replay_rule, smallest_set
from identity_audit.analysis.wishes import Belongs, Hidden, Wishes
from identity_audit.corrections import TwoKinds

ScenarioId = Literal["work_private", "today", "teacher", "limits"]
SCENARIOS: tuple[ScenarioId, ...] = ("work_private", "today", "teacher", "limits")
#: why there is no result: the person has to say who and what; nothing is kept apart today; too few reactions
Why = Literal["say_who", "nothing_apart", "nothing_hidden", "too_few"]


@dataclass(frozen=True)
class Limits:
    """One profile; of each pair, the circle does not see the facet."""

    hidden: frozenset[Hidden]


@dataclass(frozen=True)
class Profiles:
    """Several profiles: what each circle sees. `accounts`: how many there are to keep alive.

    of_files: the circles are groups as the files hold them, whoever the person added to the circle of that name.
    """

    sees: Mapping[str, frozenset[int]]
    accounts: int
    of_files: bool = False


Rule = Limits | Profiles


@dataclass(frozen=True, slots=True)
class CouldSee:
    """Who could see what, on posts whose reactions are all known by name: now, and under a rule.

    people: contacts who could see at least one of these posts. chances: contacts times posts.
    """

    people: int
    people_then: int
    chances: int
    chances_then: int


@dataclass(frozen=True, slots=True)
class Aimed:
    """The circle that matters most among the people reached: how many of them, now and under a rule."""

    inside: int
    reached: int
    inside_then: int
    reached_then: int


@dataclass(frozen=True)
class Scenario:
    """A way to separate, what it would have cut, and what it would have kept from whom.

    belongs: which circles and facets are of the second profile; suggested: read from the reactions, not said by the
    person. lists: circles that something is hidden from.
    """

    id: ScenarioId
    rule: Rule
    replay: Replay
    lists: int
    belongs: Belongs | None = None
    suggested: bool = False


def sees(rule: Rule, people: Sequence[str], facets: Sequence[int], memberships: pd.DataFrame) -> Grid:
    """What does each person see under this rule (people x facets)? memberships: contact_id, group_id."""
    person = pd.Index(list(people), dtype="str")
    place = {facet: column for column, facet in enumerate(facets)}
    inside = memberships[memberships["contact_id"].isin(person)]
    if isinstance(rule, Limits):
        seen: Grid = np.ones((len(people), len(facets)), dtype=bool)
        for circle, facet in sorted(rule.hidden):
            if facet in place:
                seen[_rows(person, inside, circle), place[facet]] = False
        return seen
    seen = np.zeros((len(people), len(facets)), dtype=bool)
    placed = np.zeros(len(people), dtype=bool)
    for circle, shown in rule.sees.items():
        rows = _rows(person, inside, circle)
        placed[rows] = True
        for facet in shown & place.keys():
            seen[rows, place[facet]] = True
    seen[~placed] = True
    return seen


def _rows(person: pd.Index, inside: pd.DataFrame, circle: str) -> npt.NDArray[np.intp]:
    found = person.get_indexer(pd.Index(inside.loc[inside["group_id"] == circle, "contact_id"].unique()))
    return np.asarray(found, dtype=np.intp)


def scenario(
    name: ScenarioId, engagements: pd.DataFrame, memberships: pd.DataFrame, *,
    facets: Sequence[int], kinds: Mapping[str, str], wanted: Wishes, apart: Separate, seed: int = 0,
) -> Scenario | Why:  # fmt: skip
    """One way to separate, or why there is nothing to say of it.

    facets: all of them, by id. kinds: circle -> kind, of every circle with people. apart: `circles.already_separate`.
    """
    belongs, suggested = None, False
    if name == "limits":
        if not wanted.hidden:
            return "nothing_hidden"
        rule: Rule = Limits(wanted.hidden)
    elif name == "today":
        found = as_today(apart)
        if not found.sees:
            return "nothing_apart"
        rule = found
    else:
        suggested = name not in wanted.profiles
        belongs = wanted.profiles.get(name) or suggestion(name, engagements, memberships, kinds)
        if belongs is None or not belongs.circles or not belongs.facets or not set(facets) - belongs.facets:
            return "say_who"
        rule = two_profiles(name, belongs, facets, kinds)
    replay = replay_rule(
        name, engagements, lambda people, columns: sees(rule, people, columns, memberships), seed
    )  # fmt: skip
    if replay is None:
        return "too_few"
    lists = len({circle for circle, _facet in rule.hidden}) if isinstance(rule, Limits) else 0
    return Scenario(name, rule, replay, lists, belongs, suggested)


def two_profiles(name: TwoKinds, belongs: Belongs, facets: Sequence[int], kinds: Mapping[str, str]) -> Rule:
    """Work and private: work circles see the work facets, all other circles the others. A teacher's account: the
    pupils see its facets alone, everybody else sees everything.
    """
    rest = frozenset(facets) - belongs.facets
    if name == "teacher":
        return Limits(frozenset((circle, facet) for circle in belongs.circles for facet in rest))
    return Profiles({circle: belongs.facets if circle in belongs.circles else rest for circle in kinds}, accounts=2)


def suggestion(
    name: TwoKinds, engagements: pd.DataFrame, memberships: pd.DataFrame, kinds: Mapping[str, str]
) -> Belongs | None:
    """Who and what could belong to the second profile, before the person says it: companies, or class lists, and the
    fewest facets that hold 80 % of what their people react to. None where the files name no such circle.
    """
    kind = "company" if name == "work_private" else "roster"
    circles = frozenset(circle for circle, found in kinds.items() if found == kind)
    facets = facets_of(circles, engagements, memberships)
    return Belongs(circles, facets) if facets else None


def facets_of(circles: Collection[str], engagements: pd.DataFrame, memberships: pd.DataFrame) -> frozenset[int]:
    """The fewest facets that hold at least 80 % of what the people of these circles react to."""
    people = memberships.loc[memberships["group_id"].isin(list(circles)), "contact_id"]
    found = episodes(engagements)
    counts = found.loc[found["contact_id"].isin(people), "topic"].value_counts().sort_index()
    return _fewest(counts.index.astype(int), counts.to_numpy().astype(np.float64))


def as_today(apart: Separate) -> Profiles:
    """What goes to each group today, as a rule for everything: its people see the fewest facets that hold 80 % of it.

    Groups of which the files do not say what went there are no part of it.
    """
    told = {}
    for group in apart.groups:
        if group.facets and group.posts:
            facets, posts = zip(*group.facets, strict=True)
            told[group.group_id] = _fewest(facets, np.asarray(posts, dtype=np.float64))
    return Profiles(told, accounts=1, of_files=True)


def _fewest(facets: Iterable[int], counts: Counts) -> frozenset[int]:
    chosen = smallest_set(counts[None, :])[0] if len(counts) else []
    return frozenset(int(facet) for facet, kept in zip(facets, chosen, strict=True) if kept)


def could_see(rule: Rule, seen: Opportunities, memberships: pd.DataFrame) -> CouldSee | None:
    """How many contacts could see something, and how many contacts times posts, now and under this rule?"""
    cells = seen.cells
    if cells.empty:
        return None
    people, facets = sorted(cells["contact_id"].unique()), sorted(cells["topic"].unique().tolist())
    shown = sees(rule, people, facets, memberships)
    row = pd.Index(people, dtype="str").get_indexer(pd.Index(cells["contact_id"]))
    left = cells[shown[row, np.searchsorted(facets, cells["topic"].to_numpy())]]
    return CouldSee(
        len(people), left["contact_id"].nunique(), int(cells["opportunities"].sum()), int(left["opportunities"].sum())
    )


def aimed(replay: Replay, members: Collection[str]) -> Aimed:
    """How large is this circle among the people reached, with one profile and under a strategy?"""
    inside = set(members)
    return Aimed(
        sum(who in inside for who in replay.judged), len(replay.judged),
        sum(who in inside for who in replay.reached), len(replay.reached),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A facet that the person finds sensitive: how many contacts could see it now, and under a rule."""

    facet: int
    people: int
    people_then: int


def sensitive_reach(
    rule: Rule, seen: Opportunities, memberships: pd.DataFrame, sensitive: Sequence[int]
) -> tuple[Kept, ...]:
    """How many contacts could see something of each of these facets, on complete lists, now and under this rule?"""
    known = set(seen.known["topic"])
    found = []
    for facet in sensitive:
        if facet in known:
            people = sorted(seen.cells.loc[seen.cells["topic"] == facet, "contact_id"])
            found.append(Kept(facet, len(people), int(sees(rule, people, [facet], memberships).sum())))
    return tuple(found)
