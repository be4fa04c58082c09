"""The four things that people do here: ask, reply, edit, withdraw. Each is one work of the journal.

Every act is harmless to repeat under the same id. An act that changes what the page's list or the agents' queue shows holds the
locks of those channels too; a citizen's reply touches its thread alone, so that a busy page is not one queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from parvis.domain import text
from parvis.domain.events import WITHDRAWN
from parvis.domain.ids import Channel, page_channel, queue_channel, thread_channel
from parvis.domain.people import Person
from parvis.domain.problems import BadShape, Busy, IdTaken, NotFound, PostWithdrawn
from parvis.domain.values import COUNTERS, Page, Post, Thread, author, plain, stamp
from parvis.store import journal
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.threads import queries, rules


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked, its text already normal and measured."""

    id: UUID
    post: UUID
    key: str
    page_title: str
    kind: Literal["question", "discussion"]
    title: str
    body: str


async def ask(house: House, who: Person, asked: Asked) -> tuple[Thread, Post]:
    """Open a thread. Raises IdTaken when the id names something else."""
    async with house.database.connection() as connection:
        page = page_channel(who.site, await page_at(connection, who.site, asked.key))
    thread = thread_channel(who.site, asked.id)
    digest = rules.digest(who.id, asked.id, asked.post, asked.key, asked.kind, asked.title, asked.body)
    doc = text.parse(asked.body)

    async def work(writing: Writing) -> tuple[Thread, Post]:
        db = writing.connection
        if already := await queries.thread_with(db, who.site, asked.id):
            opening = await queries.opening_post(db, who.site, asked.id)
            await _same_or_taken(writing, who, opening, digest)
            return already, opening
        if await queries.post_with(db, who.site, asked.post):
            raise IdTaken(field="post")
        now = stamp(house.now())
        if await page_at(db, who.site, asked.key) != page.id:
            raise Busy  # renamed or merged a moment ago: the next try finds the new page
        shown = await queries.ensure_page(db, who.site, page.id, asked.key, asked.page_title)
        opened = Thread(
            asked.id,
            shown.id,
            asked.kind,
            None,
            asked.title,
            "visible",
            "open",
            1,
            0,
            0,
            None,
            None,
            False,
            [],
            author(who),
            now,
            now,
            writing.next_seq(page),
        )
        post = Post(asked.post, asked.id, 1, author(who), asked.body, doc, None, now, None, "visible")
        waits = not who.is_agent
        await queries.add_thread(db, who.site, opened, waits)
        await _store(writing, who, post, digest)
        await queries.count_threads(db, who.site, shown.id, +1)
        writing.append(thread, "thread.opened", {"thread": plain(opened), "post": plain(post)}, about=post.id)
        writing.append(page, "thread.opened", {"thread": plain(opened)}, about=post.id)
        if waits:
            _join_queue(writing, who.site, opened, shown, now, post.id)
        return opened, post

    return await house.journal.write((queue_channel(who.site), page, thread), work)


async def reply(house: House, who: Person, thread_id: UUID, id: UUID, body: str, reply_to: UUID | None) -> Post:
    """Add a post to a thread. Raises NotFound, ThreadClosed, IdTaken, BadShape (`reply_to` is not of this thread)."""
    thread = await _thread(house, who.site, thread_id)
    digest = rules.digest(who.id, thread_id, id, body, reply_to)
    doc = text.parse(body)
    own = thread_channel(who.site, thread_id)

    async def work(writing: Writing, wide: bool) -> Post | None:
        """None: this reply changes the status, and the locks of page and queue are not held."""
        db = writing.connection
        if already := await queries.post_with(db, who.site, id):
            await _same_or_taken(writing, who, already, digest)
            return already
        current = await queries.thread_with(db, who.site, thread_id)
        if current is None:
            raise NotFound
        rules.may_reply(current)
        status = rules.status_after_reply(current, who)
        if status != current.status and not wide:
            return None
        if reply_to is not None:
            answered = await queries.post_with(db, who.site, reply_to)
            if answered is None or answered.thread != thread_id:
                raise BadShape(field="reply_to", expected="a post of this thread")
        now = house.now()
        post = Post(id, thread_id, writing.next_seq(own), author(who), body, doc, reply_to, stamp(now), None, "visible")
        await _store(writing, who, post, digest)
        touched = await queries.touch_thread(db, who.site, thread_id, now, +1)
        writing.append(own, "post.added", {"post": plain(post)}, about=id)
        await _change_status(writing, who.site, touched, status, now)
        _hint_counters(writing, who.site, touched)
        return post

    if rules.status_after_reply(thread, who) == thread.status:
        post = await house.journal.write(_channels(who.site, thread, wide=False), lambda writing: work(writing, False))
        if post is not None:
            return post
    # Decisive from the start, or made so by what others wrote meanwhile.
    post = await house.journal.write(_channels(who.site, thread, wide=True), lambda writing: work(writing, True))
    assert post is not None
    return post


async def edit(house: House, who: Person, id: UUID, body: str) -> Post:
    """Reword one's own post. Raises NotFound, NotYours, PostWithdrawn, TooLate."""
    post = await _post(house, who.site, id)
    doc = text.parse(body)
    own = thread_channel(who.site, post.thread)

    async def work(writing: Writing) -> Post:
        current = await queries.post_with(writing.connection, who.site, id)
        if current is None:
            raise NotFound
        now = house.now()
        rules.may_edit(current, who, now)
        if current.body == body:
            return current
        edited = msgspec.structs.replace(current, body=body, doc=doc, edited_at=stamp(now))
        await queries.reword_post(writing.connection, who.site, edited)
        await journal.erase(writing, id, who.site, title_too=False)
        data = {"id": str(id), "body": body, "doc": doc, "edited_at": stamp(now)}
        writing.append(own, "post.edited", data, about=id)
        return edited

    return await house.journal.write((own,), work)


async def withdraw(house: House, who: Person, id: UUID) -> Post:
    """Take one's own post back; a tombstone keeps its place. Withdrawing the opening post withdraws the question."""
    post = await _post(house, who.site, id)
    thread = await _thread(house, who.site, post.thread)
    opens, was_accepted = post.seq == 1, thread.accepted == id

    async def work(writing: Writing) -> Post:
        db = writing.connection
        current = await queries.post_with(db, who.site, id)
        if current is None:
            raise NotFound
        rules.may_withdraw(current, who)
        if current.state == "withdrawn":
            return current
        kept = await queries.thread_with(db, who.site, post.thread)
        assert kept is not None
        if kept.accepted == id and not was_accepted:
            raise Busy  # accepted a moment ago: the next try holds the locks of page and queue
        await queries.withdraw_post(db, who.site, id)
        await journal.erase(writing, id, who.site, title_too=opens)
        touched = await queries.touch_thread(db, who.site, post.thread, None, -1)
        writing.append(thread_channel(who.site, post.thread), "post.withdrawn", {"id": str(id)}, about=id)
        if opens:
            await queries.withdraw_thread(db, who.site, post.thread)
            await queries.count_threads(db, who.site, thread.page, -1)
            _tell(writing, who.site, touched, {"state": "withdrawn", "title": ""})
            writing.append(queue_channel(who.site), "queue.left", {"id": str(post.thread)})
        if was_accepted and kept.accepted == id:
            await queries.accept_post(db, who.site, post.thread, None, "answered")
            _tell(writing, who.site, touched, {"accepted": None, "status": "answered"})
        _hint_counters(writing, who.site, touched)
        return msgspec.structs.replace(current, state="withdrawn", **WITHDRAWN)

    return await house.journal.write(_channels(who.site, thread, wide=opens or was_accepted), work)


async def _thread(house: House, site: UUID, id: UUID) -> Thread:
    async with house.database.connection() as connection:
        thread = await queries.thread_with(connection, site, id)
    if thread is None:
        raise NotFound
    return thread


async def _post(house: House, site: UUID, id: UUID) -> Post:
    async with house.database.connection() as connection:
        post = await queries.post_with(connection, site, id)
    if post is None:
        raise NotFound
    return post


async def _same_or_taken(writing: Writing, who: Person, post: Post, digest: bytes) -> None:
    """A retry of one's own write is answered like the first time; anything else may not have the id."""
    if post.author.id != who.id:
        raise IdTaken(field="id")
    if post.state == "withdrawn":
        raise PostWithdrawn
    if await queries.digest_of(writing.connection, who.site, post.id) != digest:
        raise IdTaken(field="id")


async def _store(writing: Writing, who: Person, post: Post, digest: bytes) -> None:
    """Raises IdTaken when the same id was stored in another thread, whose lock we do not hold, a moment ago."""
    if not await queries.add_post(writing.connection, who, post, digest):
        raise IdTaken(field="id")


async def _change_status(writing: Writing, site: UUID, thread: Thread, status: str, now: datetime) -> None:
    if status == thread.status:
        return
    waits = status == "open"
    await queries.set_status(writing.connection, site, thread.id, status, now if waits else None)
    _tell(writing, site, thread, {"status": status})
    if not waits:
        writing.append(queue_channel(site), "queue.left", {"id": str(thread.id)})
        return
    found = await queries.page_of(writing.connection, site, thread.page)
    assert found is not None
    opening = await queries.opening_post(writing.connection, site, thread.id)
    _join_queue(writing, site, msgspec.structs.replace(thread, status="open"), found[0], stamp(now), opening.id)


def _tell(writing: Writing, site: UUID, thread: Thread, changes: dict[str, str | None]) -> None:
    """Page and thread hear of the same change."""
    for channel in (page_channel(site, thread.page), thread_channel(site, thread.id)):
        writing.append(channel, "thread.changed", {"id": str(thread.id), "changes": changes})


def _join_queue(writing: Writing, site: UUID, thread: Thread, page: Page, since: str, about: UUID) -> None:
    data = {"thread": plain(thread), "page": plain(page), "waiting_since": since}
    writing.append(queue_channel(site), "queue.joined", data, about=about)


def _hint_counters(writing: Writing, site: UUID, thread: Thread) -> None:
    counters = {str(thread.id): {name: getattr(thread, name) for name in COUNTERS}}
    for channel in (page_channel(site, thread.page), queue_channel(site)):
        writing.hint(channel, "counters", {"threads": counters})


def _channels(site: UUID, thread: Thread, *, wide: bool) -> Sequence[Channel]:
    own = thread_channel(site, thread.id)
    return (queue_channel(site), page_channel(site, thread.page), own) if wide else (own,)
