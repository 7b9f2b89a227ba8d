"""Facets over the years, on the networks, and against the answers they get, for the report: as the screen says it."""

from __future__ import annotations

from identity_audit import facet_view_findings as said
from identity_audit.analysis.answered import Answered, told
from identity_audit.audit import Audit
from identity_audit.charts import style
from identity_audit.findings import people
from identity_audit.report_drawings import Cell, Ratio, draw_crossing, draw_ratios
from identity_audit.report_parts import Figure, Table
from identity_audit.words import Words


def facet_view_figures(audit: Audit, _: Words) -> list[Figure]:
    """My image year by year, which facet lives on which network, and which facets and kinds go with more answers."""
    grids = [("years", said.by_year(audit, _)), ("networks", said.by_platform(audit, _))]
    figures = [_grid(key, grid, _) for key, grid in grids if grid is not None]
    facets, kinds = told(audit.answered_facets), told(audit.answered_kinds)
    if facets is not None:
        colours = {facet.id: style.facet_colour(facet.colour) for facet in audit.facets()}
        title = said.facets_title(audit, facets, _)
        figures.append(_answered("facets", title, audit, facets, [colours[int(g.key)] for g in facets.groups], _))
    if kinds is not None:
        figures.append(_answered("kinds", said.kinds_title(kinds, _), audit, kinds, [style.INK] * len(kinds.groups), _))
    return figures


def answered_closed(audit: Audit, _: Words) -> str | None:
    """Why nothing is said of what goes with more answers; None where something is."""
    if told(audit.answered_facets) or told(audit.answered_kinds):
        return None
    return f"{_('Well answered, rarely shown?')} {_(said.ANSWERED_CLOSED)}"


def _grid(key: str, grid: said.Grid, _: Words) -> Figure:
    totals = grid.counts.sum()
    cells = [
        [_share(int(n), int(total), _) for n, total in zip(row, totals, strict=True)] for row in grid.counts.to_numpy()
    ]
    table = Table(
        (_("Facet"), *grid.columns),
        [(name, *(cell.words for cell in row)) for name, row in zip(grid.rows, cells, strict=True)],
        numbers=len(grid.columns),
    )
    drawing = draw_crossing(grid.title, grid.sentence, grid.rows, grid.columns, cells, key=key)
    return Figure(grid.title, drawing, grid.sentence, grid.basis, table)


def _share(n: int, total: int, _: Words) -> Cell:
    """One facet in one year or on one network: its share is drawn, its posts stand in the table, too."""
    if not n:
        return Cell("", _.number(0), 0)
    return Cell(_.percent(n / total), _("{n} ({share})", n=_.number(n), share=_.percent(n / total)), n / total)


def _answered(key: str, title: str, audit: Audit, found: Answered, colours: list[str], _: Words) -> Figure:
    names, sentence = said.answered_names(audit, found, _), said.answered_sentence(_)
    times = ["" if g.ratio is None else f"×{_.number(g.ratio, 1)}" for g in found.groups]
    rows = [
        Ratio(name, said_behind, g.ratio, g.low, g.high, colour, g.clearly_more)
        for name, said_behind, g, colour in zip(names, times, found.groups, colours, strict=True)
    ]
    table = Table(
        (_("Posts about or with"), _("Posts compared"), _("Answers"), _("Answers per post, against the others")),
        [
            (name, _.number(g.posts), people(g.answers, _), said.interval(g, _))
            for name, g in zip(names, found.groups, strict=True)
        ],
        numbers=3,
    )
    drawing = draw_ratios(f"answered-{key}", title, sentence, rows, _("as your other posts"))
    return Figure(title, drawing, sentence, said.answered_basis(found, _), table)
