"""What did the person write by mail, to whom exactly, and who answered? And what do notification mails tell?

How to get it: Gmail: a filter that labels the notification mails, old ones too, then takeout.google.com, only Mail,
only that label (`Takeout/Mail/<label>.mbox`). Thunderbird:
its profile folder holds one file per folder, without ending (`Sent`); the add-on ImportExportTools NG writes `.mbox`
or `.eml`. Outlook: drag mails into a folder (`.eml` in the new one). Servers: Maildir (`cur/`, `new/`).

A mail that the person sent is a post; its recipients are who could see it, all of them. An answer names it in
In-Reply-To or References: an observed reaction, by name. Its answers count as completely known where the mailbox
holds the mail that came in afterwards (see `Look.holds_answers`). Last looked at in 2026.

What is not in it: who read a mail; answers in other mailboxes; blind copies, except in the sender's own mails.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from identity_audit.dataset import Dataset, Owner, Unowned
from identity_audit.importers import notice_join, notifications
from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export, Importer
from identity_audit.importers.mail_look import Look, is_bulk, is_robot, list_of, own_labels, place_of, plain_address
from identity_audit.importers.mail_stream import Address, Head, head_of, is_box, is_mail, mails
from identity_audit.importers.mail_text import body, own_words, subject_words
from identity_audit.schema import (
    Audience,
    Contact,
    Group,
    Interaction,
    Membership,
    Post,
    Problem,
    Row,
)
from identity_audit.words import N_

_NAME = "mail"
_BOX = "*.mbox"
_MAILDIR = ("cur/*", "new/*")
TEXT_OF_OTHERS = 2000
_LEFT_OUT = ("draft", "spam", "trash", "chat")
# files that lie beside mailboxes and are none: their first bytes need not be looked at
_OTHER_FILES = re.compile(
    r"\.(?:jpe?g|png|webp|heic|gif|mp4|mov|mp3|aac|m4a|wav|ogg|opus|pdf|json|html?|csv|vcf|ics|zip|js|css|xlsx?|docx?"
    r"|pptx?|sqlite|db|msf|dat)$",
    re.IGNORECASE,
)


def is_mailbox(member: Member) -> bool:
    """Is this a mailbox or a mail? Thunderbird's and Maildir's files have no ending, so the first bytes decide."""
    name = member.name.lower()
    if member.size == 0 or _OTHER_FILES.search(name):
        return False
    start = member.head()
    if is_box(start):
        return not name.endswith(".txt")
    return (name.endswith(".eml") or any(member.matches(p) for p in _MAILDIR)) and is_mail(start)


# --- before reading ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """A mailing list or a label: its name, and since when each of its people writes there."""

    name: str
    people: dict[str, datetime | None] = field(default_factory=dict)
    used: bool = False


@dataclass(slots=True)
class _Known:
    """What is known while a mailbox is read, and what waits for its end."""

    look: Look
    seen: set[int] = field(default_factory=set)
    people: dict[str, Contact] = field(default_factory=dict)
    introduced: set[str] = field(default_factory=set)
    groups: dict[str, _Group] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    answers: list[Interaction] = field(default_factory=list)
    notices: list[notifications.Notice] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def _known(export: Export) -> _Known:
    """The look at all headers, taken once: `owner` asks for it before `prepare` does."""
    if export.context is None:
        look = Look()
        for member in export.members:
            try:
                for raw in mails(member, export.beat):
                    look.see(head_of(raw), member.path)
            except BrokenMember:
                continue  # counted when it is read
        export.context = _Known(look)
    known: _Known = export.context
    return known


def owner(export: Export) -> Owner | None:
    """Whose mailbox is this, as far as it tells by itself?"""
    look = _known(export).look
    look.decide(export.request.me)
    return Owner(_NAME, look.own_names()[:5], tuple(sorted(look.own))) if look.own else None


def prepare(export: Export) -> None:
    """Find the person's addresses, with what the other exports say of them."""
    look = _known(export).look
    look.decide(export.request.me, (found for found in export.owners if found.platform != _NAME))
    if not look.own and look.personal:
        export.unowned = Unowned(_NAME, len(look.present), look.candidates(), server_wide=False)


# --- reading ----------------------------------------------------------------------------------------------------


def read(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """The mails of a file: sent ones become posts, answers reactions, notifications wait for the other exports."""
    known: _Known = export.context
    for raw in mails(member, export.beat):
        head = head_of(raw)
        if head.sender is None:
            known.counts["broken"] += 1
        elif place_of(head, member.path) in _LEFT_OUT:
            known.counts["place"] += 1
        elif head.key not in known.seen:
            known.seen.add(head.key)
            yield from _mail(head, raw, head.sender, known, file)


def _mail(head: Head, raw: bytes, sender: Address, known: _Known, file: str) -> Iterator[Row]:
    network = notifications.network_of(head)
    if network:
        notice = notifications.read(head, raw, network, file)
        known.counts["silent"] += notice is None
        if notice:
            known.counts["others"] += notice.others
            known.notices.append(notice)
    elif known.look.is_own(sender.address):
        if is_bulk(head) or _is_calendar(head, raw):
            known.counts["machine" if is_bulk(head) else "calendar"] += 1
        else:
            yield from _sent(head, raw, known, file)
    elif is_robot(sender.address) or is_bulk(head):
        known.counts["machine"] += 1
    elif _is_calendar(head, raw):
        known.counts["calendar"] += 1
    else:
        yield from _received(head, raw, sender, known, file)


def _is_calendar(head: Head, raw: bytes) -> bool:
    """Is this an invitation to a meeting, or the answer to one? Programs write these, not people."""
    return b"text/calendar" in head.raw(b"content-type").lower() or re.search(
        rb"^content-type:[ \t]*text/calendar", raw[head.body :], re.IGNORECASE | re.MULTILINE
    ) is not None  # fmt: skip


def _sent(head: Head, raw: bytes, known: _Known, file: str) -> Iterator[Row]:
    """A mail of the person: a post to its recipients, and an answer if it answers somebody."""
    groups: set[str] = set()
    people: dict[str, None] = {}
    machines = 0
    for name in (b"to", b"cc", b"bcc"):
        for found in head.people(name):
            if found.address in known.look.lists:
                key, title = known.look.lists[found.address]
                groups.add(_group(known, f"{_NAME}:list/{key}", title))
            elif is_robot(found.address):
                machines += 1
            elif not known.look.is_own(found.address):
                people[_meet(known, found, head.time, introduces=False)] = None
    if machines and not people and not groups:
        known.counts["machine"] += 1  # "unsubscribe", or an answer to a notification
        return
    words, subject = own_words(body(raw, head)), subject_words(head.text(b"subject"))
    text = f"{subject}\n{words}".strip()
    post = f"{_NAME}:{head.key:016x}"
    several = bool(groups) or len(people) > 1
    known.posts[post] = Post(
        post, _NAME, head.time, text, "message", visibility="group" if several else "direct" if people else "private",
        thread_id=head.thread, source_file=file,
    )  # fmt: skip
    for group in sorted(groups):
        known.groups[group].used = True
        yield Audience(post, group_id=group)
    for contact in people:
        yield Audience(post, contact_id=contact)
    if head.parents:
        # the mail that is answered may not be in the mailbox; with one recipient, it was theirs
        author = known.look.author(head.parents[0])
        to = next(iter(people), None) if len(people) == 1 and not groups else None
        if author and not known.look.is_own(author):
            to = None if is_robot(author) else _meet(known, Address("", author), None, introduces=False)
        if to:
            yield Interaction(to, None, head.time, "reply", "given", "observed", _NAME, head.thread, text, file)


def _received(head: Head, raw: bytes, sender: Address, known: _Known, file: str) -> Iterator[Row]:
    """A mail of somebody: an answer to a mail of the person's, or a message of which only the fact is kept."""
    talk = list_of(head)
    if talk and sender.address == talk[2]:
        # lists rewrite senders whose provider forbids to pass their mail on
        writers = [*head.people(b"x-original-from"), *head.people(b"reply-to")]
        found = next((each for each in writers if each.address != talk[2]), None)
        if found is None or known.look.is_own(found.address):
            known.counts["machine"] += 1
            return
        sender = Address(found.name or sender.name, found.address)
    contact = _meet(known, sender, head.time, introduces=True)
    for group in _circles(head, talk, known):
        people = known.groups[group].people
        earlier = people.get(contact)
        people[contact] = min((t for t in (earlier, head.time) if t), default=None)
    if not known.look.own:
        return
    answered = next((key for key in head.parents if known.look.is_mine(key)), None)
    if answered is None:
        yield Interaction(contact, None, head.time, "message", "received", "observed", _NAME, head.thread, "", file)
        return
    text = own_words(body(raw, head))[:TEXT_OF_OTHERS]
    post = f"{_NAME}:{answered:016x}"
    known.answers.append(
        Interaction(contact, post, head.time, "reply", "received", "observed", _NAME, head.thread, text, file)
    )


def _circles(head: Head, talk: tuple[str, str, str] | None, known: _Known) -> Iterator[str]:
    """The mailing list and the labels that a mail belongs to."""
    if talk:
        yield _group(known, f"{_NAME}:list/{talk[0]}", talk[1])
    for label in own_labels(head):
        yield _group(known, f"{_NAME}:label/{label[:200]}", label)


def _group(known: _Known, group: str, name: str) -> str:
    known.groups.setdefault(group, _Group(name))
    return group


def _meet(known: _Known, who: Address, time: datetime | None, *, introduces: bool) -> str:
    """The contact with this address, under the name they give themselves, else one that was given to them."""
    contact = f"{_NAME}:{plain_address(who.address)}"
    name = re.sub(r"\s*\(?\bvia\b.*$", "", who.name).strip()
    old = known.people.get(contact)
    if old is None:
        old = known.people[contact] = Contact(contact, _NAME, name or who.address, who.address, time)
    named = bool(name) and (old.name == old.handle or (introduces and contact not in known.introduced))
    if introduces and name:
        known.introduced.add(contact)
    first = min((t for t in (old.first_seen, time) if t), default=None)
    if (named and name != old.name) or first != old.first_seen:
        known.people[contact] = replace(
            old, name=name if named else old.name, handle=who.address if introduces else old.handle, first_seen=first
        )
    return contact


# --- after reading ----------------------------------------------------------------------------------------------


def finish(export: Export) -> Iterator[Row]:
    """The posts with what is known of their answers, the answers, then everybody who was met."""
    known: _Known = export.context
    answers = Counter(answer.post_id for answer in known.answers)
    for post, row in known.posts.items():
        whole, n = known.look.holds_answers(row.time), answers[post]
        yield replace(row, reactions_known="complete" if whole else "partial" if n else "none",
                      n_comments=n if whole or n else None)  # fmt: skip
    for answer in known.answers:
        # an answer to a meeting or to a machine: no post was made of that
        yield answer if answer.post_id in known.posts else replace(answer, post_id=None, kind="message", text="")
    yield from known.people.values()
    for group, found in known.groups.items():
        if found.people or found.used:
            yield Group(group, _NAME, found.name, "list")
            for contact, since in found.people.items():
                yield Membership(contact, group, since)
    yield from _problems(known, export)


def _problems(known: _Known, export: Export) -> Iterator[Problem]:
    told = {
        N_("Drafts, spam, deleted mails and chats were left out."): known.counts["place"],
        N_("Invitations to meetings were left out."): known.counts["calendar"],
        N_("Newsletters, automatic answers and mails to machines were left out: no person is behind them."):
            known.counts["machine"],
        N_("Some mails are damaged or name no sender. They were left out."): known.counts["broken"],
        N_("Notification mails that do not say who did what, such as summaries, were left out."):
            known.counts["silent"],
        N_("Some notification mails name one person and count the others. Those stay a number without names."):
            known.counts["others"],
        N_("All these mails have the same label: answers that you filed elsewhere are missing."):
            int(bool(known.look.shared and known.posts)),
        N_("This mailbox does not say which address is yours. Say which, then your mails can be read."):
            int(export.unowned is not None),
    }  # fmt: skip
    for what, n in told.items():
        if n:
            yield Problem(_NAME, _BOX, what, n)


def join(export: Export, dataset: Dataset) -> Dataset:
    """What notification mails say about the posts of the other exports."""
    known: _Known | None = export.context
    return notice_join.join(known.notices, dataset) if known and known.notices else dataset


IMPORTER = Importer(
    platform=_NAME,
    title="E-mail",
    files={file: partial(read, file=file) for file in (_BOX, "*.eml", *_MAILDIR)},
    sniff=is_mailbox,
    sniffed_together=True,
    owner=owner,
    prepare=prepare,
    finish=finish,
    join=join,
)  # fmt: skip
