"""Sheets for a room, to print: two plans, a blank grid, cards, a sheet to take home. One HTML file each, no link.

They hold no figure and no name: the same sheets whatever was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from identity_audit.words import N_, words

GRID = 5
_PAGE = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
).get_template("handouts.html.j2")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a plan: minutes, what happens, what the one who speaks does."""

    minutes: int
    what: str
    how: str


@dataclass(frozen=True, slots=True)
class Handout:
    """One sheet. plan: its lines, in order · cards: texts to cut out · points: a list · grid: a blank grid of five."""

    title: str
    lead: str
    plan: tuple[Part, ...] = ()
    cards: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    grid: bool = False
    foot: str = ""


_BEFORE = N_(
    "Before: start the program, choose an example, press “Replace the names”, turn the Wi-Fi off. Ask "
    "people for their own exports a week ahead or not at all: a request takes minutes to days, and nobody "
    "opens theirs on the wall."
)
_WELCOME = N_("Welcome")
_TEMPERATURE = N_("Hands up: one profile or two?")
_BET = N_("Guess, then see")
_SHOW = N_("Who reacts to what, and one profile or several")
_PAPER = N_("On paper, in pairs")
_CARDS = N_("Dilemma cards")
_AWAY = N_("What I take home")
_HOW_WELCOME = N_("Who speaks, how long it takes, nothing is kept, nobody has to show anything of theirs.")
_HOW_TEMPERATURE = N_("Count the hands for each answer with + and −. Ask two people with different answers why.")
_HOW_BET = N_(
    "Everybody writes a number before anybody speaks. Enter them with + and −; from five people on the "
    "spread is shown. Then show what was measured."
)
_HOW_PAPER = N_("One grid each. Facets across, circles down, a cross where somebody crosses. Papers stay with people.")
_HOW_AWAY = N_("One sentence each, said or kept. Then press “Wipe” in front of everybody.")

HANDOUTS: Mapping[str, Handout] = {
    "plan-50": Handout(
        N_("Plan for 50 minutes"), _BEFORE,
        plan=(
            Part(3, _WELCOME, _HOW_WELCOME),
            Part(5, _TEMPERATURE, _HOW_TEMPERATURE),
            Part(10, _BET, _HOW_BET),
            Part(14, _SHOW, N_("Line by line, four lines are enough. Then one scenario, and always the other side.")),
            Part(12, _PAPER, _HOW_PAPER),
            Part(6, _AWAY, _HOW_AWAY),
        ),
        foot=N_("A class of 25 keeps to it if the cards stay in the bag. Short of time? Drop a line of the heatmap, "
                "never the other side."),
    ),
    "plan-90": Handout(
        N_("Plan for 90 minutes"), _BEFORE,
        plan=(
            Part(5, _WELCOME, _HOW_WELCOME),
            Part(10, _TEMPERATURE, _HOW_TEMPERATURE),
            Part(15, _BET, _HOW_BET),
            Part(20, _SHOW,
                 N_("Line by line, with a guess before each. Open the invented moment. Let the room choose a "
                    "scenario, then the other one, then the other side.")),
            Part(20, _PAPER, _HOW_PAPER),
            Part(10, _CARDS, N_("Groups of three, two cards each. There is no solution on the back.")),
            Part(10, _AWAY, _HOW_AWAY),
        ),
        foot=N_("For 10 to 25 people. A break goes after the paper, not before it."),
    ),
    "grid": Handout(
        N_("My grid"),
        N_("Across: my facets, the sides of me that I show. Down: my circles, the people who go together. A cross: "
           "somebody of this circle reacts to this facet. A question mark: I do not know."),
        grid=True,
        foot=N_("Look for a cross where you did not expect one. Who would never have met it if you had two "
                "profiles? And who sees what you would rather keep for a few?"),
    ),
    "cards": Handout(
        N_("Dilemma cards for teachers"),
        N_("Cut along the lines. Two cards for three people, five minutes each. What do you do, and what else could "
           "you do?"),
        cards=(
            N_("A pupil of your class asks to follow your private account. She is 15, and she knows that you "
               "accepted her cousin, who left school last year."),
            N_("A former pupil, now 22, comments on a photo of your holidays: “Looking good, Sir!” Four of your "
               "pupils like the comment."),
            N_("The class has a chat without you. A pupil shows you a message in it that makes fun of another one, "
               "and asks you to say nothing."),
            N_("You play in a band. The best photos are from a bar, at two in the morning. The parents' association "
               "follows the band."),
            N_("You open a profile “for school only”. After a month, nobody reacts to anything on it. Your "
               "colleague with one profile gets answers within the hour."),
            N_("A father sends you a private message at 11 at night about his son's marks. He writes well, he is "
               "worried, and he knows that you are online."),
            N_("You sign a petition. It appears under your name, with that of your school, in a search. A colleague "
               "says that this is a problem."),
            N_("A pupil has a public gaming account with two thousand followers. She gives her school, her age and "
               "the hours when she is alone at home. She is proud of it, and she is right to be."),
        ),
    ),
    "take-home": Handout(
        N_("To take home"),
        N_("You are more than one thing. So are the people who follow you. One profile or several? There is no "
           "answer for everybody."),
        points=(
            N_("Ask one network for your own data: every network must give it to you. It takes minutes to days."),
            N_("Look at who could see an old post. That they could does not mean that they did."),
            N_("Ask a friend of another circle which side of you they know."),
            N_("Before you open a second profile: who will follow only one of them, and what will they miss?"),
            N_("Before you keep a single one: what would you rather keep for a few? Many networks have lists for "
               "that."),
            N_("“Nothing to change” is an answer too."),
        ),
        foot=N_("To go on: jedecide.be, cnil.fr, childfocus.be. What was shown today was an invented example, or a "
                "person without any name; nothing of the session was kept."),
    ),
}  # fmt: skip


def handout_html(name: str, lang: str) -> str:
    """One sheet as a page of its own."""
    sheet, _ = HANDOUTS[name], words(lang)
    ends, plan = 0, []
    for part in sheet.plan:
        ends += part.minutes
        plan.append((_("{n} min", n=_.number(part.minutes)), _(part.what), _(part.how), _.number(ends)))
    return _PAGE.render(
        lang=_.lang, title=_(sheet.title), lead=_(sheet.lead), foot=_(sheet.foot),
        heads=[_("Time"), _("What"), _("How"), _("Ends at minute")], plan=plan,
        cards=[_(card) for card in sheet.cards], points=[_(point) for point in sheet.points],
        grid=GRID if sheet.grid else 0, corner=_("my circles ↓ · my facets →"),
    )  # fmt: skip
