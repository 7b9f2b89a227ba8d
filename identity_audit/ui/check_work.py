"""Looking through what was read, and leaving out people, conversations, periods and files."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

from identity_audit import contents_findings
from identity_audit.analysis.contents import Contents, matching
from identity_audit.corrections import (
    AboutPeople,
    Correction,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    LeaveOutPeriod,
    LeftOut,
    mark,
)
from identity_audit.dataset import Dataset
from identity_audit.ui import state
from identity_audit.words import N_, Words

AT_A_TIME = 12  # to choose from; the table shows everything
_DAYS = "DD/MM/YYYY"


@dataclass(frozen=True)
class Checked:
    """What was read, and what of it is left, with contacts joined where the person said that they are one."""

    whole: Contents
    rest: Contents


# as long as the dataset itself, and no longer: what is closed leaves nothing behind
_checked: WeakKeyDictionary[Dataset, tuple[tuple[Correction, ...], Checked]] = WeakKeyDictionary()


def checked(dataset: Dataset, decided: Sequence[Correction]) -> Checked:
    """Worked out once for each decision, not for each key that is pressed."""
    who = tuple(c for c in decided if isinstance(c, AboutPeople))
    out = tuple(c for c in decided if isinstance(c, LeftOut))
    known = _checked.get(dataset)
    if known is None or known[0] != (*who, *out):
        whole = Contents(dataset.apply(who))
        known = (*who, *out), Checked(whole, Contents(dataset.apply((*who, *out))) if out else whole)
        _checked[dataset] = known
    return known[1]


def people(found: Contents) -> None:
    """Everybody who appears; the search finds parts of names."""
    _ = state.words()
    rows = _searched("people", found.people, N_("Search by name"))
    _table({
        _("Name"): rows["name"],
        _("Network"): [contents_findings.networks(platforms, _) for platforms in rows["platforms"]],
        _("Exchanges received"): rows["received"],
        _("Exchanges given"): rows["given"],
        _("Your messages"): rows["messages"],
        _("First day"): rows["first"],
        _("Last day"): rows["last"],
    }, key="check_people_table")  # fmt: skip
    chosen = _choose("people", rows, "contact_id", contents_findings.person_line)
    if chosen:
        salt = state.salt()
        state.decide(LeaveOutPeople(tuple(mark(salt, contact) for contact in chosen), salt))
        state.draw_again()


def conversations(found: Contents) -> None:
    """Every channel, chat and thread of messages; the search finds titles, first lines and people."""
    _ = state.words()
    rows = _searched("conversations", found.conversations, N_("Search by name or first words"))
    _table({
        _("Conversation"): rows["title"],
        _("It begins with"): rows["begins"],
        _("Network"): [contents_findings.networks(platform, _) for platform in rows["platform"]],
        _("People"): rows["people"],
        _("Your posts"): rows["posts"],
        _("Exchanges"): rows["acts"],
        _("First day"): rows["first"],
        _("Last day"): rows["last"],
    }, key="check_conversations_table")  # fmt: skip
    chosen = _choose("conversations", rows, "conversation_id", contents_findings.conversation_line)
    if chosen:
        salt = state.salt()
        state.decide(LeaveOutConversations(tuple(mark(salt, talk) for talk in chosen), salt))
        state.draw_again()


def periods(found: Contents) -> None:
    """What there is of each year, and the months between which everything goes."""
    _ = state.words()
    _table({
        _("Year"): [_("date not known") if pd.isna(year) else str(year) for year in found.years["year"]],
        _("Your posts"): found.years["posts"],
        _("Exchanges"): found.years["acts"],
    }, key="check_periods_table")  # fmt: skip
    years = found.years["year"].dropna()
    if years.empty:
        st.markdown(_("Nothing that was read has a date."))
        return
    months = [date(year, month, 1) for year in range(years.min(), years.max() + 1) for month in range(1, 13)]
    with st.form("check_periods"):
        first = st.selectbox(_("From the first day of"), months, None, _.month, key="check_first",
                             placeholder=_("without beginning"))  # fmt: skip
        last = st.selectbox(_("Up to the last day of"), months, None, _.month, key="check_last",
                            placeholder=_("without end"))  # fmt: skip
        asked = st.form_submit_button(_("Leave out"), key="check_periods_go")
    if not asked:
        return
    if first is None and last is None:
        st.warning(_("Choose a month first."))
    elif first is not None and last is not None and first > last:
        st.warning(_("The last month is before the first: choose them again."))
    else:
        end = None if last is None else last.replace(day=monthrange(last.year, last.month)[1]).isoformat()
        state.decide(LeaveOutPeriod(None if first is None else first.isoformat(), end))
        state.draw_again()


def files(found: Contents) -> None:
    """Where the posts and exchanges were read."""
    _ = state.words()
    rows = _searched("files", found.files, N_("Search by network or file"))
    _table({
        _("Network"): [contents_findings.networks(platform, _) for platform in rows["platform"]],
        _("File"): rows["file"],
        _("Your posts"): rows["posts"],
        _("Exchanges"): rows["acts"],
    }, key="check_files_table")  # fmt: skip
    rows = rows.assign(source=rows["platform"] + "/" + rows["file"])
    chosen = _choose("files", rows, "source", contents_findings.file_line)
    if chosen:
        out = rows[rows["source"].isin(chosen)]
        state.decide(*map(LeaveOutFile, out["platform"], out["file"]))
        state.draw_again()


def _searched(part: str, rows: pd.DataFrame, label: str) -> pd.DataFrame:
    """The rows that the person looks for, and how many they are (label: a message id)."""
    _ = state.words()
    asked = st.text_input(_(label), key=f"check_{part}_search", max_chars=100)
    rows = matching(rows, asked)
    st.caption(_("Found: {n}", n=_.number(len(rows))))
    return rows


def _table(columns: dict[str, Any], key: str) -> None:
    """A table to look at; days as days, what is not known as a dash."""
    _ = state.words()
    table = pd.DataFrame(columns)
    times = [name for name in columns if isinstance(table[name].dtype, pd.DatetimeTZDtype)]
    table = table.assign(**{name: table[name].dt.tz_localize(None) for name in times})
    st.dataframe(
        table, hide_index=True, width="stretch", key=key, placeholder="—",
        column_config={name: st.column_config.DateColumn(format=_DAYS) for name in times},
    )  # fmt: skip


def _choose(part: str, rows: pd.DataFrame, identity: str, line: Callable[[pd.Series[Any], Words], str]) -> list[Any]:
    """The rows that the person wants to leave out; at most so many are offered as can be looked through.

    Not boxes to tick: their names would be read aloud with the escapes of markdown in them.
    """
    _ = state.words()
    if rows.empty:
        st.markdown(_("Nothing is found here."))
        return []
    lines = _lines(rows.head(AT_A_TIME), identity, line)
    with st.form(f"check_{part}"):
        chosen = st.multiselect(
            _("What should not be used?"), list(lines), format_func=lambda row: lines.get(row, ""),
            key=f"check_{part}_chosen", placeholder=_("Choose"),
        )  # fmt: skip
        if len(rows) > AT_A_TIME:
            st.caption(
                _("The first {n} of {all} are listed here. Search to find the others.", n=_.number(AT_A_TIME),
                  all=_.number(len(rows)))
            )  # fmt: skip
        asked = st.form_submit_button(_("Leave out"), key=f"check_{part}_go")
    if asked and not chosen:
        st.warning(_("Choose something first."))
    return chosen if asked else []


def _lines(rows: pd.DataFrame, identity: str, line: Callable[[pd.Series[Any], Words], str]) -> dict[Any, str]:
    """One line for each row, numbered where two are the same."""
    _ = state.words()
    found: dict[Any, str] = {}
    taken: dict[str, int] = {}
    for _place, row in rows.iterrows():
        written = line(row, _)
        taken[written] = taken.get(written, 0) + 1
        found[row[identity]] = written if taken[written] == 1 else f"{written} ({taken[written]})"
    return found
