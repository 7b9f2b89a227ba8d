"""The French catalogue: every sentence of the program is in it, says the same, and is set as French is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[1] / "identity_audit"
KEYWORDS = {"_": None, "N_": None, "md": None, "plural": (1, 2), "plural_md": (1, 2)}
MessageId = str | tuple[str, str]

# reference/words.md: never in the interface
FORBIDDEN = (
    r"segment\w*", r"clusters?", r"clustering", r"embeddings?", r"modularit\w+", r"counterfactuals?",
    r"contrefactuel\w*", r"[ée]pisodes?", r"prox(y|ies)", r"indices?", r"comptages?", r"contacts? transvers\w+",
    r"unified", r"unifi[ée]e?s?",
)  # fmt: skip
# "could see" is not "saw"; reacting is neither liking nor being influenced
NEVER_SAID = (
    r"(a|ont|avez|aviez|avait|avaient|aurait|auraient) vue?s?", r"saw", r"(has|have|had) seen", r"influenc\w+",
    r"loves?", r"aiment",
)  # fmt: skip
# the two sentences that say what nobody did see, or can know (the first is in words.md, word for word)
ALLOWED = ("they would not have seen those posts", "nobody knows who really saw")
SPACES = "\u00a0\u202f"


def in_the_code() -> dict[MessageId, str]:
    """Every sentence marked for translation, and where it stands."""
    methods = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]
    found = extract_from_dir(str(PACKAGE), method_map=methods, keywords=KEYWORDS)
    # Babel takes the key of `_(row["what"])` for a sentence
    return {message: f"{file}:{line}" for file, line, message, _comments, _context in found if message != "what"}


def catalogue() -> Catalog:
    with (PACKAGE / "locale" / "fr.po").open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def sides() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """English and French of every entry, each as one or two forms."""
    for message in catalogue():
        if message.id:
            yield (
                (message.id,) if isinstance(message.id, str) else tuple(message.id),
                (message.string,) if isinstance(message.string, str) else tuple(message.string),
            )


def holes(sentence: str) -> set[str]:
    """The names of the values that a sentence is filled with; anything more than a name would break it."""
    parts = [(name, spec, turn) for _text, name, spec, turn in Formatter().parse(sentence) if name is not None]
    assert all(name.isidentifier() and not spec and turn is None for name, spec, turn in parts), sentence
    return {name for name, _spec, _turn in parts}


def said(patterns: tuple[str, ...], sentence: str) -> str | None:
    for allowed in ALLOWED:
        sentence = sentence.replace(allowed, "")
    found = re.search(rf"\b({'|'.join(patterns)})\b", sentence, re.IGNORECASE)
    return found.group() if found else None


def ill_set(sentence: str) -> list[str]:
    """Where French typography is not kept: no-break spaces inside « » and before ; : ! ? %."""
    faults = re.findall(rf"[^{SPACES}][;!?»](?=\s|$|[)»])|[^{SPACES}\d]:(?=\s|$)|«[^{SPACES}]", sentence)
    # a no-break space alone does not help where a plain one stands beside it
    return [*faults, *re.findall(r"\s [;:!?»]|« ?\s ", sentence), *re.findall(r"\d ?%", sentence)]


def test_every_sentence_of_the_code_is_translated() -> None:
    entries = {m.id if isinstance(m.id, str) else tuple(m.id) for m in catalogue() if m.id and m.string}
    missing = {message: place for message, place in in_the_code().items() if message not in entries}
    assert not missing
    assert not [ids for ids, strings in sides() if not all(s.strip() for s in strings)]


def test_nothing_is_translated_in_vain() -> None:
    used = in_the_code()
    assert [ids for ids, _ in sides() if (ids if len(ids) > 1 else ids[0]) not in used] == []
    assert list(catalogue().obsolete) == []


def test_the_extraction_sees_every_way_of_marking() -> None:
    used = in_the_code()
    assert "What your files can tell" in used  # _(
    assert any(m == "Nearly all your posts hold words." for m in used)  # N_(
    assert any(isinstance(m, tuple) for m in used)  # plural(
    assert not [m for m in used if not isinstance(m, str | tuple)]


def test_nothing_is_fuzzy() -> None:
    assert [m.id for m in catalogue() if m.id and m.fuzzy] == []


def test_both_languages_are_filled_with_the_same_values() -> None:
    for ids, strings in sides():
        english = set().union(*map(holes, ids))
        for french in strings:
            # a singular may write its one as a word
            assert holes(french) == english or (len(ids) > 1 and holes(french) | {"n"} == english | {"n"}), ids


def test_plurals_have_both_forms_and_french_counts_zero_as_one() -> None:
    assert catalogue().num_plurals == 2
    assert catalogue().plural_expr.strip("()").replace(" ", "") == "n>1"
    plurals = [(ids, strings) for ids, strings in sides() if len(ids) > 1]
    assert plurals
    for ids, strings in plurals:
        assert len(ids) == len(strings) == 2, ids
        # what stands beside the number agrees with it
        assert ids[0] != ids[1], ids


def test_blanks_and_line_ends_at_the_edges_are_the_same() -> None:
    for ids, strings in sides():
        for english, french in zip(ids, strings, strict=True):
            assert english.count("\n") == french.count("\n"), english
            assert (english[:1] == " ", english[-1:] == " ") == (french[:1] == " ", french[-1:] == " "), english


def test_sentences_end_alike() -> None:
    for ids, strings in sides():
        for english, french in zip(ids, strings, strict=True):
            ends = english[-1] in ".!?", french[-1] in ".!?"
            assert ends[0] == ends[1], (english, french)


def test_french_typography() -> None:
    faults = {french: ill_set(french) for _, strings in sides() for french in strings if ill_set(french)}
    assert not faults
    assert not [french for _, strings in sides() for french in strings if re.search('[“”"’]|\\.\\.\\.', french)]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Oui\u202f: « non »\u202f!", False),
        ("Oui\u00a0: «\u202fnon\u202f»\u202f!", True),
        ("Oui : non", False),
        ("Vraiment?", False),
        ("Vraiment ?", False),
        ("Vraiment\u202f? Oui\u202f; non", True),
        ("à 10:30, sans faute", True),
        ("30 % de tout", False),
        ("(vraiment\u202f!)", True),
        ("(vraiment!)", False),
    ],
)
def test_the_typography_rule_itself(sentence: str, right: bool) -> None:
    assert (ill_set(sentence) == []) is right


def test_no_forbidden_word_in_either_language() -> None:
    for ids, strings in sides():
        for sentence in (*ids, *strings):
            assert said(FORBIDDEN, sentence) is None, sentence
            assert said(NEVER_SAID, sentence) is None, sentence


def test_nobody_is_told_how_to_treat_people() -> None:
    """No button removes, mutes or unfriends anybody: the app advises, the person acts on the platform."""
    acts = (r"unfriend\w*", r"mute\w*", r"block(ed)?", r"bloque\w*", r"retirer de vos amis")
    for ids, strings in sides():
        for sentence in (*ids, *strings):
            assert said(acts, sentence) is None, sentence


#: what would agree with the person who reads: "vous êtes revenu", "vous seul", "seul·e", "curieux ou curieuse"
AGREES = re.compile(
    r"\bvous (vous |y )*(êtes|étiez|serez|seriez|soyez) (déjà |bien |pas )?\w*"
    r"(é|i|u|eux|euse|if|ive|ain|ant|ent)(e|s|es)?\b"
    r"|\b(vous|moi|toi) seule?s?\b|·\w|\w\(e\)|\bsoyez (pas )?\w+és?\b|\bd'être vue?s?\b|\bpage seule?,",
    re.I,
)


@pytest.mark.parametrize(
    ("sentence", "agrees"),
    [
        ("et vous êtes revenu hier", True), ("Vous seul pouvez le dire", True), ("ou moi seul·e", True),
        ("Vous êtes curieux ou curieuse", True), ("Ne soyez pas vexés", True), ("Vous êtes plusieurs choses", False),
        ("vous avez repris la parole", False), ("laquelle vous êtes.", False), ("que vous êtes en ligne", False),
        ("un seul profil", False),
    ],
)  # fmt: skip
def test_the_rule_knows_what_agrees_with_the_reader(sentence: str, agrees: bool) -> None:
    assert bool(AGREES.search(sentence)) is agrees


def test_french_takes_the_reader_for_neither_a_man_nor_a_woman() -> None:
    assert [french for _, strings in sides() for french in strings if AGREES.search(french)] == []
