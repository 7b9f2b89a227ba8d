"""What did the person write on Telegram, in which chats and channels, and who answered or reacted there?

How to get it: only in Telegram Desktop. One chat: its menu, "Export chat history". The whole account: Settings >
Advanced > "Export Telegram data". In both the format must be JSON (the default is HTML); the result is a folder with
`result.json` and the media.

Layouts read (the program's own writer, 2018 to 2026, and small exports): one chat {name, type, id, messages}; the
account {personal_information, contacts, chats, left_chats, stories}. Ids were numbers and times only local until 2021;
reactions are there since the end of 2024 (5.6). A control character is written as `\\x0b`, which is no JSON.

Who reacted: each reaction has its number and its latest people only (`recent`). Where a chat holds one list that is
cut, all its posts count as partly known: else those with few reactions, whose lists fit, would stand for all. Answers
are complete. A chat of two is read when asked for, or when its file was chosen alone. Telephone numbers, addresses and
sessions are never read; nor is how often Telegram thinks that somebody was written to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from identity_audit.dataset import Owner, Unowned, fold
from identity_audit.importers.archive import BrokenMember, Member, Patterns
from identity_audit.importers.base import Export, Importer, Reader
from identity_audit.importers.chat_threads import threads
from identity_audit.importers.fields import as_dict, as_list, as_text
from identity_audit.importers.people import Candidate, find_owner
from identity_audit.importers.telegram_account import KINDS, Account, Chat, account_of, whole_name
from identity_audit.importers.telegram_messages import PLATFORM, Message, is_person, moment, peer
from identity_audit.schema import (
    Audience,
    Direction,
    Group,
    Interaction,
    InteractionKind,
    Known,
    Media,
    Membership,
    Post,
    Problem,
    Row,
    Trace,
    Visibility,
)
from identity_audit.words import N_

_FILE = "result.json"
#: how much of another person's message is kept with the person's reaction to it
_QUOTED = 500
# --- the first look ----------------------------------------------------------------------------------------------


def _parsed(member: Member) -> dict[str, Any]:
    data = member.json(_escaped)
    if not isinstance(data, dict):
        raise BrokenMember
    return data


def _escaped(pieces: Iterable[str]) -> Iterator[str]:
    """The JSON with the control characters that Telegram writes as `\\x0b` in JSON's own way."""
    held = ""
    for piece in pieces:
        whole = held + piece
        text = _decided(whole)
        held = whole[len(text) :]
        yield _CONTROL.sub(r"\1\\u00\2", text) if "\\x" in text else text
    yield held


_CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\x([01][0-9A-Fa-f])")


def _decided(text: str) -> str:
    """The text without a backslash so near its end that what follows it may stand in the next piece."""
    before = text[:-1] if text.endswith(("x0", "x1")) else text
    before = before.removesuffix("x")
    return before.rstrip("\\") if before.endswith("\\") else text


def _look(export: Export) -> Account:
    """The file of this export, parsed once: `owner` asks for it before `prepare` does."""
    if export.context is None:
        # a second zip may hold nothing but pictures
        found = [_parsed(member) for member in export.members if _TABLE.first(member) in (_FILE, None)]
        export.context = account_of(found[0] if found else {"chats": {}}, export.request.tz, export.beat)
    if export.context is None:
        raise BrokenMember
    account: Account = export.context
    return account


def owner(export: Export) -> Owner | None:
    return _look(export).said


def prepare(export: Export) -> None:
    """Who is the person here, which channels are theirs, and what are people called?"""
    account = _look(export)
    known = [(peer(person.get("user_id")), whole_name(person)) for person in account.address_book]
    known += [pair for chat in account.chats for pair in ((chat.id, chat.name), *chat.speakers().items())]
    for author, name in known:
        account.names[author] = account.names.get(author) or name or author.removeprefix("name/")
    said = [account.said] if account.said else [o for o in export.owners if o.platform == PLATFORM]
    people = [Candidate(author, (name,)) for author, name in account.names.items() if author not in account.robots]
    crowd = [person for person in people if is_person(person.id)]
    ids = [id for o in said for id in o.ids]
    if account.said:
        account.owner = ids[0]
    else:
        account.owner = next((id for id in ids if id in account.names), "") or (
            find_owner(crowd, export.request.me, export.owners) or ""
        )
    channels = {chat.id for chat in account.chats if chat.kind == "channel"}
    wide = [person for person in people if person.id in channels]
    account.channels = frozenset(filter(None, (find_owner(wide, (word,), ()) for word in export.request.me)))
    names = (*export.request.me, *(name for o in (*said, *export.owners) for name in o.names))
    account.signatures = frozenset(filter(None, map(fold, names)))
    handle = as_text(account.profile.get("username")).lstrip("@").casefold()
    account.handle = f"@{handle}" if handle else ""
    _ask(account, export)


def _ask(account: Account, export: Export) -> None:
    """Where nothing tells who the person is in the chats that are read: the names to choose from."""
    chats = [chat for chat in account.chats if not _closed(chat, account, export)]
    if not account.owner and not any(map(account.in_it, chats)):
        speakers = {id for chat in chats for id in chat.speakers()}
        # a group speaks in its own name, too: where people speak, that is nobody to choose
        people = {id for id in speakers if not id.startswith("channel")}
        shown = {account.names[id] for id in people or speakers}
        shown |= {message.signed for chat in chats for message in chat.messages if message.signed}
        if shown:
            export.unowned = Unowned(PLATFORM, len(shown), tuple(sorted(shown)), server_wide=False)


# --- reading -----------------------------------------------------------------------------------------------------


def everything(member: Member, export: Export) -> Iterator[Row]:
    """The people, the chats and what was said in them, as far as it concerns the person."""
    account: Account = export.context
    yield from _profile(account, export.request.tz)
    yield from _stories(account, export.request.tz)
    left = Counter[str]()
    told: dict[str, list[tuple[datetime, str]]] = {}
    # channels first: their posts come back in the group that discusses them
    for chat in sorted(account.chats, key=lambda chat: chat.kind != "channel"):
        reason = _closed(chat, account, export)
        if reason:
            left[reason] += 1
            continue
        reading = _Reading(account, chat, told)
        yield from reading.rows()
        left[N_("Messages without a date or an author were left out.")] += chat.bad
        left[N_("Some groups hold only your own messages, so nobody's answers are known. In the window of the export, "
                "take away the tick at “Only my messages”.")] += reading.one_sided  # fmt: skip
    if not (account.chats or account.pages.get("stories")):
        left[N_("This Telegram export holds no chat. Export again, and tick the chats that you want to read.")] += 1
    yield from account.contacts.values()
    for what, n in left.items():
        if n:
            yield Problem(PLATFORM, _FILE, what, n)


def _closed(chat: Chat, account: Account, export: Export) -> str:
    """Why a chat stays closed; nothing for those that are read."""
    if chat.kind in ("alone", "robot"):
        return N_("Saved messages, codes and chats with robots were left out: nobody else is in them.")
    if chat.kind == "talk" and not (account.alone or export.request.messages):
        return N_("Chats with one person are private messages. They stay closed until you ask to read messages.")
    if chat.kind == "channel" and account.owner and not account.in_it(chat):
        return N_("Channels were left out: the file does not say which are yours. Say the name of yours beside your "
                  "own, then open it again.")  # fmt: skip
    return ""


def _profile(account: Account, tz: str | None) -> Iterator[Row]:
    """What the person says of themselves, and their address book."""
    bio = as_text(account.profile.get("bio")).strip()
    if bio:
        yield Trace(PLATFORM, "declared", bio)
    outside = 0
    for person in account.address_book:
        id = peer(person.get("user_id"))
        outside += not id
        if whole_name(person):
            account.meet(id, moment(person, tz))
    if outside:
        what = N_("People of your address book who are not on Telegram were left out.")
        yield Problem(PLATFORM, _FILE, what, outside)


def _stories(account: Account, tz: str | None) -> Iterator[Row]:
    """Stories have a date and a file, no words and no public."""
    for story in map(as_dict, as_list(account.pages.get("stories"))):
        time = moment(story, tz)
        if time:
            media: Media = "video" if as_text(story.get("media")).lower().endswith((".mp4", ".mov")) else "photo"
            yield Post(f"{PLATFORM}:story/{time:%Y%m%d%H%M%S}", PLATFORM, time, kind="story", media=media,
                       source_file=_FILE)  # fmt: skip


class _Reading:
    """One chat as rows: the person's messages become posts, what others did with them interactions.

    told: words of the person's channel posts -> those posts, for the group that discusses the channel.
    """

    def __init__(self, account: Account, chat: Chat, told: dict[str, list[tuple[datetime, str]]]) -> None:
        self.account, self.chat, self.told = account, chat, told
        self.by_id = {message.id: message for message in chat.messages}
        self.posts: dict[str, str] = {}
        lists = [message.reactions for message in chat.messages if message.reactions]
        # who only reads a channel is listed nowhere, so its lists say nothing about silence
        self.cut = chat.kind == "channel" or not all(found.whole for found in lists)
        self.named = any(found.named for found in lists)
        # an account's export leaves out what others wrote in groups, unless asked: then their answers are not known
        mine = not account.alone and all(account.wrote(message, chat) for message in chat.messages)
        self.one_sided = chat.kind == "group" and bool(chat.messages) and mine
        talk = chat.kind == "talk"
        self.visibility: Visibility = "public" if chat.public else "direct" if talk else "group"

    def rows(self) -> Iterator[Row]:
        if self.account.owner or self.account.in_it(self.chat):
            for message in self.chat.messages:
                yield from self._message(message)
        yield from self._people()

    def _message(self, message: Message) -> Iterator[Row]:
        above = self.by_id.get(message.answers)
        if self.account.wrote(message, self.chat):
            discussed = self._discussed(message)
            self.posts[message.id] = discussed or self._post_id(message)
            if discussed is None:
                yield from self._own(message, above)
            yield from self._received(message)
            return
        contact = self.account.meet(message.author, message.time)
        if contact:
            yield from self._of_others(message, contact)

    def _post_id(self, message: Message) -> str:
        return f"{self.chat.group_id}:{message.id}"

    def _thread(self, message: Message) -> str:
        """A chat of two is one conversation, each post of a channel is another."""
        if self.chat.kind == "talk":
            return self.chat.group_id
        return self._post_id(message) if self.chat.kind == "channel" else self.threads[message.id]

    def _own(self, message: Message, above: Message | None) -> Iterator[Row]:
        """The post, to whom it went, whom it answers and names."""
        passed_on = bool(message.forwarded) and not self._own_words(message.forwarded)
        post_id = self._post_id(message)
        kind: Literal["repost", "post", "message"] = "post" if self.chat.kind == "channel" else "message"
        reactions = message.reactions
        yield Post(
            post_id, PLATFORM, message.time, "" if passed_on else message.text, "repost" if passed_on else kind,
            message.media, self.visibility, self._known(message), self._thread(message),
            n_reactions=(reactions.n if reactions else 0) if self.account.tells_reactions else None, source_file=_FILE,
        )  # fmt: skip
        if self.chat.kind != "talk":
            yield Audience(post_id, group_id=self.chat.group_id)
        elif other := self.account.meet(self._other):
            yield Audience(post_id, contact_id=other)
        if kind == "post" and message.text and not passed_on:
            self.told.setdefault(message.text, []).append((message.time, post_id))
        answered = self.account.meet(above.author) if above else None
        if answered:
            yield self._act(answered, "reply", "given", message, text=message.text)
        # a message to one person is itself the act
        for person in message.people if self.chat.kind != "talk" else ():
            contact = self.account.meet(person)
            if contact and contact != answered:
                yield self._act(contact, "mention", "given", message, text=message.text)

    def _own_words(self, forwarded: str) -> bool:
        mine = (self.account.names.get(id, "") for id in (self.account.owner, *self.account.channels))
        return fold(forwarded) in set(filter(None, map(fold, mine)))

    def _discussed(self, message: Message) -> str | None:
        """The post of the person's channel that Telegram itself passed on to the group that discusses it."""
        if self.chat.kind != "group" or message.author not in self.account.channels or not message.forwarded:
            return None
        same = self.told.get(message.text, [])
        return min(same, key=lambda post: abs(post[0] - message.time))[1] if same else None

    def _known(self, message: Message) -> Known:
        if not self.account.tells_reactions:
            return "none"
        if not self.cut:
            return "partial" if self.one_sided else "complete"
        listed = message.reactions.named if message.reactions and message.reactions.n else self.named
        return "partial" if listed else "count"

    def _received(self, message: Message) -> Iterator[Row]:
        """Who reacted to this message of the person?"""
        for person, time in (message.reactions.named if message.reactions else {}).items():
            contact = self.account.meet(person, time)
            if contact:
                yield self._act(contact, "reaction", "received", message, time=time, post=self.posts[message.id])

    def _of_others(self, message: Message, contact: str) -> Iterator[Row]:
        """Does this message answer the person, is it to them, does it name them; did they react to it?"""
        for person, time in (message.reactions.named if message.reactions else {}).items():
            if self.account.mine(person):
                yield self._act(contact, "reaction", "given", message, time=time, text=message.text[:_QUOTED])
        post, text = self.posts.get(message.answers), message.text
        if post:
            yield self._act(contact, "reply", "received", message, text=text, post=post)
        elif self.chat.kind == "talk":
            yield self._act(contact, "message", "received", message, text=text)
        elif any(map(self.account.mine, message.people)) or self.account.handle in message.handles:
            yield self._act(contact, "mention", "received", message, text=text)

    def _act(
        self, contact: str, kind: InteractionKind, direction: Direction, message: Message, *,
        time: datetime | None = None, text: str = "", post: str | None = None,
    ) -> Interaction:  # fmt: skip
        return Interaction(
            contact, post, time if kind == "reaction" else message.time, kind, direction, "observed", PLATFORM,
            self._thread(message), text, _FILE,
        )  # fmt: skip

    @cached_property
    def threads(self) -> dict[str, str]:
        """Message id -> thread, in a group."""
        return threads(self.chat.messages, self.chat.group_id)

    @cached_property
    def _other(self) -> str:
        """The other one of a chat of two, also where they never wrote."""
        authors = (message.author for message in self.chat.messages if not self.account.mine(message.author))
        return self.chat.id if self.chat.id.startswith("user") else next(authors, "")

    def _people(self) -> Iterator[Row]:
        """The circle that the chat is, and who was heard in it; others read along whom no file names."""
        heard: dict[str, datetime | None] = dict.fromkeys(self.chat.speakers())
        heard.update({message.author: message.time for message in self.chat.messages})
        talk = self.chat.kind == "talk"
        if not talk:
            kind: Literal["channel", "chat"] = "channel" if self.chat.kind == "channel" else "chat"
            yield Group(self.chat.group_id, PLATFORM, self.chat.name or self.chat.id, kind)
        for author, last in heard.items():
            contact = self.account.meet(author)
            if contact and not talk:
                gone = self.chat.gone.get(author) or self.chat.gone.get(peer(None, self.account.names.get(author, "")))
                until = gone if gone and (last is None or last <= gone) else None
                yield Membership(contact, self.chat.group_id, until=until)


# --- files -----------------------------------------------------------------------------------------------------


_START = re.compile(rb'"type": ?"(?:' + "|".join(KINDS).encode() + rb')"')


def sniff(member: Member) -> bool:
    """A renamed result.json: a chat by its kind or its dates, the account by the person's page or its chats."""
    if not member.key.endswith(".json"):
        return False
    head = member.head(32_768)
    whole = (
        (b'"messages"', b'"date_unixtime"'),
        (b'"personal_information"', b'"first_name"'),
        (b'"chats"', b'"list"', b'"messages"'),
    )
    return bool(b'"messages"' in head and _START.search(head)) or any(all(w in head for w in words) for words in whole)


_FILES: Mapping[str, Reader | None] = {
    # first, because a file that is known by its content only is read as the first of the table
    _FILE: everything,
    # known and left closed: pictures, films and sounds, and the pages of the other format
    **dict.fromkeys(("photos/*", "video_files/*", "voice_messages/*", "round_video_messages/*", "stickers/*", "files/*",
                     "contacts/*", "profile_pictures/*", "profile_music/*", "stories/*", "images/*", "css/*", "js/*",
                     "lists/*", "chats/chat_*/*", "chats/chat_*/*/*", "messages*.html", "export_results.html")),
}  # fmt: skip
_TABLE = Patterns(_FILES)

_HTML = N_(
    "This Telegram export is in HTML. Export again from Telegram Desktop, with the format JSON instead of HTML, then "
    "choose the file result.json."
)

IMPORTER = Importer(
    platform=PLATFORM,
    title="Telegram",
    files=_FILES,
    signatures=((_FILE,),),
    sniff=sniff,
    wrong_format=dict.fromkeys(
        ("ChatExport*/messages*.html", "DataExport*/export_results.html", "chats/chat_*/messages*.html",
         "export_results.html", "messages.html"),
        _HTML,
    ),
    owner=owner,
    prepare=prepare,
)  # fmt: skip
