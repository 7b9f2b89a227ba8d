"""Records as JSON and back: equal for ours, refused for anything of another type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit import records


@dataclass(frozen=True, slots=True)
class Circle:
    kind: ClassVar[str] = "circle"
    name: str
    people: tuple[str, ...]
    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    kind: ClassVar[str] = "line"
    name: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Drawing:
    shapes: tuple[Circle | Line, ...]
    ink: Literal["black", "blue"]
    pages: int
    done: bool


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DRAWING = Drawing((Circle("a", ("x", "y")), Line("b", NOON), Line("c", None)), "blue", 3, False)


def test_a_record_comes_back_equal() -> None:
    assert records.loads(Drawing, records.dumps(DRAWING)) == DRAWING


def test_what_is_missing_takes_its_default_where_there_is_one() -> None:
    assert records.build(Circle, {"kind": "circle", "name": "a", "people": []}) == Circle("a", (), 0.5)
    with pytest.raises(ValueError):
        records.build(Circle, {"kind": "circle", "name": "a"})


@pytest.mark.parametrize(
    "change",
    [
        {"pages": True},
        {"pages": 3.0},
        {"pages": "3"},
        {"pages": None},
        {"done": 0},
        {"ink": "red"},
        {"ink": ["blue"]},
        {"shapes": {}},
        {"shapes": "ab"},
        {"shapes": [1]},
        {"shapes": [{"kind": "square", "name": "a"}]},
        {"shapes": [{"name": "a", "until": None}]},
        {"shapes": [{"kind": "line", "name": "a", "until": "2026-03-01T12:00:00"}]},
        {"shapes": [{"kind": "line", "name": "a", "until": "noon"}]},
        {"shapes": [{"kind": "line", "name": "a", "until": 5}]},
        {"shapes": [{"kind": "circle", "name": "a", "people": "xy"}]},
        {"shapes": [{"kind": "circle", "name": "a", "people": [None]}]},
        {"shapes": [{"kind": "circle", "name": "a", "people": [], "share": float("nan")}]},
        {"shapes": [{"kind": "circle", "name": "a", "people": [], "share": float("inf")}]},
        {"shapes": [{"kind": "circle", "name": "a", "people": [], "share": True}]},
        {"more": 1},
    ],
)
def test_another_type_anywhere_is_refused(change: dict[str, Any]) -> None:
    data = records.plain(DRAWING)
    assert records.build(Drawing, data) == DRAWING
    with pytest.raises(ValueError):
        records.build(Drawing, data | change)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, None, 5, b"\xff", "1" * 5_000, "null", '"a"', "[]"])
def test_what_is_no_json_of_a_record_is_refused(text: Any) -> None:
    with pytest.raises(ValueError):
        records.loads(Drawing, text)


def test_strings_are_cleaned() -> None:
    found = records.build(Circle, {"kind": "circle", "name": "a\u202eb", "people": ["x" * 999]})
    assert (found.name, len(found.people[0])) == ("a\ufffdb", 300)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "shapes", "ink", "pages", "k"]), inner),
    max_leaves=20,
)


@given(_JSON, st.sampled_from(["shapes", "ink", "pages", "done"]))
def test_any_json_gives_a_record_that_is_written_as_it_was_read_or_is_refused(value: Any, name: str) -> None:
    try:
        found = records.build(Drawing, records.plain(DRAWING) | {name: value})
    except ValueError:
        return
    assert records.build(Drawing, records.plain(found)) == found
