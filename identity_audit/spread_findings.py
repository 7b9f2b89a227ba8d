"""How widely people react, in words: numbers of people who differ from chance, never who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity_audit.analysis.spread import FEWEST_EPISODES, Spread
from identity_audit.analysis.surprises import LEAST_EPISODES
from identity_audit.findings import is_few, people, period_text
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

AVERAGE = N_(
    "On average it is as if each of them reacted to {value} facets equally often (between {low} and {high}, at "
    "{level}); by chance it would be {chance}."
)


def spread_sentences(audit: Audit, _: Words) -> list[str]:
    """Come back to the same facets or vary, more widely than their circles, on average; and what chance means here.

    Nothing where nobody reacted on two facets or more: there is nothing to vary between.
    """
    found = audit.outlook.spread
    if found is None:
        return []
    everybody = found.judged + found.too_few
    if not found.judged:
        return [_(
            "Nobody has reacted on {least} occasions or more, on posts {period}: too little is known to say how "
            "widely people react (people who reacted: {few}).",
            least=_.number(FEWEST_EPISODES), period=period_text(audit.posts, _), few=people(found.too_few, _),
        )]  # fmt: skip
    lines = [_(
        "People who reacted on {least} occasions or more, on posts {period}: {judged}. Come back to the same facets "
        "more than chance would have it: {narrow}; vary more than chance would have it: {wide}; for the others we "
        "cannot tell. People with fewer occasions, of whom too little is known: {few}.",
        least=_.number(FEWEST_EPISODES), period=period_text(audit.posts, _), judged=people(found.judged, _, everybody),
        narrow=_part(found.narrow, found.wide, found.judged, _), wide=_part(found.wide, found.narrow, found.judged, _),
        few=people(found.too_few, _, everybody),
    )]  # fmt: skip
    lines += [line for line in (_circles(found, _), _unexpected(audit, _), _average(found, _)) if line]
    lines.append(
        _("An occasion is one conversation, or one day on one facet. Chance: the facets of the occasions of each "
          "network and each twelve months, dealt out anew among the people who reacted there. Of the people counted as "
          "different from chance, about one in twenty may be so by accident. Who comes back to the same facets may "
          "prefer them, or could see no others.")
    )  # fmt: skip
    return lines


def _part(n: int, beside: int, of: int, _: Words) -> str:
    """One of two numbers that are said of the same people: neither what is left of one nor of both may tell a few.

    What is left of both is safe where the other number is not said.
    """
    return people(n, _, of if is_few(of - n, _) or is_few(beside, _) else of - beside)


def _circles(found: Spread, _: Words) -> str | None:
    if not found.in_circle:
        return None
    return _(
        "Of those with a circle that is known well enough (occasions of its other people: {fewest} or more), vary more "
        "than each of their circles would have it: {wider} of {n}.",
        wider=people(found.wider_than_circle, _, found.in_circle), n=people(found.in_circle, _, found.judged),
        fewest=_.number(LEAST_EPISODES),
    )  # fmt: skip


def _unexpected(audit: Audit, _: Words) -> str | None:
    bridges = audit.outlook.bridges
    if not bridges.in_circles:
        return None
    return _(
        "React outside the facets of their circle more than chance within it would have it: {unexpected} of {n} people "
        "who reacted and are in a circle.",
        unexpected=people(bridges.unexpected, _, bridges.in_circles), n=people(bridges.in_circles, _),
    )  # fmt: skip


def _average(found: Spread, _: Words) -> str | None:
    facets = found.facets
    if facets is None:
        return None
    return _(
        AVERAGE,
        value=_.tenths(facets.value), low=_.tenths(facets.low), high=_.tenths(facets.high),
        level=_.percent(facets.level), chance=_.tenths(facets.chance),
    )  # fmt: skip
