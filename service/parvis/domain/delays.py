"""How long it takes, from what people told: the median of recent testimonies, or nothing when there are too few."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from parvis.domain.problems import BadShape

FEWEST = 3
"""Below this a median says more about one person than about the service."""
EXPIRES_AFTER_MONTHS = 12
LONGEST = 3_650
_EASTMOST = timedelta(hours=14)


def median_days(told: Iterable[tuple[int, date]], today: date) -> tuple[int | None, int]:
    """The median in whole days and how many testimonies it is of: (days, month as its first day), those of twelve months."""
    recent = [days for days, month in told if is_recent(month, today)]
    return (round(statistics.median(recent)) if len(recent) >= FEWEST else None), len(recent)


def is_recent(month: date, today: date) -> bool:
    return _months(today) - _months(month) < EXPIRES_AFTER_MONTHS


def month_of(said: str, now: datetime) -> date:
    """`2026-03` as its first day. Raises BadShape: no month, before 2000, or not begun anywhere on earth yet."""
    try:
        if len(said) != 7:
            raise ValueError
        month = date.fromisoformat(f"{said}-01")
    except ValueError:
        raise BadShape(field="month", expected="a month such as 2026-03") from None
    if not date(2000, 1, 1) <= month <= (now + _EASTMOST).date():
        raise BadShape(field="month", expected="a month of the past") from None
    return month


def _months(day: date) -> int:
    return day.year * 12 + day.month
