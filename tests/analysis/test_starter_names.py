"""Everyday names that fit: nearest first, in the person's language, none twice."""

from __future__ import annotations

import pytest
from planted import planted, posts_frame

from identity_audit.analysis import topic_space
from identity_audit.analysis.facet_edits import apply, facet_posts
from identity_audit.analysis.starter_names import MOST, NAMES, nearest
from identity_audit.analysis.subjects import SUBJECTS
from identity_audit.analysis.topics import TopicSettings, cluster
from identity_audit.corrections import MergeFacets, RenameFacet
from identity_audit.words import words

TEXTS, TRUE = planted(["sport_fr", "school_fr", "cooking_en", "politics_en"], 25)
FRENCH = {"sport_fr": "Sport", "school_fr": "École", "cooking_en": "Cuisine", "politics_en": "Politique"}
ENGLISH = {"sport_fr": "Sport", "school_fr": "School", "cooking_en": "Cooking", "politics_en": "Politics"}


@pytest.mark.parametrize(("lang", "expected"), [("fr", FRENCH), ("en", ENGLISH)])
def test_the_nearest_name_is_the_subject_of_the_facet(lang: str, expected: dict[str, str]) -> None:
    space = topic_space.prepare(posts_frame(TEXTS))
    found = cluster(space, TopicSettings(4))
    _ = words(lang)
    of_post = found.assignment["topic"]
    for subject, name in expected.items():
        facet = int(of_post[[true == subject for true in TRUE]].mode()[0])
        offered = nearest(space, found, facet, _)
        assert offered[0] == name
        assert 1 <= len(offered) <= MOST and len(set(offered)) == len(offered)
        # another facet has this name, in whatever case: it is not offered again
        other = next(int(topic) for topic in found.topics["id"] if topic != facet)
        named = apply(found, space, [RenameFacet(facet_posts(found, other), name.upper())])
        assert name not in nearest(space, named, facet, _)
        # the facet's own name is not offered either: it is there already
        named = apply(found, space, [RenameFacet(facet_posts(found, facet), name)])
        assert name not in nearest(space, named, facet, _)
    assert nearest(space, found, 99, _) == []
    one, two = (facet_posts(found, int(of_post[[t == s for t in TRUE]].mode()[0])) for s in ("sport_fr", "cooking_en"))
    merged = apply(found, space, [MergeFacets((one, two))])
    assert {expected["sport_fr"], expected["cooking_en"]} <= set(nearest(space, merged, int(merged.topics["id"][0]), _))


def test_without_the_encoder_no_name_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_space, "load_encoder", lambda: None)
    space = topic_space.prepare(posts_frame(TEXTS))
    found = cluster(space, TopicSettings(4))
    assert [nearest(space, found, int(facet), words("fr")) for facet in found.topics["id"]] == [[]] * 4


def test_every_name_stands_for_subjects_that_are_measured() -> None:
    assert {phrase for phrases in NAMES.values() for phrase in phrases} <= set(SUBJECTS)
    for lang in ("fr", "en"):
        said = [words(lang)(name) for name in NAMES]
        assert len({name.casefold() for name in said}) == len(NAMES)
        assert all(len(name) <= 20 for name in said)
