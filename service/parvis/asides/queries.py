"""One statement, one function: private asides. Every read names the site, and nothing public is read or counted here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from parvis.domain.asides import Aside, AsidePost, Conclusion
from parvis.domain.events import ASIDES_WINDOW, OWN_ASIDES_WINDOW, THREAD_WINDOW
from parvis.domain.people import Person
from parvis.domain.values import Author, Page, Thread, stamp
from parvis.store import rows

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

_ASIDE = """select a.*, t.page_id, t.title, g.key as page_key, g.title as page_title
    from asides a join threads t on (t.site_id, t.id) = (a.site_id, a.thread_id)
    join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)"""
_WAITING_FIRST = "a.waiting_since nulls last, a.active_at desc, a.id desc"


async def thread_of(connection: Connection, site: UUID, id: UUID) -> Thread | None:
    row = await connection.fetchrow("select * from threads where site_id = $1 and id = $2", site, id)
    return rows.thread(row) if row else None


async def aside_with(connection: Connection, site: UUID, id: UUID) -> Aside | None:
    row = await connection.fetchrow(f"{_ASIDE} where a.site_id = $1 and a.id = $2", site, id)
    return _aside(row) if row else None


async def asker_of(connection: Connection, site: UUID, id: UUID) -> UUID | None:
    found: UUID | None = await connection.fetchval("select asker_id from asides where site_id = $1 and id = $2", site, id)
    return found


async def open_aside_of(connection: Connection, site: UUID, thread: UUID) -> UUID | None:
    found: UUID | None = await connection.fetchval(
        "select id from asides where site_id = $1 and thread_id = $2 and state = 'open'", site, thread
    )
    return found


async def digest_of(connection: Connection, site: UUID, id: UUID) -> bytes:
    found: bytes = await connection.fetchval("select digest from asides where site_id = $1 and id = $2", site, id)
    return found


async def add_aside(connection: Connection, site: UUID, id: UUID, thread: Thread, digest: bytes, now: datetime) -> None:
    await connection.execute(
        """insert into asides (site_id, id, thread_id, asker_id, asker_name, asker_voice, asker_service, digest, created_at,
                               active_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)""",
        site,
        id,
        thread.id,
        thread.author.id,
        thread.author.name,
        thread.author.voice,
        thread.author.service,
        digest,
        now,
    )


async def add_post(connection: Connection, site: UUID, post: AsidePost, digest: bytes) -> bool:
    """False when another message has that id."""
    done = await connection.execute(
        """insert into aside_posts (site_id, id, aside_id, seq, author_id, author_name, author_voice, author_service, body, doc,
                                    digest, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (site_id, id) do nothing""",
        site,
        post.id,
        post.aside,
        post.seq,
        post.author.id,
        post.author.name,
        post.author.voice,
        post.author.service,
        post.body,
        msgspec.json.encode(post.doc).decode(),
        digest,
        datetime.fromisoformat(post.created_at),
    )
    return done == "INSERT 0 1"


async def post_with(connection: Connection, site: UUID, aside: UUID, id: UUID) -> AsidePost | None:
    row = await connection.fetchrow("select * from aside_posts where site_id = $1 and aside_id = $2 and id = $3", site, aside, id)
    return _post(row) if row else None


async def digest_of_post(connection: Connection, site: UUID, id: UUID) -> bytes | None:
    found: bytes | None = await connection.fetchval("select digest from aside_posts where site_id = $1 and id = $2", site, id)
    return found


async def reword(connection: Connection, site: UUID, post: AsidePost, now: datetime) -> None:
    await connection.execute(
        "update aside_posts set body = $3, doc = $4, edited_at = $5 where site_id = $1 and id = $2",
        site,
        post.id,
        post.body,
        msgspec.json.encode(post.doc).decode(),
        now,
    )


async def withdraw(connection: Connection, site: UUID, id: UUID) -> None:
    await connection.execute(
        "update aside_posts set state = 'withdrawn', body = '', doc = '[]', digest = null where site_id = $1 and id = $2",
        site,
        id,
    )


async def recount(connection: Connection, site: UUID, id: UUID, state: str | None = None) -> Aside:
    """What its messages say of it: how many, the last one, and since when the asker waits. `state`: from now on."""
    await connection.execute(
        """
        update asides a set state = coalesce($3, a.state), posts = said.posts, seq = said.seq, active_at = said.at,
            waiting_since = case when coalesce($3, a.state) = 'open' then said.waiting end
        from (select count(*) filter (where state = 'visible') as posts, max(seq) as seq, max(created_at) as at,
                  min(created_at) filter (where state = 'visible' and author_voice <> 'agent' and seq > coalesce(
                      (select max(seq) from aside_posts where site_id = $1 and aside_id = $2 and state = 'visible'
                       and author_voice = 'agent'), 0)) as waiting
              from aside_posts where site_id = $1 and aside_id = $2) said
        where a.site_id = $1 and a.id = $2
        """,
        site,
        id,
        state,
    )
    found = await aside_with(connection, site, id)
    assert found is not None
    return found


async def conclusion_of(connection: Connection, site: UUID, id: UUID) -> Conclusion | None:
    found = await connection.fetchval("select conclusion from asides where site_id = $1 and id = $2", site, id)
    return msgspec.json.decode(found, type=Conclusion) if found else None


async def conclude(connection: Connection, site: UUID, id: UUID, conclusion: Conclusion) -> None:
    await connection.execute(
        "update asides set conclusion = $3 where site_id = $1 and id = $2",
        site,
        id,
        msgspec.json.encode(conclusion).decode(),
    )


async def posts_of(connection: Connection, site: UUID, id: UUID, before: int | None = None) -> tuple[list[AsidePost], int | None]:
    """The last messages below `before`, oldest first, and below which number there are more."""
    found = await connection.fetch(
        f"""select * from aside_posts where site_id = $1 and aside_id = $2 and seq < coalesce($3, 9223372036854775807)
        order by seq desc limit {THREAD_WINDOW + 1}""",
        site,
        id,
        before,
    )
    posts = [_post(row) for row in reversed(found[:THREAD_WINDOW])]
    return posts, posts[0].seq if len(found) > THREAD_WINDOW else None


async def see(connection: Connection, who: Person, id: UUID, seq: int) -> None:
    """Read up to this number; never back again."""
    await connection.execute(
        """insert into aside_reads (site_id, aside_id, person_id, seen) values ($1, $2, $3, $4)
        on conflict (site_id, aside_id, person_id) do update set seen = greatest(aside_reads.seen, excluded.seen)""",
        who.site,
        id,
        who.id,
        seq,
    )


async def open_asides(connection: Connection, site: UUID) -> tuple[list[Aside], int]:
    """The agents' list: whoever waits first, the longest wait before all; and how many there are."""
    found = await connection.fetch(
        f"{_ASIDE} where a.site_id = $1 and a.state = 'open' order by a.waiting_since, a.id limit {ASIDES_WINDOW}", site
    )
    total: int = await connection.fetchval("select count(*) from asides where site_id = $1 and state = 'open'", site)
    asides = [_aside(row) for row in found]
    calm = sorted((a for a in asides if not a.waiting_since), key=lambda a: (a.active_at, a.id), reverse=True)
    return [*(a for a in asides if a.waiting_since), *calm], total


async def own_asides(connection: Connection, site: UUID, person: UUID) -> list[Aside]:
    """Those about her questions, latest first."""
    found = await connection.fetch(
        f"""{_ASIDE} where a.site_id = $1 and a.asker_id = $2
        order by a.active_at desc, a.id desc limit {OWN_ASIDES_WINDOW}""",
        site,
        person,
    )
    return [_aside(row) for row in found]


async def shown_asides(
    connection: Connection, who: Person, *, mine: bool = False, state: str | None = None
) -> list[tuple[Aside, str, Page, int]]:
    """Hers, or to an agent the site's, waiting first: each with its question's title, its page, and how much is new to her."""
    found = await connection.fetch(
        f"""
        select found.*, (select count(*) from aside_posts p where (p.site_id, p.aside_id) = (found.site_id, found.id)
            and p.state = 'visible' and p.author_id <> $2 and p.seq > coalesce((select seen from aside_reads r
                where (r.site_id, r.aside_id, r.person_id) = (found.site_id, found.id, $2)), 0)) as unread
        from ({_ASIDE} where a.site_id = $1 and ($3 or a.asker_id = $2) and ($4::text is null or a.state = $4)
              order by {_WAITING_FIRST} limit {ASIDES_WINDOW}) found
        order by found.waiting_since nulls last, found.active_at desc, found.id desc
        """,
        who.site,
        who.id,
        who.is_agent and not mine,
        state,
    )
    return [(_aside(row), row["title"], Page(row["page_id"], row["page_key"], row["page_title"]), row["unread"]) for row in found]


def _aside(row: Record) -> Aside:
    conclusion: Any = msgspec.json.decode(row["conclusion"]) if row["conclusion"] else None
    return Aside(
        id=row["id"],
        thread=row["thread_id"],
        page=row["page_id"],
        asker=Author(row["asker_id"], row["asker_name"], row["asker_voice"], row["asker_service"]),
        state=row["state"],
        posts=row["posts"],
        seq=row["seq"],
        waiting_since=stamp(row["waiting_since"]) if row["waiting_since"] else None,
        conclusion=conclusion and conclusion["state"],
        created_at=stamp(row["created_at"]),
        active_at=stamp(row["active_at"]),
    )


def _post(row: Record) -> AsidePost:
    return AsidePost(
        id=row["id"],
        aside=row["aside_id"],
        seq=row["seq"],
        author=Author(row["author_id"], row["author_name"], row["author_voice"], row["author_service"]),
        body=row["body"],
        doc=msgspec.json.decode(row["doc"]),
        created_at=stamp(row["created_at"]),
        edited_at=stamp(row["edited_at"]) if row["edited_at"] else None,
        state=row["state"],
    )
