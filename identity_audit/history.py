"""Everything a person decided, as one append-only list of events, and what holds after them.

Undo and redo reach over everything: decisions, single ones taken back, a return to the suggestion. Nothing is ever
removed from the list; what holds is worked out from it, so the same events always give the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Literal

from identity_audit.corrections import (
    AboutCircles,
    AboutFacets,
    AboutPeople,
    AboutPlan,
    AboutRereading,
    AboutVisibility,
    CalledSo,
    Correction,
    Evidence,
    LeftOut,
    ReactionKinds,
    TagPeople,
)

About = Literal[
    "people",
    "circles",
    "facets",
    "left_out",
    "evidence",
    "visibility",
    "plan",
    "rereading",
    "tags",
    "reactions",
    "called",
    "everything",
]
KINDS: Mapping[About, Any] = {
    "people": AboutPeople, "circles": AboutCircles, "facets": AboutFacets, "left_out": LeftOut,
    "evidence": Evidence, "visibility": AboutVisibility, "plan": AboutPlan, "rereading": AboutRereading,
    "tags": TagPeople, "reactions": ReactionKinds, "called": CalledSo, "everything": Correction,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step changed, in counts.

    posts_moved, people_moved: posts in another facet, contacts in other circles than before
    posts, people, reactions: how many more there are than before (negative: fewer)
    """

    posts_moved: int = 0
    people_moved: int = 0
    posts: int = 0
    people: int = 0
    reactions: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """One step: decisions taken together, and what they changed."""

    kind: ClassVar[str] = "decided"
    at: datetime
    decisions: tuple[Correction, ...]
    effect: Effect = Effect()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A step no longer holds, or the one decision at `place` of it."""

    kind: ClassVar[str] = "taken_back"
    at: datetime
    step: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class BackToSuggestion:
    """No decision about this holds any more."""

    kind: ClassVar[str] = "back_to_suggestion"
    at: datetime
    about: About


@dataclass(frozen=True, slots=True)
class Undone:
    kind: ClassVar[str] = "undone"
    at: datetime


@dataclass(frozen=True, slots=True)
class Redone:
    kind: ClassVar[str] = "redone"
    at: datetime


Event = Decided | TakenBack | BackToSuggestion | Undone | Redone

# The decisions that hold: (number of the step, place in it), in order. A step's number is its event's place.
_Holding = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class History:
    """The events, oldest first, and what follows from them."""

    events: tuple[Event, ...] = field(default=())

    @cached_property
    def _stacks(self) -> tuple[list[tuple[_Holding, int]], _Holding, list[tuple[_Holding, int]]]:
        """What held before each event that can be undone (and that event's number), what holds, what can be redone."""
        past: list[tuple[_Holding, int]] = []
        future: list[tuple[_Holding, int]] = []
        holds: _Holding = ()
        for number, event in enumerate(self.events):
            if isinstance(event, Undone):
                if past:
                    before, undone = past.pop()
                    future.append((holds, undone))
                    holds = before
            elif isinstance(event, Redone):
                if future:
                    after, redone = future.pop()
                    past.append((holds, redone))
                    holds = after
            else:
                past.append((holds, number))
                future = []
                holds = self._after(holds, number, event)
        return past, holds, future

    def _after(self, holds: _Holding, number: int, event: Decided | TakenBack | BackToSuggestion) -> _Holding:
        match event:
            case Decided(decisions=decisions):
                return (*holds, *((number, place) for place in range(len(decisions))))
            case TakenBack(step=step, place=place):
                return tuple(held for held in holds if held[0] != step or place not in (None, held[1]))
            case BackToSuggestion(about=about):
                return tuple(held for held in holds if not isinstance(self.decision(*held), KINDS[about]))

    def decision(self, step: int, place: int) -> Correction:
        """What was decided there. Raises ValueError where that event is no step."""
        event = self.events[step]
        if not isinstance(event, Decided):
            raise ValueError(f"event {step} is no step")
        return event.decisions[place]

    @property
    def holding(self) -> _Holding:
        """The decisions that hold, as (step, place), in order."""
        return self._stacks[1]

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What holds: the list that `dataset.apply` and `facet_edits.apply` take."""
        return tuple(self.decision(step, place) for step, place in self.holding)

    @property
    def to_undo(self) -> int | None:
        """Number of the event that undo would take back."""
        past = self._stacks[0]
        return past[-1][1] if past else None

    @property
    def to_redo(self) -> int | None:
        """Number of the event that redo would bring back."""
        future = self._stacks[2]
        return future[-1][1] if future else None

    def then(self, event: Event) -> History:
        """The history with one more event.

        Raises ValueError where the event has nothing to work on (undo at the beginning, a step that is none).
        """
        nothing = (
            (isinstance(event, Undone) and self.to_undo is None)
            or (isinstance(event, Redone) and self.to_redo is None)
            or (isinstance(event, TakenBack) and event.step not in {step for step, _place in self.holding})
        )
        if nothing:
            raise ValueError(f"nothing to do for {event.kind}")
        return History((*self.events, event))
