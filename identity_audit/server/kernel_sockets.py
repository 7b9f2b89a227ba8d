"""With whom is this program connected at this moment? The operating system's own list (Linux).

Its own sockets and those of the processes it started. Elsewhere the list is not known without asking for more rights or
another library: then it is None, never an empty list.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from identity_audit.server.guard import is_loopback

_PROC = Path("/proc")
_TABLES = ("tcp", "tcp6", "udp", "udp6")
_LISTENING = "0A"


@dataclass(frozen=True, slots=True)
class Link:
    """One socket. peer: the other side; None where the socket only waits for somebody."""

    address: str
    port: int
    peer: str | None
    peer_port: int

    @property
    def inside(self) -> bool:
        """Do both ends lie in this computer?"""
        return is_loopback(self.address) and (self.peer is None or is_loopback(self.peer))


def links(proc: Path = _PROC) -> list[Link] | None:
    """Every network socket of this program now; None where the system does not tell."""
    if not (proc / "self" / "net" / "tcp").exists():
        return None
    own = {inode for pid in _family(proc) for inode in _inodes(proc / str(pid) / "fd")}
    found = []
    for name in _TABLES:
        with suppress(OSError):
            for line in (proc / "self" / "net" / name).read_text("ascii").splitlines()[1:]:
                fields = line.split()
                if fields[9] in own:
                    found.append(_link(fields[1], fields[2], fields[3]))
    return sorted(found, key=lambda link: (link.peer is not None, link.port, link.peer_port))


def _link(local: str, remote: str, state: str) -> Link:
    address, port = _place(local)
    peer, peer_port = _place(remote)
    waits = state == _LISTENING or peer_port == 0
    return Link(address, port, None if waits else peer, peer_port)


def _place(text: str) -> tuple[str, int]:
    """An address as the kernel writes it: words of four bytes in the machine's own order."""
    address, port = text.split(":")
    raw = bytes.fromhex(address)
    if sys.byteorder == "little":
        raw = b"".join(raw[i : i + 4][::-1] for i in range(0, len(raw), 4))
    ip = ip_address(raw)
    # IPv4 over a socket for both is said as IPv4
    return str(getattr(ip, "ipv4_mapped", None) or ip), int(port, 16)


def _family(proc: Path) -> set[int]:
    """This process and every process that it or its children started."""
    parents = {}
    for folder in proc.glob("[0-9]*"):
        # a process may end at any moment; its name, in brackets, may hold anything
        with suppress(OSError, ValueError, IndexError):
            parents[int(folder.name)] = int((folder / "stat").read_text("latin-1").rpartition(")")[2].split()[1])
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _inodes(folder: Path) -> Iterator[str]:
    with suppress(OSError):
        for descriptor in folder.iterdir():
            with suppress(OSError):
                target = str(descriptor.readlink())
                if target.startswith("socket:["):
                    yield target[8:-1]
