"""What a dossier says about itself: one record, rewritten whole."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from identity_audit import records
from identity_audit.corrections import KnownFacet
from identity_audit.dataset import Owner, Unowned


@dataclass(frozen=True, slots=True)
class Beside:
    """What a saved dataset holds beside its tables. recipients: has it a table of them?"""

    owners: tuple[Owner, ...]
    unowned: tuple[Unowned, ...]
    recipients: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """revision: how often events or tables were saved. posts: saved ones without reposts. dataset: None before any."""

    id: str
    name: str
    salt: str
    created: datetime
    opened: datetime
    revision: int = 0
    posts: int = 0
    known_facets: tuple[KnownFacet, ...] = ()
    dataset: Beside | None = None

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Facts:
        """Raises ValueError where the dossier says something else."""
        row = connection.execute("SELECT body FROM facts").fetchone()
        found: Facts = records.loads(cls, None if row is None else row[0])
        return found

    def write(self, connection: sqlite3.Connection) -> None:
        connection.execute("INSERT OR REPLACE INTO facts VALUES (1, ?)", (records.dumps(self),))
