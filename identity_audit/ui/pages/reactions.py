"""Do my circles stay in their lane? Circles against facets, in people who reacted."""

import pandas as pd
import streamlit as st

from identity_audit import findings, reaction_findings, report_sections, spread_findings
from identity_audit.analysis.crossing import EVERYONE
from identity_audit.charts.audience import Cell, who_reacts_to_what
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import md_escape
from identity_audit.ui import answers_work, guess_work, parts, paste_work, state
from identity_audit.words import N_

MOST_CIRCLES = 6

_ = state.words()
st.title(_("Who reacts to what"), anchor=False)
audit = parts.need_audit()
if audit.verdict == "no_received" and not audit.pasted.lists:
    parts.closed()
    answers_work.draw(audit)
    st.stop()
if audit.topics.topics.empty:
    st.info(_("There are too few posts with words to tell facets apart, so this table has no columns yet."))
    parts.doors("facets")
    st.stop()

st.caption(md_escape(reaction_findings.kinds_sentence(audit.dataset, _)))
titles = {circle.id: circle.name for circle in audit.circles() if circle.people}
reacting = set(audit.matrix.loc[audit.matrix["people"] > 0, "group_id"])
# a circle of which nobody reacted would fill a row with zeros while a telling one waits in "Other circles"
first = sorted(titles, key=lambda circle: circle not in reacting)[:MOST_CIRCLES]
if len(titles) > MOST_CIRCLES:
    first = st.multiselect(
        _("Circles to show (up to {n}; the rest are in “Other circles”)", n=MOST_CIRCLES), list(titles),
        default=first, format_func=titles.__getitem__, max_selections=MOST_CIRCLES, key="circles",
    )  # fmt: skip
crossing = state.once(f"crossing {first}", audit, lambda: audit.crossing(first))
if state.presenting():
    # with everybody's number beside them, those that are not said could be found by subtraction
    crossing = crossing[crossing["group_id"] != EVERYONE].reset_index(drop=True)
circles, facets = findings.crossing_labels(crossing, audit, titles, _)


def cell(row: pd.Series) -> Cell:
    """The number that can be said of a cell, or that it is not known."""
    said = report_sections.cell(row, _)
    return Cell(said.text, said.share, findings.cell_sentence(row, circles[row["group_id"]], facets[row["topic"]], _))


hidden = findings.guess_cell(crossing, circles, facets, _)
if hidden is not None:
    if not guess_work.asked("reactions", hidden.question, hidden.most):
        st.stop()
    guess_work.beside("reactions", hidden.found)

grid = [[cell(row) for _i, row in crossing[crossing["group_id"] == g].iterrows()] for g in circles]
picked = []
if len(audit.in_files) or not audit.pasted.lists:
    picked = parts.chart(
        findings.crossing_title(crossing, circles, facets, audit, _),
        who_reacts_to_what(list(circles.values()), list(facets.values()), grid),
        sentence=_(
            "In each cell: how many people of the circle reacted at least once, out of those who could see such a "
            "post. A “+” means at least. A hatched cell is not known: that is not zero. Where fewer than 5 people "
            "could see such a post, the cell stays pale: too few to compare."
        ),
        basis=findings.reactions_basis(audit, _),
        table=findings.crossing_table(crossing, circles, facets, _),
        key="heatmap",
        select=True,
    )

    st.subheader(_("Circle by circle"), anchor=False)
    for group_id, name in circles.items():
        rows = crossing[crossing["group_id"] == group_id]
        st.markdown(f"- {md_escape(findings.row_sentence(name, rows, facets, _))}")
# a rate on one or two lists would tell a room exactly how few people it is made of
if audit.pasted.lists and not state.presenting():
    paste_work.heatmap(audit, first, titles)
    if audit.pasted.left:
        parts.go_on("paste", N_("Paste more lists"))

st.subheader(_("Open a cell: the moments"), anchor=False)
clicked = picked[0]["customdata"] if picked else (0, 0)
if clicked[0] >= len(circles) or clicked[1] >= len(facets):
    clicked = (0, 0)  # a cell of the table before other circles were chosen
left, right = st.columns(2)
circle = left.selectbox(
    _("Circle"), list(circles), index=int(clicked[0]), format_func=circles.__getitem__, key=f"cell_circle_{clicked[0]}"
)
facet = right.selectbox(
    _("Facet"), list(facets), index=int(clicked[1]), format_func=facets.__getitem__, key=f"cell_facet_{clicked[1]}"
)
moments = audit.moments(circle, facet, first)
if state.presenting() and 0 < moments["name"].nunique() <= findings.FEW_UP_TO:
    st.markdown(_("Fewer than 5 people: the exact number is not shown."))
elif moments.empty:
    st.markdown(_("No reaction by name here. Nobody reacting is not the same as nobody reading."))
else:
    st.dataframe(
        pd.DataFrame({
            _("Date of the post"): [_.date(t) for t in moments["time"]],
            _("Who"): moments["name"],
            _("Your post"): [
                excerpt(text, beside, 200, _) for text, beside in zip(moments["text"], moments["context"], strict=True)
            ],
            _("Network"): [findings.PLATFORM_NAMES.get(p, p) for p in moments["platform"]],
        }),
        hide_index=True, key="moments",
    )  # fmt: skip
    st.caption(md_escape(_.plural("{n} reaction", "{n} reactions", len(moments))))
answers_work.draw(audit)
how_widely = spread_findings.spread_sentences(audit, _)
if how_widely:
    with st.expander(_("Go further: how widely people react")):
        for line in (findings.breadth_sentence(audit, _), *how_widely):
            st.markdown(f"- {md_escape(line)}")
parts.go_on("profiles", N_("Next: one profile or several?"))
