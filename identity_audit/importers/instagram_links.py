"""Which post or story of the person does an address in an Instagram message mean?

An answer to a story is a message with the address of that story, `instagram.com/stories/<account>/<number>`; a post
sent on is one with `instagram.com/p/<code>`. The export gives its own posts neither number nor code. But a number
begins with the moment it was made: its upper bits are milliseconds since 24 August 2011 (what Instagram's engineers
wrote about their ids), and a code is that number in base 64. Everything found this way is worked out, never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from identity_audit.schema import InteractionKind, Post

_STORY = re.compile(r"instagram\.com/stories/(?P<account>[A-Za-z0-9._]{1,30})(?:/(?P<number>\d{1,20}))?(?:[/?]|$)")
_POST = re.compile(
    r"instagram\.com/(?:[A-Za-z0-9._]{1,30}/)?(?:p|reel|reels|tv)/(?P<code>[A-Za-z0-9_-]{5,60})(?:[/?]|$)"
)
_LETTERS = {
    letter: place
    for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}  # fmt: skip
_FIRST_MILLISECOND = 1_314_220_021_721
_AFTER_THE_MOMENT = 23
#: the code of a post of a private account ends with a key of this length
_KEY = 28
#: a picture is dated when it is taken or sent, its number when it arrives
_SAME_MOMENT = timedelta(minutes=5)
_A_STORY_LASTS = timedelta(hours=24)


@dataclass(slots=True)
class Published:
    """What the person published in this export: the moments of posts and of stories, with their ids."""

    stories: list[tuple[datetime, str]] = field(default_factory=list)
    posts: list[tuple[datetime, str]] = field(default_factory=list)

    def add(self, post: Post) -> None:
        if post.time is not None:
            (self.stories if post.kind == "story" else self.posts).append((post.time, post.post_id))


@dataclass(frozen=True, slots=True)
class Meant:
    """What an address in a message means: what the sender did, and the post; None where it is not in the export."""

    kind: InteractionKind
    post_id: str | None


def story_account(address: str) -> str | None:
    """Whose story is this? None where it is no address of a story."""
    found = _STORY.search(address[:500])
    return found["account"] if found else None


def story(address: str, sent: datetime | None, own: Published) -> Meant:
    """Which of the person's stories was answered? The one of its number, else the last one of the day before."""
    found = _STORY.search(address[:500])
    made = _moment(int(found["number"])) if found and found["number"] else None
    if made is not None and sent is not None and timedelta() <= sent - made <= _A_STORY_LASTS + _SAME_MOMENT:
        return Meant("reply", _nearest(own.stories, made))
    before = [(time, post) for time, post in own.stories if sent and timedelta() <= sent - time <= _A_STORY_LASTS]
    return Meant("reply", max(before)[1] if before else None)


def shared(address: str, own: Published, *, mine: bool) -> Meant | None:
    """Which of the person's posts was sent on? mine: the message itself says that the post is theirs."""
    found = _POST.search(address[:500])
    if not found:
        return None
    code = found["code"]
    number = 0
    for letter in code[:-_KEY] if len(code) > _KEY else code:
        number = number * 64 + _LETTERS[letter]
    made = _moment(number)
    post = _nearest(own.posts, made) if made is not None else None
    return Meant("share", post) if post is not None or mine else None


def _moment(number: int) -> datetime | None:
    if number >= 1 << 64:
        return None
    return datetime.fromtimestamp(((number >> _AFTER_THE_MOMENT) + _FIRST_MILLISECOND) / 1000, UTC)


def _nearest(published: list[tuple[datetime, str]], made: datetime) -> str | None:
    near: Iterator[tuple[timedelta, datetime, str]] = (
        (abs(time - made), time, post) for time, post in published if abs(time - made) <= _SAME_MOMENT
    )
    return min(near, default=(None, None, None))[2]
