"""What did the person publish on Instagram, to whom did they react, who follows them, whom do they call close?

How to get it: Accounts Center > Your information and permissions > Export your information, with JSON as the format.

Layouts read (structures of 13 real exports, last looked at in 2026): `your_instagram_activity/`, `connections/` ...
since 2023 and the flat folders of 2021 to 2023. Two shapes stand side by side: `string_list_data` (who, when) and
`string_map_data`, whose keys are in the language of the account; since 2025 likes move to `label_values`, and
`following.json` moves the name to `title`. The files of 2020 and before are read by `instagram_2020`, the folder of
Threads by `threads`.

What is not in it: who liked or commented on the person's posts, and who could see one, but for the days on which the
account became private or public, which tell it of posts and reels. Professional accounts have
counts without names (`past_instagram_insights`), followers have names and dates, direct messages name reactions,
and hold the answers to stories, from which `instagram_links` works out who answered which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from identity_audit.dataset import Owner
from identity_audit.folding import fold
from identity_audit.importers import instagram_2020, instagram_links, meta
from identity_audit.importers.archive import Member
from identity_audit.importers.base import Export, Importer, Reader, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, made_id, media_path, repair, when
from identity_audit.importers.meta import (
    Cast,
    file_name,
    first,
    labelled,
    means,
    media_kind,
    quietly,
    records,
)
from identity_audit.importers.meta_lists import acts, lines_of
from identity_audit.schema import (
    Direction,
    Group,
    InteractionKind,
    Membership,
    Post,
    PostKind,
    Problem,
    Row,
    Trace,
    Visibility,
)
from identity_audit.words import N_

_NAME = "instagram"
# the name that the app itself gives the list, in either language
_CLOSE_FRIENDS = "Close friends / Ami(e)s proches"
_PROFILES = ("personal_information/personal_information.json", "account_information/personal_information.json")
_INSIGHTS = "past_instagram_insights/posts.json"
_ARCHIVED = "archived_posts.json"
_PRIVACY = ("profile_privacy_changes.json", "account_privacy_changes.json")
# the words of "Account made private" and "public", folded, in the languages of `meta.WORDS`
_MADE_PRIVATE = frozenset("private prive privee prives privat privates privado privato prive besloten".split())
_MADE_PUBLIC = frozenset("public publique offentlich offentliches publico pubblico openbaar".split())


@dataclass(slots=True)
class _Known:
    """People met, the counts of professional accounts by media file and by second, what the person published."""

    cast: Cast
    counts: dict[object, dict[str, int]] = field(default_factory=dict)
    published: instagram_links.Published = field(default_factory=instagram_links.Published)
    made_private: list[tuple[datetime, bool]] = field(default_factory=list)

    def visible(self, time: datetime | None) -> Visibility:
        """Who could see a post of then? Not known without a dated change; before the first, it was the other way."""
        if not self.made_private or time is None:
            return "unknown"
        before = [private for moment, private in self.made_private if moment <= time]
        return "followers" if (before[-1] if before else not self.made_private[0][1]) else "public"


def owner(export: Export) -> Owner | None:
    """Who does the profile name? The handle comes first: comments and likes name people by it."""
    for pattern in _PROFILES:
        for member in export.find(pattern):
            for record in quietly(member, "profile_user"):
                values = labelled(record)
                handle, name, email = (first(values, what) for what in ("handle", "name", "email"))
                if handle or name:
                    return Owner(_NAME, tuple(n for n in (name, handle) if n), (email,) if "@" in email else (),
                                 (handle,) if handle else ())  # fmt: skip
    return instagram_2020.owner(export)


def prepare(export: Export) -> None:
    known = _Known(meta.cast_of(export, _NAME))
    for member in export.find(_INSIGHTS):
        for record in quietly(member, "organic_insights_posts"):
            counts = _counts(record)
            thumbnail = next(iter(as_dict(as_dict(record).get("media_map_data")).values()), None)
            uri, time = as_dict(thumbnail).get("uri"), when(as_dict(thumbnail).get("creation_timestamp"))
            # the picture is often a smaller copy under another name; the second it was taken is the same
            known.counts.update({key: counts for key in (file_name(uri), time) if key and counts})
    for pattern in _PRIVACY:
        for member in export.find(pattern):
            known.made_private += filter(None, map(_change, quietly(member, "account_history", "privacy")))
    known.made_private.sort()
    export.context = known


def _change(record: object) -> tuple[datetime, bool] | None:
    """When did the account become private (True) or public? The title says which, in the language of the account."""
    box = as_dict(record)
    times = [value.time for value in labelled(box)]
    times += [when(as_dict(entry).get("timestamp")) for entry in as_list(box.get("string_list_data"))]
    said = set((fold(repair(as_text(box.get("title")))) or "").split())
    time = next(filter(None, times), None)
    private, public = bool(said & _MADE_PRIVATE), bool(said & _MADE_PUBLIC)
    return (time, private) if time is not None and private != public else None


def finish(export: Export) -> Iterator[Row]:
    known: _Known = export.context
    yield from known.cast.rows()


def _counts(record: object) -> dict[str, int]:
    """Counts as plain numbers; "--" and numbers written with separators are not known rather than wrong."""
    found: dict[str, int] = {}
    for value in labelled(record):
        for what in ("likes", "comments", "shares", "views"):
            if value.value.isascii() and value.value.isdigit() and means(value.label, what):
                found.setdefault(what, int(value.value[:12]))
    return found


# --- posts -----------------------------------------------------------------------------------------------------


def posts(member: Member, export: Export, *, kind: PostKind, file: str) -> Iterator[Row]:
    """What did the person publish? Who could see it follows from the days on which the account changed, if any."""
    known: _Known = export.context
    bad = 0
    for record in records(member, "ig_"):
        post = _post(as_dict(record), known, kind, file)
        if post:
            known.published.add(post)
            yield post
        else:
            bad += 1
    yield from left_out(_NAME, file, bad)


def _post(box: dict[str, Any], known: _Known, kind: PostKind, file: str) -> Post | None:
    media = [as_dict(item) for item in as_list(box.get("media"))] or [box]
    caption, single = as_text(box.get("title")), as_text(media[0].get("title"))
    # a carousel has its caption on the whole, a single picture on the picture
    text = (caption or single) if len(media) > 1 else (single or caption)
    time = when(box.get("creation_timestamp")) or when(media[0].get("creation_timestamp"))
    uri = as_text(media[0].get("uri"))
    if time is None and not text:
        return None
    # a story may go to close friends, and what is archived is not shown
    seen = known.visible(time) if kind == "post" and file != _ARCHIVED else "unknown"
    post = Post(made_id(_NAME, time, text, file_name(uri)), _NAME, time, text, kind, media_kind(uri), seen,
                media_path=media_path(uri), source_file=file)  # fmt: skip
    counts = known.counts.get(file_name(uri)) or known.counts.get(time)
    if counts:
        post = replace(
            post, reactions_known="count", n_reactions=counts.get("likes"), n_comments=counts.get("comments"),
            n_shares=counts.get("shares"), n_views=counts.get("views"),
        )  # fmt: skip
    return post


# --- acts ------------------------------------------------------------------------------------------------------


def ties(member: Member, export: Export, *, kind: InteractionKind, direction: Direction, file: str) -> Iterator[Row]:
    """Who follows the person, whom do they follow, who asked to?"""
    yield from acts(member, export.context.cast, kind, direction, file, "relationships")


def likes(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """To whose posts, comments and stories did the person react?"""
    yield from acts(member, export.context.cast, "reaction", "given", file, "likes", "story_activities")


def comments(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person write under media, and whose? Each is a reply of theirs and, under the media of others, an
    act towards its owner; one thread id says that both are one gesture."""
    known: _Known = export.context
    bad = strangers = 0
    for record in records(member, "comments", "media_comments"):
        lines = [line for line in lines_of(record) if line.text]
        bad += not lines
        for line in lines:
            reply = made_id(_NAME, "comment", line.time, line.text)
            yield Post(reply, _NAME, line.time, line.text, "reply", thread_id=reply, source_file=file)
            yield from known.cast.act(line.who, "comment", "given", time=line.time, file=file, handle=line.handle,
                                      thread=reply, text=line.text)  # fmt: skip
            strangers += not line.who
    yield from left_out(_NAME, file, bad)
    if strangers:
        what = N_("The file does not say under whose posts these comments stand. They are not counted as given to "
                  "somebody.")  # fmt: skip
        yield Problem(_NAME, file, what, strangers)


# --- lists -----------------------------------------------------------------------------------------------------


def close_friends(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Whom does the person call close? No story says that it went to this list only."""
    known: _Known = export.context
    lines = [line for record in records(member, "relationships") for line in lines_of(record)]
    yield from _list("close_friends", _CLOSE_FRIENDS, ((line.handle, line.time) for line in lines), known.cast)


def custom_lists(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Which lists did the person make, with whom in them?"""
    known: _Known = export.context
    bad = 0
    for record in records(member, "relationships", "custom_lists"):
        values = labelled(record)
        name = first([v for v in values if not v.under], "name") or as_text(as_dict(record).get("title"))
        if not name:
            bad += 1
            continue
        members = [handle for v in values if means(v.label, "members") for handle in re.split(r"[,;\s]+", v.value)]
        members += [v.value for v in values if v.under and means(v.label, "handle")]
        members += [as_text(as_dict(entry).get("value")) for entry in as_list(as_dict(record).get("string_list_data"))]
        yield from _list(name[:200], name, ((handle, None) for handle in members), known.cast)
    yield from left_out(_NAME, file, bad)


def _list(key: str, name: str, people: Iterable[tuple[str | None, datetime | None]], cast: Cast) -> Iterator[Row]:
    group = f"{_NAME}:list/{key}"
    yield Group(group, _NAME, name, "list")
    for handle, since in people:
        contact = cast.meet(handle or "", None, handle)
        if contact:
            yield Membership(contact, group, since)


# --- the rest --------------------------------------------------------------------------------------------------


def messages(member: Member, export: Export) -> Iterator[Row]:
    known: _Known = export.context
    yield from meta.chat(member, export, known.cast, meta.THREADS, partial(_about, known))


def _about(known: _Known, entry: dict[str, Any], time: datetime | None) -> tuple[InteractionKind, str | None] | None:
    """Does this message of somebody answer a story of the person, or hold the address of a post of theirs?"""
    share = as_dict(entry.get("share"))
    address, creator = as_text(share.get("link")), as_text(share.get("original_content_owner"))
    account = instagram_links.story_account(address)
    if account is not None:
        meant = instagram_links.story(address, time, known.published) if known.cast.mine(account) else None
    elif creator and not known.cast.mine(creator):
        meant = None
    else:
        meant = instagram_links.shared(address, known.published, mine=bool(creator))
    return (meant.kind, meant.post_id) if meant else None


def profile(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What does the person say of themselves under their name? (Who they are was read before everything else.)"""
    for record in records(member, "profile_user"):
        bio = first(labelled(record), "bio")
        if bio:
            yield Trace(_NAME, "declared", bio)


def insights(member: Member, export: Export) -> Iterator[Row]:
    """The counts were joined to the posts before these were read; only what could not be read is left to say."""
    yield from left_out(_NAME, _INSIGHTS, sum(not _counts(r) for r in records(member, "organic_insights_posts")))


def privacy(member: Member, export: Export) -> Iterator[Row]:
    """When the account became private or public was read before the posts; what is not understood is left to say."""
    yield from left_out(_NAME, _PRIVACY[0], sum(_change(r) is None for r in records(member, "account_history")))


_belief = partial(meta.beliefs, _NAME)


def _table() -> dict[str, Reader | None]:
    """Pattern -> reader; every reader carries its own pattern, for the rows to say where they come from."""
    kinds: dict[str, PostKind] = {
        "content/posts_*.json": "post", "media/posts_*.json": "post", "content/reels.json": "post",
        "media/reels.json": "post", _ARCHIVED: "post", "igtv_videos.json": "post",
        "content/stories.json": "story", "media/stories.json": "story",
    }  # fmt: skip
    bonds: dict[str, tuple[InteractionKind, Direction]] = {
        "followers_and_following/followers*.json": ("follow", "received"),
        "followers_and_following/following.json": ("follow", "given"),
        "follow_requests_you've_received.json": ("invitation", "received"),
        "pending_follow_requests.json": ("invitation", "given"),
    }
    readers: dict[str, Reader | None] = {
        **{file: partial(posts, kind=kind, file=file) for file, kind in kinds.items()},
        **{file: partial(ties, kind=kind, direction=direction, file=file) for file, (kind, direction) in bonds.items()},
        **{
            file: partial(comments, file=file)
            for file in ("comments/post_comments*.json", "comments/reels_comments*.json")
        },
        **{
            file: partial(likes, file=file)
            for file in ("likes/liked_posts.json", "likes/liked_comments.json", "story_interactions/*.json",
                         "story_sticker_interactions/*.json", "story_activities/*.json")
        },
        "close_friends.json": partial(close_friends, file="close_friends.json"),
        "custom_lists.json": partial(custom_lists, file="custom_lists.json"),
        **{file: partial(profile, file=file) for file in _PROFILES},
        _INSIGHTS: insights,
        **dict.fromkeys(_PRIVACY, privacy),
        **{
            file: _belief("interest", file, "topics", "inferred")
            for file in ("your_topics/*.json", "your_topics.json", "your_reels_topics.json", "recommended_topics.json")
        },
        "ads_interests.json": _belief("interest", "ads_interests.json", "inferred_data"),
        "locations_of_interest.json": _belief("inference", "locations_of_interest.json", "inferred"),
        "other_categories_used_to_reach_you.json": _belief(
            "inference", "other_categories_used_to_reach_you.json", "inferred"
        ),
        **{
            file: _belief("advertiser", file, "ig_custom_audiences", "custom_audiences")
            for file in ("advertisers_using_your_activity_or_information.json",
                         "advertisers_who_uploaded_a_contact_list_with_your_information.json")
        },
        meta.THREADS: messages,
        **instagram_2020.readers(lambda export: export.context.cast),
    }  # fmt: skip
    return {**dict.fromkeys(meta.MEDIA_FILES), **readers, **dict.fromkeys(_CLOSED)}


#: known and left closed: secrets, traces of reading, people the person turned away from
_CLOSED = (
    "threads/*.json", "saved/*.json", "comments/*.json", "likes/*.json", "media/*.json", "content/*.json",
    "followers_and_following/*.json", "messages/*.json", "personal_information/*.json", "account_information/*.json",
    "information_about_you/*.json", "past_instagram_insights/*.json", "ads_and_topics/*.json",
    "instagram_ads_and_businesses/*.json", "login_and_profile_creation/*.json", "link_history/*.json",
    "recent_searches/*.json", "device_information/*.json", "settings/*.json", "media_settings/*.json",
    "monetization/*.json", "shopping/*.json", "subscriptions/*.json", "events/*.json",
    "other_activity/*.json", "fundraisers/*.json", "avatars_store/*.json", "contacts/*.json", "*.html",
)  # fmt: skip

_HTML = N_(
    "This is an Instagram export in HTML, which cannot be read. "
    "Ask Instagram for a new one and choose JSON as the format."
)

IMPORTER = Importer(
    platform=_NAME,
    title="Instagram",
    files=_table(),
    signatures=(
        # the flat folders before 2023 need two files, see facebook.py
        ("your_instagram_activity/*/*.json",),
        ("your_instagram_activity/*/*/*.json",),
        ("your_instagram_activity/*/*/*/*.json",),
        ("connections/followers_and_following/*.json",),
        ("content/posts_*.json", "followers_and_following/following.json"),
        ("likes/liked_posts.json", "followers_and_following/following.json"),
        ("content/posts_*.json", "account_information/personal_information.json"),
        *instagram_2020.SIGNATURES,
    ),
    private=frozenset({meta.THREADS}),
    wrong_format=dict.fromkeys(
        ("your_instagram_activity/*/*.html", "your_instagram_activity/*/*/*.html",
         "followers_and_following/*.html", "content/posts_*.html", "instagram-*/start_here.html"),
        _HTML,
    ),
    owner=owner,
    prepare=prepare,
    finish=finish,
)  # fmt: skip
