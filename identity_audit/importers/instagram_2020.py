"""What did Instagram's exports of 2020 and before hold? Five files without folders, times without a zone.

`media.json` (photos, videos, stories), `comments.json` and `likes.json` (rows of time, words, owner),
`connections.json` (handle -> time), `profile.json`. Layout from published readers, no real export seen: what is not
understood is counted and said. Read as a part of `instagram`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from identity_audit.dataset import Owner
from identity_audit.importers import meta
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Reader, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, local, made_id, when
from identity_audit.importers.meta import Cast, file_name, media_kind
from identity_audit.schema import Direction, InteractionKind, Post, PostKind, Row, Trace

_NAME = "instagram"
PROFILE = "profile.json"
#: these names are common, so at least two of them make an export
SIGNATURES = (("media.json", "connections.json"), ("media.json", PROFILE), ("connections.json", PROFILE))
#: pictures sent in messages and profile pictures are no posts
_KINDS: dict[str, PostKind] = {"photos": "post", "videos": "post", "stories": "story"}
_CONNECTIONS: dict[str, tuple[InteractionKind, Direction]] = {
    "followers": ("follow", "received"), "following": ("follow", "given"),
    "follow_requests_sent": ("invitation", "given"),
}  # fmt: skip
_CLOSED = ("messages.json", "saved.json", "searches.json", "settings.json", "seen_content.json", "devices.json",
           "contacts.json", "account_history.json", "autofill.json", "checkout.json", "information_about_you.json",
           "stories_activities.json", "uploaded_contacts.json", "shopping.json", "events.json")  # fmt: skip

CastOf = Callable[[Export], Cast]


def readers(cast_of: CastOf) -> dict[str, Reader | None]:
    """Pattern -> reader; cast_of: who is who, once the export is prepared."""
    return {
        "media.json": _media,
        "comments.json": partial(_comments, cast_of=cast_of),
        "likes.json": partial(_likes, cast_of=cast_of),
        "connections.json": partial(_connections, cast_of=cast_of),
        PROFILE: _profile,
        **dict.fromkeys(_CLOSED),
    }


def owner(export: Export) -> Owner | None:
    """Whom does the profile name?"""
    for member in export.find(PROFILE):
        try:
            box = as_dict(meta.load(member))
        except BrokenMember:
            continue
        handle, name, email = (as_text(box.get(key)).strip() for key in ("username", "name", "email"))
        if handle or name:
            return Owner(_NAME, tuple(n for n in (name, handle) if n), (email,) if "@" in email else (),
                         (handle,) if handle else ())  # fmt: skip
    return None


def _time(value: object, export: Export) -> datetime | None:
    """A moment: with its zone as it stands, else in the person's zone."""
    text = as_text(value)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return when(value)
    return when(text) if found.tzinfo else local(found, export.request.tz)


def _media(member: Member, export: Export) -> Iterator[Row]:
    """What did the person publish?"""
    bad = 0
    for key, value in as_dict(meta.load(member)).items():
        kind = _KINDS.get(key)
        for entry in as_list(value) if kind else ():
            box = as_dict(entry)
            time, text, path = _time(box.get("taken_at"), export), as_text(box.get("caption")), as_text(box.get("path"))
            if kind and (time or text):
                yield Post(made_id(_NAME, time, text, file_name(path)), _NAME, time, text, kind, media_kind(path),
                           source_file="media.json")  # fmt: skip
            else:
                bad += 1
    yield from left_out(_NAME, "media.json", bad)


def _rows(member: Member, export: Export, width: int) -> Iterator[tuple[datetime | None, list[str]] | None]:
    """The rows of all lists of a file: a time, then so many texts; None for what is none."""
    for rows in as_dict(meta.load(member)).values():
        for row in as_list(rows):
            texts = [as_text(part) for part in row[1:]] if isinstance(row, list) else []
            yield (_time(row[0], export), texts) if len(texts) >= width and texts[-1] else None


def _comments(member: Member, export: Export, *, cast_of: CastOf) -> Iterator[Row]:
    """What did the person write under the media of others, and of whom?"""
    bad = 0
    for row in _rows(member, export, 2):
        if row is None:
            bad += 1
            continue
        time, (text, *_, who) = row
        reply = made_id(_NAME, "comment", time, text)
        yield Post(reply, _NAME, time, text, "reply", thread_id=reply, source_file="comments.json")
        yield from cast_of(export).act(who, "comment", "given", time=time, file="comments.json", handle=who,
                                       thread=reply, text=text)  # fmt: skip
    yield from left_out(_NAME, "comments.json", bad)


def _likes(member: Member, export: Export, *, cast_of: CastOf) -> Iterator[Row]:
    """To whose posts and comments did the person react?"""
    bad = 0
    for row in _rows(member, export, 1):
        if row is None:
            bad += 1
            continue
        time, texts = row
        yield from cast_of(export).act(texts[-1], "reaction", "given", time=time, file="likes.json", handle=texts[-1])
    yield from left_out(_NAME, "likes.json", bad)


def _connections(member: Member, export: Export, *, cast_of: CastOf) -> Iterator[Row]:
    """Who follows the person, and whom do they follow?"""
    box = as_dict(meta.load(member))
    for key, (kind, direction) in _CONNECTIONS.items():
        for handle, value in as_dict(box.get(key)).items():
            time = _time(value, export)
            yield from cast_of(export).act(handle, kind, direction, time=time, file="connections.json", handle=handle,
                                           since=time if kind == "follow" else None)  # fmt: skip


def _profile(member: Member, export: Export) -> Iterator[Row]:
    """What does the person say of themselves under their name?"""
    bio = as_text(as_dict(meta.load(member)).get("biography")).strip()
    if bio:
        yield Trace(_NAME, "declared", bio)
