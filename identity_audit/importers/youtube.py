"""What did the person publish and write on YouTube, and whose channels do they follow?

How to get it: takeout.google.com, only "YouTube and YouTube Music". Large Takeouts come in parts (-001, -002).

Layouts read: the tables of every language since 2022 (seen in English, Spanish, Dutch, Romanian, Lithuanian, German
and, in part, French), with the words of comments in both forms (before and after the middle of 2024), and the list of
subscriptions in JSON before. Folders and headers are in the account's language, see `youtube_tables`. Last looked at
in 2026.

What is not in it: who liked or commented; views; whose videos the person's comments stand under. What the person
watched and searched for is left closed: it says nothing about people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from identity_audit.dataset import Dataset, Owner, combine, from_rows
from identity_audit.importers import youtube_tables as tables
from identity_audit.importers.archive import BrokenMember, Member, Patterns
from identity_audit.importers.base import Export, Importer, Reader
from identity_audit.importers.fields import as_dict, as_list, as_text, when
from identity_audit.importers.youtube_tables import Table, Words, table_of, words_in
from identity_audit.schema import Contact, Group, Interaction, InteractionKind, Post, Problem, Row, Visibility
from identity_audit.words import N_

PLATFORM = "youtube"
_ANY = "YouTube*/*/*.csv"
_ALONE = "YouTube*.csv"

_LEFT_OUT = N_("Some entries are not in a form that we know. They were left out, the rest was read.")
_NOT_UNDERSTOOD = N_("This file is known, but not in a form that we understand, so it was left out.")
_WHOSE = N_(
    "YouTube keeps your comments without saying whose videos they stand under. They are not counted as given to "
    "somebody."
)
_ONLY_HISTORY = N_(
    "This YouTube Takeout holds only what you watched and searched for. Ask takeout.google.com for a new one, with "
    "comments, subscriptions, playlists and videos."
)


@dataclass(slots=True)
class _Known:
    """The person's channels and videos, whom the tables name, and what was left out."""

    own: set[str] = field(default_factory=set)
    videos: dict[str, Visibility] = field(default_factory=dict)
    people: dict[str, Contact] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def meet(self, channel: str, name: str) -> str | None:
        """The id of a contact by their channel; none for the person's own and for a channel without a name."""
        name = name.strip()
        if channel in self.own or not tables.is_channel(channel) or not (name or channel in self.people):
            return None
        contact = self.people.setdefault(channel, Contact(f"{PLATFORM}:{channel}", PLATFORM, name))
        self.people[channel] = replace(contact, name=contact.name or name)
        return contact.contact_id


# --- before reading --------------------------------------------------------------------------------------------


def owner(export: Export) -> Owner | None:
    """Which channels does the table of channels list? Without one, those that wrote the comments are theirs."""
    ids: dict[str, None] = {}
    names: dict[str, None] = {}
    for kind, table in _known_tables(export, "channels", "comments"):
        at = table.column(tables.is_channel)
        title = tables.title_column(table) if kind == "channels" else None
        for row in table.rows if at is not None else ():
            ids[row[at or 0].strip()] = None
            if title is not None and row[title].strip():
                names[row[title].strip()] = None
    return Owner(PLATFORM, tuple(names), ids=tuple(ids)) if ids else None


def _known_tables(export: Export, *kinds: tables.Kind) -> Iterator[tuple[tables.Kind, Table]]:
    """The tables of these kinds before their turn; broken ones are counted when their reader opens them."""
    patterns = Patterns(_FILES)
    for member in export.members:
        if patterns.first(member) in _TABLES:
            try:
                table = table_of(member)
            except BrokenMember:
                continue
            kind = tables.kind_of(table)
            if kind in kinds:
                yield kind, table


def prepare(export: Export) -> None:
    """The person's own channels and videos are known before their comments are read."""
    ids = (channel for found in export.owners if found.platform == PLATFORM for channel in found.ids)
    known = export.context = _Known(own={*ids, *export.request.me})
    for _, table in _known_tables(export, "videos"):
        native, seen = table.column(tables.is_video), table.column(tables.is_privacy)
        if native is not None and seen is not None:
            known.videos |= {row[native].strip(): tables.privacy(row[seen]) for row in table.rows}


def finish(export: Export) -> Iterator[Row]:
    known: _Known = export.context
    yield from known.people.values()
    for (file, what), n in known.counts.items():
        yield Problem(PLATFORM, file, what, n)


def join(export: Export, dataset: Dataset) -> Dataset:
    """Say it where all the parts together hold nothing but the history, which is left closed."""
    files = dataset.files[dataset.files["platform"] == PLATFORM]
    if (files["status"] == "read").any() or (dataset.problems["what"] == _ONLY_HISTORY).any():
        return dataset
    return combine([dataset, from_rows([Problem(PLATFORM, _HISTORY, _ONLY_HISTORY)])])


# --- tables ----------------------------------------------------------------------------------------------------


def table(member: Member, export: Export, *, file: str, named: tables.Kind | None) -> Iterator[Row]:
    """What does this table tell? A known name says which one it is, else its columns do."""
    known: _Known = export.context
    found = table_of(member)
    kind = named or tables.kind_of(found)
    if kind in _READERS:
        yield from _READERS[kind](found, known, file)
    elif kind is None:
        yield Problem(PLATFORM, file, _NOT_UNDERSTOOD)


def _comments(table: Table, known: _Known, file: str) -> Iterator[Row]:
    """Comments and live chats: what the person wrote under videos and posts, their own or those of others."""
    own, text, moment = tables.id_column(table), tables.text_column(table), table.column(tables.is_moment)
    if own is None or text is None:
        if table.rows:
            known.counts[file, _NOT_UNDERSTOOD] += 1
        return
    video = table.column(tables.is_video)
    for row in table.rows:
        native, words = row[own].strip(), words_in(row[text])
        if not native or not words.text:
            known.counts[file, _LEFT_OUT] += 1
            continue
        place = row[video].strip() if video is not None else ""
        # an answer has the id of what it answers before the point
        thread = f"{PLATFORM}:{place or native.partition('.')[0]}"
        time = when(row[moment]) if moment is not None else None
        post = Post(f"{PLATFORM}:{native}", PLATFORM, time, words.text, "reply",
                    visibility=known.videos.get(place, "unknown"), thread_id=thread, source_file=file)  # fmt: skip
        yield post
        named = list(_mentions(words, post, known, file))
        yield from named
        if place not in known.videos and not named:
            known.counts[file, _WHOSE] += 1


def _mentions(words: Words, post: Post, known: _Known, file: str) -> Iterator[Row]:
    for contact in dict.fromkeys(known.meet(channel, name) for channel, name in words.named):
        if contact:
            yield Interaction(contact, post.post_id, post.time, "mention", "given", "observed", PLATFORM,
                              post.thread_id, post.text, file)  # fmt: skip


def _posts(table: Table, known: _Known, file: str) -> Iterator[Row]:
    """What the person wrote on their channel's page. Some posts are for members only, and the table does not say."""
    own, text, moment = tables.id_column(table), tables.text_column(table), table.column(tables.is_moment)
    if own is None or text is None:
        if table.rows:
            known.counts[file, _NOT_UNDERSTOOD] += 1
        return
    for row in table.rows:
        words = words_in(row[text])
        time = when(row[moment]) if moment is not None else None
        if not row[own].strip() or not (words.text or time):
            known.counts[file, _LEFT_OUT] += 1
            continue
        picture = any(cell.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif")) for cell in row)
        post = Post(f"{PLATFORM}:{row[own].strip()}", PLATFORM, time, words.text, media="photo" if picture else "none",
                    thread_id=f"{PLATFORM}:{row[own].strip()}", source_file=file)  # fmt: skip
        yield post
        yield from _mentions(words, post, known, file)


def _videos(table: Table, known: _Known, file: str) -> Iterator[Row]:
    """The person's videos: title and description, and who could see each."""
    native, seen = table.column(tables.is_video), table.column(tables.is_privacy)
    title, about = tables.title_column(table), tables.about_column(table)
    moments = [at for nth in (1, 0) if (at := table.column(tables.is_moment, nth=nth)) is not None]
    for row in table.rows if native is not None else ():
        video = row[native or 0].strip()
        parts = [row[at].strip() for at in (title, about) if at is not None]
        # published last, else made
        time = next((found for at in moments if (found := when(row[at]))), None)
        if not tables.is_video(video):
            known.counts[file, _LEFT_OUT] += 1
            continue
        yield Post(f"{PLATFORM}:{video}", PLATFORM, time, "\n\n".join(filter(None, parts)), media="video",
                   visibility=tables.privacy(row[seen]) if seen is not None else "unknown",
                   thread_id=f"{PLATFORM}:{video}", source_file=file)  # fmt: skip


def _subscriptions(table: Table, known: _Known, file: str) -> Iterator[Row]:
    """Whose channels does the person follow?"""
    at = table.column(tables.is_channel)
    for row in table.rows if at is not None else ():
        channel = row[at or 0].strip()
        names = [cell for cell in row if cell.strip() and cell != row[at or 0] and not cell.startswith("http")]
        yield from _follow(channel, names[-1] if names else "", None, known, file)


def _follow(channel: str, name: str, time: object, known: _Known, file: str) -> Iterator[Row]:
    contact = known.meet(channel, name)
    kind: InteractionKind = "follow"
    if contact:
        yield Interaction(contact, None, when(time), kind, "given", "observed", PLATFORM, source_file=file)
    elif channel not in known.own:
        known.counts[file, _LEFT_OUT] += 1


def _playlists(table: Table, known: _Known, file: str) -> Iterator[Row]:
    """The person's lists, by name: they hold videos, no people."""
    native, title = tables.playlist_column(table), tables.title_column(table)
    for row in table.rows if native is not None and title is not None else ():
        if row[native or 0].strip() and row[title or 0].strip():
            yield Group(f"{PLATFORM}:list/{row[native or 0].strip()}", PLATFORM, row[title or 0].strip(), "list")


def subscriptions_json(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """The list of subscriptions as it was before the tables: with the day each began."""
    known: _Known = export.context
    for entry in as_list(member.json()):
        box = as_dict(as_dict(entry).get("snippet"))
        channel = as_text(as_dict(box.get("resourceId")).get("channelId"))
        yield from _follow(channel, as_text(box.get("title")), box.get("publishedAt"), known, file)


# --- files -----------------------------------------------------------------------------------------------------


def sniff(member: Member) -> bool:
    """A table chosen alone, or under a folder in another script: comments and subscriptions have telling columns."""
    if not member.key.endswith(".csv"):
        return False
    head = member.head(32_768)
    if b"UC" not in head:
        return False
    try:
        return tables.kind_of(table_of(member)) in ("comments", "subscriptions")
    except BrokenMember:
        return False


_READERS = {"comments": _comments, "posts": _posts, "videos": _videos, "subscriptions": _subscriptions,
            "playlists": _playlists}  # fmt: skip

#: what files are called, folder and file, in the languages that were seen or are written in public; others are known
#: by their columns
_NAMES: Mapping[tables.Kind, tuple[str, ...]] = {
    "comments": ("comments/comments", "commentaires/commentaires", "comentarios/comentarios", "Kommentare/Kommentare",
                 "reacties/reacties", "comentarii/comentarii", "komentarai/komentarai", "live chats/live chats"),
    "subscriptions": ("subscriptions/subscriptions", "abonnements/abonnements", "suscripciones/suscripciones",
                      "Abos/Abos", "abonnementen/abonnementen", "abonamente/abonamente", "prenumeratos/prenumeratos"),
    "videos": ("video metadata/videos", "Video-Metadaten/Videos"),
    "posts": ("posts/posts", "Beiträge/Beiträge"),
    "channels": ("channels/channel",),
    "playlists": ("playlists/playlists", "listas de reproducción/listas de reproducción"),
}  # fmt: skip
_TABLES: Mapping[str, tables.Kind | None] = {
    **{f"{name}*.csv": kind for kind, names in _NAMES.items() for name in names},
    _ANY: None,
}
_JSON = tuple(f"{name}.json" for name in _NAMES["subscriptions"])
_HISTORY = "YouTube*/*/*"


def _table_of_files() -> dict[str, Reader | None]:
    readers: dict[str, Reader] = {file: partial(table, file=file, named=kind) for file, kind in _TABLES.items()}
    return {
        # first, because a table that is known by its columns only is read as the first of these
        _ALONE: partial(table, file=_ALONE, named=None),
        # which videos are in a list: ids without names
        **dict.fromkeys(("playlists/*-videos*.csv", "playlists/*-Videos*.csv")),
        **readers,
        **{file: partial(subscriptions_json, file=file) for file in _JSON},
        # known and left closed: what was watched and searched, the videos themselves, music, settings
        **dict.fromkeys((_HISTORY, "YouTube*/*", "YouTube*/*/*/*", "archive_browser.html")),
    }


_FILES = _table_of_files()
_OTHER_PRODUCTS = N_(
    "This is a Google Takeout, or a part of one, without anything that we read. Choose all its parts together, or ask "
    "takeout.google.com for a new one with YouTube, or with your mails."
)

IMPORTER = Importer(
    platform=PLATFORM,
    title="YouTube",
    files=_FILES,
    signatures=((_ANY,), ("Takeout/YouTube*/*/*.html",), ("Takeout/YouTube*/*/*.json",)),
    sniff=sniff,
    sniffed_together=True,
    wrong_part=dict.fromkeys(
        ("archive_browser.html", "Takeout/*", "Takeout/*/*", "Takeout/*/*/*", "Takeout/*/*/*/*"), _OTHER_PRODUCTS
    ),
    owner=owner,
    prepare=prepare,
    finish=finish,
    join=join,
)
