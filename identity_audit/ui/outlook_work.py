"""What could change: the two questions, the estimate with its interval, everything else behind "go further"."""

from __future__ import annotations

import streamlit as st

from identity_audit import outlook_findings, plan_findings
from identity_audit.audit import Audit
from identity_audit.corrections import OutOfTen, Question
from identity_audit.outlook import Separation
from identity_audit.safe_text import md_escape
from identity_audit.ui import state

ASKED: tuple[Question, ...] = ("follow_several", "held_back")


def draw(audit: Audit, way: Separation) -> None:
    """The next period under one way to separate; what cannot be estimated says what is missing."""
    _ = state.words()
    st.subheader(_("What could change"), anchor=False)
    with st.spinner(_("Looking at what could change …"), show_time=False):
        forecast = audit.outlook.forecast
    if forecast is None:
        st.markdown(md_escape(outlook_findings.forecast_closed(audit, _)))
        return
    st.caption(_(outlook_findings.TWO_ANSWERS))
    for question in ASKED:
        ask(audit, question)
    found = audit.outlook.outcome(way)
    if found is not None:
        st.markdown(md_escape(outlook_findings.outcome_sentence(way, found, _)))
        st.markdown(md_escape(outlook_findings.lost_sentence(found, _)))
        st.caption(md_escape(plan_findings.curve_basis(audit, _)))
    most = next(iter(audit.outlook.influences), None)
    # elsewhere the verdict says it already
    if most is not None and audit.verdict == "cannot_decide":
        st.markdown(md_escape(outlook_findings.influence_sentence(most, _)))


def ask(audit: Audit, question: Question) -> None:
    """One of the two questions; no answer is an answer too."""
    _ = state.words()
    now = audit.outlook.wishes.answers.get(question)
    st.session_state[f"out_of_ten_{question}"] = now
    st.pills(_(outlook_findings.QUESTIONS[question]), list(range(11)), key=f"out_of_ten_{question}",
             format_func=str, on_change=_answered, args=(question,))  # fmt: skip


def _answered(question: Question) -> None:
    state.decide(OutOfTen(question, st.session_state[f"out_of_ten_{question}"]))


def further(audit: Audit, way: Separation) -> None:
    """Every assumption with its source and default, break-even, and how far earlier forecasts missed."""
    _ = state.words()
    outlook = audit.outlook
    if outlook.forecast is None:
        return
    found = outlook.outcome(way)
    for line in (
        outlook_findings.shown_sentence(found, _) if found is not None else None,
        outlook_findings.earlier_sentence(audit, _),
        outlook_findings.break_even_sentence(audit, _),
        outlook_findings.narrowing_sentence(audit, _),
    ):
        if line:
            st.markdown(f"- {md_escape(line)}")
    st.markdown(_("**What the estimate takes for granted**"))
    st.dataframe(outlook_findings.assumptions_table(audit, _), hide_index=True, key="assumptions")
