"""The states of an aside, of the agents' list, and of what a person is told of hers, with the numbers they are the states of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from parvis.asides import queries
from parvis.domain.events import State
from parvis.domain.ids import aside_channel, asides_channel
from parvis.domain.values import plain
from parvis.store import journal
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Connection


async def aside_snapshot(database: Database, site: UUID, id: UUID) -> tuple[int, State] | None:
    """None when there is no such aside."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, aside_channel(site, id))
        aside = await queries.aside_with(connection, site, id)
        if aside is None:
            return None
        conclusion = await queries.conclusion_of(connection, site, id)
        posts, earlier = await queries.posts_of(connection, site, id)
    return seq, {"aside": plain(aside), "conclusion": plain(conclusion), "posts": plain(posts), "earlier": earlier}


async def asides_snapshot(database: Database, site: UUID) -> tuple[int, State]:
    """Those that are open, waiting first."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, asides_channel(site))
        asides, total = await queries.open_asides(connection, site)
    return seq, {"asides": plain(asides), "total": total}


async def told_to(connection: Connection, site: UUID, person: UUID) -> State:
    """What a person's own channel says of her asides."""
    return {"asides": plain(await queries.own_asides(connection, site, person))}
