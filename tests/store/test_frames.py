"""Tables as blobs and back: exact for what we write, refused for what somebody else wrote."""

from __future__ import annotations

import hashlib
import json
import random
import struct
from dataclasses import replace
from datetime import UTC
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from dossier_material import NOON, small
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.safe_text import clean
from identity_audit.store import database, frames
from identity_audit.store.frames import Part, packed, unpacked

CELLS: dict[str, st.SearchStrategy[Any]] = {
    "str": st.none() | st.text(max_size=20).map(clean),
    "Int64": st.none() | st.integers(-(2**63), 2**63 - 1),
    schema.TIME: st.none() | st.datetimes(timezones=st.just(UTC)),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, pd.DataFrame]:
    """A table of the schema with any cells, holes also where the schema wants none."""
    table = draw(st.sampled_from(sorted(schema.TABLES)))
    dtypes = schema.dtypes(table)
    rows = draw(st.integers(0, 7))
    columns = {
        name: pd.Series(draw(st.lists(CELLS[dtype], min_size=rows, max_size=rows)), dtype=dtype)
        for name, dtype in dtypes.items()
    }
    return table, pd.DataFrame(columns)


@settings(max_examples=60)
@given(tables())
def test_every_cell_comes_back(found: tuple[str, pd.DataFrame]) -> None:
    table, frame = found
    pd.testing.assert_frame_equal(unpacked(table, packed(table, frame)), frame)


@settings(max_examples=60)
@given(tables(), st.integers(1, 4), st.integers(1, 400))
def test_however_it_is_cut(found: tuple[str, pd.DataFrame], rows: int, size: int) -> None:
    table, frame = found
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "ROWS", rows)
        patch.setattr(frames, "BYTES", size)
        parts = list(packed(table, frame))
    assert len(parts) >= -(-len(frame) // rows)
    pd.testing.assert_frame_equal(unpacked(table, parts), frame)


def test_a_large_table_is_cut_into_parts_of_fifty_thousand_rows() -> None:
    frame = small().traces.loc[[0] * 120_001].reset_index(drop=True)
    parts = list(packed("traces", frame))
    assert len(parts) == 3
    pd.testing.assert_frame_equal(unpacked("traces", parts), frame)


def test_a_part_holds_its_own_rows_only() -> None:
    """The rows of a filtered or cut table share memory with those left out."""
    frame = schema.frame("traces", [schema.Trace("net", "interest", word) for word in ("kept", "SECRET", "kept too")])
    for chosen in (frame.iloc[:1], frame.iloc[2:], frame[frame["value"] != "SECRET"]):
        for part in packed("traces", chosen):
            plain = frames._plain(part).to_pybytes()
            assert b"kept" in plain
            assert b"SECRET" not in plain


def test_what_would_unpack_to_too_much_is_never_written() -> None:
    """Equal rows pack a thousand times smaller; the reader refuses that, so the writer must not write it."""
    frame = pd.concat([small(words="a" * 90_000).posts] * 20, ignore_index=True)
    [part] = packed("posts", frame)
    assert part.size == len(part.packed)
    pd.testing.assert_frame_equal(unpacked("posts", [part]), frame)


def test_a_column_that_the_table_gained_since_is_empty() -> None:
    frame = small().contacts
    columns = [name for name in frame.columns if name != "position"]
    plain = pa.RecordBatch.from_pandas(
        frame[columns], schema=frames._arrow_schema("contacts", columns), preserve_index=False
    )
    found = unpacked("contacts", [Part(tuple(columns), plain.serialize().size, plain.serialize().to_pybytes())])
    pd.testing.assert_frame_equal(found.drop(columns="position"), frame.drop(columns="position"))
    assert found["position"].isna().all()
    schema.check({"contacts": found})


def test_the_version_says_which_tables_a_dossier_holds() -> None:
    """Other tables or columns? Raise `database.VERSION`, add a migration, then write down the new shape here.

    A column that may be empty needs a migration that does nothing; older programs then say that they are too old.
    """
    shape = json.dumps({table: schema.dtypes(table) for table in schema.TABLES}, sort_keys=True) + database.TABLES
    assert (database.VERSION, hashlib.sha256(shape.encode()).hexdigest()[:16]) == (2, "0cb5fc693684e39c")


# --- somebody else's blobs -----------------------------------------------------------------------------------------


def part_of(batch: Any, columns: tuple[str, ...] | None = None, **options: Any) -> Part:
    plain = batch.serialize().to_pybytes()
    return replace(Part(columns or tuple(batch.schema.names), len(plain), plain), **options)


def traces(rows: int = 2) -> Any:
    frame = schema.frame("traces", [schema.Trace("net", "interest", f"cats {n}", NOON) for n in range(rows)])
    columns = tuple(schema.dtypes("traces"))
    return pa.RecordBatch.from_pandas(frame, schema=frames._arrow_schema("traces", columns), preserve_index=False)


def stream(compression: str | None) -> list[Any]:
    """The messages of an Arrow stream: its schema, then a record batch."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, traces().schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
        writer.write_batch(traces())
    reader = pa.ipc.MessageReader.open_stream(sink.getvalue())
    return [reader.read_next_message(), reader.read_next_message()]


def message_part(message: Any) -> Part:
    plain = message.serialize().to_pybytes()
    return Part(tuple(traces().schema.names), len(plain), plain)


def test_a_plain_record_batch_of_a_stream_is_one_of_ours() -> None:
    """So that the refusals below are for what they say."""
    assert len(unpacked("traces", [message_part(stream(None)[1])])) == 2
    assert len(unpacked("traces", [part_of(traces())])) == 2


@pytest.mark.parametrize("codec", ["zstd", "lz4"])
def test_packed_inside_is_refused(codec: str) -> None:
    """Such a batch names its own size, whatever the part says."""
    with pytest.raises(ValueError, match="plain record batch"):
        unpacked("traces", [message_part(stream(codec)[1])])


def test_another_message_is_refused() -> None:
    with pytest.raises(ValueError, match="plain record batch"):
        unpacked("traces", [message_part(stream(None)[0])])


@pytest.mark.parametrize("size", [10**15, 2**62, 0, -1])
def test_a_size_beyond_reason_is_refused_before_anything_is_unpacked(size: int) -> None:
    packed_zeros = pa.compress(b"\0" * 1_000_000, codec="zstd", asbytes=True)
    with pytest.raises(ValueError, match="too much"):
        unpacked("traces", [Part(("platform",), size, packed_zeros)])


@pytest.mark.parametrize("lie", [-1, 1, 1_000])
def test_a_size_that_is_not_true_is_refused(lie: int) -> None:
    [part] = packed("traces", pd.concat([small().traces] * 500, ignore_index=True))
    assert part.size > len(part.packed)
    with pytest.raises(ValueError):
        unpacked("traces", [replace(part, size=part.size + lie)])


@pytest.mark.parametrize(
    "columns",
    [
        ("platform", "kind", "value", "time", "more"),
        ("platform", "kind", "value", "platform"),
        ("a", "b", "c", "d"),
        (),
    ],
)
def test_other_columns_are_refused(columns: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        unpacked("traces", [replace(part_of(traces()), columns=columns)])


def test_text_that_is_no_utf_8_and_offsets_that_lead_nowhere_are_refused() -> None:
    frame = schema.frame("traces", [schema.Trace("net", "interest", "abcd")])
    [part] = packed("traces", frame)
    assert len(unpacked("traces", [part])) == 1
    plain, ends = frames._plain(part).to_pybytes(), struct.pack("<qq", 0, 4)
    assert (plain.count(b"abcd"), plain.count(ends)) == (1, 1)
    for spoiled in (
        plain.replace(b"abcd", b"\xff\xfe\xfd\xfc"),
        plain.replace(ends, struct.pack("<qq", 0, 4_000_000)),
        plain.replace(ends, struct.pack("<qq", -8, 4)),
        plain.replace(ends, struct.pack("<qq", 4, 0)),
    ):
        with pytest.raises(ValueError):
            unpacked("traces", [Part(part.columns, len(spoiled), spoiled)])


def test_texts_are_cleaned_as_an_import_cleans_them() -> None:
    raw = {"platform": "net", "kind": "interest", "value": "safe\u202eevil\x00", "time": None}
    batch = pa.RecordBatch.from_pylist([raw, {**raw, "value": None}], schema=traces().schema)
    found = unpacked("traces", [part_of(batch)])
    assert found["value"].tolist()[0] == clean("safe\u202eevil\x00", schema.NAME_LIMIT) != "safe\u202eevil\x00"
    assert found["value"].isna().tolist() == [False, True]
    assert found.dtypes.astype("str").to_dict() == schema.dtypes("traces")


def test_whatever_happens_to_the_bytes_it_is_a_table_or_refused() -> None:
    chance = random.Random(5)
    whole = part_of(traces(20))
    refused = 0
    for _ in range(1_500):
        spoiled = bytearray(whole.packed)
        for _ in range(chance.choice([1, 1, 2, 8])):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        if chance.random() < 0.3:
            del spoiled[chance.randrange(len(spoiled)) :]
        try:
            found = unpacked("traces", [Part(whole.columns, len(spoiled), bytes(spoiled))])
        except ValueError:
            refused += 1
        else:
            assert found.dtypes.astype("str").to_dict() == schema.dtypes("traces")
    assert 300 < refused < 1_500
