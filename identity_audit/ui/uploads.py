"""Files dropped on the page, for as long as they are being read: our own temporary folder, readable by nobody else."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from identity_audit import limits

_PREFIX = "identity-audit-"
# names that Windows gives to devices, with any ending
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}


def keep(files: Iterable[tuple[str, IO[bytes]]]) -> Path:
    """Copy dropped files (name, stream) into a new private folder; names are only used for their last part.

    Refused where they are too large together, or the disk is too full for a copy of them: then nothing is kept.
    """
    files = list(files)
    size = sum(_size(stream) for _, stream in files)
    if size > limits.UPLOAD:
        raise limits.refused("upload")
    if files and shutil.disk_usage(tempfile.gettempdir()).free < size + limits.SPARE_DISK:
        raise limits.refused("disk")
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    for number, (name, stream) in enumerate(files):
        place = folder / f"{number:04}"
        place.mkdir(mode=0o700)
        descriptor = os.open(
            place / _safe(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(descriptor, "wb") as copy:
            shutil.copyfileobj(stream, copy)
    return folder


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def _safe(name: str) -> str:
    """The name tells what a file is (a chat's title, .zip), so it is kept, but it must not lead anywhere.

    >>> _safe("../../x.zip"), _safe(".."), _safe("CON"), _safe("")
    ('.._.._x.zip', '_..', '_CON', '_')
    """
    harmless = re.sub(r'[\x00-\x1f\x7f\ud800-\udfff<>:"/\\|?*]', "_", name)
    # a file system counts bytes; the end says the kind of file
    short = harmless.encode()[-200:].decode(errors="ignore")
    nothing = not short.strip(". ")
    return f"_{short}" if nothing or short.partition(".")[0].strip().upper() in _DEVICES else short


def paths(folder: Path) -> tuple[str, ...]:
    return tuple(str(path) for path in sorted(folder.glob("*/*")))


def forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """At the start: remove what a killed run of ours left behind (folders of processes that are gone)."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            forget(folder)


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return pid == os.getpid()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
