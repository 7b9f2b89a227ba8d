"""Files as strangers, cheap disks and old programs make them: each with what the person is to meet.

ok: everything was read.  partial: the rest was read, and a counted sentence says what was not.  error: one sentence.
Everything in them, names of files too, holds MARK, so that a word of theirs in a message is seen.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal

MARK = "Zquxj"
Class = Literal["ok", "partial", "error"]


@dataclass(frozen=True)
class Case:
    """A file: what it is called, its bytes, how it ends, a word of the sentence, how many posts are read.

    Bounds for every reading of it: seconds of the processor, and megabytes beyond what the program holds.
    """

    name: str
    file: str
    build: Callable[[], bytes]
    ends: Class
    says: str = ""
    posts: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 5
    megabytes: int = 256


# --- zips, byte by byte ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One file of a zip. What is given here is what is written, whether it is true or not."""

    name: str | bytes
    data: bytes = b""
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0x800
    mode: int = 0o100644
    size: int | None = None
    crc: int | None = None
    packed: bytes | None = None
    extra: bytes = b""
    at: int | None = None

    def content(self) -> bytes:
        if self.packed is not None:
            return self.packed
        if self.method == zipfile.ZIP_STORED:
            return self.data
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        return squeeze.compress(self.data) + squeeze.flush()

    def header(self, *, central: bool, offset: int = 0) -> bytes:
        name = self.name.encode() if isinstance(self.name, str) else self.name
        crc = zlib.crc32(self.data) if self.crc is None else self.crc
        size = len(self.data) if self.size is None else self.size
        common = struct.pack("<3HHHLLLHH", 20, self.flags, self.method, 0, 0x5A21, crc, len(self.content()), size,
                             len(name), len(self.extra))  # fmt: skip
        if not central:
            return b"PK\x03\x04" + common + name + self.extra
        rest = struct.pack("<HHHLL", 0, 0, 0, self.mode << 16, offset if self.at is None else self.at)
        return b"PK\x01\x02" + struct.pack("<H", 0x314) + common + rest + name + self.extra


def packed(
    entries: list[Entry], *, before: bytes = b"", comment: bytes = b"", order: Callable[[list[Any]], list[Any]] = list,
    disk: int = 0, directory: int | None = None, shift: int = 0,
) -> bytes:  # fmt: skip
    """A zip of these. order: of its list of files.  directory, shift: what it says wrong of its size and place."""
    body, places = before, []
    for entry in entries:
        places.append((entry, len(body) - len(before)))
        body += entry.header(central=False) + entry.content()
    listed = b"".join(entry.header(central=True, offset=place) for entry, place in order(places))
    size, place = len(listed) if directory is None else directory, len(body) - len(before) + shift
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", disk, disk, len(entries), len(entries), size, place, len(comment))
    return body + listed + end + comment


def facebook(posts: Any = None) -> dict[str, bytes]:
    """A small export of Facebook with two posts and one friend."""
    wall = [{"timestamp": 1_700_000_000 + n, "data": [{"post": f"{MARK} caf\u00c3\u00a9 {n}"}]} for n in range(2)]
    written = posts if isinstance(posts, bytes) else json.dumps(wall if posts is None else posts).encode()
    friends = {"friends_v2": [{"name": f"{MARK} Zo\u00c3\u00a9", "timestamp": 1_600_000_000}]}
    return {
        "posts/your_posts_1.json": written,
        "friends_and_followers/friends.json": json.dumps(friends).encode(),
        f"photos/{MARK}.jpg": b"\xff\xd8",
    }


def entries(files: Mapping[str, bytes] | None = None, **changes: Any) -> list[Entry]:
    return [Entry(name, data, **changes) for name, data in (files or facebook()).items()]


def first(**changes: Any) -> list[Entry]:
    """The small export, its posts changed so."""
    found = entries()
    return [replace(found[0], **changes), *found[1:]]


def one_more(**changes: Any) -> list[Entry]:
    """The small export and its comments, these changed so."""
    return [*entries(), Entry("comments_and_reactions/comments.json", b'{"comments_v2": []}', **changes)]


def extra(entry: Entry) -> list[Entry]:
    return [*entries(), entry]


def by_zipfile(write: Callable[[zipfile.ZipFile], None], **options: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        write(archive)
    return file.getvalue()


class _Pipe(io.RawIOBase):
    """A place to write to that cannot be gone back in, as programs write that pack while they send."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.data += bytes(data)
        return len(bytes(data))


def sent() -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in facebook().items():
            archive.writestr(name, data)
    return pipe.data


def above_four_gigabytes() -> bytes:
    def write(archive: zipfile.ZipFile) -> None:
        for name, data in facebook().items():
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(data)

    return by_zipfile(write)


def quoted() -> bytes:
    """Files that hold the headers of those after them: each is unpacked again by each before it."""
    last = Entry("z.json", bytes(3000))
    inner = last.header(central=False) + last.content()
    stored = struct.pack("<BHH", 0, len(inner), len(inner) ^ 0xFFFF)
    outer = Entry("posts/your_posts_1.json", inner, packed=stored + inner + last.content())
    start = outer.header(central=False) + stored
    listed = outer.header(central=True, offset=0) + last.header(central=True, offset=len(start))
    body = start + inner
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(listed), len(body), 0)
    return body + listed + end


def two_lists() -> bytes:
    other = packed(entries(facebook([])))
    return packed(entries(), comment=other)


ZIPS = [
    ("plain", lambda: packed(entries()), "ok", "", 2),
    ("stored", lambda: packed(entries(method=0)), "ok", "", 2),
    ("list reversed", lambda: packed(entries(), order=lambda places: places[::-1]), "ok", "", 2),
    ("files reversed", lambda: packed(entries()[::-1]), "ok", "", 2),
    ("files shuffled", lambda: packed(Random(1).sample(entries(), 3), order=lambda p: Random(2).sample(p, 3)), "ok",
     "", 2),
    ("something before", lambda: packed(entries(), before=b"\0" * 700), "ok", "", 2),
    ("a program before", lambda: packed(entries(), before=b"MZ\x90" * 500), "ok", "", 2),
    ("something before, told of", lambda: packed(entries(), before=b"#!/bin/sh\n", shift=0), "ok", "", 2),
    ("a long comment", lambda: packed(entries(), comment=b"x" * 65_535), "ok", "", 2),
    ("a comment of marks", lambda: packed(entries(), comment=b"PK\x01\x02PK\x03\x04" * 40), "ok", "", 2),
    ("packed while it was sent", sent, "ok", "", 2),
    ("zip64", above_four_gigabytes, "ok", "", 2),
    ("backslashes", lambda: packed([replace(e, name=str(e.name).replace("/", "\\")) for e in entries()]), "ok", "", 2),
    ("the same file twice", lambda: packed([*entries(), *entries()]), "ok", "", 2),
    ("folders", lambda: packed(extra(Entry("empty/", mode=0o40755))), "ok", "", 2),
    ("a zip inside", lambda: packed(extra(Entry("inside.zip", packed(entries()), method=0))), "ok", "", 2),
    ("zero byte in a name", lambda: packed(extra(Entry(b"a\0b.json", b"[]"))), "ok", "", 2),
    ("another alphabet", lambda: packed(extra(Entry("\u0416\U0001f9e9.json", b"[]"))), "ok", "", 2),
    ("a name of DOS", lambda: packed(extra(Entry(b"m\x81ller.json", b"[]", flags=0))), "ok", "", 2),
    *((f"device {name}", lambda name=name: packed(extra(Entry(name, b"[]"))), "ok", "", 2)
      for name in ("CON", "aux.json", "NUL.txt", "COM1", "a/LPT1.json", "a:b.json", "c:x", "dot.", "blank ",
                   "con/x.json")),
    ("a size too large", lambda: packed(first(size=1 << 31)), "error", "200 times", None),
    ("a size of five bytes", lambda: packed(first(size=5)), "partial", "cut", None),
    ("no size", lambda: packed(first(size=0, crc=0)), "partial", "cut", None),
    ("a wrong sum", lambda: packed(first(crc=1)), "partial", "cut", None),
    ("a garbage stream", lambda: packed(first(packed=b"\xff" * 300)), "partial", "cut", None),
    ("an empty stream", lambda: packed(first(packed=b"")), "partial", "cut", None),
    ("a field of garbage", lambda: packed(first(extra=b"\x01\x00\xff\xff\x00")), "error", "damaged", None),
    ("password on everything", lambda: packed(entries(flags=0x801)), "error", "password", None),
    ("password on one", lambda: packed(one_more(flags=0x801)), "partial", "password", 2),
    ("AES on everything", lambda: packed(entries(flags=0x801, method=99)), "error", "password", None),
    ("Deflate64", lambda: packed(entries(method=9, packed=b"\x03\x00")), "error", "packed in a way", None),
    ("Deflate64 on one", lambda: packed(one_more(method=9)), "partial", "packed in a way", 2),
    *((f"packing {method}", lambda method=method: packed(one_more(method=method)), "partial", "packed in a way", 2)
      for method in (1, 6, 12, 14, 93, 95, 98, 97, 65_535)),
    *((f"a mode of {what}", lambda mode=mode: packed(extra(Entry("x.json", b"/etc/passwd", mode=mode))), "partial",
       "links or devices", 2)
      for what, mode in (("link", 0o120777), ("pipe", 0o10644), ("device", 0o60644), ("socket", 0o140777))),
    *((f"outside {n}", lambda name=name: packed(extra(Entry(name, b"[]"))), "error", "outside", None)
      for n, name in enumerate(("../x.json", "a/../../x", "/etc/x", "C:/x", "..\\x", "\\\\server\\x", "x/..", ".."))),
    ("the same bytes twice", lambda: packed(extra(Entry("b.json", b"[]", at=0))), "error", "same bytes", None),
    ("quoted overlap", quoted, "error", "same bytes", None),
    ("into the list", lambda: packed(extra(Entry("b.json", b"[" * 40, at=900))), "error", "same bytes", None),
    ("zeros", lambda: packed(extra(Entry("z.json", bytes(70 << 20)))), "error", "200 times", None),
    ("zeros in many", lambda: packed(entries() + [Entry(f"{n}.json", bytes(9 << 20)) for n in range(8)]), "error",
     "200 times", None),
    ("two lists", two_lists, "error", "two lists", None),
    ("a list too large", lambda: packed(entries(), directory=300 << 20), "error", "256 MB", None),
    ("a list elsewhere", lambda: packed(entries(), shift=5000), "error", "damaged", None),
    ("a list beyond the end", lambda: packed(entries(), directory=9999), "error", "damaged", None),
    ("no UTF-8", lambda: packed(extra(Entry(b"\xff\xfe.json", b"[]"))), "error", "damaged", None),
    ("a part of a set", lambda: packed(entries(), disk=3), "error", "one part of several", None),
    ("the first part of a set", lambda: b"PK\x07\x08" + packed(entries())[:400], "error", "one part of several", None),
    ("cut in half", lambda: packed(entries())[: len(packed(entries())) // 2], "error", "damaged", None),
    ("the last bytes missing", lambda: packed(entries())[:-9], "error", "damaged", None),
    ("the first bytes missing", lambda: packed(entries())[60:], "error", "", None),
    ("an empty file", lambda: b"", "error", "damaged", None),
    ("an empty zip", lambda: packed([]), "error", "no file", None),
    ("only folders", lambda: packed([Entry("a/", mode=0o40755)]), "error", "no file", None),
    ("a page to log in", lambda: b"<!doctype html><title>Log in</title>" * 40, "error", "damaged", None),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(400), "error", "damaged", None),
    ("folders without end", lambda: packed(extra(Entry("a/" * 60 + "x.json", b"[]"))), "partial", "40 folders", 2),
    ("a name without end", lambda: packed(extra(Entry("a" * 5000 + ".json", b"[]"))), "partial", "4,096 bytes", 2),
]  # fmt: skip


# --- JSON --------------------------------------------------------------------------------------------------------


def wall(*texts: Any) -> list[dict[str, Any]]:
    return [{"timestamp": 1_700_000_000 + n, "data": [{"post": text}]} for n, text in enumerate(texts)]


def dated(time: Any) -> list[dict[str, Any]]:
    return [{"timestamp": time, "data": [{"post": MARK}]}]


def text_of(value: Any) -> bytes:
    return json.dumps(value).encode()


_PLAIN = text_of(wall(MARK, MARK))
JSONS: list[tuple[str, Callable[[], bytes], Class, str, int | None]] = [
    ("boxes in boxes", lambda: b"[" * 100_000 + b"]" * 100_000, "partial", "thousand deep", None),
    ("objects in objects", lambda: b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "partial", "thousand deep", None),
    ("boxes in a post", lambda: text_of(wall(MARK))[:-1] + b"," + b"[" * 800 + b"]" * 800 + b"]", "partial", "", None),
    ("a number without end", lambda: b'[{"timestamp": ' + b"9" * 5000 + b"}]", "partial", "cut", None),
    ("a long fraction", lambda: b'[{"timestamp": 1.' + b"9" * 5000 + b"}]", "partial", "", None),
    ("no number", lambda: b'[{"timestamp": NaN, "data": [{"post": "Zquxj"}]}, Infinity, -Infinity]', "partial", "", 1),
    ("halves of characters", lambda: text_of(wall("\ud83d", "\udc00 \ud83d")), "ok", "", 2),
    ("a byte order mark", lambda: b"\xef\xbb\xbf" + _PLAIN, "ok", "", 2),
    ("UTF-16", lambda: _PLAIN.decode().encode("utf-16"), "ok", "", 2),
    ("UTF-16, the other way", lambda: b"\xfe\xff" + _PLAIN.decode().encode("utf-16-be"), "ok", "", 2),
    ("cp1252", lambda: json.dumps(wall("déjà"), ensure_ascii=False).encode("cp1252"), "ok", "", 1),
    ("no encoding", lambda: _PLAIN.replace(MARK.encode(), b"\xff\xfe\x81\x9d"), "ok", "", 2),
    ("zero bytes", lambda: _PLAIN.replace(MARK.encode(), b"a\0b"), "partial", "cut", None),
    ("empty", lambda: b"", "partial", "cut", None),
    ("blank", lambda: b" \n\t" * 400, "partial", "cut", None),
    ("cut", lambda: _PLAIN[:-20], "partial", "cut", None),
    ("more behind the end", lambda: _PLAIN + b"]", "partial", "cut", None),
    ("a comma too many", lambda: _PLAIN[:-1] + b",]", "partial", "cut", None),
    ("comments", lambda: b"/* a */" + _PLAIN, "partial", "cut", None),
    ("single quotes", lambda: _PLAIN.replace(b'"', b"'"), "partial", "cut", None),
    ("a key twice", lambda: b'[{"timestamp": 1, "timestamp": 1700000000, "data": [{"post": "Zquxj"}]}]', "ok", "", 1),
    ("a text", lambda: b'"Zquxj"', "partial", "", 0),
    ("a number", lambda: b"7", "partial", "", 0),
    ("nothing", lambda: b"null", "ok", "", 0),
    ("lists of lists", lambda: b"[[[], [1]], [[2]]]", "partial", "", 0),
    ("one object", lambda: text_of(wall(MARK)[0]), "ok", "", 1),
    ("an object of numbers", lambda: text_of(dict.fromkeys(map(str, range(9000)), 1)), "partial", "", 0),
    ("posts that are none", lambda: text_of([None, 1, "a", [], {}, True]), "partial", "", 0),
    ("numbers for words", lambda: text_of(wall(1, None, ["a"], {"a": 1}, True)), "ok", "", None),
    ("a text without end", lambda: text_of(wall("a" * 150_000, "b")), "partial", "100,000 characters", 2),
    ("marks", lambda: text_of(wall("\u202e\u200b\x00\x1b[31m", "=1+1", "<b>[x](http://x.example)", "$$x$$")), "ok", "",
     4),
    ("Meta's accents", lambda: text_of(wall("d\u00c3\u00a9j\u00c3\u00a0")), "ok", "", 1),
    ("accents twice", lambda: text_of(wall("\u00c3\u0083\u00c2\u00a9")), "ok", "", 1),
    ("keys with accents", lambda: text_of([{"timestamp": 1_700_000_000, "data": [{"post": MARK}], "\u00c3\u00a9": 1}]),
     "ok", "", 1),
    ("many numbers", lambda: b"[" + b"1," * 60_000 + b"1]", "partial", "", 0),
    *((f"the time {str(time)[:20]!r}", lambda time=time: text_of(dated(time)), "ok", "", 1)
      for time in (0, -1, 1e18, -1e300, 1e300, 2**63, 253_402_300_800, 10**400, True, "", "yesterday", "9" * 400,
                   [1_700_000_000], {"a": 1}, None, 1_700_000_000.5, "1700000000", "2024-02-30", "9999-12-31T23:59:59Z",
                   "0000-00-00", 1e11, -62_135_596_800)),
]  # fmt: skip


# --- tables, chats, mails ----------------------------------------------------------------------------------------

_TABLE = f"id;date;texte\n1;2024-03-01 10:00;{MARK} déjà\n2;2024-03-02 10:00;{MARK}\n"
_CHAT = f"[01/03/2024 10:00:00] Zoé {MARK}: Bonjour\n[01/03/2024 10:01:00] Léa {MARK}: Salut\n"
_MAIL = (
    f"From 1@xxx Mon Mar 03 10:12:00 +0000 2025\nFrom: {MARK} <a@b.example>\nTo: c@d.example\n"
    f"Date: Mon, 3 Mar 2025 10:12:00 +0000\nMessage-ID: <1@b.example>\nSubject: {MARK}\n\nBonjour {MARK}\n\n"
)
TABLES: list[tuple[str, Callable[[], bytes], Class, str, int | None]] = [
    ("UTF-8", _TABLE.encode, "ok", "", 2),
    ("marked", lambda: _TABLE.encode("utf-8-sig"), "ok", "", 2),
    ("UTF-16", lambda: _TABLE.encode("utf-16"), "ok", "", 2),
    ("cp1252", lambda: _TABLE.encode("cp1252"), "ok", "", 2),
    ("lines of Windows", lambda: _TABLE.replace("\n", "\r\n").encode(), "ok", "", 2),
    ("lines of old Macs", lambda: _TABLE.replace("\n", "\r").encode(), "ok", "", 2),
    ("tabs", lambda: _TABLE.replace(";", "\t").encode(), "ok", "", 2),
    ("a line for Excel", lambda: b"sep=;\n" + _TABLE.encode(), "ok", "", 2),
    ("blank lines", lambda: b"\n\n" + _TABLE.replace("\n", "\n\n").encode(), "ok", "", 2),
    ("zero bytes", lambda: _TABLE.replace("Zquxj", "a\0b").encode(), "ok", "", 2),
    ("an open quotation mark", lambda: _TABLE.encode() + b'3;2024-03-03;"' + b"open\n" * 40_000, "partial",
     "quotation mark", 2),
    ("quotation marks", lambda: _TABLE.encode() + b'3;2024-03-03;"""""a""b"\n', "ok", "", 3),
    ("too many cells", lambda: _TABLE.encode() + b"3;2024-03-03;c" + b";d" * 900 + b"\n", "ok", "", 3),
    ("too few cells", lambda: _TABLE.encode() + b"3\n;;\n4;\n", "partial", "without an id or a date", 2),
    ("600 columns", lambda: _TABLE.replace("texte", "texte" + ";c" * 600).encode(), "error", "500 columns", None),
    ("no row", lambda: b"id;date;texte\n", "partial", "no row", 0),
    ("formulas", lambda: _TABLE.encode() + b'3;2024-03-03;"=HYPERLINK(""http://x.example"")"\n', "ok", "", 3),
    ("the same id", lambda: _TABLE.encode() + b"1;2024-03-03;again\n", "partial", "came before", 2),
    ("absurd dates", lambda: _TABLE.encode() + b"3;99/99/9999;c\n4;0;c\n5;1e400;c\n6;-1;c\n", "partial", "a date", 2),
    ("a text too long", lambda: _TABLE.encode() + b"3;2024-03-03;" + b"a" * 120_000 + b"\n", "partial", "100,000", 3),
    ("a very long text before others", lambda: b"id;date;texte\n1;2024-03-03;" + b"a" * 400_000 + b"\n2;2024-03-04;b\n",
     "partial", "100,000", 2),
    ("a long name", ("id;name;group\n1;" + "a" * 400 + ";\n").encode, "partial", "300 characters", 0),
    ("half a header", lambda: b"id;da", "error", "Nothing here", None),
]  # fmt: skip


def _page(text: str) -> bytes:
    return f"<!doctype html><html><body>{text}</body></html>".encode()


def workbook(sheet: bytes) -> bytes:
    return packed([Entry("[Content_Types].xml", b"<Types/>"), Entry("xl/worksheets/sheet1.xml", sheet)])


def telegram(text: str) -> bytes:
    about = '"id": 1, "type": "message", "date": "2024-03-01T10:00:00", "from": "Zoé", "from_id": "user1"'
    message = f'{{{about}, "text": "{text}"}}'
    return f'{{"name": "{MARK}", "type": "personal_chat", "id": 7, "messages": [{message}]}}'.encode()


def x_archive(tweets: bytes) -> bytes:
    account = b'window.YTD.account.part0 = [{"account": {"accountId": "1", "username": "zquxj"}}]'
    return packed(entries({"data/account.js": account, "data/tweets.js": tweets}))


_TWEETS = (
    b'window.YTD.tweets.part0 = [{"tweet": {"id_str": "1", "full_text": "Zquxj", '
    b'"created_at": "Fri Mar 01 10:00:00 +0000 2024"}}]'
)
OTHERS: list[tuple[str, str, Callable[[], bytes], Class, str, int | None]] = [
    ("a chat", "_chat.txt", _CHAT.encode, "partial", "", None),
    ("a chat of Windows", "_chat.txt", lambda: _CHAT.replace("\n", "\r\n").encode("utf-8-sig"), "partial", "", None),
    ("a chat in UTF-16", "_chat.txt", lambda: _CHAT.encode("utf-16"), "partial", "", None),
    ("a chat without words", "_chat.txt", lambda: b"", "error", "", None),
    ("a chat of absurd dates", "_chat.txt", (_CHAT + _CHAT.replace("2024", "9999")).encode, "partial", "", None),
    ("a chat of one line", "_chat.txt", lambda: _CHAT.encode() + b"x" * 300_000, "partial", "", None),
    ("a mailbox", "All.mbox", lambda: _MAIL.encode() * 3, "partial", "", None),
    ("a header without end", "All.mbox", lambda: _MAIL.encode() + b"From - \nX: " + b"a" * 900_000, "partial", "",
     None),
    ("a thousand addresses", "All.mbox",
     lambda: _MAIL.replace("c@d.example", ", ".join(f"<p{n}@d.example>" for n in range(1500))).encode(), "partial",
     "which address", None),
    ("parts in parts", "a.eml", lambda: _MAIL.partition("\n")[2].replace("Subject", "MIME-Version: 1.0\nContent-Type: "
     "multipart/mixed; boundary=b\nSubject").encode() + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 900,
     "partial", "", None),
    ("a script", "x.zip", lambda: x_archive(_TWEETS), "ok", "", 1),
    ("a script that acts", "x.zip", lambda: x_archive(_TWEETS + b"; alert(1)"), "partial", "cut", None),
    ("a script without data", "x.zip", lambda: x_archive(b"alert(1)"), "partial", "cut", None),
    ("a control character of Telegram", "result.json", lambda: telegram("a\\x0bb"), "ok", "", None),
    ("a backslash too many", "result.json", lambda: telegram("a\\qb"), "error", "", None),
    ("a workbook of nothing", "a.xlsx", lambda: workbook(b""), "error", "", None),
    ("a workbook of bombs", "a.xlsx",
     lambda: workbook(b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'),
     "error", "", None),
    ("a workbook of zeros", "a.xlsx", lambda: workbook(bytes(70 << 20)), "error", "", None),
    ("a page", "index.html", lambda: _page(MARK), "error", "Nothing here", None),
    *((f"random bytes as {ending}", f"{MARK}.{ending}", lambda seed=seed: Random(seed).randbytes(3000), "error", "",
       None)
      for seed, ending in enumerate(("zip", "json", "csv", "txt", "mbox", "js", "xlsx", "car", "html", "eml", "pdf"))),
]  # fmt: skip


def cases() -> Iterator[Case]:
    for name, build, ends, says, posts in ZIPS:
        yield Case(f"zip: {name}", f"{MARK}.zip", build, ends, says, posts)
    for name, make, ends, says, posts in JSONS:
        yield Case(f"json: {name}", f"{MARK}.zip", lambda make=make: packed(entries(facebook(make()))), ends, says,
                   posts)  # fmt: skip
    for name, build, ends, says, posts in TABLES:
        yield Case(f"table: {name}", f"{MARK}.csv", build, ends, says, posts)
    for name, file, build, ends, says, posts in OTHERS:
        yield Case(f"other: {name}", file, build, ends, says, posts, {"messages": True})
