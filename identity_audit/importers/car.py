"""What is in a CAR file: the blocks of a repository of the AT protocol (Bluesky), and the records that they hold.

Content addressable archive, version 1: a header with the address of the commit, then blocks, each with its address. A
block is DAG-CBOR (RFC 8949 without its freedoms: lengths are known, keys are text, tag 42 is an address). The commit
leads to a search tree, whose entries give each record its path, such as `app.bsky.feed.post/3kabc`. Written here
because it is short: libraries for it are compiled or bring three others.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from identity_audit.importers.archive import BrokenMember

#: deeper than any record of the protocol; a hostile file must not reach Python's own limit
_DEPTH = 64
_FLOATS = {25: struct.Struct(">e"), 26: struct.Struct(">f"), 27: struct.Struct(">d")}
_SIMPLE = {20: False, 21: True, 22: None, 23: None}
# what a cut or spoilt block makes the decoder raise (a wrong kind of value where another is needed is a TypeError)
_SPOILT = (ValueError, IndexError, KeyError, TypeError, struct.error)


class Link(bytes):
    """The address of another block."""

    __slots__ = ()


def looks_like_car(head: bytes) -> bool:
    """Do these first bytes begin a CAR file? Its header is a map with roots and version, in either order."""
    return b"\xa2eroots" in head[:8] or b"\xa2gversion" in head[:10]


def decode(data: bytes) -> Any:
    """The value of one DAG-CBOR block. ValueError, IndexError or struct.error for bytes that are none."""
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise ValueError("bytes after the value")
    return value


class Repository:
    """The records of one account. Raises BrokenMember where the file is cut or no repository."""

    def __init__(self, data: bytes) -> None:
        try:
            self._blocks, root = _blocks(data)
            commit = decode(self._blocks[root])
            self.did = str(commit["did"])
            self._tree = Link(commit["data"])
        except _SPOILT as error:
            raise BrokenMember from error

    def records(self, under: str = "") -> Iterator[tuple[str, Any]]:
        """Path and record of every entry whose path begins so, in order of the paths; None where a record is spoilt."""
        for path, address in self._entries():
            if not path.startswith(under):
                continue
            try:
                record = decode(self._blocks[address])
            except _SPOILT:
                record = None
            yield path, record

    def _entries(self) -> Iterator[tuple[str, Link]]:
        """The entries of the search tree: each node has what stands left of it, then entries with what follows them.

        A tree that leads back to itself is walked once.
        """
        met: set[bytes] = set()
        todo: list[Link | tuple[str, Link]] = [self._tree]
        while todo:
            step = todo.pop()
            if isinstance(step, tuple):
                yield step
            elif step not in met:
                met.add(step)
                try:
                    todo += reversed(list(_steps(decode(self._blocks[step]))))
                except _SPOILT as error:
                    raise BrokenMember from error


def _steps(node: Any) -> Iterator[Link | tuple[str, Link]]:
    """What a node of the tree holds, in order. Keys share the beginning of the key before them."""
    key = b""
    if isinstance(node["l"], Link):
        yield node["l"]
    for entry in node["e"]:
        key = key[: entry["p"]] + entry["k"]
        yield key.decode("utf-8", "replace"), Link(entry["v"])
        if isinstance(entry["t"], Link):
            yield entry["t"]


def _blocks(data: bytes) -> tuple[dict[Link, bytes], Link]:
    """Every block by its address, and the address of the commit."""
    size, at = _varint(data, 0)
    header = decode(data[at : at + size])
    at += size
    blocks: dict[Link, bytes] = {}
    while at < len(data):
        size, at = _varint(data, at)
        end = at + size
        if end > len(data):
            raise ValueError("the file is cut")
        body = _after_address(data, at)
        blocks[Link(data[at:body])] = data[body:end]
        at = end
    return blocks, Link(header["roots"][0])


def _after_address(data: bytes, at: int) -> int:
    """Where an address ends: version, codec, kind and length of the hash, and the hash; the oldest have only these."""
    if data[at] == 0x12 and data[at + 1] == 0x20:
        return at + 34
    _, at = _varint(data, at)
    _, at = _varint(data, at)
    _, at = _varint(data, at)
    size, at = _varint(data, at)
    return at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for place in range(9):
        byte = data[at + place]
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, at + place + 1
    raise ValueError("a number without end")


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins here, and where it ends."""
    if depth > _DEPTH:
        raise ValueError("too deep")
    major, info = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        if info in _SIMPLE:
            return _SIMPLE[info], at
        form = _FLOATS[info]
        return form.unpack_from(data, at)[0], at + form.size
    if info > 27:
        raise ValueError("a length that is not known")
    more = 0 if info < 24 else 1 << (info - 24)
    if at + more > len(data):
        raise ValueError("cut")
    size, at = int.from_bytes(data[at : at + more], "big") if more else info, at + more
    match major:
        case 0 | 1:
            return size if major == 0 else -1 - size, at
        case 2 | 3:
            if at + size > len(data):
                raise ValueError("cut")
            raw = data[at : at + size]
            return raw if major == 2 else raw.decode("utf-8", "replace"), at + size
        case 4:
            items = []
            for _ in range(size):
                item, at = _value(data, at, depth + 1)
                items.append(item)
            return items, at
        case 5:
            pairs: dict[str, Any] = {}
            for _ in range(size):
                key, at = _value(data, at, depth + 1)
                pairs[str(key)], at = _value(data, at, depth + 1)
            return pairs, at
    value, at = _value(data, at, depth + 1)
    # an address begins with a zero that is not part of it
    return (Link(value[1:]) if size == 42 and isinstance(value, bytes) else value), at
