"""What of the person lies on this computer because of this program, and where?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from identity_audit.store import database
from identity_audit.store.faults import StoreError
from identity_audit.store.folder import INBOX, home

Kind = Literal["dossiers", "asked", "arriving", "inbox", "temporary", "other"]


@dataclass(frozen=True, slots=True)
class Holding:
    """Files of one kind: what they are, the folder they lie in, each file, their size in bytes."""

    kind: Kind
    place: Path
    files: tuple[Path, ...]
    size: int


def holdings(temporary: Iterable[Path]) -> list[Holding]:
    """Everything in the data folder, and in these folders for temporary files; kinds without a file are left out."""
    found: dict[tuple[Kind, Path], list[Path]] = {}
    try:
        place = home()
    except StoreError:
        place = None
    if place is not None:
        for file in files_in(place):
            kind = _kind(file.relative_to(place))
            found.setdefault((kind, place / file.relative_to(place).parts[0] if kind == "inbox" else place), []).append(
                file
            )
    for folder in temporary:
        for file in files_in(folder):
            found.setdefault(("temporary", folder), []).append(file)
    return [Holding(kind, at, tuple(files), sum(map(size_of, files))) for (kind, at), files in found.items()]


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder, by name; links are listed and never followed."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                yield from files_in(path)
            else:
                yield path


def size_of(file: Path) -> int:
    """In bytes; 0 where it went away meanwhile."""
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _kind(path: Path) -> Kind:
    match path.parts:
        case ("arriving", *_):
            return "arriving"
        case (first, *_) if first == INBOX:
            return "inbox"
        case ("asked.json",):
            return "asked"
        case (name,) if database.ENDING in name:
            return "dossiers"
        case _:
            return "other"
