"""Which facet would this text belong to? For texts that are not posts: a comment under somebody else's post.

`place_texts` ties such texts to the posts they resemble, once; `vote` then answers for any number of facets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from identity_audit.analysis import graph, language
from identity_audit.analysis.encoder import EncodingCache, clean_for_encoder, has_words
from identity_audit.analysis.topic_space import TopicSpace, encode, new_cache
from identity_audit.analysis.topics import Topics


@dataclass(frozen=True, eq=False)
class PlacedTexts:
    """Foreign texts tied to the posts they resemble; what `vote` needs for any number of facets.

    texts: (t,) as given · shares: (t, m) each fitted post's share of a text's neighbours; empty rows without words
    """

    texts: tuple[str, ...]
    shares: Any


def place_texts(space: TopicSpace, texts: Sequence[str], encodings: EncodingCache | None = None) -> PlacedTexts:
    """Which posts does each of these foreign texts resemble (a comment under somebody else's post)?

    Raises ValueError where the space was made with the sentence encoder and it cannot be loaded now.
    """
    cleaned = [clean_for_encoder(text) for text in texts]
    able = [i for i, text in enumerate(cleaned) if has_words(text)]
    shares = sp.csr_matrix((len(texts), len(space.fitted)), dtype=np.float32)
    if space.place is not None and able:
        able_texts = [cleaned[i] for i in able]
        vectors = encode(space.place, able_texts, encodings if encodings is not None else new_cache())
        points = space.place.points(vectors, language.detect(able_texts))
        words = space.place.word_vectors(able_texts)
        found = graph.row_shares(graph.neighbours(space.points[space.fitted], space.place.shared, points, words))
        rows = sp.csr_matrix((np.ones(len(able), np.float32), (able, range(len(able)))), (len(texts), len(able)))
        shares = (rows @ found).tocsr()
    return PlacedTexts(tuple(texts), shares)


def vote(placed: PlacedTexts, space: TopicSpace, topics: Topics) -> pd.DataFrame:
    """Which facet would each placed text belong to? Its 20 nearest fitted posts vote, each with its similarity.

    Posts that the person set aside as not theirs do not vote. One row per text, in order: topic (Int64; NA without
    words, or where no neighbour has a facet) · confidence (float, share of the votes that the facet got, 0 where there
    is none).
    """
    topic = pd.Series(pd.NA, index=range(len(placed.texts)), dtype="Int64")
    confidence = np.zeros(len(placed.texts))
    able = np.flatnonzero(np.diff(placed.shares.indptr))
    if len(able) and len(topics.topics):
        rows = space.group_of_texts(topics.rows())[space.fitted]
        voters = np.flatnonzero(rows >= 0)
        members = graph.membership(rows[voters], len(topics.topics))
        votes = (placed.shares[able][:, voters] @ members).toarray()
        heard = votes.max(axis=1) > 0
        topic.iloc[able[heard]] = topics.topics["id"].to_numpy()[votes[heard].argmax(axis=1)]
        confidence[able] = np.minimum(votes.max(axis=1), 1)
    return pd.DataFrame({"topic": topic, "confidence": confidence})
