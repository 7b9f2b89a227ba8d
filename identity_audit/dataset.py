"""One dataset from any number of exports: the frames of `schema`, who the person is, and what could not be read."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from identity_audit import amendments, schema
from identity_audit.corrections import Correction
from identity_audit.errors import WrongSetting
from identity_audit.folding import fold as fold  # noqa: PLC0414 (where everybody looks for it)
from identity_audit.schema import BY_HAND, Row, Tables
from identity_audit.table_rows import table_rows
from identity_audit.words import N_


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a file says its owner is; names and addresses are used to find the person in server-wide exports."""

    platform: str
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unowned:
    """A file that holds several people and does not say which is the person.

    `server_wide`: it holds a whole community (Slack ...), so an audit without an answer is refused; a chat is
    only left out. `names`: whom the person can choose from on their own screen.
    """

    platform: str
    people: int
    names: tuple[str, ...]
    server_wide: bool


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything that was read. Frames are never changed in place; every method gives a new dataset.

    `recipients`: the memberships as the files have them, once the person changed circles (see `sent_to`).
    `from_answer`: ids of the posts whose visibility the person said, not the files (see `told_visibility`).
    `reaction_kinds`: which kinds of acts count as a reaction; all of them, unless the person decided otherwise.
    """

    posts: pd.DataFrame = field(default_factory=lambda: schema.empty("posts"))
    audiences: pd.DataFrame = field(default_factory=lambda: schema.empty("audiences"))
    contacts: pd.DataFrame = field(default_factory=lambda: schema.empty("contacts"))
    groups: pd.DataFrame = field(default_factory=lambda: schema.empty("groups"))
    memberships: pd.DataFrame = field(default_factory=lambda: schema.empty("memberships"))
    met: pd.DataFrame = field(default_factory=lambda: schema.empty("met"))
    interactions: pd.DataFrame = field(default_factory=lambda: schema.empty("interactions"))
    traces: pd.DataFrame = field(default_factory=lambda: schema.empty("traces"))
    problems: pd.DataFrame = field(default_factory=lambda: schema.empty("problems"))
    files: pd.DataFrame = field(default_factory=lambda: schema.empty("files"))
    owners: tuple[Owner, ...] = ()
    unowned: tuple[Unowned, ...] = ()
    recipients: pd.DataFrame | None = None
    from_answer: frozenset[str] = frozenset()
    reaction_kinds: tuple[str, ...] = schema.ENGAGEMENT_KINDS

    def frames(self) -> dict[str, pd.DataFrame]:
        return {table: getattr(self, table) for table in schema.TABLES}

    @cached_property
    def fingerprint(self) -> str:
        """Which data is this? A hash over the cells of every table; the key of every cache, frames never are."""
        digest = hashlib.sha256()
        tables = self.frames() if self.recipients is None else {**self.frames(), "recipients": self.recipients}
        for table, found in tables.items():
            digest.update(table.encode())
            digest.update(pd.util.hash_pandas_object(found, index=False).to_numpy().tobytes())
        digest.update("\n".join(sorted(self.from_answer)).encode("utf-8", "replace"))
        if self.reaction_kinds != schema.ENGAGEMENT_KINDS:
            digest.update(" ".join(self.reaction_kinds).encode())
        return digest.hexdigest()

    @property
    def platforms(self) -> list[str]:
        """The platforms that gave anything, the one with most posts first."""
        posts = Counter(self.posts["platform"])
        found = {*posts, *self.contacts["platform"], *self.traces["platform"], *self.files["platform"]} - {""}
        return sorted(map(str, found), key=lambda platform: (-posts[platform], platform))

    @property
    def sent_to(self) -> pd.DataFrame:
        """Who was in which group when posts went there: the files' word, whatever the person made of the circle."""
        return self.memberships if self.recipients is None else self.recipients

    @property
    def told_visibility(self) -> pd.Series[str]:
        """Who could see each post, by the files alone: "unknown" where only the person said it."""
        seen = self.posts["visibility"]
        return seen.mask(self.posts["post_id"].isin(self.from_answer), "unknown") if self.from_answer else seen

    def apply(self, decided: Sequence[Correction]) -> Dataset:
        """The dataset as the person corrected it: pasted reactions, who is who, circles, who can see an account."""
        tables, recipients = amendments.apply(self.frames(), self.recipients, decided)
        tables["posts"], from_answer = amendments.answered(tables["posts"], self.from_answer, decided)
        return replace(
            _of(tables, self.owners, self.unowned), recipients=recipients, from_answer=from_answer,
            reaction_kinds=amendments.counted_kinds(self.reaction_kinds, decided),
        )  # fmt: skip

    def only(self, platforms: Iterable[str]) -> Dataset:
        """The part of the dataset that these platforms gave; circles made by hand stay, with the people left.

        A person of several platforms is at home on one of those chosen.
        """
        chosen = set(platforms)
        kept = {
            table: found[found["platform"].isin({*chosen, BY_HAND} if table == "groups" else chosen)]
            for table, found in self.frames().items()
            if "platform" in found.columns
        }
        home = kept["met"].drop_duplicates("contact_id").set_index("contact_id")["platform"]
        nearest = self.contacts["contact_id"].map(home).astype("str").fillna(self.contacts["platform"])
        kept["contacts"] = self.contacts.assign(platform=nearest)[nearest.isin(chosen)]
        kept["audiences"] = self.audiences[self.audiences["post_id"].isin(kept["posts"]["post_id"])]
        kept["memberships"] = _among(self.memberships, kept)
        unowned = tuple(found for found in self.unowned if found.platform in chosen)
        part = _of({table: found.reset_index(drop=True) for table, found in kept.items()}, self.owners, unowned)
        recipients = None if self.recipients is None else _among(self.recipients, kept)
        return replace(part, recipients=recipients, from_answer=self.from_answer, reaction_kinds=self.reaction_kinds)

    def with_groups(self, table: pd.DataFrame) -> Dataset:
        """Add circles made by hand: columns `contact` (name, handle or id) and `group`.

        A name joins every contact whose folded name or handle is the same, on every platform; names that fit
        nobody are counted as a problem.
        """
        if not {"contact", "group"} <= set(table.columns):
            raise WrongSetting(N_('The group file needs the two columns "contact" and "group".'))
        wanted = table[["contact", "group"]].dropna().astype("str").drop_duplicates()
        keys = pd.concat([
            pd.DataFrame({"contact_id": self.contacts["contact_id"], "key": self.contacts[column].map(fold)})
            for column in ("contact_id", "name", "handle")
        ]).dropna()  # fmt: skip
        joined = wanted.assign(key=wanted["contact"].map(fold)).merge(keys.drop_duplicates(), on="key", how="left")
        strangers = int(joined["contact_id"].isna().groupby(joined["contact"]).all().sum())
        joined = joined.dropna(subset=["contact_id"])
        joined["group_id"] = [f"{BY_HAND}:{fold(group) or group}" for group in joined["group"]]
        names = joined.drop_duplicates("group_id")
        tables = Tables()
        for group_id, name in zip(names["group_id"], names["group"], strict=True):
            tables.add(schema.Group(group_id, BY_HAND, name, "circle"))
        for contact_id, group_id in joined[["contact_id", "group_id"]].drop_duplicates().itertuples(index=False):
            tables.add(schema.Membership(contact_id, group_id))
        if strangers:
            tables.add(schema.Problem(BY_HAND, "group file", N_("Names of the group file fit no contact."), strangers))
        return combine([self, _of(tables.frames())])


def combine(datasets: Iterable[Dataset]) -> Dataset:
    """One dataset out of several: a row with the same id is kept once (the richer one), acts are kept once."""
    parts = list(datasets)
    joined = {
        table: pd.concat([p.frames()[table] for p in parts], ignore_index=True) if parts else schema.empty(table)
        for table in schema.TABLES
    }
    owners = tuple(dict.fromkeys(owner for part in parts for owner in part.owners))
    whole = _of(distinct(joined), owners, tuple(found for part in parts for found in part.unowned))
    whole = replace(whole, from_answer=frozenset[str]().union(*(part.from_answer for part in parts)))
    if all(part.recipients is None for part in parts):
        return whole
    recipients = pd.concat([part.sent_to for part in parts]).drop_duplicates(list(schema.KEYS["memberships"]))
    return replace(whole, recipients=recipients.reset_index(drop=True))


def distinct(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Drop rows that two overlapping exports both hold; counts of problems and files add up."""
    kept = dict(frames)
    for table, keys in schema.KEYS.items():
        found = kept[table]
        if found.duplicated(list(keys)).any():
            filled = found.notna().sum(axis=1) + (found == "").sum(axis=1) * -1
            order = filled.sort_values(ascending=False, kind="stable").index
            found = found.loc[order].drop_duplicates(list(keys)).sort_index()
            if table == "contacts":
                first = kept[table].groupby("contact_id")["first_seen"].min()
                found = found.assign(first_seen=found["contact_id"].map(first).astype(schema.TIME))
        kept[table] = found.reset_index(drop=True)
    acts = ["contact_id", "post_id", "time", "kind", "direction", "text", "thread_id"]
    kept["interactions"] = kept["interactions"].drop_duplicates(acts).reset_index(drop=True)
    kept["traces"] = kept["traces"].drop_duplicates().reset_index(drop=True)
    for table, value in (("problems", ["platform", "file", "what"]), ("files", ["platform", "file", "status"])):
        if kept[table].duplicated(value).any():
            summed = kept[table].groupby(value, sort=False, as_index=False, dropna=False)[["n"]].sum()
            kept[table] = summed.astype(schema.dtypes(table))[list(schema.dtypes(table))]
    return kept


def from_rows(rows: Iterable[Row], owners: tuple[Owner, ...] = (), unowned: tuple[Unowned, ...] = ()) -> Dataset:
    """A checked dataset from the rows of readers."""
    tables = Tables()
    for row in rows:
        tables.add(row)
    frames = distinct(tables.frames())
    schema.check(frames)
    return _of(frames, owners, unowned)


def _among(memberships: pd.DataFrame, kept: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The memberships of these groups and people."""
    groups, people = kept["groups"]["group_id"], kept["contacts"]["contact_id"]
    return memberships[memberships["group_id"].isin(groups) & memberships["contact_id"].isin(people)]


def _of(
    frames: Mapping[str, pd.DataFrame], owners: tuple[Owner, ...] = (), unowned: tuple[Unowned, ...] = ()
) -> Dataset:
    tables: dict[str, Any] = {table: frames[table] for table in schema.TABLES}
    return Dataset(**tables, owners=owners, unowned=unowned)


def read_groups(data: bytes) -> pd.DataFrame:
    """The table of a group file (CSV with `contact` and `group`; comma or semicolon, UTF-8 or cp1252)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    try:
        rows = list(table_rows(text.split("\n"), ";" if head.count(";") > head.count(",") else ","))
    except csv.Error as error:
        raise WrongSetting(N_("The group file is not a table. Save it as CSV, then choose it again.")) from error
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    cells = ({name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()} for row in rows[1:])
    return pd.DataFrame([row for row in cells if row], columns=[*dict.fromkeys(header)])


def period(posts: pd.DataFrame) -> tuple[datetime | None, datetime | None]:
    """From when to when do the posts go? (None, None) where no post has a time."""
    times = posts["time"].dropna()
    return (None, None) if times.empty else (times.min().to_pydatetime(), times.max().to_pydatetime())
