"""What would separate profiles change? Guess, then what happened, the other side, and what could change."""

import streamlit as st

from identity_audit import exposure_findings, findings, outlook_findings, paste_findings, scenario_findings
from identity_audit.report import report_html
from identity_audit.report_tables import tables_zip
from identity_audit.safe_text import md_escape
from identity_audit.scenario_findings import ABOUT, WAYS
from identity_audit.ui import guess_work, limits_work, outlook_work, parts, separation_work, state
from identity_audit.words import N_

_ = state.words()
st.title(_("One profile or several?"), anchor=False)
audit = parts.need_audit()
why = findings.verdict_sentences(audit, _)[1]
if audit.verdict == "no_received" and not audit.pasted.lists:
    parts.closed()
    st.stop()

replay = audit.replays["per_facet"]
if replay is not None and not guess_work.asked("profiles", findings.guess_question(replay, _), 100):
    st.stop()
if replay is not None:
    guess_work.beside("profiles", round(100 * replay.blocked))
happened, *beyond = outlook_findings.verdict(audit, _)
st.markdown(f"#### {md_escape(happened)}")
if replay is not None:
    for beside in beyond:
        st.markdown(md_escape(beside))
aim = next((a for a in findings.AIMS if a.id == state.aim()), None)
if aim is not None:
    st.info(md_escape(_(aim.advice)))
aimed = findings.aimed_sentence(audit, state.aimed_circle(), _)
if aimed is not None:
    st.info(md_escape(aimed))

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

way = st.segmented_control(
    _("Ways to separate"),
    list(WAYS),
    format_func=lambda way: _(WAYS[way]),
    default="per_facet",
    required=True,
    key="way",
)
st.caption(_(ABOUT[way]))
if way in ("work_private", "teacher"):
    limits_work.second_profile(audit, way)
if way == "limits":
    limits_work.hide_one(audit)
found = separation_work.replayed(audit, way)
if found is not None:
    separation_work.pictures(audit, way, found, matters=state.aimed_circle())

with st.container(border=True):
    st.subheader(_("The other side"), anchor=False)
    limits_work.mark_sensitive(audit, "profiles_sensitive")
    limits_work.so_far(audit)
    for kept in scenario_findings.other_side(audit, way, _):
        st.markdown(f"- {md_escape(kept)}")
outlook_work.draw(audit, way)
st.markdown(md_escape(_(findings.WHY_WRONG)))
parts.go_on("plan", N_("Next: my plan"))

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
        _(outlook_findings.KIND_TO_ONE),
    ):  # fmt: skip
        if line:
            st.markdown(f"- {md_escape(line)}")
    outlook_work.further(audit, way)
    seen = exposure_findings.could_see(audit, matters, _)
    if seen is not None:
        st.markdown(f"**{md_escape(exposure_findings.exposure_title(seen, _))}**")
        st.dataframe(exposure_findings.long_table(seen, _), hide_index=True, key="could_see")
        st.caption(md_escape(exposure_findings.exposure_basis(seen, audit, _)))
