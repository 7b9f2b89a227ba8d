"""The long work of a child process: read exports, audit them. Knows no Streamlit, so a child starts fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from identity_audit.analysis.encoder import EncodingCache, load_encoder
from identity_audit.analysis.topic_space import MANY_POSTS
from identity_audit.audit import Audit, Settings, run_audit
from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError
from identity_audit.importers import read_export
from identity_audit.memory import ceiling

Progress = Callable[[str, float | None], None]
Encodings = tuple[list[bytes], npt.NDArray[np.float32]]  # digests of texts, and their vectors
NO_ENCODINGS: Encodings = ([], np.empty((0, 0), dtype=np.float32))


@dataclass(frozen=True)
class Request:
    """What to read, and the person's answers about it: see `read_export`."""

    paths: tuple[str, ...] = ()
    me: tuple[str, ...] = ()
    messages: bool = False
    tz: str | None = None
    columns: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came out: always the dataset; the audit, or the sentence that says why there is none.

    encodings: what is to be kept for the next start; None where that is what was known already.
    """

    dataset: Dataset
    audit: Audit | None
    refusal: AuditError | None = None
    encodings: Encodings | None = None


def read(asked: Request, progress: Progress) -> Dataset:
    """Read the person's files, within a ceiling of memory: nothing is analysed yet."""
    with ceiling():
        return read_export(
            asked.paths, me=asked.me or None, messages=asked.messages, tz=asked.tz, columns=asked.columns,
            progress=progress,
        )  # fmt: skip


def analyse(dataset: Dataset, settings: Settings, known: Encodings, progress: Progress) -> Outcome:
    """Audit what was read. known: texts that were encoded before, which need not be encoded again."""
    encoder = load_encoder()
    cache = EncodingCache(encoder, *known) if encoder is not None else None
    try:
        audit = run_audit(dataset, settings, progress, encodings=cache)
    except AuditError as error:
        return Outcome(dataset, None, error)
    used = cache.content() if cache is not None else known
    return Outcome(dataset, audit, None, used if set(used[0]) != set(known[0]) else None)


def is_long(dataset: Dataset) -> bool:
    """Would the exact audit take so long that a first picture is worth it?"""
    return len(dataset.posts) > MANY_POSTS


def first_picture(dataset: Dataset, settings: Settings, known: Encodings, progress: Progress) -> Outcome:
    """A rough audit of a very long history, in seconds; `analyse` gives the exact one after it."""
    encoder = load_encoder()
    cache = EncodingCache(encoder, *known) if encoder is not None else None
    try:
        return Outcome(dataset, run_audit(dataset, settings, progress, encodings=cache, quick=True))
    except AuditError as error:
        return Outcome(dataset, None, error)


def read_and_analyse(asked: Request, progress: Progress) -> Outcome:
    """Read files of which nothing is to be taken out, the invented examples, and audit them at once."""
    return analyse(read(asked, progress), Settings(), NO_ENCODINGS, progress)
