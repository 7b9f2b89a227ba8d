"""How the posts lie in time, in words: active weeks, silence, bursts; what goes with a photo, a video, a link."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from identity_audit.analysis.resampling import LEVEL
from identity_audit.analysis.rhythm import FEWEST_WEEKS, Cadence, Mark, Rhythm
from identity_audit.analysis.weekly import Ratio
from identity_audit.conversation_findings import year_name
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.words import N_, Words

MEDIA_NAMES = {"photo": N_("photo"), "video": N_("video"), "link": N_("link")}
RHYTHM_SENTENCE = N_("Each bar is a month. A mark with a number is a day on which a network changed its rules.")


def rhythm_title(found: Rhythm, _: Words) -> str:
    """How steady?"""
    if found.all is None:
        return _("Your rhythm: not known, no post has a date")
    return _("You posted in {active} of {weeks} weeks; the longest silence lasted {silence} days",
             active=_.number(found.all.active), weeks=_.number(found.all.weeks), silence=_.number(found.all.silence),
             )  # fmt: skip


def rhythm_basis(found: Rhythm, _: Words) -> str:
    """How many posts, over which period."""
    if found.all is None or found.since is None or found.until is None:
        return _("dates not known")
    return _("{posts} posts with a date, from {first} to {last}.", posts=_.number(found.all.posts),
             first=_.date(found.since), last=_.date(found.until))  # fmt: skip


def bursts_sentence(each: Cadence | None, _: Words) -> str:
    """How bunched the posts are, from 26 weeks on."""
    if each is None or each.unevenness is None or each.burstiness is None:
        return _("How bunched your posts are is said from {needed} weeks on.", needed=_.number(FEWEST_WEEKS))
    return _(
        "Bursts: {burstiness}, where a clock is minus one, chance is zero and everything at once is one; unevenness of "
        "the weeks: {unevenness}, where zero means every week the same.",
        burstiness=_.number(each.burstiness, 2), unevenness=_.number(each.unevenness, 2),
    )  # fmt: skip


def cadence_words(each: Cadence, _: Words) -> str:
    """One facet or one year."""
    return _("posts: {posts}; weeks with a post: {active} of {weeks}; longest silence in days: {silence}",
             posts=_.number(each.posts), active=_.number(each.active), weeks=_.number(each.weeks),
             silence=_.number(each.silence))  # fmt: skip


def rhythm_table(found: Rhythm, names: Mapping[int, str], _: Words) -> pd.DataFrame:
    """Facet by facet, then year by year."""
    rows = [(names[topic], each) for topic, each in found.by_facet.items() if topic in names]
    rows += [(year_name(year, _), each) for year, each in found.by_year.items()]
    return pd.DataFrame({
        _("What"): [name for name, _each in rows], _("In words"): [cadence_words(each, _) for _name, each in rows],
    })  # fmt: skip


def mark_line(number: int, mark: Mark, _: Words) -> str:
    """A numbered change of rules."""
    return _("{number}. {date}: {what} ({network})", number=_.number(number), date=_.date(mark.when), what=_(mark.what),
             network=PLATFORM_NAMES.get(mark.platform, mark.platform))  # fmt: skip


def media_lines(found: Rhythm, _: Words) -> list[str]:
    """What goes with a photo, a video, a link; kinds that the person never posts are left out."""
    return [media_sentence(kind, each, _) for kind, each in found.media.items() if each.n] or [
        _("Photos, videos and links against text: your files do not say what such posts bring.")
    ]


def media_sentence(kind: str, each: Ratio, _: Words) -> str:
    """One kind of media against posts without any."""
    name = _(MEDIA_NAMES[kind])
    if each.value is None or each.low is None or each.high is None:
        return _(
            "With a {media}: too few posts to compare ({n} with, {others} without, whose reactions are known).",
            media=name, n=_.number(each.n), others=_.number(each.others),
        )  # fmt: skip
    return _(
        "With a {media}: {value} times the reactions (between {low} and {high}, at {level}; {n} posts with, {others} "
        "without, of the same network, facet and half year). This compares; it does not say why.",
        media=name, value=_.number(each.value, 2), low=_.number(each.low, 2), high=_.number(each.high, 2),
        level=_.percent(LEVEL), n=_.number(each.n), others=_.number(each.others),
    )  # fmt: skip
