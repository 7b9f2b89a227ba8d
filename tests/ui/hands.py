"""Two ways to work the app in a real browser: by keyboard alone, and by pointer alone.

Neither takes a shortcut that a person does not have. The keyboard only presses keys, and knows where it is from what
is read aloud there. The pointer only turns the wheel and clicks what is in sight; it types only into a field that it
clicked, because a text has no other way in.

Both go on when the program has answered what they did, which the messages between page and program tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from identity_audit.ui.menu import PAGES
from identity_audit.words import words
from tests.ui.conftest import Visit
from tests.ui.talk import DRAWN, Talk

Name = str | re.Pattern[str]
#: more stops than any page has, menu included
MOST_STOPS = 150
#: more lines than any list has
MOST_OPTIONS = 60
#: more turns of the wheel than any page is high
MOST_TURNS = 60
#: pixels: the bar at the top of the page, and what is too near to the rim
HEAD, EDGE = 60, 20

CHECKED = "() => document.activeElement.checked ?? document.activeElement.ariaChecked === 'true'"
VALUE = "() => Number(document.activeElement.value ?? document.activeElement.ariaValueNow)"
# which line of the open list do the arrows stand on?
POINTED_AT = """() => document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))?.innerText
    ?? ''"""


# is this chosen in this field: alone, or as one of several?
CHOSEN = """(field, wanted) => field.value === wanted
    || [...field.closest('[data-testid^="st"]').querySelectorAll('[data-tag]')]
        .some(tag => tag.innerText.trim() === wanted.trim())"""
MIDDLES = """all => all.map(it => it.getBoundingClientRect())
    .map(box => [box.x + box.width / 2, box.y + box.height / 2])"""


def fits(wanted: Name, found: str) -> bool:
    """Is it called so? A text is the whole name, a pattern any part of it."""
    return wanted.search(found) is not None if isinstance(wanted, re.Pattern) else found.strip() == wanted


class Hand(Protocol):
    """What a person does with what is on the page, by its name. nth: which of several of this name."""

    visit: Visit
    talk: Talk

    def press(self, name: Name, nth: int = 0) -> None:
        """A button, or a link of the menu."""

    def pick(self, name: Name) -> None:
        """One of the choices that lie open beside each other."""

    def tick(self, name: Name, nth: int = 0) -> None:
        """A box or a switch."""

    def choose(self, field: Name, option: Name) -> None:
        """From a list that opens, one or another one more."""

    def call(self, field: Name, name: str) -> None:
        """Give a name: write it, or take the one that is offered under the field."""

    def write(self, field: Name, text: str) -> None:
        """Several lines."""

    def slide(self, name: Name, to: int, least: int, most: int) -> None:
        """To a number."""

    def bring(self, files: Sequence[Path], field: Name, button: Name) -> None:
        """Files to be read: by their place (field), or by the window that opens (button)."""


def go(hand: Hand, page: str) -> None:
    """Open a page by the menu, and wait until it stands."""
    hand.press(words(hand.visit.lang)(PAGES[page][0]))
    hand.visit.arrived(page)


class Keyboard:
    """Keys only."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.talk = visit, visit.talk
        self._page, self._keys = visit.page, visit.page.keyboard
        self._browser = visit.page.context.new_cdp_session(visit.page)

    def here(self) -> tuple[str, str]:
        """What has the focus, as it is read aloud: role and name."""
        found = self._browser.send("Runtime.evaluate", {"expression": "document.activeElement"})
        [node] = self._browser.send(
            "Accessibility.getPartialAXTree", {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        )["nodes"]
        return node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")

    def tab_to(self, name: Name, roles: Sequence[str], nth: int = 0) -> None:
        """Press Tab until this has the focus, once round the page and a little more."""
        met: list[tuple[str, str]] = []
        for _ in range(MOST_STOPS):
            self._keys.press("Tab")
            met.append(self.here())
            role, found = met[-1]
            if role in roles and fits(name, found):
                if nth == 0:
                    return
                nth -= 1
        pytest.fail(f"{name!r} is out of reach of the keyboard, which met {sorted(set(met))}")

    def press(self, name: Name, nth: int = 0) -> None:
        role, found = self.here()
        # what was pressed last may be pressed again
        if role not in ("button", "link") or nth or not fits(name, found):
            self.tab_to(name, ("button", "link"), nth)
        with self.talk.asking():
            self._keys.press("Enter")

    def pick(self, name: Name) -> None:
        # a group of choices is one stop; the arrows move inside it, and some choose as they go
        met: list[str] = []
        for _ in range(MOST_STOPS):
            self._keys.press("Tab")
            role, found = self.here()
            group: list[str] = []
            while role == "radio" and found not in group:
                if fits(name, found):
                    self._take()
                    return
                group.append(found)
                self._keys.press("ArrowRight")
                self.talk.settle()
                role, found = self.here()
            met += group
        pytest.fail(f"{name!r} is out of reach of the keyboard, which met {sorted(set(met))}")

    def _take(self) -> None:
        if not self._page.evaluate(CHECKED):
            with self.talk.asking():
                self._keys.press("Space")

    def tick(self, name: Name, nth: int = 0) -> None:
        self.tab_to(name, ("checkbox", "switch"), nth)
        with self.talk.asking():
            self._keys.press("Space")

    def choose(self, field: Name, option: Name) -> None:
        self.tab_to(field, ("combobox",))
        met: list[str] = []
        # the arrows open the list, and again where the page moved under it, which closes it; it has two ends
        for way in ("ArrowDown", "ArrowUp"):
            for _ in range(MOST_OPTIONS):
                self._keys.press(way)
                self._page.evaluate(DRAWN)
                found = self._page.evaluate(POINTED_AT)
                if found and fits(option, found):
                    self._keys.press("Enter")
                    self.talk.settle()
                    if self._page.locator("*:focus").evaluate(CHOSEN, found):
                        return
                met.append(found)
                if met[-3:] == [found] * 3:
                    break
        pytest.fail(f"{option!r} is not in this list: {sorted(set(met))}")

    def call(self, field: Name, name: str) -> None:
        self.tab_to(field, ("textbox",))
        self._keys.press("Control+a")
        self._keys.type(name)
        with self.talk.asking():
            self._keys.press("Enter")

    def write(self, field: Name, text: str) -> None:
        self.tab_to(field, ("textbox",))
        for line in text.splitlines():
            self._keys.type(line)
            self._keys.press("Enter")
        with self.talk.asking():
            self._keys.press("Control+Enter")

    def slide(self, name: Name, to: int, least: int, most: int) -> None:
        self.tab_to(name, ("slider",))
        now = self._page.evaluate(VALUE)
        with self.talk.asking():
            for _ in range(abs(to - now)):
                self._keys.press("ArrowRight" if to > now else "ArrowLeft")

    def bring(self, files: Sequence[Path], field: Name, button: Name) -> None:
        self.write(field, "\n".join(map(str, files)))


class Pointer:
    """The wheel and the left button only, and letters into a field that was clicked."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.talk = visit, visit.talk
        self._page, self._mouse = visit.page, visit.page.mouse

    def bring_in_sight(self, found: Any) -> dict[str, float]:
        """Turn the wheel until it lies still in sight, under the page's head; where is it then?"""
        found.wait_for()
        height, before = self._page.viewport_size["height"], None
        for _ in range(MOST_TURNS):
            self._page.evaluate(DRAWN)
            box: dict[str, float] = found.bounding_box()
            below, above = box["y"] + box["height"] - (height - EDGE), HEAD - box["y"]
            if box == before and below <= 0 and above <= 0:
                return box
            before = box
            if below > 0 or above > 0:
                self._mouse.move(box["x"] + min(box["width"], 40) / 2, height / 2)
                self._mouse.wheel(0, min(height / 2, below + EDGE) if below > 0 else -min(height / 2, above + EDGE))
        pytest.fail(f"{found} does not come in sight")

    def click(self, found: Any) -> None:
        box = self.bring_in_sight(found)
        self._mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def _enabled(self, role: str, name: Name, nth: int = 0) -> Any:
        exact = {} if isinstance(name, re.Pattern) else {"exact": True}
        return self._page.get_by_role(role, name=name, disabled=False, **exact).nth(nth)

    def press(self, name: Name, nth: int = 0) -> None:
        found = self._enabled("button", name, nth).or_(self._enabled("link", name, nth))
        with self.talk.asking():
            self.click(found)

    def pick(self, name: Name) -> None:
        found = self._enabled("radio", name)
        found.wait_for(state="attached")
        if found.is_checked():
            return
        # a round box is drawn beside an input that nobody sees; the words beside it are clicked
        words_of = found.locator("xpath=ancestor-or-self::*[self::label or self::button][1]")
        with self.talk.asking():
            self.click(words_of)

    def tick(self, name: Name, nth: int = 0) -> None:
        # the box itself is drawn beside an input that nobody sees
        boxes = self._page.get_by_test_id("stCheckbox").filter(has_text=name)
        with self.talk.asking():
            self.click(boxes.nth(nth).locator("label > div").first)

    def choose(self, field: Name, option: Name) -> None:
        exact = {} if isinstance(option, re.Pattern) else {"exact": True}
        offered, lists = self._page.get_by_role("option", name=option, **exact), self._page.get_by_role("listbox")
        opener = self._enabled("combobox", field)
        for _ in range(MOST_OPTIONS):
            # a list closes when the page moves under it: then it is opened again
            if not lists.count():
                self.click(opener)
            self._page.evaluate(DRAWN)
            found = next(iter(offered.all_inner_texts()), None)
            spots = offered.evaluate_all(MIDDLES)
            if found is None or not spots:
                continue
            self._mouse.click(*spots[0])
            self.talk.settle()
            if opener.evaluate(CHOSEN, found):
                break
        else:
            pytest.fail(f"{option!r} is not in this list")
        if lists.count():
            # a list of which several can be chosen stays open until a click beside it
            size = self._page.viewport_size
            self._mouse.click(size["width"] - 20, size["height"] / 2)
            lists.wait_for(state="detached")
            self.talk.settle()

    def call(self, field: Name, name: str) -> None:
        self.pick(name)

    def write(self, field: Name, text: str) -> None:
        self.click(self._enabled("textbox", field))
        self._page.keyboard.type(text)
        # a click beside the field ends the writing
        with self.talk.asking():
            self.click(self._page.get_by_role("heading", level=1))

    def slide(self, name: Name, to: int, least: int, most: int) -> None:
        track = self._page.get_by_role("slider", name=name).locator("xpath=ancestor::*[@role='group'][1]/div[1]")
        box = self.bring_in_sight(track)
        with self.talk.asking():
            self._mouse.click(box["x"] + box["width"] * (to - least) / (most - least), box["y"] + box["height"] / 2)

    def bring(self, files: Sequence[Path], field: Name, button: Name) -> None:
        with self._page.expect_file_chooser() as window:
            self.click(self._enabled("button", button))
        window.value.set_files(files)
        self._page.get_by_test_id("stMultiSelect").locator("[data-tag]").nth(len(files) - 1).wait_for()
        self.talk.settle()
