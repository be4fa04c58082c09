"""Until when an answer is promised: so many minutes of opening time, in the service's own time zone, French holidays left out.

Minutes are those that pass, also in the night when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays.countries.france import France

ALSACE_MOSELLE = "Alsace-Moselle"
REGIONS = tuple(sorted({ALSACE_MOSELLE, *(name for name in France.subdivisions_aliases if len(name) > 3)}))
"""Where there are holidays beyond those of all France, by the names that the library gives them."""
FURTHEST = timedelta(days=400)
"""Who does not open within so many days does not open."""
DAY = 24 * 60
CLAIM_MINUTES = 15

Span = tuple[int, int]
"""From and to, in minutes of the day."""
Week = tuple[tuple[Span, ...], ...]
NEVER: Week = ((),) * 7


@dataclass(frozen=True, slots=True)
class Promise:
    """What a site promises. `minutes` None: nothing; `hours`: seven days from Monday, each with its spans in order."""

    minutes: int | None = None
    hours: Week = NEVER
    zone: str = "Europe/Paris"
    region: str | None = None
    closed: frozenset[date] = frozenset()
    agents_after: int = 0
    """Minutes of opening time that a question is left to other citizens before it is the agents'."""
    claim_minutes: int = CLAIM_MINUTES
    """Minutes without a sign of life after which a question that an agent took is free again."""


def due_at(asked: datetime, promise: Promise) -> datetime | None:
    """Until when an answer was promised to who asked then; None when nothing is promised."""
    return after(asked, promise.minutes, promise) if promise.minutes else None


def agents_at(asked: datetime, promise: Promise) -> datetime:
    """When a question that other citizens may answer first becomes the agents'. Where no hours are known all time counts."""
    return after(asked, promise.agents_after, promise) or asked + timedelta(minutes=promise.agents_after)


def after(start: datetime, minutes: int, promise: Promise) -> datetime | None:
    """The moment at which so many minutes of opening time have passed; None: there are no such hours."""
    left = timedelta(minutes=minutes)
    for opens, closes in openings(start, start + max(FURTHEST, 20 * left), promise):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return None


def is_open(now: datetime, promise: Promise) -> bool:
    return any(opens <= now < closes for opens, closes in openings(now, now + timedelta(minutes=1), promise))


def next_opening(now: datetime, promise: Promise) -> datetime | None:
    """When it opens again; None while it is open, and when no hours are known."""
    opens, _ = next(openings(now, now + FURTHEST, promise), (now, now))
    return opens if opens > now else None


def openings(start: datetime, end: datetime, promise: Promise) -> Iterator[tuple[datetime, datetime]]:
    """The spans of opening time between two moments, in order, in UTC, cut at both."""
    if promise.hours == NEVER:
        return
    zone = ZoneInfo(promise.zone)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        for opens, closes in _on(day, promise):
            since, until = max(start, _moment(day, opens, zone)), min(end, _moment(day, closes, zone))
            if since < until:
                yield since, until
        day += timedelta(days=1)


def is_holiday(day: date, region: str | None) -> bool:
    """A public holiday in all France, or in that region."""
    return any(day in calendar for calendar in _calendars(region))


def _on(day: date, promise: Promise) -> tuple[Span, ...]:
    closed = day in promise.closed or is_holiday(day, promise.region)
    return () if closed else promise.hours[day.weekday()]


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A time that the clock skips in spring is the one an hour later; one that comes twice in autumn is the first."""
    at = datetime.combine(day + timedelta(days=minutes // DAY), time(minutes % DAY // 60, minutes % 60), zone)
    return at.astimezone(UTC)


@cache
def _calendars(region: str | None) -> tuple[France, ...]:
    """The library knows Alsace and Moselle apart; their holidays are the same law's."""
    names = ("Alsace", "Moselle") if region == ALSACE_MOSELLE else (region,)
    return tuple(_france(France.subdivisions_aliases[name] if name else None) for name in names)


def _france(subdivision: str | None) -> France:
    return France(subdiv=subdivision)  # type: ignore[no-untyped-call]
