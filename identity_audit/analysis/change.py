"""What moved? Two parts of the person's history side by side: not a trend, not a forecast.

The parts are divided where an earlier export ended, else at the middle post. Each figure is a ratio (of posts, or of
reactions) in each part, and the difference between them. The verdict is nothing but the interval of the difference,
"more" above 0, "less" below 0, else we cannot tell; these intervals hold for all figures together (see `resampling`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np
import pandas as pd

from identity_audit.analysis.audience import MIN_ENGAGEMENTS, MIN_PEOPLE
from identity_audit.analysis.cross_posting import said
from identity_audit.analysis.resampling import LEVEL, Estimate, differences, effective_weeks, week_of

FEWEST_POSTS, FEWEST_IN_PART = 60, 20
FEWEST_OF_PLATFORM = 5
FEWEST_WEEKS = 4
#: a share that cannot have moved by a tenth stayed about the same
LITTLE = 0.10
WRITTEN = ("post", "story", "reply")

Kind = Literal["facet", "replies", "reactions", "cross_facet"]
Verdict = Literal["more", "less", "cannot_tell"]
Divided = Literal["export", "halves"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before and after, each with its interval at 95 %.

    kind, and what its n counts:
      facet: posts about facet `topic`, of the posts that have a facet;
      replies: of posts, stories and replies, on the networks whose files hold replies;
      reactions: a rate, reactions for each post whose reactions are all known by name;
      cross_facet: reactions outside the person's usual facet, the one they reacted to most in *other* weeks (so that
        the longer part does not decide what is usual), of the reactions of people who reacted in several weeks.
    difference: after - before, low..high its interval, which holds for all figures of a `Change` together at its level.
    same_networks: the difference that is left if each network had the same weight in both parts (Kitagawa 1955).
    """

    kind: Kind
    topic: int | None
    before: Estimate
    after: Estimate
    difference: float
    low: float
    high: float
    same_networks: float

    @property
    def verdict(self) -> Verdict:
        """More or less than before, if the interval leaves 0 out."""
        return "more" if self.low > 0 else "less" if self.high < 0 else "cannot_tell"

    @property
    def stayed(self) -> bool:
        """Is it a share that did not move as far as we can tell, and cannot have moved by a tenth?"""
        within = max(-self.low, self.high) < LITTLE
        return self.kind != "reactions" and self.verdict == "cannot_tell" and within

    @property
    def from_networks(self) -> bool:
        """Is most of the difference due to posting on other networks, not to posting otherwise?"""
        return self.same_networks * self.difference < self.difference**2 / 2


@dataclass(frozen=True, slots=True)
class Closed:
    """A figure that cannot be compared: the files do not hold it ("absent"), or too little in a part ("few").

    before, after: its n in each part.
    """

    kind: Kind
    why: Literal["absent", "few"]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the history, on the networks that are compared.

    since, until: first and last post. posts: all but reposts and copies; placed: of these, with a facet. people: who
    reacted, in the lists we know; None where no list of names is known.
    """

    since: datetime
    until: datetime
    posts: int
    placed: int
    people: int | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A network with too few posts in one part (before, after) to be compared."""

    platform: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Change:
    """What moved between two parts of the history.

    divided: "export" = at `cut`, where an earlier export ended; "halves" = `cut` is the middle post. Posts up to `cut`
    are before. figures: facets by number of posts, then the others that can be compared; closed: those that cannot.
    undated: posts that are in neither part.
    """

    divided: Divided
    cut: datetime
    level: float
    before: Part
    after: Part
    figures: tuple[Figure, ...]
    closed: tuple[Closed, ...]
    platforms: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    undated: int

    @property
    def facets(self) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.kind == "facet")

    @property
    def moved(self) -> tuple[Figure, ...]:
        """What moved, facets first, the largest difference first."""
        found = [figure for figure in self.figures if figure.verdict != "cannot_tell"]
        return tuple(sorted(found, key=lambda figure: (figure.kind != "facet", -abs(figure.difference))))

    @property
    def most(self) -> float:
        """The largest difference of a facet that is still possible, in either direction (0 to 1)."""
        return max((max(-figure.low, figure.high) for figure in self.facets), default=1.0)

    @property
    def facets_stayed(self) -> bool:
        """Did every facet stay about the same?"""
        return bool(self.facets) and all(figure.stayed for figure in self.facets)

    @property
    def verdict(self) -> Literal["moved", "stayed", "cannot_tell"]:
        """Did anything move? If not: did the facets stay, or can we not tell?"""
        if self.moved:
            return "moved"
        return "stayed" if self.facets_stayed else "cannot_tell"


@dataclass(frozen=True, slots=True)
class TooFew:
    """Why there is nothing to compare, and how many posts with a date and a facet there are.

    posts: fewer than 60; networks: fewer than 60 on networks with posts in both parts; weeks: enough, but bunched in so
    few weeks that a part would be one occasion.
    """

    why: Literal["posts", "networks", "weeks"]
    posts: int


def halves(
    posts: pd.DataFrame,
    assignment: pd.DataFrame,
    engagements: pd.DataFrame,
    cut: datetime | None = None,
    seed: int = 0,
) -> Change | TooFew:
    """What differs between two parts of the person's history?

    posts: schema posts (reposts are left out). assignment: post_id, topic (Int64, NA = no facet), and not_me (bool)
    where the person set posts aside, which are left out too, and copy_of (`cross_posting`): of the networks that are
    compared, the first post with a text counts, its copies bring their reactions only. engagements: as made by
    `engagement.engagements`. cut: the end of an earlier export; where one side of it has too little, or without it, the
    two halves with equally many posts are compared. Needs 60 posts with a facet and a date, 20 in each part, worth at
    least 4 equal weeks in each. A network counts only where it has 5 such posts in each part: a network that was added,
    or whose file ends early, would look like a change of the person.
    """
    aside = assignment.loc[assignment["not_me"], "post_id"] if "not_me" in assignment else []
    theirs = (posts["kind"] == "repost") | posts["post_id"].isin(aside)
    own = posts.loc[~theirs, ["post_id", "time", "platform", "kind", "reactions_known"]]
    facets = assignment[["post_id", "topic"]].astype({"topic": "Int64"}).assign(said=said(assignment))
    own = own.merge(facets, on="post_id", how="left")
    own["said"] = own["said"].fillna(own["post_id"])
    dated = own[own["time"].notna()]
    placed = dated[dated["topic"].notna()]
    divided: Divided = "export"
    found = _divide(placed, pd.Timestamp(cut)) if cut is not None else TooFew("posts", len(placed))
    if isinstance(found, TooFew):
        divided, found = "halves", _divide(placed, None)
    if isinstance(found, TooFew):
        return found
    at, platforms = found

    compared = dated[dated["platform"].isin(platforms)]
    compared = compared.assign(late=compared["time"] > at, week=week_of(compared["time"]))
    engaged = engagements[["contact_id", "post_id"]].merge(compared, on="post_id")
    once = _once(compared)
    before, after = (
        _part(compared[compared["late"] == late], engaged, once[once["late"] == late]) for late in (False, True)
    )
    tallies, closed = [], []
    for tally in _tallies(compared, once, engaged):
        why = tally.why_closed()
        if why is None:
            tallies.append(tally)
        else:
            closed.append(Closed(tally.kind, why, *tally.sizes()))
    return Change(
        divided=divided,
        cut=at.to_pydatetime(),
        level=LEVEL,
        before=before,
        after=after,
        figures=tuple(_figures(tallies, seed)),
        closed=tuple(closed),
        platforms=tuple(sorted(platforms)),
        left_out=tuple(_left_out(dated, platforms, at)),
        undated=len(own) - len(dated),
    )


def _divide(placed: pd.DataFrame, asked: pd.Timestamp | None) -> tuple[pd.Timestamp, frozenset[str]] | TooFew:
    """The cut (the middle post where none is asked) and the networks that have posts on both sides of it."""
    kept, n = placed, len(_once(placed))
    while True:
        once = _once(kept)
        if len(once) < FEWEST_POSTS:
            return TooFew("posts" if n < FEWEST_POSTS else "networks", n)
        times = once["time"]
        cut = asked if asked is not None else times.iloc[len(times) // 2 - 1]
        late = kept["time"] > cut
        sides = kept.groupby(["platform", late]).size().unstack(fill_value=0).reindex(columns=[False, True])
        both = sides.index[sides.fillna(0).min(axis=1) >= FEWEST_OF_PLATFORM]
        if len(both) == len(sides):
            break
        # without a network the middle post may be another one
        kept = kept[kept["platform"].isin(both)]
    weeks, late = week_of(once["time"]), once["time"] > cut
    for side in (weeks[~late], weeks[late]):
        if (
            len(side) < FEWEST_IN_PART
            or effective_weeks(side.value_counts().to_numpy().astype(np.float64)) < FEWEST_WEEKS
        ):
            return TooFew("weeks", n)
    return cut, frozenset(map(str, both))


def _once(posts: pd.DataFrame) -> pd.DataFrame:
    """Of each text that is on several of these networks the first post, in order of time."""
    return posts.sort_values("time", kind="stable").drop_duplicates("said")


def _part(posts: pd.DataFrame, engaged: pd.DataFrame, once: pd.DataFrame) -> Part:
    named = posts["reactions_known"].isin(["complete", "partial"]).any()
    return Part(
        posts["time"].min().to_pydatetime(),
        posts["time"].max().to_pydatetime(),
        len(once),
        int(once["topic"].notna().sum()),
        int(engaged.loc[engaged["post_id"].isin(posts["post_id"]), "contact_id"].nunique()) if named else None,
    )


def _left_out(dated: pd.DataFrame, platforms: frozenset[str], cut: pd.Timestamp) -> Iterator[LeftOut]:
    for platform, times in dated.groupby("platform")["time"]:
        if platform not in platforms:
            after = int((times > cut).sum())
            yield LeftOut(str(platform), len(times) - after, after)


@dataclass(frozen=True)
class _Tally:
    """What a figure counts. sums: platform, late, week -> count, n; the figure is sum(count) / sum(n)."""

    kind: Kind
    sums: pd.DataFrame
    topic: int | None = None
    people: tuple[int, int] | None = None

    @classmethod
    def of(cls, kind: Kind, rows: pd.DataFrame, count: pd.Series, **more: Any) -> _Tally:
        """rows: platform, late, week, one for each case; count: what each adds to the figure."""
        cases = rows[["platform", "late", "week"]].assign(count=count.astype("float64"), n=1.0)
        return cls(kind, cases.groupby(["platform", "late", "week"]).sum(), **more)

    def sizes(self) -> tuple[int, int]:
        """n before and after."""
        n = self.sums["n"].groupby("late").sum()
        return int(n.get(False, 0)), int(n.get(True, 0))

    def why_closed(self) -> Literal["absent", "few"] | None:
        if self.sums.empty:
            return "absent"
        n = self.sums["n"].groupby(["week", "late"]).sum().unstack(fill_value=0)
        weeks = effective_weeks(n.reindex(columns=[False, True], fill_value=0.0).to_numpy()).min()
        needed = FEWEST_IN_PART if self.people is None else MIN_ENGAGEMENTS
        few_people = self.people is not None and min(self.people) < MIN_PEOPLE
        return "few" if min(self.sizes()) < needed or weeks < FEWEST_WEEKS or few_people else None

    def same_networks(self) -> float:
        """The difference within networks, each with the mean of its two weights; a network of one part has none."""
        sums = self.sums.groupby(["platform", "late"]).sum().unstack(fill_value=0.0)
        count, n = sums["count"].to_numpy(), sums["n"].to_numpy()
        both = (n > 0).all(axis=1)
        weight = (n / n.sum(axis=0)).mean(axis=1)[both]
        rate = count[both] / n[both]
        return float((weight * (rate[:, 1] - rate[:, 0])).sum())


def _tallies(compared: pd.DataFrame, once: pd.DataFrame, engaged: pd.DataFrame) -> Iterator[_Tally]:
    """Every figure, facets by their number of posts first. once: of the posts compared, those that count."""
    placed = once[once["topic"].notna()]
    sizes = placed["topic"].value_counts()
    for topic in sorted(sizes.index, key=lambda t: (-sizes[t], t)) if len(sizes) > 1 else ():
        yield _Tally.of("facet", placed, placed["topic"] == topic, topic=int(topic))

    written = once[once["kind"].isin(WRITTEN)]
    replies = written["kind"] == "reply"
    # a network without any reply: its files may not hold them, and missing is not zero
    written = written[written["platform"].isin(written.loc[replies, "platform"])]
    yield _Tally.of("replies", written, written["kind"] == "reply")

    complete = compared[compared["reactions_known"] == "complete"]
    received = engaged.groupby("post_id").size()
    yield _Tally.of("reactions", complete, complete["post_id"].map(received).fillna(0))

    judged = _away_from_home(engaged[engaged["topic"].notna()])
    late = judged["late"]
    people = judged.loc[~late, "contact_id"].nunique(), judged.loc[late, "contact_id"].nunique()
    yield _Tally.of("cross_facet", judged, judged["away"], people=people)


def _away_from_home(engaged: pd.DataFrame) -> pd.DataFrame:
    """The reactions of people who reacted in several weeks, and which of them were away from home.

    Home is the facet that the person reacted to most in the other weeks, ties by facet id.
    Columns: contact_id, late, week, platform, away (bool).
    """
    topics = np.sort(engaged["topic"].unique().astype("int64"))
    column = np.searchsorted(topics, engaged["topic"].to_numpy(dtype="int64"))
    person, people = pd.factorize(engaged["contact_id"])
    occasion, occasions = pd.factorize(pd.MultiIndex.from_arrays([person, engaged["week"]]))
    whole = np.zeros((len(people), len(topics)))
    of_week = np.zeros((len(occasions), len(topics)))
    np.add.at(whole, (person, column), 1)
    np.add.at(of_week, (occasion, column), 1)
    whose = np.zeros(len(occasions), dtype=np.int64)
    whose[occasion] = person
    others = whole[whose] - of_week
    known = (others.sum(axis=1) > 0)[occasion]
    home = (others.argmax(axis=1) if len(topics) else np.zeros(0, dtype=np.int64))[occasion]
    judged: pd.DataFrame = engaged.assign(away=column != home).loc[known]
    return judged[["contact_id", "late", "week", "platform", "away"]]


def _figures(tallies: Sequence[_Tally], seed: int) -> Iterator[Figure]:
    """Every figure with its intervals; those of the differences hold together."""
    if not tallies:
        return
    weekly = [tally.sums.groupby(["week", "late"]).sum() for tally in tallies]
    table = pd.concat(weekly, axis=1).fillna(0.0).sort_index()
    found = differences(
        table[["count"]].to_numpy(),
        table[["n"]].to_numpy(),
        np.array([tally.kind != "reactions" for tally in tallies]),
        table.index.get_level_values("late").to_numpy(),
        seed,
    )
    for tally, d in zip(tallies, found, strict=True):
        yield Figure(tally.kind, tally.topic, d.before, d.after, d.value, d.low, d.high, tally.same_networks())


def change_dict(change: Change | TooFew) -> dict[str, Any]:
    """The change as JSON: shares 0 to 1, times ISO, exact counts, nobody's name; `verdict` null where too few."""
    if isinstance(change, TooFew):
        return {"verdict": None, "why": change.why, "posts": change.posts}
    found = asdict(change)
    for part in (found["before"], found["after"]):
        part.update({name: part[name].isoformat() for name in ("since", "until")})
    for figure, row in zip(change.figures, found["figures"], strict=True):
        row["verdict"] = figure.verdict
    return {"verdict": change.verdict, **found, "cut": change.cut.isoformat()}
