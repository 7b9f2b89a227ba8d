"""What only Slack does; whole exports are compared in test_exports."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from identity_audit.dataset import Dataset
from identity_audit.importers import read_export
from identity_audit.importers.community import Community, Person
from identity_audit.importers.slack import _from_blocks, _plain
from tests.importers.json_anywhere import change_json_files, values

EXPORTS = Path(__file__).parents[1] / "exports" / "slack"
ME, ANNE = "U1", "U2"


def workspace(folder: Path, messages: list[Any], users: list[Any] | None = None) -> Path:
    people = users or [{"id": ME, "name": "me", "real_name": "Me"}, {"id": ANNE, "name": "anne", "real_name": "Anne"}]
    path = folder / "slack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "general", "members": [ME, ANNE]}]))
        archive.writestr("general/2025-01-01.json", json.dumps(messages))
    return path


def read(folder: Path, *messages: dict[str, Any]) -> Dataset:
    return read_export(workspace(folder, list(messages)), me=ME)


def message(user: str, ts: str, text: str = "words", **rest: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "ts": ts, "text": text, **rest}


def acts(dataset: Dataset) -> list[tuple[str, str, str]]:
    found = dataset.interactions
    return sorted(zip(found["contact_id"], found["kind"], found["direction"], strict=True))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<@U2> &amp; <@U9>", "@Anne & @U9"),
        ("<#C1|general> <#C9>", "#general #C9"),
        ("<https://example.org|ici> <https://example.org>", "ici https://example.org"),
        ("<mailto:a@example.org|a@example.org> <mailto:b@example.org>", "a@example.org b@example.org"),
        ("<!here> <!subteam^S1|@profs> <!date^1^{date}|hier>", "@here @profs hier"),
        ("1 &lt; 2 &gt; 0 &lt;b&gt;", "1 < 2 > 0 <b>"),
    ],
)
def test_references_become_words(source: str, text: str) -> None:
    assert _plain(source, Community("slack", "*", {ANNE: Person(("Anne",))})) == text


def test_a_message_in_blocks_only_has_words() -> None:
    line = [{"type": "text", "text": "Un "}, {"type": "link", "url": "https://x.org", "text": "lien"}]
    items = [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": ANNE}]}]
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Titre"}},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": line}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": items}]},
        {"type": "divider"},
        None,
    ]
    assert _from_blocks(blocks) == "Titre\nUn <https://x.org|lien>\n<@U2>\n"


def test_a_reply_counts_once_and_only_under_a_thread_of_the_person(tmp_path: Path) -> None:
    dataset = read(
        tmp_path,
        message(ME, "1735722000.1", thread_ts="1735722000.1"),
        message(ANNE, "1735722001.1", "oui <@U1>", thread_ts="1735722000.1"),
        message(ANNE, "1735722002.1", thread_ts="1735722002.1"),
        message(ME, "1735722003.1", thread_ts="1735722002.1"),
        message(ANNE, "1735722004.1", thread_ts="1735722002.1"),
        message(ANNE, "1735722005.1", thread_ts="1700000000.1", parent_user_id=ME),
    )
    assert acts(dataset) == [
        ("slack:U2", "reply", "given"), ("slack:U2", "reply", "received"), ("slack:U2", "reply", "received"),
    ]  # fmt: skip
    received = dataset.interactions[dataset.interactions["direction"] == "received"]
    # the start of the second thread is older than the export: the reply is known, its post is not
    assert sorted(received["post_id"].fillna("")) == ["", "slack:C1:1735722000.1"]
    assert list(dataset.posts["kind"]) == ["post", "reply"]


def test_somebody_who_reacts_twice_to_a_post_is_one_act(tmp_path: Path) -> None:
    reactions = [{"name": "a", "users": [ANNE, ME], "count": 2}, {"name": "b", "users": [ANNE], "count": 1}]
    dataset = read(tmp_path, message(ME, "1735722000.1", reactions=reactions))
    assert acts(dataset) == [("slack:U2", "reaction", "received")]
    assert list(dataset.posts[["n_reactions", "reactions_known"]].iloc[0]) == [3, "complete"]


def test_the_person_is_known_from_another_export_by_mail(tmp_path: Path) -> None:
    users = [{"id": ME, "name": "x", "profile": {"email": "ME@example.org"}}, {"id": ANNE, "name": "anne"}]
    path = workspace(tmp_path, [message(ME, "1735722000.1")], users)
    assert read_export(path).unowned[0].people == 2
    assert read_export(path, me="me@example.org").unowned == ()


@pytest.mark.parametrize(
    "bad", ["text", None, 3, {"ts": {}}, {"ts": "1735722000.1"}, {"user": "U1"}, {"user": ["U1"], "ts": "1735722000.1"}]
)
def test_a_bad_message_is_counted_and_the_others_are_read(bad: object, tmp_path: Path) -> None:
    dataset = read_export(workspace(tmp_path, [bad, message(ME, "1735722000.2")]), me=ME)
    assert len(dataset.posts) == 1
    assert dataset.problems["n"].sum() == 1


def test_odd_fields_do_not_stop_a_message(tmp_path: Path) -> None:
    odd: dict[str, Any] = {"reactions": [None, {"users": "U2", "count": "many"}], "files": 3, "reply_count": -1}
    dataset = read(tmp_path, message(ME, "1735722000.1", blocks={"type": 5}, thread_ts=5, **odd))
    assert len(dataset.posts) == 1


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    source = EXPORTS / "messages" / "export"
    keys = ["user", "ts", "text", "reactions", "users", "name", "thread_ts", "members", "profile", "id", "replies"]
    # without a list of users it is no longer an export of Slack
    change_json_files(
        {tmp_path / file.relative_to(source): file for file in sorted(source.rglob("*.json"))},
        lambda _file: read_export(tmp_path, me="camille@example.org", messages=True),
        values(keys, ["<@U1>", "1700000000.000100", "&lt;"]),
    )


@pytest.mark.parametrize(("members", "told"), [([ANNE], []), ([ANNE, ME], ["@Me ?"]), ([], ["@Me ?"])])
def test_what_others_say_in_a_closed_channel_is_told_to_its_members_only(
    tmp_path: Path, members: list[str], told: list[str]
) -> None:
    path = workspace(tmp_path, [])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("groups.json", json.dumps([{"id": "G1", "name": "jury", "members": members}]))
        archive.writestr("jury/2025-01-01.json", json.dumps([message(ANNE, "1735722000.1", "<@U1> ?")]))
    # an archived channel lists nobody, so nothing says that it was closed to the person
    assert read_export(path, me=ME).interactions["text"].tolist() == told
