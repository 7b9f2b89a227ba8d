"""What has the focus of the keyboard is seen, on a wide screen and at 200 percent, where the menu is folded away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from identity_audit.ui.menu import PAGES
from identity_audit.words import words
from tests.conftest import Served
from tests.ui.conftest import Visit
from tests.ui.hands import MOST_STOPS, Keyboard, go
from tests.ui.talk import DRAWN

pytestmark = pytest.mark.browser

LAPTOP, ZOOMED = {"width": 1280, "height": 900}, {"width": 640, "height": 450}
# Can nobody see what has the focus? An input may be drawn beside itself: then the nearest thing around it counts.
OUT_OF_SIGHT = """() => {
    let here = document.activeElement;
    if (here === document.body) return false;
    const small = part => part.getBoundingClientRect().width < 12 || part.getBoundingClientRect().height < 12;
    while (small(here) || (here.tagName === 'INPUT' && getComputedStyle(here).opacity === '0'))
        here = here.parentElement;
    const box = here.getBoundingClientRect();
    return !here.checkVisibility({opacityProperty: true, visibilityProperty: true})
        || box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight;
}"""
# the element that has the focus, known again when Tab comes back to it
MARKED = """() => {
    window.marks ??= 0;
    return document.activeElement.dataset.mark ??= `${++window.marks}`;
}"""


def round_the_page(hand: Keyboard) -> tuple[set[tuple[str, str]], list[tuple[str, str]]]:
    """Press Tab until it comes round: every stop, and those that nobody sees."""
    page = hand.visit.page
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    stops: set[tuple[str, str]] = set()
    unseen = []
    first = ""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        page.evaluate(DRAWN)
        mark = page.evaluate(MARKED)
        if mark == first:
            return stops, unseen
        first = first or mark
        stops.add(hand.here())
        if page.evaluate(OUT_OF_SIGHT):
            unseen.append(hand.here())
    pytest.fail("Tab does not come round")


def test_every_stop_of_the_keyboard_is_seen(app: Served, new_page: Callable[..., Any]) -> None:
    _ = words("fr")
    visit = Visit(new_page(locale="fr-BE", viewport=LAPTOP, reduced_motion="reduce"), app, "fr")
    hand = Keyboard(visit)
    visit.page.goto(app.url)
    visit.arrived("home")
    hand.press(_("See an example"))
    visit.arrived("facets")
    go(hand, "circles")
    menu = ("link", _("My aim"))
    stops, unseen = round_the_page(hand)
    assert menu in stops
    assert unseen == []
    for page in PAGES:
        if page != "circles":
            go(hand, page)
            stops, unseen = round_the_page(hand)
            assert (page, unseen) == (page, [])
            assert menu in stops
    go(hand, "circles")
    visit.page.set_viewport_size(ZOOMED)
    hand.talk.settle()
    stops, unseen = round_the_page(hand)
    assert menu not in stops
    assert unseen == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
    # folded away is not gone
    hand.tab_to("Ouvrir le menu", ("button",))
    visit.page.keyboard.press("Enter")
    hand.tab_to(menu[1], ("link",))
    visit.assert_quiet()
