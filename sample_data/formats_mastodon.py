"""The archive of Mastodon: the outbox with who each post went to, and the tables of the settings page."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import Any

CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {"sensitive": "as:sensitive", "toot": "http://joinmastodon.org/ns#"},
]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def addressees(visibility: str, actor: str, named: list[str]) -> tuple[list[str], list[str]]:
    """``to`` and ``cc``, from which alone the visibility can be read."""
    followers = f"{actor}/followers"
    if visibility == "public":
        return [PUBLIC], [followers, *named]
    if visibility == "unlisted":
        return [followers], [PUBLIC, *named]
    if visibility == "followers":
        return [followers], named
    return named, []


def account_url(account: str) -> str:
    user, _, server = account.partition("@")
    return f"https://{server}/users/{user}"


def content(text: str, account: str) -> str:
    """A post as HTML: people and hashtags are links."""
    html = escape(text, quote=False)
    if account:
        user, _, server = account.partition("@")
        link = f'<a href="https://{server}/@{user}" class="u-url mention">@<span>{user}</span></a>'
        html = f'<span class="h-card">{link}</span> {html}'
    tagged = r'<a href="https://soke.example/tags/\1" class="mention hashtag" rel="tag">#<span>\1</span></a>'
    html = re.sub(r"(?<!&)#(\w+)", tagged, html) if "#" in text else html
    return f"<p>{html}</p>"


def note(
    number: int,
    actor: str,
    text: str,
    utc: datetime,
    *,
    visibility: str,
    account: str,
    above: str | None,
    likes: int,
    shares: int,
) -> dict[str, Any]:
    """One entry of the outbox."""
    native = f"{actor}/statuses/{number}"
    to, cc = addressees(visibility, actor, [account_url(account)] if account else [])
    when = f"{utc:%Y-%m-%dT%H:%M:%SZ}"
    tags: list[dict[str, Any]] = []
    if account:
        tags.append({"type": "Mention", "href": account_url(account), "name": f"@{account}"})
    for word in re.findall(r"#(\w+)", text):
        page = f"https://soke.example/tags/{word.lower()}"
        tags.append({"type": "Hashtag", "href": page, "name": f"#{word.lower()}"})
    html = content(text, account)
    user = actor.rpartition("/")[2]
    post = {
        "id": native,
        "type": "Note",
        "summary": None,
        "inReplyTo": above,
        "published": when,
        "url": f"https://soke.example/@{user}/{number}",
        "attributedTo": actor,
        "to": to,
        "cc": cc,
        "sensitive": False,
        "atomUri": native,
        "conversation": f"tag:soke.example,{utc:%Y-%m-%d}:objectId={number % 10**7}:objectType=Conversation",
        "content": html,
        "contentMap": {"en": html},
        "attachment": [],
        "tag": tags,
        "replies": {
            "id": f"{native}/replies",
            "type": "Collection",
            "first": {"type": "CollectionPage", "partOf": f"{native}/replies", "items": []},
        },
        "likes": {"id": f"{native}/likes", "type": "Collection", "totalItems": likes},
        "shares": {"id": f"{native}/shares", "type": "Collection", "totalItems": shares},
    }
    return {"id": f"{native}/activity", "type": "Create", "actor": actor, "published": when, "to": to, "cc": cc,
            "object": post, "signature": None}  # fmt: skip


def boost(number: int, actor: str, of: str, utc: datetime) -> dict[str, Any]:
    return {
        "id": f"{actor}/statuses/{number}/activity",
        "type": "Announce",
        "actor": actor,
        "published": f"{utc:%Y-%m-%dT%H:%M:%SZ}",
        "to": [PUBLIC],
        "cc": [f"{actor}/followers", of.partition("/statuses/")[0]],
        "object": of,
    }


def status_number(utc: datetime, low: int) -> int:
    """Ids of Mastodon begin with the millisecond, then sixteen bits."""
    return (int(utc.timestamp()) * 1000 << 16) | low
