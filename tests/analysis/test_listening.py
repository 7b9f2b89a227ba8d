"""Roles, territories, what is passed on, what is heard, rhythm and private sharing: counted by hand and once more."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hand_counted import assigned, build, day, random_dataset, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.conversation import spoken
from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.heard import heard
from identity_audit.analysis.listening import listening
from identity_audit.analysis.private_sharing import private_sharing
from identity_audit.analysis.relays import relays, sites_in
from identity_audit.analysis.rhythm import FEWEST_WEEKS, brought_by, cadence, rhythm
from identity_audit.analysis.roles import Meeting, roles
from identity_audit.analysis.territories import lives, territories
from identity_audit.analysis.weekly import ratio, share
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Group, Interaction, Membership, Post, Row, Trace


def acted(who: str, post: str | None, when: float | None, kind: str = "reaction", **more: object) -> Interaction:
    values = {"direction": "received", "evidence": "observed", "platform": "net", **more}
    return Interaction(who, post, day(when), kind, **values)  # type: ignore[arg-type]


def everything(dataset: Dataset, assignment: pd.DataFrame):  # type: ignore[no-untyped-def]
    return listening(dataset, engagements(dataset, assignment), assignment, {}, lambda texts: [0] * len(texts))


# --- who does what ----------------------------------------------------------------------------------------------


def circle_of(names: str, circle: str) -> str:
    return "\n".join(f"{who} {circle}" for who in names.split())


def test_early_answers_need_an_order_and_three_times() -> None:
    people = [Contact(who, "net", who) for who in ("ana", "bob", "cat", "dan")]
    posts = [Post(f"p{i}", "net", day(i), "words", reactions_known="complete") for i in range(4)]
    acts = [acted(who, f"p{i}", i + 0.1 * n) for i in range(3) for n, who in enumerate(("ana", "bob", "cat"))]
    # two people only: nobody can be told to be early; and without a time there is no order
    acts += [acted("ana", "p3", 3.1), acted("bob", "p3", 3.2), acted("cat", "p3", None)]
    data = from_rows([*people, *posts, *acts])
    facets = assigned([(f"p{i}", 0) for i in range(4)])
    found = roles(data, engagements(data, facets), facets, spoken(data))
    assert found.dated == 3
    assert found.roles.to_dict("records") == [
        {"contact_id": who, "topic": 0, "role": "early", "times": 3, "of": 3} for who in ("ana", "bob")
    ]
    assert found.meetings is None, "no circle has five people"


def test_who_begins_and_who_passes_on() -> None:
    rows: list[Row] = [Contact("ana", "net", "ana"), Contact("bob", "net", "bob")]
    for i in range(3):
        rows.append(acted("ana", None, i, "message", thread_id=f"t{i}", text="hello"))
        rows.append(Post(f"p{i}", "net", day(i + 0.5), "words", thread_id=f"t{i}"))
        rows.append(acted("bob", f"p{i}", i + 1, "share"))
    rows.append(acted("bob", None, 9, "message", thread_id="t9", text="nobody joined"))
    data = from_rows(rows)
    facets = assigned([(f"p{i}", 1) for i in range(3)])
    found = roles(data, engagements(data, facets), facets, spoken(data)).roles
    assert sorted(map(tuple, found.to_numpy())) == [("ana", 1, "begins", 3, 3), ("bob", 1, "passes_on", 3, 3)]


def meeting_data() -> tuple[Dataset, pd.DataFrame]:
    """Two circles of five; e is in both. p1: people of one circle; p2: of two; p3: two who share e's circles."""
    members = "who circle\n" + circle_of("a b c d e", "one") + "\n" + circle_of("e f g h i", "two")
    return build(
        "post facet\np1 0\np2 0\np3 0\np4 1",
        "who post\na p1\nb p1\na p2\nf p2\na p3\ne p3\nf p3\na p4",
        members,
    )


def test_where_people_of_different_circles_meet() -> None:
    data, facets = meeting_data()
    found = roles(data, engagements(data, facets), facets, spoken(data))
    # p2 and p3 join a (one) and f (two); p1 does not
    assert found.meetings == (Meeting(0, 3, 2, 4, 2), Meeting(1, 1, 0, 1, 1))
    small = build("post facet\np1 0", "who post\na p1", "who circle\n" + circle_of("a b c d", "one"))
    assert roles(small[0], engagements(*small), small[1], spoken(small[0])).meetings is None


def test_territories_are_facet_circle_and_network() -> None:
    data, facets = meeting_data()
    found = territories(data, engagements(data, facets))
    assert [tuple(row) for row in found.to_numpy()] == [
        (0, "one", "net", 3, 5, 3),  # a on p1, p2, p3 · b on p1 · e on p3
        (0, "two", "net", 2, 3, 2),  # f on p2, p3 · e on p3
        (1, "one", "net", 1, 1, 1),
    ]
    assert [tuple(row) for row in lives(data, facets).to_numpy()] == [(0, "net", 3), (1, "net", 1)]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=8)
def test_territories_by_a_plainer_route_and_nothing_depends_on_the_order_of_rows(seed: int) -> None:
    data, facets = random_dataset(seed)
    engaged = engagements(data, facets)
    circles: dict[str, set[str]] = {}
    for row in data.memberships.itertuples():
        circles.setdefault(row.contact_id, set()).add(row.group_id)
    counts: Counter[tuple[int, str, str]] = Counter()
    for row in engaged.dropna(subset=["topic"]).itertuples():
        for circle in circles.get(row.contact_id, ()):
            counts[int(row.topic), circle, row.platform] += 1
    found = territories(data, engaged)
    assert {(t.topic, t.group_id, t.platform): t.reactions for t in found.itertuples()} == dict(counts)
    one, other = everything(data, facets), everything(shuffled(data), facets)
    assert one.roles.roles.equals(other.roles.roles) and one.roles.meetings == other.roles.meetings
    assert one.territories.equals(other.territories) and one.claims == other.claims
    assert one.private.by_year == other.private.by_year and one.rhythm.all == other.rhythm.all


# --- passed on, heard, private --------------------------------------------------------------------------------


def test_what_is_passed_on_and_where_taps_go() -> None:
    rows: list[Row] = [
        Contact("ana", "net", "ana"), Contact("bob", "net", "bob"),
        Post("r", "net", day(1), "theirs", kind="repost"),
        Post("l", "net", day(2), "https://www.Example.org/a?b and my words"),
        Post("m", "net", day(3), "http://example.org/c", media="link"),
        Post("n", "net", day(4), "no link"),
        acted("ana", "r", 1, "share", direction="given", text="RT theirs"),  # the same repost
        acted("bob", None, 5, "share", direction="given"),
        acted("bob", None, 6, direction="given"), acted("ana", None, 6, direction="given"),
        Trace("net", "advertiser", "Shop"), Trace("net", "advertiser", "Shop"), Trace("net", "interest", "Bread"),
    ]  # fmt: skip
    found = relays(from_rows(rows))
    # repost, two links (one without a word), one share without a post of its own
    assert (found.silent.count, found.silent.n, found.silent.share) == (3, 4, None)
    assert found.sites.to_dict("records") == [{"site": "example.org", "posts": 2}] and found.links == 2
    assert found.of_people.to_dict("list") == {"contact_id": ["ana", "bob"], "times": [1, 1]}
    assert (found.taps, found.tapped, found.half, found.advertisers) == (2, 2, None, 1)


def test_half_of_the_taps() -> None:
    taps = ["ana"] * 12 + ["bob"] * 6 + ["cat"] * 6
    rows = [Contact(w, "net", w) for w in ("ana", "bob", "cat")]
    found = relays(from_rows([*rows, *(acted(w, None, i, direction="given") for i, w in enumerate(taps))]))
    assert (found.taps, found.half) == (24, 1)


@pytest.mark.parametrize(
    ("text", "sites"),
    [("see www.a.be/x, http://B.fr", ["a.be", "b.fr"]), ("no link", []), ("https://user@evil.example", []),
     ("https://a.be:80/q", ["a.be"])],
)  # fmt: skip
def test_sites(text: str, sites: list[str]) -> None:
    assert [site.rstrip(",") for site in sites_in(text)] == sites


def test_what_is_heard_and_asked() -> None:
    rows: list[Row] = [
        Contact("ana", "net", "ana"), Contact("bob", "net", "bob"),
        Post("p", "net", day(1), "words", thread_id="p"),
        acted("ana", "p", 2, "comment", text="bread?"), acted("ana", "p", 3, "comment", text="bread?"),  # once
        acted("bob", None, 4, "message", thread_id="g", text="choir"),
        acted("bob", None, 5, "message", thread_id="g", text="…"),  # no word
    ]  # fmt: skip
    data = from_rows(rows)
    facets = {"bread?": 0, "choir": None}
    found = heard(data, assigned([("p", 0)]), spoken(data), lambda texts: [facets[text] for text in texts])
    assert (found.texts, found.placed, found.people, found.asked) == (2, 1, 2, 2)
    [gap] = found.gaps
    assert (gap.heard.count, gap.heard.n, gap.published.count, gap.published.n, gap.apart) == (1, 1, 1, 1, False)
    assert found.questions["text"].tolist() == ["bread?", "bread?"]


def test_what_is_said_again_counts_when_it_was_said_first() -> None:
    rows: list[Row] = [
        Contact("ana", "net", "ana"), Contact("bob", "net", "bob"),
        Group("choir", "net", "choir", "channel"), Membership("ana", "choir"),
        acted("ana", None, 40, "message", thread_id="a", text="bread"),
        acted("ana", None, 3, "message", thread_id="b", text="bread"),
        acted("ana", None, 5, "message", thread_id="b", text="more bread"),
        acted("bob", None, 9, "message", thread_id="b", text="bread"),  # in no circle
    ]  # fmt: skip
    data = from_rows(rows)
    found = heard(data, assigned([]), spoken(data), lambda texts: [int("more" in text) for text in texts])
    assert found.when["time"].tolist() == [day(3), day(5), day(9)]
    [choir] = found.circles
    assert (choir.group, choir.people, choir.texts, choir.since, choir.until) == ("choir", 1, 2, day(3), day(5))
    assert [(group, topic, share.count, share.n, share.share) for group, topic, share in found.by_circle] == [
        ("choir", 0, 1, 2, None),
        ("choir", 1, 1, 2, None),
    ]


def test_links_in_private_and_in_public() -> None:
    rows: list[Row] = [
        Contact("ana", "net", "ana"),
        Post("a", "net", day(1), "www.a.be", visibility="public"),
        Post("b", "net", day(2), "www.a.be", visibility="group"),
        Post("c", "net", day(400), "www.a.be", kind="message", visibility="direct"),
        Post("d", "net", day(400), "nothing", visibility="public", kind="story"),
        acted("ana", None, 400, "message", direction="given", text="www.b.be", thread_id="t"),
    ]  # fmt: skip
    found = private_sharing(from_rows(rows), assigned([("a", 0), ("b", 0), ("c", None)]), {"www.b.be": 1})
    assert found.links is not None and (found.links.count, found.links.n, found.links.share) == (3, 4, None)
    assert {y: (s.private, s.public) for y, s in found.by_year.items()} == {2020: (1, 1), 2021: (2, 0)}
    assert {t: (s.private, s.public) for t, s in found.by_facet.items()} == {0: (1, 1), 1: (1, 0), None: (1, 0)}
    assert (found.stories.private, found.stories.public) == (0, 1)
    public = private_sharing(from_rows(rows[:2]), assigned([("a", 0)]))
    assert public.links is None and public.by_year[2020].private is None, "not read is not zero"


# --- rhythm ----------------------------------------------------------------------------------------------


def moments(days: list[float]) -> pd.Series:
    return pd.Series(pd.to_datetime([day(d) for d in days], utc=True).astype("datetime64[us, UTC]"))


def test_cadence_from_26_weeks_on() -> None:
    weekly = moments([7 * i for i in range(26)])
    found = cadence(weekly)
    assert found is not None
    assert (found.weeks, found.active, found.posts, found.silence) == (26, 26, 26, 7)
    assert found.unevenness == 0.0 and found.burstiness == pytest.approx(-1.0)
    short = cadence(weekly[: FEWEST_WEEKS - 1])
    assert short is not None and short.unevenness is None and short.burstiness is None
    bunched = cadence(moments([*[i / 50 for i in range(50)], 200]))
    assert bunched is not None and bunched.burstiness is not None and bunched.burstiness > 0.8
    assert (bunched.active, bunched.silence) == (2, 199) and bunched.unevenness is not None
    # Gini once more: the mean absolute difference of two weeks over twice their mean
    weeks = np.array([50, *[0] * (bunched.weeks - 2), 1])
    assert bunched.unevenness == pytest.approx(np.abs(weeks[:, None] - weeks).mean() / (2 * weeks.mean()))
    assert cadence(moments([])) is None


def test_marks_stand_only_on_networks_and_days_of_the_person() -> None:
    rows = [Post("a", "instagram", day(0), "words"), Post("b", "instagram", day(700), "words")]
    data = from_rows(rows)
    facets = assigned([("a", 0), ("b", 0)])
    found = rhythm(data, facets, brought_by(data, facets, engagements(data, facets)))
    assert [(mark.platform, mark.when.year) for mark in found.marks] == [("instagram", 2021)]
    assert (len(found.months), found.months["posts"].sum()) == (24, 2)


@pytest.mark.parametrize(("photos", "said"), [(14, False), (15, True)])
def test_fifteen_posts_with_a_photo_are_needed(photos: int, said: bool) -> None:
    rows: list[Row] = []
    for i in range(60):
        media = "photo" if i % 4 == 0 and i // 4 < photos else "none"
        rows.append(Post(f"p{i}", "net", day(3 * i), "words", media=media, reactions_known="count",
                         n_reactions=4 if media == "photo" else 2))  # fmt: skip
    data = from_rows(rows)
    facets = assigned([(f"p{i}", 0) for i in range(60)])
    found = rhythm(data, facets, brought_by(data, facets, engagements(data, facets))).media["photo"]
    assert found.n == photos and (found.value is not None) is said
    if said:
        # all in one half year: twice as much, without any spread
        assert found.value == pytest.approx(2.0) and found.low == pytest.approx(2.0, abs=0.01)
    assert found.value is None or found.others == 45


# --- shares and ratios ----------------------------------------------------------------------------------------------


def test_a_share_needs_twenty_cases_and_four_weeks() -> None:
    yes = pd.Series([True, False] * 10)
    weeks = pd.Series(range(20), dtype="Int64")
    found = share(yes, weeks)
    # Wilson with Student's factor for 20 weeks, by hand: z = 2.093, n = 20; one case a week strays by 20 / 19
    z2 = 2.093024**2 / 20 * 20 / 19
    half = (z2 * 0.25 + z2**2 / 4) ** 0.5
    assert found.share == 0.5 and found.low == pytest.approx((0.5 + z2 / 2 - half) / (1 + z2), abs=1e-5)
    assert share(yes[:19], weeks[:19]).share is None
    assert share(yes, weeks * 0).share is None and share(yes, weeks // 7).share is None
    assert share(yes, pd.Series([pd.NA] * 20, dtype="Int64")).n == 0


def test_bursts_make_a_share_less_sure() -> None:
    weeks = pd.Series(np.repeat(range(10), 10), dtype="Int64")
    spread, bunched = pd.Series([True, False] * 50), pd.Series(np.repeat([True, False] * 5, 10))
    one, other = share(spread, weeks), share(bunched, weeks)
    assert one.share == other.share == 0.5 and None not in (one.low, one.high, other.low, other.high)
    assert other.high - other.low > 2 * (one.high - one.low)  # type: ignore[operator]


def test_a_ratio_compares_like_with_like() -> None:
    """In each network photos bring as much as texts, but they are posted where everything brings ten times more."""
    posted = (("big", True, 4), ("big", False, 1), ("small", True, 1), ("small", False, 4))
    rows = [
        (platform, photo, 10.0 if platform == "big" else 1.0, week)
        for week in range(20)
        for platform, photo, n in posted
        for _again in range(n)
    ]
    cases = pd.DataFrame(rows, columns=["stratum", "with_it", "outcome", "week"])
    found = ratio(cases)
    assert found.value == pytest.approx(1.0) and found.low is not None and found.low <= 1 <= (found.high or 0)
    raw = cases.groupby("with_it")["outcome"].mean()
    assert raw[True] / raw[False] > 2
    assert ratio(cases.assign(stratum=cases["stratum"] + cases["with_it"].astype(str))).n == 0
