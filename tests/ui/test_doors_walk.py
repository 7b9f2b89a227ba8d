"""A person without a file, in a real browser: the steps, the reminder in the clipboard, and coming back to wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from identity_audit.importers.click_paths import click_paths
from identity_audit.ui.asking import reminder
from identity_audit.words import words
from tests.conftest import Serve
from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser


def test_asking_for_a_first_file_and_coming_back(serve: Serve, new_page: Callable[..., Any]) -> None:
    served = serve()
    assert served.wait_until_it_answers_or_ends(), served.output()
    visit = Visit(new_page(locale="fr-BE", permissions=["clipboard-read", "clipboard-write"]), served)
    page = visit.page
    page.goto(served.url)
    visit.arrived("home")
    page.get_by_role("button", name="Je n'ai pas encore de fichier").click()
    visit.arrived("data")
    page.get_by_text("LinkedIn", exact=True).click()
    page.get_by_text("Choisissez Obtenir une copie de vos données.", exact=True).wait_for()
    visit.settle()
    page.get_by_text("Un rappel à copier, pour votre agenda").click()
    copied = page.get_by_test_id("stCode").filter(has_text="mes données LinkedIn")
    copied.hover()
    copied.get_by_test_id("stBaseButton-elementToolbar").click()
    assert page.evaluate("navigator.clipboard.readText()") == reminder(
        click_paths()["linkedin"], "LinkedIn", words("fr")
    )
    page.get_by_text("J'ai fait la demande").click()
    page.get_by_test_id("stAlert").get_by_text("En attente").wait_for()
    visit.assert_quiet()

    # another day, another window
    again = Visit(new_page(locale="en-GB"), served, "en")
    again.page.goto(served.url)
    again.arrived("home")
    again.page.get_by_test_id("stAlert").filter(has_text="Waiting for").get_by_text("LinkedIn").wait_for()
    again.assert_quiet()
