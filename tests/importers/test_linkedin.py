"""LinkedIn: dates and headers of every era, names and pages, and whom the person answered under their own posts."""

from __future__ import annotations

import csv
import doctest
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.own_links import own_links
from identity_audit.analysis.rhythm import brought_by
from identity_audit.importers import linkedin_tables, read_export
from identity_audit.importers.linkedin_people import Known, slug_in
from identity_audit.importers.linkedin_tables import moment, table_in

EXPORTS = Path(__file__).parents[1] / "exports" / "linkedin"
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
FEED = "https://www.linkedin.com/feed/update/urn%3Ali%3A"
BORN = 1_751_380_401_000
SHARE, ACTIVITY = BORN << 22 | 7, (BORN + 2000) << 22 | 1


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("cell", "day_first", "found"),
    [
        ("17 Jun 2021", False, "2021-06-17 00:00:00"),
        ("02 Sept. 2021", False, "2021-09-02 00:00:00"),
        ("18-Jun-24", False, "2024-06-18 00:00:00"),
        ("18-juil-24", False, "2024-07-18 00:00:00"),
        ("5 déc. 2023", True, "2023-12-05 00:00:00"),
        ("1-févr-24", True, "2024-02-01 00:00:00"),
        ("1/8/18, 6:14 PM", False, "2018-01-08 18:14:00"),
        ("6/14/24, 12:05\u202fAM", False, "2024-06-14 00:05:00"),
        ("6/14/24, 12:05 PM", False, "2024-06-14 12:05:00"),
        ("12/24/23, 05:28 AM", False, "2023-12-24 05:28:00"),
        ("18/06/2024", False, "2024-06-18 00:00:00"),
        ("06/07/2024 14:33", True, "2024-07-06 14:33:00"),
        ("06/07/2024 14:33:22", False, "2024-06-07 14:33:22"),
        ("2025-07-01 14:33:22", False, "2025-07-01 14:33:22"),
        ("2024-06-18 11:59:53 UTC", False, "2024-06-18 11:59:53"),
        ("2024/02/24 14:03:38 UTC", False, "2024-02-24 14:03:38"),
        ("Wed Jun 16 06:56:05 UTC 2021", False, "2021-06-16 06:56:05"),
        ("31 Feb 2021", False, None),
        ("99/99/2021", False, None),
        ("17 Brumaire 2021", False, None),
        ("1 Jan 1970", False, None),
        ("", False, None),
    ],
)
def test_every_form_of_a_date(cell: str, day_first: bool, found: str | None) -> None:
    assert str(moment(cell, day_first)) == (f"{found}+00:00" if found else "None")


def test_the_examples_of_the_docstrings() -> None:
    assert doctest.testmod(linkedin_tables).failed == 0


def test_the_header_is_found_by_its_words() -> None:
    text = (
        'Notes:\r\n"A, paragraph, with, many, commas, in, it"\r\n\r\n' + CONNECTIONS + "Anne,Peeters,,,,,1 Jan 2024\r\n"
    )
    table = table_in(text, frozenset({"first name", "connected on"}))
    assert table is not None
    assert [line.name() for line in table.lines()] == ["Anne Peeters"]
    assert table_in("a,b\n1,2\n", frozenset({"first name"})) is None
    assert table_in("", frozenset()) is None


def test_the_rest_of_a_table_that_breaks_is_said_to_be_lost(tmp_path: Path) -> None:
    people = "Anne,Peeters,,,,,1 Jan 2024\n" + 'Marc,"D,,,,,2 Jan 2024\n' + "x\n" * 1000
    found = read_export(write(tmp_path, Connections=CONNECTIONS + people))
    assert found.contacts["name"].tolist() == ["Anne Peeters"]
    assert found.problems["n"].tolist() == [1]


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.linkedin.com/in/Anne-Peeters/", "anne-peeters"),
        ("www.linkedin.com/in/zo%C3%A9-renard?trk=x", "zoé-renard"),
        ("https://www.linkedin.com/company/atelier", ""),
        ("", ""),
    ],
)
def test_a_page_has_one_name(url: str, slug: str) -> None:
    assert slug_in(url) == slug


def test_two_people_of_one_name_stay_two_and_a_name_alone_fits_neither() -> None:
    known = Known(frozenset({"camille lambert"}))
    one = known.meet("Anne Peeters", "linkedin.com/in/anne-1")
    two = known.meet("Anne Peeters", "linkedin.com/in/anne-2")
    assert (one, two) == ("linkedin:in/anne-1", "linkedin:in/anne-2")
    assert known.meet("Anne PEETERS") == "linkedin:Anne PEETERS"
    assert known.meet("camille LAMBERT", "linkedin.com/in/camille") is None
    assert known.meet("LinkedIn Member") is None


def test_an_address_met_later_belongs_to_the_connection_of_that_name() -> None:
    known = Known(frozenset())
    assert known.meet("Sam Okafor") == "linkedin:Sam Okafor"
    assert known.meet("Sam Okafor", "linkedin.com/in/sam") == "linkedin:Sam Okafor"
    assert known.meet("Sam Okafor-Reed", "linkedin.com/in/sam") == "linkedin:Sam Okafor"
    assert known.meet("Sam Okafor", "linkedin.com/in/other") == "linkedin:in/other"


@pytest.mark.parametrize(
    ("comment", "link", "answered"),
    [
        ("Julie Dupont merci", ACTIVITY, True),
        ("Julie DUPONT, merci", SHARE, True),
        ("julie dupont merci", ACTIVITY, False),  # no mention has small letters
        ("Julie merci", ACTIVITY, False),
        ("Merci Julie Dupont", ACTIVITY, False),
        ("Anne Peeters merci", ACTIVITY, False),  # two connections have this name
        ("Nadia Klein merci", ACTIVITY, False),  # no connection
        ("Julie Dupont merci", (BORN + 5500) << 22, False),
        ("Julie Dupont merci", (BORN - 5500) << 22, False),
    ],
)
def test_a_person_answered_under_an_own_post(tmp_path: Path, comment: str, link: int, answered: bool) -> None:
    people = "".join(f"{name},,,,,1 Jan 2024\n" for name in
                     ("Julie,Dupont", "Anne,Peeters,linkedin.com/in/a", "Anne,Peeters,linkedin.com/in/b"))  # fmt: skip
    found = read_export(write(
        tmp_path,
        Connections=CONNECTIONS.replace("URL,Email Address", "URL") + people,
        Shares=SHARES + f"2025-07-01 14:33:22,{FEED}share%3A{SHARE},Bonjour,,,MEMBER_NETWORK\n",
        Comments=f'Date,Link,Message\n2025-07-02 08:00:00,{FEED}activity%3A{link},"{comment}"\n',
    ))  # fmt: skip
    received = found.interactions[found.interactions["direction"] == "received"]
    assert received[["kind", "evidence", "post_id"]].to_numpy().tolist() == (
        [["comment", "proxy", f"linkedin:{SHARE}"]] if answered else []
    )
    # only the post and its author are known: nothing of this makes the list of reactions known
    assert set(found.posts["reactions_known"]) == {"none"}


def test_an_empty_share_is_a_plain_reshare(tmp_path: Path) -> None:
    share = f"2025-07-01 14:33:22,{FEED}share%3A{SHARE},,,,CONNECTIONS_ONLY\n"
    found = read_export(write(tmp_path, Connections=CONNECTIONS, Shares=SHARES + share))
    assert found.posts[["kind", "visibility"]].to_numpy().tolist() == [["repost", "contacts"]]


def test_one_table_chosen_alone_is_known_by_its_name_and_headers(tmp_path: Path) -> None:
    path = write(tmp_path, Shares_123=SHARES + "2025-07-01 14:33:22,,Bonjour,,,\n") / "Shares_123.csv"
    assert read_export(path).posts["text"].tolist() == ["Bonjour"]


def test_own_tables_beside_an_archive_stay_own_tables(tmp_path: Path) -> None:
    for name in ("archive", "own"):
        (tmp_path / name).mkdir()
    write(tmp_path / "archive", Connections=CONNECTIONS + "Anne,Peeters,,,,,1 Jan 2024\n")
    own = write(tmp_path / "own", own_posts="id,date,text\n1,2024-01-01,Bonjour\n") / "own_posts.csv"
    assert sorted(read_export([tmp_path / "archive", own]).files["platform"].unique()) == ["csv", "linkedin"]


def test_messages_of_nobody_known_wait_for_a_name(tmp_path: Path) -> None:
    head = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT\n"
    rows = ["a,,Anne Peeters,,Camille Lambert,,2024-06-18 11:59:53 UTC,,Bonjour\n",
            "b,,Camille Lambert,,Marc D'Haene,,2024-06-18 11:59:53 UTC,,Salut\n"]  # fmt: skip
    write(tmp_path, Connections=CONNECTIONS, messages=head + rows[0])
    alone = read_export(tmp_path, messages=True)
    assert alone.posts.empty and [found.names for found in alone.unowned] == [("Anne Peeters", "Camille Lambert")]
    write(tmp_path, messages=head + "".join(rows))
    assert read_export(tmp_path, messages=True).posts["text"].tolist() == ["Salut"]
    assert read_export(tmp_path, messages=True, me="Anne Peeters").posts["text"].tolist() == ["Bonjour"]


CELLS = st.text(st.characters(), max_size=30) | st.sampled_from(
    ['"', '"\n"', "\\", "\0", "\ud83d", "=1+1", "99999999999999999999", "urn:li:share:" + "9" * 20, "a" * 5000, "1/1/1",
     "٣ Jun 2021", "https://www.linkedin.com/in/", "<p>" * 50, ",;\t"]
)  # fmt: skip


def test_any_cell_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    tables: dict[Path, list[list[str]]] = {}
    for variant in ("2026_complete_fr", "2024_messages_fr", "2018_utf16"):
        for file in sorted((EXPORTS / variant / "export").rglob("*.csv")):
            copy = tmp_path / variant / file.relative_to(EXPORTS / variant / "export")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
            if variant != "2018_utf16":
                tables[copy] = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    spots = [(file, y, x) for file, rows in tables.items() for y, row in enumerate(rows) for x in range(len(row))]

    @settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
    @given(spot=st.sampled_from(spots), cell=CELLS, cut=st.integers(0, 3))
    def change_one_cell(spot: tuple[Path, int, int], cell: str, cut: int) -> None:
        file, y, x = spot
        whole = file.read_bytes()
        rows = [list(row) for row in tables[file]]
        rows[y][x] = cell
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        data = text.getvalue().encode("utf-8", "surrogatepass")
        file.write_bytes(data[: len(data) - cut])
        try:
            schema.check(read_export(tmp_path / file.relative_to(tmp_path).parts[0], messages=True).frames())
        finally:
            file.write_bytes(whole)

    change_one_cell()


def test_the_sites_of_the_profile_are_own_sites(tmp_path: Path) -> None:
    write(
        tmp_path,
        Profile='First Name,Last Name,Headline,Websites\nNora,Lind,Teacher,"[PERSONAL:https://a.example,BLOG:https://b.example]"\n',
        Shares=SHARES + f"2025-01-07 10:00:00,{FEED}share%3A{SHARE},Look: https://b.example/new,,,MEMBER_NETWORK\n",
    )
    found = read_export(tmp_path)
    assert "Teacher" in set(found.traces["value"])
    facets = pd.DataFrame({"post_id": found.posts["post_id"], "topic": pd.array([0], dtype="Int64")})
    links = own_links(found, brought_by(found, facets, engagements(found, facets)))
    assert (links.sites, links.own, links.posts) == (("a.example", "b.example"), True, 1)
