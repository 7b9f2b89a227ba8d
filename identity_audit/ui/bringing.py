"""How do files come in? By their place on this computer, out of the inbox, or brought by the browser.

The first two ways cost neither memory nor a copy, so they stand first. The zone for the third is drawn by
`server/arrivals.js`, which presses “Look again” when a file has arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from identity_audit.errors import AuditError
from identity_audit.safe_text import md_escape
from identity_audit.server import arrivals
from identity_audit.store import folder
from identity_audit.ui import state


@dataclass(frozen=True)
class Brought:
    """What the person chose: places, which are read where they lie, and files that arrived by the browser."""

    places: tuple[str, ...]
    arrived: tuple[Path, ...]


def on_network(place: str) -> bool:
    r"""Would opening this place ask another computer (and, on Windows, tell it who is asking)?

    >>> on_network(r"\\server\share\a.zip"), on_network("//server/a.zip"), on_network("/home/camille/a.zip")
    (True, True, False)
    """
    return place.startswith(("\\\\", "//", "\\/", "/\\"))


def ask() -> Brought:
    """The three ways in; what is chosen so far."""
    _ = state.words()
    written = st.text_area(
        _("The place of a file or folder on this computer, one a line"), key="places", height=80,
        help=_("In the file manager: right button on the file, then “Copy as path” or “Copy location”."),
    )  # fmt: skip
    places = [line.strip().strip('"') for line in written.splitlines() if line.strip()]
    return Brought((*places, *_of_inbox()), _arrived())


def _of_inbox() -> list[str]:
    """What the person put into the inbox, to be ticked; or where the inbox is."""
    _ = state.words()
    try:
        place = folder.inbox()
    except AuditError as error:
        st.caption(md_escape(_(error.sentence, **error.values)))
        return []
    there = {str(file): file.name for file in folder.in_inbox()}
    _keep_to("inbox", list(there))
    chosen: list[str] = []
    if there:
        chosen = st.multiselect(_("In your inbox folder"), list(there), format_func=lambda path: there.get(path, path),
                                key="inbox", placeholder=_("Choose files"))  # fmt: skip
    st.caption(_("Your inbox folder: what you put there can be chosen here, is read where it lies and never copied."))
    st.code(str(place), language=None, wrap_lines=True)
    return chosen


def _arrived() -> tuple[Path, ...]:
    """The zone of the browser, and what has arrived by it."""
    _ = state.words()
    there = {str(file): file for file in arrivals.arrived()}
    # what has just arrived is meant to be read
    new = [path for path in there if path not in st.session_state.get("arrived_seen", ())]
    st.session_state["arrived_seen"] = list(there)
    _keep_to("arrived", list(there), new)
    chosen: list[str] = []
    with st.container(key="arrivals"):
        if there:
            chosen = st.multiselect(
                _("Arrived, to be read"), list(there), format_func=lambda path: Path(path).name, key="arrived",
                placeholder=_("Choose files"),
            )  # fmt: skip
        left, right = st.columns(2)
        left.button(_("Look again"), key="arrivals_look", width="stretch",
                    help=_("In the inbox, and for what the browser has brought."))  # fmt: skip
        if there:
            right.button(_("Forget what has arrived"), key="arrivals_forget", width="stretch",
                         on_click=arrivals.forget_waiting)  # fmt: skip
    return tuple(there[path] for path in chosen)


def _keep_to(key: str, there: list[str], new: list[str] | None = None) -> None:
    """A choice holds only what is still there, and what is new."""
    chosen = [path for path in st.session_state.get(key, ()) if path in there]
    st.session_state[key] = chosen + [path for path in new or () if path not in chosen]
