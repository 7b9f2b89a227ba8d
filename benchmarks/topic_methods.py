"""The ways of grouping short posts that ours is measured against: words alone, the same vectors, graphs, BERTopic.

Every method takes the prepared posts and the number of groups, None for its own choice, and gives one number per post.
Leiden and BERTopic are extras (`benchmarks/requirements.txt`); what cannot be imported is left out and said.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from identity_audit.analysis import graph, topics
from identity_audit.analysis.encoder import EncodingCache, Floats, Integers, clean_for_encoder, has_words, unit
from identity_audit.analysis.language import stop_words
from identity_audit.analysis.topic_space import TopicSpace
from identity_audit.analysis.topics import TopicSettings

_WORD = r"(?u)\b[^\W\d_][\w-]+\b"
_MOST_GROUPS = 16
_NEIGHBOURS = 15


@dataclass(frozen=True, eq=False)
class Prepared:
    """Posts as every method gets them: cleaned texts, their vectors (n, 512), and our own space of them."""

    texts: tuple[str, ...]
    vectors: Floats
    space: TopicSpace

    @staticmethod
    def of(texts: Sequence[str], encodings: EncodingCache) -> Prepared:
        """Clean and encode once for all methods."""
        cleaned = [clean_for_encoder(text) for text in texts]
        cleaned = [text if has_words(text) else "x" for text in cleaned]
        return Prepared(tuple(cleaned), encodings.vectors(cleaned), topics.bare_space(texts, encodings))


Method = Callable[[Prepared, int | None, int], Integers]


def ours(posts: Prepared, n_groups: int | None, seed: int) -> Integers:
    """What `identity_audit.cluster_texts` gives, without encoding again."""
    return topics.groups(posts.space, TopicSettings(n_groups, seed))


def lsa(posts: Prepared, n_groups: int | None, seed: int) -> Integers:
    """Latent semantic analysis in 100 dimensions, k-means."""
    from sklearn.decomposition import TruncatedSVD

    words = _words(posts)
    rows = TruncatedSVD(min(100, min(words.shape) - 1), random_state=seed).fit_transform(words)
    return _k_means(unit(rows.astype(np.float32)), n_groups, seed)


def nmf(posts: Prepared, n_groups: int | None, seed: int) -> Integers:
    """Non-negative factors of the words; the own choice of a number comes from LSA, since NMF has none."""
    from sklearn.decomposition import NMF

    words = _words(posts)
    if n_groups is None:
        n_groups = len(np.unique(lsa(posts, None, seed)))
    factors = NMF(min(n_groups, *words.shape), init="nndsvda", max_iter=200, random_state=seed)
    return np.asarray(factors.fit_transform(words).argmax(axis=1), dtype=np.int64)


def use_k_means(posts: Prepared, n_groups: int | None, seed: int) -> Integers:
    """The sentence encoder, 50 principal components, k-means; its own number by silhouette."""
    return _k_means(_reduced(posts.vectors, 50), n_groups, seed)


def notes(posts: Prepared, n_groups: int | None, seed: int) -> Integers:
    """The method our own began with: encoder, 50 components, 15 neighbours by meaning and words, five rounds."""
    points = _reduced(posts.vectors, 50)
    near = _nearest(points @ points.T + 0.8 * (words := _words(posts)).dot(words.T).toarray(), _NEIGHBOURS)
    shares = graph.row_shares(near)
    rows = points
    for _ in range(5):
        rows = unit(np.float32(0.5) * rows + np.float32(0.5) * (shares @ rows))
    ties = ((near + near.T) * np.float32(0.5)).tocsr()
    if n_groups is None:
        n = len(rows)
        fewest = 4 if n >= 200 else 2
        tried = range(fewest, max(fewest, min(12, n // 8)) + 1)
        n_groups = max(tried, key=lambda k: round(graph.modularity(ties, _split(rows, k, seed, 4)), 9))
    return graph.refine(ties, _split(rows, n_groups, seed, 8))


def leiden(posts: Prepared, n_groups: int | None, seed: int) -> Integers:
    """Leiden communities of the encoder's neighbours; for a number of groups the resolution is searched."""
    import igraph
    import leidenalg

    points = _reduced(posts.vectors, 50)
    near = _nearest(points @ points.T, _NEIGHBOURS)
    ties = sp.triu((near + near.T) * 0.5).tocoo()
    net = igraph.Graph(n=len(points), edges=list(zip(ties.row.tolist(), ties.col.tolist(), strict=True)))

    def at(resolution: float) -> Integers:
        found = leidenalg.find_partition(
            net, leidenalg.RBConfigurationVertexPartition, weights=ties.data.tolist(), seed=seed,
            resolution_parameter=resolution,
        )  # fmt: skip
        return np.asarray(found.membership, dtype=np.int64)

    if n_groups is None:
        return at(1.0)
    low, high, best = 0.01, 8.0, at(1.0)
    for _ in range(14):
        middle = (low * high) ** 0.5
        found = at(middle)
        if abs(found.max() + 1 - n_groups) < abs(best.max() + 1 - n_groups):
            best = found
        if found.max() + 1 == n_groups:
            return found
        low, high = (middle, high) if found.max() + 1 < n_groups else (low, middle)
    return best


def bertopic(posts: Prepared, n_groups: int | None, seed: int) -> Integers:
    """BERTopic on the same vectors (its own encoder would have to be downloaded); -1: posts it leaves out."""
    from bertopic import BERTopic
    from umap import UMAP

    near = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1)
    model = BERTopic(
        umap_model=near, min_topic_size=10, nr_topics=None if n_groups is None else n_groups + 1,
        calculate_probabilities=False, verbose=False,
    )  # fmt: skip
    found, _ = model.fit_transform(list(posts.texts), posts.vectors)
    return np.asarray(found, dtype=np.int64)


METHODS: dict[str, tuple[Method, tuple[str, ...]]] = {
    "ours": (ours, ()),
    "notes": (notes, ()),
    "USE + KMeans": (use_k_means, ()),
    "LSA": (lsa, ()),
    "NMF": (nmf, ()),
    "Leiden": (leiden, ("igraph", "leidenalg")),
    "BERTopic": (bertopic, ("bertopic", "umap", "hdbscan")),
}
"""Name -> method and the extra packages that it needs."""


def missing(name: str) -> list[str]:
    """Which packages does this method lack here?"""
    return [package for package in METHODS[name][1] if importlib.util.find_spec(package) is None]


def _words(posts: Prepared) -> Any:
    """TF-IDF of the words, (n, v), without function words of any language that the space knows."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    banned = sorted(stop_words(posts.space.languages))
    for rarest, commonest in ((2, 0.3), (1, 1.0)):
        vectorizer = TfidfVectorizer(
            stop_words=banned, sublinear_tf=True, strip_accents="unicode", token_pattern=_WORD, min_df=rarest,
            max_df=commonest,
        )  # fmt: skip
        try:
            return vectorizer.fit_transform(posts.texts)
        except ValueError:  # no word is left
            continue
    return sp.csr_matrix((len(posts.texts), 2))


def _reduced(vectors: Floats, dimensions: int) -> Floats:
    from sklearn.decomposition import PCA

    centred = unit(vectors - vectors.mean(axis=0))
    return unit(PCA(min(dimensions, *centred.shape), random_state=0).fit_transform(centred).astype(np.float32))


def _nearest(near: Any, most: int) -> Any:
    n = len(near)
    most = min(most, n - 1)
    np.fill_diagonal(near, -np.inf)
    columns = np.argpartition(near, n - most, axis=1)[:, -most:]
    weights = np.maximum(np.take_along_axis(near, columns, axis=1), 1e-6)
    rows = np.repeat(np.arange(n), most)
    return sp.csr_matrix((weights.ravel().astype(np.float32), (rows, columns.ravel())), shape=(n, n))


def _split(rows: Floats, n_groups: int, seed: int, starts: int) -> Integers:
    from sklearn.cluster import KMeans

    found = KMeans(min(n_groups, len(rows)), n_init=starts, random_state=seed).fit_predict(rows)
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _k_means(rows: Floats, n_groups: int | None, seed: int) -> Integers:
    """k-means; without a number the one of the best silhouette, as most tools choose it."""
    from sklearn.metrics import silhouette_score

    if n_groups is not None:
        return _split(rows, n_groups, seed, 4)
    tried = [_split(rows, k, seed, 2) for k in range(2, min(_MOST_GROUPS, len(rows) // 3) + 1)]
    return max(tried, key=lambda found: silhouette_score(rows, found) if len(np.unique(found)) > 1 else -1.0)
