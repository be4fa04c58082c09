"""Where a page's discussion is kept: the page of its key, or the page into which that key was renamed or merged."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.ids import page_id

if TYPE_CHECKING:
    from parvis.store.database import Connection


async def page_at(connection: Connection, site: UUID, key: str) -> UUID:
    """The id of the page on which a key's discussion stands. Aliases point at pages, never at aliases: one look is enough."""
    return await page_now(connection, site, page_id(site, key))


async def page_now(connection: Connection, site: UUID, id: UUID) -> UUID:
    """The page on which the discussion of this page, or of what was one, now stands."""
    found: UUID | None = await connection.fetchval("select page_id from page_aliases where site_id = $1 and id = $2", site, id)
    return found or id
