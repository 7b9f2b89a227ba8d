"""A dossier keeps what a person read and decided: what goes in comes out, in this window, another one, elsewhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from dossier_material import FACET, NOON, about, holding, nameless, names_of, same, seconds, small, step

from identity_audit import schema
from identity_audit.corrections import MakeCircle, mark
from identity_audit.history import BackToSuggestion, Decided, History, Redone, TakenBack, Undone
from identity_audit.store import folder
from identity_audit.store.dossier import Dossier
from identity_audit.store.faults import AlreadyThere, Broken, Gone
from identity_audit.store.folder import dossiers, remove

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["on the disk", "in memory"])
def dossier(request: pytest.FixtureRequest) -> Iterator[Dossier]:
    found = Dossier.create("Mine") if request.param == "on the disk" else Dossier.in_memory("Mine")
    yield found
    found.close()


def reopened(dossier: Dossier) -> Dossier:
    """The same file as a new start of the program finds it."""
    assert dossier.path is not None
    dossier.close()
    return Dossier.open(dossier.path)


# --- what goes in comes out ----------------------------------------------------------------------------------------


def test_a_new_dossier_is_empty(dossier: Dossier) -> None:
    assert (dossier.name, dossier.history(), dossier.dataset()) == ("Mine", History(), None)
    assert (dossier.known_facets(), dossier.imports(), dossier.choice("aim")) == ((), [], None)
    keys, vectors = dossier.encodings()
    assert (keys, vectors.shape) == ([], (0, 0))


def test_an_import_comes_back(dossier: Dossier) -> None:
    read = small()
    read = replace(read, recipients=read.memberships.iloc[:0])
    dossier.save_import(read, about=about(read), known=[FACET], events=[step("one")])
    found = dossier.dataset()
    assert found is not None
    same(found, read)
    assert found.unowned == nameless(read) != read.unowned
    schema.check(found.frames())
    assert dossier.imports() == [about(read)]
    assert dossier.known_facets() == (FACET,)
    assert dossier.history() == History((step("one"),))


def test_the_next_import_takes_the_place_of_the_one_before(dossier: Dossier) -> None:
    first, second = small(), small(schema.Post("net:3", "net", NOON, "Encore"))
    dossier.save_import(first, about=about(first), known=[FACET], events=[step("one")])
    dossier.save_import(second, about=about(second, seconds(1)))
    found = dossier.dataset()
    assert found is not None
    same(found, second)
    assert [one.posts for one in dossier.imports()] == [2, 3]
    assert dossier.known_facets() == ()
    assert dossier.history() == History((step("one"),))


def test_events_are_only_added(dossier: Dossier) -> None:
    events = (
        step("one", "net:Bo"),
        Undone(seconds(1)),
        Redone(seconds(2)),
        TakenBack(seconds(3), 0, 0),
        BackToSuggestion(seconds(4), "circles"),
    )
    for event in events[:3]:
        dossier.append(event)
    dossier.append(*events[3:])
    assert dossier.history() == History(events)


def test_choices_keep_the_last_word(dossier: Dossier) -> None:
    dossier.choose("aim", "a")
    dossier.choose("aim", "b · 'é'")
    dossier.choose("other", "c")
    dossier.choose("other", None)
    assert (dossier.choice("aim"), dossier.choice("other")) == ("b · 'é'", None)


def test_exactly_these_encodings_are_kept(dossier: Dossier) -> None:
    chance = np.random.default_rng(3)
    keys = [bytes([n]) * 16 for n in range(6)]
    vectors = chance.normal(size=(6, 5)).astype(np.float32)
    dossier.keep_encodings(keys[:4], vectors[:4])
    dossier.keep_encodings(keys[2:], vectors[2:])
    found, numbers = dossier.encodings()
    assert sorted(found) == keys[2:]
    assert numbers.dtype == np.float32
    order = [found.index(key) for key in keys[2:]]
    np.testing.assert_array_equal(numbers[order], vectors[2:].astype(np.float16).astype(np.float32))
    dossier.keep_encodings([], np.zeros((0, 5), dtype=np.float32))
    assert dossier.encodings()[0] == []


def test_everything_is_there_after_a_new_start() -> None:
    before = Dossier.create("Mine")
    read = small()
    before.save_import(read, about=about(read), known=[FACET], events=[step("one")])
    before.choose("aim", "a")
    before.keep_encodings([b"k" * 16], np.ones((1, 3), dtype=np.float32))
    before.rename("Ours")
    now = reopened(before)
    found = now.dataset()
    assert found is not None
    same(found, read)
    assert (now.id, now.salt, now.name, now.created) == (before.id, before.salt, "Ours", before.created)
    assert (now.history(), now.known_facets(), now.choice("aim")) == (History((step("one"),)), (FACET,), "a")
    assert now.encodings()[0] == [b"k" * 16]
    assert now.opened >= before.opened
    now.close()


# --- where it lies -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights; the folder is the user's own there")
def test_nobody_else_may_read_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_AUDIT_HOME", str(home / "new" / "folder"))
    dossier = Dossier.create("Mine")
    dossier.append(step("one"))
    assert dossier.path is not None
    place = dossier.path.parent
    assert place == home / "new" / "folder"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    files = list(place.iterdir())
    assert len(files) == 4, "the file, two of SQLite's beside it, the lock"
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    dossier.copy_to(place / "copy")
    assert stat.S_IMODE((place / "copy").stat().st_mode) == 0o600
    dossier.close()


def test_the_file_is_named_by_chance_and_closed_it_is_one_plain_file(home: Path) -> None:
    dossier = Dossier.create("My private name")
    assert dossier.path is not None
    assert dossier.path.name == f"{dossier.id}.dossier"
    dossier.append(step("one"))
    dossier.close()
    dossier.close()
    assert names_of(home) == [f"{dossier.id}.dossier", f"{dossier.id}.dossier.window"]
    # the header of a file that needs no log beside it
    assert dossier.path.read_bytes()[18:20] == b"\x01\x01"


def test_in_memory_leaves_nothing_on_the_disk(home: Path) -> None:
    dossier = Dossier.in_memory("Example")
    dossier.save_import(small(), about=about(small()))
    assert (dossier.path, dossier.in_other_window, dossier.changed_elsewhere()) == (None, False, False)
    assert names_of(home) == []
    assert dossier.delete() == []


def test_the_folder_is_the_persons_own_data_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def data_folder(name: str, appauthor: bool) -> Path:
        asked.append((name, appauthor))
        return home / "data" / name

    monkeypatch.delenv("IDENTITY_AUDIT_HOME")
    monkeypatch.setattr(folder, "user_data_path", data_folder)
    dossier = Dossier.create("Mine")
    assert dossier.path is not None
    assert dossier.path.parent == folder.home() == home / "data" / "identity-audit"
    assert set(asked) == {("identity-audit", False)}
    dossier.close()


def test_one_that_was_killed_is_listed_and_opened_with_all_it_had(home: Path) -> None:
    """A killed program leaves the log beside the file: here, a copy of both in the middle of the work."""
    dossier = Dossier.create("Mine")
    assert dossier.path is not None
    dossier.save_import(small(), about=about(small()))
    dossier.append(step("one"))
    dossier.rename("Ours")
    for log in ("", "-wal"):
        (home / f"killed.dossier{log}").write_bytes((home / f"{dossier.path.name}{log}").read_bytes())
    assert [found.name for found in dossiers()] == ["Ours", "Ours"]
    killed = Dossier.open(home / "killed.dossier")
    assert (killed.name, killed.history()) == ("Ours", History((step("one"),)))
    killed.close(), dossier.close()


def test_the_list_shows_the_one_opened_last_first(home: Path) -> None:
    one, two = Dossier.create("One"), Dossier.create("Two")
    one.save_import(small(), about=about(small()))
    one = reopened(one)
    listed = dossiers()
    assert [(found.name, found.posts, found.problem) for found in listed] == [("One", 1, None), ("Two", 0, None)]
    assert [found.path for found in listed] == [one.path, two.path]
    assert listed[0].opened == one.opened
    assert one.path is not None
    assert listed[0].size >= one.path.stat().st_size > 0
    (home / "something else.txt").write_text("not ours")
    one.close(), two.close()
    assert len(dossiers()) == 2


# --- what is never written -----------------------------------------------------------------------------------------


def test_class_lists_are_not_written() -> None:
    read = small(
        schema.Group("list:7B", "list", "Class 7B", "roster"),
        schema.Contact("list:Zoe PUPIL", "list", "Zoe PUPIL"),
        schema.Membership("list:Zoe PUPIL", "list:7B"),
        schema.Membership("net:Bo", "list:7B"),
        schema.Membership("chat:Bo B.", "list:7B"),
        schema.Contact("list:Max", "list", "Max"),
        schema.Membership("list:Max", "list:7B"),
        schema.Interaction("list:Max", "net:1", NOON, "comment", "received", "observed", "net", text="Bravo"),
        schema.Audience("net:1", "list:7B"),
    )
    read = replace(read, recipients=read.memberships)
    dossier = Dossier.create("Mine")
    dossier.save_import(read, about=about(read))
    found = dossier.dataset()
    assert found is not None
    schema.check(found.frames())
    assert sorted(found.contacts["contact_id"]) == ["chat:Bo B.", "list:Max", "net:Ada Lovelace", "net:Bo"]
    assert found.groups["group_id"].tolist() == ["net:list/Friends"]
    assert found.memberships["group_id"].tolist() == ["net:list/Friends"]
    assert found.recipients is not None
    assert found.recipients["group_id"].tolist() == ["net:list/Friends"]
    assert "list:7B" not in set(found.audiences["group_id"].dropna())
    assert len(found.interactions) == len(read.interactions)
    dossier.close()


def test_a_decision_about_a_pupil_of_a_list_names_a_mark() -> None:
    read = small(
        schema.Group("list:7B", "list", "Class 7B", "roster"),
        schema.Contact("list:Zoe PUPIL", "list", "Zoe PUPIL"),
        schema.Membership("list:Zoe PUPIL", "list:7B"),
    )
    dossier = Dossier.create("Mine")
    dossier.save_import(read, about=about(read), events=[step("one", "net:Bo", "list:Zoe PUPIL")])
    [(decided,)] = [event.decisions for event in dossier.history().events if isinstance(event, Decided)]
    assert decided == MakeCircle("circle:one", "one", ("net:Bo", mark(dossier.salt, "list:Zoe PUPIL")))
    assert dossier.path is not None
    assert holding("Zoe PUPIL", dossier.path.parent) == []
    dossier.close()


# --- taking it elsewhere, and away ---------------------------------------------------------------------------------


def test_a_copy_is_a_whole_dossier(tmp_path: Path, dossier: Dossier) -> None:
    read = small()
    dossier.save_import(read, about=about(read), events=[step("one")])
    dossier.copy_to(tmp_path / "copy.dossier")
    assert names_of(tmp_path) == ["copy.dossier"]
    dossier.append(step("two"))
    copy = Dossier.open(tmp_path / "copy.dossier")
    found = copy.dataset()
    assert found is not None
    same(found, read)
    assert copy.history() == History((step("one"),))
    assert (copy.salt, copy.name) == (dossier.salt, dossier.name)
    copy.close()
    with pytest.raises(AlreadyThere):
        dossier.copy_to(tmp_path / "copy.dossier")


def test_a_copy_is_taken_in_beside_the_others(tmp_path: Path, home: Path) -> None:
    mine = Dossier.create("Mine")
    mine.save_import(small(), about=about(small()), events=[step("one")])
    mine.copy_to(tmp_path / "from elsewhere")
    before = (tmp_path / "from elsewhere").read_bytes()
    taken = Dossier.take_in(tmp_path / "from elsewhere")
    assert taken.path is not None
    assert (taken.path.parent, taken.path.name) == (home, f"{taken.id}.dossier")
    assert taken.id != mine.id
    taken.append(step("two"))
    assert taken.history() == History((step("one"), step("two")))
    assert mine.history() == History((step("one"),))
    assert (tmp_path / "from elsewhere").read_bytes() == before
    assert len(dossiers()) == 2
    mine.close(), taken.close()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(200), b"not a dossier " * 100])
def test_what_is_no_dossier_is_not_taken_in(tmp_path: Path, home: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(Broken) as caught:
        Dossier.take_in(tmp_path / "x")
    assert "not added" in str(caught.value)
    assert (tmp_path / "x").read_bytes() == content
    assert names_of(home) == []
    assert names_of(tmp_path) == ["x"]
    for missing in (tmp_path / "missing", tmp_path):
        with pytest.raises(Broken):
            Dossier.take_in(missing)
    assert names_of(home) == []


def test_deleting_leaves_the_others_alone(home: Path) -> None:
    one, two = Dossier.create("One"), Dossier.create("Two")
    one.append(step("one"))
    two.append(step("two"))
    assert one.delete() == []
    assert one.delete() == []
    assert two.delete() == []
    assert names_of(home) == []


def test_what_could_not_be_removed_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Dossier.create("One")
    one.close()
    assert one.path is not None
    unlink = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self.name.endswith(".dossier"):
            raise PermissionError(13, "another program has it open")
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    assert remove(one.path) == [one.path]
    assert names_of(home) == [one.path.name]


def test_a_dossier_deleted_in_another_window_takes_nothing_more() -> None:
    one = Dossier.create("Mine")
    assert one.path is not None
    two = Dossier.open(one.path)
    assert one.delete() == []
    for work in (lambda: two.append(step("x")), two.history, two.dataset, two.changed_elsewhere):
        with pytest.raises(Gone):
            work()
    two.close()
    with pytest.raises(Gone):
        Dossier.open(one.path)
    assert not one.path.exists()


def test_a_file_put_in_its_place_is_not_written_either(tmp_path: Path) -> None:
    one, two = Dossier.create("One"), Dossier.create("Two")
    assert one.path is not None
    assert two.path is not None
    two.close()
    one.path.rename(tmp_path / "moved")
    two.path.rename(one.path)
    with pytest.raises(Gone):
        one.append(step("x"))
    one.close()
    assert dossiers()[0].name == "Two"
    assert Dossier.open(one.path).history() == History()
