"""One statement, one function: what is held, and who said what before."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from parvis.domain.decisions import Held
from parvis.domain.events import State
from parvis.domain.gate import Said
from parvis.domain.people import Person
from parvis.domain.values import plain, stamp
from parvis.store.database import Database

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

AT_THE_GATE = """
select s.*, h.state as held_state, h.at as held_at, h.author_id, h.digest,
       exists (select from posts p where p.site_id = $1 and p.id = $2) as is_post
from (values ($1::uuid)) asked (site_id)
left join moderation_settings s on s.site_id = asked.site_id
left join held h on h.site_id = asked.site_id and h.id = $2
"""
"""All that the gate looks at first, in one look: the site's settings, and whether this message is known already."""


async def visible_posts(database: Database, who: Person, limit: int) -> int:
    """How many of her posts are visible; no further than `limit`."""
    return int(
        await database.fetchval(
            """select count(*) from (
                select from posts where site_id = $1 and author_id = $2 and state = 'visible' limit $3) counted""",
            who.site,
            who.id,
            limit,
        )
    )


async def said_since(database: Database, who: Person, since: datetime) -> list[str]:
    """The titles and bodies of what she wrote, published or held; the latest hundred."""
    found = await database.fetch(
        """
        select case when p.seq = 1 then t.title || ' ' else '' end || p.body as said, p.created_at as at
        from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
        where p.site_id = $1 and p.author_id = $2 and p.created_at > $3 and p.state = 'visible'
        union all
        select title || ' ' || body, at from held where site_id = $1 and author_id = $2 and at > $3 and state <> 'withdrawn'
        order by at desc limit 100
        """,
        who.site,
        who.id,
        since,
    )
    return [row["said"] for row in found]


async def add_held(connection: Connection, who: Person, said: Said, reasons: list[Any], at: datetime) -> bool:
    """False: something is held under that id."""
    done = await connection.execute(
        """
        insert into held (site_id, id, thread_id, page_id, opens, author_id, author_name, author_voice, author_service,
                          title, body, request, digest, reasons, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (site_id, id) do nothing
        """,
        who.site,
        said.id,
        said.thread,
        said.page,
        said.opens,
        who.id,
        who.name,
        who.voice,
        who.service,
        said.title,
        said.body,
        msgspec.json.encode(said.request).decode(),
        said.digest,
        reasons,
        at,
    )
    return done == "INSERT 0 1"


async def keep_pictures(connection: Connection, who: Person, said: Said) -> bool:
    """Its pictures wait with it. False: one of them is not hers, is shown elsewhere, or was forgotten."""
    if not said.pictures:
        return True
    done = await connection.execute(
        """update pictures p set held_with = $3
        where site_id = $1 and author_id = $2 and id = any($4) and post_id is null and stored and not exists (
            select from held h where (h.site_id, h.id) = (p.site_id, p.held_with) and h.request is not null)""",
        who.site,
        who.id,
        said.id,
        list(said.pictures),
    )
    return done == f"UPDATE {len(said.pictures)}"


async def held_with(connection: Connection, site: UUID, id: UUID) -> Record | None:
    return await connection.fetchrow("select * from held where site_id = $1 and id = $2", site, id)


async def withdraw_held(connection: Connection, who: Person, id: UUID) -> bool:
    """False: nothing of hers waits under that id."""
    done = await connection.execute(
        """update held set state = 'withdrawn', title = '', body = '', request = null
        where site_id = $1 and id = $2 and author_id = $3 and state = 'held'""",
        who.site,
        id,
        who.id,
    )
    return done == "UPDATE 1"


async def refuse_held(connection: Connection, site: UUID, id: UUID, erase_after: datetime) -> None:
    await connection.execute(
        "update held set state = 'refused', erase_after = $3 where site_id = $1 and id = $2", site, id, erase_after
    )


async def forget_held(connection: Connection, site: UUID, id: UUID, state: str) -> bool:
    """It is published: it stands among the posts. False: something else became of it meanwhile."""
    done = await connection.execute("delete from held where site_id = $1 and id = $2 and state = $3", site, id, state)
    return done == "DELETE 1"


async def held_of(connection: Connection, site: UUID, person: UUID) -> list[Record]:
    """What waits of hers, in the order in which she wrote it."""
    return await connection.fetch(
        "select * from held where site_id = $1 and author_id = $2 and state = 'held' order by at, id", site, person
    )


async def words_about(connection: Connection, site: UUID, posts: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Title and body of these messages, wherever they are kept: removed, held, or visible again."""
    found = await connection.fetch(
        """
        select p.id, coalesce(k.title, t.title) as title, coalesce(k.words ->> 'body', p.body) as body
        from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
        left join kept_words k on (k.site_id, k.post_id) = (p.site_id, p.id)
        where p.site_id = $1 and p.id = any($2) and (k.post_id is not null or p.state = 'visible')
        union all
        select id, title, body from held where site_id = $1 and id = any($2) and request is not null
        """,
        site,
        posts,
    )
    return {row["id"]: (row["title"], row["body"]) for row in found}


async def held_part(connection: Connection, site: UUID, person: UUID) -> State:
    """A person's own channel says what of hers waits."""
    return {"held": plain([held_from(row) for row in await held_of(connection, site, person)])}


def held_from(row: Record) -> Held:
    return Held(row["id"], row["thread_id"], row["opens"], row["reasons"], stamp(row["at"]))
