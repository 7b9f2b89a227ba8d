"""What a file can tell, and the honest reason."""

from __future__ import annotations

import pytest

from identity_audit.coverage import coverage, overall
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Contact, Known, Post, PostKind, Visibility


def posts(*known: Known, text: str = "words", kind: PostKind = "post", visibility: Visibility = "group") -> Dataset:
    return from_rows(
        Post(f"x:{n}", "x", None, text, kind, visibility=visibility, reactions_known=what)
        for n, what in enumerate(known)
    )


@pytest.mark.parametrize(
    ("known", "grade", "word"),
    [
        (["complete"] * 4 + ["none"], "good", "everybody"),
        (["complete"] * 3 + ["none"] * 2, "partial", "everybody"),
        (["partial", "none"], "partial", "not all"),
        (["count", "none"], "absent", "counts"),
        (["none"], "absent", "does not say"),
        ([], "absent", "no post"),
    ],
)
def test_reactions(known: list[Known], grade: str, word: str) -> None:
    found, why = coverage(posts(*known), "x")["reactions"]
    assert found == grade and word in why


def test_words_and_visibility_are_shares_of_the_own_posts() -> None:
    graded = coverage(posts("none", "none", text="📷 …", visibility="unknown"), "x")
    assert (graded["words"][0], graded["visibility"][0]) == ("absent", "absent")
    mixed = from_rows([
        *(Post(f"x:{n}", "x", None, "words", visibility="public") for n in range(3)),
        Post("x:8", "x", None), Post("x:9", "x", None), Post("x:r", "x", None, "theirs", "repost"),
    ])  # fmt: skip
    graded = coverage(mixed, "x")
    assert (graded["words"][0], graded["visibility"][0]) == ("partial", "partial")
    most = coverage(posts(*["none"] * 4), "x")
    assert (most["words"][0], most["visibility"][0]) == ("good", "good")


def test_contacts_need_a_name() -> None:
    assert coverage(from_rows([Contact("x:1", "x", "Anne")]), "x")["contacts"][0] == "good"
    assert coverage(from_rows([Contact("x:1", "x", "…")]), "x")["contacts"][0] == "absent"
    assert {grade for grade, _ in coverage(Dataset(), "x").values()} == {"absent"}


def test_a_platform_is_graded_alone_and_everything_together() -> None:
    dataset = from_rows([
        Post("x:1", "x", None, "words", reactions_known="complete"),
        Post("y:1", "y", None, "words", reactions_known="none"),
        Contact("y:1", "y", "Anne"),
    ])  # fmt: skip
    assert coverage(dataset, "x")["reactions"][0] == "good"
    assert coverage(dataset, "x")["contacts"][0] == "absent"
    assert overall(dataset) == {"contacts": "good", "words": "good", "reactions": "partial", "visibility": "absent"}
