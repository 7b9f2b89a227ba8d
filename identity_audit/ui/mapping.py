"""A table whose headers we do not know: the person says what its columns mean."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from identity_audit.importers import generic_csv
from identity_audit.ui import state
from identity_audit.words import N_

TABLES = {
    "posts": N_("my posts"),
    "interactions": N_("reactions to my posts"),
    "contacts": N_("my contacts"),
}
COLUMNS = {
    "id": N_("number or id"), "date": N_("date"), "text": N_("text"), "visibility": N_("who could see"),
    "media_type": N_("photo, video or link"), "topic": N_("subject"), "platform": N_("network"),
    "post_id": N_("number or id of my post"), "contact": N_("who reacted"), "kind": N_("kind of reaction"),
    "direction": N_("received or given"), "name": N_("name"), "group": N_("circle"), "email": N_("e-mail"),
    "place": N_("place"),
}  # fmt: skip
DATES = {
    None: N_("find out"),
    "dmy": N_("day first (31/12/2025)"),
    "mdy": N_("month first (12/31/2025)"),
    "ymd": N_("year first (2025-12-31)"),
}


def unknown_tables() -> None:
    """Ask what the columns mean, for each table of the last selection that was not understood."""
    asked = state.tried()
    paths = asked.paths if asked is not None else ()
    # by name, as answers are: the same file dropped twice is asked about once
    tables = {Path(path).name: path for path in paths if path.lower().endswith(".csv") and Path(path).is_file()}
    answers = {}
    for name, path in tables.items():
        preview = generic_csv.preview(path)
        if any(preview.columns):
            answers[name] = _ask(name, preview)
    _ = state.words()
    if answers and st.button(_("Read with these columns"), type="primary", key="columns_read"):
        state.try_again(columns=answers)
        state.draw_again()


def _ask(name: str, preview: generic_csv.Preview) -> dict[str, str | None]:
    _ = state.words()
    with st.container(border=True):
        st.markdown(_("**What is in this table?** Its headers are not known to us; tell us what they mean."))
        st.text(name)
        st.dataframe(_rows(preview), hide_index=True)
        table = st.selectbox(
            _("This table holds"), list(TABLES), format_func=lambda t: _(TABLES[t]), key=f"table_{name}",
            index=list(TABLES).index(preview.suggestion.get("table") or "posts"),
        )  # fmt: skip
        answer: dict[str, str | None] = {"table": table}
        for column, known in generic_csv.TABLES[table].items():
            choices = [None, *dict.fromkeys(filter(None, preview.columns))]
            suggested = preview.suggestion.get(column)
            answer[column] = st.selectbox(
                f"{_(COLUMNS[column])}{' *' if known.needed else ''}", choices,
                index=choices.index(suggested) if suggested in choices else 0,
                format_func=lambda c: _("(no column)") if c is None else c, key=f"column_{name}_{column}",
            )  # fmt: skip
        answer["date_order"] = st.selectbox(
            _("Dates are written"), list(DATES), format_func=lambda d: _(DATES[d]), key=f"dates_{name}"
        )
        st.caption(_("Columns with * are needed."))
    return answer


def _rows(preview: generic_csv.Preview) -> pd.DataFrame:
    """The first rows under their headers; rows of real tables are ragged, and headers repeat or are missing."""
    heads: list[str] = []
    for number, column in enumerate(preview.columns, 1):
        heads.append(column if column and column not in heads else f"{column} ({number})".strip())
    width = len(heads)
    return pd.DataFrame([[*row, *[""] * width][:width] for row in preview.rows], columns=heads)
