"""What moved? Each facet before and since, in two shapes, with the margins of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import plotly.graph_objects as go

from identity_audit.analysis.change import Verdict
from identity_audit.analysis.resampling import Estimate
from identity_audit.charts import style
from identity_audit.safe_text import plotly_escape
from identity_audit.words import N_, Words

# label, symbol, colour, how far above or below the middle of its row
_BEFORE = (N_("before"), "circle-open", style.LOST, -0.17)
_SINCE = (N_("since"), "diamond", style.KEEP, 0.17)
_MARKS = {"more": "▲ ", "less": "▼ ", "cannot_tell": ""}


class Compared(Protocol):
    """A share in two parts, and what is said of it."""

    @property
    def before(self) -> Estimate: ...

    @property
    def after(self) -> Estimate: ...

    @property
    def verdict(self) -> Verdict: ...


def by_facet(
    names: Sequence[str], figures: Sequence[Compared], verdicts: Sequence[str], _: Words, lines: int = 2
) -> go.Figure:
    """Two marks a facet: its share of the posts before and since; thin lines: between which values each may lie.

    verdicts: what is said of each facet, written under its name. lines: see `style.name_rows`.
    """
    figure = style.figure(100 + (72 + 20 * (lines - 2)) * max(1, len(figures)))
    rows = range(len(figures))
    for (label, symbol, colour, shift), estimates in (
        (_BEFORE, [found.before for found in figures]),
        (_SINCE, [found.after for found in figures]),
    ):
        places = [row + shift for row in rows]
        for place, found in zip(places, estimates, strict=True):
            # the number stands at the end of the line, where no mark of the row hides it
            figure.add_scatter(
                x=[found.low, found.high], y=[place, place], mode="lines+text", line={"color": colour, "width": 2},
                text=["", f"  {_.percent(found.value)}"], textposition="middle right", cliponaxis=False,
                hoverinfo="skip", showlegend=False,
            )  # fmt: skip
        figure.add_scatter(
            x=[found.value for found in estimates], y=places, mode="markers", name=_(label), hoverinfo="skip",
            marker={"symbol": symbol, "size": 14, "color": colour, "line": {"color": colour, "width": 3}},
        )  # fmt: skip
    top = max((max(found.before.high, found.after.high) for found in figures), default=1.0)
    step = next((step for step in (0.02, 0.05, 0.1) if top <= 4 * step), 0.25)
    ticks = [step * i for i in range(int(1 / step) + 1) if step * i <= top]
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                                                  "itemclick": False, "itemdoubleclick": False})  # fmt: skip
    figure.update_xaxes(range=[-top * 0.04, top * 1.4], tickvals=ticks, ticktext=[_.percent(t) for t in ticks],
                        gridcolor="#eef1f4")  # fmt: skip
    style.name_rows(figure, names, lines)
    said = [f"{_MARKS[found.verdict]}{verdict}" for found, verdict in zip(figures, verdicts, strict=True)]
    labels = zip(figure.layout.yaxis.ticktext, said, strict=True)
    figure.update_yaxes(ticktext=[f"{name}<br>{plotly_escape(verdict)}" for name, verdict in labels], showgrid=False)
    return figure
