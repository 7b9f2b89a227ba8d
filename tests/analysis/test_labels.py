from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.analysis.labels import N_TERMS, NO_NAME, Terms, commonest, describe, find_terms, fold
from identity_audit.analysis.language import stop_words

STOP = stop_words(["fr", "en"])


def described(texts: list[str], groups: list[int], languages: list[str | None] | None = None) -> tuple[Terms, list]:
    terms = find_terms(texts, STOP)
    n_groups = max(groups) + 1
    means = np.ones((n_groups, 3), dtype=np.float32)
    return terms, describe(terms, np.array(groups), n_groups, means, languages or [None] * len(texts))


def test_presence_counts_posts_not_tokens() -> None:
    terms = find_terms(["vélo vélo vélo", "un vélo rouge", "la mer"], STOP)
    column = terms.words.index(("velo",))
    assert terms.presence.toarray()[:, column].tolist() == [1, 1, 0]


def test_spellings_of_a_word_are_one_term_in_the_commonest_spelling() -> None:
    terms = find_terms(["les élèves", "un eleve", "des élèves", "ÉLÈVES absents", "nos élèves"], STOP)
    assert terms.shown[0] == "élèves"
    assert terms.presence.toarray()[:, 0].tolist() == [1] * 5


@pytest.mark.parametrize(
    ("one", "many"), [("journal", "journaux"), ("party", "parties"), ("match", "matches"), ("jeux", "jeux")]
)
def test_plurals_join_their_singular(one: str, many: str) -> None:
    terms = find_terms([one, many], STOP)
    assert terms.presence.toarray().sum(axis=0)[0] == 2


def test_a_plural_without_singular_stays_and_short_words_are_left_alone() -> None:
    assert fold("temps") in {word for words in find_terms(["temps gris", "tem gris"], STOP).words for word in words}
    found = {word for words in find_terms(["the bus stop", "bu paper"], frozenset({"the"})).words for word in words}
    assert {"bus", "bu"} <= found


def test_capitals_are_kept_where_they_are_the_rule_and_not_at_the_start() -> None:
    texts = ["Courir avec Nadia au CrossFit", "Courir encore avec Nadia", "on aime courir au CrossFit", "ONU et OTAN"]
    shown = set(find_terms(texts, STOP).shown)
    assert {"Nadia", "CrossFit", "courir"} <= shown
    assert "Courir" not in shown


def test_pairs_are_neighbours_with_nothing_between() -> None:
    words = set(
        find_terms(["changement climatique. Débat public", "salle de classe", "l'école, école publique"], STOP).words
    )
    assert ("changement", "climatique") in words
    assert ("debat", "public") in words
    assert ("climatique", "debat") not in words
    assert ("salle", "classe") not in words
    assert ("ecole", "ecole") not in words


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_term_holds_a_stop_word_a_number_or_one_letter(texts: list[str]) -> None:
    terms = find_terms(texts, STOP)
    banned = {fold(word) for word in STOP}
    assert terms.presence.shape == (len(texts), len(terms.shown))
    for words in terms.words:
        for word in words:
            assert word not in banned
            assert len(word) >= 2
            assert not word.isdigit()


def test_terms_are_what_sets_a_group_apart() -> None:
    texts = ["fromage photo", "fromage vin photo", "vin fromage", "vélo photo", "vélo route photo", "route vélo"] * 5
    _, (food, bike) = described(texts, [0, 0, 0, 1, 1, 1] * 5)
    assert set(food.terms[:2]) == {"fromage", "vin"}
    assert set(bike.terms[:2]) == {"vélo", "route"}
    assert "photo" not in food.terms[:2] + bike.terms[:2]
    assert food.name.startswith(" · ".join(food.terms[:2]))


def test_meaning_puts_the_near_term_first() -> None:
    texts = ["alpha, beta"] * 6 + ["gamma, delta"] * 6
    terms = find_terms(texts, STOP)
    place = {words: i for i, words in enumerate(terms.words)}
    vectors = np.zeros((len(terms.words), 2), dtype=np.float32)
    vectors[:, 1] = 1
    vectors[place["beta",]] = [1, 0]
    with_meaning = Terms(terms.shown, terms.words, terms.presence, vectors)
    means = np.array([[1, 0], [0, 1]], dtype=np.float32)
    labels = describe(with_meaning, np.array([0] * 6 + [1] * 6), 2, means, [None] * 12)
    assert labels[0].terms[0] == "beta"


def test_a_telling_pair_replaces_its_word() -> None:
    texts = ["le changement climatique inquiète", "changement climatique encore", "vive le changement climatique"] * 3
    _, labels = described(texts + ["une tarte aux pommes", "tarte maison", "pommes et tarte"] * 3, [0] * 9 + [1] * 9)
    assert labels[0].terms[0] == "changement climatique"
    assert not {"changement", "climatique"} & set(labels[0].terms)


def test_a_bilingual_group_shows_both_languages() -> None:
    french = ["la santé des patients", "hôpital et santé", "les patients attendent", "soigner à l'hôpital"] * 3
    english = ["the nurse was kind", "a nurse on the ward", "the ward is full", "nurse and ward"] * 3
    other = ["vélo route", "route en vélo", "le vélo"] * 4
    texts = french + english + other
    languages = ["fr"] * 12 + ["en"] * 12 + ["fr"] * 12
    _, labels = described(texts, [0] * 24 + [1] * 12, languages)
    first = set(labels[0].terms[:2])
    assert first & {"santé", "patients", "hôpital"}
    assert first & {"nurse", "ward"}


def test_names_differ_and_are_never_empty() -> None:
    texts = ["chat chien", "chien chat", "chat chien"] * 8 + ["12 34"] * 8
    _, labels = described(texts, [0] * 12 + [1] * 12 + [2] * 8)
    names = [label.name for label in labels]
    assert names[2] == NO_NAME
    assert labels[2].terms == ()
    assert all(names)


def test_one_group_is_named_by_its_commonest_terms() -> None:
    _, (only,) = described(["vélo", "vélo route", "vélo mer"], [0, 0, 0])
    assert only.terms[0] == "vélo"


def test_commonest_gives_at_most_eight_different_terms() -> None:
    texts = ["vélo route", "vélo mer", "vélo " + " ".join(f"mot{chr(97 + i)}x" for i in range(20))]
    found = commonest(find_terms(texts, STOP))
    assert found[0] == "vélo"
    assert len(found) == len(set(found)) == N_TERMS
    assert commonest(find_terms([], STOP)) == ()
