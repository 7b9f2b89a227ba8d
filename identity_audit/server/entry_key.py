"""Is this the browser that the program itself opened? Another account of the same computer has no key.

`run.py` makes one secret a start and hands it over in the environment, which only the same account can read (a list of
processes shows nothing of it). From the secret come keys that open the door once each, in rising order, and the cookie
that a browser gets in exchange for one. A key that was used, or left out, opens nothing any more; it may stay in a
history. Without a secret (`streamlit run streamlit_app.py`) there is no key: only the other rules of the guard hold.
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Iterator
from urllib.parse import parse_qs

from starlette.types import Scope

VARIABLE = "IDENTITY_AUDIT_DOOR"
PATH = "/door/open"
COOKIE = "identity-audit-{port}"
_SHORTEST = 32
_KEY = re.compile(r"(\d{1,9})-([0-9a-f]{64})")

NEEDED = (
    "Identity Audit opens from the window in which it was started: press Enter there. / "
    "Identity Audit s'ouvre depuis la fenêtre où il a été lancé : appuyez sur Entrée dans cette fenêtre.\n"
).encode()
# Not a redirect: a browser that comes from a file would not send the new cookie along with one.
WELCOME = (
    b'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Identity Audit</title>'
    b'<p><a href="/">Identity Audit</a></p>\n'
)


def handed_over() -> EntryKey | None:
    """The key of this start, taken out of the environment so that no child process inherits it.

    Raises ValueError for a secret that somebody could guess.
    """
    secret = os.environ.pop(VARIABLE, None)
    return None if secret is None else EntryKey(secret)


class EntryKey:
    """The secret of one start: which one-time keys are still good, and which cookie stands for having used one."""

    def __init__(self, secret: str) -> None:
        if len(secret) < _SHORTEST:
            raise ValueError("the secret of this start is too short")
        self._secret = secret.encode()
        self._last = 0

    def cookie(self, port: int) -> str:
        """What the browser keeps. The port is in the name: cookies are shared by all ports of an address."""
        return f"{COOKIE.format(port=port)}={self._sign('cookie')}"

    def admits(self, scope: Scope) -> bool:
        """Does the request bring the cookie?"""
        wanted = self.cookie(scope["server"][1]).encode()
        return any(hmac.compare_digest(found, wanted) for found in _cookies(scope))

    def opens(self, scope: Scope) -> bool:
        """Does the request bring a key that was not used yet? Then it is used now."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != PATH:
            return False
        given = _KEY.fullmatch(parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0])
        if given is None or int(given[1]) <= self._last:
            return False
        if not hmac.compare_digest(self._sign(f"key {int(given[1])}"), given[2]):
            return False
        self._last = int(given[1])
        return True

    def _sign(self, what: str) -> str:
        return hmac.new(self._secret, what.encode(), "sha256").hexdigest()


def _cookies(scope: Scope) -> Iterator[bytes]:
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            yield from (part.strip() for part in value.split(b";"))
