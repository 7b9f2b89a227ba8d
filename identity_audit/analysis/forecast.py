"""Whom would the next period reach, and how far can that be wrong?

Draws from the posterior of the model (`rates`) are far too sure of themselves: what makes a forecast miss is change
from one period to the next. So each draw is moved as the person's own past moved when it was forecast from its
earlier parts, and the interval is widened by what was learned on other people. Source: reference/reach.md 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from identity_audit.analysis.rates import Floats, History, Rates

LEVEL = 0.80


@dataclass(frozen=True)
class Range:
    """A number of the future with the interval low..high that holds it `level` of the time."""

    value: float
    low: float
    high: float
    level: float = LEVEL


@dataclass(frozen=True)
class Drift:
    """How periods differ from what the one before suggests (log scale; sizes of negative binomials).

    mean, sd: of everything together; topic: sd of one facet beyond that; person: small = people come and go; cell:
    small = reactions come in bursts. learned: False = the history is too short to forecast itself; usual values.
    """

    mean: float
    sd: float
    topic: float
    person: float
    cell: float
    learned: bool


@dataclass(frozen=True)
class EarlierForecast:
    """What would have been said at `since` about the people reached until `until`, and what came."""

    since: datetime
    until: datetime
    expected: Range
    observed: int


@dataclass(frozen=True)
class Forecast:
    """The next period: as many posts of each facet as in the last fifth of the history, by the people known now.

    draws: engagements expected, draws x people x facets (drifted; the same draw serves every strategy).
    posts: how many posts of each facet. since, until: the last fifth, which the next period repeats.
    earlier: forecasts of the past, oldest first, to say how far they missed.
    """

    history: History
    rates: Rates
    draws: npt.NDArray[np.float32]
    posts: Floats
    since: datetime
    until: datetime
    drift: Drift
    earlier: tuple[EarlierForecast, ...]

    @property
    def missed(self) -> float | None:
        """The middle miss of the earlier forecasts, as a share of what came (0.3 = 30 % off); None without any."""
        off = [abs(e.expected.value - e.observed) / max(e.observed, 1) for e in self.earlier]
        return float(np.median(off)) if off else None

    @property
    def held(self) -> int:
        """How many of the earlier forecasts held in their interval what came."""
        return sum(e.expected.low <= e.observed <= e.expected.high for e in self.earlier)


def forecast(past: History, seed: int = 0) -> Forecast | None:
    """The next period of this past; None under 200 engagements or 200 posts."""
    raise NotImplementedError


def engaged_reach(found: Forecast, allow: npt.NDArray[np.bool_]) -> Range:
    """How many people would engage at least once, if each only saw the facets of their row? allow: people x facets."""
    raise NotImplementedError
