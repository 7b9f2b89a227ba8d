"""What did the person write in a WhatsApp chat, to whom, and who wrote back?

How to get it: open the chat, menu, More, Export chat, Without media. Android gives `WhatsApp Chat with X.txt`
("Discussion WhatsApp avec X"), an iPhone a zip with `_chat.txt`. One file is one chat; choosing it is asking for it.

Forms read: about 96 known heads of a line (date order, `/`, `.` or `-`, 12 or 24 hours, brackets on iPhones, "à" on
French Android before 2020), last looked at in 2026. Times are local, without a zone. The order of day and month is
not written anywhere: it is found over the whole file.

What is not in it: reactions, quotes, who read what. Who wrote right after the person is all there is to know of
answers, so these are marked as worked out. iPhones put U+200E before everything that nobody typed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from identity_audit.dataset import Owner, Unowned, fold
from identity_audit.importers.archive import BrokenMember, Member, decode
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.fields import local
from identity_audit.importers.people import Candidate, find_owner
from identity_audit.schema import Audience, Contact, Group, Interaction, Media, Membership, Post, Problem, Row
from identity_audit.words import N_

_NAME = "whatsapp"
_FILE = "*.txt"
TURN = timedelta(minutes=3)
ANSWER = timedelta(minutes=10)
TEXT_OF_OTHERS = 2000

Order = Literal["dmy", "mdy"]

# --- lines -----------------------------------------------------------------------------------------------------

_MARK = "\u200e"
#: direction marks stand around names, numbers and times; narrow blanks stand before AM and French punctuation
_INVISIBLE: dict[int, str | None] = {
    **dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)),
    0x202F: " ", 0x00A0: " ", 0x2009: " ",
}  # fmt: skip
_UNSEEN = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")
_HEAD = re.compile(
    r"(?P<open>\[)?(?P<a>\d{1,4})(?P<sep>[./-]) ?(?P<b>\d{1,2})(?P=sep) ?(?P<c>\d{4}|\d{2})"
    r"(?:,|\.,| à| at| um| om| kl\.| a las| alle(?: ore)?)? "
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?: ?(?P<half>[aApP])\.? ?[mM]\.?)?"
    r"(?(open) ?\] ?| [-–] )(?P<rest>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """The head of a message: three numbers of a date, a time, and what follows.

    Day and month are in a known order only where the year comes first.
    """

    date: tuple[int, int, int]
    clock: tuple[int, int, int]
    style: str
    rest: str
    marked: bool

    @property
    def speaker(self) -> str:
        """Who wrote it; nobody for what WhatsApp itself says."""
        name, colon, _ = self.rest.partition(": ")
        if not colon and self.rest.endswith(":"):
            name, colon = self.rest[:-1], ":"
        if not colon or len(name) > 100 or _NEW_SUBJECT.search(name):
            return ""
        # "~ Name" is how an iPhone shows people who are not in the address book
        return name.removeprefix("~").strip()

    @property
    def text(self) -> str:
        return self.rest.partition(": ")[2] if ": " in self.rest else ""


def head_of(line: str) -> _Line | None:
    """The head of a line, or None for the continuation of a message.

    >>> head_of("3/12/19, 2:05\\u202fPM - Julie: Hello").clock
    (14, 5, 0)
    >>> head_of("[12/03/2023, 14:32:11] \\u200eJulie: \\u200eimage absente").speaker
    'Julie'
    """
    marked = False
    if _UNSEEN.search(line):
        marked = line.partition(": ")[2].startswith(_MARK)
        line = line.translate(_INVISIBLE)
    found = _HEAD.match(line)
    if not found:
        return None
    a, sep, b, c = found.group("a", "sep", "b", "c")
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    year = int(c) + 2000 if len(c) == 2 else int(c)
    date = (int(a), int(b), int(c)) if len(a) > 2 else (int(a), int(b), year)
    style = sep + half + ("0" if a.startswith("0") else "")
    return _Line(date, (hour, int(found["minute"]), int(found["second"] or 0)), style, found["rest"], marked)


def is_chat(member: Member) -> bool:
    """Is this text a WhatsApp chat? Its first words are the head of a message."""
    if not member.path.lower().endswith(".txt"):
        return False
    start = decode(member.head(4096)).lstrip("\ufeff \r\n")
    return head_of(start.partition("\n")[0]) is not None


# --- sentences of WhatsApp, in the languages we met --------------------------------------------------------------

_DELETED = re.compile(
    r"(?:Ce message a été supprimé|Vous avez supprimé ce message|This message was deleted|You deleted this message"
    r"|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht|Dit bericht is verwijderd"
    r"|Je hebt dit bericht verwijderd|Se eliminó este mensaje|Eliminaste este mensaje)(?: par .+| by .+)?\.?\s*"
)
_EDITED = re.compile(
    r"\s*<(?:Ce message a été modifié|This message was edited|Diese Nachricht wurde bearbeitet"
    r"|Dit bericht is bewerkt|Se editó este mensaje)\.?>\s*$"
)
_OMITTED = re.compile(
    r"(?:(?P<video>vidéos?|video|videonachricht)|(?P<audio>audio|message vocal|voice message)"
    r"|(?P<photo>images?|photos?|GIF|sticker|autocollant|bild|foto|afbeelding|imagen|médias?|media|medien|multimedia)"
    r"|(?P<link>document|fiche contact|contact card|fichiers?|file|dokument))"
    r" \w+$",
    re.IGNORECASE,
)
_GONE = ("omis", "omise", "omises", "absent", "absente", "absents", "absentes", "retiré", "retirée", "retirés",
         "retirées", "omitted", "weggelassen", "ausgeschlossen", "weggelaten", "omitido", "omitida", "omitidos",
         "omitidas")  # fmt: skip
_ATTACHED_IPHONE = re.compile(
    r"<(?:pièce jointe|attached|Anhang|bijgevoegd|adjunto) ?: ?(?P<name>[^<>\n]{1,300})>", re.IGNORECASE
)
_ATTACHED_ANDROID = re.compile(
    r"(?P<name>.{1,300}\.\w{2,5}) "
    r"\((?:fichier joint|file attached|Datei angehängt|archivo adjunto|bestand bijgevoegd)\)",
    re.IGNORECASE,
)
_POLL = re.compile(r"(?:SONDAGE|POLL|UMFRAGE|ENCUESTA) ?:\s*\n?(?P<question>[^\n]*)")
_ENDINGS: dict[Media, tuple[str, ...]] = {
    "photo": ("jpg", "jpeg", "png", "webp", "gif", "heic"),
    "video": ("mp4", "mov", "3gp"),
    "audio": ("opus", "ogg", "m4a", "mp3", "aac", "amr"),
}
#: the new title of a group may hold a colon, and then the sentence looks like a message of somebody
_NEW_SUBJECT = re.compile(r" (?:(?:a|avez) (?:changé|modifié|créé)|changed|created|hat) .*[«“„\"']")
_CREATED = re.compile(
    r"(?:a|avez) créé (?:le|ce|un) groupe(?: [«“\"'] ?(?P<fr>.+?) ?[»”\"'])?\.?$"
    r"|created (?:the |this )?group(?: [“\"'](?P<en>.+?)[”\"'])?\.?$"
    r"|hat die Gruppe(?: [„“\"'](?P<de>.+?)[“”\"'])? erstellt\.?$"
)
_ADDED = re.compile(
    r"^(?P<self>.+?) (?:a rejoint|a été ajoutée?|joined|was added|ist .*beigetreten)\b"
    r"|^.+? (?:a ajouté|avez ajouté|added) (?P<whom>.+?)\.?$"
)
_LEFT = re.compile(
    r"^(?P<self>.+?) (?:a quitté(?: le groupe)?|left(?: the group)?|hat die Gruppe verlassen)\.?$"
    r"|^.+? (?:a retiré|avez retiré|removed) (?P<whom>.+?)(?: du groupe| from the group)?\.?$"
)
_FRENCH = re.compile(r"chiffrés|groupe|a ajouté|a quitté|<Médias omis>|absente?\b|Ce message a été supprimé")
_ENCRYPTION = re.compile(r"chiffrés de bout en bout|end-to-end encrypted|Ende-zu-Ende-verschlüsselt")
_TITLE = re.compile(
    r"(?:discussion whatsapp avec|discussion whatsapp -|whatsapp chat with|whatsapp chat -|whatsapp[ -]chat mit"
    r"|whatsapp[ -]chat met|chat de whatsapp con|conversa do whatsapp com|chat whatsapp con) *(?P<title>.+)",
    re.IGNORECASE,
)
#: no sentence of WhatsApp is longer, and searching a megabyte for one could take minutes
_NOTICE_LIMIT = 500
_MYSELF = frozenset("vous you moi me du ich jij tú tu".split())


# --- the first look ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Chat:
    """What one look through the whole file tells, before any message is read."""

    title: str = ""
    key: str = ""
    order: Order = "dmy"
    assumed: bool = False
    lines: Counter[str] = field(default_factory=Counter)
    in_group: bool = False
    events: list[tuple[_Line, str]] = field(default_factory=list)
    first: _Line | None = None
    owner: str | None = None

    def is_group(self) -> bool:
        return self.in_group or len(self.lines) > 2


def _look(member: Member) -> _Chat:
    chat = _Chat()
    high, styles, falls = Counter[str](), Counter[str](), Counter[str]()
    last = {"dmy": (0, 0, 0), "mdy": (0, 0, 0)}
    french = False
    for raw in member.lines():
        line = head_of(raw)
        if line is None:
            continue
        chat.first = chat.first or line
        a, b, c = line.date
        if a <= 31:
            high["dmy"] += a > 12
            high["mdy"] += b > 12
            for order, day in (("dmy", (c, b, a)), ("mdy", (c, a, b))):
                falls[order] += day < last[order]
                last[order] = day
            styles[line.style] += 1
        notice = _notice(line)
        if notice is None:
            chat.lines[line.speaker] += 1
        else:
            french = french or bool(_FRENCH.search(notice))
            _hear(chat, line, notice)
    chat.title = _title(member) or chat.title
    french = french or "discussion whatsapp" in (member.path + member.source_name).lower().replace("_", " ")
    chat.order, chat.assumed = _order(high, falls, styles, french)
    chat.key = f"{_NAME}:chat/{chat.title[:200] or _digest(str(chat.first))}"
    return chat


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def _notice(line: _Line) -> str | None:
    """What WhatsApp itself says in this line; None for a message of somebody."""
    if not line.speaker:
        return line.rest[:_NOTICE_LIMIT]
    if line.marked and not (_DELETED.match(line.text) or _media(line.text)[1] != "none"):
        return line.text[:_NOTICE_LIMIT]
    return None


def _hear(chat: _Chat, line: _Line, notice: str) -> None:
    created = _CREATED.search(notice)
    if created:
        chat.title = created["fr"] or created["en"] or created["de"] or chat.title
    elif line.speaker and not chat.title and _ENCRYPTION.search(notice):
        # on an iPhone the title of the chat "says" that messages are encrypted
        chat.title = line.speaker
    if created or _ADDED.search(notice) or _LEFT.search(notice):
        chat.in_group = True
        chat.events.append((line, notice))


def _order(high: Counter[str], falls: Counter[str], styles: Counter[str], french: bool) -> tuple[Order, bool]:
    """In which order are day and month, and is that a guess? A number above 12 decides, then time going backwards."""
    if high["dmy"] != high["mdy"]:
        return ("dmy" if high["dmy"] > high["mdy"] else "mdy"), False
    if falls["dmy"] != falls["mdy"]:
        return ("dmy" if falls["dmy"] < falls["mdy"] else "mdy"), False
    style = next((style for style, _ in styles.most_common(1)), "")
    # no country that writes the month first uses points
    if french or not style or style.startswith("."):
        return "dmy", False
    # the United States write 3/12/19, 2:05 PM, without zeros
    return ("mdy" if style in ("/a", "/p") else "dmy"), True


def _title(member: Member) -> str:
    """The title of the chat from the file, its folder or its zip; phones and browsers add "(1)" and underscores."""
    *folders, name = member.path.replace("\\", "/").split("/")
    for place in (name, member.source_name, *folders[-1:]):
        text = re.sub(r"\s*\(\d+\)$", "", re.sub(r"\.(?:txt|zip)$", "", place, flags=re.IGNORECASE)).strip()
        found = _TITLE.match(text) or _TITLE.match(text.replace("_", " "))
        if found:
            return found["title"].translate(_INVISIBLE).strip()
    return ""


def _known(export: Export) -> _Chat:
    """The first look, taken once: `owner` asks for it before `prepare` does."""
    if export.context is None:
        try:
            export.context = _look(export.members[0])
        except BrokenMember:
            export.context = _Chat()
    chat: _Chat = export.context
    return chat


def owner(export: Export) -> Owner | None:
    """Who is the person? In a chat of two, its title is the other one; a group does not tell."""
    chat = _known(export)
    name = find_owner(_candidates(chat), export.request.me, ())
    name = name or next((speaker for speaker in chat.lines if fold(speaker) in _MYSELF), None)
    if name is None and not chat.is_group() and chat.title:
        others = [speaker for speaker in chat.lines if fold(speaker) != fold(chat.title)]
        # with two speakers, one of them must be the title: else the chat was renamed and nothing is certain
        name = others[0] if len(others) == 1 else None
    return Owner(_NAME, (name,)) if name else None


def prepare(export: Export) -> None:
    """Find the person among the speakers: by what they said, by this chat, by their other exports."""
    chat = _known(export)
    mine = owner(export)
    # what the person said may be their name on another platform, so it does not forbid the other ways here
    chat.owner = mine.names[0] if mine else find_owner(_candidates(chat), (), export.owners)
    if chat.owner is None and chat.lines:
        export.unowned = Unowned(_NAME, len(chat.lines), tuple(sorted(chat.lines)), server_wide=False)


def _candidates(chat: _Chat) -> list[Candidate]:
    return [Candidate(name, (name,)) for name in chat.lines]


# --- reading -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Message:
    speaker: str
    time: datetime | None
    text: str
    media: Media


def messages(member: Member, export: Export) -> Iterator[Row]:
    """People, the circle they form, what the person wrote in it, and what was written to them."""
    chat: _Chat = export.context
    tz = export.request.tz
    everybody = [name for name in chat.lines if name != chat.owner]
    if not chat.is_group() and chat.title and chat.owner and not everybody:
        everybody = [chat.title]  # somebody who never answered
    first_heard: dict[str, datetime] = {}
    counts: Counter[str] = Counter()
    answers = _Answers(chat, tuple(map(_id, everybody)))
    for message in _messages(member, chat, tz, counts):
        if message.time and message.speaker not in first_heard:
            first_heard[message.speaker] = message.time
        if chat.owner is not None:
            yield from answers.hear(message)
    yield from answers.end()
    for name in everybody:
        yield Contact(_id(name), _NAME, name, first_seen=first_heard.get(name))
    if chat.is_group():
        yield Group(chat.key, _NAME, chat.title or ", ".join(everybody[:3]), "chat")
        yield from _memberships(chat, everybody, first_heard, tz)
    yield from _problems(chat, counts)


def _id(name: str) -> str:
    return f"{_NAME}:{name}"


def _problems(chat: _Chat, counts: Counter[str]) -> Iterator[Problem]:
    told = {
        N_("Deleted messages: their text is no longer in the file."): counts["deleted"],
        N_("Some messages have a date that does not exist. They were left out."): counts["date"],
        N_("In this chat, no date tells the day from the month. We took the order your phone most likely uses; "
           "please check a date you remember."): int(chat.assumed),
        N_("This chat does not say which person is you. Say what you are called in it, then it can be read."):
            int(chat.owner is None),
    }  # fmt: skip
    for what, n in told.items():
        if n:
            yield Problem(_NAME, _FILE, what, n)


def _messages(member: Member, chat: _Chat, tz: str | None, counts: Counter[str]) -> Iterator[_Message]:
    """The messages one by one, with their further lines; never the whole file at once."""
    line: _Line | None = None
    more: list[str] = []
    for raw in member.lines():
        head = head_of(raw)
        if head is None:
            more.append(raw)
            continue
        if line is not None:
            yield from _message(line, more, chat, tz, counts)
        line, more = head, []
    if line is not None:
        yield from _message(line, more, chat, tz, counts)


def _message(line: _Line, more: list[str], chat: _Chat, tz: str | None, counts: Counter[str]) -> Iterator[_Message]:
    if _notice(line) is not None:
        return
    text = "\n".join((line.text, *(part.translate(_INVISIBLE) for part in more))).strip()
    if len(text) < _NOTICE_LIMIT and _DELETED.fullmatch(text):
        counts["deleted"] += 1
        return
    time = _time(line, chat.order, tz)
    if time is None:
        counts["date"] += 1
        return
    if text.endswith(">"):
        text = text[:-_NOTICE_LIMIT] + _EDITED.sub("", text[-_NOTICE_LIMIT:])
    text, media = _media(text)
    if text or media != "none":
        yield _Message(line.speaker, time, text, media)


def _media(text: str) -> tuple[str, Media]:
    """The words that were typed, and the kind of thing they came with. Whether an omitted thing was a photo or a
    video is often not said ("<Médias omis>"): most are photos."""
    poll = _POLL.match(text)
    if poll:
        return poll["question"].strip(), "poll"
    first, _, caption = text.partition("\n")
    attached = _ATTACHED_IPHONE.search(text) if "<" in first else None
    attached = attached or (_ATTACHED_ANDROID.match(first) if ")" in first else None)
    if attached:
        name = attached["name"].strip().lower()
        kind: Media = next((k for k, endings in _ENDINGS.items() if name.endswith(endings)), "link")
        return (text[: attached.start()] + text[attached.end() :]).strip(), kind
    # the word for "left out" comes last; looking there first spares a long search in every message
    words = first.rstrip("> .")
    omitted = _OMITTED.search(words) if len(words) < _NOTICE_LIMIT and words.lower().endswith(_GONE) else None
    if omitted:
        before = words[: omitted.start()].strip("< ")
        # "lesson.pdf • 3 pages document omitted" keeps its name; other words before it are somebody's sentence
        if not before or (omitted["link"] and "•" in before):
            media: Media = next(k for k in ("video", "audio", "photo", "link") if omitted[k])
            return f"{before}\n{caption}".strip(), media
    return text, "none"


def _time(line: _Line, order: Order, tz: str | None) -> datetime | None:
    a, b, c = line.date
    year, month, day = (a, b, c) if a > 31 else (c, b, a) if order == "dmy" else (c, a, b)
    try:
        return local(datetime(year, month, day, *line.clock), tz)  # noqa: DTZ001 (the zone is added by `local`)
    except ValueError:
        return None


@dataclass(slots=True)
class _Answers:
    """Turns messages into rows as they come: the person's turns become posts, the rest was written to them.

    People write one thought in several messages, so what the person sends without a pause of three minutes and
    without anybody between is one post. In a group, everybody's first message within ten minutes after it may be an
    answer; nothing in the file says so, hence "proxy".
    """

    chat: _Chat
    others: tuple[str, ...]
    turn: list[_Message] = field(default_factory=list)
    post: str | None = None
    until: datetime | None = None
    answered: set[str] = field(default_factory=set)

    def hear(self, message: _Message) -> Iterator[Row]:
        if message.speaker == self.chat.owner:
            if self.turn and _gap(self.turn[-1], message) > TURN:
                yield from self.end()
            self.turn.append(message)
            return
        yield from self.end()
        contact, key = _id(message.speaker), self.chat.key
        text = message.text[:TEXT_OF_OTHERS]
        yield Interaction(contact, None, message.time, "message", "received", "observed", _NAME, key, text, _FILE)
        soon = self.until is not None and message.time is not None and message.time <= self.until
        if self.chat.is_group() and self.post and soon and contact not in self.answered:
            self.answered.add(contact)
            yield Interaction(contact, self.post, message.time, "reply", "received", "proxy", _NAME, key, text, _FILE)

    def end(self) -> Iterator[Row]:
        """The turn is over: it becomes a post to everybody in the chat."""
        if not self.turn:
            return
        key, start, last = self.chat.key, self.turn[0].time, self.turn[-1].time
        text = "\n".join(message.text for message in self.turn if message.text)
        media: Media = next((message.media for message in self.turn if message.media != "none"), "none")
        self.post = f"{_NAME}:{_digest(f'{key}{start}{text}')}"
        self.until, self.turn, self.answered = last and last + ANSWER, [], set()
        group = self.chat.is_group()
        yield Post(self.post, _NAME, start, text, "message", media, "group" if group else "direct", "none", key,
                   source_file=_FILE)  # fmt: skip
        if group:
            yield Audience(self.post, group_id=key)
        else:
            for contact in self.others:
                yield Audience(self.post, contact_id=contact)


def _gap(before: _Message, after: _Message) -> timedelta:
    return after.time - before.time if before.time and after.time else timedelta(0)


def _memberships(
    chat: _Chat, people: list[str], first_heard: dict[str, datetime], tz: str | None
) -> Iterator[Membership]:
    """Since when, and until when, was each of them in the group? Who was never added was there at the first line."""
    start = _time(chat.first, chat.order, tz) if chat.first else None
    for name in people:
        since, until = start, None
        for line, notice in chat.events:
            moment = _time(line, chat.order, tz)
            if _names(_ADDED.search(notice), name):
                heard = first_heard.get(name)
                # added a second time, they were there before; added before the first word, they were not
                since = moment if until is None and moment and (heard is None or moment <= heard) else since
                until = None
            elif _names(_LEFT.search(notice), name):
                until = moment
        yield Membership(_id(name), chat.key, since, until)


def _names(found: re.Match[str] | None, name: str) -> bool:
    """Does the notice speak of this person, alone or in a list?"""
    if not found:
        return False
    if found["self"] is not None:
        return found["self"].removeprefix("~").strip() == name
    return name in {part.removeprefix("~").strip() for part in re.split(r", | et | and ", found["whom"])}


IMPORTER = Importer(
    platform=_NAME,
    title="WhatsApp",
    files={_FILE: messages},
    sniff=is_chat,
    owner=owner,
    prepare=prepare,
)  # fmt: skip
