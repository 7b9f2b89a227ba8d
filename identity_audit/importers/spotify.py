"""Whom does the person follow on Spotify and who follows them, which lists did they make, and with whom?

How to get it: spotify.com > Account > Account privacy > Download your data > Account data. A mail comes within a few
days. The "extended streaming history" is another download and names nobody.

Layouts read (public readers of account data of 2019 to 2025, last looked at in 2026; not seen in a real export): a
folder of JSON files. `Follow.json` held two numbers until about 2022, since then names ("userIsFollowing",
"userIsFollowedBy"); people without a chosen name are a row of digits, which names nobody. Whom one follows may be an
artist or a show: those that stand in the library or in a list of music are no contacts.

There are no posts but comments under podcasts, and no received reactions: tastes are given. Left closed: everything
that was listened to, searches, payments, messages, talks with the assistant, devices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from identity_audit.dataset import Owner, fold
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer, Reader, left_out, nothing_in_it
from identity_audit.importers.fields import as_dict, as_list, as_text, made_id, when
from identity_audit.schema import Contact, Direction, Group, Interaction, Membership, Post, Problem, Row, Trace
from identity_audit.words import N_

PLATFORM = "spotify"
_FOLLOW, _LISTS, _LIBRARY = "Follow.json", "Playlist*.json", "YourLibrary.json"
_COMMENTS, _INFERENCES = "PodcastInteractivityComments.json", "Inferences.json"
_ACCOUNTS = ("Identity.json", "Userdata.json", "UserAttributes.json")
_EXTENDED = N_(
    "This is Spotify's extended streaming history: it holds only what you listened to. Ask Spotify for Account data "
    "instead."
)


@dataclass(slots=True)
class _Known:
    own: frozenset[str | None]
    artists: set[str | None] = field(default_factory=set)
    contacts: dict[str, Contact] = field(default_factory=dict)
    rows: int = 0

    def meet(self, name: str) -> str | None:
        """The contact of a name or handle; digits alone, artists and the person are nobody."""
        name = name.strip()[:200]
        if not name or name.isdigit() or fold(name) in self.own or fold(name) in self.artists:
            return None
        contact_id = f"{PLATFORM}:{name.casefold()}"
        self.contacts.setdefault(contact_id, Contact(contact_id, PLATFORM, name))
        return contact_id


def owner(export: Export) -> Owner | None:
    """Who do the files about the account name?"""
    found: dict[str, str] = {}
    for data in (as_dict(data) for file in _ACCOUNTS for data in _quietly(export, file)):
        for key in ("displayName", "firstName", "lastName", "username", "email"):
            found[key] = found.get(key) or as_text(data.get(key)).strip()
    whole = f"{found.get('firstName', '')} {found.get('lastName', '')}".strip()
    names = tuple(dict.fromkeys(filter(None, (found.get("displayName"), whole, found.get("username")))))
    email, handle = found.get("email", ""), found.get("username", "")
    if not names:
        return None
    return Owner(PLATFORM, names, (email,) if "@" in email else (), (handle,) if handle else ())


def _quietly(export: Export, file: str) -> Iterator[Any]:
    """The data of a file before its turn; a broken one is counted when its reader opens it."""
    for member in export.find(file):
        try:
            yield member.json()
        except BrokenMember:
            continue


def prepare(export: Export) -> None:
    """Who makes music and shows? They are known by the library and by the lists."""
    names = [name for o in export.owners if o.platform == PLATFORM for name in (*o.names, *o.ids)]
    known = export.context = _Known(frozenset(map(fold, (*names, *export.request.me))))
    for data in map(as_dict, _quietly(export, _LIBRARY)):
        for entry in map(as_dict, (*as_list(data.get("artists")), *as_list(data.get("shows")))):
            known.artists.add(fold(entry.get("name")))
        for entry in map(as_dict, (*as_list(data.get("tracks")), *as_list(data.get("albums")))):
            known.artists.add(fold(entry.get("artist")))
    for data in _quietly(export, _LISTS):
        for playlist in map(as_dict, as_list(as_dict(data).get("playlists"))):
            for item in map(as_dict, as_list(playlist.get("items"))):
                known.artists.add(fold(as_dict(item.get("track")).get("artistName")))
                known.artists.add(fold(as_dict(item.get("episode")).get("showName")))
    known.artists.discard(None)


def finish(export: Export) -> Iterator[Row]:
    known: _Known = export.context
    yield from known.contacts.values()
    if not known.contacts and not known.rows:
        yield nothing_in_it(PLATFORM, _FOLLOW)


def follows(member: Member, export: Export) -> Iterator[Row]:
    """Whom does the person follow, who follows them? People who were blocked are left closed."""
    known: _Known = export.context
    data = as_dict(member.json())
    directions: tuple[tuple[str, Direction], ...] = (("userIsFollowing", "given"), ("userIsFollowedBy", "received"))
    bad = digits = 0
    for key, direction in directions:
        for entry in as_list(data.get(key)):
            name = as_text(entry) or as_text(as_dict(entry).get("name"))
            contact = known.meet(name)
            if contact:
                yield Interaction(contact, None, None, "follow", direction, "observed", PLATFORM, source_file=_FOLLOW)
            elif direction == "given" and fold(name) in known.artists:
                known.rows += 1
                yield Trace(PLATFORM, "declared", name.strip())
            bad += not name.strip()
            digits += name.strip().isdigit()
    yield from left_out(PLATFORM, _FOLLOW, bad)
    if digits:
        what = N_("Spotify gives some of these people as numbers only. They have no name, so they are no contacts.")
        yield Problem(PLATFORM, _FOLLOW, what, digits)
    if "followerCount" in data and "userIsFollowedBy" not in data:
        known.rows += 1
        what = N_(
            "This older Spotify file counts your followers without naming them. Ask for it again to have the names."
        )
        yield Problem(PLATFORM, _FOLLOW, what)


def playlists(member: Member, export: Export) -> Iterator[Row]:
    """Which lists did the person name, and who makes them with them?"""
    known: _Known = export.context
    bad = 0
    for playlist in map(as_dict, as_list(as_dict(member.json()).get("playlists"))):
        name, time = as_text(playlist.get("name")).strip(), when(playlist.get("lastModifiedDate"))
        if not name:
            bad += 1
            continue
        known.rows += 1
        yield Trace(PLATFORM, "declared", name, time)
        if words := as_text(playlist.get("description")).strip():
            yield Trace(PLATFORM, "declared", words, time)
        people = [
            as_text(who) or as_text(as_dict(who).get("username")) for who in as_list(playlist.get("collaborators"))
        ]
        others = [
            contact for who in dict.fromkeys(people) if (contact := known.meet(who.removeprefix("spotify:user:")))
        ]
        if others:
            group = made_id(PLATFORM, "playlist", name)
            yield Group(group, PLATFORM, name, "list")
            for contact in dict.fromkeys(others):
                yield Membership(contact, group)
    yield from left_out(PLATFORM, _LISTS, bad)


def comments(member: Member, export: Export) -> Iterator[Row]:
    """What did the person write under podcasts?"""
    known: _Known = export.context
    bad = 0
    for raw in map(as_dict, as_list(as_dict(member.json()).get("comments"))):
        text, time = as_text(raw.get("commentText")).strip(), when(raw.get("postedDate"))
        show = as_text(raw.get("entityUri"))[:200]
        if not text or time is None:
            bad += 1
            continue
        known.rows += 1
        thread = f"{PLATFORM}:{show.removeprefix('spotify:')}" if show else None
        yield Post(made_id(PLATFORM, "comment", time, text), PLATFORM, time, text, "reply", visibility="public",
                   thread_id=thread, source_file=_COMMENTS)  # fmt: skip
    yield from left_out(PLATFORM, _COMMENTS, bad)


def inferences(member: Member, export: Export) -> Iterator[Row]:
    """What does Spotify infer for its advertising?"""
    known: _Known = export.context
    for entry in as_list(as_dict(member.json()).get("inferences")):
        if word := as_text(entry).strip():
            known.rows += 1
            yield Trace(PLATFORM, "inference", word)


def early(member: Member, export: Export) -> Iterator[Row]:
    """Read by `owner` and `prepare`; opened again only to say whether it can be read."""
    member.json()
    yield from ()


_FILES: Mapping[str, Reader | None] = {
    _FOLLOW: follows,
    _LISTS: playlists,
    _COMMENTS: comments,
    _INFERENCES: inferences,
    _LIBRARY: early,
    **dict.fromkeys(_ACCOUNTS, early),
    # known and left closed
    **dict.fromkeys((
        "StreamingHistory*.json", "Streaming_History_*.json", "endsong_*.json", "SearchQueries.json", "Payments.json",
        "Purchases.json", "MessageData.json", "Messages.json", "UserPrompts.json", "Marquee.json", "Identifiers.json",
        "DuoNewFamily.json", "FamilyPlan.json", "CarThing.json", "CustomerServiceHistory.json", "PrivacySettings.json",
        "PodcastInteractivityRatedShow.json", "PodcastInteractivityVotedPollOption.json", "PodcastPolls.json",
        "YourSoundCapsule.json", "Wrapped*.json", "ReadMeFirst*.pdf", "Read_Me_First*.pdf",
    )),
}  # fmt: skip

IMPORTER = Importer(
    platform=PLATFORM,
    title="Spotify",
    files=_FILES,
    signatures=(
        (_FOLLOW, _LISTS),
        (_FOLLOW, "Userdata.json"),
        (_FOLLOW, "Identity.json"),
        (_FOLLOW, _LIBRARY),
        (_LIBRARY, _LISTS),
        (_LIBRARY, "StreamingHistory*.json"),
    ),
    wrong_format={"Streaming_History_Audio_*.json": _EXTENDED, "endsong_*.json": _EXTENDED},
    owner=owner,
    prepare=prepare,
    finish=finish,
)
