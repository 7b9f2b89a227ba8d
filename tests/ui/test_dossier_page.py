"""The dossier on its page: resumed, told in words, taken back, copied, deleted; other windows, broken files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from identity_audit.corrections import MakeCircle, NumberOfFacets, RenameFacet
from identity_audit.dataset import period
from identity_audit.history import Decided, Effect, TakenBack
from identity_audit.store.database import ENDING
from identity_audit.store.dossier import Dossier, Import
from identity_audit.ui import decisions, dossiers, state, work
from identity_audit.words import words
from tests.ui.conftest import Open, finish_job, go, own_texts
from tests.ui.test_pages import LANGUAGES, charts, english_texts, plain, press

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAME = "Vingt ans & <b>deux</b> réseaux"


def save(outcome: work.Outcome, name: str = NAME, folder: Path | None = None) -> Dossier:
    """A dossier with this archive, a facet called Pain, and a circle."""
    assert outcome.audit is not None
    file = Dossier.create(name, folder)
    posts = outcome.dataset.posts
    about = Import(NOW, ("facebook",), len(posts), len(outcome.dataset.contacts), *period(posts), len(posts))
    facet = outcome.audit.facet_posts(outcome.audit.facets()[0].id)
    people = tuple(sorted(outcome.dataset.contacts["contact_id"]))[:2]
    file.save_import(outcome.dataset, about=about)
    file.append(Decided(NOW, (RenameFacet(facet, "Pain"),)))
    file.append(Decided(NOW, (MakeCircle("circle:amis", "Amis", people),), Effect(people_moved=2)))
    return file


def test_a_click_on_the_menu_while_a_decision_is_worked_out_is_not_lost(
    open_page: Open, dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button works for a while, then draws its page again; the person has gone on to the circles meanwhile."""
    app = go(resumed(open_page, "en"), "dossier")
    undo = decisions.undo

    def undo_and_click_on() -> None:
        undo()
        running = get_script_run_ctx()
        assert running is not None and running.script_requests is not None
        pages = running.pages_manager.get_pages().values()
        wanted = next(page["page_script_hash"] for page in pages if page["url_pathname"] == "circles")
        running.script_requests.request_rerun(RerunData(page_script_hash=wanted))

    monkeypatch.setattr(state, "undo", undo_and_click_on)
    press(app, "dossier_undo")
    assert [title.value for title in app.title] == ["My circles"]


@pytest.fixture
def dossier(facebook_only: work.Outcome) -> Iterator[Path]:
    """A dossier in the person's folder that nobody has open."""
    file = save(facebook_only)
    file.close()
    assert file.path is not None
    yield file.path


def resumed(open_page: Open, lang: str = "fr") -> AppTest:
    app = press(open_page(lang=lang), "home_resume")
    return finish_job(app)


def text(app: AppTest) -> str:
    kinds = (app.text, app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    return "\n".join(plain(element.value) for kind in kinds for element in kind)


def kept(path: Path) -> Dossier:
    return Dossier.open(path)


# --- resuming ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_button_resumes_and_everything_decided_is_there(open_page: Open, dossier: Path, lang: str) -> None:
    app = open_page(lang=lang)
    assert app.button[0].key == "home_resume"
    assert plain(app.button[0].label) == words(lang)("Resume “{name}”", name=NAME)
    assert app.button[0].proto.type == "primary"
    press(app, "home_resume")
    finish_job(app)
    assert not app.exception
    assert [plain(title.value) for title in app.title] == [words(lang)("My facets")]
    assert app.text_input(key="name_0").value == "Pain"
    assert "Amis" in {circle.name for circle in app.session_state["audit"].circles()}
    # nothing to resume once it is open
    assert "home_resume" not in [button.key for button in go(app, "home").button]


@pytest.mark.parametrize("page", ["circles", "gestures", "reactions", "profiles"])
def test_every_page_resumes_and_is_drawn_then(open_page: Open, dossier: Path, page: str) -> None:
    app = open_page(page, lang="en")
    press(app, "need_resume")
    finish_job(app)
    assert not app.exception
    title = {"circles": "My circles", "gestures": "What I do", "reactions": "Who reacts to what"}.get(page)
    assert [plain(found.value) for found in app.title] == [title or "One profile or several?"]
    assert "need_resume" not in [button.key for button in app.button]


def test_an_analysis_that_was_stopped_goes_on_when_asked(open_page: Open, dossier: Path) -> None:
    app = press(open_page(lang="en"), "home_resume")
    press(app, "cancel_job")
    go(app, "facets")
    assert not charts(app)
    assert "The analysis was stopped. What you decided is saved." in text(app)
    press(app, "need_analysis")
    finish_job(app)
    assert charts(app)


def test_without_a_dossier_nothing_is_offered(open_page: Open, home: Path) -> None:
    assert "home_resume" not in [button.key for button in open_page().button]
    assert list(home.iterdir()) == []


# --- the page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_in_it_and_what_was_decided(open_page: Open, dossier: Path, lang: str) -> None:
    _ = words(lang)
    app = go(resumed(open_page, lang), "dossier")
    assert not app.exception
    assert app.text_input(key="dossier_name").value == NAME
    assert [code.value for code in app.code] == [str(dossier)]
    said = text(app)
    assert _.plural("{n} post", "{n} posts", 60) in said
    sentences = [found.value for found in app.text]
    assert sentences[0] == _("Circle “{circle}” made, with {names}", circle="Amis", names=_.list(
        ["Anton Dewael · Facebook", "Rita Pauwels · Facebook"]))  # fmt: skip
    assert "Pain" in sentences[1]
    moved = _.plural("{n} person changes circles", "{n} people change circles", 2)
    assert _("{what}, nothing else.", what=moved) in said
    assert _("Nothing else moves.") in said
    if lang == "fr":
        assert english_texts(app) == []


def test_a_decision_is_taken_back_alone_and_the_history_says_so(open_page: Open, dossier: Path) -> None:
    app = go(resumed(open_page, "en"), "dossier")
    assert app.button(key="dossier_redo").disabled
    press(app, "back_0_0")
    assert not app.exception
    assert "Pain" not in [facet.name for facet in app.session_state["audit"].facets()]
    assert "Amis" in {circle.name for circle in app.session_state["audit"].circles()}
    assert "back_0_0" not in [button.key for button in app.button]
    assert "no longer holds" in text(app)
    other = kept(dossier)
    assert isinstance(other.history().events[-1], TakenBack)
    other.close()
    press(app, "dossier_undo")
    assert "Pain" in [facet.name for facet in app.session_state["audit"].facets()]
    assert "no longer holds" not in text(app)
    press(app, "dossier_redo")
    assert "Pain" not in [facet.name for facet in app.session_state["audit"].facets()]


def test_back_to_the_suggestion_for_one_kind_and_for_everything(open_page: Open, dossier: Path) -> None:
    app = go(resumed(open_page, "en"), "dossier")
    press(app, "back_to_circles")
    assert [type(decision) for decision in app.session_state["history"].corrections] == [RenameFacet]
    assert app.button(key="back_to_circles").disabled
    assert "Back to our suggestion: circles" in text(app)
    press(app, "back_to_everything")
    assert app.session_state["history"].corrections == ()
    assert all(app.button(key=f"back_to_{about}").disabled for about in ("facets", "circles", "everything"))
    press(app, "dossier_undo")
    press(app, "dossier_undo")
    assert len(app.session_state["history"].corrections) == 2


def test_many_decisions_are_all_there(open_page: Open, facebook_only: work.Outcome, dossier: Path) -> None:
    other = kept(dossier)
    other.history()
    for number in range(2, 13):
        other.append(Decided(NOW, (NumberOfFacets(number),)))
    other.close()
    app = go(resumed(open_page, "en"), "dossier")
    assert {f"back_{step}_0" for step in range(13)} <= {button.key for button in app.button}
    assert app.expander[0].label == "5 earlier decisions"


def test_the_name_is_changed_and_kept(open_page: Open, dossier: Path) -> None:
    app = go(resumed(open_page, "en"), "dossier")
    app.text_input(key="dossier_name").set_value("  Moi   en 2026 ").run()
    assert app.text_input(key="dossier_name").value == "Moi en 2026"
    app.text_input(key="dossier_name").set_value("   ").run()
    assert app.text_input(key="dossier_name").value == "Moi en 2026"
    other = kept(dossier)
    assert other.name == "Moi en 2026"
    other.close()


def test_the_example_has_a_history_and_nothing_to_delete(open_page: Open, facebook_only: work.Outcome) -> None:
    app = open_page("facets", facebook_only, lang="en", sample="camille")
    app.text_input(key="name_0").set_value("Bread").run()
    go(app, "dossier")
    assert "This is the example: what you decide here is not kept when you close it." in text(app)
    assert "back_0_0" in [button.key for button in app.button]
    assert not {"dossier_delete", "dossier_copy"} & {button.key for button in app.button}


# --- windows and files ---------------------------------------------------------------------------------------------


def test_a_second_window_is_warned_on_every_page_and_the_first_is_told(open_page: Open, dossier: Path) -> None:
    first = kept(dossier)
    history = first.history()
    app = resumed(open_page, "en")
    for page in ("facets", "dossier", "home"):
        assert "open in another window" in text(go(app, page))
    assert "dossier_delete" not in [button.key for button in go(app, "dossier").button]
    first.append(Decided(NOW, (RenameFacet(history.corrections[0].facet, "Brot"),)))  # type: ignore[union-attr]
    app.run()
    assert dossiers.CHANGED in text(app)
    finish_job(app)
    assert "Brot" in [facet.name for facet in app.session_state["audit"].facets()]
    assert dossiers.CHANGED not in text(app.run())
    first.close()
    assert "open in another window" not in text(app.run())


def test_a_deleted_dossier_leaves_no_file_and_no_word(open_page: Open, dossier: Path, home: Path) -> None:
    marker = own_texts()[0]
    # kept packed, so the words are looked for in what the dossier gives back
    before = kept(dossier)
    dataset = before.dataset()
    before.close()
    assert dataset is not None
    assert marker in set(dataset.posts["text"])
    app = go(resumed(open_page, "en"), "dossier")
    press(app, "dossier_delete")
    assert "That cannot be undone." in text(app)
    assert dossier.exists()
    press(app, "dossier_delete_no")
    assert dossier.exists()
    press(app, "dossier_delete")
    press(app, "dossier_delete_yes")
    assert not app.exception
    assert [plain(found.value) for found in app.success] == [dossiers.DELETED]
    assert list(home.iterdir()) == []
    assert "history" not in app.session_state
    assert "Pain" not in repr(app.session_state)
    assert dossiers.DELETED not in text(app.run())
    assert "home_resume" not in [button.key for button in go(app, "home").button]


def test_what_could_not_be_removed_is_named(open_page: Open, dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = go(resumed(open_page, "en"), "dossier")
    press(app, "dossier_delete")

    def keep(file: Dossier) -> list[Path]:
        file.close()
        return [dossier]

    monkeypatch.setattr(Dossier, "delete", keep)
    press(app, "dossier_delete_yes")
    assert str(dossier) in plain(app.warning[0].value)
    assert not app.success


def test_a_copy_opens_on_another_computer(
    open_page: Open, dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_one = kept(dossier)
    copy = dossiers.copy_of(open_one)
    history = open_one.history()
    open_one.close()
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("IDENTITY_AUDIT_HOME", str(elsewhere))
    app = open_page("dossier", lang="en")
    app.file_uploader(key="copy_drop").set_value([("brought.dossier", copy, "application/octet-stream")]).run()
    press(app, "copy_open")
    finish_job(app)
    assert not app.exception
    assert app.text_input(key="name_0").value == "Pain"
    assert app.session_state["history"] == history
    assert [path.suffix for path in elsewhere.iterdir() if path.suffix == ENDING] == [ENDING]
    # by its place, for large ones; a second one beside the first
    place = tmp_path / "large.dossier"
    place.write_bytes(copy)
    go(app, "dossier").text_input(key="copy_place").set_value(str(place)).run()
    press(app, "copy_open")
    finish_job(app)
    assert len([path for path in elsewhere.iterdir() if path.suffix == ENDING]) == 2
    assert place.read_bytes() == copy


def test_what_is_no_dossier_is_refused_in_one_sentence(open_page: Open, home: Path, tmp_path: Path) -> None:
    for name, content in (("letter.dossier", b"not a dossier"), ("empty.dossier", b"")):
        (tmp_path / name).write_bytes(content)
    for place in (tmp_path / "letter.dossier", tmp_path / "empty.dossier", tmp_path / "nowhere.dossier"):
        app = open_page("dossier", lang="fr")
        app.text_input(key="copy_place").set_value(str(place)).run()
        press(app, "copy_open")
        assert not app.exception
        assert len(app.error) == 1
        assert english_texts(app) == []
        assert list(home.iterdir()) == []
        assert not app.run().error


def test_other_dossiers_are_listed_opened_or_explained(
    open_page: Open, dossier: Path, camille: work.Outcome, home: Path
) -> None:
    other = save(camille, "Camille 2025")
    other.close()
    (home / f"broken{ENDING}").write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)
    app = go(resumed(open_page, "en"), "dossier")
    assert app.session_state["dossier"] == other.path
    said = [found.value for found in app.text]
    assert NAME in said
    assert f"broken{ENDING}" in said
    assert "damaged" in text(app)
    buttons = [button.key for button in app.button if (button.key or "").startswith("open_")]
    assert buttons == [f"open_{dossier.stem}"]
    # what cannot be opened can be deleted all the same, after one more question
    broken = f"discard_broken{ENDING}"
    press(app, broken)
    press(app, f"{broken}_no")
    assert (home / f"broken{ENDING}").exists()
    press(app, broken)
    press(app, f"{broken}_yes")
    assert [plain(found.value) for found in app.success] == [dossiers.DISCARDED]
    assert not list(home.glob("broken*"))
    assert f"broken{ENDING}" not in [found.value for found in app.text]
    press(app, buttons[0])
    finish_job(app)
    assert app.session_state["dossier"] == dossier
    # the one that was open before is free again
    freed = Dossier.open(other.path)  # type: ignore[arg-type]
    assert not freed.in_other_window
    freed.close()
    # what cannot be opened is not offered as the one to resume
    press(go(app, "data"), "close")
    dossier.unlink()
    other.path.unlink()  # type: ignore[union-attr]
    assert "home_resume" not in [button.key for button in go(app, "home").button]
