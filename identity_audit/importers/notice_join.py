"""Which post does a notification mail speak of, and who of the contacts is the person it names?

Joined to the posts of that network's archive in the same selection: by the id in a link, by the moment that some ids
hold, by the quoted words, by a link that another mail ties to a post; all of these name the post, so the act is
observed. Else the nearest earlier post within a week, where the mail says that it was a post of the person: that is
worked out ("proxy"). Without the archive, person and act are kept and no post is invented.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd

from identity_audit.dataset import Dataset, combine, fold
from identity_audit.importers.notifications import Notice, Who
from identity_audit.schema import Contact, Evidence, Interaction, Tables

NEAREST = timedelta(days=7)
#: mails leave a little after the act, and clocks differ
_SLACK = timedelta(hours=1)
#: an id made with a post is this close to the time in the archive; two posts this near to each other are not told apart
_SAME_MOMENT, _APART = timedelta(minutes=2), timedelta(minutes=10)
#: so many letters in a row are the words of one post; shorter pieces count only right after "your post"
_LONG, _LONGER = 20, 40
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


def join(notices: Sequence[Notice], dataset: Dataset) -> Dataset:
    """The dataset with the acts that these notifications tell, and with what is known of the posts they name."""
    tables = Tables()
    named: set[str] = set()
    for platform in sorted({notice.platform for notice in notices}):
        told = [notice for notice in notices if notice.platform == platform]
        people, shelf = _People(dataset, platform), _Shelf(dataset.posts[dataset.posts["platform"] == platform])
        for notice, (post, evidence) in zip(told, _placed(told, shelf), strict=True):
            if evidence == "observed" and post:
                named.add(post)
            for who in notice.who:
                contact = people.meet(who, notice.time)
                if contact:
                    tables.add(Interaction(contact, post, notice.time, notice.kind, "received", evidence, platform,
                                           text=notice.words, source_file=notice.file))  # fmt: skip
        for new in people.new.values():
            tables.add(new)
    posts = dataset.posts
    partly = posts["post_id"].isin(named) & posts["reactions_known"].isin(["none", "count"])
    known = replace(dataset, posts=posts.assign(reactions_known=posts["reactions_known"].mask(partly, "partial")))
    added = tables.frames()
    told_now = Dataset(contacts=added["contacts"], interactions=added["interactions"])
    return combine([known, told_now])


def _placed(notices: Sequence[Notice], shelf: _Shelf) -> list[tuple[str | None, Evidence]]:
    """For each notification its post, if any, and whether the mail names it."""
    certain = [shelf.named(notice) for notice in notices]
    ties: dict[str, set[str]] = defaultdict(set)
    for notice, post in zip(notices, certain, strict=True):
        if post and notice.about == "post" and notice.ids:
            ties[notice.ids[0]].add(post)
    tied = {link: posts.pop() for link, posts in ties.items() if len(posts) == 1}
    # the first reaction is nearest to its post, so all mails with one link go where the first of them goes
    firsts: dict[str, Notice] = {}
    for notice in notices:
        if notice.about == "post" and notice.ids and notice.time:
            first = firsts.setdefault(notice.ids[0], notice)
            if first.time and notice.time < first.time:
                firsts[notice.ids[0]] = notice
    result: list[tuple[str | None, Evidence]] = []
    for notice, known in zip(notices, certain, strict=True):
        link = notice.ids[0] if notice.ids and notice.about == "post" else ""
        post = known or tied.get(link)
        near = None if post else shelf.nearest(firsts.get(link, notice))
        result.append((near, "proxy") if near else (post, "observed"))
    return result


# --- people -----------------------------------------------------------------------------------------------------


class _People:
    """The contacts of one network: a notification's name is the contact of that name, if there is only one."""

    def __init__(self, dataset: Dataset, platform: str) -> None:
        self.new: dict[str, Contact] = {}
        self._platform = platform
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_handle: dict[str, str] = {}
        contacts = dataset.contacts[dataset.contacts["platform"] == platform]
        for contact, name, handle in contacts[["contact_id", "name", "handle"]].itertuples(index=False):
            if key := fold(name):
                self._by_name[key].add(contact)
            if isinstance(handle, str):
                self._by_handle[handle.lstrip("@").casefold()] = contact
        mine = [owner for owner in dataset.owners if owner.platform == platform]
        self._own = {key for owner in mine for word in (*owner.names, *owner.ids) if (key := fold(word))}

    def meet(self, who: Who, time: datetime | None) -> str | None:
        """The contact behind a name; None for the person."""
        handle = (who.handle or who.name).casefold()
        if fold(who.name) in self._own or fold(handle) in self._own:
            return None
        if handle in self._by_handle:
            return self._by_handle[handle]
        same = self._by_name.get(fold(who.name) or "", set())
        if len(same) == 1:
            return next(iter(same))
        contact = f"{self._platform}:{who.name}"
        if contact not in same:
            known = self.new.get(contact)
            first = min((t for t in (time, known.first_seen if known else None) if t), default=None)
            self.new[contact] = Contact(contact, self._platform, who.name, who.handle, first)
        return contact


# --- posts ------------------------------------------------------------------------------------------------------


class _Shelf:
    """The person's posts on one network, to be found by id, by moment, by words, by time."""

    def __init__(self, posts: pd.DataFrame) -> None:
        own = posts[posts["kind"] != "repost"]
        self._by_id: dict[str, str] = {}
        self._times: dict[str, datetime] = {}
        self._words: dict[str, str] = {}
        self._starts: dict[str, list[str]] = defaultdict(list)
        published: list[tuple[datetime, str]] = []
        for post, time, text, kind in own[["post_id", "time", "text", "kind"]].itertuples(index=False):
            for part in re.findall(r"\d{8,}|[\w-]{11,}", post.partition(":")[2]):
                self._by_id[part] = post
            if pd.notna(time):
                self._times[post] = time.to_pydatetime()
                if kind in ("post", "story"):
                    published.append((time.to_pydatetime(), post))
            words = fold(text) or ""
            self._words[post] = words
            if words:
                self._starts[words[:_LONG]].append(post)
        published.sort()
        self._published = [time for time, _ in published]
        self._in_order = [post for _, post in published]

    def named(self, notice: Notice) -> str | None:
        """The post that the mail names beyond doubt."""
        for each in notice.ids:
            if each in self._by_id:
                return self._by_id[each]
        by_moment = self._at(notice) if notice.about == "post" else None
        fitting = self._quoted(notice)
        return by_moment or (fitting[0] if len(fitting) == 1 else None)

    def _quoted(self, notice: Notice) -> list[str]:
        """The posts whose words the mail quotes, oldest first."""
        # what somebody wrote could begin like a post of the person; what they only liked could not
        spoken = notice.kind in ("comment", "reply", "mention", "wall_post")
        found = {p for quote in notice.quotes for p in self._fitting(quote, notice, _LONG if spoken else 1)}
        if not found:
            shortest = _LONGER if spoken else _LONG
            found = {p for passage in notice.passages for p in self._fitting(passage, notice, shortest)}
        return sorted(found, key=lambda post: (self._times.get(post, _NO_TIME), post))

    def _at(self, notice: Notice) -> str | None:
        """The one post of the moment that the first link's id was made; archives hold other ids than links, there."""
        moment = moment_of(notice.platform, notice.ids[0]) if notice.ids else None
        if moment is None:
            return None
        near = self._between(moment - _APART, moment + _APART)
        same = [post for post in near if abs(self._times[post] - moment) <= _SAME_MOMENT]
        return same[0] if len(near) == 1 and same else None

    def _between(self, first: datetime, last: datetime) -> list[str]:
        return self._in_order[bisect_left(self._published, first) : bisect_right(self._published, last)]

    def _fitting(self, passage: str, notice: Notice, shortest: int) -> list[str]:
        """The posts whose words begin as this passage, or that stand whole at its beginning."""
        cut = passage.rstrip().endswith(("…", "..."))
        words = fold(passage) or ""
        if len(words) < shortest:
            return []
        keys = [words[:_LONG]] if len(words) >= _LONG else [key for key in self._starts if key.startswith(words)]
        begun = [post for key in keys for post in self._starts.get(key, []) if not self._later(post, notice)]
        if len(words) < _LONG and not cut:
            # a short quote is a post's if it is all of one and the beginning of no other
            return begun if len(begun) == 1 and self._words[begun[0]] == words else []
        return [
            post
            for post in begun
            if (own := self._words[post]) == words
            or own.startswith(words if cut else words + " ")
            or (len(own) >= shortest and words.startswith(own + " "))
        ]

    def _later(self, post: str, notice: Notice) -> bool:
        time = self._times.get(post)
        return bool(time and notice.time and time > notice.time + _SLACK)

    def nearest(self, notice: Notice) -> str | None:
        """The last post before the mail, within a week, or of several with the quoted words the last: only where the
        mail says that it was a post of the person."""
        if notice.about != "post" or notice.time is None:
            return None
        near = self._quoted(notice) or self._between(notice.time - NEAREST, notice.time)
        return near[-1] if near else None


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def moment_of(platform: str, native: str) -> datetime | None:
    """When was this id made? LinkedIn's ids begin with the millisecond; so do the numbers that Instagram writes as
    letters in its links, counted from August 2011. Their archives name posts otherwise or not at all.

    >>> moment_of("linkedin", "7038400000000000000").isoformat(timespec="seconds")
    '2023-03-06T06:48:47+00:00'
    >>> moment_of("instagram", "CpdZ1v2N8aB").isoformat(timespec="seconds")
    '2023-03-06T19:36:24+00:00'
    """
    if platform == "linkedin" and native.isdigit():
        milliseconds = int(native) >> 22
    elif platform == "instagram" and len(native) == 11 and all(letter in _ALPHABET for letter in native):
        number = 0
        for letter in native:
            number = number * 64 + _ALPHABET.index(letter)
        milliseconds = (number >> 23) + 1_314_220_021_721
    else:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
