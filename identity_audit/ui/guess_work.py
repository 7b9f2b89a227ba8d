"""Guess first, then look: one question before a picture, answered or passed over; the guess is stored nowhere."""

from __future__ import annotations

import streamlit as st

from identity_audit.safe_text import md_escape
from identity_audit.ui import state


def asked(name: str, question: str, most: int) -> bool:
    """Ask for a guess from 0 to `most`, unless that was done. May the answer be shown?

    question: a sentence; name: under which the guess is remembered while this window is open.
    """
    if state.revealed(name):
        return True
    _ = state.words()
    with st.container(border=True):
        st.markdown(_("**Guess first**"))
        st.markdown(md_escape(question))
        number = st.slider(_("My guess"), 0, most, most // 4, key=f"guess_{name}")
        left, right = st.columns(2)
        left.button(_("Show me"), key=f"guess_{name}_go", type="primary", width="stretch", on_click=state.reveal,
                    args=(name, number))  # fmt: skip
        right.button(_("Show without guessing"), key=f"guess_{name}_skip", width="stretch", on_click=state.reveal,
                     args=(name, None))  # fmt: skip
        st.caption(_("Your guess is not kept."))
    return False


def beside(name: str, found: int) -> None:
    """The guess beside what was found."""
    _ = state.words()
    guess = state.guess(name)
    if guess is not None:
        st.success(_("You guessed {guess}. It is {found}.", guess=_.number(guess), found=_.number(found)), icon="🎲")
