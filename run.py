"""`python3 run.py` starts Identity Audit; `python3 run.py test` runs its tests; other words are its command line.

Only Python's own library is used, so that this file runs on a bare computer: it makes an environment in `.venv`
beside it, installs what requirements.txt names (once), starts the program on this computer only, and opens the
browser. It must stay readable for older Pythons, to be able to say that they are too old.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import html
import http.client
import importlib.util
import io
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 14)
FIRST_PORT, PORTS_TRIED = 8501, 100
SECONDS_TO_START = 120
MOST_BESIDE = 4

USAGE = """\
python3 run.py [--no-browser] [--port N]    démarrer le programme / start the program
python3 run.py test [...]                   lancer les tests / run the tests (the rest goes to pytest)
python3 run.py bundle [--windows]           un dossier pour une clé USB / a folder for a USB stick
python3 run.py inspect|audit FILE [...]     la ligne de commande / the command line (--help)
Windows : py run.py"""


class Stop(Exception):
    """The program cannot go on, and here is the one sentence that says why, in French and in English."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(f"{french}\n{english}")


def say(french: str, english: str) -> None:
    print(f"{french}\n{english}", flush=True)


# ---------------------------------------------------------------------------------------------- the environment


def check_python(version: tuple[int, ...]) -> None:
    """Is this Python one that every library of ours is published for?"""
    have = ".".join(map(str, version[:2]))
    if version[:2] < OLDEST:
        raise Stop(
            f"Python {have} est trop ancien : installez Python 3.11, 3.12, 3.13 ou 3.14, puis recommencez.",
            f"Python {have} is too old: install Python 3.11, 3.12, 3.13 or 3.14, then try again.",
        )
    if version[:2] > NEWEST:
        raise Stop(
            f"Python {have} est trop récent : installez Python 3.14 (ou 3.11 à 3.13) à côté, puis recommencez.",
            f"Python {have} is too new: install Python 3.14 (or 3.11 to 3.13) beside it, then try again.",
        )


def python_of(folder: Path) -> Path:
    """Where an environment keeps its Python."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def stamp(files: list[Path]) -> str:
    """What an environment must have been installed from to be up to date."""
    content = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}".encode())
    for file in files:
        content.update(file.read_bytes())
    return content.hexdigest()


def _usable(folder: Path) -> bool:
    """Was this environment made completely, by this version of Python?"""
    try:
        made_by = re.search(r"^version\S*\s*=\s*(\d+)\.(\d+)", (folder / "pyvenv.cfg").read_text("utf-8"), re.MULTILINE)
        if made_by is None or tuple(map(int, made_by.groups())) != sys.version_info[:2]:
            return False
        answer = subprocess.run([str(python_of(folder)), "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0


def _not_writable(folder: Path) -> Stop:
    return Stop(
        f"Le dossier {folder} ne peut pas être modifié : copiez le programme dans un dossier à vous.",
        f"The folder {folder} cannot be changed: copy the program to a folder of your own.",
    )


def make_environment(folder: Path) -> None:
    """An empty environment in this folder, or the sentence that says what is missing."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Stop(
            "Il manque une partie de Python : tapez « sudo apt install python3-venv », puis recommencez.",
            'A part of Python is missing: type "sudo apt install python3-venv", then try again.',
        )
    try:
        folder.mkdir(exist_ok=True)
        (folder / "writable").touch()
        (folder / "writable").unlink()
    except OSError:
        raise _not_writable(folder.parent) from None
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise Stop(
            f"Python n'a pas pu préparer le dossier {folder} : {_last_line(made.stderr or made.stdout)}",
            f"Python could not prepare the folder {folder}: {_last_line(made.stderr or made.stdout)}",
        )


def _last_line(text: str) -> str:
    return ([line.strip() for line in text.splitlines() if line.strip()] or ["?"])[-1]


_NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError|Max retries exceeded|Network is unreachable"
    r"|name resolution|getaddrinfo failed|Connection refused|Failed to establish a new connection|from versions: none"
)


def install_problem(output: str) -> Stop:
    """Which sentence explains why pip failed?"""
    if "No space left" in output or "Errno 28" in output:
        return Stop(
            "Le disque est plein : libérez 2 Go, puis recommencez.",
            "The disk is full: free 2 GB, then try again.",
        )
    if "Permission denied" in output or "Errno 13" in output:
        return _not_writable(HERE)
    if _NO_NETWORK.search(output):
        return Stop(
            "Pas de réseau : la première installation en a besoin une fois ; connectez-vous, puis recommencez.",
            "No network: the first installation needs it once; connect, then try again.",
        )
    return Stop(
        f"L'installation a échoué : {_last_line(output)}",
        f"The installation failed: {_last_line(output)}",
    )


def environment(develop: bool = False, folder: Path = HERE / ".venv") -> Path:
    """The Python of an environment that holds what is needed; makes it the first time, then only looks at a stamp."""
    check_python(sys.version_info[:3])
    if (HERE.parent / "site").is_dir():  # a folder made by `run.py bundle --windows`: everything is installed
        return Path(sys.executable)
    wanted = [HERE / "requirements.txt"]
    if develop:
        wanted.append(HERE / "requirements-dev.txt")
    installed = folder / (wanted[-1].name + ".sha256")
    python = python_of(folder)
    if python.exists() and installed.exists() and installed.read_text("ascii") == stamp(wanted):
        return python

    say(
        "Préparation du programme (une seule fois, quelques minutes)…",
        "Preparing the program (only once, a few minutes)…",
    )
    if not _usable(folder):
        make_environment(folder)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--retries=2"]
    pip += beside()
    done = subprocess.run([*pip, "-r", str(wanted[-1])], capture_output=True, text=True, check=False)
    if done.returncode:
        raise install_problem(done.stdout + done.stderr)
    for count, file in enumerate(wanted, start=1):
        (folder / (file.name + ".sha256")).write_text(stamp(wanted[:count]), "ascii")
    return python


def beside(wheels: Path = HERE.parent / "wheels") -> list[str]:
    """What pip is told where `run.py bundle` put the libraries beside the program: take them, ask no network."""
    made_for = wheels / "python.txt"
    if not made_for.is_file():
        return []
    have, needed = ".".join(map(str, sys.version_info[:2])), made_for.read_text("ascii").strip()
    if have != needed:
        raise Stop(
            f"Ce dossier a été préparé pour Python {needed}, et ici c'est Python {have} : installez Python {needed}.",
            f"This folder was made for Python {needed}, and here is Python {have}: install Python {needed}.",
        )
    return ["--no-index", f"--find-links={wheels}"]


# ---------------------------------------------------------------------------------------------------- the server


def settings_as_flags() -> list[str]:
    """.streamlit/config.toml on the command line, where no environment variable can overrule it."""
    import tomllib  # Python 3.11 and later: by now the version is checked

    flags = []
    for section, names in tomllib.loads((HERE / ".streamlit" / "config.toml").read_text("utf-8")).items():
        for name, value in names.items():
            if section != "theme":
                for one in value if isinstance(value, list) else [value]:
                    flags.append(f"--{section}.{name}={str(one).lower() if isinstance(one, bool) else one}")
    return flags


def server_command(python: Path, port: int, script: Path = HERE / "streamlit_app.py") -> list[str]:
    """The command that serves the program on this computer only."""
    start = [str(python), "-m", "streamlit", "run", str(script)]
    ours = [f"--server.port={port}", "--server.headless=true", "--logger.hideWelcomeMessage=true"]
    return [*start, *settings_as_flags(), *ours]


def clean_environment() -> dict[str, str]:
    """The person's environment without the variables by which Streamlit's settings could be changed."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("STREAMLIT_")}


def free_port(first: int = FIRST_PORT) -> int:
    """The first port from here on that nobody listens to."""
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            if os.name != "nt":  # there it would also allow a port that is in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
        if port != first:
            say(f"Le port {first} est pris ; j'utilise le {port}.", f"Port {first} is taken; using {port}.")
        return port
    raise Stop(
        f"Aucun port libre à partir de {first} : fermez d'autres programmes ou choisissez-en un avec --port.",
        f"No free port from {first} on: close other programs or choose one with --port.",
    )


class Door:
    """The secret of one start, the keys that open the page once each, and the cookie that one of them becomes.

    identity_audit/server/entry_key.py is the other side. The secret goes to the server in its environment, a key to the
    browser in a file: a list of processes, which every account of a computer can read, shows neither.
    """

    VARIABLE = "IDENTITY_AUDIT_DOOR"

    def __init__(self, port: int) -> None:
        self.secret = secrets.token_hex(32)
        self._port = port
        self._made = 0
        self._file: Path | None = None

    def environment(self) -> dict[str, str]:
        """The environment of the server."""
        return {**clean_environment(), self.VARIABLE: self.secret}

    def cookie(self) -> str:
        return f"identity-audit-{self._port}={self._sign('cookie')}"

    def link(self) -> str:
        """The address that opens the page once; the links before it open nothing any more once it was used."""
        self._made += 1
        key = f"{self._made}-{self._sign(f'key {self._made}')}"
        return f"http://127.0.0.1:{self._port}/door/open?key={key}"

    def file(self) -> Path:
        """A small page that leads there, readable by this account only."""
        self.forget()
        # not a hidden or temporary place first: some browsers may not read those
        for folder in (HERE / ".venv", Path(tempfile.gettempdir())):
            for left in folder.glob(f"open-{self._port}-*.html"):  # of a run that was killed
                with contextlib.suppress(OSError):
                    left.unlink()
            place = folder / f"open-{self._port}-{secrets.token_hex(4)}.html"
            try:
                descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except OSError:
                continue
            with os.fdopen(descriptor, "w", encoding="ascii") as page:
                link = html.escape(self.link())
                page.write(f'<!doctype html><meta http-equiv="refresh" content="0;url={link}"><a href="{link}">')
                page.write("Identity Audit</a>\n")
            self._file = place
            return place
        raise _not_writable(HERE)

    def forget(self) -> None:
        """Remove that page."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)
            self._file = None

    def _sign(self, what: str) -> str:
        return hmac.new(self.secret.encode(), what.encode(), "sha256").hexdigest()


def answers(port: int, cookie: str = "") -> bool:
    """Does the program answer on this port?"""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health", headers={"Cookie": cookie} if cookie else {})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _can_show_browser() -> bool:
    """Is there a screen? Without one, `webbrowser` may start a text browser in this very terminal."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def start(python: Path, first_port: int = FIRST_PORT, show: bool = True) -> int:
    """Serve the program until it is stopped with Ctrl-C."""
    port = free_port(first_port)
    door = Door(port)
    signal.signal(signal.SIGTERM, _interrupt)
    server = subprocess.Popen(server_command(python, port), cwd=HERE, env=door.environment(), stdin=subprocess.DEVNULL)
    try:
        patience = time.monotonic() + SECONDS_TO_START
        while not answers(port, door.cookie()):
            if server.poll() is not None or time.monotonic() > patience:
                raise Stop(
                    "Le programme n'a pas démarré ; le message est au-dessus.",
                    "The program did not start; the message is above.",
                )
            time.sleep(0.1)
        show = show and _can_show_browser()
        say(
            f"Identity Audit est ouvert sur cet ordinateur, port {port}   (arrêter : Ctrl-C)",
            f"Identity Audit is open on this computer, port {port}   (stop: Ctrl-C)",
        )
        _open_page(door, show)
        if sys.stdin is not None and sys.stdin.isatty():
            say("Rouvrir la page : Entrée", "Open the page again: Enter")
            threading.Thread(target=_open_again, args=(door, show), daemon=True).start()
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(server)
        door.forget()


def _open_page(door: Door, show: bool) -> None:
    """In the browser where there is one, else by an address to copy, which opens the page once."""
    if show and webbrowser.open(door.file().as_uri()):
        return
    say(f"Ouvrez (une seule fois) : {door.link()}", "Open this address (it works once).")


def _open_again(door: Door, show: bool) -> None:
    for _line in sys.stdin:
        _open_page(door, show)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _end(server: subprocess.Popen[bytes]) -> None:
    """Leave no server behind: ask, and insist after a while."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


# ------------------------------------------------------------------------------------------------------ the tests


def find_browser() -> str | None:
    """A Chromium, Chrome or Edge of this computer, for the browser tests."""
    named = os.environ.get("IDENTITY_AUDIT_BROWSER")
    if named:
        return named if Path(named).exists() else None
    commands = "chromium chromium-browser google-chrome google-chrome-stable microsoft-edge microsoft-edge-stable"
    for command in commands.split():
        found = shutil.which(command)
        if found:
            return found
    folders = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    ends = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
    places = [Path(folder) / end for folder in folders if folder for end in ends]
    places += [
        Path("/Applications") / f"{name}.app" / "Contents" / "MacOS" / name
        for name in ("Google Chrome", "Chromium", "Microsoft Edge")
    ]
    return next((str(place) for place in places if place.exists()), None)


def test(arguments: list[str]) -> int:
    """Run the tests, in a browser too where there is one."""
    browser = find_browser()
    variables = dict(os.environ)
    if browser:
        variables["IDENTITY_AUDIT_BROWSER"] = browser
    else:
        say(
            "Ni Chromium, ni Chrome, ni Edge sur cet ordinateur : les tests dans le navigateur sont laissés de côté.",
            "No Chromium, Chrome or Edge on this computer: the browser tests are skipped.",
        )
    # side by side: the walks in a browser mostly wait; more than four browsers would only wait for each other
    beside = ["-n", str(min(os.cpu_count() or 1, MOST_BESIDE)), "--dist", "worksteal"]
    command = [str(environment(develop=True)), "-m", "pytest", *beside, *arguments]
    return subprocess.run(command, cwd=HERE, env=variables, check=False).returncode


def command_line(arguments: list[str]) -> int:
    """Run `python -m identity_audit` where the person is, so that their file names mean what they mean."""
    python = environment()
    paths = os.pathsep.join(path for path in (str(HERE), os.environ.get("PYTHONPATH", "")) if path)
    module = arguments if arguments[0] == "bundle" else ["identity_audit", *arguments]
    command = [str(python), "-m", *module]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode


def main(arguments: list[str]) -> int:
    """What did the person ask for?"""
    port, show = FIRST_PORT, True
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option == "--no-browser":
            show = False
        elif option == "--port" and rest and rest[0].isdigit() and 1024 <= int(rest[0]) <= 65535:
            port = int(rest.pop(0))
        else:
            print(USAGE, file=sys.stdout if option in ("-h", "--help") else sys.stderr)
            return 0 if option in ("-h", "--help") else 2
    try:
        check_python(sys.version_info[:3])
        if rest and rest[0] == "test":
            return test(rest[1:])
        if rest:
            return command_line(rest)
        return start(environment(), port, show)
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows console may not know every letter
            stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
