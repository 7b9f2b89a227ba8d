"""Everyday names for facets, to be taken in one tap: which of them come nearest to what a facet is about?

Each name stands for some of the phrases of `subjects.SUBJECTS`, whose vectors the space keeps, so a name is encoded
neither here nor in its language. Both sides are compared by how they differ from the average: a facet from all posts of
the person, a name from all subjects.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from identity_audit.analysis.encoder import unit
from identity_audit.analysis.subjects import SUBJECTS
from identity_audit.analysis.topic_space import TopicSpace
from identity_audit.analysis.topics import Topics
from identity_audit.words import N_, Words

MOST = 4
# A name further away than this (cosine) says nothing of the facet.
_NEAR = 0.1

NAMES: Mapping[str, tuple[str, ...]] = {
    N_("Work"): ("work office", "meeting", "company business", "jobs employment", "leadership", "startup"),
    N_("Family"): ("family children", "parents baby", "wedding"),
    N_("Friends"): ("friendship", "birthday party"),
    N_("Couple"): ("love relationship",),
    N_("Sport"): ("football", "tennis", "athletics", "gym workout", "swimming", "cycling", "championship match"),
    N_("Cooking"): ("food recipe", "restaurant", "cooking", "wine beer"),
    N_("Travel"): ("travel holiday", "airport plane", "hotel", "train transport"),
    N_("Music"): ("music concert", "song album", "singer", "guitar", "festival"),
    N_("Dance"): ("dance",),
    N_("Books"): ("poetry", "novel", "books reading", "literature"),
    N_("Films and series"): ("cinema", "film director", "television series", "actor"),
    N_("Theatre"): ("theatre",),
    N_("Art"): ("painting exhibition", "museum"),
    N_("Photography"): ("photography",),
    N_("Politics"): ("election", "parliament", "president government", "political party", "protest demonstration"),
    N_("School"): ("school teacher", "university", "students exam", "education"),
    N_("Science"): ("scientific research", "physics", "space astronomy", "biology", "mathematics"),
    N_("Computers"): ("computer software", "smartphone app", "internet", "artificial intelligence", "cybersecurity"),
    N_("Games"): ("video games",),
    N_("Health"): ("hospital doctor", "disease", "vaccine epidemic", "mental health", "nutrition", "medicine"),
    N_("Money"): ("bank money", "economy inflation", "stock market", "taxes"),
    N_("Nature"): ("forest", "ocean", "weather storm"),
    N_("Environment"): ("climate change", "environment pollution", "energy oil"),
    N_("Animals"): ("animals pets",),
    N_("Garden"): ("garden plants", "agriculture farming"),
    N_("House and home"): ("housing rent", "design"),
    N_("Getting around"): ("cars traffic", "city architecture", "train transport", "cycling"),
    N_("Fashion"): ("fashion clothes", "beauty", "shopping"),
    N_("Religion"): ("religion church", "faith prayer", "islam", "spirituality"),
    N_("Ideas"): ("philosophy", "ethics", "society"),
    N_("History"): ("history", "archaeology", "culture tradition"),
    N_("Languages"): ("language",),
    N_("Humour"): ("humour jokes",),
    N_("Clubs"): ("volunteering charity",),
    N_("Rights"): ("women's rights", "racism", "trade union strike"),
    N_("News"): ("news media journalism", "war army", "diplomacy", "police crime"),
    N_("Social networks"): ("social media", "advertisement"),
}


def nearest(space: TopicSpace, topics: Topics, facet: int, _: Words) -> list[str]:
    """Up to four names for this facet in the person's language, the nearest first, none that another facet has.

    Empty where the sentence encoder was missing: words alone do not tell how near a name is.
    """
    ids = topics.topics["id"].tolist()
    if space.place is None or space.place.subjects is None or facet not in ids:
        return []
    subjects = space.place.subjects
    row = {phrase: number for number, phrase in enumerate(SUBJECTS)}
    means = [subjects.phrases[[row[phrase] for phrase in phrases]].mean(axis=0) for phrases in NAMES.values()]
    about = topics.centroids[ids.index(facet)]
    near = unit(subjects.emphasise(np.stack(means))) @ unit(subjects.emphasise(about[None]))[0]
    shown = topics.topics["name"].tolist()
    taken = {name.casefold() for name in shown}
    names = [_(name) for name, close in sorted(zip(NAMES, near, strict=True), key=lambda n: -n[1]) if close >= _NEAR]
    return [name for name in names if name.casefold() not in taken][:MOST]
