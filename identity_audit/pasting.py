"""Lists of reactions that the person copied, put into the tables as if a file had named these people. Pure.

A pasted list is observed evidence, and a complete one has a true denominator. Still, it is kept apart from what the
files name, in two ways: its acts carry `SOURCE`, and whatever needs the whole history of a person (replays, the share
outside the usual facet) is counted on the files alone (`Audit.in_files`): a dozen drawn posts are no history. What the
lists say about all posts is estimated by `analysis.pasted_lists`.

Where a file names everybody who reacted to a post, a pasted list of that post changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from identity_audit import schema
from identity_audit.corrections import Correction, Evidence, PastedList
from identity_audit.folding import fold
from identity_audit.pasted_names import name_and_handle
from identity_audit.schema import Contact, Interaction, Row

SOURCE = "pasted"

Frames = dict[str, pd.DataFrame]


def answers(corrections: Iterable[Correction]) -> dict[str, Evidence]:
    """What the person last said about each post, in the order in which the posts were first asked about."""
    return {c.post: c for c in corrections if isinstance(c, Evidence)}


def apply(frames: Mapping[str, pd.DataFrame], corrections: Sequence[Correction]) -> Frames:
    """The tables with the reactions of the pasted lists.

    A list adds one received, observed reaction without a time for each of its people, and makes the list of its post
    complete or partial. Names that no file knows become contacts of the post's network. Contacts and posts that are
    not in the tables are passed over.
    """
    lists = {post: said for post, said in answers(corrections).items() if isinstance(said, PastedList)}
    if not lists:
        return dict(frames)
    posts, known = frames["posts"], set(frames["contacts"]["contact_id"])
    open_ = posts["post_id"].isin(lists) & (posts["kind"] != "repost") & (posts["reactions_known"] != "complete")
    strangers: dict[str, Row] = {}
    acts: list[Row] = []
    for post, platform in posts.loc[open_, ["post_id", "platform"]].itertuples(index=False):
        named = {stranger(platform, name): name for name in lists[post].names}
        for contact, name in named.items():
            if contact not in known:
                shown, handle = name_and_handle(name)
                strangers.setdefault(contact, Contact(contact, platform, shown or handle, handle or None))
        people = dict.fromkeys([*(c for c in lists[post].contacts if c in known), *named])
        acts += [
            Interaction(contact, post, None, "reaction", "received", "observed", platform, source_file=SOURCE)
            for contact in people
        ]
    complete = posts["post_id"].isin([post for post, said in lists.items() if said.complete])
    reached = posts["reactions_known"].mask(open_, "partial").mask(open_ & complete, "complete").astype("str")
    changed = {**frames, "posts": posts.assign(reactions_known=reached)}
    for table, rows in (("contacts", list(strangers.values())), ("interactions", acts)):
        if rows:
            changed[table] = pd.concat([frames[table], schema.frame(table, rows)], ignore_index=True)
    return changed


def stranger(platform: str, name: str) -> str:
    """The contact id of somebody whom only pasted lists name: the same for the same name on the same network."""
    return f"{platform}:{SOURCE}:{fold(name) or name}"
