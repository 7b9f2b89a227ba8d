"""What does the server cost, beside Streamlit as it is? Memory and speed of an upload; start and rerun of a page.

    python benchmarks/server.py                  1,000 MB, 5 reruns
    python benchmarks/server.py --megabytes 200

Everything is measured in one run on one computer, ours beside Streamlit's own: the ratios count, not the seconds. A
start ends when a person can press something; a rerun when the page says that the new text is drawn. Needs Linux (memory
is read from /proc) and a Chromium (as the browser tests do).
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
import run  # noqa: E402 - from the folder above

MEGABYTE = 1_000_000
BARE = """
import streamlit as st
st.title("Bare")
st.file_uploader("f", key="f", max_upload_size=4000)
n = st.slider("n", 0, 9, 0)
st.text(f"drawn {n}")
"""
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split()
SLOWEST = 600_000  # ms; only what hangs takes so long
STANDS = '[data-test-script-state="notRunning"]'
# seconds from the next key to a page that was drawn again, as the page itself sees it
DRAWN_AGAIN = """() => {
    document.activeElement.blur();
    window.drawnAgain = new Promise(done => {
        const app = document.querySelector('[data-test-script-state]');
        let pressed = 0, runs = false;
        // a page that is drawn within one frame does not say that it ran
        setTimeout(() => done(null), 5000);
        document.addEventListener('keydown', () => { pressed = performance.now(); }, {once: true, capture: true});
        const watch = new MutationObserver(() => {
            runs ||= app.dataset.testScriptState === 'running';
            if (!runs || app.dataset.testScriptState !== 'notRunning') return;
            watch.disconnect();
            const tell = () => done((performance.now() - pressed) / 1000);
            requestAnimationFrame(() => requestAnimationFrame(tell));
        });
        watch.observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
    });
}"""


@dataclass(frozen=True)
class Server:
    """A server that runs: its process, its port, the cookie that it asks for, where its data lie."""

    process: subprocess.Popen[bytes]
    port: int
    cookie: str
    home: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def resident(self) -> float:
        """MB of memory that the process holds."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS:"))


@contextmanager
def served(*, bare: bool) -> Iterator[Server]:
    """Our app as run.py starts it, or Streamlit's own with a page of four lines."""
    home = Path(tempfile.mkdtemp())
    port = run.free_port(8700)
    door = run.Door(port)
    script = home / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    if bare:
        command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
        command += ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
        command += ["--server.maxUploadSize=4000"]
    else:
        command = run.server_command(Path(sys.executable), port)
    process = subprocess.Popen(
        command, cwd=home if bare else ROOT, env={**door.environment(), "IDENTITY_AUDIT_HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not run.answers(port, door.cookie()):
            time.sleep(0.02)
        yield Server(process, port, door.cookie(), home)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def page_of(browser: Any, server: Server) -> Iterator[Any]:
    context = browser.new_context(locale="en-GB")
    name, _equals, value = server.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    yield context.new_page()
    context.close()


def upload(browser: Any, megabytes: int, *, bare: bool) -> tuple[float, float]:
    """Growth of memory (MB), as it stays, and speed (MB/s) of one file by the browser."""
    with served(bare=bare) as server, page_of(browser, server) as page, tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "big.zip"
        with big.open("wb") as file:
            file.truncate(megabytes * MEGABYTE)
        page.goto(f"{server.url}/" if bare else f"{server.url}/?lang=en")
        if not bare:
            page.get_by_role("link", name="My data").click()
        zone = page.get_by_test_id("stFileUploaderDropzoneInput" if bare else "arrivals")
        zone.wait_for(state="attached")
        page.wait_for_timeout(1000)
        before = server.resident()
        started = time.perf_counter()
        # what is sent is answered when it is all there
        where = "upload_file" if bare else "/door/arrivals"
        with page.expect_response(lambda answer: where in answer.url and answer.request.method == "PUT",
                                  timeout=SLOWEST):  # fmt: skip
            zone.set_input_files(str(big))
        spent = time.perf_counter() - started
        return server.resident() - before, megabytes / spent


def sent(megabytes: int) -> tuple[float, float]:
    """The same by our route alone, without a browser: most growth (MB) and speed (MB/s)."""
    with served(bare=False) as server:
        block = os.urandom(MEGABYTE)
        before = most = server.resident()
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        connection.putrequest("PUT", "/door/arrivals?name=big.zip")
        for name, value in (
            ("Cookie", server.cookie),
            ("Origin", server.url),
            ("Content-Length", megabytes * MEGABYTE),
        ):
            connection.putheader(name, str(value))
        connection.endheaders()
        for number in range(megabytes):
            connection.send(block)
            if number % 50 == 0:
                most = max(most, server.resident())
        assert connection.getresponse().status == 201
        return max(most, server.resident()) - before, megabytes / (time.perf_counter() - started)


def start(browser: Any, *, bare: bool) -> float:
    """Seconds from the command to a page on which something can be pressed."""
    started = time.perf_counter()
    with served(bare=bare) as server, page_of(browser, server) as page:
        page.goto(f"{server.url}/")
        page.get_by_role("slider" if bare else "button").first.wait_for()
        page.locator('[data-test-script-state="notRunning"]').wait_for()
        return time.perf_counter() - started


def rerun_of_bare(browser: Any, times: int) -> float:
    """Seconds from a key to the new text."""
    with served(bare=True) as server, page_of(browser, server) as page:
        page.goto(f"{server.url}/")
        slider = page.get_by_role("slider").first
        slider.wait_for()
        spent = []
        for number in range(1, times + 1):
            started = time.perf_counter()
            slider.press("ArrowRight")
            page.get_by_text(f"drawn {number}", exact=True).wait_for()
            spent.append(time.perf_counter() - started)
        return median(spent)


def pages_of_ours(browser: Any, times: int) -> dict[str, tuple[float, float]]:
    """Seconds from a click in the menu to a page that stands, and to draw it again, with the example on screen."""
    from identity_audit.ui.menu import PAGES
    from identity_audit.words import words

    with served(bare=False) as server, page_of(browser, server) as page:
        page.goto(f"{server.url}/?lang=en")
        page.get_by_role("button", name="See an example").click()
        page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=SLOWEST)
        found = {}
        links = page.get_by_test_id("stSidebarNavLink")
        for number, (name, (title, _icon)) in list(enumerate(PAGES.items()))[1:]:
            heading = page.get_by_role("heading", level=1, name=words("en")(title), exact=True)
            opened, again = [], []
            # two pages ask for a guess before they show anything
            links.nth(number).click()
            heading.wait_for()
            page.locator(STANDS).wait_for()
            skip = page.get_by_role("button", name="Show without guessing", exact=True)
            if skip.count():
                skip.click()
                skip.wait_for(state="detached")
            for _ in range(times):
                links.first.click()
                heading.wait_for(state="detached")
                page.locator(STANDS).wait_for()
                started = time.perf_counter()
                links.nth(number).click()
                heading.wait_for()
                page.locator(STANDS).wait_for()
                opened.append(time.perf_counter() - started)
                # its pictures are drawn a moment after it stands
                page.wait_for_timeout(1000)
                page.evaluate(DRAWN_AGAIN)
                page.keyboard.press("r")
                seen = page.evaluate("() => window.drawnAgain")
                again += [] if seen is None else [seen]
            found[name] = (median(opened), median(again) if again else float("nan"))
        return found


def main() -> None:
    """Print everything, ours beside Streamlit's own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=run.find_browser(), args=FLAGS)
        print(f"upload of {asked.megabytes} MB          memory    speed")
        for name, (memory, speed) in {
            "our route": sent(asked.megabytes),
            "our zone, by the browser": upload(browser, asked.megabytes, bare=False),
            "st.file_uploader": upload(browser, asked.megabytes, bare=True),
        }.items():
            print(f"  {name:<26} {memory:+6.0f} MB {speed:6.0f} MB/s")
        ours, bare = (median(start(browser, bare=b) for _ in range(3)) for b in (False, True))
        print(f"start to interactive: ours {ours:.2f} s, bare Streamlit {bare:.2f} s ({ours / bare:.2f} times)")
        bare = rerun_of_bare(browser, asked.times)
        print(f"rerun: bare Streamlit {bare:.3f} s; our pages, opened by the menu and drawn again:")
        for name, (opened, again) in pages_of_ours(browser, asked.times).items():
            print(f"  {name:<12} {opened:.3f} s   {again:.3f} s ({again / bare:.1f} times)")
        browser.close()


if __name__ == "__main__":
    main()
