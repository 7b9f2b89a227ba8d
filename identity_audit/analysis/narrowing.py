"""Do we write more alike when more kinds of people can read us?

For each post: how mixed its audience is (how many circles could see it) and how far its way of writing is from what is
usual for such audiences. The figure is a correlation with its interval; it goes with, it does not cause.
Source: reference/reach.md 4.2 (context collapse, after Vitak 2012 and JCMC 23(3):127).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

LEVEL = 0.95
BOOTSTRAPS = 500
MIN_POSTS, MIN_WEEKS = 100, 12
LEAST_OF_A_KIND = 20  # posts for audiences equally mixed
FEWEST_WORDS = 3
SHORT = 3  # letters: mostly words that any text needs
NO_CHANGE = 0.1  # correlations that small are no change worth a sentence
_WORD = r"[^\W\d_]+"

Floats = npt.NDArray[np.float64]

Answer = Literal["narrower", "wider", "no_change", "cannot_tell"]


@dataclass(frozen=True)
class Narrowing:
    """Does the language get more uniform as the audience gets more mixed?

    slope: rank correlation of mixedness and variety of the words, -1 to 1 (negative = more uniform for mixed
    audiences), low..high its interval at `level` (weeks drawn with replacement).
    n: posts compared; weeks: in how many different weeks. Under 100 posts in 12 weeks, or with one kind of audience,
    answer = "cannot_tell" and the numbers are None.
    """

    answer: Answer
    slope: float | None
    low: float | None
    high: float | None
    level: float
    n: int
    weeks: int


def narrowing(posts: pd.DataFrame, mixedness: pd.Series, seed: int = 0) -> Narrowing:
    """Are posts for more mixed audiences written more alike?

    posts: post_id, platform, time, text, lang; mixedness: of `exposure.mixedness` (NA = not known).

    Posts are compared within one network and language only, where at least two kinds of audience have 20 posts each.
    A post's variety is its distance from what is usual *for audiences as mixed as its own* (Brown and Forsythe's
    comparison of spreads), so that a change of tone is not taken for one of variety.
    """
    told = posts[posts["time"].notna()].assign(mixed=posts["post_id"].map(mixedness).astype("Float64"))
    told = told[told["mixed"].notna() & (told["text"].str.count(_WORD) >= FEWEST_WORDS)]
    told = told.assign(stratum=told["platform"].astype(str) + " " + told["lang"].astype(str))
    compared = [found for _, part in told.groupby("stratum") if (found := _ranked(part)) is not None]
    if not compared:
        return Narrowing("cannot_tell", None, None, None, LEVEL, 0, 0)
    table = pd.concat(compared)
    week = pd.factorize(table["time"].dt.strftime("%G-%V"))[0]
    n, weeks = len(table), int(week.max()) + 1
    if n < MIN_POSTS or weeks < MIN_WEEKS:
        return Narrowing("cannot_tell", None, None, None, LEVEL, n, weeks)
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    sums = np.stack([np.bincount(week, product, weeks) for product in (x * y, x * x, y * y)])
    draws = np.random.default_rng([seed, 8]).multinomial(weeks, np.full(weeks, 1 / weeks), size=BOOTSTRAPS)
    slope = float(_correlation(*sums.sum(axis=1)))
    low, high = np.nanquantile(_correlation(*(sums @ draws.T)), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    answer: Answer = "cannot_tell"
    if high < 0:
        answer = "narrower"
    elif low > 0:
        answer = "wider"
    elif max(-low, high) < NO_CHANGE:
        answer = "no_change"
    return Narrowing(answer, slope, float(low), float(high), LEVEL, n, weeks)


def _ranked(posts: pd.DataFrame) -> pd.DataFrame | None:
    """Mixedness (x) and variety (y) of posts of one network and language as centred ranks; None with one kind."""
    size = posts.groupby("mixed")["post_id"].transform("size")
    posts = posts[size >= LEAST_OF_A_KIND]
    if posts["mixed"].nunique() < 2:
        return None
    style = _style(posts["text"])
    spread = style.std().replace(0, 1)
    usual = style.groupby(posts["mixed"]).transform("median")
    variety = ((style - usual).abs() / spread).mean(axis=1)
    ranks = pd.DataFrame({"x": posts["mixed"].astype(float).rank(), "y": variety.rank()}) / len(posts)
    return posts[["time"]].join(ranks - ranks.mean())


def _style(texts: pd.Series) -> pd.DataFrame:
    """How a text is written, whatever it is about: length, long and short words, marks, capitals, signs."""
    words = texts.str.findall(_WORD)
    letters = words.map(lambda found: sum(map(len, found))).astype(float)
    n = words.map(len).astype(float)
    size = texts.str.len().astype(float)
    return pd.DataFrame(
        {
            "length": np.log(n),
            "letters a word": letters / n,
            "short words": words.map(lambda found: sum(len(word) <= SHORT for word in found)) / n,
            "marks": texts.str.count(r"[.,;:!?…]") / size,
            "exclaimed or asked": texts.str.count(r"[!?]") / n,
            "capitals": texts.map(lambda text: sum(c.isupper() for c in text)) / letters,
            "signs": texts.str.count(r"[^\w\s.,;:!?…'’\"()-]") / n,
        }
    )


def _correlation(xy: Floats, xx: Floats, yy: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(xy / np.sqrt(xx * yy))
