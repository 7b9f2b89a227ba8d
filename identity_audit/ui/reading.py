"""From files to an audit on screen: read beside the page, wait for the person's eye, save, analyse beside the page."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from identity_audit import leaving_out
from identity_audit.audit import Settings, recluster, refuse_strangers
from identity_audit.corrections import KnownFacet
from identity_audit.dataset import Dataset, combine, period
from identity_audit.errors import AuditError
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.history import History
from identity_audit.store.dossier import Dossier, Import
from identity_audit.ui import choices, session, work
from identity_audit.ui.jobs import Job
from identity_audit.ui.session import Incoming, Selection, Shown

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
SAMPLE_ZONES = {"camille": "Europe/Brussels", "sam": "Europe/London", "lina": "Europe/Brussels"}
#: an example whose group chats are what it is about: they are read, as when a person asks for it
SAMPLES_WITH_MESSAGES = frozenset({"lina"})


# --- reading -------------------------------------------------------------------------------------------------------


def read(
    paths: tuple[str, ...],
    *,
    me: tuple[str, ...] = (),
    messages: bool = False,
    tz: str | None = None,
    columns: Mapping[str, Mapping[str, str | None]] | None = None,
    folder: Path | None = None,
    adds: bool = False,
) -> None:
    """Start reading beside the page. What is on screen stays until something new was read.

    adds: what is read goes into the dossier that is open; else it starts another one.
    """
    base = session.shown().dataset if adds else None
    _read(Selection(work.Request(paths, me, messages, tz, columns or {}), folder, adds=adds, base=base))


def sample_paths(name: str) -> tuple[str, ...]:
    """The archives of an invented example (its list of roles is for the command line)."""
    return tuple(str(p) for p in sorted((SAMPLES / name).iterdir()) if p.suffix in {".zip", ".txt", ".mbox"})


def read_sample(name: str = "camille", then: str = "facets") -> None:
    """Read and analyse an invented example, of which nothing has to be taken out first."""
    asked = work.Request(sample_paths(name), messages=name in SAMPLES_WITH_MESSAGES, tz=SAMPLE_ZONES[name])
    _begin(Job(work.read_and_analyse, (asked,), then), Selection(asked, sample=name))


def read_again(**changes: Any) -> None:
    """The same files with another answer (who I am, private messages); every decision stays."""
    chosen = session.selection()
    adds = chosen.adds or not session.pending()
    _read(replace(chosen, request=replace(chosen.request, **changes), adds=adds))


def try_again(**changes: Any) -> None:
    """The files that could not be read, with another answer (the columns)."""
    failed = session.attempt()
    if failed is not None:
        _read(replace(failed, request=replace(failed.request, **changes)))


def _read(chosen: Selection) -> None:
    _begin(Job(work.read, (chosen.request,), "verify"), chosen)


def _begin(job: Job, tried: Selection | None = None) -> None:
    forget_job()
    session.set_attempt(tried)
    session.set_job(job)


def forget_job() -> None:
    """The job is over: cancelled if it runs. What it tried to read stays only if it ended by itself."""
    ended = session.job()
    session.set_job(None)
    if ended is not None and ended.state == "running":
        ended.cancel()
        session.set_attempt(None)


def accept(job: Job) -> str:
    """Take over what a job found. Returns the page to go on with."""
    session.set_job(None)
    tried, found, then = session.attempt(), job.result, job.then
    if isinstance(found, Dataset):
        then = _wait(found, tried or Selection(), then)
    elif tried is not None:
        _start_example(found, tried)
    else:
        _take_over(found)
    session.set_attempt(None)
    return then or session.page()


def _wait(new: Dataset, chosen: Selection, then: str) -> str:
    """What was read waits for the person's eye; what cannot be analysed as it is says so first."""
    refusal = _refusal(new)
    dataset = combine([chosen.base, new]) if chosen.base is not None else new
    before, file = session.incoming(), session.dossier() if chosen.adds else None
    if before is not None and before.selection.request.paths == chosen.request.paths:
        # the same files, read with another answer: what was taken out of them stays out
        waiting = replace(before, new=new, dataset=dataset, selection=chosen, refusal=refusal)
    elif file is not None:
        waiting = Incoming(new, dataset, session.shown().history, chosen, file.salt, refusal)
    else:
        waiting = Incoming(new, dataset, History(), chosen, secrets.token_hex(16), refusal)
    session.await_decision(waiting)
    return "data" if refusal is not None or new.unowned else then


def _refusal(dataset: Dataset) -> AuditError | None:
    try:
        refuse_strangers(dataset)
    except AuditError as error:
        return error
    return None


def set_aside() -> None:
    """Forget what was read and not saved; what was on screen before comes back."""
    session.await_decision(None)
    session.tidy()


# --- saving and analysing ------------------------------------------------------------------------------------------


def analyse(then: str = "facets") -> None:
    """Save what was read, without what was left out, then analyse it beside the page."""
    waiting = session.incoming()
    try:
        if waiting is not None and waiting.refusal is not None:
            session.say(waiting.refusal)
            return
        if waiting is not None:
            _save(waiting)
        start_analysis(then)
    except AuditError as error:
        session.say(error)


def start_analysis(then: str) -> None:
    """Analyse what is on screen beside the page. Raises AuditError where the dossier cannot be read."""
    file, now = session.dossier(), session.shown()
    if file is None or now.dataset is None:
        return
    settings = Settings(corrections=now.history.corrections, known=file.known_facets())
    kept = leaving_out.without(now.dataset, settings.corrections)
    # a very long history shows a first picture, and the exact one once that is on screen (`_take_over`)
    begin = work.first_picture if work.is_long(kept) else work.analyse
    _begin(Job(begin, (kept, settings, file.encodings()), then))


def _save(waiting: Incoming) -> None:
    """Into the dossier that is open, or into a new one: all of it or nothing."""
    before, file = session.shown(), session.dossier() if waiting.selection.adds else None
    kept = leaving_out.without(waiting.dataset, waiting.history.corrections)
    known: tuple[KnownFacet, ...] = ()
    if file is not None:
        known = before.audit.known_facets() if before.audit is not None else file.known_facets()
    events = waiting.history.events[len(before.history.events) if file is not None else 0 :]
    about = _about(leaving_out.without(waiting.new, waiting.history.corrections), waiting.selection.base)
    if file is not None:
        file.save_import(kept, about=about, known=known, events=events)
    else:
        file = Dossier.create(_name(kept))
        try:
            file.save_import(kept, about=about, events=events)
        except AuditError:
            file.delete()
            raise
        choices.take_along(file)
    choices.ask_again()
    files = waiting.new.files
    choices.no_longer_wait(files.loc[files["status"] == "read", "platform"].unique())
    session.set_selection(waiting.selection)
    session.show(Shown(waiting.dataset, waiting.history))
    set_aside()


def _about(new: Dataset, base: Dataset | None) -> Import:
    first, last = period(new.posts)
    known = set() if base is None else set(base.posts["post_id"])
    unknown = sum(post not in known for post in new.posts["post_id"])
    return Import(datetime.now(UTC), tuple(new.platforms), len(new.posts), len(new.contacts), first, last, unknown)


def _name(dataset: Dataset) -> str:
    """How a dossier is called until the person calls it something else."""
    networks = ", ".join(PLATFORM_NAMES.get(platform, platform) for platform in dataset.platforms)
    return f"{networks} · {session.words().month(datetime.now(UTC))}"


def _start_example(found: work.Outcome, chosen: Selection) -> None:
    """An invented example is kept in memory for as long as its page is open."""
    file = Dossier.in_memory(chosen.sample or "")
    file.save_import(found.dataset, about=_about(found.dataset, None))
    choices.take_along(file)
    session.set_selection(chosen)
    session.show(Shown(found.dataset, History(), found.audit, found.refusal))
    set_aside()


def make_exact() -> None:
    """After a first picture, the exact one, beside whatever page the person is on; facets keep names and colours."""
    file, now = session.dossier(), session.shown()
    if file is None or now.audit is None:
        return
    settings = replace(now.audit.settings, known=now.audit.settings.known or now.audit.known_facets())
    kept = leaving_out.without(now.audit.source, settings.corrections)
    _begin(Job(work.analyse, (kept, settings, file.encodings()), ""))


def _take_over(found: work.Outcome) -> None:
    """The audit of what is on screen, under the decisions that hold by now."""
    now, audit = session.shown(), found.audit
    if audit is not None and audit.settings.corrections != now.history.corrections:
        audit = recluster(audit, replace(audit.settings, corrections=now.history.corrections))
    session.show(replace(now, audit=audit, refusal=found.refusal))
    try:
        file = session.dossier()
        if file is not None and audit is not None and audit.space.quick:
            make_exact()
            return
        if file is not None and found.encodings is not None:
            file.keep_encodings(*found.encodings)
    except AuditError as error:
        session.say(error)
