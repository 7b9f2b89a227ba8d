"""Tables made by hand: what the columns mean, in which order the dates are, what was left out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.errors import NothingUsable, WrongSetting
from identity_audit.importers import read_export
from identity_audit.importers.generic_csv import _moment, preview


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_table_of_a_french_spreadsheet_is_read(encoding: str, separator: str, tmp_path: Path) -> None:
    rows = [["Identifiant", "DATE", "Texte", "Réseau"], ["1", "31/12/2025", '"Fête ; ou, non"', "Mastodon"]]
    path = write(tmp_path, "été.txt", "\r\n".join(separator.join(row) for row in rows), encoding)
    dataset = read_export(path)
    assert list(dataset.posts["post_id"]) == ["mastodon:1"]
    assert list(dataset.posts["text"]) == ["Fête ; ou, non"]
    assert dataset.platforms == ["mastodon", "csv"]


@given(st.dates(date(2000, 1, 1), date(2025, 12, 31)), st.sampled_from("/.-"))
def test_a_date_is_the_same_in_all_orders(day: date, mark: str) -> None:
    expected = datetime(day.year, day.month, day.day, tzinfo=UTC)
    year, short, month, number = day.year, day.year % 100, day.month, day.day
    for cell, order in (
        (f"{number}{mark}{month}{mark}{year}", "dmy"),
        (f"{number:02}{mark}{month:02}{mark}{short:02}", "dmy"),
        (f"{month}{mark}{number}{mark}{year}", "mdy"),
        (f"{year}{mark}{month}{mark}{number}", "dmy"),
        (f"{year}{mark}{month:02}{mark}{number:02}", "ymd"),
    ):
        assert _moment(cell, order, None) == expected  # type: ignore[arg-type]


@given(st.text(max_size=30), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_any_cell_is_a_moment_or_none(cell: str, order: str) -> None:
    _moment(cell, order, "Europe/Brussels")  # type: ignore[arg-type]


@given(st.text("0123456789/:.- +apmTZhà", max_size=25))
def test_any_cell_that_looks_like_a_date_is_a_moment_or_none(cell: str) -> None:
    _moment(cell, "dmy", "Europe/Brussels")


@pytest.mark.parametrize(
    ("dates", "first", "undecided"),
    [
        (["03/04/2025", "13/04/2025"], "2025-04-03", 0),
        (["03/04/2025", "04/13/2025"], "2025-03-04", 0),
        (["03/04/2025", "05/06/2025"], "2025-04-03", 2),
        (["2025-04-03", "2025-06-05"], "2025-04-03", 0),
    ],
)
def test_one_value_tells_the_order_of_the_column(dates: list[str], first: str, undecided: int, tmp_path: Path) -> None:
    rows = "".join(f"{n},{cell},words\n" for n, cell in enumerate(dates))
    dataset = read_export(write(tmp_path, "posts.csv", "id,date,text\n" + rows))
    assert len(dataset.posts) == 2
    assert dataset.posts["time"][0].date().isoformat() == first
    assert dataset.problems["n"].sum() == undecided


def test_single_files_chosen_together_explain_each_other(tmp_path: Path) -> None:
    posts = write(tmp_path, "b.csv", "id,date,text\n1,2025-01-01,words\n")
    acts = write(tmp_path, "a.csv", "post_id,contact,kind,date\n1,Anne,like,2025-01-02\n")
    together = read_export([acts, posts])
    assert list(together.interactions["post_id"]) == ["csv:1"]
    assert list(together.posts["reactions_known"]) == ["complete"]
    assert list(read_export(posts).posts["reactions_known"]) == ["none"]
    alone = read_export(acts)
    assert alone.interactions["post_id"].isna().all()
    assert alone.problems["n"].sum() == 1


@pytest.mark.parametrize("row", ["1,Anne,like,,given", "1,Anne,follow,,received", ",Anne,like,,", "1,,like,,"])
def test_a_table_without_received_reactions_says_nothing_about_them(row: str, tmp_path: Path) -> None:
    posts = write(tmp_path, "posts.csv", "id,date,text\n1,2025-01-01,words\n")
    acts = write(tmp_path, "acts.csv", f"post_id,contact,kind,date,direction\n{row}\n")
    assert list(read_export([posts, acts]).posts["reactions_known"]) == ["none"]


def test_two_people_of_one_name_stay_apart(tmp_path: Path) -> None:
    people = write(tmp_path, "people.csv", "id,name\na,Anne\nb,anne\n")
    acts = write(tmp_path, "acts.csv", "post_id,contact,kind,date\n,b,follow,\n,Anne,follow,\n")
    dataset = read_export([people, acts])
    assert sorted(dataset.interactions["contact_id"]) == ["csv:anne", "csv:b"]
    assert sorted(dataset.contacts["contact_id"]) == ["csv:a", "csv:anne", "csv:b"]


@pytest.mark.parametrize("header", ["id,name,price,stock", "name,text", "date,text", "", "id;date"])
def test_other_tables_are_not_claimed(header: str, tmp_path: Path) -> None:
    with pytest.raises(NothingUsable):
        read_export(write(tmp_path, "table.csv", header + "\n1,2,3,4\n"))


JOURNAL = "ref;jour;mes mots;humeur\n7;4/3/2025;Une note;bien\n8;5/3/2025;Une autre;bof\n"
MEANING = {"table": "posts", "id": "ref", "date": "jour", "text": "mes mots"}


def test_unknown_headers_are_asked_and_then_read(tmp_path: Path) -> None:
    path = write(tmp_path, "journal.csv", JOURNAL)
    seen = preview(path)
    assert seen.columns == ("ref", "jour", "mes mots", "humeur")
    assert seen.rows == (("7", "4/3/2025", "Une note", "bien"), ("8", "5/3/2025", "Une autre", "bof"))
    assert seen.suggestion == {"table": "posts", "date_order": None, "date": "jour"}
    asked = read_export(path, columns={"journal.csv": MEANING})
    assert list(asked.posts["text"]) == ["Une note", "Une autre"]
    assert asked.problems["n"].tolist() == [2]
    said = read_export(path, columns={"journal.csv": {**MEANING, "date_order": "mdy"}})
    assert said.posts["time"][0].month == 4
    assert said.problems.empty


def test_a_preview_of_what_is_no_table_is_empty(tmp_path: Path) -> None:
    assert preview(write(tmp_path, "empty.csv", "")).columns == ()


@pytest.mark.parametrize(
    "meaning",
    [
        {**MEANING, "table": "novels"},
        {**MEANING, "text": None},
        {**MEANING, "text": "no such column"},
        {**MEANING, "date_order": "ydm"},
    ],
)
def test_columns_that_do_not_fit_are_refused(meaning: dict[str, str | None], tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="Choose them again"):
        read_export(write(tmp_path, "journal.csv", JOURNAL), columns={"journal.csv": meaning})


def test_a_text_that_never_ends_loses_only_what_follows(tmp_path: Path) -> None:
    rows = '1,2025-01-01,words\n2,2025-01-02,"no end\n' + "x" * 200_000
    dataset = read_export(write(tmp_path, "posts.csv", "id,date,text\n" + rows))
    assert list(dataset.posts["post_id"]) == ["csv:1"]
    assert dataset.problems["n"].sum() == 1


def test_the_person_is_no_contact_of_themselves(tmp_path: Path) -> None:
    acts = write(tmp_path, "acts.csv", "post_id,contact,kind,date\n,Anne,follow,\n,CAMILLE,follow,\n")
    assert list(read_export(acts, me="Camille").contacts["name"]) == ["Anne"]


def test_a_table_of_interactions_may_hold_what_was_answered(tmp_path: Path) -> None:
    write(tmp_path, "posts.csv", "id,date,text\n1,2024-03-01 10:00,Bread\n")
    write(tmp_path, "answers.csv",
          "post_id,contact,kind,date,text\n1,Zoe,comment,2024-03-01 11:00,How long in the oven?\n")  # fmt: skip
    dataset = read_export(tmp_path)
    assert list(dataset.posts["text"]) == ["Bread"]
    assert list(dataset.interactions["kind"]) == ["comment"]
