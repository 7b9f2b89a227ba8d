"""What is said about pasted lists of reactions: how to copy one, what was recognised, what a dozen of them say.

A pasted list counts reactions; what is said about all posts is an estimate with its interval, and "at least" wherever
a dozen posts cannot say more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from identity_audit.analysis.audience import LEVEL, MIN_ENGAGEMENTS, MIN_PEOPLE
from identity_audit.analysis.crossing import EVERYONE, OTHER_CIRCLES, OTHER_FACETS
from identity_audit.analysis.pasted_lists import CircleReplay
from identity_audit.findings import PLATFORM_NAMES, people, period_text
from identity_audit.pasted_names import Recognised
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

MOST_FACETS = 8
HOW_TO_OPEN = {
    "facebook": N_("On Facebook: find this post on your profile by its date, tap the number of reactions, scroll to "
                   "the end of the list, then select it all and copy."),
    "instagram": N_("On Instagram: open this post on your profile, tap the number of likes, scroll to the end of the "
                    "list, then select it all and copy (in a browser, copying is easier than in the app)."),
    "linkedin": N_("On LinkedIn: open this post under “Activity” on your profile, tap the number of reactions, scroll "
                   "to the end of the list, then select it all and copy."),
    "x": N_("On X: open this post on your profile, open its menu, then its likes; scroll to the end of the list, "
            "select it all and copy."),
    "mastodon": N_("On Mastodon: open this post in the browser, tap the number of favourites, scroll to the end of the "
                   "list, then select it all and copy."),
}  # fmt: skip
ELSEWHERE = N_(
    "Open this post on its network, show the list of people who reacted, scroll to its end, then select it all and "
    "copy."
)
READING = N_(
    "In each cell: of 100 people of the circle, about how many react to a post of the facet, and between which numbers "
    "that lies. A “+” counts people and means at least. A hatched cell is not known: that is not zero."
)
LITTLE_KNOWN = N_(
    "Two posts of a facet are two posts: what pasted lists say about all your posts has wide intervals, and a list "
    "never says what one person will do."
)


def how_to_open(platform: str, _: Words) -> str:
    """How does the person get at the list of a post on this network?"""
    return _(HOW_TO_OPEN.get(platform, ELSEWHERE))


def recognised_sentence(found: Recognised, to_go: int, _: Words) -> str:
    """How many names of a pasted text are known, doubtful and unknown, and how many posts are still to come?"""
    left = _.plural("{n} post to go.", "{n} posts to go.", to_go) if to_go else _("This is the last post.")
    return _(
        "{recognised}, {doubtful} to confirm, {unknown}. {left}",
        recognised=_.plural("{n} name recognised", "{n} names recognised", len(found.sure)),
        doubtful=_.number(len(found.doubtful)),
        unknown=_.plural("{n} unknown name", "{n} unknown names", len(found.unknown)), left=left,
    )  # fmt: skip


def post_line(post: pd.Series, facet: str, _: Words) -> str:
    """Which post is it? Its network, date and facet."""
    network = PLATFORM_NAMES.get(post["platform"], post["platform"])
    return _("{network} · {date} · “{facet}”", network=network, date=_.date(post["time"]), facet=facet)


def answer_line(names: int, complete: bool, _: Words) -> str:
    """What was pasted under a post."""
    if not names and complete:
        return _("Nobody reacted")
    if complete:
        return _.plural("{n} name, the whole list", "{n} names, the whole list", names)
    return _.plural("{n} name, not the whole list", "{n} names, not the whole list", names)


# --- what the lists say ----------------------------------------------------------------------------------------------


def so_far(audit: Audit, _: Words) -> list[str]:
    """What the lists say until now, in sentences; none without a list."""
    if not audit.pasted.lists:
        return []
    profiles = [outside_sentence(audit, _), circle_sentence(audit.pasted.per_circle, _)]
    first, *rest = about_lists(audit, _)
    return [first, *(profiles if audit.pasted.outside.reactions else []), *rest]


def about_lists(audit: Audit, _: Words) -> list[str]:
    """How many lists there are, and what they cannot say; nothing without a list."""
    if not audit.pasted.lists:
        return []
    not_asked = len(audit.pasted.draw.not_asked)
    smaller = _.plural(
        "{n} smaller facet is not asked about: who reacts to it stays not known.",
        "{n} smaller facets are not asked about: who reacts to them stays not known.",
        not_asked,
    )
    return [basis(audit, _), *([smaller] if not_asked else []), _(LITTLE_KNOWN)]


def basis(audit: Audit, _: Words) -> str:
    """How many lists, reactions and people, on posts of which period."""
    pasted = audit.pasted
    posts = audit.posts[audit.posts["post_id"].isin([one.post_id for one in pasted.lists])]
    return _(
        "Lists that you pasted: {lists}, of which whole: {complete}. Reactions on them: {reactions}; people who "
        "reacted: {people}; posts {period}.",
        lists=_.number(len(pasted.lists)), complete=_.number(pasted.complete),
        reactions=people(pasted.outside.reactions, _), people=people(pasted.outside.people, _),
        period=period_text(posts, _),
    )  # fmt: skip


def outside_sentence(audit: Audit, _: Words) -> str:
    """What one profile per facet would have cut of these reactions, whichever profile each person followed."""
    found = audit.pasted.outside
    return _(
        "With one profile per facet, at least {outside} of these {reactions} reactions would be missing, even if each "
        "person followed the facet that they react to most.",
        outside=people(found.outside, _, found.reactions), reactions=people(found.reactions, _),
    )  # fmt: skip


def circle_sentence(replay: CircleReplay | None, _: Words) -> str:
    """What one profile per circle would have cut of all reactions to these facets, or what is missing to say so."""
    if replay is None:
        return _(
            "One profile per circle: not known yet. From {minimum} reactions by {people} people on whole lists of two "
            "facets, some of them in circles, we compare.",
            minimum=_.number(MIN_ENGAGEMENTS), people=_.number(MIN_PEOPLE),
        )  # fmt: skip
    return _(
        "With one profile per circle, each carrying the facets that its people react to most, about {share} reactions "
        "in 100 would have been missed (between {low} and {high}, at {level}): an estimate from {lists} whole lists.",
        share=_.number(100 * replay.blocked), low=_.number(100 * replay.low), high=_.number(100 * replay.high),
        level=_.percent(replay.level), lists=_.number(replay.lists),
    )  # fmt: skip


# --- circles against facets ------------------------------------------------------------------------------------------


def grid(audit: Audit, circles: Sequence[str]) -> pd.DataFrame:
    """`Pasted.cells` of these circles with one row for every facet of the screen: eight at most, then the others.

    Facets that are not asked about are NA.
    """
    table = audit.pasted.cells(circles)
    facets = [facet.id for facet in audit.facets()]
    asked = [topic for topic in facets if topic in set(table["topic"])]
    columns = facets if len(facets) <= MOST_FACETS else [*asked, OTHER_FACETS]
    key = pd.MultiIndex.from_product([list(dict.fromkeys(table["group_id"])), columns], names=["group_id", "topic"])
    return table.set_index(["group_id", "topic"]).reindex(key).reset_index()


def cells_title(table: pd.DataFrame, circles: Mapping[str, str], facets: Mapping[int, str], _: Words) -> str:
    """The finding: the circle and facet with the highest rate that can be said, all contacts where there is none."""
    told = table[table["rate"].notna() & (table["people"].fillna(0) > 0)]
    own = told[~told["group_id"].isin([EVERYONE, OTHER_CIRCLES])]
    if told.empty:
        return _("Your lists do not say yet how many people react")
    best = (own if len(own) else told).sort_values("rate", ascending=False, kind="stable").iloc[0]
    return cell_sentence(best, circles[best["group_id"]], facets[int(best["topic"])], _)


def cell_sentence(row: pd.Series, circle: str, facet: str, _: Words) -> str:
    """What one cell says."""
    if pd.notna(row["rate"]):
        low, high = in_100(row["low"], _), in_100(row["high"], _)
        return _(
            "Of 100 people of “{circle}”, about {n} react to a post about “{facet}” (between {low} and {high}; "
            "people in it: {size})",
            circle=circle, facet=facet, n=in_100(row["rate"], _), low=low, high=high, size=_.number(int(row["size"])),
        )  # fmt: skip
    if pd.notna(row["people"]) and row["people"]:
        return _.plural("{circle}, “{facet}”: at least {n} person, among the reactions we know",
                        "{circle}, “{facet}”: at least {n} people, among the reactions we know",
                        int(row["people"]), circle=circle, facet=facet)  # fmt: skip
    return _("{circle}, “{facet}”: not known. That is not zero.", circle=circle, facet=facet)


def in_100(share: float, _: Words) -> str:
    """A share as a number in 100; below one with a decimal, so that few is not none."""
    return _.number(100 * share, 0 if share >= 0.01 else 1)


def between(low: float, high: float, _: Words) -> str:
    """An interval in 100, in the little room of a cell."""
    return _("{low} to {high}", low=in_100(low, _), high=in_100(high, _))


def cells_basis(audit: Audit, _: Words) -> str:
    """Lists, reactions, people, period, and the level of the intervals."""
    return basis(audit, _) + " " + _("Intervals at {level}.", level=_.percent(LEVEL))


def cells_table(
    table: pd.DataFrame, circles: Mapping[str, str], facets: Mapping[int, str], _: Words
) -> pd.DataFrame:  # fmt: skip
    """The cells with words for what is not known."""
    unknown = _("not known")

    def said(column: str) -> list[str]:
        return [unknown if pd.isna(value) else in_100(value, _) for value in table[column]]

    return pd.DataFrame({
        _("Circle"): [circles[group] for group in table["group_id"]],
        _("Facet"): [facets[int(topic)] for topic in table["topic"]],
        _("People who reacted, at least"): [unknown if pd.isna(n) else _.number(int(n)) for n in table["people"]],
        _("People in the circle"): [unknown if pd.isna(n) else _.number(int(n)) for n in table["size"]],
        _("Whole lists"): [_.number(0 if pd.isna(n) else int(n)) for n in table["lists"]],
        _("Of 100 people, per post"): said("rate"),
        _("From"): said("low"),
        _("To"): said("high"),
    })  # fmt: skip
