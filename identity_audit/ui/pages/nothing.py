"""Does anything leave this computer, who could look in, what is kept, and how do I take it along or delete it all?"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from identity_audit.errors import AuditError
from identity_audit.safe_text import md_escape
from identity_audit.server import kernel_sockets, tested
from identity_audit.server.outgoing import WATCH
from identity_audit.store import backup
from identity_audit.ui import keeping, proof, state, uploads

LIVE_SECONDS = 5
MARKS = {True: "✅", False: "❌", None: "➖"}

_ = state.words()


def try_it_without_network() -> None:
    """The proof that needs nobody's word."""
    st.subheader(_("Try it: switch the Wi-Fi off"), anchor=False)
    st.markdown(
        "\n".join([
            _("1. Switch the Wi-Fi off, and take the network cable out if there is one."),
            _("2. Go on here: open your dossier, or the example, and every page."),
            _("3. Everything works as before. What needs no network cannot be sending anything."),
        ])
    )  # fmt: skip


def whom_it_talks_to() -> None:
    """Counted since the start, and the system's own list, looked at again and again while the person wants it."""
    st.subheader(_("Whom this program talks to"), anchor=False)
    follows = st.toggle(_("Look again every few seconds"), key="live", value=True)
    # drawn again by itself, without the rest of the page
    st.fragment(_connections, run_every=LIVE_SECONDS if follows else None)()


def _connections() -> None:
    seen, links = WATCH.seen(), kernel_sockets.links()
    st.markdown(md_escape(proof.asked(seen, _)))
    if seen.elsewhere:
        st.dataframe(proof.attempts_table(seen, _), hide_index=True)
    st.markdown(md_escape(proof.linked(links, _)))
    if links:
        with st.expander(_("The list of your system")):
            st.dataframe(proof.links_table(links, _), hide_index=True)
    st.caption(_("127.0.0.1 is the name of this computer for itself."))


def self_test() -> None:
    """One button; each answer in words."""
    st.subheader(_("Put it to the test"), anchor=False)
    if st.button(_("Check now"), key="self_test", type="primary"):
        st.session_state["tested"] = tested()
    found = st.session_state.get("tested")
    if found is None:
        st.markdown(_("The program then tries to get in as a stranger would, and looks at its own connections."))
        return
    told = proof.answers(found, _)
    wrong = any(answer.passed is False for answer in told)
    (st.error if wrong else st.success)(md_escape(proof.result(told, _)))
    for answer in told:
        st.markdown(f"{MARKS[answer.passed]} {md_escape(answer.sentence)}")


def what_is_kept() -> None:
    """Every file of the person's, where and how large."""
    st.subheader(_("What is kept, and where"), anchor=False)
    found = keeping.held()
    if found:
        st.dataframe(proof.holdings_table(found, _), hide_index=True)
    else:
        st.markdown(_("Nothing at all: no file of yours is kept by this program."))
    st.caption(
        _(
            "The dossiers are not encrypted: the lock of your computer (BitLocker, FileVault, LUKS) protects them. "
            "Your browser keeps no page of this program, only what you download."
        )
    )


def back_up() -> None:
    """One file that only the password opens."""
    st.subheader(_("Keep a copy that only you can open"), anchor=False)
    st.markdown(_("All your dossiers in one file, encrypted with a password. Nobody can help you if you lose it: "
                  "without the password the copy is lost."))  # fmt: skip
    password = st.text_input(_("Password of the copy"), type="password", key="backup_password")
    again = st.text_input(_("The same password again"), type="password", key="backup_again")
    refused = backup.refusal(password, again)
    if password and again and refused is not None:
        st.warning(_(refused))
    st.download_button(
        _("Download the encrypted copy"), data=lambda: keeping.backup_of_all(password), key="backup",
        file_name=f"identity-audit{backup.ENDING}", disabled=refused is not None or not state.listed(),
        on_click="ignore",
    )  # fmt: skip


def bring_back() -> None:
    """A backup, opened with its password and added beside what is here."""
    with st.expander(_("Bring an encrypted copy back")):
        dropped = st.file_uploader(_("The copy that you kept (.backup)"), max_upload_size=200, key="restore_drop")
        place = st.text_input(_("Or its place on this computer (for large files)"), key="restore_place")
        password = st.text_input(_("Its password"), type="password", key="restore_password")
        nothing = (dropped is None and not place.strip()) or not password
        if st.button(_("Add its dossiers"), key="restore", disabled=nothing):
            folder = uploads.keep([(dropped.name, dropped)]) if dropped is not None else None
            try:
                file = Path(uploads.paths(folder)[0]) if folder is not None else Path(place.strip().strip('"'))
                names = keeping.bring_back(file, password)
            except AuditError as error:
                st.error(md_escape(_(error.sentence, **error.values)))
            else:
                st.success(
                    _.plural("{n} dossier was added; it is on the page “My dossier”.",
                             "{n} dossiers were added; they are on the page “My dossier”.", len(names))
                )  # fmt: skip
            finally:
                if folder is not None:
                    uploads.forget(folder)


def delete_everything() -> None:
    """After one more question; then the receipt."""
    st.subheader(_("Delete everything"), anchor=False)
    if not st.session_state.get("deleting_all"):
        st.button(_("Delete everything that this program keeps"), key="delete_all", on_click=_deleting, args=(True,))
        return
    st.warning(_("All your dossiers, what you decided and every temporary file will be removed from this computer. "
                 "That cannot be undone. Exports and copies elsewhere are not touched."))  # fmt: skip
    inbox = st.checkbox(_("Also the files in my inbox folder (only if I have them elsewhere)"), key="delete_inbox")
    if st.button(_("Yes, delete everything"), key="delete_all_yes"):
        try:
            st.session_state["receipt"] = keeping.delete_everything(inbox=inbox)
        except AuditError as error:
            st.error(md_escape(_(error.sentence, **error.values)))
        else:
            st.session_state["deleting_all"] = False
            state.draw_again()
    st.button(_("No, keep everything"), key="delete_all_no", type="primary", on_click=_deleting, args=(False,))


def _deleting(asked: bool) -> None:
    st.session_state["deleting_all"] = asked


def receipt() -> None:
    """What the last deletion removed, file by file, and what the search found."""
    found = st.session_state.get("receipt")
    if found is None:
        return
    told = "\n".join(f"- {md_escape(sentence)}" for sentence in proof.erased(found, _))
    (st.success if found.clean else st.error)(_("The receipt of what was deleted:") + f"\n\n{told}")
    with st.expander(_("Each file")):
        st.code(proof.receipt_text(found, _), language=None, wrap_lines=True)
    st.download_button(_("Download the receipt"), data=proof.receipt_text(found, _), key="receipt_file",
                       file_name="identity-audit-receipt.txt", on_click="ignore")  # fmt: skip


st.title(_("Nothing leaves"), anchor=False)
receipt()
st.markdown(_("Everything stays on this computer. You need not believe it: check it here."))
try_it_without_network()
whom_it_talks_to()
self_test()
what_is_kept()
back_up()
bring_back()
delete_everything()
