"""Words that remember every number they write, and which number of the JSON each sentence has to say.

`Remembering` words write a sign of their own (a private-use character, filled up to the length of the text, so that
nothing wraps differently) where others write a number, a share or a date, and keep its exact value. So a number is
compared as what it was said to be, not by its looks: 12 people are not 12 posts, and 31 in 100 is .3117 in the JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from identity_audit import findings
from identity_audit.analysis.strategies import out_of
from identity_audit.scenario_findings import WAYS
from identity_audit.words import Words, words
from tests.said_listening import LISTENING_CONSTANTS, LISTENING_RULES

Json = Mapping[str, Any]
FIRST_SIGN, FILLING = 0x100000, "\ue000"
SIGN = re.compile(f"[\U00100000-\U0010fffd]{FILLING}*")
#: numbers of the method, written into sentences; everything else comes from the audit
CONSTANTS = {
    2: "×2: how a ratio is read",
    5: "fewer than 5 people: the number of persons that is not said", 10: "out of 10 actions",
    12: "posts whose list of reactions is asked for", 30: "posts for facets",
    100: "of 100 reactions, of 100 people", 250: "posts from which facets settle",
    **LISTENING_CONSTANTS,
    1: "a scale from -1 to 1", 2013: "a study", 2017: "a study", 2026: "when the steps on networks were written",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A number as it was written: `kind` is number, percent, date or constant."""

    kind: str
    value: Any
    text: str


class Remembering(Words):
    """The words of the person's own copy, with signs for numbers."""

    def __init__(self, lang: str) -> None:
        super().__init__(lang)
        self.written: list[Written] = []
        self.uses: list[tuple[str, dict[str, str]]] = []

    def _sign(self, kind: str, value: Any, text: str) -> str:
        self.written.append(Written(kind, value, text))
        return chr(FIRST_SIGN + len(self.written) - 1) + FILLING * (len(text) - 1)

    def number(self, value: float, digits: int = 0) -> str:
        return self._sign("number", value, super().number(value, digits))

    def tenths(self, value: float) -> str:
        return self._sign("number", value, super().tenths(value))

    def percent(self, share: float) -> str:
        return self._sign("percent", share, super().percent(share))

    def date(self, when: date | None) -> str:
        return super().date(when) if when is None else self._sign("date", when, super().date(when))

    def year(self, year: int) -> str:
        return self._sign("number", year, super().year(year))

    def _filled(self, sentence: str, text: str, values: Mapping[str, object]) -> str:
        told = {name: str(value) for name, value in values.items()}
        self.uses.append((sentence, told))
        text = re.sub(r"\d+(?![^{}]*\})", lambda found: self._sign("constant", int(found[0]), found[0]), text)
        return text.format(**told) if told else text

    def __call__(self, sentence: str, /, **values: object) -> str:
        return self._filled(sentence, super().__call__(sentence), values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        return self._filled(many, self._catalogue.ngettext(one, many, n), {"n": self.number(n), **values})

    def restored(self, text: str) -> str:
        """The text as other words would have written it."""
        return SIGN.sub(lambda found: self.written[ord(found[0][0]) - FIRST_SIGN].text, text)


class RememberingDiscreet(Remembering, findings.Discreet):
    """The same for a page that others may read."""


@dataclass(frozen=True)
class Token:
    """One number of a text, exact, at least, or few; `signs`: where it was written."""

    kind: str
    value: Any
    at_least: bool
    signs: frozenset[int]

    def fits(self, exact: Any) -> bool:
        """Does this say the number of the JSON? Few are 1 to 4; "at least" hides up to 4 (see `findings.people`)."""
        if exact is None or isinstance(exact, str) != (self.kind == "date"):
            return False
        if self.kind == "date":
            when = self.value.date() if isinstance(self.value, datetime) else self.value
            return bool(when.isoformat() == exact[:10])
        if self.kind == "few":
            return 0 < exact <= findings.FEW_UP_TO
        if self.at_least and self.value < exact:
            return bool(self.value > findings.FEW_UP_TO and exact - self.value <= findings.FEW_UP_TO)
        return bool(abs(self.value - exact) < 1e-9)


def signs(text: str) -> list[int]:
    return [ord(found[0]) - FIRST_SIGN for found in SIGN.findall(text)]


def tokens(text: str, _: Remembering) -> Iterator[Token]:
    """The numbers of a text in their order."""
    few = re.escape(words(_.lang)(findings.FEW)).replace("5", f"({SIGN.pattern})")
    at_least = re.escape(words(_.lang)("at least {n}", n="")).replace(r"\ ", r"\s")
    for found in re.finditer(f"(?P<few>{few})|(?P<least>{at_least})?(?P<sign>{SIGN.pattern})", text):
        here = frozenset(signs(found[0]))
        if found["few"]:
            yield Token("few", None, False, here)
            continue
        said = _.written[next(iter(here))]
        yield Token(said.kind, said.value, bool(found["least"]), here)


# --- what the sentences say -------------------------------------------------------------------------------------------


Rule = Callable[[Json, Words], list[dict[str, Any]]]


def _replay(j: Json, strategy: str) -> dict[str, Any]:
    return next((s["replay"] for s in j["strategies"] if s["id"] == strategy), None) or {}


def _in_100(j: Json, strategy: str, suffix: str = "") -> dict[str, Any]:
    r = _replay(j, strategy)
    return {f"{to}{suffix}": 100 * r[of] for to, of in (("share", "blocked"), ("low", "low"), ("high", "high")) if r}


def facet_names(j: Json, _: Words) -> dict[Any, str]:
    return {**{t["id"]: t["name"] for t in j["topics"]}, "others": words(_.lang)("Other facets")}


def circle_names(j: Json, _: Words) -> dict[Any, str]:
    """The names of circles; a chat without one is numbered in the order of the JSON."""
    say, chats = words(_.lang), [g["id"] for g in j["groups"] if g["kind"] == "chat"]
    return {
        "everyone": say("All contacts"), "others": say("Other circles"),
        **{g["id"]: g["name"] or say("Chat {n}", n=say.number(chats.index(g["id"]) + 1)) for g in j["groups"]},
    }  # fmt: skip


def _crossing(j: Json, _: Words) -> list[dict[str, Any]]:
    names, circles = facet_names(j, _), circle_names(j, _)
    return [
        {"facet": names[row["topic"]], "circle": circles[row["group"]],
         "n": row["people"] if row["exposed"] is None else row["people_complete"], "exposed": row["exposed"]}
        for row in j["crossing"]
    ]  # fmt: skip


def _only(rows: Sequence[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    return [{key: row[key] for key in keys} for row in rows]


def _could_see(j: Json, _: Words) -> list[dict[str, Any]]:
    """What circles could see of each sensitive facet, and of all."""
    names, circles = facet_names(j, _), circle_names(j, _)
    rows = [
        {
            "circle": circles[r["group"]],
            "facet": names[r["topic"]],
            "n": r["could_see"] + r["from_answer"],
            "all": r["posts"],
            "answered": r["from_answer"],
        }
        for r in j["circles_could_see"]
    ]
    return rows + [
        {"circle": c, **{key: sum(r[key] for r in rows if r["circle"] == c) for key in ("n", "all", "answered")}}
        for c in dict.fromkeys(r["circle"] for r in rows)
    ]  # fmt: skip


def _period(j: Json) -> list[dict[str, Any]]:
    lists = [j["pasted"]] if j["pasted"] else []
    answered = [*j["answered"]["facets"], *j["answered"]["kinds"]]
    return [{"first": p["from"], "last": p["to"]} for p in (j["period"], j["gestures"], *lists, *answered)]


def _years(j: Json, _: Words) -> list[dict[str, Any]]:
    """The leading facets of every two years."""
    names, table = facet_names(j, _), j["facets_by_year"]
    led = []
    for place, year in enumerate(table["years"]):
        posts = [(row["n"][place], row["topic"]) for row in table["posts"]]
        total = sum(n for n, _topic in posts)
        led += [(year, names[topic], n / total) for n, topic in posts if total and n == max(posts)[0]]
    return [
        {"first": one[0], "name": one[1], "share": one[2], "last": other[0], "later": other[2],
         **({"other": other[1]} if one[1] != other[1] else {})}
        for one in led for other in led if one[0] < other[0]
    ]  # fmt: skip


def shown_grid(j: Json, key: str) -> dict[Any, list[int]]:
    """Posts of each facet in each year or on each network, as the report shows them: the smallest are gathered."""
    rows = {row["topic"]: row["n"] for row in j[key]["posts"]}
    if len(rows) > 8:
        kept = list(rows.items())[:7]
        rows = {**dict(kept), "others": [sum(n) for n in zip(*list(rows.values())[7:], strict=True)]}
    if key == "facets_by_platform" and len(j[key]["platforms"]) > 6:
        rows = {topic: [*n[:5], sum(n[5:])] for topic, n in rows.items()}
    return rows


def _cells(j: Json, key: str) -> list[dict[str, Any]]:
    """The posts of each cell and their share of the column."""
    rows = list(shown_grid(j, key).values())
    totals = [sum(column) for column in zip(*rows, strict=True)]
    return [{"n": n, "share": n / total} for row in rows for n, total in zip(row, totals, strict=True) if total]


def _networks(j: Json, _: Words) -> list[dict[str, Any]]:
    """Each facet and the network that holds most of it."""
    names, table = facet_names(j, _), j["facets_by_platform"]
    return [{"name": names[row["topic"]], "share": max(row["n"]) / sum(row["n"])}
            for row in table["posts"] if sum(row["n"])]  # fmt: skip


def _ratios(j: Json, _: Words) -> list[dict[str, Any]]:
    """The ratio of every facet and kind, as it is rounded."""
    shares = {t["id"]: t["share"] for t in j["topics"]}
    return [{"times": g["ratio"], **({"share": shares[g["key"]]} if g["key"] in shares else {})}
            for sort in ("facets", "kinds") for one in j["answered"][sort]
            for g in one["groups"] if g["ratio"] is not None]  # fmt: skip


def _kinds(j: Json, _: Words) -> dict[str, Any]:
    """Out of ten; where the JSON has a 0 for something that was done, exactly these words."""
    rare = words(_.lang)("fewer than 1")
    return {k["kind"]: rare if k["n"] and k["out_of_10"] == 0 else k["out_of_10"] for k in j["gestures"]["by_kind"]}


def _basis(j: Json) -> list[dict[str, Any]]:
    r = _replay(j, "per_facet")
    return [{**{k: r[k] for k in ("engagements", "people", "level", "single")},
             **({"date": r["since"], "newcomers": r["newcomers"]} if r["since"] else {})}] if r else []  # fmt: skip


def _pasted(*keys: str, **named: str) -> Rule:
    """A sentence with these numbers of the pasted lists."""
    return lambda j, _: [{name: j["pasted"][key] for name, key in {**dict(zip(keys, keys)), **named}.items()}]


def _hundreds(j: Json) -> list[dict[str, Any]]:
    """Three shapes of 100, or two where the third would tell a small number."""
    r = _replay(j, "per_facet")
    if not r:
        return []
    two = out_of([r["contacts_keep"], r["contacts_lose_part"] + r["contacts_lost"]], 100)
    three = r["of_100"]
    return [{"keep": three["keep"], "part": three["lose_part"], "lost": three["lost"]},
            {"keep": two[0], "other": two[1]}]  # fmt: skip


def _at(j: Any, *path: str) -> Any:
    for key in path:
        j = j[key]
    return j


def _count(*path: str) -> Rule:
    """A sentence with one number."""
    return lambda j, _: [{"n": _at(j, *path)}]


def _total(line: str, key: str) -> Rule:
    """A line of "what your files can tell": so many of all posts."""
    return lambda j, _: [{"n": j["readiness"][line][key], "total": j["readiness"]["words"]["posts"]}]


def _spread(j: Json) -> list[dict[str, Any]]:
    """How widely people react, where there are two facets or more."""
    return [found] if (found := j["audience"]["spread"]) else []


def _without_answer(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same where nothing of it rests on the person's answer, and the sentence says the files' word only."""
    return {key: value for key, value in row.items() if key != "answered"} if not row["answered"] else {"n": "answer"}


_SENSITIVE = "You find “{facet}” sensitive: “{circle}” could see {n} of its {all} posts, "
_COULD_SEE = "“{circle}” could see {n} of your {all} posts, "
_IN_100 = "Of 100 people who reacted, {keep} would keep everything"
_DEPENDS = (
    "It depends on how you separate. One profile per facet would have cut {share} reactions in 100 "
    "(between {low} and {high}); one profile per circle"
)
_ESTIMATED = (
    "With one profile per circle, each carrying the facets that its people react to most, about {share} reactions in "
    "100 would have been missed (between {low} and {high}, at {level})"
)


def _of_circle(j: Json, _: Words) -> list[dict[str, Any]]:
    """How large each circle is among the people reached, in each way to separate."""
    names = circle_names(j, _)
    return [
        {"circle": names[c["group"]], "inside": c["now"], "inside_then": c["then"], "reached": r["people"],
         "reached_then": r["people"] - r["contacts_lost"]}
        for way in _ways(j) if (r := way["replay"]) for c in way["reached_by_circle"]
    ]  # fmt: skip


def _ways(j: Json) -> list[dict[str, Any]]:
    return [*j["strategies"], *j["scenarios"]]


def _way(j: Json, _: Words, way: dict[str, Any]) -> str:
    return words(_.lang)(WAYS[way["id"]])


def _replayed_ways(j: Json, _: Words) -> list[dict[str, Any]]:
    return [
        {
            "way": _way(j, _, way), "share": 100 * r["blocked"], "low": 100 * r["low"], "high": 100 * r["high"],
            "missed": round(r["blocked"] * r["engagements"]), "engagements": r["engagements"],
            "part": r["contacts_lose_part"], "lost": r["contacts_lost"], "people": r["people"],
        }
        for way in _ways(j) if way["id"] in WAYS and (r := way["replay"])
    ]  # fmt: skip


def _outcomes(j: Json, _: Words) -> list[tuple[str, dict[str, Any]]]:
    """What could change, way by way."""
    kinds = [(way, j["forecast"][way["id"]]) for way in j["strategies"] if way["id"] in ("per_facet", "per_circle")]
    kinds += [(way, way["model"]) for way in j["scenarios"]]
    return [(_way(j, _, way), found) for way, found in kinds if found]


def _plans(j: Json, *keys: str) -> list[dict[str, Any]]:
    return [{name: plan["kept"][of] for name, of in zip(keys, ("value", "low", "high", "level"), strict=True)}
            for plan in j["plans"]]  # fmt: skip


def _hundreds_of(j: Json, _: Words) -> list[dict[str, Any]]:
    return [
        {"way": _way(j, _, way), "keep": r["of_100"]["keep"], "part": r["of_100"]["lose_part"],
         "lost": r["of_100"]["lost"]}
        for way in _ways(j) if way["id"] in WAYS and (r := way["replay"]) and r["of_100"]
    ]  # fmt: skip


#: what other ways to separate, the outlook, the surprises and the plans say
OUTLOOK: dict[str, Rule] = {
    "{way}: of 100 people": _hundreds_of,
    "{way}: about {share}": _replayed_ways,
    "Of 100 reactions received since {date}, how": lambda j, _: _only(_basis(j), "date"),
    "Of the {n} people of “{circle}” who could": lambda j, _: [
        {"n": row["exposed"], "circle": row["circle"], "facet": row["facet"]} for row in _crossing(j, _)
    ],
    "Could see at least one": lambda j, _: [way["could_see"] for way in _ways(j) if way["could_see"]],
    "Of the {reached} people": _of_circle,
    "“{facet}”, which you find": lambda j, _: [
        {"facet": facet_names(j, _)[kept["topic"]], **_only([kept], "people", "people_then")[0]}
        for way in _ways(j) for kept in way["sensitive"]
    ],
    "Accounts to keep alive": lambda j, _: [{"n": way["accounts"]} for way in _ways(j)],
    "Circles to keep in a list": lambda j, _: [{"n": way["lists"] or 0} for way in j["scenarios"]],
    "Hiding “{facet}”": lambda j, _: [
        {"facet": facet_names(j, _)[cell["topic"]], "circle": circle_names(j, _)[cell["group"]],
         "share": round(100 * cell["blocked"], 9), "low": round(100 * cell["low"], 9),
         "high": round(100 * cell["high"], 9), "level": cell["level"], "missed": cell["missed"],
         "engagements": cell["engagements"]}
        for cell in j["hide_one"]
    ],
    "It takes away {n} chances": lambda j, _: [{"n": cell["chances_less"]} for cell in j["hide_one"]],
    "On the other side, you would have {n} accounts": lambda j, _: [{"n": len(j["topics"])}],
    "On the other side, with one": lambda j, _: [
        {"people": j["decided"]["sensitive_could_see"], "accounts": len(j["topics"])}
    ],
    "What would change this answer: if": lambda j, _: [
        {"half": 50 * r["blocked"], "share": 100 * r["blocked"]} for r in [_replay(j, "per_facet")] if r
    ],
    "What changes this answer most": lambda j, _: [
        {"low": max(i["at_low"], i["at_high"]), "high": min(i["at_low"], i["at_high"])}
        for i in j["forecast"]["influences"][:1]
    ],
    "What could change is not estimated": lambda j, _: [
        {"minimum": j["forecast"]["fewest"], "posts": j["forecast"]["posts"], "n": j["forecast"]["reactions"]}
    ],
    "{way}: in a next period": lambda j, _: [
        {"way": way, "level": found["engaged"]["level"],
         **{f"{name}{to}": round(found[of][key]) for of, name in (("engaged", ""), ("one_profile", "all_"))
            for to, key in (("low", "low"), ("high", "high"))},
         "engaged": round(found["engaged"]["value"]), "all": round(found["one_profile"]["value"])}
        for way, found in _outcomes(j, _)
    ],
    "That is {lost}": lambda j, _: [
        {"lost": found["lost"]["value"], "low": found["lost"]["low"], "high": found["lost"]["high"]}
        for _way_, found in _outcomes(j, _)
    ],
    "Of {people} people, {shown}": lambda j, _: [
        {"people": found["people"], "shown": found["shown"], "chances": round(found["could_see"]),
         "all": round(found["one_profile_could_see"])}
        for _way_, found in _outcomes(j, _)
    ],
    "Tried on your own past": lambda j, _: [
        {"n": j["forecast"]["earlier"], "held": j["forecast"]["held"], "missed": j["forecast"]["missed"]}
    ],
    "people reacted {n} more": lambda j, _: [{"n": j["break_even"]["dilution"]}],
    "you posted {n} more": lambda j, _: [{"n": j["break_even"]["unlock"]}],
    "It would cost under one": lambda j, _: [{"n": j["break_even"]["cross_follow"]}],
    "Do you write more alike": lambda j, _: [{"n": j["narrowing"]["posts"], "weeks": j["narrowing"]["weeks"]}],
    "{head} ({slope}": lambda j, _: [
        {"n": n["posts"], "weeks": n["weeks"], "level": n["level"], "slope": n["slope"], "low": n["low"],
         "high": n["high"]} for n in [j["narrowing"]]
    ],
    "People who reacted on {least}": lambda j, _: [
        {"least": s["fewest_occasions"], "judged": s["judged"], "narrow": s["narrow"], "wide": s["wide"],
         "few": s["too_few"]} for s in _spread(j)
    ],
    "Nobody has reacted on {least}": lambda j, _: [
        {"least": s["fewest_occasions"], "few": s["too_few"]} for s in _spread(j) if not s["judged"]
    ],
    "Of those with a circle that is": lambda j, _: [
        {"wider": s["wider_than_circle"], "n": s["in_circle"], "fewest": s["fewest_in_circle"]} for s in _spread(j)
    ],
    "React outside the facets of": lambda j, _: [
        {"unexpected": a["unexpected"], "n": a["in_circles"]} for a in [j["audience"]]
    ],
    "On average it is as if": lambda j, _: [s["facets"] for s in _spread(j) if s["facets"]],
    "React to several facets": lambda j, _: [
        {"certain": s["certain"], "probably": s["probably"], "open": s["not_enough"]} for s in [j["surprises"]]
    ],
    "{n} moments that": _count("surprises", "moments"),
    "Moments that nobody": _count("surprises", "moments"),
    "Looked for in {n}": _count("surprises", "reactions"),
    "{date}: {name}, from": lambda j, _: [
        {"date": s["date"], "circle": circle_names(j, _)[s["group"]], "facet": facet_names(j, _)[s["topic"]]}
        for s in j["surprises"]["list"]
    ],
    "That is rare in this circle": lambda j, _: [
        {"n": s["others_on_topic"], "all": s["others"], "share": s["share"]} for s in j["surprises"]["list"]
    ],
    "Keeps about {kept}": lambda j, _: _plans(j, "kept", "low", "high", "level"),
    "Hides facets from circles": lambda j, _: [{"n": len(plan["hidden"])} for plan in j["plans"]],
    "In the next period, about": lambda j, _: [
        {"n": round(plan["chances_less"])} for plan in j["plans"]
    ],
    "Of these on facets": lambda j, _: [{"n": round(plan["sensitive_less"])} for plan in j["plans"]],
    "Of the reactions that you received": lambda j, _: [
        {"share": 100 * r["blocked"], "low": 100 * r["low"], "high": 100 * r["high"], "level": r["level"]}
        for plan in j["plans"] if (r := plan["replay"])
    ],
    "Forecast of a period like": lambda j, _: [
        {"since": j["forecast"]["from"], "until": j["forecast"]["to"], "people": j["forecast"]["people"]}
    ],
    "With {budget} of what could": lambda j, _: [{"budget": p["budget"], "kept": p["kept"]} for p in j["curve"]],
}  # fmt: skip
#: the beginning of a sentence -> which numbers of the JSON it may say, as alternatives of placeholder -> number
RULES: dict[str, Rule] = {
    **OUTLOOK,
    "Chat {n}": lambda j, _: [{"n": i} for i in range(1, len(j["groups"]) + 1)],
    "Facet {n}": lambda j, _: [{"n": i} for i in range(1, len(j["topics"]) + 1)],
    "Made on this computer": lambda j, _: [{"date": datetime.now().astimezone().date().isoformat()}],
    "from {first} to {last}": lambda j, _: _period(j),
    "yes, {n} of your {total} posts hold": _total("words", "with_words"),
    "partly, {n} of your {total} posts have no": _total("words", "without_words"),
    "no, none of your {total}": lambda j, _: [{"total": j["readiness"]["words"]["posts"]}],
    "yes, by name": _total("reactions", "named"),
    "partly, by name": _total("reactions", "named"),
    "no, only numbers": _count("readiness", "reactions", "counted"),
    "no list of reactions, but": _count("readiness", "reactions", "names_without_list"),
    "yes, known for": _total("visibility", "known"),
    "partly, known for": _total("visibility", "known"),
    "by your files for {n}": lambda j, _: [{
        "n": v["known"], "answered": v["from_answer"], "total": w["posts"],
        "unknown": w["posts"] - v["known"] - v["from_answer"],
    } for v, w in [(j["readiness"]["visibility"], j["readiness"]["words"])]],
    "yes, {n}": _count("readiness", "contacts", "people"),
    "You mostly show": lambda j, _: [
        {"n": len(j["topics"]), "name": j["topics"][0]["name"], "share": j["topics"][0]["share"]}
    ],
    "{share} · {n} posts": lambda j, _: [{"share": t["share"], "n": t["posts"]} for t in j["topics"]],
    "{n} posts ({share})": lambda j, _: [{"share": t["share"], "n": t["posts"]} for t in j["topics"]],
    "{posts} posts with words": lambda j, _: [{
        "posts": j["posts_with_words"], "unsure": j["posts_unsure"], "silent": j["posts_without_words"],
        "private": j["posts_to_one_person"],
    }],
    "{all} posts = ": lambda j, _: [{
        "all": j["posts_for_facets"], "inside": j["posts_in_facets"], "silent": j["posts_without_words"],
        "aside": j["posts_not_me"],
    }],
    "Without words of your own, but placed": lambda j, _: [
        {"context": j["posts_placed_by_context"], "day": j["posts_placed_by_day"]}
    ],
    "{n} replies of one to three words": _count("posts_placed_by_thread"),
    "{n} posts without a date": _count("facets_by_year", "undated"),
    "{n} posts in a facet, {period}.": lambda j, _: [
        {"n": sum(n for row in j["facets_by_year"]["posts"] for n in row["n"])}
    ],
    "{n} posts in a facet, {period};": lambda j, _: [
        {"n": sum(n for row in j["facets_by_platform"]["posts"] for n in row["n"])}
    ],
    "×{ratio} (between": lambda j, _: [
        {key: group[key] for key in ("ratio", "low", "high")}
        for sort in j["answered"].values() for one in sort for group in one["groups"] if group["ratio"] is not None
    ],
    "“{name}” comes first in": _years,
    "In {first}, “{name}” came first": _years,
    "to {year}": lambda j, _: [{"year": j["facets_by_year"]["years"][0]}],
    "“{name}” lives on": _networks,
    "Well answered, rarely shown: “{name}”": _ratios,
    "{kind}: goes with": _ratios,
    "{n} posts compared": lambda j, _: [
        {"n": one["posts"], "strata": one["strata"]} for sort in j["answered"].values() for one in sort
    ],
    "The lines hold together": lambda j, _: [
        {"level": one["level"]} for sort in j["answered"].values() for one in sort
    ],
    "Worked out, not read": lambda j, _: [{
        "n": j["worked_out"]["answers"], "people": j["worked_out"]["people"],
        "unknown": j["worked_out"]["post_unknown"],
    }],
    "{n} posts that you put on several": _count("posts_on_several_networks"),
    "Out of 10 actions": lambda j, _: [_kinds(j, _)],
    "{n} ({share})": lambda j, _: [
        *({"n": k["n"], "share": k["share"]} for k in j["gestures"]["by_kind"]),
        *(row for key in ("facets_by_year", "facets_by_platform") for row in _cells(j, key)),
    ],
    "{n} actions": _count("gestures", "actions"),
    "In others, you turn": lambda j, _: [
        {"facet": facet_names(j, _)[g["topic"]], "n": g["n"], "all": j["gestures"]["given_in_facets"]}
        for g in sorted(j["gestures"]["given_by_facet"], key=lambda g: -g["n"])[:1]
    ],
    "{n} acts given": lambda j, _: [{"n": j["gestures"]["given"], "unknown": j["gestures"]["given_without_facet"]}],
    "Beside these, {n}": _count("gestures", "one_tap"),
    "{n} of your {all} posts and": lambda j, _: [{"n": j["gestures"]["questions"], "all": j["gestures"]["writings"]}],
    "{n} of your {all} links": lambda j, _: [
        {"n": j["gestures"]["links"]["private"], "all": j["gestures"]["links"]["all"]}
    ],
    "{n} reactions by {people}": lambda j, _: [
        {"n": j["engagements"]["observed"], "people": j["audience"]["engagers"]}
    ],
    "{n} of them come": _count("engagements_on_partial_lists"),
    "{n} of them come from lists that you": _pasted("lists", n="reactions"),
    "Lists that you pasted": _pasted("lists", "complete", "reactions", "people"),
    "With one profile per facet, at least": _pasted("reactions", outside="outside_at_least"),
    "We cannot decide. On the lists": _pasted("reactions", outside="outside_at_least"),
    "{n} smaller facets are not asked": lambda j, _: [{"n": len(j["pasted"]["facets_not_asked"])}],
    _ESTIMATED: lambda j, _: [{
        **{name: 100 * j["pasted"]["per_circle"][of] for name, of in
           (("share", "blocked"), ("low", "low"), ("high", "high"))},
        **{name: j["pasted"]["per_circle"][name] for name in ("level", "lists")},
    }],
    "One profile per circle: not known": lambda j, _: [
        {"minimum": j["method"]["fewest_reactions"], "people": j["method"]["fewest_people"]}
    ],
    "{n} more are worked out": _count("engagements", "proxy"),
    "{n} of {exposed}": lambda j, _: _only(_crossing(j, _), "n", "exposed"),
    "“{facet}” ({n} of": lambda j, _: _only(_crossing(j, _), "facet", "n", "exposed"),
    "“{facet}” (at least {n} people)": lambda j, _: [
        {"facet": facet_names(j, _)[row["topic"]], "n": row["people"]} for row in j["crossing"]
    ],
    "“{circle}” does not stay": lambda j, _: [
        {"circle": circle_names(j, _)[row["group"]], "facet": facet_names(j, _)[row["topic"]], "n": row["people"]}
        for row in j["crossing"]
    ],
    "{n} reactions": lambda j, _: [{"n": row["engagements"]} for row in j["crossing"]],
    "{several} of the {all}": lambda j, _: [
        {"several": j["audience"]["in_two_or_more"], "all": j["audience"]["engagers"]}
    ],
    "{share} of the reactions come": lambda j, _: [
        {key: j["audience"]["cross_facet"][key] for key in ("share", "low", "high", "level", "chance")}
    ],
    "We cannot decide: between": lambda j, _: [_in_100(j, "per_facet")],
    "For you, separating": lambda j, _: [_in_100(j, "per_facet")],
    "Of 100 reactions": lambda j, _: [
        {**_in_100(j, "per_facet"), **({"date": s} if (s := _replay(j, "per_facet").get("since")) else {})}
    ],
    "With one profile per circle": lambda j, _: [_in_100(j, "per_circle")],
    "Since {date}": lambda j, _: _basis(j),
    "Over the whole period": lambda j, _: _basis(j),
    "“{facet}” would have": lambda j, _: [
        {"facet": facet_names(j, _)[t["topic"]], "missed": t["blocked"], "all": t["engagements"]}
        for t in _replay(j, "per_facet").get("by_topic", ())
    ],
    "On the other side": lambda j, _: [{"n": len(j["topics"])}],
    "We cannot decide yet. Reactions": lambda j, _: [{
        "n": j["audience"]["cross_facet"]["reactions"], "people": j["audience"]["cross_facet"]["people"],
        "minimum": j["method"]["fewest_reactions"], "minimum_people": j["method"]["fewest_people"],
    }],
    "We cannot decide yet: there": lambda j, _: [{"minimum": j["method"]["fewest_posts"]}],
    _DEPENDS + " would": lambda j, _: [_in_100(j, "per_facet")],
    _DEPENDS + ",": lambda j, _: [
        {**_in_100(j, "per_facet"), **_in_100(j, "per_circle", "2")}
    ],
    _IN_100 + ", and {other}": lambda j, _: _hundreds(j)[1:],
    _IN_100 + " and {part}": lambda j, _: _only(_hundreds(j)[:1], "keep", "part"),
    _IN_100 + ", {part}": lambda j, _: _hundreds(j)[:1],
    "You chose the number": _count("method", "facets_asked"),
    "The comparison takes": _count("method", "bootstraps"),
    _SENSITIVE + "as": lambda j, _: [_without_answer(row) for row in _could_see(j, _) if "facet" in row],
    _SENSITIVE + "{answered}": lambda j, _: [row for row in _could_see(j, _) if "facet" in row],
    _COULD_SEE + "as": lambda j, _: [_without_answer(row) for row in _could_see(j, _) if "facet" not in row],
    _COULD_SEE + "{answered}": lambda j, _: [row for row in _could_see(j, _) if "facet" not in row],
    "{n} posts with a facet": _count("posts_in_facets"),
    "{n} smaller circles": lambda j, _: [{"n": sum(g["people"] > 0 for g in j["groups"]) - findings.MOST_CIRCLES}],
    **LISTENING_RULES,
}  # fmt: skip


def explained(j: Json, _: Remembering) -> tuple[set[int], list[str]]:
    """The signs whose sentence says a number of the JSON, and the sentences that say another one."""
    right: set[int] = {n for n, w in enumerate(_.written) if w.kind == "constant" and w.value in CONSTANTS}
    wrong = []
    for sentence, values in _.uses:
        start = max((start for start in RULES if sentence.startswith(start)), key=len, default=None)
        if start is None:
            continue
        rule = next((row for row in RULES[start](j, _) if _says(values, row, _)), None)
        if rule is None:
            told = {name: _.restored(value) for name, value in values.items()}
            wrong.append(f"{sentence} {told}")
        else:
            right.update(n for name in rule if name in values for n in signs(values[name]))
    return right, wrong


def _says(values: Mapping[str, str], row: Mapping[str, Any], _: Remembering) -> bool:
    """Does every value that the rule names say what the JSON has? A name is compared as text."""
    for name, exact in row.items():
        found = list(tokens(values.get(name, ""), _))
        if isinstance(exact, str) and not any(token.kind == "date" for token in found):
            if _.restored(values.get(name, "")) != exact:
                return False
        elif len(found) != 1 or not found[0].fits(exact):
            return False
    return True
