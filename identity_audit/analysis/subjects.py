"""What do people write about? A map of everyday subjects that teaches the encoder what to look at.

Two posts can be close because both are questions, both are angry or both are long; a facet is about none of that. So
the directions in which *subjects* differ are measured on the phrases below and made longer before posts are compared.
The phrases are a general list of what people talk about (sport, arts, school, health, politics, money, home, ...), not
the topics offered to anybody: nothing is ever assigned to them, and a person whose facets are not on the list is
grouped by everything else in the vectors, which stays. English is enough, since the encoder puts translations at
nearly the same place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from identity_audit.analysis.encoder import EncodingCache, Floats, unit

_SUBJECTS = """
football, tennis, athletics, gym workout, swimming, cycling, championship match
cinema, film director, television series, actor, celebrity gossip, theatre
music concert, song album, singer, guitar, festival, dance
painting exhibition, museum, photography, poetry, novel, books reading, literature
school teacher, university, students exam, education, training course
scientific research, physics, space astronomy, biology, mathematics, archaeology
computer software, smartphone app, internet, artificial intelligence, video games, cybersecurity
hospital doctor, disease, vaccine epidemic, mental health, nutrition, medicine
election, parliament, president government, law court, political party, protest demonstration
war army, terrorism, police crime, prison, refugee migration, diplomacy
economy inflation, bank money, stock market, company business, jobs employment, trade union strike, taxes
agriculture farming, food recipe, restaurant, cooking, wine beer
travel holiday, airport plane, hotel, train transport, cars traffic, city architecture, housing rent
weather storm, climate change, environment pollution, forest, ocean, animals pets, garden plants, energy oil
fashion clothes, beauty, shopping, design, gifts
family children, love relationship, wedding, birthday party, friendship, parents baby
religion church, faith prayer, islam, philosophy, spirituality, ethics
history, language, culture tradition, humour jokes, society, women's rights, racism
work office, meeting, leadership, marketing, startup, volunteering charity
news media journalism, social media, advertisement
"""
SUBJECTS = tuple(phrase.strip() for line in _SUBJECTS.strip().splitlines() for phrase in line.split(","))

# Measured on nine public sets of short posts: 1 to 3 all help broad subjects; above 2, fine-grained ones begin to lose.
_STRENGTH = np.float32(2)


@dataclass(frozen=True, eq=False)
class SubjectMap:
    """Directions in which subjects differ, (r, d), and how much each of them counts, (r,), the first one 1.

    phrases: (s, d) where `SUBJECTS` lie, less their mean.
    """

    directions: Floats
    weights: Floats
    phrases: Floats

    def part(self, vectors: Floats) -> Floats:
        """What the vectors, (n, d), say about subjects: their share along the directions, weighed."""
        return np.asarray(((vectors @ self.directions.T) * self.weights) @ self.directions, dtype=np.float32)

    def emphasise(self, vectors: Floats) -> Floats:
        """Lengthen what the vectors, (n, d), say about subjects; style, mood and length keep their own size."""
        return vectors + self.part(vectors) * _STRENGTH

    def nearness(self, vectors: Floats) -> tuple[Floats, Floats]:
        """How near is each vector, (n, d), to its nearest subject (cosine), and what share of it is about subjects?"""
        lengths = np.linalg.norm(vectors, axis=1)
        about = np.linalg.norm(self.part(vectors), axis=1) / np.maximum(lengths, 1e-9)
        near = unit(self.emphasise(vectors)) @ unit(self.emphasise(self.phrases)).T
        return np.asarray(near.max(axis=1), dtype=np.float32), np.asarray(about, dtype=np.float32)


def subject_map(encodings: EncodingCache) -> SubjectMap:
    """Where do everyday subjects lie in the space of this encoder? Principal directions of `SUBJECTS`."""
    rows = encodings.vectors(SUBJECTS)
    phrases = rows - rows.mean(axis=0)
    _, sizes, directions = np.linalg.svd(phrases, full_matrices=False)
    return SubjectMap(directions.astype(np.float32), (sizes / sizes[0]).astype(np.float32), phrases)
