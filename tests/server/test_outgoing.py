"""What the page about connections rests on: attempts are heard, the system's list is read as the system writes it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from identity_audit.server import kernel_sockets, self_test
from identity_audit.server.guard import Guard
from identity_audit.server.kernel_sockets import Link
from identity_audit.server.outgoing import Watch

CHILD = """
import socket
from identity_audit.server.outgoing import WATCH
WATCH.start(); WATCH.start()
for ask in (lambda s: s.connect(("127.0.0.1", 9)), lambda s: s.connect_ex(("192.0.2.1", 9)),
            lambda s: s.sendto(b"", ("192.0.2.2", 9)), lambda s: socket.getaddrinfo("name.invalid", 80),
            lambda s: socket.gethostbyname("other.invalid"), lambda s: socket.getaddrinfo("localhost", 80)):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(type=kind) as made:
            made.settimeout(0)
            try:
                ask(made)
            except OSError:
                pass
seen = WATCH.seen()
print(seen.since is not None, seen.here >= 3, sorted({one.where for one in seen.last}), seen.elsewhere >= 6)
"""


def test_every_way_of_asking_another_computer_is_heard() -> None:
    """In a process of its own: once Python listens to itself it does so until its end."""
    # without a network, so that nothing is really asked
    command = [sys.executable, "-c", CHILD]
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let a program give up its network")
    done = subprocess.run(["unshare", "-rn", *command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True True ['192.0.2.1', '192.0.2.2', 'name.invalid', 'other.invalid'] True"


def test_whatever_is_heard_nothing_fails() -> None:
    watch = Watch()
    for event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "open"):
        for values in ((), (None,), (None, None), (None, ()), (b"\xff", b"\xff"), (1, 2), (None, ("127.0.0.1", 1))):
            watch.hear(event, values)
    watch.hear("socket.connect", (None, ("fe80::1%eth0", 1, 0, 0)))
    watch.hear("socket.connect", (None, ("::1%lo", 1, 0, 0)))
    assert [one.where for one in watch.seen().last if one.where != "ÿ"] == ["fe80::1%eth0"]


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="the system's own list (Linux)")
def test_the_systems_list_holds_our_sockets_and_those_of_our_children() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        port, own = server.getsockname()[1], client.getsockname()[1]
        found = kernel_sockets.links()
        assert found is not None
        assert Link("127.0.0.1", port, None, 0) in found
        assert Link("127.0.0.1", own, "127.0.0.1", port) in found
        assert all(link.inside for link in found if port in (link.port, link.peer_port))
        child = subprocess.Popen(
            [sys.executable, "-c", f"import socket; s = socket.create_connection(('127.0.0.1', {port})); input()"],
            stdin=subprocess.PIPE,
        )
        try:
            accepted, (_host, of_child) = server.accept()[0], server.accept()[1]
            again = kernel_sockets.links()
            assert again is not None
            assert Link("127.0.0.1", of_child, "127.0.0.1", port) in again
            accepted.close()
        finally:
            child.communicate()


def test_the_systems_list_is_read_as_it_is_written(tmp_path: Path) -> None:
    if sys.byteorder != "little":
        pytest.skip("the lines below are those of a little-endian machine")
    (tmp_path / "self" / "net").mkdir(parents=True)
    own, child = tmp_path / str(os.getpid()), tmp_path / "99999"
    for number, (folder, parent) in enumerate([(own, 1), (child, os.getpid()), (tmp_path / "7", 1)]):
        (folder / "fd").mkdir(parents=True)
        (folder / "fd" / "3").symlink_to(f"socket:[{number}]")
        (folder / "stat").write_text(f"1 (a ) b) S {parent} 1", encoding="utf-8")
    head, tail = "  sl  local_address rem_address   st", "00000000:00000000 00:00000000 00000000 0 0"
    (tmp_path / "self" / "net" / "tcp").write_text(
        f"{head}\n 0: 0100007F:2136 00000000:0000 0A {tail} 0 1\n 1: 0F02000A:9C40 057F8E5D:01BB 01 {tail} 2 1\n",
        encoding="ascii",
    )
    (tmp_path / "self" / "net" / "tcp6").write_text(
        f"{head}\n 0: 00000000000000000000000001000000:1F40 0000000000000000FFFF00000100007F:9C41 01 {tail} 1 1\n",
        encoding="ascii",
    )
    found = kernel_sockets.links(tmp_path)
    assert found == [Link("127.0.0.1", 8502, None, 0), Link("::1", 8000, "127.0.0.1", 40001)]
    # somebody else's process, which goes out, is not ours; if it were it would be told
    assert not Link("10.0.2.15", 40000, "93.142.127.5", 443).inside
    assert not Link("0.0.0.0", 8501, None, 0).inside
    assert kernel_sockets.links(tmp_path / "nothing") is None


def test_the_self_test_fails_where_the_guard_lets_somebody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answering(_scope: object, _receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]

    class Open(Guard):
        """A guard that forgot its work."""

        async def __call__(self, scope: object, receive: object, send: object) -> None:
            await answering(scope, receive, send)

    sound, broken = self_test.run(Guard(answering)), self_test.run(Open(answering))  # type: ignore[arg-type]
    asked = ("foreign_page", "foreign_program", "foreign_name", "loads_nothing")
    assert [sound[question] for question in asked] == [True] * 4
    assert [broken[question] for question in asked] == [False] * 4
    assert (sound["key"], tuple(sound)) == (None, self_test.QUESTIONS)
    assert self_test.run(None)["foreign_page"] is None
