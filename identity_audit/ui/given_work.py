"""Given beside received: whom the person reacts to by facet, and which way exchanges go, where both are known."""

from __future__ import annotations

import streamlit as st

from identity_audit import given_findings
from identity_audit.analysis.given import RELATIONS, Given
from identity_audit.audit import Audit
from identity_audit.charts.given import given_and_received, people_by_facet
from identity_audit.circle_findings import contact_labels
from identity_audit.findings import is_few
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state


def draw(audit: Audit) -> None:
    """The sections about given and received; nothing where nothing was given by name."""
    _ = state.words()
    found = audit.listening.given
    if not found.times:
        return
    names = audit.topic_names()
    _by_facet(found, names)
    st.subheader(_("Given and received, side by side"), anchor=False)
    if not found.both:
        st.markdown(
            _("Not known: none of your networks holds both by name, what you give and everything that you receive. "
              "What is missing is not zero.")
        )  # fmt: skip
        return
    _beside(found, names)
    _relations(found, audit)


def _by_facet(found: Given, names: dict[int, str]) -> None:
    _ = state.words()
    first = given_findings.placed(found)
    if first.empty:
        return
    parts.chart(
        given_findings.people_title(found, names, _),
        people_by_facet([names[int(topic)] for topic in first["topic"]], list(first["people"]), _),
        sentence=_("People whom you answer, name or react to, once in each facet. The facet is that of your words, or "
                   "of the words that you react to; a tap without words has none."),
        basis=given_findings.people_basis(found, _),
        table=given_findings.people_table(found, names, _),
        key="given_people",
    )  # fmt: skip


def _beside(found: Given, names: dict[int, str]) -> None:
    _ = state.words()
    table = given_findings.shares(found)
    if table.empty:
        st.markdown(_("Too few exchanges for shares: here are the numbers."))
        st.dataframe(given_findings.beside_table(found, names, _), hide_index=True, key="beside_numbers")
        st.caption(md_escape(given_findings.beside_basis(found, _)))
        return
    parts.chart(
        given_findings.beside_title(found, table, names, _),
        given_and_received(
            [names[int(topic)] for topic in table["topic"]], list(table["given"]), list(table["received"]), _
        ),
        sentence=_("Diamond: how much of what you give is in this facet. Circle: how much of what you receive. These "
                   "are two counts, each out of its own hundred."),
        basis=given_findings.beside_basis(found, _),
        table=given_findings.beside_table(found, names, _),
        key="beside",
    )  # fmt: skip


def _relations(found: Given, audit: Audit) -> None:
    """Four numbers of people; who they are only on a tap, in alphabetical order."""
    _ = state.words()
    st.subheader(md_escape(given_findings.relations_title(found, _)), anchor=False)
    st.dataframe(given_findings.relations_table(found, _), hide_index=True, key="relations")
    st.markdown(
        _("Somebody is placed only where 95 chances out of 100 agree: “answers me”, if more than 6 of 10 exchanges "
          "come from them; “I answer them”, if more than 6 of 10 come from you; “both ways” takes about a hundred "
          "exchanges. It counts exchanges; it does not say why, or who matters.")
    )  # fmt: skip
    st.caption(md_escape(given_findings.relations_basis(found, _)))
    # with their network: until somebody says that two names are one person, they are two
    labels = contact_labels(audit.dataset)
    for relation in RELATIONS:
        who = sorted((labels[one] for one in found.people_in(relation) if one in labels), key=str.casefold)
        # while others look on, a short list would tell how many they are
        if who and not is_few(len(who), _):
            with st.expander(md_escape(_(given_findings.RELATION_NAMES[relation]))):
                st.text("\n".join(who))
