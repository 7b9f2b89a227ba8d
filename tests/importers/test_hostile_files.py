"""Broken and hostile files end as they should: within time and memory, in one sentence, with nothing written anywhere.

Each is read as it is, then cut and with a bit turned at 20 seeded places each: those may end in any of the three ways,
but never in a traceback, without end, beyond the memory, or in a word of the file in a message.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from identity_audit import limits
from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError, Refused
from identity_audit.importers import read_export
from identity_audit.memory import ceiling
from identity_audit.words import words
from tests.importers.hostile_files import MARK, Case, cases

CASES = list(cases())
PLACES = 20
_FRENCH = words("fr")
_watched: list[str] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Python tells its hooks of every file that is opened to write, made, moved or removed, and of every program."""
    if _watched is None:
        return
    writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    if event in _ACTS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & writes):
        _watched.append(event)


_ACTS = frozenset(
    "os.mkdir os.rename os.remove os.rmdir os.link os.symlink os.truncate os.chmod shutil.copyfile subprocess.Popen "
    "os.system socket.connect".split()
)
sys.addaudithook(_watch)


@contextmanager
def only_reading() -> Iterator[None]:
    """Nothing but reading of files happens in here."""
    global _watched  # noqa: PLW0603 (a hook cannot be taken away, only told to look elsewhere)
    _watched = []
    try:
        yield
        assert _watched == []
    finally:
        _watched = None


class TooSlow(BaseException):
    """Not an Exception, so that nothing that is read over in between can swallow it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What takes more time of the processor is stopped: a program that hangs is found, a busy computer is not."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, at: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def outcome(case: Case, path: Path) -> Dataset | AuditError:
    """What the person meets: whatever it is, sentences of ours in both languages, with nothing of the file in them."""
    try:
        with within(case.seconds), ceiling(case.megabytes << 20):
            found: Dataset | AuditError = read_export(path, **case.options)
    except AuditError as error:
        found = error
    assert not isinstance(found, Refused), "more memory than it may take"
    said = [found.sentence] if isinstance(found, AuditError) else list(found.problems["what"])
    assert all(_FRENCH(sentence) != sentence for sentence in said)
    shown = str(found) if isinstance(found, AuditError) else "".join(found.problems[["file", "what"]].sum())
    assert MARK.lower() not in shown.lower()
    return found


def what_it_is(found: Dataset | AuditError) -> str:
    if isinstance(found, AuditError):
        return "error"
    return "ok" if found.problems.empty else "partial"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_ends_as_it_should(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    folder, elsewhere = tmp_path / "chosen", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    path = folder / case.file
    whole = case.build()
    path.write_bytes(whole)
    with only_reading():
        found = outcome(case, path)
    said = [str(found)] if isinstance(found, AuditError) else list(found.problems["what"])
    assert what_it_is(found) == case.ends, said
    assert any(case.says in sentence for sentence in said) or not case.says, said
    if case.posts is not None:
        assert isinstance(found, Dataset) and len(found.posts) == case.posts

    dice = Random(case.name)
    for damaged in (*cut(whole, dice), *turned(whole, dice)):
        path.write_bytes(damaged)
        with only_reading():
            outcome(case, path)
    assert list(elsewhere.iterdir()) == [] and [at.name for at in folder.iterdir()] == [case.file]
    assert MARK not in caplog.text + "".join(capfd.readouterr())


def cut(whole: bytes, dice: Random) -> Iterator[bytes]:
    for _ in range(PLACES if whole else 0):
        yield whole[: dice.randrange(len(whole))]


def turned(whole: bytes, dice: Random) -> Iterator[bytes]:
    """One bit turned: half of the places among the last bytes, where a zip says what is in it."""
    for number in range(PLACES if whole else 0):
        damaged = bytearray(whole)
        at = dice.randrange(max(0, len(whole) - 400) if number % 2 else 0, len(whole))
        damaged[at] ^= 1 << dice.randrange(8)
        yield bytes(damaged)


def test_there_are_many_of_them_and_of_every_class() -> None:
    assert len(CASES) >= 120
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.ends for case in CASES} == {"ok", "partial", "error"}


def test_the_watch_sees_what_is_written(tmp_path: Path) -> None:
    for act in (lambda: (tmp_path / "a").write_text("a"), (tmp_path / "b").mkdir, lambda: os.system("true")):
        with pytest.raises(AssertionError), only_reading():
            act()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer of the processor on Windows")
def test_the_watch_stops_what_hangs() -> None:
    with pytest.raises(TooSlow), within(0.05):
        while True:
            pass


def test_every_limit_has_a_sentence_with_its_number_in_both_languages() -> None:
    """The numbers of the module are those of the sentences."""
    numbers = {
        "members": f"{limits.MEMBERS:,}", "directory": f"{limits.DIRECTORY >> 20} MB", "ratio": f"{limits.RATIO} times",
        "texts": f"{limits.TEXTS >> 30} GB", "text": f"{limits.TEXT_MEMBER >> 30} GB",
        "at once": f"{limits.AT_ONCE >> 20} MB", "item": f"{limits.ITEM >> 20} MB", "columns": f"{limits.COLUMNS} ",
        "name": f"{limits.NAME_BYTES:,} bytes, or in more than {limits.DEPTH} folders",
        "cut text": f"{limits.TEXT:,}", "cut name": f"{limits.NAME} ", "rows": f"{limits.ROWS // 10**6} million",
        "memory": f"{limits.MEMORY >> 30} GB", "upload": f"{limits.UPLOAD >> 30} GB",
        "disk": f"{limits.SPARE_DISK >> 30} GB",
    }  # fmt: skip
    for limit, number in numbers.items():
        english = limits.SENTENCES[limit]
        assert number in english, limit
        figures = ["".join(filter(str.isdigit, word)) for word in number.split() if any(map(str.isdigit, word))]
        french = "".join(_FRENCH(english).replace("\u00a0", "").split())
        assert all(figure in french for figure in figures), limit
