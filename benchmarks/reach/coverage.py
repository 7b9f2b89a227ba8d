"""Protocol D2: does the 80 % interval hold what came in 75 to 90 % of the cases? Cut at 50, 60, 70 and 80 %."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from people import Person, splits, told

from identity_audit.analysis.forecast import blocked_share, engaged_reach, predicted


def run(everybody: list[Person]) -> bool:
    """Engaged reach with one profile, with the main facet alone, and the share of engagements that this blocks."""
    held: dict[str, list[bool]] = defaultdict(list)
    sums: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(2))
    by_source: dict[str, list[bool]] = defaultdict(list)
    for person in everybody:
        for split in splits(person, (0.5, 0.6, 0.7, 0.8)):
            found = predicted(split.past, split.could)
            everything = np.ones(split.came.shape, dtype=bool)
            home = np.eye(split.came.shape[1], dtype=bool)[split.past.counts(0, len(split.past.time))[0].argmax(axis=1)]
            for name, allow in (("unified", everything), ("main facet", home)):
                reach = engaged_reach(found, allow)
                came = int(((split.came * allow).sum(axis=1) > 0).sum())
                held[name].append(reach.low <= came <= reach.high)
                sums[name] += np.array([reach.value, came])
                if name == "unified":
                    by_source[person.source].append(held[name][-1])
            share = blocked_share(found, home)
            if share is not None and split.came.sum():
                blocked = 1 - (split.came * home).sum() / split.came.sum()
                held["blocked"].append(share.low <= blocked <= share.high)
    print(f"coverage: {len(held['unified'])} cases; engaged reach by source: "
          + ", ".join(f"{k} {np.mean(v):.2f}" for k, v in by_source.items())
          + f"; with the main facet alone {np.mean(held['main facet']):.2f}")  # fmt: skip
    for name, (forecast, came) in sums.items():
        print(f"  people reached, {name}: {forecast / len(held[name]):.1f} forecast, {came / len(held[name]):.1f} came")
    return all(
        [
            told("80 % interval of engaged reach holds", float(np.mean(held["unified"])), low=0.75, high=0.90),
            told("80 % interval of the share blocked holds", float(np.mean(held["blocked"])), low=0.75, high=0.90),
        ]
    )
