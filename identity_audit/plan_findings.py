"""My plan in whole sentences: what each plan costs and protects, and how to set it up on each network.

The app advises, the person acts on the network: no sentence removes, mutes or unfriends anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from identity_audit.analysis.best_mix import Plan, Point
from identity_audit.analysis.strategies import Replay
from identity_audit.corrections import PlanName
from identity_audit.coverage import overall
from identity_audit.findings import PLATFORM_NAMES, people
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

PLAN_NAMES: Mapping[PlanName, str] = {"cautious": N_("Cautious"), "balanced": N_("Balanced"), "open": N_("Wide open")}
PLAN_ABOUT: Mapping[PlanName, str] = {
    "cautious": N_("Much is kept from circles that do not react to it."),
    "balanced": N_("Some is kept back where that costs little."),
    "open": N_("Nearly everything stays open to everybody."),
}
NOTHING = N_(
    "Nothing to change. Your circles already meet, and nothing you find sensitive shows where you do not want it. That "
    "is an answer too."
)
NOTHING_KNOWN = N_(
    "As far as we know, nothing to change: your circles already meet, and you marked nothing to keep from anybody. "
    "That is an answer too. Who could see your posts is not fully known."
)
STEPS: Mapping[str, str] = {
    "facebook": N_("Facebook: make a list of friends for each circle below. When you post about that facet, choose "
                   "“Friends except…” and that list."),
    "instagram": N_("Instagram: feed posts have no lists. For stories, hide them from these people, or put everybody "
                    "else in “Close friends”. For posts, a second account is the only way."),
    "threads": N_("Threads: posts have no lists. A second account is the only way."),
    "linkedin": N_("LinkedIn: a post goes to everybody or to all your contacts; there are no lists. Keep such a facet "
                   "for another network."),
    "x": N_("X: posts have no lists. Protect the account, or keep such a facet for a second one."),
    "mastodon": N_("Mastodon: choose “followers only” or “people I mention”, post by post; there are no lists of "
                   "readers."),
    "bluesky": N_("Bluesky: everything is open to everybody. Keep such a facet for another network."),
    "youtube": N_("YouTube: set a film to unlisted and send its address to those who may see it."),
    "tiktok": N_("TikTok: choose “friends” for a film; there are no lists."),
    "snapchat": N_("Snapchat: make a private story for those who may see it."),
    "whatsapp": N_("WhatsApp: for your status, choose “My contacts except…”. Groups stay as they are."),
    "telegram": N_("Telegram: write to the group or channel of the people who may see it."),
    "slack": N_("Slack: write in the channel of the people who may see it."),
    "mattermost": N_("Mattermost: write in the channel of the people who may see it."),
    "zulip": N_("Zulip: write in the channel of the people who may see it."),
    "discord": N_("Discord: write in a channel that only some roles can see."),
    "mail": N_("E-mail: choose the recipients; a label for each circle helps."),
}  # fmt: skip
STEPS_FROM = N_("Menus of networks move; these steps were written in November 2026.")
PLANS_CLOSED = N_(
    "Ready plans need a forecast, and there is too little for one. You can still hide one facet from one circle and "
    "see what it would have cost."
)


def plan_cost(plan: Plan, _: Words) -> str:
    """Whom a plan still reaches."""
    return _(
        "Keeps about {kept} of the people that one profile would reach (between {low} and {high}, at {level}).",
        kept=_.percent(plan.kept.value), low=_.percent(plan.kept.low), high=_.percent(plan.kept.high),
        level=_.percent(plan.kept.level),
    )  # fmt: skip


def plan_gain(plan: Plan, _: Words) -> str:
    """What a plan keeps from whom."""
    if not plan.hidden:
        return _("Hides nothing: one profile for all, as it is.")
    hides = _.plural(
        "Hides {n} facet from a circle.", "Hides facets from circles, {n} times.", len(plan.hidden)
    )  # fmt: skip
    less = _(
        "In the next period, about {n} chances to be seen fewer (people times posts).",
        n=_.number(round(plan.exposures_less)),
    )
    if not plan.sensitive_less:
        return f"{hides} {less}"
    marked = _("Of these on facets that you find sensitive: about {n}.", n=_.number(round(plan.sensitive_less)))
    return f"{hides} {less} {marked}"


def plan_lines(plan: Plan, replay: Replay | None, _: Words) -> list[str]:
    """What a plan costs and protects; one that hides nothing costs nothing."""
    if not plan.hidden:
        return [plan_gain(plan, _)]
    return [plan_cost(plan, _), *([plan_replay(replay, _)] if replay is not None else []), plan_gain(plan, _)]


def plan_replay(replay: Replay, _: Words) -> str:
    """What a plan would have cut of what happened."""
    return _(
        "Of the reactions that you received, it would have cut {share} in 100 (between {low} and {high}, at {level}).",
        level=_.percent(replay.level),
        share=_.number(100 * replay.blocked), low=_.number(100 * replay.low), high=_.number(100 * replay.high),
    )  # fmt: skip


def hidden_lines(hidden: Sequence[tuple[str, int]], audit: Audit, _: Words) -> list[str]:
    """Which facet is hidden from which circles, facet by facet."""
    facets, circles = audit.topic_names(), {circle.id: circle.name for circle in audit.circles()}
    by_facet: dict[int, list[str]] = {}
    for circle, facet in hidden:
        if circle in circles and facet in facets:
            by_facet.setdefault(facet, []).append(circles[circle])
    return [
        _("“{facet}”: hidden from {circles}", facet=facets[facet], circles=_.list(names))
        for facet, names in by_facet.items()
    ]


def steps(audit: Audit, _: Words) -> list[str]:
    """How to set limits up on each network of the person, the one with most posts first."""
    return [
        _(STEPS[platform]) if platform in STEPS
        else _("{network}: look for the setting of who can see a post.", network=PLATFORM_NAMES.get(platform, platform))
        for platform in audit.dataset.platforms
        if platform != "csv"
    ]  # fmt: skip


def nothing_to_change(audit: Audit, _: Words) -> str | None:
    """That nothing need change, where nothing is to be kept from anybody; None where something is."""
    if audit.outlook.wishes.hidden or audit.outlook.sensitive or audit.replays["per_facet"] is None:
        return None
    known = overall(audit.dataset)["visibility"] == "good"
    return _(NOTHING if known else NOTHING_KNOWN)


def curve_title(points: Sequence[Point], _: Words) -> str:
    """The finding of the curve: what half of the exposure already reaches."""
    half = min(points, key=lambda point: abs(point.budget - 0.5))
    return _(
        "With {budget} of what could be exposed, {kept} of the people are still reached",
        budget=_.percent(half.budget), kept=_.percent(half.kept),
    )  # fmt: skip


CURVE_READING = N_(
    "To the right, more is shown to circles outside their own facets; upwards, more of the people are still reached. "
    "Circles: as forecast. Diamonds: the same plan, made on the first part of your history, on what came after."
)


def curve_basis(audit: Audit, _: Words) -> str:
    """What the curve rests on."""
    found = audit.outlook.forecast
    if found is None:
        return ""
    return _(
        "Forecast of a period like the one from {since} to {until}, for {people} people.",
        since=_.date(found.since), until=_.date(found.until), people=people(len(found.history.people), _),
    )  # fmt: skip


def curve_table(points: Sequence[Point], _: Words) -> pd.DataFrame:
    """The curve as numbers."""
    return pd.DataFrame({
        _("Shown, of what could be exposed"): [_.percent(p.budget) for p in points],
        _("People kept, forecast"): [_.percent(p.kept) for p in points],
        _("People kept, tried on what came after"): [
            _("not known") if p.held_out is None else _.percent(p.held_out) for p in points
        ],
    })  # fmt: skip


def chosen_title(plan: PlanName, _: Words) -> str:
    """Which plan the person chose."""
    return _("Your plan: {plan}", plan=_(PLAN_NAMES[plan]).lower())
