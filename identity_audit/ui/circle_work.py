"""Making circles: confirm a suggestion, place people one by one, change a circle, paste a list of names."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from identity_audit.analysis.circles import CircleSuggestion, most_present, recognise
from identity_audit.audit import Audit
from identity_audit.circle_findings import circle_labels, contact_labels, suggestion_name
from identity_audit.corrections import (
    DropCircle,
    JoinCircle,
    LeaveCircle,
    MakeCircle,
    MergeCircles,
    RenameCircle,
)
from identity_audit.dataset import fold
from identity_audit.safe_text import clean, md_escape, shown
from identity_audit.schema import BY_HAND
from identity_audit.ui import state
from identity_audit.words import N_

SHOWN = 5  # suggestions before "all of them"
MOST_CHIPS = 12
LONGEST = 60
#: names to take in one tap
STARTERS = (N_("Family"), N_("Friends"), N_("Work"), N_("School"), N_("Neighbours"), N_("Sport"), N_("Clubs"))


def suggestions(audit: Audit, found: Sequence[CircleSuggestion]) -> None:
    """Each with its reason and its people; one tap to confirm, one to leave it for later."""
    _ = state.words()
    if not found:
        st.info(_("No suggestion is open. You can still make a circle of your own."))
        return
    st.markdown(_("A circle is a set of people, as you see them. A person can be in several. "
                  "Nothing changes on the networks."))  # fmt: skip
    names = audit.dataset.contacts.set_index("contact_id")["name"]
    every = len(found) > SHOWN and st.toggle(_("Show all suggestions"), key="suggestions_all")
    for suggestion in found if every else found[:SHOWN]:
        with st.container(border=True):
            title, count = suggestion_name(suggestion, _), len(suggestion.people)
            st.markdown(_.plural_md("**{name}**: {n} person", "**{name}**: {n} people", count, name=title))
            st.caption(_(suggestion.why))
            st.text(shown(", ".join(sorted(set(names[list(suggestion.people)]))), 160))
            yes, later = st.columns(2)
            yes.button(_("Confirm"), key=f"confirm_{suggestion.id}", width="stretch", on_click=state.decide,
                       args=(MakeCircle(suggestion.id, title, suggestion.people),))  # fmt: skip
            later.button(_("Not now"), key=f"later_{suggestion.id}", width="stretch", on_click=state.put_off,
                         args=(suggestion.id,))  # fmt: skip


@st.fragment
def cards(audit: Audit) -> None:
    """Two minutes: the people who appear most, one at a time, one tap for each of their circles."""
    _ = state.words()
    labels, later = contact_labels(audit.dataset), state.later()
    queue = [contact for contact in most_present(audit.dataset) if contact not in later]
    st.markdown(_("The people who appear most in your files come first: most of what can be counted is theirs. "
                  "It is an order of cards, no judgement, and it is kept nowhere."))  # fmt: skip
    if not queue:
        st.info(_("All the people who appear most have been seen."))
        return
    contact = queue[0]
    circles = circle_labels(sorted(audit.circles(), key=lambda circle: circle.kind != "circle")[:MOST_CHIPS])
    belongs = audit.dataset.memberships
    inside = set(belongs.loc[belongs["contact_id"] == contact, "group_id"]) & circles.keys()
    with st.container(border=True):
        st.subheader(md_escape(labels[contact]), anchor=False)
        chosen = st.pills(
            _("In which circles? Several are possible."), list(circles), selection_mode="multi",
            default=[circle for circle in circles if circle in inside], key=f"card_{contact}",
            format_func=lambda circle: md_escape(circles[circle]),
        )  # fmt: skip
        new = _name(audit, N_("Or a new circle"), key=f"card_new_{contact}")
        on, skip = st.columns(2)
        if on.button(_("Next person"), key="card_next", type="primary", width="stretch"):
            made = [MakeCircle(_free_id(audit, new), _tidy(new), (contact,))] if _tidy(new) else []
            joined = [JoinCircle(circle, (contact,)) for circle in chosen if circle not in inside]
            left = [LeaveCircle(circle, (contact,)) for circle in circles if circle in inside - set(chosen)]
            state.put_off(contact)
            state.decide(*made, *joined, *left)
            state.draw_again()
        if skip.button(_("Skip"), key="card_skip", width="stretch"):
            state.put_off(contact)
            state.draw_again()
        st.caption(_.plural("{n} card left", "{n} cards left", len(queue)))


def change(audit: Audit) -> None:
    """Rename, fill, cut in two, merge, drop: one circle at a time."""
    _ = state.words()
    circles = circle_labels(audit.circles())
    if not circles:
        st.info(_("There is no circle yet: confirm a suggestion or paste a list of names."))
        return
    looked_at = st.session_state.get("change_circle")
    if looked_at in circles:
        # said again, because a list forgets a line that is called otherwise now
        st.session_state["change_circle"] = looked_at
    circle = st.selectbox(_("Which circle?"), list(circles), format_func=circles.__getitem__, key="change_circle")
    plain = {found.id: found.name for found in audit.circles()}
    labels = contact_labels(audit.dataset)
    belongs = audit.dataset.memberships
    ordered = sorted(labels, key=lambda contact: labels[contact].casefold())
    inside = set(belongs.loc[belongs["group_id"] == circle, "contact_id"])
    members = [contact for contact in ordered if contact in inside]

    name = _name(audit, N_("Its name"), key=f"change_name_{circle}", now=plain[circle])
    if st.button(_("Rename"), key="change_rename", disabled=_tidy(name) in ("", plain[circle])):
        state.decide(RenameCircle(circle, _tidy(name)))
        state.draw_again()
    added = st.multiselect(
        _("Add people"), [contact for contact in ordered if contact not in inside], format_func=labels.__getitem__,
        key=f"change_add_{circle}", placeholder=_("Choose names"),
    )  # fmt: skip
    if st.button(_("Add them"), key="change_join", disabled=not added):
        state.decide(JoinCircle(circle, tuple(added)))
        state.draw_again()
    picked = st.multiselect(
        _.plural("Its {n} person: whom to take out?", "Its {n} people: whom to take out?", len(members)), members,
        format_func=labels.__getitem__, key=f"change_pick_{circle}", placeholder=_("Choose names"),
    )  # fmt: skip
    second = _name(audit, N_("Name of the new circle, to cut this one in two"), key=f"change_second_{circle}")
    out, split = st.columns(2)
    if out.button(_("Take them out"), key="change_leave", disabled=not picked, width="stretch"):
        state.decide(LeaveCircle(circle, tuple(picked)))
        state.draw_again()
    if split.button(_("Move them to the new circle"), key="change_split", disabled=not picked or not _tidy(second),
                    width="stretch"):  # fmt: skip
        people = tuple(picked)
        state.decide(MakeCircle(_free_id(audit, second), _tidy(second), people), LeaveCircle(circle, people))
        state.draw_again()
    other = st.selectbox(
        _("Merge it with"), [found for found in circles if found != circle], index=None,
        format_func=circles.__getitem__, key=f"change_other_{circle}", placeholder=_("Choose a circle"),
    )  # fmt: skip
    if st.button(_("Merge the two"), key="change_merge", disabled=other is None) and other is not None:
        state.decide(MergeCircles((circle, other)))
        state.draw_again()
    if st.button(_("No circle of mine"), key="change_drop", help=_("It is hidden here; on the network it stays.")):
        state.decide(DropCircle(circle))
        state.draw_again()


def paste(audit: Audit) -> None:
    """A circle from a list of names; those that fit nobody are said."""
    _ = state.words()
    name = _name(audit, N_("Name of the circle"), key="paste_name")
    pasted = st.text_area(
        _("Its people: one name a line, or with commas between"), key="paste_names", height=140,
        help=_("Capitals, accents and hyphens do not matter."),
    )  # fmt: skip
    found = recognise(audit.dataset, clean(pasted))
    if pasted.strip():
        st.markdown(
            _("{found}, {unknown}.",
              found=_.plural("{n} contact recognised", "{n} contacts recognised", len(found.people)),
              unknown=_.plural("{n} unknown name", "{n} unknown names", len(found.unknown)))
        )  # fmt: skip
        if found.unknown:
            st.text(shown(", ".join(found.unknown), 400))
    ready = bool(_tidy(name) and found.people)
    if st.button(_("Make this circle"), key="paste_make", type="primary", disabled=not ready):
        same = next((circle.id for circle in audit.circles() if fold(circle.name) == fold(name)), None)
        state.decide(MakeCircle(same or _free_id(audit, name), _tidy(name), found.people))
        state.draw_again()


def _name(audit: Audit, label: str, key: str, now: str = "") -> str:
    """A name for a circle, written or taken in one tap (label: a message id).

    now: what it is called so far; the box says so again after an undo.
    """
    _ = state.words()
    if st.session_state.get(f"now_{key}") != now:
        st.session_state[key] = st.session_state[f"now_{key}"] = now
    name = st.text_input(_(label), key=key, max_chars=LONGEST)
    taken = {fold(circle.name) for circle in audit.circles()}
    offered = [starter for starter in map(_, STARTERS) if fold(starter) not in taken]
    if offered:
        st.session_state[f"tap_{key}"] = None
        st.pills(_("Or one of these names"), offered, key=f"tap_{key}", format_func=md_escape, on_change=_tapped,
                 args=(key,))  # fmt: skip
    return name


def _tapped(key: str) -> None:
    st.session_state[key] = st.session_state[f"tap_{key}"] or ""


def _tidy(name: str) -> str:
    return " ".join(clean(name).split())[:LONGEST]


def _free_id(audit: Audit, name: str) -> str:
    """An id for a new circle that no circle has, or ever had."""
    used = set(audit.source.groups["group_id"])
    used |= {c.id for c in audit.settings.corrections if isinstance(c, MakeCircle)}
    stem = f"{BY_HAND}:{fold(name) or _tidy(name)}"
    number = 1
    while (found := stem if number == 1 else f"{stem}/{number}") in used:
        number += 1
    return found
