"""Lina, 16: Instagram with its group chats, Snapchat, a class group on WhatsApp, a public account about a game.

The words are written; which people of a chat react to a message of hers is drawn, as README.md says.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from formats_base import EXPORTED, HERE, TINY_JPEG, Dice, Files, epoch, meta_json, moment, pack, plain_json, read

LINA = "Lina Vanesse"
HANDLE = "lina.vns"
SNAP = "lina_vns"
GAMER = "lina.gare"
EMAIL = "lina.vanesse@example.org"
FACETS = ("ecole", "handball", "jeu", "dessin", "chien", "famille")
ACTIVITY_SHAPE, POST_SHAPE, RATE = 1.2, 2.0, 0.36
MARKS = ("❤", "❤", "😂", "😂", "🔥", "👏", "😭")
HOURS = (12, 16, 17, 18, 19, 20, 21, 22)


@dataclass(frozen=True)
class Young:
    name: str
    instagram: str
    snapchat: str
    threads: tuple[str, ...]
    home: str
    also: tuple[str, ...]
    activity: float

    def taste(self, facet: str) -> float:
        """Relative interest, mean 1 over the facets: 0.80 at home, or 0.50 and 0.32 where there is more than home."""
        stray = 0.20 / len(FACETS)
        if not self.also:
            return len(FACETS) * (stray + (0.80 if facet == self.home else 0))
        share = 0.48 if facet == self.home else 0.32 / len(self.also) if facet in self.also else 0.0
        return len(FACETS) * (stray + share)


def everybody() -> list[Young]:
    with (HERE / "people_lina.csv").open(encoding="utf-8", newline="") as file:
        return [
            Young(
                row["name"], row["instagram"], row["snapchat"], tuple(row["threads"].split(";")), row["home"],
                tuple(filter(None, row["also"].split(";"))), Dice("lina", row["name"]).gamma(ACTIVITY_SHAPE),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


# ---------------------------------------------------------------------------------------- Instagram


def instagram(people: list[Young]) -> Files:
    dice = Dice("lina instagram")
    root = f"instagram-{HANDLE}-{EXPORTED}-Wp7Rk2Nd/"
    activity = root + "your_instagram_activity/"
    files: Files = {}

    def item(local: datetime, folder: str, title: str, extension: str = "jpg") -> dict[str, Any]:
        uri = f"media/{folder}/{local:%Y%m}/{dice.between(10**16, 10**17)}.{extension}"
        if extension == "jpg" and dice.chance(0.05):
            files[root + uri] = TINY_JPEG
        kind = "video_metadata" if extension == "mp4" else "photo_metadata"
        return {
            "uri": uri,
            "creation_timestamp": epoch(local),
            "media_metadata": {kind: {"exif_data": [{"device_id": "android-0000000000000000"}]}},
            "title": title,
            "cross_post_source": {"source_app": "IG"},
        }

    posts: list[dict[str, Any]] = []
    reels: list[dict[str, Any]] = []
    stories: list[dict[str, Any]] = []
    for row in read("lina_instagram.csv"):
        local = moment(row["date"], dice, HOURS)
        if row["media"] == "story":
            stories.append(item(local, "stories", row["text"]))
        elif row["media"] == "reel":
            reels.append({"media": [item(local, "reels", row["text"], "mp4")]})
        elif row["media"] == "carousel":
            shots = [item(local + timedelta(seconds=i), "posts", "") for i in range(dice.between(2, 4))]
            posts.append({"media": shots, "title": row["text"], "creation_timestamp": epoch(local)})
        else:
            posts.append({"media": [item(local, "posts", row["text"])]})
    for _ in range(22):  # stories without a word
        day = date(2025, 3, 1) + timedelta(days=dice.below(570))
        stories.append(item(moment(day.isoformat(), dice, HOURS), "stories", ""))
    files[activity + "media/posts_1.json"] = meta_json(
        sorted(posts, key=lambda post: -int(post["media"][0]["creation_timestamp"]))
    )
    files[activity + "media/reels.json"] = meta_json({"ig_reels_media": reels[::-1]})
    files[activity + "media/stories.json"] = meta_json(
        {"ig_stories": sorted(stories, key=lambda story: -int(story["creation_timestamp"]))}
    )
    files |= {activity + name: content for name, content in chats(people).items()}

    def link(handle: str, *, value: bool = True) -> dict[str, Any]:
        day = date(2023, 9, 4) + timedelta(days=dice.below(1000))
        entry: dict[str, Any] = {"href": f"https://www.instagram.com/{handle}"}
        return entry | ({"value": handle} if value else {}) | {"timestamp": epoch(moment(day.isoformat(), dice, HOURS))}

    people_path = root + "connections/followers_and_following/"
    files[people_path + "followers_1.json"] = meta_json(
        [{"title": "", "media_list_data": [], "string_list_data": [link(who.instagram)]} for who in people]
    )
    followed = [who.instagram for who in people if dice.chance(0.9)] + ["refuge.des.coteaux", "handclub.erpent"]
    files[people_path + "following.json"] = meta_json(
        {
            "relationships_following": [
                {"title": handle, "string_list_data": [link(handle, value=False)]} for handle in followed
            ]
        }
    )
    close = ("Inaya Belkhir", "Sarah Lambotte", "Noé Charlier", "Kenza Idrissi", "Lou Michaux", "Manon Vanesse")
    files[people_path + "close_friends.json"] = meta_json(
        {
            "relationships_close_friends": [
                {"title": "", "media_list_data": [], "string_list_data": [link(who.instagram)]}
                for who in people
                if who.name in close
            ]
        }
    )
    profile = {
        "Adresse e-mail": EMAIL,
        "Nom d’utilisateur": HANDLE,
        "Nom": LINA,
        "Bio": "loutres · aile gauche · un chien et demi",
        "Compte privé": "True",
    }
    values = {name: {"href": "", "value": value, "timestamp": 0} for name, value in profile.items()}
    files[root + "personal_information/personal_information/personal_information.json"] = meta_json(
        {"profile_user": [{"title": "Utilisateur", "media_map_data": {}, "string_map_data": values}]}
    )
    topics = ["Handball", "Dessin", "Jeux vidéo", "Chiens", "Trains", "Maquillage", "Bande dessinée", "Voitures"]
    files[root + "preferences/your_topics/your_topics.json"] = meta_json(
        {
            "topics_your_topics": [
                {
                    "title": "",
                    "media_map_data": {},
                    "string_map_data": {"Nom": {"href": "", "value": topic, "timestamp": 0}},
                }
                for topic in topics
            ]
        }
    )
    return files


def chats(people: list[Young]) -> Files:
    """The group chats. A member reacts to a message of hers with probability 1 - exp(-rate x appeal x ...)."""
    threads: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read("lina_groups.csv"):
        threads[row["thread"]].append(row)
    files: Files = {}
    for number, (title, rows) in enumerate(sorted(threads.items())):
        dice = Dice("lina chat", title)
        members = [who for who in people if title in who.threads]
        messages = []
        for row in rows:
            sent = epoch(datetime.fromisoformat(row["time"]))
            message: dict[str, Any] = {
                "sender_name": row["author"],
                "timestamp_ms": sent * 1000 + dice.below(1000),
                "content": row["text"],
                "is_geoblocked_for_viewer": False,
            }
            appeal, reactions = dice.gamma(POST_SHAPE), []
            for who in members if row["author"] == LINA else ():
                rate = RATE * appeal * who.activity * who.taste(row["facet"])
                if dice.chance(1 - math.exp(-rate)):
                    at = sent + 30 + dice.below(7200)
                    reactions.append({"reaction": dice.pick(MARKS), "actor": who.name, "timestamp": at})
            if row["author"] != LINA and dice.chance(0.7):
                reactions.append({"reaction": dice.pick(MARKS), "actor": LINA, "timestamp": sent + 60})
            if reactions:
                message["reactions"] = reactions
            messages.append(message)
        path = f"inbox/{re.sub('[^a-z0-9]', '', title.lower())}_{17 * 10**15 + 104729 * number}"
        files[f"messages/{path}/message_1.json"] = meta_json(
            {
                "participants": [{"name": who.name} for who in members] + [{"name": LINA}],
                "messages": sorted(messages, key=lambda message: -int(message["timestamp_ms"])),
                "title": title,
                "is_still_participant": True,
                "thread_path": path,
            }
        )
    return files


# ----------------------------------------------------------------------- Snapchat, WhatsApp, TikTok


def snapchat(people: list[Young]) -> Files:
    dice = Dice("lina snapchat")
    handles = {who.name: who.snapchat for who in people if who.snapchat} | {LINA: SNAP}
    handles.setdefault("Lou Michaux", "lou_mx")

    history: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read("lina_snapchat.csv"):
        group = row["thread"] not in handles
        key = "7c1e4b02-bus8-4d55" if group else handles[row["thread"]]
        seconds = epoch(datetime.fromisoformat(row["time"]))
        history[key].insert(
            0,
            {
                "From": handles[row["author"]],
                "Media Type": "TEXT",
                "Created": f"{_utc(seconds)} UTC",
                "Content": row["text"],
                "Conversation Title": row["thread"] if group else None,
                "IsSender": row["author"] == LINA,
                "Created(microseconds)": seconds * 1_000_000,
                "IsSaved": True,
                "Media IDs": "",
            },
        )
    friends = []
    for name, handle in handles.items():
        if name != LINA:
            day = date(2022, 9, 1) + timedelta(days=dice.below(1200))
            since = f"{_utc(epoch(moment(day.isoformat(), dice, HOURS)))} UTC"
            friends.append(
                {
                    "Username": handle,
                    "Display Name": name,
                    "Creation Timestamp": since,
                    "Last Modified Timestamp": since,
                    "Source": "Added by phone",
                }
            )
    empty: dict[str, Any] = {name: [] for name in ("Friend Requests Sent", "Blocked Users", "Pending Requests")}
    account = {
        "Basic Information": {
            "Username": SNAP, "Name": LINA, "Creation Date": "2022-08-30 15:12:00 UTC", "Registration IP": "192.0.2.16",
            "Country": "BE",
        },
        "Device Information": {},
        "Login History": [],
    }  # fmt: skip
    return {
        "json/account.json": plain_json(account),
        "json/friends.json": plain_json({"Friends": friends, **empty}),
        "json/chat_history.json": plain_json(dict(sorted(history.items()))),
    }


def _utc(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


def whatsapp() -> bytes:
    lines = []
    for row in read("lina_whatsapp.csv"):
        stamp = datetime.fromisoformat(row["time"]).strftime("%d/%m/%Y, %H:%M")
        lines.append(f"{stamp} - " + (f"{row['author']}: " if row["author"] else "") + row["text"])
    return ("\n".join(lines) + "\n").encode()


def tiktok() -> Files:
    """The public account: numbers of likes, followers by handle, everybody may look."""
    dice = Dice("lina tiktok")
    videos = []
    for number, row in enumerate(read("lina_tiktok.csv")):
        local = moment(row["date"], dice, HOURS)
        videos.insert(
            0,
            {
                "Date": _utc(epoch(local)),
                "Link": f"https://www.tiktokv.com/share/video/{7_520_000_000_000_000_000 + 9_973 * number}/",
                "Likes": str(round(190 * dice.gamma(1.5))),
                "WhoCanView": "Public",
                "AllowComments": "Yes",
                "Sound": "son original",
                "Location": "N/A",
                "Title": row["text"],
            },
        )
    fans = [
        {
            "Date": _utc(epoch(moment(f"2025-{dice.between(7, 12):02d}-{dice.between(1, 28):02d}", dice))),
            "UserName": name,
        }
        for name in ("pixel_marmotte", "zek.redstone", "mouton.vapeur", "cpt_torche", "rails.et.briques", "noe_c",
                     "metro.en.cubes", "la_loco_du_59", "quai_numero_9", "tchoutchou.serveur")
    ]  # fmt: skip
    profile = {
        "bioDescription": "je construis des gares, parfois des trains", "displayName": "lina des gares",
        "emailAddress": EMAIL, "followerCount": 2140, "followingCount": 38, "userName": GAMER,
    }  # fmt: skip
    content = {
        "Post": {"Posts": {"VideoList": videos}},
        "Profile And Settings": {
            "Follower": {"App": 1, "FansList": fans},
            "Profile Info": {"App": 1, "ProfileMap": profile},
            "Settings": {"SettingsMap": {"App Language": "fr", "Private Account": "Disabled"}},
        },
    }
    return {"TikTok_Data_1790000000/user_data_tiktok.json": plain_json(content)}


def roles(people: list[Young]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["contact", "group"])
    table.writerows((who.name, thread) for who in people for thread in who.threads)
    return out.getvalue().encode()


def lina() -> Files:
    people = everybody()
    return {
        "instagram-lina.zip": pack(instagram(people)),
        "snapchat-lina.zip": pack(snapchat(people)),
        "tiktok-lina.zip": pack(tiktok()),
        "Discussion WhatsApp avec 4B devoirs.txt": whatsapp(),
        "roles.csv": roles(people),
    }
