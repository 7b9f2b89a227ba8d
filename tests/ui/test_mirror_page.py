"""The mirror on screen: right words beside facets, folded lists, nothing where the files hold nothing."""

from __future__ import annotations

import html
from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from identity_audit import schema
from identity_audit.analysis import mirror
from identity_audit.audit import Audit
from identity_audit.schema import Trace
from identity_audit.ui import mirror_work, work
from tests.ui.conftest import Open
from tests.ui.test_pages import charts, english_texts, plain, tables

LANGUAGES = ("fr", "en")
# the words of both examples' lists that a person would put with each facet, by the facet's first term
CAMILLE = {
    "élèves": {"Fournitures scolaires", "Manuels scolaires", "Sociologie", "Pédagogie", "Sciences sociales",
               "Enseignement secondaire", "Higher Education", "Social Research", "Parentalité"},
    "soupe": {"Cuisine végétarienne", "Confiture", "Pâtisserie", "Pain au levain", "Marchés de producteurs"},
    "barre": {"CrossFit", "Chaussures de sport", "Haltérophilie", "Fitness Equipment", "Rameur d’intérieur"},
    "voix": {"Musique chorale", "Festivals de musique", "Festivals", "Jazz", "Guitare basse"},
    "vélo": {"Vélo cargo", "Vélo", "Transport ferroviaire", "Cyclotourisme", "Voyages en train", "Electric Bicycles",
             "Urbanisme"},
}  # fmt: skip


def with_traces(outcome: work.Outcome, *rows: Trace) -> work.Outcome:
    """The same outcome, had the files held these lists."""
    assert isinstance(outcome.audit, Audit)
    dataset = replace(outcome.audit.dataset, traces=schema.frame("traces", list(rows)))
    return replace(outcome, audit=replace(outcome.audit, dataset=dataset))


def said(app: AppTest) -> str:
    """Everything that stands open on the page or in a fold's label."""
    found = [*app.main.markdown, *app.main.caption, *app.main.subheader, *app.main.info, *app.main.text]
    return "\n".join(html.unescape(plain(element.value)) for element in found)


def test_no_word_of_the_example_is_put_with_a_wrong_facet(camille: work.Outcome) -> None:
    assert isinstance(camille.audit, Audit)
    traces, topics = camille.audit.dataset.traces, camille.audit.topics
    values = mirror.compared_interests(traces)
    known = mirror_work._interests.__wrapped__(values)  # type: ignore[attr-defined]
    first = {int(topic): terms[0] for topic, terms in zip(topics.topics["id"], topics.topics["terms"], strict=True)}
    placed = 0
    for found in mirror.mirrors(traces, topics, known):
        for facet in found.in_both:
            words = set(found.words_of(facet)["value"])
            assert words <= CAMILLE[first[facet]]
            placed += len(words)
    # of the words a person would place, two in three are found
    wanted = sum(len(set(traces.loc[(traces["kind"] == "interest") & (traces["platform"] == p), "value"]) & words)
                 for p in set(traces["platform"]) for words in CAMILLE.values())  # fmt: skip
    assert placed >= wanted * 2 / 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_three_lists_with_their_words(open_page: Open, camille: work.Outcome, lang: str) -> None:
    app = open_page("mirror", camille, lang=lang)
    assert not app.exception
    text = said(app)
    title = {"fr": "Facebook vous attribue 35 centres d'intérêt. On y retrouve 5 de vos 6 facettes.",
             "en": "Facebook lists 35 interests for you. 5 of your 6 facets are among them."}[lang]  # fmt: skip
    assert title in text
    assert "Musique chorale, Festivals de musique, Jazz, Guitare basse" in text
    assert len(charts(app)) == 3
    for table in tables(app)[:1]:
        assert table.iloc[:, 1].sum() == 35
    if lang == "fr":
        assert english_texts(app) == []


def test_delicate_words_and_guesses_are_only_in_folds(open_page: Open, camille: work.Outcome) -> None:
    changed = with_traces(
        camille,
        Trace("facebook", "interest", "Église catholique"), Trace("facebook", "interest", "CrossFit"),
        Trace("facebook", "inference", "Parti de gauche"), Trace("facebook", "advertiser", "Clinique du Parc"),
    )  # fmt: skip
    app = open_page("mirror", changed)
    assert not app.exception
    for hidden in ("Église catholique", "Parti de gauche", "Clinique du Parc"):
        assert hidden not in said(app)
        folds = [fold for fold in app.expander for t in fold.dataframe if hidden in t.value.to_numpy().ravel().tolist()]
        assert len(folds) == 1
        assert not folds[0].proto.expanded
        # and in no table that stands open
        assert len([t for t in app.dataframe if hidden in t.value.to_numpy().ravel().tolist()]) == 1
    assert "CrossFit" in said(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_lists_the_page_says_what_to_ask_for(open_page: Open, facebook_only: work.Outcome, lang: str) -> None:
    app = open_page("mirror", with_traces(facebook_only), lang=lang)
    assert not app.exception
    assert not charts(app) and not app.dataframe
    box = {"fr": "« Informations publicitaires »", "en": "“Ads information”"}[lang]
    assert box in said(app).replace("\u00a0", " ")
    if lang == "fr":
        assert english_texts(app) == []


def test_hostile_words_stay_words(open_page: Open, camille: work.Outcome) -> None:
    evil = "![x](https://evil.example/x.png) <b>Vélo</b> $x^2$ :material/home:"
    app = open_page("mirror", with_traces(camille, Trace("facebook", "interest", evil), Trace("x", "declared", evil)))
    assert not app.exception
    for element in [*app.main.markdown, *app.main.subheader, *app.main.caption]:
        assert "evil.example" not in element.value
    assert [evil in t.value.to_numpy().ravel().tolist() for t in app.dataframe].count(True) >= 1


def test_without_the_encoder_the_lists_stand_alone(
    open_page: Open, camille: work.Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror_work, "load_encoder", lambda: None)
    app = open_page("mirror", with_traces(camille, Trace("facebook", "interest", "CrossFit")), lang="en")
    assert not app.exception
    assert not charts(app)
    assert "Facebook lists 1 interest for you." in said(app)
    assert "CrossFit" not in said(app)  # any word may be a delicate one


def test_given_and_received_are_two_figures(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("gestures", camille, lang="en")
    assert not app.exception
    text = said(app)
    assert "Whom you react to: “" in text
    assert "Given and received, side by side" in text
    relations = next(t.value for t in app.dataframe if "Which way" in t.value.columns)
    assert list(relations["Which way"]) == ["Answers me", "I answer them", "Both ways", "Cannot tell"]
    total = int(text.split("Who answers whom: clear for ")[1].split(" of ")[1].split()[0])
    assert relations["People"].sum() == total
    # names only in folds, in alphabetical order
    names = [t.value.splitlines() for fold in app.expander for t in fold.text]
    assert sum(map(len, names)) == total
    assert all(who == sorted(who, key=str.casefold) for who in names)


def test_where_one_direction_is_missing_nothing_is_set_beside(open_page: Open, facebook_only: work.Outcome) -> None:
    assert isinstance(facebook_only.audit, Audit)
    dataset = facebook_only.audit.dataset
    friend = dataset.contacts["contact_id"].iloc[0]
    row = schema.Interaction(friend, None, pd.Timestamp("2025-02-01", tz="UTC").to_pydatetime(), "reaction", "given",
                             "observed", "facebook")  # fmt: skip
    acts = pd.concat([dataset.interactions, schema.frame("interactions", [row])], ignore_index=True)
    changed = replace(facebook_only.audit, dataset=replace(dataset, interactions=acts))
    app = open_page("gestures", replace(facebook_only, audit=changed), lang="en")
    assert not app.exception
    assert "What is missing is not zero." in said(app)
    assert not [t for t in app.dataframe if "Which way" in t.value.columns]
