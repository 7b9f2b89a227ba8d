"""What is said about facets over the years, on the networks, and about which posts go with more answers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from identity_audit.analysis.answered import Answered, Group, under_used
from identity_audit.audit import MOST_FACETS, Audit
from identity_audit.findings import PLATFORM_NAMES, period_text
from identity_audit.words import N_, Words

MOST_PLATFORMS = 6
#: below this many posts, nothing is said of where a facet lives or what a year was about
FEWEST = 10
KIND_NAMES = {"photo": N_("Photo"), "video": N_("Video"), "link": N_("Link"), "text": N_("Text only")}


@dataclass(frozen=True, eq=False)
class Grid:
    """A table of facets: its finding, one sentence, n and period, the counts, and the shares of each column."""

    title: str
    sentence: str
    basis: str
    counts: pd.DataFrame
    rows: list[str]
    columns: list[str]

    @property
    def shares(self) -> pd.DataFrame:
        """Share of each facet in the posts of a column."""
        return self.counts / self.counts.sum().clip(lower=1)


def _eight(table: pd.DataFrame, audit: Audit, _: Words) -> tuple[pd.DataFrame, list[str]]:
    """At most eight rows: the largest facets, the rest together."""
    names = audit.topic_names()
    if len(table) <= MOST_FACETS:
        return table, [names[facet] for facet in table.index]
    kept = table.iloc[: MOST_FACETS - 1]
    rest = table.iloc[MOST_FACETS - 1 :].sum().to_frame(-1).T
    return pd.concat([kept, rest]), [*(names[facet] for facet in kept.index), _("Other facets")]


def by_year(audit: Audit, _: Words) -> Grid | None:
    """My image, year by year; None where fewer than two years are known."""
    found = audit.by_year
    if len(found.table.columns) < 2:
        return None
    counts, rows = _eight(found.table, audit, _)
    period, n = period_text(audit.posts, _), int(counts.to_numpy().sum())
    years = [_.year(int(str(year))) for year in counts.columns]
    if found.earlier is not None:
        years[0] = _("to {year}", year=_.year(found.earlier))
    undated = _.plural("{n} post without a date is not here.", "{n} posts without a date are not here.", found.undated)
    return Grid(
        _year_title(found.table, audit, found.earlier, _),
        _("Each column is one year: of 100 posts in a facet, how many are about what. Dark is much, white is none."),
        " ".join([
            _.plural("{n} post in a facet, {period}.", "{n} posts in a facet, {period}.", n, period=period),
            *([undated] if found.undated else []),
        ]),
        counts, rows, years,
    )  # fmt: skip


def _year_title(table: pd.DataFrame, audit: Audit, earlier: int | None, _: Words) -> str:
    names = audit.topic_names()
    whole = table if earlier is None else table.drop(columns=earlier)
    enough = [int(str(year)) for year in whole.columns if whole[year].sum() >= FEWEST]
    if len(enough) < 2:
        return _("My image, year by year")
    first, last = enough[0], enough[-1]
    led = []
    for year in (first, last):
        posts = whole[year].to_numpy(dtype=float)
        led.append((int(whole.index.to_numpy()[posts.argmax()]), _.percent(posts.max() / posts.sum())))
    (one, share), (other, later) = led
    if one == other:
        return _(
            "“{name}” comes first in {first} ({share}) and still in {last} ({later}).",
            name=names[one], first=_.year(first), last=_.year(last), share=share, later=later,
        )  # fmt: skip
    return _(
        "In {first}, “{name}” came first ({share}); in {last}, “{other}” ({later}).",
        first=_.year(first), last=_.year(last), name=names[one], other=names[other], share=share, later=later,
    )  # fmt: skip


def by_platform(audit: Audit, _: Words) -> Grid | None:
    """Which facet lives where; None where there is one network only."""
    found = audit.by_platform
    if len(found.columns) < 2:
        return None
    counts, rows = _eight(found, audit, _)
    columns = [PLATFORM_NAMES.get(str(name), str(name)) for name in counts.columns]
    if len(columns) > MOST_PLATFORMS:
        kept = counts.columns[: MOST_PLATFORMS - 1]
        rest = counts[counts.columns[MOST_PLATFORMS - 1 :]].sum(axis=1)
        counts = counts[kept].assign(**{"": rest})
        columns = [*columns[: MOST_PLATFORMS - 1], _("Others")]
    period = period_text(audit.posts, _)
    return Grid(
        _platform_title(found, audit, _),
        _("Each column is one network: of 100 posts in a facet there, how many are about what."),
        _.plural(
            "{n} post in a facet, {period}; what you put on two networks counts on both.",
            "{n} posts in a facet, {period}; what you put on two networks counts on both.",
            int(counts.to_numpy().sum()), period=period,
        ),
        counts, rows, columns,
    )  # fmt: skip


def _platform_title(table: pd.DataFrame, audit: Audit, _: Words) -> str:
    """The facet that is most at home on one network."""
    posts = table.sum(axis=1)
    shares = table[posts >= FEWEST].div(posts[posts >= FEWEST], axis=0)
    if shares.empty:
        return _("Which facet lives on which network?")
    row = int(shares.max(axis=1).to_numpy().argmax())
    share = shares.iloc[row]
    where = str(share.idxmax())
    return _(
        "“{name}” lives on {network}: {share} of its posts are there.",
        name=audit.topic_names()[int(shares.index[row])], network=PLATFORM_NAMES.get(where, where),
        share=_.percent(float(share.max())),
    )  # fmt: skip


# --- what goes with more answers -----------------------------------------------------------------------------------

EVIDENCE = {
    "named": N_("By the names under posts whose list of answers is complete."),
    "counted": N_("By the numbers of answers that the files give without names: from anybody, perhaps twice from one."),
}


ANSWERED_CLOSED = N_(
    "Closed: these files do not say under enough posts how many answers they got, so nothing can be compared."
)


def facets_title(audit: Audit, found: Answered, _: Words) -> str:
    """Which facets are well answered but rarely posted? Or that none clearly is."""
    rare = under_used(found, {facet.id: facet.share for facet in audit.facets()})
    names = audit.topic_names()
    if not rare:
        return _("No facet is both rarely shown and clearly answered more.")
    best = max(rare, key=lambda group: group.ratio or 0)
    facet = next(facet for facet in audit.facets() if facet.id == best.key)
    return _(
        "Well answered, rarely shown: “{name}” is {share} of your posts and goes with {times} times the answers.",
        name=names[int(best.key)], share=_.percent(facet.share), times=_.number(best.ratio or 0, 1),
    )  # fmt: skip


def kinds_title(found: Answered, _: Words) -> str:
    """Which kind goes with most answers? Or that none clearly does."""
    more = [group for group in found.groups if group.clearly_more]
    if not more:
        return _("No kind of post clearly goes with more answers.")
    best = max(more, key=lambda group: group.ratio or 0)
    return _(
        "{kind}: goes with {times} times the answers of your other posts.",
        kind=_(KIND_NAMES[str(best.key)]), times=_.number(best.ratio or 0, 1),
    )  # fmt: skip


def answered_sentence(_: Words) -> str:
    """How the picture is read."""
    return _(
        "×2 means: twice as many answers per post as your other posts of the same network, the same sort and the same "
        "year. It goes with the posts; it does not say why. A diamond: clearly more. Hatched: too little is known."
    )


def answered_basis(found: Answered, _: Words) -> str:
    """Evidence, n, period and level."""
    period = _("from {first} to {last}", first=_.date(found.since), last=_.date(found.until))
    n = _.plural(
        "{n} post compared, {period}, in {strata} networks, sorts and years.",
        "{n} posts compared, {period}, in {strata} networks, sorts and years.",
        found.posts, period=period, strata=_.number(found.strata),
    )  # fmt: skip
    level = _("The lines hold together at {level}.", level=_.percent(found.level))
    return " ".join([_(EVIDENCE[found.evidence]), n, level])


def answered_names(audit: Audit, found: Answered, _: Words) -> list[str]:
    """The names of the groups: facets as the person calls them, kinds in words."""
    names = audit.topic_names()
    return [_(KIND_NAMES[g.key]) if isinstance(g.key, str) else names[int(g.key)] for g in found.groups]


def interval(group: Group, _: Words) -> str:
    """The ratio with its interval, in words."""
    if group.ratio is None or group.low is None or group.high is None:
        return _("too few to say")
    return _(
        "×{ratio} (between ×{low} and ×{high})",
        ratio=_.number(group.ratio, 1), low=_.number(group.low, 1), high=_.number(group.high, 1),
    )  # fmt: skip
