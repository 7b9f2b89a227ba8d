"""A CAR file as a server writes it, from records in JSON: the other side of `identity_audit.importers.car`.

In JSON, `{"$link": "<hex>"}` stands for an address.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping
from typing import Any

from identity_audit.importers.car import Link


def encode(value: Any) -> bytes:
    """DAG-CBOR of a value."""
    match value:
        case None | bool():
            return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case float():
            return b"\xfb" + struct.pack(">d", value)
        case Link():
            return b"\xd8\x2a" + encode(b"\0" + bytes(value))
        case bytes():
            return _head(2, len(value)) + value
        case str():
            raw = value.encode("utf-8", "surrogatepass")
            return _head(3, len(raw)) + raw
        case list():
            return _head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(link := value.get("$link"), str) and re.fullmatch("(?:[0-9a-f]{2})+", link):
        return encode(Link(bytes.fromhex(link)))
    pairs = sorted(value.items(), key=lambda pair: (len(pair[0]), pair[0]))
    return _head(5, len(pairs)) + b"".join(encode(key) + encode(item) for key, item in pairs)


def _head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if size < 1 << 8 * width:
            return bytes([major << 5 | info]) + size.to_bytes(width, "big")
    raise ValueError(size)


def varint(number: int) -> bytes:
    found = b""
    while number >= 0x80:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def address(block: bytes) -> Link:
    return Link(b"\x01\x71\x12\x20" + hashlib.sha256(block).digest())


def car(did: str, records: Mapping[str, Any], *, wide: int = 3) -> bytes:
    """A repository with these records by path. wide: how many entries a node of the search tree holds."""
    blocks: dict[Link, bytes] = {}

    def add(value: Any) -> Link:
        block = encode(value)
        blocks[address(block)] = block
        return address(block)

    def tree(entries: list[tuple[str, Link]]) -> Link | None:
        """Every few entries stand in this node, those between them in the nodes below."""
        if not entries:
            return None
        step = max(2, len(entries) // wide)
        own = range(step - 1, len(entries), step) if len(entries) > wide else range(len(entries))
        node: dict[str, Any] = {"l": tree(entries[: own[0]]), "e": []}
        before = b""
        for at, end in zip(own, [*own[1:], len(entries)], strict=True):
            key, value = entries[at][0].encode(), entries[at][1]
            same = next((n for n, (a, b) in enumerate(zip(before, key, strict=False)) if a != b),
                        min(len(before), len(key)))  # fmt: skip
            node["e"].append({"p": same, "k": key[same:], "v": value, "t": tree(entries[at + 1 : end])})
            before = key
        return add(node)

    root = tree([(path, add(record)) for path, record in sorted(records.items())]) or add({"l": None, "e": []})
    commit = add({"did": did, "rev": "3k", "sig": b"\0" * 64, "data": root, "prev": None, "version": 3})
    header = encode({"roots": [commit], "version": 1})
    parts = [varint(len(header)) + header]
    for link, block in ((commit, blocks.pop(commit)), *blocks.items()):
        parts.append(varint(len(link) + len(block)) + bytes(link) + block)
    return b"".join(parts)
