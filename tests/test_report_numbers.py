"""Every number of the report is found in the JSON of the same audit, as what it was said to be.

The report is written once more with words that put a sign where others put a number (`said_numbers`): the two pages
are the same once the texts are back. Then no digit may stand outside a sign, and each sign has to be a number of the
JSON by the rule of its sentence or by its place in a table; a picture may only say what its own figure says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from identity_audit import Audit, findings, read_export, run_audit
from identity_audit.analysis.strategies import out_of
from identity_audit.audit import recluster
from identity_audit.corrections import AccountVisibility, MakeCircle, PastedList
from identity_audit.dataset import from_rows
from identity_audit.facet_view_findings import KIND_NAMES
from identity_audit.report import for_readers, rendered, report_html
from identity_audit.schema import Trace
from identity_audit.words import Words, words
from tests.said_numbers import (
    Json,
    Remembering,
    RememberingDiscreet,
    Written,
    circle_names,
    explained,
    facet_names,
    shown_grid,
    signs,
    tokens,
)
from tests.test_audit import on_two_networks
from tests.test_report import audit_of, dataset_of, well_answered

SAMPLES = Path(__file__).parents[1] / "sample_data"
AIM = "protect"


def sample(who: str) -> Audit:
    files = (SAMPLES / who).iterdir()
    return run_audit(read_export(sorted(path for path in files if path.suffix in (".zip", ".txt", ".mbox"))))


def marked(audit: Audit, *facets: int) -> Audit:
    """The same audit, in which the person finds these facets sensitive."""
    found = audit.topics.topics
    return replace(audit, topics=replace(audit.topics, topics=found.assign(sensitive=found["id"].isin(facets))))


def many() -> Audit:
    """More circles and facets than a table shows, some of them chats, one of them sensitive."""
    acts = [(who, post) for who in range(30) for post in range(who % 7, 60, 5 + who % 3)]
    circles = {f"circle {chr(97 + i)}": range(i, 30 - i) for i in range(9)}
    data = dataset_of(30, acts, circles, posts=60, problem="a line", kind="chat")
    return marked(audit_of(data, [f"facet {chr(97 + i)}" for i in range(12)]), 3)


def few() -> Audit:
    """Too few reactions to compare, by too few people to say how many, and one list that is not complete."""
    return audit_of(dataset_of(9, [(1, 1), (2, 1), (3, 7)], {"Choir": range(8)}, known="partial"), ["music", "school"])


def with_lists(*files: str) -> Audit:
    """These files of the sample, and a list pasted under each post that is asked about."""
    audit = run_audit(read_export([SAMPLES / "camille" / file for file in files], me="camille.delvaux@example.org"))
    friends = sorted(audit.source.contacts.query("platform == 'facebook'")["contact_id"])
    lists = [
        PastedList(post, tuple(friends[n % 3 : 80 : 2 + n % 5]), (f"Somebody {n % 4}",), n != 7)
        for n, post in enumerate(audit.pasted.asked)
    ]
    family = MakeCircle("circle:family", "Family", tuple(friends[:30]))
    return recluster(audit, replace(audit.settings, corrections=(*lists, family)))


def answered() -> Audit:
    """Of every second post only the person says who could see it."""
    acts = [(who, post) for who in range(12) for post in range(who % 5, 40, 6)]
    data = dataset_of(24, acts, {"Choir": range(18), "Work": range(9, 24)})
    told = data.posts["visibility"].where(data.posts.index % 2 == 0, "unknown")
    data = replace(data, posts=data.posts.assign(visibility=told))
    audit = marked(audit_of(data, ["music", "school", "cycling"]), 1)
    return replace(audit, dataset=data.apply([AccountVisibility("slack", "followers")]))


def linked(named: bool) -> Audit:
    """Every third post links to a site and brings more, every third to another one; a profile may name the first."""
    acts = [(who, post) for who in range(12) for post in range(120) if (post + who) % (2 if post % 3 == 0 else 7) == 0]
    data = dataset_of(24, acts, {"Choir": range(18)}, posts=120)
    links = [("https://mine.example/a", "https://other.example/b", "")[i % 3] for i in range(120)]
    days = [data.posts["time"].min() + timedelta(days=i) for i in range(120)]
    order = data.posts["post_id"].str[1:].astype(int)
    posts = data.posts.assign(
        text=[f"words {links[n]}" for n in order], time=pd.Series([days[n] for n in order], index=order.index),
        media=["link" if n in (2, 5) else "none" for n in order],
    )  # fmt: skip
    bio = from_rows([Trace("slack", "declared", "see www.mine.example")] if named else []).traces
    return audit_of(replace(data, posts=posts, traces=bio), ["music", "school"], lambda i: i // 3)


MADE: dict[str, Callable[[], Audit]] = {
    "camille": lambda: marked(sample("camille"), 1),
    "sam": lambda: sample("sam"),
    "no reactions": lambda: run_audit(read_export(SAMPLES / "camille" / "instagram-camille.zip")),
    "many": many,
    "own site": lambda: linked(True),
    "a site linked to often": lambda: linked(False),
    "few": few,
    "answered": answered,
    "well answered": well_answered,
    "lists alone": lambda: with_lists("facebook-camille.zip"),
    "on two networks": lambda: run_audit(on_two_networks(read_export(SAMPLES / "camille" / "facebook-camille.zip"))),
    "lists beside": lambda: with_lists("facebook-camille.zip", "slack-parents.zip"),
}


@pytest.fixture(scope="module", params=MADE)
def audit(request: pytest.FixtureRequest) -> Audit:
    return MADE[request.param]()


class Page:
    """A report whose numbers are signs, with the JSON of the same audit."""

    def __init__(self, audit: Audit, lang: str, names: bool = False) -> None:
        told, _ = for_readers(audit, lang=lang, names=names)
        circle = next((c.id for c in audit.circles() if c.people), None)
        self.real = rendered(told, _, aim=AIM, circle=circle)
        self.words = Remembering(lang) if names else RememberingDiscreet(lang)
        self.html = rendered(for_readers(audit, lang=lang, names=names)[0], self.words, aim=AIM, circle=circle)
        self.json: Json = audit.to_dict(lang=lang, names=names)
        assert report_html(audit, lang=lang, names=names, aim=AIM, circle=circle) == self.real
        assert self.words.restored(self.html) == self.real
        self._page = BeautifulSoup(self.html, "html.parser")
        assert self._page.style is not None
        self._page.style.decompose()
        self._text = self._page.get_text(" ")

    def faults(self) -> list[str]:
        """What of this page is not in its JSON."""
        page, seen, _ = self._page, self._text, self.words
        right, wrong = explained(self.json, _)
        for title, table in _tables(page, _):
            expected = self._expected(title, table)
            wrong += self._years(table, right)
            for row, exact in zip(table.find_all("tr")[1:], expected or [], strict=expected is not None):
                found = list(tokens(" ".join(c.get_text() for c in row.find_all("td")), _))
                if len(found) != len(exact) or not all(t.fits(e) for t, e in zip(found, exact, strict=True)):
                    wrong.append(f"{title}: {_.restored(row.get_text(' '))} is not {exact}")
                right.update(sign for token in found for sign in token.signs if expected is not None)
        for figure in page.find_all("figure"):
            wrong += self._beside(figure, right)
        wrong += [f"no rule: {_.written[n].text}" for n in sorted(set(signs(seen)) - right)]
        for own in self._names_with_digits():
            seen = seen.replace(own, "")
        return wrong + [f"outside: {found}" for found in re.findall(r".{0,20}[0-9]+.{0,9}", seen.replace("<5", ""))]

    def _years(self, table: Tag, right: set[int]) -> list[str]:
        """The head of the table of years: exactly those of the JSON."""
        assert table.thead is not None
        heads = [n for n in signs(table.thead.get_text()) if self.words.written[n].kind == "number"]
        right.update(heads)
        said = [self.words.written[n].value for n in heads]
        return [] if not said or said == self.json["facets_by_year"]["years"] else [f"other years: {said}"]

    def _beside(self, figure: Tag, right: set[int]) -> list[str]:
        """What a picture says without a sentence, and nothing else in its figure says."""
        drawing = figure.find("svg")
        if drawing is None:
            return []
        drawn = [sign for text in drawing.find_all("text") for sign in signs(text.get_text())]
        inside = [sign for sign in drawn if sign not in right]
        outside = {self._value(n) for n in signs(figure.get_text()) if n not in drawn and n in right}
        right.update(n for n in inside if self._value(n) in outside)
        return [f"only in a picture: {self.words.written[n].text}" for n in inside if self._value(n) not in outside]

    def _value(self, sign: int) -> tuple[str, Any]:
        return self.words.written[sign].kind, self.words.written[sign].value

    def _names_with_digits(self) -> list[str]:
        """Words in names of facets, circles and files; a picture may break a name between its words."""
        j = self.json
        called = [*(t["name"] for t in j["topics"]), *circle_names(j, self.words).values()]
        called += [text for p in j["problems"] for text in (p["file"], p["what"])]
        chats = [name for name in called if re.fullmatch(words(self.words.lang)("Chat {n}", n=r"\d+"), name)]
        others = {w for name in called if name not in chats for w in name.split() if re.search(r"\d", w)}
        return sorted([*chats, *others], key=len, reverse=True)

    def _expected(self, title: str, table: Tag) -> list[list[Any]] | None:
        """The numbers of the JSON that belong into the rows of this table, or None where sentences fill it."""
        j, _ = self.json, words(self.words.lang)
        facets, circles = facet_names(j, _), circle_names(j, _)
        replay = next(s["replay"] for s in j["strategies"] if s["id"] == "per_facet") or {}
        rows = [self.words.restored(row.th.get_text()) for row in table.find_all("tr")[1:]]
        heads = [self.words.restored(head.get_text()) for head in table.find_all("tr")[0].find_all("th")]
        if heads[0] == _("What"):
            return None
        if heads[0] == _("Network"):
            return [[p["n"]] for p in j["problems"]]
        if heads[0] == _("Action"):
            return [[kind["n"]] for kind in j["gestures"]["by_kind"]]
        if heads[0] == _("With one profile per facet"):
            keep, part, lost = (replay[f"contacts_{of}"] for of in ("keep", "lose_part", "lost"))
            shapes = [keep, part, lost] if len(rows) == 3 else [keep, part + lost]
            assert out_of([keep, part, lost], 100) == tuple(replay["of_100"].values())
            return [[of, people] for of, people in zip(out_of(shapes, 100), shapes, strict=True)]
        if heads[1:] == [_("Posts"), _("Share of posts"), _("Of these, unsure")]:
            return [[t["posts"], t["share"], t["unsure"]] for t in j["topics"]]
        if heads[0] == _("Posts about or with"):
            return self._answered(rows)
        networks = [*(findings.PLATFORM_NAMES.get(p, p) for p in j["facets_by_platform"]["platforms"]), _("Others")]
        if heads[0] == _("Facet") and (re.search(r"[0-9]{4}$", heads[1]) or set(heads[1:]) <= set(networks)):
            grid = shown_grid(j, "facets_by_platform" if heads[1] in networks else "facets_by_year")
            totals = [sum(column) for column in zip(*grid.values(), strict=True)]
            return [
                [part for n, total in zip(grid[_key(facets, name)], totals, strict=True)
                 for part in ([n, n / total] if n else [0])]
                for name in rows
            ]  # fmt: skip
        if heads[1:] == [_("Given")]:
            return [[g["n"] for g in j["gestures"]["given_by_facet"] if facets[g["topic"]] == name] for name in rows]
        if heads[1] == _("Reactions, one profile"):
            by_name = {facets[t["topic"]]: t for t in replay["by_topic"]}
            return [[by_name[name][key] for key in ("engagements", "remaining", "blocked")] for name in rows]
        marks = [_("{facet} (you find it sensitive)", facet=name) for name in facets.values()]
        if heads[1] == _("Facet"):
            return [
                self._totals(row, dict(zip(marks, facets, strict=True)), circles) for row in table.find_all("tr")[1:]
            ]
        assert heads[0] == _("Circle"), heads
        shown = {_key(facets, column) for column in heads[1:]}
        return [
            [n for column in heads[1:] for n in self._cell(title, _key(circles, name), _key(facets, column), shown)]
            for name in rows
        ]

    def _answered(self, rows: list[str]) -> list[list[Any]]:
        """Facets or kinds against the answers they get: by names where those say something, else by bare numbers."""
        j, _ = self.json, words(self.words.lang)
        kinds = {key: _(name) for key, name in KIND_NAMES.items()}
        sort, names = ("kinds", kinds) if rows[0] in kinds.values() else ("facets", facet_names(j, _))
        shown = next(one for one in j["answered"][sort] if any(g["ratio"] is not None for g in one["groups"]))
        groups = {names[g["key"]]: g for g in shown["groups"]}
        known = ("ratio", "low", "high")
        return [
            [groups[name]["posts"], groups[name]["answers"],
             *([groups[name][key] for key in known] if groups[name]["ratio"] is not None else [])]
            for name in rows
        ]  # fmt: skip

    def _totals(self, row: Tag, marks: dict[str, Any], circles: dict[Any, str]) -> list[int]:
        """A line of the table of what a circle could see: of one facet, or of all of them together."""
        name, facet = (self.words.restored(cell.get_text()) for cell in row.find_all(["th", "td"])[:2])
        cells = [c for c in self.json["circles_could_see"] if circles[c["group"]] == name]
        if facet != words(self.words.lang)("All facets"):
            cells = [c for c in cells if c["topic"] == marks[facet]]
        return [sum(c[key] for c in cells) for key in ("posts", "could_see", "from_answer", "not_known", "not_sent")]

    def _cell(self, title: str, circle: str, topic: Any, shown: set[Any]) -> list[int]:
        """A cell of who reacts to what (people, of those who could see), or of what circles could see (posts)."""
        if title == words(self.words.lang)("What each circle could see"):
            of_circle = [c for c in self.json["circles_could_see"] if c["group"] == circle]
            cells = [c for c in of_circle if c["topic"] == topic or (topic == "others" and c["topic"] not in shown)]
            could, answer, unknown, posts = (
                sum(c[key] for c in cells) for key in ("could_see", "from_answer", "not_known", "posts")
            )
            return [] if unknown and not could + answer else [could + answer, posts, *([answer] if answer else [])]
        [cell] = [c for c in self.json["crossing"] if (c["group"], c["topic"]) == (circle, topic)]
        if cell["exposed"] is None:
            return [cell["people"]] if cell["people"] else []
        few = isinstance(self.words, findings.Discreet) and 0 < cell["exposed"] < 5 and 0 < cell["people_complete"] < 5
        return [cell["people_complete"]] if few else [cell["people_complete"], cell["exposed"]]


def _key(names: dict[Any, str], name: str) -> Any:
    [key] = [key for key, found in names.items() if found == name]
    return key


def _tables(page: BeautifulSoup, _: Words) -> Iterator[tuple[str, Tag]]:
    for section in page.find_all("section"):
        for table in section.find_all("table"):
            assert section.h2 is not None
            yield section.h2.get_text(), table


def read(text: str, lang: str) -> float:
    """The number that a text of this language shows."""
    plain = re.sub("[\u202f\u00a0%]" if lang == "fr" else "[,%]", "", text)
    return float(plain.replace(",", "."))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("names", [False, True])
def test_every_number_of_the_report_is_in_the_json(audit: Audit, lang: str, names: bool) -> None:
    page = Page(audit, lang, names)
    assert page.faults() == []
    assert len(set(signs(page.html))) > 20


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_number_is_written_as_the_language_writes_it(audit: Audit, lang: str) -> None:
    for found in Page(audit, lang).words.written:
        if found.kind == "date":
            assert {str(found.value.day), str(found.value.year)} == set(re.findall(r"\d+", found.text))
        else:
            told = read(found.text, lang) / (100 if found.kind == "percent" else 1)
            assert abs(told - found.value) <= (0.0050001 if found.kind == "percent" else 0.5000001), found


def test_any_wrong_number_is_noticed() -> None:
    """Each number that the page shows is made wrong by the least step, one at a time."""
    page = Page(few(), "en", names=True)
    assert page.faults() == []
    for n in sorted(set(signs(page.html))):
        said = page.words.written[n]
        step: Any = timedelta(days=1) if said.kind == "date" else 0.01 if said.kind == "percent" else 1
        page.words.written[n] = Written(said.kind, said.value + step, said.text)
        assert page.faults() != [], said
        page.words.written[n] = said


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_sentence_that_counts_wrong_and_a_digit_of_its_own_are_noticed(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = many()
    assert Page(found, lang).faults() == []
    with monkeypatch.context() as patch:
        wrong = replace(found.breadth, engagers=found.breadth.engagers + 1)
        real = findings.breadth_sentence
        patch.setattr(findings, "breadth_sentence", lambda audit, _: real(replace(audit, breadth=wrong), _))
        assert [fault for fault in Page(found, lang).faults() if fault.startswith("{several} of")]
    with monkeypatch.context() as patch:
        patch.setattr(findings, "questions_title", lambda done, _: f"{done.questions + 7} questions")
        assert [fault for fault in Page(found, lang).faults() if fault.startswith("outside")]
    with monkeypatch.context() as patch:
        patch.setattr(findings, "questions_title", lambda done, _: _.number(done.questions))
        assert [fault for fault in Page(found, lang).faults() if fault.startswith("no rule")]


def test_a_number_of_the_json_that_changes_is_missed_in_the_report() -> None:
    page = Page(many(), "en", names=True)
    whole: Any = page.json
    later = {"to": "2031-01-01"}
    for change in (
        lambda j: j["topics"][2].update(unsure=9), lambda j: j["readiness"]["words"].update(posts=61),
        lambda j: j["circles_could_see"][0].update(could_see=999), lambda j: j["crossing"][0].update(people_complete=7),
        lambda j: j["strategies"][1]["replay"].update(low=0.5), lambda j: j["audience"].update(engagers=3),
        lambda j: j["problems"][0].update(n=77), lambda j: [part.update(later) for part in (
            j["period"], j["gestures"], j["listening"]["conversation"], j["listening"]["rhythm"])],
        lambda j: j["strategies"][1]["replay"]["by_topic"][0].update(remaining=5000),
    ):  # fmt: skip
        page.json = deepcopy(whole)
        change(page.json)
        assert page.faults() != []
