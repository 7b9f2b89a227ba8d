"""Who can see an account, as the person says it: only where the files are silent, and never as the files' word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit.analysis.engagement import engagements, opportunities
from identity_audit.analysis.exposure import exposure
from identity_audit.corrections import AccountVisibility, Correction, LeaveOutFile, SeenBy
from identity_audit.coverage import coverage, overall
from identity_audit.dataset import Dataset, combine, from_rows
from identity_audit.findings import known, readiness
from identity_audit.schema import Post, Visibility
from identity_audit.words import words
from tests.analysis.hand_counted import build, random_dataset, shuffled

#: five posts of which a file says who could see one, a repost, and one post of a network that says it
DATA = from_rows([
    Post("instagram:0", "instagram", None, "one", visibility="public"),
    *(Post(f"instagram:{n}", "instagram", None, "two", source_file="posts.json") for n in range(1, 4)),
    Post("facebook:0", "facebook", None, "three"),
    Post("facebook:r", "facebook", None, "theirs", "repost"),
    Post("mastodon:0", "mastodon", None, "four", visibility="followers"),
])  # fmt: skip
PUBLIC, CLOSED = AccountVisibility("instagram", "public"), AccountVisibility("instagram", "contacts")


def seen(dataset: Dataset) -> list[str]:
    return dataset.posts["visibility"].tolist()


def test_only_the_posts_change_of_which_the_file_says_nothing() -> None:
    found = DATA.apply([CLOSED])
    assert seen(found) == ["public", *["contacts"] * 3, "unknown", "unknown", "followers"]
    assert found.from_answer == {"instagram:1", "instagram:2", "instagram:3"}
    assert found.told_visibility.tolist() == seen(DATA)
    assert seen(DATA) == ["public", *["unknown"] * 5, "followers"] and not DATA.from_answer


def test_the_last_answer_counts_and_not_to_know_is_an_answer() -> None:
    assert seen(DATA.apply([CLOSED, PUBLIC])) == seen(DATA.apply([PUBLIC]))
    open_again = DATA.apply([CLOSED, AccountVisibility("instagram", None)])
    assert seen(open_again) == seen(DATA) and not open_again.from_answer
    # in two goes as in one
    assert seen(DATA.apply([CLOSED]).apply([PUBLIC])) == seen(DATA.apply([PUBLIC]))
    assert DATA.apply([CLOSED]).apply([AccountVisibility("instagram", None)]).fingerprint == DATA.fingerprint
    assert DATA.apply([CLOSED]).apply([]).from_answer == DATA.apply([CLOSED]).from_answer
    assert seen(DATA.apply([AccountVisibility("nowhere", "public")])) == seen(DATA)


def test_what_the_files_can_tell_stays_what_they_can_tell() -> None:
    every = [PUBLIC, AccountVisibility("facebook", "contacts")]
    found = DATA.apply(every)
    assert overall(found) == overall(DATA)
    for platform in ("instagram", "facebook", "mastodon"):
        assert coverage(found, platform) == coverage(DATA, platform)
    counted = known(found)
    assert (counted.posts, counted.visible, counted.answered) == (6, 2, 4)
    assert (known(DATA).visible, known(DATA).answered) == (2, 0)


@pytest.mark.parametrize(
    ("lang", "before", "after"),
    [
        ("en", "partly, known for 2 of your 6 posts",
         "by your files for 2 of your 6 posts, by your answer for 3, not known for 1"),
        ("fr", "en partie, connu pour 2 de vos 6 publications",
         "d'après vos fichiers pour 2 de vos 6 publications, d'après votre réponse pour 3, on ne sait pas pour 1"),
    ],
)  # fmt: skip
def test_the_line_says_three_shares(lang: str, before: str, after: str) -> None:
    lines = [readiness(dataset, words(lang))[-1] for dataset in (DATA, DATA.apply([PUBLIC]))]
    assert [re.sub(r"\s", " ", line.sentence) for line in lines] == [before, after]
    assert {line.grade for line in lines} == {"partial"}


def test_an_answer_stays_an_answer_in_a_part_in_a_sum_and_in_the_fingerprint() -> None:
    found = DATA.apply([PUBLIC])
    assert known(found.only(["instagram"])).answered == 3
    assert known(found.only(["mastodon"])).answered == 0
    assert known(combine([found.only(["instagram"]), DATA.only(["mastodon"])])).answered == 3
    assert combine([found]).told_visibility.tolist() == seen(DATA)
    assert len({DATA.fingerprint, found.fingerprint, replace(found, from_answer=frozenset()).fingerprint}) == 3


def test_what_is_left_out_stays_out() -> None:
    found = DATA.apply([PUBLIC, LeaveOutFile("instagram", "posts.json")])
    assert (len(found.posts), found.from_answer) == (4, frozenset())


ANSWERS = st.builds(
    AccountVisibility, st.sampled_from(["net", "other", "none"]), st.none() | st.sampled_from(get_args(SeenBy))
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["net", "other"]), st.sampled_from(get_args(Visibility))), max_size=12),
    st.lists(ANSWERS, max_size=5),
)
def test_no_answer_changes_what_a_file_says(told: list[tuple[str, Visibility]], said: list[Correction]) -> None:
    data = from_rows(Post(f"{p}:{n}", p, None, "words", visibility=v) for n, (p, v) in enumerate(told))
    found = data.apply(said)
    last = {c.platform: c.visibility for c in said if isinstance(c, AccountVisibility)}
    for before, now in zip(data.posts.to_dict("records"), found.posts.to_dict("records"), strict=True):
        answer = last.get(before["platform"]) if before["visibility"] == "unknown" else None
        assert now == {**before, "visibility": answer or before["visibility"]}
        assert (before["post_id"] in found.from_answer) == (answer is not None)
    pd.testing.assert_series_equal(found.told_visibility, data.posts["visibility"], check_names=False)


# --- what circles could see ------------------------------------------------------------------------------------------

MADE = build(
    "post facet known day platform thread kind visibility\n"
    "told 0 none 15 net - post public\nquiet 0 none 15 net - post unknown\nnamed 0 none 15 net - post unknown\n"
    "early 0 none 5 net - post unknown\nshut 0 none 15 net - post private\nfar 0 none 15 other - post unknown",
    members="who circle\nann choir\ncid work",
    audiences="post circle who\nnamed - ann",
    contacts="who platform first_seen\nann net 10\ncid net 30",
)


@pytest.mark.parametrize(
    ("answer", "choir", "work"),
    [
        # could see by the files, by the answer, not known, not sent
        (None, (2, 0, 3, 1), (1, 0, 4, 1)),
        ("public", (2, 2, 1, 1), (1, 3, 1, 1)),
        ("followers", (2, 1, 2, 1), (1, 0, 4, 1)),
        ("contacts", (2, 1, 2, 1), (1, 0, 4, 1)),
    ],
)
def test_what_a_circle_could_see_by_the_answer_is_counted_apart(
    answer: SeenBy | None, choir: tuple[int, ...], work: tuple[int, ...]
) -> None:
    dataset, assignment = MADE
    found = dataset.apply([AccountVisibility("net", answer)])
    cells = exposure(found, assignment, engagements(found, assignment), ["choir", "work"])
    assert [(c.could_see, c.from_answer, c.not_known, c.not_sent) for c in cells] == [choir, work]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("answer", get_args(SeenBy))
def test_the_answer_adds_what_a_file_that_said_it_would_have_said(seed: int, answer: SeenBy) -> None:
    dataset, assignment = random_dataset(seed)
    found = dataset.apply([AccountVisibility(str(name), answer) for name in dataset.posts["platform"].unique()])
    as_if = replace(dataset, posts=found.posts)
    circles = sorted(dataset.memberships["group_id"].unique())
    acts = engagements(dataset, assignment)
    ours, files, told = (exposure(data, assignment, acts, circles) for data in (found, dataset, as_if))
    assert found.from_answer
    for our, file, other in zip(ours, files, told, strict=True):
        assert (our.could_see, our.known) == (file.could_see, other.could_see)
        assert (our.not_known, our.not_sent, our.posts) == (other.not_known, other.not_sent, file.posts)
    mixed = replace(shuffled(found), from_answer=found.from_answer)
    assert exposure(mixed, assignment, acts, circles) == ours
    # rates rest on what the files say
    pd.testing.assert_frame_equal(opportunities(found, assignment).cells, opportunities(dataset, assignment).cells)
    assert opportunities(found, assignment).left_out == opportunities(dataset, assignment).left_out
