"""One statement, one function: pictures. Rows come back as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from parvis.domain.people import Person
from parvis.pictures import rules
from parvis.pictures.worker import Developed
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a picture, without its pixels. `file`: its name outside; `stored`: it is there."""

    site: UUID
    id: UUID
    author: UUID
    digest: bytes
    media: str
    width: int
    height: int
    weight: int
    file: UUID | None
    stored: bool


_COLUMNS = "site_id, id, author_id, digest, media, width, height, weight, file, stored"


async def picture_of(database: Database, site: UUID, id: UUID) -> Kept | None:
    row = await database.fetchrow(f"select {_COLUMNS} from pictures where site_id = $1 and id = $2", site, id)
    return _kept(row) if row else None


async def add_picture(
    database: Database, who: Person, id: UUID, digest: bytes, made: Developed, file: UUID | None, now: datetime
) -> bool:
    """False when another picture has that id. With `file`, the row stands before the file does: no file is without a row."""
    done = await database.execute(
        """
        insert into pictures (site_id, id, author_id, digest, media, width, height, weight, content, file, stored, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (site_id, id) do nothing
        """,
        who.site,
        id,
        who.id,
        digest,
        made.media,
        made.width,
        made.height,
        len(made.content),
        made.content if file is None else None,
        file,
        file is None,
        now,
    )
    return done == "INSERT 0 1"


async def mark_stored(database: Database, kept: Kept) -> bool:
    """False when its row went while its file was written."""
    done = await database.execute(
        "update pictures set stored = true where site_id = $1 and id = $2 and file = $3", kept.site, kept.id, kept.file
    )
    return done == "UPDATE 1"


async def forget_others(database: Database, who: Person) -> None:
    """Of this person's pictures those that are more than she may let wait. A hundred at a time.

    What a moderator has to read with its message waits for her, and is not counted.
    """
    await database.execute(
        """
        delete from pictures where post_id is null and held_with is null and (site_id, id) in (
            select site_id, id from pictures where site_id = $1 and author_id = $2 and post_id is null and held_with is null
            order by created_at desc offset $3 limit 100)
        """,
        who.site,
        who.id,
        rules.WAITING_LIMIT,
    )


async def forget_old(connection: Connection, now: datetime, limit: int) -> int:
    """What waited for a message for too long; how many went. What a moderator has to read stays as long as its message does."""
    done = await connection.execute(
        """
        delete from pictures where post_id is null and (site_id, id) in (
            select site_id, id from pictures p where post_id is null and created_at < $1 and not exists (
                select from held h where (h.site_id, h.id) = (p.site_id, p.held_with) and h.request is not null)
            order by created_at limit $2 for update skip locked)
        """,
        now - rules.WAITS,
        limit,
    )
    return int(done.removeprefix("DELETE "))


async def shown_picture(database: Database, id: UUID, moderated_on: UUID | None) -> tuple[Kept, bytes | None] | None:
    """A picture that a visible message names, with its bytes when they lie here. Copied on another site, an id stays the first's.

    `moderated_on`: the site whose moderator asks; she sees those of held and of removed messages there too.
    """
    row = await database.fetchrow(
        f"""select {_COLUMNS}, content from pictures p where id = $1 and (
            exists (select from posts m where (m.site_id, m.id) = (p.site_id, p.post_id) and m.state = 'visible')
            or (site_id = $2 and (post_id is not null or held_with is not null)))
        order by created_at, site_id limit 1""",
        id,
        moderated_on,
    )
    return (_kept(row), row["content"]) if row else None


async def files_gone(connection: Connection, limit: int) -> list[tuple[UUID, UUID]]:
    """Files whose rows are gone, claimed until the end of the transaction: site and file."""
    found = await connection.fetch("select site_id, file from picture_files_gone limit $1 for update skip locked", limit)
    return [(row["site_id"], row["file"]) for row in found]


async def forget_files(connection: Connection, files: list[tuple[UUID, UUID]]) -> None:
    await connection.execute(
        """delete from picture_files_gone
        where (site_id, file) in (select * from unnest($1::uuid[], $2::uuid[]))""",
        [site for site, _ in files],
        [file for _, file in files],
    )


def _kept(row: Record) -> Kept:
    return Kept(
        row["site_id"], row["id"], row["author_id"], row["digest"], row["media"], row["width"], row["height"], row["weight"],
        row["file"], row["stored"],
    )  # fmt: skip
