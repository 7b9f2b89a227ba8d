"""Private messages on X: who wrote what to whom, and who reacted, all by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from identity_audit.importers.archive import Member
from identity_audit.importers.base import Export, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.importers.x_people import PLATFORM, Known, records, without_name
from identity_audit.schema import Audience, Group, Interaction, Membership, Post, Problem, Row
from identity_audit.schema import Known as Knowing
from identity_audit.words import N_

_TWEET = re.compile(r"\b(?:twitter|x)\.com/\w{1,20}/status(?:es)?/(\d{1,20})")


def chats(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Who wrote what to whom? Reactions are in the file, by number; people without a known name stay a count."""
    known: Known = export.context
    found = records(member, "dmConversation")
    if not known.own:
        known.own = _always_there(found)
    if not known.own:
        what = N_("These chats do not say which person is you. Say what you are called in them, then they can be read.")
        yield Problem(PLATFORM, file, what, len(found))
        return
    nameless: set[str] = set()
    bad = 0
    for talk in found:
        key, entries = as_text(talk.get("conversationId")), as_list(talk.get("messages"))
        if not key:
            bad += 1
            continue
        events = [(name, as_dict(event)) for entry in entries for name, event in as_dict(entry).items()]
        numbers = sorted(_numbers(key, events) - {known.own})
        others = [contact for number in numbers if (contact := known.named(number))]
        nameless.update(number for number in numbers if known.named(number) is None)
        known.met.update(others)
        thread = f"{PLATFORM}:t/{key[:200]}"
        in_group = len(numbers) > 1
        if in_group:
            names = [as_text(event.get("name")) for name, event in events if name == "conversationNameUpdate"]
            title = next(filter(None, reversed(names)), "") or ", ".join(known.people[c].name for c in others)
            yield Group(thread, PLATFORM, title or key, "chat")
            for contact in others:
                yield Membership(contact, thread)
        for name, event in events:
            if name == "messageCreate":
                yield from _message(event, thread, others, known, in_group=in_group, file=file)
    yield from left_out(PLATFORM, file, bad)
    yield from without_name(file, len(nameless))


def _always_there(talks: Iterable[Mapping[str, Any]]) -> str:
    """The number that stands in the name of every conversation of two is the person's."""
    pairs = [set(key.split("-")) for talk in talks if "-" in (key := as_text(talk.get("conversationId")))]
    always = set.intersection(*pairs) if pairs else set()
    return always.pop() if len(always) == 1 else ""


def _numbers(key: str, events: list[tuple[str, dict[str, Any]]]) -> set[str]:
    """Everybody in a conversation: both ends of a name like 12-34, who wrote, who joined."""
    found = set(key.split("-")) if "-" in key else set()
    for _, event in events:
        found.add(as_text(event.get("senderId")))
        found.update(map(as_text, as_list(event.get("participantsSnapshot"))))
        found.update(map(as_text, as_list(event.get("userIds"))))
    return {number for number in found if number.isdigit()}


def _own_tweets(event: dict[str, Any], known: Known) -> list[str]:
    """The tweets of the person whose address a message holds, short or written out."""
    addresses = (as_text(as_dict(link).get("expanded")) for link in as_list(event.get("urls")))
    found = _TWEET.findall("\n".join((as_text(event.get("text")), *addresses))[:10_000])
    return [native for native in dict.fromkeys(found) if native in known.roots]


def _message(
    event: dict[str, Any], thread: str, others: list[str], known: Known, *, in_group: bool, file: str
) -> Iterator[Row]:
    sender, text, time = as_text(event.get("senderId")), as_text(event.get("text")), when(event.get("createdAt"))
    native = as_text(event.get("id")) or f"{thread}/{event.get('createdAt')}"
    pictures = as_list(event.get("mediaUrls"))
    reactions = [as_dict(reaction) for reaction in as_list(event.get("reactions"))]
    if sender != known.own:
        author = known.named(sender)
        if author is None or not (text or pictures):
            return
        yield Interaction(author, None, time, "message", "received", "observed", PLATFORM, thread, text, file)
        for native in _own_tweets(event, known):
            tweet = f"{PLATFORM}:{native}"
            yield Interaction(author, tweet, time, "share", "received", "proxy", PLATFORM, thread, text, file)
        for reaction in reactions:
            if as_text(reaction.get("senderId")) == known.own:
                yield Interaction(author, None, when(reaction.get("createdAt")) or time, "reaction", "given",
                                  "observed", PLATFORM, thread, source_file=file)  # fmt: skip
        return
    post_id = f"{PLATFORM}:dm/{native[:200]}"
    reactors = {as_text(r.get("senderId")): when(r.get("createdAt")) for r in reactions}
    reactors.pop(known.own, None)
    named = {contact: at for number, at in reactors.items() if (contact := known.named(number))}
    whole: Knowing = "complete" if len(named) == len(reactors) else "partial"
    yield Post(
        post_id, PLATFORM, time, text, "message", "photo" if pictures else "none", "group" if in_group else "direct",
        # older archives have no such list at all
        whole if "reactions" in event else "none", thread, source_file=file,
    )  # fmt: skip
    if in_group:
        yield Audience(post_id, group_id=thread)
    else:
        yield from (Audience(post_id, contact_id=contact) for contact in others)
    for contact, at in named.items():
        known.met.add(contact)
        yield Interaction(contact, post_id, at or time, "reaction", "received", "observed", PLATFORM, thread,
                          source_file=file)  # fmt: skip
