"""What a reader of one platform is: a table of file patterns, who the owner is, and how to read each file.

A new platform is one file with an `IMPORTER` at its foot, its click path beside it (see `click_paths`), one line in
`IMPORTERS` and one folder in `tests/exports/`. From the table of patterns come recognition, reading, and the three
lists that the person sees: read, known and left closed, unknown to us.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from identity_audit.dataset import Dataset, Owner, Unowned
from identity_audit.importers.archive import Member
from identity_audit.schema import Problem, Row
from identity_audit.words import N_


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What the person asked for: who they are, whether private messages may be read, the zone of local times.

    columns: by file name, what the columns of a table with unknown headers mean (see `generic_csv`).
    """

    me: tuple[str, ...] = ()
    messages: bool = False
    tz: str | None = None
    columns: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)


@dataclass(slots=True)
class Export:
    """The files of one platform under one root, and all that is known before they are read.

    Several zips, or single files chosen together, are one export where no path appears in two of them. The
    members are in path order and read in that order, so a day file comes after the days before it.
    `owners`: who the other (and this) exports of the set say the person is. `context`: what the importer's own
    `prepare` found out (a user table, the title of a chat). `unowned`: set by `prepare` when it holds several
    people and nothing tells which of them is the person; then only people and groups are yielded. `beat`: readers
    of files of gigabytes call it with the bytes they have read, so that the person sees progress and can cancel.
    """

    platform: str
    root: str
    members: tuple[Member, ...]
    request: ReadRequest
    owners: tuple[Owner, ...] = ()
    context: Any = None
    unowned: Unowned | None = None
    beat: Callable[[int], None] = lambda n: None

    def find(self, pattern: str) -> list[Member]:
        """The members whose path ends like the pattern (see `archive.matches`), in path order."""
        return [m for m in self.members if m.matches(pattern)]


Reader = Callable[[Member, Export], Iterator[Row]]


@dataclass(frozen=True)
class Importer:
    """How the exports of one platform are recognised and read.

    platform: short id used in ids ("slack").  title: the name people use.
    files: path pattern -> reader, or None for "known and left closed"; the first pattern that fits a member wins.
    private: patterns (keys of `files`) that are read only when the person asks for private messages.
    signatures: each entry is a tuple of patterns that must all be found under one root; one entry is enough.
    sniff: for single files without a telling name: is this member yours? (looks at its ending, then at its first
    bytes; it is asked about every file that nobody claims)
    sniffed_together: the files that `sniff` finds are one export; otherwise each is one of its own.
    wrong_format: patterns of the same platform's HTML export -> a `NothingUsable`-type sentence for the person.
    wrong_part: patterns of the same company's other files -> a sentence that says which ones to ask for, told only
    when nothing of the selection can be used.
    owner: who does the file say its owner is?  prepare: a first pass whose result readers find in `context`.
    finish: rows that need the whole export to have been read.
    join: what this export says about the others, once all were read; gives the dataset with what it adds.
    """

    platform: str
    title: str
    files: Mapping[str, Reader | None]
    signatures: tuple[tuple[str, ...], ...] = ()
    sniff: Callable[[Member], bool] | None = None
    sniffed_together: bool = False
    private: frozenset[str] = frozenset()
    wrong_format: Mapping[str, str] = field(default_factory=dict)
    wrong_part: Mapping[str, str] = field(default_factory=dict)
    owner: Callable[[Export], Owner | None] | None = None
    prepare: Callable[[Export], None] | None = None
    finish: Callable[[Export], Iterator[Row]] | None = None
    join: Callable[[Export, Dataset], Dataset] | None = None
    server_wide: bool = False


def left_out(platform: str, file: str, n: int) -> Iterator[Problem]:
    """The counted problem of entries that are not what the file should hold; nothing where there are none."""
    if n:
        what = N_("Some entries are not in a form that we know. They were left out, the rest was read.")
        yield Problem(platform, file, what, n)


def kept_closed(platform: str, file: str) -> Problem:
    """Private messages that stand in one file with everything else, and were not asked for."""
    return Problem(platform, file, N_("This file also holds your private messages. They stay closed until you ask to "
                                      "read messages."))  # fmt: skip


def nothing_in_it(platform: str, file: str) -> Problem:
    """An export of an empty account, or one that was asked for without the parts that count."""
    return Problem(platform, file, N_("This export holds no post, no comment and nobody. If the account is not new, "
                                      "ask for the export again with everything in it."))  # fmt: skip
