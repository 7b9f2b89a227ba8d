"""The pictures of the report: plain SVG without script, each with its title and its sentence for who cannot see it.

Shapes, hatching and numbers say everything that colour says: the pictures survive a black-and-white printer. Every
text goes through ElementTree, which writes it as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from math import log
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from identity_audit.charts import style
from identity_audit.words import Words

WIDTH = 680  # of every drawing: the printed width of an A4 page, in CSS pixels
_NARROWEST_RATIO, _WIDEST_RATIO = 2.0, 8.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name above it, `said` behind it."""

    name: str
    size: float
    said: str
    colour: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what is written in it (nothing: it stays white), what the table says, its share (None: not known)."""

    text: str
    words: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Shape:
    """One part of the people in the array of 100."""

    label: str
    people: int
    mark: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the dumbbell: reactions with one profile, and those that would remain with several."""

    name: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line around "as the others": its interval (None: too little is known), `said` behind it; clearly more?"""

    name: str
    said: str
    value: float | None
    low: float | None
    high: float | None
    colour: str
    more: bool


def draw_bars(key: str, title: str, text: str, bars: Sequence[Bar]) -> Markup:
    """Bars, each under its own name."""
    step, room = 42, WIDTH - 215
    drawing = _canvas(key, title, text, step * len(bars))
    largest = max((bar.size for bar in bars), default=0) or 1
    for row, bar in enumerate(bars):
        top, length = row * step, room * bar.size / largest
        _write(drawing, 0, top + 14, bar.name)
        _add(drawing, "rect", x=0, y=top + 21, width=round(length, 1), height=16, fill=bar.colour)
        _write(drawing, length + 8, top + 34, bar.said)
    return _markup(drawing)


def draw_crossing(
    title: str, text: str, circles: Sequence[str], facets: Sequence[str], grid: Sequence[Sequence[Cell]], *, key: str
) -> Markup:
    """Circles down, facets across, one number in each cell; what is not known is hatched."""
    left, height = 150, 40
    width = (WIDTH - left) / max(1, len(facets))
    heads = [wrap(name.replace(" · ", " "), max(6, int(width / 6.7)), max_lines=4, placeholder="…") for name in facets]
    head = 14 + 15 * max((len(lines) for lines in heads), default=1)
    drawing = _canvas(key, title, text, head + height * len(circles) + 1)
    hatching = _hatching(drawing, key)
    largest = max((cell.share for row in grid for cell in row if cell.share is not None), default=0.0) or 1.0
    for column, lines in enumerate(heads):
        for n, line in enumerate(lines):
            _write(drawing, left + width * (column + 0.5), head - 8 - 15 * (len(lines) - 1 - n), line, small=True,
                   anchor="middle")  # fmt: skip
    for r, (circle, row) in enumerate(zip(circles, grid, strict=True)):
        top = head + height * r
        lines = wrap(circle, 20, max_lines=2, placeholder="…")
        for n, line in enumerate(lines):
            _write(drawing, left - 8, top + 25 - 7.5 * (len(lines) - 1) + 15 * n, line, small=True, anchor="end")
        for column, cell in enumerate(row):
            fill = hatching if cell.share is None else style.shade(cell.share / largest) if cell.text else style.PAPER
            x = left + width * column
            _add(drawing, "rect", x=round(x, 1), y=top, width=round(width, 1), height=height, fill=fill,
                 stroke=style.LINE)  # fmt: skip
            colour = style.INK if cell.share is None else style.on(fill)
            _write(drawing, x + width / 2, top + 25, cell.text, small=True, anchor="middle", fill=colour)
    return _markup(drawing)


def draw_hundred(
    title: str, text: str, shapes: Sequence[Shape], hundred: Sequence[int], labels: Sequence[str]
) -> Markup:
    """A hundred people in ten rows, a shape for each part, and beside them what the shapes mean."""
    step = 24
    drawing = _canvas("hundred", title, text, step * 10)
    place = count()
    for shape, many in zip(shapes, hundred, strict=True):
        for _mark in range(many):
            row, column = divmod(next(place), 10)
            _draw_mark(drawing, shape.mark, step * (column + 0.5), step * (row + 0.5))
    for n, (shape, label) in enumerate(zip(shapes, labels, strict=True)):
        _draw_mark(drawing, shape.mark, 295, 30 + 44 * n)
        for k, line in enumerate(wrap(label, 42)):
            _write(drawing, 316, 35 + 44 * n + 18 * k, line)
    return _markup(drawing)


def draw_gaps(title: str, text: str, pairs: Sequence[Pair], labels: tuple[str, str], _: Words) -> Markup:
    """Two marks a facet and the line between them: reactions now, and those that would remain."""
    step, head, left, room = 50, 30, 50, WIDTH - 110
    drawing = _canvas("gaps", title, text, head + step * len(pairs))
    largest = max((pair.now for pair in pairs), default=0) or 1
    for n, (mark, label) in enumerate(zip(("disc", "diamond"), labels, strict=True)):
        _draw_mark(drawing, mark, 10 + 200 * n, 12)
        _write(drawing, 26 + 200 * n, 17, label)
    for row, pair in enumerate(pairs):
        y = head + step * row + 34
        now, then = (left + room * value / largest for value in (pair.now, pair.then))
        _write(drawing, 0, y - 18, pair.name)
        _add(drawing, "line", x1=round(then, 1), y1=y, x2=round(now, 1), y2=y, stroke=style.LINE, stroke_width=5)
        _draw_mark(drawing, "diamond", then, y)
        _draw_mark(drawing, "disc", now, y)
        _write(drawing, then - 14, y + 5, _.number(pair.then), anchor="end")
        _write(drawing, now + 14, y + 5, _.number(pair.now))
    return _markup(drawing)


def draw_ratios(key: str, title: str, text: str, rows: Sequence[Ratio], middle: str) -> Markup:
    """A mark and its interval for each, twice and half equally far from the middle; too little known is hatched."""
    step, head, room = 46, 26, WIDTH - 70
    drawing = _canvas(key, title, text, head + step * len(rows))
    hatching = _hatching(drawing, key)
    known = [(row.low, row.high) for row in rows if row.low is not None and row.high is not None]
    reach = min(_WIDEST_RATIO, max([_NARROWEST_RATIO, *(max(1 / low, high) for low, high in known)]) * 1.15)

    def across(ratio: float) -> float:
        return round(room / 2 * (1 + log(min(max(ratio, 1 / reach), reach)) / log(reach)), 1)

    _write(drawing, room / 2, 14, middle, small=True, anchor="middle", fill=style.QUIET)
    _add(drawing, "line", x1=room / 2, y1=20, x2=room / 2, y2=head + step * len(rows), stroke=style.QUIET,
         stroke_dasharray="2 4")  # fmt: skip
    for n, row in enumerate(rows):
        top = head + step * n
        _write(drawing, 0, top + 14, row.name)
        if row.value is None or row.low is None or row.high is None:
            _add(drawing, "rect", x=0, y=top + 22, width=room, height=14, fill=hatching)
            continue
        y = top + 30
        _add(drawing, "line", x1=across(row.low), y1=y, x2=across(row.high), y2=y, stroke=row.colour, stroke_width=5,
             stroke_opacity=0.45)  # fmt: skip
        x = across(row.value)
        path = f"M{x:.1f} {y - 9}l9 9l-9 9l-9 -9z" if row.more else f"M{x - 7:.1f} {y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z"
        _add(drawing, "path", d=path, fill=row.colour)
        _write(drawing, room + 10, y + 5, row.said)
    return _markup(drawing)


def _hatching(drawing: Element, key: str) -> str:
    """The fill of what is not known."""
    pattern = _add(_add(drawing, "defs"), "pattern", id=f"{key}-hatch", width=7, height=7,
                   patternUnits="userSpaceOnUse", patternTransform="rotate(45)")  # fmt: skip
    _add(pattern, "rect", width=7, height=7, fill=style.PAPER)
    _add(pattern, "line", x1=0, y1=0, x2=0, y2=7, stroke=style.QUIET)
    return f"url(#{key}-hatch)"


def _draw_mark(drawing: Element, mark: str, x: float, y: float) -> None:
    """A full disc, an empty diamond or a thin cross: told apart without colour."""
    if mark == "disc":
        _add(drawing, "circle", cx=round(x, 1), cy=round(y, 1), r=9, fill=style.KEEP)
        return
    path, colour = (
        (f"M{x:.1f} {y - 9:.1f}l9 9l-9 9l-9 -9z", style.PART)
        if mark == "diamond"
        else (f"M{x - 7:.1f} {y - 7:.1f}l14 14m0 -14l-14 14", style.LOST)
    )
    fill = style.PAPER if mark == "diamond" else "none"
    _add(drawing, "path", d=path, fill=fill, stroke=colour, stroke_width=2.5)


def _canvas(key: str, title: str, text: str, height: float) -> Element:
    """An empty drawing that says its title and its sentence to those who cannot see it."""
    drawing = Element("svg", {"viewBox": f"0 0 {WIDTH} {height:g}", "role": "img",
                              "aria-labelledby": f"{key}-title {key}-desc"})  # fmt: skip
    _add(drawing, "title", id=f"{key}-title").text = title
    _add(drawing, "desc", id=f"{key}-desc").text = text
    return drawing


def _add(parent: Element, tag: str, **attributes: object) -> Element:
    return SubElement(parent, tag, {name.replace("_", "-"): str(value) for name, value in attributes.items()})


def _write(
    drawing: Element, x: float, y: float, text: str, *, small: bool = False, anchor: str = "start",
    fill: str = style.INK,
) -> None:  # fmt: skip
    _add(drawing, "text", x=round(x, 1), y=round(y, 1), text_anchor=anchor, fill=fill,
         font_size=13 if small else 15).text = text  # fmt: skip


def _markup(drawing: Element) -> Markup:
    return Markup(tostring(drawing, encoding="unicode"))  # noqa: S704
