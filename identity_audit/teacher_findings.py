"""What a pupil, a parent, a colleague could see, and what three ways of doing would change: in whole sentences.

Everything counts the person's own posts, exactly. Persons appear as numbers only, through the discreet words: 1 to 4
are "fewer than 5". No name, no order, no subject and no hour of a pupil is ever in a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from identity_audit.analysis import viewers
from identity_audit.analysis.reread import decisions
from identity_audit.analysis.viewers import Shares, Viewer, by, of_hundred
from identity_audit.corrections import Correction, Role, TagPeople
from identity_audit.findings import FEW_UP_TO, PLATFORM_NAMES, discreet, people, period_text
from identity_audit.people import People
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

#: who people are to a teacher
ROLES: Mapping[Role | None, str] = {
    "pupil": N_("Pupils now"),
    "former": N_("Former pupils"),
    "parent": N_("Parents"),
    "colleague": N_("Colleagues"),
    None: N_("No tag"),
}
#: whose eyes; the first needs no list
VIEWERS: Mapping[str, str] = {
    "stranger": N_("a pupil who does not follow me"),
    "follower": N_("a pupil who follows me"),
    "former": N_("a former pupil who follows me"),
    "parent": N_("a parent who follows me"),
    "colleague": N_("a colleague who follows me"),
}
_WHO: Mapping[str, str] = {
    "stranger": N_("a pupil who does not follow you"),
    "follower": N_("a pupil who follows you"),
    "former": N_("a former pupil who follows you"),
    "parent": N_("a parent who follows you"),
    "colleague": N_("a colleague who follows you"),
}
_ROLE_OF: Mapping[str, Role] = {"follower": "pupil", "former": "former", "parent": "parent", "colleague": "colleague"}
STATE_WORDS: Mapping[str, str] = {
    viewers.OPEN_FILE: N_("Visible (file)"),
    viewers.OPEN_ANSWER: N_("Visible (answer)"),
    viewers.NOT_KNOWN: N_("Not known"),
    viewers.OTHERS_FILE: N_("Others only (file)"),
    viewers.OTHERS_ANSWER: N_("Others only (answer)"),
}
TAGGED_BY_OTHERS = N_(
    "What others publish about you (photos in which you are tagged, comments, shares) is largely outside your files: "
    "it is not counted here. Look at it on the network itself."
)
NOT_HIDDEN = N_("“Not known” does not mean hidden: nothing in your files says it, and you have not said it either.")
MOST_ROWS = 9

# --- whom the person tagged ------------------------------------------------------------------------------------------

Tagged = Mapping[Role, frozenset[str]]


def tagged(corrections: Iterable[Correction], more: Mapping[Role, Collection[str]] | None = None) -> Tagged:
    """The contacts of each role: set by hand (the last word counts), and `more`, from a list that is in memory."""
    role_of: dict[str, Role | None] = {}
    for correction in corrections:
        if isinstance(correction, TagPeople):
            role_of.update(dict.fromkeys(correction.contacts, correction.role))
    return {
        role: frozenset(c for c, of in role_of.items() if of == role) | frozenset((more or {}).get(role, ()))
        for role in ROLES
        if role is not None
    }


def viewer(kind: str, roles: Tagged, audit: Audit) -> Viewer:
    """One kind of person, with the tagged contacts who stand for it."""
    role = _ROLE_OF.get(kind)
    return Viewer(kind != "stranger", _as_shown(roles[role], audit) if role else frozenset())


def _as_shown(contacts: Collection[str], audit: Audit) -> frozenset[str]:
    """The same people under the ids that the tables have after contacts were joined."""
    who = People(audit.settings.corrections)
    shown = {who.root(contact): contact for contact in audit.dataset.contacts["contact_id"]}
    return frozenset(shown[who.root(contact)] for contact in contacts if who.root(contact) in shown)


def seen(audit: Audit, kind: str, roles: Tagged) -> pd.DataFrame:
    """Each post with its state for this kind of person: see `viewers.seen_by`."""
    return viewers.seen_by(audit.dataset, audit.topics.assignment, audit.engagements, viewer(kind, roles, audit))


def tag_counts(roles: Tagged, lang: str) -> list[tuple[str, str]]:
    """Role and number of people of each, small numbers not said; roles that nobody has are left out."""
    _ = discreet(lang)
    return [(_(ROLES[role]), people(len(contacts), _)) for role, contacts in roles.items() if contacts]


# --- what they can see -----------------------------------------------------------------------------------------------


def headline(found: Shares, kind: str, _: Words) -> str:
    """How much could they see, by whom, and how much is not known? Of 100 posts, or of all where there are fewer."""
    if not found.posts:
        return _("There is no post of yours to look at.")
    parts = of_hundred(found) if found.posts > 100 else found.parts()
    file, answer, unknown, *_others = (_.number(n) for n in parts)
    return _(
        "Of {all} posts, {who} could see {file} according to your files and {answer} more according to your answer. "
        "For {unknown}, we do not know.",
        all=_.number(sum(parts)), who=_(_WHO[kind]), file=file, answer=answer, unknown=unknown,
    )  # fmt: skip


def others_line(found: Shares, _: Words) -> str:
    """How many went to other people only, and who says it? Nothing where there are none."""
    if not found.others_file + found.others_answer:
        return ""
    return _(
        "{n} more went to other people only (a chat, a group, a mail, followers): {file} by your files, "
        "{answer} by your answer.",
        n=_.number(found.others_file + found.others_answer), file=_.number(found.others_file),
        answer=_.number(found.others_answer),
    )  # fmt: skip


def shares_line(found: Shares, _: Words) -> str:
    """The three shares: who says it?"""
    return _(
        "Who says it? Your files: {file} posts · your answer: {answer} · nobody (not known): {unknown}.",
        file=_.number(found.in_file), answer=_.number(found.from_answer), unknown=_.number(found.not_known),
    )  # fmt: skip


def facet_rows(audit: Audit, table: pd.DataFrame, _: Words) -> list[tuple[str, bool, Shares]]:
    """Name, does the person find it sensitive, and the shares of each facet: sensitive ones first, then the largest."""
    parts = by(table, "topic")
    facets = sorted(audit.facets(), key=lambda facet: not facet.sensitive)
    rows = [(facet.name, facet.sensitive, parts.pop(facet.id, Shares())) for facet in facets]
    rows = [row for row in rows if row[2].posts]
    shown, rest = rows[: MOST_ROWS - 1], [*(row[2] for row in rows[MOST_ROWS - 1 :])]
    others = sum([*rest], Shares())
    if others.posts:
        shown.append((_("Other facets"), False, others))
    left = sum(parts.values(), Shares())
    if left.posts:
        shown.append((_("Without a facet"), False, left))
    return shown


def year_rows(table: pd.DataFrame, _: Words) -> list[tuple[str, bool, Shares]]:
    """The shares of each year, newest first; older ones together where there are many."""
    parts = by(table, "year")
    dated = sorted((int(str(year)), found) for year, found in parts.items() if year is not None)[::-1]
    rows = [(str(year), False, found) for year, found in dated[:MOST_ROWS]]
    if len(dated) > MOST_ROWS:
        older = sum((found for _year, found in dated[MOST_ROWS:]), Shares())
        rows.append((_("Before {year}", year=dated[MOST_ROWS - 1][0]), False, older))
    if None in parts:
        rows.append((_("date not known"), False, parts[None]))
    return rows


def network_rows(table: pd.DataFrame) -> list[tuple[str, bool, Shares]]:
    """The shares of each network, most posts first."""
    rows = [(PLATFORM_NAMES.get(str(p), str(p)), False, found) for p, found in by(table, "platform").items()]
    return sorted(rows, key=lambda row: -row[2].posts)


def facet_title(rows: Sequence[tuple[str, bool, Shares]], kind: str, _: Words) -> str:
    """The finding: what they could see of the sensitive facets; without one, of the facet they could see most of."""
    marked = sum((found for _name, sensitive, found in rows if sensitive), Shares())
    who = _(_WHO[kind])
    if marked.posts:
        if marked.not_known:
            return _("Of the {all} posts that you find sensitive, {who} could see {n} at least; {unknown} not known",
                     all=_.number(marked.posts), who=who, n=_.number(marked.open),
                     unknown=_.number(marked.not_known))  # fmt: skip
        return _("Of the {all} posts that you find sensitive, {who} could see {n}",
                 all=_.number(marked.posts), who=who, n=_.number(marked.open))  # fmt: skip
    most = max(rows, key=lambda row: row[2].open, default=None)
    if most is None or not most[2].open:
        return _("Nothing says that {who} could see a post of yours, and nothing says the contrary", who=who) if any(
            found.not_known for _name, _sensitive, found in rows
        ) else _("By what is known, none of your posts is open to {who}", who=who)  # fmt: skip
    return _("“{facet}” is what {who} could see most of: {n} of {all} posts",
             facet=most[0], who=who, n=_.number(most[2].open), all=_.number(most[2].posts))  # fmt: skip


def year_title(rows: Sequence[tuple[str, bool, Shares]], _: Words) -> str:
    """The finding of the years: where most is open, or where nothing is known."""
    most = max(rows, key=lambda row: row[2].open, default=None)
    if most is None or not most[2].open:
        return _("Year by year: what is known, and what is not")
    return _("Most posts that they could see are of {year}: {n}", year=most[0], n=_.number(most[2].open))


def reading(_: Words) -> str:
    """How to read the bars."""
    return _("Each bar is your posts: what they could see by your files, what more by your answer, what nobody knows "
             "(crossed), and what was for others only.")  # fmt: skip


def basis(found: Shares, audit: Audit, _: Words) -> str:
    """n, period, what is counted."""
    return _(
        "{n} posts, {period}. Messages to one person and reposts are left out; a text on several networks counts on "
        "each. “Could see” is what was open to them; nobody knows who read it.",
        n=_.number(found.posts), period=period_text(audit.posts, _),
    )  # fmt: skip


def heads(first: str, _: Words) -> tuple[str, ...]:
    """The columns of a table of shares."""
    return (first, _("Posts"), *map(_, STATE_WORDS.values()))


def frame(first: str, rows: Sequence[tuple[str, bool, Shares]], _: Words) -> pd.DataFrame:
    """The rows as numbers, for a screen."""
    lines = [(_("{facet} (you find it sensitive)", facet=name) if sensitive else name, found.posts, *found.parts())
             for name, sensitive, found in rows]  # fmt: skip
    return pd.DataFrame(lines, columns=list(heads(first, _)))


def who_says_it(rows: Sequence[tuple[str, bool, Shares]], _: Words) -> pd.DataFrame:
    """The three shares of each network, and how much of it they could see, for a screen."""
    lines = [(name, found.posts, found.in_file, found.from_answer, found.not_known, found.open)
             for name, _sensitive, found in rows]  # fmt: skip
    heads = (_("Network"), _("Posts"), _("In the file"), _("From your answer"), _("Not known"), _("Visible in all"))
    return pd.DataFrame(lines, columns=list(heads))


def agreement(asked: int, same: int) -> tuple[float, float]:
    """Between which shares does an answer hold, where it held for `same` of `asked` posts looked up? Wilson, 95 %."""
    z2 = 1.959964**2
    middle = (same + z2 / 2) / (asked + z2)
    wide = math.sqrt(z2 * (same * (asked - same) / asked + z2 / 4)) / (asked + z2)
    return max(0.0, middle - wide), min(1.0, middle + wide)


def check_sentence(asked: int, same: int, _: Words) -> str:
    """What the posts that were looked up say of the answer."""
    low, high = agreement(asked, same)
    return _(
        "Of {n} posts looked up, {same} are as you said. Your answer would hold for {low} to {high} of 100 such posts "
        "(95% interval; ten posts say no more than that).",
        n=_.number(asked), same=_.number(same), low=_.number(round(100 * low)), high=_.number(round(100 * high)),
    )  # fmt: skip


# --- three ways ------------------------------------------------------------------------------------------------------

WAYS: Mapping[str, str] = {
    "now": N_("As now"),
    "restricted": N_("A restricted list"),
    "account": N_("A separate teacher account"),
    "open": N_("One open profile"),
}
WAY_ASKS: Mapping[str, str] = {
    "now": N_("Nothing changes. Pupils who follow you see what your followers see."),
    "restricted": N_("You put pupils on a list that sees only what is open to everybody, on each network that has such "
                     "a list, one by one. What is open to everybody stays open, and a new pupil is not on it by "
                     "itself."),
    "account": N_("Pupils follow a second account with the facets that you choose. You keep it up, and you say so to "
                  "those who ask for the first one. What is open to everybody on the first account stays open."),
    "open": N_("One profile for all, written so that anybody may read it. Nothing is removed by itself: you read your "
               "older posts again, and you think of everybody when you publish."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing. reachable: of the posts to think about, those a pupil who follows could see; not_known: of
    them; hidden: other posts that they would not see any more; accounts: how many more to keep up; facets: with
    reactions of five tagged pupils or more, that they would not see any more (None: no pupil is tagged).
    """

    id: str
    reachable: int
    not_known: int
    hidden: int
    accounts: int
    facets: int | None


@dataclass(frozen=True)
class Ways:
    """posts: how many posts there are to think about (of sensitive facets, or marked); ways: in the order of `WAYS`."""

    posts: int
    ways: tuple[Way, ...]

    @property
    def now(self) -> Way:
        return self.ways[0]


def three_ways(audit: Audit, roles: Tagged, chosen: Collection[int]) -> Ways:
    """As now, and three other ways. chosen: the facets that a separate teacher account would carry."""
    follower, stranger = seen(audit, "follower", roles), seen(audit, "stranger", roles)
    follower, stranger = follower.set_index("post_id"), stranger.set_index("post_id").loc[follower["post_id"].tolist()]
    sensitive = [facet.id for facet in audit.facets() if facet.sensitive]
    marked = [post for post, decision in decisions(audit.settings.corrections).items() if decision == "rethink"]
    think = follower["topic"].isin(sensitive) | follower.index.isin(marked)
    is_open = (viewers.OPEN_FILE, viewers.OPEN_ANSWER)
    now, without = follower["state"].isin(is_open), stranger["state"].isin(is_open)
    taught = follower["topic"].isin(list(chosen))
    unknown = follower["state"] == viewers.NOT_KNOWN
    pupils = _as_shown(roles["pupil"], audit)
    reacted = _reacted(audit, pupils)
    visible = {"now": now, "restricted": without, "account": without | (now & taught), "open": now}
    # of a post of which nothing is known, a list or an account takes nothing away for certain
    ways = []
    for name, could in visible.items():
        before, then = (set(follower.loc[states, "topic"].dropna()) for states in (now, could))
        lost = reacted & {int(topic) for topic in before - then}
        ways.append(
            Way(name, int((could & think).sum()), int((unknown & think).sum()), int((now & ~could & ~think).sum()),
                int(name == "account"), len(lost) if pupils else None)
        )  # fmt: skip
    return Ways(int(think.sum()), tuple(ways))


def _reacted(audit: Audit, pupils: Collection[str]) -> set[int]:
    """The facets to which five of these people or more reacted."""
    found = audit.engagements[audit.engagements["contact_id"].isin(pupils)]
    n = found.dropna(subset=["topic"]).groupby("topic")["contact_id"].nunique()
    return {int(topic) for topic in n.index[n > FEW_UP_TO]}


def ways_title(found: Ways, _: Words) -> str:
    """The finding: what the ways take away of what the person wants to think about."""
    if not found.posts:
        return _("You have marked nothing yet, so there is nothing to take away")
    _now, restricted, account, _open = found.ways
    return _(
        "Of {all} posts to think about, a pupil who follows you could see {now} as now, {restricted} on a restricted "
        "list, {account} with a separate teacher account",
        all=_.number(found.posts), now=_.number(found.now.reachable), restricted=_.number(restricted.reachable),
        account=_.number(account.reachable),
    )  # fmt: skip


def ways_sentence(found: Ways, _: Words) -> str:
    """How sure this is, and what it does not do."""
    said = _("For {n} of them nothing is known: neither a list nor an account takes them away for certain.",
             n=_.number(found.now.not_known)) if found.now.not_known else ""  # fmt: skip
    return (said + " " + _("One open profile takes nothing away: it asks you to read again what is there.")).strip()


def ways_frame(found: Ways, _: Words) -> pd.DataFrame:
    """Each way as a line: what it removes and what it costs."""
    return pd.DataFrame(
        [
            (_(WAYS[way.id]), _.number(way.reachable), _.number(found.now.reachable - way.reachable),
             _.number(way.not_known), _.number(way.hidden), _.number(way.accounts), facets_lost(way, _))
            for way in found.ways
        ],
        columns=list(way_heads(_)),
    )  # fmt: skip


def way_heads(_: Words) -> tuple[str, ...]:
    """The columns of the table of ways."""
    return (
        _("Way"), _("Posts to think about that they could see"), _("Taken away"), _("Not known"),
        _("Other posts that they would no longer see"), _("Accounts more to keep up"),
        _("Facets with reactions of pupils that would be lost"),
    )  # fmt: skip


def facets_lost(way: Way, _: Words) -> str:
    """A number of facets, or that nobody can tell."""
    return _("not known (no pupil is tagged)") if way.facets is None else _.number(way.facets)


def way_points(found: Ways, way: Way, _: Words) -> list[str]:
    """What a way removes and what it costs, one sentence each."""
    said = [
        _("Posts to think about that a pupil who follows you could see: {n} of {all}.", n=_.number(way.reachable),
          all=_.number(found.posts)),
    ]  # fmt: skip
    if way.not_known:
        said.append(_("Not known: {n}.", n=_.number(way.not_known)))
    if way.hidden:
        said.append(_("Other posts that they would no longer see: {n}.", n=_.number(way.hidden)))
    if way.accounts:
        said.append(_("One account more to keep up."))
    if way.id in ("restricted", "account"):
        said.append(
            _("Whether pupils react to what they would lose is not known: no pupil is tagged.") if way.facets is None
            else _("No facet to which 5 pupils or more reacted would be lost to them.") if not way.facets
            else _.plural("{n} facet to which 5 pupils or more reacted would be lost to them.",
                          "{n} facets to which 5 pupils or more reacted would be lost to them.", way.facets)
        )  # fmt: skip
    return said
