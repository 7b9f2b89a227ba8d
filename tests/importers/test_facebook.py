"""Facebook: whom titles name, what is a post, and what is never counted twice."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pytest

from identity_audit.errors import NothingUsable
from identity_audit.importers import facebook, read_export
from identity_audit.importers.facebook import addressee
from identity_audit.importers.meta import Cast

ME = Cast("facebook", frozenset({"camille lambert"}))
ACTIVITY = "facebook-x/your_facebook_activity"
POSTS = f"{ACTIVITY}/posts/your_posts__check_ins__photos_and_videos_1.json"


def write(folder: Path, path: str, data: Any) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data), encoding="utf-8")


def test_examples_in_the_reader_hold() -> None:
    assert doctest.testmod(facebook).failed == 0


@pytest.mark.parametrize(
    ("title", "whose", "name", "group"),
    [
        ("Camille Lambert commented on Julie Dupont's post.", "person", "Julie Dupont", ""),
        ("Camille Lambert replied to James' comment.", "person", "James", ""),
        ("Camille Lambert liked Ann-Sophie O'Neil's comment in Namur runners.", "person", "Ann-Sophie O'Neil",
         "Namur runners"),
        ("Camille Lambert likes Julie Dupont's photo.", "person", "Julie Dupont", ""),
        ("Camille Lambert reacted to Julie Dupont’s video.", "person", "Julie Dupont", ""),
        ("Camille Lambert commented on her own post.", "own", "", ""),
        ("Camille Lambert replied to his comment.", "own", "", ""),
        ("Camille Lambert commented on Camille Lambert's post.", "own", "", ""),
        ("Camille Lambert commented on a post.", "unknown", "", ""),
        ("Camille Lambert a commenté la publication de Julie Dupont.", "person", "Julie Dupont", ""),
        ("Camille Lambert a commenté l’album d’Élodie Noël.", "person", "Élodie Noël", ""),
        ("Camille Lambert a commenté la photo de profil de Marc D’Hondt.", "person", "Marc D’Hondt", ""),
        ("Camille Lambert a répondu au commentaire de Anne Petit dans Parents 3B.", "person", "Anne Petit",
         "Parents 3B"),
        ("Camille Lambert aime le lien de Luc de Smet.", "person", "Luc de Smet", ""),
        ("Camille Lambert a réagi à la publication de Julie Dupont.", "person", "Julie Dupont", ""),
        ("Vous avez aimé la publication de Julie Dupont", "person", "Julie Dupont", ""),
        ("Camille Lambert a commenté sa propre publication.", "own", "", ""),
        ("Camille Lambert a répondu à son propre commentaire.", "own", "", ""),
        ("Camille Lambert a commenté une publication.", "unknown", "", ""),
        ("Camille Lambert hat Julies Beitrag kommentiert.", "unknown", "", ""),
        ("", "unknown", "", ""),
    ],
)  # fmt: skip
def test_whose_post_a_title_names(title: str, whose: str, name: str, group: str) -> None:
    found = addressee(title, ME)
    assert (found.whose, found.name if whose == "person" else "", found.group) == (whose, name, group)


@pytest.mark.parametrize(
    ("title", "worked_out"),
    [
        ("Camille replied to Julie Dupont's comment on her own post.", True),
        ("Camille replied to James' comment on their photo", True),
        ("Camille a répondu au commentaire d’Anne Petit sur sa propre publication.", True),
        ("Camille a répondu au commentaire de Anne Petit sous sa photo.", True),
        ("Camille replied to Julie Dupont's comment.", False),
        ("Camille replied to Julie Dupont's comment on Anne Petit's photo.", False),
        ("Camille replied to her own comment on her own post.", False),
        ("Camille commented on her own post.", False),
        ("Camille a commenté la publication de Julie Dupont.", False),
    ],
)
def test_only_an_answer_under_an_own_post_tells_of_a_comment_received(
    tmp_path: Path, title: str, worked_out: bool
) -> None:
    comment = {"timestamp": 1650000000, "comment": "Merci", "author": "Camille"}
    write(tmp_path, f"{ACTIVITY}/comments_and_reactions/comments.json",
          {"comments_v2": [{"timestamp": 1650000000, "title": title, "data": [{"comment": comment}]}]})  # fmt: skip
    found = read_export(tmp_path)
    received = found.interactions[found.interactions["direction"] == "received"]
    assert received[["kind", "evidence", "text"]].to_numpy().tolist() == [["comment", "proxy", ""]] * worked_out
    assert received["post_id"].isna().all() and received["time"].isna().all()
    assert found.groups.empty


def test_a_long_hostile_title_takes_no_time() -> None:
    assert addressee("a commenté la " + "de d’" * 50_000, ME).whose in ("person", "unknown")


@pytest.mark.parametrize(
    ("title", "data", "kind"),
    [
        ("Camille Lambert shared a post.", [], "repost"),
        ("Camille Lambert a partagé un souvenir.", [], "repost"),
        ("Camille Lambert shared a post.", [{"post": "Read this!"}], "post"),
        ("Camille Lambert shared a link.", [], "post"),
        ("Camille Lambert a partagé un lien.", [], "post"),
    ],
)
def test_only_sharing_without_own_words_is_a_repost(tmp_path: Path, title: str, data: list[Any], kind: str) -> None:
    write(tmp_path, POSTS, [{"timestamp": 1650000000, "title": title, "data": data}])
    assert read_export(tmp_path).posts["kind"].tolist() == [kind]


def test_a_photo_of_a_post_is_not_a_second_post_wherever_the_album_lies(tmp_path: Path) -> None:
    photo = {"uri": "your_facebook_activity/posts/media/a.jpg", "creation_timestamp": 1650000000, "description": "mer"}
    write(tmp_path, POSTS, [{"timestamp": 1650000000, "attachments": [{"data": [{"media": photo}]}]}])
    write(tmp_path, f"{ACTIVITY}/posts/album/0.json", {"photos": [photo, {**photo, "uri": "b.jpg", "description": ""}]})
    write(tmp_path, f"{ACTIVITY}/posts/your_uncategorized_photos.json", {"other_photos_v2": [photo]})
    found = read_export(tmp_path).posts
    assert sorted(found["text"]) == ["", "mer"]
    assert found["media"].tolist() == ["photo", "photo"]


def test_a_comment_and_its_act_are_one_gesture(tmp_path: Path) -> None:
    title = "Camille commented on Julie's post."
    comment = {"timestamp": 1650000000, "comment": "Bravo", "author": "Camille"}
    write(tmp_path, f"{ACTIVITY}/comments_and_reactions/comments.json",
          {"comments_v2": [{"timestamp": 1650000000, "title": title, "data": [{"comment": comment}]}]})  # fmt: skip
    found = read_export(tmp_path)
    assert found.posts["thread_id"].tolist() == found.interactions["thread_id"].tolist()
    assert found.interactions[["contact_id", "kind", "direction", "text"]].to_numpy().tolist() == [
        ["facebook:Julie", "comment", "given", "Bravo"]
    ]
    assert [owner.names for owner in found.owners] == [("Camille",)]


def test_a_reaction_to_a_thing_names_nobody_unless_the_name_is_known(tmp_path: Path) -> None:
    likes = [
        {"timestamp": 1700000000, "label_values": [{"label": "Name", "value": name}]} for name in ("Julie", "Pizza")
    ]
    write(tmp_path, f"{ACTIVITY}/comments_and_reactions/likes_and_reactions.json", likes)
    write(tmp_path, "facebook-x/connections/friends/your_friends.json", {"friends_v2": [{"name": "Julie"}]})
    found = read_export(tmp_path)
    assert found.interactions["contact_id"].tolist() == ["facebook:Julie"]
    assert found.contacts["name"].tolist() == ["Julie"]
    assert found.problems["n"].tolist() == [1]


def test_no_post_of_today_has_known_reactions_or_visibility() -> None:
    found = read_export(Path(__file__).parents[1] / "exports/facebook/2023_fr/export").posts
    assert set(found["reactions_known"]) == {"none"}
    assert set(found["visibility"]) <= {"unknown", "group"}


@pytest.mark.parametrize(
    "page",
    ["your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.html", "posts/your_posts_1.html",
     "connections/friends/your_friends.html"],
)  # fmt: skip
def test_an_html_export_is_told_how_to_become_json(tmp_path: Path, page: str) -> None:
    file = tmp_path / "facebook-x" / page
    file.parent.mkdir(parents=True)
    file.write_text("<html></html>")
    with pytest.raises(NothingUsable, match="JSON"):
        read_export(tmp_path)


def test_facebook_and_instagram_beside_each_other_stay_apart() -> None:
    exports = Path(__file__).parents[1] / "exports"
    found = read_export([exports / "facebook/2023_fr/export", exports / "instagram/2023_fr/export"])
    alone = [read_export(exports / name / "export") for name in ("facebook/2023_fr", "instagram/2023_fr")]
    assert len(found.posts) == sum(len(part.posts) for part in alone)
    assert len(found.contacts) == sum(len(part.contacts) for part in alone)


def test_a_tag_is_at_the_place_where_somebody_was_tagged_most_often(tmp_path: Path) -> None:
    def check_in(number: int, place: object, *names: str) -> dict[str, Any]:
        return {"timestamp": 1700000000 + number, "data": [{"post": f"Ici {number}"}],
                "attachments": [{"data": [{"place": place}]}], "tags": [{"name": name} for name in names]}  # fmt: skip

    write(tmp_path, POSTS, [
        check_in(1, {"name": "Huy", "coordinate": {"latitude": 50.5}}, "Anne", "Marc"),
        check_in(2, {"name": "Namur"}, "Anne", "Camille Lambert"),
        check_in(3, {"name": "Namur"}, "Anne", "Marc"),
        check_in(4, {"address": "Rue du Pont"}, "Zoé"),
        check_in(5, "Liège", "Zoé"),
    ])  # fmt: skip
    people = read_export(tmp_path, me="Camille Lambert").contacts
    assert dict(zip(people["name"], people["place"].fillna("-"), strict=True)) == {
        "Anne": "Namur", "Marc": "Huy", "Zoé": "-",
    }  # fmt: skip
