"""What was read, as the person would look it up: who, which conversations, which years, which files.

Only what the files themselves say is counted: acts with a name in the file (`evidence` observed), never what is worked
out. Everybody and everything is listed, in the order of the alphabet or of time: nobody is ranked by what they did.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from identity_audit.dataset import Dataset, fold
from identity_audit.safe_text import shown

#: groups that are conversations even where the person wrote nothing
_TALKING = ("channel", "chat")
_MOST_NAMES = 3
_MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Removed:
    """How much less there is: people, conversations, posts of the person, acts of both sides that the files name."""

    people: int
    conversations: int
    posts: int
    acts: int


@dataclass(frozen=True, eq=False)
class Contents:
    """The tables of what was read, each made when it is first asked for.

    Times are UTC, NaT = not known. `key`: the names in it, folded, to search in (see `matching`).
    """

    dataset: Dataset

    @cached_property
    def people(self) -> pd.DataFrame:
        """Who appears? contact_id, name, handle, platforms, received, given, messages, first, last, key; by name.

        platforms: where they can be met, joined by a blank.  received, given: acts.  messages: the person's posts
        that went to them by name.  first, last: the earliest and latest known time of these.
        """
        to = self._to_people
        acts = self._acts
        times = pd.concat([acts[["contact_id", "time"]], to[["contact_id", "time"]]]).groupby("contact_id")["time"]
        met = self.dataset.met.sort_values("platform").groupby("contact_id")["platform"].agg(" ".join)
        found = self.dataset.contacts[["contact_id", "name", "handle", "platform"]].set_index("contact_id")
        table = pd.DataFrame({
            "name": found["name"],
            "handle": found["handle"],
            "platforms": met.astype("str").reindex(found.index).fillna(found["platform"]),
            "received": _count(acts.loc[acts["direction"] == "received", "contact_id"], found.index),
            "given": _count(acts.loc[acts["direction"] == "given", "contact_id"], found.index),
            "messages": _count(to["contact_id"], found.index),
            "first": times.min().reindex(found.index),
            "last": times.max().reindex(found.index),
            "key": [_key(f"{n} {h}" if isinstance(h, str) else n)
                    for n, h in zip(found["name"], found["handle"], strict=True)],
        })  # fmt: skip
        return table.reset_index().sort_values(["key", "contact_id"], ignore_index=True)

    @cached_property
    def conversations(self) -> pd.DataFrame:
        """With whom did the person talk? One row each, by title.

        conversation_id, title, begins, platform, people, posts, acts, first, last, key

        Conversations are the channels and chats, the other groups that posts went to, and the threads of messages
        outside these. A thread is called by the people in it; `begins` is the first line that the person wrote in it.
        people: members, and whoever acted or was written to.  key: the title, in a thread everybody; then that line.
        """
        posts, acts, inside = self._posts_of, self._acts_of, self._people_of
        groups = dict(self._groups["name"])
        in_threads = inside[~inside["conversation_id"].isin(self._groups.index)]
        named = self.people[["contact_id", "name", "key"]].merge(in_threads)
        names: dict[str, list[str]] = {}
        keys: dict[str, list[str]] = {}
        columns = (named[column].tolist() for column in ("conversation_id", "name", "key"))
        for talk, name, key in zip(*columns, strict=True):
            names.setdefault(talk, []).append(name)
            keys.setdefault(talk, []).append(key)
        talks = list(self._platforms)
        titles = [groups[talk] if talk in groups else _joined(names.get(talk, [])) for talk in talks]
        orders = [_key(groups[talk]) if talk in groups else " ".join(keys.get(talk, [])) for talk in talks]
        begins = self._first_lines.reindex(talks).fillna("").tolist()
        index = pd.Index(talks, dtype="str", name="conversation_id")
        times = pd.concat([posts, acts]).groupby("conversation_id")["time"]
        table = pd.DataFrame({
            "title": titles,
            "begins": begins,
            "platform": list(self._platforms.values()),
            "people": _count(inside["conversation_id"], index),
            "posts": _count(posts["conversation_id"], index),
            "acts": _count(acts["conversation_id"], index),
            "first": times.min().reindex(index),
            "last": times.max().reindex(index),
            "key": [f"{order} {_key(line)}" for order, line in zip(orders, begins, strict=True)],
        }, index=index)  # fmt: skip
        return table.reset_index().sort_values(["key", "first", "conversation_id"], ignore_index=True)

    @cached_property
    def years(self) -> pd.DataFrame:
        """When was it? year, posts, acts; the newest first, then what has no date (year <NA>).

        An act without a time counts in the year of its post.
        """
        acts, posts = self._acts, self.dataset.posts
        at_post = acts["post_id"].map(dict(zip(posts["post_id"], posts["time"], strict=True)))
        dated = acts["time"].fillna(pd.to_datetime(at_post, utc=True))
        counts = {
            "posts": posts["time"].dt.year.astype("Int64").value_counts(dropna=False),
            "acts": dated.dt.year.astype("Int64").value_counts(dropna=False),
        }
        table = pd.DataFrame(counts).fillna(0).astype("int64").rename_axis("year").reset_index()
        return table.sort_values("year", ascending=False, na_position="last", ignore_index=True)

    @cached_property
    def files(self) -> pd.DataFrame:
        """Where does it come from? platform, file (the reader's pattern), posts, acts, key; by platform and file."""
        counts = {
            "posts": self.dataset.posts.groupby(["platform", "source_file"]).size(),
            "acts": self._acts.groupby(["platform", "source_file"]).size(),
        }
        table = pd.DataFrame(counts).fillna(0).astype("int64").reset_index().rename(columns={"source_file": "file"})
        table = table[table["file"] != ""].sort_values(["platform", "file"], ignore_index=True)
        return table.assign(key=[_key(f"{p} {f}") for p, f in zip(table["platform"], table["file"], strict=True)])

    @cached_property
    def _acts(self) -> pd.DataFrame:
        return self.dataset.interactions[self.dataset.interactions["evidence"] == "observed"]

    @cached_property
    def _to_people(self) -> pd.DataFrame:
        """post_id, contact_id, time: the person's posts that went to somebody by name."""
        to = self.dataset.audiences.dropna(subset=["contact_id"])[["post_id", "contact_id"]].drop_duplicates()
        return to.merge(self.dataset.posts[["post_id", "time"]], on="post_id")

    @cached_property
    def _groups(self) -> pd.DataFrame:
        """group_id (index), name, platform: the groups that are conversations."""
        groups = self.dataset.groups
        talking = groups["kind"].isin(_TALKING) | groups["group_id"].isin(
            self.dataset.audiences["group_id"].dropna().unique()
        )
        return groups[talking].set_index("group_id")[["name", "platform"]]

    @cached_property
    def _threads(self) -> pd.DataFrame:
        """thread_id, conversation_id: the group that a thread belongs to, else the thread itself if it has messages."""
        data = self.dataset
        posts = data.posts[["post_id", "thread_id", "kind"]].dropna(subset=["thread_id"])
        acts = data.interactions[["thread_id", "kind"]].dropna(subset=["thread_id"])
        to_groups = data.audiences[["post_id", "group_id"]].dropna(subset=["group_id"])
        by_posts = posts.merge(to_groups, on="post_id")[["thread_id", "group_id"]].drop_duplicates()
        known = set(self._groups.index)
        threads = {*posts["thread_id"].unique(), *acts["thread_id"].unique()}
        named = [(t, g) for t in threads for g in (t, t.rpartition(":")[0]) if g in known]
        of_groups = pd.concat([by_posts, pd.DataFrame(named, columns=["thread_id", "group_id"], dtype="str")])
        of_groups = of_groups.drop_duplicates().rename(columns={"group_id": "conversation_id"})
        messages = pd.concat([rows.loc[rows["kind"] == "message", "thread_id"] for rows in (posts, acts)])
        messages = messages.drop_duplicates()
        alone = messages[~messages.isin(of_groups["thread_id"].unique())]
        return pd.concat([of_groups, pd.DataFrame({"thread_id": alone, "conversation_id": alone})])

    @cached_property
    def _posts_of(self) -> pd.DataFrame:
        """post_id, conversation_id, time, platform: a post once for each conversation that it is in."""
        data = self.dataset
        posts = data.posts[["post_id", "thread_id", "time", "platform"]]
        to_groups = data.audiences[["post_id", "group_id"]].dropna(subset=["group_id"]).drop_duplicates()
        in_groups = posts.merge(to_groups.rename(columns={"group_id": "conversation_id"}), on="post_id")
        rest = posts[~posts["post_id"].isin(in_groups["post_id"].unique())]
        in_threads = rest.dropna(subset=["thread_id"]).merge(self._threads, on="thread_id")
        return pd.concat([in_groups, in_threads]).drop(columns="thread_id")

    @cached_property
    def _platforms(self) -> dict[str, str]:
        """conversation_id -> its platform, for every conversation."""
        groups = self._groups["platform"].rename_axis("conversation_id").reset_index()
        found = pd.concat([rows[["conversation_id", "platform"]] for rows in (groups, self._posts_of, self._acts_of)])
        return dict(found.drop_duplicates("conversation_id").itertuples(index=False))

    @cached_property
    def _people_of(self) -> pd.DataFrame:
        """conversation_id, contact_id: who is in each conversation, once each."""
        pair = ["conversation_id", "contact_id"]
        members = self.dataset.sent_to.rename(columns={"group_id": "conversation_id"})[pair]
        to = self._to_people.merge(self._posts_of[["post_id", "conversation_id"]], on="post_id")
        members = members[members["conversation_id"].isin(self._groups.index)]
        return pd.concat([members, self._acts_of[pair], to[pair]]).drop_duplicates()

    @cached_property
    def _first_lines(self) -> pd.Series[str]:
        """conversation_id -> the first line of the person's first post in a thread."""
        in_threads = self._posts_of[~self._posts_of["conversation_id"].isin(self._groups.index)]
        first = in_threads.sort_values(["time", "post_id"]).drop_duplicates("conversation_id")
        texts = self.dataset.posts[["post_id", "text"]].merge(first[["post_id", "conversation_id"]], on="post_id")
        lines = [shown(text.strip().partition("\n")[0], _MOST_LETTERS) for text in texts["text"]]
        return pd.Series(lines, index=texts["conversation_id"], dtype="str")

    @cached_property
    def _acts_of(self) -> pd.DataFrame:
        """contact_id, conversation_id, time, platform: an act once for each conversation that it is in."""
        acts = self._acts[["contact_id", "post_id", "thread_id", "time", "platform"]]
        on_posts = acts.merge(self._posts_of[["post_id", "conversation_id"]], on="post_id")
        rest = acts[~acts["post_id"].isin(on_posts["post_id"].unique())]
        in_threads = rest.dropna(subset=["thread_id"]).merge(self._threads, on="thread_id")
        return pd.concat([on_posts, in_threads]).drop(columns=["post_id", "thread_id"])

    def count(self) -> Removed:
        """How much is there in all?"""
        data = self.dataset
        return Removed(len(data.contacts), len(self._platforms), len(data.posts), len(self._acts))


def removed(before: Contents, after: Contents) -> Removed:
    """How much less is there after the person left something out?"""
    whole, rest = before.count(), after.count()
    return Removed(
        whole.people - rest.people, whole.conversations - rest.conversations, whole.posts - rest.posts,
        whole.acts - rest.acts,
    )  # fmt: skip


def matching(table: pd.DataFrame, asked: str) -> pd.DataFrame:
    """The rows whose `key` holds every word of what was asked, however they are written; all where nothing was."""
    found = table
    for word in (fold(asked) or "").split():
        found = found[found["key"].str.contains(word, regex=False)]
    return found


def _key(text: str) -> str:
    return fold(text) or ""


def _joined(names: list[str]) -> str:
    """The people of a thread: up to three names, then how many more."""
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" +{rest}" if rest > 0 else "")


def _count(ids: pd.Series[str], index: pd.Index[str]) -> pd.Series[int]:
    """How often does each id of the index come?"""
    return ids.value_counts().reindex(index, fill_value=0).astype("int64")
