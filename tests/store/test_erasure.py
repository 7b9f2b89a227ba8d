"""Delete everything: each file is on the receipt, and the search afterwards would find what was left."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from identity_audit.store import asked, database, erasure, folder
from identity_audit.store.dossier import Dossier
from identity_audit.store.holdings import holdings


@pytest.fixture
def full(saved: Path, home: Path, tmp_path: Path) -> Path:
    """A data folder with something of every kind; returns the folder for temporary files."""
    database.set_aside(shutil.copy(saved, home / "fedcba9876543210.dossier"))
    (home / "0123456789abcdef.dossier").write_bytes(b"broken")
    asked.ask("linkedin", date(2026, 3, 1))
    (folder.inbox() / "export.zip").write_bytes(b"12345")
    (home / "arriving" / "1-taken-x" / "0000").mkdir(parents=True)
    (home / "arriving" / "1-taken-x" / "0000" / "a.zip").write_bytes(b"1")
    temporary = tmp_path / "identity-audit-1-x"
    temporary.mkdir()
    (temporary / "copy").write_bytes(b"123")
    return temporary


def test_everything_that_is_there_is_told(full: Path, home: Path) -> None:
    told = {(one.kind, len(one.files), one.size if one.kind != "dossiers" else 0) for one in holdings([full])}
    small = (home / "asked.json").stat().st_size
    dossiers = len(list(home.glob("*.dossier*")))
    assert told == {
        ("dossiers", dossiers, 0), ("asked", 1, small), ("inbox", 1, 5), ("arriving", 1, 1), ("temporary", 1, 3),
    }  # fmt: skip
    whole = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    assert sum(one.size for one in holdings([])) == whole


@pytest.mark.parametrize("inbox", [True, False])
def test_each_file_is_on_the_receipt_and_gone(full: Path, home: Path, inbox: bool) -> None:
    before = {path: path.stat().st_size for place in (home, full) for path in place.rglob("*") if path.is_file()}
    export = home / "inbox" / "export.zip"
    receipt = erasure.everything([full], inbox=inbox)
    kept = () if inbox else (export,)
    assert dict(receipt.removed) == {path: size for path, size in before.items() if path not in kept}
    assert receipt.kept == kept
    assert receipt.marks == 2, "the broken one has none"
    assert (receipt.searched, receipt.clean) == (len(kept), True)
    assert {path for path in before if path.exists()} == set(kept)
    assert home.exists() != inbox


def test_what_cannot_be_removed_is_named_and_found(saved: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path == saved:
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    receipt = erasure.everything([], inbox=True)
    assert receipt.left == receipt.found == (saved,)
    assert not receipt.clean


def test_a_mark_is_found_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "_BLOCK", 16)
    file = tmp_path / "x"
    for before in range(40):
        file.write_bytes(b"." * before + b"0123456789" + b"." * 7)
        assert erasure.holds(file, [b"absent", b"0123456789"])
        assert not erasure.holds(file, [b"0123456780"])
    assert not erasure.holds(file, [])


def test_the_mark_of_a_dossier_stands_in_its_file(saved: Path) -> None:
    dossier = Dossier.open(saved)
    salt = dossier.salt
    dossier.close()
    assert erasure._marks(saved.parent) == [salt.encode()]


def test_a_link_is_removed_and_what_it_leads_to_is_not(home: Path, tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    (treasure / "keep.txt").write_text("mine", encoding="utf-8")
    (home / "link").symlink_to(treasure, target_is_directory=True)
    assert [path for path, _size in erasure.everything([], inbox=True).removed] == [home / "link"]
    assert (treasure / "keep.txt").exists()
