"""Both invented people in a real browser, in both languages: every page of the menu stands, draws and speaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from identity_audit import read_export
from identity_audit.ui import parts
from identity_audit.ui.menu import PAGES
from identity_audit.ui.reading import SAMPLE_ZONES, sample_paths
from identity_audit.words import words
from tests.conftest import Served
from tests.ui.conftest import CHARTS, Visit
from tests.ui.test_pages import english
from tests.ui.test_walk import LAPTOP, PHONE

pytestmark = pytest.mark.browser

PATIENCE = 120_000
#: both examples have posts enough to tell two halves apart, which small exports have not
DRAWN = {
    "camille": {**CHARTS, "changes": 1},
    # one network of Sam's keeps interests; too few exchanges both ways for shares
    "sam": {**CHARTS, "changes": 1, "gestures": 6, "mirror": 1},
}
BUTTONS = {"camille": "See an example", "sam": "Another example, in English: Sam, who runs for the town council"}
# every piece of text of the page, of its pictures and of what is read aloud, seen or folded away
TEXTS = """async () => {
    // Streamlit's own words are put into French with the next picture that the browser draws
    for (const _ of [1, 2]) await new Promise(drawn => requestAnimationFrame(drawn));
    const found = new Set(), root = document.querySelector('[data-testid="stApp"]');
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
        if (!walker.currentNode.parentElement.closest('style, script')) found.add(walker.currentNode.textContent);
    for (const block of root.querySelectorAll('p, li, label, button, summary, h1, h2, h3, svg text'))
        found.add(block.textContent);
    for (const element of root.querySelectorAll('[aria-label], [placeholder], [title]'))
        for (const name of ['aria-label', 'placeholder', 'title']) found.add(element.getAttribute(name) ?? '');
    return [...found].map(text => text.trim()).filter(Boolean);
}"""


def unfilled(texts: list[str]) -> list[str]:
    """The texts with a hole that no value fills."""
    return [text for text in texts if re.search(r"\{\w+\}", text)]


def in_english(texts: list[str]) -> list[str]:
    """The texts that stand in the catalogue in English, whole or (long ones) as a part."""
    whole, anywhere = english()
    return [text for text in texts if text in whole or anywhere.search(text)]


def circles_of(sample: str) -> set[str]:
    """The names of circles that the files hold: Sam, who writes English, has one called "School"."""
    return set(read_export(sample_paths(sample), tz=SAMPLE_ZONES[sample]).groups["name"])


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("sample", BUTTONS)
def test_every_page_of_an_example(sample: str, lang: str, app: Served, new_page: Callable[..., Any]) -> None:
    _ = words(lang)
    visit = Visit(new_page(locale="fr-BE" if lang == "fr" else "en-GB"), app, lang)
    page = visit.page
    page.goto(app.url)
    visit.arrived("home")
    page.get_by_role("button", name=_(BUTTONS[sample])).click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    visit.arrived("facets")
    said: dict[str, list[str]] = {}
    foreign = circles_of(sample)
    for name in PAGES:
        visit.go(name)
        drawn = page.locator(".js-plotly-plot .main-svg:first-child")
        wanted = DRAWN[sample].get(name, 0)
        if wanted:
            drawn.nth(wanted - 1).wait_for()
        assert (name, drawn.count()) == (name, wanted)
        page.locator(f'html[lang="{lang}"]').wait_for(state="attached")
        if name != "home":
            page.get_by_text(_(parts.INVENTED[sample])).wait_for()
        if name == "facets":
            # the suggested names are words of the posts, and each may stand on a line of its own in a picture
            boxes = page.get_by_label(_("Name of this facet"), exact=True)
            foreign |= {word for box in boxes.all() for word in box.input_value().split(" · ")}
        said[name] = [text for text in page.evaluate(TEXTS) if text not in foreign]
        for width, height in (PHONE, LAPTOP):
            page.set_viewport_size({"width": width, "height": height})
            assert (name, width, page.evaluate("document.documentElement.scrollWidth")) <= (name, width, width)
    # each page says something of its own: the texts were taken, and of this page
    assert all(len(set(texts)) > 10 for texts in said.values())
    assert [(name, text) for name, texts in said.items() for text in unfilled(texts)] == []
    if lang == "fr":
        assert [(name, text) for name, texts in said.items() for text in in_english(texts)] == []
    else:
        # the search that finds nothing in French finds the whole page in English
        assert all(len(in_english(texts)) > 5 for texts in said.values())
    visit.assert_quiet()
