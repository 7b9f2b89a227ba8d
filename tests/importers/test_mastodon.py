"""Mastodon: who could see each post, people as user@server, words out of HTML, and the program's file."""

from __future__ import annotations

import doctest
import json
import time
from pathlib import Path
from typing import Any

import pytest

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable
from identity_audit.importers import html_text, read_export
from identity_audit.importers.html_text import plain
from identity_audit.importers.mastodon_posts import account_in
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "mastodon"
ME = "https://here.example/users/camille"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ANNE = {"type": "Mention", "href": "https://there.example/users/anne", "name": "@anne@there.example"}


def read(folder: Path, *posts: dict[str, Any], messages: bool = False, **files: Any) -> Dataset:
    items = [{"type": "Create", "published": "2025-01-01T10:00:00Z", "object": post} for post in posts]
    actor = {"id": ME, "preferredUsername": "camille", "name": "Camille"}
    for name, data in {"outbox": {"orderedItems": items}, "actor": actor, **files}.items():
        (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return read_export(folder, messages=messages)


def post(number: int = 1, **rest: Any) -> dict[str, Any]:
    return {"id": f"{ME}/statuses/{number}", "content": "<p>Bonjour</p>", "to": [PUBLIC], "cc": [], **rest}


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        ([PUBLIC], [f"{ME}/followers"], "public"),
        (["as:Public"], [], "public"),
        ("Public", None, "public"),
        ([f"{ME}/followers"], [PUBLIC], "unlisted"),
        ([f"{ME}/followers"], [], "followers"),
        ([f"{ME}/followers", ANNE["href"]], [], "followers"),
        ([ANNE["href"]], [], "direct"),
        ([], [ANNE["href"]], "direct"),
        ([], [], "private"),
    ],
)
def test_the_addressees_say_who_could_see(tmp_path: Path, to: object, cc: object, visibility: str) -> None:
    found = read(tmp_path, post(to=to, cc=cc), messages=True)
    assert found.posts["visibility"].tolist() == [visibility]
    closed = read(tmp_path, post(to=to, cc=cc))
    assert closed.posts.empty == (visibility in ("direct", "private"))
    assert closed.problems["n"].sum() == closed.posts.empty


def test_a_post_to_few_names_them_and_is_itself_the_act(tmp_path: Path) -> None:
    found = read(tmp_path, post(to=[ANNE["href"]], tag=[ANNE]), post(2, to=[f"{ME}/followers"], tag=[ANNE]),
                 messages=True)  # fmt: skip
    assert found.posts["kind"].tolist() == ["message", "post"]
    assert found.audiences["contact_id"].tolist() == ["mastodon:anne@there.example"] * 2
    assert found.interactions[["kind", "direction"]].to_numpy().tolist() == [["mention", "given"]]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Un<br>deux<br />trois</p><p>quatre</p>", "Un\ndeux\ntrois\n\nquatre"),
        ("<p>1 &lt; 2 &amp; 3&nbsp;!</p>", "1 < 2 & 3\xa0!"),
        ("sans balises &amp; plat", "sans balises & plat"),
        ("https://example.org", "https://example.org"),
        ('<p>voir <a href="x"><span class="invisible">https://</span><span>example.org</span></a></p>',
         "voir https://example.org"),
        ("<p>jamais fermé", "jamais fermé"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("1 < 2 et 3 > 2", "1 < 2 et 3 > 2"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_words(html: str, words: str) -> None:
    assert plain(html) == words
    assert doctest.testmod(html_text).failed == 0


@pytest.mark.parametrize("piece", ["<a ", "<p>", "<!--", "</", "<a href='", "<", "&#9"])
def test_html_that_never_ends_is_read_at_once(piece: str) -> None:
    started = time.monotonic()
    plain(piece * 30_000)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("https://there.example/users/anne/statuses/1", "anne@there.example"),
        ("https://there.example/@anne/1", "anne@there.example"),
        ("https://there.example/users/anne", "anne@there.example"),
        ("https://there.example/ap/users/116/statuses/1", ""),
        ("https://there.example/objects/8c0f", ""),
        ("nothing", ""),
    ],
)
def test_an_address_holds_its_author_or_nothing(address: str, account: str) -> None:
    assert account_in(address) == account


def test_numbers_without_names(tmp_path: Path) -> None:
    found = read(tmp_path, post(likes={"totalItems": 3}, shares={"totalItems": 1}), post(2, likes={"totalItems": "3"}),
                 post(3, likes={"totalItems": 2}, shares=None))  # fmt: skip
    assert found.posts["reactions_known"].tolist() == ["count", "none", "count"]
    assert found.posts["n_reactions"].fillna(-1).tolist() == [3, -1, 2]
    assert found.contacts.empty


def test_a_warning_a_picture_and_a_poll_have_words(tmp_path: Path) -> None:
    found = read(
        tmp_path, post(summary="Sport"), post(2, content="", attachment=[{"mediaType": "image/png", "name": "Un mur"}]),
        post(3, type="Question", anyOf=[{"name": "Oui"}, {"name": "Non"}]),
    )  # fmt: skip
    assert found.posts["text"].tolist() == ["Sport\n\nBonjour", "", "Bonjour\n\nOui\n\nNon"]
    # what a picture shows stands beside the words, not for them
    assert found.posts["context"].fillna("").tolist() == ["", "Un mur", ""]
    assert found.posts["media"].tolist() == ["none", "photo", "poll"]


def test_ones_own_thread_is_posts_with_one_thread(tmp_path: Path) -> None:
    found = read(tmp_path, post(1), post(2, inReplyTo=f"{ME}/statuses/1"), post(3, inReplyTo=f"{ME}/statuses/2"),
                 post(4, inReplyTo="https://there.example/users/anne/statuses/9", tag=[ANNE]))  # fmt: skip
    assert found.posts["kind"].tolist() == ["post", "post", "post", "reply"]
    assert found.posts["thread_id"].nunique() == 2
    assert found.interactions[["contact_id", "kind"]].to_numpy().tolist() == [["mastodon:anne@there.example", "reply"]]


def test_tables_beside_a_zip_or_alone(tmp_path: Path) -> None:
    (tmp_path / "lists.csv").write_text('"Grimpe, Liège",anne@there.example\n', encoding="utf-8")
    (tmp_path / "following_accounts.csv").write_text("anne@there.example\nbob@there.example\n", encoding="utf-8")
    found = read_export([tmp_path / "lists.csv", tmp_path / "following_accounts.csv"])
    assert found.groups[["name", "kind"]].to_numpy().tolist() == [["Grimpe, Liège", "list"]]
    assert found.interactions["kind"].tolist() == ["follow", "follow"]
    assert sorted(found.contacts["name"]) == ["anne@there.example", "bob@there.example"]
    with_header = "Account address,Show boosts\nanne@there.example,true\n"
    (tmp_path / "following_accounts.csv").write_text(with_header, encoding="utf-8")
    assert len(read_export(tmp_path / "following_accounts.csv").contacts) == 1


@pytest.mark.parametrize("name", ["archive-20190301120000-ab.tar.gz", "archive-20190301120000-ab.tar"])
def test_an_archive_that_must_be_unpacked_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08")
    with pytest.raises(NothingUsable, match="Unpack"):
        read_export(tmp_path / name)


def status(number: int, account: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {
        "id": number, "uri": f"https://here.example/users/{account['acct']}/statuses/{number}", "account": account,
        "created_at": f"2025-05-0{number}T10:00:00Z", "visibility": "public", "content": "<p>Bonjour</p>", **rest,
    }  # fmt: skip


def test_an_answer_to_an_answer_is_still_about_the_post(tmp_path: Path) -> None:
    me = {"acct": "camille", "username": "camille", "url": "https://here.example/@camille", "statuses_count": 1}
    marc = {"acct": "marc", "display_name": "Marc"}
    data = {
        "account": me, "statuses": [status(1, me), status(4, me, in_reply_to_id=3)],
        "mentions": [status(2, marc, in_reply_to_id=1), status(3, marc, in_reply_to_id="2"),
                     status(8, marc, in_reply_to_id=9), status(9, marc, in_reply_to_id=8)],
    }  # fmt: skip
    path = tmp_path / "renamed.json"
    path.write_text(json.dumps(data))
    found = read_export(path)
    received = found.interactions[found.interactions["direction"] == "received"]
    first = "mastodon:https://here.example/users/camille/statuses/1"
    assert received["kind"].tolist() == ["reply", "reply", "mention", "mention"]
    assert received["post_id"].dropna().tolist() == [first, first]
    assert set(found.posts["thread_id"]) == {first}
    assert set(found.posts["reactions_known"]) == {"partial"}


# --- any value at any place --------------------------------------------------------------------------------------

VALUES = values(
    keys=["type", "object", "id", "content", "to", "tag", "likes", "totalItems", "orderedItems", "account", "acct",
          "statuses", "mentions", "in_reply_to_id", "reblog", "attachment"],
    odd=["<p>" * 3000, "@", "https://x/users/", PUBLIC, ME],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files: dict[Path, Any] = {}
    for file in sorted(EXPORTS.glob("*/export/**/*.*")):
        copy = tmp_path / file.relative_to(EXPORTS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        if file.suffix == ".json":
            files[copy] = json.loads(file.read_text(encoding="utf-8"))

    def write(file: Path, data: Any) -> None:
        file.write_text(json.dumps(data), encoding="utf-8")

    def look(file: Path) -> None:
        try:
            variant = tmp_path / file.relative_to(tmp_path).parts[0]
            schema.check(read_export(variant, messages=True).frames())
        except NothingUsable:
            # the program's file is known by its content only, which is what was changed here
            assert file.name.count(".user.")

    change_one_place(files, write, look, VALUES)
