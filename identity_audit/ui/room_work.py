"""A showing to a room, step by step: the sizes of a wall, large buttons, nothing kept.

What the room says (hands, guesses) are numbers in the memory of this window; Wipe and closing the window forget them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from identity_audit import findings, report_sections, room_findings, scenario_findings
from identity_audit.analysis.strategies import Replay
from identity_audit.audit import Audit
from identity_audit.charts.audience import Cell, who_reacts_to_what
from identity_audit.charts.room import blank_grid, guesses, projected
from identity_audit.charts.strategies import SHAPES, TWO_SHAPES, hundred_people
from identity_audit.handouts import HANDOUTS, handout_html
from identity_audit.room_findings import ANSWERS, BETS, STEPS
from identity_audit.safe_text import md_escape
from identity_audit.ui import state
from identity_audit.words import N_

STILL = {"displayModeBar": False, "staticPlot": True}
EXAMPLES = {
    "camille": N_("Camille, 41, teaches (French)"),
    "sam": N_("Sam, 38, stands for the town council (English)"),
    "lina": N_("Lina, 16, for a room of teenagers (French)"),
}
MINUTES = (10, 20)
_STEP, _FROZEN, _KEPT = "room_step", "room_frozen", "room_"


def draw() -> None:
    """The step that the room is at."""
    step = min(st.session_state.get(_STEP, 0), len(STEPS) - 1)
    if step and not state.presenting():
        step = 0  # names came back in the middle of a showing: nothing goes on the wall before they are replaced again
    with st.container(key="projector" if step else "backstage"):
        _ = state.words()
        title, lead = (STEPS[step].title, None) if step else (N_("Show to a room"), STEPS[step].title)
        st.title(_(title), anchor=False)
        if lead is not None:
            st.subheader(_(lead), anchor=False)
        audit = state.audit()
        match STEPS[step].id:
            case "ready":
                _ready()
            case "question":
                _question()
            case "guess":
                _guess(audit)
            case "reactions":
                _reactions(audit)
            case "profiles":
                _profiles(audit)
            case "yours":
                _yours()
            case "closing":
                _closing()
        if step:
            _way(step)
            if not _frozen():
                _spoken(STEPS[step].spoken)


# --- the way through -------------------------------------------------------------------------------------------------


def _frozen() -> bool:
    return bool(st.session_state.get(_FROZEN))


def _to(step: int) -> None:
    st.session_state[_STEP] = step


def _start() -> None:
    state.present(on=True)
    _to(1)


def _freeze(frozen: bool) -> None:
    st.session_state[_FROZEN] = frozen


def _way(step: int) -> None:
    """Back, Freeze and Next; while the picture is frozen, only the way out of that."""
    _ = state.words()
    with st.container(key="onward"):
        if _frozen():
            st.button(_("Go on"), key="room_thaw", type="primary", on_click=_freeze, args=(False,), width="stretch")
            return
        left, middle, right, out = st.columns(4)
        left.button(_("Back"), key="room_back", on_click=_to, args=(step - 1,), width="stretch")
        middle.button(_("Freeze"), key="room_freeze", on_click=_freeze, args=(True,), width="stretch")
        if step + 1 < len(STEPS):
            right.button(_("Next"), key="room_next", type="primary", on_click=_to, args=(step + 1,), width="stretch")
        out.button(_("Stop here"), key="room_stop", on_click=_to, args=(0,), width="stretch")


def _spoken(words: str) -> None:
    """What the one who speaks may say; folded away at will."""
    _ = state.words()
    shown = st.session_state.get("room_spoken", True)
    with st.container(key="spoken"):
        if shown:
            st.markdown(_("**To say.** {words}", words=_(words)))
        st.button(_("Hide the words") if shown else _("Show the words"), key="room_words", on_click=_fold,
                  args=(not shown,))  # fmt: skip


def _fold(shown: bool) -> None:
    st.session_state["room_spoken"] = shown


def _picture(figure: go.Figure, sentence: str, key: str) -> None:
    """A still picture; the sentence is its text alternative, said below it by the caller."""
    st.plotly_chart(figure, key=key, config=STILL, theme=None, alt=sentence)


def _nothing_loaded() -> None:
    _ = state.words()
    st.info(_("No example is loaded. Press “Stop here” and choose one."))


# --- counting --------------------------------------------------------------------------------------------------------


def _count(key: str) -> int:
    return int(st.session_state.get(f"{_KEPT}{key}", 0))


def _add(key: str, more: int) -> None:
    st.session_state[f"{_KEPT}{key}"] = max(0, _count(key) + more)


def _counter(label: str, key: str) -> None:
    """A number with a minus and a plus beside it, both large."""
    _ = state.words()
    with st.container(key=f"count_{key}"):
        name, less, number, more = st.columns([4, 1, 1, 1], vertical_alignment="center")
        name.markdown(md_escape(label))
        number.markdown(f"**{_.number(_count(key))}**")
        if not _frozen():
            less.button("−", key=f"less_{key}", on_click=_add, args=(key, -1), width="stretch")
            more.button("+", key=f"more_{key}", on_click=_add, args=(key, 1), width="stretch")


# --- the steps -------------------------------------------------------------------------------------------------------


def _ready() -> None:
    """Everything that can be seen to beforehand: material, names, network, language, screen, paper."""
    _ = state.words()
    st.markdown(_("**1. What will you show?** An invented example exposes nobody."))
    for name, label in EXAMPLES.items():
        chosen = state.sample() == name and state.audit() is not None
        mark = "✓ " if chosen else ""
        if st.button(f"{mark}{_(label)}", key=f"material_{name}", width="stretch", disabled=chosen):
            state.read_sample(name, then="room")
            state.draw_again()
    own = state.dataset() is not None and state.sample() is None
    st.markdown(
        _("✓ My own dossier is open: it is shown without any name.") if own else
        _("Or open your own dossier first, on the page “Home”: it is then shown without any name.")
    )  # fmt: skip

    st.markdown(_("**2. Names.**"))
    if state.presenting():
        st.success(_("Replaced: people have other first names, days are shifted, small numbers are hidden."))
    else:
        st.button(_("Replace the names now"), key="room_present", on_click=state.present, kwargs={"on": True})
    st.markdown(_("**3. Network.** Turn the Wi-Fi off now, and choose another example: it still works."))
    st.markdown(_("**4. Screen.** From the last row, can you read this line, and tell the six greys apart?"))
    with st.container(key="test_card"):
        st.markdown(_("*Everybody is more than one thing.* 0123456789 · éàç · 1 l I"))
        _picture(_greys(), _("Six greys side by side, from white to black, to try the screen with."), "greys")
    st.markdown(_("**5. Paper.** Print what you need; each sheet is one file, without any link."))
    handouts()
    ready = state.audit() is not None
    if ready and state.presenting():
        st.success(_("Ready: example loaded, names replaced, no Wi-Fi needed.") if state.sample() else
                   _("Ready: your dossier is loaded, names are replaced, no Wi-Fi needed."))  # fmt: skip
    st.button(_("Start"), key="room_start", type="primary", on_click=_start, disabled=not ready, width="stretch")


def _greys() -> go.Figure:
    figure = go.Figure(layout={"height": 70, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "bargap": 0})
    shades = [round(255 * (1 - place / 5)) for place in range(6)]
    colours = [f"rgb({shade},{shade},{shade})" for shade in shades]
    figure.add_bar(x=list(range(6)), y=[1] * 6, marker={"color": colours, "line": {"color": "#000", "width": 1}})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


def handouts() -> None:
    """Every sheet to print, in the language of the page."""
    _ = state.words()
    for start in range(0, len(HANDOUTS), 3):
        for column, (name, sheet) in zip(st.columns(3), list(HANDOUTS.items())[start : start + 3], strict=False):
            column.download_button(
                _(sheet.title), data=handout_html(name, _.lang), file_name=f"identity-audit-{name}-{_.lang}.html",
                mime="text/html", on_click="ignore", key=f"sheet_{name}", width="stretch",
            )  # fmt: skip


def _question() -> None:
    for number, answer in enumerate(ANSWERS):
        _counter(state.words()(answer), f"answer_{number}")


def _guess(audit: Audit | None) -> None:
    _ = state.words()
    if audit is None:
        _nothing_loaded()
        return
    counts = [_count(f"bet_{low}") for low, _high in BETS]
    revealed = st.session_state.get("room_revealed", False)
    if not revealed:
        for low, high in BETS:
            _counter(room_findings.bet(low, high, _), f"bet_{low}")
    elif sum(counts) >= room_findings.FEWEST_GUESSES:
        labels = [room_findings.bet(low, high, _) for low, high in BETS]
        _picture(guesses(labels, counts, _), room_findings.spread(counts, _), "guesses")
    st.markdown(md_escape(room_findings.spread(counts, _)))
    if revealed:
        answer, basis = room_findings.measured(audit, _)
        st.header(md_escape(answer), anchor=False)
        st.caption(md_escape(basis))
    elif not _frozen():
        st.button(_("Show what was measured"), key="room_reveal", type="primary", on_click=_reveal)


def _reveal() -> None:
    st.session_state["room_revealed"] = True


def _reactions(audit: Audit | None) -> None:
    """The heatmap, one circle after the other, largest first."""
    _ = state.words()
    if audit is None:
        _nothing_loaded()
        return
    found = room_findings.grid(audit)
    if found.empty or audit.topics.topics.empty:
        st.markdown(_("Named reactions are missing: these files do not say who reacts to your posts."))
        return
    rows, columns = room_findings.grid_labels(found, audit, _)
    shown = min(max(1, _count("rows")), len(rows))
    cells = []
    for group in list(rows)[:shown]:
        line = [row for _i, row in found[found["group_id"] == group].iterrows()]
        cells.append([_cell(row, rows[group], columns[int(row["topic"])]) for row in line])
    newest = list(rows)[shown - 1]
    sentence = findings.row_sentence(rows[newest], found[found["group_id"] == newest], columns, _)
    figure = projected(who_reacts_to_what(list(rows.values())[:shown], list(columns.values()), cells))
    _picture(figure, sentence, f"wall_{shown}")
    st.markdown(md_escape(sentence))
    if _frozen():
        return
    before, after, moment = st.columns(3)
    before.button(_("Line before"), key="row_before", on_click=_rows, args=(shown - 1,), disabled=shown == 1,
                  width="stretch")  # fmt: skip
    after.button(_("Next line"), key="row_after", type="primary", on_click=_rows, args=(shown + 1,),
                 disabled=shown == len(rows), width="stretch")  # fmt: skip
    opened = st.session_state.get("room_moment", False)
    moment.button(_("Close the moment") if opened else _("An invented moment"), key="room_moment_go",
                  on_click=_moment, args=(not opened,), width="stretch")  # fmt: skip
    if opened:
        told = room_findings.MOMENTS[state.sample() or room_findings.USUAL]
        st.info(_(told), icon="🎭")
    st.caption(md_escape(findings.reactions_basis(audit, _)))


def _cell(row: pd.Series, circle: str, facet: str) -> Cell:
    """The number that may be said of a cell."""
    _ = state.words()
    said = report_sections.cell(row, _)
    return Cell(said.text, said.share, findings.cell_sentence(row, circle, facet, _))


def _rows(shown: int) -> None:
    st.session_state["room_rows"] = shown


def _moment(opened: bool) -> None:
    st.session_state["room_moment"] = opened


def _profiles(audit: Audit | None) -> None:
    """What separating would have changed, in the way that the room chooses; then what keeping together exposes."""
    _ = state.words()
    if audit is None:
        _nothing_loaded()
        return
    scenario = st.session_state.get("room_scenario")
    ways = {"per_facet": _("One profile per facet"), "per_circle": _("One profile per circle")}
    if not _frozen():
        for column, (name, label) in zip(st.columns(2), ways.items(), strict=True):
            mark = "✓ " if scenario == name else ""
            column.button(f"{mark}{label}", key=f"way_{name}", on_click=_choose, args=(name,), width="stretch")
    if scenario is None:
        st.markdown(_("The room chooses: how would you separate?"))
        return
    replay = audit.replays[scenario]
    if replay is None:
        sentence, why = findings.verdict_sentences(audit, _)
        st.markdown(md_escape(sentence))
        st.markdown(md_escape(why))
        return
    _hundred(replay, scenario)
    if st.session_state.get("room_other"):
        for kept in scenario_findings.other_side(audit, scenario, _):
            st.info(md_escape(kept))
        st.markdown(_("And with one profile for everything: everybody who follows you could see all of it, also what "
                      "you would rather keep for a few."))  # fmt: skip
    elif not _frozen():
        st.button(_("Show the other side"), key="room_other_go", type="primary", on_click=_other)


def _choose(scenario: str) -> None:
    st.session_state["room_scenario"] = scenario


def _other() -> None:
    st.session_state["room_other"] = True


def _hundred(replay: Replay, scenario: str) -> None:
    _ = state.words()
    counts, _people = room_findings.parts_of_hundred(replay, _)
    per_circle = scenario == "per_circle"
    said = findings.circle_sentence(replay, _) if per_circle else findings.replay_sentence(replay, _)
    if counts:
        drawn = hundred_people(counts, _, SHAPES if len(counts) == len(SHAPES) else TWO_SHAPES)
        _picture(projected(drawn, height=420), said, f"wall_hundred_{scenario}")
    else:
        st.markdown(_("One of its parts holds fewer than 5 people: the picture would tell how many."))
    st.markdown(md_escape(said))
    st.caption(md_escape(findings.replay_basis(replay, _)))


def _yours() -> None:
    _ = state.words()
    _picture(blank_grid(_), _("A blank grid: five facets across, five circles down."), "blank_grid")
    until = st.session_state.get("room_until")
    st.markdown(_("My facets across, my circles down. Put a cross where somebody reacts to it."))
    if until is not None:
        st.markdown(_.md("Until {time}.", time=until))
    if not _frozen():
        for column, minutes in zip(st.columns(len(MINUTES)), MINUTES, strict=True):
            column.button(_.plural("{n} minute from now", "{n} minutes from now", minutes), key=f"for_{minutes}",
                          on_click=_until, args=(minutes,), width="stretch")  # fmt: skip


def _until(minutes: int) -> None:
    st.session_state["room_until"] = f"{datetime.now().astimezone() + timedelta(minutes=minutes):%H:%M}"


def _closing() -> None:
    _ = state.words()
    for line in (
        _("This week I look at who could see …"),
        _("I talk about it with …"),
        _("I change nothing, because …"),
    ):
        st.markdown(f"- {line}")
    st.markdown(_("To go on: {addresses}", addresses=" · ".join(room_findings.ADDRESSES)))
    if st.session_state.get("room_wiped"):
        st.success(_("Wiped. Nothing of this session is kept."))
    elif not _frozen():
        handouts()
        st.markdown(_("Nothing of this session is kept: hands and guesses are forgotten, the example is closed."))
        st.button(_("Wipe"), key="room_wipe", type="primary", on_click=_wipe, width="stretch")


def _wipe() -> None:
    """Forget what the room said, and close what was shown; a dossier stays on the disk, where it was."""
    for key in [str(key) for key in st.session_state if str(key).startswith(_KEPT)]:
        del st.session_state[key]
    state.close()
    st.session_state[_STEP] = len(STEPS) - 1
    st.session_state["room_wiped"] = True
