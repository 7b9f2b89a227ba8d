"""What is said about pasted lists: numbers in a hundred as they are read aloud, each with what it was counted in."""

from __future__ import annotations

import pandas as pd
import pytest

from identity_audit.paste_findings import between, cell_sentence, in_100
from identity_audit.words import words


@pytest.mark.parametrize(
    ("share", "english", "french"),
    [(0.0, "0", "0"), (0.004, "0.4", "0,4"), (0.027, "3", "3"), (0.067, "7", "7"), (0.736, "74", "74")],
)
def test_shares_are_whole_numbers_and_few_is_not_none(share: float, english: str, french: str) -> None:
    assert (in_100(share, words("en")), in_100(share, words("fr"))) == (english, french)


def test_an_interval_is_said_in_words_and_a_rate_with_the_people_of_its_circle() -> None:
    assert (between(0.027, 0.4, words("en")), between(0.027, 0.4, words("fr"))) == ("3 to 40", "3 à 40")
    row = pd.Series({"rate": 0.74, "low": 0.44, "high": 0.97, "size": 6, "people": 5})
    assert cell_sentence(row, "Choir", "Bread", words("en")) == (
        "Of 100 people of “Choir”, about 74 react to a post about “Bread” (between 44 and 97; people in it: 6)"
    )
    assert cell_sentence(row, "Choir", "Bread", words("fr")) == (
        "Sur 100 personnes de «\u00a0Choir\u00a0», environ 74 réagissent à une publication sur «\u00a0Bread\u00a0» "
        "(entre 44 et 97\u202f; personnes dans ce cercle\u00a0: 6)"
    )
    unknown = pd.Series({"rate": float("nan"), "low": float("nan"), "high": float("nan"), "size": 6, "people": 0})
    assert cell_sentence(unknown, "Choir", "Bread", words("en")) == "Choir, “Bread”: not known. That is not zero."
