"""Suggested circles, whom to place first and what is kept apart today: counted by hand."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime

import pandas as pd
import pytest
from babel import Locale

from identity_audit.analysis import calling_codes
from identity_audit.analysis.circles import (
    COMPANY,
    COUNTRY,
    OWN_SURNAME,
    PLACE,
    SCHOOL,
    SURNAME,
    WORD,
    YEAR,
    ZONE,
    already_separate,
    most_present,
    recognise,
    suggest_circles,
    to_sort,
)
from identity_audit.circle_findings import suggestion_name
from identity_audit.corrections import DropCircle, LeaveCircle, MakeCircle, SamePerson
from identity_audit.dataset import Dataset, Owner, from_rows
from identity_audit.schema import Audience, Contact, Group, Interaction, Membership, Post, Row
from identity_audit.words import words


def named(*names: str, extra: tuple[Row, ...] = (), owners: tuple[Owner, ...] = ()) -> Dataset:
    return from_rows([*(Contact(f"n:{i}", "n", name) for i, name in enumerate(names)), *extra], owners)


def said(data: Dataset, *decided: object) -> list[tuple[str, str, int]]:
    found = suggest_circles(data, decided)  # type: ignore[arg-type]
    return [(s.name, s.why, len(s.people)) for s in found]


def test_companies_and_schools_of_three_people() -> None:
    companies = ["Acme", "ACME ", "acme", "Petit & fils", "Petit & fils", "École n° 3", "École N° 3", "ecole n 3"]
    rows = [Contact(f"n:{i}", "n", f"P{i}", company=company) for i, company in enumerate(companies)]
    assert said(from_rows(rows)) == [("Acme", COMPANY, 3), ("École N° 3", SCHOOL, 3)]


def test_words_of_a_phone_book_are_told_from_surnames() -> None:
    data = named(
        "Jeanne CrossFit", "Luc CrossFit", "Samira Crossfit", "Marc box", "Aline box", "Tom box", "Eva 3eB", "Lou 3eB",
        "Max 3eB", "Léa Martin", "Ugo Martin", "Zoé MARTIN", "Ana Delvaux", "Ben Delvaux", "Cleo Delvaux",
        "Ida Yoga", "Jan Yoga", "Kim Yoga", "Jean de Wit", "Paul de Haan", "Rik de Boer", "Box Nine", "Box Ten",
        extra=(Post("n:p1", "n", None, "ce matin yoga"), Post("n:p2", "n", None, "encore du yoga")),
        owners=(Owner("n", ("Camille Delvaux",)),),
    )  # fmt: skip
    assert said(data) == [
        ("Delvaux", OWN_SURNAME, 3), ("3eB", WORD, 3), ("box", WORD, 3), ("CrossFit", WORD, 3), ("Yoga", WORD, 3),
        ("Martin", SURNAME, 3),
    ]  # fmt: skip


def test_a_word_of_a_group_is_no_surname() -> None:
    chat = Group("n:g", "n", "Chorale du jeudi", "chat")
    assert said(named("Ana Chorale", "Ben Chorale", "Cleo Chorale", extra=(chat,))) == [("Chorale", WORD, 3)]


def test_a_year_needs_five_people() -> None:
    years = [2019] * 5 + [2020] * 4
    rows = [Contact(f"n:{i}", "n", f"P{i}", first_seen=datetime(y, 5, 1, tzinfo=UTC)) for i, y in enumerate(years)]
    assert said(from_rows(rows)) == [("2019", YEAR, 5)]


def placed(*places: str | None) -> Dataset:
    return from_rows([Contact(f"n:{i}", "n", f"P{i}", place=place) for i, place in enumerate(places)])


def test_a_place_of_three_people_and_a_time_zone_that_tells_them_apart() -> None:
    towns = ["Liège", "LIEGE", "liège ", "Huy", "Huy", None, None]
    assert said(placed(*towns)) == [("Liège", PLACE, 3)]
    assert said(placed(*["Liège"] * 3)) == [("Liège", PLACE, 3)]
    zones = ["Europe/Brussels"] * 4 + ["America/New_York"] * 3 + ["Asia/Tokyo"] * 2
    assert said(placed(*zones)) == [("Europe/Brussels", ZONE, 4), ("America/New York", ZONE, 3)]
    # what all of them have tells nobody apart, whoever else has none
    assert said(placed(*["Europe/Brussels"] * 4, None, "Huy")) == []


def test_one_person_keeps_the_place_of_either_contact() -> None:
    data = from_rows([Contact("a:1", "a", "Ana Petit"), Contact("b:1", "b", "Ana Petit", place="Liège")])
    assert data.apply([SamePerson(("a:1", "b:1"))]).contacts["place"].tolist() == ["Liège"]


NUMBERS = ("+32 470 12 34 56", "+32 470 12 34 57", "+32470123458", "+33 6 12 34 56 78", "+1 (202) 555-0123",
           "+1 416 555 0199", "+1 876-555-0100")  # fmt: skip


def test_numbers_of_one_country_and_never_their_digits_as_words() -> None:
    data = named(*NUMBERS, "Jeanne +32", "+32", "32 47 12 34 56")
    assert said(data) == [("+1", COUNTRY, 3), ("+32", COUNTRY, 3)]
    assert said(named(*NUMBERS[:3], "Jeanne")) == []  # all from one country


@pytest.mark.parametrize(("lang", "names"), [("fr", ["+1", "+32 (Belgique)"]), ("en", ["+1", "+32 (Belgium)"])])
def test_a_country_is_named_in_the_language_and_a_shared_code_names_none(lang: str, names: list[str]) -> None:
    assert [suggestion_name(s, words(lang)) for s in suggest_circles(named(*NUMBERS))] == names


def test_every_code_has_one_reading_and_a_country_with_a_name() -> None:
    assert not doctest.testmod(calling_codes).failed
    codes = [str(n) for n in range(1000) if calling_codes.calling_code(f"+{n} 123456789") == str(n)]
    countries = [country for code in codes if (country := calling_codes.country_of(code))]
    # seven codes belong to several countries, every other one to a country of its own
    assert len(countries) == len(set(countries)) == len(codes) - 7
    for lang in ("fr", "en"):
        assert set(countries) <= Locale.parse(lang).territories.keys()
    assert calling_codes.calling_code("+999 123 456 789") is None


def test_what_is_answered_or_a_circle_already_is_not_suggested() -> None:
    data = named("Jeanne box", "Marc box", "Aline box")
    assert said(data) == [("box", WORD, 3)]
    [suggestion] = suggest_circles(data)
    assert suggestion.id == "circle:word/box"
    made = MakeCircle(suggestion.id, "Ma box", suggestion.people)
    assert said(data.apply([made]), made) == []
    assert said(data, DropCircle(suggestion.id)) == []
    same_people = MakeCircle("circle:sport", "Sport", suggestion.people)
    assert said(data.apply([same_people]), same_people) == []
    more = MakeCircle("circle:x", "BOX", (*suggestion.people, "n:9"))
    assert said(data.apply([more]), more) == []
    part = [more, LeaveCircle("circle:x", ("n:0",))]
    assert said(data.apply(part), *part) == [("box", WORD, 3)]


def test_the_people_who_appear_most_wait_to_be_placed() -> None:
    acts = {0: 1, 1: 5, 2: 3, 3: 3}
    rows: list[Row] = [
        Interaction(f"n:{who}", None, None, "message", "given" if i % 2 else "received", "observed", "n", text=str(i))
        for who, n in acts.items()
        for i in range(n)
    ]
    data = named("A", "B", "C", "D", "E", extra=(*rows, Group("n:g", "n", "Chat", "chat"), Membership("n:2", "n:g")))
    assert most_present(data) == ("n:1", "n:2", "n:3", "n:0")
    assert to_sort(data) == 4
    placed = data.apply([MakeCircle("circle:x", "X", ("n:1", "n:4"))])
    assert most_present(placed) == ("n:2", "n:3", "n:0")
    # the next ones do not move up: two minutes end
    assert most_present(placed, 2) == ("n:2",)
    assert to_sort(placed) == 2


def test_pasted_names_fit_whoever_is_called_so() -> None:
    rows = [
        Contact("a:1", "a", "Hélène Jadot"),
        Contact("b:1", "b", "heljad", "heljad"),
        Contact("b:2", "b", "HELENE JADOT"),
    ]
    found = recognise(from_rows(rows), "helene  jadot\nHeljad, Nobody;;\tNobody\n\n Zorro ")
    assert found.people == ("a:1", "b:1", "b:2")
    assert found.unknown == ("Nobody", "Zorro")
    assert recognise(from_rows(rows), " \n,") == recognise(from_rows([]), "")


def separate_rows() -> list[Row]:
    posts = [Post(f"n:{i}", "n", None, kind="repost" if i == 19 else "message") for i in range(20)]
    sent = [Audience(f"n:{i}", group_id="n:sport" if i < 12 else "n:work") for i in range(20)]
    members = [
        ("a", "sport"),
        ("b", "sport"),
        ("b", "work"),
        ("c", "close"),
        ("a", "close"),
        ("d", "work"),
        ("a", "made"),
    ]
    return [
        *posts, *sent, *(Contact(f"n:{who}", "n", who) for who in "abcd"),
        Group("n:sport", "n", "Sport", "chat"), Group("n:work", "n", "Work", "channel"),
        Group("n:close", "n", "Close friends", "list"), Group("n:empty", "n", "Empty", "list"),
        Group("n:made", "n", "Made", "circle"), *(Membership(f"n:{who}", f"n:{group}") for who, group in members),
    ]  # fmt: skip


def test_what_is_kept_apart_today() -> None:
    data = from_rows(separate_rows())
    # sport: nine posts about 1, three about 2; work: the repost and the post without facet count nowhere
    topics = [1] * 9 + [2] * 3 + [3] * 6 + [None, 3]
    # as facets are found: most posts are nobody's copy; one that is went to this chat all the same
    copies = [None, "elsewhere:1"] + [None] * 18
    assignment = pd.DataFrame({
        "post_id": data.posts["post_id"], "topic": pd.array(topics, dtype="Int64"), "copy_of": copies,
    })  # fmt: skip
    found = already_separate(data, assignment)
    assert [(g.name, g.people, g.posts, g.facets, g.beside) for g in found.groups] == [
        ("Sport", 2, 12, ((1, 9), (2, 3)), 3),
        ("Work", 2, 6, ((3, 6),), 0),
        ("Close friends", 2, None, (), 0),
    ]
    # nobody wrote in this channel: its file would say so; the file of a list says nothing of posts
    silent = from_rows([*separate_rows(), Group("n:silent", "n", "Silent", "channel"), Membership("n:a", "n:silent")])
    assert [(g.name, g.posts) for g in already_separate(silent, assignment).groups[2:]] == [
        ("Close friends", None), ("Silent", 0),
    ]  # fmt: skip
    assert found.in_several == 2  # a: sport and close friends; b: sport and work
    assert found.telling == found.groups[0]
    assert already_separate(from_rows([]), assignment[:0]).telling is None


def test_a_circle_that_the_person_changed_is_still_kept_apart_there() -> None:
    data = from_rows(separate_rows())
    assignment = pd.DataFrame({"post_id": data.posts["post_id"], "topic": pd.array([1] * 20, dtype="Int64")})
    changed = data.apply([LeaveCircle("n:sport", ("n:a", "n:b")), DropCircle("n:work")])
    assert [g.people for g in already_separate(changed, assignment).groups] == [2, 2, 2]
