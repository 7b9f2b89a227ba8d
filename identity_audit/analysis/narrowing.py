"""Do we write more alike when more kinds of people can read us?

For each post: how mixed its audience is (kinds of circles that could see it) and how far its words are from what the
person usually writes. The figure is a correlation with its interval; it goes with, it does not cause.
Source: reference/reach.md 4.2 (context collapse, after Vitak 2012 and JCMC 23(3):127).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

LEVEL = 0.95

Answer = Literal["narrower", "wider", "no_change", "cannot_tell"]


@dataclass(frozen=True)
class Narrowing:
    """Does the language get more uniform as the audience gets more mixed?

    slope: rank correlation of mixedness and variety of the words, -1 to 1 (negative = more uniform for mixed
    audiences), low..high its interval at `level` (weeks drawn with replacement).
    n: posts compared; weeks: in how many different weeks. Under 100 posts in 12 weeks, or with one kind of audience,
    answer = "cannot_tell" and the numbers are None.
    """

    answer: Answer
    slope: float | None
    low: float | None
    high: float | None
    level: float
    n: int
    weeks: int


def narrowing(posts: pd.DataFrame, mixedness: pd.Series, seed: int = 0) -> Narrowing:
    """posts: post_id, time, text, lang; mixedness: index post_id, how many circles could see it (NA = not known)."""
    raise NotImplementedError
