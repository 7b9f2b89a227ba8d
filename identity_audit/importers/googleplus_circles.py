"""The circles of a Google+ archive as Google wrote them (vCards, CSV or JSON), and the person's own profile."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

from identity_audit.importers.archive import BrokenMember, Member
from identity_audit.importers.base import Export
from identity_audit.importers.fields import as_dict, as_list, as_text
from identity_audit.importers.googleplus_people import PLATFORM, UNKNOWN_FORM, Known
from identity_audit.importers.html_text import plain
from identity_audit.schema import Interaction, Row, Trace

CIRCLES = ("*Google+*/*.vcf", "*Google+*/*.csv", "*Google+*/*.json")
PROFILE = ("Profile/Profile.json", "Profil/Profil.json")


def circle(member: Member, export: Export, *, file: str) -> Iterator[Row]:
    """Whom did the person put into this circle? Its name is the file's; mail addresses and numbers are not kept."""
    known: Known = export.context
    people = list(_CARDS[member.key.rpartition(".")[2]](member))
    group = known.circle(re.sub(r"\.\w+$", "", member.name), "list") if people else None
    for person in people:
        contact = known.meet(person)
        if contact and group:
            known.members[contact, group] = None
            # to put somebody into a circle was to follow them
            yield Interaction(contact, None, None, "follow", "given", "observed", PLATFORM, source_file=file)
        elif not known.is_me(person):
            known.counts[file, UNKNOWN_FORM] += 1


def _vcards(member: Member) -> Iterator[dict[str, str]]:
    text = re.sub(r"\r?\n[ \t]", "", member.text())
    for card in re.split(r"(?mi)^BEGIN:VCARD", text)[1:]:
        found: dict[str, str] = {}
        for line in card.splitlines():
            name, _, value = line.partition(":")
            found.setdefault(re.split(r"[;.]", name)[-1 if "." in name else 0].upper(), value.replace("\\", ""))
        yield {"displayName": found.get("FN", ""), "profileUrl": found.get("URL", "")}


def _table(member: Member) -> Iterator[dict[str, str]]:
    """First Name, Last Name, Nickname, Display Name, Profile URL: the address is known by its form."""
    try:
        rows = list(csv.reader(member.text().splitlines()))
    except csv.Error as error:
        raise BrokenMember from error
    for row in rows[1:]:
        at = next((i for i, cell in enumerate(row) if "google.com/" in cell), None)
        if any(cell.strip() for cell in row):
            names = row[:at] if at is not None else row[:4]
            shown = names[3] if len(names) > 3 and names[3].strip() else " ".join(filter(None, names[:2]))
            yield {"displayName": shown, "profileUrl": row[at] if at is not None else ""}


def _listed(member: Member) -> Iterator[dict[str, Any]]:
    for person in map(as_dict, as_list(as_dict(member.json()).get("person"))):
        box = as_dict(person.get("name"))
        parts = " ".join(filter(None, (as_text(box.get("givenName")), as_text(box.get("familyName")))))
        names = (person.get("displayName"), box.get("formattedName"), box.get("displayName"), person.get("name"), parts)
        shown = next((as_text(name) for name in names if as_text(name)), "")
        yield {"displayName": shown, "profileUrl": person.get("profileUrl"), "resourceName": person.get("resourceName")}


_CARDS = {"vcf": _vcards, "csv": _table, "json": _listed}


def profile(member: Member, export: Export) -> Iterator[Row]:
    """What does the person say of themselves? (Who they are was read before everything else.)"""
    box = as_dict(member.json())
    for key in ("tagline", "tagLine", "aboutMe", "occupation", "skills", "braggingRights"):
        words = plain(as_text(box.get(key)))
        if words:
            yield Trace(PLATFORM, "declared", words)
