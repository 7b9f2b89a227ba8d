"""What did the person write on X (Twitter), to whom, and how often was it liked and passed on?

How to get it: Settings > Your account > Download an archive of your data. The zip comes after a day or more.

Layouts read (five real archives of 2018 to 2025 and the README of the archive itself, last looked at in 2026):
`data/<type>.js`, each `window.YTD.<type>.part0 = [...]`, large ones in parts (`tweets-part1.js`). Tweets are in
`tweet.js` until 2022 and in `tweets.js` since, always wrapped (`{"tweet": {...}}`) but for the oldest, and in
`data/js/tweets/YYYY_MM.js` before 2019. Only the JSON behind the first `=` is read; nothing is ever run.

What is not in it: who liked, answered or quoted. Each tweet has two numbers without names. Followers are numbers of
accounts; those whom the person ever answered or mentioned have a name, the others stay a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import unquote

from identity_audit.dataset import Owner
from identity_audit.importers.archive import Member, Patterns
from identity_audit.importers.base import Export, Importer, Reader, left_out
from identity_audit.importers.fields import as_dict, as_list, as_text, media_path, when, whole_number
from identity_audit.importers.x_messages import chats
from identity_audit.importers.x_people import PLATFORM, Known, beginning, load, quietly, records, without_name
from identity_audit.schema import (
    Direction,
    Group,
    Interaction,
    InteractionKind,
    Media,
    Post,
    PostKind,
    Problem,
    Row,
    Trace,
    TraceKind,
)
from identity_audit.words import N_

TWEETS = ("tweets.js", "tweets-part*.js", "tweet.js", "tweet-part*.js", "js/tweets/????_??.js",
          "community-tweet.js", "community-tweet-part*.js")  # fmt: skip
CHATS = ("direct-messages.js", "direct-messages-part*.js", "direct-message.js", "direct-message-part*.js",
         "direct-messages-group.js", "direct-messages-group-part*.js", "direct-message-group.js",
         "direct-message-group-part*.js")  # fmt: skip
_QUOTED = 500
_SHORT = re.compile(r"https?://t\.co/\w+")


def owner(export: Export) -> Owner | None:
    """Who does the account file (before 2019: the file of user details) name?"""
    for record in (*quietly(export, "account.js", "account"), *quietly(export, "js/user_details.js")):
        handle = as_text(record.get("username")) or as_text(record.get("screen_name"))
        name = as_text(record.get("accountDisplayName")) or as_text(record.get("full_name"))
        number = as_text(record.get("accountId")) or as_text(record.get("id"))
        email = as_text(record.get("email"))
        if handle or number:
            return Owner(PLATFORM, tuple(filter(None, (name, handle))), (email,) if "@" in email else (),
                         tuple(filter(None, (number, handle))))  # fmt: skip
    return None


def prepare(export: Export) -> None:
    """Tweets are read before the other files: only they say which name a number has."""
    tweets = Patterns(TWEETS)
    export.members = tuple(sorted(export.members, key=lambda member: tweets.first(member) is None))
    account = next((o for o in export.owners if o.platform == PLATFORM and o.ids), Owner(PLATFORM))
    numbers = (*account.ids, *export.request.me)
    known = export.context = Known(
        own=next((number for number in numbers if number.isdigit()), ""),
        own_handle=next((word.lstrip("@").casefold() for word in numbers if not word.isdigit()), ""),
    )
    for note in quietly(export, "note-tweet.js", "noteTweet"):
        text = as_text(as_dict(note.get("core")).get("text"))
        if text:
            known.long_texts.setdefault(beginning(text), []).append((when(note.get("createdAt")), text))
    for change in quietly(export, "protected-history.js", "protectedHistory"):
        moment = when(change.get("protectedAt")) or when(change.get("createdAt"))
        if moment:
            known.protected.append((moment, not as_text(change.get("action")).lower().startswith("un")))
    known.protected.sort()


def finish(export: Export) -> Iterator[Row]:
    known: Known = export.context
    yield from (known.people[contact] for contact in sorted(known.met))


# --- tweets ----------------------------------------------------------------------------------------------------


def tweets(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person write, whom did they answer, name and pass on? Older tweets first, for their threads."""
    known: Known = export.context
    found = records(member, "tweet")
    edited = {native for tweet in found for native in _older_versions(tweet)}
    bad = 0
    for tweet in sorted(found, key=lambda tweet: _number(_id(tweet))):
        native, text = _id(tweet), as_text(tweet.get("full_text")) or as_text(tweet.get("text"))
        time = _time(tweet)
        if not native or (not text and time is None):
            bad += 1
        elif native not in edited:
            yield from _tweet(tweet, native, text, known, file=file)
    yield from left_out(PLATFORM, file, bad)


def _tweet(tweet: dict[str, Any], native: str, text: str, known: Known, *, file: str) -> Iterator[Row]:
    time, entities = _time(tweet), as_dict(tweet.get("entities"))
    mentioned = [contact for who in as_list(entities.get("user_mentions")) if (contact := _person(who, known))]
    repost = text.startswith("RT @")
    above = as_text(tweet.get("in_reply_to_status_id_str"))
    account, handle = as_text(tweet.get("in_reply_to_user_id_str")), as_text(tweet.get("in_reply_to_screen_name"))
    # who answers themselves goes on with their own thread
    reply = bool(above or account or handle) and above not in known.roots and not known.mine(account, handle)
    answered = known.learn(account, handle, "") if reply else None
    kind: PostKind = "repost" if repost else "reply" if reply else "post"
    # threads hang on their first tweet; that of others is not in the file, so the tweet answered stands for it
    root = known.roots[native] = known.roots.get(above, above) or native
    likes, shares = whole_number(tweet.get("favorite_count")), whole_number(tweet.get("retweet_count"))
    post_id = f"{PLATFORM}:{native}"
    # both numbers of something passed on are 0 whatever happened to it
    counted = not repost and (likes is not None or shares is not None)
    words = text if repost else _readable(known.whole(text, time), tweet)
    yield Post(
        post_id, PLATFORM, time, words, kind, _media(tweet), known.visible(time), "count" if counted else "none",
        f"{PLATFORM}:{root}", n_reactions=likes if counted else None, n_shares=shares if counted else None,
        media_path=None if repost else _first_picture(tweet, native), source_file=file,
    )  # fmt: skip
    acts: list[tuple[str, InteractionKind]] = []
    if repost:
        # somebody passed on is named first; people named in their text were named by them
        acts = [(contact, "share") for contact in mentioned[:1]]
    else:
        acts += [(answered, "reply")] if answered else []
        acts += [(contact, "mention") for contact in dict.fromkeys(mentioned) if contact != answered]
    for contact, act in acts:
        known.met.add(contact)
        yield Interaction(contact, post_id, time, act, "given", "observed", PLATFORM, f"{PLATFORM}:{root}",
                          words, file)  # fmt: skip


def _person(mention: object, known: Known) -> str | None:
    box = as_dict(mention)
    return known.learn(as_text(box.get("id_str")), as_text(box.get("screen_name")), as_text(box.get("name")))


def _id(tweet: dict[str, Any]) -> str:
    number = tweet.get("id_str") or tweet.get("id")
    return str(number)[:40] if isinstance(number, str | int) else ""


def _number(native: str) -> int:
    return int(native) if native.isascii() and native.isdigit() else 0


def _time(tweet: dict[str, Any]) -> datetime | None:
    created = as_text(tweet.get("created_at"))
    # the oldest archives write "2013-05-01 12:00:00 +0000"
    return when(created) or when(created.replace(" +0000", "+00:00"))


def _older_versions(tweet: dict[str, Any]) -> list[str]:
    """The tweets that this one corrects: an edited tweet stands in the file once per version."""
    edit = as_dict(as_dict(tweet.get("edit_info")).get("edit"))
    versions = as_list(as_dict(edit.get("editControlInitial")).get("editTweetIds"))
    found = map(as_text, [*versions, edit.get("initialTweetId")])
    return [version for version in found if _number(version) < _number(_id(tweet))]


def _readable(text: str, tweet: dict[str, Any]) -> str:
    """The text with the addresses people see instead of X's short ones; those of its own pictures fall away."""
    entities = as_dict(tweet.get("entities"))
    links = map(as_dict, as_list(entities.get("urls")))
    real = {as_text(link.get("url")): as_text(link.get("expanded_url"))[:500] for link in links}
    real |= {as_text(as_dict(picture).get("url")): "" for picture in as_list(entities.get("media"))}
    return _SHORT.sub(lambda found: real.get(found.group(), found.group()), text).strip()


def _files(tweet: dict[str, Any]) -> list[dict[str, Any]]:
    entities = as_dict(tweet.get("entities"))
    files = as_list(as_dict(tweet.get("extended_entities")).get("media")) or as_list(entities.get("media"))
    return [as_dict(file) for file in files]


def _media(tweet: dict[str, Any]) -> Media:
    kinds = {as_text(file.get("type")) for file in _files(tweet)}
    if kinds & {"video", "animated_gif"}:
        return "video"
    return "photo" if "photo" in kinds else "link" if as_list(as_dict(tweet.get("entities")).get("urls")) else "none"


def _first_picture(tweet: dict[str, Any], native: str) -> str | None:
    """The archive calls a picture by the number of its tweet and the last part of its address, whatever the folder."""
    addresses = (as_text(file.get("media_url_https")) or as_text(file.get("media_url")) for file in _files(tweet))
    name = next((address.rpartition("/")[2] for address in addresses if address), "")
    return media_path(f"{native}-{name}") if name else None


# --- people, likes and lists -----------------------------------------------------------------------------------


def follows(member: Member, export: Export, *, wrapper: str, direction: Direction, file: str) -> Iterator[Row]:
    """Who follows the person, whom do they follow, as far as a tweet told the name?"""
    known: Known = export.context
    bad = nameless = 0
    for record in records(member, wrapper):
        account = as_text(record.get("accountId"))
        contact = known.named(account)
        if contact:
            known.met.add(contact)
            yield Interaction(contact, None, None, "follow", direction, "observed", PLATFORM, source_file=file)
        bad += not account
        nameless += bool(account) and contact is None
    yield from left_out(PLATFORM, file, bad)
    yield from without_name(file, nameless)


_LIKED = re.compile(r"(?:twitter|x)\.com/(?!i/)(?P<handle>\w{1,20})/status")


def likes(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """What did the person like? The author is known only where the address of the tweet names them."""
    known: Known = export.context
    bad = strangers = 0
    for record in records(member, "like"):
        if not as_text(record.get("tweetId")):
            bad += 1
            continue
        found = _LIKED.search(as_text(record.get("expandedUrl"))[:200])
        contact = known.learn("", found["handle"], "") if found else None
        if contact:
            known.met.add(contact)
            yield Interaction(contact, None, None, "reaction", "given", "observed", PLATFORM,
                              f"{PLATFORM}:{as_text(record.get('tweetId'))}", as_text(record.get("fullText"))[:_QUOTED],
                              file)  # fmt: skip
        strangers += not found
    yield from left_out(PLATFORM, file, bad)
    if strangers:
        what = N_(
            "X keeps what you liked without saying who wrote it. These likes are not counted as given to somebody."
        )
        yield Problem(PLATFORM, file, what, strangers)


def lists(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Which lists did the person make? The file has their addresses only: some hold the name, none the people."""
    bad = 0
    for record in records(member, "userListInfo"):
        _, _, slug = as_text(record.get("url")).rpartition("/lists/")
        slug = unquote(slug.strip("/"))[:200]
        if slug and not slug.isdigit():
            yield Group(f"{PLATFORM}:list/{slug}", PLATFORM, slug, "list")
        else:
            bad += 1
    if bad:
        what = N_("X gives these lists as an address, without their name and without the people in them.")
        yield Problem(PLATFORM, file, what, bad)


# --- what the person and X say about the person ------------------------------------------------------------------


def profile(member: Member, export: Export) -> Iterator[Row]:
    for record in records(member, "profile"):
        said = as_dict(record.get("description"))
        words = (as_text(said.get(key)) for key in ("bio", "website"))
        yield from (Trace(PLATFORM, "declared", each) for each in words if each)


def beliefs(member: Member, export: Export) -> Iterator[Row]:
    """What does X believe about the person? Where they were stays closed."""
    for record in records(member, "p13nData"):
        people, interests = as_dict(record.get("demographics")), as_dict(record.get("interests"))
        found: tuple[tuple[TraceKind, object], ...] = (
            ("interest", interests.get("interests")),
            ("interest", interests.get("partnerInterests")),
            ("interest", interests.get("shows")),
            ("advertiser", as_dict(interests.get("audienceAndAdvertisers")).get("advertisers")),
            ("advertiser", as_dict(interests.get("audienceAndAdvertisers")).get("lookalikeAdvertisers")),
            ("inference", people.get("languages")),
            ("inference", people.get("genderInfo")),
            ("inference", record.get("inferredAgeInfo")),
        )
        for kind, values in found:
            for value in as_list(values):
                box = as_dict(value)
                word = as_text(value) or next(
                    (name for key in ("name", "language", "gender", "age") if (name := _first_text(box.get(key)))), ""
                )
                # interests that the person switched off are still what X believed, but no longer uses
                if word and not box.get("isDisabled"):
                    yield Trace(PLATFORM, kind, word)


def _first_text(value: object) -> str:
    return next((as_text(item) for item in as_list(value) if as_text(item)), "")


def early(member: Member, export: Export) -> Iterator[Row]:
    """Read by `prepare`, before everything else; opened again only to say whether it can be read."""
    load(member)
    yield from ()


# --- files -----------------------------------------------------------------------------------------------------


def sniff(member: Member) -> bool:
    """A file chosen alone, or in a folder of another name: by what every file of the archive begins with."""
    return member.key.endswith(".js") and member.head(200).lstrip().startswith(b"window.YTD.")


_FILES: Mapping[str, Reader | None] = {
    # with pictures, an archive has 100 times more of these than of anything else, so they stand first
    "*_media/*": None,
    **{file: partial(tweets, file=file) for file in TWEETS},
    "note-tweet.js": early,
    "protected-history.js": early,
    "account.js": early,
    "js/user_details.js": early,
    "follower.js": partial(follows, wrapper="follower", direction="received", file="follower.js"),
    "following.js": partial(follows, wrapper="following", direction="given", file="following.js"),
    **{file: partial(likes, file=file) for file in ("like.js", "like-part*.js")},
    "lists-created.js": partial(lists, file="lists-created.js"),
    "profile.js": profile,
    "personalization.js": beliefs,
    **{file: partial(chats, file=file) for file in CHATS},
    # known and left closed: deleted tweets, people turned away from, advertising seen, addresses, devices; the table of
    # the archives before 2019, whose tweets are read beside it
    **dict.fromkeys(("*.js", "tweets.csv", "Your archive.html", "data/README.txt", "assets/*/*")),
}

IMPORTER = Importer(
    platform=PLATFORM,
    title="X",
    files=_FILES,
    signatures=(
        ("data/tweets.js",),
        ("data/tweet.js",),
        ("data/tweets-part*.js",),
        ("data/account.js", "data/follower.js"),
        ("data/account.js", "data/manifest.js"),
        ("data/js/user_details.js",),
    ),
    sniff=sniff,
    sniffed_together=True,
    private=frozenset(CHATS),
    wrong_format={
        "Your archive.html": N_(
            "This is only the page that shows an X archive. Choose the whole zip as X sent it, or the folder with data."
        )
    },
    owner=owner,
    prepare=prepare,
    finish=finish,
)
