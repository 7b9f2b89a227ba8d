"""The tables everything is computed from: one frozen row type per table, checked once at the border.

Readers yield rows; `Tables` turns them into frames (columns and dtypes come from the row types); `check` reports
every fault of a set of frames at once. Times are UTC, ids are "platform:native-id", text is cleaned here, so no
reader can forget it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Final, Literal, get_args

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from identity_audit import limits
from identity_audit.errors import AuditError
from identity_audit.safe_text import clean, is_clean

PostKind = Literal["post", "reply", "repost", "story", "message"]
Media = Literal["none", "photo", "video", "link", "audio", "poll"]
Visibility = Literal[
    "public", "unlisted", "followers", "contacts_of_contacts", "contacts", "group", "direct", "private", "unknown"
]
Known = Literal["complete", "partial", "count", "none"]
GroupKind = Literal["list", "channel", "chat", "company", "school", "roster", "circle", "audience"]
InteractionKind = Literal[
    "reaction", "comment", "reply", "mention", "share", "message", "endorsement", "tag", "follow", "wall_post",
    "invitation",
]  # fmt: skip
Direction = Literal["received", "given"]
Evidence = Literal["observed", "proxy"]
TraceKind = Literal["interest", "advertiser", "inference", "declared"]
Aspect = Literal["contacts", "words", "reactions", "visibility"]
Grade = Literal["good", "partial", "absent"]


@dataclass(frozen=True, slots=True)
class Post:
    """Something the person wrote: a post, a reply, a story, a message to people.

    text: the person's own words. context: what the file itself says beside them (the title of a shared link, a place,
    an album, what a picture shows); never shown as theirs. media_path: where the first picture lies in the export.
    """

    table: ClassVar[str] = "posts"
    post_id: str
    platform: str
    time: datetime | None
    text: str = ""
    kind: PostKind = "post"
    media: Media = "none"
    visibility: Visibility = "unknown"
    reactions_known: Known = "none"
    thread_id: str | None = None
    lang: str | None = None
    n_reactions: int | None = None
    n_comments: int | None = None
    n_shares: int | None = None
    n_views: int | None = None
    context: str | None = None
    media_path: str | None = None
    source_file: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """A group or a contact that a post went to."""

    table: ClassVar[str] = "audiences"
    post_id: str
    group_id: str | None = None
    contact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Anybody else who appears. The owner, bots and no-reply addresses are never contacts.

    place: what the file names with them (where they were tagged, a town, an account's time zone), never a guess.
    """

    table: ClassVar[str] = "contacts"
    contact_id: str
    platform: str
    name: str
    handle: str | None = None
    first_seen: datetime | None = None
    company: str | None = None
    position: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A set of contacts: a list, a channel, a chat, a company, a school of the file, or a circle made by hand.

    Kind "audience": the person keeps no circle of it, but posts went there.
    """

    table: ClassVar[str] = "groups"
    group_id: str
    platform: str
    name: str
    kind: GroupKind


@dataclass(frozen=True, slots=True)
class Membership:
    table: ClassVar[str] = "memberships"
    contact_id: str
    group_id: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """Where, and since when, a contact of several platforms can be met; others are met on the platform of their row."""

    table: ClassVar[str] = "met"
    contact_id: str
    platform: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """One act between a contact and the person. A count without names never becomes one."""

    table: ClassVar[str] = "interactions"
    contact_id: str
    post_id: str | None
    time: datetime | None
    kind: InteractionKind
    direction: Direction
    evidence: Evidence
    platform: str
    thread_id: str | None = None
    text: str = ""
    source_file: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Something the platform keeps about the person (an interest, an advertiser)."""

    table: ClassVar[str] = "traces"
    platform: str
    kind: TraceKind
    value: str
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A part that was not read: the reader's file pattern (never the real name), a sentence, how many."""

    table: ClassVar[str] = "problems"
    platform: str
    file: str
    what: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class FileSeen:
    """How many files of a pattern were read, left closed on purpose, or are unknown to us."""

    table: ClassVar[str] = "files"
    platform: str
    file: str
    status: Literal["read", "closed", "unknown"]
    n: int = 1


Row = Post | Audience | Contact | Group | Membership | Met | Interaction | Trace | Problem | FileSeen
ROW_TYPES: tuple[type[Any], ...] = (
    Post, Audience, Contact, Group, Membership, Met, Interaction, Trace, Problem, FileSeen,
)  # fmt: skip
TABLES: Mapping[str, type[Any]] = {row.table: row for row in ROW_TYPES}

#: columns with a closed set of values
VOCABULARY: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("posts", "kind"): get_args(PostKind),
    ("posts", "media"): get_args(Media),
    ("posts", "visibility"): get_args(Visibility),
    ("posts", "reactions_known"): get_args(Known),
    ("groups", "kind"): get_args(GroupKind),
    ("interactions", "kind"): get_args(InteractionKind),
    ("interactions", "direction"): get_args(Direction),
    ("interactions", "evidence"): get_args(Evidence),
    ("traces", "kind"): get_args(TraceKind),
    ("files", "status"): ("read", "closed", "unknown"),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "posts": ("post_id",),
    "contacts": ("contact_id",),
    "groups": ("group_id",),
    "memberships": ("contact_id", "group_id"),
    "audiences": ("post_id", "group_id", "contact_id"),
    "met": ("contact_id", "platform"),
}
#: columns that name a row of another table
REFERENCES: Mapping[tuple[str, str], str] = {
    ("audiences", "post_id"): "posts",
    ("audiences", "group_id"): "groups",
    ("audiences", "contact_id"): "contacts",
    ("memberships", "contact_id"): "contacts",
    ("memberships", "group_id"): "groups",
    ("met", "contact_id"): "contacts",
    ("interactions", "contact_id"): "contacts",
    ("interactions", "post_id"): "posts",
}
ENGAGEMENT_KINDS: tuple[str, ...] = ("reaction", "comment", "reply", "share", "mention", "tag", "wall_post")

#: the platform of circles that the person made
BY_HAND = "circle"
TIME: Final = "datetime64[us, UTC]"
NAME_LIMIT = limits.NAME
#: columns that hold whole texts; all others are cut at `NAME_LIMIT`
LONG_TEXTS = frozenset({"text", "context"})
#: columns of which the person is told when something was cut
_NAMES = frozenset({"name", "company", "position", "place"})
_CHUNK = 50_000


def dtypes(table: str) -> dict[str, Any]:
    """Column -> dtype of a table, read from the row type's annotations."""
    found: dict[str, str] = {}
    for field in fields(TABLES[table]):
        kind = str(field.type)
        if kind.startswith("datetime"):
            found[field.name] = TIME
        elif kind.startswith("int"):
            found[field.name] = "Int64"
        else:
            found[field.name] = "str"
    return found


def empty(table: str) -> pd.DataFrame:
    """A table without rows, with its columns and dtypes."""
    return _empty(table).copy()


@cache
def _empty(table: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes(table).items()})


def frame(table: str, rows: Iterable[Row], cut: Counter[str] | None = None) -> pd.DataFrame:
    """Rows of one type as a frame with the table's columns and dtypes; text is cleaned on the way in.

    cut: counts what was longer than the limits of texts and names, under the sentence that says so.
    """
    types, rows = dtypes(table), list(rows)
    columns: dict[str, Any] = {}
    for name, dtype in types.items():
        values: list[Any] = list(map(attrgetter(name), rows))
        if dtype == TIME:
            columns[name] = pd.to_datetime(pd.Series(values, dtype="object"), utc=True).astype(TIME)
        else:
            columns[name] = pd.Series(_cleaned(values, name, cut) if dtype == "str" else values, dtype=dtype)
    return pd.DataFrame(columns)


def _cleaned(values: list[str | None], column: str, cut: Counter[str] | None) -> list[str | None]:
    """The texts of a column, cleaned. Nearly all are clean already: one look at all of them together tells."""
    limit = limits.TEXT if column in LONG_TEXTS else NAME_LIMIT
    texts = [value for value in values if value is not None]
    longer = sum([len(text) > limit for text in texts])
    if longer and cut is not None and column in LONG_TEXTS | _NAMES:
        cut[limits.SENTENCES["cut text" if column in LONG_TEXTS else "cut name"]] += longer
    if not longer and is_clean("\n".join(texts)):
        return values
    return [None if value is None else clean(value, limit) for value in values]


class Tables:
    """Collects rows as they are read and gives one frame per table; rows turn into columns every 50,000."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._frames: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
        self._cut: Counter[str] = Counter()

    def add(self, row: Row) -> None:
        rows = self._rows[row.table]
        rows.append(row)
        if len(rows) >= _CHUNK:
            self._flush(row.table)

    def _flush(self, table: str) -> None:
        self._frames[table].append(frame(table, self._rows[table], self._cut))
        self._rows[table] = []

    def frames(self) -> dict[str, pd.DataFrame]:
        result = {}
        for table in TABLES:
            if self._rows[table]:
                self._flush(table)
        for sentence, n in self._cut.items():
            self.add(Problem("", "*", sentence, n))
        for table in TABLES:
            if self._rows[table]:
                self._flush(table)
            parts = self._frames[table]
            result[table] = pd.concat(parts, ignore_index=True) if parts else empty(table)
        return result


class SchemaError(AuditError):
    """The frames break the schema: a fault of ours, listed whole."""


def check(frames: Mapping[str, pd.DataFrame]) -> None:
    """Do these frames keep the schema? Raises SchemaError with every fault at once.

    Looked at: columns, dtypes, closed vocabularies, missing values, repeated keys, ids that lead nowhere.
    """
    faults = [fault for table, found in frames.items() for fault in _faults(table, found)]
    for (table, name), target in REFERENCES.items():
        ids, known = (_column(frames, table, name), _column(frames, target, KEYS[target][0]))
        if ids is not None and known is not None:
            # a column of another dtype is a fault of its own
            astray = _outside(ids, known) if ids.dtype == known.dtype == "str" else 0
            if astray:
                faults.append(f"{table}.{name}: {astray} not in {target}")
    if faults:
        raise SchemaError("the dataset breaks the schema: " + "; ".join(faults))


def _outside(found: pd.Series[Any], allowed: Iterable[str]) -> int:
    """How many of these are not among the allowed ones? Arrow compares millions of texts without making them anew."""
    return int(pc.sum(pc.invert(pc.is_in(pa.array(found.dropna()), pa.array(allowed, pa.large_string())))).as_py() or 0)


def _column(frames: Mapping[str, pd.DataFrame], table: str, name: str) -> pd.Series[Any] | None:
    found = frames.get(table)
    return found[name] if found is not None and name in found.columns else None


def _faults(table: str, found: pd.DataFrame) -> Iterable[str]:
    types = dtypes(table)
    missing, extra = set(types) - set(found.columns), set(found.columns) - set(types)
    if missing or extra:
        yield f"{table}: missing {sorted(missing)}, unexpected {sorted(extra)}"
        return
    for name, dtype in types.items():
        if str(found[name].dtype) != dtype:
            yield f"{table}.{name}: {found[name].dtype} instead of {dtype}"
    if found.empty:
        return
    for field in fields(TABLES[table]):
        holes = 0 if "None" in str(field.type) else int(found[field.name].isna().sum())
        if holes:
            yield f"{table}.{field.name}: {holes} missing"
    for (owner, name), allowed in VOCABULARY.items():
        if owner == table:
            wrong = _outside(found[name], allowed) if found[name].dtype == "str" else 0
            if wrong:
                yield f"{table}.{name}: {wrong} values outside {', '.join(allowed)}"
    if table in KEYS:
        doubles = int(found.duplicated(list(KEYS[table])).sum())
        if doubles:
            yield f"{table}: {doubles} rows repeat {'+'.join(KEYS[table])}"
