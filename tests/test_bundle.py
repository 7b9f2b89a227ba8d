"""The folder for a USB stick: it installs and starts where every other computer is out of reach."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import bundle
import run
from tests.conftest import ROOT, Serve

#: a file that every Python of the test reads first: no other computer answers
REFUSE = """
import socket
def local(host):
    host = host.decode() if isinstance(host, bytes) else host
    return host in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0")
real_connect, real_look_up = socket.socket.connect, socket.getaddrinfo
def connect(self, address):
    if self.family != getattr(socket, "AF_UNIX", None) and not local(address[0]):
        raise OSError("the network is refused")
    return real_connect(self, address)
def look_up(host, *rest, **named):
    if not local(host):
        raise socket.gaierror("the network is refused")
    return real_look_up(host, *rest, **named)
socket.socket.connect, socket.getaddrinfo = connect, look_up
"""


def made(folder: Path, *, windows: bool) -> list[str]:
    """The folder, or a skip where its libraries are nowhere to be had; in CI that is a fault."""
    try:
        return bundle.bundle(folder, windows=windows)
    except bundle.CannotBundle as reason:
        if os.environ.get("CI", "").lower() == "true":
            raise
        pytest.skip(f"the libraries cannot be downloaded here: {reason}")


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder is the one for Windows, tested below")
def test_it_installs_and_starts_without_a_network(tmp_path: Path, serve: Serve) -> None:
    folder = tmp_path / "stick"
    assert made(folder, windows=False) == []
    start = next(folder.glob("Demarrer.*"))
    assert os.access(start, os.X_OK)
    assert {path.name for path in folder.iterdir()} == {"app", "wheels", "LISEZ-MOI.txt", start.name}
    assert not [line for line in (folder / "app/requirements.txt").read_text().splitlines() if "pytest" in line]
    assert {path.name for path in (folder / "app/sample_data").iterdir()} == {"camille", "sam", "lina"}
    assert not list(folder.rglob("__pycache__"))

    refuse = tmp_path / "refuse"
    refuse.mkdir()
    (refuse / "sitecustomize.py").write_text(REFUSE)
    probe = "import urllib.request; urllib.request.urlopen('https://pypi.org', timeout=5)"
    alone = {**os.environ, "PYTHONPATH": str(refuse)}
    assert subprocess.run([sys.executable, "-c", probe], env=alone, capture_output=True, check=False).returncode
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # nothing of this computer's own places for libraries
    nothing = {"PIP_FIND_LINKS": "", "PIP_INDEX_URL": "https://pypi.invalid", "PIP_EXTRA_INDEX_URL": ""}
    alone |= {"PATH": path, **nothing, "PIP_NO_COMPILE": "1"}
    # the first start installs; any word of the command line does
    first = subprocess.run(["sh", str(start), "inspect", "--help"], env=alone, capture_output=True, check=False)
    assert first.returncode == 0, first.stdout + first.stderr
    assert (folder / "app/.venv/pyvenv.cfg").is_file()
    served = serve(["sh", str(start), "--no-browser", "--port", "{port}"], variables=alone, folder=tmp_path)
    # it says so when the program answers; nobody else may ask, for want of the key
    assert served.wait_for(r"is open on this computer, port (\d+)") == served.port
    served.stop()


def test_the_windows_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # one compiled library stands for all: the whole list takes half a gigabyte
    monkeypatch.setattr(bundle, "FOR_TESTS", re.compile(r"(?!numpy==)"))
    package = tmp_path / "python.nupkg"
    with zipfile.ZipFile(package, "w") as archive:
        for name in ("tools/python.exe", "tools/Lib/os.py", "tools/../../evil.py", "python.nuspec"):
            archive.writestr(name, name)
    fetch = bundle.windows_python
    monkeypatch.setattr(bundle, "windows_python", lambda folder: fetch(folder, package.as_uri()))
    folder = tmp_path / "stick"
    assert made(folder, windows=True) == []
    assert {path.name for path in folder.iterdir()} == {"app", "site", "python", "Demarrer.bat", "LISEZ-MOI.txt"}
    assert {str(p.relative_to(folder / "python")) for p in (folder / "python").rglob("*.*")} == {
        "python.exe", str(Path("Lib", "os.py")),
    }  # fmt: skip
    assert not (tmp_path / "evil.py").exists()
    compiled = [path.name for path in (folder / "site").rglob("*.pyd")]
    assert compiled
    assert all(name.endswith("cp312-win_amd64.pyd") for name in compiled)
    assert (folder / "site/colorama").is_dir()
    start = (folder / "Demarrer.bat").read_bytes()
    assert start.count(b"\n") == start.count(b"\r\n") > 10
    assert rb"python\python.exe app\run.py" in start
    assert rb"..\site" in start
    assert (folder / "LISEZ-MOI.txt").read_bytes().startswith(b"\xef\xbb\xbf")


def test_where_no_python_for_windows_can_be_fetched_one_sentence_says_what_to_add(tmp_path: Path) -> None:
    assert not bundle.windows_python(tmp_path / "python", (tmp_path / "nowhere.nupkg").as_uri())
    french, english = bundle.NO_PYTHON.splitlines()
    for said in (french, english):
        assert bundle.WINDOWS_PYTHON in said
        assert "embeddable package (64-bit)" in said


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert bundle.main(["--to", str(tmp_path)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_for_another_python_says_so(tmp_path: Path) -> None:
    (tmp_path / "python.txt").write_text("3.99")
    with pytest.raises(run.Stop, match=r"3\.99"):
        run.beside(tmp_path)
    assert run.beside(tmp_path / "nowhere") == []


def test_a_windows_folder_needs_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "HERE", tmp_path / "app")
    (tmp_path / "site").mkdir()
    assert run.environment() == Path(sys.executable)


def test_everything_that_goes_along_is_there() -> None:
    assert [part for part in bundle.PARTS if not (ROOT / part).exists()] == []
