"""Who can see an account? Asked where its files do not say it of every post; the answer stays apart from the files."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from identity_audit.corrections import AboutVisibility, AccountVisibility, SeenBy
from identity_audit.dataset import Dataset
from identity_audit.exposure_findings import SEEN_BY
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state
from identity_audit.words import Words

#: the answer that is none, on the screen: a choice without a value would look like no choice
NOT_KNOWN = "unknown"


def as_answered(dataset: Dataset) -> Dataset:
    """What was read, with what the person said of who can see an account."""
    return dataset.apply([c for c in state.corrections() if isinstance(c, AboutVisibility)])


def open_accounts(dataset: Dataset) -> dict[str, int]:
    """The networks of which this can be asked, most such posts first: how many posts the files do not say it of."""
    posts = dataset.posts[(dataset.posts["kind"] != "repost") & (dataset.told_visibility == "unknown")]
    return {str(platform): int(n) for platform, n in posts["platform"].value_counts().items()}


def question(platform: str, n: int, _: Words) -> str:
    """The label of the question about one network."""
    return _.plural(
        "Who can see your posts on {network}? ({n} post of which the file does not say it)",
        "Who can see your posts on {network}? ({n} posts of which the files do not say it)",
        n, network=PLATFORM_NAMES.get(platform, platform),
    )  # fmt: skip


def who_can_see(dataset: Dataset) -> None:
    """One question for each network; nothing is shown where the files say it of every post."""
    _, asked = state.words(), open_accounts(dataset)
    if not asked:
        return
    answers = {seen or NOT_KNOWN: label for seen, label in SEEN_BY.items()}
    said = {c.platform: c for c in state.corrections() if isinstance(c, AccountVisibility)}
    with st.container(border=True):
        st.markdown(_("Do you know it? Then say it: your answer is used where the files are silent, and always named."))
        for platform, n in asked.items():
            key, now = f"seen_by_{platform}", said.get(platform) or AccountVisibility(platform, None)
            # the radio shows what holds now, also after an undo
            st.session_state[key] = now.visibility or NOT_KNOWN
            st.radio(
                md_escape(question(platform, n, _)), list(answers), key=key,
                on_change=_answered, args=(platform, now.visibility), format_func=lambda seen: _(answers[seen]),
            )  # fmt: skip
            if now.visibility is not None:
                _since(dataset, now)
        parts.undo_bar("seen_by")


def _answered(platform: str, before: SeenBy | None) -> None:
    chosen = st.session_state[f"seen_by_{platform}"]
    seen: SeenBy | None = None if chosen == NOT_KNOWN else chosen
    if seen != before:
        state.decide(AccountVisibility(platform, seen))


def _since(dataset: Dataset, now: AccountVisibility) -> None:
    """Since when is it so, and how was it before? Asked by year: who changed it knows no day."""
    _, platform = state.words(), now.platform
    times = dataset.posts.loc[dataset.posts["platform"] == platform, "time"].dropna()
    if times.empty or times.dt.year.nunique() < 2:
        return
    years = sorted({int(year) for year in times.dt.year.unique()}, reverse=True)[:-1]
    answers = {seen or NOT_KNOWN: label for seen, label in SEEN_BY.items()}
    left, right = st.columns(2)
    since, before = f"seen_since_{platform}", f"seen_before_{platform}"
    st.session_state[since] = int(now.since[:4]) if now.since else 0
    left.selectbox(
        _("Since when?"), [0, *dict.fromkeys([*years, *([int(now.since[:4])] if now.since else [])])], key=since,
        format_func=lambda year: str(year) if year else _("always"), on_change=_dated, args=(now,),
    )  # fmt: skip
    if now.since:
        st.session_state[before] = now.before or NOT_KNOWN
        right.selectbox(_("And before that?"), list(answers), key=before, format_func=lambda seen: _(answers[seen]),
                        on_change=_dated, args=(now,))  # fmt: skip


def _dated(now: AccountVisibility) -> None:
    year = st.session_state[f"seen_since_{now.platform}"]
    chosen = st.session_state.get(f"seen_before_{now.platform}", NOT_KNOWN)
    before: SeenBy | None = None if chosen == NOT_KNOWN or not year else chosen
    decided = replace(now, since=f"{year}-01-01" if year else None, before=before)
    if decided != now:
        state.decide(decided)
