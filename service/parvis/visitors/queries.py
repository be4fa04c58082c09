"""One statement, one function: visitors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from parvis.domain.people import Person
from parvis.store.database import Database


async def add_visitor(database: Database, person: Person, token_hash: bytes) -> None:
    await database.execute(
        "insert into visitors (site_id, id, name, token_hash) values ($1, $2, $3, $4)",
        person.site,
        person.id,
        person.name,
        token_hash,
    )


async def visitor_with(database: Database, token_hash: bytes) -> Person | None:
    row = await database.fetchrow("select site_id, id, name from visitors where token_hash = $1", token_hash)
    return Person(row["id"], row["site_id"], row["name"], "citizen") if row else None


async def rename_visitor(database: Database, person: Person, name: str) -> None:
    await database.execute("update visitors set name = $3 where site_id = $1 and id = $2", person.site, person.id, name)


async def official_names(database: Database, site: UUID) -> list[str]:
    """The names of the site's agents and services, which no citizen may resemble."""
    rows = await database.fetch(
        "select name from agents where site_id = $1 union select service from agents where site_id = $1", site
    )
    return [row["name"] for row in rows]


async def everything_written(database: Database, person: Person) -> list[dict[str, Any]]:
    """Every post of a person, oldest first, with its thread's title and page."""
    rows = await database.fetch(
        """
        select p.id, p.thread_id as thread, t.title, g.key as page, p.author_name as name,
               p.body, p.created_at, p.edited_at, p.state
        from posts p join threads t on (t.site_id, t.id) = (p.site_id, p.thread_id)
        join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
        where p.site_id = $1 and p.author_id = $2 order by p.created_at, p.id
        """,
        person.site,
        person.id,
    )
    return [dict(row) for row in rows]
