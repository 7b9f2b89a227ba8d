"""Do I speak, or do I talk with? Posts that become exchanges, answers that are answered, who still waits.

A *thread* is what the file calls one, else the post itself. A *turn* is a change of speaker between the person and the
others after the post that opens it: an answer is one turn, coming back to it the second. What nobody's file tells is
not counted: only posts whose answers are all known by name (`reactions_known` complete) can be said to have had none.
Quality (turns, people, length) and volume are separate figures. Source: reference/experience.md A2.8, A3.1-A3.4, C.7,
D.4, D.12, D.17; reference/reach.md section 1 (conversation ratio, within 7 days).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from identity_audit.analysis.change import WRITTEN, Verdict
from identity_audit.analysis.cross_posting import counted
from identity_audit.analysis.resampling import Difference, Estimate, differences, effective_weeks, week_of
from identity_audit.analysis.weekly import FEWEST_CASES, FEWEST_WEEKS, Ratio, Share, ratio, share
from identity_audit.dataset import Dataset

#: from the lightest to the deepest that happened under a post
RUNGS = ("nothing", "one_tap", "words", "exchange", "long")
LONG = 4  # turns
SPOKEN = ("comment", "reply", "mention", "wall_post", "message")
ANSWERS = ("comment", "reply", "mention", "wall_post")
ANSWER_WITHIN = pd.Timedelta(days=7)
WAITING_FOR = pd.Timedelta(days=180)
QUESTION = "[?？؟]"
ME = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the posts that were answered in words: medians of turns, people, and words per answer. Apart from volume.

    answered: how many such posts; both_ways: of these, the person came back. Medians None under 5 of them.
    """

    answered: int
    both_ways: int
    turns: float | None
    people: float | None
    answer_words: float | None


@dataclass(frozen=True, slots=True)
class Volume:
    """How much there was: posts and replies written, answers in words and one-tap reactions received by name."""

    posts: int
    replies: int
    answers: int
    one_tap: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure in the two halves: `kind` and its difference (after - before), whose interval holds for all kinds."""

    kind: str
    difference: Difference

    @property
    def before(self) -> Estimate:
        return self.difference.before

    @property
    def after(self) -> Estimate:
        return self.difference.after

    @property
    def verdict(self) -> Verdict:
        """More or less than before, if the interval leaves 0 out."""
        return "more" if self.difference.low > 0 else "less" if self.difference.high < 0 else "cannot_tell"


@dataclass(frozen=True, eq=False)
class Conversation:
    """How the person talks with others.

    balance: replies among posts, stories and replies, on networks whose files hold replies.
    starts: opening posts that become an exchange of two turns or more, of those whose answers are all known.
    ladder: rung -> opening posts whose deepest is this, of the same posts. partial: the same where lists are not
    complete, so at least.
    answers: received answers that the person answered within 7 days (one case = one person in one thread).
    hours: median, first and third quartile of the hours that took; None under 20 answered.
    questions: own posts, stories and replies with a question mark, of those with words. brought: how many times more
    people answer in words under a question than under another post of the same network and year.
    waiting: contact_id, since, thread_id: who asked something last and is not answered, in the last half year.
    people, silent: contacts on networks that name reactions completely; of these, without any trace.
    cut: where the halves meet; moved: what can be compared; closed: kind -> (n before, n after) of what cannot.
    """

    balance: Share
    starts: Share
    ladder: Mapping[str, int]
    partial: Mapping[str, int]
    answers: Share
    hours: tuple[float, float, float] | None
    questions: Share
    brought: Ratio
    waiting: pd.DataFrame
    people: int
    silent: int
    quality: Quality
    volume: Volume
    cut: datetime | None
    moved: tuple[Moved, ...]
    closed: Mapping[str, tuple[int, int]]
    since: datetime | None
    until: datetime | None


def conversation(
    dataset: Dataset, assignment: pd.DataFrame, cut: datetime | None = None, seed: int = 0
) -> Conversation:
    """How does the person talk with others, and did that move between two halves (or before and after `cut`)?"""
    events = spoken(dataset)
    opening = openings(dataset, events)
    written = _written(dataset, assignment)
    answers = _answers(events)
    complete = opening[opening["known"] == "complete"]
    with_words = written[written["words"] & written["kind"].isin(WRITTEN)]
    reply_networks = written.loc[written["kind"] == "reply", "platform"].unique()
    balance = written[written["platform"].isin(reply_networks) & written["kind"].isin(WRITTEN)]
    middle = _middle(written) if cut is None else pd.Timestamp(cut)
    moved, closed = _moved(
        {
            "replies": (balance["kind"] == "reply", balance["time"]),
            "questions": (with_words["question"], with_words["time"]),
            "words": (complete["rung"] >= 2, complete["time"]),
            "exchange": (complete["rung"] >= 3, complete["time"]),
            "long": (complete["rung"] >= 4, complete["time"]),
            "answers": (answers["answered"], answers["time"]),
        },
        middle, seed,
    )  # fmt: skip
    people, silent = _silent(dataset)
    received = dataset.interactions[
        (dataset.interactions["direction"] == "received") & (dataset.interactions["evidence"] == "observed")
    ]
    times = written["time"].dropna()
    return Conversation(
        balance=share(balance["kind"] == "reply", week_of(balance["time"])),
        starts=share(complete["rung"] >= 3, week_of(complete["time"])),
        ladder=_ladder(complete),
        partial=_ladder(opening[opening["known"] == "partial"]),
        answers=share(answers["answered"], week_of(answers["time"])),
        hours=_hours(answers),
        questions=share(with_words["question"], week_of(with_words["time"])),
        brought=_brought(complete, seed),
        waiting=_waiting(dataset, events),
        people=people,
        silent=silent,
        quality=_quality(opening, events),
        volume=Volume(
            posts=int((written["kind"] != "reply").sum()),
            replies=int((written["kind"] == "reply").sum()),
            answers=int(received["kind"].isin(ANSWERS).sum()),
            one_tap=int(received["kind"].isin(["reaction", "share", "tag"]).sum()),
        ),
        cut=None if middle is None or pd.isna(middle) else middle.to_pydatetime(),
        moved=moved,
        closed=closed,
        since=times.min().to_pydatetime() if len(times) else None,
        until=times.max().to_pydatetime() if len(times) else None,
    )


def spoken(dataset: Dataset) -> pd.DataFrame:
    """Everything that was said in words and has a date, in order: thread, time, who (ME = the person), text, post_id,
    platform, kind, theirs.

    An act of the person that also stands among the posts (same thread, same moment) is said once.
    """
    posts = dataset.posts[(dataset.posts["kind"] != "repost") & dataset.posts["time"].notna()]
    own = pd.DataFrame({
        "thread": posts["thread_id"].where(_told(posts["thread_id"]), "post:" + posts["post_id"]),
        "time": posts["time"], "who": ME, "text": posts["text"].fillna(""), "post_id": posts["post_id"],
        "platform": posts["platform"], "kind": posts["kind"],
    })  # fmt: skip
    acts = dataset.interactions
    acts = acts[(acts["evidence"] == "observed") & acts["kind"].isin(SPOKEN) & acts["time"].notna()]
    thread_of = dict(zip(own["post_id"], own["thread"], strict=True))
    thread = acts["thread_id"].where(_told(acts["thread_id"]), acts["post_id"].map(thread_of)).astype("str")
    said = pd.DataFrame({
        "thread": thread, "time": acts["time"],
        "who": acts["contact_id"].where(acts["direction"] == "received", ME), "text": acts["text"].fillna(""),
        "post_id": acts["post_id"], "platform": acts["platform"], "kind": acts["kind"],
    })[_told(thread)]  # fmt: skip
    mine = said["who"] == ME
    keys = ["thread", "time"]
    again = (
        said.loc[mine, keys].apply(tuple, axis=1).isin(set(map(tuple, own[keys].to_numpy()))) if mine.any() else mine
    )
    said = said.drop(index=again.index[again]) if mine.any() else said
    said = said[~((said["who"] == ME) & said.duplicated([*keys, "who"]))]
    events = pd.concat([own, said], ignore_index=True)
    # a reaction of the same second comes after what it answers
    return events.assign(theirs=events["who"] != ME).sort_values(
        ["thread", "time", "theirs", "who"], kind="stable", ignore_index=True
    )


def openings(dataset: Dataset, events: pd.DataFrame) -> pd.DataFrame:
    """The posts that open a thread: post_id, thread, time, platform, known, question, turns, people, rung (number).

    Posts whose reactions are not known by name are left out.
    """
    first = events[~events.duplicated("thread")]
    first = first[(first["who"] == ME) & first["post_id"].notna()]
    posts = dataset.posts[["post_id", "reactions_known"]]
    found = first.merge(posts, on="post_id").rename(columns={"reactions_known": "known"})
    found = found[found["known"].isin(["complete", "partial"]) & ~found["kind"].isin(["reply"])]
    inside = events[events["thread"].isin(found["thread"])]
    changed = (inside["theirs"] != inside.groupby("thread")["theirs"].shift()).astype(int)
    turns = changed.groupby(inside["thread"]).sum() - 1
    others = inside[inside["theirs"]].groupby("thread")["who"].nunique()
    acts = dataset.interactions
    light = (acts["direction"] == "received") & (acts["evidence"] == "observed")
    light &= acts["kind"].isin([kind for kind in ("reaction", "share", "tag") if kind in dataset.reaction_kinds])
    tapped = set(acts.loc[light, "post_id"].dropna())
    found = found.assign(
        turns=found["thread"].map(turns).fillna(0).astype("int64"),
        people=found["thread"].map(others).fillna(0).astype("int64"),
        question=found["text"].str.contains(QUESTION, regex=True),
    )
    rung = np.select(
        [found["turns"] >= LONG, found["turns"] >= 2, found["turns"] >= 1, found["post_id"].isin(tapped)],
        [4, 3, 2, 1], 0,
    )  # fmt: skip
    columns = ["post_id", "thread", "time", "platform", "known", "question", "turns", "people", "rung"]
    return found.assign(rung=rung)[columns].reset_index(drop=True)


def _told(ids: pd.Series) -> pd.Series[bool]:
    return ids.notna() & (ids != "") & (ids.astype("str") != "nan")


def _written(dataset: Dataset, assignment: pd.DataFrame) -> pd.DataFrame:
    """Own posts, stories, replies and messages, without the copies on other networks."""
    copies = assignment.loc[~counted(assignment), "post_id"]
    posts = dataset.posts[(dataset.posts["kind"] != "repost") & ~dataset.posts["post_id"].isin(copies)]
    text = posts["text"].fillna("")
    plain = text.str.replace(r"(?:https?://|www\.)\S+", " ", regex=True)
    return posts[["post_id", "time", "platform", "kind"]].assign(
        words=plain.str.contains(r"[^\W\d_]", regex=True), question=plain.str.contains(QUESTION, regex=True)
    )


def _answers(events: pd.DataFrame) -> pd.DataFrame:
    """One row per thread and per person who answered in it, at their first answer: time, answered, hours.

    Those of the last seven days are left out: an answer may still come.
    """
    last = events["time"].max()
    received = events[events["theirs"] & events["kind"].isin(ANSWERS)].drop_duplicates(["thread", "who"])
    received = received[received["time"] <= last - ANSWER_WITHIN][["thread", "time"]] if len(events) else received
    mine = events.loc[~events["theirs"], ["thread", "time"]].rename(columns={"time": "back"})
    joined = pd.merge_asof(
        received.sort_values("time"), mine.sort_values("back"), left_on="time", right_on="back", by="thread",
        direction="forward", allow_exact_matches=False,
    )  # fmt: skip
    waited = joined["back"] - joined["time"]
    return pd.DataFrame({
        "time": joined["time"], "answered": (waited <= ANSWER_WITHIN).fillna(False).astype(bool),
        "hours": waited.dt.total_seconds() / 3600,
    })  # fmt: skip


def _hours(answers: pd.DataFrame) -> tuple[float, float, float] | None:
    hours = answers.loc[answers["answered"], "hours"]
    if len(hours) < FEWEST_CASES:
        return None
    low, middle, high = (float(hours.quantile(q)) for q in (0.25, 0.5, 0.75))
    return middle, low, high


def _brought(opening: pd.DataFrame, seed: int) -> Ratio:
    """People who answer in words, under questions against other posts of the same network and year."""
    cases = pd.DataFrame({
        "with_it": opening["question"], "outcome": opening["people"].astype("float64"),
        "stratum": opening["platform"] + opening["time"].dt.year.astype("str"), "week": week_of(opening["time"]),
    })  # fmt: skip
    return ratio(cases, seed)


def _waiting(dataset: Dataset, events: pd.DataFrame) -> pd.DataFrame:
    """Who asked something last, in a thread that the person opened, joined, or shares with them alone?"""
    empty = pd.DataFrame({"contact_id": pd.Series(dtype="str"), "since": events["time"].iloc[:0],
                          "thread_id": pd.Series(dtype="str")})  # fmt: skip
    if events.empty:
        return empty
    chats = set(dataset.groups.loc[dataset.groups["kind"].isin(["chat", "channel"]), "group_id"])
    last: pd.DataFrame = events[~events.duplicated("thread", keep="last")]
    mine = set(events.loc[~events["theirs"], "thread"])
    writers = events[events["theirs"]].groupby("thread")["who"].nunique()
    alone = set(writers.index[writers == 1])
    found = last[last["theirs"] & last["text"].str.contains(QUESTION, regex=True)]
    # in a group chat nobody is asked in particular
    found = found[~found["thread"].isin(chats) & (found["thread"].isin(mine) | found["thread"].isin(alone))]
    found = found[found["time"] > events["time"].max() - WAITING_FOR]
    waiting = pd.DataFrame({"contact_id": found["who"], "since": found["time"], "thread_id": found["thread"]})
    return waiting.sort_values(["contact_id", "thread_id"], ignore_index=True)


def _silent(dataset: Dataset) -> tuple[int, int]:
    """The contacts of networks that name every reaction, and how many of them left no trace there."""
    posts = dataset.posts[dataset.posts["kind"] != "repost"]
    complete = (posts["reactions_known"] == "complete").groupby(posts["platform"]).mean()
    networks = set(complete.index[complete >= 0.95])
    here = set(dataset.contacts.loc[dataset.contacts["platform"].isin(networks), "contact_id"])
    here |= set(dataset.met.loc[dataset.met["platform"].isin(networks), "contact_id"])
    acts = dataset.interactions
    active = set(acts.loc[(acts["direction"] == "received") & (acts["evidence"] == "observed"), "contact_id"])
    return len(here), len(here - active)


def _ladder(opening: pd.DataFrame) -> dict[str, int]:
    return {rung: int((opening["rung"] == number).sum()) for number, rung in enumerate(RUNGS)}


def _quality(opening: pd.DataFrame, events: pd.DataFrame) -> Quality:
    answered = opening[opening["turns"] >= 1]
    said = events[events["theirs"] & events["thread"].isin(answered["thread"])]
    enough = len(answered) >= 5
    return Quality(
        len(answered),
        int((answered["turns"] >= 2).sum()),
        float(answered["turns"].median()) if enough else None,
        float(answered["people"].median()) if enough else None,
        float(np.median([len(text.split()) for text in said["text"]])) if enough else None,
    )


def _middle(written: pd.DataFrame) -> pd.Timestamp | None:
    times = written["time"].dropna().sort_values(ignore_index=True)
    return None if times.empty else times.iloc[(len(times) - 1) // 2]


def _moved(
    figures: Mapping[str, tuple[pd.Series, pd.Series]], cut: pd.Timestamp | None, seed: int
) -> tuple[tuple[Moved, ...], dict[str, tuple[int, int]]]:
    """Each figure before and after the cut, all together; those with too little in a part are closed."""
    kept: dict[str, pd.DataFrame] = {}
    closed: dict[str, tuple[int, int]] = {}
    for kind, (yes, times) in figures.items():
        known = times.notna()
        cases = pd.DataFrame({"yes": yes[known].astype("float64"), "n": 1.0, "week": week_of(times[known]),
                              "late": times[known] > cut if cut is not None else False})  # fmt: skip
        sums = cases.groupby(["week", "late"])[["yes", "n"]].sum()
        parts = [sums[sums.index.get_level_values("late") == late]["n"] for late in (False, True)]
        worth = [float(effective_weeks(part.to_numpy())) if len(part) else 0.0 for part in parts]
        if min(part.sum() for part in parts) < FEWEST_CASES or min(worth) < FEWEST_WEEKS:
            closed[kind] = (int(parts[0].sum()), int(parts[1].sum()))
        else:
            kept[kind] = sums
    if not kept:
        return (), closed
    rows = sorted(set().union(*(sums.index for sums in kept.values())))
    index = pd.MultiIndex.from_tuples(rows, names=["week", "late"])
    tables = [sums.reindex(index, fill_value=0.0) for sums in kept.values()]
    count = np.column_stack([table["yes"].to_numpy() for table in tables])
    n = np.column_stack([table["n"].to_numpy() for table in tables])
    late = index.get_level_values("late").to_numpy(dtype=bool)
    found = differences(count, n, np.ones(len(tables), dtype=bool), late, seed)
    return tuple(Moved(kind, each) for kind, each in zip(kept, found, strict=True)), closed
