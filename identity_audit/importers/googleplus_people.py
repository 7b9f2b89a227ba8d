"""Who is who on Google+ (numbers, custom addresses, names), and with whom a post was shared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from identity_audit.dataset import fold
from identity_audit.importers.fields import as_dict, as_list, as_text
from identity_audit.schema import Contact, Group, GroupKind, Membership, Problem, Row, Visibility
from identity_audit.words import N_

PLATFORM = "googleplus"
UNKNOWN_FORM = N_("Some entries are not in a form that we know. They were left out, the rest was read.")

# profiles are addressed by number or, since 2013, by a custom name with a plus; older files write www.google.com
_ADDRESS = re.compile(r"google\.com/(?:u/\d+/)?(?:profiles/)?(\+[^/?#\s]{1,200}|\d{5,30})")
_NUMBER = re.compile(r"(?:users/|people/)?(\d{5,30})")


@dataclass(slots=True)
class Known:
    """Who the person is, whom the files name, which circles posts went to, and which posts were read already."""

    own: set[str] = field(default_factory=set)
    messages: bool = False
    people: dict[str, Contact] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    groups: dict[str, tuple[str, GroupKind]] = field(default_factory=dict)
    members: dict[tuple[str, str], None] = field(default_factory=dict)
    posts: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def is_me(self, person: object) -> bool:
        return bool(self.own & set(keys_of(person)))

    def meet(self, person: object, *, mentioned: bool = False) -> str | None:
        """The id of a contact from their box in the file; None for the person and for somebody without a name.

        The same person is written by number, by custom address or by both; where both stand together, the one is
        learned from the other. mentioned: the box comes from a text, see `_namesake`.
        """
        keys = keys_of(person)
        name = as_text(as_dict(person).get("displayName")).strip()
        if self.own & set(keys):
            return None
        if not keys:
            folded = fold(name)
            keys = [f"name/{folded}"] if folded else []
        found = next((self.keys[key] for key in keys if key in self.keys), None)
        found = found or self._namesake(keys, name, mentioned)
        if found is None:
            handle = _handle(person)
            # a bare number is nobody that anybody would recognise
            if not keys or not (name or handle):
                return None
            found = keys[0]
            contact = Contact(f"{PLATFORM}:{found}", PLATFORM, name or str(handle).removeprefix("+"), handle)
            self.people[found] = contact
            self.names.setdefault(contact.name, set()).add(found)
            self.mentioned |= {found} if mentioned else set()
        elif not mentioned and found in keys:
            self.mentioned.discard(found)
        self.keys |= dict.fromkeys(keys, found)
        who = self.people[found]
        if who.handle is None and any(key.startswith("+") for key in keys):
            who = replace(who, handle=_handle(person))
        if name and who.handle and who.name == who.handle.removeprefix("+"):
            # an address stands for the name until the name is met
            who = replace(who, name=name)
        self.people[found] = who
        return who.contact_id

    def _namesake(self, keys: list[str], name: str, mentioned: bool) -> str | None:
        """Pages in HTML write everybody by custom address where they have one, but in texts by number only: the one
        person of exactly that name in the other way is the same."""
        alike = self.names.get(name, set())
        if mentioned:
            alike = {key for key in alike if key.startswith("+")}
        elif keys and all(key.startswith("+") for key in keys):
            alike = alike.intersection(self.mentioned)
        else:
            return None
        return next(iter(alike)) if len(alike) == 1 else None

    def circle(self, name: str, kind: GroupKind) -> str | None:
        """The group of a circle by its name: files and posts write the same name, files without its punctuation.

        kind: "list" for one of the person's own circles whose people a file lists, "audience" while no file does.
        """
        folded = fold(name)
        if not folded:
            return None
        group = f"{PLATFORM}:circle/{folded[:200]}"
        if kind == "list" or group not in self.groups:
            earlier = self.groups.get(group)
            self.groups[group] = (earlier[0] if earlier else name, kind)
        return group

    def other_group(self, box: dict[str, Any]) -> str | None:
        """The group of a community, a collection or an event, which the person shared with but does not keep."""
        native, name = as_text(box.get("resourceName")), as_text(box.get("displayName"))
        if not native and not name:
            return None
        group = f"{PLATFORM}:{(native or fold(name) or name)[:200]}"
        self.groups.setdefault(group, (name or native, "audience"))
        return group

    def rows(self) -> Iterator[Row]:
        """Everybody and every group that was met, and what was left out."""
        yield from self.people.values()
        for group, (name, kind) in self.groups.items():
            yield Group(group, PLATFORM, name, kind)
        for contact, group in self.members:
            yield Membership(contact, group)
        for (file, what), n in self.counts.items():
            yield Problem(PLATFORM, file, what, n)


def keys_of(person: object) -> list[str]:
    """The number and the custom address (`+name`) of somebody, whichever stand in their box; the number first."""
    number = _NUMBER.fullmatch(as_text(as_dict(person).get("resourceName")))
    found = (number[1] if number else "", _address(person).casefold())
    return list(dict.fromkeys(filter(None, found)))


def _handle(person: object) -> str | None:
    address = _address(person)
    return address if address.startswith("+") else None


def _address(person: object) -> str:
    """The number or the custom name in the address of a profile."""
    box = as_dict(person)
    url = as_text(box.get("profilePageUrl")) or as_text(box.get("profileUrl"))
    found = _ADDRESS.search(url[:500])
    return unquote(found[1]) if found else ""


# --- with whom a post was shared -------------------------------------------------------------------------------

_WIDEST: dict[str, Visibility] = {
    "CIRCLE_TYPE_PUBLIC": "public",
    "CIRCLE_TYPE_EXTENDED_CIRCLES": "contacts_of_contacts",
    "CIRCLE_TYPE_YOUR_CIRCLES": "contacts",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """Who could see a post, and the circles and people it names. Circles count only where nothing wider was chosen."""

    visibility: Visibility = "unknown"
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def shared_with(post: dict[str, Any], known: Known) -> Shared:
    """Who could see this post, by its access list (`postAcl`)? A post without a list says nothing."""
    acl = as_dict(post.get("postAcl"))
    standard = as_dict(acl.get("visibleToStandardAcl"))
    circles = [as_dict(circle) for circle in as_list(standard.get("circles"))]
    boxes = [as_dict(acl.get(key)) for key in ("communityAcl", "collectionAcl")]
    named = [known.meet(user) for box in (standard, *boxes) for user in as_list(box.get("users"))]
    people = tuple(dict.fromkeys(contact for contact in named if contact))
    types = {as_text(circle.get("type")) for circle in circles}
    wide = "public" if acl.get("isPublic") is True else next((_WIDEST[t] for t in _WIDEST if t in types), None)
    if wide:
        return Shared(wide, people=people)
    own = [known.circle(as_text(circle.get("displayName")), "audience") for circle in circles]
    others = [
        known.other_group(as_dict(as_dict(acl.get(key)).get(name)))
        for key, name in (("communityAcl", "community"), ("collectionAcl", "collection"), ("eventAcl", "event"))
    ]
    groups = tuple(dict.fromkeys(group for group in (*own, *others) if group))
    if groups or circles:
        return Shared("group", groups, people)
    if people:
        return Shared("direct", people=people)
    if acl.get("isDomainRestricted") is True:
        return Shared("group")
    # somebody was named whom we cannot name, or an older list that holds nothing any more
    if named or acl.get("isLegacyAcl") is True or "visibleToStandardAcl" not in acl:
        return Shared()
    return Shared("private")
