"""Bluesky: blocks and trees of a CAR file, people who are a number, lists; whole exports are in test_exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export
from identity_audit.importers.archive import BrokenMember
from identity_audit.importers.car import Link, Repository, decode
from tests.importers.car_file import address, car, encode, varint
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "bluesky"
ME, ANNE = "did:plc:me", "did:plc:anne"
DAY = "2024-05-01T10:00:00.000Z"


def uri(did: str, key: str, collection: str = "app.bsky.feed.post") -> str:
    return f"at://{did}/{collection}/{key}"


def read(folder: Path, **records: dict[str, Any]) -> Dataset:
    """`post_a={...}` is the record `app.bsky.feed.post/a`."""
    homes = {"post": "feed.post", "like": "feed.like", "follow": "graph.follow", "list": "graph.list",
             "item": "graph.listitem"}  # fmt: skip
    named = {f"app.bsky.{homes[name.partition('_')[0]]}/{name.partition('_')[2]}": record
             for name, record in records.items()}  # fmt: skip
    (folder / "repo.car").write_bytes(car(ME, named))
    return read_export(folder / "repo.car")


# --- the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hexadecimal", "value"),
    # RFC 8949, appendix A
    [
        ("00", 0), ("17", 23), ("1818", 24), ("1903e8", 1000), ("1a000f4240", 1000000),
        ("1bffffffffffffffff", 18446744073709551615), ("20", -1), ("3903e7", -1000), ("f4", False), ("f5", True),
        ("f6", None), ("fb3ff199999999999a", 1.1), ("f93c00", 1.0), ("fa47c35000", 100000.0),
        ("4401020304", b"\1\2\3\4"),
        ("6449455446", "IETF"), ("62c3bc", "ü"), ("80", []), ("8301820203820405", [1, [2, 3], [4, 5]]), ("a0", {}),
        ("a26161016162820203", {"a": 1, "b": [2, 3]}), ("d82a4300ab01", Link(b"\xab\1")),
    ],
)  # fmt: skip
def test_blocks_are_read_as_the_standard_says(hexadecimal: str, value: object) -> None:
    found = decode(bytes.fromhex(hexadecimal))
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize("hexadecimal", ["", "18", "5f", "9f00ff", "ff", "1c", "6461", "8201", "a161", "0000", "f8ff",
                                         "81" * 200 + "00", "9bffffffffffffffff", "bbffffffffffffffff"])  # fmt: skip
def test_what_is_no_block_is_refused(hexadecimal: str) -> None:
    with pytest.raises((ValueError, IndexError, KeyError)):
        decode(bytes.fromhex(hexadecimal))


LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.floats(allow_nan=False) | st.binary(max_size=9)
)
TREES = st.recursive(
    LEAVES | st.text(st.characters(exclude_categories=["Cs"])) | st.binary(max_size=9).map(Link),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4),
    max_leaves=20,
)


@given(TREES)
def test_what_a_server_writes_is_read_back(value: Any) -> None:
    assert decode(encode(value)) == value


@given(st.sets(st.text("abcxyz/.", min_size=1, max_size=8), max_size=40), st.integers(1, 9))
def test_every_record_is_found_by_its_path_whatever_the_shape_of_the_tree(paths: set[str], wide: int) -> None:
    records = {path: {"n": path} for path in paths}
    found = list(Repository(car(ME, records, wide=wide)).records())
    assert found == [(path, {"n": path}) for path in sorted(paths)]


def test_a_tree_that_leads_back_to_itself_ends() -> None:
    record = encode({"text": "un"})
    # the address of a node depends on what is in it, so a loop needs an address that is no hash: any bytes will do
    loop, commit = (
        Link(b"\x01\x71\x12\x20" + b"\7" * 32),
        encode({"did": ME, "data": Link(b"\x01\x71\x12\x20" + b"\7" * 32)}),
    )
    node = encode({"l": loop, "e": [{"p": 0, "k": b"a", "v": address(record), "t": loop}]})
    header = encode({"roots": [address(commit)], "version": 1})
    parts = [(address(commit), commit), (loop, node), (address(record), record)]
    body = b"".join(varint(len(link) + len(block)) + bytes(link) + block for link, block in parts)
    assert list(Repository(varint(len(header)) + header + body).records()) == [("a", {"text": "un"})]


def test_the_test_files_are_what_their_records_say() -> None:
    for records in sorted(EXPORTS.glob("*/records.json")):
        wanted = json.loads(records.read_text(encoding="utf-8"))
        [file] = (records.parent / "export").iterdir()
        assert file.read_bytes() == car(wanted["did"], wanted["records"]), records.parent.name


# --- what it says --------------------------------------------------------------------------------------------------


def test_the_file_is_known_by_its_beginning_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "nora (2).car"
    path.write_bytes(car(ME, {"app.bsky.feed.post/a": {"text": "un", "createdAt": DAY}}))
    assert read_export(path).posts["text"].tolist() == ["un"]
    path.write_bytes(b"RIFF" + path.read_bytes())
    with pytest.raises(NothingUsable):
        read_export(path)


def test_answers_likes_and_follows_are_given_and_nothing_is_received(tmp_path: Path) -> None:
    to_anne = {"root": {"uri": uri(ANNE, "r")}, "parent": {"uri": uri(ANNE, "p")}}
    to_myself = {"root": {"uri": uri(ME, "x")}, "parent": {"uri": uri(ME, "a")}}
    found = read(
        tmp_path,
        post_a={"text": "oui", "createdAt": DAY, "reply": to_anne},
        post_b={"text": "suite", "createdAt": DAY, "reply": to_myself},
        like_c={"subject": {"uri": uri(ANNE, "p")}, "createdAt": DAY}, like_d={"subject": {"uri": "https://x.org"}},
        follow_e={"subject": ANNE, "createdAt": DAY}, follow_f={"subject": "anne"},
    )  # fmt: skip
    assert found.interactions[["kind", "direction"]].to_numpy().tolist() == [
        ["reaction", "given"], ["reply", "given"], ["follow", "given"]]  # fmt: skip
    assert found.posts[["kind", "thread_id"]].to_numpy().tolist() == [
        ["reply", f"bluesky:{uri(ANNE, 'r')}"], ["post", f"bluesky:{uri(ME, 'x')}"]]  # fmt: skip
    assert set(found.posts["reactions_known"]) == {"none"}
    # one person, known by a number only
    assert found.contacts[["contact_id", "name"]].to_numpy().tolist() == [[f"bluesky:{ANNE}", ""]]


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [(4, 9, "anne"), (0, 4, ""), (4, 99, ""), (9, 4, ""), (-5, 9, ""), (None, 9, ""), (4, 8, "ann"), (True, 9, "")],
)
def test_a_name_is_what_a_mention_writes_counted_in_bytes(tmp_path: Path, start: Any, end: Any, name: str) -> None:
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": [
        {"$type": "app.bsky.richtext.facet#mention", "did": ANNE}]}  # fmt: skip
    found = read(tmp_path, post_a={"text": "é? @anne", "createdAt": DAY, "facets": [facet]})
    # "é" is two bytes, so the sign stands at the fourth
    assert found.contacts["name"].tolist() == [name]
    assert found.interactions["kind"].tolist() == ["mention"]


def test_lists_to_turn_away_from_stay_closed_with_the_people_in_them(tmp_path: Path) -> None:
    found = read(
        tmp_path, list_a={"name": "Amis", "purpose": "app.bsky.graph.defs#curatelist"},
        list_b={"name": "Non", "purpose": "app.bsky.graph.defs#modlist"},
        item_c={"list": uri(ME, "a", "app.bsky.graph.list"), "subject": ANNE},
        item_d={"list": uri(ME, "b", "app.bsky.graph.list"), "subject": "did:plc:x"},
        item_e={"list": uri(ANNE, "a", "app.bsky.graph.list"), "subject": "did:plc:y"},
    )  # fmt: skip
    assert found.groups["name"].tolist() == ["Amis"]
    assert found.memberships["contact_id"].tolist() == found.contacts["contact_id"].tolist() == [f"bluesky:{ANNE}"]


@pytest.mark.parametrize("keep", [10, 60, 200, 500, -1])
def test_a_file_that_is_cut_is_said_to_be_damaged(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "repo.car"
    path.write_bytes((EXPORTS / "2024_fr/export/repo.car").read_bytes()[:keep])
    with pytest.raises(NothingUsable, match="damaged"):
        read_export(path)


# --- any value at any place, any byte ------------------------------------------------------------------------------

VALUES = values(
    keys=["text", "createdAt", "reply", "parent", "uri", "embed", "record", "media", "external", "facets", "features",
          "index", "byteStart", "subject", "$type", "name", "list", "langs"],
    odd=[uri(ANNE, "p"), ANNE, "at://", "did:", DAY, "app.bsky.graph.defs#modlist"],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files = {tmp_path / f"{records.parent.name}.car": json.loads(records.read_text(encoding="utf-8"))["records"]
             for records in EXPORTS.glob("*/records.json")}  # fmt: skip

    def put(file: Path, data: Any) -> None:
        # numbers beyond 64 bits and characters beyond Unicode cannot be written in this format
        small = json.loads(json.dumps(data).encode("utf-8", "replace"), parse_int=lambda text: int(text[:18]))
        file.write_bytes(car(ME, small if isinstance(small, dict) else {"app.bsky.feed.post/a": small}))

    def look(file: Path) -> None:
        schema.check(read_export(file).frames())

    change_one_place(files, put, look, VALUES)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5000), spoilt=st.binary(min_size=1, max_size=12))
def test_any_bytes_end_in_rows_or_in_the_one_sentence(tmp_path: Path, at: int, spoilt: bytes) -> None:
    whole = (EXPORTS / "2024_fr/export/repo.car").read_bytes()
    path = tmp_path / "repo.car"
    path.write_bytes(whole[: at % len(whole)] + spoilt + whole[at % len(whole) + len(spoilt) :])
    try:
        schema.check(read_export(path).frames())
    except NothingUsable:
        # where the beginning is spoilt, nobody takes it for a CAR file at all
        if at % len(whole) > 16:
            with pytest.raises(BrokenMember):
                list(Repository(path.read_bytes()).records())
