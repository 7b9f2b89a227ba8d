"""When and where does each facet show: year by year, and on which network?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from identity_audit.analysis.cross_posting import counted

MOST_YEARS = 8
"""Years that fit on one screen; what is older is told together."""


@dataclass(frozen=True, eq=False)
class ByYear:
    """table: rows are facet ids (largest first), columns years in order, cells posts (copies on other networks left
    out). earlier: the last year of the first column where that one stands for several years, else None. undated: posts
    in facets without a date.
    """

    table: pd.DataFrame
    earlier: int | None
    undated: int

    def shares(self) -> pd.DataFrame:
        """Share of each facet in the posts of a year; years without any stay 0."""
        return self.table / self.table.sum().clip(lower=1)


def by_year(posts: pd.DataFrame, assignment: pd.DataFrame, facets: list[int]) -> ByYear:
    """How many posts of each facet in each year (UTC)? Every year from the first to the last, empty ones too.

    posts: the table of posts · assignment: as in `topics.Topics` · facets: ids in the order of the rows.
    """
    inside = assignment[counted(assignment) & assignment["topic"].notna()]
    found = inside[["post_id", "topic"]].merge(posts[["post_id", "time"]], on="post_id")
    dated = found.dropna(subset="time")
    years = dated["time"].dt.year
    if years.empty:
        return ByYear(pd.DataFrame(index=facets), None, len(found))
    first, last = int(years.min()), int(years.max())
    shown_from = max(first, last - MOST_YEARS + 1)
    earlier = shown_from if first < shown_from else None
    table = pd.crosstab(dated["topic"].astype("int64"), years.clip(lower=shown_from))
    table = table.reindex(index=facets, columns=range(shown_from, last + 1), fill_value=0)
    return ByYear(table, earlier, len(found) - len(dated))


def by_platform(posts: pd.DataFrame, assignment: pd.DataFrame, facets: list[int]) -> pd.DataFrame:
    """How many posts of each facet on each network? Facet ids × platforms, most posts first.

    What was put on two networks shows on both: copies are counted here.
    """
    found = assignment.loc[assignment["topic"].notna(), ["post_id", "topic"]]
    found = found.merge(posts[["post_id", "platform"]], on="post_id")
    table = pd.crosstab(found["topic"].astype("int64"), found["platform"]).reindex(index=facets, fill_value=0)
    order = table.sum().sort_index().sort_values(ascending=False, kind="stable").index
    return table[order]
