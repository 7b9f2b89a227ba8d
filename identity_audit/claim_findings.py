"""The essays' claims as cards: what was said, where, and what the person's own posts say: yes, no, or cannot tell."""

from __future__ import annotations

from identity_audit.analysis.claims import Claim
from identity_audit.words import N_, Words

CLAIMS = {
    "photos": N_("A photo is worth a thousand words: 44% more people connect with a post that has one."),
    "real_time": N_("Speaking in real time, about what people talk of now, brings 5 to 10 times more."),
    "steady": N_("A campaign is a marathon: steady posting brings more than bursts."),
    "circles": N_("Circles kill the exchange: what only one circle can see starts fewer conversations."),
    "two_way": N_("Talking with people brings more than talking to them."),
    "uniform": N_("The larger and the more mixed the audience, the more alike the words become."),
}
SOURCES = {
    "photos": N_("essay on a campaign, {year}"),
    "real_time": N_("essay on how networks evolve; the text bears no year"),
    "steady": N_("essay on a campaign, {year}"),
    "circles": N_("essay “Do not separate”, {year}"),
    "two_way": N_("essay on local elections, {year}"),
    "uniform": N_("a study of more than six thousand people, {year}"),
}
VERDICTS = {
    "yes": N_("In your data: yes"),
    "no": N_("In your data: no"),
    "cannot_tell": N_("In your data: cannot tell"),
}
MARKS = {"yes": "▲", "no": "▼", "cannot_tell": "○"}
#: what is compared with what
COMPARED = {
    "photos": N_("Reactions to posts with a photo, against posts without any picture"),
    "real_time": N_("Reactions to posts within a day after somebody wrote about the same facet, against other posts"),
    "steady": N_("Reactions to posts in ordinary weeks, against posts in bursts (twice the usual week or more)"),
    "circles": N_("Exchanges under posts that everybody could see, against posts to one circle, on the same network"),
    "two_way": N_("Reactions to posts after four weeks with replies or questions (one in four), against other posts"),
    "uniform": N_("Rare words in posts while fewer contacts could see them, against posts while more could"),
}
FOUND = N_(
    "{what}: {value} times (between {low} and {high}, at {level}; {n} posts against {others}). This compares; it does "
    "not say why."
)
FOUND_SO = N_(
    "{what}: {value} times (between {low} and {high}, at {level}; {n} posts against {others}). One goes with the "
    "other; this does not say why."
)
TOO_FEW = N_("{what}: too few to compare ({n} posts against {others}).")
NOTE = N_(
    "Posts are compared with others of the same network, facet and time of the year, week by week. “Yes” means that "
    "the whole interval lies above one and reaches what was claimed; “no”, that it stays below what was claimed, or "
    "below a tenth more. Where nothing goes with anything, a card says yes at most 5 times in 100."
)


def source(claim: Claim, _: Words) -> str:
    """Where the claim stands."""
    said = SOURCES[claim.id]
    return _(said) if claim.year is None else _(said, year=_.year(claim.year))


def answer(claim: Claim, _: Words) -> str:
    """The comparison in one sentence: n, interval, and no reason."""
    found, what = claim.found, _(COMPARED[claim.id])
    if found.value is None or found.low is None or found.high is None:
        return _(TOO_FEW, what=what, n=_.number(found.n), others=_.number(found.others))
    said = FOUND_SO if claim.verdict == "yes" else FOUND
    return _(
        said, what=what, value=_.number(found.value, 2), low=_.number(found.low, 2), high=_.number(found.high, 2),
        level=_.percent(claim.level), n=_.number(found.n), others=_.number(found.others),
    )  # fmt: skip


def claims_title(claims: tuple[Claim, ...], _: Words) -> str:
    """How many of each."""
    n = {verdict: sum(claim.verdict == verdict for claim in claims) for verdict in VERDICTS}
    return _(
        "Of {claims} claims, your data says yes to {yes} and no to {no}; for {cannot_tell} it cannot tell",
        claims=_.number(len(claims)), **{verdict: _.number(count) for verdict, count in n.items()},
    )  # fmt: skip
