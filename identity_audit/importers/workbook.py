"""The cells of a spreadsheet file (`.xlsx`): a zip of XML, read with Python's own parser.

Only values are read: no formula is run, no style, link or picture looked at. Nothing in such a file may grow: a
document type (where XML keeps its bombs) is refused, sizes are counted while reading.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from identity_audit.errors import UnsafeArchive
from identity_audit.importers import zip_checks
from identity_audit.importers.archive import UNREADABLE, BrokenMember, Member

#: of the file itself, and of each of its parts unpacked
_FILE, _PART = 32 << 20, 64 << 20
_SHEETS, _ROWS, _COLUMNS, _WORDS, _DEPTH = 64, 50_000, 64, 500_000, 64
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})\d+")


def sheets(member: Member) -> list[list[list[str]]]:
    """The sheets of a file, each a list of rows, each a list of texts ("" for an empty cell).

    Whole numbers are written without a point. Raises BrokenMember where this is no such file, or not a safe one.
    """
    return sheets_of(member.read(_FILE))


def sheets_of(data: bytes) -> list[list[list[str]]]:
    """`sheets` of a file that is in memory already."""
    if len(data) > _FILE:
        raise BrokenMember
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            zip_checks.check_members(book.infolist(), len(data))
            names = sorted(filter(_SHEET.fullmatch, book.namelist()), key=lambda name: (len(name), name))
            words = _words(_part(book, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in book.namelist() else []
            if len(names) > _SHEETS:
                raise BrokenMember
            found = [_rows(_part(book, name), words) for name in names]
    except (*UNREADABLE, UnsafeArchive, expat.ExpatError) as error:
        raise BrokenMember from error
    if not found:
        raise BrokenMember
    return found


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as file:
        data = file.read(_PART + 1)
    if len(data) > _PART:
        raise BrokenMember
    return data


def _events(data: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each element that ends, without its namespace: name, attributes, the text directly in it."""
    found: list[tuple[str, dict[str, str], str]] = []
    path: list[tuple[str, dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append((name.rpartition(" ")[2], attributes, []))
        if len(path) > _DEPTH:
            raise BrokenMember
        if path[-1][0] in ("row", "c", "si", "rPh"):
            found.append(("+" + path[-1][0], attributes, ""))

    def end(name: str) -> None:
        element, attributes, texts = path.pop()
        found.append((element, attributes, "".join(texts)))

    def text(words: str) -> None:
        if path:
            path[-1][2].append(words)

    def refuse(*about: object) -> None:
        raise BrokenMember

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    for at in range(0, len(data), 1 << 16):
        parser.Parse(data[at : at + (1 << 16)], False)
        yield from found
        found.clear()
    parser.Parse(b"", True)
    yield from found


def _words(data: bytes) -> list[str]:
    """The texts that cells share; one may stand in pieces, with hints for its pronunciation between them."""
    words: list[str] = []
    spoken = False
    for name, _, text in _events(data):
        if name == "+si":
            words.append("")
            if len(words) > _WORDS:
                raise BrokenMember
        elif name in ("+rPh", "rPh"):
            spoken = name == "+rPh"
        elif name == "t" and words and not spoken:
            words[-1] += text
    return words


def _rows(data: bytes, words: list[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    value = ""
    for name, attributes, text in _events(data):
        if name == "+row":
            rows.append([])
            if len(rows) > _ROWS:
                raise BrokenMember
        elif name == "+c":
            value = ""
        elif name in ("v", "t"):
            value += text
        elif name == "c" and rows:
            column = _column(attributes.get("r", ""), len(rows[-1]))
            if column < _COLUMNS:
                rows[-1].extend([""] * (column + 1 - len(rows[-1])))
                rows[-1][column] = _cell(value, attributes.get("t", "n"), words)
    return rows


def _column(place: str, following: int) -> int:
    """Which column is a cell in? Files may leave its place out; then it follows the last one."""
    found = _PLACE.fullmatch(place)
    if not found:
        return following
    number = 0
    for letter in found[1]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _cell(value: str, kind: str, words: list[str]) -> str:
    if kind == "s":
        at = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else len(words)
        return words[at].strip() if at < len(words) else ""
    return re.sub(r"^(-?\d{1,15})\.0+$", r"\1", value.strip()) if kind == "n" else value.strip()
