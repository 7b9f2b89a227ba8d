"""TikTok: lists at any depth of a file whose sections move, and the same lists as texts in the language of the app."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.importers import read_export
from identity_audit.importers.tiktok_sections import in_json, in_text
from tests.importers.json_anywhere import change_json_files, values

EXPORTS = Path(__file__).parents[1] / "exports" / "tiktok"
FILM = "https://www.tiktokv.com/share/video/7440000000000000024/"


def export(folder: Path, *films: dict[str, Any], **sections: Any) -> Path:
    path = folder / "user_data_tiktok.json"
    path.write_text(json.dumps({"Post": {"Posts": {"VideoList": list(films)}}, **sections}), encoding="utf-8")
    return path


def account(private: str) -> dict[str, Any]:
    return {"Settings": {"SettingsMap": {"Private Account": private}}}


@pytest.mark.parametrize(
    ("word", "private", "visibility"),
    [
        ("Public", "Disabled", "public"),
        ("Everyone", "Off", "public"),
        ("Public", "Enabled", "followers"),
        ("Tout le monde", "On", "followers"),
        ("Friends", "Disabled", "contacts"),
        ("Friends", "Enabled", "contacts"),
        ("Followers", "Disabled", "followers"),
        ("Private", "Enabled", "private"),
        ("Only me", "Disabled", "private"),
        # without a word of its own a film is for followers on a private account; on an open one it could be for anybody
        ("N/A", "Enabled", "followers"),
        ("N/A", "Disabled", "unknown"),
        ("N/A", "?", "unknown"),
        ("Subscribers", "Enabled", "unknown"),
    ],
)
def test_who_can_view_a_film(tmp_path: Path, word: str, private: str, visibility: str) -> None:
    film = {"Date": "2025-01-01 10:00:00", "Link": FILM, "WhoCanView": word}
    found = read_export(export(tmp_path, film, **{"Profile And Settings": account(private)}))
    assert found.posts["visibility"].tolist() == [visibility]


@pytest.mark.parametrize(
    ("likes", "row"), [("12", ["count", 12]), (0, ["count", 0]), ("N/A", ["none", -1]), ("1.2K", ["none", -1])]
)
def test_likes_are_a_number_and_nobody(tmp_path: Path, likes: object, row: list[object]) -> None:
    found = read_export(export(tmp_path, {"Date": "2025-01-01 10:00:00", "Likes": likes}))
    posts = found.posts[["reactions_known", "n_reactions"]].fillna(-1)
    assert posts.iloc[0].tolist() == row
    assert found.contacts.empty and found.interactions.empty


def test_watched_films_have_the_key_of_own_ones_and_are_not_read() -> None:
    watched = {"VideoList": [{"Date": "2025-01-01 10:00:00", "Link": FILM}]}
    sections = in_json({"Your Activity": {"Watch History": watched}, "Activity": {"Video Browsing History": watched}})
    assert sections == {}


@pytest.mark.parametrize("where", ["Activity", "Your Activity", "Profile And Settings", "Something New"])
@pytest.mark.parametrize("key", ["UserName", "userName", "Username", "username"])
def test_lists_are_found_wherever_they_moved(tmp_path: Path, where: str, key: str) -> None:
    fan = {key: "lea_trail", "Date": "2025-01-01 10:00:00"}
    found = read_export(export(tmp_path, **{where: {"Follower List": {"FansList": [fan]}}}))
    assert found.contacts["contact_id"].tolist() == ["tiktok:lea_trail"]
    assert found.interactions[["kind", "direction"]].to_numpy().tolist() == [["follow", "received"]]


def test_an_own_film_and_an_own_comment_are_nobodys_act(tmp_path: Path) -> None:
    film = {"Date": "2025-01-01 10:00:00", "Link": FILM}
    comments = [
        {"date": "2025-01-02 10:00:00", "comment": "by the number", "url": FILM},
        {"date": "2025-01-03 10:00:00", "comment": "by the handle", "url": "https://www.tiktok.com/@Me.Too/video/1"},
    ]
    found = read_export(export(tmp_path, film, Comment={"Comments": {"CommentsList": comments}}), me="@me.too")
    assert found.contacts.empty and found.problems.empty
    assert found.posts["thread_id"].dropna().tolist()[0] == "tiktok:2025-01-01T10:00:00"


def test_two_exports_of_one_account_are_counted_once(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    film = {"Date": "2025-01-01 10:00:00", "Likes": "1"}
    old = export(tmp_path / "old", {**film, "VideoLink": "https://v16m.tiktokcdn.com/signed?a=1"})
    new = export(tmp_path / "new", {**film, "Link": FILM, "Title": "Mots"})
    assert read_export([old, new]).posts["text"].tolist() == ["Mots"]


def test_messages_stay_closed_unless_asked(tmp_path: Path) -> None:
    chats = {"Chat History with lea:": [{"Date": "2025-01-01 10:00:00", "From": "lea", "Content": "secret"}]}
    path = export(tmp_path, **{"Direct Messages": {"Chat History": {"ChatHistory": chats}}})
    closed = read_export(path)
    assert closed.posts.empty and closed.interactions.empty
    assert closed.problems["what"].str.contains("private messages").any()
    assert read_export(path, messages=True, me="camille").interactions["text"].tolist() == ["secret"]


def test_without_a_profile_a_chat_of_two_tells_who_is_who_and_a_group_does_not(tmp_path: Path) -> None:
    def chat(title: str, *people: str) -> dict[str, Any]:
        wrote = [{"Date": "2025-01-01 10:00:00", "From": who, "Content": who} for who in people]
        return {"Direct Message": {"Direct Messages": {"ChatHistory": {title: wrote}}}}

    two = read_export(export(tmp_path, **chat("Chat History with lea:", "lea", "me")), messages=True)
    assert (two.posts["text"].tolist(), two.interactions["text"].tolist()) == (["me"], ["lea"])
    group = read_export(export(tmp_path, **chat("Group Chat History with Run:", "lea", "me", "zoe")), messages=True)
    assert group.posts.empty and group.unowned[0].names == ("lea", "me", "zoe")
    known = read_export(export(tmp_path, **chat("Group Chat History with Run:", "lea", "me", "zoe")), messages=True,
                        me="me")  # fmt: skip
    assert sorted(known.interactions["contact_id"]) == ["tiktok:lea", "tiktok:zoe"]
    assert known.audiences["group_id"].tolist() == known.groups["group_id"].tolist()


def test_ip_addresses_searches_and_blocked_people_go_nowhere() -> None:
    for variant in ("2025_json_fr", "2026_text_fr"):
        found = read_export(EXPORTS / variant / "export")
        whole = "\n".join(frame.to_csv() for frame in found.frames().values())
        for secret in ("192.0.2.7", "recherche secrete", "quelquun_de_bloque", "Effacé par moi", "+320000000"):
            assert secret not in whole


# --- the text version --------------------------------------------------------------------------------------------


def test_a_line_of_a_text_that_looks_like_a_label_stays_text() -> None:
    lines = "Date: {}\nLink: x\nTitle: {}\n\n"
    text = lines.format("2025-01-01 10:00:00 UTC", "a\nEau: 3 dl\n\nDate: demain") + lines.format(
        "2025-01-02 10:00:00 UTC", "b"
    )
    assert [record["title"] for record in in_text(text, "posts")] == ["a\nEau: 3 dl\n\nDate: demain", "b"]


@pytest.mark.parametrize("label", ["Username", "User Name", "Gebruikersnaam", "Nom d'utilisateur", "Nutzername"])
def test_the_label_of_a_name_need_not_be_known(label: str) -> None:
    [record] = in_text(f"Datum: 2025-01-01 10:00:00 UTC\n{label}: lea\n", "followers")
    assert (record["date"], record["username"]) == ("2025-01-01 10:00:00 UTC", "lea")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_text_chosen_alone_is_known_by_its_dates(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Follower.txt"
    path.write_text("Date: 2025-01-01 10:00:00 UTC\nUsername: lea\n", encoding=encoding)
    assert read_export(path).contacts["name"].tolist() == ["lea"]


def test_the_two_versions_of_one_account_say_the_same(tmp_path: Path) -> None:
    """The same account written both ways by hand, read twice: posts, contacts and follows are equal."""
    data = json.loads((EXPORTS / "2025_json_fr" / "export/TikTok_Data_1741000000/user_data_tiktok.json").read_text())
    films = data["Post"]["Posts"]["VideoList"][:4]
    labels = {"Date": "Date", "Link": "Link", "Likes": "Like(s)", "WhoCanView": "Who can view", "Title": "Title"}
    texts = "".join(
        "\n".join(f"{label}: {film[key]}{' UTC' if key == 'Date' else ''}" for key, label in labels.items()) + "\n\n"
        for film in films
    )
    fans = data["Profile And Settings"]["Follower"]["FansList"][:3]
    people = "".join(f"Date: {fan['Date']} UTC\nUsername: {fan['UserName']}\n\n" for fan in fans)
    for name, text in (("Posts/Posts.txt", texts), ("Profile and Settings/Follower.txt", people)):
        (tmp_path / "TikTok" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "TikTok" / name).write_text(text, encoding="utf-8")
    (tmp_path / "json").mkdir()
    as_json = read_export(
        export(tmp_path / "json", *films, **{"Profile And Settings": {"Follower": {"FansList": fans}}})
    )
    as_text = read_export(tmp_path / "TikTok")
    for table in ("posts", "contacts", "interactions"):
        one, other = (
            getattr(found, table).drop(columns="source_file", errors="ignore") for found in (as_json, as_text)
        )
        assert one.to_csv() == other.to_csv()


# --- any value at any place --------------------------------------------------------------------------------------

VALUES = values(
    keys=["Post", "Posts", "VideoList", "Date", "Likes", "FansList", "UserName", "Following", "ChatHistory", "Messages",
          "CommentsList", "SettingsMap", "WatchLiveMap", "AdInterestCategories", "Chat History with a:", "From"],
    odd=["N/A", "9" * 4000, "2025-01-01 10:00:00", "https://www.tiktok.com/@a/video/7440000000000000024"],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    # a file without any of its sections is no longer TikTok's
    files = {tmp_path / file.relative_to(EXPORTS): file for file in sorted(EXPORTS.glob("*/export/**/*.json"))}
    change_json_files(files, lambda file: read_export(file, messages=True), VALUES)


LINE = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["Date: 2025-01-01 10:00:00 UTC", "Date: 2025-13-01 10:00:00 UTC", ": ", "Titre:", ">>> Chat History with ::",
     ">>> Chat History with x::", "2025-01-01 10:00:00 UTC x: y", "2025-01-01 10:00:00 UTC : y", "\x00",
     "Nom: " + "a" * 999]
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 500), line=LINE)
def test_any_line_at_any_place_never_stops_the_reading(tmp_path: Path, at: int, line: str) -> None:
    files = sorted((EXPORTS / "2026_text_fr" / "export").rglob("*.txt"))
    file = files[at % len(files)]
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[at // len(files) % len(lines)] = line
    copy = tmp_path / "TikTok" / file.parent.name / file.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    schema.check(read_export(tmp_path, messages=True, me="camille.court").frames())
