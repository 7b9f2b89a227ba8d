"""What the tests of the store keep in a dossier: small tables with every kind of cell, and steps to add."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from identity_audit import schema
from identity_audit.corrections import FacetPosts, KnownFacet, MakeCircle
from identity_audit.dataset import Dataset, Owner, Unowned, from_rows
from identity_audit.history import Decided, Effect
from identity_audit.store.dossier import Dossier, Import

NOON = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
FACET = KnownFacet(3, "École · 🙂", 2, FacetPosts(("net:1", "net:2"), 0.25))


def small(*more: schema.Row, words: str = "Bonjour à tous 🙂") -> Dataset:
    """Two posts, three people, a circle, acts; unknown cells in every column that may have them."""
    return from_rows(
        [
            schema.Post("net:1", "net", NOON, words, thread_id="net:t/Club photo", lang="fr", n_views=12),
            schema.Post("net:2", "net", None, "", "repost", visibility="public", n_reactions=0),
            schema.Contact("net:Ada Lovelace", "net", "Ada Lovelace", "ada", NOON, "ACME", "engineer", "Liège"),
            schema.Contact("net:Bo", "net", "Bo"),
            schema.Contact("chat:Bo B.", "chat", "Bo B."),
            schema.Group("net:list/Friends", "net", "Friends", "list"),
            schema.Membership("net:Bo", "net:list/Friends", since=NOON),
            schema.Audience("net:1", "net:list/Friends"),
            schema.Audience("net:2", None, "net:Bo"),
            schema.Met("net:Bo", "net", NOON),
            schema.Interaction("net:Bo", "net:1", NOON, "reaction", "received", "observed", "net"),
            schema.Interaction("net:Ada Lovelace", None, None, "message", "given", "proxy", "net", "net:t", "Merci !"),
            schema.Trace("net", "interest", "cats", NOON),
            schema.Problem("net", "posts_*.json", "A part was left out.", 2),
            schema.FileSeen("net", "posts_*.json", "read", 3),
            *more,
        ],
        (Owner("net", ("Camille D.",), ("me@example.org",), ("7",)),),
        (Unowned("chat", 12, ("Somebody Else",), False),),
    )


def about(dataset: Dataset, at: datetime = NOON, new_posts: int = 1) -> Import:
    return Import(at, ("net", "chat"), len(dataset.posts), len(dataset.contacts), None, NOON, new_posts)


def step(name: str, *people: str, at: datetime = NOON) -> Decided:
    """One step: a circle of this name."""
    return Decided(at, (MakeCircle(f"circle:{name}", name, people),), Effect(people_moved=len(people)))


def seconds(n: int) -> datetime:
    return NOON + timedelta(seconds=n)


def same(one: Dataset, other: Dataset) -> None:
    """Equal in every cell, dtype, order and index."""
    for table, frame in one.frames().items():
        pd.testing.assert_frame_equal(frame, other.frames()[table])
    assert (one.recipients is None) == (other.recipients is None)
    if one.recipients is not None and other.recipients is not None:
        pd.testing.assert_frame_equal(one.recipients, other.recipients)
    assert one.owners == other.owners
    assert one.fingerprint == other.fingerprint


def nameless(dataset: Dataset) -> tuple[Unowned, ...]:
    return tuple(replace(found, names=()) for found in dataset.unowned)


def holding(text: str, folder: Path) -> list[str]:
    """The files of a folder that hold this text, in UTF-8 or UTF-16, as raw bytes."""
    wanted = [text.encode("utf-8"), text.encode("utf-16-le")]
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file.name for file in files if any(found in file.read_bytes() for found in wanted))


def names_of(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def spoil(path: Path, statement: str, *values: object) -> None:
    """Change a closed dossier behind our back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement, values)


def read_all(path: Path) -> Dossier:
    """Open a dossier and read everything that is in it."""
    dossier = Dossier.open(path)
    try:
        dossier.history(), dossier.imports(), dossier.known_facets(), dossier.choice("aim")
        dossier.dataset(), dossier.encodings()
    finally:
        dossier.close()
    return dossier
