"""Listening once more: each figure from the tables alone, row by row in plain Python, beside what the product says.

On the three invented people and on random tables with everything the schema allows. Nothing of the product is called
but the reading, the facets, and the placing of texts in them.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hand_counted import assigned, day
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

import identity_audit as ia
from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.listening import Listening, listening
from identity_audit.analysis.weekly import Share
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Group, Interaction, Membership, Post, Row
from identity_audit.ui.reading import SAMPLE_ZONES, SAMPLES_WITH_MESSAGES, sample_paths

SAMPLES = ("camille", "sam", "lina")
WEEK = timedelta(days=7)
Topic = int | None


@dataclass
class World:
    """Tables as plain rows, the facet of each post, which posts are copies, and what the product found in them."""

    posts: list[dict[str, Any]]
    acts: list[dict[str, Any]]
    members: dict[str, set[str]]
    facet: dict[str, Topic]
    copies: set[str]
    of_given: Callable[[str], Topic]
    of_others: Callable[[list[str]], Sequence[Topic]]
    found: Listening


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table; what is missing is None."""
    rows = frame.astype("object").where(frame.notna(), None).to_dict("records")
    return [{str(k): v.to_pydatetime() if isinstance(v, pd.Timestamp) else v for k, v in row.items()} for row in rows]


def world(data: Dataset, assignment: pd.DataFrame, found: Listening, of_given: Any, of_others: Any) -> World:
    rows = plain(assignment)
    members: dict[str, set[str]] = defaultdict(set)
    for row in plain(data.memberships):
        members[row["contact_id"]].add(row["group_id"])
    return World(
        plain(data.posts), plain(data.interactions), members,
        {row["post_id"]: row["topic"] for row in rows}, {row["post_id"] for row in rows if row.get("copy_of")},
        of_given, of_others, found,
    )  # fmt: skip


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> World:
    who = request.param
    data = ia.read_export(sample_paths(who), messages=who in SAMPLES_WITH_MESSAGES, tz=SAMPLE_ZONES[who])
    audit = ia.run_audit(data)
    return world(audit.dataset, audit.topics.assignment, audit.listening, audit._facet_of_given.get, audit._facets_of)


WORDS = ("bread", "choir?", "www.a.example", "see https://b.example/x", "long ride", "…", "why? www.a.example", "")


def by_length(text: str) -> Topic:
    """Any rule will do as a facet, as long as both sides have the same."""
    return None if len(text) % 5 == 0 else len(text) % 3


def made(seed: int, n: int = 90) -> World:
    """Three networks, chats and threads, copies of acts, without thread, time or post; no two at one moment."""
    r = random.Random(seed)
    nets, people, circles = ("one", "two", "three"), [f"c{i}" for i in range(9)], ["chat", "g0", "g1"]
    rows: list[Row] = [Contact(who, r.choice(nets), who) for who in people]
    rows += [Group(g, "one", g, "chat" if g == "chat" else "channel") for g in circles]
    rows += [Membership(who, g) for who in people for g in circles if r.random() < 0.4]
    whole = r.choice(nets)
    facets: list[tuple[str, Topic]] = []
    written: list[Post] = []
    for i in range(n):
        net = r.choice(nets)
        one = Post(
            f"p{i}", net, r.choice([day(r.random() * 300)] * 9 + [None]), r.choice(WORDS),
            kind=r.choice(["post", "post", "reply", "story", "message", "repost"]),
            media=r.choice(["none", "photo", "link"]),
            visibility=r.choice(["public", "group", "direct", "private", "followers", "unknown"]),
            reactions_known="complete" if net == whole else r.choice(["complete", "partial", "count", "none"]),
            thread_id=r.choice([None, "chat", *(f"t{j}" for j in range(25))]),
        )  # fmt: skip
        written.append(one)
        rows.append(one)
        facets.append((one.post_id, r.choice([0, 1, 2, None])))
    for _act in range(3 * n):
        post = r.choice(written)
        thread = r.choice([post.thread_id, None, f"t{r.randrange(25)}"])
        rows.append(
            Interaction(
                r.choice(people), r.choice([post.post_id, None]), r.choice([day(r.random() * 300)] * 9 + [None]),
                r.choice(["reaction", "comment", "reply", "mention", "share", "tag", "message", "wall_post", "follow"]),
                r.choice(["received", "received", "given"]), r.choice(["observed"] * 5 + ["proxy"]), post.platform,
                thread, r.choice(WORDS),
            )
        )  # fmt: skip
    for post in written[::7]:  # an act that is told twice, among the posts and among what is given, to two people
        for who in people[:2]:
            rows.append(Interaction(who, None, post.time, "comment", "given", "observed", post.platform, post.thread_id,
                                    post.text))  # fmt: skip
    data, assignment = from_rows(rows), assigned(facets)
    texts = {text: by_length(text) for text in WORDS}
    others = lambda found: [by_length(text) for text in found]  # noqa: E731
    engaged = engagements(data, assignment)
    return world(data, assignment, listening(data, engaged, assignment, texts, others), texts.get, others)


def check_share(found: Share, cases: Iterable[tuple[datetime | None, bool]]) -> None:
    """A share and its interval: cases of one week are one occasion as far as they stray together."""
    weeks: dict[Any, list[bool]] = defaultdict(list)
    for when, yes in cases:
        if when:
            weeks[when.date() - timedelta(days=when.weekday())].append(yes)
    n, count = sum(map(len, weeks.values())), sum(map(sum, weeks.values()))
    assert (found.n, found.count) == (n, count)
    worth = n**2 / sum(len(each) ** 2 for each in weeks.values()) if n else 0.0
    if n < 20 or worth < 4:
        assert found.share is None and found.low is None and found.high is None
        return
    p, smooth = count / n, (count + 1) / (n + 2)
    strays = sum((sum(each) - p * len(each)) ** 2 for each in weeks.values()) * worth / (worth - 1)
    bursts = max(1.0, strays / (n * smooth * (1 - smooth)))
    z = float(student.ppf(0.975, worth - 1))
    cases_worth = n / bursts  # Wilson's interval for so many cases
    middle = (p + z * z / (2 * cases_worth)) / (1 + z * z / cases_worth)
    half = z / (1 + z * z / cases_worth) * math.sqrt(p * (1 - p) / cases_worth + z * z / (4 * cases_worth**2))
    assert found.share == pytest.approx(p)
    assert found.low == pytest.approx(0.0 if count == 0 else middle - half)
    assert found.high == pytest.approx(1.0 if count == n else middle + half)


# --- what was said, in threads ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    time: datetime
    theirs: bool
    who: str
    text: str
    kind: str
    post: str | None


def threads(w: World) -> dict[str, list[Said]]:
    """Everything said in words with a date, by thread and in order; an own act that is told twice is said once."""
    result: dict[str, list[Said]] = defaultdict(list)
    thread_of = {}
    for p in w.posts:
        if p["kind"] != "repost" and p["time"]:
            thread_of[p["post_id"]] = p["thread_id"] or f"post:{p['post_id']}"
            result[thread_of[p["post_id"]]].append(Said(p["time"], False, "", p["text"] or "", p["kind"], p["post_id"]))
    mine = {(thread, said.time) for thread, lines in result.items() for said in lines}
    for a in w.acts:
        spoken = a["kind"] in ("comment", "reply", "mention", "wall_post", "message") and a["evidence"] == "observed"
        thread = a["thread_id"] or thread_of.get(a["post_id"])
        if not spoken or not a["time"] or not thread:
            continue
        theirs = a["direction"] == "received"
        if not theirs:
            if (thread, a["time"]) in mine:
                continue
            mine.add((thread, a["time"]))
        result[thread].append(
            Said(a["time"], theirs, a["contact_id"] if theirs else "", a["text"] or "", a["kind"], a["post_id"])
        )
    return {
        thread: sorted(lines, key=lambda said: (said.time, said.theirs, said.who)) for thread, lines in result.items()
    }


def depth(w: World) -> list[tuple[datetime, str, str]]:
    """When, known how, and the rung, of each post that opens a thread."""
    known = {p["post_id"]: p["reactions_known"] for p in w.posts}
    tapped = {
        a["post_id"]
        for a in w.acts
        if a["kind"] in ("reaction", "share", "tag") and (a["direction"], a["evidence"]) == ("received", "observed")
    }
    result = []
    for lines in threads(w).values():
        first = lines[0]
        if first.theirs or first.post is None or first.kind == "reply":
            continue
        if known.get(first.post) not in ("complete", "partial"):
            continue
        turns = sum(one.theirs != other.theirs for one, other in pairwise(lines))
        rung = (
            "long" if turns >= 4 else "exchange" if turns >= 2 else "words" if turns == 1
            else "one_tap" if first.post in tapped else "nothing"
        )  # fmt: skip
        result.append((first.time, known[first.post], rung))
    return result


def answers(w: World) -> list[tuple[datetime, float | None]]:
    """When each person first answered in each thread, and after how many hours the person came back, if at all."""
    by_thread = threads(w)
    end = max((said.time for lines in by_thread.values() for said in lines), default=None)
    result = []
    for lines in by_thread.values():
        met = set()
        for said in lines:
            if said.theirs and said.kind in ("comment", "reply", "mention", "wall_post") and said.who not in met:
                met.add(said.who)
                back = min((own.time for own in lines if not own.theirs and own.time > said.time), default=None)
                if end is not None and said.time <= end - WEEK:
                    hours = None if back is None else (back - said.time).total_seconds() / 3600
                    result.append((said.time, hours if hours is not None and hours <= 7 * 24 else None))
    return result


def quartile(numbers: Iterable[float], share: float) -> float:
    """Between the two neighbours in order, as far as the share lies between their places."""
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def written(w: World) -> list[dict[str, Any]]:
    return [p for p in w.posts if p["kind"] != "repost" and p["post_id"] not in w.copies]


def check_conversation(w: World) -> None:
    found = w.found.conversation
    rungs = depth(w)
    for known, counted in (("complete", found.ladder), ("partial", found.partial)):
        plainly = Counter(rung for _when, how, rung in rungs if how == known)
        assert {rung: n for rung, n in counted.items() if n} == dict(plainly)
    complete = [(when, rung) for when, how, rung in rungs if how == "complete"]
    check_share(found.starts, [(when, rung in ("exchange", "long")) for when, rung in complete])
    answered = answers(w)
    hours = [h for _when, h in answered if h is not None]
    check_share(found.answers, [(when, h is not None) for when, h in answered])
    if len(hours) < 20:
        assert found.hours is None
    else:
        assert found.hours == pytest.approx(tuple(quartile(hours, share) for share in (0.5, 0.25, 0.75)))

    # the halves
    own = [p for p in written(w) if p["kind"] in ("post", "story", "reply")]
    times = sorted(p["time"] for p in written(w) if p["time"])
    cut = times[(len(times) - 1) // 2]
    assert found.cut == cut
    nets = {p["platform"] for p in written(w) if p["kind"] == "reply"}
    bare = {p["post_id"]: re.sub(r"(?:https?://|www\.)\S+", " ", p["text"] or "", flags=re.I) for p in own}
    cases = {
        "replies": [(p["time"], p["kind"] == "reply") for p in own if p["platform"] in nets],
        "questions": [(p["time"], bool(re.search("[?？؟]", bare[p["post_id"]]))) for p in own
                      if any(c.isalpha() for c in bare[p["post_id"]])],
        "words": [(when, rung in ("words", "exchange", "long")) for when, rung in complete],
        "exchange": [(when, rung in ("exchange", "long")) for when, rung in complete],
        "long": [(when, rung == "long") for when, rung in complete],
        "answers": [(when, h is not None) for when, h in answered],
    }  # fmt: skip
    check_share(found.balance, cases["replies"])
    check_share(found.questions, cases["questions"])
    assert {each.kind for each in found.moved} | set(found.closed) == set(cases)
    sides = {
        kind: [[yes for when, yes in told if when and (when > cut) is late] for late in (False, True)]
        for kind, told in cases.items()
    }
    for kind, numbers in found.closed.items():
        assert numbers == (len(sides[kind][0]), len(sides[kind][1]))
    for each in found.moved:
        for part, side in ((each.before, sides[each.kind][0]), (each.after, sides[each.kind][1])):
            assert (part.count, part.n) == (sum(side), len(side))
            assert part.value == pytest.approx(sum(side) / len(side)) and part.low <= part.value <= part.high
        assert each.difference.value == pytest.approx(each.after.value - each.before.value)
        assert each.difference.low <= each.difference.value <= each.difference.high


# --- given and received ---------------------------------------------------------------------------------------------


ENGAGING = ("reaction", "comment", "reply", "share", "mention", "tag", "wall_post")


def check_given_and_received(w: World) -> None:
    found = w.found.given
    own = {p["post_id"]: p for p in w.posts if p["kind"] != "repost"}
    at = {}
    for p in own.values():
        if p["thread_id"] and p["time"]:
            at.setdefault((p["thread_id"], p["time"]), p["post_id"])
    gave: set[tuple[str, str, Topic, str]] = set()
    for number, a in enumerate(w.acts):
        if a["direction"] == "given" and a["evidence"] == "observed" and a["kind"] in ENGAGING:
            post = a["post_id"] if a["post_id"] in own else at.get((a["thread_id"], a["time"]))
            topic = w.facet.get(post) if post in w.facet else w.of_given(a["text"] or "")
            when = f"{a['platform']} {a['time']:%Y-%m-%d}" if a["time"] else f"alone {number}"
            gave.add((a["contact_id"], a["platform"], topic, a["thread_id"] or when))
    got: set[tuple[str, str, Topic, str]] = set()
    for a in w.acts:
        if (
            a["direction"] == "received"
            and a["evidence"] == "observed"
            and a["kind"] in ENGAGING
            and a["post_id"] in own
        ):
            post = own[a["post_id"]]
            when = f"{post['platform']} {post['time']:%Y-%m-%d}" if post["time"] else f"alone {post['post_id']}"
            got.add((a["contact_id"], post["platform"], w.facet.get(a["post_id"]), post["thread_id"] or when))
    complete: dict[str, list[bool]] = defaultdict(list)
    for p in own.values():
        complete[p["platform"]].append(p["reactions_known"] == "complete")
    both = {
        net
        for net in {net for _w, net, _t, _e in gave}
        if complete[net] and sum(complete[net]) >= 0.95 * len(complete[net])
    }
    assert set(found.both) == both

    def table(acts: set[tuple[str, str, Topic, str]], nets: set[str] | None) -> dict[Topic, tuple[int, int]]:
        rows = {(who, topic, episode) for who, net, topic, episode in acts if nets is None or net in nets}
        return {
            topic: (len({who for who, t, _e in rows if t == topic}), sum(t == topic for _w, t, _e in rows))
            for topic in {t for _w, t, _e in rows}
        }

    everything = {row["topic"]: (row["people"], row["times"]) for row in plain(found.given)}
    assert everything == table(gave, None)
    ours, theirs = table(gave, both), table(got, both)
    beside = {
        row["topic"]: ((row["given_people"], row["given_times"]), (row["received_people"], row["received_times"]))
        for row in plain(found.beside)
    }
    assert beside == {t: (ours.get(t, (0, 0)), theirs.get(t, (0, 0))) for t in {*ours, *theirs}}


# --- rhythm ------------------------------------------------------------------------------------------------------


def plain_cadence(times: list[datetime]) -> tuple[int, int, int, int, float | None]:
    """weeks, active weeks, posts, days of the longest silence, and how bunched."""
    days = sorted({when.date() for when in times})
    mondays = {one - timedelta(days=one.weekday()) for one in days}
    weeks = (max(mondays) - min(mondays)).days // 7 + 1
    silence = max(((later - one).days for one, later in pairwise(days)), default=0)
    gaps = [(later - one).total_seconds() for one, later in pairwise(sorted(times))]
    burst = None
    if weeks >= 26 and len(gaps) >= 2 and sum(gaps) > 0:
        n, middle = len(gaps), sum(gaps) / len(gaps)
        r = math.sqrt(sum((gap - middle) ** 2 for gap in gaps) / n) / middle
        burst = (math.sqrt(n + 1) * r - math.sqrt(n - 1)) / ((math.sqrt(n + 1) - 2) * r + math.sqrt(n - 1))
    return weeks, len(mondays), len(times), silence, burst


def check_rhythm(w: World) -> None:
    found = w.found.rhythm
    own = [p for p in written(w) if p["time"]]
    expected = {
        "all": {None: [p["time"] for p in own]},
        "facet": {t: [p["time"] for p in own if w.facet.get(p["post_id"]) == t]
                  for t in {w.facet.get(p["post_id"]) for p in own} - {None}},
        "year": {y: [p["time"] for p in own if p["time"].year == y] for y in {p["time"].year for p in own}},
    }  # fmt: skip
    for told, by in (({None: found.all}, "all"), (found.by_facet, "facet"), (found.by_year, "year")):
        assert set(told) == set(expected[by])
        for key, each in told.items():
            assert each is not None
            *counts, burst = plain_cadence(expected[by][key])
            assert [each.weeks, each.active, each.posts, each.silence] == counts
            assert each.burstiness == (None if burst is None else pytest.approx(burst))
    months = Counter(f"{p['time']:%Y-%m}-01" for p in own)
    assert {row["month"]: row["posts"] for row in plain(found.months) if row["posts"]} == dict(months)


# --- what is heard -------------------------------------------------------------------------------------------------


def check_heard(w: World) -> None:
    found = w.found.heard
    theirs = {}
    for thread, lines in threads(w).items():
        for said in lines:
            if said.theirs and any(c.isalpha() for c in said.text):
                at = (said.time, thread, said.who)
                key = said.who, said.text
                theirs[key] = min(theirs.get(key, at), at)
    assert (found.texts, found.people) == (len(theirs), len({who for who, _text in theirs}))
    assert len(theirs) <= 2_000, "all of them are placed"
    keys = list(theirs)
    topic = dict(zip(keys, w.of_others([text for _who, text in keys]), strict=True)) if keys else {}
    placed = {key: t for key, t in topic.items() if t is not None}
    assert found.placed == len(placed)
    own = [p for p in written(w) if w.facet.get(p["post_id"]) is not None]
    assert {gap.topic for gap in found.gaps} == {w.facet[p["post_id"]] for p in own}
    for gap in found.gaps:
        check_share(gap.heard, [(theirs[key][0], t == gap.topic) for key, t in placed.items()])
        check_share(gap.published, [(p["time"], w.facet[p["post_id"]] == gap.topic) for p in own])
        sides = (gap.heard, gap.published)
        known = all(side.low is not None and side.high is not None for side in sides)
        apart = known and max(s.low for s in sides) > min(s.high for s in sides)  # type: ignore[type-var]
        assert gap.apart is apart

    # circle by circle
    by_circle: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for who, text in placed:
        for circle in w.members.get(who, ()):
            by_circle[circle].append((who, text))
    assert {each.group: (each.people, each.texts, each.since, each.until) for each in found.circles} == {
        circle: (
            len({who for who, _t in told}),
            len(told),
            min(theirs[k][0] for k in told),
            max(theirs[k][0] for k in told),
        )
        for circle, told in by_circle.items()
    }
    assert {(circle, t) for circle, t, _said in found.by_circle} == {
        (circle, placed[key]) for circle, told in by_circle.items() for key in told
    }
    for circle, t, said in found.by_circle:
        check_share(said, [(theirs[key][0], placed[key] == t) for key in by_circle[circle]])


# --- in private and in public ----------------------------------------------------------------------------------------


def check_private(w: World) -> None:
    found = w.found.private
    shared: list[tuple[datetime | None, Topic, bool, bool, bool]] = []  # time, facet, private, link, story
    for p in w.posts:
        if p["kind"] != "repost":
            few = p["kind"] == "message" or p["visibility"] in ("direct", "private", "group")
            link = p["media"] == "link" or bool(re.search(r"(?:https?://|www\.)[^\s<>\"']", p["text"] or "", re.I))
            shared.append((p["time"], w.facet.get(p["post_id"]), few, link, p["kind"] == "story"))
    sent = {
        (a["platform"], a["time"], a["text"], a["thread_id"])
        for a in w.acts
        if (a["direction"], a["evidence"], a["kind"]) == ("given", "observed", "message")
    }
    for _net, time, text, _thread in sent:
        link = bool(re.search(r"(?:https?://|www\.)[^\s<>\"']", text or "", re.I))
        shared.append((time, w.of_given(text or ""), True, link, False))
    sides = any(few for *_x, few, _l, _s in shared), any(not few for *_x, few, _l, _s in shared)
    links = [(time, topic, few) for time, topic, few, link, _story in shared if link]
    assert (found.links is not None) is all(sides)
    if found.links is not None:
        check_share(found.links, [(time, few) for time, _topic, few in links])

    def both(rows: list[bool]) -> tuple[int | None, int | None]:
        return sum(rows) if sides[0] else None, len(rows) - sum(rows) if sides[1] else None

    years = {time.year if time else None for time, _t, _few in links}
    assert {year: (each.private, each.public) for year, each in found.by_year.items()} == {
        year: both([few for time, _t, few in links if (time.year if time else None) == year]) for year in years
    }
    assert {topic: (each.private, each.public) for topic, each in found.by_facet.items()} == {
        topic: both([few for _time, t, few in links if t == topic]) for topic in {t for _time, t, _few in links}
    }
    stories = [few for _time, _t, few, _link, story in shared if story]
    told = (sum(stories), len(stories) - sum(stories)) if stories else (None, None)
    assert (found.stories.private, found.stories.public) == told


CHECKS = (check_conversation, check_given_and_received, check_rhythm, check_heard, check_private)


@pytest.mark.parametrize("check", CHECKS)
def test_the_invented_people_counted_twice(sample: World, check: Callable[[World], None]) -> None:
    check(sample)


@pytest.mark.parametrize("check", CHECKS)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=6)
def test_random_tables_counted_twice(check: Callable[[World], None], seed: int) -> None:
    check(made(seed))
