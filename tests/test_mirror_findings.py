"""The mirror in words: numbers as counted, both languages, nothing claimed where nothing was compared."""

from __future__ import annotations

import pandas as pd
import pytest

from identity_audit.analysis.mirror import Mirror
from identity_audit.mirror_findings import basis, found_words, mirror_title, not_compared, words_table
from identity_audit.words import words

NARROW, WIDE = "\u202f", "\u00a0"
NAMES = {3: "Bread", 5: "Choir", 9: "Trails"}


def mirror(*placed: tuple[str, int | None], compared: bool = True, since: str | None = None) -> Mirror:
    rows = pd.DataFrame(
        {
            "value": [value for value, _facet in placed],
            "topic": pd.array([facet for _value, facet in placed], dtype="Int64"),
            "closeness": [0.5] * len(placed),
            "delicate": [value[:1].isupper() for value, _facet in placed],
        }
    )
    when = pd.Timestamp(since, tz="UTC") if since else pd.NaT
    return Mirror("facebook", rows, (), (), (), tuple(NAMES), compared, when, when)


THREE = (("rye", 3), ("oven", 3), ("yacht", None))


@pytest.mark.parametrize(
    ("found", "french", "english"),
    [
        (mirror(*THREE), "Facebook vous attribue 3 centres d'intérêt. On y retrouve 1 de vos 3 facettes.",
         "Facebook lists 3 interests for you. 1 of your 3 facets is among them."),
        (mirror(*THREE, ("choir", 5)), "Facebook vous attribue 4 centres d'intérêt. On y retrouve 2 de vos 3 facettes.",
         "Facebook lists 4 interests for you. 2 of your 3 facets are among them."),
        (mirror(("yacht", None)),
         "Facebook vous attribue 1 centre d'intérêt. Nous n'y avons retrouvé aucune de vos 3 facettes.",
         "Facebook lists 1 interest for you. We found none of your 3 facets among them."),
        (mirror(*THREE, compared=False), "Facebook vous attribue 3 centres d'intérêt.",
         "Facebook lists 3 interests for you."),
        (mirror(), f"Facebook{WIDE}: ce fichier ne vous attribue aucun centre d'intérêt",
         "Facebook: this file lists no interest for you"),
    ],
)  # fmt: skip
def test_the_title_counts_interests_and_facets(found: Mirror, french: str, english: str) -> None:
    assert (mirror_title(found, words("fr")), mirror_title(found, words("en"))) == (french, english)


def test_the_basis_says_how_many_words_were_placed_and_of_when_they_are() -> None:
    _ = words("en")
    assert basis(mirror(*THREE), _).startswith(
        "3 different words in the file, 2 of them placed in a facet; the file gives no dates."
    )
    dated = basis(mirror(*THREE, since="2025-03-02"), _)
    assert "from 2 Mar 2025 to 2 Mar 2025" in dated
    # nothing was compared: no word about what was placed
    assert basis(mirror(*THREE, compared=False), _) == "3 different words in the file; the file gives no dates."


def test_delicate_words_are_counted_not_said() -> None:
    rows = mirror(("rye", 3), ("Church", 3), ("Vote", 3), ("oven", 3)).words_of(3)
    assert found_words(rows, words("en")) == "oven, rye, 2 words folded below"
    assert "Church" not in found_words(rows, words("fr"))


def test_the_table_adds_up_to_all_words() -> None:
    table = words_table(mirror(*THREE, ("choir", 5)), NAMES, words("en"))
    assert table.to_numpy().tolist() == [["Bread", 2], ["Choir", 1], ["Trails", 0], ["In none of your facets", 1]]


def test_the_reason_is_said_where_nothing_was_compared() -> None:
    _ = words("en")
    assert "two facets" in not_compared(mirror(compared=False), True, _)
    assert "missing" in not_compared(mirror(compared=False), False, _)
