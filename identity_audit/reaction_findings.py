"""Which kinds of acts count as a reaction, and whom the person calls an ally or a critic: in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from identity_audit.dataset import Dataset
from identity_audit.schema import ENGAGEMENT_KINDS
from identity_audit.words import N_, Words

KIND_NAMES: Mapping[str, str] = {
    "reaction": N_("reactions in one tap (a like, for example)"),
    "comment": N_("comments"),
    "reply": N_("replies"),
    "share": N_("shares"),
    "mention": N_("mentions"),
    "tag": N_("tags"),
    "wall_post": N_("posts on your wall"),
}
CALLED: Mapping[str | None, str] = {
    "ally": N_("I call {name} an ally"),
    "critic": N_("I call {name} a critic"),
    None: N_("I call {name} neither ally nor critic"),
}


def kinds_words(kinds: Iterable[str], _: Words) -> str:
    """These kinds, in the order in which they are always named."""
    chosen = set(kinds)
    return _.list(_(KIND_NAMES[kind]) for kind in ENGAGEMENT_KINDS if kind in chosen)


def kinds_sentence(dataset: Dataset, _: Words) -> str:
    """What counts as a reaction in every figure, and whether the person decided so."""
    if dataset.reaction_kinds == ENGAGEMENT_KINDS:
        return _("Every kind counts as a reaction: {kinds}.", kinds=kinds_words(ENGAGEMENT_KINDS, _))
    return _("You decided what counts as a reaction: {kinds}. Nothing else is counted as one.",
             kinds=kinds_words(dataset.reaction_kinds, _))  # fmt: skip


NONE_COUNTS = N_("Your files name people who reacted, but none of them in a way that you count as a reaction.")
TICK_MORE = N_("To open this page, tick more kinds of reactions under “Listening”.")


def none_counts(dataset: Dataset) -> bool:
    """Is somebody named who reacted to the person, and only in ways that they decided not to count?"""
    received = received_kinds(dataset)
    return bool(received.sum()) and not received[list(dataset.reaction_kinds)].sum()


def received_kinds(dataset: Dataset) -> pd.Series:
    """How many acts of each kind the files name on the person's posts, whether they count or not."""
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed") & acts["post_id"].notna()]
    return acts["kind"].value_counts().reindex(list(ENGAGEMENT_KINDS), fill_value=0).astype("int64")
