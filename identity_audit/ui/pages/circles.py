"""Who are they? Circles of people, as the person sees them, and what is kept apart today."""

import pandas as pd
import streamlit as st

from identity_audit import circle_findings, decision_findings
from identity_audit.analysis.circles import already_separate, suggest_circles, to_sort
from identity_audit.charts.circles import MOST, circle_sizes
from identity_audit.corrections import about_people
from identity_audit.findings import people_column
from identity_audit.safe_text import md_escape
from identity_audit.ui import circle_work, parts, same_person, state
from identity_audit.words import N_

NEWEST = 6  # decisions shown before the others
AT_A_TIME = 12  # suggestions: when some are answered, the next ones come

_ = state.words()
st.title(_("My circles"), anchor=False)
audit = parts.need_audit()
if audit.dataset.contacts.empty:
    st.info(_("These files name nobody but you, so there are no circles to make."))
    parts.doors()
    st.stop()

circles = [circle for circle in audit.circles() if circle.people]
names = circle_findings.circle_labels(circles)
rest = circles[MOST:]
belongs = audit.dataset.memberships
in_rest = belongs.loc[belongs["group_id"].isin([circle.id for circle in rest]), "contact_id"].nunique()
unsorted = to_sort(audit.dataset)
parts.chart(
    circle_findings.circles_title(circles, unsorted, len(audit.dataset.contacts), _),
    circle_sizes([(names[c.id], c.people) for c in circles], (len(rest), in_rest), unsorted, _),
    sentence=_("Each bar counts the people of a circle. A person can be in several, so the bars do not add up."),
    basis=circle_findings.circles_basis(audit, circles, _),
    table=pd.DataFrame({
        _("Circle"): [*(names[c.id] for c in circles), _("To sort")],
        _("Kind"): [*(_(circle_findings.KINDS[c.kind]) for c in circles), ""],
        _("People"): people_column([*(c.people for c in circles), unsorted], _),
    }),
    key="circle_sizes",
)  # fmt: skip


def what_to_decide() -> None:
    """The suggestions and the changes, one kind at a time."""
    every = state.once("suggested circles", audit, lambda: suggest_circles(audit.dataset, audit.settings.corrections))
    suggested = [suggestion for suggestion in every if suggestion.id not in state.later()][:AT_A_TIME]
    alike, me = same_person.waiting(audit)
    # those that are sure are confirmed together
    questions = bool(alike.sure) + len(alike.to_confirm) + len(me)
    tasks = {
        "same": (
            _.plural("The same person? ({n} question)", "The same person? ({n} questions)", questions)
            if questions
            else _("The same person?")
        ),
        "confirm": _.plural("{n} suggestion to confirm", "{n} suggestions to confirm", len(suggested)),
        "cards": _("Two minutes, one person at a time"),
        "change": _("Change a circle"),
        "paste": _("Paste a list"),
    }
    # first who is who: a person under two names would count twice in a circle
    work = st.segmented_control(
        _("What would you like to do?"), list(tasks), format_func=tasks.__getitem__,
        default="same" if alike.sure or me else "confirm", required=True, key="circle_work",
    )  # fmt: skip
    match work:
        case "confirm":
            circle_work.suggestions(audit, suggested)
        case "same":
            same_person.same_person(audit, alike, me)
        case "cards":
            circle_work.cards(audit)
        case "change":
            circle_work.change(audit)
        case "paste":
            circle_work.paste(audit)


if not state.presenting():
    what_to_decide()
st.subheader(_("Already separate"), anchor=False)
separate = state.once("already separate", audit, lambda: already_separate(
    audit.source.apply(about_people(audit.settings.corrections)), audit.topics.assignment,
))  # fmt: skip
facets = audit.topic_names()
st.markdown(md_escape(circle_findings.separate_sentence(separate, facets, _)))
if separate.groups:
    st.caption(_("Lists, close friends, channels and group chats, as your files name them: what goes where today."))
    st.dataframe(
        pd.DataFrame({
            _("Group"): [group.name for group in separate.groups],
            _("People"): people_column([group.people for group in separate.groups], _),
            _("Your posts there"): [
                _("not known") if group.posts is None else _.number(group.posts) for group in separate.groups
            ],
            _("About"): [
                circle_findings.facets_of_group(group.facets, group.posts, facets, _) for group in separate.groups
            ],
        }),
        hide_index=True, width="stretch", key="separate",
    )  # fmt: skip

if state.presenting():
    parts.go_on("gestures", N_("Next: what I do"))
    st.stop()
st.subheader(_("What you decided"), anchor=False)
decided = [told for told in decision_findings.told(state.history(), audit, _)[::-1]
           if told.holds and told.place is not None and told.about in ("people", "circles")]  # fmt: skip
if not decided:
    st.markdown(_("Nothing yet. Every decision will stand here and can be taken back, one by one."))
for told in decided[:NEWEST]:
    parts.decision(told)
if len(decided) > NEWEST:
    with st.expander(_.plural("{n} earlier decision", "{n} earlier decisions", len(decided) - NEWEST)):
        for told in decided[NEWEST:]:
            parts.decision(told)
parts.undo_bar("circles")
parts.go_on("gestures", N_("Next: what I do"))
