"""Which of the person's posts go with more answers: which facets, which kinds (photo, video, link, text)?

Posts are compared with the person's other posts of the same network, the same sort (post, reply, story, message) and
the same year, never with all: a network where everybody answers, or a good year, would else make its facets look good.
Over these strata the ratio of Mantel and Haenszel (as in rate ratios of epidemiology) is taken: answers per post of
this group, divided by answers per post of the others. It says what goes together, never why.

People answer in bursts, so whole weeks are drawn with replacement (block bootstrap, as in `resampling`): the interval
is that of the logarithm of the ratio, with Student's factor for the weeks that the group is worth, and holds for all
groups that are shown together (Bonferroni).

Two sorts of evidence, never mixed: *named* answers, on posts whose list of them is complete (`reactions_known`); and
*counted* ones, the bare numbers that a file gives without names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from identity_audit.analysis.resampling import LEVEL, effective_weeks, week_of

FEWEST_POSTS = 10
FEWEST_ANSWERS = 5
#: below this many weeks' worth of posts, nothing is said of a group
FEWEST_WEEKS = 6
KINDS = ("photo", "video", "link", "text")
_OF_MEDIA = {"photo": "photo", "video": "video", "link": "link", "none": "text"}
_RESAMPLES = 1_000
_COUNTS = ["n_reactions", "n_comments", "n_shares"]


@dataclass(frozen=True, slots=True)
class Group:
    """One facet or kind. posts: those whose answers are known · answers: to these · ratio: answers per post against the
    other posts of the same network, sort and year, with its interval; None where too little can be compared.
    """

    key: int | str
    posts: int
    answers: int
    ratio: float | None
    low: float | None
    high: float | None

    @property
    def clearly_more(self) -> bool:
        """Does it go with more answers, beyond reasonable doubt?"""
        return self.low is not None and self.low > 1


@dataclass(frozen=True, slots=True)
class Answered:
    """Groups side by side, most posts first, by one sort of evidence. posts: all that were compared with each other ·
    strata: how many networks, sorts and years · since, until: of these posts.
    """

    evidence: Literal["named", "counted"]
    groups: tuple[Group, ...]
    posts: int
    strata: int
    since: datetime
    until: datetime
    level: float = LEVEL


def named_answers(posts: pd.DataFrame, engagements: pd.DataFrame) -> pd.DataFrame:
    """The dated posts whose list of named answers is complete, with the number of them as `answers`."""
    known = posts[(posts["reactions_known"] == "complete") & posts["time"].notna()]
    n = engagements.groupby("post_id").size()
    return known.assign(answers=known["post_id"].map(n).fillna(0).astype("int64"))


def counted_answers(posts: pd.DataFrame) -> pd.DataFrame:
    """The dated posts of which the file gives a number of answers (reactions, comments, shares), as `answers`."""
    known = posts[posts[_COUNTS].notna().any(axis=1) & posts["time"].notna()]
    return known.assign(answers=known[_COUNTS].fillna(0).sum(axis=1).astype("int64"))


def kinds(posts: pd.DataFrame) -> pd.Series:
    """photo, video, link or text, for each post; NA for what is neither."""
    return posts["media"].map(_OF_MEDIA)


def compare(
    posts: pd.DataFrame, groups: pd.Series, evidence: Literal["named", "counted"], seed: int = 0
) -> Answered | None:
    """How many answers go with each group, against the others of its strata?

    posts: as `named_answers` or `counted_answers` give them · groups: the group of each, by the same index; NA is left
    out. None where no two groups can be compared at all.
    """
    found = posts.assign(group=groups)[["group", "platform", "kind", "time", "answers"]].dropna(subset="group")
    if found.empty:
        return None
    found["stratum"] = found["platform"] + " " + found["kind"] + " " + found["time"].dt.year.astype(str)
    found = found[found.groupby("stratum")["group"].transform("nunique") > 1]
    sizes = found["group"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    if len(sizes) < 2:
        return None
    keys: list[int | str] = [key if isinstance(key, str) else int(key) for key in sizes.index.tolist()]
    ratios = _ratios(found, keys, seed)
    totals = found.groupby("group")["answers"].sum()
    rows = tuple(Group(key, int(sizes[key]), int(totals[key]), *ratio) for key, ratio in zip(keys, ratios, strict=True))
    times = found["time"]
    return Answered(evidence, rows, len(found), int(found["stratum"].nunique()), times.min(), times.max())


def told(found: Sequence[Answered]) -> Answered | None:
    """The comparison to show: by names where they say something, else by bare numbers; never both in one."""
    return next((one for one in found if any(group.ratio is not None for group in one.groups)), None)


def under_used(found: Answered, shares: Mapping[int, float]) -> list[Group]:
    """Which facets go with clearly more answers, and hold less than their even share of the posts?

    shares: of every facet, by its id.
    """
    return [g for g in found.groups if g.clearly_more and shares.get(int(g.key), 1) < 1 / len(shares)]


def _ratios(
    found: pd.DataFrame, keys: Sequence[int | str], seed: int
) -> list[tuple[float | None, float | None, float | None]]:
    """Ratio, low and high of each group; None where it has too few posts, answers or weeks, or the others have."""
    weeks, week = np.unique(week_of(found["time"]), return_inverse=True)
    strata, stratum = np.unique(found["stratum"], return_inverse=True)
    group = pd.Index(keys).get_indexer(pd.Index(found["group"]))
    cell = stratum * len(keys) + group
    shape = (len(weeks), len(strata) * len(keys))
    posts, answers = np.zeros(shape), np.zeros(shape)
    np.add.at(posts, (week, cell), 1)
    np.add.at(answers, (week, cell), found["answers"].to_numpy(dtype=float))

    drawn = np.random.default_rng(seed).multinomial(len(weeks), np.full(len(weeks), 1 / len(weeks)), _RESAMPLES)
    form = (-1, len(strata), len(keys))
    whole = _mantel_haenszel(posts.sum(axis=0).reshape(form), answers.sum(axis=0).reshape(form))[0]
    again = _mantel_haenszel((drawn @ posts).reshape(form), (drawn @ answers).reshape(form))
    worth = effective_weeks(posts.reshape(len(weeks), len(strata), len(keys)).sum(axis=1))
    n = posts.sum(axis=0).reshape(form)[0].sum(axis=0)
    a = answers.sum(axis=0).reshape(form)[0].sum(axis=0)

    result: list[tuple[float | None, float | None, float | None]] = []
    for i, ratio in enumerate(whole):
        enough = n[i] >= FEWEST_POSTS and a[i] >= FEWEST_ANSWERS and a.sum() - a[i] >= FEWEST_ANSWERS
        if not enough or worth[i] < FEWEST_WEEKS or not np.isfinite(ratio) or ratio <= 0:
            result.append((None, None, None))
            continue
        draws = again[:, i]
        logs = np.log(draws[np.isfinite(draws) & (draws > 0)])
        factor = stdtrit(worth[i] - 1, 1 - (1 - LEVEL) / 2 / len(keys))
        half = float(np.exp(factor * logs.std())) if len(logs) > 1 else np.inf
        result.append((float(ratio), float(ratio / half), float(ratio * half)))
    return result


def _mantel_haenszel(posts: Any, answers: Any) -> Any:
    """Ratios of each group to the others, (draws, groups), of counts by stratum and group, (draws, strata, groups)."""
    every, all_answers = posts.sum(axis=2, keepdims=True), answers.sum(axis=2, keepdims=True)
    total = np.maximum(every, 1)
    mine = (answers * (every - posts) / total).sum(axis=1)
    others = ((all_answers - answers) * posts / total).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return mine / others
