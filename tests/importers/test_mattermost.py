"""Mattermost: one file of lines, under any name, with posts that have no id; whole exports are in test_exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "mattermost"
AT = 1735722000000


def person(name: str, *channels: str, **rest: Any) -> dict[str, Any]:
    teams = [{"name": "t", "channels": [{"name": channel} for channel in channels]}]
    return {"type": "user", "user": {"username": name, "email": f"{name}@example.org", "teams": teams, **rest}}


def channel(name: str, kind: str = "O") -> dict[str, Any]:
    return {"type": "channel", "channel": {"team": "t", "name": name, "display_name": name.title(), "type": kind}}


def post(user: str, message: str, at: int = 0, place: str = "c", **rest: Any) -> dict[str, Any]:
    body = {"team": "t", "channel": place, "user": user, "message": message, "create_at": AT + at, **rest}
    return {"type": "post", "post": body}


def reaction(user: str, at: object = 0) -> dict[str, Any]:
    return {"user": user, "create_at": AT + at if isinstance(at, int) else at, "emoji_name": "tada"}


def write(path: Path, *posts: object, lists: tuple[object, ...] = ()) -> Path:
    head = [{"type": "version", "version": 1}, {"type": "team", "team": {"name": "t"}}, channel("c"), *lists,
            person("me", "c"), person("anne", "c"), person("bruno", "c")]  # fmt: skip
    lines = (line if isinstance(line, str) else json.dumps(line) for line in (*head, *posts))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(folder: Path, *posts: object, **rest: Any) -> Dataset:
    return read_export(write(folder / "import.jsonl", *posts, **rest), me="me")


def acts(dataset: Dataset) -> list[tuple[str, ...]]:
    found = dataset.interactions
    return sorted(zip(found["contact_id"].str[11:], found["kind"], found["direction"], strict=True))


@pytest.mark.parametrize("name", ["import.jsonl", "bulk.json", "sauvegarde 2021.jsonl"])
def test_the_file_is_known_by_its_first_line_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, post("me", "Bonjour"))
    assert read_export(path, me="me@example.org").posts["text"].tolist() == ["Bonjour"]


def test_another_file_called_import_is_no_export(tmp_path: Path) -> None:
    path = tmp_path / "import.jsonl"
    path.write_text('{"type":"message","item":{"id":"1"}}\n' * 3)
    with pytest.raises(NothingUsable):
        read_export(path)


def test_the_first_of_several_signs_of_somebody_is_their_reaction(tmp_path: Path) -> None:
    found = read(tmp_path, post("me", "Bonjour", reactions=[reaction("anne", 9000), reaction("anne", 3000),
                                                           reaction("anne", "?"), reaction("me"), None]))  # fmt: skip
    assert acts(found) == [("anne", "reaction", "received")]
    assert found.interactions["time"][0].timestamp() == AT / 1000 + 3
    assert found.posts[["n_reactions", "reactions_known"]].iloc[0].tolist() == [5, "complete"]


def test_answers_are_known_from_inside_and_programs_are_nobody(tmp_path: Path) -> None:
    replies = [
        {"user": "anne", "message": "oui @me", "create_at": AT + 1},
        {"user": "anne", "message": "bot", "create_at": AT + 2, "props": {"from_webhook": "true"}},
        {"user": "me", "message": "merci", "create_at": AT + 3},
        {"user": "calls", "message": "call", "create_at": AT + 4},
        {"user": "bruno", "message": "x", "create_at": AT + 5, "type": "system_add_to_channel"},
    ]
    found = read(tmp_path, post("me", "Qui vient ?", replies=replies), post("anne", "anne joined the channel.", 7))
    assert acts(found) == [("anne", "reply", "received")]
    assert found.interactions["post_id"].tolist() == [f"mattermost:t/c/{AT}/me"]
    assert found.posts[["text", "kind"]].to_numpy().tolist() == [["Qui vient ?", "post"], ["merci", "reply"]]
    assert set(found.posts["thread_id"]) == {f"mattermost:t/c/{AT}/me"}
    assert found.problems.empty


def test_an_address_or_a_group_is_no_mention_and_a_full_stop_no_part_of_a_name(tmp_path: Path) -> None:
    said = ["ecris a x@me", "@all @here", "voir /@me", "@mean", "merci @me."]
    found = read(tmp_path, *(post("anne", text, at) for at, text in enumerate(said)))
    assert found.interactions["text"].tolist() == ["merci @me."]


def test_what_others_say_behind_closed_doors_is_not_told(tmp_path: Path) -> None:
    lists = (channel("jury", "P"), channel("salon", "P"))
    found = read(tmp_path, post("anne", "@me dort", place="jury"), post("anne", "@me viens", 1, place="salon"),
                 lists=(*lists, person("me", "salon"), person("anne", "jury", "salon")))  # fmt: skip
    assert found.interactions["text"].tolist() == ["@me viens"]
    assert found.groups["name"].tolist() == ["C", "Salon"]


@pytest.mark.parametrize("known", [None, "absent", []])
def test_old_servers_do_not_say_who_reacted_in_private(tmp_path: Path, known: object) -> None:
    body: dict[str, Any] = {"channel_members": ["me", "anne"], "user": "me", "message": "oui", "create_at": AT}
    if known != "absent":
        body["reactions"] = known
    path = write(tmp_path / "import.jsonl", {"type": "direct_post", "direct_post": body})
    posts = read_export(path, me="me", messages=True).posts
    assert posts["reactions_known"].tolist() == ["complete" if known == [] else "none"]
    assert posts["n_reactions"].fillna(-1).tolist() == [0 if known == [] else -1]
    closed = read_export(path, me="me")
    assert closed.posts.empty and closed.problems["n"].tolist() == [1]


@pytest.mark.parametrize(
    "bad",
    [
        '{"type":"post","post":', '{"type":"post","post":7}', '{"type":"post"}', "no json", post("", "x"),
        {"type": "post", "post": {"user": "anne", "message": "x", "create_at": AT}}, post("anne", "x", create_at="?"),
        '{"type":"post","post":' + "[" * 100_000, '{"type":"post","post":' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_a_bad_line_is_counted_and_the_others_are_read(bad: object, tmp_path: Path) -> None:
    found = read(tmp_path, post("me", "un"), bad, post("me", "deux", 1))
    assert found.posts["text"].tolist() == ["un", "deux"]
    assert found.problems["n"].sum() == 1


def test_the_same_post_in_two_exports_is_one(tmp_path: Path) -> None:
    old = write(tmp_path / "old.jsonl", post("me", "un"))
    new = write(tmp_path / "new.jsonl", post("me", "un", reactions=[reaction("anne")]), post("me", "deux", 1))
    found = read_export([old, new], me="me")
    assert sorted(found.posts["text"]) == ["deux", "un"]
    assert acts(found) == [("anne", "reaction", "received")]


VALUES = values(
    keys=["type", "post", "user", "channel", "team", "message", "create_at", "reactions", "replies", "username",
          "teams", "channels", "name", "channel_members", "props", "attachments", "path"],
    odd=["nora", "nora.l", "@nora", AT, "direct_post"],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files: dict[Path, Any] = {}
    for name, file in (("2024_fr", "import.jsonl"), ("2019_messages", "sauvegarde/bulk_data.json")):
        copy = tmp_path / name / "import.jsonl"
        copy.parent.mkdir()
        files[copy] = list(map(json.loads, (EXPORTS / name / "export" / file).read_text("utf-8").splitlines()))

    def put(file: Path, data: Any) -> None:
        lines = data if isinstance(data, list) else [data]
        file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    def look(file: Path) -> None:
        try:
            schema.check(read_export(file, me="Nora Lindqvist", messages=True).frames())
        except NothingUsable:
            # only where the whole file was replaced
            assert '"version"' not in file.read_text("utf-8")

    for file, data in files.items():
        put(file, data)
    change_one_place(files, put, look, VALUES, examples=150)
