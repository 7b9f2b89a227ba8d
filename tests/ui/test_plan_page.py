"""Guess first, other ways to separate, surprises, the two questions, the plan: each decision binds and is undone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.audit import Audit, recluster
from identity_audit.corrections import (
    ChosenPlan,
    Correction,
    HideFacet,
    HideMoment,
    OutOfTen,
    SecondProfile,
    SensitiveFacet,
)
from identity_audit.plan_findings import PLAN_NAMES
from identity_audit.scenario_findings import WAYS
from identity_audit.ui import work
from identity_audit.words import words
from tests.ui.conftest import Open, go
from tests.ui.test_pages import charts, english_texts, plain, press, tables


def said(app: AppTest) -> str:
    kinds = (app.main.markdown, app.main.caption, app.main.subheader, app.main.success, app.main.info)
    return plain("\n".join(str(element.value) for kind in kinds for element in kind))


def decided(app: AppTest) -> tuple[Correction, ...]:
    corrections: tuple[Correction, ...] = app.session_state["dossier"].history().corrections
    return corrections


def audit_of(outcome: work.Outcome) -> Audit:
    assert isinstance(outcome.audit, Audit)
    return outcome.audit


def choose(app: AppTest, way: str) -> AppTest:
    return app.segmented_control(key="way").set_value(way).run()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_plans_behind_nothing_to_change_are_for_who_wants_to_limit_all_the_same(
    open_page: Open, camille: work.Outcome, lang: str
) -> None:
    audit, _ = audit_of(camille), words(lang)
    heads = [plain(head.value) for head in open_page("plan", camille, lang=lang).main.subheader]
    assert plain(_("If you want to limit all the same: three ready plans")) in heads
    hidden = recluster(audit, replace(audit.settings, corrections=(SensitiveFacet(audit.facet_posts(0), True),)))
    heads = [plain(head.value) for head in
             open_page("plan", replace(camille, audit=hidden), lang=lang).main.subheader]  # fmt: skip
    assert plain(_("Three ready plans")) in heads


# --- guess first -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", ["reactions", "profiles"])
def test_nothing_is_told_before_the_guess(open_page: Open, camille: work.Outcome, page: str, lang: str) -> None:
    app = open_page(page, camille, lang=lang, guess=True)
    replay = audit_of(camille).replays["per_facet"]
    assert replay is not None
    assert not charts(app)
    assert not app.dataframe
    assert f"{round(100 * replay.blocked)}" not in re.findall(r"\d+", said(app))
    guess = app.slider(key=f"guess_{page}")
    guess.set_value(1).run()
    press(app, f"guess_{page}_go")
    assert not app.exception
    assert charts(app)
    [shown] = app.success
    assert plain(shown.value).startswith(words(lang)("You guessed {guess}. It is {found}.", guess=1, found="")[:-1])
    # the other page still asks; no dossier holds the guess
    other = "profiles" if page == "reactions" else "reactions"
    assert not charts(go(app, other))
    assert decided(app) == ()


def test_who_does_not_want_to_guess_is_asked_once(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("reactions", camille, lang="en", guess=True)
    press(app, "guess_reactions_skip")
    assert charts(app)
    assert not app.success
    assert charts(go(app, "profiles"))


def test_the_guess_stands_beside_the_number_of_the_replay(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("profiles", camille, lang="en", guess=True)
    replay = audit_of(camille).replays["per_facet"]
    assert replay is not None
    app.slider(key="guess_profiles").set_value(7).run()
    press(app, "guess_profiles_go")
    assert [plain(note.value) for note in app.success] == [
        f"You guessed 7. It is {round(100 * replay.blocked)}."
    ]  # fmt: skip


# --- ways to separate ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_way_stands_and_says_what_it_is_or_what_is_missing(
    open_page: Open, camille: work.Outcome, lang: str
) -> None:
    app = open_page("profiles", camille, lang=lang)
    for way in WAYS:
        choose(app, way)
        assert not app.exception
        assert len(charts(app)) == (0 if way in ("work_private", "teacher", "limits") else 2)
        if lang == "fr":
            assert english_texts(app) == []


def test_hiding_one_facet_from_one_circle_binds_and_is_undone(open_page: Open, camille: work.Outcome) -> None:
    audit = audit_of(camille)
    app = choose(open_page("profiles", camille, lang="en"), "limits")
    facet, circle = (app.selectbox(key=f"hide_{part}").value for part in ("facet", "circle"))
    cost = re.search(r"Hiding “.+” from “.+” would have cut ([\d.]+) reactions in 100", said(app))
    assert cost
    found = audit.outlook.hidden_cell(circle, facet)
    assert found is not None
    assert float(cost[1]) == round(100 * found[0].blocked, 1)
    press(app, "hide_go")
    assert decided(app) == (HideFacet(audit.facet_posts(facet), circle, True),)
    assert app.session_state["audit"].outlook.wishes.hidden == {(circle, facet)}
    assert len(charts(app)) == 2
    assert "My limits so far" in said(app)
    # one cell alone: the way with limits costs what was said before
    hundred = tables(app)[0]
    assert hundred["People"].sum() == found[0].people
    press(app, "hide_back")
    assert app.session_state["audit"].outlook.wishes.hidden == frozenset()
    go(app, "plan")
    press(press(app, "plan_undo"), "plan_undo")
    assert decided(app) == ()


def test_a_second_profile_is_described_by_its_circles(open_page: Open, camille: work.Outcome) -> None:
    app = choose(open_page("profiles", camille, lang="en"), "teacher")
    circle = audit_of(camille).circles()[0].id
    app.multiselect(key="teacher_circles").set_value([circle]).run()
    assert not app.exception
    [decision] = decided(app)
    assert isinstance(decision, SecondProfile)
    assert decision.circles == (circle,)
    # the facets that its people react to most are taken, until the person says otherwise
    facets = app.multiselect(key="teacher_facets").value
    assert set(facets) == audit_of(camille).outlook.facets_of([circle])
    app.multiselect(key="teacher_facets").set_value(facets[:1]).run()
    assert len(charts(app)) == 2
    assert "Accounts to keep alive: 2." in said(app)


def test_marking_a_sensitive_facet_moves_the_other_side(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("profiles", camille, lang="en")
    assert "You marked no facet as sensitive" in said(app)
    facet = audit_of(camille).facets()[0].id
    app.multiselect(key="profiles_sensitive").set_value([facet]).run()
    outlook = app.session_state["audit"].outlook
    assert outlook.sensitive == (facet,)
    assert f"at least {outlook.sensitive_people} people could see something that you find sensitive" in said(app)
    # the same mark on the page of the plan, and gone again
    go(app, "plan").multiselect(key="plan_sensitive").set_value([]).run()
    assert app.session_state["audit"].outlook.sensitive == ()


# --- surprises -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_surprises_are_dated_newest_first_and_can_be_hidden(open_page: Open, camille: work.Outcome, lang: str) -> None:
    audit, _ = audit_of(camille), words(lang)
    moments = audit.outlook.surprises
    assert moments
    app = open_page("surprises", camille, lang=lang)
    bold = [plain(text.value) for text in app.main.markdown if text.value.startswith("**")]
    assert len(bold) == min(10, len(moments))
    assert all(text.removeprefix("**").startswith(_.date(m.time)) for text, m in zip(bold, moments, strict=False))
    assert sorted((m.time for m in moments if m.time), reverse=True) == [m.time for m in moments if m.time]
    first = moments[0]
    press(app, "hide_moment_0")
    assert decided(app) == (HideMoment(first.post_id, first.contact_id),)
    assert app.session_state["audit"].outlook.shown_surprises == moments[1:]
    press(app, "surprises_undo")
    assert app.session_state["audit"].outlook.shown_surprises == moments


# --- what could change, and the plan ---------------------------------------------------------------------------------


def test_an_answer_moves_the_estimate_and_no_count(open_page: Open, camille: work.Outcome) -> None:
    audit = audit_of(camille)
    before = audit.outlook.outcome("per_facet")
    assert before is not None
    app = open_page("profiles", camille, lang="en")
    pictures = [chart.proto.spec for chart in charts(app)]
    app.pills(key="out_of_ten_follow_several").set_value(8).run()
    assert decided(app) == (OutOfTen("follow_several", 8),)
    outlook = app.session_state["audit"].outlook
    after = outlook.outcome("per_facet")
    assert after.assumed.cross_follow == 0.8
    assert after.lost.value < before.lost.value
    assert [chart.proto.spec for chart in charts(app)] == pictures
    # no answer is an answer too
    app.pills(key="out_of_ten_follow_several").set_value(None).run()
    assert app.session_state["audit"].outlook.assumed == audit.outlook.assumed


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_plan_is_chosen_set_up_and_undone(open_page: Open, camille: work.Outcome, lang: str) -> None:
    _ = words(lang)
    app = open_page("plan", camille, lang=lang)
    plans = audit_of(camille).outlook.plans
    assert [plan.name for plan in plans] == list(PLAN_NAMES)
    assert _("**How to set it up**") not in said(app)
    press(app, "plan_cautious")
    assert decided(app) == (ChosenPlan("cautious"),)
    assert app.button(key="plan_cautious").disabled
    assert _("**How to set it up**") in said(app)
    app.toggle(key="plan_further").set_value(True).run()
    assert not app.exception
    assert len(charts(app)) == 1
    assert len(tables(app)[0]) == 11
    if lang == "fr":
        assert english_texts(app) == []
    press(app, "plan_undo")
    assert decided(app) == ()


def test_nothing_to_change_is_an_answer(open_page: Open, sam: work.Outcome) -> None:
    app = open_page("plan", sam, lang="en")
    assert "othing to change" in said(app)
    assert "Ready plans need a forecast" in said(app)
    facet = audit_of(sam).facets()[0].id
    app.multiselect(key="plan_sensitive").set_value([facet]).run()
    assert "othing to change" not in said(app)


def test_what_is_kept_is_not_worked_out_again(camille: work.Outcome) -> None:
    audit = audit_of(camille)
    forecast: Any = audit.outlook.forecast
    later = recluster(audit, replace(audit.settings, corrections=(OutOfTen("held_back", 3),)))
    assert later.outlook.forecast is forecast
    assert later.outlook.assumed != audit.outlook.assumed
