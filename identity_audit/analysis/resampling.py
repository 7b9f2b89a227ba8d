"""How sure is a ratio that was counted week by week, and its difference between two parts of a history?

People act in bursts: thirty posts about one subject in a week are one occasion, not thirty. So whole calendar weeks are
drawn (block bootstrap), 2,000 times, in two ways:
- with replacement within each part: how sure is a figure of this part? Never surer than if its cases stood alone, times
  what the weeks of both parts show of bursts (design effect, Kish 1965; one case of each kind added, Agresti and Caffo
  2000), so that "never in this part" has a margin too. The interval is a score interval (Wilson 1927) on the number of
  cases that this is worth, with Student's factor for the effective number of weeks, (sum n)^2 / sum n^2.
- all weeks shuffled over the two parts: which differences does chance make where nothing changed? The error of a
  difference is the larger one of both ways.

The interval of a difference is so many errors wide that in 19 of 20 shuffles every figure stays within it (largest
standardised deviation; Westfall and Young 1993). So these intervals hold for all figures together: where nothing
changed, at most one person in 20 finds any of them away from 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri, stdtrit

LEVEL = 0.95
RESAMPLES = 2_000
_A_MONDAY = pd.Timestamp("1970-01-05", tz="UTC")
_ONE_SIDED = (1 + LEVEL) / 2

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure in one part: value = count / n, with its interval low..high at `LEVEL`."""

    value: float
    low: float
    high: float
    count: int
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in two parts; value = after - before, low..high its interval, which holds for all figures together."""

    before: Estimate
    after: Estimate
    value: float
    low: float
    high: float


def week_of(times: pd.Series) -> pd.Series:
    """The calendar week of each time, Monday to Sunday (UTC), as a number."""
    return (times - _A_MONDAY) // pd.Timedelta(days=7)


def effective_weeks(n: Floats) -> Any:
    """How many equal weeks are these worth? n: weeks in rows; 0 where there is nothing."""
    squares = (n**2).sum(axis=0)
    return n.sum(axis=0) ** 2 / np.where(squares > 0, squares, 1.0)


def differences(count: Floats, n: Floats, shares: Flags, late: Flags, seed: int = 0) -> list[Difference]:
    """What do these figures say before and after, and how do they differ?

    count, n: (weeks, figures), a figure being sum(count) / sum(n). shares: (figures,) its count is part of its n; else
    it is a rate. late: (weeks,) the week is in the later part; a week of both parts has two rows. Every figure needs
    more than one week's worth in each part.
    """
    rng = np.random.default_rng(seed)
    bursts = _design_effect(count, n, shares, late)
    before, after = (_Side.of(count[side], n[side], shares, bursts, rng) for side in (~late, late))
    by_chance = shuffle(count, n, late, rng)
    spread = np.nanstd(by_chance, axis=0)
    half = _width(by_chance, spread) * np.maximum(np.sqrt(before.variance + after.variance), spread)
    value = after.value - before.value
    farthest = np.where(shares, 1.0, np.inf)
    low, high = np.maximum(value - half, -farthest), np.minimum(value + half, farthest)
    return [
        Difference(one, other, float(v), float(lowest), float(highest))
        for one, other, v, lowest, highest in zip(
            before.estimates(shares), after.estimates(shares), value, low, high, strict=True
        )
    ]


@dataclass(frozen=True)
class _Side:
    """One part, figure by figure: (figures,) each.

    smoothed: the value with one case of each kind added; variance: of the value; weeks: how many it is worth.
    """

    count: Floats
    n: Floats
    value: Floats
    smoothed: Floats
    variance: Floats
    weeks: Floats

    @classmethod
    def of(cls, count: Floats, n: Floats, shares: Flags, bursts: Floats, rng: np.random.Generator) -> _Side:
        weeks = effective_weeks(n)
        c, total = count.sum(axis=0), n.sum(axis=0)
        smoothed = np.where(shares, (c + 1) / (total + 2), (c + 1) / total)
        alone = np.where(shares, smoothed * (1 - smoothed) / (total + 2), smoothed / total)
        drawn = np.nanvar(draw(count, n, rng), axis=0, ddof=1) * weeks / (weeks - 1)
        return cls(c, total, c / total, smoothed, np.maximum(drawn, alone * bursts), weeks)

    def estimates(self, shares: Flags) -> Iterator[Estimate]:
        """Score intervals on the n that the variance is worth: m (1 - m) / worth for shares, m / worth for rates."""
        worth = np.where(shares, self.smoothed * (1 - self.smoothed), self.smoothed) / self.variance
        z2 = stdtrit(self.weeks - 1, _ONE_SIDED) ** 2 / worth
        half = np.sqrt(z2 * np.where(shares, self.value * (1 - self.value), self.value) + z2**2 / 4)
        scale = np.where(shares, 1 + z2, 1.0)
        # the bounds of 0 and of 1 hold exactly, not up to rounding
        low = np.where(self.count == 0, 0.0, (self.value + z2 / 2 - half) / scale)
        high = np.where(shares & (self.count == self.n), 1.0, (self.value + z2 / 2 + half) / scale)
        for value, lowest, highest, count, n in zip(self.value, low, high, self.count, self.n, strict=True):
            yield Estimate(float(value), float(lowest), float(highest), round(count), round(n))


def _design_effect(count: Floats, n: Floats, shares: Flags, late: Flags) -> Floats:
    """How many times more do the weeks differ than if each case stood alone? At least once: (figures,).

    From the weeks of both parts, each around the value of its own part: what is absent from one part is as bursty there
    as in the other.
    """
    found, alone = np.zeros(n.shape[1]), np.zeros(n.shape[1])
    for side in (~late, late):
        c, total, weeks = count[side].sum(axis=0), n[side].sum(axis=0), effective_weeks(n[side])
        found += ((count[side] - c / total * n[side]) ** 2).sum(axis=0) * weeks / (weeks - 1)
        smoothed = (c + 1) / (total + 2)
        alone += np.where(shares, total * smoothed * (1 - smoothed), c + 1)
    return np.maximum(found / alone, 1.0)


def draw(count: Floats, n: Floats, rng: np.random.Generator) -> Floats:
    """sum(count) / sum(n) over as many weeks drawn with replacement: (RESAMPLES, figures); NaN without n."""
    times = rng.multinomial(len(n), np.full(len(n), 1 / len(n)), size=RESAMPLES)
    return _ratio(times.astype(float), count, n)


def shuffle(count: Floats, n: Floats, late: Flags, rng: np.random.Generator) -> Floats:
    """The differences, after - before, with as many weeks `late` as are, but any: (RESAMPLES, figures)."""
    after = rng.random((RESAMPLES, len(n))).argsort(axis=1) < late.sum()
    return _ratio(after.astype(float), count, n) - _ratio((~after).astype(float), count, n)


def _ratio(times: Floats, count: Floats, n: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray((times @ count) / (times @ n), dtype=np.float64)


def _width(by_chance: Floats, spread: Floats) -> float:
    """How many errors does the figure that strays farthest stay within, at `LEVEL`? At least a single figure's."""
    strays = np.abs(by_chance) / np.where(spread > 0, spread, 1.0)
    return max(float(np.quantile(np.nan_to_num(strays).max(axis=1), LEVEL)), float(ndtri(_ONE_SIDED)))
