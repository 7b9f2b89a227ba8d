"""Who does what in which facet: answers early, begins, passes on, brings circles together. Reasons, never a score.

Each role of a person in a facet rests on so many posts or threads (`times`), from a minimum on; nobody is ordered by
it. Source: reference/experience.md A2.3, A3.6, A3.8, C.3, C.4; minimum of circles: reference/reach.md 7.12.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from identity_audit.analysis.conversation import ME
from identity_audit.dataset import Dataset

ROLES = ("early", "begins", "passes_on", "two_circles")
#: posts (or threads) that a role needs
FEWEST_TIMES = 3
#: among the first so many of those who reacted to a post by more people than these
EARLY = 2
#: groups with so many contacts make a meeting of circles more than one person's habit
FEWEST_IN_CIRCLE = 5


@dataclass(frozen=True, slots=True)
class Meeting:
    """One facet: `posts` that were reacted to; of these, `meeting` joined two people who share no circle.

    people, circles: who reacted there and is in a circle, and in how many circles (of five people or more) they are.
    """

    topic: int
    posts: int
    meeting: int
    people: int
    circles: int


@dataclass(frozen=True, eq=False)
class Roles:
    """Who does what.

    roles: contact_id · topic (int) · role (one of `ROLES`) · times · of (posts that were judged), by contact and facet
    meetings: one a facet, None where fewer than two circles have five people. mentions: contact_id · times · last
    (who names or tags the person, observed). dated: posts on which the order of two people or more is known.
    """

    roles: pd.DataFrame
    meetings: tuple[Meeting, ...] | None
    mentions: pd.DataFrame
    dated: int


def roles(dataset: Dataset, engagements: pd.DataFrame, assignment: pd.DataFrame, events: pd.DataFrame) -> Roles:
    """Which people do what in which facet? events: as `conversation.spoken` gives them."""
    topic_of = assignment.set_index("post_id")["topic"].astype("Int64")
    early, dated = _early(dataset, topic_of)
    found = [early, _begins(events, topic_of), _passes_on(dataset, topic_of), _two_circles(dataset, engagements)]
    columns = ["contact_id", "topic", "role", "times", "of"]
    table = pd.concat([rows[columns] for rows in found], ignore_index=True)
    table = table[table["times"] >= FEWEST_TIMES].astype({"topic": "int64", "times": "int64", "of": "int64"})
    return Roles(
        table.sort_values(["contact_id", "topic", "role"], ignore_index=True),
        _meetings(dataset, engagements), _mentions(dataset), dated,
    )  # fmt: skip


def _counted(rows: pd.DataFrame, role: str, of: pd.Series) -> pd.DataFrame:
    """rows: contact_id, topic, one for each time; of: facet -> how many were judged."""
    counts = rows.groupby(["contact_id", "topic"]).size().rename("times").reset_index()
    return counts.assign(role=role, of=counts["topic"].map(of).fillna(0))


def _early(dataset: Dataset, topic_of: pd.Series) -> tuple[pd.DataFrame, int]:
    """Among the first two whose act has a time, on posts where at least three people's have."""
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed") & acts["time"].notna()]
    acts = acts[acts["kind"].isin(dataset.reaction_kinds) & acts["post_id"].notna()]
    first = acts.sort_values(["time", "contact_id"]).drop_duplicates(["post_id", "contact_id"])
    first = first.assign(topic=first["post_id"].map(topic_of)).dropna(subset=["topic"])
    many = first.groupby("post_id")["contact_id"].transform("size") > EARLY
    first = first[many]
    place = first.groupby("post_id")["time"].rank(method="min")
    of = first.drop_duplicates("post_id").groupby("topic").size()
    return _counted(first[place <= EARLY], "early", of), int(first["post_id"].nunique())


def _begins(events: pd.DataFrame, topic_of: pd.Series) -> pd.DataFrame:
    """Opens threads that the person then joins; their facet is that of the person's first post there."""
    first = events[~events.duplicated("thread")]
    begun = first[first["theirs"]][["thread", "who"]].rename(columns={"who": "contact_id"})
    joined = events[(events["who"] == ME) & events["post_id"].notna()].drop_duplicates("thread")
    begun = begun.merge(joined[["thread", "post_id"]], on="thread")
    begun = begun.assign(topic=begun["post_id"].map(topic_of)).dropna(subset=["topic"])
    return _counted(begun, "begins", begun.groupby("topic").size())


def _passes_on(dataset: Dataset, topic_of: pd.Series) -> pd.DataFrame:
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed") & (acts["kind"] == "share")]
    acts = acts.drop_duplicates(["contact_id", "post_id"])
    acts = acts.assign(topic=acts["post_id"].map(topic_of)).dropna(subset=["topic"])
    return _counted(acts, "passes_on", acts.drop_duplicates("post_id").groupby("topic").size())


def _two_circles(dataset: Dataset, engagements: pd.DataFrame) -> pd.DataFrame:
    """In two circles or more, and reacts to posts on which people of at least two of their circles meet them."""
    circles = circles_of(dataset)
    placed = engagements.dropna(subset=["topic"])
    inside = placed[["contact_id", "post_id", "topic"]].merge(circles, on="contact_id")
    others = inside[["post_id", "group_id", "contact_id"]]
    pairs = inside.merge(others, on=["post_id", "group_id"], suffixes=("", "_other"))
    met = pairs[pairs["contact_id"] != pairs["contact_id_other"]]
    met = met.drop_duplicates(["contact_id", "post_id", "group_id"])
    per_post = met.groupby(["contact_id", "post_id", "topic"]).size().reset_index(name="circles")
    per_post = per_post[per_post["circles"] >= 2]
    return _counted(per_post, "two_circles", placed.drop_duplicates("post_id").groupby("topic").size())


def circles_of(dataset: Dataset) -> pd.DataFrame:
    kept = dataset.groups.loc[dataset.groups["kind"] != "audience", "group_id"]
    return dataset.memberships.loc[dataset.memberships["group_id"].isin(kept), ["contact_id", "group_id"]]


def _meetings(dataset: Dataset, engagements: pd.DataFrame) -> tuple[Meeting, ...] | None:
    """Do people who share no circle meet on the posts of a facet?"""
    circles = circles_of(dataset)
    sizes = circles.groupby("group_id")["contact_id"].nunique()
    large = set(sizes.index[sizes >= FEWEST_IN_CIRCLE])
    if len(large) < 2:
        return None
    circles = circles[circles["group_id"].isin(large)]
    member: dict[str, frozenset[str]] = {
        str(who): frozenset(rows) for who, rows in circles.groupby("contact_id")["group_id"]
    }
    placed = engagements.dropna(subset=["topic"])
    found = []
    for topic, rows in placed.groupby("topic"):
        inside = rows[rows["contact_id"].isin(member)]
        people = set(inside["contact_id"])
        meeting = sum(
            _apart([member[who] for who in who_reacted])
            for _post, who_reacted in inside.groupby("post_id")["contact_id"]
        )
        found.append(Meeting(int(str(topic)), rows["post_id"].nunique(), meeting, len(people),
                             len(set().union(*(member[who] for who in people)) if people else ())))  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.topic))


def _apart(circles: list[frozenset[str]]) -> bool:
    """Are two of these people in no circle together?"""
    distinct = list(dict.fromkeys(circles))
    return any(one.isdisjoint(other) for n, one in enumerate(distinct) for other in distinct[n + 1 :])


def _mentions(dataset: Dataset) -> pd.DataFrame:
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed")]
    acts = acts[acts["kind"].isin(["mention", "tag"])]
    found = acts.groupby("contact_id").agg(times=("kind", "size"), last=("time", "max"))
    return found.reset_index().sort_values("contact_id", ignore_index=True)
