"""Which exports did the person ask for, and when? One small file beside the dossiers.

It belongs to no dossier: whoever asks for a first export has none yet. A file that is not as we write it counts as
none: what is lost with it is a reminder.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from identity_audit.store.faults import StoreError, told
from identity_audit.store.folder import home

_NAME = "asked.json"


def asked() -> dict[str, date]:
    """Platform -> the day on which its export was asked for, earliest first; what has arrived is not there."""
    try:
        found = json.loads((home() / _NAME).read_text(encoding="utf-8"))
        days = {platform: date.fromisoformat(day) for platform, day in found.items()}
    except (StoreError, OSError, ValueError, TypeError, AttributeError):
        return {}
    return dict(sorted(days.items(), key=lambda one: (one[1], one[0])))


def ask(platform: str, day: date) -> None:
    """The export of this platform was asked for. Raises NotWritable, NoRoom and the other StoreErrors."""
    _keep({**asked(), platform: day})


def forget(platforms: Iterable[str]) -> None:
    """These exports have arrived, or are not waited for any more. Raises StoreError like `ask`."""
    gone, before = set(platforms), asked()
    if gone & before.keys():
        _keep({platform: day for platform, day in before.items() if platform not in gone})


def _keep(days: Mapping[str, date]) -> None:
    """All of it in place of what was there, readable by this user alone; without any, no file."""
    place = home() / _NAME
    with told():
        if not days:
            place.unlink(missing_ok=True)
            return
        draft = place.with_name(f"{_NAME}.{secrets.token_hex(4)}")
        try:
            _write(draft, json.dumps({platform: day.isoformat() for platform, day in days.items()}))
            draft.replace(place)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            raise


def _write(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
