"""Which requests are answered? Those of a page of ours, in a browser on this computer, to this very port.

Listening on 127.0.0.1 is not enough: any web page can make the browser send requests there, and a name that
an attacker owns can be pointed at 127.0.0.1. So the peer, the Host and the Origin are checked on every request
of every route, and every answer carries the headers that keep the page from loading anything from elsewhere. Where the
program was started by run.py, the browser must bring the key too (`entry_key`), which other accounts do not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from identity_audit.server import entry_key
from identity_audit.server.entry_key import EntryKey

REFUSED = (
    b"Identity Audit answers only its own page on this computer. / "
    b"Identity Audit ne r\xc3\xa9pond qu'\xc3\xa0 sa propre page, sur cet ordinateur.\n"
)
_PLAIN = {b"content-type": b"text/plain; charset=utf-8"}
FAILED = b"Something went wrong; reload the page. / Quelque chose n'a pas march\xc3\xa9 ; rechargez la page.\n"


def security_headers(script_hashes: Iterable[str]) -> dict[str, str]:
    """The headers of every answer; `script_hashes` are the inline scripts of the page shell, nothing else may run."""
    scripts = " ".join(["'self'", *(f"'sha256-{value}'" for value in script_hashes)])
    return {
        "Content-Security-Policy": (
            f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
            "media-src 'self' blob: data:; frame-src 'none'; object-src 'none'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "X-DNS-Prefetch-Control": "off",
    }


def is_loopback(address: str | None) -> bool:
    """Is this the address of this computer itself (127.x.x.x, ::1, localhost)?"""
    if address == "localhost":
        return True
    try:
        ip = ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_loopback)


def _refusal_reason(scope: Scope) -> str | None:
    """Why is this request not ours? None when it is."""
    peer, local = scope.get("client"), scope.get("server")
    if not peer or not is_loopback(peer[0]):
        return "peer"
    if not local or not is_loopback(local[0]) or local[1] is None:
        return "address"
    sent = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    hosts = [value for name, value in sent if name == b"host"]
    if len(hosts) != 1 or hosts[0] not in (f"127.0.0.1:{local[1]}", f"localhost:{local[1]}"):
        return "host"
    origins = [value for name, value in sent if name == b"origin"]
    only_looks = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    if (origins or not only_looks) and origins != [f"http://{hosts[0]}"]:
        return "origin"
    return None


class Guard:
    """Pure ASGI middleware, outside everything else of the application."""

    def __init__(self, app: ASGIApp, script_hashes: Iterable[str] = (), key: EntryKey | None = None) -> None:
        self._app = app
        self.key = key
        self._headers = security_headers(script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if message["status"] >= 400 or not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            elif message["type"] == "websocket.accept":
                started = True
            await send(message)

        if _refusal_reason(scope) is not None:
            await _answer(scope, send_with_headers, 403, REFUSED)
            return
        if self.key is not None:
            opened, port = self.key.opens(scope), scope["server"][1]
            if opened or (self.key.admits(scope) and scope["path"] == entry_key.PATH):
                kept = f"{self.key.cookie(port)}; Path=/; HttpOnly; SameSite=Strict"
                more = {b"content-type": b"text/html; charset=utf-8", b"set-cookie": kept.encode()}
                await _answer(scope, send_with_headers, 200, entry_key.WELCOME, more)
                return
            if not self.key.admits(scope):
                await _answer(scope, send_with_headers, 403, entry_key.NEEDED)
                return
        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            # The framework's own error page lies outside this middleware and would go out without the headers.
            if not started:
                await _answer(scope, send_with_headers, 500, FAILED)
            raise


async def _answer(scope: Scope, send: Send, status: int, content: bytes, more: Mapping[bytes, bytes] = _PLAIN) -> None:
    """A few words with a status, also to a WebSocket handshake where the server can say it."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    prefix = "websocket.http" if scope["type"] == "websocket" else "http"
    headers = [*more.items(), (b"content-length", str(len(content)).encode())]
    await send({"type": f"{prefix}.response.start", "status": status, "headers": headers})
    body = b"" if scope.get("method") == "HEAD" else content
    await send({"type": f"{prefix}.response.body", "body": body})
