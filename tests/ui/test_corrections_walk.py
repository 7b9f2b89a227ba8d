"""Every decision by keyboard alone and by pointer alone, in both languages; tab and program end in between.

One walk a room: everything that is decided on its page, the tab closed and the program killed without a word, so that
whatever the page showed must have been on the disk before. Then everything is there, and undo goes on where it was.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from identity_audit import read_export
from identity_audit.audit import Settings
from identity_audit.corrections import CORRECTIONS
from identity_audit.dataset import Dataset, period
from identity_audit.history import History
from identity_audit.store.database import ENDING
from identity_audit.store.dossier import Dossier, Import
from identity_audit.ui import work
from identity_audit.ui.decisions import GONE
from identity_audit.ui.reading import SAMPLE_ZONES, sample_paths
from identity_audit.words import words
from tests.conftest import Serve, Served
from tests.ui.conftest import START, Visit, quiet
from tests.ui.every_decision import OF_CAMILLE, ROOMS, STEPS, says, write_exports
from tests.ui.hands import Hand, Keyboard, Pointer, go
from tests.ui.talk import PATIENCE

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
LAPTOP = {"width": 1280, "height": 900}
PLACES = "^(The place of a file or folder|L'emplacement d'un fichier)"
#: the pages on which something is decided after the analysis
AFTERWARDS = ("data", "facets", "circles", "listening", "paste", "profiles", "reread", "teacher")
# the decisions of the dossier's page, newest first: the sentence, and all that is beside it
TOLD = """() => [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stHorizontalBlock"]')]
    .filter(row => row.querySelector('[data-testid="stText"]'))
    .map(row => [row.querySelector('[data-testid="stText"]').textContent, row.textContent])"""
# what the page says, from top to bottom, without its pictures
SAID = """() => [...document.querySelectorAll(
    '[data-testid="stMain"] :is([data-testid="stMarkdownContainer"], [data-testid="stText"], h1, h2, h3, input)')]
    .map(part => part.tagName === 'INPUT' ? `${part.type} ${part.checked ?? ''} ${part.value}` : part.textContent)"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_exports(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def saved(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one dossier, as an earlier day left it."""
    return keep(read_export(files), tmp_path_factory.mktemp("earlier"))


@pytest.fixture(scope="module")
def of_camille(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the exports of the invented Camille."""
    read = read_export([Path(path) for path in sample_paths("camille")], tz=SAMPLE_ZONES["camille"])
    return keep(read, tmp_path_factory.mktemp("camille"))


def keep(read: Dataset, folder: Path) -> Path:
    networks, n = tuple(read.platforms), len(read.posts)
    file = Dossier.create("Nora", folder)
    file.save_import(read, about=Import(START, networks, n, len(read.contacts), *period(read.posts), n))
    encodings = work.analyse(read, Settings(), work.NO_ENCODINGS, quiet).encodings
    assert encodings is not None
    file.keep_encodings(*encodings)
    file.close()
    return folder


@dataclass
class Person:
    """Somebody with a folder of dossiers, a program that they start and that is killed, and one way to work it."""

    home: Path
    lang: str
    hand_of: type[Keyboard] | type[Pointer]
    serve: Serve
    new_page: NewPage

    def begin(self) -> None:
        """Start the program and open it in a new browser."""
        self.served: Served = self.serve(variables={"IDENTITY_AUDIT_HOME": str(self.home)})
        assert self.served.wait_until_it_answers_or_ends(), self.served.output()
        page = self.new_page(locale="fr-BE" if self.lang == "fr" else "en-GB", viewport=LAPTOP)
        page.set_default_timeout(PATIENCE * 1000)
        self.visit = Visit(page, self.served, self.lang)
        self.hand: Hand = self.hand_of(self.visit)
        page.goto(self.served.url)
        self.visit.arrived("home")

    def resume(self) -> None:
        self.hand.press(re.compile("^(Reprendre|Resume) "))
        self.visit.arrived("facets")

    def decide(self, kinds: Sequence[str]) -> list[str]:
        """Take these decisions on the page that is open. Returns what the history has to say of them."""
        return [STEPS[kind](self.hand, words(self.lang)) for kind in kinds]

    def shown(self, page: str) -> list[str]:
        """Everything that this page says: names, numbers, sentences, what stands in the boxes."""
        # from elsewhere, because a page that is left forgets what was half done on it
        go(self.hand, "home")
        go(self.hand, page)
        found: list[str] = self.visit.page.evaluate(SAID)
        assert len(found) > 5
        return found

    def told(self) -> tuple[list[str], list[str]]:
        """What was decided, in the words of the dossier's page, oldest first: what holds, and what no longer does."""
        go(self.hand, "dossier")
        decided = self.visit.page.evaluate(TOLD)[::-1]
        gone = words(self.lang)("no longer holds")
        holds = [sentence for sentence, beside in decided if gone not in beside]
        return holds, [sentence for sentence, beside in decided if gone in beside]

    def press(self, sentence: str, times: int = 1) -> None:
        for _ in range(times):
            self.hand.press(words(self.lang)(sentence))

    def kill(self) -> None:
        self.served.process.kill()
        self.served.process.wait()

    def end(self) -> tuple[History, Dataset]:
        """Close the tab, kill the program without a word. What does the disk hold?"""
        self.visit.assert_quiet()
        self.visit.page.context.close()
        self.kill()
        [path] = self.home.rglob(f"*{ENDING}")
        dossier = Dossier.open(path)
        history, dataset = dossier.history(), dossier.dataset()
        dossier.close()
        assert dataset is not None
        return history, dataset


@pytest.fixture(params=[Keyboard, Pointer], ids=["keyboard", "pointer"])
def hand_of(request: pytest.FixtureRequest) -> type[Keyboard] | type[Pointer]:
    chosen: type[Keyboard] | type[Pointer] = request.param
    return chosen


@pytest.fixture(params=["fr", "en"])
def stranger(
    request: pytest.FixtureRequest, hand_of: type[Keyboard] | type[Pointer], tmp_path: Path, serve: Serve,
    new_page: NewPage,
) -> Iterator[Person]:  # fmt: skip
    """Somebody who has no dossier yet."""
    found = Person(tmp_path / "home", request.param, hand_of, serve, new_page)
    yield found
    # also after a failure: a program that is not needed any more slows down the next test
    found.kill()


@pytest.fixture
def person(stranger: Person, saved: Path) -> Person:
    """Somebody who resumes the dossier of an earlier day."""
    shutil.copytree(saved, stranger.home)
    return stranger


def kinds(history: History) -> list[str]:
    return [correction.kind for correction in history.corrections]


def test_every_kind_of_decision_is_walked() -> None:
    assert set(STEPS) == set(CORRECTIONS)
    assert sorted(kind for room in (*ROOMS.values(), *OF_CAMILLE.values()) for kind in room) == sorted(STEPS)
    assert {*AFTERWARDS, "verify"} == set(ROOMS)


@pytest.mark.parametrize("room", AFTERWARDS)
def test_what_is_decided_outlives_tab_and_program_and_is_undone_and_redone(person: Person, room: str) -> None:
    person.begin()
    person.resume()
    untouched = person.shown(room)
    wanted = person.decide(ROOMS[room])
    decided = person.shown(room)
    assert decided != untouched
    told, gone = person.told()
    assert says(told, wanted), (told, wanted)
    assert gone == []
    kept, _dataset = person.end()
    assert kinds(kept) == ROOMS[room]

    # undo goes back beyond the day that the program was started, and forth again
    person.begin()
    person.resume()
    assert person.shown(room) == decided
    assert person.told() == (told, [])
    person.press("Undo", times=len(kept.events))
    # a facet or circle whose new name is undone is called as before in the others, too
    holds, gone = person.told()
    assert (holds, len(gone)) == ([], len(told))
    assert person.shown(room) == untouched
    go(person.hand, "dossier")
    person.press("Redo", times=len(kept.events))
    assert person.told() == (told, [])
    assert person.shown(room) == decided
    assert person.end()[0].corrections == kept.corrections


def test_what_is_decided_about_plans_outlives_tab_and_program_and_is_undone_and_redone(
    stranger: Person, of_camille: Path
) -> None:
    shutil.copytree(of_camille, stranger.home)
    person = stranger

    def shown() -> list[list[str]]:
        return [person.shown(page) for page in OF_CAMILLE]

    person.begin()
    person.resume()
    untouched = shown()
    wanted: list[str] = []
    for page, decisions in OF_CAMILLE.items():
        go(person.hand, page)
        wanted += person.decide(decisions)
    decided = shown()
    assert all(now != before for now, before in zip(decided, untouched, strict=True))
    told, gone = person.told()
    assert says(told, wanted), (told, wanted)
    assert gone == []
    kept, _dataset = person.end()
    assert kinds(kept) == [kind for decisions in OF_CAMILLE.values() for kind in decisions]

    person.begin()
    person.resume()
    assert shown() == decided
    assert person.told() == (told, [])
    person.press("Undo", times=len(wanted))
    assert person.told() == ([], told)
    assert shown() == untouched
    go(person.hand, "dossier")
    person.press("Redo", times=len(wanted))
    assert shown() == decided
    assert person.end()[0].corrections == kept.corrections


def test_the_aim_and_what_is_left_out_outlive_tab_and_program_and_are_taken_back(
    stranger: Person, files: Sequence[Path]
) -> None:
    person, _ = stranger, words(stranger.lang)
    person.begin()
    go(person.hand, "aim")
    person.hand.press(_("Choose"), nth=2)
    go(person.hand, "data")
    person.hand.bring(files, re.compile(PLACES), re.compile("^(Choose files|Choisir des fichiers)$"))
    person.press("Read these files")
    person.visit.arrived("verify")
    untouched = person.shown("verify")
    wanted = person.decide(ROOMS["verify"])
    decided = person.shown("verify")
    person.press("Undo", times=len(wanted))
    assert person.shown("verify") == untouched
    person.press("Redo", times=len(wanted))
    assert person.shown("verify") == decided
    person.press("Analyse")
    person.visit.arrived("facets")
    go(person.hand, "aim")
    person.hand.choose(_("Is there one circle that matters most? (optional)"), "general")
    aim = person.shown("aim")
    assert _("Chosen") in aim
    told, gone = person.told()
    assert says(told, wanted), (told, wanted)
    assert gone == []
    kept, dataset = person.end()
    assert kinds(kept) == ROOMS["verify"]
    assert "Rita Pauwels" in set(dataset.contacts["name"])
    assert "Anton Dewael" not in set(dataset.contacts["name"])

    # what is gone is gone: undo takes the decision back, and says what brings the rest back
    person.begin()
    person.resume()
    assert person.told() == (told, [])
    person.press("Undo")
    assert _(GONE) in person.visit.page.evaluate(SAID)
    assert person.told() == (told[:-1], told[-1:])
    person.press("Redo")
    assert person.told() == (told, [])
    assert person.shown("aim") == aim
    person.press("Forget my aim")
    assert _("Chosen") not in person.shown("aim")
    assert person.end()[0].corrections == kept.corrections
