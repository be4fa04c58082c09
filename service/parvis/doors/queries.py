"""One statement, one function: tries, steps that are under way, and what a password needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from parvis.domain.keys import hash_of
from parvis.domain.people import Person
from parvis.store.database import Database

What = Literal["totp", "oidc", "passkey", "new-totp", "new-passkey"]
STEP_LIFETIME = timedelta(minutes=10)


async def count_try(database: Database, site: UUID, gate: bytes, within: timedelta) -> tuple[int, int]:
    """One more try at this gate: how many there were, and after how many seconds they are forgotten. Counted before anything
    is compared, so that tries made at once are all counted."""
    row: Any = await database.fetchrow(
        """
        insert into door_tries as t (site_id, gate, tries, since) values ($1, $2, 1, now())
        on conflict (site_id, gate) do update set
            tries = case when t.since < now() - $3::interval then 1 else t.tries + 1 end,
            since = case when t.since < now() - $3::interval then now() else t.since end
        returning tries, ceil(extract(epoch from since + $3::interval - now()))::integer as wait
        """,
        site,
        gate,
        within,
    )
    return row["tries"], max(1, row["wait"])


async def forget_tries(database: Database, site: UUID, gate: bytes) -> None:
    await database.execute("delete from door_tries where site_id = $1 and gate = $2", site, gate)


async def sweep(database: Database) -> None:
    """What is over leaves: steps that were never finished, and tries of yesterday."""
    await database.execute("delete from doorsteps where expires_at < now()")
    await database.execute("delete from door_tries where since < now() - interval '1 day'")


@dataclass(frozen=True, slots=True)
class Step:
    """Something begun at a door: by whom if that is known, and what must be remembered until it is finished."""

    site: UUID
    agent: UUID | None
    data: dict[str, Any]


async def begin_step(database: Database, site: UUID, token: str, what: What, agent: UUID | None, data: dict[str, Any]) -> None:
    """One at a time for each secret: the latest."""
    await database.execute(
        """
        insert into doorsteps (site_id, token_hash, what, agent_id, data, expires_at) values ($1, $2, $3, $4, $5, now() + $6)
        on conflict (site_id, token_hash) do update set
            what = excluded.what, agent_id = excluded.agent_id, data = excluded.data, expires_at = excluded.expires_at
        """,
        site,
        hash_of(token),
        what,
        agent,
        msgspec.json.encode(data).decode(),
        STEP_LIFETIME,
    )


async def step(database: Database, token: str, what: What) -> Step | None:
    row = await database.fetchrow(
        "select site_id, agent_id, data from doorsteps where token_hash = $1 and what = $2 and expires_at > now()",
        hash_of(token),
        what,
    )
    return Step(row["site_id"], row["agent_id"], msgspec.json.decode(row["data"])) if row else None


async def finish_step(database: Database, token: str, what: What) -> Step | None:
    """The same, and it is over: of two who finish it at once, one does."""
    row = await database.fetchrow(
        """
        delete from doorsteps where token_hash = $1 and what = $2 and expires_at > now() returning site_id, agent_id, data
        """,
        hash_of(token),
        what,
    )
    return Step(row["site_id"], row["agent_id"], msgspec.json.decode(row["data"])) if row else None


async def agent_of(database: Database, site: UUID, id: UUID) -> Person | None:
    row = await database.fetchrow("select name, service, role from agents where site_id = $1 and id = $2", site, id)
    return Person(id, site, row["name"], "agent", row["service"], row["role"]) if row else None


async def email_of(database: Database, agent: Person) -> str:
    email: str = await database.fetchval("select email from agents where site_id = $1 and id = $2", agent.site, agent.id)
    return email


async def password_of(database: Database, site: UUID, agent: UUID) -> str | None:
    hashed: str | None = await database.fetchval(
        "select hash from agent_passwords where site_id = $1 and agent_id = $2", site, agent
    )
    return hashed


async def keep_password(database: Database, agent: Person, hashed: str) -> None:
    await database.execute(
        """
        insert into agent_passwords (site_id, agent_id, hash) values ($1, $2, $3)
        on conflict (site_id, agent_id) do update set hash = $3, changed_at = now()
        """,
        agent.site,
        agent.id,
        hashed,
    )


async def totp_of(database: Database, site: UUID, agent: UUID) -> str | None:
    secret: str | None = await database.fetchval(
        "select secret from agent_totps where site_id = $1 and agent_id = $2", site, agent
    )
    return secret


async def keep_totp(database: Database, agent: Person, secret: str, step: int, codes: list[bytes]) -> None:
    """A new telephone: the codes of the one before open nothing any more, nor its recovery codes. The password stays."""
    async with database.connection() as connection, connection.transaction():
        await connection.execute(
            """
            insert into agent_totps (site_id, agent_id, secret, step) values ($1, $2, $3, $4)
            on conflict (site_id, agent_id) do update set secret = $3, step = $4, created_at = now()
            """,
            agent.site,
            agent.id,
            secret,
            step,
        )
        await connection.execute(
            "delete from agent_recovery_codes where site_id = $1 and agent_id = $2", agent.site, agent.id
        )  # fmt: skip
        await connection.execute(
            "insert into agent_recovery_codes (site_id, agent_id, code_hash) select $1, $2, unnest($3::bytea[])",
            agent.site,
            agent.id,
            codes,
        )


async def remove_totp(database: Database, agent: Person) -> None:
    """And with it the password, which opens nothing alone."""
    await database.execute("delete from agent_totps where site_id = $1 and agent_id = $2", agent.site, agent.id)


async def spend_step(database: Database, site: UUID, agent: UUID, step: int) -> bool:
    """False when this code, or a later one, was used already."""
    spent = await database.fetchval(
        "update agent_totps set step = $3 where site_id = $1 and agent_id = $2 and step < $3 returning true", site, agent, step
    )
    return bool(spent)


async def spend_recovery_code(database: Database, site: UUID, agent: UUID, code_hash: bytes) -> bool:
    spent = await database.fetchval(
        "delete from agent_recovery_codes where site_id = $1 and agent_id = $2 and code_hash = $3 returning true",
        site,
        agent,
        code_hash,
    )
    return bool(spent)


@dataclass(frozen=True, slots=True)
class Ways:
    """How an agent may come in, links and providers apart."""

    totp: bool
    recovery_codes: int
    password_changed_at: datetime | None


async def ways_of(database: Database, agent: Person) -> Ways:
    row: Any = await database.fetchrow(
        """
        select exists (select from agent_totps where site_id = $1 and agent_id = $2) as totp,
               (select count(*) from agent_recovery_codes where site_id = $1 and agent_id = $2) as codes,
               (select changed_at from agent_passwords where site_id = $1 and agent_id = $2) as changed_at
        """,
        agent.site,
        agent.id,
    )
    return Ways(row["totp"], row["codes"], row["changed_at"])
