"""Do the intervals from a dozen copied lists hold what they promise?

    python benchmarks/pasted_lists.py                   600 invented people, next to a bootstrap over the lists
    python benchmarks/pasted_lists.py --people 100 --seed 5
    python benchmarks/pasted_lists.py --lists 24

Each invented person has all reactions to all posts; the lists are drawn as the app draws them, and what is said from
them is compared with what all posts say. The people are not made by the model that is tested: posts differ by a
log-normal effect, for everybody and for each circle, 3 % of them go viral (five to ten times as many reactions);
people differ by a log-normal or beta factor, circles and facets by log-normal ones, one cell in ten is nearly dead;
one person in seven of the circles is in a second one; each person reacts or not, post by post.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from identity_audit.analysis.draw import draw
from identity_audit.analysis.pasted_lists import PastedList, cells, replay_per_circle

BOOTSTRAPS = 400


@dataclass(frozen=True)
class Person:
    """An invented person: circles x contacts, and per facet posts x contacts who reacted."""

    member: npt.NDArray[np.bool_]
    reacted: list[npt.NDArray[np.bool_]]

    def posts(self) -> pd.DataFrame:
        """The posts as the app knows them."""
        rows = [(f"p{topic}-{i}", topic) for topic, found in enumerate(self.reacted) for i in range(len(found))]
        frame = pd.DataFrame(rows, columns=["post_id", "topic"]).astype({"topic": "Int64"})
        return frame.assign(platform="net", kind="post", visibility="contacts", reactions_known="none")

    def memberships(self) -> pd.DataFrame:
        circle, contact = np.nonzero(self.member)
        return pd.DataFrame({"contact_id": name(contact, "c"), "group_id": name(circle, "g")})

    def met(self) -> pd.DataFrame:
        return pd.DataFrame({"contact_id": name(np.arange(self.member.shape[1]), "c"), "platform": "net"})

    def pasted(self, n: int, seed: int) -> list[PastedList]:
        """The complete lists of n posts, drawn by the app."""
        posts = self.posts()
        lists = []
        for post in draw(posts, posts, seed=seed, n=n).posts():
            topic, number = map(int, post[1:].split("-"))
            lists.append(PastedList(post, tuple(name(np.flatnonzero(self.reacted[topic][number]), "c")), True))
        return lists

    def rates(self) -> npt.NDArray[np.float64]:
        """What is estimated, counted on all posts: circles x facets."""
        per_post = [(self.member @ found.T.astype(float)).mean(axis=1) for found in self.reacted]
        return np.stack(per_post, axis=1) / self.member.sum(axis=1)[:, None]

    def blocked_per_circle(self) -> float:
        """The share that one profile per circle blocks, counted on all posts and person by person.

        Plainly: everybody is left out of the profiles of their own circles.
        """
        counts = np.stack([found.sum(axis=0) for found in self.reacted], axis=1)
        blocked = 0
        for contact, mine in enumerate(counts):
            seen: set[int] = set()
            for circle in np.flatnonzero(self.member[:, contact]):
                others = counts[self.member[circle]].sum(axis=0) - mine
                held = 0
                for facet in np.argsort(-others, kind="stable"):
                    if 5 * held < 4 * others.sum():
                        seen.add(int(facet))
                    held += others[facet]
            blocked += sum(n for facet, n in enumerate(mine) if seen and facet not in seen)
        return blocked / counts.sum()


def name(numbers: npt.NDArray[np.intp], letter: str) -> list[str]:
    return [f"{letter}{number:03}" for number in numbers]


def invent(rng: np.random.Generator) -> Person:
    """A person with 4-10 circles of 5-60 people, 100-400 contacts or more, 3-6 facets of 20-300 posts.

    A post has 3-40 reactions on average.
    """
    n_circles, n_facets = int(rng.integers(4, 11)), int(rng.integers(3, 7))
    sizes = np.exp(rng.uniform(np.log(5), np.log(60), n_circles)).round().astype(int)
    contacts = max(int(rng.integers(100, 401)), int(sizes.sum() * 1.1))
    posts = np.exp(rng.uniform(np.log(20), np.log(300), n_facets)).round().astype(int)
    home = np.repeat(np.arange(n_circles + 1), [*sizes, contacts - sizes.sum()])  # the last one: in no circle
    member = home == np.arange(n_circles)[:, None]
    for contact in np.flatnonzero((home < n_circles) & (rng.random(contacts) < 0.15)):
        member[rng.integers(n_circles), contact] = True

    shape = (n_circles + 1, n_facets)
    affinity = np.exp(rng.normal(0, rng.uniform(0.5, 1.1), shape)) * np.where(rng.random(shape) < 0.1, 0.05, 1)
    affinity *= np.exp(rng.normal(0, 0.5, (shape[0], 1))) * np.exp(rng.normal(0, 0.3, n_facets))
    belongs = np.vstack([member, ~member.any(axis=0)])
    active = (
        np.exp(rng.normal(0, rng.uniform(0.7, 1.5), contacts))
        if rng.random() < 0.5
        else rng.beta(0.5, rng.uniform(2, 8), contacts)
    )
    rate = belongs.T @ affinity / belongs.sum(axis=0)[:, None] * active[:, None]  # contacts x facets
    rate *= np.exp(rng.uniform(np.log(3), np.log(40))) * posts.sum() / (rate @ posts).sum()

    spread, spread_of_circles = rng.uniform(0.2, 0.8), rng.uniform(0, 0.4)
    reacted = []
    for facet, n in enumerate(posts):
        effect = np.exp(rng.normal(-(spread**2) / 2, spread, n))
        effect[rng.random(n) < 0.03] *= rng.uniform(5, 10)
        of_circle = np.exp(rng.normal(-(spread_of_circles**2) / 2, spread_of_circles, (n, n_circles + 1)))
        chance = np.minimum(effect[:, None] * of_circle[:, home] * rate[:, facet], 0.95)
        reacted.append(rng.random(chance.shape) < chance)
    return Person(member, reacted)


def bootstrap(table: pd.DataFrame, lists: list[PastedList], person: Person, seed: int) -> pd.DataFrame:
    """The naive interval: draw the lists of each facet with replacement, take the mean. Columns low, high."""
    rng = np.random.default_rng(seed)
    found = {}
    for facet in sorted(set(table["topic"])):
        numbers = [int(one.post_id.split("-")[1]) for one in lists if one.post_id.startswith(f"p{facet}-")]
        counts = person.reacted[facet][numbers].astype(float) @ person.member.T
        means = counts[rng.integers(len(numbers), size=(BOOTSTRAPS, len(numbers)))].mean(axis=1)
        ends = np.quantile(means / person.member.sum(axis=1), [0.025, 0.975], axis=0).T
        found.update({(f"g{circle:03}", facet): tuple(pair) for circle, pair in enumerate(ends)})
    return pd.DataFrame(
        [found[row.group_id, row.topic] for row in table.itertuples()], columns=["low_naive", "high_naive"]
    )


@dataclass(frozen=True)
class Measured:
    """One row per cell of every person (truth, zero, and the two intervals), one per replay, and the seconds taken."""

    cells: pd.DataFrame
    replays: pd.DataFrame
    seconds: float


def measure(people: int, seed: int, n_lists: int = 12) -> Measured:
    """Invent people, ask them for lists, and put what was said beside what is true."""
    rng = np.random.default_rng(seed)
    tables, replays, seconds = [], [], 0.0
    for number in range(people):
        person = invent(rng)
        asked = person.pasted(n_lists, number)
        frames = person.posts(), person.memberships(), person.met()
        start = time.perf_counter()
        table = cells(asked, *frames, seed=number)
        seconds += time.perf_counter() - start
        truth = person.rates()
        table["truth"] = [truth[int(row.group_id[1:]), row.topic] for row in table.itertuples()]
        tables.append(table.join(bootstrap(table, asked, person, number)).assign(person=number))
        replay = replay_per_circle(asked, *frames, seed=number)
        if replay:
            replays.append((person.blocked_per_circle(), replay.blocked, replay.low, replay.high))
    return Measured(
        pd.concat(tables, ignore_index=True),
        pd.DataFrame(replays, columns=["truth", "blocked", "low", "high"]),
        seconds / people,
    )


def covered(table: pd.DataFrame, ending: str = "") -> pd.Series:
    """Is the truth in the interval?"""
    return (table[f"low{ending}"] <= table["truth"] + 1e-12) & (table["truth"] <= table[f"high{ending}"] + 1e-12)


def main() -> None:
    """Print coverage and width of the app's intervals and of the naive ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lists", type=int, default=12)
    chosen = parser.parse_args()
    found = measure(chosen.people, chosen.seed, chosen.lists)
    table = found.cells
    zero = table["reactions"] == 0
    print(f"{chosen.people} people, {len(table)} cells, {zero.mean():.0%} of them without a reaction on the lists")
    for what, ending in (("the app", ""), ("bootstrap", "_naive")):
        inside, width = covered(table, ending), table[f"high{ending}"] - table[f"low{ending}"]
        relative = (width / table["truth"])[~zero]
        print(
            f"{what:>10}: 95 % interval covers {inside.mean():.1%} of the cells (by person, then averaged: "
            f"{inside.groupby(table['person']).mean().mean():.1%}), {inside[zero].mean():.1%} of those without a "
            f"reaction; median width {width.median():.4f}, where there are reactions {relative.median():.1f} x the rate"
        )
    inside = covered(found.replays)
    width = found.replays["high"] - found.replays["low"]
    print(
        f"  per circle: {len(found.replays)} replays, covers {inside.mean():.1%}, median width {width.median():.3f}, "
        f"mean {found.replays['blocked'].mean():.3f}, truly {found.replays['truth'].mean():.3f}"
    )
    print(f"  {found.seconds:.3f} s a person")


if __name__ == "__main__":
    main()
