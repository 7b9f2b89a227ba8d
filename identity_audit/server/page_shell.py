"""In which language does the empty page arrive, and what does it load? French or English, and only our files.

Streamlit serves one English index.html for every address. Here it is prepared once per language: the page says
its language, its own few words are translated, and our two scripts and one stylesheet are added. They put
Streamlit's own words into French on French pages and draw the zone for large files; nothing else is injected anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LANGUAGES = ("fr", "en")
_HERE = Path(__file__).parent
_FILES = {"page.js": "text/javascript", "arrivals.js": "text/javascript", "page.css": "text/css"}
_PREFIX = "/door/"

_NO_SCRIPT = {
    "fr": "Cette page a besoin de JavaScript, dans ce navigateur, pour s'afficher.",
    "en": "This page needs JavaScript in this browser.",
}
# Files for the page, not the page: a report that somebody downloads is HTML too and stays what it is.
_NOT_A_PAGE = re.compile(r"/(static|media|component|_stcore|app|door)(/|$)")


def _prepared(html: str, lang: str) -> str:
    """Streamlit's index.html in one language, with our files in its head."""
    ours = f'<link rel="stylesheet" href="{_PREFIX}page.css">'
    ours += "".join(f'<script src="{_PREFIX}{name}" defer></script>' for name in _FILES if name.endswith(".js"))
    changes = (
        (r"<html lang=\"en\">", f'<html lang="{lang}">'),
        (r"<title>.*?</title>", "<title>Identity Audit</title>"),
        (r"</head>", f"{ours}</head>"),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{_NO_SCRIPT[lang]}</p></noscript>"),
    )
    for pattern, new in changes:
        found = re.search(pattern, html, re.DOTALL)
        if found is None:
            raise RuntimeError("Streamlit's index.html has changed: look at identity_audit/server/page_shell.py")
        html = html[: found.start()] + new + html[found.end() :]
    return html


def shells() -> dict[str, bytes]:
    """The page shell of each language, ready to be sent."""
    html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return {lang: _prepared(html, lang).encode() for lang in LANGUAGES}


def inline_script_hashes(pages: dict[str, bytes]) -> list[str]:
    """The sha256 of every inline script of the shells, as a content security policy names them."""
    scripts = {found for page in pages.values() for found in re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)}
    return sorted(base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts)


def language_of(scope: Scope) -> str:
    """What the address asks for (`?lang=fr`), else whether the browser's first language is French."""
    asked: str = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if asked in LANGUAGES:
        return asked
    first = Headers(scope=scope).get("accept-language", "").strip().lower()
    return "fr" if re.match(r"fr\b", first) else "en"


def routes() -> list[Route]:
    """The routes of our scripts and our stylesheet: constant files, read once."""

    def route(name: str, kind: str) -> Route:
        content = (_HERE / name).read_bytes()
        return Route(_PREFIX + name, lambda _request: Response(content, media_type=kind), methods=["GET"])

    return [route(name, kind) for name, kind in _FILES.items()]


class PageShell:
    """Pure ASGI middleware: every HTML page of Streamlit goes out as our shell, in the person's language."""

    def __init__(self, app: ASGIApp, pages: dict[str, bytes]) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or _NOT_A_PAGE.match(scope["path"]):
            await self._app(scope, receive, send)
            return

        page = self._pages[language_of(scope)]
        replaced = False

        async def send_shell(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                replaced = message["status"] == 200 and headers.get("content-type", "").startswith("text/html")
                if replaced:
                    for name in ("content-encoding", "etag", "last-modified", "accept-ranges"):
                        del headers[name]
                    headers["Content-Length"] = str(len(page))
                    await send(message)
                    body = page if scope["method"] == "GET" else b""
                    await send({"type": "http.response.body", "body": body})
                    return
            if not replaced:
                await send(message)

        await self._app(scope, receive, send_shell)
