"""One step for each kind of decision, as a person takes it on a page, and the sentence that the history tells of it.

In the exports of one invented person: a workspace that names who reacted, an archive that names nobody, and a notebook
with people under nearly the names that they have elsewhere, and two who may be the owner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from identity_audit.reaction_findings import KIND_NAMES
from identity_audit.schema import ENGAGEMENT_KINDS
from identity_audit.words import Words
from tests.ui.conftest import write_facebook, write_slack
from tests.ui.hands import Hand

ANY = re.compile("")
#: stands in a sentence for a name or a day that the app found
SOME = "…"
NOTEBOOK = """id;nom;groupe;ville
c1;Ilse Ramell;Atelier;Huy
c2;Tariq Brand;;Huy
c3;Nora L.;;Huy
c4;N. Lindqvist;Potager;
c5;Tariq Okoye;Potager;
"""
COPIED = "Zoé Lemmens\nRita Pauwels"

#: takes the decision, and returns what the history says of it
Step = Callable[[Hand, Words], str]
STEPS: dict[str, Step] = {}
#: the kinds of decision that are taken on each page, in an order in which a person could take them
ROOMS: dict[str, list[str]] = {}
#: the same for those that need a forecast or a surprise: taken in Camille's exports, for these small ones have neither
OF_CAMILLE: dict[str, list[str]] = {}


def write_exports(folder: Path) -> list[Path]:
    notebook = folder / "carnet.csv"
    notebook.write_text(NOTEBOOK, encoding="utf-8")
    return [write_slack(folder / "slack.zip"), write_facebook(folder / "facebook-nora.zip"), notebook]


def on(page: str, rooms: dict[str, list[str]] = ROOMS) -> Callable[[Step], Step]:
    """This step takes the decision that it is called by, on this page."""

    def remember(step: Step) -> Step:
        STEPS[step.__name__] = step
        rooms.setdefault(page, []).append(step.__name__)
        return step

    return remember


def says(sentences: Sequence[str], wanted: Sequence[str]) -> bool:
    """Are these the sentences, one by one?"""
    patterns = [re.escape(sentence).replace(SOME, ".+") for sentence in wanted]
    return len(sentences) == len(wanted) and all(map(re.fullmatch, patterns, sentences))


# --- what is left out ------------------------------------------------------------------------------------------------


@on("verify")
def leave_out_people(hand: Hand, _: Words) -> str:
    hand.choose(_("What should not be used?"), re.compile("^Anton Dewael"))
    hand.press(_("Leave out"))
    return _.plural("{n} person left out", "{n} people left out", 1)


@on("verify")
def leave_out_conversations(hand: Hand, _: Words) -> str:
    hand.pick(_("Conversations"))
    hand.choose(_("What should not be used?"), re.compile("^sentiers"))
    hand.press(_("Leave out"))
    return _.plural("{n} conversation left out", "{n} conversations left out", 1)


@on("verify")
def leave_out_period(hand: Hand, _: Words) -> str:
    hand.pick(_("Periods"))
    hand.choose(_("From the first day of"), re.compile("^(mars|March) 2025"))
    hand.press(_("Leave out"))
    return _("Left out: everything since {first}", first="1 mars 2025" if _.lang == "fr" else "1 Mar 2025")


@on("verify")
def leave_out_file(hand: Hand, _: Words) -> str:
    hand.pick(_("Files"))
    hand.choose(_("What should not be used?"), re.compile("Facebook"))
    hand.press(_("Leave out"))
    return _("Left out: {network}, file “{file}”", network="Facebook", file=SOME)


# --- people and circles ----------------------------------------------------------------------------------------------


@on("circles")
def same_person(hand: Hand, _: Words) -> str:
    hand.press(_("Yes, the same"))
    return _("One person: {names}", names=_.list(["Ilse Ramell · CSV", "Ilse Ramel · Slack"]))


@on("circles")
def not_same(hand: Hand, _: Words) -> str:
    hand.press(_("No, two people"))
    return _("Not the same person: {names}", names=_.list(["Tariq Brand · CSV", "Tariq Brandt · Slack"]))


@on("circles")
def this_is_me(hand: Hand, _: Words) -> str:
    hand.press(_("Yes, this is me"))
    return _("This is me: {name}", name="Nora L. · CSV")


@on("circles")
def not_me(hand: Hand, _: Words) -> str:
    hand.press(_("No, somebody else"))
    return _("This is not me: {name}", name="N. Lindqvist · CSV")


@on("circles")
def make_circle(hand: Hand, _: Words) -> str:
    hand.pick(_("Two minutes, one person at a time"))
    hand.call(_("Or a new circle"), _("Neighbours"))
    hand.press(_("Next person"))
    return _("Circle “{circle}” made, with {names}", circle=_("Neighbours"), names=SOME)


@on("circles")
def rename_circle(hand: Hand, _: Words) -> str:
    hand.pick(_("Change a circle"))
    hand.choose(_("Which circle?"), re.compile("^Atelier"))
    hand.call(_("Its name"), _("Family"))
    hand.press(_("Rename"))
    return _("“{before}” is now called “{circle}”", before="Atelier", circle=_("Family"))


@on("circles")
def join_circle(hand: Hand, _: Words) -> str:
    hand.choose(_("Add people"), re.compile("^Maud Okoye"))
    hand.press(_("Add them"))
    return _("In “{circle}”: {names}", circle=_("Family"), names="Maud Okoye · Slack")


@on("circles")
def leave_circle(hand: Hand, _: Words) -> str:
    hand.choose(re.compile("(whom to take out|qui retirer)"), re.compile("^Maud Okoye"))
    hand.press(_("Take them out"))
    return _("No longer in “{circle}”: {names}", circle=_("Family"), names="Maud Okoye · Slack")


@on("circles")
def merge_circles(hand: Hand, _: Words) -> str:
    hand.choose(_("Merge it with"), re.compile("^Potager"))
    hand.press(_("Merge the two"))
    return _("One circle: {names}", names=_.list([_("Family"), "Potager"]))


@on("circles")
def drop_circle(hand: Hand, _: Words) -> str:
    hand.choose(_("Which circle?"), re.compile(f"^{_('Neighbours')}"))
    hand.press(_("No circle of mine"))
    return _("No circle of mine: “{circle}”", circle=_("Neighbours"))


# --- facets ----------------------------------------------------------------------------------------------------------


@on("facets")
def number_of_facets(hand: Hand, _: Words) -> str:
    hand.slide(re.compile(re.escape(_("Fewer or more facets"))), 4, least=2, most=12)
    return _.plural("{n} facet to begin with", "{n} facets to begin with", 4)


@on("facets")
def rename_facet(hand: Hand, _: Words) -> str:
    hand.call(_("Name of this facet"), _("Cooking"))
    return _("Facet “{before}” is now called “{facet}”", before=SOME, facet=_("Cooking"))


@on("facets")
def sensitive_facet(hand: Hand, _: Words) -> str:
    hand.tick(_("I find this facet sensitive"))
    return _("I find “{facet}” sensitive", facet=_("Cooking"))


@on("facets")
def move_posts(hand: Hand, _: Words) -> str:
    hand.tick(re.compile("2025"))
    hand.choose(_("Where do they belong?"), ANY)
    hand.press(_("Move the ticked posts"))
    return _.plural("{n} post moved to “{facet}”", "{n} posts moved to “{facet}”", 1, facet=SOME)


@on("facets")
def not_my_posts(hand: Hand, _: Words) -> str:
    hand.tick(re.compile("2025"))
    hand.press(_("The ticked posts are not me"))
    return _.plural("{n} post is not me", "{n} posts are not me", 1)


@on("facets")
def merge_facets(hand: Hand, _: Words) -> str:
    hand.pick(_("Merge two facets"))
    hand.choose(_("The facet that goes into it"), ANY)
    hand.press(_("Merge them"))
    return _("One facet: {names}", names=_.list([SOME, SOME]))


@on("facets")
def cut_facet(hand: Hand, _: Words) -> str:
    hand.pick(_("Cut one in two"))
    hand.press(_("Cut it in two"))
    return _("Facet “{facet}” cut in two", facet=SOME)


@on("facets")
def not_my_facet(hand: Hand, _: Words) -> str:
    hand.pick(_("This facet is not me"))
    hand.press(_("Set it aside"))
    return _("Not me: the facet “{facet}”", facet=SOME)


# --- limits and second profiles --------------------------------------------------------------------------------------


@on("profiles")
def second_profile(hand: Hand, _: Words) -> str:
    hand.pick(_("A teacher account"))
    hand.choose(_("Which circles are of pupils?"), re.compile("^sentiers"))
    return _("On my teacher account: {circles}; facets: {facets}", circles="sentiers", facets=SOME)


@on("profiles")
def hide_facet(hand: Hand, _: Words) -> str:
    hand.pick(_("One profile with limits"))
    hand.press(_("Hide it in my limits"))
    return _("“{facet}” hidden from “{circle}”", facet=SOME, circle=SOME)


# --- who can see an account ------------------------------------------------------------------------------------------


@on("data")
def account_visibility(hand: Hand, _: Words) -> str:
    answer = _("everybody (public account)")
    hand.pick(answer)
    return _("Who can see my posts on {network}: {answer}", network="Facebook", answer=answer)


# --- what counts as a reaction, ally and critic ----------------------------------------------------------------------


@on("listening")
def reaction_kinds(hand: Hand, _: Words) -> str:
    hand.tick(re.compile(f"^{re.escape(_('mentions'))}"))
    left = [kind for kind in ENGAGEMENT_KINDS if kind != "mention"]
    return _("What counts as a reaction: {kinds}", kinds=_.list(_(KIND_NAMES[kind]) for kind in left))


@on("listening")
def called_so(hand: Hand, _: Words) -> str:
    # among the first of a list that opens where little room is left: a pointer does not scroll in it
    hand.choose(_("Whom do you think of?"), re.compile("^Ilse Okoye"))
    hand.pick(_("an ally"))
    return _("I call {name} an ally", name="Ilse Okoye · Slack")


# --- pasted reactions ------------------------------------------------------------------------------------------------


@on("paste")
def pasted_list(hand: Hand, _: Words) -> str:
    hand.write(_("The names, as you copied them (what else was copied is passed over)"), COPIED)
    hand.pick(_("Yes, the whole list"))
    hand.press(_("Save and go on"))
    said = _.plural("{n} name, the whole list", "{n} names, the whole list", 2)
    return _("{said} (post: {date})", said=said, date=SOME)


@on("paste")
def skipped_post(hand: Hand, _: Words) -> str:
    hand.pick(_("I could not open it: ask me about another post"))
    hand.press(_("Save and go on"))
    return _("The list could not be opened (post: {date})", date=SOME)


# --- posts to read again, and who people are to a teacher ------------------------------------------------------------


@on("reread")
def word_list(hand: Hand, _: Words) -> str:
    hand.tick(_("The words by which posts are proposed"))
    hand.write(_("Its words"), "\nlevain\n")
    hand.press(_("Save this list"))
    one, many = "The word list “{name}” changed: {n} word", "The word list “{name}” changed: {n} words"
    return _.plural(one, many, 2, name=_("Children and family")).replace("2", SOME)


@on("reread")
def read_again(hand: Hand, _: Words) -> str:
    hand.press(_("Fine"))
    return _.plural("{n} post read again: fine", "{n} posts read again: fine", 1)


@on("teacher")
def checked_post(hand: Hand, _: Words) -> str:
    hand.tick(_("Is your answer right? Look up ten posts"))
    answer = _("only some people, or only me")
    hand.pick(answer)
    hand.press(_("Save and go on"))
    return _("Looked up on the network: {answer} (post: {date})", answer=answer, date=SOME)


@on("teacher")
def tag_people(hand: Hand, _: Words) -> str:
    hand.pick(_("3. My pupils"))
    hand.choose(_("Contacts"), re.compile("^Anton Dewael"))
    hand.press(_("Tag them"))
    return _("{tag}: {names}", tag=_("Pupils now"), names="Anton Dewael · Facebook")


# --- what could change, surprises and plans --------------------------------------------------------------------------


@on("profiles", OF_CAMILLE)
def out_of_ten(hand: Hand, _: Words) -> str:
    hand.pick("5")
    return _("Out of 10 people, {n} would follow all my profiles", n="5")


@on("surprises", OF_CAMILLE)
def hide_moment(hand: Hand, _: Words) -> str:
    hand.press(_("Do not show"))
    return _("A surprise is not shown any more (post: {date})", date=SOME)


@on("plan", OF_CAMILLE)
def chosen_plan(hand: Hand, _: Words) -> str:
    hand.press(_("Choose this plan"), nth=1)
    return _("My plan: {plan}", plan=SOME)
