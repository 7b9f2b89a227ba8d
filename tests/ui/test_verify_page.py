"""Check and remove: what was read is found and looked through, what is left out is gone everywhere and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from identity_audit import leaving_out
from identity_audit.corrections import (
    Correction,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    LeaveOutPeriod,
    SamePerson,
    mark,
)
from identity_audit.dataset import from_rows
from identity_audit.history import Decided
from identity_audit.schema import Audience, Contact, Group, Post, Row
from identity_audit.store.dossier import Dossier, Import
from identity_audit.ui import work
from tests.ui.conftest import START, Open, finish_job
from tests.ui.test_pages import english_texts, plain
from tests.ui.test_payloads import PAYLOADS

LANGUAGES = ("fr", "en")
TASKS = ("people", "conversations", "periods", "files")


def task(app: AppTest, name: str) -> AppTest:
    return app.segmented_control(key="check_task").set_value(name).run()


def search(app: AppTest, name: str, asked: str) -> AppTest:
    return app.text_input(key=f"check_{name}_search").set_value(asked).run()


def leave_out(app: AppTest, name: str, *chosen: str) -> AppTest:
    if chosen:
        app.multiselect(key=f"check_{name}_chosen").set_value(list(chosen))
    return app.button(key=f"check_{name}_go").click().run()


def decided(app: AppTest) -> tuple[Correction, ...]:
    found: tuple[Correction, ...] = app.session_state["incoming"].history.corrections
    return found


def offered(app: AppTest) -> list[str]:
    """What can be chosen, as it is written."""
    return [option for box in app.multiselect for option in box.options]


def table(app: AppTest) -> pd.DataFrame:
    [found] = app.dataframe
    return found.value


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.warning]
    return "\n".join(plain(part.value) for part in parts).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("waiting", [True, False])
@pytest.mark.parametrize("name", TASKS)
def test_every_task_opens_in_both_languages(
    open_page: Open, camille: work.Outcome, name: str, waiting: bool, lang: str
) -> None:
    app = task(open_page("verify", camille, lang=lang, waiting=waiting), name)
    assert not app.exception
    assert len(table(app)) > 3
    assert ("Nothing is analysed or saved yet." in said(app)) is (waiting and lang == "en")
    assert ("Rien n'est encore analysé ni enregistré." in said(app)) is (waiting and lang == "fr")
    assert [button.key for button in app.button if button.key == "verify_analyse"] == ["verify_analyse"] * waiting
    if lang == "fr":
        assert english_texts(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_data_the_page_says_where_to_begin(open_page: Open, lang: str) -> None:
    app = open_page("verify", lang=lang)
    assert not app.exception
    assert len(app.info) == 1
    assert [button for button in app.button if button.key and button.key.startswith("check_")] == []


def test_a_person_is_found_left_out_and_brought_back(open_page: Open, camille: work.Outcome) -> None:
    app = search(open_page("verify", camille, waiting=True), "people", "VANDERMEERSCH jean")
    jeanne = camille.dataset.contacts
    jeanne = jeanne[jeanne["name"].isin(["Jeanne Vandermeersch"])]
    assert set(table(app)["Nom"]) == {"Jeanne Vandermeersch"}
    assert len(offered(app)) == len(jeanne) == len(table(app))
    assert "Rien n'est encore analysé ni enregistré. Rien n'est retiré." in said(app)
    slack = next(contact for contact in jeanne["contact_id"] if contact.startswith("slack:"))
    leave_out(app, "people", slack)
    assert decided(app) == (LeaveOutPeople((mark("salt", slack),), "salt"),)
    assert len(table(app)) == len(jeanne) - 1
    assert not any(line.endswith(" · Slack") for line in offered(app))
    assert app.multiselect(key="check_people_chosen").value == []
    # plainly: the acts with a name, and her row; nothing was written to her alone on Slack
    acts = camille.dataset.interactions
    n = ((acts["contact_id"] == slack) & (acts["evidence"] == "observed")).sum()
    assert f"Vous avez retiré 1 personne. En tout, cela enlève 1 personne et {n} échanges." in said(app)
    assert "Jeanne" not in said(app).partition("Avec une personne")[0]
    app.button(key="verify_undo").click().run()
    assert decided(app) == ()
    assert len(table(app)) == len(jeanne)
    app.button(key="verify_redo").click().run()
    assert len(table(app)) == len(jeanne) - 1


def test_of_one_person_on_several_networks_everything_goes(open_page: Open, camille: work.Outcome) -> None:
    jeanne = camille.dataset.contacts
    jeanne = tuple(jeanne.loc[jeanne["name"] == "Jeanne Vandermeersch", "contact_id"])
    app = open_page("verify", camille, waiting=True)
    waiting = app.session_state["incoming"]
    joined = waiting.history.then(Decided(datetime.now(UTC), (SamePerson(jeanne),)))
    app.session_state["incoming"] = replace(waiting, history=joined)
    app.run()
    search(app, "people", "jeanne vandermeersch")
    assert len(table(app)) == 1
    leave_out(app, "people", min(jeanne))
    assert app.dataframe[0].value.empty
    assert "Vous avez retiré 1 personne. En tout, cela enlève 1 personne, " in said(app)
    left = leaving_out.without(camille.dataset, decided(app))
    assert not set(jeanne) & set(left.contacts["contact_id"])


def test_a_conversation_a_period_and_a_file_are_left_out_together(open_page: Open, camille: work.Outcome) -> None:
    app = task(open_page("verify", camille, waiting=True, lang="en"), "conversations")
    search(app, "conversations", "box meuse")
    chat = "whatsapp:chat/Box Meuse 6h30"
    assert any(line.startswith("Box Meuse 6h30 · WhatsApp · ") for line in offered(app))
    leave_out(app, "conversations", chat)
    task(app, "periods")
    app.selectbox(key="check_first").set_value(date(2023, 1, 1))
    app.selectbox(key="check_last").set_value(date(2023, 6, 1))
    leave_out(app, "periods")
    search(task(app, "files"), "files", "linkedin shares")
    leave_out(app, "files", "linkedin/Shares*.csv")
    assert decided(app) == (
        LeaveOutConversations((mark("salt", chat),), "salt"), LeaveOutPeriod("2023-01-01", "2023-06-30"),
        LeaveOutFile("linkedin", "Shares*.csv"),
    )  # fmt: skip
    before, after = camille.dataset, leaving_out.without(camille.dataset, decided(app))
    observed = [(d.interactions["evidence"] == "observed").sum() for d in (before, after)]
    told = said(app).replace(",", "")
    assert "You left out 1 conversation 1 period and 1 file." in told
    for number in (
        f"{len(before.contacts) - len(after.contacts)} people", f"{observed[0] - observed[1]} exchanges",
        f"{len(before.posts) - len(after.posts)} posts of yours",
    ):  # fmt: skip
        assert number in told
    assert table(app).empty
    for _step in range(3):
        app.button(key="verify_undo").click().run()
    assert "Nothing is left out." in said(app)


@pytest.mark.parametrize(
    ("first", "last", "left_out"),
    [
        (None, None, ()),
        ((2024, 5), (2024, 4), ()),
        (None, (2024, 2), (LeaveOutPeriod(None, "2024-02-29"),)),
        ((2024, 5), None, (LeaveOutPeriod("2024-05-01", None),)),
        ((2024, 5), (2024, 5), (LeaveOutPeriod("2024-05-01", "2024-05-31"),)),
    ],
)
def test_a_period_may_be_open_on_one_side(
    open_page: Open, camille: work.Outcome, first: tuple[int, int] | None, last: tuple[int, int] | None,
    left_out: Sequence[Correction],
) -> None:  # fmt: skip
    app = task(open_page("verify", camille, waiting=True), "periods")
    for key, month in (("check_first", first), ("check_last", last)):
        app.selectbox(key=key).set_value(month and date(*month, 1))
    leave_out(app, "periods")
    assert decided(app) == left_out
    assert len(app.warning) == (not left_out)


def test_nothing_chosen_leaves_nothing_out(open_page: Open, camille: work.Outcome) -> None:
    app = leave_out(open_page("verify", camille, waiting=True), "people")
    assert [plain(warning.value) for warning in app.warning] == ["Choisissez d'abord quelque chose."]
    assert decided(app) == ()
    assert len(offered(app)) == 12
    assert f"Les 12 premiers sur {len(camille.dataset.contacts)} sont ici." in said(app)
    assert offered(search(app, "people", "nobody bears this name")) == []


def test_names_that_are_attacks_stay_text(open_page: Open, camille: work.Outcome) -> None:
    people: list[Row] = [Contact(f"x:{n}", "x", name, f"@{name}") for n, name in enumerate(PAYLOADS[:10])]
    talks: list[Row] = [Group(f"x:g{n}", "x", name, "chat") for n, name in enumerate(PAYLOADS[:5])]
    for n, name in enumerate(PAYLOADS[:5]):
        talks.append(Post(f"x:p{n}", "x", START, f"{name}\nrest", "message", thread_id=f"x:t{n}", source_file=name))
        talks.append(Audience(f"x:p{n}", contact_id=f"x:{n}"))
    read = work.Outcome(from_rows([*people, *talks]), None)
    app = open_page("verify", read, waiting=True)
    for name, written in (("people", PAYLOADS[:10]), ("conversations", PAYLOADS[:5]), ("files", PAYLOADS[:5])):
        task(app, name)
        assert not app.exception
        # options are plain text in the browser, as the cells of a table are
        assert len(offered(app)) == {"people": 10, "conversations": 10, "files": 5}[name]
        for payload in written:
            assert any(payload in line for line in offered(app))
            assert payload in set(table(app).astype("str").to_numpy().ravel())


def test_analyse_saves_and_audits_what_is_left(open_page: Open, facebook_only: work.Outcome) -> None:
    app = open_page("verify", facebook_only, waiting=True)
    rita = "facebook:Rita Pauwels"
    leave_out(app, "people", rita)
    app.button(key="verify_analyse").click().run()
    finish_job(app)
    audit = app.session_state["audit"]
    assert set(audit.dataset.contacts["contact_id"]) == set(facebook_only.dataset.contacts["contact_id"]) - {rita}
    file = Dossier.open(app.session_state["dossier"])
    saved = file.dataset()
    file.close()
    assert saved is not None
    assert saved.fingerprint == leaving_out.without(facebook_only.dataset, audit.settings.corrections).fingerprint


def test_after_the_analysis_the_rest_is_analysed_again(open_page: Open, facebook_only: work.Outcome) -> None:
    file = Dossier.create("x")
    file.save_import(facebook_only.dataset, about=Import(datetime.now(UTC), ("facebook",), 60, 3, None, None, 60))
    app = open_page("verify", facebook_only, dossier=file)
    assert "sort de votre dossier" in said(app)
    anton = "facebook:Anton Dewael"
    leave_out(app, "people", anton)
    finish_job(app)
    assert anton not in set(app.session_state["audit"].dataset.contacts["contact_id"])
    assert "Vous avez retiré 1 personne. En tout, cela enlève 1 personne." in said(app)
    app.button(key="verify_undo").click().run()
    finish_job(app)
    assert anton in set(app.session_state["audit"].dataset.contacts["contact_id"])
    assert "Rien n'est retiré." in said(app)
