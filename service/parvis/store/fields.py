"""What is known of a page's fields beyond its questions: since when they are no longer what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.values import Field, stamp

if TYPE_CHECKING:
    from parvis.store.database import Connection


async def changed_fields(connection: Connection, site: UUID, page: UUID) -> dict[str, str]:
    """By key, when a field last changed or left the page, in whichever language."""
    found = await connection.fetch(
        """select key, max(changed_at) as at from form_fields
        where site_id = $1 and page_id = $2 and changed_at is not null group by key order by key""",
        site,
        page,
    )
    return {row["key"]: stamp(row["at"]) for row in found}


async def gone_fields(connection: Connection, site: UUID, page: UUID) -> list[Field]:
    """Fields that questions are about and that are on the page in no language any more."""
    found = await connection.fetch(
        """select key, (array_agg(label))[1] as label, (array_agg(step))[1] as step from form_fields f
        where site_id = $1 and page_id = $2 and exists (select from threads t where t.site_id = $1 and t.page_id = $2
            and t.field_key = f.key and t.state = 'visible')
        group by key having bool_and(gone) order by key""",
        site,
        page,
    )
    return [Field(row["key"], row["label"], row["step"]) for row in found]
