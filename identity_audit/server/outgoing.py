"""Did this program ever ask another computer? Python tells of every attempt, from the start of the server on.

An attempt is a connection, a datagram or the look-up of a name. What Python does not see (a library in C that opens
sockets by itself) the operating system shows in `kernel_sockets`.
"""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from identity_audit.server.guard import is_loopback

_KEPT = 100
_PLACES = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_NAMES = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that another computer was asked, or would have been."""

    at: datetime
    kind: Literal["connection", "look-up"]
    where: str


@dataclass(frozen=True, slots=True)
class Seen:
    """since: from when on; here: attempts within this computer; elsewhere: how many others, and `last` of them."""

    since: datetime | None
    here: int
    elsewhere: int
    last: tuple[Attempt, ...]


class Watch:
    """Counts attempts; one for the process, others for tests."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._here = self._elsewhere = 0
        self._last: deque[Attempt] = deque(maxlen=_KEPT)

    def start(self) -> None:
        """From now on, for as long as the process lives; a second time does nothing."""
        if self._since is None:
            self._since = datetime.now(UTC)
            sys.addaudithook(self.hear)

    def hear(self, event: str, values: tuple[Any, ...]) -> None:
        """One event of Python's audit. It must not fail, whatever it is given."""
        if event in _PLACES:
            place = values[_PLACES[event]] if len(values) > _PLACES[event] else None
            # other kinds of addresses (a path, nothing) are sockets within this computer
            self._count("connection", place[0] if isinstance(place, tuple) and place else None)
        elif event in _NAMES and values:
            self._count("look-up", values[_NAMES[event]])

    def _count(self, kind: Literal["connection", "look-up"], host: Any) -> None:
        name = host.decode("latin-1") if isinstance(host, bytes) else host
        if not isinstance(name, str) or not name or is_loopback(name.partition("%")[0]):
            self._here += 1
            return
        self._elsewhere += 1
        self._last.append(Attempt(datetime.now(UTC), kind, name))

    def seen(self) -> Seen:
        return Seen(self._since, self._here, self._elsewhere, tuple(self._last))


WATCH = Watch()
