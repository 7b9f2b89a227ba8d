"""The pictures of the mirror and of giving: equal to their numbers, names stay text, two sides never one bar."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest

from identity_audit.charts.given import GIVEN, RECEIVED, given_and_received, people_by_facet
from identity_audit.charts.mirror import words_by_facet
from identity_audit.charts.style import FACETS
from identity_audit.words import words

FR = words("fr")
EVIL = "<b>bold</b> %{y} $x^2$"


def test_the_mirror_has_a_bar_for_each_facet_and_one_for_the_rest() -> None:
    figure = words_by_facet(["Pain", "Chorale"], [4, 0], [2, 5], ("Nulle part", 19), FR)
    [bars] = figure.data
    assert list(bars.x) == [4, 0, 19]
    assert list(bars.text) == ["4", "0", "19"]
    assert list(bars.marker.color)[:2] == [FACETS[2], FACETS[5]]
    # the rest differs by its pattern, not by colour alone
    assert list(bars.marker.pattern.shape) == ["", "", "."]
    assert list(figure.layout.yaxis.ticktext) == ["Pain", "Chorale", "Nulle part"]


def test_giving_has_one_colour_of_its_own() -> None:
    [bars] = people_by_facet(["Pain", "Chorale"], [9, 4], FR).data
    assert list(bars.x) == [9, 4]
    assert bars.marker.color == GIVEN
    assert not {GIVEN, RECEIVED} & set(FACETS)


def test_given_and_received_are_two_marks_and_no_bar() -> None:
    figure = given_and_received(["Pain", "Chorale"], [0.75, 0.25], [0.25, 0.75], FR)
    assert not [trace for trace in figure.data if isinstance(trace, go.Bar)]
    marks = {trace.name: trace for trace in figure.data if trace.mode == "markers+text"}
    assert [list(marks[name].x) for name in ("Donné", "Reçu")] == [[0.75, 0.25], [0.25, 0.75]]
    assert {trace.marker.symbol for trace in marks.values()} == {"diamond", "circle"}
    assert {trace.marker.color for trace in marks.values()} == {GIVEN, RECEIVED}
    assert list(marks["Donné"].text) == ["75\u202f%", "25\u202f%"]
    assert [list(trace.x) for trace in figure.data if trace.mode == "lines"] == [[0.75, 0.25], [0.25, 0.75]]


@pytest.mark.parametrize(
    "figure",
    [
        words_by_facet([EVIL], [1], [0], ("rest", 0), FR), people_by_facet([EVIL], [1], FR),
        given_and_received([EVIL], [1.0], [1.0], FR),
    ],
    ids=["mirror", "people", "beside"],
)  # fmt: skip
def test_foreign_names_stay_text(figure: go.Figure) -> None:
    [label] = [text for text in figure.layout.yaxis.ticktext if "bold" in text]
    assert "<b>" not in label and "%{" not in label and "$" not in label
    json.loads(figure.to_json())


def test_nothing_to_draw_is_nothing_drawn() -> None:
    for figure in (people_by_facet([], [], FR), given_and_received([], [], [], FR)):
        assert not [x for trace in figure.data for x in trace.x or ()]
