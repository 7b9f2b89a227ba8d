"""What one kind of person could see, as bars; what another way of doing would take away, as two dots a row."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.words import N_, Words

#: pixels kept for the key below the bars, which takes a line for each part on a phone
KEY = 120
#: state, its words, fill, pattern, colour of the pattern: told apart without colour
PARTS = (
    (N_("by your files"), style.KEEP, "", style.KEEP),
    (N_("by your answer"), "#bcd7ea", "/", "#86b8da"),
    (N_("not known"), style.PAPER, "x", "#9aa5b1"),
    (N_("for others only"), style.PAPER, "", style.PAPER),
)


def shares(
    names: Sequence[str], sensitive: Sequence[bool], parts: Sequence[tuple[int, int, int, int, int]], _: Words
) -> go.Figure:
    """One bar a row, of posts; rows that the person finds sensitive are marked in words and framed thicker."""
    height = KEY + 16 + 46 * max(1, len(names))
    figure = style.figure(height)
    rows = list(range(len(names)))
    columns = [[row[0] for row in parts], [row[1] for row in parts], [row[2] for row in parts],
               [row[3] + row[4] for row in parts]]  # fmt: skip
    top = max([sum(row) for row in parts] or [1]) or 1
    for (label, fill, pattern, ink), values in zip(PARTS, columns, strict=True):
        figure.add_bar(
            x=values, y=rows, orientation="h", name=_(label), hoverinfo="skip",
            text=[_.number(value) if value >= top / 14 else "" for value in values], textposition="inside",
            insidetextanchor="middle", textangle=0, constraintext="none",
            textfont={"color": style.PAPER if fill == style.KEEP else style.INK, "size": 14},
            marker={"color": fill, "pattern": {"shape": pattern, "fgcolor": ink, "bgcolor": fill, "size": 7,
                                               "solidity": 0.2},
                    "line": {"color": style.INK, "width": [3 if marked else 1 for marked in sensitive]}},
        )  # fmt: skip
    figure.update_layout(
        barmode="stack", showlegend=True,
        margin={"l": 8, "r": 8, "t": 8, "b": KEY},
        legend={"orientation": "h", "yref": "container", "y": (KEY - 8) / height, "yanchor": "top", "x": 0,
                "itemclick": False, "itemdoubleclick": False, "traceorder": "normal"},
    )  # fmt: skip
    figure.update_xaxes(range=[0, top * 1.03], showticklabels=False, showgrid=False)
    style.name_rows(figure, [_("{facet} (sensitive)", facet=name) if marked else name
                             for name, marked in zip(names, sensitive, strict=True)])  # fmt: skip
    return figure


def ways(names: Sequence[str], now: int, then: Sequence[int], _: Words) -> go.Figure:
    """Two dots a way: the posts to think about that a pupil could see as now, and that way."""
    figure = style.figure(90 + 56 * max(1, len(names)))
    rows = list(range(len(names)))
    for row, value in zip(rows, then, strict=True):
        figure.add_scatter(x=[value, now], y=[row, row], mode="lines", line={"color": style.LINE, "width": 5},
                           hoverinfo="skip", showlegend=False)  # fmt: skip
    for label, values, symbol, colour, side in (
        (N_("as now"), [now] * len(rows), "circle", style.KEEP, "middle right"),
        (N_("that way"), list(then), "diamond", style.PART, "middle left"),
    ):
        figure.add_scatter(
            x=values, y=rows, mode="markers+text", name=_(label),
            marker={"symbol": symbol, "size": 15, "color": colour},
            text=[f"  {_.number(v)}  " for v in values], textposition=side, hoverinfo="skip", cliponaxis=False,
        )  # fmt: skip
    top = max([now, *then, 1])
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                                                  "itemclick": False, "itemdoubleclick": False})  # fmt: skip
    figure.update_xaxes(range=[-top * 0.25, top * 1.3], showticklabels=False, showgrid=False)
    figure.update_yaxes(gridcolor="#eef1f4")
    style.name_rows(figure, names)
    return figure
