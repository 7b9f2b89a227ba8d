"""The tables keep their columns, and every fault is reported at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import from_rows
from identity_audit.schema import Audience, Contact, Interaction, Membership, Post, Row, SchemaError, Tables, check

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
ANNE = Contact("x:anne", "x", "Anne")
POST = Post("x:1", "x", NOON, "words")
LIKE = Interaction("x:anne", "x:1", None, "reaction", "received", "observed", "x")


def frames(*rows: Row) -> dict[str, pd.DataFrame]:
    tables = Tables()
    for row in rows:
        tables.add(row)
    return tables.frames()


def faults(found: dict[str, pd.DataFrame]) -> str:
    with pytest.raises(SchemaError) as caught:
        check(found)
    return str(caught.value)


def test_rows_and_no_rows_have_the_same_columns_and_types() -> None:
    for table in schema.TABLES:
        expected = schema.dtypes(table)
        assert {name: str(kind) for name, kind in schema.empty(table).dtypes.items()} == expected
        assert {name: str(kind) for name, kind in schema.frame(table, []).dtypes.items()} == expected
    full = frames(POST, ANNE, LIKE)
    check(full)
    for table, found in full.items():
        assert {name: str(kind) for name, kind in found.dtypes.items()} == schema.dtypes(table)


def test_text_is_cleaned_at_the_border() -> None:
    found = frames(Post("x:1", "x", NOON, "a\u202eb" + "c" * 200_000), Contact("x:1", "x", "n" * 1000))
    assert found["posts"]["text"][0].startswith("a\ufffdbc")
    assert len(found["posts"]["text"][0]) == 100_000
    assert len(found["contacts"]["name"][0]) == schema.NAME_LIMIT


def test_many_rows_become_columns_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_CHUNK", 2)
    found = frames(*(Post(f"x:{n}", "x", NOON if n % 2 else None, n_reactions=n or None) for n in range(5)))["posts"]
    assert found["post_id"].tolist() == [f"x:{n}" for n in range(5)]
    assert {name: str(kind) for name, kind in found.dtypes.items()} == schema.dtypes("posts")
    assert found["n_reactions"].sum() == 10


def test_all_faults_are_told_at_once() -> None:
    found = frames(
        POST, POST, ANNE,
        Interaction("x:nobody", "x:9", None, "kiss", "received", "observed", "x"),  # type: ignore[arg-type]
        Audience("x:8", group_id="x:g"),
        Membership("x:anne", "x:g"),
    )  # fmt: skip
    found["contacts"] = found["contacts"].assign(first_seen="yesterday")
    found["groups"] = found["groups"].drop(columns="kind")
    text = faults(found)
    for fault in (
        "posts: 1 rows repeat post_id", "interactions.kind: 1 values", "interactions.contact_id: 1 not in contacts",
        "interactions.post_id: 1 not in posts", "audiences.post_id: 1 not in posts", "contacts.first_seen: str instead",
        "audiences.group_id: 1 not in groups", "memberships.group_id: 1 not in groups", "groups: missing ['kind']",
    ):  # fmt: skip
        assert fault in text


def test_a_column_of_another_dtype_is_one_fault_and_stops_no_look() -> None:
    found = frames(POST, ANNE, LIKE)
    found["contacts"]["contact_id"] = pd.Series([7], dtype="Int64")
    found["posts"]["kind"] = pd.Series([b"?"], dtype="object")
    told = faults(found)
    assert "contacts.contact_id: Int64 instead of str" in told
    assert "posts.kind: object instead of str" in told
    assert "outside" not in told
    assert "not in" not in told


def test_what_must_be_there_is_there() -> None:
    found = frames(POST, ANNE)
    found["contacts"] = found["contacts"].assign(name=pd.Series([None], dtype="str"))
    assert "contacts.name: 1 missing" in faults(found)
    check(frames(Post("x:2", "x", None), LIKE, ANNE, POST))


names = st.text(max_size=20)
contacts = st.builds(Contact, names, names, names, st.none() | names, st.none() | st.datetimes(timezones=st.just(UTC)))
posts = st.builds(
    Post, names, names, st.none() | st.datetimes(timezones=st.just(UTC)), names,
    visibility=st.sampled_from(schema.VOCABULARY["posts", "visibility"]), n_views=st.none() | st.integers(0, 2**62),
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(contacts | posts, max_size=12))
def test_whatever_readers_yield_keeps_the_schema(rows: list[Row]) -> None:
    dataset = from_rows(rows)
    check(dataset.frames())
    assert dataset.posts["post_id"].is_unique and dataset.contacts["contact_id"].is_unique
