"""A showing in a real browser: no byte of anybody on any page, download, address or title; by pointer alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from identity_audit.room_findings import STEPS
from identity_audit.ui.menu import PAGES
from identity_audit.words import words
from tests.conftest import Served
from tests.ui.conftest import PATIENCE, START, Visit, own_texts
from tests.ui.test_payloads import open_expanders, write_table

pytestmark = pytest.mark.browser

MARK = "qzmark"
SIZES = {"fr": (1024, 768), "en": (1920, 1080)}
HEAD, FOOT = 60, 100
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A person's own tables in which every contact's name, address and circle, and every post, carry the mark."""
    folder = tmp_path_factory.mktemp("showing")
    posts = [
        (number, (START + timedelta(days=number)).isoformat(), f"{text} Merci Qzmark !")
        for number, text in enumerate(own_texts())
    ]
    people = [
        (f"{MARK}{n}", f"Qzmark{LETTERS[n]} Vau{n}", f"Club de Qzmark {n // 7}", f"{MARK}{n}@example.org")
        for n in range(21)
    ]
    acts = [
        (post, f"{MARK}{who}", "comment", (START + timedelta(days=post, hours=2)).isoformat())
        for post, _time, _text in posts
        for who in range(len(people))
        if who % 3 == post % 3 or (who + post) % 7 == 0
    ]
    return [
        write_table(folder / "posts.csv", ("id", "date", "text"), posts),
        write_table(folder / "contacts.csv", ("id", "name", "group", "email"), people),
        write_table(folder / "interactions.csv", ("post_id", "contact", "kind", "date"), acts),
    ]


class Room:
    """The window on the wall: what it was sent, what it holds, and a pointer that only clicks what is in sight."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page
        self.sent: list[bytes] = []
        visit.page.on("websocket", lambda socket: socket.on("framereceived", self._came))
        self.talk = visit.talk

    def _came(self, payload: str | bytes) -> None:
        self.sent.append(payload if isinstance(payload, bytes) else payload.encode())

    def press(self, key: str) -> None:
        """Turn the wheel until the button lies between the page's head and the fixed row, then click its middle."""
        found = self.page.locator(f".st-key-{key} button:enabled").first
        found.wait_for()
        fixed = found.evaluate("it => !!it.closest('.st-key-onward')")
        height = self.page.viewport_size["height"]
        for _turn in range(60):
            box = found.bounding_box()
            below, above = box["y"] + box["height"] - (height - FOOT), HEAD - box["y"]
            if fixed or (below <= 0 and above <= 0):
                break
            # the wheel turns what the pointer is over: the menu beside the page turns by itself
            self.page.mouse.move(box["x"] + box["width"] / 2, height / 2)
            self.page.mouse.wheel(0, below if below > 0 else -above)
            self.talk.settle()
        with self.talk.asking():
            self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def download(self, button: Any) -> tuple[str, bytes]:
        with self.page.expect_download() as found:
            button.click()
        return found.value.suggested_filename, Path(found.value.path()).read_bytes()

    def holds(self) -> Iterator[tuple[str, bytes]]:
        """Everything of the page that somebody could read: what came over the wire, what stands there, the address."""
        yield "wire", b"".join(self.sent)
        yield "page", self.page.content().encode()
        yield "address", self.page.url.encode()
        yield "title", self.page.title().encode()

    def marked(self) -> list[str]:
        return [what for what, held in self.holds() if MARK.encode() in held.lower()]


def opened(content: bytes) -> Iterator[bytes]:
    """A download, and each file in it where it is an archive."""
    yield content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) + name.encode() for name in archive.namelist())


def test_no_byte_of_anybody(app: Served, new_page: Callable[..., Any], tables: list[Path]) -> None:
    visit = Visit(new_page(locale="fr-BE", accept_downloads=True), app)
    room, page, _ = Room(visit), visit.page, words("fr")
    page.goto(f"{app.url}/?lang=fr")
    visit.go("data")
    page.get_by_test_id("stTextArea").locator("textarea").fill("\n".join(map(str, tables)))
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name=_("Read these files"), exact=True).click()
    visit.analyse()
    visit.go("circles")
    page.wait_for_function("mark => document.body.innerHTML.toLowerCase().includes(mark)", arg=MARK)
    # the search that finds nothing later finds everybody now
    assert {"wire", "page"} <= set(room.marked())

    visit.go("home")
    room.press("present")
    page.locator(".st-key-show_names").wait_for()
    visit.settle()
    room.sent.clear()
    for name in PAGES:
        visit.go(name)
        open_expanders(visit)
        assert (name, room.marked()) == (name, [])
    visit.go("reactions")
    page.locator(".js-plotly-plot .bars .point path").first.wait_for()
    page.mouse.click(*visit.cell(0))
    visit.settle()
    visit.go("profiles")
    files = [room.download(page.locator(f".st-key-{key} button")) for key in ("report", "tables")]
    visit.go("room")
    files += [room.download(button) for button in page.locator("[class*=st-key-sheet_] button").all()]
    assert len(files) == 7
    for name, content in files:
        assert MARK not in name
        assert not [part for part in opened(content) if MARK.encode() in part.lower()]
    for key in ("room_start", "room_next", "room_reveal", "room_next", "row_after", "room_moment_go", "room_next",
                "way_per_facet", "room_next", "room_next"):  # fmt: skip
        room.press(key)
        assert (key, room.marked()) == (key, [])
    visit.assert_quiet()


@pytest.mark.parametrize(("lang", "sample"), [("fr", "lina"), ("en", "sam")])
def test_a_showing_by_pointer_alone(lang: str, sample: str, app: Served, new_page: Callable[..., Any]) -> None:
    width, height = SIZES[lang]
    visit = Visit(new_page(locale="fr-BE" if lang == "fr" else "en-GB", viewport={"width": width, "height": height}),
                  app, lang)  # fmt: skip
    room, page, _ = Room(visit), visit.page, words(lang)
    page.goto(app.url)
    visit.arrived("home")
    visit.go("room")
    room.press(f"material_{sample}")
    page.locator(".st-key-room_start button:enabled").wait_for(timeout=PATIENCE * 1000)
    visit.arrived("room")
    room.press("room_start")

    def stands(step: int) -> None:
        """The step is there, large enough, inside the window, with its buttons; nothing of the menu beside it."""
        heading = page.get_by_role("heading", level=1, name=_(STEPS[step].title), exact=True)
        heading.wait_for()
        assert heading.evaluate("it => getComputedStyle(it).fontSize") == "40px"
        texts = page.locator(".st-key-projector [data-testid=stMarkdownContainer]:not(button *) p:visible")
        sizes = texts.evaluate_all("all => all.filter(it => !it.closest('[data-testid=stCaptionContainer]'))"
                                   ".map(it => parseFloat(getComputedStyle(it).fontSize))")  # fmt: skip
        assert sizes
        assert min(sizes) >= 20
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not page.get_by_test_id("stSidebar").is_visible()
        for button in page.locator(".st-key-projector button:visible").all():
            assert button.bounding_box()["height"] >= 48
        for button in page.locator(".st-key-onward button").all():
            assert button.bounding_box()["y"] + button.bounding_box()["height"] <= height

    stands(1)
    room.press("more_answer_1")
    room.press("room_next")
    stands(2)
    for bet in ("11", "11", "26", "26", "26"):
        room.press(f"more_bet_{bet}")
    room.press("room_reveal")
    page.get_by_role("heading", level=2, name=re.compile(r"100 \(")).wait_for()
    room.press("room_next")
    stands(3)
    rows = page.locator(".js-plotly-plot .yaxislayer-above text, .js-plotly-plot .ytick text")
    rows.first.wait_for()
    before = rows.count()
    room.press("row_after")
    page.wait_for_function("n => document.querySelectorAll('.js-plotly-plot .ytick').length > n", arg=before)
    room.press("room_freeze")
    assert page.locator(".st-key-projector button:visible").count() == 1
    room.press("room_thaw")
    room.press("room_next")
    stands(4)
    room.press("way_per_facet")
    page.locator(".js-plotly-plot .scatterlayer .point").first.wait_for()
    room.press("room_other_go")
    room.press("room_back")
    stands(3)
    room.press("room_next")
    room.press("room_next")
    stands(5)
    room.press("for_10")
    room.press("room_next")
    stands(6)
    room.press("room_wipe")
    page.get_by_text(_("Wiped. Nothing of this session is kept.")).wait_for()
    visit.assert_quiet()
