"""Given and received: counted by hand, the posterior by another route, and what must hold for any dataset."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from hand_counted import assigned, build, day, random_dataset, shuffled
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.given import RELATIONS, Given, given, relation
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import ENGAGEMENT_KINDS, Contact, Interaction, Post


def look(dataset: Dataset, assignment: pd.DataFrame, words: dict[str, int] | None = None) -> Given:
    return given(dataset, engagements(dataset, assignment), assignment, words or {})


def act(who: str, when: float | None, kind: str = "comment", **more: object) -> Interaction:
    values = {"post_id": None, "direction": "given", "evidence": "observed", "platform": "net", **more}
    return Interaction(who, time=day(when), kind=kind, **values)  # type: ignore[arg-type]


def small() -> tuple[Dataset, pd.DataFrame, dict[str, int]]:
    """Two networks: `net` names everybody, `half` holds only what the person did."""
    rows = [
        *(Contact(who, "net", who) for who in ("ana", "bob", "cat")), Contact("dan", "half", "dan"),
        Post("p1", "net", day(1), "one", reactions_known="complete", thread_id="t1"),
        Post("p2", "net", day(2), "two", reactions_known="complete"),
        Post("h1", "half", day(3), "three", reactions_known="none"),
        # the person: two comments to Ana in one thread are one time, a like on the day after is another
        act("ana", 5, text="bread", thread_id="t9"), act("ana", 6, text="bread", thread_id="t9"),
        act("ana", 7, "reaction"),
        act("bob", 5, text="choir"), act("bob", 5.2, text="choir"),  # one day
        act("bob", None, "reaction"), act("bob", None, "share"),  # undated: each stands alone
        act("cat", 2, "tag", post_id="p2"),  # named in the person's own post: its facet
        act("dan", 8, text="bread", platform="half"),
        # no reaction: these are other things
        act("cat", 9, "follow"), act("cat", 9, "message", text="bread"), act("cat", 9, "reply", evidence="proxy"),
        # the others
        Interaction("ana", "p1", day(1), "reaction", "received", "observed", "net"),
        Interaction("ana", "p1", day(2), "comment", "received", "observed", "net"),
        Interaction("ana", "p2", day(2), "reaction", "received", "observed", "net"),
        Interaction("cat", "p2", day(2), "reaction", "received", "observed", "net"),
    ]  # fmt: skip
    return from_rows(rows), assigned([("p1", 0), ("p2", 1), ("h1", 0)]), {"bread": 0, "choir": 1}


def table(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(None if pd.isna(cell) else int(cell) for cell in row) for row in frame.itertuples(index=False)]


def test_whom_i_react_to_by_facet() -> None:
    found = look(*small())
    # facet 0: Ana's thread, Dan's day · facet 1: Bob's day, Cat's tag · not known: Ana's like, Bob's two
    assert table(found.given) == [(0, 2, 2), (1, 2, 2), (None, 2, 3)]
    assert (found.people, found.times) == (4, 7)
    assert (found.since, found.until) == (pd.Timestamp(day(2)), pd.Timestamp(day(8)))


def test_side_by_side_only_where_both_are_known() -> None:
    found = look(*small())
    assert found.both == ("net",)
    # given without Dan; received: Ana on p1 and p2, Cat on p2
    assert table(found.beside) == [(0, 1, 1, 1, 1), (1, 2, 2, 2, 2), (None, 2, 3, 0, 0)]
    assert found.one_way == 1
    rows = found.relations.set_index("contact_id")[["given", "received"]]
    # Bob: one day with words, two undated; Ana: thread and day against two posts
    assert {who: tuple(row) for who, row in rows.iterrows()} == {"ana": (2, 2), "bob": (3, 0), "cat": (1, 1)}
    assert set(found.relations["relation"]) == {"cannot_tell"}


@pytest.mark.parametrize("known", ["partial", "count", "none"])
def test_a_silence_under_an_incomplete_list_places_nobody(known: str) -> None:
    acts = "who post kind direction\n" + "\n".join("ana p0 comment given" for _time in range(1))
    dataset, assignment = build(f"post facet known\np0 0 {known}", acts)
    found = look(dataset, assignment)
    assert found.both == ()
    assert found.relations.empty and found.beside.empty
    assert found.one_way == 1


def test_nineteen_complete_lists_of_twenty_are_enough_and_eighteen_are_not() -> None:
    def both(complete: int) -> tuple[str, ...]:
        posts = "\n".join(f"p{i} 0 {'complete' if i < complete else 'none'}" for i in range(20))
        return look(*build(f"post facet known\n{posts}", "who post kind direction\nana p0 tag given")).both

    assert (both(19), both(18)) == (("net",), ())


def test_nothing_given_is_nothing() -> None:
    found = look(*build("post facet\np0 0", "who post\nana p0"))
    assert (found.people, found.times, found.both, found.one_way) == (0, 0, (), 1)
    assert found.given.empty and pd.isna(found.since)


# --- the posterior -------------------------------------------------------------------------------------------------


def below(x: Fraction, a: int, b: int) -> Fraction:
    """P(share < x) under Beta(a, b) with whole a, b: at least a successes in a + b - 1 tosses of a coin of x."""
    n = a + b - 1
    return sum((comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1)), Fraction(0))


def plain_relation(received: int, given: int) -> str:
    low, high = (below(x, 1 + received, 1 + given) for x in (Fraction(2, 5), Fraction(3, 5)))
    sure = Fraction(95, 100)
    if 1 - high >= sure:
        return "answers_me"
    if low >= sure:
        return "i_answer"
    return "both_ways" if high - low >= sure else "cannot_tell"


def test_every_pair_up_to_seventy_agrees_with_whole_number_arithmetic() -> None:
    pairs = [(r, g) for r in (0, 1, 3, 5, 9, 14, 30, 47, 58, 70) for g in (*range(0, 20, 2), 40, 58, 70)]
    found = relation([r for r, _g in pairs], [g for _r, g in pairs])
    assert found.tolist() == [plain_relation(r, g) for r, g in pairs]
    assert set(found) == set(RELATIONS)


def test_known_places() -> None:
    # .6 ** 6 = .0467: five received and nothing given is enough, four (.6 ** 5 = .0778) are not
    assert relation([5, 4, 0, 0], [0, 0, 5, 4]).tolist() == ["answers_me", "cannot_tell", "i_answer", "cannot_tell"]
    # "both ways" takes about a hundred
    assert relation([20, 40, 50, 60], [20, 40, 50, 60]).tolist()[0] == "cannot_tell"
    assert relation([60], [60]).tolist() == ["both_ways"]


@drawn(st.integers(0, 300), st.integers(0, 300))
def test_seen_from_the_other_side_the_relation_turns_round(received: int, given: int) -> None:
    turned = {"answers_me": "i_answer", "i_answer": "answers_me"}
    [one], [other] = relation([received], [given]), relation([given], [received])
    assert other == turned.get(one, one)


@drawn(st.integers(0, 200), st.integers(0, 200), st.integers(1, 50))
def test_who_answers_me_still_does_after_answering_more(received: int, given: int, more: int) -> None:
    if relation([received], [given])[0] == "answers_me":
        assert relation([received + more], [given])[0] == "answers_me"


# --- any dataset ---------------------------------------------------------------------------------------------------


def plain_given(dataset: Dataset) -> dict[str, int]:
    """How many times was something given to each contact? One act after the other."""
    times: dict[str, set[object]] = {}
    for number, row in enumerate(dataset.interactions.to_dict("records")):
        if row["direction"] == "given" and row["evidence"] == "observed" and row["kind"] in ENGAGEMENT_KINDS:
            moment = None if pd.isna(row["time"]) else (row["platform"], row["time"].date())
            thread = None if pd.isna(row["thread_id"]) else row["thread_id"]
            times.setdefault(row["contact_id"], set()).add(thread or moment or number)
    return {who: len(found) for who, found in times.items()}


@settings(deadline=None, max_examples=10)
@drawn(st.integers(0, 10_000))
def test_a_plain_count_gives_the_same(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    found = look(dataset, assignment)
    counted = plain_given(dataset)
    assert (found.people, found.times) == (len(counted), sum(counted.values()))
    again = look(shuffled(dataset), assignment)
    pd.testing.assert_frame_equal(found.given, again.given)
    pd.testing.assert_frame_equal(found.relations, again.relations)
    everybody = set(counted) | set(engagements(dataset, assignment)["contact_id"])
    assert len(found.relations) + found.one_way == len(everybody)
    everything = [len(found.people_in(kind)) for kind in RELATIONS]
    assert sum(everything) == len(found.relations)
    assert np.all(found.relations[["given", "received"]].sum(axis=1) > 0)
