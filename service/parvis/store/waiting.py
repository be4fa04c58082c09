"""Threads that wait for an answer. The database opens and closes a wait with its thread (schema.sql, `waits`); here it is said
until when an answer was promised, and who gave it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from parvis.domain import hours
from parvis.domain.values import Holder, Level, Page, Thread, Waiting, stamp
from parvis.store import rows
from parvis.store.promises import promise_of

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

URGENCY = "coalesce(w.due_at, w.began_at)"
"""What orders the queue: due first; where nothing was promised, the longest wait."""
WAITING_COLUMNS = """t.*, g.key as page_key, g.title as page_title, w.began_at, w.due_at, coalesce(w.level, 1) as level,
    c.agent_id as holder_id, a.name as holder_name"""
BESIDE = """join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
    left join claims c on (c.site_id, c.thread_id) = (t.site_id, t.id)
    left join agents a on (a.site_id, a.id) = (c.site_id, c.agent_id)"""
"""What stands beside a thread `t`: its page, and who took it."""


async def first(connection: Connection, site: UUID, limit: int) -> list[Waiting]:
    """The head of the queue."""
    found = await connection.fetch(
        f"""select {WAITING_COLUMNS} from waits w join threads t on (t.site_id, t.id) = (w.site_id, w.thread_id) {BESIDE}
        where w.site_id = $1 and w.ended_at is null order by {URGENCY}, w.thread_id limit $2""",
        site,
        limit,
    )
    return [waiting(row) for row in found]


async def how_many(connection: Connection, site: UUID) -> int:
    return await connection.fetchval("select waiting from queues where site_id = $1", site) or 0


async def begin(connection: Connection, site: UUID, thread: Thread, page: Page, now: datetime) -> Waiting:
    """What is promised to who asks now; it holds for this wait, whatever is promised later."""
    promise = await promise_of(connection, site)
    due = hours.due_at(now, promise)
    level: Level = 1
    rises = due
    if promise.agents_after:
        level, rises = 0, hours.agents_at(now, promise)
    await connection.execute(
        """update waits set due_at = $3, level = $4, escalates_at = $5
        where site_id = $1 and thread_id = $2 and ended_at is null""",
        site,
        thread.id,
        due,
        level,
        rises,
    )
    return Waiting(thread, page, stamp(now), stamp(due) if due else None, None, level)


async def end(connection: Connection, site: UUID, thread: UUID, now: datetime, by: Literal["agent", "citizen"]) -> None:
    """Before the thread itself stops waiting: whose answer it was that ended the wait."""
    await connection.execute(
        """update waits set ended_at = greatest($3, began_at), ended_by = $4
        where site_id = $1 and thread_id = $2 and ended_at is null""",
        site,
        thread,
        now,
        by,
    )


def waiting(row: Record) -> Waiting:
    """A row of WAITING_COLUMNS whose thread waits."""
    page = Page(row["page_id"], row["page_key"], row["page_title"])
    due = stamp(row["due_at"]) if row["due_at"] else None
    return Waiting(rows.thread(row), page, stamp(row["began_at"]), due, holder(row), row["level"])


def holder(row: Record) -> Holder | None:
    return Holder(row["holder_id"], row["holder_name"]) if row["holder_id"] else None
