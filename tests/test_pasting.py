"""Pasted lists in the tables: counted by hand, against plain loops, and beside the other decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from identity_audit import pasting, records, schema
from identity_audit.analysis.engagement import engagements, opportunities
from identity_audit.corrections import (
    CORRECTIONS,
    Correction,
    JoinCircle,
    LeaveOutPeople,
    LeaveOutPeriod,
    MakeCircle,
    PastedList,
    SamePerson,
    SkippedPost,
    ThisIsMe,
    mark,
)
from identity_audit.dataset import Dataset, from_rows
from identity_audit.leaving_out import without
from identity_audit.pasting import SOURCE, answers, stranger
from identity_audit.schema import Contact, Interaction, Post, Row

DAY = datetime(2025, 1, 1, tzinfo=UTC)
ROWS: list[Row] = [
    Post("f:1", "f", DAY, "one"),
    Post("f:2", "f", DAY + timedelta(days=1), "two", reactions_known="count", n_reactions=5),
    Post("f:3", "f", DAY + timedelta(days=2), "three", reactions_known="partial"),
    Post("f:4", "f", DAY + timedelta(days=3), "four", reactions_known="complete"),
    Post("f:5", "f", DAY + timedelta(days=4), "five", kind="repost"),
    Post("i:1", "i", DAY, "other network"),
    Contact("f:zoe", "f", "Zoé Lemmens"),
    Contact("f:anton", "f", "Anton Dewael"),
    Contact("i:zoe", "i", "zoe.lem", "zoe.lem"),
    Interaction("f:zoe", "f:3", DAY + timedelta(days=9), "comment", "received", "observed", "f"),
    Interaction("f:anton", "f:4", None, "reaction", "received", "observed", "f"),
]
DATA = from_rows(ROWS)
FACETS = pd.DataFrame({"post_id": DATA.posts["post_id"], "topic": pd.array([0] * len(DATA.posts), dtype="Int64")})


def known(dataset: Dataset) -> dict[str, str]:
    return dict(zip(dataset.posts["post_id"], dataset.posts["reactions_known"], strict=True))


def engaged(dataset: Dataset) -> set[tuple[str, str]]:
    found = engagements(dataset, FACETS)
    return set(zip(found["contact_id"], found["post_id"], strict=True))


# --- counted by hand -------------------------------------------------------------------------------------------------


def test_a_whole_list_is_evidence_with_a_denominator() -> None:
    pasted = DATA.apply([PastedList("f:1", ("f:zoe",), ("Marc Petit",), True)])
    schema.check(pasted.frames())
    assert known(pasted) == {**known(DATA), "f:1": "complete"}
    [made] = pasted.contacts[~pasted.contacts["contact_id"].isin(DATA.contacts["contact_id"])].to_dict("records")
    assert (made["contact_id"], made["platform"], made["name"]) == ("f:pasted:marc petit", "f", "Marc Petit")
    added = pasted.interactions[pasted.interactions["source_file"] == SOURCE]
    assert list(added["contact_id"]) == ["f:zoe", "f:pasted:marc petit"]
    assert set(added["kind"]) == {"reaction"}
    assert set(added["direction"]) == {"received"}
    assert set(added["evidence"]) == {"observed"}
    assert set(added["platform"]) == {"f"}
    assert added["time"].isna().all()
    assert engaged(pasted) - engaged(DATA) == {("f:zoe", "f:1"), ("f:pasted:marc petit", "f:1")}
    # f:4 is whole in the file, f:1 is now: open to all of the network, but Anton is known there since f:4 only
    could = opportunities(pasted, FACETS).cells.set_index("contact_id")["opportunities"].to_dict()
    assert could == {"f:zoe": 2, "f:anton": 1, "f:pasted:marc petit": 2}


def test_a_part_of_a_list_says_who_reacted_and_not_who_did_not() -> None:
    pasted = DATA.apply([PastedList("f:2", ("f:anton",), (), False)])
    assert known(pasted)["f:2"] == "partial"
    assert engaged(pasted) - engaged(DATA) == {("f:anton", "f:2")}
    before, after = (opportunities(data, FACETS) for data in (DATA, pasted))
    assert_frame_equal(before.cells, after.cells)


def test_nobody_reacted_is_a_list_too() -> None:
    pasted = DATA.apply([PastedList("f:1", (), (), True)])
    assert known(pasted)["f:1"] == "complete"
    assert engaged(pasted) == engaged(DATA)
    assert len(pasted.contacts) == len(DATA.contacts)


def test_what_a_file_names_stays_and_the_list_adds_to_it() -> None:
    pasted = DATA.apply([PastedList("f:3", ("f:anton",), (), True)])
    assert known(pasted)["f:3"] == "complete"
    assert {pair for pair in engaged(pasted) if pair[1] == "f:3"} == {("f:zoe", "f:3"), ("f:anton", "f:3")}


@pytest.mark.parametrize("post", ["f:4", "f:5", "f:never"])
def test_a_post_whose_list_is_whole_in_the_file_a_repost_and_an_unknown_one_change_nothing(post: str) -> None:
    pasted = DATA.apply([PastedList(post, ("f:zoe",), ("Marc Petit",), True)])
    for table, frame in DATA.frames().items():
        assert_frame_equal(frame, pasted.frames()[table])


def test_the_last_answer_about_a_post_counts() -> None:
    first, second = PastedList("f:1", ("f:zoe",), ("Marc",), True), PastedList("f:1", ("f:anton",), (), False)
    assert answers([first, SkippedPost("f:2"), second]) == {"f:1": second, "f:2": SkippedPost("f:2")}
    pasted = DATA.apply([first, second])
    assert engaged(pasted) - engaged(DATA) == {("f:anton", "f:1")}
    assert known(pasted)["f:1"] == "partial"
    assert DATA.apply([first, SkippedPost("f:1")]).fingerprint == DATA.fingerprint


def test_one_name_is_one_contact_on_every_list_of_its_network() -> None:
    pasted = DATA.apply([
        PastedList("f:1", (), ("Marc  PETIT", "Émile @emile.b"), True), PastedList("f:2", (), ("marc-petit",), True),
        PastedList("i:1", (), ("Marc Petit", "@zo_e", "🌻"), True),
    ])  # fmt: skip
    schema.check(pasted.frames())
    made = pasted.contacts[pasted.contacts["contact_id"].str.contains(":pasted:")]
    assert made[["contact_id", "name", "handle"]].fillna("").to_numpy().tolist() == [
        ["f:pasted:marc petit", "Marc  PETIT", ""],
        ["f:pasted:emile emile b", "Émile", "emile.b"],
        ["i:pasted:marc petit", "Marc Petit", ""],
        ["i:pasted:zo e", "zo_e", "zo_e"],
        ["i:pasted:🌻", "🌻", ""],
    ]


def test_people_who_are_not_there_any_more_are_passed_over() -> None:
    pasted = DATA.apply([PastedList("f:1", ("f:gone", "f:zoe"), (), True)])
    assert engaged(pasted) - engaged(DATA) == {("f:zoe", "f:1")}


# --- beside the other decisions --------------------------------------------------------------------------------------


def test_a_pasted_name_is_joined_made_a_member_left_out_or_me_like_anybody() -> None:
    marc, pasted = "f:pasted:marc petit", PastedList("f:1", ("f:zoe",), ("Marc Petit",), True)
    joined = DATA.apply([pasted, SamePerson((marc, "f:anton"))])
    assert engaged(joined) - engaged(DATA) == {("f:zoe", "f:1"), ("f:anton", "f:1")}
    circle = DATA.apply([pasted, MakeCircle("circle:c", "C", (marc,)), JoinCircle("circle:c", ("f:zoe",))])
    assert set(circle.memberships["contact_id"]) == {marc, "f:zoe"}
    assert engaged(DATA.apply([pasted, ThisIsMe(marc)])) - engaged(DATA) == {("f:zoe", "f:1")}
    out = DATA.apply([LeaveOutPeople((mark("s", "f:zoe"), mark("s", marc)), "s"), pasted])
    assert engaged(out) == {pair for pair in engaged(DATA) if pair[0] != "f:zoe"}
    assert not set(out.contacts["contact_id"]) & {marc, "f:zoe"}
    assert "f:1" not in known(DATA.apply([pasted, LeaveOutPeriod("2025-01-01", "2025-01-01")]))


def test_what_is_saved_holds_no_pasted_list() -> None:
    pasted = PastedList("f:1", ("f:zoe",), ("Marc",), True)
    assert without(DATA, [pasted, LeaveOutPeriod("2024-01-01", "2024-02-01")]).fingerprint == DATA.fingerprint


@pytest.mark.parametrize("decision", [PastedList("f:1", ("f:zoe",), ("Zoé",), False), SkippedPost("f:2")])
def test_as_json_and_back(decision: Correction) -> None:
    assert records.loads(Correction, records.dumps(decision)) == decision
    assert CORRECTIONS[decision.kind] is type(decision)


# --- any lists -------------------------------------------------------------------------------------------------------

LISTS = st.lists(
    st.one_of(
        st.builds(
            PastedList,
            st.sampled_from(["f:1", "f:2", "f:3", "f:4", "f:5", "i:1", "f:never"]),
            st.lists(st.sampled_from(["f:zoe", "f:anton", "i:zoe", "f:gone"]), max_size=3).map(tuple),
            st.lists(st.sampled_from(["Marc", "marc", "Léa P", "🌻", "@h", "Léa P @h"]), max_size=4).map(tuple),
            st.booleans(),
        ),
        st.builds(SkippedPost, st.sampled_from(["f:1", "f:2", "i:1"])),
    ),
    max_size=6,
)


@given(LISTS)
def test_any_lists_against_plain_loops(decided: list[Any]) -> None:
    expected, lists = set(engaged(DATA)), {}
    for decision in decided:
        lists[decision.post] = decision
    reached = known(DATA)
    for post, decision in lists.items():
        if not isinstance(decision, PastedList) or post in ("f:4", "f:5", "f:never"):
            continue
        platform = post.partition(":")[0]
        expected |= {(contact, post) for contact in decision.contacts if contact != "f:gone"}
        expected |= {(stranger(platform, name), post) for name in decision.names}
        reached[post] = "complete" if decision.complete else "partial"
    pasted = DATA.apply(decided)
    schema.check(pasted.frames())
    assert engaged(pasted) == expected
    assert known(pasted) == reached
    # what was read is all there, row by row, before what was added
    for table in ("contacts", "interactions"):
        before = DATA.frames()[table]
        assert_frame_equal(pasted.frames()[table].head(len(before)), before)
    columns = [name for name in DATA.posts.columns if name != "reactions_known"]
    assert_frame_equal(pasted.posts[columns], DATA.posts[columns])


@given(LISTS)
def test_the_tables_are_never_changed_in_place(decided: list[Any]) -> None:
    before = DATA.fingerprint
    pasting.apply(DATA.frames(), decided)
    assert Dataset(**DATA.frames()).fingerprint == before  # type: ignore[arg-type]
