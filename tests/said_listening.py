"""Which number of the JSON each sentence about listening has to say: see `said_numbers`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from identity_audit.findings import MOST_CIRCLES, PLATFORM_NAMES
from identity_audit.words import Words

Json = Mapping[str, Any]
Rule = Callable[[Json, Words], list[dict[str, Any]]]


def _at(j: Json, path: str) -> Any:
    found: Any = j["listening"]
    for key in path.split("."):
        found = found[key]
    return found


def _node(path: str, *keys: str) -> Rule:
    """These numbers of one object."""
    return lambda j, _: [{key: _at(j, path)[key] for key in keys}] if _at(j, path) else []


def _each(path: str, *keys: str) -> Rule:
    """These numbers of any object of a list."""
    return lambda j, _: [{key: row[key] for key in keys} for row in _at(j, path)]


def _named(path: str, *keys: str) -> Rule:
    """The same with the facet of the row."""
    return lambda j, _: [
        {"facet": names[row["topic"]], **{key: row[key] for key in keys}}
        for names in [{t["id"]: t["name"] for t in j["topics"]}]
        for row in _at(j, path) if row["topic"] in names
    ]  # fmt: skip


def _halves(j: Json, _: Words) -> list[dict[str, Any]]:
    return [
        {"before": f["before"]["value"], "after": f["after"]["value"]} for f in _at(j, "conversation.halves.figures")
    ]


def _estimates(j: Json, _: Words) -> list[dict[str, Any]]:
    """A share with its interval: of the halves, or of what is heard and published."""
    keys = ("low", "high", "count", "n")
    halves = [f[part] for f in _at(j, "conversation.halves.figures") for part in ("before", "after")]
    gaps = [gap[side] for gap in _at(j, "heard.gaps") for side in ("heard", "published")]
    gaps += _at(j, "heard.by_circle")
    return [{"value": row["value"], **{k: row[k] for k in keys}} for row in halves] + [
        {"value": row["share"], **{k: row[k] for k in keys}} for row in gaps
    ]


def _points(j: Json, _: Words) -> list[dict[str, Any]]:
    """A difference in points; its sign is written, not counted."""
    return [
        {"value": 100 * abs(f["difference"]), "low": 100 * abs(f["low"]), "high": 100 * abs(f["high"])}
        for f in _at(j, "conversation.halves.figures")
    ]


def _partial(j: Json, _: Words) -> list[dict[str, Any]]:
    rungs = _at(j, "conversation.ladder_at_least")
    exchanges = rungs["exchange"] + rungs["long"]
    return [{"posts": sum(rungs.values()), "answered": rungs["words"] + exchanges, "exchanges": exchanges}]


def _gap(j: Json, _: Words) -> list[dict[str, Any]]:
    names = {t["id"]: t["name"] for t in j["topics"]}
    return [
        {"facet": names[g["topic"]], "heard": g["heard"]["share"], "published": g["published"]["share"]}
        for g in _at(j, "heard.gaps")
    ]


def _lives(j: Json, _: Words) -> list[dict[str, Any]]:
    rows, names = _at(j, "lives"), {t["id"]: t["name"] for t in j["topics"]}
    return [
        {"facet": names[row["topic"]], "network": PLATFORM_NAMES.get(row["platform"], row["platform"]),
         "posts": row["posts"], "all": sum(r["posts"] for r in rows if r["topic"] == row["topic"])}
        for row in rows if row["topic"] in names
    ]  # fmt: skip


def _cadences(j: Json) -> list[dict[str, Any]]:
    rhythm = _at(j, "rhythm")
    return [*([rhythm["all"]] if rhythm["all"] else []), *rhythm["by_facet"], *rhythm["by_year"]]


def _verdicts(j: Json, _: Words) -> list[dict[str, Any]]:
    found = [claim["verdict"] for claim in _at(j, "claims")]
    return [{"claims": len(found), **{v: found.count(v) for v in ("yes", "no", "cannot_tell")}}]


def _role(role: str) -> Rule:
    return lambda j, _: [{"people": _at(j, "roles.people")[role]}]


def _share(path: str, *more: str) -> Rule:
    return _node(path, "count", "n", *more)


def _meetings(j: Json, _: Words) -> list[dict[str, Any]]:
    named = _named("roles.meetings", "meeting", "posts", "people", "circles")
    return named(j, _) if _at(j, "roles.meetings") else []


def _circle_share(j: Json, _: Words) -> list[dict[str, Any]]:
    facets, circles = ({row["id"]: row["name"] for row in j[key]} for key in ("topics", "groups"))
    return [
        {"circle": circles[row["group"]], "facet": facets[row["topic"]], "share": row["share"]}
        for row in _at(j, "heard.by_circle")
    ]


def _circle_facets(j: Json, _: Words) -> list[dict[str, Any]]:
    """The facet by name; the estimate beside it has a rule of its own."""
    return [{"facet": topic["name"]} for topic in j["topics"]]


_SIDES = ("brought", "brought_others", "brought_without")


def _links_against(*keys: str) -> Rule:
    """One comparison of links to the site with another side."""
    return lambda j, _: [
        {key: _at(j, "level") if key == "level" else _at(j, f"own_links.{side}")[key] for key in keys}
        for side in ("against_others", "against_without")
    ]


_MARGIN = ("share", "low", "high")
_OUT = "{count} of {n}"
LISTENING_RULES: dict[str, Rule] = {
    _OUT + " posts became an exchange: too few": _share("conversation.starts"),
    _OUT + " posts became an exchange: somebody": _share("conversation.starts", *_MARGIN),
    "Posts whose reactions and answers": lambda j, _: [
        {"n": _at(j, "conversation.starts.n"), "level": _at(j, "level")}
    ],
    "{n} posts": lambda j, _: [{"n": n} for n in _at(j, "conversation.ladder").values()],
    "On {posts} more posts": _partial,
    "When you answered, it took": _node("conversation.hours", "middle", "low", "high"),
    "Quality: {answered}": _node("conversation.quality", "answered", "both_ways", "turns", "people", "answer_words"),
    "Of {n} things that you published, {count} are replies: too few": _share("conversation.balance"),
    "Of {n} things that you published, {count} are replies to": _share("conversation.balance", *_MARGIN),
    "Of {n} times that somebody answered you, you answered back within a week {count} times:":
        _share("conversation.answers"),
    "Of {n} times that somebody answered you, you answered back within a week {count} times (":
        _share("conversation.answers", *_MARGIN),
    "Volume, which": _node("conversation.volume", "posts", "replies", "answers", "one_tap"),
    "{count} of your {n} posts, stories and replies with words ask something: too": _share("conversation.questions"),
    "{count} of your {n} posts, stories and replies with words ask something (":
        _share("conversation.questions", *_MARGIN),
    "Under {n} questions": _node("conversation.brought", "n", "others"),
    "{value} times as many": _node("conversation.brought", "value", "low", "high", "n", "others"),
    "Of {people} contacts": _node("conversation.contacts", "people", "silent"),
    "People who asked you": _node("conversation", "waiting"),
    "{what}: {before} before": _halves,
    "The two halves of what you wrote": lambda j, _: [
        {"cut": _at(j, "conversation.halves.cut"), "level": _at(j, "level")}
    ],
    "{value} (between {low} and {high}): {count} of {n}": _estimates,
    "in points:": _points,
    _OUT + ": too few": lambda j, _: [
        {"count": gap[side]["count"], "n": gap[side]["n"]}
        for gap in _at(j, "heard.gaps") for side in ("heard", "published")
    ] + [{"count": row["count"], "n": row["n"]} for row in _at(j, "heard.by_circle")],
    "{circle}: {share} of what its people": _circle_share,
    "people: {people}; from": lambda j, _: [
        {"people": row["people"], "first": row["from"], "last": row["to"]} for row in _at(j, "heard.circles")
    ],
    "“{facet}”: {estimate}": _circle_facets,
    "{n} more circle": lambda j, _: [{"n": len(_at(j, "heard.circles")) - MOST_CIRCLES}],
    "Posts that link to": _node("own_links", "posts", "links"),
    "Posts with such a link": lambda j, _: [{"first": r["from"], "last": r["to"]} for r in [_at(j, "own_links")]],
    "Posts with a link whose": lambda j, _: [{"n": _at(j, "own_links.no_address")}],
    "Against {beside}: too few": _links_against("n", "others"),
    "Against {beside}:": _links_against("value", "low", "high", "n", "others", "level"),
    "reactions in all: {total}": lambda j, _: [
        {key: _at(j, f"own_links.{side}.{key}") for key in ("total", "n")} for side in _SIDES
    ],
    "{value} a post": lambda j, _: [
        {key: _at(j, f"own_links.{side}.{key}") for key in ("value", "low", "high", "n")} for side in _SIDES
    ],
    "Of {n} things that you passed on, {count} went without a word of yours:": _share("relays.silent"),
    "Of {n} things that you passed on, {count} went without a word of yours (": _share("relays.silent", *_MARGIN),
    "{links} posts link": _node("relays", "links", "sites"),
    "Half of your": _node("relays", "taps", "half", "tapped"),
    "Companies that": _node("relays", "advertisers"),
    _OUT + " links went in private: too": _share("private_sharing.links"),
    _OUT + " links went in private (": _share("private_sharing.links", *_MARGIN),
    "in private: {private}": lambda j, _: [
        {side: row[side] for side in ("private", "public") if row[side] is not None}
        for row in (*_at(j, "private_sharing.by_year"), *_at(j, "private_sharing.by_facet"),
                    _at(j, "private_sharing.stories"))
    ],
    "People who answer early": _role("early"),
    "People who begin": _role("begins"),
    "People who pass on": _role("passes_on"),
    "People who meet several": _role("two_circles"),
    "“{facet}”: {heard} of": _gap,
    "{texts} texts of": lambda j, _: [
        {**{key: _at(j, "heard")[key] for key in ("texts", "people", "placed")}, "level": _at(j, "level")}
    ],
    "{who}, {date}": lambda j, _: [{"date": when} for when in _at(j, "heard.asked_on")],
    "Others asked you": _node("heard", "asked", "asked_lately"),
    "“{facet}”: posts with a reaction": _meetings,
    "People who mention": _node("roles.mentions", "people", "times"),
    "reactions: {reactions}": _each("territories", "reactions", "people", "posts"),
    "“{facet}” lives mostly": _lives,
    "“{facet}”: given": _named("both_ways.beside", "given_times", "given_people", "received_times", "received_people"),
    "You posted in": _node("rhythm.all", "active", "weeks", "silence"),
    "{posts} posts with a date": lambda j, _: [
        {"posts": r["all"]["posts"], "first": r["from"], "last": r["to"]} for r in [_at(j, "rhythm")] if r["all"]
    ],
    "Bursts: {burstiness}": _node("rhythm.all", "burstiness", "unevenness"),
    "How bunched": lambda j, _: [{"needed": 26}],
    "posts: {posts}; weeks": lambda j, _: [
        {key: each[key] for key in ("posts", "active", "weeks", "silence")} for each in _cadences(j)
    ],
    "{number}. {date}": lambda j, _: [
        {"number": number, "date": mark["date"]} for number, mark in enumerate(_at(j, "rhythm.marks"), 1)
    ],
    "With a {media}: too few": _each("rhythm.media", "n", "others"),
    "With a {media}: {value}": lambda j, _: [
        {**{key: row[key] for key in ("value", "low", "high", "n", "others")}, "level": _at(j, "level")}
        for row in _at(j, "rhythm.media")
    ],
    "Year {year}": lambda j, _: [
        {"year": row["year"]} for row in (*_at(j, "rhythm.by_year"), *_at(j, "private_sharing.by_year"))
    ],
    "essay on how networks evolve": lambda j, _: [{}],
    "essay": lambda j, _: [{"year": claim["year"]} for claim in _at(j, "claims") if claim["year"]],
    "a study of": lambda j, _: [{"year": claim["year"]} for claim in _at(j, "claims") if claim["year"]],
    "{what}: {value} times": _each("claims", "value", "low", "high", "level", "n", "others"),
    "{what}: too few": _each("claims", "n", "others"),
    "Of {claims} claims": _verdicts,
}  # fmt: skip
#: numbers that the essays say, and of the method
LISTENING_CONSTANTS = {44: "of an essay: 44 % more for photos", 26: "weeks for a rhythm"}
