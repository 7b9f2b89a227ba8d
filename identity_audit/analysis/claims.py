"""What the essays claim, looked up in the person's own posts: yes, no, or we cannot tell. Never why.

Each claim says that posts of one kind bring more than others of the same network, facet and time of the year. The
answer is nothing but the interval of that ratio (see `weekly.ratio`): *yes* if it lies above 1 and reaches what was
claimed, *no* if it lies below what was claimed (or below a tenth more), else we cannot tell.
Sources: reference/experience.md A2.5, A2.7, D.15, A1.12, A3.1 and H6.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from identity_audit.analysis.engagement import OPEN
from identity_audit.analysis.resampling import LEVEL, week_of
from identity_audit.analysis.weekly import Ratio, ratio
from identity_audit.dataset import Dataset

Verdict = Literal["yes", "no", "cannot_tell"]
#: "more" by less than this is not more
LITTLE = 1.1
REAL_TIME = pd.Timedelta(hours=24)
COMMON_WORDS = 100
#: half of the contacts of a network need a day since when they are known
_DATED = 0.5
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim and what the person's posts say: `found` compares posts that do as claimed with others.

    year: of the text, None where it bears none. claimed: how many times more (from), 1 where only "more" was said.
    """

    id: str
    year: int | None
    claimed: float
    claimed_to: float | None
    found: Ratio
    level: float = LEVEL

    @property
    def verdict(self) -> Verdict:
        low, high = self.found.low, self.found.high
        if low is None or high is None:
            return "cannot_tell"
        if low > 1 and high >= self.claimed:
            return "yes"
        return "no" if high < max(self.claimed, LITTLE) else "cannot_tell"


def claims(
    dataset: Dataset, brought: pd.DataFrame, openings: pd.DataFrame, heard: pd.DataFrame,
    seed: int = 0,
) -> tuple[Claim, ...]:  # fmt: skip
    """Every claim, in a fixed order.

    brought: as `rhythm.brought_by` gives it; openings: as `conversation.openings` gives them; heard: time, topic of
    what others wrote (`heard.Heard.when`).
    """
    top = brought[brought["kind"] != "reply"]
    photos = brought[brought["media"].isin(["photo", "none"])]
    return (
        Claim("photos", 2012, 1.44, None, _more(photos, photos["media"] == "photo", seed)),
        Claim("real_time", None, 5.0, 10.0, _more(top, _in_real_time(top, heard), seed)),
        Claim("steady", 2012, 1.0, None, _more(top, _steady(top), seed, lasting=True)),
        Claim("circles", 2012, 1.0, None, _exchanges(dataset, openings, seed)),
        Claim("two_way", 2012, 1.0, None, _more(top, _two_way(top, dataset), seed, lasting=True, any_time=True)),
        Claim("uniform", 2018, 1.0, None, _varied(dataset, seed)),
    )


def _more(
    posts: pd.DataFrame, with_it: pd.Series, seed: int, *, lasting: bool = False, any_time: bool = False
) -> Ratio:
    """What these posts bring against the others. any_time: of any half year, for what lasts longer than one."""
    stratum = posts["stratum"].str.replace(r"\|[^|]*$", "", regex=True) if any_time else posts["stratum"]
    cases = pd.DataFrame({"with_it": with_it, "outcome": posts["brought"], "stratum": stratum, "week": posts["week"]})
    return ratio(cases[with_it.notna()].astype({"with_it": "bool"}), seed, lasting=lasting)


def _in_real_time(posts: pd.DataFrame, heard: pd.DataFrame) -> pd.Series:
    """Did somebody write about the same facet in the 24 hours before, where the person could read it?"""
    placed = posts.dropna(subset=["topic"]).sort_values("time").astype({"topic": "int64"})
    before = heard.astype({"topic": "int64"}).rename(columns={"time": "said"}).sort_values("said")
    if before.empty or placed.empty:
        return pd.Series(pd.NA, index=posts.index, dtype="boolean")
    found = pd.merge_asof(
        placed[["time", "topic"]].reset_index(), before.assign(when=before["said"]), left_on="time", right_on="said",
        by="topic", tolerance=REAL_TIME, allow_exact_matches=False,
    )  # fmt: skip
    answer = pd.Series(found["when"].notna().to_numpy(), index=found["index"], dtype="boolean")
    return answer.reindex(posts.index)


def _steady(posts: pd.DataFrame) -> pd.Series:
    """Is the post in no burst: in the week that ends with it, at most twice as many as in the median active week?"""
    if posts.empty:
        return pd.Series(dtype="boolean")
    per_week = posts.groupby("week").size()
    times = np.sort(posts["time"].to_numpy(dtype="datetime64[us]"))
    moment = posts["time"].to_numpy(dtype="datetime64[us]")
    inside = np.searchsorted(times, moment, "right") - np.searchsorted(times, moment - np.timedelta64(7, "D"), "right")
    return pd.Series(inside <= 2 * per_week.median(), index=posts.index, dtype="boolean")


def _two_way(posts: pd.DataFrame, dataset: Dataset) -> pd.Series:
    """In the four weeks before: was at least one in four of what the person wrote a reply or a question?"""
    own = dataset.posts[(dataset.posts["kind"] != "repost") & dataset.posts["time"].notna()].sort_values("time")
    if own.empty or posts.empty:
        return pd.Series(pd.NA, index=posts.index, dtype="boolean")
    talks = (own["kind"] == "reply") | own["text"].fillna("").str.contains("[?？؟]", regex=True)
    times, sums = own["time"].to_numpy(dtype="datetime64[us]"), np.concatenate([[0], np.cumsum(talks.to_numpy())])
    moment = posts["time"].to_numpy(dtype="datetime64[us]")
    last, first = np.searchsorted(times, moment, "left"), np.searchsorted(times, moment - np.timedelta64(28, "D"))
    n, two_way = last - first, sums[last] - sums[first]
    return pd.Series(pd.array(two_way * 4 >= n, dtype="boolean"), index=posts.index).where(n > 0)


def _exchanges(dataset: Dataset, openings: pd.DataFrame, seed: int) -> Ratio:
    """Exchanges of two turns or more: posts that anybody could see against those to a circle, on the same network."""
    told = dataset.posts.assign(told=dataset.told_visibility)[["post_id", "told"]]
    found = openings[openings["known"] == "complete"].merge(told, on="post_id")
    found = found[found["told"].isin([*OPEN, "group"])]
    cases = pd.DataFrame({
        "with_it": found["told"].isin(OPEN), "outcome": (found["turns"] >= 2).astype("float64"),
        "stratum": found["platform"], "week": week_of(found["time"]),
    })  # fmt: skip
    return ratio(cases, seed)


def _varied(dataset: Dataset, seed: int) -> Ratio:
    """Rare words in 100: posts to fewer contacts than later, against posts to more; networks with known days only.

    A rare word (of four letters or more) is none of the hundred that the person uses in most posts.
    """
    posts = dataset.posts[(dataset.posts["kind"] != "repost") & dataset.posts["time"].notna()]
    bags = [set(_WORD.findall(text.lower())) for text in posts["text"].fillna("")]
    common = {word for word, _n in Counter(word for bag in bags for word in bag).most_common(COMMON_WORDS)}
    rare = [len(bag - common) / len(bag) if len(bag) >= 3 else np.nan for bag in bags]
    contacts = dataset.contacts[["platform", "first_seen"]]
    small = pd.Series(pd.NA, index=posts.index, dtype="boolean")
    for platform, rows in posts.groupby("platform"):
        seen = contacts.loc[contacts["platform"] == platform, "first_seen"]
        if not len(seen) or seen.notna().mean() < _DATED:
            continue
        size = np.searchsorted(
            np.sort(seen.dropna().to_numpy(dtype="datetime64[us]")),
            rows["time"].to_numpy(dtype="datetime64[us]"),
            "right",
        )
        if size.min() < size.max():
            small[rows.index] = size <= np.median(size)
    cases = pd.DataFrame({"with_it": small, "outcome": rare, "stratum": posts["platform"] + "|" + posts["kind"],
                          "week": week_of(posts["time"])})  # fmt: skip
    return ratio(cases[small.notna()].astype({"with_it": "bool"}), seed, lasting=True)
