"""A class list as people have it: pasted, as columns, as CSV or as a spreadsheet; and the answers about it."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest

from identity_audit.importers.workbook import sheets_of
from identity_audit.roster import MOST_NAMES, Listed, NotAList, from_csv, from_rows, from_text
from identity_audit.roster_matches import Roster

MARIE, LEA = Listed("DUPONT Marie", "3A"), Listed("PETIT Léa", "3B")


@pytest.mark.parametrize(
    "text",
    [
        "Nom\tPrénom\tClasse\nDUPONT\tMarie\t3A\nPETIT\tLéa\t3B\n",
        "DUPONT\tMarie\t3A\nPETIT\tLéa\t3B",
        "1\tDUPONT Marie\t3A\n2\tPETIT Léa\t3B",
        "Classe;Nom;Prénom\n3A;DUPONT;Marie\n3B;PETIT;Léa",
        "Liste de la classe\t\t\nElève\tClasse\t\nDUPONT Marie\t3A\t\nPETIT Léa\t3B\t",
        "Surname\tFirst name\tYear\tE-mail\nDUPONT\tMarie\t3A\tm@x.be\nPETIT\tLéa\t3B\tl@x.be",
    ],
)
def test_columns(text: str) -> None:
    assert from_text(text) == (MARIE, LEA)


def test_lines() -> None:
    text = "1. DUPONT, Marie\n2) PETIT Léa (3B)\n\n - Van den Berghe Lucas\nDUPONT Marie\n3A\n"
    assert [one.name for one in from_text(text)] == ["DUPONT Marie", "PETIT Léa", "Van den Berghe Lucas"]


def test_the_same_table_as_csv_in_two_encodings() -> None:
    table = "Nom;Prénom;Classe\r\nDUPONT;Marie;3A\r\nPETIT;Léa;3B\r\n"
    assert from_csv(table.encode("cp1252")) == from_csv(table.encode("utf-8-sig")) == (MARIE, LEA)
    assert from_csv(table.replace(";", ",").encode()) == (MARIE, LEA)


def workbook(rows: list[list[str]]) -> bytes:
    """The smallest spreadsheet that holds these cells."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return file.getvalue()


def test_a_spreadsheet_is_read_in_memory() -> None:
    rows = [["Nom", "Prénom", "Classe"], ["DUPONT", "Marie", "3A"], ["PETIT", "Léa", "3B"]]
    [sheet] = sheets_of(workbook(rows))
    assert from_rows(sheet) == (MARIE, LEA)


@pytest.mark.parametrize("text", ["", "\n\n", "12\n13", "a@b.be"])
def test_what_is_no_list(text: str) -> None:
    with pytest.raises(NotAList) as told:
        from_text(text)
    assert text.strip() == "" or text not in str(told.value)


def test_a_list_has_an_end() -> None:
    with pytest.raises(NotAList):
        from_text("\n".join(f"Dupont {'abcdefghij'[n % 10]}{n}" for n in range(MOST_NAMES + 2)))


# --- the answers -----------------------------------------------------------------------------------------------------

PEOPLE = tuple(map(Listed, ["Dubois Léa", "Benali Youssef", "Petit Emma", "Moreau Hugo"]))
CONTACTS = pd.DataFrame(
    [("n:1", "Léa Dubois", None), ("n:2", "Youcef Benali", None), ("n:3", "xx_gamer_2009", "xx_gamer_2009"),
     ("n:4", "Claire Lambert", None)],
    columns=["contact_id", "name", "handle"],
)  # fmt: skip


@pytest.fixture
def roster() -> Roster:
    return Roster.load(PEOPLE, "pupil", CONTACTS)


def test_nothing_counts_before_a_click(roster: Roster) -> None:
    assert (roster.certain, roster.to_confirm, roster.not_found) == ((0,), (1,), (2, 3))
    assert roster.contacts() == frozenset()
    # two may be found by name, one may bear the user name
    assert roster.between() == (0, 3)


def test_the_range_closes_answer_by_answer(roster: Roster) -> None:
    sure = roster.all_certain()
    assert (sure.contacts(), sure.between()) == ({"n:1"}, (1, 3))
    asked = sure.linked(1, "n:2")
    assert asked.between() == (2, 3)
    assert asked.stranger("n:3").between() == (2, 2)
    assert asked.linked(2, "n:3").between() == (3, 3)
    assert sure.answered(1, "neither").between() == (1, 2)


def test_later_comes_back_last_and_every_answer_can_be_taken_back(roster: Roster) -> None:
    put_off = roster.answered(1, "later")
    assert put_off.to_confirm == (1,)
    assert roster.passed("n:3").unrecognised == ("n:3",)
    for changed in (put_off, roster.all_certain(), roster.linked(1, "n:2"), roster.stranger("n:3")):
        assert changed.before == roster
    assert roster.linked(0, "n:1").unlinked(0).links == {}


def test_classes_are_counted_apart() -> None:
    people = (Listed("Dubois Léa", "3B"), Listed("Benali Youssef", "3A"), Listed("Petit Emma", "3A"), Listed("No One"))
    roster = Roster.load(people, "pupil", CONTACTS)
    assert roster.all_certain().by_group() == {"3A": (0, 2), "3B": (1, 1)}


def test_a_contact_is_one_person_of_the_list_only(roster: Roster) -> None:
    assert roster.linked(0, "n:1").linked(2, "n:1").links == {2: ("n:1",)}
