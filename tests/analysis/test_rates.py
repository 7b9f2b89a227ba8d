"""Rates: counts by hand, likelihoods once more in plain loops, and the truth of an invented world found again."""

from __future__ import annotations

from math import lgamma, log

import numpy as np
import pandas as pd
import pytest
from hand_counted import build, random_dataset, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from reach_world import tables, world

import identity_audit as ia
from identity_audit.analysis.engagement import engagements, opportunities
from identity_audit.analysis.rates import (
    STRENGTHS,
    Fold,
    History,
    fitted,
    history,
    likeliest_strength,
    plain_history,
    shrink,
    surprise_at,
)

POSTS = """
post facet day
a    0     1
b    0     2
c    1     3
d    1     4
"""
ACTS = """
who  post day direction
ann  a    1
ann  a    2
ann  c    3
bob  d    5
cy   -    2   given
"""


def of_tables(posts: str, acts: str, **more: str) -> History:
    dataset, assignment = build(posts, acts.replace("who  post day", "who  post kind day").replace(
        "ann  a    1", "ann  a  -  1").replace("ann  a    2", "ann  a  comment  2").replace(
        "ann  c    3", "ann  c  -  3").replace("bob  d    5", "bob  d  -  5").replace(
        "cy   -    2   given", "cy  -  -  2  given"), **more)  # fmt: skip
    return history(dataset, assignment, engagements(dataset, assignment))


def test_a_history_counted_by_hand() -> None:
    past = of_tables(POSTS, ACTS)
    assert past.people == ("ann", "bob", "cy")
    assert past.facets == (0, 1)
    did, could = past.counts(0, 4)
    # two acts of ann on a are one engagement; bob is met on day 5, after d, but acted on it
    assert did.tolist() == [[1, 1], [0, 1], [0, 0]]
    # posts since the first act of each: ann from a on, bob none but the one he acted on, cy has acted on nothing
    assert could[:2].tolist() == [[2, 2], [0, 1]]
    assert past.could_next(2).tolist() == [[0, 2], [0, 2], [0, 2]]


def test_the_past_fades_by_half_a_half_life_after_another() -> None:
    past = of_tables(POSTS, ACTS)
    did, could = past.counts(0, 3, half_life=1.0)
    # seen from d on day 4: a is three days old, b two, c one
    assert did[0].tolist() == pytest.approx([1 / 8, 1 / 2])
    assert could[0].tolist() == pytest.approx([1 / 8 + 1 / 4, 1 / 2])


@pytest.mark.parametrize("seed", range(6))
def test_who_could_see_what_is_counted_as_elsewhere(seed: int) -> None:
    """The same opportunities as the table of `engagement.opportunities`, on the posts that have a date."""
    dataset, assignment = random_dataset(seed)
    posts = dataset.posts[dataset.posts["time"].notna()]
    past = history(dataset, assignment, engagements(dataset, assignment))
    dated = assignment[assignment["post_id"].isin(posts["post_id"])]
    cells = opportunities(dataset, dated).cells
    did, could = past.counts(0, len(past.time))
    expected = {
        (row.contact_id, row.topic): (row.engagements, row.opportunities)
        for row in cells.itertuples() if row.contact_id in past.people
    }  # fmt: skip
    found = {
        (who, facet): (did[i, k], could[i, k])
        for i, who in enumerate(past.people) for k, facet in enumerate(past.facets) if could[i, k]
    }  # fmt: skip
    assert found == expected


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    other = shuffled(dataset)
    one, two = (history(d, assignment, engagements(d, assignment)) for d in (dataset, other))
    assert one.people == two.people
    for start in (0, len(one.time) // 2):
        for a, b in zip(one.counts(start, len(one.time)), two.counts(start, len(two.time)), strict=True):
            assert a.tolist() == b.tolist()


def test_the_past_as_it_was_knows_nothing_of_what_came() -> None:
    past = world()
    before = past.until(200)
    assert len(before.time) == 200
    assert set(before.people) == {p for p, known in zip(past.people, past.known, strict=True) if known < past.time[200]}
    rows = [past.people.index(p) for p in before.people]
    for whole, part in zip(past.counts(0, 200), before.counts(0, 200), strict=True):
        assert (whole[rows] == part).all()


def plain_likelihood(strength: float, did: list[float], expected: list[float]) -> float:
    """Negative binomial, term by term."""
    return sum(
        lgamma(strength + y) - lgamma(strength) - lgamma(y + 1)
        + strength * log(strength / (strength + m)) + y * log(m / (strength + m))
        for y, m in zip(did, expected, strict=True)
    )  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0.01, 20)), min_size=1, max_size=30))
@settings(max_examples=50)
def test_the_likeliest_strength_is_the_likeliest(cells: list[tuple[int, float]]) -> None:
    did, expected = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
    found = likeliest_strength(did, expected)
    best = max(plain_likelihood(s, did.tolist(), expected.tolist()) for s in STRENGTHS)
    assert plain_likelihood(found, did.tolist(), expected.tolist()) == pytest.approx(best, abs=1e-6)


def test_the_quick_search_over_many_cells_finds_the_same() -> None:
    rng = np.random.default_rng(0)
    expected = rng.gamma(1, 1, 3000)
    for true in (0.1, 0.7, 5.0):
        did = rng.poisson(expected * rng.gamma(true, 1 / true, 3000)).astype(float)
        best = max(STRENGTHS, key=lambda s: plain_likelihood(s, did.tolist(), expected.tolist()))
        assert likeliest_strength(did, expected) == best
        assert best == pytest.approx(true, rel=0.5)


def test_without_taste_everybody_is_held_to_what_all_do() -> None:
    """Own taste is estimated leaving the cell out; where there is none, it is hardly believed."""
    keen, even = (world(1, people=40, posts=600, keen=keen) for keen in (8.0, 1.0))
    taste = [shrink(*past.counts(0, 600), np.full(40, -1)).strength[3] for past in (keen, even)]
    assert taste[0] < 3 < taste[1]


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_rates_are_rates(seed: int) -> None:
    rng = np.random.default_rng(seed)
    could = rng.integers(0, 30, (12, 4)).astype(float)
    did = np.minimum(rng.poisson(0.1 * could), could).astype(float)
    found = shrink(did, could, rng.integers(-1, 3, 12))
    assert (found.rate >= 0).all()
    assert np.isfinite(found.rate).all()
    # a cell is held between what it did and what is expected of it
    own = np.divide(did, could, out=np.zeros_like(did), where=could > 0)
    between = (found.rate >= np.minimum(own, found.base) - 1e-12) & (found.rate <= np.maximum(own, found.base) + 1e-12)
    assert between[could > 0].all()
    assert found.rate[could == 0] == pytest.approx(found.base[could == 0])


def test_the_truth_is_found_again() -> None:
    posts, contacts, acts, true = tables(2, people=40, posts=1500)
    found = ia.engagement_rates(posts, contacts, acts)
    assert list(found.index) == list(contacts["contact_id"])
    assert list(found.columns) == ["t0", "t1", "t2"]
    assert np.corrcoef(np.log(found.to_numpy().ravel()), np.log(true.ravel()))[0, 1] > 0.95
    assert np.median(np.abs(np.log(found.to_numpy() / true))) < 0.25


def test_the_public_function_counts_by_direction_and_post_alone() -> None:
    posts, contacts, acts, _ = tables(3)
    found = ia.engagement_rates(posts, contacts, acts)
    more = acts.iloc[:200]
    noise = [
        acts, more.assign(kind="comment"), more.assign(direction="given", post_id=""), more.assign(post_id="elsewhere")
    ]  # fmt: skip
    again = ia.engagement_rates(posts.iloc[::-1], contacts, pd.concat(noise).sample(frac=1, random_state=0))
    assert again[found.columns].to_numpy() == pytest.approx(found.to_numpy())


def test_a_contact_without_any_act_gets_what_all_get() -> None:
    posts, contacts, acts, _ = tables(3)
    quiet = pd.DataFrame({"contact_id": ["quiet"], "group": [""], "first_seen": posts["time"].max()})
    found = ia.engagement_rates(posts, pd.concat([contacts, quiet], ignore_index=True), acts)
    assert found.notna().all().all()
    assert 0 < found.loc["quiet"].mean() < found.to_numpy().max()


def test_the_half_life_that_fits_counts_most() -> None:
    """Where all turn to other facets half-way, the old half hardly counts."""
    posts, contacts, acts, _ = tables(4, people=40, posts=800)
    turned = acts.assign(contact_id=acts["contact_id"].map(
        lambda who: f"c{(int(who[1:]) + 1) % 40:02}"))  # fmt: skip
    half = acts["time"] > posts["time"].iloc[500]
    changing = fitted(plain_history(posts, contacts, pd.concat([acts[half], turned[~half]])))
    steady = fitted(plain_history(posts, contacts, acts))
    assert changing.half_life is not None
    assert changing.half_life < (steady.half_life or np.inf)
    assert sum(weight for _, weight in steady.weights) == pytest.approx(1)


def test_the_loss_is_the_likelihood() -> None:
    rate, came, could = np.array([[0.5, 0.2]]), np.array([[1.0, 0.0]]), np.array([[2.0, 3.0]])
    assert surprise_at(rate, came, could) == pytest.approx(-(log(0.5) + log(0.5) + 3 * log(0.8)))
    assert Fold.of(world(), 0, 10) is None
