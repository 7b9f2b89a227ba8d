"""A class list as it was pasted or loaded: the names in it, each with its class or year. Pure, and kept nowhere.

A list comes as lines ("DUPONT Marie"), as columns copied from a spreadsheet, or as a table with or without headers.
Everything in it is other people's text: it is cleaned first, and never enters an error or a log.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from identity_audit.errors import AuditError
from identity_audit.folding import fold
from identity_audit.safe_text import REPLACEMENT, clean
from identity_audit.table_rows import table_rows
from identity_audit.words import N_

MOST_NAMES, MOST_LETTERS = 2_000, 80
MOST_BYTES = 4_000_000

_NUMBER = re.compile(r"^\s*(?:\(?\d{1,4}[.):\-]?|[-•*·–])\s+")
_GROUP = re.compile(r"(?:\d{1,2}\s?[a-z]{0,4}\s?\d{0,2}|(?:19|20)\d\d(?:\s?[-/]\s?(?:19|20)?\d\d)?)", re.IGNORECASE)
_LAST = frozenset("nom noms name lastname surname familyname naam achternaam nomdefamille nomeleve".split())
_FIRST = frozenset("prenom prenoms firstname givenname voornaam prenomusuel forename".split())
_WHOLE = frozenset("eleve eleves pupil pupils student students nomcomplet nometprenom nomprenom prenomnom fullname "
                   "leerling leerlingen nomprenoms etudiant".split())  # fmt: skip
_CLASS = frozenset("classe class klas groupe group annee year grade section promotion option".split())


class NotAList(AuditError):
    """What was given is no list of names."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list: the name as written, last and first in the list's own order, and a class or year or ""."""

    name: str
    group: str = ""


def from_text(text: str) -> tuple[Listed, ...]:
    """The people of a pasted list: a name a line, or columns copied from a spreadsheet. Raises NotAList."""
    if len(text) > MOST_BYTES:
        raise _too_long()
    lines = _cleaned(text).splitlines()
    if any("\t" in line for line in lines):
        return from_rows([line.split("\t") for line in lines])
    if sum(";" in line for line in lines) > len(lines) / 2:
        return from_rows([line.split(";") for line in lines])
    return _people((_in_order(_NUMBER.sub("", line)), "") for line in lines)


def from_csv(data: bytes) -> tuple[Listed, ...]:
    """The people of a table saved as CSV. Raises NotAList."""
    if len(data) > MOST_BYTES:
        raise _too_long()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text[:2_000]
    try:
        return from_rows(list(table_rows(text.split("\n"), max(";\t,", key=head.count))))
    except csv.Error as error:
        raise _no_list() from error


def from_rows(rows: Sequence[Sequence[str]]) -> tuple[Listed, ...]:
    """The people of a table; its columns by their headers, else by what is in them. Raises NotAList."""
    cells = [[_cleaned(cell).strip() for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    for place, row in enumerate(cells[:10]):
        columns = _headed(row)
        if columns is not None:
            return _people(_picked(row, *columns) for row in cells[place + 1 :])
    return _people(_picked(row, *_guessed(cells)) for row in cells)


def _headed(row: Sequence[str]) -> tuple[list[int], int | None] | None:
    """Which columns hold the name, and which the class, by these headers? None where they are no headers."""
    heads = [(fold(cell) or "").replace(" ", "") for cell in row]

    def at(known: frozenset[str]) -> int | None:
        return next((place for place, head in enumerate(heads) if head in known), None)

    last, first, whole = at(_LAST), at(_FIRST), at(_WHOLE)
    names = [place for place in (last, first) if place is not None] if first is not None else []
    names = names or [place for place in (whole, last) if place is not None][:1]
    return (names, at(_CLASS)) if names else None


def _guessed(cells: Sequence[Sequence[str]]) -> tuple[list[int], int | None]:
    """The same by what stands in the columns: a class looks like "3A" or a year, a name is letters."""
    width = max((len(row) for row in cells), default=0)
    names: list[int] = []
    group: int | None = None
    whole = False  # a column with first and last name needs no second one
    for place in range(width):
        column = [row[place] for row in cells if place < len(row) and row[place]]
        if column and sum(bool(_GROUP.fullmatch(cell)) for cell in column) > len(column) / 2:
            running = [int(cell) for cell in column if cell.isdigit()] == list(range(1, len(column) + 1))
            group = place if group is None and not running else group
        elif column and sum(_is_name(cell) for cell in column) > len(column) / 2 and len(names) < 2 and not whole:
            names.append(place)
            whole = sum(" " in cell for cell in column) > len(column) / 2
    return names, group


def _picked(row: Sequence[str], names: Iterable[int], group: int | None) -> tuple[str, str]:
    parts = [row[place] for place in names if place < len(row)]
    name = _in_order(parts[0]) if len(parts) == 1 else " ".join(filter(None, parts))
    return name, row[group] if group is not None and group < len(row) else ""


def _people(found: Iterable[tuple[str, str]]) -> tuple[Listed, ...]:
    people = []
    for name, group in found:
        written = " ".join(name.split())
        if _is_name(written):
            people.append(Listed(written, group.strip()[:20]))
        if len(people) > MOST_NAMES:
            raise _too_long()
    if not people:
        raise _no_list()
    # a line twice is one person; two people of one name have two classes
    return tuple(dict.fromkeys(people))


def _in_order(name: str) -> str:
    """ "Dupont, Marie" without its comma; what stands in brackets is no part of a name."""
    return re.sub(r"\([^)]*\)", " ", name.replace(",", " ")).strip(" ;-–")


def _is_name(text: str) -> bool:
    return len(text) <= MOST_LETTERS and "@" not in text and sum(letter.isalpha() for letter in text) > 1


def _cleaned(text: str) -> str:
    return clean(text, MOST_BYTES).replace(REPLACEMENT, "")


def _too_long() -> NotAList:
    return NotAList(
        N_("This is longer than a class list ({most} names at most): take one class or one year at a time."),
        most=MOST_NAMES,
    )


def _no_list() -> NotAList:
    return NotAList(N_("No name was found in it. Paste one name a line, or choose a table with a column of names."))
