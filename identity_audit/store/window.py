"""Who else has a dossier open now? Locks of the operating system, which a killed process cannot leave behind.

Every window holds a lock that others may hold too; it is alone when nobody would stop it from holding one alone. Where
a disk knows no locks, nobody can tell, and everybody seems alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    # there are no shared locks here: each window holds the first free byte of so many
    _WINDOWS = 16

    def _lock(file: IO[bytes], byte: int, how: int) -> bool:
        try:
            file.seek(byte)
            msvcrt.locking(file.fileno(), how, 1)
        except OSError:
            return False
        return True

    def _hold(file: IO[bytes]) -> None:
        any(_lock(file, byte, msvcrt.LK_NBLCK) for byte in range(_WINDOWS))

    def _alone(file: IO[bytes]) -> bool:
        free = [byte for byte in range(_WINDOWS) if _lock(file, byte, msvcrt.LK_NBLCK)]
        for byte in free:
            _lock(file, byte, msvcrt.LK_UNLCK)
        return len(free) == _WINDOWS - 1
else:
    import fcntl

    # of the open file, not of the process: two sessions of one server exclude each other too
    def _hold(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_SH)

    def _alone(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            # asking for it alone has given up the one held
            _hold(file)
        return True


class Window:
    """One holder of an open dossier."""

    def __init__(self, dossier: Path) -> None:
        # not ".lock": where a disk knows no locks, SQLite makes one of that name itself
        path = dossier.with_name(f"{dossier.name}.window")
        self._file: IO[bytes] | None = None
        try:
            self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
            _hold(self._file)
        except OSError:
            self.let_go()

    def alone(self) -> bool:
        """Does nobody else have the dossier open?"""
        try:
            return self._file is None or _alone(self._file)
        except OSError:
            return True

    def let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
