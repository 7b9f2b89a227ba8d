"""What each circle could see: counted by hand, and once more person by person and post by post."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.exposure import Exposure, exposure
from identity_audit.dataset import Dataset
from tests.analysis.hand_counted import build, day, random_dataset, shuffled

#: ann and bob sing in the choir (a listed channel), cid works; dan of "other" swims and is on no list of "net"
CONTACTS = """
who platform first_seen
ann net   10
bob net   -
cid net   30
dan other -
"""
MEMBERS = """
who circle since until
ann choir  5     20
bob choir  -     -
cid work   -     -
dan sport  -     -
"""


def told(
    dataset: Dataset, assignment: pd.DataFrame, circles: tuple[str, ...] = ("choir", "work", "sport")
) -> dict[tuple[str, int], tuple[int, int, int]]:
    """Circle, facet -> could see, not known, not sent; the three always make up the posts."""
    found = exposure(dataset, assignment, engagements(dataset, assignment), circles)
    assert all(cell.posts == cell.could_see + cell.from_answer + cell.not_known + cell.not_sent for cell in found)
    return {(cell.group_id, cell.topic): (cell.could_see, cell.not_known, cell.not_sent) for cell in found}


def of_one(visibility: str, when: str = "15", platform: str = "net", to: str = "", act: str = "") -> dict[str, str]:
    """One post, and what each circle could do with it: "could", "unknown" or "not"."""
    dataset, assignment = build(
        f"post facet known day platform thread kind visibility\np 0 none {when} {platform} - post {visibility}",
        f"who post\n{act} p" if act else "who",
        MEMBERS,
        f"post circle who\n{to}" if to else "post",
        CONTACTS,
    )
    names = {(1, 0, 0): "could", (0, 1, 0): "unknown", (0, 0, 1): "not"}
    return {circle: names[state] for (circle, _facet), state in told(dataset, assignment).items()}


ALL, NONE = dict.fromkeys(("choir", "work", "sport"), "could"), dict.fromkeys(("choir", "work", "sport"), "unknown")


@pytest.mark.parametrize("visibility", ["public", "unlisted"])
def test_a_public_post_is_open_to_people_of_every_platform(visibility: str) -> None:
    assert of_one(visibility, when="1") == ALL


@pytest.mark.parametrize("visibility", ["followers", "contacts_of_contacts", "contacts"])
def test_a_post_to_contacts_is_open_to_who_was_one_by_then(visibility: str) -> None:
    # bob has no date, cid came on day 30, nobody knows whether dan of another platform is a contact on this one
    assert of_one(visibility) == {"choir": "could", "work": "unknown", "sport": "unknown"}
    assert of_one(visibility, when="30") == {"choir": "could", "work": "could", "sport": "unknown"}
    assert of_one(visibility, when="-") == {"choir": "could", "work": "could", "sport": "unknown"}
    assert of_one(visibility, platform="other") == {"choir": "unknown", "work": "unknown", "sport": "could"}


def test_a_post_whose_visibility_is_not_told_is_not_known_and_never_hidden() -> None:
    assert of_one("unknown") == NONE
    assert of_one("group") == NONE
    assert of_one("direct") == NONE


def test_a_private_post_went_to_nobody_unless_it_names_somebody() -> None:
    assert of_one("private") == dict.fromkeys(ALL, "not")
    assert of_one("private", to="p - cid") == {"choir": "not", "work": "could", "sport": "unknown"}


def test_a_post_to_a_listed_group_went_to_its_members_only() -> None:
    # everybody of "work" is known on this platform and not in the list; of dan nothing is known here
    assert of_one("group", to="p choir -") == {"choir": "could", "work": "not", "sport": "unknown"}


def test_who_came_later_or_left_is_not_known() -> None:
    only_ann = MEMBERS.replace("bob choir  -     -", "bob work   -     -")
    for when, state in (("4", (0, 1, 0)), ("5", (1, 0, 0)), ("20", (1, 0, 0)), ("21", (0, 1, 0)), ("-", (1, 0, 0))):
        dataset, assignment = build(
            f"post facet known day platform thread kind visibility\np 0 none {when} net - post group",
            members=only_ann, audiences="post circle who\np choir -", contacts=CONTACTS,
        )  # fmt: skip
        assert told(dataset, assignment)["choir", 0] == state, when


def test_in_a_chat_somebody_may_read_in_silence() -> None:
    dataset, assignment = build(
        "post facet known day platform thread kind visibility\np 0 none 15 net - post group",
        members=MEMBERS, audiences="post circle who\np choir -", contacts=CONTACTS,
    )  # fmt: skip
    assert told(dataset, assignment)["work", 0] == (0, 0, 1)
    chat = replace(dataset, groups=dataset.groups.assign(kind="chat"))
    assert told(chat, assignment)["work", 0] == (0, 1, 0)
    assert told(chat, assignment)["choir", 0] == (1, 0, 0)


def test_a_post_that_names_people_went_to_them() -> None:
    assert of_one("direct", to="p - ann") == {"choir": "could", "work": "not", "sport": "unknown"}
    assert of_one("direct", to="p - dan") == {"choir": "not", "work": "not", "sport": "could"}
    assert of_one("unknown", to="p - ann") == {"choir": "could", "work": "unknown", "sport": "unknown"}
    # a mention does not close a public post; a group does, as nobody knows who reads a group
    assert of_one("public", to="p - ann") == ALL
    assert of_one("public", to="p choir -") == {"choir": "could", "work": "unknown", "sport": "unknown"}


def test_who_reacted_could_see() -> None:
    assert of_one("unknown", act="cid") == {"choir": "unknown", "work": "could", "sport": "unknown"}
    assert of_one("group", to="p choir -", act="cid")["work"] == "could"


def test_one_person_who_could_see_is_enough_and_one_unknown_keeps_it_open() -> None:
    joined = MEMBERS + "dan work   -     -\n"
    for to, state in (("p - cid", "could"), ("p - ann", "unknown")):
        dataset, assignment = build(
            "post facet known day platform thread kind visibility\np 0 none 15 net - post direct",
            members=joined, audiences=f"post circle who\n{to}", contacts=CONTACTS,
        )  # fmt: skip
        assert told(dataset, assignment)["work", 0] == {"could": (1, 0, 0), "unknown": (0, 1, 0)}[state]


def test_a_person_of_two_platforms_is_known_on_both() -> None:
    posts = "post facet known day platform thread kind visibility\np 0 none 15 net - post contacts"
    dataset, assignment = build(posts, members=MEMBERS, contacts=CONTACTS)
    assert told(dataset, assignment)["sport", 0] == (0, 1, 0)
    for since, state in ((day(14), (1, 0, 0)), (day(16), (0, 1, 0)), (None, (1, 0, 0))):
        met = pd.DataFrame({"contact_id": ["dan", "dan"], "platform": ["other", "net"], "since": [None, since]})
        merged = replace(dataset, met=met.astype(dataset.met.dtypes.to_dict()))
        assert told(merged, assignment)["sport", 0] == state


def test_a_circle_made_or_changed_by_hand_moves_no_post() -> None:
    posts = "post facet known day platform thread kind visibility\np 0 none 15 net - post group"
    dataset, assignment = build(posts, members=MEMBERS, audiences="post circle who\np choir -", contacts=CONTACTS)
    moved = dataset.memberships.assign(
        group_id=["work" if who == "bob" else g for who, g in
                  zip(dataset.memberships["contact_id"], dataset.memberships["group_id"], strict=True)]
    )  # fmt: skip
    changed = replace(dataset, memberships=moved, recipients=dataset.memberships)
    assert told(changed, assignment)["work", 0] == (1, 0, 0), "bob received it, in whatever circle he now is"
    assert told(changed, assignment)["choir", 0] == (1, 0, 0), "ann received it too"


def test_facets_reposts_posts_without_facet_and_empty_circles() -> None:
    dataset, assignment = build(
        "post facet known day platform thread kind visibility\n"
        "a 0 none 1 net - post public\nb 0 none 1 net - post unknown\nc 0 none 1 net - post private\n"
        "d 1 none 1 net - reply public\ne 1 none 1 net - repost public\nf - none 1 net - post public",
        members=MEMBERS, contacts=CONTACTS,
    )  # fmt: skip
    assert told(dataset, assignment) == {
        ("choir", 0): (1, 1, 1), ("choir", 1): (1, 0, 0), ("work", 0): (1, 1, 1), ("work", 1): (1, 0, 0),
        ("sport", 0): (1, 1, 1), ("sport", 1): (1, 0, 0),
    }  # fmt: skip
    assert told(dataset, assignment, ("nobody",)) == {("nobody", 0): (0, 2, 1), ("nobody", 1): (0, 1, 0)}
    assert exposure(Dataset(), assignment.head(0), engagements(dataset, assignment), ["choir"]) == ()


def plainly(dataset: Dataset, assignment: pd.DataFrame, circles: list[str]) -> list[Exposure]:
    """The definition once more: each person and post, then the best state of the circle."""
    facet = {a.post_id: int(a.topic) for a in assignment.itertuples() if not pd.isna(a.topic)}
    posts = [p for p in dataset.posts.itertuples() if p.kind != "repost" and p.post_id in facet]
    engaged = set(zip(*(engagements(dataset, assignment)[c] for c in ("contact_id", "post_id")), strict=True))
    kind = {g.group_id: g.kind for g in dataset.groups.itertuples()}
    rows = list(dataset.sent_to.itertuples())

    def state(post: Any, contact: Any) -> str:
        audience = [a for a in dataset.audiences.itertuples() if a.post_id == post.post_id]
        groups = [a.group_id for a in audience if isinstance(a.group_id, str)]
        names = [a.contact_id for a in audience if isinstance(a.contact_id, str)]
        mine = [m for m in rows if m.group_id in groups and m.contact_id == contact.contact_id]
        for m in mine:
            if not (post.time < m.since) and not (post.time > m.until):
                return "could"
        who = contact.contact_id
        if who in names or (who, post.post_id) in engaged:
            return "could"
        here = contact.platform == post.platform
        if not groups and post.visibility in ("public", "unlisted"):
            return "could"
        if not groups and post.visibility in ("followers", "contacts", "contacts_of_contacts"):
            return "could" if here and not (post.time < contact.first_seen) else "unknown"
        if post.visibility == "private" and not audience:
            return "not"
        listed = all(kind[g] == "channel" and any(m.group_id == g for m in rows) for g in groups)
        few = post.visibility in ("group", "direct", "private")
        return "not" if audience and listed and few and here and not mine else "unknown"

    people = {c.contact_id: c for c in dataset.contacts.itertuples()}
    result = []
    for circle in circles:
        inside = {m.contact_id for m in dataset.memberships.itertuples() if m.group_id == circle}
        for topic in sorted({facet[p.post_id] for p in posts}):
            states = [{state(p, people[who]) for who in inside} for p in posts if facet[p.post_id] == topic]
            could = sum("could" in s for s in states)
            unknown = sum("could" not in s and "unknown" in s for s in states)
            result.append(Exposure(circle, topic, len(states), could, 0, unknown, len(states) - could - unknown))
    return result


@pytest.mark.parametrize("seed", range(8))
def test_a_plainer_computation_and_any_order_of_rows_agree(seed: int) -> None:
    dataset, assignment = random_dataset(seed)
    one = dataset.memberships.drop_duplicates("contact_id").head(4)
    dataset = replace(
        dataset,
        groups=dataset.groups.assign(kind=["channel", "chat", "channel", "list"]),
        # every second direct post is private; a circle of one person is left out more often than a large one
        posts=dataset.posts.assign(visibility=[
            "private" if v == "direct" and i % 2 else v for i, v in enumerate(dataset.posts["visibility"])
        ]),
        memberships=pd.concat([dataset.memberships, one.assign(group_id="alone:" + one["contact_id"])]),
        recipients=dataset.memberships,
    )  # fmt: skip
    circles = sorted(dataset.memberships["group_id"].unique())
    found = exposure(dataset, assignment, engagements(dataset, assignment), circles)
    assert list(found) == plainly(dataset, assignment, circles)
    assert {name for name in ("could_see", "not_known", "not_sent") if any(getattr(c, name) for c in found)} == {
        "could_see", "not_known", "not_sent",
    }  # fmt: skip
    mixed = shuffled(dataset)
    assert exposure(mixed, assignment, engagements(mixed, assignment), circles) == found
