"""Who commented, reacted, mentioned, tagged or followed, and on what, according to a notification mail?

Networks leave received reactions out of their archives, and announced most of them by mail. The sender's domain says
the network; the sentence of the subject, else of the body, says who did what; the machine-readable header says the
kind where the sentence is in a language we do not read (a reply to a comment has the type of a comment: where both
speak, the sentence is finer); links and quoted words say which post.

Templates. Mastodon: from its public source (2017 to 2026). Facebook: the shape of a comment mail of 2018 and header
dumps of 2010 that were published, the rest from memory. Instagram, LinkedIn, Twitter / X, YouTube: subjects from
memory of 2010 to 2026, hence patterns that look for the sentence and not for a layout. A sentence that is not
understood is counted, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Literal, NamedTuple
from urllib.parse import unquote

from identity_audit.dataset import fold
from identity_audit.importers.mail_stream import Head
from identity_audit.importers.mail_text import both, html_text
from identity_audit.schema import InteractionKind

TEXT_OF_OTHERS = 2000
#: of the pieces of a mail that may be a post's words: the shortest that tells posts apart, how much, how many
_SHORTEST, _LONGEST, _MOST = 20, 120, 12

#: what the act was for: a post of the person, a comment of theirs, or nothing that the mail names
About = Literal["post", "comment", "other"]


class Who(NamedTuple):
    """Somebody as the mail names them."""

    name: str
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification: who did what, and what points to the post.

    others: how many more people are counted without a name.  ids: the network's ids of posts in the links, the first
    link first.  quotes: what the mail quotes right after naming the post.  passages: every longer piece of the mail
    that may be the post's words.  words: what they wrote.
    """

    platform: str
    kind: InteractionKind
    who: tuple[Who, ...]
    others: int
    about: About
    time: datetime | None
    ids: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    words: str = ""
    file: str = ""


# --- which network ----------------------------------------------------------------------------------------------

_DOMAINS = {
    "facebookmail.com": "facebook", "mail.instagram.com": "instagram", "linkedin.com": "linkedin",
    "twitter.com": "x", "x.com": "x", "youtube.com": "youtube",
}  # fmt: skip
#: Mastodon runs on thousands of domains; since 2023 its mails say the kind, the account and the server in List-ID
_MASTODON = re.compile(rb"<(?:favourite|reblog|mention|follow|follow_request|quote)\.\w+\.([\w.-]+)>", re.IGNORECASE)


def network_of(head: Head) -> str | None:
    """Which network sent this mail, or None for any other mail?"""
    sender = head.sender
    if sender is None:
        return None
    domain = sender.address.rpartition("@")[2]
    for ending, platform in _DOMAINS.items():
        if domain == ending or domain.endswith("." + ending):
            return platform
    if _MASTODON.search(head.raw(b"list-id")) or (fold(sender.name) or "").startswith("mastodon"):
        return "mastodon"
    # older servers: a robot of the server, and a sentence that only Mastodon writes
    robot = sender.address.startswith(("notifications@", "mastodon@", "no-reply@", "noreply@"))
    return "mastodon" if robot and _ONLY_MASTODON.search(head.text(b"subject")[:300]) else None


_ONLY_MASTODON = re.compile(
    r"favou?rited your (?:status|toot|post)|boosted your (?:status|toot|post)|(?:votre|ton) pouet"
    r"|a ajouté votre (?:post|message|statut) à ses favoris|a partagé votre statut"
    r"|^You were mentioned by \S+$|vous a mentionné[·⋅]e$",
    re.IGNORECASE,
)

# --- kinds by header --------------------------------------------------------------------------------------------

# parts of the types that Facebook and LinkedIn write ("feed_comment", "photo_tag", "email_comment_mention_01");
# which types exist is not documented anywhere, so the first part that is in it decides
_TYPES: tuple[tuple[str, InteractionKind], ...] = (
    ("mention", "mention"), ("tag", "tag"), ("comment", "comment"), ("reply", "reply"), ("like", "reaction"),
    ("react", "reaction"), ("wall", "wall_post"), ("reshare", "share"), ("share", "share"),
)  # fmt: skip
#: types that hold one of these words and tell of nobody's reaction
_NO_TYPES = re.compile(r"digest|recap|suggest|stale|report|job|message|msg|friend|stage|birthday|recommend|reminder")


def _typed(head: Head) -> InteractionKind | None:
    written = head.raw(b"x-facebook-notify").partition(b";")[0] or head.raw(b"x-linkedin-template")
    kind = written.decode("ascii", "replace").strip().lower()
    if not kind or _NO_TYPES.search(kind):
        return None
    return next((found for part, found in _TYPES if part in kind), None)


# --- sentences --------------------------------------------------------------------------------------------------

_E = r"(?:\(?e\)?|[·⋅.]e(?:[·⋅.]s)?|es?)?"
_YOUR = r"(?:(?:one|some|\d+) of )?your"
_VOTRE = r"(?:l['’]une? de |une? de |\d+ de )?(?:votre|vos|ta|ton|tes)"
_THING = r"(?P<thing>(?:[^\W\d_][\w’'-]*)(?: (?!on\b|in\b|sur\b|dans\b|with\b|to\b)[\w’'-]+){0,2})"
_HAS = r"(?:a|ont)(?: aussi| également)?"
_SENTENCES: tuple[tuple[InteractionKind, str], ...] = (
    ("comment", rf"(?:also )?commented on {_YOUR} {_THING}"),
    ("comment", rf"(?:has )?(?:left|made|posted|added) an? (?:new )?comment on {_YOUR} {_THING}"),
    ("comment", rf"{_HAS} commenté {_VOTRE} {_THING}"),
    ("comment", rf"{_HAS} (?:laissé|ajouté|publié|fait|posté) un (?:nouveau )?commentaire (?:sur|à) {_VOTRE} {_THING}"),
    ("reply", rf"(?:also )?(?:replied|responded) to {_YOUR} {_THING}"),
    ("reply", rf"{_HAS} répondu à {_VOTRE} {_THING}"),
    ("reaction", rf"(?:likes?|liked|loves?|loved|reacted to|favou?rited|recommends?|recommended|celebrated|supported)"
                 rf" {_YOUR} {_THING}"),
    ("reaction", rf"(?:aime(?:nt)?|recommande(?:nt)?|adore(?:nt)?) {_VOTRE} {_THING}"),
    ("reaction", rf"{_HAS} (?:aimé|adoré|recommandé|réagi à) {_VOTRE} {_THING}"),
    ("reaction", rf"{_HAS} (?:ajouté|mis) {_VOTRE} {_THING} (?:à ses|à leurs|en|dans ses) favoris?"),
    ("share", rf"(?:shared|reshared|retweeted|reposted|boosted|quoted) {_YOUR} {_THING}"),
    ("share", r"(?:retweeted|reposted|quoted) you\b"),
    ("share", rf"{_HAS} (?:partagé|repartagé|retweeté|republié|reposté|boosté|cité) {_VOTRE} {_THING}"),
    ("share", rf"vous (?:a|ont) (?:retweeté|reposté){_E}"),
    ("mention", r"(?:has )?mentioned (?:you\b|your name)"),
    ("mention", rf"(?:vous |t['’])(?:a|ont) (?:mentionné|cité){_E}(?![\w])"),
    ("mention", rf"{_HAS} (?:parlé de vous|mentionné votre nom)"),
    ("tag", r"(?:has )?tagged (?:you\b|(?:a|\d+) (?:photos?|videos?|posts?) of you)"),
    ("tag", r"added (?:a|\d+) (?:new )?photos? of you"),
    ("tag", rf"(?:vous |t['’])(?:a|ont) (?:identifié|tagué|marqué){_E}(?![\w])"),
    ("tag", rf"{_HAS} (?:ajouté|identifié) (?:une|des|\d+) (?:nouvelles? )?photos? de vous"),
    ("wall_post", r"(?:posted|wrote|shared)(?: something| an? [\w ]{2,20}?)? on your (?:timeline|wall|profile)"),
    ("wall_post", rf"{_HAS} (?:publié|écrit|posté|partagé)(?: quelque chose| une? [\w ]{{2,20}}?)?"
                  r" (?:sur|dans) (?:votre|ton) (?:journal|mur|profil)"),
    ("follow", r"(?:is|are) now following you|(?:has |have )?(?:started following|followed) you"
               r"|(?:has )?subscribed to you"),
    ("follow", rf"(?:vous|te) (?:suit|suivent)\b|{_HAS} commencé à (?:vous|te) suivre"),
    ("follow", rf"s['’]est abonné{_E} à (?:vous\b|votre|vos|ta|ton)"),
    ("invitation", r"(?:wants to be (?:your friend|friends)|(?:has )?sent you a friend request|added you as a friend"
                   r"|(?:has )?(?:requested|wants) to follow you|would like to (?:connect|add you)|wants to connect)"),
    ("invitation", rf"(?:souhaite (?:être|devenir|vous ajouter|se connecter)|(?:vous|t['’]) ?a envoyé une"
                   rf" (?:demande d['’]ami|invitation)|vous a ajouté{_E} comme ami|a demandé à vous suivre"
                   r"|(?:souhaite|aimerait) (?:rejoindre|faire partie de) votre réseau)"),
)  # fmt: skip
_ACTIVE = tuple(
    (kind, re.compile(rf"^[^\w@]*(?P<who>\S.{{0,200}}?) (?:{words})", re.IGNORECASE)) for kind, words in _SENTENCES
)
# the person comes last
_LAST: tuple[tuple[InteractionKind, About, str], ...] = (
    ("mention", "other", r"^You were mentioned by"),
    ("mention", "other", rf"^Vous avez été mentionné{_E} par"),
    ("reaction", "post", r"^Your (?:post|status|toot) was favou?rited by"),
    ("share", "post", r"^Your (?:post|status|toot) was (?:boosted|quoted) by"),
    ("invitation", "other", r"^Pending follower:"),
    ("invitation", "other", rf"^Abonné{_E} en attente\s?:"),
)
_PASSIVE = tuple(
    (kind, about, re.compile(words + r" (?P<who>[^\s:].{0,200}?)\s*(?:[:!]|\s(?:in|dans)\s?:|$)", re.IGNORECASE))
    for kind, about, words in _LAST
)
_COMMENTS = frozenset("comment comments commentaire commentaires reply réponse replies réponses".split())
_OTHERS = re.compile(
    r"(?:,| and| et| &)\s+(?P<n>\d{1,6})\s+(?:others?|more|autres?|of your|personnes?|people|amis?)\b.*$", re.IGNORECASE
)
_AND = re.compile(r"\s*,\s+(?:and |et )?|\s+(?:and|et|&)\s+")
_HANDLE = re.compile(r"^(?P<name>.*?)\s*[(\[]?@(?P<handle>[\w.]{1,60}(?:@[\w.-]{3,100})?)[)\]]?$")
_VIA = re.compile(r"\s*[(\[]?(?:via|on|sur) (?:Facebook|LinkedIn|Twitter|X|Instagram|YouTube)[)\]]?$", re.IGNORECASE)
_NETWORKS = re.compile(
    r"(?:the )?(?:facebook|instagram|linkedin|twitter|x|youtube|mastodon|meta|notifications?|info)\b", re.IGNORECASE
)
_NOBODY = frozenset(
    "you|vous|someone|somebody|quelqu un|un ami|a friend|your friend|your friends|vos amis|people|several people"
    "|plusieurs personnes|a connection|une relation|facebook user|utilisateur facebook|instagram user".split("|")
)


def _people(text: str, *, plural: bool) -> tuple[tuple[Who, ...], int]:
    """The names of "X, Y and 3 others", and how many more there are."""
    others = 0
    found = _OTHERS.search(text)
    if found:
        others, text, plural = int(found["n"]), text[: found.start()], True
    names = _AND.split(text) if plural else [text]
    return tuple(who for name in names if (who := _who(name))), others


def _who(text: str) -> Who | None:
    text = _VIA.sub("", text.strip(" .!,:«»“”\"'")).strip()
    found = _HANDLE.match(text)
    name, handle = (found["name"].strip(" (["), found["handle"]) if found else (text, None)
    name = " ".join((name or handle or "").split())[:200]
    if not fold(name) or fold(name) in _NOBODY or _NETWORKS.fullmatch(name) or name.isdigit():
        return None
    if len(name.split()) > 6:
        return None  # half a sentence, not a name
    return Who(name, handle)


# --- reading ----------------------------------------------------------------------------------------------------

# people quote within what they quote: « elle a dit « oui » hier »
_QUOTED = re.compile(
    r"«\s*((?:[^«»\n]|«[^«»\n]*»){2,600}?)\s*»|“\s*((?:[^“”\n]|“[^“”\n]*”){2,600}?)\s*”"
    r"|[\"“«„]\s*([^\"”»“«\n]{2,600}?)\s*[\"”»]|[\"“«]\s*([^\"”»“«\n]{2,600}?(?:…|\.\.\.))"
)
_AFTER = re.compile(r"^\s*(?:on (?:Facebook|LinkedIn|Instagram)|sur \w+)?\s*[.:!]?\s*[:]?\s*(?=[\"“«„])|^\s?:\s+(?=\S)")
_SAID = re.compile(
    r"(?:wrote|said|replied|commented|a écrit|a dit|a répondu|a commenté|écrit)[ \u00a0\u202f]?:\s*"
    r"(?:«\s*((?:[^«»]|«[^«»]*»){1,2000}?)\s*»|“\s*((?:[^“”]|“[^“”]*”){1,2000}?)\s*”"
    r"|[\"“«]\s*(.{1,2000}?)\s*[\"”»](?=\s|$|\.)|([^\"“«\s][^\n]{0,2000}))",
    re.DOTALL,
)
_URL = re.compile(r"https?://[^\s\"'<>)\]]{4,2000}")
_IDS: dict[str, re.Pattern[str]] = {
    "facebook": re.compile(
        r"(?:story_fbid=|/posts/(?:[\w.%-]{1,200}/)?|[?&]fbid=|/permalink/|/videos/|/reel/|[?&]v=)(pfbid\w{10,100}|\d{5,25})"
    ),
    "instagram": re.compile(r"instagram\.com/(?:[\w.]{1,40}/)?(?:p|reel|tv)/([\w-]{5,40})"),
    "linkedin": re.compile(r"(?:urn:li:(?:activity|share|ugcPost):|activity[-:])(\d{15,20})"),
    "x": re.compile(r"(?:twitter|x)\.com/\w{1,40}/status(?:es)?/(\d{5,20})"),
    "mastodon": re.compile(r"/(?:statuses/|@[\w.]{1,60}(?:@[\w.-]{1,100})?/|updates/)(\d{5,20})"),
    "youtube": re.compile(r"(?:[?&]v=|youtu\.be/|/shorts/)([\w-]{11})(?![\w-])"),
}


def read(head: Head, raw: bytes, platform: str, file: str) -> Notice | None:
    """What this mail of a network tells, or None where it names nobody who did something."""
    plain, html = both(raw, head)
    text = plain if plain.strip() else html_text(html)
    subject = head.text(b"subject")[:400]
    lines = [subject, *_lines(text)]
    found = next((told for line in lines if (told := _told(line))), None)
    typed = _typed(head)
    if found is None:
        # in a language we do not read, the header still says what, and the name of the sender often says who
        who = _who(head.sender.name) if head.sender and typed else None
        if typed is None or who is None:
            return None
        found = _Told(typed, (who,), 0, "other", "")
    if platform == "mastodon":
        found = found._replace(who=tuple(_account(who, head) for who in found.who))
    said = _SAID.search(text[:20_000])
    words = " ".join(_inside(said).split()) if said else ""
    # nobody follows or befriends a post, and what stands on a wall is no post of the person's
    joins = found.kind not in ("follow", "invitation", "wall_post")
    ids = _ids(platform, plain + "\n" + unescape(html)) if joins else ()
    quotes = tuple(_quotes(found.rest)) if found.about == "post" else ()
    passages = tuple(_passages(lines[1:], words)) if joins else ()
    return Notice(platform, found.kind, found.who, found.others, found.about, head.time, ids, quotes, passages,
                  words[:TEXT_OF_OTHERS], file)  # fmt: skip


# the sentences below are many and lines are, too: nearly none of them has both
_YOU = re.compile(
    r"\b(?:you|your|vous|votre|vos|ta|ton|tes|te|to connect)\b|\bt['’]|^(?:Pending|Abonné)", re.IGNORECASE
)
_ACTS = re.compile(
    r"comment|repl|respon|répon|lik|lov|aim|ador|rea?[cg]|réag|favo|celebr|support|shar|partag|tweet|post|publi|boost|quot"
    r"|cité|mention|parlé|tag|identif|marqué|photo|wrote|écrit|follow|sui[tv]|subscri|abonn|friend|ami|connect|réseau|add"
    r"|mis ",
    re.IGNORECASE,
)
_GREETING = re.compile(r"^(?:Hi|Hello|Hey|Dear|Bonjour|Salut|Cher|Chère)(?: [^,!]{1,60})?[,!]\s*", re.IGNORECASE)


def _account(who: Who, head: Head) -> Who:
    """A Mastodon account in full: mails leave out the server where it is the person's own."""
    account = who.name if who.handle is None else f"{who.name}@{who.handle}".lstrip("@")
    if "@" not in account:
        listed = _MASTODON.search(head.raw(b"list-id"))
        server = listed.group(1).decode("ascii", "replace") if listed else ""
        account += "@" + (server or (head.sender.address.rpartition("@")[2] if head.sender else ""))
    return Who(account.casefold(), account.casefold())


class _Told(NamedTuple):
    kind: InteractionKind
    who: tuple[Who, ...]
    others: int
    about: About
    rest: str


def _told(line: str) -> _Told | None:
    """What a sentence says, if it says who did what to the person."""
    line = _GREETING.sub("", line[:400])
    if not (_YOU.search(line) and _ACTS.search(line)):
        return None
    for kind, pattern in _ACTIVE:
        found = pattern.search(line)
        if not found:
            continue
        # French verbs tell one from several; "liked" does not
        one = re.match(
            r"(?:a|aime|recommande|vous a|t['’]a|adore|likes|loves|is|has|recommends)\b", line[found.end("who") + 1 :]
        )
        who, others = _people(found["who"], plural=not one)
        thing = found.groupdict().get("thing") or ""
        about: About = "post" if kind in ("comment", "reply", "reaction", "share") else "other"
        if fold(thing.split(" ")[0]) in {fold(word) for word in _COMMENTS}:
            about = "comment"
        return _Told(kind, who, others, about, line[found.end() :]) if who else None
    for kind, about, pattern in _PASSIVE:
        found = pattern.search(line)
        if found and (who := _people(found["who"], plural=False)[0]):
            return _Told(kind, who, 0, about, line[found.end() :])
    return None


def _lines(text: str) -> Iterator[str]:
    """The paragraphs of a mail (its lines were broken to fit a window), and then its lines one by one."""
    text = _URL.sub(" ", text[:20_000])
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text)]
    lines = [" ".join(line.split()) for line in text.split("\n")]
    yield from dict.fromkeys(piece for piece in (*paragraphs[:40], *lines[:80]) if piece)


def _quotes(rest: str) -> Iterator[str]:
    """What stands quoted right after "your post"."""
    lead = _AFTER.match(rest)
    if lead:
        found = _QUOTED.match(rest, lead.end())
        yield _inside(found) if found else rest[lead.end() :]


def _inside(quoted: re.Match[str]) -> str:
    """What stands between the quotation marks, whichever they are."""
    return next(filter(None, quoted.groups()), "")


def _passages(lines: list[str], words: str) -> Iterator[str]:
    """The pieces that may begin as a post does. All notices wait in memory, so few pieces are kept, and their start."""
    found: dict[str, None] = {}
    for line in lines:
        quoted = map(_inside, _QUOTED.finditer(line[:5000]))
        for piece in (line, *quoted):
            if len(piece) >= _SHORTEST and piece != words:
                found.setdefault(piece if len(piece) <= _LONGEST else piece[:_LONGEST] + "…")
    yield from list(found)[:_MOST]


def _ids(platform: str, text: str) -> tuple[str, ...]:
    """The ids of posts in the links, in the order of the mail; links come wrapped in links."""
    found: dict[str, None] = {}
    for link in _URL.findall(text)[:200]:
        for each in _IDS[platform].findall(unquote(unquote(link))):
            found.setdefault(each)
    return tuple(found)[:8]
