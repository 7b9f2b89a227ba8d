"""Long work beside the page: one child process, its progress, Cancel. A crash of a parser costs the job only."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Literal

from identity_audit.errors import AuditError
from identity_audit.words import N_

FAILED = N_(
    "Something went wrong while reading your files; nothing was changed. "
    "Try with one file at a time to find out which one it is."
)
# the system's default (fork) would copy the server's threads and open sessions into the child
_spawn = multiprocessing.get_context("spawn")


class Job:
    """One piece of work in a child process.

    `state`: running, done, failed or cancelled. `step` and `share` are the last that the work told; `result` is
    its value once done; `error` one sentence (message id and values) once failed.
    """

    def __init__(self, work: Callable[..., Any], arguments: tuple[Any, ...], then: str) -> None:
        self.state: Literal["running", "done", "failed", "cancelled"] = "running"
        self.step, self.share = N_("Starting"), None
        self.result: Any = None
        self.error: AuditError | None = None
        self.then = then
        self._started = self._step_started = time.monotonic()
        self._receiver, sender = _spawn.Pipe(duplex=False)
        self._process: SpawnProcess = _spawn.Process(target=_child, args=(sender, work, arguments), daemon=True)
        self._process.start()
        sender.close()

    step: str
    share: float | None

    def poll(self, patience: float = 0) -> None:
        """Take in what the child has said since the last look; waits for a word of it at most so many seconds."""
        try:
            while self.state == "running" and self._receiver.poll(patience):
                patience = 0
                self._hear(*self._receiver.recv())
        except (EOFError, OSError):
            # the child died without a word: out of memory, or a fault in a compiled parser
            self._fail(AuditError(FAILED))

    def _hear(self, what: str, value: Any) -> None:
        if what == "progress":
            step, share = value
            if step != self.step:
                self._step_started = time.monotonic()
            self.step, self.share = step, share
        elif what == "done":
            self.state, self.result = "done", value
            self._close()
        else:
            self._fail(value)

    def _fail(self, error: AuditError) -> None:
        self.state, self.error = "failed", error
        self._close()

    def seconds_left(self) -> float | None:
        """How long will this step still take? None while there is too little to tell."""
        spent = time.monotonic() - self._step_started
        if self.share is None or self.share < 0.05 or spent < 2:
            return None
        return spent * (1 - self.share) / self.share

    def cancel(self) -> None:
        """Stop at once; what was done before this job is untouched."""
        if self.state == "running":
            self.state = "cancelled"
            self._close()

    def _close(self) -> None:
        self._receiver.close()
        if self._process.is_alive() and self.state != "done":
            self._process.kill()
        self._process.join(timeout=1)


def _child(sender: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    def progress(step: str, share: float | None) -> None:
        sender.send(("progress", (step, share)))

    try:
        result = work(*arguments, progress)
    except AuditError as error:
        sender.send(("failed", error))
    except Exception:  # the border of the process: whatever broke, the person gets one sentence, and no content
        sender.send(("failed", AuditError(FAILED)))
    else:
        sender.send(("done", result))
    sender.close()
