"""The history in words: every kind of decision, in both languages, with its effect and whether it holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from identity_audit import schema
from identity_audit.audit import Audit, Settings, run_audit
from identity_audit.corrections import (
    CORRECTIONS,
    AccountVisibility,
    CalledSo,
    ChosenPlan,
    Correction,
    CutFacet,
    DropCircle,
    FacetPosts,
    HideFacet,
    HideMoment,
    JoinCircle,
    LeaveCircle,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    LeaveOutPeriod,
    MakeCircle,
    MergeCircles,
    MergeFacets,
    MovePosts,
    NotMe,
    NotMyFacet,
    NotMyPosts,
    NotSame,
    NumberOfFacets,
    OutOfTen,
    PastedList,
    ReactionKinds,
    RenameCircle,
    RenameFacet,
    SamePerson,
    SecondProfile,
    SeenBy,
    SensitiveFacet,
    SkippedPost,
    ThisIsMe,
)
from identity_audit.dataset import Dataset, from_rows
from identity_audit.decision_findings import Told, effect_sentence, told
from identity_audit.history import (
    About,
    BackToSuggestion,
    Decided,
    Effect,
    Event,
    History,
    Redone,
    TakenBack,
    Undone,
)
from identity_audit.words import words
from tests.ui.conftest import own_texts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """Sixty posts on three subjects, five people, one channel."""
    posts = [
        schema.Post(f"x:{number}", "x", NOW, text, "post", "none", "public", "none", source_file="posts.js")
        for number, text in enumerate(own_texts())
    ]
    people = [schema.Contact(f"x:p{number}", "x", name) for number, name in enumerate("Ana Bo Cy Di Ed".split())]
    return from_rows([*posts, *people, schema.Group("x:g", "x", "choir", "channel")])


@pytest.fixture(scope="module")
def audit(dataset: Dataset) -> Audit:
    return run_audit(dataset)


def facet(audit: Audit, number: int) -> FacetPosts:
    return audit.facet_posts(audit.facets()[number].id)


def said(audit: Audit | None, *decisions: Correction, lang: str = "en") -> list[str]:
    history = History((Decided(NOW, decisions),))
    return [one.sentence for one in told(history, audit, words(lang))]


def test_people_and_circles_in_words(audit: Audit) -> None:
    assert said(
        audit, SamePerson(("x:p0", "x:p1")), NotSame(("x:p0", "x:gone")), ThisIsMe("x:p2"), NotMe("x:p3"),
        MakeCircle("circle:c", "Friends", ("x:p0", "x:p1", "x:p2", "x:p3")), RenameCircle("circle:c", "Family"),
        RenameCircle("x:g", "Chorus"), MergeCircles(("circle:c", "x:g")), JoinCircle("x:g", ("x:p4",)),
        LeaveCircle("circle:c", ("x:p4",)), DropCircle("x:unknown"),
    ) == [
        "One person: Ana · X and Bo · X",
        "Not the same person: Ana · X and somebody who is not in these files",
        "This is me: Cy · X",
        "This is not me: Di · X",
        "Circle “Friends” made, with 4 people",
        "“Friends” is now called “Family”",
        "“choir” is now called “Chorus”",
        "One circle: Family and Chorus",
        "In “Chorus”: Ed · X",
        "No longer in “Family”: Ed · X",
        "No circle of mine: “a circle that is not in these files”",
    ]  # fmt: skip


def test_pasted_lists_in_words(audit: Audit) -> None:
    decisions = (
        PastedList("x:0", ("x:p0", "x:p1"), ("Zoé",), True), PastedList("x:1", ("x:p0",), (), False),
        PastedList("x:2", (), (), True), SkippedPost("x:3"), SkippedPost("x:gone"),
    )  # fmt: skip
    assert said(audit, *decisions) == [
        "3 names, the whole list (post: 22 Nov 2026)",
        "1 name, not the whole list (post: 22 Nov 2026)",
        "Nobody reacted (post: 22 Nov 2026)",
        "The list could not be opened (post: 22 Nov 2026)",
        "The list could not be opened (post: date not known)",
    ]
    history = History((Decided(NOW, decisions), BackToSuggestion(NOW, "evidence")))
    assert [(one.about, one.holds) for one in told(history, audit, words("en"))] == [
        *[("evidence", False)] * 5, ("evidence", True)]  # fmt: skip
    # somebody whom only a list names has a name in what is decided later
    listed = replace(audit, settings=Settings(corrections=decisions))
    assert said(listed, JoinCircle("x:g", ("x:pasted:zoe",))) == ["In “choir”: Zoé · X"]


def test_facets_in_words_under_the_name_they_had(audit: Audit) -> None:
    one, two = audit.facets()[:2]
    unknown = FacetPosts(("x:never",), 0.5)
    assert said(
        audit, RenameFacet(facet(audit, 0), "Bread"), MergeFacets((facet(audit, 0), facet(audit, 1))),
        CutFacet(facet(audit, 1)), MovePosts(("x:0",), facet(audit, 0)), MovePosts(("x:0", "x:3"), facet(audit, 1)),
        NotMyPosts(("x:0",)), NotMyPosts(("x:0", "x:1")), NotMyFacet(facet(audit, 1)),
        SensitiveFacet(facet(audit, 0), True), SensitiveFacet(facet(audit, 0), False), NumberOfFacets(4),
        NumberOfFacets(None), RenameFacet(unknown, "Mine"),
    ) == [
        f"Facet “{one.name}” is now called “Bread”",
        f"One facet: Bread and {two.name}",
        f"Facet “{two.name}” cut in two",
        "1 post moved to “Bread”",
        f"2 posts moved to “{two.name}”",
        "1 post is not me",
        "2 posts are not me",
        f"Not me: the facet “{two.name}”",
        "I find “Bread” sensitive",
        "I no longer find “Bread” sensitive",
        "4 facets to begin with",
        "As many facets as suggested",
        "Facet “a facet that is not in these files” is now called “Mine”",
    ]  # fmt: skip


def test_limits_answers_and_the_plan_in_words(audit: Audit) -> None:
    one = facet(audit, 0)
    decisions = (
        HideMoment("x:0", "x:p0"), HideFacet(one, "x:g", True), HideFacet(one, "x:gone", False),
        SecondProfile("work_private", ("x:g",), (one,)), SecondProfile("teacher", (), ()),
        OutOfTen("follow_several", 5), OutOfTen("follow_several", None), OutOfTen("held_back", 0),
        OutOfTen("held_back", None), ChosenPlan("cautious"), ChosenPlan(None),
    )  # fmt: skip
    name = audit.facets()[0].name
    assert said(audit, *decisions) == [
        "A surprise is not shown any more (post: 22 Nov 2026)",
        f"“{name}” hidden from “choir”",
        f"“{name}” shown again to “a circle that is not in these files”",
        f"In my work profile: choir; facets: {name}",
        "On my teacher account: nobody; facets: nothing",
        "Out of 10 people, 5 would follow all my profiles",
        "I do not know how many would follow all my profiles",
        "Out of 10 things I wanted to post, I kept 0 to myself",
        "I do not know how much I keep to myself",
        "My plan: cautious",
        "No plan chosen any more",
    ]
    assert re.sub(r"\s", " ", said(audit, ChosenPlan("balanced"), lang="fr")[0]) == "Mon plan : équilibré"


LEFT_OUT: list[tuple[Correction, str, str]] = [
    (LeaveOutPeople(("m1", "m2"), "s"), "2 people left out", "2 personnes retirées"),
    (LeaveOutPeople(("m1",), "s"), "1 person left out", "1 personne retirée"),
    (LeaveOutConversations(("m1",), "s"), "1 conversation left out", "1 conversation retirée"),
    (LeaveOutPeriod("2020-01-31", "2020-03-01"), "Left out: from 31 Jan 2020 to 1 Mar 2020",
     "Retiré : du 31 janv. 2020 au 1 mars 2020"),
    (LeaveOutPeriod("2020-01-31", None), "Left out: everything since 31 Jan 2020",
     "Retiré : tout depuis le 31 janv. 2020"),
    (LeaveOutPeriod(None, "2020-03-01"), "Left out: everything up to 1 Mar 2020",
     "Retiré : tout jusqu'au 1 mars 2020"),
    (LeaveOutPeriod(None, None), "Left out: everything that has a date", "Retiré : tout ce qui a une date"),
    (LeaveOutFile("facebook", "posts/*.json"), "Left out: Facebook, file “posts/*.json”",
     "Retiré : Facebook, fichier « posts/*.json »"),
]  # fmt: skip


@pytest.mark.parametrize(("decision", "english", "french"), LEFT_OUT)
def test_what_is_left_out_is_counted_and_never_named(decision: Correction, english: str, french: str) -> None:
    assert said(None, decision) == [english]
    assert [re.sub(r"\s", " ", sentence) for sentence in said(None, decision, lang="fr")] == [french]


@pytest.mark.parametrize(
    ("seen_by", "english", "french"),
    [
        (None, "I do not know, or it changed", "Je ne sais pas, ou cela a changé"),
        ("public", "everybody (public account)", "tout le monde (compte public)"),
        ("followers", "those who follow me (private account)", "les personnes qui me suivent (compte privé)"),
        ("contacts", "my contacts or friends", "mes contacts ou mes amis"),
    ],
)
def test_who_can_see_an_account_in_words(seen_by: SeenBy | None, english: str, french: str) -> None:
    decision = AccountVisibility("instagram", seen_by)
    assert said(None, decision) == [f"Who can see my posts on Instagram: {english}"]
    told_in_french = [re.sub(r"\s", " ", sentence) for sentence in said(None, decision, lang="fr")]
    assert told_in_french == [f"Qui peut voir mes publications sur Instagram : {french}"]


def test_every_kind_of_decision_has_its_sentence_in_both_languages(audit: Audit) -> None:
    posts = facet(audit, 0)
    values = {
        "contacts": ("x:p0", "x:p1"), "contact": "x:p0", "id": "circle:n", "name": "New", "circle": "x:g",
        "circles": ("x:g", "circle:n"), "marks": ("m",), "salt": "s", "first": None, "last": None, "platform": "x",
        "file": "f", "facet": posts, "facets": (posts, posts), "posts": ("x:0",), "sensitive": True, "number": 3,
        "post": "x:0", "names": ("Zoé",), "complete": True, "visibility": "contacts",
        "hidden": True, "profile": "teacher", "question": "held_back", "answer": 3, "plan": "balanced",
        "since": "2024-01-01", "before": None, "decision": "rethink", "words": ("apero",), "role": "pupil",
        "group": "3A",
        "kinds": ("reaction", "share"), "called": "ally",
    }  # fmt: skip
    seen = set()
    for kind in CORRECTIONS.values():
        decision = kind(**{name: values[name] for name in kind.__slots__})
        for known in (audit, None):
            [english], [french] = said(known, decision), said(known, decision, lang="fr")
            assert english != french
            assert "{" not in english + french
            seen.add(english)
    assert len(seen) >= len(CORRECTIONS)


@pytest.mark.parametrize(
    ("effect", "english", "french"),
    [
        (Effect(), "Nothing else moves.", "Rien d'autre ne bouge."),
        (Effect(posts_moved=12), "12 posts move, nothing else.", "12 publications changent de facette, rien d'autre."),
        (Effect(posts_moved=1), "1 post moves, nothing else.", "1 publication change de facette, rien d'autre."),
        (Effect(people_moved=3), "3 people change circles, nothing else.",
         "3 personnes changent de cercles, rien d'autre."),
        (Effect(posts_moved=1234, people=-1, reactions=2),
         "1,234 posts move, 1 person fewer and 2 reactions more, nothing else.",
         "1 234 publications changent de facette, 1 personne en moins et 2 réactions en plus, rien d'autre."),
    ],
)  # fmt: skip
def test_an_effect_in_words(effect: Effect, english: str, french: str) -> None:
    step = Decided(NOW, (NotMyPosts(("x:0",)),), effect)
    assert effect_sentence(step, words("en")) == english
    assert re.sub(r"\s", " ", effect_sentence(step, words("fr"))) == french


def test_leaving_out_never_claims_that_nothing_else_changes() -> None:
    step = Decided(NOW, (LeaveOutPeople(("m",), "s"),), Effect(posts=-2, people=-1, reactions=-30))
    sentence = effect_sentence(step, words("en"))
    assert sentence == "2 posts fewer, 1 person fewer and 30 reactions fewer. The rest is analysed again."
    nothing = Decided(NOW, step.decisions)
    assert effect_sentence(nothing, words("en")) == "Nothing that was read is taken out by it."


def test_what_holds_after_undo_take_back_and_return() -> None:
    a, b, c = NumberOfFacets(3), NotMyPosts(("x:1",)), MakeCircle("c", "C", ("x:p0",))
    events: list[Event] = [
        Decided(NOW, (a, b)), Decided(NOW, (c,)), TakenBack(NOW, 0, 1), BackToSuggestion(NOW, "circles"), Undone(NOW),
        Redone(NOW), Undone(NOW), Undone(NOW),
    ]  # fmt: skip

    def states(n: int) -> list[tuple[int, int | None, bool]]:
        return [(one.step, one.place, one.holds) for one in told(History(tuple(events[:n])), None, words("en"))]

    assert states(2) == [(0, 0, True), (0, 1, True), (1, 0, True)]
    assert states(3) == [(0, 0, True), (0, 1, False), (1, 0, True)]
    assert states(4) == [(0, 0, True), (0, 1, False), (1, 0, False), (3, None, True)]
    assert states(5) == [(0, 0, True), (0, 1, False), (1, 0, True), (3, None, False)]
    assert states(6) == states(4)
    # the second undo brings back what had been taken back alone
    assert states(8) == [(0, 0, True), (0, 1, True), (1, 0, True), (3, None, False)]


def test_a_step_tells_its_effect_once() -> None:
    step = Decided(NOW, (NotMyPosts(("x:0",)), NotMyPosts(("x:1",))), Effect(posts_moved=2))
    found = told(History((step,)), None, words("en"))
    assert [one.effect for one in found] == ["2 posts move, nothing else.", None]


def test_each_decision_says_what_it_is_about() -> None:
    decisions = (
        ThisIsMe("x:p0"), DropCircle("x:g"), NumberOfFacets(2), LeaveOutFile("x", "f"), AccountVisibility("x", None),
        ReactionKinds(("share",)), CalledSo("x:p0", None),
    )  # fmt: skip
    found = told(History((Decided(NOW, decisions), BackToSuggestion(NOW, "facets"))), None, words("en"))
    assert [one.about for one in found] == [
        "people", "circles", "facets", "left_out", "visibility", "reactions", "called", "facets",
    ]  # fmt: skip


def test_a_return_to_the_suggestion_is_told_for_everything(audit: Audit) -> None:
    for lang in ("en", "fr"):
        sentences = [
            one.sentence
            for about in get_args(About)
            for one in told(History((BackToSuggestion(NOW, about),)), audit, words(lang))
        ]
        assert len(set(sentences)) == len(get_args(About))


def test_names_of_an_undone_decision_are_not_taken_over(audit: Audit) -> None:
    suggested = audit.facets()[0].name
    history = History((
        Decided(NOW, (RenameFacet(facet(audit, 0), "Bread"),)), Undone(NOW), Decided(NOW, (CutFacet(facet(audit, 0)),)),
    ))  # fmt: skip
    found: list[Told] = told(history, audit, words("en"))
    assert [one.sentence for one in found] == [
        f"Facet “{suggested}” is now called “Bread”", f"Facet “{suggested}” cut in two"
    ]  # fmt: skip
    again = run_audit(audit.source, Settings(corrections=history.corrections))
    assert [one.sentence for one in told(history, again, words("en"))] == [one.sentence for one in found]
