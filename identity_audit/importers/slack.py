"""Slack: the export of a workspace, which names everybody who reacted and replied.

Who has it: owners and administrators ask for it in the workspace's settings; `slackdump` writes the same layout for
what one member sees. Layout seen in exports of 2016 to 2025: lists of users and channels, then one folder per channel
with one file per day. Private conversations lie beside the channels, under the id of the person or of the group.

One pass is enough, and only ids of the person's own posts stay in memory: files are read in path order, so the first
message of a thread comes before its replies.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any, Literal

from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.community import Channel, Community, Message, Person
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.schema import FileSeen, Media, Problem, Row
from identity_audit.words import N_

PLATFORM = "slack"
DAYS = "*/????-??-??.json"

# Everything else with a subtype was written by the system (joins, topics, pins) or by a bot.
_WRITTEN = {"", "file_share", "me_message", "thread_broadcast"}

ChannelKind = Literal["channel", "direct", "chat"]
_LISTS: dict[str, ChannelKind] = {
    "channels.json": "channel",
    "groups.json": "channel",
    "dms.json": "direct",
    "mpims.json": "chat",
}
_PRIVATE = frozenset({"dms.json", "mpims.json"})


@dataclass(slots=True)
class _Workspace:
    """The community, its channels by the name of their folder, and who began each thread."""

    community: Community
    folders: dict[str, Channel] = field(default_factory=dict)
    closed: int = 0
    thread_authors: dict[str, str] = field(default_factory=dict)


def prepare(export: Export) -> None:
    """Who is in the workspace, which of them is the person, and which folders may be read?"""
    users = {
        as_text(user.get("id")): user
        for member in export.find("users.json")
        for user in map(as_dict, as_list(member.json()))
        if user.get("id")
    }
    bots = frozenset(id for id, user in users.items() if user.get("is_bot") or id == "USLACKBOT")
    people = {id: _person(user) for id, user in users.items()}
    workspace = export.context = _Workspace(Community(PLATFORM, DAYS, people, bots))
    for pattern, kind in _LISTS.items():
        if pattern not in _PRIVATE or export.request.messages:
            for member in export.find(pattern):
                workspace.folders |= _channels(member, kind, closed=pattern != "channels.json")
    community = workspace.community
    community.channels = {channel.id: channel for channel in workspace.folders.values()}
    community.find_person(export)
    kept = tuple(
        member
        for member in export.members
        if not member.matches(DAYS) or (community.owner and _folder(member) in workspace.folders)
    )
    workspace.closed = len(export.members) - len(kept)
    export.members = kept


def listed(member: Member, export: Export) -> Iterator[Row]:
    """Users and channels were read by `prepare`; `finish` makes rows of those that concern the person."""
    yield from ()


def day(member: Member, export: Export) -> Iterator[Row]:
    """What happened in one channel on one day, as far as it concerns the person?"""
    workspace: _Workspace = export.context
    community, channel = workspace.community, workspace.folders[_folder(member)]
    messages = member.json()
    if not isinstance(messages, list):
        raise BrokenMember
    bad = 0
    for raw in sorted(map(as_dict, messages), key=lambda raw: str(raw.get("ts"))):
        if as_text(raw.get("subtype")) not in _WRITTEN or raw.get("bot_id"):
            continue
        user, time = as_text(raw.get("user")), when(raw.get("ts"))
        if not user or time is None:
            bad += 1
            continue
        if user in community.bots:
            continue
        if user not in community.people:
            # a guest from another workspace is not in the list; the message says who it is
            community.people[user] = _person({"profile": as_dict(raw.get("user_profile"))})
        message = _parsed(raw, user, time, channel, workspace)
        reactions = _reactions(raw)
        # very popular messages may name fewer people than they count
        cut = any(len(as_list(reaction.get("users"))) < _whole(reaction.get("count")) for reaction in reactions)
        yield from community.tell(
            message, channel, media=_media(raw), known="partial" if cut else "complete",
            n_reactions=sum(_whole(reaction.get("count")) for reaction in reactions),
            n_comments=None if message.answers else _whole(raw.get("reply_count")),
        )  # fmt: skip
    if bad:
        yield Problem(PLATFORM, DAYS, N_("Messages without a date or an author were left out."), bad)


def _parsed(raw: dict[str, Any], user: str, time: datetime, channel: Channel, workspace: _Workspace) -> Message:
    root = str(raw.get("thread_ts") or raw["ts"])
    thread_id, message_id = f"{PLATFORM}:{channel.id}:{root}", f"{PLATFORM}:{channel.id}:{raw['ts']}"
    if raw.get("thread_ts") == raw["ts"]:
        workspace.thread_authors[thread_id] = user
    author = as_text(raw.get("parent_user_id")) or workspace.thread_authors.get(thread_id, "")
    written = raw.get("text")
    source = written if isinstance(written, str) and written.strip() else _from_blocks(raw.get("blocks"))
    return Message(
        message_id,
        thread_id,
        user,
        time,
        text=_plain(source, workspace.community),
        answers=() if thread_id == message_id else ((thread_id, author),),
        mentions=_MENTION.findall(source),
        reactors={as_text(who): None for reaction in _reactions(raw) for who in as_list(reaction.get("users"))},
    )


def finish(export: Export) -> Iterator[Row]:
    """The channels of the person, who is in them, and everybody who was met; all of both where nobody is the person."""
    workspace: _Workspace = export.context
    if workspace.closed:
        yield FileSeen(PLATFORM, DAYS, "closed", workspace.closed)
    yield from workspace.community.met("users.json")


def _person(user: dict[str, Any]) -> Person:
    return Person(
        tuple(_names(user)),
        handle=as_text(user.get("name")) or None,
        email=_profile(user, "email") or None,
        position=_profile(user, "title") or None,
        place=as_text(user.get("tz")) or None,
        active=not user.get("deleted"),
    )


def _channels(member: Member, kind: ChannelKind, *, closed: bool) -> dict[str, Channel]:
    """The channels of a list by the name of their folder."""
    found = {}
    for raw in map(as_dict, as_list(member.json())):
        channel_id = as_text(raw.get("id"))
        folder = channel_id if kind == "direct" else as_text(raw.get("name"))
        if channel_id and folder:
            members = frozenset(filter(None, map(as_text, as_list(raw.get("members")))))
            # the name of a small group is a list of handles: its people say more
            found[_composed(folder)] = Channel(
                channel_id, folder if kind == "channel" else "", kind, members, closed=closed and bool(members)
            )
    return found


def _folder(member: Member) -> str:
    return _composed(member.path.split("/")[-2])


def _composed(name: str) -> str:
    """macOS takes accents apart in the names of folders."""
    return unicodedata.normalize("NFC", name)


def _names(user: dict[str, Any]) -> list[str]:
    """The names of a user, the one people know them by first."""
    names = (
        as_text(user.get("real_name")),
        _profile(user, "real_name"),
        _profile(user, "display_name"),
        as_text(user.get("name")),
        _profile(user, "name"),
    )
    return [name for name in dict.fromkeys(names) if name.strip()]


def _profile(user: dict[str, Any], key: str) -> str:
    return as_text(as_dict(user.get("profile")).get(key))


def _reactions(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return [as_dict(reaction) for reaction in as_list(raw.get("reactions"))]


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 53 else 0


def _media(raw: dict[str, Any]) -> Media:
    files = as_list(raw.get("files", raw.get("file")))
    kinds = {as_text(as_dict(file).get("mimetype")).split("/")[0] for file in files}
    found: tuple[tuple[str, Media], ...] = (("image", "photo"), ("video", "video"), ("audio", "audio"))
    for kind, media in found:
        if kind in kinds:
            return media
    return "link" if "<http" in str(raw.get("text")) else "none"


_MENTION = re.compile(r"<@([A-Z0-9]+)")
_REFERENCE = re.compile(r"<([^<>]+)>")


def _plain(source: str, community: Community) -> str:
    """The words of a message as people read them: names instead of ids, no brackets, no entities."""

    def read(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        if target.startswith("@"):
            return "@" + community.name(target[1:])
        if target.startswith("#"):
            channel = community.channels.get(target[1:])
            return "#" + (label or (channel.name if channel else "") or target[1:])
        if target.startswith("!"):
            return label or "@" + target[1:].partition("^")[0]
        return label or target.removeprefix("mailto:")

    return unescape(_REFERENCE.sub(read, source)).strip()


def _from_blocks(blocks: object) -> str:
    """The source of a message that apps and newer clients write in blocks only."""
    if isinstance(blocks, list):
        return "".join(map(_from_blocks, blocks))
    block = as_dict(blocks)
    match block.get("type"):
        case "text" | "plain_text" | "mrkdwn" if isinstance(block.get("text"), str):
            return str(block["text"])
        case "user":
            return f"<@{block.get('user_id')}>"
        case "channel":
            return f"<#{block.get('channel_id')}>"
        case "broadcast":
            return f"<!{block.get('range')}>"
        case "emoji":
            return f":{block.get('name')}:"
        case "link":
            label = block.get("text")
            return f"<{block.get('url')}|{label}>" if label else f"<{block.get('url')}>"
        case "section" | "header":
            return _from_blocks(block.get("text")) + "\n"
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            return _from_blocks(block.get("elements")) + "\n"
    return _from_blocks(block.get("elements", []))


IMPORTER = Importer(
    PLATFORM,
    "Slack",
    files={
        "users.json": listed,
        "channels.json": listed,
        "groups.json": listed,
        "dms.json": listed,
        "mpims.json": listed,
        "integration_logs.json": None,
        "canvases.json": None,
        "file_conversations.json": None,
        "huddle_transcripts.json": None,
        "lists.json": None,
        DAYS: day,
    },
    private=_PRIVATE,
    signatures=(
        ("users.json", "channels.json"),
        ("users.json", "groups.json"),
        ("users.json", "dms.json"),
    ),
    prepare=prepare,
    finish=finish,
    server_wide=True,
)
