"""What did the person write on Tumblr, whose posts did they pass on, and what does Tumblr keep about them?

How to get it: Settings > Privacy > Request privacy data (`payload-0.json`), and Settings > the blog > Export (posts).

Layouts read, all from programs of others and descriptions, no export of a real person was at hand (last looked at in
2026): `payload-N.json`, a list with one `data` (names of the blogs, tags, interests, which notifications were opened);
the export of a blog, one HTML page a post under `posts/html/`, with its tags and a local time at the foot. That folder
sometimes comes as `posts.zip` inside the zip. Of both, only what is understood is read, and the rest is counted.

What is not in it: who liked or passed on a post, but for the notifications that the person opened on a telephone; who
could see a post. Advertising, the blogs seen, turned away from or believed to be dear stay closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from identity_audit.dataset import Owner
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.fields import as_dict, as_list, as_text, local, when
from identity_audit.importers.html_text import plain
from identity_audit.schema import Contact, Interaction, InteractionKind, Media, Post, Problem, Row, Trace
from identity_audit.words import N_

PLATFORM = "tumblr"
PAYLOAD, PAGES = "payload-*.json", "html/*.html"

_READ = frozenset({"blog_names", "email", "most_used_tags", "user_interest_profiles", "push_notification_opens"})
# advertising, devices, what was seen and when, whom the person turned away from or is believed to care for
_CLOSED = frozenset(
    "ads_analytics gemini_analytics client_side_ad_analytics explore_takeover_analytics dashboard unfollows blocks "
    "active_times last_active_times api_applications_used push_notification_settings registration_time "
    "last_post_time crushes crushers highlighted_posts ugcLinks".split()
)
_NOTICES: tuple[tuple[str, InteractionKind], ...] = (
    ("reblog", "share"), ("like", "reaction"), ("reply", "comment"), ("mention", "mention"), ("follow", "follow"),
)  # fmt: skip
_BLOG = re.compile(r"[\w-]{1,60}")


@dataclass(slots=True)
class _Known:
    own: frozenset[str]
    people: dict[str, Contact] = field(default_factory=dict)
    bad: int = 0

    def meet(self, blog: str) -> str | None:
        """The contact of a blog; the person's own blogs are nobody."""
        name = blog.strip().removesuffix(".tumblr.com")
        if not _BLOG.fullmatch(name) or name.casefold() in self.own:
            return None
        contact = f"{PLATFORM}:{name.casefold()}"
        self.people.setdefault(contact, Contact(contact, PLATFORM, name, name))
        return contact


def _data(member: Member) -> dict[str, Any]:
    """What one payload holds; BrokenMember where it is no payload of Tumblr's."""
    data: dict[str, Any] = {}
    for part in as_list(member.json()):
        data |= as_dict(as_dict(part).get("data"))
    if not data.keys() & (_READ | _CLOSED):
        raise BrokenMember
    return data


def _names(data: dict[str, Any]) -> Iterator[str]:
    """The person's blogs, by all the names that they ever had."""
    for blog in map(as_dict, as_list(data.get("blog_names"))):
        yield as_text(blog.get("current_blog_name")).strip()
        yield from (as_text(name).strip() for name in as_list(blog.get("prev_used_blog_name")))


def owner(export: Export) -> Owner | None:
    """Which blogs and which address does the payload name?"""
    for member in export.find(PAYLOAD):
        data = _data(member)
        names, email = tuple(filter(None, _names(data))), as_text(data.get("email"))
        return Owner(PLATFORM, names, (email,) if "@" in email else (), names)
    return None


def prepare(export: Export) -> None:
    names = (name for o in export.owners if o.platform == PLATFORM for name in o.ids)
    export.context = _Known(frozenset(name.casefold() for name in (*names, *export.request.me)))


def finish(export: Export) -> Iterator[Row]:
    known: _Known = export.context
    if known.bad:
        what = N_("Some entries are not in a form that we know. They were left out, the rest was read.")
        yield Problem(PLATFORM, PAGES, what, known.bad)
    yield from known.people.values()


# --- what Tumblr keeps -------------------------------------------------------------------------------------------


def payload(member: Member, export: Export) -> Iterator[Row]:
    """What does Tumblr believe, which tags does the person use, whose notifications did they open?"""
    known: _Known = export.context
    data = _data(member)
    for entry in map(as_dict, as_list(data.get("user_interest_profiles"))):
        if interest := as_text(entry.get("interest")).strip():
            yield Trace(PLATFORM, "interest", interest)
    for entry in map(as_dict, as_list(data.get("most_used_tags"))):
        if tag := as_text(entry.get("tag")).strip():
            yield Trace(PLATFORM, "declared", tag)
    strange = 0
    for notice in map(as_dict, as_list(data.get("push_notification_opens"))):
        said = as_text(notice.get("notification_type")).lower()
        kind = next((kind for word, kind in _NOTICES if word in said), None)
        contact = known.meet(as_text(notice.get("from_blog"))) if kind else None
        strange += contact is None
        if kind and contact:
            yield Interaction(contact, None, when(notice.get("timestamp")), kind, "received", "observed", PLATFORM,
                              source_file=PAYLOAD)  # fmt: skip
    for n, what in (
        (strange, N_("Some entries are not in a form that we know. They were left out, the rest was read.")),
        (len(data.keys() - _READ - _CLOSED), N_("Parts of this file are not known to us. They were left out.")),
    ):
        if n:
            yield Problem(PLATFORM, PAYLOAD, what, n)


# --- posts -------------------------------------------------------------------------------------------------------

_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_FOOT = re.compile(r"<div[^<>]*\bid=[\"']?footer\b", re.IGNORECASE)
_TIME = re.compile(r"\bid=[\"']?timestamp[\"']?[^<>]*>([^<>]{1,80})<", re.IGNORECASE)
_TAG = re.compile(r"\bclass=[\"']?tag[\"']?[^<>]*>([^<>]{1,300})<", re.IGNORECASE)
_PASSED_ON = re.compile(r"<a\b[^<>]*\bclass=[\"']?tumblr_blog\b[^<>]*>([^<>]{1,80})</a>:?", re.IGNORECASE)
_QUOTE = re.compile(r"<(/?)blockquote\b[^<>]*>", re.IGNORECASE)
_DATE = re.compile(r"(\w+) (\d{1,2})\w\w, (\d{4}) (\d{1,2}):(\d{2}) ?([ap])m", re.IGNORECASE)
_MONTHS = "january february march april may june july august september october november december".split()
_MEDIA: tuple[tuple[str, Media], ...] = (("<video", "video"), ("<iframe", "video"), ("<audio", "audio"),
                                         ("<img", "photo"), ("<a ", "link"))  # fmt: skip


def page(member: Member, export: Export) -> Iterator[Row]:
    """One post: the person's words and tags, the blog that it was passed on from, its local time."""
    known: _Known = export.context
    native, html = member.name.rpartition(".")[0], member.text()
    start, foot = _BODY.search(html), _FOOT.search(html)
    if not native.isdigit() or not start or not foot:
        known.bad += 1
        return
    body, rest = html[start.end() : foot.start()], html[foot.start() :]
    sources = [contact for found in _PASSED_ON.findall(body) if (contact := known.meet(found))]
    body = _PASSED_ON.sub("", body)
    words = plain(_without_quotes(body) if sources else body)
    tags = " ".join("#" + plain(tag) for tag in _TAG.findall(rest))
    text = "\n\n".join(filter(None, (words or plain(body), tags)))
    stamp = _TIME.search(rest)
    time = _moment(plain(stamp[1]), export.request.tz) if stamp else None
    post_id = f"{PLATFORM}:{native[:30]}"
    yield Post(post_id, PLATFORM, time, text, "repost" if sources and not words else "post", _media(body),
               source_file=PAGES)  # fmt: skip
    # a chain names the blog that it was taken from first, and the one that began it last
    if sources:
        yield Interaction(sources[0], post_id, time, "share", "given", "observed", PLATFORM, text=words,
                          source_file=PAGES)  # fmt: skip


def _media(html: str) -> Media:
    low = html.lower()
    return next((media for mark, media in _MEDIA if mark in low), "none")


def _without_quotes(html: str) -> str:
    """What stands outside of quotations, which may stand in each other."""
    kept: list[str] = []
    depth = at = 0
    for found in _QUOTE.finditer(html):
        if depth == 0:
            kept.append(html[at : found.start()])
        depth = max(0, depth - 1) if found[1] else depth + 1
        at = found.end()
    return "\n".join([*kept, html[at:] if depth == 0 else ""])


def _moment(text: str, tz: str | None) -> datetime | None:
    """A local time such as "January 5th, 2013 7:44pm"."""
    found = _DATE.search(text)
    if not found or found[1].lower() not in _MONTHS:
        return None
    hour = int(found[4]) % 12 + 12 * (found[6].lower() == "p")
    month = _MONTHS.index(found[1].lower()) + 1
    try:
        return local(datetime(int(found[3]), month, int(found[2]), hour, int(found[5])), tz)  # noqa: DTZ001 (`local`)
    except ValueError:
        return None


def packed(member: Member, export: Export) -> Iterator[Row]:
    """A zip in the zip: nothing in it can be reached."""
    what = N_("Your posts are in a zip inside this one. Unpack the outer zip (two clicks), then choose the folder.")
    yield Problem(PLATFORM, "posts.zip", what)


IMPORTER = Importer(
    PLATFORM,
    "Tumblr",
    files={
        PAYLOAD: payload,
        "posts_index.html": None,
        PAGES: page,
        "posts.zip": packed,
        # pictures, and conversations in a form that nobody has described
        "media/*": None,
        "style.css": None,
        "conversations*.json": None,
        "conversations*.zip": None,
        "messaging*.json": None,
        "messages*.xml": None,
    },
    signatures=(("payload-0.json",), ("posts_index.html",), ("posts/html/*.html",)),
    owner=owner,
    prepare=prepare,
    finish=finish,
)
