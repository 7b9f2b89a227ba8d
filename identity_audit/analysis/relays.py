"""What the person passes on: whose, how often without a word of their own, to which sites; and what takes their taps.

Source: reference/experience.md B.2-B.6, E.2, E.16. Going together is no proof of influence, and is never called so.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from identity_audit.analysis.resampling import week_of
from identity_audit.analysis.weekly import FEWEST_CASES, Share, share
from identity_audit.dataset import Dataset

LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_LONGEST = 253  # letters of the name of a site, as the net allows
#: what ends a sentence or a quotation is no part of an address
_AFTER = ".,;!…)]»”’"
_SITE = re.compile(r"^(?:https?://)?(?:www\.)?([^/?#:@\s,]+\.[^/?#:@\s,]+)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Relays:
    """What was passed on.

    silent: of everything passed on (reposts, shares, links), how much without a word of the person's own.
    of_people: contact_id · times, for what was shared from somebody by name, in the order of ids.
    sites: site · posts, of the links in own posts, most posts first; links: posts with a link to a site.
    taps, tapped: reactions given in one tap, and the people they went to; half: how many of these people received
    half of them (None under 20). watched: contact_id · times (given acts of any kind), in the order of ids.
    advertisers: how many companies' names the networks keep as having data on the person.
    """

    silent: Share
    of_people: pd.DataFrame
    sites: pd.DataFrame
    links: int
    taps: int
    tapped: int
    half: int | None
    watched: pd.DataFrame
    advertisers: int


def relays(dataset: Dataset) -> Relays:
    """Whose words does the person carry on, and where does their attention go?"""
    posts, acts = dataset.posts, dataset.interactions
    given = acts[(acts["direction"] == "given") & (acts["evidence"] == "observed")]
    passed = _passed_on(posts, given)
    shared = given[given["kind"] == "share"]
    taps = given[given["kind"] == "reaction"]
    per_person = taps.groupby("contact_id").size().sort_values(ascending=False)
    linked = [(post, site) for post, text in zip(posts["post_id"], posts["text"].fillna(""), strict=True)
              for site in {*sites_in(text)}]  # fmt: skip
    sites: Counter[str] = Counter(site for _post, site in linked)
    names = sorted(sites, key=lambda name: (-sites[name], name))
    return Relays(
        silent=share(passed["silent"], week_of(passed["time"])),
        of_people=_times(shared),
        sites=pd.DataFrame({"site": names, "posts": [sites[name] for name in names]}),
        links=len({post for post, _site in linked}),
        taps=len(taps),
        tapped=len(per_person),
        half=None if len(taps) < FEWEST_CASES else int((per_person.cumsum() < len(taps) / 2).sum()) + 1,
        watched=_times(given),
        advertisers=int(dataset.traces.loc[dataset.traces["kind"] == "advertiser", "value"].nunique()),
    )


def sites_in(text: str) -> list[str]:
    """The sites that a text links to, without their www, in small letters."""
    found = (_SITE.match(link) for link in LINK.findall(text))
    sites = (match[1].lower().rstrip(_AFTER) for match in found if match)
    return [site for site in sites if len(site) <= _LONGEST]


def _passed_on(posts: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """time, silent: one row for each thing passed on; a repost and the share that tells it are one."""
    text = posts["text"].fillna("")
    link = text.str.contains(LINK, regex=True) | (posts["media"] == "link")
    words = text.str.replace(LINK, "", regex=True).str.contains(r"[^\W\d_]", regex=True)
    repost = posts["kind"] == "repost"
    kept = repost | (link & posts["kind"].isin(["post", "story", "reply"]))
    own = pd.DataFrame({"time": posts["time"], "silent": repost | ~words})[kept]
    shares = given[(given["kind"] == "share") & ~given["post_id"].isin(posts["post_id"])]
    told = shares["time"].isin(posts.loc[repost, "time"]) & shares["time"].notna()
    shares = shares[~told]
    acts = pd.DataFrame({"time": shares["time"], "silent": shares["text"].fillna("") == ""})
    return pd.concat([own, acts], ignore_index=True).astype({"silent": "bool"})


def _times(acts: pd.DataFrame) -> pd.DataFrame:
    return acts.groupby("contact_id").size().rename("times").reset_index().sort_values("contact_id", ignore_index=True)
