"""What did the person write on Mastodon, to whom did each post go, and how often was it favoured and boosted?

How to get it: Preferences > Import and export > Data export: request the archive (once a week), and below it the
tables "Following" and "Lists".

Layouts read (four real archives of 2018 to 2026 and the server's own code, last looked at in 2026): `outbox.json`,
`actor.json` and `likes.json` of the archive, which is a zip since Mastodon 4.2 and a `.tar.gz` before; the tables
`following_accounts.csv` and `lists.csv` (no header). Also the file of the program mastodon-archive by Alex Schroeder
(`server.user.name.json`), which people run with their own access: the only one that names who answered.

What is not in the archive: who favoured, boosted or answered. Since about 2025 posts have two numbers without names.
It is the only platform that says of every post who could see it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from identity_audit import limits
from identity_audit.dataset import Owner
from identity_audit.importers.archive import BrokenMember, Member, Patterns, decode
from identity_audit.importers.base import Export, Importer, Reader, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.importers.html_text import plain
from identity_audit.importers.mastodon_posts import (
    FEW,
    PLATFORM,
    Known,
    account_in,
    closed_posts,
    count,
    descriptions,
    first_picture,
    kind_of,
    media_of,
    strangers_in,
    told,
    words_of,
)
from identity_audit.importers.mastodon_program import BY_PROGRAM, by_program
from identity_audit.schema import Group, Interaction, Membership, Post, Row, Trace, Visibility
from identity_audit.words import N_

_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})


def owner(export: Export) -> Owner | None:
    """Who does actor.json, or the account of the program's file, name?"""
    for member in export.members:
        pattern = _TABLE.first(member) or BY_PROGRAM
        if pattern not in ("actor.json", BY_PROGRAM):
            continue
        try:
            data = as_dict(member.json())
        except BrokenMember:
            continue
        profile = data if pattern == "actor.json" else as_dict(data.get("account"))
        user = as_text(profile.get("preferredUsername")) or as_text(profile.get("username"))
        address = as_text(profile.get("id")) if pattern == "actor.json" else as_text(profile.get("url"))
        host = re.match(r"https?://([\w.:-]+)", address[:500])
        if user and host:
            name = as_text(profile.get("name")) or as_text(profile.get("display_name"))
            return Owner(PLATFORM, tuple(dict.fromkeys(filter(None, (name.strip(), user)))),
                         ids=(f"{user}@{host[1]}", address))  # fmt: skip
    return None


def prepare(export: Export) -> None:
    ids = [id for o in export.owners if o.platform == PLATFORM for id in o.ids]
    accounts = [id for id in ids if not id.startswith("http")]
    own = frozenset(account.lstrip("@").casefold() for account in (*accounts, *export.request.me))
    pages = tuple(f"{id}/" for id in ids if id.startswith("http"))
    host = accounts[0].rpartition("@")[2] if accounts else ""
    export.context = Known(own, pages, host, export.request.messages)


def finish(export: Export) -> Iterator[Row]:
    known: Known = export.context
    yield from known.contacts.values()


# --- the archive -----------------------------------------------------------------------------------------------


def outbox(member: Member, export: Export) -> Iterator[Row]:
    """What did the person write and boost, and who could see it? Oldest first, so threads are known by their start."""
    items = as_dict(member.json()).get("orderedItems")
    if not isinstance(items, list):
        raise BrokenMember
    known: Known = export.context
    bad = closed = strangers = 0
    for item in sorted(map(as_dict, items), key=lambda item: as_text(item.get("published"))):
        if item.get("type") == "Announce":
            boosted, native = _address(item.get("object")), as_text(item.get("id"))
            contact = known.meet(account_in(boosted))
            bad += not native
            strangers += not (contact or known.mine(boosted))
            if native:
                yield from _boost(item, native, contact)
            continue
        post = as_dict(item.get("object"))
        if not as_text(post.get("id")) or not (post.get("content") or post.get("attachment") or post.get("summary")):
            bad += 1
        elif _seen_by(item, post) in FEW and not known.messages:
            closed += 1
        else:
            yield from _note(item, post, known)
    yield from left_out(PLATFORM, "outbox.json", bad)
    yield from closed_posts("outbox.json", closed)
    yield from strangers_in("outbox.json", strangers)


def _boost(item: dict[str, Any], native: str, contact: str | None) -> Iterator[Row]:
    post_id, time = f"{PLATFORM}:{native}", when(item.get("published"))
    yield Post(post_id, PLATFORM, time, kind="repost", visibility=_seen_by(item, {}), source_file="outbox.json")
    if contact:
        yield Interaction(contact, post_id, time, "share", "given", "observed", PLATFORM, source_file="outbox.json")


def _note(item: dict[str, Any], post: dict[str, Any], known: Known) -> Iterator[Row]:
    native, above = as_text(post.get("id")), _address(post.get("inReplyTo"))
    time = when(post.get("published")) or when(item.get("published"))
    # without the name of the conversation, a thread is known by its first post, or by the one it answers
    thread = as_text(post.get("conversation")) or known.threads.get(above, above) or native
    known.threads[native] = thread
    likes, shares = (count(as_dict(post.get(key)).get("totalItems")) for key in ("likes", "shares"))
    visibility = _seen_by(item, post)
    reply = bool(above) and not known.mine(above) and above not in known.threads
    written = Post(
        f"{PLATFORM}:{native}", PLATFORM, time, words_of(post), kind_of(visibility, reply=reply), media_of(post),
        visibility, "none" if likes is None and shares is None else "count", f"{PLATFORM}:{thread}",
        _language(post), n_reactions=likes, n_shares=shares, context=descriptions(post),
        media_path=first_picture(post), source_file="outbox.json",
    )  # fmt: skip
    named = []
    for tag in map(as_dict, as_list(post.get("tag"))):
        if tag.get("type") == "Mention":
            # the name of somebody on the same server may lack the server, the address never does
            server = re.match(r"https?://([\w.:-]+)", as_text(tag.get("href"))[:500])
            account = as_text(tag.get("name")).lstrip("@")
            named.append(known.meet(f"{account}@{server[1]}" if server and "@" not in account else account))
    yield from told(written, known.meet(account_in(above)) if reply else None, named)


def _seen_by(item: dict[str, Any], post: dict[str, Any]) -> Visibility:
    """Who could see it, by its addressees: everybody in the first place, in the second, only followers, or few."""
    to, copies = (as_list(post.get(key)) or as_list(item.get(key)) for key in ("to", "cc"))
    if any(who in _PUBLIC for who in to if isinstance(who, str)):
        return "public"
    if any(who in _PUBLIC for who in copies if isinstance(who, str)):
        return "unlisted"
    if any(as_text(who).endswith("/followers") for who in (*to, *copies)):
        return "followers"
    return "direct" if to or copies else "private" if "to" in post else "unknown"


def _language(post: dict[str, Any]) -> str | None:
    languages = list(as_dict(post.get("contentMap")))
    return languages[0][:10] if len(languages) == 1 else None


def _address(value: object) -> str:
    return as_text(value) or as_text(as_dict(value).get("id"))


def likes(member: Member, export: Export) -> Iterator[Row]:
    """Whose posts did the person favour? Only addresses are listed; most hold the author."""
    known: Known = export.context
    strangers = 0
    for item in as_list(as_dict(member.json()).get("orderedItems")):
        contact = known.meet(account_in(_address(item)))
        strangers += not (contact or known.mine(_address(item)))
        if contact:
            yield Interaction(contact, None, None, "reaction", "given", "observed", PLATFORM,
                              thread_id=f"{PLATFORM}:{_address(item)}", source_file="likes.json")  # fmt: skip
    yield from strangers_in("likes.json", strangers)


def actor(member: Member, export: Export) -> Iterator[Row]:
    """What does the person say of themselves? (Who they are was read before everything else.)"""
    profile = as_dict(member.json())
    for text in (profile.get("summary"), *(as_dict(line).get("value") for line in as_list(profile.get("attachment")))):
        words = plain(as_text(text))
        if words:
            yield Trace(PLATFORM, "declared", words)


# --- the tables --------------------------------------------------------------------------------------------------


def _rows(member: Member) -> list[list[str]]:
    try:
        rows = [row for row in csv.reader(member.text().splitlines()) if any(row)]
    except csv.Error as error:
        raise BrokenMember from error
    limits.check_columns(max(map(len, rows), default=0))
    return rows


def following(member: Member, export: Export) -> Iterator[Row]:
    """Whom does the person follow? The first line names the columns since 2019."""
    known: Known = export.context
    rows = _rows(member)
    bad = 0
    for row in rows[bool(rows and "@" not in rows[0][0]) :]:
        contact = known.meet(row[0])
        bad += contact is None
        if contact:
            yield Interaction(contact, None, None, "follow", "given", "observed", PLATFORM,
                              source_file="following_accounts*.csv")  # fmt: skip
    yield from left_out(PLATFORM, "following_accounts*.csv", bad)


def lists(member: Member, export: Export) -> Iterator[Row]:
    """Which lists did the person make, with whom in them? Each line is a list and somebody; there is no header."""
    known: Known = export.context
    bad = 0
    for row in _rows(member):
        contact = known.meet(row[1]) if len(row) > 1 and row[0].strip() else None
        bad += contact is None
        if contact:
            group = f"{PLATFORM}:list/{row[0].strip()[:200]}"
            yield Group(group, PLATFORM, row[0].strip(), "list")
            yield Membership(contact, group)
    yield from left_out(PLATFORM, "lists*.csv", bad)


# --- files -----------------------------------------------------------------------------------------------------


def sniff(member: Member) -> bool:
    """A file chosen alone: the program's file by its beginning, the others by their name and what stands in them."""
    pattern = _TABLE.first(member)
    if member.key.endswith(".json"):
        head = member.head(32_768)
        if pattern == "outbox.json":
            return b"OrderedCollection" in head
        return all(word in head for word in (b'"account"', b'"acct"', b'"statuses_count"'))
    if pattern not in _SNIFFED:
        return False
    head = member.head()
    # the last line of a longer file is cut
    lines = decode(head).splitlines()[: -1 if len(head) < member.size else None]
    return bool(lines) and _SNIFFED[pattern](lines)


_SNIFFED: Mapping[str | None, Callable[[list[str]], bool]] = {
    "following_accounts*.csv": lambda lines: lines[0].startswith("Account address") or "@" in lines[0],
    "lists*.csv": lambda lines: all(re.search(r",@?[\w.-]+@[\w.:-]+\"?\s*$", line) for line in lines),
}
_PICTURES = "jpg jpeg png gif webp avif mp4 webm mov mp3 ogg oga opus flac wav m4a"
_FILES: Mapping[str, Reader | None] = {
    # first, because a file that is known by its content only is read as the first of the table
    BY_PROGRAM: by_program,
    "outbox.json": outbox,
    "actor.json": actor,
    "likes.json": likes,
    "following_accounts*.csv": following,
    "lists*.csv": lists,
    # known and left closed: notes to oneself, people and servers the person turned away from, pictures
    **dict.fromkeys(("bookmarks*.json", "bookmarks*.csv", "muted_accounts*.csv", "blocked_accounts*.csv",
                     "blocked_domains*.csv", *(f"*.{ending}" for ending in _PICTURES.split()))),
}  # fmt: skip
_TABLE = Patterns(_FILES)

_PACKED = N_(
    "This is a Mastodon archive of an older server, packed as .tar.gz. Unpack it (two clicks on most computers), "
    "then choose the folder."
)

IMPORTER = Importer(
    platform=PLATFORM,
    title="Mastodon",
    files=_FILES,
    signatures=(("outbox.json", "actor.json"), ("outbox.json", "likes.json")),
    sniff=sniff,
    sniffed_together=True,
    wrong_format=dict.fromkeys(("archive-*.tar.gz", "archive-*.tgz", "archive-*.tar"), _PACKED),
    owner=owner,
    prepare=prepare,
    finish=finish,
)
