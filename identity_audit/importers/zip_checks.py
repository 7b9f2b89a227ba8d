"""Is this zip safe to open, and which of its files may be read? Looked at before anything of it is unpacked.

Python's own reader checks little (and before 3.11.8 reads overlapping files without complaint), so nothing here relies
on it.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

from identity_audit import limits
from identity_audit.limits import BrokenArchive, unsafe

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCAL = 30
_TAIL = 65_536 + _END.size
_PIECE = 1 << 20
_READ_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: what stands above the rights of a file: nothing, where the archive comes from a system without, or an ordinary file
_FILE_KINDS = (0, stat.S_IFREG >> 12)
#: no name with so few characters has too many bytes
_SHORT = limits.NAME_BYTES // 4


def check_directory(path: Path) -> None:
    """Refuse a list of files that would fill the memory, one that is a part of a set, and two lists in one archive.

    The declared size bounds what is read; the entries are counted, because a small list can hold many short ones.
    """
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, length - _TAIL))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            file.seek(0)
            raise BrokenArchive("split" if _begins_a_set(file.read(4)) else "damaged")
        _, disk, first_disk, _, _, directory, _, _ = _END.unpack_from(tail, at)
        if _is_whole(tail, other := tail.rfind(b"PK\x05\x06", 0, at)) and other + _END.size <= at:
            # the comment of one end holds another: one program lists these files, another those
            raise unsafe("two lists")
        large = tail.rfind(b"PK\x06\x06", 0, at)
        if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07") and 0 <= large <= at - 20 - _END64.size:
            _, _, _, _, disk, first_disk, _, _, directory, _ = _END64.unpack_from(tail, large)
        if disk or first_disk:
            raise BrokenArchive("split")
        if directory > limits.DIRECTORY:
            raise unsafe("directory")
        left = directory + _TAIL
        file.seek(max(0, start + at - left))
        entries, kept = 0, b""
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            entries += (kept + piece).count(b"PK\x01\x02")
            kept = piece[-3:]
        if entries > limits.MEMBERS:
            raise unsafe("members")


def _begins_a_set(start: bytes) -> bool:
    """The first part of a set begins with a mark of its own; the others with anything."""
    return start == b"PK\x07\x08"


def _is_whole(tail: bytes, at: int) -> bool:
    """Is this the end of a list of files, with a comment that goes to the end of the file?"""
    if at < 0 or len(tail) - at < _END.size:
        return False
    return int(_END.unpack_from(tail, at)[7]) == len(tail) - at - _END.size


def points_outside(name: str) -> bool:
    """Does this member name try to leave the archive (`../`, an absolute path, a drive or device)?"""
    if ".." not in name and ":" not in name[:2] and not name.startswith(("/", "\\")):
        return False
    path = name.replace("\\", "/")
    first = path.split("/")[0]
    return ".." in path.split("/") or path.startswith("/") or (len(first) == 2 and first[1] == ":")


def why_not(info: zipfile.ZipInfo) -> str | None:
    """Which limit forbids to read this file? None where it may be read."""
    name = info.filename
    if info.external_attr >> 28 not in _FILE_KINDS:
        return "links"
    if info.flag_bits & 1:
        return "locked"
    if info.compress_type not in _READ_METHODS:
        return "packed"
    if len(name) > _SHORT and len(name.encode("utf-8", "replace")) > limits.NAME_BYTES:
        return "name"
    return "name" if name.count("/") >= limits.DEPTH else None


def check_members(infos: list[zipfile.ZipInfo], size: int, directory: int | None = None) -> None:
    """Refuse an archive as a whole: paths outside, overlaps, absurd ratios, a password, a packing we cannot undo.

    size: of the archive.  directory: where its list of files begins.
    """
    files = [info for info in infos if not info.filename.endswith("/")]
    if any(points_outside(info.filename) for info in infos):
        raise unsafe("path")
    if files and all(info.flag_bits & 1 for info in files):
        raise unsafe("encrypted")
    spans = [(info.header_offset, info.compress_size) for info in infos]
    if any(start < 0 for start, _ in spans):
        raise BrokenArchive
    if overlaps(spans, size if directory is None else directory):
        raise unsafe("overlap")
    unpacked = sum([info.file_size for info in files])
    large = [info for info in files if info.file_size > limits.RATIO_FROM]
    if any(info.file_size > limits.RATIO * max(1, info.compress_size) for info in large) or (
        unpacked > limits.RATIO_FROM and unpacked > limits.RATIO * size
    ):
        raise unsafe("ratio")
    if files and all(info.compress_type not in _READ_METHODS for info in files):
        raise BrokenArchive("packing")


def overlaps(spans: Iterable[tuple[int, int]], end: int) -> bool:
    """Do two of these files (where each begins, its packed size), or a file and what comes after, share bytes?

    A header before each file takes at least 30 bytes; what its name takes besides is left to it.

    >>> overlaps([(0, 10), (40, 5)], 75), overlaps([(40, 5), (0, 11)], 75), overlaps([(0, 10), (40, 5)], 74)
    (False, True, True)
    """
    free = 0
    for start, length in sorted(spans):
        if start < free:
            return True
        free = start + _LOCAL + length
    return free > end
