"""What a pupil who does not follow, and one who does, could see: counted by hand, network by network."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.viewers import (
    NOT_KNOWN,
    STATES,
    Shares,
    Viewer,
    by,
    last_met,
    of_hundred,
    seen_by,
    shares,
    ten_to_check,
)
from identity_audit.corrections import AccountVisibility, CheckedPost
from identity_audit.dataset import Dataset
from identity_audit.importers import read_export
from tests.analysis.hand_counted import build, random_dataset

EXPORTS = Path(__file__).parents[1] / "exports"
STRANGER, FOLLOWER = Viewer(follows=False), Viewer(follows=True)
#: counted in the expected tables of the test exports: open by the file, not known, for others only by the file,
#: first for somebody who does not follow, then for somebody who does. Messages to one person are not among them.
HAND = {
    "bluesky/2024_fr": ((7, 0, 0), (7, 0, 0)),
    "discord/2026_package_fr": ((0, 0, 4), (0, 0, 4)),
    "facebook/2023_fr": ((0, 11, 2), (0, 11, 2)),
    "generic_csv/french_excel": ((1, 1, 1), (2, 1, 0)),
    # two go to everybody; of the others the circles are written down, and friends of friends are not known
    "googleplus/2018_html": ((2, 2, 3), (4, 1, 2)),
    # the days on which the account changed are in the file
    "instagram/2024_privacy_fr": ((2, 2, 2), (4, 2, 0)),
    "instagram/2023_fr": ((0, 7, 0), (0, 7, 0)),
    "linkedin/2026_complete_fr": ((1, 7, 1), (2, 7, 0)),
    "mailbox/gmail_takeout_fr": ((0, 0, 1), (0, 0, 1)),
    "mastodon/2026_archive_fr": ((6, 0, 1), (7, 0, 0)),
    "mattermost/2024_fr": ((0, 0, 6), (0, 0, 6)),
    "pinterest/2025_pages_fr": ((0, 2, 1), (0, 2, 1)),
    "reddit/2025_fr": ((8, 0, 0), (8, 0, 0)),
    "slack/association": ((0, 0, 6), (0, 0, 6)),
    "snapchat/2024_messages_fr": ((0, 0, 1), (0, 0, 1)),
    "spotify/2025_fr": ((1, 0, 0), (1, 0, 0)),
    "threads/2024_fr": ((0, 3, 0), (0, 3, 0)),
    "tiktok/2025_json_fr": ((2, 7, 3), (4, 7, 1)),
    "tumblr/2024_fr": ((0, 3, 0), (0, 3, 0)),
    "whatsapp/android_fr_2018": ((0, 0, 2), (0, 0, 2)),
    # protected since a dated day
    "x/2025_messages_protected": ((2, 0, 2), (3, 0, 1)),
    "youtube/2026_en": ((3, 5, 1), (3, 5, 1)),
    "zulip/2018_messages": ((0, 0, 2), (0, 0, 2)),
}


def no_facets(dataset: Dataset) -> pd.DataFrame:
    return pd.DataFrame({"post_id": dataset.posts["post_id"], "topic": pd.array([0] * len(dataset.posts), "Int64")})


def counted(dataset: Dataset, viewer: Viewer) -> Shares:
    assignment = no_facets(dataset)
    return shares(seen_by(dataset, assignment, engagements(dataset, assignment), viewer))


def read(name: str) -> Dataset:
    options = EXPORTS / name / "options.json"
    wanted = json.loads(options.read_text(encoding="utf-8")) if options.exists() else {}
    return read_export([EXPORTS / name / "export"], **wanted)


@pytest.mark.parametrize("name", HAND)
def test_the_three_shares_of_each_network(name: str) -> None:
    dataset = read(name)
    found = [counted(dataset, viewer) for viewer in (STRANGER, FOLLOWER)]
    assert [(one.open_file, one.not_known, one.others_file) for one in found] == list(HAND[name])
    assert all(one.from_answer == 0 for one in found)
    # what nobody says becomes an answer, and nothing else moves
    answers = [AccountVisibility(str(platform), "followers") for platform in dataset.posts["platform"].unique()]
    for viewer, before in zip((STRANGER, FOLLOWER), found, strict=True):
        after = counted(dataset.apply(answers), viewer)
        told = (dataset.posts["visibility"] == "unknown").sum()
        assert after.in_file == before.in_file
        assert after.from_answer + after.not_known == before.not_known
        assert after.from_answer <= told


POSTS = """
post  facet known day platform thread kind visibility
open  0 none 1 net - post public
list  0 none 2 net - post unlisted
kept  0 none 3 net - post followers
fof   0 none 4 net - post contacts_of_contacts
mute  0 none 5 net - post unknown
group 0 none 6 net - post group
other 0 none 7 net - post group
said  0 none 8 net - post unknown
own   0 none 9 net - post private
mail  0 none 10 net - message direct
again 0 none 11 net - repost public
"""


def states(viewer: Viewer, *answers: AccountVisibility | CheckedPost) -> dict[str, str]:
    dataset, assignment = build(
        POSTS, "who post\nann said", "who circle since until\nann choir 1 20\ncid work",
        "post circle who\ngroup choir\nother work\nmail - ann",
    )  # fmt: skip
    dataset = dataset.apply(answers)
    found = seen_by(dataset, assignment, engagements(dataset, assignment), viewer)
    return dict(zip(found["post_id"], found["state"], strict=True))


def test_somebody_who_does_not_follow() -> None:
    assert states(STRANGER) == {
        "open": "open_file", "list": "open_file", "kept": "others_file", "fof": "not_known", "mute": "not_known",
        "group": "others_file", "other": "others_file", "said": "not_known", "own": "others_file",
    }  # fmt: skip


def test_somebody_who_follows_with_and_without_tagged_people() -> None:
    alone = states(FOLLOWER)
    assert (alone["kept"], alone["fof"], alone["mute"], alone["group"]) == (
        "open_file", "open_file", "not_known", "others_file",
    )  # fmt: skip
    # a tagged person is in the choir, and reacted to a post of which nobody knows who could see it
    assert states(Viewer(follows=True, people=frozenset({"ann"}))) == {
        **alone, "group": "open_file", "said": "open_file",
    }  # fmt: skip


def test_the_answer_counts_where_the_files_are_silent_and_what_was_looked_up_counts_more() -> None:
    public, closed = AccountVisibility("net", "public"), AccountVisibility("net", "contacts")
    assert {post for post, state in states(STRANGER, public).items() if state == "open_answer"} == {"mute", "said"}
    assert {post for post, state in states(STRANGER, closed).items() if state == "others_answer"} == {"mute", "said"}
    assert states(STRANGER, public, CheckedPost("mute", "group"))["mute"] == "others_answer"
    assert states(STRANGER, CheckedPost("mute", "public"), CheckedPost("open", "group")) == {
        **states(STRANGER), "mute": "open_answer",
    }  # fmt: skip
    assert states(STRANGER, public, CheckedPost("mute", None))["mute"] == "open_answer"


def test_an_answer_since_a_day() -> None:
    # day 5 is 6 January 2020, day 8 the 9th
    since = AccountVisibility("net", "public", "2020-01-08", "contacts")
    found = states(STRANGER, since)
    assert (found["mute"], found["said"]) == ("others_answer", "open_answer")
    open_before = states(STRANGER, AccountVisibility("net", "public", "2020-01-08"))
    assert (open_before["mute"], open_before["said"]) == ("not_known", "open_answer")


def test_the_last_that_they_meet_and_ten_to_look_up() -> None:
    dataset, assignment = build(POSTS)
    found = seen_by(dataset, assignment, engagements(dataset, assignment), STRANGER)
    assert last_met(found, 3)["post_id"].tolist() == ["said", "mute", "fof"]
    lines = "\n".join(f"p{n:02} 0 none {n} net - post unknown" for n in range(1, 41))
    dataset, assignment = build(f"post facet known day platform thread kind visibility\n{lines}")
    found = seen_by(dataset, assignment, engagements(dataset, assignment), STRANGER)
    ten = ten_to_check(found, "net")
    assert (len(ten), ten[0], ten[-1]) == (10, "p40", "p01")
    looked = dataset.apply([CheckedPost(ten[0], "public"), CheckedPost(ten[4], "group")])
    assert ten_to_check(seen_by(looked, assignment, engagements(looked, assignment), STRANGER), "net") == ten
    assert ten_to_check(found, "other") == ()


@settings(max_examples=200)
@given(st.lists(st.integers(0, 400), min_size=5, max_size=5))
def test_of_a_hundred_adds_up(parts: list[int]) -> None:
    whole = of_hundred(Shares(*parts))
    assert sum(whole) == (100 if sum(parts) else 0)
    assert all(abs(n - 100 * part / (sum(parts) or 1)) < 1 for n, part in zip(whole, parts, strict=True))


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_parts_add_up_and_following_never_shows_less(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    acts = engagements(dataset, assignment)
    stranger, follower = (seen_by(dataset, assignment, acts, viewer) for viewer in (STRANGER, FOLLOWER))
    for found in (stranger, follower):
        assert set(found["state"]) <= set(STATES)
        for key in ("topic", "year", "platform"):
            assert sum(by(found, key).values(), Shares()) == shares(found)
    one, other = (set(f.loc[f["state"].isin(STATES[:2]), "post_id"]) for f in (stranger, follower))
    assert one <= other
    # what nobody says stays unsaid, whoever looks
    unknown = set(dataset.posts.loc[dataset.posts["visibility"] == "unknown", "post_id"])
    quiet = set(follower.loc[follower["state"] == NOT_KNOWN, "post_id"])
    assert quiet <= unknown
