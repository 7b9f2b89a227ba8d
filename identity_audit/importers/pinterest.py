"""What did the person pin on Pinterest, on which boards, and who could see it?

How to get it: Settings > Privacy and data > Request your data. A mail brings the link within about two days.

Layout read: one or several HTML pages, a headline per section, below it the entries as lines `Label: value,` parted by
line breaks. The labels of pins are those of a public reader and its sample of 2025; those of the other sections, and a
JSON file with the same names, are not seen but expected, so what has another name is counted and left closed. Times
have no zone; they are taken for UTC.

A board is a subject that the person named: it stands with the words of every pin that they made, and in what they say
of themselves. Most pins are passed on ("Is a repin"): then the words are somebody else's. Nobody else is in the file
with what they did; who followed whom is read where it is there. The addresses of computers are never read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from identity_audit.dataset import Owner, fold
from identity_audit.importers.archive import BrokenMember, Member, decode
from identity_audit.importers.base import Export, Importer, left_out, nothing_in_it
from identity_audit.importers.fields import as_dict, as_list, made_id, when
from identity_audit.importers.html_text import plain
from identity_audit.schema import Contact, Direction, Interaction, Post, Problem, Row, Trace, TraceKind, Visibility
from identity_audit.words import N_

PLATFORM = "pinterest"
PAGE, DATA = "*.html", "*.json"

#: one entry: label in small letters without blanks -> text
_Record = dict[str, str]
_HEADLINE = re.compile(r"<h1\b[^<>]{0,200}>(?P<name>[^<>]{0,200})</h1>", re.IGNORECASE)
_ENTRY = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
_LINE = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?P<label>[A-Za-z][\w ()/-]{0,40}): ?(?P<value>.*)", re.DOTALL)
_PIN = re.compile(r"pinterest\.[a-z.]{2,6}/pin/(?P<number>[\w-]{1,40})")
_EMPTY = frozenset({"no data", "none", "null", "n/a"})


@dataclass(slots=True)
class _Known:
    own: frozenset[str]
    contacts: dict[str, Contact] = field(default_factory=dict)
    boards: dict[str, datetime | None] = field(default_factory=dict)
    strange: Counter[str] = field(default_factory=Counter)
    posts: int = 0


def owner(export: Export) -> Owner | None:
    """Who do the pins, or the section about the account, name?"""
    for member in export.members:
        try:
            sections = list(_sections(member))
        except BrokenMember:
            continue
        accounts = [r for name, records in sections if name in _ACCOUNT for r in records]
        pins = [r for name, records in sections if name in _SECTIONS and _SECTIONS[name] is _pins for r in records]
        for record in (*accounts, *pins):
            handle = _said(record, "username")
            names = filter(None, (_said(record, "fullname", "name"), _said(record, "firstname"), handle))
            email = _said(record, "email", "emailaddress")
            if handle:
                return Owner(PLATFORM, tuple(dict.fromkeys(names)), (email,) if "@" in email else (), (handle,))
    return None


def prepare(export: Export) -> None:
    ids = [id for o in export.owners if o.platform == PLATFORM for id in o.ids]
    export.context = _Known(frozenset(word.casefold() for word in (*ids, *export.request.me)))


def read(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Everything that one page, or one JSON file, tells in sections that we know."""
    known: _Known = export.context
    for name, records in _sections(member):
        reader = _SECTIONS.get(name)
        if reader:
            yield from reader(records, known, file)
        elif name not in _ACCOUNT and records:
            known.strange[file] += 1


def finish(export: Export) -> Iterator[Row]:
    """Boards as what the person says of themselves, everybody who was met, and what we do not know."""
    known: _Known = export.context
    yield from known.contacts.values()
    yield from (Trace(PLATFORM, "declared", name, time) for name, time in known.boards.items())
    for file, n in known.strange.items():
        what = N_("Some parts of this Pinterest export have names that we do not know. They stay closed.")
        yield Problem(PLATFORM, file, what, n)
    if not known.posts and not known.contacts and not known.boards:
        yield nothing_in_it(PLATFORM, PAGE)


# --- sections ----------------------------------------------------------------------------------------------------


def _sections(member: Member) -> Iterator[tuple[str, list[_Record]]]:
    return _in_json(member.json()) if member.key.endswith(".json") else _in_page(member.text())


def _key(label: str) -> str:
    return (fold(label) or "").replace(" ", "")


def _in_page(text: str) -> Iterator[tuple[str, list[_Record]]]:
    """The sections of a page; a pin begins with its address, which has no label."""
    found = list(_HEADLINE.finditer(text))
    for at, headline in enumerate(found):
        body = text[headline.end() : found[at + 1].start() if at + 1 < len(found) else len(text)]
        yield _key(headline["name"]), [record for entry in _ENTRY.split(body) if (record := _record(entry))]


def _record(entry: str) -> _Record:
    record: _Record = {}
    for line in _LINE.split(entry):
        words = plain(line).strip()
        label = _LABEL.fullmatch(words)
        if words.startswith("http"):
            record.setdefault("address", words.split()[0])
        elif label:
            value = label["value"].strip().removesuffix(",").strip()
            if value.casefold() not in {"", *_EMPTY}:
                record.setdefault(_key(label["label"]), value)
    return record


def _in_json(data: Any) -> Iterator[tuple[str, list[_Record]]]:
    for name, entries in as_dict(data).items():
        records = [
            {_key(label): str(value) for label, value in as_dict(entry).items() if isinstance(value, str | int)}
            for entry in as_list(entries)
        ]
        yield _key(name), records


def _said(record: _Record, *labels: str) -> str:
    found = (record.get(label, "").strip() for label in labels)
    return next((value for value in found if value and value.casefold() not in _EMPTY), "")


def _time(record: _Record) -> datetime | None:
    text = _said(record, "createdat", "created", "date", "time", "timestamp")
    return when(f"{text} UTC") or when(text)


def _yes(record: _Record, *labels: str) -> bool | None:
    return {"true": True, "false": False, "yes": True, "no": False}.get(_said(record, *labels).casefold())


# --- what each section says --------------------------------------------------------------------------------------


def _pins(records: Sequence[_Record], known: _Known, file: str) -> Iterator[Row]:
    """What the person pinned, with the board as the subject that they gave it; deleted pins are left closed."""
    bad = 0
    for record in records:
        address = _PIN.search(_said(record, "address", "link", "url", "pinurl", "id"))
        number = address["number"] if address else _said(record, "pinid", "id")
        time, board = _time(record), _said(record, "boardname", "board")
        if not number.isalnum() and time is None:
            bad += 1
            continue
        if _yes(record, "alive") is False:
            continue
        private = _yes(record, "private", "issecret", "secret")
        repin = _yes(record, "isarepin", "isrepin", "repin")
        visibility: Visibility = "unknown" if private is None else "private" if private else "public"
        words = filter(None, (_said(record, "title"), _said(record, "details", "description", "note")))
        text = "\n\n".join(words) or _said(record, "alttext")
        known.posts += 1
        if board:
            known.boards[board] = min(filter(None, (known.boards.get(board), time)), default=None)
        yield Post(
            f"{PLATFORM}:{number}" if number.isalnum() else made_id(PLATFORM, "pin", time, text), PLATFORM, time,
            text if repin else "\n\n".join(filter(None, (text, board))), "repost" if repin else "post",
            "video" if _yes(record, "isvideo") or _said(record, "video") else "photo", visibility, source_file=file,
        )  # fmt: skip
    yield from left_out(PLATFORM, file, bad)


def _boards(records: Sequence[_Record], known: _Known, file: str) -> Iterator[Row]:
    """The subjects that the person named, also those without pins."""
    for record in records:
        name, words = _said(record, "name", "boardname", "title"), _said(record, "description", "details")
        if name and _yes(record, "alive") is not False:
            known.boards.setdefault(name, _time(record))
            if words:
                yield Trace(PLATFORM, "declared", words, _time(record))


def _comments(records: Sequence[_Record], known: _Known, file: str) -> Iterator[Row]:
    """What the person wrote under pins; whose they are is not in the file."""
    bad = 0
    for record in records:
        text, time = _said(record, "text", "comment", "details", "message"), _time(record)
        pin = _PIN.search(_said(record, "address", "pin", "link", "url"))
        if text and time:
            known.posts += 1
            thread = f"{PLATFORM}:{pin['number']}" if pin else None
            yield Post(made_id(PLATFORM, "comment", time, text), PLATFORM, time, text, "reply", thread_id=thread,
                       source_file=file)  # fmt: skip
        bad += not (text and time)
    yield from left_out(PLATFORM, file, bad)


def _follows(records: Sequence[_Record], known: _Known, file: str, *, direction: Direction) -> Iterator[Row]:
    bad = 0
    for record in records:
        handle, name, time = _said(record, "username", "user"), _said(record, "fullname", "name"), _time(record)
        handle = handle or (_said(record, "address").rstrip("/").rpartition("/")[2] if "address" in record else "")
        if handle.casefold() in known.own:
            continue
        if not (handle or name):
            bad += 1
            continue
        contact = f"{PLATFORM}:{(handle or name).casefold()[:100]}"
        known.contacts.setdefault(contact, Contact(contact, PLATFORM, name or handle, handle or None, time))
        yield Interaction(contact, None, time, "follow", direction, "observed", PLATFORM, source_file=file)
    yield from left_out(PLATFORM, file, bad)


def _beliefs(records: Sequence[_Record], known: _Known, file: str, *, kind: TraceKind) -> Iterator[Row]:
    for record in records:
        if name := _said(record, "name", "interest", "interestname", "topic", "advertiser"):
            yield Trace(PLATFORM, kind, name, _time(record))


_ACCOUNT = frozenset({"profile", "account", "accountinfo", "accountinformation", "user", "userinfo", "contents"})
_SECTIONS: Mapping[str, Callable[[Sequence[_Record], _Known, str], Iterator[Row]]] = {
    "pins": _pins,
    "pin": _pins,
    "boards": _boards,
    "board": _boards,
    "comments": _comments,
    "pincomments": _comments,
    "followers": partial(_follows, direction="received"),
    "following": partial(_follows, direction="given"),
    "followingusers": partial(_follows, direction="given"),
    "usersfollowed": partial(_follows, direction="given"),
    "interests": partial(_beliefs, kind="interest"),
    "inferredinterests": partial(_beliefs, kind="interest"),
}


def sniff(member: Member) -> bool:
    """The pages have names that say nothing: they are known by their frame and by the words in it."""
    if member.key.endswith((".html", ".htm")):
        head = decode(member.head(1 << 16))
        return 'id="contents"' in head and (">Pins</" in head or "www.pinterest." in head)
    return member.key.endswith(".json") and bool(re.search(rb'"board[_ ]name"', member.head(), re.IGNORECASE))


IMPORTER = Importer(
    platform=PLATFORM,
    title="Pinterest",
    files={PAGE: partial(read, file=PAGE), DATA: partial(read, file=DATA)},
    sniff=sniff,
    sniffed_together=True,
    owner=owner,
    prepare=prepare,
    finish=finish,
)
