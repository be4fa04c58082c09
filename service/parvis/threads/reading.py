"""What the pages for everyone read, and nobody else: who owns a page, which pages a site has, how its threads begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.values import Page, Post, Thread
from parvis.store import rows
from parvis.threads.queries import POST_COLUMNS, THREAD_COLUMNS

if TYPE_CHECKING:
    from parvis.store.database import Connection


@dataclass(frozen=True, slots=True)
class Owner:
    """The site of a page or thread: its id and its name."""

    site: UUID
    name: str


async def owner_of_page(connection: Connection, id: UUID) -> tuple[Owner, UUID] | None:
    """Whose page this is, and the page on which its discussion now stands: old addresses keep leading there."""
    row = await connection.fetchrow(
        """
        select s.id, s.name, coalesce(a.page_id, p.id) as page
        from (select site_id, id from pages where id = $1
              union all select site_id, id from page_aliases where id = $1) p
        join sites s on s.id = p.site_id
        left join page_aliases a on (a.site_id, a.id) = (p.site_id, p.id)
        limit 1
        """,
        id,
    )
    return (Owner(row["id"], row["name"]), row["page"]) if row else None


async def led_to(connection: Connection, site: UUID, id: UUID) -> Thread | None:
    """Where a duplicate leads in the end, as long as that can be read; None for a question that stands alone."""
    row = await connection.fetchrow(
        f"""
        with recursive way (id) as (
            select duplicate_of from threads where site_id = $1 and id = $2 and duplicate_of is not null
            union select t.duplicate_of from threads t join way on t.id = way.id
                  where t.site_id = $1 and t.duplicate_of is not null
        )
        select {THREAD_COLUMNS} from threads t join way on t.id = way.id
        where t.site_id = $1 and t.duplicate_of is null and t.state = 'visible'
        """,
        site,
        id,
    )
    return rows.thread(row) if row else None


async def site_name(connection: Connection, site: UUID) -> str:
    name: str = await connection.fetchval("select name from sites where id = $1", site)
    return name


async def busiest_pages(connection: Connection, site: UUID, limit: int) -> list[tuple[Page, int]]:
    """The pages that have questions, most first, with their number."""
    found = await connection.fetch(
        "select id, key, title, threads from pages where site_id = $1 and threads > 0 order by threads desc, key limit $2",
        site,
        limit,
    )
    return [(Page(row["id"], row["key"], row["title"]), row["threads"]) for row in found]


async def pages_with(connection: Connection, site: UUID, ids: Sequence[UUID]) -> dict[UUID, Page]:
    found = await connection.fetch("select id, key, title from pages where site_id = $1 and id = any($2)", site, list(ids))
    return {row["id"]: Page(row["id"], row["key"], row["title"]) for row in found}


async def said_in(connection: Connection, site: UUID, threads: Sequence[UUID], limit: int) -> dict[UUID, list[Post]]:
    """The first visible posts of each of these threads, by thread, in order."""
    found = await connection.fetch(
        f"""select {POST_COLUMNS} from unnest($2::uuid[]) as asked (thread), lateral (
            select * from posts where site_id = $1 and thread_id = asked.thread and state = 'visible' order by seq limit $3) p""",
        site,
        list(threads),
        limit,
    )
    said: dict[UUID, list[Post]] = {}
    for row in found:
        said.setdefault(row["thread_id"], []).append(rows.post(row))
    return {thread: sorted(posts, key=lambda post: post.seq) for thread, posts in said.items()}


async def opening_posts(connection: Connection, site: UUID, threads: Sequence[UUID]) -> dict[UUID, Post]:
    """The first post of each of these threads, by thread."""
    found = await connection.fetch(
        f"select {POST_COLUMNS} from posts p where p.site_id = $1 and p.thread_id = any($2) and p.seq = 1", site, list(threads)
    )
    return {row["thread_id"]: rows.post(row) for row in found}
