"""Fields that several platforms write the same way: times, text in Meta's double encoding, lists of one."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from identity_audit.errors import WrongSetting
from identity_audit.importers.json_stream import Items
from identity_audit.schema import NAME_LIMIT
from identity_audit.words import N_

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_EARLIEST_SECONDS = EARLIEST.timestamp()


def when(value: object) -> datetime | None:
    """A moment in UTC from what exports write, or None for "date not known".

    Numbers (or digits) are seconds, milliseconds or microseconds by their size; text is ISO or one of the forms
    platforms use. Anything before 1995 or later than two days from now is not a date of a post.

    >>> when(1700000000).isoformat()
    '2023-11-14T22:13:20+00:00'
    >>> when("2024-11-24 08:53:18").isoformat()
    '2024-11-24T08:53:18+00:00'
    >>> when(0) is None and when(True) is None and when("yesterday") is None
    True
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).isdigit()):
        return _from_number(value)
    if isinstance(value, str):
        return _from_text(value.strip())
    return None


def _from_number(value: float | str) -> datetime | None:
    try:
        seconds = float(value)
        for _ in range(3):  # milliseconds, microseconds, nanoseconds
            if seconds > 1e11:
                seconds /= 1000
        # most numbers are times of this century, and many are none: no date is made of those
        return _plausible(datetime.fromtimestamp(seconds, UTC)) if seconds >= _EARLIEST_SECONDS else None
    except (ValueError, OverflowError, OSError):
        return None


_FORMS = ("%Y-%m-%d %H:%M:%S UTC", "%Y/%m/%d %H:%M:%S UTC", "%a %b %d %H:%M:%S %z %Y")


def _from_text(value: str) -> datetime | None:
    if len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        for form in _FORMS:
            try:
                found = datetime.strptime(value, form)  # noqa: DTZ007 (a zone is given below where the form has none)
                break
            except ValueError:
                continue
        else:
            return None
    return _plausible(found if found.tzinfo else found.replace(tzinfo=UTC))


def _plausible(found: datetime) -> datetime | None:
    if found.tzinfo is not UTC:
        try:
            found = found.astimezone(UTC)
        except (OverflowError, ValueError):
            return None
    return found if EARLIEST <= found <= _latest(int(time.time()) // 60) else None


@lru_cache(maxsize=1)
def _latest(minute: int) -> datetime:
    """Two days from this minute: computed once for the millions of times that are compared with it."""
    return datetime.fromtimestamp(minute * 60, UTC) + timedelta(days=2)


@lru_cache(maxsize=16)
def zone(name: str | None) -> ZoneInfo:
    """The zone of local times; UTC where the person gave none. WrongSetting for a name that is no zone."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongSetting(N_('That time zone is not known. Use a name such as "Europe/Brussels".')) from error


def local(found: datetime, tz: str | None) -> datetime | None:
    """A local time without zone as a moment in UTC."""
    return _plausible(found.replace(tzinfo=zone(tz)))


def repair(value: Any) -> Any:
    """Undo Meta's double encoding in every string of a parsed JSON, keys too.

    Each string is repaired by itself and once; one that was written correctly fails the round trip and is kept. A key
    that would then stand there twice is kept as it is, so that no value is lost.

    >>> repair({"d\\u00c3\\u00a9j\\u00c3\\u00a0": ["caf\\u00c3\\u00a9", "café"]})
    {'déjà': ['café', 'café']}
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return value
    if isinstance(value, Items):
        return value.changed(repair)
    if isinstance(value, list):
        return [repair(item) for item in value]
    if isinstance(value, dict):
        found: dict[Any, Any] = {}
        for key, item in value.items():
            mended = repair(key)
            found[key if mended != key and (mended in value or mended in found) else mended] = repair(item)
        return found
    return value


def beside(*words: str) -> str | None:
    """What a file says beside the words of a post, each thing once; None where it says nothing.

    >>> beside("Liège", "", " Liège ", "Vacances 2019")
    'Liège · Vacances 2019'
    """
    return " · ".join(dict.fromkeys(" ".join(word[:1000].split()) for word in words if word.strip())) or None


def media_path(address: object) -> str | None:
    """Where a picture lies inside the export; None where the address leads elsewhere, or nowhere.

    >>> media_path("/media_attachments/a.jpg"), media_path("https://example.org/a.jpg"), media_path("../a.jpg")
    ('media_attachments/a.jpg', None, None)
    """
    path = as_text(address).replace("\\", "/").lstrip("/")
    outside = "://" in path or ".." in PurePosixPath(path).parts or not path.isprintable()
    return path if path and len(path) <= NAME_LIMIT and not outside else None


def as_list(value: object) -> list[Any]:
    """A record is sometimes an object, not a list of one; nothing is an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_dict(value: object) -> dict[str, Any]:
    """The object where one is expected, else an empty one (a bad row must not stop its file)."""
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str:
    """The string where one is expected, HTML entities resolved; anything else is no text."""
    return unescape(value) if isinstance(value, str) else ""


def made_id(platform: str, *parts: object) -> str:
    """An id for what a platform gives none: the same moment and words always make the same id."""
    whole = "\x1f".join(map(str, parts))
    return f"{platform}:{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()[:16]}"


def whole_number(value: object) -> int | None:
    """A count that a file writes as a number or as digits; anything else is not known, and not zero.

    >>> whole_number("12"), whole_number(0), whole_number("1.2K"), whole_number(True), whole_number(-1)
    (12, 0, None, None, None)
    """
    digits = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
