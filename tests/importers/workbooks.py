"""Spreadsheet files for tests, as the common programs write them: shared words, numbers, cells without a place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Cell = str | int | float | None


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], *, inline: bool = False, placed: bool = True, prefix: str = ""
) -> bytes:
    """An .xlsx with these sheets. inline: words stand in their cells.  placed: cells say where they are."""
    words: list[str] = []
    parts = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": f"<workbook>{''.join(sheets)}</workbook>"}
    p = f"{prefix}:" if prefix else ""
    for at, rows in enumerate(sheets.values(), 1):
        lines = []
        for number, row in enumerate(rows, 1):
            cells = []
            for column, value in enumerate(row):
                place = f' r="{chr(65 + column)}{number}"' if placed else ""
                if isinstance(value, int | float):
                    cells.append(f"<{p}c{place}><{p}v>{value}</{p}v></{p}c>")
                elif value is None:
                    cells.append("" if placed else f"<{p}c/>")
                elif inline:
                    cells.append(f'<{p}c{place} t="inlineStr"><{p}is><{p}t>{escape(value)}</{p}t></{p}is></{p}c>')
                else:
                    words.append(value)
                    cells.append(f'<{p}c{place} t="s"><{p}v>{len(words) - 1}</{p}v></{p}c>')
            lines.append(f'<{p}row r="{number}">{"".join(cells)}</{p}row>')
        space = f' xmlns:{prefix}="{_MAIN}"' if prefix else f' xmlns="{_MAIN}"'
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f"<{p}worksheet{space}><{p}sheetData>{''.join(lines)}</{p}sheetData></{p}worksheet>"
        )
    if words:
        # each word in two pieces, with a hint for its pronunciation: that is how some programs write them
        entries = (
            f"<si><r><t>{escape(w[:1])}</t></r><rPh><t>?</t></rPh><r><t>{escape(w[1:])}</t></r></si>" for w in words
        )
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{"".join(entries)}</sst>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return buffer.getvalue()
