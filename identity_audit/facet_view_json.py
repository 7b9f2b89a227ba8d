"""The facets over the years, on the networks and against the answers they get, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from identity_audit.analysis.answered import Answered, told, under_used

if TYPE_CHECKING:
    from identity_audit.audit import Audit


def facet_views_dict(audit: Audit) -> dict[str, Any]:
    """The keys `facets_by_year`, `facets_by_platform`, `answered` and `facets_under_used`: see the README."""
    years, platforms, shown = audit.by_year, audit.by_platform, told(audit.answered_facets)
    shares = {facet.id: facet.share for facet in audit.facets()}
    return {
        "facets_by_year": {
            "years": [int(year) for year in years.table.columns],
            "first_holds_earlier": years.earlier is not None,
            "undated": years.undated,
            "posts": [{"topic": int(facet), "n": row.tolist()}
                      for facet, row in zip(years.table.index, years.table.to_numpy(), strict=True)],
        },
        "facets_by_platform": {
            "platforms": [str(platform) for platform in platforms.columns],
            "posts": [{"topic": int(facet), "n": row.tolist()}
                      for facet, row in zip(platforms.index, platforms.to_numpy(), strict=True)],
        },
        "answered": {"facets": _answered(audit.answered_facets), "kinds": _answered(audit.answered_kinds)},
        "facets_under_used": None if shown is None else [group.key for group in under_used(shown, shares)],
    }  # fmt: skip


def _answered(found: Sequence[Answered]) -> list[dict[str, Any]]:
    return [
        {
            "evidence": one.evidence,
            "posts": one.posts,
            "strata": one.strata,
            "from": one.since.date().isoformat(),
            "to": one.until.date().isoformat(),
            "level": one.level,
            "groups": [
                {"key": g.key, "posts": g.posts, "answers": g.answers, "ratio": g.ratio, "low": g.low, "high": g.high}
                for g in one.groups
            ],
        }
        for one in found
    ]
