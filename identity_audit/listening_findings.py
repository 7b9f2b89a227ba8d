"""What others write, who does what in which facet, where it happens: reasons and counts, never a score of a person."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from identity_audit.analysis.given import Given
from identity_audit.analysis.heard import CircleHeard, Gap, Heard
from identity_audit.analysis.resampling import LEVEL
from identity_audit.analysis.roles import ROLES, Meeting, Roles
from identity_audit.conversation_findings import estimate
from identity_audit.findings import MOST_CIRCLES, PLATFORM_NAMES, is_few, people
from identity_audit.words import N_, Words

Names = Mapping[int, str]
MOST_TERRITORIES = 8
MOST_FACETS_OF_CIRCLE = 3

ROLE_NAMES = {
    "early": N_("Answer early"),
    "begins": N_("Begin conversations"),
    "passes_on": N_("Pass on what you write"),
    "two_circles": N_("Bring several circles together"),
}
#: the one sentence of evidence behind a role: how often, of how many posts (or threads)
EVIDENCE = {
    "early": N_("“{facet}”: among the first two to react to {times} of {of} posts whose order is known"),
    "begins": N_("“{facet}”: began {times} of {of} conversations that you joined"),
    "passes_on": N_("“{facet}”: passed on {times} of {of} posts that were shared"),
    "two_circles": N_("“{facet}”: met people of two of their circles on {times} of {of} posts"),
}
ROLE_COUNTS = {
    "early": N_("People who answer early in at least one facet (among the first two, three times or more): {people}."),
    "begins": N_("People who begin conversations that you join (three times or more): {people}."),
    "passes_on": N_("People who pass on what you write (three times or more): {people}."),
    "two_circles": N_("People who meet several of their circles under your posts (three times or more): {people}."),
}
NO_SCORE = N_("In alphabetical order. Each line says what happened; nobody is measured or compared.")


def heard_title(found: Heard, names: Names, _: Words) -> str:
    """The widest gap between what others write and what the person publishes, or that we cannot tell one."""
    if not found.placed:
        return _("What others write: not known, no text of theirs was read")
    apart = [gap for gap in found.gaps if gap.apart]
    if not apart:
        return _("What others write and what you publish: we cannot tell a gap")
    gap = max(apart, key=lambda g: abs((g.heard.share or 0) - (g.published.share or 0)))
    return _(
        "“{facet}”: {heard} of what others write to you, {published} of what you publish",
        facet=names[gap.topic], heard=_.percent(gap.heard.share or 0), published=_.percent(gap.published.share or 0),
    )  # fmt: skip


HEARD_SENTENCE = N_(
    "Circle: how much of what others write where you can read it is closest to this facet. Diamond: how much of what "
    "you publish. Texts of others never make a facet: a subject that you never write about does not show here."
)


def heard_basis(found: Heard, _: Words) -> str:
    """How many texts, by how many people, were there to read?"""
    return _(
        "{texts} texts of {people} people in comments, answers, chats and mails that were read; {placed} were placed; "
        "intervals at {level}.",
        texts=_.number(found.texts), people=people(found.people, _), placed=_.number(found.placed),
        level=_.percent(LEVEL),
    )  # fmt: skip


def gaps_table(gaps: tuple[Gap, ...], names: Names, _: Words) -> pd.DataFrame:
    """Facet by facet: their share, yours, and whether they differ beyond doubt."""
    return pd.DataFrame({
        _("What"): [names[gap.topic] for gap in gaps],
        _("What others write"): [estimate(gap.heard, _) for gap in gaps],
        _("What you publish"): [estimate(gap.published, _) for gap in gaps],
        _("What we can say"): [_("they differ") if gap.apart else _("we cannot tell") for gap in gaps],
    })  # fmt: skip


CIRCLES_SENTENCE = N_(
    "What the people of a circle write about where you can read it, in that circle or elsewhere. A text counts in "
    "every circle of the person who wrote it; people without a circle are in none."
)


def heard_circles_title(found: Heard, circles: Mapping[str, str], names: Names, _: Words) -> str:
    """What the circle that writes most writes about most, or that it is not known."""
    for group, topic, said in found.by_circle:
        if group in circles and topic in names and said.share is not None and not _too_few(found, group, _):
            return _("{circle}: {share} of what its people write is closest to “{facet}”", circle=circles[group],
                     share=_.percent(said.share), facet=names[topic])  # fmt: skip
    if not any(each.group in circles for each in found.circles):
        return _("What each circle writes about: not known, no text of somebody in a circle was read")
    return _("What each circle writes about: too few texts to say a share")


def heard_circles_table(found: Heard, circles: Mapping[str, str], names: Names, _: Words) -> pd.DataFrame:
    """Circle by circle, most texts first: who wrote, when, and the facets that most of it is closest to."""
    shown = [each for each in found.circles if each.group in circles][:MOST_CIRCLES]
    return pd.DataFrame({
        _("What"): [circles[each.group] for each in shown],
        _("Who wrote, and when"): [
            _("people: {people}; from {first} to {last}", people=people(each.people, _), first=_.date(each.since),
              last=_.date(each.until))
            for each in shown
        ],
        _("What they write about"): [_closest(found, each, names, _) for each in shown],
    })  # fmt: skip


def _closest(found: Heard, each: CircleHeard, names: Names, _: Words) -> str:
    """The facets of one circle's texts; where others read, what fewer than five people write about is not said."""
    if _too_few(found, each.group, _):
        return _("not said, because few people wrote")
    rows = [(topic, said) for group, topic, said in found.by_circle if group == each.group and topic in names]
    return " · ".join(
        _("“{facet}”: {estimate}", facet=names[topic], estimate=estimate(said, _))
        for topic, said in rows[:MOST_FACETS_OF_CIRCLE]
    )


def _too_few(found: Heard, group: str, _: Words) -> bool:
    return any(is_few(each.people, _) for each in found.circles if each.group == group)


def more_circles_sentence(found: Heard, circles: Mapping[str, str], _: Words) -> str | None:
    """The circles that the table leaves out."""
    more = sum(each.group in circles for each in found.circles) - MOST_CIRCLES
    return _.plural("{n} more circle wrote less.", "{n} more circles wrote less.", more) if more > 0 else None


def asked_sentence(found: Heard, _: Words) -> str:
    """Questions to the person."""
    if not found.texts:
        return _("Questions addressed to you: not known, no text of theirs was read.")
    return _(
        "Others asked you something {asked} times, {asked_lately} of them in the last half year of your files.",
        asked=people(found.asked, _), asked_lately=people(len(found.questions), _),
    )  # fmt: skip


def role_lines(found: Roles, _: Words) -> list[str]:
    """How many people have each role; who they are is for the person's own screen."""
    return [
        _(ROLE_COUNTS[role], people=people(found.roles.loc[found.roles["role"] == role, "contact_id"].nunique(), _))
        for role in ROLES
    ]


def evidence(found: Roles, role: str, names: Names, labels: Mapping[str, str], _: Words) -> pd.DataFrame:
    """Who has this role, by name, and the one sentence behind it; facets of which no name is given are left out."""
    rows = found.roles[(found.roles["role"] == role) & found.roles["topic"].isin(list(names))]
    rows = rows[rows["contact_id"].isin(list(labels))]
    said = [
        (labels[row["contact_id"]],
         _(EVIDENCE[role], facet=names[int(row["topic"])], times=_.number(row["times"]), of=_.number(row["of"])))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    said.sort(key=lambda line: (line[0].casefold(), line[1]))
    return pd.DataFrame({_("Who"): [who for who, _s in said], _("What happened"): [line for _w, line in said]})


def meeting_lines(found: Roles, names: Names, _: Words) -> list[str]:
    """Where people of different circles meet, facet by facet."""
    if found.meetings is None:
        return [_("People of different circles who meet on one facet: not known. Two circles with five people or more "
                  "are needed.")]  # fmt: skip
    lines = [meeting_sentence(each, names[each.topic], _) for each in found.meetings if each.meeting]
    return lines or [_("No post joined people who share no circle, as far as names and circles are known.")]


def meeting_sentence(each: Meeting, facet: str, _: Words) -> str:
    """One facet on which people of different circles meet."""
    return _(
        "“{facet}”: posts with a reaction: {posts}; of these, with people who share no circle: {meeting} (people: "
        "{people}; circles: {circles}).",
        facet=facet, meeting=_.number(each.meeting), posts=_.number(each.posts), people=people(each.people, _),
        circles=_.number(each.circles),
    )  # fmt: skip


def mentions_sentence(found: Roles, _: Words) -> str:
    """Who speaks of the person by name?"""
    if found.mentions.empty:
        return _("Nobody mentions or tags you by name, as far as your files tell.")
    return _(
        "People who mention or tag you: {people}; {times} times in all.",
        people=people(len(found.mentions), _), times=people(int(found.mentions["times"].sum()), _),
    )  # fmt: skip


TERRITORIES_SENTENCE = N_(
    "A territory is one facet, one circle, one network. A person of two circles counts in both; people without a "
    "circle are in none."
)


def territories_table(found: pd.DataFrame, names: Names, circles: Mapping[str, str], _: Words) -> pd.DataFrame:
    """The largest territories, most reactions first."""
    rows = found[found["group_id"].isin(list(circles)) & found["topic"].isin(list(names))].head(MOST_TERRITORIES)
    return pd.DataFrame({
        _("What"): [
            f"{names[int(t['topic'])]} · {circles[t['group_id']]} · {PLATFORM_NAMES.get(t['platform'], t['platform'])}"
            for t in rows.to_dict("records")
        ],
        _("In words"): [
            _("reactions: {reactions}; people: {people}; posts: {posts}", reactions=people(int(t["reactions"]), _),
              people=people(int(t["people"]), _), posts=_.number(int(t["posts"])))
            for t in rows.to_dict("records")
        ],
    })  # fmt: skip


def lives_lines(found: pd.DataFrame, names: Names, _: Words) -> list[str]:
    """On which network each facet has most posts."""
    totals = found.groupby("topic")["posts"].sum()
    first = found.drop_duplicates("topic")
    return [
        _("“{facet}” lives mostly on {network}: {posts} of its {all} posts.", facet=names[int(row["topic"])],
          network=PLATFORM_NAMES.get(row["platform"], row["platform"]), posts=_.number(int(row["posts"])),
          all=_.number(int(totals[row["topic"]])))
        for row in first.to_dict("records") if int(row["topic"]) in names
    ]  # fmt: skip


def both_ways_lines(found: Given, names: Names, _: Words) -> list[str]:
    """Given against received, facet by facet, on networks that hold both by name."""
    if not found.both:
        return [_("Given and received, side by side: not known, none of your networks holds both by name.")]
    return [
        _("“{facet}”: given {given_times} times to {given_people} people, received {received_times} times from "
          "{received_people} people.", facet=names[int(row["topic"])],
          given_times=people(int(row["given_times"]), _), given_people=people(int(row["given_people"]), _),
          received_times=people(int(row["received_times"]), _), received_people=people(int(row["received_people"]), _))
        for row in found.beside.dropna(subset=["topic"]).to_dict("records") if int(row["topic"]) in names
    ]  # fmt: skip
