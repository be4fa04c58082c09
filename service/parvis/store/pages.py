"""The pages on which somebody wrote: every room that writes on one makes sure that it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.values import Page

if TYPE_CHECKING:
    from parvis.store.database import Connection


async def page_of(connection: Connection, site: UUID, id: UUID) -> tuple[Page, int] | None:
    """A page on which somebody wrote, and how many visible threads it has."""
    row = await connection.fetchrow("select id, key, title, threads from pages where site_id = $1 and id = $2", site, id)
    return (Page(row["id"], row["key"], row["title"]), row["threads"]) if row else None


async def ensure_page(connection: Connection, site: UUID, id: UUID, key: str, title: str) -> Page:
    """The page of that key; the title that a browser last showed is kept with it."""
    row = await connection.fetchrow(
        """
        insert into pages (site_id, id, key, title) values ($1, $2, $3, $4)
        on conflict (site_id, id) do update set title = case when $4 = '' then pages.title else $4 end
        returning id, key, title
        """,
        site,
        id,
        key,
        title,
    )
    assert row is not None
    return Page(row["id"], row["key"], row["title"])
