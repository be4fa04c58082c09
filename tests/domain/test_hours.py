"""Until when an answer is promised: tables of cases, on the clock of Paris."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domain.hours import (
    NEVER,
    REGIONS,
    Promise,
    agents_at,
    due_at,
    is_holiday,
    is_open,
    next_opening,
    openings,
)

PARIS = ZoneInfo("Europe/Paris")
DAY = ((9 * 60, 12 * 60), (14 * 60, 17 * 60))
"""Six hours: nine to noon, two to five."""
WEEK = (*[DAY] * 5, (), ())
PROMISE = Promise(120, WEEK)


def paris(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("asked", "minutes", "due"),
    [
        ("2026-11-25 09:30", 120, "2026-11-25 11:30"),  # within the morning
        ("2026-11-25 10:00", 120, "2026-11-25 12:00"),  # to its very end
        ("2026-11-25 11:00", 120, "2026-11-25 15:00"),  # lunch does not count
        ("2026-11-25 12:30", 60, "2026-11-25 15:00"),  # asked at lunch
        ("2026-11-25 16:30", 120, "2026-11-26 10:30"),  # over the night
        ("2026-11-25 22:00", 60, "2026-11-26 10:00"),  # asked at night
        ("2026-11-25 03:00", 60, "2026-11-25 10:00"),  # asked before dawn
        ("2026-11-27 16:30", 60, "2026-11-30 09:30"),  # over the weekend
        ("2026-11-28 11:00", 60, "2026-11-30 10:00"),  # asked on a Saturday
        ("2026-07-13 16:30", 60, "2026-07-15 09:30"),  # over the 14th of July
        ("2026-11-11 10:00", 60, "2026-11-12 10:00"),  # asked on a holiday
        ("2026-12-24 16:30", 60, "2026-12-28 09:30"),  # Christmas, a Friday, and a weekend
        ("2026-04-03 16:30", 60, "2026-04-07 09:30"),  # Easter Monday moves with the moon
        ("2026-11-25 09:00", 6 * 60 * 5, "2026-12-01 17:00"),  # five whole days
        ("2026-12-31 16:30", 60, "2027-01-04 09:30"),  # into another year
    ],
)
def test_the_minutes_that_pass_are_those_of_opening_time(asked: str, minutes: int, due: str) -> None:
    assert due_at(paris(asked), Promise(minutes, WEEK)) == paris(due)


def test_days_on_which_the_service_is_closed_do_not_count() -> None:
    closed = Promise(60, WEEK, closed=frozenset({date(2026, 11, 26)}))
    assert due_at(paris("2026-11-25 16:30"), closed) == paris("2026-11-27 09:30")


@pytest.mark.parametrize(
    ("region", "asked", "due"),
    [
        (None, "2026-04-02 16:30", "2026-04-03 09:30"),  # Good Friday is a day like others,
        ("Alsace-Moselle", "2026-04-02 16:30", "2026-04-07 09:30"),  # but not there
        ("Alsace", "2026-04-02 16:30", "2026-04-07 09:30"),
        ("Moselle", "2025-12-25 10:00", "2025-12-29 10:00"),  # nor is the 26th of December
        (None, "2025-12-25 10:00", "2025-12-26 10:00"),
        ("La Réunion", "2027-12-19 10:00", "2027-12-21 10:00"),  # the abolition of slavery
    ],
)
def test_a_region_has_holidays_of_its_own(region: str | None, asked: str, due: str) -> None:
    assert due_at(paris(asked), Promise(60, WEEK, region=region)) == paris(due)


def test_every_region_that_may_be_named_is_known_to_the_library() -> None:
    assert "Alsace-Moselle" in REGIONS and "Guadeloupe" in REGIONS
    assert all(is_holiday(date(2026, 7, 14), region) for region in (None, *REGIONS))
    assert not any(is_holiday(date(2026, 11, 25), region) for region in (None, *REGIONS))


ALWAYS = (((0, 24 * 60),),) * 7


@pytest.mark.parametrize(
    ("asked", "minutes", "due"),
    [
        ("2026-03-28T23:00+00:00", 120, "2026-03-29T01:00+00:00"),  # the night that is an hour shorter
        ("2026-10-24T22:00+00:00", 240, "2026-10-25T02:00+00:00"),  # the one that is an hour longer
        ("2026-03-28T23:00+00:00", 23 * 60, "2026-03-29T22:00+00:00"),  # that whole day has 23 hours,
        ("2026-10-24T22:00+00:00", 25 * 60, "2026-10-25T23:00+00:00"),  # that one 25
    ],
)
def test_in_the_nights_when_the_clocks_change_the_minutes_that_pass_count(asked: str, minutes: int, due: str) -> None:
    assert due_at(datetime.fromisoformat(asked), Promise(minutes, ALWAYS)) == datetime.fromisoformat(due)


def test_hours_are_the_ones_on_the_wall_before_and_after_the_clocks_change() -> None:
    """Friday 27 March, half past four in winter time; Monday 30 March, half past nine in summer time."""
    due = due_at(datetime.fromisoformat("2026-03-27T15:30+00:00"), Promise(60, WEEK))
    assert due == datetime.fromisoformat("2026-03-30T07:30+00:00")


def test_an_opening_within_the_hour_that_the_clock_skips_is_no_opening() -> None:
    skipped = Promise(1, (*[()] * 6, ((2 * 60, 3 * 60),)))
    night = list(openings(paris("2026-03-28 00:00"), paris("2026-03-30 00:00"), skipped))
    assert night == []


@pytest.mark.parametrize(
    ("now", "open_", "opens"),
    [
        ("2026-11-25 09:00", True, None),
        ("2026-11-25 11:59", True, None),
        ("2026-11-25 12:00", False, "2026-11-25 14:00"),
        ("2026-11-25 17:00", False, "2026-11-26 09:00"),
        ("2026-11-27 18:00", False, "2026-11-30 09:00"),
        ("2026-07-14 10:00", False, "2026-07-15 09:00"),
    ],
)
def test_closed_services_say_when_they_open(now: str, open_: bool, opens: str | None) -> None:
    assert is_open(paris(now), PROMISE) is open_
    assert next_opening(paris(now), PROMISE) == (paris(opens) if opens else None)


def test_nothing_is_promised_without_minutes_or_without_hours() -> None:
    now = paris("2026-11-25 10:00")
    assert due_at(now, Promise()) is None and due_at(now, Promise(None, WEEK)) is None
    assert due_at(now, Promise(60, NEVER)) is None
    assert next_opening(now, Promise()) is None and not is_open(now, Promise())
    assert agents_at(now, Promise(agents_after=30)) == now + timedelta(minutes=30), "where no hours are known all time counts"
    assert agents_at(paris("2026-11-25 16:45"), Promise(60, WEEK, agents_after=30)) == paris("2026-11-26 09:15")


moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(ZoneInfo("UTC")))


@given(moments, moments, st.integers(1, 3_000))
def test_who_asks_later_is_never_promised_an_earlier_answer(one: datetime, other: datetime, minutes: int) -> None:
    promise = Promise(minutes, WEEK)
    first, second = due_at(min(one, other), promise), due_at(max(one, other), promise)
    assert first is not None and second is not None and first <= second


@given(moments, st.integers(1, 3_000))
def test_the_promised_minutes_lie_between_asking_and_due(asked: datetime, minutes: int) -> None:
    due = due_at(asked, Promise(minutes, WEEK))
    assert due is not None
    spans = openings(asked, due, Promise(minutes, WEEK))
    assert sum((closes - opens for opens, closes in spans), timedelta()) == timedelta(minutes=minutes)
