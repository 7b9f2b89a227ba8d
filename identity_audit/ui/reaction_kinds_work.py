"""What counts as a reaction, on the screen: one box a kind; and whom the person calls an ally or a critic."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from identity_audit import reaction_findings
from identity_audit.audit import Audit
from identity_audit.circle_findings import contact_labels
from identity_audit.corrections import Called, CalledSo, CountedKind, ReactionKinds
from identity_audit.safe_text import md_escape
from identity_audit.schema import ENGAGEMENT_KINDS
from identity_audit.ui import parts, state
from identity_audit.words import N_

CHOICES: dict[str, str] = {"ally": N_("an ally"), "critic": N_("a critic"), "neither": N_("neither")}


def what_counts(audit: Audit) -> None:
    """The kinds that count, to be ticked; the last one cannot be taken away."""
    _ = state.words()
    received = reaction_findings.received_kinds(audit.dataset)
    counted = audit.dataset.reaction_kinds
    st.subheader(_("What counts as a reaction"), anchor=False)
    st.markdown(md_escape(reaction_findings.kinds_sentence(audit.dataset, _)))
    st.markdown(
        _("Untick what is no reaction to you: every figure and the report follow. Given and received acts are counted "
          "by the same rule. At least one kind stays.")
    )  # fmt: skip
    for kind in ENGAGEMENT_KINDS:
        key = f"counts_{kind}"
        st.session_state[key] = kind in counted
        label = _("{kind}: {n} by name", kind=_(reaction_findings.KIND_NAMES[kind]),
                  n=_.number(int(received[kind])))  # fmt: skip
        st.checkbox(md_escape(label), key=key, disabled=counted == (kind,), on_change=_ticked, args=(audit,))
    parts.undo_bar("kinds")


def _ticked(audit: Audit) -> None:
    kinds: tuple[CountedKind, ...] = tuple(
        kind for kind in get_args(CountedKind) if st.session_state.get(f"counts_{kind}")
    )
    if kinds and kinds != audit.dataset.reaction_kinds:
        state.decide(ReactionKinds(kinds))


def ally_or_critic(audit: Audit) -> None:
    """Only the person says who is an ally or a critic; no figure follows from it."""
    _ = state.words()
    labels = contact_labels(audit.dataset)
    said: dict[str, Called | None] = {}
    for correction in state.corrections():
        if isinstance(correction, CalledSo):
            said[correction.contact] = correction.called
    st.subheader(_("An ally, a critic? Only you can say"), anchor=False)
    st.markdown(_("No figure says who is for you or against you, and none follows from what you say here."))
    who = st.selectbox(
        _("Whom do you think of?"), sorted(labels, key=lambda one: labels[one].casefold()), index=None,
        format_func=lambda one: labels[one], key="called_who", placeholder=_("Choose somebody"),
    )  # fmt: skip
    if who is not None:
        # the answer that holds now, also after an undo
        st.session_state[f"called_{who}"] = said.get(who) or "neither"
        st.radio(
            _("For me, this person is"), list(CHOICES), format_func=lambda choice: _(CHOICES[choice]),
            key=f"called_{who}", on_change=_called, args=(who,), horizontal=True,
        )  # fmt: skip
    for called, heading in (("ally", _("**Allies**")), ("critic", _("**Critics**"))):
        names = sorted((labels[one] for one, now in said.items() if now == called and one in labels), key=str.casefold)
        if names:
            st.markdown(heading)
            st.text("\n".join(names))


def _called(who: str) -> None:
    chosen = st.session_state[f"called_{who}"]
    state.decide(CalledSo(who, None if chosen == "neither" else chosen))
