"""Reading what people choose: safe, in place, and with one sentence for everything that is wrong."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit import limits
from identity_audit.errors import NothingUsable, UnsafeArchive
from identity_audit.importers.archive import Archive, BrokenMember, Member, Patterns, _Source, decode, encoding_of


class Memory(_Source):
    name = "memory"

    def __init__(self, data: bytes = b"") -> None:
        super().__init__()
        self.data = data

    def open(self, path: str) -> io.BytesIO:
        return io.BytesIO(self.data)


def member(path: str, data: bytes = b"") -> Member:
    return Member(path, len(data), Memory(data))


def zip_of(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("path", "pattern", "root"),
    [
        ("posts.json", "posts.json", ""),
        ("Facebook-me/Posts/Your Posts_1.json", "posts/your_posts*.json", "Facebook-me/"),
        ("a/who_you've_followed.json", "who_you_ve_followed.json", "a/"),
        ("a/who_you’ve_followed.json", "who_you've_followed.json", "a/"),
        ("a/_chat.txt", "_chat.txt", "a/"),
        ("_chat.txt", "_chat.txt", ""),
        ("w/général/2025-01-02.json", "*/????-??-??.json", "w/"),
        ("x/ge\u0301ne\u0301ral.json", "général.json", "x/"),
        ("myposts.json", "posts.json", None),
        ("posts/deep/1.json", "posts/*.json", None),
        ("posts.json.bak", "posts.json", None),
        ("1.json", "posts/1.json", None),
    ],
)
def test_a_pattern_fits_the_end_of_a_path(path: str, pattern: str, root: str | None) -> None:
    assert member(path).root_of(pattern) == root
    assert member(path).matches(pattern) is (root is not None)


folder_names = st.text("abcXYZ019 _-é.", min_size=1, max_size=8).filter(lambda name: name.strip(". ") == name)


@given(st.lists(folder_names, min_size=1, max_size=4), st.integers(1, 4))
def test_a_path_fits_each_of_its_own_ends(parts: list[str], depth: int) -> None:
    depth = min(depth, len(parts))
    found = member("/".join(parts))
    pattern = "/".join(parts[-depth:])
    assert found.matches(pattern) and found.matches(pattern.upper())
    assert found.root_of(pattern) == "".join(part + "/" for part in parts[:-depth])
    assert not found.matches("x" + pattern)


def test_the_first_pattern_that_fits_wins() -> None:
    patterns = Patterns(["posts/*.json", "posts/posts.json", "*.json"])
    assert patterns.first(member("a/posts/posts.json")) == "posts/*.json"
    assert patterns.first(member("posts.json")) == "*.json"
    assert patterns.first(member("photo.jpg")) is None


def test_zips_folders_and_files_are_one_list(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "a.json").write_text("[1]")
    zip_of(folder / "inside.ZIP", {"w/b.json": b"[2]", "__MACOSX/._b.json": b"", "w/.DS_Store": b"", "w/": b""})
    single = tmp_path / "c.json"
    single.write_text("[3]")
    with Archive([folder, zip_of(tmp_path / "d.zip", {"x\\d.json": b"[4]"}), single]) as archive:
        read = {found.path: found.json() for found in archive.members}
        assert read == {"in/a.json": [1], "w/b.json": [2], "x/d.json": [4], "c.json": [3]}
        assert [source.name for source in archive.sources] == ["folder", "inside", "d", "c"]
    with pytest.raises(BrokenMember):
        archive.members[1].read()


def test_what_systems_leave_behind_is_no_file_of_the_person_and_what_looks_alike_is(tmp_path: Path) -> None:
    left = ("__MACOSX/a.json", "w/__MACOSX/a.json", "._a.json", "w/._a.json", "._w/a.json", ".DS_Store", "w/Thumbs.db",
            "w/desktop.ini", "no-data.txt")  # fmt: skip
    kept = ("a__MACOSX/a.json", "w/a._b.json", "my.DS_Store", "w/mythumbs.db", "thumbs.db/a.json", "no_data.txt.json")
    path = zip_of(tmp_path / "export.zip", dict.fromkeys((*left, *kept), b"[]"))
    with Archive([path]) as archive:
        assert {member.path for member in archive.members} == set(kept)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("déjà".encode("utf-8-sig"), "utf-8-sig"),
        ("déjà".encode("utf-16"), "utf-16"),
        ("déjà".encode(), "utf-8"),
        ("déjà vu".encode("cp1252"), "cp1252"),
        ("déjà".encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str) -> None:
    assert encoding_of(data) == encoding
    assert decode(data).startswith("déjà")


def test_a_character_cut_at_the_end_of_a_sample_is_no_other_encoding() -> None:
    sample = "été".encode()[:-1]
    assert encoding_of(sample, cut=True) == "utf-8"
    assert encoding_of(sample) == "cp1252"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lines_come_without_their_ends(encoding: str) -> None:
    found = member("a.txt", "un\r\ndeux é\n\ntrois".encode(encoding))
    assert list(found.lines()) == ["un", "deux é", "", "trois"]


def test_reading_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    found = member("a.txt", b"line\n" * 20_000)
    assert len(found.read()) == 100_000
    with pytest.raises(BrokenMember):
        found.read(limit=99_999)
    monkeypatch.setattr(limits, "TEXT_MEMBER", 50_000)
    with pytest.raises(BrokenMember):
        list(found.lines())


@pytest.mark.parametrize("data", [b"[1, 2", b"", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b"\xff\xfe\x00"])
def test_what_is_no_json_is_a_broken_file(data: bytes) -> None:
    with pytest.raises(BrokenMember):
        member("a.json", data).json()


def test_a_cut_zip_is_counted_and_a_missing_path_is_refused(tmp_path: Path) -> None:
    whole = zip_of(tmp_path / "whole.zip", {"a.json": b"[]"})
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:40])
    with Archive([whole, cut]) as archive:
        assert (len(archive.members), archive.damaged.total()) == (1, 1)
    with pytest.raises(NothingUsable, match="no file or folder"):
        Archive([tmp_path / "missing.zip"])


def test_a_member_with_a_wrong_sum_is_a_broken_file(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.json": b"[1, 2, 3]"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"[1, 2, 3]", b"[1, 2, 4]"))
    with Archive([path]) as archive, pytest.raises(BrokenMember):
        archive.members[0].read()


@pytest.mark.parametrize("name", ["../a.json", "a/../../b.json", "/etc/a.json", "C:/a.json", "..\\a.json", "\\\\s\\a"])
def test_paths_that_point_outside_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafeArchive, match="outside"):
        Archive([zip_of(tmp_path / "a.zip", {"ok.json": b"[]", name: b"[]"})])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip"]


def flagged(path: Path, which: Callable[[int], bool]) -> Path:
    """Set the password flag of the members that `which` chooses, in both headers."""
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at, number = data.find(mark), 0
        while at >= 0:
            if which(number):
                data[at + offset] |= 1
            at, number = data.find(mark, at + 4), number + 1
    path.write_bytes(data)
    return path


def test_a_password_on_everything_is_refused_and_on_one_file_is_counted(tmp_path: Path) -> None:
    files = {"a.json": b"[]", "b.json": b"[]"}
    with pytest.raises(UnsafeArchive, match="password"):
        Archive([flagged(zip_of(tmp_path / "all.zip", files), lambda number: True)])
    with Archive([flagged(zip_of(tmp_path / "one.zip", files), lambda number: number == 0)]) as archive:
        assert [found.path for found in archive.members] == ["b.json"]
        assert archive.left_out == {"locked": 1}


def test_links_are_left_out(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.json")
    link.external_attr = 0o120777 << 16
    path = zip_of(tmp_path / "a.zip", {"a.json": b"[]"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with Archive([path]) as opened:
        assert ([found.path for found in opened.members], opened.left_out) == (["a.json"], {"links": 1})


@pytest.mark.skipif(os.name == "nt", reason="making links needs rights on Windows")
def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder, secret = tmp_path / "folder", tmp_path / "secret.json"
    folder.mkdir()
    secret.write_text("[1]")
    (folder / "link.json").symlink_to(secret)
    (folder / "away").symlink_to(tmp_path)
    with Archive([folder]) as archive:
        assert (archive.members, archive.left_out) == ((), {"links": 1})


def test_an_absurd_ratio_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RATIO_FROM", 1 << 20)
    with pytest.raises(UnsafeArchive, match="200 times"):
        Archive([zip_of(tmp_path / "one.zip", {"a.json": bytes(3 << 20)})])
    with pytest.raises(UnsafeArchive, match="200 times"):
        Archive([zip_of(tmp_path / "many.zip", {f"{n}.json": bytes(1 << 19) for n in range(4)})])


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.json": b"[1]", "b.json": b"[1]"}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    path.write_bytes(data)
    with pytest.raises(UnsafeArchive, match="same bytes"):
        Archive([path])


def test_too_many_members_are_refused_before_they_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 3)
    files = {f"{n}.json": b"[]" for n in range(4)}
    path = zip_of(tmp_path / "a.zip", files)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(UnsafeArchive, match="500,000"):
        Archive([path])
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MEMBERS", 3)
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in files:
        (folder / name).write_text("[]")
    with pytest.raises(UnsafeArchive, match="500,000"):
        Archive([folder])


@pytest.mark.parametrize("large", [False, True], ids=["zip", "zip64"])
def test_a_huge_list_of_files_is_refused_before_it_is_read(large: bool, tmp_path: Path) -> None:
    size = 300 << 20
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 0xFFFFFFFF if large else size, 0, 0)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    path = tmp_path / "a.zip"
    path.write_bytes((record + locator if large else b"") + end)
    with pytest.raises(UnsafeArchive, match="256 MB"):
        Archive([path])


def test_no_sentence_names_a_file(tmp_path: Path) -> None:
    with pytest.raises(UnsafeArchive) as caught:
        Archive([zip_of(tmp_path / "secret.zip", {"../secret.json": json.dumps("secret").encode()})])
    assert "secret" not in str(caught.value)
