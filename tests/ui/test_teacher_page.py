"""The teacher's page: without a list, with one that leaves no trace, and what it prints; the posts to read again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from identity_audit import reread_findings, teacher_pages
from identity_audit.analysis.reread import reasons
from identity_audit.audit import Audit, Settings, run_audit
from identity_audit.corrections import AccountVisibility, CheckedPost, ReadAgain, TagPeople, WordList
from identity_audit.dataset import Dataset
from identity_audit.history import History
from identity_audit.report import report_html
from identity_audit.report_tables import report_tables
from identity_audit.roster import from_text
from identity_audit.roster_matches import Roster
from identity_audit.sheet import Sheet
from identity_audit.store.dossier import Dossier
from identity_audit.teacher_findings import tagged
from identity_audit.ui import state, work
from tests.ui.conftest import Open, audited, go, write_facebook, write_slack
from tests.ui.test_decisions import Desk
from tests.ui.test_pages import english_texts, plain, shown

#: of nobody's name; the last one is not a contact
LISTED = "RAMEL Ilse\nOKOYE Tariq\nVASSEUR Maud\nRAMEL Piotr\nZZYZYMARKER Quentina"
MARKERS = ("zzyzymarker", "quentina")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> work.Outcome:
    """Sixty posts in two channels, fourteen people who react by name."""
    folder = tmp_path_factory.mktemp("slack")
    return audited(
        [write_slack(folder / "slack.zip"), write_facebook(folder / "facebook-nora.zip")], me=("Nora Lindqvist",)
    )


@pytest.fixture
def saved(tmp_path: Path) -> Iterator[Dossier]:
    folder = tmp_path / "dossiers"
    folder.mkdir()
    file = Dossier.create("Nora", folder)
    yield file
    file.close()


def holding(app: AppTest) -> tuple[object, ...]:
    history = app.session_state["history"]
    assert isinstance(history, History)
    return history.corrections


def step(app: AppTest, name: str) -> AppTest:
    return app.segmented_control(key="teacher_step").set_value(name).run()


def load(app: AppTest, text: str = LISTED) -> AppTest:
    """Type a list on the page, and look for it."""
    step(app, "find").radio(key="teacher_source").set_value("mine").run()
    [area] = [area for area in app.text_area if str(area.key).startswith("roster_text")]
    area.set_value(text).run()
    app.button(key="roster_look").click().run()
    assert not app.exception
    return app


def markdown(app: AppTest) -> list[str]:
    return [plain(text.value) for text in app.markdown]


def bytes_of(*folders: Path) -> str:
    """Everything that any file of these folders holds, in small letters."""
    found = [file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file()]
    return (
        b"\n".join(found).decode("utf-8", "ignore").casefold() + b"\n".join(found).decode("utf-16", "ignore").casefold()
    )


# --- without a list --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_part_of_the_page_stands_in_its_language(open_page: Open, workspace: work.Outcome, lang: str) -> None:
    app = open_page("teacher", workspace, lang=lang)
    for name in ("see", "last", "find", "ways", "sheet"):
        step(app, name)
        assert not app.exception
        assert lang == "en" or english_texts(app) == []
    load(app)
    assert lang == "en" or english_texts(app) == []
    go(app, "reread")
    assert not app.exception
    assert lang == "en" or english_texts(app) == []


def test_it_begins_with_a_pupil_who_does_not_follow(open_page: Open, workspace: work.Outcome) -> None:
    app = open_page("teacher", workspace, lang="en")
    assert app.radio(key="teacher_viewer").value == "stranger"
    # sixty posts of Slack went to channels, sixty of Facebook are silent
    assert any("Of 100 posts, a pupil who does not follow you could see 0 according to your files" in text
               and "For 50, we do not know" in text for text in markdown(app))  # fmt: skip
    app.radio(key="seen_by_facebook").set_value("public").run()
    assert any("50 more according to your answer. For 0, we do not know" in text for text in markdown(app))
    # the eyes stay the same on the next part
    app.radio(key="teacher_viewer").set_value("parent").run()
    assert step(app, "last").radio(key="teacher_viewer").value == "parent"
    assert "open to them, by your answer" in " ".join(shown(app))


def test_since_when_an_account_is_as_it_is(open_page: Open, workspace: work.Outcome) -> None:
    early = workspace.dataset.posts["time"].where(workspace.dataset.posts.index % 2 == 0)
    moved = workspace.dataset.posts.assign(time=early.fillna(pd.Timestamp("2023-05-01", tz="UTC")))
    dataset = Dataset(posts=moved, contacts=workspace.dataset.contacts, owners=workspace.dataset.owners)
    app = open_page("teacher", work.Outcome(dataset, run_audit(dataset)), lang="en")
    app.radio(key="seen_by_facebook").set_value("public").run()
    app.selectbox(key="seen_since_facebook").set_value(2025).run()
    assert holding(app)[-1] == AccountVisibility("facebook", "public", "2025-01-01")
    app.selectbox(key="seen_before_facebook").set_value("contacts").run()
    assert holding(app)[-1] == AccountVisibility("facebook", "public", "2025-01-01", "contacts")
    app.selectbox(key="seen_since_facebook").set_value(0).run()
    assert holding(app)[-1] == AccountVisibility("facebook", "public")


def test_ten_posts_are_looked_up_and_say_how_far_the_answer_holds(open_page: Open, workspace: work.Outcome) -> None:
    app = open_page("teacher", workspace, lang="en")
    app.radio(key="seen_by_facebook").set_value("public").run()
    app.toggle(key="teacher_check").set_value(True).run()
    for number in range(10):
        [radio] = [radio for radio in app.radio if str(radio.key).startswith("teacher_looked_")]
        radio.set_value("group" if number < 2 else "public").run()
        app.button(key="teacher_check_save").click().run()
    assert sum(isinstance(c, CheckedPost) for c in holding(app)) == 10
    [said] = [text for text in markdown(app) if "posts looked up" in text]
    # Wilson, 95 %, 8 of 10
    assert said.startswith("Of 10 posts looked up, 8 are as you said. Your answer would hold for 49 to 94 of 100")


# --- with a list -----------------------------------------------------------------------------------------------------


def test_nothing_is_accepted_without_a_click_and_forgetting_leaves_nothing(
    open_page: Open, workspace: work.Outcome, saved: Dossier
) -> None:
    app = load(open_page("teacher", workspace, lang="en", dossier=saved))
    roster = app.session_state["roster"]
    assert isinstance(roster, Roster)
    assert (len(roster.certain), roster.contacts()) == (4, frozenset())
    assert any("0 recognised and confirmed, 4 to confirm, 1 not found" in text for text in markdown(app))
    app.button(key="certain_all").click().run()
    # few people are not counted exactly
    assert any("fewer than 5 recognised and confirmed" in text for text in markdown(app))
    assert len(app.session_state["roster"].contacts()) == 4
    app.button(key="answer_back").click().run()
    assert app.session_state["roster"].contacts() == frozenset()
    app.button(key="certain_all").click().run()
    assert holding(app) == ()
    temporary = Path(tempfile.gettempdir())
    ours = [folder for folder in temporary.glob("identity-audit-*") if folder.is_dir()]
    assert not any(marker in bytes_of(saved.path.parent, *ours) for marker in MARKERS)
    app.button(key="forget_list").click().run()
    assert not app.exception
    assert "roster" not in app.session_state
    kept = str(list(app.session_state._state.filtered_state.values())).casefold()
    assert not any(marker in kept for marker in MARKERS)
    assert not any(marker in text.casefold() for marker in MARKERS for text in shown(app))
    saved.close()
    assert not any(marker in bytes_of(saved.path.parent, *ours) for marker in MARKERS)
    assert "pupil" not in bytes_of(saved.path.parent)


def test_a_list_goes_when_the_dossier_is_closed(workspace: work.Outcome) -> None:
    desk = Desk()
    loaded = Roster.load(from_text(LISTED), "pupil", workspace.dataset.contacts)
    desk.do(lambda: state.set_roster(loaded))
    assert desk.do(state.roster) == loaded
    desk.do(state.close)
    assert desk.do(state.roster) is None
    assert not any(marker in str(desk.app.session_state._state.filtered_state).casefold() for marker in MARKERS)


def test_a_school_list_needs_a_yes_and_a_bad_one_says_what_to_do(open_page: Open, workspace: work.Outcome) -> None:
    app = step(open_page("teacher", workspace, lang="en"), "find")
    app.radio(key="teacher_source").set_value("school").run()
    [area] = [area for area in app.text_area if str(area.key).startswith("roster_text")]
    area.set_value("12\n13").run()
    assert app.button(key="roster_look").disabled
    [allowed] = [box for box in app.checkbox if str(box.key).startswith("roster_allowed")]
    allowed.set_value(True).run()
    app.button(key="roster_look").click().run()
    assert [plain(error.value) for error in app.error] == [
        "No name was found in it. Paste one name a line, or choose a table with a column of names."
    ]


def test_the_two_nearest_stand_side_by_side_and_the_unrecognised_are_walked_through(
    open_page: Open, workspace: work.Outcome
) -> None:
    app = load(open_page("teacher", workspace, lang="en"), "RAMEL I.\nMAUD Vasseurs")
    assert [button.label for button in app.button if str(button.key).startswith("ask_yes")]
    place = app.session_state["roster"].to_confirm[0]
    app.button(key="ask_later").click().run()
    assert app.session_state["roster"].answers[place] == "later"
    app.button(key="ask_yes_0").click().run()
    assert len(app.session_state["roster"].links) == 1
    app.button(key="ask_neither").click().run()
    assert app.session_state["roster"].to_confirm == ()


def test_a_tag_by_hand_is_a_decision(open_page: Open, workspace: work.Outcome) -> None:
    app = step(open_page("teacher", workspace, lang="en"), "find")
    app.multiselect(key="tag_people").set_value(["facebook:Rita Pauwels"]).run()
    app.text_input(key="tag_group").set_value("3A").run()
    app.radio(key="tag_role").set_value("former").run()
    app.button(key="tag_save").click().run()
    assert holding(app) == (TagPeople(("facebook:Rita Pauwels",), "former", "3A"),)
    assert "Former pupils: fewer than 5" in markdown(app)
    app.button(key="tags_undo").click().run()
    assert holding(app) == ()


# --- posts to read again ---------------------------------------------------------------------------------------------


def test_posts_to_read_again(open_page: Open, workspace: work.Outcome) -> None:
    app = go(open_page("reread", workspace, lang="en"), "reread")
    app.toggle(key="reread_lists").set_value(True).run()
    app.selectbox(key="reread_list").set_value("party").run()
    [area] = app.text_area
    area.set_value("levain").run()
    app.button(key="reread_save").click().run()
    assert holding(app) == (WordList("party", ("levain",)),)
    app.selectbox(key="reread_why").set_value("party").run()
    # four texts about it, each on two networks
    assert sum("Party and alcohol: “levain”" in text for text in markdown(app)) == 8
    fine = [button for button in app.button if str(button.key).startswith("fine_")]
    post = str(fine[0].key).removeprefix("fine_")
    fine[0].click().run()
    assert holding(app)[-1] == ReadAgain((post,), "fine")
    rethink = next(button for button in app.button if str(button.key).startswith("rethink_"))
    rethink.click().run()
    assert any("1 fine · 1 to rethink" in text for text in markdown(app))
    assert any("1 post, without any name of a contact" in text for text in markdown(app))
    app.button(key="reread_undo").click().run()
    assert not any("1 to rethink" in text for text in markdown(app))


# --- no output holds a pupil -----------------------------------------------------------------------------------------


def with_markers(workspace: work.Outcome) -> Audit:
    """The same people, six of them tagged as pupils and called by marks that nothing else holds."""
    dataset = workspace.dataset
    names = [f"Zzyzymarker{number} Quentina" if number < 6 else name
             for number, name in enumerate(dataset.contacts["name"])]  # fmt: skip
    text = dataset.posts["text"].where(dataset.posts.index != 0, "Bravo à Zzyzymarker0 Quentina, quelle soirée !")
    marked = Dataset(
        posts=dataset.posts.assign(text=text), audiences=dataset.audiences, groups=dataset.groups, met=dataset.met,
        contacts=dataset.contacts.assign(name=pd.Series(names, index=dataset.contacts.index, dtype="str")),
        memberships=dataset.memberships, interactions=dataset.interactions, owners=dataset.owners,
    )  # fmt: skip
    pupils = TagPeople(tuple(dataset.contacts["contact_id"][:6]), "pupil", "3A")
    first = str(dataset.posts["post_id"].iloc[0])
    return run_audit(marked, Settings(corrections=(pupils, ReadAgain((first,), "rethink"))))


@pytest.fixture(scope="module")
def marked(workspace: work.Outcome) -> Audit:
    return with_markers(workspace)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_output_of_any_kind_holds_a_name_of_a_pupil(marked: Audit, lang: str) -> None:
    roles = tagged(marked.settings.corrections)
    names = list(marked.dataset.contacts["name"][:6])
    hidden = reread_findings.names_to_hide(marked.dataset, names)
    found = reread_findings.items(marked, reasons(marked.source.posts, {"party": ("soiree",)}, names))
    assert [item.decision for item in found] == ["rethink"]
    sheet = Sheet("account", "Zzyzymarker0 peut rester", "Bonjour Quentina", "2027-01-31", ())
    outputs = {
        "json": json.dumps(marked.to_dict(lang=lang)),
        "report": report_html(marked, lang=lang),
        "tables": "".join(report_tables(marked, lang=lang).values()),
        "sheet": teacher_pages.sheet_html(marked, sheet, roles, hidden, lang=lang),
        "checklist": teacher_pages.checklist_html(found, hidden, lang=lang),
        "csv": teacher_pages.checklist_csv(found, hidden, lang=lang).decode("utf-8-sig"),
        "note": teacher_pages.note_html(lang=lang),
    }
    for name, text in outputs.items():
        assert not any(marker in text.casefold() for marker in MARKERS), name
        assert "3A" not in text, name
    # it is there, with the name taken out; addresses are text, never links
    assert "[…]" in outputs["checklist"] and "[…]" in outputs["sheet"]
    assert not any(mark in outputs[name] for name in ("checklist", "sheet", "note") for mark in ("<a ", "href", "src="))


def test_small_numbers_of_people_are_not_said(marked: Audit) -> None:
    hidden = reread_findings.names_to_hide(marked.dataset)
    for n, said in ((4, "fewer than 5"), (6, "6")):
        people = frozenset(marked.dataset.contacts["contact_id"][:n])
        text = teacher_pages.sheet_html(marked, Sheet(), {**tagged(()), "pupil": people}, hidden, lang="en")
        assert f"Pupils now: {said}" in text


def test_logs_and_errors_hold_nothing_of_a_list(capfd: pytest.CaptureFixture[str], workspace: work.Outcome) -> None:
    Roster.load(from_text(LISTED), "pupil", workspace.dataset.contacts)
    printed = capfd.readouterr()
    assert not any(marker in (printed.out + printed.err).casefold() for marker in MARKERS)
    assert not any(marker in repr(error).casefold() for marker in MARKERS for error in [_refused()])


def _refused() -> Exception:
    try:
        from_text(f"{LISTED}\n" * 5_000 + "\n".join(f"Zzyzymarker {n} a" for n in range(3_000)))
    except Exception as error:
        return error
    return AssertionError("taken")
