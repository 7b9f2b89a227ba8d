"""Where reading stops: each limit, met with small files by making it smaller, ends in the sentence of its own."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import importers, limits
from identity_audit.errors import Cancelled, NothingUsable, Refused, UnsafeArchive
from identity_audit.importers import read_export, zip_checks
from identity_audit.importers.archive import Archive, BrokenMember
from identity_audit.importers.fields import repair
from identity_audit.memory import ceiling
from tests.importers.hostile_files import Entry, facebook, packed, wall
from tests.importers.test_archive import member, zip_of


def table(folder: Path, rows: int, *, text: str = "a", header: str = "id,date,text") -> Path:
    path = folder / "posts.csv"
    lines = (f"{n},2024-03-01 10:00,{text}\n" for n in range(rows))
    path.write_text(f"{header}\n{''.join(lines)}", encoding="utf-8")
    return path


# --- one file, all files -----------------------------------------------------------------------------------------


def test_all_texts_together_have_a_limit_and_each_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_of(tmp_path / "a.zip", {f"{n}.json": b'["' + b"a" * 1000 + b'"]' for n in range(4)})
    monkeypatch.setattr(limits, "TEXTS", 4100)
    with Archive([path]) as archive:
        for _ in range(5):
            assert [len(found.json()) for found in archive.members] == [1, 1, 1, 1]
    monkeypatch.setattr(limits, "TEXTS", 3000)
    with Archive([path]) as archive, pytest.raises(UnsafeArchive, match="4 GB of text"):
        [found.text() for found in archive.members]


def test_a_file_has_limits_by_how_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = member("a.txt", b"line\n" * 4000)
    monkeypatch.setattr(limits, "TEXT_MEMBER", 10_000)
    with pytest.raises(BrokenMember, match="1 GB"):
        list(found.lines())
    with pytest.raises(BrokenMember, match="256 MB"):
        found.read(10_000)
    assert sum(map(len, found.pieces())) == 20_000  # a mailbox has no limit
    monkeypatch.setattr(limits, "JSON_AT_ONCE", 1000)
    with pytest.raises(BrokenMember, match="1 GB"):
        list(member("a.json", json.dumps(["a" * 50] * 400).encode()).json())


def test_a_line_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ITEM", 1000)
    lines = member("a.jsonl", b"short\n" + b"a" * 999 + b"\n" + b"a" * 3000 + b"\n").lines()
    assert [len(next(lines)), len(next(lines))] == [5, 999]
    with pytest.raises(BrokenMember, match="64 MB"):
        next(lines)


def test_posts_and_messages_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, 50)
    monkeypatch.setattr(limits, "ROWS", 50)
    assert len(read_export(path).posts) == 50
    monkeypatch.setattr(limits, "ROWS", 49)
    with pytest.raises(Refused, match="5 million"):
        read_export(path)


def test_what_is_cut_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEXT", 100)
    problems = read_export(table(tmp_path, 3, text="a" * 101)).problems
    assert problems[["what", "n"]].values.tolist() == [["Texts of more than 100,000 characters were cut there.", 3]]
    assert read_export(table(tmp_path, 3, text="a" * 100)).problems.empty


def test_a_table_beside_one_too_wide_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    table(folder, 2)
    (folder / "wide.csv").write_text("id,date,text" + ",c" * 600 + "\n1,2024-03-01,a\n", encoding="utf-8")
    found = read_export(folder)
    assert len(found.posts) == 2
    assert "500 columns" in found.problems["what"][0]


def test_a_sentence_of_a_left_out_file_stands_for_the_whole_where_nothing_else_was_read(tmp_path: Path) -> None:
    files = [Entry(name, data, method=9) for name, data in facebook().items()]
    (tmp_path / "a.zip").write_bytes(packed(files))
    with pytest.raises(NothingUsable, match="packed in a way"):
        read_export(tmp_path / "a.zip")
    (tmp_path / "b.zip").write_bytes(packed([Entry(name, data) for name, data in facebook().items()]))
    beside = read_export([tmp_path / "a.zip", tmp_path / "b.zip"])
    assert len(beside.posts) == 2 and "packed in a way" in beside.problems["what"][0]


def test_a_large_export_is_the_same_read_an_item_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"caf\u00c3\u00a9 {n}" for n in range(300)]
    path = zip_of(tmp_path / "a.zip", facebook(wall(*words)))
    whole = read_export(path)
    assert whole.posts["text"][7] == "café 7"
    monkeypatch.setattr(limits, "JSON_AT_ONCE", 500)
    assert read_export(path).fingerprint == whole.fingerprint


@pytest.mark.parametrize(
    "platform", ["facebook", "instagram", "x", "telegram", "mastodon", "slack", "tiktok", "discord"]
)
def test_every_reader_of_json_reads_large_files_too(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streaming everything gives the tables that parsing everything gives."""
    variants = sorted((Path(__file__).parents[1] / "exports" / platform).iterdir())
    found = []
    for at_once in (limits.JSON_AT_ONCE, -1):
        monkeypatch.setattr(limits, "JSON_AT_ONCE", at_once)
        for variant in variants[:2]:
            options = variant / "options.json"
            asked = json.loads(options.read_text(encoding="utf-8")) if options.exists() else {}
            try:
                found.append(read_export(variant / "export", **asked).fingerprint)
            except (NothingUsable, UnsafeArchive) as error:
                found.append(error.sentence)
    assert found[: len(found) // 2] == found[len(found) // 2 :]


# --- the overlap check -------------------------------------------------------------------------------------------

names = st.text("abé/ \U0001f9e9", min_size=1, max_size=12).filter(lambda name: not name.startswith("/"))
written = st.lists(
    st.tuples(
        names, st.binary(max_size=60), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]), st.booleans()
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(written, st.binary(max_size=40), st.binary(max_size=30), st.booleans())
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_archive_that_zipfile_writes_overlaps(
    files: list[tuple[str, bytes, int, bool]], comment: bytes, before: bytes, added: bool
) -> None:
    out = io.BytesIO(before)
    out.seek(len(before))
    with zipfile.ZipFile(out, "w") as archive:
        for name, data, method, large in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            with archive.open(info, "w", force_zip64=large) as file:
                file.write(data)
        archive.comment = comment
    if added:
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("one more", b"1")
    with zipfile.ZipFile(out) as archive:
        zip_checks.check_members([i for i in archive.infolist() if ".." not in i.filename], 1 << 20, archive.start_dir)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40)), max_size=8), st.integers(0, 400))
def test_overlaps_are_those_that_a_plainer_look_finds(spans: list[tuple[int, int]], end: int) -> None:
    taken = [set(range(start, start + 30 + length)) for start, length in spans]
    shared = any(a & b for n, a in enumerate(taken) for b in taken[:n])
    assert zip_checks.overlaps(spans, end) == (shared or any(max(a) >= end for a in taken))


# --- Meta's accents ----------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_is_repaired_once_and_no_more(text: str) -> None:
    once = text.encode().decode("latin-1")
    assert repair(once) == text
    assert repair(once.encode().decode("latin-1")) == once
    assert repair({once: [once, 1, None]}) == {text: [text, 1, None]}


def test_two_keys_never_become_one() -> None:
    for box in ({"é": 1, "Ã©": 2}, {"Ã©": 1, "é": 2}):
        assert sorted(repair(box).values()) == [1, 2]


# --- the computer ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a ceiling of memory")
def test_memory_has_a_ceiling_that_is_lifted_again() -> None:
    with pytest.raises(Refused, match="4 GB of memory") as caught, ceiling(64 << 20):
        bytearray(256 << 20)
    assert caught.value.__cause__ is None
    assert len(bytearray(256 << 20)) == 256 << 20


def test_progress_is_told_at_least_every_half_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes on with every piece of the file that is read, in one long JSON."""
    monkeypatch.setattr(limits, "JSON_AT_ONCE", 1000)
    monkeypatch.setattr("identity_audit.importers.archive._PIECE", 2000)
    path = zip_of(tmp_path / "a.zip", facebook(wall(*("a" * 90 for _ in range(2000)))))
    now, told = 0.0, []

    def clock() -> float:
        nonlocal now
        now += 0.01
        return now

    monkeypatch.setattr(importers.time, "monotonic", clock)
    read_export(path, progress=lambda step, share: told.append((now, share)))
    times = [at for at, _ in told]
    shares = [share for _, share in told if share is not None]
    assert len(told) > 20 and max(b - a for a, b in pairwise(times)) <= limits.BEAT
    assert shares == sorted(shares) and shares[-1] == 1


@pytest.mark.parametrize("platform", ["facebook", "table"])
def test_cancel_is_heard_within_one_long_file(platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BEAT", 0.0)
    monkeypatch.setattr("identity_audit.importers.archive._PIECE", 2000)
    monkeypatch.setattr(limits, "JSON_AT_ONCE", 1000)
    path = table(tmp_path, 5000) if platform == "table" else zip_of(tmp_path / "a.zip", facebook(wall(*["a"] * 5000)))
    shares: list[float] = []

    def press(step: str, share: float | None) -> None:
        shares.append(share or 0)
        if share and share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_export(path, progress=press)
    assert shares[-1] < 1
    path.unlink()
