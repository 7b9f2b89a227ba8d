"""All dossiers in one file that only its password opens, and back.

The file: a header (what it is, a random salt), then pieces of at most 1 MiB, each encrypted with AES-256-GCM under the
key that scrypt (n = 2^17) makes of the password. The number of a piece and whether it is the last are part of its seal,
so that pieces cannot be changed, moved or cut off unnoticed. Inside is a tar of the dossiers. A lost password cannot
be got back by anybody.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
import tarfile
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO

from identity_audit.errors import AuditError
from identity_audit.store import asked, database, folder
from identity_audit.store.dossier import Dossier
from identity_audit.store.faults import StoreError, told
from identity_audit.words import N_

ENDING = ".backup"
SHORTEST = 10
PIECE = 1024 * 1024
_MAGIC = b"Identity Audit backup 1\n"
_SALT = 16
_SEAL = 16
_COST = 2**17


class WrongPassword(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("This password does not open the backup, or the file is damaged; nothing was changed. Check the "
               "password, then try again.")
        )  # fmt: skip


class NoBackup(StoreError):
    def __init__(self) -> None:
        super().__init__(
            N_("This file is no backup, or it is damaged; nothing was changed. Choose the file that you kept, whose "
               "name ends in .backup.")
        )  # fmt: skip


def write(file: Path, password: str, workroom: Path) -> int:
    """Put every dossier that can be opened into an encrypted file; how many are in it?

    `workroom` is a private folder for one copy at a time. Raises AlreadyThere, NotWritable, NoRoom.
    """
    there = [found.path for found in folder.dossiers() if found.problem is None]
    with told(), os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        sealed = _Sealed(out, password)
        with tarfile.open(mode="w|", fileobj=sealed, bufsize=PIECE) as tar:  # type: ignore[call-overload]
            for number, path in enumerate(there):
                copy = workroom / f"{number:04}.dossier"
                with database.glance(path) as connection:
                    database.copy(connection, copy)
                tar.add(copy, arcname=copy.name)
                copy.unlink()
            days = json.dumps({name: day.isoformat() for name, day in asked.asked().items()}).encode()
            entry = tarfile.TarInfo("asked.json")
            entry.size = len(days)
            tar.addfile(entry, io.BytesIO(days))
        sealed.finish()
    return len(there)


def restore(file: Path, password: str, workroom: Path) -> list[str]:
    """Add every dossier of a backup beside those that are here; their names. All of them, or none.

    `workroom` is a private folder in which they are unpacked first. Raises NoBackup, WrongPassword, NoRoom.
    """
    days: dict[str, date] = {}
    copies: list[Path] = []
    try:
        with file.open("rb") as stream:
            opened = _Opened(stream, password)
            with tarfile.open(mode="r|", fileobj=opened, bufsize=PIECE) as tar:  # type: ignore[call-overload]
                for entry in tar:
                    _unpack(tar.extractfile(entry) if entry.isfile() else None, entry.name, workroom, copies, days)
            # the last piece must have come: else the file was cut off between two dossiers
            opened.rest()
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoBackup from error
    except OSError as error:
        if isinstance(error, FileNotFoundError | IsADirectoryError):
            raise NoBackup from error
        with told():
            raise
    names = _take_in(copies)
    for platform, day in days.items():
        if platform not in asked.asked():
            with suppress(StoreError):
                asked.ask(platform, day)
    return names


def _unpack(content: IO[bytes] | None, name: str, workroom: Path, copies: list[Path], days: dict[str, date]) -> None:
    """One member: a dossier as a file of ours (its own name is never used), or the list of what was asked for."""
    if content is None:
        raise ValueError("a member that is no file")
    if name == "asked.json":
        days |= {str(key): date.fromisoformat(day) for key, day in json.load(content).items()}
        return
    copies.append(workroom / f"{len(copies):04}.dossier")
    with os.fdopen(os.open(copies[-1], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as ours:
        shutil.copyfileobj(content, ours)


def _take_in(copies: list[Path]) -> list[str]:
    """Add them; where one fails, those that were added go again."""
    taken: list[Path] = []
    names = []
    try:
        for copy in copies:
            dossier = Dossier.take_in(copy)
            if dossier.path is not None:
                taken.append(dossier.path)
            names.append(dossier.name)
            dossier.close()
            copy.unlink()
    except AuditError:
        for path in taken:
            folder.remove(path)
        raise
    return names


# --- the seal ------------------------------------------------------------------------------------------------------


class _Seal:
    """The key that a password and a salt give, and what it does to the piece of a number."""

    def __init__(self, password: str, salt: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

        typed = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
        self._aes = AESGCM(Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(typed))
        self._head = _MAGIC + salt

    def close(self, number: int, last: bool, content: bytes) -> bytes:
        nonce = self._nonce(number, last)
        return self._aes.encrypt(nonce, content, self._head + nonce)

    def open(self, number: int, last: bool, content: bytes) -> bytes:
        """Raises WrongPassword for anything but what `close` gave for this number."""
        from cryptography.exceptions import InvalidTag

        nonce = self._nonce(number, last)
        try:
            return self._aes.decrypt(nonce, content, self._head + nonce)
        except (InvalidTag, ValueError) as error:
            raise WrongPassword from error

    def _nonce(self, number: int, last: bool) -> bytes:
        """Never the same twice under one key: the salt is new for each file."""
        return number.to_bytes(11, "big") + bytes([last])


class _Sealed:
    """A file that encrypts what is written into it."""

    def __init__(self, out: IO[bytes], password: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._seal = _Seal(password, salt)
        self._out, self._waiting, self._number = out, bytearray(), 0
        out.write(_MAGIC + salt)

    def write(self, content: bytes) -> int:
        self._waiting += content
        # one byte more must be there: the last piece is sealed as such
        while len(self._waiting) > PIECE:
            self._out.write(self._seal.close(self._number, False, bytes(self._waiting[:PIECE])))
            del self._waiting[:PIECE]
            self._number += 1
        return len(content)

    def finish(self) -> None:
        self._out.write(self._seal.close(self._number, True, bytes(self._waiting)))
        self._out.flush()
        os.fsync(self._out.fileno())


class _Opened:
    """What `_Sealed` wrote, decrypted as it is read. Raises WrongPassword for a piece that is not as it was sealed."""

    def __init__(self, stream: IO[bytes], password: str) -> None:
        head = stream.read(len(_MAGIC) + _SALT)
        if len(head) < len(_MAGIC) + _SALT or not head.startswith(_MAGIC):
            raise NoBackup
        self._seal = _Seal(password, head[len(_MAGIC) :])
        self._stream, self._ready, self._number = stream, b"", 0
        self._next = stream.read(PIECE + _SEAL)
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._ready += self._open_one()
        size = len(self._ready) if size < 0 else size
        found, self._ready = self._ready[:size], self._ready[size:]
        return found

    def rest(self) -> None:
        """Read to the end, which must be sealed as the end."""
        while not self._ended:
            self._open_one()

    def _open_one(self) -> bytes:
        now, self._next = self._next, self._stream.read(PIECE + _SEAL)
        self._ended = not self._next
        found = self._seal.open(self._number, self._ended, now)
        self._number += 1
        return found


def refusal(password: str, again: str) -> str | None:
    """Why can this password not be used (a message id)? None where it can."""
    if len(password) < SHORTEST:
        return N_("Choose a password of at least 10 letters, for instance four words that only you would put together.")
    if password != again:
        return N_("The two passwords are not the same. Type them again.")
    return None
