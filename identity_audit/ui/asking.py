"""How to ask a platform for one's data, what to remember until it comes, and what is waited for."""

from __future__ import annotations

import streamlit as st

from identity_audit.findings import PLATFORM_NAMES
from identity_audit.importers import IMPORTERS
from identity_audit.importers.click_paths import ClickPath, click_paths
from identity_audit.safe_text import md_escape
from identity_audit.ui import state
from identity_audit.words import Words

_CHOSEN = "how_platform"


def show_how(platform: str | None = None) -> None:
    """The next page that explains how to ask opens there, at this platform."""
    st.session_state["show_how"] = True
    if platform is not None:
        st.session_state[_CHOSEN] = platform


def how_to_get() -> None:
    """The click path of each platform, whether its export was asked for, and the reminder to copy."""
    _ = state.words()
    titles = {importer.platform: importer.title for importer in IMPORTERS}
    st.session_state.setdefault(_CHOSEN, "facebook")
    chosen = st.segmented_control(
        _("Which network?"), list(titles), key=_CHOSEN, format_func=titles.__getitem__, required=True
    )
    platform = str(chosen)
    path = click_paths()[platform]
    number = 0
    for number, step in enumerate(path.steps, 1):
        text = md_escape(step.text[_.lang])
        st.markdown(f"{number}. **{text}**" if step.box else f"{number}. {text}")
        if step.copy is not None:
            st.code(step.copy, language=None, wrap_lines=True)
    st.markdown(f"{number + 1}. {md_escape(path.arrival[_.lang])}")
    if path.waiting is not None:
        st.caption(md_escape(_("The wait: {wait}.", wait=path.waiting[_.lang])))
    st.caption(
        _("As of {month}. Networks move their menus: if a word is missing, look for “download my data”. Ask from your "
          "own computer, not one that you share, and delete the platform's e-mail afterwards.",
          month=_.month(path.checked))
    )  # fmt: skip
    if path.waiting is not None:
        asked = state.asked()
        st.session_state[f"asked_{platform}"] = platform in asked
        st.checkbox(_("I have asked for it"), key=f"asked_{platform}", on_change=_ticked, args=(platform,),
                    help=_("The first page and “My data” then say what you wait for, until it is here."))  # fmt: skip
    with st.expander(_("A reminder to copy, for your calendar or a mail to yourself")):
        st.code(reminder(path, titles[platform], _), language=None, wrap_lines=True)


def _ticked(platform: str) -> None:
    if st.session_state[f"asked_{platform}"]:
        state.ask(platform)
    else:
        state.no_longer_wait([platform])


def reminder(path: ClickPath, name: str, _: Words) -> str:
    """What to ask, where, with which boxes, and what to do when it comes: plain text, for outside the app."""
    lines = [_("Identity Audit: my data from {platform}", platform=name), ""]
    for number, step in enumerate(path.steps, 1):
        lines.append(f"{number}. {'☐ ' if step.box else ''}{step.text[_.lang]}")
        lines += [f"   {step.copy}"] if step.copy else []
    lines.append("")
    if path.waiting is not None:
        lines.append(_("The wait: {wait}.", wait=path.waiting[_.lang]))
    lines.append(path.arrival[_.lang])
    lines.append(_("In Identity Audit: “My data”, then “Add the next export” if you have a dossier already."))
    return "\n".join(lines)


def waiting() -> None:
    """Which exports were asked for and have not been read yet, since when, and how long it usually takes."""
    _ = state.words()
    asked = {platform: day for platform, day in state.asked().items() if platform in click_paths()}
    if not asked:
        return
    said = []
    for platform, day in asked.items():
        usual = click_paths()[platform].waiting
        name = PLATFORM_NAMES.get(platform, platform)
        said.append(
            _("{platform} (asked for on {date}; the wait: {wait})", platform=name, date=_.date(day), wait=usual[_.lang])
            if usual else _("{platform} (asked for on {date})", platform=name, date=_.date(day))
        )  # fmt: skip
    st.info(md_escape(_("Waiting for: {exports}.", exports=_.list(said))), icon="⏳")
