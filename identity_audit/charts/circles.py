"""Who are they? How many people each circle holds, and how many wait to be sorted."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from identity_audit.charts import style
from identity_audit.findings import FEW_UP_TO, is_few
from identity_audit.findings import people as said
from identity_audit.words import Words

MOST = 6


def circle_sizes(circles: Sequence[tuple[str, int]], others: tuple[int, int], to_sort: int, _: Words) -> go.Figure:
    """Bars, largest first: at most six circles (name, people), the people of the others together, who is in none.

    others: how many circles are gathered, and how many people they hold together.
    """
    shown = list(circles[:MOST])
    names = [name for name, _n in shown]
    people = [n for _name, n in shown]
    if others[0]:
        names.append(_.plural("{n} other circle", "{n} other circles", others[0]))
        people.append(others[1])
    names.append(_("To sort"))
    bars = [*people, to_sort]
    figure = style.figure(60 + 46 * len(bars))
    figure.add_bar(
        y=list(range(len(bars))),
        x=[FEW_UP_TO if is_few(n, _) else n for n in bars],
        orientation="h",
        marker={
            "color": [style.KEEP] * len(people) + [style.PAPER],
            "line": {"color": [style.KEEP] * len(people) + [style.QUIET], "width": 1},
            # still in no circle: hatched, as everything that waits for an answer
            "pattern": {
                "shape": [""] * len(people) + ["/"],
                "fillmode": "overlay",
                "fgopacity": 0.8,
                "size": 7,
                "solidity": 0.15,
            },
        },
        text=[said(n, _) for n in bars],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, max([*bars, 1]) * 1.2])
    style.name_rows(figure, names)
    return figure
