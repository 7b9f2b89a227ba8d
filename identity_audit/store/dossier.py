"""One dossier: what a person read and decided, on the disk before any page shows it.

Every method that changes something returns once the change is on the disk, and raises a `faults.StoreError` with
nothing changed where it is not. Two windows may have the same dossier open: neither can undo the other's work unseen
(`ChangedElsewhere`).
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from identity_audit import records
from identity_audit.corrections import KnownFacet
from identity_audit.dataset import Dataset
from identity_audit.history import Event, History
from identity_audit.safe_text import clean
from identity_audit.schema import NAME_LIMIT
from identity_audit.store import database, left_out
from identity_audit.store.contents import (
    read_dataset,
    read_identities,
    read_vectors,
    to_be_written,
    write_dataset,
    write_vectors,
)
from identity_audit.store.facts import Facts
from identity_audit.store.faults import (
    DAMAGED,
    NOT_ONE,
    SET_ASIDE,
    Broken,
    ChangedElsewhere,
    Gone,
    NoRoom,
    as_written,
    told,
)
from identity_audit.store.folder import home, remove
from identity_audit.store.journal import add_events, read_events
from identity_audit.store.window import Window


@dataclass(frozen=True, slots=True)
class Import:
    """One reading of files: when, what it gave in all, and how many posts were not in the dossier before."""

    at: datetime
    platforms: tuple[str, ...]
    posts: int
    contacts: int
    first: datetime | None
    last: datetime | None
    new_posts: int


class Dossier:
    """A dossier that is open. Use `create`, `open`, `take_in` or `in_memory`; `close` when done.

    path: its file, None in memory. id: random, also the file's name. name: the person's. salt: for `corrections.mark`.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self._connection = connection
        self._mutex = threading.RLock()
        self.path = path
        self._file = None if path is None else path.stat().st_ino
        self._window: Window | None = None
        with self._reading() as facts:
            self.id, self.name, self.salt, self.created = facts.id, facts.name, facts.salt, facts.created
            self._seen = facts.revision
        if path is not None:
            self._window = Window(path)
        self.opened = datetime.now(UTC)
        # a full disk is no reason not to look
        with suppress(NoRoom):
            self._rewrite(opened=self.opened)

    @classmethod
    def create(cls, name: str, folder: Path | None = None) -> Self:
        """A new, empty dossier in the person's folder (or this one)."""
        identity = secrets.token_hex(8)
        path = (folder or home()) / f"{identity}{database.ENDING}"
        try:
            return cls._begin(database.create(path), path, identity, name)
        except BaseException:
            remove(path)
            raise

    @classmethod
    def in_memory(cls, name: str) -> Self:
        """A dossier that leaves nothing on the disk: for the invented examples."""
        return cls._begin(database.in_memory(), None, secrets.token_hex(8), name)

    @classmethod
    def _begin(cls, connection: sqlite3.Connection, path: Path | None, identity: str, name: str) -> Self:
        now = datetime.now(UTC)
        with told():
            Facts(identity, clean(name, NAME_LIMIT), secrets.token_hex(16), now, now).write(connection)
        return cls(connection, path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """A saved dossier. Raises Broken, Newer, NotWritable, Busy, Gone.

        A broken one is set aside under another name, now or when the broken part is read; a newer one is not touched.
        """
        try:
            connection = database.open_existing(path)
        except Broken as error:
            raise _set_aside(path) from error
        try:
            found = cls(connection, path)
            found.history()
        except BaseException:
            connection.close()
            raise
        return found

    @classmethod
    def take_in(cls, path: Path) -> Self:
        """A copy of a dossier from elsewhere, as one of the person's own; read whole before it counts.

        The file itself is only read. Raises Broken with nothing added where it is no dossier.
        """
        own = home() / f"{secrets.token_hex(8)}{database.ENDING}"
        database.reserve(own)
        try:
            _bytes(path, own)
            taken = cls.open(own)
            try:
                for read in (taken.imports, taken.dataset, taken.encodings, taken._choices):
                    read()
                taken.id = taken._rewrite(id=own.stem).id
            except BaseException:
                taken.close()
                raise
        except BaseException as error:
            remove(own)
            if isinstance(error, Broken):
                raise Broken(NOT_ONE) from error
            raise
        return taken

    # --- what is in it ---------------------------------------------------------------------------------------------

    def history(self) -> History:
        """Everything the person decided; from here on, what another window adds later counts as changed elsewhere."""
        with self._reading() as facts:
            found = History(read_events(self._connection))
            self._seen = facts.revision
            return found

    def dataset(self) -> Dataset | None:
        """What was read, as it was saved; None before the first import."""
        with self._reading() as facts:
            return None if facts.dataset is None else read_dataset(self._connection, facts.dataset)

    def known_facets(self) -> tuple[KnownFacet, ...]:
        """The facets as the import before showed them, so that names and colours stay."""
        with self._reading() as facts:
            return facts.known_facets

    def imports(self) -> list[Import]:
        """Every import, oldest first."""
        with self._reading():
            rows = self._connection.execute("SELECT body FROM imports ORDER BY number")
            return [records.loads(Import, body) for (body,) in rows]

    def choice(self, key: str) -> str | None:
        """A small choice that was kept under this key."""
        return self._choices().get(key)

    def _choices(self) -> dict[str, str]:
        with self._reading():
            found = dict(self._connection.execute("SELECT key, value FROM choices"))
            if not all(isinstance(text, str) for pair in found.items() for text in pair):
                raise ValueError("a choice that is no text")
            return {key: clean(value) for key, value in found.items()}

    def encodings(self) -> tuple[list[bytes], NDArray[np.float32]]:
        """Digests of texts and their vectors, (n, d), read back from two-byte numbers."""
        with self._reading():
            return read_vectors(self._connection)

    # --- changing it -----------------------------------------------------------------------------------------------

    def save_import(
        self, dataset: Dataset, *, about: Import, known: Sequence[KnownFacet] = (), events: Sequence[Event] = ()
    ) -> None:
        """Keep what was read instead of what was there, with these events: all of it or, where this raises, nothing.

        Raises ChangedElsewhere like `append`.
        """
        with self._writing() as facts:
            self._connection.execute("INSERT INTO imports (body) VALUES (?)", (records.dumps(about),))
            self._add(events, dataset, replace(facts, known_facets=tuple(known)))
        self._forget_traces()

    def append(self, *events: Event, dataset: Dataset | None = None) -> None:
        """Keep these events, and with a dataset (something was left out, or taken in again) its tables instead.

        Raises ChangedElsewhere where another window saved something since our last `history` or change.
        """
        with self._writing() as facts:
            overwritten = self._add(events, dataset, facts)
        if overwritten:
            self._forget_traces()

    def _add(self, events: Sequence[Event], dataset: Dataset | None, facts: Facts) -> bool:
        """Inside a transaction: add events, put the tables in place. Was anything overwritten by that?"""
        gone = there = frozenset[str]()
        with as_written():
            before = read_events(self._connection)
            held = frozenset[str]() if dataset is None else read_identities(self._connection)
        if dataset is not None:
            kept = to_be_written(dataset)
            there = left_out.identities(kept)
            gone = (held | left_out.identities(dataset)) - there
            posts = int((kept.posts["kind"] != "repost").sum())
            facts = replace(facts, posts=posts, dataset=write_dataset(self._connection, kept))
        renamed = add_events(self._connection, before, events, salt=facts.salt, gone=gone, there=there)
        replace(facts, revision=facts.revision + 1).write(self._connection)
        return renamed or dataset is not None

    def choose(self, key: str, value: str | None) -> None:
        """Keep a small choice (the aim, a question put off); None forgets it. The last word counts."""
        with self._transaction():
            self._connection.execute("DELETE FROM choices WHERE key = ?", (key,))
            if value is not None:
                self._connection.execute("INSERT INTO choices VALUES (?, ?)", (key, clean(value)))

    def keep_encodings(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Keep exactly these vectors, (n, d), of texts with these digests (16 bytes), as two-byte numbers.

        Call it after something was left out: vectors of texts that are not named here are forgotten. Their last digits
        are cut, by about one part in two thousand.
        """
        with self._transaction():
            forgotten = write_vectors(self._connection, keys, vectors)
        if forgotten:
            self._forget_traces()

    def rename(self, name: str) -> None:
        self.name = self._rewrite(name=clean(name, NAME_LIMIT)).name

    # --- windows and files -----------------------------------------------------------------------------------------

    def changed_elsewhere(self) -> bool:
        """Did another window save something since our last `history` or change?"""
        with self._reading() as facts:
            return facts.revision != self._seen

    @property
    def in_other_window(self) -> bool:
        """Does another window or process have this dossier open now?"""
        return self._window is not None and not self._window.alone()

    def copy_to(self, path: Path) -> None:
        """One consistent file with everything in it, to take elsewhere. Raises AlreadyThere, NotWritable, NoRoom."""
        with self._mutex:
            self._there()
            database.copy(self._connection, path)

    def delete(self) -> list[Path]:
        """Close it and remove every file of it. Returns those that could not be removed."""
        self.close()
        return [] if self.path is None else remove(self.path)

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        with self._mutex:
            database.put_away(self._connection)
            if self._window is not None:
                self._window.let_go()

    # --- transactions ----------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Facts]:
        """One consistent look. What is not as we write it is Broken, and the file is then set aside."""
        try:
            with self._mutex, told(), as_written():
                self._there()
                self._connection.execute("BEGIN")
                try:
                    yield Facts.read(self._connection)
                finally:
                    self._connection.execute("ROLLBACK")
        except Broken as error:
            if self.path is None:
                raise
            self.close()
            raise _set_aside(self.path) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it on the disk when this ends, or nothing."""
        with self._mutex, told():
            self._there()
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # some faults (a full disk) have ended the transaction by themselves
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _writing(self) -> Iterator[Facts]:
        """A transaction that other windows must know of, and that must not go over theirs; `_add` ends its work."""
        with self._mutex:
            with self._transaction():
                with as_written():
                    facts = Facts.read(self._connection)
                if facts.revision != self._seen:
                    raise ChangedElsewhere
                yield facts
            self._seen = facts.revision + 1

    def _rewrite(self, **changes: Any) -> Facts:
        """Change single facts that no other window need know of."""
        with self._transaction():
            with as_written():
                facts = replace(Facts.read(self._connection), **changes)
            facts.write(self._connection)
        return facts

    def _there(self) -> None:
        """Somebody may have deleted the file; the system would let us write on into nowhere."""
        if self.path is not None and (not self.path.exists() or self.path.stat().st_ino != self._file):
            raise Gone

    def _forget_traces(self) -> None:
        """Nothing of what was overwritten stays in the log or in a backup."""
        with self._mutex:
            database.tidy(self._connection)
            for backup in [] if self.path is None else database.backups(self.path):
                with suppress(OSError):
                    backup.unlink()


def _bytes(source: Path, target: Path) -> None:
    """Copy a file that somebody chose into one of ours."""
    try:
        file = source.open("rb")
    except OSError as error:
        raise Broken(NOT_ONE) from error
    with file, told(), target.open("wb") as ours:
        shutil.copyfileobj(file, ours)


def _set_aside(path: Path) -> Broken:
    aside = database.set_aside(path)
    return Broken(DAMAGED) if aside is None else Broken(SET_ASIDE, file=aside.name)
