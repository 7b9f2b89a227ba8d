"""Moments: a reaction that nobody would have expected from somebody of that circle.

The sociologist who liked the CrossFit post. Surprise is counted against the person's own circle, without them:
log2(share of the facet among all / share of the facet in the circle). Source: reference/reach.md section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pandas as pd

LEAST_BITS = 2.0  # four times rarer in the circle than among everybody
LEAST_EPISODES = 20  # of the circle, without the person

Why = Literal["first_of_circle", "rare_in_circle"]


@dataclass(frozen=True)
class Surprise:
    """One dated moment: who of which circle engaged with which post, and why it surprises.

    circle_episodes: episodes of the others of the circle; on_facet: how many of these are on this facet (0 with why =
    "first_of_circle": nobody else of the circle ever engaged with it).
    facet_share: share of the facet in everybody's episodes.
    """

    contact_id: str
    post_id: str
    time: datetime | None
    circle: str
    topic: int
    bits: float
    why: Why
    circle_episodes: int
    on_facet: int
    facet_share: float


def surprises(engagements: pd.DataFrame, memberships: pd.DataFrame) -> tuple[Surprise, ...]:
    """The moments of at least 2 bits, newest first: one per person and facet (the first), never a ranking of people."""
    raise NotImplementedError
