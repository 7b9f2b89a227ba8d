"""One table as blobs and back, exactly: record batches of Apache Arrow's IPC format, packed with Zstandard.

A dossier may come from anybody. So a part is one record batch whose columns and types we know beforehand, it may not
unpack to more than `RATIO` times its size, and it is looked through cell by cell before anything reads it. Whatever
does not fit raises ValueError.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from identity_audit import schema
from identity_audit.safe_text import clean

ROWS = 50_000
BYTES = 64 << 20
#: texts shrink by 3 to 12; what would shrink by more than this is kept as it is
RATIO = 100
_CODEC = "zstd"
_TYPES: Mapping[str, Any] = {"str": pa.large_string(), "Int64": pa.int64(), schema.TIME: pa.timestamp("us", "UTC")}
# Slots of Arrow's flatbuffers (format/Message.fbs): what a message holds, and whether a record batch is packed inside.
_HEADER, _COMPRESSION = 2, 3


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table: the columns in order, the size unpacked, the bytes (as they are where the sizes agree)."""

    columns: tuple[str, ...]
    size: int
    packed: bytes


def packed(table: str, frame: pd.DataFrame) -> Iterator[Part]:
    """The rows of a table in parts of at most 50,000 rows and about 64 MB; none for an empty one."""
    columns = tuple(schema.dtypes(table))
    wanted = _arrow_schema(table, columns)
    for start in range(0, len(frame), ROWS):
        rows = frame.iloc[start : start + ROWS]
        whole = pa.Table.from_pandas(rows, schema=wanted, preserve_index=False, nthreads=1).combine_chunks()
        for piece in (piece for batch in whole.to_batches() for piece in _small(batch)):
            # a piece shares the memory of the whole, and Arrow writes more of it than its rows: only a copy is clean
            plain = piece.take(pa.array(np.arange(piece.num_rows))).serialize()
            squeezed = _squeezed(plain)
            yield Part(columns, plain.size, squeezed if plain.size < RATIO * len(squeezed) else plain.to_pybytes())


def _squeezed(plain: Any) -> bytes:
    found: bytes = pa.compress(plain, codec=_CODEC, asbytes=True)
    return found if len(found) < plain.size else plain.to_pybytes()


def _small(batch: Any) -> Iterator[Any]:
    """The batch in pieces of a size that can be unpacked at once; a single row is never cut."""
    if batch.nbytes <= BYTES or batch.num_rows < 2:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _small(batch.slice(0, half))
    yield from _small(batch.slice(half))


def unpacked(table: str, parts: Iterable[Part]) -> pd.DataFrame:
    """The table that `packed` was given: columns, dtypes, order; its texts cleaned as at import.

    A column that the table has gained since, and that may be empty, is empty.
    """
    found = [_rows(table, part) for part in parts]
    if not found:
        return schema.empty(table)
    frame = pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]
    for name, dtype in schema.dtypes(table).items():
        if dtype == "str":
            frame[name] = _cleaned(frame[name], None if name in schema.LONG_TEXTS else schema.NAME_LIMIT)
    return frame


def _rows(table: str, part: Part) -> pd.DataFrame:
    dtypes = schema.dtypes(table)
    if not part.columns or len(set(part.columns)) != len(part.columns) or not set(part.columns) <= set(dtypes):
        raise ValueError(f"other columns than those of {table}")
    batch = _batch(_plain(part), _arrow_schema(table, part.columns))
    frame: pd.DataFrame = batch.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return frame.reindex(columns=list(dtypes)).astype(dtypes)


def _plain(part: Part) -> Any:
    if part.size == len(part.packed):
        return pa.py_buffer(part.packed)
    if not 0 < part.size < RATIO * len(part.packed):
        raise ValueError("a part that would unpack to too much")
    try:
        found = pa.decompress(part.packed, decompressed_size=part.size, codec=_CODEC)
    except (pa.ArrowException, OSError) as error:
        raise ValueError("a part that cannot be unpacked") from error
    return found


def _batch(plain: Any, wanted: Any) -> Any:
    try:
        message = pa.ipc.read_message(plain)
        if message.type != "record batch" or _is_packed(message.metadata.to_pybytes()):
            raise ValueError("not a plain record batch")
        batch = pa.ipc.read_record_batch(message, wanted)
        batch.validate(full=True)
    except (pa.ArrowException, OSError, EOFError, struct.error) as error:
        raise ValueError("not a record batch") from error
    return batch


def _is_packed(metadata: bytes) -> bool:
    """Would reading this record batch unpack its columns, to whatever size they name themselves?"""

    def place(table: int, slot: int) -> int:
        """Where a flatbuffer's table holds the field of this slot; 0 where it has none."""
        slots = table - int(struct.unpack_from("<i", metadata, table)[0])
        if 4 + 2 * slot >= struct.unpack_from("<H", metadata, slots)[0]:
            return 0
        offset = int(struct.unpack_from("<H", metadata, slots + 4 + 2 * slot)[0])
        return table + offset if offset else 0

    header = place(struct.unpack_from("<I", metadata, 0)[0], _HEADER)
    return not header or place(header + struct.unpack_from("<I", metadata, header)[0], _COMPRESSION) != 0


def _arrow_schema(table: str, columns: Sequence[str]) -> Any:
    dtypes = schema.dtypes(table)
    return pa.schema([(name, _TYPES[dtypes[name]]) for name in columns])


def _cleaned(texts: pd.Series, limit: int | None) -> pd.Series:
    """The texts as an import would have cleaned them; a dossier that we wrote holds no others."""
    distinct = texts.dropna().unique()
    as_read = {text: clean(text) if limit is None else clean(text, limit) for text in distinct}
    changed = {text: now for text, now in as_read.items() if now != text}
    return texts.where(~texts.isin(changed), texts.map(changed)).astype("str") if changed else texts
