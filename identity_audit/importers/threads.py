"""What did the person write on Threads, and who follows them there?

How to get it: it comes with the Instagram export (Accounts Center > Export your information, JSON), in a folder of its
own inside `your_instagram_activity/`; the reader of Instagram leaves that folder to this one.

Layout read (structures of 13 real exports, last looked at in 2026): `threads_and_replies.json` holds posts and replies
in one list, without what a reply answers; `reply_control` says who could answer, which is not who could see.

What is not in it: who liked, answered or reposted, and who could see a post. Followers have names and dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from identity_audit.importers import meta
from identity_audit.importers.archive import Member
from identity_audit.importers.base import Export, Importer, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, made_id, when
from identity_audit.importers.meta import file_name, first, labelled, media_kind, records
from identity_audit.importers.meta_lists import acts
from identity_audit.schema import Direction, InteractionKind, Post, Problem, Row, Trace
from identity_audit.words import N_

_NAME = "threads"
_POSTS, _FEEDS = "threads/threads_and_replies.json", "threads/interest_feeds_on_threads.json"
_TIES: dict[str, tuple[InteractionKind, Direction]] = {
    "threads/followers.json": ("follow", "received"), "threads/following.json": ("follow", "given"),
    "threads/liked_threads.json": ("reaction", "given"),
}  # fmt: skip


def prepare(export: Export) -> None:
    """The owner is the one of the Instagram export around this folder."""
    cast = meta.cast_of(export, "instagram")
    cast.platform = _NAME
    export.context = cast


def finish(export: Export) -> Iterator[Row]:
    yield from export.context.rows()


def posts(member: Member, export: Export) -> Iterator[Row]:
    """What did the person write? Replies stand among the posts and cannot be told apart."""
    bad = n = 0
    for record in records(member, "text_post_app_text_posts"):
        box = as_dict(record)
        media = [as_dict(item) for item in as_list(box.get("media"))] or [box]
        text = next((t for item in (*media, box) if (t := as_text(item.get("title")))), "")
        time = when(media[0].get("creation_timestamp")) or when(box.get("creation_timestamp"))
        uri = next((u for item in media if (u := as_text(item.get("uri")))), "")
        if time is None and not text:
            bad += 1
            continue
        n += 1
        yield Post(made_id(_NAME, time, text, file_name(uri)), _NAME, time, text, "post", media_kind(uri),
                   source_file=_POSTS)  # fmt: skip
    yield from left_out(_NAME, _POSTS, bad)
    if n:
        what = N_("The file does not say which of these are replies to others. All of them count as posts.")
        yield Problem(_NAME, _POSTS, what, n)


def ties(member: Member, export: Export, *, kind: InteractionKind, direction: Direction, file: str) -> Iterator[Row]:
    """Who follows the person, whom do they follow, whose threads did they like?"""
    yield from acts(member, export.context, kind, direction, file, "text_post_app")


def feeds(member: Member, export: Export) -> Iterator[Row]:
    """Which subjects did the person choose to read about? Their own lists for reading, not circles of people."""
    for record in records(member, "text_post_app"):
        name = first(labelled(record), "name")
        if name:
            yield Trace(_NAME, "declared", name)


IMPORTER = Importer(
    platform=_NAME,
    title="Threads",
    files={
        _POSTS: posts,
        **{file: partial(ties, kind=kind, direction=way, file=file) for file, (kind, way) in _TIES.items()},
        _FEEDS: feeds,
        "threads/*.json": None,  # traces of reading
    },
    # any of them: the others may lie in another zip of the export
    signatures=((_POSTS,), (_FEEDS,), ("threads/threads_viewed.json",), *((file,) for file in _TIES)),
    prepare=prepare,
    finish=finish,
)
