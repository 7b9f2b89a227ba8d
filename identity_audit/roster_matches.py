"""A class list that is loaded, and what the person answered about it: a frozen value, held in memory and nowhere else.

Nothing counts before a click: a certain name waits for "confirm" like any other. The result is a range, because who
bears a user name only may be anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from identity_audit.analysis.pupils import Line, match, only_handles
from identity_audit.corrections import Role
from identity_audit.roster import Listed

Answer = Literal["neither", "later"]


@dataclass(frozen=True)
class Roster:
    """people: as listed. lines: what was found for each, in the same order. handles: contacts known by a user name.

    links: place in the list -> contacts that the person confirmed. answers: places without one. strangers, put_off:
    user names that the person does not know, or passed over. before: the same before the last answer.
    """

    people: tuple[Listed, ...]
    role: Role
    lines: tuple[Line, ...]
    handles: tuple[str, ...]
    links: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[int, Answer] = field(default_factory=dict)
    strangers: frozenset[str] = frozenset()
    put_off: frozenset[str] = frozenset()
    before: Roster | None = field(default=None, repr=False)

    @classmethod
    def load(cls, people: Sequence[Listed], role: Role, contacts: pd.DataFrame) -> Roster:
        """A list held against the contacts: contact_id, name, handle."""
        names = [person.name for person in people]
        return cls(tuple(people), role, match(names, contacts), only_handles(contacts))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(person.name for person in self.people)

    @property
    def certain(self) -> tuple[int, ...]:
        """Places whose one contact certainly bears the name, and waits for a click."""
        return tuple(n for n, line in enumerate(self.lines) if line.certain and self._open(n))

    @property
    def to_confirm(self) -> tuple[int, ...]:
        """Places to be asked about, those that were passed over last."""
        found = [n for n, line in enumerate(self.lines) if line.offered and not line.certain and n not in self.links
                 and self.answers.get(n) != "neither"]  # fmt: skip
        return tuple(sorted(found, key=lambda n: (n in self.answers, n)))

    @property
    def not_found(self) -> tuple[int, ...]:
        """Places that fit nobody, or none of those who were offered."""
        return tuple(n for n, line in enumerate(self.lines)
                     if n not in self.links and (not line.found or self.answers.get(n) == "neither"))  # fmt: skip

    def _open(self, place: int) -> bool:
        return place not in self.links and place not in self.answers

    @property
    def unrecognised(self) -> tuple[str, ...]:
        """Contacts known by a user name only of whom nothing was said yet, those passed over last."""
        linked = {contact for contacts in self.links.values() for contact in contacts}
        found = [contact for contact in self.handles if contact not in linked | self.strangers]
        return tuple(sorted(found, key=lambda contact: contact in self.put_off))

    def contacts(self) -> frozenset[str]:
        """Everybody whom the person confirmed."""
        return frozenset(contact for contacts in self.links.values() for contact in contacts)

    def between(self) -> tuple[int, int]:
        """How many of the list are among the contacts: confirmed, and at most, with all that is still open.

        One who bears a user name only may be anybody of the list who was not found.
        """
        confirmed = len(self.links)
        open_lines = len(self.certain) + len(self.to_confirm)
        offered = {o.contact for n in self.to_confirm for o in self.lines[n].offered}
        hidden = min(len(self.not_found), len(set(self.unrecognised) - offered))
        return confirmed, min(len(self.people), confirmed + open_lines + hidden)

    def by_group(self) -> dict[str, tuple[int, int]]:
        """Class or year -> how many of it are confirmed, of how many on the list; without one, nothing."""
        found: dict[str, tuple[int, int]] = {}
        for place, person in enumerate(self.people):
            if person.group:
                confirmed, every = found.get(person.group, (0, 0))
                found[person.group] = (confirmed + (place in self.links), every + 1)
        return dict(sorted(found.items()))

    # --- what the person says ---------------------------------------------------------------------------------------

    def linked(self, place: int, *contacts: str) -> Roster:
        """This line is these contacts: they are nobody else's."""
        links = {n: tuple(c for c in held if c not in contacts) for n, held in self.links.items() if n != place}
        links = {n: held for n, held in links.items() if held}
        answers = {n: answer for n, answer in self.answers.items() if n != place}
        return replace(self, links={**links, place: contacts}, answers=answers, before=self)

    def all_certain(self) -> Roster:
        """Every certain line is the contact who bears its name."""
        found = self
        for place in self.certain:
            found = found.linked(place, str(self.lines[place].certain))
        return replace(found, before=self)

    def answered(self, place: int, answer: Answer) -> Roster:
        """None of those who were offered, or: not now."""
        return replace(self, answers={**self.answers, place: answer}, before=self)

    def unlinked(self, place: int) -> Roster:
        """The line is open again."""
        return replace(self, links={n: held for n, held in self.links.items() if n != place}, before=self)

    def stranger(self, contact: str) -> Roster:
        """The person does not know who bears this user name."""
        return replace(self, strangers=self.strangers | {contact}, before=self)

    def passed(self, contact: str) -> Roster:
        """Not now."""
        return replace(self, put_off=self.put_off | {contact}, before=self)
