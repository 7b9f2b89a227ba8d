"""Circles against facets in one screen's size: counted by hand, and once more with plain loops."""

from __future__ import annotations

import pandas as pd
import pytest

from identity_audit.analysis.audience import matrix
from identity_audit.analysis.crossing import EVERYONE, OTHER_CIRCLES, OTHER_FACETS, crossing, gather, members
from identity_audit.analysis.engagement import engagements, opportunities
from identity_audit.dataset import Dataset
from tests.analysis.hand_counted import build, plain_opportunities, random_dataset, shuffled

POSTS = """
post facet known
a1   0     complete
a2   0     complete
b1   1     complete
c1   2     complete
d1   3     partial
w1   -     complete
"""
ACTS = """
who post
ann a1
ann a2
ann b1
bob b1
bob d1
cid c1
cid w1
dan a1
"""
MEMBERS = """
who circle
ann work
bob work
bob sport
cid sport
cid choir
ann choir
"""


def table(
    dataset: Dataset, assignment: pd.DataFrame, circles: list[str], facets: list[int]
) -> dict[tuple[str, int], tuple[int, int, object, object]]:
    """Circle, facet -> people, engagements, exposed, people on complete lists (None = not known)."""
    engaged, seen = engagements(dataset, assignment), opportunities(dataset, assignment)
    found = crossing(dataset, engaged, seen, circles, facets)
    told = found.astype({"exposed": object, "people_complete": object}).to_dict("records")
    return {
        (r["group_id"], r["topic"]): (
            r["people"], r["engagements"], None if pd.isna(r["exposed"]) else r["exposed"],
            None if pd.isna(r["people_complete"]) else r["people_complete"],
        )
        for r in told
    }  # fmt: skip


def test_counted_by_hand() -> None:
    dataset, assignment = build(POSTS, ACTS, MEMBERS, contacts="who\neve")
    found = table(dataset, assignment, ["work"], [1, 0])
    # facets 2 and 3 are gathered: c1 is complete, d1 partial; sport and choir are gathered: ann, bob and cid
    assert found == {
        (EVERYONE, 1): (2, 2, 5, 2),
        (EVERYONE, 0): (2, 3, 5, 2),
        (EVERYONE, OTHER_FACETS): (2, 2, 5, 1),
        ("work", 1): (2, 2, 2, 2),
        ("work", 0): (1, 2, 2, 1),
        ("work", OTHER_FACETS): (1, 1, 2, 0),
        (OTHER_CIRCLES, 1): (2, 2, 3, 2),
        (OTHER_CIRCLES, 0): (1, 2, 3, 1),
        (OTHER_CIRCLES, OTHER_FACETS): (2, 2, 3, 1),
    }


def test_rows_and_columns_come_in_the_order_asked_for_and_others_only_where_there_are_any() -> None:
    dataset, assignment = build(POSTS, ACTS, MEMBERS)
    every = list(table(dataset, assignment, ["sport", "work", "choir"], [3, 2, 1, 0]))
    assert every == [(g, t) for g in (EVERYONE, "sport", "work", "choir") for t in (3, 2, 1, 0)]
    some = list(table(dataset, assignment, ["choir"], [2]))
    assert some == [(g, t) for g in (EVERYONE, "choir", OTHER_CIRCLES) for t in (2, OTHER_FACETS)]


def test_a_person_in_two_gathered_circles_or_facets_counts_once() -> None:
    dataset, assignment = build(POSTS, ACTS, MEMBERS)
    found = table(dataset, assignment, [], [])
    # everybody who reacted to a post with a facet: ann, bob, cid, dan; each once
    assert found[EVERYONE, OTHER_FACETS][:2] == (4, 7)
    assert found[OTHER_CIRCLES, OTHER_FACETS][:2] == (3, 6)
    assert len(found) == 2


def test_a_facet_known_only_in_part_stays_unknown_with_its_lower_bound() -> None:
    dataset, assignment = build(POSTS, ACTS, MEMBERS)
    found = table(dataset, assignment, ["work", "sport"], [3])
    assert found["work", 3] == (1, 1, None, None)
    assert found[EVERYONE, 3] == (1, 1, None, None)
    # gathered with a facet that is known, the exposed are those of the complete lists
    assert found[EVERYONE, OTHER_FACETS][2] == 4


def test_without_facets_or_circles_there_is_an_empty_table_or_everybody() -> None:
    dataset, assignment = build("post facet\na1 -", "who post\nann a1", "who circle\nann work")
    found = crossing(dataset, engagements(dataset, assignment), opportunities(dataset, assignment), ["work"], [])
    assert found.empty
    assert {"group_id", "topic", "people", "exposed"} <= set(found.columns)
    dataset, assignment = build("post facet\na1 0", "who post\nann a1")
    assert table(dataset, assignment, [], [0]) == {(EVERYONE, 0): (1, 1, 1, 1)}


def test_members_of_everyone_the_chosen_circles_and_the_others() -> None:
    dataset, _assignment = build(POSTS, ACTS, MEMBERS)
    found = members(dataset, ["work"])
    assert not found.duplicated(["contact_id", "group_id"]).any()
    people = found.groupby("group_id")["contact_id"].agg(set).to_dict()
    assert people == {
        EVERYONE: {"ann", "bob", "cid", "dan"}, "work": {"ann", "bob"}, OTHER_CIRCLES: {"ann", "bob", "cid"},
    }  # fmt: skip


def test_gathering_keeps_posts_without_a_facet_apart() -> None:
    topics = pd.Series([0, 1, 2, None], dtype="Int64")
    assert gather(topics, [1]).fillna(99).tolist() == [OTHER_FACETS, 1, OTHER_FACETS, 99]
    assert gather(topics, [0, 1, 2]).fillna(99).tolist() == [0, 1, 2, 99]


@pytest.mark.parametrize("seed", range(6))
def test_against_plain_loops(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    circles, facets = ["g2", "g0"], [3, 0]
    circles = [c for c in circles if c in set(dataset.memberships["group_id"])]
    engaged = engagements(dataset, assignment)
    found = table(dataset, assignment, circles, facets)
    could = plain_opportunities(dataset, assignment)
    belongs = {(m.contact_id, m.group_id) for m in dataset.memberships.itertuples()}

    def inside(who: str, circle: str) -> bool:
        if circle == EVERYONE:
            return True
        if circle == OTHER_CIRCLES:
            return any(g not in circles for w, g in belongs if w == who)
        return (who, circle) in belongs

    def column(topic: int) -> int:
        return topic if topic in facets else OTHER_FACETS

    pairs = {(e.contact_id, e.post_id, int(e.topic)) for e in engaged.itertuples() if not pd.isna(e.topic)}
    for (circle, topic), (people, count, exposed, _complete) in found.items():
        mine = [(who, post) for who, post, t in pairs if column(t) == topic and inside(who, circle)]
        assert (people, count) == (len({who for who, _ in mine}), len(mine))
        if exposed is not None:
            assert exposed == len({who for (who, t) in could if column(t) == topic and inside(who, circle)})


@pytest.mark.parametrize("seed", range(3))
def test_with_every_facet_it_is_the_matrix_and_the_order_of_rows_changes_nothing(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    engaged, seen = engagements(dataset, assignment), opportunities(dataset, assignment)
    circles = sorted(set(dataset.memberships["group_id"]))
    found = crossing(dataset, engaged, seen, circles, seen.topics)
    own = found[found["group_id"] != EVERYONE].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, matrix(dataset, engaged, seen), check_dtype=False)
    other = shuffled(dataset)
    again = crossing(other, engagements(other, assignment), opportunities(other, assignment), circles, seen.topics)
    pd.testing.assert_frame_equal(again, found)
