"""The whole engine on the largest person of the folder, in processor time on one thread."""

from __future__ import annotations

import time

import numpy as np
from people import Person, told
from threadpoolctl import threadpool_limits

from identity_audit.analysis.best_mix import plans
from identity_audit.analysis.forecast import forecast
from identity_audit.analysis.what_if import Strategy, break_even, influences, what_if


def run(everybody: list[Person]) -> bool:
    """From tables to rates, forecast, one strategy with its break-even, and three plans for six circles."""
    person = max(everybody, key=lambda one: len(one.posts) * len(one.contacts))
    with threadpool_limits(1):
        start = time.process_time()
        past = person.history
        found = forecast(past)
        if found is None:
            print("speed: nobody in the folder is large enough")
            return True
        home = np.eye(len(past.facets), dtype=bool)[past.counts(0, len(past.time))[0].argmax(axis=1)]
        strategy = Strategy(home, np.zeros(len(past.facets), dtype=bool))
        what_if(found, strategy)
        break_even(found, strategy)
        influences(found, strategy)
        middle = time.process_time()
        size = past.member.sum(axis=0)
        plans(found, frozenset(), circles=[past.circles[i] for i in np.argsort(-size, kind="stable")[:6]])
        end = time.process_time()
    print(f"speed: {len(past.time)} posts, {len(past.people)} people, {len(past.facets)} facets; "
          f"forecast and strategies {middle - start:.2f} s, plans {end - middle:.2f} s")  # fmt: skip
    return told("processor seconds", end - start, high=5.0)
