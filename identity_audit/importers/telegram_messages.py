"""One message of a Telegram export as both sides need it: who wrote it and when, its words, who reacted to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from identity_audit.importers.fields import as_dict, as_list, as_text, local, when
from identity_audit.schema import Media

PLATFORM = "telegram"
_PEER = re.compile(r"(user|chat|channel)?(\d{1,20})")
_LINKS = frozenset({"link", "text_link"})


@dataclass(frozen=True, slots=True)
class Reactions:
    """What the file tells of the reactions to one message.

    n: how many there are, names or not.  named: who, each person once, and when first.  whole: all of them are named.
    """

    n: int
    named: Mapping[str, datetime | None]
    whole: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message. author: "user1", "channel1" or "name/Anne" (see `peer`), "" for what Telegram itself says.

    answers: the id of the message that it answers in the same chat.  people, handles: whom its text names, by id and
    by @username.  forwarded: whose words it passes on.  signed: the name under a post of a channel.
    """

    id: str
    author: str
    name: str
    time: datetime
    text: str
    media: Media
    answers: str
    people: tuple[str, ...]
    handles: tuple[str, ...]
    forwarded: str
    signed: str
    reactions: Reactions | None


@dataclass(frozen=True, slots=True)
class Departure:
    """People who left a group or were removed, and when: by id where they left, else by the name in the notice."""

    people: tuple[str, ...]
    time: datetime


def peer(native: object, name: str = "") -> str:
    """One form for everybody who can write: "user1", "chat1", "channel1", or the name where the file has no id.

    Until 2021 ids were numbers, with the kind of the writer in the bits above the 32nd.

    >>> peer("channel7"), peer(7), peer((2 << 32) + 7), peer(None, "Anne"), peer(None)
    ('channel7', 'user7', 'channel7', 'name/Anne', '')
    """
    if isinstance(native, int) and not isinstance(native, bool) and 0 < native < 1 << 62:
        kind = {1: "chat", 2: "channel"}.get(native >> 32)
        return f"{kind}{native & 0xFFFFFFFF}" if kind else f"user{native}"
    return _written_peer(as_text(native)[:40]) or (f"name/{name.strip()[:200]}" if name.strip() else "")


@lru_cache(maxsize=4096)
def _written_peer(native: str) -> str:
    """The same few people write a million messages."""
    found = _PEER.fullmatch(native)
    return f"{found[1] or 'user'}{found[2]}" if found else ""


def is_person(author: str) -> bool:
    """Channels and groups that write in their own name are nobody."""
    return author.startswith(("user", "name/"))


def messages(
    chat: Mapping[str, Any], tz: str | None, beat: Callable[[int], None]
) -> Iterator[Message | Departure | None]:
    """The messages of a chat in their order, and who left; None for each message without a date or an author.

    A million messages are gone through once. Other notices are passed over.
    beat: called now and then, so that the person can cancel (see `Export`).
    """
    for place, raw in enumerate(map(as_dict, as_list(chat.get("messages")))):
        if place % 1000 == 0:
            beat(0)
        if raw.get("type", "message") != "message":
            left = _departure(raw, tz) if raw.get("action") == "remove_members" else None
            if left:
                yield left
            continue
        name = as_text(raw.get("from"))
        author, time = peer(raw.get("from_id"), name), moment(raw, tz)
        yield _message(raw, author, name, time, place) if author and time else None


def _departure(notice: dict[str, Any], tz: str | None) -> Departure | None:
    time, actor = moment(notice, tz), notice.get("actor")
    names = [name for name in as_list(notice.get("members")) if isinstance(name, str)]
    people = [peer(notice.get("actor_id") if name == actor else None, name) for name in names]
    return Departure(tuple(people), time) if time and people else None


def _message(raw: dict[str, Any], author: str, name: str, time: datetime, place: int) -> Message:
    parts = _parts(raw.get("text"))
    elsewhere = "reply_to_peer_id" in raw
    return Message(
        id=native_id(raw.get("id")) or f"at{place}",
        author=author,
        name=name,
        time=time,
        text=_words(raw, parts),
        media=_media(raw, parts),
        answers="" if elsewhere else native_id(raw.get("reply_to_message_id")),
        people=tuple([peer(part.get("user_id")) for part in parts if part.get("type") == "mention_name"]),
        handles=tuple([as_text(part.get("text")).casefold() for part in parts if part.get("type") == "mention"]),
        forwarded=as_text(raw.get("forwarded_from")) or ("?" if "forwarded_from" in raw else ""),
        signed=as_text(raw.get("author")),
        reactions=_reactions(raw, time) if "reactions" in raw else None,
    )


def native_id(value: object) -> str:
    """The id of a message or a chat, which may be negative (a group from before it became a larger one)."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63:
        return str(value)
    return value if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value) else ""


def moment(raw: dict[str, Any], tz: str | None) -> datetime | None:
    """When was it? The seconds since 1970 (exports since 2021), else the local time of the computer that exported."""
    found = when(raw.get("date_unixtime"))
    if found is None:
        written = _written(raw.get("date"))
        found = local(written, tz) if written else None
    return found


def _written(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(as_text(value)[:40])
    except ValueError:
        return None
    return found.replace(tzinfo=None)


def _reactions(raw: dict[str, Any], time: datetime) -> Reactions:
    """Who reacted? Times of reactions are local; how far from UTC, the two times of the message itself tell."""
    written, n, whole = _written(raw.get("date")), 0, True
    ahead = written - time.replace(tzinfo=None) if written else timedelta()
    named: dict[str, datetime | None] = {}
    for reaction in map(as_dict, as_list(raw.get("reactions"))):
        recent = [as_dict(who) for who in as_list(reaction.get("recent"))]
        # what is paid is a number of stars, not of people
        total = len(recent) if reaction.get("type") == "paid" else max(_whole(reaction.get("count")), len(recent))
        n += total
        whole = whole and len(recent) == total and reaction.get("type") != "paid"
        for who in recent:
            person, at = peer(who.get("from_id"), as_text(who.get("from"))), _written(who.get("date"))
            moved = _before(at, ahead) if at else None
            if person and (person not in named or (moved and (first := named[person]) and moved < first)):
                named[person] = moved
    return Reactions(n, named, whole)


def _before(at: datetime, ahead: timedelta) -> datetime | None:
    try:
        return local(at - ahead, None)
    except OverflowError:
        return None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 53 else 0


def _parts(text: object) -> list[dict[str, Any]]:
    """A text is one string (most are), or a list of strings and of pieces with a type (bold, link, mention ...)."""
    if isinstance(text, str):
        return []
    return [{"text": part} if isinstance(part, str) else as_dict(part) for part in as_list(text)]


def _words(raw: dict[str, Any], parts: list[dict[str, Any]]) -> str:
    # the file holds plain text: what looks like an HTML entity was typed as it stands
    whole = raw.get("text")
    text = whole if isinstance(whole, str) else "".join(p["text"] for p in parts if isinstance(p.get("text"), str))
    if "poll" not in raw:
        return text.strip()
    poll = as_dict(raw["poll"])
    asked = [text, poll.get("question"), *(as_dict(answer).get("text") for answer in as_list(poll.get("answers")))]
    return "\n".join(line for line in asked if isinstance(line, str) and line.strip()).strip()


_MEDIA: Mapping[str, Media] = {
    "sticker": "photo", "animation": "video", "video_message": "video", "video_file": "video",
    "voice_message": "audio", "audio_file": "audio", "image": "photo", "video": "video", "audio": "audio",
}  # fmt: skip


def _media(raw: dict[str, Any], parts: list[dict[str, Any]]) -> Media:
    if "poll" in raw:
        return "poll"
    if "photo" in raw:
        return "photo"
    if not parts and "media_type" not in raw and "mime_type" not in raw and "file" not in raw:
        return "none"
    kinds = (as_text(raw.get("media_type")), as_text(raw.get("mime_type")).partition("/")[0])
    found = next((_MEDIA[kind] for kind in kinds if kind in _MEDIA), None)
    if found is None and ("file" in raw or any(as_text(part.get("type")) in _LINKS for part in parts)):
        return "link"
    return found or "none"
