"""When and where facets show: hand-counted."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from identity_audit.analysis.facet_places import by_platform, by_year
from identity_audit.schema import Post, frame


def world(years: list[int | None], platforms: list[str], topics: list[int | None]) -> tuple[pd.DataFrame, pd.DataFrame]:
    posts = frame(
        "posts",
        [Post(f"p{i}", platform, datetime(year, 6, 1, tzinfo=UTC) if year else None)
         for i, (year, platform) in enumerate(zip(years, platforms, strict=True))],
    )  # fmt: skip
    ids = posts["post_id"]
    assignment = pd.DataFrame({"post_id": ids, "topic": pd.array(topics, "Int64"), "copy_of": pd.NA})
    assignment["copy_of"] = assignment["copy_of"].astype("str").mask(lambda c: c.notna())
    return posts, assignment


def test_every_year_has_its_posts_and_a_year_without_any_stays() -> None:
    posts, assignment = world([2020, 2020, 2022, 2022, None, 2022], ["a"] * 6, [7, 3, 3, 3, 3, None])
    found = by_year(posts, assignment, [3, 7])
    assert found.table.to_dict("list") == {2020: [1, 1], 2021: [0, 0], 2022: [2, 0]}
    assert found.shares().to_dict("list") == {2020: [0.5, 0.5], 2021: [0, 0], 2022: [1, 0]}
    assert (found.earlier, found.undated) == (None, 1)


def test_what_is_older_than_eight_years_is_told_together() -> None:
    posts, assignment = world([2009, 2015, 2017, 2024], ["a"] * 4, [0, 0, 1, 1])
    found = by_year(posts, assignment, [0, 1])
    assert list(found.table.columns) == list(range(2017, 2025)) and found.earlier == 2017
    assert found.table[2017].tolist() == [2, 1]


def test_a_copy_counts_on_its_network_and_in_no_year() -> None:
    posts, assignment = world([2020, 2020], ["b", "a"], [0, 0])
    assignment.loc[1, "copy_of"] = "p0"
    assert by_year(posts, assignment, [0]).table.to_dict("list") == {2020: [1]}
    assert by_platform(posts, assignment, [0]).to_dict("list") == {"a": [1], "b": [1]}
    assert by_platform(posts, assignment.iloc[:0], []).empty
    assert by_year(posts, assignment.iloc[:0], []).table.empty


def test_networks_come_by_the_number_of_posts() -> None:
    posts, assignment = world([2020] * 5, ["b", "c", "c", "a", "c"], [0, 1, 0, 0, None])
    assert by_platform(posts, assignment, [0, 1]).to_dict("list") == {"c": [1, 1], "a": [1, 0], "b": [1, 0]}
