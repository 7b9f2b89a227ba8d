"""Presenter mode on the pages: what is closed, what asks, what frames; a showing that keeps nothing."""

from __future__ import annotations

from html import unescape

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from identity_audit.audit import run_audit
from identity_audit.findings import FEW
from identity_audit.room_findings import STEPS
from identity_audit.ui import presenter, work
from identity_audit.ui.menu import PAGES
from identity_audit.words import words
from tests.test_presenting import MARK, world
from tests.ui.conftest import Open, go

FR = words("fr")


def presenting(open_page: Open, outcome: work.Outcome | None, page: str = "home", sample: str | None = None) -> AppTest:
    app = open_page("home", outcome, sample=sample)
    app.button(key="present").click().run()
    return app if page == "home" else go(app, page)


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.text, *app.title, *app.subheader, *app.info, *app.success, *app.warning]
    return unescape(" ".join([*(part.value for part in parts), *(table.value.to_csv() for table in app.dataframe)]))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_and_those_that_decide_are_closed(
    page: str, open_page: Open, facebook_only: work.Outcome
) -> None:
    app = presenting(open_page, facebook_only, page)
    assert not app.exception
    assert not app.error
    closed = any(button.key == "back_to_room" for button in app.button)
    assert closed is (page not in presenter.OPEN)
    names = facebook_only.dataset.contacts["name"]
    assert not [name for name in names if name in said(app)]


def test_names_come_back_only_after_a_question(open_page: Open, facebook_only: work.Outcome) -> None:
    app = presenting(open_page, facebook_only)
    assert app.query_params["room"] == "1"
    app.button(key="show_names").click().run()
    app.button(key="show_names_no").click().run()
    assert app.session_state["presenting"]
    app.button(key="show_names").click().run()
    app.button(key="show_names_yes").click().run()
    assert not app.session_state["presenting"]
    assert "room" not in app.query_params


def test_it_outlives_a_reload(open_page: Open) -> None:
    app = open_page("home")
    del app.session_state["presenting"]
    app.query_params["room"] = "1"
    app.run()
    assert any(button.key == "show_names" for button in app.button)


def test_nothing_is_decided_while_others_look_on(open_page: Open, camille: work.Outcome) -> None:
    app = presenting(open_page, camille, "facets")
    assert not [box for box in app.text_input if box.key.startswith("name_")]
    assert not [button for button in app.button if button.key.endswith(("_undo", "_redo"))]
    go(app, "circles")
    assert not [button for button in app.button if button.key.endswith(("_undo", "_redo"))]


def test_small_numbers_are_not_said(open_page: Open, camille: work.Outcome) -> None:
    app = presenting(open_page, camille, "reactions")
    table = app.dataframe[0].value.astype(str)
    people = table[FR("People who reacted")]
    assert people.isin([FR(FEW)]).any()
    assert not people.isin(["1", "2", "3", "4"]).any()


def test_what_was_typed_under_real_names_is_forgotten(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("reactions", camille)
    real = app.multiselect(key="circles").value
    assert real
    app.button(key="present").click().run()
    assert not app.exception
    assert not set(app.multiselect(key="circles").value) & set(real)


def test_real_names_are_framed_in_a_showing_and_an_example_is_not(open_page: Open, facebook_only: work.Outcome) -> None:
    app = open_page("room", facebook_only)
    assert [error.value for error in app.error] == [FR("Real names are on the screen.")]
    app.button(key="frame_present").click().run()
    assert not app.error
    assert not open_page("room", facebook_only, sample="sam").error
    assert not open_page("facets", facebook_only).error


def test_a_showing_replaces_names_when_it_starts_and_stops_where_they_come_back(
    open_page: Open, facebook_only: work.Outcome
) -> None:
    app = open_page("room", facebook_only)
    app.button(key="room_start").click().run()
    assert app.session_state["presenting"]
    assert app.title[0].value == FR(STEPS[1].title)
    app.session_state["presenting"] = False
    app.run()
    assert app.title[0].value == FR("Show to a room")
    assert app.error


def test_the_spread_is_shown_from_five_guesses_on_and_wiped(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("room", camille, sample="camille")
    app.button(key="room_start").click().run()
    app.button(key="less_answer_0").click().run()
    app.button(key="more_answer_0").click().run()
    app.button(key="room_next").click().run()
    few = FR("From five guesses on, the spread is shown.")
    for _guess in range(4):
        app.button(key="more_bet_26").click().run()
    assert few in said(app)
    app.button(key="more_bet_11").click().run()
    assert few not in said(app)
    assert "5 paris" in said(app)
    app.button(key="room_reveal").click().run()
    # counted again on the tables that others may see, and the same as on the person's own screen
    own = camille.audit.replays["per_facet"]
    share, low, high = (FR.number(100 * value) for value in (own.blocked, own.low, own.high))
    told = FR("{share} of 100 (between {low} and {high})", share=share, low=low, high=high)
    assert told in [unescape(heading.value) for heading in app.header]
    for _step in STEPS[3:]:
        app.button(key="room_next").click().run()
        assert not app.exception
    app.button(key="room_wipe").click().run()
    assert FR("Wiped. Nothing of this session is kept.") in said(app)
    kept = {key for key in app.session_state if str(key).startswith("room_")}
    assert kept <= {"room_step", "room_wiped", "room_back", "room_freeze", "room_stop", "room_words"}
    assert app.session_state["presenting"]


def test_freeze_leaves_the_picture_and_one_button(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("room", camille, sample="camille")
    app.button(key="room_start").click().run()
    for _step in range(2):
        app.button(key="room_next").click().run()
    app.button(key="room_freeze").click().run()
    assert [button.key for button in app.main.button] == ["room_thaw"]
    app.button(key="room_thaw").click().run()
    assert app.button(key="room_next")


def sent(block: Block) -> bytes:
    """Everything that a page sends to the browser, pictures and tables too."""
    found = b""
    for node in block.children.values():
        found += b"" if node.proto is None else node.proto.SerializeToString()
        found += sent(node) if isinstance(node, Block) else b""
    return found


def test_no_page_sends_a_byte_of_anybody(open_page: Open) -> None:
    dataset = world()
    outcome = work.Outcome(dataset, run_audit(dataset), None, None)
    # the search that finds nothing below finds everybody on the person's own screen
    assert MARK.lower().encode() in sent(open_page("circles", outcome)._tree).lower()
    app = presenting(open_page, outcome)
    for page in PAGES:
        go(app, page)
        assert (page, [str(e.value) for e in app.exception]) == (page, [])
        assert (page, MARK.lower().encode() in sent(app._tree).lower()) == (page, False)
    go(app, "room").button(key="room_start").click().run()
    for step in STEPS[1:]:
        assert (step.id, MARK.lower().encode() in sent(app._tree).lower()) == (step.id, False)
        if step is not STEPS[-1]:
            app.button(key="room_next").click().run()
