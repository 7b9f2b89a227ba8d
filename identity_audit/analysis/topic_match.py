"""Is this the facet that the person knows? Facets keep their id, name and colour as long as they hold the same posts.

Ids mean nothing by themselves: a newer export or another number of facets numbers them anew. What stays are the posts,
so a facet is known again by them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from identity_audit.analysis import labels
from identity_audit.analysis.encoder import Floats, Integers
from identity_audit.analysis.topic_space import TopicSpace
from identity_audit.analysis.topics import Topics
from identity_audit.corrections import KnownFacet

# Colours that charts tell apart; with more facets than these, colours come again.
_COLOURS = 12
# A facet that keeps this share of a known one's posts, and has this share of its own from there, is that facet. One
# that is half of each of two known facets is neither: it should not be called by the name of one of them.
_SAME = 0.6


def rows_holding(wanted: Iterable[str], space: TopicSpace, rows: Integers) -> Integers:
    """Row of the facet of each of these posts, as far as they exist and are in a facet; rows: (n,) as `Topics.rows`."""
    places = space.places.get_indexer(pd.Index(list(wanted)))
    found = rows[places[places >= 0]]
    return np.asarray(found[found >= 0], dtype=np.int64)


def match(fresh: Topics, space: TopicSpace, known: Sequence[KnownFacet]) -> Topics:
    """Which of these facets does the person know already? Those keep the known id, name and colour.

    The known facets' posts say how many of a facet's posts come from each of them; posts that are newer than what is
    known do not count. A pair is the same facet where both hold mostly the same posts, so that no facet is two known
    ones. The others get an id and, as far as the twelve colours go, a colour that nobody used. Rows stay largest first.
    """
    if not known or fresh.topics.empty:
        return fresh
    pairs = _same_facets(_shared(fresh, space, known))
    kept = [known[k] for k in pairs.values()]
    names = {facet.name for facet in kept}
    shown = {facet.colour for facet in kept}
    next_id = max(facet.id for facet in known) + 1
    frame = fresh.topics.copy()
    renumbered: dict[int, int] = {}
    for row, (topic, name, terms) in enumerate(zip(frame["id"], frame["name"], frame["terms"], strict=True)):
        if row in pairs:
            facet = known[pairs[row]]
            identity = (facet.id, facet.name, facet.colour)
        else:
            # Where a known facet kept the name that this one would have got: say more of this one.
            own = labels.short_name(terms, names) if name in names else name
            identity = (next_id, own, new_colour(next_id, shown))
            next_id += 1
        names.add(identity[1])
        shown.add(identity[2])
        renumbered[topic] = identity[0]
        frame.loc[frame.index[row], ["id", "name", "colour"]] = identity
    assignment = fresh.assignment.assign(topic=fresh.assignment["topic"].map(renumbered).astype("Int64"))
    return replace(fresh, topics=frame.astype(fresh.topics.dtypes), assignment=assignment, next_id=next_id)


def _shared(fresh: Topics, space: TopicSpace, known: Sequence[KnownFacet]) -> Floats:
    """What share of each known facet's posts does each facet hold? (known, facets), weighed by the known one's size."""
    rows = fresh.rows()
    shared = np.zeros((len(known), len(fresh.topics)), dtype=np.float32)
    for number, facet in enumerate(known):
        held = np.bincount(rows_holding(facet.facet.posts, space, rows), minlength=len(fresh.topics))
        shared[number] = facet.facet.share * held / max(held.sum(), 1)
    return shared


def _same_facets(shared: Floats) -> dict[int, int]:
    """Facet -> the known facet that it is. Each is more than half of the other, so nobody can be paired twice."""
    of_known = shared / np.maximum(shared.sum(axis=1, keepdims=True), 1e-12)
    of_fresh = shared / np.maximum(shared.sum(axis=0, keepdims=True), 1e-12)
    same = np.argwhere((of_known >= _SAME) & (of_fresh >= _SAME))
    return {int(facet): int(number) for number, facet in same}


def new_colour(facet: int, shown: Collection[int]) -> int:
    """A colour for a new facet of this id: the first that no other one shows, from where nobody has been yet on."""
    for step in range(_COLOURS):
        colour = (facet + step) % _COLOURS
        if colour not in shown:
            return colour
    return max(shown) + 1
