"""Pieces that several pages use: a chart with its sentence and table, progress, notices, undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from identity_audit import doors as doorway
from identity_audit.audit import Audit
from identity_audit.dataset import Unowned
from identity_audit.decision_findings import Told
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.reaction_findings import NONE_COUNTS, none_counts
from identity_audit.safe_text import md_escape
from identity_audit.store.dossier import Dossier
from identity_audit.ui import asking, menu, state
from identity_audit.ui.jobs import Job
from identity_audit.words import N_, Words

#: no toolbar: it is English, and its picture download is not ours
PLAIN = {"displayModeBar": False}

INVENTED = {
    "camille": N_("Invented example: Camille and her contacts do not exist."),
    "sam": N_("Invented example: Sam and his contacts do not exist."),
    "lina": N_("Invented example: Lina and her contacts do not exist."),
}


PAGES = Path(__file__).parent / "pages"
FIRST_DOORS = 3  # shown before the others
LOOK_OUT_SECONDS = 10


def page(name: str) -> str:
    """The path of a page file, for links."""
    return str(PAGES / f"{name}.py")


def chart(
    title: str, figure: go.Figure, *, sentence: str, basis: str, table: pd.DataFrame, key: str, select: bool = False
) -> Any:
    """A finding as title, the picture, one sentence, n and period, and its table one tap away.

    The sentence is also the picture's text alternative. Returns the clicked points where `select` is set.
    """
    _ = state.words()
    st.subheader(md_escape(title), anchor=False)
    event = st.plotly_chart(
        figure, key=key, config=PLAIN, alt=f"{title.rstrip('.')}. {sentence}", theme=None,
        on_select="rerun" if select else "ignore", selection_mode="points",
    )  # fmt: skip
    st.markdown(md_escape(sentence))
    st.caption(md_escape(basis))
    with st.expander(_("The same as a table")):
        st.dataframe(table, hide_index=True, width="stretch")
    return cast("dict[str, Any]", event)["selection"]["points"] if select and event else []


def need_audit() -> Audit:
    """The audit on screen; a page that has nothing to show yet stops here, with the way on."""
    found = state.audit()
    if found is None:
        _way_on()
        st.stop()
        raise AssertionError  # st.stop never returns
    return found


def _way_on() -> None:
    """Why is there nothing to show, and what is the next step?"""
    _ = state.words()
    refusal, dataset = state.refusal(), state.dataset()
    if dataset is not None and dataset.unowned and not state.presenting():
        whose(dataset.unowned[0])
    elif refusal is not None:
        st.info(md_escape(_(refusal.sentence, **refusal.values)))
    elif state.pending():
        st.info(_("Your files are read, and not analysed yet: you can take out first what should not be used."))
        go_on("verify", N_("Check and remove"))
    elif state.job() is not None:
        st.info(_("This page is there as soon as the work above is done."))
        return
    elif dataset is not None:
        st.info(_("The analysis was stopped. What you decided is saved."))
        st.button(_("Analyse"), key="need_analysis", type="primary", on_click=state.analyse, args=(state.page(),))
    else:
        st.info(_("There is nothing to show yet. Choose your file, or look at the example first."))
        resume("need")
    st.page_link(page("data"), label=_("Go to “My data”"))
    if st.button(_("See an example"), key="need_sample"):
        state.read_sample()
        state.draw_again()


def resume(key: str) -> bool:
    """The dossier that was open last, one click away; was there one?"""
    _ = state.words()
    last = next((found for found in state.listed() if found.problem is None), None)
    if last is None or state.dataset() is not None or state.job() is not None:
        return False
    then = "facets" if state.page() in ("home", "data", "verify", "dossier") else state.page()
    st.button(_.md("Resume “{name}”", name=last.name), key=f"{key}_resume", type="primary", width="stretch",
              on_click=state.resume, args=(last.path, then))  # fmt: skip
    return True


def whose(unowned: Unowned) -> None:
    """Say that a file does not tell which of its people is the person."""
    _ = state.words()
    st.markdown(
        _.plural_md(
            "{platform}: this file holds {n} person and does not say which is you.",
            "{platform}: this file holds {n} people and does not say which of them is you.",
            unowned.people, platform=PLATFORM_NAMES.get(unowned.platform, unowned.platform),
        )
    )  # fmt: skip


def closed() -> None:
    """A page that the data cannot answer stays visible, closed, and says what would open it."""
    _ = state.words()
    audit = state.audit()
    if audit is not None and none_counts(audit.dataset):
        st.warning(_(NONE_COUNTS))
        go_on("listening", N_("Change what counts as a reaction"))
        return
    st.warning(_("Named reactions are missing: these files do not say who reacts to your posts."))
    doors()
    if audit is not None and audit.pasted.left:
        go_on("paste", N_("Paste reactions"))
    if st.button(_("Add a file in “My data”"), key="go_data"):
        st.switch_page(page("data"))
    if st.button(_("See meanwhile what your files do say: “What I do”"), key="closed_gestures"):
        st.switch_page(page("gestures"))


def doors(name: str | None = None, *, heading: bool = True) -> None:
    """What would open this page (or another one) for this person: three doors first, the rest one tap away."""
    _ = state.words()
    audit, dataset = state.audit(), state.dataset()
    source = audit.source if audit is not None else dataset
    # before the analysis, nobody knows which posts will be asked about
    to_paste = len(audit.pasted.left) if audit is not None else None
    found = [] if source is None else doorway.doors(source, name or state.page(), to_paste)
    found = [door for door in found if door.page in menu.PAGES]
    if not found:
        return
    asked = state.asked()
    if heading:
        st.markdown(_("**What would open this page**"))
    for door in found[:FIRST_DOORS]:
        _door(door, asked.get(door.platform or ""))
    if len(found) > FIRST_DOORS:
        with st.expander(_.plural("{n} more way", "{n} more ways", len(found) - FIRST_DOORS)):
            for door in found[FIRST_DOORS:]:
                _door(door, asked.get(door.platform or ""))


def _door(door: doorway.Door, asked: date | None) -> None:
    """One door: what to do and how long it takes, then what it brings and what has to be waited for."""
    _ = state.words()
    if st.button(md_escape(doorway.what_to_do(door, _)), key=f"door_{door.id}", width="stretch"):
        if door.kind in ("part", "format", "export"):
            asking.show_how(door.platform)
        st.switch_page(page(door.page))
    later = doorway.wait(door, _) if asked is None else _("Asked for on {date}.", date=_.date(asked))
    st.caption(md_escape(" ".join(filter(None, (doorway.gain(door, _), later)))))


def go_on(name: str, label: str) -> None:
    """The one next step of a page (label: a message id), large enough to hit and first for the keyboard."""
    _ = state.words()
    if st.button(_(label), key=f"go_{name}", type="primary"):
        st.switch_page(page(name))


def banner() -> None:
    """Which data is on screen? An invented example always says so; so does a dossier that is open twice."""
    _ = state.words()
    name, file = state.sample(), state.dossier()
    if name is not None:
        st.info(_(INVENTED[name]), icon="🎭")
    if file is not None and file.in_other_window:
        st.warning(
            _("This dossier is open in another window, too. Work in one of the two: the other is told what changed.")
        )
    if file is not None and file.path is not None and state.job() is None:
        _look_out(file, file.in_other_window)


@st.fragment(run_every=LOOK_OUT_SECONDS)
def _look_out(file: Dossier, known: bool) -> None:
    """Whoever was there first learns of a second window too, without doing anything: the page is drawn again then."""
    if file.in_other_window != known:
        state.draw_again()


def notices() -> None:
    """What is to be said once: what went wrong and what to do, or what was done."""
    _ = state.words()
    for notice in state.notices():
        sentence = md_escape(_(notice.sentence, **notice.values))
        match notice.kind:
            case "error":
                st.error(sentence)
            case "warning":
                st.warning(sentence)
            case "success":
                st.success(sentence)


def decision(told: Told) -> None:
    """One decision in words, what it changed, and the button that takes it back."""
    _ = state.words()
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.text(told.sentence)
    if told.effect is not None:
        left.caption(md_escape(told.effect))
    if not told.holds:
        right.caption(_("no longer holds"))
    elif told.place is not None:
        right.button(_("Take back"), key=f"back_{told.step}_{told.place}", width="stretch", on_click=state.take_back,
                     args=(told.step, told.place))  # fmt: skip


def undo_bar(key: str) -> None:
    """Undo and redo of the person's choices, step by step; while others look on, nothing is decided."""
    if state.presenting():
        return
    _ = state.words()
    left, right, _rest = st.columns([1, 1, 3])
    if left.button(_("Undo"), disabled=not state.can_undo(), key=f"{key}_undo", width="stretch"):
        state.undo()
        state.draw_again()
    if right.button(_("Redo"), disabled=not state.can_redo(), key=f"{key}_redo", width="stretch"):
        state.redo()
        state.draw_again()


def progress() -> DeltaGenerator | None:
    """The running job, on every page: its step, the time left, Cancel; what it found is taken over when done.

    Returns the place of its bar while it runs, for `follow`.
    """
    _ = state.words()
    job = state.job()
    if job is None:
        return None
    job.poll()
    if job.state == "running":
        bar = st.empty()
        _draw(bar, job, _)
        if st.button(_("Cancel"), key="cancel_job"):
            state.forget_job()
            state.draw_again()
        return bar
    if job.state == "done":
        st.switch_page(page(state.accept(job)))
    state.forget_job()
    if job.error is not None:
        st.error(md_escape(_(job.error.sentence, **job.error.values)))
    return None


def follow(bar: DeltaGenerator | None) -> None:
    """Stay with the running job once the page is drawn, and draw again when it ends.

    No timer of the browser is relied on: one that is lost on the way would leave a finished job unheard. Each new
    drawing of the bar is where Cancel, another page or a closed tab end this run.
    """
    job = state.job()
    if bar is None or job is None:
        return
    while job.state == "running":
        job.poll(patience=0.3)
        _draw(bar, job, state.words())
    state.draw_again()


def _draw(bar: DeltaGenerator, job: Job, _: Words) -> None:
    bar.progress(min(1.0, job.share or 0.0), text=_step(job, _))


def _step(job: Job, _: Words) -> str:
    step = _(job.step)
    left = job.seconds_left()
    if left is None or left < 5:
        return f"{step} …"
    if left < 60:
        return _("{step} … about {n} seconds left", step=step, n=round(left / 5) * 5)
    return _("{step} … about {n} minutes left", step=step, n=max(1, round(left / 60)))


GRADE_WORDS = {"good": N_("yes"), "partial": N_("partly"), "absent": N_("no")}
GRADE_MARKS = {"good": "●", "partial": "◐", "absent": "○"}
