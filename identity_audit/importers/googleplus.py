"""What did the person write on Google+, to which circles, and who gave a +1, commented or passed it on?

How to get it: Google+ closed in April 2019 and its data is gone; only an archive that was kept (`takeout-...zip`, with
the folders `Google+ Stream` and `Google+ Circles`) can be read. It is the one export that names everybody who reacted
to every post and the circles that each post went to.

Layouts read: one JSON or HTML file per post (`<day> - <first words>`), the activity log, circles as vCards, CSV or
JSON, communities that the person looked after. The keys of the JSON are those that a list of all keys of a whole
archive (2,145 posts, 2011 to 2019) gives; the pages in HTML were seen. Names of folders are those of the account's
language, so files are found by their form. Last looked at in 2026.

What is not in it: who read a post; +1s on comments, by name; whose posts the person gave a +1, but for their address.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from identity_audit.dataset import Owner, fold
from identity_audit.importers.archive import BrokenMember, Member, Patterns
from identity_audit.importers.base import Export, Importer, Reader
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.importers.googleplus_circles import CIRCLES, PROFILE, circle, profile
from identity_audit.importers.googleplus_html import log_in, post_in
from identity_audit.importers.googleplus_people import PLATFORM, UNKNOWN_FORM, Known, Shared, keys_of, shared_with
from identity_audit.importers.html_text import plain
from identity_audit.schema import (
    Audience,
    Direction,
    Interaction,
    InteractionKind,
    Media,
    Post,
    PostKind,
    Row,
)
from identity_audit.words import N_

_DAY = "????????_*"
STREAM = tuple(f"*Google+*/*/{_DAY}.{ending}" for ending in ("json", "html"))
COMMUNITY = tuple(f"*Google+*/*/*/{_DAY}.{ending}" for ending in ("json", "html"))
LOG = ("ActivityLog/*.json", "ActivityLog/*.html")
_QUOTED = 500

_CLOSED = N_("Posts to chosen people only are private messages. They stay closed until you ask to read messages.")
_STRANGERS = N_(
    "Google+ gives the address of these posts, not whose they are. What you did there is not counted as given to "
    "somebody."
)


# --- before reading --------------------------------------------------------------------------------------------


def owner(export: Export) -> Owner | None:
    """Who wrote the posts of the stream? The profile adds the addresses that other exports may name."""
    emails = [
        as_text(as_dict(box).get("value"))
        for member in (m for pattern in PROFILE for m in export.find(pattern))
        for box in as_list(as_dict(_quietly(member)).get("emails"))
    ]
    table = Patterns(_FILES)
    for member in export.members:
        if table.first(member) in STREAM:
            author = _quietly(member).get("author")
            if keys_of(author):
                name = as_text(as_dict(author).get("displayName")).strip()
                return Owner(PLATFORM, (name,) if name else (), tuple(e for e in emails if "@" in e),
                             tuple(keys_of(author)))  # fmt: skip
    return None


def _quietly(member: Member) -> dict[str, Any]:
    """The box of a file before its turn; a broken one is counted when its reader opens it."""
    try:
        return next(iter(_boxes(member)), {})
    except BrokenMember:
        return {}


def _boxes(member: Member) -> list[dict[str, Any]]:
    if member.key.endswith(".html"):
        return [post_in(member.text())]
    return [as_dict(box) for box in as_list(member.json())]


def prepare(export: Export) -> None:
    """Posts come first, JSON before HTML, then circles: they say who is who. The log is read with all of them known."""
    table, order = Patterns(_FILES), [*STREAM, *COMMUNITY, *CIRCLES, *LOG]
    export.members = tuple(sorted(export.members, key=lambda m: _place(table.first(m), order)))
    mine = (found.ids for found in export.owners if found.platform == PLATFORM)
    said = {word.casefold() for word in export.request.me if re.fullmatch(r"\d{5,30}|\+\S+", word)}
    export.context = Known(own={key for ids in mine for key in ids} | said, messages=export.request.messages)


def _place(pattern: str | None, order: list[str]) -> int:
    return order.index(pattern) if pattern in order else len(order)


def finish(export: Export) -> Iterator[Row]:
    known: Known = export.context
    yield from known.rows()


# --- posts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """A post while it is read: its id (which is its thread), the pattern of its file, and what is known by then."""

    id: str
    time: datetime
    file: str
    known: Known

    def act(
        self, contact: str | None, kind: InteractionKind, direction: Direction, *,
        time: datetime | None = None, text: str = "", post: str | None = None,
    ) -> Iterator[Interaction]:  # fmt: skip
        """An act under this post, or about `post`; none where nobody is named."""
        if contact:
            yield Interaction(contact, post, time, kind, direction, "observed", PLATFORM, self.id, text, self.file)


def posts(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person write, who could see it and who reacted? In a community others write too: then what the
    person did under their post is an act of theirs."""
    known: Known = export.context
    for box in _boxes(member):
        time, native = when(box.get("creationTime")), _native(box)
        if not native or time is None:
            known.counts[file, UNKNOWN_FORM] += 1
        elif native not in known.posts:
            known.posts.add(native)
            mine = known.is_me(box.get("author")) or not (known.own or file in COMMUNITY)
            yield from (_own if mine else _of_somebody)(box, _Read(f"{PLATFORM}:{native}", time, file, known))


def _native(box: dict[str, Any]) -> str:
    """The id in the address of a post: pages, logs and JSON all have it. Else the file's own names."""
    found = re.search(r"/posts/([\w-]{1,100})", as_text(box.get("url"))[:500])
    return found[1] if found else (as_text(box.get("activityId")) or as_text(box.get("resourceName")))[:200]


def _own(box: dict[str, Any], read: _Read) -> Iterator[Row]:
    known, shared = read.known, shared_with(box, read.known)
    message = shared.visibility in ("direct", "private")
    if message and not known.messages:
        known.counts[read.file, _CLOSED] += 1
        known.closed.add(read.id)
        return
    words, again = _words(box), as_dict(box.get("resharedPost"))
    received = list(_received(box, known))
    # everybody is named, but for accounts that were closed since: those count, and nobody knows who they were
    whole = all(contact for contact, _, _ in received)
    numbers = [len(as_list(box.get(key))) for key in ("plusOnes", "comments", "reshares")]
    yield Post(
        read.id, PLATFORM, read.time, words or plain(as_text(again.get("content"))),
        "message" if message else "repost" if again and not words else "post", _media(box), shared.visibility,
        "complete" if whole else "partial", read.id, n_reactions=numbers[0], n_comments=numbers[1],
        n_shares=numbers[2], source_file=read.file,
    )  # fmt: skip
    yield from _audience(read.id, shared)
    for contact, kind, entry in received:
        time, text = when(entry.get("creationTime")), plain(as_text(entry.get("content")))
        yield from read.act(contact, kind, "received", time=time, text=text, post=read.id)
    author = known.meet(again.get("author")) if again else None
    yield from read.act(author, "share", "given", time=read.time, text=words, post=read.id)
    for contact in _named(as_text(box.get("content")), known):
        if contact != author:
            yield from read.act(contact, "mention", "given", time=read.time, text=words, post=read.id)
    for comment in map(as_dict, as_list(box.get("comments"))):
        if known.is_me(comment.get("author")):
            yield from _own_comment(comment, read, shared)


def _audience(post: str, shared: Shared) -> Iterator[Audience]:
    yield from (Audience(post, group_id=group) for group in shared.groups)
    yield from (Audience(post, contact_id=contact) for contact in shared.people)


def _words(box: dict[str, Any]) -> str:
    """The person's own words and what they stand beside: the title of a link, the choices of a poll."""
    choices = [as_text(as_dict(c).get("description")) for c in as_list(as_dict(box.get("poll")).get("choices"))]
    again = as_dict(box.get("resharedPost"))
    # of a post passed on, the link is its author's
    title = "" if again else as_text(as_dict(box.get("link")).get("title"))
    parts = [plain(as_text(box.get("content"))), *choices, title]
    if not any(parts) and not again:
        parts = [as_text(picture.get("description")) for picture in _pictures(box)]
    return "\n\n".join(dict.fromkeys(filter(None, map(str.strip, parts))))


def _pictures(box: dict[str, Any]) -> list[dict[str, Any]]:
    return [as_dict(box.get("media")), *map(as_dict, as_list(as_dict(box.get("album")).get("media")))]


def _media(box: dict[str, Any]) -> Media:
    if as_list(as_dict(box.get("poll")).get("choices")):
        return "poll"
    kinds = {as_text(picture.get("contentType")).partition("/")[0] for picture in _pictures(box)}
    for kind, media in _KINDS.items():
        if kind in kinds:
            return media
    return "link" if as_dict(box.get("link")) else "none"


_KINDS: Mapping[str, Media] = {"video": "video", "image": "photo", "audio": "audio"}


def _received(box: dict[str, Any], known: Known) -> Iterator[tuple[str | None, InteractionKind, dict[str, Any]]]:
    """Who did what under a post of the person, with the entry; nobody where the file does not name them."""
    votes = [vote for choice in as_list(as_dict(box.get("poll")).get("choices"))
             for vote in as_list(as_dict(choice).get("votes"))]  # fmt: skip
    lists: tuple[tuple[InteractionKind, object, str], ...] = (
        ("reaction", box.get("plusOnes"), "plusOner"),
        ("reaction", votes, "voter"),
        ("share", box.get("reshares"), "resharer"),
        ("comment", box.get("comments"), "author"),
    )
    done: set[tuple[str, str]] = set()
    for kind, entries, role in lists:
        for entry in map(as_dict, as_list(entries)):
            contact = known.meet(entry.get(role))
            if contact is None and known.is_me(entry.get(role)):
                continue
            # a +1 and a vote by the same person are one reaction; every comment is one
            if kind == "comment" or contact is None or (contact, kind) not in done:
                done.add((contact or "", kind))
                yield contact, kind, entry if kind == "comment" else {}


_NAMED = re.compile(r'<a\b[^<>]{0,500}class="proflink[^<>]{0,1000}>([^<>]{0,300})')


def _named(html: str, known: Known) -> Iterator[str]:
    """The people whom a text of the person names with a plus, by their number, each once."""
    done = set()
    for found in _NAMED.finditer(html):
        number = re.search(r'\boid="(\d{5,30})"', found.group())
        box = {"displayName": plain(found[1]), "resourceName": number[1] if number else ""}
        contact = known.meet(box, mentioned=True) if number else None
        if contact and contact not in done:
            done.add(contact)
            yield contact


def _own_comment(comment: dict[str, Any], read: _Read, shared: Shared, author: str | None = None) -> Iterator[Row]:
    """A comment of the person: an answer of theirs, and an act towards whoever it names or whose post it stands
    under. The log repeats it, so it is known by its minute and its words."""
    time, words = when(comment.get("creationTime")), plain(as_text(comment.get("content")))
    key = f"{time.isoformat()[:16] if time else read.id}/{(fold(words) or '')[:80]}"
    native = f"{PLATFORM}:comment/{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}"
    if not words or native in read.known.comments:
        return
    read.known.comments.add(native)
    kind: PostKind = "message" if shared.visibility in ("direct", "private") else "reply"
    yield Post(native, PLATFORM, time, words, kind, visibility=shared.visibility, thread_id=read.id,
               source_file=read.file)  # fmt: skip
    yield from _audience(native, shared)
    yield from read.act(author, "comment", "given", time=time, text=words, post=native)
    for contact in _named(as_text(comment.get("content")), read.known):
        if contact != author:
            yield from read.act(contact, "mention", "given", time=time, text=words, post=native)


def _of_somebody(box: dict[str, Any], read: _Read) -> Iterator[Row]:
    """Somebody else's post, in a community of the person: did the person give a +1, comment or pass it on?"""
    author, text = read.known.meet(box.get("author")), plain(as_text(box.get("content")))[:_QUOTED]
    kinds: tuple[tuple[InteractionKind, str, str], ...] = (
        ("reaction", "plusOnes", "plusOner"), ("share", "reshares", "resharer"),
    )  # fmt: skip
    for kind, key, role in kinds:
        if any(read.known.is_me(as_dict(entry).get(role)) for entry in as_list(box.get(key))):
            yield from read.act(author, kind, "given", text=text)
    for comment in map(as_dict, as_list(box.get("comments"))):
        if read.known.is_me(comment.get("author")):
            yield from _own_comment(comment, read, Shared(), author)


# --- the activity log ------------------------------------------------------------------------------------------


def log(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person do under the posts of others? The address of each post holds whose it is."""
    known: Known = export.context
    entries = _entries_of_page(member) if member.key.endswith(".html") else _entries_of_json(member)
    for kind, entry in entries:
        time, native = when(entry["time"]), _native(entry)
        if not native or time is None:
            known.counts[file, UNKNOWN_FORM] += 1
            continue
        read = _Read(f"{PLATFORM}:{native}", time, file, known)
        if read.id in known.closed:
            continue
        box = {"profilePageUrl": entry["url"], "displayName": entry.get("name", "")}
        author = None
        if not known.is_me(box) and native not in known.posts:
            # the comment that got a +1 is somebody's whom the log does not name
            author = None if kind == "comment +1" else known.meet(box)
            if author is None:
                known.counts[file, _STRANGERS] += 1
        if kind == "comment":
            shared = Shared("public") if entry.get("visibility") == "PUBLIC" else Shared()
            yield from _own_comment({"creationTime": entry["time"], "content": entry["text"]}, read, shared, author)
        elif kind == "+1":
            yield from read.act(author, "reaction", "given", time=time, text=entry["text"][:_QUOTED])


_Entry = Literal["comment", "+1", "comment +1"]
_ITEMS: Mapping[str, _Entry] = {
    "commentCreatedItem": "comment", "postPlusOneAddedItem": "+1", "pollVoteAddedItem": "+1",
    "commentPlusOneAddedItem": "comment +1",
}  # fmt: skip


def _entries_of_json(member: Member) -> Iterator[tuple[_Entry, dict[str, str]]]:
    data = member.json()
    for item in map(as_dict, as_list(as_dict(data).get("items") if isinstance(data, dict) else data)):
        kind = next((key for key in _ITEMS if key in item), "commentCreatedItem")
        moment = item.get("timestampMs")
        yield (
            _ITEMS[kind],
            {
                "url": as_text(as_dict(item.get(kind)).get("postPermalink")),
                "time": str(moment) if isinstance(moment, str | int) else "",
                "text": as_text(item.get("primaryText")),
                "visibility": as_text(item.get("visibility")),
            },
        )


_WRITER = re.compile(r" by (.{1,200}?)(?: in .*)?$", re.DOTALL)


def _entries_of_page(member: Member) -> Iterator[tuple[_Entry, dict[str, str]]]:
    """What a page lists is told by its name only: three files have a plus in it, +1s on comments name comments."""
    name = fold(member.name) or ""
    plus = "+1" in member.name or name.startswith("poll")
    kind: _Entry = "comment" if not plus else "comment +1" if re.search(r"com+ent|komment", name) else "+1"
    for entry in log_in(member.text()):
        writer = _WRITER.search(entry["title"])
        yield kind, {**entry, "name": writer[1] if writer else ""}


# --- files -----------------------------------------------------------------------------------------------------


_FILES: Mapping[str, Reader | None] = {
    # pictures may be named by their day, like posts
    **dict.fromkeys(("*.metadata.csv", "*Google+*/Photos/*", "*Google+*/Photos/*/*")),
    **{file: partial(log, file=file) for file in LOG},
    **{file: partial(posts, file=file) for file in (*COMMUNITY, *STREAM)},
    **{file: partial(circle, file=file) for file in CIRCLES},
    **dict.fromkeys(PROFILE, profile),
    # known and left closed: pictures, events, members of communities, +1s on pages of the web, the index of the archive
    **dict.fromkeys(("*Google+*/*", "*Google+*/*/*", "*Google+*/*/*/*", "*Google+*/*/*/*/*", "+1s/*", "*+1s/*",
                     )),
}  # fmt: skip

IMPORTER = Importer(
    platform=PLATFORM,
    title="Google+",
    files=_FILES,
    signatures=(
        *((pattern,) for pattern in (*STREAM, *COMMUNITY)),
        ("*Google+*/*.vcf",),
        ("Takeout/*Google+*/*.csv",),
        ("Takeout/*Google+*/*.json",),
    ),
    owner=owner,
    prepare=prepare,
    finish=finish,
)
