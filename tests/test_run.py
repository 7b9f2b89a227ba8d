"""run.py: one clear sentence in two languages for each thing that can be missing, and quick the second time."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

import run
from tests.conftest import ROOT


def in_both_languages(stop: pytest.ExceptionInfo[run.Stop] | run.Stop, french: str, english: str) -> None:
    lines = str(stop.value if isinstance(stop, pytest.ExceptionInfo) else stop).splitlines()
    assert len(lines) == 2
    assert french in lines[0]
    assert english in lines[1]


@pytest.mark.parametrize("version", [(3, 8, 1), (3, 10, 14), (2, 7, 18)])
def test_an_old_python_is_told_so(version: tuple[int, ...]) -> None:
    with pytest.raises(run.Stop) as stop:
        run.check_python(version)
    in_both_languages(stop, "trop ancien", "too old")


@pytest.mark.parametrize("version", [(3, 15, 0), (4, 0, 0)])
def test_a_python_of_the_future_is_told_so(version: tuple[int, ...]) -> None:
    with pytest.raises(run.Stop) as stop:
        run.check_python(version)
    in_both_languages(stop, "trop récent", "too new")


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_these_pythons_are_welcome(minor: int) -> None:
    run.check_python((3, minor, 0))


def test_old_pythons_can_read_the_file_that_tells_them() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_missing_ensurepip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    with pytest.raises(run.Stop) as stop:
        run.make_environment(tmp_path / ".venv")
    in_both_languages(stop, "sudo apt install python3-venv", "sudo apt install python3-venv")


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise PermissionError

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(run.Stop) as stop:
        run.make_environment(tmp_path / ".venv")
    in_both_languages(stop, "ne peut pas être modifié", "cannot be changed")


@pytest.mark.parametrize(
    ("output", "french", "english"),
    [
        ("NewConnectionError(': Failed to establish a new connection')", "Pas de réseau", "No network"),
        ("Temporary failure in name resolution", "Pas de réseau", "No network"),
        ("ERROR: No matching distribution found (from versions: none)", "Pas de réseau", "No network"),
        ("[Errno 28] No space left on device", "plein", "full"),
        ("[Errno 13] Permission denied: '/x'", "ne peut pas être modifié", "cannot be changed"),
        ("first\nERROR: a wheel is broken\n", "ERROR: a wheel is broken", "ERROR: a wheel is broken"),
        ("", "a échoué", "failed"),
    ],
)
def test_why_an_installation_failed(output: str, french: str, english: str) -> None:
    in_both_languages(run.install_problem(output), french, english)


def test_without_network_the_first_start_says_so(tmp_path: Path) -> None:
    """The real thing: a real environment, and an index that does not answer."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    variables |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_CACHE_DIR": str(tmp_path / "cache"),
    }
    attempt = "import run, sys; from pathlib import Path; run.environment(folder=Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", attempt, str(tmp_path / ".venv")],
        cwd=ROOT, env=variables, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "No network: the first installation needs it once" in done.stderr
    assert not list((tmp_path / ".venv").glob("*.sha256")), "the next start tries again"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, list[list[str]]]]:
    """An environment folder, and the commands that run.py gave to make it."""
    commands: list[list[str]] = []
    folder = tmp_path / ".venv"

    def record(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        python = run.python_of(folder)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        version = ".".join(map(str, sys.version_info[:3]))
        (folder / "pyvenv.cfg").write_text(f"home = x\nversion = {version}\n", encoding="utf-8")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(run.subprocess, "run", record)
    yield folder, commands


def test_the_second_start_only_looks_at_the_stamp(installed: tuple[Path, list[list[str]]]) -> None:
    folder, commands = installed
    assert run.environment(folder=folder) == run.python_of(folder)
    assert [command[-1] for command in commands] == [str(folder), str(ROOT / "requirements.txt")]
    commands.clear()
    assert run.environment(folder=folder) == run.python_of(folder)
    assert commands == []


def test_a_user_installs_nothing_of_the_developers_and_a_developer_everything(
    installed: tuple[Path, list[list[str]]],
) -> None:
    folder, commands = installed
    run.environment(folder=folder)
    assert not [word for command in commands for word in command if "requirements-dev" in word]
    commands.clear()
    run.environment(develop=True, folder=folder)
    assert commands[-1][-1] == str(ROOT / "requirements-dev.txt")
    commands.clear()
    run.environment(folder=folder)
    run.environment(develop=True, folder=folder)
    assert commands == []


def test_changed_requirements_install_again(
    installed: tuple[Path, list[list[str]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, commands = installed
    monkeypatch.setattr(run, "HERE", tmp_path)
    (tmp_path / "requirements.txt").write_text("streamlit==1\n", encoding="utf-8")
    run.environment(folder=folder)
    (tmp_path / "requirements.txt").write_text("streamlit==2\n", encoding="utf-8")
    commands.clear()
    run.environment(folder=folder)
    assert commands[-1][-1] == str(tmp_path / "requirements.txt")


def test_an_environment_of_another_python_is_made_anew(installed: tuple[Path, list[list[str]]]) -> None:
    folder, commands = installed
    run.environment(folder=folder)
    (folder / "requirements.txt.sha256").write_text("old", encoding="ascii")
    (folder / "pyvenv.cfg").write_text("version = 3.9.2\n", encoding="utf-8")
    commands.clear()
    run.environment(folder=folder)
    assert "venv" in commands[0]


def test_a_taken_port_gives_the_next(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run.free_port(port) > port
    assert f"{port} is taken" in capsys.readouterr().out


def test_no_port_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> NoReturn:
        raise OSError

    monkeypatch.setattr(run.socket.socket, "bind", refuse)
    with pytest.raises(run.Stop) as stop:
        run.free_port()
    in_both_languages(stop, "Aucun port libre", "No free port")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--help"], 0), (["-h"], 0), (["--wrong"], 2), (["--port"], 2), (["--port", "x"], 2), (["--port", "80"], 2)],
)
def test_options(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(arguments) == code
    shown = capsys.readouterr()
    assert "run.py test" in (shown.err if code else shown.out)


def test_words_go_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(run, "environment", lambda develop=False: Path(sys.executable))
    monkeypatch.setattr(
        run.subprocess, "run", lambda command, **named: asked.append(command) or subprocess.CompletedProcess(command, 1)
    )
    assert run.main(["audit", "my file.zip", "--json", "-"]) == 1
    assert asked[0][1:] == ["-m", "identity_audit", "audit", "my file.zip", "--json", "-"]


def test_arguments_of_the_tests_go_to_pytest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(run, "environment", lambda develop=False: Path("python" if develop else "wrong"))
    monkeypatch.setattr(run, "find_browser", lambda: None)
    monkeypatch.setattr(
        run.subprocess, "run", lambda command, **named: asked.append(command) or subprocess.CompletedProcess(command, 0)
    )
    assert run.main(["test", "-k", "run"]) == 0
    side_by_side = ["-n", str(min(os.cpu_count() or 1, run.MOST_BESIDE)), "--dist", "worksteal"]
    assert asked[0] == ["python", "-m", "pytest", *side_by_side, "-k", "run"]
    assert "browser tests are skipped" in capsys.readouterr().out


def test_the_browser_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.touch()
    monkeypatch.setenv("IDENTITY_AUDIT_BROWSER", str(browser))
    assert run.find_browser() == str(browser)
    monkeypatch.setenv("IDENTITY_AUDIT_BROWSER", str(tmp_path / "none"))
    assert run.find_browser() is None


def test_a_problem_is_one_sentence_and_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: Any) -> NoReturn:
        raise run.Stop("pas ici", "not here")

    monkeypatch.setattr(run, "check_python", stop)
    assert run.main([]) == 1
    assert capsys.readouterr().err == "pas ici\nnot here\n"


def test_the_page_that_leads_in_is_private_and_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "HERE", tmp_path)
    monkeypatch.setattr(run.tempfile, "tempdir", str(tmp_path))
    (tmp_path / ".venv").mkdir()
    left = tmp_path / ".venv" / "open-8501-0.html"
    left.touch()
    door = run.Door(8501)
    first = door.file()
    second = door.file()
    assert not left.exists()
    assert not first.exists()
    assert second.parent == tmp_path / ".venv"
    assert "http://127.0.0.1:8501/door/open?key=2-" in second.read_text("ascii")
    assert door.secret not in second.read_text("ascii")
    if os.name != "nt":
        assert second.stat().st_mode & 0o777 == 0o600
    (tmp_path / ".venv").rename(tmp_path / "gone")
    assert door.file().parent == tmp_path, "a place for temporary files where nothing else can be written"
    door.forget()
    assert not list(tmp_path.glob("*.html"))
