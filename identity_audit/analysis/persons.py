"""Which contacts of different networks may be one person? Suggestions only: the person decides.

Sure is what would be one person for anybody: the same e-mail address, the same full name that nobody else bears on
any of the networks, the same user name with the same name. Everything weaker is asked one by one, with its reason in
one sentence and no score. Two contacts of one network are never sure.

Every rule looks its candidates up under a key (a word of the name, an initial, a user name), so that 5,000 contacts
against 5,000 take a second or two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from identity_audit.corrections import Correction, NotMe, NotSame
from identity_audit.dataset import Dataset, Owner, fold
from identity_audit.people import People
from identity_audit.words import N_

EMAIL = N_("Same e-mail address.")
HANDLE_AND_NAME = N_("Same user name and same name.")
NAME = N_("Same full name, and nobody else has it on these networks.")
SHARED_EMAIL = N_("Same e-mail address, but several people use it.")
SHARED_NAME = N_("Same name, but several people have it.")
HANDLE = N_("Same user name.")
ONE_WORD = N_("Same name, in one word only.")
OWN_NAME = N_("Same name as yours.")
CLOSE = N_("The names are nearly the same.")
INITIAL = N_("The names fit, one is written with an initial.")
SHORT = N_("The names fit, one first name is a short form of the other.")
FITS = N_("The user name fits the name.")
#: the strongest first: a pair is asked once, for its strongest reason
ORDER = (SHARED_EMAIL, HANDLE, SHARED_NAME, INITIAL, SHORT, CLOSE, FITS, ONE_WORD)

ALIKE = 90  # of 100: how much of two names must be the same, whatever the order of their words
MOST_PAIRS = 6  # under one key; beyond, a question would be a guess
MOST_QUESTIONS = 2  # about one person at a time: where two candidates are close, both are offered
SHORTEST = 3  # letters of a first name or of its short form
#: short forms that do not begin like the name
NICKNAMES = {
    "bob": "robert", "bill": "william", "jim": "james", "liz": "elizabeth", "peggy": "margaret", "tony": "antoine",
    "manu": "emmanuel", "sandra": "alexandra", "tom": "thomas", "betty": "elisabeth", "kate": "katherine",
    "lex": "alexandre", "gus": "auguste", "tine": "christine", "bert": "albert", "mia": "maria", "jo": "joseph",
    "bea": "beatrice", "dom": "dominique", "mimi": "michele", "nando": "fernando", "sacha": "alexandre",
}  # fmt: skip

_ADDRESS = re.compile(r"[^\s@:]+@[^\s@]+\.[^\s@.]+")
_NO_MAIL = {"mastodon"}  # user@server is an account there, not an address


@dataclass(frozen=True, slots=True)
class Alike:
    """These contacts may be one person (or the one contact may be the owner), and why: a message id."""

    contacts: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """What can be confirmed at once, and what is asked one by one."""

    sure: tuple[Alike, ...]
    to_confirm: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One contact (or, with an empty id, the owner as one network names them), as the rules look at it."""

    id: str
    person: str  # who this is after what was decided already
    platform: str
    words: tuple[str, ...]
    handle: str | None
    email: str | None
    is_name: bool  # not only a user name

    @property
    def name(self) -> str:
        return " ".join(self.words)


Key = Callable[[_Entry], Hashable | None]
_Pair = tuple[str, _Entry, _Entry]  # the reason, two entries of different networks


def same_people(dataset: Dataset, decided: Sequence[Correction] = ()) -> Suggested:
    """Who may be one person on several networks? `dataset` as read; what was decided already is not asked again."""
    people = People(decided)
    entries = [entry for entry in _entries(dataset, people) if entry.person not in people.me]
    no = {frozenset(map(people.root, c.contacts)) for c in decided if isinstance(c, NotSame)}
    groups = _Groups(entries, no)
    weaker: list[_Pair] = []
    keys: tuple[tuple[str, str, Key], ...] = (
        (EMAIL, SHARED_EMAIL, lambda e: e.email),
        (HANDLE_AND_NAME, SHARED_NAME, lambda e: (e.handle, e.name) if e.handle and e.is_name else None),
        (NAME, SHARED_NAME, lambda e: e.name if e.is_name and len(e.words) > 1 else None),
    )
    for reason, shared, key in keys:
        for found in _under(entries, key):
            if not groups.join(found, reason):
                weaker += _pairs(found, shared)
    weaker += _weaker(entries)
    asked: dict[frozenset[str], Alike] = {}
    questions: Counter[str] = Counter()
    for reason, one, other in sorted(weaker, key=_strongest_first):
        pair = frozenset((groups.of[one.person], groups.of[other.person]))
        if frozenset((one.person, other.person)) in no or not groups.apart(pair) or pair in asked:
            continue
        if max(questions[group] for group in pair) < MOST_QUESTIONS:
            asked[pair] = Alike(tuple(sorted((one.id, other.id))), reason)
            questions.update(pair)
    return Suggested(groups.sure(), tuple(asked.values()))


def maybe_me(dataset: Dataset, decided: Sequence[Correction] = ()) -> tuple[Alike, ...]:
    """Which contacts may be the owner, whom another network calls differently?"""
    people = People(decided)
    no = {c.contact for c in decided if isinstance(c, NotMe)}
    own = [entry for owner in dataset.owners for entry in _owner(owner)]
    known = {entry.platform for entry in own}
    others = [
        entry
        for entry in _entries(dataset, people)
        if entry.platform not in known and entry.id not in no and entry.person not in people.me
    ]
    full = {entry.name for entry in own if len(entry.words) > 1}
    found = {e.id: EMAIL for e in others if e.email and e.email in {mine.email for mine in own}}
    found |= {e.id: OWN_NAME for e in others if e.name in full and e.id not in found}
    for reason, one, other in sorted(_weaker([*own, *others]), key=_strongest_first):
        if (not one.id) != (not other.id) and reason != ONE_WORD:
            found.setdefault(one.id or other.id, reason)
    return tuple(Alike((contact,), found[contact]) for contact in sorted(found))


def _strongest_first(pair: _Pair) -> tuple[int, str, str, str]:
    reason, one, other = pair
    return ORDER.index(reason), one.name, one.id, other.id


class _Groups:
    """People who are surely one person, joined as long as no network gets two of them."""

    def __init__(self, entries: Sequence[_Entry], no: Collection[frozenset[str]]) -> None:
        self._no = no
        self.of: dict[str, str] = {}  # the group of each person
        self._people: dict[str, set[str]] = {}
        self._contacts: dict[str, list[str]] = defaultdict(list)
        self._networks: dict[str, set[str]] = defaultdict(set)
        self._reasons: dict[str, str] = {}
        for entry in entries:
            self.of[entry.person] = entry.person
            self._people[entry.person] = {entry.person}
            self._contacts[entry.person].append(entry.id)
            self._networks[entry.person].add(entry.platform)

    def join(self, entries: Sequence[_Entry], reason: str) -> bool:
        """One person, if every network has one of them only and nobody said that two are different."""
        first, *others = sorted({self.of[entry.person] for entry in entries})
        if not others:
            return True
        together = [first, *others]
        people = set[str]().union(*(self._people[group] for group in together))
        networks = set[str]().union(*(self._networks[group] for group in together))
        if len(networks) < sum(len(self._networks[group]) for group in together):
            return False
        if any(pair <= people for pair in self._no):
            return False
        # the strongest reasons come first, so that one which is there already stands
        before = [self._reasons.pop(group) for group in together if group in self._reasons]
        for group in others:
            self._contacts[first] += self._contacts.pop(group)
        self._people[first], self._networks[first] = people, networks
        self.of.update(dict.fromkeys(people, first))
        self._reasons[first] = before[0] if before else reason
        return True

    def sure(self) -> tuple[Alike, ...]:
        return tuple(Alike(tuple(sorted(self._contacts[group])), why) for group, why in sorted(self._reasons.items()))

    def apart(self, pair: frozenset[str]) -> bool:
        """Are these two on different networks, whoever they are joined with? If not, the question has its answer."""
        return len(pair) == 2 and not set.intersection(*(self._networks[group] for group in pair))


def _entries(dataset: Dataset, people: People) -> list[_Entry]:
    columns = dataset.contacts[["contact_id", "platform", "name", "handle"]].astype("object")
    found = []
    for contact, platform, name, written in columns.where(columns.notna(), None).itertuples(index=False):
        handle = _handle(written)
        native = contact.partition(":")[2]
        mails = [] if platform in _NO_MAIL else [t for t in (written, native) if t and _ADDRESS.fullmatch(t)]
        found.append(
            _Entry(
                contact, people.root(contact), platform, tuple((fold(name) or "").split()), handle,
                mails[0].casefold() if mails else None, bool(name.strip()) and _handle(name) != handle,
            )
        )  # fmt: skip
    return found


def _owner(owner: Owner) -> Iterator[_Entry]:
    for name in owner.names:
        yield _Entry("", "", owner.platform, tuple((fold(name) or "").split()), None, None, " " in name.strip())
    for email in owner.emails:
        yield _Entry("", "", owner.platform, (), None, email.strip().casefold(), False)
    for handle in owner.ids:
        yield _Entry("", "", owner.platform, (), _handle(handle), None, False)


def _handle(written: str | None) -> str | None:
    return written.strip().lstrip("@").casefold() or None if written else None


def _under(entries: Iterable[_Entry], key: Key) -> Iterator[list[_Entry]]:
    """The entries that share a key, where two networks or more do, in the order of the keys."""
    shared: dict[Hashable, list[_Entry]] = defaultdict(list)
    for entry in entries:
        value = key(entry)
        if value is not None:
            shared[value].append(entry)
    for value in sorted(shared, key=repr):
        if len({entry.platform for entry in shared[value]}) > 1:
            yield shared[value]


def _pairs(entries: Sequence[_Entry], reason: str) -> list[_Pair]:
    """The pairs of different networks; none where there would be too many to ask."""
    found = [(reason, a, b) for a, b in combinations(entries, 2) if a.platform != b.platform]
    return found if len(found) <= MOST_PAIRS else []


def _weaker(entries: Sequence[_Entry]) -> Iterator[_Pair]:
    """Pairs that may be one person and have to be asked."""
    named = [entry for entry in entries if entry.is_name and len(entry.words) > 1]
    for found in _under(entries, lambda e: e.handle if e.handle and len(e.handle) > SHORTEST else None):
        yield from _pairs(found, HANDLE)
    for found in _under(entries, lambda e: e.words[0] if e.is_name and len(e.words) == 1 else None):
        yield from _pairs(found, ONE_WORD) if len(found) == len({e.platform for e in found}) else []
    yield from _initials(named)
    yield from _short_forms(named)
    yield from _close(entries)
    yield from _user_names(entries, named)


def _initials(named: Sequence[_Entry]) -> Iterator[_Pair]:
    """ "Jeanne M." or "J. Martin" against "Jeanne Martin"."""
    written: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for entry in named:
        if any(len(word) == 1 for word in entry.words) and any(len(word) > 1 for word in entry.words):
            written[entry.words].append(entry)
    for entry in named:
        for place, word in enumerate(entry.words):
            if len(word) > 1:
                short = (*entry.words[:place], word[0], *entry.words[place + 1 :])
                yield from ((INITIAL, entry, o) for o in written.get(short, ()) if o.platform != entry.platform)


def _short_forms(named: Sequence[_Entry]) -> Iterator[_Pair]:
    """ "Fred Dupont" against "Frédéric Dupont", "Bob Dupont" against "Robert Dupont"."""
    families: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for entry in named:
        families[entry.words[1:]].append(entry)
    for family in families.values():
        for one, other in combinations(family, 2):
            short, long = sorted((one.words[0], other.words[0]), key=len)
            begins = len(short) >= SHORTEST and long.startswith(short) and long != short
            if one.platform != other.platform and (begins or NICKNAMES.get(short) == long):
                yield SHORT, one, other


def _close(entries: Sequence[_Entry]) -> Iterator[_Pair]:
    """Names that are nearly the same whatever the order of their words, with one whole word in common at least."""
    blocks: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if len(entry.words) > 1:
            for word in set(entry.words):
                if len(word) > 1 and not word.isdigit():
                    blocks[word].append(entry)
    seen: set[tuple[str, str]] = set()
    for word in sorted(blocks):
        block = blocks[word]
        if len({entry.platform for entry in block}) < 2:
            continue
        names = [" ".join(sorted(entry.words)) for entry in block]
        alike = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
        for i, j in np.argwhere(np.triu(alike, 1)).tolist():
            pair = (block[i].id, block[j].id)
            if block[i].platform != block[j].platform and pair not in seen:
                seen.add(pair)
                yield CLOSE, block[i], block[j]


def _user_names(entries: Sequence[_Entry], named: Sequence[_Entry]) -> Iterator[_Pair]:
    """ "jeanne.vdm", "jeannev" or "jvandermeersch" against "Jeanne Vandermeersch", where one or two names fit."""
    by_start: dict[tuple[str, str], list[_Entry]] = defaultdict(list)  # first name, initial of the last
    by_last: dict[tuple[str, str], list[_Entry]] = defaultdict(list)  # initial of the first, last name
    for entry in named:
        first, last = entry.words[0], "".join(entry.words[1:])
        if len(first) >= SHORTEST:
            by_start[first, last[0]].append(entry)
        by_last[first[0], last].append(entry)
    for entry in entries:
        pieces = re.findall(r"[^\W\d_]+", fold(entry.handle) or "")
        joined = "".join(pieces)
        found = list(by_last.get((joined[:1], joined[1:]), ())) if len(joined) > SHORTEST + 1 else []
        for cut in range(SHORTEST, len(joined)):
            rest = pieces[1] if len(pieces) > 1 and len(pieces[0]) == cut else joined[cut:]
            fitting = by_start.get((joined[:cut], rest[0]), ())
            found += [other for other in fitting if _is_within(rest, "".join(other.words[1:]))]
        others = {other.id: other for other in found if other.platform != entry.platform}
        if len(others) <= 2:
            yield from ((FITS, other, entry) for other in others.values())


def _is_within(letters: str, word: str) -> bool:
    """Are these letters in the word, in this order? "vdm" is in "vandermeersch"."""
    rest = iter(word)
    return all(letter in rest for letter in letters)
