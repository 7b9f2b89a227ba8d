"""What a teacher decides and writes on their sheet: a small value, kept as text in the dossier."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from identity_audit.safe_text import clean

WAY_IDS = ("now", "restricted", "account", "open")
LONGEST = 4_000  # letters of what the person writes


@dataclass(frozen=True, slots=True)
class Sheet:
    """way: one of `WAY_IDS`. rule, wording: their own words. review: when to look again (ISO day).

    facets: those that a separate teacher account would carry; None = not chosen yet.
    """

    way: str = "now"
    rule: str = ""
    wording: str = ""
    review: str = ""
    facets: tuple[int, ...] | None = None


def sheet_text(sheet: Sheet) -> str:
    """The sheet as it is kept."""
    return json.dumps(asdict(sheet))


def sheet_from(text: str | None) -> Sheet:
    """The sheet that was kept; an empty one where there is none that can be read."""
    try:
        kept = json.loads(text or "{}")
        words = {name: clean(str(kept.get(name, "")), LONGEST) for name in ("rule", "wording", "review")}
        facets = kept.get("facets")
        if facets is not None:
            facets = tuple(facet for facet in facets if type(facet) is int)
        if words["review"]:
            date.fromisoformat(words["review"])
        return Sheet(kept["way"] if kept.get("way") in WAY_IDS else "now", facets=facets, **words)
    except (ValueError, AttributeError, TypeError):
        return Sheet()
