"""Who engaged with which post, and who could have: the two counts under every figure about the audience.

An *engagement* is one contact on one post of the person: received, observed, of a kind in
`Dataset.reaction_kinds`, counted once however many acts it took. An *opportunity* is one contact and one post that
the contact could have seen, counted only where the post's list of reactions is complete: elsewhere a silence means
nothing, so no rate may be built on it. "Could have seen" is an upper bound, never "saw".

The unit of every test and chance level is the *episode*: one contact in one thread about one facet; without a thread,
one contact on one day (of the posts, UTC) about one facet. Source: reference/reach.md sections 1 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.schema import ENGAGEMENT_KINDS

#: visibilities that let every contact of the platform see a post, as far as the file says
OPEN = ("public", "unlisted", "followers", "contacts_of_contacts", "contacts")

_COLUMNS = {
    "contact_id": "str", "post_id": "str", "topic": "Int64", "time": schema.TIME, "thread_id": "str",
    "platform": "str", "kind": "str", "acts": "int64", "reactions_known": "str", "episode": "str",
}  # fmt: skip
_CELLS = 8_000_000  # contacts x posts looked at in one go: 8 MB of yes and no, 32 MB when they are added up
ALWAYS, NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max

Times = npt.NDArray[np.int64]
Members = tuple[npt.NDArray[np.intp], Times, Times]  # rows of people, from when, until when


def engagements(dataset: Dataset, assignment: pd.DataFrame) -> pd.DataFrame:
    """Who engaged with which post, by name, as read in the files?

    assignment: post_id, topic (Int64, NA = no facet). One row per contact and post, in the order of their ids:
    contact_id, post_id, topic, time (of the *post*: reactions often have none), thread_id, platform (of the post),
    kind (of the earliest act; acts without a time come last), acts (how many), reactions_known, episode.
    Reposts, unknown posts, given acts and worked-out acts are left out; `topic` is NA where the post has no facet.
    """
    return _received(dataset, assignment, "observed")


def proxies(dataset: Dataset, assignment: pd.DataFrame) -> pd.DataFrame:
    """The same table for acts that were worked out, not read: for figures of their own, never added to the others."""
    return _received(dataset, assignment, "proxy")


def _received(dataset: Dataset, assignment: pd.DataFrame, evidence: str) -> pd.DataFrame:
    acts = dataset.interactions
    received = (acts["direction"] == "received") & (acts["evidence"] == evidence)
    acts = acts[received & acts["kind"].isin(dataset.reaction_kinds)]
    joined = (
        acts[["contact_id", "post_id", "time", "kind"]]
        .rename(columns={"time": "acted"})
        .merge(_own_posts(dataset, assignment), on="post_id")
    )
    if joined.empty:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _COLUMNS.items()})
    # two acts at the same moment: the order of the kinds decides, so that the order of the rows never does
    joined["rank"] = joined["kind"].map({kind: rank for rank, kind in enumerate(ENGAGEMENT_KINDS)})
    joined = joined.sort_values(["contact_id", "post_id", "acted", "rank"], kind="stable", na_position="last")
    key = ["contact_id", "post_id"]
    found = joined.drop_duplicates(key).assign(acts=joined.groupby(key, sort=False).size().to_numpy())
    found["episode"] = _episode(found)
    return found[list(_COLUMNS)].astype(_COLUMNS).reset_index(drop=True)


def _own_posts(dataset: Dataset, assignment: pd.DataFrame) -> pd.DataFrame:
    """The person's own posts (no reposts) with their facet; who could see them is the files' word alone."""
    posts = dataset.posts.assign(visibility=dataset.told_visibility)
    posts = posts[posts["kind"] != "repost"]
    columns = ["post_id", "platform", "time", "thread_id", "visibility", "reactions_known"]
    return posts[columns].merge(assignment[["post_id", "topic"]].astype({"topic": "Int64"}), on="post_id", how="left")


def _episode(found: pd.DataFrame) -> pd.Series:
    """The thread; without one the day and the facet; without a time the post itself."""
    topic = found["topic"].astype("str").fillna("")
    day = "day:" + found["time"].dt.strftime("%Y-%m-%d") + ":" + topic
    alone = day.fillna("post:" + found["post_id"])
    return found["thread_id"].where(found["thread_id"].notna() & (found["thread_id"] != ""), alone)


def episodes(engagements: pd.DataFrame) -> pd.DataFrame:
    """One row per episode: contact_id, topic (int), episode, engagements (posts in it); posts without a facet left out.

    A thread in which a contact engaged with posts of two facets is one episode of each: the tables of people,
    of facets per person and of episodes then tell the same story.
    """
    placed = engagements[engagements["topic"].notna()].astype({"topic": "int64"})
    keys = ["contact_id", "topic", "episode"]
    return placed.groupby(keys, as_index=False).size().rename(columns={"size": "engagements"})


@dataclass(frozen=True)
class Opportunities:
    """Who could have seen what, on the posts whose reactions are all known by name.

    cells: contact_id, topic (int), opportunities E >= 1, engagements Y <= E (both on complete-list posts).
    topics: every facet of the assignment. known: platform, topic, posts (complete lists whose audience is known).
    platforms: contact_id, platform: where a contact can be met (two platforms for a merged person).
    left_out: complete-list posts in a facet whose audience the file does not tell; they count nowhere.
    """

    cells: pd.DataFrame
    topics: tuple[int, ...]
    known: pd.DataFrame
    platforms: pd.DataFrame
    left_out: int

    @property
    def exposed(self) -> pd.Series:
        """How many contacts could have seen at least one complete-list post, per facet (Int64, NA = not known)?"""
        counts = self.cells.groupby("topic").size().reindex(list(self.topics), fill_value=0).astype("Int64")
        return counts.where(counts.index.isin(self.known["topic"])).rename("exposed")


@dataclass(frozen=True)
class Audience:
    """The posts whose reactions are all known by name and whose audience the file tells.

    posts: post_id, platform, time, topic and `open` (every contact of the platform could see it) · audiences: to whom
    the others went · left_out: complete-list posts in a facet whose audience the file does not tell.
    """

    posts: pd.DataFrame
    audiences: pd.DataFrame
    left_out: int


def audience_of(dataset: Dataset, assignment: pd.DataFrame) -> Audience:
    """To whom did each complete-list post in a facet go, as far as the file says? See `opportunities`."""
    posts = _own_posts(dataset, assignment)
    posts = posts[(posts["reactions_known"] == "complete") & posts["topic"].notna()].reset_index(drop=True)
    audiences = dataset.audiences[dataset.audiences["post_id"].isin(posts["post_id"])]
    grouped = posts["post_id"].isin(audiences.loc[audiences["group_id"].notna(), "post_id"])
    named = posts["post_id"].isin(audiences.loc[audiences["contact_id"].notna(), "post_id"])
    # a public post that names a person (a mention in `cc`) stays public; a mail that names one does not become open
    is_open = ~grouped & (posts["visibility"].isin(OPEN) | ((posts["visibility"] == "unknown") & ~named))
    told = is_open | grouped | named
    return Audience(posts.assign(open=is_open)[told].reset_index(drop=True), audiences, int((~told).sum()))


def opportunities(dataset: Dataset, assignment: pd.DataFrame) -> Opportunities:
    """Which contacts could have seen how many posts of each facet, where every reaction is known by name?

    A post went to the members of the groups that its audience names (at that time) and to the contacts that it
    names. A post that names no group, and whose visibility is open (or unknown, and names nobody), could be seen by
    every contact of its platform from the moment they are known there: their connection date or first act received,
    whichever is earlier. A post for few (group, direct, private) that names nobody is left out.
    Only a known date excludes: without a date a contact, a member or a post counts as "could".
    E = max(E, Y): an engagement proves that the contact could see.
    """
    topics = tuple(sorted(assignment["topic"].dropna().astype("int64").unique().tolist()))
    told = audience_of(dataset, assignment)
    posts, audiences = told.posts, told.audiences

    met = first_met(dataset)
    contacts = pd.Index(sorted(dataset.contacts["contact_id"]))
    reach = _Reach(posts, audiences, dataset.sent_to, met, contacts)
    column = {topic: k for k, topic in enumerate(topics)}
    facet = posts["topic"].astype("int64").map(column).to_numpy(dtype=np.int64)
    could = np.zeros((len(contacts), len(topics)))
    step = max(1, _CELLS // max(1, len(contacts)))
    for start in range(0, len(posts), step):
        stop = min(start + step, len(posts))
        one_hot = np.zeros((stop - start, len(topics)), dtype=np.float32)
        one_hot[np.arange(stop - start), facet[start:stop]] = 1
        could += reach.seen(start, stop).astype(np.float32) @ one_hot

    engaged = engagements(dataset, assignment)
    engaged = engaged[engaged["post_id"].isin(posts["post_id"])]
    did = np.zeros_like(could)
    to = engaged["topic"].astype("int64").map(column).to_numpy(dtype=np.int64)
    np.add.at(did, (_rows(contacts, engaged["contact_id"]), to), 1)
    could = np.maximum(could, did)
    rows, columns = np.nonzero(could)
    cells = pd.DataFrame(
        {
            "contact_id": contacts.to_numpy()[rows],
            "topic": np.asarray(topics, dtype=np.int64)[columns],
            "opportunities": could[rows, columns].astype(np.int64),
            "engagements": did[rows, columns].astype(np.int64),
        }
    ).astype({"contact_id": "str"})
    known = posts.astype({"topic": "int64"}).groupby(["platform", "topic"], as_index=False).size()
    return Opportunities(
        cells, topics, known.rename(columns={"size": "posts"}), met[["contact_id", "platform"]], told.left_out
    )


def first_met(dataset: Dataset) -> pd.DataFrame:
    """contact_id, platform, since (NaT = not known): from when on can a contact be met on a platform?

    A contact belongs to the platform of their row, a person of several to each of theirs, and to those they acted on.
    """
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed")]
    acts = acts[["contact_id", "platform", "post_id", "time"]].merge(
        dataset.posts[["post_id", "platform", "time"]], on="post_id", how="left", suffixes=("", "_post")
    )
    proof = pd.DataFrame(
        {
            "contact_id": acts["contact_id"],
            "platform": acts["platform_post"].fillna(acts["platform"]),
            "since": acts["time"].fillna(acts["time_post"]),
        }
    )
    of_one = dataset.contacts[~dataset.contacts["contact_id"].isin(dataset.met["contact_id"])]
    listed = of_one[["contact_id", "platform", "first_seen"]].rename(columns={"first_seen": "since"})
    return pd.concat([listed, dataset.met, proof]).groupby(["contact_id", "platform"])["since"].min().reset_index()


class _Reach:
    """Who could have seen the posts start..stop: contacts x posts of yes and no, in pieces that fit in memory."""

    def __init__(
        self, posts: pd.DataFrame, audiences: pd.DataFrame, memberships: pd.DataFrame, met: pd.DataFrame,
        contacts: pd.Index,
    ) -> None:  # fmt: skip
        self._contacts = len(contacts)
        self._times = ticks(posts["time"], ALWAYS)
        self._dated = posts["time"].notna().to_numpy()
        self._open = posts["open"].to_numpy(dtype=bool)
        self._platforms = posts["platform"].to_numpy()
        self._met = {
            str(platform): (_rows(contacts, rows["contact_id"]), ticks(rows["since"], ALWAYS))
            for platform, rows in met.groupby("platform")
        }
        place = pd.Index(posts["post_id"])
        members = memberships[memberships["contact_id"].isin(contacts)]
        self._members = {
            str(group): (
                _rows(contacts, rows["contact_id"]), ticks(rows["since"], ALWAYS), ticks(rows["until"], NEVER)
            )
            for group, rows in members.groupby("group_id")
        }  # fmt: skip
        audiences = audiences[audiences["post_id"].isin(place)]
        self._groups = {
            str(group): np.sort(_rows(place, rows["post_id"])) for group, rows in audiences.groupby("group_id")
        }
        direct = audiences[audiences["contact_id"].isin(contacts)]
        self._named = (_rows(place, direct["post_id"]), _rows(contacts, direct["contact_id"]))

    def seen(self, start: int, stop: int) -> npt.NDArray[np.bool_]:
        yes = np.zeros((self._contacts, stop - start), dtype=bool)
        for platform, (people, since) in self._met.items():
            where = start + np.flatnonzero(self._open[start:stop] & (self._platforms[start:stop] == platform))
            self._mark(yes, start, where, (people, since, np.full(len(people), NEVER)))
        for group, posts in self._groups.items():
            if group in self._members:
                where = posts[np.searchsorted(posts, start) : np.searchsorted(posts, stop)]
                self._mark(yes, start, where, self._members[group])
        posts, people = self._named
        here = (posts >= start) & (posts < stop)
        yes[people[here], posts[here] - start] = True
        return yes

    def _mark(self, yes: npt.NDArray[np.bool_], start: int, where: npt.NDArray[np.intp], who: Members) -> None:
        if len(where):
            people, since, until = who
            times = self._times[where]
            there = (since[:, None] <= times) & (times <= until[:, None]) | ~self._dated[where]
            yes[np.ix_(people, where - start)] |= there


def _rows(index: pd.Index, ids: pd.Series) -> npt.NDArray[np.intp]:
    """The position of each id in the index."""
    return index.get_indexer(pd.Index(ids))


def ticks(times: pd.Series, missing: int) -> Times:
    """Times as whole microseconds, so that an unknown one can stand before or after all others."""
    ticks = times.to_numpy(dtype="datetime64[us]").astype(np.int64)
    return np.where(times.isna().to_numpy(), missing, ticks)
