"""Who, when, and what was written: the lines of Instagram's and Threads' lists, whatever shape they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from identity_audit.importers.archive import Member
from identity_audit.importers.base import left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.importers.meta import Cast, Labelled, first, labelled, means, records
from identity_audit.schema import Direction, InteractionKind, Row

_HANDLE = re.compile(r"[A-Za-z0-9._]{1,30}")
_PROFILE_LINK = re.compile(r"instagram\.com/(?:_u/)?(?P<handle>[A-Za-z0-9._]{1,30})/?(?:\?.*)?$")
#: first words of addresses that are things, not people
_THINGS = frozenset("p reel reels stories tv explore".split())


@dataclass(frozen=True, slots=True)
class Line:
    """Who, when, and what was written: one line of a list, whatever shape it has."""

    handle: str | None
    time: datetime | None
    text: str = ""
    name: str = ""

    @property
    def who(self) -> str:
        return self.handle or self.name


def lines_of(record: object) -> Iterator[Line]:
    """The lines of a record in the shapes of 2021 to 2026.

    `title` holds the handle where the value is something else (a heart, an answer) or missing; the address of a
    profile names it where neither does.
    """
    box = as_dict(record)
    title = as_text(box.get("title"))
    for entry in as_list(box.get("string_list_data")):
        line = as_dict(entry)
        value = as_text(line.get("value"))
        who = title or value or _handle(line.get("href"))
        yield Line(who or None, when(line.get("timestamp")), value if title else "")
    values = labelled(record)
    if values:
        handle, text = _who(values)
        time = when(box.get("timestamp")) or next((v.time for v in values if v.time), None)
        name = first([value for value in values if value.under], "name")
        yield Line(handle or title or None, time, text, name)


def _who(values: list[Labelled]) -> tuple[str, str]:
    """Whose media it was, and what was written, by label; else by form: an address, a handle, the longest text."""
    handle = first(values, "handle") or first(values, "owner")
    handle = handle or next((h for v in values if (h := _handle(v.href) or _handle(v.value))), "")
    words = [v for v in values if v.value and not v.under and not v.value.startswith("http")]
    text = next((v.value for v in words if means(v.label, "comment")), "")
    if not text and not handle and len(words) > 1 and _HANDLE.fullmatch(words[-1].value):
        # labels of an unknown language: the comment stands first, the owner of the media after it
        return words[-1].value, max((v.value for v in words[:-1]), key=len)
    rest = (v.value for v in words if v.value != handle and not means(v.label, "reaction"))
    return handle, text or max(rest, key=len, default="")


def _handle(address: object) -> str:
    found = _PROFILE_LINK.search(as_text(address)[:300])
    return found["handle"] if found and found["handle"] not in _THINGS else ""


def acts(
    member: Member, cast: Cast, kind: InteractionKind, direction: Direction, file: str, *keys: str
) -> Iterator[Row]:
    """One act with everybody in a list of names and times. Following begins the acquaintance."""
    bad = 0
    for record in records(member, *keys):
        lines = [line for line in lines_of(record) if line.who]
        bad += not lines
        for line in lines:
            since = line.time if kind == "follow" else None
            yield from cast.act(line.who, kind, direction, time=line.time, file=file, handle=line.handle, since=since)
    yield from left_out(cast.platform, file, bad)
