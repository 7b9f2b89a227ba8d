"""Which contacts may be one person: each rule on names that a reader can check, then all of them at size."""

from __future__ import annotations

import random
import time

import pytest

from identity_audit.analysis.persons import (
    CLOSE,
    EMAIL,
    FITS,
    HANDLE,
    HANDLE_AND_NAME,
    INITIAL,
    NAME,
    ONE_WORD,
    OWN_NAME,
    SHARED_EMAIL,
    SHARED_NAME,
    SHORT,
    maybe_me,
    same_people,
)
from identity_audit.corrections import NotMe, NotSame, SamePerson, ThisIsMe
from identity_audit.dataset import Dataset, Owner, from_rows
from identity_audit.schema import Contact


def of(*people: str, owners: tuple[Owner, ...] = ()) -> Dataset:
    """Contacts written "platform:id Name" or "platform:id Name @handle"."""
    rows = []
    for person in people:
        contact, _, rest = person.partition(" ")
        name, _, handle = rest.partition(" @")
        rows.append(Contact(contact, contact.partition(":")[0], name, handle or None))
    return from_rows(rows, owners)


def found(*people: str) -> tuple[dict[tuple[str, ...], str], dict[tuple[str, ...], str]]:
    """What is sure and what is asked, each with its reason."""
    suggested = same_people(of(*people))
    return {a.contacts: a.reason for a in suggested.sure}, {a.contacts: a.reason for a in suggested.to_confirm}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("a:1 Hélène Jadot", "b:1 HELENE  JADOT", NAME),
        ("a:1 Hélène Jadot @helene@example.org", "b:1 H. J. @Helene@Example.org", EMAIL),
        ("a:1 Hélène @heljad", "b:1 hélène @HelJad", HANDLE_AND_NAME),
    ],
)
def test_what_would_be_one_person_for_anybody_is_sure(one: str, other: str, reason: str) -> None:
    assert found(one, other) == ({("a:1", "b:1"): reason}, {})


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("a:1 Hélène Jadot @heljad", "b:1 Nini @heljad", HANDLE),
        ("a:1 Jeanne Martin", "b:1 Jeanne M.", INITIAL),
        ("a:1 Jeanne Martin", "b:1 J. Martin", INITIAL),
        ("a:1 Frédéric Dupont", "b:1 Fred Dupont", SHORT),
        ("a:1 Robert Dupont", "b:1 Bob Dupont", SHORT),
        ("a:1 Jeanne Vandermeersch", "b:1 Vandermersch Jeanne", CLOSE),
        ("a:1 Jeanne Vandermeersch", "b:1 jeanne.vdm @jeanne.vdm", FITS),
        ("a:1 Jeanne Vandermeersch", "b:1 jeannev45 @jeannev45", FITS),
        ("a:1 Jeanne Martin", "b:1 jmartin @jmartin", FITS),
        ("a:1 Nadia Haddad", "b:1 nadia.h.roule @nadia.h.roule", FITS),
        ("a:1 Maman", "b:1 maman", ONE_WORD),
    ],
)
def test_what_is_weaker_is_asked(one: str, other: str, reason: str) -> None:
    assert found(one, other) == ({}, {("a:1", "b:1"): reason})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a:1 Marc Dupont", "b:1 Marie Dupont"),
        ("a:1 Jeanne Martin", "a:2 Jeanne Martin"),  # one network: two people
        ("a:1 Jeanne Martin", "a:2 Jeanne M."),
        ("a:1 Jeanne", "b:1 Jeanne Martin"),
        ("a:1 Jeanne Martin", "b:1 jeannek @jeannek"),
        ("mastodon:1 Ann @ann@a.social", "b:1 Bea @ann@a.social.example"),
        ("a:1 Jeanne Martin", "b:1 "),
    ],
)
def test_what_says_nothing_is_not_asked(one: str, other: str) -> None:
    assert found(one, other) == ({}, {})


def test_two_of_one_network_are_never_sure() -> None:
    sure, asked = found("a:1 Jeanne Martin", "a:2 Jeanne Martin", "b:1 Jeanne Martin")
    assert sure == {}
    assert asked == {("a:1", "b:1"): SHARED_NAME, ("a:2", "b:1"): SHARED_NAME}
    sure, asked = found("a:1 Ann @x@y.org", "a:2 Bea @x@y.org", "b:1 Cleo @x@y.org")
    assert (sure, set(asked.values())) == ({}, {SHARED_EMAIL})
    # the name makes a:1 and b:1 one, so the address cannot make a:2 and b:1 one as well
    sure, asked = found("a:1 Jeanne Martin", "a:2 Marc Petit @j@y.org", "b:1 Jeanne Martin @j@y.org")
    assert sure == {("a:2", "b:1"): EMAIL}
    assert asked == {}


def test_three_networks_are_one_person_at_once() -> None:
    sure, asked = found("a:1 Jeanne Martin", "b:1 Jeanne Martin @j@y.org", "c:1 Jeannette @j@y.org", "d:1 Jeanne M.")
    assert sure == {("a:1", "b:1", "c:1"): EMAIL}
    assert len(asked) == 1  # about the fourth: one question, not three


def test_a_person_is_asked_about_twice_at_most() -> None:
    _sure, asked = found("a:1 Jeanne Martin", *(f"b:{n} Jeanne Marti{letter}" for n, letter in enumerate("aeiou")))
    assert len(asked) == 2


def test_what_was_answered_is_not_asked_again() -> None:
    data = of("a:1 Jeanne Martin", "b:1 Jeanne Martin", "c:1 Jeanne M.")
    assert [a.contacts for a in same_people(data).sure] == [("a:1", "b:1")]
    assert same_people(data, [NotSame(("a:1", "b:1"))]).sure == ()
    joined = same_people(data, [SamePerson(("a:1", "b:1"))])
    assert joined.sure == ()
    assert [a.contacts for a in joined.to_confirm] == [("a:1", "c:1")]
    # an answer about one of her names is an answer about all of them
    answered = [SamePerson(("a:1", "b:1")), NotSame(("b:1", "c:1"))]
    assert same_people(data, answered).to_confirm == ()
    assert same_people(data, [ThisIsMe("a:1")]).sure == ()


def test_the_owner_under_another_name() -> None:
    me = (Owner("a", ("Camille Delvaux",), ("camille@example.org",), ("camille.bouge",)),)
    data = of(
        "a:1 Camille Delvaux", "b:1 Camille Delvaux", "b:2 Camille D.", "c:1 Cam @camille@example.org",
        "c:2 Sophie Delvaux", "d:1 Bouge @camille.bouge", owners=me,
    )  # fmt: skip
    assert {a.contacts[0]: a.reason for a in maybe_me(data)} == {
        "b:1": OWN_NAME, "b:2": INITIAL, "c:1": EMAIL, "d:1": HANDLE}  # fmt: skip
    left = maybe_me(data, [ThisIsMe("b:1"), NotMe("b:2")])
    assert [a.contacts for a in left] == [("c:1",), ("d:1",)]


def test_thousands_of_contacts_are_compared_in_seconds() -> None:
    rng = random.Random(0)
    syllables = ["ba", "ro", "lin", "mar", "tel", "vo", "shu", "dra", "gne", "pik", "sol", "wen"]

    def word(parts: int) -> str:
        return "".join(rng.choice(syllables) for _ in range(parts)).title()

    first, last = [word(2) for _ in range(150)], [word(4) for _ in range(3000)]
    rows = [
        Contact(f"{network}:{i}", network, f"{first[int(rng.expovariate(1 / 25)) % 150]} {rng.choice(last)}")
        for network in "ab"
        for i in range(5000)
    ]
    data = from_rows(rows)
    started = time.perf_counter()
    same_people(data)
    assert time.perf_counter() - started < 20  # 2 s on a quiet machine; without keys it would be hours
