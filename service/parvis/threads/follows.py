"""Who follows what, and what she has read of it. Nobody else is told, so no channel is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from parvis.domain.people import Person
from parvis.domain.problems import NotFound
from parvis.domain.values import Page, Thread
from parvis.store import rows
from parvis.store.addresses import page_now
from parvis.store.database import Database
from parvis.threads.queries import THREAD_COLUMNS

if TYPE_CHECKING:
    from parvis.store.database import Connection

FOLLOWS_SHOWN = 200
MARKS_SHOWN = 2_000
_NEW = "p.state = 'visible' and (p.seq > {0}.seen and p.author_id <> $2 or p.erratum_seq > {0}.seen)"
"""What somebody else wrote since she read, or corrected: an erratum is news of an old answer, also to its author."""


async def follow_by_writing(connection: Connection, who: Person, page: UUID, thread: UUID, seq: int) -> None:
    """A citizen who writes in a thread follows it, unless she muted its page. Agents have their queue."""
    if who.is_agent:
        return
    await connection.execute(
        """
        insert into follows (site_id, person_id, thread_id, seen) select $1, $2, $4, $5
        where not exists (select from page_follows where site_id = $1 and person_id = $2 and page_id = $3 and mode = 'mute')
        on conflict (site_id, person_id, thread_id) do update set seen = greatest(follows.seen, excluded.seen)
        """,
        who.site,
        who.id,
        page,
        thread,
        seq,
    )


async def follow(database: Database, who: Person, thread: UUID) -> None:
    """From here on: what stands there already is read. Raises NotFound."""
    done = await database.execute(
        """
        insert into follows (site_id, person_id, thread_id, seen)
        select t.site_id, $2, t.id, coalesce((select max(greatest(seq, erratum_seq)) from posts p
                                              where (p.site_id, p.thread_id) = (t.site_id, t.id)), 0)
        from threads t where t.site_id = $1 and t.id = $3
        on conflict (site_id, person_id, thread_id) do update set seen = follows.seen
        """,
        who.site,
        who.id,
        thread,
    )
    if done == "INSERT 0 0":
        raise NotFound


async def unfollow(database: Database, who: Person, thread: UUID) -> None:
    await database.execute(
        "delete from follows where site_id = $1 and person_id = $2 and thread_id = $3", who.site, who.id, thread
    )


async def see(database: Database, who: Person, thread: UUID, seq: int) -> None:
    """She read up to this number; never back again, whatever an older window says."""
    await database.execute(
        "update follows set seen = greatest(seen, $4) where site_id = $1 and person_id = $2 and thread_id = $3",
        who.site,
        who.id,
        thread,
        seq,
    )


async def follow_page(database: Database, who: Person, page: UUID, mode: str) -> None:
    """Raises NotFound."""
    page = await _now(database, who, page)
    done = await database.execute(
        """
        insert into page_follows (site_id, person_id, page_id, mode) select site_id, $2, id, $4 from pages
        where site_id = $1 and id = $3 on conflict (site_id, person_id, page_id) do update set mode = excluded.mode
        """,
        who.site,
        who.id,
        page,
        mode,
    )
    if done == "INSERT 0 0":
        raise NotFound


async def leave_page(database: Database, who: Person, page: UUID) -> None:
    page = await _now(database, who, page)
    await database.execute(
        "delete from page_follows where site_id = $1 and person_id = $2 and page_id = $3", who.site, who.id, page
    )


async def followed_threads(database: Database, who: Person) -> list[tuple[Thread, Page, int]]:
    """The threads she follows, latest activity first, each with its page and how many posts of others she has not seen."""
    found = await database.fetch(
        f"""
        select {THREAD_COLUMNS}, g.key as page_key, g.title as page_title,
            (select count(*) from posts p where (p.site_id, p.thread_id) = (t.site_id, t.id) and {_NEW.format("f")}) as unread
        from follows f join threads t on (t.site_id, t.id) = (f.site_id, f.thread_id)
        join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
        where f.site_id = $1 and f.person_id = $2 and t.state = 'visible' and t.duplicate_of is null
        order by t.active_at desc, t.id limit $3
        """,
        who.site,
        who.id,
        FOLLOWS_SHOWN,
    )
    return [(rows.thread(row), Page(row["page_id"], row["page_key"], row["page_title"]), row["unread"]) for row in found]


async def followed_pages(database: Database, who: Person) -> list[tuple[Page, str]]:
    found = await database.fetch(
        """select g.id, g.key, g.title, f.mode from page_follows f join pages g on (g.site_id, g.id) = (f.site_id, f.page_id)
        where f.site_id = $1 and f.person_id = $2 order by g.key limit $3""",
        who.site,
        who.id,
        FOLLOWS_SHOWN,
    )
    return [(Page(row["id"], row["key"], row["title"]), row["mode"]) for row in found]


async def marks(database: Database, who: Person, page: UUID) -> dict[str, Any]:
    """What she has marked on a page: {thanked: [post], same: [thread], follows: [thread], mode}, ids newest first.

    And `unread`, on the whole site: the threads she follows in which somebody else wrote since she read them.
    """
    page = await _now(database, who, page)
    row = await database.fetchrow(
        f"""
        select
            array(select x.post_id from thanks x join posts p on (p.site_id, p.id) = (x.site_id, x.post_id)
                  join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
                  where x.site_id = $1 and x.person_id = $2 and t.page_id = $3 order by x.post_id desc limit $4) as thanked,
            array(select x.thread_id from same_questions x join threads t on (t.site_id, t.id) = (x.site_id, x.thread_id)
                  where x.site_id = $1 and x.person_id = $2 and t.page_id = $3 order by x.thread_id desc limit $4) as same,
            array(select x.thread_id from follows x join threads t on (t.site_id, t.id) = (x.site_id, x.thread_id)
                  where x.site_id = $1 and x.person_id = $2 and t.page_id = $3 order by x.thread_id desc limit $4) as follows,
            array(select x.thread_id from follows x join threads t on (t.site_id, t.id) = (x.site_id, x.thread_id)
                  where x.site_id = $1 and x.person_id = $2 and t.state = 'visible' and t.duplicate_of is null and exists (
                      select from posts p where (p.site_id, p.thread_id) = (t.site_id, t.id) and {_NEW.format("x")})
                  order by t.active_at desc limit $4) as unread,
            (select mode from page_follows where site_id = $1 and person_id = $2 and page_id = $3) as mode
        """,
        who.site,
        who.id,
        page,
        MARKS_SHOWN,
    )
    assert row is not None
    return dict(row)


async def _now(database: Database, who: Person, page: UUID) -> UUID:
    async with database.connection() as connection:
        return await page_now(connection, who.site, page)
