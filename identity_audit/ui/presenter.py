"""While others look on: which pages are open, the switch that asks before names come back, the red frame."""

from __future__ import annotations

import streamlit as st

from identity_audit.ui import parts, state

#: pages that only show. Every other page decides, edits or names files, and is closed while others look on
OPEN = frozenset(
    {"home", "room", "facets", "circles", "gestures", "listening", "reactions", "surprises", "profiles", "plan",
     "changes", "nothing"}
)  # fmt: skip
_ASKED = "show_names_asked"


def closes(page: str, title: str) -> bool:
    """Is this page (title: a message id) closed while others look on? Then it says so."""
    if not state.presenting() or page in OPEN:
        return False
    _ = state.words()
    st.title(_(title), anchor=False)
    st.info(_("This page is closed while names are replaced for a room: it shows or changes what is yours alone."))
    if st.button(_("Back to the room"), key="back_to_room", type="primary"):
        st.switch_page(parts.page("room"))
    return True


def switch() -> None:
    """In the menu: replace the names, or ask whether they may come back."""
    _ = state.words()
    if not state.presenting():
        st.button(_("Others look on: replace the names"), key="present", width="stretch", on_click=state.present,
                  kwargs={"on": True})  # fmt: skip
        return
    st.info(_("Presenter mode: names are replaced, days are shifted, small numbers are hidden."), icon="🎭")
    if not st.session_state.get(_ASKED):
        st.button(_("Show the real names again"), key="show_names", width="stretch", on_click=_ask, args=(True,))
        return
    st.warning(_("Real names will be on the screen. Does nobody else look on?"))
    st.button(_("Yes, show the real names"), key="show_names_yes", width="stretch", on_click=_leave)
    st.button(_("No, keep them replaced"), key="show_names_no", type="primary", width="stretch", on_click=_ask,
              args=(False,))  # fmt: skip


def _ask(asked: bool) -> None:
    st.session_state[_ASKED] = asked


def _leave() -> None:
    _ask(False)
    state.present(on=False)


def showing() -> bool:
    """Has a showing to a room begun, or is it being prepared?"""
    return state.page() == "room" or bool(st.session_state.get("room_step"))


def frame() -> None:
    """A red frame round the window while real names are on it in a showing; an example of ours has none."""
    if not showing() or state.presenting() or state.dataset() is None or state.sample() is not None:
        return
    _ = state.words()
    with st.container(key="real_names"):
        st.error(_("Real names are on the screen."))
        st.button(_("Replace the names now"), key="frame_present", type="primary", on_click=state.present,
                  kwargs={"on": True})  # fmt: skip
