"""One statement, one function: agents, their keys, and the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from parvis.domain.events import QUEUE_WINDOW, State
from parvis.domain.ids import queue_channel, uuid7
from parvis.domain.people import Person
from parvis.domain.values import plain
from parvis.store import journal, waiting
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Record

IDLE = timedelta(hours=12)


async def add_agent(database: Database, site: UUID, name: str, service: str, email: str, role: str | None) -> UUID:
    """A new agent, or the one of that address with a new name and service; she keeps her role when none is named."""
    id: UUID = await database.fetchval(
        """
        insert into agents (site_id, id, name, service, email, role)
        values ($1, $2, $3, $4, coalesce((select email from agents where site_id = $1 and lower(email) = lower($5) limit 1), $5),
            coalesce($6, 'agent'))
        on conflict (site_id, email) do update set name = $3, service = $4, role = coalesce($6, agents.role)
        returning id
        """,
        site,
        uuid7(),
        name,
        service,
        email,
        role,
    )
    return id


async def add_key(
    database: Database, site: UUID, agent: UUID, token_hash: bytes,
    use: Literal["link", "api"], lifetime: timedelta | None,
) -> None:  # fmt: skip
    await database.execute(
        """
        insert into agent_keys (site_id, token_hash, agent_id, use, expires_at) values ($1, $2, $3, $4, now() + $5)
        """,
        site,
        token_hash,
        agent,
        use,
        lifetime,
    )


async def agent_at(database: Database, site: UUID, email: str) -> Person | None:
    """The agent of that address, in whatever case; nobody when two differ only in that."""
    found = await database.fetch(
        """
        select site_id, id, name, service, role, on_duty from agents where site_id = $1 and lower(email) = lower($2) limit 2
        """,
        site,
        email,
    )
    return _agent_from(found[0]) if len(found) == 1 else None


async def spend_link(database: Database, token_hash: bytes) -> Person | None:
    """The agent of a one-time link, which no longer opens anything afterwards."""
    row = await database.fetchrow(
        """
        with spent as (
            update agent_keys set spent_at = now()
            where token_hash = $1 and use = 'link' and spent_at is null and expires_at > now()
            returning site_id, agent_id
        )
        select a.site_id, a.id, a.name, a.service, a.role, a.on_duty from agents a
        join spent on (a.site_id, a.id) = (spent.site_id, spent.agent_id)
        """,
        token_hash,
    )
    return _agent_from(row)


async def agent_with(database: Database, token_hash: bytes, use: Literal["session", "api"]) -> Person | None:
    """The agent of a key that is good: a session ends when it is not used for some hours, and after some days at any rate."""
    row = await database.fetchrow(
        """
        select a.site_id, a.id, a.name, a.service, a.role, a.on_duty from agents a
        join agent_keys k on (k.site_id, k.agent_id) = (a.site_id, a.id)
        where k.token_hash = $1 and k.use = $2 and k.spent_at is null and (k.expires_at is null or k.expires_at > now())
          and (k.use = 'api' or k.seen_at > now() - $3::interval)
        """,
        token_hash,
        use,
        IDLE,
    )
    return _agent_from(row)


async def touch_session(database: Database, token_hash: bytes) -> None:
    """It was used just now; told once a minute."""
    await database.execute(
        """
        update agent_keys set seen_at = now()
        where token_hash = $1 and use = 'session' and seen_at < now() - interval '1 minute'
        """,
        token_hash,
    )


async def queue_snapshot(database: Database, site: UUID) -> tuple[int, State]:
    """The threads that wait: due first, or longest."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, queue_channel(site))
        found = await waiting.first(connection, site, QUEUE_WINDOW)
        total = await waiting.how_many(connection, site)
    return seq, {"threads": plain(found), "total": total}


def _agent_from(row: Record | None) -> Person | None:
    return Person(row["id"], row["site_id"], row["name"], "agent", row["service"], row["role"], row["on_duty"]) if row else None
