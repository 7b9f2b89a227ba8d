"""Which posts to ask about, when the person copies the lists of reactions themselves: drawn at random within facet.

A list that the person picks is no sample: people remember the posts that did well. So the posts of a facet get an
order that owes nothing to them, and the first ones are asked about. The place of a post in that order is a keyed hash
of its id: the same seed gives the same draw whatever the order of the rows, and posts that come later with a newer
export are shuffled in without disturbing the others. A post that is skipped gives way to the next of its facet; this
is harmless where posts are skipped for reasons that have nothing to do with who reacted (deleted, hard to find).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

POSTS = 12
#: with twelve posts, more facets would leave one list for some, and one list says nothing about how lists differ
MOST_FACETS = 6
LEAST_EACH = 2
#: networks on which an answer is a post like any other, with a list of reactions of its own
ANSWERS_ARE_POSTS = ("x", "mastodon")
#: networks without a list to open: one is closed, the other shows how many liked a video and never who
NO_LISTS = ("googleplus", "youtube")
#: a story has gone before its list can be copied, and a message is no post
_CLOSED = ("direct", "private")


@dataclass(frozen=True, slots=True)
class FacetDraw:
    """One facet: all of its posts that can be asked about, in the order in which they were drawn."""

    topic: int
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """Which posts to ask about.

    facets: those asked about, most posts first. not_asked: the other facets with posts that could be asked about;
    whatever is said about them is "not known". n: how many posts are wanted in all.
    """

    facets: tuple[FacetDraw, ...]
    not_asked: tuple[int, ...]
    n: int

    def posts(self, skipped: Collection[str] = ()) -> tuple[str, ...]:
        """The posts to ask about now, in the order of asking: one of each facet, then the second of each, and so on.

        So the numbers are as even as can be, the largest facets take what is left over, a facet with few posts
        leaves its share to the others, and whoever stops early has asked about every facet alike.
        """
        left = [[post for post in facet.order if post not in skipped] for facet in self.facets]
        rounds = max(map(len, left), default=0)
        in_turn = (posts[turn] for turn in range(rounds) for posts in left if turn < len(posts))
        return tuple(post for post, _ in zip(in_turn, range(self.n)))


def askable(posts: pd.DataFrame) -> pd.DataFrame:
    """Which posts have a list of reactions that the person can open and copy, and that is not known yet?

    posts: the table of the dataset *as read* (with pasted lists applied, answered posts would leave the draw). Left
    out: reposts, stories, messages, answers where the network keeps them under other people's posts, what went to one
    person or nobody, posts whose reactions the files name completely, and networks that show no list.
    """
    is_post = (posts["kind"] == "post") | ((posts["kind"] == "reply") & posts["platform"].isin(ANSWERS_ARE_POSTS))
    open_to_read = ~posts["visibility"].isin(_CLOSED) & ~posts["platform"].isin(NO_LISTS)
    return posts[is_post & open_to_read & (posts["reactions_known"] != "complete")]


def draw(assignment: pd.DataFrame, posts: pd.DataFrame, *, seed: int, n: int = POSTS) -> Draw:
    """About which `n` posts do we ask, at random within facet and as evenly as possible?

    assignment: post_id, topic (NA = no facet, never drawn).  posts: the table of the dataset as read, see `askable`.
    The facets with most such posts are asked about (ties by facet id): six at most, and no more than leave two posts
    for each. Posts beyond the n-th are in `Draw.facets` for when some are skipped.
    """
    found = askable(posts)[["post_id"]].merge(assignment[["post_id", "topic"]], on="post_id").dropna(subset=["topic"])
    posts_of: dict[int, list[str]] = defaultdict(list)
    for post, topic in zip(found["post_id"], found["topic"], strict=True):
        posts_of[int(topic)].append(post)
    facets = [
        FacetDraw(topic, tuple(sorted(ids, key=lambda post: _place(seed, post)))) for topic, ids in posts_of.items()
    ]
    facets.sort(key=lambda facet: (-len(facet.order), facet.topic))
    asked = min(MOST_FACETS, n // LEAST_EACH)
    return Draw(tuple(facets[:asked]), tuple(facet.topic for facet in facets[asked:]), n)


def _place(seed: int, post: str) -> bytes:
    return hashlib.blake2b(post.encode("utf-8", "replace"), key=str(seed).encode(), digest_size=16).digest()
