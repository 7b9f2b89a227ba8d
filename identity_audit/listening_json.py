"""What listening found, for the JSON: exact counts, shares with their intervals, nobody's name and no site's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from identity_audit.analysis.conversation import Conversation
from identity_audit.analysis.given import RELATIONS, Given
from identity_audit.analysis.heard import Heard
from identity_audit.analysis.own_links import OwnLinks
from identity_audit.analysis.private_sharing import PrivateSharing, Sharing
from identity_audit.analysis.relays import Relays
from identity_audit.analysis.resampling import LEVEL
from identity_audit.analysis.rhythm import Rhythm
from identity_audit.analysis.roles import ROLES, Roles
from identity_audit.corrections import CalledSo

if TYPE_CHECKING:
    from identity_audit.audit import Audit


def listening_dict(audit: Audit, short: Mapping[str, str]) -> dict[str, Any]:
    """Everything under the key `listening`. short: circle id -> how the JSON calls it."""
    found = audit.listening
    called = {c.contact: c.called for c in audit.settings.corrections if isinstance(c, CalledSo)}
    return {
        "level": LEVEL,
        "conversation": _conversation(found.conversation),
        "roles": _roles(found.roles),
        "called": {kind: sum(said == kind for said in called.values()) for kind in ("ally", "critic")},
        "territories": [
            {"group": short[t["group_id"]], "topic": int(t["topic"]), "platform": t["platform"],
             "people": int(t["people"]), "reactions": int(t["reactions"]), "posts": int(t["posts"])}
            for t in found.territories.to_dict("records") if t["group_id"] in short
        ],
        "lives": [
            {"topic": int(t["topic"]), "platform": t["platform"], "posts": int(t["posts"])}
            for t in found.lives.to_dict("records")
        ],
        "both_ways": _both_ways(found.given),
        "relays": _relays(found.relays),
        "own_links": _own_links(found.own_links),
        "heard": _heard(found.heard, short),
        "rhythm": _rhythm(found.rhythm),
        "claims": [
            {"id": claim.id, "year": claim.year, "claimed": claim.claimed, "claimed_to": claim.claimed_to,
             "verdict": claim.verdict, "level": claim.level, **asdict(claim.found)}
            for claim in found.claims
        ],
        "private_sharing": _private(found.private),
    }  # fmt: skip


def _conversation(found: Conversation) -> dict[str, Any]:
    return {
        "from": _day(found.since), "to": _day(found.until),
        "balance": asdict(found.balance), "starts": asdict(found.starts),
        "ladder": dict(found.ladder), "ladder_at_least": dict(found.partial),
        "answers": asdict(found.answers),
        "hours": None if found.hours is None else dict(zip(("middle", "low", "high"), found.hours, strict=True)),
        "questions": asdict(found.questions), "brought": asdict(found.brought),
        "waiting": found.waiting["contact_id"].nunique(),
        "contacts": {"people": found.people, "silent": found.silent},
        "quality": asdict(found.quality), "volume": asdict(found.volume),
        "halves": {
            "cut": _day(found.cut),
            "figures": [
                {"kind": m.kind, "before": asdict(m.difference.before), "after": asdict(m.difference.after),
                 "difference": m.difference.value, "low": m.difference.low, "high": m.difference.high}
                for m in found.moved
            ],
            "closed": [{"kind": kind, "before": n[0], "after": n[1]} for kind, n in found.closed.items()],
        },
    }  # fmt: skip


def _roles(found: Roles) -> dict[str, Any]:
    people = found.roles.groupby(["topic", "role"])["contact_id"].nunique().rename("people").reset_index()
    return {
        "people": {role: int(found.roles.loc[found.roles["role"] == role, "contact_id"].nunique()) for role in ROLES},
        "by_facet": [
            {"topic": int(row["topic"]), "role": row["role"], "people": int(row["people"])}
            for row in people.to_dict("records")
        ],
        "posts_with_an_order": found.dated,
        "meetings": None if found.meetings is None else [asdict(each) for each in found.meetings],
        "mentions": {"people": len(found.mentions), "times": int(found.mentions["times"].sum())},
    }


def _both_ways(found: Given) -> dict[str, Any]:
    return {
        "given": [
            {"topic": _whole(g["topic"]), "people": int(g["people"]), "times": int(g["times"])}
            for g in found.given.to_dict("records")
        ],
        "networks": list(found.both),
        "beside": [
            {"topic": _whole(b["topic"]), **{k: int(v) for k, v in b.items() if k != "topic"}}
            for b in found.beside.to_dict("records")
        ],
        "relations": {relation: len(found.people_in(relation)) for relation in RELATIONS},
        "one_way": found.one_way,
    }  # fmt: skip


def _relays(found: Relays) -> dict[str, Any]:
    return {
        "silent": asdict(found.silent), "people": len(found.of_people), "sites": len(found.sites),
        "links": found.links, "taps": found.taps, "tapped": found.tapped, "half": found.half,
        "advertisers": found.advertisers,
    }  # fmt: skip


def _own_links(found: OwnLinks) -> dict[str, Any]:
    return {
        "named": found.own, "posts": found.posts, "links": found.links, "no_address": found.no_address,
        "from": _day(found.since), "to": _day(found.until),
        "brought": asdict(found.brought), "brought_others": asdict(found.brought_others),
        "brought_without": asdict(found.brought_without),
        "against_others": asdict(found.against_others), "against_without": asdict(found.against_without),
    }  # fmt: skip


def _heard(found: Heard, short: Mapping[str, str]) -> dict[str, Any]:
    return {
        "texts": found.texts, "placed": found.placed, "people": found.people,
        "asked": found.asked, "asked_lately": len(found.questions),
        "asked_on": [when.date().isoformat() for when in found.questions["time"]],
        "gaps": [
            {"topic": gap.topic, "heard": asdict(gap.heard), "published": asdict(gap.published), "apart": gap.apart}
            for gap in found.gaps
        ],
        "by_circle": [
            {"group": short[group], "topic": topic, "texts": said.count, **asdict(said)}
            for group, topic, said in found.by_circle if group in short
        ],
        "circles": [
            {"group": short[each.group], "people": each.people, "texts": each.texts, "from": _day(each.since),
             "to": _day(each.until)}
            for each in found.circles if each.group in short
        ],
    }  # fmt: skip


def _rhythm(found: Rhythm) -> dict[str, Any]:
    return {
        "from": _day(found.since), "to": _day(found.until),
        "all": None if found.all is None else asdict(found.all),
        "by_facet": [{"topic": topic, **asdict(each)} for topic, each in found.by_facet.items()],
        "by_year": [{"year": year, **asdict(each)} for year, each in found.by_year.items()],
        "months": found.months.to_dict("records"),
        "marks": [{"date": mark.when.isoformat(), "platform": mark.platform} for mark in found.marks],
        "media": [{"media": media, **asdict(each)} for media, each in found.media.items()],
    }  # fmt: skip


def _private(found: PrivateSharing) -> dict[str, Any]:
    def rows(name: str, of: Mapping[int | None, Sharing]) -> list[dict[str, Any]]:
        return [{name: key, **asdict(each)} for key, each in of.items()]

    return {
        "links": None if found.links is None else asdict(found.links),
        "by_year": rows("year", found.by_year), "by_facet": rows("topic", found.by_facet),
        "stories": asdict(found.stories),
    }  # fmt: skip


def _day(when: datetime | None) -> str | None:
    return when.date().isoformat() if when else None


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
