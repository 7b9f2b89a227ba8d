"""What moved between two parts of a history: counted by hand, counted again in plain loops, and on the invented Sam."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hand_counted import START, assigned, day, shuffled
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import identity_audit as ia
from identity_audit.analysis.change import Change, Closed, LeftOut, TooFew, change_dict, halves
from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.resampling import week_of
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Interaction, Post

SAM = Path(__file__).resolve().parents[2] / "sample_data" / "sam"
TURN = datetime(2026, 1, 19, tzinfo=UTC)
#: a Monday, so that seven days from it are a week
MONDAY = 5


class History:
    """Posts as they come to mind, then the tables that `halves` takes."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.facets: list[tuple[str, int | None]] = []
        self.acts: list[tuple[str, str]] = []

    def post(self, when: float | None, facet: int | None = 0, by: str = "", **more: Any) -> None:
        """A post of this day; `by`: a letter for everybody who reacted."""
        name = f"p{len(self.posts)}"
        columns = {"reactions_known": "complete", "platform": "net", **more}
        self.posts.append(Post(name, time=day(when), text="words", **columns))
        self.facets.append((name, facet))
        self.acts += [(who, name) for who in by]

    def dataset(self) -> Dataset:
        people = sorted({who for who, _ in self.acts})
        acts = [Interaction(who, post, None, "reaction", "received", "observed", "net") for who, post in self.acts]
        return from_rows([*self.posts, *(Contact(who, "net", who) for who in people), *acts])

    def halves(self, cut: float | None = None, **more: Any) -> Change | TooFew:
        return change(self.dataset(), assigned(self.facets), cut, **more)

    def compared(self, cut: float | None = None, **more: Any) -> Change:
        found = self.halves(cut, **more)
        assert isinstance(found, Change)
        return found


def change(dataset: Dataset, facets: pd.DataFrame, cut: float | None = None, **more: Any) -> Change | TooFew:
    return halves(dataset.posts, facets, engagements(dataset, facets), day(cut), **more)


def weeks(history: History, first: int, last: int, facets: str, **more: Any) -> None:
    """In each of these weeks a post a day about these facets, from Monday on."""
    for week in range(first, last):
        for place, facet in enumerate(facets):
            history.post(MONDAY + 7 * week + place, int(facet), **more)


def numbers(found: Change) -> dict[Any, tuple[int, int, int, int]]:
    """Counts and n of every figure, before and after."""
    return {
        f.kind if f.topic is None else f.topic: (f.before.count, f.before.n, f.after.count, f.after.n)
        for f in found.figures
    }


def test_the_day_that_weeks_are_counted_from_is_a_monday() -> None:
    assert START.weekday() == 2
    assert day(MONDAY).weekday() == 0  # type: ignore[union-attr]


def test_a_small_history_counted_by_hand() -> None:
    history = History()
    for week in range(16):
        late = week >= 8
        for place, facet in enumerate("00112" if late else "00001"):
            # two people under each post, later three; one post of five is a reply, later two
            kind = "reply" if place < 1 + late else "post"
            history.post(MONDAY + 7 * week + place, int(facet), "abc" if late else "ab", kind=kind)
    found = history.compared()
    assert found.divided == "halves"
    assert found.cut == day(MONDAY + 7 * 7 + 4)
    assert (found.before.since, found.before.until) == (day(MONDAY), day(MONDAY + 53))
    assert (found.after.since, found.after.until) == (day(MONDAY + 56), day(MONDAY + 109))
    assert [(p.posts, p.placed, p.people) for p in (found.before, found.after)] == [(40, 40, 2), (40, 40, 3)]
    assert numbers(found) == {
        0: (32, 40, 16, 40),
        1: (8, 40, 16, 40),
        2: (0, 40, 8, 40),
        "replies": (8, 40, 16, 40),
        "reactions": (80, 40, 120, 40),
    }
    assert {f.topic or f.kind: round(f.difference, 9) for f in found.figures} == {
        "facet": -0.4, 1: 0.2, 2: 0.2, "replies": 0.2, "reactions": 1.0
    }  # fmt: skip
    assert [f.topic for f in found.facets] == [0, 1, 2]  # by number of posts
    assert found.closed == (Closed("cross_facet", "few", 80, 120),)  # two and three people are not ten
    assert (found.platforms, found.left_out, found.undated) == (("net",), (), 0)
    assert found.facets[0].verdict == "less"
    assert found.verdict == "moved"
    assert found.moved[0] == found.facets[0]


def test_usual_facets_are_those_of_the_other_weeks() -> None:
    """Twelve people react to facet 0 in 8 weeks, then once a week to facet 0 and once to facet 1."""
    history = History()
    people = "abcdefghijkl"
    for week in range(16):
        for place in range(4):
            late = week >= 8
            history.post(MONDAY + 7 * week + place, place % 2 if late else 0, people if place < 2 else "")
    history.post(MONDAY, 0, "z")  # of a single week: nothing says what is usual for z
    found = history.compared()
    # before: 2 x 8 x 12, none away; after: as many, those to facet 1 away
    assert numbers(found)["cross_facet"] == (0, 192, 96, 192)
    [figure] = [f for f in found.figures if f.kind == "cross_facet"]
    assert figure.verdict == "more"


def test_no_week_makes_itself_usual_and_ties_go_to_the_first_facet() -> None:
    history = History()
    people = "abcdefghijklmnopqrst"
    weeks(history, 0, 5, "000000")
    weeks(history, 5, 10, "111111")
    for week in range(10):
        history.post(MONDAY + 7 * week + 6, 1 - week % 2, people)  # facets 1 and 0 in turn, five weeks each
    # beside a week of facet 1 there are five of 0 and four of 1; beside a week of 0 it is the reverse: all are away
    assert numbers(history.compared(MONDAY + 34))["cross_facet"] == (100, 100, 100, 100)
    uneven = History()
    uneven.posts, uneven.facets, uneven.acts = history.posts[:-1], history.facets[:-1], history.acts[:-20]
    # beside a week of facet 1 four of each are left: the tie makes 0 the usual one, so these are still away
    assert numbers(uneven.compared(MONDAY + 34))["cross_facet"] == (100, 100, 80, 80)


def test_the_parts_meet_where_the_export_ended_if_both_sides_hold_enough() -> None:
    history = History()
    weeks(history, 0, 20, "01011")
    found = history.compared(MONDAY + 7 * 6 - 0.5)
    assert (found.divided, found.before.placed, found.after.placed) == ("export", 30, 70)
    assert found.cut == day(MONDAY + 7 * 6 - 0.5)
    # a post of the very moment belongs to the earlier export
    assert history.compared(MONDAY + 7 * 6).before.placed == 31
    for cut in (MONDAY + 7 * 3, MONDAY + 7 * 17, -100, 1000):
        fallback = history.compared(cut)
        assert (fallback.divided, fallback.before.placed, fallback.after.placed) == ("halves", 50, 50)


def test_too_few_posts_networks_or_weeks() -> None:
    history = History()
    weeks(history, 0, 12, "01010")
    assert isinstance(history.halves(), Change)
    history.posts[0] = Post("p0", "net", None, "words")  # no date
    assert history.halves() == TooFew("posts", 59)
    assert History().halves() == TooFew("posts", 0)
    apart = History()
    weeks(apart, 0, 10, "01010", platform="old")
    weeks(apart, 10, 20, "01010", platform="new")
    assert apart.halves() == TooFew("networks", 100)
    bunched = History()
    for week in range(4):
        for _ in range(20):
            bunched.post(MONDAY + 7 * week, 0)
    assert bunched.halves() == TooFew("weeks", 80)


def test_a_network_of_one_part_is_left_out_and_the_middle_is_found_anew() -> None:
    history, alone = History(), History()
    for written in (history, alone):
        weeks(written, 0, 20, "00011", platform="kept")
    weeks(history, 14, 20, "222222", platform="new")
    for when in (1, 2, 3, 4):
        history.post(when, 2, platform="new")
    found, expected = history.compared(), alone.compared()
    assert found.platforms == ("kept",)
    assert found.left_out == (LeftOut("new", 4, 36),)
    assert (found.cut, found.before, found.after) == (expected.cut, expected.before, expected.after)
    assert numbers(found) == numbers(expected)
    history.post(MONDAY + 4, 2, platform="new")
    assert history.compared().platforms == ("kept", "new")


def test_reposts_stay_out_and_undated_posts_are_counted() -> None:
    history = History()
    weeks(history, 0, 20, "01011")
    expected = history.compared()
    weeks(history, 0, 9, "0000000", kind="repost")
    history.post(None, 1)
    history.post(MONDAY + 3, None)  # photos without words have no facet and are posts all the same
    found = history.compared()
    assert [numbers(found)[t] for t in (0, 1)] == [numbers(expected)[t] for t in (0, 1)]
    assert found.undated == 1
    assert (found.before.posts, found.before.placed) == (51, 50)


def test_posts_that_are_not_me_are_in_no_figure() -> None:
    history = History()
    weeks(history, 0, 20, "01011", by="ab")
    expected = history.compared()
    mine = len(history.posts)
    weeks(history, 10, 20, "0000", by="abc", kind="reply")
    facets = assigned(history.facets)
    facets["not_me"] = [int(post[1:]) >= mine for post in facets["post_id"]]
    facets.loc[facets["not_me"], "topic"] = pd.NA
    assert change(history.dataset(), facets) == expected


def test_missing_is_not_zero() -> None:
    history = History()
    weeks(history, 0, 20, "01011", reactions_known="count")
    found = history.compared()
    assert (found.before.people, found.after.people) == (None, None)
    assert {closed.kind: closed.why for closed in found.closed} == {
        "replies": "absent", "reactions": "absent", "cross_facet": "absent"
    }  # fmt: skip
    lists_later = History()
    weeks(lists_later, 0, 10, "01011", reactions_known="none")
    weeks(lists_later, 10, 20, "01011")
    found = lists_later.compared()
    # nobody reacted where the lists are known: that is zero; before, nothing is known
    assert (found.before.people, found.after.people) == (None, 0)
    assert Closed("reactions", "few", 0, 50) in found.closed


def test_rates_only_on_complete_lists_and_replies_only_where_files_hold_replies() -> None:
    history = History()
    for week in range(20):
        for place in range(4):
            known = "complete" if place < 2 else "partial"
            kind = "reply" if place == 0 else "message" if place == 1 else "story"
            history.post(MONDAY + 7 * week + place, place % 2, "ab", reactions_known=known, kind=kind)
    weeks(history, 0, 20, "01", platform="photos", reactions_known="none")
    found = history.compared()
    # two complete posts a week with two reactions each; a reply, two stories; messages are talk, photos hold no reply
    assert numbers(found)["reactions"] == (40, 20, 40, 20)
    assert numbers(found)["replies"] == (10, 30, 10, 30)


def test_one_facet_cannot_move() -> None:
    history = History()
    weeks(history, 0, 20, "00000")
    found = history.compared()
    assert found.facets == ()
    assert found.verdict == "cannot_tell"
    assert not found.facets_stayed


def test_even_weeks_without_a_change_stayed() -> None:
    history = History()
    for week in range(200):
        weeks(history, week, week + 1, "0101011" if week % 2 else "0101100")
    found = history.compared()
    assert found.most < 0.1
    assert found.facets_stayed
    assert all(figure.stayed for figure in found.facets)
    assert found.verdict == "stayed"


def test_a_change_that_comes_from_other_networks_says_so() -> None:
    """Work is written about on one network, sport on the other, always; only how much goes where has changed."""
    history = History()
    for week in range(40):
        late = week >= 20
        weeks(history, week, week + 1, "00" if late else "00000", platform="work")
        weeks(history, week, week + 1, "11111" if late else "11", platform="sport")
    figure = history.compared(MONDAY + 7 * 20 - 1).facets[0]
    assert figure.verdict != "cannot_tell"
    assert figure.same_networks == 0
    assert figure.from_networks
    one = History()
    weeks(one, 0, 20, "00011", platform="work")
    weeks(one, 20, 40, "00111", platform="work")
    figure = one.compared().facets[0]
    assert figure.same_networks == pytest.approx(figure.difference)
    assert not figure.from_networks


def test_two_networks_by_hand() -> None:
    history = History()
    for week in range(20):
        late = week >= 10
        weeks(history, week, week + 1, "0011" if late else "0111", platform="a")  # 1/4, then 1/2
        weeks(history, week, week + 1, "0" if late else "00", platform="b")  # always
    [zero] = [f for f in history.compared(MONDAY + 69.5).facets if f.topic == 0]
    assert (zero.before.value, zero.after.value) == (3 / 6, 3 / 5)
    # a weighs 4/6 and 4/5: a quarter more on a, times the mean of these weights
    assert zero.same_networks == pytest.approx((4 / 6 + 4 / 5) / 2 * 0.25)


def random_history(seed: int) -> History:
    r = random.Random(seed)
    history = History()
    for week in range(r.randrange(20, 40)):
        mix = r.choices(range(4), k=2)
        for _ in range(r.randrange(2, 10)):
            history.post(
                MONDAY + 7 * week + r.randrange(700) / 100, r.choice([*mix, *mix, *mix, 0, 1, None]),
                "".join(r.sample("abcdefghijklmnopqrst", r.randrange(8))), platform=r.choice(["x", "x", "y"]),
                kind=r.choice(["post", "post", "reply", "message", "repost"]),
                reactions_known=r.choice(["complete", "complete", "partial", "none"]),
            )  # fmt: skip
    return history


def plain_counts(history: History, found: Change) -> dict[Any, tuple[int, int, int, int]]:
    """Every count once more, post by post and person by person."""
    facet = dict(history.facets)
    own = [p for p in history.posts if p.kind != "repost" and p.time and p.platform in found.platforms]
    late = {p.post_id: p.time > found.cut for p in own if p.time}
    week = {p.post_id: p.time.isocalendar()[:2] for p in own if p.time}
    reacted = [(who, post) for who, post in dict.fromkeys(history.acts) if post in late]
    received = Counter(post for _, post in reacted)
    cells: dict[Any, list[int]] = {}

    def add(figure: Any, post: str, count: int) -> None:
        row = cells.setdefault(figure, [0, 0, 0, 0])
        row[2 * late[post]] += count
        row[2 * late[post] + 1] += 1

    replying = {p.platform for p in own if p.kind == "reply"}
    for p in own:
        if facet[p.post_id] is not None:
            for t in {t for name, t in history.facets if t is not None and name in late}:
                add(t, p.post_id, facet[p.post_id] == t)
        if p.kind in ("post", "story", "reply") and p.platform in replying:
            add("replies", p.post_id, p.kind == "reply")
        if p.reactions_known == "complete":
            add("reactions", p.post_id, received[p.post_id])
    placed = [(who, post) for who, post in reacted if facet[post] is not None]
    for _who, acts in groupby(sorted(placed), key=lambda act: act[0]):
        posts = [post for _, post in acts]
        for post in posts:
            others = Counter(facet[p] for p in posts if week[p] != week[post])
            if others:
                home = min(others, key=lambda t: (-others[t], t))
                add("cross_facet", post, facet[post] != home)
    return {figure: tuple(row) for figure, row in cells.items()}  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(8))
def test_plain_loops_count_the_same(seed: int) -> None:
    history = random_history(seed)
    found = history.compared()
    closed = {c.kind for c in found.closed}
    plain = plain_counts(history, found)
    assert numbers(found) == {figure: row for figure, row in plain.items() if figure not in closed}
    assert len(found.figures) >= 6


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing_and_a_seed_repeats(seed: int) -> None:
    history = random_history(seed)
    dataset, facets = history.dataset(), assigned(history.facets)
    found = change(dataset, facets, seed=5)
    assert change(shuffled(dataset), facets.sample(frac=1, random_state=2), seed=5) == found
    other = change(dataset, facets, seed=6)
    assert isinstance(found, Change)
    assert isinstance(other, Change)
    assert numbers(other) == numbers(found)
    assert other != found


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_shares_add_up_to_1_and_swapping_the_parts_turns_the_signs(seed: int) -> None:
    history = random_history(seed)
    found = history.halves()
    assume(isinstance(found, Change))
    assert isinstance(found, Change)
    assert sum(f.before.value for f in found.facets) == pytest.approx(1)
    assert sum(f.after.value for f in found.facets) == pytest.approx(1)
    assert sum(f.difference for f in found.facets) == pytest.approx(0)
    cut = (found.cut - START).total_seconds() / 86_400
    turned = History()
    turned.facets, turned.acts = history.facets, history.acts
    # time runs backwards from the cut, a moment later: what was before is after
    moved = {p.post_id: 2 * cut - (p.time - START).total_seconds() / 86_400 + 1e-6 for p in history.posts if p.time}
    turned.posts = [
        Post(p.post_id, p.platform, day(moved[p.post_id]), p.text, p.kind, reactions_known=p.reactions_known)
        for p in history.posts
    ]
    other = turned.halves(cut)
    assume(isinstance(other, Change) and other.divided == "export")
    assert isinstance(other, Change)
    before = {f.topic: f for f in found.facets}
    for figure in other.facets:
        assert figure.before.value == pytest.approx(before[figure.topic].after.value)
        assert figure.difference == pytest.approx(-before[figure.topic].difference)


def test_a_burst_is_one_occasion() -> None:
    """Forty posts about a facet, all in one week, are not a new interest; spread over ten weeks they are."""
    burst, spread = History(), History()
    for history in (burst, spread):
        weeks(history, 0, 40, "00001")
    for i in range(40):
        burst.post(MONDAY + 7 * 30 + 0.1 * i, 1)
        spread.post(MONDAY + 7 * (30 + i // 4) + 0.1 * (i % 4), 1)
    cut = MONDAY + 7 * 28 - 0.5
    [one] = [f for f in burst.compared(cut).facets if f.topic == 1]
    [other] = [f for f in spread.compared(cut).facets if f.topic == 1]
    assert one.difference == other.difference
    assert (one.verdict, other.verdict) == ("cannot_tell", "more")


@pytest.fixture(scope="module")
def sam() -> ia.Audit:
    return ia.run_audit(ia.read_export(sorted(path for path in SAM.iterdir() if path.suffix != ".csv")))


def test_sams_conversation_differs_from_the_campaign_before(sam: ia.Audit) -> None:
    found = halves(sam.posts, sam.topics.assignment, sam.engagements, TURN)
    assert isinstance(found, Change)
    assert (found.divided, found.platforms) == ("export", ("mail", "mastodon", "x"))
    assert found.before.until < TURN < found.after.since
    verdicts = {figure.kind: figure.verdict for figure in found.figures if figure.kind != "facet"}
    assert (verdicts["replies"], verdicts["reactions"]) == ("more", "more")
    # who answers whom about what did not change in a way that these few mails can show
    assert verdicts["cross_facet"] == "cannot_tell"

    posts = sam.posts.assign(late=sam.posts["time"] > TURN)
    social = posts[posts["platform"] != "mail"]
    mails = posts[posts["reactions_known"] == "complete"]
    answered = sam.engagements.groupby("post_id").size()
    for late, side in ((False, "before"), (True, "after")):
        got = {figure.kind: getattr(figure, side) for figure in found.figures}
        written = social[social["late"] == late]
        assert (got["replies"].count, got["replies"].n) == ((written["kind"] == "reply").sum(), len(written))
        sent = mails.loc[mails["late"] == late, "post_id"]
        assert (got["reactions"].count, got["reactions"].n) == (answered.reindex(sent).fillna(0).sum(), len(sent))
        acts = sam.engagements[sam.engagements["post_id"].isin(posts.loc[posts["late"] == late, "post_id"])]
        assert getattr(found, side).people == acts["contact_id"].nunique()


def test_sams_halves_are_near_the_turn_and_say_the_same(sam: ia.Audit) -> None:
    found = halves(sam.posts, sam.topics.assignment, sam.engagements)
    assert isinstance(found, Change)
    assert abs((found.cut - TURN).days) < 21
    assert abs(found.before.placed - found.after.placed) <= 1
    assert {f.kind for f in found.moved} >= {"replies", "reactions"}


def test_with_his_weeks_shuffled_sam_hears_of_no_change(sam: ia.Audit) -> None:
    """The whole way, 40 times; one in twenty would be two."""
    alarms = 0
    week = week_of(sam.posts["time"])
    for seed in range(40):
        places = np.random.default_rng(seed).permutation(int(week.max() - week.min()) + 1)
        shifts = pd.to_timedelta(7 * (places[week - week.min()] - (week - week.min())), unit="D")
        posts = sam.posts.assign(time=sam.posts["time"] + shifts.to_numpy())
        found = halves(posts, sam.topics.assignment, sam.engagements, seed=seed)
        assert isinstance(found, Change)
        alarms += bool(found.moved)
    assert alarms <= 2


def test_as_json(sam: ia.Audit) -> None:
    found = halves(sam.posts, sam.topics.assignment, sam.engagements, TURN)
    assert isinstance(found, Change)
    data = json.loads(json.dumps(change_dict(found), allow_nan=False))
    assert data["verdict"] == "moved"
    assert data["cut"] == TURN.isoformat()
    assert data["after"]["people"] == found.after.people
    assert [row["verdict"] for row in data["figures"]] == [figure.verdict for figure in found.figures]
    assert data["figures"][0]["before"]["n"] == found.before.placed
    text = json.dumps(data)
    assert not [name for name in sam.dataset.contacts["name"] if name and name in text]
    assert change_dict(TooFew("weeks", 80)) == {"verdict": None, "why": "weeks", "posts": 80}
