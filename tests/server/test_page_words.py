"""Streamlit's own words follow the page's language in a real browser, and nobody's text is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Serve, Served

pytestmark = pytest.mark.browser

PAGES = """
import streamlit as st

from identity_audit.server import stop_unless_guarded

stop_unless_guarded()
st.session_state.setdefault("lang", st.query_params.get("lang", "fr"))



def changed():
    st.query_params["lang"] = st.session_state.lang


st.segmented_control("Lang", ["fr", "en"], key="lang", on_change=changed)
files = st.file_uploader("Files", accept_multiple_files=True, type=["zip"])
st.text(f"{len(files)} files")
st.text("Skip to main content")
st.text("200MB per file")
st.markdown("Upload")
st.selectbox("One", ["No results", "Upload"], index=None)
st.multiselect("Many", ["No results", "Stop"])
st.text_input("Write")
st.dataframe({"a": [1]})
if st.button("fail"):
    raise ValueError("Jeanne wrote this")
"""
LAUNCHER = """
from streamlit import App

from identity_audit.server import door

app = App("pages.py", **door())
"""


@pytest.fixture(scope="module")
def words_app(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A page with each of Streamlit's widgets that we use, behind the real door."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "pages.py").write_text(PAGES, encoding="utf-8")
    (folder / "launcher.py").write_text(LAUNCHER, encoding="utf-8")
    served = serve(script=folder / "launcher.py")
    assert served.wait_until_it_answers_or_ends(), served.output()
    return served


def test_french_pages_speak_french_and_leave_texts_alone(words_app: Served, new_page: Callable[..., Any]) -> None:
    page = new_page(locale="fr-BE")
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(words_app.url)
    uploader = page.get_by_test_id("stFileUploader")
    uploader.get_by_text("Choisir un fichier").wait_for()
    uploader.get_by_text("200\u202fMo par fichier • ZIP").wait_for()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.get_by_test_id("stSkipToContent").inner_text() == "Aller au contenu principal"
    page.get_by_test_id("stSelectbox").get_by_placeholder("Choisissez").wait_for()
    page.get_by_role("button", name="Plein écran").wait_for(state="attached")

    # the same words as somebody's text
    texts = page.get_by_test_id("stText").all_inner_texts()
    assert texts == ["0 files", "Skip to main content", "200MB per file"]
    assert page.get_by_test_id("stMarkdown").all_inner_texts() == ["Upload"]

    page.get_by_test_id("stSelectbox").locator("input").click()
    options = page.get_by_test_id("stSelectboxVirtualDropdown").get_by_role("option")
    options.first.wait_for()
    assert options.all_inner_texts() == ["No results", "Upload"]
    page.keyboard.type("zzz")
    page.get_by_text("Aucun résultat").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        [
            {"name": "Upload", "mimeType": "application/zip", "buffer": b"x"},
            {"name": "Upload.zip", "mimeType": "application/zip", "buffer": b"x"},
        ]
    )
    page.get_by_text("1 files").wait_for()
    assert sorted(page.get_by_test_id("stFileChipName").all_inner_texts()) == ["Upload", "Upload.zip"]
    page.get_by_role("button", name="Retirer Upload.zip").wait_for()
    page.get_by_text("Erreur : Ce type de fichier ne convient pas.").wait_for(state="attached")
    assert problems == []


def test_the_words_change_with_the_language_without_loading_the_page(
    words_app: Served, new_page: Callable[..., Any]
) -> None:
    page = new_page(locale="fr-BE")
    page.goto(words_app.url)
    uploader = page.get_by_test_id("stFileUploader")
    uploader.get_by_text("Choisir un fichier").wait_for()
    page.evaluate("window.same = true")
    page.get_by_role("radio", name="en").or_(page.get_by_role("button", name="en", exact=True)).click()
    uploader.get_by_text("200MB per file").wait_for()
    page.locator("html[lang=en]").wait_for(state="attached")
    assert page.get_by_test_id("stSkipToContent").inner_text() == "Skip to main content"
    page.get_by_role("radio", name="fr").or_(page.get_by_role("button", name="fr", exact=True)).click()
    uploader.get_by_text("par fichier").wait_for()
    page.locator("html[lang=fr]").wait_for(state="attached")
    assert page.evaluate("window.same") is True


def test_the_address_decides_before_the_browser(words_app: Served, new_page: Callable[..., Any]) -> None:
    page = new_page(locale="fr-BE")
    page.goto(f"{words_app.url}/?lang=en")
    page.get_by_test_id("stFileUploader").get_by_text("200MB per file").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_failed_page_tells_no_text_anywhere(words_app: Served, new_page: Callable[..., Any]) -> None:
    page = new_page()
    page.goto(f"{words_app.url}/?lang=fr")
    page.get_by_role("button", name="fail").click()
    page.get_by_text("Quelque chose n'a pas marché").wait_for()
    assert "Jeanne" not in page.content()
    assert "Jeanne" not in words_app.output()
    assert "ValueError at" in words_app.output()


def test_nothing_but_this_computer_is_asked(words_app: Served, new_page: Callable[..., Any]) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(words_app.url)
    page.get_by_test_id("stFileUploader").get_by_text("per file").wait_for()
    assert asked
    assert [url for url in asked if not url.startswith((words_app.url, "data:", "blob:"))] == []
