"""What can my pupils see of me? First without any list, then with one that stays in memory; then what I decide."""

import streamlit as st

from identity_audit.findings import FEW
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, roster_work, state, teacher_work

_ = state.words()
st.title(_("What my pupils see"), anchor=False)
audit = parts.need_audit()
st.markdown(
    _(
        "You begin without any list of names: look at your posts with the eyes of a pupil who does not follow you. "
        "Everything here is about your posts, never about what pupils do."
    )
)
steps = {
    "see": _("1. Visible"), "last": _("2. With their eyes"), "find": _("3. My pupils"), "ways": _("4. Three ways"),
    "sheet": _("5. My sheet"),
}  # fmt: skip
step = st.segmented_control(_("Step"), list(steps), format_func=steps.__getitem__, default="see", required=True,
                            key="teacher_step", label_visibility="collapsed")  # fmt: skip
match step:
    case "see":
        teacher_work.what_they_see(audit, teacher_work.whose_eyes())
    case "last":
        teacher_work.last_twenty(audit, teacher_work.whose_eyes())
    case "find":
        tags = teacher_work.tagged_words(audit)
        if tags:
            st.markdown(_("**Tagged so far**"))
            st.markdown(md_escape(" · ".join(tags)))
            if any(_(FEW) in tag for tag in tags):
                st.caption(_("Fewer than 5 people: the exact number is not shown."))
        loaded = state.roster()
        if loaded is not None:
            roster_work.results(audit, loaded)
        else:
            source = roster_work.frame()
            if source == "none":
                roster_work.by_hand(audit)
            else:
                roster_work.load(audit, source)
    case "ways":
        teacher_work.ways(audit)
    case "sheet":
        teacher_work.sheet(audit)
