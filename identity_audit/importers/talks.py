"""A conversation in which nobody reacts: own messages are posts to the others, theirs are messages received.

For exports that hold chats without reactions; what has reactions or answers needs more (see `meta`, `x_messages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from identity_audit.schema import Audience, Group, Interaction, Media, Membership, Post, Row, Visibility


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation. others: contact ids. title: what a group is called; None between two people."""

    platform: str
    thread: str
    others: tuple[str, ...]
    title: str | None
    file: str

    def people(self) -> Iterator[Row]:
        """The group and who is in it; nothing between two people."""
        if self.title is not None:
            yield Group(self.thread, self.platform, self.title, "chat")
            for contact in self.others:
                yield Membership(contact, self.thread)

    def own(self, post: str, time: datetime | None, text: str, media: Media) -> Iterator[Row]:
        """A message of the person, and to whom it went."""
        in_group = self.title is not None
        seen: Visibility = "group" if in_group else "direct" if self.others else "private"
        yield Post(post, self.platform, time, text, "message", media, seen, thread_id=self.thread,
                   source_file=self.file)  # fmt: skip
        if in_group:
            yield Audience(post, group_id=self.thread)
        else:
            yield from (Audience(post, contact_id=contact) for contact in self.others)

    def received(self, author: str, time: datetime | None, text: str) -> Interaction:
        """A message of somebody else."""
        return Interaction(
            author, None, time, "message", "received", "observed", self.platform, self.thread, text, self.file
        )
