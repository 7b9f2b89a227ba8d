"""What could change and what would change the answer, in whole sentences: ranges, never points alone.

The verdict is three sentences: what happened, with its range; the other side; what would change the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd

from identity_audit.analysis.rates import MIN_POSTS
from identity_audit.analysis.what_if import ASSUMPTIONS, Influence, Outcome, Parameter
from identity_audit.findings import is_few, people, verdict_sentences
from identity_audit.outlook import Separation
from identity_audit.scenario_findings import WAYS
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

NAMES: Mapping[Parameter, str] = {
    "dilution": N_("how much more people react to what is left in a profile"),
    "cross_follow": N_("how many people follow all your profiles"),
    "unlock": N_("how much more you would post on sensitive facets"),
    "effort": N_("how much less you would post, because choosing takes work"),
    "mis_sort": N_("how many people are put in the wrong place"),
}
SOURCES: Mapping[Parameter, str] = {
    "dilution": N_("Measured in chats and mailing lists of others: no clear change. Newsletters for chosen readers are "
                   "opened a little more often (Mailchimp, 2017)."),
    "cross_follow": N_("Nobody has measured it. We ask you; without an answer we count nobody."),
    "unlock": N_("In a small study, about half of what was kept back would be posted if the readers could be chosen "
                 "(Sleeper and others, 2013). We ask you; it counts for sensitive facets only."),
    "effort": N_("Assumed. Nobody has measured it."),
    "mis_sort": N_("Nobody, where you made the circles yourself. A program that guesses circles is often wrong."),
}  # fmt: skip
QUESTIONS: Mapping[Literal["follow_several", "held_back"], str] = {
    "follow_several": N_("If you had several profiles: of 10 people, how many would follow all of them?"),
    "held_back": N_(
        "Of 10 things you wanted to post, how many did you keep to yourself because of who could see them?"
    ),
}
TWO_ANSWERS = N_("What happened is counted. What could change is estimated, with an interval. They are never added up.")
KIND_TO_ONE = N_(
    "Looking back can only count what separating would have cut, so it is kind to one profile. Choosing everybody's "
    "usual facet with everything known is kind to several."
)


def verdict(audit: Audit, _: Words) -> list[str]:
    """The answer: what happened, the other side, what would change it. One sentence alone where nothing is known."""
    happened, why = verdict_sentences(audit, _)
    if audit.verdict == "no_received" or audit.replays["per_facet"] is None:
        return [happened, why]
    return [happened, other_side(audit, _), what_would_change_it(audit, _)]


def other_side(audit: Audit, _: Words) -> str:
    """What separating would keep from whom, and what it would take; with nothing marked, that is said."""
    accounts = len(audit.topics.topics)
    found = audit.outlook.sensitive_people
    if not audit.outlook.sensitive:
        return _.plural(
            "On the other side, you would have {n} account to keep alive. You marked no facet as sensitive, so we do "
            "not know what you would like to keep from whom.",
            "On the other side, you would have {n} accounts to keep alive. You marked no facet as sensitive, so we do "
            "not know what you would like to keep from whom.",
            accounts,
        )
    if found is None:
        return _.plural(
            "On the other side, you would have {n} account to keep alive; the files do not say who could see the "
            "facets that you find sensitive.",
            "On the other side, you would have {n} accounts to keep alive; the files do not say who could see the "
            "facets that you find sensitive.",
            accounts,
        )
    if is_few(found, _):
        return _(
            "On the other side, with one profile some people could see something that you find sensitive; with one "
            "profile per facet, only those who follow that facet could. Accounts to keep alive: {accounts}.",
            accounts=_.number(accounts),
        )
    return _(
        "On the other side, with one profile at least {people} people could see something that you find sensitive; "
        "with one profile per facet, only those who follow that facet could. Accounts to keep alive: {accounts}.",
        people=people(found, _), accounts=_.number(accounts),
    )  # fmt: skip


def what_would_change_it(audit: Audit, _: Words) -> str:
    """What the answer hangs on: the strongest assumption, or what is arithmetic: who follows several profiles."""
    replay = audit.replays["per_facet"]
    most = next(iter(audit.outlook.influences), None)
    if audit.verdict == "cannot_decide" or replay is None:
        return _("What would change this answer: more posts whose reactions are known by name.")
    if most is not None:
        return influence_sentence(most, _)
    return _(
        "What would change this answer: if 5 of 10 people followed all your profiles, about {half} reactions in 100 "
        "would be missed, instead of {share}.",
        half=_.number(50 * replay.blocked), share=_.number(100 * replay.blocked),
    )  # fmt: skip


def influence_sentence(most: Influence, _: Words) -> str:
    """What changes the result most."""
    return _(
        "What changes this answer most: {what}. Between the least and the most that we hold possible, one profile per "
        "facet would lose {low} or {high} of the people.",
        what=_(NAMES[most.name]), low=_.percent(max(most.at_low, most.at_high)),
        high=_.percent(min(most.at_low, most.at_high)),
    )  # fmt: skip


def forecast_closed(audit: Audit, _: Words) -> str:
    """Why nothing is said about what could change."""
    past = audit.outlook.history
    return _(
        "What could change is not estimated: that takes {minimum} dated posts with whole lists of reactions, and "
        "{minimum} reactions. Your files hold {posts} such posts and {n} reactions to them.",
        minimum=_.number(MIN_POSTS), posts=_.number(len(past.time)), n=people(len(past.who), _),
    )  # fmt: skip


def outcome_sentence(way: Separation, found: Outcome, _: Words) -> str:
    """What a way to separate would change in the next period, among the people known now."""
    return _(
        "{way}: in a next period like the last one, about {engaged} people would react at least once (between {low} "
        "and {high}, at {level}); with one profile, about {all} (between {all_low} and {all_high}). Counted among your "
        "present contacts.",
        way=_(WAYS[way]), engaged=people(round(found.engaged.value), _), low=people(round(found.engaged.low), _),
        high=people(round(found.engaged.high), _), level=_.percent(found.engaged.level),
        all=people(round(found.unified.value), _), all_low=people(round(found.unified.low), _),
        all_high=people(round(found.unified.high), _),
    )  # fmt: skip


def lost_sentence(found: Outcome, _: Words) -> str:
    """The difference, draw by draw; below zero it is a gain."""
    return _(
        "That is {lost} of the people fewer (between {low} and {high}; below zero would be people won).",
        lost=_.percent(found.lost.value), low=_.percent(found.lost.low), high=_.percent(found.lost.high),
    )  # fmt: skip


def shown_sentence(found: Outcome, _: Words) -> str:
    """Who could see in the next period: the upper bound beside those who react."""
    return _(
        "Of {people} people, {shown} could see at least one post. Chances to see (people times posts): {chances}, and "
        "{all} with one profile.",
        people=people(found.people, _), shown=people(found.shown, _, found.people),
        chances=_.number(round(found.could_see)), all=_.number(round(found.unified_could_see)),
    )  # fmt: skip


def earlier_sentence(audit: Audit, _: Words) -> str | None:
    """How far earlier forecasts of the same past missed."""
    found = audit.outlook.forecast
    if found is None:
        return None
    if not found.earlier or found.missed is None:
        return _("Your history is too short to try forecasts on it: these ranges rest on what was learned on others.")
    return _.plural(
        "Tried on your own past, {held} of {n} forecast held what came in its range; in the middle it missed by "
        "{missed}.",
        "Tried on your own past, {held} of {n} forecasts held what came in their range; in the middle they missed by "
        "{missed}.",
        len(found.earlier), held=_.number(found.held), missed=_.percent(found.missed),
    )  # fmt: skip


def break_even_sentence(audit: Audit, _: Words) -> str | None:
    """What would have to be true for one profile per facet to reach as many people."""
    even = audit.outlook.break_even
    if even is None:
        return None
    said = [
        _("people reacted {n} more to what they still see", n=_.percent(even.dilution))
        if even.dilution is not None else None,
        _("you posted {n} more on every facet", n=_.percent(even.unlock)) if even.unlock is not None else None,
    ]  # fmt: skip
    ways = [one for one in said if one]
    follow = (
        _("It would cost under one person in twenty if at least {n} of the people followed all your profiles.",
          n=_.percent(even.cross_follow)) if even.cross_follow is not None else None
    )  # fmt: skip
    reach = (
        _("One profile per facet would reach as many people only if {ways}.", ways=_(" or ").join(ways)) if ways
        else _("No rise in reactions or posts that we tried would make one profile per facet reach as many people.")
    )  # fmt: skip
    return " ".join(filter(None, (reach, follow)))


def assumptions_table(audit: Audit, _: Words) -> pd.DataFrame:
    """Every assumption: the value used, how low and high it may be, where it comes from."""
    used = audit.outlook.assumed
    return pd.DataFrame({
        _("What is assumed"): [_(NAMES[a.name]) for a in ASSUMPTIONS],
        _("Value used"): [_.percent(getattr(used, a.name)) for a in ASSUMPTIONS],
        _("If you say nothing"): [_.percent(a.default) for a in ASSUMPTIONS],
        _("Could be"): [_("{low} to {high}", low=_.percent(a.low), high=_.percent(a.high)) for a in ASSUMPTIONS],
        _("Where it comes from"): [_(SOURCES[a.name]) for a in ASSUMPTIONS],
    })  # fmt: skip


def narrowing_sentence(audit: Audit, _: Words) -> str:
    """Does the language get more alike as the audience gets more mixed? What goes with what, never why."""
    found = audit.outlook.narrowing
    if found.answer == "cannot_tell" or found.slope is None or found.low is None or found.high is None:
        return _(
            "Do you write more alike when more kinds of people can read you? We cannot tell: {n} posts in {weeks} "
            "weeks could be compared.",
            n=_.number(found.n), weeks=_.number(found.weeks),
        )  # fmt: skip
    head = {
        "narrower": N_("When more circles can read you, your words are more alike from post to post"),
        "wider": N_("When more circles can read you, your words differ more from post to post"),
        "no_change": N_("How many circles can read you does not go with how much your words differ"),
    }[found.answer]
    return _(
        "{head} ({slope} on a scale from -1 to 1, between {low} and {high} at {level}; {n} posts in {weeks} weeks). It "
        "goes with it; it does not say why.",
        head=_(head), slope=_.number(found.slope, 2), low=_.number(found.low, 2), high=_.number(found.high, 2),
        level=_.percent(found.level), n=_.number(found.n), weeks=_.number(found.weeks),
    )  # fmt: skip


def bridges_sentence(audit: Audit, _: Words) -> str | None:
    """How many people react to several facets, and how sure that is."""
    found = audit.outlook.bridges
    if not found.in_two_or_more:
        return None
    return _(
        "React to several facets: certain for {certain} people, probable for {probably}, not enough evidence yet for "
        "{open}.",
        certain=people(found.certain, _, found.in_two_or_more),
        probably=people(found.probably, _, found.in_two_or_more),
        open=people(found.not_enough, _, found.in_two_or_more),
    )  # fmt: skip
