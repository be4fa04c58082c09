"""What is kept of a form."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.forms import Finding, Known

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

LATEST = 100


async def known_fields(connection: Connection, site: UUID, page: UUID, lang: str) -> dict[str, Known]:
    found = await connection.fetch(
        """select key, label, step, print, next_print, missed, gone from form_fields
        where site_id = $1 and page_id = $2 and lang = $3""",
        site,
        page,
        lang,
    )
    return {row["key"]: Known(**dict(row)) for row in found}


async def languages_of(connection: Connection, site: UUID, page: UUID) -> set[str]:
    found = await connection.fetch("select distinct lang from form_fields where site_id = $1 and page_id = $2", site, page)
    return {row["lang"] for row in found}


async def page_exists(connection: Connection, site: UUID, page: UUID) -> bool:
    return bool(await connection.fetchval("select exists (select from pages where site_id = $1 and id = $2)", site, page))


async def keep(connection: Connection, site: UUID, page: UUID, lang: str, found: Finding, now: datetime) -> None:
    """The control as it is from now on, and a line of history when there is something to tell."""
    field = found.now
    await connection.execute(
        """insert into form_fields (site_id, page_id, lang, key, label, step, print, next_print, missed, gone, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (site_id, page_id, lang, key) do update set label = $5, step = $6, print = $7, next_print = $8, missed = $9,
            gone = $10, changed_at = coalesce($11, form_fields.changed_at)""",
        site, page, lang, field.key, field.label, field.step, field.print, field.next_print, field.missed, field.gone,
        now if found.what in ("changed", "gone") else None,
    )  # fmt: skip
    if found.what:
        await connection.execute(
            """insert into form_changes (site_id, page_id, at, lang, key, what, label, step)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            site, page, now, lang, field.key, found.what, field.label, field.step,
        )  # fmt: skip


async def latest_changes(connection: Connection, site: UUID) -> list[Record]:
    """Newest first, with their page; each key's threads that were begun before it changed."""
    return await connection.fetch(
        """select c.page_id, p.key as page_key, p.title as page_title, c.at, c.key, c.what, c.label, c.step,
            coalesce((select json_agg(json_build_object('id', t.id, 'title', t.title) order by t.active_at desc) from threads t
                where t.site_id = c.site_id and t.page_id = c.page_id and t.field_key = c.key and t.state = 'visible'
                and t.created_at < c.at), '[]')::text as threads
        from form_changes c join pages p on (p.site_id, p.id) = (c.site_id, c.page_id)
        where c.site_id = $1 order by c.at desc, c.key limit $2""",
        site,
        LATEST,
    )
