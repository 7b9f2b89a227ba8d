"""One dossier as one SQLite file: made, opened and looked through with suspicion, lifted to our version, put away.

While it is open it is in WAL mode with every commit on the disk (power may fail), and back in one plain file when it is
closed. Whatever is deleted is overwritten. A file that is not exactly what we write is refused before it is touched.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from identity_audit.store.faults import DAMAGED, Broken, Newer, as_written, told

ENDING = ".dossier"
#: "IdAu": says that a SQLite file is one of ours
APPLICATION = 0x49644175
VERSION = 2
#: MIGRATIONS[n] lifts version n + 1 by one; the tables it leaves must read like `TABLES`, word for word
Migration = Callable[[sqlite3.Connection], None]


def _nothing(connection: sqlite3.Connection) -> None:
    """Posts gained `context` and `media_path`, which may be empty: the tables of the file stay as they are."""


MIGRATIONS: tuple[Migration, ...] = (_nothing,)

# bodies are JSON; events are only ever added (`left_out` may rename those whom one names)
TABLES = """
CREATE TABLE facts (number INTEGER PRIMARY KEY CHECK (number = 1), body TEXT NOT NULL);
CREATE TABLE choices (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE events (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE imports (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE parts (name TEXT, number INTEGER, columns TEXT NOT NULL, size INTEGER NOT NULL, packed BLOB NOT NULL,
  PRIMARY KEY (name, number));
CREATE TABLE encodings (key BLOB PRIMARY KEY, vector BLOB NOT NULL);
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events stay'); END;
CREATE TRIGGER events_keep_their_place BEFORE UPDATE OF number ON events
  BEGIN SELECT RAISE(ABORT, 'events keep their place'); END;
"""
_OPTIONS = "mode=rw"
_PATIENCE = 5.0
_ASIDE = ".broken-"
_BACKUP = ".before-"
# what SQLite, a migration, `window` and setting aside put beside the file
_BESIDE = re.compile(r"(\.broken-\d+)?(-wal|-shm|-journal)?|\.window|\.lock|\.before-\d+")


def create(path: Path) -> sqlite3.Connection:
    """A new file with empty tables, readable by this user alone. Raises AlreadyThere, NotWritable, NoRoom."""
    reserve(path)
    connection = _connected(path)
    try:
        with told():
            # before anything is written, else it has no effect
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            _durable(connection)
            _make_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory() -> sqlite3.Connection:
    """The same tables, nowhere but in memory."""
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    _make_tables(connection)
    return connection


def open_existing(path: Path) -> sqlite3.Connection:
    """The file, looked through and at our version. Raises Broken, Newer, NotWritable and the other StoreErrors."""
    connection = _connected(path)
    try:
        with told(), as_written():
            _guard(connection)
            _readable_here(connection)
            version = _version(connection)
            if [row[0] for row in connection.execute("PRAGMA quick_check(1)")] != ["ok"]:
                raise Broken(DAMAGED)
            if version == VERSION:
                _refuse_other_tables(connection)
            _durable(connection)
            if version < VERSION:
                _lift(connection, path, version)
                _refuse_other_tables(connection)
            # would writing work?
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE facts SET body = body")
            connection.execute("ROLLBACK")
            # a run that was killed may have left traces of what was deleted
            tidy(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def glance(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for reading a few facts of it, unchanged. Raises Broken, Newer and the other StoreErrors."""
    with told(), as_written(), closing(_connected(path, "mode=ro")) as connection:
        _guard(connection)
        if _version(connection) == VERSION:
            _refuse_other_tables(connection)
        yield connection


def put_away(connection: sqlite3.Connection) -> None:
    """Close, leaving one plain file where nobody else has it open."""
    with suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA busy_timeout=0")
        tidy(connection)
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def tidy(connection: sqlite3.Connection) -> None:
    """Give back the room of what was deleted, and leave none of it in the log.

    What was saved is saved without it: where somebody else reads at this moment or the disk is full, the next time will
    do.
    """
    with suppress(sqlite3.DatabaseError):
        # a script: each step of this statement gives back one page, and `execute` takes a single one
        connection.executescript("PRAGMA incremental_vacuum")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def copy(connection: sqlite3.Connection, path: Path) -> None:
    """One consistent file of what is saved, for this user alone; a file that is there is never overwritten."""
    reserve(path)
    try:
        with told():
            connection.execute("VACUUM INTO ?", (os.fspath(path),))
            _to_disk(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def reserve(path: Path) -> None:
    """An empty file for this user alone: what SQLite writes there later keeps these rights. Raises AlreadyThere."""
    with told():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def belonging(path: Path) -> list[Path]:
    """Every file of a dossier: itself, what SQLite keeps beside it, locks, backups, what was set aside."""
    if not path.parent.is_dir():
        return []
    beside = (file for file in path.parent.iterdir() if file.name.startswith(path.name))
    return sorted(file for file in beside if _BESIDE.fullmatch(file.name[len(path.name) :]))


def backups(path: Path) -> list[Path]:
    return [file for file in belonging(path) if _BACKUP in file.name[len(path.name) :]]


def set_aside(path: Path) -> Path | None:
    """Rename a damaged file, with its log, out of the way; None where the folder cannot be written."""
    if ENDING + _ASIDE in path.name:
        return path
    number = 1
    while (aside := path.with_name(f"{path.name}{_ASIDE}{number}")).exists():
        number += 1
    try:
        path.rename(aside)
        for log in ("-wal", "-journal"):
            beside = path.with_name(path.name + log)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + log))
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    except OSError:
        return None
    return aside


def _connected(path: Path, options: str | None = None) -> sqlite3.Connection:
    with told():
        path.stat()
        address = f"{path.absolute().as_uri()}?{options or _OPTIONS}"
        return sqlite3.connect(address, uri=True, timeout=_PATIENCE, check_same_thread=False, isolation_level=None)


def _guard(connection: sqlite3.Connection) -> None:
    """The file may be hostile: nothing written in its schema may run more than plain SQL."""
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")


def _readable_here(connection: sqlite3.Connection) -> None:
    """A file that stayed in WAL mode, on a disk that cannot share memory (a network folder), is read alone."""
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        connection.execute("PRAGMA locking_mode=NORMAL")
        connection.execute("PRAGMA user_version").fetchone()


def _durable(connection: sqlite3.Connection) -> None:
    """Every commit is on the disk when it returns, deleted text is overwritten, no temporary file is written."""
    try:
        mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    except sqlite3.OperationalError:
        mode = "none"
    if mode != "wal":
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA temp_store=MEMORY")


def _version(connection: sqlite3.Connection) -> int:
    """The version of a file of ours. Raises Broken for another file, Newer for one of a later program."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise Broken(DAMAGED)
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise Newer
    if version < 1:
        raise Broken(DAMAGED)
    return version


def _make_tables(connection: sqlite3.Connection) -> None:
    ours = f"PRAGMA application_id={APPLICATION}; PRAGMA user_version={VERSION};"
    connection.executescript(f"BEGIN; {TABLES} {ours} COMMIT;")


def _refuse_other_tables(connection: sqlite3.Connection) -> None:
    """Tables, triggers or views that are not word for word ours could do more than hold data."""
    with closing(in_memory()) as ours:
        if _tables_of(connection) != _tables_of(ours):
            raise Broken(DAMAGED)


def _tables_of(connection: sqlite3.Connection) -> frozenset[tuple[Any, ...]]:
    return frozenset(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def _lift(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """To our version in one transaction; the file as it was is kept beside until the dossier is next saved."""
    backup = path.with_name(f"{path.name}{_BACKUP}{version + 1}")
    backup.unlink(missing_ok=True)
    copy(connection, backup)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # another window may have been faster
        for migration in MIGRATIONS[_version(connection) - 1 :]:
            migration(connection)
        connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
