"""Dropped files: private while they are read, nowhere but in our folder, gone when they are let go."""

from __future__ import annotations

import io
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path, PureWindowsPath

import pytest

from identity_audit import limits
from identity_audit.errors import Refused
from identity_audit.server.arrivals import safe_name
from identity_audit.ui import uploads

NAMES = [
    "export.zip",
    "../../x",
    "/etc/passwd",
    "..\\..\\x",
    "a\x00b.zip",
    "CON",
    "nul.txt",
    "x" * 300 + ".zip",
    "é" * 300 + ".zip",
    "🧩" * 300 + ".zip",
    "\ud800.zip",
    "..",
    ".",
    "",
    "<b>|?*\".csv",
    "Discussion WhatsApp avec Chœur.txt",
]  # fmt: skip


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the test's own, with a file beside it that nobody may reach."""
    folder = tmp_path / "inside" / "tmp"
    folder.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_every_name_is_kept_in_a_folder_of_its_own(temporary: Path) -> None:
    folder = uploads.keep((name, io.BytesIO(f"content {number}".encode())) for number, name in enumerate(NAMES))
    assert folder.parent == temporary
    written = sorted(path for path in temporary.parents[1].rglob("*") if path.is_file())
    assert len(written) == len(NAMES)
    for path in written:
        assert path.parents[1] == folder
        assert len(path.name.encode()) <= 255
        assert path.stem.upper() not in ("CON", "NUL")
    kept = [Path(path).read_text(encoding="utf-8") for path in uploads.paths(folder)]
    assert kept == [f"content {number}" for number in range(len(NAMES))]


def test_every_name_is_one_that_windows_keeps() -> None:
    """One name, no device, no stream, no end that Windows would take away in silence."""
    for name in (*NAMES, "aux.json", "COM1.tar.gz", "a:b.zip", "c:\\x.zip", "blank .zip", "lpt9", "x\ny.zip"):
        safe = safe_name(name)
        path = PureWindowsPath("C:\\Temp\\0000", safe)
        assert (path.name, path.drive, len(path.parts)) == (safe, "C:", 4), name
        assert not PureWindowsPath(safe).is_reserved(), name
        assert not set(safe) & set('<>:"/\\|?*') and all(ord(c) > 31 for c in safe), name
        assert safe.strip(". ") and len(safe.encode()) <= 201, name


def test_too_much_at_once_is_refused_before_anything_is_copied(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [("a.zip", io.BytesIO(b"1" * 60)), ("b.zip", io.BytesIO(b"2" * 60))]
    monkeypatch.setattr(limits, "UPLOAD", 100)
    with pytest.raises(Refused, match="8 GB"):
        uploads.keep(files)
    monkeypatch.undo()
    monkeypatch.setattr(uploads.tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(9, 0, (1 << 30) + 119))
    with pytest.raises(Refused, match="1 GB must stay free"):
        uploads.keep(files)
    assert list(temporary.iterdir()) == []
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(9, 0, (1 << 30) + 120))
    assert [Path(path).read_bytes()[:1] for path in uploads.paths(uploads.keep(files))] == [b"1", b"2"]


def test_names_say_what_a_file_is() -> None:
    folder = uploads.keep([(name, io.BytesIO(b"")) for name in (NAMES[0], NAMES[7], NAMES[8], NAMES[-1])])
    names = [Path(path).name for path in uploads.paths(folder)]
    assert names[0] == "export.zip"
    assert names[3] == "Discussion WhatsApp avec Chœur.txt"
    assert all(name.endswith(".zip") for name in names[:3])


def test_two_files_of_one_name_are_both_kept() -> None:
    folder = uploads.keep([("a.zip", io.BytesIO(b"1")), ("a.zip", io.BytesIO(b"2"))])
    assert [Path(path).read_bytes() for path in uploads.paths(folder)] == [b"1", b"2"]


def test_more_than_ten_files_keep_their_order() -> None:
    folder = uploads.keep([(f"{number}.txt", io.BytesIO(b"")) for number in range(12)])
    assert [Path(path).name for path in uploads.paths(folder)] == [f"{number}.txt" for number in range(12)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits: its temporary folder is the person's own")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777])
def test_nobody_else_can_read_them(mask: int) -> None:
    before = os.umask(mask & 0o077)
    try:
        folder = uploads.keep([("a.zip", io.BytesIO(b"1"))])
    finally:
        os.umask(before)
    [file] = uploads.paths(folder)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, Path(file).parent, Path(file))]
    assert modes == [0o700, 0o700, 0o600]


def test_forgetting_removes_everything_and_may_be_asked_twice(temporary: Path) -> None:
    folder = uploads.keep([("a.zip", io.BytesIO(b"1"))])
    other = uploads.keep([("b.zip", io.BytesIO(b"1"))])
    uploads.forget(folder)
    uploads.forget(folder)
    assert list(temporary.iterdir()) == [other]


def test_a_new_start_removes_only_what_gone_runs_left_behind(temporary: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = temporary / f"identity-audit-{gone.pid}-abc"
    left.mkdir()
    (left / "export.zip").write_bytes(b"1")
    mine = uploads.keep([("a.zip", io.BytesIO(b"1"))])
    parents = temporary / f"identity-audit-{os.getppid()}-abc"
    foreign = temporary / "identity-audit-notes-2025"
    somebody = temporary / f"other-{gone.pid}-abc"
    for folder in (parents, foreign, somebody):
        folder.mkdir()
    uploads.sweep()
    if os.name != "nt":
        assert set(temporary.iterdir()) == {mine, parents, foreign, somebody}
    assert not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="making a link needs rights that a person on Windows does not have")
def test_a_planted_link_is_not_followed(temporary: Path) -> None:
    treasure = temporary.parent / "treasure"
    treasure.mkdir()
    (treasure / "keep.txt").write_text("mine", encoding="utf-8")
    (temporary / "identity-audit-999999999-x").symlink_to(treasure, target_is_directory=True)
    uploads.sweep()
    assert (treasure / "keep.txt").exists()
