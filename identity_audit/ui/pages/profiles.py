"""What would separate profiles change? What happened, replayed; nothing here is a forecast."""

import pandas as pd
import streamlit as st

from identity_audit import exposure_findings, findings, paste_findings, room_findings
from identity_audit.charts.strategies import SHAPES, TWO_SHAPES, by_facet, hundred_people
from identity_audit.report import report_html
from identity_audit.report_tables import tables_zip
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state
from identity_audit.words import N_

_ = state.words()
st.title(_("One profile or several?"), anchor=False)
audit = parts.need_audit()
sentence, why = findings.verdict_sentences(audit, _)
if audit.verdict == "no_received" and not audit.pasted.lists:
    parts.closed()
    st.stop()

st.markdown(f"#### {md_escape(sentence)}")
aim = next((a for a in findings.AIMS if a.id == state.aim()), None)
if aim is not None:
    st.info(md_escape(_(aim.advice)))
aimed = findings.aimed_sentence(audit, state.aimed_circle(), _)
if aimed is not None:
    st.info(md_escape(aimed))

replay = audit.replays["per_facet"]
if replay is None:
    if audit.pasted.lists:
        st.markdown(md_escape(paste_findings.circle_sentence(audit.pasted.per_circle, _)))
    for said in paste_findings.about_lists(audit, _):
        st.markdown(f"- {md_escape(said)}")
    st.markdown(md_escape(why))
    parts.doors("profiles" if audit.facets() else "facets")
    if audit.pasted.left:
        parts.go_on("paste", N_("Paste more lists") if audit.pasted.lists else N_("Paste reactions"))
    parts.go_on("data", N_("Add a file in “My data”"))
    st.stop()

counts, people = room_findings.parts_of_hundred(replay, _)
if not counts:
    st.subheader(_("Of 100 people who reacted: a picture that is not shown"), anchor=False)
    st.markdown(_("One of its parts holds fewer than 5 people: the picture would tell how many."))
else:
    drawn = SHAPES if len(counts) == len(SHAPES) else TWO_SHAPES
    parts.chart(
        room_findings.hundred_title(replay, counts, _),
        hundred_people(counts, _, drawn),
        sentence=findings.array_sentence(replay, _),
        basis=findings.replay_basis(replay, _),
        table=pd.DataFrame({
            _("With one profile per facet"): [_(label) for label, _symbol, _colour in drawn],
            _("Of 100 people"): counts,
            _("People"): findings.people_column(people, _),
        }),
        key="hundred",
    )  # fmt: skip

names = audit.topic_names()
gaps = findings.gaps(replay)
parts.chart(
    findings.gap_title(gaps, names, _),
    by_facet([names[g.topic] for g in gaps], [g.received for g in gaps], [g.remaining for g in gaps], _),
    sentence=_("Each line is a facet: on the right the reactions it received, on the left those that would remain if "
               "each person followed only their usual facet."),
    basis=findings.replay_basis(replay, _),
    table=pd.DataFrame({
        _("Facet"): [names[g.topic] for g in gaps],
        _("Reactions, one profile"): [g.received for g in gaps],
        _("Reactions, one profile per facet"): [g.remaining for g in gaps],
        _("Would have been missed"): [g.missed for g in gaps],
    }),
    key="by_facet",
)  # fmt: skip

with st.container(border=True):
    st.markdown(md_escape(findings.other_side(audit, _)))
st.markdown(md_escape(why if audit.verdict != "cannot_decide" else _(findings.WHY_WRONG)))

st.subheader(_("Take this away: a report"), anchor=False)
st.markdown(
    _("One page to print or keep, without any contact's name. Fewer than 5 people: the exact number is not shown.")
)
left, right = st.columns(2)
right.download_button(
    _("Save the tables (CSV)"), lambda: tables_zip(audit, lang=_.lang), file_name="identity-audit-tables.zip",
    mime="application/zip", on_click="ignore", key="tables", width="stretch",
)  # fmt: skip
chosen, matters = state.aim(), state.aimed_circle()  # the button writes the report later, outside this run
left.download_button(
    _("Save the report"), lambda: report_html(audit, lang=_.lang, aim=chosen, circle=matters),
    file_name="identity-audit.html", mime="text/html", on_click="ignore", key="report", width="stretch",
)  # fmt: skip

with st.expander(_("Go further")):
    circle = audit.replays["per_circle"]
    for line in (
        findings.replay_sentence(replay, _),
        findings.circle_sentence(circle, _) if circle else _("There is no circle in these files to compare with."),
        findings.crossing_sentence(audit, _),
        findings.breadth_sentence(audit, _),
        *paste_findings.so_far(audit, _),
        _("A replay can only count what separate profiles would have cut: it cannot show what they would have "
          "brought. What could change is not estimated here."),
    ):  # fmt: skip
        if line:
            st.markdown(f"- {md_escape(line)}")
    seen = exposure_findings.could_see(audit, matters, _)
    if seen is not None:
        st.markdown(f"**{md_escape(exposure_findings.exposure_title(seen, _))}**")
        st.dataframe(exposure_findings.long_table(seen, _), hide_index=True, key="could_see")
        st.caption(md_escape(exposure_findings.exposure_basis(seen, audit, _)))
