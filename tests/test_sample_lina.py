"""Lina: hand-written, in each platform's own layout, and holding what a room of teenagers is shown."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

import identity_audit as ia
from identity_audit.audit import Audit
from identity_audit.ui.reading import SAMPLE_ZONES, SAMPLES_WITH_MESSAGES, sample_paths

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
LINA = "Lina Vanesse"
FACETS = {"ecole", "handball", "jeu", "dessin", "chien", "famille"}


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def own() -> list[dict[str, str]]:
    found = [row for name in ("groups", "instagram", "tiktok", "whatsapp", "snapchat")
             for row in rows(f"texts/lina_{name}.csv")]  # fmt: skip
    return [row for row in found if row.get("author", LINA) == LINA]


@pytest.fixture(scope="module")
def audit() -> Audit:
    assert "lina" in SAMPLES_WITH_MESSAGES
    return ia.run_audit(ia.read_export(sample_paths("lina"), messages=True, tz=SAMPLE_ZONES["lina"]))


def test_the_texts_are_many_distinct_and_of_every_facet() -> None:
    texts = [row["text"] for row in own()]
    assert len(set(texts)) == len(texts) >= 240
    facets = Counter(row["facet"] for row in own() if row["facet"])
    assert set(facets) == FACETS
    assert min(facets.values()) >= 13
    bags = [frozenset(re.findall(r"\w+", text.lower())) for text in texts]
    assert max(len(a & b) / len(a | b) for a, b in combinations(bags, 2)) < 0.5


def test_only_people_of_a_chat_speak_and_react_there() -> None:
    members = {row["name"]: row["threads"].split(";") for row in rows("people_lina.csv")}
    for row in rows("texts/lina_groups.csv"):
        assert row["author"] == LINA or row["thread"] in members[row["author"]], row
    with zipfile.ZipFile(SAMPLE / "lina" / "instagram-lina.zip") as archive:
        chats = [json.loads(archive.read(name)) for name in archive.namelist() if "/messages/" in name]
    assert len(chats) == 5
    for chat in chats:
        here = {who["name"] for who in chat["participants"]}
        actors = {one["actor"] for message in chat["messages"] for one in message.get("reactions", ())}
        assert actors <= here


def test_it_tells_facets_apart_and_what_separating_would_cut(audit: Audit) -> None:
    assert audit.dataset.problems.empty
    assert not audit.dataset.unowned
    assert len(audit.facets()) >= 4
    assert len(audit.engagements) >= 400
    replay = audit.replays["per_facet"]
    assert replay is not None
    assert replay.placed == "past"
    assert replay.low > 0.05
    assert set(audit.dataset.platforms) == {"instagram", "tiktok", "whatsapp", "snapchat"}


def test_the_game_is_public_and_the_rest_is_not(audit: Audit) -> None:
    seen = audit.posts.groupby("platform")["visibility"].agg(set)
    assert seen["tiktok"] == {"public"}
    assert "public" not in seen["instagram"]
