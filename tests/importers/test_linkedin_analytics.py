"""LinkedIn's spreadsheets: the numbers of each post beside the post, never a person; hostile files are refused."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export
from identity_audit.importers.archive import Archive, BrokenMember
from identity_audit.importers.workbook import sheets
from tests.importers.workbooks import Cell, workbook

BORN = 1_751_380_401_000
SHARE, ACTIVITY, OTHER = BORN << 22 | 7, (BORN + 2000) << 22 | 1, (BORN + 86_400_000) << 22 | 1
ADDRESS = "https://www.linkedin.com/feed/update/urn:li:activity:{}"
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
TITLE: list[list[Cell]] = [["Maximum of 50 posts available to include in this list"], []]
HEADER: list[Cell] = ["Post URL", "Post publish date", "Engagements", None, "Post URL", "Post publish date",
                      "Impressions"]  # fmt: skip
NUMBERS = ["n_views", "n_reactions", "n_comments", "n_shares"]


def archive(folder: Path) -> Path:
    (folder / "Complete").mkdir()
    (folder / "Complete/Connections.csv").write_text("First Name,Last Name,Connected On\nJulie,Pauwels,17 Jun 2021\n")
    link = f"https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A{SHARE}"
    (folder / "Complete/Shares.csv").write_text(f"{SHARES}2025-07-01 14:33:21,{link},Mes mots,,,MEMBER_NETWORK\n")
    return folder


def top(*rows: list[Cell], header: list[Cell] | None = None, **how: Any) -> bytes:
    return workbook({"DISCOVERY": [["Impressions", 4500]], "TOP POSTS": [*TITLE, header or HEADER, *rows]}, **how)


def single(*rows: list[Cell]) -> bytes:
    return workbook({"PERFORMANCE": list(rows)})


def numbers(path: Path) -> list[list[int]]:
    posts = read_export(path).posts
    return posts[NUMBERS].fillna(-1).to_numpy().astype(int).tolist()


@pytest.mark.parametrize(
    "how", [{}, {"inline": True}, {"placed": False}, {"prefix": "x"}, {"inline": True, "prefix": "y"}]
)
def test_the_numbers_stand_beside_the_post_of_the_archive(tmp_path: Path, how: dict[str, Any]) -> None:
    one = ADDRESS.format(ACTIVITY)
    (archive(tmp_path) / "Content_2025.xlsx").write_bytes(
        top([one, "7/1/2025", 50, None, one, "7/1/2025", "1,234"], **how)
    )
    found = read_export(tmp_path)
    assert found.posts[["text", "reactions_known"]].to_numpy().tolist() == [["Mes mots", "none"]]
    assert numbers(tmp_path) == [[1234, -1, -1, -1]]
    # one number for three things is none of them, and said so
    assert found.problems["n"].tolist() == [1]
    assert found.contacts["name"].tolist() == ["Julie Pauwels"] and found.interactions.empty


def test_no_interaction_at_all_is_three_times_zero(tmp_path: Path) -> None:
    one = ADDRESS.format(ACTIVITY)
    (archive(tmp_path) / "Content_2025.xlsx").write_bytes(top([one, "7/1/2025", 0, None, one, "7/1/2025", 12]))
    assert numbers(tmp_path) == [[12, 0, 0, 0]]
    assert read_export(tmp_path).posts["reactions_known"].tolist() == ["count"]


@pytest.mark.parametrize(
    "labels",
    [
        ("Impressions", "Reactions", "Comments", "Reposts"),
        ("Impressions", "Réactions", "Commentaires", "Republications"),
        ("Impressions", "Reaktionen", "Kommentare", "Reposts"),
        ("Impresiones", "Reacciones", "Comentarios", "Reposts"),
    ],
)
def test_the_analytics_of_one_post(tmp_path: Path, labels: tuple[str, ...]) -> None:
    rows: list[list[Cell]] = [
        ["Post URL", ADDRESS.format(ACTIVITY)],
        ["Post Date", "7/1/2025"],
        ["Members reached", 987],
    ]
    rows += [[label, n] for label, n in zip(labels, (1234, "40", 8, 2.0), strict=True)]
    rows += [["Reactions", "Top job titles"], [labels[1], 3]]
    (archive(tmp_path) / "SinglePostAnalytics_Julie_7.xlsx").write_bytes(single(*rows))
    assert numbers(tmp_path) == [[1234, 40, 8, 2]]


def test_posts_that_no_archive_holds_have_no_words(tmp_path: Path) -> None:
    path = tmp_path / "Content.xlsx"
    path.write_bytes(top([ADDRESS.format(OTHER), "7/2/2025", 5, None, None, None, None],
                         [None, None, None, None, ADDRESS.format(ACTIVITY), "7/1/2025", 12]))  # fmt: skip
    found = read_export(path)
    assert found.posts[["text", "reactions_known"]].to_numpy().tolist() == [["", "none"], ["", "none"]]
    assert [str(time)[:19] for time in found.posts["time"]] == ["2025-07-01 14:33:23", "2025-07-02 14:33:21"]
    assert numbers(path) == [[12, -1, -1, -1], [-1, -1, -1, -1]]


def test_two_files_of_one_post_are_one_post_with_the_larger_numbers(tmp_path: Path) -> None:
    for at, views in enumerate((900, 1200)):
        (tmp_path / f"{at}.xlsx").write_bytes(single(["Post URL", ADDRESS.format(ACTIVITY)], ["Impressions", views],
                                                     ["Reactions", 40 - at]))  # fmt: skip
    assert numbers(tmp_path) == [[1200, 40, -1, -1]]


@pytest.mark.parametrize("address", ["https://www.linkedin.com/posts/nora_titre-activity-{}-AbCd?trk=x",
                                     "https://www.linkedin.com/posts/nora_share-{}-AbCd",
                                     "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A{}/"])  # fmt: skip
def test_every_form_of_an_address(tmp_path: Path, address: str) -> None:
    path = archive(tmp_path) / "a.xlsx"
    path.write_bytes(single(["URL du post", address.format(ACTIVITY)], ["Impressions", "1 234"]))
    assert numbers(tmp_path) == [[1234, -1, -1, -1]]


# --- the spreadsheet itself --------------------------------------------------------------------------------------


def cells(folder: Path, data: bytes) -> list[list[list[str]]]:
    path = folder / "a.xlsx"
    path.write_bytes(data)
    with Archive([path]) as found:
        return sheets(found.members[0])


def test_cells_keep_their_places_and_words_their_signs(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["a & <b>", None, 3.0, 1.5], [], ["é 😀"]]
    for inline in (False, True):
        assert cells(tmp_path, workbook({"x": rows}, inline=inline)) == [[["a & <b>", "", "3", "1.5"], [], ["é 😀"]]]


def part(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr(name, text)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x05\x06" + b"\0" * 18,
        part("readme.txt", "no sheet"),
        part(SHEET, "<worksheet><row>"),
        part(SHEET, '<!DOCTYPE a [<!ENTITY b "c">]><worksheet><row><c t="str"><v>&b;</v></c></row></worksheet>'),
        part(SHEET, '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>'),
        part("../" + SHEET, "<worksheet/>"),
        part(SHEET, "<worksheet>" + "<a>" * 100 + "</a>" * 100 + "</worksheet>"),
        part(SHEET, "<worksheet>" + "<row/>" * 50_001 + "</worksheet>"),
        workbook({"x": [["words"]]})[:200],
    ],
)  # fmt: skip
def test_what_is_no_spreadsheet_or_no_safe_one_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BrokenMember):
        cells(tmp_path, data)
    with pytest.raises(NothingUsable):
        read_export(tmp_path / "a.xlsx")


def test_a_spreadsheet_of_something_else_is_not_linkedins(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(workbook({"Notes": [["Name", "Impressions"], ["Léa", 12]]}))
    with pytest.raises(NothingUsable):
        read_export(path)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
HARD = [
    ADDRESS.format(ACTIVITY),
    ADDRESS.format("9" * 20),
    "Impressions",
    "Reactions",
    "Post URL",
    "-1",
    "1,234",
    "9" * 400,
]
CELLS = st.none() | st.integers() | WORDS | st.sampled_from(HARD)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=7), max_size=6), inline=st.booleans())
def test_any_cell_at_any_place_never_stops_the_reading(tmp_path: Path, rows: list[list[Cell]], inline: bool) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook({"TOP POSTS": rows}, inline=inline))
    try:
        schema.check(read_export(tmp_path).frames())
    except NothingUsable:
        assert not any(isinstance(cell, str) and "linkedin" in cell for row in rows for cell in row)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5000), byte=st.integers(0, 255))
def test_any_byte_at_any_place_never_stops_the_reading(tmp_path: Path, at: int, byte: int) -> None:
    data = bytearray(top([ADDRESS.format(ACTIVITY), "7/1/2025", 0, None, None, None, None]))
    data[at % len(data)] = byte
    (tmp_path / "a.xlsx").write_bytes(data)
    with suppress(NothingUsable):
        schema.check(read_export(tmp_path).frames())
