"""What holds after any list of events: counted by hand, against a second, plainer implementation, and as JSON."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import records
from identity_audit.corrections import (
    CORRECTIONS,
    AboutCircles,
    AboutFacets,
    AboutPeople,
    AboutPlan,
    AboutRereading,
    AboutVisibility,
    AccountVisibility,
    Called,
    CalledSo,
    Correction,
    CountedKind,
    Evidence,
    FacetPosts,
    JoinCircle,
    LeaveOutPeriod,
    LeftOut,
    Looked,
    MakeCircle,
    NumberOfFacets,
    PastedList,
    PlanName,
    Question,
    ReactionKinds,
    RenameFacet,
    Reread,
    Role,
    SamePerson,
    SeenBy,
    TagPeople,
    TwoKinds,
)
from identity_audit.history import (
    KINDS,
    BackToSuggestion,
    Decided,
    Effect,
    Event,
    History,
    Redone,
    TakenBack,
    Undone,
)
from identity_audit.safe_text import clean

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FACET = FacetPosts(("a:1", "a:2"), 0.4)
A, B = SamePerson(("a:x", "b:x")), MakeCircle("circle:choir", "Choir", ("a:x",))
C, D = RenameFacet(FACET, "School"), LeaveOutPeriod("2020-01-01", None)
E = PastedList("a:1", ("a:x",), ("Zoé",), True)
F = AccountVisibility("x", "followers")
G, H = ReactionKinds(("reaction", "share")), CalledSo("a:x", "ally")


def after(*events: Event) -> History:
    history = History()
    for event in events:
        history = history.then(event)
    return history


# --- counted by hand -----------------------------------------------------------------------------------------------


def test_steps_hold_in_order() -> None:
    history = after(Decided(NOON, (A, B)), Decided(NOON, (C,)))
    assert history.corrections == (A, B, C)
    assert history.holding == ((0, 0), (0, 1), (1, 0))
    assert (history.to_undo, history.to_redo) == (1, None)


def test_undo_and_redo_reach_over_everything() -> None:
    history = after(Decided(NOON, (A, B)), Decided(NOON, (C,)), TakenBack(NOON, 0, 1), BackToSuggestion(NOON, "facets"))
    assert history.corrections == (A,)
    seen = []
    while history.to_undo is not None:
        history = history.then(Undone(NOON))
        seen.append(history.corrections)
    assert seen == [(A, C), (A, B, C), (A, B), ()]
    while history.to_redo is not None:
        history = history.then(Redone(NOON))
    assert history.corrections == (A,)
    assert len(history.events) == 4 + 4 + 4


def test_something_new_ends_what_could_be_redone() -> None:
    history = after(Decided(NOON, (A,)), Undone(NOON), Decided(NOON, (C,)))
    assert history.corrections == (C,)
    assert (history.to_undo, history.to_redo) == (2, None)
    assert history.then(Undone(NOON)).to_redo == 2


def test_a_step_or_one_decision_of_it_is_taken_back() -> None:
    steps = (Decided(NOON, (A, B)), Decided(NOON, (C,)))
    assert after(*steps, TakenBack(NOON, 0)).corrections == (C,)
    assert after(*steps, TakenBack(NOON, 0, 0)).corrections == (B, C)
    assert after(*steps, TakenBack(NOON, 0, 0), TakenBack(NOON, 0)).corrections == (C,)


@pytest.mark.parametrize(
    ("about", "left"),
    [
        ("people", (B, C, D, E, F, G, H)),
        ("circles", (A, C, D, E, F, G, H)),
        ("facets", (A, B, D, E, F, G, H)),
        ("left_out", (A, B, C, E, F, G, H)),
        ("evidence", (A, B, C, D, F, G, H)),
        ("visibility", (A, B, C, D, E, G, H)),
        ("reactions", (A, B, C, D, E, F, H)),
        ("called", (A, B, C, D, E, F, G)),
        ("everything", ()),
    ],
)
def test_back_to_the_suggestion(about: Any, left: tuple[Correction, ...]) -> None:
    assert after(Decided(NOON, (A, B, C, D, E, F, G, H)), BackToSuggestion(NOON, about)).corrections == left


def test_every_kind_of_decision_is_about_one_thing() -> None:
    several = (AboutPeople, AboutCircles, AboutFacets, LeftOut, Evidence, AboutVisibility, AboutPlan, AboutRereading)
    parts = [*map(get_args, several), (TagPeople, ReactionKinds, CalledSo)]
    assert sorted(kind.__name__ for part in parts for kind in part) == sorted(k.__name__ for k in CORRECTIONS.values())
    assert set(KINDS) == {
        "people", "circles", "facets", "left_out", "evidence", "visibility", "plan", "rereading", "tags",
        "reactions", "called", "everything",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("events", "nothing"),
    [
        ((), Undone(NOON)),
        ((), Redone(NOON)),
        ((Decided(NOON, (A,)),), Redone(NOON)),
        ((Decided(NOON, (A,)), Undone(NOON)), Undone(NOON)),
        ((Decided(NOON, (A,)),), TakenBack(NOON, 1)),
        ((Decided(NOON, (A,)), TakenBack(NOON, 0)), TakenBack(NOON, 0)),
    ],
)
def test_an_event_with_nothing_to_work_on_is_refused(events: tuple[Event, ...], nothing: Event) -> None:
    with pytest.raises(ValueError):
        after(*events).then(nothing)


# --- against a second implementation -------------------------------------------------------------------------------

_IDS = st.sampled_from(["a:x", "b:x", "b:y", "c:z"])
_POSTS = st.lists(st.sampled_from(["a:1", "a:2", "a:3"]), max_size=3).map(tuple)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": st.text(max_size=8).map(clean) | _IDS,
    "str | None": st.none() | st.dates().map(str),
    "tuple[str, ...]": st.lists(_IDS, max_size=3).map(tuple),
    "FacetPosts": st.builds(FacetPosts, _POSTS, st.floats(0, 1)),
    "tuple[FacetPosts, ...]": st.lists(st.builds(FacetPosts, _POSTS, st.floats(0, 1)), max_size=3).map(tuple),
    "bool": st.booleans(),
    "SeenBy | None": st.none() | st.sampled_from(get_args(SeenBy)),
    "Looked | None": st.none() | st.sampled_from(get_args(Looked)),
    "Reread | None": st.none() | st.sampled_from(get_args(Reread)),
    "Role | None": st.none() | st.sampled_from(get_args(Role)),
    "tuple[str, ...] | None": st.none() | st.lists(st.text(max_size=8).map(clean), max_size=3).map(tuple),
    "int | None": st.none() | st.integers(1, 40),
    "TwoKinds": st.sampled_from(get_args(TwoKinds)),
    "Question": st.sampled_from(get_args(Question)),
    "PlanName | None": st.none() | st.sampled_from(get_args(PlanName)),
    "tuple[CountedKind, ...]": st.lists(st.sampled_from(get_args(CountedKind)), max_size=3).map(tuple),
    "Called | None": st.none() | st.sampled_from(get_args(Called)),
}
decisions = st.one_of(
    *(
        st.builds(kind, **{field.name: _VALUES[str(field.type)] for field in fields(kind)})
        for kind in CORRECTIONS.values()
    )
)
moments = st.datetimes(timezones=st.just(UTC)) | st.just(NOON.astimezone().replace(microsecond=1) + timedelta(days=1))
effects = st.builds(Effect, *(st.integers(-9, 9) for _ in fields(Effect)))
any_event = st.one_of(
    st.builds(Decided, moments, st.lists(decisions, max_size=3).map(tuple), effects),
    st.builds(TakenBack, moments, st.integers(0, 12), st.none() | st.integers(0, 2)),
    st.builds(BackToSuggestion, moments, st.sampled_from(sorted(KINDS))),
    st.builds(Undone, moments),
    st.builds(Redone, moments),
)


class Naive:
    """The states in a row and where in that row we are, as an editor does it."""

    def __init__(self) -> None:
        self.states: list[list[tuple[int, int, Correction]]] = [[]]
        self.made_by: list[int | None] = [None]
        self.now = 0

    def take(self, number: int, event: Event) -> None:
        if isinstance(event, Undone):
            self.now = max(0, self.now - 1)
        elif isinstance(event, Redone):
            self.now = min(len(self.states) - 1, self.now + 1)
        else:
            state = list(self.states[self.now])
            if isinstance(event, Decided):
                state += [(number, place, decision) for place, decision in enumerate(event.decisions)]
            elif isinstance(event, TakenBack):
                state = [
                    held
                    for held in state
                    if held[0] != event.step or (event.place is not None and event.place != held[1])
                ]
            else:
                state = [held for held in state if not isinstance(held[2], KINDS[event.about])]
            self.states[self.now + 1 :] = [state]
            self.made_by[self.now + 1 :] = [number]
            self.now += 1


@settings(max_examples=300)
@given(st.lists(any_event, max_size=14))
def test_what_holds_is_what_an_editor_would_show(events: list[Event]) -> None:
    naive = Naive()
    for number, event in enumerate(events):
        naive.take(number, event)
        history = History(tuple(events[: number + 1]))
        state = naive.states[naive.now]
        assert history.corrections == tuple(held[2] for held in state)
        assert history.holding == tuple(held[:2] for held in state)
        assert history.to_undo == naive.made_by[naive.now]
        assert history.to_redo == (naive.made_by[naive.now + 1] if naive.now + 1 < len(naive.states) else None)


@given(st.lists(any_event, max_size=14))
def test_then_takes_an_event_or_refuses_it_and_never_changes_what_was(events: list[Event]) -> None:
    history = History()
    for event in events:
        before = (history.events, history.corrections)
        try:
            grown = history.then(event)
        except ValueError:
            assert isinstance(event, Undone | Redone | TakenBack)
        else:
            assert grown.events == (*history.events, event)
            assert (history.events, history.corrections) == before
            history = grown


# --- as JSON -------------------------------------------------------------------------------------------------------


@settings(max_examples=400)
@given(any_event)
def test_every_event_comes_back_from_json(event: Event) -> None:
    assert records.loads(Event, records.dumps(event)) == event


def test_every_kind_is_drawn() -> None:
    """The strategies above know every event and every decision, so that a new one is not forgotten here."""
    assert all(str(field.type) in _VALUES for kind in CORRECTIONS.values() for field in fields(kind))


GOOD: tuple[dict[str, Any], ...] = (
    records.plain(Decided(NOON, (A, B, C, D, NumberOfFacets(4), JoinCircle("circle:choir", ("a:x",))), Effect(1))),
    records.plain(TakenBack(NOON, 0, None)),
    records.plain(BackToSuggestion(NOON, "facets")),
)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "no such"},
        {"kind": ["decided"]},
        GOOD[0] | {"at": "noon"},
        GOOD[0] | {"at": "2026-03-01T12:00:00"},
        GOOD[0] | {"at": 5},
        GOOD[0] | {"decisions": {}},
        GOOD[0] | {"decisions": [{"kind": "same_person", "contacts": "ab"}]},
        GOOD[0] | {"decisions": [{"kind": "same_person", "contacts": [1]}]},
        GOOD[0] | {"decisions": [{"kind": "same_person"}]},
        GOOD[0] | {"decisions": [{"kind": "number_of_facets", "number": "4"}]},
        GOOD[0] | {"decisions": [{"kind": "rename_facet", "facet": {"posts": [], "share": "x"}, "name": "a"}]},
        GOOD[0] | {"decisions": [{"kind": "rename_facet", "facet": ["a:1"], "name": "a"}]},
        GOOD[0] | {"effect": {"posts": 1.5}},
        GOOD[0] | {"effect": {"other": 1}},
        GOOD[0] | {"more": 1},
        GOOD[1] | {"step": "0"},
        GOOD[1] | {"place": 0.5},
        GOOD[2] | {"about": "nothing"},
        GOOD[2] | {"about": ["facets"]},
    ],
)
def test_what_is_no_event_of_ours_is_refused(wrong: dict[str, Any]) -> None:
    assert [records.plain(records.build(Event, good)) for good in GOOD] == list(GOOD)
    with pytest.raises(ValueError):
        records.build(Event, wrong)
