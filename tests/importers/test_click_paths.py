"""Beside each reader: how to get its export, in both languages, and what it holds, in the reader's own patterns."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from identity_audit.importers import IMPORTERS, click_paths
from identity_audit.importers.click_paths import Both, ClickPath
from identity_audit.words import LANGUAGES
from tests.conftest import ROOT
from tests.test_locale import FORBIDDEN, NEVER_SAID, ill_set, said

READERS = {importer.platform: importer for importer in IMPORTERS}
PATHS = click_paths.click_paths()
EACH = pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))


def texts(path: ClickPath) -> Iterator[Both]:
    yield path.title
    yield from (step.text for step in path.steps)
    yield path.arrival
    yield from (holding.text for holding in path.holds)
    if path.waiting is not None:
        yield path.waiting


def test_each_reader_has_its_click_path_beside_it() -> None:
    assert PATHS.keys() == READERS.keys()
    folder = ROOT / "identity_audit" / "importers"
    for file in folder.glob("*.toml"):
        assert "IMPORTER = Importer(" in file.with_suffix(".py").read_text(encoding="utf-8")
    assert len(list(folder.glob("*.toml"))) == len(IMPORTERS)


def test_the_data_files_are_installed_with_the_program() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert "importers/*.toml" in tomllib.load(file)["tool"]["setuptools"]["package-data"]["identity_audit"]


@EACH
def test_every_text_is_there_in_both_languages_and_set_as_french_is_set(path: ClickPath) -> None:
    for text in texts(path):
        assert set(text) == set(LANGUAGES)
        english, french = text["en"], text["fr"]
        assert english.strip() == english != ""
        assert french.strip() == french != ""
        assert (english[-1] == ".") == (french[-1] == ".")
        assert ill_set(french) == []
        assert not set("“”’") & set(french)
        for sentence in (english, french):
            assert said(FORBIDDEN, sentence) is None
            assert said(NEVER_SAID, sentence) is None
    # a name alone may be the same word in both; a sentence is not
    assert all(text["en"] != text["fr"] for text in texts(path))


@EACH
def test_what_an_export_holds_are_files_that_its_reader_reads(path: ClickPath) -> None:
    reader = READERS[path.platform]
    read = {pattern for pattern, how in reader.files.items() if how is not None}
    for holding in path.holds:
        assert holding.files
        assert set(holding.files) <= read
        assert 1 <= holding.weight <= 10
        # never half private: a closed file then always means "you did not ask for messages"
        assert set(holding.files) <= reader.private or not set(holding.files) & reader.private
    assert len({holding.kind for holding in path.holds}) == len(path.holds)


@EACH
def test_it_is_dated_and_short_enough_to_be_done(path: ClickPath) -> None:
    assert isinstance(path.checked, date)
    assert date(2026, 1, 1) <= path.checked
    first, last = path.minutes
    assert 1 <= first <= last <= 30
    assert len(path.steps) >= 2


def test_whoever_could_choose_html_is_told_to_choose_json() -> None:
    for platform, reader in READERS.items():
        if any(pattern.endswith(".html") and "*/" in pattern for pattern in reader.wrong_format):
            boxes = [step.text for step in PATHS[platform].steps if step.box]
            for lang in LANGUAGES:
                assert any("JSON" in text[lang] and "HTML" in text[lang] for text in boxes), platform


def test_what_comes_by_mail_has_to_be_waited_for() -> None:
    at_once = {"googleplus", "whatsapp", "bluesky", "csv"}
    assert {platform for platform, path in PATHS.items() if path.waiting is None} == at_once


@pytest.mark.parametrize(
    "spoilt",
    [
        ('fr = "Sans les médias."', ""),
        ('kind = "people"', 'kind = "persons"'),
        ("minutes = [3, 3]", "minutes = 3"),
        ("[arrival]", "[arrived]"),
    ],
)
def test_a_data_file_that_lacks_something_is_refused(tmp_path: Path, spoilt: tuple[str, str]) -> None:
    whole = (ROOT / "identity_audit" / "importers" / "whatsapp.toml").read_text(encoding="utf-8")
    assert spoilt[0] in whole
    file = tmp_path / "whatsapp.toml"
    file.write_text(whole, encoding="utf-8")
    assert click_paths._read(file) == PATHS["whatsapp"]
    file.write_text(whole.replace(*spoilt, 1), encoding="utf-8")
    with pytest.raises(ValueError):
        click_paths._read(file)
