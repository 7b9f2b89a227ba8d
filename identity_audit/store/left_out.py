"""How a list of decisions forgets those who are no longer in the dossier, and knows them again when they come back.

"Join these five to the choir" names five people. When one of them is left out, their id in that decision becomes their
mark (see `corrections.mark`), so that nothing of them stays in the dossier; when they are taken in again, the mark
becomes their id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from identity_audit.corrections import LeaveOutConversations, LeaveOutPeople, mark
from identity_audit.dataset import Dataset
from identity_audit.history import Decided, Event, History
from identity_audit.people import People
from identity_audit.records import build, plain


@dataclass(frozen=True, slots=True)
class Names:
    """What the dossier calls a contact or circle.

    salts: the dossier's own first. marks: of those left out. gone: ids that the tables held and no longer hold.
    back: mark -> id of everybody in the tables.
    """

    salts: tuple[str, ...]
    marks: frozenset[str]
    gone: frozenset[str]
    back: Mapping[str, str]

    def __call__(self, identity: str) -> str:
        digests = [mark(salt, identity) for salt in self.salts]
        if identity in self.gone:
            return digests[0]
        return next((digest for digest in digests if digest in self.marks), self.back.get(identity, identity))


def identities(dataset: Dataset) -> frozenset[str]:
    """Whom and what decisions can name."""
    return frozenset(dataset.contacts["contact_id"]) | frozenset(dataset.groups["group_id"])


def names(events: Sequence[Event], salt: str, gone: frozenset[str], there: Iterable[str]) -> Names:
    """What to call everybody after these events; `there`: the ids in the tables, where those are new."""
    decided = [d for event in events if isinstance(event, Decided) for d in event.decisions]
    salts = dict.fromkeys([salt, *(d.salt for d in decided if isinstance(d, LeaveOutPeople | LeaveOutConversations))])
    holding = (d for d in History(tuple(events)).corrections if isinstance(d, LeaveOutPeople | LeaveOutConversations))
    return Names(
        salts=tuple(salts),
        marks=frozenset(digest for d in holding for digest in d.marks),
        gone=gone,
        back={mark(each, identity): identity for identity in there for each in salts},
    )


def whole_people(events: Sequence[Event]) -> tuple[Event, ...]:
    """The same events, where leaving somebody out names every contact that is decided to be the same person.

    Who that is could not be told any more once their ids are marks.
    """
    history = History(tuple(events))
    people = People(history.corrections)
    found = list(events)
    for step, place in history.holding:
        event, decision = found[step], history.decision(step, place)
        if isinstance(event, Decided) and isinstance(decision, LeaveOutPeople):
            marks = tuple(dict.fromkeys([*decision.marks, *_same(decision, people)]))
            decisions = list(event.decisions)
            decisions[place] = replace(decision, marks=marks)
            found[step] = replace(event, decisions=tuple(decisions))
    return tuple(found)


def _same(decision: LeaveOutPeople, people: People) -> Iterable[str]:
    digests = {contact: _digest(decision, contact) for contact in people.known()}
    roots = {people.root(contact) for contact, digest in digests.items() if digest in decision.marks}
    return sorted(digest for contact, digest in digests.items() if people.root(contact) in roots)


def _digest(decision: LeaveOutPeople, contact: str) -> str:
    return contact if contact in decision.marks else mark(decision.salt, contact)


def renamed(event: Event, call: Names) -> Event:
    """The event with everybody in it called so; what is left out is said in marks already."""
    if not isinstance(event, Decided):
        return event
    said = (LeaveOutPeople, LeaveOutConversations)
    decisions = (d if isinstance(d, said) else build(type(d), _each(plain(d), call)) for d in event.decisions)
    return replace(event, decisions=tuple(decisions))


def _each(value: Any, call: Names) -> Any:
    """A decision as JSON with every string in it renamed; a string that is nobody's id stays."""
    match value:
        case str():
            return call(value)
        case list():
            return [_each(part, call) for part in value]
        case dict():
            return {name: _each(part, call) for name, part in value.items()}
        case _:
            return value
