"""Links to a site of one's own: counted by hand, once more in plain Python, and nothing said where little is known."""

from __future__ import annotations

import math
import re
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hand_counted import assigned, day

from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.own_links import OFTEN, OwnLinks, own_links
from identity_audit.analysis.relays import sites_in
from identity_audit.analysis.rhythm import brought_by
from identity_audit.analysis.weekly import Mean, mean
from identity_audit.dataset import Dataset, from_rows
from identity_audit.own_links_findings import links_lines, links_table, links_title
from identity_audit.schema import Post, Row, Trace
from identity_audit.words import words

BIO = Trace("net", "declared", "I teach. My pages: https://www.Mine.example/about.")


def post(name: str, when: float, text: str, got: int | None = 1, **more: object) -> Post:
    known = "none" if got is None else "count"
    values = {"platform": "net", "reactions_known": known, "n_reactions": got, **more}
    return Post(name, time=day(when), text=text, **values)  # type: ignore[arg-type]


def look(rows: list[Row]) -> OwnLinks:
    data = from_rows(rows)
    facets = assigned([(p, 0) for p in data.posts["post_id"]])
    return own_links(data, brought_by(data, facets, engagements(data, facets)))


def small() -> list[Row]:
    return [
        post("a", 1, "new: http://mine.example/one", 4),
        post("b", 2, "both https://mine.example/two and https://other.example", 2),
        post("c", 3, "read https://other.example/x, it is good", 6),
        post("d", 4, "a day without", 3),
        post("e", 5, "https://mine.example/three", None),  # nobody knows what it brought
        post("f", 6, "a picture of a page", 9, media="link"),  # the address is not in the file
        post("g", 7, "bye https://mine.example", 9, kind="message"),  # a signature is no post
        post("h", 8, "RT https://mine.example", 9, kind="repost"),
    ]


def test_three_sides_counted_by_hand() -> None:
    found = look([BIO, *small()])
    assert (found.sites, found.own) == (("mine.example",), True)
    assert (found.posts, found.links, found.no_address) == (3, 4, 1)
    assert (found.brought, found.brought_others, found.brought_without) == (Mean(2, 6), Mean(1, 6), Mean(1, 3))
    assert (found.against_others.value, found.against_without.value) == (None, None)
    assert (found.since, found.until) == (day(1), day(5))


def test_without_a_profile_a_site_is_only_one_that_is_linked_to_often() -> None:
    rows: list[Row] = [post(f"p{i}", i, "https://often.example/x") for i in range(OFTEN)]
    rows += [post(f"y{i}", 20 + i, "https://www.youtube.com/watch") for i in range(2 * OFTEN)]
    found = look(rows)
    assert (found.sites, found.own, found.posts) == (("often.example",), False, OFTEN)
    assert look(rows[1:]).sites == () and look(rows[1:]).posts == 0
    # what everybody has a page on is nobody's own, also where a profile names it
    assert look([Trace("net", "declared", "https://www.linkedin.com/in/me"), *rows]).own is False
    assert look([Trace("net", "interest", "https://shop.example"), *rows]).own is False


def test_an_address_ends_before_the_sentence_does() -> None:
    assert sites_in("see https://a.example, (https://b.example) and www.c.example!") == [
        "a.example", "b.example", "c.example",
    ]  # fmt: skip
    assert sites_in("https://" + "a" * 300 + ".example") == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_too_little_is_said_to_be_too_little(lang: str) -> None:
    _ = words(lang)
    for rows in ([], [post("a", 1, "no link")], [BIO, post("a", 1, "www.other.example")]):
        found = look(rows)  # type: ignore[arg-type]
        assert links_lines(found, _) == [] and found.brought.value is None
        assert links_title(found, _)
    found = look([BIO, *small()])
    assert "mine.example" in links_title(found, _)
    few = _("Against {beside}: too few to compare ({n} posts with such a link, {others} others, of the same network, "
            "facet and half year).", beside=_("posts without a link"), n=2, others=1)  # fmt: skip
    assert few in links_lines(found, _)
    shown = links_table(found, _).iloc[:, 1].tolist()
    numbers = [(6, 2), (6, 1), (3, 1)]
    assert shown == [_("reactions in all: {total}, to {n} posts: too few to say how many a post", total=total, n=n)
                     for total, n in numbers]  # fmt: skip


def world(rng: np.random.Generator, times: float = 1.0, weeks: int = 60) -> list[Row]:
    """Posts of a year, half of them with a link, half of these to one's own; what they bring follows the week."""
    rows: list[Row] = [BIO]
    for week in range(weeks):
        lively = rng.gamma(4.0, 1.0)
        for n in range(6):
            side = ("https://mine.example", "https://other.example", "", "")[int(rng.integers(4))]
            got = int(rng.poisson(lively * (times if "mine" in side else 1.0)))
            rows.append(post(f"p{week}-{n}", 7 * week + n, f"words {side}", got))
    return rows


def test_each_side_and_each_comparison_once_more_in_plain_python() -> None:
    rows = world(np.random.default_rng(3), 2.0)
    found = look(rows)
    sides: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for each in rows:
        if isinstance(each, Post) and each.time is not None:
            side = "mine" if "mine" in each.text else "other" if "other" in each.text else "none"
            half = f"{each.time.year}/{each.time.month > 6}"
            sides[side].append((each.time.toordinal() // 7, half, each.n_reactions or 0))
    for side, said in (("mine", found.brought), ("other", found.brought_others), ("none", found.brought_without)):
        got = [brought for _week, _half, brought in sides[side]]
        assert (said.n, said.total) == (len(got), sum(got)) and said.value == pytest.approx(sum(got) / len(got))
        assert said.low is not None and said.high is not None and said.low < said.value < said.high
    for side, compared in (("other", found.against_others), ("none", found.against_without)):
        # Mantel and Haenszel, stratum by stratum
        up = down = 0.0
        for half in {half for _w, half, _b in sides["mine"]}:
            one, other = ([b for _w, h, b in sides[name] if h == half] for name in ("mine", side))
            up += sum(one) * len(other) / (len(one) + len(other))
            down += sum(other) * len(one) / (len(one) + len(other))
        assert compared.value == pytest.approx(up / down)
        assert compared.low is not None and compared.low > 1
        assert "goes with" in links_lines(found, words("en"))[0]


def test_where_a_link_goes_with_nothing_the_comparison_says_so_but_for_its_level() -> None:
    rng = np.random.default_rng(11)
    told = wrong = 0
    for _run in range(40):
        found = look(world(rng, weeks=30)).against_without
        if found.low is not None and found.high is not None:
            told += 1
            wrong += not found.low <= 1 <= found.high
    assert told >= 30
    # of forty at 5 %, six or more come about once in a hundred
    assert wrong < 6


def plain_mean(brought: list[float], weeks: list[int]) -> tuple[float, float, float]:
    """The mean of one case and its interval, week by week, written out."""
    n, total = len(brought), sum(brought)
    per_week = {w: [b for b, x in zip(brought, weeks, strict=True) if x == w] for w in set(weeks)}
    worth = n**2 / sum(len(found) ** 2 for found in per_week.values())
    value = total / n
    strays = sum((sum(found) - value * len(found)) ** 2 for found in per_week.values()) * worth / (worth - 1)
    students = {10: 2.262157, 20: 2.093024}[round(worth)]
    reach = students * math.sqrt(max(strays, total)) / total
    return value, value * math.exp(-reach), value * math.exp(reach)


@pytest.mark.parametrize("bunched", [False, True])
def test_a_mean_once_more(bunched: bool) -> None:
    brought = [float((i * 7) % 5) for i in range(20)]
    weeks = [i // 2 for i in range(20)] if bunched else list(range(20))
    found = mean(pd.Series(brought), pd.Series(weeks, dtype="Int64"))
    assert (found.value, found.low, found.high) == pytest.approx(plain_mean(brought, weeks), abs=1e-5)
    assert mean(pd.Series(brought[:14]), pd.Series(weeks[:14], dtype="Int64")).value is None
    assert mean(pd.Series([0.0] * 20), pd.Series(weeks, dtype="Int64")) == Mean(20, 0)


def test_the_interval_of_a_mean_holds_what_it_should() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _run in range(300):
        weeks = np.repeat(np.arange(25), 3)
        lively = np.repeat(rng.gamma(2.0, 1.5, 25), 3)
        found = mean(pd.Series(rng.poisson(lively).astype(float)), pd.Series(weeks, dtype="Int64"))
        assert found.low is not None and found.high is not None
        held += found.low <= 3.0 <= found.high
    assert held / 300 > 0.92


def test_no_sentence_gives_a_reason() -> None:
    said = " ".join(links_lines(look(world(np.random.default_rng(3), 2.0)), words("en")))
    assert not re.search(r"\bbecause\b|\bcaus", said) and "does not say why" in said


def test_nothing_at_all() -> None:
    data = Dataset()
    facets = assigned([])
    assert own_links(data, brought_by(data, facets, engagements(data, facets))).sites == ()
