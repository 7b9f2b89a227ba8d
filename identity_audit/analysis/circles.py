"""Who are they? Suggested circles, the people who appear most, and what the person keeps apart today.

A suggestion is a set of people who share something that the files say: a company, a school, a word of their names in
the phone book, a surname, a place, the year of the first contact. The person confirms each; nothing is a circle by
itself. Few files say a place: where the person tagged somebody (Facebook), a town (people's own tables), the time
zone of an account (Slack), the country code of a number (WhatsApp). Which of these it is, each suggestion says.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

import pandas as pd

from identity_audit.analysis.calling_codes import calling_code
from identity_audit.corrections import Correction, DropCircle, MakeCircle
from identity_audit.dataset import Dataset, fold
from identity_audit.schema import BY_HAND
from identity_audit.words import N_

FEWEST, FEWEST_OF_A_YEAR = 3, 5
MOST_PRESENT = 40
#: kinds of groups that keep people apart on a network
APART = ("list", "channel", "chat", "audience")
FEWEST_POSTS = 10  # to say what share of a group's posts is about something else

COMPANY = N_("They work at the same place.")
SCHOOL = N_("Their school or university is the same.")
WORD = N_("The same word stands in their names.")
OWN_SURNAME = N_("They have the same last name as you.")
SURNAME = N_("They have the same last name.")
PLACE = N_("Your files name the same place with them: where you tagged them, or the town in a table of yours.")
ZONE = N_("Their accounts are set to the same time zone. A zone is much wider than a town.")
COUNTRY = N_(
    "Their phone numbers begin with the same country code. It says where a number is from, not where they live."
)
YEAR = N_("You have been in contact since the same year, as far as your files say.")
#: the most telling first; a surname that is not the person's own tells least
ORDER = (OWN_SURNAME, COMPANY, SCHOOL, WORD, PLACE, YEAR, COUNTRY, ZONE, SURNAME)

_SCHOOL = re.compile(
    r"\b(ecoles?|haute ecole|lycee|colleges?|athenee|institut|universit\w+|faculte|campus|conservatoire|academie|"
    r"schools?|high school|academy|institute)\b"
)
_PARTICLES = set("de du des le la les van von der den het ter ten di da del el al ben bin et and of the y e".split())


@dataclass(frozen=True, slots=True)
class CircleSuggestion:
    """A circle that the person may confirm: `why` is a message id.

    A year of contact and a country code ("+32") have no name of their own.
    """

    id: str
    name: str
    why: str
    people: tuple[str, ...]


def suggest_circles(dataset: Dataset, decided: Sequence[Correction] = ()) -> tuple[CircleSuggestion, ...]:
    """Which circles do the files suggest? `dataset` as corrected; each suggestion is made until it is answered.

    Strongest reason first, then most people. What is a circle already (the same people, or the same name with these
    people in it) is not suggested.
    """
    answered = {c.id for c in decided if isinstance(c, MakeCircle)}
    answered |= {c.circle for c in decided if isinstance(c, DropCircle)}
    people = dataset.memberships.groupby("group_id")["contact_id"].agg(frozenset)
    circles = [
        (fold(name), people.get(group, frozenset()))
        for group, name in zip(dataset.groups["group_id"], dataset.groups["name"], strict=True)
    ]
    found = []
    every = (*_companies(dataset), *_words(dataset), *_places(dataset), *_countries(dataset), *_years(dataset))
    for suggestion in sorted(every, key=lambda s: ORDER.index(s.why)):
        those = frozenset(suggestion.people)
        known = any(those == there or (fold(suggestion.name) == name and those <= there) for name, there in circles)
        if suggestion.id not in answered and not known:
            found.append(suggestion)
    return tuple(found)


def _companies(dataset: Dataset) -> Iterator[CircleSuggestion]:
    named = dataset.contacts.dropna(subset=["company"])
    for key, names, people in _shared(zip(named["contact_id"], named["company"], strict=True)):
        school = _SCHOOL.search(key)
        yield CircleSuggestion(
            f"{BY_HAND}:{'school' if school else 'company'}/{key}", names, SCHOOL if school else COMPANY, people
        )


def _words(dataset: Dataset) -> Iterator[CircleSuggestion]:
    """Words of names beyond the first: "CrossFit" of "Jeanne CrossFit" is about her, "Martin" is her family's."""
    written = [
        (contact, word)
        for contact, name in zip(dataset.contacts["contact_id"], dataset.contacts["name"], strict=True)
        if calling_code(name) is None
        for word in name.split()[1:]
        if len(fold(word) or "") > 1 and fold(word) not in _PARTICLES
    ]
    subjects = _subjects(dataset)
    forms: dict[str, set[str]] = defaultdict(set)
    for _contact, word in written:
        forms[fold(word) or ""].add(word)
    own = {fold(word) for owner in dataset.owners for name in owner.names for word in name.split()[1:]}
    for key, name, people in _shared(written):
        if key in subjects or any(map(_is_no_surname, forms[key])):
            yield CircleSuggestion(f"{BY_HAND}:word/{key}", name, WORD, people)
        else:
            yield CircleSuggestion(f"{BY_HAND}:name/{key}", name, OWN_SURNAME if key in own else SURNAME, people)


def _subjects(dataset: Dataset) -> set[str]:
    """Words that are no surnames here: of the names of groups, and those the person writes in small letters."""
    groups = {word for name in dataset.groups["name"] for word in (fold(name) or "").split()}
    small: Counter[str] = Counter()
    for text in dataset.posts["text"]:
        small.update({word for word in re.findall(r"[^\W\d_]+", text) if word.islower()})
    return groups | {fold(word) or "" for word, n in small.items() if n > 1}


def _is_no_surname(word: str) -> bool:
    """Is it written as no surname is: in small letters, with a digit, with a capital inside, in brackets?"""
    bare = word.strip("()[]-–·.,")
    return bare != word or word.islower() or any(map(str.isdigit, word)) or bool(re.search("[a-z][A-Z]", word))


def _places(dataset: Dataset) -> Iterator[CircleSuggestion]:
    """Places, and time zones where they tell people apart: a zone that all of them have tells nothing."""
    named = dataset.contacts.dropna(subset=["place"])
    is_zone = named["place"].isin(available_timezones())
    places, zones = named[~is_zone], named[is_zone]
    for key, place, people in _shared(zip(places["contact_id"], places["place"], strict=True)):
        yield CircleSuggestion(f"{BY_HAND}:place/{key}", place, PLACE, people)
    if zones["place"].nunique() > 1:
        for key, zone, people in _shared(zip(zones["contact_id"], zones["place"], strict=True)):
            yield CircleSuggestion(f"{BY_HAND}:zone/{key}", zone.replace("_", " "), ZONE, people)


def _countries(dataset: Dataset) -> Iterator[CircleSuggestion]:
    """Countries of the phone numbers that stand for a name, where there is more than one."""
    names = zip(dataset.contacts["contact_id"], dataset.contacts["name"], strict=True)
    codes = [(contact, f"+{code}") for contact, name in names if (code := calling_code(name))]
    if len({code for _contact, code in codes}) > 1:
        for key, code, people in _shared(codes):
            yield CircleSuggestion(f"{BY_HAND}:country/{key}", code, COUNTRY, people)


def _years(dataset: Dataset) -> Iterator[CircleSuggestion]:
    known = dataset.contacts.dropna(subset=["first_seen"])
    years = known["first_seen"].dt.year.astype("str")
    for key, name, people in _shared(zip(known["contact_id"], years, strict=True), FEWEST_OF_A_YEAR):
        yield CircleSuggestion(f"{BY_HAND}:year/{key}", name, YEAR, people)


def _shared(pairs: Iterable[tuple[str, str]], fewest: int = FEWEST) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What several people share, folded: the key, how it is mostly written, the people; most people first."""
    people: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for contact, value in pairs:
        key = fold(value)
        if key:
            people[key].add(contact)
            written[key][value.strip()] += 1
    for key in sorted(people, key=lambda key: (-len(people[key]), key)):
        if len(people[key]) >= fewest:
            mostly = min(written[key], key=lambda form: (-written[key][form], form.isupper() or form.islower(), form))
            yield key, mostly, tuple(sorted(people[key]))


def most_present(dataset: Dataset, n: int = MOST_PRESENT) -> tuple[str, ...]:
    """Whom to place first: the n people of most acts (given, received, worked out), without those in a circle by hand.

    An order of cards, nothing else: it is shown nowhere and stored nowhere.
    """
    made = dataset.groups.loc[dataset.groups["kind"] == "circle", "group_id"]
    placed = dataset.memberships.loc[dataset.memberships["group_id"].isin(made), "contact_id"]
    counts = dataset.interactions["contact_id"].value_counts()
    first = sorted(counts.index, key=lambda contact: (-int(counts[contact]), contact))[:n]
    inside = set(placed)
    return tuple(contact for contact in first if contact not in inside)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Names that the person pasted: the contacts they fit, and those that fit nobody."""

    people: tuple[str, ...]
    unknown: tuple[str, ...]


def recognise(dataset: Dataset, pasted: str) -> Recognised:
    """Who is meant by these names (one a line, or between commas)? A name fits every contact who is called so."""
    known: dict[str, set[str]] = defaultdict(set)
    for column in ("name", "handle"):
        for contact, value in zip(dataset.contacts["contact_id"], dataset.contacts[column], strict=True):
            if key := fold(value):
                known[key].add(contact)
    asked = {key: name.strip() for name in re.split(r"[\n,;\t]", pasted) if (key := fold(name))}
    people = set[str]().union(*(known[key] for key in asked if key in known))
    return Recognised(tuple(sorted(people)), tuple(name for key, name in asked.items() if key not in known))


def to_sort(dataset: Dataset) -> int:
    """How many people are in no circle?"""
    return int((~dataset.contacts["contact_id"].isin(dataset.memberships["contact_id"])).sum())


@dataclass(frozen=True, slots=True)
class Apart:
    """One group of a network: its people, its posts with a facet, and which facets they are about, largest first.

    posts: None where the file does not say what went there, as for lists of friends and labels of mails.
    """

    group_id: str
    name: str
    people: int
    posts: int | None
    facets: tuple[tuple[int, int], ...]

    @property
    def beside(self) -> int:
        """The posts about something else than the group's main facet."""
        return self.posts - self.facets[0][1] if self.posts and self.facets else 0


@dataclass(frozen=True)
class Separate:
    """What the person keeps apart today: the groups, most posts first, and how many people are in several of them."""

    groups: tuple[Apart, ...]
    in_several: int

    @property
    def telling(self) -> Apart | None:
        """The group with two thirds of its posts in one facet, and most posts beside it."""
        clear = [g for g in self.groups if (g.posts or 0) >= FEWEST_POSTS and 0 < 3 * g.beside <= (g.posts or 0)]
        return max(clear, key=lambda group: group.beside, default=None)


def already_separate(dataset: Dataset, assignment: pd.DataFrame) -> Separate:
    """Which facet goes to which list, channel and chat today, and who is in several?

    A post counts for every group that its audience names. Groups of which neither people nor posts are known stay out.
    A list that no post names is not known to be empty: the networks leave that out.
    """
    groups = dataset.groups[dataset.groups["kind"].isin(APART)]
    inside = dataset.sent_to[dataset.sent_to["group_id"].isin(groups["group_id"])]
    people = inside.groupby("group_id")["contact_id"].nunique()
    own = dataset.posts.loc[dataset.posts["kind"] != "repost", ["post_id"]]
    placed = own.merge(assignment.loc[assignment["topic"].notna(), ["post_id", "topic"]], on="post_id")
    sent = dataset.audiences[["post_id", "group_id"]].dropna().drop_duplicates().merge(placed, on="post_id")
    found = []
    named = set(dataset.audiences["group_id"].dropna())
    for group, name, kind in groups[["group_id", "name", "kind"]].itertuples(index=False):
        counts = sent.loc[sent["group_id"] == group, "topic"].value_counts()
        facets = tuple(sorted(((int(t), int(n)) for t, n in counts.items()), key=lambda f: (-f[1], f[0])))
        if facets or group in people.index:
            posts = int(counts.sum()) if kind != "list" or group in named else None
            found.append(Apart(group, name, int(people.get(group, 0)), posts, facets))
    several = inside[["contact_id", "group_id"]].drop_duplicates().groupby("contact_id").size()
    return Separate(
        tuple(sorted(found, key=lambda g: (-(g.posts or 0), -g.people, g.group_id))), int((several > 1).sum())
    )  # fmt: skip
