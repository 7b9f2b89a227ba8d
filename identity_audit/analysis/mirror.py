"""What does a platform think I am interested in, and which of my facets are among that?

Platforms keep lists about a person (`traces`). Their interests are compared with the facets by meaning; everything
else is only counted and listed as the file says. Nothing is ever inferred about the person here.

An interest belongs to a facet where it is near (cosine at least .35) and clearly nearer than to any other (by .1).
Chosen for precision: on 148 common interests in two languages, labelled by hand, against the subjects of three public
sets of short texts, 94 to 97 of 100 words found were right, and 42 to 70 of 100 that could be found were. So "not
found" never means that the word is foreign to the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from identity_audit.analysis.encoder import EncodingCache, Floats, clean_for_encoder, has_words, unit
from identity_audit.analysis.subjects import SUBJECTS, SubjectMap, subject_map
from identity_audit.analysis.topics import Topics
from identity_audit.dataset import fold

NEAR = 0.35
CLEARLY = 0.1

# What data protection law (GDPR, article 9) calls special: a word that is nearest to one of these is folded away.
_DELICATE_SUBJECTS = (
    "hospital doctor", "disease", "vaccine epidemic", "mental health", "medicine", "election", "parliament",
    "president government", "political party", "protest demonstration", "trade union strike", "refugee migration",
    "religion church", "faith prayer", "islam", "spirituality", "women's rights", "racism",
)  # fmt: skip
_MORE_DELICATE = (
    "homosexuality, gay, lesbian, bisexual, transgender", "sexuality", "online dating for singles", "pregnancy",
    "addiction, alcoholism, drugs", "disability", "cancer", "depression", "diabetes", "weight loss diet",
    "marriage equality", "abortion, contraception", "fertility, IVF", "alcoholics anonymous", "Black Lives Matter",
    "Catholicism, the Bible", "Christian gospel music", "Judaism", "Ramadan, the Quran", "Buddhism, Hinduism",
    "atheism", "left-wing politics, socialism", "right-wing politics, conservatism", "politician", "activism",
    "ethnic minority", "immigrants",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Interests:
    """The different interests of all platforms, as they can be compared: what is slow, done once for a dataset.

    values: (n,) as the files write them · points: (n, d) unit vectors, zeros without words
    delicate: (n,) is it about health, politics, beliefs, origin or sexuality? · subjects: what is made longer
    """

    values: tuple[str, ...]
    points: Floats
    delicate: npt.NDArray[np.bool_]
    subjects: SubjectMap


@dataclass(frozen=True, eq=False)
class Mirror:
    """What one platform keeps about the person, beside their facets.

    interests: one row per different interest, in alphabetical order: value · topic (Int64, the facet it is near to, NA
        = none) · closeness (cosine to the nearest facet, NaN where not compared) · delicate (bool, see `Interests`)
    inferences, advertisers, declared: what else the file lists, different ones, in alphabetical order
    facets: ids of all facets, largest first · compared: False where interests could not be compared with facets
    since, until: first and last dated entry, NaT where the file has no dates
    """

    platform: str
    interests: pd.DataFrame
    inferences: tuple[str, ...]
    advertisers: tuple[str, ...]
    declared: tuple[str, ...]
    facets: tuple[int, ...]
    compared: bool
    since: pd.Timestamp
    until: pd.Timestamp

    @property
    def in_both(self) -> tuple[int, ...]:
        """Facets that are among the interests, largest first."""
        found = set(self.interests["topic"].dropna())
        return tuple(facet for facet in self.facets if facet in found)

    @property
    def only_yours(self) -> tuple[int, ...]:
        """Facets that are not found among the interests, largest first; none where nothing was compared."""
        found = set(self.in_both)
        return tuple(facet for facet in self.facets if self.compared and facet not in found)

    @property
    def only_theirs(self) -> pd.DataFrame:
        """Interests that are found in no facet; all of them where nothing was compared."""
        return self.interests[self.interests["topic"].isna()]

    def words_of(self, facet: int) -> pd.DataFrame:
        """The interests that are near to this facet, the nearest first."""
        return self._nearest[self._nearest["topic"] == facet]

    @cached_property
    def _nearest(self) -> pd.DataFrame:
        return self.interests.sort_values(["closeness", "value"], ascending=[False, True])


def compared_interests(traces: pd.DataFrame) -> tuple[str, ...]:
    """The different interests that any platform lists, in alphabetical order."""
    return tuple(sorted(set(traces.loc[traces["kind"] == "interest", "value"])))


def interests(values: Sequence[str], encodings: EncodingCache) -> Interests:
    """Make these interests comparable with facets. Takes about 1 ms a word, once the encoder is loaded."""
    subjects = subject_map(encodings)
    # how an interest differs from other short phrases is what it is about; that both are short is not
    centre = encodings.vectors(SUBJECTS).mean(axis=0)
    cleaned = [clean_for_encoder(value) for value in values]
    able = np.flatnonzero([has_words(text) for text in cleaned])
    phrases = (*SUBJECTS, *_MORE_DELICATE)
    rows = unit(subjects.emphasise(encodings.vectors([*(cleaned[i] for i in able), *phrases]) - centre))
    points = np.zeros((len(values), rows.shape[1]), dtype=np.float32)
    points[able] = rows[: len(able)]
    special = np.array([phrase in _DELICATE_SUBJECTS or phrase in _MORE_DELICATE for phrase in phrases])
    delicate = np.zeros(len(values), dtype=bool)
    delicate[able] = special[(points[able] @ rows[len(able) :].T).argmax(axis=1)]
    return Interests(tuple(values), points, delicate, subjects)


def mirrors(traces: pd.DataFrame, topics: Topics, known: Interests | None) -> tuple[Mirror, ...]:
    """What does each platform keep about the person, and which of it is in a facet? Most interests first.

    known: the interests made comparable; None where there is no encoder. Nothing is compared with fewer than two
    facets either: what a facet is about shows in how it differs from the others.
    """
    facets = tuple(int(topic) for topic in topics.topics["id"])
    compared = known is not None and topics.exact_encoder and len(facets) > 1
    table = _placed(known, topics) if known is not None and compared else _unplaced(known, traces)
    found = [_mirror(str(platform), rows, table, facets, compared) for platform, rows in traces.groupby("platform")]
    return tuple(sorted(found, key=lambda mirror: (-len(mirror.interests), mirror.platform)))


def _placed(known: Interests, topics: Topics) -> pd.DataFrame:
    about = unit(known.subjects.emphasise(topics.centroids))
    cosines = known.points @ about.T
    best = cosines.argmax(axis=1)
    first, second = np.sort(cosines, axis=1)[:, :-3:-1].T
    topic = pd.Series(topics.topics["id"].to_numpy()[best], index=known.values, dtype="Int64")
    sure = (first >= NEAR) & (first - second >= CLEARLY)
    return pd.DataFrame({"topic": topic.where(sure), "closeness": first, "delicate": known.delicate})


def _unplaced(known: Interests | None, traces: pd.DataFrame) -> pd.DataFrame:
    """Nothing is compared. Without an encoder any word may be a delicate one."""
    values = known.values if known is not None else compared_interests(traces)
    table = pd.DataFrame({"topic": pd.array([pd.NA] * len(values), dtype="Int64"), "closeness": np.nan}, index=values)
    return table.assign(delicate=known.delicate if known is not None else True)


def _mirror(platform: str, rows: pd.DataFrame, table: pd.DataFrame, facets: tuple[int, ...], compared: bool) -> Mirror:
    listed = {kind: _different(rows.loc[rows["kind"] == kind, "value"]) for kind in
              ("interest", "inference", "advertiser", "declared")}  # fmt: skip
    values = list(listed["interest"])
    own = table.loc[values].rename_axis("value").reset_index().astype({"value": "str", "delicate": "bool"})
    return Mirror(
        platform, own, listed["inference"], listed["advertiser"], listed["declared"], facets, compared,
        rows["time"].min(), rows["time"].max(),
    )  # fmt: skip


def _different(values: pd.Series) -> tuple[str, ...]:
    """The same word in two spellings ("CrossFit", "crossfit") is one; alphabetical."""
    ordered = sorted(set(values), key=lambda value: (fold(value) or value, value))
    return tuple({fold(value) or value: value for value in reversed(ordered)}.values())[::-1]
