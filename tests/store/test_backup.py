"""All dossiers in one encrypted file and back: exactly what was there, or one sentence and nothing changed."""

from __future__ import annotations

import io
import stat
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dossier_material import about, holding, names_of, read_all, same, small, step

from identity_audit.errors import AuditError
from identity_audit.store import asked, backup, folder
from identity_audit.store.backup import NoBackup, WrongPassword
from identity_audit.store.dossier import Dossier
from identity_audit.store.faults import NoRoom

PASSWORD = "chèvre lundi tuba neuf"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that takes half a second would make these tests slow; one test has the real cost."""
    monkeypatch.setattr(backup, "_COST", 2**4)
    monkeypatch.setattr(backup, "PIECE", 4096)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    place = tmp_path / "room"
    place.mkdir(mode=0o700)
    return place


@pytest.fixture
def kept(saved: Path, tmp_path: Path, room: Path) -> Path:
    """A backup of two dossiers and of what was asked for."""
    second = Dossier.create("Second · é")
    second.save_import(small(words="another one"), about=about(small()), events=[step("two")])
    second.close()
    asked.ask("linkedin", date(2026, 3, 1))
    file = tmp_path / "mine.backup"
    assert backup.write(file, PASSWORD, room) == 2
    assert list(room.iterdir()) == []
    return file


def contents(home: Path) -> dict[str, Any]:
    """Every dossier by its name: its decisions and its tables."""
    found = {}
    for path in sorted(home.glob("*.dossier")):
        dossier = Dossier.open(path)
        found[dossier.name] = dossier.history(), dossier.dataset(), dossier.imports(), dossier.choice("aim")
        dossier.close()
    return found


def test_what_comes_back_is_what_was_there(
    kept: Path, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    before = contents(home)
    assert len(before) == 2
    monkeypatch.setenv("IDENTITY_AUDIT_HOME", str(tmp_path / "elsewhere"))
    assert sorted(backup.restore(kept, PASSWORD, room)) == sorted(before)
    after = contents(tmp_path / "elsewhere")
    for name, (history, dataset, imports, aim) in before.items():
        assert (after[name][0], after[name][2], after[name][3]) == (history, imports, aim)
        same(after[name][1], dataset)
    assert asked.asked() == {"linkedin": date(2026, 3, 1)}
    assert list(room.iterdir()) == []


def test_nothing_of_it_can_be_read_by_others(kept: Path, tmp_path: Path) -> None:
    assert holding("Mine", tmp_path) == holding("linkedin", tmp_path) == holding("SQLite", tmp_path) == []
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_two_backups_of_the_same_have_nothing_in_common(kept: Path, tmp_path: Path, room: Path) -> None:
    again = tmp_path / "again.backup"
    backup.write(again, PASSWORD, room)
    head = len(backup._MAGIC)
    one, two = kept.read_bytes()[head:], again.read_bytes()[head:]
    assert not {one[n : n + 16] for n in range(0, len(one), 16)} & {two[n : n + 16] for n in range(0, len(two), 16)}


def damaged(whole: bytes) -> Iterator[bytes]:
    head, piece = len(backup._MAGIC) + backup._SALT, backup.PIECE + backup._SEAL
    for place in (head - 1, head, head + piece, len(whole) - 1):
        yield whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    # cut between two pieces, and within one; two pieces changed places; one missing; one twice; something behind
    yield whole[: head + 3 * piece]
    yield whole[:-5]
    yield whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece] + whole[head + 2 * piece :]
    yield whole[:head] + whole[head + piece :]
    yield whole[: head + piece] + whole[head:]
    yield whole + b"x"
    yield whole[:head]


def test_what_was_changed_in_any_way_is_refused_and_nothing_is_added(kept: Path, room: Path, home: Path) -> None:
    before, whole = names_of(home), kept.read_bytes()
    for content in damaged(whole):
        kept.write_bytes(content)
        with pytest.raises((WrongPassword, NoBackup)):
            backup.restore(kept, PASSWORD, room)
        assert names_of(home) == before
        for left in room.iterdir():
            left.unlink()
    kept.write_bytes(whole)
    for wrong in ("", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper()):
        with pytest.raises(WrongPassword):
            backup.restore(kept, wrong, room)
    assert names_of(home) == before
    # the same letters, typed on a keyboard that composes them
    assert len(backup.restore(kept, PASSWORD.replace("è", "e\u0300"), room)) == 2


def test_another_file_is_no_backup(saved: Path, room: Path, home: Path, tmp_path: Path) -> None:
    before = names_of(home)
    (tmp_path / "empty").touch()
    for file in (saved, tmp_path / "empty", tmp_path / "none", tmp_path):
        with pytest.raises(NoBackup):
            backup.restore(file, PASSWORD, room)
    assert names_of(home) == before


def sealed(file: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    """A backup that somebody else made by the same rules, with these members."""
    with file.open("wb") as out:
        stream = backup._Sealed(out, PASSWORD)
        with tarfile.open(mode="w|", fileobj=stream) as tar:  # type: ignore[call-overload]
            for entry, content in members:
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
        stream.finish()


def test_a_hostile_backup_writes_nothing_and_adds_nothing(saved: Path, room: Path, home: Path, tmp_path: Path) -> None:
    before, file = names_of(home), tmp_path / "hostile.backup"
    link = tarfile.TarInfo("x.dossier")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    for members in (
        [(tarfile.TarInfo("../../../evil.dossier"), b"not a dossier")],
        [(tarfile.TarInfo("/etc/evil"), b"x")],
        [(link, b"")],
        [(tarfile.TarInfo("asked.json"), b"[1]")],
        [(tarfile.TarInfo("asked.json"), b"{")],
        # the first is good, the second is not: both or none
        [(tarfile.TarInfo("a"), saved.read_bytes()), (tarfile.TarInfo("b"), b"no")],
    ):
        sealed(file, members)
        with pytest.raises(AuditError):
            backup.restore(file, PASSWORD, room)
        assert names_of(home) == before
        for left in room.iterdir():
            left.unlink()
    assert not list(tmp_path.rglob("evil*"))


def test_a_full_disk_adds_nothing(kept: Path, room: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names_of(home)
    calls: list[Path] = []

    def full(path: Path) -> Dossier:
        calls.append(path)
        if len(calls) == 2:
            raise NoRoom
        return original(path)

    original = Dossier.take_in
    monkeypatch.setattr(Dossier, "take_in", full)
    with pytest.raises(NoRoom):
        backup.restore(kept, PASSWORD, room)
    assert names_of(home) == before


def test_a_broken_dossier_does_not_stop_the_others(saved: Path, home: Path, room: Path, tmp_path: Path) -> None:
    (home / "0123456789abcdef.dossier").write_bytes(b"broken")
    assert backup.write(tmp_path / "b.backup", PASSWORD, room) == 1
    assert len(folder.dossiers()) == 2


def test_with_its_real_cost(saved: Path, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("IDENTITY_AUDIT_HOME", str(saved.parent))
    assert (backup._COST, backup.PIECE) == (2**17, 2**20)
    backup.write(tmp_path / "b.backup", PASSWORD, room)
    assert backup.restore(tmp_path / "b.backup", PASSWORD, room) == ["Mine"]
    assert len([read_all(path) for path in saved.parent.glob("*.dossier")]) == 2


@pytest.mark.parametrize("other", ["x", PASSWORD])
@pytest.mark.parametrize("password", ["", "123456789", PASSWORD])
def test_which_password_will_do(password: str, other: str) -> None:
    assert (backup.refusal(password, other) is None) == (password == other == PASSWORD)
    assert backup.refusal("123456789", "123456789") is not None
