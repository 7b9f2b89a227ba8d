"""The best mix: the same as trying every grid wherever that is possible, and never behind the greedy rule."""

from __future__ import annotations

from itertools import product

import numpy as np
from people import Person, splits, told

from identity_audit.analysis.best_mix import best_mix, greedy_mix, sampled, visible
from identity_audit.analysis.forecast import predicted

SIZES = ((2, 3), (3, 2), (3, 3), (2, 4))


def run(everybody: list[Person]) -> bool:
    """Invented small cases against brute force; real people's futures against greedy at five budgets."""
    different = behind = cases = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        circles, facets = SIZES[seed % len(SIZES)]
        futures = rng.random((4, 9, facets)) < 0.3
        member, forbidden = rng.random((9, circles)) < 0.5, rng.random((circles, facets)) < 0.15
        cost = rng.integers(0, 5, (circles, facets)).astype(float)
        budget = float(rng.uniform(0, cost.sum()))
        for lists, all_must_allow in product((None, 1, 2), (False, True)):
            asked = {"forbidden": forbidden, "most_lists": lists, "all_must_allow": all_must_allow}
            best = best_mix(futures, member, cost, budget, **asked)
            cases += 1
            different += abs(best.reached - every_grid(futures, member, cost, budget, **asked)) > 1e-9
            behind += greedy_mix(futures, member, cost, budget, **asked).reached > best.reached + 1e-9
    shares, real = [], 0
    for person in everybody:
        for split in splits(person, (0.8,)):
            futures = sampled(predicted(split.past, split.could, draws=150))
            size = split.past.member.sum(axis=0)
            member = split.past.member[:, np.argsort(-size, kind="stable")[:6]]
            cost = member.sum(axis=0)[:, None] * split.could.max(axis=0)
            for share in (0.1, 0.25, 0.5, 0.75):
                budget = share * cost.sum()
                best, greedy = (f(futures, member, cost, budget) for f in (best_mix, greedy_mix))
                real += 1
                behind += greedy.reached > best.reached + 1e-9
                shares.append(greedy.reached / max(best.reached, 1e-9))
    print(f"mix: {cases} small cases, {real} of real people; greedy reaches {np.mean(shares):.4f} of the best, "
          f"{np.min(shares):.3f} at worst")  # fmt: skip
    return all([told("small cases unlike brute force", different, high=0), told("cases behind greedy", behind, high=0)])


def every_grid(futures, member, cost, budget, *, forbidden, most_lists, all_must_allow) -> float:
    """People reached by the best of all grids, tried one by one."""
    best = -1.0
    for bits in product((False, True), repeat=cost.size):
        show = np.array(bits).reshape(cost.shape)
        lists = {tuple(column) for column in show.T.tolist() if not all(column)}
        if (show & forbidden).any() or (cost * show).sum() > budget + 1e-9:
            continue
        if most_lists is None or len(lists) <= most_lists:
            seen = visible(show, member, all_must_allow)
            best = max(best, (futures & seen).any(axis=2).sum() / len(futures))
    return best
