"""One look for every figure: colours that stay with a facet, patterns and symbols beside colour, readable type."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.safe_text import plotly_escape

# Okabe and Ito's set, darkened so that each keeps 3:1 against white: told apart in three kinds of colour blindness
FACETS = ("#0062a3", "#b25600", "#00785a", "#9c3d7a", "#5b4a9e", "#7a6200", "#a33b2e", "#2f6f8f",
          "#4d7a1f", "#7d4f2b", "#59616b", "#884ea0")  # fmt: skip
INK, QUIET, LINE, PAPER = "#1f2933", "#52606d", "#cbd2d9", "#ffffff"
#: pale to dark of one hue: more people
SCALE = ("#e8f1f8", "#bcd7ea", "#86b8da", "#5b9fd0", "#1f6aa5", "#0b4576")
KEEP, PART, LOST = "#0062a3", "#b25600", "#59616b"
#: how far the axis goes beyond the longest bar, so that its number stays inside on a phone
ROOM = 1.6
#: the page's own type, which comes with Streamlit
TYPE = '"Source Sans", sans-serif'


def facet_colour(colour: int) -> str:
    return FACETS[colour % len(FACETS)]


def shade(share: float) -> str:
    """The colour of a cell whose value is `share` (0 to 1) of the largest."""
    return SCALE[min(len(SCALE) - 1, int(share * len(SCALE)))]


def on(colour: str) -> str:
    """Dark or white, whichever is readable on this colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return INK if red * 299 + green * 587 + blue * 114 > 130_000 else PAPER


def wrapped(name: str, width: int = 18, lines: int = 2) -> str:
    """A foreign name over a few short lines, escaped, so that labels neither turn nor push the picture away."""
    rows = [""]
    for word in name.split():
        if rows[-1] and len(rows[-1]) + len(word) >= width:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    if len(rows) > lines:
        rows = [*rows[: lines - 1], f"{rows[lines - 1].removesuffix(' ·')}…"]
    # the dot between two words of a suggested name says nothing at the end of a line
    rows = [row.removesuffix(" ·").removeprefix("· ") for row in rows]
    return "<br>".join(plotly_escape(row if len(row) <= width else f"{row[: width - 1]}…") for row in rows)


def name_rows(figure: go.Figure, names: Sequence[str], lines: int = 2) -> None:
    """Write these names beside the rows 0, 1, 2 ... from the top; rows are numbers because names may repeat.

    lines: how many a name may take; more for names of ours, which must not be cut.
    """
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[wrapped(name, lines=lines) for name in names],
        range=[len(names) - 0.5, -0.5],
        ticks="outside",
        ticklen=8,
        tickcolor=PAPER,
    )


def figure(height: int) -> go.Figure:
    """An empty figure in our look; titles stand on the page, not in the picture."""
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "font": {"size": 16, "color": INK, "family": TYPE},
            "showlegend": False,
            "bargap": 0.35,
            "hoverlabel": {"font": {"size": 16}},
            "xaxis": {"fixedrange": True, "automargin": True, "zeroline": False},
            "yaxis": {"fixedrange": True, "automargin": True, "zeroline": False},
        }
    )
