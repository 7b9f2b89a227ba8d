"""Small files while they are being read or carried away: our own temporary folder, readable by nobody else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from identity_audit import limits
from identity_audit.server.arrivals import alive, safe_name

_PREFIX = "identity-audit-"


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
            place / safe_name(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(descriptor, "wb") as copy:
            shutil.copyfileobj(stream, copy)
    return folder


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def paths(folder: Path) -> tuple[str, ...]:
    return tuple(str(path) for path in sorted(folder.glob("*/*")))


def forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def folders() -> list[Path]:
    """Every such folder of this process, and of those that are gone; one that still runs looks after its own."""
    found = [folder for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*") if not folder.is_symlink()]
    owners = {folder: int(_owner(folder)) for folder in found if _owner(folder).isdigit()}
    return [folder for folder, owner in owners.items() if owner == os.getpid() or not alive(owner)]


def sweep() -> None:
    """At the start: remove what a killed run of ours left behind (folders of processes that are gone)."""
    for folder in folders():
        if int(_owner(folder)) != os.getpid():
            forget(folder)


def _owner(folder: Path) -> str:
    return folder.name.removeprefix(_PREFIX).split("-")[0]
