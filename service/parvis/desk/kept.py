"""What agents keep at hand: canned replies, which are the site's, and saved filters, which are each one's own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from parvis.desk.views import Filter
from parvis.domain.people import Person
from parvis.domain.problems import EnoughKept
from parvis.domain.values import stamp

if TYPE_CHECKING:
    from parvis.store.database import Connection

REPLIES_LIMIT = 500
FILTERS_LIMIT = 50


class Canned(msgspec.Struct, frozen=True):
    """A canned reply, its variables unexpanded."""

    id: UUID
    title: str
    body: str
    written_by: str
    written_at: str


class Saved(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    filter: Filter


async def replies(connection: Connection, site: UUID, words: str) -> list[Canned]:
    """Those that say most of these words first, then by title. Words that no reply holds leave out nothing."""
    found = await connection.fetch(
        """with looked as (
            select array_to_string(tsvector_to_array(search_words('search_fr', search_text($2))), ' | ')::tsquery as words
        )
        select r.* from canned_replies r, looked where r.site_id = $1
        order by ts_rank(search_words('search_fr', search_text(r.title || ' ' || r.body)), looked.words) desc, r.title, r.id""",
        site,
        words,
    )
    return [_canned(row) for row in found]


async def holding(connection: Connection, site: UUID, words: str) -> list[Canned]:
    """Only those that hold one of these words, or, the last of them, its beginning."""
    found = await connection.fetch(
        """with plain as (
            select r.*, search_text(r.title || ' ' || r.body) as said from canned_replies r where r.site_id = $1
        ), looked as (
            select array_to_string(tsvector_to_array(search_words('search_fr', search_text($2))), ' | ')::tsquery as words,
                btrim(search_text($2)) as typed
        )
        select p.* from plain p, looked
        where search_words('search_fr', p.said) @@ looked.words
            or (looked.typed <> '' and strpos(' ' || p.said, ' ' || looked.typed) > 0)
        order by ts_rank(search_words('search_fr', p.said), looked.words) desc, p.title, p.id""",
        site,
        words,
    )
    return [_canned(row) for row in found]


async def keep_reply(connection: Connection, who: Person, id: UUID, title: str, body: str, now: datetime) -> Canned:
    """A new one, or the one of that id in other words. Raises EnoughKept."""
    row = await connection.fetchrow(
        """insert into canned_replies (site_id, id, title, body, written_by, written_at)
        select $1, $2, $3, $4, $5, $6
        where (select count(*) from canned_replies where site_id = $1 and id <> $2) < $7
        on conflict (site_id, id) do update set title = $3, body = $4, written_by = $5, written_at = $6
        returning *""",
        who.site, id, title, body, who.name, now, REPLIES_LIMIT,
    )  # fmt: skip
    if row is None:
        raise EnoughKept(limit=REPLIES_LIMIT)
    return _canned(row)


async def drop_reply(connection: Connection, site: UUID, id: UUID) -> None:
    await connection.execute("delete from canned_replies where site_id = $1 and id = $2", site, id)


async def filters(connection: Connection, who: Person) -> list[Saved]:
    found = await connection.fetch(
        "select id, name, filter from saved_filters where site_id = $1 and agent_id = $2 order by name, id", who.site, who.id
    )
    return [Saved(row["id"], row["name"], msgspec.json.decode(row["filter"], type=Filter)) for row in found]


async def keep_filter(connection: Connection, who: Person, saved: Saved) -> None:
    """A new one, or the one of that id as it is now. Raises EnoughKept."""
    done = await connection.execute(
        """insert into saved_filters (site_id, agent_id, id, name, filter)
        select $1, $2, $3, $4, $5
        where (select count(*) from saved_filters where site_id = $1 and agent_id = $2 and id <> $3) < $6
        on conflict (site_id, agent_id, id) do update set name = $4, filter = $5""",
        who.site, who.id, saved.id, saved.name, msgspec.json.encode(saved.filter).decode(), FILTERS_LIMIT,
    )  # fmt: skip
    if done != "INSERT 0 1":
        raise EnoughKept(limit=FILTERS_LIMIT)


async def drop_filter(connection: Connection, who: Person, id: UUID) -> None:
    await connection.execute("delete from saved_filters where site_id = $1 and agent_id = $2 and id = $3", who.site, who.id, id)


def _canned(row: Any) -> Canned:
    return Canned(row["id"], row["title"], row["body"], row["written_by"], stamp(row["written_at"]))
