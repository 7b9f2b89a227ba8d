"""Who is there and what was said, in channels as the program DiscordChatExporter writes them; and what was met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.schema import Media, Problem
from identity_audit.words import N_

PLATFORM = "discord"
ChannelKind = Literal["channel", "group", "talk"]
#: everything else was written by the system: somebody joined, pinned, called
_WRITTEN = frozenset({"", "Default", "Reply", "0", "19"})
#: under this number Discord puts everybody who deleted their account
_DELETED = "456226577798135808"
_LINK = re.compile(r"https?:/{2}\S")
_ENDINGS: tuple[tuple[Media, tuple[str, ...]], ...] = (
    ("photo", ("png", "jpg", "jpeg", "gif", "webp", "heic", "avif")),
    ("video", ("mp4", "mov", "webm", "mkv")),
    ("audio", ("mp3", "ogg", "wav", "m4a", "flac", "opus")),
)


@dataclass(slots=True)
class Person:
    """Somebody on a server: the name people know them by there, the account's name, and their roles (id -> name)."""

    name: str
    handle: str
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. answers: the id of the message that it answers.

    reactors: who reacted, by id, each once; None where the file has numbers only.  n: how many reactions there are.
    whole: all of them are named.  passed_on: the words are somebody else's.
    """

    id: str
    user: str
    time: datetime
    text: str
    media: Media
    answers: str
    mentions: tuple[str, ...]
    reactors: tuple[str, ...] | None
    n: int | None
    whole: bool
    passed_on: bool


@dataclass(slots=True)
class Channel:
    """A channel of a server, or a conversation. files: a long channel is written in several parts."""

    id: str
    name: str
    server: str
    kind: ChannelKind
    messages: dict[str, Message] = field(default_factory=dict)
    bad: int = 0

    @property
    def group_id(self) -> str:
        return f"{PLATFORM}:{self.id}"

    @property
    def whole_name(self) -> str:
        """The channel and its server: nearly every server has a channel "general"."""
        return f"{self.name} ({self.server})" if self.server and self.kind == "channel" else self.name

    def in_order(self) -> list[Message]:
        return sorted(self.messages.values(), key=lambda message: (message.time, len(message.id), message.id))

    def people(self) -> Iterator[str]:
        """Everybody who wrote or reacted, by id."""
        for message in self.messages.values():
            yield message.user
            yield from message.reactors or ()


@dataclass(slots=True)
class Community:
    """Everybody and every channel of the files that were read."""

    people: dict[str, Person] = field(default_factory=dict)
    robots: set[str] = field(default_factory=lambda: {_DELETED})
    channels: dict[str, Channel] = field(default_factory=dict)

    def add(self, data: object) -> str | None:
        """Take in one file; the id of its channel, None where it is no channel."""
        raw = as_dict(data)
        about, server = as_dict(raw.get("channel")), as_dict(raw.get("guild"))
        id = as_text(about.get("id"))[:40]
        if not id or not isinstance(raw.get("messages"), list):
            return None
        kind = channel_kind(about.get("type"))
        known = self.channels.get(id) or Channel(id, as_text(about.get("name")), as_text(server.get("name")), kind)
        self.channels[id] = known
        for entry in map(as_dict, raw["messages"]):
            if as_text(entry.get("type")) in _WRITTEN and not self._is_robot(as_dict(entry.get("author"))):
                message = self._message(entry)
                known.bad += message is None
                if message:
                    known.messages[message.id] = message
        return id

    def _message(self, raw: dict[str, Any]) -> Message | None:
        id, user, time = as_text(raw.get("id"))[:40], self.meet(raw.get("author")), when(raw.get("timestamp"))
        if not id or not user or time is None:
            return None
        above, passed_on = as_dict(raw.get("reference")), bool(raw.get("forwardedMessage"))
        forwarded = passed_on or above.get("type") == "Forward"
        content = raw.get("content")
        reactions = [as_dict(reaction) for reaction in as_list(raw.get("reactions"))]
        named = [[self.meet(who) for who in as_list(reaction.get("users"))] for reaction in reactions]
        counts = [max(_whole(reaction.get("count")), len(who)) for reaction, who in zip(reactions, named, strict=True)]
        return Message(
            id=id,
            user=user,
            time=time,
            text=content.strip() if isinstance(content, str) else "",
            media=media_of(
                [as_text(as_dict(file).get("fileName")) for file in as_list(raw.get("attachments"))], content
            ),
            answers="" if forwarded else as_text(above.get("messageId"))[:40],
            mentions=tuple(filter(None, map(self.meet, as_list(raw.get("mentions"))))),
            reactors=tuple(dict.fromkeys(who for found in named for who in found if who)) if any(named) else None,
            n=sum(counts) if "reactions" in raw else None,
            whole="reactions" in raw and all(len(who) == n for who, n in zip(named, counts, strict=True)),
            passed_on=forwarded,
        )

    def meet(self, raw: object) -> str:
        """The id of somebody; robots and deleted accounts are nobody (but they are counted among the names)."""
        who = as_dict(raw)
        id = as_text(who.get("id"))[:40]
        if not id or self._is_robot(who):
            return ""
        roles = {as_text(role.get("id")): as_text(role.get("name")) for role in map(as_dict, as_list(who.get("roles")))}
        handle = as_text(who.get("name"))
        person = self.people.setdefault(id, Person(as_text(who.get("nickname")) or handle or id, handle))
        person.roles |= {
            role: name for role, name in roles.items() if role and name.strip(" @") not in ("", "everyone")
        }
        return id

    def _is_robot(self, who: dict[str, Any]) -> bool:
        if who.get("isBot") is True:
            self.robots.add(as_text(who.get("id"))[:40])
        return as_text(who.get("id"))[:40] in self.robots


@dataclass(slots=True)
class Reading:
    """Who and what the files of an export list, and whom the reading has met so far.

    names: of the channels and conversations of the package.  files: a file of DiscordChatExporter -> its channel.
    places: what the package says of the channels that the person wrote in.
    """

    community: Community = field(default_factory=Community)
    files: dict[str, str | None] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    owner: str = ""
    talks: bool = False
    closed: int = 0
    strangers: int = 0
    done: set[str] = field(default_factory=set)
    first_seen: dict[str, datetime | None] = field(default_factory=dict)

    def meet(self, user: str, time: datetime | None = None) -> str | None:
        """The id of a contact; robots, the person and people without a name are nobody."""
        if not user or user == self.owner or user in self.community.robots or user not in self.community.people:
            return None
        first = self.first_seen.get(user)
        self.first_seen[user] = min(filter(None, (first, time)), default=None)
        return f"{PLATFORM}:{user}"

    def relations(self) -> list[dict[str, Any]]:
        """Friends, requests and people turned away, as the account's page lists them."""
        return list(map(as_dict, as_list(self.account.get("relationships"))))

    def befriend(self, user: dict[str, Any], nickname: str = "") -> None:
        """Learn what somebody of the package is called."""
        named = {"id": user.get("id"), "name": user.get("username"), "nickname": nickname or user.get("global_name")}
        self.community.meet({**named, "isBot": user.get("bot")})


def channel_kind(value: object) -> ChannelKind:
    """Who can read along: a server, a few, or one other person? The program writes words, Discord words or numbers."""
    known: dict[str, ChannelKind] = {
        "DirectTextChat": "talk", "DM": "talk", "1": "talk",
        "DirectGroupTextChat": "group", "GROUP_DM": "group", "3": "group",
    }  # fmt: skip
    return known.get(str(value) if isinstance(value, int) else as_text(value), "channel")


def media_of(names: list[str], text: object) -> Media:
    """What a message shows beside its words, by the endings of its files."""
    endings = {name.partition("?")[0].rpartition(".")[2].lower() for name in names}
    for media, known in _ENDINGS:
        if endings.intersection(known):
            return media
    return "link" if any(names) or (isinstance(text, str) and _LINK.search(text)) else "none"


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53 else 0


def closed_talks(file: str, n: int) -> Iterator[Problem]:
    """The counted problem of conversations that nobody asked to read; nothing where there are none."""
    if n:
        what = N_("Chats with one person are private messages. They stay closed until you ask to read messages.")
        yield Problem(PLATFORM, file, what, n)


def left_out(file: str, n: int) -> Iterator[Problem]:
    """The counted problem of messages that cannot be placed."""
    if n:
        yield Problem(PLATFORM, file, N_("Messages without a date or an author were left out."), n)
