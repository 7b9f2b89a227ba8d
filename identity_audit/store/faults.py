"""What can go wrong with a saved dossier, each as one sentence, and which of them a fault of SQLite is."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from identity_audit.errors import AuditError
from identity_audit.schema import SchemaError
from identity_audit.words import N_

DAMAGED = N_(
    "This dossier is damaged, or it is no dossier; nothing of it was changed. "
    "Open a copy that you kept, or read your files again."
)
SET_ASIDE = N_(
    "This dossier is damaged; it was set aside unchanged, under the name {file}. "
    "Open a copy that you kept, or read your files again."
)
NOT_ONE = N_(
    "The file that you chose is damaged, or it is no dossier; it was not changed and not added. Choose another copy."
)


class StoreError(AuditError):
    """Base of what can go wrong with a dossier."""


class Broken(StoreError):
    """What is in the file is not a dossier that we wrote, or not the whole of one."""


class Newer(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("A newer version of the program saved this dossier; nothing of it was changed. Update the program, "
               "then open it again.")
        )  # fmt: skip


class NotWritable(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("This dossier lies where nothing can be written. Copy it to a folder of your own, or allow writing "
               "there, then open it again.")
        )  # fmt: skip


class NoRoom(StoreError):
    def __init__(self) -> None:
        super().__init__(N_("The disk is full, so this was not saved. Free some space, then do it again."))


class DiskFault(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("The disk did not do what it should, so this was not saved. See that the disk is connected and sound, "
               "then do it again.")
        )  # fmt: skip


class Busy(StoreError):
    def __init__(self) -> None:
        super().__init__(N_("Another window is saving this dossier at this moment. Wait a little, then do it again."))


class Gone(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("This dossier was deleted or moved in the meantime, so nothing can be saved in it. Open another one, "
               "or read your files again.")
        )  # fmt: skip


class ChangedElsewhere(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("This dossier was changed in another window, so your last step was not saved. Look at what is there "
               "now, then do it again.")
        )  # fmt: skip


class AlreadyThere(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("There is a file of this name already, so no copy was made. Choose another name or another folder.")
        )


_OF_SQLITE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: NoRoom,
    sqlite3.SQLITE_READONLY: NotWritable,
    sqlite3.SQLITE_PERM: NotWritable,
    sqlite3.SQLITE_CANTOPEN: NotWritable,
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_PROTOCOL: Busy,
    sqlite3.SQLITE_IOERR: DiskFault,
}
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def told() -> Iterator[None]:
    """Faults of SQLite and of the disk, told as sentences."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            if isinstance(error, sqlite3.OperationalError):
                # the one fault without a code: text that is not UTF-8
                raise Broken(DAMAGED) from error
            raise
        # the lower byte of SQLite's extended codes is the plain code
        if code & 0xFF in _DAMAGE:
            raise Broken(DAMAGED) from error
        if code == sqlite3.SQLITE_IOERR_SHMSIZE:
            raise NoRoom from error
        if code & 0xFF not in _OF_SQLITE:
            raise
        raise _OF_SQLITE[code & 0xFF] from error
    except OSError as error:
        raise of_disk(error) from error


@contextmanager
def as_written() -> Iterator[None]:
    """What is read here and is not as we write it (ValueError, SchemaError) makes the dossier Broken."""
    try:
        yield
    except (ValueError, SchemaError) as error:
        raise Broken(DAMAGED) from error


def of_disk(error: OSError) -> StoreError:
    """The sentence for a file that could not be made, written or moved."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return NoRoom()
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return NotWritable()
        case errno.ENOENT:
            return Gone()
        case errno.EEXIST:
            return AlreadyThere()
        case _:
            return DiskFault()
