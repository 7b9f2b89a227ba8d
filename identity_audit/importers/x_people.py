"""The files of an X archive as data, and who is who in them: numbers, handles and the names that tweets tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export
from identity_audit.importers.fields import as_dict, as_list
from identity_audit.importers.json_stream import pieces_behind
from identity_audit.schema import Contact, Problem, Visibility
from identity_audit.words import N_

PLATFORM = "x"
#: a long text and its tweet are written in the same breath; their beginnings are the same up to the cut
_SAME_MOMENT = timedelta(seconds=90)
_SAME_BEGINNING = 40


def load(member: Member) -> Any:
    """The data of a file: what stands behind the first `=`, as JSON. The script around it is never run."""
    return member.json(lambda pieces: pieces_behind(pieces, "="))


def records(member: Member, *wrappers: str) -> list[dict[str, Any]]:
    """The records of a file without their wrapper; what is no record is an empty one, so that it can be counted."""
    found = []
    for entry in as_list(load(member)):
        box = as_dict(entry)
        found.append(next((as_dict(box[name]) for name in wrappers if name in box), box))
    return found


def quietly(export: Export, pattern: str, *wrappers: str) -> Iterator[dict[str, Any]]:
    """The records of a file before its turn; a broken one is counted when its reader opens it."""
    for member in export.find(pattern):
        try:
            yield from records(member, *wrappers)
        except BrokenMember:
            continue


def without_name(file: str, n: int) -> Iterator[Problem]:
    if n:
        what = N_("X gives these people as numbers. Only those whom you answered, mentioned or passed on have a name.")
        yield Problem(PLATFORM, file, what, n)


@dataclass(slots=True)
class Known:
    """Who the person is, whose names were met, what the long texts say, and when the account was protected."""

    own: str
    own_handle: str
    long_texts: dict[str, list[tuple[datetime | None, str]]] = field(default_factory=dict)
    protected: list[tuple[datetime, bool]] = field(default_factory=list)
    roots: dict[str, str] = field(default_factory=dict)
    people: dict[str, Contact] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def learn(self, account: str, handle: str, name: str) -> str | None:
        """The id of somebody whom a tweet names; accounts closed since have the number -1."""
        handle = handle.lstrip("@")[:50]
        number = account if account.isdigit() else self.handles.get(handle.casefold(), "")
        key = number or ("@" + handle.casefold() if handle else "")
        if not key or self.mine(number, handle):
            return None
        if handle and number:
            self.handles[handle.casefold()] = number
        contact_id = f"{PLATFORM}:{key}"
        known = self.people.get(contact_id)
        if (name or handle) and (known is None or (name and known.name == known.handle)):
            self.people[contact_id] = Contact(contact_id, PLATFORM, name or handle, handle or None)
        return contact_id if contact_id in self.people else None

    def mine(self, account: str, handle: str) -> bool:
        return account == self.own if account and self.own else handle.casefold() == self.own_handle != ""

    def named(self, account: str) -> str | None:
        """The contact behind a number, where any tweet told a name."""
        contact_id = f"{PLATFORM}:{account}"
        return contact_id if contact_id in self.people else None

    def visible(self, time: datetime | None) -> Visibility:
        """Who could see what was written then? The file tells of changes in the last six months only."""
        if not self.protected:
            return "public"
        before = [protects for moment, protects in self.protected if time and moment <= time]
        return "followers" if (before[-1] if before else not self.protected[0][1]) else "public"

    def whole(self, text: str, time: datetime | None) -> str:
        """The full text of a tweet that the file cuts after 280 characters."""
        for moment, full in self.long_texts.get(beginning(text), ()):
            if moment is None or time is None or abs(moment - time) <= _SAME_MOMENT:
                return full
        return text


def beginning(text: str) -> str:
    """What a cut tweet and its long text share: the first words, without the people named in front."""
    return re.sub(r"^(?:@\w+\s+)+", "", text)[:_SAME_BEGINNING].rstrip("… ")
