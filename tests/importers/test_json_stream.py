"""A JSON text read an item at a time is what `json.loads` makes of it, wherever its pieces are cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit import limits
from identity_audit.importers.archive import Member
from identity_audit.importers.fields import repair
from identity_audit.importers.json_stream import Items, load, pieces_behind
from identity_audit.importers.telegram import _escaped
from identity_audit.limits import BrokenMember
from tests.importers.test_archive import Memory

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(), max_size=12)
    | st.sampled_from(['\\"', "\\", '"', "[{", "}],", "é\U0001f9e9", "\ud83d", 10**300, -0.0, 1e22])
)  # fmt: skip
keys = st.text(st.characters(), max_size=5) | st.sampled_from(["a", "messages", '"', "\\"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(keys, inner, max_size=4), max_leaves=25
)
layouts = st.sampled_from([
    {}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}, {"separators": (" ,\n", "\t: ")}
])  # fmt: skip
LARGE = 10**6


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def streamed(text: str, size: int, at_once: int) -> Any:
    return load(lambda: cut(text, size), at_once)


def plain(value: Any) -> Any:
    """With every array read."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


@given(values, layouts, st.integers(1, 40), st.integers(0, 60))
def test_it_is_what_json_loads_gives(value: Any, layout: dict[str, Any], size: int, at_once: int) -> None:
    text = json.dumps(value, **layout)
    found = streamed(text, size, at_once)
    assert repr(plain(found)) == repr(json.loads(text))
    if isinstance(found, list):
        assert len(found) == len(json.loads(text))
        assert bool(found) == bool(json.loads(text))


@given(values, st.data())
def test_every_size_of_pieces_gives_the_same(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value)
    at_once = data.draw(st.integers(0, 30))
    if len(text) < 120:
        wanted = repr(json.loads(text))
        assert {repr(plain(streamed(text, size, at_once))) for size in range(1, len(text) + 1)} == {wanted}


@given(values, st.data())
def test_what_json_loads_refuses_is_refused(value: Any, data: st.DataObject) -> None:
    """Cut anywhere, or one character changed."""
    text = json.dumps(value, ensure_ascii=False)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = data.draw(st.sampled_from(["", '"', "[", "]", "{", "}", ",", ":", "\\", "0", "e", ".", "-", "n"]))
    for damaged in (text[:at], text[:at] + changed + text[at + 1 :]):
        try:
            wanted: Any = repr(json.loads(damaged))
        except ValueError:
            wanted = None
        try:
            found: Any = repr(plain(streamed(damaged, data.draw(st.integers(1, 20)), data.draw(st.integers(0, 30)))))
        except BrokenMember:
            found = None
        assert found == wanted


@pytest.mark.parametrize(
    "text",
    ["", "   ", "[", "]", "[1,]", "[,1]", "[1 2]", '{"a":[1}', "[1]]", "[1] x", '{"a" 1}', '{"a":1,}', "{1:2}", '["a',
     '["\\', "[" * 100_000, '{"a":' * 100_000, "[" + "9" * 5000 + "]", '{"a": [1, 2'],
)  # fmt: skip
@pytest.mark.parametrize("at_once", [0, 10, LARGE])
def test_what_is_no_json_is_a_broken_file(text: str, at_once: int) -> None:
    for size in (1 + len(text) // 50, 1 + len(text)):
        with pytest.raises(BrokenMember):
            plain(streamed(text, size, at_once))


def test_a_number_goes_on_behind_the_cut() -> None:
    numbers = [1, 12, -3, 1.5, 1e22, 1.5e-7, 123456789, float("9" * 4999 + ".5")]
    text = "[" + ", ".join(["1", "12", "-3", "1.5", "1e+22", "1.5E-7", "123456789", "9" * 4999 + ".5"]) + "]"
    for size in (1, 2, 3, 7, 4999, 5050):
        assert list(streamed(text, size, 4)) == numbers


def test_long_arrays_are_read_from_the_file_at_every_depth() -> None:
    chats = [{"id": n, "messages": [{"text": f"word {n} {m}"} for m in range(40)]} for n in range(9)]
    text = json.dumps({"about": "x" * 300, "chats": {"list": chats}, "left": [1, 2]})
    found = streamed(text, 50, 200)
    assert isinstance(found["chats"]["list"], Items) and type(found["left"]) is list
    assert all(isinstance(chat["messages"], Items) for chat in found["chats"]["list"])
    assert found["chats"]["list"] == chats == list(found["chats"]["list"])
    assert found["chats"]["list"][-1]["messages"][3:5] == chats[-1]["messages"][3:5]


def test_items_behave_as_the_list_they_stand_for() -> None:
    numbers = list(range(50))
    found = streamed(json.dumps(numbers), 7, 10)
    assert isinstance(found, list) and isinstance(found, Items)
    assert (len(found), found[0], found[-1], found[2:4], 49 in found, 50 in found) == (50, 0, 49, [2, 3], True, False)
    assert (sorted(found, reverse=True), list(reversed(found))) == (numbers[::-1], numbers[::-1])
    assert ([-1] + found, found + [50]) == ([-1, *numbers], [*numbers, 50])  # noqa: RUF005 (what is tested)
    assert list(found.changed(lambda n: n + 1).changed(lambda n: n * 2)) == [(n + 1) * 2 for n in numbers]
    assert found == numbers and found != numbers[1:] and "1" not in repr(found)
    with pytest.raises(IndexError):
        found[50]
    with pytest.raises(TypeError):
        found.append(1)


def test_what_came_before_the_fault_is_given() -> None:
    found = streamed('[{"a": 1}, {"a": 2}, {"a": ', 4, 10)
    items = iter(found)
    assert [next(items), next(items)] == [{"a": 1}, {"a": 2}]
    with pytest.raises(BrokenMember):
        next(items)


def test_one_entry_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ITEM", 1000)
    for text in ('["' + "a" * 3000 + '"]', json.dumps([dict.fromkeys(map(str, range(400)), 1)])):
        with pytest.raises(BrokenMember, match="64 MB"):
            plain(streamed(text, 100, 10))
    assert len(plain(streamed(json.dumps([[n] for n in range(3000)]), 100, 10))) == 3000


def test_an_array_that_json_cannot_nest_says_so() -> None:
    with pytest.raises(BrokenMember, match="thousand deep"):
        plain(streamed("[" * 50_000 + "]" * 50_000, 1000, LARGE))


scripts = st.sampled_from(["window.YTD.tweets.part0 = ", "a=", " \n x = ", ""])


@given(st.lists(scalars, max_size=4), scripts, st.sampled_from(["", ";", " ;\n", "\n"]), st.integers(1, 30))
def test_the_data_of_a_script_is_what_stands_behind_the_sign(value: Any, start: str, end: str, size: int) -> None:
    text = json.dumps(value)
    assert "".join(pieces_behind(cut(start + text + end, size), "=")).lstrip() == text


@pytest.mark.parametrize("script", ["", "alert(1)", "x = ", "x = [1]; alert(1)", "x = [1];;", "y" * 9000 + "= [1]"])
def test_a_script_without_data_is_refused(script: str) -> None:
    def read() -> Iterator[str]:
        return pieces_behind(cut(script, 100), "=")

    with pytest.raises(BrokenMember):
        plain(load(read))


@given(st.text(st.sampled_from('\\x01bfG"a'), max_size=30), st.integers(1, 8))
def test_control_characters_are_mended_wherever_the_text_is_cut(text: str, size: int) -> None:
    assert "".join(_escaped(cut(text, size))) == "".join(_escaped([text]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_large_file_is_read_in_its_encoding(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value = {"gens": [{"nom": f"Zoé {n}"} for n in range(500)]}
    data = json.dumps(value, ensure_ascii=False).encode(encoding)
    monkeypatch.setattr(limits, "JSON_AT_ONCE", 1000)
    for said in (len(data), 10):  # also where the archive lies about its size
        assert plain(Member("a.json", said, Memory(data)).json()) == value


def test_a_large_file_of_meta_is_repaired_item_by_item(monkeypatch: pytest.MonkeyPatch) -> None:
    value = [{"prénom": f"Zoé {n}"} for n in range(20)]
    data = json.dumps(value, ensure_ascii=False).encode().decode("latin-1").encode()
    monkeypatch.setattr(limits, "JSON_AT_ONCE", 100)
    found = repair(Member("a.json", len(data), Memory(data)).json())
    assert isinstance(found, Items) and list(found) == value
