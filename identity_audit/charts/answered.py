"""What goes with more answers: one dot per facet or kind, with its interval, around "as the others"."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import plotly.graph_objects as go

from identity_audit.analysis.answered import Group
from identity_audit.charts import style
from identity_audit.words import Words

_NARROWEST = 2.0
_WIDEST = 8.0


def answered_dots(groups: Sequence[Group], names: Sequence[str], colours: Sequence[str], _: Words) -> go.Figure:
    """Answers per post against comparable posts, on a scale where twice and half are equally far from the middle.

    Groups of which too little is known keep their row, hatched and without a dot.
    """
    figure = style.figure(90 + 46 * max(1, len(groups)))
    known = [(g.low, g.high) for g in groups if g.low is not None and g.high is not None]
    reach = max([_NARROWEST, *(max(1 / low, high) for low, high in known)]) * 1.15
    reach = min(reach, _WIDEST)
    figure.add_vline(x=1, line={"color": style.QUIET, "width": 1, "dash": "dot"})
    for y, (group, colour) in enumerate(zip(groups, colours, strict=True)):
        if group.ratio is None or group.low is None or group.high is None:
            figure.add_bar(
                y=[y], x=[reach - 1 / reach], base=[1 / reach], orientation="h", width=0.5, hoverinfo="skip",
                marker={"color": style.PAPER, "line": {"width": 0},
                        "pattern": {"shape": "/", "fgcolor": style.LINE, "bgcolor": style.PAPER}},
            )  # fmt: skip
            continue
        low, high = max(group.low, 1 / reach), min(group.high, reach)
        figure.add_scatter(
            x=[low, high], y=[y, y], mode="lines", line={"color": colour, "width": 5}, hoverinfo="skip", opacity=0.45
        )
        figure.add_scatter(
            x=[min(max(group.ratio, 1 / reach), reach)], y=[y], mode="markers+text", hoverinfo="skip",
            text=[f"×{_.number(group.ratio, 1)}"], textposition="top center",
            marker={"color": colour, "size": 13, "symbol": "diamond" if group.clearly_more else "circle"},
        )  # fmt: skip
    ticks = [tick for tick in (0.25, 0.5, 1, 2, 4) if 1 / reach <= tick <= reach]
    figure.update_xaxes(
        type="log", range=[-log10(reach), log10(reach)], tickvals=ticks,
        ticktext=[f"×{_.number(tick, 2)}" for tick in ticks], gridcolor=style.LINE,
    )  # fmt: skip
    style.name_rows(figure, names)
    figure.update_yaxes(showgrid=False)
    return figure
