"""Which of my posts are worth reading again, and what do I decide about each?"""

import streamlit as st

from identity_audit import reread_findings
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, reread_work, state

_ = state.words()
st.title(_("Posts to read again"), anchor=False)
audit = parts.need_audit()
st.markdown(
    _(
        "Old posts say more than one remembers. Here are those that you marked yourself, then those that hold one of "
        "the words below. A word is a reason to look, not a judgement: you decide."
    )
)
found = reread_findings.items(audit, reread_work.proposed(audit))
if not found:
    st.info(_("Nothing to read again: you marked no post and no facet as sensitive, and no word of the lists was "
              "found in your posts."))  # fmt: skip
else:
    st.markdown(f"**{md_escape(reread_findings.counters(found, _))}**")
    parts.undo_bar("reread")
    reread_work.items(audit, found)
if st.toggle(_("The words by which posts are proposed"), key="reread_lists"):
    reread_work.word_lists(audit)
if found:
    reread_work.take_along(audit, found)
