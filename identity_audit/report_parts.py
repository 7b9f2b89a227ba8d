"""What a question of the report is made of: paragraphs, figures, points, tables of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under a head; `numbers`: how many columns, counted from the right, hold numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A finding as title, its drawing (None where it may not be drawn), one sentence, n and period, its table."""

    title: str
    drawing: Markup | None
    sentence: str
    basis: str
    table: Table | None


@dataclass(frozen=True, slots=True)
class Section:
    """One question of the report: paragraphs, figures, a list, and what is to be read in a frame."""

    title: str
    paragraphs: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    points: Sequence[str] = ()
    framed: Sequence[str] = ()
    table: Table | None = None
    tables: Sequence[Table] = ()
