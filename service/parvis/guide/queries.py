"""One statement, one function: the steps of a guide and their revisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.events import State
from parvis.domain.ids import guide_channel
from parvis.domain.people import Person
from parvis.domain.values import Author, Page, Step, Validated, plain, stamp
from parvis.guide.rules import Wording
from parvis.store import journal, rows
from parvis.store.database import Database
from parvis.store.steps import STEP, author_from, step_from, steps_of, video_from

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record


class Revision(msgspec.Struct, frozen=True):
    """An edit as the history keeps it. `restores`: the number of the earlier one whose text it brought back."""

    id: UUID
    step: UUID
    revision: int
    title: str
    body: str
    author: Author
    summary: str
    restores: int | None
    at: str
    erased: bool
    answer_of: UUID | None
    """Whose answer the text was copied from: she may erase it too."""


async def guide_snapshot(database: Database, site: UUID, page: UUID) -> tuple[int, State]:
    """A page without a guide has number 0 and no steps."""
    async with database.snapshot() as connection:
        seq = await journal.head(connection, guide_channel(site, page))
        steps = await steps_of(connection, site, page)
    return seq, {"page": str(page), "steps": plain(steps)}


async def step_with(connection: Connection, site: UUID, id: UUID) -> tuple[Step, bool] | None:
    """The step, and whether it was removed."""
    row = await connection.fetchrow(f"{STEP} where s.site_id = $1 and s.id = $2", site, id)
    return (step_from(row), row["state"] == "removed") if row else None


async def site_of_step(connection: Connection, id: UUID) -> UUID | None:
    """Reading a history needs the step's id alone. Copied on another site, it stays the first's."""
    found: UUID | None = await connection.fetchval(
        """select s.site_id from guide_steps s join guide_revisions r on (r.site_id, r.step_id, r.revision) = (s.site_id, s.id, 1)
        where s.id = $1 order by r.at, s.site_id limit 1""",
        id,
    )
    return found


async def add_step(connection: Connection, site: UUID, step: Step) -> bool:
    """False when another step has that id."""
    done = await connection.execute(
        """insert into guide_steps (site_id, id, page_id, place, revision, origin_thread, origin_post, origin_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (site_id, id) do nothing""",
        site, step.id, step.page, step.place, step.revision, step.origin and step.origin.thread,
        step.origin and step.origin.post, step.origin and step.origin.name,
    )  # fmt: skip
    return done == "INSERT 0 1"


async def add_revision(
    connection: Connection, site: UUID, id: UUID, step: Step, summary: str, digest: bytes, restores: int | None = None,
    answer_of: UUID | None = None,
) -> bool:  # fmt: skip
    """False when another revision has that id."""
    done = await connection.execute(
        """insert into guide_revisions (site_id, id, step_id, revision, title, body, doc, field_key, field_label, field_step,
            heading, video, author_id, author_name, author_voice, author_service, summary, restores, digest, at, answer_of)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        on conflict (site_id, id) do nothing""",
        site, id, step.id, step.revision, step.title, step.body, msgspec.json.encode(step.doc).decode(),
        step.field and step.field.key, step.field and step.field.label, step.field and step.field.step, step.heading,
        msgspec.json.encode(step.video).decode() if step.video else None, step.author.id, step.author.name, step.author.voice,
        step.author.service, summary, restores, digest, datetime.fromisoformat(step.edited_at), answer_of,
    )  # fmt: skip
    return done == "INSERT 0 1"


async def show_revision(connection: Connection, site: UUID, step: UUID, revision: int) -> None:
    """The one that is read from now on. Nobody stands for it yet."""
    await connection.execute(
        """update guide_steps set revision = $3, validated_by = null, validated_name = null, validated_service = null,
            validated_at = null, validated_source = null
        where site_id = $1 and id = $2""",
        site,
        step,
        revision,
    )


async def validate(connection: Connection, who: Person, step: UUID, validated: Validated | None) -> None:
    """An agent stands for the revision that is shown, or no longer."""
    await connection.execute(
        """update guide_steps set validated_by = $3, validated_name = $4, validated_service = $5, validated_at = $6,
            validated_source = $7, trusted_revision = case when $3::uuid is null then null else revision end
        where site_id = $1 and id = $2""",
        who.site, step, who.id if validated else None, validated and validated.name, validated and validated.service,
        datetime.fromisoformat(validated.at) if validated else None, validated and validated.source,
    )  # fmt: skip


async def revision_with(connection: Connection, site: UUID, id: UUID) -> tuple[Revision, bytes | None] | None:
    """The revision of that id, with the digest of what was asked."""
    row = await connection.fetchrow("select * from guide_revisions where site_id = $1 and id = $2", site, id)
    return (_revision(row), row["digest"]) if row else None


async def wording_at(connection: Connection, site: UUID, step: UUID, revision: int) -> Wording | None:
    """What a revision said; None when there is none of that number, or when it was erased."""
    row = await connection.fetchrow(
        "select * from guide_revisions where site_id = $1 and step_id = $2 and revision = $3 and state = 'visible'",
        site,
        step,
        revision,
    )
    return Wording(row["title"], row["body"], rows.field(row), row["heading"], video_from(row)) if row else None


async def revisions_of(connection: Connection, site: UUID, step: UUID, limit: int, before: int | None = None) -> list[Revision]:
    """Newest first; `before` continues below that number."""
    found = await connection.fetch(
        """select * from guide_revisions where site_id = $1 and step_id = $2 and revision < coalesce($3, 2147483647)
        order by revision desc limit $4""",
        site,
        step,
        before,
        limit,
    )
    return [_revision(row) for row in found]


async def latest_edits(connection: Connection, site: UUID, page: UUID, limit: int) -> list[Revision]:
    """Of all steps that still stand there, newest first."""
    found = await connection.fetch(
        """select r.* from guide_revisions r join guide_steps s on (s.site_id, s.id) = (r.site_id, r.step_id)
        where s.site_id = $1 and s.page_id = $2 and s.state = 'visible' and r.state = 'visible'
        order by r.at desc, r.id limit $3""",
        site,
        page,
        limit,
    )
    return [_revision(row) for row in found]


async def revision_numbered(connection: Connection, site: UUID, step: UUID, number: int) -> Revision | None:
    row = await connection.fetchrow(
        "select * from guide_revisions where site_id = $1 and step_id = $2 and revision = $3", site, step, number
    )
    return _revision(row) if row else None


async def authors_of(connection: Connection, site: UUID, step: UUID) -> set[UUID]:
    found = await connection.fetch(
        "select distinct author_id from guide_revisions where site_id = $1 and step_id = $2", site, step
    )
    return {row["author_id"] for row in found}


async def remove_step(connection: Connection, site: UUID, step: UUID) -> None:
    """A tombstone: so that an edit under way learns what happened."""
    await connection.execute(
        """update guide_steps set state = 'removed', validated_by = null, validated_name = null, validated_service = null,
            validated_at = null, validated_source = null, trusted_revision = null, origin_thread = null, origin_post = null,
            origin_name = null
        where site_id = $1 and id = $2""",
        site,
        step,
    )


async def erase_revisions(connection: Connection, site: UUID, step: UUID, revision: int | None = None) -> list[UUID]:
    """Empty one revision, or all of them; their ids."""
    found = await connection.fetch(
        """update guide_revisions set state = 'erased', title = '', body = '', doc = '[]', summary = '', video = null,
            field_key = null, field_label = null, field_step = null, heading = null, digest = null, answer_of = null
        where site_id = $1 and step_id = $2 and revision = coalesce($3, revision) returning id""",
        site,
        step,
        revision,
    )
    return [row["id"] for row in found]


async def erase_events(connection: Connection, site: UUID, revisions: Sequence[UUID]) -> None:
    """Empty, in place, what the journal says of these revisions: no reader can replay their text, nor who stood beside it."""
    await connection.execute(
        """update events set data = jsonb_set(data, '{step}', data -> 'step'
            || '{"title":"","body":"","doc":[],"field":null,"heading":null,"video":null,"origin":null,"validated":null}')
        where site_id = $1 and about = any($2) and data ? 'step'""",
        site,
        list(revisions),
    )


async def author_of_answer(connection: Connection, site: UUID, thread: UUID, post: UUID) -> tuple[UUID, str] | None:
    """Whose answer it is, as long as it can be read. Its withdrawal waits for us, or we for it: none is named after it."""
    row = await connection.fetchrow(
        """select author_id, author_name from posts where site_id = $1 and id = $3 and thread_id = $2 and state = 'visible'
        for share""",
        site,
        thread,
        post,
    )
    return (row["author_id"], row["author_name"]) if row else None


async def to_validate(connection: Connection, site: UUID, limit: int) -> list[tuple[Page, Step, int | None]]:
    """Steps that no agent stands for, latest edit first, with their page and the revision that was last validated."""
    found = await connection.fetch(
        f"""select step.*, g.key as page_key, g.title as page_title from ({STEP} where s.site_id = $1 and s.state = 'visible'
            and s.validated_at is null) step
        join pages g on g.site_id = $1 and g.id = step.page_id order by step.at desc, step.id limit $2""",
        site,
        limit,
    )
    return [(Page(row["page_id"], row["page_key"], row["page_title"]), step_from(row), row["trusted_revision"]) for row in found]


def _revision(row: Record) -> Revision:
    return Revision(
        row["id"], row["step_id"], row["revision"], row["title"], row["body"], author_from(row), row["summary"], row["restores"],
        stamp(row["at"]), row["state"] == "erased", row["answer_of"],
    )  # fmt: skip
