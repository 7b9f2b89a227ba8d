"""What other ways to separate would have cut and kept from whom, in whole sentences; counts of what happened only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from identity_audit.analysis.scenarios import Aimed, CouldSee, Kept, Scenario, Why
from identity_audit.analysis.strategies import Replay
from identity_audit.findings import people
from identity_audit.outlook import Separation
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

#: the ways to separate, in the order in which they are offered
WAYS: Mapping[Separation, str] = {
    "per_facet": N_("One profile per facet"),
    "per_circle": N_("One profile per circle"),
    "work_private": N_("Work and private"),
    "today": N_("As I separate today"),
    "teacher": N_("A teacher account"),
    "limits": N_("One profile with limits"),
}
ABOUT: Mapping[Separation, str] = {
    "per_facet": N_("Everybody follows only the facet that they react to most."),
    "per_circle": N_("Each circle has its own profile, with the facets that its people react to most."),
    "work_private": N_("Two profiles. Circles of work see the work facets, all other circles see the rest. Somebody "
                       "in both sees both; somebody in no circle sees everything."),
    "today": N_("What goes to each of your groups today would be all that its people see. Somebody in several groups "
                "sees what any of them sees; somebody in none sees everything."),
    "teacher": N_("Pupils see only the teacher account. Everybody else sees everything, unless they are in a circle "
                  "of pupils too."),
    "limits": N_("One profile for all, and some facets hidden from some circles. A facet is hidden from a person as "
                 "soon as it is hidden from one of their circles."),
}  # fmt: skip
TOO_FEW = N_("There are too few reactions by name to compare.")
WHY: Mapping[Why, str] = {
    "say_who": N_("To compare this, say below which circles and which facets belong to the second profile."),
    "nothing_apart": N_("Your files do not say what goes to which group, so there is nothing to repeat for all posts."),
    "nothing_hidden": N_("Nothing is hidden yet. Hide one facet from one circle below, and see what it would have "
                         "cost."),
    "too_few": TOO_FEW,
}  # fmt: skip
SUGGESTED = N_(
    "Who and what belongs to the second profile is our suggestion: companies (or class lists), and the facets that "
    "their people react to most. Change it below."
)


def way_title(way: Separation, counts: tuple[int, int, int], _: Words) -> str:
    """The finding of the array of 100 for one way to separate."""
    keep, part, lost = (_.number(count) for count in counts)
    return _(
        "{way}: of 100 people who reacted, {keep} would keep everything, {part} would lose a part, {lost} would no "
        "longer be reached",
        way=_(WAYS[way]), keep=keep, part=part, lost=lost,
    )  # fmt: skip


def way_sentence(way: Separation, replay: Replay, _: Words) -> str:
    """How many of the reactions a way to separate would have cut, in reactions and in people."""
    return _(
        "{way}: about {share} reactions in 100 would have been missed (between {low} and {high}), {missed} of "
        "{engagements}. People who would lose a part: {part}; no longer reached: {lost}; of {people}.",
        way=_(WAYS[way]), share=_.number(100 * replay.blocked), low=_.number(100 * replay.low),
        high=_.number(100 * replay.high), missed=_.number(round(replay.blocked * replay.engagements)),
        engagements=_.number(replay.engagements), part=people(replay.contacts_lose_part, _, replay.people),
        lost=people(replay.contacts_lost, _, replay.people), people=people(replay.people, _),
    )  # fmt: skip


def could_see_sentence(found: CouldSee, _: Words) -> str:
    """Who could see something, and how often, now and then."""
    return _(
        "Could see at least one of your posts: {people} people, and {people_then} then. Chances to see (people times "
        "posts): {chances}, and {chances_then} then. Counted on posts whose list of reactions is whole; that somebody "
        "could see does not say that they looked.",
        people=people(found.people, _), people_then=people(found.people_then, _, found.people),
        chances=_.number(found.chances), chances_then=_.number(found.chances_then),
    )  # fmt: skip


def aimed_share_sentence(found: Aimed, circle: str, _: Words) -> str:
    """The circle that matters most among all people who are reached, now and then."""
    return _(
        "Of the {reached} people who are reached, {inside} are in “{circle}”; then, {inside_then} of {reached_then}.",
        circle=circle, reached=people(found.reached, _), inside=people(found.inside, _, found.reached),
        reached_then=people(found.reached_then, _, found.reached),
        inside_then=people(found.inside_then, _, found.reached_then),
    )  # fmt: skip


def kept_sentences(found: Sequence[Kept], facets: Mapping[int, str], _: Words) -> list[str]:
    """How many contacts could see something of each sensitive facet, now and then."""
    return [
        _("“{facet}”, which you find sensitive: {people} people could see something of it, and {people_then} then.",
          facet=facets[one.facet], people=people(one.people, _), people_then=people(one.people_then, _, one.people))
        for one in found
    ]  # fmt: skip


def other_side(audit: Audit, way: Separation, _: Words) -> list[str]:
    """What a way to separate would keep from whom, and what it takes to keep it alive."""
    rule, said = audit.outlook.rule(way), []
    if rule is not None:
        said += kept_sentences(audit.outlook.sensitive_reach(rule), audit.topic_names(), _)
        found = audit.outlook.could_see(rule)
        said += [could_see_sentence(found, _)] if found is not None else []
    elif way == "per_facet":
        said.append(_("Who could then see what is not known: it hangs on which profiles each person follows."))
    scenario = audit.outlook.described(way)
    if isinstance(scenario, Scenario):
        belongs = belongs_sentence(scenario, audit, _)
        said += [belongs] if belongs else []
    return [*said, *effort_sentences(audit, way, _)]


def effort_sentences(audit: Audit, way: Separation, _: Words) -> list[str]:
    """What it takes to keep this way alive: accounts, or lists of people."""
    found, accounts = audit.outlook.described(way), audit.outlook.accounts(way)
    if way == "limits":
        lists = found.lists if isinstance(found, Scenario) else 0
        return [_("Circles to keep in a list of people who do not see everything: {n}.", n=_.number(lists))]
    return [] if accounts is None else [_("Accounts to keep alive: {n}.", n=_.number(accounts))]


def belongs_sentence(scenario: Scenario, audit: Audit, _: Words) -> str | None:
    """Which circles and facets are of the second profile."""
    if scenario.belongs is None:
        return None
    circles = [circle.name for circle in audit.circles() if circle.id in scenario.belongs.circles]
    facets = [facet.name for facet in audit.facets() if facet.id in scenario.belongs.facets]
    return _("Circles of the second profile: {circles}. Its facets: {facets}.",
             circles=_.list(circles), facets=_.list(facets))  # fmt: skip


def cell_sentence(facet: str, circle: str, replay: Replay, seen: CouldSee | None, _: Words) -> str:
    """What hiding one facet from one circle alone would have cost, and what it takes out of sight."""
    cost = _(
        "Hiding “{facet}” from “{circle}” would have cut {share} reactions in 100 (between {low} and {high}, at "
        "{level}): {missed} of {engagements}.",
        facet=facet, circle=circle, share=_.number(100 * replay.blocked, 1), low=_.number(100 * replay.low, 1),
        high=_.number(100 * replay.high, 1), missed=people(round(replay.blocked * replay.engagements), _),
        engagements=_.number(replay.engagements), level=_.percent(replay.level),
    )  # fmt: skip
    if seen is None:
        return cost
    less = _("It takes away {n} chances to be seen (people times posts).", n=_.number(seen.chances - seen.chances_then))
    return f"{cost} {less}"
