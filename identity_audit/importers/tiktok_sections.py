"""The parts of a TikTok export as lists of records: the same out of the JSON file and out of the folders of texts.

JSON: `user_data_tiktok.json` (before 2024 `user_data.json`), English in every language. Sections move and are renamed
("Activity", "Your Activity", "Profile And Settings"), keys change their case, empty lists are `null`; the names of the
lists themselves have stayed, so they are looked for at any depth. Text: a folder per section and a file per list, named
and labelled in the language of the app: blocks of `Label: value`, a date in each. The English, Dutch, Russian and part
of the Spanish names are those that public readers of such exports use; the French ones are expected, not seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from identity_audit.folding import fold
from identity_audit.importers.fields import as_dict, as_list, as_text, when

#: one entry: its keys in small letters without blanks, in English whatever the language of the file
Record = dict[str, Any]

#: list in the JSON file -> section; watched videos have the same key as one's own, so the section above decides
_LISTS: Mapping[str, str] = {
    "fanslist": "followers",
    "following": "following",
    "commentslist": "comments",
    "itemfavoritelist": "likes",
    "favoritevideolist": "likes",
    "sharehistorylist": "likes",
    "repostlist": "reposts",
    "reviewslist": "reviews",
    "hashtaglist": "hashtags",
    "offtiktokactivitydatalist": "advertisers",
    "usagedatalist": "advertisers",
}
_OWN = ("posts", "videos")
_MAPS: Mapping[str, str] = {"profilemap": "profile", "settingsmap": "settings"}
_WORDS: Mapping[str, str] = {
    "adinterestcategories": "interests", "datapartnerlist": "advertisers", "advertiserlist": "advertisers",
}  # fmt: skip
_CHATS = ("chathistory", "groupchat")
_NOTHING = frozenset("n/a|none|n.v.t.|s.o.|s/o|null|н/д".split("|"))
_CHAT_TITLE = re.compile(r"^(?:>+ *)?(?P<group>Group )?Chat History with (?P<name>.{0,200}?):* *$")


def key_of(word: str) -> str:
    """The form in which keys and labels are compared: letters and digits only, without case and accents."""
    return (fold(word) or "").replace(" ", "")


def said(record: Record, *keys: str) -> str:
    """The first of these fields that says something; "N/A" and its sisters say nothing."""
    for key in keys:
        value = as_text(record.get(key)).strip()
        if value and value.casefold() not in _NOTHING:
            return value
    return ""


# --- JSON ------------------------------------------------------------------------------------------------------


def in_json(data: object) -> dict[str, list[Record]]:
    """The lists of the file by their section; an entry that is no object is an empty record, so that it is counted."""
    found: dict[str, list[Record]] = {}
    for key, above, value in _inside(data):
        section = _LISTS.get(key) or ("posts" if key == "videolist" and above in _OWN else None)
        # a list of one is sometimes its one entry; another object of that name is the section around the list
        if section and (not isinstance(value, dict) or "date" in _record(value)):
            found.setdefault(section, []).extend(map(_record, as_list(value)))
        elif key in _MAPS and isinstance(value, dict):
            found.setdefault(_MAPS[key], []).append(_record(value))
        elif key in _WORDS:
            found.setdefault(_WORDS[key], []).extend({"value": word} for word in _listed(value))
        elif key == "watchlivemap":
            found.setdefault("comments", []).extend(_in_lives(value))
        elif key in _CHATS:
            found.setdefault("chats", []).extend(_in_chats(value))
    return found


def _inside(data: object, above: str = "") -> Iterator[tuple[str, str, Any]]:
    for name, value in as_dict(data).items():
        key = key_of(name)
        yield key, above, value
        if key not in _CHATS:
            yield from _inside(value, key)


def _record(value: object) -> Record:
    return {key_of(name): item for name, item in as_dict(value).items()}


def _listed(value: object) -> list[str]:
    """The words of a list that stands in one text: parted by bars, in older files by commas."""
    words = [as_text(word) or said(_record(word), "adinterestcategories", "name") for word in as_list(value)]
    if len(words) == 1:
        words = words[0].split("|" if "|" in words[0] else ",")
    return [word.strip() for word in words if word.strip() and word.strip().casefold() not in _NOTHING]


def _in_lives(value: object) -> Iterator[Record]:
    """What the person wrote under the live films of others; films watched in silence say nothing."""
    for live in map(_record, as_dict(value).values()):
        for wrote in map(_record, (*as_list(live.get("comments")), *as_list(live.get("questions")))):
            yield {
                "date": said(wrote, "commenttime", "questiontime") or live.get("watchtime"),
                "comment": said(wrote, "commentcontent", "questioncontent"),
                "url": said(live, "link"),
            }


def _in_chats(value: object) -> Iterator[Record]:
    for title, talk in as_dict(value).items():
        if isinstance(talk, dict) and "Messages" not in talk:
            yield from _in_chats(talk)  # the section around the chats has the same name
            continue
        for message in as_list(talk["Messages"] if isinstance(talk, dict) else talk):
            yield {**_record(message), **_chat_of(title)}


def _chat_of(title: str) -> Record:
    found = _CHAT_TITLE.match(title.strip()[:300])
    return {"chat": found["name"].strip() if found else title.strip()[:200], "group": bool(found and found["group"])}


# --- text ------------------------------------------------------------------------------------------------------

#: section -> the names of its file, without ".txt"
FILES: Mapping[str, tuple[str, ...]] = {
    "profile": ("Profile Information", "Profile Info", "Profielinformatie", "Informations du profil",
                "Informations de profil", "Данные профиля", "Información del perfil"),
    "settings": ("Settings", "Instellingen", "Paramètres", "Настройки", "Configuración"),
    "posts": ("Posts", "Videos", "Berichten", "Publications", "Публикации", "Publicaciones"),
    "comments": ("Comments", "Reacties", "Commentaires", "Комментарии", "Comentarios"),
    "followers": ("Follower", "Followers", "Follower List", "Volger", "Abonné", "Abonnés", "Подписчик", "Seguidor",
                  "Seguidores"),
    "following": ("Following", "Following List", "Volgend", "Abonnement", "Abonnements", "Подписки", "Siguiendo"),
    "likes": ("Like List", "Likelijst", "Liste des J'aime", "Liste de J'aime", "Список лайков", "Favorite Videos",
              "Favoriete video's", "Vidéos favorites", "Избранные видео", "Share History", "Geschiedenis delen",
              "Historique des partages", "Historique de partage", "История репостов"),
    "reposts": ("Reposts", "Herplaatsingen", "Republications"),
    "hashtags": ("Hashtag", "Hashtags", "Хэштег"),
    "interests": ("Ad Interests", "Advertentie-interesses", "Centres d'intérêt publicitaires"),
    "advertisers": ("Off TikTok Activity", "Off-TikTok Activities", "Activiteit buiten TikTok",
                    "Activité hors TikTok", "Активность вне TikTok"),
}  # fmt: skip
MESSAGES = ("Direct Messages", "Direct Message", "Directe berichten", "Messages directs", "Личные сообщения",
            "Mensajes directos", "Group Chat", "Groepschat", "Chat de groupe", "Discussion de groupe",
            "Групповой чат", "Chat de grupo")  # fmt: skip

_LABELS: Mapping[str, str] = {
    key_of(label): key
    for key, labels in {
        "date": "Datum|Date|Дата|Fecha|Datetime",
        "username": "User Name|Gebruikersnaam|Nom d'utilisateur|Имя пользователя|Nombre de usuario",
        "comment": "Reactie|Commentaire|Комментарий|Comentario",
        "link": "Lien|Ссылка|Enlace|Url|Link naar origineel bericht|Original Post Link|Ссылка на исходную публикацию|"
        "Lien de la publication d'origine",
        "likes": "Like(s)|J'aime|Likes|Mentions J'aime|Vind-ik-leuks|Me gusta",
        "title": "Titre|Titel|Título|Название",
        "whocanview": "Who can view|Qui peut voir|Qui peut regarder|Wie kan bekijken|Quién puede ver",
        "privateaccount": "Compte privé|Privéaccount|Cuenta privada|Закрытый аккаунт",
        "biodescription": "Bio|Bio Description|Biographie",
        "source": "Bron|Источник",
        "hashtagname": "Hashtag Name|Hashtag naam|Nom du hashtag",
    }.items()
    for label in labels.split("|")
}  # fmt: skip
#: what the one label that we do not know must be, in files of two labels
_REST: Mapping[str, str] = {"followers": "username", "following": "username", "comments": "comment"}
_LINE = re.compile(r"(?P<label>[^:\n]{1,80}):(?P<value>.*)")
_MESSAGE = re.compile(r"(?P<date>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: UTC)?) (?P<who>[^:\n]{1,100}): ?(?P<text>.*)")


def in_text(text: str, section: str) -> list[Record]:
    """The records of one file. A record begins where its date stands; lines without a label go on with a text."""
    if section == "chats":
        return list(_messages(text))
    blocks = _blocks(text.splitlines())
    labels = Counter(label for block in blocks for label in {_split(line)[0] for line in block})
    # a line of somebody's text may hold a colon too; a label stands in most records
    usual = {label for label, n in labels.items() if label and 2 * n > len(blocks)}
    records = [_fields(block, usual, section) for block in blocks]
    if section == "interests":
        return [{"value": word} for record in records for value in record.values() for word in _listed(value)]
    return records


def is_part(head: str) -> bool:
    """Does a text begin like one of TikTok's: a label and a moment in UTC, or the title of a chat?"""
    first = head.lstrip("\ufeff").lstrip().split("\n", 1)[0].strip()
    return bool(_CHAT_TITLE.match(first[:300]) and first.startswith(">>>")) or bool(
        re.fullmatch(r"[^:]{2,30}: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", first)
    )


def _split(line: str) -> tuple[str, str]:
    found = _LINE.match(line)
    return (found["label"].strip(), found["value"].strip()) if found else ("", "")


def _blocks(lines: list[str]) -> list[list[str]]:
    """The lines of each record: a record begins with its date; a file without dates is one record."""
    start = next((label for label, value in map(_split, lines) if label and when(value)), None)
    blocks: list[list[str]] = []
    for line in lines:
        label, value = _split(line)
        if not blocks or (label == start and when(value)):
            blocks.append([])
        blocks[-1].append(line)
    return [block for block in blocks if any(_split(line)[0] for line in block)]


def _fields(block: list[str], usual: set[str], section: str) -> Record:
    found: dict[str, str] = {}
    last = ""
    for line in block:
        label, value = _split(line)
        if label in usual and label not in found:
            last = label
            found[label] = value
        elif last:
            found[last] += "\n" + line
    record = {_LABELS.get(key_of(label), key_of(label)): value.strip() for label, value in found.items()}
    strange = {key: value for key, value in record.items() if key not in _LABELS.values()}
    for key, value in strange.items():
        if "date" not in record and when(value):
            record["date"] = value
        elif "link" not in record and value.startswith("http"):
            record["link"] = value
        elif section in _REST and _REST[section] not in record and said(record, key):
            record[_REST[section]] = value
    return record


def _messages(text: str) -> Iterator[Record]:
    chat: Record = {"chat": "", "group": False}
    message: Record | None = None
    for line in text.splitlines():
        title = _CHAT_TITLE.match(line[:300]) if line.startswith(">>>") else None
        found = None if title else _MESSAGE.match(line)
        if (title or found) and message:
            yield {**message, "content": message["content"].strip()}
            message = None
        if title:
            chat = _chat_of(line)
        elif found:
            message = {**chat, "date": found["date"], "from": found["who"].strip(), "content": found["text"]}
        elif message:
            message["content"] += "\n" + line
    if message:
        yield {**message, "content": message["content"].strip()}
