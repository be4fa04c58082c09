"""A site's rules changed: its pages get the keys that their addresses now have, and those that are now one page become one."""

from __future__ import annotations

from uuid import UUID

from parvis.domain.pages import SiteRules
from parvis.pages import queries
from parvis.pages.merging import merge, rename
from parvis.pages.rules import Change, settled
from parvis.store.house import House


async def plan(house: House, site: UUID, rules: SiteRules) -> list[Change]:
    """What the rules ask for, in the order in which it is to be done."""
    async with house.database.snapshot() as connection:
        return settled(site, await queries.every_page(connection, site), await queries.every_lead(connection, site), rules)


async def carry_out(house: House, site: UUID, change: Change) -> None:
    """Until it is done, however many threads it moves."""
    if change.into is None:
        await rename(house, site, change.page.id, change.key)
        return
    while (await merge(house, site, change.page.id, change.into))[1]:
        pass
