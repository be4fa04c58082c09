"""How long it takes, from what people told: the median of recent testimonies, or nothing when there are too few."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from parvis.domain.problems import BadShape

FEWEST = 3
"""Below this a median says more about one person than about the service."""
EXPIRES_AFTER_MONTHS = 12
LONGEST = 3_650
_EASTMOST = timedelta(hours=14)


def recent_since(today: date) -> date:
    """The first of the months that count, this one included, as its first day."""
    year, month = divmod(today.year * 12 + today.month - EXPIRES_AFTER_MONTHS, 12)
    return date(year, month + 1, 1)


def median_told(median: float | None, count: int) -> int | None:
    """The median of so many recent testimonies, in whole days, as it is told."""
    return round(median) if median is not None and count >= FEWEST else None


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
