"""What a session remembers: the only place that names session keys.

A session has at most one dossier open. What is on screen (`dataset`, `history`, `audit`) is what that dossier holds;
what was read and is neither saved nor analysed yet waits beside it as `Incoming`.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import streamlit as st

from identity_audit.audit import Audit
from identity_audit.corrections import Correction
from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError
from identity_audit.findings import discreet
from identity_audit.history import History
from identity_audit.presenting import Veil
from identity_audit.store.dossier import Dossier
from identity_audit.ui import uploads
from identity_audit.ui.jobs import Job
from identity_audit.ui.work import Request
from identity_audit.words import LANGUAGES, Words
from identity_audit.words import words as words_of

if TYPE_CHECKING:
    from identity_audit.roster_matches import Roster


@dataclass(frozen=True)
class Selection:
    """What the person chose to read.

    `folder` holds dropped files until they are not needed any more. `adds`: it goes into the dossier that is open,
    together with `base`, what was there before.
    """

    request: Request = field(default_factory=Request)
    folder: Path | None = None
    sample: str | None = None
    adds: bool = False
    base: Dataset | None = None


@dataclass(frozen=True)
class Incoming:
    """What was read and is neither saved nor analysed yet.

    `new`: the files alone; `dataset`: with what the dossier holds already; `history`: with what was decided meanwhile;
    `salt`: for the marks of what is left out; `refusal`: why it cannot be analysed as it is.
    """

    new: Dataset
    dataset: Dataset
    history: History
    selection: Selection
    salt: str
    refusal: AuditError | None = None


@dataclass(frozen=True)
class Shown:
    """What the open dossier holds: the files as they were read in this session, before any decision; the decisions;
    the audit, or why there is none.
    """

    dataset: Dataset | None = None
    history: History = field(default_factory=History)
    audit: Audit | None = None
    refusal: AuditError | None = None


@dataclass(frozen=True)
class Notice:
    """A sentence (message id and values) for the next page that is drawn, once."""

    kind: Literal["error", "warning", "success"]
    sentence: str
    values: dict[str, int | float | str] = field(default_factory=dict)


@st.cache_resource(show_spinner=False)
def sweep_once() -> None:
    """Once per start of the program: nothing of a run that was killed stays behind."""
    uploads.sweep()


# --- language, page, notices ---------------------------------------------------------------------------------------


def language() -> str:
    """French or English: what the person chose, else the page address, else the browser."""
    if "lang" not in st.session_state:
        asked = st.query_params.get("lang")
        browser = "fr" if (st.context.locale or "fr").lower().startswith("fr") else "en"
        st.session_state["lang"] = asked if asked in LANGUAGES else browser
    # the address carries the language, because the page around the app is written before any script runs
    if st.query_params.get("lang") != st.session_state["lang"]:
        st.query_params["lang"] = st.session_state["lang"]
    return str(st.session_state["lang"])


def set_language(lang: str) -> None:
    st.session_state["lang"] = lang


def words() -> Words:
    """The words of this session; small numbers of people are not said while others look on."""
    return discreet(language()) if presenting() else words_of(language())


def page() -> str:
    """The name of the page that is drawn."""
    return str(st.session_state.get("page", "home"))


def draw_again() -> NoReturn:
    """Draw the page anew, now that something was decided; whoever asked for another page meanwhile gets that one.

    `st.rerun` alone puts this page before a click on the menu that came while we were working: the click is lost.
    Whatever is drawn first lets a click that waits go ahead.
    """
    st.empty()
    st.rerun()


def arrive(name: str) -> None:
    """The page of this name (the first one has none in the address) is drawn from now on."""
    st.session_state["page"] = name or "home"


def say(notice: Notice | AuditError) -> None:
    """Tell the person on the next page that is drawn."""
    if isinstance(notice, AuditError):
        notice = Notice("error", notice.sentence, notice.values)
    st.session_state["notices"] = [*st.session_state.get("notices", []), notice]


def notices() -> list[Notice]:
    """What is to be said now: once, and as long as work goes on beside the page, whose end draws the page again."""
    found: list[Notice] = st.session_state.get("notices", [])
    if job() is None:
        st.session_state.pop("notices", None)
    return found


# --- a guess before a picture: kept nowhere else -------------------------------------------------------------------


def guess(question: str) -> int | None:
    """What the person guessed, None where they did not."""
    found: int | None = st.session_state.get("guesses", {}).get(question)
    return found


def revealed(question: str) -> bool:
    """May the answer be shown: was it guessed, or does the person not want to guess?"""
    guesses = st.session_state.get("guesses", {})
    return question in guesses or "none" in guesses


def reveal(question: str, number: int | None) -> None:
    """Show the answer after this guess; None = show this one and all others without guessing."""
    kept = {question: number} if number is not None else {"none": None}
    st.session_state["guesses"] = {**st.session_state.get("guesses", {}), **kept}


# --- the dossier ---------------------------------------------------------------------------------------------------


class _Seat:
    """Where the open dossier of a session sits, so that it is closed when the tab is."""

    def __init__(self) -> None:
        self.dossier: Dossier | None = None

    def take(self, dossier: Dossier | None) -> None:
        if self.dossier is not None and self.dossier is not dossier:
            self.dossier.close()
        self.dossier = dossier


@st.cache_resource(scope="session", on_release=lambda seat: seat.take(None), show_spinner=False)
def _seat() -> _Seat:
    return _Seat()


def dossier() -> Dossier | None:
    """The dossier that is open; opened again where the browser had lost its connection for a while.

    Raises AuditError where that is not possible any more.
    """
    where = st.session_state.get("dossier")
    if not isinstance(where, Path):
        in_memory: Dossier | None = where
        return in_memory
    seat = _seat()
    if seat.dossier is None or seat.dossier.path != where:
        seat.take(Dossier.open(where))
    return seat.dossier


def hold(file: Dossier | None) -> None:
    """From now on this is the dossier that is open; the one before is closed."""
    before = st.session_state.get("dossier")
    if isinstance(before, Dossier) and before is not file:
        before.close()
    if before != (file.path if file is not None and file.path else file):
        set_roster(None)  # a class list was held against the people of the dossier that was open
    on_disk = file is not None and file.path is not None
    _seat().take(file if on_disk else None)
    st.session_state["dossier"] = file.path if file is not None and on_disk else file


_CHOICES = ("aim", "aimed_circle", "later", "teacher_sheet")


def choice(key: str) -> str | None:
    """A small choice, out of the dossier that is open; before there is one, out of the session."""
    file = dossier()
    found: str | None = file.choice(key) if file is not None else st.session_state.get(key)
    return found


def choose(key: str, value: str | None) -> None:
    """Keep a small choice; where that fails the person is told, and the one before stays."""
    try:
        file = dossier()
        if file is None:
            st.session_state[key] = value
        elif file.choice(key) != value:
            file.choose(key, value)
    except AuditError as error:
        say(error)


def forget_choices() -> None:
    """What was chosen before there was a dossier is not needed any more."""
    for key in _CHOICES:
        st.session_state.pop(key, None)


# --- a class list --------------------------------------------------------------------------------------------------


def roster() -> Roster | None:
    """The class list that is loaded: in the memory of this session only."""
    found: Roster | None = st.session_state.get("roster")
    return found


def set_roster(loaded: Roster | None) -> None:
    """Hold this class list and what was found with it; None = forget both, and whatever was typed to load it."""
    if loaded is not None:
        st.session_state["roster"] = loaded
        return
    for key in [key for key in st.session_state if str(key).startswith("roster")]:
        del st.session_state[key]
    # a field under another name is an empty one, on the page, too
    st.session_state["lists_forgotten"] = st.session_state.get("lists_forgotten", 0) + 1


def lists_forgotten() -> int:
    """How many class lists were forgotten in this session?"""
    return int(st.session_state.get("lists_forgotten", 0))


# --- what is on screen ---------------------------------------------------------------------------------------------


def incoming() -> Incoming | None:
    return st.session_state.get("incoming")


def await_decision(found: Incoming | None) -> None:
    """This was read and waits to be analysed; None = nothing waits any more."""
    st.session_state["incoming"] = found


def pending() -> bool:
    """Was something read that is neither saved nor analysed yet?"""
    return incoming() is not None


def shown() -> Shown:
    """What is on screen, whatever waits beside it."""
    found = {name: st.session_state[name] for name in ("dataset", "history", "audit", "refusal")
             if name in st.session_state}  # fmt: skip
    return Shown(**found)


def show(now: Shown) -> None:
    """Put this on screen."""
    st.session_state["dataset"] = now.dataset
    st.session_state["history"] = now.history
    st.session_state["audit"] = now.audit
    st.session_state["refusal"] = now.refusal


def dataset() -> Dataset | None:
    """What was read in this session, before any decision; after a restart, what the dossier holds.

    While others look on: the same as they may see it.
    """
    found = (incoming() or shown()).dataset
    return _veiled("dataset", found, Veil.dataset) if presenting() else found


def history() -> History:
    """Everything that was decided, saved or not; nothing while others look on."""
    return History() if presenting() else (incoming() or shown()).history


def corrections() -> tuple[Correction, ...]:
    """The decisions that hold, in order."""
    return history().corrections


def salt() -> str:
    """For the marks of what is left out (`corrections.mark`); empty where there is nothing to leave out."""
    waiting = incoming()
    if waiting is not None:
        return waiting.salt
    file = dossier()
    return file.salt if file is not None else ""


def audit() -> Audit | None:
    """What the pages show; nothing while something that was read waits to be analysed.

    While others look on: the same as they may see it. This is where every page gets it, so no page can forget.
    """
    found = None if pending() else shown().audit
    return _veiled("audit", found, Veil.audit) if presenting() else found


def refusal() -> AuditError | None:
    """Why there is a dataset but no audit."""
    return (incoming() or shown()).refusal


_Made = TypeVar("_Made")


def once(what: str, of: object, make: Callable[[], _Made]) -> _Made:
    """What a page makes of this dataset or audit: made once, for as long as no other is on screen.

    The dataset or audit itself is not held: what is no longer on screen may be large, and leaves the memory.
    """
    kept: dict[str, tuple[weakref.ref[object], Any]] = st.session_state.setdefault("made", {})
    if what not in kept or kept[what][0]() is not of:
        kept[what] = (weakref.ref(of), make())
    found: _Made = kept[what][1]
    return found


def clear() -> None:
    """Nothing is on screen, no dossier is open."""
    hold(None)
    forget_choices()
    set_roster(None)
    for key in ("dossier", "dataset", "history", "audit", "refusal", "selection", "incoming", "veiled", "made"):
        st.session_state.pop(key, None)
    tidy()


# --- while others look on ------------------------------------------------------------------------------------------

#: what stays when names are taken away or come back; any other text of a widget may hold one
_NO_TEXTS_OF_WIDGETS = frozenset({"lang", "language_choice", "page", "dossier", "presenting", *_CHOICES})


def presenting() -> bool:
    """Do others look on? Then nothing on any page names anybody. Kept in the address, so that it outlives a reload."""
    if "presenting" not in st.session_state:
        st.session_state["presenting"] = st.query_params.get("room") == "1"
    on = bool(st.session_state["presenting"])
    if on and st.query_params.get("room") != "1":
        st.query_params["room"] = "1"
    return on


def present(*, on: bool) -> None:
    """From now on others look on, or no longer do; what was typed or chosen under other names is forgotten."""
    if on == presenting():
        return
    st.session_state["presenting"] = on
    for kept in ("veiled", "made"):
        st.session_state.pop(kept, None)
    if not on and "room" in st.query_params:
        del st.query_params["room"]
    for key, value in st.session_state.to_dict().items():
        texts = value if isinstance(value, list | tuple | set) else [value]
        if str(key) not in _NO_TEXTS_OF_WIDGETS and texts and all(isinstance(text, str) for text in texts):
            del st.session_state[key]


_Veilable = TypeVar("_Veilable", Audit, Dataset)


def _veiled(what: str, found: _Veilable | None, show_to_others: Callable[[Veil, _Veilable], _Veilable]) -> Any:
    """As others may see it; worked out once for as long as it and the language stay the same."""
    if found is None:
        return None
    kept: dict[str, tuple[object, str, object]] = st.session_state.setdefault("veiled", {})
    lang, invented = language(), sample()
    if what not in kept or kept[what][0] is not found or kept[what][1] != lang:
        veil = Veil(invented or salt() or "nothing is kept", discreet(lang), invented=invented is not None)
        kept[what] = (found, lang, show_to_others(veil, found))
    return kept[what][2]


# --- files and the job that reads them -----------------------------------------------------------------------------


def job() -> Job | None:
    return st.session_state.get("job")


def set_job(work: Job | None) -> None:
    if work is None:
        st.session_state.pop("job", None)
    else:
        st.session_state["job"] = work


def selection() -> Selection:
    """What the person chose, of what is on screen or waits."""
    waiting = incoming()
    found: Selection = waiting.selection if waiting is not None else st.session_state.get("selection", Selection())
    return found


def sample() -> str | None:
    """Which invented example is on screen, if any?"""
    return selection().sample


def request() -> Request:
    """What was asked of the files on screen; nothing of files that a dossier holds since an earlier day."""
    return selection().request


def set_selection(chosen: Selection) -> None:
    st.session_state["selection"] = chosen


def attempt() -> Selection | None:
    """What is being read, or could not be read."""
    return st.session_state.get("tried")


def set_attempt(chosen: Selection | None) -> None:
    """From now on this is being read; None = nothing is, and what it needed may go."""
    if chosen is None:
        st.session_state.pop("tried", None)
    else:
        st.session_state["tried"] = chosen
        if chosen.folder is not None:
            st.session_state["folders"] = {*st.session_state.get("folders", ()), chosen.folder}
    tidy()


def tried() -> Request | None:
    """What the person asked for last, where it could not be read."""
    failed = attempt()
    return None if failed is None or job() is not None else failed.request


def tidy() -> None:
    """Let go of dropped files that nothing needs any more."""
    waiting, failed = incoming(), attempt()
    used = {st.session_state.get("selection", Selection()).folder}
    used |= {chosen.folder for chosen in (failed, waiting.selection if waiting else None) if chosen}
    for folder in st.session_state.get("folders", set()) - used:
        uploads.forget(folder)
    st.session_state["folders"] = st.session_state.get("folders", set()) & used
