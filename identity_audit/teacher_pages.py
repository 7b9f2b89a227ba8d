"""Pages to print about what a teacher decides: the sheet, the list of posts to rethink, the note for the head.

They may be handed on: no contact's name, and no number of people under five. Words that could name a contact or
somebody of a list in memory are taken out of what the person wrote themselves, too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from datetime import date, datetime

from identity_audit.audit import Audit
from identity_audit.findings import PLATFORM_NAMES, discreet
from identity_audit.report import printed
from identity_audit.report_parts import Section, Table
from identity_audit.reread_findings import (
    OPENNESS,
    Item,
    first_words,
    place_of,
    reason_words,
    without_names,
)
from identity_audit.safe_text import csv_cell
from identity_audit.sheet import Sheet
from identity_audit.teacher_findings import WAY_ASKS, WAYS, Tagged, tag_counts, three_ways, way_points
from identity_audit.words import N_, Words

#: what to look at, on each network; the places in the menus move, the questions stay
SETTINGS: dict[str, tuple[str, ...]] = {
    "facebook": (
        N_("Who can see your next posts? (the icon of the audience under each post)"),
        N_("Limit who can see your older posts, all at once."),
        N_("Who can tag you, and do you see it first?"),
        N_("Open “View as” on your profile: this is what somebody who does not follow you sees."),
    ),
    "instagram": (
        N_("Is the account private or public? Since when?"),
        N_("Who is in your close friends? From whom do you hide your stories?"),
        N_("Who can tag you, and do you see it first?"),
    ),
    "x": (N_("Are your posts protected?"), N_("Who can tag you in photos?")),
    "tiktok": (
        N_("Is the account private or public? Since when?"),
        N_("Who can see each video, and the list of what you liked?"),
    ),
    "youtube": (N_("Is each video public, unlisted or private?"), N_("Are your subscriptions and playlists private?")),
    "linkedin": (N_("What does your public profile show?"), N_("Who can see your connections?")),
    "mastodon": (N_("What is the visibility of a new post by default?"), N_("Do you approve who follows you?")),
    "whatsapp": (N_("Who can see your photo, your status and when you were there?"),),
    "snapchat": (N_("Who can see your stories?"), N_("Who can see where you are?")),
    "threads": (N_("Is the profile private or public?"),),
}
_ANY = (N_("Who can see your next posts, and your older ones?"), N_("What does somebody see who is not signed in?"))
RULES = (
    N_("I do not accept pupils as contacts before they leave the school."),
    N_("I accept former pupils only."),
    N_("Pupils follow a separate teacher account."),
    N_("Pupils are on a restricted list."),
    N_("One open profile: I publish what everybody may read."),
)
FOR_PUPILS = N_(
    "I answer about school through the school's own channels. Please do not be offended if I do not accept you here: "
    "it is the same for everybody."
)
#: where there is no profile to look at
NO_PROFILE = ("csv", "mail", "slack", "mattermost", "zulip", "discord", "telegram", "spotify")
EXCERPT = 90


def sheet_html(audit: Audit, sheet: Sheet, roles: Tagged, hidden: Collection[str], *, lang: str) -> str:
    """My sheet: the rule, the wording, what it changes, the settings to check, the day to look again."""
    _ = discreet(lang)
    found = three_ways(audit, roles, sheet.facets or ())
    way = next(way for way in found.ways if way.id == sheet.way)
    parts = [
        Section(_("My rule"), [_(WAYS[way.id]), *_lines(sheet.rule, hidden)]),
        Section(_("What I tell pupils and parents"), _lines(sheet.wording, hidden) or [_("(nothing written yet)")]),
        Section(_("What it changes"), [_(WAY_ASKS[way.id])], points=way_points(found, way, _)),
        Section(_("Settings to check"), points=_settings(audit.dataset.platforms, _)),
        Section(_("Look at it again"), [_.date(date.fromisoformat(sheet.review)) if sheet.review else
                                        _("(no day chosen yet)")]),
    ]  # fmt: skip
    tags = tag_counts(roles, lang)
    if tags:
        parts.insert(3, Section(_("Whom it is about"), points=[
            _("{tag}: {n}", tag=tag, n=n) for tag, n in tags
        ]))  # fmt: skip
    return printed(
        _("My sheet: what my pupils see of me"), _("Posts to think about: {n}.", n=_.number(found.posts)),
        [_made(_), _("No name of a pupil is on it. Fewer than 5 people: the exact number is not shown.")], parts, _,
    )  # fmt: skip


def _lines(text: str, hidden: Collection[str]) -> list[str]:
    return [without_names(line, hidden) for line in text.splitlines() if line.strip()]


def _settings(platforms: Sequence[str], _: Words) -> list[str]:
    """One line a network, with its questions."""
    return [
        _("☐ {network}: {what}", network=PLATFORM_NAMES.get(platform, platform),
          what=" ".join(map(_, SETTINGS.get(platform, _ANY))))
        for platform in platforms
        if platform not in NO_PROFILE
    ]  # fmt: skip


def _made(_: Words) -> str:
    return _("Made on this computer on {date}. Nothing was sent anywhere.", date=_.date(datetime.now().astimezone()))


def _to_rethink(found: Sequence[Item], hidden: Collection[str], _: Words) -> list[tuple[str, ...]]:
    return [
        (
            _.date(item.time), PLATFORM_NAMES.get(item.platform, item.platform), _(OPENNESS[item.openness]),
            without_names(reason_words(item, _), hidden), first_words(item, hidden, EXCERPT, _),
            place_of(item.post) or _("look for it by its date"),
        )
        for item in found
        if item.decision == "rethink"
    ]  # fmt: skip


def _heads(_: Words) -> tuple[str, ...]:
    return _("Day"), _("Network"), _("Who could see"), _("Why"), _("First words"), _("Where it stands")


def checklist_html(found: Sequence[Item], hidden: Collection[str], *, lang: str) -> str:
    """The posts to rethink as a list to tick off on paper; addresses are text, names are taken out."""
    _ = discreet(lang)
    rows = [
        (f"☐ {day} · {network} · {who}", _("{words} ({why})", words=words, why=why) if why else words, where)
        for day, network, who, why, words, where in _to_rethink(found, hidden, _)
    ]
    part = Section(
        _("Posts to rethink"),
        [_("Nothing is changed by this list: you decide on each network, post by post, what to do: leave it, change "
           "who can see it, or take it away.")],
        table=Table((_("Post"), _("First words"), _("Where it stands")), rows, numbers=0),
    )  # fmt: skip
    return printed(_("Posts to rethink"), _.plural("{n} post", "{n} posts", len(rows)),
                   [_made(_), _("Names of your contacts are replaced by “[…]”.")], [part], _)  # fmt: skip


def checklist_csv(found: Sequence[Item], hidden: Collection[str], *, lang: str) -> bytes:
    """The same for a spreadsheet."""
    _ = discreet(lang)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if _.lang == "fr" else ",", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*map(csv_cell, _heads(_)), csv_cell(_("Done"))])
    for row in _to_rethink(found, hidden, _):
        writer.writerow([*map(csv_cell, row), ""])
    return text.getvalue().encode("utf-8-sig")


NOTE = (
    (
        N_("What it is for"),
        (
            N_(
                "A member of the staff wants to know which of their own posts on social networks pupils can see, and "
                "how many of their contacts are pupils. The tool looks at the teacher, never at the pupils."
            ),
        ),
    ),
    (
        N_("Which data"),
        (
            N_(
                "From the school: first and last names of pupils, with their class or year. Nothing else is needed: no "
                "address, no birthday, no mark."
            ),
            N_("From the teacher: their own exports of social networks, which they asked the networks for."),
        ),
    ),
    (
        N_("Where, and for how long"),
        (
            N_(
                "The list stays in the memory of the teacher's computer. It is not written on the disk, not sent "
                "anywhere, and gone when the teacher presses “Forget the list” or closes the app."
            ),
            N_("Which contact is a pupil, found from the list, goes with the list."),
            N_(
                "The teacher may also mark contacts of their own by hand, without a list: that is kept in their own "
                "file, as it is about their own contacts."
            ),
        ),
    ),
    (
        N_("Who sees what"),
        (
            N_(
                "The teacher alone sees names, on their own screen. Reports, exports and printed pages hold numbers "
                "only; fewer than 5 people are never counted exactly."
            ),
            N_("No profile of a pupil is made: nothing about what they like, react to, or when."),
        ),
    ),
    (
        N_("What the school decides"),
        (
            N_(
                "A class list is a school document: data protection law (GDPR) applies to it, and the school's own "
                "authority answers for it. Ask before you use one, and use only the classes that you need."
            ),
            N_(
                "This page is no legal advice. The head or the data protection officer (DPO) can say no, or set "
                "conditions."
            ),
        ),
    ),
)


def note_html(*, lang: str) -> str:
    """The page for the head or the data protection officer, in both languages, the person's own first."""
    both = [discreet(lang), discreet("en" if lang == "fr" else "fr")]
    parts = [
        Section(f"{_(title)}", points=[_(point) for point in points]) for _ in both for title, points in NOTE
    ]  # fmt: skip
    first, second = both
    parts.append(Section(" · ".join(_("Agreed: date, name, signature") for _ in both), ["☐", "\u00a0"]))
    title = N_("Using a class list in Identity Audit: note for the head or the DPO")
    return printed(first(title), second(title), [_made(_) for _ in both], parts, first)
