"""Which mails are in this file, and what do their headers say? Mailboxes of any size, a mail at a time.

Read: mbox (Google Takeout, Thunderbird, Apple Mail), one mail per file (`.eml`, Maildir). A mail is kept up to
`KEEP` bytes, because text comes before attachments; the rest of it is passed over.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import mktime_tz, parsedate_tz
from functools import cached_property
from typing import NamedTuple

from identity_audit.importers.archive import Member
from identity_audit.importers.fields import when
from identity_audit.importers.mail_charset import decoded

KEEP = 400_000
_HEAD = 120_000
#: so much must be seen behind a possible beginning of a mail to tell whether it is one
_AHEAD = 700

# --- mails of a file --------------------------------------------------------------------------------------------

# Gmail writes "From 1823@xxx Mon Mar 03 10:12:00 +0000 2025", Thunderbird "From - Mon Mar  3 10:12:00 2025" or
# "From " alone. Not every program marks a body line that begins with "From ", so a time and a header must follow.
_BEGIN = re.compile(rb"From (?:-?[ \t]*|[^\r\n]{0,300}\d\d:\d\d[^\r\n]{0,80})\r?\n(?=[!-9;-~]{1,70}:|>From )")
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?[A-Za-z][A-Za-z0-9-]{1,50}:[ \t\r\n]")
_MAIL_HEADERS = re.compile(
    rb"^(?:From|To|Date|Subject|Message-ID|Received|Return-Path|Delivered-To|MIME-Version)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def is_box(start: bytes) -> bool:
    """Do these first bytes begin a file of many mails?"""
    return _BEGIN.match(start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")) is not None


def is_mail(start: bytes) -> bool:
    """Do these first bytes begin a mail? A header line first, and at least two that every mail has."""
    return _HEADER.match(start) is not None and len(set(_MAIL_HEADERS.findall(start.lower()))) >= 2


def mails(member: Member, beat: Callable[[int], None]) -> Iterator[bytes]:
    """The mails of a file, each up to KEEP bytes. `beat` is told how many bytes were read."""
    pieces = _heard(member.pieces(), beat)
    if is_box(member.head()):
        yield from _split(pieces)
        return
    mail = bytearray()
    for piece in pieces:
        mail += piece
        if len(mail) >= KEEP:
            break
    if mail:
        yield bytes(mail[:KEEP])


def _heard(pieces: Iterable[bytes], beat: Callable[[int], None]) -> Iterator[bytes]:
    for piece in pieces:
        beat(len(piece))
        yield piece


def _split(pieces: Iterable[bytes]) -> Iterator[bytes]:
    mail, begun, rest = bytearray(), False, b"\n"
    for piece, last in _with_end(pieces):
        buffer = rest + piece
        start, at = 0, buffer.find(b"\nFrom ")
        while at >= 0 and (last or at < len(buffer) - _AHEAD):
            found = _BEGIN.match(buffer, at + 1)
            if found:
                if begun:
                    mail += buffer[start : min(at + 1, start + KEEP - len(mail))]
                    yield bytes(mail)
                mail, begun, start = bytearray(), True, found.end()
            at = buffer.find(b"\nFrom ", at + 1)
        end = len(buffer) if last else max(start, len(buffer) - _AHEAD)
        if begun:
            mail += buffer[start : min(end, start + max(0, KEEP - len(mail)))]
        rest = buffer[end:]
    if begun:
        yield bytes(mail)


def _with_end(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    for piece in pieces:
        yield piece, False
    yield b"", True


# --- headers ----------------------------------------------------------------------------------------------------

_WANTED = frozenset(
    b"from to cc bcc reply-to sender date subject message-id in-reply-to references list-id list-post list-unsubscribe "
    b"precedence auto-submitted delivered-to x-delivered-to x-gmail-labels x-gm-thrid content-type "
    b"content-transfer-encoding content-disposition x-mozilla-status x-facebook-notify x-linkedin-template "
    b"x-linkedin-class x-mailman-version x-google-group-id x-original-from x-spam-flag x-autoreply return-path".split()
)
_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n(?![ \t])")
_ID = re.compile(rb"<([^<>\s]{1,500})>")
_PERSON = re.compile(
    r'(?:"(?P<quoted>(?:[^"\\]|\\.){0,200})"|(?P<plain>[^<>,;"]{0,120}))'
    r" ?< ?(?P<inside>[^<> ,;]{1,200}@[^<> ,;]{1,200}) ?>"
    r"|(?P<bare>[^ <>,;:\"()]{1,200}@[^ <>,;:\"()]{1,200})"
)


class Address(NamedTuple):
    """A name and an address as a header writes them; the address in lower case."""

    name: str
    address: str


@dataclass(frozen=True)
class Head:
    """The headers of a mail (or of a part of one) that somebody asks for, and where its body begins."""

    fields: Mapping[bytes, bytes]
    body: int

    def raw(self, name: bytes) -> bytes:
        return self.fields.get(name, b"")

    def text(self, name: bytes) -> str:
        """A header as text: unfolded, encoded words resolved."""
        return decoded(self.raw(name))

    def people(self, name: bytes) -> list[Address]:
        """The addresses of a header, tolerant of what programs write."""
        return addresses(self.raw(name))

    @cached_property
    def sender(self) -> Address | None:
        return next(iter(self.people(b"from")), None)

    @cached_property
    def key(self) -> int:
        """A number that stands for the mail: its Message-ID, or its sender, date and subject where it has none."""
        own = _ID.search(self.raw(b"message-id"))
        named = own.group(1) if own else self.raw(b"message-id").strip()
        return key_of(named or b"\0".join(self.raw(name) for name in (b"from", b"date", b"subject", b"to")))

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """The mails that this one answers, nearest first: In-Reply-To, then References from the end."""
        ids = _ID.findall(self.raw(b"in-reply-to")[:2000])[:1]
        ids += reversed(_ID.findall(self.raw(b"references")[-40_000:]))
        return tuple(dict.fromkeys(key_of(each) for each in ids))

    @cached_property
    def thread(self) -> str:
        """The conversation: Gmail's own number, else the first mail that is referred to, else this mail."""
        gmail = self.raw(b"x-gm-thrid").strip()
        root = self.parents[-1] if self.parents else self.key
        return f"mail:t/{gmail.decode('ascii', 'replace')[:40] if gmail else format(root, '016x')}"

    @cached_property
    def time(self) -> datetime | None:
        try:
            parsed = parsedate_tz(self.raw(b"date").decode("ascii", "replace")[:100])
            return when(mktime_tz(parsed)) if parsed else None
        except (ValueError, IndexError, TypeError, OverflowError):
            return None

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Gmail's labels of a mail; one that holds a comma stands in quotes."""
        text = self.text(b"x-gmail-labels")[:4000]
        return tuple(label for row in csv.reader([text]) for cell in row if (label := cell.strip(' "')))


def head_of(raw: bytes) -> Head:
    """The headers of a mail; whatever the bytes are, there is an answer."""
    start = raw[:_HEAD]
    found = _END.search(start)
    end = found.start() if found else len(start)
    if start.startswith((b"\n", b"\r\n")):
        return Head({}, len(start) - len(start.lstrip(b"\r\n")))
    fields: dict[bytes, bytes] = {}
    for line in _LINE.split(start[:end]):
        name, colon, value = line.partition(b":")
        name = name.strip().lower() if colon else b""
        if name in _WANTED and name not in fields:
            fields[name] = value.strip()
    return Head(fields, found.end() if found else len(start))


def key_of(message_id: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(message_id, digest_size=8).digest(), "big")


def addresses(value: bytes) -> list[Address]:
    """The people of an address header.

    >>> addresses(b'"Petit, Jeanne" <Jeanne@Example.org>, =?utf-8?q?Ren=C3=A9?= <rene@example.org>')
    [Address(name='Petit, Jeanne', address='jeanne@example.org'), Address(name='René', address='rene@example.org')]
    """
    # encoded words are resolved in each name by itself: a comma inside one must not cut it
    text = " ".join(value[:64_000].decode("utf-8", "surrogateescape").split())
    found = []
    for match in _PERSON.finditer(text):
        name = re.sub(r"\\(.)", r"\1", match["quoted"]) if match["quoted"] is not None else match["plain"] or ""
        address = (match["inside"] or match["bare"]).strip("'.").lower()
        name = decoded(name.encode("utf-8", "surrogateescape")).strip(" '\"")
        name = "" if "@" in name and " " not in name else name
        found.append(Address(name, decoded(address.encode("utf-8", "surrogateescape"))))
    return found
