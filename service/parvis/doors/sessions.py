"""Sessions of the console: opened at a door, listed, ended one by one or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from parvis.domain.keys import hash_of, new_key
from parvis.domain.people import Person
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Record

LIFETIME = timedelta(days=7)
FRESH = timedelta(minutes=30)
"""How long after coming in one may change the ways in: a console left open is no key to the house."""

Way = Literal["link", "password", "passkey", "oidc"]


@dataclass(frozen=True, slots=True)
class Session:
    id: UUID
    way: Way
    browser: str
    created_at: datetime
    seen_at: datetime
    own: bool
    """The one that asks."""
    fresh: bool


@dataclass(frozen=True, slots=True)
class Vouched:
    """The provider that said who she is, and the proof with which it signs her out."""

    provider: str
    id_token: str


async def open_session(database: Database, agent: Person, way: Way, browser: str, vouched: Vouched | None = None) -> str:
    """The secret of a new session. Who comes in is on duty until she says otherwise."""
    token, token_hash = new_key("ps_")
    await database.execute(
        """
        with arrived as (update agents set on_duty = true where site_id = $1 and id = $3)
        insert into agent_keys (site_id, token_hash, agent_id, use, expires_at, way, browser, seen_at, provider, id_token)
        values ($1, $2, $3, 'session', now() + $4, $5, $6, now(), $7, $8)
        """,
        agent.site,
        token_hash,
        agent.id,
        LIFETIME,
        way,
        browser[:80],
        vouched and vouched.provider,
        vouched and vouched.id_token,
    )
    return token


async def sessions_of(database: Database, agent: Person, token: str | None) -> list[Session]:
    """Those that are open, latest used first. `token`: the secret of the one that asks."""
    found = await database.fetch(
        """
        select id, way, browser, created_at, seen_at, token_hash = $3 as own, created_at > now() - $4::interval as fresh
        from agent_keys
        where site_id = $1 and agent_id = $2 and use = 'session' and spent_at is null and expires_at > now()
          and seen_at > now() - interval '12 hours'
        order by seen_at desc, id
        """,
        agent.site,
        agent.id,
        hash_of(token or ""),
        FRESH,
    )
    return [_session_from(row) for row in found]


async def end_session(database: Database, token_hash: bytes) -> tuple[UUID, Vouched | None] | None:
    """The session of that secret is over; its site, and who must be told."""
    row = await database.fetchrow(
        """
        with ended as (select site_id, token_hash, provider, id_token from agent_keys
                       where token_hash = $1 and use = 'session' and spent_at is null for update)
        update agent_keys k set spent_at = now(), provider = null, id_token = null from ended e
        where (k.site_id, k.token_hash) = (e.site_id, e.token_hash)
        returning e.site_id, e.provider, e.id_token
        """,
        token_hash,
    )
    if row is None:
        return None
    return row["site_id"], Vouched(row["provider"], row["id_token"]) if row["provider"] else None


async def end_one(database: Database, agent: Person, id: UUID) -> bool:
    """False when she has no such session."""
    ended = await database.fetchval(
        """
        update agent_keys set spent_at = coalesce(spent_at, now()), provider = null, id_token = null
        where site_id = $1 and agent_id = $2 and id = $3 and use = 'session' returning true
        """,
        agent.site,
        agent.id,
        id,
    )
    return bool(ended)


async def end_others(database: Database, agent: Person, token: str | None) -> None:
    """All her sessions but the one that asks."""
    await database.execute(
        """
        update agent_keys set spent_at = now(), provider = null, id_token = null
        where site_id = $1 and agent_id = $2 and use = 'session' and spent_at is null and token_hash <> $3
        """,
        agent.site,
        agent.id,
        hash_of(token or ""),
    )


async def end_everything(database: Database, site: UUID, agent: UUID) -> int:
    """Every session, link and API token of an agent; how many there were."""
    ended = await database.fetch(
        """
        update agent_keys set spent_at = now(), provider = null, id_token = null
        where site_id = $1 and agent_id = $2 and spent_at is null and (expires_at is null or expires_at > now()) returning 1
        """,
        site,
        agent,
    )
    return len(ended)


def _session_from(row: Record) -> Session:
    return Session(row["id"], row["way"], row["browser"], row["created_at"], row["seen_at"], row["own"], row["fresh"])
