"""Setting limits: facets that are sensitive, one facet hidden from one circle, who belongs to a second profile."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from identity_audit import findings, plan_findings, scenario_findings
from identity_audit.audit import Audit
from identity_audit.corrections import HideFacet, SecondProfile, SensitiveFacet, TwoKinds
from identity_audit.safe_text import md_escape
from identity_audit.ui import state
from identity_audit.words import N_

CIRCLES: Mapping[TwoKinds, str] = {
    "work_private": N_("Which circles are of work?"),
    "teacher": N_("Which circles are of pupils?"),
}
FACETS: Mapping[TwoKinds, str] = {
    "work_private": N_("Which facets belong to the work profile?"),
    "teacher": N_("Which facets belong to the teacher account?"),
}


def mark_sensitive(audit: Audit, key: str) -> None:
    """A gentle way to say which facets not everybody need see; it can be undone like any decision."""
    _ = state.words()
    names = audit.topic_names()
    now = [facet.id for facet in audit.facets() if facet.sensitive]
    st.session_state[key] = now
    st.multiselect(
        _("Is there a facet that you would rather not show to everybody? (optional)"), list(names),
        format_func=names.__getitem__, key=key, placeholder=_("No facet in particular"),
        help=_("Only you decide. Nothing is hidden by this; the app then also says who could see these facets."),
        on_change=_marked, args=(audit, key, now),
    )  # fmt: skip


def _marked(audit: Audit, key: str, before: list[int]) -> None:
    wanted: list[int] = st.session_state[key]
    state.decide(
        *(SensitiveFacet(audit.facet_posts(facet), facet in wanted) for facet in sorted(set(wanted) ^ set(before)))
    )


def hide_one(audit: Audit) -> None:
    """Hide one facet from one circle: what it would have cost stands there before it is decided."""
    _ = state.words()
    names = {circle.id: circle.name for circle in audit.circles() if circle.people}
    # those in which somebody reacted come first, as in the table of who reacts to what
    circles = {circle: names[circle] for circle in dict.fromkeys([*findings.shown_circles(audit), *names])}
    facets = audit.topic_names()
    if not circles or not facets:
        st.info(_("There is no circle in these files to compare with."))
        return
    left, right = st.columns(2)
    facet = left.selectbox(_("Hide this facet"), list(facets), format_func=facets.__getitem__, key="hide_facet")
    circle = right.selectbox(_("from this circle"), list(circles), format_func=circles.__getitem__, key="hide_circle")
    found = audit.outlook.hidden_cell(circle, facet)
    if found is None:
        st.markdown(_(scenario_findings.TOO_FEW))
        return
    st.markdown(md_escape(scenario_findings.cell_sentence(facets[facet], circles[circle], *found, _)))
    st.caption(md_escape(findings.replay_basis(found[0], _)))
    hidden = audit.outlook.wishes.hidden
    if (circle, facet) in hidden:
        st.button(_("Show it again"), key="hide_back", on_click=_hide, args=(audit, facet, circle, False))
    else:
        st.button(_("Hide it in my limits"), key="hide_go", type="primary", on_click=_hide,
                  args=(audit, facet, circle, True))  # fmt: skip


def so_far(audit: Audit) -> None:
    """The limits that the person set, facet by facet."""
    _ = state.words()
    hidden = sorted(audit.outlook.wishes.hidden)
    if hidden:
        st.markdown(_("**My limits so far**"))
        for line in plan_findings.hidden_lines(hidden, audit, _):
            st.markdown(f"- {md_escape(line)}")


def _hide(audit: Audit, facet: int, circle: str, hidden: bool) -> None:
    state.decide(HideFacet(audit.facet_posts(facet), circle, hidden))


def second_profile(audit: Audit, profile: TwoKinds) -> None:
    """Who and what belongs to the second profile; our suggestion stands there until the person changes it."""
    _ = state.words()
    circles = {circle.id: circle.name for circle in audit.circles() if circle.people}
    facets = audit.topic_names()
    belongs = audit.outlook.belongs(profile)
    now_circles = [circle for circle in circles if belongs is not None and circle in belongs.circles]
    now_facets = [facet for facet in facets if belongs is not None and facet in belongs.facets]
    st.session_state[f"{profile}_circles"], st.session_state[f"{profile}_facets"] = now_circles, now_facets
    st.multiselect(_(CIRCLES[profile]), list(circles), format_func=circles.__getitem__, key=f"{profile}_circles",
                   placeholder=_("Choose circles"), on_change=_belongs, args=(audit, profile))  # fmt: skip
    st.multiselect(_(FACETS[profile]), list(facets), format_func=facets.__getitem__, key=f"{profile}_facets",
                   placeholder=_("Choose facets"), on_change=_belongs, args=(audit, profile))  # fmt: skip


def _belongs(audit: Audit, profile: TwoKinds) -> None:
    circles, facets = (st.session_state[f"{profile}_{part}"] for part in ("circles", "facets"))
    if circles and not facets:
        facets = sorted(audit.outlook.facets_of(circles))
    state.decide(SecondProfile(profile, tuple(circles), tuple(audit.facet_posts(facet) for facet in facets)))
