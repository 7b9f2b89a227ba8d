"""The page that proves the promise: empty and full, the encrypted copy and back, everything deleted with a receipt."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.server import arrivals, self_test
from identity_audit.server.kernel_sockets import Link
from identity_audit.server.outgoing import Attempt, Seen
from identity_audit.store import folder
from identity_audit.ui import dossiers, keeping, proof, work
from identity_audit.ui.keeping import backup_of_all
from identity_audit.words import words
from tests.ui.conftest import Open, go
from tests.ui.test_dossier_page import NAME, resumed, save, text
from tests.ui.test_pages import LANGUAGES, english_texts, press

PASSWORD = "chèvre lundi tuba neuf"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place for temporary files of the test's own: others use that of the computer at this moment."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))


@pytest.fixture
def saved(facebook_only: work.Outcome) -> Path:
    """A dossier in the person's folder that nobody has open."""
    file = save(facebook_only)
    file.close()
    assert file.path is not None
    return file.path


def keys(app: AppTest) -> list[str | None]:
    return [button.key for button in app.button]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_nothing_it_says_so(open_page: Open, home: Path, lang: str) -> None:
    app = open_page("nothing", lang=lang)
    assert not app.exception
    assert words(lang)("Nothing at all: no file of yours is kept by this program.") in text(app)
    press(app, "self_test")
    assert not app.exception
    assert len([line for line in app.markdown if line.value[0] in "✅❌➖"]) == len(self_test.QUESTIONS)
    if lang == "fr":
        assert english_texts(app) == []
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_listed_and_deleted_with_a_receipt(
    open_page: Open,
    saved: Path,
    home: Path,
    lang: str,
) -> None:
    (folder.inbox() / "export.zip").write_bytes(b"export")
    app = go(resumed(open_page, lang), "nothing")
    assert not app.exception
    [table] = [frame.value for frame in app.dataframe if words(lang)("Size (MB)") in frame.value.columns]
    assert str(home) in list(table[words(lang)("Where")])
    assert NAME not in text(app)
    press(app, "delete_all")
    press(app, "delete_all_no")
    assert saved.exists()
    press(app, "delete_all")
    press(app, "delete_all_yes")
    assert not app.exception
    assert [path for path in home.rglob("*") if path.is_file()] == [home / "inbox" / "export.zip"]
    receipt = app.session_state["receipt"]
    assert saved in dict(receipt.removed)
    assert (receipt.marks, receipt.searched, receipt.found) == (1, 1, ())
    [said] = [block.value for block in app.code if str(saved) in block.value]
    assert str(home / "inbox" / "export.zip") in said
    assert "history" not in app.session_state
    assert "Pain" not in repr(app.session_state)
    if lang == "fr":
        assert english_texts(app) == []
    press(app, "delete_all")
    app.checkbox(key="delete_inbox").check().run()
    press(app, "delete_all_yes")
    assert list(home.iterdir()) == []
    assert "home_resume" not in keys(go(app, "home"))


def test_what_goes_with_closing_is_on_the_receipt_too(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    place = arrivals.begin("export.zip")
    place.write_bytes(b"12345")
    (home / "asked.json").write_bytes(b"{}")
    monkeypatch.setattr(dossiers, "close", arrivals.leave)
    receipt = keeping.delete_everything(inbox=True)
    assert dict(receipt.removed) == {place: 5, home / "asked.json": 2}


def test_a_copy_that_only_its_password_opens(
    open_page: Open,
    saved: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = open_page("nothing", lang="en")
    copy = backup_of_all(PASSWORD)
    assert NAME.encode() not in copy
    app.text_input(key="backup_password").set_value("short").run()
    app.text_input(key="backup_again").set_value("short").run()
    assert "at least 10 letters" in text(app)

    monkeypatch.setenv("IDENTITY_AUDIT_HOME", str(tmp_path / "elsewhere"))
    app = go(app, "home")
    app = go(app, "nothing")
    app.file_uploader(key="restore_drop").set_value([("mine.backup", copy, "application/octet-stream")]).run()
    app.text_input(key="restore_password").set_value("wrong").run()
    press(app, "restore")
    assert "does not open" in app.error[0].value
    assert not list((tmp_path / "elsewhere").glob("*.dossier"))
    app.text_input(key="restore_password").set_value(PASSWORD).run()
    press(app, "restore")
    assert not app.exception
    assert not app.error
    [back] = folder.dossiers()
    assert (back.name, back.problem) == (NAME, None)
    assert keeping.held()[0].kind == "dossiers"


def test_a_data_folder_that_cannot_be_reached_is_a_sentence(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_AUDIT_HOME", "/proc/nowhere")
    app = open_page("nothing", lang="fr")
    assert not app.exception
    press(app, "delete_all")
    press(app, "delete_all_yes")
    assert not app.exception
    assert len(app.error) == 1
    app = open_page("data", lang="fr")
    assert not app.exception
    assert english_texts(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_as_promised_is_said_plainly(lang: str) -> None:
    _ = words(lang)
    found: dict[str, Any] = dict.fromkeys(self_test.QUESTIONS, True)
    assert "10" in proof.result(proof.answers(found, _), _)
    wrong = proof.answers({**found, "key": False, "folder": None}, _)
    assert proof.result(wrong, _).startswith("1 ")
    assert [answer.passed for answer in wrong].count(False) == 1
    assert all(answer.sentence for answer in wrong)
    seen = Seen(NOW, 3, 2, (Attempt(NOW, "look-up", "evil.example"), Attempt(NOW, "connection", "192.0.2.1")))
    assert "2" in proof.asked(seen, _)
    assert list(proof.attempts_table(seen, _).iloc[:, 1]) == ["evil.example", "192.0.2.1"]
    inside, outside = Link("127.0.0.1", 1, "127.0.0.1", 2), Link("10.0.0.2", 1, "192.0.2.1", 443)
    assert proof.linked([inside], _) != proof.linked([inside, outside], _) != proof.linked(None, _)
    assert list(proof.links_table([inside, outside], _).iloc[:, 2].duplicated()) == [False, False]
