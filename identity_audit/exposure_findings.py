"""What each circle could see, in whole sentences: the side that one profile for all exposes.

Counts are of posts. "At least" wherever the files do not tell of every post; what is not known is never "hidden". What
the person said of an account is counted apart, and said to be their answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from identity_audit.analysis.crossing import OTHER_FACETS
from identity_audit.analysis.exposure import Exposure, exposure
from identity_audit.corrections import Looked, SeenBy
from identity_audit.findings import MOST_CIRCLES, period_text
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

MOST_FACETS = 8
READING = N_(
    "In each cell: how many of your posts somebody in the circle could see, out of all posts of the facet. "
    "A “+” means at least: of the others, some or all are not known. A hatched cell is not known: that is not hidden."
)


#: what the person may say of an account, in the order in which it is asked; None comes first
SEEN_BY: Mapping[SeenBy | None, str] = {
    None: N_("I do not know, or it changed"),
    "public": N_("everybody (public account)"),
    "followers": N_("those who follow me (private account)"),
    "contacts": N_("my contacts or friends"),
}
#: what may stand under a post on the platform itself
LOOKED: Mapping[Looked | None, str] = {
    "public": N_("everybody"),
    "followers": N_("those who follow me"),
    "contacts": N_("my contacts or friends"),
    "group": N_("only some people, or only me"),
    None: N_("I cannot find it out"),
}


@dataclass(frozen=True)
class CouldSee:
    """Circles against facets in one screen's size.

    rows: circle -> its cells in the order of `columns`; circles, columns: their names; sensitive: facets that the
    person marked, which come first; left_out: circles that have no row.
    """

    rows: Mapping[str, Sequence[Exposure]]
    circles: Mapping[str, str]
    columns: Mapping[int, str]
    sensitive: Sequence[int]
    left_out: int


def exposures(audit: Audit, circles: Iterable[str] | None = None) -> tuple[Exposure, ...]:
    """What each of these circles could see of each facet; without `circles`, each that has people, largest first."""
    chosen = [circle.id for circle in audit.circles() if circle.people] if circles is None else list(circles)
    return exposure(audit.dataset, audit.topics.assignment, audit.engagements, chosen)


def could_see(audit: Audit, circle: str | None, _: Words) -> CouldSee | None:
    """The largest circles, after the one that matters most to the person, against the facets, sensitive ones first.

    None where there is no circle or no facet. Further facets are added up in "Other facets".
    """
    held = sorted((c for c in audit.circles() if c.people), key=lambda c: c.id != circle)
    facets = sorted(audit.facets(), key=lambda facet: not facet.sensitive)
    if not held or not facets:
        return None
    shown = facets if len(facets) <= MOST_FACETS else facets[: MOST_FACETS - 1]
    columns = {facet.id: facet.name for facet in shown}
    if len(shown) < len(facets):
        columns[OTHER_FACETS] = _("Other facets")
    circles = {c.id: c.name for c in held[:MOST_CIRCLES]}
    found = exposures(audit, circles)
    return CouldSee(
        {c: _gathered([cell for cell in found if cell.group_id == c], list(columns)) for c in circles},
        circles,
        columns,
        [facet.id for facet in shown if facet.sensitive],
        len(held) - len(circles),
    )


def _gathered(cells: Sequence[Exposure], columns: Sequence[int]) -> list[Exposure]:
    """The cells of one circle in the order of the columns; the facets without a column are added up."""
    parts = {
        column: [cell for cell in cells if (cell.topic if cell.topic in columns else OTHER_FACETS) == column]
        for column in columns
    }
    return [_sum(found, column) for column, found in parts.items()]


def _sum(cells: Sequence[Exposure], topic: int) -> Exposure:
    return Exposure(
        cells[0].group_id, topic, sum(c.posts for c in cells), sum(c.could_see for c in cells),
        sum(c.from_answer for c in cells), sum(c.not_known for c in cells), sum(c.not_sent for c in cells),
    )  # fmt: skip


def exposure_title(table: CouldSee, _: Words) -> str:
    """The finding: how much of a sensitive facet some circle could see; without one, how much of everything."""
    cells = [cell for row in table.rows.values() for cell in row]
    marked = [cell for cell in cells if cell.topic in table.sensitive and cell.known]
    if marked:
        most = max(marked, key=lambda cell: cell.known)
        said = {"facet": table.columns[most.topic], "circle": table.circles[most.group_id],
                "n": _.number(most.known), "all": _.number(most.posts)}  # fmt: skip
        if most.from_answer:
            return _(
                "You find “{facet}” sensitive: “{circle}” could see {n} of its {all} posts, {answered} of them by your "
                "answer", answered=_.number(most.from_answer), **said,
            )  # fmt: skip
        return _(
            "You find “{facet}” sensitive: “{circle}” could see {n} of its {all} posts, as far as your files say",
            **said,
        )
    if not any(cell.known for cell in cells):
        return _("Your files do not say who could see your posts")
    totals = {circle: _sum(row, OTHER_FACETS) for circle, row in table.rows.items()}
    circle, total = max(totals.items(), key=lambda item: item[1].known)
    said = {"circle": table.circles[circle], "n": _.number(total.known), "all": _.number(total.posts)}
    if total.from_answer:
        return _(
            "“{circle}” could see {n} of your {all} posts, {answered} of them by your answer",
            answered=_.number(total.from_answer), **said,
        )  # fmt: skip
    return _("“{circle}” could see {n} of your {all} posts, as far as your files say", **said)


def exposure_basis(table: CouldSee, audit: Audit, _: Words) -> str:
    """How many posts, over which period, what "could see" means, and how many circles are not shown."""
    posts = sum(cell.posts for cell in next(iter(table.rows.values())))
    text = _(
        "{n} posts with a facet, {period}. “Could see” means open to them or sent to them, by your files; "
        "nobody knows who read them.",
        n=_.number(posts), period=period_text(audit.posts, _),
    )  # fmt: skip
    if any(cell.from_answer for row in table.rows.values() for cell in row):
        text += " " + _("“By your answer”: what you said about who can see an account, where its files do not say it.")
    if table.left_out:
        text += " " + _.plural("{n} smaller circle is not shown.", "{n} smaller circles are not shown.", table.left_out)
    return text


def totals(table: CouldSee, _: Words) -> list[tuple[str, str, Exposure]]:
    """Circle, facet and cell, by name: each sensitive facet, then all facets together, for every circle."""
    marked = [
        (table.circles[cell.group_id], sensitive_name(table.columns[topic], _), cell)
        for topic in table.sensitive
        for row in table.rows.values()
        for cell in row
        if cell.topic == topic
    ]
    return [*marked, *((table.circles[c], _("All facets"), _sum(row, OTHER_FACETS)) for c, row in table.rows.items())]


def sensitive_name(facet: str, _: Words) -> str:
    """The name of a facet that the person finds sensitive, marked in words."""
    return _("{facet} (you find it sensitive)", facet=facet)


def known_part(cell: Exposure) -> int | None:
    """How many posts of a cell could be seen, at least; None where nothing is known."""
    return None if cell.not_known and not cell.known else cell.known


def cell_sentence(cell: Exposure, _: Words) -> str:
    """What one cell of the table says."""
    n = known_part(cell)
    if n is None:
        return _("not known")
    said = _("{n} of {all}", n=_.number(n), all=_.number(cell.posts))
    if cell.not_known:
        said = _("at least {n}", n=said)
    if cell.from_answer:
        return _("{said}, {answered} of them by your answer", said=said, answered=_.number(cell.from_answer))
    return said


def heads(_: Words) -> tuple[str, ...]:
    """The columns of a table of circles, facets and posts."""
    return (
        _("Circle"), _("Facet"), _("Posts"), _("Could see"), _("More, by your answer"), _("Not known"),
        _("Sent to others only"),
    )  # fmt: skip


def parts_of(cell: Exposure) -> tuple[int, int, int, int, int]:
    """The numbers of a cell in the order of these columns: all posts, then the four that make them up."""
    return cell.posts, cell.could_see, cell.from_answer, cell.not_known, cell.not_sent


def long_table(table: CouldSee, _: Words) -> pd.DataFrame:
    """Every cell as a line of numbers, for a screen."""
    lines = [
        (table.circles[c.group_id], table.columns[c.topic], *parts_of(c)) for row in table.rows.values() for c in row
    ]
    return pd.DataFrame(lines, columns=list(heads(_)))
