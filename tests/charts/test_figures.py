"""Result in, figure out: every number of the input is in the picture, every foreign name harmless, nothing unknown is
drawn as a number."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.analysis.topics import Topics, find_topics
from identity_audit.charts import strategies, style
from identity_audit.charts.audience import Cell, who_reacts_to_what
from identity_audit.charts.facets import facet_sizes
from identity_audit.charts.gestures import PILLARS, by_facet, four_pillars
from identity_audit.safe_text import plotly_escape
from identity_audit.words import words

EN, FR = words("en"), words("fr")
HOSTILE = (
    '<span style="background:url(https://evil.example/s.png)">s</span>',
    "<a href='https://evil.example'>x</a>",
    "<b>bold</b> <i>i</i><br>",
    "%{customdata[0]} %{y}",
    "$x^2$ $\\href{https://evil.example}{x}$",
    "&lt;b&gt;",
)


def topics(*rows: tuple[int, str, int, int]) -> Topics:
    """Facets of these ids, names, posts and colours."""
    nothing = find_topics(pd.DataFrame({"post_id": [], "text": [], "time": pd.to_datetime([], utc=True)}))
    total = sum(posts for _id, _name, posts, _colour in rows) or 1
    return replace(
        nothing,
        topics=pd.DataFrame(
            {
                "id": pd.Series([row[0] for row in rows], dtype="int64"),
                "name": pd.Series([row[1] for row in rows], dtype="str"),
                "posts": pd.Series([row[2] for row in rows], dtype="int64"),
                "share": pd.Series([row[2] / total for row in rows], dtype="float64"),
                "colour": pd.Series([row[3] for row in rows], dtype="int64"),
                "unsure": pd.Series([row[2] // 5 for row in rows], dtype="int64"),
                "everyday": pd.Series([row[1] == "Chatter" for row in rows], dtype="bool"),
                "terms": pd.Series([[row[1], "term"] for row in rows], dtype="object"),
            }
        ),
        without_words=4,
        not_me=2,
    )


def cells(*rows: tuple[tuple[str, float | None], ...]) -> list[list[Cell]]:
    return [[Cell(text, share, f"meaning of {text}") for text, share in row] for row in rows]


EMPTY: dict[str, Callable[[], go.Figure]] = {
    "facet_sizes": lambda: facet_sizes(topics(), FR),
    "four_pillars": lambda: four_pillars(dict.fromkeys(PILLARS, 0), FR),
    "given_by_facet": lambda: by_facet([], [], [], FR),
    "who_reacts_to_what": lambda: who_reacts_to_what([], [], []),
    "who_reacts_to_what, no facet": lambda: who_reacts_to_what(["Choir"], [], [[]]),
    "hundred_people": lambda: strategies.hundred_people((0, 0, 0), FR),
    "dumbbell": lambda: strategies.by_facet([], [], [], FR),
}


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_a_figure_without_data_is_a_figure_without_marks(draw: Callable[[], go.Figure]) -> None:
    figure = draw()
    json.loads(figure.to_json())
    for trace in figure.data:
        assert not [x for x in trace.x or () if x]


def hostile_figures() -> dict[str, go.Figure]:
    names = list(HOSTILE)
    n = len(names)
    return {
        "facet_sizes": facet_sizes(topics(*((i, name, 9 - i, i) for i, name in enumerate(names))), FR),
        "given_by_facet": by_facet(names, range(1, n + 1), range(n), FR),
        "who_reacts_to_what": who_reacts_to_what(
            names, names, [[Cell("1 / 2", 0.5, name) for name in names] for _row in names]
        ),
        "dumbbell": strategies.by_facet(names, range(1, n + 1), range(n), FR),
    }


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict | list | tuple):
        return [text for item in (value.values() if isinstance(value, dict) else value) for text in texts(item)]
    return []


@pytest.mark.parametrize("name", hostile_figures())
def test_foreign_names_stay_text(name: str) -> None:
    said = texts(json.loads(hostile_figures()[name].to_json()))
    assert any("&lt;span" in text for text in said)
    for text in said:
        rest = text.replace("<br>", "").replace("<extra></extra>", "").replace("%{customdata[2]}", "")
        assert "<" not in rest
        assert "%{" not in rest
        assert "$" not in rest


def test_facets_have_their_numbers_and_keep_their_colours() -> None:
    found = topics((4, "Bread", 30, 2), (7, "Chatter", 10, 0))
    figure = facet_sizes(found, FR)
    sure, unsure, apart = figure.data
    assert list(sure.x) == [24, 8] and list(unsure.x) == [6, 2]
    assert list(sure.marker.color) == [style.facet_colour(2), style.facet_colour(0)]
    assert unsure.marker.pattern.shape == apart.marker.pattern.shape == "/"
    assert list(figure.layout.yaxis.ticktext) == ["Bread", "Chatter", "Sans texte", "Pas moi"]
    # what is in no facet has its own rows and numbers
    assert list(apart.y) == [2, 3] and list(apart.x) == [4, 2]
    ends = [(note.y, note.text) for note in figure.layout.annotations if note.x]
    assert ends == [(0, "30 (75\u202f%)"), (1, "10 (25\u202f%) · propos du quotidien"), (2, "4"), (3, "2")]
    assert [note.text for note in figure.layout.annotations if not note.x] == ["Bread, term", "Chatter, term"]
    assert list(by_facet(["Choir"], [3], [0], FR).data[0].marker.color) == [style.facet_colour(0)]


def test_facets_of_one_name_are_rows_of_their_own() -> None:
    sizes = facet_sizes(topics((0, "Me", 2, 0), (1, "Me", 1, 1)), EN)
    assert list(sizes.layout.yaxis.ticktext)[:2] == ["Me", "Me"] and set(sizes.data[0].y) == {0, 1}
    for figure in (
        by_facet(["Me", "Me"], [2, 1], [0, 1], EN),
        strategies.by_facet(["Me", "Me"], [2, 1], [1, 0], EN),
        who_reacts_to_what(["Me", "Me"], ["Me"], cells((("1 / 2", 0.5),), (("0 / 2", 0.0),))),
    ):
        assert list(figure.layout.yaxis.tickvals) == [0, 1]
        assert list(figure.layout.yaxis.ticktext) == ["Me", "Me"]
        assert set(figure.data[-1].y) == {0, 1}
        assert list(figure.layout.yaxis.range) == [1.5, -0.5]  # the first on top


def test_every_way_of_acting_has_a_bar() -> None:
    counts = {"publish": 1200, "share": 0, "discuss": 300, "connect": 1500}
    figure = four_pillars(counts, FR)
    [bars] = figure.data
    assert list(bars.x) == [1200, 0, 300, 1500]
    assert list(bars.text) == ["1\u202f200 (40\u202f%)", "0 (0\u202f%)", "300 (10\u202f%)", "1\u202f500 (50\u202f%)"]
    assert list(figure.layout.yaxis.ticktext) == ["Publier", "Partager", "Discuter", "Créer un lien"]


def test_given_acts_are_drawn_as_they_are() -> None:
    [bars] = by_facet(["a", "b"], [5, 2], [3, 1], EN).data
    assert (list(bars.x), list(bars.text)) == ([5, 2], ["5", "2"])
    assert list(bars.marker.color) == [style.facet_colour(3), style.facet_colour(1)]


def test_a_cell_is_its_number_and_an_unknown_one_is_hatched_and_has_none() -> None:
    grid = cells((("9 / 10", 0.9), ("", None)), (("3+", 0.0), ("0 / 5", 0.0)))
    figure = who_reacts_to_what(["Choir", "Trail"], ["Bread", "Songs"], grid)
    columns = figure.data
    assert len(columns) == 2
    assert [[text.replace("<br>", " ") for text in column.text] for column in columns] == [
        ["9 / 10", "3+"],
        ["", "0 / 5"],
    ]
    assert [list(column.marker.pattern.shape) for column in columns] == [["", ""], ["/", ""]]
    assert columns[1].marker.color[0] == style.PAPER
    assert style.PAPER not in (*columns[0].marker.color, columns[1].marker.color[1])
    assert [tuple(data) for data in columns[1].customdata] == [(0, 1, "meaning of "), (1, 1, "meaning of 0 / 5")]
    assert list(figure.layout.xaxis.ticktext) == ["Bread", "Songs"]
    assert list(figure.layout.yaxis.ticktext) == ["Choir", "Trail"]


def test_more_people_are_never_paler() -> None:
    shades = [style.shade(share / 100) for share in range(101)]
    assert [style.SCALE.index(shade) for shade in shades] == sorted(style.SCALE.index(shade) for shade in shades)
    assert (shades[0], shades[100]) == (style.SCALE[0], style.SCALE[-1])


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_hundred_marks_in_three_shapes(a: int, b: int) -> None:
    keep, part = sorted((a, b))[0], abs(a - b)
    shapes = (keep, part, 100 - keep - part)
    figure = strategies.hundred_people(shapes, EN)
    drawn = [[(x, y) for x, y in zip(trace.x, trace.y, strict=True) if x is not None] for trace in figure.data]
    assert tuple(map(len, drawn)) == shapes
    assert {place for places in drawn for place in places} == {(x, y) for x in range(10) for y in range(10)}
    assert len({trace.marker.symbol for trace in figure.data}) == 3
    assert [trace.name for trace in figure.data] == [
        f"{shapes[0]} · keep everything", f"{shapes[1]} · lose a part", f"{shapes[2]} · no longer reached"
    ]  # fmt: skip


def test_a_shape_that_nobody_has_stays_in_the_legend() -> None:
    lost = strategies.hundred_people((60, 40, 0), FR).data[2]
    assert lost.name == "0 · ne sont plus touchées"
    assert list(lost.x) == [None]
    assert lost.showlegend is not False


def test_two_dots_a_facet_with_their_numbers() -> None:
    figure = strategies.by_facet(["Bread", "Songs"], [99, 1200], [50, 1200], EN)
    lines, dots = figure.data[:2], figure.data[2:]
    assert [list(line.x) for line in lines] == [[50, 99], [1200, 1200]]
    assert [(list(dot.x), [text.strip() for text in dot.text]) for dot in dots] == [
        ([99, 1200], ["99", "1,200"]),
        ([50, 1200], ["50", "1,200"]),
    ]
    assert len({dot.marker.symbol for dot in dots}) == 2


@pytest.mark.parametrize("ground", [*style.SCALE, style.PAPER])
def test_numbers_can_be_read_on_every_shade(ground: str) -> None:
    assert contrast(style.on(ground), ground) >= 4.5


@pytest.mark.parametrize("colour", [*style.FACETS, style.KEEP, style.PART, style.LOST])
def test_every_colour_stands_out_from_the_paper(colour: str) -> None:
    assert contrast(colour, style.PAPER) >= 3


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return float(np.dot([0.2126, 0.7152, 0.0722], linear))

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Bread", "Bread"),
        ("élèves · école · classe", "élèves · école<br>classe"),
        ("vélo · train · rue", "vélo · train · rue"),
        ("one two three four five six seven eight nine", "one two three four<br>five six seven…"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifff…"),
        ("", ""),
        ("·", "·"),
        ("a\nb", "a b"),
    ],
)
def test_a_long_name_is_a_few_short_lines(name: str, lines: str) -> None:
    assert style.wrapped(name) == lines


@given(st.text(max_size=80), st.integers(2, 30), st.integers(1, 4))
def test_a_wrapped_name_is_short_and_harmless(name: str, width: int, lines: int) -> None:
    rows = style.wrapped(name, width, lines).split("<br>")
    assert len(rows) <= lines
    for row in rows:
        assert "<" not in row
        assert "%{" not in row
        assert len(row) <= len(plotly_escape("%{" * width))
