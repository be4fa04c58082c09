"""What a figure may say: nothing about fewer than five people; and a table that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from parvis.domain.problems import BadShape

FEWEST = 5
"""People below whom a number says too much about each."""
LONGEST = 400
"""Days of a period, which is a year and a little more."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def told(value: int | None, people: int) -> int | None:
    """A number of at least so many people. None of nobody is no secret."""
    return value if people >= FEWEST or not people else None


def share(part: int, whole: int, people: int) -> float | None:
    """In per cent, with one decimal."""
    return round(100 * part / whole, 1) if whole and people >= FEWEST else None


def period(since: date | None, until: date | None, zone: str, now: datetime) -> tuple[date, date, datetime, datetime]:
    """The days asked for, thirty until today when none are named, and the two moments between which they lie. Raises BadShape."""
    last = until or now.astimezone(ZoneInfo(zone)).date()
    first = since or last - timedelta(days=29)
    if not date(2000, 1, 1) <= first <= last < date(2200, 1, 1) or (last - first).days > LONGEST:
        raise BadShape(field="from", expected=f"a day before `to`, by {LONGEST} days at most")
    start, end = (datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) for day in (first, last + timedelta(days=1)))
    return first, last, start, end


def table(rows: Iterable[Iterable[object]]) -> str:
    """CSV (RFC 4180) with semicolons, as French spreadsheets read it, and a mark that says it is UTF-8."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()


def cell(value: object) -> str:
    """What people wrote is never a formula; numbers are ours."""
    said = "" if value is None else str(value)
    return f"'{said}" if isinstance(value, str) and said.startswith(_FORMULA) else said
