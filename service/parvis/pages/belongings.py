"""What hangs on a page beside its threads and goes with it when it is merged. What a later room hangs on pages joins here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.ids import guide_channel, page_channel
from parvis.domain.values import plain
from parvis.store.fields import changed_fields
from parvis.store.officehours import announced
from parvis.store.steps import GAP, put_step, steps_of

if TYPE_CHECKING:
    from parvis.store.database import Connection
    from parvis.store.journal import Writing


async def carry_belongings(writing: Writing, site: UUID, source: UUID, target: UUID) -> None:
    """Who follows the page, what is known of its form, its guide, its office hours, what moderation holds there.

    What the target knows already stands. Needs the locks of both pages and of their guides.
    """
    await _carry_follows(writing.connection, site, source, target)
    before = await changed_fields(writing.connection, site, target)
    await _carry_form(writing.connection, site, source, target)
    changed = await changed_fields(writing.connection, site, target)
    if changed != before:
        writing.append(page_channel(site, target), "form.changed", {"fields": changed})
    await _carry_guide(writing, site, source, target)
    await _carry_officehours(writing, site, source, target)
    await writing.connection.execute("update held set page_id = $3 where site_id = $1 and page_id = $2", site, source, target)


async def _carry_officehours(writing: Writing, site: UUID, source: UUID, target: UUID) -> None:
    """Those to come and under way are announced where they now are; what was said in others is still read from there."""
    db = writing.connection
    moving = await announced(db, site, [source])
    await db.execute("update officehours set page_id = $3 where site_id = $1 and page_id = $2", site, source, target)
    for hours in moving:
        moved = msgspec.structs.replace(hours, page=target)
        writing.append(page_channel(site, source), "officehours.ended", {"id": str(hours.id)})
        writing.append(page_channel(site, target), "officehours.announced", {"officehours": plain(moved)})


async def _carry_guide(writing: Writing, site: UUID, source: UUID, target: UUID) -> None:
    """Its steps, with their histories, follow those of the target, even beyond the number that a guide may have."""
    db = writing.connection
    last = max((step.place for step in await steps_of(db, site, target)), default=0)
    for number, step in enumerate(await steps_of(db, site, source), 1):
        moved = msgspec.structs.replace(step, page=target, place=last + number * GAP)
        revision = await put_step(db, site, moved)
        writing.append(guide_channel(site, source), "step.removed", {"id": str(step.id)})
        writing.append(guide_channel(site, target), "step.written", {"step": plain(moved)}, about=revision)
    await db.execute("update guide_steps set page_id = $3 where site_id = $1 and page_id = $2", site, source, target)


async def _carry_follows(connection: Connection, site: UUID, source: UUID, target: UUID) -> None:
    await connection.execute(
        """
        with left_behind as (delete from page_follows where site_id = $1 and page_id = $2 returning person_id, mode)
        insert into page_follows (site_id, person_id, page_id, mode) select $1, person_id, $3, mode from left_behind
        on conflict (site_id, person_id, page_id) do nothing
        """,
        site,
        source,
        target,
    )


async def _carry_form(connection: Connection, site: UUID, source: UUID, target: UUID) -> None:
    """Whole languages, copied: two forms mixed would be taken for one that lost its fields. The old page keeps what it told."""
    await connection.execute(
        """
        insert into form_fields (site_id, page_id, lang, key, label, step, print, next_print, missed, gone, doubted_at,
            changed_at)
        select site_id, $3, lang, key, label, step, print, next_print, missed, gone, doubted_at, changed_at from form_fields f
        where site_id = $1 and page_id = $2
            and not exists (select from form_fields k where k.site_id = $1 and k.page_id = $3 and k.lang = f.lang)
        """,
        site,
        source,
        target,
    )
    await connection.execute(
        """
        update form_changes c set page_id = $3 where site_id = $1 and page_id = $2 and not exists (
            select from form_changes k where (k.site_id, k.page_id, k.at, k.lang, k.key) = ($1, $3, c.at, c.lang, c.key))
        """,
        site,
        source,
        target,
    )
