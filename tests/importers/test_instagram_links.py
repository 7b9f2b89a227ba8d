"""Which own story or post an address in a message means: by its number, its code, or the day before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.importers.instagram_links import Meant, Published, shared, story, story_account

NOON = datetime(2025, 6, 15, 12, tzinfo=UTC)
OWN = Published(
    stories=[(NOON, "first"), (NOON + timedelta(hours=3), "second")],
    posts=[(NOON, "post"), (NOON.replace(2019), "old")],
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def number(moment: datetime, rest: int = 77) -> int:
    """The number that Instagram gives to what arrives at this moment."""
    return (round(moment.timestamp() * 1000) - 1_314_220_021_721) * 2**23 + rest


def code(value: int) -> str:
    return code(value // 64) + LETTERS[value % 64] if value else ""


def test_two_numbers_of_real_reels_lie_in_their_days() -> None:
    """Published with their days: 5 and 1 October 2026."""
    for known, day in (("4001511883701836730", 5), ("3998039909910548690", 1)):
        made = datetime(2026, 10, day, 12, tzinfo=UTC)
        within = Published(posts=[(made + timedelta(minutes=n), str(n)) for n in range(-840, 840)])
        found = shared(f"https://www.instagram.com/reel/{code(int(known))}/", within, mine=False)
        assert found is not None and found.post_id is not None


def test_the_number_of_a_story_names_it_whatever_was_posted_later() -> None:
    asked = NOON + timedelta(hours=5)
    for moment, meant in ((NOON, "first"), (NOON + timedelta(hours=3, minutes=4), "second")):
        assert story(f"https://instagram.com/stories/nora.pots/{number(moment)}", asked, OWN) == Meant("reply", meant)
    unknown = number(NOON + timedelta(hours=1))
    assert story(f"https://instagram.com/stories/nora.pots/{unknown}", asked, OWN) == Meant("reply", None)


@pytest.mark.parametrize("address", ["stories/nora.pots", "stories/nora.pots/", "stories/nora.pots/17?a=1"])
@pytest.mark.parametrize(("hours", "meant"), [(-1, None), (0, "first"), (2.9, "first"), (3, "second"), (27, "second"),
                                              (27.1, None)])  # fmt: skip
def test_without_a_number_it_is_the_last_story_of_the_day_before(address: str, hours: float, meant: str | None) -> None:
    sent = NOON + timedelta(hours=hours)
    assert story(f"https://www.instagram.com/{address}", sent, OWN) == Meant("reply", meant)


def test_an_answer_without_a_date_is_about_no_known_story() -> None:
    assert story(f"https://instagram.com/stories/nora.pots/{number(NOON)}", None, OWN) == Meant("reply", None)


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("https://www.instagram.com/stories/nora.pots/1?igsh=x", "nora.pots"),
        ("http://instagram.com/stories/nora_pots", "nora_pots"),
        ("https://www.instagram.com/p/ABCDEFG/", None),
        ("https://instagram.com/nora.pots", None),
        ("", None),
    ],
)
def test_only_addresses_of_stories_have_an_account(address: str, account: str | None) -> None:
    assert story_account(address) == account


def test_a_code_is_a_moment_and_the_message_may_name_the_owner() -> None:
    mine, other = code(number(NOON)), code(number(NOON + timedelta(hours=1)))
    for path in (f"p/{mine}/", f"nora.pots/p/{mine}/?x=1", f"reel/{mine}", f"p/{mine}{'A' * 28}/"):
        assert shared(f"https://www.instagram.com/{path}", OWN, mine=False) == Meant("share", "post")
    assert shared(f"https://www.instagram.com/p/{other}/", OWN, mine=False) is None
    assert shared(f"https://www.instagram.com/p/{other}/", OWN, mine=True) == Meant("share", None)
    assert shared("https://www.instagram.com/explore/", OWN, mine=True) is None


@given(
    st.lists(st.integers(-2000, 2000), max_size=6), st.integers(-2000, 2000), st.integers(0, 2**23 - 1), st.booleans()
)
def test_of_the_posts_within_five_minutes_the_nearest_is_meant(
    minutes: list[int], at: int, rest: int, mine: bool
) -> None:
    own = Published(posts=[(NOON + timedelta(minutes=m), str(m)) for m in minutes])
    found = shared(f"https://www.instagram.com/p/{code(number(NOON + timedelta(minutes=at), rest))}/", own, mine=mine)
    near = sorted(abs(m - at) for m in minutes if abs(m - at) <= 5)
    if not near:
        assert found == (Meant("share", None) if mine else None)
    else:
        assert found is not None and found.post_id is not None and abs(int(found.post_id) - at) == near[0]
