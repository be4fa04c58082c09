"""What stands beside a thread that an agent answers: its page and field, the person's earlier threads, replies that may fit."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.desk import kept
from parvis.domain import canned
from parvis.domain.people import Person
from parvis.domain.problems import NotFound
from parvis.domain.values import Field, Page, Thread, stamp
from parvis.store import rows

if TYPE_CHECKING:
    from parvis.store.database import Connection

EARLIER = 10
REPLIES = 5


class Fitting(msgspec.Struct, frozen=True):
    """A canned reply, written out for this person and this question."""

    id: UUID
    title: str
    body: str


class Earlier(msgspec.Struct, frozen=True):
    thread: Thread
    page: Page


class Context(msgspec.Struct, frozen=True):
    """`field` with its step; since when it is no longer what it was, if so; how many other threads are about it."""

    page: Page
    field: Field | None
    field_changed_at: str | None
    field_threads: int
    earlier: list[Earlier]
    earlier_total: int
    replies: list[Fitting]


async def beside(connection: Connection, who: Person, id: UUID) -> Context:
    """Raises NotFound."""
    thread, page = await _thread(connection, who.site, id)
    about = await connection.fetchrow(
        """select (select count(*) from threads t where t.site_id = $1 and t.page_id = $2 and t.field_key = $3
                   and t.state = 'visible' and t.id <> $4) as threads,
            (select max(changed_at) from form_fields where site_id = $1 and page_id = $2 and key = $3) as changed_at""",
        who.site,
        thread.page,
        thread.field.key if thread.field else None,
        id,
    )
    assert about is not None
    earlier = await connection.fetch(
        """select t.*, g.key as page_key, g.title as page_title, count(*) over () as total
        from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
        join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
        where p.site_id = $1 and p.author_id = $2 and p.seq = 1 and t.id <> $3 and t.state = 'visible'
            and t.kind in ('question', 'discussion') and t.created_at <= $4::text::timestamptz
        order by t.created_at desc limit $5""",
        who.site,
        thread.author.id,
        id,
        thread.created_at,
        EARLIER,
    )
    return Context(
        page,
        thread.field,
        stamp(about["changed_at"]) if about["changed_at"] else None,
        about["threads"],
        [Earlier(rows.thread(row), Page(row["page_id"], row["page_key"], row["page_title"])) for row in earlier],
        earlier[0]["total"] if earlier else 0,
        (await fitting(connection, who, id, None))[:REPLIES],
    )


async def fitting(connection: Connection, who: Person, id: UUID, typed: str | None) -> list[Fitting]:
    """Canned replies written out for this thread: those that hold the typed words, else those like the question first."""
    thread, page = await _thread(connection, who.site, id)
    opening = await connection.fetchval("select body from posts where site_id = $1 and thread_id = $2 and seq = 1", who.site, id)
    on = canned.Occasion(
        who.name, who.service or "", page.title or page.key, thread.field.label if thread.field else None, thread.author.name
    )
    if typed:
        found = await kept.holding(connection, who.site, typed)
    else:
        found = await kept.replies(connection, who.site, f"{thread.title} {opening or ''}")
    return [Fitting(reply.id, reply.title, canned.expand(reply.body, on)) for reply in found]


async def _thread(connection: Connection, site: UUID, id: UUID) -> tuple[Thread, Page]:
    row = await connection.fetchrow(
        """select t.*, g.key as page_key, g.title as page_title from threads t
        join pages g on (g.site_id, g.id) = (t.site_id, t.page_id) where t.site_id = $1 and t.id = $2""",
        site,
        id,
    )
    if row is None:
        raise NotFound
    return rows.thread(row), Page(row["page_id"], row["page_key"], row["page_title"])
