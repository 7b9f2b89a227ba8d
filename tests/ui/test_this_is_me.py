"""A network that calls the person by another name: the question stands by itself, and is asked once."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.corrections import NotMe, ThisIsMe
from identity_audit.ui import work
from identity_audit.words import words
from tests.ui.conftest import Open, audited, go, write_chat, write_facebook
from tests.ui.test_pages import plain

ME = "whatsapp:Nora L."


@pytest.fixture(scope="module")
def two_names(tmp_path_factory: pytest.TempPathFactory) -> work.Outcome:
    """A Facebook archive of Nora Lindqvist beside a group chat in which she is "Nora L."."""
    folder = tmp_path_factory.mktemp("two_names")
    chat = write_chat(folder / "chat.txt")
    chat.write_text(chat.read_text(encoding="utf-8").replace("Nora Lindqvist", "Nora L."), encoding="utf-8")
    return audited([write_facebook(folder / "facebook-nora.zip"), Path(chat)])


def asked(app: AppTest) -> list[str]:
    question = plain(words(app.session_state["lang"])("**Is this you?** {name}").partition("{")[0])
    return [plain(text.value) for text in app.markdown if plain(text.value).startswith(question)]


def contacts(app: AppTest) -> set[str]:
    return set(app.session_state["audit"].dataset.contacts["contact_id"])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_question_stands_by_itself_and_yes_binds(open_page: Open, two_names: work.Outcome, lang: str) -> None:
    app = open_page("circles", two_names, lang=lang)
    assert [text.endswith("Nora L. · WhatsApp") for text in asked(app)] == [True]
    assert ME in contacts(app)
    app.button(key="me_yes").click().run()
    assert not app.exception
    assert asked(app) == [] and asked(go(go(app, "facets"), "circles")) == []
    assert ME not in contacts(app)
    assert app.session_state["audit"].settings.corrections == (ThisIsMe(ME),)


@pytest.mark.parametrize("answer", ["me_no", "me_later"])
def test_no_and_not_now_are_not_asked_again(open_page: Open, two_names: work.Outcome, answer: str) -> None:
    app = open_page("circles", two_names)
    app.button(key=answer).click().run()
    assert asked(app) == [] and asked(go(go(app, "facets"), "circles")) == []
    assert ME in contacts(app)
    assert app.session_state["audit"].settings.corrections == ((NotMe(ME),) if answer == "me_no" else ())
