"""What every archive of the sample is made with: chance, time, texts, people, and files that come out the same.

Only ``Random.random()`` is drawn from (its sequence is promised across versions of Python); members of a zip are
sorted, carry one fixed date and are *stored* (compressed bytes differ between versions of zlib).
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import math
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

HERE = Path(__file__).resolve().parent
SEED = 20121
ME = "Camille Delvaux"
EMAIL = "camille.delvaux@example.org"
HANDLE = "camille.bouge"
EXPORTED = "2026-10-03"
FACETS = ("enseignement", "sociologie", "crossfit", "famille", "cuisine", "musique", "velo")

Row = dict[str, str]
T = TypeVar("T")


# ---------------------------------------------------------------------------------- chance and time


class Dice:
    """Every draw of the sample, from ``Random.random()`` alone."""

    def __init__(self, *seed: object) -> None:
        digest = hashlib.sha256("|".join(map(str, (SEED, *seed))).encode()).digest()
        self._random = Random(int.from_bytes(digest[:8], "big"))

    def unit(self) -> float:
        return self._random.random()

    def chance(self, p: float) -> bool:
        return self.unit() < p

    def below(self, n: int) -> int:
        return int(self.unit() * n)

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weighted(self, weights: Sequence[float]) -> int:
        left = self.unit() * sum(weights)
        for i, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return i
        return len(weights) - 1

    def gamma(self, shape: float) -> float:
        """A Gamma variate with mean 1 (Marsaglia and Tsang; shape below 1 by the usual boost)."""
        boost = self.unit() ** (1 / shape) if shape < 1 else 1.0
        d = (shape + 1 if shape < 1 else shape) - 1 / 3
        c = 1 / math.sqrt(9 * d)
        while True:
            normal = math.sqrt(-2 * math.log(1 - self.unit())) * math.cos(2 * math.pi * self.unit())
            v = (1 + c * normal) ** 3
            if v > 0 and math.log(1 - self.unit()) < normal * normal / 2 + d - d * v + d * math.log(v):
                return boost * d * v / shape

    def word(self, n: int, letters: str = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") -> str:
        return "".join(self.pick(letters) for _ in range(n))


def _summer(day: datetime) -> bool:
    def last_sunday(month: int) -> datetime:
        last = date(day.year, month, 31)
        last -= timedelta(days=(last.weekday() + 1) % 7)
        return datetime.fromisoformat(f"{last}T02:00")

    return last_sunday(3) <= day < last_sunday(10)


def epoch(local: datetime) -> int:
    """Seconds since 1970 of a wall-clock time in Belgium (no zone database on a bare Windows)."""
    return int((local - timedelta(hours=2 if _summer(local) else 1)).replace(tzinfo=UTC).timestamp())


USUAL = (6, 7, 8, 12, 16, 17, 18, 19, 20, 20, 21, 21, 22)


def moment(day: str, dice: Dice, hours: Sequence[int] = USUAL) -> datetime:
    """A time on that day; a text that says "this evening" brings its own."""
    start = datetime.fromisoformat(day)
    if len(day) > len("2026-10-03"):
        return start.replace(second=dice.below(60))
    return start.replace(hour=dice.pick(hours), minute=dice.below(60), second=dice.below(60))


# ------------------------------------------------------------------------------------ texts, people


def read(name: str) -> list[Row]:
    with (HERE / "texts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Person:
    name: str
    gender: str
    groups: tuple[str, ...]
    facebook: bool
    instagram: str
    slack_from: str
    slack_until: str
    home: str
    also: tuple[str, ...]


def people() -> list[Person]:
    with (HERE / "people.csv").open(encoding="utf-8", newline="") as file:
        return [
            Person(
                name=row["name"],
                gender=row["gender"],
                groups=tuple(row["groups"].split(";")),
                facebook=row["facebook"] == "yes",
                instagram=row["instagram"],
                slack_from=row["slack_from"],
                slack_until=row["slack_until"],
                home=row["home"],
                also=tuple(filter(None, row["also"].split(";"))),
            )
            for row in csv.DictReader(file)
        ]


# -------------------------------------------------------------------------------------------- files

Files = dict[str, bytes]


def plain_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def meta_json(value: Any) -> bytes:
    """JSON as Meta writes it: each UTF-8 byte of a string or key is one ``\\u00XX`` escape."""

    def twice(v: Any) -> Any:
        if isinstance(v, str):
            return v.encode("utf-8").decode("latin-1")
        if isinstance(v, list):
            return [twice(x) for x in v]
        if isinstance(v, dict):
            return {twice(k): twice(x) for k, x in v.items()}
        return v

    return json.dumps(twice(value), ensure_ascii=True, indent=1).encode("ascii")


def pack(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, date_time=(2026, 10, 3, 9, 0, 0))
            info.compress_type = zipfile.ZIP_STORED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()


TINY_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwS"
    "ExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k="
)


def user_name(name: str) -> str:
    table = str.maketrans("àâäçéèêëîïôöùûüœ", "aaaceeeeiioouuuo")
    return re.sub("[^a-z.]", "", name.lower().translate(table).replace(" ", "."))
