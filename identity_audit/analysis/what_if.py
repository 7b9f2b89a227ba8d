"""What would a strategy change in the next period, under which assumptions, and what would have to be true?

Separating can only lose what it blocks; what it may win back stands in assumptions that nobody can read in the files.
So: the loss with its range, the value from which the answer turns, and which assumption moves it most.
Source: reference/reach.md 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from identity_audit.analysis.forecast import LEVEL, Draws, Forecast, Range, chance_to_engage, extra_sd, spread, told
from identity_audit.analysis.rates import Floats

MOST = 50.0  # +5000 %: beyond, a break-even is none
LITTLE_LOST = 0.05

Grid = npt.NDArray[np.bool_]
Parameter = Literal["dilution", "cross_follow", "unlock", "effort", "mis_sort"]


@dataclass(frozen=True)
class Assumption:
    """One assumption: its default, how low and high it may be, and where that comes from (measured, cited, assumed)."""

    name: Parameter
    default: float
    low: float
    high: float
    source: Literal["measured", "cited", "assumed"]


ASSUMPTIONS = (
    Assumption("dilution", 0.0, -0.10, 0.15, "measured"),
    Assumption("cross_follow", 0.0, 0.0, 0.5, "assumed"),
    Assumption("unlock", 0.0, 0.0, 0.25, "cited"),
    Assumption("effort", 0.0, 0.0, 0.3, "assumed"),
    Assumption("mis_sort", 0.0, 0.0, 0.2, "measured"),
)


@dataclass(frozen=True)
class Assumed:
    """The values a result was worked out with.

    dilution: how much more people engage with what is left when all else is taken out of their feed.
    cross_follow: share of what a strategy closes that people see all the same, because they follow both profiles.
    unlock: how much more is posted on sensitive facets once the audience is chosen. effort: how much less is posted
    because choosing takes work. mis_sort: share of people filed in a wrong segment.
    """

    dilution: float = 0.0
    cross_follow: float = 0.0
    unlock: float = 0.0
    effort: float = 0.0
    mis_sort: float = 0.0


@dataclass(frozen=True)
class Strategy:
    """Who may see which facet (people x facets of the forecast) and which facets the person finds sensitive."""

    allow: npt.NDArray[np.bool_]
    sensitive: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Outcome:
    """One strategy beside the single profile, in the next period.

    engaged: people who engage at least once; unified: the same with one profile; lost: the difference as a share of
    unified, draw by draw; it can be negative. It is as large as such losses proved to be on this person's own past
    (`Drift.lost`), and probably still somewhat too large. could_see, unified_could_see: people x posts that could be
    seen, an upper bound of views. people: all known; shown: those who could see at least one post.
    """

    assumed: Assumed
    engaged: Range
    unified: Range
    lost: Range
    could_see: float
    unified_could_see: float
    shown: int
    people: int


@dataclass(frozen=True)
class BreakEven:
    """From which value on separating would reach as many people; None = no value does.

    dilution, unlock (on every facet): as above, up to 50 (+5000 %). cross_follow: the least for a loss under 5 %.
    """

    dilution: float | None
    unlock: float | None
    cross_follow: float | None


@dataclass(frozen=True)
class Influence:
    """How much people lost (share of unified) differ when one assumption goes from low to high."""

    name: Parameter
    at_low: float
    at_high: float

    @property
    def span(self) -> float:
        return abs(self.at_high - self.at_low)


class WhatIf:
    """One strategy beside one profile on the draws of a forecast; made once, asked with many assumptions."""

    def __init__(self, found: Forecast, strategy: Strategy, seed: int = 0) -> None:
        self._found, self._strategy, self._seed = found, strategy, seed
        draws, people, _ = found.draws.shape
        # the same chance decides with one profile and with the strategy who of two equally likely people engages
        self._luck = np.random.default_rng([seed, 5]).random((draws, people), dtype=np.float32)
        self._split: dict[float, _Split] = {}
        self._unified = self._reached(found.draws.sum(axis=2))

    def outcome(self, assumed: Assumed) -> Outcome:
        """What the strategy does under these assumptions."""
        reached = self._people(assumed)
        parts = self._parts(assumed.mis_sort)
        closed = float(parts.could_closed.sum() / max(self._found.could.sum(), 1e-9))
        people = len(self._found.could)
        some = self._unified > 0
        lost = 1 - reached[some] / self._unified[some]
        low, high = np.quantile(lost, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if some.any() else (0.0, 0.0)
        volume = self._volume(assumed)
        could = parts.could_open * volume + parts.could_closed * volume * assumed.cross_follow
        return Outcome(
            assumed=assumed,
            engaged=spread(reached, extra_sd(closed), most=people),
            unified=spread(self._unified, extra_sd(0.0), most=people),
            lost=Range(self.lost(assumed), float(low), float(high)),
            could_see=float(could.sum()),
            unified_could_see=float(self._found.could.sum()),
            shown=int((could.sum(axis=1) > 0).sum()),
            people=people,
        )

    def lost(self, assumed: Assumed) -> float:
        """The people lost as a share of those of one profile, over all draws (negative = the strategy reaches more)."""
        return 1 - float(self._people(assumed).sum() / max(self._unified.sum(), 1))

    def aimed(self, circle: Grid, assumed: Assumed) -> Range | None:
        """Of all people that the strategy reaches, which share is of this circle (a yes or no for each person)?

        None where nobody is reached in any draw.
        """
        engaging = self._luck < chance_to_engage(self._expected(assumed, everywhere=False))
        everybody, mine = engaging.sum(axis=1), engaging[:, circle].sum(axis=1)
        some = everybody > 0
        if not some.any():
            return None
        low, high = np.quantile(mine[some] / everybody[some], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Range(float(mine.sum() / everybody.sum()), float(low), float(high))

    def turns(self, name: Literal["dilution", "unlock", "cross_follow"], assumed: Assumed) -> float | None:
        """From which value of this assumption on the strategy loses nothing (cross_follow: under 5 %), None = never.

        On expected people, without luck, so that the answer moves smoothly with the assumption.
        """
        everywhere = name == "unlock"
        aim, most = (LITTLE_LOST, 1.0) if name == "cross_follow" else (0.0, MOST)
        unified = float(chance_to_engage(self._found.draws.sum(axis=2)).sum())

        def missing(value: float) -> float:
            expected = self._expected(replace(assumed, **{name: value}), everywhere)
            lost = 1 - float(chance_to_engage(expected).sum()) / max(unified, 1e-9)
            return lost * self._found.drift.lost - aim

        from scipy.optimize import brentq  # takes long to load, and the first page needs none of it

        if missing(0.0) <= 1e-9:
            return 0.0
        return None if missing(most) > 0 else float(brentq(missing, 0.0, most, xtol=1e-4))

    def _people(self, assumed: Assumed) -> Floats:
        return told(self._reached(self._expected(assumed, everywhere=False)), self._unified, self._found.drift)

    def _reached(self, expected: Draws) -> Floats:
        return np.asarray((self._luck < chance_to_engage(expected)).sum(axis=1), dtype=float)

    def _expected(self, assumed: Assumed, everywhere: bool) -> Draws:
        """Engagements expected of each person (draws x people). everywhere: unlock counts on every facet."""
        parts = self._parts(assumed.mis_sort)
        if not parts.restricted:
            return parts.open_plain + parts.open_sensitive
        more = np.float32(1 + assumed.unlock)
        plain = parts.open_plain + np.float32(assumed.cross_follow) * parts.closed_plain
        sensitive = parts.open_sensitive + np.float32(assumed.cross_follow) * parts.closed_sensitive
        removed = parts.could_closed.sum(axis=1) * (1 - assumed.cross_follow)
        removed = removed / np.maximum(self._found.could.sum(axis=1), 1e-9)
        boost = ((1 + assumed.dilution * removed) * (1 - assumed.effort)).astype(np.float32)
        return np.asarray(boost * ((more if everywhere else np.float32(1)) * plain + more * sensitive))

    def _volume(self, assumed: Assumed) -> Floats:
        """How much is posted on each facet, beside what is posted today."""
        if not self._parts(assumed.mis_sort).restricted:
            return np.ones(len(self._strategy.sensitive))
        return np.asarray((1 - assumed.effort) * (1 + assumed.unlock * self._strategy.sensitive))

    def _parts(self, mis_sort: float) -> _Split:
        if mis_sort not in self._split:
            allow = self._strategy.allow
            rng = np.random.default_rng([self._seed, 6])
            # the first of a fixed order, so that more missorting adds people and never changes who was missorted
            order, other = rng.permutation(len(allow)), rng.permutation(len(allow))
            wrong = order[: round(mis_sort * len(allow))]
            filed = allow.copy()
            filed[wrong] = allow[other[wrong]]
            self._split[mis_sort] = _Split.of(self._found, filed, self._strategy.sensitive)
        return self._split[mis_sort]


@dataclass(frozen=True)
class _Split:
    """What a strategy leaves open and closes: engagements (draws x people) and posts (people x facets)."""

    open_plain: Draws
    open_sensitive: Draws
    closed_plain: Draws
    closed_sensitive: Draws
    could_open: Floats
    could_closed: Floats

    @property
    def restricted(self) -> bool:
        return bool((self.could_closed > 0).any())

    @classmethod
    def of(cls, found: Forecast, allow: Grid, sensitive: npt.NDArray[np.bool_]) -> _Split:
        def total(mask: Grid) -> Draws:
            return np.asarray(np.einsum("dpf,pf->dp", found.draws, mask.astype(np.float32)))

        return cls(
            total(allow & ~sensitive), total(allow & sensitive), total(~allow & ~sensitive), total(~allow & sensitive),
            found.could * allow, found.could * ~allow,
        )  # fmt: skip


def what_if(found: Forecast, strategy: Strategy, assumed: Assumed | None = None) -> Outcome:
    """What the strategy would do in the next period, under these assumptions (by default every one at its default)."""
    return WhatIf(found, strategy).outcome(assumed or Assumed())


def aimed_share(found: Forecast, strategy: Strategy, circle: Grid, assumed: Assumed | None = None) -> Range | None:
    """Of all people that the strategy would reach, which share is of the circle the person aims at?"""
    return WhatIf(found, strategy).aimed(circle, assumed or Assumed())


def break_even(found: Forecast, strategy: Strategy, assumed: Assumed | None = None) -> BreakEven:
    """What would have to be true for the strategy to reach as many people as one profile, all else as assumed."""
    asked, start = WhatIf(found, strategy), assumed or Assumed()
    return BreakEven(
        dilution=asked.turns("dilution", start),
        unlock=asked.turns("unlock", start),
        cross_follow=asked.turns("cross_follow", start),
    )


def influences(found: Forecast, strategy: Strategy, assumed: Assumed | None = None) -> tuple[Influence, ...]:
    """Each assumption from its lowest to its highest value, all else as assumed, the most influential first."""
    asked, start = WhatIf(found, strategy), assumed or Assumed()
    made = [
        Influence(
            one.name,
            asked.lost(replace(start, **{one.name: one.low})),
            asked.lost(replace(start, **{one.name: one.high})),
        )
        for one in ASSUMPTIONS
    ]
    return tuple(sorted(made, key=lambda influence: -influence.span))


def unlock_from(held_back_of_ten: float) -> float:
    """ "Out of 10 things you wanted to post, how many did you drop because of who would see them?" as `unlock`.

    Half of what is held back would be posted (Sleeper et al. 2013). 10 of 10 counts as 9.5.
    """
    held = min(max(held_back_of_ten, 0.0), 9.5)
    return 0.5 * held / (10 - held)
