"""How widely people react: counted by hand, once more by exact sums, and nothing found where chance dealt it out."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from math import comb, exp, log, prod, sqrt

import numpy as np
import pandas as pd
import pytest
import test_bridges
from hand_counted import engaged, random_dataset
from test_bridges import members

from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.spread import SHUFFLES, Spread, effective, spread

EVEN = """
ann 0 6
bob 1 6
cy  0 3
cy  1 3
dee 0 3
dee 1 3
eve 0 2
eve 1 2
"""


def acts(text: str) -> pd.DataFrame:
    """Lines of `who facet times`: as many episodes, all in the same twelve months."""
    table = test_bridges.acts(text)
    return table.assign(time=table["time"].min())


def found(table: pd.DataFrame, who: pd.DataFrame | None = None) -> Spread:
    result = spread(table, members() if who is None else who)
    assert result is not None
    return result


def close(p: float) -> object:
    """What so many deals may make of a p."""
    return pytest.approx(p, abs=4 * sqrt(max(p * (1 - p), 1e-4) / SHUFFLES) + 1 / SHUFFLES)


def test_a_table_counted_by_hand() -> None:
    """14 episodes of each facet; who draws 6 of the 28 has all in one facet in 2 x 3003 of 376,740 deals."""
    result = found(acts(EVEN))
    assert (result.judged, result.too_few) == (4, 1)  # eve has four
    people = result.people.set_index("contact_id")
    assert people["episodes"].to_dict() == {"ann": 6, "bob": 6, "cy": 6, "dee": 6}
    one_facet, three_each = 2 * 3003 / 376_740, 364**2 / 376_740
    for who in ("ann", "bob"):  # nothing is narrower, everything is as wide
        assert people.loc[who, "p_narrow"] == close(one_facet)
        assert people.loc[who, "p_wide"] == 1
    for who in ("cy", "dee"):  # nothing is wider
        assert people.loc[who, "p_wide"] == close(three_each)
        assert people.loc[who, "p_narrow"] == 1
    # narrow: .016, .016, 1, 1 against .0125, .025, .0375, .05; wide: .35 is above .05
    assert (result.narrow, result.wide) == (2, 0)
    assert (result.in_circle, result.wider_than_circle, result.facets) == (0, 0, None)


def test_within_a_circle_counted_by_hand() -> None:
    """The club has 6 x 8 episodes of sport (0) and sam's 8, two of each of four facets; the others have sport only."""
    club = "\n".join(f"b{i} 0 8" for i in range(6)) + "\n" + "\n".join(f"sam {k} 2" for k in range(1, 5))
    few = "\ntim 0 5\ntim 1 5"  # in a circle whose others have 16 episodes only
    who = members(club="sam " + " ".join(f"b{i}" for i in range(6)), duo="tim b0 b1", alone="tim")
    result = found(acts(club + few), who)
    p = result.people.set_index("contact_id")["p_circle"]
    assert np.isnan(p["tim"])
    # as wide as sam (sum of squares 16 at most) is 3 of sport and 2 + 1 + 1 + 1, or 2 of sport and 2 + 2 + 1 + 1, or
    # 1 and all but one, or 0 and all; and each of b0's eight may be sport: nothing is as narrow, all is as wide
    ways = comb(48, 3) * 4 * 2**3 + comb(48, 2) * 6 * 2**2 + 48 * 4 * 2 + 1
    assert p["sam"] == close(ways / comb(56, 8))
    assert p["b0"] == 1
    # .001 of seven people is found
    assert (result.in_circle, result.wider_than_circle) == (7, 1)
    # in a second circle where such breadth is usual, nothing is left to find
    wide = "\n".join(f"w{i} {(i + k) % 8} {2 - k // 3}" for i in range(8) for k in range(5))
    also = pd.concat([who, members(choir="sam " + " ".join(f"w{i}" for i in range(8)))])
    assert found(acts(club + few + "\n" + wide), also).wider_than_circle == 0


def test_a_burst_in_one_thread_is_one_occasion() -> None:
    rows = [("ann", 0, float(i)) for i in range(30)] + [("bob", i % 2, float(i)) for i in range(9)]
    threads = ["one", "two", "three"] * 10 + [None] * 9
    result = found(engaged(rows, threads))  # type: ignore[arg-type]
    assert (result.judged, result.too_few) == (1, 1)
    assert result.people["contact_id"].tolist() == ["bob"]


def test_a_network_and_a_year_of_one_facet_make_nobody_choosy() -> None:
    """Half of the people are met where, or when, there is one facet only: they had no choice."""
    rows = [(f"c{i:02}", int(i < 10), float(day + 900 * (i < 10))) for i in range(20) for day in range(8)]
    rows += [("both", k, float(day + 900 * k)) for k in (0, 1) for day in range(4)]
    table = engaged(rows)  # type: ignore[arg-type]
    assert found(table).narrow == 0
    now = table.assign(time=table["time"].min())
    assert found(now).narrow == 20
    elsewhere = now.assign(platform=now["topic"].astype("str").replace({"0": "net", "1": "other"}))
    assert found(elsewhere).narrow == 0
    assert found(table.assign(time=table["time"].where(table["post_id"] == ""))).narrow == 20


def test_without_two_facets_there_is_nothing_to_vary_between() -> None:
    assert spread(engaged([]), members(a="ann")) is None
    assert spread(acts("ann 0 9\nbob 0 7"), members()) is None


def test_neither_the_order_of_the_rows_nor_names_of_circles_move_anything() -> None:
    table, who = world(3)
    again = found(table.sample(frac=1, random_state=1), who.sample(frac=1, random_state=1))
    once = found(table, who)
    pd.testing.assert_frame_equal(once.people, again.people)
    assert once.facets == again.facets


# --- the same again, plainer ------------------------------------------------------------------------------------------


def hypergeometric(pool: Counter[int], n: int) -> dict[tuple[int, ...], float]:
    """The chance of each way to draw n of a pool: how many of each facet."""
    facets = sorted(pool)
    ways = [ns for ns in product(*(range(min(pool[k], n) + 1) for k in facets)) if sum(ns) == n]
    return {ns: prod(map(comb, (pool[k] for k in facets), ns)) / comb(pool.total(), n) for ns in ways}


def exact(mine: list[tuple[str, int]], everybody: list[tuple[str, int]], facets: list[int]) -> tuple[float, float]:
    """The chance of being as narrow, and as wide, by adding up every deal; (where, facet) of each episode."""
    sums: dict[tuple[int, ...], float] = {tuple(0 for _ in facets): 1.0}
    for where in {where for where, _facet in mine}:
        pool = Counter(facet for at, facet in everybody if at == where)
        pool.update(dict.fromkeys(facets, 0))
        drawn = hypergeometric(pool, sum(at == where for at, _facet in mine))
        added: dict[tuple[int, ...], float] = defaultdict(float)
        for (one, p), (two, q) in product(sums.items(), drawn.items()):
            added[tuple(a + b for a, b in zip(one, two, strict=True))] += p * q
        sums = added

    def same(ns: tuple[int, ...]) -> int:
        return sum(n * (n - 1) for n in ns)

    own = Counter(facet for _at, facet in mine)
    here = same(tuple(own[k] for k in facets))
    return (
        sum(p for ns, p in sums.items() if same(ns) >= here),
        sum(p for ns, p in sums.items() if same(ns) <= here),
    )


@pytest.mark.parametrize("seed", range(3))
def test_every_p_once_more_by_adding_up_all_deals(seed: int) -> None:
    dataset, assignment = random_dataset(seed, people=9, posts=40, acts=420)
    table = engagements(dataset, assignment)
    episodes: dict[str, set[tuple[int, str]]] = defaultdict(set)
    where: dict[tuple[str, int, str], str] = {}
    for row in table.sort_values(["time", "post_id"]).itertuples():
        if not pd.isna(row.topic):
            dated = "never" if pd.isna(row.time) else "in these twelve months"
            where.setdefault((row.contact_id, row.topic, row.episode), f"{row.platform} {dated}")
            episodes[row.contact_id].add((row.topic, row.episode))
    drawn = {who: [(where[who, *one], one[0]) for one in sorted(own)] for who, own in episodes.items()}
    facets = sorted({facet for own in drawn.values() for _at, facet in own})
    circles = dataset.memberships.drop_duplicates(["contact_id", "group_id"]).groupby("group_id")["contact_id"].agg(set)

    result = found(table, dataset.memberships)
    assert result.people["contact_id"].tolist() == sorted(who for who, own in drawn.items() if len(own) >= 5)
    for person in result.people.itertuples():
        mine = drawn[person.contact_id]
        narrow, wide = exact(mine, [one for own in drawn.values() for one in own], facets)
        assert person.p_narrow == close(narrow)
        assert person.p_wide == close(wide)
        within = []
        for inside in circles:
            others = [one for who in inside - {person.contact_id} for one in drawn.get(who, [])]
            if person.contact_id in inside and len(others) >= 20:
                within.append(exact(mine, [*others, *mine], facets)[1])
        assert np.isnan(person.p_circle) if not within else person.p_circle == close(max(within))


def chao_wang_jost(counts: list[int]) -> float:
    """The formula as it was published, term by term."""
    n, once, twice = sum(counts), counts.count(1), counts.count(2)
    entropy = sum(x / n * sum(1 / k for k in range(x, n)) for x in counts if 0 < x < n)
    a = 1.0
    if twice:
        a = 2 * twice / ((n - 1) * once + 2 * twice)
    elif once:
        a = 2 / ((n - 1) * (once - 1) + 2)
    if once and a < 1:
        tail = -log(a) - sum((1 - a) ** r / r for r in range(1, n))
        entropy += once / n * (1 - a) ** (1 - n) * tail
    return min(exp(entropy), len(counts))


def test_the_effective_number_of_facets_term_by_term() -> None:
    rng = np.random.default_rng(0)
    rows = [[9, 0, 0, 0, 0, 0], [5, 4, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0], [4, 1, 0, 0, 0, 0], [2, 2, 1, 0, 0, 0]]
    rows += [row for row in rng.multinomial(12, [0.4, 0.2, 0.2, 0.1, 0.05, 0.05], 60).tolist() if sum(row)]
    assert effective(np.array(rows)) == pytest.approx([chao_wang_jost(row) for row in rows], abs=1e-6)
    # one facet is one; a long even history is as many as there are; what was met once each is never more than all
    assert effective(np.array([[9, 0], [500, 500], [3000, 0]])) == pytest.approx([1, 2, 1], abs=0.01)
    assert effective(np.array([[1, 1, 1, 1, 1, 0]])) == 6


def test_the_average_and_its_chance() -> None:
    """Eleven people of one facet each: one; dealt anew, nearly two of the two facets; an interval of people alike."""
    table = acts("\n".join(f"c{i:02} {i % 2} 8" for i in range(11)))
    facets = found(table).facets
    assert facets is not None
    assert (facets.value, facets.low, facets.high) == (1, 1, 1)
    rng, deals = np.random.default_rng(9), []
    cards = np.repeat([0, 1], [48, 40])
    for _time in range(400):
        rng.shuffle(cards)
        deals += [chao_wang_jost(np.bincount(hand, minlength=2).tolist()) for hand in cards.reshape(11, 8)]
    assert facets.chance == pytest.approx(float(np.mean(deals)), abs=0.02)
    assert found(acts("\n".join(f"c{i:02} {i % 2} 8" for i in range(9)))).facets is None


# --- chance alone, and what is planted --------------------------------------------------------------------------------


def world(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two networks with tastes of their own and four years that drift; busy and quiet people, bursts in one thread.

    Nobody has a taste: an episode's facet hangs on its network and year alone.
    """
    rng = np.random.default_rng([seed, 77])
    rows: list[tuple[str, int, float]] = []
    threads: list[str] = []
    popular = rng.dirichlet(np.full(5, 0.7), size=(2, 4))
    for i in range(30):
        for _episode in range(1 + rng.geometric(0.08)):
            year = int(rng.integers(i % 3, 4))
            facet = int(rng.choice(5, p=popular[i % 2, year]))
            talk, day = f"t{len(threads)}", 365.25 * year + float(rng.integers(2, 360))
            for _post in range(rng.geometric(0.4)):
                rows.append((f"c{i:02}", facet, day))
                threads.append(talk)
    rows.append(("first", 0, 0.0))
    table = engaged(rows, [*threads, "first"])  # type: ignore[arg-type]
    number = table["contact_id"].str[1:].where(table["contact_id"] != "first", "0").astype(int)
    circles = members(
        **{f"g{k}": " ".join(f"c{i:02}" for i in range(30) if i % 4 == k or i == k + 1) for k in range(4)}
    )
    return table.assign(platform=np.where(number % 2, "net", "other")), circles


def test_where_chance_alone_deals_nothing_is_found() -> None:
    """Whole episodes dealt out (bursts, activity, popularity, networks and years kept): at most one table in twenty."""
    rates: dict[str, list[float]] = defaultdict(list)
    discoveries: Counter[str] = Counter()
    tables = 40
    for seed in range(tables):
        result = found(*world(seed))
        assert result.judged >= 15 and result.in_circle >= 15
        for test in ("p_narrow", "p_wide", "p_circle"):
            rates[test] += (result.people[test].dropna() <= 0.05).tolist()
        discoveries += Counter(narrow=result.narrow > 0, wide=result.wide > 0, circle=result.wider_than_circle > 0)
    for flags in rates.values():  # the rate is at most .05; so few flags tell it to two standard errors
        assert np.mean(flags) <= 0.05 + 2 * sqrt(0.05 * 0.95 / len(flags))
    assert max(discoveries.values(), default=0) <= 0.05 * tables


def test_what_is_planted_is_found() -> None:
    """Four keep to one facet, two take all in turn, the others follow the popular one now and then another."""
    rng = np.random.default_rng(5)
    rows = [(f"c{i:02}", int(rng.choice(6, p=[0.7, *[0.06] * 5])), float(d)) for i in range(20) for d in range(20)]
    rows += [(f"n{i}", 1 + i, float(d)) for i in range(4) for d in range(20)]
    rows += [(f"w{i}", d % 6, float(d)) for i in range(2) for d in range(24)]
    result = found(engaged(rows), members(all=" ".join([*(f"c{i:02}" for i in range(20)), "w0"])))  # type: ignore[arg-type]
    people = result.people.set_index("contact_id")
    assert result.narrow >= 4
    assert people.loc[["n0", "n1", "n2", "n3"], "p_narrow"].max() < 0.002
    assert people.loc["w0", "p_circle"] < 0.002
    assert (result.in_circle, result.wider_than_circle) == (21, 1)
    assert result.facets is not None and result.facets.high < result.facets.chance
