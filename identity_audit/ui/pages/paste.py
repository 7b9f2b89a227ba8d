"""Who reacts, where no file says so? A dozen lists of reactions, copied by the person, one post at a time."""

import streamlit as st

from identity_audit import paste_findings
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, paste_work, state
from identity_audit.words import N_

_ = state.words()
st.title(_("Paste reactions"), anchor=False)
audit = parts.need_audit()
pasted = audit.pasted
if not audit.facets():
    st.info(_("There are no facets yet to draw posts from: there are too few posts with words."))
    parts.doors("facets")
    parts.go_on("data", N_("Add a file in “My data”"))
    st.stop()
if not pasted.asked and not pasted.lists:
    st.info(
        _(
            "None of your posts in a facet has a list of reactions to copy: stories, messages and answers are not "
            "asked about, nor posts whose reactions your files name already."
        )
    )
    parts.go_on("data", N_("Add a file in “My data”"))
    st.stop()

st.markdown(
    _("Open the post, show the list of reactions, copy the names, paste them here. The posts are drawn at random, a "
      "few from each facet, so that they stand for the others.")
)  # fmt: skip
st.caption(
    _(
        "Nothing is asked online: you open the post yourself, and the names stay on this computer. You can stop at any "
        "time; what is done is kept."
    )
)
done, all_ = len(pasted.done), len(pasted.asked)
if all_:
    st.progress(done / all_, text=_("{n} of {all} posts done", n=_.number(done), all=_.number(all_)))
post = paste_work.current(audit)
if not pasted.left:
    st.success(_("All lists are done. Here is what they open."))
if post is not None:
    if state.sample() is not None:
        st.info(_("Invented example: these posts do not exist. You can try it by ticking names."))
    paste_work.ask(audit, post)
parts.undo_bar("paste")

said = paste_findings.so_far(audit, _)
if said:
    st.subheader(_("What your lists say so far") if pasted.left else _("What your lists say"), anchor=False)
    for line in said:
        st.markdown(f"- {md_escape(line)}")
    parts.go_on("reactions", N_("See who reacts to what"))
    parts.go_on("profiles", N_("See one profile or several?"))
    st.subheader(_("The posts that are done"), anchor=False)
    paste_work.answered(audit)
