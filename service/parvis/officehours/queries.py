"""One statement, one function: announced hours, and what was put to them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain.values import OfficeHours, OnDuty, Thread
from parvis.store import rows
from parvis.store.officehours import OFFICEHOURS

if TYPE_CHECKING:
    from parvis.store.database import Connection

PUT_TO_LIMIT = 200
LISTED_LIMIT = 100


async def agents_of(connection: Connection, site: UUID) -> dict[UUID, OnDuty]:
    found = await connection.fetch("select id, name, service from agents where site_id = $1", site)
    return {row["id"]: OnDuty(row["id"], row["name"], row["service"]) for row in found}


async def page_key_of(connection: Connection, site: UUID, page: UUID) -> str | None:
    key: str | None = await connection.fetchval("select key from pages where site_id = $1 and id = $2", site, page)
    return key


async def ensure_page(connection: Connection, site: UUID, page: UUID, key: str, title: str) -> None:
    """Hours may be announced on a page on which nobody wrote yet."""
    await connection.execute(
        "insert into pages (site_id, id, key, title) values ($1, $2, $3, $4) on conflict do nothing",
        site,
        page,
        key,
        title,
    )


async def add(connection: Connection, site: UUID, hours: OfficeHours, digest: bytes, now: datetime) -> None:
    await connection.execute(
        """insert into officehours (site_id, id, page_id, title, starts_at, ends_at, agents, digest, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        site,
        hours.id,
        hours.page,
        hours.title,
        datetime.fromisoformat(hours.starts_at),
        datetime.fromisoformat(hours.ends_at),
        _agents(hours),
        digest,
        now,
    )


async def digest_of(connection: Connection, site: UUID, id: UUID) -> bytes | None:
    found: bytes | None = await connection.fetchval("select digest from officehours where site_id = $1 and id = $2", site, id)
    return found


async def change(connection: Connection, site: UUID, hours: OfficeHours) -> None:
    await connection.execute(
        """update officehours set title = $3, starts_at = $4, ends_at = $5, state = $6, agents = $7
        where site_id = $1 and id = $2""",
        site,
        hours.id,
        hours.title,
        datetime.fromisoformat(hours.starts_at),
        datetime.fromisoformat(hours.ends_at),
        hours.state,
        _agents(hours),
    )


async def site_of(connection: Connection, id: UUID) -> UUID | None:
    """A link to them holds the id alone; copied on another site, it stays the first's."""
    found: UUID | None = await connection.fetchval(
        "select site_id from officehours where id = $1 order by created_at, site_id limit 1", id
    )
    return found


async def due(connection: Connection, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Site and id of those that end by now and were not told to."""
    found = await connection.fetch(
        "select site_id, id from officehours where state = 'announced' and ends_at <= $1 order by ends_at limit $2", now, limit
    )
    return [(row["site_id"], row["id"]) for row in found]


async def of_site(connection: Connection, site: UUID) -> list[OfficeHours]:
    """Latest first: what is to come, is under way, and was."""
    found = await connection.fetch(
        f"{OFFICEHOURS} where o.site_id = $1 order by o.starts_at desc, o.id limit {LISTED_LIMIT}", site
    )
    return [rows.officehours(row) for row in found]


async def put_to(connection: Connection, site: UUID, id: UUID) -> list[Thread]:
    """The queue of their questions: those that most people ask first, then in the order in which they came."""
    found = await connection.fetch(
        f"""select t.* from threads t where t.site_id = $1 and t.officehours_id = $2 and t.state = 'visible'
        order by t.same_question desc, t.created_at, t.id limit {PUT_TO_LIMIT}""",
        site,
        id,
    )
    return [rows.thread(row) for row in found]


def _agents(hours: OfficeHours) -> str:
    return msgspec.json.encode(hours.agents).decode()
