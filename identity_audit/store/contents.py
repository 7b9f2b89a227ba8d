"""A dataset in the database and back: its tables in parts, who the person is, and vectors of texts.

Not everything is written: no class lists, and no names out of files that do not say who their owner is. Private
messages are in a dataset only when the person asked for them, what was left out is not in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from identity_audit import records, schema
from identity_audit.dataset import Dataset
from identity_audit.store import frames
from identity_audit.store.facts import Beside
from identity_audit.store.frames import Part

# the table of `Dataset.recipients`, made of the same columns as the memberships
_RECIPIENTS = "recipients"
_LONGEST_VECTOR = 4_096


def write_dataset(connection: sqlite3.Connection, kept: Dataset) -> Beside:
    """Inside a transaction: put these tables in place of those there. Gives what is to be kept beside them."""
    connection.execute("DELETE FROM parts")
    for name, table in {**kept.frames(), **({} if kept.recipients is None else {_RECIPIENTS: kept.recipients})}.items():
        rows = (
            (name, number, records.dumps(part.columns), part.size, part.packed)
            for number, part in enumerate(frames.packed(_table(name), table))
        )
        connection.executemany("INSERT INTO parts VALUES (?, ?, ?, ?, ?)", rows)
    return Beside(kept.owners, kept.unowned, kept.recipients is not None)


def read_dataset(connection: sqlite3.Connection, beside: Beside) -> Dataset:
    """The dataset that `write_dataset` wrote, checked. Raises ValueError or SchemaError for anything else."""
    tables: dict[str, Any] = {name: _read(connection, name) for name in schema.TABLES}
    schema.check(tables)
    recipients = _read(connection, _RECIPIENTS) if beside.recipients else None
    if recipients is not None:
        schema.check({**tables, "memberships": recipients})
    return Dataset(**tables, owners=beside.owners, unowned=beside.unowned, recipients=recipients)


def read_identities(connection: sqlite3.Connection) -> frozenset[str]:
    """Whom and what decisions can name in the saved tables. Raises ValueError where they are not as we write them."""
    contacts, groups = _read(connection, "contacts"), _read(connection, "groups")
    return frozenset(contacts["contact_id"].dropna()) | frozenset(groups["group_id"].dropna())


def _read(connection: sqlite3.Connection, name: str) -> pd.DataFrame:
    rows = connection.execute("SELECT columns, size, packed FROM parts WHERE name = ? ORDER BY number", (name,))
    return frames.unpacked(_table(name), (_part(*row) for row in rows))


def _part(columns: Any, size: Any, packed: Any) -> Part:
    if type(size) is not int or type(packed) is not bytes:
        raise ValueError("no part of a table")
    return Part(records.loads(tuple[str, ...], columns), size, packed)


def _table(name: str) -> str:
    return "memberships" if name == _RECIPIENTS else name


def write_vectors(connection: sqlite3.Connection, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> bool:
    """Inside a transaction: keep exactly these. Was any other forgotten?"""
    kept = dict(zip(keys, vectors.astype(np.float16), strict=True))
    there = {key for (key,) in connection.execute("SELECT key FROM encodings")}
    gone = there - kept.keys()
    connection.executemany("DELETE FROM encodings WHERE key = ?", ((key,) for key in gone))
    new = "INSERT INTO encodings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET vector = excluded.vector"
    connection.executemany(new, ((key, vector.tobytes()) for key, vector in kept.items()))
    return bool(gone)


def read_vectors(connection: sqlite3.Connection) -> tuple[list[bytes], NDArray[np.float32]]:
    """Keys of 16 bytes and vectors (n, d). Raises ValueError for anything else."""
    rows = connection.execute("SELECT key, vector FROM encodings ORDER BY rowid").fetchall()
    if not all(type(key) is type(vector) is bytes and len(key) == 16 for key, vector in rows):
        raise ValueError("no digest and vector")
    sizes = {len(vector) for _key, vector in rows} or {0}
    if len(sizes) > 1 or max(sizes) > 2 * _LONGEST_VECTOR or max(sizes) % 2:
        raise ValueError("vectors of several sizes")
    found = np.frombuffer(b"".join(vector for _key, vector in rows), dtype="<f2").reshape(len(rows), max(sizes) // 2)
    if not np.isfinite(found).all():
        raise ValueError("vectors that are no numbers")
    return [key for key, _vector in rows], found.astype(np.float32)


def to_be_written(dataset: Dataset) -> Dataset:
    """The dataset as a dossier may hold it.

    A class list (group of kind roster) is somebody's document about pupils: it is used and never kept, nor are the
    people whom nothing but the list knows. Of a file that does not say who its owner is, the count of people stays.
    """
    unowned = tuple(replace(found, names=()) for found in dataset.unowned)
    groups = dataset.groups
    lists = groups[groups["kind"] == "roster"]
    if lists.empty:
        return replace(dataset, unowned=unowned)
    strangers = _only_on_a_list(dataset, lists)
    contacts = dataset.contacts
    return replace(
        dataset,
        unowned=unowned,
        groups=_without(groups, "group_id", lists["group_id"]),
        memberships=_without(_without(dataset.memberships, "group_id", lists["group_id"]), "contact_id", strangers),
        audiences=_without(dataset.audiences, "group_id", lists["group_id"]),
        contacts=_without(contacts, "contact_id", strangers),
        met=_without(dataset.met, "contact_id", strangers),
        recipients=None if dataset.recipients is None
        else _without(_without(dataset.recipients, "group_id", lists["group_id"]), "contact_id", strangers),
    )  # fmt: skip


def _only_on_a_list(dataset: Dataset, lists: pd.DataFrame) -> pd.Series:
    """The contacts that came with a class list and whom no network knows."""
    listed = dataset.memberships["group_id"].isin(lists["group_id"])
    contacts = dataset.contacts[dataset.contacts["platform"].isin(lists["platform"])]
    ids = contacts.loc[contacts["contact_id"].isin(dataset.memberships.loc[listed, "contact_id"]), "contact_id"]
    known = (
        dataset.memberships.loc[~listed, "contact_id"],
        dataset.interactions["contact_id"],
        dataset.audiences["contact_id"],
    )
    for elsewhere in known:
        ids = ids[~ids.isin(elsewhere)]
    return ids


def _without(table: pd.DataFrame, column: str, ids: pd.Series) -> pd.DataFrame:
    return table[~table[column].isin(ids)].reset_index(drop=True)
