"""What would a strategy change in the next period, under which assumptions, and what would have to be true?

Separating can only lose what it blocks; what it may win back stands in assumptions that nobody can read in the files.
So: the loss with its range, the value from which the answer turns, and which assumption moves it most.
Source: reference/reach.md 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from identity_audit.analysis.forecast import Forecast, Range

Parameter = Literal["dilution", "cross_follow", "unlock", "effort", "mis_sort", "drift"]


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
    unified, draw by draw. could_see, unified_could_see: people x posts that could be seen, an upper bound of views.
    people, of whom nobody is shown nothing: `shown` people could see at least one post.
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


def what_if(found: Forecast, strategy: Strategy, assumed: Assumed | None = None) -> Outcome:
    """What the strategy would do in the next period, under these assumptions."""
    raise NotImplementedError


def break_even(found: Forecast, strategy: Strategy, assumed: Assumed | None = None) -> BreakEven:
    """What would have to be true for the strategy to reach as many people as one profile."""
    raise NotImplementedError


def influences(found: Forecast, strategy: Strategy, assumed: Assumed | None = None) -> tuple[Influence, ...]:
    """Each assumption from its lowest to its highest value, the most influential first."""
    raise NotImplementedError


def unlock_from(held_back_of_ten: float) -> float:
    """ "Out of 10 things you wanted to post, how many did you drop because of who would see them?" as `unlock`.

    Half of what is held back would be posted (Sleeper et al. 2013). 10 of 10 counts as 9.5.
    """
    held = min(max(held_back_of_ten, 0.0), 9.5)
    return 0.5 * held / (10 - held)
