"""Which words place a post: by hand, and against a second, plainer computation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.analysis.encoder import clean_for_encoder, has_words
from identity_audit.analysis.facet_words import CONTEXT, DAY, NOTHING, THREAD, WORDS, facet_words, placed_by
from identity_audit.schema import Post, frame

NOON = datetime(2024, 6, 10, 12, tzinfo=UTC)


def hours(n: float) -> datetime:
    return NOON + timedelta(hours=n)


def photo(name: str, at: datetime | None, **more: Any) -> Post:
    return Post(name, **{"platform": "net", "media": "photo", **more}, time=at)


def words_of(*posts: Post) -> dict[str, tuple[str, int]]:
    found = facet_words(frame("posts", posts))
    return {row.post_id: (row.text, row.placed_by) for row in found.itertuples()}


def test_own_words_before_what_the_file_says_before_the_day() -> None:
    assert words_of(
        photo("own", hours(0), text="Sowing beans", context="Bean shop"),
        photo("heart", hours(30), text="❤️ 🙂", context="The compost"),
        photo("address", hours(60), text="https://example.org/a", context="Pruning tomatoes"),
        photo("silent", hours(1)),
        photo("alone", hours(200)),
    ) == {
        "own": ("Sowing beans", WORDS),
        "heart": ("The compost", CONTEXT),
        "address": ("Pruning tomatoes", CONTEXT),
        "silent": ("Sowing beans", DAY),
        "alone": ("", NOTHING),
    }  # fmt: skip


def test_of_several_posts_of_a_day_the_nearest_one_lends_its_words() -> None:
    lenders = [photo("morning", hours(-4), text="At the school"), photo("evening", hours(4), context="Garden")]
    silent = {"early": -11.5, "before": -0.1, "middle": 0, "after": 0.1, "late": 11.5, "tomorrow": 12.5}
    found = words_of(*lenders, *(photo(name, hours(at)) for name, at in silent.items()))
    assert {name: found[name][0] for name in silent} == {
        "early": "At the school", "before": "At the school", "middle": "At the school",
        "after": "Garden", "late": "Garden", "tomorrow": "",
    }  # fmt: skip


def test_only_pictures_of_the_same_network_take_words_and_only_posts_and_stories_lend_them() -> None:
    lender = photo("words", hours(0), text="Sowing beans")
    assert words_of(
        lender,
        photo("elsewhere", hours(1), platform="other"),
        photo("undated", None),
        photo("link", hours(1), media="link"),
        photo("message", hours(1), kind="message"),
        photo("film", hours(1), media="video", kind="story"),
    ).items() >= {
        ("elsewhere", ("", NOTHING)), ("undated", ("", NOTHING)), ("link", ("", NOTHING)), ("message", ("", NOTHING)),
        ("film", ("Sowing beans", DAY)),
    }  # fmt: skip
    for kind in ("reply", "message"):
        said = photo("words", hours(0), text="Well done, Anne", kind=kind)
        assert words_of(said, photo("silent", hours(1)))["silent"] == ("", NOTHING)


def test_the_surest_words_come_first_so_that_a_sample_holds_its_words() -> None:
    found = facet_words(
        frame(
            "posts",
            [
                photo("none", hours(99)),
                photo("day", hours(1)),
                photo("said", hours(50), context="Compost"),
                photo("own", hours(0), text="Sowing beans"),
            ],
        )
    )
    assert found["post_id"].tolist() == ["own", "said", "day", "none"]


def test_posts_moved_by_hand_are_not_counted_as_placed() -> None:
    words = facet_words(
        frame(
            "posts",
            [
                photo("own", hours(0), text="Sowing beans"),
                photo("day", hours(1)),
                photo("moved", hours(2)),
                photo("said", hours(50), context="Compost"),
                photo("aside", hours(51), context="Compost"),
                photo("alone", hours(99)),
            ],
        )
    )
    assignment = pd.DataFrame(
        {
            "post_id": ["own", "day", "moved", "said", "aside", "alone"],
            "topic": pd.array([0, 0, 1, 1, None, 1], "Int64"),
            "moved": [False, False, True, False, False, True],
        }
    )
    found = placed_by(words, assignment)
    assert (found.with_words, found.by_context, found.by_day) == (1, 1, 1)


POSTS = st.lists(
    st.builds(
        lambda minutes, **more: {"time": None if minutes is None else NOON + timedelta(minutes=minutes), **more},
        minutes=st.none() | st.integers(-2000, 2000),
        platform=st.sampled_from(["net", "other"]),
        text=st.sampled_from(["", "", "🙂", "one bean", "two beans"]),
        context=st.sampled_from([None, None, "an album", "…"]),
        kind=st.sampled_from(["post", "story", "reply", "message"]),
        media=st.sampled_from(["none", "photo", "video", "link"]),
    ),
    max_size=12,
)


@given(POSTS)
def test_a_plainer_computation_agrees(drawn: list[dict[str, Any]]) -> None:
    posts = [Post(f"p{number}", **fields) for number, fields in enumerate(drawn)]
    found = words_of(*posts)
    assert set(found) == {post.post_id for post in posts}

    def told(post: Post) -> tuple[str, int] | None:
        for words, how in ((post.text, WORDS), (post.context or "", CONTEXT)):
            if has_words(clean_for_encoder(words)):
                return words, how
        return None

    for post in posts:
        own = told(post)
        if own is not None:
            assert found[post.post_id] == own
            continue
        near = [
            (abs(other.time - post.time), other.time, said[0])
            for other in posts
            if post.time and other.time and other.time.date() == post.time.date() and other.platform == post.platform
            if other.kind in ("post", "story") and (said := told(other))
            if post.kind in ("post", "story") and post.media in ("photo", "video")
        ]
        if not near:
            assert found[post.post_id] == (post.text, NOTHING)
            continue
        first = min(near)[:2]
        assert found[post.post_id][0] in {words for distance, time, words in near if (distance, time) == first}
        assert found[post.post_id][1] == DAY


def said(name: str, at: float, text: str, kind: str = "reply", thread: str | None = "t", **more: Any) -> Post:
    return Post(name, "net", hours(at), text, kind, thread_id=thread, **more)


def test_a_short_reply_speaks_of_what_its_thread_speaks_of() -> None:
    assert words_of(
        said("root", 0, "Sowing beans under the old fence", "post"),
        said("later", 50, "The slugs ate every single one"),
        said("well", 1, "Well said, Anne"),
        said("late", 49, "Oh no!"),
        said("long", 8, "I would never sow them so early"),
        said("elsewhere", 1, "Oh yes", thread="other"),
        said("nowhere", 1, "Oh yes", thread=None),
        said("post", 1, "Oh yes", "post"),
        said("smile", 1, "🙂"),
    ) == {
        "root": ("Sowing beans under the old fence", WORDS),
        "later": ("The slugs ate every single one", WORDS),
        "well": ("Well said, Anne\nSowing beans under the old fence", THREAD),
        "late": ("Oh no!\nThe slugs ate every single one", THREAD),
        "long": ("I would never sow them so early", WORDS),
        "elsewhere": ("Oh yes", WORDS),
        "nowhere": ("Oh yes", WORDS),
        "post": ("Oh yes", WORDS),
        "smile": ("🙂", NOTHING),
    }  # fmt: skip


def test_in_a_chat_only_what_was_said_within_a_day_counts() -> None:
    assert words_of(
        said("first", 0, "Who brings the ball on Thursday?", "message"),
        said("near", 23, "Me too", "message"),
        said("far", 25, "Me too", "message"),
    ) == {
        "first": ("Who brings the ball on Thursday?", WORDS),
        "near": ("Me too\nWho brings the ball on Thursday?", THREAD),
        "far": ("Me too", WORDS),
    }  # fmt: skip


def test_a_reply_placed_by_its_thread_has_words_of_its_own_too() -> None:
    words = facet_words(frame("posts", [said("root", 0, "Sowing beans under a fence", "post"), said("r", 1, "Yes")]))
    assignment = pd.DataFrame({"post_id": ["root", "r"], "topic": pd.array([0, 0], "Int64"), "moved": False})
    found = placed_by(words, assignment)
    assert (found.with_words, found.by_context, found.by_day, found.by_thread) == (2, 0, 0, 1)
