"""Pasted lists in the whole: they open what had no evidence, and never move what the files say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from identity_audit import findings, paste_findings
from identity_audit.analysis import audience, engagement, strategies
from identity_audit.audit import Audit, effect, recluster
from identity_audit.corrections import Correction, JoinCircle, MakeCircle, PastedList, RenameFacet, SkippedPost
from identity_audit.dataset import Dataset, combine, from_rows
from identity_audit.schema import Contact, Group, Interaction, Membership, Post, Row
from identity_audit.ui import work
from identity_audit.words import words
from tests.analysis.test_pasted_answers import START, facets


def decided(audit: Audit, *corrections: Correction) -> Audit:
    """What the pages show after these decisions."""
    return recluster(audit, replace(audit.settings, corrections=(*audit.settings.corrections, *corrections)))


def answers(audit: Audit, people: int, names: int = 0) -> list[PastedList]:
    """Whole lists of all posts that are asked about: of facet number t react every (t + 2)nd of these people."""
    topic = audit.pasted.posts.set_index("post_id")["topic"]
    friends = sorted(audit.source.contacts.query("platform == 'facebook'")["contact_id"])[:people]
    return [
        PastedList(post, tuple(friends[int(topic[post]) % 2 :: int(topic[post]) % 3 + 2]),
                   tuple(f"Somebody {chr(97 + i)}" for i in range(names)), True)
        for post in audit.pasted.asked
    ]  # fmt: skip


def plain(audit: Audit) -> Any:
    return json.loads(json.dumps(audit.to_dict(lang="en"), allow_nan=False))


@pytest.fixture(scope="module")
def both(camille: work.Outcome) -> Audit:
    """The sample, whose Slack names every reaction and whose Facebook names none."""
    assert camille.audit is not None
    return camille.audit


@pytest.fixture(scope="module")
def pasted(both: Audit) -> Audit:
    return decided(both, *answers(both, 60, names=3))


def test_what_the_files_say_does_not_move(both: Audit, pasted: Audit) -> None:
    assert len(pasted.pasted.lists) == 12
    assert pasted.replays == both.replays
    assert pasted.cross_facet == both.cross_facet
    assert pasted.verdict == both.verdict
    assert_frame_equal(pasted.in_files, both.engagements)
    assert findings.verdict_sentences(pasted, words("en")) == findings.verdict_sentences(both, words("en"))
    lists = [one.post_id for one in pasted.pasted.lists]
    before, after = (a.engagements[~a.engagements["post_id"].isin(lists)] for a in (both, pasted))
    assert len(before) > 1000
    assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True))
    of_slack = both.dataset.contacts.query("platform == 'slack'")["contact_id"]
    before, after = (a.seen.cells[a.seen.cells["contact_id"].isin(of_slack)] for a in (both, pasted))
    assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True))


def test_lists_are_engagements_counted_as_such(both: Audit, pasted: Audit) -> None:
    added = sum(len(one.people) for one in pasted.pasted.lists)
    assert len(pasted.engagements) - len(both.engagements) == added == pasted.pasted.outside.reactions
    moved = effect(both, pasted)
    # each of the three names once on every network whose posts are asked about
    networks = {post.partition(":")[0] for post in pasted.pasted.asked}
    assert (moved.people, moved.reactions, moved.posts, moved.posts_moved) == (3 * len(networks), added, 0, 0)
    said = findings.reactions_basis(pasted, words("en"))
    assert f"{added} of them come from lists that you pasted, 12 in all." in said


def test_a_new_facet_name_keeps_the_lists_and_a_circle_reaches_them(pasted: Audit) -> None:
    named = decided(pasted, RenameFacet(pasted.facet_posts(pasted.facets()[0].id), "Bread"))
    assert named.pasted.lists == pasted.pasted.lists
    stranger = "facebook:pasted:somebody a"
    circle = decided(pasted, MakeCircle("circle:new", "New", (stranger,)), JoinCircle("circle:new", ("nobody",)))
    cells = circle.pasted.cells(["circle:new"])
    # the stranger stands on every list of Facebook, and on no other network
    topic = circle.pasted.posts.set_index("post_id")["topic"]
    there = {int(topic[one.post_id]) for one in circle.pasted.lists if one.post_id.startswith("facebook:")}
    assert len(there) >= 4
    own = cells[cells["group_id"] == "circle:new"]
    assert {int(t): int(n) for t, n in zip(own["topic"], own["people"], strict=True)} == {
        int(t): int(t in there) for t in own["topic"]
    }
    assert circle.replays["per_facet"] == pasted.replays["per_facet"]


def test_undone_lists_leave_nothing_behind(both: Audit, pasted: Audit) -> None:
    back = recluster(pasted, both.settings)
    assert plain(back) == plain(both)
    assert plain(back)["pasted"] is None


def test_one_list_after_the_other_is_all_at_once(facebook_only: work.Outcome) -> None:
    assert facebook_only.audit is not None
    step, lists = facebook_only.audit, answers(facebook_only.audit, 3, names=3)
    for one in lists:
        step = decided(step, one)
    assert plain(step) == plain(decided(facebook_only.audit, *lists))


def test_without_any_other_evidence_lists_open_the_pages_and_decide_nothing(facebook_only: work.Outcome) -> None:
    closed = facebook_only.audit
    assert closed is not None
    assert closed.verdict == "no_received"
    # twelve people in two circles, whom only the lists name
    circles = [
        MakeCircle(f"circle:{c}", c, tuple(f"facebook:pasted:{c} {chr(97 + i)}" for i in range(6))) for c in "xy"
    ]
    topic = closed.pasted.posts.set_index("post_id")["topic"]
    first = min(topic)
    lists = [
        PastedList(post, (), tuple(f"{'x' if topic[post] == first else 'y'} {chr(97 + i)}" for i in range(6)), True)
        for post in closed.pasted.asked
    ]
    audit = decided(closed, *lists, *circles)
    j = plain(audit)
    assert j["verdict"]["code"] == "cannot_decide"
    replays = {s["id"]: s["replay"] for s in j["strategies"]}
    assert replays["per_facet"] is None
    assert replays["unified"] is None
    # x reacts to one facet and y to the two others: nothing would be cut, if only we knew more than 12 posts
    estimate = replays["per_circle"]
    assert estimate["low"] <= estimate["blocked"] <= estimate["high"]
    assert estimate["blocked"] < 0.2
    assert (estimate["people"], estimate["engagements"], estimate["level"]) == (12, 72, 0.95)
    assert (estimate["contacts_lost"], estimate["of_100"], estimate["newcomers"]) == (None, None, None)
    said = j["pasted"]
    assert (said["lists"], said["complete"], said["left"], said["reactions"], said["people"]) == (12, 12, 0, 72, 12)
    # each of y is on eight lists, four of each of two facets
    assert (said["outside_at_least"], said["people_in_two_or_more"]) == (24, 6)
    cells = {(c["group"], c["topic"]): c for c in said["cells"]}
    short = {g["name"]: g["id"] for g in j["groups"]}
    for name in "xy":
        for facet in set(map(int, topic)):
            cell = cells[short[name], facet]
            reacts = (name == "x") == (facet == first)
            assert (cell["people"], cell["size"], cell["posts"], cell["lists"]) == (6 * reacts, 6, 20, 4)
            assert 0 <= cell["low"] <= cell["rate"] <= cell["high"] <= 1
            assert (cell["rate"] > 0.5) == reacts
    assert j["audience"]["cross_facet"]["share"] is None
    sentence, why = findings.verdict_sentences(audit, words("en"))
    assert sentence.startswith("We cannot decide. On the lists that you pasted, at least 24 of 72 reactions")
    assert why == findings.WHOLE_FILES
    assert any("(between" in line for line in paste_findings.so_far(audit, words("en")))


def test_whole_lists_on_which_nobody_reacted_are_no_silence(facebook_only: work.Outcome) -> None:
    assert facebook_only.audit is not None
    audit = decided(facebook_only.audit, *(PastedList(p, (), (), True) for p in facebook_only.audit.pasted.asked))
    assert audit.verdict == "no_received"
    told = paste_findings.so_far(audit, words("en"))
    assert told[0].startswith("Lists that you pasted: 12, of which whole: 12. Reactions on them: 0;")
    [everyone] = {cell["high"] < 0.5 for cell in plain(audit)["pasted"]["cells"] if cell["group"] == "everyone"}
    assert everyone


def test_skipped_posts_alone_say_nothing(facebook_only: work.Outcome) -> None:
    assert facebook_only.audit is not None
    audit = decided(facebook_only.audit, *map(SkippedPost, facebook_only.audit.pasted.asked))
    assert plain(audit)["pasted"] is None
    assert len(audit.pasted.asked) == 12
    assert not set(audit.pasted.asked) & set(facebook_only.audit.pasted.asked)
    assert paste_findings.so_far(audit, words("en")) == []


# --- with the facets held fixed --------------------------------------------------------------------------------------


def archive(network: str, posts: int, friends: int, acts: list[tuple[int, int]], known: Any) -> Dataset:
    rows: list[Row] = [
        Post(f"{network}:{i:02}", network, START, f"text {i}", reactions_known=known) for i in range(posts)
    ]
    rows += [Contact(f"{network}:p{i}", network, f"Person {i}") for i in range(friends)]
    rows += [Group(f"{network}:g", network, "G", "list")]
    rows += [Membership(f"{network}:p{i}", f"{network}:g") for i in range(0, friends, 2)]
    rows += [
        Interaction(f"{network}:p{who}", f"{network}:{post:02}", None, "reaction", "received", "observed", network)
        for who, post in sorted(set(acts))
    ]
    return from_rows(rows)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 19)), min_size=40, max_size=120), st.integers(1, 30),
    st.integers(0, 9), st.integers(1, 5), st.sampled_from(["none", "count"]),
)  # fmt: skip
def test_an_archive_without_evidence_moves_no_figure_of_the_others(
    acts: list[tuple[int, int]], posts: int, friends: int, n: int, known: str
) -> None:
    full, silent = archive("a", 20, 12, acts, "complete"), archive("b", posts, friends, [], known)
    both = combine([full, silent])
    assignment = facets(both, n)
    own = assignment[assignment["post_id"].isin(full.posts["post_id"])]
    alone, beside = engagement.engagements(full, own), engagement.engagements(both, assignment)
    assert_frame_equal(alone, beside)
    seen, seen_beside = engagement.opportunities(full, own), engagement.opportunities(both, assignment)
    assert_frame_equal(seen.cells, seen_beside.cells)
    assert_frame_equal(seen.known, seen_beside.known)
    assert audience.cross_facet(alone) == audience.cross_facet(beside)
    assert audience.breadth(alone) == audience.breadth(beside)
    assert strategies.replay_per_facet(alone) == strategies.replay_per_facet(beside)
    assert strategies.replay_per_circle(alone, full.memberships) == strategies.replay_per_circle(
        beside, both.memberships
    )
