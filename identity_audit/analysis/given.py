"""Whom do I react to, about which facet, and do they react to me as well?

Given and received are two figures, never one: most exports hold only what the person did. They stand side by side only
for networks whose files hold both, by name: elsewhere a silence of the others means nothing, so nobody is placed.

Source: reference/reach.md section 1 (engagement balance: posterior of the received share, from a flat prior), counted
in episodes: one contact in one thread; without a thread, one contact on one day. Says nothing about influence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainc

from identity_audit.dataset import Dataset

RELATIONS = ("answers_me", "i_answer", "both_ways", "cannot_tell")

_MORE, _LESS, _SURE = 0.6, 0.4, 0.95
# The lists of reactions of so many posts have to be complete before a silence of others counts as one.
_COMPLETE = 0.95


@dataclass(frozen=True, eq=False)
class Given:
    """What the person gave to others by name, and what came back.

    given: topic (Int64, NA = not known, last) · people · times, on all networks; times = episodes
    both: the networks whose files hold both directions by name
    beside: topic (as above) · given_people · given_times · received_people · received_times, on those networks only
    relations: contact_id · given · received (episodes on those networks) · relation (one of `RELATIONS`)
    one_way: contacts who are met in acts on other networks only, so that nothing can be said about both directions
    people, times: of everything given · since, until: first and last dated act given, NaT where none is dated
    """

    given: pd.DataFrame
    both: tuple[str, ...]
    beside: pd.DataFrame
    relations: pd.DataFrame
    one_way: int
    people: int
    times: int
    since: pd.Timestamp
    until: pd.Timestamp

    def people_in(self, relation: str) -> pd.Series:
        """The ids of the contacts of one relation, in no order that means anything."""
        return self.relations.loc[self.relations["relation"] == relation, "contact_id"]


def given(
    dataset: Dataset, engagements: pd.DataFrame, assignment: pd.DataFrame, facet_of_text: Mapping[str, Any]
) -> Given:
    """Whom do I react to, by facet, and who reacts to me?

    engagements: as `engagement.engagements` gives them. assignment: post_id, topic (Int64).
    facet_of_text: the facet of texts that are no posts. An act told by a post of the person has that post's facet,
    another that of its words; one tap without words has none.
    """
    acts = _given_acts(dataset, assignment, facet_of_text)
    received = engagements.assign(when=engagements["time"])
    received = received.assign(episode=_episodes(received, received["post_id"]))
    both = _both(dataset, acts)
    ours, theirs = (rows[rows["platform"].isin(both)] for rows in (acts, received))
    relations = _relations(ours, theirs)
    everybody = set(acts["contact_id"]) | set(received["contact_id"])
    return Given(
        given=_by_facet(acts).sort_values("topic", na_position="last", ignore_index=True),
        both=both,
        beside=_beside(ours, theirs),
        relations=relations,
        one_way=len(everybody - set(relations["contact_id"])),
        people=acts["contact_id"].nunique(),
        times=len(acts.drop_duplicates(["contact_id", "episode"])),
        since=acts["when"].min(),
        until=acts["when"].max(),
    )


def relation(received: npt.ArrayLike, given: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Which way do so many episodes go, at 95 of 100? Given and received are counts, element by element.

    The share of received among all has the posterior Beta(1 + received, 1 + given): more than .6 of it is "answers_me",
    less than .4 "i_answer", between the two "both_ways" (needs about a hundred episodes), anything else "cannot_tell".
    """
    a, b = 1 + np.asarray(received, dtype=float), 1 + np.asarray(given, dtype=float)
    below, up_to = betainc(a, b, _LESS), betainc(a, b, _MORE)
    found = np.full(a.shape, "cannot_tell", dtype="<U11")
    found[1 - up_to >= _SURE] = "answers_me"
    found[below >= _SURE] = "i_answer"
    found[up_to - below >= _SURE] = "both_ways"
    return found


def _given_acts(dataset: Dataset, assignment: pd.DataFrame, facet_of_text: Mapping[str, Any]) -> pd.DataFrame:
    """contact_id, platform, topic, when, episode: one row per act given by name that a received one can answer to."""
    acts = dataset.interactions
    named = (
        (acts["direction"] == "given") & (acts["evidence"] == "observed") & acts["kind"].isin(dataset.reaction_kinds)
    )
    acts = acts[named].rename(columns={"time": "when"}).reset_index(drop=True)
    told = _told(acts, dataset.posts)
    facets = assignment.set_index("post_id")["topic"].astype("Int64")
    of_words = acts["text"].fillna("").map(facet_of_text).astype("Int64")
    # messages to one person have no facet of their own
    topic = told.map(facets).astype("Int64").where(told.isin(facets.index), of_words)
    alone = pd.Series([f"act:{number}" for number in range(len(acts))], dtype="str")
    acts = acts.assign(topic=topic, episode=_episodes(acts, alone))
    return acts[["contact_id", "platform", "topic", "when", "episode"]]


def _told(acts: pd.DataFrame, posts: pd.DataFrame) -> pd.Series:
    """Per act: the person's post that it stands in (a tag, an answer that is a post as well), or NA."""
    own = posts[posts["kind"] != "repost"]
    named = acts["post_id"].where(acts["post_id"].isin(own["post_id"]))
    keys = ["thread_id", "when"]
    threads = own.rename(columns={"time": "when"}).dropna(subset=keys).drop_duplicates(keys)
    return named.fillna(acts[keys].merge(threads[[*keys, "post_id"]], on=keys, how="left")["post_id"])


def _episodes(acts: pd.DataFrame, alone: pd.Series) -> pd.Series:
    """The thread; without one the day and the network; without a time the act itself."""
    day = acts["platform"] + ":day:" + acts["when"].dt.strftime("%Y-%m-%d")
    return acts["thread_id"].where(acts["thread_id"].notna() & (acts["thread_id"] != ""), day.fillna(alone))


def _both(dataset: Dataset, acts: pd.DataFrame) -> tuple[str, ...]:
    """The networks that tell by name whom the person answers, and everybody who answers the person."""
    posts = dataset.posts[dataset.posts["kind"] != "repost"]
    complete = (posts["reactions_known"] == "complete").groupby(posts["platform"]).mean()
    return tuple(sorted(set(complete.index[complete >= _COMPLETE]) & set(acts["platform"])))


def _by_facet(acts: pd.DataFrame) -> pd.DataFrame:
    times = acts.drop_duplicates(["contact_id", "topic", "episode"])
    counted = times.groupby("topic", dropna=False)["contact_id"].agg(people="nunique", times="size").reset_index()
    return counted.astype({"topic": "Int64", "people": "int64", "times": "int64"})


def _beside(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    sides = [
        _by_facet(acts).set_index("topic").add_prefix(prefix)
        for acts, prefix in ((ours, "given_"), (theirs, "received_"))
    ]
    # on these networks no act is missing, so none is a counted zero (but for those whose facet is not known)
    table = sides[0].join(sides[1], how="outer").fillna(0).astype("int64").reset_index()
    return table.sort_values("topic", na_position="last", ignore_index=True)


def _relations(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    counts = {
        name: acts.groupby("contact_id")["episode"].nunique() for name, acts in (("given", ours), ("received", theirs))
    }
    table = pd.DataFrame(counts).fillna(0).astype("int64").rename_axis("contact_id").sort_index().reset_index()
    return table.assign(relation=relation(table["received"], table["given"])).astype({"contact_id": "str"})
