"""What people do with what others wrote: thank for it, have the same question, keep an answer. Each is harmless to repeat."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from parvis.domain.ids import queue_channel, thread_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, NotFound
from parvis.domain.values import Post, Thread
from parvis.store import waiting
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.threads import queries, rules
from parvis.threads.standing import standing_post, standing_thread
from parvis.threads.telling import channels_of, hint_counters, tell


async def thank(house: House, who: Person, id: UUID, *, helped: bool) -> Post:
    """ "Ça m'a aidé", or no longer. Raises NotFound, OwnPost, PostWithdrawn."""
    post = await standing_post(house, who.site, id)
    own = thread_channel(who.site, post.thread)

    async def work(writing: Writing) -> Post:
        db = writing.connection
        current = await queries.post_with(db, who.site, id)
        if current is None:
            raise NotFound
        rules.may_thank(current, who)
        if await queries.set_thanks(db, who, current, helped):
            current, thread = await queries.count_thanks(db, who.site, current, +1 if helped else -1)
            data = {"id": str(id), "helpful": current.helpful, "total": thread.helpful}
            writing.append(own, "post.thanked", data)
            hint_counters(writing, who.site, thread)
        return current

    return await house.journal.write((own,), work)


async def have_same_question(house: House, who: Person, id: UUID, *, same: bool) -> Thread:
    """ "J'ai la même question", or no longer. Raises NotFound, OwnPost (one's own question)."""
    own = thread_channel(who.site, id)

    async def work(writing: Writing) -> Thread:
        db = writing.connection
        thread = await queries.thread_with(db, who.site, id)
        if thread is None:
            raise NotFound
        rules.may_have_same_question(thread, who)
        if await queries.set_same_question(db, who, id, same):
            thread = await queries.count_same_question(db, who.site, id, +1 if same else -1)
            writing.append(own, "thread.changed", {"id": str(id), "changes": {"same_question": thread.same_question}})
            hint_counters(writing, who.site, thread)
        return thread

    return await house.journal.write((own,), work)


async def accept(house: House, who: Person, id: UUID, post: UUID | None) -> Thread:
    """The asker, or an agent, keeps an answer, and the question is solved; None takes that back.

    Raises NotFound, NotYours, ThreadClosed, BadShape (`post` is not a visible reply of this thread).
    """
    found = await standing_thread(house, who.site, id)

    async def work(writing: Writing) -> Thread:
        db = writing.connection
        thread = await queries.thread_with(db, who.site, id)
        if thread is None:
            raise NotFound
        rules.may_accept(thread, who)
        answer = await queries.post_with(db, who.site, post) if post else None
        if post and (answer is None or answer.thread != id or answer.state != "visible" or answer.seq == 1):
            raise BadShape(field="post", expected="a visible reply of this thread")
        if thread.accepted == post:
            return thread
        status = "solved" if post else "answered"
        if answer and thread.status == "open":
            by: Literal["agent", "citizen"] = "agent" if answer.author.voice == "agent" else "citizen"
            await waiting.end(db, who.site, id, house.now(), by)
        accepted = await queries.accept_post(db, who.site, id, post, status)
        changes = {"accepted": str(post) if post else None, "status": status}
        tell(writing, who.site, thread, changes)
        if thread.status == "open":
            writing.append(queue_channel(who.site), "queue.left", {"id": str(id)})
        return accepted

    return await house.journal.write(channels_of(who.site, found), work)
