"""Posts as a graph: who are the nearest neighbours of a post, and do these groups respect them?

Pure functions over arrays; they know nothing about texts. A post's neighbours are found by meaning *and* shared words,
because names and rare words that the encoder blurs are what ties a niche together. The same graph then smooths the
vectors, judges a partition (modularity) and mends it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from identity_audit.analysis.encoder import Floats, Integers, unit

# Measured optima, all flat: 15-30 neighbours, word weight .6-1, 3-8 rounds lie within .02 of each other.
NEIGHBOURS = 20
_WORD_WEIGHT = 0.8
_ROUNDS = 8
# The resolution of the modularity: .6 comes nearest to the number of topics people see in short posts (1 is too fine).
_RESOLUTION = 0.6
# Rows of the similarity matrix held at once: the whole one would be n x n.
_BLOCK = 1_000
_PASSES = 10
# How much the nearness to a group counts beside the votes of the neighbours; .4 to 1.6 give the same within .01.
_NEARNESS = np.float32(0.8)


def neighbours(points: Floats, words: Any, of: Floats | None = None, of_words: Any = None) -> Any:
    """Who are the nearest posts of each post?

    Args:
        points: (m, d) unit vectors of the posts to choose from; words: their (m, v) sparse unit word vectors.
        of, of_words: the posts whose neighbours are asked, (n, d) and (n, v); left out: the same ones, none of which
            is then its own neighbour.

    Returns:
        (n, m) sparse matrix with up to 20 positive similarities per row.
    """
    itself = of is None
    rows, row_words = (points, words) if of is None else (of, of_words)
    most = min(NEIGHBOURS, len(points) - itself)
    if most < 1 or not len(rows):
        return sp.csr_matrix((len(rows), len(points)), dtype=np.float32)
    columns = np.empty((len(rows), most), dtype=np.int64)
    weights = np.empty((len(rows), most), dtype=np.float32)
    other_words = words.T.tocsr()
    for start in range(0, len(rows), _BLOCK):
        part = slice(start, start + _BLOCK)
        near = rows[part] @ points.T
        near += np.float32(_WORD_WEIGHT) * (row_words[part] @ other_words).toarray()
        if itself:
            here = np.arange(len(near))
            near[here, here + start] = -np.inf
        columns[part] = np.argpartition(near, near.shape[1] - most, axis=1)[:, -most:]
        weights[part] = np.maximum(np.take_along_axis(near, columns[part], axis=1), 1e-6)
    row = np.repeat(np.arange(len(rows)), most)
    return sp.csr_matrix((weights.ravel(), (row, columns.ravel())), shape=(len(rows), len(points)))


def row_shares(weights: Any) -> Any:
    """Scale the rows of a sparse matrix to sum to 1; an empty row stays empty."""
    sums = np.asarray(weights.sum(axis=1)).ravel()
    return (sp.diags_array(1 / np.maximum(sums, 1e-9)) @ weights).astype(np.float32).tocsr()


def smooth(points: Floats, near: Any) -> Floats:
    """Pull each post towards its neighbours, again and again: what they share stays, what is one post's own fades.

    points (n, d) unit vectors, near (n, n) sparse similarities; returns (n, d) unit vectors.
    """
    shares = row_shares(near)
    found = points
    for _ in range(_ROUNDS):
        found = unit(np.float32(0.5) * found + np.float32(0.5) * (shares @ found))
    return found


def membership(groups: Integers, n_groups: int) -> Any:
    """The partition as an (n, n_groups) sparse matrix of ones."""
    rows = np.arange(len(groups))
    return sp.csr_matrix((np.ones(len(groups), dtype=np.float32), (rows, groups)), shape=(len(groups), n_groups))


def modularity(graph: Any, groups: Integers) -> float:
    """How much more do posts neighbour their own group than chance would have it?

    graph: (n, n) symmetric sparse weights; groups: (n,) numbers from 0. Newman's modularity with resolution .6.
    """
    member = membership(groups, int(groups.max()) + 1)
    between = (member.T @ graph @ member).toarray().astype(float)
    total = between.sum()
    if total == 0:
        return 0.0
    return float(np.trace(between) / total - _RESOLUTION * np.square(between.sum(axis=1) / total).sum())


def refine(graph: Any, groups: Integers) -> Integers:
    """Move posts to the group that gains most modularity by it, all at once, up to ten times; no group is emptied."""
    degrees = np.asarray(graph.sum(axis=1)).ravel().astype(float)
    total = degrees.sum()
    if total == 0:
        return groups
    n_groups = int(groups.max()) + 1
    for _ in range(_PASSES):
        member = membership(groups, n_groups)
        to_group = (graph @ member).toarray()
        # A post is not its own company: its degree leaves the group that it would be compared with.
        others: NDArray[np.float64] = np.bincount(groups, degrees, n_groups)[None] - degrees[:, None] * member.toarray()
        better = (to_group - _RESOLUTION * degrees[:, None] * others / total).argmax(axis=1)
        if np.array_equal(better, groups) or len(np.unique(better)) < n_groups:
            break
        groups = better
    return groups


def settle(rows: Floats, graph: Any, groups: Integers) -> Integers:
    """Move posts to the group that both they and their neighbours are nearest to, all at once; no group is emptied.

    rows: (n, d) smoothed unit vectors · graph: (n, n) symmetric weights. A post's neighbours vote with their share of
    its ties, and how near it is to the middle of a group counts nearly as much. Modularity alone (`refine`) follows the
    graph only, so a few posts more or less turn whole corners of it: with this a group stays what it is.
    """
    shares = row_shares(graph)
    n_groups = int(groups.max()) + 1
    for _ in range(_PASSES):
        member = membership(groups, n_groups)
        middles = unit(np.asarray(member.T @ rows, dtype=np.float32))
        better = (_NEARNESS * (rows @ middles.T) + (shares @ member).toarray()).argmax(axis=1)
        if np.array_equal(better, groups) or len(np.unique(better)) < n_groups:
            break
        groups = better
    return groups
