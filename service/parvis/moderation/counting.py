"""How much waits for a moderator, told to the agents' queue as a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.ids import queue_channel
from parvis.domain.values import plain
from parvis.store.journal import Writing

if TYPE_CHECKING:
    from parvis.store.database import Connection


class Counts(msgspec.Struct, frozen=True):
    held: int
    flagged: int
    appeals: int


async def counts(connection: Connection, site: UUID) -> Counts:
    row = await connection.fetchrow(
        """
        select (select count(*) from held where site_id = $1 and state = 'held') as held,
               (select count(distinct post_id) from flags where site_id = $1 and decision_id is null) as flagged,
               (select count(*) from appeals a where a.site_id = $1 and not exists (
                    select from appeal_answers w where (w.site_id, w.decision_id) = (a.site_id, a.decision_id))) as appeals
        """,
        site,
    )
    assert row is not None
    return Counts(row["held"], row["flagged"], row["appeals"])


async def hint(writing: Writing, site: UUID) -> None:
    writing.hint(queue_channel(site), "moderation", plain(await counts(writing.connection, site)))
