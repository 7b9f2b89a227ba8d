"""Finding pupils among the contacts with a class list that stays in memory; tagging contacts by hand, without one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from identity_audit import roster as lists
from identity_audit.analysis.pupils import Offered
from identity_audit.audit import Audit
from identity_audit.circle_findings import contact_labels
from identity_audit.corrections import TagPeople, about_people
from identity_audit.errors import AuditError
from identity_audit.findings import discreet, people
from identity_audit.importers.archive import BrokenMember
from identity_audit.importers.workbook import sheets_of
from identity_audit.roster import Listed, NotAList
from identity_audit.roster_matches import Roster
from identity_audit.safe_text import clean, md_escape
from identity_audit.teacher_findings import ROLES
from identity_audit.teacher_pages import note_html
from identity_audit.ui import parts, state, teacher_work
from identity_audit.words import N_

SOURCES = {
    "none": N_("no list: I tag contacts of mine by hand"),
    "mine": N_("a list that I type myself"),
    "school": N_("a list of the school"),
}
_UNREADABLE = N_("This spreadsheet cannot be read. Save it as CSV, or copy the names and paste them.")


def frame() -> str:
    """Before any list: what a class list is, where it goes, and the page for the head. Which source is chosen?"""
    _ = state.words()
    mine, school, here = st.columns(3)
    for box, title, said in (
        (mine, N_("Yours"), N_("Your exports and your contacts. You may look at them for yourself.")),
        (school, N_("The school's"), N_("A class list is school data: the law on data protection (GDPR) applies. Ask "
                                        "before you use one.")),
        (here, N_("Not here"), N_("What a pupil likes, reacts to, or when. The app looks at you, never at them.")),
    ):  # fmt: skip
        with box.container(border=True):
            st.markdown(f"**{_(title)}**")
            st.markdown(_(said))
    st.markdown(_("A list stays in the memory of this computer. It is not saved, and gone when you press “Forget the "
                  "list” or close the app. Which contact is a pupil, found with a list, goes with it."))  # fmt: skip
    st.download_button(_("The page for the head or the DPO (French and English)"), partial(note_html, lang=_.lang),
                       file_name="identity-audit-dpo.html", mime="text/html", on_click="ignore",
                       key="note_html")  # fmt: skip
    chosen = st.radio(_("Where do the names come from?"), list(SOURCES), key="teacher_source",
                      format_func=lambda source: _(SOURCES[source]))  # fmt: skip
    return str(chosen)


def load(audit: Audit, source: str) -> None:
    """Paste or choose a list; it is held against the contacts at once."""
    _, number = state.words(), state.lists_forgotten()
    text = st.text_area(_("The names, one a line"), height=160, key=f"roster_text_{number}",
                        placeholder=_("DUPONT Marie"))  # fmt: skip
    dropped = st.file_uploader(_("Or a table: CSV or Excel (.xlsx)"), type=["csv", "txt", "xlsx"], max_upload_size=8,
                               key=f"roster_file_{number}")  # fmt: skip
    role = teacher_work.role_choice(_("Who are they?"), f"roster_role_{number}")
    asked = source == "mine" or st.checkbox(_("I may use this list: I asked, or the school allows it."),
                                            key=f"roster_allowed_{number}")  # fmt: skip
    ready = asked and role is not None and bool(text.strip() or dropped)
    if not st.button(_("Look for them among my contacts"), type="primary", key="roster_look", disabled=not ready):
        return
    try:
        found = _read(text, dropped)
    except AuditError as error:
        st.error(md_escape(_(error.sentence, **error.values)))
        return
    if role is not None:
        state.set_roster(Roster.load(found, role, everybody(audit)))
        state.draw_again()


def _read(text: str, dropped: Any) -> tuple[Listed, ...]:
    """The people of what was pasted and of what was chosen; the file is read where it is, in memory."""
    found: list[Listed] = []
    if dropped is not None:
        data = dropped.getvalue()
        if dropped.name.lower().endswith(".xlsx"):
            try:
                found += lists.from_rows(next((rows for rows in sheets_of(data) if rows), []))
            except BrokenMember as error:
                raise NotAList(_UNREADABLE) from error
        else:
            found += lists.from_csv(data)
    if text.strip():
        found += lists.from_text(text)
    return tuple(dict.fromkeys(found))


def everybody(audit: Audit) -> Any:
    """The contacts, each person once, as the files know them: whom a list is held against."""
    return audit.source.apply(about_people(audit.settings.corrections)).contacts


def results(audit: Audit, loaded: Roster) -> None:
    """What was found: certain, to confirm, not found, and what nobody can tell; then one question after the other."""
    _ = state.words()
    labels = contact_labels(audit.source.apply(about_people(audit.settings.corrections)))
    st.markdown(f"#### {md_escape(sentence(loaded))}")
    st.markdown(md_escape(range_sentence(loaded)))
    groups = loaded.by_group()
    if len(groups) > 1:
        few = discreet(_.lang)
        st.markdown(md_escape(" · ".join(
            _("{group}: {n} of {all}", group=group, n=people(n, few), all=_.number(every))
            for group, (n, every) in groups.items()
        )))  # fmt: skip
    left, right = st.columns(2)
    left.button(_("Take back my last answer"), key="answer_back", width="stretch", disabled=loaded.before is None,
                on_click=state.set_roster, args=(loaded.before or loaded,))  # fmt: skip
    right.button(_("Forget the list"), key="forget_list", width="stretch", on_click=state.set_roster, args=(None,))
    st.caption(_.plural("In memory: a list of {n} name.", "In memory: a list of {n} names.", len(loaded.people)))
    if loaded.certain:
        _certain(loaded, labels)
    if loaded.to_confirm:
        _question(loaded, labels)
    if loaded.unrecognised:
        _unrecognised(loaded, labels)
    if loaded.links:
        with st.expander(_("Confirmed")):
            for place in list(loaded.links)[:200]:
                name, again = st.columns([3, 1], vertical_alignment="center")
                name.text(
                    f"{loaded.people[place].name}  →  {', '.join(_label(labels, c) for c in loaded.links[place])}"
                )
                again.button(_("Take back"), key=f"unlink_{place}", width="stretch", on_click=state.set_roster,
                             args=(loaded.unlinked(place),))  # fmt: skip


def _label(labels: dict[str, str], contact: str) -> str:
    _ = state.words()
    return labels.get(contact, _("somebody who is not in these files"))


def sentence(loaded: Roster) -> str:
    """The counters; questions are counted exactly, people are not where they are few."""
    _ = state.words()
    few = discreet(_.lang)
    questions = len(loaded.certain) + len(loaded.to_confirm)
    return _(
        "{found} recognised and confirmed, {ask} to confirm, {lost} not found. Not found does not mean absent: "
        "{handles} of your contacts have only a user name.",
        found=people(len(loaded.links), few), ask=_.number(questions), lost=_.number(len(loaded.not_found)),
        handles=_.number(len(loaded.unrecognised)),
    )  # fmt: skip


def range_sentence(loaded: Roster) -> str:
    """The result: a range, never one number."""
    _ = state.words()
    few = discreet(_.lang)
    low, high = loaded.between()
    if high == 0:
        return _("Of this list, nobody was found among your contacts so far.")
    if low == high:
        return _("Of the {all} people of this list, {n} are among your contacts, as far as names can tell.",
                 all=_.number(len(loaded.people)), n=people(low, few))  # fmt: skip
    return _("Of the {all} people of this list, between {low} and {high} are among your contacts.",
             all=_.number(len(loaded.people)), low=people(low, few), high=people(high, few))  # fmt: skip


def _certain(loaded: Roster, labels: dict[str, str]) -> None:
    _ = state.words()
    with st.container(border=True):
        st.markdown(_.plural("**{n} name is the same, word for word**", "**{n} names are the same, word for word**",
                             len(loaded.certain)))  # fmt: skip
        st.text("\n".join(f"{loaded.people[n].name}  →  {_label(labels, str(loaded.lines[n].certain))}"
                          for n in loaded.certain))  # fmt: skip
        out = st.multiselect(
            _("Somebody else after all? Leave out"), list(loaded.certain), key="roster_out",
            format_func=lambda n: md_escape(loaded.people[n].name), placeholder=_("Choose names"),
        )  # fmt: skip
        sure = loaded
        for place in out:
            sure = sure.answered(place, "neither")
        st.button(_("Yes, all of these"), key="certain_all", type="primary", on_click=state.set_roster,
                  args=(sure.all_certain(),))  # fmt: skip


def _question(loaded: Roster, labels: dict[str, str]) -> None:
    """One line of the list, the two nearest contacts side by side."""
    _ = state.words()
    place = loaded.to_confirm[0]
    person, offered = loaded.people[place], loaded.lines[place].offered
    with st.container(border=True):
        st.caption(_.plural("{n} name to confirm", "{n} names to confirm", len(loaded.to_confirm)))
        st.markdown(_("Is this person of the list one of your contacts?"))
        st.text(f"{person.name} ({person.group})" if person.group else person.name)
        for number, (box, one) in enumerate(zip(st.columns(max(2, len(offered))), offered, strict=False)):
            _candidate(box, loaded, place, one, label=_label(labels, one.contact), number=number)
        sides = st.columns(3)
        if len(offered) > 1:
            sides[0].button(_("Both are this person"), key="ask_both", width="stretch", on_click=state.set_roster,
                            args=(loaded.linked(place, *(one.contact for one in offered)),))  # fmt: skip
        sides[1].button(_("Neither") if len(offered) > 1 else _("No"), key="ask_neither", width="stretch",
                        on_click=state.set_roster, args=(loaded.answered(place, "neither"),))  # fmt: skip
        sides[2].button(_("Not now"), key="ask_later", width="stretch", on_click=state.set_roster,
                        args=(loaded.answered(place, "later"),))  # fmt: skip


def _candidate(box: Any, loaded: Roster, place: int, one: Offered, *, label: str, number: int) -> None:
    """One contact who may be the person, why, and the click that says so."""
    _ = state.words()
    with box.container(border=True):
        st.text(label)
        st.caption(_(one.reason))
        st.button(_("Yes, this one"), key=f"ask_yes_{number}", width="stretch", type="primary",
                  on_click=state.set_roster, args=(loaded.linked(place, one.contact),))  # fmt: skip


def _unrecognised(loaded: Roster, labels: dict[str, str]) -> None:
    """Contacts of whom nothing but a user name is known: I know, I do not, not now."""
    _ = state.words()
    contact, number = loaded.unrecognised[0], len(loaded.unrecognised)
    with st.expander(_.plural("{n} contact has only a user name: do you know who it is?",
                              "{n} contacts have only a user name: do you know who they are?", number)):  # fmt: skip
        st.text(_label(labels, contact))
        open_ = [*loaded.not_found, *loaded.to_confirm]
        who = st.selectbox(_("I know: it is"), [None, *open_], key=f"roster_who_{contact}",
                           format_func=lambda n: _("(choose a name of the list)") if n is None
                           else md_escape(loaded.people[n].name))  # fmt: skip
        one, two, three = st.columns(3)
        one.button(
            _("Yes, this is them"),
            key="who_yes",
            width="stretch",
            disabled=who is None,
            on_click=state.set_roster,
            args=(loaded.linked(who, contact) if who is not None else loaded,),
        )
        two.button(_("I do not know"), key="who_no", width="stretch", on_click=state.set_roster,
                   args=(loaded.stranger(contact),))  # fmt: skip
        three.button(_("Not now"), key="who_later", width="stretch", on_click=state.set_roster,
                     args=(loaded.passed(contact),))  # fmt: skip


def by_hand(audit: Audit) -> None:
    """Contacts tagged without any list: a decision like any other, kept and undone with the others."""
    _ = state.words()
    labels = contact_labels(audit.dataset)
    st.markdown(_("Here you tag contacts of yours, without a list. This is kept in your dossier and can be undone."))
    chosen: Sequence[str] = st.multiselect(
        _("Contacts"), sorted(labels, key=lambda contact: labels[contact].casefold()), key="tag_people",
        format_func=lambda contact: md_escape(labels[contact]), placeholder=_("Choose names"),
    )  # fmt: skip
    role = teacher_work.role_choice(_("Who are they to you?"), "tag_role", none=True)
    group = st.text_input(_("Class or year (if you like)"), key="tag_group", max_chars=20)
    st.button(_("Tag them"), key="tag_save", type="primary", disabled=not chosen, on_click=_tag,
              args=(tuple(chosen), role, clean(group.strip(), 20)))  # fmt: skip
    parts.undo_bar("tags")


def _tag(contacts: tuple[str, ...], role: Any, group: str) -> None:
    state.decide(TagPeople(contacts, role if role in ROLES else None, group))
    # what was chosen is done: the next people begin with an empty field
    st.session_state["tag_people"] = []
