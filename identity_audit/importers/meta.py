"""What do Facebook and Instagram write the same way? Records, labelled values, people, chats, guessed interests.

Both exports come from Meta's Accounts Center and share a hand: double encoded text, lists that are sometimes one
object, keys in the language of the account, and since 2024 a general shape `label_values` that replaces one file
after the other. Layouts seen: structures of 25 real exports of 2018 to 2026 and the code of public readers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from identity_audit.dataset import Unowned, fold
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Reader, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, made_id, repair, when
from identity_audit.importers.people import Candidate, find_owner
from identity_audit.schema import (
    Audience,
    Contact,
    Direction,
    Evidence,
    Group,
    Interaction,
    InteractionKind,
    Media,
    Membership,
    Post,
    Problem,
    Row,
    Trace,
    TraceKind,
    Visibility,
)
from identity_audit.words import N_

TEXT_OF_OTHERS = 2000
#: with photos, an export has 100 times more of these than of anything else, so they stand first in the tables
MEDIA_FILES = (
    "*.jpg", "*.jpeg", "*.png", "*.webp", "*.heic", "*.gif", "*.mp4", "*.mov", "*.mp3", "*.aac", "*.m4a", "*.wav",
    "*.ogg", "*.opus", "*.pdf", "*.srt", "*.vtt",
)  # fmt: skip
THREADS = "messages/*/*/message_*.json"
ENCRYPTED = "messages/*.json"

_KINDS: dict[Media, tuple[str, ...]] = {
    "video": (".mp4", ".mov", ".webm", ".mkv", ".3gp", ".srt"),
    "audio": (".mp3", ".aac", ".m4a", ".wav", ".ogg", ".opus"),
}
# deleted accounts share one name, and Meta's assistant is not a person
_NOBODY = frozenset(
    "facebook user|utilisateur facebook|utilisateur de facebook|instagram user|instagrammer|utilisateur instagram"
    "|utilisateur d instagram|utilisateur ou utilisatrice instagram|meta ai|deleted user".split("|")
)


# --- records ---------------------------------------------------------------------------------------------------


def load(member: Member) -> Any:
    """The JSON of a file with its text repaired; BrokenMember for a nesting that no export has."""
    try:
        return repair(member.json())
    except RecursionError as error:
        raise BrokenMember from error


def records(member: Member, *keys: str) -> list[Any]:
    """The records of a file: the list under one of these keys, the list itself, or the one object there is.

    A key is known by its beginning: Meta counts up its endings (friends_v2, followers_v3) and nothing else changes.
    """
    data = load(member)
    if isinstance(data, dict):
        for wanted in keys:
            for key, value in data.items():
                if key.startswith(wanted):
                    # 2018 put some lists one level deeper, under "activity_log_data"
                    return as_list(as_dict(value).get("activity_log_data", value))
    return as_list(data)


def quietly(member: Member, *keys: str) -> list[Any]:
    """The records before the reading proper; a broken file is counted when its reader opens it."""
    try:
        return records(member, *keys)
    except BrokenMember:
        return []


def file_name(uri: object) -> str:
    """The last part of a media path: the folders around it change from export to export, the name stays."""
    return as_text(uri).replace("\\", "/").rsplit("/", 1)[-1]


def media_kind(uri: object) -> Media:
    """Photo, video or audio, by the ending of the file (the file itself often lies in another part)."""
    name = file_name(uri).lower()
    if not name:
        return "none"
    return next((kind for kind, endings in _KINDS.items() if name.endswith(endings)), "photo")


# --- labelled values -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Labelled:
    """One value with the words that stand beside it; `under` are the titles of the boxes around it."""

    label: str
    value: str
    href: str = ""
    time: datetime | None = None
    under: tuple[str, ...] = ()


#: The words of a label, folded, in the languages seen or published (en, fr, nl, de, es, it, ro, pt).
#: A label counts as the first of these that has one of its words, so "Nom d’utilisateur" is a handle, not a name.
WORDS: dict[str, frozenset[str]] = {
    what: frozenset(words.split())
    for what, words in {
        "handle": "username gebruikersnaam nutzername benutzername utilisateur usuario utente utilizator",
        "owner": "owner proprietaire eigenaar inhaber medieninhaber propietario proprietario proprietarul detenteur "
                 "auteur author autor autore",
        "members": "members membres leden mitglieder miembros membri membros",
        "email": "email mail",
        "time": "time heure date tijd zeit hora ora datum fecha data",
        "comment": "comment commentaire opmerking kommentar comentario commento comentariu",
        "reaction": "reaction reactie reaktion reaccion reazione reactie",
        "url": "url lien link",
        "bio": "bio biographie biografie biografia",
        "name": "name nom naam nombre nome nume",
        "likes": "likes aime",
        "comments": "comments commentaires opmerkingen kommentare comentarios",
        "shares": "shares partages",
        "views": "impressions vues views",
    }.items()
}  # fmt: skip


def means(label: str, what: str) -> bool:
    """Does this label, in whatever language, stand for that?"""
    tokens = set((fold(label) or "").split())
    return bool(tokens & WORDS[what]) and next(w for w, words in WORDS.items() if tokens & words) == what


def labelled(record: object) -> list[Labelled]:
    """Every labelled value of a record, from the three shapes Meta has used, flat and in order."""
    found: list[Labelled] = []
    box = as_dict(record)
    for key, value in as_dict(box.get("string_map_data")).items():
        entry = as_dict(value)
        time = when(entry.get("timestamp"))
        found.append(Labelled(key, as_text(entry.get("value")), as_text(entry.get("href")), time))
    _labels(box.get("label_values"), (), found)
    return found


def _labels(boxes: object, under: tuple[str, ...], found: list[Labelled]) -> None:
    if len(under) > 8:
        return
    for entry in as_list(boxes):
        box = as_dict(entry) if not isinstance(entry, str) else {"value": entry}
        title = as_text(box.get("title"))
        label = as_text(box.get("ent_field_name")) or as_text(box.get("label"))
        time = when(box.get("timestamp_value"))
        if as_text(box.get("value")) or as_text(box.get("href")) or time:
            found.append(Labelled(label, as_text(box.get("value")), as_text(box.get("href")), time, under))
        deeper = (*under, title or label)
        _labels(box.get("vec"), deeper, found)
        _labels(box.get("dict"), deeper, found)


def first(values: Iterable[Labelled], what: str) -> str:
    """The first value whose label stands for that, or nothing."""
    return next((v.value for v in values if v.value and means(v.label, what)), "")


# --- people ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Cast:
    """Who is who in one export: what the person is called, and one contact for every other name that was met.

    Meta names people without ids, so two friends of the same name are one contact until somebody says otherwise.
    """

    platform: str
    own: frozenset[str] = frozenset()
    contacts: dict[str, Contact] = field(default_factory=dict)
    places: dict[str, Counter[str]] = field(default_factory=dict)

    def mine(self, name: str) -> bool:
        return (fold(name) or name) in self.own

    def meet(self, name: str, since: datetime | None = None, handle: str | None = None) -> str | None:
        """The id of a contact; None for the person, for nobody, and for accounts without a name of their own."""
        name = " ".join(name.split())[:200]
        if not name or self.mine(name) or fold(name) in _NOBODY:
            return None
        contact_id = f"{self.platform}:{name}"
        known = self.contacts.get(contact_id)
        if known is None:
            self.contacts[contact_id] = Contact(contact_id, self.platform, name, handle, since)
        elif since and (known.first_seen is None or since < known.first_seen):
            self.contacts[contact_id] = replace(known, first_seen=since)
        return contact_id

    def act(
        self, name: str, kind: InteractionKind, direction: Direction, *, time: datetime | None, file: str,
        handle: str | None = None, since: datetime | None = None, post: str | None = None, thread: str | None = None,
        text: str = "", evidence: Evidence = "observed",
    ) -> Iterator[Interaction]:  # fmt: skip
        """One act with somebody by name; nothing where the name is the person's own or nobody's."""
        contact = self.meet(name, since, handle)
        if contact:
            yield Interaction(contact, post, time, kind, direction, evidence, self.platform, thread, text, file)

    def at(self, name: str, place: str) -> None:
        """The person tagged somebody at a place; most people are tagged at several."""
        contact = self.meet(name)
        if contact and place:
            self.places.setdefault(contact, Counter())[place] += 1

    def rows(self) -> Iterator[Contact]:
        """Everybody, with the place where they were tagged most often (the first of several)."""
        for contact_id, contact in self.contacts.items():
            places = self.places.get(contact_id)
            yield replace(contact, place=places.most_common(1)[0][0]) if places else contact


def cast_of(export: Export, platform: str) -> Cast:
    """Who is the person here? What they told us and what the exports of this platform say of their owner.

    Without either, somebody who takes part in every chat is the person; failing that, the chats belong to nobody
    and the export says so.
    """
    own = set(export.request.me)
    for owner in export.owners:
        if owner.platform == platform:
            own.update((*owner.names, *owner.ids))
    if own or not export.request.messages:
        return Cast(platform, _keys(own))
    crowds = [set(_participants(member)) for pattern in (THREADS, ENCRYPTED) for member in export.find(pattern)]
    crowds = [crowd for crowd in crowds if crowd]
    everybody = sorted(set().union(*crowds))
    found = find_owner([Candidate(name, (name,)) for name in everybody], (), export.owners)
    always = set.intersection(*crowds) if len(crowds) > 1 else set()
    if found is None and len(always) == 1:
        found = always.pop()
    if found is None and everybody:
        export.unowned = Unowned(platform, len(everybody), tuple(everybody), server_wide=False)
    return Cast(platform, _keys([found] if found else []))


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(name) or name for name in names if name)


def _participants(member: Member) -> Iterator[str]:
    try:
        data = as_dict(load(member))
    except BrokenMember:
        return
    for person in as_list(data.get("participants")):
        name = as_text(person) or as_text(as_dict(person).get("name"))
        if name:
            yield name


# --- chats -----------------------------------------------------------------------------------------------------

# sentences that Messenger and Instagram put between the messages, in the languages we met
_NOTICE = re.compile(
    r"^(?:Liked a message|A aimé un message|Reacted .{1,12} to your message|A réagi .{1,12} à votre message"
    r"|.{0,80}(?:named the group|left the group|to the group\.|changed the (?:group photo|theme|chat theme)"
    r"|set the (?:nickname|quick reaction|emoji)|set (?:your|his|her|their own) nickname|created the group"
    r"|started a (?:video chat|call)|joined the (?:video chat|call)|missed (?:a|your) (?:video )?call"
    r"|pinned a message|a nommé le groupe|avez nommé le groupe|a quitté le groupe|au groupe\.|a changé la photo"
    r"|a (?:changé|modifié) le thème|a défini (?:le|votre|son) (?:surnom|pseudo)|a créé le groupe|avez créé le groupe"
    r"|a épinglé un message|a (?:démarré|rejoint) (?:un |l['’])appel|a manqué votre appel).{0,120})\s*$"
)
_ATTACHED = re.compile(
    r"^(?:.{1,80} sent (?:an attachment|a photo|a video|a voice message|a link|a GIF)"
    r"|.{1,80} (?:a|avez) envoyé (?:une pièce jointe|une photo|une vidéo|un message vocal|un lien|un GIF))\s?\.?$"
)
_ATTACHMENTS: dict[str, Media] = {
    "photos": "photo", "videos": "video", "audio_files": "audio", "gifs": "photo", "sticker": "photo",
}  # fmt: skip


#: what a message of somebody (as in the file, its time) does to a post of the person: the act, the post if known
About = Callable[[dict[str, Any], datetime | None], tuple[InteractionKind, str | None] | None]


def chat(
    member: Member, export: Export, cast: Cast, file: str, about: About = lambda entry, time: None
) -> Iterator[Row]:
    """Who wrote what in this chat? Own messages are posts to these people, with every reaction by name.

    about: tells which messages of others answer a post of the person; these are acts of their own, worked out.
    Reads `message_N.json` of both platforms and the separate end-to-end encrypted download of Messenger
    (`participants`, `threadName`, `senderName`), whose text is often not double encoded.
    """
    data = load(member)
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        yield from left_out(cast.platform, file, 1)
        return
    folder, _, _ = member.path.replace("\\", "/").rpartition("/")
    encrypted = as_text(data.get("threadName"))
    key = encrypted or folder.rsplit("/", 1)[-1] or member.source_name
    thread = f"{cast.platform}:t/{key}"
    people = [as_text(p) or as_text(as_dict(p).get("name")) for p in as_list(data.get("participants"))]
    people = list(dict.fromkeys(people)) or sorted({_sender(as_dict(m)) for m in data["messages"]})
    others = [contact for name in people if (contact := cast.meet(name))]
    if len(people) > 2:
        # an encrypted download ends the name of a chat with a running number
        title = as_text(data.get("title")) or re.sub(r"_\d+$", "", encrypted) or ", ".join(people)
        yield Group(thread, cast.platform, title, "chat")
        for contact in others:
            yield Membership(contact, thread)
    if not any(cast.mine(name) for name in people):
        what = N_("These chats do not say which person is you. Say what you are called in them, then they can be read.")
        yield Problem(cast.platform, file, what, 1)
        return
    talk = _Talk(cast, thread, frozenset(others), len(people) > 2, file, about)
    bad = 0
    for entry in data["messages"]:
        if isinstance(entry, dict):
            yield from talk.message(entry)
        else:
            bad += 1
    yield from talk.passers_by()
    yield from left_out(cast.platform, file, bad)


@dataclass(slots=True)
class _Talk:
    """One chat while it is read."""

    cast: Cast
    thread: str
    others: frozenset[str]
    in_group: bool
    file: str
    about: About
    spoke: dict[str, tuple[datetime | None, datetime | None]] = field(default_factory=dict)

    def message(self, entry: dict[str, Any]) -> Iterator[Row]:
        sender, time = _sender(entry), when(entry.get("timestamp_ms") or entry.get("timestamp"))
        text, media = _content(entry)
        if not sender or (not text and media == "none") or True in (entry.get("is_unsent"), entry.get("isUnsent")):
            return
        if entry.get("call_duration") is not None or entry.get("type") in ("Subscribe", "Unsubscribe", "Call"):
            return
        if self.cast.mine(sender):
            yield from self._own(entry, time, text, media)
            return
        contact = self.cast.meet(sender)
        if contact is None:
            return
        self._seen(contact, time)
        yield self._act(contact, None, time, "received", text[:TEXT_OF_OTHERS], reaction=False)
        answer = self.about(entry, time)
        if answer:
            kind, post = answer
            yield Interaction(contact, post, time, kind, "received", "proxy", self.cast.platform, self.thread,
                              text[:TEXT_OF_OTHERS], self.file)  # fmt: skip
        for who, at in _reactions(entry):
            if self.cast.mine(who):
                yield self._act(contact, None, at or time, "given", "", reaction=True)

    def _own(self, entry: dict[str, Any], time: datetime | None, text: str, media: Media) -> Iterator[Row]:
        platform = self.cast.platform
        post = made_id(platform, "message", self.thread, time, text, media)
        visibility: Visibility = "group" if self.in_group else "direct" if self.others else "private"
        yield Post(post, platform, time, text, "message", media, visibility, "complete", self.thread,
                   source_file=self.file)  # fmt: skip
        if self.in_group:
            yield Audience(post, group_id=self.thread)
        else:
            for contact in sorted(self.others):
                yield Audience(post, contact_id=contact)
        for who, at in _reactions(entry):
            contact_id = self.cast.meet(who)
            if contact_id:
                self._seen(contact_id, at or time)
                yield self._act(contact_id, post, at or time, "received", "", reaction=True)

    def _act(
        self, contact: str, post: str | None, time: datetime | None, direction: Direction, text: str, *, reaction: bool
    ) -> Interaction:
        return Interaction(
            contact, post, time, "reaction" if reaction else "message", direction, "observed", self.cast.platform,
            self.thread, text, self.file,
        )  # fmt: skip

    def _seen(self, contact: str, time: datetime | None) -> None:
        earliest, latest = self.spoke.get(contact, (time, time))
        times = [t for t in (earliest, latest, time) if t]
        self.spoke[contact] = (min(times), max(times)) if times else (None, None)

    def passers_by(self) -> Iterator[Row]:
        """Who left the group is not in the list of participants: they were there as long as they are heard."""
        if self.in_group:
            for contact, (earliest, latest) in self.spoke.items():
                if contact not in self.others:
                    yield Membership(contact, self.thread, earliest, latest)


def _sender(entry: dict[str, Any]) -> str:
    return as_text(entry.get("sender_name")) or as_text(entry.get("senderName"))


def _content(entry: dict[str, Any]) -> tuple[str, Media]:
    text = as_text(entry.get("content")) or as_text(entry.get("text"))
    share = as_dict(entry.get("share"))
    media: Media = next((kind for key, kind in _ATTACHMENTS.items() if entry.get(key)), "none")
    if media == "none":
        files = as_list(entry.get("media"))
        media = media_kind(as_dict(files[0]).get("uri")) if files else "link" if share else "none"
    if len(text) < 300 and _NOTICE.match(text):
        return "", "none"
    if media != "none" and len(text) < 300 and _ATTACHED.match(text):
        text = ""
    return text or as_text(share.get("share_text")), media


def _reactions(entry: dict[str, Any]) -> Iterator[tuple[str, datetime | None]]:
    for found in as_list(entry.get("reactions")):
        reaction = as_dict(found)
        actor = as_text(reaction.get("actor"))
        if actor:
            yield actor, when(reaction.get("timestamp"))


# --- what the platform believes about the person ---------------------------------------------------------------


def beliefs(platform: str, kind: TraceKind, file: str, *keys: str) -> Reader:
    """A reader for what the platform keeps about the person in a list (interests, categories, advertisers)."""

    def read(member: Member, export: Export) -> Iterator[Row]:
        bad = 0
        for record in records(member, *keys):
            box = as_dict(record)
            values = [as_text(record) or as_text(box.get("advertiser_name")) or as_text(box.get("name"))]
            values += [v.value for v in labelled(record) if not v.value.startswith("http")]
            words = [value.strip() for value in values if value.strip()]
            bad += not words
            for value in words:
                yield Trace(platform, kind, value, when(box.get("timestamp")))
        yield from left_out(platform, file, bad)

    return read
