"""Links to a site of one's own: how many posts hold one, and what goes with them?

A site is the person's own where their profile names it. Where no profile does, nobody can say whose a site is: the one
that most posts link to stands in, as a site that is linked to often, and is never called theirs. Networks, films,
encyclopaedias and shorteners hold pages of everybody, so their address says nothing of whose page it is.

Only posts, stories and replies: a mail may end with the same address every time. What such posts received is set beside
posts with links to other sites and posts without a link; it says what goes together, never why. Source:
reference/experience.md E.2.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from identity_audit.analysis.relays import sites_in
from identity_audit.analysis.weekly import Mean, Ratio, mean, ratio
from identity_audit.dataset import Dataset

#: so many posts link to a site before it is called often
OFTEN = 5
_WRITTEN = ("post", "story", "reply")
#: sites with pages of everybody; those under them (fr.wikipedia.org) too
_OF_EVERYBODY = frozenset(
    "amazon.com amazon.fr apple.com archive.org bandcamp.com bit.ly bsky.app buff.ly change.org dailymotion.com "
    "deezer.com discord.com discord.gg dropbox.com eventbrite.com facebook.com fb.com fb.me flickr.com flipboard.com "
    "foursquare.com github.com goo.gl google.be google.com google.fr imgur.com instagram.com is.gd issuu.com "
    "last.fm linkedin.com linktr.ee lnkd.in mastodon.social medium.com meetup.com ow.ly patreon.com paper.li "
    "pinterest.com pscp.tv quora.com reddit.com scoop.it slideshare.net snapchat.com soundcloud.com spotify.com "
    "strava.com substack.com swarmapp.com t.co t.me telegram.me threads.com threads.net tiktok.com tinyurl.com "
    "tumblr.com twitch.tv twitter.com vimeo.com vine.co wa.me whatsapp.com wikipedia.org x.com youtu.be youtube.com "
    "zoom.us".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnLinks:
    """Posts with a link to the site, with links to other sites only, and without any.

    sites: the person's own (`own`) or the one linked to most often, in alphabetical order; empty where there is none.
    posts: how many posts link to them. links: posts with the address of any site; no_address: posts with a link whose
    address the files do not hold, which are on no side. brought: what posts of each side received, one by one.
    against: how many times more than the other side, same network, facet and half year. since, until: of the posts
    with a link to the site, None without dates.
    """

    sites: tuple[str, ...]
    own: bool
    posts: int
    links: int
    no_address: int
    brought: Mean
    brought_others: Mean
    brought_without: Mean
    against_others: Ratio
    against_without: Ratio
    since: datetime | None
    until: datetime | None


def own_links(dataset: Dataset, brought: pd.DataFrame, seed: int = 0) -> OwnLinks:
    """What goes with links to a site of one's own? brought: as `rhythm.brought_by` gives it."""
    posts = dataset.posts[dataset.posts["kind"].isin(_WRITTEN)]
    linked = pd.Series([frozenset(sites_in(text)) for text in posts["text"].fillna("")], index=posts["post_id"])
    sites, own = _sites(dataset, linked)
    to_site = linked.map(lambda found: not found.isdisjoint(sites)).astype("bool")
    any_site = linked.map(bool).astype("bool")
    no_address = pd.Series(posts["media"].to_numpy() == "link", index=posts["post_id"]) & ~any_site
    known = brought[brought["kind"].isin(_WRITTEN)]
    here, some, hidden = (known["post_id"].map(side).astype("bool") for side in (to_site, any_site, no_address))
    others, without = some & ~here, ~some & ~hidden
    times = posts.loc[to_site.to_numpy(dtype=bool), "time"].dropna()
    return OwnLinks(
        sites=tuple(sorted(sites)),
        own=own,
        posts=int(to_site.sum()),
        links=int(any_site.sum()),
        no_address=int(no_address.sum()),
        brought=mean(known.loc[here, "brought"], known.loc[here, "week"]),
        brought_others=mean(known.loc[others, "brought"], known.loc[others, "week"]),
        brought_without=mean(known.loc[without, "brought"], known.loc[without, "week"]),
        against_others=_against(known, here, others, seed),
        against_without=_against(known, here, without, seed),
        since=times.min().to_pydatetime() if len(times) else None,
        until=times.max().to_pydatetime() if len(times) else None,
    )


def _sites(dataset: Dataset, linked: pd.Series) -> tuple[frozenset[str], bool]:
    """Which sites does the profile name? Else the one that most posts link to, from `OFTEN` on."""
    said = dataset.traces.loc[dataset.traces["kind"] == "declared", "value"]
    # LinkedIn: [PERSONAL:https://a.example,BLOG:https://b.example]
    named = frozenset(
        site for text in said for part in text.split(",") for site in sites_in(part) if not _of_everybody(site)
    )
    if named:
        return named, True
    times = Counter(site for found in linked for site in found if not _of_everybody(site))
    often = min(times, key=lambda site: (-times[site], site), default=None)
    return (frozenset([often]) if often is not None and times[often] >= OFTEN else frozenset()), False


def _of_everybody(site: str) -> bool:
    return site in _OF_EVERYBODY or site.partition(".")[2] in _OF_EVERYBODY


def _against(known: pd.DataFrame, here: pd.Series, beside: pd.Series, seed: int) -> Ratio:
    """What posts with a link to the site bring, against one other side."""
    kept = here | beside
    return ratio(known[kept].assign(with_it=here[kept], outcome=known.loc[kept, "brought"]), seed)
