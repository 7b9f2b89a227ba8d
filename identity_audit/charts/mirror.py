"""Which of my facets does a network know? Its words, facet by facet, and those that are in none."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.words import Words


def words_by_facet(
    names: Sequence[str], counts: Sequence[int], colours: Sequence[int], left_over: tuple[str, int], _: Words
) -> go.Figure:
    """One bar for each facet in its colour, and a grey, dotted one for the words in no facet (its label, how many)."""
    label, rest = left_over
    numbers = [*counts, rest]
    figure = style.figure(60 + 46 * len(numbers))
    figure.add_bar(
        y=list(range(len(numbers))),
        x=numbers,
        orientation="h",
        marker={
            "color": [*(style.facet_colour(colour) for colour in colours), style.QUIET],
            "pattern": {"shape": [*[""] * len(counts), "."], "fgcolor": style.PAPER, "solidity": 0.3},
        },
        text=[_.number(n) for n in numbers],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, max([*numbers, 1]) * style.ROOM])
    style.name_rows(figure, [*names, label])
    return figure
