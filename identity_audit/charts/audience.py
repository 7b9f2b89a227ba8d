"""Who reacts to what? Circles against facets, one number in each cell."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.safe_text import plotly_escape


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: the number written, its share of the circle (None = not known), what it means."""

    text: str
    share: float | None
    meaning: str


def who_reacts_to_what(circles: list[str], facets: list[str], cells: list[list[Cell]]) -> go.Figure:
    """A table of shaded cells, circles down, facets across; what is not known is hatched, never pale.

    cells[row][column]. Drawn as stacked bars of one unit because bars can be hatched and clicked cell by cell.
    """
    figure = style.figure(130 + 52 * len(circles))
    rows = list(range(len(circles)))
    largest = max((c.share for row in cells for c in row if c.share is not None), default=0.0) or 1.0
    for column in range(len(facets)):
        drawn = [row[column] for row in cells]
        colours = [style.PAPER if c.share is None else style.shade(c.share / largest) for c in drawn]
        figure.add_bar(
            y=rows,
            x=[1] * len(rows),
            orientation="h",
            width=0.94,
            marker={
                "color": colours,
                "line": {"color": style.LINE, "width": 1},
                "pattern": {
                    "shape": ["/" if c.share is None else "" for c in drawn],
                    # where each bar has its own colour plotly ignores fgcolor; without "overlay" (which only its
                    # default template sets) the lines would be white on white
                    "fillmode": "overlay",
                    "fgopacity": 0.8,
                    "size": 7,
                    "solidity": 0.15,
                },
            },
            text=["" if c.share is None else c.text.replace(" / ", "<br>/ ") for c in drawn],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            insidetextfont={"size": 16, "color": [style.on(colour) for colour in colours]},
            constraintext="inside",
            customdata=[[r, column, plotly_escape(c.meaning)] for r, c in enumerate(drawn)],
            hovertemplate="%{customdata[2]}<extra></extra>",
        )
    figure.update_layout(barmode="stack", bargap=0)
    # so that the names stand flat on a laptop, and beside each other when a phone turns them
    width, size = (15, 15) if len(facets) <= 5 else (11, 14 if len(facets) == 6 else 12)
    figure.update_xaxes(
        tickvals=[i + 0.5 for i in range(len(facets))],
        ticktext=[style.wrapped(name, width=width) for name in facets],
        tickfont={"size": size},
        side="top",
        range=[0, len(facets)],
        showgrid=False,
        # flat where there is room; on a phone they would lie on each other
        autotickangles=[0, -90],
    )
    figure.update_yaxes(showgrid=False)
    style.name_rows(figure, circles)
    return figure
