"""A mailbox as Gmail hands it out: one mail after the other, each with a ``From `` line, its labels and its parts.

Written by hand and not with Python's ``email``, whose folding of headers changes from version to version.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from html import escape

from formats_base import Dice

Person = tuple[str, str]  # name, address
DAYS = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
LONG_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
LONG_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@dataclass
class Letter:
    """One mail, before it is written."""

    sender: Person
    to: list[Person]
    subject: str
    text: str
    utc: datetime
    zone: int  # hours before UTC, on that day
    message_id: str
    labels: str
    html: str = ""
    cc: list[Person] = field(default_factory=list)
    bcc: list[Person] = field(default_factory=list)
    parents: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    charset: str = "utf-8"
    encoding: str = "quoted-printable"
    thread: str = ""

    @property
    def local(self) -> datetime:
        return self.utc.astimezone(timezone(timedelta(hours=self.zone)))


# ------------------------------------------------------------------------------------------ headers

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def encoded(text: str, *, base: bool = False) -> str:
    """RFC 2047: text beyond ASCII as words of at most 75 characters, never cut inside a letter."""
    if text.isascii():
        return text
    words, word = [], ""
    for letter in text:
        longer = word + letter
        if word and len(_word(longer, base=base)) > 75:
            words.append(_word(word, base=base))
            longer = letter
        word = longer
    return "\n ".join([*words, _word(word, base=base)])


def _word(text: str, *, base: bool) -> str:
    data = text.encode()
    if base:
        return f"=?UTF-8?B?{base64.b64encode(data).decode()}?="
    return "=?UTF-8?Q?" + "".join("_" if b == 32 else chr(b) if b in _PLAIN else f"={b:02X}" for b in data) + "?="


def address(who: Person) -> str:
    name, mail = who
    if not name:
        return mail
    if name.isascii():
        return f'"{name}" <{mail}>' if re.search(r"[^\w \-]", name) else f"{name} <{mail}>"
    return f"{encoded(name)} <{mail}>"


def addresses(people: Iterable[Person]) -> str:
    return ",\n\t".join(map(address, people))


# ------------------------------------------------------------------------------------------ writing


def mbox(letters: Iterable[Letter]) -> bytes:
    return b"".join(_written(letter) for letter in sorted(letters, key=lambda each: (each.utc, each.message_id)))


def _written(letter: Letter) -> bytes:
    dice = Dice("letter", letter.message_id)
    thread = letter.thread or letter.message_id
    number = 1_600_000_000_000_000_000 + Dice("thread", thread).below(10**17)
    utc = letter.utc.astimezone(UTC)
    stamp = f"{_day(utc)} {utc:%d %H:%M:%S} +0000 {utc:%Y}"
    head = [
        ("X-GM-THRID", str(number)),
        ("X-Gmail-Labels", encoded(letter.labels)),
        *letter.headers,
        ("MIME-Version", "1.0"),
        ("Date", _date(letter.local)),
        ("Message-ID", f"<{letter.message_id}>"),
        ("From", address(letter.sender)),
        ("To", addresses(letter.to)),
        ("Cc", addresses(letter.cc)),
        ("Bcc", addresses(letter.bcc)),
        ("Subject", encoded(letter.subject, base=dice.chance(0.2))),
    ]
    if letter.parents:
        head.append(("In-Reply-To", f"<{letter.parents[0]}>"))
        head.append(("References", "\n ".join(f"<{parent}>" for parent in reversed(letter.parents))))
    lines = [f"From {number + 7}@xxx {stamp}", *(f"{name}: {value}" for name, value in head if value)]
    if letter.html:
        mark = "0000000000" + dice.word(12, "0123456789abcdef")
        lines += [f'Content-Type: multipart/alternative; boundary="{mark}"', ""]
        lines += [f"--{mark}", *_part(letter.text, "plain", letter), ""]
        lines += [f"--{mark}", *_part(letter.html, "html", letter), "", f"--{mark}--"]
    else:
        lines += _part(letter.text, "plain", letter)
    raw = "\n".join(lines).encode(letter.charset if letter.encoding == "8bit" else "ascii")
    head_end = raw.index(b"\n\n")
    body = re.sub(rb"^(>*From )", rb">\1", raw[head_end:], flags=re.MULTILINE)
    return raw[:head_end] + body.rstrip(b"\n") + b"\n\n"


def _part(text: str, kind: str, letter: Letter) -> list[str]:
    data = text.encode(letter.charset)
    head = [f'Content-Type: text/{kind}; charset="{letter.charset.upper()}"']
    if letter.encoding == "8bit":
        return [*head, "Content-Transfer-Encoding: 8bit", "", text]
    if letter.encoding == "base64":
        body = base64.encodebytes(data).decode().rstrip("\n")
    else:
        body = quopri.encodestring(data).decode()
    return [*head, f"Content-Transfer-Encoding: {letter.encoding}", "", body]


def _day(when: datetime) -> str:
    return f"{DAYS['en'][when.weekday()]} {MONTHS['en'][when.month - 1]}"


def _date(when: datetime) -> str:
    day, month = DAYS["en"][when.weekday()], MONTHS["en"][when.month - 1]
    zone = (when.utcoffset() or timedelta()).total_seconds() / 3600
    return f"{day}, {when.day} {month} {when:%Y %H:%M:%S} +{int(zone):02d}00"


# --------------------------------------------------------------------------- how programs answer

PROGRAMS = ("gmail", "gmail", "gmail", "gmail base64", "outlook", "phone", "thunderbird")


def paragraphs(text: str) -> str:
    return "".join(f"<div>{escape(line)}</div>" if line else "<div><br></div>" for line in text.split("\n"))


def page(text: str) -> str:
    return f'<div dir="ltr">{paragraphs(text)}</div>'


def folded(text: str, width: int = 76) -> str:
    """Lines broken where mail programs break them."""
    lines = []
    for line in text.split("\n"):
        while len(line) > width and " " in line[:width]:
            cut = line[:width].rindex(" ")
            lines.append(line[:cut])
            line = line[cut + 1 :]  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines)


def answer(letter: Letter, asked: Letter, program: str, lang: str) -> None:
    """Put the mail that is answered below the answer, the way this program does."""
    words, who, when = letter.text, asked.sender, asked.local
    quoted = "\n".join(f"> {line}".rstrip() for line in folded(asked.text).split("\n"))
    day, month = DAYS[lang][when.weekday()], MONTHS[lang][when.month - 1]
    if program == "outlook":
        long_day, long_month = LONG_DAYS[lang][when.weekday()], LONG_MONTHS[lang][when.month - 1]
        stamp = f"{long_day} {when.day} {long_month} {when:%Y %H:%M}"
        names = ("De", "Envoyé", "À", "Objet") if lang == "fr" else ("From", "Sent", "To", "Subject")
        gap = " : " if lang == "fr" else ": "
        values = (f"{who[0]} <{who[1]}>", stamp, asked.to[0][0] or asked.to[0][1], asked.subject)
        head = "\n".join(f"{name}{gap}{value}" for name, value in zip(names, values))
        bold = "<br>".join(f"<b>{escape(name)}{gap}</b>{escape(v)}" for name, v in zip(names, values))
        letter.text = f"{words}\n\n________________________________\n{head}\n\n{asked.text}"
        letter.html = (
            f'<html><body>{paragraphs(words)}<hr style="display:inline-block;width:98%">'
            f'<div id="divRplyFwdMsg" dir="ltr">{bold}</div>{paragraphs(asked.text)}</body></html>'
        )
        if _fits(letter.text, "iso-8859-1"):
            letter.charset = "iso-8859-1"
        elif _fits(letter.text, "windows-1252"):
            letter.charset = "windows-1252"
    elif program == "phone":
        mine = "Envoyé de mon iPhone" if lang == "fr" else "Sent from my iPhone"
        said = (
            f"Le {when.day} {month} {when:%Y à %H:%M}, {who[0]} <{who[1]}> a écrit :"
            if lang == "fr"
            else f"On {when.day} {month} {when:%Y, at %H:%M}, {who[0]} <{who[1]}> wrote:"
        )
        letter.text = f"{words}\n\n{mine}\n\n> {said}\n> \n{quoted}"
    elif program == "thunderbird":
        said = (
            f"Le {when:%d/%m/%Y à %H:%M}, {who[0]} a écrit :"
            if lang == "fr"
            else f"On {when:%d/%m/%Y %H:%M}, {who[0]} wrote:"
        )
        letter.text = f"{words}\n\n{said}\n{quoted}\n"
        letter.encoding = "8bit"
    else:
        said = (
            f"Le {day} {when.day} {month} {when:%Y à %H:%M}, {who[0]} <{who[1]}> a\nécrit :"
            if lang == "fr"
            else f"On {day}, {when.day} {month} {when:%Y at %H:%M}, {who[0]} <{who[1]}>\nwrote:"
        )
        letter.text = f"{words}\n\n{said}\n\n{quoted}"
        letter.html = (
            f'{page(words)}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(said)}<br></div>'
            f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{paragraphs(asked.text)}</blockquote></div>'
        )
        if program == "gmail base64":
            letter.encoding = "base64"


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def drawn(dice: Dice, weights: Sequence[float]) -> int | None:
    """Which one, by weight; None where nobody is left."""
    return dice.weighted(weights) if sum(weights) > 0 else None
