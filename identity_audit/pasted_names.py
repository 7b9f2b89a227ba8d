"""From a copied list of reactions to people: the names in it, and whose they are.

A list copied from a page is names among clutter (see `pasted_words`): buttons, tabs, counts, friends in common, job
titles, the same name as the text of a picture and as a link. `parse` keeps the names; `recognise` finds the contacts.
Both rather leave a name out, or ask, than take somebody for somebody else. Everything here is other people's text: it
is cleaned first, and never enters an error or a log.

A line that is nothing but a word of the networks ("Ami", "Message", "Love") is taken for that word: somebody of that
name is ticked by hand. Behind a first and a last name only buttons are cut off ("Marie Dupont Ajouter"). Two people of
one name in one list are one name, which is then asked about where two contacts bear it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from identity_audit import pasted_words as words
from identity_audit.errors import AuditError
from identity_audit.folding import fold
from identity_audit.safe_text import REPLACEMENT, clean
from identity_audit.words import N_

MOST_BYTES, MOST_LINES = 200_000, 5_000
MOST_OF_A_LINE = 2_000  # characters; a sentence that lists a hundred people is no longer
MOST_LETTERS, MOST_WORDS = 70, 8  # of a name
ALIKE = 85  # of 100: how much of two names must be the same to ask whether they are one
MOST_CANDIDATES = 3

_BOTH = re.compile(r"(?:(?P<name>.+?) )?\(?@(?P<handle>[^\s@()]+(?:@[^\s@()]+)?)\)?")
_PIECES = re.compile(r"\t+| {2,}| [·•∙] ")
_COMMA = re.compile(r"\s*[,;]\s+")
_AND = re.compile(r",? (?:et|and|&) ", re.IGNORECASE)


class TooLong(AuditError):
    """What was pasted is no list of names."""


# --- the names of a copied text --------------------------------------------------------------------------------------


def parse(text: str) -> list[str]:
    """Which names does a copied list hold, in its order and each once?

    A name as written, "@handle", or "Name @handle" where the list shows both. Raises TooLong beyond 200 kB or 5,000
    lines. Three kinds of lists are told apart by what they hold: LinkedIn writes a degree behind each name (whatever
    else stands there is a job title); X, Mastodon and Bluesky write an @handle under it (whatever else is a
    biography); Instagram a user name above it. Of all others every line that is no clutter is a name.
    """
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES or text.count("\n") >= MOST_LINES:
        raise TooLong(
            N_("This is longer than a list of names ({most} lines at most): copy only the list of reactions, "
               "then paste it again."),
            most=MOST_LINES,
        )  # fmt: skip
    lines = list(_lines(text))
    if any(words.DEGREE.fullmatch(line) for line in lines):
        found = _above_degrees(lines)
    elif any(words.AT.fullmatch(line) for line in lines):
        found = _above_handles(lines)
    elif _has_user_names(lines):
        found = _below_user_names(lines)
    else:
        found = (name for line in lines for name in _names(line))
    once: dict[str, str] = {}
    for name, handle in map(name_and_handle, found):
        written = f"{name} @{handle}".strip() if handle else name
        once.setdefault(handle.casefold() or fold(name) or name, written)
    return list(once.values())


def _lines(text: str) -> Iterator[str]:
    """The lines, and the pieces of lines that a gap or a dot separates, without what cannot be seen."""
    for line in unicodedata.normalize("NFC", clean(text)).replace(REPLACEMENT, "").splitlines():
        for piece in _PIECES.split(line.replace("\u00a0", " ").replace("\u202f", " ")):
            shown = words.SIGNS_AROUND.sub("", piece)
            if 0 < len(shown) <= MOST_OF_A_LINE:
                yield shown


def _names(line: str) -> list[str]:
    """The names of one line: none where it is clutter, several where it is a sentence about several people."""
    if _is_word(line) or words.OWN.search(line) or words.SHORTCODE.fullmatch(line):
        return []
    if caption := words.CAPTION.fullmatch(line):
        return _names(caption["behind"] or caption["before"])
    if reacted := words.REACTED.fullmatch(line):
        return _listed(reacted["reacted"] or reacted["liked"])
    line = words.FRIENDS_BEHIND.sub("", words.ASIDE.sub("", line)).strip()
    button = words.BUTTON_BEHIND.search(line)
    if button and " " in line[: button.start()]:
        line = line[: button.start()]
    if words.PHONE.fullmatch(line):
        return [line]
    # "Jean et Marie Dupont" may be one account of two people; "Marie Dupont et vous" is a list
    is_list = words.OTHERS.search(line) or words.ME & {part.casefold() for part in _AND.split(line)}
    return _listed(line) if is_list else _separated(line)


def _is_word(line: str) -> bool:
    """A word of the networks, or nothing but counts and signs (a telephone number is neither)."""
    return words.bare(line) in words.CLUTTER and not words.PHONE.fullmatch(line)


def _is_name(line: str) -> bool:
    """With a letter, no longer than names are, and no word or sentence of the networks."""
    return (
        len(line) <= MOST_LETTERS
        and line.count(" ") < MOST_WORDS
        and any(letter.isalpha() for letter in line)
        and not _is_word(line)
        and not words.OWN.search(line)
        and not _is_sentence(line)
    )


def _is_sentence(line: str) -> bool:
    """What networks say about somebody, or when."""
    return bool(words.ABOUT_OTHERS.search(line) or words.LIFE.fullmatch(line) or words.TIME.fullmatch(line))


def _listed(text: str) -> list[str]:
    """The names of "Anna, Bob, vous et 3 autres personnes"."""
    parts = (part for half in _AND.split(words.OTHERS.sub("", text)) for part in _COMMA.split(half))
    return [part for part in (words.ASIDE.sub("", part).strip() for part in parts) if _is_name(part)]


def _separated(line: str) -> list[str]:
    """The names between commas. "Dupont, Marie" stays one, and a reaction behind a name is none."""
    if _is_sentence(line):
        return []
    parts = [part for part in _COMMA.split(line) if words.bare(part) not in words.REACTIONS]
    if len(parts) > 2 or (len(parts) == 2 and all(" " in part for part in parts)):
        return _listed(line) if all(part.count(" ") < 5 for part in parts) else []
    return [name for name in [", ".join(parts)] if _is_name(name)]


def _above_degrees(lines: Iterable[str]) -> Iterator[str]:
    """LinkedIn: the last name before each "1er" or "2nd"."""
    last: list[str] = []
    for line in lines:
        if words.DEGREE.fullmatch(line):
            yield from last[:1]
            last = []
        else:
            last = _names(line) or last


def _above_handles(lines: Sequence[str]) -> Iterator[str]:
    """X, Mastodon, Bluesky: each @handle with the name just above it; a name may be nothing but pictures.

    Where a word of the network ("Follow") stands below handles, one without it is only mentioned in a biography.
    """
    found: list[tuple[str, str, bool]] = []
    above = ""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if words.AT.fullmatch(line):
            name = above if _is_name(above) and not words.AT.fullmatch(above) else ""
            # the copy may end before the button of the last person
            found.append((name, line, _is_word(below) if below else bool(name)))
        word = words.bare(line)
        if not word or word in words.BUTTONS or word not in words.CLUTTER:
            above = line
    buttons = any(is_followed for _, _, is_followed in found[:-1])
    for name, handle, is_followed in found:
        if is_followed or not buttons:
            yield f"{name} {handle}".strip()


def _has_user_names(lines: Iterable[str]) -> bool:
    """Instagram: of the names, two in five or more are user names, one at least no plain word."""
    texts = [name for line in lines for name in _names(line)]
    users = [name for name in texts if words.USER_NAME.fullmatch(name)]
    return 5 * len(users) >= 2 * len(texts) and any(re.search(r"[._\d]", user) for user in users)


def _below_user_names(lines: Iterable[str]) -> Iterator[str]:
    """Instagram: each user name with the name just below it, if there is one.

    Where buttons stand between people, a second line is the name even if it looks like a user name.
    """
    blocks: list[list[str]] = [[]]
    for line in lines:
        if words.bare(line) in words.BUTTONS:
            blocks.append([])
        blocks[-1] += [name for name in _names(line) if name not in blocks[-1][-1:]]
    for block in blocks:
        if len(blocks) > 1 and len(block) == 2 and words.USER_NAME.fullmatch(block[0]):
            yield f"{block[1]} @{block[0]}"
            continue
        user = ""
        for row in [*block, ""]:
            is_user = bool(words.USER_NAME.fullmatch(row))
            if user:
                yield f"{row} @{user}" if row and not is_user else f"@{user}"
            elif row and not is_user:
                yield row
            user = row if is_user else ""


# --- whose they are --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recognised:
    """sure: name -> contact id.  doubtful: name -> the contacts to choose from, nearest first.  unknown: nobody's."""

    sure: Mapping[str, str]
    doubtful: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def recognise(names: Iterable[str], contacts: pd.DataFrame, me: Iterable[str] = ()) -> Recognised:
    """Which contacts are these?

    contacts: contact_id, name, handle, of those who can be met on the network of the post (a namesake on another
    network would make a name doubtful).  me: the person's own names and handles, passed over.
    Sure is a handle that is exactly a contact's, and a name that is a contact's whole name, letter by letter (case,
    accents, hyphens and what one of the two has in brackets aside), if nobody else bears it and no other name of the
    list is nearer to the same contact. Nearly the same, in another order, shortened, with another handle, or also the
    person's own: asked about.
    """
    book = _Book(contacts)
    own = {key for name in me for key in (_key(name), f"@{name.lstrip('@').casefold()}")}
    claims: dict[str, list[tuple[int, str]]] = defaultdict(list)
    doubtful: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for written in dict.fromkeys(names):
        name, handle = name_and_handle(written)
        is_me = bool(own & {_key(name), f"@{handle.casefold()}"} - {"", "@"})
        strength, found = book.exactly(name, handle)
        if is_me and not found:
            continue
        if strength is not None and not is_me:
            claims[found[0]].append((strength, written))
            continue
        candidates = tuple(dict.fromkeys([*found, *book.nearly(name)]))[:MOST_CANDIDATES]
        if candidates:
            doubtful[written] = candidates
        else:
            unknown.append(written)
    sure = {}
    for contact, claimed in claims.items():
        (best, written), *others = sorted(claimed)
        if others and others[0][0] == best:
            others.insert(0, (best, written))
        else:
            sure[written] = contact
        doubtful.update({other: (contact,) for _, other in others})
    return Recognised(sure, doubtful, tuple(unknown))


def name_and_handle(written: str) -> tuple[str, str]:
    """Which name and which handle are in what `parse` gave? "" for the one that is not there."""
    both = _BOTH.fullmatch(written)
    return (both["name"] or "", both["handle"]) if both else (written, "")


def _key(name: str) -> str:
    """A name whatever its case, accents, hyphens and blanks; "" where no letter is left."""
    return (fold(name) or "").replace(" ", "")


class _Book:
    """The contacts, by what a name or handle can be looked up under."""

    def __init__(self, contacts: pd.DataFrame) -> None:
        self._ids: list[str] = contacts["contact_id"].tolist()
        names = ["" if pd.isna(name) else str(name) for name in contacts["name"]]
        handles = ["" if pd.isna(handle) else str(handle) for handle in contacts["handle"]]
        self._words = [(fold(name) or "").split() for name in names]
        self._sorted = [" ".join(sorted(found)) for found in self._words]
        self._handles = [handle.lstrip("@").casefold() for handle in handles]
        self._by_handle: dict[str, set[int]] = defaultdict(set)
        self._by_key: dict[str, set[int]] = defaultdict(set)
        self._by_key_without_brackets: dict[str, set[int]] = defaultdict(set)
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for i, name in enumerate(names):
            # Instagram's files know people by their user name only
            user = name if words.USER_NAME.fullmatch(name) else ""
            for handle in {self._handles[i], user} - {""}:
                self._by_handle[handle].add(i)
            self._by_key[_key(name)].add(i)
            self._by_key_without_brackets[_key(_without_brackets(name))].add(i)
            for word in self._words[i]:
                self._by_word[word].add(i)
        for table in (self._by_key, self._by_key_without_brackets):
            table.pop("", None)

    def exactly(self, name: str, handle: str) -> tuple[int | None, list[str]]:
        """How surely (0 is surest, None = not sure) is this which contact? If not sure, who has to be asked about."""
        account = handle or (name if words.USER_NAME.fullmatch(name) or "@" in name else "")
        mine = self._by_handle.get(account.casefold(), set())
        if mine:
            return (0 if len(mine) == 1 else None), self._named(mine)
        short = _without_brackets(name)
        for strength, form, table in (
            (1, name, self._by_key), (2, short, self._by_key), (2, name, self._by_key_without_brackets)
        ):  # fmt: skip
            same = table.get(_key(form), set())
            if same:
                others = self._by_word.get(fold(form) or "", set()) - same  # a first name alone that others have, too
                another_handle = any(handle and self._handles[i] for i in same)
                sure = len(same) == 1 and not others and not another_handle
                return (strength if sure else None), self._named(same)
        if name:
            return None, []
        # shown without its server, or as the name of somebody whose handle is not known
        local = {i for i, known in enumerate(self._handles) if known.startswith(f"{handle.casefold()}@")}
        return None, self._named(local | self._by_key.get(_key(handle), set()))

    def nearly(self, name: str) -> list[str]:
        """Whose names are nearly this one, nearest first: misspelt, in another order, shortened, with initials."""
        mine = (fold(name) or "").split()
        if not mine:
            return []
        ordered = " ".join(sorted(mine))
        alike = process.extract(ordered, self._sorted, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_CANDIDATES)
        near = {int(i) for _, _, i in alike}
        sharing = {i for word in mine if len(word) > 1 for i in self._by_word.get(word, ())}
        fitting = {i for i in sharing if _fits(mine, self._words[i])}
        if len(mine) > 1 or len(fitting) <= MOST_CANDIDATES:  # a first name that many have says nothing
            near |= fitting
        ranked = sorted(near, key=lambda i: (-fuzz.ratio(ordered, self._sorted[i]), self._ids[i]))
        return [self._ids[i] for i in ranked]

    def _named(self, rows: Iterable[int]) -> list[str]:
        return sorted(self._ids[i] for i in rows)


def _without_brackets(name: str) -> str:
    """ "Marie Dupont (Mimi)" without the other name that networks show in brackets."""
    return re.sub(r"\s*[(\[（][^)\]）]*[)\]）]\s*", " ", name).strip()


def _fits(one: Sequence[str], other: Sequence[str]) -> bool:
    """Is the shorter name in the longer one, its words whole or as initials, one whole at least?"""
    shorter, longer = sorted((one, other), key=len)
    left = list(longer)
    whole = False
    for word in sorted(shorter, key=len, reverse=True):
        match = next((w for w in left if w == word), None) or next(
            (w for w in left if 1 in (len(w), len(word)) and w[0] == word[0]), None
        )
        if match is None:
            return False
        whole |= match == word and len(word) > 1
        left.remove(match)
    return whole
