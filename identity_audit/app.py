"""The app: its pages, its language, the job that runs beside them. AppTest starts here."""

from __future__ import annotations


def draw() -> None:
    """One run of the script: language, menu, running job, then the page that was asked for."""
    # imported here, because a child process of `ui.jobs` reads this file again and needs nothing of it
    import streamlit as st

    from identity_audit.server import served, stop_unless_guarded
    from identity_audit.ui import menu, parts, presenter, state

    st.set_page_config(page_title="Identity Audit", page_icon="🪞", layout="centered")
    stop_unless_guarded()
    state.sweep_once()
    _ = state.words()
    current = st.navigation(
        {
            _(heading): [
                st.Page(parts.page(name), title=_(title), icon=icon, default=name == "home")
                for name, (title, icon) in pages.items()
            ]
            for heading, pages in menu.SECTIONS.items()
        },
        expanded=True,
    )
    state.arrive(current.url_path)
    state.sync()
    menu.side()
    parts.banner()
    bar = parts.progress()
    parts.notices()
    presenter.frame()
    if not presenter.closes(state.page(), menu.PAGES[state.page()][0]):
        current.run()
    if served():
        parts.follow(bar)


if __name__ == "__main__":
    draw()
