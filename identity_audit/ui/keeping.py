"""All dossiers at once: a backup that only a password opens, bringing it back, deleting everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from identity_audit.store import backup, erasure
from identity_audit.store.erasure import Receipt
from identity_audit.store.holdings import Holding, holdings, size_of
from identity_audit.ui import dossiers, uploads


def held() -> list[Holding]:
    """Everything of the person that the program keeps on this computer."""
    return holdings(uploads.folders())


def backup_of_all(password: str) -> bytes:
    """Every dossier as one encrypted file. Raises AuditError where that does not work."""
    place = uploads.keep(())
    try:
        file = place / "all"
        backup.write(file, password, place)
        return file.read_bytes()
    finally:
        uploads.forget(place)


def bring_back(file: Path, password: str) -> list[str]:
    """Add every dossier of a backup; their names. Raises AuditError with nothing added."""
    place = uploads.keep(())
    try:
        return backup.restore(file, password, place)
    finally:
        uploads.forget(place)


def delete_everything(*, inbox: bool) -> Receipt:
    """Close what is open, remove every file, look whether anything is left. Raises AuditError."""
    before = {file: size_of(file) for holding in held() for file in holding.files}
    dossiers.close()
    receipt = erasure.everything(uploads.folders(), inbox=inbox)
    # what went with closing (files that were brought, a log of the database) is on the receipt, too
    told = {file for file, _size in receipt.removed}
    closed = [(file, size) for file, size in before.items() if file not in told and not file.exists()]
    return replace(receipt, removed=(*closed, *receipt.removed))
