"""What can go wrong, as sentences a person can act on: what happened, then what to do.

An error carries an English sentence (a message id of the catalogue) and numbers to put in it. It never carries
a file name, a contact's name or any text of an export, because errors reach logs and terminals.
"""

from __future__ import annotations


class AuditError(Exception):
    """Base of every error that is shown to the person: `sentence` is a message id, `values` its numbers."""

    def __init__(self, sentence: str, **values: int | float | str) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence = sentence
        self.values = values


class NothingUsable(AuditError):
    """No file of the selection is an export that we can read."""


class UnsafeArchive(AuditError):
    """The archive breaks a safety limit or is built to mislead; nothing of it was read."""


class Refused(AuditError):
    """Reading takes more than this computer is to give (memory, disk, rows); nothing was kept."""


class OwnerNeeded(AuditError):
    """A server-wide export holds everybody and nothing says which of them is the person."""


class WrongSetting(AuditError):
    """A choice of the caller does not fit (an unknown time zone, a group file without its two columns)."""


class Cancelled(Exception):
    """The person pressed Cancel; nothing half-done is kept."""
