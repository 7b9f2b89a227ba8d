"""What do the networks think I am interested in? Their own lists, beside my facets."""

import streamlit as st

from identity_audit import mirror_findings
from identity_audit.ui import mirror_work, parts, state
from identity_audit.words import N_

_ = state.words()
st.title(_("Mirror"), anchor=False)
audit = parts.need_audit()
if audit.dataset.traces.empty:
    st.info(_("Your files hold none of the lists that networks keep about you: interests, advertisers, guesses."))
    st.markdown(_("To see them here, ask for a new export:"))
    for advice in mirror_findings.HOW_TO_ASK:
        st.markdown(f"- {_(advice)}")
    parts.doors("mirror")
    parts.go_on("data", N_("Add a file in “My data”"))
    st.stop()

st.markdown(
    _("These lists come from the networks, out of your own files. We add nothing to them and guess nothing about you; "
      "they may be wrong.")
)  # fmt: skip
for found in mirror_work.mirrors(audit):
    mirror_work.draw(found, audit)
parts.go_on("reactions", N_("Next: who reacts to what"))
