"""The page of facets as a place of decisions: every change by its own widget, totals that add up, undo."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.audit import Audit, run_audit
from identity_audit.ui import work
from identity_audit.words import words
from tests.test_audit import on_two_networks
from tests.ui.conftest import Open, go


def audit_of(app: AppTest) -> Audit:
    found: Audit = app.session_state["audit"]
    return found


def sizes(app: AppTest) -> dict[str, int]:
    """Name -> posts, as the table under the picture says."""
    table = next(frame.value for frame in app.dataframe if "Facet" in frame.value.columns)
    return dict(zip(table["Facet"], table["Posts"], strict=True))


def totals_add_up(app: AppTest) -> None:
    audit = audit_of(app)
    assert sum(sizes(app).values()) + audit.topics.without_words + audit.not_me == audit.topics.n_posts
    said = html.unescape(" ".join(caption.value for caption in app.caption))
    assert f"{words('en').number(audit.topics.n_posts)} posts = " in said


def choose_work(app: AppTest, task: str) -> AppTest:
    app.segmented_control(key="facet_work").set_value(task)
    return app.run()


def test_a_starter_name_is_one_tap(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="en")
    facet = audit_of(app).facets()[0]
    offered = audit_of(app).starter_names(facet.id, words("en"))
    assert 0 < len(offered) <= 4
    app.pills(key=f"starter_{facet.id}").set_value(offered[0]).run()
    assert audit_of(app).facets()[0].name == offered[0]
    assert offered[0] in sizes(app)
    app.button(key="facets_undo").click().run()
    assert audit_of(app).facets()[0].name == facet.name


def test_a_sensitive_mark_stays_until_it_is_taken_off(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="fr")
    facet = audit_of(app).facets()[1]
    app.toggle(key=f"sensitive_{facet.id}").set_value(True).run()
    assert [f.sensitive for f in audit_of(app).facets()].count(True) == 1
    app = go(go(app, "gestures"), "facets")
    assert app.toggle(key=f"sensitive_{facet.id}").value is True
    app.toggle(key=f"sensitive_{facet.id}").set_value(False).run()
    assert not any(f.sensitive for f in audit_of(app).facets())


def test_two_facets_become_one_and_two_again(open_page: Open, camille: work.Outcome) -> None:
    app = choose_work(open_page("facets", camille, lang="en"), "merge")
    before = sizes(app)
    first, second = audit_of(app).facets()[:2]
    assert app.button(key="merge_go").disabled
    app.selectbox(key="merge_other").set_value(second.id).run()
    app.button(key="merge_go").click().run()
    after = sizes(app)
    assert after[first.name] == first.posts + second.posts
    assert len(after) == len(before) - 1
    totals_add_up(app)
    app.button(key="facets_undo").click().run()
    assert sizes(app) == before


def test_a_facet_is_cut_in_two(open_page: Open, camille: work.Outcome) -> None:
    app = choose_work(open_page("facets", camille, lang="en"), "cut")
    before = {facet.id: facet.posts for facet in audit_of(app).facets()}
    app.button(key="cut_go").click().run()
    after = {facet.id: facet.posts for facet in audit_of(app).facets()}
    assert len(after) == len(before) + 1
    first = max(before, key=lambda facet: before[facet])
    new = set(after) - set(before)
    assert after[first] + sum(after[facet] for facet in new) == before[first]
    totals_add_up(app)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_facet_that_cannot_be_cut_says_so(
    open_page: Open, camille: work.Outcome, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # no part holds more than half and leaves more than half: every facet is one thing only
    monkeypatch.setattr("identity_audit.analysis.topics.SMALLEST_PART", 0.51)
    app = choose_work(open_page("facets", camille, lang=lang), "cut")
    before = audit_of(app)
    app.button(key="cut_go").click().run()
    said = words(lang)("This facet holds too little, or one thing only: it stays whole.")
    assert [html.unescape(note.value) for note in app.info].count(said) == 1
    # nothing was decided, so there is nothing to undo
    assert audit_of(app) is before and not app.session_state["history"].corrections


def test_ticked_posts_move_or_are_not_me(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="en")
    first, second = audit_of(app).facets()[:2]
    boxes = [box for box in app.checkbox if str(box.key).startswith("move_")]
    assert len(boxes) == 10
    assert app.button(key="move_go").disabled and app.button(key="move_not_me").disabled
    for box in boxes[:3]:
        box.check()
    app.run()
    app.selectbox(key="move_to").set_value(second.id).run()
    app.button(key="move_go").click().run()
    after = {facet.id: facet.posts for facet in audit_of(app).facets()}
    assert (after[first.id], after[second.id]) == (first.posts - 3, second.posts + 3)

    app.checkbox(key=next(str(box.key) for box in app.checkbox if str(box.key).startswith("move_"))).check().run()
    app.button(key="move_not_me").click().run()
    assert audit_of(app).not_me == 1
    totals_add_up(app)


def test_posts_are_found_by_a_word_and_page_by_page(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="en")
    first_page = [str(box.key) for box in app.checkbox if str(box.key).startswith("move_")]
    app.button(key="move_after").click().run()
    second_page = [str(box.key) for box in app.checkbox if str(box.key).startswith("move_")]
    assert not set(first_page) & set(second_page)
    app.text_input(key="move_search").set_value("no post holds this").run()
    assert not [box for box in app.checkbox if str(box.key).startswith("move_")]
    assert any("No post of this facet holds this word." in info.value for info in app.info)


def test_a_whole_facet_is_set_aside_and_everything_comes_back(open_page: Open, camille: work.Outcome) -> None:
    app = choose_work(open_page("facets", camille, lang="en"), "not_me")
    before = sizes(app)
    facet = audit_of(app).facets()[0]
    app.button(key="not_me_go").click().run()
    assert audit_of(app).not_me == facet.posts
    assert facet.name not in sizes(app)
    totals_add_up(app)
    app.button(key="facets_suggested").click().run()
    assert sizes(app) == before
    app.button(key="facets_undo").click().run()
    assert audit_of(app).not_me == facet.posts


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "20 posts that you put on several networks count once."),
        ("fr", "20 publications que vous avez mises sur plusieurs réseaux comptent une seule fois."),
    ],
)
def test_what_is_on_several_networks_is_said_to_count_once(
    open_page: Open, facebook_only: work.Outcome, lang: str, sentence: str
) -> None:
    def shown(outcome: work.Outcome) -> tuple[list[str], list[str]]:
        app = open_page("facets", outcome, lang=lang)
        assert not app.exception
        boxes = [str(box.key) for box in app.checkbox if str(box.key).startswith("move_")]
        return [html.unescape(caption.value) for caption in app.caption], boxes

    dataset = on_two_networks(facebook_only.dataset, 3)
    twice = replace(facebook_only, dataset=dataset, audit=run_audit(dataset))
    (before, ticks), (after, same_ticks) = shown(facebook_only), shown(twice)
    assert sentence in after and sentence not in before
    # each network has its own copy, so where facets live 20 posts stand on both: one line more, about 80
    beside = [line for line in after if line.startswith("80 ")]
    assert len(beside) == 1
    assert [line for line in after if line not in (sentence, *beside)] == before
    # a copy goes with its post: it is no post more to choose
    assert same_ticks == ticks
