"""Pasting the list of reactions of one post: its people recognised, the doubtful ones confirmed, one step to undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from identity_audit import paste_findings
from identity_audit.audit import Audit
from identity_audit.charts.audience import Cell, who_reacts_to_what
from identity_audit.circle_findings import contact_labels
from identity_audit.corrections import Correction, PastedList, SkippedPost, ThisIsMe, about_people
from identity_audit.dataset import Dataset
from identity_audit.findings import crossing_labels
from identity_audit.pasted_names import Recognised, TooLong, parse, recognise
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state
from identity_audit.words import N_

WHOLE = {
    "whole": N_("Yes, the whole list"),
    "part": N_("No, a part of it"),
    "closed": N_("I could not open it: ask me about another post"),
}
_AGAIN = "paste_again"  # the answered post that the person changes


def current(audit: Audit) -> str | None:
    """The post to answer now: one that the person wants to change, else the next one."""
    pasted = audit.pasted
    again: str | None = st.session_state.get(_AGAIN)
    if again is not None and any(one.post_id == again for one in pasted.lists):
        return again
    return next(iter(pasted.left), None)


def ask(audit: Audit, post_id: str) -> None:
    """One post: what it is, how to open its list, the pasted names, is it the whole list?"""
    _ = state.words()
    posts = audit.dataset.posts
    post = posts[posts["post_id"] == post_id].iloc[0]
    with st.container(border=True):
        of_post = audit.pasted.posts.set_index("post_id")["topic"]
        st.caption(md_escape(paste_findings.post_line(post, audit.topic_names()[int(of_post[post_id])], _)))
        st.text(excerpt(post["text"], post["context"], 600, _))
        if pd.notna(post["n_reactions"]):
            st.caption(_.plural("Your file counts {n} reaction to it.", "Your file counts {n} reactions to it.",
                                int(post["n_reactions"])))  # fmt: skip
        st.markdown(md_escape(paste_findings.how_to_open(post["platform"], _)))
        _answer(audit, post_id, str(post["platform"]))


def _answer(audit: Audit, post_id: str, platform: str) -> None:
    """The form: every answer binds at once and is one step to undo."""
    _ = state.words()
    before = audit.pasted.answers.get(post_id)
    said = before if isinstance(before, PastedList) else PastedList(post_id, (), (), False)
    contacts, me = _of_network(audit, platform)
    labels = contact_labels(contacts)
    text = st.text_area(
        _("The names, as you copied them (what else was copied is passed over)"), "\n".join(said.names), height=160,
        key=f"paste_text_{post_id}", placeholder=_("Paste here"),
    )  # fmt: skip
    found = _recognised(text, contacts, me)
    if text.strip():
        to_go = sum(left != post_id for left in audit.pasted.left)
        st.markdown(md_escape(paste_findings.recognised_sentence(found, to_go, _)))
    confirmed = _confirmed(found, labels, post_id)
    kept = _kept(found.unknown, post_id)
    ticked = st.multiselect(
        _("Or tick who reacted"), sorted(labels, key=lambda contact: labels[contact].casefold()),
        [contact for contact in said.contacts if contact in labels], format_func=labels.__getitem__,
        key=f"paste_tick_{post_id}", placeholder=_("Choose names"),
    )  # fmt: skip
    people = tuple(dict.fromkeys([*found.sure.values(), *filter(None, confirmed.values()), *ticked]))
    names = (*kept, *(name for name, contact in confirmed.items() if contact == ""))

    ways = {way: _(label) for way, label in WHOLE.items()}
    chosen = None if before is None else "whole" if said.complete else "part"
    whole = st.radio(
        _("Is it the whole list?"), list(ways), None if chosen is None else list(ways).index(chosen),
        format_func=ways.__getitem__, key=f"paste_whole_{post_id}",
    )  # fmt: skip
    open_ = [name for name, contact in confirmed.items() if contact is None]
    if open_ and whole in ("whole", "part"):
        st.caption(_.plural("{n} name is still to be confirmed above.", "{n} names are still to be confirmed above.",
                            len(open_)))  # fmt: skip
    ready = whole == "closed" or (whole is not None and not open_ and bool(people or names))
    answer: Correction = PastedList(post_id, people, names, whole == "whole")
    left, right = st.columns(2)
    left.button(_("Save and go on"), key="paste_save", type="primary", width="stretch", disabled=not ready,
                on_click=_save, args=(SkippedPost(post_id) if whole == "closed" else answer,))  # fmt: skip
    right.button(_("Nobody reacted"), key="paste_nobody", width="stretch", on_click=_save,
                 args=(PastedList(post_id, (), (), True),))  # fmt: skip


def _of_network(audit: Audit, platform: str) -> tuple[Dataset, list[str]]:
    """Those who can be met on a network, each person once, as the files know them; and the owner's own names."""
    decided = audit.settings.corrections
    everybody = audit.source.apply(about_people(decided))
    contacts, met = everybody.contacts, everybody.met
    there = met.loc[met["platform"] == platform, "contact_id"]
    here = contacts["contact_id"].isin(there) | (contacts["platform"] == platform)
    mine = {c.contact for c in decided if isinstance(c, ThisIsMe)}
    known = audit.source.contacts
    me = [name for owner in audit.source.owners for name in owner.names]
    me += known.loc[known["contact_id"].isin(mine), "name"].tolist()
    return Dataset(contacts=contacts[here], met=met), me


def _recognised(text: str, contacts: Dataset, me: Sequence[str]) -> Recognised:
    _ = state.words()
    try:
        return recognise(parse(text), contacts.contacts, me)
    except TooLong as error:
        st.error(md_escape(_(error.sentence, **error.values)))
        return Recognised({}, {}, ())


def _confirmed(found: Recognised, labels: Mapping[str, str], post_id: str) -> dict[str, str | None]:
    """Each doubtful name -> the contact it is, "" for somebody else, None until the person says so."""
    _ = state.words()
    return {
        name: st.radio(
            _.md("Who is “{name}”?", name=name), [*candidates, ""], None, horizontal=True,
            format_func=lambda contact: md_escape(labels[contact]) if contact else _("Somebody else"),
            key=f"paste_who_{post_id}_{name}",
        )
        for name, candidates in found.doubtful.items()
    }  # fmt: skip


def _kept(unknown: Sequence[str], post_id: str) -> list[str]:
    """The names that no file knows, without those that the person leaves out."""
    _ = state.words()
    if not unknown:
        return []
    st.caption(_("Names that your files do not know stay as names."))
    st.text(", ".join(unknown))
    out = st.multiselect(_("Leave out what is no name"), unknown, key=f"paste_out_{post_id}",
                         placeholder=_("Choose names"))  # fmt: skip
    return [name for name in unknown if name not in out]


def _save(answer: Correction) -> None:
    st.session_state.pop(_AGAIN, None)
    state.decide(answer)


def answered(audit: Audit) -> None:
    """The posts that are done, each with the way to change it."""
    _ = state.words()
    posts, names = audit.dataset.posts, audit.topic_names()
    of_post = audit.pasted.posts.set_index("post_id")["topic"]
    for place, one in enumerate(audit.pasted.lists):
        post = posts[posts["post_id"] == one.post_id].iloc[0]
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.text(excerpt(post["text"], post["context"], 80, _))
        line = paste_findings.post_line(post, names[int(of_post[one.post_id])], _)
        left.caption(md_escape(f"{line} · {paste_findings.answer_line(len(one.people), one.complete, _)}"))
        right.button(_("Change"), key=f"paste_change_{place}", width="stretch", on_click=_change, args=(one.post_id,))


def heatmap(audit: Audit, circles: Sequence[str], titles: Mapping[str, str]) -> None:
    """Circles against facets by the lists alone: how many of 100 people react to a post, with its interval."""
    _ = state.words()
    table = paste_findings.grid(audit, circles)
    rows, columns = crossing_labels(table, audit, titles, _)

    def cell(row: pd.Series) -> Cell:
        meaning = paste_findings.cell_sentence(row, rows[row["group_id"]], columns[int(row["topic"])], _)
        if pd.notna(row["rate"]):
            rate, span = paste_findings.in_100(row["rate"], _), paste_findings.between(row["low"], row["high"], _)
            return Cell(f"{rate}<br>{span}", float(row["rate"]), meaning)
        if pd.notna(row["people"]) and row["people"]:
            return Cell(f"{row['people']}+", 0.0, meaning)
        return Cell("", None, meaning)

    parts.chart(
        paste_findings.cells_title(table, rows, columns, _),
        who_reacts_to_what(
            list(rows.values()), list(columns.values()),
            [[cell(row) for _i, row in table[table["group_id"] == group].iterrows()] for group in rows],
        ),
        sentence=_(paste_findings.READING),
        basis=paste_findings.cells_basis(audit, _),
        table=paste_findings.cells_table(table, rows, columns, _),
        key="pasted_heatmap",
    )  # fmt: skip


def _change(post_id: str) -> None:
    st.session_state[_AGAIN] = post_id
