"""Sorting photos without words by hand: ten at a time, one step to undo for each ten."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from identity_audit.analysis.facet_words import NOTHING
from identity_audit.audit import Audit
from identity_audit.corrections import Correction, MovePosts, NotMyPosts
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.safe_text import md_escape
from identity_audit.ui import state
from identity_audit.ui.thumbnails import thumbnails

AT_A_TIME = 10
_NOT_ME = -1
_PASSED = "sorting_passed"  # photos that the person passed over in this session


def unsorted(audit: Audit) -> pd.DataFrame:
    """The photos and videos that nothing places, newest first: post_id, platform, time, media, media_path."""
    assignment, words = audit.topics.assignment, audit.words
    open_ = assignment.loc[assignment["topic"].isna() & ~assignment["not_me"], "post_id"]
    silent = words.loc[words["placed_by"] == NOTHING, "post_id"]
    posts = audit.dataset.posts
    found = posts[
        posts["post_id"].isin(open_) & posts["post_id"].isin(silent) & posts["media"].isin(["photo", "video"])
    ]
    columns = ["post_id", "platform", "time", "media", "media_path"]
    return found.sort_values(["time", "post_id"], ascending=[False, True], ignore_index=True)[columns]


def ask(audit: Audit, found: pd.DataFrame) -> None:
    """The next ten, each with its facets to choose from; what is left empty is passed over until the others are done.

    found: as `unsorted` gives it, not empty.
    """
    _ = state.words()
    passed: set[str] = st.session_state.get(_PASSED, set())
    left = found[~found["post_id"].isin(passed)]
    batch = (found if left.empty else left).head(AT_A_TIME)
    pictures = _pictures(batch)
    names = {**audit.topic_names(), _NOT_ME: _("Not me")}
    with st.form("sorting_form"):
        for number, post in enumerate(batch.to_dict("records"), 1):
            day = _.date(post["time"]) if pd.notna(post["time"]) else _("date not known")
            of = {"n": number, "day": day, "network": PLATFORM_NAMES.get(post["platform"], post["platform"])}
            video = post["media"] == "video"
            label = _.md("Video {n}, {network}, {day}", **of) if video else _.md("Photo {n}, {network}, {day}", **of)
            left_side, right_side = st.columns([1, 2], vertical_alignment="center")
            with left_side:
                _show(pictures.get(post["post_id"]), str(post["media"]))
            right_side.pills(label, list(names), format_func=lambda facet: md_escape(names[facet]), wrap=True,
                             key=f"sort_{post['post_id']}")  # fmt: skip
        st.form_submit_button(_("Save and show the next ones"), key="sorting_save", type="primary", width="stretch",
                              on_click=_save, args=(audit, tuple(batch["post_id"])))  # fmt: skip


def _pictures(batch: pd.DataFrame) -> Mapping[str, bytes]:
    _ = state.words()
    known = batch.dropna(subset="media_path")
    paths = state.request().paths
    found = _kept(paths, tuple(zip(known["post_id"], known["media_path"], strict=True))) if paths else {}
    if state.sample() is not None:
        st.info(_("The example has no pictures. With your own file you see them here."))
    elif not found:
        st.info(_("The dossier does not keep your pictures. To see them here, add the export again in “My data”."))
    return found


@st.cache_resource(scope="session", max_entries=1, show_spinner=False)
def _kept(paths: tuple[str, ...], wanted: tuple[tuple[str, str], ...]) -> Mapping[str, bytes]:
    """The pictures of the ten on screen, in memory until the next ten."""
    return thumbnails(paths, dict(wanted))


def _show(picture: bytes | None, media: str) -> None:
    _ = state.words()
    if picture is not None:
        st.image(picture)
    elif media == "video":
        st.markdown(_("🎞️ A video: not shown here"))
    else:
        st.markdown(_("🖼️ A picture that cannot be shown here"))


def _save(audit: Audit, batch: tuple[str, ...]) -> None:
    chosen = {post: st.session_state.get(f"sort_{post}") for post in batch}
    decided: list[Correction] = []
    for facet in dict.fromkeys(facet for facet in chosen.values() if facet is not None):
        posts = tuple(post for post, wanted in chosen.items() if wanted == facet)
        decided.append(NotMyPosts(posts) if facet == _NOT_ME else MovePosts(posts, audit.facet_posts(facet)))
    passed: set[str] = st.session_state.get(_PASSED, set())
    skipped = {post for post, facet in chosen.items() if facet is None}
    # once everything was passed over, the first ones come again
    st.session_state[_PASSED] = skipped if skipped & passed else passed | skipped
    state.decide(*decided)
