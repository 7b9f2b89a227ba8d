"""Which language is a post written in?

A vote of function words (`stopwords.STOP_WORDS`) is enough for a post of one sentence and needs no model. A post where
no language leads stays without one: calling "Bravo!" French would be a guess, and everything that uses the language
(separating languages before grouping, naming a topic in both) does better with "unknown" than with a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from identity_audit.analysis.stopwords import STOP_WORDS

WORD = re.compile(r"[^\W\d_]+")
"""A run of letters. Apostrophes and hyphens part words, so "l'école" is "l" and "école"."""

# Posts are short; the first sentences of a long one already decide, and 100,000 posts stay a matter of a second.
_LONGEST_LOOK = 1_000


def _votes() -> dict[str, dict[str, float]]:
    """Word -> what it adds to each language: a word of three languages gives each of them a third of a vote."""
    owners: dict[str, list[str]] = {}
    for code, listed in STOP_WORDS.items():
        for word in listed:
            owners.setdefault(word, []).append(code)
    return {word: dict.fromkeys(codes, 1 / len(codes)) for word, codes in owners.items()}


_VOTES = _votes()


def detect(texts: Sequence[str]) -> list[str | None]:
    """Say in which language each text is written.

    Args:
        texts: any texts, cleaned or not.

    Returns:
        One entry per text, in order: the ISO 639-1 code of fr, en, es, de, it, pt or nl whose function words win the
        vote, or None when none occurs or two languages tie.
    """
    return [_language(text) for text in texts]


def _language(text: str) -> str | None:
    scores = dict.fromkeys(STOP_WORDS, 0.0)
    for word in WORD.findall(text[:_LONGEST_LOOK].lower()):
        for code, vote in _VOTES.get(word, {}).items():
            scores[code] += vote
    first, second = sorted(scores.values(), reverse=True)[:2]
    # Sums of thirds and quarters: a lead below this is rounding, not evidence.
    if first - second < 1e-6:
        return None
    return max(scores, key=scores.__getitem__)


def stop_words(languages: Iterable[str | None]) -> frozenset[str]:
    """Give the function words to leave out for a person who writes in these languages.

    French and English are always included, because their words turn up in everybody's posts; the others only on
    demand, since "die" or "come" are content words elsewhere.
    """
    return frozenset().union(*(STOP_WORDS[code] for code in {"fr", "en", *languages} if code in STOP_WORDS))
