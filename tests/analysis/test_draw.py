"""Which posts are asked about: at random within facet, as evenly as possible, the same again tomorrow."""

from __future__ import annotations

import pandas as pd
import pytest
from hand_counted import assigned
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.analysis.draw import Draw, askable, draw
from identity_audit.schema import Post


def posts_of(sizes: dict[int, int], **values: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Facets of so many posts each: the assignment and the posts."""
    ids = [(f"facebook:{topic}-{i}", topic) for topic, size in sizes.items() for i in range(size)]
    rows = [Post(post, "facebook", None, **values) for post, _ in ids]  # type: ignore[arg-type]
    return assigned([(post, topic) for post, topic in ids]), schema.frame("posts", rows)


def shares(found: Draw, skipped: set[str] | None = None) -> dict[int, int]:
    """How many posts of each facet are asked about."""
    asked = found.posts(skipped or set())
    return {facet.topic: sum(post in asked for post in facet.order) for facet in found.facets}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({0: 50}, {0: 12}),
        ({0: 50, 1: 40}, {0: 6, 1: 6}),
        ({0: 50, 1: 40, 2: 30, 3: 20, 4: 10}, {0: 3, 1: 3, 2: 2, 3: 2, 4: 2}),
        ({0: 9, 1: 8, 2: 7, 3: 6, 4: 5, 5: 4, 6: 3, 7: 2}, {0: 2, 1: 2, 2: 2, 3: 2, 4: 2, 5: 2}),
        ({3: 30, 1: 30, 2: 31}, {2: 4, 1: 4, 3: 4}),
        ({0: 50, 1: 40, 2: 1}, {0: 6, 1: 5, 2: 1}),
        ({0: 3, 1: 2}, {0: 3, 1: 2}),
    ],
    ids=["one", "two", "five", "eight", "ties", "a facet of one post", "fewer posts than wanted"],
)
def test_twelve_posts_are_shared_out_evenly(sizes: dict[int, int], expected: dict[int, int]) -> None:
    found = draw(*posts_of(sizes), seed=7)
    assert shares(found) == expected
    assert list(shares(found)) == list(expected), "the largest facet first"


def test_facets_beyond_the_six_largest_are_named_as_not_asked() -> None:
    found = draw(*posts_of({topic: 20 - topic for topic in range(8)}), seed=0)
    assert [facet.topic for facet in found.facets] == [0, 1, 2, 3, 4, 5]
    assert found.not_asked == (6, 7)


def test_with_fewer_posts_wanted_fewer_facets_are_asked_so_that_each_has_two() -> None:
    found = draw(*posts_of({0: 9, 1: 8, 2: 7}), seed=0, n=5)
    assert shares(found) == {0: 3, 1: 2}
    assert found.not_asked == (2,)


def test_asking_goes_round_the_facets() -> None:
    asked = draw(*posts_of({0: 9, 1: 8, 2: 7}), seed=0).posts()
    assert [post.split(":")[1][0] for post in asked] == list("012012012012")


def test_a_skipped_post_gives_way_to_the_next_of_its_facet_only() -> None:
    found = draw(*posts_of({0: 9, 1: 8, 2: 7}), seed=3)
    skipped = found.facets[1].order[2]
    before, after = found.posts(), found.posts({skipped})
    assert set(before) - set(after) == {skipped}
    assert set(after) - set(before) == {found.facets[1].order[4]}
    assert shares(found, {skipped}) == shares(found)


def test_a_facet_skipped_empty_leaves_its_share_to_the_others() -> None:
    found = draw(*posts_of({0: 9, 1: 8, 2: 3}), seed=3)
    assert shares(found, set(found.facets[2].order)) == {0: 6, 1: 6, 2: 0}


@pytest.mark.parametrize(
    ("values", "askable_"),
    [
        ({}, True),
        ({"visibility": "group"}, True),
        ({"reactions_known": "count"}, True),
        ({"reactions_known": "partial"}, True),
        ({"reactions_known": "complete"}, False),
        ({"kind": "repost"}, False),
        ({"kind": "story"}, False),
        ({"kind": "message"}, False),
        ({"kind": "reply"}, False),
        ({"visibility": "direct"}, False),
        ({"visibility": "private"}, False),
    ],
)
def test_only_posts_with_a_list_to_copy_are_drawn(values: dict[str, str], askable_: bool) -> None:
    assignment, posts = posts_of({0: 1}, **values)
    assert len(askable(posts)) == askable_
    assert bool(draw(assignment, posts, seed=0).posts()) == askable_


def test_an_answer_has_its_own_list_where_it_is_a_post() -> None:
    rows = [Post(f"{net}:1", net, None, kind="reply") for net in ("x", "mastodon", "linkedin")]
    assert list(askable(schema.frame("posts", rows))["post_id"]) == ["x:1", "mastodon:1"]


def test_a_network_without_a_list_to_open_is_never_asked_about() -> None:
    rows = [Post(f"{net}:1", net, None, reactions_known="partial") for net in ("googleplus", "youtube", "facebook")]
    assert list(askable(schema.frame("posts", rows))["post_id"]) == ["facebook:1"]


def test_a_post_without_facet_is_never_drawn() -> None:
    _, posts = posts_of({0: 2})
    found = draw(assigned([("facebook:0-0", None), ("facebook:0-1", 0)]), posts, seed=0)
    assert found.posts() == ("facebook:0-1",)


def test_nothing_to_ask_about() -> None:
    found = draw(assigned([]), schema.empty("posts"), seed=0)
    assert (found.facets, found.not_asked, found.posts()) == ((), (), ())


def test_every_post_of_a_facet_is_as_likely_as_the_others() -> None:
    assignment, posts = posts_of({0: 6})
    first = [draw(assignment, posts, seed=seed, n=2).posts() for seed in range(450)]
    times = pd.Series([post for pair in first for post in pair]).value_counts()
    # 450 draws of 2 among 6: 150 each, standard deviation 10
    assert len(times) == 6
    assert times.between(110, 190).all()


sizes_of_facets = st.dictionaries(st.integers(0, 9), st.integers(1, 15), max_size=9)


@settings(max_examples=30, deadline=None)
@given(sizes_of_facets, st.integers(0, 2**32), st.integers(2, 20))
def test_properties_of_every_draw(sizes: dict[int, int], seed: int, n: int) -> None:
    assignment, posts = posts_of(sizes)
    found = draw(assignment, posts, seed=seed, n=n)
    asked = found.posts()
    assert len(asked) == len(set(asked)) == min(n, sum(len(facet.order) for facet in found.facets))
    counts = shares(found)
    # as even as possible: nobody has two less than another, unless all of its posts are asked about
    assert all(
        counts[facet.topic] >= max(counts.values()) - 1 or counts[facet.topic] == len(facet.order)
        for facet in found.facets
    )
    assert all(counts[facet.topic] >= min(2, len(facet.order)) for facet in found.facets)
    shuffled = posts.sample(frac=1, random_state=seed % 1000)
    assert draw(assignment.iloc[::-1], shuffled, seed=seed, n=n) == found


@settings(max_examples=30, deadline=None)
@given(sizes_of_facets, st.integers(0, 2**32), st.sets(st.integers(0, 60)))
def test_a_post_leaves_the_draw_only_by_being_skipped_or_making_room(
    sizes: dict[int, int], seed: int, which: set[int]
) -> None:
    found = draw(*posts_of(sizes), seed=seed)
    everything = [post for facet in found.facets for post in facet.order]
    skipped = {post for i, post in enumerate(everything) if i in which}
    asked = found.posts(skipped)
    assert not skipped & set(asked)
    for facet in found.facets:
        kept = [post for post in facet.order if post in asked]
        assert kept == [post for post in facet.order if post not in skipped][: len(kept)]


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 12), st.integers(1, 5), st.integers(0, 2**32))
def test_newer_posts_do_not_disturb_the_order_of_the_older_ones(old: int, new: int, seed: int) -> None:
    before = draw(*posts_of({0: old}), seed=seed).facets[0].order
    after = draw(*posts_of({0: old + new}), seed=seed).facets[0].order
    assert tuple(post for post in after if post in before) == before
