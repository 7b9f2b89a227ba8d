"""Reading exports safely and in place: one view over zips, folders and single files given together.

Members are found by the end of their path, never by a fixed root, because every platform wraps its files in
folders that change. Nothing is ever extracted by name; sizes are counted while reading, never believed.
"""

from __future__ import annotations

import codecs
import gc
import io
import json
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from identity_audit import limits
from identity_audit.errors import NothingUsable
from identity_audit.importers import json_stream, zip_checks
from identity_audit.limits import BrokenArchive, unsafe
from identity_audit.limits import BrokenMember as BrokenMember  # noqa: PLC0414 (where every reader looks for it)
from identity_audit.words import N_

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_JUNK_STARTS = ("_macosx/", "._")
_JUNK_ENDS = (".ds_store", "thumbs.db", "desktop.ini", "no_data.txt")
# every way CPython's zipfile and zlib report a broken archive (reference: measured, not only BadZipFile)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    LookupError,
    ArithmeticError,
    struct.error,
)
_PIECE = 1 << 20
#: what people and programs put between the words of a file's name
_BLANKS = re.compile(r"[_\-\s'’`´]+")
#: what stands between the text of a file and its JSON is passed or mended by one of these
Through = Callable[[Iterable[str]], Iterator[str]]


def normal(path: str) -> str:
    """The form in which paths are compared: lower case; runs of `_`, `-`, blanks and apostrophes are one `_`."""
    composed = path if path.isascii() else unicodedata.normalize("NFC", path)
    return _BLANKS.sub("_", composed.casefold())


def _is_junk(key: str) -> bool:
    """What systems leave in folders and zips. Without an expression: there may be hundreds of thousands of files."""
    return (
        key.startswith(_JUNK_STARTS)
        or "/._" in key
        or "/_macosx/" in key
        or (key.endswith(_JUNK_ENDS) and key.rpartition("/")[2] in _JUNK_ENDS)
    )


@cache
def _compiled(pattern: str) -> tuple[str, re.Pattern[str]]:
    """A pattern as the literal it ends with (tested first: most members are media) and as an expression."""
    form = normal(pattern)
    body = "".join({"*": "[^/]*", "?": "[^/]"}.get(c, re.escape(c)) for c in form)
    return re.split(r"[*?]", form)[-1], re.compile(f"(?:.*/)?{body}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the selection. `path` is its name inside (untrusted), `source` the zip or file it came from."""

    path: str
    size: int
    source: _Source = field(repr=False)
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", normal(self.path))

    @property
    def name(self) -> str:
        """The last part of the path (untrusted)."""
        return self.path.rpartition("/")[2]

    @property
    def source_name(self) -> str:
        """The name of the zip, folder or file the person chose, without its ending (WhatsApp's chat title)."""
        return self.source.name

    def matches(self, pattern: str) -> bool:
        """Does the path end like this pattern, at a folder boundary? `*` and `?` stay within one folder name."""
        tail, whole = _compiled(pattern)
        return self.key.endswith(tail) and whole.fullmatch(self.key) is not None

    def root_of(self, pattern: str) -> str | None:
        """What stands before the part of the path that the pattern matches ("" or "folder/"), else None."""
        if not self.matches(pattern):
            return None
        return "".join(part + "/" for part in self.path.split("/")[: -pattern.count("/") - 1])

    def read(self, limit: int = limits.AT_ONCE) -> bytes:
        """The bytes, counted while reading; BrokenMember when it is cut, locked or longer than the limit."""
        with self._opened(limit, "at once") as file:
            return b"".join(iter(lambda: file.read(_PIECE), b""))

    def head(self, n: int = 4096) -> bytes:
        """The first bytes, for telling what a file is."""
        with self._opened(buffer=n) as file:
            return file.read(n)

    def text(self) -> str:
        """The decoded text: byte order mark, UTF-8, else cp1252 (what French Excel and old exports write)."""
        return decode(self.read())

    def lines(self) -> Iterator[str]:
        """The decoded lines of a text of any size, one at a time, without line ends."""
        encoding = encoding_of(self.head(65_536), cut=True)
        with self._opened(limits.TEXT_MEMBER, "text") as file:
            reader = io.TextIOWrapper(file, encoding, errors="replace", newline=None)
            for line in iter(lambda: reader.readline(limits.ITEM + 1), ""):
                if len(line) > limits.ITEM:
                    raise BrokenMember("item")
                yield line.rstrip("\n")

    def pieces(self, size: int = _PIECE) -> Iterator[bytes]:
        """The bytes of a file of any size, a piece at a time: a mailbox of 10 GB is read without being held."""
        with self._opened() as file:
            while piece := file.read(size):
                yield piece

    def json(self, through: Through | None = None) -> Any:
        """The parsed JSON; the long arrays of a large file are read an item at a time (see `json_stream`).

        through: gives the JSON out of a text that holds something else besides.
        """
        passed = through or iter
        if self.size <= limits.JSON_AT_ONCE:
            try:
                return _parsed(passed([decode(self.read(limits.JSON_AT_ONCE))]))
            except TooLong:
                pass  # the declared size is a lie
        encoding = encoding_of(self.head(65_536), cut=True)
        return json_stream.load(lambda: passed(self._decoded(encoding)))

    def _decoded(self, encoding: str) -> Iterator[str]:
        """The text in pieces, of a file that is read more than once, each time from the start."""
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        with self._opened(limits.TEXT_MEMBER, "text") as file:
            while piece := file.read(_PIECE):
                yield decoder.decode(piece)
            yield decoder.decode(b"", final=True)

    @contextmanager
    def _opened(
        self, limit: int | None = None, name: str = "text", buffer: int | None = None
    ) -> Iterator[io.BufferedReader]:
        """The file, open; whatever is wrong with it, and more bytes than the limit of this name, as BrokenMember."""
        size = min(_PIECE, max(self.size, io.DEFAULT_BUFFER_SIZE)) if buffer is None else buffer
        try:
            with self.source.open(self.path) as file:
                yield io.BufferedReader(_Counted(file, self, limit, name), size)
        except UNREADABLE as error:
            raise BrokenMember from error


def _parsed(text: Iterable[str]) -> Any:
    """The value of a JSON text."""
    try:
        with _collector_paused():
            return json.loads("".join(text))
    except RecursionError as error:
        raise BrokenMember("nesting") from error
    except ValueError as error:
        raise BrokenMember from error


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Where many objects are made that all stay, the collector looks at them again and again for nothing."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


class Patterns:
    """Which of these patterns fit a path? Plain names are looked up; only those with wildcards are tried."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._named: dict[str, list[tuple[int, str]]] = {}
        self._wild: list[tuple[int, str]] = []
        for place in enumerate(patterns):
            name = normal(place[1]).rpartition("/")[2]
            (self._wild if re.search(r"[*?]", name) else self._named.setdefault(name, [])).append(place)
        self._tails = tuple({_compiled(pattern)[0] for _, pattern in self._wild})

    def fitting(self, member: Member) -> Iterator[str]:
        """The patterns that fit, in their order."""
        named = self._named.get(member.key.rpartition("/")[2])
        # most members are pictures that no pattern knows: one look at all the ends is enough for them
        wild = self._wild if member.key.endswith(self._tails) else []
        places = sorted(named + wild) if named else wild
        return (pattern for _, pattern in places if member.matches(pattern))

    def first(self, member: Member) -> str | None:
        return next(self.fitting(member), None)


class TooLong(BrokenMember):
    """This file has more bytes than can be read in this way."""


class _Counted(io.RawIOBase):
    """The bytes of a member, counted: it stops at a limit, whatever size the archive declared."""

    def __init__(self, file: IO[bytes], member: Member, limit: int | None, name: str) -> None:
        self._file, self._member, self._limit, self._name = file, member, limit, name
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._file.read(len(view))
        view[: len(data)] = data
        self._read += len(data)
        if self._limit is not None:
            if self._read > self._limit:
                raise TooLong(self._name)
            self._member.source.count(self._member.path, self._read)
        self._member.source.heard(len(data))
        return len(data)


class _Total:
    """How many bytes of text were read? A file that is read again counts once."""

    def __init__(self) -> None:
        self._of: dict[tuple[int, str], int] = {}
        self._all = 0

    def count(self, source: int, path: str, n: int) -> None:
        more = n - self._of.get((source, path), 0)
        if more > 0:
            self._of[source, path] = n
            self._all += more
            if self._all > limits.TEXTS:
                raise unsafe("texts")


class _Source:
    """One thing the person chose.

    left_out: how many of its files are not read, by the limit that forbids it.  heard: called with the size of each
    piece that is read.
    """

    name: str

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.total = _Total()
        self.heard: Callable[[int], object] = lambda n: None

    def count(self, path: str, n: int) -> None:
        """So many bytes of this text were read."""
        self.total.count(id(self), path, n)

    def close(self) -> None:
        """Let go of the file (Windows deletes no open one)."""

    def paths(self) -> Iterable[tuple[str, int]]:
        raise NotImplementedError

    def open(self, path: str) -> IO[bytes]:
        raise NotImplementedError


class _File(_Source):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.name, self._path = path.stem, path
        path.open("rb").close()

    def paths(self) -> Iterable[tuple[str, int]]:
        return [(self._path.name, self._path.stat().st_size)]

    def open(self, path: str) -> IO[bytes]:
        return self._path.open("rb")


class _Folder(_Source):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.name, self._path = path.name, path
        self._found: dict[str, int] = {}
        for folder, _, names in os.walk(path, followlinks=False):
            for name in names:
                full = Path(folder, name)
                mode = full.lstat()
                if stat.S_ISREG(mode.st_mode):
                    self._found[full.relative_to(path).as_posix()] = mode.st_size
                else:
                    self.left_out["links"] += 1
                if len(self._found) > limits.MEMBERS:
                    raise unsafe("members")

    def take_zips(self) -> list[str]:
        """The names of the zips that lie directly in the folder; from now on they are no files of it."""
        names = sorted(name for name in self._found if "/" not in name and name.lower().endswith(".zip"))
        for name in names:
            del self._found[name]
        return names

    def paths(self) -> Iterable[tuple[str, int]]:
        return sorted(self._found.items())

    def open(self, path: str) -> IO[bytes]:
        # O_NOFOLLOW where the system has it: a link that appeared since the walk must not lead outside
        return os.fdopen(os.open(self._path / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
                                 | getattr(os, "O_BINARY", 0)), "rb")  # fmt: skip


class _Zip(_Source):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.name = path.stem
        zip_checks.check_directory(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except UNREADABLE as error:
            raise BrokenArchive from error
        try:
            infos = self._zip.infolist()
            zip_checks.check_members(infos, path.stat().st_size, self._zip.start_dir)
        except BaseException:
            self._zip.close()
            raise
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if not info.is_dir():
                limit = zip_checks.why_not(info)
                if limit is None:
                    self._infos[info.filename.replace("\\", "/")] = info
                else:
                    self.left_out[limit] += 1

    def paths(self) -> Iterable[tuple[str, int]]:
        return sorted((name, info.file_size) for name, info in self._infos.items())

    def open(self, path: str) -> IO[bytes]:
        return self._zip.open(self._infos[path])

    def close(self) -> None:
        self._zip.close()


class Archive:
    """Everything the person chose, as one list of members. Zips are read in place; media are never opened.

    A folder stands for its files and for the zips that lie directly in it. `left_out`: how many files are not read, by
    the limit that forbids it; `damaged`: how many zips cannot be opened at all, by the sentence that says why.
    """

    def __init__(self, paths: Iterable[str | Path]) -> None:
        self.sources: list[_Source] = []
        self.damaged: Counter[str] = Counter()
        with _collector_paused():
            self._open(paths)
        self.left_out = sum((source.left_out for source in self.sources), Counter[str]())
        total = _Total()
        for source in self.sources:
            source.total = total

    def _open(self, paths: Iterable[str | Path]) -> None:
        try:
            for path in paths:
                self._add(Path(path))
        except OSError as error:
            self.close()
            raise NothingUsable(
                N_("This computer does not let us read that file. Copy it into your documents, then choose it there.")
            ) from error
        except BaseException:
            self.close()
            raise
        self.members = tuple(
            member
            for source in self.sources
            for path, size in source.paths()
            if not _is_junk((member := Member(path, size, source)).key)
        )

    def tell(self, heard: Callable[[int], object]) -> None:
        """Call this with the size of each piece that is read from now on; it may raise `Cancelled`."""
        for source in self.sources:
            source.heard = heard

    def _add(self, path: Path) -> None:
        if path.is_dir():
            folder = _Folder(path)
            self.sources.append(folder)
            for name in folder.take_zips():
                self._add(path / name)
        elif not path.is_file():
            raise NothingUsable(N_("There is no file or folder at that place. Check the path, then try again."))
        elif path.suffix.lower() == ".zip" or (path.suffix.lower() != ".xlsx" and zipfile.is_zipfile(path)):
            try:
                self.sources.append(_Zip(path))
            except BrokenArchive as error:
                self.damaged[error.sentence] += 1
        else:
            self.sources.append(_File(path))

    def close(self) -> None:
        for source in self.sources:
            source.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def encoding_of(data: bytes, *, cut: bool = False) -> str:
    """Which encoding is a text in? Byte order marks first, then UTF-8 if it is valid, else cp1252.

    cut: the bytes are only the start of the text, so a character cut at their end is no sign of another encoding.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode(data: bytes) -> str:
    return data.decode(encoding_of(data), errors="replace")
