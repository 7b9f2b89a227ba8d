"""Is it right, and what should not be used? What was read, before anything is analysed or saved."""

import streamlit as st

from identity_audit import contents_findings
from identity_audit.analysis.contents import removed
from identity_audit.safe_text import md_escape
from identity_audit.ui import check_work, parts, state

_ = state.words()
st.title(_("Check and remove"), anchor=False)
dataset = state.dataset() or parts.need_audit().source
decided = state.corrections()
found = check_work.checked(dataset, decided)

told = contents_findings.counter(decided, removed(found.whole, found.rest), _)
if state.pending():
    st.markdown(md_escape(_("Nothing is analysed or saved yet.") + " " + told))
else:
    st.markdown(md_escape(told))
    st.caption(
        _(
            "What you leave out is taken out of your dossier, and the rest is analysed again. You can undo it while "
            "the app is open; later, add the file again."
        )
    )
parts.undo_bar("verify")
if state.pending():
    st.button(_("Analyse"), key="verify_analyse", type="primary", on_click=state.analyse)

tasks = {"people": _("People"), "conversations": _("Conversations"), "periods": _("Periods"), "files": _("Files")}
task = st.segmented_control(
    _("What would you like to look at?"), list(tasks), format_func=tasks.__getitem__, default="people", required=True,
    key="check_task",
)  # fmt: skip
st.caption(_(contents_findings.CONSEQUENCES[task]))
match task:
    case "people":
        check_work.people(found.rest)
    case "conversations":
        check_work.conversations(found.rest)
    case "periods":
        check_work.periods(found.rest)
    case "files":
        check_work.files(found.rest)
st.caption(
    _(
        "An exchange is something between somebody and you that a file names: a reaction, a comment, a message, a "
        "follow. 0 means that your files name none, not that there was none. Nothing changes on your networks."
    )
)
