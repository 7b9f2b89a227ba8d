"""Who engages beyond one facet, beyond reasonable doubt?

Counted in episodes: with single reactions 29 % of tables without any structure show a false bridge, with episodes
0.7 %. What misses the bar is "not enough evidence yet", never "not a bridge". Source: reference/reach.md section 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

LABELS = ("certain", "probably", "not_enough")


@dataclass(frozen=True)
class Bridges:
    """The people in two or more facets, and how sure we are of each.

    people: one row per person with an episode: contact_id, episodes, facets (touched), home (facet with most
    episodes), p, label ("certain", "probably", "not_enough"; NA for people in one facet), unexpected (within their own
    circle, Benjamini-Hochberg), circle (in which they are unexpected, NA = none).
    in_two_or_more = certain + probably + not_enough. error: the share of posts taken to be in a wrong facet, at
    least 5 %. Never rank people by p: screens list them by date or name.
    """

    people: pd.DataFrame
    in_two_or_more: int
    certain: int
    probably: int
    not_enough: int
    unexpected: int
    error: float

    @property
    def undecided(self) -> int:
        """People in two or more facets of whom it is not certain."""
        return self.in_two_or_more - self.certain


def bridges(engagements: pd.DataFrame, memberships: pd.DataFrame, topic_error: float | None = None) -> Bridges:
    """Label each person. engagements: of `engagement.engagements`; memberships: contact_id, group_id.

    topic_error: measured share of posts in a wrong facet, None = not measured (10 % is taken).
    """
    raise NotImplementedError
