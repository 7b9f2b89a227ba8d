"""Everything in one folder for a USB stick: the program, its libraries, the examples, a file to double-click.

    python3 run.py bundle [--to FOLDER]              for computers like this one
    python3 run.py bundle --windows [--to FOLDER]    for Windows, from any system

The folder needs no network afterwards. For this system it holds wheels, which `run.py` installs at the first start.
For Windows everything is installed in it already, with a Python of its own; where that cannot be fetched here, one
sentence says what to add.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
#: what of the program goes along: no tests, no texts of the examples, only their archives
PARTS = (
    "identity_audit", "sample_data/camille", "sample_data/sam", "sample_data/lina", "docs", ".streamlit",
    "streamlit_app.py", "run.py", "LICENSE", "THIRD_PARTY_NOTICES", "README.md", "CHANGELOG.md",
)  # fmt: skip
FOR_TESTS = re.compile(r"(pytest|hypothesis)\b")
#: the Python of the Windows folder, as the Python Software Foundation publishes it on NuGet and on python.org
WINDOWS_PYTHON = "3.12.10"
NUGET = f"https://api.nuget.org/v3-flatcontainer/python/{WINDOWS_PYTHON}/python.{WINDOWS_PYTHON}.nupkg"
#: what libraries ask for on Windows only, and pip on another system therefore passes over
ON_WINDOWS = ("colorama==0.4.6",)
NO_PYTHON = (
    f"Il manque Python pour Windows : sur python.org/downloads/windows, prenez « Windows embeddable package (64-bit) » "
    f"{WINDOWS_PYTHON}, et décompressez-le dans le dossier « python » de cette clé.\n"
    f"Python for Windows is missing: on python.org/downloads/windows, take “Windows embeddable package (64-bit)” "
    f"{WINDOWS_PYTHON}, and unpack it into the folder “python” of this stick."
)

UNIX_START = """\
#!/bin/sh
# Double-click, or type: sh {name}
cd "$(dirname "$0")" && exec python3 app/run.py "$@"
"""
# The embeddable Python looks only where its ._pth file says; PYTHONPATH is for the other one.
WINDOWS_START = """\
@echo off
chcp 65001 >nul
cd /d "%~dp0"
if not exist python\\python.exe goto missing
if exist python\\python312._pth (
  (echo python312.zip& echo .& echo ..\\site& echo ..\\app) > python\\python312._pth
)
set "PYTHONPATH=%~dp0site;%~dp0app"
set "PYTHONDONTWRITEBYTECODE=1"
python\\python.exe app\\run.py %*
if errorlevel 1 pause
exit /b
:missing
type LISEZ-MOI.txt
pause
"""
READ_ME = """\
Identity Audit

{french}
Sans réseau : rien n'est à télécharger, rien ne sort de cet ordinateur.
Pour arrêter : fermez la fenêtre noire.

{english}
No network: nothing to download, nothing leaves this computer.
To stop: close the black window.
{missing}"""


class CannotBundle(Exception):
    """The folder cannot be made; the message says why in both languages."""


def bundle(to: Path, *, windows: bool) -> list[str]:
    """Make the folder; returns sentences to say, one if something has to be added by hand."""
    if to.exists() and any(to.iterdir()):
        raise CannotBundle(
            f"Le dossier {to} n'est pas vide : videz-le ou choisissez-en un autre avec --to.\n"
            f"The folder {to} is not empty: empty it, or choose another one with --to."
        )
    to.mkdir(parents=True, exist_ok=True)
    copy_program(to / "app")
    if windows:
        return _for_windows(to)
    download(to / "wheels", to / "app" / "requirements.txt")
    start = "Demarrer.command" if sys.platform == "darwin" else "Demarrer.sh"
    (to / start).write_text(UNIX_START.format(name=start), encoding="utf-8")
    (to / start).chmod(0o755)
    version = ".".join(map(str, sys.version_info[:2]))
    _read_me(
        to, f"Copiez ce dossier sur l'ordinateur (il faut Python {version}), puis lancez {start}.",
        f"Copy this folder to the computer (it needs Python {version}), then start {start}.",
    )  # fmt: skip
    return []


def copy_program(app: Path) -> None:
    """The program and the archives of its examples, with the libraries it needs and without those of its tests."""
    for part in PARTS:
        source, target = ROOT / part, app / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copyfile(source, target)
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [line for line in lines if not FOR_TESTS.match(line)]
    (app / "requirements.txt").write_text("\n".join(needed) + "\n", encoding="utf-8")


def download(wheels: Path, requirements: Path) -> None:
    """The libraries as wheels, for the Python that runs this; `run.py` installs them from here."""
    _pip("download", "--only-binary=:all:", "--dest", str(wheels), "--requirement", str(requirements))
    (wheels / "python.txt").write_text(".".join(map(str, sys.version_info[:2])), encoding="ascii")


def _for_windows(to: Path) -> list[str]:
    version = WINDOWS_PYTHON.rpartition(".")[0]
    _pip(
        "install", "--target", str(to / "site"), "--platform", "win_amd64", "--python-version", version,
        "--implementation", "cp", "--only-binary=:all:", "--no-compile", "--no-warn-conflicts",
        "--requirement", str(to / "app" / "requirements.txt"), *ON_WINDOWS,
    )  # fmt: skip
    (to / "Demarrer.bat").write_bytes(WINDOWS_START.replace("\n", "\r\n").encode())
    missing = [] if windows_python(to / "python") else [NO_PYTHON]
    _read_me(
        to, "Ouvrez cette clé, puis double-cliquez sur Demarrer.bat.",
        "Open this stick, then double-click Demarrer.bat.", *missing,
    )  # fmt: skip
    return missing


def windows_python(folder: Path, address: str = NUGET) -> bool:
    """Python for Windows, out of the package registry; False where that cannot be reached."""
    folder.mkdir(exist_ok=True)
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - a constant of ours
            package = zipfile.ZipFile(io.BytesIO(answer.read()))
    except (OSError, zipfile.BadZipFile):
        return False
    with package:
        for name in package.namelist():
            inside = Path(name)
            if inside.parts[:1] == ("tools",) and ".." not in inside.parts and not name.endswith("/"):
                target = folder.joinpath(*inside.parts[1:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(package.read(name))
    return (folder / "python.exe").is_file()


def _read_me(to: Path, french: str, english: str, missing: str = "") -> None:
    text = READ_ME.format(french=french, english=english, missing=f"\n{missing}\n" if missing else "")
    (to / "LISEZ-MOI.txt").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = ([line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()] or ["?"])[-1]
        raise CannotBundle(
            f"Les bibliothèques n'ont pas pu être téléchargées (il faut le réseau, une fois) : {last}\n"
            f"The libraries could not be downloaded (this needs the network, once): {last}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: what to make, and where."""
    parser = argparse.ArgumentParser(prog="run.py bundle", description="A folder that starts without a network.")
    parser.add_argument("--windows", action="store_true", default=sys.platform == "win32", help="for Windows")
    parser.add_argument("--to", type=Path, help="the folder to make (default: bundle/identity-audit-SYSTEM)")
    asked = parser.parse_args(arguments)
    system = "windows" if asked.windows else "mac" if sys.platform == "darwin" else "linux"
    to = (asked.to or ROOT / "bundle" / f"identity-audit-{system}").resolve()
    try:
        missing = bundle(to, windows=asked.windows)
    except CannotBundle as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"Le dossier est prêt : {to}\nThe folder is ready: {to}")
    for sentence in missing:
        print(sentence)
    return 0


if __name__ == "__main__":
    sys.exit(main())
