"""Pictures of how the person talks and listens: the depth of exchanges, what others write, months with and without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.charts.given import GIVEN, RECEIVED
from identity_audit.conversation_findings import RUNG_NAMES
from identity_audit.words import Words


def depth_ladder(counts: Mapping[str, int], _: Words) -> go.Figure:
    """One bar a rung, from nothing down to the long exchange, in one hue that gets darker."""
    figure = style.figure(320)
    figure.add_bar(
        y=list(range(len(counts))),
        x=list(counts.values()),
        orientation="h",
        marker={"color": [style.SCALE[i + 1] for i in range(len(counts))]},
        text=[_.number(n) for n in counts.values()],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, max([*counts.values(), 1]) * 1.2])
    style.name_rows(figure, [_(RUNG_NAMES[rung]) for rung in counts])
    return figure


def heard_and_published(
    names: Sequence[str], theirs: Sequence[tuple[float, float, float]], yours: Sequence[tuple[float, float, float]],
    _: Words,
) -> go.Figure:  # fmt: skip
    """Two marks a facet, each (value, low, high): its share of what others write, and of what the person publishes."""
    figure = style.figure(100 + 72 * max(1, len(names)))
    sides = (
        (_("What others write"), theirs, "circle", RECEIVED, -0.17),
        (_("What you publish"), yours, "diamond", GIVEN, 0.17),
    )
    for label, shares, symbol, colour, shift in sides:
        places = [row + shift for row in range(len(names))]
        for place, (value, low, high) in zip(places, shares, strict=True):
            figure.add_scatter(
                x=[low, high], y=[place, place], mode="lines+text", line={"color": colour, "width": 2},
                text=["", f"  {_.percent(value)}"], textposition="middle right", cliponaxis=False, hoverinfo="skip",
                showlegend=False,
            )  # fmt: skip
        figure.add_scatter(
            x=[value for value, _low, _high in shares], y=places, mode="markers", name=label, hoverinfo="skip",
            marker={"symbol": symbol, "size": 14, "color": colour},
        )  # fmt: skip
    top = max((high for side in (theirs, yours) for _v, _l, high in side), default=1.0)
    step = next((step for step in (0.02, 0.05, 0.1) if top <= 4 * step), 0.25)
    ticks = [step * i for i in range(int(1 / step) + 1) if step * i <= top]
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                                                  "itemclick": False, "itemdoubleclick": False})  # fmt: skip
    figure.update_xaxes(range=[-top * 0.04, top * 1.4], tickvals=ticks, ticktext=[_.percent(t) for t in ticks],
                        gridcolor="#eef1f4")  # fmt: skip
    figure.update_yaxes(showgrid=False)
    style.name_rows(figure, names)
    return figure


def months(dates: Sequence[str], posts: Sequence[int], marks: Sequence[str], _: Words) -> go.Figure:
    """One bar a month; numbered marks stand above the day on which a network changed its rules. dates, marks: ISO."""
    figure = style.figure(300)
    figure.add_bar(x=list(dates), y=list(posts), marker={"color": style.KEEP}, hoverinfo="skip")
    top = max([*posts, 1])
    for number, when in enumerate(marks, 1):
        figure.add_scatter(
            x=[when, when], y=[0, top * 1.12], mode="lines+text", line={"color": style.LOST, "width": 2, "dash": "dot"},
            text=["", _.number(number)], textposition="top center", hoverinfo="skip", cliponaxis=False,
        )  # fmt: skip
    # the ticks keep the first year off the zero of the other axis
    figure.update_xaxes(type="date", tickformat="%Y", dtick="M12", showgrid=False, ticks="outside", ticklen=12,
                        tickcolor=style.LINE)  # fmt: skip
    figure.update_yaxes(rangemode="tozero", gridcolor="#eef1f4", range=[0, top * 1.3], nticks=5)
    return figure
