"""JSON that is larger than the memory it may take: its long arrays are read again from the file, an item at a time.

Only Python's own parser is used, because the fast streaming parsers crash, or fill the memory, on hostile input. What
comes back looks like what `json.loads` gives: short values are parsed at once, a long array is an `Items`, at the top
or below a key, at any depth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NoReturn, SupportsIndex

import numpy as np
import numpy.typing as npt

from identity_audit import limits
from identity_audit.limits import BrokenMember

#: opens the text again and gives it in pieces
Open = Callable[[], Iterable[str]]

#: an item of an array is parsed at once if it has no more characters than this; a longer one is gone into
PARSED_AT_ONCE = 8 << 20
#: the same for the values outside of every array
_AT_THE_TOP = 1 << 18

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
# how many characters behind a number may still belong to it ("1e+" is read as 1 where the text is cut)
_TAIL_OF_A_NUMBER = 3

_STEP = np.zeros(256, dtype=np.int8)
_STEP[[ord("["), ord("{")]] = 1
_STEP[[ord("]"), ord("}")]] = -1
#: for each byte: 1 where it tells how an array goes on
_TELLING = bytes(int(chr(byte) in '[]{},"') for byte in range(256))
_QUOTE, _BACKSLASH, _BETWEEN = ord('"'), ord("\\"), ord(",")


def load(text: Open, at_once: int = PARSED_AT_ONCE) -> Any:
    """The value of a JSON text, its long arrays as `Items`. BrokenMember where it is none, now or as they are read."""
    return _judged(lambda: _whole(_Text(text, at_once)))


def _judged(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except RecursionError as error:
        raise BrokenMember("nesting") from error
    except ValueError as error:
        raise BrokenMember from error


def _whole(text: _Text) -> Any:
    text.skip_blanks()
    if text.peek() == "[":
        # its end is met while it is read
        return Items(text.source, text.place, text.at_once, last=True)
    value = text.value(min(_AT_THE_TOP, text.at_once))
    text.expect_end()
    return value


class Items(list[Any]):
    """A long array of a file: a list for whoever goes through it, each time read anew; it cannot be changed.

    Going through it raises BrokenMember where the file turns out to be cut or no JSON.
    """

    __slots__ = ("_at", "_at_once", "_change", "_last", "_length", "_text")

    def __init__(self, text: Open, at: int, at_once: int, *, length: int | None = None, last: bool = False) -> None:
        super().__init__()
        self._text, self._at, self._at_once, self._length, self._last = text, at, at_once, length, last
        self._change: Callable[[Any], Any] | None = None

    def changed(self, change: Callable[[Any], Any]) -> Items:
        """The same array with each item changed by this, when it is read."""
        found = Items(self._text, self._at, self._at_once, length=self._length, last=self._last)
        before = self._change
        found._change = change if before is None else lambda item: change(before(item))
        return found

    def __iter__(self) -> Iterator[Any]:
        change, items = self._change, self._read()
        while True:
            # only the reading is judged, not what is done with an item
            try:
                item = next(items)
            except StopIteration:
                return
            except RecursionError as error:
                raise BrokenMember("nesting") from error
            except ValueError as error:
                raise BrokenMember from error
            yield item if change is None else change(item)

    def _read(self) -> Iterator[Any]:
        text = _Text(self._text, self._at_once, self._at)
        yield from text.entries()
        if self._last:
            text.expect_end()

    def __len__(self) -> int:
        if self._length is None:
            self._length = _judged(lambda: _Text(self._text, self._at_once, self._at).skip_array())
        return self._length

    def __bool__(self) -> bool:
        return next(iter(self), self) is not self

    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        if isinstance(at, slice):
            return list(self)[at]
        place = at.__index__()
        wanted = place if place >= 0 else len(self) + place
        for item in islice(self, wanted, None) if wanted >= 0 else ():
            return item
        raise IndexError(place)

    def __contains__(self, wanted: object) -> bool:
        return any(item == wanted for item in self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and list(self) == list(other)

    __hash__ = None

    def __reversed__(self) -> Iterator[Any]:
        return iter(list(self)[::-1])

    def __add__(self, other: list[Any]) -> list[Any]:
        return [*self, *other]

    def __radd__(self, other: list[Any]) -> list[Any]:
        return [*other, *self]

    def __repr__(self) -> str:
        return "Items(...)"

    def _only_read(self, *values: object, **named: object) -> NoReturn:
        raise TypeError("an array of a file can only be gone through")

    append = extend = insert = pop = remove = clear = sort = reverse = copy = index = count = _only_read
    __setitem__ = __delitem__ = __iadd__ = __imul__ = __mul__ = __rmul__ = _only_read


class _Text:
    """The part of a text that is looked at: it grows as needed, what was passed is forgotten."""

    def __init__(self, source: Open, at_once: int, start: int = 0) -> None:
        self.source, self.at_once = source, at_once
        self._pieces = iter(source())
        self._seen, self._at, self._before, self._ended = "", 0, 0, False
        while not self._ended and self.place < start:
            self._at = min(len(self._seen), self._at + start - self.place)
            if self.place < start:
                self._more()

    @property
    def place(self) -> int:
        """How many characters lie before the next one?"""
        return self._before + self._at

    def _more(self) -> bool:
        """See at least twice as far (so that a long value is not parsed again for each piece); False at the end."""
        wanted = max(1, len(self._seen) - self._at)
        parts, got = [self._seen[self._at :]], 0
        while got < wanted and not self._ended:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
            else:
                parts.append(piece)
                got += len(piece)
        self._before, self._at, self._seen = self.place, 0, "".join(parts)
        return got > 0

    def skip_blanks(self) -> None:
        while True:
            found = _BLANK.match(self._seen, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._seen) or not self._more():
                return

    def peek(self) -> str:
        return self._seen[self._at : self._at + 1]

    def _take(self, wanted: str) -> None:
        """Pass this character; the text is no JSON where another stands."""
        self.skip_blanks()
        if self.peek() != wanted or not wanted:
            raise ValueError("not JSON")
        self._at += 1

    def expect_end(self) -> None:
        self.skip_blanks()
        if self.peek():
            raise ValueError("more behind the end")

    def value(self, at_once: int) -> Any:
        """The value that begins here, parsed if it is short; a long array is passed, to be read later."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._seen, self._at)
            except ValueError:
                # also a fraction of 5,000 digits that is cut before its point
                if self._ended:
                    raise
            else:
                cut = type(value) in (int, float) and end > len(self._seen) - _TAIL_OF_A_NUMBER
                if self._ended or not cut:
                    self._at = end
                    return value
            if len(self._seen) - self._at > at_once:
                if self.peek() == "[":
                    place = self.place
                    return Items(self.source, place, self.at_once, length=self.skip_array())
                if self.peek() == "{":
                    return self._object(at_once)
                if len(self._seen) - self._at > limits.ITEM:
                    raise BrokenMember("item")
            self._more()

    def _object(self, at_once: int) -> dict[str, Any]:
        """An object too long to be parsed at once, key by key."""
        found: dict[str, Any] = {}
        kept = 0
        self._take("{")
        self.skip_blanks()
        if self.peek() == "}":
            self._at += 1
            return found
        while True:
            self.skip_blanks()
            start = self.place
            if self.peek() != '"':
                raise ValueError("no key")
            key = self.value(at_once)
            self._take(":")
            self.skip_blanks()
            value = found[key] = self.value(at_once)
            kept += 0 if isinstance(value, Items) else self.place - start
            if kept > max(limits.ITEM, at_once):
                raise BrokenMember("item")
            self.skip_blanks()
            if self.peek() == "}":
                self._at += 1
                return found
            self._take(",")

    def entries(self) -> Iterator[Any]:
        """The items of the array that begins here, one at a time."""
        self._take("[")
        self.skip_blanks()
        if self.peek() == "]":
            self._at += 1
            return
        decode = _DECODER.raw_decode
        while True:
            # what lies whole in sight, followed by a comma in sight, needs no second look
            try:
                value, end = decode(self._seen, self._at)
                comma = _COMMA.match(self._seen, end)
            except ValueError:
                comma = None
            if comma is not None and comma.end() < len(self._seen):
                self._at = comma.end()
                yield value
                continue
            yield self.value(self.at_once)
            self.skip_blanks()
            if self.peek() == "]":
                self._at += 1
                return
            self._take(",")
            self.skip_blanks()

    def skip_array(self) -> int:
        """Pass the array that begins here without parsing it; how many items has it?

        Quotation marks and brackets tell its end; whether it is JSON is seen when it is read.
        """
        depth, inside, commas, filled = 0, 0, 0, False
        while True:
            seen = self._seen[self._at :]
            if not self._ended:
                # a backslash at the end belongs to what follows
                seen = seen[: len(seen.rstrip("\\"))]
            # one byte a character, so that places stay
            data = seen.encode("latin-1", "replace")
            marks = np.frombuffer(data, dtype=np.uint8)
            places = np.flatnonzero(np.frombuffer(data.translate(_TELLING), dtype=np.bool_))
            told = marks[places]
            quotes = (told == _QUOTE) & ~_escaped(marks, places, told)
            passed = quotes.cumsum() + inside
            outside = passed % 2 == 0
            depths = np.where(outside, _STEP[told], 0).cumsum(dtype=np.int64) + depth
            ends = np.flatnonzero((depths == 0) & outside & (_STEP[told] < 0))
            last = int(ends[0]) if len(ends) else len(told)
            commas += int((outside[:last] & (told[:last] == _BETWEEN) & (depths[:last] == 1)).sum())
            if not filled:
                body = data[: int(places[last])] if len(ends) else data
                filled = bool(body.lstrip(b"[ \t\n\r" if depth == 0 else b" \t\n\r")) or depth > 1
            if len(ends):
                self._at += int(places[last]) + 1
                return commas + filled
            if len(told):
                depth, inside = int(depths[-1]), int(passed[-1]) % 2
            self._at += len(seen)
            if not self._more():
                raise ValueError("the array has no end")


def _escaped(
    marks: npt.NDArray[np.uint8], places: npt.NDArray[np.intp], told: npt.NDArray[np.uint8]
) -> npt.NDArray[np.bool_]:
    """Which of these quotation marks belong to their text? Those behind an odd number of backslashes."""
    before, first = marks[np.maximum(places - 1, 0)], marks[np.maximum(places - 2, 0)]
    behind: npt.NDArray[np.bool_] = (told == _QUOTE) & (before == _BACKSLASH)
    for number in np.flatnonzero(behind & (first == _BACKSLASH)):
        at = start = int(places[number])
        while at > 0 and marks[at - 1] == _BACKSLASH:
            at -= 1
        behind[number] = (start - at) % 2 == 1
    return behind


def pieces_behind(pieces: Iterable[str], mark: str) -> Iterator[str]:
    """The text behind the first such character, where it does not begin as JSON does; without a semicolon at its end.

    Exports that are scripts (`window.x = [...];`) are data with a few words before them: nothing of them is run.
    """
    passed, held = False, ""
    for piece in pieces:
        text = piece if passed else piece.lstrip("\ufeff \t\n\r")
        if not passed:
            if not text:
                continue
            held += text
            if held[0] in "[{":
                text, passed = held, True
            elif mark in held:
                text, passed = held.partition(mark)[2], True
            elif len(held) > limits.NAME_BYTES:
                raise ValueError("no data in sight")
            else:
                continue
            held = ""
        whole = held + text
        body = whole.rstrip("; \t\n\r")
        if body:
            yield body
        held = whole[len(body) :]
    if held.count(";") > 1 or not passed:
        raise ValueError("no data")
