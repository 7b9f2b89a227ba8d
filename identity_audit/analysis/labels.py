"""What is a group of posts about, in the person's own words?

Candidates are single words and pairs of neighbouring words that occur in the posts, without function words. A term
speaks for a group when far more of the group's posts hold it than chance would give (log-odds with an informative
Dirichlet prior, Monroe, Colaresi and Quinn 2008, on posts instead of tokens) and when its meaning is close to the
group's. Spellings of one word (case, accents, singular and plural) are one term, shown in its commonest spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from identity_audit.analysis.encoder import Floats, Integers, unit
from identity_audit.analysis.graph import membership

N_TERMS = 8
NO_NAME = "…"
"""Name of a group whose posts share no word at all."""

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LONGEST_WORD = 30
_SHORTEST_WORD = 3  # shorter ones are no singular
# The commonest terms are the candidates; their vectors are computed once, so this bounds time and memory.
_MOST_TERMS = 700
# How many of a group's best terms by log-odds are compared by meaning.
_MOST_COMPARED = 30
# The prior weighs as much as this many posts, so that a word of two posts does not lead.
_PRIOR_POSTS = 20.0
_SENTENCE_END = ".!?…:;"
# A second language is shown when it has this share of a group's posts, and at least so many of them.
_SECOND_LANGUAGE = 0.2
_SECOND_LANGUAGE_POSTS = 5

Key = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Terms:
    """The words and pairs of words that can name groups of m posts; t terms, commonest first.

    shown: t spellings; words: for each the one or two folded words it is made of; presence: (m, t) sparse, 1 where the
    post holds the term; vectors: (t, d) unit vectors, less what all terms have in common; None without an encoder.
    """

    shown: tuple[str, ...]
    words: tuple[Key, ...]
    presence: Any
    vectors: Floats | None = None

    def within(self, posts: Integers) -> Terms:
        """Those of the terms that occur in these of the posts."""
        presence = self.presence[posts]
        kept = np.flatnonzero(np.diff(presence.tocsc().indptr))
        return Terms(
            tuple(self.shown[term] for term in kept),
            tuple(self.words[term] for term in kept),
            presence[:, kept],
            None if self.vectors is None else self.vectors[kept],
        )


@dataclass(frozen=True)
class Label:
    """A group's suggested short name (its best two or three terms) and its best terms, at most eight."""

    name: str
    terms: tuple[str, ...]


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word without case and accents, to compare spellings ("Élèves" and "eleves" are one)."""
    bare = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def find_terms(texts: Sequence[str], stop: Collection[str]) -> Terms:
    """Which words and pairs of words occur in these cleaned texts?

    Words of `stop`, single characters, numbers and words of more than 30 characters are never part of a term; a pair is
    two words with one blank between them. At most the 700 commonest terms are kept.
    """
    banned = {fold(word) for word in stop}
    spellings = _Spellings()
    found = [_words_of(text, banned, spellings) for text in texts]
    same = _joined(spellings.written)

    written: dict[Key, Counter[str]] = {}
    rows: list[set[Key]] = []
    for words in found:
        row: set[Key] = set()
        before: tuple[str, str] | None = None
        for word in words:
            if word is None:
                before = None
                continue
            folded, spelling = word
            key = same.get(folded, folded)
            row.add((key,))
            if before is not None and before[0] != key:
                pair = (before[0], key)
                row.add(pair)
                written.setdefault(pair, Counter())[f"{before[1]} {spelling}"] += 1
            before = (key, spelling)
        rows.append(row)
    for folded, counted in spellings.written.items():
        written.setdefault((same.get(folded, folded),), Counter()).update(counted)

    posts = Counter(key for row in rows for key in row)
    kept = sorted(posts, key=lambda key: (-posts[key], key))[:_MOST_TERMS]
    place = {key: column for column, key in enumerate(kept)}
    held = [(post, place[key]) for post, row in enumerate(rows) for key in row if key in place]
    post_of, term_of = zip(*held, strict=True) if held else ((), ())
    presence = sp.csr_matrix(
        (np.ones(len(held), dtype=np.float32), (np.array(post_of, dtype=int), np.array(term_of, dtype=int))),
        shape=(len(texts), len(kept)),
    )
    return Terms(tuple(spellings.show(written[key]) for key in kept), tuple(kept), presence)


@dataclass(frozen=True)
class _Spellings:
    """How words are written: folded word -> lower-case spellings, and lower-case spelling -> capitals."""

    written: dict[str, Counter[str]] = field(default_factory=dict)
    cased: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, folded: str, word: str, *, opens: bool) -> str:
        """Count one occurrence and return its lower-case spelling; the capital that opens a sentence says nothing."""
        lower = word.lower()
        self.written.setdefault(folded, Counter())[lower] += 1
        if not opens:
            self.cased.setdefault(lower, Counter())[word] += 1
        return lower

    def show(self, counted: Counter[str]) -> str:
        """The commonest of these spellings, accents first where two are equal; capitals where they are the rule."""
        best = min(counted, key=lambda spelling: (-counted[spelling], spelling.isascii(), spelling))
        return " ".join(map(self._with_capitals, best.split(" ")))

    def _with_capitals(self, lower: str) -> str:
        forms = self.cased.get(lower)
        if not forms:
            return lower
        form, n = max(forms.items(), key=lambda item: (item[1], item[0]))
        return form if n > forms.total() / 2 else lower


def _words_of(text: str, banned: set[str], spellings: _Spellings) -> list[tuple[str, str] | None]:
    """Words of a text in order, folded and as written; None where a pair must not reach across. Counts spellings."""
    found: list[tuple[str, str] | None] = []
    end = 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        gap = text[end : token.start()]
        opens = end == 0 or any(mark in gap for mark in _SENTENCE_END)
        if gap != " ":
            found.append(None)
        end = token.end()
        folded = fold(word)
        if len(folded) < 2 or len(word) > _LONGEST_WORD or _is_filler(folded, banned) or not word[0].isalpha():
            found.append(None)
        else:
            found.append((folded, spellings.add(folded, word, opens=opens)))
    return found


def _is_filler(folded: str, banned: set[str]) -> bool:
    return folded in banned or ("-" in folded and all(part in banned for part in folded.split("-")))


def _joined(spellings: dict[str, Counter[str]]) -> dict[str, str]:
    """Plural -> singular, for words whose singular also occurs: French and English endings, three letters at least."""
    same: dict[str, str] = {}
    for word in spellings:
        endings = (("aux", "al"), ("ies", "y"), ("s", ""), ("x", ""), ("es", ""))
        for plural, singular in endings:
            one = word.removesuffix(plural) + singular
            if word.endswith(plural) and not word.endswith("ss") and len(one) >= _SHORTEST_WORD and one in spellings:
                same[word] = one
                break
    return {word: same.get(one, one) for word, one in same.items()}


def commonest(terms: Terms) -> tuple[str, ...]:
    """Which eight terms occur in most posts? For exports that are too small to be grouped."""
    ranked = np.argsort(-np.asarray(terms.presence.sum(axis=0)).ravel(), kind="stable")
    return _different(terms, list(ranked), N_TERMS)


def describe(
    terms: Terms, groups: Integers, n_groups: int, means: Floats, languages: Sequence[str | None]
) -> list[Label]:
    """Name groups of posts, each with a name that no other one has.

    Args:
        terms: of the m posts.
        groups: (m,) group of each post, from 0 to n_groups - 1.
        means: (n_groups, d) how each group differs from all posts, in the space of `terms.vectors`.
        languages: m language codes or None; a group in two languages shows terms of both.
    """
    member = membership(groups, n_groups)
    sizes = np.asarray(member.sum(axis=0)).ravel().astype(float)
    held = (member.T @ terms.presence).toarray().astype(float)
    scores = _log_odds(held, sizes)
    scores = _weighed_by_meaning(scores, held, sizes, terms, means)
    spoken = _term_languages(terms, languages)
    codes = np.array([code or "" for code in languages], dtype=object)

    labels: list[Label] = []
    taken: set[str] = set()
    for group in range(n_groups):
        ranked = [int(t) for t in np.argsort(-scores[group], kind="stable") if scores[group, t] > 0]
        ranked = _prefer_pairs(terms, ranked, held[group])
        both = _languages_of(codes[groups == group])
        if len(both) > 1:
            ranked = _in_turn(ranked, [[t for t in ranked if spoken[t] == code] for code in both])
        shown = _different(terms, ranked, N_TERMS)
        name = short_name(shown, taken)
        taken.add(name)
        labels.append(Label(name, shown))
    return labels


def _log_odds(held: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """How surely does a group hold each term more often than the other groups? z-values, (n_groups, t)."""
    total = held.sum(axis=0)
    posts = sizes.sum()
    if len(sizes) == 1:
        # Nothing to differ from: the commonest terms lead.
        return held
    prior = _PRIOR_POSTS * total / posts
    others = total - held
    rest = (posts - sizes)[:, None]
    inside = (held + prior) / np.maximum(sizes[:, None] - held + _PRIOR_POSTS - prior, 0.5)
    outside = (others + prior) / np.maximum(rest - others + _PRIOR_POSTS - prior, 0.5)
    found: NDArray[np.float64] = np.log(inside / outside) / np.sqrt(1 / (held + prior) + 1 / (others + prior))
    return found


def _weighed_by_meaning(
    scores: NDArray[np.float64],
    held: NDArray[np.float64],
    sizes: NDArray[np.float64],
    terms: Terms,
    means: Floats,
) -> NDArray[np.float64]:
    """Keep each group's surest terms and multiply them by how close they are to it; the others become 0."""
    found = np.zeros_like(scores)
    close = np.ones_like(scores) if terms.vectors is None else 0.3 + np.maximum(unit(means) @ terms.vectors.T, 0)
    for group, size in enumerate(sizes):
        enough = held[group] >= max(2.0, 0.02 * size)
        if not (enough & (scores[group] > 0)).any():
            enough = held[group] >= 1
        able = np.flatnonzero(enough & (scores[group] > 0))
        best = able[np.argsort(-scores[group, able], kind="stable")][:_MOST_COMPARED]
        found[group, best] = scores[group, best] * close[group, best]
    return found


def _term_languages(terms: Terms, languages: Sequence[str | None]) -> list[str | None]:
    """In which language's posts is each term at home? None where no language is known."""
    codes = sorted({code for code in languages if code})
    if not codes or not terms.words:
        return [None] * len(terms.words)
    column = {code: i for i, code in enumerate(codes)}
    rows, columns = zip(*((row, column[code]) for row, code in enumerate(languages) if code), strict=True)
    spoken = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(languages), len(codes)))
    share = (terms.presence.T @ spoken).toarray() / np.asarray(spoken.sum(axis=0)).ravel()
    return [codes[best] if row[best] > 0 else None for best, row in zip(share.argmax(axis=1), share, strict=True)]


def _languages_of(codes: NDArray[Any]) -> list[str]:
    """The language of a group's posts, and a second one where enough of them are written in it; commonest first."""
    counted = Counter(code for code in codes if code)
    known = sum(counted.values())
    return [
        code
        for code, n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:2]
        if n >= _SECOND_LANGUAGE * known and n >= _SECOND_LANGUAGE_POSTS
    ]


def _in_turn(ranked: list[int], by_language: list[list[int]]) -> list[int]:
    """Terms of the languages in turn, best first; what is in neither comes last."""
    shortest = min(len(terms) for terms in by_language)
    led = [term for turn in zip(*(terms[:shortest] for terms in by_language), strict=True) for term in turn]
    return led + [term for term in ranked if term not in set(led)]


def _prefer_pairs(terms: Terms, ranked: list[int], held: NDArray[np.float64]) -> list[int]:
    """Put a pair in the place of its word where most of the word's posts hold the pair ("climate" -> the change)."""
    able = set(ranked)
    found: list[int] = []
    for term in ranked:
        pairs = [
            pair
            for pair in able
            if len(terms.words[pair]) > len(terms.words[term])
            and terms.words[term][0] in terms.words[pair]
            and held[pair] >= 0.6 * held[term]
        ]
        best = min(pairs, key=lambda pair: (-held[pair], pair)) if pairs else term
        if best not in found:
            found.append(best)
    return found


def _different(terms: Terms, ranked: Sequence[int], most: int) -> tuple[str, ...]:
    """The first terms that share no word with an earlier one."""
    used: set[str] = set()
    found: list[str] = []
    for term in ranked:
        if used.isdisjoint(terms.words[term]):
            used.update(terms.words[term])
            found.append(terms.shown[term])
            if len(found) == most:
                break
    return tuple(found)


def short_name(shown: Sequence[str], taken: Collection[str]) -> str:
    """A name of the best terms: two if the pair is telling enough to stay short, else three; more where another group
    has that name.
    """
    first = 3 if sum(map(len, shown[:3])) <= 36 else 2
    name = NO_NAME
    for n in range(first, max(first, len(shown)) + 1):
        name = " · ".join(shown[:n]) or NO_NAME
        if name not in taken:
            break
    return name
