"""What was given and what came back, in whole sentences: two figures side by side, never one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from identity_audit.analysis.given import RELATIONS, Given
from identity_audit.findings import PLATFORM_NAMES, is_few, people, people_column
from identity_audit.words import N_, Words

#: fewer times given or received than this: numbers only, no shares
FEWEST_FOR_SHARES = 30

RELATION_NAMES = {
    "answers_me": N_("Answers me"),
    "i_answer": N_("I answer them"),
    "both_ways": N_("Both ways"),
    "cannot_tell": N_("Cannot tell"),
}


def people_title(found: Given, names: Mapping[int, str], _: Words) -> str:
    """The facet about which the person reacts to most people."""
    first = placed(found).iloc[0]
    if is_few(int(first["people"]), _):
        return _("Whom you react to: “{facet}” comes first", facet=names[int(first["topic"])])
    return _.plural(
        "Whom you react to: “{facet}” comes first, with {n} person",
        "Whom you react to: “{facet}” comes first, with {n} people",
        int(first["people"]), facet=names[int(first["topic"])],
    )  # fmt: skip


def people_basis(found: Given, _: Words) -> str:
    """How many people and times, over which period, and for how many times the facet is not known."""
    unknown = int(found.given.loc[found.given["topic"].isna(), "times"].sum())
    when = (
        _("dates not known")
        if pd.isna(found.since) or pd.isna(found.until)
        else _("from {first} to {last}", first=_.date(found.since), last=_.date(found.until))
    )
    return _(
        "Given to {people} people, {times} times, {period}; for {unknown} times the facet is not known. "
        "One time = one person in one conversation, or on one day.",
        people=people(found.people, _), times=_.number(found.times), unknown=_.number(unknown), period=when,
    )  # fmt: skip


def placed(found: Given) -> pd.DataFrame:
    """What was given in a known facet, the facet with most people first."""
    known = found.given.dropna(subset=["topic"])
    return known.sort_values(["people", "times", "topic"], ascending=[False, False, True], ignore_index=True)


def people_table(found: Given, names: Mapping[int, str], _: Words) -> pd.DataFrame:
    """Whom the person reacts to, by facet, as a table; what has no known facet comes last."""
    rows = pd.concat([placed(found), found.given[found.given["topic"].isna()]])
    return pd.DataFrame({
        _("Facet"): [_facet(topic, names, _) for topic in rows["topic"]],
        _("People you react to"): people_column(rows["people"], _),
        _("Times"): people_column(rows["times"], _),
    })  # fmt: skip


def shares(found: Given) -> pd.DataFrame:
    """Per facet: topic · given · received, shares (0 to 1) of the times in a known facet; largest given first.

    Empty where one side has under thirty times in a known facet.
    """
    known = found.beside.dropna(subset=["topic"])
    sums = known[["given_times", "received_times"]].sum()
    if len(known) == 0 or sums.min() < FEWEST_FOR_SHARES:
        return pd.DataFrame({"topic": [], "given": [], "received": []})
    table = pd.DataFrame({
        "topic": known["topic"].astype("int64"),
        "given": known["given_times"] / sums["given_times"],
        "received": known["received_times"] / sums["received_times"],
    })  # fmt: skip
    return table.sort_values(["given", "topic"], ascending=[False, True], ignore_index=True)


def beside_title(found: Given, table: pd.DataFrame, names: Mapping[int, str], _: Words) -> str:
    """The facet whose two shares differ most, on the networks that the shares hold for. table: as `shares` gives it."""
    widest = table.iloc[int((table["given"] - table["received"]).abs().argmax())]
    return _(
        "On {networks}, “{facet}” is {given} of what you give and {received} of what you receive",
        networks=networks(found, _), facet=names[int(widest["topic"])], given=_.percent(widest["given"]),
        received=_.percent(widest["received"]),
    )  # fmt: skip


def beside_basis(found: Given, _: Words) -> str:
    """On which networks, and how many times each way; what has no known facet is in no share."""
    known = found.beside["topic"].notna()
    sums = found.beside[["given_times", "received_times"]]
    inside, outside = sums[known].sum(), sums[~known].sum()
    return _(
        "Only {networks}, whose files hold both directions by name. Given: {given} times, and {given_unknown} without "
        "a known facet. Received: {received} times, and {received_unknown} without.",
        networks=networks(found, _), given=_.number(int(inside["given_times"])),
        given_unknown=_.number(int(outside["given_times"])), received=_.number(int(inside["received_times"])),
        received_unknown=_.number(int(outside["received_times"])),
    )  # fmt: skip


def beside_table(found: Given, names: Mapping[int, str], _: Words) -> pd.DataFrame:
    """People and times of both directions, by facet, where both are known."""
    heads = {
        "given_people": N_("People you react to"), "given_times": N_("Times given"),
        "received_people": N_("People who react to you"), "received_times": N_("Times received"),
    }  # fmt: skip
    facets = [_facet(topic, names, _) for topic in found.beside["topic"]]
    return pd.DataFrame(
        {_("Facet"): facets, **{_(head): people_column(found.beside[column], _) for column, head in heads.items()}}
    )


def networks(found: Given, _: Words) -> str:
    """The networks that hold both directions, by the names that people use."""
    return _.list(PLATFORM_NAMES.get(platform, platform) for platform in found.both)


def relations_title(found: Given, _: Words) -> str:
    """For how many people can it be said which way the exchanges go?"""
    everybody = len(found.relations)
    told = everybody - len(found.people_in("cannot_tell"))
    return _("Who answers whom: clear for {n} of {all} people", n=people(told, _, everybody),
             all=people(everybody, _))  # fmt: skip


def relations_basis(found: Given, _: Words) -> str:
    """What was counted, and who is left out because only one direction is known."""
    text = _(
        "{times} times on {networks}, given and received. One time = one person in one conversation, or on one day.",
        times=_.number(int(found.relations[["given", "received"]].to_numpy().sum())), networks=networks(found, _),
    )  # fmt: skip
    if is_few(found.one_way, _):
        text += " " + _("Fewer than 5 more people appear only where the files hold one direction: not known.")
    elif found.one_way:
        text += " " + _.plural(
            "{n} more person appears only where the files hold one direction: not known.",
            "{n} more people appear only where the files hold one direction: not known.", found.one_way,
        )  # fmt: skip
    return text


def relations_table(found: Given, _: Words) -> pd.DataFrame:
    """How many people stand in each relation; zeros are counted zeros."""
    counts = [len(found.people_in(relation)) for relation in RELATIONS]
    return pd.DataFrame(
        {_("Which way"): [_(RELATION_NAMES[r]) for r in RELATIONS], _("People"): people_column(counts, _)}
    )


def _facet(topic: Any, names: Mapping[int, str], _: Words) -> str:
    return _("not known") if pd.isna(topic) else names[int(topic)]
