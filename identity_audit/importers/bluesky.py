"""What did the person write on Bluesky, whom did they answer, like, pass on and follow, which lists did they make?

How to get it: Settings > Account > Export my data > Download CAR file. It is there at once.

Layout read: one CAR file, the account's repository (see `car`), with records as the protocol's public schemas describe
them, tried on a repository of the protocol's own developers, last looked at in 2026. Blocked accounts, lists to turn
away from, and who may answer stay closed; so do records of other programs.

What is not in it: who liked, answered or passed on (that is in the repositories of those who did), private messages,
and names: other accounts are a number (`did:plc:...`) unless the person mentioned them by name. Everything is public.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from identity_audit.dataset import Owner
from identity_audit.importers.archive import Member
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.car import Repository, looks_like_car
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.schema import (
    Contact,
    Group,
    Interaction,
    InteractionKind,
    Media,
    Membership,
    Post,
    Problem,
    Row,
    Trace,
)
from identity_audit.words import N_

PLATFORM = "bluesky"
FILE = "repo.car"
_POST, _LIKE, _REPOST = "app.bsky.feed.post", "app.bsky.feed.like", "app.bsky.feed.repost"
_PROFILE, _FOLLOW = "app.bsky.actor.profile", "app.bsky.graph.follow"
_LIST, _ENTRY, _PACK = "app.bsky.graph.list", "app.bsky.graph.listitem", "app.bsky.graph.starterpack"
_TURNED_AWAY = "app.bsky.graph.defs#modlist"
_NAME_LIMIT = 300

Record = Mapping[str, Any]


@dataclass(slots=True)
class _Known:
    """Whose repository it is, who was met, and the lists with whom the person put into them."""

    did: str
    people: dict[str, Contact] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    entries: list[tuple[str, str, datetime | None]] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def meet(self, did: str, handle: str = "") -> str | None:
        """The contact of an account. It has a name only where a mention tells it."""
        if not did.startswith("did:") or did == self.did:
            return None
        contact = f"{PLATFORM}:{did}"[:_NAME_LIMIT]
        known = self.people.setdefault(contact, Contact(contact, PLATFORM, ""))
        if handle and not known.name:
            self.people[contact] = replace(known, name=handle, handle=handle)
        return contact

    def author(self, uri: str) -> str | None:
        """The contact behind the address of a record."""
        return self.meet(_did_in(uri))


def owner(export: Export) -> Owner | None:
    """Whose repository is it? The profile has the name that others read."""
    for member in export.members:
        found = Repository(member.read())
        names = [as_text(as_dict(record).get("displayName")).strip() for _, record in found.records(_PROFILE + "/")]
        return Owner(PLATFORM, tuple(filter(None, names)), ids=(found.did,))
    return None


def repository(member: Member, export: Export) -> Iterator[Row]:
    """Everything that the account holds, record by record, then the people and lists that it speaks of."""
    found = Repository(member.read())
    known = _Known(found.did)
    for path, record in found.records():
        collection = path.partition("/")[0]
        if not isinstance(record, dict):
            known.left["bad"] += 1
        elif reader := _READERS.get(collection):
            yield from reader(record, f"at://{found.did}/{path}", known)
        else:
            known.left["other"] += not collection.startswith(("app.bsky.", "chat.bsky."))
    yield from _lists(known)
    yield from _left(known)
    yield from known.people.values()


def _lists(known: _Known) -> Iterator[Row]:
    """Lists of people, by name; an entry stands before or after the list that it belongs to."""
    for uri, name in known.lists.items():
        if uri not in known.closed:
            yield Group(f"{PLATFORM}:{uri}"[:_NAME_LIMIT], PLATFORM, name, "list")
    for uri, did, since in known.entries:
        if uri in known.lists and uri not in known.closed and (contact := known.meet(did)):
            yield Membership(contact, f"{PLATFORM}:{uri}"[:_NAME_LIMIT], since)


def _left(known: _Known) -> Iterator[Problem]:
    told = (
        (known.left["bad"], N_("Some entries are not in a form that we know. They were left out, the rest was read.")),
        (known.left["other"], N_("Entries of other programs are in the same file. They were left out.")),
        (sum(not contact.name for contact in known.people.values()),
         N_("Bluesky gives these accounts as a number, without a name. They count as people all the same.")),
    )  # fmt: skip
    for n, what in told:
        if n:
            yield Problem(PLATFORM, FILE, what, n)


# --- records -------------------------------------------------------------------------------------------------------


def _post(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    """What the person wrote; an answer to oneself goes on with one's own thread."""
    time, text = when(record.get("createdAt")), _words(record)
    reply = as_dict(record.get("reply"))
    above, root = (as_text(as_dict(reply.get(key)).get("uri")) for key in ("parent", "root"))
    answered = known.author(above)
    embed = as_dict(record.get("embed"))
    languages = [as_text(lang) for lang in as_list(record.get("langs")) if as_text(lang)]
    post_id, thread = f"{PLATFORM}:{uri}", f"{PLATFORM}:{root or uri}"
    yield Post(
        post_id, PLATFORM, time, text, "reply" if answered else "post", _media(embed), "public", "none", thread,
        languages[0][:10] if len(languages) == 1 else None, source_file=FILE,
    )  # fmt: skip
    acts: dict[str, InteractionKind] = {answered: "reply"} if answered else {}
    quoted = known.author(_quoted(embed))
    if quoted:
        acts.setdefault(quoted, "share")
    for did, handle in _mentioned(record):
        if contact := known.meet(did, handle):
            acts.setdefault(contact, "mention")
    for contact, act in acts.items():
        yield _act(contact, act, time, thread, post_id=post_id, text=text)


def _like(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    liked = as_text(as_dict(record.get("subject")).get("uri"))
    if contact := known.author(liked):
        yield _act(contact, "reaction", when(record.get("createdAt")), f"{PLATFORM}:{liked}")


def _repost(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    passed_on, time = as_text(as_dict(record.get("subject")).get("uri")), when(record.get("createdAt"))
    post_id, thread = f"{PLATFORM}:{uri}", f"{PLATFORM}:{passed_on}"
    yield Post(post_id, PLATFORM, time, kind="repost", visibility="public", thread_id=thread, source_file=FILE)
    if contact := known.author(passed_on):
        yield _act(contact, "share", time, thread, post_id=post_id)


def _follow(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    if contact := known.meet(as_text(record.get("subject"))):
        yield _act(contact, "follow", when(record.get("createdAt")), None)


def _profile(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    if words := as_text(record.get("description")).strip():
        yield Trace(PLATFORM, "declared", words)


def _list(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    if record.get("purpose") == _TURNED_AWAY:
        known.closed.add(uri)
    # the name that a starter pack gives to its list is the one that people read
    known.lists.setdefault(uri, as_text(record.get("name")).strip() or uri.rpartition("/")[2])
    yield from ()


def _entry(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    known.entries.append((as_text(record.get("list")), as_text(record.get("subject")), when(record.get("createdAt"))))
    yield from ()


def _pack(record: Record, uri: str, known: _Known) -> Iterator[Row]:
    listed, name = as_text(record.get("list")), as_text(record.get("name")).strip()
    if listed in known.lists and name:
        known.lists[listed] = name
    yield from ()


_READERS = {
    _POST: _post, _LIKE: _like, _REPOST: _repost, _FOLLOW: _follow, _PROFILE: _profile, _LIST: _list, _ENTRY: _entry,
    _PACK: _pack,
}  # fmt: skip


def _act(
    contact: str, kind: InteractionKind, time: datetime | None, thread: str | None, *, post_id: str | None = None,
    text: str = "",
) -> Interaction:  # fmt: skip
    return Interaction(contact, post_id, time, kind, "given", "observed", PLATFORM, thread, text, FILE)


def _did_in(uri: str) -> str:
    """The account in `at://<account>/<collection>/<key>`."""
    return uri.removeprefix("at://").partition("/")[0] if uri.startswith("at://did:") else ""


def _words(record: Record) -> str:
    """The words of a post, its hashtags outside of them, the title of its link; pictures speak where there is none."""
    embed = as_dict(record.get("embed"))
    parts = [embed, as_dict(embed.get("media"))]
    tags = " ".join("#" + as_text(tag) for tag in as_list(record.get("tags")) if as_text(tag))
    titles = [as_text(as_dict(part.get("external")).get("title")).strip() for part in parts]
    words = [word for word in (as_text(record.get("text")).strip(), tags, *titles) if word]
    if not words:
        pictures = (as_dict(picture) for part in parts for picture in as_list(part.get("images")))
        words = [alt for thing in (*pictures, *parts) if (alt := as_text(thing.get("alt")).strip())]
    return "\n\n".join(words)


def _media(embed: Record) -> Media:
    media = as_dict(embed.get("media")) or embed
    kind = as_text(media.get("$type"))
    found: Mapping[str, Media] = {
        "app.bsky.embed.images": "photo",
        "app.bsky.embed.video": "video",
        "app.bsky.embed.external": "link",
    }
    return found.get(kind.partition("#")[0], "none")


def _quoted(embed: Record) -> str:
    """The address of the post that this one quotes; lists and feeds can be quoted too, they are nobody's words."""
    record = as_dict(embed.get("record"))
    uri = as_text(record.get("uri")) or as_text(as_dict(record.get("record")).get("uri"))
    return uri if f"/{_POST}/" in uri else ""


def _mentioned(record: Record) -> Iterator[tuple[str, str]]:
    """Whom the post mentions, and the name that stands in its text there.

    Places are counted in bytes; before 2023 posts had "entities", counted in units of UTF-16.
    """
    text = as_text(record.get("text"))
    raw = text.encode("utf-8", "replace")
    for facet in map(as_dict, as_list(record.get("facets"))):
        place = as_dict(facet.get("index"))
        written = _part(raw, place.get("byteStart"), place.get("byteEnd")).decode("utf-8", "replace")
        for feature in map(as_dict, as_list(facet.get("features"))):
            if as_text(feature.get("$type")).endswith("#mention"):
                yield as_text(feature.get("did")), _handle(written)
    wide = text.encode("utf-16-le", "replace")
    for entity in map(as_dict, as_list(record.get("entities"))):
        place = as_dict(entity.get("index"))
        if entity.get("type") == "mention":
            written = _part(wide, place.get("start"), place.get("end"), width=2).decode("utf-16-le", "replace")
            yield as_text(entity.get("value")), _handle(written)


def _part(raw: bytes, start: object, end: object, *, width: int = 1) -> bytes:
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(raw) // width:
        return raw[start * width : end * width]
    return b""


def _handle(written: str) -> str:
    return written[1:].strip() if written.startswith("@") else ""


def sniff(member: Member) -> bool:
    return member.key.endswith(".car") and looks_like_car(member.head(16))


IMPORTER = Importer(
    PLATFORM,
    "Bluesky",
    files={FILE: repository},
    sniff=sniff,
    owner=owner,
)
