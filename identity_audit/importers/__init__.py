"""Which export is this, and what is in it? The list of readers and the one function that runs them."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

import pandas as pd

from identity_audit import limits
from identity_audit.dataset import Dataset, Owner, combine, from_rows
from identity_audit.errors import NothingUsable
from identity_audit.importers import (
    bluesky,
    discord,
    facebook,
    generic_csv,
    googleplus,
    instagram,
    linkedin,
    mailbox,
    mastodon,
    mattermost,
    pinterest,
    reddit,
    slack,
    snapchat,
    spotify,
    telegram,
    threads,
    tiktok,
    tumblr,
    whatsapp,
    x,
    youtube,
    zulip,
)
from identity_audit.importers.archive import Archive, BrokenMember, Member, Patterns
from identity_audit.importers.base import Export, Importer, ReadRequest
from identity_audit.importers.fields import zone
from identity_audit.schema import FileSeen, Interaction, Post, Problem, Row
from identity_audit.words import N_

IMPORTERS: tuple[Importer, ...] = (
    slack.IMPORTER,
    mattermost.IMPORTER,
    zulip.IMPORTER,
    facebook.IMPORTER,
    instagram.IMPORTER,
    threads.IMPORTER,
    linkedin.IMPORTER,
    x.IMPORTER,
    mastodon.IMPORTER,
    googleplus.IMPORTER,
    youtube.IMPORTER,
    bluesky.IMPORTER,
    reddit.IMPORTER,
    tumblr.IMPORTER,
    whatsapp.IMPORTER,
    tiktok.IMPORTER,
    pinterest.IMPORTER,
    snapchat.IMPORTER,
    spotify.IMPORTER,
    telegram.IMPORTER,
    discord.IMPORTER,
    mailbox.IMPORTER,
    generic_csv.IMPORTER,
)

# What a hostile or damaged file makes a reader raise: a cut file, or nesting deeper than Python's stack.
_UNREADABLE = (BrokenMember, RecursionError)


class Progress(Protocol):
    """Called with the step (a message id) and the share done (0 to 1, None if unknown); may raise Cancelled."""

    def __call__(self, step: str, fraction: float | None, /) -> object: ...


def read_export(
    paths: str | Path | Iterable[str | Path],
    *,
    me: str | Iterable[str] | None = None,
    messages: bool = False,
    tz: str | None = None,
    progress: Progress | None = None,
    columns: Mapping[str, Mapping[str, str | None]] | None = None,
) -> Dataset:
    """What is in these exports? One dataset from zips, folders and files of any of the known platforms.

    paths: one or several.  me: name, e-mail or id of the person, for files that hold everybody.
    messages: read private messages too (a chat file chosen as such counts as asking).
    tz: zone of files that write local times (IANA name; UTC if not given).
    columns: by file name, what the columns of a table with unknown headers mean (see `generic_csv.preview`).
    Raises NothingUsable, UnsafeArchive, Refused or WrongSetting; a bad row or file is a counted problem of the dataset.
    """
    tell = progress or (lambda step, fraction: None)
    zone(tz)
    said = () if me is None else (me,) if isinstance(me, str) else tuple(me)
    request = ReadRequest(said, messages, tz, columns or {})
    tell(N_("Looking at the files"), None)
    with Archive([paths] if isinstance(paths, str | Path) else paths) as archive, _patient_collector():
        found = recognise(archive, request)
        if not found.exports:
            raise nothing_usable(archive)
        meter = _Meter(tell, sum(member.size for _, export in found.exports for member in export.members))
        archive.tell(meter.glance)
        for _, export in found.exports:
            export.beat = meter.glance
        owners = tuple(dict.fromkeys(owner for pair in found.exports if (owner := _owner(*pair))))
        parts = [from_rows(_beside(archive, found))]
        for importer, export in found.exports:
            export.owners, export.beat = owners, meter.part
            archive.tell(meter.part)
            part = from_rows(_rows(importer, export, meter))
            parts.append(replace(part, unowned=(export.unowned,) if export.unowned else ()))
    tell(N_("Putting everything together"), 1.0)
    dataset = replace(combine(parts), owners=owners)
    for importer, export in found.exports:
        if importer.join:
            dataset = importer.join(export, dataset)
    unread = dataset.problems.loc[dataset.problems["what"].isin(_UNREAD), "what"]
    if len(unread) and not (dataset.files["status"] == "read").any():
        raise NothingUsable(_DAMAGED if (unread == limits.SENTENCES["cut"]).any() else str(unread.iloc[0]))
    return dataset


@contextmanager
def _patient_collector() -> Iterator[None]:
    """Millions of rows are made here that all stay: the collector looks at them less often, which frees as much."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the selection holds: exports with their readers, how many files nobody knows (by ending), and how many
    two readers claim (such a file is never guessed)."""

    exports: list[tuple[Importer, Export]]
    unknown: Counter[str]
    disputed: int


def recognise(archive: Archive, request: ReadRequest) -> Recognised:
    """Which platforms are in the selection, and which file belongs to whom?

    A file belongs to the deepest root that a reader's signature found above it and whose table knows it; without
    one, to the one reader that recognises its content.
    """
    roots = _roots(archive.members)
    tables = {importer.platform: Patterns(importer.files) for importer in IMPORTERS}
    owned: dict[tuple[str, str], list[Member]] = {}
    unknown: Counter[str] = Counter()
    disputed = 0
    for member in archive.members:
        claims = {
            (platform, root)
            for platform, root in roots[id(member.source)]
            if member.path.startswith(root) and tables[platform].first(member)
        }
        depth = max((len(root) for _, root in claims), default=0)
        claims = {(platform, root) for platform, root in claims if len(root) == depth} or _sniffed(member, request)
        if len(claims) > 1:
            disputed += 1
        elif claims:
            owned.setdefault(claims.pop(), []).append(member)
        else:
            unknown[PurePosixPath(member.name).suffix.lower()[:12]] += 1
    exports = [
        (importer, Export(importer.platform, root, tuple(sorted(members, key=lambda m: m.path)), request))
        for importer in IMPORTERS
        for (platform, root), files in owned.items()
        if platform == importer.platform
        for members in _one_each(files)
    ]
    return Recognised(exports, unknown, disputed)


def nothing_usable(archive: Archive) -> NothingUsable:
    """The one sentence for a selection that holds no export: the wrong format or part is named where it is known."""
    for _, _, sentence, _ in _wrong_formats(archive, IMPORTERS):
        return NothingUsable(sentence)
    for importer in IMPORTERS:
        for pattern, sentence in importer.wrong_part.items():
            if any(member.matches(pattern) for member in archive.members):
                return NothingUsable(sentence)
    for sentence in archive.damaged:
        return NothingUsable(_DAMAGED if sentence == limits.SENTENCES["damaged"] else sentence)
    for limit in archive.left_out:
        return NothingUsable(limits.SENTENCES[limit])
    if not archive.members:
        return NothingUsable(N_("There is no file in what you chose. Choose the zip that the platform sent you."))
    return NothingUsable(
        N_("Nothing here is an export that we know. Choose the zip as the platform sent it, without unpacking it.")
    )


_DAMAGED = N_("What you chose is damaged or not complete. Download it again, then choose it here.")


#: why one file was left out, where nothing of it was read
_UNREAD = tuple(limits.SENTENCES[limit] for limit in ("cut", "text", "at once", "item", "nesting", "columns"))


class _Meter:
    """How far is the reading? Told at the first row, then a few times each second, so that Cancel is quick too.

    The share is of the bytes of the files, and never goes back: a file that is looked at twice counts once.
    """

    def __init__(self, tell: Progress, total: int) -> None:
        self._tell, self._total = tell, max(total, 1)
        self._done, self._part, self._next, self._share = 0, 0, 0.0, 0.0
        self._size, self._rows, self._step = 0, 0, ""

    def row(self, row: Row) -> None:
        """One more row; Refused where there are more of them than a computer can hold."""
        if isinstance(row, Post | Interaction):
            self._rows += 1
            if self._rows > limits.ROWS:
                raise limits.refused("rows")
        self.look()

    def look(self) -> None:
        self._now_and_then(N_("Reading the files"), lambda: min(1.0, (self._done + self._part) / self._total))

    def begin(self, member: Member) -> None:
        self._size, self._part = member.size, 0

    def read(self, member: Member) -> None:
        self._done, self._part, self._size = self._done + member.size, 0, 0
        self.look()

    def part(self, n: int) -> None:
        """So much more of the member was read."""
        self._part = min(self._part + n, self._size)
        self.look()

    def glance(self, n: int) -> None:
        """So much was looked at, before the reading: how much there is of it, nobody knows yet."""
        self._now_and_then(N_("Looking at the files"), None)

    def _now_and_then(self, step: str, share: Callable[[], float] | None) -> None:
        if (now := time.monotonic()) >= self._next or step != self._step:
            self._next, self._step = now + limits.BEAT / 4, step
            if share is not None:
                self._share = max(self._share, share())
            self._tell(step, None if share is None else self._share)


def _rows(importer: Importer, export: Export, meter: _Meter) -> Iterator[Row]:
    meter.look()
    try:
        if importer.prepare:
            importer.prepare(export)
    except _UNREADABLE as error:
        yield Problem(importer.platform, "*", _why(error))
        return
    table = Patterns(importer.files)
    for member in export.members:
        pattern = table.first(member) or next(iter(importer.files))
        meter.begin(member)
        for row in _member_rows(importer, export, member, pattern):
            meter.row(row)
            yield row
        meter.read(member)
    if importer.finish:
        yield from importer.finish(export)


def _member_rows(importer: Importer, export: Export, member: Member, pattern: str) -> Iterator[Row]:
    reader = importer.files[pattern]
    if reader is None or (pattern in importer.private and not export.request.messages):
        yield FileSeen(importer.platform, pattern, "closed")
        return
    try:
        yield from reader(member, export)
    except _UNREADABLE as error:
        yield Problem(importer.platform, pattern, _why(error))
    else:
        yield FileSeen(importer.platform, pattern, "read")


def _why(error: BrokenMember | RecursionError) -> str:
    """The sentence for a file that cannot be read."""
    return error.sentence if isinstance(error, BrokenMember) else limits.SENTENCES["nesting"]


def _beside(archive: Archive, found: Recognised) -> Iterator[Row]:
    """What lies beside the exports of the selection: counted, never silently dropped."""
    for suffix, n in found.unknown.items():
        yield FileSeen("", "*" + suffix, "unknown", n)
    read = {importer.platform for importer, _ in found.exports}
    for platform, pattern, sentence, n in _wrong_formats(archive, (i for i in IMPORTERS if i.platform not in read)):
        yield Problem(platform, pattern, sentence, n)
    told = {limits.SENTENCES[limit]: n for limit, n in archive.left_out.items()} | archive.damaged
    if found.disputed:
        told[N_("Two readers know this file, so it was left out. Choose each export by itself.")] = found.disputed
    for what, n in told.items():
        yield Problem("", "*", what, n)


def _wrong_formats(archive: Archive, importers: Iterable[Importer]) -> Iterator[tuple[str, str, str, int]]:
    importers = list(importers)
    wanted = Patterns({pattern for importer in importers for pattern in importer.wrong_format})
    found = Counter(pattern for member in archive.members for pattern in wanted.fitting(member))
    for importer in importers:
        for pattern, sentence in importer.wrong_format.items():
            if n := found[pattern]:
                yield importer.platform, pattern, sentence, n


def _roots(members: Iterable[Member]) -> dict[int, set[tuple[str, str]]]:
    """By source: which platform's files begin under which root?

    A zip that is no export by itself is taken for a part of one, so it shares the roots of the others.
    """
    spots: dict[int, dict[str, set[str]]] = {}
    wanted = Patterns({pattern for importer in IMPORTERS for entry in importer.signatures for pattern in entry})
    for member in members:
        found = spots.setdefault(id(member.source), {})
        for pattern in wanted.fitting(member):
            found.setdefault(pattern, set()).add(member.root_of(pattern) or "")
    roots = {source: _signed(found) for source, found in spots.items()}
    parts = [source for source, found in roots.items() if not found]
    spread: dict[str, set[str]] = {}
    for source in parts:
        for pattern, places in spots[source].items():
            spread.setdefault(pattern, set()).update(places)
    shared = set[tuple[str, str]]().union(_signed(spread), *roots.values())
    return {source: found or shared for source, found in roots.items()}


def _signed(spots: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    return {
        (importer.platform, root)
        for importer in IMPORTERS
        for entry in importer.signatures
        for root in set.intersection(*(spots.get(pattern, set()) for pattern in entry))
    }


def _sniffed(member: Member, request: ReadRequest) -> set[tuple[str, str]]:
    """Which readers recognise this file by its content? The person's own words about its columns come first."""
    if member.name in request.columns:
        return {(generic_csv.IMPORTER.platform, "")}
    return {
        (importer.platform, "" if importer.sniffed_together else member.path)
        for importer in IMPORTERS
        if importer.sniff and _sniffs(importer, member)
    }


def private_left_closed(files: pd.DataFrame) -> bool:
    """Did files of private messages stay closed, because nobody asked to read them? files: the table of that name."""
    closed = files[files["status"] == "closed"]
    private = {importer.platform: importer.private for importer in IMPORTERS}
    return any(file in private.get(platform, ()) for platform, file in zip(closed["platform"], closed["file"]))


def _sniffs(importer: Importer, member: Member) -> bool:
    try:
        return bool(importer.sniff and importer.sniff(member))
    except BrokenMember:
        return False


def _one_each(files: Iterable[Member]) -> Iterator[list[Member]]:
    """The exports that these files are: sources that share no path are parts of one, a repeated path is another."""
    by_source: dict[int, list[Member]] = {}
    for member in files:
        by_source.setdefault(id(member.source), []).append(member)
    exports: list[dict[str, Member]] = []
    for members in by_source.values():
        paths = {member.path: member for member in members}
        home = next((export for export in exports if not export.keys() & paths.keys()), None)
        if home is None:
            exports.append(paths)
        else:
            home.update(paths)
    for export in exports:
        yield list(export.values())


def _owner(importer: Importer, export: Export) -> Owner | None:
    try:
        return importer.owner(export) if importer.owner else None
    except _UNREADABLE:
        return None
