"""What is said to a room: the steps of a showing, the words of the one who speaks, and the sentences about figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from identity_audit import findings
from identity_audit.analysis.crossing import OTHER_FACETS, crossing
from identity_audit.analysis.strategies import Replay, out_of
from identity_audit.audit import Audit
from identity_audit.outlook import Separation
from identity_audit.scenario_findings import WAYS, way_title
from identity_audit.words import N_, Words

MOST_ROWS = 6
MOST_COLUMNS = 4
#: a spread of fewer people would tell who guessed what
FEWEST_GUESSES = 5
ANSWERS = (N_("One profile"), N_("Two profiles"), N_("It depends"))
#: what can be guessed, out of 100
BETS = ((0, 10), (11, 25), (26, 50), (51, 75), (76, 100))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a showing: its id, its title, and what the one who speaks may say."""

    id: str
    title: str
    spoken: str


STEPS = (
    Step("ready", N_("Before the room comes in"),
         N_("Read this page alone, before anybody comes in. Then press Start.")),
    Step("question", N_("A pupil, a colleague, your aunt ask to follow you. One profile, or two?"),
         N_("Raise your hand, once. There is no good answer, and nobody has to explain. I count, I write down nothing "
            "else.")),
    Step("guess", N_("Of 100 reactions, how many come from somebody who usually reacts to something else?"),
         N_("Write a number on your paper before I count. Studies say that people guess about 27% of their real "
            "audience: we are all bad at this, and that is interesting.")),
    Step("reactions", N_("Who reacts to what?"),
         N_("One line at a time. Before each line, ask: what does this circle react to? A hatched cell is not known; "
            "that is not zero. Nobody here has a score.")),
    Step("profiles", N_("One profile or several?"),
         N_("Let the room choose how to separate. Then always show the other side: keeping everything together also "
            "has a price.")),
    Step("yours", N_("Your turn, on paper"),
         N_("In pairs. My facets across, my circles down, a cross where somebody crosses. You keep your paper: nobody "
            "collects it, nobody reads it aloud for you.")),
    Step("closing", N_("What will I change?"),
         N_("One small thing, this week, or nothing: “nothing to change” is an answer. Then press Wipe, in front of "
            "everybody.")),
)  # fmt: skip

#: an invented moment for each example of ours, to be opened in the middle of the heatmap
MOMENTS = {
    "camille": N_("14 March: Jeanne, a sociologist at work, comments on a CrossFit session. The next Thursday she "
                  "comes along."),
    "sam": N_("2 May: a parent of the football club answers a question about the bus. Eleven others follow, from four "
              "circles."),
    "lina": N_("11 January: Inaya, from class, reacts to a screenshot of a Minecraft station at midnight. Nobody knew "
               "that she builds trains."),
}  # fmt: skip
#: the one that is told beside a dossier of somebody's own
USUAL = "camille"
#: where to go on, said and printed, never opened from here
ADDRESSES = ("jedecide.be", "cnil.fr", "childfocus.be")


def grid(audit: Audit) -> pd.DataFrame:
    """Who reacts to what, in the size of a wall: at most six circles and five facets, the last one the others."""
    circles = findings.shown_circles(audit)[:MOST_ROWS]
    facets = [facet.id for facet in audit.facets()]
    kept = facets if len(facets) <= MOST_COLUMNS + 1 else facets[:MOST_COLUMNS]
    found = crossing(audit.dataset, audit.engagements, audit.seen, circles, kept)
    return found[found["group_id"].isin(circles)]


def grid_labels(found: pd.DataFrame, audit: Audit, _: Words) -> tuple[dict[str, str], dict[int, str]]:
    """The names of its rows and columns."""
    titles = {circle.id: circle.name for circle in audit.circles()}
    rows = {group: titles[group] for group in dict.fromkeys(found["group_id"])}
    names = {**audit.topic_names(), OTHER_FACETS: _("Other facets")}
    return rows, {int(topic): names[int(topic)] for topic in dict.fromkeys(found["topic"])}


def measured(audit: Audit, _: Words) -> tuple[str, str]:
    """The answer to the guess, and what it was counted in; or that the files do not say."""
    replay, cross = audit.replays["per_facet"], audit.cross_facet
    if replay is not None:
        share, low, high = replay.blocked, replay.low, replay.high
        basis = " ".join((findings.replay_sentence(replay, _), findings.replay_basis(replay, _)))
    elif cross.share is not None and cross.low is not None and cross.high is not None:
        share, low, high, basis = cross.share, cross.low, cross.high, findings.crossing_sentence(audit, _) or ""
    else:
        return _("These files do not say: there are too few reactions by name. That is an answer too."), ""
    return _("{share} of 100 (between {low} and {high})", share=_.number(100 * share), low=_.number(100 * low),
             high=_.number(100 * high)), basis  # fmt: skip


def parts_of_hundred(replay: Replay, _: Words) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The array of 100 and its people in three parts, in two where three would tell a small number, else in none."""
    people = (replay.contacts_keep, replay.contacts_lose_part, replay.contacts_lost)
    for parts in (people, (people[0], people[1] + people[2])):
        if not any(findings.is_few(n, _) for n in parts):
            return out_of(parts, 100), parts
    return (), ()


def hundred_title(way: Separation, replay: Replay, counts: Sequence[int], _: Words) -> str:
    """The finding of the array of 100 for one way to separate, in as many parts as the array has."""
    if len(counts) == 3:
        three = (counts[0], counts[1], counts[2])
        return findings.array_title(replay, three, _) if way == "per_facet" else way_title(way, three, _)
    return _(
        "{way}: of 100 people who reacted, {keep} would keep everything, and {other} would lose a part or no longer be "
        "reached",
        way=_(WAYS[way]), keep=_.number(counts[0]), other=_.number(counts[1]),
    )  # fmt: skip


def bet(low: int, high: int, _: Words) -> str:
    """What can be guessed, as one label."""
    return _("{low} to {high}", low=_.number(low), high=_.number(high))


def spread(counts: Sequence[int], _: Words) -> str:
    """How far the guesses of the room lie apart; from five people on."""
    n = sum(counts)
    if n < FEWEST_GUESSES:
        return _("From five guesses on, the spread is shown.")
    given = [place for place, count in enumerate(counts) for _n in range(count)]
    low, high = BETS[given[n // 4]][0], BETS[given[(3 * n) // 4]][1]
    return _("{n} guesses. Half of the room or more is between {low} and {high}.", n=_.number(n), low=_.number(low),
             high=_.number(high))  # fmt: skip
