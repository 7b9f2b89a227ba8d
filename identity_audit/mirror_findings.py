"""What the mirror says: a network's lists about the person beside their facets, in whole sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from identity_audit.analysis.mirror import Mirror
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.words import N_, Words

#: what to ask a network for, where its file holds none of its lists
HOW_TO_ASK = (
    N_("Facebook and Instagram: in the export request, tick “Ads information”, “Preferences” and “Personal "
       "information” too, with JSON as the format."),
    N_("X: the whole archive holds these lists; there is nothing to tick."),
    N_("LinkedIn: ask for the larger archive, not for single files."),
)  # fmt: skip


def network(mirror: Mirror) -> str:
    """The name that people use for this network."""
    return PLATFORM_NAMES.get(mirror.platform, mirror.platform)


def mirror_title(mirror: Mirror, _: Words) -> str:
    """How many interests does the network list, and how many facets are among them?"""
    n = len(mirror.interests)
    if not n:
        return _("{network}: this file lists no interest for you", network=network(mirror))
    said = _.plural("{network} lists {n} interest for you.", "{network} lists {n} interests for you.", n,
                    network=network(mirror))  # fmt: skip
    if not mirror.compared:
        return said
    everything = _.number(len(mirror.facets))
    found = len(mirror.in_both)
    if not found:
        return " ".join([said, _("We found none of your {all} facets among them.", all=everything)])
    among = _.plural("{n} of your {all} facets is among them.", "{n} of your {all} facets are among them.", found,
                     all=everything)  # fmt: skip
    return " ".join([said, among])


def basis(mirror: Mirror, _: Words) -> str:
    """How many words were compared, what a find means, and of when they are."""
    n, found = len(mirror.interests), len(mirror.interests) - len(mirror.only_theirs)
    when = (
        _("the file gives no dates")
        if pd.isna(mirror.since) or pd.isna(mirror.until)
        else _("from {first} to {last}", first=_.date(mirror.since), last=_.date(mirror.until))
    )
    if not mirror.compared:
        return _.plural("{n} word in the file; {when}.", "{n} different words in the file; {when}.", n, when=when)
    words = _.plural("{n} word in the file", "{n} different words in the file", n)
    return _(
        "{words}, {found} of them placed in a facet; {when}. A word is placed only where its meaning is very near: "
        "most of those placed are right, and some of those left over belong to a facet too.",
        words=words, found=_.number(found), when=when,
    )  # fmt: skip


def not_compared(mirror: Mirror, exact_encoder: bool, _: Words) -> str:
    """Why do the interests stand alone?"""
    if not exact_encoder:
        return _("The part of the program that compares meanings is missing here, so these words are not compared with "
                 "your facets.")  # fmt: skip
    return _("These words are not compared with your facets: that takes at least two facets.")


def found_words(words: pd.DataFrame, _: Words) -> str:
    """The words behind one facet that can be said aloud; delicate ones are only counted here."""
    plain = words.loc[~words["delicate"], "value"].tolist()
    folded = len(words) - len(plain)
    more = _.plural("{n} word folded below", "{n} words folded below", folded) if folded else ""
    return ", ".join(filter(None, [*plain, more]))


def words_table(mirror: Mirror, names: Mapping[int, str], _: Words) -> pd.DataFrame:
    """The picture as a table: facets, largest first, then what is in none."""
    rows = [(names[facet], len(mirror.words_of(facet))) for facet in mirror.facets]
    rows.append((_("In none of your facets"), len(mirror.only_theirs)))
    return pd.DataFrame(rows, columns=[_("Facet"), _("Words of the network")])


def one_column(values: Sequence[str], label: str) -> pd.DataFrame:
    """A list as it is shown: one column, alphabetical."""
    return pd.DataFrame({label: list(values)})
