"""Zulip: the export of an organization, which names everybody who reacted; answers are known where they quote.

Who has it: administrators (Settings > Organization settings > Data exports; on a server of one's own,
`manage.py export`). It is a `.tar.gz` with `realm.json` (people, channels, reactions) and `messages-000001.json` ...,
a thousand messages each. A single person's export has `user.json` instead: their own messages, without other people.

Layouts read: the tables of the server's own code from 2018 to 2025 (no export of real people was at hand), last looked
at in 2026. Messages belong to a channel and a topic; a topic is the thread. Zulip has no answers to one message: who
quotes a message answers it, who is named with @** is mentioned, and more is not in the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from identity_audit.dataset import Owner
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.community import Channel, Community, Message, Person
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.schema import FileSeen, Media, Problem, Row
from identity_audit.words import N_

PLATFORM = "zulip"
MESSAGES = "messages-??????.json"
_PERSONAL, _STREAM, _GROUP = "1", "2", "3"


@dataclass(slots=True)
class _Realm:
    """The community, the place behind each recipient of a message, and who reacted to which message.

    single: the export of one person, which names nobody else.
    """

    community: Community
    single: bool
    places: dict[str, Channel] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)
    reactors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bad: int = 0
    closed: int = 0
    nameless: int = 0


def owner(export: Export) -> Owner | None:
    """Who is the person of a single person's export?"""
    for member in export.find("user.json"):
        for profile in _rows(as_dict(member.json()), "zerver_userprofile"):
            emails = (as_text(profile.get(key)) for key in ("delivery_email", "email"))
            return Owner(PLATFORM, tuple(filter(None, [as_text(profile.get("full_name"))])),
                         tuple(dict.fromkeys(filter(None, emails))), (_id(profile.get("id")),))  # fmt: skip
    return None


def prepare(export: Export) -> None:
    """Who is in the organization, which channels are there, and which of them is the person?"""
    single = not export.find("realm.json")
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for member in export.find("user.json" if single else "realm.json"):
        data = as_dict(member.json())
        for table in data:
            tables[table] += _rows(data, table)
    profiles = tables["zerver_userprofile"] + tables["zerver_userprofile_mirrordummy"]
    people = {id: _person(profile) for profile in profiles if (id := _id(profile.get("id")))}
    bots = {_id(profile.get("id")) for profile in profiles if profile.get("is_bot")}
    bots |= {_id(profile.get("id")) for profile in tables["zerver_userprofile_crossrealm"]}
    realm = export.context = _Realm(Community(PLATFORM, MESSAGES, people, frozenset(bots)), single)
    for id, person in people.items():
        for name in person.names:
            realm.by_name[name].append(id)
    _find_places(realm, tables)
    _keep_reactions(realm, tables["zerver_reaction"])
    if single and len(people) == 1:
        realm.community.owner = next(iter(people))
    else:
        realm.community.find_person(export)
    if realm.community.owner is None:
        kept = tuple(member for member in export.members if not member.matches(MESSAGES))
        realm.closed, export.members = len(export.members) - len(kept), kept


def _find_places(realm: _Realm, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """The channel, the group or the one person that each recipient number stands for."""
    streams = {_id(stream.get("id")): stream for stream in tables["zerver_stream"]}
    members: dict[str, set[str]] = defaultdict(set)
    for entry in tables["zerver_subscription"]:
        if entry.get("active", True):
            members[_id(entry.get("recipient"))].add(_id(entry.get("user_profile")))
    for recipient in tables["zerver_recipient"]:
        number, kind, target = (_id(recipient.get(key)) for key in ("id", "type", "type_id"))
        everybody = frozenset(members[number] - {""})
        if kind == _STREAM and target in streams:
            stream = streams[target]
            place = Channel(
                target, as_text(stream.get("name")) or target, "channel", everybody,
                "public" if stream.get("is_web_public") else "group", closed=bool(stream.get("invite_only")),
            )  # fmt: skip
            realm.places[number] = realm.community.channels[target] = place
        elif kind == _GROUP:
            # recent servers keep conversations of two as groups, too
            realm.places[number] = Channel(f"dm/{number}", "", "direct" if len(everybody) <= 2 else "chat", everybody)
        elif kind == _PERSONAL:
            realm.personal[number] = target


def listed(member: Member, export: Export) -> Iterator[Row]:
    """People, channels and reactions were read by `prepare`; `finish` makes rows of those that concern the person."""
    yield from ()


def messages(member: Member, export: Export) -> Iterator[Row]:
    """What was written, as far as it concerns the person? Older messages first, because answers quote them."""
    realm: _Realm = export.context
    community = realm.community
    data = as_dict(member.json())
    found = data.get("zerver_message")
    if not isinstance(found, list):
        raise BrokenMember
    _keep_reactions(realm, _rows(data, "zerver_reaction"))
    for raw in sorted(map(as_dict, found), key=_age):
        sender, time = _id(raw.get("sender")), when(raw.get("date_sent", raw.get("pub_date")))
        channel = _place(raw, sender, realm)
        if not _id(raw.get("id")) or not sender or time is None or channel is None:
            realm.bad += 1
        elif sender in community.bots or (channel.kind != "channel" and community.owner not in channel.members):
            continue
        elif channel.kind != "channel" and not export.request.messages:
            realm.closed += 1
        elif sender not in community.people:
            realm.nameless += 1
        else:
            if channel.kind == "chat":
                community.channels.setdefault(channel.id, channel)
            content = as_text(raw.get("content"))
            words, answers, mentions = _said(content, realm)
            # a topic that is done gets a tick in front
            topic = as_text(raw.get("subject")).removeprefix("✔ ").strip() if channel.kind == "channel" else ""
            reactors = realm.reactors.get(_id(raw.get("id")), [])
            message = Message(
                f"{PLATFORM}:{_id(raw.get('id'))}", f"{PLATFORM}:t/{channel.id}/{topic}"[:200], sender, time, words,
                answers, mentions, dict.fromkeys(reactors),
            )  # fmt: skip
            known = not realm.single
            yield from community.tell(message, channel, media=_media(content), known="complete" if known else "none",
                                      n_reactions=len(reactors) if known else None)  # fmt: skip


def _place(raw: Mapping[str, Any], sender: str, realm: _Realm) -> Channel | None:
    recipient = _id(raw.get("recipient"))
    if recipient in realm.personal:
        ends = frozenset((sender, realm.personal[recipient]))
        return Channel("dm/" + "-".join(sorted(ends)), "", "direct", ends)
    return realm.places.get(recipient)


def finish(export: Export) -> Iterator[Row]:
    realm: _Realm = export.context
    told = (
        (realm.bad, N_("Some entries are not in a form that we know. They were left out, the rest was read.")),
        (realm.nameless, N_("This export holds messages of people whom it does not name. They were left out.")),
        (realm.closed if realm.community.owner else 0,
         N_("Private messages are in the same file. They stay closed until you ask to read messages.")),
    )  # fmt: skip
    for n, what in told:
        if n:
            yield Problem(PLATFORM, MESSAGES, what, n)
    if realm.closed and realm.community.owner is None:
        yield FileSeen(PLATFORM, MESSAGES, "closed", realm.closed)
    yield from realm.community.met("realm.json")


# --- what a message says -------------------------------------------------------------------------------------------

_QUOTE = re.compile(r"@_\*\*(?P<name>[^*|\n]{1,200})(?:\|(?P<id>\d{1,20}))?\*\* \[[^\]\n]*\]\((?P<url>[^)\s]*)\):?\s*")
_NEAR = re.compile(r"/(?:near|with)/(\d{1,20})")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*(\w*)")
_NAMED = re.compile(r"@(?P<silent>_?)\*\*(?P<name>[^*|\n]{1,200})(?:\|(?P<id>\d{1,20}))?\*\*")
_CHANNEL = re.compile(r"#\*\*([^*\n]{1,300})\*\*")
_COMMAND = re.compile(r"/(?:me|poll|todo)\s")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\s]{1,2000}\)")


def _said(content: str, realm: _Realm) -> tuple[str, list[tuple[str, str]], list[str]]:
    """The person's own words, which messages they quote with whose words, and whom they name aloud.

    Quoted words are somebody else's: they fall away, and so does the line that announces them.
    """
    kept: list[str] = []
    answers: list[tuple[str, str]] = []
    fence = ""
    quoting = False
    for line in content.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if line.strip() == fence:
                fence, quoting = "", False
            elif not quoting:
                kept.append(line)
        elif mark:
            fence, quoting = mark[1], mark[2] == "quote"
        elif (quote := _QUOTE.fullmatch(line.strip())) and (near := _NEAR.search(quote["url"])):
            answers.append((f"{PLATFORM}:{near[1]}", next(_called(quote, realm), "")))
        else:
            kept.append(line)
    text = "\n".join(kept)
    mentions = [id for found in _NAMED.finditer(text) if not found["silent"] for id in _called(found, realm)]
    text = _CHANNEL.sub(lambda found: "#" + found[1].replace(">", " > "), _NAMED.sub(r"@\g<name>", text))
    if command := _COMMAND.match(text):
        text = text[command.end() :]
    return _LINK.sub(r"\1", text).strip(), answers, mentions


def _called(found: re.Match[str], realm: _Realm) -> Iterator[str]:
    """The one person whom a name, or the number behind it, stands for; nobody where two have the name."""
    if found["id"] and found["id"] in realm.community.people:
        yield found["id"]
    elif len(same := realm.by_name.get(found["name"], [])) == 1:
        yield same[0]


_UPLOAD = re.compile(r"/user_uploads/[^)\s]{1,500}\.(\w{2,5})(?=[)\s]|$)")
_ENDINGS: Mapping[str, Media] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "heic", "bmp"), "photo"),
    **dict.fromkeys(("mp4", "mov", "webm", "avi", "mkv"), "video"),
    **dict.fromkeys(("mp3", "m4a", "ogg", "opus", "wav", "flac"), "audio"),
}  # fmt: skip


def _media(content: str) -> Media:
    if content.startswith("/poll"):
        return "poll"
    sent = [media for found in _UPLOAD.finditer(content) if (media := _ENDINGS.get(found[1].lower()))]
    return sent[0] if sent else "link" if re.search(r"https?://(?!\S*#narrow/)", content) else "none"


# --- tables --------------------------------------------------------------------------------------------------------


def _rows(data: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    return [row for row in as_list(data.get(table)) if isinstance(row, dict)]


def _id(value: object) -> str:
    """The number of a row as text; nothing for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value)[:20]
    return text if text.isascii() and text.isdigit() else ""


def _age(raw: Mapping[str, Any]) -> int:
    return int(_id(raw.get("id")) or 0)


def _keep_reactions(realm: _Realm, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        message, user = _id(row.get("message")), _id(row.get("user_profile"))
        if message and user:
            realm.reactors[message].append(user)


def _person(profile: Mapping[str, Any]) -> Person:
    name = as_text(profile.get("full_name")).strip()
    return Person(
        (name,) if name else (),
        email=as_text(profile.get("delivery_email")) or as_text(profile.get("email")) or None,
        place=as_text(profile.get("timezone")) or None,
        active=profile.get("is_active") is not False,
    )


_PACKED = N_(
    "This is a Zulip export as it was downloaded, packed as .tar.gz. Unpack it (two clicks on most computers), "
    "then choose the folder."
)

IMPORTER = Importer(
    PLATFORM,
    "Zulip",
    files={
        MESSAGES: messages,
        "realm.json": listed,
        "user.json": listed,
        # how often what was done, documents and pictures, their lists, settings
        "analytics.json": None,
        "attachment.json": None,
        "migration_status.json": None,
        "stats.txt": None,
        "records.json": None,
        "uploads/*/*/*/*": None,
        "avatars/*/*": None,
        "emoji/*/*/*/*": None,
        "realm_icons/*/*": None,
    },
    signatures=(("realm.json", MESSAGES), ("user.json", MESSAGES)),
    wrong_format=dict.fromkeys(("zulip*.tar.gz", "zulip*.tgz"), _PACKED),
    owner=owner,
    prepare=prepare,
    finish=finish,
    server_wide=True,
)
