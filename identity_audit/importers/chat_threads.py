"""Which messages of a group chat belong together? Those that answer each other, and else the talk of one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Said(Protocol):
    """A message with its id, the id of the one that it answers ("" for none), and its time."""

    @property
    def id(self) -> str: ...
    @property
    def answers(self) -> str: ...
    @property
    def time(self) -> datetime: ...


def threads(messages: Sequence[Said], place: str) -> dict[str, str]:
    """Message id -> thread, as "place:first message" of a chain of answers, or "place:day" where nobody answers.

    messages: in their order. Somebody who reacts to five lines of one talk takes part in it once, not five times.
    """
    answered = {message.answers for message in messages}
    found: dict[str, str] = {}
    for message in messages:
        above = found.get(message.answers)
        start = message.id if message.id in answered else message.time.date().isoformat()
        found[message.id] = above or f"{place}:{start}"
    return found
