"""Facets against years, or against networks: how much of each column is about what."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.safe_text import plotly_escape
from identity_audit.words import Words


def facet_grid(shares: pd.DataFrame, rows: Sequence[str], columns: Sequence[str], _: Words) -> go.Figure:
    """One cell per facet and column with its share written in it, darker where it is larger; 0 stays white.

    shares: of each column's posts, 0 to 1, in the order of the names.
    """
    figure = style.figure(70 + 46 * max(1, len(rows)))
    largest = float(shares.to_numpy().max()) if shares.size else 1.0
    cells = [(x, y, float(share)) for y, row in enumerate(shares.to_numpy()) for x, share in enumerate(row)]
    colours = [style.shade(0.999 * share / (largest or 1)) if share > 0 else style.PAPER for _x, _y, share in cells]
    # all at once: plotly looks at those that are there again with each one added
    figure.update_layout(shapes=[
        {"type": "rect", "x0": x - 0.47, "x1": x + 0.47, "y0": y - 0.44, "y1": y + 0.44, "layer": "below",
         "fillcolor": colour, "line": {"width": 1, "color": style.LINE}}
        for (x, y, _share), colour in zip(cells, colours, strict=True)
    ])  # fmt: skip
    figure.add_scatter(
        x=[x for x, _y, _share in cells], y=[y for _x, y, _share in cells], mode="markers+text", hoverinfo="skip",
        marker={"opacity": 0},
        text=[_.number(100 * share) if share > 0 else "" for _x, _y, share in cells],
        textfont={"size": 14, "color": [style.on(colour) for colour in colours]},
    )  # fmt: skip
    figure.update_xaxes(
        tickvals=list(range(len(columns))), ticktext=[plotly_escape(name) for name in columns], side="top",
        range=[-0.5, len(columns) - 0.5], showgrid=False, tickfont={"size": 14},
        # flat where there is room; on a phone the names of six networks would lie on each other
        autotickangles=[0, -90],
    )  # fmt: skip
    figure.update_yaxes(showgrid=False)
    style.name_rows(figure, rows)
    return figure
