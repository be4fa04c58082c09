"""When hours may be announced, as plain functions of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from parvis.domain.problems import BadShape, OfficeHoursOver
from parvis.domain.values import OfficeHours, OnDuty

LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=366)
AGENTS_LIMIT = 20


def must_be_possible(starts: datetime, ends: datetime, now: datetime) -> None:
    """Raises BadShape: they end after they begin, the same day or night, and are still to come or under way."""
    if ends <= starts or ends - starts > LONGEST:
        raise BadShape(field="ends_at", expected="a time after starts_at, twelve hours later at most")
    if ends <= now:
        raise BadShape(field="ends_at", expected="a time to come")
    if starts - now > FURTHEST:
        raise BadShape(field="starts_at", expected="a time within a year")


def must_be_announced(hours: OfficeHours) -> None:
    if hours.state != "announced":
        raise OfficeHoursOver


def those_named(wanted: Sequence[UUID], known: Mapping[UUID, OnDuty]) -> list[OnDuty]:
    """The agents that are announced, each once, as wanted. Raises BadShape: nobody, too many, or somebody unknown here."""
    named = list(dict.fromkeys(wanted))
    if not 1 <= len(named) <= AGENTS_LIMIT or any(id not in known for id in named):
        raise BadShape(field="agents", expected=f"one to {AGENTS_LIMIT} agents of the site")
    return [known[id] for id in named]
