"""The classes and the address book of `names/pairs.txt`: who is who, written down before anything was matched."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

_FILE = Path(__file__).parent / "names" / "pairs.txt"
USER_NAMES = "User names"


@dataclass
class Class:
    """names: the list as it is loaded. who: name of the list -> id of the contact who is that person."""

    title: str
    names: list[str] = field(default_factory=list)
    who: dict[str, str] = field(default_factory=dict)


def read() -> tuple[list[Class], pd.DataFrame]:
    """The classes, and the contacts of all of them in one table."""
    classes: list[Class] = []
    contacts: list[tuple[str, str, str | None]] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("=="):
            classes.append(Class(line.removeprefix("==").strip()))
        elif line.startswith("+"):
            classes[-1].names.append(line.removeprefix("+").strip())
        else:
            listed, *account = [part.strip() for part in line.removeprefix("-").split(" | ")]
            if line.startswith("-"):
                listed, account = "", [listed, *account]
            name, handle = account[0], account[1] if len(account) > 1 else None
            contact = f"net:{len(contacts)}"
            contacts.append((contact, name, handle))
            if listed:
                classes[-1].names.append(listed)
                classes[-1].who[listed] = contact
    return classes, pd.DataFrame(contacts, columns=["contact_id", "name", "handle"]).astype("str")
