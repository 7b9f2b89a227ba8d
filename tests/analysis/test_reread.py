"""Why a post is proposed for reading again: words that the person sees, shapes, names; never anything else."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.reread import (
    LISTS,
    SHAPES,
    Reason,
    decisions,
    default_words,
    from_written,
    lists_of,
    reasons,
)
from identity_audit.corrections import ReadAgain, WordList


def why(text: str, *pupils: str) -> list[Reason]:
    posts = pd.DataFrame({"post_id": ["p"], "text": [text]})
    return list(reasons(posts, lists_of([]), pupils).get("p", ()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un apéro ce soir ?", [Reason("party", "apéro")]),
        ("Deux bières avec les collègues", [Reason("party", "bières")]),
        ("Encore malade, je reste\nÀ   LA maison", [Reason("places", "À LA maison"), Reason("health", "malade")]),
        ("My kids love it", [Reason("family", "My kids")]),
        ("La grève continue", [Reason("politics", "grève")]),
        ("La messe de minuit", [Reason("religion", "messe")]),
        ("Mon numéro : 0475 12 34 56", [Reason("phone", "0475 12 34 56")]),
        ("+32 (0)4 275 12 34", [Reason("phone", "+32 (0)4 275 12 34")]),
        ("Écrivez à bureau@ecole.be !", [Reason("email", "bureau@ecole.be")]),
        ("Rendez-vous rue des Lilas 12", [Reason("address", "rue des Lilas 12")]),
        ("12 avenue Louise", [Reason("address", "12 avenue Louise")]),
        ("10 Downing Street", [Reason("address", "10 Downing Street")]),
        ("Bravo Léa Dubois", [Reason("pupils", "")]),
        ("Bravo DUBOIS léa", [Reason("pupils", "")]),
    ],
)
def test_each_list_and_shape(text: str, found: list[Reason]) -> None:
    assert why(text, "DUBOIS Léa") == found


@pytest.mark.parametrize(
    "text",
    [
        "Le cours de demain", "Voir ci-joint", "Le 12/03/2024 à 14:05", "1 234 567 habitants", "place dès 15 h",
        "En 2024, 12 rues", "Bravo Léa", "Léa et Marie Dubois", "@lea", "Une bourrée auvergnate", "",
    ],
)  # fmt: skip
def test_what_is_no_reason(text: str) -> None:
    assert why(text, "DUBOIS Léa", "VAN DER MEER Jan") == []


def test_small_words_of_a_name_are_no_name() -> None:
    assert why("au milieu de la rue", "DE LA TOUR Inès") == []
    assert why("Inès Tour arrive", "DE LA TOUR Inès") == [Reason("pupils", "")]


def test_every_list_has_a_name_and_words_in_both_languages() -> None:
    for name in LISTS:
        assert bool(default_words(name)) == (name not in SHAPES)
    for french, english in (("apero*", "beer*"), ("dieu", "god"), ("malade", "sick"), ("mon fils", "my son")):
        assert any({french, english} <= set(default_words(name)) for name in LISTS)


def test_a_list_is_what_the_person_makes_of_it() -> None:
    posts = pd.DataFrame({"post_id": ["p", "q"], "text": ["Un apéro", "Mon chat"]})
    mine = [WordList("party", from_written("Chat\nchat, CHATS*"))]
    assert lists_of(mine)["party"] == ("chat", "chats*")
    assert reasons(posts, lists_of(mine)) == {"q": (Reason("party", "chat"),)}
    assert reasons(posts, lists_of([WordList("party", ())])) == {}
    assert lists_of([*mine, WordList("party", None)]) == lists_of([])
    assert lists_of([WordList("nothing of ours", ("x",))]) == lists_of([])


def test_the_last_decision_about_a_post_counts() -> None:
    taken = [ReadAgain(("a", "b"), "rethink"), ReadAgain(("a",), "fine"), ReadAgain(("b",), None)]
    assert decisions(taken) == {"a": "fine"}


@settings(max_examples=80)
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_taken_and_a_reason_stands_in_it(text: str, written: str) -> None:
    words = from_written(written)
    posts = pd.DataFrame({"post_id": ["p"], "text": [text]})
    for reason in reasons(posts, {"party": words}, [written]).get("p", ()):
        assert reason.list in ("party", *SHAPES)
