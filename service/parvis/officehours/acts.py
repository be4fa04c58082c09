"""Announce hours, change them, end them. Each is told on the page's channel, under its lock, and harmless to repeat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from parvis.domain.digests import digest
from parvis.domain.ids import page_channel
from parvis.domain.people import Person
from parvis.domain.problems import Busy, IdTaken, NotFound
from parvis.domain.values import OfficeHours, plain, stamp
from parvis.officehours import queries, rules
from parvis.store.addresses import page_at
from parvis.store.house import House
from parvis.store.journal import Writing
from parvis.store.officehours import officehours_with

DUE_AT_ONCE = 100


async def announce(house: House, who: Person, hours: OfficeHours, key: str, page_title: str) -> OfficeHours:
    """Hours on the page of that key. Raises IdTaken."""
    asked = digest(who.id, hours)

    async def work(writing: Writing) -> OfficeHours:
        db = writing.connection
        if already := await queries.digest_of(db, who.site, hours.id):
            if already != asked:
                raise IdTaken(field="id")
            known = await officehours_with(db, who.site, hours.id)
            assert known is not None
            return known
        if await page_at(db, who.site, key) != hours.page:
            raise Busy  # renamed or merged a moment ago: the next try finds the new page
        await queries.ensure_page(db, who.site, hours.page, key, page_title)
        await queries.add(db, who.site, hours, asked, house.now())
        writing.append(page_channel(who.site, hours.page), "officehours.announced", {"officehours": plain(hours)})
        return hours

    return await house.journal.write((page_channel(who.site, hours.page),), work)


async def change(house: House, who: Person, id: UUID, changed: Callable[[OfficeHours], OfficeHours]) -> OfficeHours:
    """Another title, time or agent. Raises NotFound, OfficeHoursOver, and what `changed` raises."""

    def still_announced(hours: OfficeHours) -> OfficeHours:
        rules.must_be_announced(hours)
        return changed(hours)

    return await _rewrite(house, who.site, id, still_announced)


async def end(house: House, site: UUID, id: UUID, *, early: bool) -> OfficeHours:
    """Over: those that had not begun were never held. `early`: now, whatever was announced. Raises NotFound."""

    def ended(hours: OfficeHours) -> OfficeHours:
        now = house.now()
        if hours.state != "announced" or not (early or hours.ends_at <= stamp(now)):
            return hours
        if datetime.fromisoformat(hours.starts_at) >= now:
            return msgspec.structs.replace(hours, state="cancelled")
        return msgspec.structs.replace(hours, state="ended", ends_at=min(hours.ends_at, stamp(now)))

    return await _rewrite(house, site, id, ended)


async def end_due(house: House) -> None:
    """End those whose time has come. Every process may do it at once, and again."""
    async with house.database.connection() as connection:
        due = await queries.due(connection, house.now(), DUE_AT_ONCE)
    for site, id in due:
        await end(house, site, id, early=False)


async def _rewrite(house: House, site: UUID, id: UUID, rewritten: Callable[[OfficeHours], OfficeHours]) -> OfficeHours:
    async with house.database.connection() as connection:
        found = await officehours_with(connection, site, id)
    if found is None:
        raise NotFound
    page = page_channel(site, found.page)

    async def work(writing: Writing) -> OfficeHours:
        current = await officehours_with(writing.connection, site, id)
        assert current is not None
        if current.page != page.id:
            raise Busy  # its page was merged a moment ago: the next try holds the lock of the new one
        now = rewritten(current)
        if now != current:
            await queries.change(writing.connection, site, now)
            if now.state == "announced":
                writing.append(page, "officehours.changed", {"officehours": plain(now)})
            else:
                writing.append(page, "officehours.ended", {"id": str(id)})
        return now

    return await house.journal.write((page,), work)
