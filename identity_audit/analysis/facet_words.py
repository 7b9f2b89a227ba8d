"""Which words say what a post is about: the person's own, else what the file says beside them, else those near it.

A photo often has no words. What the export itself writes beside it (the title of a link, a place, an album, what the
picture shows) then says what it is about; failing that, it belongs with the post of the same day and network that is
nearest in time: people show several photos of one occasion. A reply of a few words ("Well said!") speaks of what its
thread speaks of. What has none of these stays without words: nothing is guessed, and the person can sort it by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from identity_audit.analysis.encoder import clean_for_encoder, has_words

#: how a post got its words, the surest first
WORDS, CONTEXT, THREAD, DAY, NOTHING = range(5)
#: a reply of fewer words than these says too little by itself
FEWEST_IN_A_REPLY = 4
# a chat is one long thread: only what was said within a day speaks of the same thing
_CHAT_WITHIN = pd.Timedelta(days=1)
_WORD = re.compile(r"[^\W\d_]+")
_PICTURES = ("photo", "video")
# comments and messages speak to somebody about something else than the photos of their day
_OF_THE_DAY = ("post", "story")


def facet_words(posts: pd.DataFrame) -> pd.DataFrame:
    """What is each of these posts placed by, and through which words?

    posts: rows of the table of posts, any of them. Returns the same rows with the words that place them as `text`, and
    placed_by (`WORDS`, `CONTEXT`, `THREAD`, `DAY` or `NOTHING`), the surest kind first, so that the first post of a
    text is one that holds it. `THREAD`: a reply or message of one to three words, followed by the words of the
    person's post of the same thread that has more of them, the nearest in time (for messages at most a day away).
    `DAY`: a picture without words has those of a post of the same network and day (UTC), the nearest in time. Of
    equally near ones the earlier.
    """
    own, said = _spoken(posts["text"]), _spoken(posts["context"])
    found = posts.assign(
        text=posts["text"].where(own | ~said, posts["context"]).fillna(""),
        placed_by=np.select([own, said], [WORDS, CONTEXT], NOTHING),
    )
    dated = posts["time"].notna()
    threaded = dated & posts["thread_id"].notna()
    long = posts["text"].fillna("").map(lambda text: _n_words(text) >= FEWEST_IN_A_REPLY).astype(bool)
    lenders = threaded & (long | (said & ~own))
    for kind, within in (("reply", None), ("message", _CHAT_WITHIN)):
        lent = _nearest(found, threaded & own & ~long & (posts["kind"] == kind), lenders, ["thread_id"], within)
        found["text"] = found["text"].where(lent.isna(), found["text"] + "\n" + lent.fillna(""))
        found["placed_by"] = found["placed_by"].where(lent.isna(), THREAD)
    public = dated & posts["kind"].isin(_OF_THE_DAY)
    silent = public & ~(own | said) & posts["media"].isin(_PICTURES)
    day = found.assign(day=found["time"].dt.floor("D"))
    lent = _nearest(day, silent, public & (own | said), ["platform", "day"], None)
    found["text"] = found["text"].where(lent.isna(), lent)
    found["placed_by"] = found["placed_by"].where(lent.isna(), DAY)
    return found.sort_values("placed_by", kind="stable", ignore_index=True)


def _nearest(
    posts: pd.DataFrame, wanting: pd.Series, lenders: pd.Series, alike: list[str], within: pd.Timedelta | None
) -> pd.Series:
    """The text that each of the posts gets lent, by row of `posts`: of the lender that is alike and nearest in time."""
    if not wanting.any() or not lenders.any():
        return pd.Series(None, index=posts.index, dtype="object")
    nearest = pd.merge_asof(
        posts.loc[wanting, ["post_id", "time", *alike]].sort_values("time", kind="stable"),
        posts.loc[lenders, ["time", "text", *alike]].sort_values("time", kind="stable"),
        on="time", by=alike, direction="nearest", tolerance=within,
    ).dropna(subset="text")  # fmt: skip
    return posts["post_id"].map(nearest.set_index("post_id")["text"]).astype("object")


def _n_words(text: str) -> int:
    return len(_WORD.findall(clean_for_encoder(text)))


def _spoken(texts: pd.Series) -> pd.Series:
    """Which of these hold a word that can be compared?"""
    return texts.fillna("").map(lambda text: has_words(clean_for_encoder(text))).astype(bool)


@dataclass(frozen=True, slots=True)
class PlacedBy:
    """How many posts hold words of the person, and how many are in a facet by what else is known.

    with_words: posts · by_context, by_thread, by_day: posts in a facet that the person did not move there by hand;
    those by_thread have a few words of their own and are with_words, too.
    """

    with_words: int
    by_context: int
    by_day: int
    by_thread: int = 0


def placed_by(words: pd.DataFrame, assignment: pd.DataFrame) -> PlacedBy:
    """How were the posts in facets placed?

    words: as `facet_words` gives them · assignment: the posts that count, as in `topics.Topics`.
    """
    inside = assignment.loc[assignment["topic"].notna() & ~assignment["moved"], "post_id"]
    words = words[words["post_id"].isin(assignment["post_id"])]
    kinds = words.loc[words["post_id"].isin(inside), "placed_by"]
    with_words = int(words["placed_by"].isin([WORDS, THREAD]).sum())
    return PlacedBy(with_words, *(int((kinds == kind).sum()) for kind in (CONTEXT, DAY, THREAD)))
