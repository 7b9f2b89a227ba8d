"""What the person wants, in the words of the audit at hand: hidden facets, second profiles, answers, the plan.

Decisions name facets by posts and outlive exports (see `corrections`); here they become the circles and facets that
are there now. What is meant by nothing that is there falls away, the last word counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from identity_audit.corrections import (
    ChosenPlan,
    Correction,
    FacetPosts,
    HideFacet,
    HideMoment,
    OutOfTen,
    PlanName,
    Question,
    SecondProfile,
    TwoKinds,
)
from identity_audit.people import People

#: a circle and a facet that it does not see
Hidden = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Belongs:
    """Which circles and which facets belong to a second profile, as the person said."""

    circles: frozenset[str]
    facets: frozenset[int]


@dataclass(frozen=True)
class Wishes:
    """hidden: (circle, facet). profiles: only those the person described. answers: out of ten, only those given.
    moments: (post, contact) that are not shown among the surprises.
    """

    hidden: frozenset[Hidden] = frozenset()
    profiles: Mapping[TwoKinds, Belongs] = field(default_factory=dict)
    answers: Mapping[Question, int] = field(default_factory=dict)
    plan: PlanName | None = None
    moments: frozenset[tuple[str, str]] = frozenset()


def wishes(decided: Sequence[Correction], assignment: pd.DataFrame, circles: Collection[str]) -> Wishes:
    """What holds after these decisions. assignment: post_id, topic. circles: the ids of those that are there."""
    placed = assignment.dropna(subset=["topic"])
    facet_of = dict(zip(placed["post_id"], placed["topic"].astype(int), strict=True))
    people = People(decided)
    hidden: set[Hidden] = set()
    profiles: dict[TwoKinds, Belongs] = {}
    answers: dict[Question, int | None] = {}
    plan: PlanName | None = None
    moments: set[tuple[str, str]] = set()
    for decision in decided:
        match decision:
            case HideFacet(facet=wanted, circle=circle, hidden=hide):
                facet = meant(wanted, facet_of)
                if facet is not None and circle in circles:
                    (hidden.add if hide else hidden.discard)((circle, facet))
            case SecondProfile(profile=profile, circles=chosen, facets=wanted_facets):
                found = (meant(wanted, facet_of) for wanted in wanted_facets)
                profiles[profile] = Belongs(
                    frozenset(chosen) & frozenset(circles), frozenset(f for f in found if f is not None)
                )
            case OutOfTen(question=question, answer=answer):
                answers[question] = None if answer is None else min(10, max(0, answer))
            case ChosenPlan(plan=chosen_plan):
                plan = chosen_plan
            case HideMoment(post=post, contact=contact):
                moments.add((post, people.root(contact)))
    known = {question: answer for question, answer in answers.items() if answer is not None}
    return Wishes(frozenset(hidden), profiles, known, plan, frozenset(moments))


def meant(wanted: FacetPosts, facet_of: Mapping[str, int]) -> int | None:
    """The facet that holds most of these posts, and at least half of those that are in any."""
    held = Counter(facet_of[post] for post in wanted.posts if post in facet_of)
    if not held:
        return None
    facet = max(held, key=lambda found: (held[found], -found))
    return facet if 2 * held[facet] >= held.total() else None
