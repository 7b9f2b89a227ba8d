"""What every reader owes the person: documents, a click path, what it promises, no riddles, and a word when empty."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError
from identity_audit.importers import IMPORTERS, read_export
from identity_audit.importers.archive import Archive, Patterns
from identity_audit.importers.base import Importer
from identity_audit.importers.click_paths import click_paths
from identity_audit.schema import ENGAGEMENT_KINDS
from identity_audit.words import LANGUAGES
from tests.conftest import ROOT

READERS = {importer.platform: importer for importer in IMPORTERS}
EACH = pytest.mark.parametrize("importer", IMPORTERS, ids=list(READERS))
with Path(__file__).with_name("known_files.csv").open(encoding="utf-8", newline="") as _file:
    KNOWN = [(row["platform"], row["path"]) for row in csv.DictReader(_file)]
NOTHING = {"json": ("", "{}", "[]", "null"), "js": ("", "window.YTD.x.part0 = []"), "csv": ("", "a,b\n")}


@EACH
def test_it_is_documented_and_its_click_path_is_there_in_both_languages(importer: Importer) -> None:
    rows = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len([row for row in rows if row.startswith(f"| {importer.title} |")]) == 2, (
        "what to choose, and what it holds"
    )
    path = click_paths()[importer.platform]
    for text in (path.title, path.arrival, *(step.text for step in path.steps)):
        assert set(text) == set(LANGUAGES)
        assert all(sentence.strip() for sentence in text.values())


@EACH
def test_a_full_export_gives_what_the_click_path_promises(importer: Importer) -> None:
    """Each kind of thing that the platform holds is read from at least one of the test exports."""
    promised = {holding.kind for holding in click_paths()[importer.platform].holds}
    found: set[str] = set()
    for read in full_exports(importer.platform):
        own = read.only([importer.platform])
        acts = own.interactions
        found |= {kind for kind, there in {
            "posts": not own.posts.empty,
            "people": not own.contacts.empty,
            "actions": bool((acts["direction"] == "given").any()) or not own.posts.empty,
            "names": bool(((acts["direction"] == "received") & (acts["evidence"] == "observed")).any()),
            "answers": bool((acts["direction"] == "received").any()),
            "seen_by": bool((own.posts["visibility"] != "unknown").any()),
            "beliefs": not own.traces.empty,
        }.items() if there}  # fmt: skip
    assert promised <= found


@EACH
def test_the_readme_says_what_is_there_and_what_is_not(importer: Importer) -> None:
    """A dash in the table of platforms where no test export gives any, and nowhere else."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("### Platform by platform")[2]
    head, row = ([cell.strip() for cell in line.split("|")] for line in table.splitlines()
                 if line.startswith(("| platform |", f"| {importer.title} |")))  # fmt: skip
    read = [found.only([importer.platform]) for found in full_exports(importer.platform)]
    counts = ["n_reactions", "n_comments", "n_shares", "n_views"]
    there = {
        "your posts": any(len(own.posts) for own in read),
        "numbers": any(own.posts[counts].notna().any(axis=None) for own in read),
        "contacts": any(len(own.contacts) for own in read),
        "your circles": any((own.groups["kind"] != "audience").any() for own in read),
        "who could see": any((own.posts["visibility"] != "unknown").any() for own in read),
        "mirror": any(len(own.traces) for own in read),
    }
    said = dict(zip(head, row, strict=True))
    if importer.platform != "csv":  # a table holds whatever its owner writes into it
        assert {column: said[column] != "–" for column in there} == there
    reacted = any(
        ((own.interactions["direction"] == "received") & own.interactions["kind"].isin(ENGAGEMENT_KINDS)).any()
        for own in read
    )
    # the notification mails of a mailbox name people where the platform's own files do not
    assert reacted == (said["who reacted"] not in ("–", "mails"))


@cache
def full_exports(platform: str) -> tuple[Dataset, ...]:
    """What is read from the test exports of this platform."""
    return tuple(_full_exports(platform))


def _full_exports(platform: str) -> Iterator[Dataset]:
    folder = {"csv": "generic_csv", "mail": "mailbox"}.get(platform, platform)
    for variant in sorted((ROOT / "tests" / "exports" / folder).iterdir()):
        options = variant / "options.json"
        wanted = json.loads(options.read_text(encoding="utf-8")) if options.exists() else {}
        with suppress(AuditError):
            yield read_export([variant / "export"], **{**wanted, "messages": True})


@pytest.mark.parametrize(("platform", "path"), KNOWN, ids=[f"{platform}: {path}" for platform, path in KNOWN])
def test_every_file_of_the_format_is_read_or_known_as_closed(platform: str, path: str, tmp_path: Path) -> None:
    """Also in the wrapper folders of the platforms, and with blanks and underscores changed."""
    target = tmp_path / "export.zip"
    wrapped = (path, f"wrapper-2025-03-01/{path}", f"a b/{path.replace('_', '-').upper()}")
    with zipfile.ZipFile(target, "w") as archive:
        for name in wrapped:
            archive.writestr(name, "")
    table = Patterns(READERS[platform].files)
    with Archive([target]) as opened:
        assert len(opened.members) == len(wrapped)
        assert [member.path for member in opened.members if table.first(member) is None] == []


def test_every_platform_with_fixed_names_has_known_files() -> None:
    with_names = {importer.platform for importer in IMPORTERS if importer.signatures}
    assert with_names <= {platform for platform, _path in KNOWN}


def empty_exports(importer: Importer) -> Iterator[dict[str, str]]:
    """The files by which an export is recognised, with nothing in them."""
    for entry in importer.signatures:
        names = [pattern.replace("*", "1") for pattern in entry]
        for number in range(4):
            kinds = [NOTHING.get(name.rpartition(".")[2], ("",)) for name in names]
            yield {name: kind[min(number, len(kind) - 1)] for name, kind in zip(names, kinds, strict=True)}


@EACH
def test_an_export_with_nothing_in_it_gives_nothing_or_one_sentence(importer: Importer, tmp_path: Path) -> None:
    for number, files in enumerate(empty_exports(importer)):
        target = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(target, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"export/{name}", content)
        try:
            found = read_export([target])
        except AuditError as error:
            assert str(error).strip().endswith((".", "?"))
        else:
            assert isinstance(found, Dataset)
            assert found.posts.empty
            assert found.interactions.empty
            assert importer.platform in {*found.platforms, *found.files["platform"], *found.problems["platform"]}
