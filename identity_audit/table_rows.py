"""The rows of a table in a text, where a mark that was never closed must not swallow what follows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from secrets import token_hex

from identity_audit import limits

# Python's own limit of a cell, 131,072 characters, would end a table at one long post.
csv.field_size_limit(limits.CELL)


def table_rows(lines: Iterable[str], delimiter: str = ",", escapechar: str | None = None) -> Iterator[list[str]]:
    """The cells of each row, of lines without their ends; line ends inside a cell stay.

    Raises csv.Error, after the rows before it, where a quotation mark is not closed or a cell is too long.

    >>> list(table_rows(['a,"b', 'c"', "d"]))
    [['a', 'b\\nc'], ['d']]
    """
    # a line that no file holds: where it comes back inside a cell, a quotation mark was open to the end
    end = token_hex(16)
    for row in csv.reader((f"{line}\n" for line in chain(lines, [end])), delimiter=delimiter, escapechar=escapechar):
        if row == [end]:
            return
        if row and row[-1].endswith(f"{end}\n"):
            raise csv.Error("a quotation mark is not closed")
        yield row
