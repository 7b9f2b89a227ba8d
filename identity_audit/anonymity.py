"""Whom could a word name? What leaves the screen loses the words that contacts' names are made of."""

from __future__ import annotations

from collections.abc import Set

from identity_audit.dataset import Dataset, fold

SHORTEST_NAME = 3


def name_words(text: str) -> set[str]:
    """The words of a text that could name somebody, folded; shorter ones ("de", "Li") say nothing about whom."""
    return {word for word in (fold(text) or "").split() if len(word) >= SHORTEST_NAME}


def people_words(dataset: Dataset) -> set[str]:
    """The words that the names of the contacts are made of."""
    return {word for name in dataset.contacts["name"] for word in name_words(name)}


def without(name: str, hidden: Set[str]) -> str:
    """A suggested facet name ("soup · recipe · Fatou") without the parts that hold a hidden word."""
    return " · ".join(part for part in name.split(" · ") if not hidden & name_words(part))
