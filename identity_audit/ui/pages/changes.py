"""What moved since the earlier export, or between the two halves of my posts?"""

import streamlit as st

from identity_audit import change_findings
from identity_audit.analysis.change import TooFew
from identity_audit.charts.change import by_facet
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state
from identity_audit.words import N_

_ = state.words()
st.title(_("What moved"), anchor=False)
audit = parts.need_audit()

imports = state.imports()
earlier = imports[-2].last if len(imports) > 1 else None
asked = None
if earlier is not None:
    ways = {
        "export": _("Before and after {date}, the end of your earlier export", date=_.date(earlier)),
        "halves": _("The two halves of your posts"),
    }
    way = st.segmented_control(
        _("What to compare"), list(ways), format_func=ways.__getitem__, default="export", required=True, key="divided"
    )
    asked = earlier if way == "export" else None

found = audit.change(asked)
if isinstance(found, TooFew):
    st.info(md_escape(change_findings.too_few(found, _)))
    parts.doors()
    parts.go_on("data", N_("Add a file in “My data”"))
    st.stop()

names = audit.topic_names()
st.markdown(md_escape(change_findings.divided_sentence(found, asked is not None, _)))
if found.facets:
    pictured = change_findings.pictured(found)
    parts.chart(
        change_findings.facets_title(found, names, _),
        by_facet(
            [names[figure.topic] for figure in pictured if figure.topic is not None],
            pictured,
            [change_findings.verdict(figure, _) for figure in pictured],
            _,
        ),
        sentence=change_findings.facets_sentence(found, names, _),
        basis=change_findings.basis(found, _),
        table=change_findings.figures_table(found.facets, names, _),
        key="moved",
    )
else:
    st.markdown(_("All these posts have the same facet, so facets cannot move."))
    st.caption(md_escape(change_findings.basis(found, _)))

st.subheader(_("Replies and reactions"), anchor=False)
others = [figure for figure in found.figures if figure.kind != "facet"]
for figure in others:
    st.markdown(f"- {md_escape(change_findings.figure_sentence(figure, found, names, _))}")
st.markdown(f"- {md_escape(change_findings.people_sentence(found, _))}")
if others:
    with st.expander(_("The same as a table")):
        st.dataframe(change_findings.figures_table(others, names, _), hide_index=True, width="stretch")

left_out = change_findings.not_compared(found, _)
if left_out:
    st.subheader(_("Not compared, and why"), anchor=False)
    for sentence in left_out:
        st.markdown(f"- {md_escape(sentence)}")
st.markdown(_(change_findings.WHY_WRONG))
parts.go_on("data", N_("Add the next export in “My data”"))
