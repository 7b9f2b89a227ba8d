"""What is passed on behind closed doors: links and stories in private against in public, by year and by facet.

Private: messages, and posts that only a few could see (a group, one person, nobody). Public: every other post. Where
the files hold neither, the private side is not known, and not zero. Source: reference/experience.md D.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from identity_audit.analysis.relays import LINK
from identity_audit.analysis.resampling import week_of
from identity_audit.analysis.weekly import Share, share
from identity_audit.dataset import Dataset

_FEW = ("direct", "private", "group")


@dataclass(frozen=True, slots=True)
class Sharing:
    """Links (and stories): how many in private, how many in public; `private` is None where no message was read."""

    private: int | None
    public: int | None


@dataclass(frozen=True, eq=False)
class PrivateSharing:
    """links: the share of links that went in private, with its interval; None where one side is not known.

    by_year (None: no date), by_facet (None: not known): year or facet -> links of both sides. stories: told to a few
    against told to all.
    """

    links: Share | None
    by_year: dict[int | None, Sharing]
    by_facet: dict[int | None, Sharing]
    stories: Sharing


def private_sharing(
    dataset: Dataset, assignment: pd.DataFrame, facet_of_text: Mapping[str, Any] | None = None
) -> PrivateSharing:
    """Where do the person's links and stories go? facet_of_text: of texts that are no posts."""
    posts = dataset.posts[dataset.posts["kind"] != "repost"]
    text = posts["text"].fillna("")
    topic = posts["post_id"].map(assignment.set_index("post_id")["topic"])
    private = (posts["kind"] == "message") | posts["visibility"].isin(_FEW)
    own = pd.DataFrame({
        "time": posts["time"], "topic": topic.astype("Int64"), "private": private, "story": posts["kind"] == "story",
        "link": (posts["media"] == "link") | text.str.contains(LINK, regex=True),
    })  # fmt: skip
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "given") & (acts["evidence"] == "observed") & (acts["kind"] == "message")]
    acts = acts.drop_duplicates(["platform", "time", "text", "thread_id"])
    said = acts["text"].fillna("")
    sent = pd.DataFrame({
        "time": acts["time"], "topic": said.map(facet_of_text or {}).astype("Int64"), "private": True, "story": False,
        "link": said.str.contains(LINK, regex=True),
    })  # fmt: skip
    everything = pd.concat([own, sent], ignore_index=True)
    sides = bool(everything["private"].any()), bool((~everything["private"]).any())
    links = everything[everything["link"]]
    both = all(sides)
    return PrivateSharing(
        links=share(links["private"], week_of(links["time"])) if both else None,
        by_year=_by(links, links["time"].dt.year.astype("Int64"), sides),
        by_facet=_by(links, links["topic"], sides),
        stories=_sharing(everything[everything["story"]], (bool(everything["story"].any()),) * 2),
    )


def _by(links: pd.DataFrame, of: pd.Series, sides: tuple[bool, bool]) -> dict[int | None, Sharing]:
    groups = links.groupby(of.rename("of"), dropna=False)
    return {None if pd.isna(key) else int(str(key)): _sharing(rows, sides) for key, rows in groups}


def _sharing(rows: pd.DataFrame, sides: tuple[bool, bool]) -> Sharing:
    private = int(rows["private"].sum())
    return Sharing(private if sides[0] else None, len(rows) - private if sides[1] else None)
