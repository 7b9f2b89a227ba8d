"""What am I made of online? The share of each facet."""

from __future__ import annotations

import plotly.graph_objects as go

from identity_audit.analysis.topics import Topics
from identity_audit.charts import style
from identity_audit.safe_text import plotly_escape, shown
from identity_audit.words import Words

_ROW = 58
#: letters of a facet's terms that fit under its bar on a phone
_TERMS = 34
_SMALL = {"size": 13, "color": style.QUIET}


def facet_sizes(topics: Topics, _: Words) -> go.Figure:
    """Bars, largest first: name, share, posts, and the words that set the facet apart.

    The hatched end of a bar holds the posts that are close to a second facet. What is in no facet has rows of its own,
    always: posts without words, and those that are not the person's.
    """
    found = topics.topics
    rest = [(_("Without words"), topics.without_words), (_("Not me"), topics.not_me)] if len(found) else []
    names = [*found["name"], *(name for name, _n in rest)]
    figure = style.figure(60 + _ROW * max(1, len(names)))
    colours = [style.facet_colour(int(c)) for c in found["colour"]]
    rows = list(range(len(found)))
    _bars(figure, rows, [int(n) for n in found["posts"] - found["unsure"]], colours, hatched=False)
    _bars(figure, rows, [int(n) for n in found["unsure"]], colours, hatched=True)
    below = [len(found) + place for place in range(len(rest))]
    _bars(figure, below, [n for _name, n in rest], [style.QUIET] * len(rest), hatched=True)
    for row, facet in enumerate(found.to_dict("records")):
        number = f"{_.number(facet['posts'])} ({_.percent(facet['share'])})"
        _write(figure, facet["posts"], row, _("{number} · small talk", number=number) if facet["everyday"] else number)
        terms = plotly_escape(shown(", ".join(facet["terms"]), _TERMS))
        figure.add_annotation(x=0, y=row + 0.42, text=terms, showarrow=False, xanchor="left", font=_SMALL)
    for row, (_name, n) in zip(below, rest, strict=True):
        _write(figure, n, row, _.number(n))
    longest = max([1, *(int(n) for n in found["posts"]), *(n for _name, n in rest)])
    figure.update_layout(barmode="stack", bargap=0.55)
    figure.update_xaxes(visible=False, range=[0, longest * style.ROOM])
    style.name_rows(figure, names)
    return figure


def _bars(figure: go.Figure, rows: list[int], posts: list[int], colours: list[str], *, hatched: bool) -> None:
    marker: dict[str, object] = {"color": colours}
    if hatched:
        shape = {"shape": "/", "fgcolor": colours, "bgcolor": style.PAPER, "size": 6}
        marker = {"color": style.PAPER, "pattern": shape, "line": {"color": colours, "width": 1}}
    figure.add_bar(y=rows, x=posts, orientation="h", marker=marker, hoverinfo="skip")


def _write(figure: go.Figure, posts: int, row: int, text: str) -> None:
    """The number at the end of a bar."""
    figure.add_annotation(x=posts, y=row, text=text, showarrow=False, xanchor="left", xshift=4)
