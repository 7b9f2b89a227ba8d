"""What shall I do? Three ready plans, what each costs and protects, and the steps to set one up; or nothing at all."""

import streamlit as st

from identity_audit import findings, outlook_findings, plan_findings
from identity_audit.charts.plan import curve
from identity_audit.corrections import ChosenPlan
from identity_audit.plan_findings import PLAN_ABOUT, PLAN_NAMES
from identity_audit.safe_text import md_escape
from identity_audit.ui import limits_work, parts, state
from identity_audit.words import N_

_ = state.words()
st.title(_("My plan"), anchor=False)
audit = parts.need_audit()
if audit.verdict == "no_received" and not audit.pasted.lists:
    parts.closed()
    st.stop()
outlook = audit.outlook
aim = next((a for a in findings.AIMS if a.id == state.aim()), None)
if aim is not None:
    st.caption(md_escape(_("Your aim: {aim}.", aim=_(aim.title))))
nothing = plan_findings.nothing_to_change(audit, _)
if nothing is not None:
    st.markdown(f"#### {md_escape(nothing)}")
limits_work.mark_sensitive(audit, "plan_sensitive")

with st.spinner(_("Looking for the best plans …"), show_time=False):
    plans = outlook.plans
# "nothing to change" is an answer: what follows it is for who wants to limit all the same
st.subheader(_("If you want to limit all the same: three ready plans") if nothing is not None and plans
             else _("Three ready plans"), anchor=False)  # fmt: skip
chosen = outlook.wishes.plan
if not plans:
    st.markdown(_(plan_findings.PLANS_CLOSED))
    if outlook.forecast is None:
        st.caption(md_escape(outlook_findings.forecast_closed(audit, _)))
for plan in plans:
    with st.container(border=True):
        st.markdown(f"**{_(PLAN_NAMES[plan.name])}**")
        st.caption(_(PLAN_ABOUT[plan.name]))
        for line in plan_findings.plan_lines(plan, outlook.plan_replay(plan.name), _):
            st.markdown(f"- {md_escape(line)}")
        lines = plan_findings.hidden_lines(plan.hidden, audit, _)
        if lines:
            with st.expander(_("What it hides from whom")):
                for line in lines:
                    st.markdown(f"- {md_escape(line)}")
        mine = chosen == plan.name
        st.button(_("This is my plan") if mine else _("Choose this plan"), key=f"plan_{plan.name}", disabled=mine,
                  width="stretch", on_click=state.decide, args=(ChosenPlan(plan.name),))  # fmt: skip

if plans:
    st.caption(md_escape(plan_findings.curve_basis(audit, _)))
    counted = outlook.plan_replay(plans[0].name)
    if counted is not None:
        st.caption(md_escape(findings.replay_basis(counted, _)))

if outlook.wishes.hidden:
    st.subheader(_("My own limits"), anchor=False)
    for line in plan_findings.hidden_lines(sorted(outlook.wishes.hidden), audit, _):
        st.markdown(f"- {md_escape(line)}")
picked = next((plan for plan in plans if plan.name == chosen), None)
if picked is not None:
    st.subheader(md_escape(plan_findings.chosen_title(picked.name, _)), anchor=False)
    for line in plan_findings.hidden_lines(picked.hidden, audit, _) or [_("Nothing to set up: everything stays open.")]:
        st.markdown(f"- {md_escape(line)}")
    st.button(_("No plan any more"), key="plan_none", on_click=state.decide, args=(ChosenPlan(None),))
if outlook.wishes.hidden or (picked is not None and picked.hidden):
    st.markdown(_("**How to set it up**"))
    for step in plan_findings.steps(audit, _):
        st.markdown(f"- {md_escape(step)}")
    st.caption(_(plan_findings.STEPS_FROM))
    st.caption(_("The app changes nothing on a network: you do, where you want to."))
parts.undo_bar("plan")

# not folded away but not drawn: the curve takes a while to work out
if plans and st.toggle(_("Go further: how much each bit of openness brings"), key="plan_further"):
    points = outlook.curve
    parts.chart(
        plan_findings.curve_title(points, _), curve(points, _), sentence=_(plan_findings.CURVE_READING),
        basis=plan_findings.curve_basis(audit, _), table=plan_findings.curve_table(points, _), key="curve",
    )  # fmt: skip
parts.go_on("profiles", N_("Back to the comparison"))
