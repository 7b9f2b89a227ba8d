"""Who is who in a LinkedIn archive: by the address of a page, by name, and by the moment a post was made."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from identity_audit.dataset import fold
from identity_audit.schema import Contact

if TYPE_CHECKING:
    from identity_audit.importers.linkedin_analytics import Counts

PLATFORM = "linkedin"

#: two objects that LinkedIn makes of one post (the share and its activity) are born within this time
SAME_POST_MS = 5000
#: closed accounts share one name
_NOBODY = frozenset("linkedin member|membre de linkedin|membre linkedin|utilisateur linkedin".split("|"))


@dataclass(slots=True)
class Known:
    """Who the person is, who else was met, when the person's own posts were made, and the numbers of the analytics."""

    own_names: frozenset[str]
    own_slugs: frozenset[str] = frozenset()
    contacts: dict[str, Contact] = field(default_factory=dict)
    connections: set[str] = field(default_factory=set)
    slugs: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)
    posts: list[tuple[int, str]] = field(default_factory=list)
    counts: dict[int, Counts] = field(default_factory=dict)

    def mine(self, name: str, url: str = "") -> bool:
        """Is this the person? By the address of their page where it is known: others may have the same name."""
        slug = slug_in(url)
        return slug in self.own_slugs if slug and self.own_slugs else fold(name) in self.own_names

    def meet(
        self, name: str, url: str = "", *, since: datetime | None = None, company: str = "", position: str = ""
    ) -> str | None:
        """The id of a contact: by the address of their page, else by a name that only one person has."""
        name, slug = " ".join(name.split())[:200], slug_in(url)
        key = fold(name)
        if not key or key in _NOBODY or self.mine(name, url):
            return None
        fitting = self.by_name.setdefault(key, set())
        alone = next(iter(fitting)) if len(fitting) == 1 else None
        if slug and slug not in self.slugs:
            # connections had no address before 2022: the first one met with that name is theirs
            bare = alone and alone not in self.slugs.values()
            self.slugs[slug] = alone if alone and bare else f"{PLATFORM}:in/{slug}"
        contact_id = self.slugs[slug] if slug else alone or f"{PLATFORM}:{name}"
        fitting.add(contact_id)
        known = self.contacts.setdefault(contact_id, Contact(contact_id, PLATFORM, name))
        self.contacts[contact_id] = replace(
            known,
            handle=known.handle or slug or None,
            first_seen=min(filter(None, (known.first_seen, since)), default=None),
            company=known.company or company or None,
            position=known.position or position or None,
        )
        return contact_id

    def own_post(self, native: int) -> str | None:
        """Which post of the person is this object, if any?

        A post is a "share" in one file and an "activity" or "ugcPost" in the others, with different ids. Every id
        holds its moment of birth (the bits above the lowest 22 are milliseconds), and these are seconds apart.
        """
        born = native >> 22
        at = bisect_left(self.posts, (born - SAME_POST_MS, ""))
        near = [post for post in self.posts[at : at + 8] if abs(post[0] - born) < SAME_POST_MS]
        return min(near, key=lambda post: abs(post[0] - born))[1] if near else None

    def answered(self, text: str) -> str | None:
        """Whom does this comment answer? LinkedIn puts the name of that person first; it must be one connection's."""
        words = text[:200].split()[:5]
        for length in range(len(words), 1, -1):
            if words[0][:1].isupper() and words[length - 1][:1].isupper():
                namesakes = self.by_name.get(fold(" ".join(words[:length])) or "", set()) & self.connections
                if namesakes:
                    return next(iter(namesakes)) if len(namesakes) == 1 else None
        return None


def slug_in(url: str) -> str:
    """The part of a profile's address that names it: `linkedin.com/in/julie-dupont-1a2b` -> `julie-dupont-1a2b`."""
    _, found, rest = url[:500].partition("/in/")
    return unquote(re.split(r"[/?#\s]", rest, maxsplit=1)[0]).casefold() if found else ""
