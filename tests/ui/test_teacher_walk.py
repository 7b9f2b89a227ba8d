"""A teacher's walk through a real browser, in each language: eyes, list, ways, sheet, posts to read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from identity_audit.words import words
from tests.conftest import Served
from tests.ui.conftest import Visit
from tests.ui.hands import Pointer, go

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
#: of the sample, in the order of a class list; the last one is nobody's contact
LISTED = "SERVAIS Aya\nMOREAU Arthur\nDEBROUX Rayan\nSERVAIS Amine\nFRANCK Sarah\nZzyzymarker Quentina"


def saved(hand: Pointer, name: str, folder: Path) -> str:
    """What a button gives to keep."""
    with hand.visit.page.expect_download() as download:
        hand.click(hand.visit.page.get_by_role("button", name=name, exact=True))
    path = folder / "saved"
    download.value.save_as(path)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_teacher_goes_all_the_way(app: Served, new_page: NewPage, tmp_path: Path, lang: str) -> None:
    _ = words(lang)
    page = new_page(locale="fr-BE" if lang == "fr" else "en-GB", viewport={"width": 1280, "height": 900})
    visit = Visit(page, app, lang)
    hand = Pointer(visit)
    page.goto(app.url)
    visit.arrived("home")
    hand.press(_("See an example"))
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=300_000)
    visit.arrived("facets")

    # without a list: what is not known becomes an answer, with other eyes more is open
    go(hand, "teacher")
    hand.pick(_("a pupil who follows me"))
    hand.pick(_("my contacts or friends"))
    page.get_by_text(re.compile(r"(votre réponse|your answer).{1,4}284 ")).wait_for()
    hand.pick(_("2. With their eyes"))
    page.get_by_text(re.compile("^(Les 20 dernières|The last 20)")).wait_for()
    hand.press(_("To rethink"))

    # with a list that is typed: nobody counts before the click, and it can be forgotten
    hand.pick(_("3. My pupils"))
    hand.pick(_("a list that I type myself"))
    hand.write(_("The names, one a line"), LISTED)
    hand.press(_("Look for them among my contacts"))
    page.get_by_text(re.compile("(5 noms sont les mêmes|5 names are the same), ")).wait_for()
    hand.press(_("Yes, all of these"))
    page.get_by_text(re.compile(f"^{_('Pupils now')}.*5$")).wait_for()

    hand.pick(_("4. Three ways"))
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    hand.pick(_("5. My sheet"))
    hand.pick(_("A restricted list"))
    sheet = saved(hand, _("My sheet, to print"), tmp_path)
    assert _("A restricted list") in sheet
    assert "Servais" not in sheet and "zzyzymarker" not in sheet.casefold()

    hand.pick(_("3. My pupils"))
    hand.press(_("Forget the list"))
    page.get_by_text(_("Where do the names come from?")).wait_for()
    assert "zzyzymarker" not in page.content().casefold()

    go(hand, "reread")
    hand.pick(_("To rethink"))
    listed = saved(hand, _("The list to print"), tmp_path)
    assert "☐" in listed and "<a " not in listed
    visit.assert_quiet()
