"""Shares and ratios of one history, counted week by week: how sure are they?

People act in bursts, so the unit is the calendar week, never the single act: a share is worth as many cases as its
weeks show (design effect, Kish 1965), with a score interval (Wilson 1927) and Student's factor for the effective number
of weeks. A ratio compares like with like (Mantel and Haenszel 1959, over strata); whole weeks are drawn again for its
margin. Under the minimum, numbers only. Source: reference/reach.md sections 1 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from identity_audit.analysis.resampling import LEVEL, Floats, effective_weeks

FEWEST_CASES, FEWEST_WEEKS = 20, 4
#: cases on each side of a ratio, as for photos in reach.md 7.12
FEWEST_ON_A_SIDE = 15
#: below so many reactions in all, what one post brings is not said
FEWEST_BROUGHT = 5
DRAWS = 400
_TAIL = (1 + LEVEL) / 2


@dataclass(frozen=True, slots=True)
class Share:
    """count of n; `share` with its interval low..high at `LEVEL`, None where there is too little to say one."""

    count: int
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times more of something do the `n` cases bring than the `others`, like compared with like?

    n, others: cases in strata that hold both kinds. value, low, high: None where there is too little to say it.
    """

    n: int
    others: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """total over n cases; `value` for one case with its interval at `LEVEL`, None where there is too little."""

    n: int
    total: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def share(yes: pd.Series[bool], weeks: pd.Series) -> Share:
    """How large a share is this? One case a row; weeks: in which week each case falls, NA = no date (left out)."""
    known = weeks.notna()
    cases = pd.DataFrame({"yes": yes[known].astype("float64"), "week": weeks[known], "n": 1.0})
    sums = cases.groupby("week")[["yes", "n"]].sum()
    count, n = int(sums["yes"].sum()), int(sums["n"].sum())
    per_week = sums["n"].to_numpy()
    worth = float(effective_weeks(per_week)) if len(per_week) else 0.0
    if n < FEWEST_CASES or worth < FEWEST_WEEKS:
        return Share(count, n)
    value = count / n
    smoothed = (count + 1) / (n + 2)
    strays = float(((sums["yes"] - value * sums["n"]) ** 2).sum()) * worth / (worth - 1)
    bursts = max(1.0, strays / (n * smoothed * (1 - smoothed)))
    z2 = float(stdtrit(worth - 1, _TAIL)) ** 2 * bursts / n
    half = float(np.sqrt(z2 * value * (1 - value) + z2**2 / 4))
    low = 0.0 if count == 0 else (value + z2 / 2 - half) / (1 + z2)
    high = 1.0 if count == n else (value + z2 / 2 + half) / (1 + z2)
    return Share(count, n, value, low, high)


def mean(brought: pd.Series, weeks: pd.Series) -> Mean:
    """How much does one case bring? One number a row; weeks as for `share`.

    The interval is that of the logarithm, from how the weeks stray, and never narrower than if each thing brought came
    by itself. Needs as many cases and weeks as one side of a ratio, and five things brought.
    """
    known = weeks.notna() & brought.notna()
    cases = pd.DataFrame({"brought": brought[known].astype("float64"), "week": weeks[known], "n": 1.0})
    sums = cases.groupby("week")[["brought", "n"]].sum()
    n, total = int(sums["n"].sum()), int(sums["brought"].sum())
    worth = float(effective_weeks(sums["n"].to_numpy())) if n else 0.0
    if n < FEWEST_ON_A_SIDE or worth < FEWEST_WEEKS or total < FEWEST_BROUGHT:
        return Mean(n, total)
    value = total / n
    strays = float(((sums["brought"] - value * sums["n"]) ** 2).sum()) * worth / (worth - 1)
    reach = float(stdtrit(worth - 1, _TAIL)) * float(np.sqrt(max(strays, total))) / total
    return Mean(n, total, value, float(value * np.exp(-reach)), float(value * np.exp(reach)))


def ratio(cases: pd.DataFrame, seed: int = 0, *, lasting: bool = False) -> Ratio:
    """How many times more does a case with `with_it` bring?

    cases: with_it (bool), outcome (a number), stratum, week; one row for each. Strata without both kinds say nothing.
    Needs 15 cases and 4 effective weeks on each side, and something brought on both. lasting: what is compared lasts
    for weeks, so the margin is also no smaller than if what is brought were moved along the calendar.
    """
    cases = cases.dropna(subset=["week", "outcome"])
    both = cases.groupby("stratum")["with_it"].transform("nunique") == 2
    kept = cases[both]
    with_it = kept["with_it"].to_numpy(dtype=bool)
    n, others = int(with_it.sum()), int((~with_it).sum())
    if min(n, others) < FEWEST_ON_A_SIDE:
        return Ratio(n, others)
    week, weeks = pd.factorize(kept["week"])
    stratum, strata = pd.factorize(kept["stratum"])
    brought = kept["outcome"].to_numpy(dtype=np.float64)

    def sums(values: Floats) -> Floats:
        table = np.zeros((len(weeks), len(strata)))
        np.add.at(table, (week, stratum), values)
        return table

    one, other = with_it.astype(np.float64), (~with_it).astype(np.float64)
    tables = (sums(one), sums(other), sums(brought * one), sums(brought * other))
    worth = min(float(effective_weeks(table.sum(axis=1))) for table in tables[:2])
    value = float(_mantel_haenszel(*(table.sum(axis=0)[None, :] for table in tables))[0])
    if worth < FEWEST_WEEKS or not 0 < value < np.inf:
        return Ratio(n, others)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(weeks), np.full(len(weeks), 1 / len(weeks)), size=DRAWS).astype(np.float64)
    drawn = _mantel_haenszel(*(times @ table for table in tables))
    drawn = drawn[np.isfinite(drawn) & (drawn > 0)]
    if len(drawn) < DRAWS * LEVEL:
        return Ratio(n, others)
    spread = float(np.std(np.log(drawn), ddof=1)) * np.sqrt(worth / (worth - 1))
    reach = float(stdtrit(worth - 1, _TAIL)) * max(spread, _by_chance(kept, rng) if lasting else 0.0, 1e-9)
    return Ratio(n, others, value, float(value * np.exp(-reach)), float(value * np.exp(reach)))


def _by_chance(cases: pd.DataFrame, rng: np.random.Generator) -> float:
    """How far does the logarithm stray where what is brought is moved along the calendar, all strata by as much?

    Neighbouring weeks stay neighbours, so what lasts for months is not taken for many occasions.
    """
    ordered = cases.sort_values(["stratum", "week"], kind="stable")
    with_it = ordered["with_it"].to_numpy(dtype=np.float64)
    brought = ordered["outcome"].to_numpy(dtype=np.float64)
    sizes = ordered.groupby("stratum", sort=True).size().to_numpy(dtype=np.int64)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    length = np.repeat(sizes, sizes)
    place = np.arange(len(ordered)) - first
    moved = (np.outer(rng.random(DRAWS // 2), length)).astype(np.int64)
    shifted = brought[first + (place + moved) % length]
    edges = np.cumsum(sizes) - sizes
    n = np.add.reduceat(with_it, edges)[None, :]
    found = _mantel_haenszel(
        n, sizes.astype(np.float64) - n, np.add.reduceat(shifted * with_it, edges, axis=1),
        np.add.reduceat(shifted * (1 - with_it), edges, axis=1),
    )  # fmt: skip
    found = found[np.isfinite(found) & (found > 0)]
    return float(np.std(np.log(found), ddof=1)) if len(found) > 1 else 0.0


def _mantel_haenszel(n: Floats, others: Floats, brought: Floats, by_others: Floats) -> Floats:
    """(draws, strata) each -> the ratio of rates of each draw."""
    with np.errstate(invalid="ignore", divide="ignore"):
        total = n + others
        up = np.where(total > 0, brought * others / total, 0).sum(axis=1)
        down = np.where(total > 0, by_others * n / total, 0).sum(axis=1)
        return np.asarray(up / down, dtype=np.float64)
