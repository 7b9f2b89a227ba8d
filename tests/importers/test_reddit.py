"""Reddit: tables without the names of those answered; IP addresses never read. Whole exports are in test_exports."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "reddit"
POSTS = "id,permalink,date,ip,subreddit,gildings,title,url,body"
COMMENTS = "id,permalink,date,ip,subreddit,gildings,link,parent,body,media"
LETTERS = "id,permalink,thread_id,date,ip,from,to,subject,body"
DAY = "2024-05-01 10:00:00 UTC"
IP = "203.0.113.7"


def write(folder: Path, **tables: list[str]) -> Path:
    for name, lines in {"subscribed_subreddits": ["subreddit"], **tables}.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def read(folder: Path, *, me: str | None = "nora_l", messages: bool = False, **tables: list[str]) -> Dataset:
    return read_export(write(folder, **tables), me=me, messages=messages)


def test_no_ip_address_leaves_the_files() -> None:
    for variant in ("2025_fr", "2025_messages"):
        found = read_export(EXPORTS / variant / "export", me="nora_l", messages=True)
        for frame in found.frames().values():
            assert not frame.astype("str").apply(lambda column: column.str.contains(IP, regex=False)).to_numpy().any()


def test_the_person_is_known_by_the_name_of_the_zip(tmp_path: Path) -> None:
    path = tmp_path / "export_nora_l_20250601.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("subscribed_subreddits.csv", "subreddit\nvelo\n")
    assert [owner.names for owner in read_export(path).owners] == [("nora_l",)]


@pytest.mark.parametrize(
    ("url", "media"),
    [
        ("https://i.redd.it/a.jpg", "photo"), ("https://www.reddit.com/gallery/x", "photo"),
        ("https://x.org/a.PNG?w=1", "photo"), ("https://v.redd.it/a", "video"), ("https://youtu.be/a", "video"),
        ("https://x.org/a", "link"), ("https://www.reddit.com/r/velo/comments/a/b/", "none"), ("", "none"),
        ("/r/velo/comments/a/b/", "none"),
    ],
)  # fmt: skip
def test_what_a_post_shows(tmp_path: Path, url: str, media: str) -> None:
    found = read(tmp_path, posts=[POSTS, f"a,,{DAY},{IP},velo,0,Titre,{url},"])
    assert found.posts["media"].tolist() == [media]


def test_the_community_and_the_post_make_the_thread(tmp_path: Path) -> None:
    link = "https://www.reddit.com/r/velo/comments/a/titre"
    answers = [f"b,{link}/b/,{DAY},{IP},velo,0,{link}/,,un,", f"c,{link}/c/,{DAY},,velo,0,,b,deux,"]
    posts = [POSTS, f"a,{link}/,{DAY},{IP},velo,0,Titre,,Texte"]
    found = read(tmp_path, posts=posts, comments=[COMMENTS, *answers])
    assert set(found.posts["thread_id"]) == {"reddit:r/velo/a"}
    assert found.posts["kind"].value_counts().to_dict() == {"reply": 2, "post": 1}
    assert set(found.posts["visibility"]) == {"public"} and found.audiences.empty


def test_an_award_by_name_is_the_only_act_of_others_and_the_rest_is_not_known(tmp_path: Path) -> None:
    found = read(
        tmp_path, posts=[POSTS, f"a,,{DAY},{IP},velo,3,un,,", f"b,,{DAY},{IP},velo,0,deux,,"],
        gold_received=["content_link,gold_received,gilder_username,date", f"/r/velo/comments/a/x/,1,u/Anne,{DAY}",
                       f"/r/velo/comments/b/x/,1,,{DAY}", f"nonsense,1,Anne,{DAY}",
                       f"/r/velo/comments/b/x/,1,Nora_L,{DAY}"],
    )  # fmt: skip
    assert found.posts[["reactions_known", "n_reactions"]].fillna(-1).to_numpy().tolist() == [
        ["partial", -1],
        ["none", -1],
    ]
    assert found.interactions[["contact_id", "post_id"]].to_numpy().tolist() == [["reddit:anne", "reddit:t3_a"]]


def test_one_account_in_two_spellings_is_one_contact_and_programs_are_nobody(tmp_path: Path) -> None:
    found = read(tmp_path, friends=["username,note", "Anne,", "anne,", "AutoModerator,", "nora_l,", "a b,"])
    assert found.contacts["name"].tolist() == ["Anne"]
    assert found.problems["n"].tolist() == [3]


def test_letters_need_to_know_who_the_person_is(tmp_path: Path) -> None:
    letters = [LETTERS, f"1,,t,{DAY},{IP},Anne,Nora_L,Sujet,Bonjour", f"2,,t,{DAY},{IP},nora_l,anne,,Oui"]
    found = read(tmp_path, me=None, messages=True, messages_archive=letters)
    assert found.posts.empty and found.interactions.empty and found.problems["n"].tolist() == [1]
    found = read(tmp_path, me="NORA_L", messages=True, messages_archive=letters)
    assert found.posts["text"].tolist() == ["Oui"] and found.interactions["text"].tolist() == ["Sujet\n\nBonjour"]
    closed = read_export(tmp_path, me="nora_l")
    assert closed.files.set_index("file").loc["messages_archive.csv", "status"] == "closed"


def test_the_posts_alone_are_known_by_their_headers(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f'{POSTS}\na,,{DAY},{IP},velo,0,"Un, titre","","deux\nlignes"\n', encoding="utf-8")
    assert read_export(path).posts["text"].tolist() == ["Un, titre\n\ndeux\nlignes"]
    path.write_text("id,date,text\n1,2024-05-01,bonjour\n", encoding="utf-8")
    assert read_export(path).platforms == ["csv"]


def test_a_table_with_other_columns_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, posts=["id,quand", "a,b"], comments=[COMMENTS, f"b,,{DAY},{IP},velo,0,,,un,"])
    assert found.posts["text"].tolist() == ["un"]
    assert found.problems[["file", "n"]].to_numpy().tolist() == [["posts.csv", 1]]


# --- any cell, any line, any byte ----------------------------------------------------------------------------------

VALUES = values(keys=["id", "date"], odd=["nora_l", '"', "a,b\n", DAY, "[deleted]", "u/" * 3000, "/comments/" * 3000])


def copied(folder: Path) -> list[Path]:
    files = []
    for file in sorted(EXPORTS.glob("*/export/**/*.csv")):
        copy = folder / file.relative_to(EXPORTS).parts[0] / file.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
        files.append(copy)
    return files


def look(file: Path) -> None:
    schema.check(read_export(file.parent, me="nora_l", messages=True).frames())


def test_any_cell_and_any_line_may_hold_anything(tmp_path: Path) -> None:
    def put(file: Path, data: Any) -> None:
        with file.open("w", encoding="utf-8", errors="replace", newline="") as out:
            for row in data if isinstance(data, list) else [data]:
                csv.writer(out).writerow([str(cell) for cell in (row if isinstance(row, list) else [row])])

    files: dict[Path, Any] = {}
    for file in copied(tmp_path):
        with file.open(encoding="utf-8", newline="") as table:
            files[file] = list(csv.reader(table))
    change_one_place(files, put, look, VALUES, examples=100)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return copied(tmp_path_factory.mktemp("reddit"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), bytes_=st.binary(max_size=200) | st.just(b'"' + b"x" * 200_000))
def test_any_bytes_stop_nothing(copies: list[Path], data: st.DataObject, bytes_: bytes) -> None:
    file = data.draw(st.sampled_from(copies))
    whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    file.write_bytes(whole[:at] + bytes_ + whole[at:])
    try:
        look(file)
    except NothingUsable:
        pytest.fail("one spoilt table hides the others")
    finally:
        file.write_bytes(whole)
