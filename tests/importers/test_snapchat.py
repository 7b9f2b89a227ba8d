"""Snapchat: names out of the list of friends, saved chats of both eras, and what stays closed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from identity_audit.importers import read_export
from tests.importers.json_anywhere import change_json_files, values

EXPORTS = Path(__file__).parents[1] / "exports" / "snapchat"


def write(folder: Path, **files: Any) -> Path:
    for name, data in files.items():
        path = folder / "json" / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")
    return folder


def said(who: str, mine: bool, text: str | None = "mots", **rest: Any) -> dict[str, Any]:
    return {"From": who, "IsSender": mine, "Content": text, "Created": "2024-05-01 10:00:00 UTC", **rest}


def test_chats_stay_closed_unless_asked() -> None:
    found = read_export(EXPORTS / "2024_fr" / "export")
    assert not (found.posts["kind"] == "message").any() and not (found.interactions["kind"] == "message").any()
    closed = found.files[found.files["status"] == "closed"]
    assert {"chat_history.json", "snap_history.json"} <= set(closed["file"])


def test_ranks_places_logins_and_people_turned_away_from_go_nowhere() -> None:
    found = read_export(EXPORTS / "2024_fr" / "export", messages=True)
    whole = "\n".join(frame.to_csv() for frame in found.frames().values())
    assert not any(secret in whole for secret in ("192.0.2", "1234", "Bruxelles", "bloque", "ancienne", "teamsnapchat"))


def test_both_eras_of_a_chat_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    time = "2024-05-01 10:00:00 UTC"
    old = write(tmp_path / "a", chat_history={
        "Received Saved Chat History": [{"From": "lea", "Text": "toi ?", "Created": time}],
        "Sent Saved Chat History": [{"To": "lea", "Text": "moi", "Created": time}],
    })  # fmt: skip
    new = write(tmp_path / "b", chat_history={"lea": [said("lea", False, "toi ?"), said("me", True, "moi")]})
    first, second = (read_export(path, messages=True) for path in (old, new))
    for table in ("posts", "audiences", "interactions", "contacts"):
        assert getattr(first, table).to_csv() == getattr(second, table).to_csv()


def test_a_title_or_a_third_person_makes_a_group(tmp_path: Path) -> None:
    talks = {
        "g1": [said("lea", False, **{"Conversation Title": "Club"}), said("me", True)],
        "g2": [said("lea", False), said("zoe", False), said("me", True)],
        "lea": [said("me", True)],
        "me": [said("me", True)],
    }
    found = read_export(write(tmp_path, chat_history=talks), messages=True, me="me")
    assert found.groups["name"].tolist() == ["Club", "lea, zoe"]
    assert sorted(found.posts["visibility"]) == ["direct", "group", "group", "private"]


def test_views_and_replies_of_a_story_are_numbers_and_missing_is_not_zero(tmp_path: Path) -> None:
    views = [{"Story Date": "2024-05-01 10:00:00 UTC", "Story Views": "12", "Story Replies": 0},
             {"Story Date": "2024-05-01 10:00:00 UTC", "Story Views": "many"}]  # fmt: skip
    found = read_export(write(tmp_path, friends={}, story_history={"Your Story Views": views}))
    posts = found.posts[["kind", "reactions_known", "n_views", "n_comments"]].astype("object")
    assert posts.where(posts.notna(), None).to_numpy().tolist() == [
        ["story", "count", 12, 0], ["story", "none", None, None],
    ]  # fmt: skip
    assert found.interactions.empty


@pytest.mark.parametrize("name", ["friends", "account", "story_history"])
def test_a_file_chosen_without_its_folder_is_known(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.json"
    path.write_bytes((EXPORTS / "2024_fr" / "export" / "json" / f"{name}.json").read_bytes())
    assert read_export(path).files["platform"].tolist() == ["snapchat"]


VALUES = values(
    keys=["Friends", "Username", "Display Name", "From", "To", "IsSender", "Content", "Created", "Conversation Title",
          "Your Story Views", "Sent Saved Chat History", "Basic Information", "Demographics"],
    odd=["2024-05-01 10:00:00 UTC", "lea_m", '"Media Type"', "Received "],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files = {tmp_path / file.relative_to(EXPORTS): file for file in sorted(EXPORTS.glob("*/export/**/*.json"))}
    change_json_files(
        files, lambda file: read_export(tmp_path / file.relative_to(tmp_path).parts[0], messages=True), VALUES
    )
