"""What stands between `streamlit run streamlit_app.py` and the pages, and does it really stand there?

The settings of `.streamlit/config.toml` are applied again here: an environment variable beats that file, and
must not be able to open the program to the network, switch statistics on or show error details.
"""

from __future__ import annotations

import logging
import sys
import tomllib
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypedDict

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp
from streamlit import config
from streamlit.runtime import Runtime, exists, get_instance

from identity_audit.server import arrivals, entry_key, page_shell, self_test, upload_route
from identity_audit.server.guard import Guard, is_loopback
from identity_audit.server.outgoing import WATCH

SETTINGS_FILE = Path(__file__).parents[2] / ".streamlit" / "config.toml"
_PACKAGE = Path(__file__).parents[1]
# Not in the file because nobody would look for them there; each of these, set from outside, would open a side
# door or print foreign texts in the terminal.
_ALSO: dict[str, Any] = {
    "global.developmentMode": False,
    "logger.enableRich": False,
    "server.baseUrlPath": "",
    "server.corsAllowedOrigins": [],
    "server.scriptHealthCheckEnabled": False,
}

_OPEN_TO_NETWORK = (
    "Identity Audit works only on this computer and does not start on another address: "
    "remove the setting of server.address (STREAMLIT_SERVER_ADDRESS or --server.address). / "
    "Identity Audit ne fonctionne que sur cet ordinateur et ne démarre pas sur une autre adresse : "
    "retirez le réglage server.address (STREAMLIT_SERVER_ADDRESS ou --server.address)."
)
_NOT_GUARDED = (
    "Pour protéger vos données, lancez l'application avec « python3 run.py ». / "
    "To protect your data, start the app with “python3 run.py”."
)
_SOMETHING_WENT_WRONG = {
    "fr": "Quelque chose n'a pas marché de notre côté. Rechargez la page ; ce que vous avez enregistré est gardé.",
    "en": "Something went wrong on our side. Reload the page; what you saved is kept.",
}

_WEAK_KEY = (
    "The secret handed over by run.py is not one: start the program with “python3 run.py”. / "
    "Le secret transmis par run.py n'en est pas un : lancez le programme avec « python3 run.py »."
)

_standing = False
_guards: list[Guard] = []


class Door(TypedDict):
    """The keyword arguments of Streamlit's App that make it ours."""

    middleware: list[Middleware]
    routes: list[Route]
    lifespan: Callable[[Any], AbstractAsyncContextManager[dict[str, Any] | None]]
    on_script_error: Callable[[Exception], bool]


def settings() -> dict[str, Any]:
    """The one list of settings, as Streamlit's dotted names (colours are taste, not safety)."""
    sections = tomllib.loads(SETTINGS_FILE.read_text(encoding="utf-8"))
    return {f"{section}.{name}": value for section, names in sections.items() for name, value in names.items()}


def door() -> Door:
    """Everything to give to Streamlit's App; ends the program when it was told to listen to the network.

    Asked once a process: the key of this start is taken out of the environment.
    """
    if not is_loopback(config.get_option("server.address")):
        sys.exit(_OPEN_TO_NETWORK)
    for name, value in (settings() | _ALSO).items():
        if name != "server.address":
            config.set_option(name, value)
    logging.getLogger("streamlit.error_util").addFilter(_without_texts)

    try:
        key = entry_key.handed_over()
    except ValueError:
        sys.exit(_WEAK_KEY)

    pages = page_shell.shells()
    return Door(
        middleware=[
            Middleware(_guard, script_hashes=page_shell.inline_script_hashes(pages), key=key),
            Middleware(page_shell.PageShell, pages=pages),
        ],
        routes=[*page_shell.routes(), upload_route.route()],
        lifespan=_stand,
        on_script_error=_say_so,
    )


def _guard(app: ASGIApp, /, **how: Any) -> Guard:
    """The guard of this process, remembered so that it can be put to the test."""
    _guards[:] = [Guard(app, **how)]
    return _guards[0]


def tested() -> dict[str, bool | None]:
    """The self-test of what stands in this process (`self_test.QUESTIONS`)."""
    return self_test.run(_guards[0] if _standing and _guards else None)


@asynccontextmanager
async def _stand(_app: object) -> AsyncIterator[None]:
    global _standing  # noqa: PLW0603 - one server per process, and pages must be able to ask
    WATCH.start()
    arrivals.sweep()
    _standing = True
    try:
        yield
    finally:
        _standing = False
        arrivals.leave()


def served() -> bool:
    """Does a server show these pages in a browser? Not in a test of the pages alone."""
    return exists() and type(get_instance()) is Runtime


def guarded() -> bool:
    """May this process show a person's data? Only when no server serves it (a test), or the guard stands before it."""
    return _standing or not served()


def stop_unless_guarded() -> None:
    """End this run of the pages when they are served without the guard, by `streamlit run identity_audit/app.py`.

    Without it, every web page that the person visits could read what this one shows.
    """
    if not guarded():
        st.error(_NOT_GUARDED)
        st.stop()


def _place(error: BaseException) -> str:
    """The kind of error and the last line of ours that it passed: no message, because messages hold texts."""
    ours = [step for step in traceback.extract_tb(error.__traceback__) if Path(step.filename).is_relative_to(_PACKAGE)]
    where = f"{Path(ours[-1].filename).relative_to(_PACKAGE)}:{ours[-1].lineno}" if ours else "outside our code"
    return f"{type(error).__name__} at {where}"


def _without_texts(record: logging.LogRecord) -> bool:
    """Let an error through to the terminal as kind and place only."""
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.args = _place(record.exc_info[1]), ()
        record.exc_info = record.exc_text = None
    return True


def _say_so(_error: Exception) -> bool:
    """Tell the person in one sentence that a page failed; the terminal has the kind and the place."""
    st.error(_SOMETHING_WENT_WRONG["fr" if st.query_params.get("lang") == "fr" else "en"])
    return True
