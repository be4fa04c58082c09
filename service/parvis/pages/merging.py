"""Whole pages: another key, two discussions that become one, one that becomes two. Every address that led somewhere still does.

A merge moves the threads first, in bounded steps, and writes the alias last, when nothing is left behind: until then both pages
are what they were, only that threads walk from one to the other, and a merge that was interrupted goes on when it is asked again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

import msgspec

from parvis.domain.ids import guide_channel, page_channel, page_id, queue_channel
from parvis.domain.problems import Busy, MergedTheOtherWay, PageTaken, SamePage
from parvis.domain.values import Page, plain
from parvis.pages import queries
from parvis.pages.belongings import carry_belongings
from parvis.pages.moving import SLICE, channels_of, movable, page_standing, put
from parvis.store.addresses import page_at, page_now
from parvis.store.house import House
from parvis.store.journal import Writing

PATIENCE = 2.0
"""Seconds after which a request that moves many threads answers with how many are left."""


async def rename(house: House, site: UUID, id: UUID, key: str) -> Page:
    """Give a page another key; its id stays, and so does what its old address leads to. Raises NotFound, PageTaken, Busy."""
    page = await page_standing(house, site, id)
    own, other = page_channel(site, page.id), page_channel(site, page_id(site, key))

    async def work(writing: Writing) -> Page:
        db = writing.connection
        current = await queries.page_with(db, site, page.id)
        if current is None or await page_now(db, site, page.id) != page.id:
            raise Busy  # merged a moment ago: the next try finds the page where it now stands
        if current.key == key:
            return current
        leads = await page_at(db, site, key)
        if leads != page.id and (leads != other.id or await queries.page_with(db, site, other.id)):
            raise PageTaken(field="key")
        if other.id != page.id:
            if merged := await queries.page_with(db, site, other.id):
                await _call(writing, site, merged, str(merged.id))  # its name is the other's now; its id is name enough
            await queries.lead(db, site, other.id, key, page.id)
            writing.append(other, "page.merged", {"into": str(page.id)})
        return await _call(writing, site, current, key)

    return await house.journal.write(tuple({queue_channel(site), own, other}), work)


async def _call(writing: Writing, site: UUID, page: Page, key: str) -> Page:
    await queries.rename_page(writing.connection, site, page.id, key)
    renamed = msgspec.structs.replace(page, key=key)
    for channel in (page_channel(site, page.id), queue_channel(site)):
        writing.append(channel, "page.renamed", {"page": plain(renamed)})
    return renamed


async def merge(house: House, site: UUID, source: UUID, into: UUID, patience: float = PATIENCE) -> tuple[Page, int]:
    """The page into which it goes, and how many threads are left to move: asked again, it goes on.

    Raises NotFound, Busy, MergedTheOtherWay.
    """
    target, old = await page_standing(house, site, into), await page_standing(house, site, source)
    if old.id == target.id:
        return target, 0
    until = time.monotonic() + patience
    while True:
        async with house.database.connection() as connection:
            next_ones = await queries.first_threads(connection, site, old.id, SLICE)
        if not next_ones and await _close(house, site, old.id, target.id):
            return target, 0
        if next_ones:
            await _put(house, site, old.id, target, next_ones, merging=True)
        if time.monotonic() > until:
            async with house.database.connection() as connection:
                return target, await queries.count_threads(connection, site, old.id)


async def _close(house: House, site: UUID, source: UUID, target: UUID) -> bool:
    """From now on the old address leads to the target. False: somebody wrote there a moment ago. Raises Busy."""

    async def work(writing: Writing) -> bool:
        db = writing.connection
        for id in (source, target):
            if await page_now(db, site, id) != id:
                raise Busy  # another merge a moment ago: the next try finds where both now stand
        if await queries.count_threads(db, site, source):
            return False
        old = await queries.page_with(db, site, source)
        assert old is not None
        await carry_belongings(writing, site, source, target)
        await queries.lead(db, site, source, old.key, target)
        await queries.say_merging(db, site, source, None)
        writing.append(page_channel(site, source), "page.merged", {"into": str(target)})
        return True

    channels = [of(site, page) for of in (page_channel, guide_channel) for page in (source, target)]
    return await house.journal.write(channels, work)


async def split(house: House, site: UUID, id: UUID, threads: Sequence[UUID], key: str, title: str) -> Page:
    """Move these threads to the page of that key. Where the key was an alias of this page, it is a page of its own again.

    Raises NotFound, SamePage, BadShape (`threads` names others than this page's), Busy.
    """
    source = await page_standing(house, site, id)
    own = page_id(site, key)
    async with house.database.connection() as connection:
        leads = await page_at(connection, site, key)
        target = await queries.page_with(connection, site, own if leads == source.id else leads)
    target = target or Page(own, key, title)
    if target.id == source.id or key == source.key:
        raise SamePage(field="key")
    wanted = await movable(house, site, source.id, target.id, threads)
    if leads == source.id:
        target = await _cut(house, site, source, msgspec.structs.replace(target, key=key))
    for at in range(0, len(wanted), SLICE):
        await _put(house, site, source.id, target, wanted[at : at + SLICE])
    return await page_standing(house, site, target.id) if wanted or leads == source.id else target


async def _cut(house: House, site: UUID, source: Page, target: Page) -> Page:
    """The address stands for itself again; panels that came by it are told to look where they now are."""

    async def work(writing: Writing) -> Page:
        if await page_now(writing.connection, site, target.id) != source.id:
            raise Busy
        await queries.lead_no_more(writing.connection, site, target.id)
        found = await queries.ensure_page(writing.connection, site, target)
        writing.append(page_channel(site, source.id), "page.split", {"into": str(target.id)})
        return found if found.key == target.key else await _call(writing, site, found, target.key)

    channels = (queue_channel(site), page_channel(site, source.id), page_channel(site, target.id))
    return await house.journal.write(channels, work)


async def _put(house: House, site: UUID, source: UUID, target: Page, ids: Sequence[UUID], *, merging: bool = False) -> None:
    async def work(writing: Writing) -> int:
        if merging:
            # The queue's lock, which is among ours, lets one page of the site at a time say where it goes.
            if await queries.is_merging_into(writing.connection, site, target.id, source):
                raise MergedTheOtherWay
            await queries.say_merging(writing.connection, site, source, target.id)
        return await put(writing, site, source, target, ids)

    await house.journal.write(channels_of(site, source, target.id, ids), work)
