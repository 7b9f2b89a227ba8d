"""The same words on several networks within a day are one thing said, which counts once.

Each copy keeps its row, with its own reactions and its own reach; it has the facet of the post that counts. Whatever
is counted in posts (sizes of facets, what the person does, what moved) leaves the copies out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from identity_audit.analysis.encoder import Integers
from identity_audit.analysis.facet_words import WORDS

#: fewer words than these ("Happy birthday!") may well be said twice
FEWEST_WORDS = 3
WITHIN = timedelta(days=1)
_WORD = re.compile(r"[^\W\d_]+")


def counted_as(posts: pd.DataFrame, unique: Integers, texts: Sequence[str]) -> Integers:
    """As which post does each one count? (n,): its own row, or the row of the first post that it is a copy of.

    posts: post_id, time, platform (without that column no post is a copy), placed_by (see `facet_words`; without that
    column every post holds its words: words that stand beside a photo are not said by it). unique: (n,) number of each
    post's cleaned text in `texts`, -1 without words. A copy has the words of a post on another network, at most a day
    older, that has no copy on this network yet: what is said twice on one network is said twice. Undated posts are
    never copies.
    """
    rows = np.arange(len(posts))
    if "platform" not in posts:
        return rows
    told = posts[["post_id", "platform", "time"]].assign(row=rows, text=unique)
    own = posts["placed_by"].to_numpy() == WORDS if "placed_by" in posts else unique >= 0
    told = told[own & (unique >= 0) & told["time"].notna().to_numpy()]
    told = told[told.groupby("text")["platform"].transform("nunique") > 1]
    for text, same in told.sort_values(["time", "platform", "post_id"]).groupby("text"):
        if len(_WORD.findall(texts[int(str(text))])) >= FEWEST_WORDS:
            _find_copies(same, rows)
    return rows


def _find_copies(same: pd.DataFrame, rows: Integers) -> None:
    """Write into `rows` what these posts of one text, in order of time, count as."""
    said: list[tuple[int, pd.Timestamp, set[str]]] = []  # row, time, networks that have it
    for row, time, platform in same[["row", "time", "platform"]].itertuples(index=False):
        said = [first for first in said if time - first[1] <= WITHIN]
        original = next((first for first in said if platform not in first[2]), None)
        if original is None:
            said.append((row, time, {platform}))
        else:
            rows[row] = original[0]
            original[2].add(platform)


def counted(assignment: pd.DataFrame) -> pd.Series[bool]:
    """Which rows of an assignment count: all but copies; `copy_of`: the post that a copy counts as (may be missing)."""
    return said(assignment) == assignment["post_id"]


def said(assignment: pd.DataFrame) -> pd.Series[str]:
    """The id of the post that each row of an assignment counts as."""
    return assignment["copy_of"].fillna(assignment["post_id"]) if "copy_of" in assignment else assignment["post_id"]
