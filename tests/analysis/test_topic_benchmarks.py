"""The benchmark of facets: what it reads, draws and scores, by hand; no model is loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from facet_world import BagOfWords

from benchmarks.labelled_posts import Posts, composites, read
from benchmarks.topics import Bench
from identity_audit.analysis.encoder import EncodingCache, clean_for_encoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        lines = [f"s{i % 3}\tpost {name} {i} of s{i % 3} s{i % 3} s{i % 3}\twith a tab" for i in range(90)]
        (tmp_path / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_sets_are_read_with_their_subjects_and_samples_stay_the_same(folder: Path) -> None:
    first, second = read(folder)
    assert (first.name, second.name, first.n_subjects) == ("a", "b", 3)
    assert first.texts[4] == "post a 4 of s1 s1 s1\twith a tab" and first.subjects[4] == "s1"
    assert first.sample(20, 0) == first.sample(20, 0) != first.sample(20, 1)
    assert len(first.sample(500, 0).texts) == 90
    assert [len(posts.texts) for posts in read(folder, ["b"], most=30)] == [30]
    for drawn in composites([first], seed=1):
        assert 2 <= drawn.n_subjects <= 3 and set(drawn.texts) <= set(first.texts)


def test_a_perfect_method_scores_one_and_a_blind_one_nothing(folder: Path) -> None:
    sets: list[Posts] = read(folder)
    bench = Bench(EncodingCache(BagOfWords()), seeds=2, draws=2)
    told = [pair for posts in sets for pair in zip(posts.texts, posts.subjects, strict=True)]
    perfect = {clean_for_encoder(text): int(subject[1:]) for text, subject in told}
    for what in ("own", "true", "subsamples", "stability"):
        found = bench.measure(what, lambda posts, k, seed: np.array([perfect[t] for t in posts.texts]), sets)
        assert set(found.values()) == {1.0}
    for what in ("own", "subsamples"):
        blind = bench.measure(what, lambda posts, k, seed: np.zeros(len(posts.texts), dtype=int), sets)
        assert set(blind.values()) == {0.0}
    own = bench.measure("composites", lambda posts, k, seed: np.array([perfect[t] for t in posts.texts]), sets)
    assert own == {"ARI": 1.0, "off by": 0.0}
