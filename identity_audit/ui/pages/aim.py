"""What do I want to know? The aim changes the advice, never the numbers."""

import streamlit as st

from identity_audit.findings import AIMS
from identity_audit.ui import parts, state
from identity_audit.words import N_

_ = state.words()

st.title(_("My aim"), anchor=False)
st.markdown(_("What would you like to know? Your aim changes the advice, never the numbers."))

for row in (AIMS[:2], AIMS[2:4], AIMS[4:]):
    for column, aim in zip(st.columns(2), row, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{_(aim.title)}**")
            st.caption(_(aim.about))
            chosen = state.aim() == aim.id
            st.button(_("Chosen") if chosen else _("Choose"), key=f"aim_{aim.id}", disabled=chosen, width="stretch",
                      on_click=state.set_aim, args=(aim.id, state.aimed_circle()))  # fmt: skip


def circle_chosen() -> None:
    """Take over the circle; no rerun of our own, in which a click on the menu could be lost."""
    state.set_aim(state.aim(), st.session_state["aim_circle"])


audit = state.audit()
names = {circle.id: circle.name for circle in audit.circles()} if audit is not None else {}
if names:
    options = [None, *names]
    st.selectbox(
        _("Is there one circle that matters most? (optional)"),
        options,
        index=options.index(state.aimed_circle()) if state.aimed_circle() in options else 0,
        format_func=lambda group: _("No circle in particular") if group is None else names[group],
        key="aim_circle",
        on_change=circle_chosen,
    )

parts.go_on("data" if audit is None else "facets", N_("Go on"))
if state.aim() == "pupils" and audit is not None:
    parts.go_on("teacher", N_("What my pupils see"))
if state.aim() is not None:
    st.button(_("Forget my aim"), key="aim_forget", on_click=state.set_aim, args=(None,))
