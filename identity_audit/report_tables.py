"""The tables of the report for a spreadsheet: one zip of CSV files that no spreadsheet takes for formulas.

French files have semicolons and a decimal comma, as French spreadsheets expect; both languages start with the mark
that tells Excel that the text is UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator

from identity_audit.audit import Audit
from identity_audit.report import for_readers
from identity_audit.report_parts import Section, Table
from identity_audit.report_sections import sections
from identity_audit.safe_text import csv_cell

_THOUSANDS = {"fr": "\u202f\u00a0", "en": ","}


def report_tables(audit: Audit, *, lang: str = "fr", names: bool = False) -> dict[str, str]:
    """Every table of the report as CSV text, by file name ("2-1.csv": second question, first table).

    The first line of each is the finding it belongs to, the second the head. Numbers lose their thousands mark, so
    that a spreadsheet can add them up. Names and small numbers of people are treated as in `report_html`.
    """
    told, _ = for_readers(audit, lang=lang, names=names)
    return {
        f"{place}-{number}.csv": _csv(title, table, _.lang)
        for place, section in enumerate(sections(told, _), 1)
        for number, (title, table) in enumerate(_tables(section), 1)
    }


def tables_zip(audit: Audit, *, lang: str = "fr", names: bool = False) -> bytes:
    """The same as one zip, to save from the app."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in report_tables(audit, lang=lang, names=names).items():
            archive.writestr(name, text.encode("utf-8-sig"))
    return packed.getvalue()


def _tables(section: Section) -> Iterator[tuple[str, Table]]:
    for figure in section.figures:
        if figure.table is not None:
            yield figure.title, figure.table
    for table in ([section.table] if section.table is not None else []) + list(section.tables):
        yield section.title, table


def _csv(title: str, table: Table, lang: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if lang == "fr" else ",", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([csv_cell(title)])
    writer.writerow([csv_cell(cell) for cell in table.head])
    writer.writerows([[csv_cell(_plain(cell, lang)) for cell in row] for row in table.rows])
    return text.getvalue()


def _plain(cell: str, lang: str) -> str:
    """A number without its thousands mark; any other text as it is."""
    marks = _THOUSANDS[lang]
    return re.sub(f"[{marks}]", "", cell) if re.fullmatch(f"[0-9{marks}]+([.,][0-9]+)?", cell) else cell
