"""What do the people around me write, who does what in which facet, and where does it happen?"""

import streamlit as st

from identity_audit import conversation_findings, listening_findings
from identity_audit.charts.listening import heard_and_published
from identity_audit.circle_findings import contact_labels
from identity_audit.findings import is_few
from identity_audit.safe_text import md_escape
from identity_audit.ui import conversation_work, parts, reaction_kinds_work, state
from identity_audit.words import N_

_ = state.words()
st.title(_("Listening"), anchor=False)
audit = parts.need_audit()
found = conversation_work.heard_of(audit)
names = audit.topic_names()
labels = contact_labels(audit.dataset)
st.markdown(
    _("Two ears, one mouth: first what others write, then who does what. The figures count; they never say why.")
)

heard = found.heard
told = [gap for gap in heard.gaps if gap.heard.share is not None and gap.published.share is not None]
if told:
    theirs, yours = (
        [(side.share or 0.0, side.low or 0.0, side.high or 0.0) for side in shares]
        for shares in ([gap.heard for gap in told], [gap.published for gap in told])
    )
    parts.chart(
        f"{listening_findings.heard_title(heard, names, _)}.",
        heard_and_published([names[gap.topic] for gap in told], theirs, yours, _),
        sentence=_(listening_findings.HEARD_SENTENCE),
        basis=listening_findings.heard_basis(heard, _),
        table=listening_findings.gaps_table(heard.gaps, names, _),
        key="heard",
    )
else:
    st.subheader(md_escape(listening_findings.heard_title(heard, names, _)), anchor=False)
    if heard.texts:
        st.dataframe(listening_findings.gaps_table(heard.gaps, names, _), hide_index=True, key="heard_numbers")
    else:
        parts.doors("reactions")

circles = {circle.id: circle.name for circle in audit.circles()}
said = listening_findings.heard_circles_title(heard, circles, names, _)
st.subheader(md_escape(f"{said}."), anchor=False)
by_circle = listening_findings.heard_circles_table(heard, circles, names, _)
if len(by_circle):
    st.markdown(_(listening_findings.CIRCLES_SENTENCE))
    st.dataframe(by_circle, hide_index=True, key="heard_circles")
    if more := listening_findings.more_circles_sentence(heard, circles, _):
        st.caption(md_escape(more))

st.subheader(_("Questions addressed to you"), anchor=False)
st.markdown(md_escape(listening_findings.asked_sentence(heard, _)))
recent = [row for row in heard.questions.to_dict("records") if row["contact_id"] in labels]
# while others look on, a short list would tell how many they are, here and below
if recent and not is_few(len({row["contact_id"] for row in recent}), _):
    with st.expander(_("Read them, newest first")):
        for row in recent:
            st.caption(md_escape(_("{who}, {date}", who=labels[row["contact_id"]], date=_.date(row["time"]))))
            st.text(row["text"])
st.markdown(md_escape(conversation_findings.waiting_sentence(found.conversation, _)))
waiting = sorted({labels[who] for who in found.conversation.waiting["contact_id"] if who in labels}, key=str.casefold)
if waiting and not is_few(len(waiting), _):
    with st.expander(_("Who waits for an answer")):
        st.text("\n".join(waiting))

st.subheader(_("Who does what, on which facet"), anchor=False)
st.markdown(_(listening_findings.NO_SCORE))
# which persons react to a sensitive facet is not listed
open_facets = {facet.id: facet.name for facet in audit.facets() if not facet.sensitive}
for role, line in zip(listening_findings.ROLE_NAMES, listening_findings.role_lines(found.roles, _), strict=True):
    st.markdown(f"- {md_escape(line)}")
    people = listening_findings.evidence(found.roles, role, open_facets, labels, _)
    if len(people) and not is_few(people[_("Who")].nunique(), _):
        with st.expander(_(listening_findings.ROLE_NAMES[role])):
            st.dataframe(people, hide_index=True, key=f"role_{role}")
st.markdown(md_escape(listening_findings.mentions_sentence(found.roles, _)))
mentioning = sorted((labels[who] for who in found.roles.mentions["contact_id"] if who in labels), key=str.casefold)
if mentioning and not is_few(len(mentioning), _):
    with st.expander(_("Who mentions or tags you")):
        st.text("\n".join(mentioning))

st.subheader(_("Where circles meet"), anchor=False)
for line in listening_findings.meeting_lines(found.roles, names, _):
    st.markdown(f"- {md_escape(line)}")
st.subheader(_("Territories"), anchor=False)
territories = listening_findings.territories_table(found.territories, names, circles, _)
st.markdown(_(listening_findings.TERRITORIES_SENTENCE))
if len(territories):
    st.dataframe(territories, hide_index=True, key="territories")
else:
    st.markdown(_("Not known: no named reaction of somebody in a circle."))
for line in listening_findings.lives_lines(found.lives, names, _):
    st.markdown(f"- {md_escape(line)}")

if not state.presenting():
    reaction_kinds_work.what_counts(audit)
    reaction_kinds_work.ally_or_critic(audit)
parts.go_on("claims", N_("Next: what the essays claim"))
