"""WhatsApp: every form of a line gives the same chat, and nothing is an answer that only looks like one."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.dataset import Dataset
from identity_audit.importers import read_export, whatsapp
from identity_audit.importers.archive import Archive

Form = Callable[[datetime], str]


def plain(pattern: str) -> Form:
    return lambda when: when.strftime(pattern)


def american(when: datetime) -> str:
    half = "PM" if when.hour >= 12 else "AM"
    return f"{when.month}/{when.day}/{when:%y}, {when.hour % 12 or 12}:{when:%M}\u202f{half} - "


FORMS: dict[str, Form] = {
    "old french android": plain("%d/%m/%Y à %H:%M - "),
    "android": plain("%d/%m/%Y, %H:%M - "),
    "short year": plain("%d/%m/%y, %H:%M - "),
    "iphone": plain("[%d/%m/%Y, %H:%M:%S] "),
    "iphone without comma": plain("[%d/%m/%Y %H:%M:%S] "),
    "french iphone": plain("\u200e[%d/%m/%Y à %H:%M:%S] "),
    "german": plain("%d.%m.%y, %H:%M - "),
    "german iphone": plain("[%d.%m.%y, %H:%M:%S] "),
    "dutch": plain("%d-%m-%Y %H:%M - "),
    "year first": plain("%Y-%m-%d, %H:%M - "),
    "year first, slashes": plain("[%Y/%m/%d %H:%M] "),
    "month first": plain("%m/%d/%Y, %H:%M - "),
    "american": american,
    "latin american": lambda when: (
        when.strftime("%d/%m/%Y, %I:%M ") + ("p. m." if when.hour >= 12 else "a. m.") + " - "
    ),
}
TALK = [
    (datetime(2019, 3, 9, 0, 5, tzinfo=UTC), "Camille", "minuit"),
    (datetime(2019, 3, 12, 12, 30, tzinfo=UTC), "Julie", "midi"),
    (datetime(2019, 3, 28, 14, 5, tzinfo=UTC), "Camille", "un\ndeux : trois"),
    (datetime(2019, 11, 3, 23, 59, tzinfo=UTC), "Marc", "tard"),
]


def read(tmp_path: Path, text: str, name: str = "WhatsApp Chat with Box.txt", **options: str) -> Dataset:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return read_export(file, **options)  # type: ignore[arg-type]


def talk(*lines: tuple[str, str, str], day: str = "13/06/2023") -> str:
    return "".join(f"{day}, {clock} - {speaker}: {text}\n" for clock, speaker, text in lines)


def test_examples_in_the_reader_hold() -> None:
    assert doctest.testmod(whatsapp).failed == 0


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_form_of_a_line_gives_the_same_chat(tmp_path: Path, form: str) -> None:
    text = "".join(f"{FORMS[form](when)}{speaker}: {words}\n" for when, speaker, words in TALK)
    found = read(tmp_path, text, me="Camille")
    assert found.problems.empty
    own = list(zip(found.posts["time"].dt.strftime("%Y-%m-%d %H:%M"), found.posts["text"], strict=True))
    assert own == [("2019-03-09 00:05", "minuit"), ("2019-03-28 14:05", "un\ndeux : trois")]
    assert found.interactions["time"].dt.strftime("%d.%m. %H:%M").tolist() == ["12.03. 12:30", "03.11. 23:59"]


@pytest.mark.parametrize(
    ("lines", "first", "assumed"),
    [
        # time that would go backwards in the other order
        (["01/02/2020, 09:00 - A: x", "02/01/2020, 09:00 - B: y"], "2020-01-02", False),
        (["02/01/2020, 09:00 - A: x", "01/02/2020, 09:00 - B: y"], "2020-01-02", False),
        # nothing tells, but French does
        (
            ["01/02/2020, 09:00 - A: x", "01/02/2020, 09:01 - A a ajouté B", "01/02/2020, 09:01 - B: y"],
            "2020-02-01",
            False,
        ),
        (["01.02.20, 09:00 - A: x", "01.02.20, 09:01 - B: y"], "2020-02-01", False),
        (["1/2/20, 9:00 AM - A: x", "1/2/20, 9:01 AM - B: y"], "2020-01-02", True),
        (["01/02/2020, 09:00 - A: x", "01/02/2020, 09:01 - B: y"], "2020-02-01", True),
    ],
)
def test_the_order_of_day_and_month(tmp_path: Path, lines: list[str], first: str, assumed: bool) -> None:
    found = read(tmp_path, "\n".join(lines), me="A")
    assert found.posts["time"].dt.strftime("%Y-%m-%d").tolist() == [first]
    assert bool(len(found.problems)) == assumed


def test_local_times_take_the_zone_that_was_given(tmp_path: Path) -> None:
    text = talk(("14:05", "Camille", "été"), ("14:06", "Julie", "oui"))
    assert str(read(tmp_path, text, me="Camille", tz="Europe/Brussels").posts["time"][0]) == "2023-06-13 12:05:00+00:00"


def test_three_minutes_make_a_turn(tmp_path: Path) -> None:
    lines = [("10:00", "Camille", "a"), ("10:03", "Camille", "b"), ("10:07", "Camille", "c"), ("10:08", "Julie", "d"),
             ("10:08", "Camille", "e")]  # fmt: skip
    assert read(tmp_path, talk(*lines), me="Camille").posts["text"].tolist() == ["a\nb", "c", "e"]


def test_an_answer_is_worked_out_only_in_groups_within_ten_minutes(tmp_path: Path) -> None:
    lines = [("10:00", "Camille", "a"), ("10:09", "Julie", "b"), ("10:10", "Julie", "c"), ("10:10", "Marc", "d"),
             ("10:11", "Luc", "e"), ("10:12", "Camille", "f"), ("10:30", "Marc", "g")]  # fmt: skip
    found = read(tmp_path, talk(*lines), me="Camille")
    guessed = found.interactions[found.interactions["evidence"] == "proxy"]
    assert guessed["text"].tolist() == ["b", "d"]
    assert set(guessed["post_id"]) == {found.posts["post_id"][0]}
    assert set(guessed["kind"]) == {"reply"}
    heard = found.interactions[found.interactions["evidence"] == "observed"]
    assert heard["text"].tolist() == list("bcdeg")
    assert heard["post_id"].isna().all() and set(heard["kind"]) == {"message"}
    two = read(tmp_path, talk(("10:00", "Camille", "a"), ("10:01", "Julie", "b")), me="Camille")
    assert set(two.interactions["evidence"]) == {"observed"}
    assert two.posts["visibility"].tolist() == ["direct"]


@pytest.mark.parametrize(
    ("words", "text", "media"),
    [
        ("<Médias omis>", "", "photo"), ("<Media omitted>", "", "photo"), ("<Fichier omis>", "", "link"),
        ("image absente", "", "photo"), ("vidéo absente", "", "video"), ("audio omis", "", "audio"),
        ("GIF retiré", "", "photo"), ("IMG-20180315-WA0003.jpg (fichier joint)\nLe mur", "Le mur", "photo"),
        ("VID-1.mp4 (file attached)", "", "video"), ("<pièce jointe : 0001-AUDIO-2019.opus>", "", "audio"),
        ("\u200ecours.pdf • \u200e3 pages \u200edocument absent", "cours.pdf • 3 pages", "link"),
        ("Julie est absente", "Julie est absente", "none"),
        ("pas reçu l’image omise", "pas reçu l’image omise", "none"),
        ("Vu. <Ce message a été modifié>", "Vu.", "none"), ("a: b", "a: b", "none"),
    ],
)  # fmt: skip
def test_placeholders_are_media_and_sentences_stay(tmp_path: Path, words: str, text: str, media: str) -> None:
    found = read(tmp_path, talk(("10:00", "Camille", words), ("10:10", "Julie", "ok")), me="Camille")
    assert found.posts[["text", "media"]].to_numpy().tolist() == [[text, media]]


@pytest.mark.parametrize(
    "words", ["Ce message a été supprimé", "Vous avez supprimé ce message.", "This message was deleted"]
)
def test_deleted_messages_are_dropped_and_counted(tmp_path: Path, words: str) -> None:
    found = read(
        tmp_path, talk(("10:00", "Camille", words), ("10:01", "Julie", words), ("10:02", "Julie", "b")), me="Camille"
    )
    assert found.posts.empty and found.interactions["text"].tolist() == ["b"]
    assert found.problems["n"].tolist() == [2]


def test_nobody_is_made_of_a_notice(tmp_path: Path) -> None:
    text = (
        "13/06/2023, 10:00 - Julie a changé le sujet de « Box : lundi » en « Box »\n"
        '13/06/2023, 10:01 - Julie changed the subject from "A: b" to "C"\n'
        "13/06/2023, 10:02 - Les messages sont chiffrés de bout en bout. Appuyez pour en savoir plus.\n"
        "13/06/2023, 10:03 - Camille: a\n13/06/2023, 10:04 - Julie: b\n"
    )
    assert read(tmp_path, text, me="Camille").contacts["name"].tolist() == ["Julie"]


def test_a_chat_of_two_tells_who_the_person_is_also_for_the_groups(tmp_path: Path) -> None:
    two = tmp_path / "Discussion WhatsApp avec Julie Dupont.txt"
    two.write_text(talk(("10:00", "Camille L.", "a"), ("10:01", "Julie Dupont", "b")), encoding="utf-8")
    group = tmp_path / "Discussion WhatsApp avec Box (1).txt"
    group.write_text(
        talk(("10:00", "Camille L.", "c"), ("10:01", "Julie Dupont", "d"), ("10:02", "Marc", "e")), encoding="utf-8"
    )
    found = read_export([two, group])
    assert sorted(found.posts["text"]) == ["a", "c"]
    assert found.groups["name"].tolist() == ["Box"]
    assert not found.unowned


def test_a_group_that_names_nobody_gives_people_only(tmp_path: Path) -> None:
    found = read(tmp_path, talk(("10:00", "A", "a"), ("10:01", "B", "b"), ("10:02", "C", "c")))
    assert found.posts.empty and found.interactions.empty
    assert found.contacts["name"].tolist() == ["A", "B", "C"] and len(found.memberships) == 3
    assert [(u.people, u.names, u.server_wide) for u in found.unowned] == [(3, ("A", "B", "C"), False)]


def test_people_come_and_go(tmp_path: Path) -> None:
    text = (
        "13/06/2023, 09:00 - Camille a créé le groupe « Box »\n"
        "13/06/2023, 09:30 - Camille a ajouté Julie et Marc\n"
        "13/06/2023, 10:00 - Julie: a\n13/06/2023, 10:01 - Marc: b\n13/06/2023, 10:02 - Luc: c\n"
        "13/06/2023, 11:00 - Marc a quitté le groupe\n"
        "13/06/2023, 12:00 - Camille a retiré Luc\n13/06/2023, 13:00 - Camille a ajouté Luc\n"
    )
    found = read(tmp_path, text, me="Camille").memberships.set_index("contact_id")
    hours = found[["since", "until"]].apply(lambda column: column.dt.strftime("%H:%M"))
    assert hours.fillna("").to_dict("index") == {
        "whatsapp:Julie": {"since": "09:30", "until": ""},
        "whatsapp:Marc": {"since": "09:30", "until": "11:00"},
        "whatsapp:Luc": {"since": "09:00", "until": ""},
    }


@pytest.mark.parametrize(
    ("text", "is_chat"),
    [
        ("13/06/2023, 10:00 - A: b", True), ("\ufeff[13/06/2023, 10:00:00] A: b", True),
        ("\n\n3/12/19, 2:05 PM - A: b", True),
        ("", False), ("Chère Julie,\n13/06/2023, 10:00 - A: b", False), ("13/06/2023 meeting notes", False),
        ("2023-06-13 10:00:00 INFO start", False),
    ],
)  # fmt: skip
def test_a_text_is_a_chat_by_its_first_line(tmp_path: Path, text: str, is_chat: bool) -> None:
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    with Archive([tmp_path / "x.txt"]) as archive:
        assert [whatsapp.is_chat(member) for member in archive.members] == [is_chat]


@given(
    st.lists(
        st.text(max_size=60) | st.sampled_from(["[99/99/2020, 99:99] A: b", "31/02/2020, 10:00 - A: b"]), max_size=12
    )
)
def test_no_text_stops_the_reading(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    start = "13/06/2023, 10:00 - A: b\n13/06/2023, 10:00 - B: c\n"
    text = (start + "\n".join(lines)).encode("utf-8", "replace").decode("utf-8")
    read(tmp_path_factory.mktemp("chat"), text, me="A")


def test_one_endless_message_takes_no_time(tmp_path: Path) -> None:
    endless = [
        "a.jpg (" * 20_000,
        "<attached: " * 20_000,
        "a créé le groupe « " * 20_000,
        "x " * 100_000,
        ": " * 50_000,
    ]
    text = talk(*(("10:00", "Camille", words) for words in endless), ("10:10", "Julie", "b"))
    text += "".join(f"13/06/2023, 10:11 - {words}\n" for words in endless)
    assert len(read(tmp_path, text, me="Camille").posts) == 1


def test_a_long_chat_keeps_its_order(tmp_path: Path) -> None:
    begin = datetime(2023, 6, 13, 10, tzinfo=UTC)
    lines = [
        f"{begin + timedelta(minutes=5 * n):%d/%m/%Y, %H:%M} - {'Camille' if n % 2 else 'Julie'}: {n}"
        for n in range(400)
    ]
    found = read(tmp_path, "\n".join(lines), me="Camille")
    assert found.posts["text"].tolist() == [str(n) for n in range(1, 400, 2)]
    assert found.posts["time"].is_monotonic_increasing
