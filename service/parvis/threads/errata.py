"""An erratum: an agent corrects an official answer. It stands above the answer, whose own words stay, and it is news to everyone
who follows the thread, whatever she had read of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain import problems, text
from parvis.domain.endpoint import Endpoint
from parvis.domain.ids import thread_channel, uuid7
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, IdTaken, NotFound, PostWithdrawn
from parvis.domain.values import Erratum, Post, plain, stamp
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.threads import queries
from parvis.threads.telling import hint_counters

if TYPE_CHECKING:
    from parvis.store.database import Connection


class NewErratum(msgspec.Struct, forbid_unknown_fields=True):
    body: str
    id: UUID | None = None


class Errata(msgspec.Struct):
    """Latest first."""

    errata: list[Erratum]


async def correct(house: House, who: Person, id: UUID, body: NewErratum) -> Post:
    """Correct an official answer, or an agent's: everyone who follows the thread is told."""
    said = text.body(body.body)
    async with house.database.connection() as connection:
        post = await queries.post_with(connection, who.site, id)
    if post is None:
        raise NotFound
    own = thread_channel(who.site, post.thread)
    erratum_id, doc = body.id or uuid7(), text.parse(said)

    async def work(writing: Writing) -> Post:
        db = writing.connection
        current = await queries.post_with(db, who.site, id)
        if current is None:
            raise NotFound
        if already := await _erratum_with(db, who.site, erratum_id):
            if already != (id, who.id, said):
                raise IdTaken(field="id")
            return current
        if current.state != "visible":
            raise PostWithdrawn
        if current.official is None and current.author.voice != "agent":
            raise BadShape(field="id", expected="an official answer, or an agent's")
        now = house.now()
        erratum = Erratum(said, doc, who.name, who.service or "", stamp(now))
        seq = writing.append(own, "post.changed", {"id": str(id), "changes": {"erratum": plain(erratum)}}, about=id)
        await _keep(db, who, erratum_id, id, erratum, seq)
        touched = await queries.touch_thread(db, who.site, current.thread, now, 0)
        writing.append(own, "thread.changed", {"id": str(touched.id), "changes": {"active_at": touched.active_at}})
        hint_counters(writing, who.site, touched)
        return msgspec.structs.replace(current, erratum=erratum)

    return await house.journal.write((own,), work)


async def read_errata(house: House, id: UUID) -> Errata:
    """Every correction of an answer, the latest first."""
    rows = await house.database.fetch(
        """select e.body, e.doc, e.agent_name, e.agent_service, e.at from errata e
        join posts p on (p.site_id, p.id) = (e.site_id, e.post_id)
        where e.post_id = $1 and p.erratum is not null order by e.at desc, e.id desc""",
        id,
    )
    return Errata(
        [
            Erratum(row["body"], msgspec.json.decode(row["doc"]), row["agent_name"], row["agent_service"], stamp(row["at"]))
            for row in rows
        ]
    )


async def _erratum_with(connection: Connection, site: UUID, id: UUID) -> tuple[UUID, UUID, str] | None:
    row = await connection.fetchrow("select post_id, agent_id, body from errata where site_id = $1 and id = $2", site, id)
    return tuple(row) if row else None


async def _keep(connection: Connection, who: Person, id: UUID, post: UUID, erratum: Erratum, seq: int) -> None:
    await connection.execute(
        """insert into errata (site_id, id, post_id, body, doc, agent_id, agent_name, agent_service, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        who.site,
        id,
        post,
        erratum.body,
        msgspec.json.encode(erratum.doc).decode(),
        who.id,
        erratum.name,
        erratum.service,
        datetime.fromisoformat(erratum.at),
    )
    await connection.execute(
        "update posts set erratum = $3, erratum_seq = $4 where site_id = $1 and id = $2",
        who.site,
        post,
        msgspec.json.encode(erratum).decode(),
        seq,
    )


ENDPOINTS = [
    Endpoint(
        "POST", "/agent/posts/{id}/erratum", correct, Post, who="agent", body=NewErratum, status=201,
        problems=(
            NotFound, PostWithdrawn, IdTaken, problems.Empty, problems.TooLong, problems.BadCharacters, problems.Busy,
            problems.Unknown,
        ),
    ),
    Endpoint("GET", "/posts/{id}/errata", read_errata, Errata),
]  # fmt: skip
