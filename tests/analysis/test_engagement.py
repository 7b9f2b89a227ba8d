"""Engagements and opportunities against tables counted by hand and against plain loops."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hand_counted import assigned, build, day, plain_opportunities, random_dataset, shuffled

from identity_audit import schema
from identity_audit.analysis import engagement
from identity_audit.analysis.engagement import engagements, episodes, opportunities, proxies
from identity_audit.dataset import Dataset, combine, from_rows
from identity_audit.schema import Contact, Interaction, Post


def pairs(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["contact_id"], table["post_id"], strict=True))


def cells(dataset: Dataset, assignment: pd.DataFrame) -> dict[tuple[str, int], tuple[int, int]]:
    """(contact, facet) -> (opportunities, engagements)"""
    found = opportunities(dataset, assignment).cells
    return {(c.contact_id, c.topic): (c.opportunities, c.engagements) for c in found.itertuples()}


ACTS = """
who  post  kind      day  direction evidence
ana  p1    comment   5    received  observed
ana  p1    reaction  3    received  observed
ana  p1    share     -    received  observed
ana  p2    reaction  2    given     observed
bob  p2    share     2    received  proxy
bob  p2    message   2    received  observed
bob  p3    reaction  2    received  observed
bob  p4    tag       2    received  observed
bob  -     mention   2    received  observed
cat  p5    reply     -    received  observed
"""
POSTS = """
post facet known   day platform thread kind
p1   0     partial 1   net      -      post
p2   0     count   1   net      -      post
p3   1     none    1   net      -      repost
p4   1     none    1   net      t9     post
p5   -     none    -   net      -      story
"""


def test_one_row_per_contact_and_post_and_only_what_was_received_and_read() -> None:
    table = engagements(*build(POSTS, ACTS))
    # ana-p1 (three acts, once); p2: given, proxy and a private message are no engagement; p3 is a repost;
    # bob-p4 by a tag; the mention has no post; cat-p5
    assert pairs(table) == [("ana", "p1"), ("bob", "p4"), ("cat", "p5")]
    ana, bob, cat = table.itertuples(index=False)
    assert (ana.kind, ana.acts, ana.topic, ana.reactions_known) == ("reaction", 3, 0, "partial")  # day 3 is the first
    assert ana.time == day(1)  # the post's
    assert (bob.kind, bob.episode, bob.platform) == ("tag", "t9", "net")
    assert pd.isna(cat.topic)
    assert pd.isna(cat.time)
    assert cat.episode == "post:p5"
    assert pairs(proxies(*build(POSTS, ACTS))) == [("bob", "p2")]


@pytest.mark.parametrize("kind", schema.VOCABULARY["interactions", "kind"])
def test_only_these_kinds_are_engagement(kind: str) -> None:
    table = engagements(*build("post facet\np1 0", f"who post kind\nana p1 {kind}"))
    assert len(table) == (kind in {"reaction", "comment", "reply", "share", "mention", "tag", "wall_post"})


def test_counts_without_names_never_become_engagements() -> None:
    post = Post("p1", "net", day(1), reactions_known="count", n_reactions=57, n_comments=8, n_views=900)
    dataset, assignment = from_rows([post, Contact("ana", "net", "Ana")]), assigned([("p1", 0)])
    assert engagements(dataset, assignment).empty
    assert opportunities(dataset, assignment).cells.empty


def test_empty_tables_keep_their_columns() -> None:
    full, none = engagements(*build(POSTS, ACTS)), engagements(Dataset(), assigned([]))
    assert none.dtypes.equals(full.dtypes)
    assert episodes(none).empty
    assert opportunities(Dataset(), assigned([])).exposed.empty


def test_an_episode_is_a_thread_or_a_day() -> None:
    dataset, assignment = build(
        """
        post facet known    day platform thread
        p1   0     complete 1   net      t1
        p2   0     complete 2   net      t1
        p3   1     complete 2   net      t1
        p4   0     complete 3   net      -
        p5   0     complete 3.2 net      -
        p6   1     complete 3   net      -
        p7   0     complete -   net      -
        p8   -     complete 3   net      -
        """,
        "who post\n" + "\n".join(f"ana p{i}" for i in range(1, 9)),
    )
    found = episodes(engagements(dataset, assignment))
    # facet 0: thread t1 (2 posts), day 3 (2 posts), p7 without a time; facet 1: thread t1, day 3; p8 has no facet
    assert Counter(zip(found["topic"], found["engagements"], strict=True)) == Counter({(0, 2): 2, (0, 1): 1, (1, 1): 2})


OPEN_POSTS = """
post facet known    day platform thread kind visibility
p1   0     complete 10  net      -      post public
p2   0     complete 20  net      -      post followers
p3   0     complete -   net      -      post unknown
p4   0     partial  20  net      -      post public
p5   0     complete 20  other    -      post public
p6   1     complete 20  net      -      post direct
p7   1     complete 20  net      -      post group
p8   -     complete 20  net      -      post public
p9   0     complete 20  net      -      repost public
"""
OPEN_CONTACTS = """
who  platform first_seen
ana  net      15
bob  net      -
cat  other    -
dan  net      10
eve  net      15
"""


def test_open_posts_could_be_seen_by_the_contacts_of_their_platform() -> None:
    # p4 partial, p8 no facet, p9 a repost; p6 and p7 are for few and name nobody: left out, eve's reaction too
    acts = "who post kind day\nbob p2 reaction 25\ndan p4 reaction -\neve p6 reaction 22"
    dataset, assignment = build(OPEN_POSTS, acts, contacts=OPEN_CONTACTS)
    found = opportunities(dataset, assignment)
    assert cells(dataset, assignment) == {
        ("ana", 0): (2, 0),  # known since day 15: p2, and p3, whose date is not known
        ("bob", 0): (1, 1),  # no date: from his first act (day 25) on only p3; one reaction (to p2): E = max(1, 1)
        ("cat", 0): (1, 0),  # the other network's p5
        ("dan", 0): (3, 0),  # since day 10 exactly: p1, p2, p3
        ("eve", 0): (2, 0),
    }
    assert found.left_out == 2
    assert found.topics == (0, 1)
    assert found.exposed[0] == 5
    assert pd.isna(found.exposed[1])  # no complete list that anybody is known to have been able to see: not 0


def test_only_a_known_date_excludes() -> None:
    dataset, assignment = build(
        "post facet known day\np1 0 complete 5\np2 0 complete 15",
        "who post kind day direction evidence\nbob p2 reaction 12 received observed\nfay p2 reaction 8 given observed\n"
        "gus p2 reaction - received observed\nhal - message 3 received observed\nian p2 reaction 1 received proxy",
        contacts="who platform first_seen\nana net -\nhal net 10\nian net 10",
    )
    assert {who: e for (who, _), (e, _) in cells(dataset, assignment).items()} == {
        "ana": 2,  # nothing dates her: always
        "bob": 1,  # first act received on day 12
        "fay": 2,  # what the person gave to fay proves nothing
        "gus": 1,  # an undated reaction: the day of its post
        "hal": 2,  # a message on day 3 is earlier than the connection on day 10
        "ian": 1,  # a worked-out act dates nothing: the connection on day 10
    }


def test_an_audience_of_groups_and_names() -> None:
    dataset, assignment = build(
        """
        post facet known    day platform thread kind visibility
        p1   0     complete 10  net      -      post public
        p2   0     complete 20  net      -      post group
        p3   0     complete -   net      -      post group
        p4   1     complete 20  net      -      post direct
        p5   2     complete 20  net      -      post public
        p6   3     complete 20  net      -      post unknown
        p7   4     complete 20  net      -      post group
        """,
        "who post\nzoe p7",
        members="who circle since until\nana g - -\nbob g 15 -\ncat g - 15\ndan g 20 20\nana h - -",
        audiences="post circle who\np1 g -\np1 h -\np2 g -\np3 g -\np4 - eve\np5 - eve\np6 - eve\np7 nobody -",
        contacts="who platform\neve net\nfay net",
    )
    assert cells(dataset, assignment) == {
        ("ana", 0): (3, 0),  # twice in the audience of p1, one opportunity
        ("bob", 0): (2, 0),  # member since day 15: p2, and p3 without a date
        ("cat", 0): (2, 0),  # until day 15: p1, p3
        ("dan", 0): (2, 0),  # on day 20 only: p2, p3
        ("eve", 1): (1, 0),
        **{(who, 2): (1, 0) for who in ("ana", "bob", "cat", "dan", "eve", "fay", "zoe")},  # a mention keeps it public
        ("eve", 3): (1, 0),
        ("zoe", 4): (1, 1),  # sent to a group of whom nobody is known; she engaged, so she could
    }


@pytest.mark.parametrize("seed", range(8))
def test_opportunities_against_plain_loops(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, assignment = random_dataset(seed)
    expected = plain_opportunities(dataset, assignment)
    assert cells(dataset, assignment) == expected
    monkeypatch.setattr(engagement, "_CELLS", 50)  # three posts at a time: the pieces add up
    assert cells(dataset, assignment) == expected


@pytest.mark.parametrize("seed", range(8))
def test_engagements_against_plain_loops(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    own = {p.post_id for p in dataset.posts.itertuples() if p.kind != "repost"}
    for table, evidence in ((engagements(dataset, assignment), "observed"), (proxies(dataset, assignment), "proxy")):
        expected = Counter(
            (a.contact_id, a.post_id)
            for a in dataset.interactions.itertuples()
            if a.direction == "received" and a.evidence == evidence and a.kind in schema.ENGAGEMENT_KINDS
            and a.post_id in own
        )  # fmt: skip
        assert dict(zip(pairs(table), table["acts"], strict=True)) == expected


def test_the_order_of_rows_changes_nothing() -> None:
    dataset, assignment = random_dataset(5)
    other = shuffled(dataset)
    mixed = assignment.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(engagements(dataset, assignment), engagements(other, mixed))
    mine, theirs = opportunities(dataset, assignment), opportunities(other, mixed)
    pd.testing.assert_frame_equal(mine.cells, theirs.cells)
    pd.testing.assert_frame_equal(mine.known, theirs.known)


def test_another_archive_without_reactions_changes_nothing_of_the_first() -> None:
    first, assignment = random_dataset(7)
    archive = from_rows(
        [
            *(Contact(f"fb:{i}", "facebook", f"Friend {i}", first_seen=day(-100)) for i in range(40)),
            *(Post(f"fb:{i}", "facebook", day(i), text="words", visibility="public") for i in range(60)),
            *(Interaction(f"fb:{i}", None, day(i), "follow", "received", "observed", "facebook") for i in range(40)),
            *(Interaction(f"fb:{i}", None, day(i), "comment", "given", "observed", "facebook") for i in range(40)),
        ]
    )
    both = combine([first, archive])
    longer = pd.concat([assignment, assigned([(f"fb:{i}", i % 4) for i in range(60)])])
    pd.testing.assert_frame_equal(engagements(both, longer), engagements(first, assignment))
    alone, together = opportunities(first, assignment), opportunities(both, longer)
    pd.testing.assert_frame_equal(together.cells, alone.cells)
    assert together.left_out == alone.left_out


def test_a_person_merged_from_two_platforms_is_met_on_both() -> None:
    dataset, assignment = build(
        "post facet known day platform\np1 0 complete 5 net\np2 0 complete 5 other\np3 0 complete 15 other",
        "who post kind day\nana p3 reaction 15",
        contacts="who platform first_seen\nana net 1\nbob net 1",
    )
    # ana acts on the other network on day 15: p1 there, p3 here; p2 was before she was known there
    assert cells(dataset, assignment) == {("ana", 0): (2, 1), ("bob", 0): (1, 0)}
