from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.analysis.language import detect, stop_words
from identity_audit.analysis.stopwords import STOP_WORDS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Je ne sais pas ce que nous ferons avec les élèves", "fr"),
        ("J'ai enfin terminé mes copies", "fr"),
        ("I do not know what they were thinking about it", "en"),
        ("No sé qué vamos a hacer con ellos mañana", "es"),
        ("Ich weiß nicht, was wir heute machen sollen", "de"),
        ("Non so che cosa faremo con gli altri questa sera", "it"),
        ("Não sei o que vamos fazer com eles amanhã", "pt"),
        ("Ik weet niet wat we vandaag met hen gaan doen", "nl"),
    ],
)
def test_a_sentence_is_recognised_by_its_small_words(text: str, code: str) -> None:
    assert detect([text]) == [code]
    assert detect([text.upper()]) == [code]


@pytest.mark.parametrize("text", ["", "   ", "😀 🎉", "12 345", "CrossFit Bruxelles", "Привет всем", "la", "\ud800"])
def test_what_nothing_tells_stays_unknown(text: str) -> None:
    assert detect([text]) == [None]


def test_the_answer_keeps_the_order_of_the_texts() -> None:
    assert detect(["the cat and the dog", "", "le chat et le chien"]) == ["en", None, "fr"]


@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_text_gets_one_answer(texts: list[str]) -> None:
    found = detect(texts)
    assert len(found) == len(texts)
    assert set(found) <= {*STOP_WORDS, None}
    assert found == [detect([text])[0] for text in texts]


def test_stop_words_hold_french_and_english_and_others_on_demand() -> None:
    assert {"le", "the"} <= stop_words([])
    assert "und" not in stop_words([None, "xx"])
    assert "und" in stop_words(["de"])


def test_the_lists_are_lower_case_words() -> None:
    for listed in STOP_WORDS.values():
        assert len(listed) > 100
        assert all(word == word.lower() and word.isalpha() for word in listed)
