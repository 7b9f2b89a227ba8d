"""Circles by keyboard alone, in a real browser: confirm a suggestion, see it decided, take it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Served
from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser

PATIENCE = 120_000
MOST_TABS = 80
MADE = re.compile(r"Cercle «\sDelvaux\s» créé, avec [0-9]+ personnes")


def tab_to(page: Any, label: str) -> None:
    """Press Tab until what begins with this label has the focus; a person with a keyboard has no other way."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip().startswith(label):
            return
    pytest.fail(f"{label} is out of reach of the keyboard")


def test_a_suggestion_is_confirmed_and_taken_back_by_keyboard(app: Served, new_page: Callable[..., Any]) -> None:
    visit = Visit(new_page(locale="fr-BE"), app, "fr")
    page = visit.page
    page.goto(app.url)
    visit.arrived("home")
    tab_to(page, "Voir un exemple")
    page.keyboard.press("Enter")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    visit.arrived("facets")
    visit.go("circles")
    # a group of choices is one stop; the arrows move inside it
    tab_to(page, "La même personne")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    # the sample's owner is called Delvaux, and so are some of her contacts
    page.get_by_text("Ces personnes portent le même nom de famille que vous.").wait_for()
    tab_to(page, "Confirmer")
    page.keyboard.press("Enter")
    page.get_by_text(MADE).wait_for()
    page.get_by_text("Ces personnes portent le même nom de famille que vous.").wait_for(state="detached")
    visit.settle()
    tab_to(page, "Revenir dessus")
    page.keyboard.press("Enter")
    page.get_by_text(MADE).wait_for(state="detached")
    page.get_by_text("Ces personnes portent le même nom de famille que vous.").wait_for()
    visit.settle()
    visit.assert_quiet()
