"""The one value that screens, report, command line and tests read: everything we can say about a dataset.

`run_audit` calls the analyses in order and computes nothing itself; `Audit.to_dict` is the JSON of the public
interface. Names of people never enter that JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from identity_audit import audit_json
from identity_audit.analysis import (
    answered,
    audience,
    engagement,
    facet_edits,
    facet_places,
    facet_words,
    gestures,
    placed_texts,
    starter_names,
    strategies,
    topic_match,
    topics,
)
from identity_audit.analysis.answered import Answered
from identity_audit.analysis.audience import Breadth, CrossFacet
from identity_audit.analysis.change import Change, TooFew, halves
from identity_audit.analysis.cross_posting import counted, said
from identity_audit.analysis.crossing import crossing, gather, members
from identity_audit.analysis.encoder import EncodingCache
from identity_audit.analysis.engagement import Opportunities
from identity_audit.analysis.facet_places import ByYear
from identity_audit.analysis.facet_words import PlacedBy
from identity_audit.analysis.gestures import Gestures
from identity_audit.analysis.listening import Listening, listening
from identity_audit.analysis.marks import marks
from identity_audit.analysis.pasted_answers import Pasted, gathered
from identity_audit.analysis.placed_texts import PlacedTexts
from identity_audit.analysis.strategies import Replay
from identity_audit.analysis.topic_space import TopicSpace, prepare
from identity_audit.analysis.topics import Topics, TopicSettings
from identity_audit.corrections import (
    AboutCircles,
    AboutFacets,
    AboutVisibility,
    Correction,
    Evidence,
    FacetPosts,
    KnownFacet,
    LeftOut,
    NumberOfFacets,
    ReactionKinds,
    about_people,
)
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable, OwnerNeeded
from identity_audit.history import Effect
from identity_audit.outlook import Outlook
from identity_audit.words import N_, Words

Progress = Callable[[str, float | None], None]
MOST_FACETS = 8


@dataclass(frozen=True)
class Settings:
    """The choices that change figures: an audit follows from a dataset and these, whatever was decided in between.

    corrections: what the person decided and holds, in order. known: the facets as an earlier export showed them, which
    keep their ids, names and colours.
    """

    seed: int = 0
    corrections: tuple[Correction, ...] = ()
    known: tuple[KnownFacet, ...] = ()

    @property
    def n_topics(self) -> int | None:
        """How many facets the person asked for; None = as many as the posts suggest."""
        return next((c.number for c in reversed(self.corrections) if isinstance(c, NumberOfFacets)), None)

    def only(self, about: Any) -> tuple[Correction, ...]:
        """Those of the decisions that are of these kinds."""
        return tuple(c for c in self.corrections if isinstance(c, about))


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet as screens and reports name it.

    samples: ids of three typical posts · sensitive: the person finds it so · named: the person gave the name
    """

    id: int
    name: str
    terms: tuple[str, ...]
    posts: int
    share: float
    unsure: int
    everyday: bool
    samples: tuple[str, ...]
    colour: int
    sensitive: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """One circle: a group of the files or one made by hand, and how many people are in it."""

    id: str
    name: str
    kind: str
    people: int


@dataclass(frozen=True)
class Audit:
    """What the person's files say. Frames as documented in the analysis modules; `space` re-clusters in no time.

    `source`: the dataset as it was read; `dataset`: the same as the person corrected it.
    `words`: through which words each post for facets is placed (see `facet_words`).
    `suggested`: the facets before any decision about them; `numbered`: as many as the person asked for; `topics`: as
    they decided them. Posts that they set aside as not theirs are in no facet and stay counted in `not_me`: reactions
    to them leave `engagements` and `proxies`, and with them every figure about the audience; among the gestures, which
    say what the accounts did, these posts stay, without a facet.
    `engagements` (and with them `seen`, `matrix`, `breadth`) hold pasted lists like any other. What needs the whole
    history of a person is counted `in_files` alone (`cross_facet`, `replays`): a dozen drawn posts are no history.
    What these say is in `pasted`. `kept`: what `outlook` has worked out so far; the same audit under other names,
    marks and plans goes on with it.
    """

    source: Dataset
    dataset: Dataset
    settings: Settings
    words: pd.DataFrame
    space: TopicSpace
    placed: PlacedTexts
    suggested: Topics
    numbered: Topics
    topics: Topics
    engagements: pd.DataFrame
    proxies: pd.DataFrame
    seen: Opportunities
    matrix: pd.DataFrame
    breadth: Breadth
    cross_facet: CrossFacet
    replays: Mapping[str, Replay | None]
    verdict: str
    gestures: Gestures
    kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def outlook(self) -> Outlook:
        """What follows beyond what happened: other ways to separate, what could change, surprises, plans."""
        return Outlook(self)

    @property
    def posts(self) -> pd.DataFrame:
        """The posts that count: reposts are somebody else's words and stay out."""
        return self.dataset.posts[self.dataset.posts["kind"] != "repost"]

    @property
    def copies(self) -> int:
        """How many posts say again, on another network, what another post said?"""
        return int((~counted(self.topics.assignment)).sum())

    @property
    def on_several_networks(self) -> int:
        """How many posts have such copies, and count once?"""
        assigned = self.topics.assignment
        return int(said(assigned)[~counted(assigned)].nunique())

    @property
    def to_one_person(self) -> int:
        """How many posts went to one person, and shape no facet?"""
        return len(self.posts) - self.copies - self.topics.n_posts

    @property
    def in_files(self) -> pd.DataFrame:
        """The engagements that the files name, without those of pasted lists."""
        return self._files[1]

    @property
    def read(self) -> Dataset:
        """The dataset as the files hold it, with what was decided but without pasted lists."""
        return self._files[0]

    @cached_property
    def _files(self) -> tuple[Dataset, pd.DataFrame]:
        return _in_files(self.source, self.dataset, self.engagements, self.topics, self.settings)

    def change(self, cut: datetime | None = None) -> Change | TooFew:
        """What moved between two parts of the history, by what the files hold? See `change.halves`; kept once made."""
        if cut not in self._changes:
            read, in_files = self._files
            self._changes[cut] = halves(read.posts, self.topics.assignment, in_files, cut, self.settings.seed)
        return self._changes[cut]

    @cached_property
    def _changes(self) -> dict[datetime | None, Change | TooFew]:
        return {}

    @cached_property
    def pasted(self) -> Pasted:
        """The lists that the person pasted, what they say, and the posts that are still asked about."""
        return gathered(
            self.source, self.dataset, self.topics.assignment, self.seen.platforms, self.settings.corrections,
            seed=self.settings.seed,
        )  # fmt: skip

    @cached_property
    def listening(self) -> Listening:
        """How the person talks, listens and passes on, and what the essays claim: see `analysis.listening`."""
        return listening(
            self.dataset, self.engagements, self.topics.assignment, self._facet_of_given, self._facets_of,
            seed=self.settings.seed,
        )  # fmt: skip

    def renamed(self, dataset: Dataset, topics: Topics) -> Audit:
        """The same audit under other names of circles and facets: what was counted holds."""
        told = replace(self, dataset=dataset, topics=topics)
        vars(told)["listening"] = self.listening
        return told

    @cached_property
    def _facet_of_given(self) -> dict[str, int | None]:
        votes = placed_texts.vote(self.placed, self.space, self.topics)["topic"]
        return {t: None if pd.isna(v) else int(v) for t, v in zip(self.placed.texts, votes, strict=True)}

    def _facets_of(self, texts: list[str]) -> list[int | None]:
        """The facet that each of these texts of others resembles most; None without words."""
        votes = placed_texts.vote(placed_texts.place_texts(self.space, texts), self.space, self.topics)["topic"]
        return [None if pd.isna(vote) else int(vote) for vote in votes]

    def facets(self) -> list[Facet]:
        """The facets, largest first, under the names the person gave them."""
        return [
            Facet(int(t["id"]), t["name"], tuple(t["terms"]), int(t["posts"]), float(t["share"]), int(t["unsure"]),
                  bool(t["everyday"]), tuple(t["samples"]), int(t["colour"]), bool(t["sensitive"]),
                  bool(t["named"]))
            for t in self.topics.topics.to_dict("records")
        ]  # fmt: skip

    @cached_property
    def placed_by(self) -> PlacedBy:
        """How many posts have words of their own, and how many without are placed by their album or their day."""
        return facet_words.placed_by(self.words, self.topics.assignment[counted(self.topics.assignment)])

    @cached_property
    def by_year(self) -> ByYear:
        """How many posts of each facet in each year? See `facet_places`."""
        return facet_places.by_year(self.posts, self.topics.assignment, self._facet_ids)

    @cached_property
    def by_platform(self) -> pd.DataFrame:
        """How many posts of each facet on each network? See `facet_places`."""
        return facet_places.by_platform(self.posts, self.topics.assignment, self._facet_ids)

    @cached_property
    def answered_facets(self) -> tuple[Answered, ...]:
        """Which facets go with more answers? By names where lists are complete, by bare numbers: what there is of both.

        What was pasted is left out: a few drawn posts are no history.
        """
        facet = self.topics.assignment.set_index("post_id")["topic"]
        return self._answered(lambda posts: posts["post_id"].map(facet))

    @cached_property
    def answered_kinds(self) -> tuple[Answered, ...]:
        """Which kinds (photo, video, link, text) go with more answers? As `answered_facets`."""
        return self._answered(answered.kinds)

    def _answered(self, groups: Callable[[pd.DataFrame], pd.Series]) -> tuple[Answered, ...]:
        read, in_files = self._files
        aside = self.topics.assignment.loc[self.topics.assignment["not_me"], "post_id"]
        posts = read.posts[(read.posts["kind"] != "repost") & ~read.posts["post_id"].isin(aside)]
        named, counts = answered.named_answers(posts, in_files), answered.counted_answers(posts)
        found = (
            answered.compare(named, groups(named), "named", self.settings.seed),
            answered.compare(counts, groups(counts), "counted", self.settings.seed),
        )
        return tuple(result for result in found if result is not None)

    @property
    def _facet_ids(self) -> list[int]:
        return [facet.id for facet in self.facets()]

    @property
    def not_me(self) -> int:
        """How many posts the person set aside as not theirs."""
        return self.topics.not_me

    def facet_posts(self, facet: int) -> FacetPosts:
        """How to speak of this facet in a decision: see `facet_edits.facet_posts`."""
        return facet_edits.facet_posts(self.topics, facet)

    def known_facets(self) -> tuple[KnownFacet, ...]:
        """The suggested facets as the next export has to know them again (`Settings.known`)."""
        return facet_edits.known_facets(self.suggested)

    def starter_names(self, facet: int, _: Words) -> list[str]:
        """Up to four everyday names for this facet, the nearest first, none that another facet has."""
        return starter_names.nearest(self.space, self.topics, facet, _)

    def circles(self) -> list[Circle]:
        """Every circle, of the files and made by hand, most people first."""
        people = self.dataset.memberships.groupby("group_id")["contact_id"].nunique()
        found = [
            Circle(g["group_id"], g["name"], g["kind"], int(people.get(g["group_id"], 0)))
            for g in self.dataset.groups.to_dict("records")
            if g["kind"] != "audience"
        ]
        return sorted(found, key=lambda circle: (-circle.people, circle.id))

    def topic_names(self) -> dict[int, str]:
        """Facet id -> its name, the person's own where they gave one."""
        return {facet.id: facet.name for facet in self.facets()}

    def crossing(self, circles: Sequence[str]) -> pd.DataFrame:
        """Circles against facets in one screen's size: see `analysis.crossing`; at most eight facets, then others."""
        return crossing(self.dataset, self.engagements, self.seen, circles, self._crossed)

    @property
    def _crossed(self) -> list[int]:
        """The facets with a column of their own."""
        facets = self._facet_ids
        return list(facets if len(facets) <= MOST_FACETS else facets[: MOST_FACETS - 1])

    def moments(self, circle: str, topic: int, circles: Sequence[str]) -> pd.DataFrame:
        """The reactions behind one cell of `crossing(circles)`, newest post first.

        Columns: time, name, text and context (of the post), platform.
        """
        belongs = members(self.dataset, circles)
        people = belongs.loc[belongs["group_id"] == circle, "contact_id"]
        found = self.engagements[self.engagements["contact_id"].isin(people)]
        found = found[(gather(found["topic"], self._crossed) == topic).fillna(False)]
        found = found.merge(self.dataset.contacts[["contact_id", "name"]], on="contact_id")
        found = found.merge(self.dataset.posts[["post_id", "text", "context"]], on="post_id")
        shown = ["time", "name", "text", "context", "platform"]
        return found.sort_values(["time", "name"], ascending=[False, True])[shown]

    def to_dict(self, *, lang: str = "fr", names: bool = False) -> dict[str, Any]:
        """The audit as JSON: see `audit_json.audit_dict`."""
        return audit_json.audit_dict(self, lang=lang, names=names)


def run_audit(
    dataset: Dataset,
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    encodings: EncodingCache | None = None,
    quick: bool = False,
) -> Audit:
    """What do these exports say about the person's facets, audience and strategies?

    settings: choices that change figures.  progress: called with a step (message id) and the share done.
    encodings: vectors of an earlier run; those of this one are added.
    quick: a first picture of a very long history (see `topic_space.prepare`), while the exact one is made; what was
    given to others has no facet in it.
    Raises OwnerNeeded where a server-wide export does not say who the person is, NothingUsable where nothing
    of the person was read.
    """
    chosen = settings or Settings()
    tell = progress or _quietly
    refuse_strangers(dataset)
    tell(N_("Looking for your facets"), None)
    read = dataset.apply(chosen.only(LeftOut))
    words = facet_posts(read)
    space = prepare(words, progress, encodings, quick=quick)
    placed = placed_texts.place_texts(space, [] if quick else given_texts(read), encodings)
    suggested = topic_match.match(topics.cluster(space, TopicSettings(seed=chosen.seed)), space, chosen.known)
    numbered = _numbered(space, suggested, chosen)
    decided = facet_edits.apply(numbered, space, chosen.corrections, chosen.known)
    return _assemble(dataset, chosen, space, placed, (suggested, numbered, decided), words=words, tell=tell)


def recluster(audit: Audit, settings: Settings) -> Audit:
    """The same data under other choices: what `run_audit` would give, without doing again what does not change.

    Only where something else is left out the posts are prepared anew (which takes as long as `run_audit`). Where only
    names and marks change nothing is counted again; where only circles do, reactions are not. Who can see an account
    moves no reaction.
    """
    before = audit.settings
    if settings == before:
        return audit
    if settings.only(LeftOut) != before.only(LeftOut):
        return run_audit(audit.source, settings)
    suggested = audit.suggested
    if (settings.seed, settings.known) != (before.seed, before.known):
        suggested = topics.cluster(audit.space, TopicSettings(seed=settings.seed))
        suggested = topic_match.match(suggested, audit.space, settings.known)
    same = suggested is audit.suggested and settings.n_topics == before.n_topics
    numbered = audit.numbered if same else _numbered(audit.space, suggested, settings)
    decided, earlier = settings.only(AboutFacets), before.only(AboutFacets)
    if same and decided[: len(earlier)] == earlier:
        found = facet_edits.apply(audit.topics, audit.space, decided[len(earlier) :], settings.known)
    else:
        found = facet_edits.apply(numbered, audit.space, decided, settings.known)
    facets = (suggested, numbered, found)
    columns = ["topic", "not_me"]
    if settings.seed != before.seed or not found.assignment[columns].equals(audit.topics.assignment[columns]):
        return _assemble(audit.source, settings, audit.space, audit.placed, facets, words=audit.words, tell=_quietly)
    if _about_engagements(settings) != _about_engagements(before):
        return _assemble(audit.source, settings, audit.space, audit.placed, facets, words=audit.words, tell=_quietly)
    changed = replace(audit, settings=settings, suggested=suggested, numbered=numbered, topics=found)
    answers = settings.only(AboutVisibility) == before.only(AboutVisibility)
    if answers and settings.only(AboutCircles) == before.only(AboutCircles):
        return changed
    dataset = audit.source.apply(settings.corrections)
    if settings.only(AboutCircles) == before.only(AboutCircles):
        return replace(changed, dataset=dataset, kept={})
    results = _circle_results(
        dataset, audit.engagements, audit.seen, settings, per_facet=audit.replays["per_facet"],
        files=_in_files(audit.source, dataset, audit.engagements, found, settings),
    )  # fmt: skip
    return replace(changed, dataset=dataset, kept={}, **results)


def counted_over(audit: Audit, source: Dataset, settings: Settings, found: Topics, words: pd.DataFrame) -> Audit:
    """The same counts over other tables: `source` and `found` hold the posts of `audit.space`, in its order."""
    return _assemble(source, settings, audit.space, audit.placed, (found, found, found), words=words, tell=_quietly)


def _quietly(step: str, share: float | None) -> None:
    """Work that is over before a step could be read tells nobody."""


def _about_engagements(settings: Settings) -> tuple[Correction, ...]:
    """The decisions that change who engaged with what: who is who, which lists were pasted, what is a reaction."""
    return about_people(settings.corrections) + settings.only(Evidence) + settings.only(ReactionKinds)


def effect(before: Audit, after: Audit) -> Effect:
    """What changed from one audit to the other, in counts: see `history.Effect`.

    A post set aside as not the person's has moved too; a contact that only one of the two knows has not.
    """
    columns = ["post_id", "topic", "not_me"]
    assigned = after.topics.assignment
    posts = before.topics.assignment[columns].merge(assigned.loc[counted(assigned), columns], on="post_id")
    facet = posts["topic_x"].fillna(-1) != posts["topic_y"].fillna(-1)
    aside = posts["not_me_x"] != posts["not_me_y"]
    one, other = _memberships(before.dataset), _memberships(after.dataset)
    known = set(before.dataset.contacts["contact_id"]) & set(after.dataset.contacts["contact_id"])
    return Effect(
        posts_moved=int((facet | aside).sum()),
        people_moved=len({contact for contact, _circle in one ^ other} & known),
        posts=len(after.posts) - len(before.posts),
        people=len(after.dataset.contacts) - len(before.dataset.contacts),
        reactions=len(after.engagements) - len(before.engagements),
    )


def _memberships(dataset: Dataset) -> set[tuple[str, str]]:
    """Who is in which circle, as (contact, circle)."""
    circles = dataset.groups.loc[dataset.groups["kind"] != "audience", "group_id"]
    found = dataset.memberships[dataset.memberships["group_id"].isin(circles)]
    return set(zip(found["contact_id"], found["group_id"], strict=True))


def _numbered(space: TopicSpace, suggested: Topics, settings: Settings) -> Topics:
    """As many facets as the person asked for; those that are suggested ones keep their ids, names and colours."""
    if settings.n_topics is None:
        return suggested
    found = topics.cluster(space, TopicSettings(settings.n_topics, settings.seed))
    return topic_match.match(found, space, facet_edits.known_facets(suggested, most=None))


def _assemble(
    source: Dataset, settings: Settings, space: TopicSpace, placed: PlacedTexts, facets: tuple[Topics, Topics, Topics],
    *, words: pd.DataFrame, tell: Progress,
) -> Audit:  # fmt: skip
    """Count everything. facets: as suggested, in the number asked for, and as decided."""
    suggested, numbered, found = facets
    tell(N_("Counting who reacts to what"), None)
    assigned = found.assignment
    dataset = source.apply(settings.corrections)
    engaged = _counted(engagement.engagements(dataset, assigned), found)
    read, in_files = _in_files(source, dataset, engaged, found, settings)
    seen = engagement.opportunities(dataset, assigned)
    tell(N_("Comparing one profile with several"), None)
    votes = placed_texts.vote(placed, space, found)["topic"]
    facet_of = {text: None if pd.isna(topic) else int(topic) for text, topic in zip(placed.texts, votes, strict=True)}
    per_facet = strategies.replay_per_facet(in_files, seed=settings.seed)
    return Audit(
        source=source,
        dataset=dataset,
        settings=settings,
        words=words[["post_id", "placed_by"]],
        space=space,
        placed=placed,
        suggested=suggested,
        numbered=numbered,
        topics=found,
        engagements=engaged,
        proxies=_counted(engagement.proxies(dataset, assigned), found),
        seen=seen,
        breadth=audience.breadth(engaged),
        cross_facet=audience.cross_facet(in_files, seed=settings.seed),
        gestures=gestures.gestures(dataset, assigned, lambda texts: [facet_of.get(text) for text in texts]),
        **_circle_results(dataset, engaged, seen, settings, per_facet=per_facet, files=(read, in_files)),
    )


def _counted(engagements: pd.DataFrame, found: Topics) -> pd.DataFrame:
    """The engagements without those on posts that the person set aside."""
    not_me = found.assignment.loc[found.assignment["not_me"], "post_id"]
    return engagements[~engagements["post_id"].isin(not_me)].reset_index(drop=True)


def _in_files(
    source: Dataset, dataset: Dataset, engaged: pd.DataFrame, found: Topics, settings: Settings
) -> tuple[Dataset, pd.DataFrame]:
    """The dataset as corrected and its engagements, both as they would be without any pasted list."""
    decided = tuple(c for c in settings.corrections if not isinstance(c, Evidence))
    if decided == settings.corrections:
        return dataset, engaged
    read = source.apply(decided)
    return read, _counted(engagement.engagements(read, found.assignment), found)


def _circle_results(
    dataset: Dataset, engaged: pd.DataFrame, seen: Opportunities, settings: Settings, *, per_facet: Replay | None,
    files: tuple[Dataset, pd.DataFrame],
) -> dict[str, Any]:  # fmt: skip
    """The parts of an audit that depend on who is in which circle. files: see `_in_files`."""
    read, in_files = files
    replays = {
        "unified": strategies.replay_unified(in_files, seed=settings.seed),
        "per_facet": per_facet,
        "per_circle": strategies.replay_per_circle(in_files, read.memberships, seed=settings.seed),
    }
    return {
        "matrix": audience.matrix(dataset, engaged, seen),
        "replays": replays,
        "verdict": strategies.verdict(per_facet, replays["per_circle"], len(engaged)),
    }


def facet_posts(dataset: Dataset) -> pd.DataFrame:
    """The posts that shape facets, through the words that place them: what the person wrote to more than one person.

    Reposts are left out. Columns: see `facet_words.facet_words`; marks: see `marks.marks`.
    """
    posts = dataset.posts
    shaping = posts[(posts["kind"] != "repost") & (posts["visibility"] != "direct")]
    return facet_words.facet_words(shaping.assign(marks=marks(shaping, dataset.audiences)))


def given_texts(dataset: Dataset) -> list[str]:
    """The different texts that the person wrote to others, whose facet is found by comparing them with the posts."""
    acts = dataset.interactions
    texts = acts.loc[acts["direction"] == "given", "text"].fillna("")
    return sorted(set(texts) - {""})


def refuse_strangers(dataset: Dataset) -> None:
    """Raises OwnerNeeded or NothingUsable where a dataset cannot be audited as it is: see `run_audit`."""
    everybody = next((u for u in dataset.unowned if u.server_wide), None)
    if everybody:
        raise OwnerNeeded(
            N_("This export holds {people} people and does not say which of them is you; "
               "add --me with your name or e-mail address."),
            people=everybody.people,
        )  # fmt: skip
    if dataset.posts.empty and dataset.interactions.empty and dataset.contacts.empty:
        raise NothingUsable(
            N_("The files were read, but they hold no post and no contact. Ask the platform for a complete export.")
        )
    if dataset.posts.empty and dataset.unowned:
        raise OwnerNeeded(
            N_("This chat holds {people} people and does not say which of them is you; add --me with your name."),
            people=dataset.unowned[0].people,
        )
