"""The page shell in two languages, settings that cannot be weakened, errors that tell no text."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit import config, runtime
from streamlit.runtime import Runtime
from streamlit.testing.v1 import AppTest

from identity_audit.server import entrance, guarded, page_shell
from identity_audit.server.entrance import door, settings


@pytest.fixture(autouse=True)
def same_settings_afterwards() -> Any:
    names = [*settings(), *entrance._ALSO]
    before = {name: config.get_option(name) for name in names}
    yield
    for name, value in before.items():
        config.set_option(name, value)
    logging.getLogger("streamlit.error_util").filters.clear()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.20", "unix:///tmp/x", None])
def test_does_not_start_on_another_address(address: str | None) -> None:
    config.set_option("server.address", address)
    with pytest.raises(SystemExit) as stop:
        door()
    assert "only on this computer" in str(stop.value)
    assert "\n" not in str(stop.value)


def test_settings_from_outside_are_put_right() -> None:
    config.set_option("server.address", "127.0.0.1")
    config.set_option("browser.gatherUsageStats", True)
    config.set_option("client.showErrorDetails", "full")
    config.set_option("client.allowedOrigins", ["https://evil.example"])
    config.set_option("server.enableStaticServing", True)
    door()
    assert {name: config.get_option(name) for name in settings()} == settings()


def test_the_settings_file_is_what_was_measured() -> None:
    wanted = {
        "server.address": "127.0.0.1",
        "server.allowedHosts": ["127.0.0.1", "localhost"],
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.xsrfCookieSameSite": "strict",
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.disableDataExport": True,
        "client.allowedOrigins": [],
    }
    assert wanted.items() <= {name: value for name, value in settings().items() if name in wanted}.items()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("text", ["textColor", "primaryColor", "linkColor"])
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_texts_can_be_read(text: str, ground: str) -> None:
    lighter, darker = sorted((luminance(settings()[f"theme.{name}"]) for name in (text, ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_no_theme_loads_anything() -> None:
    theme = {name: value for name, value in settings().items() if name.startswith("theme.")}
    assert theme.pop("theme.base") == "light"
    assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for value in theme.values())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_shell_says_its_language_and_loads_our_two_files(lang: str) -> None:
    page = page_shell.shells()[lang].decode()
    assert f'<html lang="{lang}">' in page
    assert '<script src="/door/page.js" defer></script>' in page
    assert '<link rel="stylesheet" href="/door/page.css">' in page
    assert "<title>Identity Audit</title>" in page


def test_every_inline_script_is_allowed_by_its_hash_and_no_other() -> None:
    pages = page_shell.shells()
    inline = re.findall(r"<script>(.*?)</script>", pages["fr"].decode(), re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline]
    assert sorted(hashes) == page_shell.inline_script_hashes(pages)
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (b"", "", "en"),
        (b"", "fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        (b"", "fr", "fr"),
        (b"", "fro,fr;q=0.5", "en"),
        (b"", "nl-BE,nl;q=0.9,fr;q=0.8", "en"),
        (b"lang=fr", "en-GB", "fr"),
        (b"lang=en", "fr-BE", "en"),
        (b"x=1&lang=fr", "", "fr"),
        (b"lang=%22%3E%3Cscript", "fr", "fr"),
    ],
)
def test_the_language_of_a_request(query: bytes, accept: str, expected: str) -> None:
    scope = {"type": "http", "query_string": query, "headers": [(b"accept-language", accept.encode())]}
    assert page_shell.language_of(scope) == expected


def test_an_error_reaches_the_terminal_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    config.set_option("server.address", "127.0.0.1")
    door()
    logger = logging.getLogger("streamlit.error_util")
    logger.propagate = True
    try:
        raise ValueError("Jeanne wrote this")
    except ValueError as error:
        logger.error("Uncaught app execution", exc_info=error)
    assert "Jeanne" not in caplog.text
    assert "ValueError at outside our code" in caplog.text


def test_pages_know_whether_the_guard_stands_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert guarded(), "no server at all: a test or a tool"
    server = object.__new__(Runtime)
    monkeypatch.setattr(Runtime, "_instance", server)
    assert runtime.get_instance() is server
    assert not guarded(), "a server that never went through the door"
    monkeypatch.setattr(entrance, "_standing", True)
    assert guarded()


def test_a_page_without_the_guard_stops_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "guarded", lambda: False)

    def page() -> None:
        import streamlit as st

        from identity_audit.server import stop_unless_guarded

        stop_unless_guarded()
        st.text("private")

    at = AppTest.from_function(page).run()
    assert [element.value for element in at.text] == []
    assert "run.py" in at.error[0].value


def test_a_failed_page_says_so_in_the_language_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    stand_in = SimpleNamespace(query_params={"lang": "fr"}, error=said.append)
    monkeypatch.setattr(entrance, "st", stand_in)
    assert door()["on_script_error"](ValueError("x")) is True
    stand_in.query_params = {}
    door()["on_script_error"](ValueError("x"))
    assert said[0].startswith("Quelque chose")
    assert said[1].startswith("Something")


def test_the_file_that_is_started_draws_the_first_page_in_a_script_run() -> None:
    at = AppTest.from_file(Path(__file__).parents[2] / "streamlit_app.py", default_timeout=60).run()
    assert not at.exception
    assert at.main.children
