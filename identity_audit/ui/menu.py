"""The menu beside every page: the titles of the pages, the language, the promise."""

from __future__ import annotations

import streamlit as st

from identity_audit.ui import presenter, state
from identity_audit.words import N_

#: the headings of the menu, and the pages under each: name, title, icon
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "": {
        "home": (N_("Home"), "🏠"),
        "aim": (N_("My aim"), "🎯"),
    },
    N_("My files"): {
        "data": (N_("My data"), "📂"),
        "verify": (N_("Check and remove"), "🔎"),
        "sorting": (N_("Sort your photos"), "🖼️"),
        "paste": (N_("Paste reactions"), "📋"),
        "dossier": (N_("My dossier"), "🗂️"),
    },
    N_("Me and my contacts"): {
        "facets": (N_("My facets"), "🧩"),
        "circles": (N_("My circles"), "⭕"),
        "gestures": (N_("What I do"), "✋"),
        "reactions": (N_("Who reacts to what"), "💬"),
        "surprises": (N_("Surprises"), "✨"),
    },
    N_("To decide"): {
        "profiles": (N_("One profile or several?"), "👥"),
        "plan": (N_("My plan"), "🗺️"),
        "reread": (N_("Posts to read again"), "📖"),
        "teacher": (N_("What my pupils see"), "🏫"),
    },
    N_("To go further"): {
        "listening": (N_("Listening"), "👂"),
        "mirror": (N_("Mirror"), "🪞"),
        "claims": (N_("Claims to test"), "🔬"),
        "changes": (N_("What moved"), "↔️"),
    },
    N_("To show, to check"): {
        "room": (N_("Show to a room"), "📽️"),
        "nothing": (N_("Nothing leaves"), "🔒"),
    },
}
PAGES = {name: page for pages in SECTIONS.values() for name, page in pages.items()}
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
            label_visibility="collapsed",
            on_change=lambda: state.set_language(st.session_state["language_choice"]),
        )
        presenter.switch()
        st.caption(_("Everything stays on this computer. Turn the Wi-Fi off: the app still works."))
