"""What the person put on several networks counts once: by hand, and beside the same history without the copies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from facet_world import EVERY, IDS, KINDS, WORDLESS, Draw, decision, space_of, suggested, world
from hand_counted import assigned, build, day
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import posts_frame

from identity_audit import schema
from identity_audit.analysis.change import Change, halves
from identity_audit.analysis.cross_posting import counted, counted_as, said
from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.exposure import exposure
from identity_audit.analysis.facet_edits import apply, facet_posts
from identity_audit.analysis.facet_words import PlacedBy, facet_words, placed_by
from identity_audit.analysis.gestures import gestures
from identity_audit.analysis.pasted_answers import gathered
from identity_audit.analysis.topics import Topics, TopicSettings, cluster
from identity_audit.corrections import CutFacet, MovePosts, NotMyPosts, NumberOfFacets, PastedList
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Post

LONG = "On a bien ri ce soir"


def counting(*told: tuple[str, float | None, str]) -> list[int]:
    """The row that each of these posts (network, day, text) counts as."""
    posts = pd.DataFrame({
        "post_id": [f"{platform}:{i}" for i, (platform, _day, _text) in enumerate(told)],
        "platform": [platform for platform, _day, _text in told],
        "time": pd.to_datetime(pd.Series([day(d) for _p, d, _t in told], dtype="object"), utc=True),
    })  # fmt: skip
    texts = list(dict.fromkeys(text for _p, _d, text in told if text))
    unique = np.array([texts.index(text) if text else -1 for _p, _d, text in told])
    return [int(row) for row in counted_as(posts, unique, texts)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([("facebook", 1, LONG), ("instagram", 1.01, LONG)], [0, 0]),
        ([("facebook", 1.01, LONG), ("instagram", 1, LONG)], [1, 1]),
        ([("facebook", 1, LONG), ("instagram", 1, LONG)], [0, 0]),
        ([("facebook", 1, LONG), ("instagram", 2, LONG)], [0, 0]),
        ([("facebook", 1, LONG), ("instagram", 2.01, LONG)], [0, 1]),
        ([("facebook", 1, LONG), ("facebook", 1.01, LONG)], [0, 1]),
        ([("facebook", 1, LONG), ("instagram", 1.1, LONG), ("x", 1.9, LONG)], [0, 0, 0]),
        # a day from the post that counts, not from copy to copy
        ([("facebook", 1, LONG), ("instagram", 1.9, LONG), ("x", 2.5, LONG)], [0, 0, 2]),
        # said twice on one network is said twice: each has one copy
        ([("facebook", 1, LONG), ("instagram", 1.1, LONG), ("instagram", 1.2, LONG)], [0, 0, 2]),
        ([("facebook", 1, LONG), ("facebook", 1.1, LONG), ("x", 1.2, LONG), ("x", 1.3, LONG)], [0, 1, 0, 1]),
        ([("facebook", None, LONG), ("instagram", None, LONG)], [0, 1]),
        ([("facebook", 1, "Bonne année !"), ("instagram", 1, "Bonne année !")], [0, 1]),
        ([("facebook", 1, ""), ("instagram", 1, "")], [0, 1]),
        ([("facebook", 1, LONG), ("instagram", 1, LONG + " encore")], [0, 1]),
    ],
)  # fmt: skip
def test_which_post_is_a_copy_of_which(told: list[tuple[str, float | None, str]], expected: list[int]) -> None:
    assert counting(*told) == expected


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), max_size=14), st.randoms())
def test_as_many_count_as_were_said_on_the_network_that_said_it_most_and_the_order_of_rows_is_nothing(
    told: list[tuple[str, int]], random: Any
) -> None:
    posts = [(platform, hours / 24, LONG) for platform, hours in dict.fromkeys(told)]
    rows = counting(*posts)
    for row, original in enumerate(rows):
        assert rows[original] == original
        if row != original:
            assert posts[row][0] != posts[original][0] and 0 <= posts[row][1] - posts[original][1] <= 1
        # one copy a network
        assert len({posts[r][0] for r, o in enumerate(rows) if o == original}) == rows.count(original)
    if posts and max(d for _p, d, _t in posts) - min(d for _p, d, _t in posts) <= 1:
        platforms = [platform for platform, _d, _t in posts]
        assert len(set(rows)) == max(map(platforms.count, platforms))
    order = list(range(len(posts)))
    random.shuffle(order)
    again = counting(*(posts[i] for i in order))
    assert {(order[i], order[o]) for i, o in enumerate(again)} == set(enumerate(rows))


def test_an_assignment_without_copies_counts_every_row() -> None:
    plain = assigned([("a", 0), ("b", None)])
    assert counted(plain).tolist() == [True, True] and said(plain).tolist() == ["a", "b"]
    copies = plain.assign(copy_of=pd.Series([None, "a"], dtype="str"))
    assert counted(copies).tolist() == [True, False] and said(copies).tolist() == ["a", "a"]


# --- facets ----------------------------------------------------------------------------------------------------------


def crossed(numbers: list[int]) -> pd.DataFrame:
    """The posts of the world on one network, and copies of these an hour later on another."""
    first = posts_frame(EVERY).assign(platform="x")
    copies = first.iloc[numbers]
    copies = copies.assign(
        post_id="copy:" + copies["post_id"], platform="mastodon", time=copies["time"] + pd.Timedelta(hours=1)
    )
    return pd.concat([first, copies], ignore_index=True)


def together(topics: Topics) -> bool:
    """Is every copy where its post is, marked as its post is?"""
    table = topics.assignment.set_index("post_id")
    copies = table[table["copy_of"].notna()]
    columns = ["topic", "margin", "unsure", "moved", "not_me"]
    originals = table.loc[copies["copy_of"], columns].set_axis(copies.index)
    return copies[columns].equals(originals)


def adds_up(topics: Topics) -> bool:
    inside = int(topics.topics["posts"].sum())
    return topics.n_posts == inside + topics.without_words + topics.not_me


NUMBERS = st.lists(st.integers(0, len(EVERY) - len(WORDLESS) - 1), min_size=1, max_size=60, unique=True)
DRAWS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 200), st.integers(0, 200), st.integers(0, 50)), max_size=5
)


@settings(max_examples=12, deadline=None)
@given(NUMBERS, DRAWS)
def test_copies_on_another_network_move_no_facet_whatever_is_decided(numbers: list[int], draws: list[Draw]) -> None:
    space = space_of(crossed(numbers))
    plain, copied = suggested(), cluster(space, TopicSettings(4))
    assert int((~space.counted).sum()) == len(numbers)
    for draw in [None, *draws]:
        if draw is not None:
            decided = decision(plain, draw)
            if isinstance(decided, NumberOfFacets):
                continue
            plain, copied = apply(plain, world(), [decided]), apply(copied, space, [decided])
        pd.testing.assert_frame_equal(copied.topics, plain.topics)
        assert (copied.n_posts, copied.without_words, copied.unsure, copied.not_me, copied.too_few) == (
            plain.n_posts, plain.without_words, plain.unsure, plain.not_me, plain.too_few
        )  # fmt: skip
        ours = copied.assignment.iloc[: len(IDS)].drop(columns="copy_of")
        pd.testing.assert_frame_equal(ours, plain.assignment.drop(columns="copy_of"))
        assert together(copied) and adds_up(copied)
        for facet in copied.topics["id"]:
            assert facet_posts(copied, facet) == facet_posts(plain, facet)


def test_what_is_said_of_a_copy_is_said_of_its_post() -> None:
    space = space_of(crossed([1, 2, 3]))
    before = cluster(space, TopicSettings(4))
    home = int(before.assignment.set_index("post_id").loc["test:1", "topic"])
    target = next(int(i) for i in before.topics["id"] if i != home)
    moved = apply(before, space, [MovePosts(("copy:test:1",), facet_posts(before, target))])
    sizes = [t.topics.set_index("id")["posts"] for t in (before, moved)]
    assert (sizes[1] - sizes[0]).loc[[home, target]].tolist() == [-1, 1]
    assert moved.assignment.set_index("post_id").loc[["test:1", "copy:test:1"], "topic"].tolist() == [target, target]
    aside = apply(before, space, [NotMyPosts(("test:2",))])
    assert aside.not_me == 1 and together(aside) and adds_up(aside)
    cut = apply(before, space, [CutFacet(facet_posts(before, home))])
    assert together(cut) and adds_up(cut)


# --- what counts posts -----------------------------------------------------------------------------------------------


def test_a_post_with_copies_is_one_action_on_the_network_where_it_came_first() -> None:
    posts = [
        Post("instagram:1", "instagram", day(1), LONG + " ?"), Post("facebook:1", "facebook", day(1.1), LONG + " ?"),
        Post("facebook:2", "facebook", day(2), "Something else"),
    ]  # fmt: skip
    assignment = assigned([("instagram:1", 0), ("facebook:1", 0), ("facebook:2", 1)])
    copies = assignment.assign(copy_of=pd.Series([None, "instagram:1", None], dtype="str"))
    found = gestures(from_rows(posts), copies)
    assert (found.counts["publish"], found.n, found.questions, found.writings) == (2, 2, 1, 2)
    assert found.by_platform[["platform", "publish"]].to_numpy().tolist() == [["facebook", 1], ["instagram", 1]]
    assert found.by_facet["publish"].tolist() == [1, 1]
    assert gestures(from_rows(posts), assignment).counts["publish"] == 3


def test_a_post_with_copies_could_be_seen_where_one_of_them_could() -> None:
    dataset, assignment = build(
        "post facet known day platform thread kind visibility\n"
        "a 0 none 1 net - post private\nb 0 none 1 other - post public\n"
        "c 0 none 1 net - post private\nd 0 none 1 other - post private\n"
        "e 1 none 1 net - post private\nf 1 none 1 other - post unknown",
        members="who circle\nann choir",
    )
    copies = assignment.assign(copy_of=pd.Series([None, "a", None, "c", None, "e"], dtype="str"))
    cells = exposure(dataset, copies, engagements(dataset, copies), ["choir"])
    assert [(c.topic, c.posts, c.could_see, c.not_known, c.not_sent) for c in cells] == [
        (0, 2, 1, 0, 1),
        (1, 1, 0, 1, 0),
    ]


def history(copies: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """70 posts, one each 5 days, of two facets, and copies of the first ones on another network."""
    posts = [Post(f"x:{i}", "x", day(5 * i), LONG, reactions_known="complete") for i in range(70)]
    posts += [Post(f"m:{i}", "mastodon", day(5 * i + 0.5), LONG, reactions_known="complete") for i in range(copies)]
    topics = [(p.post_id, int(p.post_id.split(":")[1]) // 7 % 2) for p in posts]
    copy_of = pd.Series([None] * 70 + [f"x:{i}" for i in range(copies)], dtype="str")
    return schema.frame("posts", posts), assigned(topics).assign(copy_of=copy_of)


def test_what_moved_counts_a_post_with_copies_once_and_keeps_every_reaction() -> None:
    nobody = engagements(Dataset(), assigned([]))
    plain, copied = (halves(*history(n), nobody) for n in (0, 60))
    assert isinstance(plain, Change) and isinstance(copied, Change)
    counts = [
        [(f.topic, f.before.count, f.before.n, f.after.count, f.after.n, f.difference) for f in found.facets]
        for found in (plain, copied)
    ]
    assert counts[0] == counts[1] and {count[2] for count in counts[0]} == {35}
    assert (copied.cut, copied.before.posts, copied.after.placed) == (plain.cut, 35, 35)
    rates = [next(f for f in found.figures if f.kind == "reactions") for found in (plain, copied)]
    # the copy of the last post before the cut came after it
    assert [(r.before.n, r.after.n) for r in rates] == [(35, 35), (69, 61)]
    assert copied.platforms == ("mastodon", "x")


def test_where_the_network_of_the_first_post_is_not_compared_its_copy_counts() -> None:
    posts, assignment = history(60)
    posts = posts.assign(platform=posts["platform"].where(posts["post_id"] != "x:3", "facebook"))
    found = halves(posts, assignment, engagements(Dataset(), assigned([])))
    assert isinstance(found, Change)
    assert found.platforms == ("mastodon", "x") and found.before.posts + found.after.posts == 70


def test_one_of_the_copies_is_asked_about_the_one_with_a_list_first() -> None:
    posts = [Post(f"{p}:{i}", p, day(i + (p == "facebook") / 9), LONG) for i in range(3) for p in ("facebook", "x")]
    dataset = from_rows([*posts, schema.Contact("facebook:ann", "facebook", "Ann")])
    assignment = assigned([(p.post_id, 0) for p in posts])
    copy_of = [f"x:{i}" if p == "facebook" else None for i in range(3) for p in ("facebook", "x")]
    copies = assignment.assign(copy_of=pd.Series(copy_of, dtype="str"))
    met = pd.DataFrame({"contact_id": ["facebook:ann"], "platform": ["facebook"]})
    first = gathered(dataset, dataset, copies, met, (), seed=0)
    assert sorted(first.asked) == ["x:0", "x:1", "x:2"] and len(first.posts) == 3
    pasted = (PastedList("facebook:1", ("facebook:ann",), (), True),)
    later = gathered(dataset, dataset.apply(pasted), copies, met, pasted, seed=0)
    assert sorted(later.asked) == ["facebook:1", "x:0", "x:2"]
    assert [(one.post_id, one.people) for one in later.lists] == [("facebook:1", ("facebook:ann",))]


def test_photos_that_the_words_of_the_day_place_are_no_copies_of_each_other() -> None:
    # on both networks one text and one photo without words: the text was put on both, the photos are two
    dataset = from_rows(
        [
            Post("f:1", "f", day(1), LONG, media="none"), Post("f:2", "f", day(1.1), "", media="photo"),
            Post("i:1", "i", day(1.2), LONG, media="none"), Post("i:2", "i", day(1.3), "", media="photo"),
        ]
    )  # fmt: skip
    words = facet_words(dataset.posts)
    assert words.set_index("post_id")["text"].to_dict() == dict.fromkeys(("f:1", "f:2", "i:1", "i:2"), LONG)
    counts = counted_as(words, np.zeros(len(words), dtype=int), [LONG])
    assert dict(zip(words["post_id"], words["post_id"].iloc[counts], strict=True)) == {
        "f:1": "f:1", "i:1": "f:1", "f:2": "f:2", "i:2": "i:2"
    }  # fmt: skip
    assignment = pd.DataFrame(
        {"post_id": words["post_id"], "topic": pd.array([0] * 4, dtype="Int64"), "moved": False,
         "copy_of": [None if n == c else words["post_id"].iloc[c] for n, c in enumerate(counts)]}
    )  # fmt: skip
    assert placed_by(words, assignment[counted(assignment)]) == PlacedBy(with_words=1, by_context=0, by_day=2)
