"""Do I speak, or do I talk with? Four bars of what the person does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.findings import FEW_UP_TO, is_few, people
from identity_audit.words import N_, Words

PILLARS = {"publish": N_("Publish"), "share": N_("Share"), "discuss": N_("Discuss"), "connect": N_("Connect")}


def four_pillars(counts: Mapping[str, int], _: Words) -> go.Figure:
    """One bar for each way of acting, with its number and its share."""
    total = sum(counts.values()) or 1
    figure = style.figure(240)
    figure.add_bar(
        y=list(range(len(counts))),
        x=[FEW_UP_TO if is_few(n, _) else n for n in counts.values()],
        orientation="h",
        marker={"color": [style.facet_colour(i) for i in range(len(counts))]},
        text=[people(n, _) if is_few(n, _) else f"{_.number(n)} ({_.percent(n / total)})" for n in counts.values()],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, max([*counts.values(), 1]) * style.ROOM])
    style.name_rows(figure, [_(PILLARS[name]) for name in counts])
    return figure


def by_facet(names: Sequence[str], counts: Sequence[int], colours: Sequence[int], _: Words) -> go.Figure:
    """What was given to others, facet by facet, in each facet's own colour."""
    figure = style.figure(60 + 46 * max(1, len(names)))
    figure.add_bar(
        y=list(range(len(names))),
        x=list(counts),
        orientation="h",
        marker={"color": [style.facet_colour(colour) for colour in colours]},
        text=[_.number(n) for n in counts],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, max([*counts, 1]) * style.ROOM])
    style.name_rows(figure, names)
    return figure
