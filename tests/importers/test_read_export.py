"""From what a person chooses to a dataset: recognising, joining, refusing, telling how far it is."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from identity_audit import importers
from identity_audit.dataset import Owner
from identity_audit.errors import Cancelled, NothingUsable, UnsafeArchive, WrongSetting
from identity_audit.importers import read_export
from identity_audit.importers.archive import Member
from identity_audit.importers.base import Export, Importer
from identity_audit.schema import Contact, Post, Row

Files = dict[str, str]


def notes(member: Member, export: Export) -> Iterator[Row]:
    for number, text in enumerate(member.json()):
        yield Post(f"{export.platform}:{member.name}:{number}", export.platform, None, text)


def friends(member: Member, export: Export) -> Iterator[Row]:
    for name in member.json():
        if name not in {said for owner in export.owners for said in owner.names}:
            yield Contact(f"{export.platform}:{name}", export.platform, name)


def owner(export: Export) -> Owner | None:
    return next((Owner(export.platform, (found.json()["name"],)) for found in export.find("me.json")), None)


BLOG = Importer(
    "blog",
    "Blog",
    files={"me.json": None, "notes/*.json": notes, "friends.json": friends, "secrets.json": notes},
    signatures=(("me.json",),),
    private=frozenset({"secrets.json"}),
    wrong_format={"notes.html": "You chose the HTML."},
    owner=owner,
)
# it needs two files to be recognised, and knows one file of the other
CLUB = Importer(
    "club",
    "Club",
    files={"members.json": friends, "club.json": None, "friends.json": friends},
    signatures=(("members.json", "club.json"),),
    wrong_format={"club.html": "You chose the HTML of the club."},
)


@pytest.fixture(autouse=True)
def two_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importers, "IMPORTERS", (BLOG, CLUB))


ME = json.dumps({"name": "Me"})
BLOG_FILES: Files = {"me.json": ME, "notes/a.json": '["a"]', "notes/b.json": '["b", "c"]', "friends.json": '["Ann"]'}
CLUB_FILES: Files = {"members.json": '["Bob", "Me"]', "club.json": "{}"}


def zipped(path: Path, files: Files, wrapper: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(wrapper + name, text)
    return path


def laid(path: Path, files: Files) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def only(names: list[str]) -> Files:
    return {name: BLOG_FILES[name] for name in names}


def test_wrapped_in_folders_beside_junk_it_is_the_same_export(tmp_path: Path) -> None:
    plain = read_export(laid(tmp_path / "plain", BLOG_FILES))
    assert (len(plain.posts), list(plain.contacts["name"])) == (3, ["Ann"])
    junk = {"__MACOSX/._me.json": "x", ".DS_Store": "x"}
    wrapped = read_export(zipped(tmp_path / "a.zip", {**BLOG_FILES, **junk}, wrapper="meta-2025/blog-me/"))
    assert wrapped.fingerprint == plain.fingerprint


@pytest.mark.parametrize(
    "parts",
    [
        [["me.json", "notes/a.json"], ["notes/b.json", "friends.json"]],
        [["notes/b.json"], ["me.json"], ["notes/a.json", "friends.json"]],
    ],
)
def test_the_parts_of_an_export_are_one_export(parts: list[list[str]], tmp_path: Path) -> None:
    whole = read_export(zipped(tmp_path / "whole.zip", BLOG_FILES))
    zips = [zipped(tmp_path / f"part{n}.zip", only(part)) for n, part in enumerate(parts)]
    assert read_export(zips).fingerprint == whole.fingerprint
    assert read_export(zips[::-1]).fingerprint == whole.fingerprint
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    for path in zips:
        path.rename(downloads / path.name)
    assert read_export(downloads).fingerprint == whole.fingerprint


def test_a_signature_may_be_spread_over_the_parts(tmp_path: Path) -> None:
    parts = [zipped(tmp_path / f"{name}.zip", {name: text}) for name, text in CLUB_FILES.items()]
    assert list(read_export(parts).contacts["name"]) == ["Bob", "Me"]


def test_two_exports_of_one_platform_are_joined_and_counted_once(tmp_path: Path) -> None:
    old = zipped(tmp_path / "old.zip", BLOG_FILES)
    new = zipped(tmp_path / "new.zip", {**BLOG_FILES, "notes/b.json": '["b", "c", "d"]'})
    dataset = read_export([old, new])
    assert (len(dataset.posts), len(dataset.contacts)) == (4, 1)
    assert len(dataset.owners) == 1


def test_the_owner_of_one_export_is_known_to_the_others(tmp_path: Path) -> None:
    dataset = read_export([zipped(tmp_path / "b.zip", BLOG_FILES), zipped(tmp_path / "c.zip", CLUB_FILES)])
    assert sorted(dataset.contacts["name"]) == ["Ann", "Bob"]
    assert dataset.owners == (Owner("blog", ("Me",)),)
    assert dataset.platforms == ["blog", "club"]


def test_a_file_that_two_readers_claim_is_shown_and_never_guessed(tmp_path: Path) -> None:
    dataset = read_export(laid(tmp_path / "both", {**BLOG_FILES, **CLUB_FILES}))
    assert list(dataset.contacts["name"]) == ["Bob"]
    assert dataset.problems[["platform", "n"]].values.tolist() == [["", 1]]
    assert "Two readers" in dataset.problems["what"][0]


def test_the_deeper_root_wins(tmp_path: Path) -> None:
    nested = {**BLOG_FILES, **{f"club/{name}": text for name, text in CLUB_FILES.items()}, "club/friends.json": '["Z"]'}
    dataset = read_export(laid(tmp_path / "both", nested))
    assert sorted(zip(dataset.contacts["platform"], dataset.contacts["name"], strict=True)) == [
        ("blog", "Ann"), ("club", "Bob"), ("club", "Z"),
    ]  # fmt: skip


def test_what_was_read_left_closed_and_is_unknown_is_counted(tmp_path: Path) -> None:
    path = laid(tmp_path / "blog", {**BLOG_FILES, "secrets.json": '["s"]', "a.jpg": "", "b.JPG": "", "notes/x": ""})
    files = read_export(path).files
    assert sorted(files.itertuples(index=False, name=None)) == [
        ("", "*", "unknown", 1), ("", "*.jpg", "unknown", 2), ("blog", "friends.json", "read", 1),
        ("blog", "me.json", "closed", 1), ("blog", "notes/*.json", "read", 2), ("blog", "secrets.json", "closed", 1),
    ]  # fmt: skip
    assert "s" in set(read_export(path, messages=True).posts["text"])


@pytest.mark.parametrize("bad", ["[1", "[" * 5000, ""])
def test_a_bad_file_is_a_counted_problem(bad: str, tmp_path: Path) -> None:
    dataset = read_export(laid(tmp_path / "blog", {**BLOG_FILES, "notes/b.json": bad}))
    assert list(dataset.posts["text"]) == ["a"]
    assert dataset.problems[["platform", "file", "n"]].values.tolist() == [["blog", "notes/*.json", 1]]
    assert dataset.files.set_index("file")["n"]["notes/*.json"] == 1


def test_when_nothing_can_be_read_it_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(NothingUsable, match="damaged"):
        read_export(laid(tmp_path / "notes", {"members.json": "[", "club.json": ""}))
    with pytest.raises(NothingUsable, match="damaged"):
        read_export(laid(tmp_path / "cut", {"a.zip": "no zip"}) / "a.zip")


def test_reading_that_fails_before_the_first_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare(export: Export) -> None:
        export.find("club.json")[0].json()

    monkeypatch.setattr(importers, "IMPORTERS", (BLOG, replace(CLUB, prepare=prepare)))
    club = zipped(tmp_path / "c.zip", {**CLUB_FILES, "club.json": "{"})
    with pytest.raises(NothingUsable, match="damaged"):
        read_export(club)
    dataset = read_export([club, zipped(tmp_path / "b.zip", BLOG_FILES)])
    assert dataset.problems[["platform", "n"]].values.tolist() == [["club", 1]]


def test_the_wrong_format_is_named(tmp_path: Path) -> None:
    html = zipped(tmp_path / "html.zip", {"notes.html": "<html>", "me.html": ""})
    with pytest.raises(NothingUsable, match=r"^You chose the HTML\.$"):
        read_export(html)
    club = zipped(tmp_path / "c.zip", CLUB_FILES)
    problems = read_export([html, club]).problems
    assert problems.values.tolist() == [["blog", "notes.html", "You chose the HTML.", 1]]
    beside = zipped(tmp_path / "b.zip", {**BLOG_FILES, "notes.html": "<html>"})
    assert read_export(beside).problems.empty


def test_nothing_here_is_an_export(tmp_path: Path) -> None:
    with pytest.raises(NothingUsable, match="Nothing here"):
        read_export(laid(tmp_path / "other", {"a.json": "[]", "b.jpg": ""}))
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingUsable, match="no file in what you chose"):
        read_export(tmp_path / "empty")
    with pytest.raises(NothingUsable, match="no file or folder"):
        read_export(tmp_path / "missing")
    with pytest.raises(NothingUsable):
        read_export([])


def test_one_damaged_zip_beside_a_good_one_is_a_problem(tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(b"PK\x03\x04 and no more")
    dataset = read_export([zipped(tmp_path / "b.zip", BLOG_FILES), cut])
    assert len(dataset.posts) == 3
    assert "damaged" in dataset.problems["what"][0]


def test_an_unsafe_archive_stops_everything(tmp_path: Path) -> None:
    good, bad = zipped(tmp_path / "b.zip", BLOG_FILES), zipped(tmp_path / "x.zip", {"../a.json": ""})
    with pytest.raises(UnsafeArchive):
        read_export([good, bad])


def test_settings_are_looked_at_before_the_files(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="time zone"):
        read_export(tmp_path / "missing", tz="Nowhere")


def test_progress_names_its_steps_and_goes_forward(tmp_path: Path) -> None:
    told: list[tuple[str, float | None]] = []
    read_export(laid(tmp_path / "blog", BLOG_FILES), progress=lambda step, share: told.append((step, share)))
    assert list(dict.fromkeys(step for step, _ in told)) == [
        "Looking at the files", "Reading the files", "Putting everything together",
    ]  # fmt: skip
    shares = [share for _, share in told if share is not None]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1


@pytest.mark.parametrize("at", ["Looking at the files", "Reading the files", "Putting everything together"])
def test_cancel_ends_it_and_lets_go_of_the_files(at: str, tmp_path: Path) -> None:
    def press(step: str, share: float | None) -> None:
        if step == at:
            raise Cancelled

    path = zipped(tmp_path / "b.zip", BLOG_FILES)
    with pytest.raises(Cancelled):
        read_export(path, progress=press)
    path.unlink()


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = zipped(tmp_path / "b.zip", BLOG_FILES)
    read_export(path)
    assert [found.name for found in tmp_path.rglob("*")] == ["b.zip"]
