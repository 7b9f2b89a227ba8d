"""Discord: the package in every language of its folders, channels written whole, who the person is among everybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.audit import refuse_strangers
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable, OwnerNeeded
from identity_audit.importers import read_export
from identity_audit.importers.discord_channels import Community
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "discord"
ROOM = "900000000000000001"


def person(id: str, **rest: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "nickname": id.title(), "isBot": False, **rest}


ME, ANNE, BRUNO, ROBOT = person("me"), person("anne"), person("bruno"), person("quiz", isBot=True)


def message(number: int, who: dict[str, Any], text: str = "words", *, above: int = 0, **rest: Any) -> dict[str, Any]:
    reference = {"reference": {"messageId": str(above)}} if above else {}
    time = f"2025-01-01T10:{number:02}:00+00:00"
    return {"id": str(number), "type": "Reply" if above else "Default", "timestamp": time, "author": who,
            "content": text, "reactions": [], "mentions": [], **reference, **rest}  # fmt: skip


def reaction(count: int, *users: dict[str, Any]) -> dict[str, Any]:
    return {"emoji": {"name": "👍"}, "count": count, **({"users": list(users)} if users else {})}


def room(*messages: Any, id: str = ROOM, kind: str = "GuildTextChat", name: str = "general") -> dict[str, Any]:
    return {"guild": {"id": "8", "name": "Club"}, "channel": {"id": id, "type": kind, "name": name},
            "messages": list(messages)}  # fmt: skip


def write(folder: Path, data: Any, name: str = f"Club - general [{ROOM}].json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def read(folder: Path, *messages: Any, me: str = "me") -> Dataset:
    return read_export(write(folder, room(*messages)), me=me)


def acts(dataset: Dataset) -> list[tuple[str, str, str]]:
    found = dataset.interactions
    return sorted(zip(found["contact_id"].str[8:], found["kind"], found["direction"], strict=True))


# --- a channel with everybody --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "known", "counts"),
    [
        ([[reaction(2, ANNE, BRUNO)], []], ["complete", "complete"], [2, 0]),
        ([[reaction(2, ANNE, ROBOT)], [reaction(3, ANNE)]], ["complete", "partial"], [2, 3]),
        # an older program wrote numbers: then silence is a number too
        ([[reaction(2)], []], ["count", "count"], [2, 0]),
        ([[reaction(2)], [reaction(1, ANNE)]], ["count", "complete"], [2, 1]),
        ([None, None], ["none", "none"], [None, None]),
    ],
)
def test_what_is_known_of_the_reactions(
    tmp_path: Path, lists: list[Any], known: list[str], counts: list[int | None]
) -> None:
    messages = [message(n, ME, reactions=found) for n, found in enumerate(lists, 1)]
    for raw in messages:
        if raw["reactions"] is None:
            del raw["reactions"]
    posts = read(tmp_path, *messages).posts
    assert posts["reactions_known"].tolist() == known
    assert [None if n is schema.pd.NA else int(n) for n in posts["n_reactions"]] == counts


def test_robots_and_deleted_accounts_are_nobody(tmp_path: Path) -> None:
    gone = person("456226577798135808", nickname="Deleted User")
    found = read(tmp_path, message(1, ME, reactions=[reaction(3, ROBOT, gone, ANNE)]), message(2, ROBOT, above=1),
                 message(3, gone, above=1), message(4, ANNE, above=1))  # fmt: skip
    assert found.contacts["contact_id"].tolist() == ["discord:anne"]
    assert acts(found) == [("anne", "reaction", "received"), ("anne", "reply", "received")]
    assert found.posts["reactions_known"].tolist() == ["complete"]


def test_an_answer_is_no_mention_and_what_is_passed_on_is_nobodys_answer(tmp_path: Path) -> None:
    found = read(
        tmp_path, message(1, ANNE), message(2, ME, above=1, mentions=[ANNE, BRUNO]), message(3, BRUNO, mentions=[ME]),
        message(4, ME, "their words", forwardedMessage={"content": "x"}, reference={"messageId": "1"}),
    )  # fmt: skip
    assert acts(found) == [("anne", "reply", "given"), ("bruno", "mention", "given"), ("bruno", "mention", "received")]
    assert found.posts[["kind", "text"]].to_numpy().tolist() == [["reply", "words"], ["repost", ""]]


def test_the_parts_of_a_channel_are_one(tmp_path: Path) -> None:
    write(tmp_path, room(message(1, ME)), f"Club - general [{ROOM}].json")
    write(tmp_path, room(message(2, ANNE, above=1), message(1, ME)), f"Club - general [{ROOM}] [part 2].json")
    found = read_export(tmp_path, me="me")
    assert found.interactions["post_id"].tolist() == [f"discord:{ROOM}:1"]
    assert len(found.posts) == len(found.groups) == 1


def test_a_whole_server_needs_its_person(tmp_path: Path) -> None:
    file = write(tmp_path, room(message(1, ME), message(2, ANNE, above=1)))
    unknown = read_export(file)
    assert (unknown.unowned[0].people, unknown.unowned[0].names, unknown.unowned[0].server_wide) == (
        2, ("Anne", "Me"), True,
    )  # fmt: skip
    assert unknown.posts.empty
    assert unknown.interactions.empty
    with pytest.raises(OwnerNeeded, match="2 people"):
        refuse_strangers(unknown)
    for me in ("me", "Me", "ME "):
        assert len(read_export(file, me=me).posts) == 1


def test_the_package_beside_a_channel_tells_who_the_person_is(tmp_path: Path) -> None:
    write(tmp_path, {"id": "me", "username": "x"}, "package/Account/user.json")
    (tmp_path / "package" / "README.txt").write_text("Welcome", encoding="utf-8")
    write(tmp_path, room(message(1, ME), message(2, ANNE, above=1)))
    found = read_export(tmp_path)
    assert found.unowned == ()
    assert acts(found) == [("anne", "reply", "received")]


def test_conversations_wait_to_be_asked_for_unless_they_were_chosen_alone(tmp_path: Path) -> None:
    talk = room(message(1, ME), message(2, ANNE), id="7", kind="DirectTextChat", name="Anne")
    alone = write(tmp_path / "alone", talk, "Direct Messages - Anne [900000000000000007].json")
    found = read_export(alone)
    assert found.posts[["kind", "visibility"]].to_numpy().tolist() == [["message", "direct"]]
    assert acts(found) == [("anne", "message", "received")]
    write(tmp_path / "all", talk, "Direct Messages - Anne [900000000000000007].json")
    write(tmp_path / "all", room(message(1, ME)))
    closed = read_export(tmp_path / "all")
    assert closed.posts["visibility"].tolist() == ["group"]
    assert closed.contacts.empty
    assert closed.problems["what"].str.startswith("Chats with one person").sum() == 1
    assert len(read_export(tmp_path / "all", messages=True).posts) == 2


def test_roles_are_circles_of_their_members_and_everybody_is_none(tmp_path: Path) -> None:
    roles = [{"id": "1", "name": "Coach"}, {"id": "2", "name": "@everyone"}, {"id": "3", "name": ""}]
    found = read(tmp_path, message(1, {**ANNE, "roles": roles}), message(2, ME))
    assert found.groups[found.groups["kind"] == "list"]["name"].tolist() == ["Coach"]


@given(st.lists(st.lists(st.sampled_from(["anne", "bruno", "quiz", "me"]), unique=True, max_size=4), max_size=4))
def test_each_reaction_names_its_people_once(found: list[list[str]]) -> None:
    """Counted a second way: the different people under all pictures of one message, without the robot."""
    people = {who["id"]: who for who in (ME, ANNE, BRUNO, ROBOT)}
    lists = [reaction(len(who), *(people[id] for id in who)) for who in found]
    community = Community()
    community.add(room(message(1, ME, reactions=lists)))
    [read_one] = community.channels[ROOM].in_order()
    assert set(read_one.reactors or ()) == {id for who in found for id in who} - {"quiz"}
    assert len(read_one.reactors or ()) == len(set(read_one.reactors or ()))
    assert read_one.n == sum(map(len, found))
    assert read_one.whole


# --- Discord's own package -----------------------------------------------------------------------------------------


def package(folder: Path, names: dict[str, str], prefix: str = "c") -> Path:
    source = EXPORTS / "2026_package_fr" / "export" / "package"
    for file in source.rglob("*.*"):
        top, *rest = file.relative_to(source).parts
        rest = [part.replace("c9000", f"{prefix}9000") for part in rest]
        copy = folder / "/".join((names.get(top, top), *rest))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return folder


@pytest.mark.parametrize(
    ("names", "prefix"),
    [
        ({}, "c"),
        ({"Messages": "Nachrichten", "Compte": "Konto", "Serveurs": "Server", "Activité": "Aktivität"}, "c"),
        ({"Messages": "メッセージ", "Compte": "アカウント", "Serveurs": "サーバー"}, "c"),
        ({"Messages": "messages", "Compte": "account", "Serveurs": "servers"}, ""),
    ],
)
def test_the_folders_have_the_names_of_the_persons_language(tmp_path: Path, names: dict[str, str], prefix: str) -> None:
    found = read_export(package(tmp_path, names, prefix))
    same = read_export(EXPORTS / "2026_package_fr" / "export")
    for table in ("posts", "contacts", "interactions", "groups", "audiences", "problems"):
        assert getattr(found, table).equals(getattr(same, table)), table
    assert found.owners == same.owners


def test_without_its_list_of_conversations_the_package_is_read(tmp_path: Path) -> None:
    folder = package(tmp_path, {})
    for index in folder.rglob("index.json"):
        index.unlink()
    assert len(read_export(folder).posts) == 4
    # the partner of a conversation is then a number only
    assert len(read_export(folder, messages=True).posts) == 5
    assert "discord:100000000000000006" not in set(read_export(folder, messages=True).contacts["contact_id"])


def test_the_partner_of_a_conversation_is_named_in_the_list(tmp_path: Path) -> None:
    found = read_export(EXPORTS / "2026_package_fr" / "export", messages=True)
    assert found.contacts.set_index("contact_id")["name"]["discord:100000000000000006"] == "chloe.r"
    assert found.audiences["contact_id"].dropna().tolist() == ["discord:100000000000000006"]


def test_messages_without_the_description_of_their_channel_stay_closed(tmp_path: Path) -> None:
    folder = package(tmp_path, {})
    for about in folder.rglob("channel.json"):
        if "900000000000000002" in about.as_posix():
            about.unlink()
    texts = read_export(folder).posts["text"]
    assert not texts.str.contains("1234").any()
    alone = read_export(folder / "Messages")
    assert not alone.posts["text"].str.contains("1234").any()
    assert len(alone.posts) == 4


def test_addresses_and_people_turned_away_are_nowhere() -> None:
    found = read_export(EXPORTS / "2026_package_fr" / "export", messages=True)
    cells = "\n".join(frame.to_csv() for frame in found.frames().values())
    source = "".join(file.read_text("utf-8") for file in (EXPORTS / "2026_package_fr").rglob("*.json"))
    for private in ("192.0.2.9", "+32 000", "troll", "camille@example.org", "note privée"):
        assert private in source
        assert private not in cells


@pytest.mark.parametrize("ending", ["html", "csv", "txt"])
def test_another_format_of_a_channel_says_what_to_ask_for(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"Club - general [{ROOM}].{ending}"
    path.write_text('AuthorID,Author,Date,Content\n"1","anne","2024-05-01T20:00:00+02:00","hello"\n', encoding="utf-8")
    with pytest.raises(NothingUsable, match="format JSON"):
        read_export(path)


@pytest.mark.parametrize("time", ["2025-01-01T11:00:00.1234567+01:00", "2025-01-01T10:00:00.1234567Z"])
def test_times_of_the_program_have_seven_digits_and_a_zone(tmp_path: Path, time: str) -> None:
    found = read(tmp_path, message(1, ME, timestamp=time))
    assert found.posts["time"].tolist() == [datetime(2025, 1, 1, 10, 0, 0, 123456, UTC)]


def test_another_programs_channel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingUsable):
        read_export(write(tmp_path, {"guild": {}, "channel": {}, "messages": 5}, "x.json"))


# --- any value at any place --------------------------------------------------------------------------------------

VALUES = values(
    keys=["id", "name", "type", "author", "reactions", "users", "count", "mentions", "reference", "messageId",
          "messages", "channel", "guild", "roles", "relationships", "user", "recipients", "ID", "Timestamp",
          "Contents"],
    odd=["1", "DM", 1, 3, "Direct Message with x", "<@1>", "2025-01-01 00:00:00", "9999-12-31T23:59:59+00:00"],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files: dict[Path, Any] = {}
    for variant in ("2026_package_fr", "2024_channels", "2020_table"):
        for file in sorted((EXPORTS / variant / "export").rglob("*.*")):
            copy = tmp_path / file.relative_to(EXPORTS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
            if file.suffix == ".json" and "events" not in file.name:
                files[copy] = json.loads(file.read_text(encoding="utf-8"))

    def look(file: Path) -> None:
        variant = tmp_path / file.relative_to(tmp_path).parts[0]
        schema.check(read_export(variant, me="nora.l", messages=True).frames())

    change_one_place(
        files, lambda file, data: file.write_text(json.dumps(data), encoding="utf-8"), look, VALUES, examples=120
    )


@given(st.text(st.characters(), max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_any_table_never_stops_the_reading(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("table")
    about = {"id": "1", "type": 0, "name": "x"}
    write(folder, about, "messages/c1/channel.json")
    for data in (text, "ID,Timestamp,Contents,Attachments\n" + text, text + '\n"'):
        (folder / "messages" / "c1" / "messages.csv").write_text(data, encoding="utf-8", errors="replace")
        schema.check(read_export(folder).frames())
