"""What time alone brings about: questions that become the agents' or their supervisor's, claims with which nothing was done.

Every process looks now and then; one at a time acts. Looking twice changes nothing: each row is
asked again under the lock of the queue.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from parvis.desk import queries
from parvis.domain.ids import queue_channel
from parvis.store.house import House
from parvis.store.journal import Writing

EVERY = 15.0
"""Seconds between two looks."""
_LOCK = 0x7061727669730002  # "parvis", 2


async def sweep(house: House) -> None:
    """Raises Busy when the database is away: the next look makes up for it."""
    now = house.now()
    async with house.database.connection() as connection, connection.transaction():
        if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", _LOCK):
            return
        for site in await queries.sites_with_late_threads(connection, now):
            await _escalate(house, site, now)
        for site in await queries.sites_with_idle_claims(connection, now):
            await _release(house, site, now)


async def _escalate(house: House, site: UUID, now: datetime) -> None:
    queue = queue_channel(site)

    async def work(writing: Writing) -> None:
        for thread, level in await queries.escalate(writing.connection, site, now):
            writing.append(queue, "queue.escalated", {"id": str(thread), "level": level})

    await house.journal.write((queue,), work)


async def _release(house: House, site: UUID, now: datetime) -> None:
    queue = queue_channel(site)

    async def work(writing: Writing) -> None:
        for thread in await queries.end_idle_claims(writing.connection, site, now):
            writing.append(queue, "queue.released", {"id": str(thread)})

    await house.journal.write((queue,), work)
