"""Only the app's own page, on this computer, is answered: every route, HTTP and WebSocket, as plain ASGI calls."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Mount, Route, WebSocketRoute
from streamlit import App, config
from streamlit.runtime import Runtime

import run
from identity_audit.server import Guard, door
from identity_audit.server.entry_key import VARIABLE, EntryKey, handed_over
from identity_audit.server.guard import is_loopback

PORT = 8501
RIGHT = f"127.0.0.1:{PORT}"
HEADERS = {
    b"content-security-policy",
    b"x-content-type-options",
    b"x-frame-options",
    b"referrer-policy",
    b"cross-origin-opener-policy",
    b"cross-origin-resource-policy",
    b"permissions-policy",
    b"x-dns-prefetch-control",
    b"cache-control",
}

# (Origin, Host, may a plain request pass, may a WebSocket pass)
CASES = [
    (None, RIGHT, True, False),
    (None, f"localhost:{PORT}", True, False),
    (f"http://{RIGHT}", RIGHT, True, True),
    (f"http://localhost:{PORT}", f"localhost:{PORT}", True, True),
    (f"http://localhost:{PORT}", RIGHT, False, False),
    (f"https://{RIGHT}", RIGHT, False, False),
    ("http://localhost:3000", f"localhost:{PORT}", False, False),
    ("http://127.0.0.1:9999", RIGHT, False, False),
    ("http://evil.example", RIGHT, False, False),
    ("null", RIGHT, False, False),
    ("", RIGHT, False, False),
    (f"http://evil.example:{PORT}", f"evil.example:{PORT}", False, False),
    (None, f"evil.example:{PORT}", False, False),
    (None, "127.0.0.1", False, False),
    (None, f"127.0.0.1:{PORT + 1}", False, False),
    (None, f"localhost.:{PORT}", False, False),
    (None, f"LOCALHOST:{PORT}", False, False),
    (None, f"127.0.0.1.evil.example:{PORT}", False, False),
    (None, f"user@127.0.0.1:{PORT}", False, False),
    (None, f"[::1]:{PORT}", False, False),
    (None, f"192.168.1.20:{PORT}", False, False),
    (None, None, False, False),
]


def call(app: Any, kind: str, path: str, headers: list[tuple[bytes, bytes]], /, **scope: Any) -> list[dict[str, Any]]:
    """What one request is answered with, as ASGI messages."""
    sent: list[dict[str, Any]] = []
    request = {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http" if kind == "http" else "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", PORT),
        "extensions": {"websocket.http.response": {}},
        "subprotocols": [],
        **scope,
    }
    if kind == "websocket":
        del request["method"]

    said = iter([{"type": "http.request", "body": b""} if kind == "http" else {"type": "websocket.connect"}])

    async def receive() -> dict[str, Any]:
        for message in said:
            return message
        await asyncio.Event().wait()  # the other side says nothing more
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run_apart(app(request, receive, send))
    return sent


def run_apart(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: the browser tests keep an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


def headers_of(origin: str | None, host: str | None) -> list[tuple[bytes, bytes]]:
    pairs = ((b"host", host), (b"origin", origin))
    return [(name, value.encode()) for name, value in pairs if value is not None]


def refused(sent: list[dict[str, Any]]) -> bool:
    return sent[0].get("status") == 403


async def reached(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """An application that answers everything."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"reached"})


@pytest.fixture(scope="module")
def starlette_app() -> Iterator[Any]:
    """The application that is really served, with every route of Streamlit's and ours, not started."""
    patch = pytest.MonkeyPatch()
    patch.setattr(config, "_main_script_path", None)
    config.set_option("server.address", "127.0.0.1")
    # Called directly, the App would start its runtime before it asks the guard; the application inside is enough.
    yield App("identity_audit/app.py", **door())._build_starlette_app()
    Runtime._instance = None
    patch.undo()


def paths(app: Any) -> Iterator[tuple[str, str]]:
    """Every route of the application, with something filled in for its parameters."""
    for route in app.routes:
        path = route.path.replace(":path", "")
        for name in ("{", "}"):
            path = path.replace(name, "x")
        if isinstance(route, WebSocketRoute):
            yield "websocket", path
        elif isinstance(route, Mount):
            yield from (("http", f"{path}/"), ("http", f"{path}/index.html"), ("http", f"{path}/static/js/x.js"))
        else:
            assert isinstance(route, Route), "a new kind of route: cover it here"
            yield "http", path


def test_every_route_refuses_strangers(starlette_app: Any) -> None:
    routes = list(paths(starlette_app))
    assert {"http", "websocket"} == {kind for kind, _path in routes}
    assert ("http", "/door/page.js") in routes
    for kind, path in routes:
        for origin, host, http_passes, ws_passes in CASES:
            if http_passes if kind == "http" else ws_passes:
                continue
            sent = call(starlette_app, kind, path, headers_of(origin, host))
            assert refused(sent), (kind, path, origin, host)
            assert {name for name, _value in sent[0]["headers"]} >= HEADERS
            assert b"Identity Audit" in sent[1]["body"]


@pytest.mark.parametrize(("origin", "host", "http_passes", "ws_passes"), CASES)
def test_who_passes(origin: str | None, host: str | None, http_passes: bool, ws_passes: bool) -> None:
    guard = Guard(reached)
    answer = call(guard, "http", "/", headers_of(origin, host))
    assert answer[0]["status"] == (200 if http_passes else 403)
    assert {name for name, _value in answer[0]["headers"]} >= HEADERS
    handshake = call(guard, "websocket", "/_stcore/stream", headers_of(origin, host))
    assert handshake[0]["type"] == ("websocket.accept" if ws_passes else "websocket.http.response.start")


def test_the_page_passes_through_the_real_application(starlette_app: Any) -> None:
    start, body = call(starlette_app, "http", "/", [*headers_of(None, RIGHT), (b"accept-language", b"fr-BE,fr;q=0.9")])
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert headers.keys() >= HEADERS
    assert headers[b"cache-control"] == b"no-store"
    assert b'<html lang="fr">' in body["body"]


@pytest.mark.parametrize("client", [("192.168.1.30", 50_000), ("8.8.8.8", 1), ("2001:db8::1", 1), ("", 0), None])
def test_other_computers_are_refused(client: tuple[str, int] | None) -> None:
    assert refused(call(Guard(reached), "http", "/", headers_of(None, RIGHT), client=client))


@pytest.mark.parametrize("server", [("0.0.0.0", PORT), ("192.168.1.20", PORT), ("/tmp/socket", None), None])
def test_a_socket_that_is_open_to_the_network_answers_nobody(server: tuple[str, int | None] | None) -> None:
    assert refused(call(Guard(reached), "http", "/", headers_of(None, RIGHT), server=server))


def test_two_hosts_or_two_origins_are_refused() -> None:
    right = headers_of(f"http://{RIGHT}", RIGHT)
    assert refused(call(Guard(reached), "http", "/", [*right, (b"host", b"evil.example")]))
    assert refused(call(Guard(reached), "http", "/", [*right, (b"origin", b"http://evil.example")]))


def test_a_server_that_cannot_answer_a_handshake_closes_it() -> None:
    sent = call(Guard(reached), "websocket", "/", headers_of(None, RIGHT), extensions={})
    assert sent == [{"type": "websocket.close", "code": 1008}]


@given(st.one_of(st.text(max_size=40), st.from_regex(r"(127\.0\.0\.1|localhost)[.:@]?[0-9a-z.:]{0,8}", fullmatch=True)))
def test_no_other_host_ever_passes(host: str) -> None:
    raw = host.encode("utf-8", "surrogatepass")
    passed = not refused(call(Guard(reached), "http", "/", [(b"host", raw)]))
    assert passed == (raw in (RIGHT.encode(), f"localhost:{PORT}".encode()))


def test_a_failure_is_answered_with_the_headers_too() -> None:
    async def failing(_scope: Any, _receive: Any, _send: Any) -> None:
        raise ValueError("a text of somebody")

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    request = {"type": "http", "method": "GET", "path": "/", "headers": headers_of(None, RIGHT)}
    request |= {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", PORT)}
    with pytest.raises(ValueError):
        run_apart(Guard(failing)(request, lambda: None, send))  # type: ignore[arg-type, return-value]
    assert sent[0]["status"] == 500
    assert {name for name, _value in sent[0]["headers"]} >= HEADERS
    assert b"somebody" not in sent[1]["body"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("::ffff:10.0.0.1", False),
        ("evil.example", False),
        ("unix:///tmp/x", False),
        ("", False),
        (None, False),
    ],
)
def test_which_addresses_are_this_computer(address: str | None, expected: bool) -> None:
    assert is_loopback(address) is expected


# --- the key of a start ------------------------------------------------------------------------------------------


def opening(link: str) -> dict[str, Any]:
    """The request that following this link makes."""
    path, _question, query = link.removeprefix(f"http://{RIGHT}").partition("?")
    return {"path": path, "raw_path": path.encode(), "query_string": query.encode()}


def with_cookie(*cookies: str, origin: str | None = None, host: str = RIGHT) -> list[tuple[bytes, bytes]]:
    return [*headers_of(origin, host), *((b"cookie", cookie.encode()) for cookie in cookies)]


@pytest.fixture
def door_of_run() -> run.Door:
    return run.Door(PORT)


@pytest.fixture
def locked(door_of_run: run.Door) -> Guard:
    return Guard(reached, key=EntryKey(door_of_run.secret))


@pytest.fixture(scope="module")
def locked_app() -> Iterator[tuple[Any, run.Door]]:
    """The application as run.py starts it."""
    patch = pytest.MonkeyPatch()
    patch.setattr(config, "_main_script_path", None)
    config.set_option("server.address", "127.0.0.1")
    of_run = run.Door(PORT)
    patch.setenv(VARIABLE, of_run.secret)
    Runtime._instance = None
    yield App("identity_audit/app.py", **door())._build_starlette_app(), of_run
    Runtime._instance = None
    patch.undo()


def test_every_route_asks_for_the_cookie(locked_app: tuple[Any, run.Door]) -> None:
    """Origin x Host x cookie x route: with the cookie the other rules hold, without it nothing passes."""
    app, of_run = locked_app
    other = run.Door(PORT).cookie()
    for kind, path in paths(app):
        for origin, host, http_passes, ws_passes in CASES:
            for cookies in ((), (other,), (f"{of_run.cookie()}0",), (of_run.cookie().replace("-8501", "-8502"),)):
                asked = [*headers_of(origin, host), *((b"cookie", cookie.encode()) for cookie in cookies)]
                assert refused(call(app, kind, path, asked)), (kind, path, origin, host, cookies)
            if not (http_passes if kind == "http" else ws_passes):
                asked = [*headers_of(origin, host), (b"cookie", of_run.cookie().encode())]
                assert refused(call(app, kind, path, asked)), (kind, path, origin, host)
    assert call(app, "http", "/", with_cookie(of_run.cookie()))[0]["status"] == 200
    assert call(app, "http", "/", with_cookie(f"a=b; {of_run.cookie()};c=d"))[0]["status"] == 200


def test_a_key_opens_once_and_becomes_a_cookie(locked: Guard, door_of_run: run.Door) -> None:
    first, second, third = door_of_run.link(), door_of_run.link(), door_of_run.link()
    start, body = call(locked, "http", "", headers_of(None, RIGHT), **opening(second))
    assert start["status"] == 200
    headers = dict(start["headers"])
    assert headers[b"set-cookie"].decode() == f"{door_of_run.cookie()}; Path=/; HttpOnly; SameSite=Strict"
    assert headers[b"cache-control"] == b"no-store"
    assert door_of_run.secret not in str(start) + str(body)
    for dead in (second, first):
        assert refused(call(locked, "http", "", headers_of(None, RIGHT), **opening(dead)))
    # another window of the person, and a browser that goes back to where it came in
    assert call(locked, "http", "", headers_of(None, RIGHT), **opening(third))[0]["status"] == 200
    back = call(locked, "http", "", with_cookie(door_of_run.cookie()), **opening(second))
    assert back[0]["status"] == 200


@pytest.mark.parametrize("change", ["method", "path", "host", "origin", "other start", "cut", "number", "nothing"])
def test_no_other_request_uses_a_key(locked: Guard, door_of_run: run.Door, change: str) -> None:
    link = door_of_run.link()
    asked, headers = opening(link), headers_of(None, RIGHT)
    match change:
        case "method":
            asked |= {"method": "HEAD"}
        case "path":
            asked |= {"path": "/"}
        case "host":
            headers = headers_of(None, f"evil.example:{PORT}")
        case "origin":
            headers = headers_of("http://localhost:3000", RIGHT)
        case "other start":
            asked = opening(run.Door(PORT).link())
        case "cut":
            asked = opening(link[:-1])
        case "number":
            asked = opening(link.replace("key=1-", "key=2-"))
        case "nothing":
            asked = opening(link.partition("=")[0])
    assert refused(call(locked, "http", "", headers, **asked))
    assert call(locked, "http", "", headers_of(None, RIGHT), **opening(link))[0]["status"] == 200, "it is still good"


@given(st.text(st.characters(max_codepoint=255), max_size=80))
def test_no_other_cookie_ever_passes(value: str) -> None:
    of_run = run.Door(PORT)
    guard = Guard(reached, key=EntryKey(of_run.secret))
    name = of_run.cookie().partition("=")[0]
    assert refused(call(guard, "http", "/", [*headers_of(None, RIGHT), (b"cookie", value.encode("latin-1"))]))
    assert refused(call(guard, "http", "/", [*headers_of(None, RIGHT), (b"cookie", f"{name}={value}".encode())]))


def test_the_secret_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, run.Door(PORT).secret)
    assert handed_over() is not None
    assert VARIABLE not in os.environ, "child processes would inherit it"
    assert handed_over() is None
    monkeypatch.setenv(VARIABLE, "0")
    with pytest.raises(SystemExit) as stop:
        door()
    assert "run.py" in str(stop.value)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_what_changes_something_must_say_where_it_comes_from(method: str) -> None:
    assert refused(call(Guard(reached), "http", "/x", headers_of(None, RIGHT), method=method))
    right = headers_of(f"http://{RIGHT}", RIGHT)
    assert not refused(call(Guard(reached), "http", "/x", right, method=method))
