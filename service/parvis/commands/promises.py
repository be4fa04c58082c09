"""`parvis site promise`: within which delay a service answers, and when it is open."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from typing import Any

from parvis.commands.ground import Mistake, known_site, with_database
from parvis.desk import queries, rules
from parvis.domain.hours import REGIONS, Promise, due_at
from parvis.domain.problems import Problem
from parvis.store.database import Database
from parvis.store.promises import promise_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def add_to(site: Any) -> None:
    command = site.add_parser("promise", help="say within which delay the service answers; without options, show it")
    command.add_argument("name")
    command.add_argument("--minutes", type=int, help="of opening time; 0: no delay is promised")
    command.add_argument("--open", action="append", metavar="HOURS", help='"mon-fri 09:00-12:00 14:00-17:00" (again for others)')
    command.add_argument("--zone", help="Europe/Paris")
    command.add_argument("--region", help=f"with holidays of its own: {', '.join(REGIONS)}; “none” for none")
    command.add_argument("--closed", action="append", type=date.fromisoformat, help="a day such as 2026-12-24 (again for others)")
    command.add_argument("--agents-after", type=int, help="minutes that a question is left to other citizens first")
    command.add_argument("--claim-minutes", type=int, help="after which a question that an agent took is free again")
    command.set_defaults(run=with_database(_promise))


async def _promise(database: Database, asked: argparse.Namespace) -> None:
    site = await known_site(database, asked.name)
    async with database.connection() as connection:
        was = await promise_of(connection, site.id)
        promise = _changed(was, asked)
        if promise != was:
            await queries.keep_promise(connection, site.id, promise)
    for line in _told(promise):
        print(line)


def _changed(was: Promise, asked: argparse.Namespace) -> Promise:
    """What is not named stays as it was. Raises Mistake."""
    week = [[(rules.clock(opens), rules.clock(closes)) for opens, closes in day] for day in was.hours]
    try:
        return rules.promise(
            (asked.minutes or None) if asked.minutes is not None else was.minutes,
            week if asked.open is None else opening_hours(asked.open),
            asked.zone or was.zone,
            {None: was.region, "none": None}.get(asked.region, asked.region),
            sorted(was.closed) if asked.closed is None else asked.closed,
            was.agents_after if asked.agents_after is None else asked.agents_after,
            was.claim_minutes if asked.claim_minutes is None else asked.claim_minutes,
        )
    except Problem as problem:
        raise Mistake(f"{problem.field}: expected {problem.more['expected']}.") from problem


def opening_hours(said: list[str]) -> list[list[tuple[str, str]]]:
    """`["mon-fri 09:00-12:00 14:00-17:00"]` as seven days. Raises Mistake."""
    week: list[list[tuple[str, str]]] = [[] for _ in DAYS]
    for line in said:
        days, *spans = line.split()
        for day in _days(days):
            week[day] = [_span(span) for span in spans]
    return week


def _days(said: str) -> list[int]:
    found: list[int] = []
    for part in said.lower().split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise Mistake(f"“{said}” names no days: {', '.join(DAYS)}, or mon-fri.")
        found += range(DAYS.index(first), DAYS.index(last or first) + 1)
    return found


def _span(said: str) -> tuple[str, str]:
    opens, dash, closes = said.partition("-")
    if not dash:
        raise Mistake(f"“{said}” is no span of time such as 09:00-12:00.")
    return opens, closes


def _told(promise: Promise) -> list[str]:
    due = due_at(datetime.now(UTC), promise)
    spans = [" ".join(f"{rules.clock(opens)}-{rules.clock(closes)}" for opens, closes in day) for day in promise.hours]
    return [
        f"promised   {f'{promise.minutes} minutes of opening time' if promise.minutes else 'nothing'}"
        + (f" (asked now: by {due:%Y-%m-%d %H:%M} UTC)" if due else ""),
        *(f"{day}        {span or 'closed'}" for day, span in zip(DAYS, spans, strict=True)),
        f"zone       {promise.zone}; holidays of France{f' and {promise.region}' if promise.region else ''}",
        f"closed     {', '.join(str(day) for day in sorted(promise.closed)) or 'on no other day'}",
        f"agents     after {promise.agents_after} minutes; a claim ends after {promise.claim_minutes} idle ones",
    ]
