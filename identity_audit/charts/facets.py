"""What am I made of online? The share of each facet."""

from __future__ import annotations

import plotly.graph_objects as go

from identity_audit.analysis.topics import Topics
from identity_audit.charts import style
from identity_audit.words import Words


def facet_sizes(topics: Topics, _: Words) -> go.Figure:
    """Bars, largest first: name, share and number of posts written at each bar."""
    found = topics.topics
    figure = style.figure(60 + 46 * max(1, len(found)))
    figure.add_bar(
        y=list(range(len(found))),
        x=list(found["share"]),
        orientation="h",
        marker={"color": [style.facet_colour(int(c)) for c in found["colour"]]},
        text=[
            f"{_.number(posts)} ({_.percent(share)})"
            for share, posts in zip(found["share"], found["posts"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, float(found["share"].max() if len(found) else 1) * style.ROOM])
    style.name_rows(figure, list(found["name"]))
    return figure
