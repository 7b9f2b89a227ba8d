"""A person whose archives name nobody who reacts: Facebook, Instagram and a WhatsApp group, from facets to a replay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from identity_audit.folding import fold
from identity_audit.words import words
from tests.conftest import Served
from tests.ui.conftest import START, Visit, meta, own_texts, zipped

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
ON_FACEBOOK = 30  # the first posts; the others are on Instagram
SUBJECTS = ("bread", "trails", "choir")  # in turn, as `own_texts` mixes them
BAKERS = ("Zoé Lemmens", "Anton Dewael", "Rita Pauwels", "Ilse Ramel", "Tariq Okoye", "Maud Vasseur")
WALKERS = ("Piotr Brandt", "Lena Fontaine", "Idris Colas", "Jonna Maes", "Karim Bélanger", "Sofia Renders")
SINGERS = ("Hélène Quirin", "Basile Nève", "Oona Taverne", "Milo Stassart", "Yasmine Roland", "Gaspard Lien")
HANDLES = {name: str(fold(name)).replace(" ", ".") for name in WALKERS + SINGERS}


def write_facebook(path: Path) -> Path:
    """Thirty posts, eighteen friends, what the network believes; nobody's reaction."""
    posts = [
        {"timestamp": int((START + timedelta(days=number)).timestamp()), "data": [{"post": meta(text)}]}
        for number, text in enumerate(own_texts()[:ON_FACEBOOK])
    ]
    friends = [{"name": meta(name), "timestamp": 1420189200} for name in BAKERS + WALKERS + SINGERS]
    inside, logged = "facebook-nora-2025", "your_facebook_activity"
    return zipped(
        path,
        {
            f"{inside}/{logged}/posts/your_posts__check_ins__photos_and_videos_1.json": posts,
            f"{inside}/connections/friends/your_friends.json": {"friends_v2": friends},
            f"{inside}/ads_information/ads_interests.json": {
                "topics_v2": [meta(name) for name in ("Boulangerie", "Sentiers de montagne", "Automobile")]
            },
            f"{inside}/personal_information/profile_information/profile_information.json": {
                "profile_v2": {"name": {"full_name": "Nora Lindqvist"}}
            },
        },
    )


def write_instagram(path: Path) -> Path:
    """Thirty captions, twelve followers, six of them close friends, one interest; nobody's like."""
    posts = [
        {"media": [{"uri": f"media/posts/{number}.jpg", "title": meta(text),
                    "creation_timestamp": int((START + timedelta(days=number, hours=2)).timestamp())}]}
        for number, text in enumerate(own_texts()[ON_FACEBOOK:], start=ON_FACEBOOK)
    ]  # fmt: skip

    def listed(names: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {"title": "", "string_list_data": [{"href": f"https://www.instagram.com/{HANDLES[name]}",
                                                "value": HANDLES[name], "timestamp": 1700000000}]}
            for name in names
        ]  # fmt: skip

    inside = "instagram-nora-2025"
    return zipped(
        path,
        {
            f"{inside}/your_instagram_activity/media/posts_1.json": posts,
            f"{inside}/connections/followers_and_following/followers_1.json": listed(WALKERS + SINGERS),
            f"{inside}/connections/followers_and_following/close_friends.json": {
                "relationships_close_friends": listed(WALKERS)
            },
            f"{inside}/preferences/your_topics/your_topics.json": {
                "topics_your_topics": [{"string_map_data": {"Nom": {"value": "Chant choral"}}}]
            },
            f"{inside}/personal_information/personal_information/personal_information.json": {
                "profile_user": [{"string_map_data": {"Nom": {"value": "Nora Lindqvist"},
                                                      "Nom d'utilisateur": {"value": "nora.lindqvist"}}}]
            },
        },
    )  # fmt: skip


def write_chat(path: Path) -> Path:
    """A group of the singers and the person, who says hello as the others do."""
    who = ("Nora Lindqvist", *SINGERS)
    lines = [
        f"{START + timedelta(days=n):%d/%m/%Y} à 20:{n:02d} - {who[n % len(who)]}: on répète jeudi {n}"
        for n in range(42)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def reacting(platform: str, subject: str) -> tuple[str, ...]:
    """Who reacts to a post: the people of its subject, and now and then one of another."""
    if subject == "bread":
        return (*BAKERS, WALKERS[0]) if platform == "facebook" else (WALKERS[0], SINGERS[0])
    return (*WALKERS[:5], SINGERS[1]) if subject == "trails" else SINGERS[:5]


def copied(platform: str, names: tuple[str, ...], lang: str) -> str:
    """The list as it is copied from the network, with what stands around the names there."""
    if platform == "instagram":
        follow = {"fr": "Suivre", "en": "Follow"}[lang]
        return "\n".join(f"{HANDLES[name]}\n{name}\n{follow}" for name in names)
    mutual, add = {"fr": ("12 ami(e)s en commun", "Ajouter"), "en": ("12 mutual friends", "Add friend")}[lang]
    return "\n".join(f"{name}\n{mutual}\n{add}" for name in names)


class Person:
    """What this person does on the pages, in the order of the menu."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page, self.words = visit, visit.page, words(visit.lang)

    def button(self, sentence: str) -> Any:
        return self.page.get_by_role("button", name=self.words(sentence), exact=True)

    def sees(self, *sentences: str) -> None:
        """Each of these stands on the page, word for word; blanks of any kind are one, joiners none."""
        for sentence in sentences:
            self.page.wait_for_function(
                """sentence => document.querySelector('[data-testid="stMain"]').innerText
                    .replaceAll('\\u2060', '').replace(/\\s+/g, ' ').includes(sentence)""",
                arg=" ".join(sentence.split()),
            )

    def opens(self, *files: Path) -> None:
        self.button("I have my file").click()
        self.visit.arrived("data")
        self.visit.drop(*files)
        self.button("Read these files").click()
        self.visit.analyse()

    def says_who_is_one_person(self) -> None:
        """First the sure ones at once, then the others one by one."""
        self.button("Confirm them all").click()
        self.button("Confirm them all").wait_for(state="detached")
        yes = self.button("Yes, the same")
        for left in range(len(HANDLES), 0, -1):
            self.sees(self.words.plural("{n} question left", "{n} questions left", left))
            self.visit.settle()
            yes.click()
        yes.wait_for(state="detached")
        self.visit.settle()

    def pastes_twelve_lists(self) -> None:
        """Opens each post on its network, copies who reacted, and says that it is the whole list."""
        subjects = {text: subject for n, text in enumerate(own_texts()) for subject in [SUBJECTS[n % 3]]}
        for done in range(12):
            self.sees(self.words("{n} of {all} posts done", n=done, all=12))
            self.visit.settle()
            shown = self.page.get_by_test_id("stText").all_inner_texts()
            text = next(text for text in shown if text in subjects)
            platform = "facebook" if own_texts().index(text) < ON_FACEBOOK else "instagram"
            names = reacting(platform, subjects[text])
            self.page.get_by_test_id("stTextArea").locator("textarea").fill(copied(platform, names, self.visit.lang))
            self.page.keyboard.press("Control+Enter")
            self.sees(self.words.plural("{n} name recognised", "{n} names recognised", len(names)))
            self.visit.settle()
            self.page.get_by_test_id("stRadio").get_by_text(self.words("Yes, the whole list"), exact=True).click()
            self.visit.settle()
            self.button("Save and go on").click()
        self.sees(self.words("All lists are done. Here is what they open."))

    def looks_at(self, name: str, *sentences: str, charts: int) -> None:
        self.visit.go(name)
        self.sees(*sentences)
        drawn = self.page.locator(".js-plotly-plot .main-svg:first-child")
        if charts:
            drawn.nth(charts - 1).wait_for()
        self.visit.settle()
        assert drawn.count() == charts


# Counted by hand: 60 posts and 6 messages; 20 of the 66 on each of three subjects. Of the 12 posts asked about one is
# on bread and on Facebook (7 names), three on bread and on Instagram (2), four on trails (6), four on the choir (5):
# 57 reactions of 6 bakers, 5 walkers and 5 singers. Piotr reacts as often to bread as to trails (4 and 4), Hélène to
# bread 3 times, Basile to trails 4 times: 11 outside one facet each.
SAID = {
    "fr": {
        "facets": ["Vous montrez surtout 4 facettes. « beurre · four · cuisson » fait 30 % de vos publications."],
        "gestures": ["Sur 10 gestes : 9 pour publier, 0 pour partager, 1 pour discuter, 0 pour créer un lien.",
                     "66 gestes, du 6 janv. 2025 au 6 mars 2025."],
        "separate": ["Vous avez déjà 2 groupes."],
        "mirror": ["Facebook vous attribue 3 centres d'intérêt. On y retrouve 2 de vos 4 facettes.",
                   "Instagram vous attribue 1 centre d'intérêt. On y retrouve 1 de vos 4 facettes.",
                   "1 mot dans le fichier ; mots placés dans une facette : 1 ; le fichier ne donne pas de dates."],
        "closed": ["Il manque des réactions avec des noms : ces fichiers ne disent pas qui réagit à vos publications.",
                   "Coller les noms sous 12 publications (5 à 10 minutes)"],
        "pasted": ["Listes que vous avez collées : 12, dont entières : 12. Réactions sur ces listes : 57 ; personnes "
                   "qui ont réagi : 16 ; publications du 23 janv. 2025 au 6 mars 2025.",
                   "Avec un profil par facette, au moins 11 de ces 57 réactions manqueraient, même si chaque personne "
                   "suivait la facette à laquelle elle réagit le plus."],
        "heatmap": ["Sur 100 personnes de « Chorale », environ 74 réagissent à une publication sur « chante · chœur "
                    "· refrain » (entre 44 et 97 ; personnes dans ce cercle : 6)",
                    "Une case hachurée : on ne sait pas. Ce n'est pas zéro."],
        "replay": ["Nous ne pouvons pas trancher. Sur les listes que vous avez collées, au moins 11 réactions sur 57 "
                   "sortent de la facette à laquelle la personne réagit le plus",
                   "environ 9 réactions sur 100 auraient manqué (entre 2 et 15, à 95 %) : une estimation à partir de "
                   "12 listes entières."],
    },
    "en": {
        "facets": ["You mostly show 4 facets. “beurre · four · cuisson” is 30% of your posts."],
        "gestures": ["Out of 10 actions: 9 to publish, 0 to share, 1 to discuss, 0 to connect.",
                     "66 actions, from 6 Jan 2025 to 6 Mar 2025."],
        "separate": ["You already have 2 groups."],
        "mirror": ["Facebook lists 3 interests for you. 2 of your 4 facets are among them.",
                   "Instagram lists 1 interest for you. 1 of your 4 facets is among them.",
                   "1 word in the file, 1 of them placed in a facet; the file gives no dates."],
        "closed": ["Named reactions are missing: these files do not say who reacts to your posts.",
                   "Paste the names under 12 posts (5 to 10 minutes)"],
        "pasted": ["Lists that you pasted: 12, of which whole: 12. Reactions on them: 57; people who reacted: 16; "
                   "posts from 23 Jan 2025 to 6 Mar 2025.",
                   "With one profile per facet, at least 11 of these 57 reactions would be missing, even if each "
                   "person followed the facet that they react to most."],
        "heatmap": ["Of 100 people of “Chorale”, about 74 react to a post about “chante · chœur · refrain” (between "
                    "44 and 97; people in it: 6)",
                    "A hatched cell is not known: that is not zero."],
        "replay": ["We cannot decide. On the lists that you pasted, at least 11 of 57 reactions fall outside the facet "
                   "that the person reacts to most",
                   "about 9 reactions in 100 would have been missed (between 2 and 15, at 95%): an estimate from 12 "
                   "whole lists."],
    },
}  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_from_archives_without_a_reaction_to_a_replay(
    app: Served, new_page: NewPage, tmp_path: Path, lang: str
) -> None:
    visit = Visit(new_page(locale="fr-BE" if lang == "fr" else "en-GB"), app, lang)
    visit.page.goto(app.url)
    visit.arrived("home")
    person, said = Person(visit), SAID[lang]
    person.opens(
        write_facebook(tmp_path / "facebook-nora.zip"),
        write_instagram(tmp_path / "instagram-nora.zip"),
        write_chat(tmp_path / "Discussion WhatsApp avec Chorale.txt"),
    )
    person.looks_at("facets", *said["facets"], charts=2)
    person.looks_at("gestures", *said["gestures"], charts=3)
    person.looks_at("circles", *said["separate"], charts=1)
    person.says_who_is_one_person()
    person.looks_at("mirror", *said["mirror"], charts=2)
    person.looks_at("reactions", *said["closed"], charts=0)

    visit.go("paste")
    person.pastes_twelve_lists()
    person.sees(*said["pasted"])
    person.looks_at("reactions", *said["heatmap"], charts=1)
    person.looks_at("profiles", *said["replay"], charts=0)
    # all lists are there, so nobody is sent back to paste them
    assert visit.page.get_by_text(said["closed"][1]).count() == 0
    visit.assert_quiet()
