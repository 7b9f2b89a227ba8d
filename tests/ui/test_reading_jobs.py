"""A real reading in a real child process: Cancel and the ceiling of memory cost that reading and nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from identity_audit.errors import Refused
from identity_audit.memory import ceiling
from identity_audit.ui import work
from identity_audit.ui.jobs import Job
from tests.ui.test_jobs import PATIENCE, Progress, alive, ended


def want_too_much(progress: Progress) -> None:
    with ceiling(64 << 20):
        bytearray(1 << 30)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a ceiling of memory")
def test_a_file_that_would_fill_the_memory_costs_the_job_and_says_so() -> None:
    job = ended(Job(want_too_much, (), "facets"))
    assert (job.state, type(job.error)) == ("failed", Refused)
    assert "4 GB of memory" in str(job.error)


@pytest.mark.skipif(os.name == "nt", reason="a file with a hole takes its room on Windows")
def test_cancel_ends_a_real_reading_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary, mailbox = tmp_path / "tmp", tmp_path / "All.mbox"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with mailbox.open("wb") as out:
        out.write(b"From 1@xxx Mon Mar 03 10:12:00 +0000 2025\nFrom: a@b.example\nTo: c@d.example\n\n")
        out.truncate(20 << 30)  # a hole: it takes no room, and minutes to read
    job = Job(work.read, (work.Request((str(mailbox),)),), "verify")
    while job.state == "running" and job.step == "Starting":
        job.poll(PATIENCE)
    assert job.state == "running"
    pid = job._process.pid
    job.cancel()
    assert (job.state, job.result, job.error) == ("cancelled", None, None)
    while alive(pid or 0):
        job._process.join(timeout=1)
    assert list(temporary.iterdir()) == [] and set(tmp_path.iterdir()) == {temporary, mailbox}
