"""The menu beside every page: the titles of the pages, the language, the promise."""

from __future__ import annotations

import streamlit as st

from identity_audit.ui import presenter, state
from identity_audit.words import N_

PAGES = {
    "home": (N_("Home"), "🏠"),
    "aim": (N_("My aim"), "🎯"),
    "data": (N_("My data"), "📂"),
    "verify": (N_("Check and remove"), "🔎"),
    "facets": (N_("My facets"), "🧩"),
    "sorting": (N_("Sort your photos"), "🖼️"),
    "circles": (N_("My circles"), "⭕"),
    "gestures": (N_("What I do"), "✋"),
    "listening": (N_("Listening"), "👂"),
    "claims": (N_("Claims to test"), "🔬"),
    "paste": (N_("Paste reactions"), "📋"),
    "mirror": (N_("Mirror"), "🪞"),
    "reactions": (N_("Who reacts to what"), "💬"),
    "surprises": (N_("Surprises"), "✨"),
    "profiles": (N_("One profile or several?"), "👥"),
    "plan": (N_("My plan"), "🗺️"),
    "reread": (N_("Posts to read again"), "📖"),
    "teacher": (N_("What my pupils see"), "🏫"),
    "changes": (N_("What moved"), "↔️"),
    "room": (N_("Show to a room"), "📽️"),
    "dossier": (N_("My dossier"), "🗂️"),
    "nothing": (N_("Nothing leaves"), "🔒"),
}
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


def side() -> None:
    """The language switch, which keeps all work, and the promise."""
    _ = state.words()
    with st.sidebar:
        st.segmented_control(
            "Langue / Language",
            list(LANGUAGE_NAMES),
            format_func=LANGUAGE_NAMES.__getitem__,
            default=state.language(),
            required=True,
            key="language_choice",
            on_change=lambda: state.set_language(st.session_state["language_choice"]),
        )
        presenter.switch()
        st.caption(_("Everything stays on this computer. Turn the Wi-Fi off: the app still works."))
