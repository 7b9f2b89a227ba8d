"""Protocol D1: rates from 60 % and 80 % of a person's posts, tried on the next fifth, beside simple anchors."""

from __future__ import annotations

import numpy as np
from people import Person, Split, splits, told
from sklearn.decomposition import NMF

from identity_audit.analysis.rates import MOST_LIKELY, Floats, fitted, surprise_at


def run(everybody: list[Person]) -> bool:
    """Log-loss per thousand opportunities, ranking, and on how many splits the anchors lose."""
    loss: dict[str, list[float]] = {"model": [], "contact activity": [], "NMF": []}
    auc, off_home = [], []
    for person in everybody:
        for split in splits(person, (0.6, 0.8)):
            if split.came.sum() < 15:
                continue
            did, could = split.past.counts(0, len(split.past.time))
            facets = split.could.max(axis=0) > 0
            made = {"model": fitted(split.past).rate, **anchors(did, could)}
            opportunities = split.could.sum()
            for name, rate in made.items():
                loss[name].append(surprise_at(rate, split.came, split.could) / opportunities * 1000)
            home = np.eye(did.shape[1], dtype=bool)[did.argmax(axis=1)]
            auc.append(ranking(made["model"], split, np.broadcast_to(facets, did.shape)))
            off_home.append(ranking(made["model"], split, ~home & facets))
    n = len(loss["model"])
    print(f"rates: {n} splits; log-loss of " + ", ".join(f"{k} {np.mean(v):.2f}" for k, v in loss.items()))
    wins = {k: int(np.sum(np.array(loss["model"]) < np.array(v))) for k, v in loss.items()}
    return all(
        [
            told("log-loss x 1000", float(np.mean(loss["model"])), high=54.35),
            told("AUC", float(np.nanmean(auc)), low=0.86),
            told("AUC outside each person's main facet", float(np.nanmean(off_home)), low=0.82),
            told(f"wins over NMF, of {n}", wins["NMF"], low=64 / 70 * n),
            told(f"wins over contact activity, of {n}", wins["contact activity"], low=64 / 70 * n),
        ]
    )


def anchors(did: Floats, could: Floats) -> dict[str, Floats]:
    """What anybody would try first: everyone's own rate whatever the facet; matrix factorisation of smoothed rates."""
    level = did.sum() / max(could.sum(), 1)
    activity = did.sum(axis=1, keepdims=True) / np.maximum(could.sum(axis=1, keepdims=True), 1)
    rank = max(1, min(5, min(did.shape) - 1))
    model = NMF(rank, solver="mu", beta_loss="kullback-leibler", init="nndsvda", max_iter=400, random_state=0)
    smooth = (did + 0.5 * level) / (could + 0.5)
    return {
        "contact activity": np.broadcast_to(activity, did.shape),
        "NMF": model.fit_transform(smooth) @ model.components_,
    }


def ranking(rate: Floats, split: Split, cells: np.ndarray) -> float:
    """AUC over contact-post opportunities of these cells; NaN under five engagements."""
    came, silent = split.came[cells], (split.could - split.came)[cells]
    if came.sum() < 5 or silent.sum() == 0:
        return float("nan")
    _, place = np.unique(np.clip(rate[cells], 1e-7, MOST_LIKELY), return_inverse=True)
    came, silent = np.bincount(place, came), np.bincount(place, silent)
    return float((came * (np.cumsum(silent) - silent / 2)).sum() / (came.sum() * silent.sum()))
