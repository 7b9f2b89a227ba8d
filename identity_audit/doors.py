"""What would open a closed page for this person: which doors, how long each takes, and what it brings?

A door is offered only where something is missing. Which parts an export can hold, and in which files, is written
beside its reader (`importers/*.toml`); which of these files were read is in `dataset.files`. What the person left out
afterwards counts as there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from identity_audit.analysis.draw import POSTS, askable
from identity_audit.dataset import Dataset
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.importers import IMPORTERS
from identity_audit.importers.base import Importer
from identity_audit.importers.click_paths import Both, ClickPath, Holding, Kind, click_paths
from identity_audit.words import Words

#: what a page needs before it can show something, the most useful first; "data" is the line "who could see"
NEEDS: Mapping[str, tuple[Kind, ...]] = {
    "facets": ("posts",),
    "circles": ("people",),
    "gestures": ("actions", "posts"),
    "mirror": ("beliefs",),
    "reactions": ("names", "answers"),
    "profiles": ("names", "answers"),
    "surprises": ("names", "answers"),
    "plan": ("names", "answers"),
    "changes": ("posts",),
    "data": ("seen_by",),
}
#: a file that waits closed on this computer costs an answer and a second reading, a pasted list its copying
_READ_AGAIN = (2, 2)
_PASTE = (5, 10)
_PASTE_WEIGHT = 10
#: nothing says that the person has an account there
_PERHAPS = 1 / 3


@dataclass(frozen=True, slots=True)
class Door:
    """One way to open a page.

    kind: read the messages that were left closed, ask again for a part that is missing or for a format that can be
    read, add an export of another platform, paste names.  page: where the person acts.  minutes: of the person's own
    time, from and to.  worth: what it opens for a minute of it (weights of `click_paths`), for the order of the doors
    only.  text: what it brings.  n: files left closed, or posts to paste.  fault: why the file could not be read (a
    message id).
    """

    id: str
    kind: Literal["messages", "part", "format", "export", "paste"]
    platform: str | None
    page: str
    minutes: tuple[int, int]
    worth: float
    text: Both | None = None
    n: int = 0
    fault: str | None = None


def doors(dataset: Dataset, page: str, to_paste: int | None = None) -> list[Door]:
    """What would open this page, most for a minute first?

    dataset: as it was read, before any decision. to_paste: how many lists are still asked for, where that is known.
    """
    wanted = NEEDS.get(page, ())
    found = [*_paste(dataset, to_paste)] if "names" in wanted else []
    for importer in IMPORTERS:
        path = click_paths()[importer.platform]
        holds = [holding for kind in wanted for holding in path.holds if holding.kind == kind]
        files = dataset.files[dataset.files["platform"] == importer.platform]
        if not files.empty:
            counts = {status: dict(zip(part["file"], part["n"], strict=True))
                      for status, part in files.groupby("status")}  # fmt: skip
            found += _missing(path, holds, counts.get("read", {}), counts.get("closed", {}), importer.private)
        elif holds:
            found.append(_another(importer, path, holds[0], dataset))
    return sorted(found, key=lambda door: (-door.worth, door.id))


def _paste(dataset: Dataset, to_paste: int | None) -> Iterator[Door]:
    """Networks show under a post who reacted, and leave it out of their files."""
    n = min(len(askable(dataset.posts)), POSTS) if to_paste is None else to_paste
    if n:
        yield Door("paste", "paste", None, "paste", _PASTE, _worth(_PASTE_WEIGHT, _PASTE), n=n)


def _missing(
    path: ClickPath, holds: Sequence[Holding], read: Mapping[str, int], closed: Mapping[str, int],
    private: frozenset[str],
) -> Iterator[Door]:  # fmt: skip
    """The files that were left closed, and the first part that this export could hold and does not."""
    for holding in holds:
        if any(file in read for file in holding.files):
            continue
        shut = int(sum(closed.get(file, 0) for file in holding.files))
        mine = bool(private.intersection(holding.files))
        if shut and mine:
            name = f"messages:{path.platform}"
            worth = _worth(holding.weight, _READ_AGAIN)
            yield Door(name, "messages", path.platform, "data", _READ_AGAIN, worth, holding.text, n=shut)
        elif not shut and not path.closed:
            name = f"part:{path.platform}:{holding.kind}"
            worth = _worth(holding.weight, path.minutes)
            yield Door(name, "part", path.platform, "data", path.minutes, worth, holding.text)
            return


def _another(importer: Importer, path: ClickPath, holding: Holding, dataset: Dataset) -> Door:
    """The export of a platform of which nothing was read: another one, or one in a format that cannot be read."""
    faults = dataset.problems.loc[dataset.problems["platform"] == path.platform, "what"]
    fault = next((str(what) for what in faults if what in importer.wrong_format.values()), None)
    known = fault is not None or path.platform in dataset.platforms
    worth = _worth(holding.weight, path.minutes) * (1 if known else _PERHAPS)
    kind: Literal["format", "export"] = "format" if fault else "export"
    return Door(f"{kind}:{path.platform}", kind, path.platform, "data", path.minutes, worth, holding.text, fault=fault)


def _worth(weight: int, minutes: tuple[int, int]) -> float:
    return 2 * weight / sum(minutes)


# --- in words ------------------------------------------------------------------------------------------------------


def what_to_do(door: Door, _: Words) -> str:
    """What to do, and how long it takes."""
    return _("{what} ({minutes})", what=_what(door, _), minutes=minutes(door, _))


def _what(door: Door, _: Words) -> str:
    name = PLATFORM_NAMES.get(door.platform or "", "")
    match door.kind:
        case "paste":
            return _.plural("Paste the names under {n} post", "Paste the names under {n} posts", door.n)
        case "messages":
            return _("Read your private messages on {platform}, too", platform=name)
        case "part":
            return _("Ask {platform} again: a part is missing", platform=name)
        case "format":
            return _("Ask {platform} again, in another format", platform=name)
        case "export":
            return click_paths()[str(door.platform)].title[_.lang]


def minutes(door: Door, _: Words) -> str:
    """The person's own time; what a platform takes is said apart."""
    first, last = door.minutes
    if first == last:
        return _("about {n} minutes", n=first)
    return _("{first} to {last} minutes", first=first, last=last)


def gain(door: Door, _: Words) -> str:
    """What the door brings, and what stands in the way today."""
    brings = door.text[_.lang] if door.text else ""
    match door.kind:
        case "paste":
            return _("Networks show under each post who reacted, and leave it out of their files. A list that is "
                     "copied whole counts as known.")  # fmt: skip
        case "messages":
            return _.plural("{n} file was left closed. {brings}", "{n} files were left closed. {brings}", door.n,
                            brings=brings)  # fmt: skip
        case "part":
            return _("{brings} Your files do not hold this part yet: tick it when you ask.", brings=brings)
        case "format":
            return f"{_(door.fault or '')} {brings}"
        case "export":
            return brings


def wait(door: Door, _: Words) -> str | None:
    """How long the platform takes after the request; None where nothing has to be waited for."""
    if door.platform is None or door.kind == "messages":
        return None
    usual = click_paths()[door.platform].waiting
    return _("Then the wait: {wait}.", wait=usual[_.lang]) if usual else None
