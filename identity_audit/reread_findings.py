"""The posts to read again, in their order and in words, and where each of them stands on its network."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from identity_audit.analysis.reread import LISTS, Reason, decisions
from identity_audit.analysis.viewers import OPEN_ANSWER, OPEN_FILE
from identity_audit.anonymity import name_words, people_words
from identity_audit.corrections import Reread
from identity_audit.dataset import Dataset
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.folding import fold
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import shown
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

#: how widely a post is open, the widest first, and who says it
OPENNESS: Mapping[str, str] = {
    "public_file": N_("open to everybody, by your file"),
    "public_answer": N_("open to everybody, by your answer"),
    "contacts_file": N_("open to your contacts, by your file"),
    "contacts_answer": N_("open to your contacts, by your answer"),
    "not_known": N_("not known who could see it"),
    "group": N_("for a group or some people only, by your file"),
    "few_answer": N_("for some people only, by your answer"),
}
MARKED = "marked"
SENSITIVE = "sensitive"
#: what takes the place of a name in what leaves the screen
HIDDEN = "[…]"


@dataclass(frozen=True, slots=True)
class Item:
    """One post to read again. why: the lists' reasons; own: MARKED, SENSITIVE or "", the person's own mark."""

    post: str
    platform: str
    time: pd.Timestamp
    text: str
    beside: str | None
    openness: str
    own: str
    why: tuple[Reason, ...]
    decision: Reread | None


def items(audit: Audit, found: Mapping[str, tuple[Reason, ...]]) -> list[Item]:
    """The posts that the person marked, or that are in a sensitive facet, or that a list proposes.

    The person's own marks first, then the widest open, then the newest. Reposts and messages to one person are left
    out. found: see `reread.reasons`.
    """
    posts = audit.dataset.posts
    posts = posts[(posts["kind"] != "repost") & (posts["visibility"] != "direct")]
    said = decisions(audit.settings.corrections)
    sensitive = [facet.id for facet in audit.facets() if facet.sensitive]
    assigned = audit.topics.assignment
    own = set(assigned.loc[assigned["topic"].isin(sensitive), "post_id"])
    wanted = posts[posts["post_id"].isin({*said, *own, *found})]
    to_group = set(audit.dataset.audiences.loc[audit.dataset.audiences["group_id"].notna(), "post_id"])
    rows = [
        Item(
            post["post_id"], post["platform"], post["time"], post["text"],
            post["context"] if isinstance(post["context"], str) else None,
            _openness(post["visibility"], post["post_id"] in to_group, post["post_id"] in audit.dataset.from_answer),
            MARKED if said.get(post["post_id"]) == "rethink" else SENSITIVE if post["post_id"] in own else "",
            found.get(post["post_id"], ()), said.get(post["post_id"]),
        )
        for post in wanted.to_dict("records")
    ]  # fmt: skip
    order = list(OPENNESS)
    marks = (MARKED, SENSITIVE, "")

    def key(item: Item) -> tuple[int, int, float, str]:
        newest = -item.time.timestamp() if pd.notna(item.time) else 0.0
        return marks.index(item.own), order.index(item.openness), newest, item.post

    return sorted(rows, key=key)


def _openness(visibility: str, grouped: bool, answered: bool) -> str:
    who = "answer" if answered else "file"
    if grouped or visibility in ("group", "direct", "private"):
        return "few_answer" if answered else "group"
    if visibility in ("public", "unlisted"):
        return f"public_{who}"
    return "not_known" if visibility == "unknown" else f"contacts_{who}"


def counters(found: Sequence[Item], _: Words) -> str:
    """How many are read, how many are left?"""
    fine = sum(item.decision == "fine" for item in found)
    rethink = sum(item.decision == "rethink" for item in found)
    return _(
        "{left} posts to read again · {fine} fine · {rethink} to rethink",
        left=_.number(len(found) - fine - rethink), fine=_.number(fine), rethink=_.number(rethink),
    )  # fmt: skip


def reason_words(item: Item, _: Words) -> str:
    """Why is this post here?"""
    own = {MARKED: _("you marked it"), SENSITIVE: _("it is in a facet that you find sensitive")}.get(item.own)
    return " · ".join([*([own] if own else []), *(reason_text(reason, _) for reason in item.why)])


def reason_text(reason: Reason, _: Words) -> str:
    """The list, and the word of it that stands in the post."""
    if not reason.found:
        return _(LISTS[reason.list])
    return _("{list}: “{word}”", list=_(LISTS[reason.list]), word=reason.found)


def item_line(item: Item, _: Words) -> str:
    """When, where, and who could see it."""
    return " · ".join((_.date(item.time), PLATFORM_NAMES.get(item.platform, item.platform), _(OPENNESS[item.openness])))


def state_line(time: pd.Timestamp, platform: str, state: str, _: Words) -> str:
    """When, where, and how we know that a viewer could meet it."""
    how = {OPEN_FILE: _("● open to them, by your file"), OPEN_ANSWER: _("● open to them, by your answer")}
    said = how.get(state, _("○ not known whether they could see it"))
    return " · ".join((_.date(time), PLATFORM_NAMES.get(platform, platform), said))


def lists_in(found: Sequence[Item]) -> list[str]:
    """The lists that proposed something, in their order."""
    there = {reason.list for item in found for reason in item.why}
    return [name for name in LISTS if name in there]


def names_to_hide(dataset: Dataset, pupils: Collection[str] = ()) -> set[str]:
    """The words of the names of every contact, and of a list that is in memory: none of them leaves the screen."""
    return people_words(dataset) | {word for name in pupils for word in name_words(name)}


def without_names(text: str, hidden: Collection[str]) -> str:
    """The text with every word that could name somebody taken out."""
    return re.sub(r"[^\W_]+(?:['’\-][^\W_]+)*", lambda word: _hide(word.group(), hidden), text)


def _hide(word: str, hidden: Collection[str]) -> str:
    return HIDDEN if any(part in hidden for part in (fold(word) or "").split()) else word


def first_words(item: Item, hidden: Collection[str], most: int, _: Words) -> str:
    """The beginning of a post as it may leave the screen: without names."""
    return shown(without_names(excerpt(item.text, item.beside, 10 * most, _), hidden), most)


def place_of(post: str) -> str | None:
    """Where the post stands on its network, as text to copy; None where its file does not say it."""
    platform, _colon, native = post.partition(":")
    match platform:
        case "mastodon" if "/" in native:
            return native.partition("//")[2] or native
        case "x" if native.isdigit():
            return f"x.com/i/web/status/{native}"
        case "youtube" if re.fullmatch(r"[\w-]{11}", native):
            return f"www.youtube.com/watch?v={native}"
        case "reddit" if native.startswith("t3_"):
            return f"www.reddit.com/comments/{native.removeprefix('t3_')}"
        case "linkedin" if native.isdigit():
            return f"www.linkedin.com/feed/update/urn:li:activity:{native}"
        case "bluesky" if native.startswith("at:"):
            who, collection, key = [*native.removeprefix("at:").strip("/").split("/"), "", "", ""][:3]
            return f"bsky.app/profile/{who}/post/{key}" if collection.endswith("feed.post") else None
    return None
