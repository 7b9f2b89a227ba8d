"""LinkedIn's tables as people have them: headers below a preamble, encodings, separators and dates of every era.

Since about 2020 they are UTF-8 with commas. Archives of 2018 hold some in UTF-16 with tabs; who opens a table in a
spreadsheet and saves it again gets other dates, often semicolons, and in Western Europe cp1252.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from identity_audit import limits
from identity_audit.dataset import fold
from identity_audit.importers.archive import Member, decode, encoding_of
from identity_audit.importers.fields import when
from identity_audit.table_rows import table_rows

_HEADER_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One row by its folded headers."""

    cells: Mapping[str, str]
    day_first: bool

    def get(self, *columns: str) -> str:
        """The first of these columns that holds something: LinkedIn spells headers in two ways."""
        return next((value for column in columns if (value := self.cells.get(column, "").strip())), "")

    def date(self, *columns: str) -> datetime | None:
        return moment(self.get(*columns), self.day_first)

    def name(self, before: str = "") -> str:
        return f"{self.get(before + 'first name')} {self.get(before + 'last name')}".strip()


@dataclass(slots=True)
class Table:
    """The rows below the header of one file, wherever that header stands."""

    header: list[str]
    rows: Iterator[list[str]]
    day_first: bool
    cut: bool = False

    def cells(self) -> Iterator[list[str]]:
        """The rows that hold anything; `cut` says afterwards that the rest was not readable."""
        try:
            yield from (row for row in self.rows if any(cell.strip() for cell in row))
        except csv.Error:
            self.cut = True

    def lines(self) -> Iterator[Line]:
        columns = [fold(name) or "" for name in self.header]
        for row in self.cells():
            yield Line(dict(zip(columns, row)), self.day_first)


def table_in(text: str, needed: frozenset[str], escape: str | None = None) -> Table | None:
    """The table with these headers, or None. The header is known by its words: a preamble stands above some."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for at, line in enumerate(lines[:_HEADER_WITHIN]):
        delimiter = max("\t,;", key=line.count)
        try:
            header = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        limits.check_columns(len(header))
        if len(header) >= (1 if needed else 2) and needed <= {fold(name) for name in header}:
            rows = table_rows(islice(lines, at + 1, None), delimiter, escape)
            # a table with semicolons was saved by a spreadsheet in Europe, where the day comes first
            return Table([name.strip() for name in header], rows, delimiter == ";")
    return None


def text_of(member: Member) -> str:
    """The decoded text; the UTF-16 of 2018 may lack its mark, which then shows as a zero beside every letter."""
    data = member.read()
    if encoding_of(data[:4096], cut=True) != "utf-16" and b"\0" in data[:4096]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", errors="replace")
    return decode(data)


_MONTHS = ("jan", "feb fev", "mar", "apr avr", "may mai", "jun juin", "jul juil", "aug aou", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(r"(?P<d>\d{1,2})[\s/.-]+(?P<m>[^\W\d_]{3,9})\.?[\s/.,-]+(?P<y>\d{4}|\d{2})")
_WITH_WEEKDAY = re.compile(
    r"\w{3} (?P<m>[^\W\d_]{3}) (?P<d>\d{1,2}) (?P<H>\d{2}):(?P<M>\d{2}):(?P<S>\d{2}) [A-Z]{3,4} (?P<y>\d{4})"
)
_NUMBERS = re.compile(
    r"(?P<m>\d{1,2})[/.](?P<d>\d{1,2})[/.](?P<y>\d{4}|\d{2})"
    r"(?:,?\s+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
)


def moment(text: str, day_first: bool) -> datetime | None:
    """The moment that a cell says, in any of the forms of LinkedIn's files and of spreadsheets (UTC).

    >>> [str(moment(text, False))[:16] for text in ("17 Jun 2021", "18-juin-24", "6/14/24, 5:57 PM")]
    ['2021-06-17 00:00', '2024-06-18 00:00', '2024-06-14 17:57']
    >>> str(moment("Wed Jun 16 06:56:05 UTC 2021", False)), str(moment("01/07/2025 14:33", True))[:10]
    ('2021-06-16 06:56:05+00:00', '2025-07-01')
    """
    if len(text) > 40:
        return None
    found = _NAMED_MONTH.fullmatch(text) or _WITH_WEEKDAY.fullmatch(text) or _NUMBERS.fullmatch(text)
    if not found:
        return when(text)
    part = found.groupdict()
    month, day, year = _month(part["m"]), int(part["d"]), int(part["y"])
    if part["m"].isdigit() and (month > 12 or (day_first and day <= 12)):
        month, day = day, month
    hour = int(part.get("H") or 0)
    if part.get("half"):
        hour = hour % 12 + 12 * (part["half"] in "Pp")
    try:
        found_at = datetime(year if year > 99 else 2000 + year, month, day, hour, int(part.get("M") or 0),
                            int(part.get("S") or 0), tzinfo=UTC)  # fmt: skip
    except ValueError:
        return None
    return when(found_at.isoformat())


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    key = fold(word) or ""
    return next((at for at, starts in enumerate(_MONTHS, 1) if key.startswith(tuple(starts.split()))), 0)
