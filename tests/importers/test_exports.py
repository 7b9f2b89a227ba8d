"""Every export under tests/exports, read with its options.json, gives the tables that lie beside it.

`tests/exports/<platform>/<variant>/export/` is read as a folder, as one zip and as two zips; the tables of
`expected/` are compared row by row, in any order, with the columns that they hold. `expected/error.txt` stands for
an export that is refused: the kind of error, then its sentence. New platform, new folder; no new test code.
"""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError
from identity_audit.importers import IMPORTERS, read_export

EXPORTS = Path(__file__).parents[1] / "exports"
VARIANTS = sorted(path.parent for path in EXPORTS.glob("*/*/export"))


def files_of(variant: Path) -> list[Path]:
    return sorted(path for path in (variant / "export").rglob("*") if path.is_file())


def zipped(variant: Path, files: list[Path], target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.relative_to(variant / "export").as_posix())
    return target


def as_folder(variant: Path, tmp_path: Path) -> list[Path]:
    return [variant / "export"]


def as_zip(variant: Path, tmp_path: Path) -> list[Path]:
    return [zipped(variant, files_of(variant), tmp_path / "export.zip")]


def as_parts(variant: Path, tmp_path: Path) -> list[Path]:
    files = files_of(variant)
    if len(files) < 2:
        pytest.skip("one file has no parts")
    return [zipped(variant, files[at::2], tmp_path / f"export-{at + 1}.zip") for at in range(2)]


def options(variant: Path) -> dict[str, Any]:
    path = variant / "options.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def cells(frame: pd.DataFrame) -> pd.DataFrame:
    """The table as text: ISO times, whole numbers, nothing for what is not known."""
    texts = {
        name: [
            "" if pd.isna(value) else value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
            for value in frame[name]
        ]
        for name in frame.columns
    }
    return pd.DataFrame(texts, dtype="str")


def write_expected(folder: Path, outcome: Dataset | AuditError) -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    if isinstance(outcome, AuditError):
        (folder / "error.txt").write_text(f"{type(outcome).__name__}: {outcome}\n", encoding="utf-8")
        return
    for table, frame in outcome.frames().items():
        text = cells(frame)
        text = text[[name for name in text.columns if (text[name] != "").any()]]
        if len(text):
            rows = text.sort_values(list(text.columns))
            rows.to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")


def outcome_of(paths: list[Path], wanted: dict[str, Any]) -> Dataset | AuditError:
    try:
        return read_export(paths, **wanted)
    except AuditError as error:
        return error


@pytest.mark.parametrize("way", [as_folder, as_zip, as_parts])
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_export_gives_its_tables(variant: Path, way: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if way is not as_folder and any(file.suffix == ".zip" for file in files_of(variant)):
        pytest.skip("a zip in a zip is no export")
    outcome = outcome_of(way(variant, tmp_path), options(variant))
    expected = variant / "expected"
    if request.config.getoption("--regen", default=False) and way is as_folder:
        write_expected(expected, outcome)
    if isinstance(outcome, AuditError):
        refused = expected / "error.txt"
        assert refused.exists(), outcome
        assert f"{type(outcome).__name__}: {outcome}" == refused.read_text(encoding="utf-8").strip()
        return
    tables = sorted(expected.glob("*.csv"))
    assert tables, "no expected tables: write them with --regen -k, then review them"
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        got = cells(outcome.frames()[path.stem])[header]
        assert sorted(got.itertuples(index=False, name=None)) == sorted(map(tuple, rows)), path.name


def test_every_reader_has_an_export() -> None:
    covered = {variant.parent.name for variant in VARIANTS}
    folders = {"csv": "generic_csv", "mail": "mailbox"}
    assert {folders.get(importer.platform, importer.platform) for importer in IMPORTERS} <= covered
