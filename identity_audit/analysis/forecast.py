"""Whom would the next period reach, and how far can that be wrong?

Draws from the posterior of the model (`rates`) are far too sure of themselves: what makes a forecast miss is change
from one period to the next. So each draw is moved as the person's own past moved when it was forecast from its
earlier parts, and the interval is widened by what was learned on other people. Source: reference/reach.md 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, stdtrit

from identity_audit.analysis.rates import (
    HORIZON,
    STRENGTHS,
    Floats,
    Fold,
    History,
    Ints,
    Rates,
    fitted,
    likeliest_strength,
    rolling,
    shrink,
)

LEVEL = 0.80
BURN_IN, KEPT = 100, 400
SHORT_KEPT = 100  # draws of an earlier forecast
PRIOR_SD = 1.5  # of the log of a strength
LEAST_SD = 0.15  # of the log of everything together: no two periods are more alike than that
LEAST_CAME = 10  # engagements that a fold needs to say how it differed
EARLIER = (0.6, 0.8)  # the past is forecast once more from here, a fifth of it each time

LEAST_EARLIER = 50  # engagements before an earlier forecast
#: more spread of the logarithm of people reached, learned on other people's histories (one source left out at a time):
#: with one profile, and where everything but a part is closed
EXTRA_SD = (0.18, 0.23)
TRIED = 30  # draws that say how many people a fold should have lost
LEAST_LOST, MOST_LOST = 0.3, 1.5

Draws = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Range:
    """A number of the future with the interval low..high that holds it `level` of the time."""

    value: float
    low: float
    high: float
    level: float = LEVEL


@dataclass(frozen=True)
class Drift:
    """How periods differ from what the one before suggests (log scale; sizes of negative binomials).

    mean, sd: of everything together; topic: sd of one facet beyond that; person: small = people come and go; cell:
    small = reactions come in bursts. lost: how many of the people said to be lost where everybody keeps to their main
    facet were lost when it was tried on the past (the model says too many). learned: False = the history is too short
    to forecast itself; usual values.
    """

    mean: float
    sd: float
    topic: float
    person: float
    cell: float
    lost: float
    learned: bool


#: where the history is too short to forecast itself
USUAL = Drift(0.0, 0.35, 0.3, 1.0, 1.0, 1.0, learned=False)


@dataclass(frozen=True)
class EarlierForecast:
    """What would have been said at `since` about the people reached until `until`, and what came."""

    since: datetime
    until: datetime
    expected: Range
    observed: int


@dataclass(frozen=True)
class Forecast:
    """The next period: the posts of the last fifth of the history once more, to the people known now.

    draws: engagements expected, draws x people x facets (drifted; the same draw serves every strategy).
    could: posts that each person could see, people x facets. since, until: the last fifth, which the next period
    repeats. earlier: forecasts of the past, oldest first, to say how far they missed. tried: the forecast that the
    first four fifths would have given, None where they held too little.
    """

    history: History
    rates: Rates
    draws: npt.NDArray[np.float32]
    could: Floats
    since: datetime
    until: datetime
    drift: Drift
    earlier: tuple[EarlierForecast, ...] = ()
    tried: Forecast | None = None

    @property
    def missed(self) -> float | None:
        """The middle miss of the earlier forecasts, as a share of what came (0.3 = 30 % off); None without any."""
        off = [abs(e.expected.value - e.observed) / max(e.observed, 1) for e in self.earlier]
        return float(np.median(off)) if off else None

    @property
    def held(self) -> int:
        """How many of the earlier forecasts held in their interval what came."""
        return sum(e.expected.low <= e.observed <= e.expected.high for e in self.earlier)


def forecast(past: History, seed: int = 0) -> Forecast | None:
    """The next period of this past; None under 200 engagements or 200 posts."""
    if not past.enough:
        return None
    found = predicted(past, past.could_next(_last_fifth(past)), seed)
    tried = [_earlier(past, int(share * len(past.time)), seed) for share in EARLIER]
    return replace(found, earlier=tuple(pair[1] for pair in tried if pair), tried=tried[-1] and tried[-1][0])


def predicted(past: History, could: Floats, seed: int = 0, draws: int = KEPT) -> Forecast:
    """The forecast for so many posts of each facet that each person could see, without a look at earlier forecasts."""
    rng = np.random.default_rng([seed, 2])
    rates = fitted(past)
    drift = learned_drift(past)
    rate = posterior(*blended(past, rates), past.group, rng, draws)
    return Forecast(
        history=past,
        rates=rates,
        draws=drifted(rate * could.astype(np.float32), drift, rng),
        could=np.broadcast_to(could, rate.shape[1:]),
        since=_moment(past.time[_last_fifth(past)]),
        until=_moment(past.time[-1]),
        drift=drift,
    )


def _last_fifth(past: History) -> int:
    return len(past.time) - max(1, int(HORIZON * len(past.time)))


def _earlier(past: History, start: int, seed: int) -> tuple[Forecast, EarlierForecast] | None:
    """What would have been said when post `start` came, of the people and facets known by then, and what came."""
    stop = min(len(past.time), start + int(HORIZON * len(past.time)))
    fold = Fold.of(past, start, stop)
    before = past.until(start)
    if fold is None or len(before.who) < LEAST_EARLIER:
        return None
    could = np.zeros((len(before.people), len(past.facets)))
    could[:, fold.seen] = fold.could
    found = predicted(before, could, seed, SHORT_KEPT)
    came = EarlierForecast(
        since=_moment(past.time[start]),
        until=_moment(past.time[stop - 1]),
        expected=engaged_reach(found, np.ones(could.shape, dtype=bool)),
        observed=int((fold.came.sum(axis=1) > 0).sum()),
    )
    return found, came


def engaged_reach(found: Forecast, allow: npt.NDArray[np.bool_]) -> Range:
    """How many people would engage at least once, if each only saw the facets of their row? allow: people x facets."""
    luck = np.random.default_rng([len(found.draws), 3]).random(found.draws.shape[:2], dtype=np.float32)
    everybody, reached = (
        (luck < chance_to_engage(expected)).sum(axis=1).astype(float)
        for expected in (found.draws.sum(axis=2), (found.draws * allow).sum(axis=2))
    )
    closed = 1 - float((found.could * allow).sum() / max(found.could.sum(), 1e-9))
    return spread(told(reached, everybody, found.drift), extra_sd(closed), most=len(allow))


def told(reached: Floats, everybody: Floats, drift: Drift) -> Floats:
    """People reached in each draw, the loss against one profile being taken as large as such losses proved to be."""
    return np.where(reached < everybody, everybody - drift.lost * (everybody - reached), reached)


def extra_sd(closed: float) -> float:
    """The spread to add where this share of the opportunities is closed."""
    return EXTRA_SD[0] + (EXTRA_SD[1] - EXTRA_SD[0]) * closed


def chance_to_engage(expected: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """The chance of at least one engagement where so many are expected."""
    return np.asarray(-np.expm1(-expected))


def spread(counts: Floats, extra: float, most: float = np.inf) -> Range:
    """Draws of a count as a number with its interval, on the log scale, a t with six degrees of freedom."""
    logs = np.log(np.maximum(counts, 0.5))
    half = float(stdtrit(6, (1 + LEVEL) / 2) * np.hypot(logs.std(), extra))
    middle = float(logs.mean())
    # under half a person is nobody
    low, high = (float(value) if value > 0.5 else 0.0 for value in np.exp([middle - half, middle + half]))
    return Range(float(np.clip(counts.mean(), low, min(high, most))), min(low, most), min(high, most))


def blocked_share(found: Forecast, allow: npt.NDArray[np.bool_], seed: int = 0) -> Range | None:
    """Which share of the next period's engagements would be blocked? None where none is expected in most draws."""
    came = np.random.default_rng([seed, 4]).poisson(found.draws)
    total = came.sum(axis=(1, 2))
    shares = 1 - (came * allow).sum(axis=(1, 2))[total > 0] / total[total > 0]
    if len(shares) < len(total) / 2:
        return None
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Range(float(shares.mean()), float(low), float(high))


def blended(past: History, rates: Rates, stop: int | None = None) -> tuple[Floats, Floats]:
    """Y and E of the first `stop` posts, every post faded as the averaged half-lives fade it."""
    end = len(past.time) if stop is None else stop
    counted = [(weight, past.counts(0, end, half_life)) for half_life, weight in rates.weights]
    did, could = (sum(weight * pair[i] for weight, pair in counted) for i in (0, 1))
    return np.asarray(did), np.asarray(could)


def posterior(did: Floats, could: Floats, group: Ints, rng: np.random.Generator, kept: int = KEPT) -> Draws:
    """Draws of the rates given Y and E (draws x people x facets), by blocked Gibbs sampling.

    Every conditional is a gamma; the four strengths are drawn on a grid under a lognormal(0, 1.5) prior.
    """
    people, facets = did.shape
    fit = shrink(did, could, group)
    s_person, s_facet, s_circle, s_cell = fit.strength
    groups = int(group.max(initial=-1)) + 1
    inside = np.flatnonzero(group >= 0)
    one_hot = np.zeros((groups, people))
    one_hot[group[inside], inside] = 1
    did_person, did_facet, did_circle, total = did.sum(axis=1), did.sum(axis=0), one_hot @ did, max(did.sum(), 0.5)
    person, facet, circle = np.ones(people), np.ones(facets), np.ones((groups + 1, facets))
    cell = fit.rate / fit.rate.mean()
    level = total / max((could * cell).sum(), 1e-9)
    result = np.empty((kept, people, facets), dtype=np.float32)
    for step in range(BURN_IN + kept):
        taste = circle[group]
        shared = could * taste * cell
        person = _gamma(rng, s_person + did_person, s_person + level * (shared @ facet))
        facet = _gamma(rng, s_facet + did_facet, s_facet + level * (person @ shared))
        if groups:
            expected = one_hot @ (could * cell * person[:, None]) * (level * facet)
            circle[:-1] = _gamma(rng, s_circle + did_circle, s_circle + expected)
            taste = circle[group]
        base = person[:, None] * facet * taste
        weight = could * base
        cell = _gamma(rng, s_cell + did, s_cell + level * weight)
        level = float(rng.gamma(total) / max(float((weight * cell).sum()), 1e-9))
        s_person, s_facet, s_cell = (_strength(rng, factor) for factor in (person, facet, cell))
        s_circle = _strength(rng, circle[:-1]) if groups else s_circle
        if step >= BURN_IN:
            result[step - BURN_IN] = level * base * cell
    return result


def _gamma(rng: np.random.Generator, shape: Floats, rate: Floats) -> Floats:
    return np.maximum(rng.standard_gamma(shape) / rate, 1e-100)


def _strength(rng: np.random.Generator, factor: Floats) -> float:
    """A strength given the factors that it holds to 1, each Gamma(s, s)."""
    logs, sums, n = np.log(factor).sum(), factor.sum(), factor.size
    s = STRENGTHS
    fits = n * (s * np.log(s) - gammaln(s)) + (s - 1) * logs - s * sums - 0.5 * (np.log(s) / PRIOR_SD) ** 2
    chance = np.cumsum(np.exp(fits - fits.max()))
    return float(s[np.searchsorted(chance, rng.random() * chance[-1])])


def learned_drift(past: History) -> Drift:
    """How did earlier parts of this past differ from what the model made of the parts before them?"""
    folds = [_Came.of(past, start) for start in rolling(len(past.time))]
    kept = [fold for fold in folds if fold is not None]
    if len(kept) < 2:
        return USUAL
    ratios = np.array([np.log((fold.came.sum() + 0.5) / (fold.expected.sum() + 0.5)) for fold in kept])
    mean = float(ratios.mean() * len(ratios) / (len(ratios) + 1))
    sd = max(LEAST_SD, float(ratios.std(ddof=1)))
    scaled = [(fold.came, fold.expected * fold.came.sum() / fold.expected.sum()) for fold in kept]
    topic = likeliest_strength(
        np.concatenate([came.sum(axis=0) for came, _ in scaled]), np.concatenate([m.sum(axis=0) for _, m in scaled])
    )
    person = likeliest_strength(
        np.concatenate([came.sum(axis=1) for came, _ in scaled]),
        np.concatenate([m.sum(axis=1) for _, m in scaled]),
        np.concatenate([fold.person for fold in kept]),
    )
    others = []
    for came, m in scaled:
        rest, rest_came = m.sum(axis=1, keepdims=True) - m, came.sum(axis=1, keepdims=True) - came
        others.append(m * (person + rest_came) / (person + rest))
    cell = likeliest_strength(
        np.concatenate([came.ravel() for came, _ in scaled]),
        np.concatenate([m.ravel() for m in others]),
        np.concatenate([fold.cell.ravel() for fold in kept]),
    )
    lost = _lost_when_tried(kept, scaled, person, cell)
    return Drift(mean, sd, float(np.sqrt(np.log1p(1 / topic))), person, cell, lost, learned=True)


def _lost_when_tried(kept: list[_Came], scaled: list[tuple[Floats, Floats]], person: float, cell: float) -> float:
    """Of the people that the model would have lost on the past if all kept to their main facet, which share was?"""
    rng = np.random.default_rng(len(kept))
    lost = forecast_lost = 0.0
    for fold, (came, expected) in zip(kept, scaled, strict=True):
        both = 1 / (1 / person + 1 / fold.person), 1 / (1 / cell + 1 / fold.cell)
        moved = [rng.gamma(size, 1 / size, (TRIED, *size.shape)) for size in both]
        draws = expected * moved[0][:, :, None] * moved[1]
        lost += float((came > 0).any(axis=1).sum() - ((came > 0) & fold.home).any(axis=1).sum())
        chance = [chance_to_engage(mass) for mass in (draws.sum(axis=2), (draws * fold.home).sum(axis=2))]
        forecast_lost += float((chance[0] - chance[1]).sum()) / TRIED
    return float(np.clip((lost + 1) / (forecast_lost + 1), LEAST_LOST, MOST_LOST))


@dataclass(frozen=True)
class _Came:
    """What came in one fold, and what had been expected: people known x facets seen.

    home: the main facet of each person before. person, cell: how sure the expectations are by themselves (the shapes
    of their gamma posteriors); the draws carry that already, so drift is only what is beyond it.
    """

    came: Floats
    expected: Floats
    home: npt.NDArray[np.bool_]
    person: Floats
    cell: Floats

    @classmethod
    def of(cls, past: History, start: int) -> _Came | None:
        fold = Fold.of(past, start, min(len(past.time), start + int(HORIZON * len(past.time))))
        if fold is None or fold.came.sum() < LEAST_CAME:
            return None
        rates = fitted(past, start)
        did, could = blended(past, rates, start)
        fit = shrink(did, could, past.group, fold.known)
        mine = np.ix_(fold.known, fold.seen)
        return cls(
            fold.came,
            rates.rate[mine] * fold.could,
            np.eye(did.shape[1], dtype=bool)[past.counts(0, start)[0].argmax(axis=1)][mine],
            fit.strength[0] + did[fold.known].sum(axis=1),
            fit.strength[3] + did[mine],
        )


def drifted(expected: Draws, drift: Drift, rng: np.random.Generator) -> Draws:
    """Draws of expected engagements, each moved as periods move: all together, facets, people, cells."""
    kept, people, facets = expected.shape
    common = np.exp(rng.normal(drift.mean, drift.sd, (kept, 1, 1)))
    topic = np.exp(rng.normal(-(drift.topic**2) / 2, drift.topic, (kept, 1, facets)))
    person = rng.gamma(drift.person, 1 / drift.person, (kept, people, 1))
    cell = rng.standard_gamma(np.float32(drift.cell), expected.shape, dtype=np.float32) / np.float32(drift.cell)
    return np.asarray(expected * (common * topic * person).astype(np.float32) * cell, dtype=np.float32)


def _moment(ticks: int) -> datetime:
    return datetime.fromtimestamp(int(ticks) / 1e6, UTC)
