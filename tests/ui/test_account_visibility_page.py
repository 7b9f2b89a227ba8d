"""The question who can see an account, on the page of what was read: in both languages, answered, undone, absent."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.corrections import AccountVisibility
from identity_audit.exposure_findings import SEEN_BY
from identity_audit.ui import work
from identity_audit.words import words
from tests.ui.conftest import Open, go
from tests.ui.test_pages import plain

QUESTION = {
    "en": "Who can see your posts on Facebook? (60 posts of which the files do not say it)",
    "fr": "Qui peut voir vos publications sur Facebook ? "
    "(60 publications pour lesquelles les fichiers ne le disent pas)",
}
LINE = {
    "en": "by your files for 0 of your 60 posts, by your answer for 60, not known for 0",
    "fr": "d'après vos fichiers pour 0 de vos 60 publications, d'après votre réponse pour 60, on ne sait pas pour 0",
}
NOT_KNOWN = {"en": "Who could see: not known", "fr": "Qui pouvait voir : on ne sait pas"}


def said(app: AppTest) -> str:
    return re.sub(r"\s", " ", " ".join(plain(text.value) for text in app.markdown))


def holding(app: AppTest) -> tuple[object, ...]:
    return tuple(app.session_state["history"].corrections)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_answer_is_taken_said_as_an_answer_and_undone(
    open_page: Open, facebook_only: work.Outcome, lang: str
) -> None:
    app = open_page("data", facebook_only, lang=lang)
    radio = app.radio(key="seen_by_facebook")
    assert re.sub(r"\s", " ", plain(radio.label)) == QUESTION[lang]
    assert radio.value == "unknown" and radio.options == [words(lang)(label) for label in SEEN_BY.values()]
    assert NOT_KNOWN[lang] in said(app) and LINE[lang] not in said(app)
    radio.set_value("followers").run()
    assert not app.exception
    assert holding(app) == (AccountVisibility("facebook", "followers"),)
    assert LINE[lang] in said(app) and NOT_KNOWN[lang] not in said(app)
    go(app, "facets")
    go(app, "data")
    assert app.radio(key="seen_by_facebook").value == "followers"
    app.button(key="seen_by_undo").click().run()
    assert holding(app) == () and app.radio(key="seen_by_facebook").value == "unknown"
    assert NOT_KNOWN[lang] in said(app)
    app.button(key="seen_by_redo").click().run()
    assert app.radio(key="seen_by_facebook").value == "followers"
    # not to know is an answer, too
    app.radio(key="seen_by_facebook").set_value("unknown").run()
    assert holding(app)[-1] == AccountVisibility("facebook", None) and NOT_KNOWN[lang] in said(app)
    assert not app.exception


def test_before_the_analysis_the_answer_waits_with_what_was_read(open_page: Open, facebook_only: work.Outcome) -> None:
    app = go(open_page("home", facebook_only, lang="en", waiting=True), "data")
    app.radio(key="seen_by_facebook").set_value("public").run()
    assert not app.exception
    assert app.session_state["incoming"].history.corrections == (AccountVisibility("facebook", "public"),)
    assert LINE["en"] in said(app)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_is_asked_without_files(open_page: Open, lang: str) -> None:
    app = open_page("data", lang=lang)
    assert not [radio for radio in app.radio if str(radio.key).startswith("seen_by")]


def test_only_networks_whose_files_leave_it_open_are_asked_about(open_page: Open, camille: work.Outcome) -> None:
    asked = [str(radio.key) for radio in open_page("data", camille).radio if str(radio.key).startswith("seen_by")]
    assert asked == ["seen_by_facebook", "seen_by_instagram", "seen_by_linkedin"]
