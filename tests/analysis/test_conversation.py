"""Talking with others: counted by hand, once more in a plainer way, and the two periods of the invented candidate."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hand_counted import assigned, day, random_dataset, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.conversation import ME, Conversation, conversation, openings, spoken
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Group, Interaction, Post, Row


def post(name: str, when: float, text: str = "words", **more: object) -> Post:
    values = {"platform": "net", "reactions_known": "complete", "thread_id": name, **more}
    return Post(name, time=day(when), text=text, **values)  # type: ignore[arg-type]


def said(who: str, when: float, thread: str, text: str = "yes", kind: str = "reply", **more: object) -> Interaction:
    values = {"post_id": None, "direction": "received", "evidence": "observed", "platform": "net", **more}
    return Interaction(who, time=day(when), kind=kind, thread_id=thread, text=text, **values)  # type: ignore[arg-type]


def small() -> Dataset:
    """Six threads: nothing, a like, words, an exchange, a long one, and one that somebody else began."""
    rows: list[Row] = [
        *(Contact(who, "net", who) for who in ("ana", "bob", "cat", "dan")),
        post("nothing", 1),
        post("liked", 2),
        Interaction("ana", "liked", None, "reaction", "received", "observed", "net"),
        post("answered", 3, "What do you say?"),
        said("ana", 3.1, "answered", "one two three"),
        said("bob", 3.2, "answered", "one"),
        post("exchange", 4),
        said("ana", 4.1, "exchange"),
        post("back", 4.2, kind="reply", thread_id="exchange"),
        # the same act told twice: it stands among the posts
        said("ana", 4.2, "exchange", direction="given"),
        post("long", 5),
        said("ana", 5.1, "long"),
        post("long2", 5.2, kind="reply", thread_id="long"),
        said("bob", 5.3, "long"),
        said("cat", 5.4, "long"),  # the same side speaks: no turn
        post("long3", 5.5, kind="reply", thread_id="long"),
        said("dan", 6, "begun", "Shall we?"),
        post("joined", 6.5, thread_id="begun"),
        post("later", 40),
    ]  # fmt: skip
    return from_rows(rows)


def look(dataset: Dataset) -> Conversation:
    return conversation(dataset, assigned([(name, 0) for name in dataset.posts["post_id"]]))


def test_the_ladder_counts_each_opening_post_once() -> None:
    found = look(small())
    assert found.ladder == {"nothing": 2, "one_tap": 1, "words": 1, "exchange": 1, "long": 1}
    # six posts open a thread (later, too); two of them became an exchange, and six are too few for a share
    assert (found.starts.count, found.starts.n, found.starts.share) == (2, 6, None)
    turns = openings(small(), spoken(small())).set_index("post_id")["turns"]
    assert turns.to_dict() == {"nothing": 0, "liked": 0, "answered": 1, "exchange": 2, "long": 4, "later": 0}


def test_received_answers_and_how_fast() -> None:
    found = look(small())
    # Ana and Bob under "answered": no. Ana under "exchange": yes. Ana, Bob, Cat under "long": yes. Dan: yes.
    assert (found.answers.count, found.answers.n) == (5, 7)
    assert found.hours is None  # under 20 answered, no median is said
    assert (found.quality.answered, found.quality.both_ways, found.quality.turns) == (3, 2, None)
    # nine posts and messages of one's own, three of them replies; every one has words
    assert (found.volume.posts, found.volume.replies, found.volume.answers, found.volume.one_tap) == (7, 3, 7, 1)
    assert (found.questions.count, found.questions.n) == (1, 10)
    assert (found.balance.count, found.balance.n) == (3, 10)
    assert (found.people, found.silent) == (4, 0)


def test_answers_of_the_last_week_are_not_yet_unanswered() -> None:
    rows = [Contact("ana", "net", "ana"), post("p", 1), said("ana", 2, "p"), post("q", 8)]
    assert look(from_rows(rows)).answers.n == 0
    assert look(from_rows([*rows, post("r", 9.5)])).answers.n == 1


def test_who_waits_asked_last_and_lately() -> None:
    rows: list[Row] = [
        *(Contact(who, "net", who) for who in ("ana", "bob", "cat", "dan", "eve")),
        Group("chat", "net", "chat", "chat"),
        post("p", 300), said("ana", 300.1, "p", "When?"), said("bob", 300.2, "p", "Where?"),  # Bob is last
        post("q", 300), said("cat", 300.1, "q", "Yes."),  # no question
        post("r", 1), said("dan", 2, "r", "Old?"),  # too long ago
        post("m", 300, thread_id="chat"), said("eve", 300.5, "chat", "Who comes?", "message"),  # to everybody
        said("eve", 301, "alone", "And you?", "message"),  # to the person alone
    ]  # fmt: skip
    assert look(from_rows(rows)).waiting["contact_id"].tolist() == ["bob", "eve"]


def test_only_whole_lists_say_that_nobody_answered() -> None:
    rows = [Contact("ana", "net", "ana"),
            post("p", 1, reactions_known="partial"), said("ana", 2, "p"),
            post("q", 1, reactions_known="count"), post("r", 1, reactions_known="none")]  # fmt: skip
    found = look(from_rows(rows))
    assert found.starts.n == 0
    assert found.partial == {"nothing": 0, "one_tap": 0, "words": 1, "exchange": 0, "long": 0}
    assert (found.people, found.silent) == (0, 0)


def periods(dialogue: bool) -> Dataset:
    """Forty weeks of two posts; in the second half, if there is a dialogue, each is answered and gone back to."""
    rows: list[Row] = [Contact(f"c{i}", "net", f"c{i}") for i in range(5)]
    for i in range(80):
        name, when = f"p{i:02}", 3.5 * i
        rows += [post(name, when), said(f"c{i % 5}", when + 0.1, name)]
        if dialogue and i >= 40:
            rows.append(post(f"{name}r", when + 0.2, "Do you?", kind="reply", thread_id=name))
    return from_rows(rows)


def test_one_way_then_a_dialogue_comes_out_with_intervals() -> None:
    data = periods(dialogue=True)
    found = conversation(data, assigned([(p, 0) for p in data.posts["post_id"]]), cut=day(3.5 * 40 - 1))
    moved = {each.kind: each.difference for each in found.moved}
    for kind in ("exchange", "questions", "answers", "replies"):
        assert moved[kind].before.value == 0 and moved[kind].after.value >= 0.5
        assert 0 < moved[kind].low <= moved[kind].value <= moved[kind].high
    assert moved["words"].low <= 0 <= moved["words"].high


def test_where_nothing_changes_nothing_moves() -> None:
    data = periods(dialogue=False)
    found = conversation(data, assigned([(p, 0) for p in data.posts["post_id"]]))
    assert found.moved and all(each.difference.low <= 0 <= each.difference.high for each in found.moved)
    # there is no reply at all, so their share is closed, not zero
    assert found.closed == {"replies": (0, 0)} and found.balance.n == 0


def test_too_little_is_closed_and_never_a_share() -> None:
    found = look(small())
    assert found.moved == () and set(found.closed) == {"replies", "questions", "words", "exchange", "long", "answers"}
    assert found.brought.value is None and look(Dataset()).starts.n == 0


def plain_turns(dataset: Dataset) -> dict[str, int]:
    """Turns once more: walk through each thread and count whenever another side speaks."""
    own = dataset.posts[(dataset.posts["kind"] != "repost") & dataset.posts["time"].notna()]
    lines: dict[str, list[tuple[pd.Timestamp, int, str, str]]] = {}
    thread_of = {}
    for p in own.itertuples():
        thread_of[p.post_id] = p.thread_id if isinstance(p.thread_id, str) else f"post:{p.post_id}"
        lines.setdefault(thread_of[p.post_id], []).append((p.time, 0, ME, p.post_id))
    for a in dataset.interactions.itertuples():
        if a.evidence != "observed" or a.kind not in ("comment", "reply", "mention", "wall_post", "message"):
            continue
        thread = a.thread_id if isinstance(a.thread_id, str) else thread_of.get(a.post_id)
        if pd.isna(a.time) or thread is None:
            continue
        if a.direction == "received":
            lines.setdefault(thread, []).append((a.time, 1, a.contact_id, ""))
        else:
            lines.setdefault(thread, []).append((a.time, 0, ME, ""))
    known = dict(zip(dataset.posts["post_id"], dataset.posts["reactions_known"], strict=True))
    result = {}
    for thread in lines.values():
        thread.sort(key=lambda line: line[:2])
        first = thread[0]
        at_once = [line for line in thread if line[:2] == first[:2] and line[3]]
        if first[2] == ME and at_once and any(known[line[3]] in ("complete", "partial") for line in at_once):
            sides = [line[1] for line in thread]
            result[at_once[0][3] if len(at_once) == 1 else ""] = sum(a != b for a, b in pairwise(sides))
    return result


@given(seed=st.integers(0, 10**6))
@settings(max_examples=8)
def test_turns_by_a_plainer_route_and_in_any_order_of_rows(seed: int) -> None:
    data, facets = random_dataset(seed)
    found = openings(data, spoken(data)).set_index("post_id")["turns"]
    plain = plain_turns(data)
    shared = [name for name in found.index if name in plain]
    assert len(shared) >= len(found) // 2
    assert {name: int(found[name]) for name in shared} == {name: plain[name] for name in shared}
    one, other = conversation(data, facets), conversation(shuffled(data), facets)
    assert (one.ladder, one.answers, one.balance, one.silent) == (
        other.ladder,
        other.answers,
        other.balance,
        other.silent,
    )
    assert sum(one.ladder.values()) == one.starts.n
    assert one.silent <= one.people


@pytest.mark.parametrize("hours", [1, 30])
def test_the_hours_of_an_answer(hours: int) -> None:
    rows: list[Row] = [Contact("ana", "net", "ana")]
    for i in range(30):
        rows += [post(f"p{i}", 10 * i), said("ana", 10 * i + 1, f"p{i}")]
        back = post(f"b{i}", 10 * i + 1, kind="reply", thread_id=f"p{i}")
        rows.append(
            Post(**{**{f: getattr(back, f) for f in back.__slots__}, "time": back.time + timedelta(hours=hours)})
        )
    found = look(from_rows([*rows, post("end", 400)]))
    assert found.hours == pytest.approx((hours, hours, hours))
    assert found.answers.share == 1.0 and found.answers.low is not None and found.answers.low > 0.8
