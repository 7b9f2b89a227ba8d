"""Spotify: people and not artists, lists made with others, and what is listened to stays closed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from identity_audit.importers import read_export
from tests.importers.json_anywhere import change_json_files, values

EXPORTS = Path(__file__).parents[1] / "exports" / "spotify"


def write(folder: Path, **files: Any) -> Path:
    for name, data in {"Playlist1": {"playlists": []}, **files}.items():
        (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def test_artists_and_shows_are_no_contacts_and_people_are(tmp_path: Path) -> None:
    playlist = {"name": "x", "items": [{"track": {"artistName": "Bande"}}, {"episode": {"showName": "Émission"}}]}
    found = read_export(
        write(
            tmp_path,
            Follow={"userIsFollowing": ["BANDE", "Emission", "Solo", "Léa"], "userIsFollowedBy": ["Bande", "42"]},
            YourLibrary={"tracks": [{"artist": "Solo"}]},
            Playlist1={"playlists": [playlist]},
        )
    )
    assert found.contacts["name"].tolist() == ["Léa"]
    assert found.interactions[["contact_id", "direction"]].to_numpy().tolist() == [["spotify:léa", "given"]]
    assert sorted(found.traces["value"]) == ["BANDE", "Emission", "Solo", "x"]
    assert found.problems["n"].tolist() == [1]


def test_who_makes_a_list_with_the_person_is_a_circle_and_the_person_is_not_in_it(tmp_path: Path) -> None:
    playlists = [{"name": "Course", "collaborators": ["spotify:user:zoe", {"username": "moi"}]}, {"name": "Seule"}]
    found = read_export(write(tmp_path, Follow={}, Playlist1={"playlists": playlists}), me="Moi")
    assert found.groups["name"].tolist() == ["Course"]
    assert found.memberships["contact_id"].tolist() == ["spotify:zoe"]


def test_what_was_listened_to_searched_and_paid_goes_nowhere() -> None:
    found = read_export(EXPORTS / "2025_fr" / "export")
    whole = "\n".join(frame.to_csv() for frame in found.frames().values())
    for secret in ("recherche secrète", "Artiste écouté", "visa", "quelquun_de_bloque", "12128436556"):
        assert secret not in whole
    assert found.owners[0].names == ("Camille L", "Camille Laurent", "camille.l")


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    anything = values(
        keys=["userIsFollowing", "playlists", "name", "collaborators", "items", "track", "artistName", "inferences"],
        odd=["2025-03-02", "spotify:user:", "12", "mehdi7"],
    )
    files = {tmp_path / file.name: file for file in sorted((EXPORTS / "2025_fr").glob("export/**/*.json"))}
    change_json_files(files, lambda _file: read_export(tmp_path), anything)
