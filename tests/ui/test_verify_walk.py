"""Check and remove in a real browser, by keyboard alone and by pointer alone, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Served
from tests.ui.conftest import Visit, write_facebook, write_slack

pytestmark = pytest.mark.browser

PATIENCE = 120_000
MOST_TABS = 120
MOST_CLICKS = 60
#: what the thing that has the focus is called, for somebody who hears it
SPOKEN = """() => {
    const it = document.activeElement
    return (it.getAttribute('aria-label') || it.innerText || '').trim()
}"""
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
MIDDLES = """all => all.map(it => it.getBoundingClientRect())
    .map(box => [box.x + box.width / 2, box.y + box.height / 2])"""
SAID = {
    "fr": {
        "read": "Lire ces fichiers", "what": "Qu'est-ce qui ne doit pas servir", "go": "Retirer",
        "undo": "Annuler", "redo": "Rétablir",
        "people": "Personnes", "conversations": "Conversations", "periods": "Périodes", "files": "Fichiers",
        "talk words": "Chercher un nom ou les premiers mots", "file words": "Chercher un réseau ou un fichier",
        "first": "Du premier jour de", "last": "Jusqu'au dernier jour de", "month": "janvier 2025",
        "nothing": "Rien n'est encore analysé ni enregistré. Rien n'est retiré.",
        "1": "Vous avez retiré 1 personne.",
        "2": "Vous avez retiré 1 personne et 1 conversation.",
        "3": "Vous avez retiré 1 personne, 1 conversation et 1 période.",
        "4": "Vous avez retiré 1 personne, 1 conversation, 1 période et 1 fichier.",
    },
    "en": {
        "read": "Read these files", "what": "What should not be used?", "go": "Leave out",
        "undo": "Undo", "redo": "Redo",
        "people": "People", "conversations": "Conversations", "periods": "Periods", "files": "Files",
        "talk words": "Search by name or first words", "file words": "Search by network or file",
        "first": "From the first day of", "last": "Up to the last day of", "month": "January 2025",
        "nothing": "Nothing is analysed or saved yet. Nothing is left out.",
        "1": "You left out 1 person.",
        "2": "You left out 1 person and 1 conversation.",
        "3": "You left out 1 person, 1 conversation and 1 period.",
        "4": "You left out 1 person, 1 conversation, 1 period and 1 file.",
    },
}  # fmt: skip


class ByKeyboard:
    """A person without a mouse: Tab, arrows, Enter and letters."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def _reach(self, label: str) -> None:
        for _ in range(MOST_TABS):
            self._page.keyboard.press("Tab")
            if self._page.evaluate(SPOKEN).startswith(label):
                return
        pytest.fail(f"{label} is out of reach of the keyboard")

    def press(self, label: str) -> None:
        self._reach(label)
        self._page.keyboard.press("Enter")

    def task(self, before: str, label: str) -> None:
        # a group of choices is one stop; the arrows move inside it
        self._reach(before)
        while not self._page.evaluate(SPOKEN).startswith(label):
            self._page.keyboard.press("ArrowRight")
        self._page.keyboard.press("Enter")

    def choose(self, label: str, option: str) -> None:
        self._reach(label)
        self._page.keyboard.type(option)
        self._page.get_by_role("option").filter(has_text=option).wait_for()
        self._page.keyboard.press("Enter")


class ByPointer:
    """A person without a keyboard: clicks only."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._main = page.get_by_test_id("stMain")

    def press(self, label: str) -> None:
        self._main.get_by_role("button", name=label, exact=True).click()

    def task(self, before: str, label: str) -> None:
        assert self._main.get_by_role("radio", name=before, exact=True).is_checked()
        self._main.get_by_role("radio", name=label, exact=True).click()

    def choose(self, label: str, option: str) -> None:
        box = self._main.locator('[data-testid="stSelectbox"], [data-testid="stMultiSelect"]').filter(has_text=label)
        chosen = box.locator(f'[data-tag]:has-text("{option}"), input[value="{option}"]')
        for _ in range(MOST_CLICKS):
            if chosen.count():
                break
            # a list closes when the page moves under it: then it is opened again
            spots = self._page.get_by_role("option").filter(has_text=option).evaluate_all(MIDDLES)
            if spots:
                self._page.mouse.click(*spots[0])
            else:
                box.locator("input").click()
            self._page.evaluate(NEXT_FRAME)
        else:
            pytest.fail(f"{option} is out of reach of the pointer")
        if self._page.get_by_role("listbox").count():
            box.get_by_text(label).click()
        self._page.get_by_role("listbox").wait_for(state="detached")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("way", [ByKeyboard, ByPointer])
def test_everything_can_be_left_out_and_brought_back(
    app: Served, new_page: Callable[..., Any], tmp_path: Path, way: type[ByKeyboard | ByPointer], lang: str
) -> None:
    said = SAID[lang]
    visit = Visit(new_page(locale=f"{lang}-BE"), app, lang)
    page = visit.page
    page.goto(f"{app.url}/?lang={lang}")
    visit.arrived("home")
    visit.go("data")
    files = write_facebook(tmp_path / "facebook.zip"), write_slack(tmp_path / "slack.zip")
    page.get_by_test_id("stTextArea").locator("textarea").fill("\n".join(map(str, files)))
    page.get_by_role("button", name=said["read"]).click()
    page.get_by_text(said["nothing"]).wait_for(timeout=PATIENCE)
    visit.arrived("verify")

    def told(sentence: str) -> None:
        page.get_by_text(said[sentence]).first.wait_for()
        visit.settle()

    person = way(page)
    person.choose(said["what"], "Ilse Ramel")
    person.press(said["go"])
    told("1")
    person.task(said["people"], said["conversations"])
    told("talk words")
    person.choose(said["what"], "sentiers")
    person.press(said["go"])
    told("2")
    person.task(said["conversations"], said["periods"])
    told("first")
    person.choose(said["first"], said["month"])
    person.choose(said["last"], said["month"])
    person.press(said["go"])
    told("3")
    person.task(said["periods"], said["files"])
    told("file words")
    person.choose(said["what"], "Slack")
    person.press(said["go"])
    told("4")
    for step in ("3", "2", "1", "nothing"):
        person.press(said["undo"])
        told(step)
    person.press(said["redo"])
    told("1")
    visit.assert_quiet()
