"""Other ways to separate, counted by hand and once more in plain loops; who belongs where; what was decided."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hand_counted import build, engaged
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.analysis.circles import already_separate
from identity_audit.analysis.engagement import opportunities
from identity_audit.analysis.scenarios import (
    Aimed,
    CouldSee,
    Kept,
    Limits,
    Profiles,
    Rule,
    Scenario,
    aimed,
    as_today,
    could_see,
    facets_of,
    scenario,
    sees,
    sensitive_reach,
    suggestion,
    two_profiles,
)
from identity_audit.analysis.strategies import Replay, replay_rule, replay_rules
from identity_audit.analysis.wishes import Belongs, Wishes, wishes
from identity_audit.corrections import (
    ChosenPlan,
    FacetPosts,
    HideFacet,
    HideMoment,
    OutOfTen,
    SamePerson,
    SecondProfile,
)

PEOPLE = [f"p{number}" for number in range(10)]
#: everybody reacts three times to facet 0 and once to facet 1: 40 reactions by 10 people
ACTS = [(who, facet, float(n)) for who in PEOPLE for n, facet in enumerate((0, 0, 0, 1))]
MEMBERS = pd.DataFrame(
    [*((who, "a") for who in PEOPLE[:5]), *((who, "b") for who in PEOPLE[3:7])],
    columns=["contact_id", "group_id"], dtype="str",
)  # fmt: skip
KINDS = {"a": "company", "b": "channel"}


def replayed(rule: Rule, acts: Any = ACTS, members: pd.DataFrame = MEMBERS) -> Replay:
    found = replay_rule("limits", engaged(acts), lambda people, facets: sees(rule, people, facets, members))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rule", "blocked", "shapes"),
    [
        # p0 to p4 miss their one reaction to facet 1
        (Limits(frozenset({("a", 1)})), 5, (5, 5, 0)),
        # nothing is left for p0 to p4
        (Limits(frozenset({("a", 0), ("a", 1)})), 20, (5, 0, 5)),
        # p3 and p4 are in both circles: what one of them may not see, they do not see
        (Limits(frozenset({("a", 1), ("b", 0)})), 3 * 1 + 2 * 4 + 2 * 3, (3, 5, 2)),
        (Limits(frozenset({("gone", 0), ("a", 7)})), 0, (10, 0, 0)),
        # p0 to p2 see facet 0, p5 and p6 facet 1, p3 and p4 both, p7 to p9 everything
        (Profiles({"a": frozenset({0}), "b": frozenset({1})}, 2), 3 * 1 + 2 * 3, (5, 5, 0)),
        (Profiles({"b": frozenset()}, 1), 16, (6, 0, 4)),
    ],
)
def test_a_rule_is_replayed_as_counted_by_hand(rule: Rule, blocked: int, shapes: tuple[int, int, int]) -> None:
    found = replayed(rule)
    assert found.blocked == blocked / 40
    assert (found.contacts_keep, found.contacts_lose_part, found.contacts_lost) == shapes
    assert found.low <= found.blocked <= found.high
    assert len(found.judged) == 10
    assert len(found.reached) == 10 - shapes[2]
    assert found.chance is None


cells = st.sets(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=8)
memberships = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from("abc")), max_size=14)


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 3)), min_size=30, max_size=60), cells, memberships)
def test_a_replay_is_what_plain_loops_count(
    acts: list[tuple[str, int]], chosen: set[tuple[str, int]], inside: set[tuple[str, str]]
) -> None:
    acts = [*acts, *((who, 0) for who in PEOPLE)]
    members = pd.DataFrame(sorted(inside), columns=["contact_id", "group_id"], dtype="str")
    circles_of = {who: {circle for someone, circle in inside if someone == who} for who in PEOPLE}
    shown = {circle: frozenset(f for c, f in chosen if c == circle) for circle in "ab"}

    def limited(who: str, facet: int) -> bool:
        return any((circle, facet) in chosen for circle in circles_of[who])

    def apart(who: str, facet: int) -> bool:
        own = circles_of[who] & set(shown)
        return bool(own) and not any(facet in shown[circle] for circle in own)

    for rule, missed in ((Limits(frozenset(chosen)), limited), (Profiles(shown, 2), apart)):
        found = replayed(rule, [(who, facet, float(n)) for n, (who, facet) in enumerate(acts)], members)
        lost = [act for act in acts if missed(*act)]
        assert found.blocked == pytest.approx(len(lost) / len(acts))
        gone = {who for who in PEOPLE if all(missed(*act) for act in acts if act[0] == who)}
        assert found.reached == set(PEOPLE) - gone
        assert found.contacts_lost == len(gone)


def test_too_little_is_not_replayed_and_many_rules_give_what_each_gives() -> None:
    rule = Limits(frozenset({("a", 1)}))
    assert replay_rules("limits", engaged(ACTS[:29]), [lambda p, f: sees(rule, p, f, MEMBERS)]) == []
    other = Limits(frozenset({("b", 0)}))
    both = replay_rules(
        "limits", engaged(ACTS), [lambda p, f, rule=rule: sees(rule, p, f, MEMBERS) for rule in (rule, other)]
    )
    assert both == [replayed(rule), replayed(other)]


def test_who_belongs_to_the_second_profile() -> None:
    acts = engaged(ACTS)
    # p0 to p4: 15 of 20 reactions are on facet 0, which is not yet 80 %
    assert facets_of(["a"], acts, MEMBERS) == {0, 1}
    assert facets_of(["gone"], acts, MEMBERS) == frozenset()
    assert suggestion("work_private", acts, MEMBERS, KINDS) == Belongs(frozenset("a"), frozenset({0, 1}))
    assert suggestion("teacher", acts, MEMBERS, KINDS) is None
    work = Belongs(frozenset("a"), frozenset({0}))
    assert two_profiles("work_private", work, [0, 1], KINDS) == Profiles(
        {"a": frozenset({0}), "b": frozenset({1})}, accounts=2
    )
    assert two_profiles("teacher", work, [0, 1], KINDS) == Limits(frozenset({("a", 1)}))


def test_a_way_to_separate_or_why_there_is_none() -> None:
    data, assignment = build("post facet\nx 0\ny 1", members="who circle\np0 a\np1 b")
    nothing_apart = already_separate(data, assignment)

    def found(name: Any, wanted: Wishes, acts: Any = ACTS) -> Any:
        return scenario(
            name, engaged(acts), MEMBERS, facets=[0, 1], kinds=KINDS, wanted=wanted, apart=nothing_apart
        )  # fmt: skip

    assert found("limits", Wishes()) == "nothing_hidden"
    assert found("today", Wishes()) == "nothing_apart"
    assert found("teacher", Wishes()) == "say_who"
    # the suggestion leaves no facet for the other profile
    assert found("work_private", Wishes()) == "say_who"
    said = Wishes(profiles={"work_private": Belongs(frozenset("a"), frozenset({0}))})
    told = found("work_private", said)
    assert isinstance(told, Scenario)
    assert (told.suggested, told.replay.blocked, told.lists) == (False, 9 / 40, 0)
    assert found("work_private", said, ACTS[:20]) == "too_few"
    limits = found("limits", Wishes(hidden=frozenset({("a", 1), ("a", 0), ("b", 0)})))
    assert limits.lists == 2


def test_what_goes_to_each_group_today_is_what_its_people_see() -> None:
    data, assignment = build(
        "post facet\n" + "\n".join(f"x{n} {0 if n < 8 else n - 7}" for n in range(10)),
        members="who circle\np0 choir\np1 choir\np2 sport",
        audiences="post circle\n" + "\n".join(f"x{n} choir" for n in range(10)),
    )
    # eight of ten posts are on facet 0: exactly 80 %; nothing goes to the other group
    assert as_today(already_separate(data, assignment)).sees == {"choir": frozenset({0})}


def test_who_could_see_now_and_then() -> None:
    data, assignment = build(
        "post facet\nx 0\ny 0\nz 1",
        "who post\np0 x\np1 z\np2 z",
        members="who circle\np0 a\np1 a\np1 b",
    )
    seen = opportunities(data, assignment)
    # three people, three public posts: nine chances
    assert could_see(Limits(frozenset({("a", 0)})), seen, data.memberships) == CouldSee(3, 3, 9, 5)
    everything = Limits(frozenset({("a", 0), ("a", 1)}))
    assert could_see(everything, seen, data.memberships) == CouldSee(3, 1, 9, 3)
    assert sensitive_reach(everything, seen, data.memberships, [1, 5]) == (Kept(1, 3, 1),)
    unknown, placed = build("post facet known\nx 0 none", "who post\np0 x")
    assert could_see(everything, opportunities(unknown, placed), unknown.memberships) is None
    assert sensitive_reach(everything, opportunities(unknown, placed), unknown.memberships, [0]) == ()


def test_the_aimed_circle_among_all_people_reached() -> None:
    found = replayed(Limits(frozenset({("a", 0), ("a", 1)})))
    # p0 to p4 are gone; of the circle b, p5 and p6 stay
    assert aimed(found, PEOPLE[3:7]) == Aimed(4, 10, 2, 5)


# --- what was decided ------------------------------------------------------------------------------------------------

FOUR = pd.DataFrame({"post_id": ["x", "y", "z", "w"], "topic": pd.array([0, 0, 1, None], dtype="Int64")})


def facet(*posts: str) -> FacetPosts:
    return FacetPosts(posts, 0.5)


def test_the_last_word_counts_and_what_is_not_there_falls_away() -> None:
    found = wishes(
        [
            HideFacet(facet("x", "y"), "a", True),
            HideFacet(facet("z"), "a", True),
            HideFacet(facet("z"), "a", False),
            HideFacet(facet("w"), "a", True),  # in no facet
            HideFacet(facet("x"), "gone", True),
            SecondProfile("teacher", ("b",), ()),
            SecondProfile("teacher", ("a", "gone"), (facet("z"), facet("never"))),
            OutOfTen("follow_several", 7),
            OutOfTen("follow_several", None),
            OutOfTen("held_back", 99),
            ChosenPlan("open"),
            ChosenPlan("cautious"),
            SamePerson(("c:1", "c:2")),
            HideMoment("x", "c:2"),
        ],
        FOUR,
        {"a", "b"},
    )
    assert found == Wishes(
        hidden=frozenset({("a", 0)}),
        profiles={"teacher": Belongs(frozenset("a"), frozenset({1}))},
        answers={"held_back": 10},
        plan="cautious",
        moments=frozenset({("x", "c:1")}),
    )
    assert wishes([], FOUR, ()) == Wishes()


def test_a_facet_that_fell_apart_is_meant_by_nobody() -> None:
    torn = pd.DataFrame({"post_id": list("xyz"), "topic": pd.array([0, 1, 2], dtype="Int64")})
    assert wishes([HideFacet(facet("x", "y", "z"), "a", True)], torn, {"a"}).hidden == frozenset()
    assert wishes([HideFacet(facet("x", "y"), "a", True)], torn, {"a"}).hidden == {("a", 0)}
