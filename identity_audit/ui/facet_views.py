"""The facets over time, on the networks, and against the answers they get: charts of the page of facets."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from identity_audit import facet_view_findings as said
from identity_audit.analysis.answered import Answered, told
from identity_audit.audit import Audit
from identity_audit.charts import style
from identity_audit.charts.answered import answered_dots
from identity_audit.charts.facet_grid import facet_grid
from identity_audit.findings import people_column
from identity_audit.ui import parts, state


def over_time_and_place(audit: Audit) -> None:
    """My image, year by year; which facet lives on which network."""
    _ = state.words()
    for key, grid in (("facet_years", said.by_year(audit, _)), ("facet_networks", said.by_platform(audit, _))):
        if grid is None:
            continue
        parts.chart(
            grid.title,
            facet_grid(grid.shares, grid.rows, grid.columns, _),
            sentence=grid.sentence,
            basis=grid.basis,
            table=_as_table(grid, _("Facet")),
            key=key,
        )


def _as_table(grid: said.Grid, first: str) -> pd.DataFrame:
    counts = {name: grid.counts.iloc[:, place].to_list() for place, name in enumerate(grid.columns)}
    return pd.DataFrame({first: grid.rows, **counts})


def most_answered(audit: Audit) -> None:
    """Facets well answered but rarely posted, and the kinds of posts that go with most answers."""
    _ = state.words()
    facets, kinds = told(audit.answered_facets), told(audit.answered_kinds)
    if facets is None and kinds is None:
        st.subheader(_("Well answered, rarely shown?"), anchor=False)
        st.info(_(said.ANSWERED_CLOSED))
        return
    if facets is not None:
        colours = {facet.id: style.facet_colour(facet.colour) for facet in audit.facets()}
        _dots(
            audit, facets, said.facets_title(audit, facets, _), [colours[int(g.key)] for g in facets.groups], "facets"
        )
    if kinds is not None:
        _dots(audit, kinds, said.kinds_title(kinds, _), [style.INK] * len(kinds.groups), "kinds")


def _dots(audit: Audit, found: Answered, title: str, colours: list[str], key: str) -> None:
    _ = state.words()
    names = said.answered_names(audit, found, _)
    parts.chart(
        title,
        answered_dots(found.groups, names, colours, _),
        sentence=said.answered_sentence(_),
        basis=said.answered_basis(found, _),
        table=pd.DataFrame(
            {
                _("Posts about or with"): names,
                _("Posts compared"): [group.posts for group in found.groups],
                _("Answers"): people_column((group.answers for group in found.groups), _),
                _("Answers per post, against the others"): [said.interval(group, _) for group in found.groups],
            }
        ),
        key=f"answered_{key}",
    )
