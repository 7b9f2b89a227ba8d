"""What is left out or deleted leaves no word behind: not in the file, not in its log, not in a backup or a copy.

Tables are kept packed, which would hide a word from anybody who searches the bytes. So where a word stood in a table,
these tests write the tables unpacked, and a first look proves that the search finds what is there.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dossier_material import FACET, NOON, about, holding, names_of, small, step

from identity_audit import schema
from identity_audit.corrections import (
    JoinCircle,
    LeaveOutConversations,
    LeaveOutPeople,
    LeaveOutPeriod,
    MakeCircle,
    NotMe,
    RenameCircle,
    SamePerson,
    mark,
)
from identity_audit.dataset import Dataset
from identity_audit.history import Decided, Event, History, Undone
from identity_audit.store import database, folder, frames
from identity_audit.store.dossier import Dossier

MARK, GONE, CHAT = "Xylophone", "net:Wilhelmina Quux", "net:chat/Hippopotamus"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_squeezed", lambda plain: plain.to_pybytes())


def whole() -> Dataset:
    """With a person and a chat that will be left out, and their word in many posts (many pages of the file)."""
    return small(
        schema.Contact(GONE, "net", "Wilhelmina Quux"),
        schema.Group(CHAT, "net", "Hippopotamus", "chat"),
        schema.Membership(GONE, CHAT),
        schema.Interaction(GONE, "net:1", NOON, "comment", "received", "observed", "net", text=MARK),
        *(schema.Post(f"net:c{n}", "net", NOON, f"{MARK} {n} " * 30, "message", thread_id=CHAT) for n in range(300)),
        *(schema.Audience(f"net:c{n}", CHAT) for n in range(300)),
    )


def rest() -> Dataset:
    return small()


def out(salt: str) -> Decided:
    return Decided(NOON, (
        LeaveOutPeople((mark(salt, GONE),), salt), LeaveOutConversations((mark(salt, CHAT),), salt),
    ))  # fmt: skip


def everywhere(*texts: str) -> list[str]:
    """The files of the person's folder that hold one of these texts."""
    return [name for text in texts for name in holding(text, folder.home())]


def test_the_search_finds_what_is_there(unpacked: None) -> None:
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()))
    dossier.close()
    assert [everywhere(text) != [] for text in (MARK, "Wilhelmina Quux", "Hippopotamus")] == [True] * 3


@pytest.mark.parametrize("vfs", ["", "&vfs=unix-dotfile"], ids=["with a log", "without shared memory"])
def test_what_is_left_out_is_in_no_file_any_more(unpacked: None, vfs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_OPTIONS", f"mode=rw{vfs}")
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()))
    size = sum(file.stat().st_size for file in database.belonging(dossier.path or Path()))
    dossier.append(out(dossier.salt), dataset=rest())
    # while it is open: the file and its log
    assert everywhere(MARK, "Wilhelmina Quux", "Quux", "Hippopotamus") == []
    assert sum(file.stat().st_size for file in database.belonging(dossier.path or Path())) < size / 2
    dossier.close()
    assert everywhere(MARK, "Wilhelmina Quux", "Quux", "Hippopotamus") == []


def test_nor_is_what_the_next_import_does_not_hold(unpacked: None) -> None:
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()), events=[step("one", GONE)])
    dossier.save_import(rest(), about=about(rest()))
    assert everywhere(MARK, "Wilhelmina Quux") == []
    dossier.close()


def test_decisions_and_choices_name_whoever_is_left_out_by_a_mark_alone() -> None:
    dossier = Dossier.create("Mine")
    same = "chat:Bo B."
    decided = Decided(LATER, (
        MakeCircle("circle:choir", "Choir", ("net:Bo", GONE)), JoinCircle(CHAT, ("net:Bo",)), NotMe(GONE),
        RenameCircle(CHAT, "The others"), SamePerson((GONE, same)),
    ))  # fmt: skip
    dossier.save_import(whole(), about=about(whole()), events=[decided])
    dossier.choose("aimed_circle", CHAT)
    assert everywhere("Wilhelmina Quux") != []
    dossier.append(out(dossier.salt), dataset=rest())
    assert everywhere("Wilhelmina Quux", "Hippopotamus", "chat/H") == []

    gone, chat, other = (mark(dossier.salt, identity) for identity in (GONE, CHAT, same))
    [first, second] = dossier.history().events
    assert first == Decided(LATER, (
        MakeCircle("circle:choir", "Choir", ("net:Bo", gone)), JoinCircle(chat, ("net:Bo",)), NotMe(gone),
        RenameCircle(chat, "The others"), SamePerson((gone, other)),
    ))  # fmt: skip
    assert dossier.choice("aimed_circle") == chat
    assert isinstance(second, Decided)
    people = second.decisions[0]
    assert isinstance(people, LeaveOutPeople)
    assert set(people.marks) == {gone, other}, "whoever is decided to be the same person is left out with them"
    dossier.close()


def test_taken_in_again_they_have_their_names_again() -> None:
    dossier = Dossier.create("Mine")
    events: tuple[Event, ...] = (step("one", "net:Bo", GONE), Decided(NOON, (JoinCircle(CHAT, (GONE,)),)))
    dossier.save_import(whole(), about=about(whole()), events=events)
    dossier.append(out(dossier.salt), dataset=rest())
    dossier.append(step("two", "net:Bo"))
    assert dossier.history().events[:2] != events
    dossier.append(Undone(NOON), Undone(NOON), dataset=whole())
    assert dossier.history().events[:2] == events
    assert dossier.history().corrections == History(events).corrections
    found = dossier.dataset()
    assert found is not None
    assert found.fingerprint == whole().fingerprint
    dossier.close()


def test_whoever_only_wrote_in_a_period_that_is_left_out_is_named_no_more() -> None:
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()), events=[step("one", "net:Bo", GONE)])
    period = Decided(NOON, (LeaveOutPeriod("2026-03-01", None),))
    dossier.append(period, dataset=rest())
    assert everywhere("Wilhelmina Quux") == []
    assert dossier.history().events == (step("one", "net:Bo", mark(dossier.salt, GONE)), period)
    dossier.close()


def test_a_file_decided_under_another_salt_is_understood_too() -> None:
    """A dossier that was begun elsewhere and joined: its marks have a salt of their own."""
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()), events=[step("one", GONE)])
    dossier.append(out("another salt"))
    assert dossier.history().events[0] == step("one", mark("another salt", GONE))
    dossier.close()


def test_encodings_that_are_not_kept_are_forgotten(home: Path) -> None:
    dossier = Dossier.create("Mine")
    key, vector = b"0123456789abcdef", np.arange(1, 5, dtype=np.float32)[None] / 3
    dossier.keep_encodings([key, b"x" * 16], np.concatenate([vector, vector]))
    dossier.keep_encodings([b"x" * 16], vector)
    dossier.close()
    assert holding(key.decode(), home) == []


def test_a_copy_holds_nothing_that_was_left_out(unpacked: None, tmp_path: Path) -> None:
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()), events=[step("one", GONE)])
    dossier.append(out(dossier.salt), dataset=rest())
    dossier.copy_to(tmp_path / "copy")
    assert holding(MARK, tmp_path) == holding("Wilhelmina Quux", tmp_path) == []
    assert holding("Bonjour à tous", tmp_path) == ["copy"]
    dossier.close()


def test_a_run_killed_before_it_tidied_up_is_tidied_at_the_next_start(
    unpacked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()))
    with monkeypatch.context() as killed:
        killed.setattr(database, "tidy", lambda connection: None)
        dossier.append(out(dossier.salt), dataset=rest())
        assert everywhere(MARK) != []
        # a killed process closes nothing: another connection stands for the next start
    assert dossier.path is not None
    found = Dossier.open(dossier.path)
    assert everywhere(MARK) == []
    found.close(), dossier.close()


def test_names_out_of_files_that_are_nobodys_are_not_written(unpacked: None) -> None:
    dossier = Dossier.create("Mine")
    dossier.save_import(small(), about=about(small()))
    dossier.close()
    assert everywhere("Somebody Else") == []
    assert everywhere("Camille D.") != []


def test_a_reader_in_another_window_does_not_keep_old_words_alive(unpacked: None) -> None:
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()))
    assert dossier.path is not None
    with closing(sqlite3.connect(dossier.path, isolation_level=None)) as reader:
        reader.execute("PRAGMA busy_timeout=0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM parts").fetchone()
        dossier._connection.execute("PRAGMA busy_timeout=0")
        dossier.append(out(dossier.salt), dataset=rest())
        assert everywhere(MARK) != [], "what somebody reads at this moment cannot be taken away"
        reader.execute("ROLLBACK")
    dossier.append(step("two"), dataset=rest())
    assert everywhere(MARK) == []
    dossier.close()


def test_deleting_leaves_no_file_and_no_word(
    unpacked: None, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    dossier = Dossier.create("Mine")
    dossier.save_import(whole(), about=about(whole()), known=[replace(FACET, name=MARK)], events=[step(MARK)])
    dossier.choose("aim", MARK)
    dossier.append(step("two"), dataset=rest())
    assert everywhere(MARK) != []
    second = Dossier.open(dossier.path or Path())
    assert dossier.delete() == []
    second.close()
    assert names_of(home) == names_of(tmp_path) == []


def test_a_broken_one_with_everything_beside_it_is_removed_whole(home: Path) -> None:
    name = "x.dossier"
    beside = ["", "-wal", "-shm", "-journal", ".window", ".before-2", ".broken-1", ".broken-1-wal"]
    for end in beside:
        (home / f"{name}{end}").write_text(MARK)
    others: list[Any] = [home / "y.dossier", home / "x.dossier notes.txt", home / "x.dossier.before-2.txt"]
    for other in others:
        other.write_text("mine")
    assert folder.remove(home / name) == []
    assert names_of(home) == sorted(other.name for other in others)
