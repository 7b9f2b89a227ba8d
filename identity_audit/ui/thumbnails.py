"""Small pictures out of the export, for as long as it lies where it was read: never unpacked, never kept on disk.

A picture comes from a stranger's file. Only JPEG, PNG and WebP are decoded, only what is no larger than a camera makes,
and what is shown is a new JPEG without the data (place, camera) that the old one held.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping, Sequence

from PIL import Image, ImageOps

from identity_audit.errors import AuditError
from identity_audit.importers.archive import Archive, BrokenMember, Member, normal

SIDE = 256
_MOST_BYTES = 40 << 20
_MOST_PIXELS = 100_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
# what Pillow raises for files that are not what they claim to be
_UNREADABLE = (OSError, ValueError, TypeError, SyntaxError, LookupError, EOFError, OverflowError, MemoryError,
               struct.error, zlib.error, Image.DecompressionBombError)  # fmt: skip


def thumbnails(paths: Sequence[str], wanted: Mapping[str, str]) -> dict[str, bytes]:
    """Which of these pictures can be shown? wanted: post id -> `media_path`; returns post id -> a small JPEG.

    paths: the export as it was chosen. A file that is gone, a video or a broken picture is simply not there.
    """
    found: dict[str, bytes] = {}
    try:
        with Archive(paths) as archive:
            members = _members(archive, set(wanted.values()))
            for post, path in wanted.items():
                picture = _picture(members.get(path))
                if picture is not None:
                    found[post] = picture
    except AuditError:
        return {}
    return found


def _members(archive: Archive, paths: set[str]) -> dict[str, Member]:
    """The files whose path ends like these, at a folder boundary; the folders around an export change."""
    names = {normal(path).rpartition("/")[2] for path in paths}
    near = [member for member in archive.members if member.key.rpartition("/")[2] in names]
    ends = {path: f"/{normal(path)}" for path in paths}
    return {path: member for path, end in ends.items() for member in near if f"/{member.key}".endswith(end)}


def _picture(member: Member | None) -> bytes | None:
    try:
        return None if member is None else small(member.read(_MOST_BYTES))
    except BrokenMember:
        return None


def small(data: bytes) -> bytes | None:
    """The picture at most 256 pixels wide and high, upright, as JPEG; None for what is no picture that we decode."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            # the size stands in the head; nothing is unpacked before it is looked at
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            picture.draft("RGB", (SIDE, SIDE))
            picture.thumbnail((SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except _UNREADABLE:
        return None
    target = io.BytesIO()
    # a new image: the old one carries what the camera wrote
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(target, "JPEG", quality=80)
    return target.getvalue()
