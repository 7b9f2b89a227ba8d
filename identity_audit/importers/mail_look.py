"""Whose mailbox is this, and is it a whole one? What one look at all headers tells before any mail is read.

Who the person is stands nowhere in a mailbox. Mails that a program filed as sent were sent by them; where nothing is
filed so, the address that takes part in nearly every mail is theirs, and so is the one that mails were delivered to.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from identity_audit.dataset import Owner, fold
from identity_audit.importers.mail_stream import Head

_START = datetime(1970, 1, 1, tzinfo=UTC)
#: a post's answers are known where mail came in during these minutes after it: two months
ANSWERED_WITHIN = 60 * 24 * 60

# --- places -----------------------------------------------------------------------------------------------------

# names of folders and labels, folded, in the languages of the programs we met (en, fr, de, nl, es, it)
_PLACES = {
    place: frozenset(names.split("|"))
    for place, names in {
        "sent": "sent|sent mail|sent items|sent messages|envoye|envoyes|messages envoyes|elements envoyes"
                "|objets envoyes|courrier envoye|gesendet|gesendete objekte|gesendete elemente|verzonden"
                "|verzonden items|enviados|posta inviata|inviati",
        "draft": "draft|drafts|brouillon|brouillons|entwurf|entwurfe|concepten|borradores|bozze",
        "spam": "spam|junk|junk e mail|junk email|junk mail|bulk mail|courrier indesirable|indesirables|pourriel"
                "|pourriels|unerwunscht|ongewenst|ongewenste e mail",
        "trash": "trash|bin|deleted|deleted items|deleted messages|corbeille|elements supprimes|messages supprimes"
                 "|papierkorb|geloschte elemente|prullenbak|verwijderde items|papelera|cestino",
        "chat": "chat|chats",
    }.items()
}  # fmt: skip
# labels that Gmail gives by itself; the rest of them were made by the person
_SYSTEM = frozenset().union(*_PLACES.values()) | frozenset(
    "inbox|boite de reception|posteingang|postvak in|recibidos|posta in arrivo|important|importants|wichtig|belangrijk"
    "|opened|ouvert|ouverts|geoffnet|geopend|unread|non lu|non lus|ungelesen|ongelezen|starred|favoris|suivi|suivis"
    "|markiert|met ster|archived|archive|archives|messages archives|archiviert|gearchiveerd|snoozed|en attente"
    "|mis en attente|muted|ignores|ignore|scheduled|planifie|planifies|all mail|tous les messages|alle nachrichten"
    "|read|lu|lus".split("|")
)
_GIVEN = re.compile(r"(?:category|categorie|kategorie|categoria|imap|smartlabel|mailbox) ?")


def place_of(head: Head, path: str) -> str:
    """Where did the mail lie: sent, draft, spam, trash, chat, or "" for anywhere else?

    Gmail tells by label, Thunderbird by the name of the file and by flags, Maildir by folder and by letters.
    """
    flags = re.search(r"[:;!]2,([A-Z]*)$", path)
    letters = flags.group(1) if flags else ""
    mozilla = head.raw(b"x-mozilla-status").strip()[:8]
    # Thunderbird leaves deleted mails in the file, marked, until the folder is compacted
    if "T" in letters or (re.fullmatch(rb"[0-9a-fA-F]+", mozilla) and int(mozilla, 16) & 8):
        return "trash"
    if "D" in letters:
        return "draft"
    names = {folded for label in head.labels if (folded := fold(label))} | _folders(path)
    for place in ("draft", "spam", "trash", "chat", "sent"):
        if names & _PLACES[place]:
            return place
    return "spam" if head.raw(b"x-spam-flag").strip().lower() == b"yes" else ""


def _folders(path: str) -> set[str]:
    """The folder names of a path, folded: "INBOX.Sent/cur/1" and "Mail/Sent.mbox" both hold "sent"."""
    found = set()
    for part in path.split("/"):
        name = re.sub(r"\.(?:mbox|sbd|eml)$", "", part, flags=re.IGNORECASE)
        found.add(fold(re.sub(r"^\.?(?:INBOX\.)?", "", name)) or "")
    return found


def own_labels(head: Head) -> list[str]:
    """The Gmail labels that the person made."""
    return [label for label in head.labels if (key := fold(label)) and key not in _SYSTEM and not _GIVEN.match(key)]


# --- robots -----------------------------------------------------------------------------------------------------

_ROBOT = re.compile(
    r"(?:.*[+_-])?(?:.*\.(?=no))?(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|donotreply|ne-?_?\.?pas-?_?\.?repondre|nepasrepondre"
    r"|pas-?de-?reponse|mailer-daemon|postmaster|bounces?|notifications?|notify|newsletters?|news|alerts?|alertes?"
    r"|automated|auto-?(?:confirm|reply)|robot|daemon|majordomo|listserv|mailman|sympa|unsubscribe|reply|mailing)"
    r"(?:[+._-].*)?@.*"
    r"|(?:owner-.*|.*-(?:request|bounces|owner|unsubscribe|subscribe|confirm))@.*|.*@.*(?:bounce|noreply|mailer)s?\..*"
)


def is_robot(address: str) -> bool:
    """Is this the address of a machine: no-reply, bounces, the robots of mailing lists?"""
    return _ROBOT.fullmatch(address) is not None


def is_bulk(head: Head) -> bool:
    """Was this mail written to nobody in particular: a newsletter, an automatic answer? Mailing lists are not."""
    automatic = head.raw(b"auto-submitted").strip().lower()
    if automatic and not automatic.startswith(b"no"):
        return True
    if head.raw(b"x-autoreply") or head.raw(b"return-path").strip() == b"<>":
        return True
    precedence = head.raw(b"precedence").strip().lower()
    if precedence in (b"auto_reply", b"junk"):
        return True
    return list_of(head) is None and (precedence == b"bulk" or bool(head.raw(b"list-unsubscribe")))


def list_of(head: Head) -> tuple[str, str, str] | None:
    """The mailing list that a mail went through: its id, its name and its address; None for newsletters.

    Newsletters carry a List-Id too. A place where people talk also says how to write to it, or is known by the
    program that runs it.
    """
    listed = re.search(rb"<([^<>\s]{1,200})>", head.raw(b"list-id"))
    post = re.search(rb"mailto:([^>?\s,]{3,200}@[^>?\s,]{3,200})", head.raw(b"list-post"), re.IGNORECASE)
    if not listed and not post:
        return None
    if not (post or head.raw(b"x-mailman-version") or head.raw(b"x-google-group-id")):
        return None
    address = post.group(1).decode("ascii", "replace").lower() if post else ""
    key = listed.group(1).decode("ascii", "replace").lower() if listed else address.replace("@", ".")
    said = head.text(b"list-id").partition("<")[0].strip(' "')
    return key, said or re.split(r"[.@]", key)[0], address


def plain_address(address: str) -> str:
    """One person's addresses in one form: no "+word"; Gmail reads over dots.

    >>> plain_address("jean.petit+crossfit@googlemail.com")
    'jeanpetit@gmail.com'
    """
    name, _, domain = address.partition("@")
    name = name.partition("+")[0] or name
    if domain in ("gmail.com", "googlemail.com"):
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


# --- the look ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Look:
    """What the headers of all mails say together. Numbers, not mails: half a million of them must fit in memory."""

    mails: int = 0
    people: dict[str, int] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    senders: dict[int, int] = field(default_factory=dict)
    names: dict[int, Counter[str]] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    delivered: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    personal: int = 0
    lists: dict[str, tuple[str, str]] = field(default_factory=dict)
    shared: set[str] | None = None
    minutes: array[int] = field(default_factory=lambda: array("i"))
    authors: array[int] = field(default_factory=lambda: array("i"))
    own: frozenset[str] = frozenset()
    received: array[int] = field(default_factory=lambda: array("i"))
    written: array[int] = field(default_factory=lambda: array("i"))

    def see(self, head: Head, path: str) -> None:
        """Take note of one mail."""
        place, sender = place_of(head, path), head.sender
        if sender is None or place in ("draft", "spam", "trash", "chat") or head.key in self.senders:
            return
        self.mails += 1
        address = plain_address(sender.address)
        number = self.people.setdefault(address, len(self.people))
        if number == len(self.addresses):
            self.addresses.append(address)
        self.senders[head.key] = number
        labels = set(own_labels(head))
        self.shared = labels if self.shared is None else self.shared & labels
        for name in (b"delivered-to", b"x-delivered-to"):
            self.delivered.update(plain_address(found.address) for found in head.people(name)[:1])
        talk = list_of(head)
        if talk and talk[2]:
            self.lists[talk[2]] = talk[:2]
        if is_robot(sender.address) or is_bulk(head):
            return
        if place == "sent":
            self.sent[address] += 1
        if sender.name:
            self.names.setdefault(number, Counter())[sender.name] += 1
        if talk is None:
            self.personal += 1
            others = [plain_address(p.address) for name in (b"to", b"cc") for p in head.people(name)[:10]]
            self.present.update({address, *others})
        self.minutes.append(_minute(head.time) if head.time else -1)
        self.authors.append(number)

    def decide(self, me: Sequence[str], owners: Iterable[Owner] = ()) -> None:
        """Which addresses are the person's? What they said, what was filed as sent, what is in nearly every mail."""
        known = list(owners)
        told = [*(word for word in me if "@" in word), *(email for owner in known for email in owner.emails)]
        met = self.people.keys() | self.present.keys() | self.delivered.keys()
        own = {plain_address(word.strip().casefold()) for word in told} & met
        own |= self._named({key for word in me if "@" not in word and (key := fold(word))})
        # one mail in fifty: a stray mail of somebody else in the folder of sent mails is no address of the person
        own |= {address for address, n in self.sent.items() if n * 50 >= self.sent.total()}
        if not own:
            own = self._always() or self._delivered()
        if not own:
            own = self._named({key for owner in known for name in owner.names if (key := fold(name))})
        self.own = frozenset(own)
        mine = {self.people[address] for address in own if address in self.people}
        dated = sorted(pair for pair in zip(self.minutes, self.authors, strict=True) if pair[0] >= 0)
        self.received = array("i", (minute for minute, author in dated if author not in mine))
        self.written = array("i", (minute for minute, author in dated if author in mine))

    def _named(self, keys: set[str]) -> set[str]:
        """Who writes under one of these names?"""
        numbers = {number for number, names in self.names.items() if any(fold(name) in keys for name in names)}
        return {address for address, number in self.people.items() if number in numbers}

    def _always(self) -> set[str]:
        """The one address that takes part in nearly every mail, if nobody else comes close."""
        most = self.present.most_common(2)
        if self.personal < 3 or not most or most[0][1] * 10 < self.personal * 9:
            return set()
        return {most[0][0]} if len(most) == 1 or most[1][1] * 4 <= most[0][1] * 3 else set()

    def _delivered(self) -> set[str]:
        """The one address that nearly all mails were delivered to. Two mailboxes together have none."""
        most = self.delivered.most_common(1)
        return {most[0][0]} if most and most[0][1] * 10 >= self.delivered.total() * 8 else set()

    def is_own(self, address: str) -> bool:
        return plain_address(address) in self.own

    def is_mine(self, key: int) -> bool:
        """Did the person write this mail?"""
        return self.author(key) in self.own

    def own_names(self) -> tuple[str, ...]:
        """What the person calls themselves, most often first."""
        found = Counter[str]()
        for address in self.own:
            found.update(self.names.get(self.people.get(address, -1), Counter()))
        return tuple(name for name, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def author(self, key: int) -> str | None:
        """The address that wrote this mail, if it is in the mailbox."""
        number = self.senders.get(key)
        return None if number is None else self.addresses[number]

    def candidates(self) -> tuple[str, ...]:
        """The addresses among which the person can point to theirs: those that take part in most mails."""
        return tuple(address for address, _ in self.present.most_common(40))

    def holds_answers(self, time: datetime | None) -> bool:
        """Would an answer to a mail of this day be here?

        Only where the mailbox holds mail that came in during the two months after it. Less than one such mail for
        five sent around that day is a box of sent mail with a few exceptions, and where every mail has the same label
        of the person's, the others were not exported: an answer there would be missing without a sign.
        """
        if time is None or self.shared:
            return False
        first = _minute(time) + 1
        came = _between(self.received, first, first + ANSWERED_WITHIN)
        return came > 0 and came * 5 >= _between(self.written, first - ANSWERED_WITHIN, first + ANSWERED_WITHIN)


def _minute(time: datetime) -> int:
    return int((time - _START).total_seconds() // 60)


def _between(minutes: array[int], first: int, last: int) -> int:
    return bisect_right(minutes, last) - bisect_left(minutes, first)
