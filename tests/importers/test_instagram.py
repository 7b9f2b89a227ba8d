"""Instagram: captions, handles in every shape, counts without names, and the person's own media."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export

ACTIVITY = "instagram-x/your_instagram_activity"
PROFILE = "instagram-x/personal_information/personal_information/personal_information.json"
TIES = "instagram-x/connections/followers_and_following"


def write(folder: Path, path: str, data: Any) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data), encoding="utf-8")


def me(folder: Path) -> None:
    keys = {"Gebruikersnaam": {"value": "cam.l"}, "Naam": {"value": "Camille Lambert"}}
    write(folder, PROFILE, {"profile_user": [{"string_map_data": keys}]})


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"media": [{"uri": "a.jpg", "creation_timestamp": 1650000000, "title": "one"}], "title": "whole"}, "one"),
        ({"media": [{"uri": "a.jpg", "creation_timestamp": 1650000000, "title": ""}], "title": "whole"}, "whole"),
        ({"media": [{"uri": "a.jpg", "title": "one"}, {"uri": "b.jpg"}], "title": "whole",
          "creation_timestamp": 1650000000}, "whole"),
        ({"media": [{"uri": "a.jpg", "title": "one"}, {"uri": "b.jpg"}], "creation_timestamp": 1650000000}, "one"),
    ],
)  # fmt: skip
def test_the_caption_of_a_carousel_is_on_the_whole(tmp_path: Path, record: dict[str, Any], text: str) -> None:
    write(tmp_path, f"{ACTIVITY}/media/posts_1.json", [record])
    assert read_export(tmp_path).posts["text"].tolist() == [text]


@pytest.mark.parametrize(
    "line",
    [
        {"title": "", "string_list_data": [{"value": "anne.p", "timestamp": 1650000000}]},
        {
            "title": "anne.p",
            "string_list_data": [{"href": "https://www.instagram.com/_u/anne.p", "timestamp": 1650000000}],
        },
        {"title": "", "string_list_data": [{"href": "https://www.instagram.com/anne.p", "timestamp": 1650000000}]},
    ],
)
def test_a_handle_is_found_in_every_shape_of_a_list(tmp_path: Path, line: dict[str, Any]) -> None:
    write(tmp_path, f"{TIES}/following.json", {"relationships_following": [line]})
    found = read_export(tmp_path)
    assert found.contacts[["contact_id", "handle"]].to_numpy().tolist() == [["instagram:anne.p", "anne.p"]]
    assert found.interactions[["kind", "direction"]].to_numpy().tolist() == [["follow", "given"]]


@pytest.mark.parametrize(
    "keys",
    [
        {"Comment": {"value": "so good"}, "Media Owner": {"value": "anne.p"}, "Time": {"timestamp": 1650000000}},
        {"Opmerking": {"value": "so good"}, "Media-eigenaar": {"value": "anne.p"}, "Tijd": {"timestamp": 1650000000}},
        {"Komentarz": {"value": "so good"}, "X": {"value": "anne.p"}, "Y": {"timestamp": 1650000000}},
        {"Komentarz": {"value": "so good"}, "X": {"href": "https://www.instagram.com/anne.p/"},
         "Y": {"timestamp": 1650000000}},
    ],
)  # fmt: skip
def test_a_comment_names_its_owner_by_label_or_by_form(tmp_path: Path, keys: dict[str, Any]) -> None:
    write(tmp_path, f"{ACTIVITY}/comments/post_comments_1.json", [{"string_map_data": keys}])
    found = read_export(tmp_path)
    assert found.posts[["text", "kind"]].to_numpy().tolist() == [["so good", "reply"]]
    assert found.interactions["contact_id"].tolist() == ["instagram:anne.p"]
    assert found.interactions["thread_id"].tolist() == found.posts["thread_id"].tolist()
    assert str(found.interactions["time"][0]) == "2022-04-15 05:20:00+00:00"


def test_a_comment_under_own_media_is_a_reply_and_no_act(tmp_path: Path) -> None:
    me(tmp_path)
    keys = {"Comment": {"value": "thanks"}, "Media Owner": {"value": "cam.l"}, "Time": {"timestamp": 1650000000}}
    write(
        tmp_path, f"{ACTIVITY}/comments/post_comments_1.json", {"comments_media_comments": [{"string_map_data": keys}]}
    )
    found = read_export(tmp_path)
    assert found.posts["kind"].tolist() == ["reply"]
    assert found.interactions.empty and found.contacts.empty and found.problems.empty


def test_a_link_to_a_post_is_not_a_person(tmp_path: Path) -> None:
    likes = [{"timestamp": 1700000000, "label_values": [{"label": "URL", "value": f"https://www.instagram.com/{thing}/"}]}
             for thing in ("p", "reel", "explore")]  # fmt: skip
    write(tmp_path, f"{ACTIVITY}/likes/liked_posts.json", likes)
    found = read_export(tmp_path)
    assert found.contacts.empty
    assert found.problems["n"].tolist() == [3]


def test_counts_without_names_make_no_contact(tmp_path: Path) -> None:
    write(
        tmp_path, f"{ACTIVITY}/media/posts_1.json", [{"media": [{"uri": "m/a.jpg", "creation_timestamp": 1650000000}]}]
    )
    numbers = {"Likes": {"value": "41"}, "Comments": {"value": "1,204"}, "Shares": {"value": "--"}}
    thumbnail = {"Media Thumbnail": {"uri": "t/a.jpg", "creation_timestamp": 1650000000}}
    write(tmp_path, "instagram-x/logged_information/past_instagram_insights/posts.json",
          {"organic_insights_posts": [{"media_map_data": thumbnail, "string_map_data": numbers}]})  # fmt: skip
    found = read_export(tmp_path)
    assert found.posts[["reactions_known", "n_reactions"]].to_numpy().tolist() == [["count", 41]]
    assert found.posts[["n_comments", "n_shares", "n_views"]].isna().all(axis=None)
    assert found.contacts.empty and found.interactions.empty


def test_a_custom_list_with_its_members_in_one_line(tmp_path: Path) -> None:
    keys = {"Name": {"value": "Box"}, "Group Members": {"value": "anne.p, marc_dh"}}
    write(tmp_path, f"{TIES}/custom_lists.json", [{"string_map_data": keys}])
    found = read_export(tmp_path)
    assert found.groups[["name", "kind"]].to_numpy().tolist() == [["Box", "list"]]
    assert found.memberships["contact_id"].tolist() == ["instagram:anne.p", "instagram:marc_dh"]


@pytest.mark.parametrize(
    "page", ["your_instagram_activity/media/posts_1.html", "followers_and_following/followers_1.html"]
)
def test_an_html_export_is_told_how_to_become_json(tmp_path: Path, page: str) -> None:
    file = tmp_path / "instagram-x" / page
    file.parent.mkdir(parents=True)
    file.write_text("<html></html>")
    with pytest.raises(NothingUsable, match=r"Instagram.*JSON"):
        read_export(tmp_path)
