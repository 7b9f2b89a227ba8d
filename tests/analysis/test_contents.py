"""What was read, in tables: counted by hand, then against a plain count of the sample."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from identity_audit.analysis.contents import Contents, Removed, matching, removed
from identity_audit.corrections import SamePerson
from identity_audit.dataset import Dataset, fold, from_rows
from identity_audit.importers import read_export
from identity_audit.schema import Audience, Contact, Group, Interaction, Membership, Post, Row
from tests.conftest import ROOT

START = datetime(2024, 12, 30, tzinfo=UTC)


def day(n: int) -> datetime:
    return START + timedelta(days=n)


def act(
    who: str, post: str | None, time: datetime | None, *, thread: str | None = None, kind: Any = "reaction",
    direction: Any = "received", evidence: Any = "observed", file: str = "likes.json",
) -> Interaction:  # fmt: skip
    return Interaction(who, post, time, kind, direction, evidence, "x", thread, "", file)


ROWS: list[Row] = [
    Contact("x:e", "x", "Élise Brandt", "elise"),
    Contact("x:a", "x", "anton", None),
    Contact("x:z", "x", "Zoé", "zoe"),
    Contact("y:e", "y", "Elise B."),
    Group("x:chat", "x", "Choir", "chat"),
    Group("x:silent", "x", "Never used", "channel"),
    Group("x:wall", "x", "Neighbours", "list"),
    Group("x:company", "x", "Acme", "company"),
    Membership("x:e", "x:chat"),
    Membership("x:a", "x:company"),
    Post("x:1", "x", day(0), "One", visibility="public", source_file="posts.json"),
    Post("x:2", "x", day(3), "Two", "message", visibility="group", thread_id="x:chat", source_file="chat.json"),
    Post("x:3", "x", day(5), "  Dear Élise,\nhow", "message", visibility="direct", thread_id="x:t", source_file="box"),
    Post("x:4", "x", day(4), "Before that", "message", visibility="direct", thread_id="x:t", source_file="box"),
    Post("x:5", "x", None, "Five", visibility="group", source_file="posts.json"),
    Post("x:6", "x", day(9), "Own thread", "reply", thread_id="x:6", source_file="comments.json"),
    Audience("x:2", group_id="x:chat"),
    Audience("x:3", contact_id="x:e"),
    Audience("x:4", contact_id="x:e"),
    Audience("x:4", contact_id="x:z"),
    Audience("x:5", group_id="x:wall"),
    act("x:e", "x:1", day(1)),
    act("x:e", "x:2", day(4), thread="x:chat", kind="reply", file="chat.json"),
    act("x:a", None, day(2), thread="x:chat", kind="message", file="chat.json"),
    act("x:a", None, day(400), direction="given", kind="follow", file="follows.json"),
    act("x:z", "x:3", None, thread="x:t", file="box"),
    act("x:z", "x:1", day(1), evidence="proxy", file="guessed.json"),
    act("x:e", None, None, direction="given", kind="follow", file="follows.json"),
]  # fmt: skip
FOUND = Contents(from_rows(ROWS))


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    cells = table[list(columns)].astype("object")
    return [tuple(row) for row in cells.where(cells.notna(), None).itertuples(index=False)]


def test_people_by_name_with_what_the_files_say_of_them() -> None:
    assert rows(FOUND.people, "contact_id", "platforms", "received", "given", "messages", "first", "last") == [
        ("x:a", "x", 1, 1, 0, day(2), day(400)),
        ("y:e", "y", 0, 0, 0, None, None),
        ("x:e", "x", 2, 1, 2, day(1), day(5)),
        ("x:z", "x", 1, 0, 1, day(4), day(4)),
    ]


def test_somebody_of_two_networks_is_one_row() -> None:
    joined = Contents(FOUND.dataset.apply([SamePerson(("x:e", "y:e"))])).people
    assert rows(joined, "contact_id", "platforms")[1] == ("x:e", "x y")
    assert len(joined) == 3


def test_conversations_are_where_people_talk() -> None:
    found = rows(FOUND.conversations, "conversation_id", "title", "begins", "people", "posts", "acts", "first", "last")
    assert found == [
        ("x:chat", "Choir", "", 2, 1, 2, day(2), day(4)),
        ("x:t", "Élise Brandt, Zoé", "Before that", 2, 2, 1, day(4), day(5)),
        ("x:wall", "Neighbours", "", 0, 1, 0, None, None),
        ("x:silent", "Never used", "", 0, 0, 0, None, None),
    ]


def test_a_thread_of_many_is_called_by_three_of_them_and_found_by_all() -> None:
    names = [f"Person {letter}" for letter in "abcde"]
    people: list[Row] = [Contact(f"x:{name}", "x", name) for name in names]
    to = [Audience("x:1", contact_id=f"x:{name}") for name in names]
    data = from_rows([*people, Post("x:1", "x", day(0), kind="message", thread_id="x:t"), *to])
    found = Contents(data).conversations
    assert found["title"].tolist() == ["Person a, Person b, Person c +2"]
    assert len(matching(found, "person E")) == 1


def test_threads_of_a_channel_are_no_conversations_of_their_own() -> None:
    channel: list[Row] = [
        Contact("x:a", "x", "A"), Group("x:C1", "x", "general", "channel"), Group("m:list", "m", "List", "list"),
        Post("x:1", "x", day(0), thread_id="x:C1:1", kind="message"), Audience("x:1", group_id="x:C1"),
        Post("m:1", "m", day(0), thread_id="m:t", kind="message"), Audience("m:1", group_id="m:list"),
        act("x:a", None, day(1), thread="x:C1:0", kind="message"), act("x:a", None, day(1), thread="m:t"),
    ]  # fmt: skip
    found = Contents(from_rows(channel)).conversations
    assert rows(found, "conversation_id", "posts", "acts", "people") == [("x:C1", 1, 1, 1), ("m:list", 1, 1, 1)]


def test_years_newest_first_and_what_has_no_date_apart() -> None:
    # the reaction without a time is on a post of 2025
    assert rows(FOUND.years, "year", "posts", "acts") == [(2026, 0, 1), (2025, 4, 3), (2024, 1, 1), (None, 1, 1)]


def test_files_hold_posts_and_acts() -> None:
    assert rows(FOUND.files, "platform", "file", "posts", "acts") == [
        ("x", "box", 2, 1), ("x", "chat.json", 1, 2), ("x", "comments.json", 1, 0), ("x", "follows.json", 0, 2),
        ("x", "likes.json", 0, 1), ("x", "posts.json", 2, 0),
    ]  # fmt: skip


def test_nothing_read_gives_empty_tables() -> None:
    nothing = Contents(Dataset())
    assert [len(t) for t in (nothing.people, nothing.conversations, nothing.years, nothing.files)] == [0, 0, 0, 0]
    assert nothing.count() == Removed(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("", ["x:a", "y:e", "x:e", "x:z"]),
        ("ELISE", ["y:e", "x:e"]),
        ("brandt éli", ["x:e"]),
        ("@zoe", ["x:z"]),
        (".*", ["x:a", "y:e", "x:e", "x:z"]),
        ("nobody", []),
    ],
)
def test_the_search_reads_names_as_people_write_them(asked: str, ids: list[str]) -> None:
    assert matching(FOUND.people, asked)["contact_id"].tolist() == ids


def test_what_was_removed_is_the_difference() -> None:
    less = Contents(from_rows([row for row in ROWS if "x:z" not in (getattr(row, "contact_id", None),)][:-1]))
    assert removed(FOUND, less) == Removed(people=1, conversations=0, posts=0, acts=2)
    assert removed(FOUND, FOUND) == Removed(0, 0, 0, 0)


def test_the_sample_is_counted_as_plain_loops_count_it() -> None:
    files = sorted(p for p in (ROOT / "sample_data" / "camille").iterdir() if p.suffix in {".zip", ".txt", ".mbox"})
    data = read_export(files, tz="Europe/Brussels", messages=True)
    found = Contents(data)
    people: dict[str, list[int]] = {contact: [0, 0, 0] for contact in data.contacts["contact_id"]}
    for row in data.interactions.itertuples():
        if row.evidence == "observed":
            people[row.contact_id][row.direction == "given"] += 1
    for row in data.audiences.itertuples():
        if isinstance(row.contact_id, str):
            people[row.contact_id][2] += 1
    counted = {row[0]: list(row[1:]) for row in rows(found.people, "contact_id", "received", "given", "messages")}
    assert counted == people
    names = [fold(f"{n} {h}" if isinstance(h, str) else n) or "" for n, h in zip(
        found.people["name"], found.people["handle"], strict=True)]  # fmt: skip
    assert names == sorted(names)
    to = {(row.post_id, row.group_id) for row in data.audiences.itertuples() if isinstance(row.group_id, str)}
    talks = found.conversations.set_index("conversation_id")
    for group in {group for _post, group in to}:
        assert talks.loc[group, "posts"] == sum(there == group for _post, there in to)
    in_threads = {row.thread_id for row in data.posts.itertuples() if row.kind == "message"}
    in_threads |= {row.thread_id for row in data.interactions.itertuples() if row.kind == "message"}
    grouped = {row.thread_id for row in data.posts.itertuples() if any(p == row.post_id for p, _group in to)}
    alone = {t for t in in_threads - grouped if t not in set(data.groups["group_id"])}
    assert alone <= set(talks.index)
    assert set(talks.index) - alone <= set(data.groups["group_id"])
    assert found.files["posts"].sum() == found.years["posts"].sum() == len(data.posts)
    observed = (data.interactions["evidence"] == "observed").sum()
    assert found.files["acts"].sum() == found.years["acts"].sum() == observed
