"""The words that the networks put around names, French and English: how is a copied line no name?"""

from __future__ import annotations

import re

# --- lines that are a word of the networks --------------------------------------------------------------------------

_BUTTONS = """
ajouter|ajouter ami|ajouter comme ami|ajouter comme ami(e)|ajouter comme amie|ajouter ami(e)|ajouter un ami|suivre|
suivre aussi|suivre en retour|suivi|suivie|suivi(e)|s'abonner|s'abonner en retour|s'abonner aussi|abonné|abonnée|
abonné(e)|se désabonner|ne plus suivre|message|envoyer un message|envoyer|discuter|se connecter|inviter|invité|
invité(e)|add friend|add|follow|follow back|following|unfollow|subscribe|send message|connect|invite|invited
"""
_OTHER_BUTTONS = """
invitation envoyée|annuler|annuler l'invitation|annuler la demande|demandé|demande envoyée|demande en attente|
confirmer|supprimer|retirer|refuser|accepter|répondre à l'invitation|en attente|appeler|plus|voir plus|afficher plus|
afficher la suite|charger plus|voir tout|tout voir|voir le profil|afficher le profil|voir la traduction|fermer|retour|
rechercher|recherche|rechercher des personnes|ok|partager|commenter|répondre|modifier|plus d'options|options|terminé|
appuyez pour supprimer|appuyer pour supprimer|touchez pour supprimer|cliquez pour supprimer|cliquer pour supprimer|
chargement|invitation sent|friend request sent|request sent|requested|respond|cancel|cancel request|confirm|delete|
remove|accept|ignore|pending|withdraw|call|more|see more|show more|load more|see all|view all|view profile|
see translation|close|back|search|search people|done|share|comment|reply|edit|more options|tap to remove|
click to remove|select to remove|loading|remove follower|manage|contact|bloquer|signaler|masquer|block|report|hide|
afficher de plus|show more people
"""
_ABOUT_PEOPLE = """
vous|moi|toi|you|me|ami|amie|ami(e)|amis|ami(e)s|amies|meilleurs amis|proche|abonnés|abonnements|friend|friends|
close friends|followers|vous suit|vous êtes abonnés l'un à l'autre|abonnement réciproque|vous suivez|
s'est abonné à vous|follows you|you follow each other|mutuals|mutual|vérifié|vérifiée|compte vérifié|profil vérifié|
verified|verified account|verified profile|auteur|autrice|author|administrateur|administratrice|admin|modérateur|
modératrice|moderator|membre|member|membre de linkedin|linkedin member|utilisateur de facebook|facebook user|
utilisateur facebook|super fan|top fan|fan super actif|bot|app|premium|influenceur|influencer|en ligne|hors ligne|
actif|active|actif maintenant|active now|online|offline|absent|away|nouveau|new|nouvelle story|story|
en recherche d'emploi|open to work|#opentowork|recrute|hiring|#hiring|fournit des services|provides services|
compte privé|private account|statut : en ligne|statut : joignable|status is online|status is reachable|
status is offline|photo de profil|profile picture|profile photo|avatar|compte certifié|certifié|elle|il|iel|she|he|
they|she/her|he/him|they/them|she/they|he/they|elle/elle|il/lui
"""
_REACTIONS = """
tous|toutes|tout|all|j'aime|j'adore|solidaire|haha|wouah|waouh|wow|triste|grrr|en colère|bravo|soutien|instructif|
drôle|intéressant|j'aime bien|mention j'aime|mentions j'aime|mention « j'aime »|aime|aiment|aime ça|aiment ça|
réaction|réactions|toutes les réactions|réactions au message|personnes ayant réagi|personnes qui ont réagi|
réactions à la publication|commentaire|commentaires|partage|partages|republication|republications|citation|citations|
favori|favoris|favoris de|aimée par|aimé(e) par|les personnes qui aiment ça|personnes qui aiment ça|a aimé|ont aimé|
personnes qui aiment|boost|boosts|vues|vu par|relations|like|likes|love|care|sad|angry|celebrate|support|insightful|
funny|curious|reaction|reactions|all reactions|people who reacted|people who liked this|post activity|
activité du post|comments|shares|repost|reposts|quote|quotes|favourite|favourites|favorite|favorites|views|liked by|
aimé par|reacted|a réagi|ont réagi|like this|likes this|message reactions|post reactions|et|and
"""


_COUNT = re.compile(r"(?<![^\W\d_])\d[\d\s.,]*(?:k|m|mio|mille|mln)?(?!\w)")


def bare(line: str) -> str:
    """A line as the lists of words have it: small letters, one kind of apostrophe, no count or sign around it."""
    words = " ".join(_COUNT.sub("", line.casefold().replace("’", "'")).split())
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", words)


def _listed(words: str) -> list[str]:
    return " ".join(words.split()).replace("| ", "|").split("|")


#: a line that is one of these, or nothing, once it is `bare`, is no name
CLUTTER = frozenset(
    ["", *(bare(word) for words in (_BUTTONS, _OTHER_BUTTONS, _ABOUT_PEOPLE, _REACTIONS) for word in _listed(words))]
)
REACTIONS = frozenset(map(bare, _listed(_REACTIONS)))
BUTTONS = frozenset(bare(word) for words in (_BUTTONS, _OTHER_BUTTONS) for word in _listed(words))
#: a button behind a name of two words or more, on the same line
BUTTON_BEHIND = re.compile(
    rf" (?:{'|'.join(re.escape(word) for word in sorted(_listed(_BUTTONS), key=len, reverse=True))})$", re.IGNORECASE
)

# --- lines that follow a pattern ------------------------------------------------------------------------------------

FRIENDS_BEHIND = re.compile(
    r"[\s,]*\b\d+ (?:ami(?:e|\(e\)|·e)?s?|relations?|abonnés?|contacts?) (?:en commun|communs)$"
    r"|[\s,]*\b\d+ mutual (?:friends?|connections?|followers?)$",
    re.IGNORECASE,
)
#: names in such a line are not those of people who reacted
ABOUT_OTHERS = re.compile(
    r"\ben commun\b|\bamis communs?\b|\bmutual (?:friend|connection|follower)|\bin common\b"
    r"|^(?:suivie?(?:\(e\))?|followed|abonné(?:\(e\))?) (?:par|by)\b"
    r"|\best (?:aussi )?abonné|\balso follows?\b|\bfollows? (?:this|you)\b",
    re.IGNORECASE,
)
LIFE = re.compile(
    r"(?:travaille|a travaillé|étudie|a étudié|habite|vit à|vit en|originaire de|en couple|"
    r"marié(?:\(?e\)?)? (?:à|avec)|"
    r"(?:works?|worked) (?:at|for|as)|stud(?:ies|ied) |lives? in|went to|in a relationship|married to|engaged to|"
    r"a rejoint|joined|membre depuis|member since|membre du groupe|group member|"
    r"actif il y a|actif depuis|active \d|dernière connexion|last seen|voir les|view all|see all|"
    r"une? autre|et \d|and \d|\+\d|\d+ (?:personnes?|people|autres?|others?|membres?|members?))\b.*"
    r"|(?:https?:|www\.).*|célibataire|marié\(?e?\)?|fiancé\(?e?\)?|single|married|engaged",
    re.IGNORECASE,
)
_MONTH = r"(?:janv|févr|fév|mars|avr|mai|juin|juil|août|sept|oct|nov|déc|jan|feb|mar|apr|may|jun|jul|aug|sep|dec)\w*\.?"
TIME = re.compile(
    r"(?:il y a )?\d+ ?(?:s|sec|mins?|m|h|hr|hrs|j|d|w|sem|y|mo|ans?|secondes?|minutes?|heures?|jours?|semaines?|mois|"
    r"seconds?|hours?|days?|weeks?|months?|years?)\b\.?(?: ago)?"
    r"|(?:aujourd['’]hui|hier|today|yesterday|avant-hier)\b.*|(?:le )?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*"
    r"|(?:à |at )?\d{1,2}(?::| ?h ?)\d{2}(?: ?[ap]\.?m\.?)?"
    rf"|(?:le )?\d{{1,2}} {_MONTH}(?:,? .*)?|{_MONTH} \d{{1,2}}(?:,? .*)?",
    re.IGNORECASE,
)
#: how near somebody is, on LinkedIn
DEGREE = re.compile(
    r"(?:relation (?:de|du) )?(?:1(?:er|re|ère|st)|2(?:e|ème|nd)|3(?:e|ème|rd))(?: ?\+| et \+| et plus)?"
    r"(?: niveau(?: et \+| et plus)?| degree(?: connection)?)?",
    re.IGNORECASE,
)
#: the text of a picture or of a link, with the name in it
CAPTION = re.compile(
    r"(?:photo (?:de|du) profil (?:de |d['’])|photo (?:de |d['’])|avatar (?:de |d['’])|"
    r"(?:voir|afficher|consulter) le profil (?:de |d['’])|profile (?:photo|picture) of |avatar of |aimé par |liked by )"
    r"(?P<behind>.+)|(?:view |go to )?(?P<before>.+?)['’]s? (?:profile(?: picture| photo)?|avatar|photo)",
    re.IGNORECASE,
)
REACTED = re.compile(
    r"(?P<reacted>.+?),? (?:(?:a|ont|avez|avons|has|have) )?(?:réagi|reacted)\b.*"
    r"|(?P<liked>.+?) (?:aime(?:nt)? (?:ça|ceci|cela|votre .*)|like[sd]? (?:this|your .*)|a aimé .*)",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"(?:,| et| and| &)? (?:d['’])?(?:\d[\d\s.,]*k? )?(?:autres?|others?)(?: personnes?| people| ami\S*| friends)?$",
    re.IGNORECASE,
)
#: pronouns, hints and degrees behind a name
ASIDE = re.compile(
    r"\s*\((?:(?:elle|il|iel|lui|she|he|they|her|him|them|ille|ael)(?:/\w+)*|cli[ck]\w* .*?|appuye\w* .*?|tap .*?)\)"
    r"|,? (?:she/her|he/him|they/them|elle/elle|il/lui)(?:/\w+)*$|, (?:ph\.?d\.?|mba|msc|m\.?d\.?|cpa|pmp)\.?$",
    re.IGNORECASE,
)
#: the person, as networks call whom they talk to
ME = frozenset(["vous", "you", "moi", "me", "toi"])
OWN = re.compile(r"\((?:vous|you|moi|me|toi)\)$", re.IGNORECASE)
_SIGN = "[👍❤😂😆😮😯😢😡🥰🎉👏💡🙏🔥♥🤗🤣][\\ufe0f\U0001f3fb-\U0001f3ff]*"
#: reactions and marks at the ends of a line
SIGNS_AROUND = re.compile(
    rf"^(?:[\s·•∙*|,;~–—-]|\d{{1,3}}[.)]\s|{_SIGN}(?=\s))+|(?:[\s·•∙*|,;✓✔☑✅\ufe0f–—-]|(?<=\s){_SIGN})+$"
)
SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
PHONE = re.compile(r"\+?(?:[\s().\u2010\u2011/-]*\d){9,15}")
#: how a network writes an account
AT = re.compile(r"@[\w.-]+(?:@[\w.-]+\w)?")
USER_NAME = re.compile(r"[a-z0-9._]{2,30}")
