"""Announced hours of a page, which its readers and the rooms that show it read alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.values import OfficeHours
from parvis.store import rows

if TYPE_CHECKING:
    from parvis.store.database import Connection

OFFICEHOURS = """select o.id, o.page_id, g.key as page_key, o.title, o.starts_at, o.ends_at, o.state, o.agents
    from officehours o join pages g on (g.site_id, g.id) = (o.site_id, o.page_id)"""


async def announced(connection: Connection, site: UUID, pages: Sequence[UUID]) -> list[OfficeHours]:
    """Those of these pages that are to come or under way, soonest first."""
    found = await connection.fetch(
        f"{OFFICEHOURS} where o.site_id = $1 and o.page_id = any($2) and o.state = 'announced' order by o.starts_at, o.id",
        site,
        list(pages),
    )
    return [rows.officehours(row) for row in found]


async def officehours_with(connection: Connection, site: UUID, id: UUID) -> OfficeHours | None:
    row = await connection.fetchrow(f"{OFFICEHOURS} where o.site_id = $1 and o.id = $2", site, id)
    return rows.officehours(row) if row else None
