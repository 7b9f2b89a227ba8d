"""Which doors a person is shown: by hand for the test exports, and never one to what is there already."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset, combine
from identity_audit.doors import NEEDS, Door, doors, gain, minutes, wait, what_to_do
from identity_audit.importers import IMPORTERS, read_export
from identity_audit.importers.click_paths import click_paths
from identity_audit.schema import FileSeen, Post
from identity_audit.words import LANGUAGES, words
from tests.conftest import ROOT

EXPORTS = ROOT / "tests" / "exports"
READERS = {importer.platform: importer for importer in IMPORTERS}


@cache
def export(variant: str, messages: bool = False) -> Dataset:
    return read_export(EXPORTS / variant / "export", me="Nora Lindqvist", messages=messages, tz="UTC")


def ids(dataset: Dataset, page: str) -> list[str]:
    return [door.id for door in doors(dataset, page)]


def own(dataset: Dataset, page: str) -> list[str]:
    """Without those to platforms of which nothing is there."""
    return [door for door in ids(dataset, page) if not door.startswith("export:")]


#: the networks of the sums below; a further reader brings a door of its own and changes none of their order
SUMMED = "facebook instagram linkedin x mastodon whatsapp mail slack csv".split()


def ordered(dataset: Dataset, page: str) -> list[str]:
    """The doors without the exports of networks that no sum below is about."""
    return [door for door in ids(dataset, page) if not door.startswith("export:") or door.split(":")[1] in SUMMED]


# Written by hand, from what the exports hold. Columns: reactions, facets, circles, gestures, mirror.
OWN = {
    "facebook/2023_fr": (["paste", "part:facebook:names"], [], [], [], []),
    "facebook/2023_messages": (["messages:facebook"], ["part:facebook:posts"], ["part:facebook:people"],
                               ["part:facebook:actions"], ["part:facebook:beliefs"]),
    "facebook/2018_flat": (["paste", "part:facebook:names"], [], [], [], []),
    "instagram/2025_messages": (["paste", "messages:instagram"], [], [], [], ["part:instagram:beliefs"]),
    "linkedin/2026_complete_fr": (["paste"], [], [], [], []),
    # the first part that LinkedIn sends, without posts
    "linkedin/2024_messages_fr": ([], ["part:linkedin:posts"], ["part:linkedin:people"], ["part:linkedin:actions"],
                                  ["part:linkedin:beliefs"]),
    "mastodon/2026_archive_fr": (["paste"], [], [], [], []),
    "x/2025_messages_protected": (["paste"], [], ["part:x:people"], [], ["part:x:beliefs"]),
    "whatsapp/android_fr_2018": ([], [], [], [], []),
    # the mailbox beside a Facebook archive of three files
    "mailbox/notifications_facebook_fr": (["paste", "part:facebook:names"], [], [], ["part:facebook:actions"],
                                          ["part:facebook:beliefs"]),
    # closed as long as nobody says who they are: no door, the page asks for the name
    "slack/association": ([], [], [], [], []),
    "generic_csv/french_excel": ([], [], [], [], []),
}  # fmt: skip


@pytest.mark.parametrize("variant", OWN)
def test_the_doors_of_a_test_export_are_those_written_by_hand(variant: str) -> None:
    pages = ("reactions", "facets", "circles", "gestures", "mirror")
    for page, expected in zip(pages, OWN[variant], strict=True):
        assert own(export(variant), page) == expected, page


def test_the_order_is_what_a_door_opens_for_a_minute_and_certain_before_perhaps() -> None:
    # paste 10 in 7.5 minutes; messages 2 in 2; the others a third of: mail 10 in 15, slack 10 in 20, facebook 2 in 5,
    # whatsapp 1 in 3, a table 5 in 30
    assert ordered(export("instagram/2025_messages"), "reactions") == [
        "paste", "messages:instagram", "export:mail", "export:slack", "export:facebook", "export:whatsapp",
        "export:csv",
    ]  # fmt: skip
    # circles: 8 in 5 for the part that is missing; a third of 6 in 3, 6 in 5, 5 in 5 (twice), 6 in 15, 2 in 5,
    # 6 in 20, 3 in 30
    assert ordered(export("linkedin/2024_messages_fr"), "circles") == [
        "part:linkedin:people", "export:whatsapp", "export:facebook", "export:instagram", "export:mastodon",
        "export:mail", "export:x", "export:slack", "export:csv",
    ]  # fmt: skip
    assert ordered(export("facebook/2023_fr"), "data") == [
        "export:whatsapp", "export:mastodon", "export:linkedin", "export:mail", "export:slack"
    ]  # fmt: skip


def test_a_platform_that_mails_speak_of_is_no_longer_perhaps() -> None:
    nothing = Dataset()
    mails = combine([nothing, replace(nothing, contacts=schema.frame("contacts", [
        schema.Contact("linkedin:1", "linkedin", "Rita Pauwels")]))])  # fmt: skip
    assert ids(nothing, "circles")[0] == "export:whatsapp"
    assert ids(mails, "circles")[0] == "export:linkedin"


def test_messages_that_were_read_are_no_door_any_more() -> None:
    assert own(export("facebook/2023_messages", messages=True), "reactions") == []
    both = combine([export("facebook/2023_messages"), export("facebook/2023_messages", messages=True)])
    assert "messages:facebook" not in ids(both, "reactions")


def test_the_files_left_closed_are_counted() -> None:
    dataset = export("facebook/2023_messages")
    [door] = [door for door in doors(dataset, "reactions") if door.kind == "messages"]
    files = dataset.files
    assert door.n == files.loc[files["status"] == "closed", "n"].sum() > 0
    assert gain(door, words("en")).startswith(f"{door.n} file")


def test_html_is_asked_for_again_as_json(tmp_path: Path) -> None:
    page = tmp_path / "facebook-nora.zip"
    with zipfile.ZipFile(page, "w") as archive:
        archive.writestr("your_facebook_activity/posts/your_posts.html", "<html></html>")
    found = read_export([page, EXPORTS / "linkedin/2026_complete_fr/export"], tz="UTC")
    assert ids(found, "facets")[0] == "format:facebook"
    assert "export:facebook" not in ids(found, "facets")
    [door] = [door for door in doors(found, "facets") if door.kind == "format"]
    for lang in LANGUAGES:
        assert "JSON" in gain(door, words(lang))
    # and once the right one is there, the old fault is history
    after = combine([found, export("facebook/2023_fr")])
    assert (after.problems["platform"] == "facebook").any()
    assert own(after, "facets") == []


def test_names_are_pasted_under_posts_whose_list_can_be_opened_and_is_not_known() -> None:
    def posts(*found: Post) -> Dataset:
        return replace(Dataset(), posts=schema.frame("posts", found))

    def asked(dataset: Dataset) -> list[int]:
        return [door.n for page in ("reactions", "profiles") for door in doors(dataset, page) if door.kind == "paste"]

    assert asked(posts(*(Post(f"facebook:{n}", "facebook", None) for n in range(3)))) == [3, 3]
    assert asked(posts(*(Post(f"facebook:{n}", "facebook", None) for n in range(40)))) == [12, 12]
    assert asked(posts(Post("slack:1", "slack", None, reactions_known="complete"))) == []
    assert asked(posts(Post("whatsapp:1", "whatsapp", None, kind="message"))) == []
    assert "paste" not in ids(posts(Post("facebook:1", "facebook", None)), "facets")


# --- never a door to what is there ---------------------------------------------------------------------------------

PARTS = [(path.platform, holding) for path in click_paths().values() for holding in path.holds]


@given(
    st.lists(st.sampled_from(sorted(READERS)), unique=True),
    st.lists(st.sampled_from(PARTS), unique_by=lambda part: (part[0], part[1].kind)),
    st.sampled_from(sorted(NEEDS)),
)
def test_no_door_leads_to_what_was_read(platforms: list[str], parts: list[tuple], page: str) -> None:
    seen = [FileSeen(platform, "something.else", "closed") for platform in platforms]
    seen += [FileSeen(platform, holding.files[0], "read") for platform, holding in parts]
    found = doors(replace(Dataset(), files=schema.frame("files", seen)), page)
    there = {file.platform for file in seen}
    assert len({door.id for door in found}) == len(found)
    assert all(a.worth >= b.worth for a, b in pairwise(found))
    for door in found:
        if door.kind == "export":
            assert door.platform not in there
        if door.kind == "part":
            assert door.platform in there
            assert not click_paths()[str(door.platform)].closed
            kind = door.id.rpartition(":")[2]
            assert kind in NEEDS[page]
            assert (door.platform, kind) not in {(platform, holding.kind) for platform, holding in parts}
    # whatever could open the page and is not there has its door, or one to the same platform; nobody can ask again
    # where the platform is closed
    reached = {door.platform for door in found}
    read = {(platform, file.file) for platform, file in ((file.platform, file) for file in seen)}
    for platform, holding in PARTS:
        if holding.kind in NEEDS[page] and not any((platform, file) in read for file in holding.files):
            assert platform in reached or (platform in there and click_paths()[platform].closed)


@pytest.mark.parametrize("page", NEEDS)
def test_when_a_door_was_taken_it_is_gone(page: str) -> None:
    dataset = export("linkedin/2024_messages_fr")
    for door in doors(dataset, page):
        if door.platform is None:
            continue
        [holding] = [
            holding for holding in click_paths()[door.platform].holds
            if holding.kind in NEEDS[page] and holding.text == door.text
        ]  # fmt: skip
        seen = schema.frame("files", [FileSeen(door.platform, holding.files[0], "read")])
        after = replace(dataset, files=pd.concat([dataset.files, seen], ignore_index=True))
        assert door.id not in ids(after, page)


def test_a_page_without_needs_has_no_door() -> None:
    assert doors(Dataset(), "aim") == []


# --- in words ------------------------------------------------------------------------------------------------------


def every() -> list[Door]:
    """Doors of every kind."""
    variants = ("facebook/2023_fr", "instagram/2025_messages", "linkedin/2024_messages_fr")
    return [door for variant in variants for page in NEEDS for door in doors(export(variant), page)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_door_says_its_minutes_and_what_it_brings_in_the_person_s_language(lang: str) -> None:
    _ = words(lang)
    kinds = set()
    for door in every():
        kinds.add(door.kind)
        assert minutes(door, _) in what_to_do(door, _)
        for n in set(door.minutes):
            assert str(n) in minutes(door, _)
        assert gain(door, _).endswith(".")
        if door.text is not None:
            assert door.text[lang] in gain(door, _)
        at_once = door.platform is not None and click_paths()[door.platform].waiting is None
        assert (wait(door, _) is None) == (door.kind in ("paste", "messages") or at_once)
    assert kinds == {"paste", "messages", "part", "export"}


def test_the_two_languages_say_different_things() -> None:
    french, english = words("fr"), words("en")
    for door in every():
        assert what_to_do(door, french) != what_to_do(door, english)
        assert gain(door, french) != gain(door, english)


def test_no_door_says_a_number_that_is_only_our_judgement() -> None:
    for door in every():
        said = gain(door, words("en"))
        assert str(door.n) in said if door.kind == "messages" else not any(letter.isdigit() for letter in said)
