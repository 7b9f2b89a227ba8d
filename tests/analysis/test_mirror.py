"""The mirror: who is in which list, counted by hand with made-up vectors, and what holds for any list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from facet_world import ENCODINGS, suggested
from hand_counted import day
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.analysis.mirror import Interests, Mirror, compared_interests, interests, mirrors
from identity_audit.analysis.subjects import SubjectMap
from identity_audit.analysis.topics import Topics
from identity_audit.schema import Trace

#: nothing is stressed: cosines can be read off the vectors
FLAT = SubjectMap(np.zeros((1, 3), np.float32), np.zeros(1, np.float32), np.zeros((1, 3), np.float32))


def facets(*centroids: tuple[float, float, float]) -> Topics:
    """Facets 7, 8, ... that lie where it is said."""
    ids = pd.Series(range(7, 7 + len(centroids)), dtype="int64")
    return replace(
        suggested(), topics=pd.DataFrame({"id": ids}), centroids=np.array(centroids, np.float32).reshape(-1, 3)
    )


def at(points: dict[str, tuple[float, float, float]]) -> Interests:
    """Interests that lie where it is said; those with a capital are delicate."""
    rows = np.array(list(points.values()), np.float32).reshape(-1, 3)
    return Interests(tuple(points), rows, np.array([name[:1].isupper() for name in points], bool), FLAT)


def traces(*rows: Trace) -> pd.DataFrame:
    return schema.frame("traces", list(rows))


def listed(known: Interests, network: str = "net") -> pd.DataFrame:
    return traces(*(Trace(network, "interest", value) for value in known.values))


def test_both_only_theirs_only_yours() -> None:
    known = at({"bread": (1, 0, 0), "rye": (0.9, 0.1, 0), "yacht": (0, 0, 1), "Vote": (0, 0, 1)})
    [found] = mirrors(listed(known), facets((1, 0, 0), (0, 1, 0)), known)
    assert found.in_both == (7,)
    assert found.only_yours == (8,)
    assert found.only_theirs["value"].tolist() == ["Vote", "yacht"]  # alphabetical, whatever the case
    assert found.words_of(7)["value"].tolist() == ["bread", "rye"]  # the nearest first
    assert found.words_of(8).empty
    assert dict(zip(found.interests["value"], found.interests["delicate"], strict=True)) == {
        "bread": False, "rye": False, "yacht": False, "Vote": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [(0.36, 0.0, True), (0.34, 0.0, False), (0.6, 0.45, True), (0.6, 0.55, False), (0.36, 0.3, False)],
)
def test_near_and_clearly_nearer(first: float, second: float, found: bool) -> None:
    rest = (1 - first**2 - second**2) ** 0.5
    known = at({"word": (first, second, rest)})
    [mirror] = mirrors(listed(known), facets((1, 0, 0), (0, 1, 0)), known)
    assert (mirror.in_both == (7,)) is found
    assert mirror.interests["closeness"][0] == pytest.approx(first, abs=1e-6)


def test_each_network_has_its_own_lists() -> None:
    known = at({"bread": (1, 0, 0), "yacht": (0, 0, 1)})
    rows = traces(
        Trace("little", "interest", "bread"), Trace("big", "interest", "bread"), Trace("big", "interest", "yacht"),
        Trace("big", "advertiser", "Shop", day(2)), Trace("big", "inference", "35-49", day(4)),
        Trace("big", "declared", "Teacher"), Trace("quiet", "declared", "Teacher"),
    )  # fmt: skip
    found = mirrors(rows, facets((1, 0, 0), (0, 1, 0)), known)
    assert [(m.platform, len(m.interests), m.in_both, m.advertisers, m.inferences, m.declared) for m in found] == [
        ("big", 2, (7,), ("Shop",), ("35-49",), ("Teacher",)),
        ("little", 1, (7,), (), (), ()),
        ("quiet", 0, (), (), (), ("Teacher",)),
    ]
    assert (found[0].since, found[0].until) == (pd.Timestamp(day(2)), pd.Timestamp(day(4)))
    assert pd.isna(found[1].since)


def test_one_word_in_two_spellings_is_one() -> None:
    rows = traces(
        *(Trace("net", "interest", word) for word in ("CrossFit", "crossfit", "Éducation", "education", "Yoga"))
    )
    known = interests(compared_interests(rows), ENCODINGS)
    [found] = mirrors(rows, suggested(), known)
    assert len(found.interests) == 3


def test_without_an_encoder_nothing_is_compared_and_everything_is_folded() -> None:
    rows = traces(Trace("net", "interest", "bread"), Trace("net", "interest", "yacht"))
    [found] = mirrors(rows, facets((1, 0, 0), (0, 1, 0)), None)
    assert not found.compared
    assert (found.in_both, found.only_yours) == ((), ())
    assert len(found.only_theirs) == 2
    assert found.interests["delicate"].all()


@pytest.mark.parametrize("centroids", [[], [(1.0, 0.0, 0.0)]])
def test_fewer_than_two_facets_are_not_compared(centroids: list[tuple[float, float, float]]) -> None:
    known = at({"bread": (1, 0, 0)})
    [found] = mirrors(listed(known), facets(*centroids), known)
    assert not found.compared
    assert found.in_both == found.only_yours == ()


def test_no_trace_no_mirror() -> None:
    assert mirrors(traces(), suggested(), None) == ()
    assert compared_interests(traces(Trace("net", "advertiser", "Shop"))) == ()


def test_words_of_the_facets_are_found_again() -> None:
    """With an encoder that knows only words, the words of a facet's posts are near that facet and to no other."""
    topics = suggested()
    for facet, terms in zip(topics.topics["id"], topics.topics["terms"], strict=True):
        values = (" ".join(terms[:4]), "zzyzx qwertz", "🙂", "")
        rows = traces(*(Trace("net", "interest", value) for value in values))
        [found] = mirrors(rows, topics, interests(compared_interests(rows), ENCODINGS))
        assert found.words_of(facet)["value"].tolist() == [values[0]]
        assert found.in_both == (facet,)
        assert not found.interests.set_index("value").loc[["🙂", ""], "delicate"].any()


lists = st.lists(st.sampled_from(["bread", "Bread", "rye", "yacht", "Vote", "choir", ""]), max_size=12)


@settings(deadline=None, max_examples=30)
@given(lists, lists)
def test_every_word_and_every_facet_is_on_one_side(ours: list[str], others: list[str]) -> None:
    rows = traces(*(Trace("net", "interest", v) for v in ours), *(Trace("two", "interest", v) for v in others))
    points = {"bread": (1, 0, 0), "Bread": (1, 0, 0), "rye": (0.9, 0.1, 0), "yacht": (0, 0, 1), "Vote": (0, 0.5, 0.86),
              "choir": (0, 1, 0), "": (0, 0, 0)}  # fmt: skip
    known = at({value: points[value] for value in compared_interests(rows)})
    for found in mirrors(rows, facets((1, 0, 0), (0, 1, 0)), known):
        _adds_up(found)


def _adds_up(found: Mirror) -> None:
    placed = sum(len(found.words_of(facet)) for facet in found.facets)
    assert placed + len(found.only_theirs) == len(found.interests)
    assert set(found.in_both) | set(found.only_yours) == set(found.facets)
    assert not set(found.in_both) & set(found.only_yours)
