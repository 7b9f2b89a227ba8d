"""The whole way from exports to the one value that everything shows, on the sample and at its edges."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from identity_audit import findings
from identity_audit.analysis import audience, engagement, strategies, topic_space, topics
from identity_audit.analysis.encoder import EncodingCache, load_encoder
from identity_audit.anonymity import name_words, people_words
from identity_audit.audit import Audit, Settings, effect, facet_posts, recluster, run_audit
from identity_audit.corrections import (
    AccountVisibility,
    Correction,
    CutFacet,
    LeaveCircle,
    LeaveOutPeriod,
    MakeCircle,
    MergeFacets,
    MovePosts,
    NotMyPosts,
    NumberOfFacets,
    RenameFacet,
    SamePerson,
    SensitiveFacet,
)
from identity_audit.dataset import Dataset, from_rows
from identity_audit.errors import Cancelled, NothingUsable, OwnerNeeded
from identity_audit.history import Effect
from identity_audit.importers import read_export
from identity_audit.schema import Contact, Group, Interaction, Membership, Post, Row
from identity_audit.words import words
from tests.analysis.planted import SENTENCES, planted, rand_index

ROOT = Path(__file__).parents[1]
CAMILLE = ROOT / "sample_data" / "camille"
SAMPLE = sorted(path for path in CAMILLE.iterdir() if path.suffix in (".zip", ".txt", ".mbox"))
FACEBOOK, SLACK = CAMILLE / "facebook-camille.zip", CAMILLE / "slack-parents.zip"
ME = "camille.delvaux@example.org"


@pytest.fixture(scope="module")
def encodings() -> EncodingCache:
    encoder = load_encoder()
    assert encoder is not None
    return EncodingCache(encoder)


def test_the_exact_picture_takes_the_place_of_the_first_one(
    encodings: EncodingCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic_space, "_FITTED_QUICKLY", 80)
    texts, true = planted(list(SENTENCES), 50)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    data = from_rows(
        [Post(f"p{i}", "net", start + timedelta(days=i), text, visibility="public") for i, text in enumerate(texts)]
    )
    first = run_audit(data, encodings=encodings, quick=True)
    assert first.space.quick and (len(first.space.fitted), len(first.space.rest)) == (80, 120)
    named = RenameFacet(first.facet_posts(first.facets()[1].id), "Mine")
    shown = recluster(first, replace(first.settings, corrections=(named,)))
    exact = run_audit(data, replace(shown.settings, known=first.known_facets()), encodings=encodings)
    assert not exact.space.quick and (len(exact.space.fitted), len(exact.space.rest)) == (200, 0)

    def by_subject(audit: Audit) -> dict[str, tuple[int, str, int]]:
        facet_of = audit.topics.assignment["topic"]
        facets = {facet.id: facet for facet in audit.facets()}
        held = {subject: facets[int(facet_of[[t == subject for t in true]].mode()[0])] for subject in SENTENCES}
        return {subject: (facet.id, facet.name, facet.colour) for subject, facet in held.items()}

    assert by_subject(exact) == by_subject(shown)
    assert "Mine" in {name for _id, name, _colour in by_subject(exact).values()}
    # the posts are as the exact one alone places them: only names, ids and colours come from the first
    alone = run_audit(data, encodings=encodings)
    assert rand_index(exact.topics.assignment["topic"].tolist(), alone.topics.assignment["topic"].tolist()) == 1
    assert exact.topics.assignment["margin"].tolist() == alone.topics.assignment["margin"].tolist()


@pytest.fixture(scope="module")
def sample(encodings: EncodingCache) -> Audit:
    return run_audit(read_export(SAMPLE), encodings=encodings)


def made(texts: list[str], rows: list[Row] | None = None, known: Any = "complete") -> Dataset:
    """A person's own posts, one an hour, and whatever else."""
    start = pd.Timestamp("2024-01-01", tz="UTC")
    posts = [
        Post(f"n:{i}", "net", (start + pd.Timedelta(hours=i)).to_pydatetime(), text, visibility="public",
             reactions_known=known)
        for i, text in enumerate(texts)
    ]  # fmt: skip
    return from_rows([*posts, *(rows or [])])


def audience_of(people: int, posts: int, acts: int, seed: int = 1) -> list[Row]:
    """People in two circles who react to posts drawn at random."""
    draw = random.Random(seed)
    who = [Contact(f"c{i:02}", "net", f"Person {i}") for i in range(people)]
    circles = [Group(f"net:g{g}", "net", f"Circle {g}", "channel") for g in range(2)]
    belongs = [Membership(f"c{i:02}", f"net:g{i % 2}") for i in range(people)]
    pairs = draw.sample([(i, p) for i in range(people) for p in range(posts)], acts)
    done = [Interaction(f"c{i:02}", f"n:{p}", None, "reaction", "received", "observed", "net") for i, p in pairs]
    return [*who, *circles, *belongs, *done]


def partition(audit: Audit) -> list[int]:
    """The facet of each post, -1 without one."""
    return audit.topics.assignment["topic"].fillna(-1).astype(int).tolist()


def plain(audit: Audit) -> Any:
    """The JSON, through text: what is not JSON fails here."""
    return json.loads(json.dumps(audit.to_dict(lang="en"), allow_nan=False))


# --- the sample --------------------------------------------------------------------------------------------------


def test_the_sample_answers_the_question(sample: Audit) -> None:
    found = plain(sample)
    assert len(found["topics"]) >= 5
    assert found["engagements"]["observed"] > 1000
    cross = found["audience"]["cross_facet"]
    assert 0 < cross["low"] < cross["share"] < cross["high"] < cross["chance"] < 1
    assert cross["mixing_index"] == pytest.approx(cross["share"] / cross["chance"])
    replays = {s["id"]: s["replay"] for s in found["strategies"]}
    assert list(replays) == ["unified", "per_facet", "per_circle"]
    assert replays["unified"]["blocked"] == 0
    for replay in replays.values():
        assert replay["low"] <= replay["blocked"] <= replay["high"]
        assert replay["contacts_keep"] + replay["contacts_lose_part"] + replay["contacts_lost"] == replay["people"]
        assert (replay["people"], replay["engagements"]) == (
            replays["unified"]["people"], replays["unified"]["engagements"],
        )  # fmt: skip
    assert found["verdict"]["code"] in ("separating_cuts", "mixed")
    assert found["verdict"]["sentence"].endswith(".")


def test_the_replay_of_the_sample_against_plain_loops(sample: Audit) -> None:
    """Design section 2 once more, reaction by reaction."""
    posts = sample.dataset.posts.set_index("post_id")["time"]
    # a message to one person is in no facet, so an answer to it is not replayed
    facet = sample.topics.assignment.set_index("post_id")["topic"].reindex(posts.index)
    acts = sample.dataset.interactions
    kinds = {"reaction", "comment", "reply", "share", "mention", "tag", "wall_post"}
    pairs = {
        (a.contact_id, a.post_id)
        for a in acts.itertuples()
        if a.direction == "received" and a.evidence == "observed" and a.kind in kinds and isinstance(a.post_id, str)
    }
    assert len(pairs) == len(sample.engagements)
    done = sorted((posts[p], c, int(facet[p])) for c, p in pairs if not pd.isna(facet[p]))
    moment = done[-(-len(done) * 3 // 5) - 1][0]
    counted: dict[str, dict[int, int]] = {}
    for when, who, topic in done:
        if when <= moment:
            counted.setdefault(who, {}).setdefault(topic, 0)
            counted[who][topic] += 1
    home = {who: min(of, key=lambda t: (-of[t], t)) for who, of in counted.items()}
    later = [(who, topic) for when, who, topic in done if when > moment]
    judged = [(who, topic) for who, topic in later if who in home]
    missed = [who for who, topic in judged if topic != home[who]]
    replay = sample.replays["per_facet"]
    assert replay is not None
    assert (replay.since, replay.engagements, replay.people) == (
        moment.to_pydatetime(), len(judged), len({who for who, _ in judged}),
    )  # fmt: skip
    assert replay.blocked == pytest.approx(len(missed) / len(judged))
    assert replay.newcomers == len({who for who, _ in later} - home.keys())
    assert replay.contacts_keep == len({who for who, _ in judged} - set(missed))


def test_totals_add_up(sample: Audit) -> None:
    found = plain(sample)
    private = int((sample.posts["visibility"] == "direct").sum())
    assert found["posts"] == sum(t["posts"] for t in found["topics"]) + found["posts_without_words"] + private
    assert sum(t["share"] for t in found["topics"]) == pytest.approx(1)
    assert found["posts"] == sum(p["posts"] for p in found["platforms"])
    assert found["contacts"] == sum(p["contacts"] for p in found["platforms"])
    for platform in found["platforms"]:
        assert sum(platform["reactions_known"].values()) == platform["posts"]
    # every complete list is in a facet or without words
    complete = sum(p["reactions_known"]["complete"] for p in found["platforms"])
    assert sum(t["reactions_known"] for t in found["topics"]) <= complete
    ids = {t["id"] for t in found["topics"]}
    circles = {g["id"]: g["people"] for g in found["groups"]}
    assert len(ids) == len(found["topics"])
    assert len(circles) == len(found["groups"])
    assert {m["topic"] for m in found["matrix"]} == ids
    for cell in found["matrix"]:
        assert cell["people"] <= min(circles[cell["group"]], cell["engagements"])
        if cell["exposed"] is not None:
            assert cell["exposed"] <= circles[cell["group"]]
            assert cell["exposed"] <= cell["opportunities"]


def on_two_networks(dataset: Dataset, every: int = 2) -> Dataset:
    """The same with every so many of its posts once more, minutes later on another network, public."""
    own = dataset.posts[dataset.posts["text"].str.count(r"\w+") > 5].iloc[::every]
    own = own[own["time"].notna() & ~own["text"].duplicated()]
    again = own.assign(
        post_id="mastodon:" + own["post_id"], platform="mastodon", visibility="public", thread_id=pd.NA,
        time=own["time"] + pd.Timedelta(minutes=9), source_file="outbox.json",
    )  # fmt: skip
    posts = pd.concat([dataset.posts, again], ignore_index=True).astype(dataset.posts.dtypes)
    return replace(dataset, posts=posts)


def test_what_was_put_on_several_networks_counts_once_and_every_total_holds(encodings: EncodingCache) -> None:
    once = read_export(FACEBOOK)
    twice = on_two_networks(once)
    copies = len(twice.posts) - len(once.posts)
    some = Settings(corrections=(MakeCircle("circle:some", "Some", tuple(once.contacts["contact_id"][:5])),))
    before, after = (run_audit(dataset, some, encodings=encodings) for dataset in (once, twice))
    was, found = plain(before), plain(after)
    assert copies > 50 and (found["posts_copies"], found["posts_on_several_networks"]) == (copies, copies)
    assert (was["posts_copies"], was["posts_on_several_networks"]) == (0, 0)
    assert found["posts"] == found["posts_for_facets"] + found["posts_to_one_person"] + copies
    for key in ("topics", "gestures", "posts_for_facets", "posts_in_facets", "posts_with_words", "posts_unsure",
                "posts_without_words", "posts_to_one_person", "posts_not_me", "period"):  # fmt: skip
        assert found[key] == was[key], key
    assert found["change"] is not None and found["change"]["before"] == was["change"]["before"]
    assert found["readiness"]["words"]["posts"] == found["posts"] == was["posts"] + copies
    # each copy has its own reach: more could be seen, of as many posts
    sums = [[sum(c[key] for c in j["circles_could_see"]) for key in ("posts", "could_see")] for j in (was, found)]
    assert sums[0][0] == sums[1][0] and sums[0][1] < sums[1][1]
    english, french = words("en"), words("fr")
    assert findings.copies_sentence(before, english) is None
    assert findings.copies_sentence(after, english) == f"{copies} posts that you put on several networks count once."
    assert findings.copies_sentence(after, french) == (
        f"{copies} publications que vous avez mises sur plusieurs réseaux comptent une seule fois."
    )


def test_a_copy_that_is_moved_takes_its_post_along(encodings: EncodingCache) -> None:
    audit = run_audit(on_two_networks(read_export(FACEBOOK)), encodings=encodings)
    assigned = audit.topics.assignment
    copy = assigned[assigned["copy_of"].notna()].iloc[0]
    other = next(f for f in audit.facets() if f.id != copy["topic"])
    move = MovePosts((str(copy["post_id"]),), audit.facet_posts(other.id))
    moved = recluster(audit, replace(audit.settings, corrections=(move,)))
    assert effect(audit, moved).posts_moved == 1
    assert next(f.posts for f in moved.facets() if f.id == other.id) == other.posts + 1
    where = moved.topics.assignment.set_index("post_id")["topic"]
    assert where[copy["post_id"]] == where[copy["copy_of"]] == other.id


def test_who_can_see_an_account_moves_nothing_but_what_could_be_seen(encodings: EncodingCache) -> None:
    dataset = read_export(FACEBOOK)
    some = MakeCircle("circle:some", "Some", tuple(dataset.contacts["contact_id"][:5]))
    audit = run_audit(dataset, Settings(corrections=(some,)), encodings=encodings)
    said = Settings(corrections=(some, AccountVisibility("facebook", "contacts")))
    answered = recluster(audit, said)
    was, found = plain(audit), plain(answered)
    assert found == plain(run_audit(dataset, said, encodings=encodings))
    assert {key for key in found if found[key] != was[key]} == {"readiness", "circles_could_see"}
    # an answer is no word of the files
    silent = [
        {k: v for k, v in cell.items() if k not in ("from_answer", "not_known")} for cell in was["circles_could_see"]
    ]
    assert silent == [
        {k: v for k, v in cell.items() if k not in ("from_answer", "not_known")} for cell in found["circles_could_see"]
    ]
    assert sum(cell["from_answer"] for cell in found["circles_could_see"]) > 0
    line = found["readiness"]["visibility"]
    assert line == {
        **was["readiness"]["visibility"],
        "from_answer": int((dataset.posts["visibility"] == "unknown").sum()),
    }
    assert plain(recluster(answered, audit.settings)) == was


def test_messages_to_one_person_shape_no_facet_and_are_counted_apart() -> None:
    dataset = read_export(FACEBOOK, messages=True)
    private = int((dataset.posts["visibility"] == "direct").sum())
    assert private > 0
    kept = facet_posts(dataset)
    assert len(kept) == (dataset.posts["kind"] != "repost").sum() - private
    assert "direct" not in set(kept["visibility"])


def test_proxies_are_a_figure_of_their_own(sample: Audit) -> None:
    found = plain(sample)
    assert found["engagements"]["proxy"] == len(sample.proxies) > 0
    worked_out = {(e.contact_id, e.post_id) for e in sample.proxies.itertuples()}
    assert not worked_out & {(e.contact_id, e.post_id) for e in sample.engagements.itertuples()}
    # where every name is known there is nothing to work out
    known = sample.dataset.posts.set_index("post_id")["reactions_known"]
    assert "complete" not in {known[post] for _, post in worked_out}


def test_facebook_alone_gives_no_verdict() -> None:
    audit = run_audit(read_export(FACEBOOK))
    found = plain(audit)
    assert len(found["topics"]) >= 3
    assert (found["audience"]["engagers"], found["engagements"]["observed"], len(audit.proxies)) == (0, 0, 0)
    assert {s["replay"] for s in found["strategies"]} == {None}
    assert found["verdict"]["code"] == "no_received"
    assert "do not say who reacts" in found["verdict"]["sentence"]
    assert "add a file that names who reacted" in found["verdict"]["why_not"]
    assert "Slack" in found["verdict"]["why_not"]
    # nothing is known, so nothing is zero
    assert all(cell["exposed"] is None for cell in found["matrix"])
    assert audit.gestures.n > 0


def test_with_the_facets_held_fixed_another_archive_changes_nothing_of_the_posts_of_slack() -> None:
    slack = read_export(SLACK, me=ME)
    both = read_export([FACEBOOK, SLACK], me=ME)
    assert both.platforms == ["facebook", "slack"]
    found = topics.find_topics(facet_posts(both), topics.TopicSettings(6))
    assignment = found.assignment
    own = assignment[assignment["post_id"].isin(slack.posts["post_id"])]
    assert 0 < len(own) < len(assignment)

    alone = engagement.engagements(slack, own)
    assert len(alone) > 1000
    assert_frame_equal(engagement.engagements(both, assignment), alone)

    seen, seen_beside = engagement.opportunities(slack, own), engagement.opportunities(both, assignment)
    assert seen.topics == seen_beside.topics
    assert_frame_equal(seen_beside.cells, seen.cells)
    assert_frame_equal(seen_beside.known, seen.known)
    assert seen_beside.left_out == seen.left_out
    pd.testing.assert_series_equal(seen_beside.exposed, seen.exposed)

    circles = audience.matrix(both, alone, seen_beside)
    ours = circles[circles["group_id"].isin(slack.groups["group_id"])].reset_index(drop=True)
    assert_frame_equal(ours, audience.matrix(slack, alone, seen))

    assert audience.cross_facet(engagement.engagements(both, assignment)) == audience.cross_facet(alone)
    assert audience.breadth(engagement.engagements(both, assignment)) == audience.breadth(alone)
    for one, other in (
        (strategies.replay_per_facet(alone), strategies.replay_per_facet(engagement.engagements(both, assignment))),
        (strategies.replay_per_circle(alone, slack.memberships),
         strategies.replay_per_circle(engagement.engagements(both, assignment), both.memberships)),
    ):  # fmt: skip
        assert one is not None
        assert one == other


def test_no_first_name_among_the_words_of_a_facet(sample: Audit) -> None:
    names = people_words(sample.dataset)
    # the posts do speak of people by name: without the rule one would be read
    assert any(names & name_words(term) for facet in sample.facets() for term in facet.terms)
    for topic in plain(sample)["topics"]:
        assert not [term for term in [topic["name"], *topic["terms"]] if names & name_words(term)]
        assert topic["name"]
        assert topic["terms"]


# --- other choices -----------------------------------------------------------------------------------------------


def decided(audit: Audit, *corrections: Correction) -> Audit:
    """The audit after these decisions too."""
    return recluster(audit, replace(audit.settings, corrections=(*audit.settings.corrections, *corrections)))


def test_another_number_of_facets_keeps_names_and_colours_and_equals_a_fresh_audit(
    sample: Audit, encodings: EncodingCache
) -> None:
    first = sample.facets()[0]
    named = decided(sample, RenameFacet(sample.facet_posts(first.id), "My classes"))
    assert named.facets()[0].name == "My classes" and named.facets()[0].named
    assert partition(named) == partition(sample)

    changed = decided(named, NumberOfFacets(len(sample.facets()) + 1))
    assert len(changed.facets()) == changed.settings.n_topics == len(sample.facets()) + 1
    before = {f.id: (f.name, f.colour) for f in named.facets()}
    kept = [f for f in changed.facets() if f.id in before]
    assert len(kept) >= 3
    assert all((f.name, f.colour) == before[f.id] for f in kept)
    assert next(f.name for f in changed.facets() if f.id == first.id) == "My classes"
    assert len({f.colour for f in changed.facets()}) == len(changed.facets())
    assert changed.suggested is sample.suggested
    assert plain(changed) == plain(run_audit(sample.source, changed.settings, encodings=encodings))

    back = decided(changed, NumberOfFacets(None))
    assert plain(back) == plain(named)


def test_a_name_and_a_mark_count_nothing_again(sample: Audit) -> None:
    facet = sample.facets()[1]
    somebody = sample.dataset.contacts["name"][0]
    wanted = sample.facet_posts(facet.id)
    named = decided(sample, RenameFacet(wanted, f"Evenings with {somebody}"), SensitiveFacet(wanted, True))
    assert named.engagements is sample.engagements and named.gestures is sample.gestures
    assert named.dataset is sample.dataset
    assert effect(sample, named) == Effect()
    [topic] = [t for t in plain(named)["topics"] if t["id"] == facet.id]
    # as the person wrote it, also where a suggested name would lose the word
    assert (topic["name"], topic["sensitive"]) == (f"Evenings with {somebody}", True)
    assert [t["sensitive"] for t in plain(sample)["topics"]] == [False] * len(sample.facets())
    assert recluster(named, named.settings) is named


def test_what_is_decided_about_facets_reaches_every_figure(sample: Audit, encodings: EncodingCache) -> None:
    """A chain of decisions, each counted here once more, ends where a fresh audit begins."""
    one, two, three = (sample.facets()[place].id for place in (0, 1, 2))
    of_post = sample.topics.assignment.set_index("post_id")["topic"]
    moved = tuple(of_post.index[(of_post == one).fillna(False)][:9])
    sizes = {facet.id: facet.posts for facet in sample.facets()}

    merged = decided(sample, MergeFacets((sample.facet_posts(two), sample.facet_posts(three))))
    assert {f.id: f.posts for f in merged.facets()}[two] == sizes[two] + sizes[three]
    assert effect(sample, merged) == Effect(posts_moved=sizes[three])
    reactions = sample.engagements["topic"].value_counts()
    assert merged.engagements["topic"].value_counts()[two] == reactions[two] + reactions[three]
    assert three not in set(merged.matrix["topic"]) and len(merged.engagements) == len(sample.engagements)
    given = sample.gestures.given_by_facet.set_index("topic")["discuss"]
    assert merged.gestures.given_by_facet.set_index("topic")["discuss"].sum() == given.sum()

    aside = decided(merged, MovePosts(moved, merged.facet_posts(two)), NotMyPosts(moved[:4]))
    assert (aside.not_me, plain(aside)["posts_not_me"]) == (4, 4)
    gone = int(sample.engagements["post_id"].isin(moved[:4]).sum())
    assert gone > 0
    assert effect(merged, aside) == Effect(posts_moved=9, reactions=-gone)
    assert not aside.engagements["post_id"].isin(moved[:4]).any()
    private = int((sample.posts["visibility"] == "direct").sum())
    counted = sum(f.posts for f in aside.facets()) + aside.topics.without_words + aside.not_me + private
    assert counted == len(aside.posts) == plain(aside)["posts"]

    cut = decided(aside, CutFacet(aside.facet_posts(one)))
    parts = [f for f in cut.facets() if f.id == one or f.id not in sizes]
    assert sum(f.posts for f in parts) == sizes[one] - 9 and len(parts) == 2
    assert effect(aside, cut).posts_moved == min(f.posts for f in parts)
    fresh = run_audit(sample.source, cut.settings, encodings=encodings)
    assert plain(cut) == plain(fresh)
    assert_frame_equal(cut.topics.assignment, fresh.topics.assignment)
    # one in the middle taken back, and all of them
    without = replace(cut.settings, corrections=cut.settings.corrections[1:])
    assert plain(recluster(cut, without)) == plain(recluster(sample, without))
    assert plain(recluster(cut, Settings())) == plain(sample)


def test_what_is_left_out_is_as_if_it_had_never_been_read(sample: Audit, encodings: EncodingCache) -> None:
    times = sample.posts["time"].dropna().sort_values()
    day = times.iloc[len(times) // 10].date().isoformat()
    reduced = decided(sample, LeaveOutPeriod(None, day))
    assert 0 < len(reduced.posts) < len(sample.posts)
    assert reduced.topics.n_posts < sample.topics.n_posts
    assert effect(sample, reduced).posts == len(reduced.posts) - len(sample.posts) < 0
    fresh = run_audit(sample.source, reduced.settings, encodings=encodings)
    assert plain(reduced) == plain(fresh)
    assert plain(decided(reduced, RenameFacet(reduced.facet_posts(0), "x")))["posts"] == len(reduced.posts)


def test_names_and_colours_stay_when_the_next_export_is_added(sample: Audit, encodings: EncodingCache) -> None:
    """The first four fifths of Camille's posts, then all of them."""
    posts = sample.source.posts.sort_values("time", kind="stable")
    early = posts.head(len(posts) * 4 // 5)["post_id"]
    tables = {table: found for table, found in sample.source.frames().items() if table not in ("posts", "audiences")}
    before = run_audit(Dataset(
        **tables, owners=sample.source.owners, posts=sample.source.posts[sample.source.posts["post_id"].isin(early)],
        audiences=sample.source.audiences[sample.source.audiences["post_id"].isin(early)],
    ), encodings=encodings)  # fmt: skip
    names = {facet.id: f"Mine {facet.id}" for facet in before.facets()}
    renamed = tuple(RenameFacet(before.facet_posts(facet), name) for facet, name in names.items())
    known = before.known_facets()
    after = run_audit(sample.source, Settings(corrections=renamed, known=known), encodings=encodings)
    both = before.topics.assignment.merge(after.topics.assignment, on="post_id").dropna(subset=["topic_x", "topic_y"])
    pairs = pd.crosstab(both["topic_x"], both["topic_y"])
    found = {facet.id: facet for facet in after.facets()}
    colours = {facet.id: facet.colour for facet in before.facets()}
    stayed = 0
    for old, new in ((o, n) for o in pairs.index for n in pairs.columns):
        n = pairs.loc[old, new]
        if n >= 0.7 * pairs.loc[old].sum() and n >= 0.7 * pairs[new].sum():
            assert (new, found[new].name, found[new].colour) == (old, names[old], colours[old])
            stayed += 1
    assert stayed >= 4
    assert plain(after)["posts"] == plain(sample)["posts"]


def test_joined_people_and_changed_circles_are_counted_in_what_a_step_did(sample: Audit) -> None:
    circle = sample.circles()[0].id
    inside = sample.dataset.memberships.loc[sample.dataset.memberships["group_id"] == circle, "contact_id"].iloc[:2]
    left = decided(sample, LeaveCircle(circle, tuple(inside)))
    assert effect(sample, left) == Effect(people_moved=2)
    assert left.engagements is sample.engagements
    known = sample.dataset.contacts["contact_id"]
    joined = decided(sample, SamePerson((known.iloc[0], known.iloc[1])))
    assert effect(sample, joined).people == -1


def test_the_same_data_gives_the_same_answer_and_seeds_move_only_what_is_drawn() -> None:
    texts, subjects = planted(["sport_fr", "cooking_en", "politics_en"], 20)
    dataset = made(texts, audience_of(14, 60, 250))
    first, again = run_audit(dataset), run_audit(dataset)
    assert first.to_dict() == again.to_dict()
    assert rand_index(partition(first), subjects) > 0.9  # type: ignore[arg-type]
    other = run_audit(dataset, Settings(seed=7))
    assert rand_index(partition(other), partition(first)) > 0.9
    assert other.cross_facet.share == pytest.approx(first.cross_facet.share, abs=0.05)
    assert (other.cross_facet.low, other.cross_facet.high) != (first.cross_facet.low, first.cross_facet.high)


def test_the_order_of_the_rows_does_not_matter() -> None:
    texts, _subjects = planted(["sport_fr", "politics_en"], 25)
    dataset = made(texts, audience_of(12, 50, 150))
    shuffled = replace(
        dataset,
        contacts=dataset.contacts.sample(frac=1, random_state=1).reset_index(drop=True),
        interactions=dataset.interactions.sample(frac=1, random_state=2).reset_index(drop=True),
        memberships=dataset.memberships.sample(frac=1, random_state=3).reset_index(drop=True),
    )
    assert run_audit(shuffled).to_dict() == run_audit(dataset).to_dict()


# --- edges -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 29, 30, 31])
@pytest.mark.parametrize("acts", [0, 12])
def test_few_posts(n: int, acts: int) -> None:
    texts, _subjects = planted(["sport_fr", "cooking_en"], 20)
    dataset = made(texts[:n], audience_of(12, max(n, 1), acts) if n else [Contact("c", "net", "Ann")])
    found = plain(run_audit(dataset))
    assert found["posts"] == n
    assert (found["topics"] == []) is (n < 30)
    assert sum(t["posts"] for t in found["topics"]) == (n if n >= 30 else 0)
    expected = acts if n else 0
    assert found["engagements"] == {"observed": expected, "proxy": 0}
    assert found["verdict"]["code"] == ("cannot_decide" if expected else "no_received")
    assert found["audience"]["cross_facet"]["share"] is None
    assert {s["replay"] for s in found["strategies"]} == {None}
    assert found["period"]["from"] == ("2024-01-01" if n else None)
    assert found["period"]["to"] == ("2024-01-02" if n > 24 else "2024-01-01" if n else None)


@pytest.mark.parametrize("n", [29, 40])
def test_without_facets_the_sentence_asks_for_posts_not_for_reactions(n: int) -> None:
    texts, _subjects = planted(["sport_fr", "cooking_en"], 20)
    verdict = plain(run_audit(made(texts[:n], audience_of(15, n, 200))))["verdict"]
    if n < 30:
        assert verdict["code"] == "cannot_decide"
        assert "too few posts with words" in verdict["sentence"]
        assert "more of your posts" in verdict["why_not"]
    else:
        assert "too few posts" not in verdict["sentence"]


def test_reactions_on_posts_without_words_are_counted_as_such() -> None:
    """40 pictures hold nearly all reactions, so that what can be compared is little."""
    texts, _subjects = planted(["sport_fr", "cooking_en"], 20)
    people = [Contact(f"c{i:02}", "net", f"Person {i}") for i in range(12)]
    pairs = [(i, 40 + k) for i in range(12) for k in range(20)] + [(i, 0) for i in range(7)]
    acts = [Interaction(f"c{i:02}", f"n:{p}", None, "reaction", "received", "observed", "net") for i, p in pairs]
    audit = run_audit(made([*texts, *[""] * 40], [*people, *acts]))
    found = plain(audit)
    assert found["engagements"]["observed"] == 247
    assert found["posts_without_words"] == 40
    assert found["verdict"]["code"] == "cannot_decide"
    # not "your files name 247 reactions by 12 people; from 30 by 10 on we compare"
    assert "247" not in found["verdict"]["sentence"]
    assert ": 7; people who reacted: 7." in found["verdict"]["sentence"]


def test_contacts_alone_are_an_audit() -> None:
    found = plain(run_audit(from_rows([Contact("a", "net", "Ann"), Contact("b", "net", "Bob")])))
    assert (found["posts"], found["contacts"], found["topics"], found["matrix"]) == (0, 2, [], [])
    assert found["period"] == {"from": None, "to": None}
    assert found["verdict"]["code"] == "no_received"


def test_reposts_are_nobodys_own_words() -> None:
    texts, _subjects = planted(["sport_fr", "cooking_en"], 20)
    reposts: list[Row] = [Post(f"r:{i}", "net", None, text, kind="repost") for i, text in enumerate(texts)]
    act = Interaction("a", "r:1", None, "reaction", "received", "observed", "net")
    audit = run_audit(made(texts, [*reposts, Contact("a", "net", "Ann"), act]))
    found = plain(audit)
    assert (found["posts"], sum(t["posts"] for t in found["topics"]), found["engagements"]["observed"]) == (40, 40, 0)
    assert found["platforms"][0]["posts"] == 40


def test_counts_without_names_make_no_engagement_and_no_zero() -> None:
    texts, _subjects = planted(["sport_fr", "cooking_en"], 20)
    rows: list[Row] = [Contact("a", "net", "Ann"), Group("net:g", "net", "Choir", "channel"), Membership("a", "net:g")]
    found = plain(run_audit(made(texts, rows, known="count")))
    assert found["verdict"]["code"] == "no_received"
    assert found["matrix"]
    assert {(m["people"], m["exposed"], m["opportunities"]) for m in found["matrix"]} == {(0, None, None)}
    assert {t["reactions_known"] for t in found["topics"]} == {0}


def test_a_complete_list_on_which_nobody_reacted_is_a_zero() -> None:
    texts, _subjects = planted(["sport_fr", "cooking_en"], 20)
    rows: list[Row] = [Contact("a", "net", "Ann"), Group("net:g", "net", "Choir", "channel"), Membership("a", "net:g")]
    found = plain(run_audit(made(texts, rows)))
    assert {(m["people"], m["exposed"]) for m in found["matrix"]} == {(0, 1)}
    assert sum(m["opportunities"] for m in found["matrix"]) == 40


def test_nothing_at_all_and_strangers_are_refused() -> None:
    with pytest.raises(NothingUsable):
        run_audit(from_rows([]))
    with pytest.raises(OwnerNeeded) as needed:
        run_audit(read_export(SLACK))
    assert needed.value.values["people"] == len(read_export(SLACK, me=ME).contacts) + 1


def test_progress_names_its_steps_and_cancel_ends_it() -> None:
    texts, _subjects = planted(["sport_fr", "cooking_en"], 20)
    steps: list[tuple[str, float | None]] = []
    run_audit(made(texts), progress=lambda step, share: steps.append((step, share)))
    names = list(dict.fromkeys(step for step, _share in steps))
    assert names[0] == "Looking for your facets"
    assert names[-2:] == ["Counting who reacts to what", "Comparing one profile with several"]
    assert all(share is None or 0 <= share <= 1 for _step, share in steps)

    def stop(step: str, share: float | None) -> None:
        if step == names[1]:
            raise Cancelled

    with pytest.raises(Cancelled):
        run_audit(made(texts), progress=stop)


# --- what screens ask of it --------------------------------------------------------------------------------------


def test_the_moments_of_a_cell_are_the_reactions_that_it_counts(sample: Audit) -> None:
    circles = [circle.id for circle in sample.circles() if circle.people][:3]
    table = sample.crossing(circles)
    assert table["engagements"].sum() > 0
    for cell in table.to_dict("records"):
        moments = sample.moments(cell["group_id"], cell["topic"], circles)
        assert len(moments) == cell["engagements"]
        assert moments["time"].is_monotonic_decreasing


def test_circles_are_listed_largest_first_with_their_people(sample: Audit) -> None:
    circles = sample.circles()
    assert [c.people for c in circles] == sorted((c.people for c in circles), reverse=True)
    members = sample.dataset.memberships
    for circle in circles:
        assert circle.people == len(set(members.loc[members["group_id"] == circle.id, "contact_id"]))
