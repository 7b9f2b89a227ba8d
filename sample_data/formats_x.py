"""The archive of X: ``data/<type>.js``, each the assignment of a list, with numbers written as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from formats_base import Dice

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST = 280


def script(kind: str, records: Sequence[dict[str, Any]]) -> bytes:
    """``window.YTD.tweets.part0 = [ … ]``"""
    return f"window.YTD.{kind}.part0 = {json.dumps(list(records), ensure_ascii=False, indent=1)}".encode()


def manifest(files: Sequence[tuple[str, int]], account: dict[str, str], made: str) -> bytes:
    """What ``data/manifest.js`` says of the other files: (name, number of records)."""
    types = {
        "".join(part.title() if i else part for i, part in enumerate(name.split("-"))): {
            "files": [{"fileName": f"data/{name}.js", "globalName": f"YTD.{name.replace('-', '_')}.part0",
                       "count": str(count)}]
        }
        for name, count in files
    }  # fmt: skip
    config = {
        "userInfo": account,
        "archiveInfo": {"sizeBytes": "284119", "generationDate": made, "isPartialArchive": False,
                        "maxPartSizeBytes": "53687091200"},
        "readmeInfo": {"fileName": "data/README.txt"},
        "dataTypes": types,
    }  # fmt: skip
    return f"window.__THAR_CONFIG = {json.dumps(config, ensure_ascii=False, indent=1)}".encode()


def native(utc: datetime, dice: Dice) -> str:
    """The id of a tweet begins with the millisecond, counted from November 2010."""
    return str(((int(utc.timestamp()) * 1000 + dice.below(1000) - 1_288_834_974_657) << 22) | dice.below(1 << 22))


def created(utc: datetime) -> str:
    when = utc.astimezone(UTC)
    return f"{DAYS[when.weekday()]} {MONTHS[when.month - 1]} {when:%d %H:%M:%S} +0000 {when:%Y}"


def tweet(
    number: str, text: str, utc: datetime, *, likes: int, shares: int, people: Sequence[tuple[str, str, str]]
) -> dict[str, Any]:
    """One tweet; ``people`` are those it names: handle, name, number."""
    mentions = []
    for handle, name, account in people:
        start = text.find("@" + handle)
        at = [str(start), str(start + len(handle) + 1)]
        mentions.append({"name": name, "screen_name": handle, "indices": at, "id_str": account, "id": account})
    return {
        "edit_info": {
            "initial": {"editTweetIds": [number], "editableUntil": f"{utc:%Y-%m-%dT%H:%M:%S.000Z}",
                        "editsRemaining": "5", "isEditEligible": True}
        },
        "retweeted": False,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": {"hashtags": [], "symbols": [], "user_mentions": mentions, "urls": []},
        "display_text_range": ["0", str(len(text))],
        "favorite_count": str(likes),
        "id_str": number,
        "truncated": False,
        "retweet_count": str(shares),
        "id": number,
        "created_at": created(utc),
        "favorited": False,
        "full_text": text.replace("&", "&amp;"),
        "lang": "en",
    }  # fmt: skip


def cut(text: str, length: int = LONGEST) -> str:
    """A long tweet as the main file holds it: its beginning. The whole is in note-tweet.js."""
    return text if len(text) <= length else text[: text.rindex(" ", 0, length - 1)] + "…"
