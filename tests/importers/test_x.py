"""X: what the script files say without being run, threads, long texts, people behind numbers."""

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

EXPORTS = Path(__file__).parents[1] / "exports" / "x"
ME = [{"account": {"username": "Camille_L", "accountId": "1001", "accountDisplayName": "Camille"}}]
ANNE = {"name": "Anne", "screen_name": "anne_p", "id_str": "2001"}


def write(folder: Path, **files: Any) -> Path:
    for name, data in {"account": ME, **files}.items():
        path = folder / "data" / f"{name.replace('_', '-')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"window.YTD.{name}.part0 = {json.dumps(data)}", encoding="utf-8")
    return folder


def tweet(id: str, text: str, *mentions: dict[str, str], **rest: Any) -> dict[str, Any]:
    return {
        "tweet": {"id_str": id, "full_text": text, "created_at": "Sat Nov 09 12:14:18 +0000 2024",
                  "entities": {"user_mentions": list(mentions)}, **rest}
    }  # fmt: skip


def read(folder: Path, *tweets: dict[str, Any], **files: Any) -> Dataset:
    return read_export(write(folder, tweets=list(tweets), **files))


@pytest.mark.parametrize(
    "script",
    [
        'window.YTD.tweets.part0 = [{"tweet": {"id_str": "1", "full_text": "a = b"}}]',
        'window.YTD.tweets.part0=[{"tweet": {"id_str": "1", "full_text": "a = b"}}];\n',
        '[{"tweet": {"id_str": "1", "full_text": "a = b"}}]',
        '\ufeffwindow.YTD.tweets.part0 = {"tweet": {"id_str": "1", "full_text": "a = b"}}',
    ],
)
def test_only_the_json_behind_the_first_sign_is_read(tmp_path: Path, script: str) -> None:
    (write(tmp_path) / "data" / "tweets.js").write_text(script, encoding="utf-8")
    assert read_export(tmp_path).posts["text"].tolist() == ["a = b"]


def test_what_is_no_json_is_left_out_and_never_run(tmp_path: Path) -> None:
    (write(tmp_path) / "data" / "tweets.js").write_text("window.YTD.tweets.part0 = [1].concat(alert(1))")
    found = read_export(tmp_path)
    assert found.posts.empty and found.problems["n"].tolist() == [1]


@pytest.mark.parametrize(
    ("favorite", "retweet", "row"),
    [
        ("12", "3", ["count", 12, 3]),
        (0, 0, ["count", 0, 0]),
        ("1,204", None, ["none", -1, -1]),
        (True, "-1", ["none", -1, -1]),
        ("12", "many", ["count", 12, -1]),
    ],
)
def test_numbers_without_names(tmp_path: Path, favorite: object, retweet: object, row: list[object]) -> None:
    found = read(tmp_path, tweet("1", "Bonjour", favorite_count=favorite, retweet_count=retweet))
    assert found.posts["reactions_known"].tolist() == row[:1]
    assert found.posts[["n_reactions", "n_shares"]].fillna(-1).iloc[0].tolist() == row[1:]
    assert found.contacts.empty and found.interactions.empty


def test_something_passed_on_is_a_repost_whose_numbers_say_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, tweet("1", "RT @anne_p: Bonjour @zoe…", ANNE, {"name": "Zoé", "screen_name": "zoe",
                                 "id_str": "5"}, favorite_count="0", retweet_count="0"))  # fmt: skip
    assert found.posts[["kind", "reactions_known"]].to_numpy().tolist() == [["repost", "none"]]
    assert found.interactions[["contact_id", "kind", "direction"]].to_numpy().tolist() == [["x:2001", "share", "given"]]
    assert found.contacts["name"].tolist() == ["Anne"]


@pytest.mark.parametrize("cut", ["&amp; ", "@anne_p &amp; "])
def test_a_long_text_replaces_its_beginning(tmp_path: Path, cut: str) -> None:
    whole = "& un texte qui est bien plus long que ce que X montre d'abord, et qui continue."
    start = cut + whole[2:60]
    note = {"noteTweet": {"createdAt": "2024-11-09T12:14:18.000Z", "core": {"text": whole.replace("&", "&amp;")}}}
    found = read(tmp_path, tweet("1", start + "… https://t.co/abc"), tweet("2", "& un autre texte"), note_tweet=[note])
    assert found.posts["text"].tolist() == [whole, "& un autre texte"]
    late = {"noteTweet": {**note["noteTweet"], "createdAt": "2024-11-09T12:20:00.000Z"}}
    found = read(tmp_path, tweet("1", start), note_tweet=[late])
    assert found.posts["text"][0].endswith(whole[2:60])


def test_a_thread_of_ones_own_is_posts_with_one_thread(tmp_path: Path) -> None:
    later = {"in_reply_to_user_id_str": "1001", "in_reply_to_screen_name": "Camille_L"}
    found = read(
        tmp_path, tweet("12", "c", in_reply_to_status_id_str="11", **later), tweet("10", "a"),
        tweet("11", "b", in_reply_to_status_id_str="10", **later),
        tweet("9", "zero", in_reply_to_screen_name="camille_l"),
    )  # fmt: skip
    assert found.posts[["post_id", "kind", "thread_id"]].to_numpy().tolist() == [
        ["x:9", "post", "x:9"], ["x:10", "post", "x:10"], ["x:11", "post", "x:10"], ["x:12", "post", "x:10"],
    ]  # fmt: skip
    assert found.contacts.empty


def test_a_reply_names_whom_it_answers_and_the_others_it_mentions(tmp_path: Path) -> None:
    zoe = {"name": "Zoé", "screen_name": "zoe", "id_str": "5"}
    found = read(tmp_path, tweet("11", "@anne_p @zoe oui", ANNE, zoe, in_reply_to_status_id_str="10",
                                 in_reply_to_user_id_str="2001", in_reply_to_screen_name="anne_p"))  # fmt: skip
    acts = found.interactions[["contact_id", "kind", "post_id", "thread_id"]].to_numpy().tolist()
    assert acts == [["x:2001", "reply", "x:11", "x:10"], ["x:5", "mention", "x:11", "x:10"]]
    # the name comes from the mention, although the reply was seen first
    assert found.contacts["name"].tolist() == ["Anne", "Zoé"]


def test_a_number_without_a_name_is_no_contact(tmp_path: Path) -> None:
    people = [{"follower": {"accountId": number}} for number in ("2001", "3001", "3002")]
    found = read(tmp_path, tweet("1", "Salut @anne_p", ANNE), tweet("2", "?", in_reply_to_user_id_str="3002"),
                 follower=people)  # fmt: skip
    assert found.contacts["contact_id"].tolist() == ["x:2001"]
    assert found.interactions["kind"].tolist() == ["mention", "follow"]
    assert found.problems["n"].tolist() == [2]


def test_addresses_are_those_that_people_see(tmp_path: Path) -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": "https://example.org/" + "x" * 600}, None,
            {"url": "b", "expanded_url": "https://t.co/a" * 50}]  # fmt: skip
    found = read(tmp_path, tweet("1", "lire https://t.co/a https://t.co/zz abb", entities={"urls": urls}))
    assert found.posts["text"][0] == "lire " + ("https://example.org/" + "x" * 600)[:500] + " https://t.co/zz abb"


@pytest.mark.parametrize(
    ("changes", "visibility"),
    [
        ([], "public"),
        ([("2024-11-01", "Protect")], "followers"),
        ([("2024-12-01", "Protect")], "public"),
        ([("2024-12-01", "Unprotect")], "followers"),
        ([("2024-10-01", "Protect"), ("2024-11-01", "Unprotect")], "public"),
    ],
)
def test_a_protected_account_is_for_followers(tmp_path: Path, changes: list[tuple[str, str]], visibility: str) -> None:
    history = [
        {"protectedHistory": {"protectedAt": f"{day}T00:00:00.000Z", "action": action}} for day, action in changes
    ]
    found = read(tmp_path, tweet("1", "Bonjour"), protected_history=history)
    assert found.posts["visibility"].tolist() == [visibility]


def test_a_file_chosen_alone_and_a_folder_of_another_name(tmp_path: Path) -> None:
    path = (
        write(tmp_path, tweets=[tweet("1", "Bonjour", ANNE)], follower=[{"follower": {"accountId": "2001"}}]) / "data"
    )
    assert read_export(path / "tweets.js").posts["text"].tolist() == ["Bonjour"]
    renamed = path.rename(tmp_path / "extracted")
    found = read_export(renamed)
    assert found.interactions["kind"].tolist() == ["mention", "follow"]
    assert found.owners[0].ids == ("1001", "Camille_L")


def test_the_page_alone_is_told_what_to_choose(tmp_path: Path) -> None:
    page = tmp_path / "Your archive.html"
    page.write_text("<html></html>")
    with pytest.raises(NothingUsable, match="X archive"):
        read_export(page)


def test_private_messages_stay_closed_unless_asked() -> None:
    found = read_export(EXPORTS / "2025_messages_protected" / "export")
    assert not (found.posts["kind"] == "message").any()
    assert found.files.set_index("file").loc["direct-messages.js", "status"] == "closed"


# --- any value at any place --------------------------------------------------------------------------------------

VALUES = values(
    keys=["tweet", "entities", "user_mentions", "id_str", "full_text", "messageCreate", "reactions", "senderId",
          "messages", "follower", "accountId", "name", "p13nData", "interests"],
    odd=["RT @", "9" * 4000, "1001", "1001-"],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    heads: dict[Path, str] = {}
    files: dict[Path, Any] = {}
    for file in sorted(EXPORTS.glob("*/export/**/*.js")):
        copy = tmp_path / file.relative_to(EXPORTS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        head, sign, data = file.read_text(encoding="utf-8").partition("=")
        heads[copy], files[copy] = head + sign, json.loads(data)
        copy.write_bytes(file.read_bytes())

    def write(file: Path, data: Any) -> None:
        file.write_text(heads[file] + json.dumps(data), encoding="utf-8")

    def look(file: Path) -> None:
        variant = tmp_path / file.relative_to(tmp_path).parts[0]
        schema.check(read_export(variant, messages=True).frames())

    change_one_place(files, write, look, VALUES)


def test_the_site_of_the_profile_is_something_that_the_person_says_of_themselves(tmp_path: Path) -> None:
    profile = [{"profile": {"description": {"bio": "Teacher", "website": "https://mine.example", "location": "Huy"}}}]
    found = read(tmp_path, tweet("1", "Bonjour"), profile=profile)
    assert found.traces[["kind", "value"]].to_numpy().tolist() == [
        ["declared", "Teacher"],
        ["declared", "https://mine.example"],
    ]
