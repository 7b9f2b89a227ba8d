"""The tables of a YouTube Takeout in any language: which table is it, and what does each column hold?

Folders, files, headers and some values are in the language of the account, and columns moved over the years. So a
column is known by the form of what stands in it (a channel is `UC` and 22 characters, a video has 11, a moment is
ISO, a comment is pieces of JSON), and only titles and texts by a word of their header.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from identity_audit import limits
from identity_audit.dataset import fold
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.schema import Visibility

Kind = Literal["comments", "subscriptions", "videos", "channels", "playlists", "posts", "other"]

_CHANNEL = re.compile(r"UC[\w-]{22}")
_VIDEO = re.compile(r"(?=.*[A-Za-z_-])[\w-]{11}")
_ID = re.compile(r"(?!UC[\w-]{22}$)[\w.-]{15,200}")
_POST = re.compile(r"Ug[\w-]{18,}")
_PLAYLIST = re.compile(r"(?:PL|FL|LL|RD|OL|UU)[\w-]{8,60}|WL|LL")
_ADDRESS = re.compile(r"https?://(?:www\.)?youtube\.com/channel/\S+")
_TEXT = re.compile(r"te[kx](?:st|t)")
_TITLE = re.compile(r"tit[eu]?l|titre|pavadinim|titol")
_ABOUT = re.compile(r"descri|beschr|apras")
_LANGUAGE = re.compile(r"lang|idioma|taal|sprach|limba|kalba|lingua")

#: the words of the column `Privacy`, folded, as accounts of several languages write them
_PRIVACY: Mapping[str, Visibility] = {
    **dict.fromkeys(("public", "publique", "publico", "publica", "offentlich", "openbaar", "pubblico", "viesas"),
                    "public"),
    **dict.fromkeys(("unlisted", "non repertoriee", "non repertorie", "no listado", "oculto", "nicht gelistet",
                     "verborgen", "nelistat", "nelistata", "nao listado", "non in elenco", "nejtrauktas"), "unlisted"),
    **dict.fromkeys(("private", "privee", "prive", "privado", "privada", "privat", "privata", "privato", "privatus"),
                    "private"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One file as rows of cells, header apart; cells that a short row lacks are empty."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, fits: Callable[[str], object], *, nth: int = 0) -> int | None:
        """The first column (or the one after it) where something stands and nearly every cell has this form."""
        for at in range(len(self.header)):
            cells = [cell for row in self.rows if (cell := row[at].strip())]
            if cells and sum(bool(fits(cell)) for cell in cells) >= 0.8 * len(cells):
                if not nth:
                    return at
                nth -= 1
        return None

    def called(self, word: re.Pattern[str], *, but: re.Pattern[str] | None = None) -> int | None:
        """The first column whose header has this word."""
        for at, name in enumerate(self.header):
            folded = fold(name) or ""
            if word.search(folded) and not (but and but.search(folded)):
                return at
        return None

    def is_each(self, at: int) -> bool:
        """Does (nearly) every row have its own value here?"""
        return len({row[at] for row in self.rows} - {""}) >= 0.95 * len(self.rows)


def table_of(member: Member) -> Table:
    """The table in a file; BrokenMember for one that is none."""
    text = member.text()
    first = text.partition("\n")[0]
    try:
        rows = list(
            csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
        )
    except csv.Error as error:
        raise BrokenMember from error
    header = tuple(rows[0]) if rows else ()
    limits.check_columns(len(header))
    whole = (tuple([*row, *[""] * len(header)][: len(header)]) for row in rows[1:])
    return Table(header, tuple(row for row in whole if any(cell.strip() for cell in row)))


def is_channel(cell: str) -> object:
    return _CHANNEL.fullmatch(cell)


def is_video(cell: str) -> object:
    return _VIDEO.fullmatch(cell)


def is_id(cell: str) -> object:
    return _ID.fullmatch(cell) and not is_moment(cell)


def is_moment(cell: str) -> object:
    return len(cell) >= 16 and cell[:4].isdigit() and when(cell)


def is_pieces(cell: str) -> object:
    return cell.startswith('{"')


def is_privacy(cell: str) -> object:
    return privacy(cell) != "unknown"


def privacy(cell: str) -> Visibility:
    """Who could see a video, by the word of the account's language; a word that is not known says nothing."""
    return _PRIVACY.get(fold(cell) or "", "unknown")


def kind_of(table: Table) -> Kind | None:
    """Which table is this, by the form of its columns? None where it cannot be told: then nothing is guessed."""
    has: Callable[[Callable[[str], object]], bool] = lambda fits: table.column(fits) is not None  # noqa: E731
    if has(is_channel):
        if has(_ADDRESS.match):
            return "subscriptions"
        if has(is_moment) and has(is_pieces):
            return "comments"
        if has(is_video) and (has(is_privacy) or has(is_moment)) and title_column(table) is not None:
            return "videos"
        return "channels" if table.called(_TITLE) is not None and len(table.header) <= 8 else "other"
    if has(_POST.match) and text_column(table) is not None:
        return "posts"
    if has(_PLAYLIST.fullmatch) and table.called(_TITLE) is not None:
        return "playlists"
    return "other" if has(is_video) or not table.rows else None


# --- columns -------------------------------------------------------------------------------------------------------


def title_column(table: Table) -> int | None:
    return table.called(_TITLE, but=_LANGUAGE)


def about_column(table: Table) -> int | None:
    return table.called(_ABOUT, but=_LANGUAGE)


def text_column(table: Table) -> int | None:
    """Where the words stand: as pieces of JSON, or as they are under a header that says so."""
    return table.column(is_pieces) if table.column(is_pieces) is not None else table.called(_TEXT)


def id_column(table: Table) -> int | None:
    """The first column of long ids that no two rows share: the comment's (or the post's) own."""
    for nth in range(len(table.header)):
        at = table.column(is_id, nth=nth)
        if at is None or table.is_each(at):
            return at
    return None


def playlist_column(table: Table) -> int | None:
    return table.column(_PLAYLIST.fullmatch)


# --- words ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a cell and the channels it names: id and name."""

    text: str
    named: Sequence[tuple[str, str]] = ()


def words_in(cell: str) -> Words:
    """The words of a comment: `{"text": ...}` pieces one after the other, until 2024 inside `takeoutSegments`.

    >>> words_in('{"takeoutSegments":[{"text":"Bon"},{"text":"jour"}]}').text
    'Bonjour'
    >>> words_in('{"text":"@anne","mention":{"channelId":"UCx"}},{"text":" merci"}')
    Words(text='@anne merci', named=(('UCx', 'anne'),))
    """
    cell = cell.strip()
    if not cell.startswith("{"):
        return Words(cell)
    try:
        pieces = json.loads(f"[{cell}]")
    except (ValueError, RecursionError):
        # quotation marks inside the words are not always escaped
        found = re.findall(r'"text":"(.*?)"(?=[,}])', cell)
        return Words("".join(found) if found else cell)
    flat = list(_flat(pieces))
    named = tuple(
        (channel, as_text(piece.get("text")).strip().lstrip("@"))
        for piece in flat
        if (channel := _channel_in(as_dict(piece.get("mention"))))
    )
    return Words("".join(as_text(piece.get("text")) for piece in flat).strip(), named)


def _flat(pieces: list[Any]) -> Iterator[dict[str, Any]]:
    for piece in map(as_dict, pieces):
        inner = as_list(piece.get("takeoutSegments"))
        yield from map(as_dict, inner) if inner else (piece,)


def _channel_in(mention: dict[str, Any]) -> str:
    return as_text(mention.get("channelId")) or as_text(mention.get("externalChannelId"))
