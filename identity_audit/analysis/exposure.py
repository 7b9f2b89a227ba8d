"""What could each circle see? The person's posts, sorted by what the files say about who could see them.

Exposure is opportunity, never a look: "could see". A post is in one of four states for a circle, the first that
holds. *Could see*: at least one of its people could, by the file. *From answer*: at least one could if the account is
as open as the person says, of which the file says nothing. *Not known*: nothing in the files says it of
anybody, but nothing excludes it either. *Not sent*: the file says that the post went to others only. Where a file is
silent, a post is not known, never "hidden". Source: design section 2 (exposure), reference/experience.md A3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.typing import NaTType

from identity_audit.analysis.cross_posting import said
from identity_audit.dataset import Dataset

EVERYBODY = ("public", "unlisted")
CONTACTS = ("followers", "contacts_of_contacts", "contacts")
FEW = ("group", "direct", "private")
#: groups whose members a file lists in full; in a chat or a mailing list somebody may read in silence
LISTED_IN_FULL = ("channel",)

Rows = npt.NDArray[np.intp]  # places in the table of posts
Yes = npt.NDArray[np.bool_]  # one for each post
Moment = pd.Timestamp | NaTType
_NO_ROWS: Rows = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Exposure:
    """One circle and one facet: the posts of the facet = could_see + from_answer + not_known + not_sent.

    could_see: by the files alone; known: with what the person said, too.
    """

    group_id: str
    topic: int
    posts: int
    could_see: int
    from_answer: int
    not_known: int
    not_sent: int

    @property
    def known(self) -> int:
        return self.could_see + self.from_answer


def exposure(
    dataset: Dataset, assignment: pd.DataFrame, engagements: pd.DataFrame, circles: Sequence[str]
) -> tuple[Exposure, ...]:
    """How many posts of each facet could the people of each circle see, and of how many do the files not tell?

    assignment: post_id, topic (Int64, NA = no facet, left out). engagements: the table of `engagement.engagements`.
    One result per circle as given and facet in the order of the ids. A circle holds everybody who ever was its
    member; who received a post is the files' word (`Dataset.sent_to`), whatever the person made of the circle.

    Could see: a post open to everybody (and sent to no group); a post open to contacts, where one of them was known
    on its platform by then; a post that names one of them, or a group of which one was a member then; a post to
    which one of them reacted. Only a known date excludes: without one, a contact, a member or a post counts.
    Not sent: a private post without recipients; a post for few whose recipients are all told (people, or groups
    that a file lists in full), where each of the circle is known on its platform and none ever was a recipient.
    A post with copies on other networks is one: it could be seen where one of them could, and was not sent where none
    was.
    """
    posts = _posts(dataset, assignment)
    sent = _Sent(dataset, posts, engagements)
    place, once = pd.factorize(posts["said"])
    topics, column = np.unique(posts["topic"].to_numpy()[~posts["said"].duplicated()], return_inverse=True)
    size = np.bincount(column, minlength=len(topics))
    own = dataset.memberships
    result = []
    for circle in circles:
        could, answer, not_sent = sent.to(own.loc[own["group_id"] == circle, "contact_id"].unique())
        by_file = _any(could, place, len(once))
        states = (by_file, _any(answer, place, len(once)) & ~by_file, ~_any(~not_sent, place, len(once)))
        counts = np.stack([np.bincount(column, weights=found, minlength=len(topics)) for found in states]).astype(int)
        for topic, n, (seen, more, shut) in zip(topics.tolist(), size.tolist(), counts.T.tolist(), strict=True):
            result.append(Exposure(circle, topic, n, seen, more, n - seen - more - shut, shut))
    return tuple(result)


def mixedness(
    dataset: Dataset, assignment: pd.DataFrame, engagements: pd.DataFrame, circles: Sequence[str]
) -> pd.Series[int]:
    """How many of these circles could see each post in a facet, by the files? Index post_id; NA = nothing told."""
    posts = _posts(dataset, assignment)
    sent = _Sent(dataset, posts, engagements)
    own = dataset.memberships
    count, told = np.zeros(len(posts), dtype=np.int64), np.zeros(len(posts), dtype=bool)
    for circle in circles:
        could, _answer, not_sent = sent.to(own.loc[own["group_id"] == circle, "contact_id"].unique())
        count += could
        told |= could | not_sent
    return pd.Series(count, index=pd.Index(posts["post_id"])).astype("Int64").where(told)


def _posts(dataset: Dataset, assignment: pd.DataFrame) -> pd.DataFrame:
    """The person's own posts with a facet: post_id, platform, time, visibility, topic (int), said (see there)."""
    posts = dataset.posts.loc[dataset.posts["kind"] != "repost", ["post_id", "platform", "time", "visibility"]]
    placed = assignment[["post_id", "topic"]].assign(said=said(assignment))[assignment["topic"].notna()]
    return posts.merge(placed.astype({"topic": "int64"}), on="post_id")


def _any(found: Yes, place: Rows, n: int) -> Yes:
    """For each of the n texts at these places: is it so of one of its posts?"""
    return np.asarray(np.bincount(place, weights=found, minlength=n) > 0)


class _Sent:
    """To whom the posts went. Rows of posts are looked up person by person: a circle is a handful of look-ups."""

    def __init__(self, dataset: Dataset, posts: pd.DataFrame, engagements: pd.DataFrame) -> None:
        place = pd.Index(posts["post_id"])
        audiences = dataset.audiences[dataset.audiences["post_id"].isin(place)]
        to_group, named = (audiences[audiences[column].notna()] for column in ("group_id", "contact_id"))
        self._time = posts["time"].to_numpy(dtype="datetime64[us]")
        self._of_platform = {
            str(name): np.asarray(rows, dtype=np.intp) for name, rows in posts.groupby("platform").indices.items()
        }
        self._of_group = _rows(place, to_group, "group_id")
        self._named = _rows(place, named, "contact_id")
        self._reacted = _rows(place, engagements[engagements["post_id"].isin(place)], "contact_id")
        self._in_group = _dated(dataset.sent_to, "group_id", "since", "until")
        of_several = dataset.contacts["contact_id"].isin(dataset.met["contact_id"])
        alone = dataset.contacts[~of_several].rename(columns={"first_seen": "since"})
        met = pd.concat([alone[["contact_id", "platform", "since"]], dataset.met])
        self._met = _dated(met, "platform", "since")

        self._answered = posts["post_id"].isin(dataset.from_answer).to_numpy()
        grouped = posts["post_id"].isin(to_group["post_id"])
        self._everybody = (~grouped & posts["visibility"].isin(EVERYBODY)).to_numpy()
        self._contacts = (~grouped & posts["visibility"].isin(CONTACTS)).to_numpy()
        kinds = dataset.groups.set_index("group_id")["kind"]
        listed = to_group["group_id"].map(kinds).isin(LISTED_IN_FULL) & to_group["group_id"].isin(
            dataset.sent_to["group_id"]
        )
        addressed = posts["post_id"].isin(audiences["post_id"])
        told = addressed & ~posts["post_id"].isin(to_group.loc[~listed, "post_id"])
        self._told = (told & posts["visibility"].isin(FEW)).to_numpy()
        self._nobody = (~addressed & (posts["visibility"] == "private")).to_numpy()

    def to(self, people: Iterable[str]) -> tuple[Yes, Yes, Yes]:
        """For each post: could one of these people see it, could they by the answer only, did it go to others only?"""
        chosen = list(people)
        open_to = self._everybody & bool(chosen)
        could, recipient = (np.zeros(len(open_to), dtype=bool) for _ in range(2))
        here = Counter[str]()
        for who in chosen:
            could[self._named.get(who, _NO_ROWS)] = True
            could[self._reacted.get(who, _NO_ROWS)] = True
            here.update({platform for platform, _since in self._met.get(who, ())})
        # many people share a group and its dates: each of these is looked up once
        for platform, since in {span for who in chosen for span in self._met.get(who, ())}:
            rows = self._of_platform.get(platform, _NO_ROWS)
            open_to[rows] |= self._contacts[rows] & self._there(rows, since, pd.NaT)
        for group, since, until in {span for who in chosen for span in self._in_group.get(who, ())}:
            rows = self._of_group.get(group, _NO_ROWS)
            could[rows] |= self._there(rows, since, until)
            recipient[rows] = True
        known = np.zeros(len(could), dtype=bool)
        for platform, rows in self._of_platform.items():
            known[rows] = here[platform] == len(chosen)
        could |= open_to & ~self._answered
        not_sent = (self._nobody | (self._told & known & ~recipient)) & ~could
        return could, open_to & self._answered & ~could, not_sent

    def _there(self, rows: Rows, since: Moment, until: Moment) -> Yes:
        """Were these posts made in this span? Only a known date excludes: no comparison with NaT holds."""
        times = self._time[rows]
        there: Yes = ~(times < since.to_datetime64()) & ~(times > until.to_datetime64())
        return there


def _rows(place: pd.Index, table: pd.DataFrame, key: str) -> dict[str, Rows]:
    """The rows of the posts that each value of `key` stands beside."""
    rows = place.get_indexer(pd.Index(table["post_id"]))
    return {str(value): rows[found] for value, found in table.groupby(key).indices.items()}


def _dated(table: pd.DataFrame, *columns: str) -> dict[str, list[tuple[Any, ...]]]:
    """contact -> these columns of their rows: a platform or a group, since when, until when."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for who, *span in table[["contact_id", *columns]].itertuples(index=False):
        found.setdefault(who, []).append(tuple(span))
    return found
