"""Camille's mailbox: what she sent and to whom, what came back, and the notifications of Facebook and Instagram.

The words are written, and so is who answers where it matters; the rest is drawn, as README.md says.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

from formats_base import EMAIL, FACETS, ME, Dice, Person, Row, epoch, read, user_name
from formats_mail import PROGRAMS, Letter, answer, drawn, folded, mbox, page
from formats_meta import Published
from formats_slack import ACTIVITY_SHAPE, CROSSING, MOVED, MOVING, POPULARITY, POST_SHAPE, members

SELF = (ME, EMAIL)
LIST = ("Parents des Coteaux", "parents-coteaux@listes.example.org")
PUPILS = ("Élèves", "Anciens élèves")
CIRCLES = {
    "profs": "Véronique Hanssen;Jeanne Vandermeersch;Isabelle Noël;Karim Sow;Audrey Gaspard;Myriam Gillet;"
    "Paola Daoudi;Étienne Warzée;Jean-Marc Fassotte;Philippe Bodson;Nicolas Chapelle;Carine Lardinois;Marc Thonnard",
    "box": "Julie Renard;Fabrice Noiret;Léa Dossogne;Nour El Amrani;Bruno Stassen;Marie-Ange Pirlot;Tom Vervier;"
    "Quentin Massart;Sabine Collard;Gilles Radoux;Élodie Bastin;Nathan Yernaux",
    "famille": "Benoît Lambert;Sophie Delvaux;Laurence Defays;Étienne Delvaux;Joëlle Delvaux;Renaud Delvaux;"
    "Christophe Defays;Samira Lambert;Grégory Lambert;Geneviève Lambert;Bernard Defays",
    "seminaire": "Jeanne Vandermeersch;Ilse Peeters;Marc Thonnard;Carine Lardinois;Maeve O'Sheehan",
    "chorale": "Pascale Wuidar;Gaëlle Warnier;Xavier Noirhomme;Bérénice Colson;Audrey Bodson;Sylvie Vrancken;"
    "Sandrine Jowat;Murielle Bodson",
    "velo": "Nadia Haddad;Samir Belkacem;Ilse Peeters;Vinciane Lacroix;Thierry Goblet;Karima Ziani;Serge Bastin",
    "amis": "Nadia Haddad;Julie Renard;Jeanne Vandermeersch;Gaëlle Warnier;Maeve O'Sheehan;Véronique Hanssen;"
    "Samir Belkacem;Olivier Lambion;Hélène Jadot",
}
BY_CIRCLE = {  # the facet people come from, where nothing else is known of them
    "Box": {"crossfit": 1.0},
    "Collègues": {"enseignement": 0.75, "sociologie": 0.25},
    "Famille": {"famille": 0.6, "cuisine": 0.4},
    "Élèves": {"enseignement": 1.0},
    "Anciens élèves": {"enseignement": 1.0},
    "Association": POPULARITY,
}
BASE = 0.006  # expected reactions of an average friend to an average post of their home facet
KEPT = 0.2  # share of posts whose mails about reactions she did not delete
IN_A_SMALL_CIRCLE = 2  # followers on Instagram are fewer and closer
PUPIL_FACTOR = 0.3  # pupils look, and seldom show it
LABEL = "Catégorie : Réseaux sociaux"


@dataclass(frozen=True)
class Friend:
    """Somebody who may react: by the same model as in the Slack of the parents."""

    person: Person
    home: str
    also: tuple[str, ...]
    later: str
    activity: float

    @property
    def name(self) -> str:
        return self.person.name

    def taste(self, facet: str, local: datetime) -> float:
        home = self.later if self.later and local >= MOVED else self.home
        stray = 0.06 / len(FACETS)
        if not self.also:
            return len(FACETS) * (stray + (0.94 if facet == home else 0))
        share = 0.60 if facet == home else 0.34 / len(self.also) if facet in self.also else 0.0
        return len(FACETS) * (stray + share)

    def there(self, local: datetime) -> bool:
        """Parents of the association are friends since they came; everybody else was there before."""
        return self.person.slack_from < f"{local:%Y-%m-%d}"


def friends(everybody: list[Person]) -> list[Friend]:
    """Everybody with a home facet and an activity; members of the Slack have those they have there."""
    known = {m.person.name: m for m in members(everybody, {})}
    out = []
    for person in everybody:
        if person.name in known:
            m = known[person.name]
            out.append(Friend(person, m.home, m.also, m.later, m.activity))
            continue
        dice = Dice("friend", person.name)
        weights = BY_CIRCLE[person.groups[0]]
        home = list(weights)[dice.weighted(list(weights.values()))]
        also: tuple[str, ...] = ()
        others = [f for f in FACETS if f != home]
        if dice.chance(CROSSING):
            picked = [others[dice.weighted([POPULARITY[f] for f in others])] for _ in range(dice.between(1, 2))]
            also = tuple(dict.fromkeys(picked))
        later = others[dice.weighted([POPULARITY[f] for f in others])] if dice.chance(MOVING) else ""
        activity = dice.gamma(ACTIVITY_SHAPE) * (PUPIL_FACTOR if set(PUPILS) & set(person.groups) else 1)
        out.append(Friend(person, home, also, later, activity))
    return out


def mail_of(person: Person) -> str:
    """Where somebody gets mail. Members of the Slack use the address they have there."""
    if "Collègues" in person.groups and not person.slack_from:
        return f"{user_name(person.name)}@athenee-vennes.example"
    home = "example.org" if person.slack_from else Dice("domain", person.name).pick(["example.net", "example.com"])
    return f"{user_name(person.name)}@{home}"


def utc(local: datetime) -> datetime:
    return datetime.fromtimestamp(epoch(local), UTC)


def zone(local: datetime) -> int:
    return round((local.replace(tzinfo=UTC).timestamp() - epoch(local)) / 3600)


def mailbox(everybody: list[Person], facebook: list[Published], instagram: list[Published]) -> bytes:
    known = friends(everybody)
    letters = [*conversations(known), *traffic(known)]
    letters += [*facebook_notices(known, facebook), *instagram_notices(known, instagram)]
    return mbox(letters)


# -------------------------------------------------------------------------------- mails and answers


def conversations(known: list[Friend]) -> list[Letter]:
    by_name = {friend.name: friend for friend in known}
    others: dict[str, list[Row]] = defaultdict(list)
    mine: dict[str, list[Row]] = defaultdict(list)
    for row in read("mail_others.csv"):
        others[row["thread"]].append(row)
    for row in read("mail.csv"):
        mine[row["thread"]].append(row)
    letters = []
    for thread, own in mine.items():
        steps = sorted([*own, *others[thread]], key=lambda row: int(row["step"]))
        letters += conversation(thread, steps, by_name)
    return letters


def conversation(thread: str, steps: list[Row], by_name: dict[str, Friend]) -> list[Letter]:
    """One mail of Camille and what came of it; whom the texts leave open is drawn among those who got it."""
    dice, root = Dice("mail", thread), steps[0]
    to = receivers(root["to"], by_name)
    on_list = LIST in to
    inside = [by_name[name] for name in dict.fromkeys(n for n in reached(root["to"], by_name))]
    local = datetime.fromisoformat(root["date"]).replace(second=dice.below(60))
    first = sent(dice, root, root["subject"], to=to, local=local, thread=thread)
    letters, last, used = [first], first, {name for row in steps if (name := row.get("author", "")) in by_name}
    answered = None
    for row in steps[1:]:
        hours = 0.4 + 20 * dice.gamma(0.8)
        local = daytime(local + timedelta(hours=min(hours, 60) / (3 if len(steps) > 4 else 1)), dice)
        if "to" in row:  # her own answer
            back = [last.sender, *(who for who in (last.to + last.cc) if who not in (SELF, last.sender))][:1]
            whom = [LIST] if on_list else back
            letter = sent(dice, row, f"Re: {root['subject']}", to=whom, local=local, thread=thread)
            letter.parents = (last.message_id, *last.parents)
            answer(letter, last, "gmail", row["lang"])
            answered = letter
        else:
            friend = by_name.get(row["author"]) or somebody(dice, inside, used, row, facet=root["facet"], local=local)
            used.add(friend.name)
            program = Dice("program", friend.name).pick(PROGRAMS)
            parent = answered or first
            letter = received(dice, friend.person, f"Re: {root['subject']}", row["text"], local=local, thread=thread)
            letter.parents = (parent.message_id, *parent.parents)
            if on_list:
                letter.to, letter.cc, letter.headers = [LIST], [SELF], (*letter.headers, *list_headers())
                letter.subject = f"Re: [parents-coteaux] {root['subject']}"
                letter.labels = "Boîte de réception,Association,Ouvert"
            answer(letter, parent, program, row["lang"])
            if on_list and not letter.html:
                letter.text += LIST_FOOT
        last = letter
        letters.append(letter)
    return letters


def somebody(dice: Dice, inside: list[Friend], used: set[str], row: Row, *, facet: str, local: datetime) -> Friend:
    gender = row["author"][1:]
    weights = [
        f.activity * f.taste(facet, local)
        if f.name not in used and gender in ("", f.person.gender) and f.there(local)
        else 0.0
        for f in inside
    ]
    found = drawn(dice, weights)
    if found is None:
        raise ValueError(f"nobody is left to say: {row['text']}")
    return inside[found]


def reached(keys: str, by_name: dict[str, Friend]) -> list[str]:
    """Everybody behind the recipients, the members of the list too."""
    out: list[str] = []
    for key in keys.split(";"):
        if key == "parents":
            out += [f.name for f in by_name.values() if f.person.slack_from and not f.person.slack_until]
        else:
            out += CIRCLES[key].split(";") if key in CIRCLES else [key]
    return out


def receivers(keys: str, by_name: dict[str, Friend]) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key in keys.split(";"):
        if key == "parents":
            out.append(LIST)
        else:
            names = CIRCLES[key].split(";") if key in CIRCLES else [key]
            out += [(name, mail_of(by_name[name].person)) for name in names]
    return list(dict.fromkeys(out))


def daytime(local: datetime, dice: Dice) -> datetime:
    """People answer by day."""
    return local + timedelta(hours=dice.between(7, 9)) if local.hour < 6 else local


SIGNATURE = "-- \nCamille"
SIGNATURES = {
    "enseignement": "-- \nCamille Delvaux\nSciences sociales, Athénée des Vennes-Hautes",
    "sociologie": "-- \nCamille Delvaux\nUn mot vaut mille tableaux (et inversement)",
}


def sent(dice: Dice, row: Row, subject: str, *, to: list[tuple[str, str]], local: datetime, thread: str) -> Letter:
    signature = SIGNATURES.get(row["facet"], SIGNATURE) if row["date"] else SIGNATURE
    text = f"{row['text']}\n\n{signature}"
    words = page(text)
    return Letter(
        SELF, to, subject, folded(text), utc(local), zone(local), f"CA+{dice.word(22)}@mail.gmail.com",
        "Messages envoyés,Ouvert", html=words, thread=f"mail/{thread}",
    )  # fmt: skip


def received(dice: Dice, person: Person, subject: str, text: str, *, local: datetime, thread: str) -> Letter:
    address = mail_of(person)
    labels = "Boîte de réception,Important,Ouvert"
    if "Box" in person.groups and "Association" not in person.groups:
        labels += ",Box"
    head = (("Delivered-To", EMAIL), ("Return-Path", f"<{address}>"))
    return Letter(
        (person.name, address), [SELF], subject, text, utc(local), zone(local),
        f"{dice.word(18).lower()}@{address.rpartition('@')[2]}", labels, headers=head, thread=f"mail/{thread}",
    )  # fmt: skip


def list_headers() -> tuple[tuple[str, str], ...]:
    return (
        ("Precedence", "list"),
        ("List-Id", "Parents des Coteaux <parents-coteaux.listes.example.org>"),
        ("List-Post", f"<mailto:{LIST[1]}>"),
        ("List-Unsubscribe", "<mailto:parents-coteaux-leave@listes.example.org>"),
        ("Sender", "parents-coteaux-bounces@listes.example.org"),
    )


LIST_FOOT = "\n\n_______________________________________________\nParents-coteaux, liste de diffusion\n"


# --------------------------------------------------------------------- the list, others, and robots


def traffic(known: list[Friend]) -> list[Letter]:
    """What people wrote of their own accord, to the list or to her, and what machines send."""
    by_name = {friend.name: friend for friend in known}
    members_of_list = [by_name[name] for name in reached("parents", by_name)]
    letters = []
    for number, row in enumerate(read("mail_traffic.csv")):
        dice = Dice("traffic", number)
        local = datetime.fromisoformat(row["date"]).replace(second=dice.below(60))
        thread = f"traffic/{number}"
        if row["to"] == "robot":
            letters.append(robot(dice, row, local))
            continue
        friend = by_name.get(row["author"]) or somebody(
            dice, members_of_list, set(), row, facet=row["facet"], local=local
        )
        letter = received(dice, friend.person, row["subject"], row["text"], local=local, thread=thread)
        if row["to"] == "parents":
            letter.to, letter.headers = [LIST], (*letter.headers, *list_headers())
            letter.subject = f"[parents-coteaux] {row['subject']}"
            letter.labels = "Boîte de réception,Association,Ouvert"
            letter.text += LIST_FOOT
        else:
            letter.html = page(row["text"])
        letters.append(letter)
    return letters


def robot(dice: Dice, row: Row, local: datetime) -> Letter:
    name, address = re.fullmatch(r"(.+) <(.+)>", row["author"]).groups()  # type: ignore[union-attr]
    head = (
        ("Delivered-To", EMAIL),
        ("List-Unsubscribe", f"<https://{address.rpartition('@')[2]}/desinscription?{dice.word(8)}>"),
        ("Precedence", "bulk"),
    )
    return Letter(
        (name, address), [("", EMAIL)], row["subject"], row["text"], utc(local), zone(local),
        f"{dice.word(20).lower()}@{address.rpartition('@')[2]}", "Boîte de réception,Catégorie : Promotions,Ouvert",
        html=page(row["text"]), headers=head,
    )  # fmt: skip


# ------------------------------------------------------------------------------------ notifications


@dataclass(frozen=True)
class Act:
    """What the model says happened to a post: who did it, and how long after."""

    friend: Friend
    local: datetime
    words: str = ""
    lang: str = "fr"


def reactions(dice: Dice, known: list[Friend], post: Published, base: float) -> list[Act]:
    """Who reacted: each friend once or not at all, by appeal, activity, taste and popularity."""
    appeal, out = dice.gamma(POST_SHAPE), []
    for friend in known:
        draw, delay = dice.unit(), dice.unit()
        if not friend.there(post.local):
            continue
        rate = base * appeal * friend.activity * friend.taste(post.facet, post.local) * POPULARITY[post.facet]
        if draw < 1 - math.exp(-rate):
            out.append(Act(friend, post.local + timedelta(minutes=4 + 1500 * delay**3)))
    return sorted(out, key=lambda act: act.local)


def written(known: list[Friend], posts: list[Published], platform: str) -> dict[str, list[Act]]:
    """The comments, by the text of their post; whom the texts leave open is drawn among those who could see it."""
    by_name, out = {friend.name: friend for friend in known}, defaultdict(list)
    voices: dict[str, int] = defaultdict(int)
    for row in read("notices.csv"):
        if row["platform"] != platform:
            continue
        [post] = [p for p in posts if p.text.startswith(row["on"])]
        dice = Dice("comment", platform, row["on"])
        local = post.local + timedelta(minutes=6 + 900 * dice.unit() ** 2)
        friend = by_name.get(row["author"])
        if friend is None:
            gender = row["author"][1:]
            weights = [
                f.activity * f.taste(post.facet, local) / (1 + voices[f.name])
                if f.there(local) and gender in ("", f.person.gender) and not set(PUPILS) & set(f.person.groups)
                else 0.0
                for f in known
            ]
            friend = known[dice.weighted(weights)]
        voices[friend.name] += 1
        out[post.text].append(Act(friend, local, row["text"], row["lang"]))
    return out


def beginning(text: str, length: int) -> str:
    """The first words of a post, as a notification quotes them."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: text.rindex(" ", 0, length)].rstrip(" ,.:;«") + "…"


def facebook_notices(known: list[Friend], posts: list[Published]) -> list[Letter]:
    able = [friend for friend in known if friend.person.facebook]
    comments, letters = written(able, posts, "facebook"), []
    for post in posts:
        dice = Dice("facebook mail", post.text)
        story = f"{10**15 + dice.below(9 * 10**14)}"
        number = dice.between(60, 100)
        thing = {"photo": "photo", "link": "lien"}.get(post.media, "publication")
        for act in comments.get(post.text, []):
            letters.append(commented(dice, act, post, story=story, thing=thing, number=number))
        acts = reactions(dice, able, post, BASE) if dice.chance(KEPT) else []
        if acts:
            letters.append(reacted(dice, acts[0], 0, post, story=story, thing=thing, number=number))
        if len(acts) > 1:
            letters.append(reacted(dice, acts[-1], len(acts) - 1, post, story=story, thing=thing, number=number))
    return letters + called(able, posts)


def commented(dice: Dice, act: Act, post: Published, *, story: str, thing: str, number: int) -> Letter:
    """Three layouts, by year: the quoted post in the body, in the subject, or in a table of HTML alone."""
    who, quote = act.friend.name, beginning(post.text, number)
    where = f" dans {post.group}" if post.group else ""
    told = f"{who} a commenté votre {thing}{where}"
    he_wrote = f"{who.split()[0]} a écrit : « {act.words} »"
    if act.local.year < 2023:
        lines = [f"{told}.", he_wrote, f"Votre {thing} : « {quote} »"]
        return notice(dice, act.local, told, lines, story=story, kind="feed_comment", html=act.local.year > 2021)
    if act.local.year < 2025 and not where:
        lines = [f"{told}.", he_wrote]
        return notice(dice, act.local, f"{told} : « {quote} »", lines, story=story, kind="feed_comment")
    lines = [f"{told}.", f"« {quote} »", he_wrote]
    return notice(dice, act.local, f"💬 {told}.", lines, story=story, kind="feed_comment")


def reacted(dice: Dice, act: Act, others: int, post: Published, *, story: str, thing: str, number: int) -> Letter:
    who, local = act.friend.name, act.local
    if others == 0:
        told = f"{who} aime votre {thing}" if local.year < 2022 else f"{who} a réagi à votre {thing}"
    elif others == 1:
        told = f"{who} et 1 autre personne ont réagi à votre {thing}"
    else:
        told = f"{who} et {others} autres personnes ont réagi à votre {thing}"
    quoted = dice.chance(0.85)  # some mails show the picture alone
    lines = [f"{told}.", *([f"« {beginning(post.text, number)} »"] if quoted else [])]
    subject = f"{told} : « {beginning(post.text, 50)} »" if quoted and local.year >= 2024 else told
    kind = "like" if local.year < 2022 else "feedback_reaction_generic"
    return notice(dice, local, subject, lines, story=story, kind=kind)


CALLS = (  # (beginning of the post under which it happened, who, what)
    ("Deadlift PR: 105 kg.", "Julie Renard", "mention"),
    ("Comptage citoyen : 412 vélos", "Samir Belkacem", "mention"),
    ("Premier concert du petit groupe", "Gaëlle Warnier", "mention"),
    ("Carbonnades : oignons", "Hélène Jadot", "mention"),
    ("Entretien n°7.", "Jeanne Vandermeersch", "mention"),
    ("Compétition interne samedi", "Fabrice Noiret", "tag"),
    ("Concert de Noël à la collégiale", "Pascale Wuidar", "tag"),
    ("Camping dans les Ardennes", "Benoît Lambert", "tag"),
    ("Semaine de la mobilité : petit déj", "Nadia Haddad", "tag"),
    ("Quinze ans de mariage.", "Sophie Delvaux", "tag"),
)


def called(known: list[Friend], posts: list[Published]) -> list[Letter]:
    """Mentions under her own posts, and tags in posts and photos of others (those name no post of hers)."""
    by_name, letters = {friend.name: friend for friend in known}, []
    for start, name, what in CALLS:
        [post] = [p for p in posts if p.text.startswith(start)]
        dice = Dice("called", start)
        local = post.local + timedelta(minutes=dice.between(40, 900))
        who, story = by_name[name].name, f"{10**15 + dice.below(9 * 10**14)}"
        if what == "mention":
            told = f"{who} vous a mentionnée dans un commentaire"
            lines = [f"{told}.", "Sur votre publication :", f"« {beginning(post.text, 90)} »"]
            letters.append(notice(dice, local, told, lines, story=story, kind="comment_mention"))
        else:
            told = f"{who} vous a identifiée dans une photo"
            letters.append(notice(dice, local, told, [f"{told}."], story=story, kind="photo_tag"))
    return letters


def notice(
    dice: Dice, local: datetime, subject: str, lines: list[str], *, story: str, kind: str, html: bool = True
) -> Letter:
    """A mail of Facebook: greeting, sentence, quotation, link, foot."""
    mail = dice.word(26, "0123456789abcdef")
    link = (
        f"https://www.facebook.com/nd/?permalink.php&story_fbid={story}&id=100004918273645"
        f"&aref={dice.below(10**16)}&medium=email&mid={mail}&bcode=2.{epoch(local)}"
    )
    foot = (
        f"Ce message a été envoyé à {EMAIL}. Si vous ne souhaitez plus recevoir ces e-mails de Meta, suivez le lien "
        "de désabonnement. Meta Platforms Ireland Ltd., Attention: Community Operations, 4 Grand Canal Square, Dublin 2"
    )
    text = "\n\n".join(["Bonjour Camille,", *lines, f"Voir sur Facebook\n{link}", "Merci,\nL’équipe Facebook", foot])
    rows = "".join(f'<tr><td style="padding:8px 0"><span>{escape(line)}</span></td></tr>' for line in lines)
    markup = (
        '<html><body style="margin:0"><table width="100%" cellspacing="0"><tr><td><span style="color:#1877f2">'
        f'<b>facebook</b></span></td></tr>{rows}<tr><td><a href="{escape(link)}" style="background:#1877f2;'
        f'color:#ffffff">Voir sur Facebook</a></td></tr><tr><td style="color:#8a8d91">{escape(foot)}</td></tr>'
        "</table></body></html>"
    )
    code = dice.word(10, "abcdefghijklmnopqrstuvwxyz0123456789")
    head = (
        ("Delivered-To", EMAIL),
        ("Return-Path", f"<notification+{code}@facebookmail.com>"),
        ("X-Facebook", "from 2401:db00:0:0:face:0:0:0 ([MTI3LjAuMC4x]) by async.facebook.com with HTTP (ZuckMail);"),
        ("X-Priority", "3"),
        ("X-Facebook-Notify", f"{kind}; mailid={mail}"),
        ("List-Unsubscribe", f"<https://www.facebook.com/o.php?k={mail}>"),
        ("Errors-To", f"notification+{code}@facebookmail.com"),
        ("X-FACEBOOK-PRIORITY", "0"),
    )
    return Letter(
        ("Facebook", f"notification+{code}@facebookmail.com"), [SELF], subject, folded(text, 74), utc(local),
        zone(local), f"{mail}@async.facebook.com", f"Boîte de réception,{LABEL},Ouvert", html=markup if html else "",
        headers=head,
    )  # fmt: skip


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def short_code(local: datetime, dice: Dice) -> str:
    """The letters of an Instagram link: a number that begins with the millisecond, counted from August 2011."""
    number = ((epoch(local) * 1000 + dice.below(1000) - 1_314_220_021_721) << 23) | dice.below(1 << 23)
    letters = ""
    for _ in range(11):
        number, digit = divmod(number, 64)
        letters = _ALPHABET[digit] + letters
    return letters


def instagram_notices(known: list[Friend], posts: list[Published]) -> list[Letter]:
    able = [friend for friend in known if friend.person.instagram]
    comments, letters = written(able, posts, "instagram"), []
    for post in posts:
        if post.media == "story":
            continue
        dice = Dice("instagram mail", post.text)
        code, thing = short_code(post.local, dice), "reel" if post.media == "reel" else "photo"
        for act in comments.get(post.text, []):
            who = act.friend.person.instagram
            lines = [f"{who} a commenté votre {thing}.", f"{who} a écrit : « {act.words} »"]
            lines.append(f"Votre légende : « {beginning(post.text, 70)} »")
            letters.append(
                instagram_notice(dice, act.local, f"{who} a commenté votre {thing}", lines, code=code, kind="comment")
            )
        for act in reactions(dice, able, post, BASE * IN_A_SMALL_CIRCLE)[:1]:
            who = act.friend.person.instagram
            lines = [f"{who} a aimé votre {thing}.", f"« {beginning(post.text, 60)} »"]
            letters.append(
                instagram_notice(dice, act.local, f"{who} a aimé votre {thing}", lines, code=code, kind="like")
            )
    return letters


def instagram_notice(dice: Dice, local: datetime, subject: str, lines: list[str], *, code: str, kind: str) -> Letter:
    mail = dice.word(26, "0123456789abcdef")
    link = f"https://www.instagram.com/p/{code}/?utm_campaign={kind}&utm_medium=email&ndid={mail}"
    foot = f"© Instagram. Meta Platforms Ireland Ltd. Ce message a été envoyé à {EMAIL}."
    text = "\n\n".join(["Bonjour camille.bouge,", *lines, f"Voir sur Instagram\n{link}", foot])
    rows = "".join(f"<p>{escape(line)}</p>" for line in lines)
    button = f'<p><a href="{escape(link)}">Voir</a></p>'
    markup = f"<html><body><h1>Instagram</h1>{rows}{button}<p>{escape(foot)}</p></body></html>"
    head = (
        ("Delivered-To", EMAIL),
        ("X-Facebook-Notify", f"instagram_{kind}; mailid={mail}"),
        ("List-Unsubscribe", f"<https://www.instagram.com/emails/unsubscribe?{mail}>"),
    )
    return Letter(
        ("Instagram", "no-reply@mail.instagram.com"), [SELF], subject, folded(text, 74), utc(local), zone(local),
        f"{mail}@mail.instagram.com", f"Boîte de réception,{LABEL},Ouvert", html=markup, headers=head,
    )  # fmt: skip
