"""What can these files tell, and why not more? One grade and one honest reason for contacts, words, reactions and
visibility."""

from __future__ import annotations

import pandas as pd

from identity_audit.dataset import Dataset
from identity_audit.schema import Aspect, Grade
from identity_audit.words import N_

#: from this share of the posts on, an aspect counts as known
MOST = 0.8
Reason = tuple[Grade, str]


def coverage(dataset: Dataset, platform: str) -> dict[Aspect, Reason]:
    """How much does the file of this platform tell, and why? The reasons are message ids."""
    posts = _as_told(dataset)
    return _graded(posts[posts["platform"] == platform], dataset.contacts[dataset.contacts["platform"] == platform])


def overall(dataset: Dataset) -> dict[Aspect, Grade]:
    """How much does everything together tell?"""
    return {aspect: grade for aspect, (grade, _) in _graded(_as_told(dataset), dataset.contacts).items()}


def _as_told(dataset: Dataset) -> pd.DataFrame:
    """The posts as the files tell of them: what the person said of their visibility is no word of a file."""
    return dataset.posts.assign(visibility=dataset.told_visibility)


def _graded(posts: pd.DataFrame, contacts: pd.DataFrame) -> dict[Aspect, Reason]:
    own = posts[posts["kind"] != "repost"]
    return {
        "contacts": _contacts(contacts),
        "words": _words(own["text"]),
        "reactions": _reactions(own["reactions_known"]),
        "visibility": _visibility(own["visibility"]),
    }


def _contacts(contacts: pd.DataFrame) -> Reason:
    named = contacts["name"].str.contains(r"\w", regex=True)
    if not named.any():
        return "absent", N_("This file names nobody.")
    return "good", N_("This file names your contacts.")


def _words(texts: pd.Series[str]) -> Reason:
    if texts.empty:
        return "absent", N_("This file holds no post of yours.")
    share = texts.str.contains(r"\w", regex=True).mean()
    if share >= MOST:
        return "good", N_("Nearly all your posts hold words.")
    if share > 0:
        return "partial", N_("Many of your posts hold no words, only pictures or links.")
    return "absent", N_("None of your posts holds words.")


def _reactions(known: pd.Series[str]) -> Reason:
    if known.empty:
        return "absent", N_("This file holds no post of yours.")
    if (known == "complete").mean() >= MOST:
        return "good", N_("Under nearly every post, this file names everybody who reacted.")
    if (known == "complete").any():
        return "partial", N_("Only some of your posts come with the names of everybody who reacted.")
    if (known == "partial").any():
        return "partial", N_("This file names some of the people who reacted to your posts, not all.")
    if (known == "count").any():
        return "absent", N_("This file counts the reactions to your posts, but does not name the people.")
    return "absent", N_("This file does not say who reacted to your posts.")


def _visibility(visibility: pd.Series[str]) -> Reason:
    if visibility.empty:
        return "absent", N_("This file holds no post of yours.")
    share = (visibility != "unknown").mean()
    if share >= MOST:
        return "good", N_("This file says who could see nearly all your posts.")
    if share > 0:
        return "partial", N_("This file says who could see some of your posts, not all.")
    return "absent", N_("This file does not say who could see your posts.")
