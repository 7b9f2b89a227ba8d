"""What could one kind of person see: a pupil who does not follow, somebody who follows, and those the person tagged?

Unlike `exposure`, which asks what the people of a circle could see, this needs nobody's name. Every post is in one of
five states, by who says it: the *file* (it was open to them, or it went to others only), the person's *answer* (the
same two), or nobody (*not known*). What nobody says is never taken for hidden. Three shares follow: what the file
says, what the answer says, what is not known.

Somebody who does not follow sees what is open to everybody. Somebody who follows sees what is open to contacts too,
old posts included. A post to a group, a chat or the recipients of a mail is open to them where a file says that one of
the tagged people is in it, and went to others only where none is. A post to which one of the tagged people reacted was
open to them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from identity_audit.analysis.exposure import CONTACTS, EVERYBODY, FEW
from identity_audit.dataset import Dataset

OPEN_FILE, OPEN_ANSWER, NOT_KNOWN, OTHERS_FILE, OTHERS_ANSWER = (
    "open_file", "open_answer", "not_known", "others_file", "others_answer"
)  # fmt: skip
STATES = (OPEN_FILE, OPEN_ANSWER, NOT_KNOWN, OTHERS_FILE, OTHERS_ANSWER)


@dataclass(frozen=True, slots=True)
class Viewer:
    """follows: they follow the account or are a contact. people: ids of tagged contacts who stand for them."""

    follows: bool
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shares:
    """How many posts are in each state; all posts = the five together."""

    open_file: int = 0
    open_answer: int = 0
    not_known: int = 0
    others_file: int = 0
    others_answer: int = 0

    @property
    def posts(self) -> int:
        return self.open_file + self.open_answer + self.not_known + self.others_file + self.others_answer

    @property
    def open(self) -> int:
        return self.open_file + self.open_answer

    @property
    def in_file(self) -> int:
        return self.open_file + self.others_file

    @property
    def from_answer(self) -> int:
        return self.open_answer + self.others_answer

    def __add__(self, other: Shares) -> Shares:
        return Shares(*(a + b for a, b in zip(self.parts(), other.parts(), strict=True)))

    def parts(self) -> tuple[int, int, int, int, int]:
        """The five numbers in the order of `STATES`."""
        return self.open_file, self.open_answer, self.not_known, self.others_file, self.others_answer


def seen_by(dataset: Dataset, assignment: pd.DataFrame, engagements: pd.DataFrame, viewer: Viewer) -> pd.DataFrame:
    """One row per post of the person's, newest first: post_id, platform, time, topic (NA = no facet), state.

    Reposts are left out, and messages to one person. A text on several networks is a post on each of them.
    """
    posts = dataset.posts[(dataset.posts["kind"] != "repost") & (dataset.posts["visibility"] != "direct")]
    found = posts[["post_id", "platform", "time"]].merge(assignment[["post_id", "topic"]], on="post_id", how="left")
    found.index = posts.index
    visibility, answered = posts["visibility"], posts["post_id"].isin(dataset.from_answer)
    to_group = dataset.audiences.loc[dataset.audiences["group_id"].notna(), "post_id"]
    grouped = posts["post_id"].isin(to_group)
    is_open = visibility.isin(EVERYBODY) & ~grouped
    # whether a pupil shares a contact with the person is not known, so neither is what is open to contacts of contacts
    among_contacts = visibility.isin(CONTACTS) & ~grouped
    unclear = (visibility == "unknown") & ~grouped
    if viewer.follows:
        is_open |= among_contacts
        shut = pd.Series(False, index=posts.index)
    else:
        unclear |= among_contacts & (visibility == "contacts_of_contacts")
        shut = among_contacts & ~unclear
    shut |= visibility.isin(FEW) | grouped
    state = pd.Series(NOT_KNOWN, index=posts.index, dtype="object")
    state = state.mask(shut, OTHERS_FILE).mask(shut & answered, OTHERS_ANSWER)
    state = state.mask(is_open, OPEN_FILE).mask(is_open & answered, OPEN_ANSWER)
    state = state.mask(unclear, NOT_KNOWN)
    state = state.mask(posts["post_id"].isin(_reached(dataset, engagements, viewer.people)), OPEN_FILE)
    found["state"] = state
    return found.sort_values("time", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def _reached(dataset: Dataset, engagements: pd.DataFrame, people: Collection[str]) -> set[str]:
    """The posts that one of these people had, by a file: sent to them, to a group of theirs then, or reacted to."""
    if not people:
        return set()
    audiences = dataset.audiences
    sent = audiences.loc[audiences["contact_id"].isin(people), "post_id"]
    theirs = dataset.sent_to[dataset.sent_to["contact_id"].isin(people)]
    times = dataset.posts[["post_id", "time"]]
    in_groups = audiences.dropna(subset=["group_id"])[["post_id", "group_id"]].merge(theirs, on="group_id")
    in_groups = in_groups.merge(times, on="post_id")
    # only a known date excludes
    there = ~(in_groups["time"] < in_groups["since"]) & ~(in_groups["time"] > in_groups["until"])
    reacted = engagements.loc[engagements["contact_id"].isin(people), "post_id"]
    return {*sent, *in_groups.loc[there, "post_id"], *reacted}


def shares(seen: pd.DataFrame) -> Shares:
    """All posts of `seen_by` together."""
    n = seen["state"].value_counts()
    return Shares(*(int(n.get(state, 0)) for state in STATES))


def by(seen: pd.DataFrame, key: str) -> dict[object, Shares]:
    """The same for each value of a column ("topic", "platform") or for each "year"; NA and NaT under None."""
    values = seen["time"].dt.year if key == "year" else seen[key]
    known = values.astype("object").where(values.notna(), None)
    return {
        None if pd.isna(value) else value: shares(rows) for value, rows in seen.groupby(known, dropna=False, sort=True)
    }


def of_hundred(found: Shares) -> tuple[int, int, int, int, int]:
    """The five numbers as parts of 100 that add up to 100 (largest remainder); all 0 where there is no post."""
    total = found.posts
    if not total:
        return 0, 0, 0, 0, 0
    exact = [100 * n / total for n in found.parts()]
    whole = [int(part) for part in exact]
    for place in sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))[: 100 - sum(whole)]:
        whole[place] += 1
    return tuple(whole)  # type: ignore[return-value]


def last_met(seen: pd.DataFrame, most: int = 20) -> pd.DataFrame:
    """The newest posts that this viewer may meet: those open to them, and those of which nobody knows it."""
    may = seen[seen["state"].isin((OPEN_FILE, OPEN_ANSWER, NOT_KNOWN))]
    return may.dropna(subset=["time"]).head(most).reset_index(drop=True)


def ten_to_check(seen: pd.DataFrame, platform: str, most: int = 10) -> tuple[str, ...]:
    """Ten posts of a network to look up on it: those that a file does not tell of, spread evenly from new to old.

    What the person reads there is their answer, so the ten stay the same while they go through them.
    """
    rows = seen[(seen["platform"] == platform) & seen["time"].notna()]
    rows = rows[rows["state"].isin((OPEN_ANSWER, OTHERS_ANSWER, NOT_KNOWN))]
    ids: Sequence[str] = rows["post_id"].tolist()
    if len(ids) <= most:
        return tuple(ids)
    return tuple(ids[round(place * (len(ids) - 1) / (most - 1))] for place in range(most))
