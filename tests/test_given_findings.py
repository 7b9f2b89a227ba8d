"""Given and received in words: each figure with its n, shares only from thirty times on each side."""

from __future__ import annotations

import pandas as pd
import pytest

from identity_audit import given_findings as said
from identity_audit.analysis.given import Given
from identity_audit.words import words

NAMES = {1: "Bread", 2: "Choir"}
EN, FR = words("en"), words("fr")
NARROW, WIDE = "\u202f", "\u00a0"


def outcome(
    given_times: tuple[int, int, int] = (30, 10, 5), received_times: tuple[int, int, int] = (10, 30, 2)
) -> Given:
    topics = pd.array([1, 2, None], dtype="Int64")
    return Given(
        given=pd.DataFrame({"topic": topics, "people": [4, 9, 3], "times": list(given_times)}),
        both=("mail", "slack"),
        beside=pd.DataFrame({
            "topic": topics, "given_people": [4, 9, 3], "given_times": list(given_times),
            "received_people": [5, 6, 1], "received_times": list(received_times),
        }),
        relations=pd.DataFrame({
            "contact_id": ["a", "b", "c", "d"], "given": [0, 9, 1, 2], "received": [9, 0, 1, 1],
            "relation": ["answers_me", "i_answer", "cannot_tell", "cannot_tell"],
        }),
        one_way=7, people=12, times=45,
        since=pd.Timestamp("2025-01-02", tz="UTC"), until=pd.Timestamp("2026-03-04", tz="UTC"),
    )  # fmt: skip


def test_whom_i_react_to() -> None:
    assert said.people_title(outcome(), NAMES, EN) == "Whom you react to: “Choir” comes first, with 9 people"
    assert said.people_title(outcome(), NAMES, FR) == (
        f"À qui vous réagissez{WIDE}: «{WIDE}Choir{WIDE}» vient en tête, avec 9 personnes"
    )
    assert said.people_basis(outcome(), EN).startswith(
        "Given to 12 people, 45 times, from 2 Jan 2025 to 4 Mar 2026; for 5 times the facet is not known."
    )
    assert said.people_table(outcome(), NAMES, EN).to_numpy().tolist() == [
        ["Choir", 9, 10], ["Bread", 4, 30], ["not known", 3, 5],
    ]  # fmt: skip


def test_shares_are_of_what_has_a_known_facet_each_side_for_itself() -> None:
    table = said.shares(outcome())
    assert table.to_numpy().tolist() == [[1, 0.75, 0.25], [2, 0.25, 0.75]]
    assert said.beside_title(outcome(), table, NAMES, EN) == (
        "On E-mail and Slack, “Bread” is 75% of what you give and 25% of what you receive"
    )
    assert said.beside_title(outcome(), table, NAMES, FR) == (
        f"Sur E-mail et Slack, «{WIDE}Bread{WIDE}» fait 75{NARROW}% de ce que vous donnez et 25{NARROW}% de ce que "
        "vous recevez"
    )
    basis = said.beside_basis(outcome(), EN)
    assert "Only E-mail and Slack" in basis
    assert "Given: 40 times, and 5 without a known facet. Received: 40 times, and 2 without." in basis


@pytest.mark.parametrize(
    ("given_times", "received_times", "rows"),
    [((20, 10, 0), (20, 10, 0), 2), ((20, 9, 99), (20, 10, 0), 0), ((20, 10, 0), (20, 9, 99), 0)],
)
def test_below_thirty_times_on_one_side_there_are_no_shares(
    given_times: tuple[int, int, int], received_times: tuple[int, int, int], rows: int
) -> None:
    assert len(said.shares(outcome(given_times, received_times))) == rows


def test_relations_count_people_and_say_who_is_not_placed() -> None:
    assert said.relations_title(outcome(), EN) == "Who answers whom: clear for 2 of 4 people"
    assert said.relations_table(outcome(), EN).to_numpy().tolist() == [
        ["Answers me", 1], ["I answer them", 1], ["Both ways", 0], ["Cannot tell", 2],
    ]  # fmt: skip
    basis = said.relations_basis(outcome(), EN)
    assert basis.startswith("23 times on E-mail and Slack")
    assert "7 more people appear only where the files hold one direction: not known." in basis
