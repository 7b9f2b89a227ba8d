"""Links to a site of one's own and what goes with them, in whole sentences; yours is what a profile names."""

from __future__ import annotations

import pandas as pd

from identity_audit.analysis.own_links import OwnLinks
from identity_audit.analysis.resampling import LEVEL
from identity_audit.analysis.weekly import Mean, Ratio
from identity_audit.findings import people
from identity_audit.words import N_, Words

OTHERS = N_("posts with links to other sites only")
WITHOUT = N_("posts without a link")
#: is the site named in a profile, may it be named here
_TITLES = {
    (True, True): N_("Posts that link to {sites}, which your profile names: {posts} of {links} with a link"),
    (False, True): N_("Posts that link to {sites}, a site that you link to often: {posts} of {links} with a link"),
    (True, False): N_("Posts that link to a site that your profile names: {posts} of {links} with a link"),
    (False, False): N_("Posts that link to a site that you link to often: {posts} of {links} with a link"),
}


def links_title(found: OwnLinks, _: Words) -> str:
    """How many posts link to the site, or why that is not known."""
    if not found.links:
        return _("Links to a site of your own: not known, no post of yours holds the address of a site")
    if not found.posts:
        return (
            _("No post links to a site that your profile names") if found.own else
            _("Links to a site of your own: not known, your profiles name none and you link to none often")
        )  # fmt: skip
    said = {"posts": _.number(found.posts), "links": _.number(found.links)}
    if found.sites:
        said["sites"] = _.list(found.sites)
    return _(_TITLES[found.own, bool(found.sites)], **said)


def links_lines(found: OwnLinks, _: Words) -> list[str]:
    """What goes with such links, against both other sides; the period, and what is on no side."""
    if not found.posts:
        return []
    lines = [
        _against(found.against_others, _(OTHERS), _),
        _against(found.against_without, _(WITHOUT), _),
    ]
    if found.since is not None and found.until is not None:
        lines.append(_("Posts with such a link: from {first} to {last}. Whether a site is yours is only said where a "
                       "profile names it.", first=_.date(found.since), last=_.date(found.until)))  # fmt: skip
    if found.no_address:
        lines.append(_("Posts with a link whose address is not in your files: {n}. They are on no side.",
                       n=_.number(found.no_address)))  # fmt: skip
    return lines


def _against(ratio: Ratio, beside: str, _: Words) -> str:
    if ratio.value is None or ratio.low is None or ratio.high is None:
        return _("Against {beside}: too few to compare ({n} posts with such a link, {others} others, of the same "
                 "network, facet and half year).", beside=beside, n=_.number(ratio.n),
                 others=_.number(ratio.others))  # fmt: skip
    said = {
        "beside": beside, "value": _.number(ratio.value, 2), "low": _.number(ratio.low, 2),
        "high": _.number(ratio.high, 2), "level": _.percent(LEVEL), "n": _.number(ratio.n),
        "others": _.number(ratio.others),
    }  # fmt: skip
    if ratio.low <= 1 <= ratio.high:
        return _("Against {beside}: we cannot tell, {value} times the reactions (between {low} and {high}, at {level}; "
                 "{n} posts with such a link, {others} others, of the same network, facet and half year).",
                 **said)  # fmt: skip
    return _("Against {beside}: such a link goes with {value} times the reactions (between {low} and {high}, at "
             "{level}; {n} posts with such a link, {others} others, of the same network, facet and half year). This "
             "compares; it does not say why.", **said)  # fmt: skip


LINKS_SENTENCE = N_(
    "Reactions: the people named under a post where the list is whole, else the number that the file gives. Posts of "
    "which neither is known are left out."
)


def links_table(found: OwnLinks, _: Words) -> pd.DataFrame:
    """What one post of each side received."""
    sides = (
        (_("posts with such a link"), found.brought),
        (_(OTHERS), found.brought_others),
        (_(WITHOUT), found.brought_without),
    )
    return pd.DataFrame({
        _("What"): [name for name, _side in sides],
        _("Reactions per post"): [_per_post(side, _) for _name, side in sides],
    })  # fmt: skip


def _per_post(side: Mean, _: Words) -> str:
    if not side.n:
        return _("not known")
    if side.value is None or side.low is None or side.high is None:
        return _("reactions in all: {total}, to {n} posts: too few to say how many a post", total=people(side.total, _),
                 n=_.number(side.n))  # fmt: skip
    return _("{value} a post, between {low} and {high} ({n} posts)", value=_.number(side.value, 1),
             low=_.number(side.low, 1), high=_.number(side.high, 1), n=_.number(side.n))  # fmt: skip
