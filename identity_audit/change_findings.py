"""What is said about what moved: the finding, what we cannot tell, what is not compared and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import pandas as pd

from identity_audit.analysis.change import FEWEST_POSTS, Change, Closed, Figure, LeftOut, Part, TooFew
from identity_audit.analysis.resampling import Estimate
from identity_audit.findings import PLATFORM_NAMES, people
from identity_audit.words import N_, Words

Names = Mapping[int, str]
MOST_FACETS = 8

VERDICTS = {"more": N_("more"), "less": N_("less"), "cannot_tell": N_("we cannot tell")}
SAME = N_("about the same")
KINDS = {
    "replies": N_("Replies"), "reactions": N_("Reactions for each post"),
    "cross_facet": N_("Reactions outside the person's usual facet"),
}  # fmt: skip
MOVED = {
    ("facet", "more"): N_(
        "Since {date}, you write more about “{facet}”: {after} of your posts, against {before} before "
        "(difference between {low} and {high} points)."
    ),
    ("facet", "less"): N_(
        "Since {date}, you write less about “{facet}”: {after} of your posts, against {before} before "
        "(difference between {low} and {high} points)."
    ),
    ("replies", "more"): N_(
        "Since {date}, you reply more: {after} of your posts are replies, against {before} before "
        "(difference between {low} and {high} points)."
    ),
    ("replies", "less"): N_(
        "Since {date}, you reply less: {after} of your posts are replies, against {before} before "
        "(difference between {low} and {high} points)."
    ),
    ("reactions", "more"): N_(
        "Since {date}, your posts receive more reactions: {after} on average for each post, against {before} before "
        "(difference between {low} and {high})."
    ),
    ("reactions", "less"): N_(
        "Since {date}, your posts receive fewer reactions: {after} on average for each post, against {before} before "
        "(difference between {low} and {high})."
    ),
    ("cross_facet", "more"): N_(
        "Since {date}, more reactions fall outside the person's usual facet: {after}, against {before} before "
        "(difference between {low} and {high} points)."
    ),
    ("cross_facet", "less"): N_(
        "Since {date}, fewer reactions fall outside the person's usual facet: {after}, against {before} before "
        "(difference between {low} and {high} points)."
    ),
}  # fmt: skip
CANNOT_TELL = {
    "facet": N_(
        "“{facet}”: {before} of your posts before, {after} since (difference between {low} and {high} points). "
        "We cannot tell whether this moved."
    ),
    "replies": N_(
        "Replies: {before} of your posts before, {after} since (difference between {low} and {high} points). "
        "We cannot tell whether this moved."
    ),
    "reactions": N_(
        "Reactions: {before} on average for each post before, {after} since (difference between {low} and {high}). "
        "We cannot tell whether this moved."
    ),
    "cross_facet": N_(
        "Reactions outside the person's usual facet: {before} before, {after} since (difference between {low} and "
        "{high} points). We cannot tell whether this moved."
    ),
}
STAYED = {
    "facet": N_(
        "“{facet}” stayed about the same: {before} of your posts before, {after} since (difference between {low} and "
        "{high} points)."
    ),
    "replies": N_(
        "You reply about as much: {before} of your posts before, {after} since (difference between {low} and {high} "
        "points)."
    ),
    "cross_facet": N_(
        "About as many reactions fall outside the person's usual facet: {before} before, {after} since (difference "
        "between {low} and {high} points)."
    ),
}  # fmt: skip
CLOSED = {
    ("replies", "absent"): N_("Replies: your files hold none, so there is nothing to compare."),
    ("replies", "few"): N_(
        "Replies: too few posts, or in too few weeks, in one part (before: {before}, since: {after})."
    ),
    ("reactions", "absent"): N_(
        "Reactions for each post: for none of these posts is the whole list of names known. Not known is not zero."
    ),
    ("reactions", "few"): N_(
        "Reactions for each post: too few posts whose whole list of names is known, or in too few weeks, in one part "
        "(before: {before}, since: {after})."
    ),
    ("cross_facet", "absent"): N_(
        "Reactions outside the person's usual facet: your files name nobody who reacted in several weeks."
    ),
    ("cross_facet", "few"): N_(
        "Reactions outside the person's usual facet: too few reactions, people or weeks in one part "
        "(reactions before: {before}, since: {after})."
    ),
}  # fmt: skip
TOO_FEW = {
    "posts": N_(
        "To compare two parts of your history, {needed} posts with words and a date are needed; your files hold {n}. "
        "Add the next export when you have it."
    ),
    "networks": N_(
        "You have {n} posts with words and a date, but too few on networks that you used in both parts. "
        "Add a file that covers more time."
    ),
    "weeks": N_(
        "Your {n} posts with words and a date lie in too few weeks to compare two parts. "
        "Add a file that covers more time."
    ),
}  # fmt: skip
SHARE = N_("{value} (between {low} and {high}): {count} of {n}")
RATE = N_("{value} (between {low} and {high}): {count} reactions to {n} posts")
SHARES_APART = N_("in points: {value} (between {low} and {high})")
RATES_APART = N_("{value} (between {low} and {high})")
REST = N_("The rest: we cannot tell.")
REST_MIXED = N_("Of the other facets, about the same: {stayed}; we cannot tell: {rest}.")
REST_STAYED = N_("The rest stayed about the same.")
FROM_NETWORKS = N_(
    "Most of this comes from writing on other networks: with each network as much as before, the difference in points "
    "is {left}."
)
FROM_NETWORKS_RATE = N_(
    "Most of this comes from writing on other networks: with each network as much as before, the difference is {left}."
)
WHY_WRONG = N_(
    "Why this may be wrong: two parts are not a trend. They can fall in different seasons, one long event can fill one "
    "of them, and your files can hold less of one than of the other."
)


def too_few(found: TooFew, _: Words) -> str:
    """Why two parts cannot be compared, and what would help."""
    return _(TOO_FEW[found.why], n=_.number(found.posts), needed=FEWEST_POSTS)


def facets_title(change: Change, names: Names, _: Words) -> str:
    """The finding about the facets: which moved most, or that none can have moved much, or that we cannot tell."""
    moved = _moved_facets(change)
    if moved:
        found = figure_sentence(moved[0], change, names, _)
        return f"{found} {_rest(change, _)}".strip() if len(moved) == 1 else found
    points = _.number(ceil(100 * change.most))
    if change.facets_stayed:
        return _("Your facets stayed as they were: none can have moved by more than {points} points.", points=points)
    return _(
        "We cannot tell whether your facets moved: differences of up to {points} points are possible.", points=points
    )


def facets_sentence(change: Change, names: Names, _: Words) -> str:
    """The other facets that moved, and how to read the picture."""
    moved = _moved_facets(change)
    said = [figure_sentence(figure, change, names, _) for figure in moved[1:]]
    if len(moved) > 1:
        said.append(_rest(change, _))
    said.append(
        _("Each line is a facet: its share of your posts before (circle) and since (diamond). The thin lines show "
          "between which values each share may lie.")
    )  # fmt: skip
    if len(change.facets) > MOST_FACETS:
        said.append(_("The table holds all {n} facets.", n=_.number(len(change.facets))))
    return " ".join(filter(None, said))


def _rest(change: Change, _: Words) -> str:
    """What is said of the facets that did not move."""
    rest = [figure for figure in change.facets if figure.verdict == "cannot_tell"]
    stayed = sum(figure.stayed for figure in rest)
    if not 0 < stayed < len(rest):
        return "" if not rest else _(REST_STAYED) if stayed else _(REST)
    return _(REST_MIXED, stayed=_.number(stayed), rest=_.number(len(rest) - stayed))


def _moved_facets(change: Change) -> list[Figure]:
    return [figure for figure in change.moved if figure.kind == "facet"]


def pictured(change: Change) -> list[Figure]:
    """At most eight facets: those that moved, then the largest."""
    moved = _moved_facets(change)
    return [*moved, *(figure for figure in change.facets if figure not in moved)][:MOST_FACETS]


def basis(change: Change, _: Words) -> str:
    """What each part holds, where they are divided, and what the margins are."""
    return " ".join((
        _("Before: {n} posts with a facet, {period}. Since: {n2} posts, {period2}.",
          n=_.number(change.before.placed), period=_period(change.before, _),
          n2=_.number(change.after.placed), period2=_period(change.after, _)),
        _("Networks: {networks}.", networks=_.list(PLATFORM_NAMES.get(p, p) for p in change.platforms)),
        _("Margins at {level}; those of the differences hold for all figures together.",
          level=_.percent(change.level)),
    ))  # fmt: skip


def divided_sentence(change: Change, asked: bool, _: Words) -> str:
    """Where the two parts meet, and why there; `asked`: the person wanted them to meet where an export ended."""
    cut = _.date(change.cut)
    if change.divided == "export":
        return _("The two parts meet where your earlier export ended: {date}.", date=cut)
    if asked:
        return _(
            "One side of your earlier export holds too little to be compared, so these are the two halves of your "
            "posts; they meet on {date}.",
            date=cut,
        )
    return _("The two parts hold equally many posts; they meet on {date}.", date=cut)


def figure_sentence(figure: Figure, change: Change, names: Names, _: Words) -> str:
    """One figure before and since: that it moved, that it stayed about the same, or that we cannot tell."""
    share = figure.kind != "reactions"
    values = {
        "date": _.date(change.after.since),
        "facet": "" if figure.topic is None else names[figure.topic],
        "before": _value(figure.before.value, share, _),
        "after": _value(figure.after.value, share, _),
    }
    if figure.verdict == "cannot_tell":
        low, high = (_signed(bound, share, _) for bound in (figure.low, figure.high))
        return _((STAYED if figure.stayed else CANNOT_TELL)[figure.kind], low=low, high=high, **values)
    low, high = (_amount(bound, share, _) for bound in sorted((abs(figure.low), abs(figure.high))))
    said = _(MOVED[figure.kind, figure.verdict], low=low, high=high, **values)
    if not figure.from_networks:
        return said
    left = _signed(figure.same_networks, share, _)
    note = FROM_NETWORKS if share else FROM_NETWORKS_RATE
    return f"{said} {_(note, left=left)}"


def people_sentence(change: Change, _: Words) -> str:
    """How many people reacted in each part: counts, which depend on how long the parts are."""
    before, after = (
        _("not known") if part.people is None else people(part.people, _) for part in (change.before, change.after)
    )
    return _(
        "People who reacted, as far as names are known: {before} before, {after} since. These are counts, not rates: "
        "the parts differ in length and in posts.",
        before=before, after=after,
    )  # fmt: skip


def not_compared(change: Change, _: Words) -> list[str]:
    """What stayed out, and why."""
    said = [_closed(closed, _) for closed in change.closed]
    said += [_left_out(network, _) for network in change.left_out]
    if change.undated:
        said.append(
            _.plural("{n} post without a date is in neither part.", "{n} posts without a date are in neither part.",
                     change.undated)
        )  # fmt: skip
    return said


def _closed(closed: Closed, _: Words) -> str:
    return _(CLOSED[closed.kind, closed.why], before=_.number(closed.before), after=_.number(closed.after))


def _left_out(network: LeftOut, _: Words) -> str:
    return _(
        "{network} is left out (posts before: {before}, since: {after}): a network that is new, or whose file ends "
        "early, would look like a change in you.",
        network=PLATFORM_NAMES.get(network.platform, network.platform),
        before=_.number(network.before), after=_.number(network.after),
    )  # fmt: skip


def figures_table(figures: Sequence[Figure], names: Names, _: Words) -> pd.DataFrame:
    """The figures with their margins, what they count, and what is said of them."""
    return pd.DataFrame({
        _("What"): [names[f.topic] if f.topic is not None else _(KINDS[f.kind]) for f in figures],
        _("Before"): [_estimate(f.before, f.kind != "reactions", _) for f in figures],
        _("Since"): [_estimate(f.after, f.kind != "reactions", _) for f in figures],
        _("Difference"): [_difference(f, _) for f in figures],
        _("What we can say"): [verdict(f, _) for f in figures],
    })  # fmt: skip


def verdict(figure: Figure, _: Words) -> str:
    """More, less, about the same, or that we cannot tell."""
    return _(SAME if figure.stayed else VERDICTS[figure.verdict])


def _estimate(found: Estimate, share: bool, _: Words) -> str:
    return _(
        SHARE if share else RATE,
        value=_value(found.value, share, _), low=_value(found.low, share, _), high=_value(found.high, share, _),
        count=_.number(found.count), n=_.number(found.n),
    )  # fmt: skip


def _difference(figure: Figure, _: Words) -> str:
    share = figure.kind != "reactions"
    return _(
        SHARES_APART if share else RATES_APART,
        **{name: _signed(bound, share, _) for name, bound in
           (("value", figure.difference), ("low", figure.low), ("high", figure.high))},
    )  # fmt: skip


def _period(part: Part, _: Words) -> str:
    return _("from {first} to {last}", first=_.date(part.since), last=_.date(part.until))


def _value(value: float, share: bool, _: Words) -> str:
    return _.percent(value) if share else _.number(value, 1)


def _amount(difference: float, share: bool, _: Words) -> str:
    """A difference without its sign, in points or reactions; never rounded down to nothing."""
    points = 100 * abs(difference) if share else abs(difference)
    digits = (0 if share else 1) if points >= 1 else 1 if points >= 0.1 else 2
    return _.number(points, digits)


def _signed(difference: float, share: bool, _: Words) -> str:
    amount = _amount(difference, share, _)
    return amount if not difference else f"+{amount}" if difference > 0 else f"\u2212{amount}"
