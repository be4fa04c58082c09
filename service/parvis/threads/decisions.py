"""What is decided about a thread: the official answer, what stands first, whether it is settled, what it is about."""

from __future__ import annotations

from uuid import UUID

import msgspec

from parvis.domain.events import PINNED_LIMIT
from parvis.domain.fields import one_line
from parvis.domain.ids import page_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, IsDuplicate, NotFound, PinnedEnough, PostWithdrawn
from parvis.domain.values import Official, Post, Thread, plain, stamp
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.threads import queries, rules
from parvis.threads.officials import set_official
from parvis.threads.standing import standing_post, standing_thread
from parvis.threads.telling import change_status, channels_of, tell

TOPICS_LIMIT = 5
TOPIC_LIMIT = 40


async def make_official(house: House, who: Person, id: UUID, official: bool, source: str | None) -> Post:
    """An agent stands for an answer, which answers the question; or no longer. `source` None leaves the post's own.

    Raises NotFound, PostWithdrawn, BadShape (the opening post is no answer).
    """
    thread = await standing_thread(house, who.site, (await standing_post(house, who.site, id)).thread)

    async def work(writing: Writing) -> Post:
        current = await _still_there(writing, who.site, thread.id)
        post = await queries.post_with(writing.connection, who.site, id)
        if post is None:
            raise NotFound
        if post.state != "visible":
            raise PostWithdrawn
        if post.seq == 1:
            raise BadShape(field="id", expected="a reply")
        if official is (post.official is not None) and source in (None, post.source):
            return post
        if not official:
            return await set_official(writing, who.site, current, post, None)
        now = house.now()
        sourced = msgspec.structs.replace(post, source=source or post.source)
        done = await set_official(writing, who.site, current, sourced, Official(who.name, who.service or "", stamp(now)), who)
        if current.status == "open":
            await change_status(writing, who.site, current, "answered", now)
        return done

    return await house.journal.write(channels_of(who.site, thread), work)


async def pin(house: House, who: Person, id: UUID, pinned: bool) -> Thread:
    """Let a thread stand first on its page, or no longer. Raises NotFound, PostWithdrawn, PinnedEnough, IsDuplicate."""
    thread = await standing_thread(house, who.site, id)

    async def work(writing: Writing) -> Thread:
        db = writing.connection
        current = await _still_there(writing, who.site, id)
        if current.pinned is pinned:
            return current
        if current.kind == "note" and not pinned:
            raise BadShape(field="id", expected="a thread that is no note: a note stands first until it is withdrawn")
        _must_stand_alone(current, not pinned)
        if pinned and len(await queries.pinned_threads(db, who.site, current.page)) >= PINNED_LIMIT:
            raise PinnedEnough(limit=PINNED_LIMIT)
        await queries.pin_thread(db, who.site, id, pinned)
        changed = msgspec.structs.replace(current, pinned=pinned)
        tell(writing, who.site, current, {"pinned": pinned})
        page = page_channel(who.site, current.page)
        if pinned:
            opening = await queries.opening_post(db, who.site, id)
            writing.append(page, "thread.pinned", {"thread": plain(changed)}, about=opening.id)
        else:
            writing.append(page, "thread.unpinned", {"id": str(id)})
        return changed

    return await house.journal.write(channels_of(who.site, thread), work)


async def settle(house: House, who: Person, id: UUID, status: str) -> Thread:
    """Say that a question is open, solved or closed. Reopened, no answer is the kept one any more.

    Raises NotFound, NotYours, ThreadClosed (an agent closed it), IsDuplicate, PostWithdrawn.
    """
    thread = await standing_thread(house, who.site, id)

    async def work(writing: Writing) -> Thread:
        current = await _still_there(writing, who.site, id)
        rules.may_settle(current, who, status)
        _must_stand_alone(current, status == "closed")
        if current.status == status:
            return current
        if status == "open" and current.accepted:
            await queries.accepted_of_thread(writing.connection, who.site, id, None)
            tell(writing, who.site, current, {"accepted": None})
            current = msgspec.structs.replace(current, accepted=None)
        await change_status(writing, who.site, current, status, house.now(), "agent" if who.is_agent else "citizen")
        return msgspec.structs.replace(current, status=status)

    return await house.journal.write(channels_of(who.site, thread), work)


async def name_topics(house: House, who: Person, id: UUID, topics: list[str]) -> Thread:
    """Say what a thread is about, in at most five words or short names. Raises NotFound, PostWithdrawn, TooLong, BadShape."""
    if len(topics) > TOPICS_LIMIT:
        raise BadShape(field="topics", expected=f"at most {TOPICS_LIMIT}")
    named = list(dict.fromkeys(filter(None, (one_line(topic, "topics", TOPIC_LIMIT) for topic in topics))))
    thread = await standing_thread(house, who.site, id)

    async def work(writing: Writing) -> Thread:
        current = await _still_there(writing, who.site, id)
        if current.topics != named:
            await queries.name_topics(writing.connection, who.site, id, named)
            tell(writing, who.site, current, {"topics": named})
        return msgspec.structs.replace(current, topics=named)

    return await house.journal.write(channels_of(who.site, thread), work)


def _must_stand_alone(thread: Thread, anyway: bool) -> None:
    """What leads to another question stays closed, and is not shown first."""
    if thread.duplicate_of is not None and not anyway:
        raise IsDuplicate(thread=str(thread.duplicate_of))


async def _still_there(writing: Writing, site: UUID, id: UUID) -> Thread:
    thread = await queries.thread_with(writing.connection, site, id)
    if thread is None:
        raise NotFound
    if thread.state != "visible":
        raise PostWithdrawn
    return thread
