"""What did the person publish on TikTok, who could see it, who follows them, what did they write under other films?

How to get it: Settings and privacy > Account > Download your data > JSON. The file waits in the same place, for four
days, after a few minutes to a few days.

Layouts read (key lists of real exports of 2020 to 2025 and public readers of them, last looked at in 2026): see
`tiktok_sections`. Films have their words (the title) since 2023 or so, the number of their likes always, and in newer
exports who can view them. Times are UTC. TikTok has no HTML export.

What is not in it: who liked or commented. What the person liked, kept or passed on has a link but no author, so it is
given to nobody that we know; a comment names whose film it is under only where the link does.
Left closed: films watched, searches, logins, places, purchases, blocked people, deleted films, conversations with the
assistant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from identity_audit.dataset import Owner
from identity_audit.importers.archive import BrokenMember, Member, Patterns, decode
from identity_audit.importers.base import Export, Importer, Reader, kept_closed, left_out, nothing_in_it
from identity_audit.importers.fields import made_id, when, whole_number
from identity_audit.importers.tiktok_people import PLATFORM, Known, chats
from identity_audit.importers.tiktok_sections import FILES, MESSAGES, Record, in_json, in_text, is_part, key_of, said
from identity_audit.schema import (
    Direction,
    FileSeen,
    Interaction,
    Media,
    Post,
    Problem,
    Row,
    Trace,
    TraceKind,
    Visibility,
)
from identity_audit.words import N_

JSON = "user_data*.json"
_ELSE = "*/*.txt"
#: files of one section, in any language that we know
_OF = {section: tuple(f"{name}.txt" for name in names) for section, names in FILES.items()}
_CHATS = tuple(f"{name}.txt" for name in MESSAGES)

_FILM = re.compile(r"/(?:video|photo)/(?P<number>\d{10,22})")
_WHOSE = re.compile(r"/@(?P<handle>[\w.]{1,50})(?:[/?]|$)")
_SEEN_BY: Mapping[Visibility, str] = {
    "public": "public|everyone|tout le monde|publique|iedereen|openbaar|todos|público|все|public to everyone",
    # friends on TikTok follow each other
    "contacts": "friends|amis|ami(e)s|vrienden|amigos|друзья|mutual follow friends",
    "followers": "followers|abonnés|volgers|seguidores|подписчики|follower of creator",
    "private": "private|only me|only you|self only|privé|privée|moi uniquement|vous uniquement|alleen ik|solo yo|"
               "только я",
}  # fmt: skip
_VISIBILITIES = {key_of(word): visibility for visibility, words in _SEEN_BY.items() for word in words.split("|")}
_YES = frozenset(map(key_of, ("Enabled", "On", "Yes", "True", "Activé", "Oui", "Aan", "Ja", "Activado", "Sí")))
_NO = frozenset(map(key_of, ("Disabled", "Off", "No", "False", "Désactivé", "Non", "Uit", "Nee", "Desactivado")))


def owner(export: Export) -> Owner | None:
    """Who does the profile name?"""
    for record in _early(export, "profile"):
        handle, name = said(record, "username"), said(record, "displayname", "nickname")
        email = said(record, "emailaddress")
        if handle:
            return Owner(PLATFORM, tuple(dict.fromkeys(filter(None, (name, handle)))),
                         (email,) if "@" in email else (), (handle,))  # fmt: skip
    return None


def prepare(export: Export) -> None:
    """The settings say whether the account is private, and own films are read before the comments under them."""
    posts, table = Patterns((JSON, *_OF["posts"])), Patterns(_FILES)
    strange = [m for m in export.members if table.first(m) in (_ELSE, None) and not m.key.endswith(".json")]
    members = [member for member in export.members if member not in strange]
    export.members = tuple(sorted(members, key=lambda member: posts.first(member) is None))
    ids = [id for o in export.owners if o.platform == PLATFORM for id in o.ids]
    known = export.context = Known({word.lstrip("@").casefold() for word in (*ids, *export.request.me)},
                                    export.request.messages)  # fmt: skip
    known.strange = strange
    for record in _early(export, "settings"):
        answer = key_of(said(record, "privateaccount"))
        known.private = True if answer in _YES else False if answer in _NO else known.private


def _early(export: Export, section: str) -> Iterator[Record]:
    """The records of a section before its turn; a broken file is counted when its reader opens it."""
    wanted = Patterns((JSON, *_OF[section]))
    for member in export.members:
        pattern = wanted.first(member)
        if pattern or member.key.endswith(".json"):
            try:
                found = in_text(member.text(), section) if pattern in _OF[section] else in_json(member.json())[section]
            except (BrokenMember, KeyError):
                continue
            yield from found


def whole(member: Member, export: Export) -> Iterator[Row]:
    """Everything that the JSON file tells; private messages only where the person asked for them."""
    known: Known = export.context
    sections = in_json(member.json())
    if sections.get("chats") and not known.messages:
        yield kept_closed(PLATFORM, JSON)
        del sections["chats"]
    for section, read in _SECTIONS.items():
        yield from _counted(read(sections.get(section, []), export, JSON), known)


def part(member: Member, export: Export, *, section: str, file: str) -> Iterator[Row]:
    """What one file of the text version tells."""
    yield from _counted(_SECTIONS[section](in_text(member.text(), section), export, file), export.context)


def _counted(rows: Iterator[Row], known: Known) -> Iterator[Row]:
    for row in rows:
        known.rows += not isinstance(row, Problem | Trace)
        yield row


def finish(export: Export) -> Iterator[Row]:
    """Everybody who was met; and the files whose names are in a language that we do not know."""
    known: Known = export.context
    yield from known.contacts.values()
    export.unowned = known.unowned
    if known.strange:
        yield FileSeen(PLATFORM, _ELSE, "unknown", len(known.strange))
    told = sum(map(_tells_something, known.strange))
    if told:
        what = N_("Some files of this TikTok export have names that we do not know, so they were not read. Ask TikTok "
                  "for the JSON version: it is the same in every language.")  # fmt: skip
        yield Problem(PLATFORM, _ELSE, what, told)
    if not known.rows and not known.contacts and not told:
        yield nothing_in_it(PLATFORM, JSON if export.find(JSON) else _ELSE)


def _tells_something(member: Member) -> bool:
    """Empty sections hold one sentence in the language of the app."""
    try:
        return is_part(decode(member.head(400)))
    except BrokenMember:
        return False


# --- what each section says --------------------------------------------------------------------------------------


def _posts(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    """The films and pictures that the person published, how often they were liked, and who can view them."""
    known: Known = export.context
    bad = 0
    for record in records:
        time, link = when(record.get("date")), said(record, "link", "videolink")
        if time is None:
            bad += 1
            continue
        # links change with every export, moments do not; two films in one second are told apart by their order
        moment = time.strftime("%Y-%m-%dT%H:%M:%S")
        known.moments[moment] += 1
        post_id = f"{PLATFORM}:{moment}" + (f"-{known.moments[moment]}" if known.moments[moment] > 1 else "")
        if film := _FILM.search(link[:500]):
            known.films[film["number"]] = post_id
        likes = whole_number(record.get("likes"))
        words = filter(None, (said(record, "title"), said(record, "addyourstext")))
        yield Post(
            post_id, PLATFORM, time, "\n\n".join(words) or said(record, "alternatetext"), media=_media(link),
            visibility=_visible(said(record, "whocanview"), known.private),
            reactions_known="none" if likes is None else "count", n_reactions=likes, source_file=file,
        )  # fmt: skip
    yield from left_out(PLATFORM, file, bad)


def _media(link: str) -> Media:
    picture = "/photo/" in link or link.count("http") > 1 or re.search(r"\.(?:jpe?g|webp|png|heic)\b", link)
    return "photo" if picture else "video"


def _visible(word: str, private: bool | None) -> Visibility:
    """Who can view a film? What is for everyone on a private account is for followers."""
    found = _VISIBILITIES.get(key_of(word), "unknown")
    return "followers" if private and found in ("public", "unknown") and key_of(word) in {"", *_VISIBILITIES} else found


def _comments(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    """What the person wrote under films; whose film it is stands in some links."""
    known: Known = export.context
    bad = strangers = 0
    for record in records:
        time, text, link = when(record.get("date")), said(record, "comment"), said(record, "url", "link", "videolink")
        if time is None:
            bad += 1
            continue
        if not text:
            continue  # a picture or a sticker alone
        film, whose = _FILM.search(link[:500]), _WHOSE.search(link[:500])
        number, handle = film["number"] if film else "", whose["handle"] if whose else ""
        own = known.films.get(number)
        post_id = made_id(PLATFORM, "comment", time, text)
        thread = own or (f"{PLATFORM}:{number}" if number else post_id)
        yield Post(post_id, PLATFORM, time, text, "reply", thread_id=thread, source_file=file)
        if own or handle.casefold() in known.own:
            continue
        # numbers in the place of the handle name nobody
        contact = None if handle.isdigit() else known.meet(handle)
        if contact:
            yield Interaction(contact, post_id, time, "comment", "given", "observed", PLATFORM, thread, text, file)
        strangers += contact is None
    yield from left_out(PLATFORM, file, bad)
    yield from _nobodys(file, strangers)


def _likes(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    yield from _nobodys(file, len(records))


def _nobodys(file: str, n: int) -> Iterator[Problem]:
    if n:
        what = N_("TikTok lists the videos that you liked, kept, passed on or wrote under, mostly without saying whose "
                  "they are. These are not counted as given to somebody.")  # fmt: skip
        yield Problem(PLATFORM, file, what, n)


def _reposts(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    """What the person passed on to their own followers."""
    bad = 0
    for record in records:
        time, link = when(record.get("date")), said(record, "link", "url", "videolink")
        if time:
            yield Post(made_id(PLATFORM, "repost", time, link), PLATFORM, time, "", "repost", "video", source_file=file)
        bad += time is None
    yield from left_out(PLATFORM, file, bad)


def _reviews(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    """What the person wrote about places."""
    for record in records:
        time, text, likes = when(record.get("date")), said(record, "reviewtext"), whole_number(record.get("likes"))
        if time and text:
            words = "\n\n".join(filter(None, (said(record, "placename"), text)))
            yield Post(made_id(PLATFORM, "review", time, words), PLATFORM, time, words, source_file=file,
                       reactions_known="none" if likes is None else "count", n_reactions=likes)  # fmt: skip


def _follows(records: Sequence[Record], export: Export, file: str, *, direction: Direction) -> Iterator[Row]:
    known: Known = export.context
    bad = 0
    for record in records:
        time = when(record.get("date"))
        contact = known.meet(said(record, "username", "uniqueid"), time)
        if contact:
            yield Interaction(contact, None, time, "follow", direction, "observed", PLATFORM, source_file=file)
        bad += contact is None
    yield from left_out(PLATFORM, file, bad)


def _profile(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    """What the person says of themselves, and what TikTok guesses."""
    fields: tuple[tuple[str, TraceKind], ...] = (("biodescription", "declared"), ("inferredgender", "inference"))
    for record in records:
        yield from (Trace(PLATFORM, kind, value) for key, kind in fields if (value := said(record, key)))


def _settings(records: Sequence[Record], export: Export, file: str) -> Iterator[Row]:
    """The interests that the person ticked when they began; who can see the account was read by `prepare`."""
    for record in records:
        for word in said(record, "interests").split("|"):
            if word.strip():
                yield Trace(PLATFORM, "declared", word.strip())


def _named(
    records: Sequence[Record], export: Export, file: str, *, kind: TraceKind, keys: tuple[str, ...]
) -> Iterator[Row]:
    """One trace a name, with its last day: who told TikTok about the person, which interests it sells."""
    last: dict[str, datetime | None] = {}
    for record in records:
        name, time = said(record, *keys), when(record.get("timestamp") or record.get("date"))
        if name:
            last[name] = max(filter(None, (last.get(name), time)), default=None)
    yield from (Trace(PLATFORM, kind, name, time) for name, time in last.items())


_SECTIONS: Mapping[str, Callable[[Sequence[Record], Export, str], Iterator[Row]]] = {
    "posts": _posts,
    "comments": _comments,
    "likes": _likes,
    "reposts": _reposts,
    "reviews": _reviews,
    "followers": partial(_follows, direction="received"),
    "following": partial(_follows, direction="given"),
    "chats": chats,
    "profile": _profile,
    "settings": _settings,
    "hashtags": partial(_named, kind="declared", keys=("hashtagname",)),
    "interests": partial(_named, kind="interest", keys=("value",)),
    "advertisers": partial(_named, kind="advertiser", keys=("value", "source")),
}

_MARKS = (b'"Activity Summary"', b'"Favorite Effects"', b'"CommentsList"', b'"ProfileMap"', b'"Ads and data"',
          b'"Income Plus Wallet', b'"Likes and Favorites"', b'"FansList"')  # fmt: skip


def sniff(member: Member) -> bool:
    """A file chosen alone, or renamed: by the sections at its beginning, or by the dates of the text version."""
    if member.key.endswith(".json"):
        head = member.head()
        return any(mark in head for mark in _MARKS)
    return member.key.endswith(".txt") and _tells_something(member)


_FILES: Mapping[str, Reader | None] = {
    JSON: whole,
    **{file: partial(part, section=section, file=file) for section, files in _OF.items() for file in files},
    **{file: partial(part, section="chats", file=file) for file in _CHATS},
    # known and left closed
    **dict.fromkeys((
        "Watch History.txt", "Kijkgeschiedenis.txt", "Historique de visionnage.txt", "История просмотра.txt",
        "Searches.txt", "Search History.txt", "Zoekopdrachten.txt", "Recherches.txt", "Поисковые запросы.txt",
        "Login History.txt", "Inloggeschiedenis.txt", "Historique de connexion.txt", "История входов.txt",
        "Block List.txt", "Blokkeringslijst.txt", "Liste de blocage.txt", "Список блокировки.txt",
        "Profile Views.txt", "Profielweergaven.txt", "Vues du profil.txt", "Просмотры профиля.txt",
        "Recently Deleted Posts.txt", "Onlangs verwijderde berichten.txt", "Publications récemment supprimées.txt",
        "Status.txt", "Statut.txt", "Purchases.txt", "Aankopen.txt", "Achats.txt", "Покупки.txt",
        "Favorite *.txt", "Favoriete *.txt", "Избранные *.txt",
    )),
    _ELSE: None,
}  # fmt: skip

IMPORTER = Importer(
    platform=PLATFORM,
    title="TikTok",
    files=_FILES,
    signatures=(
        ("user_data_tiktok*.json",),
        # the text version: a folder per section, in a folder called TikTok
        ("TikTok/*/*.txt",),
        *(
            (f"*/{followers}.txt", f"*/{following}.txt")
            for followers, following in (
                ("Follower", "Following"), ("Follower List", "Following List"), ("Volger", "Volgend"),
                ("Abonné", "Abonnements"), ("Abonnés", "Abonnements"), ("Подписчик", "Подписки"),
                ("Seguidores", "Siguiendo"),
            )
        ),
    ),
    sniff=sniff,
    sniffed_together=True,
    private=frozenset(_CHATS),
    owner=owner,
    prepare=prepare,
    finish=finish,
)  # fmt: skip
