"""What the person decides about facets: counted by hand on planted ones, and kept whole under any list of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from facet_world import (
    EVERY,
    IDS,
    KINDS,
    SUBJECTS,
    TEXTS,
    TRUE,
    TWINS,
    Draw,
    decision,
    facet_of,
    held,
    numbered,
    space_of,
    state,
    suggested,
    world,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import posts_frame, rand_index, sentences

from identity_audit.analysis import topics
from identity_audit.analysis.facet_edits import apply, facet_posts, known_facets
from identity_audit.analysis.placed_texts import PlacedTexts, vote
from identity_audit.analysis.topic_match import match
from identity_audit.analysis.topics import Topics, TopicSettings, cluster, in_two, is_worth_a_part
from identity_audit.corrections import (
    Correction,
    CutFacet,
    FacetPosts,
    KnownFacet,
    MergeFacets,
    MovePosts,
    NotMyFacet,
    NotMyPosts,
    NumberOfFacets,
    RenameFacet,
    SensitiveFacet,
)
from identity_audit.history import BackToSuggestion, Decided, Event, History, Redone, TakenBack, Undone

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SPORT, SCHOOL, POLITICS, COOKING = 0, 1, 2, 3
WORDLESS = tuple(IDS[-3:])


def of(facet: int) -> FacetPosts:
    """A facet of the suggestion, as decisions speak of it."""
    return facet_posts(suggested(), facet)


def row(topics: Topics, facet: int) -> pd.Series:
    return topics.topics.set_index("id").loc[facet]


def same(one: Topics, other: Topics) -> bool:
    """Is every table and count of the two equal, to the last digit?"""
    return (
        one.assignment.equals(other.assignment)
        and one.topics.equals(other.topics)
        and np.array_equal(one.centroids, other.centroids)
        and all(getattr(one, f.name) == getattr(other, f.name) for f in fields(one)
                if f.name not in ("assignment", "topics", "centroids"))
    )  # fmt: skip


def test_the_world_is_as_these_tests_count_it() -> None:
    facets = suggested()
    assert facets.topics["posts"].tolist() == [28, 25, 25, 25]
    assert rand_index(facets.assignment["topic"].tolist()[: len(TRUE)], TRUE) == 1
    found = [facet_of(facets, subject) for subject in ("sport_fr", "school_fr", "politics_en", "cooking_en")]
    assert found == [SPORT, SCHOOL, POLITICS, COOKING]
    assert (facets.n_posts, facets.without_words, facets.not_me) == (106, 3, 0)
    assert TEXTS[0] in EVERY and TRUE[0] == "sport_fr"


# --- which facet ---------------------------------------------------------------------------------------------------


def test_a_facet_is_named_by_posts_spread_through_it() -> None:
    wanted = of(SPORT)
    assert wanted.posts == tuple(held(suggested(), SPORT))
    assert wanted.share == pytest.approx(28 / 106)
    one = apply(suggested(), world(), [MergeFacets((of(SPORT), of(SCHOOL), of(COOKING)))])
    spread = facet_posts(one, SPORT)
    mine = held(one, SPORT)
    assert len(mine) == 78 and len(spread.posts) == len(set(spread.posts)) == 40
    places = [mine.index(post) for post in spread.posts]
    assert places[0] == 0 and places[-1] == 77 and set(np.diff(places)) <= {1, 2, 3}
    assert facet_posts(one, SPORT, most=None).posts == tuple(mine)
    with pytest.raises(ValueError, match="no facet"):
        facet_posts(one, SCHOOL)


def test_a_facet_is_the_one_that_holds_half_of_the_posts_that_are_left() -> None:
    sport, school = held(suggested(), SPORT), held(suggested(), SCHOOL)

    def renamed(posts: list[str]) -> list[str]:
        found = apply(suggested(), world(), [RenameFacet(FacetPosts(tuple(posts), 0.25), "Mine")])
        return [name for name in found.topics["name"] if name == "Mine"]

    assert renamed(sport[:2] + school[:2]) == ["Mine"]
    assert renamed(sport[:2] + school[:1] + held(suggested(), COOKING)[:2]) == []
    # posts that are gone, or in no facet, do not count against it
    assert renamed([*sport[:1], "gone:1", "gone:2", *WORDLESS]) == ["Mine"]
    assert renamed(["gone:1", *WORDLESS]) == []
    assert renamed([]) == []


def test_a_decision_that_does_not_fit_rests() -> None:
    gone = FacetPosts(("gone:1",), 0.3)
    for rests in (
        RenameFacet(gone, "x"), RenameFacet(of(SPORT), "  \n"), SensitiveFacet(gone, True), CutFacet(gone),
        MergeFacets((of(SPORT), gone)), MergeFacets((of(SPORT), of(SPORT))), MergeFacets(()), NotMyFacet(gone),
        MovePosts(("test:1",), gone), MovePosts(("gone:1",), of(SPORT)), NotMyPosts(("gone:1",)), NumberOfFacets(2),
    ):  # fmt: skip
        assert apply(suggested(), world(), [rests]) is suggested()


# --- names and marks -----------------------------------------------------------------------------------------------


def test_a_name_changes_nothing_else() -> None:
    before = suggested().topics.copy()
    after = apply(suggested(), world(), [RenameFacet(of(SCHOOL), "  Mes\x1b classes ")])
    assert row(after, SCHOOL)["name"] == "Mes� classes" and row(after, SCHOOL)["named"]
    assert after.assignment is suggested().assignment
    columns = ["name", "named"]
    assert after.topics.drop(columns=columns).equals(before.drop(columns=columns))
    assert after.topics["named"].tolist() == [False, True, False, False]
    assert suggested().topics.equals(before)
    again = apply(after, world(), [RenameFacet(of(SCHOOL), "B")])
    assert row(again, SCHOOL)["name"] == "B"


def test_a_facet_that_swallowed_another_does_not_take_its_name_but_its_mark() -> None:
    whole = numbered(1)
    assert len(whole.topics) == 1
    assert apply(whole, world(), [RenameFacet(of(SPORT), "Sport")]) is whole
    assert apply(whole, world(), [NotMyFacet(of(SPORT))]) is whole
    assert apply(whole, world(), [CutFacet(of(SPORT))]) is whole
    marked = apply(whole, world(), [SensitiveFacet(of(SPORT), True)])
    assert marked.topics["sensitive"].tolist() == [True]
    # another facet inside is not sensitive: that says nothing of the whole
    assert apply(marked, world(), [SensitiveFacet(of(SCHOOL), False)]) is marked
    assert not apply(marked, world(), [SensitiveFacet(facet_posts(marked, 4), False)]).topics["sensitive"].any()


# --- merge and cut -------------------------------------------------------------------------------------------------


def test_merging_counted_by_hand() -> None:
    before = apply(suggested(), world(), [SensitiveFacet(of(SPORT), True)])
    after = apply(before, world(), [MergeFacets((of(SCHOOL), of(SPORT)))])
    assert after.topics[["id", "posts"]].to_numpy().tolist() == [[SCHOOL, 53], [POLITICS, 25], [COOKING, 25]]
    merged = row(after, SCHOOL)
    kept = ["name", "colour", "everyday", "named"]
    assert merged[kept].tolist() == row(before, SCHOOL)[kept].tolist()
    assert merged["sensitive"] and merged["share"] == pytest.approx(53 / 103)
    assert set(held(after, SCHOOL)) == set(held(before, SCHOOL)) | set(held(before, SPORT))
    words = set(merged["terms"])
    assert words & set(row(before, SCHOOL)["terms"]) and words & set(row(before, SPORT)["terms"])
    assert merged["cohesion"] < min(row(before, SCHOOL)["cohesion"], row(before, SPORT)["cohesion"])
    for other in (POLITICS, COOKING):
        assert row(after, other).tolist() == row(before, other).tolist()


def test_margins_after_a_merge_against_plain_loops() -> None:
    space = world()
    after = apply(suggested(), space, [MergeFacets((of(SCHOOL), of(SPORT)))])
    texts: dict[int, list[int]] = {}
    for number, facet in zip(space.unique, after.assignment["topic"], strict=True):
        if number >= 0 and number not in texts.setdefault(int(facet), []):
            texts[int(facet)].append(int(number))
    centres = {}
    for facet, numbers in texts.items():
        total = sum(space.smoothed[number].astype(float) for number in numbers)
        centres[facet] = total / np.linalg.norm(total)
    for number, facet, margin in zip(space.unique, after.assignment["topic"], after.assignment["margin"], strict=True):
        if number >= 0 and facet == SCHOOL:
            near = {f: float(space.smoothed[number] @ centre) for f, centre in centres.items()}
            own = near.pop(SCHOOL)
            assert margin == pytest.approx(own - max(near.values()), abs=1e-5)
    assert np.isnan(after.assignment["margin"].iloc[-3:]).all()


def test_cutting_a_merged_facet_gives_the_two_subjects_back() -> None:
    both = apply(suggested(), world(), [MergeFacets((of(SCHOOL), of(SPORT))), SensitiveFacet(of(SCHOOL), True)])
    cut = apply(both, world(), [CutFacet(facet_posts(both, SCHOOL))])
    assert cut.topics["posts"].tolist() == [28, 25, 25, 25]
    assert rand_index(cut.assignment["topic"].tolist()[: len(TRUE)], TRUE) == 1
    # the larger part keeps id and colour; the suggested name told of both, so both parts get one of their own
    assert set(held(cut, SCHOOL)) == set(held(suggested(), SPORT))
    assert row(cut, SCHOOL)["colour"] == SCHOOL
    assert row(cut, 4)["colour"] not in {0, 1, 2, 3}
    assert row(cut, SCHOOL)["name"].split(" · ")[0] in row(suggested(), SPORT)["terms"]
    assert row(cut, 4)["name"].split(" · ")[0] in row(suggested(), SCHOOL)["terms"]
    assert cut.topics["sensitive"].tolist() == [facet in (SCHOOL, 4) for facet in cut.topics["id"]]
    assert not cut.topics["named"].any()
    assert cut.next_id == 5


def test_a_name_that_the_person_gave_stays_with_the_larger_part() -> None:
    both = apply(suggested(), world(), [RenameFacet(of(SCHOOL), "Mine"), MergeFacets((of(SCHOOL), of(SPORT)))])
    cut = apply(both, world(), [CutFacet(facet_posts(both, SCHOOL))])
    assert row(cut, SCHOOL)[["name", "named", "posts"]].tolist() == ["Mine", True, 28]
    assert not row(cut, 4)["named"] and row(cut, 4)["name"] != "Mine"


def test_what_is_one_thing_only_cannot_be_cut() -> None:
    others = tuple(post for post in held(suggested(), SPORT) if post not in TWINS)
    one = apply(suggested(), world(), [MovePosts(others, of(SCHOOL))])
    assert row(one, SPORT)["posts"] == 4
    assert apply(one, world(), [CutFacet(facet_posts(one, SPORT))]) is one
    # two pictures are no text at all
    pictures = apply(one, world(), [MovePosts(WORDLESS, facet_posts(one, SPORT)), NotMyPosts(TWINS)])
    assert held(pictures, SPORT) == list(WORDLESS)
    assert apply(pictures, world(), [CutFacet(facet_posts(pictures, SPORT))]) is pictures


@pytest.mark.parametrize(("posts", "of", "worth"), [
    (2, 25, True), (1, 25, False), (8, 100, True), (7, 100, False), (93, 100, False), (50, 100, True), (0, 100, False),
])  # fmt: skip
def test_a_part_is_worth_it_from_eight_percent_on(posts: int, of: int, worth: bool) -> None:
    assert is_worth_a_part(posts, of) is worth


@pytest.mark.parametrize(("copies", "sizes"), [(72, [92, 8]), (73, [101])])
def test_only_parts_of_eight_percent_of_the_posts_are_cut_off(copies: int, sizes: list[int]) -> None:
    # the texts are parted either way: what counts is how many posts say them, 8 of 100 or 8 of 101
    school, sport = sentences("school_fr", 20), sentences("sport_fr", 8)
    again = [f"{school[0]} https://exemple.be/{i}" for i in range(copies)]
    space = space_of(posts_frame([*school, *sport, *again]))
    whole = cluster(space, TopicSettings(1))
    cut = apply(whole, space, [CutFacet(facet_posts(whole, 0))])
    assert cut.topics["posts"].tolist() == sizes
    assert (cut is whole) == (len(sizes) == 1)


@pytest.mark.parametrize("apart", range(1, 8))
def test_a_few_odd_posts_are_never_a_part(apart: int) -> None:
    space = space_of(posts_frame([*sentences("school_fr", 50 - apart), *sentences("sport_fr", apart)]))
    whole = cluster(space, TopicSettings(1))
    parts = apply(whole, space, [CutFacet(facet_posts(whole, 0))]).topics["posts"]
    assert len(parts) in (1, 2) and parts.sum() == 50 and (parts >= 0.08 * 50).all()


@pytest.mark.parametrize(
    ("groups", "part"),
    [
        # the odd one is not taken, though it comes first
        ({2: [1, 59], 3: [1, 49, 10]}, 10),
        ({2: [1, 59], 3: [2, 57, 1], 4: [1, 1, 57, 1], 5: [1, 1, 56, 1, 1]}, None),
        ({2: [5, 55]}, 5),
    ],
)
def test_where_two_groups_leave_an_odd_one_more_are_looked_for(
    monkeypatch: pytest.MonkeyPatch, groups: dict[int, list[int]], part: int | None
) -> None:
    asked = []

    def found(_rows: object, _ties: object, chosen: TopicSettings) -> np.ndarray:
        assert chosen.n_topics is not None
        asked.append(chosen.n_topics)
        return np.repeat(np.arange(len(groups[chosen.n_topics])), groups[chosen.n_topics])

    monkeypatch.setattr(topics, "_partition", found)
    space = space_of(posts_frame(sentences("school_fr", 60)))
    halves = np.bincount(in_two(space, np.arange(60)), minlength=2)
    assert sorted(halves.tolist()) == ([0, 60] if part is None else [part, 60 - part])
    # not one more than needed, and never more than five
    assert asked == list(groups)


def test_where_the_fitted_texts_cannot_be_parted_the_others_stay_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("identity_audit.analysis.topic_space._FITTED", 25)
    monkeypatch.setattr(topics, "_partition", lambda rows, _ties, _chosen: np.zeros(len(rows), dtype=np.int64))
    space = space_of(posts_frame([*sentences("school_fr", 25), *sentences("politics_en", 25)]))
    assert len(space.rest) == 25
    assert not in_two(space, np.arange(50)).any()


def test_a_long_history_is_cut_by_its_fitted_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("identity_audit.analysis.topic_space._FITTED", 50)
    space = space_of(posts_frame(EVERY))
    assert len(space.fitted) == 50 and len(space.rest) == 50
    whole = cluster(space, TopicSettings(1))
    cut = apply(whole, space, [CutFacet(facet_posts(whole, 0))])
    subjects = [{true for true, facet in zip(TRUE, cut.assignment["topic"], strict=False) if facet == f}
                for f in cut.topics["id"]]  # fmt: skip
    assert sorted(map(len, subjects)) in ([1, 3], [2, 2])
    # what was not fitted follows; a facet of such texts only holds too little
    four = cluster(space, TopicSettings(4))
    fitted = {IDS[place] for place in np.flatnonzero(np.isin(space.unique, space.fitted))}
    known = tuple(post for post in held(four, 0) if post in fitted)
    assert 0 < len(known) < len(held(four, 0))
    rest = apply(four, space, [MovePosts(known, facet_posts(four, 1))])
    assert set(held(rest, 0)) == set(held(four, 0)) - fitted and len(held(rest, 0)) > 2
    assert apply(rest, space, [CutFacet(facet_posts(rest, 0))]) is rest


# --- posts ---------------------------------------------------------------------------------------------------------


def test_moved_posts_counted_by_hand() -> None:
    # one of four copies, and a picture without words
    after = apply(suggested(), world(), [MovePosts((TWINS[1], WORDLESS[0]), of(COOKING))])
    assert dict(zip(after.topics["id"], after.topics["posts"], strict=True)) == {0: 27, 1: 25, 2: 25, 3: 27}
    assert (after.without_words, after.not_me) == (2, 0)
    assert after.topics["share"].sum() == pytest.approx(1)
    assert set(held(after, COOKING)) == {*held(suggested(), COOKING), TWINS[1], WORDLESS[0]}
    assert [TWINS[i] in held(after, SPORT) for i in range(4)] == [True, False, True, True]
    moved = after.assignment.set_index("post_id").loc[[TWINS[1], WORDLESS[0]]]
    assert moved["margin"].tolist() == [1, 1] and moved["moved"].all() and not moved["unsure"].any()
    for other in (SCHOOL, POLITICS):
        untouched = ["name", "terms", "cohesion", "samples", "posts", "unsure"]
        assert row(after, other)[untouched].tolist() == row(suggested(), other)[untouched].tolist()
    back = apply(after, world(), [MovePosts((TWINS[1],), of(SPORT))])
    assert back.assignment["topic"].iloc[:103].equals(suggested().assignment["topic"].iloc[:103])


def test_posts_that_are_not_me_stay_counted() -> None:
    aside = apply(suggested(), world(), [NotMyPosts((*TWINS[:2], WORDLESS[0]))])
    assert (aside.not_me, aside.without_words, aside.topics["posts"].sum()) == (3, 2, 101)
    assert aside.assignment["topic"].isna().sum() == 5
    assert not aside.assignment["unsure"][aside.assignment["not_me"]].any()
    assert aside.topics["share"].tolist() == pytest.approx([26 / 101, 25 / 101, 25 / 101, 25 / 101])
    whole = apply(aside, world(), [NotMyFacet(of(SCHOOL))])
    assert (whole.not_me, len(whole.topics)) == (28, 3)
    assert whole.topics["id"].tolist() == [SPORT, POLITICS, COOKING]
    # a later word counts: these two are mine after all, and about cooking
    mine = apply(whole, world(), [MovePosts(TWINS[:2], of(COOKING))])
    assert (mine.not_me, row(mine, COOKING)["posts"]) == (26, 27)


def test_an_emptied_facet_disappears_and_its_number_is_not_given_again() -> None:
    emptied = apply(suggested(), world(), [MovePosts(tuple(held(suggested(), SCHOOL)), of(SPORT))])
    assert emptied.topics["id"].tolist() == [SPORT, POLITICS, COOKING]
    cut = apply(emptied, world(), [CutFacet(facet_posts(emptied, SPORT))])
    assert set(cut.topics["id"]) == {SPORT, POLITICS, COOKING, 4}
    none = apply(suggested(), world(), [NotMyFacet(of(facet)) for facet in range(4)])
    assert (none.too_few, none.not_me, none.without_words) == (True, 103, 3)
    assert none.topics.empty and none.assignment["topic"].isna().all()


def test_a_facet_of_pictures_only_has_them_for_samples() -> None:
    pictures = apply(suggested(), world(), [
        MovePosts(WORDLESS, of(SCHOOL)), MovePosts(tuple(held(suggested(), SCHOOL)), of(SPORT)),
    ])  # fmt: skip
    assert row(pictures, SCHOOL)[["posts", "samples"]].tolist() == [3, list(WORDLESS)]
    assert (pictures.without_words, pictures.not_me) == (0, 0)


def test_pictures_may_be_all_that_is_left() -> None:
    left = apply(suggested(), world(), [
        MovePosts(WORDLESS, of(SCHOOL)), NotMyPosts(tuple(post for post in IDS if post not in WORDLESS)),
    ])  # fmt: skip
    assert left.topics[["id", "posts", "share"]].to_numpy().tolist() == [[SCHOOL, 3, 1]]
    assert (left.not_me, left.without_words, left.too_few) == (103, 0, False)


def test_below_thirty_posts_only_not_me_has_a_meaning() -> None:
    space = space_of(posts_frame(TEXTS[:20]))
    few = cluster(space)
    aside = apply(few, space, [NotMyPosts(("test:3",)), RenameFacet(of(SPORT), "x")])
    assert aside.too_few and aside.not_me == 1 and aside.without_words == 0


def test_set_aside_posts_do_not_vote() -> None:
    """A text whose neighbours are three posts of sport and one of school."""
    sport, school = held(suggested(), SPORT)[:3], held(suggested(), SCHOOL)[:1]
    place = {post: int(np.flatnonzero(world().fitted == world().unique[IDS.index(post)])[0]) for post in sport + school}
    shares = np.zeros((2, len(world().fitted)), dtype=np.float32)
    shares[0, list(place.values())] = 0.25
    from scipy.sparse import csr_matrix

    placed = PlacedTexts(("a text", ""), csr_matrix(shares))

    def voted(topics: Topics) -> tuple[list[object], list[float]]:
        found = vote(placed, world(), topics)
        return found["topic"].astype(object).where(found["topic"].notna(), None).tolist(), found["confidence"].tolist()

    assert voted(suggested()) == ([SPORT, None], [0.75, 0])
    # the first of them has copies, which are still there
    copies = [post for post in TWINS if sport[0] in TWINS]
    assert voted(apply(suggested(), world(), [NotMyPosts((*sport, *copies))])) == ([SCHOOL, None], [0.25, 0])
    assert voted(apply(suggested(), world(), [NotMyPosts((*sport, *school, *copies))])) == ([None, None], [0, 0])


# --- any list of decisions -----------------------------------------------------------------------------------------

draws = st.tuples(st.sampled_from(KINDS), st.integers(0, 999), st.integers(0, 999), st.integers(0, 99))
steps = st.one_of(draws, draws, draws, st.sampled_from(["undo", "redo", "take back", "back to the suggestion"]))


def assert_whole(topics: Topics) -> None:
    """Every post is counted once, and all counts say the same."""
    table, facets = topics.assignment, topics.topics
    assert topics.n_posts == len(table) == len(EVERY)
    assert facets["posts"].sum() + topics.without_words + topics.not_me == topics.n_posts
    counted = table.groupby("topic").agg(posts=("post_id", "size"), unsure=("unsure", "sum"))
    assert facets.set_index("id")["posts"].to_dict() == counted["posts"].to_dict()
    assert facets.set_index("id")["unsure"].to_dict() == counted["unsure"].to_dict()
    assert topics.unsure == table["unsure"].sum() and topics.not_me == table["not_me"].sum()
    assert table["topic"].isna()[table["not_me"]].all()
    assert table["topic"].notna()[table["moved"]].all() and not table["unsure"][table["moved"]].any()
    assert table["margin"].notna().equals(table["topic"].notna())
    assert facets["posts"].gt(0).all() and facets["posts"].is_monotonic_decreasing
    assert facets["id"].is_unique and facets["colour"].is_unique and facets["name"].str.len().gt(0).all()
    assert topics.too_few == facets.empty and (facets.empty or facets["share"].sum() == pytest.approx(1))
    assert len(topics.centroids) == len(facets) and topics.next_id > max(facets["id"], default=-1)
    for facet in facets.itertuples():
        assert set(facet.samples) <= set(held(topics, facet.id)) and facet.samples


def event(history: History, now: Topics, step: Draw | str, turn: int) -> Event:
    if isinstance(step, tuple):
        return Decided(NOW, (decision(now, step),))
    if step == "undo":
        return Undone(NOW)
    if step == "redo":
        return Redone(NOW)
    if step == "take back" and history.holding:
        return TakenBack(NOW, history.holding[turn % len(history.holding)][0])
    return BackToSuggestion(NOW, "facets")


@settings(max_examples=30)
@given(st.lists(steps, min_size=3, max_size=9), st.integers(0, 9))
def test_totals_add_up_and_undo_gives_back_the_identical_state(taken: list[Draw | str], turn: int) -> None:
    history = History()
    before = state(())
    for step in taken:
        happened = event(history, before, step, turn)
        if isinstance(happened, Undone) and history.to_undo is None:
            continue
        if isinstance(happened, Redone) and history.to_redo is None:
            continue
        history = history.then(happened)
        after = state(history.corrections)
        assert_whole(after)
        if not isinstance(happened, Undone | Redone):
            undone = history.then(Undone(NOW))
            assert same(state(undone.corrections), before)
            assert same(state(undone.then(Redone(NOW)).corrections), after)
        before = after
    assert same(state(history.then(BackToSuggestion(NOW, "facets")).corrections), suggested())


@settings(max_examples=20)
@given(st.lists(draws, min_size=2, max_size=7), st.integers(0, 6))
def test_in_two_goes_as_in_one(taken: Sequence[Draw], place: int) -> None:
    decided: list[Correction] = []
    now = suggested()
    for draw in taken:
        if draw[0] != "number":
            decided.append(decision(now, draw))
            now = apply(now, world(), decided[-1:])
    first = apply(suggested(), world(), decided[:place])
    assert same(apply(first, world(), decided[place:]), state(decided))
    assert same(now, state(decided))


# --- another number, a newer export --------------------------------------------------------------------------------


def overlap(old: Topics, new: Topics) -> pd.DataFrame:
    """Every pair of an old and a new facet: the share of the old one's posts that the new one holds, and of the new
    one's old posts that come from the old one, among the posts that both know."""
    both = old.assignment[["post_id", "topic"]].merge(new.assignment[["post_id", "topic"]], on="post_id").dropna()
    pairs = both.groupby(["topic_x", "topic_y"]).size().rename("n").reset_index()
    pairs["of_old"] = pairs["n"] / pairs.groupby("topic_x")["n"].transform("sum")
    pairs["of_new"] = pairs["n"] / pairs.groupby("topic_y")["n"].transform("sum")
    return pairs.astype({"topic_x": int, "topic_y": int})


@pytest.mark.parametrize("number", [2, 3, 4, 5, 6, 8])
def test_names_and_marks_survive_another_number(number: int) -> None:
    names = {facet: f"Name {facet}" for facet in range(4)}
    given_names = [RenameFacet(of(facet), name) for facet, name in names.items()]
    decided = [*given_names, SensitiveFacet(of(SCHOOL), True)]
    changed = state([*decided, NumberOfFacets(number)])
    assert len(changed.topics) == number
    now = changed.topics.set_index("id")
    for pair in overlap(suggested(), changed).itertuples():
        if min(pair.of_old, pair.of_new) >= 0.7:
            assert now.loc[pair.topic_y, ["name", "colour"]].tolist() == [names[pair.topic_x], pair.topic_x]
            assert pair.topic_y == pair.topic_x
        if pair.of_new < 0.4:
            assert now.loc[pair.topic_y, "name"] != names[pair.topic_x]
        if pair.topic_x == SCHOOL and pair.of_old > 0.5:
            assert now.loc[pair.topic_y, "sensitive"]
    if number >= 4:
        assert len(set(names.values()) & set(now["name"])) >= 3
    assert now["name"].is_unique and now["colour"].is_unique
    assert same(state([*decided, NumberOfFacets(number), NumberOfFacets(None)]), state(decided))


def test_every_decision_survives_a_number_that_keeps_the_facets() -> None:
    """Five facets: cooking stays as it was, so what was decided about it holds."""
    decided = [
        MovePosts(tuple(held(suggested(), SPORT)[:3]), of(COOKING)), RenameFacet(of(COOKING), "My kitchen"),
        NotMyPosts(tuple(held(suggested(), COOKING)[:2])), NumberOfFacets(5),
    ]  # fmt: skip
    changed = state(decided)
    pairs = overlap(suggested(), numbered(5))
    assert pairs.loc[(pairs["topic_x"] == COOKING) & (pairs["topic_y"] == COOKING), "of_old"].tolist() == [1]
    mine = set(held(changed, COOKING))
    assert mine == {*held(suggested(), COOKING)[2:], *held(suggested(), SPORT)[:3]}
    assert row(changed, COOKING)["name"] == "My kitchen" and changed.not_me == 2


@settings(max_examples=10)
@given(st.permutations(range(len(EVERY))), st.lists(draws, max_size=4))
def test_decisions_survive_a_newer_export(order: list[int], taken: list[Draw]) -> None:
    """The first four fifths of the posts, then all of them: facets with the same posts keep id, name and colour."""
    everything = posts_frame(EVERY).iloc[order]
    earlier = everything.iloc[: len(EVERY) * 4 // 5]
    first = space_of(earlier)
    old = cluster(first, TopicSettings(4))
    names = {int(facet): f"Name {facet}" for facet in old.topics["id"]}
    decided: list[Correction] = [RenameFacet(facet_posts(old, facet), name) for facet, name in names.items()]
    space = space_of(everything)
    known = known_facets(old)
    new = match(cluster(space, TopicSettings(4)), space, known)
    renamed = apply(new, space, decided).topics.set_index("id")
    for pair in overlap(old, new).itertuples():
        if min(pair.of_old, pair.of_new) >= 0.75:
            assert pair.topic_x == pair.topic_y
            assert new.topics.set_index("id").loc[pair.topic_y, "colour"] == pair.topic_x
            assert renamed.loc[pair.topic_y, "name"] == names[pair.topic_x]
        elif max(pair.of_old, pair.of_new) < 0.4:
            assert pair.topic_x != pair.topic_y
    assert new.topics["id"].is_unique and new.topics["colour"].is_unique and new.topics["name"].is_unique
    # whatever else was decided on the earlier posts, the newer ones are all counted
    for draw in taken:
        decided.append(decision(apply(old, first, decided), draw))
    assert_whole(apply(new, space, decided))


def test_a_facet_may_grow_and_keeps_its_name_but_does_not_take_that_of_one_it_swallowed() -> None:
    """At most six posts of sport in the earlier export, 28 in the newer one."""
    few = [i for i, true in enumerate(TRUE) if true == "sport_fr"][:6]
    earlier = posts_frame(EVERY).iloc[[i for i, true in enumerate(TRUE) if true != "sport_fr" or i in few]]
    old = cluster(space_of(earlier), TopicSettings(4))
    small = int(old.topics["id"].iloc[-1])
    assert set(held(old, small)) <= {IDS[i] for i in few} and row(old, small)["posts"] >= 4
    renamed = [RenameFacet(facet_posts(old, small), "Running")]
    known = known_facets(old)
    new = match(suggested(), world(), known)
    grown = facet_of(new, "sport_fr")
    assert row(new, grown)["posts"] > 4 * len(few)
    assert row(apply(new, world(), renamed, known), grown)["name"] == "Running"
    assert row(apply(new, world(), renamed), grown)["name"] != "Running"
    # in one facet with everything else it is not the same any more
    swallower = match(cluster(world(), TopicSettings(1)), world(), known)
    assert "Running" not in set(apply(swallower, world(), renamed, known).topics["name"])


def test_a_facet_of_new_posts_only_is_a_new_one() -> None:
    """Everything but cooking was known; cooking comes with the newer export."""
    earlier = posts_frame([text for text, true in zip(TEXTS, TRUE, strict=True) if true != "cooking_en"])
    earlier["post_id"] = [f"test:{i}" for i, true in enumerate(TRUE) if true != "cooking_en"]
    old = cluster(space_of(earlier), TopicSettings(3))
    new = match(suggested(), world(), known_facets(old))
    for subject in SUBJECTS:
        if subject == "cooking_en":
            assert facet_of(new, subject) == 3
        else:
            before = set(held(old, int(old.topics["id"][old.topics["id"] == facet_of(new, subject)].iloc[0])))
            assert before <= set(held(new, facet_of(new, subject)))


def test_half_of_two_known_facets_is_neither_of_them() -> None:
    halves = match(cluster(world(), TopicSettings(2)), world(), known_facets(suggested()))
    assert set(halves.topics["id"]) == {4, 5}
    assert halves.topics["colour"].tolist() == [4, 5]
    assert match(suggested(), world(), ()) is suggested()
    foreign = (KnownFacet(7, "Elsewhere", 1, FacetPosts(("gone:1",), 0.9)),)
    apart = match(suggested(), world(), foreign)
    assert apart.topics["id"].tolist() == [8, 9, 10, 11] and "Elsewhere" not in set(apart.topics["name"])


def test_colours_go_round_only_when_all_twelve_are_shown() -> None:
    many = numbered(12)
    assert len(many.topics) == 12 and sorted(many.topics["colour"]) == list(range(12))
    more = apply(many, world(), [CutFacet(facet_posts(many, int(many.topics["id"].iloc[0])))])
    assert len(more.topics) == 13 and more.topics["colour"].max() == 12
