"""What is kept of a form."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.forms import Finding, Known

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

LATEST = 100
KEPT = 300
"""Lines of history that a page keeps."""


async def known_fields(connection: Connection, site: UUID, page: UUID, lang: str) -> dict[str, Known]:
    found = await connection.fetch(
        """select key, label, step, print, next_print, missed, gone, doubted_at from form_fields
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


async def keep(connection: Connection, site: UUID, page: UUID, lang: str, findings: list[Finding], now: datetime) -> None:
    """The controls as they are from now on, and a line of history for each of which there is something to tell."""
    await connection.executemany(
        """insert into form_fields (site_id, page_id, lang, key, label, step, print, next_print, missed, gone,
            doubted_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (site_id, page_id, lang, key) do update set label = $5, step = $6, print = $7, next_print = $8, missed = $9,
            gone = $10, doubted_at = $11, changed_at = coalesce($12, form_fields.changed_at)""",
        [
            (
                site, page, lang, it.key, it.label, it.step, it.print, it.next_print, it.missed, it.gone, it.doubted_at,
                now if what in ("changed", "gone") else None,
            )
            for it, what in ((found.now, found.what) for found in findings)
        ],
    )  # fmt: skip
    told = [(found.now, found.what) for found in findings if found.what]
    if told:
        await connection.executemany(
            """insert into form_changes (site_id, page_id, at, lang, key, what, label, step)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            [(site, page, now, lang, it.key, what, it.label, it.step) for it, what in told],
        )
        await connection.execute(
            """delete from form_changes where site_id = $1 and page_id = $2 and (at, lang, key) in (
                select at, lang, key from form_changes where site_id = $1 and page_id = $2
                order by at desc, lang, key offset $3)""",
            site,
            page,
            KEPT,
        )


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
