"""The strategies of the replay in the next period: who is shown what, by hand, and what the audit and its JSON say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hand_counted import START, assigned
from reach_world import world

from identity_audit import schema
from identity_audit.analysis.engagement import engagements
from identity_audit.analysis.forecast import Forecast, forecast
from identity_audit.analysis.next_period import allow_per_circle, allow_per_facet, next_period
from identity_audit.analysis.rates import History, history
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Group, Interaction, Membership, Post


def lively(seed: int = 0, known: str = "complete", posts: int = 260) -> tuple[Dataset, pd.DataFrame]:
    """Twelve people, two facets, two circles: the box keeps to facet 0, work to both."""
    rng = np.random.default_rng(seed)
    rows: list[Any] = [Group("box", "net", "box", "channel"), Group("work", "net", "work", "channel")]
    for i in range(12):
        rows += [Contact(f"c{i:02}", "net", f"c{i:02}"), Membership(f"c{i:02}", "box" if i < 5 else "work", None, None)]
    facets = []
    for p in range(posts):
        facet = p % 2
        when = START + timedelta(days=p)
        rows.append(Post(f"p{p:03}", "net", when, text="words", visibility="public", reactions_known=known))  # type: ignore[arg-type]
        facets.append((f"p{p:03}", facet))
        for i in range(12):
            keen = 0.25 if i >= 5 or facet == 0 else 0.01
            if rng.random() < keen:
                rows.append(Interaction(f"c{i:02}", f"p{p:03}", when, "reaction", "received", "observed", "net"))
    return from_rows(rows), assigned(facets)


def made(dataset: Dataset, assignment: pd.DataFrame) -> tuple[Forecast | None, pd.DataFrame, History]:
    done = engagements(dataset, assignment)
    past = history(dataset, assignment, done)
    return forecast(past), done, past


def test_who_is_shown_what() -> None:
    dataset, assignment = lively()
    found, done, past = made(dataset, assignment)
    assert found is not None
    home = allow_per_facet(found, done)
    did = past.counts(0, len(past.time))[0]
    for row, who in enumerate(past.people):
        assert home[row].tolist() == [bool(did[row, 0] >= did[row, 1]), bool(did[row, 0] < did[row, 1])], who
    circle = allow_per_circle(found, done, dataset.memberships)
    assert circle is not None
    # facet 0 holds over 80 % of the box's episodes, neither facet those of work
    assert [row.tolist() for row in circle] == [[True, False]] * 5 + [[True, True]] * 7
    nobody = dataset.memberships.head(0)
    assert allow_per_circle(found, done, nobody) is None
    alone = dataset.memberships.head(1)
    # a circle of one has nobody who tells what it likes
    assert allow_per_circle(found, done, alone) is None


def test_what_separating_would_change() -> None:
    dataset, assignment = lively()
    found, done, _ = made(dataset, assignment)
    assert found is not None
    told = next_period(found, done, dataset.memberships, frozenset())
    assert told.unified == told.per_facet.unified
    assert told.per_circle is not None
    assert told.per_facet.lost.value >= told.per_circle.lost.value >= 0
    assert told.per_facet.could_see < told.per_circle.could_see < told.per_facet.unified_could_see
    assert told.influences[0].span == max(one.span for one in told.influences)
    assert next_period(found, done, dataset.memberships.head(0), frozenset()).per_circle is None


@pytest.mark.parametrize("known", ["partial", "count", "none"])
def test_without_complete_lists_there_is_no_rate_and_no_forecast(known: str) -> None:
    """Missing is not zero: a silence under a post whose reactions are not all known means nothing."""
    found, done, past = made(*lively(known=known))
    assert found is None
    assert len(past.time) == 0
    assert len(past.who) == 0
    assert len(done) > 200


def test_below_two_hundred_posts_counts_only() -> None:
    found, _, past = made(*lively(posts=199))
    assert (found, past.enough) == (None, False)


def test_a_restricted_post_is_an_opportunity_of_its_audience_alone() -> None:
    dataset, assignment = lively()
    posts = dataset.posts.assign(visibility="group")
    sent = pd.DataFrame({"post_id": posts["post_id"], "group_id": "box", "contact_id": None})
    sent = sent.reindex(columns=list(schema.dtypes("audiences"))).astype(schema.dtypes("audiences"))
    few = replace(dataset, posts=posts, audiences=sent)
    past = history(few, assignment, engagements(few, assignment))
    did, could = past.counts(0, len(past.time))
    assert could[:5].sum(axis=1).tolist() == [260.0] * 5
    # those of work could see only what they are known to have reacted to
    assert (could[5:] == did[5:]).all()
    assert past.could_next(200)[5:].sum() == 0


def test_given_acts_and_proxies_are_no_engagement() -> None:
    dataset, assignment = lively()
    silent = {"direction": "given", "evidence": "proxy"}
    for column, value in silent.items():
        changed = replace(dataset, interactions=dataset.interactions.assign(**{column: value}))
        found, done, past = made(changed, assignment)
        assert (found, len(done), len(past.who)) == (None, 0, 0)


def test_the_next_period_of_an_invented_history() -> None:
    past = world(11)
    found = forecast(past)
    assert found is not None
    start = len(past.time) - len(past.time) // 5
    assert found.could.tolist() == past.could_next(start).tolist()
