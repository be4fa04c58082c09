"""One statement, one function: visitors."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from parvis.domain.people import Barred, Person, Standing, voice_of
from parvis.store.database import Database


async def add_visitor(database: Database, person: Person, token_hash: bytes) -> None:
    """Nothing happens when somebody of the site has that token."""
    await database.execute(
        """insert into visitors (site_id, id, name, token_hash) values ($1, $2, $3, $4)
        on conflict (token_hash, site_id) do nothing""",
        person.site,
        person.id,
        person.name,
        token_hash,
    )


_STANDING = """v.trade,
    (select coalesce(sum(p.helpful), 0) from posts p
     where p.site_id = v.site_id and p.author_id = v.id and p.state = 'visible')::bigint as thanks,
    (select count(*) from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
     where p.site_id = v.site_id and p.author_id = v.id and t.accepted_id = p.id and t.author_id <> v.id) as accepted"""
"""Counted where it stands, on her posts: nothing else could say otherwise."""


async def visitor_with(database: Database, token_hash: bytes) -> Person | None:
    row = await database.fetchrow(
        f"""select v.site_id, v.id, v.name, {_STANDING}, b.person_id is not null as barred, b.until, b.reason
        from visitors v left join bars b on (b.site_id, b.person_id) = (v.site_id, v.id) and (b.until > now() or b.until is null)
        where v.token_hash = $1""",
        token_hash,
    )
    if row is None:
        return None
    standing = Standing(row["thanks"], row["accepted"], row["trade"])
    barred = Barred(row["until"], row["reason"]) if row["barred"] else None
    return Person(row["id"], row["site_id"], row["name"], voice_of(standing), standing.trade, barred=barred)


async def standing_of(database: Database, person: Person) -> Standing | None:
    """None: not a visitor."""
    row = await database.fetchrow(f"select {_STANDING} from visitors v where site_id = $1 and id = $2", person.site, person.id)
    return Standing(row["thanks"], row["accepted"], row["trade"]) if row else None


async def vouch_for(database: Database, agent: Person, visitor: UUID, trade: str | None) -> bool:
    """False: there is no such visitor."""
    done = await database.execute(
        """update visitors set trade = $3, vouched_by = case when $3::text is not null then $4::uuid end
        where site_id = $1 and id = $2""",
        agent.site,
        visitor,
        trade,
        agent.id,
    )
    return done == "UPDATE 1"


async def visitor_on(database: Database, site: UUID, id: UUID) -> tuple[Person, Standing, datetime] | None:
    """A visitor of a site as others know her, and since when she is one."""
    row = await database.fetchrow(
        f"select v.name, v.created_at, {_STANDING} from visitors v where v.site_id = $1 and v.id = $2", site, id
    )
    if row is None:
        return None
    standing = Standing(row["thanks"], row["accepted"], row["trade"])
    return Person(id, site, row["name"], voice_of(standing), standing.trade), standing, row["created_at"]


async def agent_on(database: Database, site: UUID, id: UUID) -> Person | None:
    """An agent of a site."""
    row = await database.fetchrow("select name, service, role from agents where site_id = $1 and id = $2", site, id)
    return Person(id, site, row["name"], "agent", row["service"], row["role"]) if row else None


async def thanked_topics(database: Database, site: UUID, author: UUID, limit: int) -> list[tuple[str, int, int]]:
    """The topics on which somebody's visible answers helped: thanks, and answers that askers kept; most first."""
    rows = await database.fetch(
        """
        select topic, sum(p.helpful)::bigint as thanks,
            count(*) filter (where t.accepted_id = p.id and t.author_id <> $2) as accepted
        from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id) cross join unnest(t.topics) topic
        where p.site_id = $1 and p.author_id = $2 and p.state = 'visible' and t.state = 'visible'
        group by topic having sum(p.helpful) > 0 or bool_or(t.accepted_id = p.id and t.author_id <> $2)
        order by accepted desc, thanks desc, topic limit $3
        """,
        site,
        author,
        limit,
    )
    return [(row["topic"], row["thanks"], row["accepted"]) for row in rows]


async def rename_visitor(database: Database, person: Person, name: str) -> None:
    await database.execute("update visitors set name = $3 where site_id = $1 and id = $2", person.site, person.id, name)


async def official_names(database: Database, site: UUID) -> list[str]:
    """The names of the site's agents and services, which no citizen may resemble."""
    rows = await database.fetch(
        "select name from agents where site_id = $1 union select service from agents where site_id = $1", site
    )
    return [row["name"] for row in rows]
