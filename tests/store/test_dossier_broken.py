"""Files that are not what we wrote: said in a sentence, set aside, never overwritten, and never trusted."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from dossier_material import NOON, names_of, read_all, spoil

from identity_audit import records
from identity_audit.corrections import LeaveOutPeriod
from identity_audit.history import Decided
from identity_audit.store import database, faults
from identity_audit.store.dossier import Dossier
from identity_audit.store.faults import (
    Broken,
    Newer,
    StoreError,
)
from identity_audit.store.folder import dossiers

# --- a newer one ---------------------------------------------------------------------------------------------------


def test_a_newer_one_is_not_touched(saved: Path, home: Path) -> None:
    spoil(saved, f"PRAGMA user_version={database.VERSION + 1}")
    before = saved.read_bytes()
    for _ in range(2):
        with pytest.raises(Newer):
            Dossier.open(saved)
    with pytest.raises(Newer):
        Dossier.take_in(saved)
    assert [type(found.problem) for found in dossiers()] == [Newer]
    assert saved.read_bytes() == before
    assert names_of(home) == [saved.name, f"{saved.name}.window"]


# --- a broken one --------------------------------------------------------------------------------------------------

GARBAGE = random.Random(4).randbytes(5_000)
FILES: dict[str, Callable[[bytes], bytes]] = {
    "random bytes": lambda whole: GARBAGE,
    "an empty file": lambda whole: b"",
    "one byte": lambda whole: b"S",
    "a truncated file": lambda whole: whole[: len(whole) // 2],
    "a file without its last page": lambda whole: whole[:-4096],
    "zeros in the middle": lambda whole: whole[:4096] + bytes(8192) + whole[12288:],
}


@pytest.mark.parametrize("kind", FILES)
def test_a_broken_one_is_listed_and_set_aside_when_it_is_opened(kind: str, saved: Path, home: Path) -> None:
    saved.write_bytes(FILES[kind](saved.read_bytes()))
    before = saved.read_bytes()
    dossiers()
    assert saved.read_bytes() == before, "looking at the list changes nothing"
    with pytest.raises(Broken) as caught:
        read_all(saved)
    aside = home / f"{saved.name}.broken-1"
    assert caught.value.values == {"file": aside.name}
    assert aside.read_bytes() == before
    assert not saved.exists()
    [listed] = dossiers()
    assert (listed.path, type(listed.problem)) == (aside, Broken)
    with pytest.raises(Broken):
        Dossier.open(aside)
    assert aside.exists(), "it is set aside once"


def test_the_next_broken_one_has_a_name_of_its_own(home: Path) -> None:
    for _ in range(2):
        (home / "x.dossier").write_bytes(GARBAGE)
        with pytest.raises(Broken):
            Dossier.open(home / "x.dossier")
    assert names_of(home) == ["x.dossier.broken-1", "x.dossier.broken-2"]


def test_a_broken_one_that_cannot_be_set_aside_stays(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved.write_bytes(GARBAGE)

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "read-only folder")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(Broken) as caught:
        Dossier.open(saved)
    assert caught.value.sentence == faults.DAMAGED
    assert saved.read_bytes() == GARBAGE


NO_DAY = records.dumps(Decided(NOON, (LeaveOutPeriod("2020-01-01", "the day after"),)))
CELLS = {
    "a blob of garbage": ("UPDATE parts SET packed = ? WHERE name = 'posts'", GARBAGE),
    "a blob that is text": ("UPDATE parts SET packed = 'abc'", None),
    "a size that is text": ("UPDATE parts SET size = 'abc'", None),
    "a size beyond reason": ("UPDATE parts SET size = 9000000000000000000", None),
    "columns that are none": ("UPDATE parts SET columns = '[1]'", None),
    "columns of another table": ("UPDATE parts SET columns = '[\"a\"]'", None),
    "posts without people": ("DELETE FROM parts WHERE name = 'contacts'", None),
    "a table twice": ("INSERT INTO parts SELECT name, 7, columns, size, packed FROM parts WHERE name = 'posts'", None),
    "events that are missing": ("INSERT INTO events SELECT 7, body FROM events WHERE number = 0", None),
    "an event of no kind": ('UPDATE events SET body = \'{"kind": "x"}\'', None),
    "a day that is none": ("UPDATE events SET body = ? WHERE number = 0", NO_DAY),
    "an event without end": ("UPDATE events SET body = ?", "[" * 200_000),
    "an event that is a blob": ("UPDATE events SET body = ?", b"\xff\xfe"),
    "text that is no UTF-8": ("UPDATE events SET body = CAST(x'fffe' AS TEXT)", None),
    "an import of no kind": ("UPDATE imports SET body = '{}'", None),
    "facts that are none": ("UPDATE facts SET body = 'null'", None),
    "no facts": ("DELETE FROM facts", None),
    "a vector of another size": ("INSERT INTO encodings VALUES (randomblob(16), randomblob(4))", None),
    "a vector of no numbers": ("UPDATE encodings SET vector = x'ffffffffffff'", None),
    "half a number": ("UPDATE encodings SET vector = x'000000'", None),
    "a digest of another size": ("UPDATE encodings SET key = x'00'", None),
    "a choice that is a blob": ("UPDATE choices SET value = ?", b"\xff"),
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_that_we_did_not_write_makes_it_broken(kind: str, saved: Path, home: Path) -> None:
    statement, value = CELLS[kind]
    read_all(saved)
    spoil(saved, statement, *([] if value is None else [value]))
    with pytest.raises(Broken):
        read_all(saved)
    assert not saved.exists()
    aside = home / f"{saved.name}.broken-1"
    with pytest.raises(Broken) as taken:
        Dossier.take_in(aside)
    assert taken.value.sentence == faults.NOT_ONE
    assert {name for name in names_of(home) if name.endswith(".dossier")} == set()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON events BEGIN UPDATE facts SET body = 'gone'; END",
        "CREATE VIEW evil AS SELECT * FROM events",
        "CREATE TABLE more (x)",
        "CREATE INDEX slow ON events (body)",
        "DROP TRIGGER events_stay",
        "ALTER TABLE choices ADD COLUMN x",
        "PRAGMA application_id=7",
        "PRAGMA user_version=0",
        "PRAGMA user_version=-5",
    ],
)
def test_a_file_with_other_tables_than_ours_is_no_dossier(statement: str, saved: Path) -> None:
    spoil(saved, statement)
    before = saved.read_bytes()
    [listed] = dossiers()
    assert type(listed.problem) is Broken
    with pytest.raises(Broken):
        Dossier.open(saved)
    aside = saved.with_name(f"{saved.name}.broken-1")
    assert aside.read_bytes() == before


def test_events_can_be_neither_taken_out_nor_moved(saved: Path) -> None:
    dossier = Dossier.open(saved)
    for statement in ("DELETE FROM events", "UPDATE events SET number = number + 10"):
        with pytest.raises(sqlite3.IntegrityError):
            spoil(saved, statement)
    assert len(dossier.history().events) == 2
    dossier.close()


def test_whatever_happens_to_the_bytes_it_opens_or_says_why(saved: Path) -> None:
    """Bits turned in a closed file: never a fault without a sentence, never a hang, never anybody's guess."""
    chance = random.Random(11)
    whole = saved.read_bytes()
    broken = 0
    for _ in range(40):
        spoiled = bytearray(whole)
        for _ in range(chance.choice([1, 4, 40])):
            spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        file = saved.with_name("spoiled.dossier")
        file.write_bytes(spoiled)
        try:
            read_all(file)
        except StoreError:
            broken += 1
        for left in saved.parent.glob("spoiled.dossier*"):
            left.unlink()
    assert broken > 3
