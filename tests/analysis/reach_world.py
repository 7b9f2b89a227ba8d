"""Invented histories for the reach engine: rates are known, so that what is found can be compared with them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from identity_audit.analysis.rates import History, plain_history

START = pd.Timestamp("2020-01-01", tz="UTC")


def tables(
    seed: int = 0, people: int = 30, posts: int = 400, facets: int = 3, level: float = 0.06, keen: float = 8.0
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, np.ndarray]:
    """posts, contacts, interactions and the true rates: everybody is `keen` times as keen on one facet as on others."""
    rng = np.random.default_rng(seed)
    topic = rng.integers(facets, size=posts)
    rate = level * rng.gamma(2, 0.5, (people, 1)) * np.ones((people, facets))
    home = np.arange(people) % facets
    rate[np.arange(people), home] *= keen
    rate = np.minimum(rate, 0.9)
    when = START + pd.to_timedelta(np.arange(posts), unit="D")
    did = rng.random((people, posts)) < rate[:, topic]
    who, what = np.nonzero(did)
    return (
        pd.DataFrame({"post_id": [f"p{i}" for i in range(posts)], "time": when, "topic": [f"t{k}" for k in topic]}),
        pd.DataFrame({"contact_id": [f"c{i:02}" for i in range(people)], "group": [f"g{h}" for h in home],
                      "first_seen": START}),
        pd.DataFrame({"contact_id": [f"c{i:02}" for i in who], "post_id": [f"p{i}" for i in what],
                      "topic": [f"t{topic[i]}" for i in what], "time": when[what] + pd.Timedelta(hours=1),
                      "kind": "reaction", "direction": "received"}),
        rate,
    )  # fmt: skip


def world(seed: int = 0, **how: float) -> History:
    """The same as the model reads it."""
    return plain_history(*tables(seed, **how)[:3])  # type: ignore[arg-type]
