"""Matrix, breadth and cross-facet share: counted by hand, and once more in plain loops."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hand_counted import build, engaged, plain_opportunities, random_dataset, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.audience import breadth, cross_facet, matrix, share_interval
from identity_audit.analysis.engagement import engagements, episodes, opportunities
from identity_audit.analysis.strategies import replay_per_facet
from identity_audit.dataset import Dataset

COUNTS = ["people", "engagements", "exposed", "opportunities", "people_complete", "engagements_complete"]


def table(dataset: Dataset, assignment: pd.DataFrame, groups: list[str] | None = None) -> dict[Any, tuple[Any, ...]]:
    """(circle, facet) -> the six counts, NA as None"""
    found = matrix(dataset, engagements(dataset, assignment), opportunities(dataset, assignment), groups)
    return {
        (row.group_id, row.topic): tuple(None if pd.isna(v) else int(v) for v in (getattr(row, c) for c in COUNTS))
        for row in found.itertuples(index=False)
    }


SCHOOL = """
post facet known    day platform
p1   0     complete 1   net
p2   0     complete 2   net
p3   0     partial  3   net
p4   1     complete 4   net
p5   2     partial  5   net
p6   3     complete 6   other
"""
SCHOOL_ACTS = """
who post
ana p1
ana p1
ana p2
bob p1
bob p3
cat p3
cat p5
dan p4
"""
SCHOOL_MEMBERS = """
who circle
ana box
bob box
cat box
cat work
dan work
eve work
pia pool
"""
SCHOOL_CONTACTS = """
who platform first_seen
ana net      0
bob net      0
cat net      2
dan net      0
eve net      5
pia other    0
"""


def test_circles_against_facets_counted_by_hand() -> None:
    dataset, assignment = build(SCHOOL, SCHOOL_ACTS, SCHOOL_MEMBERS, contacts=SCHOOL_CONTACTS)
    #                 people  reactions  could see  contacts x posts  people, reactions on p1 p2 p4 p6
    assert table(dataset, assignment) == {
        # ana p1 p2, bob p1 p3, cat p3; ana and bob 2 posts each, cat (since day 2) only p2
        ("box", 0): (3, 5, 3, 5, 2, 3),
        ("box", 1): (0, 0, 3, 3, 0, 0),  # a counted zero: three people could have seen p4
        ("box", 2): (1, 1, None, None, None, None),  # only a partial list: cat at least, and no rate
        ("box", 3): (0, 0, None, None, None, None),  # p6 is on a network where nobody of the box can be met
        ("pool", 0): (0, 0, None, None, None, None),
        ("pool", 1): (0, 0, None, None, None, None),
        ("pool", 2): (0, 0, None, None, None, None),
        ("pool", 3): (0, 0, 1, 1, 0, 0),
        ("work", 0): (1, 1, 2, 3, 0, 0),  # cat p3; dan p1 p2, cat p2, eve came later
        ("work", 1): (1, 1, 2, 2, 1, 1),  # dan p4; cat and dan could
        ("work", 2): (1, 1, None, None, None, None),
        ("work", 3): (0, 0, None, None, None, None),
    }


def test_a_person_in_two_circles_counts_in_both_and_groups_can_be_chosen() -> None:
    dataset, assignment = build(SCHOOL, SCHOOL_ACTS, SCHOOL_MEMBERS, contacts=SCHOOL_CONTACTS)
    chosen = table(dataset, assignment, ["work"])
    assert set(chosen) == {("work", topic) for topic in range(4)}
    assert chosen["work", 2] == table(dataset, assignment)["box", 2]  # cat, in both


def test_who_is_in_the_audience_counts_whatever_network_their_row_names() -> None:
    dataset, assignment = build(
        "post facet\np1 0", "who post", "who circle\nana chat", "post circle\np1 chat", "who platform\nana elsewhere"
    )
    assert table(dataset, assignment) == {("chat", 0): (0, 0, 1, 1, 0, 0)}


def test_no_circle_no_row() -> None:
    dataset, assignment = build(SCHOOL, SCHOOL_ACTS)
    assert table(dataset, assignment) == {}


@pytest.mark.parametrize("seed", range(8))
def test_matrix_against_plain_loops(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    could = plain_opportunities(dataset, assignment)
    acts = engagements(dataset, assignment)
    placed = acts[acts["topic"].notna()]
    met = defaultdict(set)
    platform = dict(zip(dataset.posts["post_id"], dataset.posts["platform"], strict=True))
    for c in dataset.contacts.itertuples():
        met[c.contact_id].add(c.platform)
    for a in dataset.interactions.itertuples():
        if a.direction == "received" and a.evidence == "observed":
            met[a.contact_id].add(platform.get(a.post_id, a.platform))
    lists = opportunities(dataset, assignment).known
    known = set(zip(lists["platform"], lists["topic"], strict=True))
    expected = {}
    for group in sorted(set(dataset.memberships["group_id"])):
        members = set(dataset.memberships.loc[dataset.memberships["group_id"] == group, "contact_id"])
        for topic in sorted(set(assignment["topic"].dropna())):
            mine = [a for a in placed.itertuples() if a.contact_id in members and a.topic == topic]
            seen = {who: e for (who, k), e in could.items() if who in members and k == topic}
            told = bool(seen) or any((net, topic) in known for who in members for net in met[who])
            expected[group, topic] = (
                len({a.contact_id for a in mine}),
                len(mine),
                len(seen) if told else None,
                sum(e for e, _ in seen.values()) if told else None,
                sum(y > 0 for _, y in seen.values()) if told else None,
                sum(y for _, y in seen.values()) if told else None,
            )
    assert table(dataset, assignment) == expected
    assert table(shuffled(dataset), assignment) == expected


def test_figures_on_complete_lists_never_pass_those_who_could_see() -> None:
    for seed in range(5):
        dataset, assignment = random_dataset(seed)
        found = matrix(dataset, engagements(dataset, assignment), opportunities(dataset, assignment))
        assert (found["people_complete"] <= found["exposed"]).fillna(True).all()
        assert (found["engagements_complete"] <= found["opportunities"]).fillna(True).all()
        assert (found["people_complete"] <= found["people"]).fillna(True).all()


def test_breadth_counted_by_hand() -> None:
    found = breadth(
        engaged([
            ("ana", 0, 1), ("ana", 1, 2), ("ana", 1, 2),  # two facets
            ("bob", 0, 1), ("bob", 0, 1),  # one facet, one day: a single episode
            ("cat", 2, 1), ("cat", 2, 2),  # one facet, two episodes
            ("dan", None, 1),  # a photo without words
            ("eve", 0, 1), ("eve", 1, 1), ("eve", 2, 1), ("eve", None, 1),  # three
        ])
    )  # fmt: skip
    assert found.engagers == 5
    assert found.distribution == ((0, 1), (1, 2), (2, 1), (3, 1))
    assert found.in_two_or_more == 2
    assert found.once == 1


def crowd(sizes: list[tuple[int, int]]) -> pd.DataFrame:
    """One person per pair: so many reactions to facet 0, so many to facet 1, each on a day of its own."""
    return engaged([
        (f"c{i:02}", facet, 10 * n)
        for i, pair in enumerate(sizes) for facet, count in enumerate(pair) for n in range(count)
    ])  # fmt: skip


def test_cross_facet_share_counted_by_hand() -> None:
    # ten people, 40 reactions; outside home: 1 of 4 eight times, 2 of 4 (a tie) twice: 12 of 40
    found = cross_facet(crowd([(3, 1)] * 4 + [(1, 3)] * 4 + [(2, 2)] * 2))
    assert found.share is not None
    assert found.chance is not None
    assert found.share == 12 / 40
    assert (found.n, found.people, found.level) == (40, 10, 0.95)
    assert found.low <= found.share <= found.high
    assert found.mixing_index == found.share / found.chance


@pytest.mark.parametrize(
    ("sizes", "enough"),
    [([(3, 0)] * 10, True), ([(3, 0)] * 9 + [(2, 0)], False), ([(4, 0)] * 9, False), ([(2, 0)] * 15, True)],
)
def test_below_thirty_reactions_by_ten_people_there_are_only_counts(sizes: list[tuple[int, int]], enough: bool) -> None:
    found = cross_facet(crowd(sizes))
    assert (found.share is not None) == (found.chance is not None) == (found.low is not None) == enough
    assert (found.n, found.people) == (sum(map(sum, sizes)), len(sizes))


def test_reactions_to_posts_without_a_facet_are_not_judged() -> None:
    acts = [(f"c{i}", 0, n) for i in range(10) for n in range(3)]
    found = cross_facet(engaged([*acts, *(("c1", None, n) for n in range(50))]))
    assert found.share is not None
    assert found.chance is not None
    assert found.n == 30
    assert cross_facet(engaged([*acts[1:], *(("c1", None, n) for n in range(50))])).share is None


def test_a_split_audience_a_single_facet_and_a_mixed_one() -> None:
    split = cross_facet(crowd([(6, 0)] * 8 + [(0, 6)] * 8))
    assert split.chance is not None
    assert split.share == split.low == split.high == 0
    assert split.chance > 0.2
    assert split.mixing_index == 0
    single = cross_facet(crowd([(6, 0)] * 10))
    assert single.chance is not None
    assert (single.share, single.chance, single.mixing_index) == (0, 0, None)
    rng = random.Random(3)
    mixed = cross_facet(engaged([(f"c{rng.randrange(40):02}", rng.randrange(3), n) for n in range(600)]))
    assert mixed.chance is not None
    assert mixed.mixing_index is not None
    assert 0.9 < mixed.mixing_index < 1.1  # as if there were no split


def random_table(seed: int) -> pd.DataFrame:
    """Bursts, threads, gaps: what an engagement table may hold."""
    r = random.Random(seed)
    acts, threads = [], []
    for _ in range(r.randrange(60, 200)):
        acts.append((f"c{r.randrange(25):02}", r.choice([0, 0, 1, 2, None]), r.choice([None, *range(30)])))
        threads.append(r.choice([None, None, "t1", "t2", "t3"]))
    return engaged(acts, threads)


@pytest.mark.parametrize("seed", range(6))
def test_cross_facet_against_plain_loops(seed: int) -> None:
    acts = random_table(seed)
    found = cross_facet(acts, seed=4)
    assert found.share is not None
    assert found.chance is not None
    units = [(e.contact_id, e.topic, e.engagements) for e in episodes(acts).itertuples()]

    def share(deal: list[tuple[str, int, int]]) -> float:
        per_person: dict[str, Counter[int]] = defaultdict(Counter)
        for who, topic, n in deal:
            per_person[who][topic] += n
        return 1 - sum(max(c.values()) for c in per_person.values()) / sum(n for _, _, n in deal)

    assert found.share == pytest.approx(share(units))
    r = random.Random(1)
    shuffles = []
    for _ in range(400):
        topics = [topic for _, topic, _ in units]
        r.shuffle(topics)
        shuffles.append(share([(who, topic, n) for (who, _, n), topic in zip(units, topics, strict=True)]))
    assert found.chance == pytest.approx(np.mean(shuffles), abs=0.01)
    people = sorted({who for who, _, _ in units})
    draws = []
    for _ in range(600):
        chosen = [r.choice(people) for _ in people]
        draws.append(share([(f"{i}{who}", k, n) for i, who in enumerate(chosen) for w, k, n in units if w == who]))
    assert (found.low, found.high) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.03)


def test_a_burst_in_one_thread_is_one_moment_for_chance() -> None:
    # everybody's six reactions: six moments, or one thread each; the share is the same, chance is not
    acts = [(f"c{i:02}", i % 2, float(n)) for i in range(20) for n in range(6)]
    apart = cross_facet(engaged(acts))
    bursts = cross_facet(engaged(acts, [f"t{who}" for who, _, _ in acts]))
    assert apart.chance is not None
    assert bursts.chance is not None
    assert apart.share == bursts.share == 0
    assert apart.chance > 0.3
    assert bursts.chance == 0  # one episode each: nobody could have been in two facets, so nothing can be concluded
    assert bursts.mixing_index is None


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_share_interval_and_order(seed: int) -> None:
    acts = random_table(seed)
    found = cross_facet(acts)
    if found.share is None or found.low is None or found.high is None or found.chance is None:
        return
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert 0 <= found.chance <= 1
    mixed = acts.sample(frac=1, random_state=seed)
    assert cross_facet(mixed) == found
    assert breadth(mixed) == breadth(acts)
    replay = replay_per_facet(acts)
    assert replay is not None
    assert replay.placed == "hindsight"
    assert (replay.blocked, replay.low, replay.high) == pytest.approx((found.share, found.low, found.high))
    assert replay.chance == pytest.approx(found.chance)


def test_partial_lists_count_for_the_share_and_give_no_rate() -> None:
    people = [f"c{i}" for i in range(10)]
    posts = "post facet known day\n" + "\n".join(f"p{n} {n % 2} partial {n}" for n in range(4))
    acts = "who post\n" + "\n".join(f"{who} p{n}" for who in people for n in range(4))
    dataset, assignment = build(posts, acts, "who circle\n" + "\n".join(f"{who} all" for who in people))
    found = cross_facet(engagements(dataset, assignment))
    assert found.share is not None
    assert found.chance is not None
    assert (found.share, found.n) == (0.5, 40)
    assert table(dataset, assignment)["all", 0] == (10, 20, None, None, None, None)


def test_the_seed_fixes_the_interval() -> None:
    acts = random_table(8)
    first, again, other = (cross_facet(acts, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("seed", range(20))
def test_interval_contains_the_estimate_even_where_one_person_weighs_most(seed: int) -> None:
    whole = np.array([1.0] * 9 + [1000.0])
    part = np.array([1.0] * 9 + [0.0])
    low, high = share_interval(part, whole, seed)
    assert low <= part.sum() / whole.sum() <= high
