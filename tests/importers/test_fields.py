"""Times and texts as platforms write them."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.errors import WrongSetting
from identity_audit.importers import fields, generic_csv
from identity_audit.importers.fields import EARLIEST, as_dict, as_list, as_text, local, repair, when, zone

FIRST, LAST = (datetime.fromisoformat(day) for day in ("1995-01-02", "2026-01-01"))
SUMMER_NOON = datetime.fromisoformat("2025-07-01T12:00:00")
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def test_the_examples_in_the_docstrings_hold() -> None:
    assert not doctest.testmod(fields).failed
    assert not doctest.testmod(generic_csv).failed


@given(moments)
def test_seconds_milliseconds_and_microseconds_are_one_moment(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    seconds = int(whole.timestamp())
    for written in (seconds, seconds * 1000, seconds * 1_000_000, str(seconds), f"{seconds}.000000", float(seconds)):
        assert when(written) == whole


@given(moments, st.integers(-12, 14))
def test_iso_texts_keep_their_zone(moment: datetime, hours: int) -> None:
    assert when(moment.astimezone(timezone(timedelta(hours=hours))).isoformat()) == moment
    assert when(moment.isoformat().replace("+00:00", "Z")) == moment


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.lists(st.integers()),
    st.text("0123456789.", max_size=400), st.text("0123456789-:/T+ ", max_size=40),
)  # fmt: skip


@given(anything)
def test_anything_is_a_plausible_moment_or_none(value: object) -> None:
    found = when(value)
    assert found is None or EARLIEST <= found <= datetime.now(UTC) + timedelta(days=2)


@pytest.mark.parametrize(
    "value",
    [0, True, -1, float("inf"), float("nan"), 10**400, "9" * 5000, 253402300800, "²", "0001-01-01", "1994-12-31"],
)
def test_what_is_no_date_of_a_post_is_not_known(value: object) -> None:
    assert when(value) is None


def test_local_times_use_the_zone_of_the_person() -> None:
    assert local(SUMMER_NOON, "Europe/Brussels") == datetime(2025, 7, 1, 10, tzinfo=UTC)
    assert local(SUMMER_NOON, None) == datetime(2025, 7, 1, 12, tzinfo=UTC)
    for name in ("Europe/Nowhere", "../../etc/passwd", "Europe"):
        with pytest.raises(WrongSetting):
            zone(name)


def broken(text: str) -> str:
    return text.encode().decode("latin-1")


@given(st.text())
def test_double_encoding_is_undone(text: str) -> None:
    assert repair(broken(text)) == text


@given(st.text(st.characters(min_codepoint=0x100, exclude_categories=["Cs"]), min_size=1), st.text())
def test_text_that_was_written_correctly_is_never_repaired(beyond: str, text: str) -> None:
    assert repair(beyond + text) == beyond + text


@given(st.text("abcéèàùçôïœ ’,.ÉÀ\u202f", min_size=1))
def test_french_words_are_never_repaired(text: str) -> None:
    assert repair(text) == text


def test_keys_are_repaired_too() -> None:
    assert repair({broken("Centre d’intérêt"): [broken("été"), 1, None]}) == {"Centre d’intérêt": ["été", 1, None]}


def test_shapes_that_are_not_as_expected_are_empty() -> None:
    assert (as_list(None), as_list({"a": 1}), as_list([1])) == ([], [{"a": 1}], [1])
    assert (as_dict([1]), as_dict({"a": 1})) == ({}, {"a": 1})
    assert (as_text(1), as_text("a &amp; b")) == ("", "a & b")
