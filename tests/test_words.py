"""Numbers, shares, dates, plurals and lists the way each language writes them, and values that stay text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.words import LANGUAGES, N_, Words, words

FR, EN = words("fr"), words("en")
NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (0, 0, "0", "0"),
        (7, 0, "7", "7"),
        (1234, 0, f"1{NARROW}234", "1,234"),
        (1234567, 0, f"1{NARROW}234{NARROW}567", "1,234,567"),
        (1234.56, 1, f"1{NARROW}234,6", "1,234.6"),
        (0.25, 2, "0,25", "0.25"),
        (3.0, 2, "3", "3"),
        (-12, 0, "-12", "-12"),
        (39.861, 0, "40", "40"),
    ],
)
def test_numbers(value: float, digits: int, french: str, english: str) -> None:
    assert (FR.number(value, digits), EN.number(value, digits)) == (french, english)


@pytest.mark.parametrize(
    ("share", "french", "english"),
    [(0, f"0{NARROW}%", "0%"), (0.123, f"12{NARROW}%", "12%"), (1, f"100{NARROW}%", "100%"),
     (12.5, f"1{NARROW}250{NARROW}%", "1,250%")],
)  # fmt: skip
def test_percent(share: float, french: str, english: str) -> None:
    assert (FR.percent(share), EN.percent(share)) == (french, english)


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_written_with_its_own_digits(value: int) -> None:
    for _ in (FR, EN):
        assert int(_.number(value).replace(NARROW, "").replace(",", "")) == value


def test_dates() -> None:
    when = datetime(2026, 2, 3, 22, 30, tzinfo=UTC)
    assert (FR.date(when), EN.date(when)) == ("3 févr. 2026", "3 Feb 2026")
    assert (FR.month(when), EN.month(when)) == ("février 2026", "February 2026")
    assert FR.date(date(2026, 8, 1)) == "1 août 2026"
    assert EN.date(pd.Timestamp(when)) == "3 Feb 2026"


@pytest.mark.parametrize("unknown", [None, pd.NaT])
def test_an_unknown_date_is_said_to_be_unknown(unknown: None) -> None:
    assert EN.date(unknown) == "date not known"
    assert FR.date(unknown) not in ("", "date not known")


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [(0, "0 réaction", "0 reactions"), (1, "1 réaction", "1 reaction"), (2, "2 réactions", "2 reactions"),
     (1500, f"1{NARROW}500 réactions", "1,500 reactions")],
)  # fmt: skip
def test_plural_nothing_is_singular_in_french_and_plural_in_english(n: int, french: str, english: str) -> None:
    said = tuple(_.plural("{n} reaction", "{n} reactions", n) for _ in (FR, EN))
    assert said == (french, english)


def test_lists() -> None:
    assert [FR.list(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a et b", "a, b et c"]
    assert [EN.list(x) for x in ([], ["a"], ["a", "b"], iter("abc"))] == ["", "a", "a and b", "a, b and c"]


def test_a_sentence_without_translation_is_said_in_english_and_an_empty_one_is_empty() -> None:
    assert FR("No such sentence: {n}", n=3) == "No such sentence: 3"
    # the empty message id holds the header of the catalogue, which must not reach a page
    assert (FR(""), EN("")) == ("", "")
    assert N_("as it is") == "as it is"


def test_braces_in_a_value_are_text() -> None:
    assert EN("“{name}”", name="{n} {0} {") == "“{n} {0} {”"
    # without values a sentence is taken as it is written
    assert EN("{n} braces") == "{n} braces"


def test_markdown_of_values_is_escaped_and_that_of_the_sentence_is_not() -> None:
    hostile = "**bold** [x](javascript:1) <b> $a$ :red[x] `c`"
    for said in (EN.md("**Hello {name}**", name=hostile), EN.plural_md("{n} of **{name}**", "{n} of **{name}**", 2,
                                                                       name=hostile)):  # fmt: skip
        assert said.count("**") == 2
        assert not set("[]()<>$`") & set(said)
        assert "red" in said
    assert EN("{name}", name=hostile) == hostile


def test_a_number_beside_markdown_stays_a_number() -> None:
    assert FR.plural_md("{n} reaction", "{n} reactions", 1500) == f"1{NARROW}500 réactions"


@pytest.mark.parametrize("lang", ["de", "", "EN", "fr_BE"])
def test_any_other_language_falls_back_to_english(lang: str) -> None:
    assert words(lang).lang == "en"


def test_the_words_of_a_language_are_made_once() -> None:
    assert LANGUAGES == ("fr", "en")
    assert words("fr") is FR
    assert isinstance(FR, Words)
