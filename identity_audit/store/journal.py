"""The list of decisions in the database: read whole, only ever added to, and forgetting who was left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from identity_audit import records
from identity_audit.corrections import AccountVisibility, LeaveOutPeriod
from identity_audit.history import Decided, Event
from identity_audit.store.left_out import names, renamed, whole_people


def read_events(connection: sqlite3.Connection) -> tuple[Event, ...]:
    """Every event, oldest first. Raises ValueError for what is none, or names a day that is none."""
    rows = connection.execute("SELECT number, body FROM events ORDER BY number").fetchall()
    if [number for number, _body in rows] != list(range(len(rows))):
        raise ValueError("events are missing")
    events: tuple[Event, ...] = tuple(records.loads(Event, body) for _number, body in rows)
    for event in events:
        for decision in event.decisions if isinstance(event, Decided) else ():
            if isinstance(decision, LeaveOutPeriod):
                for day in filter(None, (decision.first, decision.last)):
                    date.fromisoformat(day)
            elif isinstance(decision, AccountVisibility) and decision.since is not None:
                date.fromisoformat(decision.since)
    return events


def add_events(
    connection: sqlite3.Connection, before: Sequence[Event], new: Sequence[Event], *,
    salt: str, gone: frozenset[str], there: frozenset[str],
) -> bool:  # fmt: skip
    """Inside a transaction: these events after those before; decisions and choices name nobody who is left out.

    gone: the ids that the tables no longer hold. there: those that new tables hold. Was anything overwritten?
    """
    after = whole_people([*before, *new])
    call = names(after, salt, gone, there)
    now = [renamed(event, call) for event in after]
    changed = [(records.dumps(now[n]), n) for n, event in enumerate(before) if now[n] != event]
    connection.executemany("UPDATE events SET body = ? WHERE number = ?", changed)
    added = [(n, records.dumps(event)) for n, event in enumerate(now) if n >= len(before)]
    connection.executemany("INSERT INTO events VALUES (?, ?)", added)
    chosen = connection.execute("SELECT value, key FROM choices").fetchall()
    again = [(call(value), key) for value, key in chosen if isinstance(value, str) and call(value) != value]
    connection.executemany("UPDATE choices SET value = ? WHERE key = ?", again)
    return bool(changed or again)
