"""What did the person post and answer on Reddit, in which communities, whom do they follow, who gave them an award?

How to get it: reddit.com/settings/data-request; the link comes by message, often after days.

Layouts read (the columns that four public programs read, exports of 2020 to 2025, last looked at in 2026; no export of
a real person was at hand): one flat zip of about 40 CSV files, large ones in parts (`posts_1.csv`), times in UTC.
Columns with IP addresses are never read. `*_headers.csv` repeat other tables without their words.

What is not in it: who voted, who answered, how much a post was liked, and who wrote what the person answered or voted
for. Awards are the only acts of others with a name. The community of a post stands in its thread:
`reddit:r/<community>/<post>`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from identity_audit import limits
from identity_audit.dataset import Owner
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer, Reader
from identity_audit.importers.fields import when
from identity_audit.schema import (
    Audience,
    Contact,
    Group,
    Interaction,
    Media,
    Membership,
    Post,
    Problem,
    Row,
    Trace,
)
from identity_audit.table_rows import table_rows
from identity_audit.words import N_

PLATFORM = "reddit"
_AWARDS = "gold_received.csv"
_STATISTICS = "statistics.csv"
_MESSAGES = ("messages.csv", "messages_archive.csv")
_CHATS = "chat_history.csv"

_NAME = re.compile(r"(?:/?u/)?([\w-]{1,40})/?")
_MENTION = re.compile(r"(?<![\w/])/?u/([\w-]{3,20})(?![\w-])")
_PLACE = re.compile(r"/comments/(?P<post>\w{1,20})(?:/[^/\s?]{0,300}/(?P<comment>\w{1,20}))?")
_EXPORT = re.compile(r"export_([\w-]{1,40})_\d{8}")
# what Reddit leaves where words or a name were taken away
_GONE = frozenset({"[deleted]", "[removed]", "[deleted by user]"})
_PROGRAMS = frozenset({"reddit", "automoderator"})

Line = Mapping[str, str]


@dataclass(slots=True)
class _Known:
    """Who the person is, who was met, and which of their posts an award by name was given for."""

    own: str = ""
    people: dict[str, Contact] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    awards: list[Interaction] = field(default_factory=list)
    bad: Counter[str] = field(default_factory=Counter)

    def meet(self, name: str) -> str | None:
        """The contact of an account; the person, programs, and accounts that are gone are nobody."""
        found = _NAME.fullmatch(name.strip())
        if not found or found[1].casefold() in _PROGRAMS | {self.own}:
            return None
        contact = f"{PLATFORM}:{found[1].casefold()}"
        self.people.setdefault(contact, Contact(contact, PLATFORM, found[1], found[1]))
        return contact


def owner(export: Export) -> Owner | None:
    """Who do the statistics name, or else the name of the zip?"""
    facts: dict[str, str] = {}
    for member in export.find(_STATISTICS):
        facts |= {line["statistic"].lower(): line["value"] for line in _lines(member, "statistic", "value")}
    name = facts.get("account name", "").strip()
    zips = (_EXPORT.match(member.source_name) for member in export.members)
    name = name or next((found[1] for found in zips if found), "")
    email = facts.get("email address", "").strip()
    return Owner(PLATFORM, (name,), (email,) if "@" in email else (), (name,)) if name else None


def prepare(export: Export) -> None:
    """Awards come first: a post under which somebody is named is known in part."""
    names = (name for o in export.owners if o.platform == PLATFORM for name in o.ids)
    own = next(names, "") or next((_account(me) for me in export.request.me), "")
    known = export.context = _Known(own.casefold())
    for member in export.find(_AWARDS):
        try:
            for line in _lines(member, "content_link", "gilder_username"):
                post_id = _thing(line["content_link"])
                contact = known.meet(line["gilder_username"])
                if post_id and contact:
                    known.named.add(post_id)
                    known.awards.append(
                        Interaction(contact, post_id, when(line.get("date", "")), "reaction", "received", "observed",
                                    PLATFORM, source_file=_AWARDS)
                    )  # fmt: skip
        except BrokenMember:
            # its own reader says so
            continue


def _account(name: str) -> str:
    found = _NAME.fullmatch(name.strip())
    return found[1] if found else ""


def finish(export: Export) -> Iterator[Row]:
    known: _Known = export.context
    for act in known.awards:
        yield act if act.post_id in known.posts else replace(act, post_id=None)
    for file, n in known.bad.items():
        if n:
            what = N_("Some entries are not in a form that we know. They were left out, the rest was read.")
            yield Problem(PLATFORM, file, what, n)
    yield from known.people.values()


# --- what the person wrote ---------------------------------------------------------------------------------------


def posts(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person post, where? Title and words; where Reddit took them away, an empty text."""
    for line in _lines(member, "id", "subreddit", "date"):
        words = (line.get("title", ""), line.get("body", ""))
        yield from _written(line, f"t3_{line['id']}", words, _media(line.get("url", "")), export, file=file)


def comments(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person answer? To whom, the file does not say."""
    for line in _lines(member, "id", "subreddit", "date"):
        media: Media = "photo" if line.get("media") else "link" if "http" in line.get("body", "") else "none"
        yield from _written(line, f"t1_{line['id']}", (line.get("body", ""),), media, export, file=file)


def _written(
    line: Line, native: str, words: tuple[str, ...], media: Media, export: Export, *, file: str
) -> Iterator[Row]:
    known: _Known = export.context
    time = when(line["date"])
    if not line["id"].strip() or time is None:
        known.bad[file] += 1
        return
    link = _PLACE.search(line.get("link", "") or line.get("permalink", ""))
    community, post = line["subreddit"].strip(), link["post"] if link else native.removeprefix("t3_")
    thread = f"{PLATFORM}:r/{community}/{post}"
    text = "\n\n".join(word for part in words if (word := part.strip()) and word not in _GONE)
    post_id = f"{PLATFORM}:{native}"
    known.posts.add(post_id)
    yield Post(
        post_id, PLATFORM, time, text, "post" if native.startswith("t3_") else "reply", media, "public",
        "partial" if post_id in known.named else "none", thread, source_file=file,
    )  # fmt: skip
    for name in dict.fromkeys(_MENTION.findall(text)):
        contact = known.meet(name)
        if contact:
            yield Interaction(contact, post_id, time, "mention", "given", "observed", PLATFORM, thread, text, file)


def _media(url: str) -> Media:
    address = url.strip().lower()
    if re.search(r"//v\.redd\.it/|//(?:www\.)?youtu\.?be", address):
        return "video"
    if re.search(r"//i\.redd\.it/|reddit\.com/gallery/|\.(?:jpe?g|png|gif|webp)(?:\?|$)", address):
        return "photo"
    # a post of words links to itself
    return "link" if address.startswith("http") and "/comments/" not in address else "none"


def _thing(link: str) -> str:
    """The id of the post or comment behind an address; nothing where it is none."""
    found = _PLACE.search(link[:1000])
    if not found:
        return ""
    return f"{PLATFORM}:t1_{found['comment']}" if found["comment"] else f"{PLATFORM}:t3_{found['post']}"


# --- whom and what the person follows ----------------------------------------------------------------------------


def friends(member: Member, export: Export) -> Iterator[Row]:
    """Whom does the person follow? The notes about them stay closed."""
    known: _Known = export.context
    for line in _lines(member, "username"):
        contact = known.meet(line["username"])
        known.bad["friends.csv"] += contact is None
        if contact:
            yield Interaction(contact, None, None, "follow", "given", "observed", PLATFORM, source_file="friends.csv")


def votes(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person vote for? Nobody is named, so it stays a number."""
    n = sum(1 for line in _lines(member, "id", "direction") if line["direction"].strip() in ("up", "down"))
    if n:
        what = N_(
            "Reddit keeps what you voted for without saying who wrote it. "
            "These votes are not counted as given to somebody."
        )
        yield Problem(PLATFORM, file, what, n)


def communities(member: Member, export: Export, *, column: str) -> Iterator[Row]:
    """Which communities did the person join, which did they put together under a name of their own?"""
    for line in _lines(member, column):
        if name := line[column].strip():
            yield Trace(PLATFORM, "declared", name)


def awards(member: Member, export: Export) -> Iterator[Row]:
    """Read by `prepare`, told by `finish`; opened again only to say whether it can be read."""
    for _ in _lines(member, "content_link", "gilder_username"):
        pass
    yield from ()


def facts(member: Member, export: Export) -> Iterator[Row]:
    """Only the name of the account is taken from it, by `owner`."""
    yield from ()


# --- private messages --------------------------------------------------------------------------------------------


def messages(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Who wrote what to whom? One line is one letter."""
    known: _Known = export.context
    if not known.own:
        yield from _nobody(file)
        return
    for line in _lines(member, "id", "from", "to", "date"):
        sender, to, time = _account(line["from"]), _account(line["to"]), when(line["date"])
        native = line["id"].strip()
        if not native or time is None or known.own not in (sender.casefold(), to.casefold()):
            known.bad[file] += 1
            continue
        thread = f"{PLATFORM}:m/{line.get('thread_id', '').strip() or native}"
        words = (line.get("subject", ""), line.get("body", ""))
        text = "\n\n".join(word for part in words if (word := part.strip()) and word not in _GONE)
        other = known.meet(to if sender.casefold() == known.own else sender)
        if sender.casefold() == known.own:
            yield from _letter(f"{PLATFORM}:m_{native}", time, text, thread, others=[other] if other else [], file=file)
        elif other:
            yield Interaction(other, None, time, "message", "received", "observed", PLATFORM, thread, text, file)


def _nobody(file: str) -> Iterator[Problem]:
    what = N_("These chats do not say which person is you. Say what you are called in them, then they can be read.")
    yield Problem(PLATFORM, file, what)


def chats(member: Member, export: Export) -> Iterator[Row]:
    """Who wrote what in which chat? Of each chat, everybody who wrote in it is known, and nobody else."""
    known: _Known = export.context
    if not known.own:
        yield from _nobody(_CHATS)
        return
    talks: dict[str, list[Line]] = {}
    for row in _lines(member, "message_id", "created_at", "username", "channel_url"):
        if row["message_id"].strip() and when(row["created_at"]) and row["channel_url"].strip():
            talks.setdefault(row["channel_url"].strip(), []).append(row)
        else:
            known.bad[_CHATS] += 1
    for channel, lines in talks.items():
        thread = f"{PLATFORM}:c/{channel}"[:200]
        others = [
            contact for name in dict.fromkeys(line["username"] for line in lines) if (contact := known.meet(name))
        ]
        in_group = len(others) > 1 or any(line.get("conversation_type", "").lower() == "group" for line in lines)
        group = thread if in_group else ""
        if in_group:
            title = next((name for line in lines if (name := line.get("channel_name", "").strip())), "")
            yield Group(thread, PLATFORM, title or ", ".join(known.people[c].name for c in others) or channel, "chat")
            yield from (Membership(contact, thread) for contact in others)
        for line in lines:
            text, native = line.get("message", "").strip(), f"{PLATFORM}:c_{line['message_id'].strip()}"
            if _account(line["username"]).casefold() == known.own:
                yield from _letter(
                    native, when(line["created_at"]), text, thread, others=others, group=group, file=_CHATS
                )
            elif contact := known.meet(line["username"]):
                yield Interaction(contact, None, when(line["created_at"]), "message", "received", "observed", PLATFORM,
                                  thread, text, _CHATS)  # fmt: skip


def _letter(
    post_id: str, time: datetime | None, text: str, thread: str, *, others: list[str], group: str = "", file: str
) -> Iterator[Row]:
    """A message of the person, and whom it went to."""
    media: Media = "link" if re.search(r"https?://", text) else "none"
    yield Post(post_id, PLATFORM, time, text, "message", media, "group" if group else "direct", "none", thread,
               source_file=file)  # fmt: skip
    if group:
        yield Audience(post_id, group_id=group)
    else:
        yield from (Audience(post_id, contact_id=contact) for contact in others)


# --- tables ------------------------------------------------------------------------------------------------------


def _lines(member: Member, *needed: str) -> Iterator[dict[str, str]]:
    """The rows by their headers, without IP addresses; BrokenMember where a column that is needed is not there."""
    try:
        rows = table_rows(member.lines())
        header = [name.strip().lower().lstrip("\ufeff") for name in next(rows, [])]
        limits.check_columns(len(header))
        if not set(needed) <= set(header):
            raise BrokenMember
        columns = [(at, name) for at, name in enumerate(header) if name != "ip"]
        for row in rows:
            if any(row):
                yield {name: row[at] if at < len(row) else "" for at, name in columns}
    except csv.Error as error:
        raise BrokenMember from error


_HEADERS = {
    b"id,permalink,date,": b",subreddit,",
    b"id,permalink,direction": b"",
    b"message_id,created_at,": b"channel_url",
}


def sniff(member: Member) -> bool:
    """A table chosen alone: by its headers."""
    if not member.key.endswith(".csv") or not _FILES.get(member.name.lower()):
        return False
    head = member.head(300).removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].replace(b'"', b"")
    return any(head.startswith(start) and part in head for start, part in _HEADERS.items())


def _parts(name: str) -> tuple[str, ...]:
    """Large tables come in numbered parts."""
    stem = name.removesuffix(".csv")
    return (name, f"{stem}_?.csv", f"{stem}_??.csv")


_FILES: Mapping[str, Reader | None] = {
    **{file: partial(posts, file="posts.csv") for file in _parts("posts.csv")},
    **{file: partial(comments, file="comments.csv") for file in _parts("comments.csv")},
    **{file: partial(votes, file=name) for name in ("post_votes.csv", "comment_votes.csv") for file in _parts(name)},
    "friends.csv": friends,
    "subscribed_subreddits.csv": partial(communities, column="subreddit"),
    "multireddits.csv": partial(communities, column="display_name"),
    _AWARDS: awards,
    _STATISTICS: facts,
    **{file: partial(messages, file=file) for file in _MESSAGES},
    **dict.fromkeys(_parts(_CHATS), chats),
    # known and left closed: the same without words, what was kept or hidden, what was paid, settings, addresses,
    # and what the person told Reddit about themselves without meaning it for others
    **dict.fromkeys((
        "*_headers.csv", "saved_posts*.csv", "saved_comments*.csv", "hidden_posts*.csv", "drafts.csv",
        "scheduled_posts.csv", "poll_votes.csv", "gilded_content.csv", "announcements.csv", "purchases.csv",
        "subscriptions.csv", "payouts.csv", "stripe.csv", "persona.csv", "twitter.csv", "linked_identities.csv",
        "linked_phone_number.csv", "account_gender.csv", "birthdate.csv", "sensitive_ads_preferences.csv",
        "user_preferences.csv", "ip_logs.csv", "checkfile.csv", "moderated_subreddits.csv",
        "approved_submitter_subreddits.csv",
    )),
}  # fmt: skip

IMPORTER = Importer(
    PLATFORM,
    "Reddit",
    files=_FILES,
    signatures=(
        ("comment_headers.csv",),
        ("post_headers.csv",),
        ("subscribed_subreddits.csv",),
        ("post_votes.csv",),
        ("comment_votes.csv",),
        ("gilded_content.csv",),
    ),
    sniff=sniff,
    sniffed_together=True,
    private=frozenset({*_MESSAGES, *_parts(_CHATS)}),
    owner=owner,
    prepare=prepare,
    finish=finish,
)
