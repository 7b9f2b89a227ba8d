"""Three ways of doing, counted by hand; whom tags and lists mean; sentences that never say hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from identity_audit import schema
from identity_audit.analysis.viewers import Shares
from identity_audit.audit import Audit, Settings, recluster, run_audit
from identity_audit.corrections import ReadAgain, SamePerson, SensitiveFacet, TagPeople
from identity_audit.dataset import from_rows
from identity_audit.sheet import Sheet, sheet_from, sheet_text
from identity_audit.teacher_findings import (
    VIEWERS,
    agreement,
    facet_title,
    headline,
    others_line,
    seen,
    tag_counts,
    tagged,
    three_ways,
    way_points,
)
from identity_audit.words import words
from tests.ui.conftest import own_texts

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
#: of the three subjects: for contacts, for everybody, not known
SEEN_BY = ("contacts", "public", "unknown")
PUPILS = tuple(f"x:p{number}" for number in range(6))


@pytest.fixture(scope="module")
def audit() -> Audit:
    """Twenty posts on each of three subjects; six people react to one post for contacts and to one for everybody."""
    posts = [
        schema.Post(f"x:{number}", "x", NOW, text, visibility=SEEN_BY[number % 3], reactions_known="complete")
        for number, text in enumerate(own_texts())
    ]
    people = [schema.Contact(who, "x", f"Person {who}") for who in (*PUPILS, "y:p0")]
    acts = [
        schema.Interaction(who, post, NOW, "reaction", "received", "observed", "x")
        for who in PUPILS
        for post in ("x:0", "x:1")
    ]
    found = run_audit(from_rows([*posts, *people, *acts]))
    assert [facet.posts for facet in found.facets()] == [20, 20, 20]
    return found


def facet_of(audit: Audit, post: str) -> int:
    assigned = audit.topics.assignment
    return int(assigned.loc[assigned["post_id"] == post, "topic"].iloc[0])


@pytest.fixture(scope="module")
def decided(audit: Audit) -> Audit:
    """The facet for contacts is sensitive, and one post for everybody is to be thought about."""
    sensitive = SensitiveFacet(audit.facet_posts(facet_of(audit, "x:0")), True)
    return recluster(audit, Settings(corrections=(sensitive, ReadAgain(("x:1",), "rethink"))))


def test_three_ways_by_hand(decided: Audit) -> None:
    kept, shown = facet_of(decided, "x:0"), facet_of(decided, "x:1")
    found = three_ways(decided, tagged(()), ())
    assert found.posts == 21
    assert [(way.id, way.reachable, way.not_known, way.hidden, way.accounts, way.facets) for way in found.ways] == [
        ("now", 21, 0, 0, 0, None),
        ("restricted", 1, 0, 0, 0, None),
        ("account", 1, 0, 0, 1, None),
        ("open", 21, 0, 0, 0, None),
    ]
    # what a teacher account carries stays; what is open to everybody stays anyhow
    carried = three_ways(decided, tagged(()), [kept])
    assert [way.reachable for way in carried.ways] == [21, 1, 21, 21]
    assert three_ways(decided, tagged(()), [shown]).ways[2].reachable == 1


def test_facets_with_reactions_are_counted_from_five_pupils_on(decided: Audit) -> None:
    def lost(n: int) -> list[int | None]:
        roles = {**tagged(()), "pupil": frozenset(PUPILS[:n])}
        return [way.facets for way in three_ways(decided, roles, ()).ways]

    # a post to which they reacted was open to them, so only the rest of the facet for contacts is lost
    assert lost(0) == [None] * 4
    assert lost(4) == [0, 0, 0, 0]
    assert lost(6) == [0, 1, 1, 0]


def test_nothing_marked_is_said(audit: Audit) -> None:
    found = three_ways(audit, tagged(()), ())
    assert (found.posts, found.now.reachable, found.ways[1].hidden) == (0, 0, 20)
    assert any("no pupil is tagged" in line for line in way_points(found, found.ways[1], words("en")))


def test_the_last_tag_counts_and_a_list_adds_to_it(audit: Audit) -> None:
    taken = (TagPeople(PUPILS[:3], "pupil"), TagPeople(PUPILS[:1], "former", "2019"), TagPeople(PUPILS[1:2], None))
    roles = tagged(taken, {"pupil": PUPILS[4:]})
    assert roles["pupil"] == {PUPILS[2], *PUPILS[4:]}
    assert roles["former"] == {PUPILS[0]}
    assert tag_counts(roles, "en") == [("Pupils now", "fewer than 5"), ("Former pupils", "fewer than 5")]
    # a person of two networks is met under either name
    joined = recluster(audit, Settings(corrections=(SamePerson((PUPILS[0], "y:p0")),)))
    before, after = (seen(joined, "former", tagged([TagPeople((who,), "former")])) for who in (PUPILS[0], "y:p0"))
    assert before.equals(after)


def test_no_sentence_says_hidden() -> None:
    unknown, closed = Shares(not_known=7), Shares(others_file=3, others_answer=2)
    for lang in ("en", "fr"):
        _ = words(lang)
        for kind in VIEWERS:
            said = " ".join((headline(unknown, kind, _), facet_title([("x", False, unknown)], kind, _),
                             headline(closed, kind, _), others_line(closed, _)))  # fmt: skip
            assert not any(word in said for word in ("hidden", "cach", "invisible"))
    assert headline(unknown, "stranger", words("en")).endswith("For 7, we do not know.")
    assert "nothing says the contrary" in facet_title([("x", False, unknown)], "stranger", words("en"))


@pytest.mark.parametrize(
    ("asked", "same", "low", "high"), [(10, 8, 0.490, 0.943), (10, 10, 0.722, 1), (10, 0, 0, 0.278)]
)
def test_how_far_ten_posts_tell(asked: int, same: int, low: float, high: float) -> None:
    # Wilson's interval, from a table
    assert agreement(asked, same) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


def test_the_sheet_is_kept_and_a_broken_one_is_an_empty_one() -> None:
    sheet = Sheet("account", "Ma règle\nen deux lignes", "Bonjour", "2027-01-31", (1, 2))
    assert sheet_from(sheet_text(sheet)) == sheet
    for broken in (
        None,
        "",
        "{",
        "[]",
        "3",
        '{"way": "x"}',
        '{"review": "soon"}',
        '{"facets": 3}',
        '{"facets": ["a"]}',
    ):
        assert sheet_from(broken).way == "now"
