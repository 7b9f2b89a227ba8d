"""Section 2: how often is a bridge, or somebody choosy or broad, found where there is none?

The nulls keep everybody's bursts and activity.

Whole episodes are dealt out, never single reactions: a burst in one thread stays one moment.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from people import Person, told

from identity_audit.analysis.bridges import ASSUMED_ERROR, LEVEL, bridges
from identity_audit.analysis.spread import Spread, spread

TABLES = 6  # of each kind and person
SPREAD_TABLES = 2  # each is dealt out thousands of times


def run(everybody: list[Person]) -> bool:
    """Per person: false positives at 5 %, and tables with any discovery after Benjamini-Hochberg."""
    tests = ("single", "circle", "narrow", "wide", "wider in a circle")
    rates: dict[str, list[float]] = {test: [] for test in tests}
    any_found: dict[str, list[bool]] = {test: [] for test in tests}
    real = people = 0
    judged = Counter[str]()
    for number, person in enumerate(everybody):
        table, members = episodes(person)
        found = bridges(table, members)
        real, people = real + found.certain, people + len(found.people)
        judged += _counts(spread(table, members))
        for k in range(TABLES):
            rng = np.random.default_rng([number, k])
            null = bridges(one_facet(table, rng), members)
            tested = null.people[null.people["episodes"] > 0]
            rates["single"].append(float((tested["p"] <= LEVEL).mean()))
            any_found["single"].append(null.certain > 0)
            within = bridges(within_circles(table, members, rng), members)
            rates["circle"].append(float((within.people["p_circle"] <= LEVEL).mean()))
            any_found["circle"].append(within.unexpected > 0)
            if k >= SPREAD_TABLES:
                continue
            for result, columns in (
                (spread(popular(table, rng), members), {"narrow": "p_narrow", "wide": "p_wide"}),
                (spread(within_circles(table, members, rng), members), {"wider in a circle": "p_circle"}),
            ):
                for test, column in columns.items() if result is not None else ():
                    assert result is not None
                    rates[test] += (result.people[column].dropna() <= LEVEL).tolist()
                    any_found[test].append(_counts(result)[test] > 0)
    print("how widely people react:", ", ".join(f"{n} {what}" for what, n in judged.items()))
    print(f"bridges: {real} certain among {people} people; {len(rates['single'])} tables of each null")
    return all(
        [
            told("one facet and wrong facets: false positives", float(np.mean(rates["single"])), high=0.05),
            told("one facet and wrong facets: any discovery", float(np.mean(any_found["single"])), high=0.05),
            told("dealt out within circles: false positives", float(np.mean(rates["circle"])), high=0.05),
            told("dealt out within circles: any discovery", float(np.mean(any_found["circle"])), high=0.05),
            *(
                told(f"dealt out, {test}: false positives", float(np.mean(rates[test])), high=0.05)
                for test in tests[2:]
            ),
            *(
                told(f"dealt out, {test}: any discovery", float(np.mean(any_found[test])), high=0.05)
                for test in tests[2:]
            ),
        ]
    )


def _counts(found: Spread | None) -> Counter[str]:
    if found is None:
        return Counter()
    return Counter({"judged": found.judged, "narrow": found.narrow, "wide": found.wide, "in a circle": found.in_circle,
                    "wider in a circle": found.wider_than_circle})  # fmt: skip


def episodes(person: Person) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The engagements as the program reads them, and who is in which circle."""
    acts = person.interactions
    acts = acts[(acts["direction"] == "received") & acts["post_id"].isin(person.posts["post_id"])]
    posts = person.posts.drop(columns=[c for c in ("n_chars", "media") if c in person.posts])
    table = acts.drop_duplicates(["contact_id", "post_id"])[["contact_id", "post_id"]].merge(posts, on="post_id")
    day = table["time"].dt.strftime("%Y-%m-%d") + table["topic"]
    thread = table["thread"].where(table["thread"] != "", day) if "thread" in table else day
    table = table.assign(platform="one", episode=thread, topic=pd.factorize(table["topic"], sort=True)[0])
    members = person.contacts.rename(columns={"group": "group_id"})[["contact_id", "group_id"]]
    return table, members[members["group_id"] != ""]


def one_facet(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Everybody keeps to their main facet; one episode in ten is filed under another, as often as facets are common."""
    whole = table.drop_duplicates(["contact_id", "episode"])
    home = table.groupby("contact_id")["topic"].agg(lambda topics: topics.mode().iloc[0])
    common = whole["topic"].to_numpy()
    dealt = whole["contact_id"].map(home).to_numpy()
    wrong = rng.random(len(whole)) < ASSUMED_ERROR
    dealt = np.where(wrong, rng.choice(common, len(whole)), dealt)
    return _dealt(table, whole, dealt)


def popular(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The facets of all episodes are shuffled among all people."""
    whole = table.drop_duplicates(["contact_id", "episode"])
    return _dealt(table, whole, rng.permutation(whole["topic"].to_numpy()))


def within_circles(table: pd.DataFrame, members: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The facets of a circle's episodes are shuffled among its people."""
    whole = table.drop_duplicates(["contact_id", "episode"])
    circle = whole["contact_id"].map(members.drop_duplicates("contact_id").set_index("contact_id")["group_id"])
    dealt = whole["topic"].to_numpy().copy()
    for rows in whole.reset_index(drop=True).groupby(circle.fillna("").to_numpy()).indices.values():
        dealt[rows] = rng.permutation(dealt[rows])
    return _dealt(table, whole, dealt)


def _dealt(table: pd.DataFrame, whole: pd.DataFrame, topic: np.ndarray) -> pd.DataFrame:
    key = ["contact_id", "episode"]
    return table.drop(columns="topic").merge(whole[key].assign(topic=topic), on=key)
