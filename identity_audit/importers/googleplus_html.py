"""The pages of a Google+ archive in HTML (what Google offered first), put into the shape of its JSON.

Seen in pages of 2018 and 2019: one file per post, its parts told apart by their classes; people are links to their
profile. The last pages also carry the names of schema.org (not seen, known from another reader); both are accepted.
Python's own parser is too slow for what others can write (see `html_text`), so pages are cut at the classes. The words
of the page ("Shared with", "+1'd by") are in the language of the account and are never relied on, except for the three
names that are no circles: public, your circles, extended circles.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from identity_audit.dataset import fold
from identity_audit.importers.html_text import plain

_TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?[+-]\d\d:?\d\d"
_LINK = re.compile(
    r"<a\b([^<>]{0,3000})>([^<>]{0,2000}(?:<(?!/a\b)[^<>]{0,500}>[^<>]{0,2000}){0,6})</a>", re.IGNORECASE
)
_HREF = re.compile(r'\bhref="([^"]{0,2000})"', re.IGNORECASE)
_POSTED = re.compile(r"<a\b([^<>]{0,1000}/posts/[^<>]{0,1000})>(?:<[^<>]{0,500}>){0,4}\s{0,5}(" + _TIME + ")")
_AT = re.compile(r"-?\s{0,5}(" + _TIME + ")")
_COMMENT = re.compile(r'<[^<>]{0,300}(?:class="comment"|schema\.org/Comment")[^<>]{0,300}>')
_TITLE = re.compile(r"<h3\b[^<>]{0,500}>([^<]{0,1000})")

#: the audiences that are no circle, as accounts of several languages name them (folded)
_WIDE = {
    "CIRCLE_TYPE_PUBLIC": ("public", "publico", "pubblico", "openbaar", "offentlich"),
    "CIRCLE_TYPE_YOUR_CIRCLES": ("your circles", "vos cercles", "tus circulos", "ihre kreise", "deine kreise",
                                 "je kringen", "uw kringen", "le tue cerchie"),
    "CIRCLE_TYPE_EXTENDED_CIRCLES": ("extended circles", "cercles etendus", "cercles elargis", "circulos ampliados",
                                     "erweiterte kreise", "uitgebreide kringen", "cerchie estese"),
}  # fmt: skip
_CALLED = {name: kind for kind, names in _WIDE.items() for name in names}


def post_in(page: str) -> dict[str, Any]:
    """The post of a page; a page without its date holds none that we know, and gives an empty box."""
    posted = _POSTED.search(page)
    if not posted:
        return {}
    head, _, below = page.partition('class="visibility"')
    comments = below.partition('class="comments"')[2]
    again = _part(head, "reshare-attribution", "<a")
    return {
        "url": _address(posted[1]),
        "creationTime": posted[2],
        # the address of a post begins with its author's
        "author": {"profilePageUrl": _address(posted[1]), **_author(head)},
        "content": _after(head, "main-content"),
        "link": _link_in(head),
        "media": _media_in(head),
        "resharedPost": _reshared(again, head) if again else None,
        "poll": {"choices": [{"description": plain(text)} for text in _all(head, "poll-choice-description")]},
        "postAcl": _acl(_after(below, None)),
        "plusOnes": [{"plusOner": who} for who in _people(_after(below, "plus-oners"))],
        "reshares": [{"resharer": who} for who in _people(_after(below, "resharers"))],
        "comments": [_comment(part) for part in _COMMENT.split(comments)[1:]],
    }


def log_in(page: str) -> list[dict[str, str]]:
    """The entries of a page of the activity log: `url` of the post, `time`, `title` of the entry, `text`."""
    found = []
    for part in re.split(r'<[^<>]{0,200}class="item"', page)[1:]:
        title, moment = _part(part, "item-title", "<a"), re.search(rf'title="({_TIME})"', part)
        words = part.replace(title, "", 1) if title else part
        words = re.sub(r'<span\b[^<>]{0,500}title="[^<>]{0,500}>[^<]{0,200}', "", words)
        found.append({"url": _address(title), "time": moment[1] if moment else "", "title": plain(title),
                      "text": plain(words.partition(">")[2])})  # fmt: skip
    return found


# --- pieces of a page ------------------------------------------------------------------------------------------


def _part(html: str, name: str, tag: str) -> str:
    """The link with this class, whole, or nothing."""
    at = html.find(f'class="{name}"')
    start, end = html.rfind(tag, 0, max(at, 0)), html.find("</a>", at)
    return html[start : end + 4] if 0 <= start < at < end and ">" not in html[start:at] else ""


def _after(html: str, name: str | None) -> str:
    """What stands in the division with this class (None: the one that `html` continues); it holds no other."""
    at = html.find(f'class="{name}"') if name else 0
    return "" if at < 0 else html[at:].partition(">")[2].partition("</div>")[0]


def _all(html: str, name: str) -> list[str]:
    return [part.partition(">")[2].partition("</")[0] for part in html.split(f'class="{name}"')[1:]]


def _address(link: str) -> str:
    found = _HREF.search(link)
    return unescape(found[1]) if found else ""


def _person(link: str) -> dict[str, str]:
    return {"displayName": plain(link), "profilePageUrl": _address(link)}


def _people(html: str) -> list[dict[str, str]]:
    return [{"displayName": plain(name), "profilePageUrl": _address(link)} for link, name in _LINK.findall(html)]


def _author(part: str) -> dict[str, str]:
    """Whoever wrote it is the link that says so, else the first one with words."""
    link = _part(part, "author", "<a")
    return _person(link) if link else next((who for who in _people(part) if who["displayName"]), {})


def _comment(part: str) -> dict[str, Any]:
    at = _AT.search(part)
    content = _after(part, "comment-content") or part.partition('itemprop="text"')[2].partition(">")[2]
    return {
        "author": _author(part),
        "creationTime": at[1] if at else "",
        "content": content.partition("</div>")[0],
    }


def _link_in(html: str) -> dict[str, str]:
    at = html.find('class="link-embed"')
    title = _TITLE.search(html, at) if at >= 0 else None
    return {"title": plain(title[1])} if title else {}


def _media_in(html: str) -> dict[str, str]:
    if 'class="video-placeholder"' in html:
        return {"contentType": "video/*"}
    return {"contentType": "image/*"} if 'class="media"' in html else {}


def _reshared(link: str, html: str) -> dict[str, Any]:
    """What was passed on, and whose: the address holds them; the name stands behind words in the account's language."""
    name = re.sub(r"^Originally shared by ", "", plain(link))
    author = {"profilePageUrl": _address(link), "displayName": name if name != plain(link) else ""}
    return {"author": author, "content": html.partition(link)[2].partition("</div>")[0]}


def _acl(html: str) -> dict[str, Any]:
    """The access list behind "Shared with: ...": links are people, communities or collections, words are circles."""
    people, groups = [], {}
    for link, name in _LINK.findall(html):
        kind = next((k for k, path in (("communityAcl", "/communities/"), ("collectionAcl", "/collection/"),
                                       ("eventAcl", "/events/")) if path in link), None)  # fmt: skip
        if kind:
            box = {"displayName": plain(name), "resourceName": _address(link).partition("google.com/")[2]}
            groups[kind] = {kind.removesuffix("Acl"): box}
        else:
            people.append({"displayName": plain(name), "profilePageUrl": _address(link)})
    words = plain(_LINK.sub("", html))
    names = [] if groups else [name.strip() for name in words.partition(":")[2].split(",") if fold(name)]
    circles = [
        {"type": _CALLED.get(fold(name) or "", "CIRCLE_TYPE_USER_CIRCLE"), "displayName": name} for name in names
    ]
    if not (people or circles or groups):
        return {}
    return {**groups, "visibleToStandardAcl": {"circles": circles, "users": people}}
