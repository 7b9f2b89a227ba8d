"""Long work in a real child process: what it says is heard, it can be stopped, and its faults cost nothing else."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from identity_audit.errors import AuditError, NothingUsable
from identity_audit.ui.jobs import FAILED, Job

#: only a hanging program waits so long (nothing more is imported here, because each child reads this file)
PATIENCE = 120
Progress = Callable[[str, float | None], None]
SECRET = "Jeanne wrote this"


def count(to: int, progress: Progress) -> list[int]:
    for number in range(to):
        progress(f"step {number // 2}", number / to)
    return list(range(to))


def large(size: int, progress: Progress) -> bytes:
    return b"x" * size


def never_end(place: str, progress: Progress) -> None:
    Path(place).write_text(str(os.getpid()), encoding="utf-8")
    progress("working", 0.1)
    threading.Event().wait()


def refuse(progress: Progress) -> None:
    raise NothingUsable("{n} of {total} files are closed.", n=3, total=1.5)


def stumble(progress: Progress) -> None:
    raise ValueError(SECRET)


def overflow(progress: Progress) -> None:
    overflow(progress)


def leave(progress: Progress) -> None:
    progress("leaving", None)
    os._exit(3)


def be_killed(progress: Progress) -> None:
    os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def ended(job: Job) -> Job:
    while job.state == "running":
        job.poll(PATIENCE)
    return job


def test_progress_is_heard_and_the_result_taken_over() -> None:
    job = Job(count, (6,), "facets")
    steps = [(job.step, job.share)]
    while job.state == "running":
        job.poll(PATIENCE)
        steps.append((job.step, job.share))
    assert (job.state, job.result, job.error, job.then) == ("done", [0, 1, 2, 3, 4, 5], None, "facets")
    assert steps[0] == ("Starting", None)
    assert steps[-1] == ("step 2", 5 / 6)


def test_a_large_result_arrives_whole_and_is_final() -> None:
    job = ended(Job(large, (20_000_000,), "facets"))
    assert job.state == "done"
    assert len(job.result) == 20_000_000
    job.poll()
    job.cancel()
    assert job.state == "done"


def test_cancel_ends_the_process(tmp_path: Path) -> None:
    place = tmp_path / "pid"
    job = Job(never_end, (str(place),), "facets")
    while job.step != "working":
        job.poll(PATIENCE)
    pid = int(place.read_text(encoding="utf-8"))
    assert alive(pid)
    job.cancel()
    assert job.state == "cancelled"
    assert (job.result, job.error) == (None, None)
    while alive(pid):  # killed, perhaps not yet gone
        job._process.join(timeout=1)
    job.poll()
    assert job.state == "cancelled"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("fault", [stumble, overflow, leave, be_killed])
def test_any_fault_is_the_same_sentence_without_content(fault: Callable[[Progress], None]) -> None:
    job = ended(Job(fault, (), "facets"))
    assert job.state == "failed"
    assert job.error is not None
    assert (type(job.error), job.error.sentence, job.error.values) == (AuditError, FAILED, {})
    assert SECRET not in repr(vars(job)) + str(job.error)
    assert job.error.__cause__ is None


def test_our_own_errors_keep_their_sentence_and_values() -> None:
    error = ended(Job(refuse, (), "facets")).error
    assert type(error) is NothingUsable
    assert (error.sentence, error.values) == ("{n} of {total} files are closed.", {"n": 3, "total": 1.5})
    assert str(error) == "3 of 1.5 files are closed."


@pytest.mark.parametrize(
    ("share", "spent", "left"),
    [(None, 60, None), (0.01, 60, None), (0.5, 1, None), (0.5, 30, 30), (0.25, 30, 90), (1.0, 30, 0)],
)
def test_the_time_left_follows_the_step(
    monkeypatch: pytest.MonkeyPatch, share: float | None, spent: float, left: float | None
) -> None:
    job: Any = object.__new__(Job)
    job.share, job._step_started = share, 1000.0
    monkeypatch.setattr("identity_audit.ui.jobs.time.monotonic", lambda: 1000.0 + spent)
    assert job.seconds_left() == left
