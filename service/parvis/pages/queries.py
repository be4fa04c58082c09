"""One statement, one function: pages, their aliases, and the threads that change page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.pages import SITE_WIDE
from parvis.domain.values import Page, Thread
from parvis.store import rows

if TYPE_CHECKING:
    from parvis.store.database import Connection


@dataclass(frozen=True, slots=True)
class Known:
    """A page as agents see it: `aliases` are its other addresses."""

    page: Page
    threads: int
    aliases: list[str]
    active_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A thread where it stands, its opening post, and whether it waits for an agent."""

    thread: Thread
    opening: UUID
    waits: bool


async def known_pages(connection: Connection, site: UUID, part: str, after: str, limit: int) -> list[Known]:
    """Pages by key, those with `part` in their key, title or an alias; keys up to `after` are left out."""
    found = await connection.fetch(
        """
        select g.id, g.key, g.title, g.threads, a.keys, latest.active_at
        from pages g
        cross join lateral (
            select coalesce(array_agg(key order by key), '{}') as keys from (
                select key from page_aliases where site_id = g.site_id and page_id = g.id union select g.first_key
            ) every where key <> g.key
        ) a
        cross join lateral (
            select max(active_at) as active_at from threads where site_id = g.site_id and page_id = g.id
        ) latest
        where g.site_id = $1 and g.key > $2 and g.key <> $4
            and not exists (select from page_aliases s where (s.site_id, s.id) = (g.site_id, g.id))
            and position(lower($3) in lower(g.key || ' ' || g.title || ' ' || array_to_string(a.keys, ' '))) > 0
        order by g.key limit $5
        """,
        site,
        after,
        part,
        SITE_WIDE,
        limit,
    )
    return [Known(_page(row), row["threads"], row["keys"], row["active_at"]) for row in found]


async def page_with(connection: Connection, site: UUID, id: UUID) -> Page | None:
    row = await connection.fetchrow("select id, key, title from pages where site_id = $1 and id = $2", site, id)
    return _page(row) if row else None


async def every_page(connection: Connection, site: UUID) -> list[Page]:
    """The pages on which discussions stand, busiest first."""
    found = await connection.fetch(
        """
        select g.id, g.key, g.title from pages g where g.site_id = $1 and g.key <> $2
            and not exists (select from page_aliases s where (s.site_id, s.id) = (g.site_id, g.id))
        order by g.threads desc, g.key
        """,
        site,
        SITE_WIDE,
    )
    return [_page(row) for row in found]


async def every_lead(connection: Connection, site: UUID) -> dict[UUID, UUID]:
    """The ids of the site's pages and aliases, each with the page to which it leads."""
    found = await connection.fetch(
        """
        select g.id, g.id as page from pages g where g.site_id = $1
            and not exists (select from page_aliases s where (s.site_id, s.id) = (g.site_id, g.id))
        union all select id, page_id from page_aliases where site_id = $1
        """,
        site,
    )
    return {row["id"]: row["page"] for row in found}


async def ensure_page(connection: Connection, site: UUID, page: Page) -> Page:
    """The page of that id as it is, or this new one."""
    await connection.execute(
        "insert into pages (site_id, id, key, title) values ($1, $2, $3, $4) on conflict (site_id, id) do nothing",
        site,
        page.id,
        page.key,
        page.title,
    )
    found = await page_with(connection, site, page.id)
    assert found is not None
    return found


async def rename_page(connection: Connection, site: UUID, id: UUID, key: str) -> None:
    await connection.execute(
        "update pages set key = $3, first_key = coalesce(first_key, key) where site_id = $1 and id = $2", site, id, key
    )


async def lead(connection: Connection, site: UUID, id: UUID, key: str, page: UUID) -> None:
    """From now on the address of that key, whose own id this is, leads to the page; and so do those that led there."""
    await connection.execute(
        """insert into page_aliases (site_id, id, key, page_id) values ($1, $2, $3, $4)
        on conflict (site_id, id) do update set page_id = excluded.page_id""",
        site,
        id,
        key,
        page,
    )
    await connection.execute("update page_aliases set page_id = $3 where site_id = $1 and page_id = $2", site, id, page)


async def lead_no_more(connection: Connection, site: UUID, id: UUID) -> None:
    await connection.execute("delete from page_aliases where site_id = $1 and id = $2", site, id)


async def thread_with(connection: Connection, site: UUID, id: UUID) -> Thread | None:
    row = await connection.fetchrow("select * from threads where site_id = $1 and id = $2", site, id)
    return rows.thread(row) if row else None


async def first_threads(connection: Connection, site: UUID, page: UUID, limit: int) -> list[UUID]:
    """The threads that stand on a page, oldest first."""
    found = await connection.fetch(
        "select id from threads where site_id = $1 and page_id = $2 order by seq limit $3", site, page, limit
    )
    return [row["id"] for row in found]


async def count_threads(connection: Connection, site: UUID, page: UUID) -> int:
    """All of them, of every kind and state."""
    return int(await connection.fetchval("select count(*) from threads where site_id = $1 and page_id = $2", site, page))


async def standing(connection: Connection, site: UUID, page: UUID, ids: Sequence[UUID]) -> list[Standing]:
    """Those of these threads that stand on the page, in its order."""
    found = await connection.fetch(
        """
        select t.*, opening.id as opening from threads t cross join lateral (
            select id from posts where site_id = t.site_id and thread_id = t.id order by seq limit 1
        ) opening
        where t.site_id = $1 and t.page_id = $2 and t.id = any($3) order by t.seq
        """,
        site,
        page,
        list(ids),
    )
    return [Standing(rows.thread(row), row["opening"], row["waiting_since"] is not None) for row in found]


async def count_pinned(connection: Connection, site: UUID, page: UUID) -> int:
    return int(
        await connection.fetchval("select count(*) from threads where site_id = $1 and page_id = $2 and pinned", site, page)
    )


async def put_on_page(connection: Connection, site: UUID, page: UUID, threads: Sequence[Thread]) -> None:
    """These threads as they now stand there: their numbers, and whether they stay pinned."""
    await connection.execute(
        """
        update threads t set page_id = $2, seq = n.seq, pinned = n.pinned
        from unnest($3::uuid[], $4::bigint[], $5::boolean[]) n (id, seq, pinned) where t.site_id = $1 and t.id = n.id
        """,
        site,
        page,
        [thread.id for thread in threads],
        [thread.seq for thread in threads],
        [thread.pinned for thread in threads],
    )


async def count_listed(connection: Connection, site: UUID, page: UUID, by: int) -> None:
    await connection.execute("update pages set threads = threads + $3 where site_id = $1 and id = $2", site, page, by)


def _page(row: object) -> Page:
    return Page(row["id"], row["key"], row["title"])  # type: ignore[index]
