"""The tables of the report as CSV: the same cells as the page, no formula, no name, a spreadsheet can add them up."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from identity_audit import Audit, Settings, read_export, run_audit
from identity_audit.audit import recluster
from identity_audit.corrections import RenameFacet
from identity_audit.report import report_html
from identity_audit.report_tables import report_tables, tables_zip

CAMILLE = Path(__file__).parents[1] / "sample_data" / "camille"
FORMULA = re.compile(r"^[\s\"']*[=+\-@|%]")


@pytest.fixture(scope="module")
def audit() -> Audit:
    """Camille's Slack, in which she called her largest facet by a formula."""
    dataset = read_export(CAMILLE / "slack-parents.zip", me="Camille Delvaux")
    first = run_audit(dataset)
    return recluster(first, Settings(corrections=(RenameFacet(first.facet_posts(0), "=SUM(1+1)|cmd"),)))


def rows_of(text: str, lang: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";" if lang == "fr" else ","))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_table_of_the_page_is_a_file_with_the_same_cells(audit: Audit, lang: str) -> None:
    page = BeautifulSoup(report_html(audit, lang=lang), "html.parser")
    shown = [
        [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        for table in page.find_all("table")
    ]
    mark = "[\u202f\u00a0]" if lang == "fr" else ","

    def plain(cell: str) -> str:
        return re.sub(mark, "", cell) if re.fullmatch(f"(?:[0-9]|{mark})+", cell) else cell

    written = [rows_of(text, lang)[1:] for text in report_tables(audit, lang=lang).values()]
    formula_safe = [[[cell.removeprefix("'") for cell in row] for row in table] for table in written]
    assert formula_safe == [[[plain(cell) for cell in row] for row in table] for table in shown]
    assert len(written) >= 5


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_cell_is_a_formula_and_the_facet_keeps_its_name(audit: Audit, lang: str) -> None:
    cells = [cell for text in report_tables(audit, lang=lang).values() for row in rows_of(text, lang) for cell in row]
    assert [cell for cell in cells if FORMULA.match(cell) and not cell.startswith("'")] == []
    assert "'=SUM(1+1)|cmd" in cells


def test_no_contact_is_named(audit: Audit) -> None:
    text = "\n".join(report_tables(audit).values())
    assert [name for name in audit.dataset.contacts["name"] if name in text] == []


def test_the_zip_holds_the_files_as_excel_expects_them(audit: Audit) -> None:
    with zipfile.ZipFile(io.BytesIO(tables_zip(audit, lang="fr"))) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert list(files) == list(report_tables(audit, lang="fr"))
    assert all(data.startswith(b"\xef\xbb\xbf") and b'";"' in data and b"\r\n" in data for data in files.values())
