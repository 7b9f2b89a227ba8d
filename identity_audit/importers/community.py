"""Exports that hold a whole community (a workspace, a server): what in them concerns the person?

Slack, Mattermost and Zulip write down everybody's messages, reactions and answers. Their readers turn each message
into a `Message` and each place into a `Channel`; who acted on whom is told here, once for all of them. Only ids of the
person's own posts stay in memory, so a message has to be told after those that it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from identity_audit.dataset import Unowned
from identity_audit.importers.base import Export
from identity_audit.importers.people import Candidate, find_owner
from identity_audit.schema import (
    Audience,
    Contact,
    Direction,
    Group,
    Interaction,
    InteractionKind,
    Known,
    Media,
    Membership,
    Post,
    Problem,
    Row,
    Visibility,
)
from identity_audit.words import N_

# How much of another person's message is kept with the person's reaction to it.
_QUOTED = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the community; names: the one people know them by first. email: only to find the person."""

    names: tuple[str, ...]
    handle: str | None = None
    email: str | None = None
    position: str | None = None
    place: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """A place where messages are written: open to a circle (channel), of two people (direct), of a few (chat).

    members: nobody where the export does not say; then those who wrote in it were its members.
    closed: only its members can read it; an administrator's export holds it all the same.
    """

    id: str
    name: str
    kind: Literal["channel", "direct", "chat"]
    members: frozenset[str]
    visibility: Visibility = "group"
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is needed from both sides.

    answers: id of each message that it answers, and who wrote that ("" where nobody knows).
    reactors: who reacted, and when, where the export says so.
    """

    id: str
    thread_id: str
    user: str
    time: datetime
    text: str
    answers: Sequence[tuple[str, str]] = ()
    mentions: Sequence[str] = ()
    reactors: Mapping[str, datetime | None] = field(default_factory=dict)


@dataclass(slots=True)
class Community:
    """Who and what the export lists, and what the reading has met so far. file: the pattern of the message files."""

    platform: str
    file: str
    people: dict[str, Person]
    bots: frozenset[str] = frozenset()
    channels: dict[str, Channel] = field(default_factory=dict)
    owner: str | None = None
    posts: set[str] = field(default_factory=set)
    writers: dict[str, set[str]] = field(default_factory=dict)
    acted: set[str] = field(default_factory=set)
    first_seen: dict[str, datetime] = field(default_factory=dict)

    def find_person(self, export: Export) -> None:
        """Which of them is the person? Where nothing tells, the export says so and holds people and circles only."""
        people = {id: person for id, person in self.people.items() if id not in self.bots}
        self.owner = find_owner(
            (Candidate(id, person.names, person.email) for id, person in people.items()),
            export.request.me,
            export.owners,
        )
        if self.owner is None:
            names = tuple(sorted(map(self.name, people)))
            export.unowned = Unowned(self.platform, len(people), names, server_wide=True)

    def others(self, users: Iterable[str]) -> list[str]:
        """The human beings among these users who are not the person, each once."""
        return [user for user in dict.fromkeys(users) if user and user != self.owner and user not in self.bots]

    def name(self, user: str) -> str:
        person = self.people.get(user)
        return person.names[0] if person and person.names else user

    def tell(
        self,
        message: Message,
        channel: Channel,
        *,
        media: Media = "none",
        known: Known = "complete",
        n_reactions: int | None = None,
        n_comments: int | None = None,
    ) -> Iterator[Row]:
        """What does this message of a human being say of the person: a post of theirs, acts from and towards them?"""
        user, time = message.user, message.time
        self.first_seen[user] = min(time, self.first_seen.get(user, time))
        self.writers.setdefault(channel.id, set()).add(user)
        if user == self.owner:
            self.posts.add(message.id)
            yield Post(
                message.id, self.platform, time, message.text,
                kind="message" if channel.kind != "channel" else "reply" if message.answers else "post", media=media,
                visibility="direct" if channel.kind == "direct" else channel.visibility,
                reactions_known=known, thread_id=message.thread_id, n_reactions=n_reactions, n_comments=n_comments,
                source_file=self.file,
            )  # fmt: skip
            yield from self._audience(message, channel)
        acts = self._own_acts if user == self.owner else self._acts_of_others
        for act in acts(message, channel):
            self.acted.add(act.contact_id.removeprefix(f"{self.platform}:"))
            yield act

    def _audience(self, message: Message, channel: Channel) -> Iterator[Audience]:
        if channel.kind == "direct":
            for user in self.others(sorted(channel.members)):
                self.acted.add(user)
                yield Audience(message.id, contact_id=f"{self.platform}:{user}")
        else:
            yield Audience(message.id, group_id=f"{self.platform}:{channel.id}")

    def _own_acts(self, message: Message, channel: Channel) -> Iterator[Interaction]:
        """Who reacted to this message of the person, whom does it answer, whom does it name?"""
        for user in self.others(message.reactors):
            yield self._act(user, message, "reaction", "received", time=message.reactors[user], post_id=message.id)
        answered = self.others(author for _, author in message.answers)
        for user in answered:
            yield self._act(user, message, "reply", "given", time=message.time, text=message.text)
        if channel.kind == "channel":
            for user in self.others(message.mentions):
                if user not in answered:
                    yield self._act(user, message, "mention", "given", time=message.time, text=message.text)

    def _acts_of_others(self, message: Message, channel: Channel) -> Iterator[Interaction]:
        """Does this message of somebody else answer the person, name them, or did they react to it?"""
        user = message.user
        if self.owner and self.owner in message.reactors:
            yield self._act(user, message, "reaction", "given", time=message.reactors[self.owner],
                            text=message.text[:_QUOTED])  # fmt: skip
        answered = [(post in self.posts, post) for post, author in message.answers
                    if post in self.posts or author == self.owner]  # fmt: skip
        for known, post in answered:
            yield self._act(user, message, "reply", "received", time=message.time, text=message.text,
                            post_id=post if known else None)  # fmt: skip
        if answered:
            return
        if channel.kind != "channel":
            yield self._act(user, message, "message", "received", time=message.time, text=message.text)
        elif self.owner in message.mentions and not (channel.closed and self.owner not in channel.members):
            yield self._act(user, message, "mention", "received", time=message.time, text=message.text)

    def _act(
        self,
        user: str,
        message: Message,
        kind: InteractionKind,
        direction: Direction,
        *,
        time: datetime | None,
        text: str = "",
        post_id: str | None = None,
    ) -> Interaction:
        return Interaction(f"{self.platform}:{user}", post_id, time, kind, direction, "observed", self.platform,
                           message.thread_id, text, self.file)  # fmt: skip

    def met(self, users_file: str) -> Iterator[Row]:
        """The channels of the person, who is in them, and everybody who was met.

        All channels and all people where nobody is the person; users_file: the pattern of the file that lists them.
        """
        people = set(self.acted)
        for channel in self.channels.values():
            writers = self.writers.get(channel.id, set())
            if channel.kind == "direct" or (self.owner and self.owner not in channel.members | writers):
                continue
            members = [
                user
                for user in self.others(sorted(channel.members or writers))
                if user in self.acted or (user in self.people and self.people[user].active)
            ]
            name = channel.name or ", ".join(map(self.name, members)) or channel.id
            kind: Literal["channel", "chat"] = "channel" if channel.kind == "channel" else "chat"
            yield Group(f"{self.platform}:{channel.id}", self.platform, name, kind)
            people.update(members)
            if self.owner:
                for user in members:
                    yield Membership(f"{self.platform}:{user}", f"{self.platform}:{channel.id}")
        if self.owner is None:
            people.update(user for user in self.others(self.people) if self.people[user].active)
            yield Problem(
                self.platform,
                users_file,
                N_("This export holds everybody in the workspace. Say which of them you are, then open it again."),
            )
        for user in sorted(people):
            person = self.people.get(user, Person(()))
            yield Contact(
                f"{self.platform}:{user}", self.platform, self.name(user), handle=person.handle,
                first_seen=self.first_seen.get(user), position=person.position, place=person.place,
            )  # fmt: skip
