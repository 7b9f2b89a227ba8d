"""One way to separate on the screen: an array of a hundred people, two dots a facet, and the other side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from identity_audit import findings, room_findings, scenario_findings
from identity_audit.analysis.scenarios import Scenario
from identity_audit.analysis.strategies import Replay
from identity_audit.audit import Audit
from identity_audit.charts.strategies import SHAPES, TWO_SHAPES, by_facet, hundred_people
from identity_audit.outlook import Separation
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state


def replayed(audit: Audit, way: Separation) -> Replay | None:
    """What this way would have cut; where nothing can be said, the page says why."""
    _ = state.words()
    found = audit.outlook.described(way)
    if found is None:
        replay = audit.replays[way]
        if replay is None:
            st.markdown(_("There is no circle in these files to compare with."))
        return replay
    if isinstance(found, Scenario):
        if found.suggested:
            st.caption(_(scenario_findings.SUGGESTED))
        return found.replay
    st.markdown(_(scenario_findings.WHY[found]))
    return None


def pictures(audit: Audit, way: Separation, replay: Replay, *, matters: str | None) -> None:
    """The array of a hundred people and the picture by facet; matters: the circle that matters most to the person."""
    _ = state.words()
    label = _(scenario_findings.WAYS[way])
    per_facet = way == "per_facet"
    _hundred(way, replay)
    names, gaps = audit.topic_names(), findings.gaps(replay)
    shown = _("one profile per facet") if per_facet else label
    parts.chart(
        findings.gap_title(gaps, names, _),
        by_facet([names[g.topic] for g in gaps], [g.received for g in gaps], [g.remaining for g in gaps], _, way=shown),
        sentence=_("Each line is a facet: on the right the reactions it received, on the left those that would remain "
                   "separated in this way."),
        basis=findings.replay_basis(replay, _),
        table=pd.DataFrame({
            _("Facet"): [names[g.topic] for g in gaps],
            _("Reactions, one profile"): findings.people_column((g.received for g in gaps), _),
            _("Reactions, separated"): findings.people_column((g.remaining for g in gaps), _),
            _("Would have been missed"): findings.people_column((g.missed for g in gaps), _),
        }),
        key="by_facet",
    )  # fmt: skip
    aimed, circles = audit.outlook.aimed(replay, matters), {circle.id: circle.name for circle in audit.circles()}
    if aimed is not None and matters is not None:
        st.markdown(md_escape(scenario_findings.aimed_share_sentence(aimed, circles[matters], _)))


def _hundred(way: Separation, replay: Replay) -> None:
    """The array of a hundred people; where others look on, in as many parts as tell no small number."""
    _ = state.words()
    counts, people = room_findings.parts_of_hundred(replay, _)
    if not counts:
        st.subheader(_("Of 100 people who reacted: a picture that is not shown"), anchor=False)
        st.markdown(_("One of its parts holds fewer than 5 people: the picture would tell how many."))
        return
    drawn = SHAPES if len(counts) == len(SHAPES) else TWO_SHAPES
    per_facet = way == "per_facet"
    parts.chart(
        room_findings.hundred_title(way, replay, counts, _),
        hundred_people(counts, _, drawn),
        sentence=findings.array_sentence(replay, _) if per_facet else scenario_findings.way_sentence(way, replay, _),
        basis=findings.replay_basis(replay, _),
        table=pd.DataFrame({
            _("With one profile per facet") if per_facet else _(scenario_findings.WAYS[way]): [
                _(name) for name, _symbol, _colour in drawn
            ],
            _("Of 100 people"): counts,
            _("People"): findings.people_column(people, _),
        }),
        key="hundred",
    )  # fmt: skip
