"""The program listens on this computer only, or does not start: real processes, hostile variables."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import pytest

import run
from tests.conftest import ROOT, Serve, Served

HOSTILE = {
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
    "STREAMLIT_SERVER_ENABLE_STATIC_SERVING": "true",
    "STREAMLIT_SERVER_ENABLE_AGENT_API": "true",
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
    "STREAMLIT_CLIENT_ALLOWED_ORIGINS": "https://evil.example",
    "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
    "STREAMLIT_SERVER_BASE_URL_PATH": "elsewhere",
}
OPEN = {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
STREAMLIT_RUN = [sys.executable, "-m", "streamlit", "run", "--server.port={port}", "--server.headless=true"]

needs_proc = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="who listens is read from /proc (Linux)")


def listening(port: int) -> set[IPv4Address | IPv6Address]:
    """The addresses on which somebody listens to this port."""
    found = set()
    for name, width in (("tcp", 4), ("tcp6", 16)):
        table = Path("/proc/net") / name
        for line in table.read_text("ascii").splitlines()[1:] if table.exists() else []:
            _number, local, _remote, state, *_rest = line.split()
            address, hex_port = local.split(":")
            if state == "0A" and int(hex_port, 16) == port:
                raw = bytes.fromhex(address)
                words = [raw[i : i + 4] for i in range(0, width, 4)]
                found.add(ip_address(b"".join(w[::-1] for w in words) if sys.byteorder == "little" else raw))
    return found


LINK = r"(http://127\.0\.0\.1:(\d+)/door/open\?key=\S+)"


def cookie_of(served: Served) -> str:
    """Go in by the link that run.py printed, as a browser does; the port that it names is the server's."""
    served.port = served.wait_for(r"http://127\.0\.0\.1:(\d+)/door/open")
    found = re.search(LINK, served.output())
    assert found is not None
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", found[1].removeprefix(f"http://127.0.0.1:{served.port}"))
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 200
    return str(answer.getheader("set-cookie")).partition(";")[0]


def words_of(command_line: Path) -> bytes:
    """How a process was started; nothing where it has ended meanwhile."""
    try:
        return command_line.read_bytes()
    except OSError:
        return b""


def get(served: Served, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


@needs_proc
@pytest.mark.parametrize("variables", [{}, HOSTILE], ids=["as it is", "hostile variables"])
def test_streamlit_run_listens_here_only(serve: Serve, variables: dict[str, str]) -> None:
    served = serve([*STREAMLIT_RUN, "streamlit_app.py"], variables=variables)
    assert served.wait_until_it_answers_or_ends(), served.output()
    assert {str(address) for address in listening(served.port)} == {"127.0.0.1"}
    assert get(served, "/")[0] == 200
    assert get(served, "/", Origin="http://evil.example")[0] == 403
    assert json.loads(get(served, "/_stcore/host-config")[1])["allowedOrigins"] == []


@needs_proc
@pytest.mark.parametrize("how", ["variable", "flag"])
def test_streamlit_run_refuses_to_open_to_the_network(serve: Serve, how: str) -> None:
    command = [*STREAMLIT_RUN, "streamlit_app.py"]
    if how == "flag":
        command.insert(4, "--server.address=0.0.0.0")
    served = serve(command, variables={**HOSTILE, **OPEN} if how == "variable" else {})
    assert not served.wait_until_it_answers_or_ends()
    assert served.process.returncode not in (0, None)
    assert "only on this computer" in served.output()
    assert "Traceback" not in served.output()
    assert not listening(served.port)


@needs_proc
def test_stray_settings_of_the_person_or_of_another_folder_open_nothing(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        '[server]\naddress = "0.0.0.0"\nenableStaticServing = true\n[client]\nallowedOrigins = ["https://evil.example"]\n',
        encoding="ascii",
    )
    command = [*STREAMLIT_RUN, str(ROOT / "streamlit_app.py")]
    served = serve(command, variables={"HOME": str(tmp_path)}, folder=tmp_path)
    assert served.wait_until_it_answers_or_ends(), served.output()
    assert {str(address) for address in listening(served.port)} == {"127.0.0.1"}
    assert json.loads(get(served, "/_stcore/host-config")[1])["allowedOrigins"] == []


@needs_proc
def test_run_py_listens_here_only_and_asks_for_the_key_whatever_the_variables_say(serve: Serve) -> None:
    """Real sockets: the key that was printed becomes a cookie once, and only with it anything is answered."""
    start = "import run, sys; from pathlib import Path; sys.exit(run.start(Path(sys.executable), {port}, show=False))"
    hostile = {**HOSTILE, **OPEN, "IDENTITY_AUDIT_DOOR": "0" * 64}
    served = serve([sys.executable, "-c", start], variables=hostile)
    cookie = cookie_of(served)
    assert {str(address) for address in listening(served.port)} == {"127.0.0.1"}
    origin, rebound = f"http://127.0.0.1:{served.port}", f"evil.example:{served.port}"
    for path in ("/", "/_stcore/health", "/door/page.js", "/media/x", "/static/x"):
        assert get(served, path)[0] == 403
        assert b"press Enter" in get(served, path)[1]
        assert get(served, path, Cookie=cookie)[0] in (200, 404)
        assert get(served, path, Cookie=cookie, Origin="http://localhost:3000")[0] == 403
        assert get(served, path, Cookie=cookie, Host=rebound)[0] == 403
    shake = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    assert get(served, "/_stcore/stream", Origin=origin, **shake)[0] == 403
    assert get(served, "/_stcore/stream", Cookie=cookie, **shake)[0] == 403
    assert get(served, "/_stcore/stream", Cookie=cookie, Origin="http://127.0.0.1:9", **shake)[0] == 403
    assert get(served, "/_stcore/stream", Cookie=cookie, Origin=origin, **shake)[0] == 101
    [used] = re.findall(r"/door/open\?key=\S+", served.output())
    assert get(served, used)[0] == 403

    # a list of processes, which every account can read, shows neither secret nor key nor cookie
    shown = [words_of(file) for file in Path("/proc").glob("[0-9]*/cmdline")]
    assert any(str(served.port).encode() in words for words in shown)
    for kept in (used.partition("=")[2].encode(), cookie.partition("=")[2].encode()):
        assert not any(kept in words for words in shown)

    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(timeout=120) == 0, served.output()
    assert not listening(served.port), "Ctrl-C leaves no server behind"
    assert "Traceback" not in served.output()


@needs_proc
def test_run_py_takes_the_next_port(serve: Serve, app: Served) -> None:
    start = (
        f"import run, sys; from pathlib import Path; sys.exit(run.start(Path(sys.executable), {app.port}, show=False))"
    )
    served = serve([sys.executable, "-u", "-c", start])
    # which one is free is the computer's business: another program may hold the very next
    said = served.wait_for(rf"Port {app.port} is taken; using (\d+)")
    assert get(served, "/_stcore/health", Cookie=cookie_of(served))[0] == 200
    assert app.port < served.port == said


@pytest.mark.browser
def test_a_browser_goes_in_by_the_file_and_nothing_else(serve: Serve, browser: Any, tmp_path: Path) -> None:
    served = serve()
    assert served.wait_until_it_answers_or_ends(), served.output()
    assert served.door is not None
    stranger, page = browser.new_context(), browser.new_context().new_page()
    file = served.door.file()
    try:
        if os.name != "nt":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        page.goto(file.as_uri())
        page.wait_for_url(f"{served.url}/**")
        page.get_by_role("heading", level=1).wait_for()
        assert "door/open" not in page.url
        assert page.evaluate("document.cookie.includes('identity-audit')") is False
        # another browser that finds the used key in a history
        late = stranger.new_page()
        late.goto(served.door.link().replace("key=2-", "key=1-"))
        late.get_by_text("press Enter there").wait_for()
        # a page of another program of this computer that shows ours in a frame
        late.goto(served.url)
        late.get_by_text("press Enter there").wait_for()
    finally:
        served.door.forget()
        stranger.close()
        page.context.close()
    assert not file.exists()


@pytest.mark.browser
@pytest.mark.parametrize("variables", [{}, OPEN], ids=["as it is", "open to the network"])
def test_the_inner_script_shows_nothing_without_the_guard(
    serve: Serve, new_page: Callable[..., Any], variables: dict[str, str]
) -> None:
    served = serve([*STREAMLIT_RUN, str(Path("identity_audit") / "app.py")], variables=variables)
    assert served.wait_until_it_answers_or_ends(), served.output()
    page = new_page()
    page.goto(served.url)
    page.get_by_text("run.py").wait_for()
    assert page.locator('[data-testid="stSidebarNav"]').count() == 0
    assert page.locator('[data-testid="stButton"]').count() == 0


def test_no_variable_of_streamlit_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**HOSTILE, **OPEN, "streamlit_lower": "x"}.items():
        monkeypatch.setenv(name, value)
    assert not [name for name in run.clean_environment() if name.upper().startswith("STREAMLIT_")]
    assert run.clean_environment()["PATH"] == os.environ["PATH"]


def test_every_setting_is_a_flag_that_streamlit_knows() -> None:
    flags = run.settings_as_flags()
    assert "--server.address=127.0.0.1" in flags
    assert "--server.allowedHosts=localhost" in flags
    assert "--browser.gatherUsageStats=false" in flags
    known = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    assert all(flag.split("=")[0] in known for flag in flags if "allowedOrigins" not in flag)
