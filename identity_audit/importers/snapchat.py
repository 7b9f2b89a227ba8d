"""Who are the person's friends on Snapchat, and who wrote to whom?

How to get it: accounts.snapchat.com > My Data, with "Export JSON files" switched on. A mail comes within hours to days.

Layouts read (field lists of public readers of exports of 2019 to 2025, last looked at in 2026; not seen in a real
export): a folder `json/` of small files beside their twins in `html/`. Saved chats are in `chat_history.json`: until
about 2022 two lists ("Received Saved Chat History" with `From` and `Text`, "Sent ..." with `To`), since then one list
per conversation with `From`, `IsSender`, `Content` and `Conversation Title`. Times are UTC.

Only what somebody saved is there, so a chat is a part of the talk. Stories have a day, a number of views and of
replies, no words and no names. Left closed: memories, places, calls, searches, purchases, logins, and the list in
which Snapchat ranks the person's friends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from identity_audit.dataset import Owner
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer, Reader, left_out, nothing_in_it
from identity_audit.importers.fields import as_dict, as_list, as_text, made_id, when, whole_number
from identity_audit.importers.talks import Talk
from identity_audit.schema import (
    Contact,
    Direction,
    Interaction,
    InteractionKind,
    Media,
    Post,
    Row,
    Trace,
    TraceKind,
)
from identity_audit.words import N_

PLATFORM = "snapchat"
CHATS, SNAPS = "chat_history.json", "snap_history.json"
_FRIENDS, _ACCOUNT, _PROFILE = "friends.json", "account.json", "user_profile.json"
_STORIES, _SUBSCRIPTIONS = "story_history.json", "subscriptions.json"
_HTML = N_(
    "This Snapchat export holds only pages (HTML), which cannot be read. Ask Snapchat for it again and switch on "
    "Export JSON files."
)
#: Snapchat's own accounts, which everybody has as friends
_ROBOTS = frozenset({"teamsnapchat", "myai", "snapchatsupport"})
_MEDIA: Mapping[str, Media] = {"IMAGE": "photo", "VIDEO": "video", "AUDIO": "audio", "NOTE": "audio", "SHARE": "link"}


@dataclass(slots=True)
class _Known:
    own: frozenset[str]
    contacts: dict[str, Contact] = field(default_factory=dict)
    posts: int = 0

    def meet(self, handle: str, name: str = "", since: datetime | None = None) -> str | None:
        handle = handle.strip()[:100]
        key = handle.casefold()
        if not key or key in self.own or key in _ROBOTS:
            return None
        contact_id = f"{PLATFORM}:{key}"
        known = self.contacts.setdefault(contact_id, Contact(contact_id, PLATFORM, name.strip() or handle, handle))
        first = min(filter(None, (known.first_seen, since)), default=None)
        better = name.strip() if name.strip() and known.name == known.handle else known.name
        self.contacts[contact_id] = replace(known, first_seen=first, name=better)
        return contact_id


def owner(export: Export) -> Owner | None:
    """Who does the account file name?"""
    for member in export.find(_ACCOUNT):
        try:
            basic = as_dict(as_dict(member.json()).get("Basic Information"))
        except BrokenMember:
            continue
        handle, name = as_text(basic.get("Username")).strip(), as_text(basic.get("Name")).strip()
        if handle:
            return Owner(PLATFORM, tuple(dict.fromkeys(filter(None, (name, handle)))), ids=(handle,))
    return None


def prepare(export: Export) -> None:
    """Friends are read first: only their list has the names that people go by."""
    export.members = tuple(sorted(export.members, key=lambda member: not member.matches(_FRIENDS)))
    ids = [id for o in export.owners if o.platform == PLATFORM for id in o.ids]
    export.context = _Known(frozenset(word.lstrip("@").casefold() for word in (*ids, *export.request.me)))


def finish(export: Export) -> Iterator[Row]:
    known: _Known = export.context
    yield from known.contacts.values()
    if not known.contacts and not known.posts:
        yield nothing_in_it(PLATFORM, _FRIENDS)


# --- people ------------------------------------------------------------------------------------------------------

#: lists of people -> what each entry is; people who were blocked, deleted or ignored are left closed
_LISTS: Mapping[str, tuple[InteractionKind, Direction] | None] = {
    "Friends": None,
    "Friend Requests Sent": ("invitation", "given"),
    "Pending Requests": ("invitation", "received"),
}


def friends(member: Member, export: Export) -> Iterator[Row]:
    """Who is a friend, who was asked, who asked? A friendship names nobody who began it."""
    known: _Known = export.context
    data = as_dict(member.json())
    bad = 0
    for name, act in _LISTS.items():
        for raw in map(as_dict, as_list(data.get(name))):
            time = when(raw.get("Creation Timestamp"))
            handle = as_text(raw.get("Username"))
            contact = known.meet(handle, as_text(raw.get("Display Name")), time if act is None else None)
            if contact and act:
                yield Interaction(contact, None, time, act[0], act[1], "observed", PLATFORM, source_file=_FRIENDS)
            bad += not handle.strip()
    yield from left_out(PLATFORM, _FRIENDS, bad)


def subscriptions(member: Member, export: Export) -> Iterator[Row]:
    """Which people does the person follow, which publishers and stories do they subscribe to?"""
    known: _Known = export.context
    for name, entries in as_dict(member.json()).items():
        for entry in as_list(entries):
            word = as_text(entry) or as_text(as_dict(entry).get("Username") or as_dict(entry).get("Name"))
            contact = known.meet(word) if name == "Public Users" else None
            if contact:
                yield Interaction(contact, None, None, "follow", "given", "observed", PLATFORM,
                                  source_file=_SUBSCRIPTIONS)  # fmt: skip
            elif word.strip() and name != "Public Users":
                yield Trace(PLATFORM, "declared", word.strip())


# --- stories -----------------------------------------------------------------------------------------------------


def stories(member: Member, export: Export) -> Iterator[Row]:
    """When did the person publish a story, how many saw it and answered? Stories of others stay closed."""
    known: _Known = export.context
    bad = 0
    same: Counter[datetime] = Counter()
    for raw in map(as_dict, as_list(as_dict(member.json()).get("Your Story Views"))):
        time, replies = when(raw.get("Story Date")), whole_number(raw.get("Story Replies"))
        if time is None:
            bad += 1
            continue
        known.posts += 1
        same[time] += 1
        yield Post(
            made_id(PLATFORM, "story", time, same[time]), PLATFORM, time, kind="story", media="photo",
            reactions_known="none" if replies is None else "count", n_comments=replies,
            n_views=whole_number(raw.get("Story Views")), source_file=_STORIES,
        )  # fmt: skip
    yield from left_out(PLATFORM, _STORIES, bad)


# --- chats and snaps ---------------------------------------------------------------------------------------------

_Message = tuple[dict[str, Any], bool, str]


def chats(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Who wrote or sent what to whom? Own messages are posts to these people; there are no reactions to them."""
    known: _Known = export.context
    bad = 0
    for key, messages in _talks(as_dict(member.json())).items():
        kept = [message for message in messages if when(message[0].get("Created"))]
        bad += len(messages) - len(kept)
        if kept:
            yield from _talk(key, kept, known, file)
    yield from left_out(PLATFORM, file, bad)


def _talks(data: dict[str, Any]) -> dict[str, list[_Message]]:
    """The conversations of a file: messages with whether the person sent them, and who else is in each."""
    found: dict[str, list[_Message]] = {}
    for name, entries in data.items():
        for raw in map(as_dict, as_list(entries)):
            # until 2022: two lists, of what came and of what went
            received, sent = name.startswith("Received "), name.startswith("Sent ")
            other = as_text(raw.get("To" if sent else "From")).strip()
            mine = sent or (not received and raw.get("IsSender") is True)
            found.setdefault(other if received or sent else name, []).append((raw, mine, other))
    return found


def _talk(key: str, messages: list[_Message], known: _Known, file: str) -> Iterator[Row]:
    title = next(filter(None, (as_text(raw.get("Conversation Title")).strip() for raw, _, _ in messages)), "")
    authors = {who: known.meet(who) for who in dict.fromkeys(other for _, mine, other in messages if not mine)}
    others = list(dict.fromkeys(contact for contact in authors.values() if contact))
    in_group = bool(title) or len(others) > 1
    if not in_group and not others and (partner := known.meet(key)):
        others = [partner]  # who never answered
    called = title or ", ".join(known.contacts[contact].name for contact in others)
    talk = Talk(PLATFORM, made_id(PLATFORM, "chat", key), tuple(others), called if in_group else None, file)
    yield from talk.people()
    for raw, mine, other in messages:
        time = when(raw.get("Created"))
        text = as_text(raw.get("Content")) or as_text(raw.get("Text"))
        if mine:
            post = made_id(PLATFORM, file, key, raw.get("Created(microseconds)") or time, text)
            media = _MEDIA.get(as_text(raw.get("Media Type")).upper(), "photo" if not text else "none")
            known.posts += 1
            yield from talk.own(post, time, text, media)
        elif author := authors[other]:
            yield talk.received(author, time, text)


# --- what Snapchat believes --------------------------------------------------------------------------------------

_BELIEFS: Mapping[str, TraceKind] = {
    "Interest Categories": "interest",
    "Content Categories": "interest",
    "Interests": "interest",
    "Subscriptions": "declared",
}


def beliefs(member: Member, export: Export) -> Iterator[Row]:
    """Which interests does Snapchat keep? Age and sex of the cohort it advertises to are its guesses."""
    data = as_dict(member.json())
    for name, kind in _BELIEFS.items():
        for entry in as_list(data.get(name)):
            word = as_text(entry) or as_text(as_dict(entry).get("Name") or as_dict(entry).get("Category"))
            if word.strip():
                yield Trace(PLATFORM, kind, word.strip())
    for label, value in as_dict(data.get("Demographics")).items():
        if isinstance(value, str) and value.strip() and "cohort" in label.casefold():
            yield Trace(PLATFORM, "inference", f"{label}: {value.strip()}")


def early(member: Member, export: Export) -> Iterator[Row]:
    """Read by `owner`; opened again only to say whether it can be read. Addresses and logins are never kept."""
    member.json()
    yield from ()


_FILES: Mapping[str, Reader | None] = {
    _FRIENDS: friends,
    CHATS: partial(chats, file=CHATS),
    SNAPS: partial(chats, file=SNAPS),
    _STORIES: stories,
    _SUBSCRIPTIONS: subscriptions,
    _PROFILE: beliefs,
    _ACCOUNT: early,
    # known and left closed
    **dict.fromkeys((
        "account_history.json", "bitmoji.json", "bitmoji_kit_user.json", "cameos_metadata.json",
        "community_lenses.json", "connected_apps.json", "email_campaign_history.json", "in_app_reports.json",
        "in_app_surveys.json", "location_history.json", "memories_history.json", "purchase_history.json",
        "ranking.json", "scans.json", "search_history.json", "shared_story.json", "shop_history.json",
        "snap_ads.json", "snap_games_and_minis.json", "snap_map_places_history.json", "snap_pro.json",
        "snapchat_ai.json", "support_note.json", "talk_history.json", "terms_history.json", "feature_emails.json",
        "html/*.html", "html/*/*.html", "index.html", "faq.html", "chat_media/*", "memories/*", "shared_story/*",
    )),
}  # fmt: skip

#: what stands at the beginning of the files that people choose without their folder
_BEGINNINGS: Mapping[str, bytes] = {
    _FRIENDS: b'"Creation Timestamp"',
    CHATS: b'"Media Type"',
    SNAPS: b'"Media Type"',
    _ACCOUNT: b'"Basic Information"',
    _STORIES: b'"Your Story Views"',
    _PROFILE: b'"App Profile"',
}


def sniff(member: Member) -> bool:
    """A file chosen alone, or the folder `json` without what is around it."""
    return any(member.matches(name) and mark in member.head() for name, mark in _BEGINNINGS.items())


IMPORTER = Importer(
    platform=PLATFORM,
    title="Snapchat",
    files=_FILES,
    signatures=(
        ("json/friends.json",),
        ("json/chat_history.json",),
        ("json/snap_history.json",),
        ("json/account.json", "json/user_profile.json"),
    ),
    sniff=sniff,
    sniffed_together=True,
    private=frozenset({CHATS, SNAPS}),
    wrong_format={
        "html/chat_history.html": _HTML,
        "html/snap_history.html": _HTML,
        "html/friends.html": _HTML,
        "*/chat_history/subpage_*.html": _HTML,
    },
    owner=owner,
    prepare=prepare,
    finish=finish,
)
