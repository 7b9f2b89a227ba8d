"""The complete archive of LinkedIn: CSV files with English headers, each with its own way to write dates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from formats_base import Dice, epoch, user_name

FOLDER = "Complete_LinkedInDataExport_10-03-2026/"
NOTES = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing. You '
    "will only see email addresses for connections who have allowed their connections to see or download their email "
    "address using this setting https://www.linkedin.com/psettings/privacy/email. You can learn more here "
    'https://www.linkedin.com/help/linkedin/answer/261"\n\n'
)


def table(header: str, rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def comments(rows: Iterable[Sequence[str]]) -> bytes:
    """In this one file quotation marks are escaped with a backslash."""
    out = ["Date,Link,Message"]
    for when, link, text in rows:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        out.append(f'{when},{link},"{escaped}"')
    return ("\n".join(out) + "\n").encode()


def native(local: datetime, dice: Dice, late: int = 0) -> int:
    """An id of LinkedIn begins with the millisecond; of one post there are several, born a little apart."""
    return ((epoch(local) * 1000 + late) << 22) | dice.below(1 << 22)


def utc(local: datetime) -> str:
    return f"{datetime.fromtimestamp(epoch(local), UTC):%Y-%m-%d %H:%M:%S}"


def american(local: datetime) -> str:
    hour = local.hour % 12 or 12
    return f"{local.month}/{local.day}/{local:%y}, {hour}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def slug(name: str) -> str:
    return re.sub("-+", "-", user_name(name).replace(".", "-")) + "-" + Dice("slug", name).word(8, "0123456789abcdef")


def profile(name: str) -> str:
    return f"https://www.linkedin.com/in/{slug(name)}"


def halves(name: str) -> tuple[str, str]:
    first, _, last = name.partition(" ")
    return first, last
