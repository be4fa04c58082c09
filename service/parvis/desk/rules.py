"""What agents may do at the desk, as plain functions of plain values."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from parvis.domain.hours import DAY, NEVER, REGIONS, Promise, Span, Week
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, Taken
from parvis.domain.roles import may
from parvis.domain.values import Holder

SPANS_LIMIT = 4
CLOSED_LIMIT = 400
MINUTES_LIMIT = 10_000
"""Twenty working days."""


def may_take(who: Person, held_by: Holder | None) -> None:
    """What nobody has, or she has herself. Raises Taken, which names the other."""
    if held_by is not None and held_by.id != who.id:
        raise Taken(taken_by={"id": str(held_by.id), "name": held_by.name})


def may_dispose(who: Person, held_by: Holder | None) -> None:
    """Give it to a colleague, or back to all: what nobody has, one's own, and for a supervisor anything. Raises Taken."""
    if not may(who.role, "supervise"):
        may_take(who, held_by)


def promise(
    minutes: int | None, hours: list[list[tuple[str, str]]], zone: str, region: str | None, closed: list[date],
    agents_after: int, claim_minutes: int,
) -> Promise:  # fmt: skip
    """A promise that can be kept: with hours, in a place that exists. Raises BadShape."""
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        raise BadShape(field="zone", expected="a time zone such as Europe/Paris") from None
    if region is not None and region not in REGIONS:
        raise BadShape(field="region", expected=f"one of {', '.join(REGIONS)}")
    if len(hours) != 7:
        raise BadShape(field="hours", expected="seven days from Monday")
    for field, value, least in (("minutes", minutes, 1), ("agents_after", agents_after, 0), ("claim_minutes", claim_minutes, 1)):
        if value is not None and not least <= value <= MINUTES_LIMIT:
            raise BadShape(field=field, expected=f"minutes, from {least} to {MINUTES_LIMIT}")
    if len(closed) > CLOSED_LIMIT:
        raise BadShape(field="closed", expected=f"at most {CLOSED_LIMIT} days")
    week: Week = tuple(_day(spans) for spans in hours)
    if minutes is not None and week == NEVER:
        raise BadShape(field="hours", expected="opening hours, in which the promised minutes can pass")
    return Promise(minutes, week, zone, region, frozenset(closed), agents_after, claim_minutes)


def clock(minutes: int) -> str:
    """`540` → `09:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _day(spans: list[tuple[str, str]]) -> tuple[Span, ...]:
    day = tuple((_minutes(opens), _minutes(closes)) for opens, closes in spans)
    flat = [moment for span in day for moment in span]
    if len(day) > SPANS_LIMIT or flat != sorted(set(flat)):
        raise BadShape(field="hours", expected=f"at most {SPANS_LIMIT} spans a day, one after the other")
    return day


def _minutes(said: str) -> int:
    hour, colon, minute = said.partition(":")
    if colon and len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit():
        minutes = int(hour) * 60 + int(minute)
        if int(minute) < 60 and minutes <= DAY:
            return minutes
    raise BadShape(field="hours", expected="times from 00:00 to 24:00")
