"""Which posts may be worth reading again, and why? Word lists that the person sees and edits, and nothing else. Pure.

A list holds words and short phrases in French and English, folded (no case, no accents), whole words; a star at the
end of a word stands for any ending ("anniversaire*"). Three lists look for shapes instead: telephone numbers, e-mail
addresses, street addresses. No judgement is made: a word is a reason to look, the person decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from identity_audit.analysis.first_names import PARTICLES
from identity_audit.corrections import Correction, ReadAgain, Reread, WordList
from identity_audit.folding import fold
from identity_audit.words import N_

LISTS: Mapping[str, str] = {
    "family": N_("Children and family"),
    "places": N_("Places and dates"),
    "party": N_("Party and alcohol"),
    "health": N_("Health"),
    "politics": N_("Politics"),
    "religion": N_("Religion"),
    "phone": N_("Telephone number"),
    "address": N_("Street address"),
    "email": N_("E-mail address"),
    "pupils": N_("Name of a pupil"),
}
#: what these look for is a shape or a list of names, and no words to edit
SHAPES = ("phone", "address", "email", "pupils")
MOST_WORDS, LONGEST = 400, 60

_WORDS = {
    "family": """
        mon fils | ma fille | mes filles | mes fils | mon bebe | notre bebe | nos enfants | mes enfants | mon enfant
        | mon petit garcon | ma petite fille | mon mari | ma femme | mon compagnon | ma compagne | mon ex | ma belle
        mere | mon beau pere | papa | maman | mamie | papy | enceinte | grossesse | accouch* | naissance | bapteme |
        divorce* | separation | garde alternee | creche | anniversaire de | my son | my daughter | my kids | my kid
        | my baby | my children | my husband | my wife | my partner | my boyfriend | my girlfriend | my ex |
        pregnan* | newborn | custody | my mum | my dad | my mom | grandma | grandpa
        """,
    "places": """
        a la maison | chez moi | chez nous | j habite | nous habitons | mon quartier | ma rue | mon adresse | en
        vacances | on part demain | absent jusqu | absente jusqu | jusqu au | ce soir a | demain a | rendez vous a |
        tous les mardis | tous les mercredis | chaque semaine a | date de naissance | mon anniversaire | numero de
        chambre | hotel | aeroport | at home | my place | my street | my address | i live in | we live in | on
        holiday | on vacation | away until | out of town | back on monday | tonight at | tomorrow at | every tuesday
        | every wednesday | my birthday | date of birth | airport | hotel
        """,
    "party": """
        apero* | biere* | vin rouge | vin blanc | champagne | whisky | vodka | rhum | mojito* | cocktail* | cuite |
        gueule de bois | ivre | saoul* | bourre | bourres | soiree | faire la fete | feter | fetard* |
        boite de nuit | discotheque | un joint | des joints |
        cannabis | fumette | cigarette* | beer* | wine | drunk | hungover | hangover | party | partying | nightclub
        | at the pub | shots | weed | smoking
        """,
    "health": """
        malade | maladie | hopital | clinique | medecin | docteur | operation | chirurg* | cancer | depress* | burn
        out | burnout | psy | psychologue | psychiatre | therapie | medicament* | antidepresseur* | anxiete |
        insomnie | arret maladie | diagnostic | traitement | regime | sick | illness | hospital | surgery | doctor |
        depress* | therapist | therapy | medication | anxiety | insomnia | sick leave | diagnos* | treatment | diet
        """,
    "politics": """
        politique | election* | elections | parti | ministre | gouvernement | manifest* | greve | syndicat* | gauche
        | droite | extreme droite | vote | voter | depute* | ecolo | socialiste* | liberal* | communiste* |
        nationaliste* | immigration | refugie* | militant* | politic* | election | minister | government | protest*
        | strike | trade union | left wing | right wing | vote | voting | mp | socialist* | conservative* | brexit |
        refugee* | activist*
        """,
    "religion": """
        dieu | eglise | messe | priere* | prier | pape | cure | paroisse | mosquee | ramadan | careme | synagogue |
        shabbat | islam* | musulman* | chretien* | catholique* | protestant* | juif | juive | athee* | laicite |
        voile | bible | coran | god | church | go to mass | prayer* | pray | pope | parish | mosque | lent | sabbath |
        muslim* | christian* | catholic* | jewish | atheis* | quran | koran
        """,
}  # fmt: skip

_PHONE = re.compile(
    r"(?<![\w+])(?:\+|00)\d{2,3}[\s./-]?(?:\(0\)[\s./-]?)?\d(?:[\s./-]?\d){7,10}(?!\w)"
    r"|(?<![\w,.])0[1-9](?:[\s./-]?\d){7,8}(?![\w,])"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-z]{2,}", re.IGNORECASE)
_STREET = "rue|avenue|av\\.|boulevard|bd|chaussée|place|impasse|allée|quai|chemin|sentier|clos|drève"
_OF = r"(?:de la|de l['’]|des?|du|d['’]|l['’]|la|les?|aux?)"
_CAPITAL = r"[A-ZÀ-Þ][\w'’.-]*"
_ADDRESS = re.compile(
    rf"\b(?i:{_STREET})\s+(?:{_OF}\s*)*{_CAPITAL}(?:[\s-][\w'’.-]+){{0,3}}?,?\s*(?:n[°o]\s*)?\d{{1,4}}\b"
    rf"|\b\d{{1,4}}\s*(?:bis|ter)?,?\s+(?i:{_STREET})\s+(?:{_OF}\s*)*{_CAPITAL}"
    r"|\b[A-ZÀ-Þ]\w+(?:straat|laan|steenweg|plein)\s+\d{1,4}\b"
    r"|\b\d{1,4}\s+(?:[A-Z][\w'’-]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square)\b"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a post is proposed: which list, and what of it stands there as it is written ("" for a pupil's name)."""

    list: str
    found: str


def default_words(name: str) -> tuple[str, ...]:
    """The words of a list as it comes."""
    return tuple(dict.fromkeys(" ".join(word.split()) for word in _WORDS.get(name, "").split("|") if word.strip()))


def lists_of(corrections: Iterable[Correction]) -> dict[str, tuple[str, ...]]:
    """The words of each list that has words, as the person left them."""
    found = {name: default_words(name) for name in LISTS if name not in SHAPES}
    for correction in corrections:
        if isinstance(correction, WordList) and correction.name in found:
            chosen = correction.words
            found[correction.name] = default_words(correction.name) if chosen is None else chosen
    return found


def from_written(text: str) -> tuple[str, ...]:
    """The words of a list as the person wrote them: one a line or between commas, folded, each once."""
    words = []
    for part in re.split(r"[\n,;|]", text):
        star = "*" if part.strip().endswith("*") else ""
        word = fold(part)
        if word and len(word) <= LONGEST:
            words.append(word + star)
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def decisions(corrections: Iterable[Correction]) -> dict[str, Reread]:
    """Post -> what the person decided about it; a post without a decision is not there."""
    found: dict[str, Reread] = {}
    for correction in corrections:
        if isinstance(correction, ReadAgain):
            for post in correction.posts:
                if correction.decision is None:
                    found.pop(post, None)
                else:
                    found[post] = correction.decision
    return found


def reasons(
    posts: pd.DataFrame, lists: Mapping[str, Sequence[str]], pupils: Collection[str] = ()
) -> dict[str, tuple[Reason, ...]]:
    """post_id -> why it may be worth reading again; posts without a reason are not there.

    posts: post_id, text. pupils: names as written; a post names one where two words of a name stand side by side, in
    whatever order.
    """
    found: dict[str, list[Reason]] = defaultdict(list)
    patterns = {name: _pattern(words) for name, words in lists.items() if words}
    pairs = _pairs(pupils)
    for post, text in zip(posts["post_id"], posts["text"], strict=True):
        if not isinstance(text, str) or not text:
            continue
        folded = fold(text) or ""
        for name, pattern in patterns.items():
            hit = pattern.search(folded)
            if hit is not None:
                found[post].append(Reason(name, _as_written(text, hit.group())))
        for name, shape in (("phone", _PHONE), ("address", _ADDRESS), ("email", _EMAIL)):
            hit = shape.search(text[:20_000])
            if hit is not None:
                found[post].append(Reason(name, hit.group().strip()))
        if pairs:
            words = folded.split()
            if not pairs.isdisjoint(pairwise(words)):
                found[post].append(Reason("pupils", ""))
    return {post: tuple(why) for post, why in found.items()}


def _as_written(text: str, folded: str) -> str:
    """The words of the post that fold to these, as they stand there."""
    wanted = folded.split()
    words = [(word.start(), word.end(), fold(word.group())) for word in re.finditer(r"[^\W_]+", text)]
    for place in range(len(words) - len(wanted) + 1):
        if [word for _start, _end, word in words[place : place + len(wanted)]] == wanted:
            return " ".join(text[words[place][0] : words[place + len(wanted) - 1][1]].split())
    return folded


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """One pattern for all words of a list, over folded text, the longest first."""
    parts = [
        re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _pairs(names: Iterable[str]) -> set[tuple[str, str]]:
    """Every two different words of a name, either way round."""
    found = set()
    for name in names:
        words = [word for word in (fold(name) or "").split() if len(word) > 1 and word not in PARTICLES]
        found |= {(one, other) for one in words for other in words if one != other}
    return found
