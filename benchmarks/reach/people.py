"""The people of a folder, one after the other, as the program reads them; and how a bar is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from identity_audit.analysis.rates import Floats, Fold, History, plain_history


@dataclass(frozen=True)
class Person:
    """One person's tables."""

    name: str
    posts: pd.DataFrame
    contacts: pd.DataFrame
    interactions: pd.DataFrame

    @property
    def source(self) -> str:
        return self.name.rstrip("0123456789")

    @property
    def history(self) -> History:
        return plain_history(self.posts, self.contacts, self.interactions)


def people_of(folder: Path) -> list[Person]:
    """Everybody in a folder, in the order of the posts."""

    def table(name: str, time: str) -> pd.DataFrame:
        read = pd.read_csv(folder / f"{name}.csv.gz", keep_default_na=False)
        return read.assign(**{time: pd.to_datetime(read[time], unit="s", utc=True)})

    posts, contacts = table("posts", "time"), table("contacts", "first_seen")
    interactions = table("interactions", "time")
    return [
        Person(name, *(part[part["ego"] == name].drop(columns="ego") for part in (posts, contacts, interactions)))
        for name in posts["ego"].unique()
    ]


@dataclass(frozen=True)
class Split:
    """A history as it was at a moment, what came on the next fifth of the posts, and what could have."""

    past: History
    came: Floats
    could: Floats


def splits(person: Person, shares: tuple[float, ...]) -> Iterator[Split]:
    """The person's history cut at these shares of the posts; facets without a post before the cut count nowhere."""
    whole = person.history
    for share in shares:
        stop = int(share * len(whole.time))
        fold = Fold.of(whole, stop, min(len(whole.time), stop + int(0.2 * len(whole.time))))
        past = whole.until(stop)
        if fold is not None and len(past.people) >= 8:
            came, could = np.zeros((2, len(past.people), len(whole.facets)))
            came[:, fold.seen], could[:, fold.seen] = fold.came, fold.could
            yield Split(past, came, could)


def told(what: str, found: float, low: float = -np.inf, high: float = np.inf) -> bool:
    """Print a figure beside its bar; True where it is kept."""
    bar = (
        f"{low:g} to {high:g}"
        if np.isfinite([low, high]).all()
        else f"<= {high:g}"
        if low == -np.inf
        else f">= {low:g}"
    )
    kept = bool(low <= found <= high)
    print(f"{what:<66}{found:10.3f}   bar {bar:<14}{'kept' if kept else 'MISSED'}", flush=True)
    return kept
