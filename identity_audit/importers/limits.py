"""The limits of what we read, each with the sentence a person meets when an archive breaks it.

Numbers and reasons: measured against real exports (12:1 compression, up to 200,000 members) and bombs (1029:1).
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from pathlib import Path

from identity_audit.errors import UnsafeArchive
from identity_audit.words import N_

MEMBERS = 500_000
DIRECTORY = 256 << 20
NAME = 4096
DEPTH = 40
TEXT_MEMBER = 1 << 30
RATIO, RATIO_FROM = 200, 64 << 20

_SENTENCES = {
    "members": N_("This archive holds more than 500,000 files and was not opened. Ask the platform for a new export."),
    "directory": N_("The list of files in this archive is larger than 256 MB; it was not opened. "
                    "Ask the platform for a new export."),
    "overlap": N_("This archive was built to unpack the same bytes many times, so it was not opened. "
                  "Ask the platform for a new export."),
    "ratio": N_("This archive unpacks to more than 200 times its size, so it was not opened. "
                "Ask the platform for a new export."),
    "path": N_("This archive holds files that point outside of it, so it was not opened. "
               "Ask the platform for a new export."),
    "encrypted": N_("This archive is protected by a password. Unpack it yourself, then choose the folder."),
}  # fmt: skip
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_TAIL = 65_536 + _END.size
_PIECE = 1 << 20


def unsafe(limit: str) -> UnsafeArchive:
    return UnsafeArchive(_SENTENCES[limit])


def check_directory(path: Path) -> None:
    """Refuse a list of files that would fill the memory, before anything parses it.

    The declared size bounds what is read; the entries are counted, because a small list can hold many short ones.
    """
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, length - _TAIL))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            return
        directory = _END.unpack_from(tail, at)[5]
        large = tail.rfind(b"PK\x06\x06", 0, at)
        if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07") and 0 <= large <= at - 20 - _END64.size:
            directory = _END64.unpack_from(tail, large)[8]
        if directory > DIRECTORY:
            raise unsafe("directory")
        left = directory + _TAIL
        file.seek(max(0, start + at - left))
        entries, kept = 0, b""
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            entries += (kept + piece).count(b"PK\x01\x02")
            kept = piece[-3:]
        if entries > MEMBERS:
            raise unsafe("members")


def points_outside(name: str) -> bool:
    """Does this member name try to leave the archive (`../`, an absolute path, a drive or device)?"""
    path = name.replace("\\", "/")
    first = path.split("/")[0]
    return ".." in path.split("/") or path.startswith("/") or (len(first) == 2 and first[1] == ":")


def readable(info: zipfile.ZipInfo) -> bool:
    """May this member be read? Links and devices, absurd names and locked members are left out and counted."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    name = info.filename
    return (
        kind in (0, stat.S_IFREG)
        and not info.flag_bits & 1
        and len(name.encode("utf-8", "replace")) <= NAME
        and name.count("/") < DEPTH
    )


def check_members(infos: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive as a whole: paths outside, overlaps, absurd ratios, a password."""
    files = [info for info in infos if not info.is_dir()]
    if any(points_outside(info.filename) for info in infos):
        raise unsafe("path")
    if files and all(info.flag_bits & 1 for info in files):
        raise unsafe("encrypted")
    end = 0
    for start, length in sorted((info.header_offset, info.compress_size) for info in files):
        # a local header is at least 30 bytes; Pythons before 3.11.8 read overlapping members without complaint
        if start < end:
            raise unsafe("overlap")
        end = start + 30 + length
    unpacked = sum(info.file_size for info in files)
    if any(info.file_size > RATIO_FROM and info.file_size > RATIO * max(1, info.compress_size) for info in files) or (
        unpacked > RATIO_FROM and unpacked > RATIO * size
    ):
        raise unsafe("ratio")
