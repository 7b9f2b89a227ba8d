"""Every page, empty and full of attacks, on a computer without any network: nothing is asked, everybody can use it.

One walk, because opening every page is what takes time. The server and the browser live in a network of their own that
has no way out (Linux); the browser writes down everything its network code does. On every page the rules of WCAG 2.2 AA
are run by axe-core. Pages that others add are walked as soon as they stand in the menu.
"""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from identity_audit.server.guard import is_loopback
from identity_audit.ui.menu import PAGES, SECTIONS
from identity_audit.words import words
from tests.conftest import BROWSER_FLAGS, SECONDS_TO_START, Serve, Served
from tests.ui.conftest import Visit
from tests.ui.test_payloads import assert_harmless, open_expanders, read, tables  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALONE = ["unshare", "-n", "--", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
# What Chromium asks its own maker for, whatever page is open; none of it can get out here.
BROWSERS_OWN = {
    "accounts.google.com", "clients2.google.com", "content-autofill.googleapis.com", "google.com",
    "optimizationguide-pa.googleapis.com", "redirector.gvt1.com", "update.googleapis.com", "www.google.com",
}  # fmt: skip
NARROW, LAPTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
FAULTS = """async tags => {
    const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
    return found.violations.map(rule => [rule.id, ...rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]);
}"""


def can_be_alone() -> bool:
    """May this test give a program a network of its own?"""
    if not all(map(shutil.which, ("unshare", "nsenter", "ip"))):
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture
def alone(serve: Serve) -> Served:
    """The server in a network of its own, where that is possible."""
    served = serve(within=ALONE if can_be_alone() else ())
    patience = time.monotonic() + SECONDS_TO_START
    table = Path(f"/proc/{served.process.pid}/net/tcp")
    while time.monotonic() < patience:
        assert served.process.poll() is None, served.output()
        if table.exists() and f":{served.port:04X} 00000000:0000 0A" in table.read_text("ascii"):
            return served
        time.sleep(0.1)
    pytest.fail(served.output())


@pytest.fixture
def net_log(tmp_path: Path) -> Path:
    return tmp_path / "net-log.json"


@pytest.fixture
def page(alone: Served, browser: Any, net_log: Path, tmp_path: Path) -> Iterator[Any]:
    """A page of a browser in the same network, which writes down what it asks for."""
    browser_type = browser.browser_type
    import run

    starter = tmp_path / "browser"
    within = f"nsenter -t {alone.process.pid} -n " if can_be_alone() else ""
    starter.write_text(f'#!/bin/sh\nexec {within}"{run.find_browser()}" "$@"\n', encoding="ascii")
    starter.chmod(stat.S_IRWXU)
    started = browser_type.launch(executable_path=str(starter), args=[*BROWSER_FLAGS, f"--log-net-log={net_log}"])
    context = started.new_context(locale="fr-BE", viewport=LAPTOP, reduced_motion="reduce")
    assert alone.door is not None
    name, _equals, value = alone.door.cookie().partition("=")
    context.add_cookies([{"name": name, "value": value, "url": alone.url}])
    yield context.new_page()
    started.close()


def axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Any) -> list[list[str]]:
    """What axe-core finds on the page as it stands."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(axe())
    found: list[list[str]] = page.evaluate(FAULTS, TAGS)
    return found


def animated(page: Any) -> int:
    """How many things move for longer than a blink, though the person asked for calm."""
    moving: int = page.evaluate(
        "document.getAnimations().filter(one => one.effect.getComputedTiming().activeDuration > 100).length"
    )
    return moving


def walk(visit: Visit) -> dict[str, object]:
    """Every page by the menu, its folds open, on a wide screen and on a narrow one; what is wrong on each."""
    wrong: dict[str, object] = {}
    for name in PAGES:
        visit.go(name)
        open_expanders(visit)
        assert_harmless(visit)
        wrong |= {f"{name}: {rule}": places for rule, *places in faults(visit.page)}
        if animated(visit.page):
            wrong[f"{name}: moves"] = True
        visit.page.set_viewport_size(NARROW)
        visit.settle()
        wrong |= {f"{name}, narrow: {rule}": places for rule, *places in faults(visit.page)}
        wide = visit.page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROW["width"]:
            wrong[f"{name}: too wide"] = wide
        visit.page.set_viewport_size(LAPTOP)
        visit.settle()
    return wrong


def test_every_page_without_a_network(
    alone: Served,
    page: Any,
    net_log: Path,
    tables: list[Path],  # noqa: F811
) -> None:
    visit = Visit(page, alone)
    page.goto(f"{alone.url}/?lang=fr")
    visit.arrived("home")
    # each heading of the menu names the list of the pages under it
    for heading, pages in SECTIONS.items():
        if heading:
            named = page.get_by_role("list", name=words("fr")(heading), exact=True)
            assert named.get_by_role("listitem").get_by_role("link").count() == len(pages)
    wrong = {f"empty {place}": what for place, what in walk(visit).items()}
    read(visit, tables)
    wrong |= walk(visit)
    assert wrong == {}
    # the rules find what is wrong
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img id=\"planted\" src=\"data:,\">')")
    assert "image-alt" in [rule for rule, *_places in faults(page)]
    page.evaluate("document.getElementById('planted').remove()")

    page.get_by_test_id("stSidebar").get_by_text("English").click()
    visit.lang = "en"
    visit.arrived(list(PAGES)[-1])
    for name in PAGES:
        visit.go(name)
        open_expanders(visit)
        assert_harmless(visit)
        assert (name, faults(page)) == (name, [])
    # and the program itself says so
    visit.go("nothing")
    page.get_by_role("button", name="Check now").click()
    page.get_by_text(
        words("en")("Since it was started, the program has asked no other computer for anything.")
    ).wait_for()
    page.get_by_text("has not asked any other computer, not even for a name.").wait_for()

    page.context.browser.close()
    asked, hosts = net_log_of(net_log)
    assert asked, "the log holds what was asked"
    assert {host for host in hosts if not is_loopback(host)} == set()


def net_log_of(file: Path) -> tuple[set[str], set[str]]:
    """The addresses that our pages asked for, and every host that was spoken to or looked up for them."""
    log = json.loads(file.read_text(encoding="utf-8"))
    kinds = {number: name for name, number in log["constants"]["logEventTypes"].items()}
    asked, hosts = set(), set()
    for event in log["events"]:
        kind, values = kinds[event["type"]], event.get("params", {})
        if kind == "URL_REQUEST_START_JOB" and "url" in values:
            url = urlsplit(values["url"])
            # without an origin it is the browser itself that asks
            of_page = values.get("initiator", "not an origin") != "not an origin"
            if url.hostname and (of_page or url.hostname not in BROWSERS_OWN):
                asked.add(values["url"])
                hosts.add(url.hostname)
        elif kind in ("HOST_RESOLVER_MANAGER_REQUEST", "HOST_RESOLVER_MANAGER_JOB") and "host" in values:
            host = urlsplit(values["host"] if "//" in values["host"] else f"//{values['host']}").hostname
            if host and host not in BROWSERS_OWN:
                hosts.add(host)
        elif kind == "TCP_CONNECT_ATTEMPT" and "address" in values:
            hosts.add(values["address"].rpartition(":")[0].strip("[]"))
    return asked, hosts


def test_the_reading_of_the_log_sees_what_a_page_asks_for(tmp_path: Path) -> None:
    page, itself = {"initiator": "http://127.0.0.1:1"}, {"initiator": "not an origin"}
    events = [
        (1, {"url": "http://127.0.0.1:1/x", **page}), (1, {"url": "https://accounts.google.com/", **itself}),
        (1, {}), (2, {"host": "https://accounts.google.com"}), (3, {"address": "127.0.0.1:1"}), (3, {}),
    ]  # fmt: skip
    found = [
        (1, {"url": "https://accounts.google.com/a", **page}), (1, {"url": "https://b.example/", **itself}),
        (2, {"host": "https://c.example"}), (2, {"host": "d.example:443"}), (3, {"address": "192.0.2.1:443"}),
    ]  # fmt: skip
    names = {"URL_REQUEST_START_JOB": 1, "HOST_RESOLVER_MANAGER_REQUEST": 2, "TCP_CONNECT_ATTEMPT": 3}

    def read_back(of: list[tuple[int, dict[str, str]]]) -> set[str]:
        log = {"constants": {"logEventTypes": names}, "events": [{"type": n, "params": values} for n, values in of]}
        (tmp_path / "log").write_text(json.dumps(log), encoding="utf-8")
        return net_log_of(tmp_path / "log")[1]

    assert read_back(events) == {"127.0.0.1"}
    assert read_back(events + found) == {
        "127.0.0.1", "accounts.google.com", "b.example", "c.example", "d.example", "192.0.2.1",
    }  # fmt: skip
