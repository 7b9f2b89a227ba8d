"""A small space with planted facets, and decisions about them drawn at random, for the tests of facet edits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pandas as pd
from planted import planted, posts_frame

from identity_audit.analysis.encoder import EncodingCache, Floats, unit
from identity_audit.analysis.facet_edits import apply, facet_posts, known_facets
from identity_audit.analysis.topic_match import match
from identity_audit.analysis.topic_space import TopicSpace, prepare
from identity_audit.analysis.topics import Topics, TopicSettings, cluster
from identity_audit.corrections import (
    Correction,
    CutFacet,
    MergeFacets,
    MovePosts,
    NotMyFacet,
    NotMyPosts,
    NumberOfFacets,
    RenameFacet,
    SensitiveFacet,
)

SUBJECTS = ["sport_fr", "school_fr", "cooking_en", "politics_en"]
TEXTS, TRUE = planted(SUBJECTS, 25)
WORDLESS = ("", "😀", "https://exemple.be/x")
# the first post three times more, under other addresses, and three posts without words
EVERY = [*TEXTS, *(f"{TEXTS[0]} https://exemple.be/{i}" for i in range(3)), *WORDLESS]
IDS = [f"test:{i}" for i in range(len(EVERY))]
TWINS = ("test:0", "test:100", "test:101", "test:102")


class BagOfWords:
    """An encoder without a model: each word a fixed random direction, a text the sum of its words."""

    def encode(self, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> Floats:
        rows = np.stack([np.sum([self._word(word) for word in text.lower().split()], axis=0) for text in texts])
        return unit(rows.astype(np.float32))

    @cache  # noqa: B019 - one encoder for all tests
    def _word(self, word: str) -> Floats:
        seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")
        return np.random.default_rng(seed).standard_normal(64).astype(np.float32)


ENCODINGS = EncodingCache(BagOfWords())


def space_of(posts: pd.DataFrame) -> TopicSpace:
    return prepare(posts, encodings=ENCODINGS)


@cache
def world() -> TopicSpace:
    """106 posts: 25 of each of four subjects, three more copies of the first, three without words."""
    return space_of(posts_frame(EVERY))


@cache
def suggested() -> Topics:
    return cluster(world(), TopicSettings(4))


@cache
def numbered(n: int | None) -> Topics:
    if n is None:
        return suggested()
    return match(cluster(world(), TopicSettings(n)), world(), known_facets(suggested(), most=None))


def state(corrections: Sequence[Correction]) -> Topics:
    """What follows from these decisions, worked out from the beginning."""
    number = next((c.number for c in reversed(corrections) if isinstance(c, NumberOfFacets)), None)
    return apply(numbered(number), world(), corrections)


def held(topics: Topics, facet: int) -> list[str]:
    """The posts of a facet."""
    return topics.assignment.loc[(topics.assignment["topic"] == facet).fillna(False), "post_id"].tolist()


def facet_of(topics: Topics, subject: str) -> int:
    """The facet that holds most posts of a subject."""
    mine = topics.assignment["topic"].iloc[: len(TRUE)][[true == subject for true in TRUE]]
    return int(mine.mode()[0])


Draw = tuple[str, int, int, int]
KINDS = ("rename", "merge", "cut", "move", "not_my_posts", "not_my_facet", "sensitive", "number")


def decision(topics: Topics, draw: Draw) -> Correction:
    """The decision that these numbers stand for, about the facets as they are now."""
    kind, one, other, many = draw
    ids = topics.topics["id"].tolist()
    posts = tuple(IDS[(one + i * 7) % len(IDS)] for i in range(1 + many % 9))
    if kind == "number" or not ids:
        return NumberOfFacets(None if many % 5 == 0 else 1 + many % 8)
    if kind == "not_my_posts":
        return NotMyPosts(posts)
    first, second = (facet_posts(topics, ids[number % len(ids)]) for number in (one, other))
    match kind:
        case "rename":
            return RenameFacet(first, f"Name {many}")
        case "merge":
            return MergeFacets((first, second))
        case "cut":
            return CutFacet(first)
        case "move":
            return MovePosts(posts, second)
        case "not_my_facet":
            return NotMyFacet(first)
        case _:
            return SensitiveFacet(first, many % 2 == 0)
