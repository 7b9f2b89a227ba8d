"""Posts whose subject is known, read from a folder, for the benchmarks that compare groups with it.

One file `NAME.tsv` per set, one post a line: `subject<TAB>text`. Nothing of it is part of this project.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PERSONA_SCALE = ("masakha_en", "masakha_fr", "masakha_mix", "tweettopic_en", "tweettopic_enes")
"""The sets that are about as large and as mixed as one person's posts."""


@dataclass(frozen=True)
class Posts:
    """One set: its name, and for each post its subject and its text."""

    name: str
    subjects: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def n_subjects(self) -> int:
        """How many subjects are there in truth?"""
        return len(set(self.subjects))

    def only(self, rows: Sequence[int]) -> Posts:
        """These rows of the set, in this order."""
        return Posts(self.name, tuple(self.subjects[i] for i in rows), tuple(self.texts[i] for i in rows))

    def sample(self, n: int, draw: int) -> Posts:
        """n posts at random (all, where there are no more), the same ones at every run, in their order."""
        rng = np.random.default_rng([draw, n, zlib.crc32(self.name.encode())])
        return self.only(sorted(rng.permutation(len(self.texts))[:n].tolist()))


def read(folder: Path, names: Sequence[str] = (), most: int = 1_500) -> list[Posts]:
    """The sets of a folder that are asked for (all without names), each of at most so many posts."""
    if not names:
        names = sorted(file.stem for file in folder.glob("*.tsv"))
    found = [_read(folder / f"{name}.tsv") for name in names]
    return [posts if len(posts.texts) <= most else posts.sample(most, 0) for posts in found]


def _read(file: Path) -> Posts:
    lines = (line.partition("\t") for line in file.read_text(encoding="utf-8").split("\n") if line.strip())
    subjects, _, texts = zip(*lines, strict=True)
    return Posts(file.stem, subjects, texts)


def composites(sets: Sequence[Posts], seed: int, per_set: int = 4) -> Iterator[Posts]:
    """Random choices of 2 to 12 subjects of each set, on 150, 400 or 900 posts: many true numbers of facets."""
    rng = np.random.default_rng(seed)
    for posts in sets:
        names, counts = np.unique(np.array(posts.subjects), return_counts=True)
        large = names[counts >= 15]
        for wanted in sorted(set(rng.choice(np.arange(2, 13), per_set).tolist())):
            size = int(rng.choice([150, 400, 900]))
            if wanted > len(large):
                continue
            chosen = set(rng.choice(large, wanted, replace=False).tolist())
            rows = [i for i, subject in enumerate(posts.subjects) if subject in chosen]
            yield posts.only(sorted(rng.permutation(rows)[:size].tolist()))
