"""Replays counted by hand, once more in plain loops, and at every boundary of design section 2."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from math import ceil
from typing import Any

import pandas as pd
import pytest
from hand_counted import day, engaged
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.strategies import (
    Replay,
    out_of,
    replay_per_circle,
    replay_per_facet,
    replay_unified,
    shapes,
    verdict,
)

Acts = list[tuple[str, int | None, float | None]]


def timeline(text: str) -> Acts:
    """Lines of `who facet times`: one reaction a day, to one post each, in the order written."""
    order = [
        (who, None if facet == "-" else int(facet))
        for who, facet, times in (line.split() for line in text.splitlines() if line)
        for _ in range(int(times))
    ]
    return [(who, facet, n) for n, (who, facet) in enumerate(order)]


def members(text: str) -> pd.DataFrame:
    """Lines of `circle who who ...`."""
    pairs = [(who, circle) for circle, *people in map(str.split, text.strip().splitlines()) for who in people]
    return pd.DataFrame(pairs, columns=["contact_id", "group_id"], dtype="str")


NOBODY = members("")

# 120 reactions up to day 119, 80 after it
PAST = (
    "\n".join(f"c{i:02} 0 7\nc{i:02} 1 3" for i in range(9))
    + """
c09 0 8
c09 1 2
c10 2 5
c10 1 5
c11 2 10
"""
)
REST = """
c00 0 8
c01 0 8
c02 0 8
c03 0 8
c04 0 8
c05 0 4
c05 1 4
c06 0 4
c06 1 4
c07 0 4
c07 1 4
c08 1 4
c09 0 1
c10 2 1
new1 0 6
new2 1 4
"""
CIRCLES = members("box c00 c01 c02 c03 c04 c05 c06 c07 new1\nwork c08 c09\nalone c10\nold c11 new2")


def found(replay: Replay | None) -> Replay:
    assert replay is not None
    return replay


def losses(replay: Replay) -> dict[int, tuple[int, int]]:
    return {row.topic: (row.engagements, row.blocked) for row in replay.by_topic}


def test_per_facet_counted_by_hand() -> None:
    replay = found(replay_per_facet(engaged(timeline(PAST + REST))))
    # homes: c00-c09 facet 0; c10 five each on 1 and 2, so 1; c11 never came back; new1, new2 are newcomers
    assert (replay.placed, replay.since) == ("past", day(119))
    assert (replay.people, replay.engagements, replay.newcomers, replay.left_out) == (11, 70, 2, 1)
    # outside home: c05-c07 four each, c08 all four, c10 its only one
    assert replay.blocked == 17 / 70
    assert (replay.contacts_keep, replay.contacts_lose_part, replay.contacts_lost) == (6, 3, 2)
    assert replay.single == 2  # c09, c10
    assert losses(replay) == {0: (53, 0), 1: (16, 16), 2: (1, 1)}
    assert replay.low <= 17 / 70 <= replay.high
    assert (replay.level, replay.without_facet, replay.without_time) == (0.95, 0, 0)


def test_per_circle_counted_by_hand() -> None:
    replay = found(replay_per_circle(engaged(timeline(PAST + REST)), CIRCLES))
    assert (replay.placed, replay.since, replay.people, replay.engagements) == ("past", day(119), 11, 70)
    # box without the judged one: facet 0 holds 70 %, so 0 and 1: nothing blocked. c08 sees c09's profile: 8 of 10 on
    # facet 0, 80 % exactly, so 0 alone: its four reactions on 1 are blocked. c09 sees c08's: 0 and 1. c10 is alone
    # in its circle, which tells nothing: everything. c11 and new2 are not judged.
    assert replay.blocked == 4 / 70
    assert (replay.contacts_keep, replay.contacts_lose_part, replay.contacts_lost) == (10, 0, 1)
    assert replay.without_circle == 1
    assert losses(replay) == {0: (53, 0), 1: (16, 4), 2: (1, 0)}


def test_unified_blocks_nothing_of_the_same_reactions() -> None:
    acts = engaged(timeline(PAST + REST))
    replay = found(replay_unified(acts))
    assert (replay.blocked, replay.low, replay.high, replay.chance) == (0, 0, 0, 0)
    facet = found(replay_per_facet(acts))
    assert (replay.people, replay.engagements, replay.since, replay.contacts_keep) == (
        facet.people, facet.engagements, facet.since, facet.people,
    )  # fmt: skip


def test_several_circles_see_the_union_and_none_everything() -> None:
    acts = engaged(timeline(PAST + REST))
    # with box (facets 0 and 1) c08 sees facet 1 again; c10 is in no circle
    joined = pd.concat([CIRCLES, members("box c08")])
    replay = found(replay_per_circle(acts, joined[joined["group_id"] != "alone"]))
    assert (replay.blocked, replay.without_circle) == (0, 1)
    doubled = pd.concat([CIRCLES, CIRCLES])
    assert found(replay_per_circle(acts, doubled)).blocked == 4 / 70  # a membership twice is one


def test_a_circle_next_to_80_percent_needs_the_next_facet() -> None:
    # c09's past: 7 of 10 on facet 0, so c08 sees 0 and 1
    acts = timeline(PAST.replace("c09 0 8\nc09 1 2", "c09 0 7\nc09 1 3") + REST)
    assert found(replay_per_circle(engaged(acts), CIRCLES)).blocked == 0


def test_equal_facets_of_a_circle_enter_by_id() -> None:
    # c09's past is c08's view: six, two and two; 80 % = the six and one of the twos, the smaller id.
    # c08's four reactions are on facet 1
    acts = timeline(PAST.replace("c09 0 8\nc09 1 2", "c09 0 6\nc09 2 2\nc09 1 2") + REST)
    assert losses(found(replay_per_circle(engaged(acts), CIRCLES)))[1] == (16, 0)  # sees 0 and 1
    acts = timeline(PAST.replace("c09 0 8\nc09 1 2", "c09 2 6\nc09 1 2\nc09 0 2") + REST)
    assert losses(found(replay_per_circle(engaged(acts), CIRCLES)))[1] == (16, 4)  # sees 2 and 0


def test_circles_count_episodes_not_reactions() -> None:
    # c09's ten past reactions: eight on facet 0 in one thread (one episode), two on facet 1 on two days: 1 of 3 is 0
    acts = timeline(PAST + REST)
    threads = ["burst" if who == "c09" and facet == 0 else None for who, facet, _ in acts]
    replay = found(replay_per_circle(engaged(acts, threads), CIRCLES))
    assert replay.blocked == 0  # 2 of 3 episodes on facet 1 are not 80 %: c08 sees both
    assert found(replay_per_facet(engaged(acts, threads))).blocked == 17 / 70  # homes count reactions


def test_no_circle_at_all_is_no_replay_rather_than_a_loss_of_nothing() -> None:
    acts = engaged(timeline(PAST + REST))
    assert replay_per_circle(acts, NOBODY) is None
    assert replay_per_circle(acts, members("alone c10\nold c11")) is None
    assert verdict(replay_per_facet(acts), None, 200) == verdict(replay_per_facet(acts), replay_unified(acts), 200)


def test_199_reactions_are_judged_with_hindsight_and_200_by_the_past() -> None:
    acts = timeline(PAST + REST)
    assert len(acts) == 200
    assert found(replay_per_facet(engaged(acts))).placed == "past"
    replay = found(replay_per_facet(engaged(acts[1:])))
    assert (replay.placed, replay.since, replay.people, replay.engagements) == ("hindsight", None, 14, 199)
    assert (replay.newcomers, replay.left_out, replay.contacts_lost) == (0, 0, 0)
    # outside home: c00-c04 3 each, c05-c07 7 (11 of 18 on facet 0), c08 7 of 14 (a tie: facet 0), c09 2, c10 5
    assert replay.blocked == (5 * 3 + 3 * 7 + 7 + 2 + 5) / 199


@pytest.mark.parametrize(
    ("later", "placed"),
    [
        (3, "past"),  # 10 people x 3 = 30
        (2, "hindsight"),  # 20 reactions
    ],
)
def test_the_judged_rest_needs_thirty_reactions(later: int, placed: str) -> None:
    past = "\n".join(f"c{i:02} {i % 2} 15" for i in range(10))
    rest = "\n".join(f"c{i:02} {i % 2} {later}" for i in range(10)) + f"\nnew 0 {100 - 10 * later}"
    assert found(replay_per_facet(engaged(timeline(past + "\n" + rest)))).placed == placed


@pytest.mark.parametrize(("people", "placed"), [(10, "past"), (9, "hindsight")])
def test_the_judged_rest_needs_ten_people(people: int, placed: str) -> None:
    past = "\n".join(f"c{i:02} {i % 2} 15" for i in range(10))
    rest = "\n".join(f"c{i:02} {i % 2} 10" for i in range(people)) + f"\nnew 0 {110 - 10 * people}"
    assert found(replay_per_facet(engaged(timeline(past + "\n" + rest)))).placed == placed


@pytest.mark.parametrize(("times", "enough"), [((3,) * 10, True), ((3,) * 9 + (2,), False), ((4,) * 9, False)])
def test_a_replay_needs_thirty_reactions_by_ten_people(times: tuple[int, ...], enough: bool) -> None:
    acts = engaged(timeline("\n".join(f"c{i:02} 0 {n}" for i, n in enumerate(times))))
    circle = members("all " + " ".join(f"c{i:02}" for i in range(10)))
    for replay in (replay_unified(acts), replay_per_facet(acts), replay_per_circle(acts, circle)):
        assert (replay is not None) == enough


def test_everything_at_the_moment_t_is_past() -> None:
    # 250 reactions, five a day to posts of one time: T falls on day 29 (the 150th), then five more on that day
    acts = [(f"c{n % 10:02}", 0, float(n // 5)) for n in range(250)]
    assert found(replay_per_facet(engaged(acts))).since == day(29)
    same = [(who, facet, 29.0 if 29 < when < 32 else when) for who, facet, when in acts]
    replay = found(replay_per_facet(engaged(same)))
    assert replay.since == day(29)
    assert replay.engagements == 250 - 160


def test_reactions_without_a_facet_or_a_date_are_left_out_and_counted() -> None:
    acts = timeline(PAST + REST)
    replay = found(replay_per_facet(engaged([*acts, ("c00", None, 5), ("c00", 1, None), ("zed", 2, None)])))
    assert (replay.without_facet, replay.without_time) == (1, 2)
    assert (replay.blocked, replay.people) == (17 / 70, 11)
    # with hindsight nothing needs an order: the undated ones are judged
    replay = found(replay_per_facet(engaged([*acts[1:], ("c00", None, 5), ("c00", 1, None), ("zed", 2, None)])))
    assert (replay.without_facet, replay.without_time) == (1, 0)
    assert (replay.engagements, replay.people) == (201, 15)
    # 200 reactions of which one is undated cannot be split
    assert found(replay_per_facet(engaged([*acts[1:], ("c00", 1, None)]))).placed == "hindsight"


def random_acts(seed: int) -> tuple[Acts, list[str | None], pd.DataFrame]:
    r = random.Random(seed)
    n = r.choice([40, 150, 199, 200, 260, 420])
    people = [f"c{i:02}" for i in range(r.choice([12, 25, 40]))]
    taste = {who: [r.random() ** 3 for _ in range(4)] for who in people}
    acts: Acts = []
    threads: list[str | None] = []
    for _ in range(n):
        who = r.choice(people[: 1 + int(len(people) * r.random() ** 0.5)])
        facet = r.choices([0, 2, 3, 7], taste[who])[0]
        acts.append((who, r.choice([facet] * 20 + [None]), r.choice([float(r.randrange(80))] * 20 + [None])))
        threads.append(r.choice([None, None, f"t{r.randrange(12)}"]))
    circles = [(who, f"g{i}") for i in range(5) for who in people if r.random() < 0.25]
    return acts, threads, pd.DataFrame(circles, columns=["contact_id", "group_id"], dtype="str")


def plain_replay(table: pd.DataFrame, circles: pd.DataFrame | None) -> dict[str, Any] | None:
    """Design section 2 once more, in loops. `circles` None: one profile per facet."""
    placed = [e for e in table.itertuples() if not pd.isna(e.topic)]
    if len(placed) < 30 or len({e.contact_id for e in placed}) < 10:
        return None
    past, rest, since = placed, placed, None
    dated = sorted((e for e in placed if not pd.isna(e.time)), key=lambda e: e.time)
    if len(dated) >= 200:
        t = dated[ceil(len(dated) * 6 / 10) - 1].time
        before, after = [e for e in dated if e.time <= t], [e for e in dated if e.time > t]
        both = {e.contact_id for e in before} & {e.contact_id for e in after}
        later = [e for e in after if e.contact_id in both]
        if len(later) >= 30 and len(both) >= 10:
            past, rest, since = before, later, t
    judged = {e.contact_id for e in rest}
    sees: dict[str, set[int]] = {}
    for who in judged:
        if circles is None:
            mine = Counter(e.topic for e in past if e.contact_id == who)
            sees[who] = {min(k for k in mine if mine[k] == max(mine.values()))}
            continue
        union: set[int] = set()
        for group in circles.loc[circles["contact_id"] == who, "group_id"]:
            others = set(circles.loc[circles["group_id"] == group, "contact_id"]) - {who}
            held = Counter(
                k for _, k, _ in {(e.contact_id, e.topic, e.episode) for e in past if e.contact_id in others}
            )
            total, carried = sum(held.values()), 0
            for k in sorted(held, key=lambda k: (-held[k], k)):
                if carried * 10 >= total * 8:
                    break
                union.add(k)
                carried += held[k]
        sees[who] = union or {e.topic for e in placed}
    lost: dict[str, list[bool]] = defaultdict(list)
    for e in rest:
        lost[e.contact_id].append(e.topic not in sees[e.contact_id])
    n = sum(len(v) for v in lost.values())
    return {
        "blocked": sum(sum(v) for v in lost.values()) / n,
        "engagements": n,
        "people": len(judged),
        "since": since,
        "contacts_keep": sum(not any(v) for v in lost.values()),
        "contacts_lose_part": sum(any(v) and not all(v) for v in lost.values()),
        "contacts_lost": sum(all(v) for v in lost.values()),
        "single": sum(len(v) == 1 for v in lost.values()),
    }


@pytest.mark.parametrize("seed", range(12))
def test_replays_against_plain_loops(seed: int) -> None:
    acts, threads, circles = random_acts(seed)
    table = engaged(acts, threads)
    for replay, expected in (
        (replay_per_facet(table), plain_replay(table, None)),
        (replay_per_circle(table, circles), plain_replay(table, circles)),
    ):
        assert (replay is None) == (expected is None)
        if replay is not None and expected is not None:
            assert replay.blocked == pytest.approx(expected.pop("blocked"))
            assert {name: getattr(replay, name) for name in expected} == expected


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100_000))
def test_what_holds_for_every_replay(seed: int) -> None:
    acts, threads, circles = random_acts(seed)
    table = engaged(acts, threads)
    for replay in (replay_unified(table), replay_per_facet(table), replay_per_circle(table, circles)):
        if replay is None:
            continue
        assert 0 <= replay.low <= replay.blocked <= replay.high <= 1
        assert replay.contacts_keep + replay.contacts_lose_part + replay.contacts_lost == replay.people >= 10
        assert sum(row.engagements for row in replay.by_topic) == replay.engagements >= 30
        assert sum(row.blocked for row in replay.by_topic) == pytest.approx(replay.blocked * replay.engagements)
        assert sum(shapes(replay)) == 100
        assert (replay.since is None) == (replay.placed == "hindsight")
        if replay.strategy == "per_facet" and replay.placed == "hindsight":
            assert replay.contacts_lost == 0  # by construction: everybody keeps their best facet
    mixed = table.sample(frac=1, random_state=seed)
    assert replay_per_facet(mixed, seed=3) == replay_per_facet(table, seed=3)
    again = replay_per_circle(mixed, circles.sample(frac=1, random_state=1), seed=3)
    assert again == replay_per_circle(table, circles, seed=3)


def test_the_seed_moves_the_interval_and_not_the_estimate() -> None:
    table = engaged(timeline(PAST + REST))
    one, other = found(replay_per_facet(table, seed=1)), found(replay_per_facet(table, seed=2))
    assert one.blocked == other.blocked
    assert (one.low, one.high, one.chance) != (other.low, other.high, other.chance)


def test_chance_is_high_where_taste_is_strong_and_close_where_there_is_none() -> None:
    r = random.Random(5)
    loyal = engaged([(f"c{n % 20:02}", n % 2, float(n)) for n in range(400)])
    replay = found(replay_per_facet(loyal))
    assert replay.blocked == 0
    assert 0.4 < replay.chance < 0.6
    fickle = found(replay_per_facet(engaged([(f"c{n % 20:02}", r.randrange(3), float(n)) for n in range(600)])))
    assert fickle.blocked == pytest.approx(fickle.chance, abs=0.08)
    half = [" ".join(f"c{i:02}" for i in range(start, 20, 2)) for start in (0, 1)]
    circles = members(f"even {half[0]}\nodd {half[1]}")
    split = found(replay_per_circle(loyal, circles))
    assert (split.blocked, split.without_circle) == (0, 0)
    assert split.chance < 0.1  # at random both circles would carry both facets: per circle then blocks nothing


def some(low: float, high: float) -> Replay:
    replay = found(replay_unified(engaged(timeline("\n".join(f"c{i:02} 0 3" for i in range(10))))))
    return replace(replay, low=low, high=high, blocked=(low + high) / 2)


LITTLE, CUTS, OPEN = (0.0, 0.0999), (0.10, 0.5), (0.0999, 0.10)


@pytest.mark.parametrize(
    ("facet", "circle", "code"),
    [
        (CUTS, CUTS, "separating_cuts"),
        (CUTS, OPEN, "separating_cuts"),
        (CUTS, None, "separating_cuts"),
        (CUTS, LITTLE, "mixed"),
        (LITTLE, CUTS, "mixed"),
        (LITTLE, LITTLE, "changes_little"),
        (LITTLE, OPEN, "changes_little"),
        (LITTLE, None, "changes_little"),
        (OPEN, CUTS, "cannot_decide"),
        (OPEN, LITTLE, "cannot_decide"),
        (None, CUTS, "cannot_decide"),
        (None, None, "cannot_decide"),
    ],
)
def test_verdict(facet: Any, circle: Any, code: str) -> None:
    one, other = (None if edges is None else some(*edges) for edges in (facet, circle))
    assert verdict(one, other, 1) == code
    assert verdict(one, other, 0) == "no_received"


@pytest.mark.parametrize(
    ("counts", "scaled"),
    [
        ((6, 3, 2), (55, 27, 18)),  # 54.5, 27.3, 18.2
        ((1, 1, 1), (34, 33, 33)),
        ((0, 0, 7), (0, 0, 100)),
        ((1, 199, 0), (1, 99, 0)),  # 0.5 and 99.5: the earlier one
        ((0, 0, 0), (0, 0, 0)),
    ],
)
def test_out_of_a_hundred(counts: tuple[int, ...], scaled: tuple[int, ...]) -> None:
    assert out_of(counts, 100) == scaled
    assert shapes(replace(some(0, 0), contacts_keep=counts[0], contacts_lose_part=counts[1], contacts_lost=counts[2])) \
        == scaled  # fmt: skip
