"""Which contacts may be the people of a list? What is sure, what has to be asked, and what is not found. Pure.

*Certain* is the same name, word for word, in whatever order and with whatever case, accents and hyphens, that one
contact alone bears and one line of the list alone. It still waits for the person's click. Where every word of a name
is a first name too ("Thomas Martin"), the order cannot be told, and it is asked. Everything weaker is asked with its
reason: particles, second family names, married names, short forms, initials, other spellings. Who is known by a user
name only is never certain.

Two contacts at most are offered for a line, the nearest first. No score leaves this module.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz

from identity_audit.analysis.first_names import COMMON, GIVEN, GOES_BY, PARTICLES
from identity_audit.folding import fold
from identity_audit.words import N_

SAME = N_("Same name.")
ORDER = N_("Same words, but each of them could be the first name.")
SHARED = N_("Same name, borne by several contacts.")
GLUED = N_("Same name, written in one word or in several.")
PARTICLE = N_("Same name but for a small word (de, van, el ...).")
LONGER = N_("One of the two names is longer: a second family name, a second first name, a married name.")
INITIAL = N_("The names fit, one is written with an initial.")
SHORT = N_("The names fit, one first name is a short form of the other.")
SPELLING = N_("The names are nearly the same.")
FIRST_NAME = N_("Only the first name is the same.")
HANDLE = N_("The user name fits the name.")

#: what a fit is worth, to offer the nearest two; never shown
_WORTH = {SAME: 100, SHARED: 95, ORDER: 94, GLUED: 92, PARTICLE: 90, LONGER: 80, SHORT: 75, SPELLING: 70, HANDLE: 60,
          INITIAL: 58, FIRST_NAME: 20}  # fmt: skip
MOST_OFFERED = 2
#: a first name alone says something as long as no more than so many share it, on either side
MOST_NAMESAKES = 2
ALIKE = 80  # of 100: how much of two words must be the same
SHORTEST = 3  # letters of a first name in a user name
_LAST_IN_HANDLE = 4  # letters of a family name alone in a user name
_LETTERS = str.maketrans({
    "đ": "d", "Đ": "D", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
    "ð": "d", "þ": "th", "'": "", "’": "", "ʼ": "", "`": "", "´": "", "‘": "",
})  # fmt: skip
_USER_NAME = re.compile(r"@?[\w.\-]*[\d._@][\w.\-@]*|@?[a-z][a-z\-]*")
_BRACKETS = re.compile(r"[(\[（]([^)\]）]*)[)\]）]|\"[^\"]*\"|“[^”]*”|«[^»]*»")
#: what people put around their name in a user name
_DECORATION = frozenset("x xx xxx xo its itsme im iam the real official officiel off insta snap mr mrs miss mme pro "
                        "jr be fr bx bxl lg ofc tv yt gaming gamer art photo music fit".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """A contact who may be the person of a line, and why: a message id."""

    contact: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: the contact who certainly bears the name, or those to ask about, or nobody."""

    name: str
    certain: str | None
    offered: tuple[Offered, ...]

    @property
    def found(self) -> bool:
        return self.certain is not None or bool(self.offered)


def match(names: Sequence[str], contacts: pd.DataFrame) -> tuple[Line, ...]:
    """Whom may each of these names be? One result a name, in order. contacts: contact_id, name, handle."""
    book = _Book(contacts)
    written = [_Name.of(name) for name in names]
    exact = [book.exactly(name) for name in written]
    claims: dict[str, int] = defaultdict(int)
    for found in exact:
        for row in found:
            claims[book.ids[row]] += 1
    same_first = _shared_first_names(written)
    lines = []
    sure: set[int] = set()
    for found, name in zip(exact, written, strict=True):
        alone = len(found) == 1 and claims[book.ids[found[0]]] == 1
        if alone and name.is_full and not name.all_given and not book.is_handle[found[0]]:
            sure.add(found[0])
    for text, name, found in zip(names, written, exact, strict=True):
        certain = next((row for row in found if row in sure), None)
        if certain is not None:
            lines.append(Line(text, book.ids[certain], (Offered(book.ids[certain], SAME),)))
            continue
        why = SHARED if len(found) > 1 or any(claims[book.ids[row]] > 1 for row in found) else ORDER
        fits = {row: (why, 100.0) for row in found if name.words}
        for row in book.near(name) - sure:
            if row not in fits:
                fit = book.fit(name, row)
                if fit is not None:
                    fits[row] = fit
        lines.append(Line(text, None, tuple(_nearest(fits, book, name, same_first))))
    return tuple(lines)


def only_handles(contacts: pd.DataFrame) -> tuple[str, ...]:
    """The contacts whose name nobody can tell: known by a user name only, in the order of the table."""
    rows = zip(contacts["contact_id"], contacts["name"], contacts["handle"], strict=True)
    return tuple(contact for contact, name, handle in rows if _is_handle(_text(name), _text(handle)))


def _nearest(
    fits: Mapping[int, tuple[str, float]], book: _Book, name: _Name, same_first: Mapping[str, int]
) -> Iterator[Offered]:
    weak = [row for row, (why, _alike) in fits.items() if why == FIRST_NAME]
    too_many = len(weak) > MOST_NAMESAKES or any(same_first[word] > MOST_NAMESAKES for row in weak
                                                 for word in book.words[row] if word in name.words)  # fmt: skip
    kept = {row: fit for row, fit in fits.items() if fit[0] != FIRST_NAME or not too_many}
    ranked = sorted(kept, key=lambda row: (-_WORTH[kept[row][0]], -kept[row][1], book.ids[row]))
    for row in ranked[:MOST_OFFERED]:
        yield Offered(book.ids[row], kept[row][0])


def _shared_first_names(written: Iterable[_Name]) -> Mapping[str, int]:
    """How many lines hold this word?"""
    found: dict[str, int] = defaultdict(int)
    for name in written:
        for word in set(name.words):
            found[word] += 1
    return found


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as the rules look at it: all its words, and those that are no particle."""

    words: tuple[str, ...]
    telling: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Name:
        words = tuple(_words(text))
        telling = tuple(word for word in words if word not in PARTICLES)
        return cls(words, telling if len(telling) > 1 else words)

    def variants(self) -> Iterator[_Name]:
        """The name as it stands, with small words joined to the next one, with two first names in one ("jp")."""
        yield self
        joined: list[str] = []
        for word in self.words:
            if joined and joined[-1] in PARTICLES and joined[-1] not in COMMON - {"van"}:
                joined[-1] += word
            else:
                joined.append(word)
        if len(joined) < len(self.words) and len(joined) > 1:
            yield _Name(tuple(joined), tuple(joined))
        for place, pair in enumerate(zip(self.telling, self.telling[1:], strict=False)):
            if len(self.telling) > 2 and "".join(pair) in GOES_BY:
                words = (*self.telling[:place], "".join(pair), *self.telling[place + 2 :])
                yield _Name(words, words)

    @property
    def is_full(self) -> bool:
        """Two words at least that are more than an initial?"""
        return sum(len(word) > 1 for word in self.telling) > 1

    @property
    def all_given(self) -> bool:
        """Could each of its words be the first name?"""
        return all(word in GIVEN for word in self.telling)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _words(text: str) -> list[str]:
    return (fold(text.translate(_LETTERS)) or "").split()


def _is_handle(name: str, handle: str) -> bool:
    """Is there a user name and nothing more?"""
    shown = name.strip()
    if not shown:
        return bool(handle)
    if " " in shown:
        return False
    same = shown.lstrip("@").casefold() == handle.lstrip("@").casefold()
    return same or _USER_NAME.fullmatch(shown) is not None


class _Book:
    """The contacts, by what a name can be looked up under."""

    def __init__(self, contacts: pd.DataFrame) -> None:
        self.ids: list[str] = contacts["contact_id"].tolist()
        names = [_text(name) for name in contacts["name"]]
        handles = [_text(handle) for handle in contacts["handle"]]
        self.is_handle = [_is_handle(*pair) for pair in zip(names, handles, strict=True)]
        plain = [_BRACKETS.sub(" ", name) for name in names]
        self.words = [[] if alone else _words(name) for name, alone in zip(plain, self.is_handle, strict=True)]
        self._whole = [_words(name) for name in names]
        self._handles = [_handle(name if alone else handle)
                         for name, handle, alone in zip(names, handles, self.is_handle, strict=True)]  # fmt: skip
        self._by_name: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_letters: dict[str, set[int]] = defaultdict(set)
        self._by_gram: dict[str, set[int]] = defaultdict(set)
        for row, words in enumerate(self.words):
            if words and self._whole[row] == words:
                self._by_name[tuple(sorted(words))].append(row)
            for word in {*words, *self._whole[row]}:
                for key in _keys(word):
                    self._by_word[key].add(row)
            self._by_letters["".join(words)].add(row)
            handle = "".join(self._handles[row])
            for start in range(len(handle) - SHORTEST + 1):
                self._by_gram[handle[start : start + SHORTEST]].add(row)
        self._by_letters.pop("", None)

    def exactly(self, name: _Name) -> list[int]:
        """Whose name is this, word for word in whatever order?"""
        return self._by_name.get(tuple(sorted(name.words)), []) if name.words else []

    def near(self, name: _Name) -> set[int]:
        """Everybody who shares something with this name, and has to be looked at."""
        found: set[int] = set()
        for word in {word for form in name.variants() for word in form.telling}:
            for key in _keys(word):
                found |= self._by_word.get(key, set())
        for letters in _rotations(name.words):
            found |= self._by_letters.get(letters, set())
        for word in {*name.telling, "".join(name.words[1:]), "".join(name.words[:-1])}:
            for form in _forms(word):
                found |= self._by_gram.get(form[:SHORTEST], set())
        letters = "".join(name.words)
        return found | self._by_gram.get(letters[::-1][:SHORTEST], set())

    def fit(self, name: _Name, row: int) -> tuple[str, float] | None:
        """Why may this contact be the person of this name, and how alike are the two? None where there is no reason."""
        theirs = [_Name.of(" ".join(words)) for words in (self.words[row], self._whole[row])
                  if words and not self.is_handle[row]]  # fmt: skip
        reasons = [_fit(one, other) for whole in theirs for other in whole.variants() for one in name.variants()]
        if self._handles[row] and _in_handle(name, self._handles[row]):
            reasons.append(HANDLE)
        found = [reason for reason in reasons if reason is not None]
        if not found:
            return None
        shown = self.words[row] or self._handles[row]
        alike = fuzz.ratio("".join(sorted(name.words)), "".join(sorted(shown)))
        return max(found, key=_WORTH.__getitem__), float(alike)


def _keys(word: str) -> Iterator[str]:
    """What words that may be the same are looked up under: themselves, their sound, the names they are short for."""
    yield word
    yield f"~{_sound(word)}"
    yield f"{word[:SHORTEST]}-"
    for group in GOES_BY.get(word, ()):
        yield f"#{group}"


def _rotations(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        yield "".join([*words[start:], *words[:start]])


def _sound(word: str) -> str:
    """The consonants as one hears them, so that "Youcef" and "Youssef", "Aïcha" and "Aisha" are alike."""
    for written, heard in (("sch", "sh"), ("ch", "sh"), ("dj", "j"), ("ph", "f"), ("th", "t"), ("ck", "k"),
                           ("qu", "k"), ("gh", "g"), ("kh", "k"), ("dh", "d"), ("ij", "i"), ("x", "ks")):  # fmt: skip
        word = word.replace(written, heard)
    word = re.sub("c(?=[eiy])", "s", word)
    word = word.replace("c", "k").replace("q", "k").replace("z", "s").replace("w", "v").replace("g", "j")
    # "Ugo" and "Hugo", "Oualid" and "Walid"
    word = re.sub("^ou(?=[aeiy])", "v", word.removeprefix("h") or word)
    first, rest = word[:1], word[1:]
    first = "i" if first == "y" else first
    return re.sub(r"(.)\1+", r"\1", first + re.sub("[aeiouyh]", "", rest))


# --- two names -------------------------------------------------------------------------------------------------------


def _fit(one: _Name, other: _Name) -> str | None:
    """Why may these be the same person's? The best reason, None where there is none."""
    if set(_rotations(one.words)) & {"".join(other.words)}:
        return GLUED
    if len(one.telling) > 1 and sorted(one.telling) == sorted(other.telling):
        return PARTICLE
    if len(other.words) == 1 or len(one.words) == 1:
        return _first_name_alone(one, other)
    return _word_by_word(one, other)


def _first_name_alone(one: _Name, other: _Name) -> str | None:
    shorter, longer = sorted((one.words, other.words), key=len)
    if len(shorter[0]) < SHORTEST:
        return None
    return FIRST_NAME if any(_alike(shorter[0], word) in ("same", "short") for word in longer) else None


def _word_by_word(one: _Name, other: _Name) -> str | None:
    """Each word of the shorter name with its like in the longer one."""
    shorter, longer = sorted((one.telling, other.telling), key=len)
    left = list(longer)
    kinds: list[str] = []
    matched: list[str] = []
    for how in ("same", "sound", "short", "start", "initial"):
        for word in [word for word in shorter if word not in matched]:
            found = next((w for w in left if _alike(word, w) == how), None)
            if found is not None:
                left.remove(found)
                matched.append(word)
                kinds.append(how)
    if len(kinds) < 2 or all(word in COMMON for word in matched) or _hold_apart(shorter, matched, left):
        return None
    strong = sum(kind in ("same", "sound", "short") for kind in kinds)
    if len(kinds) < len(shorter):
        # two names that each hold a word the other has not: only where two whole words agree
        return LONGER if kinds.count("same") > 1 else None
    if not strong or kinds.count("initial") > 1 or ("same" not in kinds and "initial" in kinds):
        return None
    if "initial" in kinds:
        return INITIAL
    if "short" in kinds or "start" in kinds:
        return SHORT
    if "sound" in kinds:
        return SPELLING
    return LONGER


def _hold_apart(shorter: Sequence[str], matched: Sequence[str], left: Sequence[str]) -> bool:
    """Do the words that have no like say that these are two people, as where only common words agree?"""
    lost = [word for word in shorter if word not in matched]
    return bool(lost) and bool(left) and sum(word not in COMMON for word in matched) < 2


def _alike(one: str, other: str) -> str | None:
    """How are two words the same: as they are, by ear, as a short form, at the start, as an initial?"""
    if one == other:
        return "same" if len(one) > 1 else None
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return "initial" if long[0] == short else None
    if len(short) >= SHORTEST and fuzz.ratio(one, other) >= (ALIKE if len(short) > SHORTEST else 85):
        return "sound"
    sound = _sound(one)
    if len(sound) > 2 and sound == _sound(other) and fuzz.ratio(one, other) >= 50:
        return "sound"
    if GOES_BY.get(one, frozenset()) & GOES_BY.get(other, frozenset()):
        return "short"
    if len(short) >= SHORTEST and long.startswith(short):
        return "start"
    return None


# --- user names ----------------------------------------------------------------------------------------------------


def _handle(text: str) -> list[str]:
    """The pieces of a user name, without digits and what people put around it."""
    local = text.lstrip("@").partition("@")[0]
    # a capital begins a word: "LeaDubois"
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", local)
    pieces = re.findall(r"[^\W\d_]+", " ".join(_words(spaced)))
    kept = [piece for piece in pieces if piece not in _DECORATION]
    return kept or pieces


def _forms(word: str) -> Iterator[str]:
    """A word and what it may be called in a user name."""
    yield word
    for group in GOES_BY.get(word, ()):
        yield from (name for name, groups in GOES_BY.items() if group in groups and len(name) >= SHORTEST)


def _in_handle(name: _Name, pieces: Sequence[str]) -> bool:
    """Does this user name fit the name? Its first and last name, one of them and the start of the other, and so on."""
    whole = "".join(pieces)
    squeezed = re.sub(r"(.)\1+", r"\1", whole)
    words = [word for word in name.telling if len(word) > 1]
    if len(words) < 2 or len(whole) < SHORTEST:
        return False
    lasts = {*words, "".join(name.words[1:]), "".join(name.words[:-1]), "".join(words[1:]), "".join(words[:-1])}
    for word in words:
        for first in set(_forms(word)):
            for last in lasts:
                if word in last and len(last) >= len(word):
                    continue
                if _first_and_last(first, last, whole, pieces) or _first_and_last(
                    re.sub(r"(.)\1+", r"\1", first), re.sub(r"(.)\1+", r"\1", last), squeezed, pieces
                ):
                    return True
    return whole in {last for last in lasts if len(last) > _LAST_IN_HANDLE}


def _shortened(rest: str, last: str) -> bool:
    """Two consonants of the family name or more, in their order, its first letter first: "ptj" of "petitjean"?"""
    if len(rest) < 2 or rest[0] != last[:1] or re.search("[aeiouy]", rest[1:]):
        return False
    letters = iter(last)
    return all(letter in letters for letter in rest)


def _first_and_last(first: str, last: str, whole: str, pieces: Sequence[str]) -> bool:
    if len(first) >= SHORTEST and first in whole:
        before, _, after = whole.partition(first)
        rest = before + after
        if len(last) >= SHORTEST and last in rest:
            return True
        if rest and not (before and after) and (last.startswith(rest) or _shortened(rest, last)):
            return True
        if len(pieces) > 1 and first in pieces and any(len(p) > 2 and last.startswith(p[:4]) for p in pieces
                                                       if p != first):  # fmt: skip
            return True
    if len(last) >= _LAST_IN_HANDLE and last in whole:
        rest = whole.replace(last, "", 1)
        if rest and first.startswith(rest):
            return True
    if whole[::-1] in (first + last, last + first):
        return True
    # a name without its vowels: "lcdbs"
    bare = re.sub("[aeiouy]", "", first + last)
    return len(bare) > 4 and whole in (bare, re.sub("[aeiouy]", "", last + first))
