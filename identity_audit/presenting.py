"""What a person may show to a room: their own figures, and nobody in them who could be recognised. Pure.

Names are replaced in the tables, before any page, tooltip, search, table or download reads them; nothing is blurred
over. Every id is another one, people have first names that no contact has, days are shifted by whole weeks, what
people wrote is taken out, facets that the person finds sensitive and circles of fewer than five people are not there.
The figures are counted again on what is left, so every page agrees with itself.

An invented example shows nobody: there texts and names of circles stay, and only the people are renamed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import count
from typing import Any

import pandas as pd

from identity_audit import schema
from identity_audit.analysis import facet_edits
from identity_audit.analysis.answered import Answered
from identity_audit.analysis.cross_posting import counted
from identity_audit.analysis.listening import Listening
from identity_audit.analysis.topics import Topics
from identity_audit.anonymity import SHORTEST_NAME, name_words, people_words, without
from identity_audit.audit import Audit, Settings, counted_over
from identity_audit.corrections import Correction, Evidence, NotMyPosts, PastedList, SkippedPost
from identity_audit.dataset import Dataset
from identity_audit.findings import FEW_UP_TO
from identity_audit.first_names import FIRST_NAMES
from identity_audit.folding import fold
from identity_audit.words import Words

_IDS = {"contact_id": "p", "group_id": "g", "post_id": "m", "thread_id": "t"}
_SHORTEST_SHIFT, _SHIFTS = 3, 50


@dataclass(frozen=True)
class Veil:
    """How one dossier is shown to others, in one language.

    key: what makes the names stable; the same dossier gives the same names. invented: it is an example of ours.
    """

    key: str
    words: Words
    invented: bool = False

    def audit(self, audit: Audit) -> Audit:
        """The audit as others may see it: counted again on the tables as others may see them."""
        decided = audit.settings.corrections
        lists = tuple(c for c in decided if isinstance(c, Evidence))
        source = audit.source.apply(tuple(c for c in decided if not isinstance(c, Evidence)))
        if lists:
            # people whom only pasted lists name are renamed like everybody
            source = replace(source, contacts=audit.dataset.contacts)
        topics, hidden = _without_sensitive(audit)
        source = _without_small_circles(_without_posts(source, hidden))
        ids = _Ids(source, topics.assignment["post_id"])
        names = self._names(source)
        shown = self._renamed(source, ids, names)
        people = set() if self.invented else _could_name(source)
        rows = topics.topics
        facets = [
            without(name, people) or self.words("Facet {n}", n=self.words.number(n))
            for n, name in enumerate(rows["name"], 1)
        ]
        topics = replace(
            topics,
            assignment=ids.renamed(topics.assignment.assign(copy_of=ids.posts(topics.assignment["copy_of"]))),
            topics=rows.assign(
                name=pd.Series(facets, index=rows.index, dtype=rows["name"].dtype),
                terms=rows["terms"].map(lambda terms: [t for t in terms if not people & name_words(t)]),
                samples=rows["samples"].map(lambda samples: [ids.post[post] for post in samples]),
            ),
            terms=tuple(term for term in topics.terms if not people & name_words(term)),
        )
        settings = Settings(audit.settings.seed, self._lists(audit, lists, ids))
        words = ids.renamed(audit.words[~audit.words["post_id"].isin(hidden)])
        found = counted_over(audit, shown, settings, topics, words)
        masks = _Masks(self.words, [shown, found.dataset]) if not self.invented else None
        if masks is None:
            return found
        kept = {one.name: getattr(found, one.name) for one in fields(found)}
        kept["source"], kept["dataset"] = masks.dataset(found.source), masks.dataset(found.dataset)
        kept["placed"] = replace(found.placed, texts=tuple(masks.text(text) for text in found.placed.texts))
        return _Masked(**kept, behind=found, masks=masks)

    def dataset(self, dataset: Dataset) -> Dataset:
        """The tables as others may see them, before there is an audit of them."""
        source = _without_small_circles(dataset)
        shown = self._renamed(source, _Ids(source, source.posts["post_id"]), self._names(source))
        return shown if self.invented else _Masks(self.words, [shown]).dataset(shown)

    # --- people ----------------------------------------------------------------------------------------------------

    def _names(self, dataset: Dataset) -> dict[str, str]:
        """Contact id -> a first name of the language that is no part of anybody's name here; a number where needed."""
        contacts = dataset.contacts
        taken = " ".join(
            fold(value) or ""
            for value in [
                *contacts["name"].dropna(), *contacts["handle"].dropna(), *(n for o in dataset.owners for n in o.names)
            ]
        )  # fmt: skip
        offered = [name for name in FIRST_NAMES[self.words.lang] if (fold(name) or "") not in taken]
        offered = offered or [self.words("Person")]
        # who was met later comes later, so that a newer export moves few names
        order = contacts.assign(draw=[self._draw(contact) for contact in contacts["contact_id"]])
        order = order.sort_values(["first_seen", "draw"], na_position="last")
        found: dict[str, str] = {}
        free: list[str] = []
        for number, contact in enumerate(order["contact_id"]):
            if not free:
                free = list(offered)
            name = min(free, key=lambda name: self._draw(contact, name))
            free.remove(name)
            turn = number // len(offered)
            found[contact] = f"{name} {turn + 1}" if turn else name
        return found

    def _draw(self, *what: str) -> str:
        text = "\0".join(what).encode("utf-8", "replace")
        return hashlib.blake2b(text, key=self.key.encode()[:64], digest_size=8).hexdigest()

    @cached_property
    def shift(self) -> pd.Timedelta:
        """By how much every day is earlier: whole weeks, so that a Monday stays a Monday."""
        return pd.Timedelta(weeks=_SHORTEST_SHIFT + int(self._draw("days"), 16) % _SHIFTS)

    # --- tables ----------------------------------------------------------------------------------------------------

    def _renamed(self, dataset: Dataset, ids: _Ids, names: Mapping[str, str]) -> Dataset:
        """Other ids, names and days in every table; what people wrote is still there."""
        tables = {table: self._shifted(ids.renamed(found)) for table, found in dataset.frames().items()}
        nobody = pd.Series(pd.NA, index=dataset.contacts.index, dtype="str")
        tables["contacts"] = tables["contacts"].assign(
            name=dataset.contacts["contact_id"].map(names).astype("str"),
            handle=nobody, company=nobody, position=nobody, place=nobody,
        )  # fmt: skip
        tables["groups"] = tables["groups"].assign(name=self._circle_names(dataset))
        if not self.invented:
            tables["traces"] = schema.empty("traces")
        recipients = dataset.recipients
        plain: dict[str, Any] = tables
        return Dataset(
            **plain, recipients=None if recipients is None else self._shifted(ids.renamed(recipients)),
            from_answer=frozenset(ids.post[post] for post in dataset.from_answer if post in ids.post),
        )  # fmt: skip

    def _shifted(self, table: pd.DataFrame) -> pd.DataFrame:
        days = [name for name, dtype in table.dtypes.items() if str(dtype) == schema.TIME]
        return table.assign(**{str(name): table[name] - self.shift for name in days})

    def _circle_names(self, dataset: Dataset) -> pd.Series[str]:
        """Chats are numbered, and so is a circle whose name holds a part of somebody's."""
        groups = dataset.groups
        if self.invented:
            return groups["name"]
        people, chats, circles = _could_name(dataset), count(1), count(1)
        shown = []
        for name, kind in zip(groups["name"], groups["kind"], strict=True):
            if kind == "audience":
                shown.append("")
            elif kind == "chat":
                shown.append(self.words("Chat {n}", n=self.words.number(next(chats))))
            elif people & name_words(name):
                shown.append(self.words("Circle {n}", n=self.words.number(next(circles))))
            else:
                shown.append(name)
        return pd.Series(shown, index=groups.index, dtype="str")

    def _lists(self, audit: Audit, lists: Iterable[Correction], ids: _Ids) -> tuple[Correction, ...]:
        """The pasted lists under the new ids, as far as their posts are shown."""
        people = {one.post_id: one.people for one in audit.pasted.lists} if lists else {}
        found: list[Correction] = []
        for said in lists:
            if isinstance(said, PastedList) and said.post in ids.post:
                who = tuple(ids.contact[c] for c in people.get(said.post, ()) if c in ids.contact)
                found.append(PastedList(ids.post[said.post], who, (), said.complete))
            elif isinstance(said, SkippedPost) and said.post in ids.post:
                found.append(SkippedPost(ids.post[said.post]))
        return tuple(found)


class _Ids:
    """Other ids for everything, in the order of the old ones: what is drawn by that order stays as it was."""

    def __init__(self, dataset: Dataset, posts: pd.Series[str]) -> None:
        threads = [dataset.posts["thread_id"], dataset.interactions["thread_id"]]
        groups = [dataset.groups["group_id"]]
        self._new = {
            "contact_id": _numbered(_IDS["contact_id"], [dataset.contacts["contact_id"]]),
            "group_id": _numbered(_IDS["group_id"], groups),
            "post_id": _numbered(_IDS["post_id"], [posts, dataset.posts["post_id"]]),
            "thread_id": _numbered(_IDS["thread_id"], threads),
        }
        self.contact, self.post = self._new["contact_id"], self._new["post_id"]

    def renamed(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table with the new ids in each of its columns that holds ids."""
        found = {name: table[name].map(new).astype("str") for name, new in self._new.items() if name in table.columns}
        return table.assign(**found).reset_index(drop=True)

    def posts(self, ids: pd.Series[str]) -> pd.Series[str]:
        return ids.map(self.post).astype("str")


def _numbered(letter: str, columns: Iterable[pd.Series[str]]) -> dict[str, str]:
    old = sorted({str(value) for column in columns for value in column.dropna()})
    return {value: f"{letter}{number:07d}" for number, value in enumerate(old, 1)}


class _Masks:
    """Every text as a sentence of ours that says it is not there; the same text always gives the same sentence."""

    def __init__(self, words: Words, datasets: Iterable[Dataset]) -> None:
        self._words = words
        written = (c for d in datasets for c in (d.posts["text"], d.interactions["text"]))
        self._numbers = {text: n for n, text in enumerate(sorted({t for c in written for t in c.dropna() if t}), 1)}

    def text(self, text: str) -> str:
        if not text:
            return text
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        return self._words("Words taken out for the room ({n})", n=self._words.number(number))

    def dataset(self, dataset: Dataset) -> Dataset:
        def masked(column: pd.Series[str]) -> pd.Series[str]:
            return column.map(self.text, na_action="ignore").astype("str")

        nothing = pd.Series(pd.NA, index=dataset.posts.index, dtype="str")
        return replace(
            dataset,
            posts=dataset.posts.assign(text=masked(dataset.posts["text"]), context=nothing, media_path=nothing),
            interactions=dataset.interactions.assign(text=masked(dataset.interactions["text"])),
        )


@dataclass(frozen=True)
class _Masked(Audit):
    """An audit without words. What is worked out of words is worked out behind it, and loses them on the way."""

    behind: Audit = field(kw_only=True, repr=False, compare=False)
    masks: _Masks = field(kw_only=True, repr=False, compare=False)

    @cached_property
    def _files(self) -> tuple[Dataset, pd.DataFrame]:
        read, in_files = self.behind._files
        return self.masks.dataset(read), in_files

    @cached_property
    def listening(self) -> Listening:
        found = self.behind.listening
        asked = found.heard.questions
        asked = asked.assign(text=[self.masks.text(text) for text in asked["text"]])
        # an address may name somebody
        passed_on = replace(found.relays, sites=found.relays.sites.assign(site=""))
        own_links = replace(found.own_links, sites=())
        return replace(found, heard=replace(found.heard, questions=asked), relays=passed_on, own_links=own_links)

    @cached_property
    def answered_facets(self) -> tuple[Answered, ...]:
        return self.behind.answered_facets

    @cached_property
    def answered_kinds(self) -> tuple[Answered, ...]:
        return self.behind.answered_kinds


def _could_name(dataset: Dataset) -> set[str]:
    """The words that could name somebody: of a name or an address, and its beginnings, as Max is for Maxime."""
    whole = people_words(dataset) | _handle_words(dataset)
    return {word[:end] for word in whole for end in range(SHORTEST_NAME, len(word) + 1)}


def _handle_words(dataset: Dataset) -> set[str]:
    return {word for handle in dataset.contacts["handle"].dropna() for word in name_words(handle)}


def _without_sensitive(audit: Audit) -> tuple[Topics, Set[str]]:
    """The facets without those that the person finds sensitive, and the posts of these, which are not there at all."""
    topics = audit.topics
    marked = topics.topics.loc[topics.topics["sensitive"], "id"]
    inside = topics.assignment["topic"].isin(marked).fillna(False).to_numpy(dtype=bool)
    hidden = topics.assignment.loc[inside, "post_id"]
    if hidden.empty:
        return topics, frozenset()
    found = facet_edits.apply(topics, audit.space, [NotMyPosts(tuple(hidden))])
    fewer = int((counted(topics.assignment) & inside).sum())
    return replace(found, n_posts=found.n_posts - fewer, not_me=found.not_me - fewer), frozenset(hidden)


def _without_posts(dataset: Dataset, hidden: Set[str]) -> Dataset:
    """The tables without these posts, what went with them and what was done under them."""
    if not hidden:
        return dataset
    kept = {
        table: found[~found["post_id"].isin(hidden)].reset_index(drop=True)
        for table, found in dataset.frames().items()
        if "post_id" in found.columns
    }
    return replace(
        dataset, posts=kept["posts"], audiences=kept["audiences"], interactions=kept["interactions"],
        from_answer=dataset.from_answer - hidden,
    )  # fmt: skip


def _without_small_circles(dataset: Dataset) -> Dataset:
    """Circles of fewer than five people are no circles here; who could see a post does not change with that."""
    sizes = dataset.memberships.groupby("group_id")["contact_id"].nunique()
    groups = dataset.groups
    small = set(groups["group_id"]) - set(sizes[sizes > FEW_UP_TO].index)
    kind = groups["kind"].mask(groups["group_id"].isin(small), "audience").astype("str")
    members = dataset.memberships
    return replace(
        dataset,
        groups=groups.assign(kind=kind),
        memberships=members[~members["group_id"].isin(small)].reset_index(drop=True),
        recipients=dataset.sent_to,
    )
