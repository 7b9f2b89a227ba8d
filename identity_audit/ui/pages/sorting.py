"""Where do my photos without words belong? The person says so; nothing is guessed."""

import streamlit as st

from identity_audit.post_findings import placed_sentence
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, sort_work, state
from identity_audit.words import N_

_ = state.words()
st.title(_("Sort your photos"), anchor=False)
audit = parts.need_audit()
if not audit.facets():
    st.info(_("There are no facets yet to sort photos into: there are too few posts with words."))
    parts.doors("facets")
    st.stop()
found = sort_work.unsorted(audit)
placed = placed_sentence(audit, _)
if placed:
    st.caption(md_escape(placed))
if found.empty:
    st.success(_("No photo of yours waits to be sorted."))
else:
    st.markdown(_.plural(
        "{n} photo or video has no words, and nothing beside it says what it is about. You can say where it belongs, "
        "or leave it.",
        "{n} photos and videos have no words, and nothing beside them says what they are about. You can say where they "
        "belong, ten at a time, or leave them.",
        len(found)))  # fmt: skip
    sort_work.ask(audit, found)
parts.undo_bar("sorting")
parts.go_on("facets", N_("Back to my facets"))
