"""Delete everything, and prove it: a receipt of each file, and a search for marks that stood in each dossier.

A mark is text that nothing else on a computer holds: the random number of a dossier. It is read in the file before the
file is removed; afterwards every file that is left is searched for it, byte by byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from identity_audit.errors import AuditError
from identity_audit.store import database
from identity_audit.store.facts import Facts
from identity_audit.store.faults import StoreError
from identity_audit.store.folder import INBOX, home
from identity_audit.store.holdings import files_in, size_of

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was removed (file, bytes), what could not be, and what the search found afterwards.

    kept: files of the inbox that the person wanted to keep. marks: how many marks were read before; `searched` files
    were looked through for them, and they still stand in `found`.
    """

    at: datetime
    removed: tuple[tuple[Path, int], ...]
    left: tuple[Path, ...]
    kept: tuple[Path, ...]
    marks: int
    searched: int
    found: tuple[Path, ...]

    @property
    def clean(self) -> bool:
        return not self.left and not self.found


def everything(temporary: Iterable[Path], *, inbox: bool) -> Receipt:
    """Remove every file of the data folder and of these temporary folders; the inbox only where that is wanted.

    Whoever calls it has closed what is open here. Raises StoreError where the data folder cannot be reached.
    """
    place, temporary = home(), list(temporary)
    marks = _marks(place)
    removed, left, kept = [], [], []
    for folder in (place, *temporary):
        for file in list(files_in(folder)):
            if folder == place and file.relative_to(place).parts[0] == INBOX and not inbox:
                kept.append(file)
                continue
            size = size_of(file)
            try:
                file.unlink()
            except FileNotFoundError:
                continue
            except OSError:
                left.append(file)
            else:
                removed.append((file, size))
        _remove_empty(folder)
    remaining = [file for folder in (place, *temporary) for file in files_in(folder)]
    found = [file for file in remaining if holds(file, marks)]
    return Receipt(
        datetime.now(UTC), tuple(removed), tuple(left), tuple(kept), len(marks), len(remaining), tuple(found)
    )


def _marks(place: Path) -> list[bytes]:
    """The random number of each dossier, where it really stands in the file as it is read here."""
    found = []
    for file in files_in(place):
        if database.ENDING in file.name:
            with suppress(AuditError), database.glance(file) as connection:
                mark = Facts.read(connection).salt.encode()
                if any(holds(each, [mark]) for each in database.belonging(file)):
                    found.append(mark)
    return found


def holds(file: Path, marks: Sequence[bytes]) -> bool:
    """Does one of these stand anywhere in the file?"""
    if not marks or file.is_symlink():
        return False
    overlap = max(map(len, marks)) - 1
    before = b""
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                if any(mark in before + block for mark in marks):
                    return True
                before = block[-overlap:]
    except OSError:
        # it went away, or may not be read
        return False
    return False


def _remove_empty(folder: Path) -> None:
    """The folders that hold nothing any more, deepest first; one that holds something stays."""
    with suppress(OSError):
        for inner in folder.iterdir():
            if inner.is_dir() and not inner.is_symlink():
                _remove_empty(inner)
    with suppress(OSError, StoreError):
        folder.rmdir()
