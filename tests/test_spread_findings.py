"""How widely people react, in words: the numbers of the result, both languages, and no few to be worked out."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from identity_audit import Audit, findings
from identity_audit.analysis.spread import Facets, Spread
from identity_audit.spread_findings import spread_sentences
from identity_audit.words import words
from tests.test_report import audit_of, dataset_of

AVERAGE = Facets(2.34, 2.14, 2.71, 0.95, 3.86)


POSTS = dataset_of(1, [], {}).posts


def result(judged: int, narrow: int, wide: int, **more: Any) -> Spread:
    people = pd.DataFrame({"contact_id": [f"c{i}" for i in range(judged)]})
    given: dict[str, Any] = {"too_few": 12, "in_circle": 0, "wider_than_circle": 0, "facets": None, **more}
    return Spread(people=people, narrow=narrow, wide=wide, **given)


def said(found: Spread | None, lang: str, *, discreet: bool = False, in_circles: int = 0) -> list[str]:
    bridges = SimpleNamespace(in_circles=in_circles, unexpected=2)
    audit = cast(Audit, SimpleNamespace(outlook=SimpleNamespace(spread=found, bridges=bridges), posts=POSTS))
    return spread_sentences(audit, findings.discreet(lang) if discreet else words(lang))


def numbers(text: str) -> list[str]:
    """The numbers of a sentence without those of its dates."""
    return re.findall(r"(?<![\d/])\d+(?:[.,]\d+)?", re.sub(r"\d+ \S+ 20\d\d", "", text))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_sentence_says_its_numbers(lang: str) -> None:
    found = result(40, 9, 6, in_circle=31, wider_than_circle=7, facets=AVERAGE)
    first, circle, unexpected, average, chance = said(found, lang, in_circles=50)
    assert numbers(first) == ["5", "40", "9", "6", "12"]
    assert numbers(circle) == ["20", "7", "31"]
    assert numbers(unexpected) == ["2", "50"]
    comma = "," if lang == "fr" else "."
    assert numbers(average) == [n.replace(".", comma) for n in ("2.3", "2.1", "2.7", "95", "3.9")]
    assert numbers(chance) == []
    assert len(said(found, lang)) == 4  # nobody is in a circle of whom it could be asked
    assert len(said(result(9, 0, 0), lang)) == 2


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_too_little_is_said_and_one_facet_says_nothing(lang: str) -> None:
    [only] = said(result(0, 0, 0), lang)
    assert numbers(only) == ["5", "12"]
    assert said(None, lang) == []


def fitting(said: str, most: int) -> range:
    """The numbers that "fewer than 5", "at least 7" or "7" may stand for."""
    n = int(re.sub(r"\D", "", said))
    if said.startswith("fewer"):
        return range(1, n)
    return range(n, most + 1) if said.startswith("at least") else range(n, n + 1)


@pytest.mark.parametrize("judged", [8, 12, 20])
def test_where_others_read_no_few_can_be_worked_out(judged: int) -> None:
    """From what is said of narrow, wide and all, no number of persons from 1 to 4 follows."""
    for narrow in range(judged + 1):
        for wide in range(judged + 1 - narrow):
            text = said(result(judged, narrow, wide), "en", discreet=True)[0]
            [told] = re.findall(r"would have it: ([^;]+); vary more than chance would have it: ([^;]+);", text)
            may = [
                (n, w, judged - n - w, n + w, judged - n, judged - w)
                for n in fitting(told[0], judged) for w in fitting(told[1], judged) if n + w <= judged
            ]  # fmt: skip
            assert (narrow, wide) in {one[:2] for one in may}
            for count in zip(*may, strict=True):
                assert len(set(count)) > 1 or not 1 <= count[0] <= findings.FEW_UP_TO, (narrow, wide, told)


def test_few_are_not_said_where_others_read() -> None:
    found = result(40, 2, 3, too_few=2, in_circle=38, wider_than_circle=1)
    first, circle, _chance = said(found, "en", discreet=True)
    assert numbers(first) == ["5", "38", "5", "5", "5"]  # at least 38, and three times fewer than 5
    assert first.count("fewer than 5") == 3
    assert circle.endswith("fewer than 5 of at least 36.")


def test_the_result_is_made_once_and_follows_the_facets() -> None:
    acts = [(who, post) for who in range(12) for post in range(who % 2, 40, 2)]
    audit = audit_of(dataset_of(12, acts, {"Choir": range(6)}), ["music", "school"], lambda i: i % 2)
    found = audit.outlook.spread
    assert found is not None
    assert found is audit.outlook.spread
    # posts of all these people are on one of two facets each
    assert audit.to_dict()["audience"]["spread"]["judged"] == found.judged
    alone = audit_of(dataset_of(12, acts, {"Choir": range(6)}), ["music"], lambda i: 0)
    assert alone.outlook.spread is None
    assert alone.to_dict()["audience"]["spread"] is None
    assert replace(audit, kept={}).outlook.spread is not found
