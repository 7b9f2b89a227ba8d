"""What is said about what was read and what of it was left out: the counter, and one line for each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from identity_audit.analysis.contents import Removed
from identity_audit.corrections import (
    Correction,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    LeaveOutPeriod,
)
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.people import People
from identity_audit.words import N_, Words

#: what goes with each kind of thing that can be left out, and what stays
CONSEQUENCES = {
    "people": N_("With a person go their name, what they did towards you, what you did towards them, and what you "
                 "wrote to them alone. Your other posts stay, even where their text names them; so does the name of a "
                 "group."),
    "conversations": N_("With a conversation goes all that was written in it, by you and by others, and everybody who "
                        "appears nowhere else."),
    "periods": N_("With a period go your posts and the exchanges dated in it, and the reactions to these posts. What "
                  "has no date stays, and so do people whom a list of contacts names."),
    "files": N_("With a file go your posts and the exchanges read from it, and everybody who appears nowhere else. "
                "Files that only list people are not here: leave out the people."),
}  # fmt: skip


def counter(decided: Sequence[Correction], gone: Removed, _: Words) -> str:
    """What was left out so far, without a name: what the person chose, then what went with it (`gone`)."""
    who = People(decided)
    people = len({who.root(m) for decision in decided if isinstance(decision, LeaveOutPeople) for m in decision.marks})
    talks = len({m for decision in decided if isinstance(decision, LeaveOutConversations) for m in decision.marks})
    periods = len({decision for decision in decided if isinstance(decision, LeaveOutPeriod)})
    files = len({decision for decision in decided if isinstance(decision, LeaveOutFile)})
    chosen = [
        _.plural("{n} person", "{n} people", people) if people else "",
        _.plural("{n} conversation", "{n} conversations", talks) if talks else "",
        _.plural("{n} period", "{n} periods", periods) if periods else "",
        _.plural("{n} file", "{n} files", files) if files else "",
    ]
    if not any(chosen):
        return _("Nothing is left out.")
    said = _("You left out {what}.", what=_.list(filter(None, chosen)))
    went = [
        _.plural("{n} person", "{n} people", gone.people) if gone.people else "",
        _.plural("{n} conversation", "{n} conversations", gone.conversations) if gone.conversations else "",
        _.plural("{n} post of yours", "{n} posts of yours", gone.posts) if gone.posts else "",
        _.plural("{n} exchange", "{n} exchanges", gone.acts) if gone.acts else "",
    ]
    if not any(went):
        return said
    return " ".join([said, _("In all, this takes away {what}.", what=_.list(filter(None, went)))])


def networks(platforms: str, _: Words) -> str:
    """The networks of a person by the names that people use."""
    return _.list(PLATFORM_NAMES.get(platform, platform) for platform in platforms.split())


def person_line(row: pd.Series[Any], _: Words) -> str:
    """Somebody, so that they are not taken for another."""
    name = row["name"] or row["contact_id"].partition(":")[2]
    handle = row["handle"] if isinstance(row["handle"], str) and row["handle"] != row["name"] else ""
    return " · ".join(filter(None, [name, handle, networks(row["platforms"], _)]))


def conversation_line(row: pd.Series[Any], _: Words) -> str:
    """A conversation, so that it is not taken for another with the same people."""
    title = row["title"] or _("without a name")
    return " · ".join(filter(None, [title, networks(row["platform"], _), row["begins"], _span(row, _)]))


def file_line(row: pd.Series[Any], _: Words) -> str:
    """Files of one kind, and what they hold."""
    posts = _.plural("{n} post", "{n} posts", row["posts"])
    acts = _.plural("{n} exchange", "{n} exchanges", row["acts"])
    return " · ".join([networks(row["platform"], _), row["file"], posts, acts])


def _span(row: pd.Series[Any], _: Words) -> str:
    first, last = (_day(row[name], _) for name in ("first", "last"))
    return first if first == last else f"{first} – {last}"


def _day(when: datetime, _: Words) -> str:
    return "" if pd.isna(when) else _.date(when)
