"""Any value at any place of an export: what a reader must survive, whatever a platform writes one day."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable

File = TypeVar("File", bound=Hashable)


def values(keys: Sequence[str], odd: Sequence[object]) -> st.SearchStrategy[Any]:
    """JSON of every kind, with keys that the reader looks for and texts and numbers that are hard on it."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
    return st.recursive(
        leaves | st.sampled_from(["\ud83d", "a" * 5000, 10**400, 1e308, -1, *odd]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=3),
        max_leaves=8,
    )


def change_one_place(
    files: Mapping[File, Any], write: Callable[[File, Any], None], read: Callable[[File], None],
    anything: st.SearchStrategy[Any], *, examples: int = 100,
) -> None:  # fmt: skip
    """Put a value at one place of one file, write the file, read the export, and write the file as it was."""
    spots = [(file, place) for file, data in files.items() for place in _places(data)]

    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(spot=st.sampled_from(spots), value=anything)
    def change(spot: tuple[File, tuple[Any, ...]], value: Any) -> None:
        file, place = spot
        write(file, _put(files[file], place, value))
        try:
            read(file)
        finally:
            write(file, files[file])

    change()


def change_json_files(
    files: Mapping[Path, Path], read: Callable[[Path], Dataset], anything: st.SearchStrategy[Any]
) -> None:
    """The same for JSON files of an export, copied (copy -> its source): the tables fit the schema, or it is refused.

    read: reads the export that the copy belongs to.
    """
    known = {copy: json.loads(source.read_text(encoding="utf-8")) for copy, source in files.items()}

    def write(file: Path, data: Any) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(data), encoding="utf-8")

    def look(file: Path) -> None:
        with suppress(NothingUsable):
            schema.check(read(file).frames())

    for file, data in known.items():
        write(file, data)
    change_one_place(known, write, look, anything)


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _places(value, (*path, key))


def _put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = _put(data[path[0]], path[1:], value)
    return copy
