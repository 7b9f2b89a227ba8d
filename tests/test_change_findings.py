"""What is said about what moved: never more than the interval, each figure with its n, period and margins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from identity_audit import change_findings as said
from identity_audit.analysis.change import Change, Closed, Figure, Kind, LeftOut, Part, TooFew, Verdict
from identity_audit.analysis.resampling import Estimate
from identity_audit.findings import discreet
from identity_audit.words import Words, words

EN, FR = words("en"), words("fr")
BOTH = pytest.mark.parametrize("_", [EN, FR], ids=["en", "fr"])
NAMES = {0: "school", 1: "trail", 2: "choir"}
TIMES = [datetime(2026, month, 5, tzinfo=UTC) for month in (1, 2, 3, 9)]


def figure(
    kind: Kind, difference: float, low: float, high: float, topic: int | None = None, same: float | None = None
) -> Figure:
    """Two parts of a hundred cases each, 21 % (or 2.1 each) before."""
    before, after = 0.21, round(0.21 + difference, 4)
    if kind == "reactions":
        before, after = 2.1, round(2.1 + difference, 4)
    sides = [Estimate(v, v / 2, v * 1.2, round(100 * v), 100) for v in (before, after)]
    return Figure(kind, topic, sides[0], sides[1], difference, low, high, difference if same is None else same)


def change(*figures: Figure, **more: object) -> Change:
    parts = [Part(TIMES[0], TIMES[1], 120, 100, 12), Part(TIMES[2], TIMES[3], 130, 100, 3)]
    base = Change("halves", TIMES[1], 0.95, parts[0], parts[1], figures, (), ("facebook", "x"), (), 0)
    return replace(base, **more)  # type: ignore[arg-type]


MORE = figure("facet", 0.17, 0.09, 0.25, topic=0)
LESS = figure("facet", -0.12, -0.2, -0.04, topic=1)
OPEN = figure("facet", -0.05, -0.15, 0.05, topic=2)
SAME = figure("facet", 0.01, -0.04, 0.06, topic=2)


def test_the_title_is_the_finding_with_its_numbers() -> None:
    assert said.facets_title(change(OPEN, MORE), NAMES, EN) == (
        "Since 5 Mar 2026, you write more about “school”: 38% of your posts, against 21% before (difference between 9 "
        "and 25 points). The rest: we cannot tell."
    )
    french = said.facets_title(change(OPEN, MORE), NAMES, FR)
    assert french == (
        "Depuis le 5 mars 2026, vous parlez plus de «\u00a0school\u00a0»\u00a0: 38\u202f% de vos publications, contre "
        "21\u202f% avant (différence entre 9 et 25 points). Le reste\u00a0: on ne peut pas dire."
    )
    less = said.facets_title(change(LESS, SAME), NAMES, EN)
    assert less == (
        "Since 5 Mar 2026, you write less about “trail”: 9% of your posts, against 21% before (difference between 4 "
        "and 20 points). The rest stayed about the same."
    )


def test_the_rest_is_told_apart_where_some_stayed_and_some_are_open() -> None:
    title = said.facets_title(change(MORE, SAME, OPEN, replace(OPEN, topic=1)), NAMES, EN)
    assert title.endswith("Of the other facets, about the same: 1; we cannot tell: 2.")


def test_the_largest_move_is_the_title_and_the_others_follow() -> None:
    found = change(LESS, MORE, OPEN)
    title, sentence = said.facets_title(found, NAMES, EN), said.facets_sentence(found, NAMES, EN)
    assert "more about “school”" in title
    assert "cannot tell" not in title
    assert "less about “trail”" in sentence
    assert "The rest: we cannot tell." in sentence
    everything = change(LESS, MORE)
    both = said.facets_title(everything, NAMES, EN) + said.facets_sentence(everything, NAMES, EN)
    assert "rest" not in both


def test_nothing_moved_and_we_cannot_tell_are_two_results() -> None:
    stayed = said.facets_title(change(SAME, figure("facet", 0.0, -0.071, 0.02, topic=0)), NAMES, EN)
    assert stayed == "Your facets stayed as they were: none can have moved by more than 8 points."
    unsure = said.facets_title(change(SAME, OPEN), NAMES, EN)
    assert unsure == "We cannot tell whether your facets moved: differences of up to 15 points are possible."


@BOTH
@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_every_kind_of_figure_has_a_sentence_with_its_numbers(kind: Kind, verdict: Verdict, _: Words) -> None:
    low, high = {"more": (0.02, 0.32), "less": (-0.32, -0.02), "cannot_tell": (-0.22, 0.12)}[verdict]
    found = figure(kind, (low + high) / 2, low, high, topic=0 if kind == "facet" else None)
    sentence = said.figure_sentence(found, change(found), NAMES, _)
    rate = kind == "reactions"
    after = found.after.value
    assert (_.number(2.1, 1) if rate else _.percent(0.21)) in sentence
    assert (_.number(after, 1) if rate else _.percent(after)) in sentence
    bounds = ("0.3", "0.02", "0.2", "0.1") if rate else ("32", "2", "22", "12")
    expected = bounds[2:] if verdict == "cannot_tell" else bounds[:2]
    for bound in expected:
        assert bound.replace(".", "," if _ is FR else ".") in sentence
    assert ("−" in sentence) == ("+" in sentence) == (verdict == "cannot_tell")
    told = "cannot tell" in sentence or "ne peut pas dire" in sentence
    assert told == (verdict == "cannot_tell")
    assert "{" not in sentence


@BOTH
@pytest.mark.parametrize("kind", ["facet", "replies", "cross_facet"])
def test_what_stayed_is_not_called_unknown(kind: Kind, _: Words) -> None:
    found = figure(kind, 0.01, -0.04, 0.06, topic=0 if kind == "facet" else None)
    sentence = said.figure_sentence(found, change(found), NAMES, _)
    assert ("about" in sentence.lower()) if _ is EN else ("à peu près" in sentence.lower())
    assert "cannot tell" not in sentence
    assert said.verdict(found, _) == _("about the same")
    rate = figure("reactions", 0.01, -0.04, 0.06)
    assert said.verdict(rate, _) == _("we cannot tell")  # a tenth of a reaction is no tenth of anything


def test_a_small_difference_is_never_rounded_to_nothing() -> None:
    found = figure("facet", 0.05, 0.0004, 0.0996, topic=0)
    assert "between 0.04 and 10 points" in said.figure_sentence(found, change(found), NAMES, EN)
    found = figure("facet", 0.05, 0.004, 0.096, topic=0)
    assert "between 0.4 and 10 points" in said.figure_sentence(found, change(found), NAMES, EN)


def test_a_move_that_comes_from_other_networks_says_so() -> None:
    found = figure("facet", 0.17, 0.09, 0.25, topic=0, same=-0.02)
    sentence = said.figure_sentence(found, change(found), NAMES, EN)
    assert sentence.endswith(
        "Most of this comes from writing on other networks: with each network as much as before, the difference in "
        "points is −2."
    )
    rate = figure("reactions", 1.0, 0.4, 1.6, same=0.25)
    assert "the difference is +0.2" in said.figure_sentence(rate, change(rate), NAMES, EN)
    assert "networks" not in said.figure_sentence(MORE, change(MORE), NAMES, EN)


@BOTH
def test_the_basis_names_n_periods_networks_and_the_level(_: Words) -> None:
    sentence = said.basis(change(MORE), _)
    for part in ("100", *map(_.date, TIMES), "Facebook", "X", _.percent(0.95)):
        assert part in sentence


@BOTH
def test_where_the_parts_meet(_: Words) -> None:
    halves = change(MORE)
    export = replace(halves, divided="export")
    sentences = [
        said.divided_sentence(export, True, _),
        said.divided_sentence(halves, True, _),
        said.divided_sentence(halves, False, _),
    ]
    assert len(set(sentences)) == 3
    assert all(_.date(TIMES[1]) in sentence for sentence in sentences)


def test_people_are_counts_and_few_are_not_shown_to_others() -> None:
    found = change(MORE)
    assert "12 before, 3 since" in said.people_sentence(found, EN)
    assert "12 before, fewer than 5 since" in said.people_sentence(found, discreet("en"))
    unknown = replace(found, before=replace(found.before, people=None))
    assert "not known before, 3 since" in said.people_sentence(unknown, EN)


@BOTH
def test_what_is_not_compared_has_its_reason(_: Words) -> None:
    closed = [Closed(kind, why, 7, 8) for kind in ("replies", "reactions", "cross_facet") for why in ("absent", "few")]
    found = change(MORE, closed=tuple(closed), left_out=(LeftOut("slack", 0, 41),), undated=2)
    lines = said.not_compared(found, _)
    assert len(lines) == len(set(lines)) == 8
    for line, why in zip(lines, closed, strict=False):
        assert (bool(re.search(r"7\b.*8\b", line))) == (why.why == "few")
    assert "Slack" in lines[6]
    assert "41" in lines[6]
    assert lines[7].startswith("2 ")
    assert said.not_compared(change(MORE), _) == []


@BOTH
@pytest.mark.parametrize("why", ["posts", "networks", "weeks"])
def test_too_few_says_how_many_there_are(why: str, _: Words) -> None:
    sentence = said.too_few(TooFew(why, 59), _)  # type: ignore[arg-type]
    assert "59" in sentence
    assert ("60" in sentence) == (why == "posts")


@BOTH
def test_the_table_holds_value_margin_count_and_n(_: Words) -> None:
    figures: Sequence[Figure] = [MORE, figure("reactions", 1.0, 0.4, 1.6)]
    table = said.figures_table(figures, NAMES, _)
    assert table.shape == (2, 5)
    before, rate = table.iloc[0, 1], table.iloc[1, 2]
    for number in (_.percent(0.21), _.percent(0.105), _.percent(0.252), "21", "100"):
        assert number in before
    for number in (_.number(3.1, 1), _.number(1.55, 1), _.number(3.72, 1), "310", "100"):
        assert number in rate
    assert "+17" in table.iloc[0, 3]
    assert "points" not in table.iloc[1, 3]
    assert table.iloc[0, 4] == _("more")


def test_the_picture_holds_eight_facets_those_that_moved_first() -> None:
    many = [figure("facet", 0.0, -0.2, 0.2, topic=t) for t in range(9)]
    last = figure("facet", 0.1, 0.01, 0.2, topic=9)
    found = change(*many, last)
    assert [f.topic for f in said.pictured(found)] == [9, 0, 1, 2, 3, 4, 5, 6]
    names = {t: f"facet {t}" for t in range(10)}
    assert "The table holds all 10 facets." in said.facets_sentence(found, names, EN)
    assert "all" not in said.facets_sentence(change(MORE, OPEN), NAMES, EN)
