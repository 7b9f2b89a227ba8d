"""What the person does: publish, share, discuss, connect; what they give to others, ask, and pass on in private.

Works on every export, also where nobody's reaction was received. The four kinds of action are the founding text's
four pillars (publish, share, discuss, network); a reaction given is a light act, one tap, and is counted beside
them: counted with them it would drown the other four wherever the file keeps a history of likes.
Source: reference/experience.md D.1, D.4, D.7, A3.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from identity_audit.analysis.cross_posting import counted
from identity_audit.dataset import Dataset, period

PILLARS = ("publish", "share", "discuss", "connect")
LIGHT = "react"

_GIVEN = {
    "share": "share",
    "comment": "discuss", "reply": "discuss", "mention": "discuss", "tag": "discuss", "message": "discuss",
    "wall_post": "discuss",
    "follow": "connect", "invitation": "connect", "endorsement": "connect",
    "reaction": LIGHT,
}  # fmt: skip
#: acts that speak: one of them addressed to ten people is one action, and it may also stand among the posts
_SPOKEN = ("share", "comment", "reply", "mention", "tag", "message", "wall_post")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_FEW = ("direct", "private", "group")

#: texts -> the facet of each by neighbour vote, None where the text has no words
FacetOfText = Callable[[list[str]], Sequence[int | None]]


@dataclass(frozen=True)
class Links:
    """Links passed on in messages against links in posts; None where the files hold no message, or no post."""

    private: int | None
    public: int | None
    messages: int
    posts: int


@dataclass(frozen=True)
class Gestures:
    """Every action of the person, once, sorted by what it does.

    counts: pillar -> actions. reactions: light acts, beside the four.
    by_platform, by_year: one row per platform / year (NA = date not known), columns the four pillars and `react`.
    by_facet: the same by facet (`topic`, NA = not known) for every action; given_by_facet: only what was given to
    others (acts of direction given, and replies). given, given_unknown: how many of those, how many without a facet.
    questions of writings: posts, stories and replies with a question mark, of those with words.
    links: private against public. n: actions in the four. since, until: first and last dated action, reactions too.
    """

    counts: dict[str, int]
    reactions: int
    by_platform: pd.DataFrame
    by_year: pd.DataFrame
    by_facet: pd.DataFrame
    given_by_facet: pd.DataFrame
    given: int
    given_unknown: int
    questions: int
    writings: int
    links: Links
    n: int
    since: datetime | None
    until: datetime | None


def gestures(dataset: Dataset, assignment: pd.DataFrame, facet_of_text: FacetOfText | None = None) -> Gestures:
    """What do I do on these platforms, about which facet, towards whom: everybody or a few?

    Posts and stories publish; reposts, links without a word of one's own and shared posts share; replies, comments,
    mentions and messages discuss; follows, invitations and endorsements connect.
    A post takes its facet from the assignment; a given act takes that of its text from `facet_of_text`, else it is
    not known. An act that also stands among the posts (the same moment and the same post, thread or words) is one, and
    so is a post with its copies on other networks: an action on the network where it came first.
    """
    written, repeats = _given(dataset)
    acts = pd.concat([_posts(dataset, assignment, repeats), written], ignore_index=True)
    silent = acts["topic"].isna() & acts["act"] & (acts["text"] != "")
    if facet_of_text is not None and silent.any():
        texts = sorted(acts.loc[silent, "text"].unique())
        found = pd.Series(pd.array(list(facet_of_text(texts)), dtype="Int64"), index=texts)
        acts.loc[silent, "topic"] = acts.loc[silent, "text"].map(found).astype("Int64")

    kinds = acts["pillar"].value_counts()
    counts = {pillar: int(kinds.get(pillar, 0)) for pillar in PILLARS}
    words = acts["text"].str.replace(_LINK, " ", regex=True)
    writings = acts["written"] & words.str.contains(r"[^\W\d_]", regex=True)
    questions = writings & words.str.contains("[?？؟]", regex=True)
    given = acts[acts["given"]]
    since, until = period(acts)
    return Gestures(
        counts=counts,
        reactions=int(kinds.get(LIGHT, 0)),
        by_platform=_table(acts, acts["platform"]),
        by_year=_table(acts, acts["time"].dt.year.astype("Int64").rename("year")),
        by_facet=_table(acts, acts["topic"]),
        given_by_facet=_table(given, given["topic"]),
        given=len(given),
        given_unknown=int(given["topic"].isna().sum()),
        questions=int(questions.sum()),
        writings=int(writings.sum()),
        links=_links(acts),
        n=sum(counts.values()),
        since=since,
        until=until,
    )


def _posts(dataset: Dataset, assignment: pd.DataFrame, repeats: set[str]) -> pd.DataFrame:
    """The posts as actions; `repeats`: posts that are also told as a given act."""
    copies = assignment.loc[~counted(assignment), "post_id"]
    posts = dataset.posts[~dataset.posts["post_id"].isin(copies)]
    posts = posts.merge(assignment[["post_id", "topic"]].astype({"topic": "Int64"}), on="post_id", how="left")
    text = posts["text"].fillna("")
    link = (posts["media"] == "link") | text.str.contains(_LINK, regex=True)
    own_words = text.str.replace(_LINK, "", regex=True).str.strip() != ""
    pillar = pd.Series("publish", index=posts.index, dtype="str")
    pillar = pillar.mask(posts["kind"].isin(["reply", "message"]), "discuss")
    pillar = pillar.mask((posts["kind"] == "repost") | (link & ~own_words & (pillar == "publish")), "share")
    return pd.DataFrame(
        {
            "platform": posts["platform"], "time": posts["time"], "text": text, "topic": posts["topic"],
            "pillar": pillar, "link": link,
            "act": False,
            "given": (posts["kind"] == "reply") | posts["post_id"].isin(repeats),
            "written": posts["kind"].isin(["post", "story", "reply"]),
            "channel": pd.Series("public", index=posts.index, dtype="str").mask(
                (posts["kind"] == "message") | posts["visibility"].isin(_FEW), "private"
            ),
        }
    )  # fmt: skip


def _given(dataset: Dataset) -> tuple[pd.DataFrame, set[str]]:
    """Given acts as actions, without those that stand among the posts; and the ids of the posts that tell those."""
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "given") & (acts["evidence"] == "observed")].reset_index(drop=True)
    acts = acts.assign(text=acts["text"].fillna(""))
    told = _told(acts, dataset.posts)
    repeats = set(told.dropna())
    acts = acts[told.isna()]
    # one message to ten people is ten rows and one action; two people followed in one second are two actions
    spoken = acts["kind"].isin(_SPOKEN) & acts["time"].notna() & ((acts["text"] != "") | acts["thread_id"].notna())
    again = spoken & acts.duplicated(["platform", "kind", "time", "text", "thread_id"])
    acts = acts[~again]
    return (
        pd.DataFrame(
            {
                "platform": acts["platform"], "time": acts["time"], "text": acts["text"],
                "topic": pd.array([pd.NA] * len(acts), dtype="Int64"),
                "pillar": acts["kind"].map(_GIVEN).astype("str"),
                "link": acts["text"].str.contains(_LINK, regex=True),
                "act": True, "given": True, "written": False,
                "channel": pd.Series("none", index=acts.index, dtype="str").mask(acts["kind"] == "message", "private"),
            }
        ),
        repeats,
    )  # fmt: skip


def _told(acts: pd.DataFrame, posts: pd.DataFrame) -> pd.Series:
    """Per given act: the own post that tells the same action, or NA.

    Naming somebody in a post is part of that post. Other spoken acts are the same action as a post of the same
    moment that is the post they point to, or has their thread, or has their words. Undated ones need the same words.
    """
    own = posts.assign(text=posts["text"].fillna(""), told=posts["post_id"]).sort_values("post_id")
    spoken = acts["kind"].isin(_SPOKEN)
    named = acts["kind"].isin(["mention", "tag"]) & acts["post_id"].isin(own["post_id"])
    found = acts["post_id"].where(named)
    for keys in (["post_id", "time"], ["platform", "thread_id", "time"], ["platform", "text", "time"]):
        known = own[keys[-2]].notna() & (own[keys[-2]] != "")
        if "text" not in keys:
            known &= own["time"].notna()  # undated, only the words can tell that two rows are one action
        first = own.loc[known, [*keys, "told"]].drop_duplicates(keys)
        match = acts[keys].merge(first, on=keys, how="left")["told"]
        found = found.fillna(match.where(spoken))
    return found


def _table(acts: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Actions per value of `by` (rows, NA last) and kind of action (the four and `react`); zeros are counted zeros."""
    name = str(by.name)
    sizes = acts["pillar"].groupby([by, acts["pillar"]], dropna=False).size()
    wide = sizes.unstack(fill_value=0) if len(acts) else pd.DataFrame(index=pd.Index(by, name=name))
    wide = wide.reindex(columns=[*PILLARS, LIGHT], fill_value=0).astype("int64").rename_axis(columns=None)
    return wide.reset_index().astype({name: str(by.dtype)}).sort_values(name, na_position="last", ignore_index=True)


def _links(acts: pd.DataFrame) -> Links:
    """Where do links go: into messages to a few, or into posts? Comments under other people's posts are neither."""
    private, public = acts[acts["channel"] == "private"], acts[acts["channel"] == "public"]
    return Links(
        private=int(private["link"].sum()) if len(private) else None,
        public=int(public["link"].sum()) if len(public) else None,
        messages=len(private),
        posts=len(public),
    )
