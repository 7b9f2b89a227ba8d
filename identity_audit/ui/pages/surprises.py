"""Who turned up where I did not expect it? Dated moments, the newest first; nobody is ranked."""

import streamlit as st

from identity_audit import findings, outlook_findings, surprise_findings
from identity_audit.corrections import HideMoment
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state
from identity_audit.words import N_

AT_FIRST = 10

_ = state.words()
st.title(_("Surprises"), anchor=False)
audit = parts.need_audit()
if audit.verdict == "no_received":
    parts.closed()
    st.stop()
moments = audit.outlook.shown_surprises
st.subheader(md_escape(surprise_findings.surprises_title(len(moments), _)), anchor=False)
st.caption(md_escape(surprise_findings.surprises_basis(audit, _)))
if not moments:
    st.markdown(_("Your circles stay with their facets, or there are too few reactions to say so. That is an answer "
                  "too."))  # fmt: skip

names = dict(zip(audit.dataset.contacts["contact_id"], audit.dataset.contacts["name"], strict=True))
circles = {circle.id: circle.name for circle in audit.circles()}
facets = audit.topic_names()
posts = audit.dataset.posts.set_index("post_id")[["text", "context"]]
kinds = audit.engagements.set_index(["contact_id", "post_id"])["kind"]

# while others look on, a short list would tell how many they are
if findings.is_few(len({found.contact_id for found in moments}), _):
    moments = ()
shown = moments if st.session_state.get("surprises_all") else moments[:AT_FIRST]
for number, found in enumerate(shown):
    with st.container(border=True):
        told = surprise_findings.moment_sentence(
            found, kinds.get((found.contact_id, found.post_id), "reaction"), names[found.contact_id],
            circles[found.circle], facets[found.topic], _,
        )  # fmt: skip
        st.markdown(f"**{md_escape(told)}**")
        st.text(excerpt(posts["text"][found.post_id], posts["context"][found.post_id], 200, _))
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(md_escape(surprise_findings.why_sentence(found, _)))
        right.button(_("Do not show"), key=f"hide_moment_{number}", width="stretch", on_click=state.decide,
                     args=(HideMoment(found.post_id, found.contact_id),))  # fmt: skip
if len(moments) > len(shown):
    st.toggle(_("Show {n} more", n=_.number(len(moments) - len(shown))), key="surprises_all")
parts.undo_bar("surprises")
several = outlook_findings.bridges_sentence(audit, _)
if several is not None:
    st.markdown(md_escape(several))
parts.go_on("profiles", N_("Next: one profile or several?"))
