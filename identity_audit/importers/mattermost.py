"""Mattermost: the bulk export of a server, which names everybody who reacted and answered.

Who has it: the administrators of the server (`mmctl export create`, before 2021 `mattermost export bulk`). It is one
file of JSON lines, in a zip as `import.jsonl` or alone under any name: version, teams, channels, users, then the posts
with their answers and reactions inside them, then private conversations.

Layouts read: an export of 2019 to 2021 that others published, and the fields of the server's own code up to 2025, last
looked at in 2026. Posts have no id; the place, the moment and the author stand for it. Older servers leave the
reactions out of private conversations: there they are not known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.community import Channel, Community, Message, Person
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.schema import Known, Media, Problem, Row
from identity_audit.words import N_

PLATFORM = "mattermost"
FILE = "import.jsonl"

_LISTS = frozenset({"team", "channel", "user", "bot"})
_POSTS = frozenset({"post", "direct_post"})
_OTHER = frozenset({"version", "role", "scheme", "emoji", "direct_channel"})
_TYPE = re.compile(r'\s*\{\s*"type"\s*:\s*"(\w+)"')
_VERSION = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"type"\s*:\s*"version"\s*,\s*"version"\s*:\s*\d')
# accounts of the server itself, which older exports list among the people
_PROGRAMS = frozenset({"system-bot", "surveybot", "feedbackbot", "playbooks", "boards", "calls", "appsbot"})
# exports before 2021 do not mark what the server wrote in somebody's name
_JOINED = re.compile(
    r"(?:(?:has )?(?:joined|left)|(?:was )?(?:added to|removed from)|a (?:rejoint|quitté|été (?:ajouté|retiré)e? \w+))"
    r" .{0,20}\b(?:channel|team|canal|équipe)\b"
)
_MENTION = re.compile(r"(?<![\w@/.])@([a-z0-9][a-z0-9._-]{0,63})")


@dataclass(slots=True)
class _Server:
    community: Community
    messages: bool
    bad: int = 0
    closed: int = 0
    known_lines: int = 0


def prepare(export: Export) -> None:
    """Who is on the server, in which channels, and which of them is the person?"""
    people: dict[str, Person] = {}
    bots = set(_PROGRAMS)
    teams: dict[str, str] = {}
    channels: list[dict[str, Any]] = []
    members: dict[str, set[str]] = {}
    for member in export.find(FILE) or export.members[:1]:
        for kind, entry in _lines(member, export, _LISTS):
            name = as_text(entry.get("name"))
            if kind == "team" and name:
                teams[name] = as_text(entry.get("display_name")) or name
            elif kind == "channel" and name:
                channels.append(entry)
            elif kind == "bot":
                bots.add(as_text(entry.get("username")))
            elif kind == "user" and (user := as_text(entry.get("username"))):
                people[user] = _person(entry, user)
                for place in _places(entry):
                    members.setdefault(place, set()).add(user)
    community = Community(PLATFORM, FILE, people, frozenset(bots))
    for entry in channels:
        team = as_text(entry.get("team"))
        place, title = f"{team}/{as_text(entry['name'])}", as_text(entry.get("display_name")) or as_text(entry["name"])
        # every team has its Town Square
        title = f"{title} ({teams.get(team, team)})" if len(teams) > 1 else title
        everybody, closed = frozenset(members.get(place, ())), entry.get("type") == "P"
        community.channels[place] = Channel(place, title, "channel", everybody, closed=closed)
    community.find_person(export)
    export.context = _Server(community, export.request.messages)


def posts(member: Member, export: Export) -> Iterator[Row]:
    """What was written in the channels, as far as it concerns the person? Private conversations only if asked for."""
    server: _Server = export.context
    community = server.community
    for kind, entry in _lines(member, export, _POSTS if community.owner else frozenset()):
        channel = _channel(entry, community) if kind == "post" else _conversation(entry, community)
        if channel is None:
            server.bad += kind == "post"
        elif kind == "direct_post" and not server.messages:
            server.closed += 1 + len(as_list(entry.get("replies")))
        else:
            yield from _thread(entry, channel, server)
    if not server.known_lines:
        raise BrokenMember


def _thread(entry: dict[str, Any], channel: Channel, server: _Server) -> Iterator[Row]:
    """A post and its answers: they stand inside it, so the oldest is told first."""
    community = server.community
    replies = sorted(map(as_dict, as_list(entry.get("replies"))), key=lambda reply: str(reply.get("create_at")))
    first = _message(entry, channel, community, ())
    if first is None:
        server.bad += not _by_program(entry, community)
        answers = [("", "")]
    else:
        yield from _told(entry, first, channel, community, n_comments=len(replies) if "replies" in entry else None)
        answers = [(first.id, first.user)]
    for reply in replies:
        message = _message(reply, channel, community, answers)
        if message is not None:
            yield from _told(reply, message, channel, community)
        else:
            server.bad += not _by_program(reply, community)


def _told(
    entry: dict[str, Any], message: Message, channel: Channel, community: Community, n_comments: int | None = None
) -> Iterator[Row]:
    reactions = entry.get("reactions")
    known: Known = "complete" if channel.kind == "channel" or isinstance(reactions, list) else "none"
    n_reactions = len(as_list(reactions)) if known == "complete" else None
    yield from community.tell(message, channel, media=_media(entry), known=known, n_reactions=n_reactions,
                              n_comments=n_comments)  # fmt: skip


def _message(
    entry: dict[str, Any], channel: Channel, community: Community, answers: Sequence[tuple[str, str]]
) -> Message | None:
    """The message of a human being, or None for what programs wrote and for what lacks its author or moment."""
    user, time, text = as_text(entry.get("user")), when(entry.get("create_at")), as_text(entry.get("message"))
    if not user or time is None or _by_program(entry, community):
        return None
    native = f"{PLATFORM}:{channel.id}/{entry['create_at']}/{user}"
    message_id, copies = native, 1
    while message_id in community.posts:
        copies += 1
        message_id = f"{native}/{copies}"
    names = (name.rstrip("._-") for name in _MENTION.findall(text))
    return Message(
        message_id,
        (answers[0][0] if answers else "") or message_id,
        user,
        time,
        text,
        answers=answers,
        mentions=[name for name in names if name in community.people],
        reactors=_reactors(entry),
    )


def _reactors(entry: dict[str, Any]) -> dict[str, datetime | None]:
    """Who reacted, and when first: each sign that somebody chose is an entry of its own."""
    found: dict[str, datetime | None] = {}
    for reaction in map(as_dict, as_list(entry.get("reactions"))):
        user, time = as_text(reaction.get("user")), when(reaction.get("create_at"))
        before = found.get(user)
        found[user] = min(before, time) if before and time else before or time
    return found


def _by_program(entry: dict[str, Any], community: Community) -> bool:
    """Did the server or another program write this, perhaps in somebody's name?"""
    user, text, props = as_text(entry.get("user")), as_text(entry.get("message")), as_dict(entry.get("props"))
    if user in community.bots or as_text(entry.get("type")).startswith(("system_", "custom_")):
        return True
    if any(str(props.get(key)).lower() == "true" for key in ("from_webhook", "from_bot", "from_plugin")):
        return True
    # "anne joined the channel.", "anne added to the channel by bruno."
    head, _, rest = text.removeprefix("@").partition(" ")
    return "type" not in entry and head in community.people and _JOINED.match(rest[:80]) is not None


def _channel(entry: dict[str, Any], community: Community) -> Channel | None:
    """The channel of a post; one that is not listed was archived."""
    name = as_text(entry.get("channel"))
    if not name:
        return None
    place = f"{as_text(entry.get('team'))}/{name}"
    return community.channels.setdefault(place, Channel(place, name, "channel", frozenset()))


def _conversation(entry: dict[str, Any], community: Community) -> Channel | None:
    """The private conversation of a message, if the person is in it. Its people are its name."""
    members = frozenset(filter(None, map(as_text, as_list(entry.get("channel_members")))))
    if community.owner not in members:
        return None
    place = "direct/" + "+".join(sorted(members))
    if len(members) <= 2:
        return Channel(place, "", "direct", members)
    return community.channels.setdefault(place, Channel(place, "", "chat", members))


def finish(export: Export) -> Iterator[Row]:
    server: _Server = export.context
    if server.closed:
        what = N_("Private messages are in the same file. They stay closed until you ask to read messages.")
        yield Problem(PLATFORM, FILE, what, server.closed)
    if server.bad:
        what = N_("Some entries are not in a form that we know. They were left out, the rest was read.")
        yield Problem(PLATFORM, FILE, what, server.bad)
    yield from server.community.met(FILE)


# --- lines -------------------------------------------------------------------------------------------------------


def _lines(member: Member, export: Export, wanted: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of these types, one line at a time; what is no JSON at all is counted while posts are read."""
    server: _Server | None = export.context
    for line in member.lines():
        export.beat(len(line))
        head = _TYPE.match(line[:200])
        kind = head[1] if head else ""
        if server is not None and line.strip():
            server.known_lines += kind in _LISTS | _POSTS | _OTHER
            server.bad += not head
        if kind in wanted:
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                entry = None
            body = as_dict(as_dict(entry).get(kind))
            if body:
                yield kind, body
            elif server is not None:
                server.bad += 1


def _person(entry: dict[str, Any], user: str) -> Person:
    full = f"{as_text(entry.get('first_name'))} {as_text(entry.get('last_name'))}".strip()
    names = tuple(dict.fromkeys(filter(None, (full, as_text(entry.get("nickname")).strip(), user))))
    return Person(
        names,
        handle=user,
        email=as_text(entry.get("email")) or None,
        position=as_text(entry.get("position")) or None,
        active=not entry.get("delete_at"),
    )


def _places(entry: dict[str, Any]) -> Iterator[str]:
    """The channels that somebody is in."""
    for team in map(as_dict, as_list(entry.get("teams"))):
        for channel in map(as_dict, as_list(team.get("channels"))):
            yield f"{as_text(team.get('name'))}/{as_text(channel.get('name'))}"


_ENDINGS: Mapping[Media, tuple[str, ...]] = {
    "photo": (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".bmp", ".svg"),
    "video": (".mp4", ".mov", ".webm", ".avi", ".mkv", ".m4v"),
    "audio": (".mp3", ".m4a", ".ogg", ".opus", ".wav", ".aac", ".flac"),
}


def _media(entry: dict[str, Any]) -> Media:
    paths = [as_text(as_dict(file).get("path")).lower() for file in as_list(entry.get("attachments"))]
    for media, endings in _ENDINGS.items():
        if any(path.endswith(endings) for path in paths):
            return media
    return "link" if re.search(r"https?://", as_text(entry.get("message"))) else "none"


def sniff(member: Member) -> bool:
    """A file of another name: by the line that every bulk export begins with."""
    return member.key.endswith((".json", ".jsonl", ".ndjson")) and _VERSION.match(member.head(300)) is not None


IMPORTER = Importer(
    PLATFORM,
    "Mattermost",
    files={
        FILE: posts,
        # pictures and documents that were sent, and the signs for reactions
        "teams/*/channels/*/users/*/*/*": None,
        "emoji/*/*": None,
        "exported_emoji/*/*": None,
        "profile_pictures/*": None,
    },
    signatures=((FILE,),),
    sniff=sniff,
    prepare=prepare,
    finish=finish,
    server_wide=True,
)
