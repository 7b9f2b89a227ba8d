"""A Telegram export before it is read as rows: its chats with their messages, and who the person is in them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from identity_audit.dataset import Owner, fold
from identity_audit.importers.fields import as_dict, as_list, as_text
from identity_audit.importers.telegram_messages import (
    PLATFORM,
    Message,
    is_person,
    messages,
    native_id,
    peer,
)
from identity_audit.schema import Contact

_PAGES = ("personal_information", "contacts", "frequent_contacts", "stories")
#: Telegram's own notices, and the robots that stand for anonymous administrators and for channels
_ROBOTS = frozenset({"user777000", "user1087968824", "user136817688", "user1271266957"})

ChatKind = Literal["talk", "group", "channel", "robot", "alone"]
KINDS: Mapping[str, ChatKind] = {
    "personal_chat": "talk",
    "private_group": "group",
    "private_supergroup": "group",
    "public_supergroup": "group",
    "private_channel": "channel",
    "public_channel": "channel",
    "bot_chat": "robot",
    **dict.fromkeys(("saved_messages", "replies", "verification_codes"), "alone"),
}


@dataclass(slots=True)
class Chat:
    """One chat with its messages in order. id: "user1", "chat1" or "channel1", as its members are called."""

    id: str
    name: str
    kind: ChatKind
    public: bool
    messages: list[Message]
    bad: int
    gone: dict[str, datetime]

    @property
    def group_id(self) -> str:
        return f"{PLATFORM}:{self.id}"

    def speakers(self) -> dict[str, str]:
        """Who wrote or reacted -> their name, as far as the chat tells it."""
        found: dict[str, str] = {}
        for message in self.messages:
            found[message.author] = found.get(message.author) or message.name
            for person in message.reactions.named if message.reactions else ():
                found.setdefault(person, "")
        return found


@dataclass(slots=True)
class Account:
    """What one file holds, who the person is in it, and whom the reading has met so far.

    pages: what is no chat (the person's own page, the address book, stories).  alone: the file is one chat.
    said: who the file itself says its owner is.  signatures: the person's folded names, as they stand under posts.
    """

    pages: Mapping[str, Any]
    alone: bool
    chats: list[Chat]
    robots: frozenset[str]
    said: Owner | None = None
    owner: str = ""
    handle: str = ""
    channels: frozenset[str] = frozenset()
    signatures: frozenset[str] = frozenset()
    tells_reactions: bool = False
    names: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)

    def meet(self, author: str, time: datetime | None = None) -> str | None:
        """The id of a contact; channels, robots and the person are nobody."""
        if not is_person(author) or author in self.robots or self.mine(author):
            return None
        contact_id = f"{PLATFORM}:{author}"
        name = self.names.get(author) or author.removeprefix("name/")
        known = self.contacts.get(contact_id) or Contact(contact_id, PLATFORM, name)
        if time and (known.first_seen is None or time < known.first_seen):
            known = replace(known, first_seen=time)
        self.contacts[contact_id] = known
        return contact_id

    @property
    def address_book(self) -> list[dict[str, Any]]:
        return list(map(as_dict, as_list(as_dict(self.pages.get("contacts")).get("list"))))

    @property
    def profile(self) -> dict[str, Any]:
        """What the account's own page says of the person; their telephone number is never read."""
        return as_dict(self.pages.get("personal_information"))

    def mine(self, author: str) -> bool:
        return author != "" and (author == self.owner or author in self.channels)

    def wrote(self, message: Message, chat: Chat) -> bool:
        """Is this message the person's own? In a channel it may be signed with their name."""
        return self.mine(message.author) or (chat.kind == "channel" and fold(message.signed) in self.signatures)

    def in_it(self, chat: Chat) -> bool:
        """Is any message of this chat the person's own?"""
        return any(self.wrote(message, chat) for message in chat.messages)


def account_of(data: Mapping[str, Any], tz: str | None, beat: Callable[[int], None]) -> Account | None:
    """What does this file hold? None where it is no export of Telegram."""
    pages = {name: data[name] for name in _PAGES if name in data}
    lists = [as_dict(data[part]).get("list") for part in ("chats", "left_chats") if part in data]
    if not (pages or lists or "messages" in data):
        return None
    raw = [data] if "messages" in data else [as_dict(chat) for found in lists for chat in as_list(found)]
    chats = [_chat(chat, tz, beat) for chat in raw]
    tells = any(message.reactions for chat in chats for message in chat.messages)
    return Account(pages, "messages" in data, chats, _robots(chats, pages), _said(chats, pages), tells_reactions=tells)


def _robots(chats: list[Chat], pages: Mapping[str, Any]) -> frozenset[str]:
    """The robots whom the person talked to, or had at hand in other chats."""
    used = map(as_dict, as_list(as_dict(pages.get("frequent_contacts")).get("list")))
    inline = {peer(entry.get("id")) for entry in used if entry.get("category") == "inline_bots"}
    return _ROBOTS | {chat.id for chat in chats if chat.kind == "robot"} | inline


def _chat(raw: Mapping[str, Any], tz: str | None, beat: Callable[[int], None]) -> Chat:
    found: list[Message] = []
    gone: dict[str, datetime] = {}
    bad = 0
    for read in messages(raw, tz, beat):
        if isinstance(read, Message):
            found.append(read)
        elif read is None:
            bad += 1
        else:
            gone.update(dict.fromkeys(read.people, read.time))
    name, kind = as_text(raw.get("name")), KINDS.get(as_text(raw.get("type")))
    authors = {message.author for message in found}
    if kind is None:
        # another program's file, or a kind of chat that did not exist yet
        kind = "group" if len(authors) > 2 else "talk"
    number = native_id(raw.get("id")).lstrip("-")
    prefix = "user" if kind in ("talk", "robot") else "chat" if raw.get("type") == "private_group" else "channel"
    start = f"{name}{found[0].time}{found[0].author}" if found else name
    id = f"{prefix}{number}" if number else "chat/" + hashlib.sha256(start.encode("utf-8", "replace")).hexdigest()[:16]
    public = as_text(raw.get("type")).startswith("public")
    return Chat(id, name, kind, public, found, bad, gone)


def _said(chats: list[Chat], pages: Mapping[str, Any]) -> Owner | None:
    """Who is the person, by their own page, else by the chats of two: whoever is not the other one?"""
    profile = as_dict(pages.get("personal_information"))
    number = native_id(profile.get("user_id"))
    if number:
        names = (whole_name(profile), as_text(profile.get("username")).lstrip("@"))
        return Owner(PLATFORM, tuple(filter(None, names)), ids=(f"user{number}",))
    talks = [chat for chat in chats if chat.kind == "talk" and chat.id.startswith("user")]
    ones = Counter(author for chat in talks for author in chat.speakers().keys() - {chat.id})
    called = {author: name for chat in talks for author, name in chat.speakers().items()}
    best = ones.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return Owner(PLATFORM, tuple(filter(None, (called[best[0][0]],))), ids=(best[0][0],))


def whole_name(person: Mapping[str, Any]) -> str:
    """First and last name of somebody in the address book, or of the person."""
    names = (as_text(person.get(key)).strip() for key in ("first_name", "last_name"))
    return " ".join(filter(None, names))
