from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from identity_audit.analysis import graph
from identity_audit.analysis.encoder import unit


@pytest.fixture
def points() -> np.ndarray:
    return unit(np.random.default_rng(0).normal(size=(70, 6)).astype(np.float32))


@pytest.fixture
def words() -> sp.csr_matrix:
    return sp.random(70, 30, density=0.1, random_state=1, format="csr", dtype=np.float32)


def test_neighbours_are_the_nearest_by_meaning_and_words(
    points: np.ndarray, words: sp.csr_matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "_BLOCK", 32)
    found = graph.neighbours(points, words).toarray()
    dense = words.toarray()
    for i in range(70):
        near = [points[i] @ points[j] + 0.8 * dense[i] @ dense[j] if j != i else -9 for j in range(70)]
        assert set(np.flatnonzero(found[i])) == set(np.argsort(near)[-graph.NEIGHBOURS :])


def test_neighbours_of_other_posts_may_be_any_fitted_one(points: np.ndarray, words: sp.csr_matrix) -> None:
    found = graph.neighbours(points, words, points[:3], words[:3])
    assert found.shape == (3, 70)
    assert found.toarray().argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_posts_have_few_neighbours(points: np.ndarray, words: sp.csr_matrix, n: int) -> None:
    near = graph.neighbours(points[:n], words[:n])
    assert near.shape == (n, n)
    assert near.nnz == n * (n - 1)
    assert np.allclose(np.linalg.norm(graph.smooth(points[:n], near), axis=1), 1, atol=1e-5)


def plain_modularity(weights: np.ndarray, groups: np.ndarray) -> float:
    """Newman's formula, pair by pair."""
    total = weights.sum()
    degree = weights.sum(axis=1)
    same = groups[:, None] == groups[None]
    return float(((weights - 0.6 * np.outer(degree, degree) / total) * same).sum() / total)


def test_modularity_is_the_sum_over_pairs(points: np.ndarray, words: sp.csr_matrix) -> None:
    near = graph.neighbours(points, words)
    both = ((near + near.T) * 0.5).tocsr()
    groups = np.arange(70) % 4
    assert graph.modularity(both, groups) == pytest.approx(plain_modularity(both.toarray(), groups), abs=1e-5)


def test_refining_brings_a_stray_post_home_and_empties_no_group() -> None:
    weights = np.kron(np.eye(2), np.ones((10, 10))).astype(np.float32)
    np.fill_diagonal(weights, 0)
    groups = np.array([0] * 10 + [1] * 10)
    groups[3] = 1
    assert graph.refine(sp.csr_matrix(weights), groups).tolist() == [0] * 10 + [1] * 10
    alone = np.array([0] * 19 + [1])
    assert set(graph.refine(sp.csr_matrix(np.ones((20, 20), dtype=np.float32)), alone)) == {0, 1}


def test_a_post_settles_where_it_and_its_neighbours_agree() -> None:
    # two groups far apart; one post of the first lies in the second, with its neighbours, and one only has neighbours
    rows = unit(np.array([[1, 0], [1, 0.1], [1, 0.2], [0, 1], [0.1, 1], [0.2, 1], [0.1, 1], [1, 0.9]], np.float32))
    ties = np.zeros((8, 8), np.float32)
    for group in ([0, 1, 2], [3, 4, 5, 6], [2, 7]):
        for one in group:
            for other in group:
                ties[one, other] = one != other
    before = np.array([0, 0, 0, 1, 1, 1, 0, 1])
    assert graph.settle(rows, sp.csr_matrix(ties), before).tolist() == [0, 0, 0, 1, 1, 1, 1, 0]
    assert before.tolist() == [0, 0, 0, 1, 1, 1, 0, 1]


def test_settling_empties_no_group() -> None:
    rows = unit(np.array([[1, 0], [1, 0.1], [1, 0.1]], np.float32))
    ties = sp.csr_matrix(np.ones((3, 3), np.float32) - np.eye(3, dtype=np.float32))
    assert graph.settle(rows, ties, np.array([0, 1, 1])).tolist() == [0, 1, 1]
