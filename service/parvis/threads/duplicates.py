"""Two questions that ask the same: one is closed and leads to the other, and whoever followed it or asked it too goes along.

A person who comes along is marked with the question that she came by (`via`), so that the decision can be taken back. Only a
question that is no duplicate itself can be led to; so nothing ever leads round in a ring, whoever decides at the same time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from parvis.domain import problems
from parvis.domain.endpoint import Endpoint
from parvis.domain.events import LISTED
from parvis.domain.ids import page_channel, queue_channel, thread_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, IsDuplicate, NotFound, PostWithdrawn
from parvis.domain.values import Thread
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.threads import queries, rules
from parvis.threads.telling import change_status, channels_of, hint_counters, tell

if TYPE_CHECKING:
    from parvis.store.database import Connection


class SameAs(msgspec.Struct, forbid_unknown_fields=True):
    thread: UUID


async def merge(house: House, who: Person, id: UUID, body: SameAs) -> Thread:
    """Say that a question asks what another one asks: it is closed and leads there."""
    return await lead_to(house, who, id, body.thread)


async def part(house: House, who: Person, id: UUID) -> Thread:
    """It asks something else after all: it is as it was before."""
    return await lead_to(house, who, id, None)


async def lead_to(house: House, who: Person, id: UUID, other: UUID | None) -> Thread:
    """Raises NotFound, PostWithdrawn, IsDuplicate (it leads elsewhere, or the other one does), BadShape (no other question)."""
    async with house.database.connection() as connection:
        thread = await queries.thread_with(connection, who.site, id)
        led_to = other or (thread.duplicate_of if thread else None)
        target = await queries.thread_with(connection, who.site, led_to) if led_to else None
    if thread is None or (other is not None and target is None):
        raise NotFound
    if thread.kind not in LISTED or (target is not None and (target.kind not in LISTED or target.id == id)):
        raise BadShape(field="thread", expected="another question or discussion of the site")

    async def work(writing: Writing) -> Thread:
        current = await queries.thread_with(writing.connection, who.site, id)
        assert current is not None
        if current.duplicate_of == other:
            return current
        if other is None:
            return await _part(writing, house, who.site, current, target)
        if current.duplicate_of is not None:
            raise IsDuplicate(thread=str(current.duplicate_of))
        kept = await queries.thread_with(writing.connection, who.site, other)
        assert kept is not None
        return await _merge(writing, who.site, current, kept)

    channels = dict.fromkeys(c for one in (thread, target) if one for c in channels_of(who.site, one))
    return await house.journal.write(tuple(channels), work)


async def _merge(writing: Writing, site: UUID, thread: Thread, kept: Thread) -> Thread:
    db = writing.connection
    if thread.state != "visible" or kept.state != "visible":
        raise PostWithdrawn
    if kept.duplicate_of is not None:
        raise IsDuplicate(field="thread", thread=str(kept.duplicate_of))
    if thread.pinned:
        tell(writing, site, thread, {"pinned": False})
        writing.append(page_channel(site, thread.page), "thread.unpinned", {"id": str(thread.id)})
    await _close_as_duplicate(db, site, thread.id, kept.id)
    tell(writing, site, thread, {"status": "closed", "duplicate_of": str(kept.id)})
    if rules.is_owed_an_answer(thread):
        writing.append(queue_channel(site), "queue.left", {"id": str(thread.id)})
    await _bring_followers(db, site, thread.id, kept.id)
    await _count(writing, site, kept, await _bring_askers(db, site, thread, kept))
    return msgspec.structs.replace(thread, status="closed", pinned=False, duplicate_of=kept.id)


async def _part(writing: Writing, house: House, site: UUID, thread: Thread, kept: Thread | None) -> Thread:
    db = writing.connection
    if kept is None or thread_channel(site, kept.id) not in writing.heads or thread.duplicate_of != kept.id:
        raise problems.Busy  # led elsewhere a moment ago: the next try holds the locks of that one
    before = await _stand_alone(db, site, thread.id)
    tell(writing, site, thread, {"duplicate_of": None})
    parted = msgspec.structs.replace(thread, duplicate_of=None)
    await change_status(writing, site, parted, before, house.now())
    await _take_followers_back(db, site, thread.id, kept.id)
    await _count(writing, site, kept, -await _take_askers_back(db, site, thread.id, kept.id))
    return msgspec.structs.replace(parted, status=before)


async def _count(writing: Writing, site: UUID, thread: Thread, by: int) -> None:
    if by:
        counted = await queries.count_same_question(writing.connection, site, thread.id, by)
        changes = {"same_question": counted.same_question}
        writing.append(thread_channel(site, thread.id), "thread.changed", {"id": str(thread.id), "changes": changes})
        hint_counters(writing, site, counted)


async def _close_as_duplicate(connection: Connection, site: UUID, id: UUID, kept: UUID) -> None:
    await connection.execute(
        """update threads set duplicate_of = $3, status_before = status, status = 'closed', waiting_since = null, pinned = false
        where site_id = $1 and id = $2""",
        site,
        id,
        kept,
    )


async def _stand_alone(connection: Connection, site: UUID, id: UUID) -> str:
    """The status that it had before it was led elsewhere."""
    before: str = await connection.fetchval("select status_before from threads where site_id = $1 and id = $2", site, id)
    await connection.execute(
        "update threads set duplicate_of = null, status_before = null where site_id = $1 and id = $2", site, id
    )
    return before


async def _bring_followers(connection: Connection, site: UUID, id: UUID, kept: UUID) -> None:
    """They have read nothing there yet: the answer is what they waited for."""
    await connection.execute(
        """insert into follows (site_id, person_id, thread_id, via) select site_id, person_id, $3, $2 from follows
        where site_id = $1 and thread_id = $2 on conflict do nothing""",
        site,
        id,
        kept,
    )


async def _bring_askers(connection: Connection, site: UUID, thread: Thread, kept: Thread) -> int:
    """Its asker and whoever asked it too, each once, but not the other one's own asker. How many came."""
    asker = None if thread.author.voice == "agent" else thread.author.id
    done = await connection.execute(
        """insert into same_questions (site_id, thread_id, person_id, via) select $1, $3, person, $2 from (
            select person_id as person from same_questions where site_id = $1 and thread_id = $2
            union select $4::uuid) came
        where person is not null and person <> $5 on conflict do nothing""",
        site,
        thread.id,
        kept.id,
        asker,
        kept.author.id,
    )
    return int(done.rpartition(" ")[2])


async def _take_followers_back(connection: Connection, site: UUID, id: UUID, kept: UUID) -> None:
    await connection.execute("delete from follows where site_id = $1 and via = $2 and thread_id = $3", site, id, kept)


async def _take_askers_back(connection: Connection, site: UUID, id: UUID, kept: UUID) -> int:
    done = await connection.execute(
        "delete from same_questions where site_id = $1 and via = $2 and thread_id = $3", site, id, kept
    )
    return int(done.rpartition(" ")[2])


_DECIDE = (NotFound, PostWithdrawn, IsDuplicate, problems.Busy, problems.Unknown)
ENDPOINTS = [
    Endpoint("PUT", "/agent/threads/{id}/duplicate_of", merge, Thread, who="agent", body=SameAs, problems=_DECIDE),
    Endpoint("DELETE", "/agent/threads/{id}/duplicate_of", part, Thread, who="agent", problems=_DECIDE),
]
