"""What every form of a Mastodon export shares: people as user@server, words out of HTML, a post and whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from identity_audit.importers.fields import as_dict, as_list, as_text, beside, media_path
from identity_audit.importers.html_text import plain
from identity_audit.schema import (
    Audience,
    Contact,
    Interaction,
    InteractionKind,
    Media,
    Post,
    PostKind,
    Problem,
    Row,
    Visibility,
)
from identity_audit.words import N_

PLATFORM = "mastodon"
FEW = frozenset({"direct", "private"})
# addresses of people and of their posts on Mastodon and most of its relatives; since 2025 some hold a number only
_PERSON = re.compile(r"https?://(?P<host>[\w.:-]+)/(?:users/|@)(?P<user>[\w.-]+)(?:/|$)")
_ACCOUNT = re.compile(r"@?(?P<user>[\w.-]+)(?:@(?P<host>[\w.:-]+))?")


@dataclass(slots=True)
class Known:
    """Who the person is, and who else was met; people are named user@server everywhere."""

    own: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()
    host: str = ""
    messages: bool = False
    threads: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)

    def meet(self, account: str, name: str = "") -> str | None:
        """The id of a contact from "@user@server" (the person's own server is left out in some places)."""
        found = _ACCOUNT.fullmatch(account.strip()[:300])
        host = found and (found["host"] or self.host)
        if not found or not host:
            return None
        handle = f"{found['user']}@{host}".casefold()
        if handle in self.own:
            return None
        contact_id = f"{PLATFORM}:{handle}"
        known = self.contacts.get(contact_id, Contact(contact_id, PLATFORM, handle, handle))
        self.contacts[contact_id] = replace(known, name=name) if name and known.name == handle else known
        return contact_id

    def mine(self, address: str) -> bool:
        """Is this the address of the person or of a post of theirs?"""
        return address.startswith(self.pages) or account_in(address).casefold() in self.own

    def person(self, profile: dict[str, Any]) -> str | None:
        """The contact of a profile as the programs' interface writes it; robots are nobody."""
        if profile.get("bot") is True:
            return None
        return self.meet(as_text(profile.get("acct")), as_text(profile.get("display_name")).strip())


def account_in(address: str) -> str:
    """user@server from the address of a person or of a post; nothing where it holds only numbers."""
    found = _PERSON.match(address[:500])
    return f"{found['user']}@{found['host']}" if found else ""


def kind_of(visibility: Visibility, *, reply: bool) -> PostKind:
    return "message" if visibility in FEW else "reply" if reply else "post"


def told(post: Post, answered: str | None, named: Iterable[str | None]) -> Iterator[Row]:
    """The post, the people it went to by name, and the acts towards them (a message to them is itself the act)."""
    yield post
    people = [contact for contact in dict.fromkeys((answered, *named)) if contact]
    if post.visibility in ("direct", "followers"):
        yield from (Audience(post.post_id, contact_id=contact) for contact in people)
    if post.kind == "message":
        return
    for contact in people:
        act: InteractionKind = "reply" if contact == answered else "mention"
        yield Interaction(contact, post.post_id, post.time, act, "given", "observed", PLATFORM, post.thread_id,
                          post.text, post.source_file)  # fmt: skip


def words_of(post: dict[str, Any]) -> str:
    """The words of a post: the warning in front stays, polls speak by their choices."""
    choices = [as_text(as_dict(choice).get("name")) for key in ("oneOf", "anyOf") for choice in as_list(post.get(key))]
    parts = [plain(as_text(post.get("summary"))), plain(as_text(post.get("content"))), *choices]
    return "\n\n".join(filter(None, parts))


def descriptions(post: dict[str, Any]) -> str | None:
    """What the pictures of a post show, in the words written for those who do not see them."""
    return beside(*(as_text(as_dict(file).get("name")) for file in as_list(post.get("attachment"))))


def first_picture(post: dict[str, Any]) -> str | None:
    """Where the first attachment lies in the archive."""
    return next((media_path(as_dict(file).get("url")) for file in as_list(post.get("attachment"))), None)


def media_of(post: dict[str, Any]) -> Media:
    """What a post shows beside its words: the first of poll, picture, film, sound that it has."""
    kinds = {as_text(as_dict(file).get("mediaType")).split("/")[0] for file in as_list(post.get("attachment"))}
    if post.get("type") == "Question":
        return "poll"
    for kind, media in _MEDIA.items():
        if kind in kinds:
            return media
    # people and hashtags are links too, with the class "mention"
    links = re.findall(r"<a [^>]{0,500}", as_text(post.get("content")))
    return "link" if any("mention" not in link for link in links) else "none"


_MEDIA: Mapping[str, Media] = {"image": "photo", "video": "video", "gifv": "video", "audio": "audio"}


def count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53 else None


def closed_posts(file: str, n: int) -> Iterator[Problem]:
    if n:
        what = N_("Posts to chosen people only are private messages. They stay closed until you ask to read messages.")
        yield Problem(PLATFORM, file, what, n)


def strangers_in(file: str, n: int) -> Iterator[Problem]:
    """The counted problem of acts towards people whom the file does not name; nothing where there are none."""
    if n:
        what = N_(
            "Some posts that you favoured or boosted do not say who wrote them. "
            "They are not counted as given to somebody."
        )
        yield Problem(PLATFORM, file, what, n)
