"""What was worked out rather than read: who answered in messages, or right after a message of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from identity_audit.findings import people
from identity_audit.words import Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit


def worked_out(audit: Audit) -> pd.DataFrame:
    """The answers received that no file names as such, newest first.

    Columns: contact_id, name, time (of the answer), platform, post_id (NA where the post is not known), text and
    context of that post. Those on posts that the person set aside are left out, like everywhere.
    """
    acts = audit.dataset.interactions
    found = acts[(acts["direction"] == "received") & (acts["evidence"] == "proxy")]
    found = found[found["kind"].isin(audit.dataset.reaction_kinds)][["contact_id", "post_id", "time", "platform"]]
    assignment = audit.topics.assignment
    found = found[~found["post_id"].isin(assignment.loc[assignment["not_me"], "post_id"])]
    found = found.merge(audit.dataset.contacts[["contact_id", "name"]], on="contact_id")
    found = found.merge(audit.dataset.posts[["post_id", "text", "context"]], on="post_id", how="left")
    return found.sort_values(["time", "name"], ascending=[False, True], ignore_index=True)


def worked_out_sentence(found: pd.DataFrame, _: Words) -> str:
    """How many answers, by how many people, and of how many is the post not known? found: as `worked_out` gives it."""
    who = people(found["contact_id"].nunique(), _)
    unknown = _.number(int(found["post_id"].isna().sum()))
    return _.plural(
        "Worked out, not read in your files: {n} answer; people: {people}; post not known: {unknown}.",
        "Worked out, not read in your files: {n} answers; people: {people}; post not known: {unknown}.",
        len(found),
        people=who,
        unknown=unknown,
    )
