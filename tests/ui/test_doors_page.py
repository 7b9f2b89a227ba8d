"""Closed pages show the doors of this person and lead through them; what was asked for is waited for."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit import doors
from identity_audit.importers import IMPORTERS
from identity_audit.importers.click_paths import click_paths
from identity_audit.store import asked
from identity_audit.store.faults import StoreError
from identity_audit.ui import asking, work
from identity_audit.ui.menu import PAGES
from identity_audit.words import LANGUAGES, words
from tests.ui.conftest import Open, audited, finish_job, go, write_facebook, zipped
from tests.ui.test_pages import english_texts, plain

CLOSED = ("reactions", "profiles")


def shown(app: AppTest) -> list[str]:
    """The doors of a page, in the order in which they stand there."""
    return [button.key.removeprefix("door_") for button in app.button if (button.key or "").startswith("door_")]


def expected(outcome: work.Outcome, page: str) -> list[str]:
    assert outcome.audit is not None
    to_paste = len(outcome.audit.pasted.left)
    return [door.id for door in doors.doors(outcome.dataset, page, to_paste) if door.page in PAGES]


@pytest.fixture(scope="module")
def ten_posts(tmp_path_factory: pytest.TempPathFactory) -> work.Outcome:
    """A table of ten posts that names nobody: too little for any page."""
    table = tmp_path_factory.mktemp("few") / "posts.csv"
    rows = [f"{n},2025-03-{n:02d},Le marché du quartier {n}" for n in range(1, 11)]
    table.write_text("\n".join(["id,date,text", *rows]) + "\n", encoding="utf-8")
    return audited([table])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", CLOSED)
def test_a_closed_page_shows_the_doors_of_this_person(
    open_page: Open, facebook_only: work.Outcome, page: str, lang: str
) -> None:
    app = open_page(page, facebook_only, lang=lang)
    assert not app.exception
    assert shown(app) == expected(facebook_only, page)
    assert {"messages:facebook", "export:mail"} < set(shown(app))
    labels = [plain(button.label) for button in app.button if (button.key or "").startswith("door_")]
    captions = [plain(caption.value) for caption in app.caption]
    for door in doors.doors(facebook_only.dataset, page):
        if door.page in PAGES:
            assert doors.what_to_do(door, words(lang)) in labels
            assert any(doors.gain(door, words(lang)) in caption for caption in captions)
    # three first, the rest one tap away
    folded = [child for block in app.expander for child in block.button]
    assert len(shown(app)) - len(folded) == 3
    if lang == "fr":
        assert english_texts(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["facets", "circles", "reactions", "profiles", "changes"])
def test_a_page_with_too_little_to_show_names_its_doors(
    open_page: Open, ten_posts: work.Outcome, page: str, lang: str
) -> None:
    app = open_page(page, ten_posts, lang=lang)
    assert not app.exception
    assert shown(app) == expected(ten_posts, page) != []
    assert "export:csv" not in shown(app)
    assert "paste" not in shown(app), "no facet, so nothing can be drawn from it"
    if lang == "fr":
        assert english_texts(app) == []


def test_without_any_action_what_i_do_names_its_doors(open_page: Open, tmp_path: Path) -> None:
    friends = {"friends_v2": [{"name": "Rita Pauwels", "timestamp": 1735689600}]}
    profile = {"profile_v2": {"name": {"full_name": "Nora Lindqvist"}}}
    only_friends = zipped(tmp_path / "facebook-nora.zip", {
        "connections/friends/your_friends.json": friends,
        "personal_information/profile_information/profile_information.json": profile,
    })  # fmt: skip
    outcome = audited([only_friends])
    app = open_page("gestures", outcome)
    assert not app.exception
    assert shown(app)[0] == "part:facebook:actions"
    assert shown(app) == expected(outcome, "gestures")
    assert english_texts(app) == []


def test_a_page_that_shows_something_has_no_door(open_page: Open, camille: work.Outcome) -> None:
    for page in ("facets", "circles", "gestures", "reactions", "profiles", "changes"):
        assert shown(open_page(page, camille)) == [], page


def test_who_could_see_has_its_doors_only_where_it_is_not_known(
    open_page: Open, facebook_only: work.Outcome, camille: work.Outcome
) -> None:
    assert shown(open_page("data", facebook_only)) == expected(facebook_only, "data") != []
    assert shown(open_page("data", camille)) == []


def test_a_door_leads_to_the_steps_of_its_network(open_page: Open, facebook_only: work.Outcome) -> None:
    app = open_page("reactions", facebook_only, lang="en")
    app.button(key="door_export:mail").click().run()
    assert not app.exception
    assert [plain(title.value) for title in app.title] == ["My data"]
    assert app.segmented_control(key="how_platform").value == "mail"
    assert any("takeout" in plain(text.value) for text in app.markdown)
    # and the steps stay open while the person looks around
    [steps] = [block for block in app.expander if block.label.startswith("I have no file yet")]
    assert steps.proto.expanded
    go(app, "data").segmented_control(key="how_platform").set_value("facebook").run()
    [steps] = [block for block in app.expander if block.label.startswith("I have no file yet")]
    assert steps.proto.expanded


# --- asking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("platform", list(click_paths()))
def test_the_steps_and_the_reminder_are_there_for_every_network(open_page: Open, platform: str, lang: str) -> None:
    app = open_page("data", lang=lang)
    app.segmented_control(key="how_platform").set_value(platform).run()
    assert not app.exception
    path = click_paths()[platform]
    said = [plain(text.value) for text in app.markdown]
    for number, step in enumerate([*(step.text for step in path.steps), path.arrival], 1):
        assert any(text.startswith(f"{number}. ") and step[lang] in text for text in said)
    *_, reminder = [code.value for code in app.code]
    name = next(importer.title for importer in IMPORTERS if importer.platform == platform)
    assert reminder == asking.reminder(path, name, words(lang))
    for step in path.steps:
        assert step.text[lang] in reminder
        assert step.copy is None or step.copy in reminder
    assert reminder.count("☐") == sum(step.box for step in path.steps)
    assert name in reminder.splitlines()[0]
    assert path.waiting is None or path.waiting[lang] in reminder
    assert words(lang)("My data") in reminder.splitlines()[-1]
    if lang == "fr":
        assert english_texts(app) == []


def test_what_was_asked_for_is_waited_for_until_it_is_read(open_page: Open, tmp_path: Path) -> None:
    app = open_page("data", lang="en")
    app.segmented_control(key="how_platform").set_value("facebook").run()
    app.checkbox(key="asked_facebook").check().run()
    assert asked.asked() == {"facebook": date.today()}  # noqa: DTZ011
    asked.ask("x", date(2026, 11, 12))

    # another session, another day, no dossier: the first page still says it
    for page in ("home", "data"):
        later = open_page(page, lang="fr")
        [note] = [plain(info.value) for info in later.info if "En attente" in info.value]
        assert "Facebook" in note
        assert "X (demandé le 12 nov. 2026" in note
        assert english_texts(later) == []

    app = open_page("data", lang="en")
    app.text_area(key="places").set_value(str(write_facebook(tmp_path / "facebook-nora.zip"))).run()
    app.button(key="read").click().run()
    finish_job(app)
    # read is not yet used: it may still be set aside
    assert "facebook" in asked.asked()
    app.button(key="verify_analyse").click().run()
    finish_job(app)
    assert not app.exception
    assert asked.asked() == {"x": date(2026, 11, 12)}
    go(app, "data")
    assert not any("Facebook (asked" in info.value for info in app.info)
    # who does not wait any more takes the tick away
    app.segmented_control(key="how_platform").set_value("x").run()
    assert app.checkbox(key="asked_x").value is True
    app.checkbox(key="asked_x").uncheck().run()
    assert asked.asked() == {}


def test_a_door_says_that_its_export_was_asked_for(open_page: Open, facebook_only: work.Outcome) -> None:
    asked.ask("instagram", date(2026, 11, 12))
    app = open_page("reactions", facebook_only, lang="en")
    assert sum("Asked for on 12 Nov 2026." in plain(caption.value) for caption in app.caption) == 1


def test_an_example_that_is_opened_takes_nothing_from_the_list(open_page: Open, camille: work.Outcome) -> None:
    asked.ask("facebook", date(2026, 11, 12))
    app = open_page("home", lang="en")
    app.button(key="home_sample").click().run()
    finish_job(app)
    assert not app.exception
    assert "facebook" in asked.asked()


# --- the small file that remembers it -------------------------------------------------------------------------------


def test_the_list_is_one_small_file_that_goes_with_its_last_entry(home: Path) -> None:
    assert asked.asked() == {}
    assert list(home.iterdir()) == []
    asked.ask("x", date(2026, 11, 12))
    asked.ask("facebook", date(2026, 11, 2))
    asked.ask("x", date(2026, 11, 1))
    assert list(asked.asked().items()) == [("x", date(2026, 11, 1)), ("facebook", date(2026, 11, 2))]
    [file] = home.iterdir()
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0
    asked.forget(["mail", "slack"])
    asked.forget(["x"])
    assert asked.asked() == {"facebook": date(2026, 11, 2)}
    asked.forget(["facebook"])
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"x": 3}', '{"x": "yesterday"}', "\ufffe", "null"])
def test_a_list_that_is_damaged_counts_as_empty_and_can_be_begun_again(home: Path, content: str) -> None:
    asked.ask("facebook", date(2026, 11, 2))
    [file] = home.iterdir()
    file.write_bytes(content.encode("utf-16" if content == "\ufffe" else "utf-8"))
    assert asked.asked() == {}
    asked.ask("x", date(2026, 11, 1))
    assert asked.asked() == {"x": date(2026, 11, 1)}


def test_a_list_that_names_an_unknown_platform_is_no_trouble(open_page: Open, home: Path) -> None:
    asked.ask("<b>orkut</b>", date(2026, 11, 2))
    [file] = home.iterdir()
    assert json.loads(file.read_text(encoding="utf-8")) == {"<b>orkut</b>": "2026-11-02"}
    app = open_page("home")
    assert not app.exception
    assert not any("orkut" in info.value for info in app.info)


def test_where_nothing_can_be_written_one_sentence_says_so(
    open_page: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.ask("x", date(2026, 11, 1))

    def refuse(*_where: object, **_how: object) -> None:
        raise PermissionError(13, "no")

    app = open_page("data", lang="en")
    app.segmented_control(key="how_platform").set_value("facebook").run()
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreError):
        asked.ask("facebook", date(2026, 11, 2))
    app.checkbox(key="asked_facebook").check().run()
    monkeypatch.undo()
    assert not app.exception
    assert len(app.error) == 1
    assert app.checkbox(key="asked_facebook").value is False
    assert sorted(file.name for file in home.iterdir()) == ["asked.json", "inbox"]
