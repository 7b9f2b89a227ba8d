"""How much reach does each bit of exposure buy? The curve of the best mixes, forecast and tried on what came after."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.analysis.best_mix import Point
from identity_audit.charts import style
from identity_audit.words import Words


def curve(points: Sequence[Point], _: Words) -> go.Figure:
    """People kept (upwards) against what is exposed (to the right); two shapes of marks."""
    figure = style.figure(380)
    tried = [point for point in points if point.held_out is not None]
    for label, shown, values, symbol, colour in (
        (_("forecast"), points, [p.kept for p in points], "circle", style.KEEP),
        (_("tried on what came after"), tried, [p.held_out for p in tried], "diamond-open", style.PART),
    ):
        figure.add_scatter(
            x=[p.budget for p in shown], y=values, mode="lines+markers", name=label, hoverinfo="skip",
            line={"color": colour, "width": 2}, marker={"symbol": symbol, "size": 12, "color": colour},
            cliponaxis=False,
        )  # fmt: skip
    ticks = [0, 0.25, 0.5, 0.75, 1]
    percents = [_.percent(tick) for tick in ticks]
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                                                  "itemclick": False, "itemdoubleclick": False})  # fmt: skip
    figure.update_xaxes(
        range=[-0.03, 1.03], tickvals=ticks, ticktext=percents, title=_("shown, of what could be exposed")
    )
    figure.update_yaxes(range=[0, 1.05], tickvals=ticks, ticktext=percents, title=_("people still reached"),
                        gridcolor="#eef1f4")  # fmt: skip
    return figure
