"""Joining exports, keeping a part, adding circles: always a new dataset, on tables small enough to count by hand."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.dataset import Dataset, Owner, Unowned, combine, fold, from_rows, period, read_groups
from identity_audit.errors import WrongSetting
from identity_audit.schema import (
    Audience,
    Contact,
    FileSeen,
    Group,
    Interaction,
    Membership,
    Met,
    Post,
    Problem,
    Row,
    Trace,
    check,
)

DAY = datetime(2025, 1, 1, tzinfo=UTC)


def rows(platform: str) -> list[Row]:
    return [
        Post(f"{platform}:1", platform, DAY, "one"),
        Post(f"{platform}:2", platform, DAY + timedelta(days=1), "two"),
        Contact(f"{platform}:anne", platform, "Anne Lefèvre", "anne", DAY),
        Contact(f"{platform}:bob", platform, "Bob"),
        Group(f"{platform}:g", platform, "Work", "list"),
        Membership(f"{platform}:anne", f"{platform}:g"),
        Met(f"{platform}:anne", platform, DAY),
        Audience(f"{platform}:1", group_id=f"{platform}:g"),
        Audience(f"{platform}:2", contact_id=f"{platform}:bob"),
        Interaction(f"{platform}:anne", f"{platform}:1", DAY, "comment", "received", "observed", platform, text="hi"),
        Trace(platform, "interest", "bread"),
        Problem(platform, "a.json", "bad", 2),
        FileSeen(platform, "a.json", "read"),
    ]


def sizes(dataset: Dataset) -> dict[str, int]:
    return {table: len(found) for table, found in dataset.frames().items() if len(found)}


X, Y = from_rows(rows("x"), (Owner("x", ("Me",)),)), from_rows(rows("y"), unowned=(Unowned("y", 3, (), True),))
BOTH = combine([X, Y])


def test_exports_of_two_platforms_lie_side_by_side() -> None:
    assert sizes(BOTH) == {table: 2 * n for table, n in sizes(X).items()}
    assert (BOTH.owners, BOTH.unowned) == (X.owners, Y.unowned)
    check(BOTH.frames())


def test_the_same_export_twice_counts_once_but_its_problems_add_up() -> None:
    twice = combine([X, X])
    assert sizes(twice) == sizes(X)
    assert (twice.problems["n"].tolist(), twice.files["n"].tolist()) == ([4], [2])
    assert twice.owners == X.owners


def test_of_two_rows_with_one_id_the_richer_is_kept_with_the_earlier_day() -> None:
    poor = from_rows([Contact("x:anne", "x", "Anne", first_seen=DAY - timedelta(days=9)), Post("x:1", "x", DAY)])
    for parts in ([poor, X], [X, poor]):
        joined = combine(parts)
        anne = joined.contacts.set_index("contact_id").loc["x:anne"]
        assert (anne["handle"], anne["first_seen"]) == ("anne", DAY - timedelta(days=9))
        assert joined.posts.set_index("post_id")["text"]["x:1"] == "one"


def test_nothing_joined_is_an_empty_dataset() -> None:
    assert sizes(combine([])) == {}
    check(combine([]).frames())


def test_a_part_by_platform_is_that_platform_alone() -> None:
    assert BOTH.only(["x"]).fingerprint == X.fingerprint
    assert sizes(BOTH.only([])) == {}
    assert (BOTH.only(["x"]).unowned, BOTH.only(["y"]).unowned) == ((), Y.unowned)
    check(BOTH.only(["y"]).frames())


def test_circles_made_by_hand_stay_with_the_people_left() -> None:
    table = pd.DataFrame({"contact": ["anne", "x:bob", "ANNE LEFEVRE", "Nobody", None], "group": ["Choir"] * 5})
    before = BOTH.fingerprint
    circled = BOTH.with_groups(table)
    choir = circled.memberships[circled.memberships["group_id"] == "circle:choir"]
    assert sorted(choir["contact_id"]) == ["x:anne", "x:bob", "y:anne"]
    assert circled.problems[circled.problems["platform"] == "circle"]["n"].tolist() == [1]
    part = circled.only(["x"])
    assert sorted(part.groups["name"]) == ["Choir", "Work"]
    assert len(part.memberships) == 3
    check(part.frames())
    assert BOTH.fingerprint == before


def test_a_circle_may_have_a_name_without_letters() -> None:
    circled = X.with_groups(pd.DataFrame({"contact": ["Bob"], "group": ["🏫"]}))
    assert circled.groups["group_id"].tolist() == ["x:g", "circle:🏫"]


@pytest.mark.parametrize(
    "data",
    [
        b"contact,group\nBob,Choir\n",
        "Contact;Group;\r\n Bob ;Choir;\r\n;;\r\n".encode("cp1252"),
        "group;note;contact\nChoir;é;Bob".encode("utf-8-sig"),
    ],
)
def test_a_group_file_is_read_as_people_write_it(data: bytes) -> None:
    assert read_groups(data)[["contact", "group"]].values.tolist() == [["Bob", "Choir"]]


@pytest.mark.parametrize("data", [b"", b"name,team\nBob,Choir\n", b'contact,group\n"' + b"x" * 200_000])
def test_a_file_that_is_no_group_file_is_refused(data: bytes) -> None:
    with pytest.raises(WrongSetting):
        X.with_groups(read_groups(data))


def test_the_platform_with_most_posts_comes_first() -> None:
    more = combine(
        [BOTH, from_rows([Post("y:3", "y", None), FileSeen("z", "a", "closed"), FileSeen("", "b", "unknown")])]
    )
    assert more.platforms == ["y", "x", "z"]


def test_every_cell_counts_in_the_fingerprint() -> None:
    again = from_rows(rows("x"))
    assert again.fingerprint == X.fingerprint
    for table, found in X.frames().items():
        for column in found.columns:
            changed = found.copy()
            old = changed[column].iloc[0]
            changed[column] = changed[column].astype("object")
            changed.loc[0, column] = old + 1 if column == "n" else DAY + timedelta(days=99) if "datetime" in str(
                found[column].dtype) else 7 if str(found[column].dtype) == "Int64" else "other"  # fmt: skip
            changed[column] = changed[column].astype(found[column].dtype)
            assert Dataset(**{**X.frames(), table: changed}).fingerprint != X.fingerprint, (table, column)


def test_the_fingerprint_is_the_same_in_another_process() -> None:
    code = (
        "from identity_audit.dataset import from_rows; from identity_audit.schema import Contact, Post\n"
        "print(from_rows([Post('x:1', 'x', None, 'é'), Contact('x:a', 'x', 'A')]).fingerprint)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = from_rows([Post("x:1", "x", None, "é"), Contact("x:a", "x", "A")])
    assert run.stdout.strip() == here.fingerprint


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Anne  LEFÈVRE", "anne lefevre", True),
        ("Anne-Marie d’Hondt", "anne marie D'HONDT", True),
        ("Straße", "STRASSE", True),
        ("İpek", "ipek", True),
        ("Anne ❤️", "Anne", True),
        ("Nguyễn", "nguyen", True),
        ("が", "か", False),
        ("कमल", "कमला", False),
        ("Anne", "Anna", False),
    ],
)
def test_one_name_written_two_ways_folds_to_one_key(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) is same


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    once = fold(name)
    assert once is None or fold(once) == once
    assert fold(None) is None and fold(3) is None


def test_the_period_leaves_out_unknown_dates() -> None:
    assert period(X.posts) == (DAY, DAY + timedelta(days=1))
    assert period(from_rows([Post("x:1", "x", None)]).posts) == (None, None)
