"""Whom does the person know on LinkedIn, what did they publish and answer, who invited, endorsed or wrote to them?

How to get it: Settings & Privacy > Data privacy > Get a copy of your data, the larger archive (about a day; the
"basic" one comes in minutes and holds people, invitations and messages, but no posts).

Layouts read (headers of six real archives of 2018 to 2026, last looked at in 2026): one folder of CSV files, all of
them optional. The headers are English in every interface language seen; how they are written changes with the era,
see `linkedin_tables`. `SharedURL` is `SharedUrl` since 2024; connections have the address of their page since 2022.

What is not in it: who liked, commented on or saw a post (how often: `linkedin_analytics`). What it does say: whom the
person answered under their own posts, when the answer begins with the name of a connection (worked out, see
`Known.own_post`).
"""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from urllib.parse import unquote

from identity_audit.dataset import Owner, Unowned, fold
from identity_audit.importers.archive import BrokenMember, Member, Patterns, decode
from identity_audit.importers.base import Export, Importer, Reader, left_out
from identity_audit.importers.fields import made_id, when
from identity_audit.importers.html_text import plain
from identity_audit.importers.linkedin_analytics import ANALYTICS, analytics, is_analytics, join
from identity_audit.importers.linkedin_people import PLATFORM, Known, slug_in
from identity_audit.importers.linkedin_tables import Line, Table, table_in, text_of
from identity_audit.schema import (
    Audience,
    Contact,
    Direction,
    Group,
    Interaction,
    Media,
    Membership,
    Post,
    Problem,
    Row,
    Trace,
    Visibility,
)
from identity_audit.words import N_

MESSAGES = "messages*.csv"
_CONNECTIONS, _INVITATIONS, _SHARES = "Connections*.csv", "Invitations*.csv", "Shares*.csv"
_PROFILE, _EMAILS = "Profile.csv", "Email_Addresses.csv"

_VISIBILITIES: Mapping[str, Visibility] = {
    # all members of LinkedIn, the only value met in real archives
    "MEMBER_NETWORK": "public",
    "LOGGED_IN": "public",
    "PUBLIC": "public",
    "ANYONE": "public",
    "CONNECTIONS_ONLY": "contacts",
    "CONNECTIONS": "contacts",
    "CONTAINER": "group",
    "GROUP": "group",
}


def owner(export: Export) -> Owner | None:
    """Who do the profile and the list of addresses name?"""
    names = [line.name() for line in _early(export, _PROFILE)]
    emails = [line.get("email address") for line in _early(export, _EMAILS)]
    if not any(names):
        return None
    return Owner(PLATFORM, tuple(filter(None, names)), tuple(e for e in dict.fromkeys(emails) if "@" in e))


def _early(export: Export, pattern: str) -> Iterator[Line]:
    """The rows of a file before its turn; a broken one is counted when its reader opens it."""
    for member in export.find(pattern):
        try:
            table = table_in(text_of(member), _NEEDED[pattern])
        except BrokenMember:
            continue
        yield from table.lines() if table else ()


def prepare(export: Export) -> None:
    """Who is the person, by name and by page? Invitations name both ends; one of them is always the person.

    Connections and posts are read first, so that the other files find people by name and posts by time.
    """
    first = Patterns((_CONNECTIONS, _SHARES))
    order = [_CONNECTIONS, _SHARES, None]
    export.members = tuple(sorted(export.members, key=lambda member: order.index(first.first(member))))
    own = {*export.request.me, *(name for o in export.owners if o.platform == PLATFORM for name in o.names)}
    pages = {
        slug_in(line.get("inviteeprofileurl" if line.get("direction").upper() == "INCOMING" else "inviterprofileurl"))
        for line in _early(export, _INVITATIONS)
    }
    export.context = Known(frozenset(key for name in own if (key := fold(name))), frozenset(pages - {""}))


def finish(export: Export) -> Iterator[Row]:
    """Everybody who was met, and the companies where at least two of the connections work."""
    known: Known = export.context
    yield from known.contacts.values()
    staff: dict[str, list[Contact]] = {}
    for contact_id in sorted(known.connections):
        contact = known.contacts[contact_id]
        key = fold(contact.company)
        if key:
            staff.setdefault(key, []).append(contact)
    for key, people in staff.items():
        if len(people) > 1:
            group = f"{PLATFORM}:company/{key[:200]}"
            spellings = Counter(contact.company or "" for contact in people)
            yield Group(group, PLATFORM, max(spellings, key=lambda name: (spellings[name], name)), "company")
            for contact in people:
                yield Membership(contact.contact_id, group)


# --- rows: what one line of each file says; None for a line that is not what the file should hold -----------------

Rows = Iterable[Row] | None


def _connection(line: Line, known: Known, file: str) -> Rows:
    contact = known.meet(
        line.name(), line.get("url"), since=line.date("connected on"), company=line.get("company"),
        position=line.get("position"),
    )  # fmt: skip
    if contact:
        known.connections.add(contact)
    return () if contact else None


def _share(line: Line, known: Known, file: str) -> Rows:
    """A post; without words of their own the person passed on what somebody else wrote."""
    link, time = line.get("sharelink"), line.date("date")
    text = _joined(line.get("sharecommentary"))
    native = _native(link)
    if time is None and native is None:
        return None
    post_id = f"{PLATFORM}:{native}" if native else made_id(PLATFORM, "share", time, text)
    if native:
        insort(known.posts, (native >> 22, post_id))
    media: Media = "photo" if line.get("mediaurl") else "link" if line.get("sharedurl") else "none"
    return [
        Post(
            post_id, PLATFORM, time or when((native or 0) >> 22), text, kind="post" if text else "repost", media=media,
            visibility=_VISIBILITIES.get(line.get("visibility").upper(), "unknown"), source_file=file,
        )
    ]  # fmt: skip


def _comment(line: Line, known: Known, file: str) -> Rows:
    """A comment of the person. Under their own post it answers somebody, who had then commented before."""
    text, time = _joined(line.get("message")), line.date("date")
    if time is None:
        return None
    if not text:
        return ()  # a picture alone
    native = _native(line.get("link"))
    own = known.own_post(native) if native else None
    reply = made_id(PLATFORM, "comment", time, text, native)
    thread = own or (f"{PLATFORM}:{native}" if native else reply)
    rows: list[Row] = [Post(reply, PLATFORM, time, text, "reply", thread_id=thread, source_file=file)]
    contact = known.answered(text) if own else None
    if contact:
        rows += [
            Interaction(contact, own, time, "comment", "received", "proxy", PLATFORM, thread, source_file=file),
            Interaction(contact, None, time, "reply", "given", "proxy", PLATFORM, thread, text, file),
        ]
    return rows


def _reaction(line: Line, known: Known, file: str) -> Rows:
    what = N_("LinkedIn lists your reactions without saying whose posts they are on. They are not counted as given to "
              "somebody.")  # fmt: skip
    return [Problem(PLATFORM, file, what)] if line.get("link", "type") else None


def _invitation(line: Line, known: Known, file: str) -> Rows:
    """Who invited whom?"""
    incoming = line.get("direction").upper() == "INCOMING"
    contact = known.meet(
        line.get("from" if incoming else "to"), line.get("inviterprofileurl" if incoming else "inviteeprofileurl")
    )
    if not contact or line.get("direction").upper() not in ("INCOMING", "OUTGOING"):
        return None
    return [
        Interaction(
            contact, None, line.date("sent at"), "invitation", "received" if incoming else "given", "observed",
            PLATFORM, text=line.get("message"), source_file=file,
        )
    ]  # fmt: skip


def _endorsement(line: Line, known: Known, file: str, *, direction: Direction, who: str) -> Rows:
    """Who said that the other knows this skill? The skill is the text: it is as good as a topic."""
    contact = known.meet(line.name(f"{who} "), line.get(f"{who} public url"))
    if not contact or not line.get("skill name"):
        return None
    return [
        Interaction(
            contact, None, line.date("endorsement date"), "endorsement", direction, "observed", PLATFORM,
            text=line.get("skill name"), source_file=file,
        )
    ]  # fmt: skip


def _recommendation(line: Line, known: Known, file: str, *, direction: Direction) -> Rows:
    contact = known.meet(line.name(), company=line.get("company"), position=line.get("job title"))
    if not contact:
        return None
    return [
        Interaction(
            contact, None, line.date("creation date"), "endorsement", direction, "observed", PLATFORM,
            text=_joined(line.get("text")), source_file=file,
        )
    ]  # fmt: skip


def _follow(line: Line, known: Known, file: str) -> Rows:
    if line.get("status").upper() not in ("", "ACTIVE"):
        return ()  # followed once, not any more
    contact = known.meet(line.get("fullname"))
    if not contact:
        return None
    return [Interaction(contact, None, line.date("date"), "follow", "given", "observed", PLATFORM, source_file=file)]


def _declared(line: Line, known: Known, file: str, *, columns: tuple[str, ...], date: str = "") -> Rows:
    """What does the person say of themselves: headline, jobs, schools, skills, companies and hashtags they follow?"""
    time = line.date(date) if date else None
    return [Trace(PLATFORM, "declared", value, time) for column in columns if (value := line.get(column))]


def _inference(line: Line, known: Known, file: str) -> Rows:
    kind, value = line.get("type of inference", "category"), line.get("inference")
    return [Trace(PLATFORM, "inference", f"{kind}: {value}" if kind else value)] if value else None


def _joined(text: str) -> str:
    """The words of a text of several lines: LinkedIn writes each line break as the end and start of a quotation."""
    if '"\n"' in text:
        text = text.removeprefix('"').removesuffix('"').replace('"\n"', "\n")
    return text.strip()


_OBJECT = re.compile(r"urn:li:(?:share|activity|ugcPost|groupPost):(?:\d{1,12}-)?(\d{15,20})")


def _native(link: str) -> int | None:
    """The number of the post that a link leads to."""
    found = _OBJECT.search(unquote(link[:2000]))
    return int(found[1]) if found else None


# --- files -----------------------------------------------------------------------------------------------------


def _cut(file: str, table: Table) -> Iterator[Problem]:
    if table.cut:
        what = N_("The rest of this table cannot be read: a quotation mark is not closed, or a text is too long.")
        yield Problem(PLATFORM, file, what)


def _opened(member: Member, file: str, escape: str | None = None) -> Table:
    table = table_in(text_of(member), _NEEDED[file], escape)
    if table is None:
        raise BrokenMember
    return table


def _read(
    member: Member, export: Export, *, file: str, row: Callable[[Line, Known, str], Rows], escape: str | None = None
) -> Iterator[Row]:
    table = _opened(member, file, escape)
    bad = 0
    for line in table.lines():
        rows = row(line, export.context, file)
        bad += rows is None
        yield from rows or ()
    yield from left_out(PLATFORM, file, bad)
    yield from _cut(file, table)


def _addresses(member: Member, export: Export) -> Iterator[Row]:
    """The person's own addresses were read before everything else; nothing of them becomes a row."""
    yield from ()


def _advertising(member: Member, export: Export) -> Iterator[Row]:
    """What does LinkedIn sell advertisers about the person? One row with about thirty columns, some names twice."""
    table = _opened(member, "Ad_Targeting*.csv")
    for row in table.cells():
        for column, cell in zip(table.header, row):
            for value in filter(None, map(str.strip, cell.split(";"))):
                # connections' employers say something about others
                if "interest" in column.lower():
                    yield Trace(PLATFORM, "interest", value)
                elif "connections" not in column.lower():
                    yield Trace(PLATFORM, "inference", f"{column}: {value}")
    yield from _cut("Ad_Targeting*.csv", table)


def messages(member: Member, export: Export) -> Iterator[Row]:
    """Who wrote what to whom? Own messages are posts to these people; LinkedIn keeps no reactions to them."""
    table = _opened(member, MESSAGES)
    talks: dict[str, list[Line]] = {}
    bad = 0
    for line in table.lines():
        sender, content = line.get("from"), line.get("content", "subject")
        title, folder = line.get("conversation title"), line.get("folder").upper()
        if line.get("is message draft").upper() in ("YES", "TRUE") or folder == "SPAM" or "Sponsored" in title:
            continue
        if not sender or line.date("date") is None:
            bad += 1
        elif content:
            key = line.get("conversation id") or made_id(PLATFORM, *sorted((sender, line.get("to"))))
            talks.setdefault(key, []).append(line)
    yield from left_out(PLATFORM, MESSAGES, bad)
    yield from _cut(MESSAGES, table)
    known: Known = export.context
    _find_owner(export, [{name for line in lines for name, _ in _parties(line)} for lines in talks.values()])
    if export.unowned:
        what = N_("These chats do not say which person is you. Say what you are called in them, then they can be read.")
        yield Problem(PLATFORM, MESSAGES, what, len(talks))
        return
    for key, lines in talks.items():
        yield from _talk(key, lines, known)


def _find_owner(export: Export, crowds: list[set[str]]) -> None:
    """Without a profile, the one who takes part in every conversation is the person; else they stay nobody's."""
    known: Known = export.context
    if known.own_names or known.own_slugs or not crowds:
        return
    always = set.intersection(*crowds) if len(crowds) > 1 else set()
    if len(always) == 1:
        known.own_names = frozenset(key for name in always if (key := fold(name)))
    else:
        everybody = tuple(sorted(set().union(*crowds)))
        export.unowned = Unowned(PLATFORM, len(everybody), everybody, server_wide=False)


def _parties(line: Line) -> Iterator[tuple[str, str]]:
    """The name and address of everybody in a message; names that hold a comma cannot be told apart and are left."""
    yield line.get("from"), line.get("sender profile url")
    names, urls = line.get("to").split(","), line.get("recipient profile urls").split(",")
    if len(names) == len(urls) or not any(urls):
        for at, name in enumerate(names):
            if name.strip():
                yield name.strip(), urls[at] if any(urls) else ""


def _talk(key: str, lines: list[Line], known: Known) -> Iterator[Row]:
    thread = f"{PLATFORM}:t/{key[:200]}"
    people = dict.fromkeys(party for line in lines for party in _parties(line))
    others = list(dict.fromkeys(contact for party in people if (contact := known.meet(*party))))
    in_group = len(others) > 1
    if in_group:
        title = next(filter(None, (line.get("conversation title") for line in lines)), "")
        names = ", ".join(known.contacts[contact].name for contact in others)
        yield Group(thread, PLATFORM, title or names, "chat")
        for contact in others:
            yield Membership(contact, thread)
    for line in lines:
        sender, time = next(_parties(line)), line.date("date")
        text = _plain(line.get("content", "subject"))
        if known.mine(*sender):
            post = made_id(PLATFORM, "message", key, time, text)
            visibility: Visibility = "group" if in_group else "direct" if others else "private"
            yield Post(post, PLATFORM, time, text, "message", visibility=visibility, thread_id=thread,
                       source_file=MESSAGES)  # fmt: skip
            if in_group:
                yield Audience(post, group_id=thread)
            else:
                yield from (Audience(post, contact_id=contact) for contact in others)
        elif author := known.meet(*sender):
            yield Interaction(author, None, time, "message", "received", "observed", PLATFORM, thread, text, MESSAGES)


def _plain(content: str) -> str:
    """Messages of recruiters are written in HTML, all others as they are."""
    return plain(content) if re.search(r"<(?:p|br|div|span)\b", content) else content


def sniff(member: Member) -> bool:
    """Is this single file one of LinkedIn's tables, by its name and its headers, or the numbers of its posts?"""
    if member.key.endswith(".xlsx"):
        return is_analytics(member)
    file = _TABLES.first(member)
    head = member.head() if file in _TELLING else b""
    return bool(head) and table_in(decode(head).replace("\0", ""), _NEEDED[file or ""]) is not None


#: pattern -> the headers (folded) without which a file is not the one its name says
_NEEDED: Mapping[str, frozenset[str]] = {
    file: frozenset(filter(None, headers.split("|")))
    for file, headers in {
        _CONNECTIONS: "first name|last name|connected on",
        _SHARES: "date|sharelink|sharecommentary",
        "Comments*.csv": "date|link|message",
        "Reactions*.csv": "date|type|link",
        "Likes*.csv": "date|link",
        MESSAGES: "from|to|date|content",
        _INVITATIONS: "from|to|sent at|direction",
        "Endorsement_Received_Info*.csv": "skill name|endorser first name|endorser last name",
        "Endorsement_Given_Info*.csv": "skill name|endorsee first name|endorsee last name",
        "Recommendations_Received*.csv": "first name|last name|text",
        "Recommendations_Given*.csv": "first name|last name|text",
        "Member_Follows*.csv": "fullname",
        "Company_Follows*.csv": "organization",
        "Hashtag_Follows*.csv": "hashtag",
        "Inferences_about_you*.csv": "type of inference|inference",
        "Ad_Targeting*.csv": "",
        _PROFILE: "first name|last name",
        _EMAILS: "email address",
        "Positions.csv": "company name",
        "Education.csv": "school name",
        "Skills.csv": "name",
    }.items()
}
#: files that people choose alone and whose headers no other platform has
_TELLING = frozenset({_CONNECTIONS, _SHARES, _INVITATIONS, "Endorsement_Received_Info*.csv"})

_ROWS: Mapping[str, Callable[[Line, Known, str], Rows]] = {
    _CONNECTIONS: _connection,
    _SHARES: _share,
    "Comments*.csv": _comment,
    "Reactions*.csv": _reaction,
    "Likes*.csv": _reaction,
    _INVITATIONS: _invitation,
    "Endorsement_Received_Info*.csv": partial(_endorsement, direction="received", who="endorser"),
    "Endorsement_Given_Info*.csv": partial(_endorsement, direction="given", who="endorsee"),
    "Recommendations_Received*.csv": partial(_recommendation, direction="received"),
    "Recommendations_Given*.csv": partial(_recommendation, direction="given"),
    "Member_Follows*.csv": _follow,
    "Company_Follows*.csv": partial(_declared, columns=("organization",), date="followed on"),
    "Hashtag_Follows*.csv": partial(_declared, columns=("hashtag",), date="createdtime"),
    "Inferences_about_you*.csv": _inference,
    _PROFILE: partial(_declared, columns=("headline", "summary", "industry", "websites")),
    "Positions.csv": partial(_declared, columns=("company name", "title")),
    "Education.csv": partial(_declared, columns=("school name",)),
    "Skills.csv": partial(_declared, columns=("name",)),
}
#: only comments escape a quotation mark with a backslash; the other files double it
_FILES: Mapping[str, Reader | None] = {
    **{
        file: partial(_read, file=file, row=row, escape="\\" if row is _comment else None)
        for file, row in _ROWS.items()
    },
    MESSAGES: messages,
    "Ad_Targeting*.csv": _advertising,
    _EMAILS: _addresses,
    ANALYTICS: analytics,
    # known and left closed: secrets, searches, jobs, purchases, assistants. The imported address book (Contacts.csv)
    # has the name of people's own tables, which must stay theirs.
    **dict.fromkeys((
        "PhoneNumbers.csv", "Whatsapp_Phone_Numbers.csv", "Registration.csv", "Profile_Summary.csv", "Logins.csv",
        "Security_Challenges.csv", "Private_identity_asset.csv", "SearchQueries.csv", "Saved_Items.csv",
        "Instant_Reposts.csv", "Votes.csv", "Learning.csv", "Rich_Media.csv", "Receipts*.csv",
        "Ads_Clicked.csv", "LAN_Ads_Engagement.csv", "Languages.csv", "Certifications.csv", "Courses.csv",
        "Honors.csv", "Organizations.csv", "Projects.csv", "Publications.csv", "Volunteering.csv", "Providers.csv",
        "*_messages.csv", "Articles/*.html", "Jobs/*.csv", "Verifications/*.csv",
    )),
}  # fmt: skip
_TABLES = Patterns(_FILES)

IMPORTER = Importer(
    platform=PLATFORM,
    title="LinkedIn",
    files=_FILES,
    signatures=(
        # comments.csv and messages.csv exist on other platforms too, so names that only LinkedIn has decide
        (_CONNECTIONS,),
        (_INVITATIONS,),
        (_SHARES, "Comments*.csv"),
        (_SHARES, "Reactions*.csv"),
        (_SHARES, _PROFILE),
        (MESSAGES, _PROFILE),
        ("Endorsement_Received_Info*.csv",),
        ("Company_Follows*.csv",),
        ("Member_Follows*.csv",),
        ("Ad_Targeting*.csv",),
        ("Inferences_about_you*.csv",),
    ),
    sniff=sniff,
    sniffed_together=True,
    private=frozenset({MESSAGES}),
    owner=owner,
    prepare=prepare,
    finish=finish,
    join=join,
)
