"""Tables that people make themselves: posts, interactions and contacts as CSV, from any network or spreadsheet.

posts: id, date, text [, visibility, media_type, topic, platform]; interactions: post_id, contact, kind, date
[, direction]; contacts: id, name [, group, email, place]. English or French headers, any file name, comma, semicolon
or tab, UTF-8, UTF-16 or cp1252. Tables with other headers are read when the person says what their columns mean.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Literal, TypeVar, get_args

from identity_audit import limits
from identity_audit.dataset import fold
from identity_audit.errors import WrongSetting
from identity_audit.importers.archive import Archive, BrokenMember, Member, encoding_of
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.fields import local, when
from identity_audit.schema import (
    ENGAGEMENT_KINDS,
    Contact,
    Direction,
    Group,
    Interaction,
    InteractionKind,
    Known,
    Media,
    Membership,
    Post,
    Problem,
    Row,
    Visibility,
)
from identity_audit.table_rows import table_rows
from identity_audit.words import N_

PLATFORM = "csv"
DateOrder = Literal["dmy", "mdy", "ymd"]
#: how many rows a screen shows to ask what the columns mean
PREVIEW_ROWS = 8


@dataclass(frozen=True, slots=True)
class Preview:
    """What a screen shows to ask what the columns mean; `suggestion` is an answer as `read_export` takes it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    suggestion: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of ours: the headers people give it (folded), and whether a table needs it."""

    headers: tuple[str, ...]
    needed: bool = False


_DATE = _Column(("date", "jour", "date heure", "date et heure", "datetime", "time", "timestamp", "horodatage"), True)
_ID = ("id", "identifiant", "numero")
TABLES: Mapping[str, Mapping[str, _Column]] = {
    "posts": {
        "id": _Column((*_ID, "post id", "id publication", "id post"), True),
        "date": _DATE,
        "text": _Column(("text", "texte", "message", "contenu", "content"), True),
        "visibility": _Column(("visibility", "visibilite", "audience")),
        "media_type": _Column(("media type", "media", "type media", "type de media")),
        "topic": _Column(("topic", "sujet", "theme", "facette")),
        "platform": _Column(("platform", "plateforme", "reseau", "reseau social")),
    },
    "interactions": {
        "post_id": _Column(("post id", "post", "id post", "publication", "id publication"), True),
        "contact": _Column(("contact", "contact id", "personne", "person", "nom", "name", "qui", "auteur"), True),
        "kind": _Column(("kind", "type", "genre", "geste", "action"), True),
        "date": _DATE,
        "direction": _Column(("direction", "sens")),
    },
    "contacts": {
        "id": _Column((*_ID, "contact id", "id contact"), True),
        "name": _Column(("name", "nom", "nom complet", "nom et prenom", "prenom et nom"), True),
        "group": _Column(("group", "groupe", "cercle", "circle", "classe", "liste", "list")),
        "email": _Column(("email", "e mail", "mail", "courriel", "adresse mail", "adresse email")),
        "place": _Column(("place", "lieu", "ville", "city", "town", "commune", "localite")),
    },
}

Word = TypeVar("Word", bound=str)


def _lexicon(words: Mapping[Word, str]) -> dict[str, Word]:
    """What people write in a cell (folded) -> our word for it; each entry also stands for itself."""
    return {key: word for word, written in words.items() for name in (word, *written.split(",")) if (key := fold(name))}


_KINDS: Mapping[str, InteractionKind] = _lexicon({
    "reaction": "like, j aime, jaime, coeur, favori, favorite, favourite",
    "comment": "commentaire",
    "reply": "reponse",
    "mention": "mentionne",
    "share": "partage, repost, boost, retweet",
    "message": "message prive, mp, dm",
    "endorsement": "recommandation",
    "tag": "identification, identifie",
    "follow": "abonnement, suivi",
    "wall_post": "mur, publication sur le mur",
    "invitation": "invite",
})  # fmt: skip
_DIRECTIONS: Mapping[str, Direction] = _lexicon({
    "received": "recu, recue, in",
    "given": "donne, donnee, envoye, envoyee, out",
})  # fmt: skip
_VISIBILITIES: Mapping[str, Visibility] = _lexicon({
    "public": "publique, tout le monde, everyone",
    "unlisted": "non repertorie, non repertoriee",
    "followers": "abonnes",
    "contacts_of_contacts": "amis d amis, amis de mes amis, friends of friends",
    "contacts": "amis, friends, relations, connections",
    "group": "groupe",
    "direct": "message direct",
    "private": "prive, privee, moi seul, moi uniquement, only me",
    "unknown": "inconnu, inconnue",
})  # fmt: skip
_MEDIA: Mapping[str, Media] = _lexicon({
    "none": "text, texte, aucun, sans",
    "photo": "photos, image, images, picture",
    "video": "videos, film",
    "link": "lien, url",
    "audio": "son, podcast",
    "poll": "sondage",
})  # fmt: skip


@lru_cache(maxsize=50_000)
def _folded(cell: str) -> str | None:
    """`fold`, for the words and names that stand in a million rows."""
    return fold(cell)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one file is written: its table, where our columns stand in a row, and the order of its dates."""

    table: str
    places: Mapping[str, int]
    order: DateOrder = "dmy"
    undecided: int = 0

    def records(self, member: Member) -> Iterator[dict[str, str]]:
        """The rows below the header as our columns; a column that the file has not is an empty cell."""
        for row in islice(_rows(member), 1, None):
            if any(row):
                yield {
                    ours: row[at].strip() if 0 <= (at := self.places.get(ours, -1)) < len(row) else ""
                    for ours in TABLES[self.table]
                }


@dataclass(slots=True)
class _Met:
    """What the tables said so far, by the ids of the file: posts, people, their circles, and where they appeared."""

    shapes: Mapping[Member, _Shape]
    tz: str | None
    own_names: frozenset[str]
    reactions_known: Known = "none"
    posts: dict[str, str] = field(default_factory=dict)
    platforms: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    towns: dict[str, str] = field(default_factory=dict)
    circles: dict[str, dict[str, str]] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)
    appeared: dict[str, dict[str, datetime | None]] = field(default_factory=dict)

    @property
    def platform(self) -> str:
        """Where do people belong who appear under no post? To the platform of the posts, if they have only one."""
        return next(iter(self.platforms)) if len(self.platforms) == 1 else PLATFORM

    def add(self, contact: str, name: str) -> str:
        self.names[contact] = name
        self.by_name.setdefault(_folded(name) or name, set()).add(contact)
        return contact

    def contact(self, written: str) -> str:
        """The id of the person written in a cell: an id, or a name that fits one person; else somebody new."""
        if written in self.names:
            return written
        key = _folded(written) or written
        fitting = self.by_name.get(key, set())
        return next(iter(fitting)) if len(fitting) == 1 else self.add(key, written)


def preview(source: str | Path | Member) -> Preview:
    """What does this table look like, and what could its columns mean?"""
    if not isinstance(source, Member):
        with Archive([source]) as archive:
            return preview(archive.members[0]) if archive.members else Preview((), (), {})
    try:
        rows = [tuple(row) for row in islice(_rows(source), PREVIEW_ROWS + 1)]
    except (BrokenMember, csv.Error):
        rows = []
    header = rows[0] if rows else ()
    fits = {table: _places(header, table) for table in TABLES}
    table = max(TABLES, key=lambda table: (sum(TABLES[table][ours].needed for ours in fits[table]), len(fits[table])))
    suggestion: dict[str, str | None] = {"table": table, "date_order": None}
    suggestion |= {ours: header[at] for ours, at in fits[table].items()}
    return Preview(header, tuple(rows[1:]), suggestion)


def sniff(member: Member) -> bool:
    """Is this one of the three tables, by its headers?"""
    if not member.key.endswith((".csv", ".tsv", ".txt")):
        return False
    head = member.head()
    lines = head.decode(encoding_of(head, cut=True), errors="replace").splitlines()
    return _recognised(next(_split(lines), [])) is not None


def prepare(export: Export) -> None:
    """How is each table written? People are read first, then posts, then what people did."""
    columns = export.request.columns
    shapes = {member: shape for member in export.members if (shape := _shape(member, columns.get(member.name)))}
    rank = {member: ("contacts", "posts", "interactions").index(shape.table) for member, shape in shapes.items()}
    export.members = tuple(sorted(export.members, key=lambda member: rank.get(member, -1)))
    own = {*export.request.me, *(name for owner in export.owners for name in owner.names)}
    met = export.context = _Met(shapes, export.request.tz, frozenset(key for name in own if (key := _folded(name))))
    if any(_names_reactions(member, shape) for member, shape in shapes.items() if shape.table == "interactions"):
        met.reactions_known = "complete"


def read(member: Member, export: Export) -> Iterator[Row]:
    """The rows of one of the three tables; what cannot be used is counted."""
    met: _Met = export.context
    shape = met.shapes.get(member)
    if shape is None:
        limits.check_columns(len(next(_rows(member), [])))
        raise BrokenMember
    reader = {"contacts": _contact, "posts": _post, "interactions": _interaction}[shape.table]
    file = f"{shape.table}.csv"
    empty = True
    try:
        for record in shape.records(member):
            empty = False
            for row in reader(record, shape, met):
                yield Problem(PLATFORM, file, row) if isinstance(row, str) else row
    except csv.Error:
        yield Problem(
            PLATFORM,
            file,
            N_("The rest of this table cannot be read: a quotation mark is not closed, or a text is too long."),
        )
    if empty:
        yield Problem(PLATFORM, file, N_("This table is valid but empty: it has the right columns and no row."))
    if shape.undecided:
        yield Problem(
            PLATFORM,
            file,
            N_("Day and month could be either way round in these dates; they were read with the day first."),
            shape.undecided,
        )


def _contact(record: Mapping[str, str], shape: _Shape, met: _Met) -> Iterator[Row | str]:
    """Kept until the end, when it is known on which platform each person appeared."""
    contact, name = record["id"], record["name"]
    if not contact or not name:
        yield N_("People without an id or a name were left out.")
        return
    circles = {key: circle.strip() for circle in re.split("[;|]", record["group"]) if (key := _folded(circle))}
    known = met.circles.setdefault(contact, {})
    if contact in met.names and circles.keys() <= known.keys():
        yield N_("Rows with an id that came before were left out.")
        return
    known.update(circles)
    if contact not in met.names:
        met.add(contact, name)
    if record["email"]:
        met.emails[contact] = record["email"]
    if record["place"]:
        met.towns[contact] = record["place"]


def _post(record: Mapping[str, str], shape: _Shape, met: _Met) -> Iterator[Row | str]:
    native, time = record["id"], _moment(record["date"], shape.order, met.tz)
    if not native or time is None:
        yield N_("Posts without an id or a date that can be read were left out.")
        return
    if native in met.posts:
        yield N_("Rows with an id that came before were left out.")
        return
    met.posts[native] = platform = (_folded(record["platform"]) or PLATFORM).replace(" ", "_")
    met.platforms.add(platform)
    visibility = _VISIBILITIES.get(_folded(record["visibility"]) or "unknown")
    if visibility is None:
        yield N_("We do not know these words for who could see a post: it was noted as not known.")
    if record["topic"]:
        yield N_("Topics written in the table are not used: your facets are worked out from your words.")
    yield Post(
        f"{platform}:{native}",
        platform,
        time,
        record["text"],
        media=_MEDIA.get(_folded(record["media_type"]) or "none", "none"),
        visibility=visibility or "unknown",
        reactions_known=met.reactions_known,
        source_file="posts.csv",
    )


def _interaction(record: Mapping[str, str], shape: _Shape, met: _Met) -> Iterator[Row | str]:
    kind, direction = _act(record)
    if not record["contact"] or kind is None or direction is None:
        yield N_("Rows without a contact, or with a kind or a direction that we do not know, were left out.")
        return
    if _folded(record["contact"]) in met.own_names:
        return
    platform = met.posts.get(record["post_id"])
    if record["post_id"] and platform is None:
        yield N_("Rows about a post that is in no table were kept, but without their post.")
    time = _moment(record["date"], shape.order, met.tz)
    if record["date"] and time is None:
        yield N_("Dates that cannot be read were noted as not known.")
    contact = met.contact(record["contact"])
    home = platform or met.platform
    seen = met.appeared.setdefault(contact, {})
    seen[home] = min(filter(None, (time, seen.get(home))), default=None)
    yield Interaction(
        f"{home}:{contact}",
        f"{platform}:{record['post_id']}" if platform else None,
        time,
        kind,
        direction,
        "observed",
        home,
        source_file="interactions.csv",
    )


def finish(export: Export) -> Iterator[Row]:
    """Everybody, on each platform where they appeared, and their circles."""
    met: _Met = export.context
    groups: dict[str, str] = {}
    for contact, name in met.names.items():
        for platform, first_seen in met.appeared.get(contact, {met.platform: None}).items():
            contact_id = f"{platform}:{contact}"
            yield Contact(
                contact_id, platform, name, handle=met.emails.get(contact), first_seen=first_seen,
                place=met.towns.get(contact),
            )  # fmt: skip
            for key in met.circles.get(contact, {}):
                yield Membership(contact_id, f"{met.platform}:{key}")
        groups |= {key: name for key, name in met.circles.get(contact, {}).items() if key not in groups}
    for key, name in groups.items():
        yield Group(f"{met.platform}:{key}", met.platform, name, "list")


def _act(record: Mapping[str, str]) -> tuple[InteractionKind | None, Direction | None]:
    return _KINDS.get(_folded(record["kind"]) or ""), _DIRECTIONS.get(_folded(record["direction"]) or "received")


def _names_reactions(member: Member, shape: _Shape) -> bool:
    """Does this table say who reacted to a post? Then the posts of the selection have their whole list."""
    try:
        for record in shape.records(member):
            kind, direction = _act(record)
            if kind in ENGAGEMENT_KINDS and direction == "received" and record["post_id"] and record["contact"]:
                return True
    except (csv.Error, BrokenMember):
        return False
    return False


def _rows(member: Member) -> Iterator[list[str]]:
    """The header, then the rows."""
    return _split(member.lines())


def _split(lines: Iterable[str]) -> Iterator[list[str]]:
    """Cells of each row; the separator is the one that the header holds most of. Line ends inside a cell stay."""
    texts = iter(lines)
    for header in texts:
        if header.strip() and not header.lower().startswith("sep="):
            delimiter = max(",;\t", key=header.count)
            yield [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter), [])]
            yield from table_rows(texts, delimiter)


def _places(header: Iterable[str], table: str) -> dict[str, int]:
    """Where each of our columns stands under this header; the first header that fits is taken."""
    folded = [_folded(cell) for cell in header]
    return {
        ours: at
        for ours, column in TABLES[table].items()
        if (at := next((at for at, name in enumerate(folded) if name in column.headers), None)) is not None
    }


def _recognised(header: list[str]) -> str | None:
    """Which table has this header? The one that knows most of its columns: what somebody wrote in answer may stand
    in a table of interactions, too. An id and a name alone are anybody's: contacts hold no other column."""
    known: dict[str, int] = {}
    for table, columns in TABLES.items():
        places = _places(header, table)
        whole = all(ours in places for ours, column in columns.items() if column.needed)
        if whole and (table != "contacts" or len(places) == len(header)):
            known[table] = len(places)
    return max(known, key=known.__getitem__, default=None)


def _shape(member: Member, said: Mapping[str, str | None] | None) -> _Shape | None:
    """How is this file written, by what the person said about its columns or by its header? None if it is cut."""
    try:
        header = next(_rows(member), [])
        limits.check_columns(len(header))
        if said is not None:
            shape = _mapped(header, said)
        else:
            table = _recognised(header) or "posts"
            shape = _Shape(table, _places(header, table))
        return shape if said and said.get("date_order") else _dated(member, shape)
    except (csv.Error, BrokenMember):
        return None


def _mapped(header: list[str], said: Mapping[str, str | None]) -> _Shape:
    columns = TABLES.get(said.get("table") or "", {})
    chosen = {ours: theirs for ours, theirs in said.items() if ours in columns and theirs}
    order = next((known for known in get_args(DateOrder) if known == (said.get("date_order") or "dmy")), None)
    needed = {ours for ours, column in columns.items() if column.needed}
    if not columns or order is None or not needed <= chosen.keys() or not {*chosen.values()} <= {*header}:
        raise WrongSetting(
            N_("The columns chosen for this table do not fit it. Choose them again: each needed one must be there.")
        )
    return _Shape(said["table"] or "", {ours: header.index(theirs) for ours, theirs in chosen.items()}, order)


def _dated(member: Member, shape: _Shape) -> _Shape:
    """The shape with the order of its dates: one value above 12 tells it for the whole column."""
    day_first = month_first = undecided = 0
    with suppress(csv.Error):  # `read` says so; what comes before is dated all the same
        for record in shape.records(member):
            found = _STAMP.fullmatch(record.get("date", ""))
            if found and len(found["first"]) <= 2:
                first, second = int(found["first"]), int(found["second"])
                day_first += first > 12
                month_first += second > 12
                undecided += first <= 12 and second <= 12
    return replace(
        shape,
        order="mdy" if month_first > day_first else "dmy",
        undecided=0 if day_first or month_first else undecided,
    )


_STAMP = re.compile(
    r"(?P<first>\d{1,4})[-/. ](?P<second>\d{1,2})[-/. ](?P<third>\d{1,4})"
    r"(?:[\s,Tà]*(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})?(?::(?P<second_>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[ap])?\.?m?\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def _moment(cell: str, order: DateOrder, tz: str | None) -> datetime | None:
    """The moment in a cell: year first where the file writes so, else in the order of its column; local without zone.

    >>> _moment("31/12/2025 14h05", "dmy", None).isoformat(), _moment("12/31/25 2:05 PM", "mdy", None).isoformat()
    ('2025-12-31T14:05:00+00:00', '2025-12-31T14:05:00+00:00')
    >>> _moment("2025-12-31T14:05:00+01:00", "dmy", None).isoformat(), _moment("31/31/2025", "dmy", None)
    ('2025-12-31T13:05:00+00:00', None)
    """
    found = _STAMP.fullmatch(cell)
    if not found:
        return when(cell)
    first, second, third = int(found["first"]), int(found["second"]), int(found["third"])
    if len(found["first"]) > 2 or order == "ymd":
        year, month, day = first, second, third
    elif order == "mdy":
        year, month, day = third, first, second
    else:
        year, month, day = third, second, first
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"] in "pP")
    try:
        written = datetime(  # noqa: DTZ001 (the zone is added below, the person's own where the cell has none)
            year + 2000 * (year < 100), month, day, hour, int(found["minute"] or 0), int(found["second_"] or 0)
        )
    except ValueError:
        return None
    zone = found["zone"]
    if not zone:
        return local(written, tz)
    return when(written.isoformat() + (zone if zone[0] in "+-" else "+00:00"))


IMPORTER = Importer(
    PLATFORM,
    "CSV",
    files={"*.csv": read, "*.tsv": read, "*.txt": read},
    sniff=sniff,
    sniffed_together=True,
    prepare=prepare,
    finish=finish,
)
