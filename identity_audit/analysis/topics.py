"""What sides of themselves does the person show in their posts?

`cluster` groups a `TopicSpace` into `Topics` (the fast part: another number of facets costs no encoding and needs no
model); `find_topics` prepares the space first. K-means in the smoothed space, mended on the graph of neighbours, the
number of facets by modularity, and each post settled where it and its neighbours agree. Each step was chosen by
measurement: `benchmarks/topics.py` says how well it does beside other ways, `benchmarks/topics_speed.py` what it costs.

All of it is deterministic on one machine. scikit-learn takes over a second to import, so it is imported where it is
used, and k-means runs on one thread, which at these sizes is as fast and keeps the order of sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from identity_audit.analysis import graph, labels
from identity_audit.analysis.encoder import EncodingCache, Floats, Integers, unit
from identity_audit.analysis.subjects import SubjectMap
from identity_audit.analysis.topic_space import FEWEST_POSTS, Progress, TopicSpace, prepare

ROUGH_BELOW = 120
"""Below this many posts with words the picture is rough, and said to be."""
UNSURE_BELOW = 0.1
"""A post whose own facet leads by less than this (difference of cosines) is unsure: 4-11 % of posts."""

SMALLEST_PART = 0.08
"""A facet is cut only where each part keeps this share of its posts."""

# Cosine to the nearest subject, and share of what a facet says that is about subjects, of small talk.
_FAR_FROM_SUBJECTS = 0.4
_MOST_TOPICS = 12
_MOST_TRIED_TO_CUT = 5


@dataclass(frozen=True)
class TopicSettings:
    """The person's choices: how many facets (None: as many as the posts suggest), and the seed of the random starts."""

    n_topics: int | None = None
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Topics:
    """The facets of a person's posts.

    assignment: one row per post, in the order given: post_id · topic (Int64, NA without words and where not_me)
        · margin (float: cosine to its own facet less cosine to the next; NaN without a facet, 1 where there is only
        one or where the person moved the post) · unsure (bool) · moved (bool: the person said where it belongs)
        · not_me (bool: the person set it aside) · copy_of (str: the post on another network that it counts as, whose
        facet it has; NA: it counts itself)
    topics: one row per facet, largest first: id (int) · name (str) · terms (list, at most 8) · posts (int) · share
        (of the posts in a facet) · unsure (int) · cohesion (0 to 1) · everyday (bool: small talk rather than a subject)
        · samples (list of up to 3 post_ids) · colour (int, stays with the facet) · sensitive (bool: the person finds it
        so) · named (bool: the person gave the name)
    n_posts, without_words, unsure: counts of posts, as all here without copies; n_posts = posts in facets +
        without_words + not_me, as long as there are facets · too_few: there is no facet, `terms` is all there is
    rough: fewer than 120 posts with words · terms: commonest words of all posts
    exact_encoder: False where only words could be compared (the wheel is missing), which is rough too
    centroids: (k, e) mean encoding of each row of `topics`, less the mean of all
    not_me: posts that the person set aside · next_id: what the next new facet is called, above every id so far
    """

    assignment: pd.DataFrame
    topics: pd.DataFrame
    n_posts: int
    without_words: int
    unsure: int
    too_few: bool
    rough: bool
    terms: tuple[str, ...]
    exact_encoder: bool
    settings: TopicSettings
    centroids: Floats = field(repr=False)
    not_me: int = 0
    next_id: int = 0

    def rows(self) -> Integers:
        """Row of `topics` of every post, (n,); -1 where it is in no facet."""
        ids = self.assignment["topic"].to_numpy(dtype=np.int64, na_value=-1)
        return np.asarray(pd.Index(self.topics["id"]).get_indexer(ids), dtype=np.int64)


def find_topics(
    posts: pd.DataFrame,
    settings: TopicSettings = TopicSettings(),
    progress: Progress | None = None,
    encodings: EncodingCache | None = None,
) -> Topics:
    """What facets do these posts show? `topic_space.prepare`, then `cluster`; see there."""
    return cluster(prepare(posts, progress, encodings), settings)


def cluster(space: TopicSpace, settings: TopicSettings = TopicSettings()) -> Topics:
    """Which facets do the posts of this space form?

    Without `settings.n_topics` the number is the one whose groups best respect the neighbourhoods (2 to 12, from 4 on
    for 200 different posts or more); with it, as many as asked for, at most one per different post.
    """
    if space.with_words < FEWEST_POSTS:
        return too_few(space, settings)
    found = groups(space, settings)
    described = describe(space, found, int(found.max()) + 1)
    assignment = assign(space, found, described.margins)
    return Topics(
        assignment=assignment,
        topics=_mark_everyday(described.frame, described.centroids, space.place.subjects if space.place else None),
        n_posts=int(space.counted.sum()),
        without_words=int((found < 0).sum()),
        unsure=int((assignment["unsure"] & space.counted).sum()),
        too_few=False,
        rough=space.with_words < ROUGH_BELOW,
        terms=labels.commonest(space.terms),
        exact_encoder=space.exact_encoder,
        settings=settings,
        centroids=described.centroids,
        next_id=len(described.frame),
    )


def groups(space: TopicSpace, settings: TopicSettings) -> Integers:
    """Group of every post, (n,), numbered from the largest on, -1 without words: the facets before they are named."""
    return np.where(space.unique >= 0, _largest_first(space, settings)[space.unique], -1)


def too_few(space: TopicSpace, settings: TopicSettings) -> Topics:
    """No facet at all: only the commonest words can be shown."""
    nowhere = np.full(len(space.post_ids), -1, dtype=np.int64)
    return Topics(
        assignment=assign(space, nowhere, np.full(len(nowhere), np.nan)),
        topics=frame([]),
        n_posts=int(space.counted.sum()),
        without_words=int((space.unique < 0).sum()),
        unsure=0,
        too_few=True,
        rough=False,
        terms=labels.commonest(space.terms),
        exact_encoder=space.exact_encoder,
        settings=settings,
        centroids=np.empty((0, space.encoded.shape[1]), dtype=np.float32),
    )


def _largest_first(space: TopicSpace, settings: TopicSettings) -> Integers:
    """Group of every different text, numbered from the largest on."""
    groups = _spread(space, _partition(space.smoothed[space.fitted], space.graph, settings))
    found = np.where((space.unique >= 0) & space.counted, groups[space.unique], -1)
    sizes = np.bincount(found[found >= 0])
    # Largest first; equal ones in the order of their first post.
    first = np.array([int((found == group).argmax()) for group in range(len(sizes))])
    order = np.lexsort((first, -sizes))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    ranked: Integers = rank[groups]
    return ranked


def _partition(rows: Floats, ties: Any, settings: TopicSettings) -> Integers:
    """Group of each row: k-means on the smoothed rows, (m, d), mended on the graph of their neighbours, (m, m)."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    def split(n_groups: int, starts: int) -> Integers:
        means = KMeans(n_groups, n_init=starts, random_state=settings.seed)
        # k-means can leave a group empty where points coincide: number what there is.
        found: Integers = np.unique(means.fit_predict(rows), return_inverse=True)[1].astype(np.int64)
        return found

    # Texts that only differ in what is not a word lie in one place and cannot be parted.
    most = len(np.unique(rows.round(5), axis=0))
    with threadpool_limits(1):
        if settings.n_topics is not None:
            n_groups = min(max(settings.n_topics, 1), most)
        else:
            fewest = 4 if len(rows) >= 200 else 2
            tried = range(min(fewest, most), min(max(fewest, min(_MOST_TOPICS, len(rows) // 8)), most) + 1)
            # max keeps the first of equals: the smaller number of facets.
            n_groups = max(tried, key=lambda k: round(graph.modularity(ties, split(k, 4)), 9))
        return graph.settle(rows, ties, graph.refine(ties, split(n_groups, 8)))


def _spread(space: TopicSpace, fitted_groups: Integers) -> Integers:
    """Group of every different text: the fitted ones' own, the others by the vote of their neighbours."""
    groups = np.empty(len(space.lengths), dtype=np.int64)
    groups[space.fitted] = fitted_groups
    if len(space.rest):
        n_groups = int(fitted_groups.max()) + 1
        groups[space.rest] = (space.votes @ graph.membership(fitted_groups, n_groups)).toarray().argmax(axis=1)
    return groups


def in_two(space: TopicSpace, texts: Integers, seed: int = 0) -> Integers:
    """Which two subjects do these different texts hold? Sorted numbers of texts in, 0 or 1 for each out.

    The last steps that find facets, taken within the part, so no encoding is needed: the fitted texts are grouped, the
    others go to the nearer half. Where the two groups leave one with less than 8 % (a few odd posts are no side of
    anybody), more groups are looked for, and the one that stands out most from all others is the second half. All 0
    where they cannot be parted. Taking the part's own mean off and tying it to its
    neighbours anew was measured, too: on five sets of short posts it found less (ARI .39 after each facet of 3 or 4 was
    cut, against .44).
    """
    here = np.flatnonzero(np.isin(space.fitted, texts))
    if len(here) < 2:
        return np.zeros(len(texts), dtype=np.int64)
    rows = space.smoothed[space.fitted[here]]
    groups = _two_groups(rows, space.graph[here][:, here], seed)
    if not groups.any():
        # a second half without a fitted text has no middle that another text could be nearer to
        return np.zeros(len(texts), dtype=np.int64)
    centres = graph.row_shares(graph.membership(groups, 2).T.tocsr()) @ rows
    halves = np.asarray((space.smoothed[texts] @ unit(centres).T).argmax(axis=1), dtype=np.int64)
    halves[np.searchsorted(texts, space.fitted[here])] = groups
    return halves


def _two_groups(rows: Floats, ties: Any, seed: int) -> Integers:
    """Two groups of at least 8 % of these rows, as numbers 0 and 1; all 0 where there are none."""
    for n_groups in range(2, _MOST_TRIED_TO_CUT + 1):
        found = _partition(rows, ties, TopicSettings(n_groups, seed))
        apart = [(found == group).astype(np.int64) for group in range(int(found.max()) + 1)]
        able = [halves for halves in apart if is_worth_a_part(int(halves.sum()), len(halves))]
        if able:
            return max(able, key=lambda halves: round(graph.modularity(ties, halves), 9))
    return np.zeros(len(rows), dtype=np.int64)


def is_worth_a_part(posts: int, of: int) -> bool:
    """Do this many posts, and the others, each make up at least 8 %?"""
    return min(posts, of - posts) >= SMALLEST_PART * of


@dataclass(frozen=True, eq=False)
class Described:
    """What groups of posts are like. frame: as `Topics.topics`, ids and colours are the groups' numbers ·
    margins: (n,) as in `Topics.assignment` · centroids: (k, e)
    """

    frame: pd.DataFrame
    margins: NDArray[np.float64]
    centroids: Floats


def describe(space: TopicSpace, found: Integers, n_groups: int) -> Described:
    """What are these groups about, how far does each post lead, which posts show it best?

    found: (n,) group of every post, from 0 to n_groups - 1, -1 for none; no group is empty.
    """
    texts = space.group_of_texts(found)
    known = np.flatnonzero(texts[space.fitted] >= 0)
    fitted = space.fitted[known]
    groups = texts[fitted]
    member = graph.row_shares(graph.membership(groups, n_groups).T.tocsr())

    margins = np.full(len(found), np.nan)
    placed = np.flatnonzero((found >= 0) & (space.unique >= 0))
    nearness = (space.smoothed @ unit(member @ space.smoothed[fitted]).T)[space.unique[placed]]
    here = (np.arange(len(placed)), found[placed])
    own = nearness[here]
    nearness[here] = -np.inf
    margins[placed] = own - nearness.max(axis=1) if n_groups > 1 else 1

    means = member @ space.encoded[known]
    terms = space.terms if len(known) == len(space.fitted) else space.terms.within(known)
    apart = means - space.encoded.mean(axis=0)
    subjects = space.place.subjects if space.place is not None else None
    about = subjects.emphasise(apart) if subjects is not None else apart
    suggested = labels.describe(terms, groups, n_groups, about, [space.languages[i] for i in known])
    centres = member @ space.points[fitted]
    posts = np.bincount(found[(found >= 0) & space.counted], minlength=n_groups)
    unsure = np.bincount(found[is_unsure(margins) & space.counted], minlength=n_groups)
    rows = [
        {
            "id": group,
            "name": label.name,
            "terms": list(label.terms),
            "posts": int(posts[group]),
            "share": float(posts[group] / posts.sum()),
            "unsure": int(unsure[group]),
            "cohesion": float(np.linalg.norm(centres[group])),
            "everyday": False,
            "samples": _samples(space, (found == group) & space.counted, np.flatnonzero(texts == group)),
            "colour": group,
            "sensitive": False,
            "named": False,
        }
        for group, label in enumerate(suggested)
    ]
    return Described(frame(rows), margins, apart)


def assign(space: TopicSpace, found: Integers, margins: NDArray[np.float64]) -> pd.DataFrame:
    """The table of posts before the person decided anything: the group of each, (n,), -1 for none, and its margin."""
    topic = pd.array(found, dtype="Int64")
    topic[found < 0] = pd.NA
    ids = pd.Series(space.post_ids, dtype="str")
    return pd.DataFrame(
        {
            "post_id": ids,
            "topic": topic,
            "margin": margins.astype(float),
            "unsure": is_unsure(margins),
            "moved": False,
            "not_me": False,
            "copy_of": ids.iloc[space.counts_as].set_axis(ids.index).mask(space.counted),
        }
    )


def is_unsure(margins: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of these posts are close to a second facet? margins as in `Topics.assignment`."""
    return np.nan_to_num(margins, nan=1.0) < UNSURE_BELOW


_COLUMNS = {
    "id": "int64",
    "name": "str",
    "terms": "object",
    "posts": "int64",
    "share": "float64",
    "unsure": "int64",
    "cohesion": "float64",
    "everyday": "bool",
    "samples": "object",
    "colour": "int64",
    "sensitive": "bool",
    "named": "bool",
}


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The table of facets from one mapping per facet."""
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in _COLUMNS.items()})


def _mark_everyday(topics: pd.DataFrame, centroids: Floats, subjects: SubjectMap | None) -> pd.DataFrame:
    """Mark the facet that is small talk: the one that is furthest from any subject, where it is a large, loose one.

    Chit-chat does not lie far from everything, and it is not the loosest group either (a facet of school and studies
    can be that): what sets it apart is that its middle says little about subjects. Measured on four sets with 195
    tweets of daily life mixed in: their group is found in three, and none is marked without them. So it only marks;
    nothing is left out because of it. Words alone (without the encoder) cannot tell.
    """
    if subjects is None:
        return topics
    near, about = subjects.nearness(centroids)
    furthest = near == near.min()
    bland = (near < _FAR_FROM_SUBJECTS) & (about < _FAR_FROM_SUBJECTS)
    loose = (topics["cohesion"] <= 1.05 * topics["cohesion"].median()) & (topics["share"] >= SMALLEST_PART)
    return topics.assign(everyday=furthest & bland & loose)


def _samples(space: TopicSpace, mine: NDArray[np.bool_], texts: Integers) -> list[str]:
    """Ids of three posts that show what a group is about: among its most central ones, none of the long ones.

    mine: (n,) the group's posts that count · texts: numbers of its texts; without any (pictures that the person moved
    there), its first posts.
    """
    if not len(texts):
        return [space.post_ids[post] for post in np.flatnonzero(mine)[:3]]
    points = space.points[texts]
    central = texts[np.argsort(-(points @ points.mean(axis=0)), kind="stable")]
    readable = central[space.lengths[central] <= np.quantile(space.lengths[texts], 0.75)]
    return [space.post_ids[int((mine & (space.unique == text)).argmax())] for text in readable[:3]]


def cluster_texts(texts: Sequence[str], n_topics: int | None = None, seed: int = 0) -> Integers:
    """Which texts are about the same thing? The bare engine, for scripts and benchmarks.

    Returns one number per text, from 0 for the largest group; -1 for texts without words and for nothing else (fewer
    than 30 texts with words are one group).
    """
    space = bare_space(texts)
    if space.with_words < FEWEST_POSTS:
        return np.where(space.unique >= 0, 0, -1)
    return groups(space, TopicSettings(n_topics, seed))


def bare_space(texts: Sequence[str], encodings: EncodingCache | None = None) -> TopicSpace:
    """The space of texts of which nothing else is known, without words for names."""
    # Plain objects: pandas' own strings refuse a lone surrogate, which any export may hold.
    text = pd.Series(list(texts), dtype="object")
    posts = pd.DataFrame({"post_id": [str(i) for i in range(len(texts))], "text": text, "time": pd.NaT})
    return prepare(posts, encodings=encodings, labelled=False)
