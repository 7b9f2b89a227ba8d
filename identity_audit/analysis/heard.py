"""What others write where the person can read it, against what the person publishes: the same facets, two counts.

Source: reference/experience.md A3.7, A3.9, C.2. A text is put in the facet whose posts resemble it most; texts of
others never shape a facet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from identity_audit.analysis.conversation import QUESTION, WAITING_FOR
from identity_audit.analysis.cross_posting import counted
from identity_audit.analysis.resampling import week_of
from identity_audit.analysis.weekly import Share, share
from identity_audit.dataset import Dataset

#: texts that are placed, spread evenly over time: more would not move a share
MOST_TEXTS = 2_000

FacetsOf = Callable[[list[str]], Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Gap:
    """One facet: its share of what others wrote, and of what the person published."""

    topic: int
    heard: Share
    published: Share

    @property
    def apart(self) -> bool:
        """Do the two intervals leave each other out?"""
        one, other = self.heard, self.published
        if one.low is None or one.high is None or other.low is None or other.high is None:
            return False
        return one.low > other.high or other.low > one.high


@dataclass(frozen=True, slots=True)
class CircleHeard:
    """The placed texts of the people of one circle, wherever they wrote them: how many, by how many people, when."""

    group: str
    people: int
    texts: int
    since: datetime
    until: datetime


@dataclass(frozen=True, eq=False)
class Heard:
    """What was there to read.

    texts: different texts of others with words; placed: of these, put in a facet (at most 2,000 are tried).
    people: who wrote them. gaps: one a facet, most heard first.
    when: time · topic, of the placed texts.
    circles: the circles of those who wrote, most texts first; a text counts in every circle of who wrote it.
    by_circle: circle · topic · share of this circle's texts, in the order of circles, most texts first.
    questions: contact_id · time · text · topic (Int64): asked on the person's posts, in their threads or to them
    alone in the last half year, newest first. asked: how many in all, over the whole time.
    """

    texts: int
    placed: int
    people: int
    gaps: tuple[Gap, ...]
    when: pd.DataFrame
    circles: tuple[CircleHeard, ...]
    by_circle: tuple[tuple[str, int, Share], ...]
    questions: pd.DataFrame
    asked: int


def heard(dataset: Dataset, assignment: pd.DataFrame, events: pd.DataFrame, facets_of: FacetsOf) -> Heard:
    """What do the people around the person write about? events: as `conversation.spoken` gives them."""
    written = events[events["theirs"] & events["text"].str.contains(r"[^\W\d_]", regex=True)]
    # what is said again counts on the day when it was said first, whatever its thread is called
    written = written.sort_values(["time", "thread", "who"]).drop_duplicates(["who", "text"], ignore_index=True)
    step = max(1, -(-len(written) // MOST_TEXTS))
    tried = written.iloc[::step].reset_index(drop=True)
    texts = sorted(set(tried["text"]))
    facet = dict(zip(texts, facets_of(texts), strict=True)) if texts else {}
    tried["topic"] = pd.array([facet[text] for text in tried["text"]], dtype="Int64")
    placed = tried.dropna(subset=["topic"])
    own = (
        assignment[counted(assignment)]
        .merge(dataset.posts[["post_id", "time", "kind"]], on="post_id")
        .dropna(subset=["topic"])
    )
    own = own[own["kind"] != "repost"]
    topics = sorted({int(topic) for topic in own["topic"]})
    gaps = [
        Gap(
            topic,
            share(placed["topic"] == topic, week_of(placed["time"])),
            share(own["topic"] == topic, week_of(own["time"])),
        )
        for topic in topics
    ]
    circles, by_circle = _by_circle(dataset, placed)
    asked = _asked(dataset, events)
    recent = asked[asked["time"] > events["time"].max() - WAITING_FOR] if len(asked) else asked
    recent = recent.rename(columns={"who": "contact_id"})
    recent = recent.assign(topic=pd.array([facet.get(text) for text in recent["text"]], dtype="Int64"))
    return Heard(
        texts=len(written),
        placed=len(placed),
        people=int(written["who"].nunique()),
        gaps=tuple(sorted(gaps, key=lambda gap: (-gap.heard.count, gap.topic))),
        when=placed[["time", "topic"]].reset_index(drop=True),
        circles=circles,
        by_circle=by_circle,
        questions=recent[["contact_id", "time", "text", "topic"]].sort_values(
            ["time", "contact_id"], ascending=[False, True], ignore_index=True
        ),
        asked=len(asked),
    )


def _by_circle(
    dataset: Dataset, placed: pd.DataFrame
) -> tuple[tuple[CircleHeard, ...], tuple[tuple[str, int, Share], ...]]:
    """What do the people of each circle write about?"""
    members = dataset.memberships[["contact_id", "group_id"]].drop_duplicates().rename(columns={"contact_id": "who"})
    told = {str(group): rows for group, rows in placed.merge(members, on="who").groupby("group_id")}
    circles = [
        CircleHeard(group, int(rows["who"].nunique()), len(rows), rows["time"].min().to_pydatetime(),
                    rows["time"].max().to_pydatetime())
        for group, rows in told.items()
    ]  # fmt: skip
    circles.sort(key=lambda each: (-each.texts, each.group))
    shares = [
        (each.group, int(topic), share(told[each.group]["topic"] == topic, week_of(told[each.group]["time"])))
        for each in circles
        for topic in sorted(told[each.group]["topic"].unique())
    ]
    place = {each.group: n for n, each in enumerate(circles)}
    shares.sort(key=lambda row: (place[row[0]], -row[2].count, row[1]))
    return tuple(circles), tuple(shares)


def _asked(dataset: Dataset, events: pd.DataFrame) -> pd.DataFrame:
    """Questions to the person: on their posts, in threads where they wrote, or where nobody else is; no group chats."""
    chats = set(dataset.groups.loc[dataset.groups["kind"].isin(["chat", "channel"]), "group_id"])
    mine = set(events.loc[~events["theirs"], "thread"])
    alone = events[events["theirs"]].groupby("thread")["who"].nunique()
    theirs = set(alone.index[alone == 1]) | mine
    found = events[events["theirs"] & events["text"].str.contains(QUESTION, regex=True)]
    return found[found["thread"].isin(theirs - chats)]
