"""One statement, one function: promises, claims, and what becomes urgent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.hours import CLAIM_MINUTES, Promise
from parvis.domain.people import Person
from parvis.domain.values import Holder, Waiting
from parvis.store import waiting

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

SOME = 200
"""So many at a time: the rest is found at the next look."""


async def keep_promise(connection: Connection, site: UUID, promise: Promise) -> None:
    await connection.execute(
        """insert into promises (site_id, minutes, hours, zone, region, closed, agents_after, claim_minutes)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (site_id) do update set minutes = $2, hours = $3, zone = $4, region = $5, closed = $6, agents_after = $7,
            claim_minutes = $8""",
        site, promise.minutes, msgspec.json.encode(promise.hours).decode(), promise.zone, promise.region,
        sorted(promise.closed), promise.agents_after, promise.claim_minutes,
    )  # fmt: skip


async def colleague(connection: Connection, site: UUID, id: UUID) -> Holder | None:
    row = await connection.fetchrow("select id, name from agents where site_id = $1 and id = $2", site, id)
    return Holder(row["id"], row["name"]) if row else None


async def waiting_thread(connection: Connection, site: UUID, id: UUID) -> Waiting | None:
    """The thread as it stands in the queue; None when it does not wait."""
    row = await connection.fetchrow(
        f"""select {waiting.WAITING_COLUMNS} from waits w
        join threads t on (t.site_id, t.id) = (w.site_id, w.thread_id) {waiting.BESIDE}
        where w.site_id = $1 and w.thread_id = $2 and w.ended_at is null""",
        site,
        id,
    )
    return waiting.waiting(row) if row else None


async def thread_exists(connection: Connection, site: UUID, id: UUID) -> bool:
    return bool(await connection.fetchval("select exists (select from threads where site_id = $1 and id = $2)", site, id))


async def claim(connection: Connection, site: UUID, thread: UUID, agent: UUID, now: datetime) -> None:
    """One row a thread, whoever asks: the primary key keeps it so."""
    await connection.execute(
        """insert into claims (site_id, thread_id, agent_id, taken_at, active_at) values ($1, $2, $3, $4, $4)
        on conflict (site_id, thread_id) do update set agent_id = $3, active_at = $4,
            taken_at = case when claims.agent_id = $3 then claims.taken_at else $4 end""",
        site,
        thread,
        agent,
        now,
    )


async def unclaim(connection: Connection, site: UUID, thread: UUID) -> None:
    await connection.execute("delete from claims where site_id = $1 and thread_id = $2", site, thread)


_IDLE = """from claims c left join promises p on p.site_id = c.site_id
    where c.active_at <= $1::timestamptz - coalesce(p.claim_minutes, $2::int) * interval '1 minute'"""


async def sites_with_idle_claims(connection: Connection, now: datetime) -> list[UUID]:
    found = await connection.fetch(f"select distinct c.site_id {_IDLE}", now, CLAIM_MINUTES)
    return [row["site_id"] for row in found]


async def end_idle_claims(connection: Connection, site: UUID, now: datetime) -> list[UUID]:
    """The threads of the site that are free again."""
    found = await connection.fetch(
        f"""delete from claims where site_id = $3 and thread_id in (select c.thread_id {_IDLE} and c.site_id = $3)
        returning thread_id""",
        now,
        CLAIM_MINUTES,
        site,
    )
    return [row["thread_id"] for row in found]


async def sites_with_late_threads(connection: Connection, now: datetime) -> list[UUID]:
    found = await connection.fetch("select distinct site_id from waits where ended_at is null and escalates_at <= $1", now)
    return [row["site_id"] for row in found]


async def escalate(connection: Connection, site: UUID, now: datetime) -> list[tuple[UUID, int]]:
    """Threads whose question is now another's to answer, and whose: 1 the agents', 2, past the promise, their supervisor's."""
    found = await connection.fetch(
        f"""with late as (
            select thread_id, began_at from waits
            where site_id = $1 and ended_at is null and escalates_at <= $2 order by escalates_at limit {SOME}
        )
        update waits w set level = case when w.due_at <= $2 then 2 else 1 end,
            escalates_at = case when w.due_at > $2 then w.due_at end
        from late where w.site_id = $1 and (w.thread_id, w.began_at) = (late.thread_id, late.began_at)
        returning w.thread_id, w.level""",
        site,
        now,
    )
    return [(row["thread_id"], row["level"]) for row in found]


async def set_duty(connection: Connection, who: Person, on: bool) -> None:
    await connection.execute("update agents set on_duty = $3 where site_id = $1 and id = $2", who.site, who.id, on)


async def before_in_queue(connection: Connection, site: UUID, of: Record, limit: int) -> int:
    """How many threads of the site are more urgent, counted up to a limit."""
    return int(
        await connection.fetchval(
            f"""select count(*) from (select from waits w where w.site_id = $1 and w.ended_at is null
                and ({waiting.URGENCY}, w.thread_id) < ($2::timestamptz, $3::uuid) limit $4) before""",
            site, of["urgency"], of["id"], limit,
        )
    )  # fmt: skip


async def standing_of(connection: Connection, id: UUID) -> Record | None:
    """Of a thread by its id alone, which is all that a permalink holds: its site, and where its question stands."""
    return await connection.fetchrow(
        f"""select t.id, t.site_id, w.due_at, w.level, {waiting.URGENCY} as urgency, c.thread_id is not null as taken
        from threads t
        left join waits w on (w.site_id, w.thread_id) = (t.site_id, t.id) and w.ended_at is null
        left join claims c on (c.site_id, c.thread_id) = (t.site_id, t.id)
        where t.id = $1 order by t.created_at, t.site_id limit 1""",
        id,
    )
