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
    """The page of that id as it is, or a new one. Another title is told of, so it takes an act of its own: `retitle_page`."""
    await connection.execute(
        "insert into pages (site_id, id, key, title) values ($1, $2, $3, $4) on conflict (site_id, id) do nothing",
        site,
        id,
        key,
        title,
    )
    found = await page_of(connection, site, id)
    assert found is not None
    return found[0]


async def retitle_page(connection: Connection, site: UUID, id: UUID, title: str) -> None:
    await connection.execute("update pages set title = $3 where site_id = $1 and id = $2", site, id, title)
