"""What I give to others, and what comes back: two colours and two marks of their own, never parts of one bar."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.findings import FEW_UP_TO, is_few
from identity_audit.findings import people as said
from identity_audit.words import Words

GIVEN, RECEIVED = "#7a1f5c", "#0b4576"


def people_by_facet(names: Sequence[str], people: Sequence[int], _: Words) -> go.Figure:
    """To how many people did I react, facet by facet? One colour, that of giving."""
    figure = style.figure(60 + 46 * max(1, len(names)))
    figure.add_bar(
        y=list(range(len(names))),
        x=[FEW_UP_TO if is_few(n, _) else n for n in people],
        orientation="h",
        marker={"color": GIVEN},
        text=[said(n, _) for n in people],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, max([*people, 1]) * style.ROOM])
    style.name_rows(figure, names)
    return figure


def given_and_received(names: Sequence[str], given: Sequence[float], received: Sequence[float], _: Words) -> go.Figure:
    """A diamond for the facet's share of what I give, a circle for its share of what I receive; a line ties the two."""
    figure = style.figure(110 + 64 * max(1, len(names)))
    rows = list(range(len(names)))
    for row, ends in zip(rows, zip(given, received, strict=True), strict=True):
        figure.add_scatter(
            x=list(ends), y=[row, row], mode="lines", line={"color": style.LINE, "width": 3}, hoverinfo="skip",
            showlegend=False,
        )  # fmt: skip
    marks = ((_("Given"), given, "diamond", GIVEN, "top center"),
             (_("Received"), received, "circle", RECEIVED, "bottom center"))  # fmt: skip
    for label, values, symbol, colour, place in marks:
        figure.add_scatter(
            x=list(values), y=rows, mode="markers+text", name=label, hoverinfo="skip", cliponaxis=False,
            marker={"symbol": symbol, "color": colour, "size": 14}, text=[_.percent(share) for share in values],
            textposition=place, textfont={"color": colour},
        )  # fmt: skip
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    figure.update_xaxes(visible=False, range=[-0.06, max([*given, *received, 0.01]) * 1.15])
    style.name_rows(figure, names)
    return figure
