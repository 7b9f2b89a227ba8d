"""YouTube in Google Takeout: columns in any language, parts, products side by side, and any cell in any table."""

from __future__ import annotations

import csv
import doctest
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.coverage import coverage
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export, youtube_tables
from identity_audit.importers.youtube_tables import Table, id_column, kind_of, privacy, title_column, words_in

EXPORTS = Path(__file__).parents[1] / "exports"
ME, ANNE = "UCcamille0123456789abcde", "UCanne000123456789abcdef"
COMMENT, DAY = "UgxAAAAAAAAAAAAAAAAA4AaABAg", "2025-03-01T10:00:00.15544+00:00"
WORDS = '{"text":"Hello"}'


def cells(line: str) -> tuple[str, ...]:
    return tuple(next(csv.reader([line])))


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("ID de comentario,ID de canal,Marca de tiempo del comentario,Precio,ID de vídeo,Texto del comentario",
         (COMMENT, ME, DAY, "0", "AbCdEfGhIjK", WORDS), "comments"),
        ("Komentaro ID,Kanalo ID,Komentaro sukūrimo laiko žymė,Kaina,Vaizdo įrašo ID,Komentuoti tekstą",
         (COMMENT, ME, DAY, "0", "AbCdEfGhIjK", '{"takeoutSegments":[{"text":"Labas"}]}'), "comments"),
        ("Kanaal-ID,Aanmaaktijdstempel reactie,Prijs,Reactie-ID,ID van reactie,Video-ID,Reactietekst",
         (ME, DAY, "0", COMMENT, "", "AbCdEfGhIjK", WORDS), "comments"),
        ("ID-ul canalului,Adresa URL a canalului,Titlul canalului",
         (ANNE, f"http://www.youtube.com/channel/{ANNE}", "Anne"), "subscriptions"),
        ("Kanalo ID,Kanalo pavadinimas (pradinis),Kanalo matomumas", (ME, "Camille", "Vieša"), "channels"),
        ("ID de vídeo,Duración aproximada (ms),Idioma,Categoría,Descripción del vídeo (original),ID de canal,"
         "Título del vídeo (original),Privacidad,Estado,Creación,Publicación",
         ("AbCdEfGhIjK", "1000", "es", "Gente", "", ME, "Clase", "Oculto", "Procesado", DAY, DAY), "videos"),
        ("Identyfikator,Czas,Kanał,Tytuł,Prywatność,Utworzono",
         ("AbCdEfGhIjK", "1000", ME, "Chór", "Niepubliczny", DAY), "other"),
        ("Grojaraščio ID,Grojaraščio pavadinimas (originalas)", ("PLabcdefghijklmnop", "Pamokos"), "playlists"),
        ("Beitrags-ID,Text des Beitrags,Name für Bild 1", ("Ugkx" + "E" * 32, "Ein Beitrag", ""), "posts"),
        ("Video-ID,Zeitstempel", ("AbCdEfGhIjK", DAY), "other"),
        ("Channel ID", (ME,), "other"),
        ("One,Two", ("a", "b"), None),
    ],
)  # fmt: skip
def test_a_table_is_known_by_what_stands_in_it(header: str, row: tuple[str, ...], kind: str | None) -> None:
    assert kind_of(Table(cells(header), (row,))) == kind


def test_the_own_id_is_the_column_that_no_two_rows_share() -> None:
    rows = ((ME, COMMENT, "0", COMMENT + ".a"), (ME, COMMENT, "0", COMMENT + ".b"))
    assert id_column(Table(("channel", "parent", "price", "own"), rows)) == 3


def test_the_title_is_not_the_language_of_the_title() -> None:
    header = ("Langue du titre de la playlist", "Titre (d'origine) de la playlist")
    assert title_column(Table(header, (("fr", "Lectures"),))) == 1


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('{"text":"a\\nb"}', "a\nb"),
        ('{"text":"> one"},{"text":"\\n"},{"text":"two"}', "> one\ntwo"),
        ('{"takeoutSegments":[{"text":"one"},{"text":" two"}]}', "one two"),
        ('{"takeoutSegments":[{"text":""think" again"}]}', '"think" again'),
        ("as it is", "as it is"),
        ('{"text":5}', ""),
        ("{}", ""),
        ("{[", "{["),
        ("", ""),
    ],
)
def test_the_words_of_both_forms(cell: str, text: str) -> None:
    assert words_in(cell).text == text
    assert doctest.testmod(youtube_tables).failed == 0


@pytest.mark.parametrize(
    ("word", "visibility"),
    [("Public", "public"), ("Non répertoriée", "unlisted"), ("Privée", "private"), ("Öffentlich", "public"),
     ("Oculto", "unlisted"), ("Niepubliczny", "unknown"), ("", "unknown")],
)  # fmt: skip
def test_a_word_of_privacy_that_is_not_known_says_nothing(word: str, visibility: str) -> None:
    assert privacy(word) == visibility


def write_zip(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


HOME = "Takeout/YouTube and YouTube Music/"
VIDEOS = (
    "Video ID,Video Description (Original),Channel ID,Video Title (Original),Privacy,Video Create Timestamp\n"
    f"AbCdEfGhIjK,,{ME},Choir on Monday,Unlisted,{DAY}\n"
)
COMMENTS = (
    "Comment ID,Channel ID,Comment Create Timestamp,Price,Video ID,Comment Text\n"
    f'{COMMENT},{ME},{DAY},0,AbCdEfGhIjK,"{{""text"":""Thank you all""}}"\n'
)


def parts(folder: Path) -> list[Path]:
    """A Takeout of two zips: the comments in the first, the videos that they stand under in the second."""
    one = {f"{HOME}comments/comments.csv": COMMENTS, "Takeout/archive_browser.html": "x"}
    two = {f"{HOME}video metadata/videos.csv": VIDEOS, f"{HOME}videos/Choir on Monday.mp4": "x"}
    return [write_zip(folder / "takeout-20250601T101010Z-001.zip", one),
            write_zip(folder / "takeout-20250601T101010Z-002.zip", two)]  # fmt: skip


def test_two_parts_are_one_takeout(tmp_path: Path) -> None:
    found = read_export(parts(tmp_path))
    reply = found.posts[found.posts["kind"] == "reply"]
    assert reply[["visibility", "thread_id"]].to_numpy().tolist() == [["unlisted", "youtube:AbCdEfGhIjK"]]
    assert found.problems.empty
    assert found.owners[0].ids == (ME,)


def test_a_part_alone_asks_for_the_others(tmp_path: Path) -> None:
    videos = write_zip(tmp_path / "takeout-002.zip", {f"{HOME}videos/Choir.mp4": "x"})
    with pytest.raises(NothingUsable, match="Choose all its parts together"):
        read_export(videos)
    # the history says so too, but not beside the part that holds the tables
    history = write_zip(tmp_path / "takeout-003.zip", {f"{HOME}history/watch-history.json": "[]"})
    assert "only what you watched" in read_export([videos, history]).problems["what"].item()
    first = write_zip(tmp_path / "takeout-001.zip", {f"{HOME}comments/comments.csv": COMMENTS})
    assert "only what you watched" not in " ".join(read_export([videos, history, first]).problems["what"])
    for number, part in enumerate((videos, history, first)):
        with zipfile.ZipFile(part) as archive:
            archive.extractall(tmp_path / "unpacked" / f"takeout-00{number}")
    found = read_export(tmp_path / "unpacked")
    assert found.posts["text"].tolist() == ["Thank you all"]
    assert "only what you watched" not in " ".join(found.problems["what"])


def mail(sender: str, subject: str, body: str) -> str:
    return (f"From x@y Sat Mar 01 12:00:00 2025\nFrom: {sender}\nTo: camille@example.org\nSubject: {subject}\n"
            f"Date: Sun, 02 Mar 2025 12:00:00 +0000\nMessage-ID: <1@example.org>\n\n{body}\n")  # fmt: skip


def test_products_side_by_side_in_one_takeout_are_each_read(tmp_path: Path) -> None:
    plus = EXPORTS / "googleplus/2019_json_fr/export"
    files = {file.relative_to(plus).as_posix(): file.read_text("utf-8") for file in plus.rglob("*") if file.is_file()}
    said = 'Ann Lee commented on your video "Choir on Monday"'
    box = mail("YouTube <noreply@youtube.com>", said, "https://www.youtube.com/watch?v=AbCdEfGhIjK")
    files |= {f"{HOME}video metadata/videos.csv": VIDEOS, f"{HOME}comments/comments.csv": COMMENTS,
              "Takeout/Mail/Notifications.mbox": box, "Takeout/archive_browser.html": "x",
              "Takeout/Google Photos/Photos from 2020/a.json": "{}"}  # fmt: skip
    found = read_export(write_zip(tmp_path / "takeout.zip", files))
    assert set(found.platforms) == {"googleplus", "youtube", "mail"}
    assert "Two readers" not in " ".join(found.problems["what"])
    by_mail = found.interactions[found.interactions["platform"] == "youtube"]
    assert by_mail[["post_id", "kind", "direction", "evidence"]].to_numpy().tolist() == [
        ["youtube:AbCdEfGhIjK", "comment", "received", "observed"]
    ]
    assert found.posts.set_index("post_id").loc["youtube:AbCdEfGhIjK", "reactions_known"] == "partial"
    assert (
        found.posts[found.posts["platform"] == "googleplus"]["reactions_known"].isin(["complete", "partial"]).sum() == 9
    )


@pytest.mark.parametrize(
    "file",
    ["Takeout/Chrome/History.json", "Takeout/Mon activité/YouTube/MonActivité.html", "takeout-1/Takeout/Drive/a/b.txt",
     "archive_browser.html", "Takeout/Google Photos/Photos from 2020/a.jpg.json"],
)  # fmt: skip
def test_a_takeout_of_other_products_says_which_to_tick(file: str, tmp_path: Path) -> None:
    with pytest.raises(NothingUsable, match="with YouTube, or with your mails"):
        read_export(write_zip(tmp_path / "takeout.zip", {file: "{}"}))


def test_a_takeout_beside_a_readable_export_is_no_error(tmp_path: Path) -> None:
    other = write_zip(tmp_path / "takeout.zip", {"Takeout/Chrome/History.json": "{}"})
    found = read_export([other, EXPORTS / "mastodon/2026_archive_fr/export"])
    assert found.platforms == ["mastodon"]


def test_an_unpacked_and_renamed_folder_is_recognised(tmp_path: Path) -> None:
    source = EXPORTS / "youtube/2026_en/export/Takeout/YouTube and YouTube Music"
    shutil.copytree(source, tmp_path / "my downloads/YouTube and YouTube Music (2)")
    shutil.copytree(source, tmp_path / "whole/Takeout 2/YouTube and YouTube Music")
    for folder in ("my downloads", "whole"):
        assert len(read_export(tmp_path / folder).posts) == 9


@pytest.mark.parametrize("name", ["comments.csv", "commentaires.csv", "تعليقات.csv"])
def test_a_table_alone_is_recognised_by_its_columns(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(COMMENTS, encoding="utf-8")
    assert read_export(tmp_path / name).posts["text"].tolist() == ["Thank you all"]


def test_an_empty_account_is_no_error_and_its_lines_say_so(tmp_path: Path) -> None:
    header = COMMENTS.partition("\n")[0] + "\n"
    found = read_export(write_zip(tmp_path / "takeout.zip", {f"{HOME}comments/comments.csv": header}))
    assert found.posts.empty and found.problems.empty
    assert found.files["status"].tolist() == ["read"]
    assert coverage(found, "youtube")["words"] == ("absent", "This file holds no post of yours.")


# --- any cell in any table -------------------------------------------------------------------------------------------

ODD = st.sampled_from(["", ME, ANNE, COMMENT, DAY, WORDS, '{"text":', '{"takeoutSegments":[{"text":{}}]}', "{" * 3000,
                       '{"text":"x","mention":{"channelId":5}}', "AbCdEfGhIjK", "Public", "PLabcdefghij", "0",
                       "9" * 5000, "https://www.youtube.com/channel/x", "\0", '"', "\n", "=1+1"])  # fmt: skip


@pytest.mark.parametrize("variant", ["2026_en", "2023_fr_parts"])
def test_any_cell_in_any_table_raises_nothing(variant: str, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    shutil.copytree(EXPORTS / "youtube" / variant / "export", folder)
    tables = {}
    for file in sorted(folder.rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as source:
            tables[file] = list(csv.reader(source))
    spots = [(file, y, x) for file, rows in tables.items() for y, row in enumerate(rows) for x in range(len(row))]

    @settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(spots), ODD | st.text(max_size=20), st.integers(0, 3))
    def change(spot: tuple[Path, int, int], cell: str, cut: int) -> None:
        file, y, x = spot
        whole = file.read_bytes()
        rows = [list(row) for row in tables[file]]
        rows[y][x] = cell
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        data = text.getvalue().encode("utf-8", "surrogatepass")
        try:
            file.write_bytes(data[: len(data) - cut])
            check(read_export(folder))
        finally:
            file.write_bytes(whole)

    change()


def check(found: Dataset) -> None:
    schema.check(found.frames())
    # the person's own channel is never one of their contacts
    assert f"youtube:{ME}" not in set(found.contacts["contact_id"])
