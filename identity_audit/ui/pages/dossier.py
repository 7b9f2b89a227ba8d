"""What is kept on this computer, what did I decide, and how do I take it along or remove it?"""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from identity_audit import decision_findings
from identity_audit.errors import AuditError
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.history import KINDS, About
from identity_audit.safe_text import md_escape
from identity_audit.store.dossier import Dossier
from identity_audit.store.folder import Listed
from identity_audit.ui import parts, state, uploads
from identity_audit.words import N_

NEWEST = 8  # decisions shown before the others
MEGABYTE = 1_000_000
BACK: dict[About, str] = {
    "facets": N_("Facets: back to our suggestion"),
    "circles": N_("Circles: back to our suggestion"),
    "everything": N_("Everything: back to our suggestion"),
}

_ = state.words()
st.title(_("My dossier"), anchor=False)
dossier, listed = state.dossier(), state.listed()


def called(dossier: Dossier) -> None:
    """Its name, to be changed."""
    st.session_state["dossier_name"] = dossier.name
    st.text_input(_("Its name"), key="dossier_name", max_chars=80,
                  on_change=lambda: state.rename_dossier(st.session_state["dossier_name"]))  # fmt: skip


def what_is_in_it(path: Path) -> None:
    """Each reading of files, the place and the size."""
    for found in reversed(state.imports()):
        period = (
            _("posts from {first} to {last}", first=_.date(found.first), last=_.date(found.last))
            if found.first is not None else _("no dated post")
        )  # fmt: skip
        st.markdown(
            _.md(
                "{date}: {networks}, {posts} ({new} new), {people}, {period}.", date=_.date(found.at),
                networks=", ".join(PLATFORM_NAMES.get(p, p) for p in found.platforms),
                posts=_.plural("{n} post", "{n} posts", found.posts), new=_.number(found.new_posts),
                people=_.plural("{n} contact", "{n} contacts", found.contacts), period=period,
            )
        )  # fmt: skip
    size = sum(one.size for one in listed if one.path == path)
    st.caption(_("On this computer it takes {size} MB. It lies here, readable by you alone:",
                 size=_.number(size / MEGABYTE, 1)))  # fmt: skip
    st.code(str(path), language=None, wrap_lines=True)
    st.caption(_("Private messages are in it only if you had them read. What you left out and class lists never are."))


def what_was_decided() -> None:
    """The history in words, newest first; undo, redo, and the ways back."""
    st.subheader(_("What you decided"), anchor=False)
    history = state.history()
    decided = decision_findings.told(history, state.audit(), _)[::-1]
    if not decided:
        st.markdown(_("Nothing yet. Every decision will stand here and can be taken back, one by one."))
        return
    parts.undo_bar("dossier")
    for told in decided[:NEWEST]:
        parts.decision(told)
    if len(decided) > NEWEST:
        with st.expander(_.plural("{n} earlier decision", "{n} earlier decisions", len(decided) - NEWEST)):
            for told in decided[NEWEST:]:
                parts.decision(told)
    for about, label in BACK.items():
        holds = any(isinstance(correction, KINDS[about]) for correction in history.corrections)
        st.button(_(label), key=f"back_to_{about}", disabled=not holds, on_click=state.back_to_suggestion,
                  args=(about,))  # fmt: skip


def take_along(dossier: Dossier) -> None:
    """The dossier as one file, for another computer."""
    st.subheader(_("Take it to another computer"), anchor=False)
    st.markdown(_("Download a copy and bring it over, for instance on a USB stick. There, open it under “Open a copy” "
                  "on this page. The copy holds everything that is in the dossier: keep it as you would keep your "
                  "letters."))  # fmt: skip
    st.download_button(_("Download a copy"), data=lambda: state.copy_of(dossier), key="dossier_copy",
                       file_name=f"identity-audit-{dossier.id[:6]}.dossier", on_click="ignore")  # fmt: skip


def remove(dossier: Dossier) -> None:
    """Delete, after one more question that says what goes and what stays."""
    st.subheader(_("Delete this dossier"), anchor=False)
    if dossier.in_other_window:
        st.info(_("It is open in another window, too. Close that window first, then delete it here."))
    elif st.session_state.get("deleting") != dossier.id:
        st.button(_("Delete this dossier"), key="dossier_delete", on_click=deleting, args=(dossier.id,))
    else:
        st.warning(
            _(
                "What was read, what you decided and every file of this dossier will be removed from this computer. "
                "That cannot be undone. The exports themselves and copies that you took along are not touched."
            )
        )
        st.button(_("Yes, delete it"), key="dossier_delete_yes", on_click=state.delete)
        st.button(_("No, keep it"), key="dossier_delete_no", type="primary", on_click=deleting, args=(None,))


def deleting(dossier: str | None) -> None:
    """Is this the dossier that the person is asked about?"""
    st.session_state["deleting"] = dossier


def other(found: Listed) -> None:
    """Another dossier of this computer, or why it cannot be opened."""
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.text(found.name)
    if found.problem is not None:
        left.caption(md_escape(_(found.problem.sentence, **found.problem.values)))
        give_up(found, right)
        return
    left.caption(_("{posts}, opened on {date}", posts=_.plural("{n} post", "{n} posts", found.posts),
                   date=_.date(found.opened)))  # fmt: skip
    right.button(_("Open"), key=f"open_{found.path.stem}", width="stretch", on_click=state.resume, args=(found.path,))


def give_up(found: Listed, place: DeltaGenerator) -> None:
    """A dossier that cannot be opened can still be deleted, after one more question."""
    if st.session_state.get("deleting") != found.path.name:
        place.button(_("Delete"), key=f"discard_{found.path.name}", width="stretch", on_click=deleting,
                     args=(found.path.name,))  # fmt: skip
        return
    st.warning(_("Perhaps a newer program, or somebody who knows about files, could still read it. Once deleted it is "
                 "gone."))  # fmt: skip
    st.button(_("Yes, delete it"), key=f"discard_{found.path.name}_yes", on_click=state.discard, args=(found.path,))
    st.button(_("No, keep it"), key=f"discard_{found.path.name}_no", type="primary", on_click=deleting, args=(None,))


def open_a_copy() -> None:
    """A dossier that was brought from another computer."""
    with st.expander(_("Open a copy")):
        dropped = st.file_uploader(_("The copy that you brought over (.dossier)"), max_upload_size=200, key="copy_drop")
        place = st.text_input(_("Or its place on this computer (for large files)"), key="copy_place")
        if st.button(_("Open this copy"), key="copy_open", disabled=dropped is None and not place.strip()):
            if dropped is None:
                state.open_copy(Path(place.strip().strip('"')))
            else:
                try:
                    folder = uploads.keep([(dropped.name, dropped)])
                except AuditError as error:
                    st.error(md_escape(_(error.sentence)))
                    return
                state.open_copy(Path(uploads.paths(folder)[0]))
                uploads.forget(folder)
            state.draw_again()


if state.pending():
    st.info(_("What you read last is not in a dossier yet. It is saved when you press “Analyse”."))
if dossier is None:
    st.markdown(_("No dossier is open. What you read and decide is saved in one, on this computer only."))
elif dossier.path is None:
    st.markdown(_("This is the example: what you decide here is not kept when you close it."))
    what_was_decided()
else:
    called(dossier)
    what_is_in_it(dossier.path)
    what_was_decided()
    take_along(dossier)
    remove(dossier)

st.subheader(_("Other dossiers on this computer"), anchor=False)
others = [found for found in listed if dossier is None or found.path != dossier.path]
if not others:
    st.markdown(_("There is no other."))
for found in others:
    other(found)
open_a_copy()
