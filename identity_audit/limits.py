"""Every limit of what is read, each with the sentence a person meets when a file breaks it.

Numbers and reasons: measured against real exports (12:1 compression, up to 200,000 members, tens of gigabytes of media
that are never opened) and against bombs (1029:1, 80 kB that fill the memory). A sentence says what happened, then what
to do, and names no file.
"""

from __future__ import annotations

from identity_audit.errors import Refused, UnsafeArchive
from identity_audit.words import N_

# --- a zip as a whole ------------------------------------------------------------------------------------------
MEMBERS = 500_000
#: bytes of the list of files, looked at before anything parses it
DIRECTORY = 256 << 20
#: bytes of one name, folders in it
NAME_BYTES, DEPTH = 4096, 40
#: unpacked size against packed size, and from how many unpacked bytes on it counts
RATIO, RATIO_FROM = 200, 64 << 20

# --- one file --------------------------------------------------------------------------------------------------
#: bytes of one text, and of all texts of a selection, counted while they are read
TEXT_MEMBER, TEXTS = 1 << 30, 4 << 30
#: bytes of a file that can only be read in one piece
AT_ONCE = 256 << 20
#: bytes of a JSON file up to which it is parsed in one go; characters of one item, or one line, beyond
JSON_AT_ONCE, ITEM = 64 << 20, 64 << 20
#: columns of a table, characters of one of its cells
COLUMNS, CELL = 500, 8 << 20

# --- what is kept ----------------------------------------------------------------------------------------------
#: characters of a text (of which a page shows fewer), of a name and everything else
TEXT, SHOWN, NAME = 100_000, 2_000, 300
#: posts and interactions of one selection
ROWS = 5_000_000

# --- the computer ----------------------------------------------------------------------------------------------
#: bytes that reading may take beyond what the program itself needs
MEMORY = 4 << 30
#: bytes of what is dropped on a page at once, and of the disk that must stay free beside its copy (the zone for large
#: files says both in server/arrivals.js)
UPLOAD, SPARE_DISK = 8 << 30, 1 << 30
#: seconds between two words of progress, at most; what looks for Cancel looks as often
BEAT = 0.5

SENTENCES = {
    # nothing of the selection is read
    "members": N_("This archive holds more than 500,000 files and was not opened. Ask the platform for a new export."),
    "directory": N_("The list of files in this archive is larger than 256 MB; it was not opened. "
                    "Ask the platform for a new export."),
    "overlap": N_("This archive was built to unpack the same bytes many times, so it was not opened. "
                  "Ask the platform for a new export."),
    "two lists": N_("This archive holds two lists of files that say different things, so it was not opened. "
                    "Ask the platform for a new export."),
    "ratio": N_("This archive unpacks to more than 200 times its size, so it was not opened. "
                "Ask the platform for a new export."),
    "path": N_("This archive holds files that point outside of it, so it was not opened. "
               "Ask the platform for a new export."),
    "encrypted": N_("This archive is protected by a password. Unpack it yourself, then choose the folder."),
    "texts": N_("These files hold more than 4 GB of text, so nothing of them was read. "
                "Choose fewer files, one network at a time."),
    "rows": N_("These files hold more than 5 million posts and messages, so nothing of them was kept. "
               "Choose fewer files, or ask the platform for a shorter period."),
    "memory": N_("Reading these files takes more than 4 GB of memory, so it was stopped and nothing was changed. "
                 "Choose fewer files at a time."),
    "upload": N_("The files dropped here are larger than 8 GB together, so none was taken. "
                 "Write where they are on your computer instead."),
    "disk": N_("Your disk has too little room for a copy of these files: 1 GB must stay free. "
               "Write where they are on your computer instead."),
    # one zip is left out
    "damaged": N_("A zip is damaged or not complete, so it was left out. Download it again."),
    "packing": N_("A zip is packed in a way that we do not open (often by Windows, above 2 GB). "
                  "Unpack it yourself, then choose the folder."),
    "split": N_("A zip is one part of several and cannot be opened alone. "
                "Unpack the parts together, then choose the folder."),
    # files inside are left out
    "links": N_("Files that are links or devices were left out."),
    "locked": N_("Files that are protected by a password were left out. Unpack them yourself, then choose the folder."),
    "packed": N_("Files that are packed in a way that we do not open were left out. "
                 "Unpack the zip yourself, then choose the folder."),
    "name": N_("Files with a name of more than 4,096 bytes, or in more than 40 folders, were left out."),
    # one file is left out
    "cut": N_("This file is cut, locked or not what its name says; left out."),
    "text": N_("This file holds more than 1 GB of text, so it was left out. "
               "Ask the platform for a shorter period."),
    "at once": N_("This file is larger than 256 MB and can only be read in one piece, so it was left out. "
                  "Ask the platform for a shorter period."),
    "item": N_("This file holds one entry or one line of more than 64 MB, so the rest of it was left out. "
               "Ask the platform for a new export."),
    "nesting": N_("This file holds boxes in boxes, nearly a thousand deep, so it was left out. "
                  "Ask the platform for a new export."),
    "columns": N_("This table has more than 500 columns, so it was left out. Keep the columns that count."),
    # something is kept, not all of it
    "cut text": N_("Texts of more than 100,000 characters were cut there."),
    "cut name": N_("Names of more than 300 characters were cut there."),
}  # fmt: skip


class BrokenMember(Exception):
    """This one file cannot be read (cut, locked, too large, not the JSON it claims to be); the others still can.

    sentence: the message id that says why.
    """

    def __init__(self, limit: str = "cut") -> None:
        self.sentence = SENTENCES[limit]
        super().__init__(self.sentence)


class BrokenArchive(BrokenMember):
    """This one zip cannot be opened at all."""

    def __init__(self, limit: str = "damaged") -> None:
        super().__init__(limit)


def check_columns(n: int) -> None:
    """Refuse a table of more columns than anybody fills."""
    if n > COLUMNS:
        raise BrokenMember("columns")


def unsafe(limit: str) -> UnsafeArchive:
    """The archive breaks a limit or misleads: nothing of the selection is read."""
    return UnsafeArchive(SENTENCES[limit])


def refused(limit: str) -> Refused:
    """There is more of it than the computer is to give."""
    return Refused(SENTENCES[limit])
