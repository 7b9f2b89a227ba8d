"""The report: one page that loads nothing, shows foreign text as text, and says no small number of persons."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import settings as run_settings
from hypothesis import strategies as st

from identity_audit import facet_view_findings, findings, outlook_findings, report_sections
from identity_audit.analysis import audience, engagement, gestures, strategies
from identity_audit.analysis.placed_texts import PlacedTexts
from identity_audit.analysis.topics import Topics, TopicSettings
from identity_audit.audit import Audit, Settings, facet_posts
from identity_audit.charts import style
from identity_audit.dataset import Dataset, from_rows
from identity_audit.findings import discreet
from identity_audit.report import report_html, write_report
from identity_audit.schema import Contact, Group, Interaction, Membership, Post, Problem
from identity_audit.words import words

START = datetime(2020, 5, 10, 12, tzinfo=UTC)  # every date in these tests has a day of two digits
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
PAYLOADS = (
    "<script>window.__x=1</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "![a](//evil.example/p.png)",
    "[a](javascript:alert(1)) **b**",
    "{{ 7 * 7 }} {% raw %}",
    "</style></svg></title>&lt;b&gt;",
)


def audit_of(dataset: Dataset, facets: list[str], topic: Callable[[int], int] = lambda i: i) -> Audit:
    """An audit of hand-made posts: post number i shows facet number topic(i) modulo their number."""
    ids = dataset.posts["post_id"]
    of_post = [topic(i) % len(facets) if facets else None for i in range(len(ids))]
    assignment = pd.DataFrame({
        "post_id": ids, "topic": pd.array(of_post, dtype="Int64"), "margin": 1.0, "unsure": False,
        "moved": False, "not_me": False, "copy_of": pd.Series([None] * len(ids), dtype="str"),
    })  # fmt: skip
    sizes = [of_post.count(t) for t in range(len(facets))]
    found = pd.DataFrame({
        "id": range(len(facets)), "name": facets, "terms": [["word"]] * len(facets), "posts": sizes,
        "share": [size / max(1, len(ids)) for size in sizes], "unsure": 0, "cohesion": 0.5, "everyday": False,
        "samples": [[]] * len(facets), "colour": range(len(facets)), "sensitive": False, "named": False,
    })  # fmt: skip
    topics = Topics(assignment, found, len(ids), 0, 0, too_few=not facets, rough=False, terms=(), exact_encoder=True,
                    settings=TopicSettings(), centroids=np.empty((0, 0), dtype=np.float32))  # fmt: skip
    engaged = engagement.engagements(dataset, assignment)
    seen = engagement.opportunities(dataset, assignment)
    per_facet = strategies.replay_per_facet(engaged)
    per_circle = strategies.replay_per_circle(engaged, dataset.memberships)
    return Audit(
        source=dataset, dataset=dataset, settings=Settings(), words=facet_posts(dataset),
        space=cast(Any, None), placed=PlacedTexts((), sp.csr_matrix((0, 0))),
        suggested=topics, numbered=topics, topics=topics, engagements=engaged,
        proxies=engagement.proxies(dataset, assignment), seen=seen,
        matrix=audience.matrix(dataset, engaged, seen), breadth=audience.breadth(engaged),
        cross_facet=audience.cross_facet(engaged),
        replays={"unified": strategies.replay_unified(engaged), "per_facet": per_facet, "per_circle": per_circle},
        verdict=strategies.verdict(per_facet, per_circle, len(engaged)),
        gestures=gestures.gestures(dataset, assignment),
    )  # fmt: skip


def dataset_of(
    people: int,
    acts: Iterable[tuple[int, int]],
    circles: dict[str, Iterable[int]],
    *,
    posts: int = 40,
    known: str = "complete",
    kind: str = "circle",
    problem: str | None = None,
) -> Dataset:
    """People numbered from 0, acts as (person, post), circles as name -> persons."""
    rows: list[Any] = [
        Post(f"p{i}", "slack", START + timedelta(days=i % 15), f"SECRET TEXT {i}", visibility="public",
             reactions_known=cast(Any, known))
        for i in range(posts)
    ]  # fmt: skip
    rows += [Contact(f"c{i}", "slack", f"Jeanne Dumortier{i}") for i in range(people)]
    for number, (name, members) in enumerate(circles.items()):
        rows.append(Group(f"g{number}", "slack", name, cast(Any, kind)))
        rows += [Membership(f"c{i}", f"g{number}") for i in sorted(set(members)) if i < people]
    rows += [
        Interaction(f"c{who}", f"p{post}", None, "reaction", "received", "observed", "slack")
        for who, post in sorted(set(acts))
    ]
    if problem is not None:
        rows.append(Problem("slack", problem, problem, 3))
    return from_rows(rows)


def ordinary() -> Audit:
    """24 people who reacted, 12 of them in one circle, 8 in another, 3 in a third."""
    acts = [(who, (who * 5 + k * 3) % 40) for who in range(24) for k in range(4)]
    circles = {"Choir": range(12), "School": range(12, 20), "Family": range(21, 24)}
    return audit_of(dataset_of(30, acts, circles), ["music", "teaching", "cycling"], lambda i: i // 5)


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def section(page: BeautifulSoup, title: str) -> Tag:
    return next(s for s in page.find_all("section") if s.h2 is not None and s.h2.get_text() == title)


def said(tag: Tag) -> str:
    """What is written there, without the style."""
    return re.sub(r"[ \n\t]+", " ", tag.get_text(" ")).strip(" ")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("names", [False, True])
def test_the_page_stands_alone(lang: str, names: bool) -> None:
    html = report_html(ordinary(), lang=lang, names=names)
    page = parsed(html)
    assert html.startswith("<!DOCTYPE html>")
    assert page.html is not None and page.html["lang"] == lang
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag) and policy["content"] == CSP
    assert not page.find_all(["script", "link", "img", "iframe", "object", "a", "form", "input", "base"])
    assert not page.find_all(href=True) and not page.find_all(src=True) and not page.find_all(style=True)
    assert "http:" not in html and "https:" not in html and "@import" not in html
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {"#crossing-hatch", "#exposure-hatch"}
    assert "SECRET TEXT" not in html
    drawings = page.find_all("svg")
    assert len(drawings) == len({svg["aria-labelledby"] for svg in drawings}) == 7
    for svg in drawings:
        assert svg.title is not None and svg.title.get_text() and svg.desc is not None and svg.desc.get_text()
        assert svg["aria-labelledby"] == f"{svg.title['id']} {svg.desc['id']}"
    assert len(page.find_all("h1")) == 1 and len(page.find_all("h2")) == 14


def test_every_figure_has_title_sentence_basis_and_table() -> None:
    for figure in parsed(report_html(ordinary(), lang="en")).find_all("figure"):
        assert said(figure.h3) and len(figure.find_all("p")) == 2 and figure.table is not None
        head = figure.table.thead.find_all("th")
        assert all(len(row.find_all(["th", "td"])) == len(head) for row in figure.table.tbody.find_all("tr"))


def test_both_sides_and_the_doubt_are_told() -> None:
    audit, _ = ordinary(), words("en")
    told = said(section(parsed(report_html(audit, lang="en")), "One profile or several?"))
    assert findings.verdict_sentences(audit, _)[0] in told
    three = outlook_findings.verdict(audit, discreet("en"))
    assert len(three) == 3 and [sentence for sentence in three if sentence not in told] == []
    assert _(findings.WHY_WRONG) in told
    method = section(parsed(report_html(audit, lang="en")), "How it was computed")
    assert len(method.find_all("li")) == 7 and "nothing was sent anywhere" in said(method)


@pytest.mark.parametrize("names", [False, True])
def test_foreign_text_stays_text(names: bool) -> None:
    acts = [(who, (who * 5 + k) % 40) for who in range(20) for k in range(4)]
    circles = {payload: range(i, 20) for i, payload in enumerate(PAYLOADS[:5])}
    data = dataset_of(25, acts, circles, problem=PAYLOADS[0])
    html = report_html(audit_of(data, list(PAYLOADS), lambda i: i // 3), lang="en", names=names)
    page = parsed(html)
    assert not page.find_all(["script", "img", "a", "b", "strong"])
    assert {tag.name for tag in page.find_all("svg")} == {"svg"} and len(page.find_all("svg")) == 7
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert len(page.find_all("style")) == 1 and len(page.find_all("title")) == 1 + 7
    facets = [said(row.th) for row in section(page, "My facets").find("tbody").find_all("tr")]  # type: ignore[union-attr]
    assert sorted(facets) == sorted(" ".join(p.split()) for p in PAYLOADS)
    assert PAYLOADS[0] in said(section(page, "What could not be read"))
    rows = [said(row.th) for row in section(page, "Who reacts to what").find("tbody").find_all("tr")]  # type: ignore[union-attr]
    assert set(PAYLOADS[:5]) <= set(rows)


def test_unwritable_characters_do_not_stop_the_report(tmp_path: Path) -> None:
    audit = ordinary()
    found = audit.topics.topics.assign(name=["a\x1bb", "c\x00d", "e\u202ef"])
    path = tmp_path / "report.html"
    write_report(replace(audit, topics=replace(audit.topics, topics=found)), path, lang="fr")
    html = path.read_text(encoding="utf-8")
    assert "a\ufffdb" in html and "\x00" not in html and "\u202e" not in html


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_names_only_when_asked(lang: str) -> None:
    acts = [(who, (who * 5 + k) % 40) for who in range(20) for k in range(4)]
    data = dataset_of(25, acts, {"Jeanne and Paul": range(20), "Odile": range(6, 20)}, kind="chat")
    audit = audit_of(data, ["choir · jeanne dumortier3 · song", "jeanne", "cycling"], lambda i: i // 5)
    _ = words(lang)
    html = report_html(audit, lang=lang)
    assert not re.search("jeanne|dumortier|odile", html, re.IGNORECASE)
    assert _("Chat {n}", n="1") in html and _("Chat {n}", n="2") in html
    assert "choir · song" in html and _("Facet {n}", n="2") in html
    assert not re.search(r"\bc\d+\b", html)
    own = report_html(audit, lang=lang, names=True)
    assert "Jeanne and Paul" in own and "Odile" in own
    given = audit.topics.topics.assign(named=[False, True, False])
    renamed = replace(audit, topics=replace(audit.topics, topics=given))
    assert "jeanne" in report_html(renamed, lang=lang), "a name that the person gave a facet stays"


def test_without_reactions_the_questions_stay_closed_with_their_doors() -> None:
    audit = audit_of(dataset_of(10, [], {"Choir": range(8)}), ["music", "teaching"])
    _ = words("fr")
    page = parsed(report_html(audit, lang="fr"))
    for title in (_("Who reacts to what"), _("One profile or several?")):
        closed = section(page, title)
        assert _(findings.DOORS) in said(closed)
        without = said(closed).replace(_(findings.DOORS), "")
        assert closed.svg is None and closed.table is None and not re.search(r"\d", without)


def test_the_aim_comes_first_with_its_advice_and_the_circle_that_matters() -> None:
    audit = ordinary()
    for aim in findings.AIMS:
        for lang in ("fr", "en"):
            _ = findings.discreet(lang)
            first = parsed(report_html(audit, lang=lang, aim=aim.id, circle="g0")).find("section")
            assert isinstance(first, Tag) and said(first.h2) == _("My aim")
            lines = [said(line) for line in first.find_all("p")]
            assert lines[:2] == [_(aim.title), _(aim.advice)]
            assert lines[2] == findings.aimed_sentence(audit, "g0", _) and "Choir" in lines[2]
    other = parsed(report_html(audit, lang="en", aim="talk", circle="g0")).find_all("section")[1:]
    assert [str(s) for s in other if said(s.h2) != "What each circle could see"] == [
        str(s) for s in parsed(report_html(audit, lang="en")).find_all("section")
        if said(s.h2) != "What each circle could see"
    ], "the aim changes the advice, never the numbers"  # fmt: skip


def test_no_aim_no_section_and_a_circle_that_is_gone_is_not_named() -> None:
    page = parsed(report_html(ordinary(), lang="en", aim="something else", circle="g99"))
    assert "My aim" not in [said(title) for title in page.find_all("h2")]
    alone = section(parsed(report_html(ordinary(), lang="en", circle="g2")), "My aim")
    assert len(alone.find_all("p")) == 1 and "Family" in said(alone)


def test_the_aimed_circle_tells_no_small_number_to_others() -> None:
    # "Family" has three people: what they react to is said without their number
    aimed = section(parsed(report_html(ordinary(), lang="en", aim="read", circle="g2")), "My aim")
    assert "fewer than 5 people" in said(aimed) and not re.search(r"\b[1-4]\b", said(aimed))


def exposed() -> Audit:
    """Forty public posts of three facets; those of the second are known to nobody, a choir got those of the third."""
    data = dataset_of(9, [(1, 30)], {"Choir": range(5), "School": range(4, 9)})
    topic = [i // 15 for i in range(40)]
    visibility = [("public", "unknown", "group")[t] for t in topic]
    data = replace(
        data, posts=data.posts.assign(visibility=visibility), groups=data.groups.assign(kind="channel"),
        audiences=pd.DataFrame({
            "post_id": [f"p{i}" for i in range(30, 40)], "group_id": "g0", "contact_id": None,
        }).astype(data.audiences.dtypes.to_dict()),
    )  # fmt: skip
    return audit_of(data, ["music", "school", "family"], lambda i: i // 15)


def test_what_each_circle_could_see_with_sensitive_facets_first() -> None:
    audit = exposed()
    found = audit.topics.topics.assign(sensitive=[False, False, True])
    page = parsed(report_html(replace(audit, topics=replace(audit.topics, topics=found)), lang="en"))
    seen = section(page, "What each circle could see")
    matrix, totals = (
        [[said(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        for table in seen.find_all("table")
    )
    # both circles hold five people; person 4, who is in both, received the posts to the choir
    assert matrix == [
        ["Circle", "family", "music", "school"],
        ["Choir", "10 of 10", "15 of 15", "not known"],
        ["School", "10 of 10", "15 of 15", "not known"],
    ]
    family = "family (you find it sensitive)"
    assert totals == [
        ["Circle", "Facet", "Posts", "Could see", "More, by your answer", "Not known", "Sent to others only"],
        ["Choir", family, "10", "10", "0", "0", "0"], ["School", family, "10", "10", "0", "0", "0"],
        ["Choir", "All facets", "40", "25", "0", "15", "0"], ["School", "All facets", "40", "25", "0", "15", "0"],
    ]  # fmt: skip
    assert said(seen.h3) == (
        "You find “family” sensitive: “Choir” could see 10 of its 10 posts, as far as your files say"
    )
    assert len(seen.svg.find_all("rect", fill="url(#exposure-hatch)")) == 2  # type: ignore[union-attr]
    assert family in said(section(page, "My facets"))


def test_what_nobody_knows_is_never_called_hidden() -> None:
    audit = exposed()
    posts = audit.dataset.posts.assign(visibility="unknown")
    data = replace(audit.dataset, posts=posts, audiences=audit.dataset.audiences.head(0))
    unknown = audit_of(replace(data, interactions=data.interactions.head(0)), ["music", "school"])
    seen = section(parsed(report_html(unknown, lang="en")), "What each circle could see")
    assert said(seen.h3) == "Your files do not say who could see your posts"
    assert {said(cell) for cell in seen.find_all("table")[0].find_all("td")} == {"not known"}
    assert [said(cell) for cell in seen.find_all("table")[1].find_all("td")] == [
        "All facets", "40", "0", "0", "40", "0",
    ] * 2  # fmt: skip


def test_without_circles_the_other_side_says_so() -> None:
    seen = section(
        parsed(report_html(audit_of(dataset_of(9, [(1, 1)], {}), ["music"]), lang="en")), "What each circle could see"
    )
    assert "no circle" in said(seen) and seen.table is None and seen.svg is None


def test_without_facets_it_says_so() -> None:
    audit = audit_of(dataset_of(10, [(1, 1), (2, 1)], {}), [])
    page = parsed(report_html(audit, lang="en"))
    assert "facets cannot be told apart" in said(section(page, "My facets"))
    reactions = said(section(page, "Who reacts to what"))
    assert "too few posts with words" in reactions
    assert "fewer than 5 reactions by fewer than 5 people" in reactions


def test_nothing_at_all_still_makes_a_page() -> None:
    for lang in ("fr", "en"):
        page = parsed(report_html(audit_of(Dataset(), []), lang=lang))
        assert len(page.find_all("h2")) == 14 and page.svg is None


def test_what_is_not_known_is_hatched_and_partial_lists_are_lower_bounds() -> None:
    acts = [(who, who % 2) for who in range(12)]
    data = dataset_of(12, acts, {"Choir": range(12)}, known="partial")
    page = parsed(report_html(audit_of(data, ["music", "teaching", "cycling"], lambda i: min(i, 2)), lang="en"))
    reactions = section(page, "Who reacts to what")
    assert len(reactions.svg.find_all("rect", fill="url(#crossing-hatch)")) == 2  # type: ignore[union-attr]
    cells = [said(cell) for cell in reactions.table.find_all("td")]  # type: ignore[union-attr]
    assert cells.count("not known") == 2 and cells.count("at least 6") == 4


@pytest.mark.parametrize(
    ("n", "exposed", "text", "share"),
    [(26, 31, "26 / 31", 26 / 31), (5, 5, "5 / 5", 1.0), (4, 4, "4 / 4", 0.0), (1, 1, "1 / 1", 0.0), (0, 0, "–", 0.0)],
)
def test_a_cell_is_dark_only_where_five_people_or_more_could_see(n: int, exposed: int, text: str, share: float) -> None:
    row = pd.Series({"people": n, "people_complete": n, "exposed": exposed})
    found = report_sections.cell(row, words("en"))
    assert (found.text, found.share) == (text, share)


def test_at_most_six_circles_and_eight_facets() -> None:
    acts = [(who, post) for who in range(20) for post in range(who, 40, 3)]
    circles = {f"circle {chr(97 + i)}": range(i, 20) for i in range(9)}
    audit = audit_of(dataset_of(20, acts, circles), [f"facet {chr(97 + i)}" for i in range(12)])
    table = section(parsed(report_html(audit, lang="en", names=True)), "Who reacts to what").table
    assert table is not None and table.thead is not None and table.tbody is not None
    assert len(table.tbody.find_all("tr")) == 1 + 6 + 1
    assert len(table.thead.find_all("th")) == 1 + 8


EXACT = re.compile(r"(\d+) (?:of|sur) (\d+)")


def safe_cell(text: str, lang: str) -> bool:
    """Does this cell of circles and facets tell no small number, by itself or by subtraction?"""
    _ = words(lang)
    few = _(findings.FEW)
    at_least = _("at least {n}", n="")
    if text in (_("not known"), few):
        return True
    exact = EXACT.fullmatch(text)
    if exact:
        n, of = int(exact[1]), int(exact[2])
        return not 0 < n < 5 and not 0 < of < 5 and (n == 0 or not 0 < of - n < 5)
    rest = text.removeprefix(at_least)
    if rest != text:
        return int(rest.split()[0]) >= 5
    return text == _("{n} of {exposed}", n=0, exposed=few) or bool(
        re.fullmatch(re.escape(_("{n} of {exposed}", n=few, exposed="#")).replace(r"\#", r"\d+"), text)
    )


@pytest.mark.parametrize("lang", ["fr", "en"])
@given(seed=st.integers(0, 10**6), people=st.integers(1, 40), share=st.floats(0.02, 0.5),
       known=st.sampled_from(["complete", "partial"]), facets=st.integers(1, 4))  # fmt: skip
@run_settings(max_examples=25)
def test_no_small_number_of_persons(lang: str, seed: int, people: int, share: float, known: str, facets: int) -> None:
    r = random.Random(seed)
    reacting = r.sample(range(people), r.randint(1, people))
    acts = [(who, post) for who in reacting for post in range(30) if r.random() < share * (1 + who % 3) / 2]
    circles = {f"circle {chr(97 + i)}": r.sample(range(people), r.randint(0, people)) for i in range(r.randint(0, 4))}
    data = dataset_of(people, acts, circles, posts=30, known=known, problem="a line")
    audit = audit_of(data, ["music", "school", "cycling", "food"][:facets], lambda i: i // 7)
    page, _ = parsed(report_html(audit, lang=lang)), words(lang)

    assert not re.search(r"\b[1-4]\b", said(section(page, _("What your files can tell")).tbody.tr))  # type: ignore[union-attr, arg-type]
    assert not re.search(r"\b[1-4]$", said(section(page, _("What could not be read"))))
    # in this section every whole number counts persons, or reactions next to persons; only shares may be small
    reactions = section(page, _("Who reacts to what"))
    assert not re.search(r"(?<![\d.,])[1-4](?![\d.,]*\u202f?%)\b(?![\d.,])", said(reactions)), said(reactions)
    if reactions.table is not None:
        rows = {said(row.th): [said(c) for c in row.find_all("td")] for row in reactions.table.tbody.find_all("tr")}  # type: ignore[union-attr]
        assert all(safe_cell(cell, lang) for cells in rows.values() for cell in cells), rows
        everyone = rows.pop(_("All contacts"), None)
        cells = [cell for row in rows.values() for cell in row if cell != _("not known")]
        hidden = [c for c in cells if _(findings.FEW) in c or (known == "complete" and not EXACT.fullmatch(c))]
        assert everyone is None or not hidden, "a total beside numbers that are not said"

    profiles = section(page, _("One profile or several?"))
    text = said(profiles)
    assert not re.search(r"(?<![\d.,])[1-4] (people|personnes?)\b", text), text
    replay = audit.replays["per_facet"]
    if replay is not None:
        small = [n for n in (replay.single, replay.newcomers) if 0 < n < 5]
        basis = said(profiles.find("p", class_="quiet"))  # type: ignore[arg-type]
        assert basis.count(_(findings.FEW)) >= len(small) and not re.search(r": [1-4]\.", basis), basis
        array = profiles.find(id="hundred-title")
        parts = (replay.contacts_keep, replay.contacts_lose_part, replay.contacts_lost)
        if array is not None:
            table = profiles.table
            assert table is not None and table.tbody is not None
            counts = [int(said(row.find_all("td")[1])) for row in table.tbody.find_all("tr")]
            assert sum(counts) == sum(parts) and not any(0 < n < 5 for n in counts), counts
        else:
            assert any(0 < n < 5 for n in parts)


def test_people_is_exact_for_the_owner_and_hides_both_sides_for_others() -> None:
    exact, others = words("en"), findings.discreet("en")
    for of in range(60):
        for n in range(of + 1):
            assert findings.people(n, exact, of) == str(n)
            told = findings.people(n, others, of)
            # whoever reads `told` cannot tell this n from any other n whose distance from 0 or from `of` is small
            if 0 < n < 5:
                assert told == "fewer than 5"
            elif n and 0 < of - n < 5:
                assert told == f"at least {max(5, of - 4)}"
            else:
                assert told == str(n)


@pytest.mark.parametrize(
    ("keep", "part", "lost", "shown"),
    [(20, 10, 6, [55, 28, 17]), (20, 10, 2, [63, 37]), (20, 2, 10, [63, 37]), (20, 0, 8, [71, 0, 29]),
     (20, 2, 1, None), (3, 20, 7, None)],
)  # fmt: skip
def test_the_array_joins_or_leaves_out_what_would_tell_a_small_number(
    keep: int, part: int, lost: int, shown: list[int] | None
) -> None:
    audit = ordinary()
    replay = audit.replays["per_facet"]
    assert replay is not None
    changed = replace(
        replay, contacts_keep=keep, contacts_lose_part=part, contacts_lost=lost, people=keep + part + lost
    )
    audit = replace(audit, replays={**audit.replays, "per_facet": changed})
    drawing = parsed(report_html(audit, lang="en")).find("svg", attrs={"aria-labelledby": re.compile("^hundred")})
    labels = [int(said(text).split(" · ")[0]) for text in drawing.find_all("text")] if drawing else None
    assert labels == shown
    marks = len(drawing.find_all(["circle", "path"])) if drawing else 0
    assert marks == (100 + len(shown) if shown else 0)
    own = parsed(report_html(audit, lang="en", names=True)).find(id="hundred-title")
    assert own is not None, "on their own copy the person sees all three"


def well_answered() -> Audit:
    """150 posts, one every five days, every third on Facebook: one to three answers each, five to seven to cycling."""
    rows: list[Any] = [
        Post(f"p{i}", "facebook" if i % 3 == 0 else "slack", START + timedelta(days=5 * i), f"SECRET TEXT {i}",
             media="video" if i in (1, 2, 3) else "none" if i % 4 else "photo", reactions_known="complete")
        for i in range(150)
    ]  # fmt: skip
    rows += [Contact(f"c{i}", "slack", f"Jeanne Dumortier{i}") for i in range(12)]
    rows += [
        Interaction(f"c{(i + k) % 12}", f"p{i}", None, "reaction", "received", "observed", "slack")
        for i in range(150) for k in range((5 if i % 5 == 4 else 1) + i // 5 % 3)
    ]  # fmt: skip
    return audit_of(from_rows(rows), ["music", "teaching", "cycling"], lambda i: (0, 0, 1, 1, 2)[i % 5])


def figures_of_facets(audit: Audit, lang: str) -> dict[str, Tag]:
    """The figures of the section of facets after the first, by their findings."""
    page = parsed(report_html(audit, lang=lang))
    return {said(f.h3): f for f in section(page, words(lang)("My facets")).find_all("figure")[1:]}  # type: ignore[arg-type]


def rows_of(figure: Tag) -> list[list[str]]:
    return [[said(cell) for cell in row.find_all(["th", "td"])] for row in figure.find_all("tr")]


def test_facets_over_the_years_and_on_networks_as_the_screen_says_them() -> None:
    years, networks, _facets, _kinds = figures_of_facets(well_answered(), "en").items()
    assert years[0] == "In 2020, “music” came first (42%); in 2022, “teaching” (41%)."
    assert rows_of(years[1]) == [
        ["Facet", "2020", "2021", "2022"],
        ["music", "20 (42%)", "29 (40%)", "11 (38%)"],
        ["teaching", "19 (40%)", "29 (40%)", "12 (41%)"],
        ["cycling", "9 (19%)", "15 (21%)", "6 (21%)"],
    ]
    basis = said(years[1].find("p", class_="quiet"))  # type: ignore[arg-type]
    assert basis == "150 posts in a facet, from 10 May 2020 to 25 May 2022."
    assert not years[1].svg.find_all("rect", fill=style.PAPER, stroke=True)  # type: ignore[union-attr]
    drawn = [said(text) for text in years[1].svg.find_all("text")]  # type: ignore[union-attr]
    assert drawn[:3] == ["2020", "2021", "2022"] and "19%" in drawn
    assert networks[0] == "“music” lives on Slack: 67% of its posts are there."
    assert rows_of(networks[1])[:2] == [["Facet", "Slack", "Facebook"], ["music", "40 (40%)", "20 (40%)"]]


def test_a_year_without_a_facet_is_white_and_counted_as_none() -> None:
    rows = [Post(f"p{i}", "slack", START + timedelta(days=400 * (i >= 20)), f"TEXT {i}") for i in range(40)]
    audit = audit_of(from_rows(rows), ["music", "teaching"], lambda i: i >= 30)
    figure = figures_of_facets(audit, "en")["“music” comes first in 2020 (100%) and still in 2021 (50%)."]
    assert rows_of(figure)[1:] == [["music", "20 (100%)", "10 (50%)"], ["teaching", "0", "10 (50%)"]]
    cells = [cell["fill"] for cell in figure.svg.find_all("rect", stroke=True)]  # type: ignore[union-attr]
    assert len(cells) == 4 and [fill == style.PAPER for fill in cells] == [False, False, True, False]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_goes_with_more_answers_has_n_period_and_interval(lang: str) -> None:
    audit, _ = well_answered(), words(lang)
    (facets, _drawn), (kinds, figure) = list(figures_of_facets(audit, lang).items())[2:]
    [shown] = audit.to_dict()["answered"]["facets"]
    cycling = next(group for group in shown["groups"] if group["key"] == 2)
    assert cycling["ratio"] == pytest.approx(3, abs=0.2) and 1 < cycling["low"] < cycling["ratio"] < cycling["high"]
    assert facets == _(
        "Well answered, rarely shown: “{name}” is {share} of your posts and goes with {times} times the answers.",
        name="cycling", share=_.percent(0.2), times=_.number(cycling["ratio"], 1),
    )  # fmt: skip
    assert audit.to_dict()["facets_under_used"] == [2]
    head, *rows = rows_of(_drawn)
    assert head[1:] == [_("Posts compared"), _("Answers"), _("Answers per post, against the others")]
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["cycling"] == ["30", "180", _(
        "×{ratio} (between ×{low} and ×{high})", **{key: _.number(cycling[key], 1) for key in ("ratio", "low", "high")}
    )]  # fmt: skip
    told = [said(p) for p in _drawn.find_all("p")]
    assert told[0] == facet_view_findings.answered_sentence(_)
    assert _("The lines hold together at {level}.", level=_.percent(0.95)) in told[1]
    assert _("from {first} to {last}", first=_.date(START), last=_.date(START + timedelta(days=745))) in told[1]
    # a diamond for what is clearly more, by its corners; a disc for the others
    marks = [path["d"] for path in _drawn.svg.find_all("path")]  # type: ignore[union-attr]
    assert sum("l9 9" in mark for mark in marks) == 1 and len(marks) == 3
    # three videos are too few to say: hatched, and never a number
    assert kinds == _("No kind of post clearly goes with more answers.")
    assert {row[0]: row[-1] for row in rows_of(figure)[1:]}[_("Video")] == _("too few to say")
    assert len(figure.svg.find_all("rect", fill="url(#answered-kinds-hatch)")) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_where_nothing_can_be_compared_the_report_says_so(lang: str) -> None:
    _ = words(lang)
    closed = _(facet_view_findings.ANSWERED_CLOSED)
    facets = section(parsed(report_html(ordinary(), lang=lang)), _("My facets"))
    assert closed in said(facets) and len(facets.find_all("figure")) == 1
    assert ordinary().to_dict()["facets_under_used"] is None
    assert closed not in report_html(well_answered(), lang=lang)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_renders_offline_and_asks_for_nothing(new_page: Callable[..., Any], tmp_path: Path, lang: str) -> None:
    acts = [(who, (who * 5 + k) % 40) for who in range(20) for k in range(4)]
    circles = {payload: range(i, 20) for i, payload in enumerate(PAYLOADS[:5])}
    path = tmp_path / "report.html"
    write_report(audit_of(dataset_of(25, acts, circles), list(PAYLOADS), lambda i: i // 3), path, lang=lang)
    page = new_page(offline=True)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()] and complaints == []
    assert page.evaluate("window.__x") is None
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    heights = page.evaluate("[...document.querySelectorAll('svg')].map(e => e.getBoundingClientRect().height)")
    assert len(heights) == 7 and all(height > 80 for height in heights)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
