"""Whatever is wrong with a file or a disk: one sentence, nothing overwritten, nothing half done."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from dossier_material import about, names_of, read_all, same, small, spoil, step

from identity_audit.errors import AuditError
from identity_audit.history import History
from identity_audit.store import database, faults, frames
from identity_audit.store.dossier import Dossier
from identity_audit.store.faults import (
    Broken,
    Busy,
    DiskFault,
    Newer,
    NoRoom,
    NotWritable,
    StoreError,
    told,
)
from identity_audit.store.folder import dossiers
from identity_audit.store.folder import home as folder_of_dossiers
from identity_audit.words import words

# --- a disk that does not do what it should ------------------------------------------------------------------------


@pytest.fixture
def nearly_full(saved: Path) -> Iterator[Dossier]:
    dossier = Dossier.open(saved)
    pages = dossier._connection.execute("PRAGMA page_count").fetchone()[0]
    dossier._connection.execute(f"PRAGMA max_page_count={pages}")
    yield dossier
    dossier.close()


def test_a_full_disk_is_told_and_nothing_is_half_saved(nearly_full: Dossier) -> None:
    before = nearly_full.history()
    larger = small(words=random.Random(2).randbytes(40_000).hex())
    with pytest.raises(NoRoom):
        nearly_full.save_import(larger, about=about(larger), events=[step("two")])
    with pytest.raises(NoRoom):
        nearly_full.append(step("two"), dataset=larger)
    with pytest.raises(NoRoom):
        nearly_full.choose("long", "x" * 40_000)
    found = nearly_full.dataset()
    assert found is not None
    same(found, small())
    assert (nearly_full.history(), len(nearly_full.imports())) == (before, 1)
    assert not nearly_full.changed_elsewhere()
    nearly_full._connection.execute("PRAGMA max_page_count=10000")
    nearly_full.save_import(larger, about=about(larger), events=[step("two")])
    assert nearly_full.history() == before.then(step("two"))


def test_a_full_disk_does_not_stop_anybody_from_looking(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Dossier, **changes: object) -> None:
        raise NoRoom

    monkeypatch.setattr(Dossier, "_rewrite", full)
    dossier = Dossier.open(saved)
    assert dossier.name == "Mine"
    dossier.close()


def test_a_file_that_cannot_be_written_is_told(saved: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()
    monkeypatch.setattr(database, "_OPTIONS", "mode=ro")
    with pytest.raises(NotWritable):
        Dossier.open(saved)
    assert saved.read_bytes() == before
    assert saved.name in names_of(home)


def test_a_folder_that_cannot_be_made_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_text("not a folder")
    monkeypatch.setenv("IDENTITY_AUDIT_HOME", str(home / "file" / "below"))
    with pytest.raises(StoreError):
        folder_of_dossiers()
    with pytest.raises(StoreError):
        Dossier.create("Mine")
    assert dossiers() == []


def test_a_dossier_that_cannot_be_begun_leaves_no_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(connection: sqlite3.Connection) -> None:
        raise faults.NoRoom

    monkeypatch.setattr(database, "_make_tables", full)
    with pytest.raises(NoRoom):
        Dossier.create("Mine")
    assert names_of(home) == []


def test_a_copy_that_does_not_fit_leaves_no_file(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(database, "_to_disk", full)
    dossier = Dossier.open(saved)
    with pytest.raises(NoRoom):
        dossier.copy_to(tmp_path / "copy")
    assert names_of(tmp_path) == []
    with pytest.raises(StoreError):
        dossier.copy_to(tmp_path / "no such folder" / "copy")
    dossier.close()


def test_while_another_window_saves_one_waits_then_is_told(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.01)
    dossier = Dossier.open(saved)
    with closing(sqlite3.connect(saved, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            dossier.append(step("two"))
        assert len(dossier.history().events) == 2, "reading goes on"
        other.execute("ROLLBACK")
    dossier.append(step("two"))
    dossier.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, NoRoom),
        (sqlite3.SQLITE_IOERR_SHMSIZE, NoRoom),
        (sqlite3.SQLITE_IOERR_WRITE, DiskFault),
        (sqlite3.SQLITE_IOERR_FSYNC, DiskFault),
        (sqlite3.SQLITE_READONLY_DBMOVED, NotWritable),
        (sqlite3.SQLITE_CANTOPEN, NotWritable),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Busy),
        (sqlite3.SQLITE_CORRUPT_VTAB, Broken),
        (sqlite3.SQLITE_NOTADB, Broken),
    ],
)
def test_each_fault_of_the_database_has_its_sentence(code: int, kind: type[StoreError]) -> None:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    with pytest.raises(kind), told():
        raise error


def test_our_own_faults_are_not_told_as_the_disks() -> None:
    with pytest.raises(sqlite3.ProgrammingError), told():
        raise sqlite3.ProgrammingError("closed")
    error = sqlite3.OperationalError("no such table")
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR
    with pytest.raises(sqlite3.OperationalError), told():
        raise error


def test_every_sentence_says_what_to_do_in_both_languages() -> None:
    found: list[AuditError] = [kind() for kind in (Newer, NotWritable, NoRoom, DiskFault, Busy, faults.Gone)]
    found += [faults.ChangedElsewhere(), faults.AlreadyThere(), Broken(faults.DAMAGED), Broken(faults.NOT_ONE)]
    found += [Broken(faults.SET_ASIDE, file="x.dossier.broken-1")]
    assert len({error.sentence for error in found}) == len(found)
    for error in found:
        french, english = (words(lang)(error.sentence, **error.values) for lang in ("fr", "en"))
        assert french != english
        for said in (french, english):
            assert said.count(". ") == 1, "what happened; then what to do"


# --- a disk that cannot share memory (a network folder) ------------------------------------------------------------


def test_without_shared_memory_it_works_the_old_way(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_OPTIONS", "mode=rw&vfs=unix-dotfile")
    dossier = Dossier.create("Mine")
    dossier.save_import(small(), about=about(small()), events=[step("one")])
    assert dossier._connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert dossier._connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert dossier.path is not None
    dossier.close()
    read_all(dossier.path)
    assert Dossier.open(dossier.path).delete() == []
    assert names_of(home) == []


def test_one_that_was_left_open_elsewhere_is_read_there_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of a killed run lies beside the file when both are moved to a network folder."""
    dossier = Dossier.create("Mine")
    dossier.append(step("one"))
    assert dossier.path is not None
    moved = home / "moved.dossier"
    for log in ("", "-wal"):
        (home / f"{moved.name}{log}").write_bytes((home / f"{dossier.path.name}{log}").read_bytes())
    monkeypatch.setattr(database, "_OPTIONS", "mode=rw&vfs=unix-dotfile")
    found = Dossier.open(moved)
    assert found.history() == History((step("one"),))
    found.append(step("two"))
    found.close()
    dossier.close()


def test_what_is_saved_is_on_the_disk_and_what_is_deleted_is_overwritten(saved: Path) -> None:
    dossier = Dossier.open(saved)
    found = {name: dossier._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in (
        "journal_mode", "synchronous", "secure_delete", "temp_store", "trusted_schema", "auto_vacuum",
    )}  # fmt: skip
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2, "trusted_schema": 0,
        "auto_vacuum": 2,
    }  # fmt: skip
    dossier.close()


# --- an older one --------------------------------------------------------------------------------------------------


def to_the_next_version(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[sqlite3.Connection], object]) -> None:
    """A later program: another table, one version more for each step."""
    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, *steps))
    monkeypatch.setattr(database, "VERSION", database.VERSION + len(steps))
    monkeypatch.setattr(database, "TABLES", f"{database.TABLES} CREATE TABLE more (x);")


def test_an_older_one_is_lifted_and_kept_as_it_was(saved: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    before_it = database.VERSION
    to_the_next_version(
        monkeypatch,
        lambda connection: (order.append("first"), connection.execute("CREATE TABLE more (x)")),
        lambda connection: (order.append("second"), connection.execute("INSERT INTO more VALUES (1)")),
    )
    assert [found.name for found in dossiers()] == ["Mine"]
    dossier = Dossier.open(saved)
    assert order == ["first", "second"]
    assert len(dossier.history().events) == 2
    assert dossier._connection.execute("PRAGMA user_version").fetchone()[0] == database.VERSION
    backup = home / f"{saved.name}.before-{before_it + 1}"
    with closing(sqlite3.connect(backup)) as before:
        assert before.execute("PRAGMA user_version").fetchone()[0] == before_it
        assert before.execute("SELECT count(*) FROM events").fetchone()[0] == 2
    assert backup.stat().st_mode & 0o077 == 0
    assert len(dossiers()) == 1, "a backup is no dossier of its own"
    dossier.close()
    order.clear()
    read_all(saved)
    assert order == []
    reopened = Dossier.open(saved)
    reopened.save_import(small(), about=about(small()))
    assert not backup.exists(), "what the person leaves out later must not stay in a backup"
    reopened.close()


def test_one_of_the_first_version_opens_with_posts_that_have_no_context(saved: Path) -> None:
    """It was written before posts had the two columns: their parts lack them."""
    new = ["context", "media_path"]
    posts = small().posts.drop(columns=new)
    plain = pa.RecordBatch.from_pandas(
        posts, schema=frames._arrow_schema("posts", list(posts.columns)), preserve_index=False
    ).serialize()
    spoil(saved, "UPDATE parts SET columns = ?, size = ?, packed = ? WHERE name = 'posts'",
          json.dumps(list(posts.columns)), plain.size, plain.to_pybytes())  # fmt: skip
    spoil(saved, "PRAGMA user_version=1")
    dossier = Dossier.open(saved)
    found = dossier.dataset().posts
    dossier.close()
    pd.testing.assert_frame_equal(found.drop(columns=new), posts)
    assert found[new].isna().all(axis=None)


def test_a_step_that_fails_changes_nothing(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE more (x)")
        connection.execute("UPDATE facts SET body = ''")
        raise NoRoom

    with monkeypatch.context() as later:
        to_the_next_version(later, fails)
        for _ in range(2):
            with pytest.raises(NoRoom):
                Dossier.open(saved)
    read_all(saved)


def test_a_lifted_one_has_exactly_our_tables(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to_the_next_version(monkeypatch, lambda connection: connection.execute("CREATE TABLE more (another)"))
    with pytest.raises(Broken):
        Dossier.open(saved)
