"""Where the person's dossiers lie, and which there are."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from identity_audit.errors import AuditError
from identity_audit.store import database
from identity_audit.store.facts import Facts
from identity_audit.store.faults import StoreError, told

INBOX = "inbox"
_DOSSIER = re.compile(rf".+{re.escape(database.ENDING)}(\.broken-\d+)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """One dossier of the folder. posts: saved posts without reposts. size: bytes. problem: why it cannot be opened."""

    path: Path
    name: str
    opened: datetime | None
    posts: int
    size: int
    problem: AuditError | None


def home() -> Path:
    """The person's own folder for this program, made for them alone where it is not there yet.

    Raises NotWritable or NoRoom where it cannot be made.
    """
    named = os.environ.get("IDENTITY_AUDIT_HOME")
    folder = Path(named) if named else user_data_path("identity-audit", appauthor=False)
    with told():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def inbox() -> Path:
    """The fixed folder in which the person may put exports to be read where they lie. Raises NotWritable, NoRoom."""
    folder = home() / INBOX
    with told():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def in_inbox() -> list[Path]:
    """What lies in the inbox, the newest first; hidden files and links are left where they are."""
    try:
        found = [
            (file.stat().st_mtime, file)
            for file in inbox().iterdir()
            if not file.name.startswith(".") and not file.is_symlink() and (file.is_file() or file.is_dir())
        ]
    except (StoreError, OSError):
        return []
    return [file for _time, file in sorted(found, reverse=True)]


def dossiers() -> list[Listed]:
    """Every dossier of the folder, the one opened last first; one that cannot be opened says why."""
    try:
        files = sorted(file for file in home().iterdir() if _DOSSIER.fullmatch(file.name) and file.is_file())
    except (StoreError, OSError):
        # no folder, no dossier: whoever makes one is told what is wrong
        return []
    return sorted(map(_listed, files), key=lambda one: one.opened or datetime.min.replace(tzinfo=UTC), reverse=True)


def _listed(path: Path) -> Listed:
    size = 0
    for file in database.belonging(path):
        # SQLite's own files come and go
        with suppress(OSError):
            size += file.stat().st_size
    try:
        with database.glance(path) as connection:
            facts = Facts.read(connection)
    except AuditError as problem:
        return Listed(path, path.name, None, 0, size, problem)
    return Listed(path, facts.name, facts.opened, facts.posts, size, None)


def remove(path: Path) -> list[Path]:
    """Remove every file of a dossier that nobody here has open. Returns those that could not be removed."""
    left = []
    for file in database.belonging(path):
        try:
            file.rmdir() if file.is_dir() else file.unlink(missing_ok=True)
        except OSError:
            left.append(file)
    return left
