"""The audit as JSON: design section 5, and what the README adds to it. Exact counts, unknown is null, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from identity_audit.analysis.audience import BOOTSTRAPS, LEVEL, MIN_ENGAGEMENTS, MIN_PEOPLE
from identity_audit.analysis.change import change_dict
from identity_audit.analysis.cross_posting import said
from identity_audit.analysis.crossing import EVERYONE, OTHER_CIRCLES, OTHER_FACETS
from identity_audit.analysis.gestures import Gestures
from identity_audit.analysis.spread import FEWEST_EPISODES, Spread
from identity_audit.analysis.strategies import Replay, out_of, shapes
from identity_audit.analysis.surprises import LEAST_EPISODES
from identity_audit.analysis.topic_space import FEWEST_POSTS
from identity_audit.anonymity import name_words, people_words, without
from identity_audit.answer_findings import worked_out
from identity_audit.coverage import coverage, overall
from identity_audit.dataset import Dataset, period
from identity_audit.exposure_findings import exposures
from identity_audit.facet_view_json import facet_views_dict
from identity_audit.findings import known, shown_circles, verdict_sentences
from identity_audit.listening_json import listening_dict
from identity_audit.outlook import Separation
from identity_audit.outlook_findings import verdict
from identity_audit.outlook_json import break_even_dict, model_dict, other_side_dict, outlook_dict
from identity_audit.words import Words, words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

STRATEGIES: tuple[Separation, ...] = ("unified", "per_facet", "per_circle")


def _worked_out_dict(audit: Audit) -> dict[str, Any]:
    found = worked_out(audit)
    return {
        "answers": len(found),
        "people": int(found["contact_id"].nunique()),
        "post_unknown": int(found["post_id"].isna().sum()),
    }


def audit_dict(audit: Audit, *, lang: str = "fr", names: bool = False) -> dict[str, Any]:
    """The audit as JSON: design section 5, exact counts, no person's name, chats without name unless asked."""
    first, last = period(audit.posts)
    circles = audit.circles()
    short = {circle.id: f"g{i}" for i, circle in enumerate(circles, 1)}
    _ = words(lang)
    sentence, why_not = verdict_sentences(audit, _)
    return {
        **inspection(audit.source, _),
        "period": {"from": first.date().isoformat() if first else None,
                   "to": last.date().isoformat() if last else None},
        "posts": len(audit.posts),
        "contacts": len(audit.dataset.contacts),
        "topics": _topics_dict(audit, _, set() if names else people_words(audit.dataset)),
        "readiness": _readiness_dict(audit.dataset),
        "posts_for_facets": audit.topics.n_posts,
        "posts_to_one_person": audit.to_one_person,
        "posts_on_several_networks": audit.on_several_networks,
        "posts_copies": audit.copies,
        "posts_with_words": audit.placed_by.with_words,
        "posts_placed_by_context": audit.placed_by.by_context,
        "posts_placed_by_thread": audit.placed_by.by_thread,
        "posts_placed_by_day": audit.placed_by.by_day,
        "posts_without_words": audit.topics.without_words,
        "posts_unsure": audit.topics.unsure,
        "posts_not_me": audit.not_me,
        "posts_in_facets": sum(facet.posts for facet in audit.facets()),
        **facet_views_dict(audit),
        "gestures": _gestures_dict(audit.gestures),
        "engagements": {"observed": len(audit.engagements), "proxy": len(audit.proxies)},
        "worked_out": _worked_out_dict(audit),
        "engagements_on_partial_lists": int((audit.engagements["reactions_known"] == "partial").sum()),
        "groups": [
            {"id": short[c.id], "name": c.name if names or c.kind != "chat" else None, "kind": c.kind,
             "people": c.people}
            for c in circles
        ],
        "matrix": [
            {"group": short[m["group_id"]], "topic": int(m["topic"]), "people": int(m["people"]),
             "engagements": int(m["engagements"]), "exposed": _number(m["exposed"]),
             "opportunities": _number(m["opportunities"])}
            for m in audit.matrix.to_dict("records")
        ],
        "crossing": _crossing_list(audit, short),
        "circles_could_see": [
            {"group": short[cell.group_id], "topic": cell.topic, "posts": cell.posts, "could_see": cell.could_see,
             "from_answer": cell.from_answer, "not_known": cell.not_known, "not_sent": cell.not_sent}
            for cell in exposures(audit)
        ],
        "audience": _audience_dict(audit),
        "pasted": _pasted_dict(audit, short),
        "change": change_dict(audit.change()),
        "reaction_kinds": list(audit.dataset.reaction_kinds),
        "listening": listening_dict(audit, short),
        "strategies": [
            {"id": name, "replay": _replay_dict(audit.replays[name]) or _estimated_replay(audit, name),
             "model": model_dict(audit, name), **other_side_dict(audit, name, short)}
            for name in STRATEGIES
        ],
        **outlook_dict(audit, short, _replay_dict),
        "break_even": break_even_dict(audit),
        "verdict": {"sentence": sentence, "why_not": why_not, "code": audit.verdict, "sentences": verdict(audit, _)},
        "method": {
            "facets_asked": audit.settings.n_topics, "bootstraps": BOOTSTRAPS, "fewest_posts": FEWEST_POSTS,
            "fewest_reactions": MIN_ENGAGEMENTS, "fewest_people": MIN_PEOPLE,
        },
    }  # fmt: skip


def _readiness_dict(dataset: Dataset) -> dict[str, Any]:
    """What the files can tell, all networks together: the grade of each line and the posts (or people) behind it."""
    grades, found = overall(dataset), known(dataset)
    return {
        "contacts": {"grade": grades["contacts"], "people": found.contacts},
        "words": {
            "grade": grades["words"], "posts": found.posts, "with_words": found.with_words,
            "without_words": found.without_words,
        },
        "reactions": {
            "grade": grades["reactions"], "named": found.named, "counted": found.counted,
            "names_without_list": found.names_without_list,
        },
        "visibility": {"grade": grades["visibility"], "known": found.visible, "from_answer": found.answered},
    }  # fmt: skip


def _gestures_dict(done: Gestures) -> dict[str, Any]:
    """What the person does: the four kinds of action, what they give, ask and pass on."""
    tens = out_of(list(done.counts.values()), 10) if done.n else [None] * len(done.counts)
    given = done.given_by_facet.dropna(subset=["topic"]).set_index("topic").sum(axis=1)
    links = done.links
    return {
        "from": done.since.date().isoformat() if done.since else None,
        "to": done.until.date().isoformat() if done.until else None,
        "actions": done.n,
        "by_kind": [
            {"kind": kind, "n": n, "share": n / done.n if done.n else None, "out_of_10": ten}
            for (kind, n), ten in zip(done.counts.items(), tens, strict=True)
        ],
        "one_tap": done.reactions,
        "given": done.given,
        "given_without_facet": done.given_unknown,
        "given_in_facets": int(given.sum()),
        "given_by_facet": [{"topic": int(str(topic)), "n": int(n)} for topic, n in given.items() if n],
        "writings": done.writings,
        "questions": done.questions,
        "links": {
            "private": links.private, "public": links.public, "messages": links.messages, "posts": links.posts,
            "all": None if links.private is None or links.public is None else links.private + links.public,
        },
    }  # fmt: skip


def _crossing_list(audit: Audit, short: Mapping[str, str]) -> list[dict[str, Any]]:
    """The table of who reacts to what as the report shows it, then the circles that it gathers in "others"."""
    if not audit.facets():
        return []
    shown = shown_circles(audit)
    rest = [circle.id for circle in audit.circles() if circle.people and circle.id not in shown]
    apart = audit.crossing(rest)
    table = pd.concat([audit.crossing(shown), apart[apart["group_id"].isin(rest)]]) if rest else audit.crossing(shown)
    gathered = {EVERYONE: "everyone", OTHER_CIRCLES: "others"}
    return [
        {"group": gathered.get(row["group_id"]) or short[row["group_id"]],
         "topic": "others" if row["topic"] == OTHER_FACETS else int(row["topic"]),
         "people": int(row["people"]), "engagements": int(row["engagements"]),
         "people_complete": _number(row["people_complete"]), "exposed": _number(row["exposed"])}
        for row in table.to_dict("records")
    ]  # fmt: skip


def _topics_dict(audit: Audit, _: Words, hidden: Set[str]) -> list[dict[str, Any]]:
    """The facets; what the files suggest for them loses the `hidden` words, what the person wrote stays."""
    lists = audit.dataset.posts.set_index("post_id")["reactions_known"]
    assigned = audit.topics.assignment
    listed = assigned.assign(said=said(assigned))[assigned["post_id"].map(lists) == "complete"]
    complete = listed.groupby("topic")["said"].nunique()
    return [
        {"id": f.id, "name": f.name if f.named else without(f.name, hidden) or _("Facet {n}", n=_.number(place)),
         "terms": [term for term in f.terms if not hidden & name_words(term)], "posts": f.posts,
         "share": f.share, "reactions_known": int(complete.get(f.id, 0)), "unsure": f.unsure, "sensitive": f.sensitive}
        for place, f in enumerate(audit.facets(), 1)
    ]  # fmt: skip


def _pasted_dict(audit: Audit, short: Mapping[str, str]) -> dict[str, Any] | None:
    """The lists that the person pasted: how many, what they hold, and what they say about circles and facets."""
    pasted = audit.pasted
    if not pasted.lists:
        return None
    gathered = {EVERYONE: "everyone", OTHER_CIRCLES: "others"}
    first, last = period(audit.posts[audit.posts["post_id"].isin([one.post_id for one in pasted.lists])])
    return {
        "from": first.date().isoformat() if first else None, "to": last.date().isoformat() if last else None,
        "lists": len(pasted.lists), "complete": pasted.complete, "asked": len(pasted.asked), "left": len(pasted.left),
        "reactions": pasted.outside.reactions, "people": pasted.outside.people,
        "outside_at_least": pasted.outside.outside, "people_in_two_or_more": pasted.outside.in_two, "level": LEVEL,
        "facets_not_asked": list(pasted.draw.not_asked),
        "cells": [
            {"group": gathered.get(cell["group_id"]) or short[cell["group_id"]], "topic": int(cell["topic"]),
             **{key: int(cell[key]) for key in ("people", "reactions", "size", "posts", "lists")},
             **{key: None if pd.isna(cell[key]) else float(cell[key]) for key in ("rate", "low", "high")}}
            for cell in pasted.cells(shown_circles(audit)).to_dict("records")
        ],
        "per_circle": asdict(pasted.per_circle) if pasted.per_circle else None,
    }  # fmt: skip


def _estimated_replay(audit: Audit, strategy: str) -> dict[str, Any] | None:
    """One profile per circle as pasted lists estimate it, where the files replay nothing; nobody's gains are known."""
    found = audit.pasted.per_circle if strategy == "per_circle" and audit.replays["per_facet"] is None else None
    if found is None:
        return None
    not_known = ("contacts_keep", "contacts_lose_part", "contacts_lost", "newcomers", "since", "single", "of_100")
    return {
        "blocked": found.blocked, "low": found.low, "high": found.high, "level": found.level, "people": found.people,
        "engagements": found.engagements, "placed": "hindsight", **dict.fromkeys(not_known), "by_topic": [],
    }  # fmt: skip


def _audience_dict(audit: Audit) -> dict[str, Any]:
    cross, found = audit.cross_facet, audit.outlook.bridges if audit.breadth.engagers else None
    return {
        "engagers": audit.breadth.engagers,
        "in_two_or_more": audit.breadth.in_two_or_more,
        "bridges": found.certain if found else None,
        "undecided": found.undecided if found else None,
        "probably": found.probably if found else None,
        "unexpected": found.unexpected if found else None,
        "in_circles": found.in_circles if found else None,
        "spread": _spread_dict(audit.outlook.spread),
        "topic_error": found.error if found else None,
        "cross_facet": {
            "share": cross.share,
            "low": cross.low,
            "high": cross.high,
            "level": cross.level,
            "chance": cross.chance,
            "mixing_index": cross.mixing_index,
            "reactions": cross.n,
            "people": cross.people,
        },
    }


def _spread_dict(found: Spread | None) -> dict[str, Any] | None:
    """How widely people react: how many differ from chance, and how many facets it is on average."""
    if found is None:
        return None
    return {
        "fewest_occasions": FEWEST_EPISODES, "judged": found.judged, "too_few": found.too_few, "narrow": found.narrow,
        "wide": found.wide, "fewest_in_circle": LEAST_EPISODES, "in_circle": found.in_circle,
        "wider_than_circle": found.wider_than_circle, "facets": asdict(found.facets) if found.facets else None,
    }  # fmt: skip


def inspection(dataset: Dataset, _: Words | None = None) -> dict[str, Any]:
    """What is in the files, before any analysis: the JSON of `inspect` (design section 5), in English or `_`."""
    say = _ or words("en")
    return {
        "platforms": [_platform(dataset.only([name]), name, say) for name in dataset.platforms],
        "problems": [
            {"platform": p["platform"], "file": p["file"], "what": say(p["what"]), "n": int(p["n"])}
            for p in dataset.problems.to_dict("records")
        ],
    }


def _platform(dataset: Dataset, name: str, say: Words) -> dict[str, Any]:
    acts = dataset.interactions
    posts = dataset.posts[dataset.posts["kind"] != "repost"]
    return {
        "platform": name,
        "posts": len(posts),
        "contacts": len(dataset.contacts),
        "interactions": {
            direction: {
                evidence: int(((acts["direction"] == direction) & (acts["evidence"] == evidence)).sum())
                for evidence in ("observed", "proxy")
            }
            for direction in ("received", "given")
        },
        "reactions_known": {
            known: int((posts["reactions_known"] == known).sum()) for known in ("complete", "partial", "count", "none")
        },
        "coverage": {
            aspect: {"grade": grade, "why": say(why)} for aspect, (grade, why) in coverage(dataset, name).items()
        },
    }


def _number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _replay_dict(replay: Replay | None) -> dict[str, Any] | None:
    if replay is None:
        return None
    return {
        "blocked": replay.blocked,
        "low": replay.low,
        "high": replay.high,
        "level": replay.level,
        "contacts_keep": replay.contacts_keep,
        "contacts_lose_part": replay.contacts_lose_part,
        "contacts_lost": replay.contacts_lost,
        "people": replay.people,
        "engagements": replay.engagements,
        "newcomers": replay.newcomers,
        "since": replay.since.isoformat() if replay.since else None,
        "placed": replay.placed,
        "single": replay.single,
        "of_100": dict(zip(("keep", "lose_part", "lost"), shapes(replay), strict=True)),
        "by_topic": [
            {
                "topic": facet.topic,
                "engagements": facet.engagements,
                "blocked": facet.blocked,
                "remaining": facet.engagements - facet.blocked,
            }
            for facet in replay.by_topic
        ],
    }
