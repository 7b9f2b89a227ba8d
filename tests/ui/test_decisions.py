"""Decisions on top of a dossier, without a page: saved before they are shown, undone over everything, kept for good."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.audit import Audit, Settings, run_audit
from identity_audit.corrections import (
    Correction,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    MakeCircle,
    MergeFacets,
    NumberOfFacets,
    RenameCircle,
    RenameFacet,
    SensitiveFacet,
    ThisIsMe,
    mark,
)
from identity_audit.history import Decided, Effect, Undone
from identity_audit.store.dossier import Dossier
from identity_audit.store.faults import ChangedElsewhere, NoRoom
from identity_audit.ui import decisions, dossiers, reading, state, work
from tests.ui.conftest import PATIENCE, quiet, write_facebook, write_slack

RITA = "Rita Pauwels"


#: a page that does what the test asks for, and draws nothing
SCRIPT = """
import streamlit as st

asked = st.session_state.pop("asked", None)
if asked is not None:
    st.session_state["answer"] = asked()
"""


class Done:
    """A job that does its work at once, in this process; `jobs.Job` itself has tests of its own."""

    def __init__(self, task: Callable[..., Any], arguments: tuple[Any, ...], then: str) -> None:
        self.then = then
        self.state = "running"
        self.result: Any = None
        self._work = lambda: task(*arguments, quiet)

    def finish(self) -> None:
        self.result, self.state = self._work(), "done"

    def cancel(self) -> None:
        self.state = "cancelled"


class Desk:
    """A session without pages."""

    def __init__(self) -> None:
        self.app = AppTest.from_string(SCRIPT, default_timeout=PATIENCE)
        self.app.session_state["lang"] = "en"

    def do(self, asked: Callable[[], Any]) -> Any:
        """Call something inside the session."""
        self.app.session_state["asked"] = asked
        self.app.run()
        assert not self.app.exception
        return self.app.session_state["answer"]

    def decide(self, *corrections: Correction) -> None:
        self.do(lambda: state.decide(*corrections))

    def work(self) -> str:
        """Wait for the job, take over what it found; which page comes next?"""
        job = self.do(state.job)
        job.finish()
        return str(self.do(lambda: state.accept(job)))

    @property
    def audit(self) -> Audit:
        found = self.do(state.audit)
        assert isinstance(found, Audit)
        return found

    @property
    def dossier(self) -> Dossier:
        found = self.do(state.dossier)
        assert isinstance(found, Dossier)
        return found

    def said(self) -> list[str]:
        return [notice.sentence for notice in self.do(state.notices)]

    def names(self) -> list[str]:
        return [facet.name for facet in self.audit.facets()]

    def contact(self, name: str = RITA) -> str:
        contacts = self.do(state.dataset).contacts
        return str(contacts.loc[contacts["name"] == name, "contact_id"].iloc[0])


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    main = sys.modules["__main__"]
    monkeypatch.setattr(reading, "Job", Done)
    found = Desk()
    yield found
    found.do(state.close)
    sys.modules["__main__"] = main


@pytest.fixture
def facebook(desk: Desk, tmp_path: Path) -> Desk:
    """A Facebook archive, read, saved and analysed."""
    path = write_facebook(tmp_path / "facebook-nora.zip")
    desk.do(lambda: state.read((str(path),)))
    assert desk.work() == "verify"
    desk.do(state.analyse)
    assert desk.work() == "facets"
    return desk


def restart(desk: Desk) -> Desk:
    """The program ends; another session resumes the dossier that was open last."""
    desk.do(state.close)
    fresh = Desk()
    path = fresh.do(state.listed)[0].path
    fresh.do(lambda: state.resume(path))
    fresh.work()
    return fresh


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- reading and saving --------------------------------------------------------------------------------------------


def test_nothing_is_on_disk_before_the_analysis_and_left_out_is_never(desk: Desk, tmp_path: Path, home: Path) -> None:
    path = write_facebook(tmp_path / "facebook-nora.zip")
    desk.do(lambda: state.read((str(path),)))
    assert desk.work() == "verify"
    assert desk.do(state.pending)
    assert desk.do(state.audit) is None
    assert files(home) == set()
    rita = desk.contact()
    desk.decide(LeaveOutPeople((mark(desk.do(state.salt), rita),), desk.do(state.salt)))
    [step] = desk.do(state.history).events
    assert step.effect == Effect(people=-1)
    assert rita in set(desk.do(state.dataset).contacts["contact_id"])
    assert files(home) == set()

    desk.do(state.analyse)
    assert desk.work() == "facets"
    assert not desk.do(state.pending)
    saved = desk.dossier
    assert saved.name.startswith("Facebook · ")
    assert saved.history() == desk.do(state.history)
    read = saved.dataset()
    assert read is not None
    assert rita not in set(read.contacts["contact_id"])
    assert rita not in set(desk.audit.source.contacts["contact_id"])
    # undone in the same session, everything is there again, here and on the disk
    desk.do(state.undo)
    assert desk.do(state.audit) is None
    assert desk.work() == "home"
    read = saved.dataset()
    assert read is not None
    assert rita in set(read.contacts["contact_id"])
    assert rita in set(desk.audit.dataset.contacts["contact_id"])


def test_the_same_files_read_with_another_answer_keep_what_was_left_out(desk: Desk, tmp_path: Path) -> None:
    desk.do(lambda: state.read((str(write_facebook(tmp_path / "f.zip")),)))
    desk.work()
    zoe = desk.contact("Zoé Lemmens")
    desk.decide(LeaveOutPeople((mark(desk.do(state.salt), zoe),), desk.do(state.salt)))
    desk.do(lambda: state.read_again(messages=True))
    assert desk.work() == "verify"
    assert len(desk.do(state.corrections)) == 1
    desk.do(state.analyse)
    desk.work()
    assert zoe not in set(desk.audit.source.contacts["contact_id"])
    assert len(desk.audit.source.posts) == 61
    # other files begin anew
    desk.do(lambda: state.read((str(write_slack(tmp_path / "slack.zip")),), me=("Nora Lindqvist",)))
    desk.work()
    assert desk.do(state.corrections) == ()


def test_what_is_set_aside_before_the_analysis_leaves_nothing(desk: Desk, tmp_path: Path, home: Path) -> None:
    desk.do(lambda: state.read((str(write_facebook(tmp_path / "f.zip")),)))
    desk.work()
    desk.do(state.set_aside)
    assert desk.do(state.dataset) is None
    assert files(home) == set()


def test_a_dossier_that_cannot_be_saved_leaves_nothing_and_can_be_tried_again(
    desk: Desk, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.do(lambda: state.read((str(write_facebook(tmp_path / "f.zip")),)))
    desk.work()
    with monkeypatch.context() as full:
        full.setattr(Dossier, "save_import", refuse(NoRoom()))
        desk.do(state.analyse)
    assert desk.said() == [NoRoom().sentence]
    assert desk.do(state.pending)
    assert desk.do(state.job) is None
    assert files(home) == set()
    desk.do(state.analyse)
    assert desk.work() == "facets"
    assert len(desk.names()) == 3


def refuse(error: Exception) -> Callable[..., None]:
    def raising(*_args: object, **_named: object) -> None:
        raise error

    return raising


def test_the_next_export_joins_the_dossier_and_decisions_stay(facebook: Desk, tmp_path: Path) -> None:
    facet = facebook.audit.facets()[0]
    facebook.decide(RenameFacet(facebook.audit.facet_posts(facet.id), "Mine"))
    rita, zoe = facebook.contact(), facebook.contact("Zoé Lemmens")
    facebook.decide(MakeCircle("circle:friends", "Friends", (rita, zoe)))
    colours = {facet.name: facet.colour for facet in facebook.audit.facets()}
    path = str(write_slack(tmp_path / "slack.zip"))
    facebook.do(lambda: state.read((path,), me=("Nora Lindqvist",), adds=True))
    assert facebook.work() == "verify"
    facebook.do(state.analyse)
    facebook.work()
    both = facebook.do(state.dataset)
    assert set(both.platforms) == {"facebook", "slack"}
    assert {f.name: f.colour for f in facebook.audit.facets()} == colours
    assert "Mine" in colours
    assert {circle.name for circle in facebook.audit.circles()} >= {"Friends", "general"}
    assert [(i.platforms, i.new_posts) for i in facebook.do(state.imports)] == [(("facebook",), 60), (("slack",), 60)]
    again = restart(facebook)
    assert again.do(state.dataset).fingerprint == both.fingerprint
    assert {f.name: f.colour for f in again.audit.facets()} == colours


def test_other_files_start_another_dossier(facebook: Desk, tmp_path: Path, home: Path) -> None:
    first = facebook.dossier
    path = str(write_slack(tmp_path / "slack.zip"))
    facebook.do(lambda: state.read((path,), me=("Nora Lindqvist",)))
    facebook.work()
    assert facebook.do(state.history).events == ()
    facebook.do(state.analyse)
    facebook.work()
    assert facebook.dossier.id != first.id
    assert {found.name.partition(" ·")[0] for found in facebook.do(state.listed)} == {"Facebook", "Slack"}
    assert facebook.do(state.dataset).platforms == ["slack"]


def test_the_example_leaves_nothing_on_the_disk(desk: Desk, home: Path) -> None:
    desk.do(lambda: state.read_sample("sam"))
    assert desk.work() == "facets"
    desk.decide(RenameFacet(desk.audit.facet_posts(desk.audit.facets()[0].id), "Running"))
    assert "Running" in desk.names()
    desk.do(lambda: state.set_aim("teach"))
    assert desk.do(state.aim) == "teach"
    assert files(home) == set()


# --- deciding ------------------------------------------------------------------------------------------------------


def test_a_decision_is_saved_before_it_is_shown(facebook: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = facebook.audit
    shown_when_saved: list[list[str]] = []
    append = Dossier.append

    def spied(file: Dossier, *events: Any, **named: Any) -> None:
        append(file, *events, **named)
        found = state.audit()
        assert found is not None
        shown_when_saved.append([facet.name for facet in found.facets()])

    monkeypatch.setattr(Dossier, "append", spied)
    facet = before.facets()[1]
    facebook.decide(RenameFacet(before.facet_posts(facet.id), "On foot"))
    assert shown_when_saved == [[facet.name for facet in before.facets()]]
    assert "On foot" in facebook.names()
    [step] = facebook.dossier.history().events
    assert isinstance(step, Decided)
    assert step.effect == Effect()


def test_what_cannot_be_saved_is_not_shown(facebook: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before, history = facebook.audit, facebook.do(state.history)
    facet = before.facet_posts(before.facets()[0].id)
    rita = mark("s", facebook.contact())
    with monkeypatch.context() as full:
        full.setattr(Dossier, "append", refuse(NoRoom()))
        facebook.decide(RenameFacet(facet, "Mine"))
        assert facebook.said() == [NoRoom().sentence]
        facebook.decide(LeaveOutPeople((rita,), "s"))
        assert facebook.said() == [NoRoom().sentence]
    assert facebook.audit is before
    assert facebook.do(state.history) == history
    assert facebook.do(state.job) is None


def test_a_step_over_another_window_is_not_saved_and_the_others_work_is_shown(facebook: Desk) -> None:
    facet = facebook.audit.facet_posts(facebook.audit.facets()[0].id)
    path = facebook.dossier.path
    assert path is not None
    other = Dossier.open(path)
    other.history()
    other.append(Decided(other.opened, (RenameFacet(facet, "Theirs"),)))
    facebook.decide(RenameFacet(facet, "Ours"))
    assert facebook.said() == [ChangedElsewhere().sentence]
    facebook.work()
    assert facebook.said() == [ChangedElsewhere().sentence], "the end of the analysis must not wipe it out"
    assert "Theirs" in facebook.names()
    assert "Ours" not in facebook.names()
    other.append(Undone(other.opened))
    other.close()
    facebook.do(state.sync)
    assert facebook.said() == [dossiers.CHANGED]
    facebook.work()
    assert "Theirs" not in facebook.names()
    facebook.do(state.sync)
    assert facebook.said() == [dossiers.CHANGED], "as before"
    assert facebook.said() == []


def test_a_dossier_that_is_gone_is_said_and_closed(facebook: Desk) -> None:
    path = facebook.dossier.path
    assert path is not None
    path.unlink()
    facebook.do(state.sync)
    assert len(facebook.said()) == 1
    assert facebook.do(state.dataset) is None
    assert facebook.do(state.dossier) is None


def test_an_audit_that_arrives_late_follows_what_was_decided_meanwhile(facebook: Desk) -> None:
    facet = facebook.audit.facet_posts(facebook.audit.facets()[0].id)
    facebook.decide(RenameFacet(facet, "Mine"))
    facebook.decide(LeaveOutPeople((mark("s", facebook.contact()),), "s"))
    assert facebook.do(state.audit) is None
    facebook.do(lambda: state.take_back(0))
    facebook.work()
    assert "Mine" not in facebook.names()
    assert RITA not in set(facebook.audit.dataset.contacts["name"])


def test_what_was_left_out_on_an_earlier_day_cannot_come_back(facebook: Desk) -> None:
    facebook.decide(LeaveOutPeople((mark("s", facebook.contact()),), "s"))
    facebook.work()
    again = restart(facebook)
    again.do(state.undo)
    assert again.said() == [decisions.GONE]
    again.work()
    assert again.said() == [decisions.GONE], "the end of the analysis must not wipe it out"
    assert again.said() == []
    assert RITA not in set(again.audit.dataset.contacts["name"])
    assert again.do(state.corrections) == ()


def test_leaving_out_counts_what_goes(desk: Desk, tmp_path: Path) -> None:
    path = write_slack(tmp_path / "slack.zip")
    desk.do(lambda: state.read((str(path),), me=("Nora Lindqvist",)))
    desk.work()
    desk.do(state.analyse)
    desk.work()
    posts = desk.do(state.dataset).posts
    acts = desk.do(state.dataset).interactions
    [file] = set(posts["source_file"])
    first = desk.contact("Ilse Ramel")
    desk.decide(LeaveOutPeople((mark("s", first),), "s"))
    theirs = acts[(acts["contact_id"] == first) & (acts["direction"] == "received")]
    step = desk.do(state.history).events[-1]
    assert step.effect == Effect(people=-1, reactions=-theirs["post_id"].nunique())
    desk.work()
    desk.decide(LeaveOutFile("slack", file))
    assert desk.do(state.history).events[-1].effect.posts == -60


def test_nothing_happens_without_something_to_do(facebook: Desk) -> None:
    facebook.do(state.undo)
    facebook.do(state.redo)
    facebook.do(lambda: state.take_back(0))
    facebook.do(lambda: state.back_to_suggestion("everything"))
    facebook.do(lambda: state.set_number(None))
    facebook.decide()
    assert facebook.do(state.history).events == ()


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_gives_the_state_of_a_fresh_start(facebook: Desk, seed: int) -> None:
    """Random decisions, undone, redone, taken back: what is shown is what a new audit of what holds would show."""
    chance = random.Random(seed)
    people = sorted(facebook.audit.source.contacts["contact_id"])
    shown: dict[tuple[Correction, ...], dict[str, Any]] = {}
    for _step in range(14):
        audit = facebook.audit
        shown.setdefault(facebook.do(state.corrections), audit.to_dict())
        assert audit.to_dict() == shown[facebook.do(state.corrections)]
        facets = [audit.facet_posts(facet.id) for facet in audit.facets()]
        holding = facebook.do(state.history).holding
        choices: list[Callable[[], Any]] = [
            lambda facets=facets: state.decide(RenameFacet(facets[0], f"Name {chance.randrange(9)}")),
            lambda facets=facets: state.decide(MergeFacets(tuple(facets[-2:]))),
            lambda facets=facets: state.decide(SensitiveFacet(facets[-1], True)),
            lambda: state.decide(NumberOfFacets(chance.choice([2, 3, 4, None]))),
            lambda: state.decide(MakeCircle("circle:c", "C", tuple(chance.sample(people, 2)))),
            lambda: state.decide(RenameCircle("circle:c", "D"), ThisIsMe(chance.choice(people))),
            state.undo, state.undo, state.redo,
            lambda holding=holding: state.take_back(*chance.choice(holding)) if holding else None,
            lambda: state.back_to_suggestion(chance.choice(["facets", "circles", "everything"])),
        ]  # fmt: skip
        facebook.do(chance.choice(choices))
    settings = Settings(corrections=facebook.do(state.corrections))
    last = facebook.audit.to_dict()
    assert run_audit(facebook.audit.source, settings).to_dict() == last
    again = restart(facebook)
    assert again.do(state.corrections) == settings.corrections
    assert again.audit.to_dict() == last


def test_small_choices_are_kept_and_questions_without_names(facebook: Desk) -> None:
    rita = facebook.contact()
    facebook.do(lambda: state.set_aim("teach", "facebook:group/1"))
    facebook.do(lambda: state.put_off(rita))
    again = restart(facebook)
    assert (again.do(state.aim), again.do(state.aimed_circle)) == ("teach", "facebook:group/1")
    assert again.do(lambda: rita in state.later())
    assert again.do(lambda: "somebody else" not in state.later())
    assert rita not in (again.dossier.choice("later") or "")


def test_the_second_start_encodes_nothing_again(facebook: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, vectors = facebook.dossier.encodings()
    assert len(keys) == len(vectors) > 0
    source = facebook.audit.source

    def never(*_args: object, **_named: object) -> None:
        pytest.fail("a text was encoded again")

    monkeypatch.setattr("identity_audit.analysis.encoder.Encoder.encode", never)
    found = work.analyse(source, Settings(), (keys, vectors), quiet)
    assert found.audit is not None
    assert found.audit.to_dict() == facebook.audit.to_dict()
    assert found.encodings is None


def test_what_was_left_out_is_not_encoded_and_no_aim_names_it(desk: Desk, tmp_path: Path) -> None:
    desk.do(lambda: state.read((str(write_slack(tmp_path / "slack.zip")),), me=("Nora Lindqvist",)))
    desk.work()
    desk.do(state.analyse)
    desk.work()
    before = len(desk.dossier.encodings()[0])
    posts, groups = desk.do(state.dataset).posts, desk.do(state.dataset).groups
    trail = str(groups.loc[groups["name"] == "sentiers", "group_id"].iloc[0])
    desk.do(lambda: state.set_aim("protect", trail))
    desk.decide(LeaveOutConversations((mark("s", trail),), "s"))
    assert desk.do(state.aim) == "protect"
    assert trail not in desk.do(state.aimed_circle)
    desk.work()
    left = desk.dossier.dataset()
    assert left is not None
    assert 0 < len(left.posts) < len(posts)
    assert len(desk.dossier.encodings()[0]) < before
    desk.do(state.undo)
    desk.work()
    assert desk.do(state.aimed_circle) == trail
    assert len(desk.dossier.encodings()[0]) == before
