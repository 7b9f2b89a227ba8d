"""Discord's own package: what the person wrote, in which channels, and who their friends are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export
from identity_audit.importers.discord_channels import PLATFORM, Channel, Reading, channel_kind, left_out, media_of
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.schema import Audience, Direction, Group, Interaction, Membership, Post, Row

OWN, OWN_TABLE = "messages.json", "messages.csv"
_FRIEND, _ASKED_ME, _ASKED_BY_ME = ("1", "FRIEND"), ("3", "PENDING_INCOMING"), ("4", "PENDING_OUTGOING")


def listed(member: Member, export: Export) -> Iterator[Row]:
    """Names of channels and servers were read by `owner`; a file that could not be read is said here."""
    member.json()
    yield from ()


def account(member: Member, export: Export) -> Iterator[Row]:
    """Who are the person's friends, and who asked whom?"""
    known: Reading = export.context
    member.json()
    for raw in known.relations():
        kind = str(raw.get("type"))
        user = as_text(as_dict(raw.get("user")).get("id")) or as_text(raw.get("id"))
        if kind not in (*_FRIEND, *_ASKED_ME, *_ASKED_BY_ME):
            continue  # somebody whom the person turned away
        contact = known.meet(user, when(raw.get("since")) if kind in _FRIEND else None)
        if contact and kind not in _FRIEND:
            direction: Direction = "received" if kind in _ASKED_ME else "given"
            yield Interaction(contact, None, when(raw.get("since")), "invitation", direction, "observed", PLATFORM,
                              source_file="*/user.json")  # fmt: skip


def own_messages(member: Member, export: Export) -> Iterator[Row]:
    """What the person wrote in one channel or conversation (JSON since 2023)."""
    found = member.json()
    if not isinstance(found, list):
        raise BrokenMember
    yield from _written(map(as_dict, found), OWN, member, export)


def own_table(member: Member, export: Export) -> Iterator[Row]:
    """The same as a table (until 2023)."""
    try:
        rows = list(csv.DictReader(io.StringIO(member.text(), newline="")))
    except csv.Error as error:
        raise BrokenMember from error
    yield from _written(map(as_dict, rows), OWN_TABLE, member, export)


def _written(rows: Iterator[dict[str, Any]], file: str, member: Member, export: Export) -> Iterator[Row]:
    known: Reading = export.context
    place = known.places.get(folder(member), {})
    id = as_text(place.get("id"))[:40] or folder(member).removeprefix("c") or "unknown"
    # what does not say that it is a channel may be a conversation
    kind = channel_kind(place.get("type")) if {"type", "guild"} & place.keys() else "talk"
    partner = _partner(place, id, known) if kind == "talk" else ""
    if kind == "talk" and not export.request.messages:
        known.closed += 1
        return
    whole = Channel(id, as_text(place.get("name")) or known.names.get(id, "") or id,
                    as_text(as_dict(place.get("guild")).get("name")), kind)  # fmt: skip
    if kind != "talk":
        yield Group(whole.group_id, PLATFORM, whole.whole_name, "channel" if kind == "channel" else "chat")
    bad = 0
    for row in rows:
        native, time = _number(row.get("ID")), when(row.get("Timestamp"))
        if not native or time is None:
            bad += 1
            continue
        yield from _own(row, f"{whole.group_id}:{native}", time, whole, partner=partner, file=file, known=known)
    if kind == "group":
        for user in map(as_text, as_list(place.get("recipients"))):
            contact = known.meet(user)
            if contact:
                yield Membership(contact, whole.group_id)
    yield from left_out(file, bad)


def _own(
    row: dict[str, Any], post_id: str, time: datetime, whole: Channel, *, partner: str, file: str, known: Reading
) -> Iterator[Row]:
    source = row.get("Contents")
    source = source if isinstance(source, str) else ""
    text = _MENTION.sub(lambda found: "@" + _called(found[1], known), _EMOJI.sub(r"\1", source)).strip()
    talk = whole.kind == "talk"
    thread = whole.group_id if talk else f"{whole.group_id}:{time:%Y-%m-%d}"
    yield Post(
        post_id, PLATFORM, time, text, "post" if whole.kind == "channel" else "message",
        media_of(as_text(row.get("Attachments")).split(), source), "direct" if talk else "group", "none", thread,
        source_file=file,
    )  # fmt: skip
    if not talk:
        yield Audience(post_id, group_id=whole.group_id)
    elif contact := known.meet(partner):
        yield Audience(post_id, contact_id=contact)
    for user in dict.fromkeys(_MENTION.findall(source)) if whole.kind == "channel" else ():
        contact = known.meet(user)
        known.strangers += contact is None and user != known.owner
        if contact:
            yield Interaction(contact, post_id, time, "mention", "given", "observed", PLATFORM, thread, text, file)


_MENTION = re.compile(r"<@!?(\d{1,20})>")
_EMOJI = re.compile(r"<a?(:\w{1,40}:)\d{1,20}>")
#: the list of conversations names the partner, with four digits until 2023
_WITH = re.compile(r"Direct Message with (?P<name>.{1,100}?)(?:#\d{1,4})?")


def _called(user: str, known: Reading) -> str:
    who = known.community.people.get(user)
    return who.name if who else as_text(known.account.get("username")) if user == known.owner else user


def _partner(place: Mapping[str, Any], id: str, known: Reading) -> str:
    """The other one of a conversation; their name stands in the list of conversations where they are no friend."""
    users = [user for user in map(as_text, as_list(place.get("recipients"))) if user and user != known.owner]
    found = _WITH.fullmatch(known.names.get(id, "")[:200])
    if len(users) != 1 or not users[0].isdigit():
        return ""
    if found and users[0] not in known.community.people:
        known.befriend({"id": users[0], "username": found["name"]})
    return users[0]


def _number(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) and value < 1 << 63 else as_text(value)
    return text if text.isdigit() and len(text) <= 20 else ""


def folder(member: Member) -> str:
    """The folder that a file lies in: one for each channel, by its number."""
    return member.path.rpartition("/")[0].rpartition("/")[2]
