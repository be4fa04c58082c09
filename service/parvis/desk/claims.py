"""Taking a question, giving it back, giving it to a colleague. Each is one work on the queue's channel, harmless to repeat."""

from __future__ import annotations

from uuid import UUID

from parvis.desk import queries, rules
from parvis.domain.ids import queue_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound, NotWaiting
from parvis.domain.values import Holder, Waiting, plain
from parvis.store.house import House
from parvis.store.journal import Writing


async def take(house: House, who: Person, id: UUID, to: UUID | None) -> Waiting:
    """Have a question, or let a colleague have it (`to`). Saying it again tells that one is still at it.

    Raises NotFound, NotWaiting, Taken (a colleague has it), BadShape (`to` is no agent of the site).
    """
    queue = queue_channel(who.site)

    async def work(writing: Writing) -> Waiting:
        waits = await _waiting(writing, who.site, id)
        agent = await queries.colleague(writing.connection, who.site, to or who.id)
        if agent is None:
            raise BadShape(field="agent", expected="an agent of the site")
        (rules.may_take if agent.id == who.id else rules.may_dispose)(who, waits.taken_by)
        await queries.claim(writing.connection, who.site, id, agent.id, house.now())
        if waits.taken_by is None or waits.taken_by.id != agent.id:
            writing.append(queue, "queue.taken", {"id": str(id), "by": plain(agent)})
        return _held(waits, agent)

    return await house.journal.write((queue,), work)


async def give_back(house: House, who: Person, id: UUID) -> None:
    """Nobody has it any more. Raises NotFound, Taken (it is a colleague's)."""
    queue = queue_channel(who.site)

    async def work(writing: Writing) -> None:
        try:
            waits = await _waiting(writing, who.site, id)
        except NotWaiting:
            return
        rules.may_dispose(who, waits.taken_by)
        if waits.taken_by is not None:
            await queries.unclaim(writing.connection, who.site, id)
            writing.append(queue, "queue.released", {"id": str(id)})

    await house.journal.write((queue,), work)


async def _waiting(writing: Writing, site: UUID, id: UUID) -> Waiting:
    waits = await queries.waiting_thread(writing.connection, site, id)
    if waits is None:
        raise NotWaiting if await queries.thread_exists(writing.connection, site, id) else NotFound
    return waits


def _held(waits: Waiting, agent: Holder) -> Waiting:
    return Waiting(waits.thread, waits.page, waits.waiting_since, waits.due_at, agent, waits.level)
