"""Reading posts again: why each is proposed, fine or to rethink, the word lists, the list to take along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from identity_audit import reread_findings
from identity_audit.analysis import reread
from identity_audit.analysis.reread import LISTS, SHAPES, Reason
from identity_audit.audit import Audit
from identity_audit.corrections import ReadAgain, Reread, WordList
from identity_audit.post_findings import excerpt
from identity_audit.reread_findings import Item
from identity_audit.safe_text import md_escape
from identity_audit.teacher_findings import tagged
from identity_audit.teacher_pages import checklist_csv, checklist_html
from identity_audit.ui import state
from identity_audit.words import N_

AT_A_TIME = 10
EXCERPT = 500
_FOUND = "reread_found"
SHOW = {"open": N_("To read again"), "rethink": N_("To rethink"), "fine": N_("Fine")}


def pupil_names(audit: Audit) -> tuple[str, ...]:
    """The names of pupils that posts may hold: of a list in memory, and of contacts tagged by hand."""
    loaded = state.roster()
    roles = tagged(audit.settings.corrections)
    ids = roles["pupil"] | roles["former"]
    contacts = audit.source.contacts
    marked = tuple(contacts.loc[contacts["contact_id"].isin(ids), "name"])
    listed = loaded.names if loaded is not None and loaded.role in ("pupil", "former") else ()
    return (*listed, *marked)


def proposed(audit: Audit) -> Mapping[str, tuple[Reason, ...]]:
    """Why each post is proposed; looked for again only when the posts, the lists or the names change."""
    lists, names = reread.lists_of(audit.settings.corrections), pupil_names(audit)
    posts = audit.source.posts
    kept = st.session_state.get(_FOUND)
    if kept is None or kept[0] is not posts or kept[1] != (lists, names):
        st.session_state[_FOUND] = kept = (posts, (lists, names), reread.reasons(posts, lists, names))
    found: Mapping[str, tuple[Reason, ...]] = kept[2]
    return found


def items(audit: Audit, found: Sequence[Item]) -> None:
    """The posts to read, ten at a time, of one reason or of all."""
    _ = state.words()
    show = st.segmented_control(
        _("Which posts?"), list(SHOW), format_func=lambda way: _(SHOW[way]), default="open", required=True,
        key="reread_show",
    )  # fmt: skip
    wanted = [item for item in found if (item.decision or "open") == show]
    why = {None: _("every reason"), reread_findings.SENSITIVE: _("sensitive facet")}
    why |= {name: _(LISTS[name]) for name in reread_findings.lists_in(wanted)}
    reason = st.selectbox(_("Why?"), list(why), format_func=why.__getitem__, key="reread_why")
    wanted = [item for item in wanted if _has(item, reason)]
    if not wanted:
        st.info(_("No post here."))
        return
    for item in wanted[:AT_A_TIME]:
        one(item)
    if len(wanted) > AT_A_TIME:
        st.caption(_.plural("{n} more post stands behind these.", "{n} more posts stand behind these.",
                            len(wanted) - AT_A_TIME))  # fmt: skip


def _has(item: Item, reason: str | None) -> bool:
    if reason == reread_findings.SENSITIVE:
        return item.own == reread_findings.SENSITIVE
    return reason is None or any(why.list == reason for why in item.why)


def one(item: Item) -> None:
    """One post: when, where, who could see it, its words, why it is here, and the two answers."""
    _ = state.words()
    with st.container(border=True):
        st.caption(md_escape(reread_findings.item_line(item, _)))
        st.text(excerpt(item.text, item.beside, EXCERPT, _))
        why = reread_findings.reason_words(item, _)
        if why:
            st.markdown(_.md("Why: {reasons}", reasons=why))
        answers(item.post, item.decision)


def answers(post: str, decision: Reread | None) -> None:
    """Fine, or to rethink; what was decided can be decided again."""
    _ = state.words()
    left, right = st.columns(2)
    left.button(_("Fine"), key=f"fine_{post}", width="stretch", disabled=decision == "fine",
                on_click=state.decide, args=(ReadAgain((post,), "fine"),))  # fmt: skip
    right.button(_("To rethink"), key=f"rethink_{post}", width="stretch", disabled=decision == "rethink",
                 on_click=state.decide, args=(ReadAgain((post,), "rethink"),))  # fmt: skip


def word_lists(audit: Audit) -> None:
    """The words by which posts are proposed, to be read and changed."""
    _ = state.words()
    st.markdown(_("Posts are proposed by these words and by nothing else. Change them as you like: one a line, a star "
                  "(*) at the end stands for any ending. Case and accents do not matter."))  # fmt: skip
    names = [name for name in LISTS if name not in SHAPES]
    name = st.selectbox(_("Which list?"), names, format_func=lambda name: _(LISTS[name]), key="reread_list")
    words = reread.lists_of(audit.settings.corrections)[name]
    text = st.text_area(_("Its words"), "\n".join(words), height=200, key=f"reread_words_{name}_{len(words)}")
    left, right = st.columns(2)
    chosen = reread.from_written(text)
    left.button(_("Save this list"), key="reread_save", width="stretch", disabled=chosen == words,
                on_click=state.decide, args=(WordList(name, chosen),))  # fmt: skip
    right.button(_("The list as it came"), key="reread_back", width="stretch",
                 disabled=words == reread.default_words(name), on_click=state.decide,
                 args=(WordList(name, None),))  # fmt: skip
    st.caption(_("Telephone numbers, street addresses and e-mail addresses are found by their shape. Names of pupils "
                 "are looked for while a class list is loaded, or where you tagged contacts as pupils."))  # fmt: skip


def take_along(audit: Audit, found: Sequence[Item]) -> None:
    """The posts to rethink, as a page to print and as a table."""
    _ = state.words()
    n = sum(item.decision == "rethink" for item in found)
    st.subheader(_("Take along: the posts to rethink"), anchor=False)
    if not n:
        st.markdown(_("Mark posts “To rethink” first: they make a list to tick off, with the place of each where your "
                      "file says it."))  # fmt: skip
        return
    hidden = reread_findings.names_to_hide(audit.dataset, pupil_names(audit))
    lang = _.lang
    st.markdown(_.plural("{n} post, without any name of a contact. We change nothing on your networks.",
                         "{n} posts, without any name of a contact. We change nothing on your networks.",
                         n))  # fmt: skip
    left, right = st.columns(2)
    left.download_button(
        _("The list to print"), partial(checklist_html, found, hidden, lang=lang),
        file_name="identity-audit-posts.html", mime="text/html", on_click="ignore", key="reread_html", width="stretch",
    )  # fmt: skip
    right.download_button(
        _("The list as a table (CSV)"), partial(checklist_csv, found, hidden, lang=lang),
        file_name="identity-audit-posts.csv", mime="text/csv", on_click="ignore", key="reread_csv", width="stretch",
    )  # fmt: skip
