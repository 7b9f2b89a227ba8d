"""What figures say in words: the numbers of the result, in both languages, exact for the owner, discreet for others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from identity_audit import findings, outlook_findings
from identity_audit.analysis import audience, engagement, gestures, strategies
from identity_audit.analysis.audience import CrossFacet
from identity_audit.analysis.crossing import EVERYONE, OTHER_CIRCLES, OTHER_FACETS
from identity_audit.analysis.gestures import Gestures, Links
from identity_audit.analysis.strategies import FacetReplay, Replay
from identity_audit.analysis.topics import Topics, TopicSettings
from identity_audit.audit import Audit, Settings, facet_posts
from identity_audit.dataset import Dataset, Unowned, from_rows
from identity_audit.schema import Contact, FileSeen, Interaction, Known, Post
from identity_audit.words import Words, words
from tests.analysis.hand_counted import build

FR, EN = words("fr"), words("en")
BOTH = (FR, EN)
CLOSED = (findings.discreet("fr"), findings.discreet("en"))
NARROW = "\u202f"
SINCE = datetime(2024, 3, 14, 10, tzinfo=UTC)
FEW = {"fr": "moins de 5", "en": "fewer than 5"}


def numbers(sentence: str) -> list[int]:
    """The whole numbers of a sentence, in its order."""
    return [int(re.sub(r"\D", "", found)) for found in re.findall(rf"\d+(?:[{NARROW},]\d{{3}})*", sentence)]


def replay(strategy: str = "per_facet", **values: Any) -> Replay:
    """A replay of 1,200 reactions by 60 people, 31 % of them blocked, unless said otherwise."""
    given: dict[str, Any] = {
        "strategy": strategy, "blocked": 0.31, "low": 0.24, "high": 0.38, "level": 0.95, "chance": 0.5,
        "contacts_keep": 20, "contacts_lose_part": 33, "contacts_lost": 7, "people": 60, "engagements": 1200,
        "newcomers": 9, "left_out": 2, "since": SINCE, "placed": "past", "single": 8, "without_circle": 0,
        "without_facet": 0, "without_time": 0, "by_topic": (),
    }  # fmt: skip
    return Replay(**{**given, **values})


def audit_of(dataset: Dataset, assignment: pd.DataFrame, facets: dict[int, str]) -> Audit:
    """What `run_audit` would make of posts whose facets are known."""
    of_post = assignment["topic"]
    placed = int(of_post.notna().sum())
    sizes = [int((of_post == t).fillna(False).sum()) for t in facets]
    frame = pd.DataFrame({
        "id": list(facets), "name": list(facets.values()), "terms": [["word"]] * len(facets), "posts": sizes,
        "share": [size / max(1, placed) for size in sizes], "unsure": 0, "cohesion": 0.5, "everyday": False,
        "samples": [[]] * len(facets), "colour": range(len(facets)), "sensitive": False, "named": False,
    })  # fmt: skip
    topics = Topics(assignment.assign(moved=False), frame, len(assignment), len(assignment) - placed, 2,
                    too_few=not facets, rough=False,
                    terms=(), exact_encoder=True, settings=TopicSettings(),
                    centroids=np.empty((0, 0), dtype=np.float32))  # fmt: skip
    engaged = engagement.engagements(dataset, assignment)
    seen = engagement.opportunities(dataset, assignment)
    replays = {
        "unified": strategies.replay_unified(engaged),
        "per_facet": strategies.replay_per_facet(engaged),
        "per_circle": strategies.replay_per_circle(engaged, dataset.memberships),
    }
    return Audit(
        source=dataset, dataset=dataset, settings=Settings(), words=facet_posts(dataset),
        space=cast(Any, None), placed=cast(Any, None),
        suggested=topics, numbered=topics, topics=topics, engagements=engaged,
        proxies=engagement.proxies(dataset, assignment), seen=seen,
        matrix=audience.matrix(dataset, engaged, seen), breadth=audience.breadth(engaged),
        cross_facet=audience.cross_facet(engaged), replays=replays,
        verdict=strategies.verdict(replays["per_facet"], replays["per_circle"], len(engaged)),
        gestures=gestures.gestures(dataset, assignment),
    )  # fmt: skip


POSTS = """
post facet known     day
a1   0     complete  1
a2   0     complete  2
b1   1     complete  3
c1   2     partial   4
w1   -     complete  5
"""
# work: ten people, of whom six react to food and two of these (w1, w2) to music too; choir: eight, of whom three
# react to music and one of these (k1) to food; everybody was there from the first day
KNOWN = "\n".join(["who platform first_seen", *(f"w{i} net 0" for i in range(1, 11)),
                   *(f"k{i} net 0" for i in range(1, 9))])  # fmt: skip
PEOPLE = "\n".join(["who circle", *(f"w{i} work" for i in range(1, 11)), *(f"k{i} choir" for i in range(1, 9))])
ACTS = "\n".join([
    "who post", *(f"w{i} a1" for i in range(1, 7)), "w1 a2", "w1 b1", "w2 b1", "k1 b1", "k2 b1", "k3 b1", "k1 a1",
    "k4 c1", "w9 c1", "w9 w1",
])  # fmt: skip
FACETS = {0: "food", 1: "music", 2: "sport"}
TITLES = {"work": "Work", "choir": "Choir"}


@pytest.fixture(scope="module")
def small() -> Audit:
    """Sixteen reactions by eleven people, counted by hand."""
    dataset, assignment = build(POSTS, ACTS, PEOPLE, contacts=KNOWN)
    return audit_of(dataset, assignment, FACETS)


def judged(audit: Audit, code: str, per_facet: Replay | None, per_circle: Replay | None = None) -> Audit:
    return replace(audit, verdict=code, replays={"unified": None, "per_facet": per_facet, "per_circle": per_circle})


# --- the verdict -------------------------------------------------------------------------------------------------


def test_verdict_separating_cuts_since_a_date(small: Audit) -> None:
    audit = judged(small, "separating_cuts", replay())
    french, why = findings.verdict_sentences(audit, FR)
    assert french == (
        "Sur 100 réactions reçues depuis le 14 mars 2024 de personnes qui avaient déjà réagi, environ 31 sortent de "
        "leur facette habituelle (entre 24 et 38). Avec un profil par facette, ces personnes n'auraient pas vu ces "
        "publications si elles ne suivaient qu'un profil."
    )
    assert "on peut lire sans réagir" in why
    english, why = findings.verdict_sentences(audit, EN)
    assert english == (
        "Of 100 reactions received since 14 Mar 2024 from people who already reacted before, about 31 fall outside "
        "their usual facet (between 24 and 38). With one profile per facet, they would not have seen those posts if "
        "they followed only one."
    )
    assert why.startswith("Why this may be wrong")


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_verdict_with_hindsight_is_said_to_be_the_kindest_case(small: Audit, _: Words) -> None:
    audit = judged(small, "separating_cuts", replay(since=None, placed="hindsight", contacts_lost=0))
    sentence, _why = findings.verdict_sentences(audit, _)
    assert numbers(sentence) == [100, 31, 24, 38]
    assert ("le cas le plus favorable" if _.lang == "fr" else "the kindest case") in sentence
    assert not re.search(r"2024|depuis|since", sentence)


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
@pytest.mark.parametrize(
    ("code", "per_facet", "per_circle", "expected"),
    [
        ("changes_little", replay(blocked=0.04, low=0.02, high=0.07), None, [4, 100, 2, 7]),
        ("cannot_decide", replay(blocked=0.2, low=0.03, high=0.41), None, [3, 41, 100]),
        ("mixed", replay(), replay("per_circle", blocked=0.03, low=0.01, high=0.06), [31, 100, 24, 38, 3, 100, 1, 6]),
        ("mixed", replay(), replay("per_circle", blocked=0.0, low=0.0, high=0.0), [31, 100, 24, 38]),
        ("mixed", replay(blocked=0.0, low=0.0, high=0.0), replay("per_circle", blocked=0.3, low=0.2, high=0.4),
         [0, 100, 0, 0, 30, 100, 20, 40]),
    ],
)  # fmt: skip
def test_every_verdict_says_its_own_numbers(
    small: Audit, _: Words, code: str, per_facet: Replay, per_circle: Replay | None, expected: list[int]
) -> None:
    sentence, why = findings.verdict_sentences(judged(small, code, per_facet, per_circle), _)
    found = numbers(sentence)
    if code == "changes_little" and found[0] == 100:  # French may put the hundred first
        found = [found[1], found[0], *found[2:]]
    assert sorted(found) == sorted(expected)
    # the estimate is followed by its own interval
    at = [i for i, n in enumerate(found) if n != 100]
    assert [found[i] for i in at] == [n for n in expected if n != 100]
    assert why == _(findings.WHY_WRONG)


def test_each_verdict_has_its_own_sentence(small: Audit) -> None:
    few = replay(blocked=0.04, low=0.02, high=0.07)
    open_ = replay(blocked=0.2, low=0.03, high=0.41)
    audits = [
        judged(small, "no_received", None), judged(small, "cannot_decide", None),
        judged(small, "cannot_decide", open_), judged(small, "changes_little", few),
        judged(small, "mixed", replay(), replay("per_circle", blocked=0.03, low=0.01, high=0.06)),
        judged(small, "separating_cuts", replay()),
    ]  # fmt: skip
    for _ in (*BOTH, *CLOSED):
        said = [findings.verdict_sentences(audit, _)[0] for audit in audits]
        assert len(set(said)) == len(said)
        assert all(sentence.endswith(".") and "{" not in sentence for sentence in said)
    starts = ["Vos fichiers ne disent pas", "Nous ne pouvons pas encore", "Nous ne pouvons pas trancher",
              "Pour vous, séparer changerait peu", "Cela dépend", "Sur 100 réactions"]  # fmt: skip
    for audit, start in zip(audits, starts, strict=True):
        assert findings.verdict_sentences(audit, FR)[0].startswith(start)


def test_without_received_reactions_the_doors_are_named(small: Audit) -> None:
    sentence, doors = findings.verdict_sentences(judged(small, "no_received", None), EN)
    assert (sentence, doors) == (findings.NO_EVIDENCE, findings.DOORS)
    assert numbers(sentence) == []
    assert "Slack" in findings.verdict_sentences(judged(small, "no_received", None), FR)[1]


def test_too_few_reactions_are_counted_where_they_can_be_compared(small: Audit) -> None:
    """Fifteen reactions to posts with a facet (one more is on a picture), by eleven people."""
    assert small.verdict == "cannot_decide"
    assert len(small.engagements) == 16
    for _ in BOTH:
        sentence, why = findings.verdict_sentences(small, _)
        assert numbers(sentence) == [15, 11, 30, 10]
        assert why == _(findings.DOORS)


def test_too_few_of_few_people_is_not_said_to_others() -> None:
    dataset, assignment = build("post facet\na1 0", "who post\nann a1\nbob a1")
    audit = audit_of(dataset, assignment, {0: "food"})
    for _, hidden in zip(BOTH, CLOSED, strict=True):
        assert numbers(findings.verdict_sentences(audit, _)[0]) == [2, 2, 30, 10]
        sentence = findings.verdict_sentences(audit, hidden)[0]
        assert sentence.count(FEW[_.lang]) == 2
        assert numbers(sentence) == [5, 5, 30, 10]


# --- replays -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_what_stands_under_the_array(_: Words) -> None:
    basis = findings.replay_basis(replay(), _)
    assert _.date(SINCE) in basis
    assert numbers(basis.replace(_.date(SINCE), "")) == [1200, 60, 95, 8, 9]
    whole = findings.replay_basis(replay(since=None, placed="hindsight", newcomers=0), _)
    assert numbers(whole) == [1200, 60, 95, 8]


@pytest.mark.parametrize("_", CLOSED, ids=["fr", "en"])
def test_small_numbers_of_people_are_not_said_under_the_array(_: Words) -> None:
    basis = findings.replay_basis(replay(single=3, newcomers=4), _)
    assert basis.count(FEW[_.lang]) == 2
    assert numbers(basis.replace(_.date(SINCE), "")) == [1200, 60, 95, 5, 5]
    # 58 of 60 would tell that two are not
    basis = findings.replay_basis(replay(single=58, newcomers=0), _)
    assert numbers(basis.replace(_.date(SINCE), "")) == [1200, 60, 95, 56, 0]
    assert ("au moins" if _.lang == "fr" else "at least") in basis


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_the_array_of_a_hundred(_: Words) -> None:
    counts = strategies.shapes(replay())
    assert sum(counts) == 100
    title = findings.array_title(replay(), counts, _)
    assert numbers(title) == [100, *counts] == [100, 33, 55, 12]
    kind = replay(since=None, placed="hindsight", contacts_lose_part=40, contacts_lost=0)
    title = findings.array_title(kind, strategies.shapes(kind), _)
    assert numbers(title) == [100, 33, 67]
    assert findings.array_sentence(kind, _) != findings.array_sentence(replay(), _)


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_one_profile_per_circle(_: Words) -> None:
    found = numbers(findings.circle_sentence(replay("per_circle", blocked=0.125, low=0.1, high=0.154), _))
    assert sorted(found) == [10, 12, 15, 100]


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_the_gaps_by_facet_widest_first(_: Words) -> None:
    parts = (FacetReplay(0, 500, 20), FacetReplay(1, 300, 90), FacetReplay(2, 400, 90))
    gaps = findings.gaps(replay(by_topic=parts))
    assert [(g.topic, g.received, g.missed, g.remaining) for g in gaps] == [
        (2, 400, 90, 310), (1, 300, 90, 210), (0, 500, 20, 480),
    ]  # fmt: skip
    title = findings.gap_title(gaps, FACETS, _)
    assert "sport" in title
    assert numbers(title) == [90, 400]
    nothing = findings.gaps(replay(by_topic=(FacetReplay(0, 500, 0),)))
    assert numbers(findings.gap_title(nothing, FACETS, _)) == []
    assert findings.gap_title([], FACETS, _) == findings.gap_title(nothing, FACETS, _)


def test_the_other_side_is_on_the_page_in_the_right_number(small: Audit) -> None:
    one = audit_of(small.dataset, small.topics.assignment, {0: "food"})
    assert "3 accounts" in outlook_findings.other_side(small, EN)
    assert "1 account " in outlook_findings.other_side(one, EN)
    assert "3 comptes" in outlook_findings.other_side(small, FR)
    assert "1 compte " in outlook_findings.other_side(one, FR)


def test_few_people_on_the_other_side_are_some_where_others_read(small: Audit) -> None:
    """“At least fewer than 5” says nothing; a report says neither their number nor less than there is."""
    outlook = SimpleNamespace(sensitive=(0,), sensitive_people=3)
    seen = SimpleNamespace(topics=small.topics, outlook=outlook)
    told = "with one profile at least 3 people could see something that you find sensitive"
    assert told in outlook_findings.other_side(seen, EN)  # type: ignore[arg-type]
    for others in CLOSED:
        assert 3 not in numbers(outlook_findings.other_side(seen, others).partition("Comptes")[0].partition("Acc")[0])  # type: ignore[arg-type]
    assert "some people could see" in outlook_findings.other_side(seen, CLOSED[1])  # type: ignore[arg-type]
    outlook.sensitive_people = 5
    assert "at least 5 people" in outlook_findings.other_side(seen, CLOSED[1])  # type: ignore[arg-type]


# --- who reacts to what ------------------------------------------------------------------------------------------


def rows_of(audit: Audit, circle: str) -> pd.DataFrame:
    table = audit.crossing(["work", "choir"])
    return table[table["group_id"] == circle].reset_index(drop=True)


def test_the_hand_counted_table_of_these_sentences(small: Audit) -> None:
    work, choir = rows_of(small, "work"), rows_of(small, "choir")
    assert work[["topic", "people", "engagements"]].values.tolist() == [[0, 6, 7], [1, 2, 2], [2, 1, 1]]
    assert choir[["topic", "people", "engagements"]].values.tolist() == [[0, 1, 1], [1, 3, 3], [2, 1, 1]]
    assert work["exposed"].tolist()[:2] == [10, 10]
    assert choir["exposed"].tolist()[:2] == [8, 8]
    assert work["exposed"].isna().tolist() == choir["exposed"].isna().tolist() == [False, False, True]


def test_rows_in_words(small: Audit) -> None:
    work, choir = rows_of(small, "work"), rows_of(small, "choir")
    assert findings.row_sentence("Work", work, FACETS, EN) == (
        "Work: most reactions to “food” (6 of 10 people), and also to “music” (2 of 10 people), at least once."
    )
    assert numbers(findings.row_sentence("Work", work, FACETS, FR)) == [6, 10, 2, 10]
    # the facet with more people comes first, then the one with more reactions, then the first by id
    assert numbers(findings.row_sentence("Choir", choir, FACETS, EN)) == [3, 8, 1, 8]
    _fr, closed = CLOSED
    assert findings.row_sentence("Work", work, FACETS, closed) == (
        "Work: most reactions to “food” (at least 6 of 10 people), and also to “music” (fewer than 5 of 10 people), "
        "at least once."
    )


def test_a_row_of_partial_lists_says_at_least(small: Audit) -> None:
    only = rows_of(small, "choir").iloc[2:]
    assert findings.row_sentence("Choir", only, FACETS, EN) == (
        "Choir: reactions to “sport” (at least 1 person), at least once."
    )
    assert findings.row_sentence("Choir", only, FACETS, CLOSED[1]) == (
        "Choir: reactions to “sport” (fewer than 5 people), at least once."
    )
    nothing = only.assign(people=0)
    for _ in (*BOTH, *CLOSED):
        assert numbers(findings.row_sentence("Choir", nothing, FACETS, _)) == []
    assert "not zero" in findings.row_sentence("Choir", nothing, FACETS, EN)


def test_reactions_on_partial_lists_beside_complete_ones_are_not_said_to_be_none() -> None:
    """Three people react where the list is cut, nobody where it is whole: not "0 of 3 people"."""
    posts = "post facet known\na1 0 complete\na2 0 partial"
    dataset, assignment = build(posts, "who post\nx a2\ny a2\nz a2", "who circle\nx work\ny work\nz work")
    audit = audit_of(dataset, assignment, {0: "food"})
    row = audit.crossing(["work"])
    row = row[row["group_id"] == "work"]
    assert (row["people"].item(), row["people_complete"].item(), row["exposed"].item()) == (3, 0, 3)
    assert findings.row_sentence("Work", row, {0: "food"}, EN) == (
        "Work: reactions to “food” (at least 3 people), at least once."
    )


def test_cells_in_words(small: Audit) -> None:
    work = {int(r["topic"]): r for _i, r in rows_of(small, "work").iterrows()}
    choir = {int(r["topic"]): r for _i, r in rows_of(small, "choir").iterrows()}
    assert findings.cell_sentence(work[0], "Work", "food", EN) == ("Work, “food”: 6 of the 10 people who could see")
    assert numbers(findings.cell_sentence(work[0], "Work", "food", FR)) == [6, 10]
    assert "fewer than 5" in findings.cell_sentence(choir[1], "Choir", "music", CLOSED[1])
    assert "at least 1 person, among the reactions we know" in findings.cell_sentence(work[2], "Work", "sport", EN)
    assert "fewer than 5 people, among" in findings.cell_sentence(work[2], "Work", "sport", CLOSED[1])
    unknown = work[2].copy()
    unknown["people"] = 0
    for _ in (*BOTH, *CLOSED):
        assert numbers(findings.cell_sentence(unknown, "Work", "sport", _)) == []
    assert findings.cell_sentence(unknown, "Work", "sport", EN).endswith("not known. That is not zero.")


def test_the_title_of_the_table_is_the_widest_second_facet(small: Audit) -> None:
    table = small.crossing(["work", "choir"])
    circles, facets = findings.crossing_labels(table, small, TITLES, EN)
    # second facet by people: two of work for music; one of choir for food
    title = findings.crossing_title(table, circles, facets, small, EN)
    assert (numbers(title), "Work" in title, "music" in title) == ([2], True, True)
    assert numbers(findings.crossing_title(table, circles, facets, small, FR)) == [2]
    assert "fewer than 5" in findings.crossing_title(table, circles, facets, small, CLOSED[1])
    quiet = table[table["group_id"] == EVERYONE]
    assert findings.crossing_title(quiet, circles, facets, small, EN) == findings.breadth_sentence(small, EN)


def test_labels_are_told_apart_and_others_have_a_name(small: Audit) -> None:
    table = small.crossing(["work"])
    circles, facets = findings.crossing_labels(table, small, {"work": "All contacts"}, EN)
    assert circles == {EVERYONE: "All contacts", "work": "All contacts (2)", OTHER_CIRCLES: "Other circles"}
    assert facets == FACETS
    renamed = replace(small, topics=replace(small.topics, topics=small.topics.topics.assign(name="one")))
    assert list(findings.crossing_labels(table, renamed, TITLES, EN)[1].values()) == ["one", "one (2)", "one (3)"]


def test_more_than_eight_facets_are_gathered_in_others() -> None:
    posts = "\n".join(["post facet", *(f"p{i} {i}" for i in range(10))])
    dataset, assignment = build(posts, "who post\nann p0\nann p8\nann p9")
    audit = audit_of(dataset, assignment, {i: f"facet {i}" for i in range(10)})
    table = audit.crossing([])
    assert table["topic"].tolist() == [*range(7), OTHER_FACETS]
    assert table["engagements"].tolist() == [1, 0, 0, 0, 0, 0, 0, 2]
    assert findings.crossing_labels(table, audit, {}, EN)[1][OTHER_FACETS] == "Other facets"


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_the_table_says_unknown_and_never_zero_for_it(small: Audit, _: Words) -> None:
    table = small.crossing(["work", "choir"])
    circles, facets = findings.crossing_labels(table, small, TITLES, _)
    found = findings.crossing_table(table, circles, facets, _)
    assert len(found) == len(table)
    sport = found[found[_("Facet")] == "sport"].iloc[1]
    assert sport[_("People who could see")] == _("not known")
    assert sport[_("People who reacted")] == "1"
    silent = findings.crossing_table(
        table.assign(people=0, engagements=0, people_complete=0, engagements_complete=0), circles, facets, _
    )
    sport = silent[silent[_("Facet")] == "sport"].iloc[1]
    assert sport[_("People who reacted")] == sport[_("Reactions")] == _("not known")
    food = silent[silent[_("Facet")] == "food"].iloc[1]
    assert (food[_("People who reacted")], food[_("Reactions")]) == ("0", "0")


def test_the_table_for_others_holds_no_small_number(small: Audit) -> None:
    table = small.crossing(["work", "choir"])
    circles, facets = findings.crossing_labels(table, small, TITLES, CLOSED[1])
    found = findings.crossing_table(table, circles, facets, CLOSED[1])
    for column in ("People who reacted", "People who could see", "Reactions"):
        assert not {"1", "2", "3", "4"} & set(found[column])


def test_the_circle_that_matters_most(small: Audit) -> None:
    sentence = findings.aimed_sentence(small, "work", EN)
    assert sentence is not None
    assert "work: most reactions to “food” (6 of 10 people)" in sentence
    assert findings.aimed_sentence(small, "gone", EN) is None
    assert findings.aimed_sentence(small, None, EN) is None


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_how_many_react_and_how_far(small: Audit, _: Words) -> None:
    # w1, w2 and k1 to food and music; eleven react: w1-w6, w9, k1-k4
    assert (small.breadth.in_two_or_more, small.breadth.engagers) == (3, 11)
    assert numbers(findings.breadth_sentence(small, _)) == [3, 11]
    assert numbers(findings.breadth_sentence(small, findings.discreet(_.lang))) == [5, 11]
    first, last = _.date(datetime(2020, 1, 2, tzinfo=UTC)), _.date(datetime(2020, 1, 6, tzinfo=UTC))
    basis = findings.reactions_basis(small, _)
    assert first in basis
    assert last in basis
    assert numbers(basis.replace(first, "").replace(last, ""))[:2] == [16, 11]


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_reactions_outside_the_usual_facet_with_interval_and_chance(small: Audit, _: Words) -> None:
    assert findings.crossing_sentence(small, _) is None  # fifteen reactions are too few
    cross = CrossFacet(0.349, 0.301, 0.394, 0.95, 0.577, 0.605, 1160, 65)
    sentence = findings.crossing_sentence(replace(small, cross_facet=cross), _)
    assert sentence is not None
    assert numbers(sentence) == [35, 30, 39, 95, 58]


def test_worked_out_reactions_stand_beside_the_others() -> None:
    acts = "who post kind day direction evidence\nann a1\nbob a1 reply 2 received proxy"
    dataset, assignment = build("post facet\na1 0", acts)
    audit = audit_of(dataset, assignment, {0: "food"})
    basis = findings.reactions_basis(audit, EN)
    assert numbers(basis)[:2] == [1, 1]
    assert "1 more are worked out, not read" in basis
    assert findings.reactions_basis(audit, CLOSED[1]).count("fewer than 5") == 3


# --- small numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_one_to_four_are_said_to_the_owner_only(lang: str) -> None:
    owner, others = words(lang), findings.discreet(lang)
    for n in range(12):
        assert findings.people(n, owner) == str(n)
        assert findings.is_few(n, others) is (1 <= n <= 4)
        assert not findings.is_few(n, owner)
        assert findings.people(n, others) == (FEW[lang] if 1 <= n <= 4 else str(n))


def test_a_small_remainder_is_hidden_too() -> None:
    others = findings.discreet("en")
    assert findings.people(9, others, 10) == "at least 6"
    assert findings.people(6, others, 10) == "at least 6"
    assert findings.people(10, others, 10) == "10"
    assert findings.people(5, others, 10) == "5"
    assert findings.people(0, others, 3) == "0"
    assert findings.people(3, others, 3) == "fewer than 5"
    for of in range(10, 40):
        # whoever reads "at least m of N" cannot tell how many of the one to four are missing
        assert len({findings.people(n, others, of) for n in range(of - 4, of)}) == 1


# --- facets, files, gestures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_facets_in_words(small: Audit, _: Words) -> None:
    title = findings.facets_title(small, _)
    assert numbers(title) == [3, 50]  # two of the four posts with words
    assert "food" in title
    basis = findings.facets_basis(small, _)
    dates = [_.date(datetime(2020, 1, d, tzinfo=UTC)) for d in (2, 6)]
    for told in dates:
        assert told in basis
        basis = basis.replace(told, "")
    assert numbers(basis) == [4, 2, 1, 0]
    one = findings.facets_title(audit_of(small.dataset, small.topics.assignment, {0: "food"}), _)
    assert ("1 facet." if _.lang == "en" else "1 facette.") in one
    empty = audit_of(small.dataset, small.topics.assignment, {})
    assert numbers(findings.facets_title(empty, _)) == []


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_a_period_without_dates(_: Words) -> None:
    undated = from_rows([Post("a", "net", None, "words")])
    assert findings.period_text(undated.posts, _) == _("dates not known")


def readiness(dataset: Dataset, _: Words = EN) -> list[tuple[str, str]]:
    return [(line.grade, line.sentence) for line in findings.readiness(dataset, _)]


def posts_with(known: list[Any], texts: list[str] | None = None, **values: Any) -> Dataset:
    texts = texts or ["words"] * len(known)
    rows = [Post(f"p{i}", "net", None, t, reactions_known=k, **values)
            for i, (k, t) in enumerate(zip(known, texts, strict=True))]  # fmt: skip
    return from_rows([*rows, Contact("a", "net", "Ann"), Contact("b", "net", "Bob")])


def test_what_the_files_can_tell() -> None:
    good = posts_with(["complete"] * 9 + ["none"], visibility="public")
    assert readiness(good) == [
        ("good", "yes, 2"), ("good", "yes, 10 of your 10 posts hold words"),
        ("good", "yes, by name under 9 of your 10 posts"), ("good", "yes, known for 10 of your 10 posts"),
    ]  # fmt: skip
    partly = posts_with(["partial", "complete", "none", "none"], ["words", "", "", ""])
    assert readiness(partly)[1:] == [
        ("partial", "partly, 3 of your 4 posts have no words (a photo alone, for example)"),
        ("partial", "partly, by name under 2 of your 4 posts"), ("absent", "not known"),
    ]  # fmt: skip
    counted = posts_with(["count", "none"])
    assert readiness(counted)[2] == ("absent", "no, only numbers without names, under 1 post")
    assert readiness(posts_with(["none"]))[2] == ("absent", "no, these files do not hold them")
    assert readiness(posts_with(["none", "none"], ["", "📷"]))[1] == ("absent",
                                                                    "no, none of your 2 posts holds words")  # fmt: skip
    nothing = from_rows([Contact("a", "net", "Ann")])
    assert [sentence for _grade, sentence in readiness(nothing)][:2] == ["yes, 1", "no post was read"]
    assert readiness(from_rows([Post("a", "net", None, "x")]))[0] == ("absent", "no, these files name nobody")


def test_before_the_files_know_who_i_am_they_say_no_no() -> None:
    asked = (Unowned("chat", 2, ("Ann", "Bob"), server_wide=False),)
    later = ("absent", "not known yet: first say who you are")
    met = from_rows([Contact("a", "chat", "Ann")], unowned=asked)
    assert readiness(met) == [("good", "yes, 1"), later, later, later]
    assert readiness(from_rows([], unowned=asked)) == [later] * 4
    told = readiness(met, FR)[1:]
    assert {sentence for _grade, sentence in told} == {"on ne sait pas encore\u00a0: dites d'abord qui vous êtes"}
    # posts of another file are known, whoever the person is in this one
    both = from_rows([Post("p", "net", None, "x"), Post("q", "net", None, "")], unowned=asked)
    assert "not known yet: first say who you are" not in [sentence for _grade, sentence in readiness(both)[1:]]


def test_answers_by_name_without_a_list_of_reactions_are_told() -> None:
    def answered(*acts: tuple[str, Any, Any], known: tuple[Known, ...] = ("none", "none", "count")) -> Dataset:
        posts = [Post(f"p{n}", "net", None, "x", reactions_known=k) for n, k in enumerate(known)]
        posts.append(Post("again", "net", None, "x", kind="repost"))
        rows = [Interaction("a", post, None, kind, direction, "observed", "net") for post, direction, kind in acts]
        return from_rows([*posts, Contact("a", "net", "Ann"), *rows])

    def line(dataset: Dataset, _: Words = EN) -> str:
        return readiness(dataset, _)[2][1]

    one = answered(("p0", "received", "reply"), ("p0", "received", "mention"), ("again", "received", "comment"))
    assert readiness(one)[2] == ("absent", "no list of reactions, but answers by name, under 1 post")
    assert line(one, FR) == "pas de liste de réactions, mais des réponses avec des noms, sous 1 publication"
    two = answered(("p0", "received", "reply"), ("p2", "received", "comment"))
    assert line(two) == "no list of reactions, but answers by name, under 2 posts"
    assert line(two, FR) == "pas de liste de réactions, mais des réponses avec des noms, sous 2 publications"
    # what the person gave, private messages and worked-out answers are no answers by name; a list says more
    for other in (answered(("p0", "given", "reply")), answered(("p0", "received", "message"))):
        assert line(other).startswith("no, only numbers without names")
    guessed = two.interactions.assign(evidence=pd.array(["proxy"] * 2, dtype=two.interactions["evidence"].dtype))
    assert line(replace(two, interactions=guessed)).startswith("no, only numbers without names")
    assert line(answered(("p0", "received", "reply"), known=("none", "partial", "none"))).startswith("partly, by name")


def test_what_stands_in_closed_private_messages_is_not_a_no() -> None:
    post, shut = Post("p", "linkedin", None, "x"), FileSeen("linkedin", "messages*.csv", "closed")
    told = ("absent", "not in what was read (your private messages stayed closed)")
    assert [readiness(from_rows([post, shut]))[n] for n in (0, 2)] == [told, told]
    french = [readiness(from_rows([post, shut]), FR)[n][1] for n in (0, 2)]
    assert set(french) == {"pas dans ce qui a été lu (vos messages privés sont restés fermés)"}
    # what was read says more
    met = from_rows([replace(post, reactions_known="count"), shut, Contact("a", "linkedin", "Ann")])
    assert [readiness(met)[n][1] for n in (0, 2)] == ["yes, 1", "no, only numbers without names, under 1 post"]
    # messages that were read, other files that stay closed, and files of that name elsewhere hide nobody
    for seen in (replace(shut, status="read"), replace(shut, file="Logins.csv"), replace(shut, platform="csv")):
        lines = readiness(from_rows([post, seen]))
        assert [lines[n][1] for n in (0, 2)] == ["no, these files name nobody", "no, these files do not hold them"]


def test_one_post_is_told_as_one_in_both_languages() -> None:
    def said(known: list[Any], texts: list[str] | None = None, **values: Any) -> list[tuple[str, str]]:
        dataset = posts_with(known, texts, **values)
        pairs = zip(readiness(dataset), readiness(dataset, FR), strict=True)
        return [(told, dit) for (_grade, told), (_same, dit) in pairs][1:]

    assert said(["complete"], visibility="public") == [
        ("yes, your only post has words", "oui, votre seule publication a du texte"),
        ("yes, by name under your only post", "oui, avec les noms, sous votre seule publication"),
        ("yes, known for your only post", "oui, connu pour votre seule publication"),
    ]
    assert said(["partial"], ["📷"])[:2] == [
        ("no, your only post has no words", "non, votre seule publication n'a pas de texte"),
        ("partly, by name under your only post", "en partie, avec les noms, sous votre seule publication"),
    ]
    words_, counted, _seen = said(["count", "none", "none"], ["x", "x", ""])
    assert words_ == (
        "partly, 1 of your 3 posts has no words (a photo alone, for example)",
        "en partie, 1 de vos 3 publications est sans texte (une photo seule, par exemple)",
    )
    assert counted == ("no, only numbers without names, under 1 post",
                       "non, seulement des nombres sans noms, sous 1 publication")  # fmt: skip
    assert said(["count"] * 2)[1] == ("no, only numbers without names, under 2 posts",
                                      "non, seulement des nombres sans noms, sous 2 publications")  # fmt: skip
    answered = replace(posts_with(["none"], visibility="public"), from_answer=frozenset({"p0"}))
    assert (readiness(answered)[3][1], readiness(answered, FR)[3][1]) == (
        "by your answer for your only post", "d'après votre réponse pour votre seule publication",
    )  # fmt: skip


def test_what_the_files_can_tell_says_the_same_in_french() -> None:
    for dataset in (posts_with(["complete"] * 9 + ["none"], visibility="public"), posts_with(["partial", "none"])):
        french, english = readiness(dataset, FR), readiness(dataset)
        for (grade, said), (same, told) in zip(french, english, strict=True):
            assert (grade, sorted(numbers(said))) == (same, sorted(numbers(told)))
            assert said != told
    assert readiness(posts_with(["none"]), CLOSED[1])[0][1] == "yes, fewer than 5"


def done(**values: Any) -> Gestures:
    """What somebody did: 1,500 actions, unless said otherwise."""
    none = pd.DataFrame()
    given: dict[str, Any] = {
        "counts": {"publish": 900, "share": 150, "discuss": 300, "connect": 150}, "reactions": 40,
        "by_platform": none, "by_year": none, "by_facet": none, "given_by_facet": none, "given": 1310,
        "given_unknown": 10, "questions": 12, "writings": 80, "links": Links(3, 9, 20, 30), "n": 1500,
        "since": datetime(2021, 1, 10, tzinfo=UTC), "until": datetime(2026, 9, 24, tzinfo=UTC),
    }  # fmt: skip
    return Gestures(**{**given, **values})


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_gestures_in_words(_: Words) -> None:
    assert numbers(findings.gestures_title(done().counts, _)) == [10, 6, 1, 2, 1]
    # thirds: whole numbers that add up to ten
    thirds = numbers(findings.gestures_title({"publish": 1, "share": 1, "discuss": 1, "connect": 0}, _))
    assert (thirds[0], sum(thirds[1:])) == (10, 10)
    # done once in a thousand times is not never done
    rare = findings.gestures_title({"publish": 998, "share": 1, "discuss": 1, "connect": 0}, _)
    assert rare == (
        "Out of 10 actions: 10 to publish, fewer than 1 to share, fewer than 1 to discuss, 0 to connect."
        if _.lang == "en"
        else "Sur 10 gestes\u00a0: 10 pour publier, moins de 1 pour partager, moins de 1 pour discuter, 0 pour créer "
        "un lien."
    )
    nothing = dict.fromkeys(done().counts, 0)
    assert numbers(findings.gestures_title(nothing, _)) == []
    assert numbers(findings.questions_title(done(), _)) == [12, 80]
    assert numbers(findings.links_title(done(), _)) == [3, 12]
    assert findings.links_title(done(links=Links(0, 0, 20, 30)), _) == (
        "No link of yours in what was read" if _.lang == "en" else "Aucun lien de vous dans ce qui a été lu"
    )
    assert numbers(findings.links_sentence(done(), _)) == [3, 20, 9, 30]
    dates = [_.date(done().since), _.date(done().until)]
    for basis, expected in (
        (findings.gestures_basis(done(), _), [1500]),
        (findings.given_basis(done(), _), [1310, 10]),
    ):
        told = basis
        for when in dates:
            assert when in told
            told = told.replace(when, "")
        assert numbers(told) == expected
    assert _("dates not known") in findings.gestures_basis(done(since=None, until=None), _)


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_links_where_messages_stayed_closed_are_not_known(_: Words) -> None:
    closed = done(links=Links(None, 9, 0, 30))
    assert numbers(findings.links_title(closed, _)) == []
    assert numbers(findings.links_sentence(closed, _)) == []
    assert findings.links_title(done(links=Links(0, 0, 20, 30)), _) != findings.links_title(closed, _)


@pytest.mark.parametrize("_", BOTH, ids=["fr", "en"])
def test_whom_the_person_turns_to(_: Words) -> None:
    totals = pd.Series([70, 20, 10], index=pd.Index([1, 0, 2]))
    title = findings.given_title(totals, FACETS, _)
    assert numbers(title) == [70, 100]
    assert "music" in title


def test_actions_by_year_and_network_with_the_unknown_said() -> None:
    columns = {"publish": [1, 2], "share": [0, 0], "discuss": [3, 0], "connect": [0, 1], "react": [5, 0]}
    years = pd.DataFrame({"year": pd.array([2021, None], dtype="Int64"), **columns})
    found = findings.actions_table(years, "year", "Year", EN)
    assert found["Year"].tolist() == ["2021", "not known"]
    assert found["Publish"].tolist() == [1, 2]
    networks = pd.DataFrame({"platform": ["slack", "mine"], **columns})
    assert findings.actions_table(networks, "platform", "Réseau", FR)["Réseau"].tolist() == ["Slack", "mine"]


def test_every_aim_is_said_in_both_languages_and_gives_advice_only() -> None:
    assert len(findings.AIMS) == 6
    assert len({aim.id for aim in findings.AIMS}) == 6
    for aim in findings.AIMS:
        for sentence in (aim.title, aim.about, aim.advice):
            assert FR(sentence) != sentence
            assert numbers(FR(sentence)) == numbers(sentence) == []


def test_colours_follow_the_facets(small: Audit) -> None:
    assert findings.colours(small, [2, 0]) == [2, 0]
