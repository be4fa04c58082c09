"""What agents tell one another about a thread: a private channel of its own, `notes:<thread>`, for the agents of the site.

The person concerned may ask to read them (RGPD, art. 15): whoever writes one is told so where she writes.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.desk.queries import thread_exists
from parvis.domain import text
from parvis.domain.events import State
from parvis.domain.ids import notes_channel
from parvis.domain.people import Person
from parvis.domain.problems import IdTaken, NotFound
from parvis.domain.values import AgentNote, Author, author, plain, stamp
from parvis.store import journal
from parvis.store.database import Database
from parvis.store.house import House
from parvis.store.journal import Writing

if TYPE_CHECKING:
    from parvis.store.database import Connection, Record

SHOWN = 200
"""The latest of a thread's notes that are shown."""


async def write(house: House, who: Person, thread: UUID, id: UUID, body: str) -> AgentNote:
    """Note something for the other agents. Raises NotFound, IdTaken (the id names another note)."""
    channel = notes_channel(who.site, thread)
    doc = text.parse(body)

    async def work(writing: Writing) -> AgentNote:
        db = writing.connection
        if not await thread_exists(db, who.site, thread):
            raise NotFound
        if already := await _note_with(db, who.site, id):
            if (already.thread, already.author.id, already.body) != (thread, who.id, body):
                raise IdTaken(field="id")
            return already
        note = AgentNote(id, thread, writing.next_seq(channel), author(who), body, doc, stamp(house.now()))
        if not await _add(db, who.site, note):
            raise IdTaken(field="id")
        writing.append(channel, "note.added", {"note": plain(note)}, about=id)
        return note

    return await house.journal.write((channel,), work)


async def notes_snapshot(database: Database, site: UUID, thread: UUID) -> tuple[int, State] | None:
    """The latest notes, oldest first; None when there is no such thread."""
    async with database.snapshot() as connection:
        if not await thread_exists(connection, site, thread):
            return None
        seq = await journal.head(connection, notes_channel(site, thread))
        found = await connection.fetch(
            "select * from agent_notes where site_id = $1 and thread_id = $2 order by seq desc limit $3", site, thread, SHOWN
        )
    return seq, {"notes": plain([_from(row) for row in reversed(found)])}


async def _note_with(connection: Connection, site: UUID, id: UUID) -> AgentNote | None:
    row = await connection.fetchrow("select * from agent_notes where site_id = $1 and id = $2", site, id)
    return _from(row) if row else None


async def _add(connection: Connection, site: UUID, note: AgentNote) -> bool:
    """False when a note on another thread, whose lock is not held, has that id."""
    done = await connection.execute(
        """insert into agent_notes (site_id, id, thread_id, seq, author_id, author_name, author_service, body, doc, written_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (site_id, id) do nothing""",
        site, note.id, note.thread, note.seq, note.author.id, note.author.name, note.author.service, note.body,
        msgspec.json.encode(note.doc).decode(), datetime.fromisoformat(note.at),
    )  # fmt: skip
    return done == "INSERT 0 1"


def _from(row: Record) -> AgentNote:
    by = Author(row["author_id"], row["author_name"], "agent", row["author_service"])
    doc = msgspec.json.decode(row["doc"])
    return AgentNote(row["id"], row["thread_id"], row["seq"], by, row["body"], doc, stamp(row["written_at"]))
