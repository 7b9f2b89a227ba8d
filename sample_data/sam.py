"""Sam Okafor-Lindqvist, teacher and candidate: X, Mastodon and a mailbox, first one way, then in conversation.

The words are written, and so is who answers where it matters; the rest and the counts are drawn, as README.md says.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from formats_base import HERE, Dice, Files, Row, epoch, moment, pack, plain_json, read, user_name
from formats_mail import PROGRAMS, Letter, answer, drawn, folded, mbox, page
from formats_mastodon import CONTEXT, account_url, boost, note, status_number
from formats_x import cut, manifest, native, script, tweet

NAME = "Sam Okafor-Lindqvist"
EMAIL = "sam.okl@example.org"
HANDLE = "sam_okl"
ACCOUNT = "1180042206713344005"
SERVER = "soke.example"
FACETS = ("science", "election", "football", "band", "allotment", "cycling")
CONVERSATION = datetime.fromisoformat("2026-01-19")  # from here on Sam asks and answers
ACTIVITY_SHAPE = 0.8
POST_SHAPE = 1.5
HOURS = (6, 7, 7, 8, 12, 16, 17, 18, 19, 20, 21, 21, 22)
CIRCLES = {  # by group of people_sam.csv
    "staff": "School",
    "street": "Residents",
    "team": "Campaign",
    "parents14": "Football club",
    "band": "Band",
    "plot": "Allotments",
    "wheelers": "Cycling club",
    "family": "Family",
}
SCIENCE = ("Priya Nandakumar", "Imran Siddall", "Dougal Penhale", "Gwen Ashdown", "Nerys Blackadder", "Oskar Trimble")


@dataclass(frozen=True)
class Someone:
    name: str
    gender: str
    groups: tuple[str, ...]
    x: str
    mastodon: str
    home: str
    also: tuple[str, ...]
    since: str
    activity: float

    @property
    def mail(self) -> str:
        domain = "soke-valley-school.example" if self.groups[0] == "School" else ""
        return f"{user_name(self.name)}@{domain or Dice('sam domain', self.name).pick(['example.net', 'example.com'])}"

    def taste(self, facet: str) -> float:
        """Relative interest: as for Camille's people, 0.94 at home, or 0.60 and 0.34 for those who cross."""
        stray = 0.06 / len(FACETS)
        if not self.also:
            return len(FACETS) * (stray + (0.94 if facet == self.home else 0))
        share = 0.60 if facet == self.home else 0.34 / len(self.also) if facet in self.also else 0.0
        return len(FACETS) * (stray + share)

    def there(self, local: datetime) -> bool:
        return self.since < f"{local:%Y-%m-%d}"


def everybody() -> list[Someone]:
    with (HERE / "people_sam.csv").open(encoding="utf-8", newline="") as file:
        return [
            Someone(
                name=row["name"],
                gender=row["gender"],
                groups=tuple(row["groups"].split(";")),
                x=row["x"],
                mastodon=row["mastodon"],
                home=row["home"],
                also=tuple(filter(None, row["also"].split(";"))),
                since=row["since"],
                activity=Dice("sam activity", row["name"]).gamma(ACTIVITY_SHAPE),
            )
            for row in csv.DictReader(file)
        ]


def sam() -> Files:
    people = everybody()
    return {
        "x-sam.zip": pack(x(people)),
        "mastodon-sam.zip": pack(mastodon(people)),
        "mail-sam.mbox": mailbox(people),
        "roles.csv": table("contact,group", [(p.name, group) for p in people for group in p.groups]),
    }


def table(header: str, rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def utc(local: datetime) -> datetime:
    """A wall-clock time in Britain, an hour behind Belgium all year."""
    return datetime.fromtimestamp(epoch(local) + 3600, UTC)


def zone(local: datetime) -> int:
    return round((local.replace(tzinfo=UTC).timestamp() - epoch(local)) / 3600) - 1


def conversational(local: datetime) -> bool:
    return local >= CONVERSATION


def likes(dice: Dice, facet: str, local: datetime, text: str, *, reply: bool, mean: float) -> tuple[int, int]:
    """How often it was liked and passed on: appeal ~ Gamma(1.5), and more where people are asked something."""
    rate = mean * (0.35 if reply else 1.0)
    if facet == "election":
        rate *= 1.8 if conversational(local) else 0.7
    elif conversational(local):
        rate *= 1.35
    if text.endswith("?") and not reply:
        rate *= 1.3
    liked = int(rate * dice.gamma(POST_SHAPE))
    return liked, int(liked * 0.5 * dice.unit() ** 2)


# ------------------------------------------------------------------------------------------------ X


def x(people: list[Someone]) -> Files:
    dice = Dice("sam x")
    numbers = {p.x: str(10**9 + Dice("x account", p.x).below(10**18)) for p in people if p.x}
    names = {p.x: p.name for p in people if p.x}
    tweets: list[tuple[datetime, dict[str, Any]]] = []
    notes: list[dict[str, Any]] = []
    for row in read("sam_x.csv"):
        local = moment(row["date"], dice, HOURS)
        if row["to"]:  # answers came in the evening of the same day
            local = moment(row["date"], dice, (19, 20, 21, 22))
        when, to = utc(local), row["to"]
        number = native(when, dice)
        text = f"@{to} {row['text']}" if to else row["text"]
        liked, shared = likes(dice, row["facet"], local, row["text"], reply=bool(to), mean=6.5)
        named = [(to, names[to], numbers[to])] if to else []
        record = tweet(number, cut(text), when, likes=liked, shares=shared, people=named)
        if to:
            answered = native(when - timedelta(minutes=dice.between(8, 300)), dice)
            record |= {
                "in_reply_to_status_id_str": answered, "in_reply_to_status_id": answered,
                "in_reply_to_user_id_str": numbers[to], "in_reply_to_user_id": numbers[to],
                "in_reply_to_screen_name": to,
            }  # fmt: skip
        if row["facet"] == "science" and not to and dice.chance(0.25):
            picture = {"type": "photo", "url": f"https://t.co/{dice.word(10)}", "id_str": native(when, dice),
                       "media_url_https": "https://example.org/media/photo.jpg"}  # fmt: skip
            record["entities"] |= {"media": [picture]}
            record["extended_entities"] = {"media": [picture]}
            record["full_text"] += f" {picture['url']}"
        tweets.append((when, {"tweet": record}))
        if cut(text) != text:
            core = {"text": text, "styletags": [], "urls": [], "mentions": [], "symbols": [], "hashtags": []}
            stamp = f"{when:%Y-%m-%dT%H:%M:%S.000Z}"
            notes.append({"noteTweet": {"noteTweetId": native(when, dice), "updatedAt": stamp, "createdAt": stamp,
                                        "lifecycle": {"value": "Published", "name": "Published", "originalName":
                                                      "Published", "annotations": {}}, "core": core}})  # fmt: skip
    for row in read("sam_x_reposts.csv"):
        when = utc(moment(row["date"], dice, HOURS))
        text = cut(f"RT @{row['of']}: {row['text']}", 140)
        named = [(row["of"], names[row["of"]], numbers[row["of"]])]
        tweets.append((when, {"tweet": tweet(native(when, dice), text, when, likes=0, shares=0, people=named)}))
    tweets.sort(key=lambda pair: pair[0], reverse=True)

    def account(number: str) -> dict[str, str]:
        return {"accountId": number, "userLink": f"https://twitter.com/intent/user?user_id={number}"}

    strangers = [str(10**9 + dice.below(10**18)) for _ in range(186)]
    followers = [*numbers.values(), *strangers[:140]]
    following = [n for n in numbers.values() if dice.chance(0.8)] + strangers[120:]
    start = utc(datetime.fromisoformat("2014-02-11T20:12:40"))
    profile = {"description": {"bio": "Teaches science, coaches badly, digs. Ellerwick, Canal Ward.",
                               "website": "", "location": "Ellerwick"}}  # fmt: skip
    data: dict[str, list[dict[str, Any]]] = {
        "account": [{"account": {"email": EMAIL, "createdVia": "web", "username": HANDLE, "accountId": ACCOUNT,
                                 "createdAt": f"{start:%Y-%m-%dT%H:%M:%S.000Z}", "accountDisplayName": NAME}}],
        "profile": [{"profile": profile}],
        "tweets": [record for _, record in tweets],
        "note-tweet": list(reversed(notes)),
        "follower": [{"follower": account(n)} for n in followers],
        "following": [{"following": account(n)} for n in following],
        "like": [
            {"like": {"tweetId": (number := native(utc(_some_day(dice)), dice)), "fullText": row["text"],
                      "expandedUrl": f"https://twitter.com/i/web/status/{number}"}}
            for row in read("sam_x_likes.csv")
        ],
        "lists-created": [{"userListInfo": {"url": f"https://twitter.com/{HANDLE}/lists/ellerwick"}}],
        "personalization": [{"p13nData": {
            "demographics": {"languages": [{"language": "English", "isDisabled": False}],
                             "genderInfo": {"gender": "male"}},
            "interests": {"interests": [{"name": n, "isDisabled": False} for n in INTERESTS],
                          "partnerInterests": [], "audienceAndAdvertisers": {"advertisers": [], "lookalikeAdvertisers":
                                                                             []}, "shows": []},
            "locationHistory": [],
        }}],
    }  # fmt: skip
    types = {"account": "account", "profile": "profile", "note-tweet": "note_tweet", "lists-created": "lists_created"}
    files: Files = {f"data/{name}.js": script(types.get(name, name), records) for name, records in data.items()}
    info = {"accountId": ACCOUNT, "userName": HANDLE, "displayName": NAME}
    files["data/manifest.js"] = manifest(
        [(name, len(records)) for name, records in data.items()], info, "2026-10-03T07:41:12.000Z"
    )
    files["data/README.txt"] = b"An invented archive in the layout of X. See README.md of the sample.\n"
    files["Your archive.html"] = b"<!doctype html><title>Your archive</title><p>See the folder data.</p>\n"
    return files


def _some_day(dice: Dice) -> datetime:
    return moment((date(2025, 4, 1) + timedelta(days=dice.below(540))).isoformat(), dice, HOURS)


INTERESTS = [
    "Science education", "Football", "Cycling", "Gardening", "Local government", "Indie rock", "Chemistry", "Buses",
    "Mushrooms", "Public libraries", "Yachting", "Poker", "Caravans", "Pet reptiles", "Investment funds",
]  # fmt: skip


# ----------------------------------------------------------------------------------------- Mastodon


def mastodon(people: list[Someone]) -> Files:
    dice = Dice("sam mastodon")
    actor = f"https://{SERVER}/users/samol"
    items = []
    for row in read("sam_mastodon.csv"):
        local = moment(row["date"], dice, HOURS)
        if row["to"]:
            local = moment(row["date"], dice, (20, 21, 22))
        when = utc(local)
        number = status_number(when, dice.below(1 << 16))
        above = None
        if row["to"]:
            asked = status_number(when - timedelta(minutes=dice.between(5, 400)), dice.below(1 << 16))
            above = f"{account_url(row['to'])}/statuses/{asked}"
        liked, shared = likes(dice, row["facet"], local, row["text"], reply=bool(row["to"]), mean=4.0)
        if row["visibility"] in ("direct", "followers"):
            liked, shared = min(liked, 3), 0
        items.append(
            note(
                number,
                actor,
                row["text"],
                when,
                visibility=row["visibility"],
                account=row["to"],
                above=above,
                likes=liked,
                shares=shared,
            )
        )
    for account in [p.mastodon for p in people if p.mastodon] * 2:
        when = utc(_some_day(dice))
        of = f"{account_url(account)}/statuses/{status_number(when - timedelta(hours=3), dice.below(1 << 16))}"
        items.append(boost(status_number(when, dice.below(1 << 16)), actor, of, when))
    items.sort(key=lambda item: str(item["published"]))
    outbox = {"@context": CONTEXT, "id": "outbox.json", "type": "OrderedCollection", "totalItems": len(items),
              "orderedItems": items}  # fmt: skip
    person = {
        "@context": CONTEXT,
        "id": actor,
        "type": "Person",
        "following": f"{actor}/following",
        "followers": f"{actor}/followers",
        "inbox": f"{actor}/inbox",
        "outbox": "outbox.json",
        "preferredUsername": "samol",
        "name": NAME,
        "summary": "<p>Science, mud, minutes of meetings. He/him.</p>",
        "url": f"https://{SERVER}/@samol",
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "published": "2025-04-02T00:00:00Z",
        "likes": "likes.json",
        "bookmarks": "bookmarks.json",
    }
    accounts = [p.mastodon for p in people if p.mastodon]
    given = [f"{account_url(dice.pick(accounts))}/statuses/{status_number(utc(_some_day(dice)), dice.below(1 << 16))}"
             for _ in range(34)]  # fmt: skip
    known = [*accounts, *STRANGERS]
    return {
        "outbox.json": plain_json(outbox),
        "actor.json": plain_json(person),
        "likes.json": plain_json(_collection("likes.json", given)),
        "bookmarks.json": plain_json(_collection("bookmarks.json", given[:5])),
        "following_accounts.csv": table(
            "Account address,Show boosts,Notify on new posts,Languages", [(a, "true", "false", "") for a in known]
        ),
        "lists.csv": table("", [("Town", "oldmaps@tidepool.example"), ("Town", "noor@tidepool.example"),
                                ("Lab", "benedikt@orbits.example"), ("Lab", "noor@tidepool.example"),
                                ("Wheels", "kartenfuchs@orbits.example")]),
    }  # fmt: skip


STRANGERS = ["fungi_weekly@orbits.example", "slowtrains@tidepool.example", "bassweights@soke.example",
             "chalk_and_dust@orbits.example", "weirwatch@soke.example"]  # fmt: skip


def _collection(name: str, links: list[str]) -> dict[str, object]:
    return {"@context": CONTEXT[0], "id": name, "type": "OrderedCollection", "totalItems": len(links),
            "orderedItems": links}  # fmt: skip


# ---------------------------------------------------------------------------------------- the mailbox


def mailbox(people: list[Someone]) -> bytes:
    others: dict[str, list[Row]] = defaultdict(list)
    mine: dict[str, list[Row]] = defaultdict(list)
    for row in read("sam_mail_others.csv"):
        others[row["thread"]].append(row)
    for row in read("sam_mail.csv"):
        mine[row["thread"]].append(row)
    voices = {row["author"] for rows in others.values() for row in rows}  # who is named speaks only where named
    letters = []
    for thread, own in mine.items():
        steps = sorted([*own, *others[thread]], key=lambda row: int(row["step"]))
        letters += conversation(thread, steps, people, voices)
    return mbox([*letters, *robots()])


def conversation(thread: str, steps: list[Row], people: list[Someone], voices: set[str]) -> list[Letter]:
    dice, root = Dice("sam mail", thread), steps[0]
    by_name = {p.name: p for p in people}
    local = datetime.fromisoformat(root["date"]).replace(second=dice.below(60))
    inside = receivers(root["to"], people, local)
    first = sent(dice, root, root["subject"], local, thread)
    to = [(p.name, p.mail) for p in inside]
    if "street" in root["to"]:  # neighbours do not see each other's addresses
        first.to, first.bcc = [(NAME, EMAIL)], to
    else:
        first.to = to
    letters, last = [first], first
    used: set[str] = set()
    asked = first
    for row in steps[1:]:
        hours = min(0.3 + 16 * dice.gamma(0.8), 60) / (3 if len(steps) > 5 else 1)
        local += timedelta(hours=hours)
        if local.hour < 6:
            local += timedelta(hours=dice.between(7, 9))
        if "to" in row:
            letter = sent(dice, row, f"Re: {root['subject']}", local, thread)
            letter.to, letter.parents = [last.sender], (last.message_id, *last.parents)
            answer(letter, last, "gmail", "en")
            asked = letter
        else:
            who = by_name.get(row["author"])
            if who is None:
                weights = [p.activity * p.taste(root["facet"]) if p.name not in used | voices else 0.0 for p in inside]
                found = drawn(dice, weights)
                if found is None:
                    raise ValueError(f"nobody is left to say: {row['text']}")
                who = inside[found]
            elif who not in inside:
                raise ValueError(f"{who.name} did not get the mail: {row['text']}")
            used.add(who.name)
            above = asked if asked is first or asked.to == [(who.name, who.mail)] or row["author"] == "*" else first
            letter = received(dice, who, f"Re: {root['subject']}", row["text"], local=local, thread=thread)
            letter.parents = (above.message_id, *above.parents)
            answer(letter, above, Dice("program", who.name).pick(PROGRAMS), "en")
        last = letter
        letters.append(letter)
    return letters


def receivers(keys: str, people: list[Someone], local: datetime) -> list[Someone]:
    out = []
    for key in keys.split(";"):
        if key in CIRCLES:
            out += [p for p in people if CIRCLES[key] in p.groups and p.there(local)]
        else:
            names = SCIENCE if key == "science" else (key,)
            out += [p for p in people if p.name in names]
    return list(dict.fromkeys(out))


def sent(dice: Dice, row: Row, subject: str, local: datetime, thread: str) -> Letter:
    text = f"{row['text']}\n\n-- \nSam"
    if row["facet"] == "election" and row["date"]:
        text += "\nPromoted by B. Stanmore on behalf of S. Okafor-Lindqvist, Canal Ward, Ellerwick"
    return Letter(
        (NAME, EMAIL), [], subject, folded(text), utc(local), zone(local), f"CA+{dice.word(22)}@mail.gmail.com",
        "Sent,Opened", html=page(text), thread=f"sam/{thread}",
    )  # fmt: skip


LABELS = {"School": "School", "Residents": "Ward", "Campaign": "Campaign", "Football club": "Under-14s"}


def received(dice: Dice, who: Someone, subject: str, text: str, *, local: datetime, thread: str) -> Letter:
    labels = ",".join(filter(None, ["Inbox", LABELS.get(who.groups[0], ""), "Opened"]))
    return Letter(
        (who.name, who.mail), [(NAME, EMAIL)], subject, text, utc(local), zone(local),
        f"{dice.word(18).lower()}@{who.mail.rpartition('@')[2]}", labels,
        headers=(("Delivered-To", EMAIL), ("Return-Path", f"<{who.mail}>")), thread=f"sam/{thread}",
    )  # fmt: skip


def robots() -> list[Letter]:
    letters = []
    for number, (stamp, name, address, subject, text) in enumerate(ROBOTS):
        dice = Dice("sam robot", number)
        local = datetime.fromisoformat(stamp)
        letters.append(
            Letter(
                (name, address), [("", EMAIL)], subject, text, utc(local), zone(local),
                f"{dice.word(20).lower()}@{address.rpartition('@')[2]}", "Inbox,Category Updates,Opened",
                headers=(("Delivered-To", EMAIL), ("Precedence", "bulk"),
                         ("List-Unsubscribe", f"<https://example.org/unsubscribe?{dice.word(8)}>")),
            )
        )  # fmt: skip
    return letters


ROBOTS = (
    (
        "2025-06-10 06:00",
        "Soke Valley School",
        "no-reply@soke-valley-school.example",
        "Cover list for today",
        "Period two: Year 9, lab three. Work has been set.",
    ),
    (
        "2025-10-01 09:12",
        "Ellerwick Town Council",
        "noreply@ellerwick.example",
        "Nomination papers received",
        "This is an automatic receipt. Please do not reply to this message.",
    ),
    (
        "2026-01-15 07:30",
        "The Lab Catalogue",
        "newsletter@labcatalogue.example",
        "Locusts, ten per cent off",
        "Assorted, in tens. Delivery on Thursdays.",
    ),
    (
        "2026-05-11 08:00",
        "Ellerwick Town Council",
        "noreply@ellerwick.example",
        "Your induction pack",
        "From Monday the building opens at eight. Your pass is at the desk.",
    ),
    (
        "2026-09-01 06:00",
        "League Secretary",
        "notifications@marsh-league.example",
        "Fixtures published",
        "Under-14s, division two: eleven teams, twenty matches.",
    ),
)
