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
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from identity_audit.errors import NothingUsable
from identity_audit.importers import limits
from identity_audit.words import N_

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_JUNK = re.compile(r"(^|/)(_macosx/|\._|\.ds_store$|thumbs\.db$|desktop\.ini$|no_data\.txt$)")
# every way CPython's zipfile and zlib report a broken archive (reference: measured, not only BadZipFile)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    KeyError,
)


class BrokenMember(Exception):
    """This one file cannot be read (cut, encrypted, too large, not the JSON it claims to be)."""


def normal(path: str) -> str:
    """The form in which paths are compared: lower case; runs of `_`, `-`, blanks and apostrophes are one `_`."""
    composed = path if path.isascii() else unicodedata.normalize("NFC", path)
    return re.sub(r"[_\-\s'’`´]+", "_", composed.casefold())


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

    def read(self, limit: int = limits.TEXT_MEMBER) -> bytes:
        """The bytes, counted while reading; BrokenMember when it is cut, encrypted or longer than the limit."""
        try:
            with self.source.open(self.path) as file:
                data = file.read(limit + 1)
        except UNREADABLE as error:
            raise BrokenMember from error
        if len(data) > limit:
            raise BrokenMember
        return data

    def head(self, n: int = 4096) -> bytes:
        """The first bytes, for telling what a file is."""
        try:
            with self.source.open(self.path) as file:
                return file.read(n)
        except UNREADABLE as error:
            raise BrokenMember from error

    def text(self) -> str:
        """The decoded text: byte order mark, UTF-8, else cp1252 (what French Excel and old exports write)."""
        return decode(self.read())

    def lines(self) -> Iterator[str]:
        """The decoded lines of a text of any size, one at a time, without line ends."""
        encoding = encoding_of(self.head(65_536), cut=True)
        try:
            with self.source.open(self.path) as file:
                counted = io.BufferedReader(_Counted(file, limits.TEXT_MEMBER))
                reader = io.TextIOWrapper(counted, encoding, errors="replace", newline=None)
                for line in reader:
                    yield line.rstrip("\n")
        except UNREADABLE as error:
            raise BrokenMember from error

    def pieces(self, size: int = 1 << 20) -> Iterator[bytes]:
        """The bytes of a file of any size, a piece at a time: a mailbox of 10 GB is read without being held."""
        try:
            with self.source.open(self.path) as file:
                while piece := file.read(size):
                    yield piece
        except UNREADABLE as error:
            raise BrokenMember from error

    def json(self) -> Any:
        """The parsed JSON. The collector is paused: on large arrays it doubles the time and frees nothing."""
        data = self.text()
        paused = gc.isenabled()
        gc.disable()
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise BrokenMember from error
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

    def fitting(self, member: Member) -> Iterator[str]:
        """The patterns that fit, in their order."""
        named = self._named.get(member.key.rpartition("/")[2])
        places = sorted(named + self._wild) if named else self._wild
        return (pattern for _, pattern in places if member.matches(pattern))

    def first(self, member: Member) -> str | None:
        return next(self.fitting(member), None)


class _Counted(io.RawIOBase):
    """A byte stream that stops at a limit, whatever size the archive declared."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file, self._left = file, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._file.read(len(view))
        view[: len(data)] = data
        self._left -= len(data)
        if self._left < 0:
            raise zipfile.BadZipFile
        return len(data)


class _Source:
    """One thing the person chose."""

    name: str
    left_out = 0

    def close(self) -> None:
        """Let go of the file (Windows deletes no open one)."""

    def paths(self) -> Iterable[tuple[str, int]]:
        raise NotImplementedError

    def open(self, path: str) -> IO[bytes]:
        raise NotImplementedError


class _File(_Source):
    def __init__(self, path: Path) -> None:
        self.name, self._path = path.stem, path
        path.open("rb").close()

    def paths(self) -> Iterable[tuple[str, int]]:
        return [(self._path.name, self._path.stat().st_size)]

    def open(self, path: str) -> IO[bytes]:
        return self._path.open("rb")


class _Folder(_Source):
    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path
        self._found: dict[str, int] = {}
        for folder, _, names in os.walk(path, followlinks=False):
            for name in names:
                full = Path(folder, name)
                mode = full.lstat()
                if stat.S_ISREG(mode.st_mode):
                    self._found[full.relative_to(path).as_posix()] = mode.st_size
                else:
                    self.left_out += 1
                if len(self._found) > limits.MEMBERS:
                    raise limits.unsafe("members")

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
        self.name = path.stem
        limits.check_directory(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except UNREADABLE as error:
            raise BrokenMember from error
        infos = self._zip.infolist()
        limits.check_members(infos, path.stat().st_size)
        files = [info for info in infos if not info.is_dir()]
        self._infos = {info.filename.replace("\\", "/"): info for info in files if limits.readable(info)}
        self.left_out = len(files) - len(self._infos)

    def paths(self) -> Iterable[tuple[str, int]]:
        return sorted((name, info.file_size) for name, info in self._infos.items())

    def open(self, path: str) -> IO[bytes]:
        return self._zip.open(self._infos[path])

    def close(self) -> None:
        self._zip.close()


class Archive:
    """Everything the person chose, as one list of members. Zips are read in place; media are never opened.

    A folder stands for its files and for the zips that lie directly in it. `left_out` counts links, locked members
    and impossible names, `damaged` the zips that cannot be opened at all.
    """

    def __init__(self, paths: Iterable[str | Path]) -> None:
        self.sources: list[_Source] = []
        self.damaged = 0
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
            if not _JUNK.search((member := Member(path, size, source)).key)
        )
        self.left_out = sum(source.left_out for source in self.sources)

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
            except BrokenMember:
                self.damaged += 1
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
