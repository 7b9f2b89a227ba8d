"""How often was each LinkedIn post shown, reacted to, commented on and passed on? Numbers without names.

They are not in the archive: the pages "Analytics" of LinkedIn give them as a spreadsheet. For all posts of a period
(`Content_2025-01-01_2025-12-31_Name.xlsx`, `AggregateAnalytics_...`): a sheet with the 50 posts with most interactions
beside the 50 that were shown most, one number for reactions, comments and reposts together. For one post
(`SinglePostAnalytics_...`, `PostAnalytics_...`): a sheet of names and values, each number by itself. Layouts from the
public readers of such files, last looked at in 2026 (English ones; other languages are not seen): posts are known by
their addresses, so the words around them matter little.

Who the viewers are by company and town, and followers per day, say nothing about a post or a contact: left aside.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from urllib.parse import unquote

import pandas as pd

from identity_audit import schema
from identity_audit.dataset import Dataset, fold
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, left_out
from identity_audit.importers.fields import when, whole_number
from identity_audit.importers.linkedin_people import PLATFORM, SAME_POST_MS
from identity_audit.importers.workbook import sheets
from identity_audit.schema import Post, Problem, Row
from identity_audit.words import N_

ANALYTICS = "*.xlsx"
_OBJECT = re.compile(r"linkedin\.com/\S{0,400}?(?:activity|share|ugcPost)[:-](\d{15,20})")
_GROUPED = re.compile(r"\d{1,3}(?:[., '\u00a0\u202f’]\d{3})+")
#: how the names of the numbers begin, in the languages of LinkedIn that we know
_BEGINNINGS = {
    "n_views": ("impression", "impresion", "impressoes", "weergaven", "vertoningen"),
    "n_reactions": ("reaction", "reaktion", "reaccion", "reazion", "reacoes", "reacties", "interessant"),
    "n_comments": ("comment", "kommentar", "comentario", "opmerking"),
    "n_shares": ("repost", "republication", "partage", "reshare", "geteilte", "condivision"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one post, as far as they are known."""

    n_views: int | None = None
    n_reactions: int | None = None
    n_comments: int | None = None
    n_shares: int | None = None

    def with_(self, other: Counts) -> Counts:
        """Both together; numbers only grow, so the larger one is the newer one."""
        both = {name: [n for n in (getattr(self, name), getattr(other, name)) if n is not None] for name in _NAMES}
        return replace(self, **{name: max(found) for name, found in both.items() if found})


_NAMES = tuple(field.name for field in fields(Counts))


def is_analytics(member: Member) -> bool:
    """Is this spreadsheet one of LinkedIn's? It holds the address of at least one post."""
    try:
        return any(_native(cell) for sheet in sheets(member) for row in sheet for cell in row)
    except BrokenMember:
        return False


def analytics(member: Member, export: Export) -> Iterator[Row]:
    """The numbers of each post, put beside the post of the archive by `join`."""
    found: dict[int, Counts] = export.context.counts
    together = bad = 0
    for sheet in sheets(member):
        single = _single(sheet)
        posts = [single] if single else list(_listed(sheet))
        for native, counts, mixed in posts:
            found[native] = found.get(native, Counts()).with_(counts)
            together += mixed
        bad += not posts and any(_native(cell) for row in sheet for cell in row)
    yield from left_out(PLATFORM, ANALYTICS, bad)
    if together:
        what = N_("LinkedIn gives reactions, comments and reposts of these posts as one number. Export the analytics "
                  "of a single post to have them apart.")  # fmt: skip
        yield Problem(PLATFORM, ANALYTICS, what, together)


def _native(cell: str) -> int | None:
    """The number of the post that a cell leads to."""
    found = _OBJECT.search(unquote(cell[:2000]))
    return int(found[1]) if found else None


def _number(cell: str) -> int | None:
    return whole_number(re.sub(r"\D", "", cell) if _GROUPED.fullmatch(cell) else cell)


def _named(label: str) -> str | None:
    """Which of our numbers has this name?"""
    key = fold(label) or ""
    return next((name for name, words in _BEGINNINGS.items() if key.startswith(words)), None)


def _single(sheet: Sequence[Sequence[str]]) -> tuple[int, Counts, bool] | None:
    """A sheet of one post: a name and its value in each row. The first number of a name is the post's own."""
    native, known = None, Counts()
    for label, value, *_ in (row for row in sheet if len(row) > 1):
        native = native or (None if _native(label) else _native(value))
        name, number = _named(label), _number(value)
        if name and number is not None and getattr(known, name) is None:
            known = replace(known, **{name: number})
    return (native, known, False) if native and known != Counts() else None


def _listed(sheet: Sequence[Sequence[str]]) -> Iterator[tuple[int, Counts, bool]]:
    """The posts of a list: an address, and behind it the number that the header above names.

    Interactions are reactions, comments and reposts together; only where there are none do we know each of them.
    """
    header: Sequence[str] = ()
    for row in sheet:
        starts = [at for at, cell in enumerate(row) if _native(cell)]
        if not starts:
            header = row if any(map(_named, row)) else header
        for at, end in pairwise([*starts, len(row)]):
            native = _native(row[at])
            place = next((column for column in range(at + 1, end) if _number(row[column]) is not None), None)
            number = None if place is None else _number(row[place])
            if native is None or place is None or number is None:
                continue
            name = _named(header[place]) if place < len(header) else None
            if name:
                yield native, Counts(**{name: number}), False
            elif number == 0:
                yield native, Counts(None, 0, 0, 0), False
            else:
                yield native, Counts(), True


# --- beside the posts of the archive -----------------------------------------------------------------------------


def join(export: Export, dataset: Dataset) -> Dataset:
    """The dataset with the numbers at their posts; a post that no archive holds is one without words.

    A post has several numbers ("share", "activity"), born within seconds of each other (see `linkedin_people`).
    """
    counted: dict[int, Counts] = export.context.counts if export.context else {}
    if not counted:
        return dataset
    table = dataset.posts
    numbers = {name: [None if pd.isna(n) else int(n) for n in table[name]] for name in _NAMES}
    known = list(table["reactions_known"])
    born = sorted(
        (int(native) >> 22, at)
        for at, (post, platform, kind) in enumerate(
            zip(table["post_id"], table["platform"], table["kind"], strict=True)
        )
        if platform == PLATFORM and kind in ("post", "repost") and (native := str(post).rpartition(":")[2]).isdigit()
    )
    strangers = []
    for number, counts in sorted(counted.items()):
        at = _nearest(born, number >> 22)
        if at is None:
            strangers.append(_wordless(number, counts))
            continue
        both = Counts(**{name: numbers[name][at] for name in _NAMES}).with_(counts)
        for name in _NAMES:
            numbers[name][at] = getattr(both, name)
        if known[at] == "none":
            known[at] = _known(both)
    columns = {name: pd.Series(values, index=table.index, dtype="Int64") for name, values in numbers.items()}
    beside = table.assign(reactions_known=pd.Series(known, index=table.index, dtype="str"), **columns)
    added = schema.frame("posts", strangers)
    return replace(dataset, posts=pd.concat([beside, added], ignore_index=True) if strangers else beside)


def _nearest(born: Sequence[tuple[int, int]], moment: int) -> int | None:
    at = bisect_left(born, (moment - SAME_POST_MS, -1))
    near = [(abs(post - moment), place) for post, place in born[at : at + 8] if abs(post - moment) < SAME_POST_MS]
    return min(near)[1] if near else None


def _wordless(native: int, counts: Counts) -> Post:
    return Post(
        f"{PLATFORM}:{native}", PLATFORM, when(native >> 22), reactions_known=_known(counts), n_views=counts.n_views,
        n_reactions=counts.n_reactions, n_comments=counts.n_comments, n_shares=counts.n_shares, source_file=ANALYTICS,
    )  # fmt: skip


def _known(counts: Counts) -> schema.Known:
    return "none" if (counts.n_reactions, counts.n_comments, counts.n_shares) == (None, None, None) else "count"
