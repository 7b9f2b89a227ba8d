"""What the person decides: saved in the dossier first, then shown. Undo and redo reach over everything.

Most decisions move figures that are there already, which takes no time. What is left out changes the tables that are
saved and the facets found in them, so those are analysed again beside the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from identity_audit import leaving_out
from identity_audit.analysis import engagement
from identity_audit.audit import effect, recluster
from identity_audit.corrections import Correction, LeaveOutPeople, LeftOut, NumberOfFacets, about_people
from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError
from identity_audit.history import (
    KINDS,
    About,
    BackToSuggestion,
    Decided,
    Effect,
    Event,
    Redone,
    TakenBack,
    Undone,
)
from identity_audit.store.faults import ChangedElsewhere
from identity_audit.ui import dossiers, reading, session
from identity_audit.ui.session import Notice
from identity_audit.words import N_

CLOSED = N_("Nothing can be decided while names are replaced for a room. Leave presenter mode first.")
GONE = N_("What was left out earlier is no longer in the dossier. To bring it back, add its file again.")


def decide(*corrections: Correction) -> None:
    """Add what the person decided: one step to undo, however many decisions."""
    if corrections:
        _take(Decided(_now(), corrections))


def set_number(number: int | None) -> None:
    """Show another number of facets (None = our suggestion)."""
    current = session.audit()
    if current is not None and number != current.settings.n_topics:
        decide(NumberOfFacets(number))


def can_undo() -> bool:
    return session.history().to_undo is not None


def can_redo() -> bool:
    return session.history().to_redo is not None


def undo() -> None:
    if can_undo():
        _take(Undone(_now()))


def redo() -> None:
    if can_redo():
        _take(Redone(_now()))


def take_back(step: int, place: int | None = None) -> None:
    """Take back one step, or one decision of it, wherever it stands in the history."""
    if any(held[0] == step and place in (None, held[1]) for held in session.history().holding):
        _take(TakenBack(_now(), step, place))


def back_to_suggestion(about: About) -> None:
    """No decision about this holds any more; one step to undo."""
    if any(isinstance(correction, KINDS[about]) for correction in session.corrections()):
        _take(BackToSuggestion(_now(), about))


def _now() -> datetime:
    return datetime.now(UTC)


def _take(event: Event) -> None:
    """One more event: the page shows it only once it is saved. What is shown to others is not decided about."""
    if session.presenting():
        session.say(Notice("warning", CLOSED))
        return
    before = session.corrections()
    after = session.history().then(event).corrections
    step: Callable[[Event], None] = _recount
    if session.pending():
        step = _wait
    elif _left_out(before) != _left_out(after):
        step = _analyse_again
    try:
        step(event)
    except ChangedElsewhere as error:
        dossiers.reload()
        session.say(error)
    except AuditError as error:
        session.say(error)


def _wait(event: Event) -> None:
    """What is decided before the analysis is saved together with what was read."""
    waiting = session.incoming()
    if waiting is not None:
        event, _kept = _weighed(event, waiting.dataset)
        session.await_decision(replace(waiting, history=waiting.history.then(event)))


def _recount(event: Event) -> None:
    """The same tables under other decisions."""
    now, file = session.shown(), session.dossier()
    if file is None:
        return
    audit = now.audit
    if audit is not None:
        corrections = now.history.then(event).corrections
        audit = recluster(audit, replace(audit.settings, corrections=corrections))
        if isinstance(event, Decided) and now.audit is not None:
            event = replace(event, effect=effect(now.audit, audit))
    file.append(event)
    session.show(replace(now, history=now.history.then(event), audit=audit))


def _analyse_again(event: Event) -> None:
    """Other tables: they are saved without what is left out now, then analysed."""
    now, file = session.shown(), session.dossier()
    if file is None or now.dataset is None:
        return
    event, kept = _weighed(event, now.dataset)
    file.append(event, dataset=kept)
    session.show(replace(now, history=now.history.then(event), audit=None))
    reading.start_analysis(session.page())


def _weighed(event: Event, source: Dataset) -> tuple[Event, Dataset]:
    """The event with its effect on the tables, and the tables after it."""
    history = session.history()
    before = leaving_out.without(source, history.corrections)
    after = leaving_out.without(source, history.then(event).corrections)
    changed = _difference(before, after)
    if isinstance(event, Decided):
        event = replace(event, effect=changed)
    elif changed == Effect() and _left_out(history.corrections) - _left_out(history.then(event).corrections):
        session.say(Notice("warning", GONE))
    return event, after


def _left_out(decided: Sequence[Correction]) -> frozenset[Correction]:
    """The decisions that say what is left out: with somebody goes every name of theirs."""
    found = frozenset(correction for correction in decided if isinstance(correction, LeftOut))
    people = any(isinstance(correction, LeaveOutPeople) for correction in found)
    return found | frozenset(about_people(decided)) if people else found


def _difference(before: Dataset, after: Dataset) -> Effect:
    """How many posts, contacts and reactions more are there than before, by the tables alone?"""
    was, now = _sizes(before), _sizes(after)
    return Effect(posts=now[0] - was[0], people=now[1] - was[1], reactions=now[2] - was[2])


def _sizes(dataset: Dataset) -> tuple[int, int, int]:
    no_facets = dataset.posts[["post_id"]].iloc[:0].assign(topic=0)
    posts = int((dataset.posts["kind"] != "repost").sum())
    return posts, len(dataset.contacts), len(engagement.engagements(dataset, no_facets))
