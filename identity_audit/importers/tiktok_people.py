"""Who is who in a TikTok export, by handle, and the private chats with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from identity_audit.dataset import Unowned
from identity_audit.importers.archive import Member
from identity_audit.importers.base import Export, left_out
from identity_audit.importers.fields import made_id, when
from identity_audit.importers.talks import Talk
from identity_audit.importers.tiktok_sections import Record, said
from identity_audit.schema import (
    Contact,
    Media,
    Problem,
    Row,
)
from identity_audit.words import N_

PLATFORM = "tiktok"
_HANDLE = re.compile(r"@?(?P<handle>[\w.]{1,50})")


@dataclass(slots=True)
class Known:
    """Who the person is, whether the account is private, who was met, and which films are the person's own."""

    own: set[str]
    messages: bool
    private: bool | None = None
    contacts: dict[str, Contact] = field(default_factory=dict)
    films: dict[str, str] = field(default_factory=dict)
    moments: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    strange: list[Member] = field(default_factory=list)
    unowned: Unowned | None = None

    def meet(self, handle: str, since: datetime | None = None) -> str | None:
        """The id of somebody by their handle; the person, and accounts that are gone, are nobody."""
        found = _HANDLE.fullmatch(handle.strip())
        name = found["handle"] if found else ""
        if not name or name.casefold() in self.own:
            return None
        contact_id = f"{PLATFORM}:{name.casefold()}"
        known = self.contacts.setdefault(contact_id, Contact(contact_id, PLATFORM, name, name))
        first = min(filter(None, (known.first_seen, since)), default=None)
        self.contacts[contact_id] = replace(known, first_seen=first)
        return contact_id


def chats(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    """Who wrote what to whom? Own messages are posts to these people; TikTok keeps no reactions to them."""
    known: Known = export.context
    talks: dict[str, list[Record]] = {}
    bad = 0
    for record in records:
        if when(record.get("date")) and said(record, "from"):
            talks.setdefault(said(record, "chat"), []).append(record)
        else:
            bad += 1
    yield from left_out(PLATFORM, file, bad)
    if not known.own and talks:
        # in a chat of two, the one who is not in its title is the person
        writers = {name: {said(message, "from") for message in talk} for name, talk in talks.items()}
        perhaps = set().union(*(people - {name} for name, people in writers.items() if name in people))
        if len(perhaps) != 1:
            names = tuple(sorted(set().union(*writers.values())))
            known.unowned = Unowned(PLATFORM, len(names), names, server_wide=False)
            what = N_(
                "These chats do not say which person is you. Say what you are called in them, then they can be read."
            )
            yield Problem(PLATFORM, file, what, len(talks))
            return
        known.own = {name.casefold() for name in perhaps}
    for name, talk in talks.items():
        yield from _talk(name, talk, known, file)


def _talk(name: str, messages: Sequence[Record], known: Known, file: str) -> Iterator[Row]:
    authors = {who: known.meet(who) for who in dict.fromkeys(said(message, "from") for message in messages)}
    others = [contact for contact in authors.values() if contact]
    in_group = any(message["group"] for message in messages) or len(others) > 1
    if not in_group and not others and (partner := known.meet(name)):
        others = [partner]  # who never answered
    called = name or ", ".join(known.contacts[contact].name for contact in others)
    talk = Talk(PLATFORM, made_id(PLATFORM, "chat", name), tuple(others), called if in_group else None, file)
    yield from talk.people()
    for message in messages:
        who, time, text = said(message, "from"), when(message.get("date")), said(message, "content")
        media: Media = "link" if text.startswith("http") else "none"
        if who.lstrip("@").casefold() in known.own:
            post = made_id(PLATFORM, "message", name, time, text)
            yield from talk.own(post, time, text, media)
        elif author := authors[who]:
            yield talk.received(author, time, text)
