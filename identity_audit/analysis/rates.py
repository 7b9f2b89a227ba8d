"""How often does each person engage per post of each facet: the model's point rates.

Y of a person and a facet is Poisson(E x rate); rate = general level x activity of the person x popularity of the facet
x taste of the circle for the facet x taste of the person for the facet, each factor shrunk towards 1 (gamma with mean
1) as strongly as the data ask for. E counts posts that the person could have seen and whose reactions are all known;
both Y and E fade with age at the half-life that forecast this person's own past best. Ranking is good, absolute levels
of a future period are not: `forecast` puts ranges around them. Source: reference/reach.md sections 1 and 3.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.dataset import Dataset

#: below, contact x topic adds nothing reliable over the activity of a contact: counts only (reference section 6, D1)
MIN_POSTS = MIN_ENGAGEMENTS = 200

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class History:
    """What the model may know of the past: dated posts with a complete list of reactions and a known audience.

    people: contacts with at least one act in either direction, by id. facets: in the order of their ids.
    time, topic: of each post, oldest first (microseconds UTC; column of `facets`).
    who, what: the engagements, once per person and post (row of `people`, post).
    open_to: posts that everybody of a platform could see: (posts, people, known since).
    named: who could see the other posts, pair by pair: (people, posts).
    circles, member: people x circles, of those with a person in `people`.
    """

    people: tuple[str, ...]
    facets: tuple[Hashable, ...]
    time: Ints
    topic: Ints
    who: Ints
    what: Ints
    open_to: tuple[tuple[Ints, Ints, Ints], ...]
    named: tuple[Ints, Ints]
    circles: tuple[str, ...]
    member: npt.NDArray[np.bool_]

    @property
    def enough(self) -> bool:
        """Is there enough for rates of a person and a facet: 200 engagements and 200 posts?"""
        return len(self.who) >= MIN_ENGAGEMENTS and len(self.time) >= MIN_POSTS


@dataclass(frozen=True)
class Rates:
    """Expected engagements per future post: people x facets, and what they rest on.

    rate: at least 0; as the chance that one post is engaged with, use at most .95.
    half_life: days after which a post counts half, None = all posts count alike.
    strength: how strongly activity, popularity, circle and person x facet are held to 1 (0.05 to 200).
    engaged, could: what was counted, Y and E with their weights.
    """

    rate: Floats
    half_life: float | None
    strength: tuple[float, float, float, float]
    engaged: Floats
    could: Floats


def history(dataset: Dataset, assignment: pd.DataFrame, engagements: pd.DataFrame) -> History:
    """The past of an audit as the model reads it (engagements: those of the files, `Audit.in_files`)."""
    raise NotImplementedError


def fitted(past: History) -> Rates:
    """The rates that this past suggests, at the half-life that would have forecast it best."""
    raise NotImplementedError


def engagement_rates(posts: pd.DataFrame, contacts: pd.DataFrame, interactions: pd.DataFrame) -> pd.DataFrame:
    """Expected engagements of each contact per future post of each topic: index contact_id, one column per topic.

    posts: post_id, time (UTC), topic · contacts: contact_id, group, first_seen (UTC) · interactions: contact_id,
    post_id, topic, time, kind, direction; the past only. An engagement is a received act on one of these posts, once
    per contact and post, whatever its kind.
    """
    raise NotImplementedError
