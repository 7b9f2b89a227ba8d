"""How does a person get the export of a platform, and what would it tell? One data file beside each reader.

The files (`facebook.toml` beside `facebook.py` ...) hold what changes when a platform moves its menus: the steps in
both languages with the menu words of that platform, the boxes to tick, the wait, and the day on which all this was
looked at. What an export `holds` names the reader's own file patterns, so the same list says which part of an export
is missing. `weight`: how much of such a page it opens, 1 (a little) to 10 (all of it); our judgement, never shown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from identity_audit.words import LANGUAGES

#: posts, people, acts of the person, who reacted by name, who answered (worked out), who could see a post, what the
#: platform believes about the person
Kind = Literal["posts", "people", "actions", "names", "answers", "seen_by", "beliefs"]
#: language -> the same sentence
Both = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. box: a choice in the form of the request. copy: a text to paste there, the same in every language."""

    text: Both
    box: bool = False
    copy: str | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that the export tells, and the reader's patterns of the files that tell it (any one is enough)."""

    kind: Kind
    weight: int
    files: tuple[str, ...]
    text: Both


@dataclass(frozen=True, slots=True)
class ClickPath:
    """How to get the export of one platform.

    title: what to do, as the name of a button.  minutes: of the person's own time, from and to.  waiting: how long the
    platform usually takes then (None: the file is there at once).  arrival: what to do with the file.
    checked: the day on which menus and files were last looked at.  closed: the platform gives nothing any more, so a
    part that is missing cannot be asked for.
    """

    platform: str
    title: Both
    minutes: tuple[int, int]
    waiting: Both | None
    steps: tuple[Step, ...]
    arrival: Both
    holds: tuple[Holding, ...]
    checked: date
    closed: bool


@cache
def click_paths() -> Mapping[str, ClickPath]:
    """The click path of each platform. Raises ValueError for a data file that does not hold what it should."""
    found = (_read(file) for file in sorted(Path(__file__).parent.glob("*.toml")))
    return {path.platform: path for path in found}


def _read(file: Path) -> ClickPath:
    with file.open("rb") as source:
        data = tomllib.load(source)
    try:
        first, last = data["minutes"]
        return ClickPath(
            platform=data["platform"], title=_both(data["title"]), minutes=(int(first), int(last)),
            waiting=_both(data["waiting"]) if "waiting" in data else None,
            steps=tuple(Step(_both(step), step.get("box", False), step.get("copy")) for step in data["steps"]),
            arrival=_both(data["arrival"]), holds=tuple(map(_holding, data["holds"])), checked=data["checked"],
            closed=data.get("closed", False),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file.name} is no click path") from error


def _holding(entry: Mapping[str, Any]) -> Holding:
    if entry["kind"] not in get_args(Kind):
        raise ValueError(f"nothing is called {entry['what']}")
    return Holding(entry["kind"], entry["weight"], tuple(entry["files"]), _both(entry))


def _both(entry: Mapping[str, Any]) -> Both:
    return {lang: str(entry[lang]) for lang in LANGUAGES}
