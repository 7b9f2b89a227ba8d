"""What besides words ties posts: by hand, against a plainer computation, and where only a mark can tell."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
from facet_world import space_of
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import planted, posts_frame

from identity_audit.analysis.marks import mark_vectors, marks
from identity_audit.analysis.topics import TopicSettings, groups
from identity_audit.schema import Audience, Post, empty, frame

NOON = datetime(2024, 6, 10, 12, tzinfo=UTC)


def of(*posts: Post, audiences: tuple[Audience, ...] = ()) -> dict[str, list[str]]:
    found = frame("posts", posts)
    sent = frame("audiences", audiences) if audiences else empty("audiences")
    return dict(zip(found["post_id"], marks(found, sent), strict=True))


def test_hashtags_sites_albums_channels_threads_and_communities_are_marks() -> None:
    assert of(
        Post("a:1", "a", None, "Trois #VéloCargo, https://www.cyclo.example.org/x?y", context="Liège · Album d'été",
             kind="reply", thread_id="a:t1"),
        Post("reddit:2", "reddit", None, "no link", kind="reply", thread_id="reddit:r/Knitting/abc"),
        Post("a:3", "a", None, "https://youtu.be/abc https://www.facebook.com/x http://t.co/1"),
        audiences=(Audience("a:1", "a:channel/9"), Audience("a:3", contact_id="a:someone")),
    ) == {
        "a:1": ["#:velocargo", "site:cyclo.example.org", "beside:liege", "beside:album d'ete", "group:a:channel/9",
                "thread:a:t1"],
        "reddit:2": ["thread:reddit:r/Knitting/abc", "board:reddit:r/knitting"],
        "a:3": [],
    }  # fmt: skip


def test_posts_of_one_network_within_ten_minutes_of_each_other_are_one_series() -> None:
    minutes = {"a1": 0, "a2": 9, "a3": 18, "a4": 29, "a5": 33}
    posts = [Post(name, "a", NOON + timedelta(minutes=at), "x") for name, at in minutes.items()]
    found = of(*posts, Post("b1", "b", NOON, "x"), Post("said", "a", NOON, "x", kind="message"))
    runs: dict[str, set[str]] = {}
    for post, own in found.items():
        for mark in own:
            runs.setdefault(mark, set()).add(post)
    assert sorted(map(sorted, runs.values())) == [["a1", "a2", "a3"], ["a4", "a5"], ["b1"]]
    assert found["said"] == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 5), st.lists(st.sampled_from("abcde"), max_size=4)), max_size=12))
def test_two_texts_are_tied_by_the_sum_of_what_their_shared_marks_weigh(posts: list[tuple[int, list[str]]]) -> None:
    n = 6
    found = mark_vectors([row for _, row in posts], np.array([i for i, _ in posts], dtype=np.int64), n)
    texts = [{m for i, row in posts if i == text for m in row} for text in range(n)]
    weight = {m: 1 - math.log(d) / math.log(n) for m in "abcde" if (d := sum(m in own for own in texts)) > 1}
    lengths = [max(1.0, math.sqrt(sum(weight.get(m, 0) for m in own))) for own in texts]
    product = (found @ found.T).toarray()
    for one in range(n):
        for other in range(n):
            shared = sum(weight.get(m, 0) for m in texts[one] & texts[other])
            assert abs(product[one, other] - shared / lengths[one] / lengths[other]) < 1e-5


def test_a_mark_places_posts_whose_words_say_nothing() -> None:
    texts, true = planted(["sport_fr", "cooking_en"], 30)
    # words of nobody: one half was said in each of two channels
    empty_words = [f"{a}{b}{c}" for a in ("mmm", "hop", "ouf") for b in ("la", "li") for c in ("x", "y", "z")][:16]
    posts = posts_frame([*texts, *empty_words])
    channel = ["sport" if subject == "sport_fr" else "kitchen" for subject in true]
    said_in = [*channel, *(["sport", "kitchen"] * 8)]
    marked = posts.assign(marks=[[f"group:{name}"] for name in said_in])
    found = groups(space_of(marked), TopicSettings(2))
    names = pd.crosstab(pd.Series(said_in), pd.Series(found))
    assert (names.max(axis=1) / names.sum(axis=1)).min() > 0.95
    alone = groups(space_of(posts), TopicSettings(2))[len(texts) :]
    agreement = np.mean(alone == np.array([0, 1] * 8))
    assert 0.05 < agreement < 0.95


def test_without_marks_the_space_is_the_one_of_meaning_and_words() -> None:
    texts, _ = planted(["sport_fr", "cooking_en"], 30)
    posts = posts_frame(texts)
    plain, marked = space_of(posts), space_of(posts.assign(marks=[[f"group:{i}"] for i in range(len(posts))]))
    assert np.array_equal(plain.smoothed, marked.smoothed)
