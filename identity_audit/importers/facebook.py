"""What did the person publish on Facebook, to whom did they react, and who are their friends?

How to get it: Accounts Center > Your information and permissions > Export your information, with JSON as the format
(HTML is proposed first and cannot be read; its dates are in the account's language and zone).

Layouts read (structures of 12 real exports, last looked at in 2026): `your_facebook_activity/`, `connections/`,
`ads_information/` ... since 2023; `your_activity_across_facebook/` of 2022; the flat folders of 2018 to 2022 have
the same leaves. Paths are English in every language we saw; the sentences inside (`title`, `label`) are not.

What is not in it: who reacted to the person's posts, who could see them, and any id. Only Messenger, the comments
under album photos of old archives and the "other people's posts to your timeline" name somebody who answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from identity_audit.dataset import Owner, fold
from identity_audit.importers import meta
from identity_audit.importers.archive import Member
from identity_audit.importers.base import Export, Importer, Reader, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, beside, made_id, media_path, when
from identity_audit.importers.meta import (
    Cast,
    file_name,
    first,
    labelled,
    media_kind,
    quietly,
    records,
)
from identity_audit.schema import (
    Audience,
    Direction,
    Group,
    Interaction,
    InteractionKind,
    Media,
    Membership,
    Post,
    PostKind,
    Problem,
    Row,
    Trace,
)
from identity_audit.words import N_

_NAME = "facebook"
_PROFILE = "profile_information/profile_information.json"
_FRIENDS = ("friends/your_friends.json", "friends*/friends.json")


# --- titles: Facebook says whom an act was for only in a sentence of the account's language --------------------


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a title names: `own` (the person's own post), `person` (see `name`), or `unknown`."""

    whose: Literal["own", "person", "unknown"]
    name: str = ""
    group: str = ""


_EN = re.compile(
    r"\b(?:commented on|replied to|likes?|liked|reacted to|wrote on|posted on|shared)\s+"
    r"(?:(?P<own>(?:his|her|their|your|its|my)(?: own)?)\s+|(?P<who>.+?)(?:['’]s|(?<=s)['’])\s+(?:own\s+)?)"
    r"(?P<what>[\w \-]{2,40}?)(?: in (?P<group>.+?))?\s*\.?$"
)
_FR = re.compile(
    r"(?:\b(?:a|avez)\s+(?:commenté|aimé|réagi\s+(?:à|au)|répondu\s+(?:à|au)|écrit\s+(?:à|sur)|publié\s+(?:à|sur)|partagé)"
    r"|\baimez?)\s+"
    r"(?:(?P<own>(?:à\s+)?(?:sa|son|ses|votre|vos)(?:\s+propres?)?)\s+[\w \-]{2,40}?"
    r"|(?:(?:à\s+)?(?:la\s+|le\s+|les\s+|l['’]\s?|une?\s+|au\s+))?"
    r"(?P<what>photo de profil|photo de couverture|image de profil|événement marquant|évènement marquant|[\w\-]{2,30})"
    r"\s+(?:de\s+|d['’]\s?)(?P<who>.+?))"
    r"(?:\s+(?:dans|sur)\s+(?:le\s+groupe\s+)?(?P<group>.+?))?\s*\.?$"
)
_GROUP = re.compile(r"\s(?:in|to|dans|sur)\s+(?:the group:?\s+|le groupe\s*:?\s+)?(?P<group>[^.]+?)\s*\.?$")
#: in the flat archives, posts in groups stand among the others
_POSTED_IN = re.compile(r"\b(?:posted in|a publié dans)\s+(?:le groupe\s+)?(?P<group>[^.]+?)\s*\.?$")
_JOINED = re.compile(
    r"(?:became a member of|joined|a rejoint|est devenue? membre (?:de|du groupe))\s+(?P<group>.+?)\s*\.?$"
)
_WALL = re.compile(
    r"^(?P<who>.+?)\s+(?:wrote on|posted on|shared .{1,40} to|a écrit sur|a publié sur|a partagé .{1,40} sur)\s+.+"
    r"(?:timeline|wall|profile|journal|mur|profil)\b"
)
_REPOST = re.compile(
    r"\b(?:shared (?:a|an|his|her|their|.+?['’]s?) (?:\w+ )?(?:post|memory|photo|video|reel|album|event)"
    r"|a partagé (?:un|une|la|le|l['’]|sa|son)\s?(?:publication|souvenir|photo|vidéo|reel|album|événement))\b"
)


def addressee(title: str, cast: Cast) -> Addressee:
    """Whose post was this act for? English and French titles; a title we cannot read names nobody.

    >>> addressee("Camille Lambert a répondu au commentaire d’Anne Petit.", Cast("facebook"))
    Addressee(whose='person', name='Anne Petit', group='')
    >>> addressee("Camille commented on Sean O'Brien's photo in Parents d'élèves.", Cast("facebook"))
    Addressee(whose='person', name="Sean O'Brien", group="Parents d'élèves")
    >>> addressee("Camille commented on her own post.", Cast("facebook")).whose
    'own'
    """
    title = title[:400]
    found = _EN.search(title) or _FR.search(title)
    if not found:
        return Addressee("unknown")
    group = found["group"] or ""
    name = found["who"] or ""
    if found["own"] or cast.mine(name):
        return Addressee("own", group=group)
    return Addressee("person", name, group)


# --- what is known while an export is read ---------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """People met, files that posts already show, and album photos that wait until all posts were read.

    photos: by address, the record, the file it stands in, the name of its album.
    """

    cast: Cast
    shown: set[str] = field(default_factory=set)
    photos: dict[str, tuple[Any, str, str]] = field(default_factory=dict)

    def album_of(self, uri: str) -> str:
        return self.photos[uri][2] if uri in self.photos else ""


def owner(export: Export) -> Owner | None:
    """Who does the profile file name; without it (another part of a split export), who wrote the comments?"""
    for member in export.find(_PROFILE):
        profile = _profile(member)
        name = as_text(as_dict(profile.get("name")).get("full_name")) or as_text(profile.get("name"))
        emails = tuple(e for e in map(as_text, as_list(as_dict(profile.get("emails")).get("emails"))) if e)
        if name:
            return Owner(_NAME, (name,), emails)
    for member in export.find("comments*.json"):
        for record in quietly(member, "comments"):
            author = as_text(as_dict(_datum(record, "comment")).get("author"))
            if author:
                return Owner(_NAME, (author,))
    return None


def _profile(member: Member) -> dict[str, Any]:
    found = quietly(member, "profile")
    return as_dict(found[0]) if found else {}


def prepare(export: Export) -> None:
    """Who is the person, and who are their friends? Labelled likes need the names of friends before they are read."""
    cast = meta.cast_of(export, _NAME)
    for pattern in _FRIENDS:
        for member in export.find(pattern):
            for record in quietly(member, "friends"):
                cast.meet(as_text(as_dict(record).get("name")), when(as_dict(record).get("timestamp")))
    export.context = _Known(cast)


def finish(export: Export) -> Iterator[Row]:
    """Photos and videos that no post shows, then everybody who was met."""
    known: _Known = export.context
    bad = 0
    for uri, (record, file, album) in known.photos.items():
        if uri not in known.shown:
            rows = list(_photo(record, file, album, known.cast))
            bad += not rows
            yield from rows
    yield from left_out(_NAME, "album/*.json", bad)
    yield from known.cast.rows()


# --- posts -----------------------------------------------------------------------------------------------------


def posts(member: Member, export: Export, *, kind: PostKind, file: str) -> Iterator[Row]:
    """What did the person publish? Visibility and reactions are in no export, so both are unknown."""
    bad = 0
    for record in records(member, "status_updates", "archived_stories", "lasso_videos", "profile_posts"):
        rows = list(_post(record, export.context, kind, file))
        bad += not rows
        yield from rows
    yield from left_out(_NAME, file, bad)


def group_posts(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person publish in groups? The group is named at the end of the title, if at all."""
    known: _Known = export.context
    bad = 0
    for record in records(member, "group_posts"):
        if isinstance(_datum(record, "comment"), dict):
            yield from _comment(record, known.cast, file)
            continue
        found = _GROUP.search(as_text(as_dict(record).get("title"))[:400])
        rows = list(_post(record, known, "post", file, found["group"] if found else "", in_group=True))
        bad += not rows
        yield from rows
    yield from left_out(_NAME, file, bad)


def _post(
    record: object, known: _Known, kind: PostKind, file: str, group: str = "", *, in_group: bool = False
) -> Iterator[Row]:
    box = as_dict(record)
    time, title = when(box.get("timestamp")), as_text(box.get("title"))[:400]
    if not in_group and (found := _POSTED_IN.search(title)):
        group, in_group = found["group"], True
    own = as_text(_datum(box, "post"))
    things = _attached(box)
    media = [as_dict(thing["media"]) for thing in things if as_dict(thing.get("media")).get("uri")]
    links = [as_dict(thing["external_context"]) for thing in things if as_dict(thing.get("external_context"))]
    uris = [as_text(item.get("uri")) for item in media]
    link = next((words for link in links if (words := as_text(link.get("name")) or as_text(link.get("url")))), "")
    # what the person wrote under a photo is theirs, the title of a link is its page's
    caption = next((words for item in media if (words := as_text(item.get("description")))), "")
    if time is None and not (own or link or caption) and not uris:
        return
    known.shown.update(uris)
    if kind == "post" and not own and _REPOST.search(title) and not any(link.get("url") for link in links):
        kind = "repost"
    seen: Media = media_kind(uris[0]) if uris else "link" if links else "none"
    post = made_id(_NAME, time, own or link or caption, file_name(uris[0]) if uris else "")
    place = next((name for thing in things if (name := as_text(as_dict(thing.get("place")).get("name")))), "")
    albums = (_album(as_text(item.get("title"))) or known.album_of(as_text(item.get("uri"))) for item in media)
    yield Post(
        post, _NAME, time, own or caption, kind, seen, "group" if in_group else "unknown",
        context=beside(*(as_text(link.get("name")) for link in links), place, *albums),
        media_path=media_path(uris[0]) if uris else None, source_file=file,
    )  # fmt: skip
    if in_group and group:
        yield from _group(group)
        yield Audience(post, group_id=_group_id(group))
    for tag in as_list(box.get("tags")):
        name = as_text(tag) or as_text(as_dict(tag).get("name"))
        known.cast.at(name, place)
        yield from known.cast.act(name, "tag", "given", time=time, file=file, post=post)
    to = addressee(title, known.cast)
    if to.whose == "person" and re.search(r"\b(?:wrote|posted|écrit|publié)\b", title):
        yield from known.cast.act(to.name, "wall_post", "given", time=time, file=file, post=post)


def _attached(record: object) -> list[dict[str, Any]]:
    parts = as_list(as_dict(record).get("attachments"))
    return [as_dict(datum) for part in parts for datum in as_list(as_dict(part).get("data"))]


def _datum(record: object, key: str) -> object:
    """The first entry of `data` that has this key: their order changes from one record to the next."""
    return next((d[key] for d in as_list(as_dict(record).get("data")) if isinstance(d, dict) and d.get(key)), None)


def albums(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Remember the photos and videos of albums and of the loose lists: most of them stand in a post already.

    They wait for `finish`, because folder names sort the albums before the posts.
    """
    known: _Known = export.context
    bad = 0
    for record in records(member, "other_photos", "videos", "photos_v", "your_photos"):
        box = as_dict(record)
        album = _album(as_text(box.get("name"))) if "photos" in box else ""
        for item in as_list(box["photos"]) if "photos" in box else [record]:
            uri = as_text(as_dict(item).get("uri")) or as_text(as_dict(as_dict(item).get("media")).get("uri"))
            bad += not uri
            if uri:
                known.photos.setdefault(uri, (item, file, album))
    yield from left_out(_NAME, file, bad)


#: albums that Facebook makes by itself, folded: their names say nothing about their photos
_OWN_ALBUMS = frozenset(
    "mobile uploads|timeline photos|wall photos|profile pictures|cover photos|untitled album|instagram photos|"
    "ios photos|android photos|videos|featured photos|avatars|"
    "telechargements mobiles|telechargements depuis un mobile|photos du journal|photos du mur|photos de profil|"
    "photos de couverture|album sans titre|photos instagram|photos ios|photos android|photos a la une".split("|")
)


def _album(name: str) -> str:
    """The name of an album that the person made; nothing for those that Facebook makes."""
    return "" if fold(name) in _OWN_ALBUMS else name


def _photo(record: object, file: str, album: str, cast: Cast) -> Iterator[Row]:
    box = as_dict(record)
    box = {**as_dict(box.get("media")), **box}
    uri, text = as_text(box.get("uri")), as_text(box.get("description"))
    time = when(box.get("creation_timestamp")) or when(box.get("timestamp"))
    if time is None and not text:
        return
    post = made_id(_NAME, time, text, file_name(uri))
    comments = [as_dict(comment) for comment in as_list(box.get("comments"))]
    # archives of 2018 name those who commented on a photo; its likes were never in them
    yield Post(post, _NAME, time, text, "post", media_kind(uri), reactions_known="partial" if comments else "none",
               context=beside(album), media_path=media_path(uri), source_file=file)  # fmt: skip
    for comment in comments:
        words = as_text(comment.get("comment"))[: meta.TEXT_OF_OTHERS]
        yield from cast.act(as_text(comment.get("author")), "comment", "received", time=when(comment.get("timestamp")),
                            file=file, post=post, text=words)  # fmt: skip


# --- what the person did under the posts of others --------------------------------------------------------------


def comments(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person write under posts, and whose? Each comment is a reply of theirs (they wrote it) and,
    where the title names somebody, an act towards that person; one thread id says that both are one gesture."""
    known: _Known = export.context
    bad = strangers = 0
    for record in records(member, "comments", "group_comments"):
        rows = list(_comment(record, known.cast, file))
        bad += not rows
        strangers += bool(rows) and _names_nobody(record, known.cast, rows)
        yield from rows
    yield from left_out(_NAME, file, bad)
    yield from _nobody_named(file, strangers)


#: "… replied to Julie's comment on her own post": somebody commented on a post of the person, though not on which
_UNDER_OWN = re.compile(
    r"(?:\breplied to .{1,200}\bcomment|\brépondu (?:à un|au) commentaire .{1,200}?)"
    r"(?P<where>\s(?:on (?:his|her|their|your|its)(?: own)?|(?:sur|sous) (?:sa|son|votre)(?: propre)?) [\w-]{2,30})"
    r"\s*\.?$"
)


def _comment(record: object, cast: Cast, file: str) -> Iterator[Row]:
    comment = as_dict(_datum(record, "comment"))
    title = as_text(as_dict(record).get("title"))
    under_own = _UNDER_OWN.search(title[:400])
    if under_own:
        title = title[: under_own.start("where")]
    time = when(comment.get("timestamp")) or when(as_dict(record).get("timestamp"))
    text = as_text(comment.get("comment"))
    uri = next((uri for thing in _attached(record) if (uri := as_text(as_dict(thing.get("media")).get("uri")))), "")
    if not text and not uri:
        return
    to = addressee(title, cast)
    group = as_text(comment.get("group")) or to.group
    reply = made_id(_NAME, "comment", time, text, file_name(uri))
    yield Post(reply, _NAME, time, text, "reply", media_kind(uri), "group" if group else "unknown", thread_id=reply,
               source_file=file)  # fmt: skip
    if group:
        yield from _group(group)
        yield Audience(reply, group_id=_group_id(group))
    if to.whose == "person":
        yield from cast.act(to.name, "comment", "given", time=time, file=file, thread=reply, text=text)
        if under_own:
            # what they wrote, and when, is not in the file
            yield from cast.act(to.name, "comment", "received", time=None, file=file, thread=reply, evidence="proxy")


def likes(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """To whose posts did the person react? Titles until about 2023, labelled values since.

    The labelled shape holds the name of the post's author in a box of its own, or only the name of the thing; a
    thing's name is taken for a person's only if that person is met elsewhere in the export.
    """
    known: _Known = export.context
    bad = strangers = 0
    for record in records(member, "reactions", "likes_and_reactions"):
        box = as_dict(record)
        time, title = when(box.get("timestamp")), as_text(box.get("title"))
        values = labelled(record)
        if not title and not values:
            bad += 1
            continue
        to = addressee(title, known.cast) if title else _liked(values, known.cast)
        rows = list(known.cast.act(to.name, "reaction", "given", time=time, file=file))
        strangers += not rows and to.whose != "own"
        yield from rows
    yield from left_out(_NAME, file, bad)
    yield from _nobody_named(file, strangers)


def _liked(values: list[meta.Labelled], cast: Cast) -> Addressee:
    name = first([value for value in values if value.under], "name")
    if name:
        return Addressee("own") if cast.mine(name) else Addressee("person", name)
    thing = first(values, "name")
    if thing and cast.mine(thing):
        return Addressee("own")
    if f"{_NAME}:{thing}" in cast.contacts:
        return Addressee("person", thing)
    return addressee(thing, cast)


def _names_nobody(record: object, cast: Cast, rows: list[Row]) -> bool:
    own = addressee(as_text(as_dict(record).get("title")), cast).whose == "own"
    return not own and not any(isinstance(row, Interaction) for row in rows)


def _nobody_named(file: str, n: int) -> Iterator[Problem]:
    if n:
        what = N_("The file does not say whose posts these comments and reactions were for. They are not counted as "
                  "given to somebody.")  # fmt: skip
        yield Problem(_NAME, file, what, n)


# --- people and groups -----------------------------------------------------------------------------------------


def people(
    member: Member, export: Export, *, keys: tuple[str, ...], act: tuple[InteractionKind, Direction] | None, file: str
) -> Iterator[Row]:
    """Who is a friend, follows the person, is followed, or asked to be a friend, since when?

    A date of friendship or of following is when the two began to see each other, so it is the contact's first day.
    """
    known: _Known = export.context
    bad = 0
    for record in records(member, *keys):
        box = as_dict(record)
        name, since = as_text(box.get("name")) or first(labelled(record), "name"), when(box.get("timestamp"))
        bad += not name
        if act is None:
            known.cast.meet(name, since)
        else:
            begins = since if act[0] == "follow" else None
            yield from known.cast.act(name, *act, time=since, file=file, since=begins)
    yield from left_out(_NAME, file, bad)


def joined(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Which groups did the person join? The file does not say who else is in them."""
    bad = 0
    for record in records(member, "groups_joined", "groups_admined"):
        found = _JOINED.search(as_text(as_dict(record).get("title"))[:400])
        name = as_text(_datum(record, "name")) or (found["group"] if found else "")
        bad += not name
        yield from _group(name)
    yield from left_out(_NAME, file, bad)


def friend_lists(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Which lists of friends did the person make? The file holds the lists, never which post went to which."""
    known: _Known = export.context
    bad = 0
    for record in records(member, "audiences", "friend_lists"):
        values = labelled(record)
        top = [value for value in values if not value.under]
        name = as_text(as_dict(record).get("ent_name")) or first(top, "name") or as_text(as_dict(record).get("name"))
        bad += not name
        if not name:
            continue
        group = f"{_NAME}:list/{name[:200]}"
        yield Group(group, _NAME, name, "list")
        for value in values:
            contact = known.cast.meet(value.value) if value.under and meta.means(value.label, "name") else None
            if contact:
                yield Membership(contact, group)
    yield from left_out(_NAME, file, bad)


def wall(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Who wrote on the person's timeline (archives of 2018 to about 2021)?"""
    known: _Known = export.context
    bad = strangers = 0
    for record in records(member, "wall_posts_sent_to_you", "wall_posts"):
        box = as_dict(record)
        found = _WALL.match(as_text(box.get("title"))[:400])
        bad += not box
        strangers += bool(box) and not found
        if found:
            text = as_text(_datum(record, "post"))[: meta.TEXT_OF_OTHERS]
            yield from known.cast.act(found["who"], "wall_post", "received", time=when(box.get("timestamp")), file=file,
                                      text=text)  # fmt: skip
    yield from left_out(_NAME, file, bad)
    if strangers:
        yield Problem(_NAME, file, N_("The file does not say who wrote these posts on your timeline."), strangers)


def _group(name: str) -> Iterator[Group]:
    if name:
        yield Group(_group_id(name), _NAME, name, "list")


def _group_id(name: str) -> str:
    return f"{_NAME}:group/{name[:200]}"


def profile(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person declare (schools, employers, towns, pages)? Family and love stay closed: they are others."""
    for record in records(member, "profile"):
        box = as_dict(record)
        declared = [as_dict(box.get(place)).get("name") for place in ("current_city", "hometown")]
        declared += [as_dict(school).get("name") for school in as_list(box.get("education_experiences"))]
        for work in as_list(box.get("work_experiences")):
            declared += [as_dict(work).get("employer"), as_dict(work).get("title")]
        declared += [page for pages in as_list(box.get("pages")) for page in as_list(as_dict(pages).get("pages"))]
        for value in declared:
            words = as_text(value) or as_text(as_dict(value).get("name"))
            if words:
                yield Trace(_NAME, "declared", words)


def messages(member: Member, export: Export) -> Iterator[Row]:
    yield from meta.chat(member, export, export.context.cast, meta.THREADS)


def encrypted(member: Member, export: Export) -> Iterator[Row]:
    """The chats of the separate download of end-to-end encrypted messages (Messenger, since 2024)."""
    yield from meta.chat(member, export, export.context.cast, meta.ENCRYPTED)


def is_encrypted_chat(member: Member) -> bool:
    if not member.matches(meta.ENCRYPTED):
        return False
    head = member.head()
    return b'"participants"' in head and b'"threadName"' in head


_belief = partial(meta.beliefs, _NAME)


def _table() -> dict[str, Reader | None]:
    """Pattern -> reader; every reader carries its own pattern, for the rows to say where they come from."""
    readers: dict[str, Reader] = {
        **{
            file: partial(posts, kind="post", file=file)
            for file in ("posts/your_posts*.json", "posts/profile_posts*.json", "reels/your_reels.json")
        },
        "stories/archived_stories.json": partial(posts, kind="story", file="stories/archived_stories.json"),
        **{
            file: partial(albums, file=file)
            for file in ("album/*.json", "your_uncategorized_photos.json", "your_photos.json", "your_videos.json")
        },
        **{
            file: partial(group_posts, file=file)
            for file in ("groups/your_posts_in_groups.json", "groups/group_posts_and_comments.json",
                         "groups/your_posts_and_comments_in_groups.json")
        },
        **{
            file: partial(comments, file=file)
            for file in ("comments_and_reactions/comments*.json", "comments/comments*.json",
                         "groups/your_comments_in_groups.json")
        },
        **{
            file: partial(likes, file=file)
            for file in ("likes_and_reactions*.json", "likes_and_reactions/posts_and_comments.json")
        },
        **{
            file: partial(people, keys=("friends",), act=None, file=file)
            for file in _FRIENDS
        },
        **{
            file: partial(people, keys=("followers",), act=("follow", "received"), file=file)
            for file in ("people_who_followed_you.json", "*followers/followers.json")
        },
        **{
            file: partial(people, keys=("following", "followed"), act=("follow", "given"), file=file)
            for file in ("who_you've_followed.json", "who_you_follow.json", "following_and_followers/following.json")
        },
        **{
            file: partial(people, keys=("received_requests",), act=("invitation", "received"), file=file)
            for file in ("received_friend_requests.json", "friend_requests_received.json")
        },
        **{
            file: partial(people, keys=("sent_requests",), act=("invitation", "given"), file=file)
            for file in ("sent_friend_requests.json", "friend_requests_sent.json")
        },
        **{
            file: partial(joined, file=file)
            for file in ("groups/your_group_membership_activity.json", "groups/group_membership_activity.json",
                         "groups/your_groups.json")
        },
        "your_post_audiences.json": partial(friend_lists, file="your_post_audiences.json"),
        "posts/other_people's_posts_to_your_timeline.json": partial(
            wall, file="posts/other_people's_posts_to_your_timeline.json"
        ),
        _PROFILE: partial(profile, file=_PROFILE),
        "ads_interests.json": _belief("interest", "ads_interests.json", "topics"),
        "other_categories_used_to_reach_you.json": _belief(
            "inference", "other_categories_used_to_reach_you.json", "bcts"
        ),
        "your_topics.json": _belief("interest", "your_topics.json", "inferred_topics"),
        **{
            file: _belief("advertiser", file, "custom_audiences")
            for file in ("advertisers_using_your_activity_or_information.json",
                         "advertisers_who_uploaded_a_contact_list_with_your_information.json")
        },
        meta.THREADS: messages,
    }  # fmt: skip
    return {**dict.fromkeys(meta.MEDIA_FILES), **readers, **dict.fromkeys(_CLOSED), meta.ENCRYPTED: encrypted}


#: known and left closed: secrets, traces of use that say nothing about facets or people, and prose
_CLOSED = (
    "notifications/notifications.json",  # sentences in the account's language, mostly advertising of groups
    "people_and_friends.json",  # profiles visited: the person looked, nobody acted
    "posts/archive.json", "posts/trash.json", "posts/your_check_ins.json", "posts/content_sharing_links*.json",
    "posts/posts_on_other_pages_and_profiles.json", "posts/edits_you_made_to_posts.json",
    "pages/*.json", "events/*.json", "saved_items_and_collections/*.json", "polls/*.json", "other_activity/*.json",
    "activity_you're_tagged_in/*.json", "friends/*.json", "friends_and_followers/*.json", "groups/*.json",
    "messages/autofill_information.json", "messages/secret_conversations.json", "messages/*settings*.json",
    "messages/your_*.json", "facebook_marketplace/*.json", "facebook_payments/*.json", "facebook_gaming/*.json",
    "fundraisers/*.json", "dating/*.json", "profile_information/*.json", "other_personal_information/*.json",
    "security_and_login_information/*.json", "location/*.json", "search/*.json", "interactions/*.json",
    "activity_messages/*.json", "apps_and_websites_off_of_facebook/*.json", "preferences/*/*.json",
    "ads_information/*.json", "your_places/*.json", "stories/*.json", "comments_and_reactions/*.json", "*.html",
)  # fmt: skip

_FILES = _table()
_HTML = N_(
    "This is a Facebook export in HTML, which cannot be read. Ask Facebook for a new one and choose JSON as the format."
)

IMPORTER = Importer(
    platform=_NAME,
    title="Facebook",
    files=_FILES,
    signatures=(
        # the flat archives before 2022 need two files: each of their folders exists on other platforms too,
        # or lies one folder deeper in the layouts of today
        ("your_facebook_activity/*/*.json",),
        ("your_facebook_activity/*/*/*.json",),
        ("your_facebook_activity/*/*/*/*.json",),
        ("your_activity_across_facebook/*/*.json",),
        ("this_profile's_activity_across_facebook/*/*.json",),
        ("connections/friends/*.json",),
        ("connections/followers/*.json",),
        ("posts/your_posts*.json", _PROFILE),
        ("friends*/friends.json", _PROFILE),
        ("posts/your_posts*.json", "friends*/friends.json"),
    ),
    sniff=is_encrypted_chat,
    private=frozenset({meta.THREADS, meta.ENCRYPTED}),
    wrong_format=dict.fromkeys(
        ("your_facebook_activity/*/*.html", "your_facebook_activity/*/*/*.html", "connections/friends/*.html",
         "your_activity_across_facebook/*/*.html", "posts/your_posts*.html", "friends*/*friends.html",
         "facebook-*/start_here.html"),
        _HTML,
    ),
    owner=owner,
    prepare=prepare,
    finish=finish,
)  # fmt: skip
