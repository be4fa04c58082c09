"""What a site promises: read where a question begins to wait, where the promise is shown, and where it is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.hours import Promise, Week

if TYPE_CHECKING:
    from parvis.store.database import Connection


async def promise_of(connection: Connection, site: UUID) -> Promise:
    row = await connection.fetchrow(
        "select minutes, hours, zone, region, closed, agents_after, claim_minutes from promises where site_id = $1", site
    )
    if row is None:
        return Promise()
    hours = msgspec.json.decode(row["hours"], type=Week)
    return Promise(
        row["minutes"], hours, row["zone"], row["region"], frozenset(row["closed"]), row["agents_after"], row["claim_minutes"]
    )
