"""What is said about people and circles: their names, sizes, and what is kept apart today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import Locale

from identity_audit.analysis.calling_codes import country_of
from identity_audit.analysis.circles import COUNTRY, YEAR, CircleSuggestion, Separate
from identity_audit.audit import Audit, Circle
from identity_audit.dataset import Dataset
from identity_audit.findings import PLATFORM_NAMES, is_few, people
from identity_audit.words import N_, Words

KINDS = {
    "list": N_("list"), "channel": N_("channel"), "chat": N_("group chat"), "company": N_("company"),
    "school": N_("school"), "roster": N_("class list"), "circle": N_("made by you"),
}  # fmt: skip
MOST_FACETS = 2


def contact_labels(dataset: Dataset) -> dict[str, str]:
    """Every contact under a name of their own: the name, the network, a number where both are shared."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    columns = dataset.contacts[["contact_id", "name", "platform"]]
    networks: dict[object, list[str]] = {}
    for known, network in dataset.met[["contact_id", "platform"]].sort_values("platform").itertuples(index=False):
        networks.setdefault(known, []).append(str(network))
    for contact, name, platform in columns.itertuples(index=False):
        where = " + ".join(PLATFORM_NAMES.get(p, p) for p in networks.get(contact, [str(platform)]))
        label = f"{name or contact.partition(':')[2]} · {where}"
        taken[label] = taken.get(label, 0) + 1
        found[contact] = label if taken[label] == 1 else f"{label} ({taken[label]})"
    return found


def circle_labels(circles: Sequence[Circle]) -> dict[str, str]:
    """Every circle under a name of its own."""
    taken: dict[str, int] = {}
    found = {}
    for circle in circles:
        taken[circle.name] = taken.get(circle.name, 0) + 1
        found[circle.id] = circle.name if taken[circle.name] == 1 else f"{circle.name} ({taken[circle.name]})"
    return found


def circles_title(circles: Sequence[Circle], waiting: int, everybody: int, _: Words) -> str:
    """The finding of the picture of circles."""
    if not circles:
        return _("You have no circle yet")
    if not waiting:
        return _("Everybody is in a circle: {n} people", n=_.number(everybody))
    if is_few(waiting, _):
        return _("Fewer than 5 of your {all} contacts are in no circle yet", all=people(everybody, _))
    return _.plural(
        "{n} of your {all} contacts is in no circle yet", "{n} of your {all} contacts are in no circle yet", waiting,
        all=_.number(everybody),
    )  # fmt: skip


def circles_basis(audit: Audit, circles: Sequence[Circle], _: Words) -> str:
    """How many circles, of whom, from where."""
    made = sum(circle.kind == "circle" for circle in circles)
    return _(
        "Circles with people in them: {n}, of which made by you: {made}. Contacts in your files: {people}.",
        n=_.number(len(circles)), made=_.number(made), people=people(len(audit.dataset.contacts), _),
    )  # fmt: skip


def suggestion_name(suggestion: CircleSuggestion, _: Words) -> str:
    """How a suggested circle is called: the word that its people share, the year, or the country of a code."""
    if suggestion.why == YEAR:
        return _("Since {year}", year=suggestion.name)
    country = country_of(suggestion.name.removeprefix("+")) if suggestion.why == COUNTRY else None
    if country is None:
        return suggestion.name
    return f"{suggestion.name} ({Locale.parse(_.lang).territories[country]})"


def separate_sentence(found: Separate, facets: Mapping[int, str], _: Words) -> str:
    """What the person keeps apart today, in one to three sentences."""
    if not found.groups:
        return _("Your files name no list, no channel and no group chat: as far as they say, you keep nobody apart.")
    said = [_.plural("You already have {n} group.", "You already have {n} groups.", len(found.groups))]
    if is_few(found.in_several, _):
        said.append(_("Fewer than 5 people are in several."))
    elif found.in_several:
        said.append(
            _.plural("{n} person is in several.", "{n} people are in several.", found.in_several)
        )  # fmt: skip
    telling = found.telling
    if telling is not None and telling.posts:
        said.append(
            _("In “{group}”, 1 message in {n} is about something else than “{facet}”.", group=telling.name,
              n=_.number(round(telling.posts / telling.beside)), facet=facets[telling.facets[0][0]])
        )  # fmt: skip
    return " ".join(said)


def facets_of_group(counts: Sequence[tuple[int, int]], posts: int | None, facets: Mapping[int, str], _: Words) -> str:
    """Which facets go to a group, largest first."""
    if not posts:
        return _("not known")
    return ", ".join(f"{facets[topic]} {_.percent(n / posts)}" for topic, n in counts[:MOST_FACETS])
