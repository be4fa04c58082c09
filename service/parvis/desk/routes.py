"""The desk over HTTP: the queue by views, who has which question, and where a citizen's own question stands."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from parvis.desk import claims, queries, rules, views
from parvis.domain import hours, problems
from parvis.domain.endpoint import Endpoint
from parvis.domain.hours import CLAIM_MINUTES, Promise
from parvis.domain.ids import queue_channel
from parvis.domain.people import Person
from parvis.domain.problems import NotFound
from parvis.domain.roles import may
from parvis.domain.values import Level, Waiting, stamp
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.store.promises import promise_of

PLACES = 1000
"""Beyond, how many others stand before hers tells a citizen nothing more."""
_Minutes = Annotated[int, msgspec.Meta(ge=0, le=rules.MINUTES_LIMIT)]
_Some = Annotated[int, msgspec.Meta(ge=1, le=rules.MINUTES_LIMIT)]


class Promised(msgspec.Struct, forbid_unknown_fields=True):
    """What the service promises. `hours`: seven days from Monday, each with its spans, `["09:00", "12:00"]`."""

    minutes: _Some | None
    hours: list[list[tuple[str, str]]]
    zone: str = "Europe/Paris"
    region: str | None = None
    closed: list[date] = []
    agents_after: _Minutes = 0
    claim_minutes: _Some = CLAIM_MINUTES


class Settings(msgspec.Struct):
    """`regions`: those that may be named. `may_set`: whether who asks may change it."""

    promise: Promised
    regions: list[str]
    may_set: bool


class ThreadsQuery(views.Filter, forbid_unknown_fields=True):
    after: str | None = None


class Threads(msgspec.Struct):
    """`total`: a thousand at most."""

    threads: list[views.Case]
    total: int
    next: str | None
    counts: views.Counts


class Claim(msgspec.Struct, forbid_unknown_fields=True):
    """`agent`: whom it is given to; oneself without it."""

    agent: UUID | None = None


class Duty(msgspec.Struct, forbid_unknown_fields=True):
    on: bool


class Colleague(msgspec.Struct):
    id: UUID
    name: str
    service: str
    on_duty: bool


class Colleagues(msgspec.Struct):
    agents: list[Colleague]


class Standing(msgspec.Struct):
    """`waiting`: the question's place in the queue, from 1, up to a thousand; null when no answer is owed."""

    due_at: str | None
    waiting: int | None
    taken: bool
    level: Level | None
    next_opening: str | None


async def read_settings(house: House, who: Person) -> Settings:
    """What the service promises, and when it is open."""
    async with house.database.connection() as connection:
        return _settings(who, await promise_of(connection, who.site))


async def change_settings(house: House, who: Person, body: Promised) -> Settings:
    """Promise something else from now on; what waits already keeps what it was promised."""
    promise = rules.promise(body.minutes, body.hours, body.zone, body.region, body.closed, body.agents_after, body.claim_minutes)
    async with house.database.connection() as connection:
        await queries.keep_promise(connection, who.site, promise)
    return _settings(who, promise)


async def read_threads(house: House, who: Person, query: ThreadsQuery) -> Threads:
    """The threads of a view, and how much there is in each."""
    async with house.database.snapshot() as connection:
        found, total, following = await views.cases(connection, who.site, who.id, query, query.after)
        return Threads(found, total, following, await views.counts(connection, who.site))


async def take(house: House, who: Person, id: UUID, body: Claim) -> Waiting:
    """Take a question, give it to a colleague, or say that one is still at it."""
    return await claims.take(house, who, id, body.agent)


async def give_back(house: House, who: Person, id: UUID) -> None:
    """Give a question back to all."""
    await claims.give_back(house, who, id)


async def read_duty(house: House, who: Person) -> Duty:
    """Whether I say that I am on duty."""
    return Duty(who.on_duty)


async def change_duty(house: House, who: Person, body: Duty) -> Duty:
    """Say that I am on duty, or not. The panel shows it while my console is open."""
    queue = queue_channel(who.site)

    async def work(writing: Writing) -> None:
        await queries.set_duty(writing.connection, who, body.on)
        writing.hint(queue, "duty", {"agent": str(who.id), "on": body.on})

    await house.journal.write((queue,), work)
    return body


async def read_colleagues(house: House, who: Person) -> Colleagues:
    """The agents of the site, to whom a question may be given."""
    found = await house.database.fetch(
        "select id, name, service, on_duty from agents where site_id = $1 order by on_duty desc, name, id", who.site
    )
    return Colleagues([Colleague(**dict(row)) for row in found])


async def read_standing(house: House, id: UUID) -> Standing:
    """Where a question stands: until when an answer is promised, and how many are before it."""
    now = house.now()
    async with house.database.snapshot() as connection:
        standing = await queries.standing_of(connection, id)
        if standing is None:
            raise NotFound
        promise = await promise_of(connection, standing["site_id"])
        waits = standing["urgency"] is not None
        before = await queries.before_in_queue(connection, standing["site_id"], standing, PLACES - 1) if waits else 0
    due, opens = standing["due_at"], hours.next_opening(now, promise)
    return Standing(
        stamp(due) if due else None, before + 1 if waits else None, standing["taken"], standing["level"],
        stamp(opens) if opens else None,
    )  # fmt: skip


def _settings(who: Person, promise: Promise) -> Settings:
    week = [[(rules.clock(opens), rules.clock(closes)) for opens, closes in day] for day in promise.hours]
    said = Promised(
        promise.minutes, week, promise.zone, promise.region, sorted(promise.closed), promise.agents_after, promise.claim_minutes
    )
    return Settings(said, list(hours.REGIONS), may(who.role, "supervise"))


_WRITE = (problems.Busy, problems.Unknown)
ENDPOINTS = [
    Endpoint("GET", "/agent/settings", read_settings, Settings, who="agent"),
    Endpoint("PUT", "/agent/settings", change_settings, Settings, who="agent", act="supervise", body=Promised),
    Endpoint("GET", "/agent/threads", read_threads, Threads, who="agent", query=ThreadsQuery),
    Endpoint(
        "PUT", "/agent/threads/{id}/claim", take, Waiting, who="agent", body=Claim,
        problems=(problems.Taken, problems.NotWaiting, *_WRITE),
    ),
    Endpoint(
        "DELETE", "/agent/threads/{id}/claim", give_back, None, who="agent", status=204, problems=(problems.Taken, *_WRITE)
    ),
    Endpoint("GET", "/agent/duty", read_duty, Duty, who="agent"),
    Endpoint("PUT", "/agent/duty", change_duty, Duty, who="agent", body=Duty, problems=_WRITE),
    Endpoint("GET", "/agent/colleagues", read_colleagues, Colleagues, who="agent"),
    Endpoint("GET", "/threads/{id}/promise", read_standing, Standing),
]  # fmt: skip
