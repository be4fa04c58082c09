"""The agents of a site, as its administrators see them: role, how they may come in, when they last did."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from parvis.domain.problems import LastAdministrator, NotFound
from parvis.domain.roles import Role
from parvis.domain.values import stamp
from parvis.store.database import Database


class Colleague(msgspec.Struct):
    id: UUID
    name: str
    service: str
    email: str
    role: Role
    sessions: int
    seen_at: str | None
    password: bool
    passkeys: int


async def colleagues(database: Database, site: UUID) -> list[Colleague]:
    found = await database.fetch(
        """
        select a.id, a.name, a.service, a.email, a.role, coalesce(k.sessions, 0) as sessions, k.seen_at,
               exists (select from agent_passwords p where (p.site_id, p.agent_id) = (a.site_id, a.id)) as password,
               (select count(*) from agent_passkeys p where (p.site_id, p.agent_id) = (a.site_id, a.id)) as passkeys
        from agents a
        left join lateral (
            select count(*) filter (where spent_at is null and expires_at > now() and seen_at > now() - interval '12 hours')
                       as sessions, max(seen_at) as seen_at
            from agent_keys where (site_id, agent_id) = (a.site_id, a.id) and use = 'session'
        ) k on true
        where a.site_id = $1 order by a.name, a.id
        """,
        site,
    )
    return [_colleague_from(row) for row in found]


async def set_role(database: Database, site: UUID, agent: UUID, role: Role) -> None:
    """Raises NotFound, LastAdministrator. Sockets that are open ask again within seconds."""
    async with database.connection() as connection, connection.transaction():
        await _spare_the_last_administrator(connection, site, agent, role)
        await connection.execute("update agents set role = $3 where site_id = $1 and id = $2", site, agent, role)


async def remove(database: Database, site: UUID, agent: UUID) -> None:
    """Every key of hers with her; what she wrote stays signed. Raises NotFound, LastAdministrator."""
    async with database.connection() as connection, connection.transaction():
        await _spare_the_last_administrator(connection, site, agent, None)
        await connection.execute("delete from agents where site_id = $1 and id = $2", site, agent)


async def _spare_the_last_administrator(connection: Any, site: UUID, agent: UUID, role: Role | None) -> None:
    """Two administrators who demote each other at once: the rows are locked, so that the second sees what the first did."""
    administrators = {
        row["id"]
        for row in await connection.fetch(
            "select id from agents where site_id = $1 and role = 'administrator' order by id for update", site
        )
    }
    found = await connection.fetchval("select true from agents where site_id = $1 and id = $2 for update", site, agent)
    if not found:
        raise NotFound
    if administrators == {agent} and role != "administrator":
        raise LastAdministrator


def _colleague_from(row: Any) -> Colleague:
    return Colleague(
        id=row["id"],
        name=row["name"],
        service=row["service"],
        email=row["email"],
        role=row["role"],
        sessions=row["sessions"],
        seen_at=_at(row["seen_at"]),
        password=row["password"],
        passkeys=row["passkeys"],
    )


def _at(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
