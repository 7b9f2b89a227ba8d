"""What moved, on screen: empty, too few, nothing moved, moved; the earlier export decides where the parts meet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit import change_findings
from identity_audit.analysis.change import Change, halves
from identity_audit.audit import Settings, recluster
from identity_audit.corrections import NumberOfFacets
from identity_audit.dataset import Dataset
from identity_audit.store.dossier import Dossier, Import
from identity_audit.ui import work
from identity_audit.words import words
from tests.ui.conftest import Open, audited, go, write_chat
from tests.ui.test_pages import charts, english_texts, plain, tables

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "en"])
TURN = datetime(2026, 1, 19, tzinfo=UTC)


def texts(app: AppTest) -> str:
    blocks: list[Any] = [*app.subheader, *app.markdown, *app.caption, *app.info]
    return "\n".join(plain(block.value) for block in blocks)


def found(outcome: work.Outcome, cut: datetime | None = None) -> Change:
    audit = outcome.audit
    assert audit is not None
    change = halves(audit.posts, audit.topics.assignment, audit.engagements, cut)
    assert isinstance(change, Change)
    return change


def names(outcome: work.Outcome) -> dict[int, str]:
    assert outcome.audit is not None
    return outcome.audit.topic_names()


def imported(*ends: datetime | None) -> Dossier:
    """A dossier into which exports that end there were read, one after the other."""
    file = Dossier.in_memory("x")
    for number, end in enumerate(ends):
        at = TURN + timedelta(days=30 * number)
        file.save_import(Dataset(), about=Import(at, ("x",), 10, 3, end, end, 10))
    return file


@LANGUAGES
def test_empty(open_page: Open, lang: str) -> None:
    app = open_page("changes", lang=lang)
    assert not app.exception
    assert not charts(app)
    assert [plain(title.value) for title in app.title] == [words(lang)("What moved")]
    assert app.button(key="need_sample")


@LANGUAGES
def test_too_few_posts_say_how_many_are_needed(open_page: Open, tmp_path: Path, lang: str) -> None:
    chat = audited([write_chat(tmp_path / "chat.txt")], me=("Nora Lindqvist",))
    app = open_page("changes", chat, lang=lang)
    assert not app.exception
    assert not charts(app)
    [info] = [plain(note.value) for note in app.info]
    assert "60" in info
    assert "30" in info
    app.button(key="go_data").click().run()
    assert not app.exception


@LANGUAGES
def test_moved(open_page: Open, sam: work.Outcome, lang: str) -> None:
    app, _ = open_page("changes", sam, lang=lang), words(lang)
    assert not app.exception
    if lang == "fr":
        assert english_texts(app) == []
    change, facets = found(sam), names(sam)
    said = texts(app)
    assert change_findings.facets_title(change, facets, _) in said
    assert change_findings.basis(change, _) in said
    assert change_findings.people_sentence(change, _) in said
    others = [figure for figure in change.figures if figure.kind != "facet"]
    assert {figure.kind for figure in change.moved} >= {"replies", "reactions"}
    for figure in others:
        assert change_findings.figure_sentence(figure, change, facets, _) in said
    first, second = tables(app)
    assert first.equals(change_findings.figures_table(change.facets, facets, _))
    assert second.equals(change_findings.figures_table(others, facets, _))
    [chart] = charts(app)
    marks = [t["x"] for t in json.loads(chart.proto.spec)["data"] if t["mode"] == "markers"]
    pictured = change_findings.pictured(change)
    assert marks == [[f.before.value for f in pictured], [f.after.value for f in pictured]]
    # one export: nothing to choose
    assert not [control for control in app.segmented_control if control.key == "divided"]


@LANGUAGES
def test_nothing_moved_is_a_result(open_page: Open, camille: work.Outcome, lang: str) -> None:
    # her chat of last year is a facet that grew; in four facets it is none
    assert camille.audit is not None
    four = replace(camille, audit=recluster(camille.audit, Settings(corrections=(NumberOfFacets(4),))))
    app, _ = open_page("changes", four, lang=lang), words(lang)
    change = found(four)
    assert not [figure for figure in change.facets if figure.verdict != "cannot_tell"]
    title = change_findings.facets_title(change, names(four), _)
    assert title in texts(app)
    assert (_("about the same") in set(tables(app)[0].iloc[:, 4])) == any(figure.stayed for figure in change.facets)
    if lang == "fr":
        assert english_texts(app) == []


@LANGUAGES
def test_the_earlier_export_divides_and_the_halves_are_one_tap_away(
    open_page: Open, sam: work.Outcome, lang: str
) -> None:
    _ = words(lang)
    app = open_page("changes", sam, lang=lang, dossier=imported(TURN - timedelta(days=90), TURN, TURN))
    assert not app.exception
    by_export, by_halves, facets = found(sam, TURN), found(sam), names(sam)
    assert by_export.divided == "export"
    assert change_findings.divided_sentence(by_export, True, _) in texts(app)
    assert change_findings.facets_title(by_export, facets, _) in texts(app)
    app.segmented_control(key="divided").set_value("halves").run()
    assert not app.exception
    assert change_findings.divided_sentence(by_halves, False, _) in texts(app)
    assert change_findings.basis(by_halves, _) in texts(app)
    assert change_findings.basis(by_export, _) not in texts(app)
    if lang == "fr":
        assert english_texts(app) == []


def test_an_export_that_leaves_too_little_on_one_side_says_so(open_page: Open, sam: work.Outcome) -> None:
    early = datetime(2025, 3, 10, tzinfo=UTC)
    app, _ = open_page("changes", sam, lang="en", dossier=imported(early, TURN)), words("en")
    assert change_findings.divided_sentence(found(sam), True, _) in texts(app)


def test_an_earlier_export_without_dates_leaves_nothing_to_choose(open_page: Open, sam: work.Outcome) -> None:
    app = open_page("changes", sam, lang="en", dossier=imported(None, TURN))
    assert not app.exception
    assert not [control for control in app.segmented_control if control.key == "divided"]


def test_names_that_the_person_gave_are_the_names_here(open_page: Open, sam: work.Outcome) -> None:
    app = open_page("facets", sam, lang="en")
    facet = found(sam).facets[0].topic
    app.text_input(key=f"name_{facet}").set_value("My own <b>name</b>").run()
    app = go(app, "changes")
    assert not app.exception
    assert "My own <b>name</b>" in list(tables(app)[0].iloc[:, 0])
    assert all("<b>" not in block.value for block in app.markdown)
