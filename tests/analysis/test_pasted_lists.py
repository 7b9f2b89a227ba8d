"""From a dozen copied lists to rates: counted as copied, wide where little is known, covering what they promise."""

from __future__ import annotations

from math import lgamma, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.pasted_lists import covered, measure
from identity_audit.analysis import pasted_lists
from identity_audit.analysis.pasted_lists import OutsideHome, PastedList, cells, outside_home, replay_per_circle


def posts_of(sizes: dict[int, int], platform: str = "net") -> pd.DataFrame:
    rows = [(f"{platform}:{topic}-{i}", platform, topic) for topic, n in sizes.items() for i in range(n)]
    return pd.DataFrame(rows, columns=["post_id", "platform", "topic"]).astype({"topic": "Int64"})


def people(memberships: dict[str, str], platform: str = "net") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts and the circles they are in, one letter a circle: memberships, and where they can be met."""
    pairs = [(contact, circle) for contact, circles in memberships.items() for circle in circles]
    met = pd.DataFrame({"contact_id": list(memberships), "platform": platform}, dtype="str")
    return pd.DataFrame(pairs, columns=["contact_id", "group_id"], dtype="str"), met


def of_circle(letter: str, n: int) -> dict[str, str]:
    return {f"{letter}{i}": letter for i in range(n)}


def one(table: pd.DataFrame, group: str, topic: int) -> pd.Series:
    return table.set_index(["group_id", "topic"]).loc[(group, topic)]


# --- cells -----------------------------------------------------------------------------------------------------------


def test_with_every_post_copied_the_rate_is_the_count() -> None:
    """Four people of a, two of b; facet 0 has two posts, facet 1 one, all copied."""
    memberships, met = people({**of_circle("a", 4), **of_circle("b", 2)})
    lists = [
        PastedList("net:0-0", ("a0", "a1", "b0"), True),
        PastedList("net:0-1", ("a0",), True),
        PastedList("net:1-0", (), True),
    ]
    table = cells(lists, posts_of({0: 2, 1: 1}), memberships, met)
    expected = {
        # people, reactions, size, posts, lists, rate
        ("a", 0): (2, 3, 4, 2, 2, 3 / 8),
        ("a", 1): (0, 0, 4, 1, 1, 0),
        ("b", 0): (1, 1, 2, 2, 2, 1 / 4),
        ("b", 1): (0, 0, 2, 1, 1, 0),
    }
    assert list(zip(table["group_id"], table["topic"], strict=True)) == list(expected)
    for (group, topic), values in expected.items():
        row = one(table, group, topic)
        assert tuple(row[["people", "reactions", "size", "posts", "lists"]]) == values[:5]
        assert row["rate"] == row["low"] == row["high"] == pytest.approx(values[5])


def test_posts_not_drawn_make_the_interval_wide_around_the_count() -> None:
    memberships, met = people(of_circle("a", 20))
    lists = [PastedList("net:0-0", tuple(f"a{i}" for i in range(6)), True), PastedList("net:0-1", ("a0",), True)]
    row = one(cells(lists, posts_of({0: 100}), memberships, met), "a", 0)
    assert row["low"] < 7 / 40 < row["high"]
    assert row["low"] >= 7 / 2000, "what was copied did happen"
    assert row["high"] - row["low"] > 0.15, "two lists of a hundred posts say little"


def test_more_lists_narrow_the_interval() -> None:
    memberships, met = people(of_circle("a", 20))
    widths = []
    for n in (2, 6, 12, 24):
        lists = [PastedList(f"net:0-{i}", tuple(f"a{j}" for j in range(2 + i % 3)), True) for i in range(n)]
        row = one(cells(lists, posts_of({0: 100}), memberships, met), "a", 0)
        widths.append(row["high"] - row["low"])
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 2


def test_a_cell_without_reactions_begins_at_zero_and_does_not_end_there() -> None:
    memberships, met = people({**of_circle("a", 30), **of_circle("b", 30)})
    lists = [PastedList(f"net:0-{i}", ("a0", "a1", "a2"), True) for i in range(2)]
    row = one(cells(lists, posts_of({0: 80}), memberships, met), "b", 0)
    assert (row["people"], row["reactions"], row["low"]) == (0, 0, 0)
    assert 0 < row["rate"] < row["high"]


def test_a_small_circle_that_is_silent_is_less_sure_than_a_large_one() -> None:
    memberships, met = people({**of_circle("a", 30), **of_circle("b", 60), **of_circle("c", 5)})
    lists = [PastedList(f"net:0-{i}", ("a0", "a1", "a2"), True) for i in range(2)]
    table = cells(lists, posts_of({0: 80}), memberships, met)
    assert one(table, "c", 0)["high"] > 1.5 * one(table, "b", 0)["high"]


def test_a_cell_is_drawn_towards_the_mean_of_its_circle() -> None:
    """Two facets with the same lists for circle a; elsewhere a reacts often, b never: what is silent differs."""
    memberships, met = people({**of_circle("a", 20), **of_circle("b", 20)})
    busy = tuple(f"a{i}" for i in range(8))
    lists = [PastedList(f"net:{facet}-{i}", busy, True) for facet in (0, 1, 2) for i in range(2)]
    lists += [PastedList(f"net:3-{i}", (), True) for i in range(2)]
    table = cells(lists, posts_of(dict.fromkeys(range(4), 50)), memberships, met)
    assert one(table, "a", 3)["rate"] > 2 * one(table, "b", 3)["rate"]


def test_a_list_that_is_not_complete_gives_people_and_no_rate() -> None:
    memberships, met = people(of_circle("a", 10))
    lists = [PastedList("net:0-0", ("a0", "a1"), False), PastedList("net:1-0", ("a0",), True)]
    table = cells(lists, posts_of({0: 9, 1: 9}), memberships, met)
    partial = one(table, "a", 0)
    assert tuple(partial[["people", "reactions", "size", "posts", "lists"]]) == (2, 2, 10, 9, 0)
    assert partial[["rate", "low", "high"]].isna().all()
    assert one(table, "a", 1)[["rate", "low", "high"]].notna().all()


def test_a_list_that_is_not_complete_changes_no_rate() -> None:
    memberships, met = people(of_circle("a", 10))
    posts = posts_of({0: 9})
    complete = [PastedList("net:0-0", ("a0", "a1"), True)]
    partial = [*complete, PastedList("net:0-1", ("a5", "a6"), False)]
    figures = ["lists", "rate", "low", "high"]
    before, after = (cells(lists, posts, memberships, met) for lists in (complete, partial))
    pd.testing.assert_frame_equal(before[figures], after[figures])
    assert (one(before, "a", 0)["people"], one(after, "a", 0)["people"]) == (2, 4)


def test_only_people_of_the_network_of_the_post_could_react() -> None:
    """Circle a: three people on net, two on other; b: on other only. A list of net says nothing about b."""
    memberships, _ = people({**of_circle("a", 5), **of_circle("b", 2)})
    places = {"a0": "net", "a1": "net", "a2": "net", "a3": "other", "a4": "other", "b0": "other", "b1": "other"}
    met = pd.DataFrame(places.items(), columns=["contact_id", "platform"], dtype="str")
    table = cells([PastedList("net:0-0", ("a0",), True)], posts_of({0: 1}), memberships, met)
    assert (one(table, "a", 0)["size"], one(table, "a", 0)["rate"]) == (3, pytest.approx(1 / 3))
    assert one(table, "b", 0)["size"] == 0
    assert one(table, "b", 0)[["rate", "low", "high"]].isna().all()


def test_a_facet_of_two_networks_counts_opportunities_of_each() -> None:
    """a: three people on net, one on other. One post on each, both copied: 2 reactions of 4 opportunities."""
    memberships, _ = people(of_circle("a", 4))
    places = {"a0": "net", "a1": "net", "a2": "net", "a3": "other"}
    met = pd.DataFrame(places.items(), columns=["contact_id", "platform"], dtype="str")
    posts = pd.concat([posts_of({0: 1}), posts_of({0: 1}, "other")])
    lists = [PastedList("net:0-0", ("a0", "a1"), True), PastedList("other:0-0", (), True)]
    row = one(cells(lists, posts, memberships, met), "a", 0)
    assert (row["size"], row["rate"]) == (4, pytest.approx(2 / 4))


def test_who_is_on_a_list_could_react_whatever_the_file_says() -> None:
    memberships, met = people(of_circle("a", 2))
    table = cells([PastedList("net:0-0", ("a0",), True)], posts_of({0: 1}), memberships, met[met["contact_id"] != "a0"])
    assert (one(table, "a", 0)["size"], one(table, "a", 0)["rate"]) == (2, pytest.approx(1 / 2))


def test_what_is_not_there_changes_nothing_and_the_last_list_of_a_post_counts() -> None:
    memberships, met = people(of_circle("a", 4))
    posts = posts_of({0: 3})
    plain = cells([PastedList("net:0-0", ("a0",), True)], posts, memberships, met)
    lists = [
        PastedList("net:0-0", ("a1", "a2"), False),
        PastedList("net:gone", ("a3",), True),
        PastedList("net:0-0", ("a0", "a0"), True),
    ]
    pd.testing.assert_frame_equal(cells(lists, posts, memberships, met), plain)


def test_posts_without_a_facet_and_no_lists_at_all() -> None:
    memberships, met = people(of_circle("a", 4))
    nowhere = posts_of({0: 2}).assign(topic=pd.array([pd.NA, pd.NA], dtype="Int64"))
    assert cells([PastedList("net:0-0", ("a0",), True)], nowhere, memberships, met).empty
    assert cells([], posts_of({0: 2}), memberships, met).empty
    assert cells([PastedList("net:0-0", ("a0",), True)], posts_of({0: 2}), memberships.iloc[:0], met).empty


def test_the_same_lists_in_another_order_give_the_same_figures() -> None:
    memberships, met = people({**of_circle("a", 8), **of_circle("b", 5)})
    posts = posts_of({0: 40, 1: 30})
    lists = [PastedList(f"net:{k}-{i}", (f"a{i}", f"b{k}"), True) for k in (0, 1) for i in (3, 5)]
    first = cells(lists, posts, memberships, met, seed=4)
    again = cells(lists[::-1], posts, memberships.iloc[::-1], met.iloc[::-1], seed=4)
    pd.testing.assert_frame_equal(first, again)


def test_the_likelihood_is_negative_binomial() -> None:
    """Against the formula, written out: one circle of 12, two lists with 3 and 0 reactions, in one facet."""
    counts = pasted_lists._Counts(
        np.array([[3.0], [0.0]]), np.array([[12.0], [12.0]]), np.array([0, 0]), np.zeros((1, 1)), np.zeros((1, 1))
    )
    scaled, scale = pasted_lists._likelihood(counts)
    for j in (10, 30, 50):
        for d in (0, 4, 8):
            m, r = 12 * pasted_lists._RATES[j], pasted_lists._DISPERSION[d]
            written = sum(lgamma(y + r) - lgamma(r) + y * log(m / (m + r)) + r * log(r / (m + r)) for y in (3, 0))
            assert log(scaled[0, 0, j, d]) + scale[0, 0, d] == pytest.approx(written)


def test_the_estimate_is_the_one_of_a_plain_monte_carlo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same model, drawn from its priors and kept where it gives exactly the copied lists: no grids, no algebra."""
    monkeypatch.setattr(pasted_lists, "DRAWS", 20_000)
    y, size, rest = {0: (2, 1), 1: (0, 0)}, 10, 8
    memberships, met = people(of_circle("a", size))
    lists = [
        PastedList(f"net:{k}-{i}", tuple(f"a{j}" for j in range(n)), True)
        for k, counts in y.items()
        for i, n in enumerate(counts)
    ]
    found = cells(lists, posts_of({0: 2 + rest, 1: 2 + rest}), memberships, met)

    rng = np.random.default_rng(0)
    n = 2_000_000
    prior = np.exp(
        -(((np.log(pasted_lists._DISPERSION) - pasted_lists._LOG_DISPERSION) / pasted_lists._LOG_DISPERSION_SD) ** 2)
        / 2
    )
    r = rng.choice(pasted_lists._DISPERSION, n, p=prior / prior.sum())
    a = rng.choice(pasted_lists._STRENGTH, n)
    c = rng.choice(pasted_lists._STRENGTH_OF_CIRCLES, n)
    overall = rng.choice(pasted_lists._OVERALL, n)
    mean = rng.gamma(c) / c * overall
    rates = {k: rng.gamma(a) / a * mean for k in y}
    kept = np.ones(n, dtype=bool)
    for k, counts in y.items():
        for count in counts:
            kept &= rng.poisson(np.minimum(size * rates[k] * rng.gamma(r) / r, 1e6)) == count
    assert kept.sum() > 3000
    for k, counts in y.items():
        shape = r[kept] * rest
        future = rng.poisson(np.minimum(rates[k][kept], 1) * size * rest * rng.gamma(shape) / shape)
        drawn = (sum(counts) + np.minimum(future, rest * size)) / (size * (2 + rest))
        row = one(found, "a", k)
        assert row["rate"] == pytest.approx(drawn.mean(), abs=0.006)
        assert (drawn <= row["high"]).mean() == pytest.approx(0.975, abs=0.01)
        assert (drawn < row["low"]).mean() <= 0.025 + 0.01


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_properties_of_every_table(data: st.DataObject) -> None:
    sizes = data.draw(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=1, max_size=4))
    memberships, met = people(
        {name: circle for letter, n in sizes.items() for name, circle in of_circle(letter, n).items()}
    )
    posts = posts_of(data.draw(st.dictionaries(st.integers(0, 3), st.integers(1, 30), min_size=1, max_size=4)))
    which = data.draw(st.lists(st.sampled_from(list(posts["post_id"])), unique=True, min_size=1, max_size=8))
    everybody = list(met["contact_id"])
    lists = [
        PastedList(post, tuple(data.draw(st.lists(st.sampled_from(everybody), unique=True))), data.draw(st.booleans()))
        for post in which
    ]
    table = cells(lists, posts, memberships, met)
    told = table[table["rate"].notna()]
    assert ((table["lists"] > 0) == table["rate"].notna()).all()
    assert (told["low"] <= told["rate"]).all() and (told["rate"] <= told["high"]).all()
    assert (told["high"] <= 1).all()
    complete = {one_.post_id for one_ in lists if one_.complete}
    for row in told.itertuples():
        copied = sum(
            1 for one_ in lists for who in one_.people
            if one_.post_id in complete and one_.post_id.startswith(f"net:{row.topic}-") and who[0] == row.group_id
        )  # fmt: skip
        assert row.low * row.size * row.posts >= copied - 1e-9
        assert row.high * row.size * row.posts <= copied + row.size * (row.posts - row.lists) + 1e-9


# --- coverage --------------------------------------------------------------------------------------------------------


def test_intervals_cover_what_they_promise_for_people_that_the_model_did_not_make() -> None:
    """Forty invented people (benchmarks/pasted_lists.py measures fifteen times as many), about 1,300 cells."""
    found = measure(40, seed=11)
    table = found.cells
    zero = table["reactions"] == 0
    assert zero.sum() > 300
    by_person = covered(table).groupby(table["person"]).mean()
    assert 0.92 <= covered(table).mean() <= 0.98
    assert 0.92 <= by_person.mean() <= 0.98
    assert covered(table)[zero].mean() >= 0.90
    assert (table["high"] - table["low"]).median() < 0.15, "wide, and not empty words"
    assert covered(table, "_naive").mean() < 0.65, "what a bootstrap over the lists would have covered"
    assert covered(found.replays).mean() >= 0.88
    assert (found.replays["high"] - found.replays["low"]).median() < 0.15


# --- one profile per circle ------------------------------------------------------------------------------------------


def split_audience() -> tuple[list[PastedList], pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """a reacts to facet 0 only, b to facet 1 only, in every list."""
    memberships, met = people({**of_circle("a", 10), **of_circle("b", 10)})
    lists = [PastedList(f"net:0-{i}", tuple(f"a{j}" for j in range(8)), True) for i in range(6)]
    lists += [PastedList(f"net:1-{i}", tuple(f"b{j}" for j in range(8)), True) for i in range(6)]
    return lists, posts_of({0: 6, 1: 6}), memberships, met


def test_an_audience_that_is_split_already_loses_nothing() -> None:
    found = replay_per_circle(*split_audience())
    assert found is not None
    assert (found.blocked, found.low, found.high) == (0, 0, 0)
    assert (found.people, found.engagements, found.lists, found.facets) == (16, 96, 12, 2)
    assert found.without_circle == 0


def test_what_is_blocked_is_counted_by_hand_where_every_post_was_copied() -> None:
    """a: 18 reactions to facet 0, 3 to facet 1 (18 of 21 are enough); b: 12 to facet 1; c in no circle: 2 to each.

    Blocked: the 3 of 21 + 12 + 4 = 37.
    """
    memberships, met = people({**of_circle("a", 9), **of_circle("b", 6), "c0": "", "c1": ""})
    a, b, c = [f"a{i}" for i in range(9)], [f"b{i}" for i in range(6)], ["c0", "c1"]
    lists = [
        PastedList("net:0-0", (*a, *c), True),
        PastedList("net:0-1", tuple(a), True),
        PastedList("net:1-0", (*b, *c, *a[:3]), True),
        PastedList("net:1-1", tuple(b), True),
    ]
    found = replay_per_circle(lists, posts_of({0: 2, 1: 2}), memberships, met)
    assert found is not None
    assert (found.low, found.blocked, found.high) == pytest.approx((3 / 37, 3 / 37, 3 / 37))
    assert (found.people, found.engagements, found.without_circle) == (17, 37, 2)


def test_somebody_in_two_circles_sees_what_either_carries() -> None:
    """The same, with a0 in b too: b then has 12 + 1 of a0 in facet 1, and 2 of a0 in facet 0; a0 loses nothing."""
    memberships, met = people({**of_circle("a", 9), **of_circle("b", 6), "a0": "ab", "c0": "", "c1": ""})
    a, b, c = [f"a{i}" for i in range(9)], [f"b{i}" for i in range(6)], ["c0", "c1"]
    lists = [
        PastedList("net:0-0", (*a, *c), True),
        PastedList("net:0-1", tuple(a), True),
        PastedList("net:1-0", (*b, *c, *a[:3]), True),
        PastedList("net:1-1", tuple(b), True),
    ]
    found = replay_per_circle(lists, posts_of({0: 2, 1: 2}), memberships, met)
    assert found is not None
    assert found.blocked == pytest.approx(2 / 37)


def test_posts_not_copied_make_the_replay_uncertain() -> None:
    lists, _, memberships, met = split_audience()
    found = replay_per_circle(lists, posts_of({0: 60, 1: 60}), memberships, met)
    assert found is not None
    assert 0 <= found.low < found.high < 0.2


def test_no_replay_where_there_is_too_little() -> None:
    lists, posts, memberships, met = split_audience()
    assert replay_per_circle([], posts, memberships, met) is None
    assert replay_per_circle(lists[:6], posts, memberships, met) is None, "one facet"
    assert replay_per_circle([lists[0], lists[6]], posts, memberships, met) is None, "16 reactions"
    assert replay_per_circle(lists, posts, memberships.iloc[:0], met) is None, "nobody in a circle"
    partial = [PastedList(found.post_id, found.people, False) for found in lists]
    assert replay_per_circle(partial, posts, memberships, met) is None, "no complete list"
    few = [PastedList(found.post_id, found.people[:4], True) for found in lists]
    assert replay_per_circle(few, posts, memberships, met) is None, "8 people"


# --- one profile per facet -------------------------------------------------------------------------------------------


def test_reactions_outside_home_are_counted_at_least() -> None:
    """x: 2 on facet 0, 1 on facet 1 -> 1 outside. y: one on each of three -> 2. z: 2 on one facet -> 0."""
    lists = [
        PastedList("net:0-0", ("x", "y", "z"), True),
        PastedList("net:0-1", ("x", "z"), False),
        PastedList("net:1-0", ("x", "y"), True),
        PastedList("net:2-0", ("y",), True),
    ]
    found = outside_home(lists, posts_of({0: 2, 1: 1, 2: 1}))
    assert found == OutsideHome(reactions=8, outside=3, people=3, in_two=2)
    assert outside_home([], posts_of({0: 2})) == OutsideHome(0, 0, 0, 0)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 2), st.integers(0, 3)), st.sets(st.sampled_from("uvwxyz")), min_size=1, max_size=12
    ),
    st.dictionaries(st.sampled_from("uvwxyz"), st.integers(0, 2)),
)
def test_whatever_the_homes_are_as_much_is_outside_them(
    read: dict[tuple[int, int], set[str]], homes: dict[str, int]
) -> None:
    lists = [PastedList(f"net:{topic}-{i}", tuple(sorted(who)), True) for (topic, i), who in read.items()]
    found = outside_home(lists, posts_of(dict.fromkeys(range(3), 4)))
    outside = sum(homes.get(who, 0) != topic for (topic, _), on_list in read.items() for who in on_list)
    assert found.outside <= outside
