"""Pinterest: entries as labelled lines of a page, boards as subjects, pins that are passed on, and unknown parts."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export
from tests.importers.json_anywhere import change_json_files, values

EXPORTS = Path(__file__).parents[1] / "exports" / "pinterest"
PIN = '<a href="https://www.pinterest.com/pin/{0}/">https://www.pinterest.com/pin/{0}/</a>'


def page(folder: Path, *entries: str, headline: str = "Pins") -> Path:
    path = folder / "123-1.html"
    path.write_text(
        f'<div id="contents"><h1 id=x>{headline}</h1>\n{"<br><br>".join(entries)}<br><br><h1 id=y>Pins</h1></div>',
        encoding="utf-8",
    )
    return path


def pin(number: int, **lines: str) -> str:
    return PIN.format(number) + "".join(f"\n<br>{label.replace('_', ' ')}: {value}" for label, value in lines.items())


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        ({"Is_a_repin": "True", "Private": "False"}, ["repost", "public", "Mots"]),
        ({"Is_a_repin": "False", "Private": "True"}, ["post", "private", "Mots\n\nTissus"]),
        ({}, ["post", "unknown", "Mots\n\nTissus"]),
    ],
)
def test_what_is_passed_on_is_a_repost_and_the_board_is_the_persons_word(
    tmp_path: Path, lines: dict[str, str], row: list[str]
) -> None:
    found = read_export(
        page(tmp_path, pin(1, Title="Mots,", Board_Name="Tissus,", Created_at="2020/01/02 03:04:05", **lines))
    )
    assert found.posts[["kind", "visibility", "text"]].to_numpy().tolist() == [row]
    assert found.traces[["kind", "value"]].to_numpy().tolist() == [["declared", "Tissus"]]


def test_a_pin_without_a_time_has_none_and_a_deleted_one_is_left_closed(tmp_path: Path) -> None:
    found = read_export(page(tmp_path, pin(1, Title="a"), pin(2, Title="b", Alive="False"), "Title: c"))
    assert found.posts[["post_id", "text"]].to_numpy().tolist() == [["pinterest:1", "a"]]
    assert found.posts["time"].isna().all()
    assert found.problems["n"].tolist() == [1]


def test_a_value_keeps_its_colons_commas_lines_and_signs(tmp_path: Path) -> None:
    found = read_export(page(tmp_path, pin(1, Title="a: b, c &lt;d&gt;,", Details="un\ndeux : trois,")))
    assert found.posts["text"].tolist() == ["a: b, c <d>\n\nun\ndeux : trois"]


def test_nobody_is_a_contact_for_a_pin_and_the_person_follows_nobody_of_their_own_name(tmp_path: Path) -> None:
    pages = page(tmp_path, "Username: lea", "Username: Moi", headline="Followers")
    found = read_export(pages, me="moi")
    assert found.interactions[["contact_id", "direction"]].to_numpy().tolist() == [["pinterest:lea", "received"]]


def test_addresses_searches_and_parts_without_a_known_name_go_nowhere() -> None:
    found = read_export(EXPORTS / "2025_pages_fr" / "export")
    whole = "\n".join(frame.to_csv() for frame in found.frames().values())
    assert not any(
        secret in whole for secret in ("192.0.2.9", "recherche secrète", "abcdefghij", "camille@example.org")
    )
    assert found.problems["what"].str.contains("names that we do not know").any()
    assert found.owners[0].names == ("Camille Laurent", "camille_pins")


def test_another_page_is_not_pinterests(tmp_path: Path) -> None:
    (tmp_path / "blog.html").write_text(f"<html><h1>Pins</h1>{PIN.format(1)}</html>")
    with pytest.raises(NothingUsable):
        read_export(tmp_path)


LINE = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["<h1>Pins</h1>", "<br><br>", "<h1 id=", "<br>Title: ", "<br>: x", "<a href='https://www.pinterest.com/pin/'>",
     "&#0;", "<br>Created at: 9999/99/99 00:00:00", "<br>Private: perhaps", "<h1>Followers</h1>", "<" * 300]
)  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 300), line=LINE)
def test_any_line_at_any_place_never_stops_the_reading(tmp_path: Path, at: int, line: str) -> None:
    files = sorted((EXPORTS / "2025_pages_fr" / "export").glob("*.html"))
    file = files[at % len(files)]
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[at // len(files) % len(lines)] = line
    (tmp_path / file.name).write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    with suppress(NothingUsable):
        schema.check(read_export(tmp_path).frames())


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    [source] = (EXPORTS / "json_expected" / "export").glob("*.json")
    anything = values(["pins", "id", "title", "board_name", "created_at", "followers"], ["board_name", "5001", "True"])
    change_json_files({tmp_path / "pinterest.json": source}, read_export, anything)
