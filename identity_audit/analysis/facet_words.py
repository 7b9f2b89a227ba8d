"""Which words say what a post is about: the person's own, else what the file says beside them, else those of the day.

A photo often has no words. What the export itself writes beside it (the title of a link, a place, an album, what the
picture shows) then says what it is about; failing that, it belongs with the post of the same day and network that is
nearest in time: people show several photos of one occasion. What has none of these stays without words: nothing is
guessed, and the person can sort it by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from identity_audit.analysis.encoder import clean_for_encoder, has_words

#: how a post got its words, the surest first
WORDS, CONTEXT, DAY, NOTHING = range(4)
_PICTURES = ("photo", "video")
# comments and messages speak to somebody about something else than the photos of their day
_OF_THE_DAY = ("post", "story")


def facet_words(posts: pd.DataFrame) -> pd.DataFrame:
    """What is each of these posts placed by, and through which words?

    posts: rows of the table of posts, any of them. Returns the same rows with the words that place them as `text`, and
    placed_by (`WORDS`, `CONTEXT`, `DAY` or `NOTHING`), the surest kind first, so that the first post of a text is one
    that holds it. A post of the day is one of the same network and day (UTC), the nearest in time; of equally near ones
    the earlier.
    """
    own, said = _spoken(posts["text"]), _spoken(posts["context"])
    found = posts.assign(
        text=posts["text"].where(own | ~said, posts["context"]).fillna(""),
        placed_by=np.select([own, said], [WORDS, CONTEXT], NOTHING),
    )
    lenders = (own | said) & posts["kind"].isin(_OF_THE_DAY) & posts["time"].notna()
    silent = ~(own | said) & posts["media"].isin(_PICTURES) & posts["kind"].isin(_OF_THE_DAY) & posts["time"].notna()
    if lenders.any() and silent.any():
        dated = found.assign(day=found["time"].dt.floor("D"), lent=found["text"])
        keys = ["platform", "day"]
        nearest = pd.merge_asof(
            dated.loc[silent, ["post_id", "time", *keys]].sort_values("time", kind="stable"),
            dated.loc[lenders, ["time", "lent", *keys]].sort_values("time", kind="stable"),
            on="time", by=keys, direction="nearest",
        ).dropna(subset="lent")  # fmt: skip
        lent = found["post_id"].map(nearest.set_index("post_id")["lent"])
        found["text"] = found["text"].where(lent.isna(), lent)
        found["placed_by"] = found["placed_by"].where(lent.isna(), DAY)
    return found.sort_values("placed_by", kind="stable", ignore_index=True)


def _spoken(texts: pd.Series) -> pd.Series:
    """Which of these hold a word that can be compared?"""
    return texts.fillna("").map(lambda text: has_words(clean_for_encoder(text))).astype(bool)


@dataclass(frozen=True, slots=True)
class PlacedBy:
    """How many posts hold words of the person, and how many without any are in a facet by what else is known.

    with_words: posts · by_context, by_day: posts in a facet that the person did not move there by hand.
    """

    with_words: int
    by_context: int
    by_day: int


def placed_by(words: pd.DataFrame, assignment: pd.DataFrame) -> PlacedBy:
    """How were the posts in facets placed?

    words: as `facet_words` gives them · assignment: the posts that count, as in `topics.Topics`.
    """
    inside = assignment.loc[assignment["topic"].notna() & ~assignment["moved"], "post_id"]
    words = words[words["post_id"].isin(assignment["post_id"])]
    kinds = words.loc[words["post_id"].isin(inside), "placed_by"]
    with_words = int((words["placed_by"] == WORDS).sum())
    return PlacedBy(with_words, int((kinds == CONTEXT).sum()), int((kinds == DAY).sum()))
