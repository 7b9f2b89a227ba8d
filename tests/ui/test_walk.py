"""A person's walk through the real app in a real browser: the example, then files of their own, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from identity_audit.ui.menu import PAGES
from identity_audit.words import words
from tests.conftest import Served
from tests.ui.conftest import CHARTS, Visit, write_facebook, write_slack

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
PATIENCE = 120_000


def start(app: Served, new_page: NewPage, lang: str, **context: Any) -> Visit:
    visit = Visit(new_page(locale="fr-BE" if lang == "fr" else "en-GB", **context), app, lang)
    visit.page.goto(app.url)
    visit.arrived("home")
    return visit


def walk(visit: Visit, charts: dict[str, int]) -> None:
    """Every page by the menu: its title, its pictures, the language of the page."""
    for name in PAGES:
        visit.go(name)
        drawn = visit.page.locator(".js-plotly-plot .main-svg:first-child")
        if charts.get(name):
            drawn.nth(charts[name] - 1).wait_for()
        assert drawn.count() == charts.get(name, 0)
        visit.page.locator(f'html[lang="{visit.lang}"]').wait_for(state="attached")
    visit.assert_quiet()


def facet_names(visit: Visit) -> list[str]:
    visit.go("facets")
    boxes = visit.page.get_by_label(words(visit.lang)("Name of this facet"), exact=True)
    boxes.first.wait_for()
    return [boxes.nth(number).input_value() for number in range(boxes.count())]


def test_the_example_is_one_click_away_and_walks_in_both_languages(app: Served, new_page: NewPage) -> None:
    visit = start(app, new_page, "fr")
    page = visit.page
    page.get_by_role("button", name="Voir un exemple").click()
    page.get_by_test_id("stProgress").wait_for()
    page.get_by_role("button", name="Arrêter").wait_for()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    visit.arrived("facets")
    page.get_by_text("Exemple inventé : Camille et ses contacts n'existent pas.").wait_for()
    walk(visit, CHARTS)

    names = facet_names(visit)
    assert len(names) >= 5
    box = page.get_by_test_id("stTextInput").first.locator("input")
    box.fill("Mon école")
    box.press("Enter")
    page.locator(".js-plotly-plot .ytick").filter(has_text="Mon école").first.wait_for()

    page.get_by_test_id("stSidebar").get_by_text("English").click()
    visit.lang = "en"
    visit.arrived("facets")
    page.get_by_text("Invented example: Camille and her contacts do not exist.").wait_for()
    walk(visit, CHARTS)
    assert facet_names(visit) == ["Mon école", *names[1:]]

    # undo brings the old name back into its box, too
    page.get_by_role("button", name="Undo", exact=True).click()
    page.locator(".js-plotly-plot .ytick").filter(has_text=names[0].split()[0]).first.wait_for()
    assert facet_names(visit) == names
    visit.assert_quiet()


def test_the_number_of_facets_follows_the_slider_and_undo(app: Served, new_page: NewPage) -> None:
    visit = start(app, new_page, "en")
    page = visit.page
    page.get_by_role("button", name="See an example").click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    visit.arrived("facets")
    before = facet_names(visit)
    thumb = page.get_by_test_id("stSlider").get_by_role("slider")
    thumb.press("ArrowRight")
    page.get_by_role("button", name="Back to our suggestion").wait_for()
    visit.settle()
    assert len(facet_names(visit)) == len(before) + 1
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_role("button", name="Back to our suggestion").wait_for(state="detached")
    visit.settle()
    assert facet_names(visit) == before
    assert thumb.input_value() == str(len(before))
    # a cell of the picture opens its moments
    visit.go("reactions")
    page.mouse.click(*visit.cell(2))
    page.get_by_test_id("stSelectbox").first.locator('input:not([value="All contacts"])').wait_for()
    visit.assert_quiet()


def test_a_slack_export_and_then_a_facebook_archive(app: Served, new_page: NewPage, tmp_path: Path) -> None:
    visit = start(app, new_page, "en")
    page = visit.page
    page.get_by_role("button", name="I have my file").click()
    visit.arrived("data")
    visit.drop(write_slack(tmp_path / "slack.zip"))
    page.get_by_role("button", name="Read these files").click()
    page.get_by_role("button", name="Cancel").wait_for()
    page.get_by_text("this file holds 15 people and does not say which of them is you.").wait_for(timeout=PATIENCE)
    visit.settle()
    box = page.get_by_test_id("stSelectbox").first.locator("input")
    box.fill("Nora")
    box.press("Enter")
    page.get_by_role("button", name="Read again with this name").click()
    visit.analyse()
    visit.go("data")
    page.get_by_role("button", name="Next: my facets").wait_for()
    page.get_by_text("yes, by name under 60 of your 60 posts").wait_for()
    # one network and three months of own posts: no grid of facets, nothing that others wrote to listen to
    walk(visit, {**CHARTS, "facets": 2, "gestures": 4, "listening": 0, "mirror": 0})

    # the other archive names nobody who reacted: two pages are closed, and say what opens them
    visit.go("data")
    page.get_by_text("Add the next export, or open other files").click()
    page.get_by_text("Files for another dossier").click()
    page.get_by_test_id("stTextArea").locator("textarea").fill(str(write_facebook(tmp_path / "facebook-nora.zip")))
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Read these files").click()
    visit.analyse()
    visit.go("data")
    page.get_by_text("not in what was read (your private messages stayed closed)").wait_for()
    walk(visit, {"facets": 1, "circles": 1, "gestures": 3, "changes": 1, "teacher": 2, "room": 1})
    visit.go("profiles")
    page.get_by_text("Named reactions are missing: these files do not say who reacts to your posts.").wait_for()
    visit.assert_quiet()


def test_cancel_keeps_what_was_there(app: Served, new_page: NewPage) -> None:
    visit = start(app, new_page, "fr")
    page = visit.page
    page.get_by_role("button", name="Voir un exemple").click()
    page.get_by_role("button", name="Arrêter").click()
    page.get_by_test_id("stProgress").wait_for(state="detached")
    visit.arrived("home")
    visit.go("facets")
    page.get_by_text("Il n'y a encore rien à montrer.").wait_for()
    visit.assert_quiet()


def test_the_keyboard_reaches_the_main_button_first(app: Served, new_page: NewPage) -> None:
    visit = start(app, new_page, "fr")
    page = visit.page
    page.get_by_role("button", name="Voir un exemple").wait_for()
    focused = page.locator(":focus")
    # the first stop passes over the menu, which has one for each page
    page.keyboard.press("Tab")
    assert focused.inner_text() == "Aller au contenu principal"
    page.keyboard.press("Enter")
    page.locator("main:focus").wait_for()
    page.keyboard.press("Tab")
    # the first button behind it is the main one: what was saved before, if anything was, else the example
    assert focused.get_attribute("data-testid") == "stBaseButton-primary"
    if focused.inner_text().startswith("Reprendre"):
        page.keyboard.press("Tab")
    assert focused.inner_text() == "Voir un exemple"
    page.keyboard.press("Enter")
    page.get_by_test_id("stProgress").wait_for()
    page.get_by_role("button", name="Arrêter").wait_for()
    visit.assert_quiet()


LAPTOP, ZOOMED, PHONE = (1280, 900), (640, 450), (390, 844)


def test_no_text_of_a_picture_is_cut_or_lies_on_another(app: Served, new_page: NewPage) -> None:
    visit = start(app, new_page, "fr", viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
    page = visit.page
    page.get_by_role("button", name="Voir un exemple").click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    for name, charts in CHARTS.items():
        visit.go(name)
        page.locator(".js-plotly-plot .main-svg:first-child").nth(charts - 1).wait_for()
        for width, height in (PHONE, ZOOMED, LAPTOP):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(REDRAWN)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert (name, width, page.evaluate(CUT), page.evaluate(OVERLAPPING)) == (name, width, [], [])
    visit.assert_quiet()


# when every picture is as wide as its place
REDRAWN = """() => new Promise(done => {
    const wide = element => element.getBoundingClientRect().width;
    const look = () => [...document.querySelectorAll('.js-plotly-plot')].every(plot =>
        Math.abs(wide(plot.querySelector('.main-svg')) - wide(plot.closest('[data-testid="stPlotlyChart"]'))) < 2)
        ? requestAnimationFrame(() => requestAnimationFrame(done)) : requestAnimationFrame(look);
    look();
})"""
# texts of pictures that stick out of their picture
CUT = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
    const frame = plot.getBoundingClientRect();
    return [...plot.querySelectorAll('text')].filter(text => text.textContent.trim()).filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
    }).map(text => text.textContent);
})"""
# texts of one picture that lie on each other
OVERLAPPING = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
    const boxes = [...plot.querySelectorAll('text')].filter(text => text.textContent.trim())
        .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width);
    return boxes.flatMap(([one, a], i) => boxes.slice(i + 1).filter(([, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3).map(([other]) => [one, other]));
})"""
