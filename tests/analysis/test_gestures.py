"""What the person does: every action once, in one of four kinds, counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hand_counted import assigned, day, shuffled

from identity_audit import schema
from identity_audit.analysis.gestures import _GIVEN, LIGHT, PILLARS, Gestures, gestures
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Interaction, Post

NONE = assigned([])


def post(post_id: str, kind: Any = "post", text: str = "", when: float | None = 1, **more: Any) -> Post:
    return Post(post_id, more.pop("platform", "net"), day(when), text, kind, **more)


def act(kind: Any, who: str = "ana", text: str = "", when: float | None = 1, **more: Any) -> Interaction:
    given = {"direction": "given", "evidence": "observed", "platform": "net", "post_id": None, **more}
    return Interaction(contact_id=who, kind=kind, text=text, time=day(when), **given)


def data(*rows: schema.Row) -> Dataset:
    people = {r.contact_id for r in rows if isinstance(r, Interaction)}
    return from_rows([*rows, *(Contact(who, "net", who) for who in sorted(people))])


def counts(found: Gestures) -> tuple[int, ...]:
    assert found.n == sum(found.counts.values())
    return (*(found.counts[p] for p in PILLARS), found.reactions)


def lines(table: pd.DataFrame) -> dict[Any, tuple[int, ...]]:
    """First column -> the four kinds and reactions; NA as None."""
    return {None if pd.isna(key) else key: tuple(rest) for key, *rest in table.itertuples(index=False)}


def test_each_kind_of_post_and_act_has_its_place() -> None:
    found = gestures(
        data(
            post("p1", text="A thought"),
            post("p2", "story"),
            post("p3", text="Read this https://example.org/a", media="link"),  # own words: publish
            post("p4", text="https://example.org/b", media="link"),  # a bare link: share
            post("p5", media="link"),
            post("p6", text="www.example.org"),
            post("p7", "repost", "Somebody's words"),
            post("p8", "reply", "Yes"),
            post("p9", "message", "https://example.org/c"),  # a message stays talk, even a bare link
            act("share"), act("comment"), act("reply"), act("message"), act("mention"), act("tag"), act("wall_post"),
            act("follow"), act("invitation"), act("endorsement"),
            act("reaction"), act("reaction", "bob"),
        ),
        NONE,
    )  # fmt: skip
    #                       publish p1-p3, share p4-p7 and one act, discuss p8 p9 and six acts, connect 3, reactions 2
    assert counts(found) == (3, 5, 8, 3, 2)
    assert lines(found.by_platform) == {"net": (3, 5, 8, 3, 2)}


def test_every_kind_of_act_is_placed() -> None:
    assert set(_GIVEN) == set(schema.VOCABULARY["interactions", "kind"])
    assert set(_GIVEN.values()) == {"share", "discuss", "connect", LIGHT}


def test_what_others_do_and_what_was_worked_out_is_not_the_persons() -> None:
    found = gestures(data(act("comment", direction="received"), act("comment", evidence="proxy")), NONE)
    assert counts(found) == (0, 0, 0, 0, 0)
    assert (found.since, found.until, found.given) == (None, None, 0)


@pytest.mark.parametrize(
    ("written", "given", "n"),
    [
        # a comment that a reader gives both as a post and as an act is one action
        (post("p1", "reply", "Bravo", 2), act("comment", text="Bravo", when=2), 1),
        (post("p1", "reply", "Bravo", 2, thread_id="t"), act("comment", when=2, thread_id="t"), 1),
        (post("p1", "reply", "Bravo", 2), act("reply", when=2, post_id="p1"), 1),
        (post("p1", "reply", "Bravo", None), act("comment", text="Bravo", when=None), 1),
        (post("p1", "message", "Hello", 2), act("message", text="Hello", when=2), 1),
        (post("p1", "repost", "Words", 2), act("share", text="Words", when=2), 1),
        # naming somebody in one's post is part of the post
        (post("p1", "post", "With Ana", 2), act("mention", when=None, post_id="p1"), 1),
        (post("p1", "post", "With Ana", 2), act("tag", when=5, post_id="p1"), 1),
        # other moments, other words without a thread, other platforms: two actions
        (post("p1", "reply", "Bravo", 2), act("comment", text="Bravo", when=3), 2),
        (post("p1", "reply", "Bravo", 2), act("comment", text="Merci", when=2), 2),
        (post("p1", "reply", "Bravo", 2), act("comment", text="Bravo", when=2, platform="other"), 2),
        (post("p1", "reply", "", None, thread_id="t"), act("comment", when=None, thread_id="t"), 2),
        (post("p1", "post", "Words", 2), act("comment", "ana", "Thanks", 3, post_id="p1"), 2),
        # a reaction is never the same as a post
        (post("p1", "reply", "Bravo", 2), act("reaction", when=2, post_id="p1"), 2),
    ],
)
def test_an_action_told_twice_is_counted_once(written: Post, given: Interaction, n: int) -> None:
    found = gestures(data(written, given), NONE)
    assert found.n + found.reactions == n
    assert found.given == (2 if n == 2 and written.kind == "reply" else 1)  # told once or twice, it was given


def test_one_message_to_three_people_is_one_action_and_three_follows_are_three() -> None:
    people = ("ana", "bob", "cat")
    found = gestures(
        data(
            *(act("message", who, "Tonight?", 3) for who in people),
            *(act("message", who, "Tonight?", 4) for who in people[:2]),
            *(act("follow", who, when=5) for who in people),
            *(act("comment", who, when=5) for who in people),  # nothing says that these were one
        ),
        NONE,
    )
    assert counts(found) == (0, 0, 2 + 3, 3, 0)


def test_undated_words_to_two_people_are_two_actions() -> None:
    found = gestures(data(*(act("comment", who, "Bravo", None) for who in ("ana", "bob"))), NONE)
    assert found.counts["discuss"] == 2


def test_each_of_several_posts_can_be_told_twice() -> None:
    replies = [post(f"p{n}", "reply", f"Answer {n}", n) for n in range(4)]
    comments = [act("comment", text=f"Answer {n}", when=n) for n in range(4)]
    found = gestures(data(*replies, *comments), NONE)
    assert (found.counts["discuss"], found.given) == (4, 4)


def test_facets_of_what_is_given() -> None:
    def vote(texts: list[str]) -> Sequence[int | None]:
        assert texts == sorted(set(texts))  # each text is asked once
        return [{"Nice lift": 4, "Good class": 2}.get(text) for text in texts]

    dataset = data(
        post("p1", text="A thought"), post("p2", "reply", "Nice lift"), post("p3", "repost", "Words"),
        act("comment", text="Nice lift", when=2), act("comment", "bob", "Nice lift", 3),
        act("comment", text="!!", when=4), act("message", text="Good class", when=5), act("reaction", when=6),
        act("follow", when=7),
    )  # fmt: skip
    assignment = assigned([("p1", 0), ("p2", 1), ("p3", None)])
    found = gestures(dataset, assignment, vote)
    assert lines(found.by_facet) == {
        0: (1, 0, 0, 0, 0),
        1: (0, 0, 1, 0, 0),  # a post keeps the facet of the assignment
        2: (0, 0, 1, 0, 0),
        4: (0, 0, 2, 0, 0),
        None: (0, 1, 1, 1, 1),  # the repost, "!!", the follow, the reaction
    }
    assert lines(found.given_by_facet) == {
        1: (0, 0, 1, 0, 0), 2: (0, 0, 1, 0, 0), 4: (0, 0, 2, 0, 0), None: (0, 0, 1, 1, 1)
    }  # fmt: skip
    assert (found.given, found.given_unknown) == (7, 3)
    without = gestures(dataset, assignment)
    assert (without.given, without.given_unknown) == (7, 6)  # only the reply, a post, has a facet


def test_questions_in_two_languages() -> None:
    found = gestures(
        data(
            post("p1", text="On y va ?"), post("p2", text="Why not?"), post("p3", "reply", "Qui vient\u202f? Moi."),
            post("p4", text="No question"), post("p5", text="See https://example.org/?page=2"),
            post("p6", text="???"), post("p7", text=""),  # no words
            post("p8", "repost", "Theirs?"), post("p9", "message", "Tonight?"),  # not the person's own posts
        ),
        NONE,
    )  # fmt: skip
    assert (found.questions, found.writings) == (3, 5)


def test_links_in_private_against_public() -> None:
    found = gestures(
        data(
            post("p1", text="https://a.example"), post("p2", text="words"), post("p3", "repost", media="link"),
            post("p4", "message", "www.b.example"), post("p5", text="https://c.example", visibility="group"),
            post("p6", "message", "words"),
            act("message", text="look: http://d.example", when=9), act("comment", text="https://e.example", when=9),
        ),
        NONE,
    )  # fmt: skip
    # private: p4 p5 p6 and the message, three with a link; public: p1 p2 p3, two; the comment is neither
    assert (found.links.private, found.links.messages) == (3, 4)
    assert (found.links.public, found.links.posts) == (2, 3)


def test_links_are_not_known_where_no_message_was_read() -> None:
    assert gestures(data(post("p1", text="https://a.example")), NONE).links.private is None
    assert gestures(data(post("p1", "message", "https://a.example")), NONE).links.public is None


def test_years_platforms_and_period() -> None:
    dataset = data(
        post("p1", when=0), post("p2", when=400, platform="other"), post("p3", when=None),
        act("reaction", when=500), act("follow", when=30),
    )  # fmt: skip
    found = gestures(dataset, NONE)
    assert lines(found.by_year) == {2020: (1, 0, 0, 1, 0), 2021: (1, 0, 0, 0, 1), None: (1, 0, 0, 0, 0)}
    assert lines(found.by_platform) == {"net": (2, 0, 0, 1, 1), "other": (1, 0, 0, 0, 0)}
    assert (found.since, found.until) == (day(0), day(500))
    assert found.since is not None
    assert found.until is not None
    assert found.until - found.since == timedelta(days=500)


def test_the_order_of_rows_changes_nothing() -> None:
    dataset = data(
        *(post(f"p{i}", ["post", "reply", "message"][i % 3], f"text {i % 4}", i % 5) for i in range(30)),
        *(act(["comment", "reaction", "message"][i % 3], f"c{i % 4}", f"text {i % 4}", i % 6) for i in range(40)),
    )
    assignment = assigned([(f"p{i}", i % 3) for i in range(30)])
    one = gestures(dataset, assignment, lambda texts: [len(t) for t in texts])
    other = gestures(shuffled(dataset), assignment, lambda texts: [len(t) for t in texts])
    assert counts(one) == counts(other)
    for name in ("by_platform", "by_year", "by_facet", "given_by_facet"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_nothing_was_done() -> None:
    found = gestures(Dataset(), NONE, lambda texts: [])
    assert counts(found) == (0, 0, 0, 0, 0)
    assert found.by_facet.empty
    assert list(found.by_year.columns) == ["year", *PILLARS, LIGHT]
