"""Do I speak, or do I talk with? What the person does, with no received reaction needed."""

import pandas as pd
import streamlit as st

from identity_audit import findings
from identity_audit.charts.gestures import PILLARS, by_facet, four_pillars
from identity_audit.safe_text import md_escape
from identity_audit.ui import conversation_work, given_work, parts, state
from identity_audit.words import N_

_ = state.words()
st.title(_("What I do"), anchor=False)
audit = parts.need_audit()
done = audit.gestures
names = audit.topic_names()
basis = findings.gestures_basis(done, _)

parts.chart(
    findings.gestures_title(done.counts, _),
    four_pillars(done.counts, _),
    sentence=_(
        "Publish: posts and stories. Share: links and posts of others passed on. Discuss: replies, comments, messages. "
        "Connect: follows and invitations."
    ),
    basis=basis,
    table=pd.DataFrame(
        {
            _("Action"): [_(PILLARS[p]) for p in done.counts],
            _("How many"): findings.people_column(done.counts.values(), _),
        }
    ),
    key="pillars",
)
if not sum(done.counts.values()):
    parts.doors()
st.caption(md_escape(_.plural(
    "Beside these, {n} reaction given with one tap (a like, for example).",
    "Beside these, {n} reactions given with one tap (likes, for example).", done.reactions)))  # fmt: skip

given = done.given_by_facet.dropna(subset=["topic"])
totals = given.set_index("topic").sum(axis=1).astype(int).sort_values(ascending=False)
totals = totals[totals > 0]
if totals.empty:
    st.subheader(_("Which facets do you turn to in others?"), anchor=False)
    st.markdown(
        _("Not known: these files hold no text of yours under other people's posts.") if audit.facets() else
        _("Not known: there are not enough posts yet to form facets.")
    )  # fmt: skip
else:
    parts.chart(
        findings.given_title(totals, names, _),
        by_facet([names[int(t)] for t in totals.index], list(totals), findings.colours(audit, totals.index), _),
        sentence=_("Your comments and replies, placed in the facet whose posts resemble their words most."),
        basis=findings.given_basis(done, _),
        table=pd.DataFrame({_("Facet"): [names[int(t)] for t in totals.index], _("Given"): list(totals)}),
        key="given",
    )

conversation_work.draw(audit)
given_work.draw(audit)

st.subheader(md_escape(findings.questions_title(done, _)), anchor=False)
st.markdown(_("A question invites an answer; it is often where an exchange begins."))
conversation_work.questions(audit)
st.subheader(md_escape(findings.links_title(done, _)), anchor=False)
st.markdown(md_escape(findings.links_sentence(done, _)))
conversation_work.private(audit)
conversation_work.passed_on(audit)
conversation_work.rhythm(audit)
with st.expander(_("Year by year, network by network")):
    for table, first, label in (
        (done.by_year, "year", _("Year")),
        (done.by_platform, "platform", _("Network")),
    ):
        st.dataframe(findings.actions_table(table, first, label, _), hide_index=True)
parts.go_on("listening", N_("Next: listening"))
