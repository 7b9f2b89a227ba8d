"""Answers that were worked out: one line, and a switch that shows them; they enter no other figure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from identity_audit.answer_findings import worked_out, worked_out_sentence
from identity_audit.audit import Audit
from identity_audit.findings import PLATFORM_NAMES, is_few
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import md_escape
from identity_audit.ui import state


def draw(audit: Audit) -> None:
    """The line and the switch; nothing where nothing was worked out."""
    _ = state.words()
    found = worked_out(audit)
    if found.empty:
        return
    st.subheader(_("Answers that were worked out"), anchor=False)
    st.markdown(md_escape(worked_out_sentence(found, _)))
    st.caption(_("From messages: an address of your story or post, an answer right after you. They are in no other "
                 "figure of this page."))  # fmt: skip
    # while others look on, a short list would tell how many they are
    if is_few(found["contact_id"].nunique(), _):
        return
    if not st.toggle(_("Show the answers that were worked out"), key="show_worked_out"):
        return
    posts = zip(found["post_id"], found["text"], found["context"], strict=True)
    st.dataframe(
        pd.DataFrame({
            _("Date of the answer"): [_.date(t) for t in found["time"]],
            _("Who"): found["name"],
            _("Your post"): [
                _("not known") if pd.isna(post) else excerpt(text, beside, 200, _) for post, text, beside in posts
            ],
            _("Network"): [PLATFORM_NAMES.get(p, p) for p in found["platform"]],
        }),
        hide_index=True, key="worked_out",
    )  # fmt: skip
