"""What the person leaves out, taken away from the tables before anything is computed or saved. One pure function.

What goes with each decision (a list of them is a set: neither order nor repetition matters):

- **people** (with every contact that `SamePerson` makes the same person): their contact row, memberships, places in
  audiences, their acts and the acts towards them, and the messages that went to nobody else. Every other post stays,
  also one whose text mentions them, or that went to a group whose name does.
- **conversations** (a group or a thread): the group with its memberships and audiences, the posts of the thread, the
  posts that went to left-out groups and people only, and the acts in them. A post that went elsewhere too stays, with
  that audience alone.
- **a period**: the posts, acts and traces dated in it. What has no date stays, unless it hangs on a post that goes.
- **a file**: the posts and acts that were read from it.

Then what hangs on these: the acts on a post that goes, and whoever appears nowhere else. Somebody who loses a row
appears elsewhere if another act, membership or audience names them, or if a list of contacts gives a day of their own
since when they are known (a `first_seen` that is the time of none of the rows they lose), unless they were a member
of a group that goes. A `first_seen` that is the time of something left out becomes the earliest time they have left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from identity_audit import schema
from identity_audit.corrections import (
    Correction,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    LeaveOutPeriod,
    LeftOut,
    mark,
)
from identity_audit.people import People

if TYPE_CHECKING:
    from identity_audit.dataset import Dataset

Frames = dict[str, pd.DataFrame]
Rows: TypeAlias = "pd.Series[bool]"

#: more people could see these than their audience names
_OPEN = ("public", "unlisted", "followers", "contacts_of_contacts", "contacts")


def without(dataset: Dataset, corrections: Sequence[Correction]) -> Dataset:
    """The dataset without what the person left out, and nothing else decided: what may be saved."""
    frames, recipients = apply(dataset.frames(), dataset.recipients, corrections)
    tables: dict[str, Any] = {**frames, "recipients": recipients}
    return replace(dataset, **tables)


def apply(
    frames: Mapping[str, pd.DataFrame], recipients: pd.DataFrame | None, corrections: Sequence[Correction]
) -> tuple[Frames, pd.DataFrame | None]:
    """The tables and the recipients of groups (None = the memberships) without what the person left out.

    A table that loses nothing is handed back as the same object. Raises ValueError for a day that is none.
    """
    chosen = [c for c in corrections if isinstance(c, LeftOut)]
    tables = dict(frames)
    if not chosen:
        return tables, recipients
    if recipients is not None:
        tables["recipients"] = recipients
    goes = _goes(tables, _chosen(tables, chosen, People(corrections)))
    lost = {table: tables[table][rows] for table, rows in goes.items()}
    for table, rows in goes.items():
        if rows.any():
            tables[table] = tables[table][~rows].reset_index(drop=True)
    _forget_strangers(tables, lost)
    before = tables.pop("recipients", None)
    return tables, before


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The ids and rows that the decisions name."""

    people: frozenset[str]
    groups: frozenset[str]
    threads: frozenset[str]
    periods: tuple[tuple[datetime, datetime], ...]
    files: frozenset[tuple[str, str]]

    def dated(self, times: pd.Series) -> Rows:
        """Which of these times lie in a period? An unknown one in none."""
        found = pd.Series(False, index=times.index)
        for first, last in self.periods:
            found |= (times >= first) & (times <= last)
        return found

    def read_from(self, rows: pd.DataFrame) -> Rows:
        """Which of these rows (platform, source_file) come from the files?"""
        found = pd.Series(False, index=rows.index)
        for platform, file in self.files:
            found |= (rows["platform"] == platform) & (rows["source_file"] == file)
        return found


def _chosen(tables: Frames, decided: Iterable[LeftOut], people: People) -> _Chosen:
    people_marks: dict[str, set[str]] = {}
    talk_marks: dict[str, set[str]] = {}
    periods, files = [], set()
    for decision in decided:
        match decision:
            case LeaveOutPeople(marks=marks, salt=salt):
                people_marks.setdefault(salt, set()).update(marks)
            case LeaveOutConversations(marks=marks, salt=salt):
                talk_marks.setdefault(salt, set()).update(marks)
            case LeaveOutPeriod(first=first, last=last):
                begin = date.fromisoformat(first) if first is not None else date.min
                end = date.fromisoformat(last) if last is not None else date.max
                periods.append((datetime.combine(begin, time.min, UTC), datetime.combine(end, time.max, UTC)))
            case LeaveOutFile(platform=platform, file=file):
                files.add((platform, file))
    ids = set(tables["contacts"]["contact_id"])
    roots = {people.root(contact) for contact in _marked(ids | people.known(), people_marks)}
    threads = {thread for table in ("posts", "interactions") for thread in tables[table]["thread_id"].dropna().unique()}
    groups = set(tables["groups"]["group_id"])
    talks = _marked(threads | groups, talk_marks)
    inside = {thread for thread in threads if thread.rpartition(":")[0] in talks & groups}
    return _Chosen(
        people=frozenset(contact for contact in ids if people.root(contact) in roots),
        groups=frozenset(talks & groups),
        threads=frozenset(talks | inside),
        periods=tuple(periods),
        files=frozenset(files),
    )


def _marked(ids: Collection[str], marks: Mapping[str, Collection[str]]) -> set[str]:
    """Which of these ids were marked, under whatever salt?"""
    return {identity for salt, known in marks.items() for identity in ids if mark(salt, identity) in known}


def _goes(tables: Frames, out: _Chosen) -> dict[str, Rows]:
    """Which rows of each table go, before anybody is looked at who appears nowhere else."""
    posts, acts, audiences = tables["posts"], tables["interactions"], tables["audiences"]
    to_group = audiences["group_id"].isin(out.groups)
    to_nobody = to_group | audiences["contact_id"].isin(out.people)
    told = audiences.loc[to_nobody, "post_id"].unique()
    elsewhere = audiences.loc[audiences["post_id"].isin(told) & ~to_nobody, "post_id"].unique()
    unheard = posts["post_id"].isin(told) & ~posts["post_id"].isin(elsewhere) & ~posts["visibility"].isin(_OPEN)
    post_goes = unheard | posts["thread_id"].isin(out.threads) | out.dated(posts["time"]) | out.read_from(posts)
    gone = posts.loc[post_goes, "post_id"]
    # a group of the file knows its threads by the posts in them
    of_groups = posts["post_id"].isin(audiences.loc[to_group, "post_id"].unique()) & unheard
    threads = posts.loc[of_groups, "thread_id"].dropna().unique()
    found = {
        "posts": post_goes,
        "interactions": (
            acts["contact_id"].isin(out.people) | acts["post_id"].isin(gone) | acts["thread_id"].isin(out.threads)
            | (acts["post_id"].isna() & acts["thread_id"].isin(threads))
            | out.dated(acts["time"]) | out.read_from(acts)
        ),
        "audiences": to_nobody | audiences["post_id"].isin(gone),
        "groups": tables["groups"]["group_id"].isin(out.groups),
        "traces": out.dated(tables["traces"]["time"]),
    }  # fmt: skip
    for table in ("memberships", "recipients"):
        if table in tables:
            found[table] = tables[table]["contact_id"].isin(out.people) | tables[table]["group_id"].isin(out.groups)
    for table in ("contacts", "met"):
        found[table] = tables[table]["contact_id"].isin(out.people)
    return found


def _forget_strangers(tables: Frames, lost: Frames) -> None:
    """Let go of whoever lost a row and appears nowhere else; nobody's first day tells of what was left out."""
    before = _appearances(lost)
    contacts = tables["contacts"]
    first = contacts.loc[contacts["contact_id"].isin(before["contact_id"].unique()), ["contact_id", "first_seen"]]
    if first.empty:
        return
    after = _appearances(tables)
    theirs = _among(first, before)
    members = {c for table in ("memberships", "recipients") if table in lost for c in lost[table]["contact_id"]}
    listed = first["first_seen"].notna() & ~theirs & ~first["contact_id"].isin(members)
    strangers = first.loc[~listed & ~first["contact_id"].isin(after["contact_id"].unique()), "contact_id"]
    moved = first.loc[theirs & ~_among(first, after), "contact_id"]
    if len(moved):
        earliest = after.groupby("contact_id")["time"].min().astype(schema.TIME).reindex(contacts["contact_id"])
        day = contacts["first_seen"].where(~contacts["contact_id"].isin(moved), earliest.set_axis(contacts.index))
        tables["contacts"] = contacts.assign(first_seen=day)
    if len(strangers):
        for table in ("contacts", "met"):
            tables[table] = tables[table][~tables[table]["contact_id"].isin(strangers)].reset_index(drop=True)


def _appearances(tables: Frames) -> pd.DataFrame:
    """contact_id, time (NaT = not known): every row of these tables that names a contact."""
    named = tables["audiences"].dropna(subset=["contact_id"])
    found = [tables["interactions"], named.merge(tables["posts"][["post_id", "time"]], how="left")]
    found += [tables[t].rename(columns={"since": "time"}) for t in ("memberships", "recipients") if t in tables]
    return pd.concat([rows[["contact_id", "time"]] for rows in found], ignore_index=True)


def _among(first: pd.DataFrame, appearances: pd.DataFrame) -> Rows:
    """Is the first day of each contact the time of one of their appearances?"""
    dated = appearances.dropna().rename(columns={"time": "first_seen"}).drop_duplicates()
    found = first.merge(dated, how="left", indicator=True)
    return pd.Series(found["_merge"].to_numpy() == "both", index=first.index)
