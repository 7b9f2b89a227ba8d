"""The facets as the person decides them: renamed, merged, cut, posts moved or set aside as "not me".

`apply` is pure and takes the decisions in order; applying a list in two goes gives what it gives in one. A decision
speaks of a facet by posts that it holds (`FacetPosts`), so it is looked up among the facets as they are at its place in
the list. Where it does not fit any more it rests: it changes nothing, and works again once its facet is back.

Whatever is decided, every post is counted once: in one facet, as "without words" or as "not me". A copy on another
network (`cross_posting`) goes where the post goes that it counts as, and the other way round.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from identity_audit import schema
from identity_audit.analysis import labels
from identity_audit.analysis.cross_posting import counted
from identity_audit.analysis.encoder import Integers
from identity_audit.analysis.topic_match import new_colour, rows_holding
from identity_audit.analysis.topic_space import TopicSpace
from identity_audit.analysis.topics import Topics, describe, in_two, is_unsure, is_worth_a_part
from identity_audit.corrections import (
    Correction,
    CutFacet,
    FacetPosts,
    KnownFacet,
    MergeFacets,
    MovePosts,
    NotMyFacet,
    NotMyPosts,
    RenameFacet,
    SensitiveFacet,
)
from identity_audit.safe_text import clean

# A facet this many times as large as the one that was meant has swallowed it: it is not the same any more.
_SWALLOWED = 2
_MOST_POSTS = 40


def apply(
    topics: Topics, space: TopicSpace, corrections: Iterable[Correction], known: Sequence[KnownFacet] = ()
) -> Topics:
    """What do the facets look like after what the person decided? Other decisions than those about facets are skipped.

    topics: facets of `space` · known: the facets of the export before, which tell growth from being swallowed. Returns
    a new value; `topics` stays as it is. `NumberOfFacets` is not applied here: it says which facets to begin with.
    """
    found = topics
    weights = _weights(space, known)
    for correction in corrections:
        match correction:
            case RenameFacet(facet=wanted, name=name):
                found = _rename(found, _same(found, space, wanted, weights), clean(name.strip(), schema.NAME_LIMIT))
            case SensitiveFacet(facet=wanted, sensitive=sensitive):
                # on the safe side: a mark also falls on a facet that swallowed the one that was meant
                row = _holder(found, space, wanted) if sensitive else _same(found, space, wanted, weights)
                found = _mark(found, row, sensitive=sensitive)
            case MergeFacets(facets=facets):
                found = _merge(found, space, [_same(found, space, wanted, weights) for wanted in facets])
            case CutFacet(facet=wanted):
                found = _cut(found, space, _same(found, space, wanted, weights))
            case MovePosts(posts=posts, facet=wanted):
                found = _put(found, space, posts, _holder(found, space, wanted))
            case NotMyPosts(posts=posts):
                found = _put(found, space, posts, -1)
            case NotMyFacet(facet=wanted):
                if (row := _same(found, space, wanted, weights)) is not None:
                    found = _put(found, space, found.assignment["post_id"][found.rows() == row], -1)
    return found


# --- which facet is meant ------------------------------------------------------------------------------------------


def facet_posts(topics: Topics, facet: int, most: int | None = _MOST_POSTS) -> FacetPosts:
    """Posts by which this facet can be known again: at most 40 (None: all), spread evenly through it in their order.

    Raises ValueError where there is no facet of this id.
    """
    inside = (topics.assignment["topic"] == facet).fillna(False) & counted(topics.assignment)
    mine = np.flatnonzero(inside.to_numpy(dtype=bool))
    if not len(mine):
        raise ValueError(f"no facet {facet}")
    ids = topics.assignment["post_id"].to_numpy()
    n = len(mine) if most is None else min(len(mine), most)
    chosen = mine[np.linspace(0, len(mine) - 1, n).round().astype(np.int64)]
    return FacetPosts(tuple(map(str, ids[chosen])), len(mine) / topics.n_posts)


def known_facets(topics: Topics, most: int | None = _MOST_POSTS) -> tuple[KnownFacet, ...]:
    """The facets as they are to be known again, each by at most 40 of its posts (None: by all)."""
    found = topics.topics[["id", "name", "colour"]].itertuples(index=False)
    return tuple(KnownFacet(int(i), str(name), int(c), facet_posts(topics, int(i), most)) for i, name, c in found)


def _holder(topics: Topics, space: TopicSpace, wanted: FacetPosts) -> int | None:
    """Row of the facet that holds most of these posts: at least half of those that exist and are in a facet."""
    held = rows_holding(wanted.posts, space, topics.rows())
    if not len(held):
        return None
    counts = np.bincount(held)
    row = int(counts.argmax())
    return row if 2 * counts[row] >= len(held) else None


def _same(topics: Topics, space: TopicSpace, wanted: FacetPosts, weights: NDArray[np.float64] | None) -> int | None:
    """The same, unless that facet is more than twice as large: what is said of one facet is not said of another.

    A facet may well be larger because posts were added: then it counts as large as it was among the known ones.
    """
    row = _holder(topics, space, wanted)
    if row is None:
        return None
    mine = topics.rows() == row
    share = float((mine & space.counted).sum() / topics.n_posts)
    if weights is not None:
        share = min(share, float(weights[mine].sum()))
    # half a post, so that exactly twice is twice
    return None if share > _SWALLOWED * wanted.share + 0.5 / topics.n_posts else row


def _weights(space: TopicSpace, known: Sequence[KnownFacet]) -> NDArray[np.float64] | None:
    """What share of all posts did each post stand for in the export before? (n,): 0 for those of no known facet."""
    if not known:
        return None
    weights = np.zeros(len(space.post_ids))
    for facet in known:
        places = space.places.get_indexer(pd.Index(list(facet.facet.posts)))
        places = places[places >= 0]
        weights[places] = facet.facet.share / max(len(places), 1)
    return weights


# --- names and marks: no post moves --------------------------------------------------------------------------------


def _rename(topics: Topics, row: int | None, name: str) -> Topics:
    if row is None or not name:
        return topics
    found = topics.topics.copy()
    found.loc[found.index[row], ["name", "named"]] = (name, True)
    return replace(topics, topics=found.astype(topics.topics.dtypes))


def _mark(topics: Topics, row: int | None, *, sensitive: bool) -> Topics:
    if row is None:
        return topics
    found = topics.topics.copy()
    found.loc[found.index[row], "sensitive"] = sensitive
    return replace(topics, topics=found)


# --- posts change their facet --------------------------------------------------------------------------------------


def _merge(topics: Topics, space: TopicSpace, facets: Iterable[int | None]) -> Topics:
    """The first keeps its id, name and colour; it is sensitive if one of them was."""
    rows = list(dict.fromkeys(row for row in facets if row is not None))
    if len(rows) < 2:
        return topics
    found = topics.topics.copy()
    found.loc[found.index[rows[0]], "sensitive"] = bool(found["sensitive"].iloc[rows].any())
    before = topics.rows()
    after = np.where(np.isin(before, rows), rows[0], before)
    return _regrouped(replace(topics, topics=found), space, after, changed=rows[:1])


def _cut(topics: Topics, space: TopicSpace, row: int | None) -> Topics:
    """The larger part keeps the id and the colour, and the name if the person gave it: a suggested one told of the
    whole. Both parts are as sensitive as the whole was. What cannot be parted into two times 8 % or more stays.
    """
    if row is None:
        return topics
    before = topics.rows()
    mine = np.flatnonzero((before == row) & (space.unique >= 0))
    texts = np.unique(space.unique[mine])
    if len(texts) < 2:
        return topics
    half = in_two(space, texts, topics.settings.seed)[np.searchsorted(texts, space.unique[mine])]
    if not half.any() or half.all():
        return topics
    once = half[space.counted[mine]]
    if not is_worth_a_part(int(once.sum()), len(once)):
        return topics
    # of equal parts, the one of the first post counts as the larger
    smaller = int(once.sum() * 2 < len(once)) if once.sum() * 2 != len(once) else 1 - int(once[0])
    after = before.copy()
    after[mine[half == smaller]] = len(topics.topics)
    whole = topics.topics.assign(everyday=topics.topics["everyday"] & (np.arange(len(topics.topics)) != row))
    colour = new_colour(topics.next_id, set(whole["colour"]))
    part = whole.iloc[[row]].assign(id=topics.next_id, colour=colour, named=False)
    cut = replace(
        topics,
        topics=pd.concat([whole, part], ignore_index=True),
        centroids=np.vstack([topics.centroids, topics.centroids[[row]]]),
        next_id=topics.next_id + 1,
    )
    unnamed = [len(whole)] if whole["named"].iloc[row] else [row, len(whole)]
    return _regrouped(cut, space, after, changed=[row, len(whole)], unnamed=unnamed)


def _put(topics: Topics, space: TopicSpace, posts: Iterable[str], row: int | None) -> Topics:
    """These posts go into the facet of this row, with their copies; -1: they are not me. Not others with the same
    words: the person spoke of these. A post that the person moved is not unsure any more.
    """
    places = np.unique(space.places.get_indexer(pd.Index(list(posts))))
    places = places[places >= 0]
    if row is None or not len(places):
        return topics
    places = np.flatnonzero(np.isin(space.counts_as, space.counts_as[places]))
    before = topics.rows()
    after = before.copy()
    after[places] = row
    moved, not_me = (topics.assignment[mark].to_numpy(copy=True) for mark in ("moved", "not_me"))
    moved[places], not_me[places] = row >= 0, row < 0
    decided = replace(topics, assignment=topics.assignment.assign(moved=moved, not_me=not_me))
    return _regrouped(decided, space, after, changed=[row, *before[places]])


def _regrouped(
    topics: Topics, space: TopicSpace, rows: Integers, *, changed: Iterable[int], unnamed: Collection[int] = ()
) -> Topics:
    """The facets once their posts changed: what did not change keeps its words, its samples and its doubts.

    topics: with the ids, names, colours and marks that hold now · rows: (n,) row of every post, -1 for none
    changed: rows that lost or won posts · unnamed: those that need a name
    """
    left = np.unique(rows[rows >= 0])
    place = np.searchsorted(left, rows) if len(left) else rows
    found = np.where(rows >= 0, place, -1)
    facets = topics.topics.iloc[left].reset_index(drop=True)
    assignment = topics.assignment
    margins = np.where(found >= 0, assignment["margin"].to_numpy(), np.nan)
    centroids = topics.centroids[left]
    if len(left):
        described = describe(space, found, len(left))
        new = np.isin(left, list(changed))
        for column in ("terms", "samples", "cohesion"):
            facets[column] = facets[column].where(~new, described.frame[column])
        facets = facets.assign(posts=described.frame["posts"], share=described.frame["share"])
        margins = np.where((found >= 0) & new[found], described.margins, margins)
        centroids = np.where(new[:, None], described.centroids, centroids)
    margins = np.where((found >= 0) & assignment["moved"].to_numpy(), 1, margins)
    unsure = is_unsure(margins)
    doubtful = unsure & (found >= 0) & space.counted
    facets["unsure"] = np.bincount(found[doubtful], minlength=len(left))
    for row in np.flatnonzero(np.isin(left, list(unnamed))):
        others = set(facets["name"].drop(index=row))
        facets.loc[row, "name"] = labels.short_name(facets["terms"].iloc[row], others)
    ids = facets["id"].to_numpy()
    topic = pd.array(np.append(ids, -1)[found], dtype="Int64")
    topic[found < 0] = pd.NA
    order = np.lexsort((ids, -facets["posts"].to_numpy()))
    not_me = assignment["not_me"].to_numpy()
    return replace(
        topics,
        assignment=assignment.assign(topic=topic, margin=margins, unsure=unsure),
        topics=facets.iloc[order].reset_index(drop=True).astype(topics.topics.dtypes),
        centroids=centroids[order],
        unsure=int(doubtful.sum()),
        without_words=int(((space.unique < 0) & (found < 0) & ~not_me).sum()),
        not_me=int((not_me & space.counted).sum()),
        too_few=not len(left),
    )
