"""Before and since, facet by facet: every number of the result is in the picture and in the table beside it."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest

from identity_audit.analysis.change import Figure, Verdict
from identity_audit.analysis.resampling import Estimate
from identity_audit.change_findings import figures_table, verdict
from identity_audit.charts.change import by_facet
from identity_audit.words import words

EN, FR = words("en"), words("fr")


def figure(topic: int, before: tuple[float, float, float], after: tuple[float, float, float], said: Verdict) -> Figure:
    """Shares as (low, value, high), of a hundred posts in each part."""
    low, high = {"more": (0.01, 0.5), "less": (-0.5, -0.01), "cannot_tell": (-0.3, 0.3)}[said]
    one, other = (Estimate(v, lowest, highest, round(100 * v), 100) for lowest, v, highest in (before, after))
    return Figure("facet", topic, one, other, after[1] - before[1], low, high, after[1] - before[1])


FIGURES = [
    figure(0, (0.10, 0.15, 0.20), (0.33, 0.40, 0.47), "more"),
    figure(1, (0.50, 0.55, 0.60), (0.30, 0.35, 0.41), "less"),
    figure(2, (0.0, 0.0, 0.04), (0.05, 0.07, 0.11), "cannot_tell"),
]


def drawn(names: list[str], figures: list[Figure], _=FR) -> go.Figure:  # type: ignore[no-untyped-def]
    return by_facet(names, figures, [verdict(found, _) for found in figures], _)


def marks(picture: go.Figure) -> list[go.Scatter]:
    return [trace for trace in picture.data if trace.mode == "markers"]


def margins(picture: go.Figure) -> list[go.Scatter]:
    """The thin lines: those of before, then those of since."""
    return [trace for trace in picture.data if trace.mode == "lines+text"]


def test_every_share_and_margin_is_drawn_in_its_row() -> None:
    picture = drawn(["Bread", "Songs", "Trail"], FIGURES)
    before, since = marks(picture)
    assert (list(before.x), list(since.x)) == ([0.15, 0.55, 0.0], [0.40, 0.35, 0.07])
    assert [round(y) for trace in (before, since) for y in trace.y] == [0, 1, 2, 0, 1, 2]
    assert all(one < other for one, other in zip(before.y, since.y, strict=True))
    # each margin lies under its own mark
    drawn_margins = [(*t.x, *t.y) for t in margins(picture)]
    assert drawn_margins == [
        (estimate.low, estimate.high, y, y)
        for trace, estimates in ((before, [f.before for f in FIGURES]), (since, [f.after for f in FIGURES]))
        for y, estimate in zip(trace.y, estimates, strict=True)
    ]


def test_two_shapes_and_two_words_beside_the_colours() -> None:
    picture = drawn(["Bread", "Songs", "Trail"], FIGURES)
    before, since = marks(picture)
    assert before.marker.symbol != since.marker.symbol
    assert (before.name, since.name) == ("avant", "depuis")
    assert picture.layout.showlegend
    assert list(picture.layout.yaxis.ticktext) == [
        "Bread<br>▲ plus",
        "Songs<br>▼ moins",
        "Trail<br>on ne peut pas dire",
    ]


@pytest.mark.parametrize("_", [EN, FR], ids=["en", "fr"])
def test_the_picture_says_what_its_table_says(_) -> None:  # type: ignore[no-untyped-def]
    names = {0: "Bread", 1: "Songs", 2: "Trail"}
    picture = drawn(list(names.values()), FIGURES, _)
    table = figures_table(FIGURES, names, _)
    labels = [label.split("<br>") for label in picture.layout.yaxis.ticktext]
    assert [label[0] for label in labels] == list(table.iloc[:, 0])
    assert [label[-1].lstrip("▲▼ ") for label in labels] == list(table.iloc[:, 4])
    for column, lines in ((1, margins(picture)[:3]), (2, margins(picture)[3:])):
        for cell, line in zip(table.iloc[:, column], lines, strict=True):
            low, high = (_.percent(x) for x in line.x)
            value = line.text[1].strip()
            assert cell.startswith(_("{value} (between {low} and {high})", value=value, low=low, high=high))


def test_the_axis_reaches_the_farthest_margin() -> None:
    axis = drawn(["Bread"], FIGURES[:1]).layout.xaxis
    assert axis.range[0] < 0
    assert axis.range[1] > 0.47
    assert list(axis.ticktext) == [FR.percent(x) for x in axis.tickvals]
    small = drawn(["Trail"], FIGURES[2:]).layout.xaxis
    assert len(small.tickvals) >= 2


def test_no_facet_is_a_picture_without_marks() -> None:
    picture = drawn([], [])
    json.loads(picture.to_json())
    assert not [x for trace in picture.data for x in trace.x or ()]


def test_foreign_names_stay_text_and_may_repeat() -> None:
    hostile = '<a href="https://evil.example">x</a> $x^2$ %{y}'
    picture = drawn([hostile, hostile, "Trail"], FIGURES)
    assert list(picture.layout.yaxis.tickvals) == [0, 1, 2]
    for label in picture.layout.yaxis.ticktext:
        rest = label.replace("<br>", "")
        assert "<" not in rest
        assert "$" not in rest
        assert "%{" not in rest
