"""Invented posts with a known subject, in French and English, for the tests of the topic engine."""

from __future__ import annotations

import random
from collections import Counter
from math import comb

import pandas as pd

SENTENCES: dict[str, tuple[tuple[str, str, str], ...]] = {
    # subject: (opening, middle, end) pieces that combine into whole sentences
    "sport_fr": (
        ("Ce matin au CrossFit", "À la salle de sport", "Pendant l'entraînement", "Après une heure de course à pied"),
        ("on a enchaîné les burpees", "j'ai battu mon record au squat", "le coach nous a fait courir dix kilomètres",
         "les haltères étaient lourds", "j'ai soulevé quatre-vingts kilos"),
        ("et mes jambes tremblent encore.", "avant la compétition de samedi.", "avec toute l'équipe du box.",
         "et je suis courbaturé.", "en préparant le semi-marathon."),
    ),
    "school_fr": (
        ("Mes élèves de cinquième", "En salle des profs", "Au conseil de classe", "Pendant le cours de sociologie"),
        ("préparent leurs examens de juin", "discutent du nouveau programme scolaire", "corrigent les copies",
         "débattent de l'évaluation à l'école", "organisent le voyage scolaire"),
        ("avec leurs enseignants.", "et la direction a enfin répondu.", "avant les bulletins de Noël.",
         "et c'est tout l'enjeu de la pédagogie.", "malgré le manque de professeurs."),
    ),
    "cooking_en": (
        ("For dinner", "In my tiny kitchen", "On Sunday afternoon", "For the family lunch"),
        ("I roasted a chicken with garlic", "we baked sourdough bread", "I simmered a tomato sauce",
         "my aunt cooked her mushroom risotto", "I whisked eggs and sugar for a chocolate cake"),
        ("and the recipe is worth sharing.", "with fresh basil from the market.", "then cleaned the oven for an hour.",
         "with butter, flour and patience.", "and everybody asked for seconds."),
    ),
    "politics_en": (
        ("The new minister", "Our parliament", "The city council", "The opposition party"),
        ("voted against the pension reform", "announced an early election", "debated the migration law",
         "promised lower taxes", "lost the confidence vote"),
        ("after weeks of protest.", "and the coalition may fall.", "despite the polls.",
         "while citizens marched in the capital.", "before the referendum."),
    ),
}  # fmt: skip


def sentences(subject: str, n: int, seed: int = 0) -> list[str]:
    """Give n different sentences about one subject."""
    openings, middles, ends = SENTENCES[subject]
    every = [f"{a} {b} {c}" for a in openings for b in middles for c in ends]
    return random.Random(seed).sample(every, n)


def planted(subjects: list[str], each: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Give shuffled posts of these subjects, and the subject of each."""
    pairs = [(text, subject) for subject in subjects for text in sentences(subject, each, seed)]
    random.Random(seed).shuffle(pairs)
    return [text for text, _ in pairs], [subject for _, subject in pairs]


def posts_frame(texts: list[str]) -> pd.DataFrame:
    """The columns that the engine reads, one post a day."""
    return pd.DataFrame(
        {
            "post_id": [f"test:{i}" for i in range(len(texts))],
            "text": pd.Series(texts, dtype="object"),
            "time": pd.date_range("2020-01-01", periods=len(texts), freq="D", tz="UTC"),
            "lang": pd.Series([pd.NA] * len(texts), dtype="str"),
        }
    )


def rand_index(one: list, other: list) -> float:
    """Adjusted Rand index by counting pairs (Hubert and Arabie 1985): 1 same partition, 0 chance."""
    together = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    in_one = sum(comb(n, 2) for n in Counter(one).values())
    in_other = sum(comb(n, 2) for n in Counter(other).values())
    chance = in_one * in_other / comb(len(one), 2)
    most = (in_one + in_other) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)
