"""The screens without a browser and with one: the sample audited once, small exports of invented people."""

from __future__ import annotations

import json
import sys
import types
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.audit import Settings
from identity_audit.history import History
from identity_audit.store.dossier import Dossier
from identity_audit.ui import work
from identity_audit.ui.menu import PAGES
from identity_audit.ui.reading import SAMPLE_ZONES, sample_paths
from identity_audit.ui.session import Incoming, Selection
from identity_audit.words import words
from tests.conftest import ROOT, Served
from tests.ui.talk import Talk

#: longer than anything here takes; only a hanging program waits so long
PATIENCE = 120
#: how many pictures a page shows where the files can tell everything
CHARTS = {"facets": 5, "circles": 1, "gestures": 7, "listening": 1, "mirror": 3, "reactions": 1,
          "profiles": 2, "changes": 1, "teacher": 2, "room": 1}  # fmt: skip
#: pages that ask for a guess before they show anything
ASK_FIRST = ("reactions", "profiles")
PROMISE = "You are more than one thing. So are your contacts."
START = datetime(2025, 1, 6, 18, tzinfo=UTC)

# Three subjects of one invented person, far enough apart to be told apart.
_SUBJECTS: tuple[tuple[Sequence[str], Sequence[str]], ...] = (
    (
        ("Le levain de seigle", "La miche au four", "La pâte du dimanche", "La farine du moulin",
         "Ma brioche au beurre"),
        ("a levé toute la nuit dans la cuisine", "demande une cuisson plus longue au four",
         "manque de sel et de beurre", "sort du four avec une croûte dorée"),
    ),
    (
        ("Le sentier des crêtes", "La randonnée du plateau", "Le refuge sous le col", "La carte des sentiers",
         "Mon sac de bivouac"),
        ("longe la rivière puis monte dans la forêt", "était sous la neige jusqu'au sommet",
         "se fait en deux jours de marche", "mène au lac par la vallée"),
    ),
    (
        ("La chorale du jeudi", "Notre concert d'hiver", "La partition de Fauré", "Le chœur des altos",
         "La répétition générale"),
        ("chante la deuxième voix sans le piano", "reprend le refrain avec les sopranos",
         "travaille la justesse et le rythme", "salue le public de l'église"),
    ),
)  # fmt: skip


def own_texts() -> list[str]:
    """Sixty different posts on three subjects, mixed as people mix them."""
    by_subject = [[f"{first} {rest}." for first in firsts for rest in rests] for firsts, rests in _SUBJECTS]
    return [text for texts in zip(*by_subject, strict=True) for text in texts]


def write_slack(path: Path, *, owner: str = "Nora Lindqvist", people: int = 14) -> Path:
    """A workspace of an invented association: the person's posts, who reacted to each, two channels."""
    names = [
        f"{first} {last}"
        for first in ("Ilse", "Tariq", "Maud", "Piotr")
        for last in ("Ramel", "Okoye", "Vasseur", "Brandt")
    ]
    users = [{"id": "UME", "name": "nora", "real_name": owner}]
    users += [{"id": f"U{i}", "name": f"user{i}", "real_name": names[i]} for i in range(people)]
    everybody = [user["id"] for user in users]
    channels = [
        {"id": "CALL", "name": "general", "members": everybody},
        {"id": "CTRAIL", "name": "sentiers", "members": ["UME", *everybody[1:8]]},
    ]
    days: dict[str, list[dict[str, Any]]] = {}
    for number, text in enumerate(own_texts()):
        time = START + timedelta(days=number)
        # everybody has a usual subject and now and then reacts to another one
        reacting = [f"U{i}" for i in range(people) if i % 3 == number % 3 or (i + number) % 7 == 0]
        channel = "sentiers" if number % 3 == 1 and number % 2 else "general"
        if channel == "sentiers":
            reacting = [who for who in reacting if who in everybody[1:8]]
        days.setdefault(f"{channel}/{time:%Y-%m-%d}.json", []).append(
            {"type": "message", "user": "UME", "ts": f"{time.timestamp():.6f}", "text": text,
             "reactions": [{"name": "tada", "users": reacting, "count": len(reacting)}]}
        )  # fmt: skip
    return zipped(path, {"users.json": users, "channels.json": channels, **days})


def write_facebook(path: Path) -> Path:
    """An archive in the layout since 2023: posts and friends, and nothing that others did."""
    posts = [
        {"timestamp": int((START + timedelta(days=number, hours=1)).timestamp()), "data": [{"post": meta(text)}]}
        for number, text in enumerate(own_texts())
    ]
    friends = [
        {"name": meta(name), "timestamp": 1420189200} for name in ("Zoé Lemmens", "Anton Dewael", "Rita Pauwels")
    ]
    profile = {"profile_v2": {"name": {"full_name": "Nora Lindqvist"}}}
    thread = {
        "participants": [{"name": meta("Rita Pauwels")}, {"name": "Nora Lindqvist"}],
        "messages": [{"sender_name": "Nora Lindqvist", "timestamp_ms": 1736186400000, "content": "On se voit jeudi ?"}],
        "title": "Rita Pauwels",
        "thread_path": "inbox/ritapauwels_1",
    }
    inside = "facebook-nora-2025"
    return zipped(
        path,
        {
            f"{inside}/your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json": posts,
            f"{inside}/connections/friends/your_friends.json": {"friends_v2": friends},
            f"{inside}/your_facebook_activity/messages/inbox/ritapauwels_1/message_1.json": thread,
            f"{inside}/personal_information/profile_information/profile_information.json": profile,
        },
    )


def write_chat(path: Path) -> Path:
    """A WhatsApp group of three, whose file does not say who of them asked for it."""
    who = ("Nora Lindqvist", "Anton Dewael", "Rita Pauwels")
    lines = []
    for number, text in enumerate(own_texts()):
        writer = who[0] if number % 2 == 0 else who[1 + number % 4 // 2]
        lines.append(f"{START + timedelta(days=number):%d/%m/%Y} à 18:{number:02d} - {writer}: {text}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def meta(text: str) -> str:
    """A text as Meta writes it: each byte of UTF-8 as a character of its own."""
    return text.encode().decode("latin-1")


def zipped(path: Path, members: dict[str, Any]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, json.dumps(content))
    return path


def audited(paths: Sequence[Path], **answers: Any) -> work.Outcome:
    """What a job hands to the pages, without the job."""
    asked = work.Request(tuple(map(str, paths)), **answers)
    return work.analyse(work.read(asked, quiet), Settings(), work.NO_ENCODINGS, quiet)


def quiet(step: str, share: float | None) -> None:
    """Nobody looks at the progress."""


@pytest.fixture(scope="session")
def camille() -> work.Outcome:
    """The sample, read and audited once."""
    return audited([Path(path) for path in sample_paths("camille")], tz=SAMPLE_ZONES["camille"])


@pytest.fixture(scope="session")
def sam() -> work.Outcome:
    """The second sample, read and audited once."""
    return audited([Path(path) for path in sample_paths("sam")], tz=SAMPLE_ZONES["sam"])


@pytest.fixture(scope="session")
def facebook_only(tmp_path_factory: pytest.TempPathFactory) -> work.Outcome:
    """An archive that names nobody who reacted."""
    return audited([write_facebook(tmp_path_factory.mktemp("facebook") / "facebook-nora.zip")])


Open = Callable[..., AppTest]


@pytest.fixture
def open_page() -> Iterator[Open]:
    """The app on one page: with what a job found already on screen, read and waiting only, or with nothing.

    What is on screen lies in a dossier in memory; `dossier` is another one. guess: the pages ask for a guess first.
    """
    main = sys.modules["__main__"]

    def at(
        page: str = "home", outcome: work.Outcome | None = None, *, lang: str = "fr", sample: str | None = None,
        waiting: bool = False, dossier: Dossier | None = None, guess: bool = False,
    ) -> AppTest:  # fmt: skip
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=PATIENCE)
        app.session_state["lang"] = lang
        if not guess:
            app.session_state["guesses"] = {"none": None}
        chosen = Selection(sample=sample)
        if outcome is not None and waiting:
            app.session_state["incoming"] = Incoming(outcome.dataset, outcome.dataset, History(), chosen, "salt")
        elif outcome is not None:
            file = dossier or Dossier.in_memory("x")
            app.session_state["dossier"] = file.path or file
            app.session_state["dataset"] = outcome.dataset
            app.session_state["audit"] = outcome.audit
            app.session_state["refusal"] = outcome.refusal
            app.session_state["history"] = file.history()
            app.session_state["selection"] = chosen
        app.run()
        return app if page == "home" else go(app, page)

    yield at
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def light_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child process reads the program's main file again; that of the tests is pytest, which it does not need."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(f"identity_audit/ui/pages/{page}.py").run()


def finish_job(app: AppTest) -> AppTest:
    """Wait until the job of the page has ended, then let the page take over what it found."""
    job = app.session_state["job"]
    while job.state == "running":
        job.poll(PATIENCE)
    return app.run()


ARRIVED = {"fr": "Il est arrivé.", "en": "It has arrived."}


# --- in a browser --------------------------------------------------------------------------------------------------


class Visit:
    """One page of a browser that walks through the app, and everything it should not have met."""

    def __init__(self, page: Any, served: Served, lang: str = "fr", *, guesses: bool = False) -> None:
        self.page = page
        self.talk = Talk(page)
        self.guesses = guesses
        self.lang = lang
        self.foreign: list[str] = []
        self.trouble: list[str] = []
        page.context.on("request", lambda request: self._asked(request.url, served.url))
        page.on("websocket", lambda socket: self._asked(socket.url, served.url.replace("http", "ws")))
        page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("dialog", lambda dialog: (self.trouble.append("a dialog opened"), dialog.dismiss()))

    def _asked(self, url: str, ours: str) -> None:
        if not url.startswith((f"{ours}/", "data:", "blob:")):
            self.foreign.append(url)

    def go(self, name: str) -> None:
        """Open a page by the menu and wait until it stands."""
        self.page.get_by_test_id("stSidebarNavLink").nth(list(PAGES).index(name)).click()
        self.arrived(name)

    def arrived(self, name: str) -> None:
        """Wait until this page stands, in the language of the visit."""
        title = words(self.lang)(PROMISE if name == "home" else PAGES[name][0])
        self.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
        self.settle()
        if name in ASK_FIRST and not self.guesses:
            self.look_without_guessing()

    def look_without_guessing(self) -> None:
        """Pass over the question that comes before the pictures, where it was not passed over yet."""
        skip = self.page.get_by_role("button", name=words(self.lang)("Show without guessing"), exact=True)
        if skip.count():
            skip.click()
            skip.wait_for(state="detached")
            self.settle()

    def drop(self, *files: Any) -> None:
        """Choose files for our zone, and wait until they are all there."""
        said = self.page.locator(".ia-drop li")
        self.page.get_by_test_id("arrivals").set_input_files(list(files))
        said.filter(has_text=ARRIVED[self.lang]).nth(len(files) - 1).wait_for()
        self.page.get_by_test_id("stMultiSelect").locator("[data-tag]").nth(len(files) - 1).wait_for()
        self.settle()

    def analyse(self) -> None:
        """What was read stands on the page that asks whether it is right: save and analyse it."""
        self.page.get_by_role("button", name=words(self.lang)("Analyse"), exact=True).wait_for(timeout=PATIENCE * 1000)
        self.arrived("verify")
        self.page.get_by_role("button", name=words(self.lang)("Analyse"), exact=True).click()
        self.page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE * 1000)
        self.arrived("facets")

    def cell(self, number: int) -> tuple[float, float]:
        """Where a cell of the picture of circles and facets stands (column by column), in the middle of the screen."""
        mark = self.page.locator(".js-plotly-plot .bars .point path").nth(number)
        mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
        box = mark.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def settle(self) -> None:
        """Wait until the program has answered everything that the page asked, and the answer is drawn."""
        self.talk.settle()

    def assert_quiet(self) -> None:
        """No question to anybody but our server, no error in the console, no dialog."""
        assert (self.foreign, self.trouble) == ([], [])
