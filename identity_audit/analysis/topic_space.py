"""Posts made comparable: which ones are about similar things, and in which words?

`prepare` is the slow part of looking for facets (encoding); a `TopicSpace` holds everything that does not depend on
the number of facets. The pipeline: clean, encode, stress what is about subjects, take out the language, reduce, tie to
neighbours by meaning, shared words and marks (`marks`), smooth. Each step was chosen by measurement:
`benchmarks/topics.py` says how well it does, `benchmarks/topics_speed.py` what it costs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from identity_audit.analysis import graph, labels, language
from identity_audit.analysis.cross_posting import counted_as
from identity_audit.analysis.encoder import (
    EncodingCache,
    Floats,
    Integers,
    clean_for_encoder,
    has_words,
    load_encoder,
    unit,
)
from identity_audit.analysis.labels import Terms
from identity_audit.analysis.marks import mark_vectors
from identity_audit.analysis.subjects import SUBJECTS, SubjectMap, subject_map
from identity_audit.words import N_

Progress = Callable[[str, float | None], None]

FEWEST_POSTS = 30
"""Below this many posts with words nothing is grouped."""

MANY_POSTS = 50_000
"""From this many posts on, a first picture (`prepare(quick=True)`) is worth its roughness."""

_FITTED = 4_000
_FITTED_QUICKLY = 3_000
_DIMENSIONS = 50
_LEXICAL_DIMENSIONS = 100
_FEWEST_PER_LANGUAGE = 30
# How far same-language posts flock together (0 chance, 1 always) before their language is taken out.
_LANGUAGE_EXCESS = 0.2
_LANGUAGE_SAMPLE = 1_500
_AT_ONCE = 4_096
# Two posts that share the rarest mark are as near as two whose words agree by this times the weight of words.
_MARK_SCALE = 0.8
_LEXICAL_WORD = r"(?u)\b[^\W\d_][\w-]+\b"


@dataclass(frozen=True, eq=False)
class Place:
    """The way into the space, learned on the fitted posts, so that any other text can follow.

    words: TF-IDF vectorizer, None where no word is left · shared: (m, v + k) its vectors of the fitted posts, and
        beside them their k marks (`marks.mark_vectors`)
    svd: reduces those to vectors where the sentence encoder is missing · subjects: None there
    mean, means: what is taken off, by language where languages flock together
    centre, axes: the principal components of what is left, (e,) and (e, d)
    """

    words: Any
    shared: Any
    svd: Any
    subjects: SubjectMap | None
    mean: Floats
    means: Mapping[str, Floats]
    centre: Floats
    axes: Floats

    def word_vectors(self, texts: Sequence[str]) -> Any:
        """Words of the texts as sparse unit vectors, (n, v + k); texts that are no posts have no marks."""
        if self.words is None:
            return sp.csr_matrix((len(texts), self.shared.shape[1]), dtype=np.float32)
        found = self.words.transform(texts)
        return _beside(found, sp.csr_matrix((len(texts), self.shared.shape[1] - found.shape[1]), dtype=np.float32))

    def points(self, encoded: Floats, languages: Sequence[str | None]) -> Floats:
        """Where these encoded texts lie: (n, d) unit vectors."""
        rows = self.subjects.emphasise(encoded) if self.subjects else encoded
        rows = rows - np.stack([self.means.get(code or "", self.mean) for code in languages])
        return unit(np.asarray((unit(rows) - self.centre) @ self.axes, dtype=np.float32))


@dataclass(frozen=True, eq=False)
class TopicSpace:
    """Posts made comparable: everything that does not depend on the number of facets.

    n posts, u of them different and with words, m <= 4,000 of those fitted, d dimensions.

    post_ids: (n,) as given · unique: (n,) number of the post's text, -1 without words · lengths: (u,) characters
    counts_as: (n,) row of the post that it counts as: another one for a copy on another network (`cross_posting`)
    fitted: (m,) numbers of the fitted texts, in order of time · rest: (u - m,) the others
    points: (u, d) unit vectors · smoothed: (u, d) the same pulled towards their neighbours
    graph: (m, m) symmetric neighbourhood · votes: (u - m, m) neighbour shares, rows sum to 1
    encoded: (m, e) vectors as encoded · terms: candidate words of the fitted texts · languages: m codes or None
    place: how a foreign text gets into this space · exact_encoder: False where the sentence encoder was missing
    quick: only the fitted texts were encoded; the others follow by their words alone
    """

    post_ids: tuple[str, ...]
    unique: Integers
    counts_as: Integers
    lengths: Integers
    fitted: Integers
    rest: Integers
    points: Floats
    smoothed: Floats
    graph: Any
    votes: Any
    encoded: Floats
    terms: Terms
    languages: tuple[str | None, ...]
    place: Place | None
    exact_encoder: bool
    quick: bool = False

    @property
    def with_words(self) -> int:
        """How many posts have words? Copies on other networks are no more posts."""
        return int(((self.unique >= 0) & self.counted).sum())

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """Which posts count, (n,): all but copies on other networks."""
        return np.asarray(self.counts_as == np.arange(len(self.counts_as)))

    @cached_property
    def places(self) -> pd.Index:
        """The ids of the posts, to look up where each of them is."""
        return pd.Index(self.post_ids, dtype="object")

    def group_of_texts(self, found: Integers) -> Integers:
        """Group of every different text, (u,), from the group of every post, (n,); -1 where it has none.

        Posts of one text may be in two groups once the person moved one of them: the first post decides.
        """
        groups = np.full(len(self.lengths), -1, dtype=np.int64)
        placed = np.flatnonzero((self.unique >= 0) & (found >= 0) & self.counted)[::-1]
        groups[self.unique[placed]] = found[placed]
        return groups


def prepare(
    posts: pd.DataFrame,
    progress: Progress | None = None,
    encodings: EncodingCache | None = None,
    *,
    labelled: bool = True,
    quick: bool = False,
) -> TopicSpace:
    """Make posts comparable: which ones are about similar things, and in which words?

    Args:
        posts: one row per post: post_id (str) · text (str) · time (datetime64, may be NaT; orders the sample of a very
            long history) · lang (ISO code or NA; detected where missing or without the column) · platform (without
            the column no post is a copy of another) · marks (lists as of `marks.marks`; without the column posts are
            tied by meaning and words alone).
        progress: called with a step (message id) and the share done, None where it is unknown.
        encodings: vectors of an earlier run, extended by this one; without it they are computed and forgotten.
        labelled: look for the words that name facets; without them `cluster` finds the same facets, unnamed.
        quick: a first picture of a very long history in a few seconds: 3,000 posts, evenly spaced in time, are encoded
            and grouped, the others follow those whose words and marks they share. Rougher than the exact one.

    Returns:
        The space for `cluster`. Texts that are the same once cleaned are one point of it, so a post shared five times
        weighs once. Where the sentence encoder cannot be loaded only words are compared: `exact_encoder` is False.
    """
    tell = progress or (lambda step, share: None)
    cleaned = [clean_for_encoder(text) if isinstance(text, str) else "" for text in posts["text"]]
    numbers: dict[str, int] = {}
    unique = np.array([numbers.setdefault(t, len(numbers)) if has_words(t) else -1 for t in cleaned], dtype=np.int64)
    texts = list(numbers)
    languages = _languages(posts, unique, texts)
    fitted = _evenly_spaced(posts, unique, len(texts), _FITTED_QUICKLY if quick else _FITTED)
    fitted_texts = [texts[i] for i in fitted]
    stop = language.stop_words(_spoken(languages))
    terms = labels.find_terms(fitted_texts if labelled else [""] * len(fitted), stop)
    nothing = np.empty((0, 0), dtype=np.float32)
    space = TopicSpace(
        post_ids=tuple(posts["post_id"]),
        unique=unique,
        counts_as=counted_as(posts, unique, texts),
        lengths=np.array([len(t) for t in texts], dtype=np.int64),
        fitted=fitted,
        rest=np.setdiff1d(np.arange(len(texts)), fitted),
        points=nothing,
        smoothed=nothing,
        graph=sp.csr_matrix((0, 0)),
        votes=sp.csr_matrix((0, 0)),
        encoded=nothing,
        terms=terms,
        languages=tuple(languages[i] for i in fitted),
        place=None,
        exact_encoder=True,
        quick=quick,
    )
    if space.with_words < FEWEST_POSTS:
        return space

    cache = encodings if encodings is not None else new_cache()
    if cache is not None:
        step = N_("Reading what your posts are about")
        # In one go, since texts and terms are made of the same tokens, and the encoder's tables are by token.
        encoding = fitted_texts if quick else texts
        positions = cache.add([*encoding, *terms.shown, *SUBJECTS], lambda share: tell(step, share))
        named = cache.take(positions[len(encoding) :][: len(terms.shown)])
        encoded = cache.take(positions[: len(fitted)] if quick else positions[fitted])
    tell(N_("Comparing your posts with each other"), None)
    words, shared = _word_vectors(fitted_texts, stop)
    svd = None
    if cache is None:
        svd, encoded = _reduced_words(shared)
    marked = _marked(posts, unique, len(texts))
    shared = _beside(shared, marked[fitted])
    subjects = subject_map(cache) if cache is not None else None
    if subjects is not None and len(terms.shown):
        # A word is close to a facet as it differs from other words, in what it says about subjects above all.
        terms = replace(terms, vectors=unit(subjects.emphasise(named - named.mean(axis=0))))
    place = _find_place(encoded, space.languages, words=words, shared=shared, svd=svd, subjects=subjects)
    space = replace(space, encoded=encoded, terms=terms, exact_encoder=cache is not None)
    return _fill(space, place, texts, languages, cache, marked=marked)


def _fill(
    space: TopicSpace,
    place: Place,
    texts: Sequence[str],
    languages: Sequence[str | None],
    cache: EncodingCache | None,
    *,
    marked: Any,
) -> TopicSpace:
    """Put the fitted posts in their places, tie them to their neighbours, then the other posts to those."""
    near_points = place.points(space.encoded, space.languages)
    near = graph.neighbours(near_points, place.shared)
    smoothed = graph.smooth(near_points, near)
    points = np.empty((len(texts), near_points.shape[1]), dtype=np.float32)
    pulled = np.empty_like(points)
    points[space.fitted], pulled[space.fitted] = near_points, smoothed
    votes = [sp.csr_matrix((0, len(space.fitted)), dtype=np.float32)]
    for start in range(0, len(space.rest), _AT_ONCE):
        part = space.rest[start : start + _AT_ONCE]
        part_texts = [texts[i] for i in part]
        if not space.quick:
            vectors = encode(place, part_texts, cache)
            points[part] = place.points(vectors, [languages[i] for i in part])
        words = _beside(place.word_vectors(part_texts)[:, : place.shared.shape[1] - marked.shape[1]], marked[part])
        if space.quick:
            share = graph.row_shares(_by_words(near_points, place.shared, words))
            points[part] = unit(share @ near_points)
        else:
            share = graph.row_shares(graph.neighbours(near_points, place.shared, points[part], words))
        pulled[part] = unit(share @ smoothed)
        votes.append(share)
    return replace(
        space,
        points=points,
        smoothed=pulled,
        graph=((near + near.T) * np.float32(0.5)).tocsr(),
        votes=sp.vstack(votes).tocsr(),
        place=place,
    )


def _by_words(points: Floats, shared: Any, words: Any) -> Any:
    """The neighbours of posts that were not encoded, (n, m), by words and marks alone.

    A word lies in the middle of the encoded posts that hold it, a post in the middle of its words. Where nothing is
    shared, a few posts from all over the history stand in: the post goes where most go, unsure.
    """
    guessed = unit(np.asarray(words @ (graph.row_shares(shared.T.tocsr()) @ points), dtype=np.float32))
    found = graph.neighbours(points, shared, guessed, words)
    lonely = np.flatnonzero(np.diff(words.indptr) == 0)
    known = np.ones(words.shape[0], dtype=np.float32)
    known[lonely] = 0
    everywhere = np.unique(np.linspace(0, len(points) - 1, graph.NEIGHBOURS).round().astype(np.int64))
    rows, columns = np.repeat(lonely, len(everywhere)), np.tile(everywhere, len(lonely))
    ones = np.ones(len(rows), dtype=np.float32)
    return (sp.diags_array(known) @ found).tocsr() + sp.csr_matrix((ones, (rows, columns)), shape=found.shape)


def new_cache() -> EncodingCache | None:
    """An empty cache; None where the sentence encoder cannot be loaded."""
    encoder = load_encoder()
    return EncodingCache(encoder) if encoder is not None else None


def encode(place: Place, texts: Sequence[str], cache: EncodingCache | None) -> Floats:
    """Vectors of texts by the encoder, or by their words in a space that was made without one."""
    if place.svd is not None:
        return unit(place.svd.transform(place.word_vectors(texts)).astype(np.float32))
    if cache is None:
        raise ValueError("this space was made with the sentence encoder, which cannot be loaded now")
    return cache.vectors(texts)


def _languages(posts: pd.DataFrame, unique: Integers, texts: Sequence[str]) -> list[str | None]:
    """Language of each different text: as given with one of its posts, else detected."""
    found: list[str | None] = [None] * len(texts)
    if "lang" in posts:
        for number, code in zip(unique, posts["lang"], strict=True):
            if number >= 0 and isinstance(code, str) and code:
                found[number] = code.lower()[:2]
    unknown = [i for i, code in enumerate(found) if code is None]
    for i, code in zip(unknown, language.detect([texts[i] for i in unknown]), strict=True):
        found[i] = code
    return found


def _spoken(languages: Sequence[str | None]) -> set[str]:
    """The languages the person writes in: those of at least 5 % of the texts, so that a stray guess changes nothing."""
    counted = Counter(code for code in languages if code)
    return {code for code, n in counted.items() if n >= max(2, 0.05 * len(languages))}


def _evenly_spaced(posts: pd.DataFrame, unique: Integers, n_texts: int, most: int) -> Integers:
    """Numbers of the texts to fit: all, or so many spread over the whole history; undated ones come last in it."""
    if n_texts <= most:
        return np.arange(n_texts)
    dated = pd.DataFrame({"number": unique, "time": posts["time"].to_numpy()})
    order = dated[dated["number"] >= 0].sort_values("time", kind="stable")["number"].drop_duplicates().to_numpy()
    chosen: Integers = order[np.linspace(0, n_texts - 1, most).round().astype(np.int64)]
    return chosen


def _word_vectors(texts: Sequence[str], stop: Iterable[str]) -> tuple[Any, Any]:
    """TF-IDF of the texts: the fitted vectorizer and its (m, v) vectors; (None, zeros) where no word is left."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    banned = sorted({labels.fold(word) for word in stop})
    # Words of a single post tie nothing, words of a third of the posts tie everything. Few posts cannot afford that.
    for rarest, commonest in ((2, 0.3), (1, 1.0)):
        words = TfidfVectorizer(
            stop_words=banned,
            sublinear_tf=True,
            strip_accents="unicode",
            token_pattern=_LEXICAL_WORD,
            min_df=rarest,
            max_df=commonest,
            dtype=np.float32,
        )
        try:
            shared = words.fit_transform(texts)
        except ValueError:  # scikit-learn's way of saying that no word is left
            continue
        # A single word parts nothing, and cannot be reduced without the encoder.
        if shared.shape[1] > 1:
            return words, shared
    return None, sp.csr_matrix((len(texts), 2), dtype=np.float32)


def _marked(posts: pd.DataFrame, unique: Integers, n_texts: int) -> Any:
    """Marks of the different texts, (n_texts, k), scaled so that `graph.neighbours` gives them their weight."""
    if "marks" not in posts:
        return sp.csr_matrix((n_texts, 0), dtype=np.float32)
    return mark_vectors(posts["marks"], unique, n_texts) * np.float32(_MARK_SCALE)


def _beside(words: Any, marked: Any) -> Any:
    """Columns of words, then columns of marks."""
    return sp.hstack([words, marked], format="csr", dtype=np.float32) if marked.shape[1] else words


def _reduced_words(shared: Any) -> tuple[Any, Floats]:
    """Latent semantic analysis, the stand-in for the encoder: the fitted reduction and (m, e) unit vectors."""
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits

    most = min(_LEXICAL_DIMENSIONS, min(shared.shape) - 1)
    svd = TruncatedSVD(max(most, 1), random_state=0)
    # scikit-learn also reports the share of spread explained, 0 / 0 where posts have no word in common.
    with threadpool_limits(1), np.errstate(invalid="ignore"):
        return svd, unit(svd.fit_transform(shared).astype(np.float32))


def _find_place(
    encoded: Floats,
    languages: Sequence[str | None],
    *,
    words: Any,
    shared: Any,
    svd: Any,
    subjects: SubjectMap | None,
) -> Place:
    """Learn from the fitted posts what to take off (their mean, or each language's) and which directions matter."""
    from threadpoolctl import threadpool_limits

    rows = subjects.emphasise(encoded) if subjects else encoded
    mean = rows.mean(axis=0)
    codes = np.array([code or "" for code in languages], dtype=object)
    large = [code for code in sorted(set(codes)) if code and (codes == code).sum() >= _FEWEST_PER_LANGUAGE]
    means: dict[str, Floats] = {}
    if len(large) > 1 and _language_excess(unit(rows - mean), codes, large) >= _LANGUAGE_EXCESS:
        for code in large:
            apart = rows[codes == code].mean(axis=0) - mean
            # A person may well write about one subject in one language and about another in the other: what the
            # languages' posts differ by in subject stays, only the rest of the difference is taken for language.
            means[code] = mean + apart - (subjects.part(apart[None])[0] if subjects else 0)
    centred = unit(rows - np.stack([means.get(code, mean) for code in codes]))
    centre = centred.mean(axis=0)
    spread = centred - centre
    with threadpool_limits(1):
        # Principal components by hand: scikit-learn's divide by the spread, which a single text does not have.
        _, directions = np.linalg.eigh(spread.T @ spread)
    axes = np.ascontiguousarray(directions[:, ::-1][:, : min(_DIMENSIONS, *centred.shape)])
    return Place(words, shared, svd, subjects, mean, means, centre, axes)


def _language_excess(points: Floats, codes: Any, large: Sequence[str]) -> float:
    """How much more often are a post's neighbours in its own language than chance would have it? 0 chance, 1 always.

    Where topic and language are mixed this is near 0 and taking languages out would only add noise; where posts flock
    by language first, it finds facets instead of languages.
    """
    every = np.linspace(0, len(points) - 1, min(len(points), _LANGUAGE_SAMPLE)).round().astype(np.int64)
    points, codes = points[every], codes[every]
    near = graph.neighbours(points, sp.csr_matrix((len(points), 1), dtype=np.float32))
    near.data[:] = 1
    counted = np.isin(codes, large)
    own = np.zeros(len(codes))
    by_chance = np.zeros(len(codes))
    for code in large:
        mine = codes == code
        own[mine] = (near[mine] @ mine.astype(np.float32)) / np.maximum(np.diff(near[mine].indptr), 1)
        by_chance[mine] = mine.mean()
    observed, expected = own[counted].mean(), by_chance[counted].mean()
    return float((observed - expected) / max(1 - expected, 1e-9))
