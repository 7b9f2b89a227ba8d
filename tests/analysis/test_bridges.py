"""Bridges: labels counted by hand, tails once more term by term, and nothing found where there is nothing."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd
import pytest
from hand_counted import engaged
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.analysis.audience import breadth
from identity_audit.analysis.bridges import accepted, bridges, topic_error


def acts(text: str) -> pd.DataFrame:
    """Lines of `who facet times`: as many episodes (days of their own)."""
    lines = [line.split() for line in text.strip().splitlines()]
    return engaged([(who, int(facet), n * 40 + i) for n, (who, facet, k) in enumerate(lines) for i in range(int(k))])


def members(**circles: str) -> pd.DataFrame:
    pairs = [(who, circle) for circle, people in circles.items() for who in people.split()]
    return pd.DataFrame(pairs, columns=["contact_id", "group_id"], dtype="str")


def binomial_tail(n: int, least: int, chance: float) -> float:
    return sum(comb(n, i) * chance**i * (1 - chance) ** (n - i) for i in range(least, n + 1))


def hypergeometric_tail(all_: int, marked: int, drawn: int, least: int) -> float:
    return sum(comb(marked, i) * comb(all_ - marked, drawn - i) for i in range(least, drawn + 1)) / comb(all_, drawn)


TABLE = """
ann 0 10
ann 1 8
bob 0 6
bob 1 2
cy  0 1
cy  1 1
dee 0 9
eve 1 4
eve 2 3
"""


def test_labels_counted_by_hand() -> None:
    found = bridges(acts(TABLE), members())
    people = found.people.set_index("contact_id")
    expected = {"ann": (18, 8), "bob": (8, 2), "cy": (2, 1), "dee": (9, 0), "eve": (7, 3)}
    for who, (n, outside) in expected.items():
        assert people.loc[who, "p"] == pytest.approx(binomial_tail(n, outside, 0.10))
        assert people.loc[who, "episodes"] == n
    # p: ann .0002, eve .026, cy .19, bob .19, dee 1; the second smallest of five may be .02
    assert people["label"].fillna("-").to_dict() == {
        "ann": "certain", "bob": "not_enough", "cy": "not_enough", "dee": "-", "eve": "probably"
    }  # fmt: skip
    assert (found.in_two_or_more, found.certain, found.probably, found.not_enough, found.undecided) == (4, 1, 1, 2, 3)
    assert people["home"].to_dict() == {"ann": 0, "bob": 0, "cy": 0, "dee": 0, "eve": 1}
    assert found.in_two_or_more == breadth(acts(TABLE)).in_two_or_more


def test_two_single_reactions_are_never_enough() -> None:
    for error in (0.05, 0.1, 0.3):
        found = bridges(acts("ann 0 1\nann 1 1"), members(), error)
        assert (found.certain, found.probably, found.not_enough) == (0, 0, 1)


def test_a_burst_in_one_thread_is_one_moment() -> None:
    """Twenty reactions in one thread about another facet are no evidence of a second interest."""
    many = [("ann", 0, i) for i in range(10)] + [("ann", 1, 50 + i) for i in range(20)]
    threads = [None] * 10 + ["talk"] * 20
    assert bridges(engaged(many, threads), members()).certain == 0  # type: ignore[arg-type]
    assert bridges(engaged(many), members()).certain == 1  # type: ignore[arg-type]


def test_wrong_facets_count_as_measured_and_never_under_five_in_a_hundred() -> None:
    labels = [bridges(acts("ann 0 18\nann 1 4"), members(), error) for error in (0.0, 0.05, 0.1, 0.3)]
    assert [found.error for found in labels] == [0.05, 0.05, 0.1, 0.3]
    assert [found.certain for found in labels] == [1, 1, 0, 0]
    assignment = pd.DataFrame({"topic": pd.array([0, 0, 0, 0, None], dtype="Int64"), "unsure": [True, *[False] * 4]})
    assert topic_error(assignment) == 0.125
    assert topic_error(assignment.assign(unsure=False)) == 0.1
    assert topic_error(assignment.head(0)) == 0.1


def test_unexpected_within_their_own_circle() -> None:
    """Everybody of the box keeps to sport, but for the sociologist; the others have both facets."""
    text = "\n".join(f"b{i} 0 10" for i in range(8)) + "\nsam 0 2\nsam 1 8\n"
    text += "\n".join(f"w{i} 0 5\nw{i} 1 5" for i in range(8))
    who = members(box="sam " + " ".join(f"b{i}" for i in range(8)), work=" ".join(f"w{i}" for i in range(8)))
    found = bridges(acts(text), who)
    unexpected = found.people[found.people["unexpected"]]
    assert unexpected[["contact_id", "circle"]].to_numpy().tolist() == [["sam", "box"]]
    assert found.unexpected == 1
    # 90 episodes of the box, 8 of them outside its facets (sport holds 82 of 90); sam drew 10 and has all 8
    p = found.people.set_index("contact_id")["p_circle"]
    assert p["sam"] == pytest.approx(hypergeometric_tail(90, 8, 10, 8))
    assert p["b0"] == 1
    assert np.isnan(bridges(acts(TABLE), members()).people["p_circle"]).all()


@given(st.lists(st.floats(0, 1), max_size=40))
def test_the_false_discovery_rule_step_by_step(p: list[float]) -> None:
    ordered = sorted(p)
    passing = [value for rank, value in enumerate(ordered, 1) if value <= 0.05 * rank / len(p)]
    limit = max(passing, default=-1.0)
    assert accepted(np.array(p)).tolist() == [value <= limit for value in p]


def test_nothing_is_found_where_there_is_nothing() -> None:
    """People of one facet whose posts are misfiled one time in ten: the bar holds in nineteen tables of twenty."""
    rng = np.random.default_rng(0)
    any_found, p = 0, []
    for _ in range(40):
        rows = [(f"c{i}", int(rng.random() < 0.1), float(day)) for i in range(25) for day in range(rng.integers(1, 25))]
        found = bridges(engaged(rows), members())  # type: ignore[arg-type]
        any_found += found.certain > 0
        p += found.people["p"].tolist()
    assert any_found <= 2
    assert np.mean(np.array(p) <= 0.05) <= 0.05


def test_without_engagements_there_is_nobody() -> None:
    found = bridges(engaged([]), members(a="ann"))
    assert len(found.people) == found.in_two_or_more == found.certain == found.unexpected == 0
