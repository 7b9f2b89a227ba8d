"""What am I made of online?"""

import pandas as pd
import streamlit as st

from identity_audit import findings
from identity_audit.charts.facets import facet_sizes
from identity_audit.corrections import AboutFacets
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import md_escape
from identity_audit.ui import facet_views, facet_work, parts, sort_work, state
from identity_audit.words import N_

_ = state.words()
st.title(_("My facets"), anchor=False)
audit = parts.need_audit()
topics = audit.topics
facets = audit.facets()

if not facets:
    st.info(_("Under 30 posts with words, facets cannot be told apart. Here are the words that stand out."))
    st.dataframe(pd.DataFrame({_("Words that stand out"): list(topics.terms)}), hide_index=True)
    parts.doors()
    st.stop()
if topics.rough:
    st.warning(_("Few posts: this picture is rough. From about 250 posts with words on, it settles."))
if audit.space.quick:
    st.info(_("A first picture, from {n} posts spread over your history; the exact one takes longer.",
              n=_.number(len(audit.space.fitted))))  # fmt: skip
    if state.job() is None:
        st.button(_("Make the exact picture"), key="facets_exact", on_click=state.make_exact)
if not topics.exact_encoder:
    st.warning(_("The language model could not be loaded, so facets are much rougher than usual."))

parts.chart(
    findings.facets_title(audit, _),
    facet_sizes(topics, _),
    sentence=_(
        "Rename them: you decide. The suggested names are the words that set each facet apart. Hatched: the "
        "facet is not sure, or the post is in none."
    ),
    basis=findings.facets_basis(audit, _),
    table=pd.DataFrame(
        {
            _("Facet"): [f.name for f in facets],
            _("Posts"): [f.posts for f in facets],
            _("Share of posts"): [_.percent(f.share) for f in facets],
            _("Of these, unsure"): [f.unsure for f in facets],
            _("Words that stand out"): [", ".join(f.terms) for f in facets],
        }
    ),
    key="facet_sizes",
)

st.caption(md_escape(findings.facet_totals(audit, _)))
copies = findings.copies_sentence(audit, _)
if copies:
    st.caption(md_escape(copies))
if not state.presenting() and not sort_work.unsorted(audit).empty:
    st.page_link(parts.page("sorting"), label=_("Sort your photos"), icon="🖼️")
posts = audit.dataset.posts.set_index("post_id")
for facet in facets:
    with st.container(border=True):
        if state.presenting():
            st.subheader(md_escape(facet.name), anchor=False)
        else:
            facet_work.name_and_marks(audit, facet)
        st.markdown(_.plural_md("{n} post ({share})", "{n} posts ({share})", facet.posts,
                                share=_.percent(facet.share)))  # fmt: skip
        if facet.everyday:
            st.caption(_("Everyday talk: these posts share a tone more than a subject."))
        st.caption(md_escape(", ".join(facet.terms)))
        for post_id in facet.samples:
            st.text(excerpt(posts["text"][post_id], posts["context"][post_id], 280, _))

facet_views.over_time_and_place(audit)
facet_views.most_answered(audit)
if state.presenting():
    parts.go_on("circles", N_("Next: my circles"))
    st.stop()
st.subheader(_("Not quite you? Change it"), anchor=False)
st.caption(_("Every change holds from now on, also when you add a newer file, and can be undone."))
facet_work.change(audit, facets)
st.subheader(_("How many facets?"), anchor=False)
st.session_state["number"] = min(12, max(2, len(facets)))
st.slider(
    _("Fewer or more facets"), 2, 12, key="number", on_change=lambda: state.set_number(st.session_state["number"])
)
if any(isinstance(c, AboutFacets) for c in state.corrections()) and st.button(
    _("Back to our suggestion"), key="facets_suggested", help=_("Names, moves and marks too. You can undo this.")
):  # fmt: skip
    state.back_to_suggestion("facets")
    state.draw_again()
parts.undo_bar("facets")
parts.go_on("circles", N_("Next: my circles"))
