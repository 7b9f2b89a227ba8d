"""A marathon or bursts? Weeks with and without posts, the longest silence, how bunched they are.

Source: reference/reach.md section 1 (cadence; burstiness with the correction of Kim and Jo 2016) and 7.12: from 26
weeks on. Reported, not rewarded: no measure there found that steadiness brings more. Marks: the day on which a network
changed its rules (reference/experience.md D.6, E.19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from identity_audit.analysis.cross_posting import counted
from identity_audit.analysis.resampling import week_of
from identity_audit.analysis.weekly import Ratio, ratio
from identity_audit.dataset import Dataset
from identity_audit.words import N_

FEWEST_WEEKS = 26
MEDIA = ("photo", "video", "link")


@dataclass(frozen=True, slots=True)
class Cadence:
    """weeks: from the first to the last post; active: of these, with a post; posts: how many, with a date.

    silence: days of the longest silence. unevenness: Gini of the weekly numbers (0 = every week the same).
    burstiness: -1 regular, 0 by chance, 1 in bursts. Both None under 26 weeks.
    """

    weeks: int
    active: int
    posts: int
    silence: int
    unevenness: float | None
    burstiness: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """The day on which a network changed its rules."""

    when: date
    platform: str
    what: str


#: what is known to have changed for everybody; days as the networks announced them
MARKS = (
    Mark(date(2014, 11, 5), "facebook", N_("Facebook forbids rewarding a like of a page")),
    Mark(date(2015, 1, 1), "facebook", N_("Facebook shows fewer promotional posts of pages")),
    Mark(date(2016, 6, 29), "facebook", N_("Facebook puts friends and family first")),
    Mark(date(2018, 1, 11), "facebook", N_("Facebook puts exchanges between people first")),
    Mark(date(2016, 3, 15), "instagram", N_("Instagram announces that posts are no longer shown in order of time")),
    Mark(date(2021, 5, 26), "instagram", N_("Instagram lets people hide the number of likes")),
    Mark(date(2016, 2, 10), "x", N_("Twitter begins to show chosen tweets first")),
    Mark(date(2017, 11, 7), "x", N_("Twitter doubles the length of tweets")),
    Mark(date(2023, 7, 23), "x", N_("Twitter becomes X")),
    Mark(date(2019, 4, 2), "googleplus", N_("Google+ closes")),
)


@dataclass(frozen=True, eq=False)
class Rhythm:
    """How the posts lie in time.

    all: every dated post (copies once); by_facet, by_year: facet or year -> its own cadence.
    months: month (first day) · posts, from the first to the last month, zeros included. marks: in this time, on
    networks that the person used. media: kind of media -> reactions per post against posts without any (ratio), like
    compared with like: same network, facet and half year.
    """

    all: Cadence | None
    by_facet: dict[int, Cadence]
    by_year: dict[int, Cadence]
    months: pd.DataFrame
    marks: tuple[Mark, ...]
    media: dict[str, Ratio]
    since: datetime | None
    until: datetime | None


def rhythm(dataset: Dataset, assignment: pd.DataFrame, brought: pd.DataFrame, seed: int = 0) -> Rhythm:
    """How steadily does the person post? brought: as `brought_by` gives it."""
    copies = assignment.loc[~counted(assignment), "post_id"]
    posts = dataset.posts[(dataset.posts["kind"] != "repost") & dataset.posts["time"].notna()]
    posts = posts[~posts["post_id"].isin(copies)].merge(assignment[["post_id", "topic"]], on="post_id", how="left")
    times = posts["time"]
    dated = posts.dropna(subset=["topic"])
    months = times.dt.strftime("%Y-%m-01").value_counts()
    names = _months(times)
    return Rhythm(
        all=cadence(times),
        by_facet={int(str(t)): c for t, rows in dated.groupby("topic") if (c := cadence(rows["time"]))},
        by_year={int(str(y)): c for y, rows in posts.groupby(times.dt.year) if (c := cadence(rows["time"]))},
        months=pd.DataFrame({"month": names, "posts": [int(months.get(name, 0)) for name in names]}),
        marks=tuple(sorted(
            (m for m in MARKS if len(times) and m.platform in set(posts["platform"])
             and times.min().date() <= m.when <= times.max().date()),
            key=lambda mark: (mark.when, mark.platform),
        )),
        media={kind: _against_none(brought, kind, seed) for kind in MEDIA},
        since=times.min().to_pydatetime() if len(times) else None,
        until=times.max().to_pydatetime() if len(times) else None,
    )  # fmt: skip


def _months(times: pd.Series) -> list[str]:
    """The first day of each month from the first of these moments to the last."""
    if times.empty:
        return []
    first, last = (when.year * 12 + when.month - 1 for when in (times.min(), times.max()))
    return [f"{month // 12}-{month % 12 + 1:02}-01" for month in range(first, last + 1)]


def cadence(times: pd.Series) -> Cadence | None:
    """How are these moments spread? None without any."""
    if times.empty:
        return None
    week = week_of(times).astype("int64")
    per_week = np.bincount(week - week.min())
    days = np.unique(times.to_numpy(dtype="datetime64[D]"))
    gaps = np.diff(days) / np.timedelta64(1, "D")
    enough = len(per_week) >= FEWEST_WEEKS
    return Cadence(
        len(per_week), int((per_week > 0).sum()), len(times), int(gaps.max()) if len(gaps) else 0,
        _gini(per_week) if enough else None, _burstiness(times) if enough else None,
    )  # fmt: skip


def _gini(numbers: np.ndarray) -> float:
    ordered = np.sort(numbers).astype(np.float64)
    place = np.arange(1, len(ordered) + 1)
    return float(((2 * place - len(ordered) - 1) * ordered).sum() / (len(ordered) * ordered.sum()))


def _burstiness(times: pd.Series) -> float | None:
    """(sqrt(n+1) r - sqrt(n-1)) / ((sqrt(n+1) - 2) r + sqrt(n-1)), r = deviation / mean of the n gaps."""
    gaps = np.diff(np.sort(times.to_numpy(dtype="datetime64[us]"))) / np.timedelta64(1, "h")
    n = len(gaps)
    if n < 2 or gaps.mean() == 0:
        return None
    r = gaps.std() / gaps.mean()
    more, less = np.sqrt(n + 1), np.sqrt(n - 1)
    return float((more * r - less) / ((more - 2) * r + less))


def brought_by(dataset: Dataset, assignment: pd.DataFrame, engagements: pd.DataFrame) -> pd.DataFrame:
    """What each post brought, as far as its file tells: post_id, platform, time, topic, media, kind, visibility, text,
    known, brought, stratum, week.

    brought: people who reacted where all are named, else the file's numbers; posts of which neither is known are left
    out. stratum: same network, way of knowing, top-level or reply, facet and half year, so that like meets like.
    """
    posts = dataset.posts[(dataset.posts["kind"] != "repost") & dataset.posts["time"].notna()]
    posts = posts[posts["reactions_known"].isin(["complete", "count"])]
    found = posts.merge(assignment[["post_id", "topic"]], on="post_id", how="left")
    named = found["post_id"].map(engagements.groupby("post_id").size()).fillna(0).astype("float64")
    numbers = found[["n_reactions", "n_comments", "n_shares"]].astype("Float64").sum(axis=1, min_count=1)
    brought = named.where(found["reactions_known"] == "complete", numbers.astype("float64"))
    found = found.rename(columns={"reactions_known": "known"}).assign(brought=brought)
    half = found["time"].dt.year.astype("str") + "/" + ((found["time"].dt.month - 1) // 6).astype("str")
    facet = found["topic"].astype("Int64").astype("str").fillna("")
    reply = (found["kind"] == "reply").astype("str")
    found["stratum"] = found["platform"] + "|" + found["known"] + "|" + reply + "|" + facet + "|" + half
    found["week"] = week_of(found["time"])
    columns = ["post_id", "platform", "time", "topic", "media", "kind", "visibility", "text", "known", "brought",
               "stratum", "week"]  # fmt: skip
    return found.dropna(subset=["brought"])[columns].reset_index(drop=True)


def _against_none(brought: pd.DataFrame, media: str, seed: int) -> Ratio:
    """Posts with this kind of media against posts without any."""
    kept = brought[brought["media"].isin([media, "none"])]
    return ratio(kept.assign(with_it=kept["media"] == media, outcome=kept["brought"]), seed)
