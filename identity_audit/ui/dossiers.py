"""Dossiers as the person handles them: resume, copy, delete; what another window did meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from identity_audit.dataset import combine
from identity_audit.errors import AuditError
from identity_audit.history import History
from identity_audit.safe_text import clean
from identity_audit.store import folder
from identity_audit.store.dossier import Dossier, Import
from identity_audit.store.folder import Listed
from identity_audit.store.window import Window
from identity_audit.ui import reading, session, uploads
from identity_audit.ui.session import Notice, Shown
from identity_audit.words import N_

CHANGED = N_("This dossier was changed in another window. Here is what holds now.")
DELETED = N_("The dossier is deleted: nothing of it is left in this app. Your exports are where they were.")
DISCARDED = N_("The dossier that could not be opened is deleted: nothing of it is left in this app.")
HELD = N_("It is open in another window, too. Close that window first, then delete it here.")
NOT_REMOVED = N_("Some files of the dossier could not be removed. Close other windows, then remove: {files}")
LEFT = N_(
    "The dossier is closed, but some of its files could not be removed. Close other windows, then remove: {files}"
)


def listed() -> list[Listed]:
    """The dossiers of this computer, the one that was opened last first; none where their folder cannot be read.

    None while others look on: their names may be somebody's.
    """
    if session.presenting():
        return []
    try:
        return folder.dossiers()
    except AuditError:
        return []


def imports() -> list[Import]:
    """What was read into the open dossier, oldest first; nothing while others look on, who may not know the days."""
    file = None if session.presenting() else session.dossier()
    return file.imports() if file is not None else []


def sync() -> None:
    """At the start of a run: is the dossier still there, and did another window change it?"""
    try:
        file = session.dossier()
        if file is not None and file.changed_elsewhere():
            reload()
            session.say(Notice("warning", CHANGED))
    except AuditError as error:
        close()
        session.say(error)


def resume(path: Path, then: str = "facets") -> None:
    """Open a dossier and analyse what it holds beside the page."""
    try:
        _open(Dossier.open(path), then)
    except AuditError as error:
        session.say(error)


def _open(file: Dossier, then: str) -> None:
    try:
        found = Shown(file.dataset(), file.history())
    except AuditError:
        file.close()
        raise
    close()
    session.hold(file)
    session.show(found)
    reading.start_analysis(then)


def reload() -> None:
    """Show what the dossier holds by now; what waits to be analysed stays beside it."""
    file, before, waiting = session.dossier(), session.shown(), session.incoming()
    if file is None:
        return
    now = Shown(file.dataset(), file.history())
    if waiting is not None and waiting.selection.adds and now.dataset is not None:
        own = waiting.history.events[len(before.history.events) :]
        session.await_decision(
            replace(
                waiting, dataset=combine([now.dataset, waiting.new]), history=History((*now.history.events, *own)),
                selection=replace(waiting.selection, base=now.dataset),
            )
        )  # fmt: skip
    session.show(now)
    if waiting is None:
        reading.start_analysis(session.page())


def close() -> None:
    """Nothing of the dossier and of the files stays in this session; on the disk it stays."""
    reading.forget_job()
    session.set_attempt(None)
    session.clear()


def delete() -> None:
    """Remove the open dossier from this computer, and say what could not be removed."""
    file = session.dossier()
    if file is None:
        return
    try:
        left = file.delete()
    except AuditError as error:
        session.say(error)
        return
    close()
    files = ", ".join(str(path) for path in left)
    session.say(Notice("warning", LEFT, {"files": files}) if left else Notice("success", DELETED))


def discard(path: Path) -> None:
    """Remove a dossier that cannot be opened, unless another window holds it all the same."""
    window = Window(path)
    alone = window.alone()
    window.let_go()
    if not alone:
        session.say(Notice("warning", HELD))
        return
    left = ", ".join(str(file) for file in folder.remove(path))
    session.say(Notice("warning", NOT_REMOVED, {"files": left}) if left else Notice("success", DISCARDED))


def rename_dossier(name: str) -> None:
    """Call the open dossier something else; an empty name changes nothing."""
    file, wanted = session.dossier(), " ".join(clean(name).split())
    if file is None or wanted in ("", file.name):
        return
    try:
        file.rename(wanted)
    except AuditError as error:
        session.say(error)


def copy_of(file: Dossier) -> bytes:
    """Everything in the dossier as one file, for another computer. Raises AuditError where it cannot be read."""
    place = uploads.keep(())
    try:
        copy = place / "copy"
        file.copy_to(copy)
        return copy.read_bytes()
    finally:
        uploads.forget(place)


def open_copy(path: Path, then: str = "facets") -> None:
    """Add a dossier that was brought from elsewhere, and open it; the file itself is only read."""
    try:
        _open(Dossier.take_in(path), then)
    except AuditError as error:
        session.say(error)
