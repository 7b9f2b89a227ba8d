"""Does the protection really stand, now, in this process? Each question is put to what is running, not to a copy.

Requests are handed to the guard of this process directly, so that the test itself opens no connection.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from streamlit import config

from identity_audit.server import kernel_sockets
from identity_audit.server.guard import Guard, is_loopback
from identity_audit.server.outgoing import WATCH
from identity_audit.store.faults import StoreError
from identity_audit.store.folder import home

#: what is asked, in the order in which it is told; the sentences are in `ui/proof.py`
QUESTIONS = (
    "asked_nobody", "linked_inside", "listens_here", "foreign_page", "foreign_program", "foreign_name", "key",
    "loads_nothing", "no_statistics", "folder",
)  # fmt: skip
_SECONDS = 10


def run(guard: Guard | None) -> dict[str, bool | None]:
    """The answer to each question: True as promised, False not so, None it cannot be told here."""
    found: dict[str, bool | None] = {}
    if guard is not None:
        # in a thread of its own: in this one a loop may be running already
        with ThreadPoolExecutor(1) as beside:
            found |= beside.submit(asyncio.run, _of_guard(guard)).result()
    links = kernel_sockets.links()
    seen = WATCH.seen()
    found |= {
        "asked_nobody": None if seen.since is None else seen.elsewhere == 0,
        "linked_inside": None if links is None else all(link.inside for link in links if link.peer is not None),
        "listens_here": is_loopback(config.get_option("server.address"))
        if links is None
        else all(link.inside for link in links if link.peer is None),
        "no_statistics": config.get_option("browser.gatherUsageStats") is False,
        "folder": _only_mine(),
    }
    return {question: found.get(question) for question in QUESTIONS}


def _only_mine() -> bool | None:
    """Can nobody else read the data folder? Windows gives the folders of an account to it alone by itself."""
    if os.name == "nt":
        return None
    try:
        return not stat.S_IMODE(home().stat().st_mode) & 0o077
    except (StoreError, OSError):
        return None


async def _of_guard(guard: Guard) -> dict[str, bool | None]:
    port = int(config.get_option("server.port"))
    ours = f"127.0.0.1:{port}"
    cookie = {"cookie": guard.key.cookie(port)} if guard.key is not None else {}
    page, socket = ("http", "/"), ("websocket", "/_stcore/stream")

    async def refused(*headers: Mapping[str, str]) -> bool:
        """Are a page and a connection for data both refused to whoever comes with any of these?"""
        answers = [await _ask(guard, kind, port, {**one, **cookie}) for one in headers for kind in (page, socket)]
        return all(answer.get("status") == 403 for answer in answers)

    styles = await _ask(guard, ("http", "/door/page.css"), port, {"host": ours, **cookie})
    policy = dict(styles.get("headers", ())).get(b"content-security-policy", b"").decode()
    stranger = await _ask(guard, page, port, {"host": ours})
    return {
        "foreign_page": await refused({"host": ours, "origin": "http://another.example"}, {"host": ours, "origin": ""}),
        "foreign_program": await refused({"host": ours, "origin": f"http://127.0.0.1:{port % 65535 + 1}"}),
        "foreign_name": await refused({"host": f"another.example:{port}", "origin": f"http://another.example:{port}"}),
        "key": None if guard.key is None else stranger.get("status") == 403,
        "loads_nothing": styles.get("status") == 200
        and "connect-src 'self';" in policy
        and "default-src 'self';" in policy
        and "http" not in policy,
    }


async def _ask(guard: Guard, what: tuple[str, str], port: int, headers: Mapping[str, str]) -> dict[str, Any]:
    """The first message of the answer to one request, as if it had come over the wire."""
    kind, path = what
    scope = {
        "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "root_path": "", "query_string": b"", "subprotocols": [],
        "scheme": "http" if kind == "http" else "ws", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", port),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "extensions": {"websocket.http.response": {}},
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""} if kind == "http" else {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await asyncio.wait_for(guard(scope, receive, send), _SECONDS)
    return sent[0] if sent else {}
