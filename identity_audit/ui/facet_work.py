"""Changing facets: a name in one tap, sensitive or not, merge, cut in two, move posts, "not me"."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from identity_audit.analysis import facet_edits
from identity_audit.analysis.cross_posting import counted
from identity_audit.audit import Audit, Facet
from identity_audit.corrections import (
    CutFacet,
    MergeFacets,
    MovePosts,
    NotMyFacet,
    NotMyPosts,
    RenameFacet,
    SensitiveFacet,
)
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import clean, md_escape
from identity_audit.ui import state
from identity_audit.words import N_

AT_A_TIME = 10  # posts to choose from before the next ones
EXCERPT = 160


def name_and_marks(audit: Audit, facet: Facet) -> None:
    """The name of a facet, four names to take in one tap, and whether the person finds it sensitive."""
    _ = state.words()
    # the boxes show what holds now, also after an undo or an empty name
    st.session_state[f"name_{facet.id}"] = facet.name
    st.text_input(_("Name of this facet"), key=f"name_{facet.id}", max_chars=60, on_change=_renamed,
                  args=(audit, facet))  # fmt: skip
    offered = audit.starter_names(facet.id, _)
    if offered:
        st.session_state[f"starter_{facet.id}"] = None
        st.pills(_("Or one of these names"), offered, key=f"starter_{facet.id}", on_change=_starter_taken,
                 format_func=md_escape, args=(audit, facet))  # fmt: skip
    st.session_state[f"sensitive_{facet.id}"] = facet.sensitive
    st.toggle(
        _("I find this facet sensitive"), key=f"sensitive_{facet.id}", on_change=_marked, args=(audit, facet),
        help=_("Only you decide. The app then says who could see these posts, and names them first."),
    )  # fmt: skip


def _renamed(audit: Audit, facet: Facet) -> None:
    _rename(audit, facet, st.session_state[f"name_{facet.id}"])


def _starter_taken(audit: Audit, facet: Facet) -> None:
    _rename(audit, facet, st.session_state[f"starter_{facet.id}"] or "")


def _rename(audit: Audit, facet: Facet, name: str) -> None:
    wanted = " ".join(clean(name).split())
    if wanted and wanted != facet.name:
        state.decide(RenameFacet(audit.facet_posts(facet.id), wanted))


def _marked(audit: Audit, facet: Facet) -> None:
    sensitive = bool(st.session_state[f"sensitive_{facet.id}"])
    state.decide(SensitiveFacet(audit.facet_posts(facet.id), sensitive))


def change(audit: Audit, facets: list[Facet]) -> None:
    """One change at a time: move posts, merge, cut, set a whole facet aside."""
    _ = state.words()
    tasks = {
        "move": _("Move posts"),
        "merge": _("Merge two facets"),
        "cut": _("Cut one in two"),
        "not_me": _("This facet is not me"),
    }
    work = st.segmented_control(
        _("What would you like to change?"), list(tasks), format_func=tasks.__getitem__, default="move",
        required=True, key="facet_work",
    )  # fmt: skip
    names = {facet.id: facet.name for facet in facets}
    match work:
        case "move":
            _move(audit, names)
        case "merge":
            _merge(audit, names)
        case "cut":
            _cut(audit, names)
        case "not_me":
            _not_me(audit, facets, names)


def _facet(label: str, names: Mapping[int, str], key: str, *, empty: bool = False) -> int | None:
    """Choose a facet by its name (label: a message id)."""
    _ = state.words()
    return st.selectbox(
        _(label), list(names), index=None if empty else 0, format_func=names.__getitem__, key=key,
        placeholder=_("Choose a facet"),
    )  # fmt: skip


def _move(audit: Audit, names: Mapping[int, str]) -> None:
    """Tick posts of one facet, the least sure first, and say where they belong, or that they are not the person."""
    _ = state.words()
    facet = _facet(N_("Posts of which facet?"), names, "move_from")
    if facet is None:
        return
    wanted = st.text_input(_("Only posts with this word"), key="move_search")
    found = _posts_of(audit, facet, wanted)
    if found.empty:
        st.info(_("No post of this facet holds this word."))
        return
    pages = -(-len(found) // AT_A_TIME)
    page = int(st.session_state.get("move_page", 0)) % pages
    st.caption(_.md("The posts we are least sure of come first. Page {n} of {pages}.", n=page + 1, pages=pages))
    ticked = []
    for post in found.iloc[page * AT_A_TIME : (page + 1) * AT_A_TIME].to_dict("records"):
        day = _.date(post["time"]) if pd.notna(post["time"]) else _("date not known")
        line = excerpt(post["text"], post["context"], EXCERPT, _)
        if st.checkbox(md_escape(f"{line} ({day})"), key=f"move_{post['post_id']}"):
            ticked.append(str(post["post_id"]))
    before, after = st.columns(2)
    if pages > 1:
        before.button(_("Posts before"), key="move_before", on_click=_turn, args=(page - 1,), width="stretch")
        after.button(_("More posts"), key="move_after", on_click=_turn, args=(page + 1,), width="stretch")
    others = {topic: name for topic, name in names.items() if topic != facet}
    target = _facet(N_("Where do they belong?"), others, "move_to", empty=True)
    left, right = st.columns(2)
    if left.button(_("Move the ticked posts"), key="move_go", type="primary", width="stretch",
                   disabled=not ticked or target is None) and target is not None:  # fmt: skip
        state.decide(MovePosts(tuple(ticked), audit.facet_posts(target)))
        state.draw_again()
    if right.button(_("The ticked posts are not me"), key="move_not_me", width="stretch", disabled=not ticked):
        state.decide(NotMyPosts(tuple(ticked)))
        state.draw_again()


def _turn(page: int) -> None:
    st.session_state["move_page"] = page


def _posts_of(audit: Audit, facet: int, wanted: str) -> pd.DataFrame:
    """The posts of a facet that hold a word, the least sure first: post_id, text, context, time.

    Copies go with their post.
    """
    mine = audit.topics.assignment[counted(audit.topics.assignment)]
    mine = mine[(mine["topic"] == facet).fillna(False)].sort_values("margin", kind="stable")
    found = mine[["post_id"]].merge(audit.dataset.posts[["post_id", "text", "context", "time"]], on="post_id")
    if wanted.strip():
        found = found[found["text"].str.casefold().str.contains(wanted.strip().casefold(), regex=False)]
    return found


def _merge(audit: Audit, names: Mapping[int, str]) -> None:
    _ = state.words()
    first = _facet(N_("This facet takes in the other and keeps its name"), names, "merge_first")
    others = {topic: name for topic, name in names.items() if topic != first}
    other = _facet(N_("The facet that goes into it"), others, "merge_other", empty=True)
    if st.button(_("Merge them"), key="merge_go", type="primary", disabled=other is None) and other is not None:
        if first is not None:
            state.decide(MergeFacets((audit.facet_posts(first), audit.facet_posts(other))))
        state.draw_again()


def _cut(audit: Audit, names: Mapping[int, str]) -> None:
    _ = state.words()
    facet = _facet(N_("Which facet holds two things?"), names, "cut_facet")
    st.caption(_("The app looks for the two subjects that differ most in it. You can name them, or undo."))
    if st.button(_("Cut it in two"), key="cut_go", type="primary") and facet is not None:
        cut = CutFacet(audit.facet_posts(facet))
        if len(facet_edits.apply(audit.topics, audit.space, [cut]).topics) == len(names):
            st.info(_("This facet holds too little, or one thing only: it stays whole."))
            return
        state.decide(cut)
        state.draw_again()


def _not_me(audit: Audit, facets: list[Facet], names: Mapping[int, str]) -> None:
    _ = state.words()
    facet = _facet(N_("Which facet is not you?"), names, "not_me_facet")
    posts = next((f.posts for f in facets if f.id == facet), 0)
    st.caption(_.plural(
        "{n} post would be counted apart, as “not me”: in no facet, and in no comparison.",
        "{n} posts would be counted apart, as “not me”: in no facet, and in no comparison.", posts))  # fmt: skip
    if st.button(_("Set it aside"), key="not_me_go", type="primary") and facet is not None:
        state.decide(NotMyFacet(audit.facet_posts(facet)))
        state.draw_again()
