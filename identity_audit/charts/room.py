"""Pictures for the wall of a room: the same figures in the size that is read from the last row, and a blank grid."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.words import Words

#: pixels, as the page's own body text
BODY = 24
GRID = 5
#: the pale and the dark half of the scale, moved apart so that what is written on each keeps 7:1
_SCALE = dict(zip(style.SCALE, ("#eef5fb", "#dcebf6", "#c3ddf0", "#a3cbe8", "#0f4c81", "#06335a"), strict=True))


def projected(figure: go.Figure, *, height: int | None = None) -> go.Figure:
    """The same figure in a type that the last row can read, without anything that waits for a pointer."""
    figure.update_layout(font={"size": BODY}, legend={"font": {"size": BODY}}, hovermode=False)
    figure.update_xaxes(tickfont={"size": 20})
    figure.update_yaxes(tickfont={"size": 22})
    for bar in figure.select_traces({"type": "bar"}):
        bar.update(insidetextfont={"size": BODY}, textfont={"size": BODY})
        if isinstance(bar.marker.color, tuple | list):
            colours = [_SCALE.get(colour, colour) for colour in bar.marker.color]
            bar.update(
                marker={"color": colours}, insidetextfont={"color": [style.on(str(colour)) for colour in colours]}
            )
    if height is not None:
        figure.update_layout(height=height)
    return figure


def guesses(labels: Sequence[str], counts: Sequence[int], _: Words) -> go.Figure:
    """How many of the room guess what, lowest first."""
    figure = style.figure(60 + 56 * len(labels))
    figure.add_bar(
        y=list(range(len(labels))), x=list(counts), orientation="h", marker={"color": style.KEEP},
        text=[_.number(n) for n in counts], textposition="outside", cliponaxis=False, hoverinfo="skip",
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, max([*counts, 1]) * 1.2])
    style.name_rows(figure, labels)
    return projected(figure)


def blank_grid(_: Words) -> go.Figure:
    """Five circles against five facets, to be drawn on paper."""
    figure = style.figure(430)
    for step in range(GRID + 1):
        for line in ({"x0": step, "x1": step, "y0": 0, "y1": GRID}, {"x0": 0, "x1": GRID, "y0": step, "y1": step}):
            figure.add_shape(type="line", line={"color": style.INK, "width": 2}, **line)
    middles = [place + 0.5 for place in range(GRID)]
    figure.update_xaxes(
        range=[0, GRID], side="top", showgrid=False, tickvals=middles,
        ticktext=[_("Facet {n}", n=_.number(n)) for n in range(1, GRID + 1)],
    )  # fmt: skip
    figure.update_yaxes(
        range=[GRID, 0], showgrid=False, tickvals=middles,
        ticktext=[_("Circle {n}", n=_.number(n)) for n in range(1, GRID + 1)],
    )  # fmt: skip
    return projected(figure)
