"""Which of these people is the person? For files that hold everybody (a server, a chat) and name no owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from identity_audit.dataset import Owner, fold


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the file: the file's own id, and what can tell who it is."""

    id: str
    names: tuple[str, ...]
    email: str | None = None


def find_owner(people: Iterable[Candidate], me: Sequence[str], owners: Iterable[Owner]) -> str | None:
    """The id of the person among `people`, or None where it is not certain.

    What the person said comes first (`me`: an id, an e-mail, or a name whose folded form is the same). Where that
    fits nobody here (it may be meant for another file), the owner that another export names is taken, on e-mail
    first, then on an exact folded name. Two people who fit equally well are no answer.
    """
    crowd = [(person, _folded(person.names)) for person in people]
    known = list(owners)
    said, said_names = {word.strip().casefold() for word in me}, _folded(me)
    emails = {email.strip().casefold() for owner in known for email in owner.emails}
    known_names = _folded(name for owner in known for name in owner.names)
    for fitting in (
        {p.id for p, _ in crowd if p.id.casefold() in said or _email(p) in said},
        {p.id for p, names in crowd if names & said_names},
        {p.id for p, _ in crowd if _email(p) in emails},
        {p.id for p, names in crowd if names & known_names},
    ):
        if fitting:
            return next(iter(fitting)) if len(fitting) == 1 else None
    return None


def _email(person: Candidate) -> str | None:
    return person.email.strip().casefold() if person.email else None


def _folded(names: Iterable[str]) -> set[str]:
    return {key for name in names if (key := fold(name))}
