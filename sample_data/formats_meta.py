"""Camille's archives of Facebook and Instagram: what Meta hands out, which holds no reactions of others."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from formats_base import (
    EMAIL,
    EXPORTED,
    HANDLE,
    ME,
    TINY_JPEG,
    Dice,
    Files,
    Person,
    Row,
    epoch,
    meta_json,
    moment,
    read,
)

# ----------------------------------------------------------------------------------------- Facebook


@dataclass(frozen=True)
class Published:
    """A post as the archive dates it, for the mails that tell of the reactions to it."""

    local: datetime
    text: str
    facet: str
    media: str
    group: str = ""


def newest(record: dict[str, Any]) -> int:
    return -int(record["timestamp"])


def facebook(everybody: list[Person], told: list[Published]) -> Files:
    dice = Dice("facebook")
    root = f"facebook-camilledelvaux-{EXPORTED}-Qx7Tb2Lm/"
    activity = root + "your_facebook_activity/"
    friends = [p for p in everybody if p.facebook]
    files: Files = {}

    def media(local: datetime, description: str = "") -> dict[str, Any]:
        album, photo = dice.between(10**8, 10**9), dice.between(10**14, 10**15)
        uri = f"your_facebook_activity/posts/media/photos_{album}/{photo}.jpg"
        if dice.chance(0.04):
            files[root + uri] = TINY_JPEG
        picture: dict[str, Any] = {"uri": uri, "creation_timestamp": epoch(local), "title": "Photos du journal"}
        if description:
            picture["description"] = description
        return {"media": picture}

    posts: list[dict[str, Any]] = []
    in_groups: list[dict[str, Any]] = []
    for row in read("facebook.csv"):
        local = moment(row["date"], dice)
        told.append(Published(local, row["text"], row["facet"], row["media"], row["group"]))
        post: dict[str, Any] = {"timestamp": epoch(local), "data": [{"post": row["text"]}]}
        if row["group"]:
            post["title"] = f"{ME} a publié dans {row['group']}."
            in_groups.append(post)
            continue
        if row["media"] == "photo":
            post["title"] = f"{ME} a ajouté une nouvelle photo."
            post["attachments"] = [{"data": [media(local, row["text"])]}]
            post["data"] = [{"post": row["text"]}, {"update_timestamp": epoch(local)}]
            if row["facet"] == "crossfit":
                post["tags"] = [{"name": "Julie Renard"}, {"name": "Marie-Ange Pirlot"}]
        elif row["media"] == "link":
            post["title"] = f"{ME} a partagé un lien."
            link = {"url": "https://example.org/redoublement", "name": "Redoubler, et après ?", "source": "example.org"}
            post["attachments"] = [{"data": [{"external_context": link}]}]
        else:
            post["title"] = f"{ME} a mis à jour son statut."
        posts.append(post)
    for _ in range(26):  # photos without a word: known to be published, not known to be about anything
        local = moment(f"{dice.between(2021, 2026)}-{dice.between(1, 9):02d}-{dice.between(1, 28):02d}", dice)
        attachments = [{"data": [media(local) for _ in range(dice.between(1, 3))]}]
        posts.append({"timestamp": epoch(local), "attachments": attachments, "data": []})
    posts.sort(key=newest)
    files[activity + "posts/your_posts__check_ins__photos_and_videos_1.json"] = meta_json(posts)
    files[activity + "groups/group_posts_and_comments.json"] = meta_json({"group_posts_v2": in_groups})
    joined = [
        ("Box Meuse – membres", "2021-09-10"),
        ("Navetteurs de la ligne 36", "2019-02-04"),
        ("Quartiers vivants – comité", "2023-01-22"),
        ("Profs de sciences sociales FWB", "2018-09-03"),
        ("Brocante et troc Outremeuse", "2020-05-17"),
    ]
    files[activity + "groups/your_group_membership_activity.json"] = meta_json(
        {
            "groups_joined_v2": [
                {
                    "timestamp": epoch(moment(day, dice)),
                    "data": [{"name": name}],
                    "title": f"Vous êtes devenu membre de {name}.",
                }
                for name, day in joined
            ]
        }
    )

    comments: list[dict[str, Any]] = []
    for row in read("comments.csv"):
        if row["platform"] != "facebook":
            continue
        when = epoch(moment(row["date"], dice))
        what = "commenté la publication de" if row["what"] == "post" else "répondu au commentaire de"
        body = {"timestamp": when, "comment": row["text"], "author": ME}
        comments.append({"timestamp": when, "data": [{"comment": body}], "title": f"{ME} a {what} {row['on']}."})
    comments.sort(key=newest)
    files[activity + "comments_and_reactions/comments.json"] = meta_json({"comments_v2": comments})

    likes: list[dict[str, Any]] = []
    warm = [p for p in friends if not {"Élèves", "Anciens élèves"} & set(p.groups)]
    weights = [dice.gamma(0.7) for _ in warm]
    for _ in range(190):
        friend = warm[dice.weighted(weights)]
        day = date(2021, 1, 4) + timedelta(days=dice.below(2090))
        reaction = dice.pick(["LIKE", "LIKE", "LIKE", "LOVE", "LOVE", "HAHA", "WOW", "SORRY"])
        verb = "aime" if reaction == "LIKE" else "a réagi à"
        thing = dice.pick(["la publication de", "la publication de", "la photo de"])
        likes.append(
            {
                "timestamp": epoch(moment(day.isoformat(), dice)),
                "data": [{"reaction": {"reaction": reaction, "actor": ME}}],
                "title": f"{ME} {verb} {thing} {friend.name}.",
            }
        )
    likes.sort(key=newest)
    files[activity + "comments_and_reactions/likes_and_reactions_1.json"] = meta_json(likes)

    known: list[dict[str, Any]] = []
    for friend in friends:
        first, span = (date(2019, 9, 1), 2500) if "Élèves" in friend.groups else (date(2009, 3, 1), 6000)
        if "Box" in friend.groups:
            first, span = date(2021, 9, 10), 1750
        if friend.slack_from:
            first, span = date.fromisoformat(friend.slack_from), 200
        day = min(first + timedelta(days=dice.below(span)), date(2026, 9, 20))
        known.append({"name": friend.name, "timestamp": epoch(moment(day.isoformat(), dice))})
    known.sort(key=newest)
    files[root + "connections/friends/your_friends.json"] = meta_json({"friends_v2": known})
    lists = [("Amis proches", 14), ("Famille", 27), ("Connaissances", 61), ("Restreint", 3), ("Élèves et anciens", 52)]
    files[root + "connections/friends/your_post_audiences.json"] = meta_json(
        [
            {
                "timestamp": epoch(datetime.fromisoformat(f"{2015 + i}-04-02T18:30")),
                "media": [],
                "label_values": [
                    {"ent_field_name": "Name", "label": "Nom", "value": name},
                    {"label": "Nombre de membres", "value": str(n)},
                ],
                "fbid": str(10**15 + 7919 * i),
            }
            for i, (name, n) in enumerate(lists)
        ]
    )

    profile = {
        "name": {"full_name": ME, "first_name": "Camille", "middle_name": "", "last_name": "Delvaux"},
        "emails": {"emails": [EMAIL], "previous_emails": [], "pending_emails": [], "ad_account_emails": []},
        "birthday": {"year": 1985, "month": 6, "day": 11},
        "gender": {"gender_option": "FEMALE", "pronoun": "FEMALE"},
        "current_city": {"name": "Liège", "timestamp": 0},
        "hometown": {"name": "Huy", "timestamp": 0},
        "family_members": [{"name": "Sophie Delvaux", "relation": "Sœur", "timestamp": 0}],
        "education_experiences": [
            {"name": "Athénée de la Grand-Route", "graduated": True, "school_type": "High School"}
        ],
        "work_experiences": [{"employer": "Athénée des Vennes-Hautes", "title": "Professeure de sciences sociales"}],
        "username": "camilledelvaux",
        "registration_timestamp": epoch(datetime.fromisoformat("2008-11-09T21:12")),
    }
    files[root + "personal_information/profile_information/profile_information.json"] = meta_json(
        {"profile_v2": profile}
    )
    files[root + "preferences/preferences/language_and_locale.json"] = meta_json(
        {
            "language_and_locale_v2": [
                {
                    "name": "Langue et région",
                    "description": "Les paramètres de langue que vous utilisez sur Facebook",
                    "children": [{"name": "Langue de Facebook", "entries": [{"data": {"value": "Français (France)"}}]}],
                }
            ]
        }
    )
    files[root + "ads_information/ads_interests.json"] = meta_json({"topics_v2": INTERESTS})
    files[root + "ads_information/advertisers_using_your_activity_or_information.json"] = meta_json(
        {
            "custom_audiences_all_types_v2": [
                {"advertiser_name": name, "has_data_file_custom_audience": True, "has_in_person_store_visit": False}
                for name in ADVERTISERS
            ]
        }
    )
    files[root + "preferences/your_topics/your_topics.json"] = meta_json({"inferred_topics_v2": INTERESTS[:14]})
    notices = [
        ("2026-09-26", "Vous avez un souvenir à redécouvrir aujourd’hui."),
        ("2026-09-20", "Du nouveau dans le groupe Box Meuse – membres."),
        ("2026-09-14", "C’est l’anniversaire de Laurence Defays aujourd’hui. Souhaitez-lui une bonne fête !"),
        ("2026-09-03", "Un nouvel appareil s’est connecté à votre compte."),
    ]
    files[root + "logged_information/notifications/notifications.json"] = meta_json(
        {
            "notifications_v2": [
                {"timestamp": epoch(moment(day, dice)), "unread": False, "href": "", "text": text}
                for day, text in notices
            ]
        }
    )

    threads: dict[str, list[Row]] = defaultdict(list)
    for row in read("messenger.csv"):
        threads[row["thread"]].append(row)
    for i, (title, rows) in enumerate(sorted(threads.items())):
        names = list(dict.fromkeys([*(r["author"] for r in rows), ME]))
        messages = []
        for row in rows:
            message: dict[str, Any] = {
                "sender_name": row["author"],
                "timestamp_ms": epoch(datetime.fromisoformat(row["time"])) * 1000 + dice.below(1000),
                "content": row["text"],
                "is_geoblocked_for_viewer": False,
            }
            if row["reactions"]:
                pairs = [pair.split("=") for pair in row["reactions"].split(";")]
                message["reactions"] = [{"reaction": mark, "actor": actor} for actor, mark in pairs]
            messages.append(message)
        path = f"inbox/{re.sub('[^a-z]', '', title.lower())}_{10**15 + 104729 * i}"
        thread = {
            "participants": [{"name": name} for name in names],
            "messages": sorted(messages, key=lambda m: -int(m["timestamp_ms"])),
            "title": title,
            "is_still_participant": True,
            "thread_path": path,
        }
        files[f"{activity}messages/{path}/message_1.json"] = meta_json(thread)
    return files


INTERESTS = [
    "CrossFit", "Haltérophilie", "Rameur d’intérieur", "Vélo cargo", "Cyclotourisme", "Transport ferroviaire",
    "Urbanisme", "Sociologie", "Sciences sociales", "Enseignement secondaire", "Manuels scolaires", "Pédagogie",
    "Musique chorale", "Guitare basse", "Festivals de musique", "Jazz", "Pain au levain", "Cuisine végétarienne",
    "Confiture", "Marchés de producteurs", "Parentalité", "Fournitures scolaires", "Camping", "Slovénie",
    "Politique communale", "Changement climatique", "Golf", "Voitures de sport", "Crypto-monnaie", "Robes de mariée",
    "Perroquets", "Pêche à la mouche", "Assurance auto", "Jeux de cartes", "Chaussures de sport",
]  # fmt: skip
ADVERTISERS = [
    "Sport Discount Meuse", "Vélo Malin Wallonie", "Livres d’Occasion du Perron", "Bio-Panier des Vallées",
    "Assurances Tranquilles", "Billets-Scène Belgique", "Cartables & Cie", "Auto Plaisir Herstal",
]  # fmt: skip


# ---------------------------------------------------------------------------------------- Instagram


def instagram(everybody: list[Person], told: list[Published]) -> Files:
    dice = Dice("instagram")
    root = f"instagram-{HANDLE}-{EXPORTED}-Ht4Kq9Zs/"
    activity = root + "your_instagram_activity/"
    friends = [p for p in everybody if p.instagram]
    files: Files = {}

    def item(local: datetime, folder: str, title: str, extension: str = "jpg") -> dict[str, Any]:
        uri = f"media/{folder}/{local:%Y%m}/{dice.between(10**16, 10**17)}.{extension}"
        if extension == "jpg" and dice.chance(0.03):
            files[root + uri] = TINY_JPEG
        kind = "video_metadata" if extension == "mp4" else "photo_metadata"
        exif = {kind: {"exif_data": [{"device_id": "android-0000000000000000"}]}}
        return {
            "uri": uri,
            "creation_timestamp": epoch(local),
            "media_metadata": exif,
            "title": title,
            "cross_post_source": {"source_app": "IG"},
        }

    posts: list[dict[str, Any]] = []
    reels: list[dict[str, Any]] = []
    stories: list[dict[str, Any]] = []
    for row in read("instagram.csv"):
        local = moment(row["date"], dice)
        told.append(Published(local, row["text"], row["facet"], row["media"]))
        if row["media"] == "story":
            stories.append(item(local, "stories", row["text"]))
        elif row["media"] == "reel":
            reels.append({"media": [item(local, "reels", row["text"], "mp4")]})
        elif row["media"] == "carousel":
            shots = [item(local + timedelta(seconds=i), "posts", "") for i in range(dice.between(2, 5))]
            posts.append({"media": shots, "title": row["text"], "creation_timestamp": epoch(local)})
        else:
            posts.append({"media": [item(local, "posts", row["text"])]})
    for _ in range(34):
        day = date(2023, 9, 1) + timedelta(days=dice.below(1120))
        stories.append(item(moment(day.isoformat(), dice), "stories", ""))
    for _ in range(7):
        day = date(2021, 6, 1) + timedelta(days=dice.below(1900))
        posts.append({"media": [item(moment(day.isoformat(), dice), "posts", "")]})

    def when(post: dict[str, Any]) -> int:
        return -int(post["media"][0]["creation_timestamp"])

    files[activity + "media/posts_1.json"] = meta_json(sorted(posts, key=when))
    files[activity + "media/reels.json"] = meta_json({"ig_reels_media": sorted(reels, key=when)})
    stories.sort(key=lambda s: -int(s["creation_timestamp"]))
    files[activity + "media/stories.json"] = meta_json({"ig_stories": stories})

    comments = []
    for row in read("comments.csv"):
        if row["platform"] == "instagram":
            comments.append(
                {
                    "media_list_data": [{"uri": ""}],
                    "string_map_data": {
                        "Commentaire": {"value": row["text"]},
                        "Propriétaire du contenu multimédia": {"value": row["on"]},
                        "Heure": {"timestamp": epoch(moment(row["date"], dice))},
                    },
                }
            )
    files[activity + "comments/post_comments_1.json"] = meta_json(comments)

    def link(handle: str, day: date, *, value: bool = True) -> dict[str, Any]:
        entry: dict[str, Any] = {"href": f"https://www.instagram.com/{handle}"}
        if value:
            entry["value"] = handle
        return entry | {"timestamp": epoch(moment(day.isoformat(), dice))}

    def recent(first: date, until: date = date(2026, 9, 25)) -> date:
        return first + timedelta(days=dice.below((until - first).days))

    weights = [dice.gamma(0.8) for _ in friends]
    liked = []
    for _ in range(120):
        friend = friends[dice.weighted(weights)]
        day = recent(date(2022, 1, 10))
        mark = {
            "href": f"https://www.instagram.com/p/{dice.word(11)}/",
            "value": "👍",
            "timestamp": epoch(moment(day.isoformat(), dice)),
        }
        liked.append({"title": friend.instagram, "string_list_data": [mark]})
    files[activity + "likes/liked_posts.json"] = meta_json({"likes_media_likes": liked})

    people_path = root + "connections/followers_and_following/"
    followers = [
        {"title": "", "media_list_data": [], "string_list_data": [link(p.instagram, recent(date(2021, 5, 20)))]}
        for p in friends
    ]
    files[people_path + "followers_1.json"] = meta_json(followers)
    pages = ["boxmeuse.liege", "lesfillesdupuits9", "quatuor.sambre.nord", "quartiers.vivants", "moulin.du.vivier"]
    followed = [p.instagram for p in friends if "Élèves" not in p.groups and dice.chance(0.85)] + pages
    following = [
        {"title": handle, "string_list_data": [link(handle, recent(date(2021, 5, 20)), value=False)]}
        for handle in followed
    ]
    files[people_path + "following.json"] = meta_json({"relationships_following": following})
    close = [
        p.instagram
        for p in friends
        if p.name in {"Julie Renard", "Jeanne Vandermeersch", "Sophie Delvaux", "Zoé Lambert", "Gaëlle Warnier"}
    ]
    files[people_path + "close_friends.json"] = meta_json(
        {
            "relationships_close_friends": [
                {"title": "", "media_list_data": [], "string_list_data": [link(handle, date(2024, 3, 2))]}
                for handle in close
            ]
        }
    )
    profile = {
        "Adresse e-mail": {"href": "", "value": EMAIL, "timestamp": 0},
        "Nom d’utilisateur": {"href": "", "value": HANDLE, "timestamp": 0},
        "Nom": {"href": "", "value": ME, "timestamp": 0},
        "Bio": {"href": "", "value": "Craie le jour, craie le matin. Liège. Pain, basse, vélo.", "timestamp": 0},
        "Genre": {"href": "", "value": "female", "timestamp": 0},
        "Compte privé": {"href": "", "value": "True", "timestamp": 0},
    }
    files[root + "personal_information/personal_information/personal_information.json"] = meta_json(
        {"profile_user": [{"title": "Utilisateur", "media_map_data": {}, "string_map_data": profile}]}
    )
    topics = ["CrossFit", "Haltérophilie", "Pâtisserie", "Festivals", "Vélo", "Voyages en train", "Poules", "Tatouage"]
    files[root + "preferences/your_topics/your_topics.json"] = meta_json(
        {
            "topics_your_topics": [
                {
                    "title": "",
                    "media_map_data": {},
                    "string_map_data": {"Nom": {"href": "", "value": t, "timestamp": 0}},
                }
                for t in topics
            ]
        }
    )
    return files
