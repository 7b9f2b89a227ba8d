"""The file of the program mastodon-archive by Alex Schroeder: what a person's own access to their server gives.

It keeps the posts of others that name the person, so it is the only file that says who answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.importers.html_text import plain
from identity_audit.importers.mastodon_posts import (
    PLATFORM,
    Known,
    closed_posts,
    count,
    descriptions,
    kind_of,
    media_of,
    told,
    words_of,
)
from identity_audit.schema import Direction, Interaction, InteractionKind, Post, Row, Visibility
from identity_audit.schema import Known as Knowing

BY_PROGRAM = "*.user.*.json"
_VISIBILITIES: Mapping[str, Visibility] = {
    "public": "public", "unlisted": "unlisted", "private": "followers", "direct": "direct",
}  # fmt: skip
_QUOTED = 500


@dataclass(frozen=True, slots=True)
class _Threads:
    """What stands under what in the program's file, by its numbers: own posts and the posts of others that it holds."""

    own: Mapping[str, str]
    addresses: Mapping[str, str]
    above: Mapping[str, str]

    def upwards(self, status: dict[str, Any]) -> Iterator[str]:
        """The numbers of the posts above this one, the nearest first."""
        number, met = _number(status.get("in_reply_to_id")), set[str]()
        while number and number not in met:
            met.add(number)
            yield number
            number = self.above.get(number, "")

    def start(self, status: dict[str, Any]) -> str:
        """The first post of the thread, as far as it is known."""
        top = list(self.upwards(status))[-1:]
        return self.addresses.get(top[0], top[0]) if top else _native(status)

    def own_above(self, status: dict[str, Any]) -> str | None:
        """The nearest post of the person above this one: an answer to an answer is still about it."""
        return next((self.own[number] for number in self.upwards(status) if number in self.own), None)


def _threads(own: list[dict[str, Any]], others: list[dict[str, Any]]) -> _Threads:
    return _Threads(
        {_number(status.get("id")): _native(status) for status in own if _native(status)},
        {_number(status.get("id")): _native(status) for status in (*own, *others) if _native(status)},
        {_number(status.get("id")): _number(status.get("in_reply_to_id")) for status in (*own, *others)},
    )


def _number(value: object) -> str:
    return str(value)[:40] if isinstance(value, str | int) else ""


def by_program(member: Member, export: Export) -> Iterator[Row]:
    """Own posts, favours, and the posts of others that name the person: the only file that says who answered.

    It keeps answers and mentions, not who favoured or boosted, so what is known of reactions is a part.
    """
    data = member.json()
    if not isinstance(data, dict) or "statuses" not in data:
        raise BrokenMember
    known: Known = export.context
    own, mentions = ([as_dict(status) for status in as_list(data.get(key))] for key in ("statuses", "mentions"))
    threads = _threads(own, mentions)
    bad = closed = 0
    for status in own:
        if not _native(status):
            bad += 1
        elif status.get("visibility") == "direct" and not known.messages:
            closed += 1
        else:
            yield from _own(status, threads, known, named=isinstance(data.get("mentions"), list))
    for status in mentions:
        if status.get("visibility") == "direct" and not known.messages:
            closed += 1
            continue
        contact = known.person(as_dict(status.get("account")))
        if contact:
            yield _received(status, contact, threads)
    for status in map(as_dict, as_list(data.get("favourites"))):
        contact = known.person(as_dict(status.get("account")))
        if contact:
            yield _act(contact, "reaction", "given", text=plain(as_text(status.get("content")))[:_QUOTED],
                       thread=_native(status))  # fmt: skip
    directions: tuple[tuple[str, Direction], ...] = (("followers", "received"), ("following", "given"))
    for key, direction in directions:
        for profile in as_list(data.get(key)):
            contact = known.person(as_dict(profile))
            if contact:
                yield _act(contact, "follow", direction)
    yield from left_out(PLATFORM, BY_PROGRAM, bad)
    yield from closed_posts(BY_PROGRAM, closed)


def _native(status: dict[str, Any]) -> str:
    return as_text(status.get("uri")) or as_text(status.get("url"))


def _act(
    contact: str, kind: InteractionKind, direction: Direction, *, time: datetime | None = None,
    post: str | None = None, thread: str = "", text: str = "",
) -> Interaction:  # fmt: skip
    return Interaction(contact, post, time, kind, direction, "observed", PLATFORM,
                       f"{PLATFORM}:{thread}" if thread else None, text, BY_PROGRAM)  # fmt: skip


def _own(status: dict[str, Any], threads: _Threads, known: Known, *, named: bool) -> Iterator[Row]:
    native, time = _native(status), when(status.get("created_at"))
    post_id = f"{PLATFORM}:{native}"
    boosted = as_dict(status.get("reblog"))
    visibility = _VISIBILITIES.get(as_text(status.get("visibility")), "unknown")
    if boosted:
        yield Post(post_id, PLATFORM, time, kind="repost", visibility=visibility, source_file=BY_PROGRAM)
        contact = known.person(as_dict(boosted.get("account")))
        if contact:
            yield _act(contact, "share", "given", time=time, post=post_id)
        return
    above = _number(status.get("in_reply_to_id"))
    people = [as_dict(who) for who in as_list(status.get("mentions"))]
    reply = bool(above) and above not in threads.own
    answered = next((who for who in people if reply and who.get("id") == status.get("in_reply_to_account_id")), {})
    note = {"summary": status.get("spoiler_text"), "content": status.get("content"), "attachment": [
        {"mediaType": as_dict(file).get("type"), "name": as_dict(file).get("description")}
        for file in as_list(status.get("media_attachments"))
    ], "type": "Question" if status.get("poll") else "Note"}  # fmt: skip
    favours, replies, boosts = (
        count(status.get(key)) for key in ("favourites_count", "replies_count", "reblogs_count")
    )
    reactions: Knowing = "partial" if named else "none" if favours is None and boosts is None else "count"
    written = Post(
        post_id, PLATFORM, time, words_of(note), kind_of(visibility, reply=reply), media_of(note), visibility,
        reactions, f"{PLATFORM}:{threads.start(status)}", as_text(status.get("language"))[:10] or None,
        n_reactions=favours, n_comments=replies, n_shares=boosts, context=descriptions(note), source_file=BY_PROGRAM,
    )  # fmt: skip
    yield from told(written, known.person(answered), map(known.person, people))


def _received(status: dict[str, Any], contact: str, threads: _Threads) -> Interaction:
    """What did somebody write to the person? An answer where it stands under a post of theirs, else a mention."""
    native, direct = threads.own_above(status), status.get("visibility") == "direct"
    return _act(
        contact, "message" if direct else "reply" if native else "mention", "received",
        time=when(status.get("created_at")), post=f"{PLATFORM}:{native}" if native and not direct else None,
        thread=threads.start(status), text=plain(as_text(status.get("content"))),
    )  # fmt: skip
