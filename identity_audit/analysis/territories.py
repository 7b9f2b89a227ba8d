"""Where a conversation lives: one facet, one circle, one network. Largest first. Source: experience.md D.8, E.13."""

from __future__ import annotations

import pandas as pd

from identity_audit.analysis.roles import circles_of
from identity_audit.dataset import Dataset

_COLUMNS = {"topic": "int64", "group_id": "str", "platform": "str", "people": "int64", "reactions": "int64",
            "posts": "int64"}  # fmt: skip


def territories(dataset: Dataset, engagements: pd.DataFrame) -> pd.DataFrame:
    """On which facet does which circle react to the person, and where?

    topic · group_id · platform (of the post) · people · reactions (one person on one post) · posts, most reactions
    first. A person of two circles counts in both; people without a circle are in no territory.
    """
    placed = engagements.dropna(subset=["topic"])[["contact_id", "post_id", "topic", "platform"]]
    joined = placed.merge(circles_of(dataset), on="contact_id").drop_duplicates()
    if joined.empty:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _COLUMNS.items()})
    found = joined.groupby(["topic", "group_id", "platform"]).agg(
        people=("contact_id", "nunique"), reactions=("post_id", "size"), posts=("post_id", "nunique")
    )
    order = ["reactions", "topic", "group_id", "platform"]
    found = found.reset_index().astype(_COLUMNS)
    return found.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def lives(dataset: Dataset, assignment: pd.DataFrame) -> pd.DataFrame:
    """Which facet lives on which network? topic · platform · posts, most posts first; needs no reaction."""
    posts = dataset.posts[dataset.posts["kind"] != "repost"][["post_id", "platform"]]
    placed = posts.merge(assignment[["post_id", "topic"]], on="post_id").dropna(subset=["topic"])
    found = placed.groupby(["topic", "platform"]).size().rename("posts").reset_index()
    found = found.astype({"topic": "int64", "posts": "int64"})
    return found.sort_values(["posts", "topic", "platform"], ascending=[False, True, True], ignore_index=True)
