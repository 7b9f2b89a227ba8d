"""Every decision and its effect in words: the history as the person reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from identity_audit.analysis.reread import LISTS
from identity_audit.audit import Audit
from identity_audit.circle_findings import contact_labels
from identity_audit.corrections import (
    AboutCircles,
    AboutFacets,
    AboutPeople,
    AboutPlan,
    AboutRereading,
    AboutVisibility,
    AccountVisibility,
    CalledSo,
    CheckedPost,
    ChosenPlan,
    Correction,
    CutFacet,
    DropCircle,
    Evidence,
    FacetPosts,
    HideFacet,
    HideMoment,
    JoinCircle,
    LeaveCircle,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    LeaveOutPeriod,
    LeftOut,
    MakeCircle,
    MergeCircles,
    MergeFacets,
    MovePosts,
    NotMe,
    NotMyFacet,
    NotMyPosts,
    NotSame,
    NumberOfFacets,
    OutOfTen,
    PastedList,
    Question,
    ReactionKinds,
    ReadAgain,
    RenameCircle,
    RenameFacet,
    SamePerson,
    SecondProfile,
    SensitiveFacet,
    SkippedPost,
    TagPeople,
    ThisIsMe,
    TwoKinds,
    WordList,
)
from identity_audit.exposure_findings import LOOKED, SEEN_BY
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.history import KINDS, About, BackToSuggestion, Decided, Effect, History, Redone, Undone
from identity_audit.paste_findings import answer_line
from identity_audit.plan_findings import PLAN_NAMES
from identity_audit.reaction_findings import CALLED, kinds_words
from identity_audit.teacher_findings import ROLES
from identity_audit.words import N_, Words

MOST_NAMES = 3
SECOND: Mapping[TwoKinds, str] = {
    "work_private": N_("In my work profile: {circles}; facets: {facets}"),
    "teacher": N_("On my teacher account: {circles}; facets: {facets}"),
}
DO_NOT_KNOW: Mapping[Question, str] = {
    "follow_several": N_("I do not know how many would follow all my profiles"),
    "held_back": N_("I do not know how much I keep to myself"),
}
BACK: Mapping[About, str] = {
    "people": N_("Back to our suggestion: who is who"),
    "circles": N_("Back to our suggestion: circles"),
    "facets": N_("Back to our suggestion: facets"),
    "left_out": N_("Nothing left out any more"),
    "evidence": N_("No pasted list any more"),
    "visibility": N_("No answer any more about who can see an account"),
    "plan": N_("No limit, answer or plan any more"),
    "rereading": N_("Nothing read again any more, and the word lists as they came"),
    "tags": N_("No tag any more: pupils, former pupils, parents, colleagues"),
    "reactions": N_("All kinds count as a reaction again"),
    "called": N_("Nobody is called an ally or a critic any more"),
    "everything": N_("Back to our suggestion: everything"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One decision in words. step, place: see `History`; place None: a return to the suggestion, which is undone only.

    effect: what its step changed, told with the first decision of the step. holds: it was not undone or taken back.
    """

    step: int
    place: int | None
    at: datetime
    about: About
    sentence: str
    effect: str | None
    holds: bool


def told(history: History, audit: Audit | None, _: Words) -> list[Told]:
    """Everything that was decided, oldest first. Without an audit, people, circles and facets have no names."""
    names = _Names(audit, _)
    holding, undone = set(history.holding), _undone(history)
    found = []
    for step, event in enumerate(history.events):
        if isinstance(event, Decided):
            for place, decision in enumerate(event.decisions):
                effect = None if place else effect_sentence(event, _)
                holds = (step, place) in holding
                found.append(Told(step, place, event.at, _about(decision), names.sentence(decision), effect, holds))
                if holds:
                    names.learn(decision)
        elif isinstance(event, BackToSuggestion):
            found.append(Told(step, None, event.at, event.about, _(BACK[event.about]), None, step not in undone))
    return found


def _about(decision: Correction) -> About:
    return next(about for about, kinds in KINDS.items() if isinstance(decision, kinds))


def _undone(history: History) -> set[int]:
    """Numbers of the events that are undone now."""
    done: list[int] = []
    undone: list[int] = []
    for number, event in enumerate(history.events):
        if isinstance(event, Undone):
            undone += [done.pop()] if done else []
        elif isinstance(event, Redone):
            done += [undone.pop()] if undone else []
        else:
            done.append(number)
    return set(range(len(history.events))) - set(done)


def effect_sentence(step: Decided, _: Words) -> str:
    """What did a step change? “12 posts move, nothing else”, for example."""
    changed = _changes(step.effect, _)
    if any(isinstance(decision, LeftOut) for decision in step.decisions):
        if not changed:
            return _("Nothing that was read is taken out by it.")
        return _("{what}. The rest is analysed again.", what=_.list(changed))
    return _("{what}, nothing else.", what=_.list(changed)) if changed else _("Nothing else moves.")


def _changes(effect: Effect, _: Words) -> list[str]:
    found = []
    if effect.posts_moved:
        found.append(_.plural("{n} post moves", "{n} posts move", effect.posts_moved))
    if effect.people_moved:
        found.append(_.plural("{n} person changes circles", "{n} people change circles", effect.people_moved))
    if effect.posts < 0:
        found.append(_.plural("{n} post fewer", "{n} posts fewer", -effect.posts))
    if effect.posts > 0:
        found.append(_.plural("{n} post more", "{n} posts more", effect.posts))
    if effect.people < 0:
        found.append(_.plural("{n} person fewer", "{n} people fewer", -effect.people))
    if effect.people > 0:
        found.append(_.plural("{n} person more", "{n} people more", effect.people))
    if effect.reactions < 0:
        found.append(_.plural("{n} reaction fewer", "{n} reactions fewer", -effect.reactions))
    if effect.reactions > 0:
        found.append(_.plural("{n} reaction more", "{n} reactions more", effect.reactions))
    return found


class _Names:
    """How people, circles and facets are called at a place of the history."""

    def __init__(self, audit: Audit | None, _: Words) -> None:
        self._words = _
        self._people: Mapping[str, str] = {}
        self._circles: dict[str, str] = {}
        self._facets: dict[int, str] = {}
        self._facet_of: Mapping[str, int] = {}
        self._days: Mapping[str, datetime] = {}
        if audit is not None:
            groups, suggested = audit.source.groups, audit.suggested
            self._people = contact_labels(audit.source.apply(audit.settings.only(Evidence)))
            posts = audit.source.posts.dropna(subset=["time"])
            self._days = dict(zip(posts["post_id"], posts["time"], strict=True))
            self._circles = dict(zip(groups["group_id"], groups["name"], strict=True))
            self._facets = dict(zip(suggested.topics["id"], suggested.topics["name"], strict=True))
            placed = suggested.assignment.dropna(subset=["topic"])
            self._facet_of = dict(zip(placed["post_id"], placed["topic"].astype(int), strict=True))

    def learn(self, decision: Correction) -> None:
        """From here on things are called as this decision says."""
        match decision:
            case MakeCircle(id=circle, name=name):
                self._circles.setdefault(circle, name)
            case RenameCircle(circle=circle, name=name):
                self._circles[circle] = name
            case RenameFacet(facet=facet, name=name):
                meant = self._meant(facet)
                if meant is not None:
                    self._facets[meant] = name

    def sentence(self, decision: Correction) -> str:
        _ = self._words
        match decision:
            case SamePerson() | NotSame() | ThisIsMe() | NotMe():
                return self._about_people(decision)
            case MakeCircle() | RenameCircle() | MergeCircles() | JoinCircle() | LeaveCircle() | DropCircle():
                return self._about_circles(decision)
            case LeaveOutPeople() | LeaveOutConversations() | LeaveOutPeriod() | LeaveOutFile():
                return self._left_out(decision)
            case PastedList() | SkippedPost():
                return self._pasted(decision)
            case HideMoment() | HideFacet() | SecondProfile() | OutOfTen() | ChosenPlan():
                return self._about_plan(decision)
            case AccountVisibility() | CheckedPost():
                return self._about_visibility(decision)
            case ReadAgain() | WordList():
                return self._about_rereading(decision)
            case TagPeople(contacts=contacts, role=role):
                said = _("{tag}: {names}", tag=_(ROLES[role]), names=self._who(contacts))
                return _("{said} ({group})", said=said, group=decision.group) if decision.group else said
            case ReactionKinds(kinds=kinds):
                return _("What counts as a reaction: {kinds}", kinds=kinds_words(kinds, _))
            case CalledSo(contact=contact, called=called):
                return _(CALLED[called], name=self._who([contact]))
            case _:
                return self._about_facets(decision)

    def _about_people(self, decision: AboutPeople) -> str:
        _ = self._words
        match decision:
            case SamePerson(contacts=contacts):
                return _("One person: {names}", names=self._who(contacts))
            case NotSame(contacts=contacts):
                return _("Not the same person: {names}", names=self._who(contacts))
            case ThisIsMe(contact=contact):
                return _("This is me: {name}", name=self._who([contact]))
            case NotMe(contact=contact):
                return _("This is not me: {name}", name=self._who([contact]))

    def _about_circles(self, decision: AboutCircles) -> str:
        _, called = self._words, self._circle
        match decision:
            case MakeCircle(name=name, contacts=contacts):
                return _("Circle “{circle}” made, with {names}", circle=name, names=self._who(contacts))
            case RenameCircle(circle=before, name=name):
                return _("“{before}” is now called “{circle}”", before=called(before), circle=name)
            case MergeCircles(circles=merged):
                return _("One circle: {names}", names=_.list(map(called, merged)))
            case JoinCircle(circle=joined, contacts=contacts):
                return _("In “{circle}”: {names}", circle=called(joined), names=self._who(contacts))
            case LeaveCircle(circle=left, contacts=contacts):
                return _("No longer in “{circle}”: {names}", circle=called(left), names=self._who(contacts))
            case DropCircle(circle=dropped):
                return _("No circle of mine: “{circle}”", circle=called(dropped))

    def _left_out(self, decision: LeftOut) -> str:
        """Who or what was left out is not known any more, only how much."""
        _ = self._words

        def day(written: str) -> str:
            return _.date(date.fromisoformat(written))

        match decision:
            case LeaveOutPeople(marks=marks):
                return _.plural("{n} person left out", "{n} people left out", len(marks))
            case LeaveOutConversations(marks=marks):
                return _.plural("{n} conversation left out", "{n} conversations left out", len(marks))
            case LeaveOutPeriod(first=None, last=None):
                return _("Left out: everything that has a date")
            case LeaveOutPeriod(first=first, last=None):
                return _("Left out: everything since {first}", first=day(first or ""))
            case LeaveOutPeriod(first=None, last=last):
                return _("Left out: everything up to {last}", last=day(last or ""))
            case LeaveOutPeriod(first=first, last=last):
                return _("Left out: from {first} to {last}", first=day(first or ""), last=day(last or ""))
            case LeaveOutFile(platform=platform, file=file):
                return _(
                    "Left out: {network}, file “{file}”", network=PLATFORM_NAMES.get(platform, platform), file=file
                )

    def _pasted(self, decision: Evidence) -> str:
        _ = self._words
        day = _.date(self._days.get(decision.post))
        match decision:
            case PastedList(contacts=contacts, names=names, complete=complete):
                said = answer_line(len(contacts) + len(names), complete, _)
                return _("{said} (post: {date})", said=said, date=day)
            case SkippedPost():
                return _("The list could not be opened (post: {date})", date=day)

    def _about_visibility(self, decision: AboutVisibility) -> str:
        _ = self._words
        match decision:
            case AccountVisibility(platform=platform, visibility=seen_by, since=since, before=before):
                network, answer = PLATFORM_NAMES.get(platform, platform), _(SEEN_BY[seen_by])
                if since is None:
                    return _("Who can see my posts on {network}: {answer}", network=network, answer=answer)
                return _("Who can see my posts on {network}: {answer} since {date}, before that {before}",
                         network=network, answer=answer, date=_.date(date.fromisoformat(since)),
                         before=_(SEEN_BY[before]))  # fmt: skip
            case CheckedPost(post=post, visibility=looked):
                return _("Looked up on the network: {answer} (post: {date})", answer=_(LOOKED[looked]),
                         date=_.date(self._days.get(post)))  # fmt: skip

    def _about_rereading(self, decision: AboutRereading) -> str:
        _ = self._words
        match decision:
            case ReadAgain(posts=posts, decision="fine"):
                return _.plural("{n} post read again: fine", "{n} posts read again: fine", len(posts))
            case ReadAgain(posts=posts, decision="rethink"):
                return _.plural("{n} post to rethink", "{n} posts to rethink", len(posts))
            case ReadAgain(posts=posts):
                return _.plural("{n} post to be read again", "{n} posts to be read again", len(posts))
            case WordList(name=name, words=None):
                return _("The word list “{name}” as it came", name=_(LISTS[name]) if name in LISTS else name)
            case WordList(name=name, words=chosen):
                return _.plural("The word list “{name}” changed: {n} word", "The word list “{name}” changed: {n} words",
                                len(chosen or ()), name=_(LISTS[name]) if name in LISTS else name)  # fmt: skip

    def _about_facets(self, decision: AboutFacets) -> str:
        _, called = self._words, self._facet
        match decision:
            case RenameFacet(facet=facet, name=name):
                return _("Facet “{before}” is now called “{facet}”", before=called(facet), facet=name)
            case MergeFacets(facets=merged):
                return _("One facet: {names}", names=_.list(map(called, merged)))
            case CutFacet(facet=facet):
                return _("Facet “{facet}” cut in two", facet=called(facet))
            case MovePosts(posts=posts, facet=facet):
                return _.plural(
                    "{n} post moved to “{facet}”", "{n} posts moved to “{facet}”", len(posts), facet=called(facet)
                )
            case NotMyPosts(posts=posts):
                return _.plural("{n} post is not me", "{n} posts are not me", len(posts))
            case NotMyFacet(facet=facet):
                return _("Not me: the facet “{facet}”", facet=called(facet))
            case SensitiveFacet(facet=facet, sensitive=True):
                return _("I find “{facet}” sensitive", facet=called(facet))
            case SensitiveFacet(facet=facet):
                return _("I no longer find “{facet}” sensitive", facet=called(facet))
            case NumberOfFacets(number=None):
                return _("As many facets as suggested")
            case NumberOfFacets(number=number):
                return _.plural("{n} facet to begin with", "{n} facets to begin with", number or 0)

    def _about_plan(self, decision: AboutPlan) -> str:
        _ = self._words
        match decision:
            case HideMoment(post=post):
                return _("A surprise is not shown any more (post: {date})", date=_.date(self._days.get(post)))
            case HideFacet(facet=facet, circle=circle, hidden=True):
                return _("“{facet}” hidden from “{circle}”", facet=self._facet(facet), circle=self._circle(circle))
            case HideFacet(facet=facet, circle=circle):
                return _("“{facet}” shown again to “{circle}”", facet=self._facet(facet), circle=self._circle(circle))
            case SecondProfile(profile=profile, circles=circles, facets=facets):
                return _(SECOND[profile], circles=_.list(map(self._circle, circles)) or _("nobody"),
                         facets=_.list(map(self._facet, facets)) or _("nothing"))  # fmt: skip
            case OutOfTen(question=question, answer=None):
                return _(DO_NOT_KNOW[question])
            case OutOfTen(question="follow_several", answer=answer):
                return _("Out of 10 people, {n} would follow all my profiles", n=_.number(answer or 0))
            case OutOfTen(answer=answer):
                return _("Out of 10 things I wanted to post, I kept {n} to myself", n=_.number(answer or 0))
            case ChosenPlan(plan=plan):
                if plan is None:
                    return _("No plan chosen any more")
                return _("My plan: {plan}", plan=_(PLAN_NAMES[plan]).lower())

    def _who(self, contacts: Sequence[str]) -> str:
        _ = self._words
        if len(contacts) > MOST_NAMES:
            return _.plural("{n} person", "{n} people", len(contacts))
        return _.list(self._people.get(contact, _("somebody who is not in these files")) for contact in contacts)

    def _circle(self, circle: str) -> str:
        _ = self._words
        return self._circles.get(circle, _("a circle that is not in these files"))

    def _facet(self, wanted: FacetPosts) -> str:
        _, meant = self._words, self._meant(wanted)
        return _("a facet that is not in these files") if meant is None else self._facets[meant]

    def _meant(self, wanted: FacetPosts) -> int | None:
        """The suggested facet that holds most of these posts."""
        held = Counter(self._facet_of[post] for post in wanted.posts if post in self._facet_of)
        return max(held, key=lambda facet: (held[facet], -facet)) if held else None
