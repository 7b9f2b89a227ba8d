"""Threads of a chat: everything that hangs together by answers is one thread, and nothing else shares it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from identity_audit.importers.chat_threads import threads

START = datetime(2025, 1, 1, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    id: str
    answers: str
    time: datetime


def test_a_chain_is_named_after_its_first_message_and_the_rest_after_the_day() -> None:
    lines = [
        Line("1", "", START), Line("2", "", START), Line("3", "2", START + timedelta(hours=3)),
        Line("4", "3", START + timedelta(days=2)), Line("5", "0", START + timedelta(hours=3)), Line("6", "", START),
    ]  # fmt: skip
    assert threads(lines, "c") == {
        "1": "c:2025-01-01", "2": "c:2", "3": "c:2", "4": "c:2", "5": "c:2025-01-02", "6": "c:2025-01-01",
    }  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 50)), max_size=12))
def test_answers_and_threads_join_the_same_messages(found: list[tuple[int, int]]) -> None:
    """Joined a second way: each message takes over the set of the one that it answers."""
    lines = [
        Line(str(n), str(to) if to < n else "", START + timedelta(hours=at)) for n, (to, at) in enumerate(found, 1)
    ]
    joined: dict[str, set[str]] = {}
    for line in lines:
        joined[line.id] = joined.get(line.answers, set())
        joined[line.id].add(line.id)
    read = threads(lines, "c")
    for one in lines:
        for other in lines:
            alone = len(joined[one.id]) == len(joined[other.id]) == 1
            if not alone:
                assert (read[one.id] == read[other.id]) == (joined[one.id] is joined[other.id])
            else:
                assert (read[one.id] == read[other.id]) == (one.time.date() == other.time.date())
