"""What did the person write on Discord, and, where a channel was exported whole, who answered and reacted?

Two exports, of which the first is what everybody can get. (1) Discord's own package: Settings > Data & Privacy >
Request your data; a zip comes by mail. Layouts read: `messages/<id>/messages.csv` (until 2023), `messages.json` since;
folders `c<id>` since 2021 and, since 2025, named in the language of the account (`Messages`, `Compte`, `Serveurs`).
It holds only what the person wrote: no answer, no reaction, no link from an answer to what it answers.
(2) A channel as the program DiscordChatExporter writes it (JSON, versions of 2018 to 2026): everybody in it, answers by
name, and reactions: numbers in older versions, since 2023 the names too.

Known and left closed: activity, with addresses of computers in every line, servers, advertisements, payments. In the
package people are numbers, except friends and the partners of conversations: others are counted, not made contacts.
A conversation is read when asked for; one that was exported as a channel, alone, was chosen as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from identity_audit.dataset import Owner, Unowned, fold
from identity_audit.importers.archive import BrokenMember, Member, Patterns
from identity_audit.importers.base import Export, Importer, Reader
from identity_audit.importers.chat_threads import threads
from identity_audit.importers.discord_channels import (
    PLATFORM,
    Channel,
    Message,
    Reading,
    closed_talks,
    left_out,
)
from identity_audit.importers.discord_package import OWN, OWN_TABLE, account, folder, listed, own_messages, own_table
from identity_audit.importers.fields import as_dict, as_text
from identity_audit.importers.people import Candidate, find_owner
from identity_audit.schema import (
    Audience,
    Contact,
    Direction,
    Group,
    Interaction,
    InteractionKind,
    Known,
    Membership,
    Post,
    PostKind,
    Problem,
    Row,
)
from identity_audit.words import N_

#: a channel by DiscordChatExporter: "Server - Category - general [900000000000000001] [part 2].json"
_CHANNEL = "*[*]*.json"
#: how much of another person's message is kept with the person's reaction to it
_QUOTED = 500


# --- the first look ----------------------------------------------------------------------------------------------


def _look(export: Export) -> Reading:
    """Everything but the person's own messages, parsed once: `owner` asks for it before `prepare` does."""
    if export.context is not None:
        known: Reading = export.context
        return known
    known = export.context = Reading()
    for member in export.members:
        pattern = _TABLE.first(member) or _CHANNEL
        if pattern in (OWN, OWN_TABLE) or _FILES[pattern] is None:
            continue
        try:
            data = member.json()
        except (BrokenMember, RecursionError):
            continue  # its reader meets the same fault, and says so
        if pattern == _CHANNEL:
            known.files[member.path] = known.community.add(data)
        elif pattern == "*/user.json":
            known.account = as_dict(data)
        elif pattern == "channel.json":
            known.places[folder(member)] = as_dict(data)
        else:
            known.names |= {id: name for id, name in as_dict(data).items() if isinstance(name, str)}
    for raw in known.relations():
        known.befriend(as_dict(raw.get("user")), as_text(raw.get("nickname")))
    return known


def owner(export: Export) -> Owner | None:
    """Who does the account's page name? Else, in a conversation of two: whoever is not in its title."""
    known = _look(export)
    id = as_text(known.account.get("id"))
    if id:
        names = (as_text(known.account.get("global_name")), as_text(known.account.get("username")))
        emails = (as_text(known.account.get("email")),)
        return Owner(PLATFORM, tuple(filter(None, names)), tuple(filter(None, emails)), (id,))
    people = known.community.people
    found = {user for channel in _talks(known) if (user := _not_in_title(known, channel))}
    if len(found) != 1:
        return None
    [id] = found
    return Owner(PLATFORM, tuple(dict.fromkeys((people[id].name, people[id].handle))), ids=(id,))


def _talks(known: Reading) -> list[Channel]:
    return [channel for channel in known.community.channels.values() if channel.kind == "talk"]


def _not_in_title(known: Reading, channel: Channel) -> str | None:
    """The one of two people whose name the conversation does not bear, if exactly one bears it."""
    title = fold(channel.name)
    people = {user: known.community.people[user] for user in channel.people() if user in known.community.people}
    others = [user for user, who in people.items() if title not in (fold(who.name), fold(who.handle))]
    return others[0] if len(people) == 2 and len(others) == 1 else None


def prepare(export: Export) -> None:
    """Who is the person, and which conversations may be read?"""
    known = _look(export)
    ids = [id for o in export.owners if o.platform == PLATFORM for id in o.ids]
    mine = as_text(known.account.get("id"))
    crowd = [Candidate(id, (who.name, who.handle)) for id, who in known.community.people.items()]
    known.owner = mine or find_owner(crowd, export.request.me, ()) or ""
    known.owner = known.owner or next((id for id in ids if id in known.community.people), "")
    known.owner = known.owner or find_owner(crowd, (), export.owners) or ""
    kinds = {channel.kind for channel in known.community.channels.values()}
    known.talks = export.request.messages or not ("channel" in kinds or known.account or known.places)
    if kinds and not known.owner:
        shown = tuple(sorted({who.name for who in known.community.people.values()}))
        export.unowned = Unowned(PLATFORM, len(shown), shown, server_wide="channel" in kinds)


# --- a channel with everybody --------------------------------------------------------------------------------------


def channel(member: Member, export: Export) -> Iterator[Row]:
    """What happened in one channel, as far as it concerns the person? Its parts are read with the first of them."""
    known: Reading = export.context
    id = known.files.get(member.path)
    if id is None:
        raise BrokenMember
    found = known.community.channels[id]
    if id in known.done:
        return
    known.done.add(id)
    if found.kind == "talk" and not known.talks:
        yield from closed_talks(_CHANNEL, 1)
        return
    if known.owner:
        yield from _said(found, known)
    yield from _circles(found, known)
    yield from left_out(_CHANNEL, found.bad)


def _said(found: Channel, known: Reading) -> Iterator[Row]:
    messages = found.in_order()
    of = threads(messages, found.group_id)
    names_people = any(message.reactors is not None for message in messages) or not any(m.n for m in messages)

    def act(
        user: str, message: Message, kind: InteractionKind, direction: Direction, *, text: str = "",
        post: str | None = None,
    ) -> Iterator[Interaction]:  # fmt: skip
        time = None if kind == "reaction" else message.time
        contact = known.meet(user, time if direction == "received" else None)
        if contact:
            thread = found.group_id if found.kind == "talk" else of[message.id]
            yield Interaction(contact, post, time, kind, direction, "observed", PLATFORM, thread, text, _CHANNEL)

    for message in messages:
        above = found.messages.get(message.answers)
        post_id = f"{found.group_id}:{message.id}"
        if message.user == known.owner:
            answers = above is not None and above.user != known.owner
            grade = _grade(message, names_people=names_people)
            yield _post(message, found, of[message.id], grade, answers=answers)
            yield from _audience(post_id, found, known)
            for user in message.reactors or ():
                yield from act(user, message, "reaction", "received", post=post_id)
            if above and above.user != known.owner:
                yield from act(above.user, message, "reply", "given", text=message.text)
            for user in message.mentions if found.kind == "channel" else ():
                if not (above and above.user == user):
                    yield from act(user, message, "mention", "given", text=message.text)
            continue
        known.meet(message.user, message.time)
        if known.owner in (message.reactors or ()):
            yield from act(message.user, message, "reaction", "given", text=message.text[:_QUOTED])
        if above and above.user == known.owner:
            post = f"{found.group_id}:{above.id}"
            yield from act(message.user, message, "reply", "received", text=message.text, post=post)
        elif found.kind == "talk":
            yield from act(message.user, message, "message", "received", text=message.text)
        elif known.owner in message.mentions:
            yield from act(message.user, message, "mention", "received", text=message.text)


def _grade(message: Message, *, names_people: bool) -> Known:
    """Are all who reacted to this message named? names_people: the program that wrote the file knew names."""
    if message.n is None:
        return "none"
    if message.n == 0:
        return "complete" if names_people else "count"
    return "count" if message.reactors is None else "complete" if message.whole else "partial"


def _post(message: Message, found: Channel, thread: str, grade: Known, *, answers: bool) -> Post:
    kind: PostKind = "message" if found.kind != "channel" else "reply" if answers else "post"
    return Post(
        f"{found.group_id}:{message.id}", PLATFORM, message.time, "" if message.passed_on else message.text,
        "repost" if message.passed_on else kind, message.media, "direct" if found.kind == "talk" else "group", grade,
        found.group_id if found.kind == "talk" else thread, n_reactions=message.n, source_file=_CHANNEL,
    )  # fmt: skip


def _audience(post_id: str, found: Channel, known: Reading) -> Iterator[Audience]:
    if found.kind != "talk":
        yield Audience(post_id, group_id=found.group_id)
        return
    for user in dict.fromkeys(found.people()):
        contact = known.meet(user)
        if contact:
            yield Audience(post_id, contact_id=contact)


def _circles(found: Channel, known: Reading) -> Iterator[Row]:
    """Who was heard in the channel, and the roles they have on its server; who only reads is not in the file."""
    heard = [user for user in dict.fromkeys(found.people()) if known.meet(user)]
    if found.kind != "talk":
        yield Group(found.group_id, PLATFORM, found.whole_name, "channel" if found.kind == "channel" else "chat")
        for user in heard if known.owner else ():
            yield Membership(f"{PLATFORM}:{user}", found.group_id)
    for user in heard if known.owner else ():
        for role, name in known.community.people[user].roles.items():
            yield Group(f"{PLATFORM}:role/{role}", PLATFORM, name, "list")
            yield Membership(f"{PLATFORM}:{user}", f"{PLATFORM}:role/{role}")


def finish(export: Export) -> Iterator[Row]:
    """Everybody who was met, and what stayed closed."""
    known: Reading = export.context
    yield from closed_talks(OWN, known.closed)
    if known.strangers:
        what = N_("Discord gives only the number of some people whom you named. They are not made contacts.")
        yield Problem(PLATFORM, OWN, what, known.strangers)
    if known.account and not known.places and not known.files:
        yield Problem(PLATFORM, OWN, N_("This Discord package holds no message. Ask for it again, with “Messages” "
                                         "ticked."))  # fmt: skip
    if known.community.channels and not known.owner:
        yield Problem(PLATFORM, _CHANNEL, N_("This export holds everybody in the channel. Say which of them you are, "
                                             "then open it again."))  # fmt: skip
    for user, first in known.first_seen.items():
        who = known.community.people[user]
        yield Contact(f"{PLATFORM}:{user}", PLATFORM, who.name, handle=who.handle or None, first_seen=first)


# --- files -----------------------------------------------------------------------------------------------------


_KIND = re.compile(rb'"type": ?(?:"(?:GUILD|GROUP|PUBLIC|PRIVATE|DM)|\d)')


def sniff(member: Member) -> bool:
    """A file of DiscordChatExporter under another name, or the folder of messages alone: by its first words."""
    if not member.key.endswith(".json"):
        return False
    head, name = member.head(), member.name.lower()
    if name == "messages.json":
        return all(word in head for word in (b'"ID"', b'"Timestamp"', b'"Contents"', b'"Attachments"'))
    if name == "channel.json":
        return b'"id"' in head and _KIND.search(head) is not None
    return all(word in head for word in (b'"guild"', b'"channel"', b'"messages"'))


_FILES: Mapping[str, Reader | None] = {
    # first, because a file that is known by its content only is read as the first of the table
    _CHANNEL: channel,
    "*/user.json": account,
    "channel.json": listed,
    "*/index.json": listed,
    OWN: own_messages,
    OWN_TABLE: own_table,
    # known and left closed: addresses and devices in every line, servers, advertisements, pictures
    **dict.fromkeys(("README.txt", "*/*/events-*.json", "*/*/guild.json", "*/*/audit-log.json", "*/*/channels.json",
                     "*/*/bots.json", "*/*/emoji.json", "*/*/webhooks.json", "*/*/integrations.json", "*/*/icon.*",
                     "*/*/emoji/*", "*/avatar*.*", "*/recent_avatars/*", "*/applications/*/*", "*/tickets.json",
                     "Activities/*/*", "Activités/*/*", "Ads/*", "Publicités/*", "Programs/*", "Programmes/*")),
}  # fmt: skip
_TABLE = Patterns(_FILES)

_OTHER = N_(
    "This Discord channel was exported as a page, a table or a text. Export it again with DiscordChatExporter, in the "
    "format JSON."
)

IMPORTER = Importer(
    platform=PLATFORM,
    title="Discord",
    files=_FILES,
    signatures=(
        ("*/*/channel.json", "*/*/messages.json"),
        ("*/*/channel.json", "*/*/messages.csv"),
        ("*/user.json", "README.txt"),
        ("*/user.json", "*/*/guild.json"),
    ),
    sniff=sniff,
    sniffed_together=True,
    wrong_format={f"*[?????????????????*].{ending}": _OTHER for ending in ("html", "csv", "txt")},
    owner=owner,
    prepare=prepare,
    finish=finish,
    server_wide=True,
)
