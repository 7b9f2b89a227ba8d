"""Asked, answered, skipped: the draw keeps what is done; what the lists say fits one screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.crossing import EVERYONE, OTHER_CIRCLES
from identity_audit.analysis.engagement import opportunities
from identity_audit.analysis.pasted_answers import Pasted, gathered
from identity_audit.corrections import Correction, PastedList, SamePerson, SkippedPost
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Group, Membership, Post, Row

START = datetime(2025, 1, 1, tzinfo=UTC)


def world(posts: int = 40, people: int = 12) -> Dataset:
    """Posts on one network, people in two circles and some in none."""
    rows: list[Row] = [Post(f"f:{i:02}", "f", START + timedelta(days=i), f"text {i}") for i in range(posts)]
    rows += [Contact(f"f:p{i}", "f", f"Person {i}") for i in range(people)]
    rows += [Group("f:a", "f", "A", "list"), Group("f:b", "f", "B", "list"), Group("f:c", "f", "C", "list")]
    rows += [Membership(f"f:p{i}", f"f:{'abc'[i % 3]}") for i in range(people - 2)]
    return from_rows(rows)


def facets(dataset: Dataset, n: int) -> pd.DataFrame:
    """Post number i shows facet i modulo n."""
    ids = dataset.posts["post_id"]
    return pd.DataFrame({"post_id": ids, "topic": pd.array([i % n for i in range(len(ids))], dtype="Int64")})


def of(source: Dataset, assignment: pd.DataFrame, *decided: Correction) -> Pasted:
    dataset = source.apply(decided)
    met = opportunities(dataset, assignment).platforms
    return gathered(source, dataset, assignment, met, decided, seed=0)


def whole(post: str, *people: str) -> PastedList:
    return PastedList(post, people, (), True)


def test_what_is_answered_leaves_the_questions_and_counts() -> None:
    source = world()
    assignment = facets(source, 3)
    before = of(source, assignment)
    assert (len(before.asked), before.done, before.left) == (12, (), before.asked)
    first, second, third = before.asked[:3]
    after = of(source, assignment, whole(first, "f:p0"), SkippedPost(second), PastedList(third, (), ("Zoé",), False))
    assert second not in after.asked
    assert after.done == (first, third)
    assert len(after.left) == 10
    # the next one of the facet of the skipped post comes instead, nothing else moves
    assert len(set(after.asked) - set(before.asked)) == 1
    assert set(before.asked) - set(after.asked) == {second}
    assert [(one.post_id, one.people, one.complete) for one in after.lists] == [
        (first, ("f:p0",), True), (third, ("f:pasted:zoe",), False)]  # fmt: skip
    assert after.complete == 1


def test_lists_of_posts_without_a_facet_and_of_unknown_posts_rest() -> None:
    source = world()
    assignment = facets(source, 3)
    assignment.loc[assignment["post_id"] == "f:00", "topic"] = pd.NA
    found = of(source, assignment, whole("f:00", "f:p0"), whole("f:never", "f:p0"))
    assert (found.lists, dict(found.answers)) == ((), {})


def test_the_people_of_a_list_are_those_of_the_corrected_tables() -> None:
    source = world()
    joined = of(source, facets(source, 3), whole("f:00", "f:p0", "f:p1"), SamePerson(("f:p0", "f:p1")))
    assert joined.lists[0].people == ("f:p0",)


@settings(max_examples=25)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 12))
def test_lists_keep_their_place_when_the_facets_change(before: int, after: int, answered: int) -> None:
    source = world()
    done = of(source, facets(source, before)).asked[:answered]
    again = of(source, facets(source, after), *map(whole, done))
    assert len(again.asked) == 12
    assert {one.post_id for one in again.lists} == set(done)
    # of each facet, no unanswered post is asked about while an answered one of it is left aside
    topic = again.posts.set_index("post_id")["topic"]
    for facet in again.draw.facets:
        asked = [post for post in again.asked if topic[post] == facet.topic]
        waiting = [post for post in done if topic[post] == facet.topic and post not in asked]
        assert not waiting or all(post in done for post in asked)


def test_everybody_then_the_circles_then_the_others() -> None:
    source = world()
    lists = [whole(post, "f:p0", "f:p3") for post in of(source, facets(source, 2)).asked]
    cells = of(source, facets(source, 2), *lists).cells(["f:c", "f:a"])
    assert list(zip(cells["group_id"], cells["topic"], strict=True)) == [
        (group, topic) for group in (EVERYONE, "f:c", "f:a", OTHER_CIRCLES) for topic in (0, 1)]  # fmt: skip
    by_group = cells[cells["topic"] == 0].set_index("group_id")
    assert by_group["size"].to_dict() == {EVERYONE: 12, "f:c": 3, "f:a": 4, OTHER_CIRCLES: 3}
    # Person 0 and Person 3 are in A
    assert by_group["people"].to_dict() == {EVERYONE: 2, "f:c": 0, "f:a": 2, OTHER_CIRCLES: 0}
    assert by_group["lists"].to_dict() == dict.fromkeys(by_group.index, 6)
    assert by_group["rate"].notna().all()
    assert by_group["rate"]["f:a"] > by_group["rate"][EVERYONE] > by_group["rate"]["f:c"]


@pytest.mark.parametrize(
    ("posts", "copied", "told"),
    [
        (20, 2, True),
        (20, 1, False),  # one list does not tell how lists differ
        (1, 1, True),  # but where it is the only post, it is everything
    ],
)
def test_a_rate_needs_two_whole_lists_of_the_facet(posts: int, copied: int, told: bool) -> None:
    source = world(posts)
    found = of(source, facets(source, 1), *(whole(f"f:{i:02}", "f:p0") for i in range(copied))).cells([])
    everyone = found[found["group_id"] == EVERYONE].iloc[0]
    assert [pd.notna(everyone[name]) for name in ("rate", "low", "high")] == [told] * 3
    assert everyone["people"] == 1


def test_parts_of_lists_give_people_and_no_rate() -> None:
    source = world()
    parts = [PastedList(f"f:{i:02}", (f"f:p{i}",), (), False) for i in range(4)]
    cells = of(source, facets(source, 1), *parts).cells([])
    assert cells[["rate", "low", "high"]].isna().all(axis=None)
    assert cells.set_index("group_id")["people"][EVERYONE] == 4


def test_without_lists_there_is_nothing_to_say() -> None:
    source = world()
    found = of(source, facets(source, 3))
    assert found.cells(["f:a"]).empty
    assert found.per_circle is None
    assert found.outside.reactions == 0


def test_nothing_that_could_be_asked_about() -> None:
    source = from_rows([Post("w:1", "whatsapp", START, "hello", "message"), Contact("w:a", "whatsapp", "A")])
    found = of(source, facets(source, 1))
    assert (found.asked, found.done, found.left, found.lists) == ((), (), (), ())
