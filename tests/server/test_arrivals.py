"""Large files come in by the browser: straight to the disk, whole or not at all, gone with the program."""

from __future__ import annotations

import errno
import http.client
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from identity_audit import limits
from identity_audit.server import arrivals, upload_route
from tests.conftest import ROOT, Serve, Served
from tests.server.test_guard import run_apart
from tests.ui.conftest import Visit, write_facebook

MEGABYTE = 1_000_000


def ask(method: str, name: str, chunks: Sequence[bytes], length: int | None) -> int:
    """The status of one request, whose body comes in these chunks and then no more."""
    said = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    whole = length == sum(map(len, chunks))
    said.append({"type": "http.request", "body": b""} if whole else {"type": "http.disconnect"})
    coming, sent = iter(said), []
    scope = {
        "type": "http", "method": method, "path": upload_route.PATH, "root_path": "",
        "query_string": urlencode({"name": name}).encode(),
        "headers": [] if length is None else [(b"content-length", str(length).encode())],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run_apart(Starlette(routes=[upload_route.route()])(scope, receive, send))  # type: ignore[arg-type]
    return int(sent[0]["status"])


def put(name: str, content: bytes) -> int:
    half = len(content) // 2
    return ask("PUT", name, [content[:half], content[half:]], len(content))


def files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_what_arrives_is_what_was_sent_for_nobody_else_to_read(home: Path) -> None:
    content = os.urandom(3 * upload_route._BLOCK + 7)
    assert put("../../photos.zip", content) == 201
    assert put("", b"") == 201
    first, second = arrivals.arrived()
    assert (first.name, first.read_bytes()) == (".._.._photos.zip", content)
    assert (second.name, second.read_bytes()) == ("_", b"")
    assert sorted(files(home)) == sorted([first, second])
    if os.name != "nt":
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (first, *list(first.parents)[:3])]
        assert modes == [0o600, 0o700, 0o700, 0o700]
    folder = arrivals.take([second, first])
    assert [path.name for path in sorted(folder.glob("*/*"))] == ["_", ".._.._photos.zip"]
    assert arrivals.arrived() == []
    arrivals.forget(folder)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "status"), [("UPLOAD", 413), ("SPARE_DISK", 507)], ids=["larger than allowed", "no room on the disk"]
)
def test_what_cannot_be_kept_is_refused_before_it_comes(
    home: Path, monkeypatch: pytest.MonkeyPatch, limit: str, status: int
) -> None:
    monkeypatch.setattr(limits, limit, 3 if limit == "UPLOAD" else shutil.disk_usage(home).total)
    assert put("a.zip", b"1234") == status
    assert files(home) == []


def test_the_page_names_both_limits_in_both_languages() -> None:
    script = (ROOT / "identity_audit" / "server" / "arrivals.js").read_text(encoding="utf-8")
    for status, limit in ((413, limits.UPLOAD), (507, limits.SPARE_DISK)):
        english, french = (line for line in script.splitlines() if line.strip().startswith(f"{status}: "))
        assert f" {limit >> 30} GB" in english
        assert f" {limit >> 30}\u202fGo" in french


@pytest.mark.parametrize(("code", "status"), [(errno.ENOSPC, 507), (errno.EROFS, 500)])
def test_a_disk_that_fails_on_the_way_keeps_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    async def fail(*_: Any) -> None:
        raise OSError(code, "no")

    monkeypatch.setattr(upload_route, "run_in_threadpool", fail)
    assert put("a.zip", bytes(upload_route._BLOCK)) == status
    assert files(home) == []


def test_other_ways_of_asking_are_refused(home: Path) -> None:
    assert ask("PUT", "a.zip", [b"of unknown length"], None) == 411
    assert ask("POST", "a.zip", [b"x"], 1) == 405
    assert ask("GET", "a.zip", [], 0) == 405
    assert ask("PUT", "a.zip", [b"123"], 4) == 400, "the browser went away"
    assert ask("PUT", "a.zip", [b"12345"], 4) == 400, "more came than was said"
    assert files(home) == []


def test_a_new_start_sweeps_what_dead_runs_left_and_an_end_its_own(home: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = home / arrivals.FOLDER / f"{gone.pid}-waiting-0" / "0000"
    left.mkdir(parents=True)
    (left / "export.zip.part").write_bytes(b"half")
    mine = arrivals.begin("a.zip")
    mine.write_bytes(b"1")
    parents = home / arrivals.FOLDER / f"{os.getppid()}-taken-0"
    parents.mkdir()
    arrivals.sweep()
    assert not left.exists()
    assert mine.exists()
    arrivals.forget_waiting()
    assert not mine.exists()
    arrivals.take([])
    arrivals.leave()
    assert list((home / arrivals.FOLDER).iterdir()) == [parents]


@pytest.mark.skipif(os.name == "nt", reason="making a link needs rights that a person on Windows does not have")
def test_a_planted_link_is_not_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "1-waiting-0").mkdir()
    (home / arrivals.FOLDER).symlink_to(tmp_path, target_is_directory=True)
    arrivals.sweep()
    arrivals.leave()
    assert (tmp_path / "1-waiting-0").exists()


def resident(served: Served) -> int:
    """How much memory the server holds, in bytes."""
    fields = (line.split() for line in Path(f"/proc/{served.process.pid}/status").read_text("ascii").splitlines())
    return next(int(field[1]) * 1024 for field in fields if field[0] == "VmRSS:")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc (Linux)")
def test_a_large_file_costs_no_memory_and_a_kill_on_the_way_leaves_nothing(serve: Serve) -> None:
    """300 MB here; `benchmarks/server.py` does it with 1 GB, beside Streamlit's own uploader."""
    served = serve()
    assert served.wait_until_it_answers_or_ends(), served.output()
    assert served.door is not None
    home, size, block = served.log.parent, 300 * MEGABYTE, bytes(MEGABYTE)
    headers = {"Cookie": served.door.cookie(), "Origin": served.url, "Content-Length": str(size)}

    def send(megabytes: int) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        connection.putrequest("PUT", f"{upload_route.PATH}?name=big.zip")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        for _ in range(megabytes):
            connection.send(block)
        return connection

    before = resident(served)
    whole = send(size // MEGABYTE)
    assert whole.getresponse().status == 201
    assert resident(served) - before <= 50 * MEGABYTE
    [there] = home.rglob("big.zip")
    assert there.stat().st_size == size

    half = send(100)
    while not any(part.stat().st_size > 50 * MEGABYTE for part in home.rglob("*.part")):
        assert served.process.poll() is None
    served.process.kill()
    served.process.wait()
    half.close()
    assert list(home.rglob("*.part")) != []
    again = serve(variables={"IDENTITY_AUDIT_HOME": str(home)})
    assert again.wait_until_it_answers_or_ends(), again.output()
    assert not (home / arrivals.FOLDER).exists()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_zone_says_how_far_it_is_and_stops(
    app: Served, new_page: Callable[..., Any], tmp_path: Path, lang: str
) -> None:
    zone_name, stop, stopped = {
        "fr": ("Fichiers à apporter", "Arrêter l'envoi de", "Arrêté\u202f: rien n'en est gardé."),
        "en": ("Files to bring", "Stop bringing", "Stopped: nothing of it was kept."),
    }[lang]
    visit = Visit(new_page(locale="fr-BE" if lang == "fr" else "en-GB"), app, lang)
    page = visit.page
    page.goto(f"{app.url}/?lang={lang}")
    visit.go("data")
    zone = page.get_by_role("region", name=zone_name)
    # the first is held on its way, so that it can be stopped; the second waits for it
    page.route(re.compile("name=slow"), lambda _route: None)
    big = tmp_path / "slow.zip"
    big.write_bytes(bytes(MEGABYTE))
    page.get_by_test_id("arrivals").set_input_files([str(big), str(write_facebook(tmp_path / "facebook.zip"))])
    zone.get_by_role("progressbar", name="slow.zip").wait_for()
    zone.get_by_role("button", name=f"{stop} slow.zip").focus()
    page.keyboard.press("Enter")
    zone.get_by_text(stopped).wait_for()
    page.get_by_test_id("stMultiSelect").locator("[data-tag]").filter(has_text="facebook.zip").wait_for()
    visit.settle()
    assert page.get_by_test_id("stMultiSelect").locator("[data-tag]").count() == 1
    page.get_by_role("button", name={"fr": "Oublier ce qui est arrivé", "en": "Forget what has arrived"}[lang]).click()
    page.get_by_test_id("stMultiSelect").wait_for(state="detached")
    visit.assert_quiet()
