"""The steps of a page's guide as rows become values: the guide shows them, a page that is merged takes them along, and an answer
that is withdrawn is named by none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from parvis.domain.ids import Channel, guide_channel
from parvis.domain.problems import Busy
from parvis.domain.values import Author, Origin, Step, Validated, Video, plain, stamp
from parvis.store import rows

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record
    from parvis.store.journal import Writing

GAP = 1_000
"""Between the places of two steps, so that others find room there."""

STEP = """select s.id, s.page_id, s.place, s.revision, s.state, s.origin_thread, s.origin_post, s.origin_name, s.validated_name,
        s.validated_service, s.validated_at, s.validated_source, s.trusted_revision, r.title, r.body, r.doc, r.field_key,
        r.field_label, r.field_step, r.heading, r.video, r.author_id, r.author_name, r.author_voice, r.author_service, r.at
    from guide_steps s
    join guide_revisions r on (r.site_id, r.step_id, r.revision) = (s.site_id, s.id, s.revision)"""
"""Each step as it now reads: the revision that is shown."""


async def steps_of(connection: Connection, site: UUID, page: UUID) -> list[Step]:
    """In their order. Ids as text, as the browsers sort them."""
    found = await connection.fetch(
        f"{STEP} where s.site_id = $1 and s.page_id = $2 and s.state = 'visible' order by s.place, s.id", site, page
    )
    return [step_from(row) for row in found]


async def put_step(connection: Connection, site: UUID, step: Step) -> UUID:
    """Where it stands from now on; the id of the revision that is shown."""
    shown: UUID = await connection.fetchval(
        """
        with put as (update guide_steps set page_id = $3, place = $4 where site_id = $1 and id = $2)
        select id from guide_revisions where site_id = $1 and step_id = $2 and revision = $5
        """,
        site,
        step.id,
        step.page,
        step.place,
        step.revision,
    )
    return shown


async def guides_made_from(connection: Connection, site: UUID, post: UUID) -> list[Channel]:
    """The guides that have a step made from that post."""
    found = await connection.fetch("select distinct page_id from guide_steps where site_id = $1 and origin_post = $2", site, post)
    return [guide_channel(site, row["page_id"]) for row in found]


async def forget_origin(writing: Writing, site: UUID, post: UUID) -> None:
    """Steps made from a post that is withdrawn name it no more, in the journal neither. Needs the locks of their guides.

    Raises Busy: a step was made from it, or moved with its page, a moment ago.
    """
    db = writing.connection
    found = [step_from(row) for row in await db.fetch(f"{STEP} where s.site_id = $1 and s.origin_post = $2", site, post)]
    if any(guide_channel(site, step.page) not in writing.heads for step in found):
        raise Busy
    for step in found:
        await db.execute(
            """update events set data = jsonb_set(data, '{step,origin}', 'null') where site_id = $1 and data ? 'step'
            and about in (select id from guide_revisions where site_id = $1 and step_id = $2)""",
            site,
            step.id,
        )
        await db.execute(
            """update guide_steps set origin_thread = null, origin_post = null, origin_name = null
            where site_id = $1 and id = $2""",
            site,
            step.id,
        )
        unnamed = msgspec.structs.replace(step, origin=None)
        shown = await put_step(db, site, unnamed)
        writing.append(guide_channel(site, step.page), "step.written", {"step": plain(unnamed)}, about=shown)


def step_from(row: Record) -> Step:
    validated = None
    if row["validated_at"] is not None:
        validated = Validated(
            row["validated_name"], row["validated_service"], stamp(row["validated_at"]), row["validated_source"]
        )
    return Step(
        id=row["id"], page=row["page_id"], place=row["place"], title=row["title"], body=row["body"],
        doc=msgspec.json.decode(row["doc"]), field=rows.field(row), heading=row["heading"], video=video_from(row),
        origin=Origin(row["origin_thread"], row["origin_post"], row["origin_name"]) if row["origin_post"] else None,
        revision=row["revision"], author=author_from(row), edited_at=stamp(row["at"]), validated=validated,
    )  # fmt: skip


def author_from(row: Any) -> Author:
    """The name that was shown when it was written."""
    return Author(row["author_id"], row["author_name"], row["author_voice"], row["author_service"])


def video_from(row: Any) -> Video | None:
    return msgspec.json.decode(row["video"], type=Video) if row["video"] else None
