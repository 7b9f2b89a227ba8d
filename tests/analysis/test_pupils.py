"""Finding the people of a list among contacts: names of eight kinds against a truth written down beforehand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis import pupils
from identity_audit.analysis.pupils import Line, match, only_handles
from tests.analysis.name_pairs import USER_NAMES, Class, read

CLASSES, CONTACTS = read()
NAMES = dict(zip(CONTACTS["contact_id"], CONTACTS["name"], strict=True))


@pytest.fixture(scope="module")
def found() -> Mapping[str, tuple[Line, ...]]:
    """Each class held against the contacts of all of them."""
    return {one.title: match(one.names, CONTACTS) for one in CLASSES}


def contacts(*rows: tuple[str, str | None]) -> pd.DataFrame:
    table = [(f"c{number}", name, handle) for number, (name, handle) in enumerate(rows)]
    return pd.DataFrame(table, columns=["contact_id", "name", "handle"])


def test_there_is_enough_to_judge_by() -> None:
    pairs = {one.title: len(one.who) for one in CLASSES}
    assert pairs.pop(USER_NAMES) >= 60
    assert sum(pairs.values()) >= 300
    assert {"French", "Belgian", "Maghrebi", "Portuguese", "Flemish", "Vietnamese", "Turkish", "English"} <= set(pairs)
    # pupils without an account, and accounts of nobody: without them precision would be given
    assert sum(len(one.names) - len(one.who) for one in CLASSES) >= 15
    assert len(CONTACTS) - sum(len(one.who) for one in CLASSES) >= 30


def test_certain_is_never_wrong(found: Mapping[str, tuple[Line, ...]]) -> None:
    certain = [(one, line) for one in CLASSES for line in found[one.title] if line.certain is not None]
    assert [line for one, line in certain if one.who.get(line.name) != line.certain] == []
    assert len(certain) > 100


def test_nearly_everybody_is_certain_or_asked_about(found: Mapping[str, tuple[Line, ...]]) -> None:
    def recall(classes: list[Class]) -> float:
        pairs = [(one, line) for one in classes for line in found[one.title] if line.name in one.who]
        met = [line for one, line in pairs if one.who[line.name] in {offered.contact for offered in line.offered}]
        return len(met) / len(pairs)

    assert recall([one for one in CLASSES if one.title != USER_NAMES]) >= 0.95
    assert recall([one for one in CLASSES if one.title == USER_NAMES]) >= 0.95


def test_a_user_name_is_never_certain_and_no_more_than_two_are_offered(found: Mapping[str, tuple[Line, ...]]) -> None:
    handles = set(only_handles(CONTACTS))
    assert len(handles) >= 60
    for lines in found.values():
        assert handles.isdisjoint({line.certain for line in lines})
        assert all(len(line.offered) <= 2 for line in lines)
    # even where it is the name itself
    assert match(["Lea Dubois"], contacts(("lea_dubois", "lea_dubois")))[0].certain is None


@pytest.mark.parametrize(
    ("listed", "name", "reason"),
    [
        ("DUBOIS Léa", "Léa Dubois", pupils.SAME),
        ("Van den Berghe Lucas", "Lucas Vandenberghe", pupils.GLUED),
        ("De Smet Jan", "Jan Smet", pupils.PARTICLE),
        ("Mercier Maximilien", "Max Mercier", pupils.SHORT),
        ("Henrard Nathan", "Nathan H.", pupils.INITIAL),
        ("Benali Youssef", "Youcef Benali", pupils.SPELLING),
        ("Massart Lucie", "Lucie Massart Wéry", pupils.LONGER),
        ("Thomas Martin", "Martin Thomas", pupils.ORDER),
        ("Delvaux Zélie", "Zélie", pupils.FIRST_NAME),
    ],
)
def test_each_reason(listed: str, name: str, reason: str) -> None:
    [line] = match([listed], contacts((name, None)))
    assert [offered.reason for offered in line.offered] == [reason]
    assert (line.certain is not None) == (reason == pupils.SAME)


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("Dubois Léa", "Léo Dubois"),
        ("Dubois Léa", "Léa Lambert"),
        ("Nguyen Thi Lan", "Nguyen Thi Hoa"),
        ("Martin Julie", "Robert Martin"),
        ("Dubois Léa", "dark.angel.2008"),
        ("Dubois Léa", ""),
    ],
)
def test_what_is_nobody(listed: str, name: str) -> None:
    [line] = match([listed], contacts((name, None)))
    assert line == Line(listed, None, ())


def test_namesakes_are_asked_about_on_either_side() -> None:
    [line] = match(["Dubois Léa"], contacts(("Léa Dubois", None), ("Lea Dubois", None)))
    assert line.certain is None
    assert [offered.contact for offered in line.offered] == ["c0", "c1"]
    one, other = match(["Dubois Léa", "Léa Dubois"], contacts(("Léa Dubois", None)))
    assert one.certain is other.certain is None
    assert one.offered == other.offered != ()


def test_a_twin_is_not_offered_the_account_of_the_other() -> None:
    julie, julien = match(["Duval Julie", "Duval Julien"], contacts(("Julie Duval", None)))
    assert julie.certain == "c0"
    assert not julien.found


def test_a_first_name_that_many_have_says_nothing() -> None:
    several = contacts(*[("Léa", None)] * 3)
    assert not match(["Dubois Léa"], several)[0].found
    listed = ["Dubois Léa", "Lambert Léa", "Petit Léa"]
    assert not any(line.found for line in match(listed, contacts(("Léa", None))))


WORDS = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z"]), max_size=24)


@settings(max_examples=80)
@given(st.lists(WORDS, max_size=5), st.lists(st.tuples(WORDS, st.none() | WORDS), max_size=6))
def test_any_text_is_taken(names: list[str], rows: list[tuple[str, str | None]]) -> None:
    table = contacts(*rows)
    lines = match(names, table)
    assert [line.name for line in lines] == names
    sure = [line.certain for line in lines if line.certain is not None]
    assert len(sure) == len(set(sure))
    assert match(names, table) == lines


@settings(max_examples=60)
@given(st.permutations(range(len(CLASSES[0].names))), st.randoms(use_true_random=False))
def test_the_order_of_a_list_and_of_the_contacts_changes_nothing(order: list[int], dice: object) -> None:
    names = [CLASSES[0].names[place] for place in order][:12]
    few = CONTACTS.head(60)
    turned = few.iloc[::-1].reset_index(drop=True)
    assert {line.name: line.certain for line in match(names, few)} == {
        line.name: line.certain for line in match(names, turned)
    }
