"""Telegram: which lists of reactions are whole, who the person is, whose channel it is, times without a zone."""

from __future__ import annotations

import doctest
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import Cancelled, NothingUsable
from identity_audit.importers import read_export, telegram_messages
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "telegram"
ME, ANNE, BRUNO = ("Me", "user1"), ("Anne", "user2"), ("Bruno", "user3")
NOON = 1_735_722_000  # 2025-01-01 09:00 UTC


def message(number: int, who: tuple[str, str], text: Any = "words", *, hours: int = 1, **rest: Any) -> dict[str, Any]:
    time = NOON + 60 * number
    return {
        "id": number, "type": "message", "date": local(time, hours), "date_unixtime": str(time), "from": who[0],
        "from_id": who[1], "text": text, **rest,
    }  # fmt: skip


def local(seconds: int, hours: int = 1) -> str:
    """The clock of the computer that exported, so many hours ahead of UTC."""
    return datetime.fromtimestamp(seconds + 3600 * hours, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def reaction(count: int, *who: tuple[str, str], emoji: str = "👍", **rest: Any) -> dict[str, Any]:
    recent = [{"from": name, "from_id": id, "date": local(NOON + 3600)} for name, id in who]
    return {"type": "emoji", "count": count, "emoji": emoji, **({"recent": recent} if who else {}), **rest}


def chat(*messages: Any, name: str = "Club", kind: str = "private_supergroup", id: int = 9) -> dict[str, Any]:
    return {"name": name, "type": kind, "id": id, "messages": list(messages)}


def write(folder: Path, data: Any, name: str = "result.json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def read(folder: Path, *messages: Any, me: str = "Me", **rest: Any) -> Dataset:
    return read_export(write(folder, chat(*messages, **rest)), me=me)


def account(*chats: Any, **rest: Any) -> dict[str, Any]:
    person = {"user_id": 1, "first_name": "Me", "last_name": "", "username": "@myself"}
    return {"personal_information": person, "chats": {"list": list(chats)}, **rest}


def acts(dataset: Dataset) -> list[tuple[str, str, str]]:
    found = dataset.interactions
    return sorted(zip(found["contact_id"].str[9:], found["kind"], found["direction"], strict=True))


def test_the_examples_in_the_text_are_true() -> None:
    assert doctest.testmod(telegram_messages).failed == 0


# --- reactions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "known", "counts"),
    [
        # a file without any reaction may be older than reactions in exports
        ([None, None], ["none", "none"], [None, None]),
        # every list of the chat is whole: so is the empty one
        ([[reaction(2, ANNE, BRUNO)], None], ["complete", "complete"], [2, 0]),
        # one list is cut: the posts with few reactions must not stand for all
        ([[reaction(9, ANNE)], [reaction(1, BRUNO)], None], ["partial", "partial", "partial"], [9, 1, 0]),
        # numbers without names, beside names
        ([[reaction(9, ANNE)], [reaction(4)]], ["partial", "count"], [9, 4]),
        # numbers only
        ([[reaction(9)], None], ["count", "count"], [9, 0]),
        # stars are not people
        ([[reaction(50, type="paid"), reaction(1, ANNE)]], ["partial"], [1]),
    ],
)
def test_a_list_is_complete_where_all_lists_of_the_chat_are(
    tmp_path: Path, lists: list[Any], known: list[str], counts: list[int | None]
) -> None:
    messages = [message(n, ME, **({} if found is None else {"reactions": found})) for n, found in enumerate(lists, 1)]
    posts = read(tmp_path, *messages).posts
    assert posts["reactions_known"].tolist() == known
    assert [None if n is schema.pd.NA else int(n) for n in posts["n_reactions"]] == counts


def test_a_cut_list_in_one_chat_leaves_the_other_chat_complete(tmp_path: Path) -> None:
    large = chat(message(1, ME, reactions=[reaction(9, ANNE)]), message(2, ANNE), id=8, name="Large")
    small = chat(message(1, ME, reactions=[reaction(1, ANNE)]), message(2, ANNE), id=9)
    posts = read_export(write(tmp_path, account(large, small))).posts.set_index("post_id")
    assert posts["reactions_known"].to_dict() == {"telegram:channel8:1": "partial", "telegram:channel9:1": "complete"}


def test_the_silence_of_a_channel_says_nothing(tmp_path: Path) -> None:
    post = message(1, ("Notes", "channel9"), reactions=[reaction(1, ANNE)])
    found = read(tmp_path, post, me="Notes", name="Notes", kind="private_channel")
    assert found.posts[["kind", "visibility", "reactions_known"]].to_numpy().tolist() == [["post", "group", "partial"]]
    assert acts(found) == [("user2", "reaction", "received")]


def test_a_group_with_the_person_alone_does_not_say_who_answered(tmp_path: Path) -> None:
    alone = chat(message(1, ME, reactions=[reaction(1, ANNE)]), message(2, ME))
    found = read_export(write(tmp_path, account(alone)))
    assert found.posts["reactions_known"].tolist() == ["partial", "partial"]
    assert found.problems["what"].str.contains("Only my messages").sum() == 1
    # a chat that was exported alone holds everybody
    assert set(read(tmp_path, *alone["messages"]).posts["reactions_known"]) == {"complete"}


PEOPLE = [("Anne", "user2"), ("Bruno", "user3"), ("Chloé", "user4"), ME, ("Club", "channel9")]
LISTS = st.lists(
    st.tuples(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4), st.integers(0, 3)), min_size=1, max_size=3
)


@given(LISTS)
def test_each_person_reacts_once_and_nobody_is_made_of_a_count(found: list[tuple[list[Any], int]]) -> None:
    """Counted a second way: the different people named under the message, without the person and the group."""
    raw = message(1, ME, reactions=[reaction(len(who) + more, *who, emoji=str(at)) for at, (who, more) in
                                    enumerate(found)])  # fmt: skip
    [read_one] = telegram_messages.messages({"messages": [raw]}, None, lambda n: None)
    assert read_one is not None
    assert read_one.reactions is not None
    assert set(read_one.reactions.named) == {id for who, _ in found for _, id in who}
    assert read_one.reactions.n == sum(len(who) + more for who, more in found)
    assert read_one.reactions.whole == (not any(more for _, more in found))


# --- who is who --------------------------------------------------------------------------------------------------


def test_a_chat_of_two_tells_who_the_person_is_for_every_other_file(tmp_path: Path) -> None:
    talk = chat(message(1, ANNE), message(2, ME), name="Anne", kind="personal_chat", id=2)
    club = chat(message(1, ME), message(2, ANNE, reply_to_message_id=1), message(3, BRUNO))
    files = [write(tmp_path, talk, "a/result.json"), write(tmp_path, club, "b/result.json")]
    found = read_export(files)
    assert found.unowned == ()
    assert found.owners[0].ids == ("user1",)
    assert acts(found) == [("user2", "message", "received"), ("user2", "reply", "received")]
    assert sorted(found.contacts["name"]) == ["Anne", "Bruno"]
    # alone, the group does not tell
    asked = read_export(files[1]).unowned[0]
    assert (asked.names, asked.server_wide) == (("Anne", "Bruno", "Me"), False)


def test_private_chats_are_read_when_asked_for_or_chosen_alone(tmp_path: Path) -> None:
    talk = chat(message(1, ANNE), message(2, ME), name="Anne", kind="personal_chat", id=2)
    whole = write(tmp_path, account(talk))
    closed = read_export(whole)
    assert closed.posts.empty
    assert closed.contacts.empty
    assert closed.interactions.empty
    assert closed.problems[["what", "n"]].to_numpy().tolist() == [
        ["Chats with one person are private messages. They stay closed until you ask to read messages.", 1]
    ]
    for found in (read_export(whole, messages=True), read_export(write(tmp_path, talk, "alone/result.json"))):
        assert found.posts[["kind", "visibility"]].to_numpy().tolist() == [["message", "direct"]]
        assert found.audiences["contact_id"].tolist() == ["telegram:user2"]
        assert found.problems.empty


def test_robots_channels_and_anonymous_administrators_are_nobody(tmp_path: Path) -> None:
    robot, admin, other = ("Quiz", "user77"), ("Group", "user1087968824"), ("News", "channel5")
    robots = chat(message(1, robot), name="Quiz", kind="bot_chat", id=77)
    club = chat(message(1, ME), *(message(n, who, reply_to_message_id=1) for n, who in enumerate(
        (robot, admin, other, ANNE), 2)))  # fmt: skip
    found = read_export(write(tmp_path, account(robots, club)))
    assert found.contacts["contact_id"].tolist() == ["telegram:user2"]
    assert acts(found) == [("user2", "reply", "received")]


def test_telephone_numbers_and_addresses_of_computers_are_nowhere() -> None:
    found = read_export(EXPORTS / "2026_account_fr" / "export", me="Carnets de Camille", messages=True)
    cells = "\n".join(frame.to_csv() for frame in found.frames().values()) + str(found.owners)
    source = next((EXPORTS / "2026_account_fr").rglob("result.json")).read_text(encoding="utf-8")
    for private in ("+32 000", "192.0.2.7", "3.2"):
        assert private in source
        assert private not in cells


def test_a_channel_is_the_persons_where_they_say_so_or_sign(tmp_path: Path) -> None:
    notes = chat(message(1, ("Notes", "channel5"), "mine"), name="Notes", kind="public_channel", id=5)
    writer = ("Paper", "channel6")
    paper = chat(message(1, writer, "not mine"), message(2, writer, "signed", author="Me"), name="Paper",
                 kind="public_channel", id=6)  # fmt: skip
    file = write(tmp_path, account(notes, paper))
    assert read_export(file).posts["text"].tolist() == ["signed"]
    assert read_export(file).problems["what"].str.startswith("Channels were left out").sum() == 1
    both = read_export(file, me=["Notes"])
    assert sorted(both.posts["text"]) == ["mine", "signed"]
    assert both.problems.empty
    # the file of one channel alone: its name is among those to choose from
    alone = write(tmp_path, notes, "alone/result.json")
    assert read_export(alone).unowned[0].names == ("Notes",)
    assert read_export(alone, me="Notes").posts["visibility"].tolist() == ["public"]


def test_answers_in_the_group_that_discusses_a_channel_are_answers_to_its_post(tmp_path: Path) -> None:
    channel = ("Notes", "channel5")
    notes = chat(message(1, channel, "again"), message(60, channel, "again"), name="Notes", kind="public_channel", id=5)
    passed_on = [message(n, channel, "again", forwarded_from="Notes") for n in (2, 61)]
    debate = chat(*passed_on, message(70, ANNE, reply_to_message_id=61), message(71, ME, reply_to_message_id=70))
    found = read_export(write(tmp_path, account(debate, notes)), me="Notes")
    assert sorted(found.posts["post_id"]) == ["telegram:channel5:1", "telegram:channel5:60", "telegram:channel9:71"]
    received = found.interactions[found.interactions["direction"] == "received"]
    assert received[["kind", "post_id"]].to_numpy().tolist() == [["reply", "telegram:channel5:60"]]


def test_somebody_who_left_is_no_member_afterwards_unless_they_came_back(tmp_path: Path) -> None:
    def leave(number: int, who: tuple[str, str], actor: tuple[str, str]) -> dict[str, Any]:
        raw = message(number, who, "", type="service", action="remove_members", members=[who[0]])
        return {**raw, "actor": actor[0], "actor_id": actor[1]}

    found = read(tmp_path, message(1, ANNE), message(2, BRUNO), leave(3, ANNE, ANNE), leave(4, BRUNO, ME),
                 message(5, BRUNO))  # fmt: skip
    until = found.memberships.set_index("contact_id")["until"]
    assert until["telegram:user2"] == datetime.fromtimestamp(NOON + 180, UTC)
    assert schema.pd.isna(until["telegram:user3"])


# --- messages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-5, 0, 1, 9])
def test_the_time_of_a_reaction_is_moved_by_what_the_message_shows(tmp_path: Path, hours: int) -> None:
    recent = [{"from": "Anne", "from_id": "user2", "date": local(NOON + 3600, hours)}]
    raw = message(1, ME, hours=hours, reactions=[{"type": "emoji", "emoji": "👍", "count": 1, "recent": recent}])
    found = read(tmp_path, raw)
    assert found.interactions["time"].tolist() == [datetime.fromtimestamp(NOON + 3600, UTC)]
    assert found.posts["time"].tolist() == [datetime.fromtimestamp(NOON + 60, UTC)]


def test_without_seconds_the_zone_that_was_asked_for_counts(tmp_path: Path) -> None:
    raw = {**message(1, ME), "date": "2019-07-01T12:00:00"}
    del raw["date_unixtime"]
    file = write(tmp_path, chat(raw))
    for zone in ("Europe/Brussels", "America/Montreal"):
        expected = datetime(2019, 7, 1, 12, tzinfo=ZoneInfo(zone))
        assert read_export(file, me="Me", tz=zone).posts["time"].tolist() == [expected]


@pytest.mark.parametrize(
    ("text", "words", "media"),
    [
        ("Tom &amp; Anne", "Tom &amp; Anne", "none"),
        (["un ", {"type": "bold", "text": "mot"}, 5, None, {"type": "x"}], "un mot", "none"),
        ([{"type": "text_link", "text": "ici", "href": "https://example.org"}], "ici", "link"),
        ({"type": "italic", "text": "seul"}, "seul", "none"),
        (None, "", "none"),
    ],
)
def test_pieces_become_words(tmp_path: Path, text: Any, words: str, media: str) -> None:
    assert read(tmp_path, message(1, ME, text)).posts[["text", "media"]].to_numpy().tolist() == [[words, media]]


def test_what_nobody_answers_is_the_talk_of_the_day_and_answers_are_one_thread(tmp_path: Path) -> None:
    found = read(tmp_path, message(1, ME), message(2, ME), message(3, ANNE, reply_to_message_id=2),
                 message(4, ME, reply_to_message_id=3), message(2000, ME))  # fmt: skip
    assert [thread.removeprefix("telegram:channel9:") for thread in found.posts["thread_id"]] == [
        "2025-01-01", "2", "2", "2025-01-02",
    ]  # fmt: skip


def test_control_characters_are_no_reason_to_refuse_a_file(tmp_path: Path) -> None:
    data = chat(message(1, ME, "one\u000btwo \\x0b three"))
    text = json.dumps(data).replace("\\u000b", "\\x0B")
    assert "\\x0B" in text
    assert "\\\\x0b" in text
    path = tmp_path / "result.json"
    path.write_text(text, encoding="utf-8")
    assert read_export(path, me="Me").posts["text"].tolist() == ["one\ufffdtwo \\x0b three"]
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(NothingUsable):
        read_export(path, me="Me")


@pytest.mark.parametrize("name", ["Famille.json", "result (1).json", "ChatExport/result.json"])
def test_a_file_under_another_name_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    assert len(read_export(write(tmp_path, chat(message(1, ME)), name), me="Me").posts) == 1


def test_a_second_zip_with_the_same_pictures_only_is_no_reason_to_stop(tmp_path: Path) -> None:
    whole = {"X/result.json": json.dumps(chat(message(1, ME))), "X/photos/a.jpg": "x"}
    for name, files in (("a.zip", whole), ("b.zip", {"X/photos/a.jpg": "x"})):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
    found = read_export([tmp_path / "a.zip", tmp_path / "b.zip"], me="Me")
    assert len(found.posts) == 1
    assert found.problems.empty


def test_the_look_through_a_large_chat_can_be_cancelled(tmp_path: Path) -> None:
    told: list[str] = []

    def progress(step: str, fraction: float | None) -> None:
        told.append(step)
        if len(told) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_export(write(tmp_path, chat(*(message(n, ME) for n in range(3)))), me="Me", progress=progress)
    assert told == ["Looking at the files"] * 2


@pytest.mark.parametrize("data", [{}, [], {"passed": 3}, "text", {"messages_sent": 1}])
def test_another_programs_result_is_refused(tmp_path: Path, data: Any) -> None:
    with pytest.raises(NothingUsable):
        read_export(write(tmp_path, data))


# --- any value at any place --------------------------------------------------------------------------------------

VALUES = values(
    keys=["id", "type", "date", "date_unixtime", "from", "from_id", "text", "reactions", "recent", "count", "messages",
          "list", "user_id", "poll", "answers", "members"],
    odd=["user1", "channel9", "2025-01-01T00:00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59", -(2**62), 2**61],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files = {
        write(tmp_path, json.loads(file.read_text(encoding="utf-8")), f"{variant}/result.json"): variant
        for variant in ("2026_account_fr", "2025_messages", "2019_numbers")
        for file in (EXPORTS / variant).rglob("result.json")
    }

    def look(file: Path) -> None:
        try:
            schema.check(read_export(file, me=["Carnets de Camille"], messages=True).frames())
        except NothingUsable:
            # the whole file was replaced by something else
            data = json.loads(file.read_text())
            assert not (isinstance(data, dict) and {"chats", "messages", "personal_information"} & data.keys())

    change_one_place(
        {file: json.loads(file.read_text()) for file in files}, lambda file, data: file.write_text(json.dumps(data)),
        look, VALUES, examples=120,
    )  # fmt: skip
