"""What Facebook and Instagram share, and the promise that no value at any place of an export stops the reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from identity_audit import schema
from identity_audit.importers import facebook, instagram, meta, read_export
from identity_audit.importers.archive import Archive
from identity_audit.importers.base import Export, ReadRequest
from identity_audit.importers.fields import made_id
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports"
CHAT = "facebook-x/your_facebook_activity/messages/inbox/{}/message_1.json"


def write(folder: Path, path: str, data: Any) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("Nom d’utilisateur", "handle"), ("Username", "handle"), ("Nom", "name"), ("Name", "name"),
        ("Propriétaire du contenu multimédia", "owner"), ("Media Owner", "owner"), ("Media-eigenaar", "owner"),
        ("Adresse e-mail", "email"), ("Heure", "time"), ("Commentaire", "comment"), ("Opmerking", "comment"),
        ("Mentions J’aime", "likes"), ("Commentaires", "comments"), ("Group Members", "members"),
    ],
)  # fmt: skip
def test_a_label_means_one_thing_in_every_language(label: str, what: str) -> None:
    assert [word for word in meta.WORDS if meta.means(label, word)] == [what]


def test_an_unknown_label_means_nothing() -> None:
    assert not any(meta.means("Käyttäjänimi", word) for word in meta.WORDS)


def test_labelled_values_are_read_from_every_shape() -> None:
    record = {
        "string_map_data": {"Nom": {"value": "a", "timestamp": 1700000000}, "Vide": None},
        "label_values": [
            {"label": "URL", "value": "https://x", "href": "https://x"},
            {"label": "Names", "vec": [{"value": "b"}, "c", 3]},
            {
                "title": "Owner",
                "dict": [{"title": "", "dict": [{"ent_field_name": "Name", "label": "Naam", "value": "d"}]}],
            },
        ],
    }
    found = [(v.label, v.value, v.under) for v in meta.labelled(record)]
    assert found == [
        ("Nom", "a", ()), ("Vide", "", ()), ("URL", "https://x", ()), ("", "b", ("Names",)), ("", "c", ("Names",)),
        ("Name", "d", ("Owner", "")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "uri, kind", [("a/b.JPG", "photo"), ("x.mp4", "video"), ("v.opus", "audio"), ("", "none"), (7, "none")]
)
def test_media_kind_goes_by_the_ending(uri: object, kind: str) -> None:
    assert meta.media_kind(uri) == kind


def test_the_same_thing_has_the_same_id_wherever_its_folder_lies() -> None:
    names = [meta.file_name("posts/media/1_2_n.jpg"), meta.file_name("your_facebook_activity/posts/media/1_2_n.jpg")]
    assert len({made_id("facebook", 1, "words", name) for name in names}) == 1
    assert made_id("facebook", 1, "half a character \ud83d").startswith("facebook:")


def test_the_person_nobody_and_deleted_accounts_are_no_contacts() -> None:
    cast = meta.Cast("facebook", frozenset({"camille lambert"}))
    assert [cast.meet(name) for name in ("Camille  LAMBERT", "", "Facebook User", "Utilisateur Facebook")] == [None] * 4
    assert cast.meet("Julie  Dupont") == "facebook:Julie Dupont"


def test_without_a_profile_the_one_in_every_chat_is_the_person(tmp_path: Path) -> None:
    for other in ("Julie", "Marc"):
        people = [{"name": other}, {"name": "Camille"}]
        said = [{"sender_name": "Camille", "timestamp_ms": 1700000000000, "content": f"Bonjour {other}"}]
        write(tmp_path, CHAT.format(other), {"participants": people, "messages": said})
    found = read_export(tmp_path, messages=True)
    assert sorted(found.posts["text"]) == ["Bonjour Julie", "Bonjour Marc"]
    assert sorted(found.contacts["name"]) == ["Julie", "Marc"]


def test_one_chat_without_a_profile_belongs_to_nobody_and_says_so(tmp_path: Path) -> None:
    people = [{"name": "Julie"}, {"name": "Camille"}]
    said = [{"sender_name": "Camille", "timestamp_ms": 1700000000000, "content": "Bonjour"}]
    write(tmp_path, CHAT.format("julie"), {"participants": people, "messages": said})
    found = read_export(tmp_path, messages=True)
    assert found.posts.empty and found.interactions.empty
    assert [(u.people, u.names, u.server_wide) for u in found.unowned] == [(2, ("Camille", "Julie"), False)]
    assert found.problems["n"].tolist() == [1]
    assert read_export(tmp_path, messages=True, me="camille").posts["text"].tolist() == ["Bonjour"]


def test_private_messages_stay_closed_unless_asked(tmp_path: Path) -> None:
    for name in ("facebook/2023_messages", "instagram/2025_messages", "instagram/2025_answers_fr"):
        found = read_export(EXPORTS / name / "export")
        assert not (found.posts["kind"] == "message").any()
        assert found.files.set_index("file").loc[meta.THREADS, "status"] == "closed"


def test_the_encrypted_download_of_messenger_is_read(tmp_path: Path) -> None:
    said = [
        {"senderName": "Camille", "text": "déjà là", "timestamp": 1700000000000, "isUnsent": False, "media": [],
         "reactions": [{"actor": "Anne", "reaction": "❤"}]},
        {"senderName": "Anne", "text": "", "timestamp": 1700000001000, "isUnsent": False,
         "media": [{"uri": "./media/a.mp4"}]},
        {"senderName": "Anne", "text": "oups", "timestamp": 1700000002000, "isUnsent": True},
    ]  # fmt: skip
    write(tmp_path, "messages/Le trio_12.json",
          {"participants": ["Anne", "Camille", "Zoé"], "threadName": "Le trio_12", "messages": said})  # fmt: skip
    found = read_export(tmp_path, me="Camille", messages=True)
    assert found.groups["name"].tolist() == ["Le trio"]
    assert found.posts[["text", "visibility", "reactions_known"]].to_numpy().tolist() == [
        ["déjà là", "group", "complete"]
    ]
    assert found.interactions["kind"].tolist() == ["reaction", "message"]


@pytest.mark.parametrize(
    "notice",
    ["Liked a message", "A aimé un message", "Reacted ❤️ to your message ", "A réagi 😂 à votre message",
     "Julie named the group Sortie.", "Vous avez nommé le groupe Sortie.", "Marc a quitté le groupe."],
)  # fmt: skip
def test_notices_between_messages_are_not_messages(notice: str, tmp_path: Path) -> None:
    people = [{"name": "Julie"}, {"name": "Camille"}]
    said = [{"sender_name": name, "timestamp_ms": 1700000000000, "content": notice} for name in ("Julie", "Camille")]
    write(tmp_path, CHAT.format("julie"), {"participants": people, "messages": said})
    found = read_export(tmp_path, me="Camille", messages=True)
    assert found.posts.empty and found.interactions.empty


def test_patterns_of_readers_are_not_also_closed() -> None:
    for importer in (facebook.IMPORTER, instagram.IMPORTER):
        closed = importer.files.items()
        assert importer.private <= {file for file, reader in closed if reader}
        assert not {file for file, reader in closed if reader is None and file in importer.private}
    assert instagram.IMPORTER.files["your_topics/*.json"] is not None
    assert facebook.IMPORTER.files["posts/your_posts*.json"] is not None


# --- any value at any place --------------------------------------------------------------------------------------

VALUES = values(
    keys=["name", "value", "title", "data", "uri", "media", "timestamp", "label_values", "dict", "vec",
          "string_list_data", "string_map_data", "participants", "messages", "reactions", "share", "link", "place",
          "photos", "caption", "taken_at", "path", "followers", "media_likes"],
    odd=["{}", f"https://instagram.com/stories/nora.pots/{10**19}", "https://instagram.com/p/__________/"],
)  # fmt: skip
VARIANTS = ["facebook/2023_fr", "facebook/2025_label_values", "facebook/2023_messages", "facebook/2018_flat",
            "facebook/2024_photos_fr", "instagram/2023_fr", "instagram/2025_messages",
            "instagram/2025_answers_fr", "instagram/2020_flat", "threads/2024_fr"]  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files: dict[tuple[str, str], Any] = {}
    for variant in VARIANTS:
        source = EXPORTS / variant / "export"
        for file in sorted(source.rglob("*.json")):
            path = file.relative_to(source).as_posix()
            files[variant, path] = json.loads(file.read_text(encoding="utf-8"))
            write(tmp_path / variant, path, files[variant, path])

    def write_one(file: tuple[str, str], data: Any) -> None:
        write(tmp_path / file[0], file[1], data)

    def look(file: tuple[str, str]) -> None:
        schema.check(read_export(tmp_path / file[0], messages=True).frames())

    change_one_place(files, write_one, look, VALUES, examples=150)


def test_a_chat_is_found_by_what_it_says_not_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "messages/index.json", {"1": "Discord names channels here"})
    with Archive([tmp_path]) as archive:
        assert not any(facebook.is_encrypted_chat(member) for member in archive.members)
        export = Export("facebook", "", tuple(archive.members), ReadRequest(messages=True))
        assert meta.cast_of(export, "facebook").own == frozenset()
