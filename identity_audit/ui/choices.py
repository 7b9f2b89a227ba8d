"""Small choices that are no decisions about data: the aim, the circle that matters most, questions put off.

They are kept in the dossier that is open; before there is one, in the session. Which exports were asked for is kept
beside the dossiers: whoever asks for a first one has none yet.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import UTC, date, datetime

from identity_audit.corrections import mark
from identity_audit.errors import AuditError
from identity_audit.sheet import Sheet, sheet_from, sheet_text
from identity_audit.store import asked as store_asked
from identity_audit.store.dossier import Dossier
from identity_audit.ui import session


def aim() -> str | None:
    return session.choice("aim")


def aimed_circle() -> str | None:
    return session.choice("aimed_circle")


def set_aim(name: str | None, circle: str | None = None) -> None:
    session.choose("aim", name)
    session.choose("aimed_circle", circle)


def sheet() -> Sheet:
    """What a teacher wrote on their sheet."""
    return sheet_from(session.choice("teacher_sheet"))


def set_sheet(sheet: Sheet) -> None:
    session.choose("teacher_sheet", sheet_text(sheet))


class PutOff(Container[object]):
    """The questions that were put off, as marks: a question names people, who may be left out later."""

    def __init__(self, marks: frozenset[str], salt: str) -> None:
        self._marks, self._salt = marks, salt

    def __contains__(self, question: object) -> bool:
        return mark(self._salt, str(question)) in self._marks


def later() -> PutOff:
    """The questions that the person put off."""
    return PutOff(_marks(), session.salt())


def put_off(question: str) -> None:
    """Not now: this question is not asked again until other files are read."""
    session.choose("later", " ".join(sorted(_marks() | {mark(session.salt(), question)})))


def _marks() -> frozenset[str]:
    return frozenset((session.choice("later") or "").split())


def ask_again() -> None:
    """Questions that were put off are asked again."""
    session.choose("later", None)


def asked() -> dict[str, date]:
    """The platforms whose exports are waited for, and the day on which each was asked for."""
    return store_asked.asked()


def ask(platform: str) -> None:
    """The person has asked for this export today."""
    try:
        store_asked.ask(platform, datetime.now(UTC).astimezone().date())
    except AuditError as error:
        session.say(error)


def no_longer_wait(platforms: Iterable[str]) -> None:
    """These exports have arrived, or the person does not wait for them any more."""
    try:
        store_asked.forget(platforms)
    except AuditError as error:
        session.say(error)


def take_along(file: Dossier) -> None:
    """Open a new dossier: the aim goes with it, what was about the people of another one does not."""
    chosen = aim()
    session.hold(file)
    session.forget_choices()
    set_aim(chosen)
