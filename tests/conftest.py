"""What every test stands on: no network, no file in the person's folder, the real app on a free port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import run

ROOT = Path(__file__).parents[1]
BROWSER_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SECONDS_TO_START = 90

# No deadline: a slow machine is not a wrong program. No database: the checkout stays as it is.
settings.register_profile("here", deadline=None, database=None, derandomize=True)
settings.load_profile("here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A walk that waited in vain is walked once more, and the summary says so: two browsers share one small machine.

    Only the browser's own time-outs: what the app shows, or does not, is asserted once.
    """
    for item in items:
        if item.get_closest_marker("browser") is not None:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=r"^TimeoutError: .*Timeout \d+ms exceeded"))


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Nothing that a test runs may speak to another computer."""

    def refuse_unless_local(host: Any) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
        try:
            local = name == "localhost" or ip_address(name).is_loopback
        except ValueError:
            local = False
        if not local:
            raise RuntimeError("a test tried to reach another computer")

    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any, original: Any = original) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse_unless_local(address[0])
            return original(self, address)

        patch.setattr(socket.socket, name, connect)
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        refuse_unless_local(host)
        return look_up(host, *rest, **named)

    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder for each test, instead of the person's own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("IDENTITY_AUDIT_HOME", str(folder))
    return folder


@dataclass
class Served:
    """A server that a test started."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    door: run.Door | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_it_answers_or_ends(self) -> bool:
        """Does it answer? False when it ended by itself."""
        patience = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < patience:
            if run.answers(self.port, self.door.cookie() if self.door else ""):
                return True
            try:
                self.process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            return False
        pytest.fail(f"the server neither answered nor ended:\n{self.output()}")

    def wait_for(self, said: str) -> int:
        """The number in a sentence of the server (a pattern with one group), as soon as it was printed."""
        patience = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < patience:
            found = re.search(said, self.output())
            if found is not None:
                return int(found[1])
            try:
                self.process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        pytest.fail(f"the server did not say {said!r}:\n{self.output()}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


Serve = Callable[..., Served]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def keys() -> list[dict[str, Any]]:
    """The cookie of every server that was started, for a browser that went in by the door (`test_entry` does)."""
    return []


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory, keys: list[dict[str, Any]]) -> Iterator[Serve]:
    """Start the app as run.py does, or any other command with `{port}` in it; all are stopped at the end.

    within: words of another command that starts it.
    """
    running: list[Served] = []

    def start(
        command: list[str] | None = None,
        *,
        script: Path = ROOT / "streamlit_app.py",
        variables: dict[str, str] | None = None,
        folder: Path = ROOT,
        within: Sequence[str] = (),
    ) -> Served:
        port = free_port()
        words = command or run.server_command(Path(sys.executable), port, script)
        door = None if command else run.Door(port)
        data = tmp_path_factory.mktemp("served")
        log = data / "log.txt"
        environment = {
            **(door.environment() if door else run.clean_environment()),
            "PYTHONPATH": str(ROOT),
            "IDENTITY_AUDIT_HOME": str(data),
            **(variables or {}),
        }
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*within, *(word.replace("{port}", str(port)) for word in words)],
                cwd=folder,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        served = Served(process, port, log, door)
        running.append(served)
        if door:
            keys.append({"name": door.cookie().split("=")[0], "value": door.cookie().split("=")[1], "url": served.url})
        return served

    yield start
    for served in running:
        served.stop()


@pytest.fixture(scope="session")
def app(serve: Serve) -> Served:
    """The real app, started once for all tests that only look at it."""
    served = serve()
    assert served.wait_until_it_answers_or_ends(), served.output()
    return served


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser, driven by playwright; without one the test is skipped, or fails where CI=true."""

    def absent(sentence: str) -> None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)

    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("playwright is not installed (requirements-dev.txt): browser tests are left out")
    executable = run.find_browser()
    if executable is None:
        absent("no Chromium, Chrome or Edge on this computer: browser tests are left out")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=BROWSER_FLAGS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Any, keys: list[dict[str, Any]]) -> Iterator[Callable[..., Any]]:
    """Open pages of their own, with `locale="fr-BE"` or any other setting of a browser context."""
    contexts = []

    def open_page(**context: Any) -> Any:
        contexts.append(browser.new_context(**{"locale": "en-GB", **context}))
        contexts[-1].add_cookies(keys)
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()
