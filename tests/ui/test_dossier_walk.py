"""A dossier in a real browser: closed tabs, an ended process, undo over everything, and nothing left when deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from identity_audit.ui.dossiers import DELETED
from identity_audit.words import words
from tests.conftest import Serve, Served
from tests.ui.conftest import Visit, write_facebook

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
PATIENCE = 120_000
FACET, CIRCLE = "Mon pain", "Les voisins"


def visit(served: Served, new_page: NewPage, lang: str) -> Visit:
    found = Visit(new_page(locale="fr-BE" if lang == "fr" else "en-GB"), served, lang)
    found.page.goto(served.url)
    found.arrived("home")
    return found


def start(serve: Serve, home: Path, temporary: Path) -> Served:
    temporary.mkdir(exist_ok=True)
    served = serve(variables={"IDENTITY_AUDIT_HOME": str(home), "TMPDIR": str(temporary)})
    assert served.wait_until_it_answers_or_ends(), served.output()
    return served


def button(found: Visit, sentence: str, **values: str) -> Any:
    return found.page.get_by_role("button", name=words(found.lang)(sentence, **values), exact=True)


def read_and_decide(found: Visit, export: Path) -> None:
    """Own file, a look at it, the analysis; then a name for a facet and a circle of two people."""
    button(found, "I have my file").click()
    found.arrived("data")
    found.drop(export)
    button(found, "Read these files").click()
    found.analyse()
    page = found.page
    box = page.get_by_test_id("stTextInput").first.locator("input")
    box.fill(FACET)
    box.press("Enter")
    page.locator(".js-plotly-plot .ytick").filter(has_text=FACET).wait_for()
    found.go("circles")
    page.get_by_text(words(found.lang)("Paste a list"), exact=True).click()
    page.get_by_label(words(found.lang)("Name of the circle"), exact=True).fill(CIRCLE)
    page.get_by_test_id("stTextArea").locator("textarea").fill("Rita Pauwels\nZoé Lemmens")
    page.keyboard.press("Control+Enter")
    button(found, "Make this circle").click()
    page.locator(".js-plotly-plot .ytick").filter(has_text=CIRCLE).wait_for()
    found.settle()


def resume(found: Visit) -> None:
    """The first button of the first page brings everything back."""
    first = found.page.get_by_test_id("stMain").get_by_role("button").first
    label = words(found.lang)("Resume “{name}”", name="Facebook")[:-2]
    first.and_(found.page.get_by_role("button", name=label)).wait_for()
    first.click()
    found.page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    found.arrived("facets")


def facet(found: Visit) -> str:
    found.go("facets")
    box = found.page.get_by_test_id("stTextInput").first.locator("input")
    box.wait_for()
    return str(box.input_value())


def decisions(found: Visit) -> list[str]:
    """The history on the page of the dossier, newest first."""
    found.go("dossier")
    button(found, "Undo").wait_for()
    said = found.page.get_by_test_id("stText").all_inner_texts()
    return [text for text in said if FACET in text or CIRCLE in text]


def no_longer(found: Visit, n: int) -> None:
    """So many decisions are marked as not holding any more."""
    marks = found.page.get_by_text(words(found.lang)("no longer holds"), exact=True)
    marks.nth(n).wait_for(state="detached")
    if n:
        marks.nth(n - 1).wait_for()
    found.settle()
    assert marks.count() == n


def dropped(home: Path, temporary: Path) -> list[Path]:
    """What lies in the folders that the program keeps for files that were brought."""
    places = (*home.glob("arriving/**/*"), *temporary.glob("identity-audit-*/**/*"))
    return [path for path in places if path.is_file()]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_everything_outlives_the_tab_and_the_process_and_goes_when_deleted(
    serve: Serve, new_page: NewPage, tmp_path: Path, lang: str
) -> None:
    _ = words(lang)
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    served = start(serve, home, temporary)
    first = visit(served, new_page, lang)
    read_and_decide(first, write_facebook(tmp_path / "facebook-nora.zip"))
    [path] = home.glob("*.dossier")
    assert [file.name for file in dropped(home, temporary)] == ["facebook-nora.zip"]
    assert path.stat().st_mode & 0o777 == 0o600
    first.page.close()
    first.assert_quiet()

    # the tab was closed: another one, and nobody says that the dossier is open twice
    second = visit(served, new_page, lang)
    resume(second)
    assert facet(second) == FACET
    second.go("circles")
    second.page.locator(".js-plotly-plot .ytick").filter(has_text=CIRCLE).wait_for()
    assert second.page.get_by_text(_("This dossier is open in another window, too. Work in one of the two: the other "
                                     "is told what changed.")).count() == 0  # fmt: skip
    second.assert_quiet()

    if lang == "fr":
        # whoever was there first is told of another window, too, without doing anything
        other = visit(served, new_page, lang)
        resume(other)
        second.page.get_by_text("Ce dossier est aussi ouvert dans une autre fenêtre").wait_for()
        second.assert_quiet()
        other.page.close()

    # the process was killed in the middle of it
    served.process.kill()
    served.process.wait()
    second.page.close()
    again = start(serve, home, temporary)
    third = visit(again, new_page, lang)
    resume(third)
    assert facet(third) == FACET
    assert [CIRCLE in told for told in decisions(third)] == [True, False]
    no_longer(third, 0)
    button(third, "Undo").click()
    no_longer(third, 1)
    button(third, "Undo").click()
    no_longer(third, 2)
    button(third, "Redo").click()
    no_longer(third, 1)
    assert facet(third) == FACET
    third.go("circles")
    third.page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert third.page.locator(".js-plotly-plot .ytick").filter(has_text=CIRCLE).count() == 0

    # deleted: no file is left that could hold a word of the export, neither saved nor dropped
    third.go("dossier")
    button(third, "Delete this dossier").click()
    button(third, "No, keep it").click()
    button(third, "No, keep it").wait_for(state="detached")
    assert path.exists()
    button(third, "Delete this dossier").click()
    button(third, "Yes, delete it").click()
    third.page.get_by_text(_(DELETED).split(". ")[-1]).wait_for()
    third.settle()
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert dropped(home, temporary) == []
    third.go("home")
    assert third.page.get_by_text(_("Resume “{name}”", name="")[:8]).count() == 0
    third.go("facets")
    assert third.page.locator(".js-plotly-plot").count() == 0
    third.assert_quiet()
    again.stop()
