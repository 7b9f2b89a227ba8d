"""What would separate profiles change? One array of a hundred people, one dumbbell by facet."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.findings import FEW_UP_TO, is_few, people
from identity_audit.words import N_, Words

SHAPES = (
    (N_("keep everything"), "circle", style.KEEP),
    (N_("lose a part"), "diamond-open", style.PART),
    (N_("no longer reached"), "x-thin-open", style.LOST),
)
#: where the third part alone would tell a small number of people
TWO_SHAPES = (SHAPES[0], (N_("lose a part, or are no longer reached"), "diamond-open", style.PART))
# so that each looks as large as the others and none touches its neighbour on a phone
_SIZES = {"circle": 18, "diamond-open": 16, "x-thin-open": 13}


def hundred_people(counts: Sequence[int], _: Words, shapes: Sequence[tuple[str, str, str]] = SHAPES) -> go.Figure:
    """100 people who reacted, in three shapes (keep, part, lost), or in two; they add up to 100."""
    figure = style.figure(400)
    start = 0
    for (label, symbol, colour), count in zip(shapes, counts, strict=True):
        # an invisible point keeps a shape nobody has in the legend, with its zero
        places: list[int | None] = [*range(start, start + count)] or [None]
        start += count
        figure.add_scatter(
            x=[None if place is None else place % 10 for place in places],
            y=[None if place is None else place // 10 for place in places],
            mode="markers",
            marker={"symbol": symbol, "size": _SIZES[symbol], "color": colour, "line": {"color": colour, "width": 3}},
            name=f"{_.number(count)} · {_(label)}",
            hoverinfo="skip",
        )
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": -0.05, "yanchor": "top", "x": 0, "font": {"size": 16}, "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[-0.7, 9.7])
    figure.update_yaxes(visible=False, autorange="reversed", range=[9.7, -0.7], scaleanchor="x")
    return figure


def by_facet(
    names: Sequence[str], now: Sequence[int], then: Sequence[int], _: Words, *, way: str | None = None
) -> go.Figure:
    """Two dots a facet: reactions with one profile, and what remains separated in this way; widest gap first."""
    figure = style.figure(90 + 52 * max(1, len(names)))
    rows = list(range(len(names)))
    for row, a, b in zip(rows, now, then, strict=True):
        ends = [FEW_UP_TO if is_few(v, _) else v for v in (b, a)]
        figure.add_scatter(x=ends, y=[row, row], mode="lines", line={"color": style.LINE, "width": 5},
                           hoverinfo="skip", showlegend=False)  # fmt: skip
    for label, values, symbol, colour, side in (
        (_("one profile"), now, "circle", style.KEEP, "middle right"),
        (way or _("one profile per facet"), then, "diamond", style.PART, "middle left"),
    ):
        figure.add_scatter(
            x=[FEW_UP_TO if is_few(v, _) else v for v in values], y=rows, mode="markers+text", name=label,
            marker={"symbol": symbol, "size": 15, "color": colour},
            text=[f"  {people(v, _)}  " for v in values], textposition=side, hoverinfo="skip", cliponaxis=False,
        )  # fmt: skip
    top = max([*now, 1])
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                                                  "itemclick": False, "itemdoubleclick": False})  # fmt: skip
    figure.update_xaxes(range=[-top * 0.25, top * 1.3], showticklabels=False, showgrid=False)
    figure.update_yaxes(gridcolor="#eef1f4")
    style.name_rows(figure, names)
    return figure
