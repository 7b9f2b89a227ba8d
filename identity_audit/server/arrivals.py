"""Files that the browser brings: where they lie, which have arrived, what a killed run left behind.

They lie in the person's own data folder (a temporary folder may be kept in memory, and an export may be large), each in
a folder of its own that names the process it belongs to, readable by this account only. A file on its way ends in
`.part`; it has its name when it is whole. A process removes its own at its end, and those of dead ones at its start.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path

from identity_audit.store.faults import StoreError, told
from identity_audit.store.folder import home

FOLDER = "arriving"
PART = ".part"
# names that Windows gives to devices, with any ending
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
_WAITING, _TAKEN = "waiting", "taken"
_NUMBER = count()


def safe_name(name: str) -> str:
    """The name tells what a file is (a chat's title, .zip), so it is kept, but it must not lead anywhere.

    >>> safe_name("../../x.zip"), safe_name(".."), safe_name("CON"), safe_name("")
    ('.._.._x.zip', '_..', '_CON', '_')
    """
    harmless = re.sub(r'[\x00-\x1f\x7f\ud800-\udfff<>:"/\\|?*]', "_", name)
    # a file system counts bytes; the end says the kind of file
    short = harmless.encode()[-200:].decode(errors="ignore")
    nothing = not short.strip(". ")
    return f"_{short}" if nothing or short.partition(".")[0].strip().upper() in _DEVICES else short


def begin(name: str) -> Path:
    """The place for a file of this name, in a new folder; it is to be written as `part(place)` first.

    Raises NotWritable, NoRoom and the other StoreErrors.
    """
    with told():
        folder = _new(_WAITING) / "0000"
        folder.mkdir(mode=0o700)
    return folder / safe_name(name)


def part(place: Path) -> Path:
    return place.with_name(place.name[-180:] + PART)


def arrived() -> list[Path]:
    """The whole files that nobody took yet, oldest first."""
    try:
        found = [(file.stat().st_mtime_ns, file) for file in _root().glob(f"{os.getpid()}-{_WAITING}-*/0000/*")]
    except (StoreError, OSError):
        return []
    return [file for _time, file in sorted(found) if not file.name.endswith(PART)]


def take(files: Iterable[Path]) -> Path:
    """Put these files, which have arrived, into one folder of their own, each in a numbered one. Raises StoreError."""
    with told():
        folder = _new(_TAKEN)
        for number, file in enumerate(files):
            file.parent.rename(folder / f"{number:04}")
            forget(file.parent.parent)
    return folder


def forget(folder: Path) -> None:
    """Remove one of these folders, and the one around them where it is the last."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        if folder.parent.name == FOLDER:
            folder.parent.rmdir()


def forget_waiting() -> None:
    """Remove what has arrived and was not taken."""
    _forget_of(lambda pid, what: pid == os.getpid() and what == _WAITING)


def sweep() -> None:
    """At the start: remove what a killed run left behind, whole or not."""
    _forget_of(lambda pid, _what: not alive(pid))


def leave() -> None:
    """At the end: remove everything of this process."""
    _forget_of(lambda pid, _what: pid == os.getpid())


def alive(pid: int) -> bool:
    """Is there a process of this number?"""
    if os.name == "nt":
        return pid == os.getpid()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _forget_of(wanted: Callable[[int, str], bool]) -> None:
    with suppress(StoreError, OSError):
        root = home() / FOLDER
        if root.is_symlink() or not root.is_dir():
            return
        for folder in root.iterdir():
            pid, _dash, rest = folder.name.partition("-")
            if pid.isdigit() and wanted(int(pid), rest.partition("-")[0]):
                forget(folder)


def _root() -> Path:
    return home() / FOLDER


def _new(what: str) -> Path:
    root = _root()
    root.mkdir(mode=0o700, exist_ok=True)
    # numbered, because two that arrive within a tick of the disk's clock are told apart by name
    folder = root / f"{os.getpid()}-{what}-{next(_NUMBER):08}-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    return folder
