"""Which posts is the person asked about, which lists did they paste, and what do these say?

Brings together the draw of posts (`draw`), the answers (`pasting`) and the estimates (`pasted_lists`). What takes time
is worked out when it is first looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from identity_audit.analysis import cross_posting, pasted_lists
from identity_audit.analysis.crossing import EVERYONE, OTHER_CIRCLES, members
from identity_audit.analysis.draw import LEAST_EACH, Draw, FacetDraw, askable, draw
from identity_audit.analysis.pasted_lists import CircleReplay, OutsideHome
from identity_audit.corrections import Correction, Evidence, PastedList, SkippedPost
from identity_audit.dataset import Dataset
from identity_audit.pasting import SOURCE, answers


@dataclass(frozen=True)
class Pasted:
    """The lists of reactions that the person pasted, and the posts that they are still asked about.

    answers: post -> what was last said about it, of posts that can be asked about.
    lists: the pasted ones as `pasted_lists` takes them, in the order of the answers; contacts as they are in `dataset`.
    posts: post_id, platform, topic of every post that can be asked about, and what the draw reads of it.
    """

    answers: Mapping[str, Evidence]
    lists: tuple[pasted_lists.PastedList, ...]
    posts: pd.DataFrame
    dataset: Dataset
    met: pd.DataFrame
    seed: int

    # --- asking -----------------------------------------------------------------------------------------------------

    @cached_property
    def draw(self) -> Draw:
        """The draw of posts, within each facet those that are answered first: they were drawn before.

        So a list keeps its place when the facets change or a newer export brings more posts.
        """
        found = draw(self.posts[["post_id", "topic"]], self.posts, seed=self.seed)
        done = {one.post_id for one in self.lists}
        facets = (FacetDraw(f.topic, tuple(sorted(f.order, key=lambda post: post not in done))) for f in found.facets)
        return replace(found, facets=tuple(facets))

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The posts that are asked about, answered or not, in the order of asking."""
        return self.draw.posts({post for post, said in self.answers.items() if isinstance(said, SkippedPost)})

    @property
    def done(self) -> tuple[str, ...]:
        """Those of them with a list."""
        return tuple(post for post in self.asked if post in self.answers)

    @property
    def left(self) -> tuple[str, ...]:
        """Those of them without."""
        return tuple(post for post in self.asked if post not in self.answers)

    # --- what the lists say -------------------------------------------------------------------------------------------

    @property
    def complete(self) -> int:
        """How many lists are complete?"""
        return sum(one.complete for one in self.lists)

    def cells(self, circles: Sequence[str]) -> pd.DataFrame:
        """How many of each circle react to a post of each facet? See `pasted_lists.cells`.

        Rows: everybody, these circles, the other circles together; each with every facet that has a list. With fewer
        than two complete lists of a facet (or all of its posts) nothing is known about how its lists differ, so rate,
        low and high are NA.
        """
        belongs = members(self.dataset, circles)
        # everybody apart from the circles, whose people they are: nobody is evidence twice
        everyone = belongs["group_id"] == EVERYONE
        parts = [
            pasted_lists.cells(self.lists, self.posts, rows, self.met, self.seed)
            for rows in (belongs[everyone], belongs[~everyone])
            if len(rows)
        ]
        if not parts or not self.lists:
            return pasted_lists.cells((), self.posts, belongs.iloc[:0], self.met)
        table = pd.concat(parts, ignore_index=True)
        told = table["lists"] >= table["posts"].clip(upper=LEAST_EACH)
        for column in ("rate", "low", "high"):
            table[column] = table[column].where(told)
        place = {group: n for n, group in enumerate((EVERYONE, *circles, OTHER_CIRCLES))}
        return table.sort_values("group_id", key=lambda ids: ids.map(place), kind="stable").reset_index(drop=True)

    @cached_property
    def per_circle(self) -> CircleReplay | None:
        """What would one profile per circle have blocked? See `pasted_lists.replay_per_circle`."""
        return pasted_lists.replay_per_circle(
            self.lists, self.posts, self.dataset.memberships, self.met, self.seed
        )  # fmt: skip

    @cached_property
    def outside(self) -> OutsideHome:
        """What would one profile per facet have blocked of these reactions, at least?"""
        return pasted_lists.outside_home(self.lists, self.posts)


def gathered(
    source: Dataset, dataset: Dataset, assignment: pd.DataFrame, met: pd.DataFrame, corrections: Sequence[Correction],
    *, seed: int,
) -> Pasted:  # fmt: skip
    """The answers of the person, and the posts that they can be asked about.

    source: as it was read; dataset: as the person corrected it; assignment: post_id, topic (NA = no facet);
    met: contact_id, platform (`Opportunities.platforms`). Of a post with copies on other networks one is asked about:
    the first, unless there is an answer about another one.
    """
    columns = ["post_id", "platform", "time", "kind", "visibility", "reactions_known"]
    placed = assignment[["post_id", "topic"]].assign(same=cross_posting.said(assignment))
    posts = askable(source.posts)[columns].merge(placed[placed["topic"].notna()], on="post_id")
    given = answers(corrections)
    first = posts.assign(open=~posts["post_id"].isin(given)).sort_values(["open", "time", "post_id"])
    posts = first.drop_duplicates("same").sort_index().drop(columns=["same", "open"]).reset_index(drop=True)
    known = set(posts["post_id"])
    said = {post: answer for post, answer in given.items() if post in known}
    acts = dataset.interactions
    acts = acts[(acts["source_file"] == SOURCE) & acts["post_id"].isin(list(said))]
    people = {post: tuple(sorted(set(who))) for post, who in acts.groupby("post_id")["contact_id"]}
    lists = tuple(
        pasted_lists.PastedList(post, people.get(post, ()), answer.complete)
        for post, answer in said.items()
        if isinstance(answer, PastedList)
    )
    return Pasted(said, lists, posts, dataset, met, seed)
