"""The workspace of the parents' association: the one archive that says who reacted, and the model that draws it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from formats_base import EMAIL, FACETS, ME, Dice, Files, Person, Row, epoch, moment, plain_json, read, user_name

# -------------------------------------------------------------------------------------------- Slack

CHANNELS = {  # name: (the facet it is mostly about, purpose)
    "general": ("", "Les nouvelles de l’association"),
    "papote": ("", "Tout et rien, avec un café"),
    "fancy-fair": ("famille", "La fête de l’école : stands, bar, podium"),
    "cantine": ("cuisine", "La soupe du mardi et du jeudi, le potager, les ateliers"),
    "velobus": ("velo", "Les lignes, la rue scolaire, la mobilité"),
    "devoirs": ("enseignement", "L’école des devoirs"),
    "chorale": ("musique", "La chorale des parents et les concerts"),
    "sport": ("crossfit", "Les séances du samedi et du mardi"),
    "debats": ("sociologie", "Les soirées École et société"),
}
CROSSING = 0.40  # share of contacts who cross facets, for those not described in people.csv
MOVING = 0.20  # share whose home facet changes for another on MOVED, among those not described in people.csv
MOVED = datetime.fromisoformat("2025-04-20")
ACTIVITY_SHAPE = 0.8  # contact activity ~ Gamma(0.8), mean 1: few do much, many do little
POST_SHAPE = 1.5  # appeal of a post ~ Gamma(1.5), mean 1
BASE = 0.155  # expected reactions of an average member to an average post of their home facet
REPLY_FACTOR = 0.4  # a reply deep in a thread is seen less
POPULARITY = {
    "enseignement": 0.9,
    "sociologie": 0.8,
    "crossfit": 1.0,
    "famille": 1.3,
    "cuisine": 1.2,
    "musique": 0.9,
    "velo": 1.2,
}
EMOJI = {
    "enseignement": ["+1", "heart", "books", "clap", "bulb"],
    "sociologie": ["+1", "thinking_face", "clap", "bulb", "heart"],
    "crossfit": ["muscle", "joy", "fire", "clap", "heart"],
    "famille": ["joy", "heart", "+1", "raised_hands", "tada"],
    "cuisine": ["yum", "stew", "heart", "+1", "joy"],
    "musique": ["musical_note", "heart", "clap", "tada", "joy"],
    "velo": ["bike", "+1", "clap", "raised_hands", "seedling"],
}
SHORTCODES = {"❤️": ":heart:", "😎": ":sunglasses:"}
TEAM = "T04COTEAUX1"


@dataclass(frozen=True)
class Member:
    person: Person
    user: str
    home: str
    also: tuple[str, ...]
    later: str  # the home facet since MOVED, of those whom life took elsewhere
    activity: float
    channels: frozenset[str]

    def taste(self, facet: str, local: datetime) -> float:
        """Relative interest; over the seven facets it sums to seven, as if all were equal."""
        home = self.later if self.later and local >= MOVED else self.home
        stray = 0.06 / len(FACETS)
        if not self.also:
            return len(FACETS) * (stray + (0.94 if facet == home else 0))
        share = 0.60 if facet == home else 0.34 / len(self.also) if facet in self.also else 0.0
        return len(FACETS) * (stray + share)

    def present(self, local: datetime, channel: str) -> bool:
        day = f"{local:%Y-%m-%d}"
        until = self.person.slack_until or "9999"
        return channel in self.channels and self.person.slack_from < day < until


def members(everybody: list[Person], spoke: dict[str, set[str]]) -> list[Member]:
    out = []
    for person in everybody:
        if not person.slack_from:
            continue
        dice = Dice("member", person.name)
        home, also = person.home, person.also
        weights = [POPULARITY[f] for f in FACETS]
        if not home:
            home = FACETS[dice.weighted(weights)]
            if dice.chance(CROSSING):
                others = [f for f in FACETS if f != home]
                drawn = [others[dice.weighted([POPULARITY[f] for f in others])] for _ in range(dice.between(1, 2))]
                also = tuple(dict.fromkeys(drawn))
        later = ""
        if not person.home and dice.chance(MOVING):
            others = [f for f in FACETS if f != home]
            later = others[dice.weighted([POPULARITY[f] for f in others])]
        activity = dice.gamma(ACTIVITY_SHAPE)
        if person.home:  # the people named in the texts are the pillars of the association
            activity = 0.7 + 0.8 * activity
        channels = {"general", "papote"} | spoke.get(person.name, set())
        channels |= {
            name for name, (facet, _) in CHANNELS.items() if facet and (facet in {home, later} or facet in also)
        }
        channels |= {name for name in CHANNELS if dice.chance(0.3)}
        out.append(Member(person, "U0" + dice.word(9), home, also, later, activity, frozenset(channels)))
    return out


@dataclass
class Said:
    """One message of the workspace, before it is written."""

    local: datetime
    channel: str
    author: str  # user id
    text: str
    facet: str
    mine: bool
    reply: bool
    thread: int
    reactions: dict[str, list[str]]
    ts: str = ""


def slack(everybody: list[Person]) -> Files:
    written = [(row, True) for row in read("slack.csv")] + [(row, False) for row in read("slack_others.csv")]
    spoke: dict[str, set[str]] = defaultdict(set)
    for row, mine in written:
        if not mine and not row["author"].startswith("*"):
            spoke[row["author"]].add(row["channel"])
    team = members(everybody, spoke)
    by_name = {m.person.name: m for m in team}
    me = "U0" + Dice("me").word(9)
    said = conversation(written, team, by_name, me)
    react(said, team, me)
    return workspace(said, team, by_name, me)


def conversation(
    written: list[tuple[Row, bool]], team: list[Member], by_name: dict[str, Member], me: str
) -> list[Said]:
    """When each message was written, and who wrote the replies whose author the texts leave open."""
    dice = Dice("conversation")
    voices = {row["author"] for row, mine in written if not mine}  # who is named speaks only where they are named
    threads: dict[int, list[tuple[Row, bool]]] = defaultdict(list)
    for row, mine in written:
        threads[int(row["thread"])].append((row, mine))
    said = []
    for number in sorted(threads):
        rows = sorted(threads[number], key=lambda pair: int(pair[0]["step"]))
        local, used = datetime.fromisoformat(rows[0][0]["date"]), {""}
        for row, mine in rows:
            step = int(row["step"])
            if step == 0:
                local = moment(row["date"], dice, (6, 7, 8, 9, 12, 13, 16, 17, 18, 19, 20, 21))
            else:
                local += timedelta(seconds=dice.between(90, 1500 if dice.chance(0.7) else 40000))
                if local.hour < 6:
                    local += timedelta(hours=6)
            author = me if mine else ""
            if not mine and not row["author"].startswith("*"):
                author = by_name[row["author"]].user
            elif not mine:
                gender = row["author"][1:]
                weights = [
                    m.activity * m.taste(row["facet"], local)
                    if m.present(local, row["channel"])
                    and m.user not in used
                    and m.person.name not in voices
                    and gender in ("", m.person.gender)
                    else 0.0
                    for m in team
                ]
                author = team[dice.weighted(weights)].user
            used.add(author)
            text = row["text"]
            for emoji, code in SHORTCODES.items():
                text = text.replace(emoji, code)
            said.append(Said(local, row["channel"], author, text, row["facet"], mine, step > 0, number, {}))
    said.sort(key=lambda s: (s.local, s.thread))
    for i, message in enumerate(said):
        message.ts = f"{epoch(message.local)}.{(i * 7919) % 1000000:06d}"
    return said


def react(said: list[Said], team: list[Member], me: str) -> None:
    """Named reactions: each member present in the channel, once or not at all per post, by the stated model."""
    dice = Dice("reactions")
    for message in said:
        appeal = dice.gamma(POST_SHAPE)
        base = BASE if message.mine else BASE * 0.5
        for member in team:
            draw, which = dice.unit(), dice.unit()
            if member.user == message.author or not member.present(message.local, message.channel):
                continue
            rate = (
                base * appeal * member.activity * member.taste(message.facet, message.local) * POPULARITY[message.facet]
            )
            if message.reply:
                rate *= REPLY_FACTOR
            if draw < 1 - math.exp(-rate):
                names = EMOJI[message.facet]
                message.reactions.setdefault(names[int(which * len(names))], []).append(member.user)
        if dice.chance(0.02 if message.mine else 0.4):
            message.reactions.setdefault("heart", []).append(me)


BOT, BOT_ID, SLACKBOT = "U0AGENDA0001", "B0AGENDA001", "USLACKBOT"


def workspace(said: list[Said], team: list[Member], by_name: dict[str, Member], me: str) -> Files:
    dice = Dice("workspace")
    files: Files = {}
    days: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    first_names = {m.person.name.split()[0]: m.user for m in by_name.values() if m.person.home}
    names = {m.user: m.person.name for m in team} | {me: ME}
    threads: dict[int, list[Said]] = defaultdict(list)
    for message in said:
        threads[message.thread].append(message)

    def put(channel: str, ts: str, message: dict[str, Any]) -> None:
        day = datetime.fromtimestamp(float(ts), UTC).strftime("%Y-%m-%d")
        days[channel, day].append(message | {"ts": ts})

    for message in said:
        text = message.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if message.mine:
            called = re.match(r"(\w+), ", text)
            if called and called[1] in first_names:
                text = f"<@{first_names[called[1]]}>, " + text[called.end() :]
            text = text.replace("dossier partagé", "<https://example.org/dossier|dossier partagé>")
        record: dict[str, Any] = {
            "user": message.author,
            "type": "message",
            "client_msg_id": str_uuid(dice),
            "text": text,
            "team": TEAM,
            "user_team": TEAM,
            "source_team": TEAM,
            "user_profile": {
                "real_name": names[message.author],
                "display_name": "",
                "first_name": names[message.author].split()[0],
                "name": user_name(names[message.author]),
                "team": TEAM,
            },
        }
        thread = threads[message.thread]
        root, replies = thread[0], thread[1:]
        if replies:
            record["thread_ts"] = root.ts
            if message is root:
                who = list(dict.fromkeys(r.author for r in replies))
                record |= {
                    "reply_count": len(replies),
                    "reply_users_count": len(who),
                    "latest_reply": replies[-1].ts,
                    "reply_users": who,
                    "replies": [{"user": r.author, "ts": r.ts} for r in replies],
                    "is_locked": False,
                    "subscribed": False,
                }
            else:
                record["parent_user_id"] = root.author
        if message.reactions:
            record["reactions"] = [
                {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
            ]
        if message.mine and not message.reply and dice.chance(0.12):
            record["files"] = [
                {
                    "id": "F0" + dice.word(9),
                    "created": epoch(message.local),
                    "name": "photo.jpg",
                    "title": "photo.jpg",
                    "mimetype": "image/jpeg",
                    "filetype": "jpg",
                    "user": message.author,
                    "mode": "hosted",
                    "size": dice.between(80_000, 2_400_000),
                }
            ]
            record["upload"] = False
        put(message.channel, message.ts, record)

    def notice(channel: str, local: datetime, fields: dict[str, Any]) -> None:
        put(channel, f"{epoch(local)}.{dice.below(1000000):06d}", {"type": "message"} | fields)

    everyone = [(me, "2022-10-01", "", set(CHANNELS))]
    everyone += [(m.user, m.person.slack_from, m.person.slack_until, set(m.channels)) for m in team]
    opened = {name: min(s.local for s in said if s.channel == name) - timedelta(hours=3) for name in CHANNELS}
    for user, since, until, channels in everyone:
        for channel in sorted(channels):
            local = max(moment(since, dice, (18, 19, 20)), opened[channel])
            joined = {"subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
            notice(channel, local, joined)
            if until and channel not in ("general", "papote"):
                away = {"subtype": "channel_leave", "user": user, "text": f"<@{user}> has left the channel"}
                notice(channel, moment(until, dice, (9, 10)), away)
    for name, (_, purpose) in CHANNELS.items():
        text = f"<@{me}> set the channel purpose: {purpose}"
        fields = {"subtype": "channel_purpose", "user": me, "purpose": purpose, "text": text}
        notice(name, opened[name] + timedelta(minutes=5), fields)
    for i, (day, channel, text) in enumerate(REMINDERS):
        bot: dict[str, Any] = {"text": text, "bot_id": BOT_ID}
        bot |= {"subtype": "bot_message", "username": "Agenda Coteaux"} if i % 2 else {"user": BOT}
        notice(channel, datetime.fromisoformat(day) + timedelta(hours=7), bot)

    for (channel, day), messages in days.items():
        files[f"{channel}/{day}.json"] = plain_json(sorted(messages, key=lambda m: str(m["ts"])))
    files["users.json"] = plain_json(users(team, me))
    rooms = []
    for name, (_, purpose) in CHANNELS.items():
        inside = [user for user, _, until, channels in everyone if name in channels and not until]
        rooms.append(
            {
                "id": "C0" + Dice("channel", name).word(9),
                "name": name,
                "created": epoch(opened[name]),
                "creator": me,
                "is_archived": False,
                "is_general": name == "general",
                "members": sorted(inside),
                "topic": {"value": "", "creator": "", "last_set": 0},
                "purpose": {"value": purpose, "creator": me, "last_set": epoch(opened[name])},
            }
        )
    files["channels.json"] = plain_json(rooms)
    files["integration_logs.json"] = plain_json([])
    return files


REMINDERS = [
    ("2023-01-10", "cantine", "Rappel : épluchage demain à 8 h 15."),
    ("2023-05-26", "fancy-fair", "Rappel : montage demain à 9 h."),
    ("2023-10-02", "general", "Rappel : cotisation annuelle, 5 € par famille."),
    ("2024-01-29", "devoirs", "Rappel : séance d’information ce soir à 19 h 30."),
    ("2024-05-24", "fancy-fair", "Rappel : montage demain à 9 h."),
    ("2024-09-30", "general", "Rappel : cotisation annuelle, 5 € par famille."),
    ("2025-03-26", "chorale", "Rappel : répétition générale ce soir à 20 h."),
    ("2025-05-30", "fancy-fair", "Rappel : montage demain à 9 h."),
    ("2025-09-29", "general", "Rappel : cotisation annuelle, 5 € par famille."),
    ("2026-05-29", "fancy-fair", "Rappel : montage demain à 9 h."),
]


def str_uuid(dice: Dice) -> str:
    return "-".join(dice.word(n, "0123456789abcdef") for n in (8, 4, 4, 4, 12))


def users(team: list[Member], me: str) -> list[dict[str, Any]]:
    titles = {
        "Nadia Haddad": "Cofondatrice, rue scolaire",
        "Olivier Lambion": "Trésorier",
        "Fatou Diarra": "Cheffe de la soupe",
        "Pascale Wuidar": "Cheffe de chœur",
        "Samir Belkacem": "Vélobus",
        "Marc Thonnard": "École des devoirs",
        "Jeanne Vandermeersch": "Sociologue, maman de Lise",
    }

    def user(uid: str, name: str, *, email: str = "", title: str = "", deleted: bool = False, bot: bool = False) -> Any:
        profile = {
            "title": title,
            "phone": "",
            "real_name": name,
            "real_name_normalized": name,
            "display_name": "",
            "display_name_normalized": "",
            "team": TEAM,
        } | ({"email": email} if email else {})
        return {
            "id": uid,
            "team_id": TEAM,
            "name": user_name(name),
            "deleted": deleted,
            "real_name": name,
            "tz": "Europe/Brussels",
            "profile": profile,
            "is_admin": uid == me,
            "is_owner": uid == me,
            "is_bot": bot,
            "is_app_user": False,
        }

    out = [user(me, ME, email=EMAIL, title="Présidente")]
    for member in team:
        name = member.person.name
        deleted = bool(member.person.slack_until) and Dice("deleted", name).chance(0.6)
        out.append(
            user(member.user, name, email=f"{user_name(name)}@example.org", title=titles.get(name, ""), deleted=deleted)
        )
    out.append(user(BOT, "Agenda Coteaux", bot=True))
    out.append(user(SLACKBOT, "Slackbot"))
    return out
