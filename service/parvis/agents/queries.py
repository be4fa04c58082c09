"""One statement, one function: agents, their keys, and the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from parvis.domain.events import QUEUE_WINDOW, State
from parvis.domain.ids import queue_channel, uuid7
from parvis.domain.people import Person
from parvis.domain.values import Page, Waiting, plain, stamp
from parvis.store import journal, rows
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Record


async def add_agent(database: Database, site: UUID, name: str, service: str, email: str, role: str) -> UUID:
    """A new agent, or the one of that e-mail with a new name, service and role."""
    id: UUID = await database.fetchval(
        """
        insert into agents (site_id, id, name, service, email, role) values ($1, $2, $3, $4, $5, $6)
        on conflict (site_id, email) do update set name = $3, service = $4, role = $6
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
    use: Literal["link", "session", "api"], lifetime: timedelta | None,
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


async def spend_link(database: Database, token_hash: bytes) -> Person | None:
    """The agent of a one-time link, which no longer opens anything afterwards."""
    row = await database.fetchrow(
        """
        with spent as (
            update agent_keys set spent_at = now()
            where token_hash = $1 and use = 'link' and spent_at is null and expires_at > now()
            returning site_id, agent_id
        )
        select a.site_id, a.id, a.name, a.service, a.role from agents a
        join spent on (a.site_id, a.id) = (spent.site_id, spent.agent_id)
        """,
        token_hash,
    )
    return _agent_from(row)


async def agent_with(database: Database, token_hash: bytes, use: Literal["session", "api"]) -> Person | None:
    row = await database.fetchrow(
        """
        select a.site_id, a.id, a.name, a.service, a.role from agents a
        join agent_keys k on (k.site_id, k.agent_id) = (a.site_id, a.id)
        where k.token_hash = $1 and k.use = $2 and k.spent_at is null and (k.expires_at is null or k.expires_at > now())
        """,
        token_hash,
        use,
    )
    return _agent_from(row)


async def end_session(database: Database, token_hash: bytes) -> None:
    await database.execute("update agent_keys set spent_at = now() where token_hash = $1 and use = 'session'", token_hash)


async def queue_snapshot(database: Database, site: UUID) -> tuple[int, State]:
    """The threads that wait, longest first."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, queue_channel(site))
        waiting = await connection.fetch(
            """
            select t.*, p.key as page_key, p.title as page_title
            from threads t join pages p on (p.site_id, p.id) = (t.site_id, t.page_id)
            where t.site_id = $1 and t.waiting_since is not null
            order by t.waiting_since, t.id limit $2
            """,
            site,
            QUEUE_WINDOW,
        )
        total = await connection.fetchval("select count(*) from threads where site_id = $1 and waiting_since is not null", site)
    return seq, {"threads": plain([_waiting_from(row) for row in waiting]), "total": total}


def _waiting_from(row: Record) -> Waiting:
    return Waiting(rows.thread(row), Page(row["page_id"], row["page_key"], row["page_title"]), stamp(row["waiting_since"]))


def _agent_from(row: Record | None) -> Person | None:
    return Person(row["id"], row["site_id"], row["name"], "agent", row["service"], row["role"]) if row else None
