"""From copied lists to people: every list of tests/pasted gives its names, and nobody is taken for somebody else."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.dataset import fold
from identity_audit.pasted_names import MOST_BYTES, MOST_LINES, Recognised, TooLong, parse, recognise
from identity_audit.words import words

LISTS: list[dict[str, Any]] = [
    {"file": file.stem, "number": number, **copied}
    for file in sorted((Path(__file__).parent / "pasted").glob("*.json"))
    for number, copied in enumerate(json.loads(file.read_text(encoding="utf-8")))
]


def label(copied: dict[str, Any]) -> str:
    return f"{copied['file']}-{copied['number']}-{copied['lang']}"


def contacts(*people: tuple[str, str] | str) -> pd.DataFrame:
    """Contacts with these names (and handles), their ids in order: c0, c1 ..."""
    rows = [(f"c{i}", *((who, None) if isinstance(who, str) else who)) for i, who in enumerate(people)]
    return pd.DataFrame(rows, columns=["contact_id", "name", "handle"], dtype="str")


# --- the names -------------------------------------------------------------------------------------------------------


def test_there_are_lists_of_both_languages_and_many_places() -> None:
    assert len(LISTS) >= 80
    assert {copied["lang"] for copied in LISTS} == {"fr", "en"}
    assert len({copied["platform"] for copied in LISTS}) >= 9
    assert len({copied["browser"] for copied in LISTS}) >= 9


@pytest.mark.parametrize("copied", LISTS, ids=label)
def test_a_copied_list_gives_its_names(copied: dict[str, Any]) -> None:
    assert parse("\n".join(copied["text"])) == copied["expected"]


@pytest.mark.parametrize("copied", LISTS, ids=label)
def test_windows_line_ends_and_blank_lines_change_nothing(copied: dict[str, Any]) -> None:
    assert parse("\r\n\r\n".join(["", *copied["text"], ""])) == copied["expected"]


@pytest.mark.parametrize("copied", [c for c in LISTS if c["expected"]], ids=label)
def test_a_list_pasted_twice_is_the_same_list(copied: dict[str, Any]) -> None:
    assert parse("\n".join([*copied["text"], *copied["text"]])) == copied["expected"]


@pytest.mark.parametrize(
    "line",
    ["Ajouter", "AJOUTER", "J’aime", "J'aime", "👍 12", "Tout 24", "24", "1,2 k", "1 234", "12 ami(e)s en commun",
     "3 mutual friends", "Voir plus", "•", "— — —", "il y a 3 h", "2 sem.", "14:05", "12/03/2024", "Vous", "(vous)",
     "et 12 autres personnes", "and 3 others", ":tada:", "❤️❤️", "https://example.org/jeanne", "Follows you", "+12",
     "Jean Martin et 3 autres ami(e)s en commun", "Travaille chez Jean Martin", "Followed by Jean Martin"],
)  # fmt: skip
def test_clutter_is_no_name(line: str) -> None:
    assert parse(line) == []
    assert parse(f"Marie Dupont\n{line}\nThomas Lefèvre") == ["Marie Dupont", "Thomas Lefèvre"]


@pytest.mark.parametrize(
    "name",
    ["Marie Ajouter", "Courtney Love", "Ann Friend", "Bravo Murillo", "Li", "Ng Aimé", "O", "D'Arcy", "Ó Sé", "X Æ",
     "Jean et Marie Dupont", "van der Meer", "de la Vega Ruiz", "Marie-Ange N’Guessan", "Vit Novák", "Jo 2", "美咲"],
)  # fmt: skip
def test_unusual_names_stay(name: str) -> None:
    assert parse(name) == [name]


@pytest.mark.parametrize("name", ["Ami", "Message", "Love", "Bravo"])
def test_a_name_that_is_a_word_of_the_networks_is_left_to_be_ticked(name: str) -> None:
    assert parse(name) == []


def test_what_is_no_list_of_names_is_refused_in_a_sentence() -> None:
    at_most = "\n".join(f"Marie {'abcdefghij'[i % 10]}{i}" for i in range(MOST_LINES))
    assert len(parse(at_most)) == MOST_LINES
    for text in (at_most + "\nMarie", "é" * (MOST_BYTES // 2 + 1)):
        with pytest.raises(TooLong) as caught:
            parse(text)
        assert "Marie" not in str(caught.value)
        said = words("fr")(caught.value.sentence, **caught.value.values)
        assert said.startswith("C'est plus long qu'une liste de noms (5000 lignes au plus)")


@pytest.mark.parametrize(
    "line",
    ["1 " * 100_000, "a" * 199_000, "a," * 99_000, "@" * 199_000, "a et " * 39_000, "🎉" * 49_000, "+1" * 99_000,
     "'s " * 66_000, "1 1 1 1 " * 200 + "x", ("1 " * 990 + "\n") * 100, ("a et " * 390 + "\n") * 100,
     ("réagi " * 280 + "\n") * 100, ("👍 " * 390 + "\n") * 100],
    ids=lambda line: line[:6].strip(),
)  # fmt: skip
def test_hostile_texts_end(line: str) -> None:
    """Without a clock: what would take for ever here stops the whole run, and is seen."""
    assert len(parse(line)) <= 100


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_pasted_gives_names_that_are_clean_and_different(text: str) -> None:
    found = parse(text)
    assert len(found) == len(set(found))
    assert all(any(letter.isalnum() for letter in name) for name in found)
    assert not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffd]", "".join(found))


capitalised = st.from_regex(r"[A-ZÀ-Ý][a-zà-ÿ]{3,9}-?[A-Z]?[a-z]{3,6} [A-ZÀ-Ý][a-zà-ÿ]{4,9}", fullmatch=True)
noise = st.sampled_from(
    ["Ajouter", "3 ami(e)s en commun", "👍", "24", "Voir plus", "Add friend", "J’aime", "", "Message"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(capitalised, st.lists(noise, max_size=3)), max_size=12, unique_by=lambda row: fold(row[0])))
def test_names_survive_any_clutter_between_them(rows: list[tuple[str, list[str]]]) -> None:
    names = [unicodedata.normalize("NFC", name) for name, _ in rows]
    lines = [line for name, clutter in rows for line in (name, name, *clutter)]
    assert parse("\n".join(lines)) == names


# --- the people ------------------------------------------------------------------------------------------------------


def test_names_and_handles_find_their_contacts() -> None:
    book = contacts(
        ("Marie Dupont", "marie_d"), "Jean-Marc Van den Bossche", "Élodie Mouton", ("karim_b", "karim_b"), "Papa",
        "+32 470 12 34 56",
    )  # fmt: skip
    written = ["Marie Dupont", "Jean Marc van den Bossche", "ELODIE MOUTON", "@Karim_B", "Papa", "+32 470/12.34.56"]
    found = recognise(written, book)
    assert found == Recognised(dict(zip(written, ["c0", "c1", "c2", "c3", "c4", "c5"], strict=True)), {}, ())


def test_a_handle_goes_before_a_name() -> None:
    book = contacts(("Marie Dupont", "marie_d"), ("Marie Dupont", "mdupont"), ("Thomas", "tl"))
    found = recognise(["Marie Dupont @mdupont", "Somebody @TL"], book)
    assert found.sure == {"Marie Dupont @mdupont": "c1", "Somebody @TL": "c2"}


def test_another_handle_is_asked_about() -> None:
    found = recognise(["Marie Dupont @other", "Anna @anna.new"], contacts(("Marie Dupont", "marie_d"), "Anna"))
    assert found.doubtful == {"Marie Dupont @other": ("c0",)}
    assert found.sure == {"Anna @anna.new": "c1"}, "no handle is known of her: the name decides"


def test_a_handle_shown_without_its_server_is_asked_about() -> None:
    book = contacts(("Marie", "marie@piaille.fr"), ("Jo", "jo@mastodon.social"))
    found = recognise(["@marie", "@jo@mastodon.social", "@jo@piaille.fr"], book)
    assert found.sure == {"@jo@mastodon.social": "c1"}
    assert found.doubtful == {"@marie": ("c0",)}
    assert found.unknown == ("@jo@piaille.fr",)


def test_two_contacts_of_one_name_are_asked_about() -> None:
    found = recognise(["Marie Dupont"], contacts("Marie Dupont", "Paul", "marie dupont"))
    assert found == Recognised({}, {"Marie Dupont": ("c0", "c2")}, ())


def test_a_first_name_that_others_have_too_is_asked_about() -> None:
    found = recognise(["Anna", "Bob"], contacts("Anna", "Anna Lambert", "Bob"))
    assert found.sure == {"Bob": "c2"}
    assert found.doubtful == {"Anna": ("c0", "c1")}


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Dupont Marie", "Marie Dupont"),
        ("Dupont, Marie", "Marie Dupont"),
        ("Marie D.", "Marie Dupont"),
        ("M. Dupont", "Marie Dupont"),
        ("Marie Dupond", "Marie Dupont"),
        ("Maria Dupont", "Marie Dupont"),
        ("Marie-Claire Dupont", "Marie Dupont"),
        ("Marie Dupont-Lambert", "Marie Dupont"),
        ("Jeanne Vandermersch", "Jeanne Vandermeersch"),
        ("Lambert", "Anna Lambert"),
    ],
)
def test_nearly_the_same_is_asked_about(written: str, known: str) -> None:
    assert recognise([written], contacts("Somebody Else", known)) == Recognised({}, {written: ("c1",)}, ())


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Paul Dupont", "Marie Dupont"),
        ("Marie Lambert", "Marie Dupont"),
        ("P. Dupont", "Marie Dupont"),
        ("王小明", "李小龙"),
        ("@marie_d", "Thomas"),
        ("😀", "Marie"),
    ],
)
def test_somebody_else_is_unknown(written: str, known: str) -> None:
    assert recognise([written], contacts(known)) == Recognised({}, {}, (written,))


def test_three_candidates_at_most_the_nearest_first() -> None:
    book = contacts("Marie Durand", "Marie Dupond", "Marie Duponts", "Mario Dupont", "Marie Dupont Lambert")
    found = recognise(["Marie Dupont"], book)
    assert len(found.doubtful["Marie Dupont"]) == 3
    assert found.doubtful["Marie Dupont"][0] == "c2"
    assert "c0" not in found.doubtful["Marie Dupont"]


def test_a_first_name_that_many_have_is_no_question() -> None:
    found = recognise(["Marie"], contacts(*(f"Marie {last}" for last in ("Un", "Deux", "Trois", "Quatre"))))
    assert found.unknown == ("Marie",)


def test_what_one_of_two_has_in_brackets_does_not_count_but_two_brackets_do() -> None:
    book = contacts("Marie Dupont", "Anna Petit (school)")
    found = recognise(["Marie Dupont (Mimi)", "Anna Petit", "Anna Petit (work)"], book)
    assert found.sure == {"Marie Dupont (Mimi)": "c0", "Anna Petit": "c1"}
    assert "Anna Petit (work)" not in found.sure


def test_two_names_for_one_contact_the_nearer_is_sure() -> None:
    found = recognise(["Marie Dupont (Mimi)", "Marie Dupont"], contacts("Marie Dupont"))
    assert found.sure == {"Marie Dupont": "c0"}
    assert found.doubtful == {"Marie Dupont (Mimi)": ("c0",)}
    both = recognise(["Marie Dupont", "MARIE DUPONT"], contacts("Marie Dupont"))
    assert both == Recognised({}, {"Marie Dupont": ("c0",), "MARIE DUPONT": ("c0",)}, ())


def test_the_person_is_passed_over_but_a_namesake_is_asked_about() -> None:
    me = ["Camille Delvaux", "@camille_d"]
    written = ["Camille Delvaux", "Camille @Camille_D", "Bob"]
    assert recognise(written, contacts("Bob"), me) == Recognised({"Bob": "c0"}, {}, ())
    assert recognise(written[:1], contacts("Camille Delvaux"), me).doubtful == {"Camille Delvaux": ("c0",)}


def test_nobody_and_nothing() -> None:
    assert recognise([], contacts()) == Recognised({}, {}, ())
    assert recognise(["Marie"], contacts()) == Recognised({}, {}, ("Marie",))
    assert recognise(["Marie"], contacts("", ("🌸", ""))) == Recognised({}, {}, ("Marie",))


EVERYBODY = sorted({name for copied in LISTS for name in copied["expected"]})


def book_of_everybody() -> pd.DataFrame:
    """Everybody of the copied lists, as a file would know them: by name, with the handle where the list shows one."""
    people = [re.fullmatch(r"(?:(.*?) )?@(\S+)|(.+)", name) for name in EVERYBODY]
    rows = [(found[1] or found[3] or found[2], found[2] or "") for found in people if found]
    return contacts(*rows)


def same(written: str, known: str, handle: str) -> bool:
    """Plainly: one handle, or the same letters in the same order."""
    letters = lambda s: [c for c in unicodedata.normalize("NFKD", s.casefold()) if c.isalnum()]  # noqa: E731
    shown, account = (written + " ").split("@", 1) if re.search(r"(^| )@", written) else (written, "")
    if account and account.strip().casefold() == handle.casefold():
        return True
    without = [re.sub(r"\(.*?\)", "", name) for name in (shown or account, known)]
    return letters(without[0]) == letters(without[1])


@pytest.mark.parametrize("copied", LISTS, ids=label)
def test_no_sure_match_of_a_copied_list_is_wrong(copied: dict[str, Any]) -> None:
    book = book_of_everybody()
    found = recognise(copied["expected"], book)
    rows = book.fillna("").set_index("contact_id")
    for written, contact in found.sure.items():
        assert same(written, rows.loc[contact, "name"], rows.loc[contact, "handle"]), (written, contact)
    answered = [*found.sure, *found.doubtful, *found.unknown]
    assert sorted(answered) == sorted(copied["expected"]), "every name has one answer"
    assert not found.unknown, "everybody is in the book"


@pytest.mark.parametrize("copied", LISTS, ids=label)
def test_with_everybody_of_the_list_gone_nobody_is_sure(copied: dict[str, Any]) -> None:
    """Who is left are brothers, namesakes by half, and people spelt nearly like them."""
    book = book_of_everybody().fillna("")
    gone = [any(same(written, row.name_, row.handle) for written in copied["expected"]) for row in
            book.rename(columns={"name": "name_"}).itertuples()]  # fmt: skip
    left = book[[not one for one in gone]]
    near = contacts(*[f"{name.partition(' @')[0]}{ending}" for name in copied["expected"] for ending in ("e", " B")])
    assert recognise(copied["expected"], pd.concat([left, near], ignore_index=True)).sure == {}


first = st.sampled_from(["Marie", "Maria", "Jean", "Jean-Marc", "Anne", "Ana", "Zoë", "J."])
last = st.sampled_from(["Dupont", "Dupond", "Du Pont", "Lambert", "De Smet", "Desmet", "L."])
full = st.tuples(first, last).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(full, max_size=8), st.lists(full, max_size=12))
def test_sure_means_the_only_contact_with_these_letters(written: list[str], known: list[str]) -> None:
    found = recognise(written, contacts(*known))
    for name, contact in found.sure.items():
        bearers = [f"c{i}" for i, other in enumerate(known) if same(name, other, "")]
        assert bearers == [contact]
    assert set(found.sure) | set(found.doubtful) | set(found.unknown) == set(written)
    assert len(found.sure) + len(found.doubtful) + len(found.unknown) == len(set(written))
    assert len(set(found.sure.values())) == len(found.sure), "nobody is on a list twice"
    assert all(1 <= len(candidates) <= 3 for candidates in found.doubtful.values())
    assert recognise(written, contacts(*known).iloc[::-1]) == found, "the order of the contacts changes nothing"
