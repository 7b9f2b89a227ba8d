"""The sections of “What I do” on talking with others, on rhythm, on what is passed on and where."""

from __future__ import annotations

import streamlit as st

from identity_audit import conversation_findings, own_links_findings, rhythm_findings
from identity_audit.analysis.listening import Listening
from identity_audit.audit import Audit
from identity_audit.charts.change import by_facet
from identity_audit.charts.listening import depth_ladder, months
from identity_audit.circle_findings import contact_labels
from identity_audit.findings import is_few
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state


def heard_of(audit: Audit) -> Listening:
    """What listening found; it takes a moment the first time."""
    _ = state.words()
    with st.spinner(_("Listening to what was written")):
        return audit.listening


def draw(audit: Audit) -> None:
    """Do I speak, or do I talk with?"""
    _ = state.words()
    found = heard_of(audit).conversation
    if found.starts.n:
        parts.chart(
            f"{conversation_findings.starts_title(found, _)}.",
            depth_ladder(found.ladder, _),
            sentence=_(conversation_findings.LADDER_SENTENCE),
            basis=conversation_findings.starts_basis(found, _),
            table=conversation_findings.ladder_table(dict(found.ladder), _),
            key="ladder",
        )
    else:
        st.subheader(md_escape(conversation_findings.starts_title(found, _)), anchor=False)
    at_least = conversation_findings.at_least_sentence(found, _)
    if at_least:
        st.markdown(md_escape(at_least))
    st.subheader(_("How you talk with others"), anchor=False)
    for line in conversation_findings.quality_lines(found, _):
        st.markdown(f"- {md_escape(line)}")
    st.caption(md_escape(conversation_findings.volume_sentence(found, _)))
    title = conversation_findings.halves_title(found, _)
    if found.moved:
        parts.chart(
            f"{title}.",
            by_facet([_(conversation_findings.KINDS[m.kind]) for m in found.moved], found.moved,
                     conversation_findings.said_of(found, _), _, lines=4),
            sentence=_(conversation_findings.HALVES_SENTENCE),
            basis=conversation_findings.halves_basis(found, _),
            table=conversation_findings.halves_table(found, _),
            key="halves",
        )  # fmt: skip
    else:
        st.subheader(md_escape(title), anchor=False)
        st.caption(md_escape(conversation_findings.halves_basis(found, _)))


def questions(audit: Audit) -> None:
    """Questions, what goes with them, and who left no trace."""
    _ = state.words()
    found = heard_of(audit).conversation
    for line in conversation_findings.questions_lines(found, _):
        st.markdown(f"- {md_escape(line)}")
    st.markdown(md_escape(conversation_findings.silent_sentence(found, _)))


def private(audit: Audit) -> None:
    """Links and stories behind closed doors, over time and by facet."""
    _ = state.words()
    found = heard_of(audit).private
    st.markdown(md_escape(f"{conversation_findings.private_title(found, _)}."))
    with st.expander(_("Links and stories, year by year and facet by facet")):
        st.markdown(_(conversation_findings.PRIVATE_SENTENCE))
        table = conversation_findings.private_table(found, audit.topic_names(), _)
        st.dataframe(table, hide_index=True, key="private")


def passed_on(audit: Audit) -> None:
    """Whose words are carried on, and where the taps go."""
    _ = state.words()
    found = heard_of(audit).relays
    labels = contact_labels(audit.dataset)
    st.subheader(_("What you pass on, and what takes your attention"), anchor=False)
    for line in conversation_findings.relays_lines(found, _):
        st.markdown(f"- {md_escape(line)}")
    # while others look on, no site is named
    if found.sites["site"].astype("bool").any():
        with st.expander(_("The sites that you link to")):
            st.dataframe({_("Site"): list(found.sites["site"]), _("Posts"): list(found.sites["posts"])},
                         hide_index=True, key="sites")  # fmt: skip
    _own_links(audit)
    for heading, table, key in (
        (_("Whose words you pass on"), found.of_people, "passed_of"),
        (_("To whom your attention goes, in alphabetical order"), found.watched, "watched"),
    ):
        # names alone: a number beside each would make a ranking of them
        who = sorted((labels[one] for one in table["contact_id"] if one in labels), key=str.casefold)
        # while others look on, a short list would tell how many they are
        if who and not is_few(len(who), _):
            with st.expander(md_escape(heading)):
                st.dataframe({_("Who"): who}, hide_index=True, key=key)


def _own_links(audit: Audit) -> None:
    """Links to a site of one's own, and what goes with them."""
    _ = state.words()
    found = heard_of(audit).own_links
    st.markdown(f"**{md_escape(own_links_findings.links_title(found, _))}.**")
    for line in own_links_findings.links_lines(found, _):
        st.markdown(f"- {md_escape(line)}")
    if found.posts:
        st.caption(_(own_links_findings.LINKS_SENTENCE))
        st.dataframe(own_links_findings.links_table(found, _), hide_index=True, key="own_links")


def rhythm(audit: Audit) -> None:
    """A marathon or bursts?"""
    _ = state.words()
    found = heard_of(audit).rhythm
    if found.all is None:
        return
    names = audit.topic_names()
    parts.chart(
        f"{rhythm_findings.rhythm_title(found, _)}.",
        months(list(found.months["month"]), list(found.months["posts"]), [m.when.isoformat() for m in found.marks], _),
        sentence=_(rhythm_findings.RHYTHM_SENTENCE),
        basis=rhythm_findings.rhythm_basis(found, _),
        table=rhythm_findings.rhythm_table(found, names, _),
        key="rhythm",
    )
    for number, mark in enumerate(found.marks, 1):
        st.markdown(md_escape(rhythm_findings.mark_line(number, mark, _)))
    st.markdown(md_escape(rhythm_findings.bursts_sentence(found.all, _)))
    for line in rhythm_findings.media_lines(found, _):
        st.markdown(f"- {md_escape(line)}")
