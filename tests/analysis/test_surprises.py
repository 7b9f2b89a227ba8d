"""Surprising moments, counted by hand."""

from __future__ import annotations

from math import log2

import pandas as pd
import pytest
from hand_counted import day, engaged
from test_bridges import members

from identity_audit.analysis.surprises import surprises


def table(rows: list[tuple[str, int, int]]) -> pd.DataFrame:
    return engaged([(who, facet, float(d)) for who, facet, d in rows])


def box(n: int) -> list[tuple[str, int, int]]:
    """A circle with n episodes, all about facet 0, by three people, from day 100 on."""
    return [(f"b{i % 3}", 0, 100 + i) for i in range(n)]


WORK = [(f"w{i % 4}", 1, 300 + i) for i in range(40)]
SAM = [("sam", 0, 1), ("sam", 0, 2), ("sam", 1, 5), ("sam", 1, 9)]
CIRCLES = members(box="sam b0 b1 b2", work="w0 w1 w2 w3")


def test_the_first_of_a_circle_counted_by_hand() -> None:
    [moment] = surprises(table(box(36) + WORK + SAM), CIRCLES)
    assert (moment.contact_id, moment.circle, moment.topic) == ("sam", "box", 1)
    assert moment.time == day(5)
    assert moment.why == "first_of_circle"
    assert (moment.circle_episodes, moment.on_facet) == (36, 0)
    # 42 of 80 episodes are about facet 1; the box without sam has none of its 36, ten of everybody's are added
    share = 42 / 80
    assert moment.facet_share == share
    assert moment.bits == pytest.approx(log2(share / ((0 + 10 * share) / (36 + 10))))


def test_under_two_bits_is_no_surprise() -> None:
    assert len(surprises(table(box(30) + WORK + SAM), CIRCLES)) == 1
    assert surprises(table(box(29) + WORK + SAM), CIRCLES) == ()


def test_rare_is_told_from_first() -> None:
    rare = [*box(80), ("b1", 1, 90)]
    found = {moment.contact_id: moment for moment in surprises(table(rare + WORK + SAM), CIRCLES)}
    assert found["sam"].why == "rare_in_circle"
    assert found["sam"].on_facet == 1


def test_a_circle_of_few_episodes_expects_nothing() -> None:
    """Under twenty episodes of the others nothing is flagged, however rare the facet is."""
    assert surprises(table(box(19) + WORK + SAM), CIRCLES) == ()


def test_what_is_usual_in_one_circle_is_no_surprise_in_another() -> None:
    both = pd.concat([CIRCLES, members(work="sam")])
    assert surprises(table(box(36) + WORK + SAM), both) == ()


def test_newest_first_and_never_by_person() -> None:
    rows = [*box(60), *WORK, *SAM, ("ben", 0, 1), ("ben", 1, 20), ("zoe", 0, 1), ("zoe", 1, 3)]
    found = surprises(table(rows), pd.concat([CIRCLES, members(box="ben zoe")]))
    assert [(m.contact_id, m.time) for m in found] == [("ben", day(20)), ("sam", day(5)), ("zoe", day(3))]


def test_nobody_surprises_where_nobody_is_in_a_circle() -> None:
    assert surprises(table(box(36) + WORK + SAM), members()) == ()
    assert surprises(engaged([]), CIRCLES) == ()
