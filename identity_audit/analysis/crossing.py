"""The table a screen can show: a few circles against a few facets, the rest gathered in "others", everybody on top.

It is `audience.matrix` on gathered circles and facets, so that people are counted once per row, not added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from identity_audit import schema
from identity_audit.analysis.audience import matrix
from identity_audit.analysis.engagement import Opportunities
from identity_audit.dataset import Dataset

EVERYONE, OTHER_CIRCLES = "everyone", "others"
OTHER_FACETS = -1


def crossing(
    dataset: Dataset,
    engagements: pd.DataFrame,
    opportunities: Opportunities,
    circles: Sequence[str],
    facets: Sequence[int],
) -> pd.DataFrame:
    """Who reacts to what, in one screen's size?

    Rows and columns of `audience.matrix`, in this order: everyone, the `circles` as given, the other circles
    together; the `facets` as given, the other facets together (-1). "Others" appear only where there are any.
    """
    shown = dict.fromkeys(facets)
    rest = [topic for topic in opportunities.topics if topic not in shown]
    columns = [*facets, *([OTHER_FACETS] if rest else [])]
    memberships = members(dataset, circles)
    table = matrix(
        replace(dataset, memberships=memberships),
        engagements.assign(topic=gather(engagements["topic"], facets)),
        _gathered(opportunities, facets, tuple(columns)),
    )
    rows = [g for g in (EVERYONE, *circles, OTHER_CIRCLES) if g in set(table["group_id"])]
    order = pd.MultiIndex.from_product([rows, columns], names=["group_id", "topic"])
    return table.set_index(["group_id", "topic"]).loc[order].reset_index()


def members(dataset: Dataset, circles: Sequence[str]) -> pd.DataFrame:
    """Memberships of everyone, of the chosen circles, and of the other circles taken together."""
    own = dataset.memberships
    everyone = pd.DataFrame({"contact_id": dataset.contacts["contact_id"], "group_id": EVERYONE})
    chosen = own[own["group_id"].isin(list(circles))]
    others = own[~own["group_id"].isin(list(circles))].assign(group_id=OTHER_CIRCLES)
    found = pd.concat([everyone, chosen, others], ignore_index=True)
    return found.reindex(columns=list(schema.dtypes("memberships"))).drop_duplicates(["contact_id", "group_id"])


def gather(topics: pd.Series, facets: Sequence[int]) -> pd.Series:
    """Facets beyond the chosen ones become "others"; posts without a facet stay without one."""
    return topics.where(topics.isna() | topics.isin(list(facets)), OTHER_FACETS)


def _gathered(seen: Opportunities, facets: Sequence[int], columns: tuple[int, ...]) -> Opportunities:
    cells = seen.cells.assign(topic=gather(seen.cells["topic"], facets))
    known = seen.known.assign(topic=gather(seen.known["topic"], facets))
    return replace(
        seen,
        cells=cells.groupby(["contact_id", "topic"], as_index=False).sum(),
        known=known.groupby(["platform", "topic"], as_index=False).sum(),
        topics=columns,
    )
