"""An export whose every text is an attack, on every page: nothing runs, nothing is asked, all is shown."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from identity_audit.safe_text import clean, shown
from tests.conftest import Served
from tests.ui.conftest import START, Visit, own_texts

pytestmark = pytest.mark.browser

# One of each kind of `reference/security.md` section 3, short enough for the name of a facet.
PAYLOADS = (
    "[click](javascript:window.__x=1)",
    '<img src="https://evil.example/i.png" onerror="window.__x=1">',
    "![p](https://evil.example/p.png)",
    "https://evil.example/auto www.evil.example",
    "somebody@evil.example mailto:a@evil.example",
    '<a href="https://evil.example/a">x</a>',
    "<script>window.__x=1</script><b>bold</b>",
    "$\\href{https://evil.example}{x}$ $$x^2$$",
    ":red[red] :blue-background[blue] :small[s]",
    ":material/home: :streamlit: :smile:",
    "![a][b]",
    "[b]: https://evil.example/ref.png",
    '<span style="background:url(https://evil.example/s)">s</span>',
    "%{customdata[0]} %{text}",
    '=HYPERLINK("https://evil.example")',
    "# heading - item 1. one > quote `code` ~~no~~ **bold** _it_",
)
EVIL_NODES = """() => [...document.querySelectorAll('*')]
    .filter(node => [...node.attributes].some(a => /^(xlink:href|href|src|srcset|action|style|poster)$/.test(a.name)
        && /evil|javascript:/.test(a.value)))
    .map(node => node.outerHTML.slice(0, 200))"""


def write_table(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def circle_of(number: int) -> str:
    """Two people a circle, so that there are more circles than fit on a screen."""
    return PAYLOADS[number // 2 * 2]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The three tables of a person whose contacts, circles and posts are all attacks."""
    folder = tmp_path_factory.mktemp("payloads")
    texts = [f"{PAYLOADS[number % len(PAYLOADS)]} {text}" for number, text in enumerate(own_texts())]
    posts = [(number, (START + timedelta(days=number)).isoformat(), text) for number, text in enumerate(texts)]
    contacts = [
        (f"c{number}", name, circle_of(number), f"{number}@evil.example") for number, name in enumerate(PAYLOADS)
    ]
    acts = [
        (post, f"c{who}", "reaction", "")
        for post, _time, _text in posts
        for who in range(len(PAYLOADS))
        if who % 3 == post % 3 or (who + post) % 7 == 0
    ]
    return [
        write_table(folder / "posts.csv", ("id", "date", "text"), posts),
        write_table(folder / "contacts.csv", ("id", "name", "group", "email"), contacts),
        write_table(folder / "interactions.csv", ("post_id", "contact", "kind", "date"), acts),
    ]


def visible(text: str) -> str:
    """A text as the browser lays it out: our invisible joiners away, blanks collapsed."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "")).strip()


def assert_harmless(visit: Visit) -> None:
    assert visit.page.evaluate("window.__x === undefined")
    assert visit.page.evaluate(EVIL_NODES) == []
    visit.assert_quiet()


def open_expanders(visit: Visit) -> None:
    closed = visit.page.get_by_test_id("stExpander").locator("details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    visit.settle()


def read(visit: Visit, tables: Sequence[Path]) -> None:
    visit.go("data")
    visit.page.get_by_test_id("stTextArea").locator("textarea").fill("\n".join(map(str, tables)))
    visit.page.keyboard.press("Control+Enter")
    visit.page.get_by_role("button", name="Lire ces fichiers").click()
    visit.page.get_by_role("button", name="Analyser", exact=True).wait_for(timeout=120_000)
    visit.arrived("verify")
    open_expanders(visit)
    assert_harmless(visit)
    visit.analyse()
    visit.go("data")
    visit.page.get_by_role("heading", name="Ce que vos fichiers peuvent dire").wait_for()


def test_every_page_shows_attacks_as_text(app: Served, new_page: Callable[..., Any], tables: list[Path]) -> None:
    visit = Visit(new_page(locale="fr-BE"), app)
    page = visit.page
    page.goto(f"{app.url}/?lang=fr")
    read(visit, tables)
    open_expanders(visit)
    assert_harmless(visit)

    visit.go("aim")
    options = offered(page.get_by_test_id("stSelectbox"))
    assert len(set(options) & set(map(visible, PAYLOADS[::2]))) >= 6
    page.get_by_role("option").filter(has_text="[click]").click()
    visit.settle()
    assert_harmless(visit)

    # posts stand in the facets as they were written
    visit.go("facets")
    open_expanders(visit)
    written = {visible(shown(clean(row["text"]), 280)) for row in csv.DictReader(tables[0].open(encoding="utf-8"))}
    posts = {visible(text) for text in page.get_by_test_id("stText").all_inner_texts()}
    assert len(posts) >= 6
    assert posts <= written
    assert_harmless(visit)

    visit.go("gestures")
    open_expanders(visit)
    assert_harmless(visit)

    # circles in the chips, the sentences and the picture, and what a pointer on the picture shows
    visit.go("reactions")
    open_expanders(visit)
    chips = [visible(text) for text in page.get_by_test_id("stMultiSelect").locator("[data-tag]").all_inner_texts()]
    rows = [visible(text) for text in page.get_by_test_id("stMarkdown").locator("li").all_inner_texts()]
    told = [name for name in map(visible, PAYLOADS[::2]) if any(row.startswith(name) for row in rows)]
    assert len(told) == 6
    assert set(told) == set(chips)
    for number in range(4):
        page.mouse.move(*visit.cell(number))
        page.locator(".hoverlayer .hovertext").first.wait_for()
        assert_harmless(visit)
    page.mouse.click(*visit.cell(1))
    page.get_by_test_id("stSelectbox").first.locator('input:not([value="Tous les contacts"])').wait_for()
    visit.settle()
    assert cells(page.get_by_test_id("stDataFrame").last) & set(map(visible, PAYLOADS))
    assert_harmless(visit)

    visit.go("profiles")
    open_expanders(visit)
    assert page.get_by_test_id("stPlotlyChart").count() == 2
    assert any("[click](javascript" in visible(text) for text in page.get_by_test_id("stAlert").all_inner_texts())
    assert_harmless(visit)

    # a facet may be called anything: its name reaches titles, charts and widgets of four pages
    visit.go("facets")
    wanted = [PAYLOADS[number][:60] for number in (12, 13, 7)]
    for number, payload in enumerate(wanted):
        box = page.get_by_test_id("stTextInput").nth(number).locator("input")
        box.fill(payload)
        box.press("Enter")
        page.locator(".js-plotly-plot .ytick").filter(has_text=payload.split()[0][:12]).first.wait_for()
        visit.settle()
        assert box.input_value() == visible(payload)
        assert_harmless(visit)
    assert visible(wanted[0]) in visible(page.get_by_test_id("stHeading").nth(1).inner_text())
    for name in ("gestures", "reactions", "profiles"):
        visit.go(name)
        open_expanders(visit)
        page.locator(".js-plotly-plot .main-svg").first.wait_for()
        assert_harmless(visit)

    # the words of the app change around them
    page.get_by_test_id("stSidebar").get_by_text("English").click()
    visit.lang = "en"
    visit.arrived("profiles")
    open_expanders(visit)
    assert_harmless(visit)


def offered(box: Any) -> list[str]:
    """The options that a list shows when it is opened."""
    options = box.page.get_by_role("option")
    while not options.count():  # a list closes when the page is drawn again under it
        box.locator("input").press("ArrowDown")
        box.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return [visible(text) for text in options.all_inner_texts()]


def cells(grid: Any) -> set[str]:
    """The texts of a table, which stand in it for screen readers."""
    grid.locator("td").first.wait_for(state="attached")
    return {visible(text) for text in grid.locator("td, th").all_text_contents()}


def test_a_table_with_attacks_for_headers_and_name(app: Served, new_page: Callable[..., Any], tmp_path: Path) -> None:
    visit = Visit(new_page(locale="fr-BE"), app)
    page = visit.page
    page.goto(f"{app.url}/?lang=fr")
    visit.go("data")
    table = write_table(tmp_path / "x.csv", PAYLOADS, [PAYLOADS, PAYLOADS[::-1]])
    name = "![p](evil.example) $x^2$ :red[r].csv"
    visit.drop({"name": name, "mimeType": "text/csv", "buffer": table.read_bytes()})
    page.get_by_role("button", name="Lire ces fichiers").click()
    page.get_by_role("button", name="Lire avec ces colonnes").wait_for(timeout=60_000)
    visit.settle()
    assert name.replace(":", "_") in page.get_by_test_id("stText").all_inner_texts()
    assert visible(PAYLOADS[0]) in cells(page.get_by_test_id("stDataFrame"))
    assert set(offered(page.get_by_test_id("stSelectbox").nth(2))) & set(map(visible, PAYLOADS))
    page.keyboard.press("Escape")
    assert_harmless(visit)
