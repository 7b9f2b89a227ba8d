"""The sheets to print: whole in both languages, on their own, and a plan that adds up."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from identity_audit.handouts import HANDOUTS, handout_html
from identity_audit.words import words
from tests.ui.test_pages import english

SHEETS = [(name, lang) for name in HANDOUTS for lang in ("fr", "en")]


@pytest.mark.parametrize(("name", "lang"), SHEETS)
def test_a_sheet_stands_on_its_own(name: str, lang: str) -> None:
    page = BeautifulSoup(handout_html(name, lang), "html.parser")
    assert page.html is not None
    assert page.html["lang"] == lang
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert "default-src 'none'" in str(policy)
    assert not page.find_all(["script", "link", "img", "iframe", "a", "object"])
    assert not re.search(r"https?:|url\(|@import", str(page))
    assert page.h1 is not None
    assert page.h1.text == words(lang)(HANDOUTS[name].title)
    if lang == "fr":
        whole, anywhere = english()
        assert [text for text in page.stripped_strings if text in whole or anywhere.search(text)] == []


@pytest.mark.parametrize(("name", "minutes"), [("plan-50", 50), ("plan-90", 90)])
def test_a_plan_takes_what_it_says(name: str, minutes: int) -> None:
    assert sum(part.minutes for part in HANDOUTS[name].plan) == minutes
    assert f">{minutes}</td>" in handout_html(name, "en").rpartition("<tr>")[2]


def test_the_grid_is_five_by_five() -> None:
    page = BeautifulSoup(handout_html("grid", "fr"), "html.parser")
    assert len(page.select("table.grid td")) == 25


def test_there_are_dilemmas_for_everybody() -> None:
    assert len(BeautifulSoup(handout_html("cards", "fr"), "html.parser").select(".card")) == 8
