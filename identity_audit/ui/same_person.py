"""The same person? And is this me? Questions with yes, no and not now; every answer can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from identity_audit.analysis.persons import Alike, Suggested, maybe_me, same_people
from identity_audit.audit import Audit
from identity_audit.circle_findings import contact_labels
from identity_audit.corrections import NotMe, NotSame, SamePerson, ThisIsMe
from identity_audit.ui import state


def waiting(audit: Audit) -> tuple[Suggested, tuple[Alike, ...]]:
    """The questions that are open: who may be one person, who may be the owner; those put off stay away."""
    decided, later = audit.settings.corrections, state.later()
    found = state.once("same people", audit, lambda: same_people(audit.source, decided))
    mine = state.once("maybe me", audit, lambda: maybe_me(audit.source, decided))
    open_ = tuple(alike for alike in found.to_confirm if " ".join(alike.contacts) not in later)
    return Suggested(found.sure, open_), tuple(alike for alike in mine if alike.contacts[0] not in later)


def same_person(audit: Audit, found: Suggested, me: tuple[Alike, ...]) -> None:
    """The sure ones at once, the others one by one, then the contacts that may be the owner."""
    _ = state.words()
    labels = contact_labels(audit.source)
    st.markdown(_("One person can be in several of your files under several names. Joined, they count once; "
                  "nothing changes on the networks."))  # fmt: skip
    if found.sure:
        _sure(found, labels)
    if me:
        _owner(me[0], labels)
    if found.to_confirm:
        _ask(found.to_confirm[0], len(found.to_confirm), labels)
    elif not found.sure and not me:
        st.info(_("No question is open: every name stands for one person, as far as we can tell."))
    with st.expander(_("One of these contacts is me")):
        who = st.selectbox(
            _("Which contact?"), sorted(labels, key=lambda c: labels[c].casefold()), index=None, key="me_contact",
            format_func=labels.__getitem__, placeholder=_("Choose a name"),
        )  # fmt: skip
        if st.button(_("This is me"), key="me_confirm", disabled=who is None) and who is not None:
            state.decide(ThisIsMe(who))
            state.draw_again()


def _sure(found: Suggested, labels: Mapping[str, str]) -> None:
    _ = state.words()
    with st.container(border=True):
        st.markdown(_.plural("**{n} person is on several networks: we are sure.**",
                             "**{n} people are on several networks: we are sure.**", len(found.sure)))  # fmt: skip
        with st.expander(_("Who they are, and why")):
            st.dataframe(
                pd.DataFrame({
                    _("Names"): [" = ".join(labels[contact] for contact in alike.contacts) for alike in found.sure],
                    _("Why"): [_(alike.reason) for alike in found.sure],
                }),
                hide_index=True, width="stretch",
            )  # fmt: skip
        st.button(_("Confirm them all"), key="same_all", type="primary", on_click=state.decide,
                  args=tuple(SamePerson(alike.contacts) for alike in found.sure))  # fmt: skip


def _ask(alike: Alike, n: int, labels: Mapping[str, str]) -> None:
    _ = state.words()
    with st.container(border=True):
        st.markdown(_("**The same person?**"))
        for contact in alike.contacts:
            st.text(labels[contact])
        st.caption(_(alike.reason))
        yes, no, skip = st.columns(3)
        yes.button(_("Yes, the same"), key="same_yes", width="stretch", on_click=state.decide,
                   args=(SamePerson(alike.contacts),))  # fmt: skip
        no.button(_("No, two people"), key="same_no", width="stretch", on_click=state.decide,
                  args=(NotSame(alike.contacts),))  # fmt: skip
        skip.button(_("Not now"), key="same_later", width="stretch", on_click=state.put_off,
                    args=(" ".join(alike.contacts),))  # fmt: skip
        st.caption(_.plural("{n} question left", "{n} questions left", n))


def _owner(alike: Alike, labels: Mapping[str, str]) -> None:
    _ = state.words()
    contact = alike.contacts[0]
    with st.container(border=True):
        st.markdown(_.md("**Is this you?** {name}", name=labels[contact]))
        st.caption(_(alike.reason))
        yes, no, skip = st.columns(3)
        yes.button(_("Yes, this is me"), key="me_yes", width="stretch", on_click=state.decide,
                   args=(ThisIsMe(contact),))  # fmt: skip
        no.button(_("No, somebody else"), key="me_no", width="stretch", on_click=state.decide,
                  args=(NotMe(contact),))  # fmt: skip
        skip.button(_("Not now"), key="me_later", width="stretch", on_click=state.put_off, args=(contact,))
