"""Threads that change page, one or many: each leaves one list and joins the other under a number of that channel.

A transaction moves a bounded number of them and leaves both pages, each thread, the queue and the search as they should be:
whatever stops after it can go on later, and nothing is lost in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from parvis.domain.ids import Channel, page_channel, queue_channel, thread_channel
from parvis.domain.pages import SITE_WIDE
from parvis.domain.problems import BadShape, Busy, NotFound
from parvis.domain.values import Page, Thread, plain
from parvis.pages import queries, rules
from parvis.pages.queries import Standing
from parvis.store.addresses import page_at, page_now
from parvis.store.house import House
from parvis.store.journal import Writing

SLICE = 40
"""Threads that one transaction moves: a fraction of a second, so that those who write meanwhile hardly wait."""


async def page_standing(house: House, site: UUID, id: UUID) -> Page:
    """The page of that id, or the one into which it was merged. Raises NotFound."""
    async with house.database.connection() as connection:
        found = await queries.page_with(connection, site, await page_now(connection, site, id))
    if found is None or found.key == SITE_WIDE:
        raise NotFound
    return found


async def page_leading(house: House, site: UUID, key: str, title: str = "") -> Page:
    """The page to which a key leads, as it is, or as its first thread will make it."""
    async with house.database.connection() as connection:
        id = await page_at(connection, site, key)
        return await queries.page_with(connection, site, id) or Page(id, key, title)


async def move_thread(house: House, site: UUID, id: UUID, target: Page) -> Thread:
    """Put one thread on another page. Raises NotFound, BadShape, Busy (somebody else moved it or the page a moment ago)."""
    async with house.database.connection() as connection:
        thread = await queries.thread_with(connection, site, id)
    if thread is None:
        raise NotFound
    rules.may_leave(thread)
    source = thread.page

    async def work(writing: Writing) -> None:
        if not await put(writing, site, source, target, [id]):
            raise Busy

    if source != target.id:
        await house.journal.write(channels_of(site, source, target.id, [id]), work)
    async with house.database.connection() as connection:
        moved = await queries.thread_with(connection, site, id)
    assert moved is not None
    return moved


async def movable(house: House, site: UUID, source: UUID, target: UUID, ids: Sequence[UUID]) -> list[UUID]:
    """Those of these threads that are still to be moved. Raises BadShape: one stands on neither page, or may not leave."""
    async with house.database.connection() as connection:
        there = {each.thread.id for each in await queries.standing(connection, site, target, ids)}
        here = await queries.standing(connection, site, source, ids)
    for each in here:
        rules.may_leave(each.thread)
    if there | {each.thread.id for each in here} != set(ids):
        raise BadShape(field="threads", expected="threads of this page")
    return [each.thread.id for each in here]


def channels_of(site: UUID, source: UUID, target: UUID, threads: Sequence[UUID]) -> list[Channel]:
    pages = [page_channel(site, page) for page in (source, target)]
    return [queue_channel(site), *pages, *(thread_channel(site, thread) for thread in threads)]


async def put(writing: Writing, site: UUID, source: UUID, target: Page, ids: Sequence[UUID]) -> int:
    """Those of these threads that stand on the source stand on the target; how many. Needs all their locks. Raises Busy."""
    db = writing.connection
    if await page_now(db, site, target.id) != target.id:
        raise Busy  # merged a moment ago: the next try finds the page where it now stands
    target = await queries.ensure_page(db, site, target)
    pinned = await queries.count_pinned(db, site, target.id)
    moved = []
    for each in await queries.standing(db, site, source, ids):
        keeps = rules.keeps_pin(each.thread, pinned)
        pinned += keeps
        seq = writing.next_seq(page_channel(site, target.id))
        moved.append(msgspec.structs.replace(each.thread, page=target.id, seq=seq, pinned=keeps))
        _tell(writing, site, source, target, each, moved[-1])
    await queries.put_on_page(db, site, target.id, moved)
    listed = sum(map(rules.is_listed, moved))
    await queries.count_listed(db, site, source, -listed)
    await queries.count_listed(db, site, target.id, +listed)
    return len(moved)


def _tell(writing: Writing, site: UUID, source: UUID, target: Page, before: Standing, now: Thread) -> None:
    """The old page, the new one, the thread itself, and the queue while it waits there."""
    here, there, own = page_channel(site, source), page_channel(site, target.id), thread_channel(site, now.id)
    shown, about = {"thread": plain(now)}, before.opening
    writing.append(here, "thread.left", {"id": str(now.id), "listed": rules.is_listed(now)})
    if now.kind == "note" and now.pinned:
        writing.append(there, "thread.pinned", shown, about=about)
    else:
        writing.append(there, "thread.opened", shown, about=about)
        if now.pinned:
            writing.append(there, "thread.pinned", shown, about=about)
    heard = [own, queue_channel(site)] if before.waits else [own]
    for channel in heard:
        writing.append(channel, "thread.moved", {"id": str(now.id), "page": plain(target), "seq": now.seq})
        if before.thread.pinned and not now.pinned:
            writing.append(channel, "thread.changed", {"id": str(now.id), "changes": {"pinned": False}})
